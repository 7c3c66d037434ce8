/* What the sensors say about one asset by one signature: how often, since when, how grave. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

/* Doctrine 10.9: imported only with an asset, one record for each signature and asset. */
#define FIELDS(X, K) \
	X(K, 1, REF, asset, "信息系统", "Asset", .target = "asset", .flags = REQUIRED) \
	X(K, 2, INT, generator, "规则组", "Generator", .most = 4294967295.0) \
	X(K, 3, INT, signature_number, "规则号", "Number of the signature", .least = 1, \
	  .most = 4294967295.0, .flags = REQUIRED | INDEXED) \
	X(K, 4, TEXT, signature, "规则", "Signature", .max = 400, \
	  .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 5, TEXT, category, "分类", "Category", .max = 120) \
	X(K, 6, INT, severity, "严重程度（1最重）", "Severity, 1 is gravest", .least = 1, \
	  .most = 255, .flags = REQUIRED) \
	X(K, 7, INT, count, "次数", "Times", .least = 1, .most = 1000000000000.0, \
	  .flags = REQUIRED) \
	X(K, 8, INT, blocked, "其中已阻断", "Of them blocked", .most = 1000000000000.0) \
	X(K, 9, TIME, first_seen, "首次", "First", .flags = REQUIRED) \
	X(K, 10, TIME, last_seen, "末次", "Last", .flags = REQUIRED) \
	X(K, 11, REF, part_of, "并入", "Added to", .target = "cyber_alert", .flags = SYSTEM) \
	X(K, 12, REF, incident, "网络事件", "Cyber incident", .target = "cyber_incident") \
	X(K, 13, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG) \
	X(K, 14, INT, added, "本次并入次数", "Added just now", .most = 1000000000000.0, \
	  .flags = SYSTEM) \
	X(K, 15, INT, added_blocked, "其中已阻断（本次）", "Of them blocked, just now", \
	  .most = 1000000000000.0, .flags = SYSTEM)

KIND_STRUCT(cyber_alert);
KIND_FIELDS(cyber_alert);

enum { OPEN = 1, ADDED, TAKEN_UP, DISMISSED };
static const struct state states[] = {
	{ OPEN, "open", "待研判", "Open", STATE_OPEN },
	{ ADDED, "added", "已并入", "Added to another", STATE_CLOSED },
	{ TAKEN_UP, "taken_up", "已转事件", "Taken up by an incident", STATE_CLOSED },
	{ DISMISSED, "dismissed", "已排除", "Dismissed", STATE_CLOSED },
};

REFUSAL(last_before_first, "末次不能早于首次", "The last is not before the first");
REFUSAL(more_blocked_than_seen, "阻断次数多于总次数", "More blocked than seen");
REFUSAL(imported_before, "这一批已经导入过", "That batch has been imported before");
REFUSAL(other_asset, "该网络事件不涉及此系统", "That incident is not about this asset");
static const struct refusal *const refusals[] = {
	&refuse_last_before_first, &refuse_more_blocked_than_seen, &refuse_imported_before,
	&refuse_other_asset, NULL,
};

static const struct cyber_alert *alert_of(const struct record *record)
{
	return (const struct cyber_alert *)record;
}

static bool same_signature(const struct cyber_alert *a, const struct cyber_alert *b)
{
	return a->signature_number == b->signature_number && a->generator == b->generator;
}

/* Alerts about the asset, in order of making. */
static uint32_t about(const struct model *model, struct ident asset, const struct record **ret)
{
	uint32_t count = model_refs_to(model, asset, "cyber_alert", "asset", ret, LIMIT_SEEN);

	return count < LIMIT_SEEN ? count : LIMIT_SEEN;
}

static const struct refusal *check_observe(const struct model *model, const struct record *before,
					   const struct record *after,
					   const struct act_view *view)
{
	const struct cyber_alert *alert = alert_of(after);
	const struct record *others[LIMIT_SEEN];
	uint32_t count = about(model, alert->asset, others);

	(void)before;
	(void)view;
	if (alert->last_seen < alert->first_seen)
		return &refuse_last_before_first;
	if (alert->blocked > alert->count)
		return &refuse_more_blocked_than_seen;
	for (uint32_t i = 0; i < count; i++)
		if (!others[i]->struck && same_signature(alert_of(others[i]), alert) &&
		    alert_of(others[i])->last_seen >= alert->last_seen)
			return &refuse_imported_before;
	return NULL;
}

static void stamp_sum(struct stamp *stamp, const struct model *model, const struct record *after,
		      const struct act_view *view)
{
	const struct cyber_alert *alert = alert_of(after);

	(void)model;
	(void)view;
	stamp_int(stamp, "count", alert->count + alert->added);
	stamp_int(stamp, "blocked", alert->blocked + alert->added_blocked);
}

