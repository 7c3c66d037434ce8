/* One life of a simulated node: it opens its data, does step after step, and dies or is closed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/simkit.h"
#include "model/registry.h"
#include "node/fold.h"
#include "os/os.h"
#include "os/sim.h"

#define TURNS_MAX 100000
#define CHECKPOINT_PAGES 60
/* A node looks at the wall clock at least so often, so that it notices that it was set. */
#define LOOK_NS (INT64_C(10) * 1000 * 1000 * 1000)

/* ---- what the node tells the world ---------------------------------------------------------- */

static void on_publish(void *user, const struct entry *entry, const struct record *record)
{
	struct simkit_life *life = user;
	struct simkit_promise *promise = &life->ledger->promises[entry->pos];
	struct hash hash;
	struct buf body;

	if (entry->pos == 0 || entry->pos >= SIMKIT_POS || !record)
		simkit_fault("published: position %llu", (unsigned long long)entry->pos);
	if (life->published != 0 && entry->pos != life->published + 1)
		simkit_fault("published: %llu after %llu", (unsigned long long)entry->pos,
			     (unsigned long long)life->published);
	life->published = entry->pos;
	if (entry->pos > log_committed_pos((struct log *)(uintptr_t)pipeline_log(life->pipeline)))
		simkit_fault("position %llu was published before its commit",
			     (unsigned long long)entry->pos);
	buf_init(&body, LIMIT_ENTRY_BYTES);
	entry_write(entry, &body);
	hash = hash_of(body.at, body.len);
	memcpy(&promise->published, hash.bytes, sizeof promise->published);
	buf_release(&body);
}

/* ---- opening and closing -------------------------------------------------------------------- */

static void turn(struct simkit_life *life)
{
	int turns = 0, still = 0;

	while (still < 2) {
		still = sim_turn(life->loop) ? 0 : still + 1;
		sim_rest();
		if (++turns > TURNS_MAX)
			simkit_fault("the loop never comes to rest");
	}
}

/* Before the node itself can add to it. */
static uint64_t last_pos(void)
{
	struct log_reader *reader;
	enum log_error error = log_reader_open(SIMKIT_DIR, &reader);
	uint64_t last;

	if (error == LOG_NO_FOLDER)
		return 0;
	if (error != LOG_OK)
		simkit_fault("cannot be read: %s", log_error_name(error));
	last = log_reader_last_pos(reader);
	log_reader_close(reader);
	return last;
}

static void open_node(struct simkit_life *life)
{
	struct pipeline_options options = { .dir = SIMKIT_DIR, .loop = life->loop,
					    .snapshot_every = life->ledger->snapshot_every };
	struct str fault = { 0 };
	enum log_error error = pipeline_open(&options, &life->pipeline, &fault);

	if (error != LOG_OK) {
		if (life->ledger->bad_disk && (error == LOG_FULL || error == LOG_IO))
			_exit(SIMKIT_NOT_OPENED);
		simkit_fault("cannot be opened: %s " STR_FMT, log_error_name(error),
			     STR_ARG(fault));
	}
	pipeline_subscribe(life->pipeline, on_publish, life);
	log_checkpoint_pages((struct log *)(uintptr_t)pipeline_log(life->pipeline),
			     CHECKPOINT_PAGES);
	turn(life);
}

static void close_node(struct simkit_life *life)
{
	simkit_check_all(life);
	if (pipeline_close(life->pipeline) != LOG_OK && !life->ledger->bad_disk)
		simkit_fault("cannot be closed");
	loop_destroy(life->loop);
	if (!life->ledger->bad_disk)
		simkit_check_files(life);
}

/* ---- steps ---------------------------------------------------------------------------------- */

static void do_acts(struct simkit_life *life, struct chance *chance)
{
	uint32_t count = 1 + chance_below(chance, 16);

	while (count-- > 0)
		simkit_work_act(life, chance);
	if (chance_below(chance, 2))
		turn(life);
}

static void do_pass(struct simkit_life *life, struct chance *chance)
{
	static const int64_t spans[] = { 5, 1000, 20000, 60000, 600000, 3600000, 90000000 };
	instant due = model_next_due(pipeline_model(life->pipeline));
	instant now = pipeline_now(life->pipeline);
	int64_t ms = chance_below(chance, 1000) *
		     spans[chance_below(chance, KIND_COUNT(spans))] / 1000;

	/* Once in a while so long that persons are to be forgotten. */
	if (chance_below(chance, 12) == 0)
		ms = 86400000 * (1 + (int64_t)chance_below(chance, 4000));
	/* At times to the very moment of the next deadline, or just before or behind it. */
	if (chance_below(chance, 3) == 0 && due > now && due < now + 100000000)
		ms = due - now + (int64_t)chance_below(chance, 3) - 1;
	sim_pass(ms > 0 ? ms : 0);
	turn(life);
	if (os_monotonic_ns() - life->ledger->stepped_ns > LOOK_NS && ms * 1000000 > LOOK_NS)
		simkit_check_rung(life);
}

