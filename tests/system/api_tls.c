/* The node behind a certificate of its own: TLS 1.2 and up, and a new one while it runs. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
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

/* A self-signed pair whose name is `name`. */
static void make_pair(const char *name, const char *cert, const char *key)
{
	static const unsigned char serial[] = { 1 };
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

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_serves),
		TEST(test_versions),
		TEST(test_reload),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
