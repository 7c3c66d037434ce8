/* The network of a simulated mesh and whose turn it is: messages on their way, lives, the time. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

#include "base/mem.h"
#include "lib/meshsim.h"
#include "os/os.h"
#include "os/sim.h"

#define BEGIN INT64_C(1643932800000)                      /* 2022-02-04 08:00 in Beijing */
#define MESSAGES_MAX 400000
#define STORY_BYTES (1u << 20)

enum event_what { MESSAGE, WAKE, START };
struct event {
	int64_t at_ms;
	uint64_t number;                                   /* the order of what comes at once */
	enum event_what what;
	uint32_t node, from;
	char *bytes;
	uint32_t len;
};
struct machine {
	pid_t child;                                       /* 0: down */
	int line;
	int64_t wake_ms;
	bool power;                                        /* fails when the process dies */
	bool keep_plan;                                    /* the next life has the same */
	bool once;                                         /* it has a disk */
};
struct meshsim_net {
	struct meshsim_ledger *ledger;
	struct chance chance;
	struct event *events;                              /* a heap, the next one first */
	uint32_t nevents, events_size;
	uint64_t number;
	struct machine machines[MESHSIM_NODES];
	bool cut[MESHSIM_NODES][MESHSIM_NODES];
	struct meshsim_weather weather;
	bool revive;
	bool failed;
	FILE *words;
	struct buf story;
};

void meshsim_net_say(struct meshsim_net *net, const char *format, ...)
{
	char line[256];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof line, format, args);
	va_end(args);
	buf_printf(&net->story, "#   %10.3f s  %s\n", (double)os_monotonic_ns() / 1e9 - 1, line);
}

const char *meshsim_net_told(const struct meshsim_net *net)
{
	return net->story.len > 0 ? net->story.at : "";
}

static int64_t now_ms(void)
{
	return os_monotonic_ns() / 1000000;
}

/* ---- what is to come ------------------------------------------------------------------------- */

static bool sooner(const struct event *a, const struct event *b)
{
	return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->number < b->number;
}

static void push(struct meshsim_net *net, struct event event)
{
	uint32_t at = net->nevents;

	event.number = ++net->number;
	HEAP_ROOM(net->events, net->nevents, net->events_size);
	net->nevents++;
	for (; at > 0 && sooner(&event, &net->events[(at - 1) / 2]); at = (at - 1) / 2)
		net->events[at] = net->events[(at - 1) / 2];
	net->events[at] = event;
}

static struct event pop(struct meshsim_net *net)
{
	struct event first = net->events[0], last = net->events[--net->nevents];
	uint32_t at = 0, child;

	while ((child = 2 * at + 1) < net->nevents) {
		if (child + 1 < net->nevents &&
		    sooner(&net->events[child + 1], &net->events[child]))
			child++;
		if (!sooner(&net->events[child], &last))
			break;
		net->events[at] = net->events[child];
		at = child;
	}
	net->events[at] = last;
	return first;
}

/* ---- what is under way ----------------------------------------------------------------------- */

static bool one_of_thousand(struct meshsim_net *net, uint32_t times)
{
	return times > 0 && chance_below(&net->chance, 1000) < times;
}

static void carry(struct meshsim_net *net, uint32_t from, const struct meshsim_sent *sent)
{
	int64_t span = net->weather.most_ms - net->weather.least_ms;
	struct event event = { .what = MESSAGE, .node = sent->to, .from = from, .len = sent->len };

	event.at_ms = now_ms() + net->weather.least_ms +
		      (int64_t)chance_below(&net->chance, (uint32_t)span + 1);
	event.bytes = heap_alloc(sent->len + 1);
	memcpy(event.bytes, net->ledger->bytes + sent->at, sent->len);
	push(net, event);
}

static void take_sent(struct meshsim_net *net, uint32_t from)
{
	struct meshsim_ledger *ledger = net->ledger;

	for (uint32_t i = 0; i < ledger->nsent; i++) {
		const struct meshsim_sent *sent = &ledger->sent[i];

		ledger->stats.messages++;
		ledger->stats.bytes += sent->len;
		if (net->cut[from][sent->to] || one_of_thousand(net, net->weather.lost)) {
			ledger->stats.lost++;
			continue;
		}
		carry(net, from, sent);
		if (one_of_thousand(net, net->weather.repeated)) {
			ledger->stats.repeated++;
			carry(net, from, sent);
		}
	}
	ledger->nsent = 0;
	ledger->sent_bytes = 0;
}

/* ---- lives ----------------------------------------------------------------------------------- */

