/* The same entries give the same state in whatever order they come; what is none is refused. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/chance.h"
#include "model/entry.h"
#include "node/script.h"

/* A day of the demonstration: thousands of entries of dozens of origins. */
struct line {
	struct str body;
	struct entry entry;
	uint32_t nth;                                      /* of its record */
};
static struct pipeline *pipeline;
static struct arena *arena, *passing;                      /* of the day; of one try */
static struct line *lines;
static uint32_t nlines, lines_size;
static struct hash expected;

static void say(void *user, struct str text)
{
	(void)user;
	fprintf(stderr, "# " STR_FMT "\n", STR_ARG(text));
}

static const char *path_of(const char *name)
{
	static char path[1024];
	const char *root = getenv("SOURCE_ROOT");

	snprintf(path, sizeof path, "%s/demo/beijing-2022/%s", root ? root : ".", name);
	return path;
}

static struct model *empty_model(void)
{
	struct model *model = model_create();

	vault_copy(model_vault(model),
		   model_vault((struct model *)(uintptr_t)pipeline_model(pipeline)));
	return model;
}

/* Reads every line again as another node gets it, with its place in its record. */
static void read_lines(void)
{
	struct model *model = empty_model();
	struct str body, fault;

	for (uint64_t pos = 1; (body = pipeline_body(pipeline, pos)).at; pos++) {
		const struct record *record;
		struct line *line;

		HEAP_ROOM(lines, nlines, lines_size);
		line = &lines[nlines++];
		line->body = body;
		assert_true(entry_read(arena, body, &line->entry, &fault));
		assert_true(entry_open(&line->entry, model_vault(model), arena, &fault));
		line->entry.pos = pos;
		record = model_find(model, line->entry.record);
		line->nth = record ? record->nhistory : 0;
		model_apply(model, &line->entry);
		line->entry.arrived = 1;
	}
	model_digest(model, &expected);
	model_destroy(model);
}

static int set_up(void **state)
{
	const struct pipeline_options options = { .demo_clock = true, .memory = true };
	struct script_player *player;
	struct str fault;

	(void)state;
	arena = arena_create();
	passing = arena_create();
	assert_int_equal(pipeline_open(&options, &pipeline, &fault), LOG_OK);
	player = script_player_create(pipeline, say, NULL);
	assert_true(script_load_world(player, path_of("world.world")));
	assert_true(script_open(player, path_of("day.script")));
	script_play_until(player, INSTANT_MAX);
	script_player_destroy(player);
	read_lines();
	assert_true(nlines > 3000);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	heap_free(lines);
	arena_destroy(arena);
	arena_destroy(passing);
	return pipeline_close(pipeline) == LOG_OK ? 0 : -1;
}

/* ---- queues: what may come next -------------------------------------------------------------- */

/* Entries of one origin, or of one record, in their order. */
struct queue {
	struct ident name;
	uint32_t *at;
	uint32_t count, size, next;
};
struct queues {
	struct queue *at;
	uint32_t count, size;
	struct map by_name;
};

static void queues_add(struct queues *queues, struct ident name, uint32_t which)
{
	uint64_t *index = map_get(&queues->by_name, ident_hash(name));
	struct queue *queue;

	if (!index) {
		HEAP_ROOM(queues->at, queues->count, queues->size);
		queues->at[queues->count] = (struct queue){ .name = name };
		index = map_put(&queues->by_name, ident_hash(name));
		*index = queues->count++;
	}
	queue = &queues->at[*index];
	assert_true(ident_eq(queue->name, name));
	HEAP_ROOM(queue->at, queue->count, queue->size);
	queue->at[queue->count++] = which;
}

static void queues_fill(struct queues *queues, bool by_record)
{
	*queues = (struct queues){ .at = NULL };
	map_init(&queues->by_name);
	for (uint32_t i = 0; i < nlines; i++)
		queues_add(queues,
			   by_record ? lines[i].entry.record
				     : (struct ident){ lines[i].entry.id.origin, 0 },
			   i);
}

static void queues_release(struct queues *queues)
{
	for (uint32_t i = 0; i < queues->count; i++)
		heap_free(queues->at[i].at);
	heap_free(queues->at);
	map_release(&queues->by_name);
}

