/* The network of a simulated mesh and whose turn it is: messages on their way, lives, the time. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <poll.h>
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
#define MESSAGES_MAX 400000                               /* of a small event */
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
	struct meshsim_answer answer;                      /* the last one */
	bool died;                                         /* it is not buried yet */
	int status;
	int64_t wake_ms;
	struct event *inbox;                               /* what comes in within this window */
	uint32_t ninbox, inbox_size;
	bool turns;
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
	struct event *made;                                /* sent by those who are at work now */
	uint32_t nmade, made_size;
	struct meshsim_task *tasks;
	uint32_t ntasks, tasks_size;
	int64_t window_ms;
	uint32_t desks;
	uint32_t at_desk[MESHSIM_DESKS];                   /* node + 1 */
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

static void carry(struct meshsim_net *net, struct event event)
{
	int64_t span = net->weather.most_ms - net->weather.least_ms;

	event.at_ms += net->weather.least_ms +
		       (int64_t)chance_below(&net->chance, (uint32_t)span + 1);
	push(net, event);
}

/* What was sent at a desk lies there only until somebody else sits down. */
static void keep_sent(struct meshsim_net *net, uint32_t from, struct meshsim_desk *desk)
{
	for (uint32_t i = 0; i < desk->nsent; i++) {
		const struct meshsim_sent *sent = &desk->sent[i];
		struct event event = { .what = MESSAGE, .node = sent->to, .from = from,
				       .len = sent->len, .at_ms = sent->at_ms, .number = i };

		event.bytes = heap_alloc(sent->len + 1);
		memcpy(event.bytes, desk->bytes + sent->at, sent->len);
		HEAP_ROOM(net->made, net->nmade, net->made_size);
		net->made[net->nmade++] = event;
	}
	desk->nsent = 0;
	desk->sent_bytes = 0;
	meshsim_stats_add(&net->ledger->stats, &desk->stats);
	desk->stats = (struct meshsim_stats){ 0 };
}

