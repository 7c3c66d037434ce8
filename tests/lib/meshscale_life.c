/* What a node of a large simulated event does: makes posts, works, and says what it holds. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/json.h"
#include "lib/meshscale.h"
#include "model/model.h"
#include "model/registry.h"

#define SESSIONS_MOST 400                                  /* of the programme */
#define HOUR_MS 3600000

struct doing {
	struct meshsim_life *life;
	struct ident made;
};

static void on_done(void *user, const struct outcome *outcome)
{
	struct doing *doing = user;
	struct meshsim_ledger *ledger = doing->life->ledger;

	if (outcome->refused.why)
		simkit_fault("node %u: refused: %s %s", doing->life->node,
			     outcome->refused.why->name,
			     outcome->refused.field ? outcome->refused.field : "");
	doing->made = outcome->record;
	doing->life->desk->stats.done++;
	meshsim_ledger_entry(ledger, outcome->entry)->acknowledged = true;
}

static void submit(struct doing *doing, struct request *request, const char *fields)
{
	struct arena *arena = arena_create();
	struct json json;

	if (json_parse(arena, str_of(fields), &json) != JSON_OK)
		simkit_fault("no JSON: %s", fields);
	request->json = &json;
	request->fields = json_find(&json, 0, STR("fields"));
	doing->life->desk->stats.acts++;
	pipeline_submit(doing->life->pipeline, request, on_done, doing);
	arena_destroy(arena);
}

/* ---- the event ------------------------------------------------------------------------------- */

static void make(struct doing *doing, const char *kind, const char *act, code post,
		 const char *fields)
{
	struct request request = { .kind = str_of(kind), .act = str_of(act), .system = true,
				   .setup = true, .post = post };

	submit(doing, &request, fields);
}

/* A post, and who commands there; its account bears the name of the post. */
static void make_post(struct doing *doing, const char *post, const char *tier, const char *parent)
{
	code root = doing->life->ledger->sites[0].post;
	char fields[320], under[32] = "", id[IDENT_TEXT];

	if (parent)
		snprintf(under, sizeof under, ",\"parent\":\"%s\"", parent);
	snprintf(fields, sizeof fields,
		 "{\"fields\":{\"code\":\"%s\",\"name_zh\":\"%s\",\"name_en\":\"%s\","
		 "\"tier\":\"%s\"%s}}", post, post, post, tier, under);
	make(doing, "post", "establish", 0, fields);
	snprintf(fields, sizeof fields, "{\"fields\":{\"login\":\"%s\"}}", post);
	make(doing, "account", "open", root, fields);
	pipeline_settle(doing->life->pipeline);
	ident_format(doing->made, id);
	snprintf(fields, sizeof fields,
		 "{\"fields\":{\"account\":\"%s\",\"at_post\":\"%s\",\"role\":\"commander\"}}", id,
		 post);
	make(doing, "assignment", "assign", root, fields);
}

void meshscale_build(struct meshsim_life *life)
{
	struct meshsim_ledger *ledger = life->ledger;
	struct doing doing = { .life = life };

	for (uint32_t i = 0; i < ledger->nsites; i++) {
		const struct meshsim_site *site = &ledger->sites[i];
		char post[CODE_TEXT], parent[CODE_TEXT];

		code_format(site->post, post);
		code_format(ledger->sites[site->parent].post, parent);
		make_post(&doing, post,
			  i == 0              ? "national"
			  : site->parent == 0 ? "territorial"
					      : "venue",
			  i == 0 ? NULL : parent);
	}
	pipeline_settle(life->pipeline);
}

void meshscale_let_in(struct meshsim_life *life)
{
	struct meshsim_ledger *ledger = life->ledger;
	struct doing doing = { .life = life };

	pipeline_hold(life->pipeline, true);
	for (uint32_t i = 1; i < ledger->nsites; i++) {
		const struct meshsim_site *site = &ledger->sites[i];
		char fields[200], post[CODE_TEXT], key[HASH_HEX];
		struct hash bytes;

		if (site->parent != life->node || !site->begun)
			continue;
		memcpy(bytes.bytes, site->key, sizeof bytes.bytes);
		hash_format(&bytes, key);
		code_format(site->post, post);
		snprintf(fields, sizeof fields,
			 "{\"fields\":{\"code\":\"%s\",\"post\":\"%s\",\"key\":\"%s\"}}", post,
			 post, key);
		make(&doing, "site", "join", ledger->sites[life->node].post, fields);
	}
	pipeline_hold(life->pipeline, false);
	pipeline_settle(life->pipeline);
}

