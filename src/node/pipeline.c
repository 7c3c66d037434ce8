/* The way of a command: receive, decode, check, stamp, apply, append, sync, publish, reply. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/pipeline.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "node/fold.h"
#include "node/pipeline_state.h"
#include "os/os.h"
#include "os/thread.h"

#define PIPELINE_COMMIT_EXIT 74 /* EX_IOERR: the disk refused a commit */
#define LOOK_MS INT64_C(10000) /* at the wall clock, at least so often */

/* ---- stamp ----------------------------------------------------------------------------------- */

instant pipeline_clock(const struct pipeline *p)
{
	return p->demo_clock ? p->now : os_now();
}

instant pipeline_now(const struct pipeline *p)
{
	instant now = pipeline_clock(p);

	return now > model_time(p->model) ? now : model_time(p->model);
}

static void stamp_salt(struct pipeline *p, struct entry *entry)
{
	if (p->salt_at + ENTRY_SALT > SALT_STORE || p->salt_at == 0) {
		os_random(p->salts, SALT_STORE);
		p->salt_at = 0;
	}
	memcpy(entry->salt, p->salts + p->salt_at, ENTRY_SALT);
	p->salt_at += ENTRY_SALT;
}

/* A coded record is named by its code; any other by the entry that makes it. */
static void stamp_ids(struct pipeline *p, struct entry *entry)
{
	const struct record *record = model_find(p->model, entry->record);
	const struct post *home = tree_get(p->model, record ? record->home : entry->post);
	code own = 0;

	if (entry->kind->kind->flags & KIND_CODED && !record)
		for (uint32_t i = 0; i < entry->nvalues; i++)
			if (entry->values[i].field->type == FIELD_CODE &&
			    entry->values[i].field->flags & UNIQUE)
				own = entry->values[i].as.bits;
	entry->id.origin = home ? home->origin : own;
	if (entry->act->act->flags & ACT_PROMOTE)
		entry->id.origin = site_self(p->model);
	assert(entry->id.origin != 0);
	entry->id.seq = model_origin_seq(p->model, entry->id.origin) + 1;
	if (!record)
		entry->record = own ? (struct ident){ own, 0 } : entry->id;
	entry->term = home ? site_term(p->model, home->code) : 0;
	entry->epoch = record ? record->epoch : 0;
	entry->nth = record && site_self(p->model) ? record->nhistory : 0;
	entry->pos = model_pos(p->model) + 1;
}

/* The request's texts are the caller's; an entry that waits needs its own. */
static void own_texts(struct entry *entry, struct arena *arena)
{
	for (uint32_t i = 0; i < entry->nvalues; i++) {
		struct value *value = &entry->values[i];

		if (value->field->type == FIELD_TEXT || value->field->type == FIELD_GEO)
			value->as.text = arena_str(arena, value->as.text);
	}
	entry->key = arena_str(arena, entry->key);
	entry->args.reason = arena_str(arena, entry->args.reason);
	entry->args.file.hash = arena_str(arena, entry->args.file.hash);
	entry->args.file.name = arena_str(arena, entry->args.file.name);
	entry->args.file.mime = arena_str(arena, entry->args.file.mime);
}

/* The record's key, a new one if it has none yet; *ret_new is then to be kept. */
static const uint8_t *key_for(struct pipeline *p, struct batch *batch, const struct entry *entry,
			      struct log_secret **ret_new)
{
	const uint8_t *key = vault_key(model_vault(p->model), entry->record, entry->at);

	if (key)
		return key;
	*ret_new = arena_alloc(batch->arena, sizeof **ret_new);
	(*ret_new)->of = entry->record;
	(*ret_new)->since = entry->at;
	os_random((*ret_new)->key, sizeof (*ret_new)->key);
	return (*ret_new)->key;
}

/* What an entry asks of the table of keys; NULL, as for nearly every entry: nothing. */
static struct log_secret *stamp_seal(struct pipeline *p, struct batch *batch, struct entry *entry,
				     const struct request *request)
{
	struct log_secret *secret = NULL;
	const uint8_t *key = NULL;

	if (entry_personal(entry)) {
		key = key_for(p, batch, entry, &secret);
		entry_seal(entry, key, batch->arena);
	} else if (entry->act->act->number == ACT_NUMBER_FORGET) {
		secret = arena_alloc(batch->arena, sizeof *secret);
		secret->of = entry->record;
		secret->gone = true;
	}
	if (request->key.len > 0)
		entry->content = request_content(request, key);
	return secret;
}

