/* Random acts by the people of a small event: whatever the tables of the kinds allow, and more. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/json.h"
#include "base/mem.h"
#include "lib/simkit.h"
#include "model/registry.h"

#define FOUND_MAX 64
#define DUTIES_MAX 16

struct who {
	struct ident account;
	code post;
};
/* An act on its way, from the sending to the answer. */
struct sent {
	struct simkit_life *life;
	struct simkit_key *key;                            /* NULL: it has none */
	bool again;                                        /* sent before with this key */
	bool altered;                                      /* … but with other content */
};

/* ---- who does what to which record ---------------------------------------------------------- */

static bool makes(const struct act *act)
{
	return act->from == 0 || (act->from & IN(NEW)) != 0;
}

/* Each seed has its favourite kinds: so some stories go deep where others go wide. */
static bool in_favour(uint64_t seed, const struct kind *kind, struct chance *chance)
{
	struct chance taste = { seed * 1000 + kind->number };

	if (chance_below(chance, kind->flags & KIND_SETUP ? 5 : 10) == 0)
		return true;
	return !(kind->flags & KIND_SETUP) && chance_next(&taste) % 2 == 0;
}

/* Of what has just happened, what is open: the work of the day. */
static const struct record *draw_open(const struct model *model, uint64_t seed,
				      struct chance *chance)
{
	const struct record *found = NULL;
	uint32_t seen = 0;

	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind *kind = registry_at(k)->kind;
		uint32_t count = model_count(model, kind);

		if (kind->flags & KIND_SETUP || !in_favour(seed, kind, chance))
			continue;
		for (uint32_t i = 0; i < count && i < 12; i++) {
			const struct record *record = model_at(model, kind, count - 1 - i);

			/* Those with whom more can be done come up more often. */
			if (!model_is_open(record))
				continue;
			seen += kind->nacts;
			if (chance_below(chance, seen) < kind->nacts)
				found = record;
		}
	}
	return found;
}

/* For something new: rarely one more post, account, place. */
static const struct kind_row *draw_kind(uint64_t seed, struct chance *chance)
{
	const struct kind_row *kind;

	do {
		kind = registry_at((uint16_t)chance_below(chance, registry_count()));
	} while (chance_below(chance, 24) >= kind->kind->nacts ||
		 !in_favour(seed, kind->kind, chance));
	return kind;
}

static const struct record *draw_record(const struct model *model, uint64_t seed,
					struct chance *chance)
{
	if (chance_below(chance, 3) > 0)
		return draw_open(model, seed, chance);
	for (int i = 0; i < 50; i++) {
		const struct kind *kind =
			registry_at((uint16_t)chance_below(chance, registry_count()))->kind;
		uint32_t count = model_count(model, kind);
		uint32_t near = chance_below(chance, 4) == 0 || count < 10 ? count : 10;

		if (count == 0 || !in_favour(seed, kind, chance))
			continue;
		return model_at(model, kind, count - 1 - chance_below(chance, near));
	}
	return NULL;
}

/*
 * Equal odds would end most work before it has begun: what closes a record is rarer, so are the
 * kernel's acts that every kind has, and what folds a post or locks somebody out.
 */
static bool left_out(const struct kind *kind, const struct act *act, const struct record *record,
		     struct chance *chance)
{
	const struct state *to = act->to == SAME ? NULL : registry_state(kind, act->to);

	if (act->flags & ACT_KERNEL)
		return chance_below(chance, 4) > 0;
	if (kind->flags & KIND_SETUP && record)
		return chance_below(chance, 3) > 0;
	return to && to->flags & (STATE_CLOSED | STATE_MERGED) && chance_below(chance, 5) > 0;
}

/* An act that fits the state of the record; at times one that does not. */
static const struct act_row *draw_act(const struct kind_row *kind, const struct record *record,
				      struct chance *chance)
{
	const struct act_row *found[LIMIT_ACTS];
	uint32_t count = 0;
	bool any = chance_below(chance, 20) == 0;

	for (uint16_t i = 0; i < kind->nacts; i++) {
		const struct act *act = kind->acts[i].act;
		bool fits = record ? (act->from >> record->state & 1) != 0 : makes(act);

		if (!any && left_out(kind->kind, act, record, chance))
			continue;
		if (any || (fits && act->roles != ROLE_SYSTEM))
			found[count++] = &kind->acts[i];
	}
	return count > 0 ? found[chance_below(chance, count)] : NULL;
}

