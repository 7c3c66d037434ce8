/* Positions as consoles get them: each at its pace, the newest of each unit, only who may see. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/mem.h"
#include "lib/apiclient.h"
#include "lib/apinode.h"
#include "lib/logkit.h"
#include "lib/unit.h"

struct fixture {
	struct apinode *node;
	struct apiclient desk;                             /* nst.duty_officer */
};

static int setup(void **state)
{
	struct fixture *f = heap_alloc(sizeof *f);

	f->node = apinode_start(NULL);
	apiclient_init(&f->desk, apinode_port(f->node));
	LOGKIT_MUST(apiclient_login(&f->desk, "nst.duty_officer", APINODE_PASSWORD) == 200);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	apiclient_release(&f->desk);
	apinode_stop(f->node);
	heap_free(f);
	return 0;
}

static void report(struct fixture *f, const char *unit, double lon, double lat)
{
	char body[200];

	snprintf(body, sizeof body, "{\"fixes\":[[\"%s\",%.6f,%.6f]]}", unit, lon, lat);
	LOGKIT_MUST(apiclient_post(&f->desk, "/api/v1/live/fixes", body) == 200);
	LOGKIT_MUST(apiclient_has(&f->desk, "\"taken\":1"));
}

static void open_stream(struct fixture *f, struct apiclient *stream, const char *login,
			const char *query)
{
	char path[256];

	apiclient_init(stream, apinode_port(f->node));
	LOGKIT_MUST(apiclient_login(stream, login, APINODE_PASSWORD) == 200);
	snprintf(path, sizeof path,
		 "GET /api/v1/live/stream?period=200%s HTTP/1.1\r\nHost: x\r\n"
		 "Cookie: wf_session=%s\r\n\r\n", query, stream->cookie);
	LOGKIT_MUST(apiclient_send(stream, str_of(path)));
	LOGKIT_MUST(apiclient_answer_head(stream) == 200);
	LOGKIT_MUST(apiclient_until(stream, "event: hello\n"));
}

static void act(struct fixture *f, const char *path, const char *key, const char *fields)
{
	char body[400];

	snprintf(body, sizeof body, "{\"post\":\"nst\",\"key\":\"%s\",\"fields\":{%s}}", key,
		 fields);
	LOGKIT_MUST(apiclient_post(&f->desk, path, body) == 200);
}

/* Finds the id of the first record of a kind at nst. */
static void id_of(struct fixture *f, const char *path, char *ret, size_t size)
{
	LOGKIT_MUST(apiclient_get(&f->desk, path) == 200);
	apiclient_member(&f->desk, "id", ret, size);
}

/* The present picture comes first, then what changes; never what one may not see. */
static void test_picture_and_deltas(void **state)
{
	struct fixture *f = *state;
	struct apiclient own, above, other;

	report(f, "nst1", 116.396, 39.993);
	open_stream(f, &own, "nst.commander", "");
	assert_true(apiclient_until(&own, "\"post\":\"nst1\",\"lon\":116.396000"));
	open_stream(f, &above, "nat.duty_officer", "");
	assert_true(apiclient_until(&above, "\"lon\":116.396000"));
	open_stream(f, &other, "nac.duty_officer", "");
	apinode_advance(f->node, 10);
	report(f, "nst1", 116.3961, 39.993);
	assert_true(apiclient_until(&own, "\"lon\":116.396100"));
	assert_true(apiclient_until(&above, "\"lon\":116.396100"));
	/* Something that the other venue may see comes; nothing of the first has come before. */
	apiclient_release(&f->desk);
	apiclient_init(&f->desk, apinode_port(f->node));
	LOGKIT_MUST(apiclient_login(&f->desk, "nac.duty_officer", APINODE_PASSWORD) == 200);
	report(f, "nac1", 116.3845, 39.9918);
	assert_true(apiclient_until(&other, "\"post\":\"nac1\""));
	assert_false(apiclient_has(&other, "nst1"));
	apiclient_release(&own);
	apiclient_release(&above);
	apiclient_release(&other);
}

