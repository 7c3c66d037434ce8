/* One life of one node of a simulated mesh: it opens its data, does what it is told, and ends. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <malloc.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/meshscale.h"
#include "model/registry.h"
#include "node/fold.h"
#include "os/os.h"
#include "os/sim.h"

#define TURNS_MAX 100000
#define CHECKPOINT_PAGES 60
#define MS_NS 1000000
#define SQLITE_BYTES (512 * 1024)
#define MMAP_BYTES (128 * 1024)

static int64_t now_ms(void)
{
	return os_monotonic_ns() / MS_NS;
}

/* ---- what the node tells the world ----------------------------------------------------------- */

bool meshsim_life_send(struct meshsim_life *life, code to, struct str bytes)
{
	struct meshsim_desk *desk = life->desk;
	uint32_t node = meshsim_ledger_site(life->ledger, to);

	if (node == MESHSIM_NODES)
		simkit_fault("a message to a site that is not there");
	if (desk->nsent == MESHSIM_SENT || desk->sent_bytes + bytes.len > MESHSIM_SENT_BYTES)
		return false;
	memcpy(desk->bytes + desk->sent_bytes, bytes.at, bytes.len);
	desk->sent[desk->nsent++] = (struct meshsim_sent){ node, bytes.len, desk->sent_bytes,
							   now_ms() };
	desk->sent_bytes += bytes.len;
	return true;
}

static bool send_message(void *user, code to, struct str bytes)
{
	return meshsim_life_send(user, to, bytes);
}

/*
 * What a node wrote that was let in by somebody who had been taken over is nobody's, and its
 * numbers are free, as whoever writes them next knows.
 */
static bool in_vain(const struct meshsim_life *life, uint32_t other)
{
	struct meshsim_ledger *ledger = life->ledger;
	const struct meshsim_site *site = &ledger->sites[other];
	const struct model *model = pipeline_model(life->pipeline);

	if (!site_get(model, site->code) && !ident_none(site->record) &&
	    model_origin_seq(model, site->record.origin) >= site->record.seq)
		meshsim_set_add(&ledger->in_vain, other);
	return meshsim_set_has(&ledger->in_vain, other);
}

static void on_publish(void *user, const struct entry *entry, const struct record *record)
{
	struct meshsim_life *life = user;
	struct meshsim_entry *known;
	struct hash hash;
	struct buf body;
	uint64_t first;

	if (entry->pos > log_committed_pos((struct log *)(uintptr_t)pipeline_log(life->pipeline)))
		simkit_fault("position %llu was published before its commit",
			     (unsigned long long)entry->pos);
	if (entry->arrived != 0) {
		if (strcmp(entry->kind->kind->module, "mesh") == 0)
			meshsim_check_note_own(life);
		return;
	}
	if (meshsim_set_has(&life->ledger->in_vain, life->node))
		return;
	buf_init(&body, LIMIT_ENTRY_BYTES);
	entry_write(entry, &body);
	hash = hash_of(body.at, body.len);
	memcpy(&first, hash.bytes, sizeof first);
	known = meshsim_ledger_entry(life->ledger, entry->id);
	if (known->hash != 0 && known->hash != first &&
	    !(known->writer != 0 && in_vain(life, known->writer - 1u)))
		simkit_fault("node %u published another text under a number that was used",
			     life->node);
	known->hash = first;
	known->writer = (uint16_t)(life->node + 1);
	if (record)
		meshsim_check_note_one(life, record);
	/* Who writes for whom decides who may see what. */
	if (strcmp(entry->kind->kind->module, "mesh") == 0)
		meshsim_check_note(life, true);
	buf_release(&body);
}

/* ---- opening and closing --------------------------------------------------------------------- */

void meshsim_life_turn(struct meshsim_life *life, bool to_rest)
{
	int turns = 0, still = 0;

	while (still < 2) {
		still = sim_turn(life->loop) ? 0 : still + 1;
		if (!to_rest)
			return;
		sim_rest();
		if (++turns > TURNS_MAX)
			simkit_fault("the loop never comes to rest");
	}
}

static void found_mesh(struct meshsim_life *life);

