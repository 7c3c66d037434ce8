/* A point that must be manned: how strong, with what skills and means, on which side. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

static const struct choice types[] = {
	{ 1, "gate", "出入口", "Gate", NULL },
	{ 2, "screening", "安检通道", "Screening lane", NULL },
	{ 3, "perimeter", "周界", "Perimeter", NULL },
	{ 4, "patrol", "巡逻岗", "Patrol", NULL },
	{ 5, "seating", "看台岗", "Seating", NULL },
	{ 6, "traffic", "交通岗", "Traffic", NULL },
	{ 7, "checkpoint", "通道查控点", "Road checkpoint", NULL },
	{ 8, "control_room", "指挥监控岗", "Control room", NULL },
	{ 9, "medical", "医疗岗", "Medical", NULL },
	{ 10, "standby", "备勤", "Standby", NULL },
	{ 11, "escort", "护卫", "Escort", NULL },
	{ 12, "loop_interface", "闭环交接口", "Interface of the loop", NULL },
	{ 0 },
};
static const struct choice means[] = {
	{ 1, "radio", "电台", "Radio", NULL },
	{ 2, "detector", "手持探测器", "Hand-held detector", NULL },
	{ 3, "gate_detector", "安检门", "Walk-through detector", NULL },
	{ 4, "xray", "X光机", "X-ray", NULL },
	{ 5, "first_aid_kit", "急救包", "First-aid kit", NULL },
	{ 6, "defibrillator", "除颤仪", "Defibrillator", NULL },
	{ 7, "barrier", "隔离设施", "Barriers", NULL },
	{ 8, "loudhailer", "扩音器", "Loudhailer", NULL },
	{ 9, "winter_set", "防寒套装", "Winter clothing set", NULL },
	{ 10, "protective_set", "防护用品", "Protective set", NULL },
	{ 11, "snowmobile", "雪地摩托", "Snowmobile", NULL },
	{ 12, "extinguisher", "灭火器", "Extinguisher", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, name_zh, "名称（中文）", "Name (Chinese)", .max = 120, \
	  .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, TEXT, name_en, "名称（英文）", "Name (English)", .max = 120, \
	  .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 3, ENUM, type, "岗位类别", "Type", .choices = types, .flags = REQUIRED | INDEXED) \
	X(K, 4, REF, place, "地点", "Place", .target = "place", .flags = REQUIRED) \
	X(K, 5, REF, post, "值守单元", "Manned by", .target = "post", .flags = ADDRESSEE) \
	X(K, 6, REF, agency, "派出单位", "Agency", .target = "agency") \
	X(K, 7, INT, strength, "应到人数", "Required strength", .least = 1, .most = 1000, \
	  .unit = "person", .flags = REQUIRED) \
	X(K, 8, INT, least, "最低人数", "Least strength", .least = 1, .most = 1000, \
	  .unit = "person", .doc_zh = "低于此数即为缺岗；不填则为应到人数。", \
	  .doc_en = "With fewer the post counts as unmanned; without it, the required strength.") \
	X(K, 9, SET, skills, "技能", "Skills", .choices = choices_skill, .max = 12) \
	X(K, 10, SET, means, "装备", "Equipment", .choices = means, .max = 12) \
	X(K, 11, ENUM, loop_side, "闭环内外", "Side of the loop", .choices = choices_loop_side, \
	  .flags = 0) \
	X(K, 12, ENUM, work, "劳动强度", "Work", .choices = choices_work, .flags = 0) \
	X(K, 13, BOOL, outdoor, "室外", "Outdoor", .flags = 0) \
	X(K, 14, REF, shelter, "取暖点", "Warm shelter", .target = "place") \
	X(K, 15, INT, shelter_walk, "到取暖点步行", "Walk to the shelter", .most = 120, \
	  .unit = "min") \
	X(K, 16, TIME, from_time, "起", "From", .flags = 0) \
	X(K, 17, TIME, until_time, "止", "Until", .flags = 0) \
	X(K, 18, INT, present, "在岗人数", "Present", .flags = SYSTEM, .unit = "person") \
	X(K, 19, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG) \
	X(K, 20, TEXT, tasks, "岗位职责", "Tasks", .max = 2000, .flags = LONG) \
	RESPONSIBILITY_FIELDS(X, K, 21, 22, 23)

KIND_STRUCT(duty_post);
KIND_FIELDS(duty_post);

enum { PLANNED = 1, ACTIVE, INDOORS, WITHDRAWN, CLOSED };
static const struct state states[] = {
	{ PLANNED, "planned", "筹备", "Planned", STATE_OPEN },
	{ ACTIVE, "active", "启用", "Manned", STATE_OPEN | STATE_ACTIVE },
	{ INDOORS, "indoors", "转入室内", "Moved indoors", STATE_OPEN | STATE_ALARM },
	{ WITHDRAWN, "withdrawn", "撤岗", "Withdrawn", STATE_OPEN | STATE_ALARM },
	{ CLOSED, "closed", "撤销", "Closed", STATE_CLOSED },
};

REFUSAL(least_over_strength, "最低人数不能多于应到人数",
	"The least strength cannot be above the required one");
REFUSAL(ends_before_begin, "结束时间早于开始时间", "It would end before it begins");
REFUSAL(shelter_required, "室外岗位须指定取暖点", "A post outdoors names its warm shelter");
REFUSAL(shelter_too_far, "取暖点步行时间超过上限", "The warm shelter is too far to walk");
REFUSAL(already_indoors, "该岗位在室内", "The post is indoors already");
REFUSAL(people_on_post, "岗位上还有人", "There are people on the post still");
static const struct refusal *const refusals[] = {
	&refuse_least_over_strength, &refuse_ends_before_begin, &refuse_shelter_required,
	&refuse_shelter_too_far, &refuse_already_indoors, &refuse_people_on_post, NULL,
};

static const struct refusal *check_post(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct duty_post *post = (const struct duty_post *)after;
	double most = policy_or(model, "post.shelter_walk", after->home, view->at, 5);

	(void)before;
	if (post->least > post->strength)
		return &refuse_least_over_strength;
	if (post->from_time && post->until_time && post->until_time <= post->from_time)
		return &refuse_ends_before_begin;
	if (post->outdoor && ident_none(post->shelter))
		return &refuse_shelter_required;
	if (post->outdoor && (double)post->shelter_walk > most)
		return &refuse_shelter_too_far;
	return NULL;
}

static const struct refusal *check_indoors(const struct model *model, const struct record *before,
					   const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	return ((const struct duty_post *)after)->outdoor ? NULL : &refuse_already_indoors;
}

static const struct refusal *check_close(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	return ((const struct duty_post *)after)->present > 0 ? &refuse_people_on_post : NULL;
}

#define KEEPERS (ROLE_DESK | ROLE_administrator | ROLE_SYSTEM)
#define LEADERS (REL_OWN | REL_ABOVE)
#define RESPONSIBLE_NAMES "resp_entity resp_leader resp_post"
KIND_ACTS(
	{ .number = 1, .name = "plan", .zh = "列入计划", .en = "Plan", .from = NEW,
	  .to = PLANNED, .roles = KEEPERS, .takes = "*", .check = check_post },
	{ .number = 2, .name = "open", .zh = "启用", .en = "Open", .from = IN(PLANNED),
	  .to = ACTIVE, .roles = KEEPERS, .relations = LEADERS, .takes = RESPONSIBLE_NAMES },
	/* Doctrine 12.4, the stop band: the leader decides where the people go. */
	{ .number = 3, .name = "move_indoors", .zh = "转入室内", .en = "Move indoors",
	  .from = IN(ACTIVE), .to = INDOORS, .roles = ROLE_DESK | ROLE_unit_leader,
	  .relations = LEADERS | REL_ADDRESSEE, .takes = "reason", .needs = "reason",
	  .flags = ACT_LIFE_SAFETY | ACT_ALARM, .check = check_indoors },
	{ .number = 4, .name = "withdraw", .zh = "撤岗", .en = "Withdraw",
	  .from = IN(ACTIVE) | IN(INDOORS), .to = WITHDRAWN,
	  .roles = ROLE_commander | ROLE_duty_officer, .relations = LEADERS, .takes = "reason",
	  .needs = "reason", .flags = ACT_LIFE_SAFETY | ACT_ALARM },
	{ .number = 5, .name = "resume", .zh = "恢复执勤", .en = "Resume",
	  .from = IN(INDOORS) | IN(WITHDRAWN), .to = ACTIVE, .roles = ROLE_DESK,
	  .relations = LEADERS, .takes = "reason " RESPONSIBLE_NAMES, .needs = "reason" },
	{ .number = 6, .name = "close", .zh = "撤销", .en = "Close",
	  .from = IN(PLANNED) | IN(ACTIVE) | IN(INDOORS) | IN(WITHDRAWN), .to = CLOSED,
	  .roles = KEEPERS, .relations = LEADERS, .takes = "reason", .needs = "reason",
	  .check = check_close },
	{ .number = 7, .name = "mark_manned", .zh = "满员", .en = "Manned", .from = ANY_STATE,
	  .to = SAME, .roles = ROLE_SYSTEM, .takes = "present" },
	{ .number = 8, .name = "mark_short", .zh = "缺岗", .en = "Short", .from = ANY_STATE,
	  .to = SAME, .roles = ROLE_SYSTEM, .takes = "present" },
	{ .number = 9, .name = "mark_present", .zh = "在岗人数", .en = "Present",
	  .from = ANY_STATE, .to = SAME, .roles = ROLE_SYSTEM, .takes = "present" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = ANY_STATE, .to = SAME, .roles = KEEPERS, .relations = LEADERS,
	  .takes = "name_zh name_en type place post agency strength least skills means loop_side "
		   "work outdoor shelter shelter_walk from_time until_time tasks "
		   RESPONSIBLE_NAMES,
	  .flags = ACT_VERSION | ACT_KERNEL, .check = check_post });

