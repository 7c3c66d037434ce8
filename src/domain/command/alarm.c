/* What rings at a desk until a person there has heard it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/command/rules.h"
#include "model/entry.h"

#define FIELDS(X, K) \
	X(K, 1, REF, subject, "关于", "About", .flags = REQUIRED | SYSTEM) \
	X(K, 2, TEXT, reason, "原因代码", "Reason", .max = 80, .flags = REQUIRED | SYSTEM) \
	X(K, 3, TEXT, clock, "时限", "Clock", .max = 40, .flags = SYSTEM) \
	X(K, 4, TEXT, step, "步骤", "Step", .max = 40, .flags = SYSTEM) \
	X(K, 5, TEXT, text_zh, "内容（中文）", "Text (Chinese)", .max = 400, \
	  .flags = TITLE | SYSTEM) \
	X(K, 6, TEXT, text_en, "内容（英文）", "Text (English)", .max = 400, \
	  .flags = TITLE | SYSTEM) \
	X(K, 7, REF, contact, "呼叫联络人", "Contact to ring", .target = "account", \
	  .flags = SYSTEM) \
	X(K, 8, INT, level, "升级次数", "Level", .flags = SYSTEM) \
	X(K, 9, BOOL, diverted, "因超负荷转派", "Diverted: the desk is overloaded", \
	  .flags = SYSTEM)

KIND_STRUCT(alarm);
KIND_FIELDS(alarm);

enum { RINGING = 1, ACKNOWLEDGED, SETTLED };
static const struct state states[] = {
	{ RINGING, "ringing", "提醒中", "Ringing", STATE_OPEN | STATE_ALARM },
	{ ACKNOWLEDGED, "acknowledged", "已知悉", "Acknowledged", 0 },
	{ SETTLED, "settled", "已解决", "Settled", STATE_CLOSED },
};

KIND_ACTS(
	{ .number = 1, .name = "ring", .zh = "提醒", .en = "Ring", .from = NEW, .to = RINGING,
	  .roles = ROLE_SYSTEM },
	{ .number = 2, .name = "acknowledge", .zh = "知悉", .en = "Acknowledge",
	  .from = IN(RINGING), .to = ACKNOWLEDGED, .roles = ROLE_ALL },
	{ .number = 3, .name = "settle", .zh = "解决", .en = "Settle",
	  .from = IN(RINGING) | IN(ACKNOWLEDGED), .to = SETTLED, .roles = ROLE_SYSTEM });

/* ---- ringing --------------------------------------------------------------------------------- */

/*
 * Doctrine 4.2, "next contact": the first of the post's contacts, in their order, who is on duty
 * now. Nobody off duty is called (users.md 11); if all are, the post itself rings once more.
 */
static struct ident next_contact(const struct model *model, code post, instant at)
{
	struct ident_list contacts =
		rules_refs(model_find_kind(model, rules_post(post), "post"), "contacts");
	const struct duty *duties[LIMIT_REFS];

	for (uint32_t i = 0; i < contacts.count; i++) {
		uint32_t count = duty_of(model, contacts.at[i], duties, LIMIT_REFS);

		if (duty_locked(model, contacts.at[i]))
			continue;
		for (uint32_t d = 0; d < count && d < LIMIT_REFS; d++)
			if (duties[d]->from <= at &&
			    (duties[d]->until == 0 || at < duties[d]->until))
				return contacts.at[i];
	}
	return (struct ident){ 0 };
}

static code post_above(const struct model *model, code post)
{
	const struct post *above = tree_commander(model, post);

	return above ? above->code : 0;
}

/*
 * Doctrine 14 (Manchester): a desk that holds all it can gets no more. What is new goes by name to
 * who shares its work; until that is settled, to its next contact; if there is none, above as well.
 */
static const struct record *overload_at(const struct model *model, code post)
{
	const struct kind_row *row = registry_find(STR("duty_load"));

	for (uint32_t i = row ? model_count(model, row->kind) : 0; i-- > 0;) {
		const struct record *load = model_at(model, row->kind, i);

		if (load->home == post && model_is_open(load) && !load->struck)
			return load;
	}
	return NULL;
}

#define TOLD_AT_ONCE (LIMIT_CASCADE / 4)