/* Memory is ahead of the disk now; a restart from the log is the one correct repair. */
_Noreturn static void end_process(struct pipeline *p)
{
	enum log_error error = (enum log_error)p->failure;

	fprintf(stderr,
		"watchfloor: 日志无法写入，进程已停止，已确认的记录没有丢失。%s\n"
		"watchfloor: the log could not be written and the node has stopped; "
		"nothing that was acknowledged is lost. %s\n",
		log_error_text(error, true), log_error_text(error, false));
	_Exit(PIPELINE_COMMIT_EXIT);
}

/* A takeover or return has made late what was applied, or the other way round. */
void pipeline_look_again(struct pipeline *p)
{
	if (!site_refold(p->model))
		return;
	pipeline_append(p);
	if (!p->memory)
		log_flush(p->log);
	if (p->failure)
		end_process(p);
	if (!pipeline_fold_again(p))
		assert(false && "the log that was just written gives a state");
}

/* ---- append, and what happens when the disk has it ------------------------------------------- */

static void keep_group(struct pipeline *p)
{
	for (uint32_t i = 0; i < p->ngroup; i++) {
		struct str body = p->group[i].body;

		HEAP_ROOM(p->kept, p->nkept, p->kept_size);
		p->kept[p->nkept++] = (struct kept){ { heap_text(body), body.len },
						     p->group[i].arrived };
	}
	for (uint32_t i = 0; i < p->nveils; i++) {
		HEAP_ROOM(p->hidden, p->nhidden, p->hidden_size);
		p->hidden[p->nhidden++] = p->veils[i];
	}
	p->committed = model_pos(p->model);
}

void pipeline_append(struct pipeline *p)
{
	struct log_arrival all = { .entries = p->group,
				   .count = p->ngroup,
				   .veils = p->veils,
				   .nveils = p->nveils,
				   .heads = p->heads,
				   .nheads = p->nheads };

	if (p->ngroup + p->nveils + p->nheads == 0)
		return;
	if (p->memory) {
		keep_group(p);
	} else if (!log_take(p->log, &all)) {
		/* Full of bytes, or failed: the state is ahead already, so wait for the disk. */
		log_flush(p->log);
		if (p->failure || !log_take(p->log, &all))
			end_process(p);
	}
	/* The log has its copy, the state too. */
	for (uint32_t i = 0; i < p->ngroup; i++)
		if (p->group[i].secret)
			seal_wipe((struct log_secret *)(uintptr_t)p->group[i].secret,
				  sizeof *p->group[i].secret);
	p->ngroup = p->nveils = 0;
	p->nheads = 0;
}

static void give_reply(struct waiting *w)
{
	struct outcome outcome = { .entry = w->entry.id,
				   .record = w->entry.record,
				   .version = w->version,
				   .pos = w->entry.pos };

	if (w->reply)
		w->reply(w->user, &outcome);
}

static void give_late(struct pipeline *p, uint64_t committed)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < p->nlate; i++) {
		struct late_reply late = p->late[i];

		if (late.outcome.pos <= committed)
			late.reply(late.user, &late.outcome);
		else
			p->late[kept++] = late;
	}
	p->nlate = kept;
}

static void tell_committed(struct pipeline *p, uint64_t committed)
{
	uint64_t from = p->told_pos + 1;

	if (committed < from)
		return;
	p->told_pos = committed;
	if (p->on_commit)
		p->on_commit(p->commit_user, from, committed, p->made_pos >= from);
}

/* Publish, then reply: who asked must find in every list what he was told is done. */
static void publish_committed(struct pipeline *p)
{
	uint64_t committed = p->committed;

	tell_committed(p, committed);

	while (p->first) {
		struct batch *batch = p->first;

		while (batch->published < batch->count &&
		       batch->entries[batch->published].entry.pos <= committed) {
			struct waiting *w = &batch->entries[batch->published++];

			if (p->publish)
				p->publish(p->publish_user, &w->entry,
					   model_find(p->model, w->entry.record));
			give_reply(w);
		}
		if (batch->published < batch->count)
			return;
		pipeline_batch_close(p);
	}
	give_late(p, committed);
}

