/* A table brought in over HTTP: what comes back, who may, and how large it may be. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/limits.h"
#include "lib/apiclient.h"
#include "lib/apinode.h"
#include "lib/unit.h"

static struct apinode *node;
static struct apiclient client;

static int setup(void **state)
{
	const struct serve_options options = { .basemap_dir = NULL };

	(void)state;
	node = apinode_start(&options);
	apiclient_init(&client, apinode_port(node));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	apiclient_release(&client);
	apinode_stop(node);
	return 0;
}

#define CSV "Content-Type: text/csv; charset=utf-8\r\n"
#define LINES "Content-Type: application/x-ndjson\r\n"
#define SET_UP "/api/v1/import/supply.set_up?post=nst&key="
#define TABLE "title,sort,place,measure,level,least,full\n"

static int bring(const char *path, const char *type, const char *body)
{
	return apiclient_ask(&client, "POST", path, type, str_of(body));
}

static void test_who_may(void **state)
{
	(void)state;
	assert_int_equal(bring(SET_UP "a", CSV, TABLE), 401);
	assert_int_equal(apiclient_login(&client, "nst.duty_officer", APINODE_PASSWORD), 200);
	assert_int_equal(bring("/api/v1/import/supply.set_up?key=a&post=nac", CSV,
			       TABLE "暖贴,clothing,nst,piece,8,3,10\n"),
			 409);
	assert_true(apiclient_has(&client, "\"refusal\":\"not_on_duty\""));
}

static void test_done(void **state)
{
	uint64_t before = apinode_pos(node);

	(void)state;
	assert_int_equal(bring(SET_UP "b", CSV,
			       TABLE "暖贴,clothing,nst,piece,8,3,10\n"
				     "口罩,protection,nst,box,8,3,10\n"),
			 201);
	assert_true(apiclient_has(&client, "\"count\":2"));
	assert_true(apiclient_has(&client, "\"records\":[\"nst-"));
	assert_int_equal(apinode_pos(node), before + 2);
	assert_int_equal(bring(SET_UP "b", CSV,
			       TABLE "暖贴,clothing,nst,piece,8,3,10\n"
				     "口罩,protection,nst,box,8,3,10\n"),
			 201);
	assert_true(str_eq(apiclient_header(&client, "Idempotent-Replay"), STR("true")));
	assert_int_equal(apinode_pos(node), before + 2);
	assert_int_equal(bring("/api/v1/import/note.log?post=nst&key=n", LINES,
			       "{\"text\":\"甲\",\"type\":\"log\"}\n"
			       "{\"text\":\"乙\",\"type\":\"log\"}\n"),
			 201);
}

static void test_refused(void **state)
{
	uint64_t before = apinode_pos(node);

	(void)state;
	assert_int_equal(bring(SET_UP "c", CSV,
			       TABLE "暖贴,clothing,nst,piece,8,3,10\n手套,gold,nst,piece,8,3,10\n"
				     "口罩,protection,nst,box,18,3,10\n"),
			 409);
	assert_true(apiclient_has(&client, "\"refusal\":\"import_refused\""));
	assert_true(apiclient_has(&client, "\"row\":2,\"line\":3,\"refusal\":\"unknown_value\""));
	assert_true(apiclient_has(&client, "\"field\":\"sort\""));
	assert_true(apiclient_has(&client, "\"row\":3,\"line\":4,\"refusal\":\"over_full\""));
	assert_false(apiclient_has(&client, "\"row\":1"));
	assert_true(str_eq(apiclient_header(&client, "Content-Type"),
			   STR("application/problem+json")));
	assert_int_equal(apinode_pos(node), before);
}

static void test_bad_requests(void **state)
{
	static const struct {
		const char *path, *type, *body, *refusal;
		int status;
	} rows[] = {
		{ SET_UP "d", "Content-Type: application/json\r\n", "{}", "import_media_type",
		  415 },
		{ "/api/v1/import/supply?post=nst&key=d", CSV, TABLE, "unknown_act", 404 },
		{ "/api/v1/import/ghost.make?post=nst&key=d", CSV, TABLE, "unknown_kind", 404 },
		{ "/api/v1/import/supply.ghost?post=nst&key=d", CSV, TABLE, "unknown_act", 404 },
		{ "/api/v1/import/supply.set_up?key=d", CSV, TABLE, "bad_query", 400 },
		{ "/api/v1/import/supply.set_up?post=nst", CSV, TABLE, "bad_query", 400 },
		{ SET_UP "0123456789012345678901234567890123456789012345678901234", CSV, TABLE,
		  "key_too_long", 400 },
		{ SET_UP "d", CSV, TABLE, "import_empty", 400 },
		{ SET_UP "d", CSV, "title,ghost\n", "unknown_field", 400 },
		{ SET_UP "d", CSV, "title\n\"\n", "import_quote", 400 },
	};
	char wanted[80];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int status = bring(rows[i].path, rows[i].type, rows[i].body);

		snprintf(wanted, sizeof wanted, "\"refusal\":\"%s\"", rows[i].refusal);
		ROW_TRUE(rows[i].refusal, status == rows[i].status);
		ROW_TRUE(rows[i].refusal, apiclient_has(&client, wanted));
	}
}

static void test_too_large(void **state)
{
	struct buf body;

	(void)state;
	buf_init(&body, LIMIT_IMPORT_BYTES + 16);
	while (body.len <= LIMIT_IMPORT_BYTES)
		buf_add(&body, STR("12345678"));
	assert_int_equal(apiclient_ask(&client, "POST", SET_UP "e", CSV, buf_str(&body)), 413);
	assert_true(apiclient_has(&client, "\"refusal\":\"body_too_large\""));
	buf_release(&body);
	apiclient_hang_up(&client);
}

#define EVE "/api/v1/eve?post=nst&key="
#define ALERT(to, sid, severity) \
	"{\"timestamp\":\"2022-02-04T18:01:00.000001+0800\",\"event_type\":\"alert\"," \
	"\"src_ip\":\"203.0.113.9\",\"dest_ip\":\"" to "\",\"alert\":{\"action\":\"allowed\"," \
	"\"signature_id\":" #sid ",\"signature\":\"S" #sid "\",\"severity\":" #severity "}}\n"
#define DNS "{\"event_type\":\"dns\"}\n"

/* The sensors' own lines: added up, done whole, the same batch once more changes nothing. */
static void test_alerts(void **state)
{
	uint64_t before;

	(void)state;
	assert_int_equal(bring("/api/v1/import/asset.register?post=nst&key=as", LINES,
			       "{\"name_zh\":\"票务\",\"name_en\":\"Ticketing\",\"service\":"
			       "\"ticketing\",\"weight\":\"important\",\"addresses\":"
			       "\"10.20.1.0/24\"}\n"),
			 201);
	assert_int_equal(bring(EVE "e1", LINES,
			       DNS ALERT("10.20.1.7", 11, 2) ALERT("10.20.1.8", 11, 2)
			       ALERT("10.20.1.8", 12, 3) ALERT("198.51.100.1", 12, 3)),
			 201);
	assert_true(apiclient_has(&client, "\"count\":2"));
	assert_true(apiclient_has(&client, "\"alerts\":4,\"other\":1,\"unmapped\":1"));
	before = apinode_pos(node);
	/* Of another batch, though the same alerts: told by the line where each row begins. */
	assert_int_equal(bring(EVE "e2", LINES, DNS ALERT("10.20.1.7", 11, 2)), 409);
	assert_true(apiclient_has(&client, "\"row\":1,\"line\":2,\"refusal\":\"imported_before\""));
	assert_int_equal(bring(EVE "e3", LINES, DNS ALERT("198.51.100.1", 12, 3)), 200);
	assert_true(apiclient_has(&client, "\"count\":0"));
	assert_int_equal(apinode_pos(node), before);
}

