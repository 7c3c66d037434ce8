/* A unit goes over to the other side of the closed loop: quarantine first, then its new posts. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "model/rules.h"

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 400, .flags = TITLE | SYSTEM) \
	X(K, 2, REF, unit, "勤务单元", "Unit", .target = "unit", .flags = REQUIRED) \
	X(K, 3, INT, persons, "人数", "Persons", .least = 1, .most = 10000, .unit = "person", \
	  .flags = REQUIRED) \
	X(K, 4, ENUM, from_side, "原在", "From", .choices = choices_loop_side, .flags = SYSTEM) \
	X(K, 5, ENUM, to_side, "转至", "To", .choices = choices_loop_side, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 6, REF, isolation, "隔离场所", "Quarantined at", .target = "isolation") \
	X(K, 7, TIME, free_at, "期满时间", "Over at", .flags = SYSTEM) \
	X(K, 8, TEXT, reason, "理由", "Reason", .max = 800, .flags = REQUIRED | LONG) \
	X(K, 9, TEXT, clearance, "解除依据", "Cleared on the ground of", .max = 800, .flags = LONG, \
	  .doc_zh = "检测轮次和结论，只写总体情况，不写个人。", \
	  .doc_en = "Rounds of tests and what they came to as a whole; never of a person.") \
	X(K, 10, TIME, until, "延长至", "Longer, until", .flags = 0)

KIND_STRUCT(side_change);
KIND_FIELDS(side_change);

enum { IN_QUARANTINE = 1, CLEARED, CANCELLED };
static const struct state states[] = {
	{ IN_QUARANTINE, "in_quarantine", "隔离中", "In quarantine", STATE_OPEN },
	{ CLEARED, "cleared", "已转环", "Gone over", STATE_CLOSED },
	{ CANCELLED, "cancelled", "已取消", "Cancelled", STATE_CLOSED },
};

REFUSAL(side_is_its_own, "该单元已在这一侧，或未注明所在一侧",
	"The unit is on that side already, or its side is not known");
REFUSAL(no_side_to_go_to, "交接处不是可转入的一侧", "The interface is no side to go over to");
REFUSAL(more_than_the_unit, "人数多于该单元编制", "More persons than the unit has");
REFUSAL(changing_already, "该单元已在转环隔离中", "The unit is in quarantine already");
REFUSAL(isolation_not_ready, "该隔离场所已满或已停用", "That place of isolation is full or closed");
REFUSAL(quarantine_not_over, "隔离期未满，不得转环；生命安全优先时登记越环",
	"The quarantine is not over; where life goes first, an override is logged");
REFUSAL(only_longer, "隔离期只能延长", "A quarantine is made longer, never shorter");
static const struct refusal *const refusals[] = {
	&refuse_side_is_its_own, &refuse_no_side_to_go_to, &refuse_more_than_the_unit,
	&refuse_changing_already, &refuse_isolation_not_ready, &refuse_quarantine_not_over,
	&refuse_only_longer, NULL,
};

static const struct side_change *change_of(const struct record *record)
{
	return (const struct side_change *)record;
}

/* ---- rules ----------------------------------------------------------------------------------- */

static bool is_changing(const struct model *model, const struct record *after)
{
	const struct record *others[LIMIT_REFS];
	uint32_t count = model_refs_to(model, change_of(after)->unit, "side_change", "unit", others,
				       LIMIT_REFS);

	for (uint32_t i = 0; i < count && i < LIMIT_REFS; i++)
		if (others[i]->state == IN_QUARANTINE && !ident_eq(others[i]->id, after->id))
			return true;
	return false;
}

static const struct refusal *check_begin(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct side_change *change = change_of(after);
	const struct record *unit = model_find_kind(model, change->unit, "unit");
	const struct record *isolation = model_find_kind(model, change->isolation, "isolation");
	const char *side = unit ? model_choice(unit, "loop_side") : "";
	int64_t strength;

	(void)before;
	(void)view;
	if (str_eq(str_of(model_choice(after, "to_side")), STR("interface")))
		return &refuse_no_side_to_go_to;
	if (side[0] == '\0' || str_eq(str_of(side), str_of(model_choice(after, "to_side"))))
		return &refuse_side_is_its_own;
	strength = *(const int64_t *)model_field(unit, "strength");
	if (strength > 0 && change->persons > strength)
		return &refuse_more_than_the_unit;
	if (is_changing(model, after))
		return &refuse_changing_already;
	return isolation && !rules_in(isolation, "ready") ? &refuse_isolation_not_ready : NULL;
}

static const struct refusal *check_clear(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)after;
	return view->at < change_of(before)->free_at ? &refuse_quarantine_not_over : NULL;
}

static const struct refusal *check_extend(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)view;
	return change_of(after)->until <= change_of(before)->free_at ? &refuse_only_longer : NULL;
}

