/* The node's signing key and the signed heads that it puts on the chains. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "log/key.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/mem.h"
#include "log/error.h"
#include "log/folder.h"
#include "os/os.h"

#define HEAD_TEXT 192

/* Files hold 32 bytes as one line of hex, so that a person can compare them by reading aloud. */
static enum log_error read_hex(const char *dir, const char *name, uint8_t ret[32], bool *ret_there)
{
	char *path = folder_path(dir, name);
	struct buf buf;
	struct hash value;
	enum log_error error = LOG_OK;
	int rc;

	buf_init(&buf, 256);
	rc = os_read_file(path, &buf);
	*ret_there = rc != -ENOENT;
	if (rc < 0 && rc != -ENOENT)
		error = LOG_NO_KEY;
	else if (rc >= 0 && !hash_parse(str_trim(buf_str(&buf)), &value))
		error = LOG_NO_KEY;
	else if (rc >= 0)
		memcpy(ret, value.bytes, sizeof value.bytes);
	sodium_memzero(&value, sizeof value);
	if (buf.at)
		sodium_memzero(buf.at, buf.len);
	buf_release(&buf);
	heap_free(path);
	return error;
}

static enum log_error write_hex(const char *dir, const char *name, const uint8_t bytes[32],
				bool secret)
{
	char *path = folder_path(dir, name);
	struct buf buf;
	int rc;

	buf_init(&buf, 256);
	buf_add_hex(&buf, bytes, 32);
	buf_add_char(&buf, '\n');
	rc = os_write_file(path, buf_str(&buf), secret);
	sodium_memzero(buf.at, buf.len);
	buf_release(&buf);
	heap_free(path);
	return error_of_errno(rc);
}

/* node.pub is only a copy for others; one that differs means that somebody changed a key. */
static enum log_error settle_public(const char *dir, const uint8_t public[32])
{
	uint8_t found[crypto_sign_PUBLICKEYBYTES];
	bool there;
	enum log_error error = read_hex(dir, FOLDER_PUBLIC, found, &there);

	if (error)
		return error;
	if (!there)
		return write_hex(dir, FOLDER_PUBLIC, public, false);
	return memcmp(found, public, sizeof found) == 0 ? LOG_OK : LOG_NO_KEY;
}

enum log_error key_load(const char *dir, bool may_make, struct key *ret)
{
	uint8_t seed[crypto_sign_SEEDBYTES];
	bool there;
	enum log_error error = read_hex(dir, FOLDER_SECRET, seed, &there);

	if (sodium_init() < 0)
		return LOG_NO_KEY;
	if (!error && !there && (!may_make || folder_size(dir, FOLDER_PUBLIC) >= 0))
		return LOG_NO_KEY;
	if (!error && !there) {
		os_random(seed, sizeof seed);
		error = write_hex(dir, FOLDER_SECRET, seed, true);
	}
	if (error)
		return error;
	crypto_sign_seed_keypair(ret->public, ret->secret, seed);
	sodium_memzero(seed, sizeof seed);
	return settle_public(dir, ret->public);
}

void key_wipe(struct key *key)
{
	sodium_memzero(key, sizeof *key);
}

enum log_error key_load_public(const char *dir, uint8_t ret[crypto_sign_PUBLICKEYBYTES],
			       bool *ret_there)
{
	return read_hex(dir, FOLDER_PUBLIC, ret, ret_there);
}

static size_t head_text(const struct log_head *head, char text[HEAD_TEXT])
{
	char origin[CODE_TEXT];
	char hex[HASH_HEX];
	int len;

	code_format(head->origin, origin);
	hash_format(&head->link, hex);
	len = snprintf(text, HEAD_TEXT, "watchfloor head\n%s\n%" PRIu64 "\n%s\n%" PRId64 "\n",
		       origin, head->seq, hex, head->time);
	assert(len > 0 && len < HEAD_TEXT);
	return (size_t)len;
}

struct log_head key_sign(const struct key *key, const struct chain *chain, instant at)
{
	struct log_head head = {
		.origin = chain->origin,
		.seq = chain->seq,
		.link = chain->link,
		.time = at,
	};
	char text[HEAD_TEXT];
	size_t len = head_text(&head, text);

	assert(chain->seq > 0);
	memcpy(head.key, key->public, sizeof head.key);
	crypto_sign_detached(head.signature, NULL, (const unsigned char *)text, len, key->secret);
	return head;
}

bool key_check(const struct log_head *head)
{
	char text[HEAD_TEXT];
	size_t len = head_text(head, text);

	return crypto_sign_verify_detached(head->signature, (const unsigned char *)text, len,
					   head->key) == 0;
}
