/* A gate of a venue: it opens only when nothing severe is open behind it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/coverage/ground.h"
#include "model/registry.h"

static const struct choice types[] = {
	{ 1, "spectators", "观众入口", "Spectators", NULL },
	{ 2, "accredited", "持证人员入口", "Accredited", NULL },
	{ 3, "vehicles", "车辆入口", "Vehicles", NULL },
	{ 4, "goods", "物资入口", "Goods", NULL },
	{ 5, "emergency", "应急出入口", "Emergency", NULL },
	{ 0 },
};
enum { EMERGENCY = 5 };

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "名称", "Name", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, REF, place, "地点", "Place", .target = "place", .flags = REQUIRED) \
	X(K, 3, ENUM, type, "类型", "Type", .choices = types, .flags = REQUIRED | INDEXED) \
	X(K, 4, INT, lanes, "通道数", "Lanes", .least = 1, .most = 500) \
	X(K, 5, REF, responsible, "负责单位", "Responsible", .target = "post", \
	  .flags = ADDRESSEE) \
	X(K, 6, TEXT, reason, "理由", "Reason", .max = 400)

KIND_STRUCT(gate);
KIND_FIELDS(gate);

enum { SHUT = 1, OPEN, REMOVED };
static const struct state states[] = {
	{ SHUT, "shut", "关闭", "Shut", STATE_OPEN },
	{ OPEN, "open", "开启", "Open", STATE_OPEN },
	{ REMOVED, "removed", "撤除", "Removed", STATE_CLOSED },
};

REFUSAL(place_stopped, "该地点已停用", "The place is stopped");
REFUSAL(severe_open, "尚有严重缺口，不得开启", "Something severe is open: the gate stays shut");
REFUSAL(way_out_stays, "应急出入口不得关闭", "A way out for emergencies is not shut");
static const struct refusal *const refusals[] = { &refuse_place_stopped, &refuse_severe_open,
						  &refuse_way_out_stays, NULL };

static const struct gate *gate_of(const struct record *record)
{
	return (const struct gate *)record;
}

/* Doctrine 4.6. A way out for emergencies is there for when something is wrong: it opens. */
static const struct refusal *check_open(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	(void)before;
	if (gate_of(after)->type == EMERGENCY)
		return NULL;
	if (ground_stopped(model, gate_of(after)->place))
		return &refuse_place_stopped;
	return ground_gaps(model, gate_of(after)->place, view->at).severe > 0 ? &refuse_severe_open
									       : NULL;
}

static const struct refusal *check_shut(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	return gate_of(after)->type == EMERGENCY ? &refuse_way_out_stays : NULL;
}

#define SITE (REL_OWN | REL_DESK | REL_ADDRESSEE)
KIND_ACTS(
	{ .number = 1, .name = "add", .zh = "设置", .en = "Add", .from = NEW, .to = SHUT,
	  .roles = ROLE_STAFF | ROLE_administrator | ROLE_SYSTEM,
	  .takes = "title place type lanes responsible" },
	{ .number = 2, .name = "open", .zh = "开启", .en = "Open", .from = IN(SHUT), .to = OPEN,
	  .roles = ROLE_DESK | ROLE_unit_leader, .relations = SITE, .takes = "lanes",
	  .check = check_open },
	{ .number = 3, .name = "shut", .zh = "关闭", .en = "Shut", .from = IN(OPEN), .to = SHUT,
	  .roles = ROLE_DESK | ROLE_unit_leader | ROLE_SYSTEM, .relations = SITE,
	  .takes = "reason", .needs = "reason", .check = check_shut },
	{ .number = 4, .name = "remove", .zh = "撤除", .en = "Remove", .from = IN(SHUT),
	  .to = REMOVED, .roles = ROLE_STAFF, .takes = "reason", .needs = "reason" });

/* Ground that is stopped lets nobody in, whoever had opened its gates; ways out stay open. */
static void shut_gates(struct reactor *reactor, const struct model *model,
		       const struct record *record, const struct entry *entry)
{
	const struct kind_row *row = registry_find(STR("gate"));
	uint32_t all = model_count(model, row->kind);

	(void)entry;
	for (uint32_t i = 0; i < all; i++) {
		const struct record *gate = model_at(model, row->kind, i);

		if (gate->state != OPEN || gate->struck || gate_of(gate)->type == EMERGENCY ||
		    !ground_within(model, gate_of(gate)->place, record->id))
			continue;
		reactor_propose(reactor, "gate", "shut", gate->id, gate->home);
		reactor_text(reactor, "reason", STR("地点停用 / The place was stopped"));
	}
}

static const struct reaction reactions[] = {
	{ .name = "shut_gates", .on = "place.stop place.close",
	  .doc_zh = "地点停用或关闭时，其入口自动关闭；应急出口除外。",
	  .doc_en = "A place that is stopped or closed has its gates shut, not its ways out.",
	  .run = shut_gates },
};

static bool is_stopped(const struct model *model, const struct record *record, instant at)
{
	(void)at;
	return gate_of(record)->type != EMERGENCY &&
	       ground_stopped(model, gate_of(record)->place);
}

static const struct gap gaps[] = {
	{ .name = "open_at_stopped", .zh = "地点已停用，入口仍开启",
	  .en = "The place is stopped and its gate is open", .severity = GAP_SEVERE,
	  .in = IN(OPEN), .open = is_stopped, .act = "shut" },
};

KIND(gate, .number = 157, .module = "coverage", .zh = "入口", .en = "Gate",
     .doc_zh = "场馆入口；有严重缺口或地点停用时不得开启。",
     .doc_en = "A gate of a venue; it opens only when nothing severe is open behind it.",
     .doctrine = "4.6, 6.4", .flags = KIND_SETUP, .refusals = refusals, KIND_REACTIONS,
     KIND_GAPS);
