/* A place is emptied: who gave the word, who is counted where, until all are accounted for. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, REF, place, "地点", "Place", .target = "place", .flags = REQUIRED) \
	X(K, 3, REFS, stop_posts, "有权叫停的岗位", "Posts with stop authority", .target = "post", \
	  .max = 3, .flags = ADDRESSEE) \
	X(K, 4, REF, incident, "事件", "Incident", .target = "incident") \
	X(K, 5, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG) \
	X(K, 6, INT, expected_in, "闭环内应到", "Expected from in the loop", .most = 1000000, \
	  .unit = "person") \
	X(K, 7, INT, expected_out, "闭环外应到", "Expected from outside it", .most = 1000000, \
	  .unit = "person") \
	X(K, 8, INT, counted_in, "闭环内实到", "Counted from in the loop", .unit = "person", \
	  .flags = SYSTEM) \
	X(K, 9, INT, counted_out, "闭环外实到", "Counted from outside it", .unit = "person", \
	  .flags = SYSTEM) \
	X(K, 10, REF, called_by, "叫停岗位", "Called by", .target = "post", .flags = SYSTEM) \
	X(K, 11, TEXT, announcement_zh, "广播词（中文）", "Announcement (Chinese)", .max = 800, \
	  .flags = LONG) \
	X(K, 12, TEXT, announcement_en, "广播词（英文）", "Announcement (English)", .max = 800, \
	  .flags = LONG) \
	X(K, 13, TEXT, unaccounted, "未到人员去向", "What is known of who is missing", .max = 800, \
	  .flags = LONG)

KIND_STRUCT(evacuation);
KIND_FIELDS(evacuation);

/* Doctrine 4.7. */
enum { PREPARED = 1, TRIGGERED, ANNOUNCED, MOVING, ASSEMBLED, ACCOUNTED, RELEASED, CALLED_OFF };
static const struct state states[] = {
	{ PREPARED, "prepared", "预案就绪", "Prepared", STATE_OPEN },
	{ TRIGGERED, "triggered", "已启动", "Triggered", STATE_OPEN | STATE_ALARM },
	{ ANNOUNCED, "announced", "已广播", "Announced", STATE_OPEN | STATE_ALARM },
	{ MOVING, "moving", "疏散中", "Moving", STATE_OPEN | STATE_ALARM },
	{ ASSEMBLED, "assembled", "已集合", "Assembled", STATE_OPEN },
	{ ACCOUNTED, "accounted", "已清点", "Accounted for", STATE_OPEN },
	{ RELEASED, "released", "已解除", "Released", STATE_CLOSED },
	{ CALLED_OFF, "called_off", "取消", "Called off", STATE_CLOSED },
};

REFUSAL(three_stop_posts, "须指定三个有权叫停的岗位", "Three posts must have stop authority");
REFUSAL(two_areas_required, "闭环内、闭环外须各有一处集合区",
	"It needs an assembly area for each side of the loop");
REFUSAL(not_stop_authority, "本岗位无权叫停", "This post has no stop authority there");
REFUSAL(side_not_counted, "有一侧集合区尚未清点", "The assembly area of one side is not counted");
REFUSAL(not_accounted, "人数不符，且未说明未到人员去向",
	"The count falls short, and nothing is said of who is missing");
static const struct refusal *const refusals[] = {
	&refuse_three_stop_posts, &refuse_two_areas_required, &refuse_not_stop_authority,
	&refuse_side_not_counted, &refuse_not_accounted, NULL,
};

static const struct evacuation *evacuation_of(const struct record *record)
{
	return (const struct evacuation *)record;
}

static const struct refusal *check_prepare(const struct model *model, const struct record *before,
					   const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	return evacuation_of(after)->stop_posts.count != 3 ? &refuse_three_stop_posts : NULL;
}

static uint32_t areas_of(const struct model *model, const struct record *evacuation,
			 const struct record **ret)
{
	uint32_t count = model_refs_to(model, evacuation->id, "assembly", "evacuation", ret,
				       LIMIT_REFS);

	return count < LIMIT_REFS ? count : LIMIT_REFS;
}

/* People counted at the areas of one side; *areas: how many there are, *uncounted: of these. */
static int64_t counted(const struct model *model, const struct record *evacuation,
		       const char *side, uint32_t *areas, uint32_t *uncounted)
{
	const struct record *list[LIMIT_REFS];
	uint32_t count = areas_of(model, evacuation, list);
	int64_t sum = 0;

	*areas = *uncounted = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (list[i]->struck || !str_eq(str_of(model_choice(list[i], "loop_side")),
					       str_of(side)))
			continue;
		++*areas;
		*uncounted += str_eq(str_of(model_state(list[i])), STR("designated"));
		sum += *(const int64_t *)model_field(list[i], "counted");
	}
	return sum;
}

