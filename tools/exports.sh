#!/bin/sh
# Checks that foo.c exports foo_* only, so that every call in the code says where it leads.
# SPDX-License-Identifier: Apache-2.0
#
#	exports.sh DIR [ROOT]    looks at the objects that were built in DIR from ROOT/src
#
# Also fine: the file's folder in front (log/reader.c: log_reader_*); the prefix of foo.h for a
# module that is split over foo_*.c; and kind_NAME for a kind.
set -eu
dir=$1
root=${2:-$(dirname "$0")/..}

# FILE PREFIX: names that are what they are for a reason, one a line.
exceptions='
src/os/real.c os_
src/os/sim.c os_
src/os/sim_disk.c sim_
src/os/sim_loop.c loop_
src/os/sim_loop.c sim_
src/os/sim_thread.c sim_
src/os/sim_thread.c thread_
src/model/refusal.c refused_
src/domain/all.c domain_kinds
src/domain/presets.c policy_presets
src/cli/main.c main
'
cd "$root"
files=$(find src -name '*.c' -type f | LC_ALL=C sort)
cd - >/dev/null
wrong=0
seen=0
for file in $files; do
	object=$(echo "$file" | tr / _).o
	found=$(find "$dir" -maxdepth 2 -path "*.p/$object" | head -n 1)
	if [ -z "$found" ]; then
		continue
	fi
	seen=$((seen + 1))
	stem=$(basename "$file" .c)
	folder=$(basename "$(dirname "$file")")
	module=$stem
	if [ -f "$root/$(dirname "$file")/${stem%%_*}.h" ]; then
		module=${stem%%_*}
	fi
	names=$(nm --defined-only --extern-only "$found" | awk 'NF == 3 { print $3 }' |
		grep -v '^__\(odr_\)\?asan' || true)
	for name in $names; do
		case $name in
		"$stem" | "$stem"_* | "$folder"_"$stem" | "$folder"_"$stem"_* | "$module"_*)
			continue
			;;
		esac
		case $file in
		src/domain/*/*) if [ "$name" = "kind_$stem" ]; then continue; fi ;;
		esac
		if echo "$exceptions" | awk -v file="$file" -v name="$name" '
			$1 == file && index(name, $2) == 1 { found = 1 }
			END { exit !found }'; then
			continue
		fi
		echo "$file: exports $name"
		wrong=$((wrong + 1))
	done
done
if [ "$wrong" -ne 0 ]; then
	echo "exports.sh: $wrong names do not say which file they are in"
	exit 1
fi
if [ "$seen" -eq 0 ]; then
	echo "exports.sh: no object of src/ in $dir; build first"
	exit 1
fi
echo "exports.sh: $seen files export only their own names"
