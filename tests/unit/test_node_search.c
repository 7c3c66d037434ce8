/* Cutting texts for the index, queries that are never syntax, snippets; and the index file. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "lib/logkit.h"
#include "lib/unit.h"
#include "node/search_index.h"
#include "node/search_text.h"
#include "os/os.h"

static void test_split(void **state)
{
	static const struct {
		const char *text, *cut;
	} rows[] = {
		{ "", "" },
		{ "gate 3", "gate 3" },
		{ "看台", " 看  台 " },
		{ "B区3号门", "B 区 3 号  门 " },
		{ "café", "café" },
		{ "カメラ", " カ  メ  ラ " },
	};
	struct buf out;

	(void)state;
	buf_init(&out, 1024);
	for (size_t i = 0; i < COUNT(rows); i++) {
		buf_clear(&out);
		search_text_split(str_of(rows[i].text), &out);
		ROW_TRUE(rows[i].text, str_eq(buf_str(&out), str_of(rows[i].cut)));
	}
	buf_release(&out);
}

static void test_run(void **state)
{
	static const struct {
		const char *text, *runs;                   /* singles in brackets */
	} rows[] = {
		{ "", "" },
		{ "，。!", "" },
		{ "gate 3", "gate|3|" },
		{ "B区3号门", "B|(区)3|(号门)" },
		{ "看台，café-Bar", "(看台)café|Bar|" },
		{ "カメラ１２", "(カメラ)１２|" },
	};
	struct buf out;
	struct str run;
	bool single;

	(void)state;
	buf_init(&out, 1024);
	for (size_t i = 0; i < COUNT(rows); i++) {
		buf_clear(&out);
		for (uint32_t at = 0; search_text_run(str_of(rows[i].text), &at, &run, &single);)
			buf_printf(&out, single ? "(" STR_FMT ")" : STR_FMT "|", STR_ARG(run));
		ROW_TRUE(rows[i].text, str_eq(buf_str(&out), str_of(rows[i].runs)));
	}
	buf_release(&out);
}

static void test_query(void **state)
{
	static const struct {
		const char *typed, *query;                 /* NULL: nothing to search for */
	} rows[] = {
		{ "gate", "\"gate\"*" },
		{ "看台", "\" 看  台 \"" },
		{ "看台 gate", "\" 看  台 \" AND \"gate\"*" },
		{ "B区", "\"B\"* AND \" 区 \"" },
		{ "\"a\" OR b*", "\"a\"* AND \"OR\"* AND \"b\"*" },
		{ "nst-12", "\"nst\"* AND \"12\"*" },
		{ "", NULL },
		{ "\"*():^{}", NULL },
		{ "，。！", NULL },
	};
	struct buf out;

	(void)state;
	buf_init(&out, 1024);
	for (size_t i = 0; i < COUNT(rows); i++) {
		buf_clear(&out);
		bool good = search_text_query(str_of(rows[i].typed), &out);

		ROW_TRUE(rows[i].typed, good == (rows[i].query != NULL));
		ROW_TRUE(rows[i].typed, !good || str_eq(buf_str(&out), str_of(rows[i].query)));
	}
	buf_release(&out);
}

static void test_snippet(void **state)
{
	static const struct {
		const char *text, *typed, *snippet;        /* NULL: not there */
	} rows[] = {
		{ "crowd at gate 3", "gate", "crowd at gate 3" },
		{ "crowd at Gate 3", "gate", "crowd at Gate 3" },
		{ "crowd at gate 3", "ate", NULL },
		{ "看台上层拥挤", "拥", "看台上层拥挤" },
		{ "line one\nline two", "two", "line one line two" },
		{ "nothing here", "看", NULL },
		{ "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十门", "门",
		  "…七八九十一二三四五六七八九十一二三四五六七八九十门" },
	};
	struct buf out;

	(void)state;
	buf_init(&out, 1024);
	for (size_t i = 0; i < COUNT(rows); i++) {
		buf_clear(&out);
		bool found = search_text_snippet(str_of(rows[i].text), str_of(rows[i].typed), &out);

		ROW_TRUE(rows[i].text, found == (rows[i].snippet != NULL));
		if (found && !str_eq(buf_str(&out), str_of(rows[i].snippet)))
			fail_msg("%s", out.at);
	}
	buf_release(&out);
}

/* ---- the file ------------------------------------------------------------------------------ */

static char dir[64];

static int setup(void **state)
{
	(void)state;
	snprintf(dir, sizeof dir, "/tmp/search-XXXXXX");
	LOGKIT_MUST(mkdtemp(dir) != NULL);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	logkit_remove_tree(dir);
	return 0;
}

static uint32_t find(struct search_index *index, const char *typed, const char *kind,
		     struct search_hit *ret)
{
	struct buf query;

