/* Invitations: what a new site shows once to be let in. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/invite.h"

#include <stdio.h>

#include "base/json.h"
#include "os/os.h"

#define PATH_BYTES 4096
#define FILE_BYTES 2048
#define HOUR_MS (INT64_C(3600) * 1000)

static void path_of(const char *dir, code site, char ret[PATH_BYTES])
{
	char name[CODE_TEXT];

	code_format(site, name);
	snprintf(ret, PATH_BYTES, "%s/mesh/invite-%s", dir, name);
}

static void put_code(struct json_out *out, const char *key, code value)
{
	char text[CODE_TEXT];

	if (value == 0)
		return;
	code_format(value, text);
	json_key(out, key);
	json_put_text(out, text);
}

static void put_hash(struct json_out *out, const char *key, const struct hash *value)
{
	char hex[HASH_HEX];

	hash_format(value, hex);
	json_key(out, key);
	json_put_text(out, hex);
}

static bool write(const char *dir, const struct invite *invite)
{
	char path[PATH_BYTES];
	struct json_out out;
	struct buf buf;
	bool good;

	buf_init(&buf, FILE_BYTES);
	json_begin(&out, &buf);
	json_open(&out, '{');
	put_code(&out, "site", invite->site);
	put_code(&out, "post", invite->post);
	put_code(&out, "follows", invite->follows);
	put_hash(&out, "secret", &invite->secret);
	json_key(&out, "until");
	json_put_instant(&out, invite->until);
	if (invite->used)
		put_hash(&out, "key", &invite->key);
	json_close(&out, '}');
	path_of(dir, invite->site, path);
	good = !buf.over && os_write_file(path, buf_str(&buf), true) >= 0;
	buf_release(&buf);
	return good;
}

static bool read_members(struct arena *arena, struct str text, struct invite *ret)
{
	struct json json;
	struct str follows, key;

	if (json_parse(arena, text, &json) != JSON_OK || json.tokens[0].type != JSON_OBJECT)
		return false;
	follows = json_text(&json, json_find(&json, 0, STR("follows")), arena);
	key = json_text(&json, json_find(&json, 0, STR("key")), arena);
	ret->used = key.at != NULL;
	return code_parse(json_text(&json, json_find(&json, 0, STR("site")), arena), &ret->site) &&
	       code_parse(json_text(&json, json_find(&json, 0, STR("post")), arena), &ret->post) &&
	       (!follows.at || code_parse(follows, &ret->follows)) &&
	       hash_parse(json_text(&json, json_find(&json, 0, STR("secret")), arena),
			  &ret->secret) &&
	       instant_parse(json_text(&json, json_find(&json, 0, STR("until")), arena),
			     &ret->until) &&
	       (!key.at || hash_parse(key, &ret->key));
}

static bool read(const char *dir, code site, struct invite *ret)
{
	struct arena *arena = arena_create();
	char path[PATH_BYTES];
	struct buf buf;
	bool good;

	*ret = (struct invite){ 0 };
	buf_init(&buf, FILE_BYTES);
	path_of(dir, site, path);
	good = os_read_file(path, &buf) >= 0 && read_members(arena, buf_str(&buf), ret) &&
	       ret->site == site;
	buf_release(&buf);
	arena_destroy(arena);
	return good;
}

bool invite_make(const char *dir, struct invite *invite, instant now,
		 char ret_secret[INVITE_SECRET])
{
	uint8_t bytes[(INVITE_SECRET - 1) / 2];

	os_random(bytes, sizeof bytes);
	for (size_t i = 0; i < sizeof bytes; i++)
		snprintf(ret_secret + 2 * i, 3, "%02x", bytes[i]);
	invite->secret = hash_of(ret_secret, INVITE_SECRET - 1);
	invite->until = now + INVITE_HOURS * HOUR_MS;
	invite->used = false;
	return write(dir, invite);
}

bool invite_check(const char *dir, code site, struct str secret, const struct hash *key,
		  instant now, struct invite *ret)
{
	struct hash shown = hash_of(secret.at, secret.len);

	return read(dir, site, ret) && hash_eq(&shown, &ret->secret) && now < ret->until &&
	       (!ret->used || hash_eq(&ret->key, key));
}

bool invite_use(const char *dir, struct invite *invite, const struct hash *key)
{
	invite->used = true;
	invite->key = *key;
	return write(dir, invite);
}

/* ---- the token ------------------------------------------------------------------------------- */

void invite_token_format(const struct invite_token *token, char ret_text[INVITE_TOKEN])
{
	char site[CODE_TEXT], hex[HASH_HEX];

	code_format(token->site, site);
	hash_format(&token->authority, hex);
	snprintf(ret_text, INVITE_TOKEN, "%s.%s.%s@%s", site, token->secret, hex, token->url);
}

bool invite_token_parse(struct str text, struct invite_token *ret)
{
	struct str rest = text, site, secret, authority;

	*ret = (struct invite_token){ 0 };
	if (!str_split(&rest, '.', &site) || !code_parse(site, &ret->site) ||
	    !str_split(&rest, '.', &secret) || secret.len != INVITE_SECRET - 1 ||
	    !str_split(&rest, '@', &authority) || !hash_parse(authority, &ret->authority) ||
	    rest.len == 0 || rest.len >= sizeof ret->url)
		return false;
	memcpy(ret->secret, secret.at, secret.len);
	memcpy(ret->url, rest.at, rest.len);
	return true;
}
