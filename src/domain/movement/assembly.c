/* Where people gather after they were led out, each side of the closed loop by itself. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

#define FIELDS(X, K) \
	X(K, 1, REF, evacuation, "疏散", "Evacuation", .target = "evacuation", .flags = REQUIRED) \
	X(K, 2, TEXT, title, "名称", "Name", .max = 240, .flags = REQUIRED | TITLE) \
	X(K, 3, REF, place, "地点", "Place", .target = "place", .flags = REQUIRED) \
	X(K, 4, ENUM, loop_side, "闭环内外", "Side of the loop", .choices = choices_loop_side, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 5, INT, capacity, "容量", "Capacity", .least = 1, .most = 1000000, .unit = "person", \
	  .flags = REQUIRED) \
	X(K, 6, INT, counted, "清点人数", "Counted", .most = 1000000, .unit = "person") \
	X(K, 7, INT, other_side, "其中来自另一侧", "Of them from the other side", .most = 1000000, \
	  .unit = "person") \
	X(K, 8, INT, injured, "伤者", "Injured", .most = 100000, .unit = "person") \
	X(K, 9, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG) \
	X(K, 10, REF, post, "负责岗位", "Post in charge", .target = "post", .flags = ADDRESSEE)

KIND_STRUCT(assembly);
KIND_FIELDS(assembly);

enum { DESIGNATED = 1, COUNTED, CLEARED };
static const struct state states[] = {
	{ DESIGNATED, "designated", "已指定", "Designated", STATE_OPEN },
	{ COUNTED, "counted", "已清点", "Counted", STATE_OPEN },
	{ CLEARED, "cleared", "已撤离", "Cleared", STATE_CLOSED },
};

REFUSAL(side_required, "集合区须属闭环内或闭环外一侧",
	"An assembly area is for one side of the loop");
REFUSAL(sides_share_a_place, "闭环内外不能共用一处集合区",
	"Both sides of the loop cannot gather at one place");
REFUSAL(inside_the_place, "集合区不能在被疏散的地点之内",
	"People cannot gather at the place that they leave");
REFUSAL(over_capacity, "清点人数超过集合区容量", "More are counted than the area holds");
REFUSAL(other_side_of_counted, "来自另一侧的人数多于清点人数",
	"More come from the other side than are counted");
static const struct refusal *const refusals[] = {
	&refuse_side_required, &refuse_sides_share_a_place, &refuse_inside_the_place,
	&refuse_over_capacity, &refuse_other_side_of_counted, NULL,
};

#define INTERFACE 3
static const struct assembly *assembly_of(const struct record *record)
{
	return (const struct assembly *)record;
}

/* Doctrine 8: an evacuation has two assembly areas that do not mix. */
static const struct refusal *check_designate(const struct model *model,
					     const struct record *before,
					     const struct record *after,
					     const struct act_view *view)
{
	const struct assembly *assembly = assembly_of(after);
	const struct record *evacuation = model_find_kind(model, assembly->evacuation,
							  "evacuation");
	const struct record *others[LIMIT_REFS];
	uint32_t count = model_refs_to(model, assembly->evacuation, "assembly", "evacuation",
				       others, LIMIT_REFS);

	(void)before;
	(void)view;
	if (assembly->loop_side == INTERFACE)
		return &refuse_side_required;
	if (evacuation && ident_eq(*(const struct ident *)model_field(evacuation, "place"),
				   assembly->place))
		return &refuse_inside_the_place;
	for (uint32_t i = 0; i < count && i < LIMIT_REFS; i++)
		if (!others[i]->struck && !ident_eq(others[i]->id, after->id) &&
		    ident_eq(assembly_of(others[i])->place, assembly->place) &&
		    assembly_of(others[i])->loop_side != assembly->loop_side)
			return &refuse_sides_share_a_place;
	return NULL;
}

static const struct refusal *check_count(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	if (assembly_of(after)->other_side > assembly_of(after)->counted)
		return &refuse_other_side_of_counted;
	return assembly_of(after)->counted > assembly_of(after)->capacity ? &refuse_over_capacity
									   : NULL;
}

/* Life before the loop (doctrine 8): nobody is turned away, and that it was so is on record. */
static const struct refusal *check_other_side(const struct model *model,
					      const struct record *before,
					      const struct record *after,
					      const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	return assembly_of(after)->other_side > assembly_of(after)->counted
		       ? &refuse_other_side_of_counted
		       : NULL;
}

#define KEEPERS (ROLE_DESK | ROLE_unit_leader | ROLE_steward)
#define NEAR (REL_OWN | REL_ADDRESSEE | REL_DESK)
KIND_ACTS(
	{ .number = 1, .name = "designate", .zh = "指定", .en = "Designate", .from = NEW,
	  .to = DESIGNATED, .roles = ROLE_DESK | ROLE_SYSTEM,
	  .takes = "evacuation title place loop_side capacity post", .check = check_designate },
	{ .number = 2, .name = "count", .zh = "清点", .en = "Count",
	  .from = IN(DESIGNATED) | IN(COUNTED), .to = COUNTED, .roles = KEEPERS,
	  .relations = NEAR, .takes = "counted injured", .needs = "counted",
	  .check = check_count },
	{ .number = 3, .name = "take_other_side", .zh = "收容另一侧人员",
	  .en = "Take in the other side", .from = IN(DESIGNATED) | IN(COUNTED), .to = COUNTED,
	  .roles = KEEPERS, .relations = NEAR, .takes = "counted other_side injured reason",
	  .needs = "counted other_side reason", .flags = ACT_ALARM | ACT_LIFE_SAFETY,
	  .check = check_other_side },
	{ .number = 4, .name = "clear", .zh = "撤离", .en = "Clear", .from = IN(COUNTED),
	  .to = CLEARED, .roles = ROLE_DESK },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(DESIGNATED), .to = SAME, .roles = ROLE_DESK,
	  .takes = "title place loop_side capacity post", .flags = ACT_VERSION | ACT_KERNEL,
	  .check = check_designate });

KIND(assembly, .number = 106, .module = "movement", .zh = "集合区", .en = "Assembly area",
     .doc_zh = "疏散后的集合区；闭环内外分设、分别清点。",
     .doc_en = "Where people gather after an evacuation; each side of the loop by itself.",
     .doctrine = "4.7, 8", .flags = KIND_SETUP, .refusals = refusals);
