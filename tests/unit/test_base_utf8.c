/* Text in every script: what is UTF-8, against a slow reader written from the definition. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <string.h>

#include "base/str.h"

/* Decodes by the letter of the definition; 0 if the bytes are no code point (or NUL). */
static uint32_t slow_decode(const unsigned char *b, uint32_t left, uint32_t *ret_len)
{
	static const uint32_t least[] = { 0, 1, 0x80, 0x800, 0x10000 };
	uint32_t len = b[0] < 0x80 ? 1 : b[0] >> 5 == 6 ? 2 : b[0] >> 4 == 14 ? 3 :
		       b[0] >> 3 == 30 ? 4 : 0;
	uint32_t c = len == 1 ? b[0] : b[0] & (0x7FU >> len);

	if (len == 0 || len > left)
		return 0;
	for (uint32_t i = 1; i < len; i++) {
		if (b[i] >> 6 != 2)
			return 0;
		c = c << 6 | (b[i] & 0x3FU);
	}
	*ret_len = len;
	return c < least[len] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF) ? 0 : c;
}

static bool slow_valid(const unsigned char *b, uint32_t len)
{
	uint32_t step = 0;

	for (uint32_t i = 0; i < len; i += step) {
		if (slow_decode(b + i, len - i, &step) == 0)
			return false;
	}
	return true;
}

static void check(const unsigned char *b, uint32_t len)
{
	if (utf8_valid((struct str){ (const char *)b, len }) != slow_valid(b, len))
		fail_msg("bytes %02x %02x %02x %02x, %u of them", b[0], b[1], b[2], b[3], len);
}

static void test_all_short_texts(void **state)
{
	unsigned char b[4] = { 0 };

	(void)state;
	for (unsigned i = 0; i < 1U << 24; i++) {
		b[0] = (unsigned char)(i >> 16);
		b[1] = (unsigned char)(i >> 8);
		b[2] = (unsigned char)i;
		check(b, 3);
		if (b[2] == 0)
			check(b, 2);
		if (b[1] == 0 && b[2] == 0)
			check(b, 1);
	}
}

static void test_four_bytes(void **state)
{
	static const unsigned char tails[] = {
		0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0xBF, 0xC0, 0xFF,
	};

	(void)state;
	for (unsigned i = 0; i < 1U << 16; i++) {
		for (unsigned j = 0; j < COUNT(tails) * COUNT(tails); j++) {
			unsigned char b[4] = {
				(unsigned char)(i >> 8), (unsigned char)i,
				tails[j / COUNT(tails)], tails[j % COUNT(tails)],
			};

			check(b, 4);
		}
	}
}

static void test_every_code_point(void **state)
{
	char text[8];

	(void)state;
	for (uint32_t c = 1; c <= 0x10FFFF; c++) {
		uint32_t pos = 0;

		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		struct str s = { text, utf8_put(c, text) };

		assert_true(utf8_valid(s));
		assert_int_equal(utf8_next(s, &pos), c);
		assert_int_equal(pos, s.len);
		assert_int_equal(utf8_count(s), 1);
	}
}

/* The eight-at-a-time way must see a bad byte wherever it stands. */
static void test_every_place(void **state)
{
	static const unsigned char bad[] = { 0x00, 0x80, 0xC0, 0xC1, 0xED, 0xF5, 0xFF };
	char text[40];

	(void)state;
	for (uint32_t len = 1; len <= sizeof text; len++) {
		memset(text, 'a', sizeof text);
		assert_true(utf8_valid((struct str){ text, len }));
		for (uint32_t at = 0; at < len; at++) {
			for (unsigned i = 0; i < COUNT(bad); i++) {
				text[at] = (char)bad[i];
				assert_false(utf8_valid((struct str){ text, len }));
			}
			text[at] = 'a';
		}
	}
}

static void test_count(void **state)
{
	struct str s = STR("a情😀é");
	uint32_t pos = 0;

	(void)state;
	assert_int_equal(utf8_count(s), 4);
	assert_int_equal(utf8_next(s, &pos), 'a');
	assert_int_equal(utf8_next(s, &pos), 0x60C5);
	assert_int_equal(utf8_next(s, &pos), 0x1F600);
	assert_int_equal(utf8_next(s, &pos), 0xE9);
	assert_int_equal(pos, s.len);
	assert_true(utf8_valid((struct str){ NULL, 0 }));
	assert_int_equal(utf8_count((struct str){ NULL, 0 }), 0);
	assert_true(str_eq(utf8_cut(STR("看台B区"), 3), STR("看台B")));
	assert_true(str_eq(utf8_cut(STR("看台"), 3), STR("看台")));
	assert_true(str_eq(utf8_cut(STR("看台"), 0), STR("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_short_texts), cmocka_unit_test(test_four_bytes),
		cmocka_unit_test(test_every_code_point), cmocka_unit_test(test_every_place),
		cmocka_unit_test(test_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
