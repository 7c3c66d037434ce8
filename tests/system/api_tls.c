/* The node behind a certificate of its own: TLS 1.2 and up, and a new one while it runs. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "lib/apinode.h"
#include "lib/logkit.h"
#include "lib/unit.h"
#include "os/os.h"

static char dir[64], cert_path[96], key_path[96];

/* ---- certificates -------------------------------------------------------------------------- */

static void write_pem(const char *path, const gnutls_datum_t *pem)
{
	struct str text = { (const char *)pem->data, pem->size };

	LOGKIT_MUST(os_write_file(path, text, true) == 0);
}

/* A self-signed pair whose name is `name`, good for the host `host` and, if that, 127.0.0.1. */
static void make_pair_for(const char *host, const char *name, const char *cert, const char *key)
{
	static const unsigned char serial[] = { 1 }, loopback[] = { 127, 0, 0, 1 };
	gnutls_x509_privkey_t private_key;
	gnutls_x509_crt_t crt;
	gnutls_datum_t pem;
	time_t now = (time_t)(os_now() / 1000);

	LOGKIT_MUST(gnutls_x509_privkey_init(&private_key) == 0);
	LOGKIT_MUST(gnutls_x509_privkey_generate(private_key, GNUTLS_PK_ECDSA,
						 GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1),
						 0) == 0);
	LOGKIT_MUST(gnutls_x509_crt_init(&crt) == 0);
	LOGKIT_MUST(gnutls_x509_crt_set_key(crt, private_key) == 0);
	LOGKIT_MUST(gnutls_x509_crt_set_version(crt, 3) == 0);
	LOGKIT_MUST(gnutls_x509_crt_set_serial(crt, serial, sizeof serial) == 0);
	LOGKIT_MUST(gnutls_x509_crt_set_dn_by_oid(crt, GNUTLS_OID_X520_COMMON_NAME, 0, name,
						  (unsigned)strlen(name)) == 0);
	LOGKIT_MUST(gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_DNSNAME, host,
							 (unsigned)strlen(host),
							 GNUTLS_FSAN_SET) == 0);
	if (strcmp(host, "localhost") == 0)
		LOGKIT_MUST(gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS,
								 loopback, sizeof loopback,
								 GNUTLS_FSAN_APPEND) == 0);
	LOGKIT_MUST(gnutls_x509_crt_set_activation_time(crt, now - 3600) == 0);
	LOGKIT_MUST(gnutls_x509_crt_set_expiration_time(crt, now + 3600) == 0);
	LOGKIT_MUST(gnutls_x509_crt_sign2(crt, crt, private_key, GNUTLS_DIG_SHA256, 0) == 0);
	LOGKIT_MUST(gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_PEM, &pem) == 0);
	write_pem(cert, &pem);
	gnutls_free(pem.data);
	LOGKIT_MUST(gnutls_x509_privkey_export2(private_key, GNUTLS_X509_FMT_PEM, &pem) == 0);
	write_pem(key, &pem);
	gnutls_free(pem.data);
	gnutls_x509_crt_deinit(crt);
	gnutls_x509_privkey_deinit(private_key);
}

static void make_pair(const char *name, const char *cert, const char *key)
{
	make_pair_for("localhost", name, cert, key);
}

static int setup(void **state)
{
	(void)state;
	snprintf(dir, sizeof dir, "/tmp/tls-XXXXXX");
	LOGKIT_MUST(mkdtemp(dir) != NULL);
	snprintf(cert_path, sizeof cert_path, "%s/cert.pem", dir);
	snprintf(key_path, sizeof key_path, "%s/key.pem", dir);
	make_pair("first", cert_path, key_path);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	logkit_remove_tree(dir);
	return 0;
}

/* ---- one request ----------------------------------------------------------------------------- */

static void read_name(gnutls_session_t session, char *ret, size_t size)
{
	unsigned count = 0;
	const gnutls_datum_t *chain = gnutls_certificate_get_peers(session, &count);
	gnutls_x509_crt_t crt;

	LOGKIT_MUST(count == 1 && gnutls_x509_crt_init(&crt) == 0);
	LOGKIT_MUST(gnutls_x509_crt_import(crt, &chain[0], GNUTLS_X509_FMT_DER) == 0);
	LOGKIT_MUST(gnutls_x509_crt_get_dn_by_oid(crt, GNUTLS_OID_X520_COMMON_NAME, 0, 0, ret,
						  &size) == 0);
	gnutls_x509_crt_deinit(crt);
}

static void talk(gnutls_session_t session, const char *request, struct buf *ret)
{
	char piece[4096];
	ssize_t got;

	LOGKIT_MUST(gnutls_record_send(session, request, strlen(request)) > 0);
	while ((got = gnutls_record_recv(session, piece, sizeof piece)) > 0)
		buf_add_bytes(ret, piece, (size_t)got);
}

