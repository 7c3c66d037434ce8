/* Several weak reports about one place: an alert that whoever closed them singly cannot close. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/geo.h"
#include "domain/command/rules.h"
#include "model/registry.h"

#define FIELDS(X, K) \
	X(K, 1, REF, place, "地点", "Place", .target = "place", .flags = SYSTEM) \
	X(K, 2, GEO, point, "坐标", "Point", .flags = SYSTEM) \
	X(K, 3, REFS, incidents, "相关接报", "Reports", .target = "incident", \
	  .max = LIMIT_REFS, .flags = REQUIRED | SYSTEM) \
	X(K, 4, INT, count, "接报数", "Count", .flags = SYSTEM) \
	X(K, 5, REFS, to, "报送", "To", .target = "post", .max = LIMIT_REFS, \
	  .flags = ADDRESSEE | SYSTEM) \
	X(K, 6, TEXT, reason, "关闭理由", "Why closed", .max = 2000, .flags = LONG) \
	X(K, 7, TEXT, title, "标题", "Title", .max = 240, .flags = TITLE | SYSTEM)

KIND_STRUCT(cluster_alert);
KIND_FIELDS(cluster_alert);

enum { RAISED = 1, ACKNOWLEDGED, CLOSED };
static const struct state states[] = {
	{ RAISED, "raised", "预警", "Raised", STATE_OPEN | STATE_ALARM },
	{ ACKNOWLEDGED, "acknowledged", "已知悉", "Acknowledged", STATE_OPEN },
	{ CLOSED, "closed", "已关闭", "Closed", STATE_CLOSED },
};

REFUSAL(closed_the_calls, "关闭其中单个接报的人不能关闭此预警",
	"Whoever closed one of the reports cannot close the alert");
static const struct refusal *const refusals[] = { &refuse_closed_the_calls, NULL };

/* Doctrine 4.1: it cannot be closed by the person who closed the single calls. */
static const struct refusal *check_close(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	struct ident_list incidents = ((const struct cluster_alert *)after)->incidents;

	(void)before;
	for (uint32_t i = 0; i < incidents.count; i++)
		if (rules_holds(rules_refs(model_find(model, incidents.at[i]), "closers"),
				view->actor))
			return &refuse_closed_the_calls;
	return NULL;
}

KIND_ACTS(
	{ .number = 1, .name = "raise", .zh = "聚集预警", .en = "Raise", .from = NEW,
	  .to = RAISED, .roles = ROLE_SYSTEM, .flags = ACT_ALARM | ACT_LIFE_SAFETY },
	{ .number = 2, .name = "join", .zh = "并入接报", .en = "Join",
	  .from = IN(RAISED) | IN(ACKNOWLEDGED), .to = SAME, .roles = ROLE_SYSTEM },
	{ .number = 3, .name = "rise", .zh = "接报增多", .en = "Rise",
	  .from = IN(RAISED) | IN(ACKNOWLEDGED), .to = RAISED, .roles = ROLE_SYSTEM,
	  .flags = ACT_ALARM },
	{ .number = 4, .name = "acknowledge", .zh = "知悉", .en = "Acknowledge",
	  .from = IN(RAISED), .to = ACKNOWLEDGED, .roles = ROLE_DESK,
	  .relations = REL_OWN | REL_DESK | REL_ADDRESSEE },
	{ .number = 5, .name = "close", .zh = "关闭", .en = "Close",
	  .from = IN(RAISED) | IN(ACKNOWLEDGED), .to = CLOSED, .roles = ROLE_DESK,
	  .relations = REL_OWN | REL_DESK | REL_ADDRESSEE, .takes = "reason",
	  .needs = "reason", .check = check_close });

static const struct clock_step acknowledge_steps[] = {
	{ .name = "ring", .zh = "聚集预警无人知悉", .en = "Nobody has acknowledged",
	  .policy = "cluster.acknowledge.ring", .rings = RINGS_HOME | RINGS_ABOVE },
	{ .name = "breach", .zh = "逾时无人知悉", .en = "Not acknowledged in time",
	  .policy = "cluster.acknowledge.breach", .rings = RINGS_HOME | RINGS_ABOVE,
	  .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "acknowledge", .zh = "知悉", .en = "Acknowledgement",
	  .starts = "raise rise", .stops = "acknowledge close", .steps = acknowledge_steps,
	  .nsteps = KIND_COUNT(acknowledge_steps) },
};

/* ---- the correlation guard ------------------------------------------------------------------- */

