/* Sets an empty log up from a file of the world: posts, people, places, units, policies. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "cli/data.h"
#include "cli/verbs.h"
#include "node/script.h"

static void say(void *user, struct str line)
{
	(void)user;
	fprintf(stderr, STR_FMT "\n", STR_ARG(line));
}

static int load(const struct verb_args *args, struct pipeline *pipeline)
{
	struct script_player *player;
	bool good;

	if (model_pos(pipeline_model(pipeline)) != 0) {
		verb_complain(args, "目录中已有日志 / the folder holds a log already");
		return VERB_DATA;
	}
	player = script_player_create(pipeline, say, NULL);
	good = script_load_world(player, args->words[0]);
	pipeline_settle(pipeline);
	script_player_destroy(player);
	if (!good) {
		verb_complain(args, "无法载入 / does not load: %s", args->words[0]);
		return VERB_DATA;
	}
	printf("%llu\n", (unsigned long long)model_pos(pipeline_model(pipeline)));
	return VERB_DONE;
}

static int run_load(const struct verb_args *args)
{
	const char *dir = verb_need(args, "data");
	struct pipeline_options options = { .dir = dir, .demo_clock = true };
	struct pipeline *pipeline;
	enum log_error error;
	int rc;

	if (dir == NULL)
		return VERB_USAGE;
	pipeline = data_open(args, &options);
	if (pipeline == NULL)
		return VERB_DATA;
	rc = load(args, pipeline);
	error = pipeline_close(pipeline);
	return error == LOG_OK ? rc : data_complain(args, error, STR(""));
}

static const struct verb_option options_of_load[] = {
	{ "data", "DIR", "新的数据目录", "A new data folder." },
	{ NULL, NULL, NULL, NULL },
};
const struct verb verb_load = {
	.name = "load", .words = "FILE.world", .words_least = 1, .words_most = 1,
	.options = options_of_load, .run = run_load,
	.zh = "用世界文件建立新的日志", .en = "Sets a new log up from a file of the world.",
	.more_zh = "打印日志条目数。格式见demo/beijing-2022与docs/formats.md。",
	.more_en = "Prints how many entries the log has then. The form is that of "
		   "demo/beijing-2022; see docs/formats.md.",
};
