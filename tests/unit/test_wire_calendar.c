/* The programme: every row of the scenario's, and every way in which a row is none. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "os/os.h"
#include "wire/calendar/calendar.h"

static struct calendar_sum sum;

#define HEAD "SessionCode,StartDate,EndDate,Venue,VenueName,SessionType,SessionName_zh," \
	"SessionName_en,Provenance\n"

static bool read_text(struct str text, struct buf *out)
{
	struct arena *arena = arena_create();
	bool sound = calendar_read(arena, text, STR("+08:00"), out, &sum);

	arena_destroy(arena);
	return sound;
}

static void the_scenario(void **state)
{
	const char *root = getenv("SOURCE_ROOT");
	struct buf text, out;
	char path[512];

	(void)state;
	snprintf(path, sizeof path, "%s/demo/beijing-2022/calendar.csv", root ? root : ".");
	buf_init(&text, CALENDAR_BYTES);
	buf_init(&out, CALENDAR_BYTES);
	assert_true(os_read_file(path, &text) >= 0);
	assert_true(read_text(buf_str(&text), &out));
	assert_int_equal(sum.rows, 26);
	assert_true(str_contains(buf_str(&out),
				 STR("{\"session_code\":\"CER01\",\"name_zh\":\"开幕式\","
				     "\"name_en\":\"Opening ceremony\",\"type\":\"ceremony\","
				     "\"venue\":\"nst\","
				     "\"starts\":\"2022-02-04T12:00:00.000Z\",")));
	/* Two days without times are whole days, at home. */
	assert_true(str_contains(buf_str(&out),
				 STR("\"starts\":\"2022-02-01T16:00:00.000Z\",\"ends\":"
				     "\"2022-02-04T16:00:00.000Z\",\"day_only\":true")));
	assert_true(str_contains(buf_str(&out), STR("\"Curling, first session\"")));
	buf_release(&out);
	buf_release(&text);
}

static void every_bad_row_is_named(void **state)
{
	static const struct {
		const char *row;
		enum calendar_error error;
	} rows[] = {
		{ "A,2022-02-05,,,,COMPETITION,甲,A", CALENDAR_WIDTH },
		{ "A,2022-02-05,,,,COMPETITION,甲,A,x,y", CALENDAR_WIDTH },
		{ "A,2022-02-05,,,,COMPETITION,甲,\"A,x", CALENDAR_QUOTE },
		{ "A,2022-02-05,,,,COMPETITION,甲,\"A\"b,x", CALENDAR_QUOTE },
		{ ",2022-02-05,,,,COMPETITION,甲,A,x", CALENDAR_EMPTY },
		{ "A,2022-02-05,,,,COMPETITION,,A,x", CALENDAR_EMPTY },
		{ "A,2022-02-30,,,,COMPETITION,甲,A,x", CALENDAR_DATE },
		{ "A,,,,,COMPETITION,甲,A,x", CALENDAR_DATE },
		{ "A,2022-02-05,soon,,,COMPETITION,甲,A,x", CALENDAR_DATE },
		{ "A,2022-02-05,,,,PARTY,甲,A,x", CALENDAR_TYPE },
	};
	struct buf out;

	(void)state;
	buf_init(&out, 65536);
	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[1024];

		snprintf(text, sizeof text, HEAD "\n%s\n", rows[i].row);
		ROW_TRUE(rows[i].row, !read_text(str_of(text), &out));
		ROW_TRUE(rows[i].row, sum.nfaults == 1 && sum.faults[0].line == 3);
		ROW_TRUE(rows[i].row, sum.faults[0].error == rows[i].error);
	}
	assert_false(read_text(STR("SessionCode,StartDate\n"), &out));
	assert_int_equal(sum.faults[0].error, CALENDAR_HEADER);
	assert_false(read_text(STR(HEAD "x\n\ny\n"), &out));
	assert_int_equal(sum.nfaults, 2);
	assert_int_equal(sum.faults[1].line, 4);
	buf_release(&out);
}

static void offsets(void **state)
{
	static const char *const bad[] = { "", "+8", "08:00", "+08:60", "+0800" };
	struct arena *arena = arena_create();
	struct buf out;

	(void)state;
	buf_init(&out, 1024);
	for (size_t i = 0; i < COUNT(bad); i++)
		ROW_TRUE(bad[i], !calendar_read(arena, STR(HEAD), str_of(bad[i]), &out, &sum) &&
					 sum.faults[0].error == CALENDAR_OFFSET);
	assert_true(calendar_read(arena, STR(HEAD), STR("-05:00"), &out, &sum));
	buf_release(&out);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_scenario),
		cmocka_unit_test(every_bad_row_is_named),
		cmocka_unit_test(offsets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
