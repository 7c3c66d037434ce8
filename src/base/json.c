/* JSON as other machines send it: read with no mercy, written without a fault. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/scan.h"

/* Objects up to this size are searched for repeated keys pair by pair, larger ones by a table. */
#define SMALL_OBJECT 24

struct reader {
	const char *text;
	const char *at;
	const char *end;
	struct json_token *tokens;
	uint32_t count;
	uint32_t capacity;
	uint32_t depth;
	enum json_error error;
	struct arena *arena;
};

const char *json_error_name(enum json_error error)
{
	static const char *const names[] = {
		[JSON_OK] = "json_ok",
		[JSON_BROKEN] = "json_broken",
		[JSON_NOT_UTF8] = "json_not_utf8",
		[JSON_TOO_DEEP] = "json_too_deep",
		[JSON_TOO_MANY] = "json_too_many",
		[JSON_REPEATED_KEY] = "json_repeated_key",
		[JSON_BAD_ESCAPE] = "json_bad_escape",
	};

	assert((unsigned)error < sizeof names / sizeof names[0]);
	return names[error];
}

static bool fail(struct reader *r, enum json_error error)
{
	r->error = error;
	return false;
}

static inline void skip_blanks(struct reader *r)
{
	while (r->at < r->end &&
	       (*r->at == ' ' || *r->at == '\n' || *r->at == '\r' || *r->at == '\t'))
		r->at++;
}

/* Skips blanks and takes the character if it is next. */
static inline bool take(struct reader *r, char c)
{
	skip_blanks(r);
	if (r->at == r->end || *r->at != c)
		return false;
	r->at++;
	return true;
}

static void tokens_grow(struct reader *r)
{
	uint32_t twice = r->capacity * 2;
	uint32_t capacity = twice < LIMIT_JSON_TOKENS ? twice : LIMIT_JSON_TOKENS;
	struct json_token *tokens = arena_room(r->arena, capacity * sizeof *tokens);

	memcpy(tokens, r->tokens, r->count * sizeof *tokens);
	r->tokens = tokens;
	r->capacity = capacity;
}

static inline bool token_add(struct reader *r, enum json_type type, const char *start,
			     const char *end)
{
	if (r->count == LIMIT_JSON_TOKENS)
		return fail(r, JSON_TOO_MANY);
	if (r->count == r->capacity)
		tokens_grow(r);
	r->tokens[r->count] = (struct json_token){
		.type = (uint8_t)type,
		.start = (uint32_t)(start - r->text),
		.end = (uint32_t)(end - r->text),
		.next = r->count + 1,
	};
	r->count++;
	return true;
}

/* Four hexadecimal digits; false if they are not. */
static bool hex4(const char *at, const char *end, uint32_t *ret)
{
	uint32_t value = 0;

	if (end - at < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		char c = at[i];
		char low = (char)(c | 0x20);

		if (scan_digit(c))
			value = value << 4 | (uint32_t)(c - '0');
		else if (low >= 'a' && low <= 'f')
			value = value << 4 | (uint32_t)(low - 'a' + 10);
		else
			return false;
	}
	*ret = value;
	return true;
}

/* Reads the \u escape, whose u is at `at`; returns its end, NULL if it stands for no character. */
static const char *escape_u(const char *at, const char *end, uint32_t *ret)
{
	uint32_t low;

	if (!hex4(at + 1, end, ret) || *ret == 0)
		return NULL;
	at += 5;
	if ((*ret & 0xF800) != 0xD800)
		return at;
	if (*ret >= 0xDC00 || end - at < 6 || at[0] != '\\' || at[1] != 'u' ||
	    !hex4(at + 2, end, &low) || (low & 0xFC00) != 0xDC00)
		return NULL;
	*ret = 0x10000 + ((*ret & 0x3FF) << 10) + (low & 0x3FF);
	return at + 6;
}

/* Reads the escape whose backslash is at `at`; returns its end, NULL if it stands for nothing. */
static const char *escape(const char *at, const char *end, uint32_t *ret)
{
	if (end - at < 2)
		return NULL;
	switch (at[1]) {
	case '"': case '\\': case '/': *ret = (unsigned char)at[1]; break;
	case 'b': *ret = '\b'; break;
	case 'f': *ret = '\f'; break;
	case 'n': *ret = '\n'; break;
	case 'r': *ret = '\r'; break;
	case 't': *ret = '\t'; break;
	case 'u': return escape_u(at + 1, end, ret);
	default: return NULL;
	}
	return at + 2;
}

