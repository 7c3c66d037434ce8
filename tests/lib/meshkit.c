/* Several nodes of one event in one process, without a network: entries are carried by hand. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/meshkit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "lib/logkit.h"
#include "model/record_json.h"
#include "model/registry.h"
#include "node/fold.h"
#include "node/script.h"

#define WORLD "tests/cases/worlds/small.world"
#define KEY "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static code code_of(const char *text)
{
	code ret;

	LOGKIT_MUST(code_parse(str_of(text), &ret));
	return ret;
}

/* ---- acts ------------------------------------------------------------------------------------ */

struct answered {
	struct outcome outcome;
	bool given;
};

static void keep_answer(void *user, const struct outcome *outcome)
{
	struct answered *answered = user;

	answered->outcome = *outcome;
	answered->given = true;
}

static struct json *json_of(struct meshkit *kit, const char *fields)
{
	struct json *json = arena_alloc(kit->arena, sizeof *json);

	json->text = arena_printf(kit->arena, "{\"fields\":{%s}}", fields);
	LOGKIT_MUST(json_parse(kit->arena, json->text, json) == JSON_OK);
	return json;
}

static struct outcome ask(struct pipeline *pipeline, const struct request *request)
{
	struct answered answered = { .given = false };

	pipeline_submit(pipeline, request, keep_answer, &answered);
	pipeline_settle(pipeline);
	LOGKIT_MUST(answered.given);
	return answered.outcome;
}

struct outcome meshkit_act(struct meshkit *kit, const char *site, const char *login,
			   const char *post, const char *kind, const char *act,
			   struct ident record, const char *fields)
{
	const struct model *model = meshkit_model(kit, site);
	const struct record *actor = model_by_unique(model, "account", "login", str_of(login));
	const struct record *known = model_find(model, record);
	struct request request = { .kind = str_of(kind), .act = str_of(act), .record = record,
				   .post = code_of(post), .json = json_of(kit, fields),
				   .fields = 2 };

	LOGKIT_MUST(actor);
	request.actor = actor->id;
	request.version = known ? known->version : 0;
	return ask(kit->nodes[meshkit_find(kit, site)].pipeline, &request);
}

struct ident meshkit_do(struct meshkit *kit, const char *site, const char *login, const char *post,
			const char *kind, const char *act, struct ident record, const char *fields)
{
	struct outcome outcome = meshkit_act(kit, site, login, post, kind, act, record, fields);

	if (outcome.refused.why) {
		fprintf(stderr, "# %s %s.%s: %s %s " STR_FMT "\n", site, kind, act,
			outcome.refused.why->name,
			outcome.refused.field ? outcome.refused.field : "",
			STR_ARG(outcome.refused.detail));
		LOGKIT_MUST(false);
	}
	return outcome.record;
}

static void say(void *user, struct str line)
{
	(void)user;
	fprintf(stderr, "# " STR_FMT "\n", STR_ARG(line));
}

/* An act on a record of another site goes there at once, if there is a way. */
static bool forward(void *user, const struct request *request, code site, pipeline_reply *reply,
		    void *reply_user)
{
	struct meshkit *kit = user;
	struct outcome lost = { .refused = { .why = &refused_home_unreachable } };

	for (uint32_t to = 0; to < kit->count; to++) {
		if (kit->nodes[to].site != site)
			continue;
		/* Who is cut off from everybody is cut off from this one too. */
		if (kit->cut[to][to])
			break;
		pipeline_submit(kit->nodes[to].pipeline, request, reply, reply_user);
		pipeline_settle(kit->nodes[to].pipeline);
		return true;
	}
	reply(reply_user, &lost);
	return true;
}

/* ---- nodes ----------------------------------------------------------------------------------- */

static void open_node(struct meshkit *kit, struct meshkit_node *node, code site)
{
	struct pipeline_options options = { .dir = node->dir, .demo_clock = true, .site = site };
	struct str fault;

	options.memory = node->dir[0] == '\0';
	if (pipeline_open(&options, &node->pipeline, &fault) != LOG_OK) {
		say(NULL, fault);
		LOGKIT_MUST(false);
	}
	pipeline_on_foreign(node->pipeline, forward, kit);
}

