/* A site gets a certificate under its own name, and only for a key that it has shown to have. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/unit.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "node/certs.h"

#define PEM_BYTES 8192

struct made {
	struct buf authority, authority_key, key, request, cert;
};

static int make(void **state)
{
	static struct made made;

	buf_init(&made.authority, PEM_BYTES);
	buf_init(&made.authority_key, PEM_BYTES);
	buf_init(&made.key, PEM_BYTES);
	buf_init(&made.request, PEM_BYTES);
	buf_init(&made.cert, PEM_BYTES);
	assert_true(certs_make_authority("wb22", &made.authority, &made.authority_key));
	assert_true(certs_make_request("nst", &made.key, &made.request));
	*state = &made;
	return 0;
}

static int release(void **state)
{
	struct made *made = *state;

	buf_release(&made->authority);
	buf_release(&made->authority_key);
	buf_release(&made->key);
	buf_release(&made->request);
	buf_release(&made->cert);
	return 0;
}

static X509 *read(const struct buf *pem)
{
	BIO *bio = BIO_new_mem_buf(pem->at, (int)pem->len);
	X509 *cert = PEM_read_bio_X509(bio, NULL, NULL, NULL);

	BIO_free(bio);
	assert_non_null(cert);
	return cert;
}

static void a_site_is_certified(void **state)
{
	struct made *made = *state;
	X509 *cert, *authority;
	char name[64];

	buf_clear(&made->cert);
	assert_true(certs_sign(buf_str(&made->authority), buf_str(&made->authority_key),
			       buf_str(&made->request), "nst", "10.1.2.3, venue.example",
			       &made->cert));
	cert = read(&made->cert);
	authority = read(&made->authority);
	assert_int_equal(X509_verify(cert, X509_get0_pubkey(authority)), 1);
	X509_NAME_get_text_by_NID(X509_get_subject_name(cert), NID_commonName, name, sizeof name);
	assert_string_equal(name, "nst");
	assert_int_equal(X509_check_host(cert, "venue.example", 0, 0, NULL), 1);
	assert_int_equal(X509_check_host(cert, "localhost", 0, 0, NULL), 1);
	assert_int_equal(X509_check_ip_asc(cert, "10.1.2.3", 0), 1);
	assert_int_equal(X509_check_ip_asc(cert, "127.0.0.1", 0), 1);
	assert_int_equal(X509_check_ip_asc(cert, "10.1.2.4", 0), 0);
	assert_int_equal(X509_check_ca(cert), 0);
	assert_true(X509_check_ca(authority) != 0);
	X509_free(cert);
	X509_free(authority);
}

/* The name is the one that the event gives, whatever the request says. */
static void nobody_names_himself(void **state)
{
	struct made *made = *state;
	X509 *cert;
	char name[64];

	buf_clear(&made->cert);
	assert_true(certs_sign(buf_str(&made->authority), buf_str(&made->authority_key),
			       buf_str(&made->request), "yac", NULL, &made->cert));
	cert = read(&made->cert);
	X509_NAME_get_text_by_NID(X509_get_subject_name(cert), NID_commonName, name, sizeof name);
	assert_string_equal(name, "yac");
	X509_free(cert);
}

static void another_events_authority_is_another(void **state)
{
	struct made *made = *state;
	struct buf cert, key;
	X509 *site, *other;

	buf_init(&cert, PEM_BYTES);
	buf_init(&key, PEM_BYTES);
	assert_true(certs_make_authority("wb22", &cert, &key));
	buf_clear(&made->cert);
	assert_true(certs_sign(buf_str(&made->authority), buf_str(&made->authority_key),
			       buf_str(&made->request), "nst", NULL, &made->cert));
	site = read(&made->cert);
	other = read(&cert);
	assert_int_not_equal(X509_verify(site, X509_get0_pubkey(other)), 1);
	X509_free(site);
	X509_free(other);
	buf_release(&cert);
	buf_release(&key);
}

static void broken_texts_are_refused(void **state)
{
	struct made *made = *state;
	struct str request = buf_str(&made->request);

	buf_clear(&made->cert);
	assert_false(certs_sign(buf_str(&made->authority), buf_str(&made->authority_key),
				STR("no request"), "nst", NULL, &made->cert));
	assert_false(certs_sign(buf_str(&made->authority), buf_str(&made->key),
				(struct str){ request.at, request.len / 2 }, "nst", NULL,
				&made->cert));
	assert_false(certs_sign(STR(""), buf_str(&made->authority_key), request, "nst", NULL,
				&made->cert));
	assert_int_equal(made->cert.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_site_is_certified),
		cmocka_unit_test(nobody_names_himself),
		cmocka_unit_test(another_events_authority_is_another),
		cmocka_unit_test(broken_texts_are_refused),
	};

	return cmocka_run_group_tests(tests, make, release);
}
