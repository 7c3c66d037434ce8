/* An exercise of a plan: designed, its injects locked, run, ended, and reported with a rating. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/plans/content.h"
#include "model/registry.h"

/* Doctrine 10.7 (HSEEP 2020). */
static const struct choice types[] = {
	{ 1, "seminar", "研讨", "Seminar", NULL },
	{ 2, "workshop", "工作坊", "Workshop", NULL },
	{ 3, "tabletop", "桌面推演", "Tabletop", NULL },
	{ 4, "game", "对抗推演", "Game", NULL },
	{ 5, "drill", "单项演练", "Drill", NULL },
	{ 6, "functional", "功能演练", "Functional exercise", NULL },
	{ 7, "full_scale", "全要素演练", "Full-scale exercise", NULL },
	{ 0 },
};
static const struct choice ratings[] = {
	{ 1, "performed", "顺利完成（P）", "Performed without challenges (P)", "green" },
	{ 2, "some", "有些困难（S）", "Performed with some challenges (S)", "yellow" },
	{ 3, "major", "困难较大（M）", "Performed with major challenges (M)", "orange" },
	{ 4, "unable", "未能完成（U）", "Unable to be performed (U)", "red" },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, REF, plan, "方案", "Plan", .target = "plan", .flags = REQUIRED) \
	X(K, 3, ENUM, type, "类型", "Type", .choices = types, .flags = REQUIRED | INDEXED) \
	X(K, 4, TEXT, objectives, "目标", "Objectives", .max = 2000, .flags = REQUIRED | LONG) \
	X(K, 5, TEXT, scenario, "情景", "Scenario", .max = 4000, .flags = LONG) \
	X(K, 6, TIME, begins, "计划开始", "Planned for", .flags = REQUIRED) \
	X(K, 7, REFS, to, "参演单位", "Taking part", .target = "post", .max = LIMIT_REFS, \
	  .flags = ADDRESSEE) \
	X(K, 8, TEXT, hot_wash, "现场讲评", "Hot wash", .max = 4000, .flags = LONG) \
	X(K, 9, ENUM, rating, "总评", "Rating", .choices = ratings, .flags = INDEXED) \
	X(K, 10, TEXT, report, "总结报告", "After-action report", .max = 8000, \
	  .flags = LONG | SEARCHED) \
	X(K, 11, TEXT, reason, "理由", "Reason", .max = 400)

KIND_STRUCT(exercise);
KIND_FIELDS(exercise);

enum { DESIGNED = 1, LOCKED, RUNNING, ENDED, HOT_WASH, REPORTED, CANCELLED };
static const struct state states[] = {
	{ DESIGNED, "designed", "设计", "Designed", STATE_OPEN },
	{ LOCKED, "msel_locked", "脚本锁定", "MSEL locked", STATE_OPEN },
	{ RUNNING, "running", "演练中", "Running", STATE_OPEN | STATE_ALARM },
	{ ENDED, "endex", "演练结束", "ENDEX", STATE_OPEN },
	{ HOT_WASH, "hot_wash", "现场讲评", "Hot wash", STATE_OPEN },
	{ REPORTED, "reported", "已总结", "Reported", STATE_CLOSED },
	{ CANCELLED, "cancelled", "取消", "Cancelled", STATE_CLOSED },
};

REFUSAL(no_injects, "脚本没有任何导调事件", "There are no injects to lock");
REFUSAL(injects_open, "尚有未投放或未评定的导调事件", "Injects are not delivered or not rated yet");
REFUSAL(real_incident, "本指挥部有重大事件在处置，不得开始演练",
	"A grave incident is being handled here: no exercise begins now");
static const struct refusal *const refusals[] = { &refuse_no_injects, &refuse_real_incident,
						  &refuse_injects_open, NULL };

static uint32_t count_injects(const struct model *model, const struct record *exercise,
			      uint32_t *ret_open)
{
	const struct record *injects[CONTENT_PARTS];
	uint32_t count = content_parts(model, exercise->id, "inject", "exercise", injects,
				       CONTENT_PARTS);

	*ret_open = 0;
	for (uint32_t i = 0; i < count; i++)
		*ret_open += model_is_open(injects[i]);
	return count;
}

