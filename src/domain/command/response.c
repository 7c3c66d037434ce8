/* A response that a post has activated: what for, at which level, how long, by which measures. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/command/rules.h"

#define FIELDS(X, K) \
	X(K, 1, TEXT, matter, "事项", "Matter", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, ENUM, level, "响应级别", "Level", .choices = choices_response, \
	  .flags = REQUIRED | INDEXED, \
	  .doc_zh = "与事件等级、预警级别相互独立。", \
	  .doc_en = "Independent of the grade of an event and of the level of a warning.") \
	X(K, 3, SPAN, duration, "预计持续时间", "Expected duration", .least = 600, \
	  .most = 2592000, .flags = REQUIRED) \
	X(K, 4, TEXT, measures, "措施", "Measures", .max = 4000, .flags = REQUIRED | LONG) \
	X(K, 5, REF, incident, "事件", "Incident", .target = "incident") \
	X(K, 6, REF, place, "地点", "Place", .target = "place") \
	X(K, 7, TEXT, area, "范围", "Area", .max = 400) \
	X(K, 8, REFS, to, "告知单位", "For the information of", .target = "post", .max = 32, \
	  .flags = ADDRESSEE) \
	X(K, 9, TEXT, legal_basis, "依据", "Legal basis", .max = 400) \
	X(K, 10, TIME, ends_at, "预计结束", "Expected to end at", .flags = SYSTEM) \
	X(K, 11, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG) \
	X(K, 12, TEXT, result, "结果", "Result", .max = 2000, .flags = LONG)

KIND_STRUCT(response);
KIND_FIELDS(response);

enum { IN_FORCE = 1, ENDED };
static const struct state states[] = {
	{ IN_FORCE, "in_force", "响应中", "In force", STATE_OPEN | STATE_ALARM },
	{ ENDED, "ended", "已终止", "Ended", STATE_CLOSED },
};

REFUSAL(commander_for_level, "Ⅰ级、Ⅱ级响应须由指挥长启动",
	"Only a commander activates a response of level I or II");
REFUSAL(response_running, "该事件在本指挥部已有响应，请调整级别",
	"This post has a response to that incident; change its level");
REFUSAL(same_level, "级别没有变化", "That is the level already");
REFUSAL(coordination_only, "场馆群只协调，不启动响应",
	"A cluster coordinates; it does not activate a response");
static const struct refusal *const refusals[] = {
	&refuse_coordination_only, &refuse_commander_for_level, &refuse_response_running,
	&refuse_same_level, NULL,
};

static const struct response *response_of(const struct record *record)
{
	return (const struct response *)record;
}

static bool runs_already(const struct model *model, const struct record *after)
{
	const struct record *others[LIMIT_REFS];
	struct ident incident = response_of(after)->incident;
	uint32_t count;

	if (ident_none(incident))
		return false;
	count = model_refs_to(model, incident, "response", "incident", others, LIMIT_REFS);
	for (uint32_t i = 0; i < count && i < LIMIT_REFS; i++)
		if (others[i]->home == after->home && model_is_open(others[i]) &&
		    !ident_eq(others[i]->id, after->id))
			return true;
	return false;
}

static const struct refusal *check_level(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct post *home = tree_get(model, after->home);

	if (home && home->tier == TIER_CLUSTER)
		return &refuse_coordination_only;
	if (before && response_of(before)->level == response_of(after)->level)
		return &refuse_same_level;
	if (response_of(after)->level <= 2 && (view->roles & ROLE_commander) == 0)
		return &refuse_commander_for_level;
	return !before && runs_already(model, after) ? &refuse_response_running : NULL;
}

/* The expected end is counted from the act that names the duration. */
static void stamp_end(struct stamp *stamp, const struct model *model, const struct record *after,
		      const struct act_view *view)
{
	(void)model;
	stamp_time(stamp, "ends_at", view->at + response_of(after)->duration * 1000);
}

KIND_ACTS(
	{ .number = 1, .name = "activate", .zh = "启动", .en = "Activate", .from = NEW,
	  .to = IN_FORCE, .roles = ROLE_DESK, .flags = ACT_ALARM,
	  .takes = "matter level duration measures incident place area to legal_basis",
	  .check = check_level, .stamp = stamp_end },
	{ .number = 2, .name = "change_level", .zh = "调整级别", .en = "Change the level",
	  .from = IN(IN_FORCE), .to = SAME, .roles = ROLE_DESK,
	  .takes = "level reason measures duration to", .needs = "level reason",
	  .check = check_level, .stamp = stamp_end },
	{ .number = 3, .name = "extend", .zh = "延长", .en = "Extend", .from = IN(IN_FORCE),
	  .to = SAME, .roles = ROLE_DESK, .takes = "duration reason measures",
	  .needs = "duration reason", .stamp = stamp_end },
	{ .number = 4, .name = "end", .zh = "终止", .en = "End", .from = IN(IN_FORCE),
	  .to = ENDED, .roles = ROLE_DESK, .takes = "reason result", .needs = "reason" },
	ACT_SHARE(ROLE_DESK), ACT_LINK(ROLE_DESK), ACT_ATTACH(ROLE_DESK));

static const struct clock_step end_steps[] = {
	{ .name = "due", .zh = "预计时间已到", .en = "The expected time is over",
	  .policy = "response.end.grace", .rings = RINGS_HOME },
	{ .name = "overrun", .zh = "到期未延长也未终止", .en = "Neither extended nor ended",
	  .policy = "response.end.grace", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "end", .zh = "预计结束", .en = "Expected end",
	  .starts = "activate change_level extend", .stops = "end", .until = "ends_at",
	  .steps = end_steps, .nsteps = KIND_COUNT(end_steps) },
};

static bool is_over(const struct model *model, const struct record *record, instant at)
{
	(void)model;
	return response_of(record)->ends_at <= at;
}

static const struct gap gaps[] = {
	{ .name = "overrun", .zh = "响应已过预计时间", .en = "The response is past its expected end",
	  .severity = GAP_SERIOUS, .in = IN(IN_FORCE), .open = is_over, .act = "extend" },
};

KIND(response, .number = 70, .module = "command", .zh = "应急响应", .en = "Response",
     .doc_zh = "指挥部启动的应急响应：事项、级别、预计持续时间和措施。",
     .doc_en = "A response that a post activates: matter, level, expected duration, measures.",
     .doctrine = "2.4 (Emergency Response Law 2024, Art. 71, 72), 4.1", .flags = KIND_BOARD,
     .refusals = refusals, KIND_CLOCKS, KIND_GAPS);
