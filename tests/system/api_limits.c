/* What the node refuses when something is full or broken: by name, and it goes on afterwards. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "lib/apiclient.h"
#include "lib/apinode.h"
#include "lib/logkit.h"
#include "lib/unit.h"
#include "node/auth.h"
#include "os/os.h"

#define CONNECTIONS 48
#define STRANGERS 12
#define LOGIN "nst.duty_officer"

static struct apinode *start(struct apiclient *client)
{
	struct serve_options options = { .http = { .connections = CONNECTIONS,
						   .strangers = STRANGERS } };
	struct apinode *node = apinode_start(&options);

	apiclient_init(client, apinode_port(node));
	LOGKIT_MUST(apiclient_login(client, LOGIN, APINODE_PASSWORD) == 200);
	/* Who has signed in is known from his next request on. */
	LOGKIT_MUST(apiclient_get(client, "/api/v1/session") == 200);
	return node;
}

static void finish(struct apinode *node, struct apiclient *client)
{
	assert_int_equal(apiclient_get(client, "/api/v1/health"), 200);
	apiclient_release(client);
	apinode_stop(node);
}

static void assert_refused(struct apiclient *client, int status, const char *name)
{
	char text[64];

	snprintf(text, sizeof text, "\"refusal\":\"%s\"", name);
	assert_int_equal(client->status, status);
	assert_true(apiclient_has(client, text));
}

/* ---- connections ---------------------------------------------------------------------------- */

/* One more connection of somebody who is signed in already; whether it was let in. */
static bool comes_back(struct apiclient *again, const struct apiclient *client)
{
	apiclient_init(again, client->port);
	memcpy(again->cookie, client->cookie, sizeof again->cookie);
	return apiclient_get(again, "/api/v1/session") == 200;
}

/* Old and new connections at once, all behind one address: who is known uses up nobody's share. */
static void test_strangers_have_a_share(void **state)
{
	struct apiclient client, known[2 * STRANGERS], strangers[STRANGERS], next;
	struct apinode *node = start(&client);

	(void)state;
	for (int i = 0; i < 2 * STRANGERS; i++)
		assert_true(comes_back(&known[i], &client));
	for (int i = 0; i < STRANGERS; i++) {
		apiclient_init(&strangers[i], client.port);
		assert_int_equal(apiclient_get(&strangers[i], "/api/v1/health"), 200);
	}
	/* The share is used up: the next is closed, whoever he is; those inside go on. */
	assert_false(comes_back(&next, &client));
	assert_int_equal(next.status, 0);
	apiclient_release(&next);
	assert_int_equal(apiclient_get(&known[0], "/api/v1/session"), 200);
	assert_int_equal(apiclient_get(&strangers[0], "/api/v1/health"), 200);
	/* Who signs in is a stranger no more, and makes room. */
	LOGKIT_MUST(apiclient_login(&strangers[0], LOGIN, APINODE_PASSWORD) == 200);
	assert_int_equal(apiclient_get(&strangers[0], "/api/v1/session"), 200);
	assert_true(comes_back(&next, &client));
	apiclient_release(&next);
	for (int i = 0; i < STRANGERS; i++)
		apiclient_release(&strangers[i]);
	for (int i = 0; i < 2 * STRANGERS; i++)
		apiclient_release(&known[i]);
	finish(node, &client);
}

/* Three quarters of the connections; the rest is for those who ask and act. */
static void test_streams_leave_room(void **state)
{
	struct apiclient client, streams[CONNECTIONS];
	struct apinode *node = start(&client);
	int open = 0;

	(void)state;
	for (; open < CONNECTIONS; open++) {
		char path[256];

		apiclient_init(&streams[open], client.port);
		snprintf(path, sizeof path,
			 "GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nCookie: wf_session=%s\r\n\r\n",
			 client.cookie);
		LOGKIT_MUST(apiclient_send(&streams[open], str_of(path)));
		if (apiclient_answer_head(&streams[open]) != 200)
			break;
	}
	assert_int_equal(open, CONNECTIONS * 3 / 4);
	assert_int_equal(streams[open].status, 503);
	apiclient_hang_up(&streams[open]);
	memcpy(streams[open].cookie, client.cookie, sizeof client.cookie);
	apiclient_get(&streams[open], "/api/v1/stream");
	assert_refused(&streams[open], 503, "too_many_streams");
	assert_int_equal(apiclient_get(&client, "/api/v1/records/post"), 200);
	for (int i = 0; i <= open; i++)
		apiclient_release(&streams[i]);
	finish(node, &client);
}

/* ---- sessions and tokens -------------------------------------------------------------------- */

