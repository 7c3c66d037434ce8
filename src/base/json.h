/* JSON, read strictly into tokens and written in one pass. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/instant.h"
#include "base/mem.h"
#include "base/str.h"

enum json_type {
	JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT,
};

/*
 * Tokens lie in the order of the text; a container is followed by its children, an object's
 * children being key, value, key, value. `next` is the index after the token and all within it.
 */
struct json_token {
	uint8_t type;
	bool escaped;                                      /* a string that holds a backslash */
	uint32_t start;                                    /* strings: after the quote */
	uint32_t end;
	uint32_t size;                                     /* array: items; object: pairs */
	uint32_t next;
};
struct json {
	struct str text;
	const struct json_token *tokens;
	uint32_t count;
};

enum json_error {
	JSON_OK,
	JSON_BROKEN,                                       /* not JSON by RFC 8259 */
	JSON_NOT_UTF8,
	JSON_TOO_DEEP,
	JSON_TOO_MANY,                                     /* tokens over LIMIT_JSON_TOKENS */
	JSON_REPEATED_KEY,
	JSON_BAD_ESCAPE,                                   /* unknown, lone surrogate, \u0000 */
};
const char *json_error_name(enum json_error error);

/*
 * Strict: one value, nothing after it, UTF-8, number grammar, escapes and repeated keys checked,
 * depth at most LIMIT_JSON_DEPTH. Tokens live in the arena; the text is referred to, not copied.
 */
enum json_error json_parse(struct arena *arena, struct str text, struct json *ret);

/* Index of the value of `key` in the object at `object`; 0 if there is none. */
uint32_t json_find(const struct json *json, uint32_t object, struct str key);
/*
 * The text of a string token, unescaped into the arena only where needed. What is not a string
 * (so also the 0 of json_find, in an object) gives the absent text; json_i64 and json_f64 give
 * false for what is not a number.
 */
struct str json_text(const struct json *json, uint32_t token, struct arena *arena);
struct str json_raw(const struct json *json, uint32_t token); /* a string with its quotes */
bool json_i64(const struct json *json, uint32_t token, int64_t *ret);  /* integers only, exact */
bool json_f64(const struct json *json, uint32_t token, double *ret);

/* Writing: commas are put by the writer. Keys must be plain ASCII without quotes. */
struct json_out {
	struct buf *buf;
	bool need_comma;
};
void json_begin(struct json_out *out, struct buf *buf);
void json_open(struct json_out *out, char bracket);        /* '{' or '[' */
void json_close(struct json_out *out, char bracket);       /* '}' or ']' */
void json_key(struct json_out *out, const char *key);
void json_put_str(struct json_out *out, struct str s);     /* escaped; absent text becomes null */
void json_put_text(struct json_out *out, const char *nul_terminated);
void json_put_i64(struct json_out *out, int64_t value);
/* A text of 15 to 17 digits or fewer that reads back the same. The value must be finite. */
void json_put_f64(struct json_out *out, double value);
void json_put_bool(struct json_out *out, bool value);
void json_put_null(struct json_out *out);
void json_put_raw(struct json_out *out, struct str json);  /* a value already written as JSON */
void json_put_instant(struct json_out *out, instant at);   /* quoted; 0 becomes null */

#endif
