/* All lives of one simulated node, and the shortest trace of steps that breaks a promise. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/simkit.h"
#include "os/sim.h"

#define BEGIN INT64_C(1643932800000)                      /* 2022-02-04 08:00 in Beijing */
#define LIVES_MAX (2 * SIMKIT_STEPS + 10)

const char *simkit_what_name(enum simkit_what what)
{
	static const char *const names[] = {
#define SIMKIT_NAME(name, weight) #name,
		SIMKIT_WHATS(SIMKIT_NAME)
#undef SIMKIT_NAME
	};

	return names[what];
}

void simkit_trace_draw(struct simkit_trace *trace, uint64_t seed)
{
	static const uint32_t weights[] = {
#define SIMKIT_WEIGHT(name, weight) weight,
		SIMKIT_WHATS(SIMKIT_WEIGHT)
#undef SIMKIT_WEIGHT
	};
	struct chance chance = { seed };
	uint32_t sum = 0;

	for (int i = 0; i < SIMKIT_WHAT_COUNT; i++)
		sum += weights[i];
	trace->seed = seed;
	trace->count = 40 + chance_below(&chance, 160);
	for (uint32_t i = 0; i < trace->count; i++) {
		uint32_t draw = chance_below(&chance, sum);
		int what = 0;

		while (draw >= weights[what])
			draw -= weights[what++];
		trace->steps[i].what = (enum simkit_what)what;
		trace->steps[i].seed = chance_next(&chance);
	}
}

/* ---- lives ---------------------------------------------------------------------------------- */

/* What the process wrote to its standard error, from the end. */
static void read_words(FILE *words, char ret[512])
{
	long size;
	size_t len;

	fseek(words, 0, SEEK_END);
	size = ftell(words);
	fseek(words, size > 400 ? size - 400 : 0, SEEK_SET);
	len = fread(ret, 1, 511, words);
	while (len > 0 && ret[len - 1] == '\n')
		len--;
	ret[len] = '\0';
	for (size_t i = 0; i < len; i++)
		if (ret[i] == '\n')
			ret[i] = '|';
}

static int live(struct simkit_ledger *ledger, const struct simkit_trace *trace, FILE *words)
{
	int status;
	pid_t child;

	ledger->life++;
	fflush(NULL);
	if (ftruncate(fileno(words), 0) != 0)
		abort();
	rewind(words);
	child = fork();
	assert(child >= 0);
	if (child == 0) {
		dup2(fileno(words), STDERR_FILENO);
		simkit_life_run(ledger, trace);
	}
	while (waitpid(child, &status, 0) != child)
		continue;
	return status;
}

/* True: the end of that life was as it may be, and another one follows. */
static bool another(struct simkit_ledger *ledger, int status)
{
	struct simkit_stats *stats = &ledger->stats;

	if (!WIFEXITED(status))
		return false;
	switch (WEXITSTATUS(status)) {
	case SIM_DIED:
		stats->deaths++;
		break;
	case 74:
		stats->died_full++;
		break;
	case MEM_EXIT:
		stats->died_memory++;
		break;
	case SIMKIT_AGAIN:
	case SIMKIT_NOT_OPENED:
		break;
	default:
		return false;
	}
	/* What a killed process wrote but did not sync is there, until the power fails. */
	ledger->cut_early = !ledger->cut_on_death && (ledger->seed + ledger->life) % 3 == 0;
	if (ledger->cut_on_death) {
		stats->cuts++;
		sim_power_cut(ledger->seed + ledger->life);
	}
	/* Somebody has made room, or changed the disk; at times only after one more try. */
	if (!ledger->keep_plan) {
		sim_plan(NULL);
		ledger->bad_disk = false;
	}
	ledger->keep_plan = false;
	ledger->cut_on_death = false;
	return true;
}

static bool play(struct simkit_ledger *ledger, const struct simkit_trace *trace, char ret_text[512])
{
	FILE *words = tmpfile();
	int status;

	assert(words);
	do {
		status = live(ledger, trace, words);
	} while (another(ledger, status) && ledger->life < LIVES_MAX);
	if (ledger->text[0])
		snprintf(ret_text, 512, "%s", ledger->text);
	else
		read_words(words, ret_text);
	fclose(words);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool simkit_run(const struct simkit_trace *trace, struct simkit_stats *ret_stats,
		char ret_text[512])
{
	void *at = mmap(NULL, sizeof(struct simkit_ledger), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct simkit_ledger *ledger = at;
	struct chance chance = { trace->seed };
	bool good;

	assert(at != MAP_FAILED);
	ledger->seed = trace->seed;
	ledger->snapshot_every = (uint32_t[]){ 0, 7, 60 }[chance_below(&chance, 3)];
	sim_power_on(BEGIN);
	sim_plan(NULL);
	good = play(ledger, trace, ret_text);
	ledger->stats.lives = ledger->life;
	*ret_stats = ledger->stats;
	munmap(at, sizeof(struct simkit_ledger));
	return good;
}

/* ---- the shortest trace --------------------------------------------------------------------- */

static bool fails_without(const struct simkit_trace *trace, uint32_t from, uint32_t count,
			  struct simkit_trace *ret, char ret_text[512])
{
	struct simkit_stats stats;

	ret->seed = trace->seed;
	ret->count = trace->count - count;
	memcpy(ret->steps, trace->steps, from * sizeof *trace->steps);
	memcpy(ret->steps + from, trace->steps + from + count,
	       (trace->count - from - count) * sizeof *trace->steps);
	return !simkit_run(ret, &stats, ret_text);
}

void simkit_run_shorten(struct simkit_trace *trace, uint32_t tries, char ret_text[512])
{
	static struct simkit_trace shorter;
	char text[512];

	for (uint32_t size = trace->count / 2; size > 0; size = size == 1 ? 0 : (size + 1) / 2) {
		for (uint32_t from = 0; from < trace->count && tries > 0; tries--) {
			uint32_t count = trace->count - from < size ? trace->count - from : size;

			if (fails_without(trace, from, count, &shorter, text)) {
				*trace = shorter;
				memcpy(ret_text, text, sizeof text);
			} else {
				from += count;
			}
		}
	}
}
