/* What the program can be told to do: a table of verbs, from which help and manual are printed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/verb.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "cli/manual.h"
#include "cli/verbs.h"

const struct verb *const verb_all[] = {
	&verb_serve, &verb_demo, &verb_site, &verb_load, &verb_account_init, &verb_account_passwd,
	&verb_act, &verb_import, &verb_eve, &verb_calendar,
	&verb_picture_gaps, &verb_picture_countdown, &verb_picture_cop,
	&verb_log_verify, &verb_log_dump, &verb_log_digest, &verb_log_backup, &verb_log_restore,
	&verb_case, &verb_roster, &verb_evac, &verb_evac_cases, &verb_evac_city, &verb_road,
	&verb_print_kinds, &verb_print_matrix, &verb_print_openapi, &verb_print_types,
	&verb_print_reference, &verb_print_man, NULL,
};

const struct verb *verb_find(const char *name)
{
	for (int i = 0; verb_all[i] != NULL; i++)
		if (strcmp(verb_all[i]->name, name) == 0)
			return verb_all[i];
	return NULL;
}

void verb_complain(const struct verb_args *args, const char *format, ...)
{
	va_list list;

	fprintf(stderr, "watchfloor %s: ", args->verb->name);
	va_start(list, format);
	vfprintf(stderr, format, list);
	va_end(list);
	fputc('\n', stderr);
}

static int place_of(const struct verb *verb, struct str name)
{
	for (int i = 0; verb->options[i].name != NULL; i++)
		if (str_eq(str_of(verb->options[i].name), name))
			return i;
	return -1;
}

const char *verb_value(const struct verb_args *args, const char *name)
{
	int place = place_of(args->verb, str_of(name));

	assert(place >= 0 && place < VERB_OPTIONS_MOST);
	return args->values[place];
}

bool verb_given(const struct verb_args *args, const char *name)
{
	return verb_value(args, name) != NULL;
}

const char *verb_need(const struct verb_args *args, const char *name)
{
	const char *value = verb_value(args, name);

	if (value == NULL)
		verb_complain(args, "缺少选项--%s / option --%s is missing", name, name);
	return value;
}

bool verb_where(const struct verb_args *args, bool *ret_remote)
{
	*ret_remote = verb_given(args, "url");
	if (*ret_remote != verb_given(args, "data"))
		return true;
	verb_complain(args, "请给出--url或--data之一 / give one of --url and --data");
	return false;
}

/* Takes one option, "--name VALUE" or "--name=VALUE"; how many words it took, or 0. */
static int take_option(struct verb_args *args, int left, char **argv)
{
	struct str text = str_of(argv[0] + 2);
	struct str name;
	struct str rest = text;
	bool joined = memchr(text.at, '=', text.len) != NULL;

	str_split(&rest, '=', &name);
	int place = place_of(args->verb, name);

	if (place < 0) {
		verb_complain(args, "没有选项%s / there is no option %s", argv[0], argv[0]);
		return 0;
	}
	if (args->verb->options[place].value == NULL) {
		args->values[place] = "";
		return 1;
	}
	if (!joined && left < 2) {
		verb_complain(args, "选项%s缺少值 / option %s has no value", argv[0], argv[0]);
		return 0;
	}
	args->values[place] = joined ? rest.at : argv[1];
	return joined ? 1 : 2;
}

static bool read_args(struct verb_args *args, int argc, char **argv)
{
	bool only_words = false;

	for (int i = 0; i < argc;) {
		if (!only_words && strcmp(argv[i], "--") == 0) {
			only_words = true;
			i++;
		} else if (!only_words && strncmp(argv[i], "--", 2) == 0) {
			int took = take_option(args, argc - i, argv + i);

			if (took == 0)
				return false;
			i += took;
		} else {
			if (args->nwords == VERB_WORDS_MOST)
				return false;
			args->words[args->nwords++] = argv[i++];
		}
	}
	if (args->nwords >= args->verb->words_least && args->nwords <= args->verb->words_most)
		return true;
	verb_complain(args, "参数数目不对 / wrong number of words: %s %s", args->verb->name,
		      args->verb->words);
	return false;
}

int verb_run(const struct verb *verb, int argc, char **argv)
{
	struct verb_args args = { .verb = verb };

	for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
			manual_help_verb(verb);
			return VERB_DONE;
		}
	if (!read_args(&args, argc, argv)) {
		fprintf(stderr, "watchfloor %s --help\n", verb->name);
		return VERB_USAGE;
	}
	return verb->run(&args);
}
