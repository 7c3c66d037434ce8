#!/bin/sh
# The text of shipped policy values becomes rows with seconds; a slip in it stops the build.
# SPDX-License-Identifier: Apache-2.0
set -u
. "$(dirname "$0")/tap.inc"

file presets.txt <<'T'
# what we ship

order.sign.realert 30s    # doctrine 4.2
order.sign.breach  15 m   # doctrine 4.2
report.first       2h     # doctrine 3.1
track.keep         3d     # ours
half               1.5h   # ours
crowd.density      4.5 person/m2  # doctrine 6
kills              3      # ours
T
prints "spans become seconds, other units stay" \
	'PRESET("order.sign.realert", 30, "s", "doctrine 4.2")
PRESET("order.sign.breach", 900, "s", "doctrine 4.2")
PRESET("report.first", 7200, "s", "doctrine 3.1")
PRESET("track.keep", 259200, "s", "ours")
PRESET("half", 5400, "s", "ours")
PRESET("crowd.density", 4.5, "person/m2", "doctrine 6")
PRESET("kills", 3, "", "ours")' "$tools/presets.sh" "$tree/presets.txt"

# slip LINE TEXT
slip()
{
	echo "$1" >"$tree/presets.txt"
	complains "$2: $1" "presets.txt:1: $2" "$tools/presets.sh" "$tree/presets.txt"
}
slip 'Order 30s # x' "not a key"
slip 'order. 30s # x' "not a key"
slip 'order # x' "not a value"
slip 'order soon # x' "not a value"
slip 'order 1e3 # x' "not a value"
slip 'order 30s' "no source"
slip 'order 30 s now # x' "more than key, value and unit"
slip 'order 30 m"2 # x' "quote or backslash"
printf 'order 30s # x\norder 40s # x\n' >"$tree/presets.txt"
complains "given twice" "presets.txt:2: key given twice: order" \
	"$tools/presets.sh" "$tree/presets.txt"
finish
