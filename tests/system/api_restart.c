/* A node that is stopped and started again: what it knew, had promised, had indexed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/mem.h"
#include "lib/apiclient.h"
#include "lib/apinode.h"
#include "lib/logkit.h"
#include "lib/unit.h"
#include "os/os.h"

static void report(struct apiclient *client, const char *key, const char *title, int status)
{
	char body[256];

	snprintf(body, sizeof body,
		 "{\"post\":\"nst\",\"key\":\"%s\",\"fields\":{\"title\":\"%s\","
		 "\"type\":\"medical\",\"location\":\"B12\"}}", key, title);
	assert_int_equal(apiclient_post(client, "/api/v1/records/incident", body), status);
}

static struct apinode *again(struct apinode *node, char *dir, size_t size)
{
	snprintf(dir, size, "%s", apinode_dir(node));
	apinode_stop_keep(node);
	return apinode_start_again(NULL, dir);
}

/* State, sessions, keys and tokens live on; streams are told to fetch anew. */
static void test_lives_on(void **state)
{
	struct apinode *node = apinode_start(NULL);
	struct apiclient client, stream;
	struct hash before, after;
	char dir[LOGKIT_PATH], entry[32], token[APICLIENT_SECRET], line[200];

	(void)state;
	apiclient_init(&client, apinode_port(node));
	assert_int_equal(apiclient_login(&client, "nst.duty_officer", APINODE_PASSWORD), 200);
	report(&client, "r-1", "之前的事", 201);
	apiclient_member(&client, "entry", entry, sizeof entry);
	assert_int_equal(apiclient_post(&client, "/api/v1/tokens",
					"{\"name\":\"t\",\"post\":\"nst\",\"scopes\":[\"read\"],"
					"\"days\":1}"), 201);
	apiclient_member(&client, "token", token, sizeof token);
	apinode_digest(node, &before);
	node = again(node, dir, sizeof dir);
	apinode_digest(node, &after);
	assert_true(hash_eq(&before, &after));
	apiclient_hang_up(&client);
	client.port = apinode_port(node);
	assert_int_equal(apiclient_get(&client, "/api/v1/session"), 200);
	/* The same key again after the restart: the first answer, not a second incident. */
	report(&client, "r-1", "之前的事", 201);
	assert_true(str_eq(apiclient_header(&client, "Idempotent-Replay"), STR("true")));
	assert_true(apiclient_has(&client, entry));
	apinode_digest(node, &after);
	assert_true(hash_eq(&before, &after));

	memcpy(client.bearer, token, sizeof token);
	assert_int_equal(apiclient_get(&client, "/api/v1/records/incident"), 200);
	client.bearer[0] = 0;
	apiclient_init(&stream, apinode_port(node));
	snprintf(line, sizeof line, "GET /api/v1/stream?from=3 HTTP/1.1\r\nHost: x\r\n"
		 "Cookie: wf_session=%s\r\n\r\n", client.cookie);
	assert_true(apiclient_send(&stream, str_of(line)));
	assert_int_equal(apiclient_answer_head(&stream), 200);
	assert_true(apiclient_until(&stream, "event: resync"));
	apiclient_release(&stream);
	apiclient_release(&client);
	apinode_stop(node);
}

/* The index is caught up where it is behind, and made again where it is missing. */
static void test_index(void **state)
{
	static const char *const files[] = { "search.db", "search.db-wal", "search.db-shm" };
	struct apinode *node = apinode_start(NULL);
	struct apiclient client;
	char dir[LOGKIT_PATH], path[LOGKIT_PATH + 32];

	(void)state;
	apiclient_init(&client, apinode_port(node));
	assert_int_equal(apiclient_login(&client, "nst.duty_officer", APINODE_PASSWORD), 200);
	report(&client, "i-1", "缆车停运", 201);
	apinode_await_index(node);
	/* Stopped at once after this one, before it can be in the index. */
	report(&client, "i-2", "看台拥挤", 201);
	for (int round = 0; round < 2; round++) {
		node = again(node, dir, sizeof dir);
		apinode_await_index(node);
		apiclient_hang_up(&client);
		client.port = apinode_port(node);
		assert_int_equal(apiclient_get(&client,
					       "/api/v1/search?q=%E7%BC%86%E8%BD%A6"), 200);
		assert_true(apiclient_has(&client, "缆车停运"));
		assert_int_equal(apiclient_get(&client,
					       "/api/v1/search?q=%E6%8B%A5&kind=incident"), 200);
		assert_true(apiclient_has(&client, "看台拥挤"));
		if (round > 0)
			break;
		snprintf(dir, sizeof dir, "%s", apinode_dir(node));
		apinode_stop_keep(node);
		for (size_t i = 0; i < COUNT(files); i++) {
			snprintf(path, sizeof path, "%s/%s", dir, files[i]);
			os_remove(path);
		}
		node = apinode_start_again(NULL, dir);
	}
	apiclient_release(&client);
	apinode_stop(node);
}

/* Whoever waits for an answer when the node is stopped gets it, or the end of the connection. */
static void test_stop_while_asking(void **state)
{
	struct apinode *node = apinode_start(NULL);
	struct apiclient clients[24];

	(void)state;
	for (size_t i = 0; i < COUNT(clients); i++)
		apiclient_init(&clients[i], apinode_port(node));
	assert_int_equal(apiclient_login(&clients[0], "nst.duty_officer", APINODE_PASSWORD), 200);
	for (size_t i = 0; i < COUNT(clients); i++) {
		static const char *const paths[] = {
			"/api/v1/records/incident?at=2022-02-04T11:00:00Z",
			"/api/v1/search?q=x",
			"/api/v1/records/post/nst/history",
		};
		char line[300];

		snprintf(line, sizeof line,
			 "GET %s HTTP/1.1\r\nHost: x\r\nCookie: wf_session=%s\r\n\r\n",
			 paths[i % 3], clients[0].cookie);
		assert_true(apiclient_send(&clients[i], str_of(line)));
	}
	apinode_stop(node);
	for (size_t i = 0; i < COUNT(clients); i++) {
		int status = apiclient_answer(&clients[i]);

		assert_true(status == 0 || status == 200 || status == 503);
		apiclient_release(&clients[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lives_on),
		cmocka_unit_test(test_index),
		cmocka_unit_test(test_stop_while_asking),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
