/* Random acts by the people of a small event: whatever the tables of the kinds allow, and more. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/json.h"
#include "base/mem.h"
#include "lib/simkit.h"
#include "model/registry.h"

/* An act on its way, from the sending to the answer. */
struct sent {
	struct simkit_life *life;
	struct simkit_key *key;                            /* NULL: it has none */
	bool again;                                        /* sent before with this key */
	bool altered;                                      /* … but with other content */
};

/* ---- sending -------------------------------------------------------------------------------- */

static void keep_promise(struct sent *sent, const struct outcome *outcome)
{
	struct simkit_ledger *ledger = sent->life->ledger;
	struct simkit_promise *promise = &ledger->promises[outcome->pos];

	if (outcome->pos == 0 || outcome->pos >= SIMKIT_POS)
		simkit_fault("done at position %llu", (unsigned long long)outcome->pos);
	if (!outcome->replayed && !promise->published)
		simkit_fault("position %llu was answered before it was published",
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
			simkit_fault("key %s with other content was taken", key->key);
		return;
	}
	if (outcome->refused.why || !outcome->replayed ||
	    !ident_eq(outcome->entry, key->entry) || !ident_eq(outcome->record, key->made) ||
	    outcome->version != key->made_version || outcome->pos != key->pos)
		simkit_fault("key %s got another answer than the first time: %s",
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

void simkit_work_act(struct simkit_life *life, struct chance *chance)
{
	struct simkit_drawing drawing = { pipeline_model(life->pipeline), life->ledger->seed, 0,
					  pipeline_now(life->pipeline) };
	struct sent sent = { .life = life };
	struct request request;
	struct buf text;

	buf_init(&text, LIMIT_BODY_BYTES);
	if (simkit_draw_act(&drawing, chance, &request, &text)) {
		if (chance_below(chance, 2) == 0)
			sent.key = new_key(life, &request, buf_str(&text));
		if (sent.key)
			request.key = str_of(sent.key->key);
		send(life, &request, &sent, buf_str(&text));
	}
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
