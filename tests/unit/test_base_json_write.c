/* Writing JSON: exact texts, and that whatever is written is read back as the same. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/chance.h"
#include "lib/json_again.h"

static void test_writer(void **state)
{
	struct json_out out;
	struct buf buf;

	(void)state;
	buf_init(&buf, 1000);
	json_begin(&out, &buf);
	json_open(&out, '{');
	json_key(&out, "text");
	json_put_str(&out, STR("a\"b\\c/\n\t\r\b\f\x01\x1f\x7f北😀"));
	json_key(&out, "absent");
	json_put_str(&out, (struct str){ NULL, 0 });
	json_key(&out, "none");
	json_put_text(&out, NULL);
	json_key(&out, "empty");
	json_put_text(&out, "");
	json_key(&out, "list");
	json_open(&out, '[');
	json_put_i64(&out, INT64_MIN);
	json_put_bool(&out, true);
	json_put_bool(&out, false);
	json_put_null(&out);
	json_open(&out, '{');
	json_close(&out, '}');
	json_open(&out, '[');
	json_close(&out, ']');
	json_put_raw(&out, STR("{\"x\":1}"));
	json_close(&out, ']');
	json_key(&out, "at");
	json_put_instant(&out, INT64_C(1643976000000));
	json_key(&out, "never");
	json_put_instant(&out, 0);
	json_close(&out, '}');
	static const char want[] =
		"{\"text\":\"a\\\"b\\\\c/\\n\\t\\r\\b\\f\\u0001\\u001f\x7f北😀\",\"absent\":null,"
		"\"none\":null,\"empty\":\"\",\"list\":[-9223372036854775808,true,false,null,{},[],"
		"{\"x\":1}],\"at\":\"2022-02-04T12:00:00.000Z\",\"never\":null}";

	assert_true(str_eq(buf_str(&buf), str_of(want)));
	buf_release(&buf);
}

static void test_over(void **state)
{
	struct json_out out;
	struct buf buf;

	(void)state;
	buf_init(&buf, 12);
	json_begin(&out, &buf);
	json_open(&out, '{');
	json_key(&out, "a");
	json_put_text(&out, "0123456789");
	json_key(&out, "much too long a key");
	json_put_f64(&out, 1.5);
	json_close(&out, '}');
	assert_true(buf.over);
	assert_true(buf.len <= 12);
	buf_release(&buf);
}

static void test_f64(void **state)
{
	static const struct {
		double value;
		const char *text;
	} rows[] = {
		{ 0, "0" }, { -0.0, "-0" }, { 1, "1" }, { -42, "-42" }, { 0.1, "0.1" },
		{ 116.3904, "116.3904" }, { 0.1 + 0.2, "0.30000000000000004" }, { 1e15, "1e+15" },
		{ 999999999999999.0, "999999999999999" }, { 1e300, "1e+300" },
		{ 1.7976931348623157e308, "1.7976931348623157e+308" },
		{ 1.0 / 3, "0.3333333333333333" },
	};
	struct json_out out;
	struct buf buf;

	(void)state;
	buf_init(&buf, 100);
	for (unsigned i = 0; i < COUNT(rows); i++) {
		buf_clear(&buf);
		json_begin(&out, &buf);
		json_put_f64(&out, rows[i].value);
		ROW_TRUE(rows[i].text, str_eq(buf_str(&buf), str_of(rows[i].text)));
	}
	buf_release(&buf);
}

/* Any finite number at all comes back bit by bit. */
static void test_f64_round_trip(void **state)
{
	struct chance chance = { 19 };
	struct json_out out;
	struct buf buf;

	(void)state;
	buf_init(&buf, 100);
	for (int i = 0; i < 100000; i++) {
		uint64_t bits = chance_next(&chance);
		double value, back;

		memcpy(&value, &bits, sizeof value);
		if (i % 2)
			value = (double)(int32_t)bits / 1e6;
		if (!isfinite(value))
			continue;
		buf_clear(&buf);
		json_begin(&out, &buf);
		json_put_f64(&out, value);
		assert_true(str_to_f64(buf_str(&buf), &back));
		assert_memory_equal(&back, &value, sizeof value);
	}
	buf_release(&buf);
}

