/* What strangers send: too much, too slowly, broken, all at once; nothing of it harms or leaks. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "lib/apiclient.h"
#include "lib/apinode.h"
#include "lib/logkit.h"
#include "lib/unit.h"
#include "os/os.h"

struct fixture {
	struct apinode *node;
	struct apiclient client;
	struct hash before;
};

static int setup(void **state)
{
	struct fixture *f = heap_alloc(sizeof *f);

	f->node = apinode_start(NULL);
	apiclient_init(&f->client, apinode_port(f->node));
	LOGKIT_MUST(apiclient_login(&f->client, "nst.duty_officer", APINODE_PASSWORD) == 200);
	apinode_digest(f->node, &f->before);
	*state = f;
	return 0;
}

/* Whatever was sent: the node still answers, and the state is what it was. */
static int teardown(void **state)
{
	struct fixture *f = *state;
	struct apiclient fresh;
	struct hash after;

	apiclient_init(&fresh, apinode_port(f->node));
	LOGKIT_MUST(apiclient_get(&fresh, "/api/v1/health") == 200);
	apiclient_release(&fresh);
	apinode_digest(f->node, &after);
	LOGKIT_MUST(hash_eq(&after, &f->before));
	apiclient_release(&f->client);
	apinode_stop(f->node);
	heap_free(f);
	return 0;
}

static void put_head(struct fixture *f, struct buf *out, const char *more)
{
	buf_printf(out, "POST /api/v1/records/incident HTTP/1.1\r\nHost: x\r\n"
		   "Cookie: wf_session=%s\r\nX-CSRF: %s\r\n"
		   "Content-Type: application/json\r\n%s\r\n",
		   f->client.cookie, f->client.csrf, more);
}

/* 100 MB announced: refused by its head alone, before a byte of it is read. */
static void test_announced_too_large(void **state)
{
	struct fixture *f = *state;
	struct buf out;

	buf_init(&out, 4096);
	put_head(f, &out, "Content-Length: 104857600\r\n");
	assert_true(apiclient_send(&f->client, buf_str(&out)));
	assert_int_equal(apiclient_answer(&f->client), 413);
	assert_true(apiclient_has(&f->client, "\"refusal\":\"body_too_large\""));
	/* And the connection is closed: nobody reads the rest. */
	assert_int_equal(apiclient_answer(&f->client), 0);
	buf_release(&out);
}

static void test_length_is_nonsense(void **state)
{
	static const char *const lengths[] = { "-1", "1e9", "99999999999999999999", "0x10", "ten" };
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(lengths); i++) {
		struct buf out;
		char more[64];

		buf_init(&out, 4096);
		snprintf(more, sizeof more, "Content-Length: %s\r\n", lengths[i]);
		put_head(f, &out, more);
		apiclient_hang_up(&f->client);
		assert_true(apiclient_send(&f->client, buf_str(&out)));
		int status = apiclient_answer(&f->client);

		ROW_TRUE(lengths[i], status == 400 || status == 413 || status == 0);
		buf_release(&out);
	}
}

/* In chunks nobody knows the size before: over the limit it is refused, far over it broken off. */
static void test_chunks_without_end(void **state)
{
	struct fixture *f = *state;
	struct buf out, chunk;
	int sent = 0;

	buf_init(&out, 4096);
	put_head(f, &out, "Transfer-Encoding: chunked\r\n");
	assert_true(apiclient_send(&f->client, buf_str(&out)));
	buf_init(&chunk, 65536);
	buf_add(&chunk, STR("8000\r\n"));
	for (int i = 0; i < 0x8000; i++)
		buf_add_char(&chunk, ' ');
	buf_add(&chunk, STR("\r\n"));
	while (sent < 10000 && apiclient_send(&f->client, buf_str(&chunk)))
		sent++;
	/* 10,000 chunks are 320 MB: no more than the limit is kept, and the end comes early. */
	assert_true(sent < 10000);
	buf_release(&chunk);
	buf_release(&out);
}

static void test_a_little_too_large(void **state)
{
	struct fixture *f = *state;
	struct buf body;

	buf_init(&body, 256 * 1024);
	buf_add(&body, STR("{\"post\":\"nst\",\"key\":\"b-1\",\"fields\":{\"title\":\""));
	while (body.len < LIMIT_BODY_BYTES)
		buf_add(&body, STR("拥挤"));
	buf_add(&body, STR("\"}}"));
	assert_int_equal(apiclient_ask(&f->client, "POST", "/api/v1/records/incident", "",
				       buf_str(&body)), 413);
	buf_release(&body);
}

