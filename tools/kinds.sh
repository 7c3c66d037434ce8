#!/bin/sh
# Finds every kind of record in the sources and prints the list that the program is built with.
# SPDX-License-Identifier: Apache-2.0
#
#	kinds.sh ROOT    reads ROOT/src/domain/*/*.c, prints KIND_ROW(name) in order of number
#
# A number or a name used twice is an error: both are on the disks of those who run us.
set -eu
root=$1

find "$root/src/domain" -mindepth 2 -maxdepth 2 -name '*.c' -type f 2>/dev/null | LC_ALL=C sort |
while read -r file; do
	awk -v file="${file#"$root"/}" '
		/^KIND\(/ {
			name = $0
			sub(/^KIND\([ \t]*/, "", name)
			sub(/[^A-Za-z0-9_].*/, "", name)
			open = 1
		}
		open && match($0, /\.number[ \t]*=[ \t]*[0-9]+/) {
			number = substr($0, RSTART, RLENGTH)
			gsub(/[^0-9]/, "", number)
			print number, name, file
			open = 0
		}
		open && /;[ \t]*$/ {
			print "-", name, file
			open = 0
		}
	' "$file"
done | LC_ALL=C sort -n | awk '
	$1 == "-" {
		fault = fault "\nkind without a number: " $2 " in " $3
		next
	}
	$1 in number {
		fault = fault "\nkind number used twice: " $1 " by " number[$1] " and " $2
	}
	$2 in file {
		fault = fault "\nkind name used twice: " $2 " in " file[$2] " and " $3
	}
	{
		number[$1] = $2
		file[$2] = $3
		rows = rows "KIND_ROW(" $2 ")\n"
	}
	END {
		if (fault != "") {
			print "kinds.sh:" fault > "/dev/stderr"
			exit 1
		}
		printf "%s", rows
	}
'
