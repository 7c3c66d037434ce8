/* Sealed texts: the published examples, and that nothing opens but with its key, unchanged. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <string.h>

#include "base/seal.h"
#include "base/chance.h"

#define MOST 4096

static uint32_t from_hex(const char *hex, uint8_t *ret)
{
	uint32_t len = (uint32_t)strlen(hex) / 2;

	for (uint32_t i = 0; i < len; i++) {
		unsigned value = 0;

		for (int k = 0; k < 2; k++) {
			char c = hex[2 * i + (uint32_t)k];

			value = value << 4 | (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
		}
		ret[i] = (uint8_t)value;
	}
	return len;
}

/* The Galois/Counter Mode of Operation, submitted to NIST: test cases 13 to 15. */
#define ZEROS_32 "0000000000000000000000000000000000000000000000000000000000000000"
static const struct {
	const char *name, *key, *nonce, *text, *cipher, *tag;
} examples[] = {
	{ "13", ZEROS_32, "000000000000000000000000", "", "",
	  "530f8afbc74536b9a963b4f1c4cb738b" },
	{ "14", ZEROS_32, "000000000000000000000000", "00000000000000000000000000000000",
	  "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919" },
	{ "15", "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
	  "cafebabefacedbaddecaf888",
	  "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
	  "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
	  "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
	  "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad",
	  "b094dac5d93471bdec1a502270e3cc6c" },
};

static void test_examples(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(examples); i++) {
		uint8_t key[SEAL_KEY], nonce[SEAL_NONCE], text[64], cipher[64], tag[SEAL_TAG];
		uint8_t got[64], got_tag[SEAL_TAG];
		uint32_t len = from_hex(examples[i].text, text);
		struct buf sealed, plain, whole;

		from_hex(examples[i].key, key);
		from_hex(examples[i].nonce, nonce);
		from_hex(examples[i].cipher, cipher);
		from_hex(examples[i].tag, tag);
		seal_raw(key, nonce, (struct str){ (const char *)text, len }, got, got_tag);
		ROW_TRUE(examples[i].name, memcmp(got, cipher, len) == 0);
		ROW_TRUE(examples[i].name, memcmp(got_tag, tag, SEAL_TAG) == 0);

		/* The same in the form that stands in the log, and back. */
		buf_init(&sealed, MOST);
		buf_init(&plain, MOST);
		seal_put(&sealed, key, nonce, (struct str){ (const char *)text, len });
		buf_init(&whole, MOST);
		buf_printf(&whole, "%s%s%s", examples[i].nonce, examples[i].cipher,
			   examples[i].tag);
		ROW_TRUE(examples[i].name, str_eq(buf_str(&sealed), buf_str(&whole)));
		ROW_TRUE(examples[i].name, seal_open(&plain, key, buf_str(&sealed)));
		ROW_TRUE(examples[i].name, plain.len == len);
		ROW_TRUE(examples[i].name, len == 0 || memcmp(plain.at, text, len) == 0);
		buf_release(&whole);
		buf_release(&sealed);
		buf_release(&plain);
	}
}

static void draw(struct chance *chance, uint8_t *ret, size_t len)
{
	for (size_t i = 0; i < len; i++)
		ret[i] = (uint8_t)chance_next(chance);
}

static void test_round_trip(void **state)
{
	struct chance chance = { 5 };
	uint8_t key[SEAL_KEY], nonce[SEAL_NONCE], text[700];

	(void)state;
	draw(&chance, text, sizeof text);
	for (uint32_t len = 0; len <= sizeof text; len += 1 + len / 8) {
		struct str s = { (const char *)text, len };
		struct buf sealed, plain;

		draw(&chance, key, sizeof key);
		draw(&chance, nonce, sizeof nonce);
		buf_init(&sealed, MOST);
		buf_init(&plain, MOST);
		buf_add(&plain, STR("before "));
		seal_put(&sealed, key, nonce, s);
		assert_int_equal(sealed.len, SEAL_HEX(len));
		assert_true(seal_open(&plain, key, buf_str(&sealed)));
		assert_int_equal(plain.len, 7 + len);
		assert_memory_equal(plain.at, "before ", 7);
		assert_memory_equal(plain.at + 7, text, len);
		buf_release(&sealed);
		buf_release(&plain);
	}
}

