#!/bin/sh
# Runs the measuring programs one after the other and keeps what they print in bench/results/.
# SPDX-License-Identifier: Apache-2.0
#
#	bench.sh DIR [NAME]    those of the build folder DIR, or one
set -eu
cd "$(dirname "$0")/.."
dir=$1
only=${2-}
mkdir -p bench/results

WATCHFLOOR=$PWD/$dir/watchfloor
export WATCHFLOOR
found=0
for source in bench/*.c; do
	name=$(basename "$source" .c)
	if [ ! -f "$source" ] || { [ -n "$only" ] && [ "$only" != "$name" ]; }; then
		continue
	fi
	result=bench/results/$name.txt
	echo "== $name"
	{
		echo "date     $(date -u +%Y-%m-%dT%H:%MZ)"
		echo "commit   $(git rev-parse --short HEAD 2>/dev/null || echo unknown)"
		processor=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
		echo "machine  $(nproc) x $processor"
		echo "system   $(uname -sr), $(gcc --version | head -n 1)"
		echo
	} >"$result.new"
	# Not a pipe to tee: its exit code would hide that of the program.
	if ! "$dir/bench/bench_$name" >>"$result.new"; then
		cat "$result.new"
		rm -f "$result.new"
		echo "bench.sh: $name failed; $result is left as it was" >&2
		exit 1
	fi
	mv "$result.new" "$result"
	cat "$result"
	found=$((found + 1))
done
if [ "$found" -eq 0 ]; then
	echo "bench.sh: no measuring program $only in bench/" >&2
	exit 1
fi