/* One bad line, and of the good ones nothing is kept either; every bad one is told. */
static void test_bad_alerts(void **state)
{
	static const struct {
		const char *path, *type, *body, *refusal;
		int status;
	} rows[] = {
		{ EVE "d", CSV, DNS, "eve_media_type", 415 },
		{ "/api/v1/eve?post=nst", LINES, DNS, "bad_query", 400 },
		{ "/api/v1/eve?key=d", LINES, DNS, "bad_query", 400 },
		{ "/api/v1/eve?post=nac&key=d", LINES, DNS, "not_on_duty", 403 },
		{ EVE "d", LINES, ALERT("10.20.1.7", 21, 2) "nonsense\n", "eve_not_json", 409 },
		{ EVE "d", LINES, ALERT("10.20.1", 21, 2), "eve_no_address", 409 },
		{ EVE "d", LINES, ALERT("10.20.1.7", 0, 2), "eve_no_signature", 409 },
		{ EVE "d", LINES, ALERT("10.20.1.7", 21, 0), "eve_bad_severity", 409 },
	};
	uint64_t before = apinode_pos(node);
	char wanted[80];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int status = bring(rows[i].path, rows[i].type, rows[i].body);

		snprintf(wanted, sizeof wanted, "\"refusal\":\"%s\"", rows[i].refusal);
		ROW_TRUE(rows[i].refusal, status == rows[i].status);
		ROW_TRUE(rows[i].refusal, apiclient_has(&client, wanted));
	}
	assert_int_equal(bring(EVE "d", LINES, "x\n" DNS "{}\n" ALERT("10.20.1.7", 21, 2)), 409);
	assert_true(apiclient_has(&client, "\"row\":1,\"line\":1,\"refusal\":\"eve_not_json\""));
	assert_true(apiclient_has(&client, "\"row\":2,\"line\":3,\"refusal\":\"eve_no_type\""));
	assert_int_equal(apinode_pos(node), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_who_may),
		cmocka_unit_test(test_done),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_bad_requests),
		cmocka_unit_test(test_alerts),
		cmocka_unit_test(test_bad_alerts),
		cmocka_unit_test(test_too_large),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
