/* A node on the small event for tests that let it die: a short day's work, sent act by act. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/nodekit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/json.h"
#include "node/fold.h"
#include "node/script.h"
#include "os/os.h"

#define WORLD "tests/cases/worlds/small.world"

/* ---- folders -------------------------------------------------------------------------------- */

static void new_folder(char ret_dir[LOGKIT_PATH])
{
	struct logkit kit;

	logkit_init(&kit);
	memcpy(ret_dir, kit.dir, LOGKIT_PATH);
}

static void say(void *user, struct str line)
{
	(void)user;
	fprintf(stderr, "# " STR_FMT "\n", STR_ARG(line));
}

void nodekit_make(char ret_dir[LOGKIT_PATH])
{
	struct pipeline_options options = { .dir = ret_dir, .demo_clock = true };
	struct script_player *player;
	struct pipeline *pipeline;
	struct str fault;

	new_folder(ret_dir);
	LOGKIT_MUST(pipeline_open(&options, &pipeline, &fault) == LOG_OK);
	player = script_player_create(pipeline, say, NULL);
	LOGKIT_MUST(script_load_world(player, WORLD));
	pipeline_settle(pipeline);
	script_player_destroy(player);
	LOGKIT_MUST(pipeline_close(pipeline) == LOG_OK);
}

void nodekit_copy(const char *from, char ret_dir[LOGKIT_PATH])
{
	DIR *folder = opendir(from);
	struct dirent *entry;

	new_folder(ret_dir);
	LOGKIT_MUST(folder != NULL);
	while ((entry = readdir(folder)) != NULL) {
		char source[2 * LOGKIT_PATH + 256], target[2 * LOGKIT_PATH + 256];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(source, sizeof source, "%s/%s", from, entry->d_name);
		snprintf(target, sizeof target, "%s/%s", ret_dir, entry->d_name);
		LOGKIT_MUST(os_copy_file(source, target) == 0);
	}
	closedir(folder);
}

/* ---- the work ------------------------------------------------------------------------------- */

/* `on`: the act that made the record, or a receipt at the actor's post; fields with "$n" for it. */
enum { NOTHING = -1, RECEIPT = -2 };
static const struct {
	const char *who, *post, *kind, *act;
	int on;
	const char *fields;
} work[NODEKIT_ACTS] = {
	{ "nst.steward", "nst", "incident", "report", NOTHING,
	  "\"title\":\"看台B区拥挤\",\"type\":\"crowd_density\",\"location\":\"B\"" },
	{ "nst.duty_officer", "nst", "incident", "verify", 0, "" },
	{ "nst.duty_officer", "nst", "order", "issue", NOTHING,
	  "\"title\":\"疏导\",\"to\":[\"nst1\"],\"epidemic_na\":\"室外\",\"incident\":\"$0\"" },
	{ "nst1.unit_leader", "nst1", "receipt", "sign", RECEIPT, "" },
	{ "nst.duty_officer", "nst", "incident", "grade", 0,
	  "\"grade\":\"g3\",\"grade_basis\":\"law\"" },
	{ "nst1.unit_leader", "nst1", "receipt", "move", RECEIPT, "" },
	{ "nac.steward", "nac", "incident", "report", NOTHING,
	  "\"title\":\"安检失效\",\"type\":\"screening_failure\",\"location\":\"G1\"" },
	{ "nst1.unit_leader", "nst1", "receipt", "done", RECEIPT, "\"result\":\"已疏通\"" },
	{ "nst.duty_officer", "nst", "order", "verify", 2, "\"result\":\"监控核实\"" },
	{ "nst.duty_officer", "nst", "order", "close", 2, "" },
};

struct asked {
	struct nodekit *kit;
	uint32_t which;
};

static void on_reply(void *user, const struct outcome *outcome)
{
	struct asked *asked = user;
	struct nodekit_answers *answers = asked->kit->answers;
	uint32_t which = asked->which;

	if (outcome->refused.why) {
		snprintf(answers->at[which].refused, sizeof answers->at[which].refused, "%s",
			 outcome->refused.why->name);
	} else if (answers->at[which].done) {
		LOGKIT_MUST(outcome->replayed);
		LOGKIT_MUST(ident_eq(outcome->entry, answers->at[which].entry));
		LOGKIT_MUST(ident_eq(outcome->record, answers->at[which].record));
		LOGKIT_MUST(outcome->pos == answers->at[which].pos);
	} else {
		answers->at[which].entry = outcome->entry;
		answers->at[which].record = outcome->record;
		answers->at[which].pos = outcome->pos;
		answers->at[which].done = true;
	}
	heap_free(asked);
}