static int64_t needed(const struct duty_post *post)
{
	return post->least > 0 ? post->least : post->strength;
}

static bool is_short(const struct model *model, const struct record *record)
{
	const struct duty_post *post = (const struct duty_post *)record;

	(void)model;
	return record->state == ACTIVE && post->present < needed(post);
}

static const struct clock_step manning_steps[] = {
	{ .name = "short", .zh = "缺岗", .en = "Not manned", .policy = "post.short.ring",
	  .rings = RINGS_HOME },
	{ .name = "breach", .zh = "缺岗未补", .en = "Still not manned",
	  .policy = "post.short.breach", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "manning", .zh = "补岗", .en = "Manning",
	  .starts = "open resume mark_short", .stops = "mark_manned move_indoors withdraw close",
	  .when = is_short, .steps = manning_steps, .nsteps = KIND_COUNT(manning_steps) },
};

/* ---- who is there ---------------------------------------------------------------------------- */

static int64_t count_present(const struct model *model, struct ident post)
{
	uint32_t count = model_refs_to(model, post, "shift", "duty_post", NULL, 0);
	const struct record *shifts[LIMIT_SEEN];
	int64_t present = 0;

	model_refs_to(model, post, "shift", "duty_post", shifts, LIMIT_SEEN);
	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++)
		if (!shifts[i]->struck &&
		    (model_in(shifts[i], "on_post") || model_in(shifts[i], "warm_up") ||
		     model_in(shifts[i], "handing_over")))
			present += *(const int64_t *)model_field(shifts[i], "people");
	return present;
}

