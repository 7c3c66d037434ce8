/* The small event of simulated nodes: a nation, two regions, two venues and their crews. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/json.h"
#include "lib/simkit.h"
#include "model/model.h"

/* kind, act, home, fields; "@login" stands for that account, "%" for the last record made. */
static const struct {
	const char *kind, *act, *home, *fields;
} rows[] = {
#define POST(code, tier, parent) \
	{ "post", "establish", NULL, \
	  "\"code\":\"" code "\",\"name_zh\":\"" code "\",\"name_en\":\"" code \
	  "\",\"tier\":\"" tier "\"" parent }
#define UNDER(parent) ",\"parent\":\"" parent "\""
	POST("nat", "national", ""),
	POST("bj", "territorial", UNDER("nat")),
	POST("hb", "territorial", UNDER("nat")),
	POST("clu", "cluster", UNDER("hb")),
	POST("nst", "venue", UNDER("bj")),
	POST("zjk", "venue", UNDER("clu")),
	POST("u1", "unit", UNDER("nst")),
	POST("u2", "unit", UNDER("nst")),
	POST("u3", "unit", UNDER("zjk")),
	POST("fire", "liaison", UNDER("bj")),
	POST("ov", "oversight", UNDER("nat")),
	{ "agency", "register", "nat",
	  "\"name_zh\":\"场馆\",\"name_en\":\"Venue\",\"type\":\"organiser\"" },
#define ACCOUNT(login) { "account", "open", "nat", "\"login\":\"" login "\"" }
#define DUTY(login, post, role) \
	{ "assignment", "assign", "nat", \
	  "\"account\":\"@" login "\",\"at_post\":\"" post "\",\"role\":\"" role "\"" }
	ACCOUNT("root"), DUTY("root", "nat", "administrator"),
	ACCOUNT("n1"), DUTY("n1", "nat", "commander"),
	ACCOUNT("n2"), DUTY("n2", "nat", "commander"), DUTY("n2", "nat", "intelligence"),
	ACCOUNT("b1"), DUTY("b1", "bj", "commander"), DUTY("b1", "bj", "information"),
	ACCOUNT("b2"), DUTY("b2", "bj", "duty_officer"),
	ACCOUNT("h1"), DUTY("h1", "hb", "commander"),
	ACCOUNT("c1"), DUTY("c1", "clu", "duty_officer"),
	ACCOUNT("v1"), DUTY("v1", "nst", "commander"), DUTY("v1", "zjk", "commander"),
	ACCOUNT("v2"), DUTY("v2", "nst", "duty_officer"),
	ACCOUNT("v3"), DUTY("v3", "zjk", "duty_officer"),
	ACCOUNT("s1"), DUTY("s1", "nst", "steward"), DUTY("s1", "zjk", "steward"),
	ACCOUNT("l1"), DUTY("l1", "u1", "unit_leader"), DUTY("l1", "u2", "unit_leader"),
	ACCOUNT("l3"), DUTY("l3", "u3", "unit_leader"),
	ACCOUNT("f1"), DUTY("f1", "fire", "liaison"),
	ACCOUNT("o1"), DUTY("o1", "ov", "oversight"),
#define UNIT(home, post, type) \
	{ "unit", "enrol", home, \
	  "\"name_zh\":\"" post "\",\"name_en\":\"" post "\",\"type\":\"" type \
	  "\",\"post\":\"" post "\"" }, \
	{ "unit", "on_duty", home, "" }
	UNIT("nst", "u1", "patrol"),
	UNIT("nst", "u2", "medical"),
	UNIT("zjk", "u3", "lift_rescue"),
#define PLACE(home, code) \
	{ "place", "plan", home, \
	  "\"code\":\"" code "\",\"name_zh\":\"" code "\",\"name_en\":\"" code \
	  "\",\"type\":\"venue\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[116.4,40]}" }
	PLACE("nst", "nst"),
	PLACE("zjk", "zjk"),
};

struct making {
	struct ident made;
};

static void on_reply(void *user, const struct outcome *outcome)
{
	struct making *making = user;

	if (outcome->refused.why)
		simkit_fault("set-up refused: %s %s", outcome->refused.why->name,
			     outcome->refused.field ? outcome->refused.field : "");
	making->made = outcome->record;
}

/* The text with "@login" replaced by the id of that account. */
static void put_fields(const struct model *model, const char *fields, struct buf *ret)
{
	const char *at = strchr(fields, '@');
	const char *end = at ? strchr(at, '"') : NULL;
	char id[IDENT_TEXT];

	buf_add(ret, STR("{\"fields\":{"));
	if (at) {
		struct str login = { at + 1, (uint32_t)(end - at - 1) };
		const struct record *account = model_by_unique(model, "account", "login", login);

		buf_add_bytes(ret, fields, (size_t)(at - fields));
		ident_format(account->id, id);
		buf_add(ret, str_of(id));
		fields = end;
	}
	buf_add(ret, str_of(fields));
	buf_add(ret, STR("}}"));
}

void simkit_world_build(struct pipeline *pipeline)
{
	struct making making = { { 0 } };
	struct arena *arena = arena_create();
	struct buf buf;

	buf_init(&buf, 4096);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct request request = { .kind = str_of(rows[i].kind), .act = str_of(rows[i].act),
					   .system = true, .setup = true };
		struct json json;

		buf_clear(&buf);
		put_fields(pipeline_model(pipeline), rows[i].fields, &buf);
		if (rows[i].home && !code_parse(str_of(rows[i].home), &request.post))
			simkit_fault("no code: %s", rows[i].home);
		if (json_parse(arena, buf_str(&buf), &json) != JSON_OK)
			simkit_fault("no JSON: %s", buf.at);
		request.json = &json;
		request.fields = 2;
		if (strcmp(rows[i].act, "on_duty") == 0)
			request.record = making.made;
		pipeline_submit(pipeline, &request, on_reply, &making);
		pipeline_settle(pipeline);
	}
	buf_release(&buf);
	arena_destroy(arena);
}