/* False: no handshake. ret_name is the certificate's; the answer is appended. */
static bool ask(struct apinode *node, const char *priorities, const char *request, char *ret_name,
		size_t size, struct buf *ret)
{
	gnutls_certificate_credentials_t trust;
	gnutls_session_t session;
	struct net_address address;
	char text[32];

	snprintf(text, sizeof text, "127.0.0.1:%u", apinode_port(node));
	LOGKIT_MUST(net_parse(str_of(text), &address));
	int fd = net_connect(&address, 60);

	LOGKIT_MUST(fd >= 0);
	LOGKIT_MUST(gnutls_certificate_allocate_credentials(&trust) == 0);
	LOGKIT_MUST(gnutls_init(&session, GNUTLS_CLIENT) == 0);
	LOGKIT_MUST(gnutls_priority_set_direct(session, priorities, NULL) == 0);
	LOGKIT_MUST(gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, trust) == 0);
	gnutls_transport_set_int(session, fd);
	int rc;

	do
		rc = gnutls_handshake(session);
	while (rc < 0 && gnutls_error_is_fatal(rc) == 0);
	if (rc == 0) {
		read_name(session, ret_name, size);
		talk(session, request, ret);
		gnutls_bye(session, GNUTLS_SHUT_WR);
	}
	gnutls_deinit(session);
	gnutls_certificate_free_credentials(trust);
	net_close(fd);
	return rc == 0;
}

#define HEALTH "GET /api/v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
#define LOGIN_BODY "{\"login\":\"nst.steward\",\"password\":\"" APINODE_PASSWORD "\"}"

static struct apinode *start(void)
{
	const struct serve_options options = { .http = { .tls_cert = cert_path,
							 .tls_key = key_path } };

	return apinode_start(&options);
}

static bool holds(const struct buf *answer, const char *text)
{
	return answer->len > 0 && memmem(answer->at, answer->len, text, strlen(text)) != NULL;
}

static void test_serves(void **state)
{
	struct apinode *node = start();
	struct buf answer;
	char name[64], request[512];

	(void)state;
	buf_init(&answer, 1024 * 1024);
	assert_true(ask(node, "NORMAL", HEALTH, name, sizeof name, &answer));
	assert_string_equal(name, "first");
	assert_true(holds(&answer, "\"status\":\"ok\""));
	assert_true(holds(&answer, "Strict-Transport-Security: max-age="));
	buf_clear(&answer);
	snprintf(request, sizeof request,
		 "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
		 "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
		 strlen(LOGIN_BODY), LOGIN_BODY);
	assert_true(ask(node, "NORMAL", request, name, sizeof name, &answer));
	assert_true(holds(&answer, "; HttpOnly; SameSite=Strict; Secure"));
	buf_release(&answer);
	apinode_stop(node);
}

static void test_versions(void **state)
{
	static const struct {
		const char *priorities;
		bool good;
	} rows[] = {
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.3", true },
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.2", true },
		{ "NORMAL:%COMPAT:-VERS-ALL:+VERS-TLS1.1", false },
		{ "NORMAL:%COMPAT:-VERS-ALL:+VERS-TLS1.0", false },
	};
	struct apinode *node = start();
	struct buf answer;
	char name[64];

	(void)state;
	buf_init(&answer, 1024 * 1024);
	for (size_t i = 0; i < COUNT(rows); i++)
		ROW_TRUE(rows[i].priorities,
			 ask(node, rows[i].priorities, HEALTH, name, sizeof name, &answer) ==
				 rows[i].good);
	buf_release(&answer);
	apinode_stop(node);
}

static void nothing(void *user, struct pipeline *pipeline, struct serve *serve)
{
	(void)user;
	(void)pipeline;
	(void)serve;
}

/* SIGHUP reads the pair again; a wrong one leaves the old in place. */
static void test_reload(void **state)
{
	struct apinode *node = start();
	struct buf answer;
	char name[64] = "", other[96];

	(void)state;
	buf_init(&answer, 1024 * 1024);
	make_pair("second", cert_path, key_path);
	LOGKIT_MUST(kill(getpid(), SIGHUP) == 0);
	while (strcmp(name, "second") != 0) {
		apinode_do(node, nothing, NULL);
		assert_true(ask(node, "NORMAL", HEALTH, name, sizeof name, &answer));
	}
	/* A key that is not the certificate's. */
	snprintf(other, sizeof other, "%s/other.pem", dir);
	make_pair("third", cert_path, other);
	LOGKIT_MUST(kill(getpid(), SIGHUP) == 0);
	for (int i = 0; i < 5; i++) {
		apinode_do(node, nothing, NULL);
		assert_true(ask(node, "NORMAL", HEALTH, name, sizeof name, &answer));
		assert_string_equal(name, "second");
	}
	buf_release(&answer);
	apinode_stop(node);
}

/* ---- the shell ------------------------------------------------------------------------------- */

/* What stands between `before` and the next `end` of the answer. */
static void cut(const struct buf *answer, const char *before, char end, char *ret, size_t size)
{
	struct str text = buf_str(answer);
	const char *at = memmem(text.at, text.len, before, strlen(before)), *stop;

	LOGKIT_MUST(at != NULL);
	at += strlen(before);
	stop = memchr(at, end, text.len - (size_t)(at - text.at));
	LOGKIT_MUST(stop != NULL && (size_t)(stop - at) < size);
	memcpy(ret, at, (size_t)(stop - at));
	ret[stop - at] = 0;
}

