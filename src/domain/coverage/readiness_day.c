/* How ready a venue was on one day: a point of its countdown, kept as it was found. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

#define SHARE(X, K, number, name, zh, en) \
	X(K, number, INT, name, zh, en, .most = 100, .unit = "%", .flags = REQUIRED)
#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "名称", "Name", .max = 240, .flags = REQUIRED | TITLE) \
	X(K, 2, REF, readiness, "就绪倒计时", "Countdown", .target = "readiness", \
	  .flags = REQUIRED) \
	X(K, 3, REF, place, "地点", "Place", .target = "place", .flags = REQUIRED) \
	X(K, 4, INT, days_left, "距T日天数", "Days to T", .least = -100000, .most = 100000, \
	  .unit = "d", .flags = REQUIRED) \
	SHARE(X, K, 5, plan_share, "方案", "Plan") \
	SHARE(X, K, 6, exercise_share, "演练", "Exercise") \
	SHARE(X, K, 7, hazard_share, "隐患整改", "Hazards put right") \
	SHARE(X, K, 8, staff_share, "人员", "People") \
	SHARE(X, K, 9, score, "就绪度", "Readiness") \
	X(K, 10, INT, severe, "严重缺口", "Severe gaps", .most = 10000000, .flags = REQUIRED)

KIND_STRUCT(readiness_day);
KIND_FIELDS(readiness_day);

enum { KEPT = 1 };
static const struct state states[] = {
	{ KEPT, "kept", "存档", "Kept", STATE_CLOSED },
};

KIND_ACTS({ .number = 1, .name = "keep", .zh = "存档", .en = "Keep", .from = NEW, .to = KEPT,
	    .roles = ROLE_SYSTEM, .takes = "*" });

static void keep(struct reactor *reactor, const struct model *model, const struct record *record,
		 const struct entry *entry)
{
	static const char *const figures[] = { "days_left", "plan_share", "exercise_share",
					       "hazard_share", "staff_share", "score", "severe" };

	(void)model;
	(void)entry;
	reactor_propose(reactor, "readiness_day", "keep", (struct ident){ 0 }, record->home);
	reactor_text(reactor, "title", model_title(record));
	reactor_ref(reactor, "readiness", record->id);
	reactor_ref(reactor, "place", model_ref(record, "place"));
	for (size_t i = 0; i < KIND_COUNT(figures); i++)
		reactor_int(reactor, figures[i],
			    *(const int64_t *)model_field(record, figures[i]));
}

static const struct reaction reactions[] = {
	{ .name = "keep",
	  .on = "readiness.track readiness.assess readiness.declare_ready readiness.revoke",
	  .doc_zh = "每次评估存档，供绘制倒计时走势。",
	  .doc_en = "Each assessment is kept, so that the countdown can be drawn.",
	  .run = keep },
};

KIND(readiness_day, .number = 158, .module = "coverage", .zh = "逐日就绪度",
     .en = "Readiness of a day",
     .doc_zh = "某日评估时的就绪度，不再改动。",
     .doc_en = "How ready a venue was found on one day; it never changes.",
     .doctrine = "4.6", .flags = KIND_NOTE, KIND_REACTIONS);
