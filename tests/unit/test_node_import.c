/* Tables brought in: every way a row can be wrong, and that one wrong row changes nothing. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"
#include "lib/worldkit.h"

#include <stdio.h>

#include "base/hash.h"
#include "base/limits.h"
#include "wire/http/problem.h"

static struct worldkit kit;

static int setup(void **state)
{
	(void)state;
	worldkit_open(&kit);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	worldkit_close(&kit);
	return 0;
}

static uint32_t replies;
static bool replayed;

static void on_reply(void *user, const struct outcome *outcome)
{
	(void)user;
	replies++;
	replayed = outcome->replayed;
}

static struct worldkit_result bring(const char *act, const char *key, enum table_form form,
				    const char *text)
{
	return worldkit_bring(&kit, act, key, form, str_of(text), on_reply);
}

#define SUPPLY "title,sort,place,measure,level,least,full\n"

static void test_all_are_done(void **state)
{
	const struct kind *kind = registry_find(STR("supply"))->kind;
	uint32_t before = model_count(pipeline_model(kit.pipeline), kind);
	uint32_t asked = replies;
	struct worldkit_result r = bring("supply.set_up", "k1", TABLE_CSV,
				"\xef\xbb\xbf" SUPPLY
				"暖贴,clothing,nst,piece,800,300,1000\r\n"
				"\r\n"
				"\"热饮, 姜茶\",food,nst,portion,500,100,500\n"
				"\"写作\"\"毛毯\"\"\",shelter,nstb,piece,10,20,100");

	(void)state;
	assert_null(r.refused.why);
	assert_int_equal(r.count, 3);
	assert_int_equal(replies, asked + 1);
	assert_int_equal(model_count(pipeline_model(kit.pipeline), kind), before + 3);
	for (uint32_t i = 0; i < 3; i++)
		assert_null(r.rows[i].refused.why);
	assert_true(str_eq(model_title(model_find(pipeline_model(kit.pipeline), r.rows[1].record)),
			   STR("热饮, 姜茶")));
	assert_true(str_eq(model_title(model_find(pipeline_model(kit.pipeline), r.rows[2].record)),
			   STR("写作\"毛毯\"")));
	/* What an act causes comes with it: ten are fewer than the least. */
	assert_string_equal(model_state(model_find(pipeline_model(kit.pipeline), r.rows[2].record)),
			    "low");
	assert_int_equal(r.rows[2].line, 5);
}

/* The state, its place in the log and what has been told of it. */
static void expect_nothing(const char *name, struct hash *before, uint64_t pos, uint32_t asked)
{
	struct hash after;

	model_digest(pipeline_model(kit.pipeline), &after);
	ROW_TRUE(name, hash_eq(before, &after));
	ROW_TRUE(name, model_pos(pipeline_model(kit.pipeline)) == pos);
	ROW_TRUE(name, replies == asked);
}