static struct meshkit_node *add_node(struct meshkit *kit, code site, bool founder, bool disk)
{
	struct meshkit_node *node = &kit->nodes[kit->count++];
	struct logkit folder;

	LOGKIT_MUST(kit->count <= MESHKIT_NODES);
	if (disk) {
		logkit_init(&folder);
		memcpy(node->dir, folder.dir, sizeof node->dir);
	}
	node->site = site;
	map_init(&node->index);
	open_node(kit, node, founder ? 0 : site);
	return node;
}

static struct ident join(struct meshkit *kit, struct pipeline *pipeline, const char *site,
			 const char *post, code home)
{
	struct str fields = arena_printf(kit->arena,
					 "\"code\":\"%s\",\"post\":\"%s\",\"key\":\"" KEY "\"",
					 site, post);
	struct request request = { .kind = STR("site"), .act = STR("join"), .system = true,
				   .setup = true, .post = home, .json = json_of(kit, fields.at),
				   .fields = 2 };
	struct outcome outcome = ask(pipeline, &request);

	if (outcome.refused.why)
		fprintf(stderr, "# join %s: %s\n", site, outcome.refused.why->name);
	LOGKIT_MUST(!outcome.refused.why);
	return outcome.record;
}

void meshkit_init(struct meshkit *kit)
{
	struct meshkit_node *hq;
	struct script_player *player;

	*kit = (struct meshkit){ .arena = arena_create() };
	map_init(&kit->links);
	hq = add_node(kit, code_of("hq"), true, false);
	player = script_player_create(hq->pipeline, say, NULL);
	LOGKIT_MUST(script_load_world(player, WORLD));
	script_player_destroy(player);
	join(kit, hq->pipeline, "hq", "nat", code_of("nat"));
	pipeline_be(hq->pipeline, hq->site);
}

void meshkit_release(struct meshkit *kit)
{
	for (uint32_t i = 0; i < kit->count; i++) {
		struct str fault = pipeline_fault(kit->nodes[i].pipeline);

		if (fault.at)
			fprintf(stderr, "# node %u: " STR_FMT "\n", i, STR_ARG(fault));
		LOGKIT_MUST(!fault.at);
		LOGKIT_MUST(pipeline_close(kit->nodes[i].pipeline) == LOG_OK);
		map_release(&kit->nodes[i].index);
		for (uint64_t b = 0; b < kit->nodes[i].indexed; b++)
			heap_free((void *)(uintptr_t)kit->nodes[i].bodies[b].at);
		heap_free(kit->nodes[i].bodies);
		if (kit->nodes[i].dir[0])
			logkit_remove_tree(kit->nodes[i].dir);
	}
	for (uint64_t i = 0; i < kit->links.size; i++)
		if (kit->links.slots[i].used)
			heap_free((void *)(uintptr_t)kit->links.slots[i].value);
	map_release(&kit->links);
	arena_destroy(kit->arena);
}

uint32_t meshkit_find(const struct meshkit *kit, const char *site)
{
	code wanted = code_of(site);
	uint32_t i = 0;

	while (i < kit->count && kit->nodes[i].site != wanted)
		i++;
	LOGKIT_MUST(i < kit->count);
	return i;
}

static uint32_t join_node(struct meshkit *kit, const char *site, const char *post, bool disk)
{
	const struct model *model = pipeline_model(kit->nodes[0].pipeline);
	code writer = site_of_post(model, code_of(post));
	instant now = pipeline_now(kit->nodes[0].pipeline);

	for (uint32_t i = 0; i < kit->count; i++)
		if (kit->nodes[i].site == writer)
			join(kit, kit->nodes[i].pipeline, site, post,
			     site_get(model, writer)->post);
	pipeline_set_now(add_node(kit, code_of(site), false, disk)->pipeline, now);
	return kit->count - 1;
}

