/* What a checkpoint did in a span of time, in numbers: never whose vehicle, never who. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/checkpoints/ladder.h"

#include <math.h>

/* Doctrine 7.2: counts only (stopped, searched, items by type, complaints, mean wait). */
#define FIELDS(X, K) \
	X(K, 1, REF, checkpoint, "查控点", "Checkpoint", .target = "checkpoint", .flags = REQUIRED) \
	X(K, 2, TIME, from_time, "自", "From", .flags = REQUIRED) \
	X(K, 3, TIME, until_time, "至", "Until", .flags = REQUIRED) \
	X(K, 4, INT, vehicles, "通过车辆", "Vehicles", .most = 1000000, .flags = REQUIRED) \
	X(K, 5, INT, tokens, "持上一圈凭证", "With the token of a ring before", .most = 1000000) \
	X(K, 6, INT, stopped, "拦检车辆", "Stopped", .most = 1000000, .flags = REQUIRED) \
	X(K, 7, INT, searched, "开包验箱", "Searched", .most = 1000000, .flags = REQUIRED) \
	X(K, 8, INT, persons, "核验人次", "Persons checked", .most = 10000000) \
	X(K, 9, INT, explosives, "查获易燃易爆", "Explosives, flammables found", .most = 100000) \
	X(K, 10, INT, blades, "查获管制器具", "Controlled blades found", .most = 100000) \
	X(K, 11, INT, drones, "查获无人机", "Drones found", .most = 100000) \
	X(K, 12, INT, other_items, "查获其他物品", "Other items found", .most = 100000) \
	X(K, 13, INT, complaints, "投诉", "Complaints", .most = 100000) \
	X(K, 14, INT, mean_wait, "平均等待", "Mean wait", .most = 86400, .unit = "s") \
	X(K, 15, INT, queue, "最长排队", "Longest queue", .most = 100000, .unit = "vehicle") \
	X(K, 16, INT, share, "实际拦检比例", "Share stopped", .unit = "%", .flags = SYSTEM) \
	X(K, 17, BOOL, short_of_level, "低于等级要求", "Short of the level", \
	  .flags = SYSTEM | INDEXED) \
	X(K, 18, TEXT, reason, "说明", "Explanation", .max = 800, .flags = LONG) \
	X(K, 19, BOOL, over_wait, "等待超过上限", "Longer than one may wait", \
	  .flags = SYSTEM | INDEXED)

KIND_STRUCT(checkpoint_count);
KIND_FIELDS(checkpoint_count);

enum { RECORDED = 1, EXPLAINED };
static const struct state states[] = {
	{ RECORDED, "recorded", "已上报", "Recorded", 0 },
	{ EXPLAINED, "explained", "已说明", "Explained", STATE_CLOSED },
};

REFUSAL(until_before_from, "结束时间必须晚于开始时间", "It must end after it begins");
REFUSAL(not_yet_over, "该时段尚未结束", "That span is not over yet");
REFUSAL(more_than_passed, "拦检数多于通过数，或开验数多于拦检数",
	"More are stopped than passed, or more searched than stopped");
static const struct refusal *const refusals[] = { &refuse_until_before_from, &refuse_not_yet_over,
						  &refuse_more_than_passed, NULL };

static const struct checkpoint_count *count_of(const struct record *record)
{
	return (const struct checkpoint_count *)record;
}

static const struct refusal *check_report(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	const struct checkpoint_count *count = count_of(after);

	(void)model;
	(void)before;
	if (count->until_time <= count->from_time)
		return &refuse_until_before_from;
	if (count->until_time > view->at)
		return &refuse_not_yet_over;
	return count->stopped > count->vehicles || count->searched > count->stopped ||
			       count->tokens > count->vehicles
		       ? &refuse_more_than_passed
		       : NULL;
}

/* Of those without a token; against what the level asks for now. */
static void stamp_share(struct stamp *stamp, const struct model *model,
			const struct record *after, const struct act_view *view)
{
	const struct checkpoint_count *count = count_of(after);
	const struct record *checkpoint = model_find(model, count->checkpoint);
	int64_t fresh = count->vehicles - count->tokens;
	double share = fresh > 0 ? (double)count->stopped / (double)fresh : 1;
	double asked = checkpoint ? (double)*(const int64_t *)model_field(checkpoint, "stop_share")
				  : 0;

	int64_t most = checkpoint ? *(const int64_t *)model_field(checkpoint, "wait_most") : 0;

	stamp_bool(stamp, "over_wait", most > 0 && count->mean_wait > most);
	stamp_int(stamp, "share", ladder_whole(fmin(share, 1) * 100));
	stamp_bool(stamp, "short_of_level",
		   share * 100 < asked * policy_or(model, "checkpoint.share.tolerance",
						   after->home, view->at, 0));
}

#define KEEPERS (ROLE_DESK | ROLE_unit_leader | ROLE_steward)
KIND_ACTS(
	{ .number = 1, .name = "report", .zh = "上报", .en = "Report", .from = NEW,
	  .to = RECORDED, .roles = KEEPERS | ROLE_SYSTEM,
	  .takes = "checkpoint from_time until_time vehicles tokens stopped searched persons "
		   "explosives blades drones other_items complaints mean_wait queue",
	  .check = check_report, .stamp = stamp_share },
	{ .number = 2, .name = "explain", .zh = "说明", .en = "Explain", .from = IN(RECORDED),
	  .to = EXPLAINED, .roles = KEEPERS, .takes = "reason", .needs = "reason" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(RECORDED), .to = SAME, .roles = KEEPERS,
	  .takes = "vehicles tokens stopped searched persons explosives blades drones other_items "
		   "complaints mean_wait queue",
	  .flags = ACT_VERSION | ACT_KERNEL, .check = check_report, .stamp = stamp_share });

static bool is_short(const struct model *model, const struct record *record, instant at)
{
	(void)model;
	(void)at;
	return count_of(record)->short_of_level;
}

/* Doctrine 13.3: who waits too long gets lanes, shelter, another way; or it is said why not. */
static bool waits_long(const struct model *model, const struct record *record, instant at)
{
	(void)model;
	(void)at;
	return count_of(record)->over_wait;
}

static const struct gap gaps[] = {
	{ .name = "wait_over_limit", .zh = "平均等待超过该等级上限",
	  .en = "The mean wait was longer than the level allows", .severity = GAP_MINOR,
	  .in = IN(RECORDED), .open = waits_long, .act = "explain" },
	{ .name = "short_of_level", .zh = "拦检比例低于等级要求",
	  .en = "Fewer were stopped than the level asks for", .severity = GAP_SERIOUS,
	  .in = IN(RECORDED), .open = is_short, .act = "explain" },
};

KIND(checkpoint_count, .number = 113, .module = "checkpoints", .zh = "查控统计",
     .en = "Checkpoint count",
     .doc_zh = "查控点一段时间的工作量：只有数量，没有身份。",
     .doc_en = "What a checkpoint did in a span of time: numbers alone, no identities.",
     .doctrine = "7.2", .flags = 0, .refusals = refusals, KIND_GAPS);