static void test_one_bad_row_changes_nothing(void **state)
{
	static const struct {
		const char *name;
		const char *act;
		enum table_form form;
		const char *text;
		/* of rows 1 to 4; NULL: that row is good */
		const char *rows[4];
	} cases[] = {
		{ "two of four", "supply.set_up", TABLE_CSV,
		  SUPPLY "甲,clothing,nst,piece,1,0,10\n乙,clothing,nst,piece,11,0,10\n"
			 "丙,clothing,nst,piece,1,0,10\n丁,gold,nst,piece,1,0,10\n",
		  { NULL, "over_full", NULL, "unknown_value" } },
		{ "not a number", "supply.set_up", TABLE_CSV,
		  SUPPLY "甲,clothing,nst,piece,many,0,10\n乙,clothing,nst,piece,1.5,0,10\n"
			 "丙,clothing,nst,piece,-1,0,10\n",
		  { "wrong_type", "wrong_type", "out_of_range" } },
		{ "a cell too many, one too few", "supply.set_up", TABLE_CSV,
		  SUPPLY "甲,clothing,nst,piece,1,0,10,9\n乙,clothing\n丙,clothing,nst,piece,1,0,10\n",
		  { "import_width", "import_width", NULL } },
		{ "nothing where something must be", "supply.set_up", TABLE_CSV,
		  SUPPLY ",clothing,nst,piece,1,0,10\n甲,clothing,nowhere,piece,1,0,10\n",
		  { "required", "no_such_target" } },
		{ "a row of no act, and one that would be refused", "supply.set_up", TABLE_LINES,
		  "{\"title\":\"甲\"\n"
		  "{\"title\":\"乙\",\"sort\":\"food\",\"place\":\"nst\",\"measure\":\"box\","
		  "\"level\":9,\"least\":0,\"full\":1}\n"
		  "[1]\n{\"ghost\":1}\n",
		  { "broken_json", "over_full", "bad_envelope", "unknown_field" } },
		{ "the second of two that do not go together", "equipment.enter", TABLE_CSV,
		  "tag,name,type\nT1,甲,radio\nT1,乙,radio\n", { NULL, "unique_taken" } },
		{ "not this role's", "weather.expire", TABLE_CSV, "@record\nnst-1\n",
		  { "system_only" } },
		{ "no such record, no such version, no such time", "supply.count", TABLE_CSV,
		  "@record,@version,@event_at,level\nnst-99999,,,1\nnst,0,,1\n"
		  "nst,1,monday,1\n?,1,,1\n",
		  { "no_such_record", "bad_envelope", "bad_envelope", "bad_envelope" } },
	};

	(void)state;
	for (size_t c = 0; c < COUNT(cases); c++) {
		uint64_t pos = model_pos(pipeline_model(kit.pipeline));
		uint32_t asked = replies;
		struct hash before;
		struct worldkit_result r;

		model_digest(pipeline_model(kit.pipeline), &before);
		r = bring(cases[c].act, "bad", cases[c].form, cases[c].text);
		ROW_TRUE(cases[c].name, r.refused.why == &problem_import_refused);
		for (uint32_t i = 0; i < r.count; i++) {
			const struct refusal *why = r.rows[i].refused.why;

			if (cases[c].rows[i] == NULL)
				ROW_TRUE(cases[c].name, why == NULL);
			else
				ROW_TRUE(cases[c].name,
					 why && strcmp(why->name, cases[c].rows[i]) == 0);
		}
		expect_nothing(cases[c].name, &before, pos, asked);
	}
}