static const struct refusal *check_lock(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	uint32_t open;

	(void)before;
	(void)view;
	return count_injects(model, after, &open) > 0 ? NULL : &refuse_no_injects;
}

/* Life goes before practice: nobody plays while a G1 or G2 is being handled at the post. */
static const struct refusal *check_start(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct kind_row *row = registry_find(STR("incident"));
	uint32_t all = row ? model_count(model, row->kind) : 0;

	(void)before;
	(void)view;
	for (uint32_t i = 0; i < all; i++) {
		const struct record *incident = model_at(model, row->kind, i);
		uint16_t grade = *(const uint16_t *)model_field(incident, "grade");

		if (incident->home == after->home && model_is_open(incident) && grade != 0 &&
		    grade <= 2)
			return &refuse_real_incident;
	}
	return NULL;
}

static const struct refusal *check_report(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	uint32_t open;

	(void)before;
	(void)view;
	count_injects(model, after, &open);
	return open > 0 ? &refuse_injects_open : NULL;
}

KIND_ACTS(
	{ .number = 1, .name = "design", .zh = "设计", .en = "Design", .from = NEW,
	  .to = DESIGNED, .roles = ROLE_STAFF | ROLE_SYSTEM,
	  .takes = "title plan type objectives scenario begins to" },
	{ .number = 2, .name = "lock", .zh = "锁定脚本", .en = "Lock the MSEL",
	  .from = IN(DESIGNED), .to = LOCKED, .roles = ROLE_DESK | ROLE_SYSTEM,
	  .check = check_lock },
	{ .number = 3, .name = "start", .zh = "开始", .en = "STARTEX", .from = IN(LOCKED),
	  .to = RUNNING, .roles = ROLE_DESK | ROLE_SYSTEM, .check = check_start },
	{ .number = 4, .name = "end", .zh = "结束", .en = "ENDEX", .from = IN(RUNNING),
	  .to = ENDED, .roles = ROLE_DESK | ROLE_SYSTEM },
	{ .number = 5, .name = "hot_wash", .zh = "现场讲评", .en = "Hot wash", .from = IN(ENDED),
	  .to = HOT_WASH, .roles = ROLE_STAFF | ROLE_SYSTEM, .takes = "hot_wash",
	  .needs = "hot_wash" },
	{ .number = 6, .name = "report", .zh = "总结", .en = "Report", .from = IN(HOT_WASH),
	  .to = REPORTED, .roles = ROLE_DESK | ROLE_SYSTEM, .takes = "rating report",
	  .needs = "rating report", .check = check_report },
	{ .number = 7, .name = "cancel", .zh = "取消", .en = "Cancel",
	  .from = IN(DESIGNED) | IN(LOCKED) | IN(RUNNING), .to = CANCELLED,
	  .roles = ROLE_DESK, .takes = "reason", .needs = "reason" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(DESIGNED), .to = SAME, .roles = ROLE_STAFF,
	  .takes = "title type objectives scenario begins to",
	  .flags = ACT_VERSION | ACT_KERNEL },
	ACT_ATTACH(ROLE_STAFF));

static const struct clock_step report_steps[] = {
	{ .name = "due", .zh = "总结时限已到", .en = "The report is due",
	  .policy = "exercise.report.due", .rings = RINGS_HOME },
	{ .name = "breach", .zh = "逾时未总结", .en = "Not reported in time",
	  .policy = "exercise.report.breach", .rings = RINGS_HOME | RINGS_ABOVE,
	  .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "report", .zh = "总结", .en = "Report", .starts = "end",
	  .stops = "report", .steps = report_steps, .nsteps = KIND_COUNT(report_steps) },
};

KIND(exercise, .number = 84, .module = "plans", .zh = "演练", .en = "Exercise",
     .doc_zh = "方案的演练：脚本锁定后进行，讲评、评级并总结。",
     .doc_en = "An exercise of a plan, from the locked list of injects to the rated report.",
     .doctrine = "10.7, 4.7", .flags = KIND_SETUP, .refusals = refusals, KIND_CLOCKS);