/* The end of what a string holds that is not plain ASCII; NULL with the reader's error. */
static const char *skip_odd(struct reader *r, const char *at)
{
	enum json_error error = JSON_BROKEN;
	const char *end = NULL;
	uint32_t ignored;

	if ((unsigned char)*at > 127) {
		end = scan_wide(at, r->end);
		error = JSON_NOT_UTF8;
	} else if (*at == '\\') {
		end = escape(at, r->end, &ignored);
		error = JSON_BAD_ESCAPE;
	}
	if (end == NULL)
		fail(r, error);
	return end;
}

static bool read_string(struct reader *r)
{
	const char *start = r->at + 1, *at = scan_plain(start, r->end, true);
	bool escaped = false;

	while (at < r->end && *at != '"') {
		escaped |= *at == '\\';
		at = skip_odd(r, at);
		if (at == NULL)
			return false;
		at = scan_plain(at, r->end, true);
	}
	if (at == r->end)
		return fail(r, JSON_BROKEN);
	r->at = at + 1;
	if (!token_add(r, JSON_STRING, start, at))
		return false;
	r->tokens[r->count - 1].escaped = escaped;
	return true;
}

static bool read_number(struct reader *r)
{
	const char *start = r->at;
	const char *end = scan_number(start, r->end);

	if (end == NULL)
		return fail(r, JSON_BROKEN);
	r->at = end;
	return token_add(r, JSON_NUMBER, start, end);
}

static bool read_word(struct reader *r, struct str word, enum json_type type)
{
	const char *start = r->at;

	if (r->end - start < word.len || memcmp(start, word.at, word.len) != 0)
		return fail(r, JSON_BROKEN);
	r->at += word.len;
	return token_add(r, type, start, r->at);
}

static struct str unescape(struct str raw, struct arena *arena)
{
	char *to = arena_room(arena, raw.len), *start = to;
	const char *at = raw.at, *end = raw.at + raw.len;

	while (at < end) {
		uint32_t c;

		if (*at != '\\') {
			*to++ = *at++;
			continue;
		}
		at = escape(at, end, &c);
		assert(at != NULL);
		to += utf8_put(c, to);
	}
	return (struct str){ start, (uint32_t)(to - start) };
}

/* The text of the string token, unescaped if it must be. */
static inline struct str token_text(const char *text, const struct json_token *token,
				    struct arena *arena)
{
	struct str raw = { text + token->start, token->end - token->start };

	return token->escaped ? unescape(raw, arena) : raw;
}

static bool key_known(const struct str *keys, const uint32_t *marks, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (marks[i] == marks[count] && str_eq(keys[i], keys[count]))
			return true;
	}
	return false;
}

/* Length, first, middle and last byte: enough to tell nearly all keys of one object apart. */
static uint32_t mark_of(struct str key)
{
	if (key.len == 0)
		return 0;
	return (key.len & 0xFF) << 24 | (uint32_t)(unsigned char)key.at[0] << 16 |
	       (uint32_t)(unsigned char)key.at[key.len / 2] << 8 |
	       (unsigned char)key.at[key.len - 1];
}

static bool small_repeats(struct reader *r, uint32_t object)
{
	struct str keys[SMALL_OBJECT];
	uint32_t marks[SMALL_OBJECT];
	uint32_t key = object + 1;
	uint64_t seen[4] = { 0 };                          /* a bit for each mark met */

	for (uint32_t i = 0; i < r->tokens[object].size; i++) {
		uint32_t place;

		keys[i] = token_text(r->text, &r->tokens[key], r->arena);
		marks[i] = mark_of(keys[i]);
		place = marks[i] * 0x9e3779b1U >> 24;
		if ((seen[place / 64] >> place % 64 & 1) != 0 && key_known(keys, marks, i))
			return true;
		seen[place / 64] |= UINT64_C(1) << place % 64;
		key = r->tokens[key + 1].next;
	}
	return false;
}

