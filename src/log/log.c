/* The log: what the owner appends, a thread of its own brings to the disk, batch by batch. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "log/log.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/mem.h"
#include "log/error.h"
#include "log/folder.h"
#include "log/queue.h"
#include "log/store.h"
#include "os/os.h"
#include "os/thread.h"

#define HEAD_ENTRIES 4096
#define HEAD_SPAN_NS (INT64_C(60) * 1000 * 1000 * 1000)
#define CHECKPOINT_PAGES 4000           /* 16 MB */
#define DETAIL 256

struct log {
	/* The owner's. */
	uint64_t last_pos;
	bool held;
	bool untold;                                       /* of what was appended */
	struct map last_seq;
	struct thread *thread;
	struct os_lock *lock;

	/* Shared, under the mutex. */
	struct thread_mutex *mutex;
	struct thread_cond *work;                          /* there is something to do, or to end */
	struct thread_cond *settled;                       /* the owner was told of a commit */
	struct queue front;                                /* collects while the back is written */
	size_t waiting_bytes;
	uint64_t committed_pos;
	uint64_t settled_pos;
	bool ended;                                        /* the owner was told of the failure */
	enum log_error failed;                             /* once set, nothing is written again */
	bool stop;
	struct log_stats stats;
	_Atomic int64_t head_span_ns;
	atomic_int checkpoint_pages;

	/* The log thread's. */
	struct queue back;
	struct store store;
	struct chain_set chains;
	struct key key;
	uint64_t written_pos;                              /* handed to SQLite */
	int64_t signed_ns;
	bool sign_wanted;                                  /* a chain goes beyond its newest head */
	log_done *done;
	void *user;
};

/* ---- the log thread ------------------------------------------------------------------------ */

static int64_t sign_deadline(const struct log *log)
{
	return log->signed_ns + log->head_span_ns;
}

/* A chain goes beyond its newest head, or a key that was destroyed is not yet gone. */
static bool tidying_wanted(const struct log *log)
{
	return log->sign_wanted || log->store.scrub;
}

static bool sign_due(const struct log *log)
{
	return tidying_wanted(log) && os_monotonic_ns() >= sign_deadline(log);
}

/* Swaps the queues when there is work. False: all is written and the log is to be closed. */
static bool wait_for_work(struct log *log)
{
	bool more;
	struct queue full;

	thread_mutex_lock(log->mutex);
	while (log->front.count == 0 && !log->stop && !sign_due(log)) {
		if (tidying_wanted(log))
			thread_cond_wait_until(log->work, log->mutex, sign_deadline(log));
		else
			thread_cond_wait(log->work, log->mutex);
	}
	full = log->front;
	log->front = log->back;
	log->back = full;
	more = log->back.count > 0 || !log->stop;
	thread_mutex_unlock(log->mutex);
	return more;
}

static enum log_error sign_chain(struct log *log, struct chain *chain)
{
	struct head head = key_sign(&log->key, chain, os_now());

	chain->signed_seq = chain->seq;
	return store_sign(&log->store, &head, chain->name);
}

static enum log_error sign_all(struct log *log)
{
	enum log_error error = LOG_OK;

	for (uint32_t i = 0; !error && i < log->chains.count; i++) {
		if (log->chains.items[i].signed_seq < log->chains.items[i].seq)
			error = sign_chain(log, &log->chains.items[i]);
	}
	log->sign_wanted = false;
	log->signed_ns = os_monotonic_ns();
	return error;
}

static enum log_error write_entry(struct log *log, const struct queue_item *item, const char *body)
{
	struct chain *chain = chain_get(&log->chains, item->origin);
	struct log_entry entry = {
		.pos = log->written_pos + 1,
		.origin = item->origin,
		.seq = item->seq,
		.time = item->time,
		.body = { body, item->len },
	};
	struct hash hash = hash_of(body, item->len);
	struct hash link = chain_link(chain, &hash);
	enum log_error error = store_put(&log->store, &entry, chain->name, &hash, &link);

	assert(item->seq == chain->seq + 1);
	if (!error && item->secret)
		error = store_secret(&log->store, &log->back.secrets[item->secret - 1]);
	if (error)
		return error;
	chain_add(chain, entry.pos, &link);
	log->written_pos = entry.pos;
	log->sign_wanted = true;
	return chain->seq - chain->signed_seq >= HEAD_ENTRIES ? sign_chain(log, chain) : LOG_OK;
}

