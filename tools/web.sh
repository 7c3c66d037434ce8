#!/bin/sh
# Builds the operator's console from web/ into web/dist, with the exact packages of its lock file.
# SPDX-License-Identifier: Apache-2.0
#
#	web.sh modules    fetches the packages when the lock file changed since last time
#	web.sh build      that, and the console
set -eu
cd "$(dirname "$0")/../web"

if ! command -v npm >/dev/null; then
	echo "web.sh: npm is missing, so the console cannot be built." >&2
	echo "web.sh: run tools/deps.sh, or build without the console: make CONSOLE=false" >&2
	exit 1
fi
exec 9>.lock
flock 9
if ! cmp -s package-lock.json node_modules/.watchfloor-lock &&
	[ ! node_modules/.package-lock.json -nt package-lock.json ]; then
	if ! npm ci --no-audit --no-fund --loglevel=error; then
		echo "web.sh: npm could not fetch its packages; is a registry reachable?" >&2
		echo "web.sh: without it the rest still builds: make CONSOLE=false" >&2
		exit 1
	fi
	cp package-lock.json node_modules/.watchfloor-lock
fi
if [ "$1" = build ]; then
	npm run --silent build
	# A build that changed nothing must still be newer than its sources.
	touch dist/index.html
fi
