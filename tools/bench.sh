#!/bin/sh
# Runs the measuring programs one after the other and keeps what they print in bench/results/.
# SPDX-License-Identifier: Apache-2.0
#
#	bench.sh DIR [NAME]    those of the build folder DIR and of the browser, or one
set -eu
cd "$(dirname "$0")/.."
dir=$1
only=${2-}
mkdir -p bench/results

WATCHFLOOR=$PWD/$dir/watchfloor
export WATCHFLOOR
found=0

head_of_result()
{
	echo "date     $(date -u +%Y-%m-%dT%H:%MZ)"
	echo "commit   $(git rev-parse --short HEAD 2>/dev/null || echo unknown)"
	processor=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
	echo "machine  $(nproc) x $processor, load $(cut -d' ' -f1 /proc/loadavg)"
	echo "system   $(uname -sr), $(gcc --version | head -n 1)"
	echo
}

# measure NAME COMMAND...
measure()
{
	name=$1
	shift
	if [ -n "$only" ] && [ "$only" != "$name" ]; then
		return
	fi
	result=bench/results/$name.txt
	echo "== $name"
	head_of_result >"$result.new"
	# Not a pipe to tee: its exit code would hide that of the program.
	if ! "$@" >>"$result.new"; then
		cat "$result.new"
		rm -f "$result.new"
		echo "bench.sh: $name failed; $result is left as it was" >&2
		exit 1
	fi
	mv "$result.new" "$result"
	cat "$result"
	found=$((found + 1))
}

for source in bench/*.c; do
	if [ -f "$source" ]; then
		name=$(basename "$source" .c)
		measure "$name" "$dir/bench/bench_$name"
	fi
done
for source in bench/browser/*.mjs; do
	name=$(basename "$source" .mjs)
	if [ -f "$source" ] && [ "$name" != lib ]; then
		measure "browser-$name" node "$source"
	fi
done
if [ "$found" -eq 0 ]; then
	echo "bench.sh: no measuring program $only in bench/" >&2
	exit 1
fi