/* A field that fits the body but not its own limit. */
static void test_field_too_long(void **state)
{
	struct fixture *f = *state;
	char body[2048];
	size_t len = (size_t)snprintf(body, sizeof body,
				      "{\"post\":\"nst\",\"key\":\"b-2\",\"fields\":{\"type\":"
				      "\"medical\",\"title\":\"");

	memset(body + len, 'x', 600);
	memcpy(body + len + 600, "\"}}", 4);
	assert_int_equal(apiclient_post(&f->client, "/api/v1/records/incident", body), 400);
	assert_true(apiclient_has(&f->client, "\"refusal\":\"too_long\""));
}

static void test_broken_bodies(void **state)
{
	static const struct {
		const char *body;
		const char *refusal;
	} rows[] = {
		{ "", "broken_json" },
		{ "{", "broken_json" },
		{ "nul", "broken_json" },
		{ "{\"post\":\"nst\",}", "broken_json" },
		{ "{\"post\":\"nst\"} {}", "broken_json" },
		{ "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{"
		  "\"a\":{\"a\":{\"a\":{"
		  "\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}}}}}}}}}", "broken_json" },
		{ "{\"post\":\"\\ud800\"}", "broken_json" },
		{ "{\"post\":\"\\u0000\"}", "broken_json" },
		{ "{\"post\":\"\xc3\x28\"}", "not_utf8" },
		{ "{\"post\":\"\xed\xa0\x80\"}", "not_utf8" },
		{ "{\"post\":\"\xf5\x80\x80\x80\"}", "not_utf8" },
		{ "\"post\"", "bad_envelope" },
		{ "{\"post\":1e400}", "bad_envelope" },
	};
	struct fixture *f = *state;
	char wanted[64];

	for (size_t i = 0; i < COUNT(rows); i++) {
		snprintf(wanted, sizeof wanted, "\"refusal\":\"%s\"", rows[i].refusal);
		int status = apiclient_post(&f->client, "/api/v1/records/incident", rows[i].body);

		ROW_TRUE(rows[i].body, status == 400);
		ROW_TRUE(rows[i].body, apiclient_has(&f->client, wanted));
	}
}

/* More header lines than the pool holds: closed or refused, never kept. */
static void test_header_flood(void **state)
{
	struct fixture *f = *state;
	struct buf out;
	char line[64];
	int status;

	buf_init(&out, 4 * 1024 * 1024);
	buf_add(&out, STR("GET /api/v1/health HTTP/1.1\r\nHost: x\r\n"));
	for (int i = 0; i < 20000; i++) {
		snprintf(line, sizeof line, "X-Flood-%d: %032d\r\n", i, i);
		buf_add(&out, str_of(line));
	}
	buf_add(&out, STR("\r\n"));
	apiclient_hang_up(&f->client);
	apiclient_send(&f->client, buf_str(&out));
	status = apiclient_answer(&f->client);
	assert_true(status == 0 || status == 431 || status == 413);
	buf_release(&out);
}

static void test_endless_address(void **state)
{
	struct fixture *f = *state;
	struct buf out;

	buf_init(&out, 1024 * 1024);
	buf_add(&out, STR("GET /api/v1/"));
	for (int i = 0; i < 5000; i++)
		buf_add_char(&out, 'a');
	buf_add(&out, STR(" HTTP/1.1\r\nHost: x\r\n\r\n"));
	apiclient_hang_up(&f->client);
	apiclient_send(&f->client, buf_str(&out));
	assert_int_equal(apiclient_answer(&f->client), 414);
	assert_true(apiclient_has(&f->client, "address_too_long"));
	buf_release(&out);
}

static void test_not_http(void **state)
{
	static const char *const rows[] = {
		"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
		"HELLO\r\n\r\n",
		"GET\r\n\r\n",
		"GET /api/v1/health HTTP/9.9\r\nHost: x\r\n\r\n",
		"GET /api/v1/health HTTP/1.1\r\n\r\n",
		"GET /api/v1/health HTTP/1.1\r\nHost: x\r\nno colon here\r\n\r\n",
		"GET http://other/api/v1/health HTTP/1.1\r\nHost: x\r\n\r\n",
		"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
		"CONNECT other:443 HTTP/1.1\r\nHost: x\r\n\r\n",
		"TRACE /api/v1/health HTTP/1.1\r\nHost: x\r\n\r\n",
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct apiclient client;

		apiclient_init(&client, apinode_port(f->node));
		apiclient_send(&client, str_of(rows[i]));
		/* What has not come whole is waited for: closing our side ends it. */
		shutdown(client.fd, SHUT_WR);
		int status = apiclient_answer(&client);

		ROW_TRUE(rows[i], status == 0 || (status >= 400 && status < 506));
		apiclient_release(&client);
	}
}

