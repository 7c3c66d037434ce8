/* The certificates of an event: its own authority, and one certificate for each site. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/certs.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>

#include "os/os.h"

#define SERIAL_BYTES 16
#define HOSTS_BYTES 1024
#define DAY_SECONDS (24L * 60 * 60)

/* ---- PEM ------------------------------------------------------------------------------------- */

static bool take_out(BIO *bio, struct buf *ret)
{
	char *at;
	long len = BIO_get_mem_data(bio, &at);

	if (len <= 0)
		return false;
	buf_add_bytes(ret, at, (size_t)len);
	return !ret->over;
}

static bool write_cert(X509 *cert, struct buf *ret)
{
	BIO *bio = BIO_new(BIO_s_mem());
	bool good = bio && PEM_write_bio_X509(bio, cert) == 1 && take_out(bio, ret);

	BIO_free(bio);
	return good;
}

static bool write_key(EVP_PKEY *key, struct buf *ret)
{
	BIO *bio = BIO_new(BIO_s_mem());
	bool good = bio &&
		    PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1 &&
		    take_out(bio, ret);

	BIO_free(bio);
	return good;
}

static bool write_request(X509_REQ *request, struct buf *ret)
{
	BIO *bio = BIO_new(BIO_s_mem());
	bool good = bio && PEM_write_bio_X509_REQ(bio, request) == 1 && take_out(bio, ret);

	BIO_free(bio);
	return good;
}

static X509 *read_cert(struct str pem)
{
	BIO *bio = BIO_new_mem_buf(pem.at, (int)pem.len);
	X509 *cert = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;

	BIO_free(bio);
	return cert;
}

static EVP_PKEY *read_key(struct str pem)
{
	BIO *bio = BIO_new_mem_buf(pem.at, (int)pem.len);
	EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL) : NULL;

	BIO_free(bio);
	return key;
}

static X509_REQ *read_request(struct str pem)
{
	BIO *bio = BIO_new_mem_buf(pem.at, (int)pem.len);
	X509_REQ *request = bio ? PEM_read_bio_X509_REQ(bio, NULL, NULL, NULL) : NULL;

	BIO_free(bio);
	return request;
}

/* ---- the parts of a certificate -------------------------------------------------------------- */

static bool set_name(X509_NAME *name, const char *common)
{
	return name && X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
						  (const unsigned char *)common, -1, -1, 0) == 1;
}

/* Random, so that two authorities of one name can be told apart; positive, as RFC 5280 asks. */
static bool set_serial(X509 *cert)
{
	unsigned char bytes[SERIAL_BYTES];
	BIGNUM *number;
	bool good;

	os_random(bytes, sizeof bytes);
	bytes[0] &= 0x7f;
	number = BN_bin2bn(bytes, sizeof bytes, NULL);
	good = number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(cert)) != NULL;
	BN_free(number);
	return good;
}

static bool extend(X509 *cert, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509_EXTENSION *extension;
	bool good;

	X509V3_set_ctx(&context, issuer, cert, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	good = extension && X509_add_ext(cert, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return good;
}

/* Begins a day ago: the clocks of two sites need not agree to the minute. */
static X509 *begin(const char *name, EVP_PKEY *key, long days)
{
	X509 *cert = X509_new();

	if (cert && X509_set_version(cert, X509_VERSION_3) == 1 && set_serial(cert) &&
	    X509_gmtime_adj(X509_getm_notBefore(cert), -DAY_SECONDS) &&
	    X509_gmtime_adj(X509_getm_notAfter(cert), days * DAY_SECONDS) &&
	    set_name(X509_get_subject_name(cert), name) && X509_set_pubkey(cert, key) == 1)
		return cert;
	X509_free(cert);
	return NULL;
}

/* ---- what others call ------------------------------------------------------------------------ */

bool certs_make_authority(const char *event, struct buf *ret_cert, struct buf *ret_key)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *cert = key ? begin(event, key, CERTS_AUTHORITY_DAYS) : NULL;
	bool good = cert &&
		    X509_set_issuer_name(cert, X509_get_subject_name(cert)) == 1 &&
		    extend(cert, cert, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
		    extend(cert, cert, NID_key_usage, "critical,keyCertSign,cRLSign") &&
		    extend(cert, cert, NID_subject_key_identifier, "hash") &&
		    X509_sign(cert, key, EVP_sha256()) > 0 && write_cert(cert, ret_cert) &&
		    write_key(key, ret_key);

	X509_free(cert);
	EVP_PKEY_free(key);
	return good;
}

bool certs_make_request(const char *site, struct buf *ret_key, struct buf *ret_request)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509_REQ *request = X509_REQ_new();
	bool good = key && request && set_name(X509_REQ_get_subject_name(request), site) &&
		    X509_REQ_set_pubkey(request, key) == 1 &&
		    X509_REQ_sign(request, key, EVP_sha256()) > 0 && write_key(key, ret_key) &&
		    write_request(request, ret_request);

	X509_REQ_free(request);
	EVP_PKEY_free(key);
	return good;
}

static bool is_address(struct str host)
{
	for (uint32_t i = 0; i < host.len; i++)
		if (!((host.at[i] >= '0' && host.at[i] <= '9') || host.at[i] == '.'))
			return host.len > 0 && memchr(host.at, ':', host.len) != NULL;
	return host.len > 0;
}

/* "DNS:localhost,IP:127.0.0.1,DNS:venue.example" */
static bool name_hosts(const char *hosts, struct buf *ret)
{
	struct str rest = str_of(hosts ? hosts : ""), host;

	buf_add(ret, STR("DNS:localhost,IP:127.0.0.1"));
	while (rest.len > 0 && str_split(&rest, ',', &host)) {
		host = str_trim(host);
		if (host.len == 0)
			continue;
		buf_add(ret, is_address(host) ? STR(",IP:") : STR(",DNS:"));
		buf_add(ret, host);
	}
	buf_add_char(ret, '\0');
	return !ret->over;
}

static bool finish(X509 *cert, X509 *authority, EVP_PKEY *authority_key, const char *hosts)
{
	struct buf names;
	bool good;

	buf_init(&names, HOSTS_BYTES);
	good = name_hosts(hosts, &names) &&
	       X509_set_issuer_name(cert, X509_get_subject_name(authority)) == 1 &&
	       extend(cert, authority, NID_basic_constraints, "critical,CA:FALSE") &&
	       extend(cert, authority, NID_key_usage, "critical,digitalSignature") &&
	       extend(cert, authority, NID_ext_key_usage, "serverAuth,clientAuth") &&
	       extend(cert, authority, NID_subject_alt_name, names.at) &&
	       X509_sign(cert, authority_key, EVP_sha256()) > 0;
	buf_release(&names);
	return good;
}

bool certs_sign(struct str authority_cert, struct str authority_key, struct str request,
		const char *site, const char *hosts, struct buf *ret_cert)
{
	X509 *authority = read_cert(authority_cert), *cert = NULL;
	EVP_PKEY *signer = read_key(authority_key), *wanted = NULL;
	X509_REQ *asked = read_request(request);
	bool good = false;

	if (authority && signer && asked)
		wanted = X509_REQ_get_pubkey(asked);
	/* Who asks proves that he has the key. */
	if (wanted && X509_REQ_verify(asked, wanted) == 1)
		cert = begin(site, wanted, CERTS_SITE_DAYS);
	if (cert)
		good = finish(cert, authority, signer, hosts) && write_cert(cert, ret_cert);
	X509_free(cert);
	X509_free(authority);
	X509_REQ_free(asked);
	EVP_PKEY_free(signer);
	EVP_PKEY_free(wanted);
	return good;
}