static bool may(const struct model *model, const struct record *record, const struct act_row *act,
		const struct who *who, instant now)
{
	uint32_t roles = duty_roles(model, who->account, who->post, now);
	uint32_t relations;

	if ((roles & act->act->roles) == 0 || duty_locked(model, who->account))
		return false;
	if (!record)
		return (act->relations & (REL_OWN | REL_ANY)) != 0;
	relations = model_relations(model, record, who->post, (roles & ROLE_oversight) != 0);
	return (relations & act->relations) != 0 &&
	       model_sees(model, record, who->post, duty_oversight(model, who->account, now));
}

/* Somebody who may do it; if there is nobody, anybody. */
static struct who draw_who(const struct model *model, const struct record *record,
			   const struct act_row *act, instant now, struct chance *chance)
{
	const struct kind *accounts = registry_find(STR("account"))->kind;
	struct who all[FOUND_MAX], fit[FOUND_MAX];
	uint32_t nall = 0, nfit = 0;

	for (uint32_t i = 0; i < model_count(model, accounts); i++) {
		const struct duty *duties[DUTIES_MAX];
		struct ident account = model_at(model, accounts, i)->id;
		uint32_t count = duty_of(model, account, duties, DUTIES_MAX);

		for (uint32_t d = 0; d < count && d < DUTIES_MAX && nall < FOUND_MAX; d++) {
			struct who who = { account, duties[d]->post };

			all[nall++] = who;
			if (may(model, record, act, &who, now))
				fit[nfit++] = who;
		}
	}
	if (nfit > 0 && chance_below(chance, 25) > 0)
		return fit[chance_below(chance, nfit)];
	return all[chance_below(chance, nall)];
}

/* ---- sending -------------------------------------------------------------------------------- */

static void keep_promise(struct sent *sent, const struct outcome *outcome)
{
	struct simkit_ledger *ledger = sent->life->ledger;
	struct simkit_promise *promise = &ledger->promises[outcome->pos];

	if (outcome->pos == 0 || outcome->pos >= SIMKIT_POS)
		simkit_fault(sent->life, "done at position %llu", (unsigned long long)outcome->pos);
	if (!outcome->replayed && !promise->published)
		simkit_fault(sent->life, "position %llu was answered before it was published",
			     (unsigned long long)outcome->pos);
	promise->acknowledged = true;
	promise->entry = outcome->entry;
	promise->record = outcome->record;
	promise->version = outcome->version;
}

static void check_again(const struct sent *sent, const struct outcome *outcome)
{
	const struct simkit_key *key = sent->key;

	if (!key->done)
		return;
	if (sent->altered) {
		if (outcome->refused.why != &refused_key_reused)
			simkit_fault(sent->life, "key %s with other content was taken", key->key);
		return;
	}
	if (outcome->refused.why || !outcome->replayed ||
	    !ident_eq(outcome->entry, key->entry) || !ident_eq(outcome->record, key->made) ||
	    outcome->version != key->made_version || outcome->pos != key->pos)
		simkit_fault(sent->life, "key %s got another answer than the first time: %s",
			     key->key, outcome->refused.why ? outcome->refused.why->name : "done");
}

static void on_reply(void *user, const struct outcome *outcome)
{
	struct sent *sent = user;
	struct simkit_stats *stats = &sent->life->ledger->stats;
	struct simkit_key *key = sent->key;

	sent->life->waiting--;
	if (outcome->refused.why) {
		stats->refused++;
	} else {
		stats->done += !outcome->replayed;
		stats->replayed += outcome->replayed;
		keep_promise(sent, outcome);
	}
	if (sent->again)
		check_again(sent, outcome);
	if (key && !sent->altered && !outcome->refused.why) {
		key->done = true;
		key->entry = outcome->entry;
		key->made = outcome->record;
		key->made_version = outcome->version;
		key->pos = outcome->pos;
	}
	heap_free(sent);
}

/* What one act caused must be on the disk whole or not at all; that is looked at later. */
static void note_group(struct simkit_ledger *ledger, uint64_t after, uint64_t last)
{
	if (last > after + 1 && ledger->ngroups < SIMKIT_GROUPS) {
		ledger->groups[ledger->ngroups].after = after;
		ledger->groups[ledger->ngroups].last = last;
		ledger->ngroups++;
	}
}

static void send(struct simkit_life *life, struct request *request, const struct sent *from,
		 struct str text)
{
	const struct model *model = pipeline_model(life->pipeline);
	bool quiet = model_next_due(model) > pipeline_now(life->pipeline);
	uint64_t after = model_pos(model);
	struct arena *arena = arena_create();
	struct sent *sent = heap_alloc(sizeof *sent);
	struct json json;