static void count_people(struct reactor *reactor, const struct model *model,
			 const struct record *record, const struct entry *entry)
{
	const struct record *found =
		model_find_kind(model, model_ref(record, "duty_post"), "duty_post");
	const struct duty_post *post = (const struct duty_post *)found;
	int64_t present;
	bool was, is;

	(void)entry;
	if (!found || !model_is_open(found))
		return;
	present = count_present(model, found->id);
	if (present == post->present)
		return;
	was = post->present >= needed(post);
	is = present >= needed(post);
	/* A clock that runs goes on: falling shorter still gives nobody more time. */
	reactor_propose(reactor, "duty_post",
			is    ? "mark_manned"
			: was ? "mark_short"
			      : "mark_present",
			found->id, found->home);
	reactor_int(reactor, "present", present);
}

/* ---- who will be there ----------------------------------------------------------------------- */

static bool serves(const struct record *shift)
{
	return !shift->struck && model_is_open(shift) && !model_in(shift, "resting");
}

static int64_t planned_at(const struct record *const *shifts, uint32_t count, instant at)
{
	int64_t people = 0;

	for (uint32_t i = 0; i < count; i++)
		if (serves(shifts[i]) &&
		    *(const instant *)model_field(shifts[i], "from_time") <= at &&
		    at < *(const instant *)model_field(shifts[i], "until_time"))
			people += *(const int64_t *)model_field(shifts[i], "people");
	return people;
}