/* Doctrine 4.1, "reports of class crowd/crush/fall". */
static bool is_weak_sign(const struct record *incident)
{
	struct str type = str_of(model_choice(incident, "type"));

	return !incident->struck && (str_eq(type, STR("crowd_density")) ||
				     str_eq(type, STR("crush")) || str_eq(type, STR("fall")));
}

/* A call that names a place but no point lies at the middle of the place. */
static bool center_of(const struct model *model, struct arena *arena,
		      const struct record *incident, struct geo_point *ret)
{
	struct str text = *(const struct str *)model_field(incident, "point");
	const struct record *place = model_find_kind(model, rules_ref(incident, "place"), "place");
	struct geo_shape shape;
	struct json json;

	if (text.len == 0 && place)
		text = *(const struct str *)model_field(place, "geometry");
	if (text.len == 0 || json_parse(arena, text, &json) != JSON_OK ||
	    geo_parse(arena, &json, 0, &shape) != GEO_OK)
		return false;
	*ret = geo_center(&shape);
	return true;
}

/* The same place, or within the radius: either is enough, as callers name places as they can. */
static bool is_near(const struct model *model, struct arena *arena, const struct record *a,
		    const struct record *b)
{
	struct ident place = rules_ref(a, "place");
	struct geo_point from, to;

	if (!ident_none(place) && ident_eq(place, rules_ref(b, "place")))
		return true;
	return center_of(model, arena, a, &from) && center_of(model, arena, b, &to) &&
	       geo_distance_m(from, to) <=
		       policy_or(model, "cluster.radius", a->home, a->updated_at, 0);
}

/* The newest open alert about this place: as long as there is one, reports join it. */
static const struct record *open_alert_near(const struct model *model, struct arena *arena,
					    const struct record *incident)
{
	const struct kind *kind = registry_find(STR("cluster_alert"))->kind;

	for (uint32_t i = model_count(model, kind); i-- > 0;) {
		const struct record *alert = model_at(model, kind, i);
		struct ident_list incidents = ((const struct cluster_alert *)alert)->incidents;

		for (uint32_t n = 0; alert->state != CLOSED && n < incidents.count; n++) {
			const struct record *other =
				model_find_kind(model, incidents.at[n], "incident");

			if (other && is_near(model, arena, incident, other))
				return alert;
		}
	}
	return NULL;
}

/* The reports around a new one, it included, that no alert holds yet. */
static void look_around(const struct model *model, struct arena *arena,
			const struct record *incident, struct rules_list *ret)
{
	instant window =
		rules_span(model, "cluster.window", incident->home, incident->created_at);
	const struct record *alert;

	for (uint32_t i = incident->slot + 1; i-- > 0;) {
		const struct record *other = model_at(model, incident->kind, i);

		if (other->created_at < incident->created_at - window)
			break;
		if (is_weak_sign(other) && other->event_at >= incident->event_at - window &&
		    is_near(model, arena, incident, other) &&
		    model_refs_to(model, other->id, "cluster_alert", "incidents", &alert, 1) == 0)
			rules_add(ret, other->id);
	}
}

/* The territorial post hears it with the venue (doctrine 4.1), whatever lies between. */
static struct ident territorial_of(const struct model *model, code post)
{
	const struct post *at = tree_get(model, post);

	for (int i = 0; at && i < LIMIT_TREE_DEPTH; i++) {
		if (at->tier == TIER_TERRITORIAL)
			return rules_post(at->code);
		at = tree_get(model, at->parent);
	}
	at = tree_commander(model, post);
	return rules_post(at ? at->code : 0);
}

/* Every desk that had one of the reports, besides the alert's home, and the territory above. */
static void addressees(const struct model *model, code home, const struct rules_list *incidents,
		       struct rules_list *ret)
{
	struct ident above = territorial_of(model, home);

	for (uint32_t i = 0; i < incidents->count; i++) {
		/* One of another venue may be out of this node's reach. */
		const struct record *incident = model_find(model, incidents->at[i]);
		code desk = incident ? rules_desk(model, incident->home) : home;

		if (desk != home)
			rules_add(ret, rules_post(desk));
	}
	if (!ident_none(above) && above.origin != home)
		rules_add(ret, above);
}

/* The nearest post that commands all their desks: only there is everything seen. */
static code commander_of_all(const struct model *model, code desk,
			     const struct rules_list *incidents)
{
	const struct post *at = tree_commander(model, desk);

	for (uint32_t i = 0; at && i < incidents->count; i++) {
		const struct record *incident = model_find(model, incidents->at[i]);

		while (at && incident && at->code != incident->home &&
		       !tree_above(model, at->code, incident->home))
			at = tree_commander(model, at->code);
	}
	return at ? at->code : desk;
}

