/* EVE: what is added up for whom, and every line that is bad. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <stdio.h>

#include "wire/eve/eve.h"

static struct arena *arena;
static struct eve_asset *assets;
static uint32_t nassets;
static struct eve_sum sum;

static int begin(void **state)
{
	(void)state;
	arena = arena_create();
	assert_true(eve_assets(arena,
			       STR("{\"records\":["
				   "{\"id\":\"nst-7\",\"fields\":{\"addresses\":\"10.20.0.0/16\"}},"
				   "{\"id\":\"nst-8\",\"fields\":{\"addresses\":"
				   "\"10.20.1.0/24  2001:db8::1\"}},"
				   "{\"id\":\"nst-9\",\"fields\":{}}]}"),
			       &assets, &nassets));
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

#define ALERT(at, from, to, sid, grave, did) \
	"{\"timestamp\":\"" at "\",\"event_type\":\"alert\",\"src_ip\":\"" from \
	"\",\"dest_ip\":\"" to "\",\"alert\":{\"gid\":1,\"signature_id\":" #sid \
	",\"signature\":\"S" #sid "\",\"category\":\"C\",\"severity\":" #grave \
	",\"action\":\"" did "\"}}\n"

static void added_up_by_signature_and_asset(void **state)
{
	static const char text[] =
		ALERT("2022-02-04T20:01:02.123456+0800", "203.0.113.9", "10.20.1.7", 11, 2, "-")
		ALERT("2022-02-04T20:00:00.000000+0800", "192.0.2.8", "10.20.1.8", 11, 1, "blocked")
		ALERT("2022-02-04T12:05:00Z", "203.0.113.8", "10.20.9.9", 11, 2, "blocked")
		ALERT("2022-02-04T12:06:00+0000", "2001:db8::1", "192.0.2.1", 12, 3, "allowed")
		ALERT("2022-02-04T12:07:00+0000", "192.0.2.2", "192.0.2.1", 12, 3, "allowed")
		"{\"event_type\":\"dns\"}\n\n{\"event_type\":\"flow\",\"timestamp\":5}\n";

	(void)state;
	assert_int_equal(nassets, 3);
	assert_true(eve_read(arena, STR(text), assets, nassets, &sum));
	assert_int_equal(sum.alerts, 5);
	assert_int_equal(sum.other, 2);
	assert_int_equal(sum.unmapped, 1);
	assert_int_equal(sum.nrows, 3);
	/* The smallest block decides; two alerts are one row, its gravest severity and its span. */
	assert_int_equal(sum.rows[0].asset.seq, 8);
	assert_int_equal(sum.rows[0].count, 2);
	assert_int_equal(sum.rows[0].blocked, 1);
	assert_int_equal(sum.rows[0].severity, 1);
	assert_int_equal(sum.rows[0].last - sum.rows[0].first, 62123);
	assert_int_equal(sum.rows[1].asset.seq, 7);
	/* From an asset to nowhere known: it counts for the source. */
	assert_int_equal(sum.rows[2].asset.seq, 8);
	assert_int_equal(sum.rows[2].number, 12);
	assert_int_equal(sum.rows[0].line, 1);
	assert_int_equal(sum.rows[1].line, 3);
}

/* A line too long, and one more pair of signature and asset than one import takes. */
static void too_much_is_named(void **state)
{
	struct buf text;

	(void)state;
	buf_init(&text, 4 * 1024 * 1024);
	buf_printf(&text, "{\"event_type\":\"%0*d\"}\n", EVE_LINE_BYTES, 7);
	assert_false(eve_read(arena, buf_str(&text), assets, nassets, &sum));
	assert_string_equal(sum.faults[0].why->name, "eve_line_too_long");
	buf_clear(&text);
	for (int i = 1; i <= EVE_ROWS_MOST + 1; i++)
		buf_printf(&text,
			   "{\"timestamp\":\"2022-02-04T20:01:02+0800\",\"event_type\":\"alert\","
			   "\"src_ip\":\"1.2.3.4\",\"dest_ip\":\"10.20.1.7\",\"alert\":"
			   "{\"signature_id\":%d,\"signature\":\"S\",\"severity\":2}}\n",
			   i);
	assert_false(text.over);
	assert_false(eve_read(arena, buf_str(&text), assets, nassets, &sum));
	assert_int_equal(sum.nfaults, 1);
	assert_int_equal(sum.faults[0].line, EVE_ROWS_MOST + 1);
	assert_string_equal(sum.faults[0].why->name, "eve_too_many_rows");
	buf_release(&text);
}