static void start_snapshot(struct pipeline *p);

static void on_wake(void *user)
{
	struct pipeline *p = user;

	if (p->failure)
		end_process(p);
	publish_committed(p);
	start_snapshot(p);
}

/* On the log's thread. */
static void on_done(void *user, uint64_t committed, enum log_error error, const char *detail)
{
	struct pipeline *p = user;

	if (error != LOG_OK) {
		fprintf(stderr, "watchfloor: log: %s\n", detail ? detail : log_error_name(error));
		p->failure = (int)error;
	} else {
		p->committed = committed;
	}
	if (p->wake)
		loop_wake_send(p->wake);
}

void pipeline_queue(struct pipeline *p, const struct log_entry *logged)
{
	HEAP_ROOM(p->group, p->ngroup, p->group_size);
	p->group[p->ngroup++] = *logged;
}

void pipeline_await(struct batch *batch, const struct waiting *waiting)
{
	HEAP_ROOM(batch->entries, batch->count, batch->size);
	batch->entries[batch->count++] = *waiting;
}

/* ---- check, apply, and what follows from it -------------------------------------------------- */

const struct refusal *pipeline_accept(struct pipeline *p, struct batch *batch,
				      const struct request *request, struct entry *entry,
				      pipeline_reply *reply, void *user)
{
	struct log_secret *secret;
	struct log_entry logged;

	stamp_ids(p, entry);
	stamp_salt(p, entry);
	secret = stamp_seal(p, batch, entry, request);
	buf_clear(&p->body);
	entry_write(entry, &p->body);
	if (p->body.over)
		return &refused_entry_too_large;
	own_texts(entry, batch->arena);
	if (secret && !secret->gone)
		vault_put(model_vault(p->model), secret->of, secret->since, secret->key);
	model_apply(p->model, entry);
	p->made_pos = entry->pos;
	logged = (struct log_entry){ .pos = entry->pos,
				     .origin = entry->id.origin,
				     .seq = entry->id.seq,
				     .time = entry->at,
				     .body = arena_str(batch->arena, buf_str(&p->body)),
				     .secret = secret };
	pipeline_queue(p, &logged);
	pipeline_await(batch,
		       &(struct waiting){ *entry, reply, user,
					  model_find(p->model, entry->record)->version });
	return NULL;
}

/* What a reaction asks for may be done already; any other refusal is a fault of a table. */
static void note_refused(struct pipeline *p, const struct request *request,
			 const struct refused *refused)
{
	if (refused->why == &refused_wrong_state || refused->why == &refused_nothing_changed ||
	    refused->why == &refused_struck_out)
		return;
	snprintf(p->fault, sizeof p->fault, "reaction %.*s.%.*s: %s %s %.*s",
		 STR_ARG(request->kind), STR_ARG(request->act), refused->why->name,
		 refused->field ? refused->field : "", STR_ARG(refused->detail));
	p->nfaults++;
	fprintf(stderr, "watchfloor: %s\n", p->fault);
}

/*
 * The act stands, and so does what it has caused so far: they are applied, and nothing is taken
 * back. What is left out is the tail, and that is said.
 */
static void note_cut(struct pipeline *p, const struct entry *entry, uint32_t left_out)
{
	char id[IDENT_TEXT];

	ident_format(entry->record, id);
	snprintf(p->fault, sizeof p->fault, "%s.%s on %s: %s: %u proposals left out",
		 entry->kind->kind->name, entry->act->act->name, id, refused_cascade_too_long.name,
		 left_out);
	p->nfaults++;
	fprintf(stderr, "watchfloor: %s\n", p->fault);
}

/* Every node that an entry reaches runs its reactions; each carries out what it is to write. */
static bool is_ours(const struct pipeline *p, const struct request *request)
{
	const struct record *record;

	if (site_self(p->model) == 0)
		return true;
	if (ident_none(request->record))
		return site_local_post(p->model, request->post);
	record = model_find(p->model, request->record);
	return record && site_local_post(p->model, record->home);
}

static bool carried_out(struct pipeline *p, struct batch *batch, const struct request *request,
			instant now, struct entry *ret)
{
	struct refused refused = act_decide(p->model, batch->arena, request, now, ret);

	if (!refused.why)
		refused.why = pipeline_accept(p, batch, request, ret, NULL, NULL);
	if (refused.why)
		note_refused(p, request, &refused);
	return !refused.why;
}