/* Applies the next of one queue if it may come now; false: it waits for another's. */
static bool apply_next(struct model *model, struct queue *queue)
{
	struct line *line = &lines[queue->at[queue->next]];
	const struct refusal *why = NULL;
	struct entry entry = line->entry;
	enum admission admission = entry_admit(model, &entry, line->nth, &why);

	if (admission == ADMIT_WAIT || admission == ADMIT_PAST)
		return false;
	if (admission != ADMIT)
		fail_msg("%s: " STR_FMT, why ? why->name : "late", STR_ARG(line->body));
	entry.pos = model_pos(model) + 1;
	model_apply(model, &entry);
	queue->next++;
	return true;
}

/* Now from this queue, now from that, a few at a time; those that wait are asked again. */
static void apply_all(struct model *model, struct queues *queues, struct chance *chance)
{
	uint32_t left = nlines, idle = 0;

	while (left > 0) {
		struct queue *queue = &queues->at[chance_below(chance, queues->count)];
		uint32_t most = 1 + chance_below(chance, 40), done = 0;

		while (done < most && queue->next < queue->count && apply_next(model, queue))
			done++;
		left -= done;
		idle = done > 0 ? 0 : idle + 1;
		/* Whoever is unlucky for so long asks everybody in turn. */
		for (uint32_t i = 0; idle > 4 * queues->count && i < queues->count; i++)
			if (queues->at[i].next < queues->at[i].count &&
			    apply_next(model, &queues->at[i])) {
				left--;
				idle = 0;
			}
		assert_true(idle <= 4 * queues->count);
	}
}

/* ---- the services of kinds, which the digest does not hold ----------------------------------- */

static void assert_same_tree(const struct model *a, const struct model *b)
{
	assert_int_equal(tree_count(a), tree_count(b));
	for (uint16_t i = 0; i < tree_count(a); i++) {
		const struct post *one = tree_at(a, i), *other = tree_get(b, one->code);

		assert_non_null(other);
		assert_true(one->parent == other->parent && one->origin == other->origin &&
			    one->declared == other->declared && one->depth == other->depth &&
			    one->tier == other->tier);
	}
}

static void assert_same_policy(const struct model *a, const struct model *b, instant at)
{
	for (const struct policy_preset *p = policy_presets; p->key; p++) {
		for (uint16_t i = 0; i < tree_count(a); i++) {
			double one, other;
			code post = tree_at(a, i)->code;

			assert_true(policy_get(a, str_of(p->key), post, at, &one));
			assert_true(policy_get(b, str_of(p->key), post, at, &other));
			assert_true(memcmp(&one, &other, sizeof one) == 0);
		}
	}
}

static void assert_same_duty(const struct model *a, const struct model *b, instant at)
{
	const struct kind *accounts = registry_find(STR("account"))->kind;

	for (uint32_t n = 0; n < model_count(a, accounts); n++) {
		struct ident account = model_at(a, accounts, n)->id;
		struct str login = *(const struct str *)model_field(model_at(a, accounts, n),
								    "login");

		assert_int_equal(duty_locked(a, account), duty_locked(b, account));
		assert_true(ident_eq(model_by_unique(b, "account", "login", login)->id, account));
		for (uint16_t i = 0; i < tree_count(a); i++) {
			code post = tree_at(a, i)->code;

			assert_int_equal(duty_roles(a, account, post, at),
					 duty_roles(b, account, post, at));
		}
	}
}

static void assert_same(const struct model *model)
{
	const struct model *live = pipeline_model(pipeline);
	struct hash digest;

	model_digest(model, &digest);
	assert_true(hash_eq(&digest, &expected));
	assert_int_equal(model_time(model), model_time(live));
	assert_int_equal(model_next_due(model), model_next_due(live));
	assert_same_tree(live, model);
	assert_same_policy(live, model, model_time(live));
	assert_same_duty(live, model, model_time(live));
	for (uint16_t i = 0; i < tree_count(live); i++)
		assert_int_equal(model_origin_seq(live, tree_at(live, i)->code),
				 model_origin_seq(model, tree_at(live, i)->code));
}

static void in_any_order(bool by_record, uint64_t seed)
{
	struct chance chance = { seed };
	struct model *model = empty_model();
	struct queues queues;

	queues_fill(&queues, by_record);
	apply_all(model, &queues, &chance);
	queues_release(&queues);
	assert_same(model);
	model_destroy(model);
}

static void chains_may_come_in_any_order(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 12; seed++)
		in_any_order(false, seed);
}

