/* How text is cut for searching: Chinese by single characters, everything else by words. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/search_text.h"

#define SNIPPET_BEFORE 24                                  /* characters */
#define SNIPPET_AFTER 56

enum letter { SEPARATOR, WORD, SINGLE };

/* Han, kana and hangul have no blanks between words. */
static bool is_single(uint32_t c)
{
	return (c >= 0x3040 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x4dbf) ||
	       (c >= 0x4e00 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7af) ||
	       (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff) || c == 0x3005 ||
	       c == 0x3007;
}

/* Punctuation in rising order: the Latin-1 signs; general, of CJK, of full width. */
static const struct {
	uint32_t first, last;
} marks[] = {
	{ 0xd7, 0xd7 },     { 0xf7, 0xf7 },     { 0x2000, 0x206f }, { 0x3000, 0x303f },
	{ 0xfe10, 0xfe6f }, { 0xff01, 0xff0f }, { 0xff1a, 0xff20 }, { 0xff3b, 0xff40 },
	{ 0xff5b, 0xff65 },
};

/* Above U+007F. */
static bool is_word(uint32_t c)
{
	if (c < 0xc0)
		return c == 0xaa || c == 0xb5 || c == 0xba;
	for (size_t i = 0; i < sizeof marks / sizeof marks[0] && marks[i].first <= c; i++)
		if (c <= marks[i].last)
			return false;
	return true;
}

static bool is_alnum(unsigned char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* What stands at a place, which moves on; most letters are told by their first byte. */
static enum letter next_letter(struct str text, uint32_t *at)
{
	unsigned char first = (unsigned char)text.at[*at];

	if (first < 0x80) {
		*at += 1;
		return is_alnum(first) ? WORD : SEPARATOR;
	}
	/* U+5000 to U+9FFF */
	if (first >= 0xe5 && first <= 0xe9) {
		*at += 3;
		return SINGLE;
	}
	uint32_t c = utf8_next(text, at);

	return is_single(c) ? SINGLE : is_word(c) ? WORD : SEPARATOR;
}

void search_text_split(struct str text, struct buf *out)
{
	uint32_t kept = 0;                                 /* up to here it is in `out` */

	for (uint32_t at = 0; at < text.len;) {
		uint32_t start = at;

		/* Most letters of most texts are cut by nothing, and go in one piece. */
		if ((unsigned char)text.at[at] < 0x80) {
			at++;
			continue;
		}
		if (!is_single(utf8_next(text, &at)))
			continue;
		buf_add_bytes(out, text.at + kept, start - kept);
		buf_add_char(out, ' ');
		buf_add_bytes(out, text.at + start, at - start);
		buf_add_char(out, ' ');
		kept = at;
	}
	buf_add_bytes(out, text.at + kept, text.len - kept);
}

/* The next run of letters of one sort. */
static bool next_term(struct str typed, uint32_t *ret_at, struct str *ret, enum letter *ret_letter)
{
	uint32_t start = *ret_at, next = start, at;
	enum letter letter = SEPARATOR;

	while (letter == SEPARATOR && next < typed.len) {
		start = next;
		letter = next_letter(typed, &next);
	}
	for (at = next; at < typed.len && next_letter(typed, &next) == letter;)
		at = next;
	*ret = (struct str){ typed.at + start, at - start };
	*ret_letter = letter;
	*ret_at = at;
	return letter != SEPARATOR;
}

bool search_text_run(struct str text, uint32_t *at, struct str *ret, bool *ret_single)
{
	enum letter letter;
	bool found = next_term(text, at, ret, &letter);

	*ret_single = letter == SINGLE;
	return found;
}

bool search_text_query(struct str typed, struct buf *out)
{
	struct str term;
	enum letter letter;
	uint32_t at = 0, count = 0;

	while (next_term(typed, &at, &term, &letter)) {
		if (count++ > 0)
			buf_add(out, STR(" AND "));
		buf_add_char(out, '"');
		if (letter == SINGLE)
			search_text_split(term, out);
		else
			buf_add(out, term);
		buf_add(out, letter == SINGLE ? STR("\"") : STR("\"*"));
	}
	return count > 0 && !out->over;
}

/* ---- snippets ------------------------------------------------------------------------------- */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool starts_at(struct str text, uint32_t at, struct str term)
{
	if (text.len - at < term.len)
		return false;
	for (uint32_t i = 0; i < term.len; i++)
		if (lower(text.at[at + i]) != lower(term.at[i]))
			return false;
	return true;
}

/* A word is found at the beginning of a word only, as the index finds it. */
static bool find_term(struct str text, struct str term, enum letter letter, uint32_t *ret)
{
	enum letter before = SEPARATOR;

	for (uint32_t at = 0; at < text.len;) {
		if ((letter == SINGLE || before != WORD) && starts_at(text, at, term)) {
			*ret = at;
			return true;
		}
		before = next_letter(text, &at);
	}
	return false;
}

static uint32_t back(struct str text, uint32_t at, uint32_t characters)
{
	while (at > 0 && characters > 0) {
		at--;
		while (at > 0 && ((unsigned char)text.at[at] & 0xc0) == 0x80)
			at--;
		characters--;
	}
	return at;
}

static void put_piece(struct str text, uint32_t found, struct buf *out)
{
	uint32_t start = back(text, found, SNIPPET_BEFORE);
	uint32_t end = found;

	for (uint32_t i = 0; i < SNIPPET_AFTER && end < text.len; i++)
		utf8_next(text, &end);
	if (start > 0)
		buf_add(out, STR("…"));
	for (uint32_t i = start; i < end; i++)
		buf_add_char(out, (unsigned char)text.at[i] < 0x20 ? ' ' : text.at[i]);
	if (end < text.len)
		buf_add(out, STR("…"));
}

bool search_text_snippet(struct str text, struct str typed, struct buf *out)
{
	struct str term;
	enum letter letter;
	uint32_t at = 0, found;

	while (next_term(typed, &at, &term, &letter)) {
		if (!find_term(text, term, letter, &found))
			continue;
		put_piece(text, found, out);
		return true;
	}
	return false;
}