static bool opens(const uint8_t *key, struct str sealed)
{
	struct buf plain;
	bool good;

	buf_init(&plain, MOST);
	good = seal_open(&plain, key, sealed);
	assert_true(good || plain.len == 0);
	buf_release(&plain);
	return good;
}

/* Every bit of the key and every character of the sealed text counts. */
static void test_anything_else_does_not_open(void **state)
{
	struct chance chance = { 6 };
	uint8_t key[SEAL_KEY], nonce[SEAL_NONCE];
	struct buf sealed;

	(void)state;
	draw(&chance, key, sizeof key);
	draw(&chance, nonce, sizeof nonce);
	buf_init(&sealed, MOST);
	seal_put(&sealed, key, nonce, STR("\"13800138000\""));
	assert_true(opens(key, buf_str(&sealed)));
	for (uint32_t bit = 0; bit < 8 * SEAL_KEY; bit++) {
		key[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_false(opens(key, buf_str(&sealed)));
		key[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	for (size_t i = 0; i < sealed.len; i++) {
		char was = sealed.at[i];

		sealed.at[i] = was == '0' ? '1' : '0';
		assert_false(opens(key, buf_str(&sealed)));
		sealed.at[i] = was;
	}
	for (uint32_t len = 0; len < sealed.len; len++)
		assert_false(opens(key, (struct str){ sealed.at, len }));
	buf_release(&sealed);
}

static void test_what_is_not_hex_does_not_open(void **state)
{
	static const char *const wrong[] = { "", "0", "zz", "not hex at all" };
	uint8_t key[SEAL_KEY] = { 0 };
	struct buf sealed;

	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++)
		ROW_TRUE(wrong[i], !opens(key, str_of(wrong[i])));
	/* Upper case would be a second way to write the same line. */
	buf_init(&sealed, MOST);
	buf_add(&sealed, STR("000000000000000000000000530F8AFBC74536B9A963B4F1C4CB738B"));
	assert_false(opens(key, buf_str(&sealed)));
	for (size_t i = 0; i < sealed.len; i++)
		if (sealed.at[i] >= 'A')
			sealed.at[i] = (char)(sealed.at[i] + 32);
	assert_true(opens(key, buf_str(&sealed)));
	buf_release(&sealed);
}

static void test_a_buf_that_is_full_is_over(void **state)
{
	uint8_t key[SEAL_KEY] = { 1 }, nonce[SEAL_NONCE] = { 2 };
	struct buf sealed;

	(void)state;
	buf_init(&sealed, 60);
	seal_put(&sealed, key, nonce, STR("somewhat longer"));
	assert_true(sealed.over);
	buf_release(&sealed);
}

static void test_nonces_differ(void **state)
{
	uint8_t salts[2][16] = { { 1 }, { 2 } }, all[2 * 60][SEAL_NONCE], again[SEAL_NONCE];
	size_t count = 0;

	(void)state;
	for (int s = 0; s < 2; s++)
		for (uint64_t number = 1; number <= 60; number++)
			seal_nonce(salts[s], sizeof salts[s], number, all[count++]);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < i; j++)
			assert_memory_not_equal(all[i], all[j], SEAL_NONCE);
	seal_nonce(salts[1], sizeof salts[1], 60, again);
	assert_memory_equal(again, all[count - 1], SEAL_NONCE);
}

/* RFC 4231, cases 1 and 2: HMAC fills a short key up with zeros. */
static void test_marks(void **state)
{
	uint8_t hi[SEAL_KEY] = { 0 }, jefe[SEAL_KEY] = "Jefe";

	(void)state;
	memset(hi, 0x0b, 20);
	assert_true(seal_mark(hi, STR("Hi There")) == UINT64_C(0xb0344c61d8db3853));
	assert_true(seal_mark(jefe, STR("what do ya want for nothing?")) ==
		    UINT64_C(0x5bdcc146bf60754e));
}

static void test_wipe(void **state)
{
	uint8_t key[SEAL_KEY], zeros[SEAL_KEY] = { 0 };

	(void)state;
	memset(key, 7, sizeof key);
	seal_wipe(key, sizeof key);
	assert_memory_equal(key, zeros, sizeof key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_anything_else_does_not_open),
		cmocka_unit_test(test_what_is_not_hex_does_not_open),
		cmocka_unit_test(test_a_buf_that_is_full_is_over),
		cmocka_unit_test(test_nonces_differ),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_wipe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
