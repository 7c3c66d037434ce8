/* Many clients who read, act, listen, upload and hang up at random: the node stays whole. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "lib/apiclient.h"
#include "lib/apinode.h"
#include "base/chance.h"
#include "lib/logkit.h"
#include "lib/unit.h"
#include "os/os.h"
#include "os/thread.h"

#define CLIENTS 6
#define ACTIONS 120

static const char *const logins[] = { "nst.duty_officer", "nst.commander", "bj.duty_officer",
				      "nat.duty_officer", "ov.oversight",  "nac.duty_officer" };
static const char *const posts[] = { "nst", "nst", "bj", "nat", "ov", "nac" };

struct member {
	uint32_t number;
	struct chance chance;
	struct apiclient client;
	uint32_t done;                                     /* acts that were answered with 201 */
	uint32_t key;
};

/* ---- what one does -------------------------------------------------------------------------- */

static void reads(struct member *m)
{
	static const char *const paths[] = {
		"/api/v1/records/incident?limit=5",
		"/api/v1/records/incident?at=2022-02-04T11:00:01Z",
		"/api/v1/records/note?at=2022-02-04T11:00:00Z&limit=3",
		"/api/v1/records/post/nst/history",
		"/api/v1/records/post/nst/related",
		"/api/v1/search?q=%E4%BA%8B",
		"/api/v1/search?q=crowd",
		"/api/v1/schema",
		"/api/v1/health",
		"/api/v1/session",
		"/api/v1/nothing",
	};
	int status = apiclient_get(&m->client, paths[chance_below(&m->chance, COUNT(paths))]);

	assert(status == 200 || status == 404 || status == 503);
}

static void acts(struct member *m)
{
	char body[256];

	snprintf(body, sizeof body, "{\"post\":\"%s\",\"key\":\"c-%u-%u\",\"fields\":{\"title\":"
		 "\"事 crowd %u\",\"type\":\"medical\",\"location\":\"B12\"}}",
		 posts[m->number], m->number, m->key, m->key);
	m->key++;
	int status = apiclient_post(&m->client, "/api/v1/records/incident", body);

	assert(status == 201 || status == 403);
	m->done += status == 201;
}

/* Asks, and goes before the answer. */
static void hangs_up(struct member *m)
{
	char request[300];
	static const char *const paths[] = { "records/incident?at=2022-02-04T11:00:02Z",
					     "search?q=crowd", "records/post/nst/history", "stream",
					     "records/incident" };

	snprintf(request, sizeof request,
		 "GET /api/v1/%s HTTP/1.1\r\nHost: x\r\nCookie: wf_session=%s\r\n\r\n",
		 paths[chance_below(&m->chance, COUNT(paths))], m->client.cookie);
	apiclient_send(&m->client, str_of(request));
	apiclient_hang_up(&m->client);
}

static void listens(struct member *m)
{
	char request[300];

	snprintf(request, sizeof request,
		 "GET /api/v1/stream?post=%s HTTP/1.1\r\nHost: x\r\nCookie: wf_session=%s\r\n\r\n",
		 posts[m->number], m->client.cookie);
	apiclient_send(&m->client, str_of(request));
	assert(apiclient_answer_head(&m->client) == 200);
	assert(apiclient_until(&m->client, "event: hello"));
	apiclient_hang_up(&m->client);
}

/* Half of an upload, or one under a wrong name. */
static void uploads(struct member *m)
{
	char request[500];
	bool half = chance_below(&m->chance, 2) == 0;

	snprintf(request, sizeof request,
		 "PUT /api/v1/attachments/"
		 "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824 HTTP/1.1\r\n"
		 "Host: x\r\nCookie: wf_session=%s\r\nX-CSRF: %s\r\n"
		 "Content-Length: %d\r\n\r\nhellO",
		 m->client.cookie, m->client.csrf, half ? 500000 : 5);
	apiclient_send(&m->client, str_of(request));
	if (half) {
		apiclient_hang_up(&m->client);
		return;
	}
	int status = apiclient_answer(&m->client);

	assert(status == 400 || status == 503);
}

static void run(void *user)
{
	static void (*const actions[])(struct member *m) = { reads,    reads,	acts,	acts,
							     hangs_up, listens, uploads };
	struct member *m = user;

	while (apiclient_login(&m->client, logins[m->number], APINODE_PASSWORD) == 503)
		continue;
	assert(m->client.status == 200);
	for (int i = 0; i < ACTIONS; i++)
		actions[chance_below(&m->chance, COUNT(actions))](m);
}

/* ---- together ------------------------------------------------------------------------------- */

static void test_crowd(void **state)
{
	struct apinode *node = apinode_start(NULL);
	static struct member members[CLIENTS];
	struct thread *threads[CLIENTS];
	struct hash live, again;
	char dir[LOGKIT_PATH], total[16];
	uint32_t done = 0;

	(void)state;
	/* So that there is a past to look at. */
	apinode_advance(node, 10);
	for (uint32_t i = 0; i < CLIENTS; i++) {
		members[i] = (struct member){ .number = i };
		members[i].chance.state = 1000 + i;
		apiclient_init(&members[i].client, apinode_port(node));
		threads[i] = thread_create("client", run, &members[i]);
	}
	for (uint32_t i = 0; i < CLIENTS; i++) {
		thread_join(threads[i]);
		done += members[i].done;
	}
	assert_true(done > 0);
	/* Each act that was answered is there, once; and the log says the same. */
	assert_int_equal(apiclient_get(&members[4].client, "/api/v1/records/incident?limit=1"),
			 200);
	apiclient_member(&members[4].client, "total", total, sizeof total);
	assert_int_equal(atoi(total), done);
	for (uint32_t i = 0; i < CLIENTS; i++)
		apiclient_release(&members[i].client);
	apinode_digest(node, &live);
	snprintf(dir, sizeof dir, "%s", apinode_dir(node));
	apinode_stop_keep(node);
	node = apinode_start_again(NULL, dir);
	apinode_digest(node, &again);
	assert_true(hash_eq(&live, &again));
	apinode_stop(node);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_crowd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