/* Several requests at once on one connection are answered one after the other, each its own. */
static void test_pipelined(void **state)
{
	struct fixture *f = *state;
	struct buf out;

	buf_init(&out, 65536);
	for (int i = 0; i < 20; i++) {
		buf_printf(&out, "GET %s HTTP/1.1\r\nHost: x\r\nCookie: wf_session=%s\r\n\r\n",
			   i % 3 == 0 ? "/api/v1/health"
				      : i % 3 == 1 ? "/api/v1/records/incident" : "/api/v1/nothing",
			   f->client.cookie);
	}
	apiclient_hang_up(&f->client);
	assert_true(apiclient_send(&f->client, buf_str(&out)));
	for (int i = 0; i < 20; i++) {
		static const char *const has[] = { "\"status\":\"ok\"", "\"records\":[",
						   "unknown_address" };

		assert_int_equal(apiclient_answer(&f->client), i % 3 == 2 ? 404 : 200);
		assert_true(apiclient_has(&f->client, has[i % 3]));
	}
	buf_release(&out);
}

/* Two requests read as one by a proxy and as two by the node would let one speak for another. */
static void test_smuggling(void **state)
{
	struct fixture *f = *state;
	struct buf out;

	buf_init(&out, 4096);
	put_head(f, &out, "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n");
	buf_add(&out, STR("0\r\n\r\nGET /api/v1/session HTTP/1.1\r\nHost: x\r\n\r\n"));
	apiclient_hang_up(&f->client);
	apiclient_send(&f->client, buf_str(&out));
	int status = apiclient_answer(&f->client);

	assert_true(status == 0 || status >= 400);
	buf_release(&out);
}

/* The client goes while its act waits for the disk: the act stands, and nothing else breaks. */
static void test_hung_up_before_answer(void **state)
{
	struct fixture *f = *state;
	const char *fields = "{\"post\":\"nst\",\"key\":\"h-%d\",\"fields\":{\"title\":\"x\"}}";

	for (int i = 0; i < 50; i++) {
		struct buf out;
		char body[128], more[64];
		int len = snprintf(body, sizeof body, fields, i);

		buf_init(&out, 4096);
		snprintf(more, sizeof more, "Content-Length: %d\r\n", len);
		put_head(f, &out, more);
		buf_add(&out, str_of(body));
		assert_true(apiclient_send(&f->client, buf_str(&out)));
		apiclient_hang_up(&f->client);
		buf_release(&out);
	}
}

/* Half a request, and then nothing: other clients are served meanwhile. */
static void test_half_a_request(void **state)
{
	const struct str half_a_head = STR("GET /api/v1/hea");
	const struct str half_a_body = STR("POST /api/v1/session HTTP/1.1\r\nHost: x\r\n"
					   "Content-Type: application/json\r\n"
					   "Content-Length: 50\r\n\r\n{\"lo");
	struct fixture *f = *state;
	struct apiclient slow[64];

	for (size_t i = 0; i < COUNT(slow); i++) {
		apiclient_init(&slow[i], apinode_port(f->node));
		assert_true(apiclient_send(&slow[i], i % 2 ? half_a_head : half_a_body));
	}
	assert_int_equal(apiclient_get(&f->client, "/api/v1/health"), 200);
	assert_int_equal(apiclient_get(&f->client, "/api/v1/records/incident"), 200);
	for (size_t i = 0; i < COUNT(slow); i++)
		apiclient_release(&slow[i]);
}

/* ---- slow senders, and what is written down ------------------------------------------------- */

/* Standard error of the node goes into a file while a test looks at what it says. */
static int saved_error;
static char error_path[] = "/tmp/api-error-XXXXXX";

static void catch_errors(void)
{
	snprintf(error_path, sizeof error_path, "/tmp/api-error-XXXXXX");
	int fd = mkstemp(error_path);

	LOGKIT_MUST(fd >= 0);
	fflush(stderr);
	saved_error = dup(2);
	dup2(fd, 2);
	close(fd);
}

static void give_errors_back(struct buf *ret)
{
	fflush(stderr);
	dup2(saved_error, 2);
	close(saved_error);
	buf_init(ret, 1024 * 1024);
	LOGKIT_MUST(os_read_file(error_path, ret) >= 0);
	os_remove(error_path);
}

static uint32_t count_of(const struct buf *text, const char *part)
{
	uint32_t count = 0;
	const char *at = text->at, *end = text->at + text->len;

	while (at < end && (at = memmem(at, (size_t)(end - at), part, strlen(part))) != NULL) {
		count++;
		at += strlen(part);
	}
	return count;
}