/* ---- work ------------------------------------------------------------------------------------ */

static struct request by_commander(const struct meshsim_life *life, const char *kind,
				   const char *act, const struct record *record)
{
	const struct model *model = pipeline_model(life->pipeline);
	code post = life->ledger->sites[life->node].post;
	struct request request = { .kind = str_of(kind), .act = str_of(act), .post = post };

	if (duty_who(model, post, ROLE_commander, pipeline_now(life->pipeline), &request.actor,
		     1) == 0)
		simkit_fault("node %u: nobody commands here", life->node);
	if (record)
		request.record = record->id;
	return request;
}

/* A session is put on the programme, or its end is set anew: everybody has the programme. */
static void give_notice(struct doing *doing, struct chance *chance)
{
	struct meshsim_life *life = doing->life;
	const struct model *model = pipeline_model(life->pipeline);
	const struct kind *kind = registry_find(STR("session"))->kind;
	uint32_t count = model_count(model, kind);
	instant now = pipeline_now(life->pipeline);
	char fields[400], starts[INSTANT_TEXT], ends[INSTANT_TEXT];
	struct request request;

	instant_format(now + 400 * (instant)HOUR_MS, starts);
	instant_format(now + 410 * (instant)HOUR_MS + chance_below(chance, HOUR_MS), ends);
	if (count < SESSIONS_MOST) {
		request = by_commander(life, "session", "schedule", NULL);
		snprintf(fields, sizeof fields,
			 "{\"fields\":{\"session_code\":\"S%u\",\"name_zh\":\"S%u\","
			 "\"name_en\":\"S%u\",\"type\":\"competition\",\"starts\":\"%s\","
			 "\"ends\":\"%s\"}}", count, count, count, starts, ends);
	} else {
		request = by_commander(life, "session", "prolong",
				       model_at(model, kind, chance_below(chance, count)));
		snprintf(fields, sizeof fields, "{\"fields\":{\"ends\":\"%s\"}}", ends);
	}
	submit(doing, &request, fields);
}

/* Something happens at a venue, or something more of it becomes known. */
static void tell_incident(struct doing *doing, struct chance *chance)
{
	struct meshsim_life *life = doing->life;
	const struct model *model = pipeline_model(life->pipeline);
	const struct kind *kind = registry_find(STR("incident"))->kind;
	const struct record *record = NULL;
	struct request request;
	char fields[200];

	for (uint32_t i = 0; !record && i < model_count(model, kind); i++)
		if (site_local_post(model, model_at(model, kind, i)->home))
			record = model_at(model, kind, i);
	request = by_commander(life, "incident",
			       !record                 ? "report"
			       : record->version == 1 ? "verify"
						       : "points", record);
	if (record)
		snprintf(fields, sizeof fields, "{\"fields\":{%s}}",
			 record->version == 1 ? "" : "\"rvp\":\"Gate 4\"");
	else
		snprintf(fields, sizeof fields,
			 "{\"fields\":{\"title\":\"A fall on the stairs\",\"type\":\"fall\","
			 "\"location\":\"Stand %u\"}}", chance_below(chance, 90));
	submit(doing, &request, fields);
}

void meshscale_work(struct meshsim_life *life, const struct meshsim_order *order)
{
	struct chance chance = { order->seed };
	struct doing doing = { .life = life };

	pipeline_hold(life->pipeline, true);
	for (uint32_t i = 0; i < order->count; i++) {
		if (life->node == 0)
			give_notice(&doing, &chance);
		else
			tell_incident(&doing, &chance);
	}
	pipeline_hold(life->pipeline, false);
	pipeline_settle(life->pipeline);
}

/* ---- what it holds --------------------------------------------------------------------------- */

void meshscale_tally(struct meshsim_life *life)
{
	struct meshsim_tally *tally = &life->ledger->tallies[life->node];
	struct log_reader *reader;
	struct log_verdict verdict;

	pipeline_settle(life->pipeline);
	if (log_reader_open(MESHSIM_DIR, &reader) != LOG_OK)
		simkit_fault("the log cannot be opened for reading");
	if (log_verify(reader, &verdict) != LOG_OK || verdict.fault != LOG_SOUND)
		simkit_fault("node %u: the log does not verify: %s at %llu", life->node,
			     log_fault_name(verdict.fault), (unsigned long long)verdict.pos);
	log_reader_close(reader);
	tally->entries = verdict.entries;
	tally->veils = verdict.veils;
	model_digest(pipeline_model(life->pipeline), &tally->digest);
}
