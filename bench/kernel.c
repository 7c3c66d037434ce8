/* How dear one act is to the kernel, and how long a node takes to know again what it knew. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <unistd.h>

#include "base/hash.h"
#include "bench/bench.h"
#include "model/value.h"
#include "model/view.h"
#include "node/fold.h"
#include "node/pipeline.h"

/* One incident and what is done about it: as many entries as the scenario's day has on average. */
#define ACTS_PER_INCIDENT 8
#define BEHIND 100000                                      /* entries behind the last snapshot */

static struct pipeline *pipeline;
static instant now = INT64_C(1643976000000);

struct made {
	struct ident record;
	const struct refusal *why;
};

static void on_reply(void *user, const struct outcome *outcome)
{
	struct made *made = user;

	made->record = outcome->record;
	made->why = outcome->refused.why;
	if (made->why) {
		fprintf(stderr, "bench: refused %s %s\n", made->why->name,
			outcome->refused.field ? outcome->refused.field : "");
		exit(1);
	}
}

static struct ident act(struct arena *arena, const char *kind, const char *name,
			struct ident record, struct ident actor, const char *fields)
{
	static struct made made;
	struct json json;
	struct request request = { .kind = str_of(kind),
				   .act = str_of(name),
				   .record = record,
				   .actor = actor,
				   .system = ident_none(actor) };

	json.text = arena_printf(arena, "{\"fields\":{%s}}", fields);
	if (json_parse(arena, json.text, &json) != JSON_OK)
		abort();
	code_parse(STR("nat"), &request.post);
	if (!tree_get(pipeline_model(pipeline), request.post))
		request.post = 0;
	request.json = &json;
	request.fields = 2;
	pipeline_submit(pipeline, &request, on_reply, &made);
	return made.record;
}

static struct ident set_up(struct arena *arena)
{
	struct ident none = { 0 }, account;

	act(arena, "post", "establish", none, none,
	    "\"code\":\"nat\",\"name_zh\":\"总指挥部\",\"name_en\":\"HQ\",\"tier\":\"national\"");
	pipeline_settle(pipeline);
	act(arena, "agency", "register", none, none,
	    "\"name_zh\":\"公安\",\"name_en\":\"Police\",\"type\":\"police\"");
	pipeline_settle(pipeline);
	account = act(arena, "account", "open", none, none, "\"login\":\"duty\",\"name\":\"duty\"");
	pipeline_settle(pipeline);
	account = model_by_unique(pipeline_model(pipeline), "account", "login", STR("duty"))->id;
	char text[IDENT_TEXT];
	ident_format(account, text);
	act(arena, "assignment", "assign", none, none,
	    arena_printf(arena,
			 "\"account\":\"%s\",\"at_post\":\"nat\",\"role\":\"duty_officer\","
			 "\"from_time\":\"2022-01-01T00:00:00Z\"",
			 text)
		    .at);
	pipeline_settle(pipeline);
	return account;
}

#define LONG_TEXT "B区上层看台入口处人群缓慢前行，安检通道三号口排队约二百人，现场安保员请求增援。"

static void one_incident(struct arena *arena, struct ident actor)
{
	struct ident none = { 0 }, incident;
	char text[IDENT_TEXT];

	incident = act(arena, "incident", "report", none, actor,
		       "\"title\":\"安检通道排队过长\",\"type\":\"screening_failure\","
		       "\"location\":\"B区三号口\",\"description\":\"" LONG_TEXT "\"");
	pipeline_settle(pipeline);
	incident = model_at(pipeline_model(pipeline), registry_find(STR("incident"))->kind,
			    model_count(pipeline_model(pipeline),
					registry_find(STR("incident"))->kind) -
				    1)
			   ->id;
	ident_format(incident, text);
	act(arena, "incident", "verify", incident, actor, "");
	act(arena, "incident", "grade", incident, actor,
	    "\"grade\":\"g4\",\"grade_basis\":\"games_policy\"");
	for (int i = 0; i < ACTS_PER_INCIDENT - 3; i++)
		act(arena, "note", "log", none, actor,
		    arena_printf(arena, "\"subject\":\"%s\",\"text\":\"" LONG_TEXT "\"", text).at);
}

