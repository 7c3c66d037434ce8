/* The live stream over a real socket: who is told what, coming again, being told to fetch anew. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/mem.h"
#include "lib/apiclient.h"
#include "lib/apinode.h"
#include "lib/logkit.h"
#include "lib/unit.h"

struct fixture {
	struct apinode *node;
	struct apiclient client;                           /* nst.duty_officer, for acts */
	uint32_t acts;
};

static int setup(void **state)
{
	struct fixture *f = heap_alloc(sizeof *f);

	f->node = apinode_start(NULL);
	apiclient_init(&f->client, apinode_port(f->node));
	LOGKIT_MUST(apiclient_login(&f->client, "nst.duty_officer", APINODE_PASSWORD) == 200);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	apiclient_release(&f->client);
	apinode_stop(f->node);
	heap_free(f);
	return 0;
}

/* Reports an incident; ret_id gets its id. */
static uint64_t report(struct fixture *f, const char *title, char *ret_id, size_t size)
{
	char body[512], pos[24];
	int64_t number;

	snprintf(body, sizeof body,
		 "{\"post\":\"nst\",\"key\":\"s-%u\",\"fields\":{\"title\":\"%s\","
		 "\"type\":\"medical\",\"location\":\"B12\"}}", f->acts++, title);
	LOGKIT_MUST(apiclient_post(&f->client, "/api/v1/records/incident", body) == 201);
	apiclient_member(&f->client, "pos", pos, sizeof pos);
	LOGKIT_MUST(str_to_i64(str_of(pos), &number));
	if (ret_id != NULL)
		apiclient_member(&f->client, "id", ret_id, size);
	return (uint64_t)number;
}

static void open_stream(struct fixture *f, struct apiclient *stream, const char *login,
			const char *query)
{
	char path[256];

	apiclient_init(stream, apinode_port(f->node));
	LOGKIT_MUST(apiclient_login(stream, login, APINODE_PASSWORD) == 200);
	snprintf(path, sizeof path,
		 "GET /api/v1/stream%s HTTP/1.1\r\nHost: x\r\nCookie: wf_session=%s\r\n\r\n", query,
		 stream->cookie);
	LOGKIT_MUST(apiclient_send(stream, str_of(path)));
	LOGKIT_MUST(apiclient_answer_head(stream) == 200);
}

static void test_hello_and_entries(void **state)
{
	struct fixture *f = *state;
	struct apiclient stream;
	char id[32], line[64];

	open_stream(f, &stream, "nst.commander", "?post=nst");
	assert_true(str_starts(apiclient_header(&stream, "Content-Type"),
			       STR("text/event-stream")));
	assert_true(apiclient_until(&stream, "event: hello\n"));
	assert_true(apiclient_until(&stream, "\"server_time\":\"2022-02-04T"));
	uint64_t pos = report(f, "第一件", id, sizeof id);

	assert_true(apiclient_until(&stream, "第一件"));
	snprintf(line, sizeof line, "event: entry\nid: %llu\n", (unsigned long long)pos);
	assert_true(apiclient_has(&stream, line));
	assert_true(apiclient_has(&stream, "\"act\":\"report\""));
	assert_true(apiclient_has(&stream, id));
	apiclient_release(&stream);
}

/* What one may not see does not come, and what comes after it does. */
static void test_reach(void **state)
{
	struct fixture *f = *state;
	struct apiclient other, above, oversight, desk;
	char body[256];

	open_stream(f, &other, "nac.duty_officer", "?post=nac");
	open_stream(f, &above, "nat.duty_officer", "");
	open_stream(f, &oversight, "ov.oversight", "?post=ov");
	report(f, "只给国家体育场", NULL, 0);
	apiclient_init(&desk, apinode_port(f->node));
	LOGKIT_MUST(apiclient_login(&desk, "nac.duty_officer", APINODE_PASSWORD) == 200);
	snprintf(body, sizeof body, "{\"post\":\"nac\",\"key\":\"n-1\",\"fields\":{\"title\":"
		 "\"游泳中心的事\",\"type\":\"medical\",\"location\":\"gate 1\"}}");
	assert_int_equal(apiclient_post(&desk, "/api/v1/records/incident", body), 201);
	assert_true(apiclient_until(&other, "游泳中心的事"));
	assert_false(apiclient_has(&other, "只给国家体育场"));
	assert_true(apiclient_until(&above, "游泳中心的事"));
	assert_true(apiclient_has(&above, "只给国家体育场"));
	assert_true(apiclient_until(&oversight, "游泳中心的事"));
	assert_true(apiclient_has(&oversight, "只给国家体育场"));
	apiclient_release(&other);
	apiclient_release(&above);
	apiclient_release(&oversight);
	apiclient_release(&desk);
}

/* Who comes again with the last id gets what he missed, once, in order. */
static void test_come_again(void **state)
{
	struct fixture *f = *state;
	struct apiclient stream;
	char query[64], line[64];

	open_stream(f, &stream, "nst.commander", "");
	uint64_t first = report(f, "看见的", NULL, 0);

	assert_true(apiclient_until(&stream, "看见的"));
	apiclient_release(&stream);
	report(f, "错过的一", NULL, 0);
	report(f, "错过的二", NULL, 0);
	snprintf(query, sizeof query, "?from=%llu", (unsigned long long)first);
	open_stream(f, &stream, "nst.commander", query);
	assert_true(apiclient_until(&stream, "错过的二"));
	const char *one = memmem(stream.body.at, stream.body.len, "错过的一", strlen("错过的一"));
	const char *two = memmem(stream.body.at, stream.body.len, "错过的二", strlen("错过的二"));

	assert_true(one != NULL && one < two);
	/* What the first report caused came after it; the report itself was seen. */
	snprintf(line, sizeof line, "event: entry\nid: %llu\n", (unsigned long long)first);
	assert_false(apiclient_has(&stream, line));
	assert_false(apiclient_has(&stream, "resync"));
	apiclient_release(&stream);
}