/* A record's past may come long after its chain has gone on. */
static void records_may_come_in_any_order(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 12; seed++)
		in_any_order(true, seed);
}

/* ---- what no node of ours would have written ------------------------------------------------- */

static struct str swap_member(const char *member, struct str body, struct str other)
{
	char *at = strstr(body.at, member), *from = strstr(other.at, member);
	const char *end, *from_end;

	if (!at || !from)
		return body;
	at += strlen(member);
	from += strlen(member);
	end = strpbrk(at, ",}");
	from_end = strpbrk(from, ",}");
	if (!end || !from_end)
		return body;
	return arena_printf(passing, "%.*s%.*s%s", (int)(at - body.at), body.at,
			    (int)(from_end - from), from, end);
}

/* Some members from elsewhere, some bytes by chance. */
static struct str mutated(struct chance *chance, struct str body)
{
	static const char *const members[] = {
		"\"record\":", "\"post\":", "\"act\":", "\"kind\":", "\"actor\":", "\"to\":",
		"\"subject\":", "\"state\":", "\"clock\":", "\"step\":", "\"parent\":",
		"\"code\":", "\"new_home\":", "\"incident\":", "\"cause\":", "\"at\":",
		"\"unit\":", "\"hop\":", "\"account\":", "\"role\":", "\"tier\":", "\"key\":",
	};
	uint32_t swaps = chance_below(chance, 4), bytes = chance_below(chance, 3);
	char *salt;

	body = arena_str(passing, body);
	/* Salts are made by chance; without them every run throws nearly the same. */
	salt = strstr((char *)(uintptr_t)body.at, "\"salt\":\"");
	if (salt)
		memset(salt + strlen("\"salt\":\""), '0', 2 * ENTRY_SALT);
	for (uint32_t i = 0; i < swaps; i++)
		body = swap_member(members[chance_below(chance, COUNT(members))], body,
				   lines[chance_below(chance, nlines)].body);
	for (uint32_t i = 0; i < bytes; i++) {
		char *text = (char *)(uintptr_t)body.at;
		uint32_t at = chance_below(chance, body.len);

		if (text[at] >= '0' && text[at] <= 'y')
			text[at] = (char)(text[at] + (chance_below(chance, 2) ? 1 : -1));
	}
	return body;
}

/* Whoever is applied runs its reactions too: each proposal must be one that can be asked for. */
static bool throw_at(struct model *model, struct chance *chance, struct str body)
{
	struct proposals proposals = { .arena = passing };
	const struct refusal *why;
	const struct record *record;
	struct entry entry, decided;
	struct str fault;
	uint32_t nth;

	if (!entry_read(passing, body, &entry, &fault) ||
	    !entry_open(&entry, model_vault(model), passing, &fault))
		return false;
	record = model_find(model, entry.record);
	nth = record ? record->nhistory : 0;
	nth = chance_below(chance, 8) == 0 ? chance_below(chance, 5) : nth;
	if (entry_admit(model, &entry, nth, &why) != ADMIT)
		return false;
	entry.pos = model_pos(model) + 1;
	entry.arrived = 1;
	entry_effect(model, &entry);
	model_apply(model, &entry);
	reactor_run(model, &entry, &proposals);
	for (uint32_t i = 0; i < proposals.count; i++)
		act_decide(model, passing, &proposals.requests[i], model_time(model), &decided);
	return true;
}

static void nothing_that_arrives_brings_the_node_down(void **state)
{
	struct chance chance = { 20220204 };
	struct model *model = empty_model();
	struct hash digest;
	uint32_t admitted = 0;

	(void)state;
	for (uint32_t i = 0; i < nlines; i++) {
		arena_reset(passing);
		for (uint32_t n = 0; n < 4; n++)
			admitted += throw_at(model, &chance,
					     mutated(&chance, lines[chance_below(&chance, nlines)]
								      .body));
		admitted += throw_at(model, &chance, mutated(&chance, lines[i].body));
		throw_at(model, &chance, lines[i].body);
	}
	assert_true(admitted > nlines / 10);
	model_digest(model, &digest);
	model_next_due(model);
	model_destroy(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chains_may_come_in_any_order),
		cmocka_unit_test(records_may_come_in_any_order),
		cmocka_unit_test(nothing_that_arrives_brings_the_node_down),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