static void fill(const char *dir, uint64_t entries)
{
	struct pipeline_options options = { .dir = dir, .demo_clock = true };
	struct arena *arena = arena_create();
	struct str fault;
	struct ident actor;

	if (pipeline_open(&options, &pipeline, &fault) != LOG_OK)
		abort();
	pipeline_set_now(pipeline, now);
	actor = model_pos(pipeline_model(pipeline))
			? model_by_unique(pipeline_model(pipeline), "account", "login", STR("duty"))
				  ->id
			: set_up(arena);
	while (model_pos(pipeline_model(pipeline)) < entries) {
		arena_reset(arena);
		now += 50;
		one_incident(arena, actor);
	}
	pipeline_close(pipeline);
	arena_destroy(arena);
}

/* ---- the yardstick and the kernel alone ------------------------------------------------ */

static double sha_us(void)
{
	enum { ROUNDS = 200000 };
	char entry[300];
	double runs[BENCH_RUNS];

	memset(entry, 'x', sizeof entry);
	for (int r = 0; r < BENCH_RUNS; r++) {
		int64_t start = os_cpu_ns();

		for (int i = 0; i < ROUNDS; i++)
			entry[i % 300] ^= (char)hash_of(entry, sizeof entry).bytes[0];
		runs[r] = (double)(os_cpu_ns() - start) / ROUNDS / 1000;
	}
	return bench_median(runs, BENCH_RUNS);
}

struct replayed {
	struct str *bodies;
	uint32_t count, size;
};

static bool keep(void *user, const struct log_entry *entry, const struct hash *hash,
		 const struct hash *link)
{
	struct replayed *all = user;

	(void)hash;
	(void)link;
	HEAP_ROOM(all->bodies, all->count, all->size);
	all->bodies[all->count++] = (struct str){ heap_text(entry->body), entry->body.len };
	return true;
}

/* What the person gave: the entry without what the node stamped. */
static struct str given(struct arena *arena, const struct entry *entry)
{
	struct json_out out;
	struct buf buf;
	struct str text;

	buf_init(&buf, LIMIT_ENTRY_BYTES);
	json_begin(&out, &buf);
	json_open(&out, '{');
	json_key(&out, "fields");
	json_open(&out, '{');
	for (uint32_t i = 0; i < entry->nvalues; i++) {
		const struct field *field = entry->values[i].field;

		if (entry->act->takes >> field->number & 1 &&
		    entry->values[i].field->type != FIELD_REF && !(field->flags & SYSTEM)) {
			json_key(&out, field->name);
			value_write(&out, &entry->values[i]);
		} else if (str_eq(str_of(field->name), STR("subject"))) {
			json_key(&out, field->name);
			value_write(&out, &entry->values[i]);
		}
	}
	json_close(&out, '}');
	json_close(&out, '}');
	text = arena_str(arena, buf_str(&buf));
	buf_release(&buf);
	return text;
}

/* An entry with the request that a person made for it, all read before anything is timed. */
struct prepared {
	struct entry entry;
	struct request request;
	struct json json;
};

/* So many at a time, that what was read is as near at hand as it is in a running node. */
#define BLOCK 64

static void prepare(struct arena *arena, const struct model *model, struct str body, uint64_t pos,
		    struct prepared *ret)
{
	const struct entry *entry = &ret->entry;
	struct str fault;

	if (!entry_read(arena, body, &ret->entry, &fault) ||
	    json_parse(arena, given(arena, entry), &ret->json) != JSON_OK)
		abort();
	ret->entry.pos = pos;
	ret->request = (struct request){ .kind = str_of(entry->kind->kind->name),
					 .act = str_of(entry->act->act->name),
					 .actor = entry->actor,
					 .post = entry->post,
					 .system = ident_none(entry->actor),
					 .json = &ret->json,
					 .fields = 2 };
	if (!ident_eq(entry->record, entry->id))
		ret->request.record = entry->record;
	if (entry->kind->kind->flags & KIND_CODED && !model_find(model, entry->record))
		ret->request.record = (struct ident){ 0 };
}