/* Entries cause proposals, proposals become entries, first come first served, in one commit. */
void pipeline_cascade(struct pipeline *p, struct batch *batch, struct entry *entry, instant now)
{
	struct proposals proposals = { .arena = batch->arena };

	reactor_run(p->model, entry, &proposals);
	for (uint32_t i = 0; i < proposals.count; i++) {
		struct request request = proposals.requests[i];
		struct entry next;

		if (i == LIMIT_CASCADE) {
			note_cut(p, entry, proposals.count - i);
			return;
		}
		if (is_ours(p, &request) && carried_out(p, batch, &request, now, &next))
			reactor_run(p->model, &next, &proposals);
	}
}

void pipeline_propose(struct pipeline *p, struct batch *batch, const struct request *request,
		      instant now)
{
	struct entry entry;

	if (is_ours(p, request) && carried_out(p, batch, request, now, &entry))
		pipeline_cascade(p, batch, &entry, now);
}

bool pipeline_has_room(const struct pipeline *p)
{
	return model_pos(p->model) - p->committed < LIMIT_QUEUE_ENTRIES - LIMIT_CASCADE;
}

/* What was said of somebody who is forgotten cannot be compared; that it came first holds. */
static bool same_content(struct pipeline *p, const struct key_use *use,
			 const struct request *request)
{
	const struct vault *vault = model_vault(p->model);

	if (request_personal(request) && vault_forgot(vault, use->record))
		return true;
	return use->content ==
	       request_content(request, vault_key(vault, use->record, INSTANT_MAX));
}

/* A key used before: the first answer again, or a refusal if it was for something else. */
static bool used_key(struct pipeline *p, const struct request *request, pipeline_reply *reply,
		     void *user)
{
	const struct key_use *use = model_key(p->model, request->actor, request->key);
	struct outcome outcome = { .replayed = true };

	if (!use)
		return false;
	if (!same_content(p, use, request)) {
		outcome = (struct outcome){ .refused = { .why = &refused_key_reused } };
		reply(user, &outcome);
		return true;
	}
	outcome.entry = use->entry;
	outcome.record = use->record;
	outcome.version = use->version;
	outcome.pos = use->pos;
	/* On the disk already, and nobody told yet: this answer comes behind the first. */
	if (use->pos <= p->told_pos) {
		reply(user, &outcome);
		return true;
	}
	HEAP_ROOM(p->late, p->nlate, p->late_size);
	p->late[p->nlate++] = (struct late_reply){ reply, user, outcome };
	return true;
}

/* Of what came too late nobody is told, but its text waits in the group. */
static void free_unused(struct pipeline *p, struct batch *batch)
{
	if (batch->count == 0 && p->ngroup == 0) {
		arena_reset(batch->arena);
		batch->refusals = 0;
	}
}

void pipeline_drop_refused(struct pipeline *p, struct batch *batch)
{
	batch->refusals++;
	free_unused(p, batch);
}

static void refuse(struct pipeline *p, struct batch *batch, pipeline_reply *reply, void *user,
		   struct refused refused)
{
	struct outcome outcome = { .refused = refused };

	if (reply)
		reply(user, &outcome);
	pipeline_drop_refused(p, batch);
}

/* The node that is home to the record decides, and answers. */
static bool is_forwarded(struct pipeline *p, const struct request *request, pipeline_reply *reply,
			 void *user)
{
	const struct record *record = model_find(p->model, request->record);
	code site = site_of_post(p->model, record ? record->home : request->post);

	/* Two that take each other for its home would hand it to and fro for ever. */
	return p->forward && reply && !request->system && !request->carried && site != 0 &&
	       site != site_self(p->model) &&
	       p->forward(p->forward_user, request, site, reply, user);
}

/* The way of a command, from the check to the append; the rest happens in publish_committed. */
static void carry_out(struct pipeline *p, const struct request *request, instant now,
		      pipeline_reply *reply, void *user)
{
	struct batch *batch = pipeline_batch(p);
	struct entry entry;
	struct refused refused = { .why = pipeline_has_room(p) ? NULL : &refused_busy };

	if (!refused.why)
		refused = act_decide(p->model, batch->arena, request, now, &entry);
	if (refused.why == &refused_not_home && is_forwarded(p, request, reply, user)) {
		pipeline_drop_refused(p, batch);
		return;
	}
	if (!refused.why)
		refused.why = pipeline_accept(p, batch, request, &entry, reply, user);
	if (refused.why) {
		refuse(p, batch, reply, user, refused);
		return;
	}
	pipeline_cascade(p, batch, &entry, now);
	pipeline_append(p);
	pipeline_look_again(p);
}

