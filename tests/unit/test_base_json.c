/* Reading JSON: what is refused and by what name, and what every token says. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "lib/json_again.h"

/* Parses a copy of exactly the text's size, so that a sanitizer sees a byte read too many. */
static enum json_error parse(struct arena *arena, struct str text, struct json *ret)
{
	char *copy = malloc(text.len ? text.len : 1);

	assert_non_null(copy);
	if (text.len > 0)
		memcpy(copy, text.at, text.len);
	enum json_error error = json_parse(arena, (struct str){ copy, text.len }, ret);

	ret->text = text;
	free(copy);
	return error;
}

static void test_good(void **state)
{
	static const char *const rows[] = {
		"0", "-0", "1", "-1.5e-7", "true", "false", "null", "\"\"", "[]", "{}", " [ ] ",
		"\t{ }\r\n", "[[],{}]", "{\"a\":1,\"b\":1}", "{\"\":0}", "[1,2,3]", "\"\x7f\"",
		"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\"", "\"北京 😀\"", "\"\\u0001\"",
		"{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":1}]}", "[1 , 2]", "{\"a\" : 1}",
		"\"\\uFFFF\"", "1E+5", "\"a very long text without anything special in it at all\"",
	};
	struct arena *arena = arena_create();
	struct json json;

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++)
		ROW_TRUE(rows[i], parse(arena, str_of(rows[i]), &json) == JSON_OK);
	arena_destroy(arena);
}

static void test_bad(void **state)
{
	static const struct {
		const char *text;
		enum json_error error;
	} rows[] = {
		{ "", JSON_BROKEN }, { " ", JSON_BROKEN }, { "1 2", JSON_BROKEN },
		{ "{} x", JSON_BROKEN }, { "[1,]", JSON_BROKEN }, { "[,1]", JSON_BROKEN },
		{ "[1 2]", JSON_BROKEN }, { "[1", JSON_BROKEN }, { "]", JSON_BROKEN },
		{ "[}", JSON_BROKEN }, { "{]", JSON_BROKEN }, { "{\"a\"}", JSON_BROKEN },
		{ "{\"a\":}", JSON_BROKEN }, { "{\"a\":1,}", JSON_BROKEN },
		{ "{a:1}", JSON_BROKEN },
		{ "{1:1}", JSON_BROKEN }, { "{\"a\" 1}", JSON_BROKEN }, { "{,}", JSON_BROKEN },
		{ "tru", JSON_BROKEN }, { "truex", JSON_BROKEN }, { "True", JSON_BROKEN },
		{ "nul", JSON_BROKEN }, { "NaN", JSON_BROKEN }, { "Infinity", JSON_BROKEN },
		{ "'a'", JSON_BROKEN }, { "// a\n1", JSON_BROKEN }, { "\"a", JSON_BROKEN },
		{ "\"a\nb\"", JSON_BROKEN }, { "\"a\tb\"", JSON_BROKEN },
		{ "\"\x1f\"", JSON_BROKEN },
		{ "01", JSON_BROKEN }, { "-", JSON_BROKEN }, { "+1", JSON_BROKEN },
		{ ".5", JSON_BROKEN }, { "1.", JSON_BROKEN }, { "1e", JSON_BROKEN },
		{ "1e+", JSON_BROKEN }, { "0x1", JSON_BROKEN }, { "-01", JSON_BROKEN },
		{ "\xEF\xBB\xBF{}", JSON_BROKEN }, { "\v1", JSON_BROKEN },
		{ "\xC2\xA0""1", JSON_BROKEN },
		{ "\"\x80\"", JSON_NOT_UTF8 }, { "\"\xC0\x80\"", JSON_NOT_UTF8 },
		{ "\"\xE4\xB8\"", JSON_NOT_UTF8 }, { "\"\xED\xA0\x80\"", JSON_NOT_UTF8 },
		{ "\"\xF4\x90\x80\x80\"", JSON_NOT_UTF8 }, { "\"\xFF\"", JSON_NOT_UTF8 },
		{ "{\"\xFF\":1}", JSON_NOT_UTF8 }, { "\"\xE4\xB8", JSON_NOT_UTF8 },
		{ "\"\\x\"", JSON_BAD_ESCAPE }, { "\"\\", JSON_BAD_ESCAPE },
		{ "\"\\u12\"", JSON_BAD_ESCAPE }, { "\"\\u12g4\"", JSON_BAD_ESCAPE },
		{ "\"\\u0000\"", JSON_BAD_ESCAPE }, { "\"\\ud800\"", JSON_BAD_ESCAPE },
		{ "\"\\udc00\"", JSON_BAD_ESCAPE }, { "\"\\ud800\\u0041\"", JSON_BAD_ESCAPE },
		{ "\"\\ud800x\"", JSON_BAD_ESCAPE }, { "\"\\ud800\\ud800\"", JSON_BAD_ESCAPE },
		{ "\"\\udc00\\udc00\"", JSON_BAD_ESCAPE },
		{ "\"\\U00e9\"", JSON_BAD_ESCAPE },
		{ "{\"a\":1,\"a\":1}", JSON_REPEATED_KEY },
		{ "{\"\":1,\"\":1}", JSON_REPEATED_KEY },
		{ "{\"a\":1,\"\\u0061\":1}", JSON_REPEATED_KEY },
		{ "{\"\\u0061\":1,\"\\u0061\":1}", JSON_REPEATED_KEY },
		{ "{\"a\":1,\"b\":{\"c\":[1,2]},\"a\":1}", JSON_REPEATED_KEY },
		{ "[{\"x\":{\"北\":1,\"京\":2,\"北\":3}}]", JSON_REPEATED_KEY },
	};
	struct arena *arena = arena_create();
	struct json json;

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++)
		ROW_TRUE(rows[i].text, parse(arena, str_of(rows[i].text), &json) == rows[i].error);
	assert_int_equal(parse(arena, (struct str){ "1\0", 2 }, &json), JSON_BROKEN);
	assert_int_equal(parse(arena, (struct str){ "\"\0\"", 3 }, &json), JSON_BROKEN);
	assert_int_equal(parse(arena, (struct str){ NULL, 0 }, &json), JSON_BROKEN);
	arena_destroy(arena);
}