/* What processes wrote to their standard error, from the end. */
void meshsim_net_words(struct meshsim_net *net, char ret[SIMKIT_TEXT])
{
	long size;
	size_t len;

	if (net->ledger->text[0]) {
		snprintf(ret, SIMKIT_TEXT, "%s", net->ledger->text);
		return;
	}
	fseek(net->words, 0, SEEK_END);
	size = ftell(net->words);
	fseek(net->words, size > 400 ? size - 400 : 0, SEEK_SET);
	len = fread(ret, 1, SIMKIT_TEXT - 1, net->words);
	while (len > 0 && ret[len - 1] == '\n')
		len--;
	ret[len] = '\0';
	for (size_t i = 0; i < len; i++)
		if (ret[i] == '\n')
			ret[i] = '|';
}

/* Somebody has made room, or changed the disk; at times only after one more try. */
static void clear_plan(struct meshsim_net *net, uint32_t node)
{
	struct machine *machine = &net->machines[node];

	sim_use(node);
	if (!machine->keep_plan) {
		sim_plan(NULL);
		net->ledger->bad_disk[node] = false;
	}
	machine->keep_plan = false;
}

static void fail_power(struct meshsim_net *net, uint32_t node)
{
	net->ledger->stats.cuts++;
	sim_use(node);
	sim_power_cut(chance_next(&net->chance));
}

static void bury(struct meshsim_net *net, uint32_t node, int status)
{
	struct machine *machine = &net->machines[node];
	struct meshsim_stats *stats = &net->ledger->stats;
	int how = WIFEXITED(status) ? WEXITSTATUS(status) : -1;

	close(machine->line);
	machine->child = 0;
	stats->deaths += how == SIM_DIED;
	stats->died_full += how == 74;
	stats->died_memory += how == MEM_EXIT;
	meshsim_net_say(net, "node %u ends: %d%s", node, how, machine->power ? ", no power" : "");
	if (how != SIM_DIED && how != 74 && how != MEM_EXIT && how != SIMKIT_AGAIN &&
	    how != SIMKIT_NOT_OPENED) {
		net->failed = true;
		return;
	}
	if (machine->power)
		fail_power(net, node);
	machine->power = false;
	clear_plan(net, node);
	if (net->revive || chance_below(&net->chance, 4) > 0)
		push(net, (struct event){ .what = START, .node = node,
					  .at_ms = now_ms() + chance_below(&net->chance, 30000) });
}

/* Waits until the child has done what it was told; false: it has died. */
static bool await(struct meshsim_net *net, uint32_t node)
{
	struct machine *machine = &net->machines[node];
	const struct meshsim_answer *answer = &net->ledger->answer;
	char byte;
	bool good = read(machine->line, &byte, 1) == 1;
	int64_t wake;
	int status;

	take_sent(net, node);
	if (!good) {
		while (waitpid(machine->child, &status, 0) != machine->child)
			continue;
		bury(net, node, status);
		return false;
	}
	wake = answer->still ? answer->next_ms : now_ms() + 1;
	if (wake <= now_ms())
		wake = now_ms() + 1;
	if (wake != machine->wake_ms && wake != INT64_MAX)
		push(net, (struct event){ .what = WAKE, .node = node, .at_ms = wake });
	machine->wake_ms = wake;
	return true;
}

_Noreturn static void be_born(struct meshsim_net *net, uint32_t node, int line)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(fileno(net->words), STDERR_FILENO);
	meshsim_life_run(net->ledger, node, line);
}

void meshsim_net_start(struct meshsim_net *net, uint32_t node)
{
	struct machine *machine = &net->machines[node];
	int ends[2];

	/* Who has a key waits until he is let in. */
	if (machine->child || net->failed ||
	    (net->ledger->sites[node].begun && !net->ledger->sites[node].joined))
		return;
	sim_use(node);
	if (!machine->once) {
		sim_power_on(BEGIN + (node == 0 ? 0 : now_ms() - 1000));
		sim_plan(NULL);
	}
	machine->once = true;
	meshsim_net_say(net, "node %u starts", node);
	net->ledger->lives[node]++;
	net->ledger->stats.lives++;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
		abort();
	fflush(NULL);
	machine->child = fork();
	assert(machine->child >= 0);
	if (machine->child == 0) {
		close(ends[0]);
		be_born(net, node, ends[1]);
	}
	close(ends[1]);
	machine->line = ends[0];
	machine->wake_ms = 0;
	await(net, node);
}

bool meshsim_net_lives(const struct meshsim_net *net, uint32_t node)
{
	return net->machines[node].child != 0;
}

