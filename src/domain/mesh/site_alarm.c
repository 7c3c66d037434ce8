/* A node is not heard any more, or its clock runs differently: rings until it is over. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/mesh/chains.h"
#include "model/rules.h"

enum { SILENCE = 1, SKEW };
static const struct choice matters[] = {
	{ SILENCE, "silence", "失联", "Silent", "red" },
	{ SKEW, "skew", "时钟偏差过大", "Its clock differs", "orange" },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, REF, site, "节点", "Site", .target = "site", .flags = REQUIRED | SYSTEM) \
	X(K, 2, ENUM, matter, "情况", "Matter", .choices = matters, \
	  .flags = REQUIRED | INDEXED | SYSTEM) \
	X(K, 3, TIME, since, "起始时间", "Since", .flags = REQUIRED | SYSTEM, \
	  .doc_zh = "失联：最后一次听到的时间。", \
	  .doc_en = "Of silence: when it was heard last.") \
	X(K, 4, INT, skew_ms, "时钟差（毫秒）", "Clock difference in ms", .flags = SYSTEM, \
	  .doc_zh = "对方时钟减去本节点时钟；测得时的数值。", \
	  .doc_en = "Its clock minus this node's, as it was measured then.") \
	X(K, 5, TEXT, title, "标题", "Title", .max = 240, .flags = TITLE | SYSTEM)

KIND_STRUCT(site_alarm);
KIND_FIELDS(site_alarm);

enum { RINGING = 1, ACKNOWLEDGED, OVER };
static const struct state states[] = {
	{ RINGING, "ringing", "告警", "Ringing", STATE_OPEN | STATE_ALARM },
	{ ACKNOWLEDGED, "acknowledged", "已知悉", "Acknowledged", STATE_OPEN },
	{ OVER, "over", "已恢复", "Over", STATE_CLOSED },
};

static void stamp_title(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	const struct site_alarm *alarm = (const struct site_alarm *)after;
	const struct choice *matter = &matters[alarm->matter - 1];
	const struct record *site = model_find(model, alarm->site);
	struct str name = site ? model_title(site) : (struct str){ 0 };
	struct buf text;

	(void)view;
	buf_init(&text, 240);
	buf_printf(&text, STR_FMT ": %s / %s", STR_ARG(name), matter->zh, matter->en);
	stamp_text(stamp, "title", buf_str(&text));
	buf_release(&text);
}

/* The node measures and says so; what it measured stands in the entry, as everything does. */
#define BY_NODE(number_, name_, zh_, en_, from_) \
	{ .number = number_, .name = name_, .zh = zh_, .en = en_, .from = from_, .to = RINGING, \
	  .roles = ROLE_SYSTEM, .flags = ACT_ALARM, .stamp = stamp_title }
KIND_ACTS(
	BY_NODE(1, "raise", "告警", "Raise", NEW),
	BY_NODE(2, "again", "再次告警", "Again", IN(OVER)),
	{ .number = 3, .name = "end", .zh = "恢复", .en = "End",
	  .from = IN(RINGING) | IN(ACKNOWLEDGED), .to = OVER, .roles = ROLE_SYSTEM },
	{ .number = 4, .name = "acknowledge", .zh = "知悉", .en = "Acknowledge",
	  .from = IN(RINGING), .to = ACKNOWLEDGED, .roles = ROLE_DESK | ROLE_administrator,
	  .relations = REL_OWN | REL_DESK });

static const struct clock_step acknowledge_steps[] = {
	{ .name = "ring", .zh = "节点告警无人知悉", .en = "Nobody has acknowledged",
	  .policy = "site.alarm.ring", .rings = RINGS_HOME | RINGS_ABOVE },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "acknowledge", .zh = "知悉", .en = "Acknowledgement",
	  .starts = "raise again", .stops = "acknowledge end", .steps = acknowledge_steps,
	  .nsteps = KIND_COUNT(acknowledge_steps) },
};

KIND(site_alarm, .number = 33, .module = "mesh", .zh = "节点告警", .en = "Site alarm",
     .doc_zh = "相邻节点失联，或其时钟与本节点相差过大；恢复后自行结束。",
     .doc_en = "A neighbouring node is silent, or its clock differs too much; ends by itself.",
     .doctrine = "2.1, 4.5", .flags = KIND_BOARD, KIND_CLOCKS);