/* Doctrine 4.6: no post unmanned in the next 24 h. It can fall short only where a shift ends. */
static bool will_be_short(const struct model *model, const struct record *record, instant at)
{
	const struct duty_post *post = (const struct duty_post *)record;
	instant end = at + INT64_C(86400000), from = at;
	const struct record *shifts[LIMIT_SEEN];
	uint32_t count =
		model_refs_to(model, record->id, "shift", "duty_post", shifts, LIMIT_SEEN);

	count = count < LIMIT_SEEN ? count : LIMIT_SEEN;
	if (post->from_time > from)
		from = post->from_time;
	if (post->until_time != 0 && post->until_time < end)
		end = post->until_time;
	if (from >= end)
		return false;
	if (planned_at(shifts, count, from) < needed(post))
		return true;
	for (uint32_t i = 0; i < count; i++) {
		instant until = *(const instant *)model_field(shifts[i], "until_time");

		if (serves(shifts[i]) && until > from && until < end &&
		    planned_at(shifts, count, until) < needed(post))
			return true;
	}
	return false;
}

static bool is_short_now(const struct model *model, const struct record *record, instant at)
{
	(void)at;
	return is_short(model, record);
}

static const struct gap gaps[] = {
	{ .name = "unmanned", .zh = "未来24小时有缺岗", .en = "Not manned throughout the next 24 h",
	  .severity = GAP_SEVERE, .in = IN(PLANNED) | IN(ACTIVE), .open = will_be_short,
	  .act = "shift.plan", .field = "duty_post" },
	{ .name = "short_now", .zh = "此刻在岗人数不足", .en = "Fewer are there now than the least",
	  .severity = GAP_SERIOUS, .in = IN(ACTIVE), .open = is_short_now,
	  .act = "shift.take_post" },
};

static const struct reaction reactions[] = {
	{ .name = "count_people", .on = "shift.take_post shift.accept shift.leave shift.strike",
	  .doc_zh = "岗位在岗人数随班次上岗、交接、离岗变化。",
	  .doc_en = "Who is present follows the shifts that take the post, hand over or leave.",
	  .run = count_people },
};

KIND(duty_post, .number = 120, .module = "duty", .zh = "勤务岗位", .en = "Duty post",
     .doc_zh = "须有人值守的岗位：应到人数、技能、装备、闭环内外和取暖条件。",
     .doc_en = "A point that must be manned: strength, skills, equipment, side of the loop, "
	       "and where to get warm.",
     .doctrine = "2.5, 4.6, 4.7, 12.4", .flags = KIND_SETUP | KIND_BOARD, .refusals = refusals,
     KIND_CLOCKS, KIND_GAPS, KIND_REACTIONS);