void meshsim_net_kill(struct meshsim_net *net, uint32_t node, bool power)
{
	struct machine *machine = &net->machines[node];
	int status;

	if (!machine->child)
		return;
	kill(machine->child, SIGKILL);
	while (waitpid(machine->child, &status, 0) != machine->child)
		continue;
	machine->power = power;
	bury(net, node, SIM_DIED << 8);
}

bool meshsim_net_order(struct meshsim_net *net, uint32_t node, const struct meshsim_order *order)
{
	struct machine *machine = &net->machines[node];

	if (!machine->child || net->failed)
		return false;
	net->ledger->order = *order;
	if (write(machine->line, "", 1) != 1)
		return false;
	return await(net, node);
}

/* ---- time ------------------------------------------------------------------------------------ */

static void deliver(struct meshsim_net *net, const struct event *event)
{
	struct meshsim_order order = { MESHSIM_RECEIVE, 0, event->from, event->len };

	if (net->cut[event->from][event->node] || !net->machines[event->node].child) {
		net->ledger->stats.lost++;
		return;
	}
	memcpy(net->ledger->received, event->bytes, event->len);
	meshsim_net_order(net, event->node, &order);
}

static void happen(struct meshsim_net *net, const struct event *event)
{
	struct machine *machine = &net->machines[event->node];

	switch (event->what) {
	case MESSAGE:
		deliver(net, event);
		heap_free(event->bytes);
		break;
	case WAKE:
		if (machine->wake_ms != event->at_ms)
			break;
		machine->wake_ms = 0;
		meshsim_net_order(net, event->node,
				  &(struct meshsim_order){ .what = MESHSIM_TURN });
		break;
	case START:
		meshsim_net_start(net, event->node);
		break;
	}
}

void meshsim_net_run(struct meshsim_net *net, int64_t ms)
{
	int64_t end = now_ms() + ms;

	while (!net->failed && net->nevents > 0 && net->events[0].at_ms <= end) {
		struct event event = pop(net);

		if (event.at_ms > now_ms())
			sim_pass(event.at_ms - now_ms());
		happen(net, &event);
		if (net->ledger->stats.messages > MESSAGES_MAX && !net->failed) {
			net->failed = true;
			snprintf(net->ledger->text, SIMKIT_TEXT, "too many messages");
		}
	}
	if (end > now_ms())
		sim_pass(end - now_ms());
}

/* ---- what goes wrong ------------------------------------------------------------------------- */

void meshsim_net_plan(struct meshsim_net *net, uint32_t node, const struct sim_plan *plan,
		      bool power, bool keep)
{
	sim_use(node);
	sim_plan(plan);
	net->machines[node].power = power;
	net->machines[node].keep_plan = keep;
	if (plan->fail_at || plan->disk_bytes)
		net->ledger->bad_disk[node] = true;
}

void meshsim_net_cut(struct meshsim_net *net, uint32_t from, uint32_t to, bool cut)
{
	net->cut[from][to] = cut;
}

void meshsim_net_weather(struct meshsim_net *net, const struct meshsim_weather *weather)
{
	net->weather = *weather;
}

void meshsim_net_revive(struct meshsim_net *net, bool always)
{
	net->revive = always;
}

bool meshsim_net_failed(const struct meshsim_net *net)
{
	return net->failed;
}

struct meshsim_ledger *meshsim_net_ledger(struct meshsim_net *net)
{
	return net->ledger;
}

/* ---- beginning and end ----------------------------------------------------------------------- */

struct meshsim_net *meshsim_net_create(uint64_t seed)
{
	struct meshsim_net *net = heap_alloc(sizeof *net);
	void *at = mmap(NULL, sizeof *net->ledger, PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	assert(at != MAP_FAILED);
	net->ledger = at;
	net->ledger->seed = seed;
	net->chance.state = seed ^ UINT64_C(0x5bd1e995);
	net->weather = (struct meshsim_weather){ .least_ms = 1, .most_ms = 20 };
	buf_init(&net->story, STORY_BYTES);
	net->words = tmpfile();
	assert(net->words);
	simkit_fault_into(net->ledger->text, &net->ledger->fault);
	sim_use(0);
	sim_power_on(BEGIN);
	sim_plan(NULL);
	return net;
}

void meshsim_net_destroy(struct meshsim_net *net)
{
	for (uint32_t i = 0; i < MESHSIM_NODES; i++) {
		if (!net->machines[i].child)
			continue;
		kill(net->machines[i].child, SIGKILL);
		waitpid(net->machines[i].child, NULL, 0);
		close(net->machines[i].line);
	}
	while (net->nevents > 0)
		heap_free(pop(net).bytes);
	heap_free(net->events);
	fclose(net->words);
	buf_release(&net->story);
	munmap(net->ledger, sizeof *net->ledger);
	heap_free(net);
}
