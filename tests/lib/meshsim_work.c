/* What people do at a node of a simulated mesh: acts of all kinds, joining, taking over. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/json.h"
#include "base/mem.h"
#include "lib/meshsim.h"
#include "model/registry.h"

#define PEOPLE_MAX 8

/* An act on its way, from the sending to the answer. */
struct sent {
	struct meshsim_life *life;
	struct simkit_key *key;                            /* NULL: it has none */
	bool again;
};

/* Where the first answer is not known it can be done anew: by whoever took a lost post over. */
static void check_key(const struct sent *sent, const struct outcome *outcome)
{
	const struct simkit_key *key = sent->key;

	if (!key->done || !sent->again || !outcome->replayed)
		return;
	if (!ident_eq(outcome->entry, key->entry) ||
	    !ident_eq(outcome->record, key->made) || outcome->version != key->made_version)
		simkit_fault("key %s got another answer than the first time", key->key);
}

static void on_reply(void *user, const struct outcome *outcome)
{
	struct sent *sent = user;
	struct meshsim_ledger *ledger = sent->life->ledger;
	struct meshsim_stats *stats = &sent->life->desk->stats;
	struct meshsim_entry *entry;

	if (outcome->refused.why) {
		stats->refused++;
		stats->unreachable += outcome->refused.why == &refused_home_unreachable;
		heap_free(sent);
		return;
	}
	stats->done += !outcome->replayed;
	stats->replayed += outcome->replayed;
	entry = meshsim_ledger_entry(ledger, outcome->entry);
	/* Whoever has died with it, and did not come to say so, may say so later. */
	if (entry->hash == 0 && !outcome->replayed)
		simkit_fault("an act was answered before its entry was committed anywhere");
	entry->acknowledged = true;
	stats->forwarded += entry->writer != sent->life->node + 1;
	if (sent->key) {
		check_key(sent, outcome);
		sent->key->done = true;
		sent->key->entry = outcome->entry;
		sent->key->made = outcome->record;
		sent->key->made_version = outcome->version;
	}
	heap_free(sent);
}

static void send(struct meshsim_life *life, struct request *request, struct simkit_key *key,
		 bool again, struct str text)
{
	struct arena *arena = arena_create();
	struct sent *sent = heap_alloc(sizeof *sent);
	struct json json;

	*sent = (struct sent){ life, key, again };
	if (json_parse(arena, text, &json) == JSON_OK) {
		request->json = &json;
		request->fields = json_find(&json, 0, STR("fields"));
		life->desk->stats.acts++;
		pipeline_submit(life->pipeline, request, on_reply, sent);
	} else {
		heap_free(sent);
	}
	arena_destroy(arena);
}

static struct simkit_key *new_key(struct meshsim_ledger *ledger, const struct request *request,
				  struct str text)
{
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

void meshsim_work_act(struct meshsim_life *life, struct chance *chance)
{
	struct simkit_drawing drawing = { pipeline_model(life->pipeline), life->ledger->seed,
					  life->ledger->sites[life->node].code,
					  pipeline_now(life->pipeline) };
	struct simkit_key *key = NULL;
	struct request request;
	struct buf text;

	buf_init(&text, LIMIT_BODY_BYTES);
	if (simkit_draw_act(&drawing, chance, &request, &text)) {
		if (chance_below(chance, 3) == 0)
			key = new_key(life->ledger, &request, buf_str(&text));
		if (key)
			request.key = str_of(key->key);
		send(life, &request, key, false, buf_str(&text));
	}
	buf_release(&text);
}

/* Somebody asks again, because he had no answer; maybe at a node that decides it in vain now. */
void meshsim_work_again(struct meshsim_life *life, struct chance *chance)
{
	struct meshsim_ledger *ledger = life->ledger;
	const struct model *model = pipeline_model(life->pipeline);
	struct request request;
	struct simkit_key *key;

	if (ledger->nkeys == 0)
		return;
	key = &ledger->keys[chance_below(chance, ledger->nkeys)];
	if (!site_speaks_for(model, site_self(model), key->post))
		return;
	request = (struct request){ .kind = str_of(key->kind), .act = str_of(key->act),
				    .record = key->record, .actor = key->actor, .post = key->post,
				    .version = key->version, .event_at = key->event_at,
				    .key = str_of(key->key) };
	send(life, &request, key, true, str_of(key->json));
}

/* ---- who writes for whom --------------------------------------------------------------------- */

static void on_joined(void *user, const struct outcome *outcome)
{
	*(struct ident *)user = outcome->record;
}

bool meshsim_work_join(struct meshsim_life *life, uint32_t node)
{
	struct meshsim_ledger *ledger = life->ledger;
	const struct meshsim_site *site = &ledger->sites[node];
	const struct model *model = pipeline_model(life->pipeline);
	const struct site *own = site_get(model, ledger->sites[life->node].code);
	struct request request = { .kind = STR("site"), .act = STR("join"), .system = true,
				   .setup = true, .post = own ? own->post : site->post,
				   .fields = 2 };
	char name[CODE_TEXT], post[CODE_TEXT], key[HASH_HEX];
	struct arena *arena = arena_create();
	struct hash hash;
	struct json json;
	struct ident record = { 0 };

	memcpy(hash.bytes, site->key, sizeof hash.bytes);
	hash_format(&hash, key);
	code_format(site->code, name);
	code_format(site->post, post);
	json.text = arena_printf(arena,
				 "{\"fields\":{\"code\":\"%s\",\"post\":\"%s\",\"key\":\"%s\"}}",
				 name, post, key);
	if (json_parse(arena, json.text, &json) != JSON_OK)
		simkit_fault("a site cannot be written down");
	request.json = &json;
	if (!site_get(model, site->code) && site_local_post(model, site->post)) {
		pipeline_submit(life->pipeline, &request, on_joined, &record);
		pipeline_settle(life->pipeline);
	}
	if (!ident_none(record))
		ledger->sites[node].record = record;
	arena_destroy(arena);
	return site_get(model, site->code) != NULL;
}

static void submit_simple(struct meshsim_life *life, const char *act, struct ident record,
			  struct ident actor, code post, const char *fields, struct chance *chance)
{
	const struct record *known = model_find(pipeline_model(life->pipeline), record);
	struct request request = { .kind = STR("takeover"), .act = str_of(act), .record = record,
				   .actor = actor, .post = post };
	struct simkit_key *key = NULL;