static uint32_t run_block(struct model *model, struct arena *scratch, const struct prepared *block,
			  uint32_t count)
{
	uint32_t checked = 0;

	for (uint32_t i = 0; i < count; i++) {
		struct refused refused = { 0 };
		struct entry again;

		arena_reset(scratch);
		if (!block[i].request.system) {
			refused = act_decide(model, scratch, &block[i].request, block[i].entry.at,
					     &again);
			checked++;
		}
		if (refused.why) {
			fprintf(stderr, "bench: %s refused %s\n", block[i].entry.act->act->name,
				refused.why->name);
			exit(1);
		}
		model_apply(model, &block[i].entry);
	}
	return checked;
}

/*
 * The acts of the log are asked for again, of a model that follows them: each person's act is
 * checked and applied, and the entries that reactions made then are applied too and count for it.
 */
static double check_apply_us(const struct replayed *all, double *ret_checked)
{
	static struct prepared block[BLOCK];
	struct model *model = model_create();
	struct arena *arena = arena_create(), *scratch = arena_create();
	uint32_t checked = 0, count;
	int64_t spent = 0, start;

	for (uint32_t i = 0; i < all->count; i += count) {
		count = all->count - i < BLOCK ? all->count - i : BLOCK;
		arena_reset(arena);
		for (uint32_t n = 0; n < count; n++)
			prepare(arena, model, all->bodies[i + n], i + n + 1, &block[n]);
		start = os_cpu_ns();
		checked += run_block(model, scratch, block, count);
		spent += os_cpu_ns() - start;
	}
	model_destroy(model);
	arena_destroy(arena);
	arena_destroy(scratch);
	*ret_checked = checked;
	return (double)spent / 1000 / checked;
}

static void kernel_alone(const char *dir, double sha)
{
	struct replayed all = { 0 };
	struct log_reader *reader;
	double runs[BENCH_RUNS], checked = 0;

	if (log_reader_open(dir, &reader) != LOG_OK || log_read(reader, 0, keep, &all) != LOG_OK)
		abort();
	log_reader_close(reader);
	for (int r = 0; r < BENCH_RUNS; r++)
		runs[r] = check_apply_us(&all, &checked);
	printf("acts checked and applied: %.0f of %u entries\n", checked, all.count);
	bench_row("check + apply, an act, / SHA-256 of 300 B", bench_median(runs, BENCH_RUNS), sha,
		  "us", 4);
	for (uint32_t i = 0; i < all.count; i++)
		heap_free((void *)(uintptr_t)all.bodies[i].at);
	heap_free(all.bodies);
}

/* ---- replay, memory, start ------------------------------------------------------------- */

static double fold_us(const char *dir, uint64_t until, bool snapshots, uint64_t *ret_pos,
		      double *ret_mib)
{
	double before = bench_memory_mib("VmRSS:");
	int64_t start = os_cpu_ns();
	struct str fault;
	struct model *model = fold_model(dir, until, snapshots, &fault);
	double spent = (double)(os_cpu_ns() - start) / 1000;

	if (!model) {
		fprintf(stderr, "bench: %.*s\n", STR_ARG(fault));
		exit(1);
	}
	*ret_pos = model_pos(model);
	*ret_mib = bench_memory_mib("VmRSS:") - before;
	model_destroy(model);
	return spent;
}

static void replay(const char *dir, double sha)
{
	double runs[BENCH_RUNS], each, mib = 0;
	uint64_t pos = 0;
	char what[80];

	for (int r = 0; r < BENCH_RUNS; r++)
		runs[r] = fold_us(dir, UINT64_MAX, false, &pos, &mib);
	snprintf(what, sizeof what, "replay, an entry of %llu", (unsigned long long)pos);
	each = bench_median(runs, BENCH_RUNS) / (double)pos;
	bench_row(what, each, sha, "us", 10);
	printf("  %.0f entries/s, %.1f MiB, %.0f bytes of memory an entry\n", 1e6 / each, mib,
	       mib * 1048576 / (double)pos);
}

