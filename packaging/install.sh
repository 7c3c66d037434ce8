#!/bin/sh
# Puts the program, its service, its manual and its documents where a system looks for them.
# SPDX-License-Identifier: Apache-2.0
#
#	install.sh PROGRAM DESTDIR PREFIX
set -eu
program=$(realpath "$1")
destination=$2
prefix=$3
cd "$(dirname "$0")/.."
root=$destination$prefix
share=$root/share

install -D -m 0755 "$program" "$root/bin/watchfloor"

mkdir -p "$root/lib/systemd/system" "$root/lib/sysusers.d"
sed "s|@BINDIR@|$prefix/bin|" packaging/watchfloor.service \
	>"$root/lib/systemd/system/watchfloor.service"
chmod 0644 "$root/lib/systemd/system/watchfloor.service"
install -m 0644 packaging/watchfloor.sysusers "$root/lib/sysusers.d/watchfloor.conf"

# The settings belong to the administrator: never overwritten.
settings=$destination/etc/default/watchfloor
if [ ! -e "$settings" ]; then
	install -D -m 0644 packaging/watchfloor.default "$settings"
fi

pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT INT TERM
"$program" man "$pages"
for page in "$pages"/*.1; do
	install -d "$share/man/man1"
	gzip -9n <"$page" >"$share/man/man1/$(basename "$page").gz"
	chmod 0644 "$share/man/man1/$(basename "$page").gz"
done

# The scenario of `watchfloor demo`.
if [ -d demo ]; then
	find demo -type f | while read -r file; do
		install -D -m 0644 "$file" "$share/watchfloor/$file"
	done
fi

find docs -name '*.md' -type f | while read -r file; do
	install -D -m 0644 "$file" "$share/doc/watchfloor/${file#docs/}"
done
for file in README.md ARCHITECTURE.md SECURITY.md CHANGELOG.md LICENSE; do
	if [ -f "$file" ]; then
		install -D -m 0644 "$file" "$share/doc/watchfloor/$file"
	fi
done
