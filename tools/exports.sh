#!/bin/sh
# Checks that foo.c exports foo_* only, so that every call in the code says where it leads.
# SPDX-License-Identifier: Apache-2.0
#
#	exports.sh DIR [ROOT]    looks at the objects that were built in DIR from ROOT/src
#
# Also fine: the file's folder in front (log/reader.c: log_reader_*); the prefix of foo.h for a
# module that is split over foo_*.c; and kind_NAME for a kind.
set -eu
dir=$(realpath "$1")
cd "${2:-$(dirname "$0")/..}"
if ! find "$dir" -maxdepth 2 -path '*.p/src_*.c.o' 2>/dev/null | grep -q .; then
	echo "exports.sh: no object of src/ in $dir; build first"
	exit 1
fi
list=$(mktemp)
trap 'rm -f "$list"' EXIT INT TERM

# FILE PREFIX: names that are what they are for a reason, one a line.
exceptions='
src/os/real.c os_
src/os/sim.c os_
src/os/sim_loop.c loop_
src/os/sim_thread.c thread_
src/model/refusal.c refused_
src/domain/all.c domain_kinds
src/domain/presets.c policy_presets
src/cli/main.c main
'

# An object's file name is its source's path with every slash turned into an underscore.
find src -name '*.c' -type f | LC_ALL=C sort | while read -r file; do
	header=${file##*/}
	header=${file%/*}/${header%%_*}.h
	split=-
	if [ -f "$header" ]; then
		split=$(basename "$header" .h)
	fi
	echo "source $(echo "${file%.c}" | tr '/' '_').c.o $file $split"
done >"$list"
echo "$exceptions" | sed -n 's/^s/except s/p' >>"$list"
find "$dir" -maxdepth 2 -path '*.p/src_*.c.o' -exec nm -A --defined-only --extern-only {} + |
	sed 's|^.*/\([^/]*\.c\.o\):|\1 |' >>"$list"

awk '
	function fine(name, prefix) {
		return name == prefix || index(name, prefix "_") == 1
	}
	function excepted(file, name,    i) {
		for (i = 1; i <= nexcept; i++)
			if (except_file[i] == file && index(name, except_name[i]) == 1)
				return 1
		return 0
	}
	$1 == "source" { file_of[$2] = $3; split_of[$2] = $4; next }
	$1 == "except" { except_file[++nexcept] = $2; except_name[nexcept] = $3; next }
	$1 in file_of && NF == 4 {
		seen[$1] = 1
		name = $4
		file = file_of[$1]
		parts = split(file, part, "/")
		stem = part[parts]
		sub(/\.c$/, "", stem)
		folder = part[parts - 1]
		if (fine(name, stem) || fine(name, folder "_" stem) || fine(name, split_of[$1]) ||
		    excepted(file, name) || name ~ /^__(odr_)?asan/)
			next
		if (part[2] == "domain" && name == "kind_" stem)
			next
		print file ": exports " name
		wrong++
	}
	END {
		for (object in seen)
			files++
		if (wrong)
			print "exports.sh: " wrong " names do not say which file they are in"
		else
			print "exports.sh: " files " files export only their own names"
		exit wrong > 0
	}
' "$list"