/* Somebody writes about the oldest incident, which nobody has asked for since the snapshot. */
static void first_request(const struct model *model, struct arena *arena)
{
	const struct kind *incidents = registry_find(STR("incident"))->kind;
	struct json json;
	struct request request = { .kind = STR("note"), .json = &json, .fields = 2 };
	struct entry entry;
	char text[IDENT_TEXT];

	ident_format(model_at(model, incidents, 0)->id, text);
	request.actor = model_by_unique(model, "account", "login", STR("duty"))->id;
	code_parse(STR("nat"), &request.post);
	json.text = arena_printf(arena, "{\"fields\":{\"subject\":\"%s\",\"text\":\"x\"}}", text);
	if (json_parse(arena, json.text, &json) != JSON_OK ||
	    act_decide(model, arena, &request, model_time(model), &entry).why)
		abort();
}

/* The page of a list: the first time it is asked for, all of its kind is read. */
static double list_ms(const struct model *model, struct arena *arena)
{
	struct query query = { .kind = registry_find(STR("incident")), .limit = 100 };
	struct reader reader = { .now = model_time(model) };
	const struct record **found;
	int64_t start = os_cpu_ns();
	uint32_t total;

	query_run(model, arena, &query, &reader, &found, &total);
	return (double)(os_cpu_ns() - start) / 1e6;
}

static double answer_us(const char *dir, double ret_list_ms[2])
{
	struct arena *arena = arena_create();
	int64_t start = os_cpu_ns();
	struct str fault;
	struct model *model = fold_model(dir, UINT64_MAX, true, &fault);
	double spent;

	if (!model)
		abort();
	first_request(model, arena);
	spent = (double)(os_cpu_ns() - start) / 1000;
	ret_list_ms[0] = list_ms(model, arena);
	ret_list_ms[1] = list_ms(model, arena);
	model_destroy(model);
	arena_destroy(arena);
	return spent;
}

static void first_answer(const char *dir)
{
	uint64_t pos, snapshot = fold_newest(dir, UINT64_MAX);
	double load[5], whole[5], list[2], mib;

	for (int r = 0; r < 5; r++) {
		load[r] = fold_us(dir, snapshot, true, &pos, &mib);
		whole[r] = answer_us(dir, list);
	}
	printf("snapshot at %llu loads in %.0f ms, %.1f MiB with the file's own pages; %d entries "
	       "lie behind it\n",
	       (unsigned long long)snapshot, bench_median(load, 5) / 1000, mib, BEHIND);
	bench_row("first act decided / replay behind the snapshot", bench_median(whole, 5) / 1000,
		  (bench_median(whole, 5) - bench_median(load, 5)) / 1000, "ms", 1.3);
	printf("  a list of all incidents: %.0f ms the first time, then %.0f ms\n", list[0],
	       list[1]);
}

int main(int argc, char **argv)
{
	static const uint64_t sizes[] = { 10000, 100000, 1000000 };
	char dir[] = "/tmp/watchfloor-bench-XXXXXX", command[80];
	double sha;
	uint64_t most = argc > 1 ? strtoull(argv[1], NULL, 10) : sizes[2];

	if (!mkdtemp(dir))
		return 1;
	sha = sha_us();
	printf("SHA-256 of 300 bytes: %.3f us\n", sha);
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0] && sizes[i] <= most; i++) {
		fill(dir, sizes[i]);
		if (i == 0)
			kernel_alone(dir, sha);
		replay(dir, sha);
	}
	fold_snapshot(dir);
	fill(dir, most + BEHIND);
	first_answer(dir);
	snprintf(command, sizeof command, "rm -rf %s", dir);
	return system(command) == 0 ? 0 : 1;
}
