/* A round of inspections: which places, by whom, after which checklist, until when. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/rules.h"

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, REF, checklist, "检查表", "Checklist", .target = "checklist", .flags = REQUIRED) \
	X(K, 3, REFS, places, "检查对象", "Places", .target = "place", .max = LIMIT_REFS, \
	  .flags = REQUIRED) \
	X(K, 4, REFS, to, "检查单位", "Inspected by", .target = "post", .max = 32, \
	  .flags = REQUIRED | ADDRESSEE) \
	X(K, 5, TIME, until, "完成时限", "Until", .flags = REQUIRED) \
	X(K, 6, INT, inspected, "已检查", "Places inspected", .flags = SYSTEM, .unit = "place") \
	X(K, 7, TEXT, result, "小结", "Result", .max = 4000, .flags = LONG) \
	X(K, 8, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG)

KIND_STRUCT(campaign);
KIND_FIELDS(campaign);

enum { PLANNED = 1, RUNNING, CLOSED, CANCELLED };
static const struct state states[] = {
	{ PLANNED, "planned", "已计划", "Planned", STATE_OPEN },
	{ RUNNING, "running", "进行中", "Running", STATE_OPEN },
	{ CLOSED, "closed", "已结束", "Closed", STATE_CLOSED },
	{ CANCELLED, "cancelled", "已取消", "Cancelled", STATE_CLOSED },
};

REFUSAL(campaign_over_already, "完成时限已过", "It would be over already");
REFUSAL(list_not_in_force, "检查表尚未批准或已停用", "The checklist is not in force");
REFUSAL(places_not_inspected, "仍有地点未检查，须说明理由",
	"Places have not been inspected; the reason must be given");
static const struct refusal *const refusals[] = { &refuse_campaign_over_already,
						  &refuse_list_not_in_force,
						  &refuse_places_not_inspected, NULL };

static const struct campaign *campaign_of(const struct record *record)
{
	return (const struct campaign *)record;
}

static const struct refusal *check_plan(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct campaign *campaign = campaign_of(after);

	(void)before;
	if (campaign->until <= view->at)
		return &refuse_campaign_over_already;
	return rules_in(model_find_kind(model, campaign->checklist, "checklist"), "in_force")
		       ? NULL
		       : &refuse_list_not_in_force;
}

/* Its own places of which an inspection lies on file; each counts once. */
static uint32_t inspected_of(const struct model *model, const struct campaign *campaign)
{
	const struct record *seen[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, campaign->record.id, "inspection", "campaign", seen,
				       LIMIT_SEEN);
	struct rules_list places = { .count = 0 };

	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++)
		if (rules_in(seen[i], "filed") &&
		    rules_holds(campaign->places, rules_ref(seen[i], "place")))
			rules_add(&places, rules_ref(seen[i], "place"));
	return places.count;
}

static const struct refusal *check_close(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct campaign *campaign = campaign_of(after);

	(void)before;
	(void)view;
	return inspected_of(model, campaign) < campaign->places.count && campaign->reason.len == 0
		       ? &refuse_places_not_inspected
		       : NULL;
}

KIND_ACTS(
	{ .number = 1, .name = "plan", .zh = "计划", .en = "Plan", .from = NEW, .to = PLANNED,
	  .roles = ROLE_DESK, .takes = "title checklist places to until", .check = check_plan },
	{ .number = 2, .name = "start", .zh = "开始", .en = "Start", .from = IN(PLANNED),
	  .to = RUNNING, .roles = ROLE_DESK, .takes = "places to until", .flags = ACT_TELL,
	  .check = check_plan },
	{ .number = 3, .name = "mark_inspected", .zh = "已检查", .en = "Inspected",
	  .from = IN(RUNNING), .to = SAME, .roles = ROLE_SYSTEM, .takes = "inspected" },
	{ .number = 4, .name = "close", .zh = "结束", .en = "Close", .from = IN(RUNNING),
	  .to = CLOSED, .roles = ROLE_DESK, .takes = "result reason", .needs = "result",
	  .check = check_close },
	{ .number = 5, .name = "cancel", .zh = "取消", .en = "Cancel",
	  .from = IN(PLANNED) | IN(RUNNING), .to = CANCELLED, .roles = ROLE_DESK,
	  .takes = "reason", .needs = "reason" },
	ACT_ATTACH(ROLE_DESK), ACT_LINK(ROLE_DESK));

static const struct clock_step run_steps[] = {
	{ .name = "due", .zh = "检查应已完成", .en = "Inspections should be done",
	  .rings = RINGS_HOME },
	{ .name = "breach", .zh = "检查逾期未完成", .en = "Inspections are overdue",
	  .policy = "campaign.grace", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "run", .zh = "完成检查", .en = "Inspections done",
	  .starts = "start", .stops = "close cancel", .until = "until", .steps = run_steps,
	  .nsteps = KIND_COUNT(run_steps) },
};

static void count_inspected(struct reactor *reactor, const struct model *model,
			    const struct record *record, const struct entry *entry)
{
	const struct record *campaign =
		model_find_kind(model, rules_ref(record, "campaign"), "campaign");

	(void)entry;
	if (!campaign || campaign->state != RUNNING)
		return;
	reactor_propose(reactor, "campaign", "mark_inspected", campaign->id, campaign->home);
	reactor_int(reactor, "inspected", inspected_of(model, campaign_of(campaign)));
}

static const struct reaction reactions[] = {
	{ .name = "count_inspected", .on = "inspection.file",
	  .doc_zh = "检查记录归档后计入进度。",
	  .doc_en = "An inspection on file counts for its campaign.", .run = count_inspected },
};

KIND(campaign, .number = 60, .module = "hazards", .zh = "检查行动", .en = "Inspection campaign",
     .doc_zh = "一轮检查：查哪些地点、由谁、按哪张表、何时完成。",
     .doc_en = "A round of inspections: which places, by whom, after which list, until when.",
     .doctrine = "6.2, 6.4", .flags = KIND_BOARD, .refusals = refusals, KIND_CLOCKS,
     KIND_REACTIONS);
