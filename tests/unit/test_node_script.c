/* The script player: what is not so is said with its line, and a day is played as time goes on. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "node/script.h"
#include "os/os.h"

#define OFFICE "tests/cases/script/office.world"

static char folder[] = "/tmp/test-script-XXXXXX";
static struct buf said;

static void keep(void *user, struct str line)
{
	(void)user;
	buf_add(&said, line);
	buf_add_char(&said, '\n');
}

static bool heard(const char *part)
{
	return str_contains(buf_str(&said), str_of(part));
}

static const char *path_of(const char *name)
{
	static char path[512];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static const char *write_file(const char *name, const char *text)
{
	assert_int_equal(os_write_file(path_of(name), str_of(text), false), 0);
	return path_of(name);
}

static int make_folder(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	return os_copy_file(OFFICE, path_of("office.world"));
}

static int drop_folder(void **state)
{
	static const char *const names[] = { "office.world", "a.case", "day.script", "loop.world",
					     "bad.world" };

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++)
		os_remove(path_of(names[i]));
	return os_remove(folder);
}

static int fresh(void **state)
{
	(void)state;
	buf_init(&said, 1 << 20);
	return 0;
}

static int forget(void **state)
{
	(void)state;
	buf_release(&said);
	return 0;
}

/* ---- cases that must fail ------------------------------------------------------------------ */

#define REPORT                                                                                  \
	"chen incident.report as one\n"                                                         \
	"    title: 一\n"                                                                       \
	"    type: crowd_density\n"                                                             \
	"    category: accident\n"                                                              \
	"    place: nst\n"

/* Each follows "world office", "case x" and a report in lines 3 to 7. */
static const struct {
	const char *text;
	const char *says;
} failing[] = {
	{ "expect one is closed\n", "a.case:8: 应为closed，实际为reported / "
				    "expected closed, found reported" },
	{ "expect one is not reported\n", "expected not reported, found reported" },
	{ "expect one is reprted\n", "incident has no state, field or clock reprted" },
	{ "expect two is closed\n", "a.case:8: 没有名为two的记录 / no record is called two" },
	{ "expect one.title = 二\n", "expected 二, found \"一\"" },
	{ "expect one.title != 一\n", "expected not 一, found \"一\"" },
	{ "expect one.title =\n", "expected none, found \"一\"" },
	{ "expect one.deaths = 0\n", "expected 0, found none" },
	{ "expect one.type = fire\n", "expected fire, found \"crowd_density\"" },
	{ "expect one.place = nst-999\n", "found \"nst-" },
	{ "expect one.home = bj\n", "expected bj, found nst" },
	{ "expect one.version = 2\n", "expected 2, found 1" },
	{ "expect one.creator = desk.a\n", "expected desk.a, found" },
	{ "expect one.created_at = 07:59\n", "found 2022-02-04 08:00:00+08:00" },
	{ "expect one.links = one\n", "expected one, found none" },
	{ "expect one.nosuch = 1\n", "incident has no state, field or clock nosuch" },
	{ "expect one clock nosuch running\n", "incident has no state, field or clock nosuch" },
	{ "expect 2 incident at nst\n", "expected 2, found 1; [nst-" },
	{ "expect 0 incident where title = 一\n", "expected 0, found 1" },
	{ "expect 1 incident where nosuch = 1\n", "no state, field or clock nosuch" },
	{ "expect 1 incident at xyz\n", "no record is called xyz" },
	{ "expect 1 nosuch\n", "there is no kind nosuch" },
	{ "find two = incident where title = 二\n", "expected one incident, found" },
	{ "expect no alarm at xyz\n", "no record is called xyz" },
	{ "expect breach at nst\n", "expected breach at nst, found none" },
	{ "expect desk.a does not see one\n", "expected desk.a does not see one, found seen" },
	{ "expect nobody sees one\n", "there is no account nobody" },
	{ "expect nst.commander sees one\n", "nor anybody in that role there now" },
	{ "expect refused nothing\n", "expected refused nothing, found accepted" },
	{ "expect one is reported\nexpect refused nothing\n", "expected refused nothing, found" },
	{ "desk.b incident.verify on one\n", "a.case:8: 被拒绝：not_on_duty" },
	{ "desk.b incident.verify on one\nexpect refused stale_version\n",
	  "a.case:9: 应被拒绝（stale_version），实际为：被拒绝：not_on_duty" },
	{ "desk.a incident.verify on two\n", "no record is called two" },
	{ "desk.a incident.verify on one\n    place: nowhere\n",
	  "a.case:9: 没有名为nowhere的记录（字段place）" },
	{ "desk.a incident.verify on one\n    version: x\n", "a.case:9: version写法不对：x" },
	{ "desk.a incident.verify on one\n    event_at: soon\n", "a.case:9: event_at" },
	{ "setup place.plan\n    home: xyz\n", "there is no post xyz" },
	{ "setup place.plan\n    code: a\n", "a.case:8: 被拒绝：required" },
	{ "clock 2022-02-04T07:00:00+08:00\n", "time cannot go back" },
	{ "world nosuch\n", "there is no nosuch.world" },
	{ "world loop\n", "too many worlds within worlds" },
	{ "world bad\n", "bad.world:2: 看不懂这一句（unknown_statement）：hello / " },
};

static bool run(const char *text, struct script_count *ret)
{
	const char *path = write_file("a.case", text);

	return script_cases(&path, 1, keep, NULL, ret);
}

