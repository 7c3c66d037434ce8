/* Fingerprints: the published examples, and that pieces and the whole agree. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/chance.h"

/* FIPS 180-4, examples of NIST. */
static const struct {
	const char *text;
	const char *hex;
} examples[] = {
	{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};

static void test_examples(void **state)
{
	char hex[HASH_HEX];

	(void)state;
	for (unsigned i = 0; i < COUNT(examples); i++) {
		struct hash hash = hash_of(examples[i].text, strlen(examples[i].text));

		hash_format(&hash, hex);
		assert_string_equal(hex, examples[i].hex);
	}
	struct hash_run *run = hash_run_create();

	for (int i = 0; i < 1000; i++) {
		char thousand[1000];

		memset(thousand, 'a', sizeof thousand);
		hash_run_add(run, thousand, sizeof thousand);
	}
	struct hash million = hash_run_end(run);

	hash_format(&million, hex);
	assert_string_equal(hex,
		"cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void test_pieces(void **state)
{
	struct chance chance = { 11 };
	uint8_t bytes[700];

	(void)state;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)chance_next(&chance);
	for (size_t len = 0; len <= sizeof bytes; len += 7) {
		struct hash_run *run = hash_run_create();
		size_t cut = len == 0 ? 0 : chance_below(&chance, (uint32_t)len);

		hash_run_add(run, bytes, cut);
		hash_run_add(run, bytes + cut, len - cut);
		struct hash pieces = hash_run_end(run), whole = hash_of(bytes, len);

		assert_true(hash_eq(&pieces, &whole));
	}
	struct hash a, b, both = hash_of(bytes, 2 * HASH_BYTES);

	memcpy(a.bytes, bytes, HASH_BYTES);
	memcpy(b.bytes, bytes + HASH_BYTES, HASH_BYTES);
	struct hash pair = hash_pair(&a, &b), other = hash_pair(&b, &a);

	assert_true(hash_eq(&pair, &both));
	assert_false(hash_eq(&pair, &other));
}

static void test_parse(void **state)
{
	struct hash hash, zero = { { 0 } };
	char hex[HASH_HEX];

	(void)state;
	assert_true(hash_parse(str_of(examples[1].hex), &hash));
	hash_format(&hash, hex);
	assert_string_equal(hex, examples[1].hex);
	for (unsigned i = 0; i < HASH_HEX - 1; i++) {
		static const char bad[] = "gG/:@`A F";

		for (unsigned j = 0; j < sizeof bad; j++) {
			struct hash untouched = zero;

			hash_format(&hash, hex);
			hex[i] = bad[j];
			assert_false(hash_parse((struct str){ hex, 64 }, &untouched));
			assert_true(hash_eq(&untouched, &zero));
		}
	}
	hash_format(&hash, hex);
	assert_false(hash_parse((struct str){ hex, 63 }, &hash));
	assert_false(hash_parse((struct str){ hex, 65 }, &hash));
	assert_false(hash_parse((struct str){ NULL, 0 }, &hash));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_examples), cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_parse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