	request.version = known && chance_below(chance, 2) ? known->version : 0;
	if (chance_below(chance, 2))
		key = new_key(life->ledger, &request, str_of(fields));
	if (key)
		request.key = str_of(key->key);
	send(life, &request, key, false, str_of(fields));
}

/* One of those who command there; false: nobody. */
static bool draw_commander(const struct model *model, code post, instant now,
			   struct chance *chance, struct ident *ret)
{
	struct ident people[PEOPLE_MAX];
	uint32_t count = duty_who(model, post, ROLE_commander, now, people, PEOPLE_MAX);

	if (count > PEOPLE_MAX)
		count = PEOPLE_MAX;
	if (count == 0)
		return false;
	*ret = people[chance_below(chance, count)];
	return true;
}

void meshsim_work_assume(struct meshsim_life *life, struct chance *chance)
{
	const struct model *model = pipeline_model(life->pipeline);
	const struct site *own = site_get(model, site_self(model));
	const struct site *lost;
	char fields[96], post[CODE_TEXT];
	struct ident who;

	if (!own || site_count(model) < 2)
		return;
	lost = site_at(model, (uint16_t)chance_below(chance, site_count(model)));
	if (lost == own || !tree_above(model, own->post, lost->post) ||
	    !draw_commander(model, own->post, pipeline_now(life->pipeline), chance, &who))
		return;
	code_format(lost->post, post);
	snprintf(fields, sizeof fields,
		 "{\"fields\":{\"post\":\"%s\",\"reason\":\"no word from them\"}}", post);
	life->desk->stats.assumed++;
	submit_simple(life, "assume", (struct ident){ 0 }, who, own->post, fields, chance);
}

/* The post itself offers and signs first, the post above second. */
void meshsim_work_hand_over(struct meshsim_life *life, struct chance *chance)
{
	const struct model *model = pipeline_model(life->pipeline);
	const struct kind *kind = registry_find(STR("takeover"))->kind;
	const struct site *own = site_get(model, site_self(model));
	const struct post *post = own ? tree_get(model, own->post) : NULL;
	char fields[96], by[CODE_TEXT];
	struct ident who;

	for (uint32_t i = model_count(model, kind); i-- > 0;) {
		const struct record *record = model_at(model, kind, i);
		const struct ident *to = model_field(record, "by");
		code side = record->pending ? to->origin : record->home;

		if (strcmp(registry_state(kind, record->state)->name, "offered") != 0 ||
		    !site_speaks_for(model, site_self(model), side) ||
		    !draw_commander(model, side, pipeline_now(life->pipeline), chance, &who))
			continue;
		life->desk->stats.handed_over += record->pending != NULL;
		submit_simple(life, record->pending ? "confirm" : "hand_over", record->id, who,
			      side, "{\"fields\":{}}", chance);
		return;
	}
	if (!post || !post->parent ||
	    !draw_commander(model, own->post, pipeline_now(life->pipeline), chance, &who))
		return;
	code_format(post->parent, by);
	snprintf(fields, sizeof fields,
		 "{\"fields\":{\"by\":\"%s\",\"reason\":\"our hall is flooded\"}}", by);
	submit_simple(life, "offer", (struct ident){ 0 }, who, own->post, fields, chance);
}

void meshsim_work_give_back(struct meshsim_life *life, struct chance *chance)
{
	const struct model *model = pipeline_model(life->pipeline);
	const struct kind *kind = registry_find(STR("takeover"))->kind;
	code self = site_self(model);

	for (uint32_t i = model_count(model, kind); i-- > 0;) {
		const struct record *record = model_at(model, kind, i);
		code side = (*(const struct ident *)model_field(record, record->pending ? "post"
											: "by"))
				    .origin;
		struct ident who;

		if (!model_is_open(record) || !site_speaks_for(model, self, side) ||
		    !draw_commander(model, side, pipeline_now(life->pipeline), chance, &who))
			continue;
		life->desk->stats.given_back++;
		submit_simple(life, record->pending ? "confirm" : "give_back", record->id, who,
			      side, "{\"fields\":{}}", chance);
		return;
	}
}
