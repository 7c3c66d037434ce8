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
#include "log/writer.h"
#include "os/os.h"
#include "os/thread.h"

#define HEAD_SPAN_NS (INT64_C(60) * 1000 * 1000 * 1000)
#define CHECKPOINT_PAGES 4000           /* 16 MB */
#define DETAIL 256

struct log {
	/* The owner's. */
	uint64_t last_pos;
	uint64_t queued;                                   /* items, of all that was ever taken */
	bool held;
	bool untold;                                       /* of what was appended */
	struct map last_seq;
	struct thread *thread;
	struct os_lock *lock;

	/* Shared, under the mutex. */
	struct thread_mutex *mutex;
	struct thread_cond *work;                          /* there is something to do, or to end */
	struct thread_cond *settle;                        /* the owner was told of a commit */
	struct queue front;                                /* collects while the back is written */
	size_t waiting_bytes;
	uint64_t committed_pos;
	uint64_t committed;                                /* of the items queued */
	uint64_t settled;
	bool ended;                                        /* the owner was told of the failure */
	enum log_error failed;                             /* once set, nothing is written again */
	bool stop;
	struct log_stats stats;
	_Atomic int64_t head_span_ns;
	atomic_bool sign_commits;
	atomic_int checkpoint_pages;

	/* The log thread's. */
	struct queue back;
	struct writer writer;
	int64_t signed_ns;
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
	return log->writer.sign_wanted || log->writer.store.scrub;
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

static enum log_error sign_all(struct log *log)
{
	log->signed_ns = os_monotonic_ns();
	return writer_sign(&log->writer, false);
}

/* Wakes who waits in log_flush; the owner has been told before. */
static void settle(struct log *log)
{
	thread_mutex_lock(log->mutex);
	log->settled = log->committed;
	log->ended = log->failed != LOG_OK;
	thread_mutex_unlock(log->mutex);
	thread_cond_broadcast(log->settle);
}

/* Tells everyone, then does what nobody waits for. */
static enum log_error report(struct log *log, uint32_t items, size_t bytes, int64_t sync_ns)
{
	thread_mutex_lock(log->mutex);
	log->waiting_bytes -= bytes;
	log->stats.entries += log->writer.pos - log->committed_pos;
	log->stats.bytes += bytes;
	log->stats.commits++;
	log->stats.last_sync_ns = sync_ns;
	log->committed_pos = log->writer.pos;
	log->committed += items;
	thread_mutex_unlock(log->mutex);
	if (items > 0)
		log->done(log->user, log->writer.pos, LOG_OK, NULL);
	settle(log);
	return store_checkpoint(&log->writer.store, log->checkpoint_pages);
}

/* One transaction: the items from..to, whose bytes start at *offset, and heads that are due. */
static enum log_error commit(struct log *log, uint32_t from, uint32_t to, size_t *offset, bool sign)
{
	size_t start = *offset;
	int64_t began;
	enum log_error error = store_begin(&log->writer.store);

	if (!error)
		error = writer_put(&log->writer, &log->back, from, to, offset);
	if (!error && (sign || sign_due(log)))
		error = sign_all(log);
	else if (!error && log->sign_commits)
		error = writer_sign(&log->writer, true);
	began = os_monotonic_ns();
	if (!error)
		error = store_commit(&log->writer.store);
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

	snprintf(detail, sizeof detail, "%s", store_detail(&log->writer.store));
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
	if (!error && log->writer.sign_wanted)
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
	for (uint32_t i = 0; i < log->writer.chains.count; i++) {
		const struct chain *chain = &log->writer.chains.items[i];

		*map_put(&log->last_seq, chain->origin) = chain->seq;
	}
	log->last_pos = log->committed_pos = log->writer.pos;
	log->signed_ns = os_monotonic_ns();
	log->head_span_ns = HEAD_SPAN_NS;
	log->checkpoint_pages = CHECKPOINT_PAGES;
}

static void destroy(struct log *log, bool settle)
{
	writer_release(&log->writer, settle);
	queue_release(&log->front);
	queue_release(&log->back);
	map_release(&log->last_seq);
	thread_mutex_destroy(log->mutex);
	thread_cond_destroy(log->work);
	thread_cond_destroy(log->settle);
	os_lock_release(log->lock);
	heap_free(log);
}

enum log_error log_choose(const char *dir, const char *url)
{
	enum log_error error = error_of_errno(os_mkdir(dir));
	char *path = folder_path(dir, FOLDER_URL);
	char *there = NULL;

	if (!error)
		error = folder_url(dir, &there);
	if (!error && (there ? strcmp(there, url) != 0 : folder_size(dir, FOLDER_LOG) >= 0))
		error = LOG_NOT_EMPTY;
	/* It may hold a password. */
	if (!error && !there)
		error = error_of_errno(os_write_file(path, str_of(url), true));
	heap_free(there);
	heap_free(path);
	return error;
}

enum log_error log_open(const char *dir, log_done *done, void *user, struct log **ret)
{
	struct log *log = heap_alloc(sizeof *log);
	enum log_error error;

