/* Acts whose commit takes long: nobody is answered before it, and who has gone harms nothing. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <sqlite3.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "lib/apiclient.h"
#include "lib/apinode.h"
#include "lib/logkit.h"
#include "lib/unit.h"

struct fixture {
	struct apinode *node;
	struct apiclient client;
	sqlite3 *db;                                       /* holds the log: nothing is committed */
};

static void run_sql(struct fixture *f, const char *sql)
{
	assert_int_equal(sqlite3_exec(f->db, sql, NULL, NULL, NULL), SQLITE_OK);
}

static int setup(void **state)
{
	struct fixture *f = heap_alloc(sizeof *f);
	char path[LOGKIT_PATH + 8];

	f->node = apinode_start(NULL);
	apiclient_init(&f->client, apinode_port(f->node));
	LOGKIT_MUST(apiclient_login(&f->client, "nst.duty_officer", APINODE_PASSWORD) == 200);
	snprintf(path, sizeof path, "%s/log.db", apinode_dir(f->node));
	LOGKIT_MUST(sqlite3_open_v2(path, &f->db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	sqlite3_close(f->db);
	apiclient_release(&f->client);
	apinode_stop(f->node);
	heap_free(f);
	return 0;
}

/* Sends a report and returns when the node has decided it, which is not yet to have kept it. */
static void send_report(struct fixture *f, struct apiclient *client, const char *key)
{
	uint64_t before = apinode_pos(f->node);
	char body[256];
	struct buf out;
	int len = snprintf(body, sizeof body,
			   "{\"post\":\"nst\",\"key\":\"%s\",\"fields\":{\"title\":\"t\","
			   "\"type\":\"medical\",\"location\":\"B12\"}}", key);

	buf_init(&out, 4096);
	buf_printf(&out, "POST /api/v1/records/incident HTTP/1.1\r\nHost: x\r\n"
		   "Cookie: wf_session=%s\r\nX-CSRF: %s\r\nContent-Type: application/json\r\n"
		   "Content-Length: %d\r\n\r\n%s", f->client.cookie, f->client.csrf, len, body);
	assert_true(apiclient_send(client, buf_str(&out)));
	buf_release(&out);
	while (apinode_pos(f->node) == before)
		usleep(1000);
}

/* Closed by a reset, which a server notices at once, also while it has nothing to read or write. */
static void break_off(struct apiclient *client)
{
	const struct linger now = { .l_onoff = 1, .l_linger = 0 };

	assert_int_equal(setsockopt(client->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now), 0);
	apiclient_hang_up(client);
}

/* What was asked stands, and can be asked for again by its key. */
static void test_client_goes(void **state)
{
	struct fixture *f = *state;
	struct apiclient going[8];
	char key[32];

	run_sql(f, "BEGIN IMMEDIATE");
	for (size_t i = 0; i < COUNT(going); i++) {
		apiclient_init(&going[i], apinode_port(f->node));
		snprintf(key, sizeof key, "gone-%zu", i);
		send_report(f, &going[i], key);
		break_off(&going[i]);
	}
	/* Who asks now is answered in a later turn of the loop than that in which they went. */
	assert_int_equal(apiclient_get(&f->client, "/api/v1/health"), 200);
	run_sql(f, "ROLLBACK");
	assert_int_equal(apiclient_post(&f->client, "/api/v1/records/incident",
					"{\"post\":\"nst\",\"key\":\"gone-7\",\"fields\":{"
					"\"title\":\"t\",\"type\":\"medical\","
					"\"location\":\"B12\"}}"), 201);
	assert_true(str_eq(apiclient_header(&f->client, "Idempotent-Replay"), STR("true")));
	for (size_t i = 0; i < COUNT(going); i++)
		apiclient_release(&going[i]);
}

/* However long it takes; the node serves others, and this one's connection goes on afterwards. */
static void test_disk_is_slow(void **state)
{
	struct fixture *f = *state;
	struct apiclient waiting;

	apiclient_init(&waiting, apinode_port(f->node));
	run_sql(f, "BEGIN IMMEDIATE");
	send_report(f, &waiting, "slow");
	for (int i = 0; i < 30; i++) {
		char byte;

		assert_int_equal(apiclient_get(&f->client, "/api/v1/health"), 200);
		assert_int_equal(recv(waiting.fd, &byte, 1, MSG_DONTWAIT | MSG_PEEK), -1);
		usleep(10000);
	}
	run_sql(f, "ROLLBACK");
	assert_int_equal(apiclient_answer(&waiting), 201);
	send_report(f, &waiting, "quick");
	assert_int_equal(apiclient_answer(&waiting), 201);
	apiclient_release(&waiting);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_client_goes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_disk_is_slow, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