/* The eight-at-a-time way must see a byte that does not belong wherever it stands. */
static void test_every_place(void **state)
{
	struct arena *arena = arena_create();
	struct json json;
	char text[32];

	(void)state;
	for (unsigned c = 0; c < 256; c++) {
		enum json_error want = c < 0x20 || c == '"' ? JSON_BROKEN :
				       c == '\\' ? JSON_BAD_ESCAPE :
				       c > 127 ? JSON_NOT_UTF8 : JSON_OK;

		for (unsigned at = 1; at < 29; at++) {
			memset(text, '.', sizeof text);
			text[0] = text[30] = '"';
			text[31] = ' ';
			text[at] = (char)c;
			assert_int_equal(parse(arena, (struct str){ text, 32 }, &json), want);
		}
		arena_reset(arena);
	}
	arena_destroy(arena);
}

/* Every first and second byte above 127, alone and among Chinese, where two are read at once. */
static void test_every_wide(void **state)
{
	static const char *const frames[] = { "\"%s\"", "\"%s中文\"", "\"中%s文\"",
					      "\"中文%s文字\"" };
	static const unsigned char thirds[] = { 0x7f, 0x80, 0xbf, 0xc0 };
	struct arena *arena = arena_create();
	struct json json;

	(void)state;
	for (unsigned n = 0; n < 0x80 * 0x80 * COUNT(thirds) * COUNT(frames); n++) {
		unsigned frame = n / (0x80 * 0x80 * COUNT(thirds));
		char odd[] = { (char)(0x80 + n % 0x80), (char)(0x80 + n / 0x80 % 0x80),
			       (char)thirds[n / (0x80 * 0x80) % COUNT(thirds)], '\0' };
		char text[32];
		int len = snprintf(text, sizeof text, frames[frame], odd);
		struct str s = { text, (uint32_t)len };

		arena_reset(arena);
		assert_int_equal(parse(arena, s, &json),
				 utf8_valid(s) ? JSON_OK : JSON_NOT_UTF8);
	}
	arena_destroy(arena);
}

static void test_names(void **state)
{
	static const char *const names[] = {
		"json_ok", "json_broken", "json_not_utf8", "json_too_deep", "json_too_many",
		"json_repeated_key", "json_bad_escape",
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(names); i++)
		assert_string_equal(json_error_name((enum json_error)i), names[i]);
}

