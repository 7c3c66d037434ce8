/* Sealing by OpenSSL's AES-256-GCM. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/seal.h"

#include <assert.h>
#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/hash.h"
#include "base/mem.h"

/* As with hashes: looked up once, and one context a thread. */
static CRYPTO_ONCE once = CRYPTO_ONCE_STATIC_INIT;
static EVP_CIPHER *aes;
static CRYPTO_THREAD_LOCAL at_thread_end;
static _Thread_local EVP_CIPHER_CTX *thread_ctx;

static void ctx_destroy(void *ctx)
{
	EVP_CIPHER_CTX_free(ctx);
}

static void fetch(void)
{
	aes = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
	if (aes == NULL || CRYPTO_THREAD_init_local(&at_thread_end, ctx_destroy) != 1)
		mem_end();
}

static EVP_CIPHER_CTX *ctx_of_thread(void)
{
	if (thread_ctx)
		return thread_ctx;
	if (CRYPTO_THREAD_run_once(&once, fetch) != 1)
		mem_end();
	mem_ask();
	thread_ctx = EVP_CIPHER_CTX_new();
	if (thread_ctx == NULL || CRYPTO_THREAD_set_local(&at_thread_end, thread_ctx) != 1)
		mem_end();
	return thread_ctx;
}

/* What the context still knows of the key must not outlive the key. */
static void done(EVP_CIPHER_CTX *ctx)
{
	EVP_CIPHER_CTX_reset(ctx);
}

void seal_raw(const uint8_t key[SEAL_KEY], const uint8_t nonce[SEAL_NONCE], struct str text,
	      uint8_t *ret_cipher, uint8_t ret_tag[SEAL_TAG])
{
	EVP_CIPHER_CTX *ctx = ctx_of_thread();
	int len = 0, rest = 0, good;

	assert(text.len <= INT_MAX);
	if (EVP_EncryptInit_ex2(ctx, aes, key, nonce, NULL) != 1)
		mem_end();
	good = EVP_EncryptUpdate(ctx, ret_cipher, &len, (const uint8_t *)text.at, (int)text.len);
	assert(good == 1 && (uint32_t)len == text.len);
	good = EVP_EncryptFinal_ex(ctx, ret_cipher + len, &rest);
	assert(good == 1 && rest == 0);
	good = EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, SEAL_TAG, ret_tag);
	assert(good == 1);
	done(ctx);
}

static bool open_raw(const uint8_t key[SEAL_KEY], const uint8_t *nonce, uint8_t *bytes, size_t len,
		     uint8_t *tag)
{
	EVP_CIPHER_CTX *ctx = ctx_of_thread();
	int out = 0, rest = 0;
	bool good;

	if (EVP_DecryptInit_ex2(ctx, aes, key, nonce, NULL) != 1)
		mem_end();
	good = EVP_DecryptUpdate(ctx, bytes, &out, bytes, (int)len) == 1 &&
	       EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, SEAL_TAG, tag) == 1 &&
	       EVP_DecryptFinal_ex(ctx, bytes + out, &rest) == 1;
	done(ctx);
	return good;
}

void seal_nonce(const void *salt, size_t len, uint64_t number, uint8_t ret[SEAL_NONCE])
{
	uint8_t bytes[64 + 8];
	struct hash hash;

	assert(len <= 64);
	memcpy(bytes, salt, len);
	for (int i = 0; i < 8; i++)
		bytes[len + (size_t)i] = (uint8_t)(number >> (56 - 8 * i));
	hash = hash_of(bytes, len + 8);
	memcpy(ret, hash.bytes, SEAL_NONCE);
}

void seal_put(struct buf *buf, const uint8_t key[SEAL_KEY], const uint8_t nonce[SEAL_NONCE],
	      struct str text)
{
	uint8_t *cipher = heap_alloc(text.len + 1u), tag[SEAL_TAG];

	seal_raw(key, nonce, text, cipher, tag);
	buf_add_hex(buf, nonce, SEAL_NONCE);
	buf_add_hex(buf, cipher, text.len);
	buf_add_hex(buf, tag, sizeof tag);
	heap_free(cipher);
}

/* Value of a lower-case hex digit; 16: none. */
static unsigned digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 16;
}

static bool read_hex(struct str hex, uint8_t *ret)
{
	for (uint32_t i = 0; i < hex.len / 2; i++) {
		unsigned high = digit(hex.at[2 * i]), low = digit(hex.at[2 * i + 1]);

		if (high > 15 || low > 15)
			return false;
		ret[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

bool seal_open(struct buf *buf, const uint8_t key[SEAL_KEY], struct str sealed)
{
	size_t len = sealed.len / 2;
	uint8_t *bytes;
	bool good;

	if (sealed.len % 2 != 0 || len < SEAL_NONCE + SEAL_TAG || len > INT_MAX)
		return false;
	bytes = heap_alloc(len);
	len -= SEAL_NONCE + SEAL_TAG;
	good = read_hex(sealed, bytes) && open_raw(key, bytes, bytes + SEAL_NONCE, len,
						   bytes + SEAL_NONCE + len);
	if (good)
		buf_add_bytes(buf, bytes + SEAL_NONCE, len);
	seal_wipe(bytes, len + SEAL_NONCE + SEAL_TAG);
	heap_free(bytes);
	return good;
}

uint64_t seal_mark(const uint8_t key[SEAL_KEY], struct str text)
{
	uint8_t full[HASH_BYTES];
	uint64_t mark = 0;

	if (!HMAC(EVP_sha256(), key, SEAL_KEY, (const uint8_t *)text.at, text.len, full, NULL))
		mem_end();
	for (int i = 0; i < 8; i++)
		mark = mark << 8 | full[i];
	return mark;
}

void seal_wipe(void *secret, size_t len)
{
	OPENSSL_cleanse(secret, len);
}
