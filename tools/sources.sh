#!/bin/sh
# Prints the C files of a folder, one a line, so that a new file needs no edit of the build.
# SPDX-License-Identifier: Apache-2.0
#
#	sources.sh DIR       the .c files below DIR
#	sources.sh -r DIR    the same, as paths from gen/
#	sources.sh -p FILE   the file as path from gen/, or nothing when it is absent
#	sources.sh -c        the test cases
#	sources.sh -e        the plans of the evacuation tests
#	sources.sh -t        the self-tests of the checkers
#	sources.sh -a        every file whose coming or going must reconfigure the build
set -eu
cd "$(dirname "$0")/.."

list()
{
	if [ -d "$1" ]; then
		find "$1" -name '*.c' -type f | LC_ALL=C sort
	fi
}

case $1 in
-r) list "$2" | sed 's|^|../|' ;;
-p) if [ -f "$2" ]; then echo "../$2"; fi ;;
-c) find tests/cases -name '*.case' -type f 2>/dev/null | LC_ALL=C sort ;;
-e) find tests/evac -name '*.json' -type f 2>/dev/null | LC_ALL=C sort ;;
-t) find tests/tools -name '*.sh' -type f 2>/dev/null | LC_ALL=C sort ;;
-a)
	"$0" -t
	"$0" -c
	"$0" -e
	for dir in src tests bench; do list "$dir"; done
	"$0" -p src/domain/policy/presets.txt
	;;
*) list "$1" ;;
esac