/* Doctrine 8, 14: any one of the three, alone; who is above the place always may. */
static const struct refusal *check_trigger(const struct model *model, const struct record *before,
					   const struct record *after, const struct act_view *view)
{
	struct ident_list posts = evacuation_of(after)->stop_posts;

	(void)before;
	for (uint32_t i = 0; i < posts.count; i++)
		if (posts.at[i].origin == view->post)
			return NULL;
	return tree_above(model, view->post, after->home) || ident_none(view->actor)
		       ? NULL
		       : &refuse_not_stop_authority;
}

static void stamp_called(struct stamp *stamp, const struct model *model,
			 const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)after;
	stamp_ref(stamp, "called_by", (struct ident){ .origin = view->post });
}

static const struct refusal *check_assembled(const struct model *model,
					     const struct record *before,
					     const struct record *after,
					     const struct act_view *view)
{
	static const char *const sides[] = { "in_loop", "out_of_loop" };

	(void)before;
	(void)view;
	for (size_t i = 0; i < KIND_COUNT(sides); i++) {
		uint32_t areas, uncounted;

		counted(model, after, sides[i], &areas, &uncounted);
		if (areas == 0)
			return &refuse_two_areas_required;
		if (uncounted > 0)
			return &refuse_side_not_counted;
	}
	return NULL;
}

static const struct refusal *check_accounted(const struct model *model,
					     const struct record *before,
					     const struct record *after,
					     const struct act_view *view)
{
	const struct evacuation *evacuation = evacuation_of(after);

	(void)model;
	(void)before;
	(void)view;
	return (evacuation->counted_in < evacuation->expected_in ||
		evacuation->counted_out < evacuation->expected_out) &&
			       evacuation->unaccounted.len == 0
		       ? &refuse_not_accounted
		       : NULL;
}

#define CALLERS (ROLE_DESK | ROLE_unit_leader | ROLE_liaison)
#define NEAR (REL_OWN | REL_ABOVE | REL_ADDRESSEE)
KIND_ACTS(
	{ .number = 1, .name = "prepare", .zh = "预备", .en = "Prepare", .from = NEW,
	  .to = PREPARED, .roles = ROLE_DESK | ROLE_SYSTEM,
	  .takes = "title place stop_posts expected_in expected_out announcement_zh "
		   "announcement_en",
	  .check = check_prepare },
	{ .number = 2, .name = "trigger", .zh = "启动", .en = "Trigger", .from = IN(PREPARED),
	  .to = TRIGGERED, .roles = CALLERS, .relations = NEAR,
	  .takes = "incident reason expected_in expected_out",
	  .flags = ACT_ALARM | ACT_LIFE_SAFETY, .check = check_trigger, .stamp = stamp_called },
	{ .number = 3, .name = "trigger_unprepared", .zh = "无预案启动",
	  .en = "Trigger, unprepared", .from = NEW, .to = TRIGGERED, .roles = CALLERS,
	  .takes = "title place incident reason expected_in expected_out",
	  .flags = ACT_ALARM | ACT_LIFE_SAFETY, .stamp = stamp_called },
	{ .number = 4, .name = "announce", .zh = "广播", .en = "Announce", .from = IN(TRIGGERED),
	  .to = ANNOUNCED, .roles = ROLE_DESK | ROLE_information, .relations = REL_OWN | REL_ABOVE,
	  .takes = "announcement_zh announcement_en", .flags = ACT_LIFE_SAFETY },
	{ .number = 5, .name = "move", .zh = "开始疏散", .en = "Moving",
	  .from = IN(TRIGGERED) | IN(ANNOUNCED), .to = MOVING, .roles = ROLE_DESK,
	  .takes = "expected_in expected_out" },
	{ .number = 6, .name = "assemble", .zh = "集合完毕", .en = "Assembled",
	  .from = IN(MOVING), .to = ASSEMBLED, .roles = ROLE_DESK, .check = check_assembled },
	{ .number = 7, .name = "account", .zh = "清点完毕", .en = "Account for all",
	  .from = IN(ASSEMBLED), .to = ACCOUNTED, .roles = ROLE_DESK, .takes = "unaccounted",
	  .check = check_accounted },
	{ .number = 8, .name = "release", .zh = "解除", .en = "Release", .from = IN(ACCOUNTED),
	  .to = RELEASED, .roles = ROLE_commander, .takes = "reason" },
	{ .number = 9, .name = "call_off", .zh = "取消", .en = "Call off",
	  .from = IN(TRIGGERED) | IN(ANNOUNCED) | IN(MOVING), .to = CALLED_OFF,
	  .roles = ROLE_commander, .relations = REL_OWN | REL_ABOVE, .takes = "reason",
	  .needs = "reason" },
	{ .number = 10, .name = "tally", .zh = "汇总人数", .en = "Tally", .from = ANY_STATE,
	  .to = SAME, .roles = ROLE_SYSTEM, .takes = "counted_in counted_out" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(PREPARED), .to = SAME, .roles = ROLE_DESK,
	  .takes = "title stop_posts expected_in expected_out announcement_zh announcement_en",
	  .flags = ACT_VERSION | ACT_KERNEL, .check = check_prepare });

