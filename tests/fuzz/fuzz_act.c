/* Asks for acts with any fields whatever: each is done or refused by name, and the log replays. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "node/pipeline.h"

#define ENTRIES_BEFORE_ANEW 400
#define HEAD_BYTES 5

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct pipeline *pipeline;
static struct ident people[3];

static void ignore(void *user, const struct outcome *outcome)
{
	struct ident *ret = user;

	assert(outcome->refused.why == NULL || outcome->refused.why->name != NULL);
	if (ret)
		*ret = outcome->record;
}

static struct ident set_up(const char *kind, code post, const char *fields)
{
	struct arena *arena = arena_create();
	struct request request = {
		.kind = str_of(kind), .system = true, .setup = true, .post = post
	};
	struct ident made = { 0 };
	struct json json;

	json.text = arena_printf(arena, "{\"fields\":{%s}}", fields);
	if (json_parse(arena, json.text, &json) != JSON_OK)
		abort();
	request.json = &json;
	request.fields = 2;
	pipeline_submit(pipeline, &request, ignore, &made);
	assert(!ident_none(made));
	arena_destroy(arena);
	return made;
}

static void person(int i, code home, const char *post, const char *role)
{
	char fields[200], id[IDENT_TEXT];

	snprintf(fields, sizeof fields, "\"login\":\"p%d\",\"name\":\"p\"", i);
	people[i] = set_up("account", home, fields);
	ident_format(people[i], id);
	snprintf(fields, sizeof fields,
		 "\"account\":\"%s\",\"at_post\":\"%s\",\"role\":\"%s\",\"from_time\":"
		 "\"2022-01-01T00:00:00Z\"",
		 id, post, role);
	set_up("assignment", home, fields);
}

#define POST(code_, tier_, more_)                                                                  \
	"\"code\":\"" code_ "\",\"name_zh\":\"" code_ "\",\"name_en\":\"" code_                    \
	"\",\"tier\":\"" tier_ "\"" more_

static void begin_anew(void)
{
	struct pipeline_options options = { .memory = true, .demo_clock = true };
	struct str fault;
	code nat;

	if (pipeline)
		pipeline_close(pipeline);
	if (pipeline_open(&options, &pipeline, &fault) != LOG_OK || !code_parse(STR("nat"), &nat))
		abort();
	pipeline_set_now(pipeline, INT64_C(1643976000000));
	set_up("post", 0, POST("nat", "national", ""));
	set_up("post", nat, POST("nst", "venue", ",\"parent\":\"nat\""));
	set_up("post", nat, POST("nst1", "unit", ",\"parent\":\"nst\",\"origin\":\"nst\""));
	person(0, nat, "nat", "commander");
	person(1, nat, "nst", "duty_officer");
	person(2, nat, "nst1", "unit_leader");
}

/* A record of the kind, if there is one: the act needs something to be done to. */
static struct ident pick(const struct kind *kind, uint8_t which)
{
	uint32_t count = model_count(pipeline_model(pipeline), kind);

	if (count == 0 || which == 0)
		return (struct ident){ 0 };
	return model_at(pipeline_model(pipeline), kind, which % count)->id;
}

static void ask(struct arena *arena, const uint8_t *head, struct json *json)
{
	static const char *const posts[] = { "nat", "nst", "nst1" };
	const struct kind_row *row = registry_at(head[0] % registry_count());
	int who = head[3] % 3;
	struct request request = {
		.kind = str_of(row->kind->name),
		.act = str_of(row->acts[head[1] % row->nacts].act->name),
		.record = pick(row->kind, head[2]),
		.actor = people[who],
		.json = json,
		.fields = json ? 2 : 0,
	};

	(void)arena;
	code_parse(str_of(posts[head[4] % 3]), &request.post);
	request.version = request.record.seq
				  ? model_find(pipeline_model(pipeline), request.record)->version
				  : 0;
	pipeline_submit(pipeline, &request, ignore, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena;
	struct json json;

	if (size < HEAD_BYTES || size > 4096)
		return 0;
	if (!pipeline || model_pos(pipeline_model(pipeline)) > ENTRIES_BEFORE_ANEW)
		begin_anew();
	arena = arena_create();
	json.text = arena_printf(arena, "{\"fields\":%.*s}", (int)(size - HEAD_BYTES),
				 (const char *)bytes + HEAD_BYTES);
	if (json_parse(arena, json.text, &json) == JSON_OK && json.count > 2)
		ask(arena, bytes, &json);
	else
		ask(arena, bytes, NULL);
	pipeline_set_now(pipeline, pipeline_now(pipeline) + 20000);
	if (bytes[0] == 0) {
		bool same = pipeline_refold(pipeline);

		assert(same);
	}
	assert(pipeline_fault(pipeline).at == NULL);
	arena_destroy(arena);
	return 0;
}