static bool large_repeats(struct reader *r, uint32_t object)
{
	uint32_t size = 1U << (33 - __builtin_clz(r->tokens[object].size));
	struct str *table = arena_alloc(r->arena, size * sizeof *table);
	uint32_t key = object + 1;

	for (uint32_t i = 0; i < r->tokens[object].size; i++) {
		struct str s = token_text(r->text, &r->tokens[key], r->arena);
		uint64_t place = str_hash(s) & (size - 1);

		for (; table[place].at != NULL; place = (place + 1) & (size - 1)) {
			if (str_eq(table[place], s))
				return true;
		}
		table[place] = s;
		key = r->tokens[key + 1].next;
	}
	return false;
}

static bool read_value(struct reader *r);

static bool read_pair(struct reader *r)
{
	skip_blanks(r);
	if (r->at == r->end || *r->at != '"')
		return fail(r, JSON_BROKEN);
	if (!read_string(r))
		return false;
	if (!take(r, ':'))
		return fail(r, JSON_BROKEN);
	return read_value(r);
}

/* Reads items up to the closing bracket; the container's own token is the newest one. */
static bool read_items(struct reader *r, uint32_t container, char close,
		       bool (*read_item)(struct reader *r))
{
	uint32_t size = 0;

	if (!take(r, close)) {
		do {
			if (!read_item(r))
				return false;
			size++;
		} while (take(r, ','));
		if (!take(r, close))
			return fail(r, JSON_BROKEN);
	}
	struct json_token *token = &r->tokens[container];

	token->size = size;
	token->end = (uint32_t)(r->at - r->text);
	token->next = r->count;
	return true;
}

static bool read_container(struct reader *r, enum json_type type)
{
	uint32_t container = r->count;
	bool object = type == JSON_OBJECT;

	if (r->depth == LIMIT_JSON_DEPTH)
		return fail(r, JSON_TOO_DEEP);
	if (!token_add(r, type, r->at, r->at))
		return false;
	r->depth++;
	r->at++;
	if (!read_items(r, container, object ? '}' : ']', object ? read_pair : read_value))
		return false;
	r->depth--;
	if (!object)
		return true;
	bool small = r->tokens[container].size <= SMALL_OBJECT;

	if (small ? small_repeats(r, container) : large_repeats(r, container))
		return fail(r, JSON_REPEATED_KEY);
	return true;
}

static bool read_value(struct reader *r)
{
	skip_blanks(r);
	if (r->at == r->end)
		return fail(r, JSON_BROKEN);
	switch (*r->at) {
	case '{': return read_container(r, JSON_OBJECT);
	case '[': return read_container(r, JSON_ARRAY);
	case '"': return read_string(r);
	case 't': return read_word(r, STR("true"), JSON_TRUE);
	case 'f': return read_word(r, STR("false"), JSON_FALSE);
	case 'n': return read_word(r, STR("null"), JSON_NULL);
	default: return read_number(r);
	}
}

enum json_error json_parse(struct arena *arena, struct str text, struct json *ret)
{
	struct reader r = {
		.text = text.len == 0 ? "" : text.at,
		.capacity = text.len < 512 ? 32 : text.len < 8192 ? 128 : 1024,
		.arena = arena,
	};

	r.at = r.text;
	r.end = r.text + text.len;
	r.tokens = arena_room(arena, r.capacity * sizeof *r.tokens);
	if (!read_value(&r))
		return r.error;
	skip_blanks(&r);
	if (r.at != r.end)
		return JSON_BROKEN;
	*ret = (struct json){ text, r.tokens, r.count };
	return JSON_OK;
}

/* Compares without memory to unescape into: character by character. */
static bool escaped_eq(struct str raw, struct str key)
{
	const char *at = raw.at, *end = raw.at + raw.len;
	uint32_t done = 0;

	while (at < end) {
		char piece[4] = { *at };
		uint32_t len = 1, c;

		if (*at == '\\') {
			at = escape(at, end, &c);
			assert(at != NULL);
			len = utf8_put(c, piece);
		} else {
			at++;
		}
		if (key.len - done < len || memcmp(key.at + done, piece, len) != 0)
			return false;
		done += len;
	}
	return done == key.len;
}

uint32_t json_find(const struct json *json, uint32_t object, struct str key)
{
	assert(object < json->count);
	const struct json_token *token = &json->tokens[object];
	uint32_t at = object + 1;

	if (token->type != JSON_OBJECT)
		return 0;
	for (uint32_t i = 0; i < token->size; i++) {
		const struct json_token *name = &json->tokens[at];
		struct str raw = { json->text.at + name->start, name->end - name->start };

		if (name->escaped ? escaped_eq(raw, key) : str_eq(raw, key))
			return at + 1;
		at = json->tokens[at + 1].next;
	}
	return 0;
}

