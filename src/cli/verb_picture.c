/* Shows what a post may see: the list of what is missing, and the whole picture. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "cli/ask.h"
#include "cli/data.h"
#include "cli/verbs.h"
#include "model/cop.h"
#include "model/gaps.h"

#define PICTURE_BYTES ((size_t)64 * 1024 * 1024)

/* Of a node that runs it is asked, of one that has stopped the log is folded. */
static bool is_remote(const struct verb_args *args, bool *ret)
{
	*ret = verb_given(args, "url");
	if (*ret != verb_given(args, "data"))
		return true;
	verb_complain(args, "请给出--url或--data之一 / give one of --url and --data");
	return false;
}

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

static int run_gaps(const struct verb_args *args)
{
	struct buf address;
	bool remote;
	int rc;

	if (!is_remote(args, &remote) || verb_need(args, "post") == NULL)
		return VERB_USAGE;
	if (!remote)
		return show_local(args, write_gaps);
	buf_init(&address, LIMIT_HEADER_BYTES);
	buf_printf(&address, "/api/v1/gaps?role_as=%s", verb_value(args, "post"));
	add_parameter(&address, args, "kind");
	add_parameter(&address, args, "severity");
	rc = ask_get(args, buf_str(&address));
	buf_release(&address);
	return rc;
}

#define WHERE_OPTIONS                                                                             \
	{ "url", "http[s]://HOST:PORT", "正在运行的节点", "A running node." },                    \
	{ "ca", "FILE", "信任的根证书（PEM，默认系统的；与https同用）",                           \
	  "CA certificates to trust, PEM, with https (the system's)." },                          \
	{ "token-file", "FILE", "令牌所在文件（与--url同用）",                                    \
	  "File that holds the token, with --url." },                                             \
	{ "token-fd", "N", "从文件描述符读取令牌", "Reads the token from this descriptor." },     \
	{ "data", "DIR", "已停止的节点的数据目录", "The data folder of a stopped node." },        \
	{ "post", "CODE", "在哪个指挥部", "At which post." }

static const struct verb_option options_of_gaps[] = {
	WHERE_OPTIONS,
	{ "kind", "KIND", "只看这种记录", "Of this kind of record only." },
	{ "severity", "severe|serious|minor", "只看这种严重程度", "Of this severity only." },
	{ NULL, NULL, NULL, NULL },
};
const struct verb verb_picture_gaps = {
	.name = "gaps", .words = "", .options = options_of_gaps, .run = run_gaps,
	.zh = "列出缺口（万无一失清单），各附消除它的操作，以JSON输出",
	.en = "Lists what is missing, each with the act that closes it, as JSON.",
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
	bool remote;
	int rc;

	if (!is_remote(args, &remote) || verb_need(args, "post") == NULL)
		return VERB_USAGE;
	if (!remote)
		return show_local(args, write_cop);
	buf_init(&address, LIMIT_HEADER_BYTES);
	buf_printf(&address, "/api/v1/cop?post=%s", verb_value(args, "post"));
	add_parameter(&address, args, "at");
	rc = ask_get(args, buf_str(&address));
	buf_release(&address);
	return rc;
}

static const struct verb_option options_of_cop[] = {
	WHERE_OPTIONS,
	{ "at", "TIME", "按此刻的状态（与--url同用）", "As it stood at this moment, with --url." },
	{ NULL, NULL, NULL, NULL },
};
const struct verb verb_picture_cop = {
	.name = "cop", .words = "", .options = options_of_cop, .run = run_cop,
	.zh = "以GeoJSON导出该指挥部可见的共用态势图，附指纹",
	.en = "Exports the common operating picture of a post as GeoJSON, with its digest.",
};
