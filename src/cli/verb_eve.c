/* Adds up the alerts of network sensors by signature and asset, ready to be imported. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "cli/verbs.h"
#include "os/os.h"
#include "wire/eve/eve.h"

static bool read_text(const struct verb_args *args, const char *path, struct buf *ret)
{
	int rc = os_read_file(path, ret);

	if (rc < 0)
		verb_complain(args, "%s: %s", path, os_error_text(rc));
	return rc >= 0;
}

static void list_faults(const struct verb_args *args, const struct eve_sum *sum)
{
	for (uint32_t i = 0; i < sum->nfaults && i < EVE_FAULTS_MOST; i++)
		verb_complain(args, "%s:%u: %s: %s / %s", args->words[0], sum->faults[i].line,
			      sum->faults[i].why->name, sum->faults[i].why->zh,
			      sum->faults[i].why->en);
	if (sum->nfaults > EVE_FAULTS_MOST)
		verb_complain(args, "另有%u行 / and %u more lines", sum->nfaults - EVE_FAULTS_MOST,
			      sum->nfaults - EVE_FAULTS_MOST);
}

static int write_rows(const struct verb_args *args, const struct eve_sum *sum)
{
	struct buf out;

	buf_init(&out, 16 * 1024 * 1024);
	eve_print(sum, &out);
	fwrite(out.at, 1, out.len, stdout);
	buf_release(&out);
	verb_complain(args, "%llu次告警，%u条；%llu次与已登记系统无关 / %llu alerts in %u rows; "
			    "%llu about no asset",
		      (unsigned long long)sum->alerts, sum->nrows,
		      (unsigned long long)sum->unmapped, (unsigned long long)sum->alerts,
		      sum->nrows, (unsigned long long)sum->unmapped);
	return VERB_DONE;
}

static int add_up(const struct verb_args *args, struct arena *arena, struct str register_text,
		  struct str log)
{
	struct eve_sum *sum = arena_alloc(arena, sizeof *sum);
	struct eve_asset *assets;
	uint32_t count;

	if (!eve_assets(arena, register_text, &assets, &count)) {
		verb_complain(args, "%s: 不是信息系统列表 / no list of assets",
			      verb_value(args, "assets"));
		return VERB_DATA;
	}
	if (eve_read(arena, log, assets, count, sum))
		return write_rows(args, sum);
	list_faults(args, sum);
	return VERB_FOUND;
}

static int run_eve(const struct verb_args *args)
{
	struct arena *arena;
	struct buf assets, log;
	int rc = VERB_DATA;

	if (verb_need(args, "assets") == NULL)
		return VERB_USAGE;
	arena = arena_create();
	buf_init(&assets, 64 * 1024 * 1024);
	buf_init(&log, EVE_BYTES);
	if (read_text(args, verb_value(args, "assets"), &assets) &&
	    read_text(args, args->words[0], &log))
		rc = add_up(args, arena, buf_str(&assets), buf_str(&log));
	buf_release(&log);
	buf_release(&assets);
	arena_destroy(arena);
	return rc;
}

static const struct verb_option eve_options[] = {
	{ "assets", "FILE", "信息系统列表：GET /api/v1/records/asset 的回答",
	  "The assets: the answer of GET /api/v1/records/asset." },
	{ NULL, NULL, NULL, NULL },
};

const struct verb verb_eve = {
	.name = "eve", .words = "FILE", .words_least = 1, .words_most = 1,
	.options = eve_options, .run = run_eve,
	.zh = "汇总Suricata的EVE告警，按规则与系统合并，供import使用",
	.en = "Adds up Suricata's EVE alerts by signature and asset, for the verb import.",
	.more_zh = "输出每行一个JSON对象，用 watchfloor import cyber_alert.observe 导入。"
		   "有一行有误即不输出，列出全部有误的行，退出码为1。",
	.more_en = "Prints a JSON object a line for watchfloor import cyber_alert.observe. One bad "
		   "line and nothing is printed, all bad lines are listed, and the exit is 1.",
};