uint32_t meshkit_join(struct meshkit *kit, const char *site, const char *post)
{
	return join_node(kit, site, post, false);
}

uint32_t meshkit_join_on_disk(struct meshkit *kit, const char *site, const char *post)
{
	return join_node(kit, site, post, true);
}

void meshkit_restart(struct meshkit *kit, const char *site, bool snapshot)
{
	struct meshkit_node *node = &kit->nodes[meshkit_find(kit, site)];
	instant now = pipeline_now(node->pipeline);

	LOGKIT_MUST(node->dir[0] && pipeline_close(node->pipeline) == LOG_OK);
	if (snapshot)
		LOGKIT_MUST(fold_snapshot(node->dir));
	open_node(kit, node, node->site);
	pipeline_set_now(node->pipeline, now);
}

void meshkit_cut(struct meshkit *kit, const char *a, const char *b, bool cut)
{
	kit->cut[meshkit_find(kit, a)][meshkit_find(kit, b)] = cut;
	kit->cut[meshkit_find(kit, b)][meshkit_find(kit, a)] = cut;
}

void meshkit_alone(struct meshkit *kit, const char *site, bool alone)
{
	uint32_t which = meshkit_find(kit, site);

	for (uint32_t i = 0; i < kit->count; i++)
		kit->cut[which][i] = kit->cut[i][which] = alone;
}

const struct model *meshkit_model(const struct meshkit *kit, const char *site)
{
	return pipeline_model(kit->nodes[meshkit_find(kit, site)].pipeline);
}

/* ---- carrying -------------------------------------------------------------------------------- */

struct indexing {
	struct meshkit *kit;
	struct meshkit_node *node;
};

static void index_one(struct indexing *indexing, struct str body)
{
	struct meshkit_node *node = indexing->node;
	struct entry entry;
	struct str fault;

	LOGKIT_MUST(entry_read(indexing->kit->arena, arena_str(indexing->kit->arena, body), &entry,
			       &fault));
	HEAP_ROOM(node->bodies, node->indexed, node->bodies_size);
	node->bodies[node->indexed++] = (struct str){ heap_text(body), body.len };
	*map_put(&node->index, ident_hash(entry.id)) = node->indexed;
}

static bool index_logged(void *user, const struct log_entry *entry, const struct hash *hash,
			 const struct hash *link)
{
	(void)hash;
	(void)link;
	index_one(user, entry->body);
	return true;
}

static void index_new(struct meshkit *kit, struct meshkit_node *node)
{
	struct indexing indexing = { kit, node };
	struct log_reader *reader;
	struct str body;

	if (node->dir[0]) {
		pipeline_settle(node->pipeline);
		if (node->indexed == model_pos(pipeline_model(node->pipeline)))
			return;
		LOGKIT_MUST(log_reader_open(node->dir, &reader) == LOG_OK);
		LOGKIT_MUST(log_read(reader, node->indexed, index_logged, &indexing) == LOG_OK);
		log_reader_close(reader);
		return;
	}
	while ((body = pipeline_body(node->pipeline, node->indexed + 1)).at)
		index_one(&indexing, body);
}

/* The link of a number: whoever carries a chain begins at its first. */
static struct hash link_of(struct meshkit *kit, struct ident id, struct hash hash)
{
	struct ident before = { id.origin, id.seq - 1 };
	uint64_t *known = map_get(&kit->links, ident_hash(id));
	const uint64_t *last = map_get(&kit->links, ident_hash(before));
	struct hash link = { { 0 } };

	if (known)
		return *(const struct hash *)(uintptr_t)*known;
	LOGKIT_MUST(last || before.seq == 0);
	if (last)
		link = *(const struct hash *)(uintptr_t)*last;
	link = hash_pair(&link, &hash);
	known = map_put(&kit->links, ident_hash(id));
	*known = (uint64_t)(uintptr_t)heap_alloc(sizeof link);
	*(struct hash *)(uintptr_t)*known = link;
	return link;
}