static int by_sender(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static void send_one(struct meshsim_net *net, struct event event)
{
	struct meshsim_stats *stats = &net->ledger->stats;

	stats->messages++;
	stats->bytes += event.len;
	if (net->cut[event.from][event.node] || one_of_thousand(net, net->weather.lost)) {
		stats->lost++;
		heap_free(event.bytes);
		return;
	}
	carry(net, event);
	if (one_of_thousand(net, net->weather.repeated)) {
		stats->repeated++;
		event.bytes = memcpy(heap_alloc(event.len + 1), event.bytes, event.len);
		carry(net, event);
	}
}

/* In an order that does not depend on who was done first. */
static void send_all(struct meshsim_net *net)
{
	if (net->nmade > 1)
		qsort(net->made, net->nmade, sizeof *net->made, by_sender);
	for (uint32_t i = 0; i < net->nmade; i++)
		send_one(net, net->made[i]);
	net->nmade = 0;
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

/* It has done what it was told, or has died over it. */
static void hear(struct meshsim_net *net, uint32_t node, struct meshsim_desk *desk)
{
	struct machine *machine = &net->machines[node];
	char byte;

	machine->died = read(machine->line, &byte, 1) != 1;
	machine->answer = desk->answer;
	keep_sent(net, node, desk);
	while (machine->died && waitpid(machine->child, &machine->status, 0) != machine->child)
		continue;
}

/* What follows from it: in an order that does not depend on who was done first. */
static void follow(struct meshsim_net *net, uint32_t node)
{
	struct machine *machine = &net->machines[node];
	int64_t wake = machine->answer.next_ms;

	if (machine->died) {
		machine->died = false;
		bury(net, node, machine->status);
		return;
	}
	if (wake != machine->wake_ms && wake != INT64_MAX)
		push(net, (struct event){ .what = WAKE, .node = node, .at_ms = wake });
	machine->wake_ms = wake;
}

/* One alone: time is what it has become there. False: it has died. */
static bool await(struct meshsim_net *net, uint32_t node)
{
	struct machine *machine = &net->machines[node];
	bool died;

	hear(net, node, net->ledger->desks);
	died = machine->died;
	if (!died && net->window_ms == 0)
		sim_at(machine->answer.now_ns);
	send_all(net);
	follow(net, node);
	return !died;
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

/* False: it is down. */
static bool tell(struct meshsim_net *net, uint32_t node, uint32_t at,
		 const struct meshsim_order *order)
{
	struct machine *machine = &net->machines[node];
	struct meshsim_desk *desk = &net->ledger->desks[at];
	unsigned char byte = (unsigned char)at;

	if (!machine->child || net->failed)
		return false;
	desk->order = *order;
	desk->order.now_ns = os_monotonic_ns();
	return write(machine->line, &byte, 1) == 1;
}

bool meshsim_net_order(struct meshsim_net *net, uint32_t node, const struct meshsim_order *order)
{
	return tell(net, node, 0, order) && await(net, node);
}

const struct meshsim_answer *meshsim_net_answer(const struct meshsim_net *net)
{
	return &net->ledger->desks[0].answer;
}

/* ---- several at once ------------------------------------------------------------------------- */

static void put_parcel(char *at, const struct event *event)
{
	struct meshsim_parcel head = { event->at_ms, event->from, event->len };

	memcpy(at, &head, sizeof head);
	memcpy(at + sizeof head, event->bytes, event->len);
}

/* What does not fit on the desk comes in a little later. */
static void lay_out(struct meshsim_net *net, uint32_t node, struct meshsim_desk *desk,
		    struct meshsim_order *order)
{
	struct machine *machine = &net->machines[node];
	size_t at = 0, unit = sizeof(struct meshsim_parcel);

	for (uint32_t i = 0; i < machine->ninbox; i++) {
		struct event *event = &machine->inbox[i];
		size_t size = unit + (event->len + unit - 1) / unit * unit;

		if (at + size > sizeof desk->received) {
			event->at_ms = order->until_ms;
			push(net, *event);
			continue;
		}
		put_parcel(desk->received + at, event);
		heap_free(event->bytes);
		at += size;
		order->count++;
	}
	machine->ninbox = 0;
}

static bool sit_down(struct meshsim_net *net, uint32_t at, const struct meshsim_task *task)
{
	struct meshsim_order order = task->order;

	if (!net->machines[task->node].child || net->failed)
		return false;
	if (order.until_ms != 0)
		lay_out(net, task->node, &net->ledger->desks[at], &order);
	if (!tell(net, task->node, at, &order))
		return false;
	net->at_desk[at] = task->node + 1;
	return true;
}

/* Whoever is done first gets up. */
static void wait_for_one(struct meshsim_net *net)
{
	struct pollfd lines[MESHSIM_DESKS];
	uint32_t count = 0, desk_of[MESHSIM_DESKS];

	for (uint32_t d = 0; d < net->desks; d++) {
		if (net->at_desk[d] == 0)
			continue;
		desk_of[count] = d;
		lines[count++] = (struct pollfd){
			.fd = net->machines[net->at_desk[d] - 1].line, .events = POLLIN };
	}
	if (count > 1)
		poll(lines, count, -1);
	for (uint32_t i = 0; i < count; i++) {
		if (count > 1 && lines[i].revents == 0)
			continue;
		hear(net, net->at_desk[desk_of[i]] - 1, &net->ledger->desks[desk_of[i]]);
		net->at_desk[desk_of[i]] = 0;
	}
}

static bool find_desk(const struct meshsim_net *net, uint32_t *ret, bool *ret_busy)
{
	bool found = false;

	*ret_busy = false;
	for (uint32_t d = net->desks; d-- > 0;) {
		*ret_busy = *ret_busy || net->at_desk[d] != 0;
		if (net->at_desk[d] != 0)
			continue;
		found = true;
		*ret = d;
	}
	return found;
}

void meshsim_net_order_each(struct meshsim_net *net, const struct meshsim_task *tasks,
			    uint32_t count)
{
	struct meshsim_set told = { { 0 } };
	uint32_t next = 0, desk = 0;
	bool busy = false;

	while (find_desk(net, &desk, &busy), next < count || busy) {
		if (next == count || !find_desk(net, &desk, &busy)) {
			wait_for_one(net);
			continue;
		}
		if (sit_down(net, desk, &tasks[next]))
			meshsim_set_add(&told, tasks[next].node);
		next++;
	}
	send_all(net);
	for (uint32_t i = 0; i < count; i++)
		if (meshsim_set_has(&told, tasks[i].node))
			follow(net, tasks[i].node);
}

void meshsim_net_windows(struct meshsim_net *net, int64_t ms, uint32_t desks)
{
	assert(desks >= 1 && desks <= MESHSIM_DESKS);
	net->window_ms = ms;
	net->desks = desks;
}

/* ---- time ------------------------------------------------------------------------------------ */

static bool arrives(struct meshsim_net *net, const struct event *event)
{
	if (!net->cut[event->from][event->node] && net->machines[event->node].child)
		return true;
	net->ledger->stats.lost++;
	return false;
}

static void deliver(struct meshsim_net *net, const struct event *event)
{
	struct meshsim_order order = { .what = MESHSIM_RECEIVE, .count = 1 };

	if (!arrives(net, event))
		return;
	put_parcel(net->ledger->desks[0].received, event);
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

/* It comes to pass in this window: its node is to turn. */
static void note(struct meshsim_net *net, const struct event *event, int64_t until_ms)
{
	struct machine *machine = &net->machines[event->node];

	if (event->what == START) {
		meshsim_net_start(net, event->node);
		return;
	}
	if (event->what == WAKE && machine->wake_ms != event->at_ms)
		return;
	if (event->what == MESSAGE && !arrives(net, event)) {
		heap_free(event->bytes);
		return;
	}
	if (event->what == WAKE) {
		machine->wake_ms = 0;
	} else {
		HEAP_ROOM(machine->inbox, machine->ninbox, machine->inbox_size);
		machine->inbox[machine->ninbox++] = *event;
	}
	if (machine->turns)
		return;
	machine->turns = true;
	HEAP_ROOM(net->tasks, net->ntasks, net->tasks_size);
	net->tasks[net->ntasks++] = (struct meshsim_task){
		event->node, { .what = MESHSIM_TURN, .until_ms = until_ms } };
}

/* Nothing that is sent within it arrives within it: so none of them waits for another. */
static void run_window(struct meshsim_net *net, int64_t end)
{
	int64_t until = net->events[0].at_ms + net->window_ms;

	if (net->events[0].at_ms > now_ms())
		sim_pass(net->events[0].at_ms - now_ms());
	until = until > end + 1 ? end + 1 : until;
	while (net->nevents > 0 && net->events[0].at_ms < until) {
		struct event event = pop(net);

		note(net, &event, until);
	}
	for (uint32_t i = 0; i < net->ntasks; i++)
		net->machines[net->tasks[i].node].turns = false;
	meshsim_net_order_each(net, net->tasks, net->ntasks);
	net->ntasks = 0;
	if (until - 1 > now_ms())
		sim_pass(until - 1 - now_ms());
}

static void run_one(struct meshsim_net *net)
{
	struct event event = pop(net);

	if (event.at_ms > now_ms())
		sim_pass(event.at_ms - now_ms());
	happen(net, &event);
}

void meshsim_net_run(struct meshsim_net *net, int64_t ms)
{
	int64_t end = now_ms() + ms;

	while (!net->failed && net->nevents > 0 && net->events[0].at_ms <= end) {
		if (net->window_ms > 0)
			run_window(net, end);
		else
			run_one(net);
		if (!net->ledger->large && net->ledger->stats.messages > MESSAGES_MAX)
			meshsim_net_fail(net, "too many messages");
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

void meshsim_net_fail(struct meshsim_net *net, const char *why)
{
	if (!net->failed)
		snprintf(net->ledger->text, SIMKIT_TEXT, "%s", why);
	net->failed = true;
}

bool meshsim_net_failed(const struct meshsim_net *net)
{
	return net->failed;
}

struct meshsim_ledger *meshsim_net_ledger(struct meshsim_net *net)
{
	return net->ledger;
}

static double memory_kib(pid_t pid)
{
	char path[64], line[256];
	double kib = 0;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)pid);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof line, file))
		if (strncmp(line, "Pss:", 4) == 0)
			kib = strtod(line + 4, NULL);
	if (file)
		fclose(file);
	return kib;
}

double meshsim_net_memory_mib(const struct meshsim_net *net)
{
	double kib = memory_kib(getpid());

	for (uint32_t i = 0; i < MESHSIM_NODES; i++)
		if (net->machines[i].child)
			kib += memory_kib(net->machines[i].child);
	return kib / 1024;
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
	net->desks = 1;
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
		heap_free(net->machines[i].inbox);
		if (!net->machines[i].child)
			continue;
		kill(net->machines[i].child, SIGKILL);
		waitpid(net->machines[i].child, NULL, 0);
		close(net->machines[i].line);
	}
	while (net->nevents > 0)
		heap_free(pop(net).bytes);
	heap_free(net->events);
	heap_free(net->made);
	heap_free(net->tasks);
	fclose(net->words);
	buf_release(&net->story);
	munmap(net->ledger, sizeof *net->ledger);
	heap_free(net);
}
