/* Shows what a post may see: the list of what is missing, and the whole picture. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "cli/ask.h"
#include "cli/data.h"
#include "cli/verbs.h"
#include "model/cop.h"
#include "model/countdown.h"
#include "model/gaps.h"

#define PICTURE_BYTES ((size_t)64 * 1024 * 1024)

static bool read_reader(const struct verb_args *args, struct pipeline *pipeline,
			struct reader *ret)
{
	*ret = (struct reader){ .now = model_time(pipeline_model(pipeline)) };
	if (code_parse(str_of(verb_value(args, "post")), &ret->post) &&
	    tree_get(pipeline_model(pipeline), ret->post) != NULL)
		return true;
	verb_complain(args, "没有这个指挥部 / no such post: %s", verb_value(args, "post"));
	return false;
}

typedef void picture(struct json_out *out, const struct model *model,
		     const struct reader *reader, const struct verb_args *args);

static int show_local(const struct verb_args *args, picture *tell)
{
	struct pipeline_options options = { .dir = verb_value(args, "data") };
	struct pipeline *pipeline = data_open(args, &options);
	struct reader reader;
	struct json_out json;
	struct buf out;
	int rc = VERB_USAGE;

	if (pipeline == NULL)
		return VERB_DATA;
	buf_init(&out, PICTURE_BYTES);
	if (read_reader(args, pipeline, &reader)) {
		json_begin(&json, &out);
		tell(&json, pipeline_model(pipeline), &reader, args);
		printf(STR_FMT "\n", STR_ARG(buf_str(&out)));
		rc = VERB_DONE;
	}
	buf_release(&out);
	return pipeline_close(pipeline) == LOG_OK ? rc : VERB_DATA;
}

/* ---- gaps ---------------------------------------------------------------------------------- */

static void write_gaps(struct json_out *out, const struct model *model,
		       const struct reader *reader, const struct verb_args *args)
{
	struct gap_wish wish = { .kind = str_of(verb_value(args, "kind")),
				 .severity = str_of(verb_value(args, "severity")) };

	gaps_write(out, model, reader, &wish);
}

static void add_parameter(struct buf *address, const struct verb_args *args, const char *option)
{
	if (verb_given(args, option))
		buf_printf(address, "&%s=%s", option, verb_value(args, option));
}

/* From this machine's log, or of a node: `address` ends where the post's code belongs. */
static int show(const struct verb_args *args, picture *tell, struct buf *address,
		const char *const *parameters)
{
	int rc = VERB_USAGE;
	bool remote;

	if (verb_where(args, &remote) && verb_need(args, "post") != NULL) {
		buf_add(address, str_of(verb_value(args, "post")));
		for (; *parameters != NULL; parameters++)
			add_parameter(address, args, *parameters);
		rc = remote ? ask_get(args, buf_str(address)) : show_local(args, tell);
	}
	buf_release(address);
	return rc;
}

static const char *const at_a_moment[] = { "at", NULL };

static int run_gaps(const struct verb_args *args)
{
	static const char *const parameters[] = { "kind", "severity", NULL };
	struct buf address;

	buf_init(&address, LIMIT_HEADER_BYTES);
	buf_add(&address, STR("/api/v1/gaps?role_as="));
	return show(args, write_gaps, &address, parameters);
}

static const struct verb_option options_of_gaps[] = {
	VERB_WHERE,
	{ "post", "CODE", "在哪个指挥部", "At which post." },
	{ "kind", "KIND", "只看这种记录", "Of this kind of record only." },
	{ "severity", "severe|serious|minor", "只看这种严重程度", "Of this severity only." },
	{ NULL, NULL, NULL, NULL },
};
const struct verb verb_picture_gaps = {
	.name = "gaps", .words = "", .options = options_of_gaps, .run = run_gaps,
	.zh = "列出缺口（万无一失清单），各附消除它的操作，以JSON输出",
	.en = "Lists what is missing, each with the act that closes it, as JSON.",
};

/* ---- day by day ---------------------------------------------------------------------------- */

static void write_countdown(struct json_out *out, const struct model *model,
			    const struct reader *reader, const struct verb_args *args)
{
	struct ident id;
	const struct record *record =
		ident_parse(str_of(args->words[1]), &id)
			? model_find_kind(model, id, args->words[0])
			: NULL;

	if (record && countdown_day(record) != 0 && model_sees(model, record, reader->post, false))
		countdown_write(out, model, record, reader->now);
	else
		json_put_null(out);
}

static int run_countdown(const struct verb_args *args)
{
	struct buf address;

	buf_init(&address, LIMIT_HEADER_BYTES);
	buf_printf(&address, "/api/v1/countdown/%s/%s?role_as=", args->words[0], args->words[1]);
	return show(args, write_countdown, &address, at_a_moment);
}

static const struct verb_option options_of_countdown[] = {
	VERB_WHERE,
	{ "post", "CODE", "在哪个指挥部", "At which post." },
	{ "at", "TIME", "按此刻的状态（与--url同用）", "As it stood at this moment, with --url." },
	{ NULL, NULL, NULL, NULL },
};
const struct verb verb_picture_countdown = {
	.name = "countdown", .words = "KIND ID", .words_least = 2, .words_most = 2,
	.options = options_of_countdown, .run = run_countdown,
	.zh = "逐日列出一条记录的倒计时（如人力缺口、就绪度），以JSON输出",
	.en = "Lists figures day by day towards a record's day (staffing gap, readiness), as JSON.",
	.more_zh = "已过的日子为当时的数，未到的日子为照目前进度将有的数；不知道的为null。",
	.more_en = "Days past are told as they were, days to come as they will be if nothing else "
		   "is done; null is what is not known.",
};

/* ---- the picture --------------------------------------------------------------------------- */

static void write_cop(struct json_out *out, const struct model *model,
		      const struct reader *reader, const struct verb_args *args)
{
	(void)args;
	cop_write(out, model, reader);
}

static int run_cop(const struct verb_args *args)
{
	struct buf address;

	buf_init(&address, LIMIT_HEADER_BYTES);
	buf_add(&address, STR("/api/v1/cop?post="));
	return show(args, write_cop, &address, at_a_moment);
}

static const struct verb_option options_of_cop[] = {
	VERB_WHERE,
	{ "post", "CODE", "在哪个指挥部", "At which post." },
	{ "at", "TIME", "按此刻的状态（与--url同用）", "As it stood at this moment, with --url." },
	{ NULL, NULL, NULL, NULL },
};
const struct verb verb_picture_cop = {
	.name = "cop", .words = "", .options = options_of_cop, .run = run_cop,
	.zh = "以GeoJSON导出该指挥部可见的共用态势图，附指纹",
	.en = "Exports the common operating picture of a post as GeoJSON, with its digest.",
};
