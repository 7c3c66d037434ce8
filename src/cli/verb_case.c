/* Runs cases: what should happen, told as given, when, then. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "cli/verbs.h"
#include "node/script.h"

static void say(void *user, struct str line)
{
	(void)user;
	printf(STR_FMT "\n", STR_ARG(line));
}

static int run_case(const struct verb_args *args)
{
	struct script_count count = { 0 };
	bool good = script_cases(args->words, args->nwords, say, NULL, &count);

	fflush(stdout);
	fprintf(stderr, "%u cases in %u files, %u failed, %llu acts, %llu entries\n", count.cases,
		count.files, count.failed, (unsigned long long)count.acts,
		(unsigned long long)count.entries);
	return good ? VERB_DONE : VERB_FOUND;
}

static const struct verb_option no_options[] = { { NULL, NULL, NULL, NULL } };
const struct verb verb_case = {
	.name = "case", .words = "FILE…", .words_least = 1, .words_most = VERB_WORDS_MOST,
	.options = no_options, .run = run_case,
	.zh = "执行案例文件，每个案例输出一行结果（TAP）",
	.en = "Runs files of cases and prints a line of result for each (TAP).",
};