static void fill_sessions(const char *dir)
{
	char path[LOGKIT_PATH + 16], sql[512];
	sqlite3 *db;

	snprintf(path, sizeof path, "%s/auth.db", dir);
	snprintf(sql, sizeof sql,
		 "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<%d) "
		 "INSERT INTO session SELECT randomblob(32),(SELECT account FROM password LIMIT 1),"
		 "%lld,%lld FROM n", LIMIT_SESSIONS, (long long)os_now(), (long long)os_now());
	LOGKIT_MUST(sqlite3_open(path, &db) == SQLITE_OK);
	LOGKIT_MUST(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK);
	sqlite3_close(db);
}

static void test_too_many_sessions(void **state)
{
	struct apiclient client;
	struct apinode *node = start(&client);
	char dir[LOGKIT_PATH];

	(void)state;
	snprintf(dir, sizeof dir, "%s", apinode_dir(node));
	apiclient_release(&client);
	apinode_stop_keep(node);
	fill_sessions(dir);
	node = apinode_start_again(NULL, dir);
	apiclient_init(&client, apinode_port(node));
	apiclient_login(&client, LOGIN, APINODE_PASSWORD);
	assert_refused(&client, 503, "too_many_sessions");
	finish(node, &client);
}

static void test_too_many_tokens(void **state)
{
	static const char body[] =
		"{\"name\":\"x\",\"post\":\"nst\",\"scopes\":[\"read\"],\"days\":1}";
	struct apiclient client;
	struct apinode *node = start(&client);

	(void)state;
	for (int i = 0; i < AUTH_TOKENS_EACH; i++)
		assert_int_equal(apiclient_post(&client, "/api/v1/tokens", body), 201);
	apiclient_post(&client, "/api/v1/tokens", body);
	assert_refused(&client, 409, "too_many_tokens");
	finish(node, &client);
}

/* ---- what lies on the disk ------------------------------------------------------------------ */

#define HELLO "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

static int put_file(struct apiclient *client)
{
	return apiclient_ask(client, "PUT", "/api/v1/attachments/" HELLO, "", STR("hello"));
}

static void test_storage_failed(void **state)
{
	struct apiclient client;
	struct apinode *node = start(&client);
	char path[LOGKIT_PATH + 16];

	(void)state;
	snprintf(path, sizeof path, "%s/attachments", apinode_dir(node));
	rmdir(path);
	LOGKIT_MUST(os_write_file(path, STR("in the way"), false) == 0);
	put_file(&client);
	assert_refused(&client, 503, "storage_failed");
	LOGKIT_MUST(os_remove(path) == 0);
	assert_int_equal(put_file(&client), 201);
	finish(node, &client);
}

static void test_past_unreadable(void **state)
{
	static const char then[] = "/api/v1/records/post?at=2022-02-04T11:00:00Z";
	static const char note[] = "{\"post\":\"nst\",\"key\":\"n-1\",\"fields\":{\"text\":\"x\"}}";
	struct apiclient client;
	struct apinode *node = start(&client);
	char path[LOGKIT_PATH + 16], aside[LOGKIT_PATH + 16];

	(void)state;
	/* Something has happened since, so the past is not the present. */
	apinode_advance(node, 60);
	LOGKIT_MUST(apiclient_post(&client, "/api/v1/records/note", note) == 201);
	snprintf(path, sizeof path, "%s/log.db", apinode_dir(node));
	snprintf(aside, sizeof aside, "%s/aside.db", apinode_dir(node));
	LOGKIT_MUST(rename(path, aside) == 0);
	apiclient_get(&client, then);
	assert_refused(&client, 503, "past_unreadable");
	LOGKIT_MUST(rename(aside, path) == 0);
	assert_int_equal(apiclient_get(&client, then), 200);
	finish(node, &client);
}

/* A file in pieces, nobody knows how many: it must say how long it is. */
static void test_length_missing(void **state)
{
	struct apiclient client;
	struct apinode *node = start(&client);
	char request[512];

	(void)state;
	snprintf(request, sizeof request,
		 "PUT /api/v1/attachments/" HELLO " HTTP/1.1\r\nHost: x\r\n"
		 "Cookie: wf_session=%s\r\nX-CSRF: %s\r\nTransfer-Encoding: chunked\r\n\r\n"
		 "5\r\nhello\r\n0\r\n\r\n", client.cookie, client.csrf);
	LOGKIT_MUST(apiclient_send(&client, str_of(request)));
	apiclient_answer(&client);
	assert_refused(&client, 411, "length_missing");
	finish(node, &client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_strangers_have_a_share),
		cmocka_unit_test(test_streams_leave_room),
		cmocka_unit_test(test_too_many_sessions),
		cmocka_unit_test(test_too_many_tokens),
		cmocka_unit_test(test_storage_failed),
		cmocka_unit_test(test_past_unreadable),
		cmocka_unit_test(test_length_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