static struct str random_text(struct chance *chance, char text[64])
{
	uint32_t count = chance_below(chance, 16), len = 0;

	for (uint32_t i = 0; i < count; i++) {
		static const uint32_t ends[] = { 0x20, 0x80, 0x80, 0x80, 0x800, 0xD800, 0x110000 };
		uint32_t c = chance_below(chance, ends[chance_below(chance, COUNT(ends))]);

		if (c == 0 || (c >= 0xD800 && c <= 0xDFFF))
			c = chance_below(chance, 2) ? '"' : '\\';
		len += utf8_put(c, text + len);
	}
	return (struct str){ text, len };
}

static void put_random(struct json_out *out, struct chance *chance, unsigned depth);

static void put_random_object(struct json_out *out, struct chance *chance, unsigned depth)
{
	uint32_t count = chance_below(chance, 6);

	json_open(out, '{');
	for (uint32_t i = 0; i < count; i++) {
		char key[64];

		/* The number makes the key its own, the rest makes it nasty. */
		struct str text = random_text(chance, key);
		char number = (char)('a' + i);

		json_put_str(out, (struct str){ key, text.len });
		out->buf->len--;
		buf_add_char(out->buf, number);
		buf_add(out->buf, STR("\":"));
		out->need_comma = false;
		put_random(out, chance, depth + 1);
	}
	json_close(out, '}');
}

static void put_random(struct json_out *out, struct chance *chance, unsigned depth)
{
	char text[64];
	uint32_t count;

	switch (chance_below(chance, depth < LIMIT_JSON_DEPTH ? 9 : 6)) {
	case 0: json_put_null(out); break;
	case 1: json_put_bool(out, chance_below(chance, 2)); break;
	case 2: json_put_i64(out, (int64_t)chance_next(chance) >> chance_below(chance, 63)); break;
	case 3: json_put_f64(out, (int32_t)chance_next(chance) / 1048576.0); break;
	case 4: case 5: json_put_str(out, random_text(chance, text)); break;
	case 6:
		json_open(out, '[');
		count = chance_below(chance, 6);
		for (uint32_t i = 0; i < count; i++)
			put_random(out, chance, depth + 1);
		json_close(out, ']');
		break;
	default: put_random_object(out, chance, depth); break;
	}
}

static void test_round_trip(void **state)
{
	struct chance chance = { 23 };
	struct arena *arena = arena_create();
	struct json json;
	struct json_out out;
	struct buf first, second;
	unsigned read = 0;

	(void)state;
	buf_init(&first, 200000);
	buf_init(&second, 200000);
	for (int i = 0; i < 20000; i++) {
		buf_clear(&first);
		buf_clear(&second);
		arena_reset(arena);
		json_begin(&out, &first);
		put_random(&out, &chance, 0);
		assert_false(first.over);
		enum json_error error = json_parse(arena, buf_str(&first), &json);

		if (error == JSON_TOO_MANY)
			continue;
		if (error != JSON_OK)
			fail_msg("%s: " STR_FMT, json_error_name(error), STR_ARG(buf_str(&first)));
		json_again(&second, &json, arena);
		if (!str_eq(buf_str(&first), buf_str(&second)))
			fail_msg(STR_FMT "\n" STR_FMT, STR_ARG(buf_str(&first)),
				 STR_ARG(buf_str(&second)));
		read++;
	}
	assert_true(read > 19000);
	buf_release(&first);
	buf_release(&second);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_writer), cmocka_unit_test(test_over),
		cmocka_unit_test(test_f64), cmocka_unit_test(test_f64_round_trip),
		cmocka_unit_test(test_round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