static void post(struct apinode *node, const char *path, const char *more, const char *body,
		 struct buf *ret)
{
	char request[1024], name[64];

	buf_clear(ret);
	snprintf(request, sizeof request,
		 "POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s"
		 "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
		 path, more, strlen(body), body);
	LOGKIT_MUST(ask(node, "NORMAL", request, name, sizeof name, ret));
}

/* Leaves a token of the steward in a file. */
static void make_token(struct apinode *node, const char *path)
{
	char cookie[80], csrf[80], token[80], more[300];
	struct buf answer;

	buf_init(&answer, 1024 * 1024);
	post(node, "/api/v1/session", "", LOGIN_BODY, &answer);
	cut(&answer, "wf_session=", ';', cookie, sizeof cookie);
	cut(&answer, "\"csrf\":\"", '"', csrf, sizeof csrf);
	snprintf(more, sizeof more, "Cookie: wf_session=%s\r\nX-CSRF: %s\r\n", cookie, csrf);
	post(node, "/api/v1/tokens", more,
	     "{\"name\":\"x\",\"post\":\"nst\",\"scopes\":[\"act:*\"],\"days\":1}", &answer);
	cut(&answer, "\"token\":\"", '"', token, sizeof token);
	LOGKIT_MUST(os_write_file(path, str_of(token), true) == 0);
	buf_release(&answer);
}

/* The program's exit, and in `ret` what it said on either channel. */
static int act(const char *url, const char *ca, const char *token_file, struct buf *ret)
{
	const char *program = getenv("WATCHFLOOR");
	int from[2], status;
	char piece[4096];
	ssize_t got;

	buf_clear(ret);
	LOGKIT_MUST(pipe(from) == 0);
	pid_t pid = fork();

	LOGKIT_MUST(pid >= 0);
	if (pid == 0) {
		dup2(from[1], 1);
		dup2(from[1], 2);
		execl(program, program, "act", "--url", url, "--token-file", token_file, "--post",
		      "nst", "note.log", "text=x", ca != NULL ? "--ca" : NULL, ca, NULL);
		_exit(127);
	}
	close(from[1]);
	while ((got = read(from[0], piece, sizeof piece)) > 0)
		buf_add_bytes(ret, piece, (size_t)got);
	close(from[0]);
	LOGKIT_MUST(waitpid(pid, &status, 0) == pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The node is known by a CA and by its name, or the token is not shown to it. */
static void test_act_over_tls(void **state)
{
	struct apinode *node = start();
	char token[96], other[96], named[64], numbered[64];
	struct buf said;

	(void)state;
	buf_init(&said, 1024 * 1024);
	snprintf(token, sizeof token, "%s/token", dir);
	make_token(node, token);
	snprintf(named, sizeof named, "https://localhost:%u", apinode_port(node));
	snprintf(numbered, sizeof numbered, "https://127.0.0.1:%u/", apinode_port(node));
	assert_int_equal(act(named, cert_path, token, &said), 0);
	assert_true(holds(&said, "\"id\":\"nst-"));
	assert_int_equal(act(numbered, cert_path, token, &said), 0);
	uint64_t before = apinode_pos(node);

	/* The system does not know this CA. */
	assert_int_equal(act(named, NULL, token, &said), 4);
	assert_true(holds(&said, "not to be trusted"));
	/* Nor does another CA's file. */
	snprintf(other, sizeof other, "%s/other.pem", dir);
	make_pair("other", other, key_path);
	assert_int_equal(act(named, other, token, &said), 4);
	assert_true(holds(&said, "not to be trusted"));
	assert_int_equal(act(named, key_path, token, &said), 4);
	assert_true(holds(&said, "no CA certificate"));
	assert_int_equal(act("http://127.0.0.1:1", cert_path, token, &said), 2);
	assert_int_equal(act("gopher://127.0.0.1:1", NULL, token, &said), 2);
	assert_int_equal(apinode_pos(node), before);
	buf_release(&said);
	apinode_stop(node);
}

/* Trusted, but for another host. */
static void test_act_elsewhere(void **state)
{
	char token[96], named[64];
	struct apinode *node;
	struct buf said;

	(void)state;
	make_pair_for("elsewhere.example", "first", cert_path, key_path);
	node = start();
	buf_init(&said, 1024 * 1024);
	snprintf(token, sizeof token, "%s/token", dir);
	make_token(node, token);
	snprintf(named, sizeof named, "https://localhost:%u", apinode_port(node));
	uint64_t before = apinode_pos(node);

	assert_int_equal(act(named, cert_path, token, &said), 4);
	assert_true(holds(&said, "name in the certificate does not match"));
	assert_int_equal(apinode_pos(node), before);
	buf_release(&said);
	apinode_stop(node);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_serves),
		TEST(test_versions),
		TEST(test_reload),
		TEST(test_act_over_tls),
		TEST(test_act_elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