/* The entry as the node holds it; false: not here, or known by its hash alone. */
static bool entry_at(struct meshkit *kit, struct meshkit_node *node, struct ident id,
		     struct entry *ret, struct str *ret_body)
{
	const uint64_t *pos;
	struct str fault;

	index_new(kit, node);
	pos = map_get(&node->index, ident_hash(id));
	if (!pos)
		return false;
	*ret_body = node->bodies[*pos - 1];
	LOGKIT_MUST(entry_read(kit->arena, *ret_body, ret, &fault));
	ret->pos = *pos;
	return ident_eq(ret->id, id);
}

static bool nth_of(const struct record *record, uint64_t pos, uint32_t *ret)
{
	for (*ret = 0; record && *ret < record->nhistory; ++*ret)
		if (record->history[*ret] == pos)
			return true;
	return false;
}

static const struct log_secret *secret_of(struct meshkit *kit, const struct model *model,
					  const struct entry *entry)
{
	struct vault *vault = model_vault((struct model *)(uintptr_t)model);
	const uint8_t *key = vault_key(vault, entry->record, entry->at);
	struct log_secret *secret = arena_alloc(kit->arena, sizeof *secret);

	if (!key)
		return NULL;
	*secret = (struct log_secret){ .of = entry->record, .since = entry->at };
	memcpy(secret->key, key, sizeof secret->key);
	return secret;
}

static bool sealed(const struct entry *entry)
{
	for (uint32_t i = 0; i < entry->nvalues; i++)
		if (entry->values[i].sealed.at)
			return true;
	return false;
}

/* The past of a record that has come into reach, or moved there. */
static bool carry_past(struct meshkit *kit, struct meshkit_node *from, struct meshkit_node *to,
		       struct ident of)
{
	const struct model *model = pipeline_model(from->pipeline);
	const struct record *record = model_find(model, of);
	const struct record *known = model_find(pipeline_model(to->pipeline), of);
	uint32_t before = known ? known->nhistory : 0, count = record ? record->nhistory : 0;
	struct arrival *arrivals = arena_alloc(kit->arena, (count + 1) * sizeof *arrivals);
	struct ident *entries = arena_alloc(kit->arena, (count + 1) * sizeof *entries);
	const struct refusal *why;
	enum taken taken;

	index_new(kit, from);
	if (!record || !model_reaches(model, record, to->site))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		struct str body = from->bodies[record->history[i] - 1], fault;
		struct entry entry;

		LOGKIT_MUST(entry_read(kit->arena, body, &entry, &fault));
		entries[i] = entry.id;
		arrivals[i] = (struct arrival){ .seq = entry.id.seq, .body = body, .nth = i };
		if (sealed(&entry))
			arrivals[i].secret = secret_of(kit, model, &entry);
	}
	taken = pipeline_take_past(to->pipeline, of, entries, arrivals, count, &why);
	pipeline_settle(to->pipeline);
	LOGKIT_MUST(taken == TAKEN || taken == TAKEN_WAIT);
	known = model_find(pipeline_model(to->pipeline), of);
	return known && known->nhistory > before;
}

static bool shows(const struct model *model, const struct entry *entry, code site,
		  uint32_t *ret_nth)
{
	const struct record *record = model_find(model, entry->record);
	const struct site *reader = site_get(model, site);

	if (nth_of(record, entry->pos, ret_nth))
		return model_reaches_entry(model, record, entry, site);
	return reader && (site_speaks_for(model, site, entry->post) ||
			  tree_above(model, reader->post, entry->post));
}