	buf_init(&query, 1024);
	LOGKIT_MUST(search_text_query(str_of(typed), &query));
	uint32_t count = search_index_find(index, buf_str(&query), kind, ret, 8);

	buf_release(&query);
	return count;
}

static struct search_doc doc(uint64_t seq, const char *kind, const char *title, const char *body)
{
	struct search_doc made = { .record = { .seq = seq }, .kind = kind, .title = str_of(title),
				   .body = str_of(body) };

	LOGKIT_MUST(code_parse(STR("nst"), &made.record.origin));
	return made;
}

static void test_find(void **state)
{
	struct search_place place = { .pos = 1 }, again;
	struct search_index *index = search_index_open(dir, &again);
	struct search_hit hits[8];
	const struct search_doc docs[] = {
		doc(1, "incident", "看台拥挤", "gate 3 blocked, café"),
		doc(2, "incident", "缆车停运", "passengers on the lift"),
		doc(3, "note", "", "看台已清空"),
	};

	(void)state;
	assert_non_null(index);
	assert_int_equal(again.pos, 0);
	assert_true(search_index_put(index, docs, 3, &place));
	assert_int_equal(find(index, "看台", NULL, hits), 2);
	assert_int_equal(hits[0].record.seq, 3);
	assert_int_equal(hits[1].record.seq, 1);
	assert_int_equal(find(index, "台看", NULL, hits), 0);
	assert_int_equal(find(index, "看", NULL, hits), 2);
	assert_int_equal(find(index, "看台", "note", hits), 1);
	assert_int_equal(find(index, "CAFE block", NULL, hits), 1);
	assert_int_equal(find(index, "lift", NULL, hits), 1);
	assert_true(hits[0].texts ==
		    search_index_texts(STR("缆车停运"), STR("passengers on the lift")));
	assert_true(search_index_texts(STR("ab"), STR("c")) !=
		    search_index_texts(STR("a"), STR("bc")));
	search_index_close(index);
	index = search_index_open(dir, &again);
	assert_int_equal(again.pos, 1);
	assert_int_equal(find(index, "lift", NULL, hits), 1);
	assert_true(search_index_clear(index));
	assert_int_equal(find(index, "lift", NULL, hits), 0);
	search_index_close(index);
	index = search_index_open(dir, &again);
	assert_int_equal(again.pos, 0);
	search_index_close(index);
}

#define TEN "0123456789"

/* Words are the same in whatever letters, whoever of the two folds them. */
static void test_words(void **state)
{
	static const struct {
		const char *text, *typed;
		uint32_t count;
	} rows[] = {
		{ "GATE b12", "gate B1", 1 },
		{ "gate", "ate", 0 },
		{ "ÉCOLE Straße ПОСТ", "ecole", 1 },
		{ "ÉCOLE Straße ПОСТ", "école пост", 1 },
		{ "区Éa区", "ea", 1 },
		{ "Tor７号", "号", 1 },
		{ "Tor７号", "tor", 1 },
		{ "上，下", "上下", 1 },
		{ "上a下", "上下", 0 },
		{ TEN TEN TEN TEN TEN TEN TEN "X", TEN TEN TEN TEN TEN TEN TEN "x", 1 },
		{ TEN TEN TEN TEN TEN TEN TEN "X", TEN TEN TEN TEN TEN TEN TEN "y", 0 },
	};
	struct search_place place;
	struct search_hit hits[8];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct search_index *index = search_index_open(dir, &place);
		const struct search_doc one = doc(1, "note", "", rows[i].text);

		assert_true(search_index_clear(index));
		assert_true(search_index_put(index, &one, 1, NULL));
		if (find(index, rows[i].typed, NULL, hits) != rows[i].count)
			fail_msg("%s in %s", rows[i].typed, rows[i].text);
		search_index_close(index);
	}
}

/* What is no index, or one of another version, is thrown away and made anew. */
static void test_made_anew(void **state)
{
	struct search_place place;
	char path[128];
	struct search_index *index;
	const struct search_doc one = doc(1, "note", "", "lift");
	struct search_hit hits[8];

	(void)state;
	snprintf(path, sizeof path, "%s/search.db", dir);
	assert_int_equal(os_write_file(path, STR("this is not a database, but long enough to be "
						 "taken for the head of one by mistake ......."),
				       false), 0);
	index = search_index_open(dir, &place);
	assert_non_null(index);
	assert_int_equal(place.pos, 0);
	assert_true(search_index_put(index, &one, 1, NULL));
	assert_int_equal(find(index, "lift", NULL, hits), 1);
	search_index_close(index);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_run),
		cmocka_unit_test(test_query),
		cmocka_unit_test(test_snippet),
		cmocka_unit_test_setup_teardown(test_find, setup, teardown),
		cmocka_unit_test_setup_teardown(test_words, setup, teardown),
		cmocka_unit_test_setup_teardown(test_made_anew, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
