/* The address that a request names, taken apart: its path and the parameters behind it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/http/target.h"

#include "wire/http/problem.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Decodes %XX (and + in a query); false: a broken escape, a control character or not UTF-8. */
static bool decode(struct arena *arena, struct str raw, bool plus_is_blank, struct str *ret)
{
	char *to = arena_alloc(arena, (size_t)raw.len + 1);
	uint32_t len = 0;

	for (uint32_t i = 0; i < raw.len; i++) {
		int c = (unsigned char)raw.at[i];

		if (c == '%') {
			int high = i + 2 < raw.len ? hex_digit(raw.at[i + 1]) : -1;
			int low = i + 2 < raw.len ? hex_digit(raw.at[i + 2]) : -1;

			if (high < 0 || low < 0)
				return false;
			c = high * 16 + low;
			i += 2;
		} else if (c == '+' && plus_is_blank) {
			c = ' ';
		}
		if (c < 0x20 || c == 0x7f)
			return false;
		to[len++] = (char)c;
	}
	*ret = (struct str){ to, len };
	return utf8_valid(*ret);
}

static bool segment_ok(struct str s)
{
	if (s.len == 0 || str_eq(s, STR(".")) || str_eq(s, STR("..")))
		return false;
	return memchr(s.at, '/', s.len) == NULL && memchr(s.at, '\\', s.len) == NULL;
}

static bool parse_path(struct arena *arena, struct str raw, struct target *ret)
{
	struct str rest = { raw.at + 1, raw.len - 1 };
	struct str piece;

	if (!decode(arena, raw, false, &ret->path))
		return false;
	if (rest.len == 0)
		return true;
	while (str_split(&rest, '/', &piece)) {
		if (ret->nsegments == TARGET_SEGMENTS)
			return false;
		struct str *segment = &ret->segments[ret->nsegments++];

		if (!decode(arena, piece, false, segment) || !segment_ok(*segment))
			return false;
	}
	return true;
}

static bool parse_pair(struct arena *arena, struct str piece, struct target *ret)
{
	const char *equals = memchr(piece.at, '=', piece.len);
	uint32_t name_len = equals != NULL ? (uint32_t)(equals - piece.at) : piece.len;
	struct str name = { piece.at, name_len };
	struct str value = STR("");

	if (equals != NULL)
		value = (struct str){ equals + 1, piece.len - name_len - 1 };
	if (ret->npairs == TARGET_PAIRS)
		return false;
	struct pair *pair = &ret->pairs[ret->npairs++];

	return decode(arena, name, true, &pair->name) && pair->name.len > 0 &&
	       decode(arena, value, true, &pair->value);
}

const struct refusal *target_parse(struct arena *arena, struct str raw, struct target *ret)
{
	const char *mark = memchr(raw.at, '?', raw.len);
	struct str path = raw;
	struct str query = STR("");
	struct str piece;

	ret->nsegments = 0;
	ret->npairs = 0;
	ret->path = STR("");
	if (raw.len > TARGET_BYTES)
		return &problem_address_too_long;
	if (mark != NULL) {
		path.len = (uint32_t)(mark - raw.at);
		query = (struct str){ mark + 1, raw.len - path.len - 1 };
	}
	if (path.len == 0 || path.at[0] != '/' || memchr(path.at, '#', path.len) != NULL)
		return &problem_bad_path;
	if (!parse_path(arena, path, ret))
		return &problem_bad_path;
	if (query.len == 0)
		return NULL;
	while (str_split(&query, '&', &piece))
		if (piece.len > 0 && !parse_pair(arena, piece, ret))
			return &problem_bad_query;
	return NULL;
}

struct str target_value(const struct target *target, const char *name)
{
	for (uint32_t i = 0; i < target->npairs; i++)
		if (str_eq(target->pairs[i].name, str_of(name)))
			return target->pairs[i].value;
	return (struct str){ NULL, 0 };
}