/* One thing to ring about; at each post only once. */
struct ring {
	struct reactor *reactor;
	const struct model *model;
	instant at;
	const struct record *subject;
	struct str reason, zh, en;
	const char *clock, *step;
	int64_t level;
	struct rules_list rung;
};

static void ring_one(struct ring *ring, code post, struct ident contact, bool diverted)
{
	reactor_propose(ring->reactor, "alarm", "ring", (struct ident){ 0 }, post);
	reactor_ref(ring->reactor, "subject", ring->subject->id);
	reactor_text(ring->reactor, "reason", ring->reason);
	reactor_text(ring->reactor, "text_zh", ring->zh);
	reactor_text(ring->reactor, "text_en", ring->en);
	reactor_int(ring->reactor, "level", ring->level);
	if (ring->clock)
		reactor_text(ring->reactor, "clock", str_of(ring->clock));
	if (ring->step)
		reactor_text(ring->reactor, "step", str_of(ring->step));
	if (!ident_none(contact))
		reactor_ref(ring->reactor, "contact", contact);
	if (diverted)
		reactor_bool(ring->reactor, "diverted", true);
}

static void ring_at(struct ring *ring, code post, struct ident contact)
{
	const struct record *load = post ? overload_at(ring->model, post) : NULL;
	uint32_t before = ring->rung.count;
	struct ident second = { 0 };
	code above;

	rules_add(&ring->rung, rules_post(post));
	if (post == 0 || (ring->rung.count == before && ident_none(contact)))
		return;
	if (!load || !ident_none(contact)) {
		ring_one(ring, post, contact, false);
		return;
	}
	if (rules_in(load, "split"))
		second = rules_ref(load, "second");
	/* Who has gone off duty meanwhile is not called. */
	if (ident_none(second) || duty_locked(ring->model, second) ||
	    duty_roles(ring->model, second, post, ring->at) == 0)
		second = next_contact(ring->model, post, ring->at);
	ring_one(ring, post, second, true);
	above = ident_none(second) ? post_above(ring->model, post) : 0;
	before = ring->rung.count;
	rules_add(&ring->rung, rules_post(above));
	if (above != 0 && ring->rung.count > before)
		ring_one(ring, above, second, true);
}

/* Titles are up to 240 bytes long; the rest of a text is words of our tables. */
static void say(struct ring *ring, const char *zh, const char *more_zh, const char *en,
		const char *more_en)
{
	struct arena *arena = reactor_arena(ring->reactor);
	struct str title = model_title(ring->subject);

	ring->zh = arena_printf(arena, "%s%s%s%s" STR_FMT, zh, *more_zh ? "·" : "", more_zh,
				title.len ? "：" : "", STR_ARG(title));
	ring->en = arena_printf(arena, "%s%s%s%s" STR_FMT, en, *more_en ? ": " : "", more_en,
				title.len ? " - " : "", STR_ARG(title));
}

static struct ring about_act(struct reactor *reactor, const struct model *model,
			     const struct record *record, const struct entry *entry)
{
	const struct act *act = entry->effect->act;
	struct ring ring = { .reactor = reactor, .model = model, .at = entry->at,
			     .subject = record };

	ring.reason = arena_printf(reactor_arena(reactor), "%s.%s", record->kind->name, act->name);
	say(&ring, record->kind->zh, act->zh, record->kind->en, act->en);
	return ring;
}

/* Everybody whom a field of the record names as its addressee. */
static void ring_addressees(struct ring *ring)
{
	const struct record *record = ring->subject;

	for (uint16_t i = 0; i < record->kind->nfields; i++) {
		const struct field *field = &record->kind->fields[i];
		struct ident_list to = { 0 };

		if (!(field->flags & ADDRESSEE))
			continue;
		if (field->type == FIELD_REF)
			ring_at(ring, rules_ref(record, field->name).origin, (struct ident){ 0 });
		else
			to = rules_refs(record, field->name);
		for (uint32_t t = 0; t < to.count; t++)
			ring_at(ring, to.at[t].origin, (struct ident){ 0 });
	}
}

/* An act that sounds: at its home, and for a unit at the desk that works for it as well. */
static void ring_home(struct reactor *reactor, const struct model *model,
		      const struct record *record, const struct entry *entry)
{
	struct ring ring = about_act(reactor, model, record, entry);

	if (entry->effect->act->flags & ACT_TELL)
		ring_addressees(&ring);
	if (!(entry->effect->act->flags & ACT_ALARM))
		return;
	ring_at(&ring, record->home, (struct ident){ 0 });
	if (!str_eq(str_of(record->kind->name), STR("receipt")))
		ring_at(&ring, rules_desk(model, record->home), (struct ident){ 0 });
}

