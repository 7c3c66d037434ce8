/* The demonstration: its world stands without a gap, and its day runs without a surprise. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "model/view.h"
#include "node/script.h"
#include "os/os.h"

static struct pipeline *pipeline;
static struct script_player *player;
static char said[4096];

/* Keeps what the player complains of, to be shown when a check fails. */
static void say(void *user, struct str line)
{
	size_t len = strlen(said);

	(void)user;
	snprintf(said + len, sizeof said - len, STR_FMT "\n", STR_ARG(line));
}

static const char *path_of(const char *name)
{
	static char path[1024];
	const char *root = getenv("SOURCE_ROOT");

	snprintf(path, sizeof path, "%s/demo/beijing-2022/%s", root ? root : ".", name);
	return path;
}

static int set_up(void **state)
{
	const struct pipeline_options options = { .demo_clock = true, .memory = true };
	struct str fault;

	(void)state;
	said[0] = '\0';
	if (pipeline_open(&options, &pipeline, &fault) != LOG_OK)
		return -1;
	player = script_player_create(pipeline, say, NULL);
	if (script_load_world(player, path_of("world.world")))
		return 0;
	print_error("%s", said);
	return -1;
}

static int tear_down(void **state)
{
	(void)state;
	script_player_destroy(player);
	return pipeline_close(pipeline) == LOG_OK ? 0 : -1;
}

static const struct record *record_at(const char *kind, uint32_t index)
{
	const struct kind_row *row = registry_find(str_of(kind));

	return model_at(pipeline_model(pipeline), row->kind, index);
}

static uint32_t count_of(const char *kind)
{
	const struct kind_row *row = registry_find(str_of(kind));

	assert_non_null(row);
	return model_count(pipeline_model(pipeline), row->kind);
}

static uint32_t count_in(const char *kind, const char *state)
{
	uint32_t found = 0;

	for (uint32_t i = 0; i < count_of(kind); i++)
		if (strcmp(model_state(record_at(kind, i)), state) == 0)
			found++;
	return found;
}

/* ---- the world ----------------------------------------------------------------------------- */

static void test_world_is_whole(void **state)
{
	static const char *const venues[] = { "nst", "nac", "nis", "wsc", "nss", "cis", "bas",
					      "yac", "ysc", "zbt", "zsj", "zcc", "zsp" };
	const struct model *model = pipeline_model(pipeline);

	(void)state;
	assert_string_equal(said, "");
	for (size_t i = 0; i < COUNT(venues); i++) {
		code post;

		assert_true(code_parse(str_of(venues[i]), &post));
		ROW_TRUE(venues[i], tree_get(model, post) != NULL);
		ROW_TRUE(venues[i], model_by_unique(model, "place", "code",
						    str_of(venues[i])) != NULL);
	}
	assert_true(count_of("unit") >= 80);
	assert_int_equal(count_in("unit", "available"), count_of("unit"));
	assert_int_equal(count_in("place", "active"), count_of("place"));
	assert_int_equal(count_in("phase", "games_time"), 1);
}

/* Each post below the nation has somebody to ring, and each unit's post has its unit. */
static void test_posts_are_manned(void **state)
{
	const struct model *model = pipeline_model(pipeline);

	(void)state;
	for (uint16_t i = 0; i < tree_count(model); i++) {
		const struct post *post = tree_at(model, i);
		struct ident id = { post->code, 0 };
		struct ident who;
		const struct record *unit;
		char name[CODE_TEXT];

		code_format(post->code, name);
		ROW_TRUE(name, duty_who(model, post->code, ROLE_ALL, pipeline_now(pipeline), &who,
					1) > 0);
		if (post->tier == TIER_UNIT)
			ROW_TRUE(name, model_refs_to(model, id, "unit", "post", &unit, 1) == 1);
	}
}

/* ---- the day ------------------------------------------------------------------------------- */

static void test_day_runs(void **state)
{
	struct script_report report;

	(void)state;
	assert_true(script_open(player, path_of("day.script")));
	script_play_until(player, INSTANT_MAX);
	report = script_player_report(player);
	assert_string_equal(said, "");
	assert_int_equal(report.complaints, 0);
	assert_int_equal(report.refused, 1);
	assert_true(report.acts >= 120);
	assert_int_equal(pipeline_fault(pipeline).len, 0);
	assert_true(pipeline_refold(pipeline));
}