static void open_node(struct meshsim_life *life)
{
	struct meshsim_ledger *ledger = life->ledger;
	struct meshsim_site *site = &ledger->sites[life->node];
	bool founder = life->node == 0 && !site->joined;
	struct pipeline_options options = { .dir = MESHSIM_DIR, .loop = life->loop,
					    .snapshot_every = ledger->snapshot_every,
					    .site = founder ? 0 : site->code };
	struct mesh_options mesh = { .loop = life->loop, .beat_ms = ledger->beat_ms,
				     .patience_ms = 2 * ledger->beat_ms,
				     .root = ledger->sites[0].code, .above = site->above,
				     .transport = { life, send_message } };
	struct str fault = { 0 };
	enum log_error error = pipeline_open(&options, &life->pipeline, &fault);
	struct log *log;

	if (error != LOG_OK) {
		if (ledger->bad_disk[life->node] && (error == LOG_FULL || error == LOG_IO))
			_exit(SIMKIT_NOT_OPENED);
		simkit_fault("cannot be opened: %s " STR_FMT, log_error_name(error),
			     STR_ARG(fault));
	}
	log = (struct log *)(uintptr_t)pipeline_log(life->pipeline);
	log_public_key(log, site->key);
	site->begun = true;
	log_checkpoint_pages(log, CHECKPOINT_PAGES);
	pipeline_subscribe(life->pipeline, on_publish, life);
	pipeline_sign_commits(life->pipeline);
	if (founder)
		found_mesh(life);
	/* Who died behind a commit could not say any more whom it was meant for. */
	meshsim_check_note(life, false);
	memcpy(mesh.root_key, ledger->sites[0].key, sizeof mesh.root_key);
	mesh.pipeline = life->pipeline;
	life->mesh = mesh_create(&mesh);
	if (!life->mesh)
		simkit_fault("the mesh cannot read the log");
}

static void found_mesh(struct meshsim_life *life)
{
	if (life->ledger->large)
		meshscale_build(life);
	else
		simkit_world_build(life->pipeline);
	if (!meshsim_work_join(life, 0))
		simkit_fault("the founder cannot join");
	pipeline_be(life->pipeline, life->ledger->sites[0].code);
	life->ledger->sites[0].joined = true;
}

_Noreturn static void close_node(struct meshsim_life *life)
{
	mesh_destroy(life->mesh);
	if (pipeline_close(life->pipeline) != LOG_OK && !life->ledger->bad_disk[life->node])
		simkit_fault("cannot be closed");
	loop_destroy(life->loop);
	_exit(SIMKIT_AGAIN);
}

/* ---- orders ---------------------------------------------------------------------------------- */

/* The next message that it was given; NULL: that was all. */
static const struct meshsim_parcel *next_parcel(const struct meshsim_life *life,
						const struct meshsim_parcel *last, uint32_t *left)
{
	if (*left == 0)
		return NULL;
	--*left;
	if (!last)
		return (const struct meshsim_parcel *)(const void *)life->desk->received;
	return last + 1 + (last->len + sizeof *last - 1) / sizeof *last;
}

static void receive(struct meshsim_life *life, const struct meshsim_parcel *parcel)
{
	mesh_receive(life->mesh, life->ledger->sites[parcel->from].code,
		     (struct str){ (const char *)(parcel + 1), parcel->len });
}

static void act(struct meshsim_life *life, struct chance *chance)
{
	uint32_t count = 1 + chance_below(chance, 8);

	while (count-- > 0)
		meshsim_work_act(life, chance);
}

static void snapshot(struct meshsim_life *life)
{
	if (life->ledger->snapshot_every == 0)
		fold_snapshot(MESHSIM_DIR);
}

static void do_order(struct meshsim_life *life, const struct meshsim_order *order)
{
	struct chance chance = { order->seed };

	switch (order->what) {
	case MESHSIM_TURN: break;
	case MESHSIM_RECEIVE:
		receive(life, (const struct meshsim_parcel *)(const void *)life->desk->received);
		break;
	case MESHSIM_ACT: act(life, &chance); break;
	case MESHSIM_ACT_AGAIN: meshsim_work_again(life, &chance); break;
	case MESHSIM_ASSUME: meshsim_work_assume(life, &chance); break;
	case MESHSIM_HAND_OVER: meshsim_work_hand_over(life, &chance); break;
	case MESHSIM_GIVE_BACK: meshsim_work_give_back(life, &chance); break;
	case MESHSIM_JOIN:
		life->desk->answer.joined = meshsim_work_join(life, order->node);
		break;
	case MESHSIM_SNAPSHOT: snapshot(life); break;
	case MESHSIM_OUT_OF_MEMORY: mem_fail_at(1 + chance_below(&chance, 400)); break;
	case MESHSIM_NOTE_REACH: meshsim_check_note(life, false); break;
	case MESHSIM_CHECK: meshsim_check_all(life); break;
	case MESHSIM_REPORT: meshsim_check_report(life); break;
	case MESHSIM_COMPARE: meshsim_check_compare(life); break;
	case MESHSIM_FORGE: meshsim_forge(life, &chance); break;
	case MESHSIM_WORK: meshscale_work(life, order); break;
	case MESHSIM_LET_IN: meshscale_let_in(life); break;
	case MESHSIM_TALLY: meshscale_tally(life); break;
	case MESHSIM_CLOSE: close_node(life);
	}
}