/* What is cut off anywhere is refused: no answer is made from half a message. */
static void test_every_prefix(void **state)
{
	struct str text = STR("{\"id\":\"nst-137\",\"n\":[1,-2.5e3,true,null],"
			      "\"t\":\"\\ud83d\\ude00北\"}");
	struct arena *arena = arena_create();
	struct json json;

	(void)state;
	for (uint32_t len = 0; len < text.len; len++) {
		assert_int_not_equal(parse(arena, (struct str){ text.at, len }, &json), JSON_OK);
		arena_reset(arena);
	}
	assert_int_equal(parse(arena, text, &json), JSON_OK);
	arena_destroy(arena);
}

/* By fields: what lies between them is anything. */
static bool same_token(const struct json_token *a, const struct json_token *b)
{
	return a->type == b->type && a->escaped == b->escaped && a->start == b->start &&
	       a->end == b->end && a->size == b->size && a->next == b->next;
}

static void test_tokens(void **state)
{
	static const struct json_token want[] = {
		{ JSON_OBJECT, false, 0, 43, 4, 11 },
		{ JSON_STRING, false, 2, 3, 0, 2 }, { JSON_ARRAY, false, 5, 14, 3, 6 },
		{ JSON_NUMBER, false, 6, 7, 0, 4 }, { JSON_OBJECT, false, 8, 10, 0, 5 },
		{ JSON_ARRAY, false, 11, 13, 0, 6 },
		{ JSON_STRING, true, 16, 22, 0, 7 }, { JSON_STRING, true, 25, 27, 0, 8 },
		{ JSON_STRING, false, 30, 31, 0, 9 }, { JSON_TRUE, false, 33, 37, 0, 10 },
	};
	struct str text = STR("{\"a\":[1,{},[]],\"\\u0062\":\"\\n\",\"c\":true,\"d\":-7}");
	struct arena *arena = arena_create();
	struct json json;
	int64_t whole;

	(void)state;
	assert_int_equal(parse(arena, text, &json), JSON_OK);
	assert_int_equal(json.count, 12);
	for (unsigned i = 1; i < COUNT(want); i++)
		assert_true(same_token(&json.tokens[i], &want[i]));
	assert_int_equal(json.tokens[0].size, 4);
	assert_int_equal(json.tokens[0].next, 12);
	assert_int_equal(json_find(&json, 0, STR("a")), 2);
	assert_int_equal(json_find(&json, 0, STR("b")), 7);
	assert_int_equal(json_find(&json, 0, STR("c")), 9);
	assert_int_equal(json_find(&json, 0, STR("x")), 0);
	assert_int_equal(json_find(&json, 0, STR("")), 0);
	assert_int_equal(json_find(&json, 0, STR("bb")), 0);
	assert_int_equal(json_find(&json, 2, STR("a")), 0);
	assert_true(str_eq(json_text(&json, 7, arena), STR("\n")));
	assert_true(str_eq(json_raw(&json, 7), STR("\"\\n\"")));
	assert_true(str_eq(json_raw(&json, 2), STR("[1,{},[]]")));
	assert_null(json_text(&json, json_find(&json, 0, STR("x")), arena).at);
	assert_true(json_i64(&json, json_find(&json, 0, STR("d")), &whole) && whole == -7);
	assert_false(json_i64(&json, 9, &whole));
	arena_destroy(arena);
}

static void test_numbers(void **state)
{
	static const struct {
		const char *text;
		bool whole;
		bool real;
	} rows[] = {
		{ "9007199254740993", true, true }, { "9223372036854775807", true, true },
		{ "9223372036854775808", false, true }, { "1.0", false, true },
		{ "1e3", false, true }, { "1e999", false, false }, { "\"1\"", false, false },
		{ "true", false, false }, { "[1]", false, false },
	};
	struct arena *arena = arena_create();
	struct json json;
	int64_t whole;
	double real;

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		assert_int_equal(parse(arena, str_of(rows[i].text), &json), JSON_OK);
		ROW_TRUE(rows[i].text, json_i64(&json, 0, &whole) == rows[i].whole);
		ROW_TRUE(rows[i].text, json_f64(&json, 0, &real) == rows[i].real);
	}
	assert_int_equal(parse(arena, STR("9007199254740993"), &json), JSON_OK);
	assert_true(json_i64(&json, 0, &whole) && whole == INT64_C(9007199254740993));
	arena_destroy(arena);
}

