#!/bin/bash
# Adds a kind of record as one file and looks for it everywhere: no other file may need an edit.
# SPDX-License-Identifier: Apache-2.0
#
# The tree is copied to a temporary folder and built there without the console.
set -u
cd "${SOURCE_ROOT:-$PWD}" || exit 1
. tests/tools/tap.inc

# What git would take, so also files that are not yet committed; without git, all but what is built.
sources()
{
	git ls-files -co --exclude-standard 2>/dev/null ||
		find . \( -name build -o -name node_modules -o -name .git \) -prune -o -type f \
			-print
}

copy()
{
	sources |
		grep -E '^(\./)?(meson|src/|gen/|tools/|bench/meson|tests/(meson|cases/worlds/))' |
		while read -r path; do [ -f "$path" ] && echo "$path"; done |
		tar -cf - -T - | tar -xf - -C "$tree"
}

build()
{
	cd "$tree" && CC=gcc meson setup out -Dconsole=false -Doptimization=0 -Dfuzz=false &&
		ninja --quiet -C out watchfloor
}

has()
{
	what=$1 text=$2
	shift 2
	if "$@" >"$tree.all" 2>&1 && grep -qF -e "$text" "$tree.all"; then
		result 0 "$what"
	else
		head -c 2000 "$tree.all" >"$tree.out"
		result 1 "$what"
	fi
	rm -f "$tree.all"
}

copy
cp -r "$tree" "$tree.before"

file src/domain/hazards/sample.c <<'E2'
/* A place or thing that can hurt people; it exists only in the test that adds a kind. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"
#include "model/registry.h"

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 120, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, ENUM, grade, "等级", "Grade", .choices = choices_grade, .flags = INDEXED) \
	X(K, 3, REF, place, "地点", "Place", .target = "place") \
	X(K, 4, TEXT, reason, "解除理由", "Reason", .max = 500, .flags = LONG)
KIND_STRUCT(sample);
KIND_FIELDS(sample);

enum { SEEN = 1, CLEARED };
static const struct state states[] = {
	{ SEEN, "seen", "已发现", "Seen", STATE_OPEN },
	{ CLEARED, "cleared", "已解除", "Cleared", STATE_CLOSED },
};

REFUSAL(cleared_in_silence, "最高等级的隐患不能无理由解除", "The gravest are not cleared in silence");
static const struct refusal *const refusals[] = { &refuse_cleared_in_silence, NULL };

static const struct refusal *check_clear(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct sample *sample = (const struct sample *)after;

	(void)model;
	(void)before;
	(void)view;
	return sample->grade == 1 && sample->reason.len == 0 ? &refuse_cleared_in_silence : NULL;
}

KIND_ACTS(
	{ .number = 1, .name = "spot", .zh = "发现", .en = "Spot", .from = NEW, .to = SEEN,
	  .roles = ROLE_steward | ROLE_DESK, .takes = "title grade place" },
	{ .number = 2, .name = "clear", .zh = "解除", .en = "Clear", .from = IN(SEEN),
	  .to = CLEARED, .roles = ROLE_DESK, .takes = "reason", .check = check_clear },
	ACT_STRIKE(ROLE_DESK));

KIND(sample, .number = 999, .module = "hazards", .zh = "隐患样例", .en = "Sample hazard",
     .doc_zh = "可能伤人的地点或物品。", .doc_en = "A place or thing that can hurt people.",
     .refusals = refusals);
E2
file tests/cases/hazards/sample.case <<'E2'
# A hazard from the first sight to its end.
# SPDX-License-Identifier: Apache-2.0
world small

case a grave hazard is not cleared in silence
  when nst.steward sample.spot as hole
      title: 看台护栏松动
      grade: g1
  then expect hole is seen
  when nst.steward sample.clear on hole
  then expect refused not_permitted
  when nst.duty_officer sample.clear on hole
  then expect refused cleared_in_silence
  when nst.duty_officer sample.clear on hole
      reason: 已加固
  then expect hole is cleared
  when node restart
  then expect hole is cleared
E2

accepts "the tree builds with the new file" build
program=$tree/out/watchfloor
has "it is a line of the kinds" "sample	hazards	隐患样例	Sample hazard" "$program" kinds
has "it has a list and a making act in the API" '"/records/sample":' "$program" openapi
has "its act has an address" '"/records/sample/{id}/clear":' "$program" openapi
has "its refusal is named in the API" '"cleared_in_silence"' "$program" openapi
has "it is a type for the console" 'export interface SampleRecord extends RecordHead' \
	"$program" types
has "its records can be told from others" '| SampleRecord' "$program" types
accepts "the reference is printed" "$program" reference "$tree/reference"
has "it has a page" '`cleared_in_silence`' cat "$tree/reference/sample.md"
has "the index leads to it" '](sample.md)' cat "$tree/reference/README.md"
has "it stands in the matrix" 'sample           clear                duty_officer   yes' \
	"$program" matrix
cd "$tree" || exit 1
has "its case runs" "ok 1 - tests/cases/hazards/sample.case" \
	"$program" case tests/cases/hazards/sample.case
rm -rf out reference
diff -rq "$tree.before" "$tree" >"$tree.touched"
prints "nothing else was touched" "Only in TREE/src/domain/hazards: sample.c
Only in TREE/tests/cases: hazards" sed "s|$tree|TREE|" "$tree.touched"
rm -rf "$tree.before" "$tree.touched"
finish