/* What one post did that another waits for, or must hear of. */
static void ring_other(struct reactor *reactor, const struct model *model,
		       const struct record *record, const struct entry *entry)
{
	struct ring ring = about_act(reactor, model, record, entry);
	const struct kind_row *kind = registry_of(record->kind);
	const struct field *to = registry_field(kind, STR("issuer"));

	if (!to)
		to = registry_field(kind, STR("to"));
	if (to->type == FIELD_REF) {
		ring_at(&ring, rules_ref(record, to->name).origin, (struct ident){ 0 });
		return;
	}
	for (uint32_t i = 0; i < rules_refs(record, to->name).count; i++)
		ring_at(&ring, rules_refs(record, to->name).at[i].origin, (struct ident){ 0 });
}

/* Doctrine 2.6, seed S21: when the operation turns to its next phase every post is told. */
static void ring_everywhere(struct reactor *reactor, const struct model *model,
			    const struct record *record, const struct entry *entry)
{
	struct ring ring = about_act(reactor, model, record, entry);
	uint32_t told = 0;

	for (uint16_t i = 0; i < tree_count(model) && told < TOLD_AT_ONCE; i++) {
		const struct post *post = tree_at(model, i);

		if (post->tier == TIER_UNIT || post->code == record->home)
			continue;
		ring_one(&ring, post->code, (struct ident){ 0 }, false);
		told++;
	}
}

/* Doctrine 15.2: two persons. Who could be the second must hear that he is waited for. */
static void ring_second(struct reactor *reactor, const struct model *model,
			const struct record *record, const struct entry *entry)
{
	const struct act *act = entry->act->act;
	struct ring ring = { .reactor = reactor, .model = model, .at = entry->at,
			     .subject = record };

	ring.clock = REGISTRY_CLOCK_SECOND;
	ring.reason = arena_printf(reactor_arena(reactor), "%s.%s.second", record->kind->name,
				   act->name);
	say(&ring, "待第二人确认", act->zh, "Waits for a second person", act->en);
	ring_at(&ring, record->home, (struct ident){ 0 });
	if (rules_desk(model, record->home) != record->home)
		ring_at(&ring, rules_desk(model, record->home), (struct ident){ 0 });
}

/* ---- lapses ---------------------------------------------------------------------------------- */

static void ring_lapse(struct reactor *reactor, const struct model *model,
		       const struct record *record, const struct entry *entry)
{
	const struct clock *clock = &entry->kind->clocks[entry->args.clock];
	const struct clock_step *step = &clock->steps[entry->args.step];
	const struct ident nobody = { 0 };
	struct ring ring = { .reactor = reactor, .model = model, .at = entry->at,
			     .subject = record, .clock = clock->name, .step = step->name,
			     .level = entry->args.step + 1 };

	ring.reason = arena_printf(reactor_arena(reactor), "%s.%s.%s", record->kind->name,
				   clock->name, step->name);
	say(&ring, clock->zh, step->zh, clock->en, step->en);
	if (step->rings & RINGS_CONTACT)
		ring_at(&ring, record->home, next_contact(model, record->home, entry->at));
	if (step->rings & RINGS_HOME)
		ring_at(&ring, record->home, nobody);
	if (step->rings & RINGS_ABOVE)
		ring_at(&ring, post_above(model, record->home), nobody);
	if (step->rings & RINGS_ISSUER) {
		const struct record *subject = model_find(model, rules_ref(record, "subject"));

		ring_at(&ring, subject ? subject->home : 0, nobody);
	}
	for (uint16_t i = 0; step->rings & RINGS_OVERSIGHT && i < tree_count(model); i++)
		if (tree_at(model, i)->tier == TIER_OVERSIGHT)
			ring_at(&ring, tree_at(model, i)->code, nobody);
}

/* ---- settling -------------------------------------------------------------------------------- */

/* A gap is closed by somebody who answers for it, whatever else is done (below). */
static bool is_gap(const struct alarm *alarm)
{
	struct str end = STR(".gap"), reason = alarm->reason;

	return reason.len > end.len &&
	       str_eq((struct str){ reason.at + reason.len - end.len, end.len }, end);
}

