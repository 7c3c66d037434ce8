/* Shows the whole thing: a Games day played live in a browser, or to its end at once. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "cli/data.h"
#include "cli/listen.h"
#include "cli/scenario.h"
#include "cli/verbs.h"
#include "node/auth.h"
#include "node/script.h"
#include "os/os.h"

#define STEP_NS INT64_C(50000000)
/* While somebody is at work, and so long after, the day goes at the pace of his own watch. */
#define PERSON_NS (INT64_C(120) * 1000000000)
#define SPEED_USUAL 60
#define SPEED_MOST 100000
#define SNAPSHOT_EVERY 100000

/* The day's clock: `speed` times as fast as the wall's; as fast once the day is over. */
struct demo {
	const struct verb_args *args;
	struct pipeline *pipeline;
	struct script_player *player;
	struct loop *loop;
	struct loop_timer *timer;
	double speed;
	double pace;                                     /* now: speed, or 1 while a person works */
	struct serve *serve;
	bool ended;
	instant from;                                      /* the day's time at from_ns */
	int64_t from_ns;
};

static void say(void *user, struct str line)
{
	(void)user;
	fprintf(stderr, STR_FMT "\n", STR_ARG(line));
}

/* ---- the scenario -------------------------------------------------------------------------- */

static bool load(struct demo *demo, const char *dir)
{
	char path[4200];

	demo->player = script_player_create(demo->pipeline, say, NULL);
	snprintf(path, sizeof path, "%s/world.world", dir);
	if (!script_load_world(demo->player, path))
		return false;
	pipeline_settle(demo->pipeline);
	snprintf(path, sizeof path, "%s/day.script", dir);
	return script_open(demo->player, path);
}

static int report(const struct demo *demo)
{
	struct script_report done = script_player_report(demo->player);

	scenario_report(pipeline_model(demo->pipeline));
	printf("\n%llu acts 操作, %llu set-up 设置, %llu refused as expected 按预期拒绝, "
	       "%llu complaints 异常, %llu entries 日志条目\n",
	       (unsigned long long)done.acts, (unsigned long long)done.setups,
	       (unsigned long long)done.refused, (unsigned long long)done.complaints,
	       (unsigned long long)model_pos(pipeline_model(demo->pipeline)));
	return done.complaints == 0 ? VERB_DONE : VERB_FOUND;
}

static int run_to_end(struct demo *demo)
{
	script_play_until(demo->player, INSTANT_MAX);
	pipeline_settle(demo->pipeline);
	return report(demo);
}

/* ---- live ---------------------------------------------------------------------------------- */

static bool give_passwords(struct demo *demo, struct auth *auth, const char *password)
{
	const struct model *model = pipeline_model(demo->pipeline);
	const struct kind *kind = registry_find(STR("account"))->kind;
	uint32_t count = model_count(model, kind);
	struct ident *accounts = heap_alloc((count + 1) * sizeof accounts[0]);

	for (uint32_t i = 0; i < count; i++)
		accounts[i] = model_at(model, kind, i)->id;
	bool good = auth_set_passwords(auth, accounts, count, str_of(password));

	heap_free(accounts);
	return good;
}

static void say_login(const struct model *model, const char *login, const char *what)
{
	if (model_by_unique(model, "account", "login", str_of(login)) != NULL)
		printf("  %-16s %s\n", login, what);
}

static void say_start(const struct demo *demo, const char *url, const char *password)
{
	const struct model *model = pipeline_model(demo->pipeline);

	printf("\n  %s\n\n  密码 password (all accounts): %s\n\n", url, password);
	say_login(model, "nst.duty", "国家体育场值班员 · venue duty officer");
	say_login(model, "bj.commander", "北京指挥长 · territorial commander");
	say_login(model, "nat.commander", "国家指挥长 · national commander");
	say_login(model, "ov.officer", "督察 · oversight officer");
	say_login(model, "nst.steward", "国家体育场安保员 · steward at the venue");
	say_login(model, "admin", "系统管理员 · administrator");
	printf("\n  %gx: %g s 现实时间 = 1 min 想定时间 · Ctrl+C 结束 ends it\n"
	       "  有人操作时按实际时间走 · while somebody acts, time goes as his watch does\n\n",
	       demo->speed, 60 / demo->speed);
	fflush(stdout);
}

static instant day_now(const struct demo *demo)
{
	double ms = (double)(os_monotonic_ns() - demo->from_ns) / 1e6;

	return demo->from + (instant)(ms * demo->pace);
}

static void go_at(struct demo *demo, double pace)
{
	demo->from = day_now(demo);
	demo->from_ns = os_monotonic_ns();
	demo->pace = pace;
	serve_set_pace(demo->serve, pace);
}

/* An order given in the demo is to be signed in thirty seconds that a person can live through. */
static void find_pace(struct demo *demo)
{
	int64_t acted = serve_person_acted_ns(demo->serve);
	bool person = acted != 0 && os_monotonic_ns() - acted < PERSON_NS;
	double pace = demo->ended || (person && demo->speed > 1) ? 1 : demo->speed;

	if (pace != demo->pace)
		go_at(demo, pace);
}