/* Who does not send a whole request in time is cut off, whether he is silent or drips. */
static void test_slow_senders(void **state)
{
	const struct serve_options options = { .http = { .request_seconds = 1 } };
	const struct str starts[] = { STR("GET /api/v1/hea"),
				      STR("POST /api/v1/session HTTP/1.1\r\nHost: x\r\n"
					  "Content-Type: application/json\r\n"
					  "Content-Length: 5000\r\n\r\n{\"lo") };
	struct apinode *node = apinode_start(&options);

	(void)state;
	for (size_t i = 0; i < 2 * COUNT(starts); i++) {
		bool drips = i >= COUNT(starts);
		struct apiclient client;

		apiclient_init(&client, apinode_port(node));
		assert_true(apiclient_send(&client, starts[i % COUNT(starts)]));
		/* Goes on for as long as the node lets it. */
		while (drips && apiclient_send(&client, STR(" ")))
			usleep(50000);
		assert_int_equal(apiclient_answer(&client), 0);
		apiclient_release(&client);
	}
	apinode_stop(node);
}

/* Each refusal is one line with its name and whence it came, and never a secret. */
static void test_written_once(void **state)
{
	const struct serve_options options = { .behind_proxy = true };
	struct apinode *node = apinode_start(&options);
	struct apiclient client;
	struct buf lines;

	(void)state;
	apiclient_init(&client, apinode_port(node));
	assert_int_equal(apiclient_login(&client, "nst.duty_officer", APINODE_PASSWORD), 200);
	catch_errors();
	assert_int_equal(apiclient_ask(&client, "POST", "/api/v1/records/incident",
				       "X-Forwarded-For: 10.9.8.7, 203.0.113.9\r\n", STR("{")),
			 400);
	assert_int_equal(apiclient_get(&client, "/api/v1/records/incident?limit=x"), 400);
	assert_int_equal(apiclient_get(&client, "/a%00"), 400);
	client.csrf[0] = 'x';
	assert_int_equal(apiclient_post(&client, "/api/v1/records/incident", "{}"), 403);
	assert_int_equal(apiclient_login(&client, "nst.steward", "geheimes-losungswort"), 401);
	assert_int_equal(apiclient_get(&client, "/api/v1/health"), 200);
	give_errors_back(&lines);
	assert_int_equal(count_of(&lines, "\"event\":\"refused\""), 5);
	assert_int_equal(count_of(&lines, "\n"), 5 + count_of(&lines, "lines_left_out"));
	assert_int_equal(count_of(&lines, "\"refusal\":\"broken_json\""), 1);
	assert_int_equal(count_of(&lines, "\"refusal\":\"out_of_range\""), 1);
	assert_int_equal(count_of(&lines, "\"refusal\":\"bad_path\""), 1);
	assert_int_equal(count_of(&lines, "\"refusal\":\"csrf_missing\""), 1);
	assert_int_equal(count_of(&lines, "\"refusal\":\"bad_login\""), 1);
	/* What the proxy on this machine says last is the caller; what was said before is not. */
	assert_int_equal(count_of(&lines, "\"from\":\"203.0.113.9\""), 1);
	assert_int_equal(count_of(&lines, "\"from\":\"127.0.0.1\""), 4);
	assert_int_equal(count_of(&lines, "10.9.8.7"), 0);
	assert_int_equal(count_of(&lines, "losungswort"), 0);
	assert_int_equal(count_of(&lines, client.cookie[0] ? client.cookie : "wf_session"), 0);
	buf_release(&lines);
	apiclient_release(&client);
	apinode_stop(node);
}

/* From the fifth wrong password on one must wait, and ever longer: at last it says so. */
static void test_locked_out(void **state)
{
	struct fixture *f = *state;
	struct apiclient client;
	int tries = 0;

	apiclient_init(&client, apinode_port(f->node));
	while (apiclient_login(&client, "nst.steward", "falsch-falsch") == 401 && tries < 18)
		tries++;
	assert_int_equal(client.status, 429);
	assert_true(tries >= 5);
	assert_true(apiclient_has(&client, "\"refusal\":\"locked_out\""));
	assert_true(apiclient_has(&client, "\"retry_after\":"));
	assert_true(apiclient_header(&client, "Retry-After").len > 0);
	/* Another login is not touched by it. */
	assert_int_equal(apiclient_login(&client, "nst.commander", APINODE_PASSWORD), 200);
	apiclient_release(&client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_announced_too_large), TEST(test_length_is_nonsense),
		TEST(test_chunks_without_end),	TEST(test_a_little_too_large),
		TEST(test_field_too_long),	TEST(test_broken_bodies),
		TEST(test_header_flood),	TEST(test_endless_address),
		TEST(test_not_http),		TEST(test_pipelined),
		TEST(test_smuggling),		TEST(test_hung_up_before_answer),
		TEST(test_half_a_request),	TEST(test_locked_out),
		cmocka_unit_test(test_slow_senders),
		cmocka_unit_test(test_written_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