	*sent = *from;
	if (json_parse(arena, text, &json) == JSON_OK && after + 600 < SIMKIT_POS) {
		request->json = &json;
		request->fields = json_find(&json, 0, STR("fields"));
		life->waiting++;
		life->ledger->stats.acts++;
		pipeline_submit(life->pipeline, request, on_reply, sent);
		if (quiet)
			note_group(life->ledger, after, model_pos(model));
	} else {
		heap_free(sent);
	}
	arena_destroy(arena);
}

static struct simkit_key *new_key(struct simkit_life *life, const struct request *request,
				  struct str text)
{
	struct simkit_ledger *ledger = life->ledger;
	struct simkit_key *key;

	if (ledger->nkeys == SIMKIT_KEYS || text.len >= SIMKIT_JSON)
		return NULL;
	key = &ledger->keys[ledger->nkeys];
	*key = (struct simkit_key){ .record = request->record, .actor = request->actor,
				    .post = request->post, .version = request->version,
				    .event_at = request->event_at };
	snprintf(key->key, sizeof key->key, "key-%u", ledger->nkeys++);
	snprintf(key->kind, sizeof key->kind, STR_FMT, STR_ARG(request->kind));
	snprintf(key->act, sizeof key->act, STR_FMT, STR_ARG(request->act));
	memcpy(key->json, text.at, text.len);
	return key;
}

static uint32_t draw_version(const struct act_row *act, const struct record *record,
			     struct chance *chance)
{
	if (!record || chance_below(chance, 30) == 0)
		return 0;
	if (chance_below(chance, 15) == 0)
		return record->version > 1 ? record->version - 1 : 7;
	return act->act->flags & ACT_VERSION || chance_below(chance, 4) == 0 ? record->version : 0;
}

static instant draw_event(instant now, struct chance *chance)
{
	if (chance_below(chance, 5) > 0)
		return 0;
	return chance_below(chance, 10) == 0 ? now + 600000 :
					       now - (instant)chance_below(chance, 3600000);
}

void simkit_work_act(struct simkit_life *life, struct chance *chance)
{
	const struct model *model = pipeline_model(life->pipeline);
	instant now = pipeline_now(life->pipeline);
	uint64_t seed = life->ledger->seed;
	bool make = chance_below(chance, 4) == 0;
	const struct record *record = make ? NULL : draw_record(model, seed, chance);
	const struct kind_row *kind = record ? registry_of(record->kind) : draw_kind(seed, chance);
	const struct act_row *act = draw_act(kind, record, chance);
	struct sent sent = { .life = life };
	struct request request;
	struct who who;
	struct buf text;

	if (!act)
		return;
	who = draw_who(model, record, act, now, chance);
	request = (struct request){ .kind = str_of(kind->kind->name), .act = str_of(act->act->name),
				    .record = record ? record->id : (struct ident){ 0 },
				    .actor = who.account, .post = who.post,
				    .version = draw_version(act, record, chance),
				    .event_at = draw_event(now, chance) };
	buf_init(&text, LIMIT_BODY_BYTES);
	simkit_value_fields(model, chance, act, kind, record, who.post, now, &text);
	if (chance_below(chance, 2) == 0)
		sent.key = new_key(life, &request, buf_str(&text));
	if (sent.key)
		request.key = str_of(sent.key->key);
	if (!text.over)
		send(life, &request, &sent, buf_str(&text));
	buf_release(&text);
}

void simkit_work_repeat(struct simkit_life *life, struct chance *chance)
{
	struct simkit_ledger *ledger = life->ledger;
	struct simkit_key *key;
	struct request request;
	struct sent sent;

	if (ledger->nkeys == 0)
		return;
	key = &ledger->keys[chance_below(chance, ledger->nkeys)];
	sent = (struct sent){ .life = life, .key = key, .again = true,
			      .altered = chance_below(chance, 6) == 0 };
	request = (struct request){ .kind = str_of(key->kind), .act = str_of(key->act),
				    .record = key->record, .actor = key->actor, .post = key->post,
				    .version = key->version, .event_at = key->event_at,
				    .key = str_of(key->key) };
	if (sent.altered && !key->done)
		return;
	send(life, &request, &sent,
	     sent.altered ? STR("{\"fields\":{\"never\":\"sent before\"}}") : str_of(key->json));
}