/* How many of them were written at the site that wrote this one. */
static uint32_t of_one_site(const struct model *model, code home,
			    const struct rules_list *incidents)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < incidents->count; i++) {
		const struct record *incident = model_find(model, incidents->at[i]);

		count += incident &&
			 site_of_post(model, incident->home) == site_of_post(model, home);
	}
	return count;
}

/* Reports that only a post above sees together are its to ring about. */
static bool can_hold(const struct model *model, const struct record *alert,
		     const struct record *incident)
{
	return site_of_post(model, alert->home) == site_of_post(model, incident->home) ||
	       tree_above(model, alert->home, incident->home);
}

static void raise_alert(struct reactor *reactor, const struct model *model, code home,
			const struct record *incident, const struct rules_list *incidents)
{
	struct rules_list to = { .count = 0 };
	struct ident place = rules_ref(incident, "place");
	struct str point = *(const struct str *)model_field(incident, "point");
	struct str title = model_title(incident);

	addressees(model, home, incidents, &to);
	reactor_propose(reactor, "cluster_alert", "raise", (struct ident){ 0 }, home);
	if (!ident_none(place))
		reactor_ref(reactor, "place", place);
	if (point.len > 0)
		reactor_text(reactor, "point", point);
	reactor_refs(reactor, "incidents", incidents->at, incidents->count);
	reactor_int(reactor, "count", incidents->count);
	reactor_refs(reactor, "to", to.at, to.count);
	reactor_text(reactor, "title", title);
}

/* Rings again with every further full count: three reports, six, nine. */
static void join_alert(struct reactor *reactor, const struct model *model,
		       const struct cluster_alert *alert, struct ident incident, int64_t step)
{
	struct rules_list incidents = { .count = 0 }, to = { .count = 0 };
	uint32_t skip = alert->incidents.count == LIMIT_REFS ? 1 : 0;
	int64_t count = alert->count + 1;

	for (uint32_t i = skip; i < alert->incidents.count; i++)
		rules_add(&incidents, alert->incidents.at[i]);
	rules_add(&incidents, incident);
	reactor_propose(reactor, "cluster_alert", count % step == 0 ? "rise" : "join",
			alert->record.id, alert->record.home);
	reactor_refs(reactor, "incidents", incidents.at, incidents.count);
	reactor_int(reactor, "count", count);
	addressees(model, alert->record.home, &incidents, &to);
	reactor_refs(reactor, "to", to.at, to.count);
}

/*
 * Itaewon 2022 (doctrine 14): eleven calls about one alley, each handled alone. Reports that were
 * closed as false count too: that is what the guard is for.
 */
static void correlate(struct reactor *reactor, const struct model *model,
		      const struct record *record, const struct entry *entry)
{
	struct arena *arena = reactor_arena(reactor);
	struct rules_list incidents = { .count = 0 };
	const struct record *alert;
	uint32_t own;
	int64_t step = (int64_t)policy_or(model, "cluster.count", record->home,
					  record->created_at, 0);

	(void)entry;
	if (!is_weak_sign(record) || step <= 0)
		return;
	alert = open_alert_near(model, arena, record);
	if (alert && can_hold(model, alert, record)) {
		join_alert(reactor, model, (const struct cluster_alert *)alert, record->id, step);
		return;
	}
	look_around(model, arena, record, &incidents);
	own = of_one_site(model, record->home, &incidents);
	if (own == incidents.count && own >= step)
		raise_alert(reactor, model, rules_desk(model, record->home), record, &incidents);
	else if (own < step && incidents.count >= step)
		raise_alert(reactor, model,
			    commander_of_all(model, rules_desk(model, record->home), &incidents),
			    record, &incidents);
}

static const struct reaction reactions[] = {
	{ .name = "correlate", .on = "incident.report",
	  .doc_zh = "同一地点短时间内多次拥挤、踩踏、跌倒接报时自动预警。",
	  .doc_en = "Several reports of crowding, crush or falls about one place raise an alert.",
	  .run = correlate },
};

KIND(cluster_alert, .number = 26, .module = "command", .zh = "聚集预警", .en = "Cluster alert",
     .doc_zh = "同一地点多个微弱信号自动汇成的预警，场馆与属地同时响铃。",
     .doc_en = "Several weak reports about one place; rings at the venue and at the territory.",
     .doctrine = "4.1, 14 (Itaewon)", .flags = KIND_BOARD, .refusals = refusals, KIND_CLOCKS,
     KIND_REACTIONS);
