/* Where the program begins: the first word on the command line is the verb. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "cli/manual.h"
#include "cli/verb.h"
#include "model/registry.h"
#include "os/self.h"

static bool is(const char *word, const char *one, const char *other)
{
	return strcmp(word, one) == 0 || strcmp(word, other) == 0;
}

int main(int argc, char **argv)
{
	const struct verb *verb;

	if (argc < 2 || is(argv[1], "--help", "-h") || is(argv[1], "help", "help")) {
		verb = argc > 2 ? verb_find(argv[2]) : NULL;
		if (verb != NULL)
			manual_help_verb(verb);
		else
			manual_help();
		return argc < 2 ? VERB_USAGE : VERB_DONE;
	}
	if (is(argv[1], "--version", "version")) {
		printf("watchfloor " WATCHFLOOR_VERSION "\n");
		return VERB_DONE;
	}
	verb = verb_find(argv[1]);
	if (verb == NULL) {
		fprintf(stderr, "watchfloor: 没有%s这个命令 / there is no verb %s; watchfloor help\n",
			argv[1], argv[1]);
		return VERB_USAGE;
	}
	self_tune();
	registry_init();
	return verb_run(verb, argc - 2, argv + 2);
}
