/* Which site this node is: a small file beside its log, and the keys for its broker. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/site_file.h"

#include <stdio.h>

#include "base/hash.h"
#include "base/json.h"
#include "os/os.h"

#define FILE_BYTES 4096

bool site_file_event_good(struct str event)
{
	if (event.len == 0 || event.len >= SITE_FILE_EVENT)
		return false;
	for (uint32_t i = 0; i < event.len; i++)
		if (!((event.at[i] >= 'a' && event.at[i] <= 'z') ||
		      (event.at[i] >= '0' && event.at[i] <= '9')))
			return false;
	return true;
}

static bool copy(struct str from, char *ret, size_t size)
{
	if (from.len == 0 || from.len >= size)
		return false;
	memcpy(ret, from.at, from.len);
	ret[from.len] = '\0';
	return true;
}

static bool read_members(struct arena *arena, struct str text, struct site_file *ret)
{
	struct json json;
	struct hash key;
	struct str event, url;

	if (json_parse(arena, text, &json) != JSON_OK || json.tokens[0].type != JSON_OBJECT)
		return false;
	event = json_text(&json, json_find(&json, 0, STR("event")), arena);
	url = json_text(&json, json_find(&json, 0, STR("broker")), arena);
	if (!hash_parse(json_text(&json, json_find(&json, 0, STR("root_key")), arena), &key))
		return false;
	memcpy(ret->root_key, key.bytes, sizeof ret->root_key);
	copy(json_text(&json, json_find(&json, 0, STR("leaf")), arena), ret->leaf,
	     sizeof ret->leaf);
	copy(json_text(&json, json_find(&json, 0, STR("above")), arena), ret->above,
	     sizeof ret->above);
	if (!code_parse(json_text(&json, json_find(&json, 0, STR("above_site")), arena),
			&ret->above_site))
		ret->above_site = 0;
	if (code_parse(json_text(&json, json_find(&json, 0, STR("follows")), arena),
		       &ret->follows) &&
	    !hash_parse(json_text(&json, json_find(&json, 0, STR("follows_key")), arena), &key))
		return false;
	if (ret->follows)
		memcpy(ret->follows_key, key.bytes, sizeof ret->follows_key);
	return site_file_event_good(event) && copy(event, ret->event, sizeof ret->event) &&
	       copy(url, ret->broker, sizeof ret->broker) &&
	       code_parse(json_text(&json, json_find(&json, 0, STR("site")), arena), &ret->self) &&
	       code_parse(json_text(&json, json_find(&json, 0, STR("root")), arena), &ret->root);
}

static void find_keys(const char *dir, struct site_file *ret)
{
	snprintf(ret->ca, sizeof ret->ca, "%s/mesh/ca.pem", dir);
	snprintf(ret->cert, sizeof ret->cert, "%s/mesh/node.pem", dir);
	snprintf(ret->key, sizeof ret->key, "%s/mesh/node.key", dir);
	if (os_file_size(ret->ca) <= 0)
		ret->ca[0] = ret->cert[0] = ret->key[0] = '\0';
}

enum site_file_found site_file_read(const char *dir, struct site_file *ret)
{
	char path[SITE_FILE_PATH];
	enum site_file_found found = SITE_FILE_NONE;
	struct arena *arena;
	struct buf buf;

	*ret = (struct site_file){ 0 };
	snprintf(path, sizeof path, "%s/site", dir);
	if (os_file_size(path) < 0)
		return found;
	arena = arena_create();
	buf_init(&buf, FILE_BYTES);
	found = os_read_file(path, &buf) >= 0 && read_members(arena, buf_str(&buf), ret)
			? SITE_FILE_GOOD
			: SITE_FILE_BAD;
	find_keys(dir, ret);
	buf_release(&buf);
	arena_destroy(arena);
	return found;
}

static void put_code(struct json_out *out, const char *name, code value)
{
	char text[CODE_TEXT];

	code_format(value, text);
	json_key(out, name);
	json_put_text(out, text);
}

static void put_followed(struct json_out *out, const struct site_file *file)
{
	char hex[HASH_HEX];
	struct hash key;

	memcpy(key.bytes, file->follows_key, sizeof key.bytes);
	hash_format(&key, hex);
	put_code(out, "follows", file->follows);
	json_key(out, "follows_key");
	json_put_text(out, hex);
}

bool site_file_write(const char *dir, const struct site_file *file)
{
	char path[SITE_FILE_PATH], hex[HASH_HEX];
	struct hash key;
	struct json_out out;
	struct buf buf;
	bool good;

	memcpy(key.bytes, file->root_key, sizeof key.bytes);
	hash_format(&key, hex);
	buf_init(&buf, FILE_BYTES);
	json_begin(&out, &buf);
	json_open(&out, '{');
	json_key(&out, "event");
	json_put_text(&out, file->event);
	put_code(&out, "site", file->self);
	put_code(&out, "root", file->root);
	json_key(&out, "root_key");
	json_put_text(&out, hex);
	json_key(&out, "broker");
	json_put_text(&out, file->broker);
	json_key(&out, "leaf");
	json_put_text(&out, file->leaf);
	json_key(&out, "above");
	json_put_text(&out, file->above);
	if (file->above_site)
		put_code(&out, "above_site", file->above_site);
	if (file->follows)
		put_followed(&out, file);
	json_close(&out, '}');
	buf_add_char(&buf, '\n');
	snprintf(path, sizeof path, "%s/site", dir);
	good = !buf.over && os_write_file(path, buf_str(&buf), true) >= 0;
	buf_release(&buf);
	return good;
}