static void test_failing(void **state)
{
	struct script_count count;

	(void)state;
	write_file("loop.world", "world loop\n");
	write_file("bad.world", "# bad\nhello\n");
	for (size_t i = 0; i < COUNT(failing); i++) {
		char text[2048];

		snprintf(text, sizeof text, "world office\ncase x\n" REPORT "%s", failing[i].text);
		buf_clear(&said);
		ROW_TRUE(failing[i].text, !run(text, &count));
		ROW_TRUE(failing[i].text, count.cases == 1 && count.failed == 1);
		if (!heard(failing[i].says) || !heard("not ok 1 - "))
			fail_msg("\"%s\": said %.*s", failing[i].text, (int)said.len, said.at);
	}
}

/* The first fault ends its case and no other. */
static void test_several(void **state)
{
	struct script_count count;

	(void)state;
	assert_false(run("world office\ncase a\n" REPORT "expect one is closed\nexpect two is x\n"
			 "case b\n" REPORT "expect one is reported\n", &count));
	assert_int_equal(count.cases, 2);
	assert_int_equal(count.failed, 1);
	assert_int_equal(count.acts, 2);
	assert_true(heard("not ok 1 - "));
	assert_true(heard("ok 2 - "));
	assert_true(heard("\n1..2\n"));
	assert_false(heard("no record is called two"));
}

static void test_unusable(void **state)
{
	const char *path = "tests/cases/script/nosuch.case";
	struct script_count count;

	(void)state;
	assert_false(run("world office\n", &count));
	assert_true(heard("there is no case in the file"));
	assert_false(run("case a\n  hello\n", &count));
	assert_true(heard("a.case:2: "));
	assert_false(script_cases(&path, 1, keep, NULL, &count));
	assert_int_equal(count.failed, 1);
	assert_true(heard("the file cannot be read"));
	assert_false(script_cases(NULL, 0, keep, NULL, &count));
}

/* ---- a day --------------------------------------------------------------------------------- */

static const char day[] = "at 08:10\n" REPORT "after 5m\ndesk.a incident.verify on one\n"
			  "desk.b incident.verify on one\nexpect refused not_on_duty\n"
			  "desk.b incident.verify on one\n"
			  "at 08:30\nexpect one is closed\nexpect one is verifying\n";

static struct pipeline *open_memory(void)
{
	struct pipeline_options options = { .demo_clock = true, .memory = true };
	struct pipeline *pipeline;
	struct str fault;

	assert_int_equal(pipeline_open(&options, &pipeline, &fault), LOG_OK);
	return pipeline;
}

static instant minute(int minutes)
{
	return INT64_C(1643932800000) + minutes * INT64_C(60000);  /* after 08:00+08:00 */
}

static void test_day(void **state)
{
	struct pipeline *pipeline = open_memory();
	struct script_player *player = script_player_create(pipeline, keep, NULL);
	struct script_report report;

	(void)state;
	assert_true(script_load_world(player, path_of("office.world")));
	assert_true(script_next_time(player) == INSTANT_MAX);
	assert_int_equal(script_player_offset(player), 480);
	assert_true(pipeline_now(pipeline) == minute(0));
	assert_true(script_open(player, write_file("day.script", day)));
	assert_true(script_next_time(player) == minute(10));
	script_play_until(player, minute(9));
	assert_true(pipeline_now(pipeline) == minute(9));
	assert_true(script_next_time(player) == minute(10));
	script_play_until(player, minute(12));
	assert_true(script_next_time(player) == minute(15));
	assert_int_equal(script_player_report(player).acts, 1);
	script_play_until(player, minute(14));
	assert_true(script_next_time(player) == minute(15));
	assert_int_equal(said.len, 0);
	script_play_until(player, minute(20));
	assert_true(heard("day.script:11: 被拒绝：not_on_duty"));
	assert_true(script_next_time(player) == minute(30));
	script_play_until(player, INSTANT_MAX);
	assert_true(heard("day.script:13: 应为closed"));
	assert_false(heard("day.script:14"));
	assert_true(script_next_time(player) == INSTANT_MAX);
	assert_true(pipeline_now(pipeline) == minute(30));
	report = script_player_report(player);
	assert_int_equal(report.acts, 4);
	assert_int_equal(report.refused, 1);
	assert_int_equal(report.complaints, 2);
	assert_true(report.setups > 0);
	script_player_destroy(player);
	pipeline_close(pipeline);
}

/* Somebody else may have brought time on: what is late is played at once. */
static void test_late(void **state)
{
	struct pipeline *pipeline = open_memory();
	struct script_player *player = script_player_create(pipeline, keep, NULL);

	(void)state;
	assert_true(script_load_world(player, path_of("office.world")));
	assert_true(script_open(player, write_file("day.script", day)));
	pipeline_set_now(pipeline, minute(25));
	script_play_until(player, minute(25));
	assert_int_equal(script_player_report(player).acts, 4);
	assert_true(script_next_time(player) == minute(30));
	script_player_destroy(player);
	pipeline_close(pipeline);
}

static void test_bad_world(void **state)
{
	struct pipeline *pipeline = open_memory();
	struct script_player *player = script_player_create(pipeline, keep, NULL);

	(void)state;
	assert_false(script_load_world(player, path_of("nosuch.world")));
	assert_false(script_load_world(player, write_file("bad.world", "setup post.establish\n")));
	assert_true(heard("bad.world:1: 被拒绝：required"));
	assert_false(script_open(player, write_file("day.script", "hello\n")));
	script_player_destroy(NULL);
	script_player_destroy(player);
	pipeline_close(pipeline);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_failing, fresh, forget),
		cmocka_unit_test_setup_teardown(test_several, fresh, forget),
		cmocka_unit_test_setup_teardown(test_unusable, fresh, forget),
		cmocka_unit_test_setup_teardown(test_day, fresh, forget),
		cmocka_unit_test_setup_teardown(test_late, fresh, forget),
		cmocka_unit_test_setup_teardown(test_bad_world, fresh, forget),
	};

	return cmocka_run_group_tests_name("node_script", tests, make_folder, drop_folder);
}