/* Every incident has come to its end by the end of the day, and the ledger is explained. */
static void test_day_ends_in_order(void **state)
{
	uint32_t incidents, ended;

	(void)state;
	script_open(player, path_of("day.script"));
	script_play_until(player, INSTANT_MAX);
	incidents = count_of("incident");
	ended = count_in("incident", "closed") + count_in("incident", "reviewed") +
		count_in("incident", "false_alarm") + count_in("incident", "merged");
	assert_true(incidents >= 12);
	assert_int_equal(ended, incidents);
	assert_true(count_of("breach") > 0);
	assert_int_equal(count_in("breach", "explained"), count_of("breach"));
	assert_int_equal(count_in("alarm", "ringing"), 0);
	assert_int_equal(count_in("report_duty", "due"), 0);
	assert_int_equal(count_in("unit", "committed") + count_in("unit", "moving") +
				 count_in("unit", "on_scene"), 0);
}

/* Live, the day is played by and by: the same acts give the same state. */
static void test_day_by_and_by(void **state)
{
	instant next;

	(void)state;
	assert_true(script_open(player, path_of("day.script")));
	while ((next = script_next_time(player)) != INSTANT_MAX)
		script_play_until(player, next > pipeline_now(pipeline) + 60000
						  ? pipeline_now(pipeline) + 60000
						  : next);
	assert_string_equal(said, "");
	assert_int_equal(script_player_report(player).complaints, 0);
	assert_int_equal(count_in("report_duty", "due"), 0);
}

/* ---- the calendar -------------------------------------------------------------------------- */

/* Splits a line of the calendar; names in quotation marks may hold commas. */
static uint32_t split(struct str line, struct str *ret, uint32_t max)
{
	uint32_t count = 0;
	uint32_t start = 0;
	bool quoted = false;

	for (uint32_t i = 0; i <= line.len; i++) {
		if (i < line.len && line.at[i] == '"')
			quoted = !quoted;
		if (i < line.len && (quoted || line.at[i] != ','))
			continue;
		if (count < max)
			ret[count] = (struct str){ line.at + start, i - start };
		count++;
		start = i + 1;
	}
	return count;
}

static void test_calendar(void **state)
{
	enum { START = 1, VENUE = 3, NAME_ZH = 6, NAME_EN = 7, PROVENANCE = 8, COLUMNS = 9 };
	const struct model *model = pipeline_model(pipeline);
	struct str rest, line, cells[COLUMNS];
	uint32_t rows = 0;
	struct buf text;

	(void)state;
	buf_init(&text, 65536);
	assert_true(os_read_file(path_of("calendar.csv"), &text) >= 0);
	rest = buf_str(&text);
	assert_true(str_split(&rest, '\n', &line));
	assert_true(str_starts(line, STR("SessionCode,StartDate,EndDate,Venue,VenueName,")));
	while (str_split(&rest, '\n', &line) && line.len > 0) {
		char venue[16] = "";

		assert_int_equal(split(line, cells, COLUMNS), COLUMNS);
		assert_true(str_starts(cells[START], STR("2022-")));
		assert_true(cells[NAME_ZH].len > 0 && cells[NAME_EN].len > 0);
		assert_true(cells[PROVENANCE].len > 0);
		for (uint32_t i = 0; i < cells[VENUE].len && i < sizeof venue - 1; i++)
			venue[i] = (char)(cells[VENUE].at[i] | 0x20);
		ROW_TRUE(venue, venue[0] == '\0' || model_by_unique(model, "place", "code",
								    str_of(venue)) != NULL);
		rows++;
	}
	buf_release(&text);
	assert_true(rows >= 20);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_world_is_whole), TEST(test_posts_are_manned), TEST(test_day_runs),
		TEST(test_day_ends_in_order), TEST(test_day_by_and_by), TEST(test_calendar),
	};

	if (sodium_init() < 0)
		return 1;
	registry_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