/* When it wants to turn again by itself: not in the same moment. */
static int64_t wakes_at(const struct meshsim_life *life)
{
	int64_t next = sim_next_ns(life->loop);

	if (life->desk->answer.still && next == INT64_MAX)
		return INT64_MAX;
	next = life->desk->answer.still ? (next + MS_NS - 1) / MS_NS : 0;
	return next > now_ms() ? next : now_ms() + 1;
}

/* At times the log thread is still at work when the next thing comes: then there is more to do. */
static void turn(struct meshsim_life *life, const struct meshsim_parcel *parcel)
{
	bool to_rest = sim_draw() % 4 != 0;

	life->desk->answer.still = to_rest;
	if (parcel)
		receive(life, parcel);
	else
		do_order(life, &life->desk->order);
	meshsim_life_turn(life, to_rest);
	life->wake_ms = wakes_at(life);
}

/* All that comes in or rings within a while, each at its moment. */
static void turn_on(struct meshsim_life *life)
{
	uint32_t left = life->desk->order.count;
	const struct meshsim_parcel *parcel = next_parcel(life, NULL, &left);
	int64_t at;

	while ((at = parcel && parcel->at_ms <= life->wake_ms ? parcel->at_ms : life->wake_ms) <
	       life->desk->order.until_ms) {
		bool comes = parcel && parcel->at_ms <= life->wake_ms;

		sim_at(at * MS_NS);
		turn(life, comes ? parcel : NULL);
		if (comes)
			parcel = next_parcel(life, parcel, &left);
	}
	assert(!parcel);
}

static void answer(struct meshsim_life *life, int line)
{
	life->desk->answer.next_ms = life->wake_ms;
	life->desk->answer.now_ns = os_monotonic_ns();
	if (write(line, "", 1) != 1)
		_exit(1);
}

/* A thousand machines in one: what each would keep in memory for speed lies there already. */
static void be_modest(void)
{
	sqlite3_soft_heap_limit64(SQLITE_BYTES);
	mallopt(M_MMAP_THRESHOLD, MMAP_BYTES);
	mallopt(M_TRIM_THRESHOLD, MMAP_BYTES);
}

static void begin(struct meshsim_life *life)
{
	struct meshsim_ledger *ledger = life->ledger;

	simkit_fault_into(ledger->text, &ledger->fault);
	sim_use(life->node);
	sim_own_time();
	sim_boot(ledger->seed * 31 + life->node * UINT64_C(0x9e3779b97f4a7c15) +
		 ledger->lives[life->node] * UINT64_C(0xbf58476d1ce4e5b9));
	os_sqlite_vfs();
	if (ledger->large)
		be_modest();
	life->loop = loop_create();
	open_node(life);
	meshsim_life_turn(life, true);
	life->desk->answer = (struct meshsim_answer){ .still = true };
	life->wake_ms = wakes_at(life);
}

_Noreturn void meshsim_life_run(struct meshsim_ledger *ledger, uint32_t node, int line)
{
	struct meshsim_life life = { .ledger = ledger, .node = node, .desk = ledger->desks };
	unsigned char desk;

	begin(&life);
	answer(&life, line);
	while (read(line, &desk, 1) == 1) {
		life.desk = &ledger->desks[desk];
		life.desk->answer = (struct meshsim_answer){ .still = true };
		sim_at(life.desk->order.now_ns);
		if (life.desk->order.until_ms != 0)
			turn_on(&life);
		else
			turn(&life, NULL);
		answer(&life, line);
	}
	_exit(1);
}
