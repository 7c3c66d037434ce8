/* The verb that a node lives by. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "cli/data.h"
#include "cli/listen.h"
#include "cli/verbs.h"
#include "os/os.h"

#define SNAPSHOT_EVERY 100000
#define CHINA_OFFSET 480

/* "+08:00" */
static bool read_offset(const char *text, int *ret)
{
	struct str rest = str_of(text);
	struct str hours;
	int64_t h, m;

	if (rest.len != 6 || (rest.at[0] != '+' && rest.at[0] != '-'))
		return false;
	bool west = rest.at[0] == '-';

	rest = (struct str){ rest.at + 1, rest.len - 1 };
	if (!str_split(&rest, ':', &hours) || !str_to_i64(hours, &h) || !str_to_i64(rest, &m) ||
	    h < 0 || h > 14 || m < 0 || m > 59)
		return false;
	*ret = (int)(h * 60 + m) * (west ? -1 : 1);
	return true;
}

static int serve_log(const struct verb_args *args, const struct serve_options *options,
		     struct loop *loop, struct pipeline *pipeline)
{
	struct serve *serve;
	char url[128];
	const char *fault = serve_start(options, pipeline, loop, &serve);

	if (fault != NULL) {
		verb_complain(args, "%s", fault);
		return VERB_SYSTEM;
	}
	listen_url(options, serve_port(serve), url, sizeof url);
	printf("watchfloor: %s\n", url);
	fflush(stdout);
	listen_run(loop);
	serve_stop(serve);
	return VERB_DONE;
}

/* False: said what is wrong. A folder without the file is a single machine's. */
static bool read_site(const struct verb_args *args, const char *dir, struct site_file *site,
		      struct serve_options *options)
{
	enum site_file_found found = site_file_read(dir, site);

	if (found == SITE_FILE_BAD) {
		verb_complain(args, "节点文件损坏 / the site file is damaged: %s/site", dir);
		return false;
	}
	options->site = found == SITE_FILE_GOOD ? site : NULL;
	return true;
}

static int run_serve(const struct verb_args *args)
{
	const char *dir = verb_need(args, "data");
	const char *offset = verb_value(args, "offset");
	struct serve_options options = { .offset_minutes = CHINA_OFFSET };

	if (dir == NULL || !listen_read(args, &options))
		return VERB_USAGE;
	if (offset != NULL && !read_offset(offset, &options.offset_minutes)) {
		verb_complain(args, "不是时差 / not an offset: %s", offset);
		return VERB_USAGE;
	}
	if (!data_choose_log(args, dir))
		return VERB_DATA;
	options.basemap_dir = verb_value(args, "basemap");
	struct site_file site;
	int64_t shift = 0;

	if (verb_given(args, "clock-shift") &&
	    !str_to_i64(str_of(verb_value(args, "clock-shift")), &shift)) {
		verb_complain(args, "不是秒数 / not a number of seconds: %s",
			      verb_value(args, "clock-shift"));
		return VERB_USAGE;
	}
	os_shift_clock(shift * 1000);

	if (!read_site(args, dir, &site, &options))
		return VERB_DATA;
	struct loop *loop = loop_create();
	struct pipeline_options pipeline_options = { .dir = dir, .loop = loop,
						     .snapshot_every = SNAPSHOT_EVERY,
						     .site = site.self };
	struct pipeline *pipeline = data_open(args, &pipeline_options);
	int rc = VERB_DATA;

	if (pipeline != NULL) {
		rc = serve_log(args, &options, loop, pipeline);
		enum log_error error = pipeline_close(pipeline);

		if (error != LOG_OK)
			rc = data_complain(args, error, STR(""));
	}
	loop_destroy(loop);
	return rc;
}

static const struct verb_option options_of_serve[] = {
	{ "data", "DIR", "数据目录；没有时建立", "The data folder; made if it is not there." },
	DATA_LOG_OPTION,
	LISTEN_OPTIONS,
	{ "basemap", "DIR", "底图目录（GeoJSON；默认为数据目录下的basemap）",
	  "Folder of the map's GeoJSON files (basemap in the data folder)." },
	{ "offset", "±HH:MM", "活动所在地的时差（默认+08:00）",
	  "Offset in which the event's people read times (+08:00)." },
	{ "clock-shift", "SECONDS", "演练：时钟前移或后移若干秒", "For drills: the clock runs so far ahead." },
	{ NULL, NULL, NULL, NULL },
};
const struct verb verb_serve = {
	.name = "serve", .words = "", .options = options_of_serve, .run = run_serve,
	.zh = "运行一个节点", .en = "Runs a node.",
	.more_zh = "启动后在标准输出打印地址；故障以JSON逐行写到标准错误。SIGTERM有序停止。",
	.more_en = "Prints its address on standard output; faults go to standard error, a line of "
		   "JSON each. SIGTERM stops it in order.",
};