/* ---- clocks ---------------------------------------------------------------------------------- */

/* Where no person is named there is nobody to forget. */
static instant next_sweep(const struct pipeline *p)
{
	return vault_count(model_vault(p->model)) > 0 ? p->sweep_at : INSTANT_MAX;
}

static instant next_due(const struct pipeline *p)
{
	instant due = model_next_due(p->model), sweep = next_sweep(p);

	return due < sweep ? due : sweep;
}

/* The timer counts from the monotonic clock; that somebody set the other one it must look up. */
static void arm_timer(struct pipeline *p)
{
	instant due = next_due(p);
	int64_t wait_ms;

	if (!p->timer || p->demo_clock || due == p->armed_for)
		return;
	p->armed_for = due;
	if (due == INSTANT_MAX) {
		loop_timer_disarm(p->timer);
		return;
	}
	wait_ms = due - os_now();
	loop_timer_arm(p->timer, os_monotonic_ns() +
					 (wait_ms < LOOK_MS ? wait_ms : LOOK_MS) * 1000000);
}

/* Looked at at the start and then once a day, in UTC: retention is counted in days. */
static void forget_due(struct pipeline *p, instant now)
{
	uint32_t index = 0;
	struct request request;

	while (pipeline_has_room(p) && model_forget_next(p->model, now, &index, &request)) {
		uint64_t before = model_pos(p->model);

		carry_out(p, &request, now, NULL, NULL);
		assert(model_pos(p->model) > before);
	}
	if (pipeline_has_room(p))
		p->sweep_at = now - now % INSTANT_DAY_MS + INSTANT_DAY_MS;
}

/* Deadlines that have passed lapse before anything else is looked at: order is the clock's. */
void pipeline_lapse_due(struct pipeline *p, instant now)
{
	while (model_next_due(p->model) <= now && pipeline_has_room(p)) {
		struct batch *batch = pipeline_batch(p);
		uint64_t before = model_pos(p->model);
		struct request request;

		if (!model_due(p->model, now, batch->arena, &request))
			return;
		carry_out(p, &request, now, NULL, NULL);
		assert(model_pos(p->model) >
		       before); /* a lapse that is refused would ring for ever */
	}
	if (next_sweep(p) <= now)
		forget_due(p, now);
}

static void on_timer(void *user)
{
	struct pipeline *p = user;

	p->armed_for = 0;
	pipeline_lapse_due(p, pipeline_now(p));
	arm_timer(p);
}

void pipeline_set_now(struct pipeline *p, instant now)
{
	assert(p->demo_clock);
	while (next_due(p) <= now) {
		instant due = next_due(p);

		p->now = due > p->now ? due : p->now;
		pipeline_lapse_due(p, pipeline_now(p));
		if (!pipeline_has_room(p))
			pipeline_settle(p);
	}
	p->now = now > p->now ? now : p->now;
	if (p->memory)
		publish_committed(p);
}

/* ---- the door -------------------------------------------------------------------------------- */

void pipeline_submit(struct pipeline *p, const struct request *request, pipeline_reply *reply,
		     void *user)
{
	instant now = pipeline_now(p);

	if (request->key.len > 0 && request->key.len <= LIMIT_KEY_BYTES &&
	    used_key(p, request, reply, user))
		return;
	pipeline_lapse_due(p, now);
	carry_out(p, request, now, reply, user);
	pipeline_turn(p);
}

void pipeline_turn(struct pipeline *p)
{
	if (p->memory)
		publish_committed(p);
	if (p->last)
		free_unused(p, p->last);
	arm_timer(p);
}

void pipeline_hold(struct pipeline *p, bool held)
{
	if (p->log)
		log_hold(p->log, held);
}

void pipeline_go(struct pipeline *p)
{
	if (p->log)
		log_go(p->log);
}

void pipeline_subscribe(struct pipeline *p, pipeline_publish *publish, void *user)
{
	p->publish = publish;
	p->publish_user = user;
}