static bool is_over(const struct record *record, const struct alarm *alarm, uint32_t stopped)
{
	const struct kind_row *row = registry_of(record->kind);

	if (is_gap(alarm))
		return false;
	if (alarm->clock.len == 0)
		return (stopped & ~row->clock_second) != 0;
	/* Not every act that may end the waiting has ended it. */
	if (str_eq(alarm->clock, STR(REGISTRY_CLOCK_SECOND)))
		return !record->pending || record->struck;
	for (uint16_t c = 0; c < row->nclocks; c++)
		if (str_eq(alarm->clock, str_of(row->clocks[c].name)))
			return (stopped >> c & 1) != 0;
	return false;
}

/* Of one record; well below what one act may cause, however often somebody made it ring. */
#define SETTLED_AT_ONCE (LIMIT_CASCADE / 4)

/* What has been done rings no more: old alarms do not escalate again (users.md 10). */
static void settle(struct reactor *reactor, const struct model *model, const struct record *record,
		   const struct entry *entry)
{
	uint32_t stopped = entry->act->clock_stops | entry->effect->clock_stops;
	uint32_t count = model_refs_to(model, record->id, "alarm", "subject", NULL, 0);
	const struct record **alarms =
		arena_alloc(reactor_arena(reactor), (count + 1) * sizeof(struct record *));
	uint32_t settled = 0;

	model_refs_to(model, record->id, "alarm", "subject", alarms, count);
	for (uint32_t i = count; i-- > 0 && settled < SETTLED_AT_ONCE;) {
		if (alarms[i]->state == SETTLED ||
		    !is_over(record, (const struct alarm *)alarms[i], stopped))
			continue;
		reactor_propose(reactor, "alarm", "settle", alarms[i]->id, alarms[i]->home);
		settled++;
	}
}

/* ---- the three responsibilities -------------------------------------------------------------- */

/* True if it rings already; if there is no gap any more, that is settled. */
static bool rings_already(struct reactor *reactor, const struct model *model,
			  const struct record *object, struct str reason, bool gap)
{
	const struct record *alarms[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, object->id, "alarm", "subject", alarms, LIMIT_SEEN);
	bool rings = false;

	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++) {
		if (alarms[i]->state == SETTLED ||
		    !str_eq(((const struct alarm *)alarms[i])->reason, reason))
			continue;
		rings = true;
		if (!gap)
			reactor_propose(reactor, "alarm", "settle", alarms[i]->id, alarms[i]->home);
	}
	return rings;
}

/* Doctrine 2.5, the red gap: rings once when it opens, here and above, and is settled with it. */
static void look_at_gaps(struct reactor *reactor, const struct model *model,
			 const struct record *object, uint64_t which, instant at)
{
	const struct kind_row *row = registry_of(object->kind);
	const struct state *state = registry_state(object->kind, object->state);
	uint64_t gaps = 0;

	if (state->flags & STATE_ACTIVE && !object->struck)
		gaps = model_gaps(model, object, at);
	for (uint64_t bits = which; bits != 0; bits &= bits - 1) {
		const struct field *field = row->by_number[__builtin_ctzll(bits)];
		struct ring ring = { .reactor = reactor, .model = model, .at = at,
				     .subject = object };
		bool gap = (gaps >> field->number & 1) != 0;

		ring.reason = arena_printf(reactor_arena(reactor), "%s.%s.gap", object->kind->name,
					   field->name);
		if (rings_already(reactor, model, object, ring.reason, gap) || !gap)
			continue;
		say(&ring, "责任未落实", field->zh, "Nobody answers for it", field->en);
		ring_at(&ring, object->home, (struct ident){ 0 });
		ring_at(&ring, post_above(model, object->home), (struct ident){ 0 });
	}
}

/* Every object, in force or not, for which this agency, person or post answers. */
static void look_at_carried(struct reactor *reactor, const struct model *model, struct ident id,
			    instant at)
{
	const struct record *objects[LIMIT_SEEN];

	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind_row *row = registry_at(k);

		for (uint64_t bits = row->activates ? row->responsible : 0; bits != 0;
		     bits &= bits - 1) {
			const struct field *field = row->by_number[__builtin_ctzll(bits)];
			uint32_t count = model_refs_to(model, id, row->kind->name, field->name,
						       objects, LIMIT_SEEN);

			for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++)
				look_at_gaps(reactor, model, objects[i], bits & -bits, at);
		}
	}
}