static void test_the_table_itself(void **state)
{
	static const struct {
		const char *name;
		enum table_form form;
		const char *text;
		const char *refusal;
	} rows[] = {
		{ "empty", TABLE_CSV, "", "import_header" },
		{ "no rows", TABLE_CSV, SUPPLY, "import_empty" },
		{ "no lines", TABLE_LINES, "\n\n", "import_empty" },
		{ "a column twice", TABLE_CSV, "title,title\na,b\n", "import_header" },
		{ "a column without a name", TABLE_CSV, "title,\na,b\n", "import_header" },
		{ "a field that is none", TABLE_CSV, "title,ghost\na,b\n", "unknown_field" },
		{ "a quote that stays open", TABLE_CSV, "title\n\"a\n", "import_quote" },
		{ "a quote in the middle", TABLE_CSV, "title\na\"b\n", "import_quote" },
		{ "something behind a quote", TABLE_CSV, "title\n\"a\"b\n", "import_quote" },
		{ "not UTF-8", TABLE_CSV, "title\n\xff\n", "not_utf8" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct worldkit_result r = bring("supply.set_up", "t", rows[i].form, rows[i].text);

		ROW_TRUE(rows[i].name,
			 r.refused.why && strcmp(r.refused.why->name, rows[i].refusal) == 0);
		ROW_TRUE(rows[i].name, r.rows == NULL);
	}
}

static void test_names_of_acts(void **state)
{
	struct request base = { .version = 0 };

	(void)state;
	assert_ptr_equal(imports_name(STR("supply"), &base), &refused_unknown_act);
	assert_ptr_equal(imports_name(STR("ghost.set_up"), &base), &refused_unknown_kind);
	assert_ptr_equal(imports_name(STR("supply.ghost"), &base), &refused_unknown_act);
	assert_ptr_equal(imports_name(STR("note.attach"), &base), &refused_unknown_act);
}

static void test_twice_with_one_key(void **state)
{
	static const char table[] = SUPPLY "口罩,protection,nst,box,5,1,50\n"
					   "手套,clothing,nst,piece,5,1,50\n";
	const struct kind *kind = registry_find(STR("supply"))->kind;
	struct worldkit_result first = bring("supply.set_up", "same", TABLE_CSV, table), second;
	uint32_t count = model_count(pipeline_model(kit.pipeline), kind);

	(void)state;
	assert_null(first.refused.why);
	assert_false(replayed);
	second = bring("supply.set_up", "same", TABLE_CSV, table);
	assert_null(second.refused.why);
	assert_true(replayed);
	assert_int_equal(model_count(pipeline_model(kit.pipeline), kind), count);
	assert_true(ident_eq(first.rows[0].record, second.rows[0].record));
	assert_true(ident_eq(first.rows[1].record, second.rows[1].record));
	/* Another table under the same key; and one that goes on behind the first. */
	second = bring("supply.set_up", "same", TABLE_CSV, SUPPLY "围脖,clothing,nst,piece,5,1,50\n");
	assert_ptr_equal(second.rows[0].refused.why, &refused_key_reused);
	second = bring("supply.set_up", "same", TABLE_CSV,
		       SUPPLY "口罩,protection,nst,box,5,1,50\n手套,clothing,nst,piece,5,1,50\n"
			      "围脖,clothing,nst,piece,5,1,50\n");
	assert_ptr_equal(second.refused.why, &refused_key_reused);
	assert_int_equal(model_count(pipeline_model(kit.pipeline), kind), count);
}

static void test_acts_on_records(void **state)
{
	struct worldkit_result made = bring("supply.set_up", "on", TABLE_CSV,
				   SUPPLY "雪镜,clothing,nst,piece,50,10,90\n");
	char id[IDENT_TEXT], text[200];
	struct worldkit_result r;

	(void)state;
	assert_null(made.refused.why);
	ident_format(made.rows[0].record, id);
	snprintf(text, sizeof text, "@record,level\n%s,40\n%s,9\n", id, id);
	r = bring("supply.count", "on-2", TABLE_CSV, text);
	assert_null(r.refused.why);
	assert_string_equal(
		model_state(model_find(pipeline_model(kit.pipeline), made.rows[0].record)), "low");
	snprintf(text, sizeof text, "{\"@record\":\"%s\",\"@version\":1,\"least\":5}\n", id);
	r = bring("supply.set_levels", "on-3", TABLE_LINES, text);
	assert_ptr_equal(r.rows[0].refused.why, &refused_stale_version);
	assert_true(pipeline_refold(kit.pipeline));
}

/* Each row is decided as if the ones before it had been done. */
static void test_a_later_row_against_an_earlier_one(void **state)
{
	struct worldkit_result made = bring("duty_post.plan", "post", TABLE_CSV,
				   "name_zh,name_en,type,place,strength,skills\n"
				   "北门,North gate,gate,nst,1,search; crowd\n");
	const char *rows = "{\"duty_post\":\"%s\",\"person\":\"nst.steward\",\"people\":1,"
			   "\"from_time\":\"2022-02-05T00:00:00Z\","
			   "\"until_time\":\"2022-02-05T08:00:00Z\"}\n"
			   "{\"duty_post\":\"%s\",\"person\":\"nst.steward\",\"people\":1,"
			   "\"from_time\":\"2022-02-05T07:00:00Z\","
			   "\"until_time\":\"2022-02-05T09:00:00Z\"}\n";
	char id[IDENT_TEXT], text[700];
	struct worldkit_result r;

	(void)state;
	assert_null(made.refused.why);
	ident_format(made.rows[0].record, id);
	snprintf(text, sizeof text, rows, id, id);
	r = bring("shift.plan", "shifts", TABLE_LINES, text);
	assert_ptr_equal(r.refused.why, &problem_import_refused);
	assert_null(r.rows[0].refused.why);
	assert_string_equal(r.rows[1].refused.why->name, "double_booked");
	assert_int_equal(
		model_count(pipeline_model(kit.pipeline), registry_find(STR("shift"))->kind), 0);
}

/* A number beyond what can be is refused together with what would have been taken. */
static void test_the_range_is_told(void **state)
{
	struct worldkit_result r = bring("weather.observe", "range", TABLE_CSV,
				"title,place,observed_at,air,wind\n"
				"站,nst,2022-02-04T11:00:00Z,200,3\n"
				"站,nst,2022-02-04T11:00:00Z,-5,-1\n");

	(void)state;
	for (uint32_t i = 0; i < 2; i++)
		assert_string_equal(r.rows[i].refused.why->name, "out_of_range");
	assert_true(str_eq(r.rows[0].refused.detail, STR("-60 … 50 °C")));
	assert_true(str_eq(r.rows[1].refused.detail, STR("0 … 75 m/s")));
}

/* What is due the moment it is made lapses behind all rows, not between them. */
static void test_no_clock_lapses_between(void **state)
{
	const char *rows = "title,type,from_time,until_time\n"
			   "甲,road,2022-02-03T00:00:00Z,2022-02-09T00:00:00Z\n"
			   "乙,lane,2022-02-03T00:00:00Z,2022-02-09T00:00:00Z\n";
	struct worldkit_result r = bring("closure.plan", "late", TABLE_CSV, rows);
	const struct record *second;

	(void)state;
	assert_null(r.refused.why);
	assert_int_equal(r.rows[1].record.seq, r.rows[0].record.seq + 1);
	pipeline_set_now(kit.pipeline, pipeline_now(kit.pipeline) + 1000);
	second = model_find(pipeline_model(kit.pipeline), r.rows[1].record);
	assert_int_equal(second->clocks[2].status, CLOCK_LAPSED);
	assert_true(pipeline_refold(kit.pipeline));
}

static void test_too_many(void **state)
{
	struct buf text;
	struct worldkit_result r;

	(void)state;
	buf_init(&text, LIMIT_IMPORT_BYTES);
	buf_add(&text, STR("text,type\n"));
	for (int i = 0; i < LIMIT_IMPORT_ROWS; i++)
		buf_printf(&text, "第%d条,log\n", i);
	buf_add_char(&text, 0);
	r = bring("note.log", "many", TABLE_CSV, text.at);
	assert_null(r.refused.why);
	assert_int_equal(r.count, LIMIT_IMPORT_ROWS);
	text.len--;
	buf_add(&text, STR("多,log\n"));
	buf_add_char(&text, 0);
	r = bring("note.log", "more", TABLE_CSV, text.at);
	assert_ptr_equal(r.refused.why, &problem_import_too_many);
	buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_are_done),
		cmocka_unit_test(test_one_bad_row_changes_nothing),
		cmocka_unit_test(test_the_table_itself),
		cmocka_unit_test(test_names_of_acts),
		cmocka_unit_test(test_twice_with_one_key),
		cmocka_unit_test(test_acts_on_records),
		cmocka_unit_test(test_a_later_row_against_an_earlier_one),
		cmocka_unit_test(test_the_range_is_told),
		cmocka_unit_test(test_no_clock_lapses_between),
		cmocka_unit_test(test_too_many),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