static void test_unescape(void **state)
{
	static const struct {
		const char *text;
		const char *want;
	} rows[] = {
		{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t" },
		{ "\"\\u0041\\u00E9\\u5317\\ud83d\\ude00\"", "Aé北😀" },
		{ "\"a\\\\nb\"", "a\\nb" }, { "\"\\uffff\"", "\xEF\xBF\xBF" },
		{ "\"\\uDBFF\\uDFFF\"", "\xF4\x8F\xBF\xBF" }, { "\"x\"", "x" }, { "\"\"", "" },
	};
	struct arena *arena = arena_create();
	struct json json;

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		ROW_TRUE(rows[i].text, parse(arena, str_of(rows[i].text), &json) == JSON_OK);
		ROW_TRUE(rows[i].text,
			 str_eq(json_text(&json, 0, arena), str_of(rows[i].want)));
	}
	arena_destroy(arena);
}

static void repeat(struct buf *buf, const char *piece, unsigned times)
{
	for (unsigned i = 0; i < times; i++)
		buf_add(buf, str_of(piece));
}

static void check_depth(unsigned depth, const char *open, const char *inner, const char *close,
			enum json_error want)
{
	struct arena *arena = arena_create();
	struct json json;
	struct buf buf;

	buf_init(&buf, 10000000);
	repeat(&buf, open, depth);
	repeat(&buf, inner, 1);
	repeat(&buf, close, depth);
	assert_int_equal(parse(arena, buf_str(&buf), &json), want);
	buf_release(&buf);
	arena_destroy(arena);
}

static void test_depth(void **state)
{
	(void)state;
	check_depth(LIMIT_JSON_DEPTH, "[", "1", "]", JSON_OK);
	check_depth(LIMIT_JSON_DEPTH + 1, "[", "1", "]", JSON_TOO_DEEP);
	check_depth(LIMIT_JSON_DEPTH, "{\"a\":", "[]", "}", JSON_TOO_DEEP);
	check_depth(LIMIT_JSON_DEPTH - 1, "{\"a\":", "[]", "}", JSON_OK);
	struct arena *arena = arena_create();
	struct json json;

	/* Depth is how deep, not how many. */
	assert_int_equal(parse(arena, STR("[[],[],[],[],[],[],[],[],{},{},{},{},{},{},{},{},{}]"),
			       &json), JSON_OK);
	assert_int_equal(json.count, 18);
	arena_destroy(arena);
	check_depth(100000, "[", "", "", JSON_TOO_DEEP);
}

static void test_count(void **state)
{
	struct arena *arena = arena_create();
	struct json json;
	struct buf buf;

	(void)state;
	for (unsigned items = LIMIT_JSON_TOKENS - 2; items <= LIMIT_JSON_TOKENS; items++) {
		buf_init(&buf, 100000);
		repeat(&buf, "[0", 1);
		repeat(&buf, ",0", items - 1);
		repeat(&buf, "]", 1);
		assert_int_equal(parse(arena, buf_str(&buf), &json),
				 items < LIMIT_JSON_TOKENS ? JSON_OK : JSON_TOO_MANY);
		buf_release(&buf);
		arena_reset(arena);
	}
	arena_destroy(arena);
}

/* Small objects are searched pair by pair and large ones by a table: one key more each time. */
static void test_repeats_by_size(void **state)
{
	struct arena *arena = arena_create();
	struct json json;
	struct buf buf;

	(void)state;
	buf_init(&buf, 1000000);
	for (unsigned count = 2; count < 3000; count += count < 70 ? 1 : 500) {
		for (unsigned twin = 0; twin <= 1; twin++) {
			buf_clear(&buf);
			for (unsigned i = 0; i < count; i++) {
				unsigned name = twin && i == count - 1 ? count / 2 : i;

				buf_printf(&buf, "%c\"key%u\":0", i ? ',' : '{', name);
			}
			buf_add_char(&buf, '}');
			assert_int_equal(parse(arena, buf_str(&buf), &json),
					 twin && count / 2 < count - 1 ? JSON_REPEATED_KEY
								       : JSON_OK);
			arena_reset(arena);
		}
	}
	buf_release(&buf);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good), cmocka_unit_test(test_bad),
		cmocka_unit_test(test_every_wide),
		cmocka_unit_test(test_names), cmocka_unit_test(test_every_prefix),
		cmocka_unit_test(test_every_place), cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_numbers), cmocka_unit_test(test_unescape),
		cmocka_unit_test(test_depth), cmocka_unit_test(test_count),
		cmocka_unit_test(test_repeats_by_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