static void watch_gaps(struct reactor *reactor, const struct model *model,
		       const struct record *record, const struct entry *entry)
{
	look_at_gaps(reactor, model, record, entry->kind->responsible, entry->at);
}

/* Who came, went or was locked out may be the leader of one object and man the post of another. */
static void watch_people(struct reactor *reactor, const struct model *model,
			 const struct record *record, const struct entry *entry)
{
	const struct duty *duties[LIMIT_REFS];
	struct rules_list seen = { .count = 0 };
	uint32_t count;

	if (str_eq(str_of(record->kind->name), STR("assignment"))) {
		look_at_carried(reactor, model, rules_ref(record, "account"), entry->at);
		look_at_carried(reactor, model, rules_ref(record, "at_post"), entry->at);
		return;
	}
	look_at_carried(reactor, model, record->id, entry->at);
	if (!str_eq(str_of(record->kind->name), STR("account")))
		return;
	count = duty_of(model, record->id, duties, LIMIT_REFS);
	for (uint32_t i = 0; i < count && i < LIMIT_REFS; i++)
		rules_add(&seen, rules_post(duties[i]->post));
	for (uint32_t i = 0; i < seen.count; i++)
		look_at_carried(reactor, model, seen.at[i], entry->at);
}

static const struct reaction reactions[] = {
	{ .name = "watch_gaps", .on = "*.responsible",
	  .doc_zh = "启用对象的三项责任出现空缺即在本指挥部和上级响铃，补齐即解决。",
	  .doc_en = "A gap in the three responsibilities of an object in force rings at its home "
		    "and above, and is settled when somebody carries it.",
	  .run = watch_gaps },
	{ .name = "watch_people",
	  .on = "account.lock account.unlock assignment.assign assignment.act_for assignment.end "
		"assignment.lapse agency.close post.stand_down post.stand_up",
	  .doc_zh = "人员到岗、离岗或停用，单位注销，指挥部撤收时重新核对三项责任。",
	  .doc_en = "Looks at the responsibilities again when somebody comes, goes or is locked "
		    "out, an agency closes, or a post stands down.",
	  .run = watch_people },
	{ .name = "ring_second", .on = "*.second",
	  .doc_zh = "须两人办理的操作在等待第二人时响铃。",
	  .doc_en = "An act that needs two persons rings while it waits for the second.",
	  .run = ring_second },
	{ .name = "ring_home", .on = "*.alarm", .doc_zh = "标明须提醒的操作在主管指挥部或受文方响铃。",
	  .doc_en = "An act that sounds rings at its home or at its addressees.",
	  .run = ring_home },
	{ .name = "ring_other",
	  .on = "conflict.raise conflict.resolve cluster_alert.raise cluster_alert.rise "
		"offer.offer offer.decline offer.withdraw receipt.object receipt.refuse "
		"receipt.reject divergence.raise divergence.reopen",
	  .doc_zh = "另一指挥部等待的答复在其席位响铃。",
	  .doc_en = "What another post waits for rings there.", .run = ring_other },
	{ .name = "ring_everywhere",
	  .on = "phase.to_games_time phase.to_transition phase.to_paralympic phase.to_demobilise",
	  .doc_zh = "运行阶段转换时，各级指挥部、对接单位和督察均响铃。",
	  .doc_en = "When the operation turns to another phase it rings at every post but units.",
	  .run = ring_everywhere },
	{ .name = "ring_lapse", .on = "*.lapse", .doc_zh = "时限届满按步骤响铃。",
	  .doc_en = "A lapse rings as its step says.", .run = ring_lapse },
	{ .name = "settle", .on = "*.stop", .doc_zh = "时限停止后，相关提醒解决。",
	  .doc_en = "A clock that is stopped settles its alarms.", .run = settle },
};

KIND(alarm, .number = 21, .module = "command", .zh = "提醒", .en = "Alarm",
     .doc_zh = "在席位上响铃，直到有人知悉。",
     .doc_en = "What rings at a desk until a person there has heard it.",
     .doctrine = "4.2, 4.5", .flags = KIND_BOARD, KIND_REACTIONS);