bool meshkit_carry_some(struct meshkit *kit, uint32_t from_index, uint32_t to_index, code origin,
			uint32_t most)
{
	struct meshkit_node *from = &kit->nodes[from_index], *to = &kit->nodes[to_index];
	const struct model *model = pipeline_model(from->pipeline);
	uint64_t next = model_origin_seq(pipeline_model(to->pipeline), origin) + 1;
	struct arrival *arrivals = arena_alloc(kit->arena, most * sizeof *arrivals);
	struct ident last_record = { 0 };
	const struct refusal *why = NULL;
	uint32_t count = 0, done = 0;
	enum taken taken;

	/* What it may see nobody can say who has not heard of it. */
	if (!site_get(model, to->site))
		return false;
	for (; count < most && next + count <= model_origin_seq(model, origin); count++) {
		struct arrival *arrival = &arrivals[count];
		struct ident id = { origin, next + count };
		struct entry entry;
		struct str body;

		if (site_writer(model, origin, id.seq) != from->site ||
		    !entry_at(kit, from, id, &entry, &body))
			break;
		*arrival = (struct arrival){ .seq = id.seq, .hash = hash_of(body.at, body.len) };
		arrival->link = link_of(kit, id, arrival->hash);
		if (!shows(model, &entry, to->site, &arrival->nth))
			continue;
		arrival->body = body;
		if (sealed(&entry))
			arrival->secret = secret_of(kit, model, &entry);
	}
	if (count == 0)
		return false;
	taken = pipeline_take(to->pipeline, origin, arrivals, count, NULL, &done, &why);
	pipeline_settle(to->pipeline);
	if (taken == TAKEN_REFUSED) {
		to->refused++;
		to->why = why;
	}
	if (taken == TAKEN_PAST) {
		struct entry entry;
		struct str fault;

		LOGKIT_MUST(entry_read(kit->arena, arrivals[done].body, &entry, &fault));
		last_record = entry.record;
		return carry_past(kit, from, to, last_record) || done > 0;
	}
	return done > 0;
}

static bool carry_round(struct meshkit *kit)
{
	bool moved = false;

	for (uint32_t from = 0; from < kit->count; from++) {
		const struct model *model = pipeline_model(kit->nodes[from].pipeline);

		for (uint16_t p = 0; p < tree_count(model); p++) {
			code origin = tree_at(model, p)->code;

			for (uint32_t to = 0; to < kit->count; to++)
				if (from != to && !kit->cut[from][to])
					moved |= meshkit_carry_some(kit, from, to, origin, 64);
		}
	}
	return moved;
}

bool meshkit_carry(struct meshkit *kit)
{
	while (carry_round(kit))
		arena_reset(kit->arena);
	for (uint32_t from = 0; from < kit->count; from++) {
		const struct model *a = pipeline_model(kit->nodes[from].pipeline);

		for (uint32_t to = 0; to < kit->count; to++) {
			const struct model *b = pipeline_model(kit->nodes[to].pipeline);

			for (uint16_t p = 0; !kit->cut[from][to] && p < tree_count(a); p++)
				if (model_origin_seq(b, tree_at(a, p)->code) <
				    model_origin_seq(a, tree_at(a, p)->code))
					return false;
		}
	}
	return true;
}

void meshkit_advance(struct meshkit *kit, int64_t seconds)
{
	for (uint32_t i = 0; i < kit->count; i++)
		pipeline_set_now(kit->nodes[i].pipeline,
				 pipeline_now(kit->nodes[i].pipeline) + seconds * 1000);
}

/* ---- looking --------------------------------------------------------------------------------- */

const struct record *meshkit_record(const struct meshkit *kit, const char *site, struct ident id)
{
	return model_find(meshkit_model(kit, site), id);
}

bool meshkit_in(const struct meshkit *kit, const char *site, struct ident id, const char *state)
{
	const struct record *record = meshkit_record(kit, site, id);

	return record && str_eq(str_of(model_state(record)), str_of(state));
}

uint32_t meshkit_count(const struct meshkit *kit, const char *site, const char *kind,
		       const char *post)
{
	const struct model *model = meshkit_model(kit, site);
	const struct kind_row *row = registry_find(str_of(kind));
	uint32_t found = 0;

	for (uint32_t i = 0; i < model_count(model, row->kind); i++)
		found += model_at(model, row->kind, i)->home == code_of(post);
	return found;
}