/* A place in the log that is not known any more, or never was, is said, and the stream ends. */
static void test_resync(void **state)
{
	static const char *const queries[] = { "?from=1", "?from=99999999" };
	struct fixture *f = *state;
	struct apiclient stream;

	for (size_t i = 0; i < COUNT(queries); i++) {
		open_stream(f, &stream, "nst.commander", queries[i]);
		while (apiclient_chunk(&stream))
			continue;
		ROW_TRUE(queries[i], apiclient_has(&stream, "event: resync\n"));
		ROW_TRUE(queries[i], apiclient_has(&stream, "\"reason\":\"too_old\""));
		apiclient_release(&stream);
	}
}

static void test_refused(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(apiclient_get(&f->client, "/api/v1/stream?post=nac"), 403);
	assert_true(apiclient_has(&f->client, "not_on_duty"));
	assert_int_equal(apiclient_get(&f->client, "/api/v1/stream?post=NOT-A-POST"), 400);
	assert_int_equal(apiclient_get(&f->client, "/api/v1/stream?from=soon"), 400);
	assert_true(apiclient_has(&f->client, "bad_query"));
}

/* Signing out, and losing the duty or the account, end the stream at once. */
static void test_lost_right(void **state)
{
	struct fixture *f = *state;
	struct apiclient stream, again, admin;
	char body[200], id[32];

	open_stream(f, &stream, "nst.commander", "");
	assert_true(apiclient_until(&stream, "hello"));
	apiclient_init(&again, apinode_port(f->node));
	memcpy(again.cookie, stream.cookie, sizeof again.cookie);
	memcpy(again.csrf, stream.csrf, sizeof again.csrf);
	assert_int_equal(apiclient_ask(&again, "DELETE", "/api/v1/session", "", STR("")), 204);
	assert_true(apiclient_until(&stream, "\"reason\":\"signed_out\""));
	assert_false(apiclient_until(&stream, "never"));
	apiclient_release(&stream);
	apiclient_release(&again);

	open_stream(f, &stream, "nst.deputy", "");
	assert_true(apiclient_until(&stream, "hello"));
	apiclient_init(&admin, apinode_port(f->node));
	LOGKIT_MUST(apiclient_login(&admin, "nat.administrator", APINODE_PASSWORD) == 200);
	assert_int_equal(apiclient_get(&admin, "/api/v1/records/account?login=nst.deputy"), 200);
	apiclient_member(&admin, "id", id, sizeof id);
	snprintf(body, sizeof body, "/api/v1/records/account/%s/lock", id);
	assert_int_equal(apiclient_post(&admin, body,
					"{\"post\":\"nat\",\"key\":\"l-1\",\"fields\":{}}"), 200);
	assert_true(apiclient_until(&stream, "\"reason\":\"account_locked\""));
	apiclient_release(&stream);
	apiclient_release(&admin);
}

/* A reader that never reads is left behind, and does not hold up the others. */
static void test_slow_reader(void **state)
{
	struct fixture *f = *state;
	struct apiclient slow, quick;
	char title[64];

	open_stream(f, &slow, "nst.commander", "");
	open_stream(f, &quick, "nst.deputy", "");
	for (int i = 0; i < 200; i++) {
		snprintf(title, sizeof title, "事件%03d号", i);
		report(f, title, NULL, 0);
	}
	assert_true(apiclient_until(&quick, "事件199号"));
	/* And when it reads again, nothing is missing or out of order. */
	assert_true(apiclient_until(&slow, "事件199号"));
	const char *at = slow.body.at;

	for (int i = 0; i < 200; i++) {
		snprintf(title, sizeof title, "\"title\":\"事件%03d号\"", i);
		const char *found = memmem(at, (size_t)(slow.body.at + slow.body.len - at), title,
					   strlen(title));

		ROW_TRUE(title, found != NULL);
		at = found;
	}
	apiclient_release(&slow);
	apiclient_release(&quick);
}

/* The node that stops says so on every stream. */
static void test_shut_down(void **state)
{
	struct fixture *f = *state;
	struct apiclient stream;

	open_stream(f, &stream, "nst.commander", "");
	assert_true(apiclient_until(&stream, "hello"));
	apinode_stop(f->node);
	assert_true(apiclient_until(&stream, "\"reason\":\"shutting_down\""));
	apiclient_release(&stream);
	f->node = apinode_start(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_hello_and_entries, setup, teardown),
		cmocka_unit_test_setup_teardown(test_reach, setup, teardown),
		cmocka_unit_test_setup_teardown(test_come_again, setup, teardown),
		cmocka_unit_test_setup_teardown(test_resync, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_lost_right, setup, teardown),
		cmocka_unit_test_setup_teardown(test_slow_reader, setup, teardown),
		cmocka_unit_test_setup_teardown(test_shut_down, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