/* The newest receipt at the post. */
static struct ident receipt_at(const struct model *model, code post)
{
	const struct kind_row *kind = registry_find(STR("receipt"));
	struct ident found = { 0 };

	for (uint32_t i = 0; i < model_count(model, kind->kind); i++)
		if (model_at(model, kind->kind, i)->home == post)
			found = model_at(model, kind->kind, i)->id;
	return found;
}

/* The record that act number `which` made: known from the state, as its answer may be under way. */
static struct ident made_by(const struct model *model, uint32_t which)
{
	const struct kind_row *kind = registry_find(str_of(work[which].kind));
	code home;

	LOGKIT_MUST(code_parse(str_of(work[which].post), &home));
	for (uint32_t i = 0; i < model_count(model, kind->kind); i++)
		if (model_at(model, kind->kind, i)->home == home)
			return model_at(model, kind->kind, i)->id;
	return (struct ident){ 0 };
}

static void put_fields(const struct model *model, const char *fields, struct buf *ret)
{
	const char *at = strchr(fields, '$');

	buf_add(ret, STR("{\"fields\":{"));
	if (at) {
		buf_add_bytes(ret, fields, (size_t)(at - fields));
		ident_add(ret, made_by(model, (uint32_t)(at[1] - '0')));
		fields = at + 2;
	}
	buf_add(ret, str_of(fields));
	buf_add(ret, STR("}}"));
}

static void send_one(struct nodekit *kit, uint32_t which)
{
	const struct model *model = pipeline_model(kit->pipeline);
	struct request request = { .kind = str_of(work[which].kind),
				   .act = str_of(work[which].act) };
	struct asked *asked = heap_alloc(sizeof *asked);
	struct arena *arena = arena_create();
	struct json json;
	struct buf text;
	char key[16];

	*asked = (struct asked){ kit, which };
	buf_init(&text, 4096);
	put_fields(model, work[which].fields, &text);
	LOGKIT_MUST(json_parse(arena, buf_str(&text), &json) == JSON_OK);
	LOGKIT_MUST(code_parse(str_of(work[which].post), &request.post));
	snprintf(key, sizeof key, "work-%u", which);
	request.key = str_of(key);
	request.actor = model_by_unique(model, "account", "login", str_of(work[which].who))->id;
	if (work[which].on == RECEIPT)
		request.record = receipt_at(model, request.post);
	else if (work[which].on >= 0)
		request.record = made_by(model, (uint32_t)work[which].on);
	request.json = &json;
	request.fields = 2;
	pipeline_submit(kit->pipeline, &request, on_reply, asked);
	buf_release(&text);
	arena_destroy(arena);
}

enum log_error nodekit_open(struct nodekit *kit, const char *dir, struct nodekit_answers *answers)
{
	struct pipeline_options options = { .dir = dir, .demo_clock = true };
	struct str fault;

	kit->answers = answers;
	return pipeline_open(&options, &kit->pipeline, &fault);
}

void nodekit_send(struct nodekit *kit, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to && i < NODEKIT_ACTS; i++)
		send_one(kit, i);
}

/* ---- what must hold ------------------------------------------------------------------------- */

struct hash nodekit_digest(const char *dir, bool snapshots)
{
	struct str fault = { 0 };
	struct model *model = fold_model(dir, UINT64_MAX, snapshots, &fault);
	struct hash digest;

	if (!model)
		fprintf(stderr, "# " STR_FMT "\n", STR_ARG(fault));
	LOGKIT_MUST(model != NULL);
	model_digest(model, &digest);
	model_destroy(model);
	return digest;
}

static bool check_entry(void *user, const struct log_entry *entry, const struct hash *hash,
			const struct hash *link)
{
	const struct nodekit_answers *answers = user;

	(void)hash;
	(void)link;
	for (uint32_t i = 0; i < NODEKIT_ACTS; i++)
		if (answers->at[i].done && answers->at[i].pos == entry->pos)
			LOGKIT_MUST(answers->at[i].entry.origin == entry->origin &&
				    answers->at[i].entry.seq == entry->seq);
	return true;
}

void nodekit_check(const char *dir, const struct nodekit_answers *answers)
{
	struct log_reader *reader;
	struct log_verdict verdict;

	LOGKIT_MUST(log_reader_open(dir, &reader) == LOG_OK);
	LOGKIT_MUST(log_verify(reader, &verdict) == LOG_OK && verdict.fault == LOG_SOUND);
	for (uint32_t i = 0; i < NODEKIT_ACTS; i++)
		LOGKIT_MUST(!answers->at[i].done ||
			    answers->at[i].pos <= log_reader_last_pos(reader));
	LOGKIT_MUST(log_read(reader, 0, check_entry, (void *)(uintptr_t)answers) == LOG_OK);
	log_reader_close(reader);
}