/* Wakes who waits in log_flush; the owner has been told before. */
static void settle(struct log *log)
{
	thread_mutex_lock(log->mutex);
	log->settled_pos = log->committed_pos;
	log->ended = log->failed != LOG_OK;
	thread_mutex_unlock(log->mutex);
	thread_cond_broadcast(log->settled);
}

/* Tells everyone, then does what nobody waits for. */
static enum log_error report(struct log *log, uint32_t entries, size_t bytes, int64_t sync_ns)
{
	thread_mutex_lock(log->mutex);
	log->waiting_bytes -= bytes;
	log->committed_pos = log->written_pos;
	log->stats.entries += entries;
	log->stats.bytes += bytes;
	log->stats.commits++;
	log->stats.last_sync_ns = sync_ns;
	thread_mutex_unlock(log->mutex);
	if (entries > 0)
		log->done(log->user, log->written_pos, LOG_OK, NULL);
	settle(log);
	return store_checkpoint(&log->store, log->checkpoint_pages);
}

/* One transaction: the items from..to, whose texts start at *offset, and heads that are due. */
static enum log_error commit(struct log *log, uint32_t from, uint32_t to, size_t *offset, bool sign)
{
	size_t start = *offset;
	int64_t began;
	enum log_error error = store_begin(&log->store);

	for (uint32_t i = from; !error && i < to; i++) {
		error = write_entry(log, &log->back.items[i], log->back.bytes + *offset);
		*offset += log->back.items[i].len;
	}
	if (!error && (sign || sign_due(log)))
		error = sign_all(log);
	began = os_monotonic_ns();
	if (!error)
		error = store_commit(&log->store);
	if (error)
		return error;
	return report(log, to - from, *offset - start, os_monotonic_ns() - began);
}

static enum log_error write_back(struct log *log)
{
	size_t offset = 0;
	enum log_error error = LOG_OK;

	if (log->back.count == 0)
		return commit(log, 0, 0, &offset, true);
	for (uint32_t from = 0, to; !error && from < log->back.count; from = to) {
		to = queue_batch_end(&log->back, from, LIMIT_BATCH_ENTRIES);
		error = commit(log, from, to, &offset, false);
	}
	queue_clear(&log->back);
	return error;
}

/* Memory may now be ahead of the disk; the owner has to end the process. */
static void fail(struct log *log, enum log_error error)
{
	char detail[DETAIL];
	uint64_t committed;

	snprintf(detail, sizeof detail, "%s", store_detail(&log->store));
	thread_mutex_lock(log->mutex);
	log->failed = error;
	committed = log->committed_pos;
	thread_mutex_unlock(log->mutex);
	log->done(log->user, committed, error, detail);
	settle(log);
}

static void run(void *user)
{
	struct log *log = user;
	enum log_error error = LOG_OK;
	size_t offset = 0;

	while (!error && wait_for_work(log))
		error = write_back(log);
	if (!error && log->sign_wanted)
		error = commit(log, 0, 0, &offset, true);
	if (error)
		fail(log, error);
}

/* ---- the owner ----------------------------------------------------------------------------- */

static enum log_error take_folder(struct log *log, const char *dir)
{
	int rc = os_mkdir(dir);

	return error_of_errno(rc < 0 ? rc : os_lock_take(dir, &log->lock));
}

static void load_ends(struct log *log)
{
	for (uint32_t i = 0; i < log->chains.count; i++) {
		const struct chain *chain = &log->chains.items[i];

		*map_put(&log->last_seq, chain->origin) = chain->seq;
		log->sign_wanted = log->sign_wanted || chain->signed_seq < chain->seq;
	}
	log->written_pos = log->last_pos;
	log->committed_pos = log->last_pos;
	log->settled_pos = log->last_pos;
	log->signed_ns = os_monotonic_ns();
	log->head_span_ns = HEAD_SPAN_NS;
	log->checkpoint_pages = CHECKPOINT_PAGES;
}

static enum log_error open_all(struct log *log, const char *dir)
{
	enum log_error error = take_folder(log, dir);

	if (!error)
		error = store_open(&log->store, dir);
	if (!error)
		error = store_load(&log->store, &log->chains, &log->last_pos);
	if (!error)
		error = key_load(dir, log->last_pos == 0, &log->key);
	return error;
}