/* Doctrine 8: swapping side costs quarantine days, and how many is the policy of the day. */
static void stamp_begin(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	const struct record *unit = model_find_kind(model, change_of(after)->unit, "unit");
	char key[64], title[400];

	snprintf(key, sizeof key, "health.quarantine.%s", model_choice(after, "to_side"));
	snprintf(title, sizeof title, STR_FMT " → %s", STR_ARG(model_title(unit)),
		 str_eq(str_of(model_choice(after, "to_side")), STR("in_loop"))
			 ? "闭环内 / in the loop"
			 : "闭环外 / out of the loop");
	stamp_text(stamp, "title", str_of(title));
	stamp_choice(stamp, "from_side", model_choice(unit, "loop_side"));
	stamp_time(stamp, "free_at", view->at + rules_span(model, key, after->home, view->at));
}

static void stamp_extend(struct stamp *stamp, const struct model *model,
			 const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)view;
	stamp_time(stamp, "free_at", change_of(after)->until);
}

#define KEEPERS (ROLE_DESK | ROLE_liaison)
KIND_ACTS(
	{ .number = 1, .name = "begin", .zh = "开始隔离", .en = "Begin the quarantine",
	  .from = NEW, .to = IN_QUARANTINE, .roles = KEEPERS | ROLE_SYSTEM,
	  .takes = "unit persons to_side isolation reason", .check = check_begin,
	  .stamp = stamp_begin },
	{ .number = 2, .name = "extend", .zh = "延长隔离", .en = "Make it longer",
	  .from = IN(IN_QUARANTINE), .to = SAME, .roles = KEEPERS, .takes = "until reason",
	  .needs = "until reason", .check = check_extend, .stamp = stamp_extend },
	{ .number = 3, .name = "clear", .zh = "解除隔离并转环", .en = "Cleared: goes over",
	  .from = IN(IN_QUARANTINE), .to = CLEARED, .roles = ROLE_DESK, .takes = "clearance",
	  .needs = "clearance", .check = check_clear },
	{ .number = 4, .name = "cancel", .zh = "取消", .en = "Cancel", .from = IN(IN_QUARANTINE),
	  .to = CANCELLED, .roles = ROLE_DESK, .takes = "reason", .needs = "reason" });

static const struct clock_step quarantine_steps[] = {
	{ .name = "over", .zh = "隔离期满，可办理转环", .en = "The quarantine is over",
	  .rings = RINGS_HOME },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "quarantine", .zh = "隔离期", .en = "Quarantine",
	  .starts = "begin extend", .stops = "clear cancel", .until = "free_at",
	  .steps = quarantine_steps, .nsteps = KIND_COUNT(quarantine_steps) },
};

static void go_over(struct reactor *reactor, const struct model *model, const struct record *record,
		    const struct entry *entry)
{
	const struct record *unit = model_find_kind(model, change_of(record)->unit, "unit");

	(void)entry;
	if (!unit)
		return;
	reactor_propose(reactor, "unit", "change_side", unit->id, unit->home);
	reactor_choice(reactor, "loop_side", model_choice(record, "to_side"));
}

static const struct reaction reactions[] = {
	{ .name = "go_over", .on = "side_change.clear",
	  .doc_zh = "解除隔离后，单元即属新的一侧，可在该侧排班。",
	  .doc_en = "Once cleared the unit is of the new side, and can be rostered there.",
	  .run = go_over },
};

/* ---- gaps ------------------------------------------------------------------------------------ */

/* Who sits in quarantine stands at no post: the roster counts on forces that cannot come. */
static bool is_rostered(const struct model *model, const struct record *record, instant at)
{
	const struct record *shifts[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, change_of(record)->unit, "shift", "unit", shifts,
				       LIMIT_SEEN);

	(void)at;
	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++)
		if (rules_in(shifts[i], "planned") &&
		    rules_time(shifts[i], "from_time") < change_of(record)->free_at)
			return true;
	return false;
}

static bool is_over(const struct model *model, const struct record *record, instant at)
{
	(void)model;
	return change_of(record)->free_at <= at;
}

static const struct gap gaps[] = {
	{ .name = "rostered", .zh = "隔离期内仍排有班次", .en = "A unit in quarantine is on the roster",
	  .severity = GAP_SERIOUS, .in = IN(IN_QUARANTINE), .open = is_rostered,
	  .act = "cancel" },
	{ .name = "over", .zh = "隔离期满未办理转环", .en = "A quarantine is over and not cleared",
	  .severity = GAP_MINOR, .in = IN(IN_QUARANTINE), .open = is_over, .act = "clear" },
};

KIND(side_change, .number = 95, .module = "health", .zh = "转环隔离",
     .en = "Change of side of the loop",
     .doc_zh = "勤务单元转到闭环另一侧：先隔离，期满并有检测结论后方可在新一侧上岗。",
     .doc_en = "A unit goes over to the other side of the loop, after a quarantine.",
     .doctrine = "8", .flags = KIND_BOARD | KIND_SETUP, .refusals = refusals, KIND_CLOCKS,
     KIND_REACTIONS, KIND_GAPS);
