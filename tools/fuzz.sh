#!/bin/sh
# Lets the fuzzers look for inputs that break a parser; what they find stays in the build folder.
# SPDX-License-Identifier: Apache-2.0
#
#	fuzz.sh DIR SECONDS [NAME]    every fuzzer of the build folder (or one), each so long
#	fuzz.sh -1 PROGRAM            one short run from a fixed seed, for the test suite
#
# Seeds are read from tests/fuzz/corpus/NAME and never written to.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)

run()
{
	program=$1
	shift
	name=$(basename "$program")
	work=$(dirname "$program")/$name.work
	mkdir -p "$work"
	seeds=
	if [ -d "$root/tests/fuzz/corpus/$name" ]; then
		seeds=$root/tests/fuzz/corpus/$name
	fi
	# libFuzzer's own exit code for a finding, 77, would be read as "skipped".
	"$program" -error_exitcode=1 -timeout_exitcode=1 -artifact_prefix="$work/" -timeout=10 \
		-rss_limit_mb=1024 "$@" "$work" ${seeds:+"$seeds"}
}

if [ "$1" = -1 ]; then
	rm -rf "$2.work"
	run "$2" -seed=1 -runs=20000
	exit
fi

dir=$1
seconds=$2
found=0
for source in "$root"/tests/fuzz/fuzz_*.c; do
	name=$(basename "$source" .c)
	if [ ! -f "$source" ] || { [ -n "${3-}" ] && [ "$3" != "$name" ]; }; then
		continue
	fi
	echo "== $name, $seconds s"
	run "$dir/tests/$name" -max_total_time="$seconds" -print_final_stats=1
	found=$((found + 1))
done
if [ "$found" -eq 0 ]; then
	echo "fuzz.sh: no fuzzer ${3-} in tests/fuzz" >&2
	exit 1
fi
echo "$found fuzzers ran, nothing found"