	assert(dir && done);
	writer_init(&log->writer);
	map_init(&log->last_seq);
	error = take_folder(log, dir);
	if (!error)
		error = writer_open(&log->writer, dir);
	if (error) {
		destroy(log, false);
		return error;
	}
	load_ends(log);
	log->done = done;
	log->user = user;
	log->mutex = thread_mutex_create();
	log->work = thread_cond_create();
	log->settle = thread_cond_create();
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

static size_t check_entries(struct log *log, const struct log_entry *entries, uint32_t count)
{
	size_t bytes = 0;

	for (uint32_t i = 0; i < count; i++) {
		assert(entries[i].pos == log->last_pos + 1 + i);
		assert(entries[i].origin != 0 && entries[i].body.at);
		assert(entries[i].body.len <= LIMIT_ENTRY_BYTES);
		assert((entries[i].link != NULL) == (entries[i].arrived != 0));
		bytes += entries[i].body.len;
		bytes += entries[i].link ? sizeof(struct queue_place) : 0;
	}
	return bytes;
}

static void take_made(struct log *log, const struct log_entry *entry)
{
	uint64_t *seq = map_put(&log->last_seq, entry->origin);

	assert(entry->seq == *seq + 1);
	*seq = entry->seq;
	queue_add(&log->front, entry, false);
}

/* What others wrote may come in any order within a group: first looked at, then counted. */
static void take_all(struct log *log, const struct log_arrival *arrival)
{
	for (uint32_t i = 0; i < arrival->count; i++) {
		const struct log_entry *entry = &arrival->entries[i];

		if (entry->link)
			queue_add(&log->front, entry,
				  entry->seq <= log_last_seq(log, entry->origin));
		else
			take_made(log, entry);
	}
	for (uint32_t i = 0; i < arrival->nveils; i++) {
		assert(arrival->veils[i].seq > log_last_seq(log, arrival->veils[i].origin));
		queue_add_veil(&log->front, &arrival->veils[i]);
	}
	for (uint32_t i = 0; i < arrival->nheads; i++)
		queue_add_head(&log->front, &arrival->heads[i]);
	queue_end_group(&log->front);
}

static void reach_to(struct log *log, code origin, uint64_t seq)
{
	uint64_t *last = map_put(&log->last_seq, origin);

	*last = seq > *last ? seq : *last;
}

static void count_all(struct log *log, const struct log_arrival *arrival, uint32_t items,
		      size_t bytes)
{
	for (uint32_t i = 0; i < arrival->count; i++)
		reach_to(log, arrival->entries[i].origin, arrival->entries[i].seq);
	for (uint32_t i = 0; i < arrival->nveils; i++)
		reach_to(log, arrival->veils[i].origin, arrival->veils[i].seq);
	log->last_pos += arrival->count;
	log->queued += items;
	log->waiting_bytes += bytes;
}

bool log_take(struct log *log, const struct log_arrival *arrival)
{
	uint32_t items = arrival->count + arrival->nveils + arrival->nheads;
	size_t bytes = check_entries(log, arrival->entries, arrival->count) +
		       arrival->nveils * sizeof(struct log_veil) +
		       arrival->nheads * sizeof(struct log_head);
	bool room;

	assert(items <= LIMIT_QUEUE_ENTRIES && bytes <= LIMIT_QUEUE_BYTES);
	if (items == 0)
		return true;
	thread_mutex_lock(log->mutex);
	room = !log->failed && !log->stop &&
	       log->queued - log->committed + items <= LIMIT_QUEUE_ENTRIES &&
	       log->waiting_bytes + bytes <= LIMIT_QUEUE_BYTES;
	if (room) {
		take_all(log, arrival);
		count_all(log, arrival, items, bytes);
	}
	thread_mutex_unlock(log->mutex);
	log->untold = log->untold || room;
	if (!log->held)
		log_go(log);
	return room;
}

bool log_append(struct log *log, const struct log_entry *entries, uint32_t count)
{
	return log_take(log, &(struct log_arrival){ .entries = entries, .count = count });
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
	while (log->settled < log->queued && !log->ended)
		thread_cond_wait(log->settle, log->mutex);
	thread_mutex_unlock(log->mutex);
}

void log_head_span(struct log *log, int64_t ns)
{
	thread_mutex_lock(log->mutex);
	log->head_span_ns = ns;
	thread_cond_signal(log->work);
	thread_mutex_unlock(log->mutex);
}

void log_sign_commits(struct log *log, bool on)
{
	log->sign_commits = on;
}

void log_public_key(const struct log *log, uint8_t ret_key[LOG_KEY_BYTES])
{
	memcpy(ret_key, log->writer.key.public, LOG_KEY_BYTES);
}

void log_sign(const struct log *log, struct str text, uint8_t ret[LOG_SIGNATURE_BYTES])
{
	crypto_sign_detached(ret, NULL, (const unsigned char *)text.at, text.len,
			     log->writer.key.secret);
}

bool log_signed(const uint8_t key[LOG_KEY_BYTES], struct str text,
		const uint8_t signature[LOG_SIGNATURE_BYTES])
{
	return crypto_sign_verify_detached(signature, (const unsigned char *)text.at, text.len,
					   key) == 0;
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