/* Off duty it goes, for those who had seen it. */
static void test_off_duty(void **state)
{
	struct fixture *f = *state;
	struct apiclient stream;
	char unit[32], path[100], gone[100];

	report(f, "nst1", 116.396, 39.993);
	open_stream(f, &stream, "nst.commander", "");
	assert_true(apiclient_until(&stream, "\"lon\":116.396000"));
	LOGKIT_MUST(apiclient_get(&f->desk, "/api/v1/live/units") == 200);
	apiclient_member(&f->desk, "unit", unit, sizeof unit);
	snprintf(path, sizeof path, "/api/v1/records/unit/%s/off_duty", unit);
	act(f, path, "live-off", "");
	snprintf(gone, sizeof gone, "{\"unit\":\"%s\",\"post\":\"nst1\",\"gone\":true}", unit);
	assert_true(apiclient_until(&stream, gone));
	apiclient_release(&stream);
}

/* Two fixes inside, the second after its time: entered. The place must be in use. */
static void test_fence(void **state)
{
	struct fixture *f = *state;
	struct apiclient stream, other;
	char place[32], path[100], entered[200], entity[32], leader[32], fields[200];

	id_of(f, "/api/v1/records/place?code=nst", place, sizeof place);
	id_of(f, "/api/v1/records/agency", entity, sizeof entity);
	id_of(f, "/api/v1/records/account?login=nst.commander", leader, sizeof leader);
	snprintf(path, sizeof path, "/api/v1/records/place/%s/activate", place);
	snprintf(fields, sizeof fields, "\"resp_entity\":\"%s\",\"resp_leader\":\"%s\","
		 "\"resp_post\":\"nst\"", entity, leader);
	act(f, path, "live-place", fields);
	open_stream(f, &stream, "nst.commander", "");
	open_stream(f, &other, "nac.duty_officer", "");
	report(f, "nst1", 116.396, 39.993);
	apinode_advance(f->node, 10);
	report(f, "nst1", 116.3961, 39.993);
	snprintf(entered, sizeof entered, "\"place\":\"%s\",\"what\":\"enter\"", place);
	assert_true(apiclient_until(&stream, entered));
	for (int i = 0; i < 3; i++) {
		apinode_advance(f->node, 20);
		report(f, "nst1", 116.41 + i * 1e-4, 39.993);
	}
	assert_true(apiclient_until(&stream, "\"what\":\"leave\""));
	apiclient_release(&f->desk);
	apiclient_init(&f->desk, apinode_port(f->node));
	LOGKIT_MUST(apiclient_login(&f->desk, "nac.duty_officer", APINODE_PASSWORD) == 200);
	report(f, "nac1", 116.3845, 39.9918);
	assert_true(apiclient_until(&other, "\"post\":\"nac1\""));
	assert_false(apiclient_has(&other, "fence"));
	apiclient_release(&stream);
	apiclient_release(&other);
}

/* Who signs out is told so, and gets no more. */
static void test_rights_end(void **state)
{
	struct fixture *f = *state;
	struct apiclient stream, again;

	open_stream(f, &stream, "nst.commander", "");
	apiclient_init(&again, apinode_port(f->node));
	snprintf(again.cookie, sizeof again.cookie, "%s", stream.cookie);
	snprintf(again.csrf, sizeof again.csrf, "%s", stream.csrf);
	LOGKIT_MUST(apiclient_ask(&again, "DELETE", "/api/v1/session", "", STR("")) == 204);
	assert_true(apiclient_until(&stream, "{\"reason\":\"signed_out\"}"));
	assert_false(apiclient_until(&stream, "never"));
	apiclient_release(&stream);
	apiclient_release(&again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_picture_and_deltas, setup, teardown),
		cmocka_unit_test_setup_teardown(test_off_duty, setup, teardown),
		cmocka_unit_test_setup_teardown(test_fence, setup, teardown),
		cmocka_unit_test_setup_teardown(test_rights_end, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
