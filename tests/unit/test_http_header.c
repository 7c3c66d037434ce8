/* Header lines, read without trust: cookies, tokens, languages, tags, lengths, ranges, names. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"
#include "wire/http/header.h"

static void test_cookie(void **state)
{
	static const struct {
		const char *line, *value;                  /* value NULL: none */
	} rows[] = {
		{ "wf_session=abc", "abc" },
		{ "a=1; wf_session=abc; b=2", "abc" },
		{ "a=1;wf_session=abc", "abc" },
		{ "wf_session=", "" },
		{ "wf_session=a=b", "a=b" },
		{ "xwf_session=abc", NULL },
		{ "wf_session", NULL },
		{ "wf_sessionx=abc", NULL },
		{ "", NULL },
		{ "wf_session=one; wf_session=two", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str value = header_cookie(str_of(rows[i].line), STR("wf_session"));

		ROW_TRUE(rows[i].line, (value.at == NULL) == (rows[i].value == NULL));
		ROW_TRUE(rows[i].line, value.at == NULL || str_eq(value, str_of(rows[i].value)));
	}
	assert_null(header_cookie((struct str){ NULL, 0 }, STR("x")).at);
}

static void test_bearer(void **state)
{
	static const struct {
		const char *line, *token;
	} rows[] = {
		{ "Bearer abc", "abc" }, { "bearer  abc ", "abc" }, { "BEARER abc", "abc" },
		{ "Bearer", NULL },	 { "Basic abc", NULL },	    { "", NULL },
		{ "Bearerabc", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str token = header_bearer(str_of(rows[i].line));

		ROW_TRUE(rows[i].line, (token.at == NULL) == (rows[i].token == NULL));
		ROW_TRUE(rows[i].line, token.at == NULL || str_eq(token, str_of(rows[i].token)));
	}
}

static void test_language(void **state)
{
	static const struct {
		const char *line;
		bool zh;
	} rows[] = {
		{ "", true },
		{ "zh", true },
		{ "zh-CN,zh;q=0.9,en;q=0.8", true },
		{ "en", false },
		{ "en-GB,en;q=0.9,zh;q=0.8", false },
		{ "de,fr", true },
		{ "de, en;q=0.1", false },
		{ "en;q=0.5, zh;q=0.7", true },
		{ "en;q=0.7, zh;q=0.5", false },
		{ "EN", false },
		{ "english", true },
		{ "en;q=0", false },
		{ "en;q=nonsense, zh;q=0.1", true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		ROW_TRUE(rows[i].line, header_prefers_zh(str_of(rows[i].line)) == rows[i].zh);
	assert_true(header_prefers_zh((struct str){ NULL, 0 }));
}

static void test_accepts(void **state)
{
	(void)state;
	assert_true(header_accepts(STR("gzip, deflate, br"), STR("gzip")));
	assert_true(header_accepts(STR("br;q=1.0, gzip;q=0.8"), STR("gzip")));
	assert_false(header_accepts(STR("gzip;q=0"), STR("gzip")));
	assert_false(header_accepts(STR("xgzip"), STR("gzip")));
	assert_false(header_accepts(STR(""), STR("gzip")));
	assert_true(header_is_type(STR("application/json"), STR("application/json")));
	assert_true(header_is_type(STR("Application/JSON; charset=utf-8"),
				   STR("application/json")));
	assert_false(header_is_type(STR("text/plain"), STR("application/json")));
	assert_false(header_is_type((struct str){ NULL, 0 }, STR("application/json")));
	assert_true(header_has_tag(STR("\"a\", W/\"b\""), STR("\"b\"")));
	assert_true(header_has_tag(STR("*"), STR("\"b\"")));
	assert_false(header_has_tag(STR("\"a\""), STR("\"b\"")));
}

static void test_length(void **state)
{
	static const struct {
		const char *line;
		int64_t value;                             /* -1: none */
	} rows[] = {
		{ "0", 0 },    { "42", 42 },  { "9007199254740992", INT64_C(9007199254740992) },
		{ "-1", -1 },  { "", -1 },    { "1e3", -1 },
		{ " 1", -1 },  { "0x1", -1 }, { "9007199254740993", -1 },
		{ "1,1", -1 }, { "+1", -1 },
	};
	uint64_t value;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		bool good = header_length(str_of(rows[i].line), &value);

		ROW_TRUE(rows[i].line, good == (rows[i].value >= 0));
		ROW_TRUE(rows[i].line, !good || value == (uint64_t)rows[i].value);
	}
}

static void test_range(void **state)
{
	static const struct {
		const char *line;
		uint64_t size;
		enum header_range kind;
		uint64_t first, last;
	} rows[] = {
		{ "bytes=0-1", 5, RANGE_PART, 0, 1 },
		{ "bytes=2-", 5, RANGE_PART, 2, 4 },
		{ "bytes=-2", 5, RANGE_PART, 3, 4 },
		{ "bytes=-9", 5, RANGE_PART, 0, 4 },
		{ "bytes=0-99", 5, RANGE_PART, 0, 4 },
		{ "bytes=4-4", 5, RANGE_PART, 4, 4 },
		{ "bytes=5-", 5, RANGE_BAD, 0, 0 },
		{ "bytes=-0", 5, RANGE_BAD, 0, 0 },
		{ "bytes=0-", 0, RANGE_BAD, 0, 0 },
		{ "bytes=-1", 0, RANGE_BAD, 0, 0 },
		{ "bytes=3-2", 5, RANGE_NONE, 0, 0 },
		{ "bytes=-", 5, RANGE_NONE, 0, 0 },
		{ "bytes=1", 5, RANGE_NONE, 0, 0 },
		{ "bytes=0-1,3-4", 5, RANGE_NONE, 0, 0 },
		{ "lines=0-1", 5, RANGE_NONE, 0, 0 },
		{ "bytes=a-b", 5, RANGE_NONE, 0, 0 },
		{ "", 5, RANGE_NONE, 0, 0 },
		{ "bytes=99999999999999999999-", 5, RANGE_NONE, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint64_t first = 0, last = 0;

		ROW_TRUE(rows[i].line, header_range(str_of(rows[i].line), rows[i].size, &first,
						    &last) == rows[i].kind);
		ROW_TRUE(rows[i].line, first == rows[i].first && last == rows[i].last);
	}
	uint64_t first, last;

	assert_int_equal(header_range((struct str){ NULL, 0 }, 5, &first, &last), RANGE_NONE);
}

static void test_attachment(void **state)
{
	static const struct {
		const char *name, *line;
	} rows[] = {
		{ "a.txt", "attachment; filename=\"a.txt\"; filename*=UTF-8''a.txt" },
		{ "a b", "attachment; filename=\"a b\"; filename*=UTF-8''a%20b" },
		{ "\"\r\nX: 1", "attachment; filename=\"___X_ 1\"; "
				"filename*=UTF-8''%22%0d%0aX%3a%201" },
		{ "照", "attachment; filename=\"___\"; filename*=UTF-8''%e7%85%a7" },
		{ "../../etc/passwd", "attachment; filename=\".._.._etc_passwd\"; "
				      "filename*=UTF-8''..%2f..%2fetc%2fpasswd" },
	};
	struct buf out;

	(void)state;
	buf_init(&out, 1024);
	for (size_t i = 0; i < COUNT(rows); i++) {
		buf_clear(&out);
		header_put_attachment(&out, str_of(rows[i].name));
		ROW_TRUE(rows[i].name, str_eq(buf_str(&out), str_of(rows[i].line)));
	}
	buf_release(&out);
}

static void test_safe_type(void **state)
{
	static const struct {
		const char *given, *safe;
	} rows[] = {
		{ "image/png", "image/png" },
		{ "application/geo+json", "application/geo+json" },
		{ "text/html", "text/html" },
		{ "", "application/octet-stream" },
		{ "image", "application/octet-stream" },
		{ "/png", "application/octet-stream" },
		{ "image/", "application/octet-stream" },
		{ "a/b/c", "application/octet-stream" },
		{ "text/html; charset=x", "application/octet-stream" },
		{ "text/html\r\nX: 1", "application/octet-stream" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		ROW_TRUE(rows[i].given, str_eq(header_safe_type(str_of(rows[i].given)),
					       str_of(rows[i].safe)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cookie),	   cmocka_unit_test(test_bearer),
		cmocka_unit_test(test_language),   cmocka_unit_test(test_accepts),
		cmocka_unit_test(test_length),	   cmocka_unit_test(test_range),
		cmocka_unit_test(test_attachment), cmocka_unit_test(test_safe_type),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