static void do_step(struct simkit_life *life, struct chance *chance)
{
	static const int64_t steps[] = { 1, 1000, 60000, 3600000 };
	int64_t ms = steps[chance_below(chance, KIND_COUNT(steps))] *
		     (1 + (int64_t)chance_below(chance, 10));

	sim_step(chance_below(chance, 2) ? ms : -ms);
	life->ledger->stepped_ns = os_monotonic_ns();
}

static void do_snapshot(struct simkit_life *life)
{
	if (life->ledger->snapshot_every == 0 && fold_snapshot(SIMKIT_DIR))
		life->ledger->stats.snapshots++;
}

struct choosing {
	struct chance *chance;
	uint32_t seen;
	char name[64];
};

static void choose(void *user, const char *name)
{
	struct choosing *choosing = user;

	if (strncmp(name, "snapshot-", 9) == 0 && strlen(name) < sizeof choosing->name &&
	    chance_below(choosing->chance, ++choosing->seen) == 0)
		snprintf(choosing->name, sizeof choosing->name, "%s", name);
}

static void do_spoil(struct simkit_life *life, struct chance *chance)
{
	struct choosing choosing = { .chance = chance };
	char path[128], other[128];

	os_list(SIMKIT_DIR, choose, &choosing);
	if (choosing.seen == 0)
		return;
	snprintf(path, sizeof path, "%s/%s", SIMKIT_DIR, choosing.name);
	snprintf(other, sizeof other, "%s/snapshot-%llu", SIMKIT_DIR,
		 1 + (unsigned long long)chance_below(
			     chance, (uint32_t)model_pos(pipeline_model(life->pipeline)) + 20));
	switch (chance_below(chance, 4)) {
	case 0: os_remove(path); break;
	case 1: os_copy_file(path, other); break;
	default: sim_spoil(path, chance_next(chance));
	}
}

/* What goes wrong some time later. */
static void plan(struct simkit_life *life, enum simkit_what what, struct chance *chance)
{
	struct sim_plan plan = { 0 };

	life->ledger->cut_on_death = chance_below(chance, 3) > 0;
	life->ledger->bad_disk = what != SIMKIT_die;
	switch (what) {
	case SIMKIT_die:
		plan.die_at = 1 + chance_below(chance, 40);
		break;
	case SIMKIT_fail:
		plan.fail_at = 1 + chance_below(chance, 40);
		plan.fail_on = chance_below(chance, 2);
		life->ledger->keep_plan = plan.fail_on && chance_below(chance, 2);
		break;
	default:
		plan.disk_bytes = sim_disk_used() + chance_below(chance, 100000);
		life->ledger->keep_plan = chance_below(chance, 2);
	}
	sim_plan(&plan);
}

static void die(struct simkit_life *life, bool cut)
{
	life->ledger->cut_on_death = cut;
	_exit(SIM_DIED);
}

static void restart(struct simkit_life *life)
{
	close_node(life);
	life->ledger->cut_on_death = false;
	exit(SIMKIT_AGAIN);
}

static void do_one(struct simkit_life *life, const struct simkit_step *step)
{
	struct chance chance = { step->seed };

	switch (step->what) {
	case SIMKIT_acts: do_acts(life, &chance); break;
	case SIMKIT_repeat: simkit_work_repeat(life, &chance); break;
	case SIMKIT_turn: turn(life); break;
	case SIMKIT_settle: pipeline_settle(life->pipeline); break;
	case SIMKIT_pass: do_pass(life, &chance); break;
	case SIMKIT_step: do_step(life, &chance); break;
	case SIMKIT_snapshot: do_snapshot(life); break;
	case SIMKIT_spoil: do_spoil(life, &chance); break;
	case SIMKIT_check: simkit_check_all(life); break;
	case SIMKIT_restart: restart(life); break;
	case SIMKIT_kill: die(life, false); break;
	case SIMKIT_cut: die(life, true); break;
	case SIMKIT_memory: mem_fail_at(1 + chance_below(&chance, 400)); break;
	default: plan(life, step->what, &chance);
	}
}

_Noreturn void simkit_life_run(struct simkit_ledger *ledger, const struct simkit_trace *trace)
{
	struct simkit_life life = { .ledger = ledger };

	simkit_fault_into(ledger->text, NULL);
	sim_boot(ledger->seed ^ (uint64_t)ledger->life * UINT64_C(0x9e3779b97f4a7c15));
	os_sqlite_vfs();
	registry_init();
	life.loop = loop_create();
	simkit_check_end(&life, last_pos());
	open_node(&life);
	if (ledger->life == 1)
		simkit_world_build(life.pipeline);
	simkit_check_all(&life);
	if (ledger->cut_early)
		die(&life, true);
	while (ledger->next < trace->count)
		do_one(&life, &trace->steps[ledger->next++]);
	close_node(&life);
	exit(0);
}