static void rows_for_the_import(void **state)
{
	struct buf out;

	(void)state;
	assert_true(eve_read(arena,
			     STR(ALERT("2022-02-04T20:01:02+0800", "1.2.3.4", "10.20.1.7", 11, 2,
				       "blocked")),
			     assets, nassets, &sum));
	buf_init(&out, 4096);
	eve_print(&sum, &out);
	assert_true(str_eq(buf_str(&out),
			   STR("{\"asset\":\"nst-8\",\"generator\":1,\"signature_number\":11,"
			       "\"signature\":\"S11\",\"category\":\"C\",\"severity\":2,"
			       "\"count\":1,\"blocked\":1,"
			       "\"first_seen\":\"2022-02-04T12:01:02.000Z\","
			       "\"last_seen\":\"2022-02-04T12:01:02.000Z\"}\n")));
	buf_release(&out);
}

#define AT "2022-02-04T00:00:00+0800"
static void every_bad_line_is_named(void **state)
{
	static const struct {
		const char *text;
		const char *why;
	} rows[] = {
		{ "nonsense", "eve_not_json" },
		{ "[]", "eve_not_json" },
		{ "{}", "eve_no_type" },
		{ "{\"event_type\":7}", "eve_no_type" },
		{ "{\"event_type\":\"alert\"}", "eve_no_time" },
		{ ALERT("2022-02-30T00:00:00+0800", "1.2.3.4", "1.2.3.5", 1, 1, "x"),
		  "eve_no_time" },
		{ ALERT(AT, "1.2.3", "1.2.3.5", 1, 1, "x"), "eve_no_address" },
		{ ALERT(AT, "1.2.3.4", "1.2.3.0/24", 1, 1, "x"), "eve_no_address" },
		{ ALERT(AT, "1.2.3.4", "1.2.3.5", 0, 1, "x"), "eve_no_signature" },
		{ ALERT(AT, "1.2.3.4", "1.2.3.5", 1, 0, "x"), "eve_bad_severity" },
		{ ALERT(AT, "1.2.3.4", "1.2.3.5", 1, 256, "x"), "eve_bad_severity" },
		{ "{\"timestamp\":\"2022-02-04T00:00:00Z\",\"event_type\":\"alert\",\"src_ip\":"
		  "\"1.2.3.4\",\"dest_ip\":\"1.2.3.5\"}", "eve_no_signature" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[1024];

		snprintf(text, sizeof text, "{\"event_type\":\"stats\"}\n%s", rows[i].text);
		ROW_TRUE(rows[i].text, !eve_read(arena, str_of(text), assets, nassets, &sum));
		ROW_TRUE(rows[i].text, sum.nfaults == 1 && sum.faults[0].line == 2);
		ROW_TRUE(rows[i].text,
			 str_eq(str_of(sum.faults[0].why->name), str_of(rows[i].why)));
	}
	assert_false(eve_read(arena, STR("x\n{\"event_type\":\"dns\"}\ny\n{}"), assets, nassets,
			      &sum));
	assert_int_equal(sum.nfaults, 3);
	assert_int_equal(sum.faults[1].line, 3);
	assert_int_equal(sum.faults[2].line, 4);
}

static void what_is_no_list_of_assets(void **state)
{
	static const char *const rows[] = {
		"", "[]", "{}", "{\"records\":{}}", "{\"records\":[1]}",
		"{\"records\":[{\"id\":\"\"}]}",
		"{\"records\":[{\"id\":\"nst-1\"}]}",
		"{\"records\":[{\"id\":\"nst-1\",\"fields\":{\"addresses\":\"10.0.0.999\"}}]}",
	};
	struct eve_asset *list;
	uint32_t count;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		ROW_TRUE(rows[i], !eve_assets(arena, str_of(rows[i]), &list, &count));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(added_up_by_signature_and_asset),
		cmocka_unit_test(rows_for_the_import),
		cmocka_unit_test(every_bad_line_is_named),
		cmocka_unit_test(too_much_is_named),
		cmocka_unit_test(what_is_no_list_of_assets),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