static const struct refusal *check_take(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct record *incident = model_find_kind(model, alert_of(after)->incident,
							"cyber_incident");
	struct ident_list assets;

	(void)before;
	(void)view;
	if (!incident)
		return &refuse_other_asset;
	assets = *(const struct ident_list *)model_field(incident, "assets");
	for (uint32_t i = 0; i < assets.count; i++)
		if (ident_eq(assets.at[i], alert_of(after)->asset))
			return NULL;
	return &refuse_other_asset;
}

#define KEEPERS (ROLE_DESK | ROLE_intelligence)
KIND_ACTS(
	{ .number = 1, .name = "observe", .zh = "导入", .en = "Observe", .from = NEW, .to = OPEN,
	  .roles = KEEPERS | ROLE_SYSTEM,
	  .takes = "asset generator signature_number signature category severity count blocked "
		   "first_seen last_seen",
	  .check = check_observe },
	{ .number = 2, .name = "add", .zh = "累加", .en = "Add", .from = IN(OPEN) | IN(TAKEN_UP),
	  .to = SAME, .roles = ROLE_SYSTEM, .takes = "added added_blocked last_seen",
	  .stamp = stamp_sum },
	{ .number = 3, .name = "go_into", .zh = "并入", .en = "Go into another", .from = IN(OPEN),
	  .to = ADDED, .roles = ROLE_SYSTEM, .takes = "part_of" },
	{ .number = 4, .name = "take_up", .zh = "转入网络事件", .en = "Take up",
	  .from = IN(OPEN), .to = TAKEN_UP, .roles = KEEPERS | ROLE_SYSTEM, .takes = "incident",
	  .needs = "incident", .check = check_take },
	{ .number = 5, .name = "dismiss", .zh = "排除", .en = "Dismiss", .from = IN(OPEN),
	  .to = DISMISSED, .roles = KEEPERS, .takes = "reason", .needs = "reason" });

static const struct clock_step triage_steps[] = {
	{ .name = "due", .zh = "待研判", .en = "Nobody has looked at it",
	  .policy = "cyber.alert.triage", .rings = RINGS_HOME },
};
/* Grave is what the sensors call so; the rest waits on the list without ringing. */
static bool when_grave(const struct model *model, const struct record *record)
{
	return (double)alert_of(record)->severity <=
	       policy_or(model, "cyber.alert.grave", record->home, record->created_at, 0);
}
static const struct clock clocks[] = {
	{ .number = 1, .name = "triage", .zh = "研判", .en = "Triage", .starts = "observe",
	  .stops = "go_into take_up dismiss", .when = when_grave, .steps = triage_steps,
	  .nsteps = KIND_COUNT(triage_steps) },
};

/* One line for each signature and asset: what comes again is added to what stands open. */
static void gather(struct reactor *reactor, const struct model *model,
		   const struct record *record, const struct entry *entry)
{
	const struct cyber_alert *alert = alert_of(record);
	const struct record *others[LIMIT_SEEN];
	uint32_t count = about(model, alert->asset, others);

	(void)entry;
	for (uint32_t i = 0; i < count; i++) {
		if (others[i] == record || others[i]->struck || others[i]->home != record->home ||
		    (others[i]->state != OPEN && others[i]->state != TAKEN_UP) ||
		    !same_signature(alert_of(others[i]), alert))
			continue;
		reactor_propose(reactor, "cyber_alert", "add", others[i]->id, others[i]->home);
		reactor_int(reactor, "added", alert->count);
		reactor_int(reactor, "added_blocked", alert->blocked);
		reactor_time(reactor, "last_seen", alert->last_seen);
		reactor_propose(reactor, "cyber_alert", "go_into", record->id, record->home);
		reactor_ref(reactor, "part_of", others[i]->id);
		return;
	}
}

static const struct reaction reactions[] = {
	{ .name = "gather", .on = "cyber_alert.observe",
	  .doc_zh = "同一系统同一规则的告警累加为一条。",
	  .doc_en = "Alerts of one signature about one asset are added up in one record.",
	  .run = gather },
};

KIND(cyber_alert, .number = 141, .module = "cyber", .zh = "网络告警", .en = "Cyber alert",
     .doc_zh = "某一系统上某一规则的告警累计；不记攻击者，只看服务。",
     .doc_en = "What sensors say about one asset by one signature, added up.",
     .doctrine = "10.9", .flags = 0, .refusals = refusals, KIND_CLOCKS, KIND_REACTIONS);
