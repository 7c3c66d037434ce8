/* Fingerprints of bytes by OpenSSL's SHA-256. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/mem.h"

struct hash_run {
	EVP_MD_CTX *ctx;
};

/* Looking the algorithm up costs more than a hash of an entry, so it is done once. */
static CRYPTO_ONCE once = CRYPTO_ONCE_STATIC_INIT;
static EVP_MD *sha256;
static CRYPTO_THREAD_LOCAL at_thread_end;
static _Thread_local EVP_MD_CTX *thread_ctx;

static void ctx_destroy(void *ctx)
{
	EVP_MD_CTX_free(ctx);
}

static void fetch(void)
{
	sha256 = EVP_MD_fetch(NULL, "SHA2-256", NULL);
	if (sha256 == NULL || CRYPTO_THREAD_init_local(&at_thread_end, ctx_destroy) != 1)
		mem_end();
}

static EVP_MD_CTX *ctx_create(void)
{
	if (CRYPTO_THREAD_run_once(&once, fetch) != 1)
		mem_end();
	mem_ask();
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	if (ctx == NULL)
		mem_end();
	return ctx;
}

static EVP_MD_CTX *ctx_of_thread(void)
{
	if (thread_ctx == NULL) {
		thread_ctx = ctx_create();
		if (CRYPTO_THREAD_set_local(&at_thread_end, thread_ctx) != 1)
			mem_end();
	}
	return thread_ctx;
}

static void start(EVP_MD_CTX *ctx)
{
	if (EVP_DigestInit_ex2(ctx, sha256, NULL) != 1)
		mem_end();
}

static void add(EVP_MD_CTX *ctx, const void *bytes, size_t len)
{
	int good = EVP_DigestUpdate(ctx, bytes, len);

	assert(good == 1);
}

static struct hash finish(EVP_MD_CTX *ctx)
{
	struct hash hash;
	unsigned len = 0;
	int good = EVP_DigestFinal_ex(ctx, hash.bytes, &len);

	assert(good == 1 && len == HASH_BYTES);
	return hash;
}

struct hash hash_of(const void *bytes, size_t len)
{
	EVP_MD_CTX *ctx = ctx_of_thread();

	start(ctx);
	add(ctx, bytes, len);
	return finish(ctx);
}

struct hash hash_pair(const struct hash *first, const struct hash *second)
{
	uint8_t both[2 * HASH_BYTES];

	memcpy(both, first->bytes, HASH_BYTES);
	memcpy(both + HASH_BYTES, second->bytes, HASH_BYTES);
	return hash_of(both, sizeof both);
}

struct hash_run *hash_run_create(void)
{
	struct hash_run *run = heap_alloc(sizeof *run);

	run->ctx = ctx_create();
	start(run->ctx);
	return run;
}

void hash_run_add(struct hash_run *run, const void *bytes, size_t len)
{
	add(run->ctx, bytes, len);
}

struct hash hash_run_end(struct hash_run *run)
{
	struct hash hash = finish(run->ctx);

	EVP_MD_CTX_free(run->ctx);
	heap_free(run);
	return hash;
}

void hash_format(const struct hash *hash, char ret_hex[HASH_HEX])
{
	static const char digits[16] = "0123456789abcdef";

	for (unsigned i = 0; i < HASH_BYTES; i++) {
		ret_hex[2 * i] = digits[hash->bytes[i] >> 4];
		ret_hex[2 * i + 1] = digits[hash->bytes[i] & 15];
	}
	ret_hex[2 * HASH_BYTES] = '\0';
}

static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool hash_parse(struct str hex, struct hash *ret)
{
	struct hash hash;

	if (hex.len != 2 * HASH_BYTES)
		return false;
	for (unsigned i = 0; i < HASH_BYTES; i++) {
		int high = nibble(hex.at[2 * i]);
		int low = nibble(hex.at[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		hash.bytes[i] = (uint8_t)(high << 4 | low);
	}
	*ret = hash;
	return true;
}

bool hash_eq(const struct hash *a, const struct hash *b)
{
	return memcmp(a->bytes, b->bytes, HASH_BYTES) == 0;
}
