#!/bin/sh
# The build finds every kind of record, in order of number, and stops when a number is used twice.
# SPDX-License-Identifier: Apache-2.0
set -u
. "$(dirname "$0")/tap.inc"

file src/domain/hazards/hazard.c <<'C'
	KIND(not_in_column_one, .number = 1)
KIND(hazard, .number = 31, .module = "hazards",
     .doc_en = "A thing.");
C
file src/domain/command/incident.c <<'C'
KIND(incident,
     .module = "command",
     .number = 4);
C
file src/domain/hazards/hazard.h <<'C'
KIND(header, .number = 5);
C
prints "in order of number, over two lines" "KIND_ROW(incident)
KIND_ROW(hazard)" "$tools/kinds.sh" "$tree"

echo 'KIND(lane, .number = 31);' | file src/domain/checkpoints/lane.c
complains "a number used twice" "kind number used twice: 31 by" "$tools/kinds.sh" "$tree"
echo 'KIND(hazard, .number = 32);' | file src/domain/checkpoints/lane.c
complains "a name used twice" "kind name used twice: hazard in" "$tools/kinds.sh" "$tree"
echo 'KIND(lane, .module = "x");' | file src/domain/checkpoints/lane.c
complains "no number" "kind without a number: lane" "$tools/kinds.sh" "$tree"
fresh
prints "no kinds at all" "$(printf '\n')" sh -c '"$1/kinds.sh" "$2"; echo' - "$tools" "$tree"
finish