struct str json_text(const struct json *json, uint32_t token, struct arena *arena)
{
	assert(token < json->count);
	if (json->tokens[token].type != JSON_STRING)
		return (struct str){ NULL, 0 };
	return token_text(json->text.at, &json->tokens[token], arena);
}

struct str json_raw(const struct json *json, uint32_t token)
{
	assert(token < json->count);
	const struct json_token *t = &json->tokens[token];
	uint32_t quote = t->type == JSON_STRING;

	return (struct str){ json->text.at + t->start - quote, t->end - t->start + 2 * quote };
}

bool json_i64(const struct json *json, uint32_t token, int64_t *ret)
{
	return json->tokens[token].type == JSON_NUMBER && str_to_i64(json_raw(json, token), ret);
}

bool json_f64(const struct json *json, uint32_t token, double *ret)
{
	return json->tokens[token].type == JSON_NUMBER && str_to_f64(json_raw(json, token), ret);
}

void json_begin(struct json_out *out, struct buf *buf)
{
	*out = (struct json_out){ .buf = buf };
}

static void comma(struct json_out *out)
{
	if (out->need_comma)
		buf_add_char(out->buf, ',');
	out->need_comma = true;
}

void json_open(struct json_out *out, char bracket)
{
	assert(bracket == '{' || bracket == '[');
	comma(out);
	buf_add_char(out->buf, bracket);
	out->need_comma = false;
}

void json_close(struct json_out *out, char bracket)
{
	assert(bracket == '}' || bracket == ']');
	buf_add_char(out->buf, bracket);
	out->need_comma = true;
}

void json_key(struct json_out *out, const char *key)
{
	size_t len = strlen(key);

	comma(out);
	char *at = buf_room(out->buf, len + 3);

	out->need_comma = false;
	if (at == NULL)
		return;
	at[0] = '"';
	memcpy(at + 1, key, len);
	at[len + 1] = '"';
	at[len + 2] = ':';
	out->buf->len += len + 3;
}

static void put_escape(struct buf *buf, char c)
{
	static const char short_names[] = "\"\"\\\\\bb\ff\nn\rr\tt";

	for (const char *at = short_names; *at != '\0'; at += 2) {
		if (*at == c) {
			buf_add_bytes(buf, (char[]){ '\\', at[1] }, 2);
			return;
		}
	}
	buf_add(buf, STR("\\u00"));
	buf_add_hex(buf, (const uint8_t *)&c, 1);
}

void json_put_str(struct json_out *out, struct str s)
{
	if (s.at == NULL) {
		json_put_null(out);
		return;
	}
	const char *at = s.at, *end = s.at + s.len;

	comma(out);
	buf_add_char(out->buf, '"');
	for (;;) {
		const char *plain = at;

		at = scan_plain(at, end, false);
		buf_add_bytes(out->buf, plain, (size_t)(at - plain));
		if (at == end)
			break;
		put_escape(out->buf, *at++);
	}
	buf_add_char(out->buf, '"');
}

void json_put_text(struct json_out *out, const char *nul_terminated)
{
	json_put_str(out, str_of(nul_terminated));
}

void json_put_i64(struct json_out *out, int64_t value)
{
	comma(out);
	buf_add_i64(out->buf, value);
}

void json_put_f64(struct json_out *out, double value)
{
	char text[32];

	assert(isfinite(value));
	if (fabs(value) < 1e15 && value == trunc(value) && !(value == 0 && signbit(value))) {
		json_put_i64(out, (int64_t)value);
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	comma(out);
	buf_add(out->buf, str_of(text));
}

void json_put_bool(struct json_out *out, bool value)
{
	json_put_raw(out, value ? STR("true") : STR("false"));
}

void json_put_null(struct json_out *out)
{
	json_put_raw(out, STR("null"));
}

void json_put_raw(struct json_out *out, struct str json)
{
	comma(out);
	buf_add(out->buf, json);
}

void json_put_instant(struct json_out *out, instant at)
{
	char text[INSTANT_TEXT + 2];

	if (at == 0) {
		json_put_null(out);
		return;
	}
	text[0] = '"';
	instant_format(at, text + 1);
	text[INSTANT_TEXT] = '"';
	json_put_raw(out, (struct str){ text, INSTANT_TEXT + 1 });
}