void pipeline_on_commit(struct pipeline *p, pipeline_committed *committed, void *user)
{
	p->on_commit = committed;
	p->commit_user = user;
}

void pipeline_on_foreign(struct pipeline *p, pipeline_forward *forward, void *user)
{
	p->forward = forward;
	p->forward_user = user;
}

void pipeline_be(struct pipeline *p, code site)
{
	if (site == 0)
		return;
	site_be(p->model, site);
	p->deferred = !site_get(p->model, site) || !site_ready(p->model);
}

void pipeline_settle(struct pipeline *p)
{
	if (p->log) {
		log_flush(p->log);
		if (p->failure)
			end_process(p);
		p->committed = log_committed_pos(p->log);
	}
	publish_committed(p);
}

/* ---- snapshots ------------------------------------------------------------------------------- */

/* Folds a state of its own from the log, so the live one is never held up. */
static void take_snapshot(void *user)
{
	struct pipeline *p = user;

	fold_snapshot(p->dir);
	p->snapshot_done = true;
}

static void start_snapshot(struct pipeline *p)
{
	if (p->snapshot_thread && p->snapshot_done) {
		thread_join(p->snapshot_thread);
		p->snapshot_thread = NULL;
	}
	if (p->snapshot_every == 0 || p->snapshot_thread ||
	    p->committed - p->snapshot_pos < p->snapshot_every)
		return;
	p->snapshot_pos = p->committed;
	p->snapshot_done = false;
	p->snapshot_thread = thread_create("snapshot", take_snapshot, p);
}

/* ---- opening and closing --------------------------------------------------------------------- */

static struct pipeline *make(const struct pipeline_options *options)
{
	struct pipeline *p = heap_alloc(sizeof *p);

	p->loop = options->loop;
	p->dir = heap_text(str_of(options->dir ? options->dir : ""));
	p->demo_clock = options->demo_clock;
	p->memory = options->memory;
	p->snapshot_every = options->snapshot_every;
	buf_init(&p->body, LIMIT_ENTRY_BYTES);
	return p;
}

static void release(struct pipeline *p)
{
	if (p->snapshot_thread)
		thread_join(p->snapshot_thread);
	loop_timer_destroy(p->timer);
	loop_wake_destroy(p->wake);
	pipeline_batch_free(p->first);
	pipeline_batch_free(p->spare);
	for (uint64_t i = 0; i < p->nkept; i++)
		heap_free((void *)(uintptr_t)p->kept[i].body.at);
	heap_free(p->kept);
	heap_free(p->hidden);
	heap_free(p->veils);
	log_reader_close(p->reader);
	heap_free(p->late);
	heap_free(p->group);
	heap_free(p->dir);
	buf_release(&p->body);
	model_destroy(p->model);
	heap_free(p);
}

/* The chains of others go on where their numbers end, though only a hash is here. */
static void note_veils(struct pipeline *p)
{
	struct log_reader *reader = NULL;
	code origins[LIMIT_POSTS];
	uint32_t count;

	if (log_reader_open(p->dir, &reader) != LOG_OK)
		return;
	count = log_origins(reader, origins, LIMIT_POSTS);
	for (uint32_t i = 0; i < count && i < LIMIT_POSTS; i++) {
		struct hash link;

		model_note_number(p->model, origins[i], log_chain_end(reader, origins[i], &link));
	}
	log_reader_close(reader);
}

enum log_error pipeline_open(const struct pipeline_options *options, struct pipeline **ret,
			     struct str *ret_fault)
{
	struct pipeline *p = make(options);
	enum log_error error = LOG_OK;

	*ret_fault = (struct str){ 0 };
	if (p->memory)
		p->model = model_create();
	else
		error = log_open(p->dir, on_done, p, &p->log);
	if (error == LOG_OK && !p->memory) {
		error = fold_state(p->dir, UINT64_MAX, true, &p->model, ret_fault);
		if (error != LOG_OK) {
			p->model = NULL;
			log_close(p->log);
		}
	}
	if (error != LOG_OK) {
		release(p);
		return error;
	}
	if (options->site && !p->memory)
		note_veils(p);
	pipeline_be(p, options->site);
	p->committed = p->told_pos = model_pos(p->model);
	p->snapshot_pos = p->memory ? 0 : fold_newest(p->dir, UINT64_MAX);
	p->now = model_time(p->model);
	if (p->loop) {
		p->wake = loop_wake_create(p->loop, on_wake, p);
		p->timer = loop_timer_create(p->loop, on_timer, p);
		pipeline_lapse_due(p, pipeline_now(p));
		arm_timer(p);
	}
	*ret = p;
	return LOG_OK;
}

