/* The numbers of one round of tests of one group, never so few that they speak of a person. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/health/groups.h"

#define FIELDS(X, K) \
	X(K, 1, REF, schedule, "检测计划", "Schedule", .target = "test_schedule") \
	X(K, 2, ENUM, group, "人群", "Group", .choices = groups_choices, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 3, REF, place, "地点", "Place", .target = "place") \
	X(K, 4, INT, tested, "检测人数", "Tested", .most = 1000000, .unit = "person", \
	  .flags = REQUIRED) \
	X(K, 5, INT, positive, "阳性人数", "Positive", .most = 1000000, .unit = "person", \
	  .flags = REQUIRED) \
	X(K, 6, INT, isolated, "新增隔离人数", "Newly isolated", .most = 1000000, \
	  .unit = "person") \
	X(K, 7, TEXT, title, "说明", "Note", .max = 240, .flags = TITLE)

KIND_STRUCT(health_count);
KIND_FIELDS(health_count);

enum { RECORDED = 1 };
static const struct state states[] = {
	{ RECORDED, "recorded", "已登记", "Recorded", STATE_CLOSED },
};

REFUSAL(more_positive_than_tested, "阳性人数多于检测人数", "More are positive than were tested");
REFUSAL(group_too_small, "人数过少，可能指向个人，不予登记",
	"The group is so small that its count would speak of a person");
REFUSAL(other_group, "与检测计划的人群不符", "The schedule is of another group");
static const struct refusal *const refusals[] = { &refuse_more_positive_than_tested,
						  &refuse_group_too_small, &refuse_other_group,
						  NULL };

/* Doctrine 8 and 15.1: aggregate counts only; a count of three is no aggregate. */
static const struct refusal *check_count(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct health_count *c = (const struct health_count *)after;
	const struct record *schedule = model_find(model, c->schedule);

	(void)before;
	if (c->positive > c->tested)
		return &refuse_more_positive_than_tested;
	if ((double)c->tested < policy_or(model, "health.group_least", after->home, view->at, 0))
		return &refuse_group_too_small;
	return schedule && *(const uint16_t *)model_field(schedule, "group") != c->group
		       ? &refuse_other_group
		       : NULL;
}

KIND_ACTS({ .number = 1, .name = "record", .zh = "登记", .en = "Record", .from = NEW,
	    .to = RECORDED, .roles = ROLE_STAFF | ROLE_liaison | ROLE_unit_leader | ROLE_SYSTEM,
	    .takes = "*", .check = check_count },
	  ACT_STRIKE(ROLE_DESK));

static const struct clock_step stay_steps[] = {
	{ .name = "over", .zh = "该批隔离期满，应复核并清点床位",
	  .en = "The isolation of these is over: review, and count the beds",
	  .policy = "health.isolation.stay", .rings = RINGS_HOME },
};

static bool has_isolated(const struct model *model, const struct record *record)
{
	(void)model;
	return ((const struct health_count *)record)->isolated > 0;
}

/* Of as many as were isolated that day: days are counted of a number, never of a person. */
static const struct clock clocks[] = {
	{ .number = 1, .name = "stay", .zh = "隔离期", .en = "Isolation", .starts = "record",
	  .stops = "strike", .when = has_isolated, .beyond_closing = true, .steps = stay_steps,
	  .nsteps = KIND_COUNT(stay_steps) },
};

KIND(health_count, .number = 92, .module = "health", .zh = "检测汇总", .en = "Test count",
     .doc_zh = "一类人群一次检测的汇总数字，不含任何个人信息。",
     .doc_en = "The numbers of one round of tests of one group; no person is in it.",
     .doctrine = "8, 15.1", .flags = KIND_SETUP, .refusals = refusals, KIND_CLOCKS);
