#!/bin/sh
# Runs the torture tests far longer than the suite does: more kills, more faults, other seeds.
# SPDX-License-Identifier: Apache-2.0
#
#	torture.sh DIR    TORTURE=n (default 10) multiplies what one run does
set -eu
cd "$(dirname "$0")/.."
dir=$1
TORTURE=${TORTURE:-10}
SOURCE_ROOT=$PWD
BUILD_ROOT=$PWD/$dir
WATCHFLOOR=$PWD/$dir/watchfloor
CMOCKA_MESSAGE_OUTPUT=TAP
export TORTURE SOURCE_ROOT BUILD_ROOT WATCHFLOOR CMOCKA_MESSAGE_OUTPUT

found=0
for source in tests/system/torture*.c; do
	if [ ! -f "$source" ]; then
		continue
	fi
	name=system_$(basename "$source" .c)
	echo "== $name x $TORTURE"
	"$dir/tests/$name"
	found=$((found + 1))
done
if [ "$found" -eq 0 ]; then
	echo "torture.sh: no torture test in tests/system" >&2
	exit 1
fi