static const struct clock_step announce_steps[] = {
	{ .name = "silent", .zh = "尚未广播", .en = "Nothing has been announced",
	  .policy = "evacuation.announce", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock_step empty_steps[] = {
	{ .name = "slow", .zh = "超过疏散时间", .en = "Takes longer than it may",
	  .policy = "evacuation.empty", .rings = RINGS_HOME | RINGS_ABOVE },
};
static const struct clock_step account_steps[] = {
	{ .name = "due", .zh = "应清点完毕", .en = "All should be accounted for",
	  .policy = "evacuation.account.due", .rings = RINGS_HOME },
	{ .name = "overdue", .zh = "逾时未清点完毕", .en = "Not all are accounted for",
	  .policy = "evacuation.account.overdue", .rings = RINGS_HOME | RINGS_ABOVE,
	  .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "announce", .zh = "广播", .en = "Announcement",
	  .starts = "trigger trigger_unprepared", .stops = "announce move call_off",
	  .steps = announce_steps, .nsteps = KIND_COUNT(announce_steps) },
	{ .number = 2, .name = "empty", .zh = "清空", .en = "Emptied",
	  .starts = "trigger trigger_unprepared", .stops = "assemble call_off",
	  .steps = empty_steps, .nsteps = KIND_COUNT(empty_steps) },
	{ .number = 3, .name = "account", .zh = "清点", .en = "Accounting",
	  .starts = "trigger trigger_unprepared", .stops = "account call_off",
	  .steps = account_steps, .nsteps = KIND_COUNT(account_steps) },
};

static void tally(struct reactor *reactor, const struct model *model, const struct record *record,
		  const struct entry *entry)
{
	struct ident id = *(const struct ident *)model_field(record, "evacuation");
	const struct record *evacuation = model_find_kind(model, id, "evacuation");
	uint32_t areas, uncounted;

	(void)entry;
	if (!evacuation)
		return;
	reactor_propose(reactor, "evacuation", "tally", id, evacuation->home);
	reactor_int(reactor, "counted_in",
		    counted(model, evacuation, "in_loop", &areas, &uncounted));
	reactor_int(reactor, "counted_out",
		    counted(model, evacuation, "out_of_loop", &areas, &uncounted));
}

static const struct reaction reactions[] = {
	{ .name = "tally", .on = "assembly.count assembly.take_other_side",
	  .doc_zh = "集合区清点后分闭环内外汇总。",
	  .doc_en = "What the assembly areas count is summed up for each side of the loop.",
	  .run = tally },
};

static bool lacks_areas(const struct model *model, const struct record *record, instant at)
{
	uint32_t in, out, uncounted;

	(void)at;
	counted(model, record, "in_loop", &in, &uncounted);
	counted(model, record, "out_of_loop", &out, &uncounted);
	return in == 0 || out == 0;
}

static const struct gap gaps[] = {
	{ .name = "area_missing", .zh = "缺少一侧集合区",
	  .en = "No assembly area for one side of the loop", .severity = GAP_SEVERE,
	  .in = IN(PREPARED) | IN(TRIGGERED) | IN(ANNOUNCED) | IN(MOVING), .open = lacks_areas,
	  .act = "assembly.designate", .field = "evacuation" },
};

KIND(evacuation, .number = 105, .module = "movement", .zh = "疏散", .en = "Evacuation",
     .doc_zh = "清空一个地点：三个岗位中任一个可启动，闭环内外分开清点到人人有着落。",
     .doc_en = "A place is emptied on the word of any of three posts; both sides of the loop are "
	       "counted apart until all are accounted for.",
     .doctrine = "4.7, 8, 14", .flags = KIND_SETUP | KIND_BOARD, .refusals = refusals,
     KIND_CLOCKS, KIND_REACTIONS, KIND_GAPS);