struct ident meshkit_newest(const struct meshkit *kit, const char *site, const char *kind,
			    const char *post)
{
	const struct model *model = meshkit_model(kit, site);
	const struct kind_row *row = registry_find(str_of(kind));

	for (uint32_t i = model_count(model, row->kind); i-- > 0;)
		if (model_at(model, row->kind, i)->home == code_of(post))
			return model_at(model, row->kind, i)->id;
	return (struct ident){ 0 };
}

static void write_record(const struct model *model, const struct record *record, struct buf *ret)
{
	struct json_out out;

	buf_clear(ret);
	json_begin(&out, ret);
	if (record)
		record_json_write(&out, model, record, RECORD_JSON_DIGEST);
}

/* Says which records differ, for who has to find out why. */
static void tell_difference(const struct model *a, const struct model *b, code origin, code site)
{
	struct buf one, other;

	buf_init(&one, LIMIT_RECORD_JSON);
	buf_init(&other, LIMIT_RECORD_JSON);
	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind *kind = registry_at(k)->kind;

		for (uint32_t i = 0; i < model_count(a, kind); i++) {
			const struct record *record = model_at(a, kind, i);
			const struct post *home = tree_get(a, record->home);

			if (home->declared != origin || !model_reaches(a, record, site))
				continue;
			write_record(a, record, &one);
			write_record(b, model_find(b, record->id), &other);
			if (!str_eq(buf_str(&one), buf_str(&other)))
				fprintf(stderr, "# < " STR_FMT "\n# > " STR_FMT "\n",
					STR_ARG(buf_str(&one)), STR_ARG(buf_str(&other)));
		}
	}
	buf_release(&one);
	buf_release(&other);
}

static void check_pair(const struct meshkit *kit, const struct meshkit_node *a,
		       const struct meshkit_node *b, code origin)
{
	struct hash one, other;

	(void)kit;
	model_digest_reach(pipeline_model(a->pipeline), origin, b->site, &one);
	model_digest_reach(pipeline_model(b->pipeline), origin, b->site, &other);
	if (!hash_eq(&one, &other)) {
		char name[3][CODE_TEXT];

		code_format(origin, name[0]);
		code_format(a->site, name[1]);
		code_format(b->site, name[2]);
		fprintf(stderr, "# of %s: %s and %s differ\n", name[0], name[1],
			name[2]);
		tell_difference(pipeline_model(a->pipeline), pipeline_model(b->pipeline), origin,
				b->site);
		tell_difference(pipeline_model(b->pipeline), pipeline_model(a->pipeline), origin,
				b->site);
	}
	LOGKIT_MUST(hash_eq(&one, &other));
}

void meshkit_check_equal(struct meshkit *kit)
{
	for (uint32_t a = 0; a < kit->count; a++) {
		const struct model *model = pipeline_model(kit->nodes[a].pipeline);

		for (uint16_t p = 0; p < tree_count(model); p++) {
			const struct post *post = tree_at(model, p);

			if (post->declared != post->code ||
			    site_of_post(model, post->code) != kit->nodes[a].site)
				continue;
			for (uint32_t b = 0; b < kit->count; b++)
				check_pair(kit, &kit->nodes[a], &kit->nodes[b], post->code);
		}
	}
}

void meshkit_check_refold(struct meshkit *kit)
{
	for (uint32_t i = 0; i < kit->count; i++) {
		struct log_verdict verdict;
		struct log_reader *reader;

		LOGKIT_MUST(pipeline_refold(kit->nodes[i].pipeline));
		if (!kit->nodes[i].dir[0])
			continue;
		LOGKIT_MUST(log_reader_open(kit->nodes[i].dir, &reader) == LOG_OK);
		LOGKIT_MUST(log_verify(reader, &verdict) == LOG_OK);
		log_reader_close(reader);
		if (verdict.fault != LOG_SOUND)
			fprintf(stderr, "# node %u: %s at %llu\n", i, log_fault_name(verdict.fault),
				(unsigned long long)verdict.pos);
		LOGKIT_MUST(verdict.fault == LOG_SOUND);
	}
}
