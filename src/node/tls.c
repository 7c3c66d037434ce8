/* The certificate that the node shows, which can be changed while it runs. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/tls.h"

#include <assert.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "os/os.h"

#define CHAIN_MOST 8
#define FILE_BYTES 65536

struct pair {
	gnutls_pcert_st chain[CHAIN_MOST];
	unsigned int count;
	gnutls_privkey_t key;
};

/* The one before is kept for handshakes that have begun with it. */
static struct pair current, before;

static void pair_release(struct pair *pair)
{
	for (unsigned int i = 0; i < pair->count; i++)
		gnutls_pcert_deinit(&pair->chain[i]);
	if (pair->key != NULL)
		gnutls_privkey_deinit(pair->key);
	*pair = (struct pair){ .count = 0 };
}

static bool read_chain(const char *path, struct pair *ret)
{
	struct buf buf;
	unsigned int count = CHAIN_MOST;

	buf_init(&buf, FILE_BYTES);
	bool good = os_read_file(path, &buf) == 0;

	if (good) {
		gnutls_datum_t pem = { (unsigned char *)buf.at, (unsigned int)buf.len };

		good = gnutls_pcert_list_import_x509_raw(ret->chain, &count, &pem,
							 GNUTLS_X509_FMT_PEM, 0) >= 0;
		ret->count = good ? count : 0;
	}
	buf_release(&buf);
	return good && count > 0;
}

static bool read_key(const char *path, struct pair *ret)
{
	struct buf buf;

	buf_init(&buf, FILE_BYTES);
	bool good = os_read_file(path, &buf) == 0 && gnutls_privkey_init(&ret->key) == 0;

	if (good) {
		gnutls_datum_t pem = { (unsigned char *)buf.at, (unsigned int)buf.len };

		good = gnutls_privkey_import_x509_raw(ret->key, &pem, GNUTLS_X509_FMT_PEM, NULL,
						      0) == 0;
	}
	if (buf.at != NULL)
		explicit_bzero(buf.at, buf.size);
	buf_release(&buf);
	return good;
}

/* The key signs what the certificate's public key verifies. */
static bool belong_together(const struct pair *pair)
{
	unsigned char one[64], other[64];
	size_t one_len = sizeof one, other_len = sizeof other;
	gnutls_pubkey_t public;

	if (gnutls_pubkey_init(&public) != 0)
		return false;
	bool good = gnutls_pubkey_import_privkey(public, pair->key, 0, 0) == 0 &&
		    gnutls_pubkey_get_key_id(public, 0, one, &one_len) == 0 &&
		    gnutls_pubkey_get_key_id(pair->chain[0].pubkey, 0, other, &other_len) == 0;

	gnutls_pubkey_deinit(public);
	return good && one_len == other_len && memcmp(one, other, one_len) == 0;
}

const char *tls_load(const char *cert_path, const char *key_path)
{
	struct pair pair = { .count = 0 };
	const char *fault = NULL;

	if (!read_chain(cert_path, &pair))
		fault = "无法读取证书 / the certificate cannot be read";
	else if (!read_key(key_path, &pair))
		fault = "无法读取私钥 / the private key cannot be read";
	else if (!belong_together(&pair))
		fault = "证书与私钥不匹配 / the private key is not that of the certificate";
	if (fault != NULL) {
		pair_release(&pair);
		return fault;
	}
	pair_release(&before);
	before = current;
	current = pair;
	return NULL;
}

void tls_release(void)
{
	pair_release(&before);
	pair_release(&current);
}

static int give(gnutls_session_t session, const gnutls_datum_t *names, int nnames,
		const gnutls_pk_algorithm_t *algorithms, int nalgorithms,
		gnutls_pcert_st **ret_chain, unsigned int *ret_count, gnutls_privkey_t *ret_key)
{
	(void)session;
	(void)names;
	(void)nnames;
	(void)algorithms;
	(void)nalgorithms;
	*ret_chain = current.chain;
	*ret_count = current.count;
	*ret_key = current.key;
	return 0;
}

void *tls_callback(void)
{
	gnutls_certificate_retrieve_function2 *function = give;
	void *pointer;

	static_assert(sizeof pointer == sizeof function, "a function's address fits");
	memcpy(&pointer, &function, sizeof pointer);
	return pointer;
}

const char *tls_priorities(void)
{
	return "SECURE128:%SERVER_PRECEDENCE:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";
}