static void destroy(struct log *log, bool settle)
{
	store_close(&log->store, settle);
	chain_set_release(&log->chains);
	key_wipe(&log->key);
	queue_release(&log->front);
	queue_release(&log->back);
	map_release(&log->last_seq);
	thread_mutex_destroy(log->mutex);
	thread_cond_destroy(log->work);
	thread_cond_destroy(log->settled);
	os_lock_release(log->lock);
	heap_free(log);
}

enum log_error log_open(const char *dir, log_done *done, void *user, struct log **ret)
{
	struct log *log = heap_alloc(sizeof *log);
	enum log_error error;

	assert(dir && done);
	chain_set_init(&log->chains);
	map_init(&log->last_seq);
	error = open_all(log, dir);
	if (error) {
		destroy(log, false);
		return error;
	}
	load_ends(log);
	log->done = done;
	log->user = user;
	log->mutex = thread_mutex_create();
	log->work = thread_cond_create();
	log->settled = thread_cond_create();
	log->thread = thread_create("log", run, log);
	*ret = log;
	return LOG_OK;
}

enum log_error log_close(struct log *log)
{
	enum log_error error;

	thread_mutex_lock(log->mutex);
	log->stop = true;
	thread_cond_signal(log->work);
	thread_mutex_unlock(log->mutex);
	thread_join(log->thread);
	error = log->failed;
	destroy(log, !error);
	return error;
}

static size_t check_group(struct log *log, const struct log_entry *entries, uint32_t count)
{
	size_t bytes = 0;

	for (uint32_t i = 0; i < count; i++) {
		assert(entries[i].pos == log->last_pos + 1 + i);
		assert(entries[i].origin != 0 && entries[i].body.at);
		assert(entries[i].body.len <= LIMIT_ENTRY_BYTES);
		bytes += entries[i].body.len;
	}
	assert(count <= LIMIT_QUEUE_ENTRIES && bytes <= LIMIT_QUEUE_BYTES);
	return bytes;
}

static void take(struct log *log, const struct log_entry *entry, bool last)
{
	uint64_t *seq = map_put(&log->last_seq, entry->origin);

	assert(entry->seq == *seq + 1);
	*seq = entry->seq;
	queue_add(&log->front, entry, last);
}

bool log_append(struct log *log, const struct log_entry *entries, uint32_t count)
{
	size_t bytes = check_group(log, entries, count);
	bool room;

	thread_mutex_lock(log->mutex);
	room = !log->failed && !log->stop &&
	       log->last_pos - log->committed_pos + count <= LIMIT_QUEUE_ENTRIES &&
	       log->waiting_bytes + bytes <= LIMIT_QUEUE_BYTES;
	for (uint32_t i = 0; room && i < count; i++)
		take(log, &entries[i], i + 1 == count);
	if (room) {
		log->last_pos += count;
		log->waiting_bytes += bytes;
	}
	thread_mutex_unlock(log->mutex);
	log->untold = log->untold || room;
	if (!log->held)
		log_go(log);
	return room;
}

/* Signalled under the mutex the log thread would wake only to wait for that. */
void log_go(struct log *log)
{
	if (log->untold)
		thread_cond_signal(log->work);
	log->untold = false;
}

void log_hold(struct log *log, bool held)
{
	log->held = held;
	if (!held)
		log_go(log);
}

uint64_t log_last_pos(const struct log *log)
{
	return log->last_pos;
}

uint64_t log_last_seq(const struct log *log, code origin)
{
	const uint64_t *seq = map_get(&log->last_seq, origin);

	return seq ? *seq : 0;
}

uint64_t log_committed_pos(struct log *log)
{
	uint64_t pos;

	thread_mutex_lock(log->mutex);
	pos = log->committed_pos;
	thread_mutex_unlock(log->mutex);
	return pos;
}

void log_flush(struct log *log)
{
	log_go(log);
	thread_mutex_lock(log->mutex);
	while (log->settled_pos < log->last_pos && !log->ended)
		thread_cond_wait(log->settled, log->mutex);
	thread_mutex_unlock(log->mutex);
}

void log_head_span(struct log *log, int64_t ns)
{
	thread_mutex_lock(log->mutex);
	log->head_span_ns = ns;
	thread_cond_signal(log->work);
	thread_mutex_unlock(log->mutex);
}

void log_checkpoint_pages(struct log *log, int pages)
{
	log->checkpoint_pages = pages;
}

void log_stats(const struct log *log, struct log_stats *ret)
{
	thread_mutex_lock(log->mutex);
	*ret = log->stats;
	thread_mutex_unlock(log->mutex);
}
