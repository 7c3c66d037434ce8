/* What the lines above a request's body say, read without trust. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/http/header.h"

#define LENGTH_MOST (INT64_C(1) << 53)

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool same_nocase(struct str a, struct str b)
{
	for (uint32_t i = 0; i < a.len && a.len == b.len; i++)
		if (lower(a.at[i]) != lower(b.at[i]))
			return false;
	return a.len == b.len;
}

struct str header_cookie(struct str line, struct str name)
{
	struct str found = { NULL, 0 };
	struct str piece;

	while (str_split(&line, ';', &piece)) {
		piece = str_trim(piece);
		if (piece.len <= name.len || !str_starts(piece, name) || piece.at[name.len] != '=')
			continue;
		if (found.at != NULL)
			return (struct str){ NULL, 0 };
		found = (struct str){ piece.at + name.len + 1, piece.len - name.len - 1 };
	}
	return found;
}

struct str header_bearer(struct str line)
{
	const struct str word = STR("Bearer ");

	if (line.len <= word.len || !same_nocase((struct str){ line.at, word.len }, word))
		return (struct str){ NULL, 0 };
	return str_trim((struct str){ line.at + word.len, line.len - word.len });
}

/* The weight of a list item's parameters in thousandths; 1000 if none is given. */
static int weight(struct str parameters)
{
	struct str piece;
	double q;

	while (str_split(&parameters, ';', &piece)) {
		piece = str_trim(piece);
		if (piece.len < 3 || (piece.at[0] | 0x20) != 'q' || piece.at[1] != '=')
			continue;
		if (!str_to_f64((struct str){ piece.at + 2, piece.len - 2 }, &q) || q < 0 || q > 1)
			return 0;
		return (int)(q * 1000);
	}
	return 1000;
}

static void split_item(struct str piece, struct str *ret_name, struct str *ret_parameters)
{
	struct str rest = piece;

	if (!str_split(&rest, ';', ret_name))
		*ret_name = STR("");
	*ret_name = str_trim(*ret_name);
	*ret_parameters = rest;
}

bool header_prefers_zh(struct str line)
{
	int zh = -1, en = -1;
	struct str piece, name, parameters;

	while (str_split(&line, ',', &piece)) {
		split_item(piece, &name, &parameters);
		if (name.len < 2 || (name.len > 2 && name.at[2] != '-'))
			continue;
		struct str language = { name.at, 2 };
		int q = weight(parameters);

		if (same_nocase(language, STR("zh")) && q > zh)
			zh = q;
		else if (same_nocase(language, STR("en")) && q > en)
			en = q;
	}
	return zh >= en;
}

bool header_accepts(struct str line, struct str item)
{
	struct str piece, name, parameters;

	while (str_split(&line, ',', &piece)) {
		split_item(piece, &name, &parameters);
		if (same_nocase(name, item))
			return weight(parameters) > 0;
	}
	return false;
}

bool header_is_type(struct str line, struct str type)
{
	struct str name, parameters;

	split_item(line, &name, &parameters);
	return same_nocase(name, type);
}

bool header_has_tag(struct str line, struct str tag)
{
	struct str piece;

	while (str_split(&line, ',', &piece)) {
		piece = str_trim(piece);
		if (str_starts(piece, STR("W/")))
			piece = (struct str){ piece.at + 2, piece.len - 2 };
		if (str_eq(piece, tag) || str_eq(piece, STR("*")))
			return true;
	}
	return false;
}

bool header_length(struct str line, uint64_t *ret)
{
	int64_t value;

	if (line.len == 0 || line.at[0] == '-' || !str_to_i64(line, &value) || value > LENGTH_MOST)
		return false;
	*ret = (uint64_t)value;
	return true;
}

/* "bytes=FROM-TO" with one of the two at least; what is left out stays as it was. */
static bool read_range(struct str line, struct str *ret_from, struct str *ret_to,
		       uint64_t *ret_first, uint64_t *ret_last)
{
	const struct str unit = STR("bytes=");

	if (!str_starts(line, unit))
		return false;
	*ret_to = (struct str){ line.at + unit.len, line.len - unit.len };
	if (!str_split(ret_to, '-', ret_from) || ret_to->at == NULL)
		return false;
	if (ret_from->len > 0 && !header_length(*ret_from, ret_first))
		return false;
	if (ret_to->len > 0 && !header_length(*ret_to, ret_last))
		return false;
	return ret_from->len + ret_to->len > 0;
}

enum header_range header_range(struct str line, uint64_t size, uint64_t *ret_first,
			       uint64_t *ret_last)
{
	uint64_t first = 0, last = size - 1;
	struct str from, to;

	if (!read_range(line, &from, &to, &first, &last))
		return RANGE_NONE;
	if (from.len == 0) {
		if (last == 0 || size == 0)
			return RANGE_BAD;
		first = last < size ? size - last : 0;
		last = size - 1;
	} else if (to.len > 0 && last < first) {
		return RANGE_NONE;
	}
	if (first >= size)
		return RANGE_BAD;
	*ret_first = first;
	*ret_last = last < size ? last : size - 1;
	return RANGE_PART;
}

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '.' || c == '-' || c == '_';
}

void header_put_attachment(struct buf *out, struct str name)
{
	buf_add(out, STR("attachment; filename=\""));
	for (uint32_t i = 0; i < name.len; i++)
		buf_add_char(out, is_plain(name.at[i]) || name.at[i] == ' ' ? name.at[i] : '_');
	buf_add(out, STR("\"; filename*=UTF-8''"));
	for (uint32_t i = 0; i < name.len; i++) {
		if (is_plain(name.at[i])) {
			buf_add_char(out, name.at[i]);
			continue;
		}
		buf_add_char(out, '%');
		buf_add_hex(out, (const uint8_t *)name.at + i, 1);
	}
}

struct str header_safe_type(struct str type)
{
	bool slash = false;

	for (uint32_t i = 0; i < type.len; i++) {
		if (type.at[i] == '/' && !slash && i > 0 && i + 1 < type.len)
			slash = true;
		else if (!is_plain(type.at[i]) && type.at[i] != '+')
			return STR("application/octet-stream");
	}
	return slash && type.len <= 100 ? type : STR("application/octet-stream");
}