static void on_step(void *user)
{
	struct demo *demo = user;

	script_play_until(demo->player, day_now(demo));
	if (!demo->ended && script_next_time(demo->player) == INSTANT_MAX) {
		demo->ended = true;
		report(demo);
		printf("\n想定已结束，系统继续运行，时间按实际速度前进 · "
		       "the day is over; the system goes on, at the wall clock's speed\n");
		fflush(stdout);
	}
	find_pace(demo);
	loop_timer_arm(demo->timer, os_monotonic_ns() + STEP_NS);
}

static int run_live(struct demo *demo, struct serve_options *options)
{
	char password[AUTH_SECRET_TEXT], url[128];
	const char *fault = serve_start(options, demo->pipeline, demo->loop, &demo->serve);

	if (fault != NULL) {
		verb_complain(demo->args, "%s", fault);
		return VERB_SYSTEM;
	}
	struct serve *serve = demo->serve;

	auth_random_password(password);
	int rc = VERB_DATA;

	if (give_passwords(demo, serve_auth(serve), password)) {
		rc = VERB_DONE;
		listen_url(options, serve_port(serve), url, sizeof url);
		say_start(demo, url, password);
		demo->from = script_next_time(demo->player);
		demo->from_ns = os_monotonic_ns();
		demo->pace = demo->speed;
		serve_set_pace(serve, demo->speed);
		demo->timer = loop_timer_create(demo->loop, on_step, demo);
		on_step(demo);
		listen_run(demo->loop);
		loop_timer_destroy(demo->timer);
	}
	serve_stop(serve);
	return rc;
}

/* ---- the verb ------------------------------------------------------------------------------ */

static bool read_speed(const struct verb_args *args, double *ret)
{
	const char *text = verb_value(args, "speed");

	*ret = SPEED_USUAL;
	if (text == NULL || (str_to_f64(str_of(text), ret) && *ret > 0 && *ret <= SPEED_MOST))
		return true;
	verb_complain(args, "速度无效 / not a speed: %s", text);
	return false;
}

/* A folder that nobody else has, where none was named. */
static const char *data_dir(const struct verb_args *args, char *room, size_t size)
{
	const char *given = verb_value(args, "data");
	uint64_t random;

	if (given != NULL)
		return given;
	os_random(&random, sizeof random);
	snprintf(room, size, "/tmp/watchfloor-demo-%016llx", (unsigned long long)random);
	return room;
}

static int play(struct demo *demo, const char *scenario, struct serve_options *options)
{
	bool to_end = verb_given(demo->args, "until-end");
	char basemap[4200];
	int rc = VERB_FOUND;

	if (model_pos(pipeline_model(demo->pipeline)) != 0) {
		verb_complain(demo->args, "目录中已有日志，演示须从空目录开始 / "
					  "the folder holds a log; a demo begins with none");
		return VERB_DATA;
	}
	if (!load(demo, scenario)) {
		verb_complain(demo->args, "想定无法载入 / the scenario does not load: %s", scenario);
	} else if (to_end) {
		rc = run_to_end(demo);
	} else {
		snprintf(basemap, sizeof basemap, "%s/basemap", scenario);
		options->basemap_dir = basemap;
		options->offset_minutes = script_player_offset(demo->player);
		rc = run_live(demo, options);
	}
	script_player_destroy(demo->player);
	return rc;
}

static int run_demo(const struct verb_args *args)
{
	struct serve_options options = { .demo = true };
	struct demo demo = { .args = args };
	struct pipeline_options pipeline_options = { .demo_clock = true };
	bool to_end = verb_given(args, "until-end");
	struct buf scenario;
	char room[64];

	if (!listen_read(args, &options) || !read_speed(args, &demo.speed))
		return VERB_USAGE;
	if (!scenario_find(args, &scenario))
		return VERB_USAGE;
	demo.loop = to_end ? NULL : loop_create();
	pipeline_options.loop = demo.loop;
	pipeline_options.memory = to_end && !verb_given(args, "data");
	pipeline_options.dir = pipeline_options.memory ? NULL : data_dir(args, room, sizeof room);
	pipeline_options.snapshot_every = pipeline_options.memory ? 0 : SNAPSHOT_EVERY;
	demo.pipeline = data_open(args, &pipeline_options);
	int rc = VERB_DATA;

	if (demo.pipeline != NULL) {
		rc = play(&demo, scenario.at, &options);
		if (pipeline_close(demo.pipeline) != LOG_OK)
			rc = VERB_DATA;
	}
	loop_destroy(demo.loop);
	buf_release(&scenario);
	return rc;
}

static const struct verb_option options_of_demo[] = {
	{ "data", "DIR", "新的数据目录（默认在/tmp下新建）", "A new data folder (one in /tmp)." },
	LISTEN_OPTIONS,
	{ "speed", "N", "想定时间是实际时间的几倍（默认60）",
	  "How many times as fast as the wall clock (60)." },
	{ "until-end", NULL, "不等待，执行到底并输出结果",
	  "Plays it to the end without waiting and prints what came of it." },
	{ "scenario", "DIR", "想定目录（默认为北京2022）", "The scenario's folder (Beijing 2022)." },
	{ NULL, NULL, NULL, NULL },
};
const struct verb verb_demo = {
	.name = "demo", .words = "", .options = options_of_demo, .run = run_demo,
	.zh = "演示：北京2022的一个比赛日", .en = "Demonstration: a Games day of Beijing 2022.",
};