enum log_error pipeline_close(struct pipeline *p)
{
	enum log_error error = LOG_OK;

	pipeline_settle(p);
	if (p->log)
		error = log_close(p->log);
	release(p);
	return error;
}

const struct model *pipeline_model(const struct pipeline *p)
{
	return p->model;
}

void pipeline_sign_commits(struct pipeline *p)
{
	if (p->log)
		log_sign_commits(p->log, true);
}

const struct log *pipeline_log(const struct pipeline *p)
{
	return p->log;
}

const char *pipeline_dir(const struct pipeline *p)
{
	return p->dir;
}

struct str pipeline_fault(const struct pipeline *p)
{
	return p->fault[0] ? str_of(p->fault) : (struct str){ 0 };
}

uint64_t pipeline_faults(const struct pipeline *p)
{
	return p->nfaults;
}

struct str pipeline_body(const struct pipeline *p, uint64_t pos)
{
	return pos >= 1 && pos <= p->nkept ? p->kept[pos - 1].body : (struct str){ 0 };
}

/* One entry of a log in memory, as model_apply wants it; false: it cannot be read. */
static bool fold_kept(struct pipeline *p, struct model *model, struct arena *arena, uint64_t pos)
{
	const struct kept *kept = &p->kept[pos - 1];
	struct entry entry;
	struct str fault;

	arena_reset(arena);
	if (!entry_read(arena, kept->body, &entry, &fault) ||
	    !entry_open(&entry, model_vault(model), arena, &fault))
		return false;
	entry.pos = pos;
	entry.arrived = kept->arrived;
	/* Numbers that are known by their hash alone lie between. */
	if (entry.arrived == 0)
		model_note_number(model, entry.id.origin, entry.id.seq - 1);
	if (entry_late(model, &entry))
		model_note_late(model, &entry);
	else
		model_apply(model, &entry);
	return true;
}

/* NULL: the log does not give a state. */
static struct model *fold_memory_once(struct pipeline *p, const struct model *foreseen)
{
	struct model *model = model_create();
	struct arena *arena = arena_create();
	bool good = true;

	vault_copy(model_vault(model), model_vault(p->model));
	site_foresee(model, foreseen);
	for (uint64_t pos = 1; good && pos <= p->nkept; pos++)
		good = fold_kept(p, model, arena, pos);
	for (uint32_t i = 0; i < p->nhidden; i++)
		model_note_number(model, p->hidden[i].origin, p->hidden[i].seq);
	arena_destroy(arena);
	if (good)
		return model;
	model_destroy(model);
	return NULL;
}

static struct model *fold_memory(struct pipeline *p)
{
	struct model *model = fold_memory_once(p, p->model);

	while (model && (site_refold(model) || site_misled(model))) {
		struct model *again = fold_memory_once(p, model);

		model_destroy(model);
		model = again;
	}
	return model;
}

bool pipeline_fold_again(struct pipeline *p)
{
	code self = site_self(p->model);
	struct model *model = NULL;
	struct str fault = { 0 };

	if (p->memory)
		model = fold_memory(p);
	else if (fold_foreseen(p->dir, p->model, &model, &fault) != LOG_OK)
		model = NULL;
	if (!model)
		return false;
	model_destroy(p->model);
	p->model = model;
	if (!p->memory)
		note_veils(p);
	site_be(model, self);
	return true;
}

bool pipeline_refold(struct pipeline *p)
{
	struct hash live, again;

	model_digest(p->model, &live);
	if (!pipeline_fold_again(p))
		return false;
	model_digest(p->model, &again);
	return hash_eq(&live, &again);
}

struct model *pipeline_model_at(const char *dir, instant at, uint64_t *ret_pos)
{
	struct log_reader *reader = NULL;
	struct str fault;
	uint64_t pos;

	if (log_reader_open(dir, &reader) != LOG_OK)
		return NULL;
	pos = log_pos_at(reader, at);
	log_reader_close(reader);
	*ret_pos = pos;
	return fold_model(dir, pos, true, &fault);
}
