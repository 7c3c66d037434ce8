/* Rebuilds the state from the log: from a good snapshot if there is one, else from the start. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/fold.h"

#include <stdio.h>

#include "base/map.h"
#include "model/snapshot.h"
#include "os/os.h"

#define PATH_BYTES 4096

/* ---- snapshot files -------------------------------------------------------------------------- */

/*
 * A file holds the state and, behind it, the link of the entry at whose position it was taken: a
 * snapshot of another log, or of an end that this log has lost, is known by that.
 */
struct anchor {
	char mark[8];
	struct hash link;
};
static const char anchor_mark[8] = { 'W', 'F', 'A', 'N', 'C', 'H', 'O', 'R' };

struct listing {
	uint64_t at[256];
	uint32_t count;
};

static void note_file(void *user, const char *name)
{
	struct listing *listing = user;
	struct str s = str_of(name), prefix = STR("snapshot-");
	int64_t pos;

	if (!str_starts(s, prefix) || listing->count == KIND_COUNT(listing->at))
		return;
	if (str_to_i64((struct str){ s.at + prefix.len, s.len - prefix.len }, &pos) && pos > 0)
		listing->at[listing->count++] = (uint64_t)pos;
}

static void path_of(char ret[PATH_BYTES], const char *dir, uint64_t pos)
{
	snprintf(ret, PATH_BYTES, "%s/snapshot-%llu", dir, (unsigned long long)pos);
}

uint64_t fold_newest(const char *dir, uint64_t until)
{
	struct listing listing = { .count = 0 };
	uint64_t newest = 0;

	os_list(dir, note_file, &listing);
	for (uint32_t i = 0; i < listing.count; i++)
		if (listing.at[i] <= until && listing.at[i] > newest)
			newest = listing.at[i];
	return newest;
}

static bool take_link(void *user, const struct log_entry *entry, const struct hash *hash,
		      const struct hash *link)
{
	(void)entry;
	(void)hash;
	*(struct hash *)user = *link;
	return false;
}

/* Whether the log has, at this position, the entry that the snapshot ends with. */
static bool anchored(struct log_reader *reader, uint64_t pos, struct str bytes,
		     struct anchor *ret_anchor)
{
	struct hash link = { { 0 } };

	if (bytes.len < sizeof *ret_anchor)
		return false;
	memcpy(ret_anchor, bytes.at + bytes.len - sizeof *ret_anchor, sizeof *ret_anchor);
	return memcmp(ret_anchor->mark, anchor_mark, sizeof anchor_mark) == 0 &&
	       log_read_at(reader, &pos, 1, take_link, &link) == LOG_OK &&
	       hash_eq(&link, &ret_anchor->link);
}

static void unmap(void *map)
{
	os_unmap(map);
}

static struct model *read_snapshot(struct log_reader *reader, const char *dir, uint64_t pos,
				   struct vault *keys, struct hash *ret_link)
{
	struct model *model = NULL;
	struct anchor anchor;
	char path[PATH_BYTES];
	struct os_map *map;
	struct str bytes;

	path_of(path, dir, pos);
	if (os_map_file(path, LIMIT_SNAPSHOT_BYTES, &map) < 0)
		return NULL;
	bytes = os_map_bytes(map);
	if (anchored(reader, pos, bytes, &anchor)) {
		bytes.len -= (uint32_t)sizeof anchor;
		model = snapshot_read(&(struct snapshot_bytes){ bytes, pos, unmap, map }, keys);
	}
	if (model)
		*ret_link = anchor.link;
	else
		os_unmap(map);
	return model;
}

/* A bad one is a cache gone stale: it is passed over for the one before. */
static struct model *load_snapshot(struct log_reader *reader, const char *dir, uint64_t pos,
				   struct vault *keys, struct hash *ret_link)
{
	struct model *model = NULL;

	while (!model && pos > 0 && (pos = fold_newest(dir, pos)) != 0) {
		model = read_snapshot(reader, dir, pos, keys, ret_link);
		pos--;
	}
	return model;
}

/* ---- folding --------------------------------------------------------------------------------- */

/* The newest entry seen of an origin. */
struct seen {
	uint64_t seq;
	struct hash link;
};

struct fold {
	struct model *model;
	struct arena *arena;
	struct log_reader *reader;
	struct map links; /* origin -> struct seen */
	struct hash last; /* link of the entry at the model's position */
	uint64_t until;
	char fault[160];
};

static bool fail(struct fold *fold, const struct log_entry *entry, const char *what)
{
	char origin[CODE_TEXT];

	code_format(entry->origin, origin);
	snprintf(fold->fault, sizeof fold->fault, "entry %s-%llu (position %llu): %s", origin,
		 (unsigned long long)entry->seq, (unsigned long long)entry->pos, what);
	return false;
}

/*
 * What another node wrote may follow one that is known by its hash alone, or that came later; and
 * behind a snapshot the one before was not seen.
 */
static bool link_before(struct fold *fold, const struct log_entry *entry, struct hash *ret)
{
	const uint64_t *slot = map_get(&fold->links, entry->origin);
	const struct seen *seen = slot ? (const struct seen *)(uintptr_t)*slot : NULL;
	struct hash hash;

	*ret = (struct hash){ { 0 } };
	if (entry->seq == 1)
		return true;
	if (!seen || seen->seq != entry->seq - 1)
		return log_link_at(fold->reader, entry->origin, entry->seq - 1, &hash, ret);
	*ret = seen->link;
	return true;
}

static void keep_link(struct fold *fold, const struct log_entry *entry, const struct hash *link)
{
	uint64_t *slot = map_put(&fold->links, entry->origin);

	if (*slot == 0)
		*slot = (uint64_t)(uintptr_t)heap_alloc(sizeof(struct seen));
	*(struct seen *)(uintptr_t)*slot = (struct seen){ entry->seq, *link };
}

static bool chain_holds(struct fold *fold, const struct log_entry *entry, const struct hash *hash,
			const struct hash *link)
{
	struct hash own = hash_of(entry->body.at, entry->body.len);
	struct hash before;
	struct hash expected;

	if (!hash_eq(&own, hash))
		return fail(fold, entry, "its text does not have its hash");
	if (!link_before(fold, entry, &before))
		return fail(fold, entry, "an entry before it is missing");
	expected = hash_pair(&before, hash);
	if (!hash_eq(&expected, link))
		return fail(fold, entry, "it does not follow the entry before it");
	keep_link(fold, entry, link);
	/* What lies between is known by its hash alone. */
	model_note_number(fold->model, entry->origin, entry->seq - 1);
	return true;
}

static bool each(void *user, const struct log_entry *logged, const struct hash *hash,
		 const struct hash *link)
{
	struct fold *fold = user;
	struct entry entry;
	struct str fault;

	if (logged->pos > fold->until)
		return false;
	if (logged->pos != model_pos(fold->model) + 1)
		return fail(fold, logged, "an entry before it is missing");
	if (!chain_holds(fold, logged, hash, link))
		return false;
	arena_reset(fold->arena);
	if (!entry_read(fold->arena, logged->body, &entry, &fault))
		return fail(fold, logged, "this program cannot read it");
	entry.pos = logged->pos;
	entry.arrived = logged->arrived;
	if (entry.id.origin != logged->origin || entry.id.seq != logged->seq)
		return fail(fold, logged, "its number is not the one it is filed under");
	if (entry.at != logged->time)
		return fail(fold, logged, "its time is not the one it is filed under");
	if (!entry_open(&entry, model_vault(fold->model), fold->arena, &fault))
		return fail(fold, logged, "what it holds sealed does not open with its key");
	fold->last = *link;
	if (entry_late(fold->model, &entry))
		model_note_late(fold->model, &entry);
	else
		model_apply(fold->model, &entry);
	/* What was applied before has turned out to be late: from the start, knowing it. */
	return !site_refold(fold->model);
}

static void release(struct fold *fold)
{
	for (uint64_t i = 0; i < fold->links.size; i++)
		if (fold->links.slots[i].used)
			heap_free((void *)(uintptr_t)fold->links.slots[i].value);
	map_release(&fold->links);
	arena_destroy(fold->arena);
}

static void keep_secret(void *user, const struct log_secret *secret)
{
	vault_put(user, secret->of, secret->since, secret->gone ? NULL : secret->key);
}

/*
 * Keys first, and only up to where the log ended before them: the key of an entry that came since
 * would be missing.
 */
static enum log_error begin(struct fold *fold, struct log_reader *reader, const char *dir,
			    bool use_snapshots, const struct model *foreseen)
{
	struct vault *vault = vault_create();
	uint64_t last;
	enum log_error error = log_reader_last(reader, &last);

	if (!error)
		error = log_secret_read(reader, NULL, keep_secret, vault);
	fold->until = fold->until < last ? fold->until : last;
	if (!error && use_snapshots)
		fold->model = load_snapshot(reader, dir, fold->until, vault, &fold->last);
	if (!fold->model) {
		fold->model = model_create();
		if (foreseen)
			site_foresee(fold->model, foreseen);
		model_take_vault(fold->model, vault);
	}
	return error;
}

static enum log_error fold_once(const char *dir, uint64_t until, bool use_snapshots,
				const struct model *foreseen, struct model **ret,
				struct hash *ret_last, struct str *ret_fault)
{
	static _Thread_local char fault[160];
	struct fold fold = { .until = until };
	struct log_reader *reader = NULL;
	enum log_error error = log_reader_open(dir, &reader);

	fold.arena = arena_create();
	map_init(&fold.links);
	if (error == LOG_OK)
		error = begin(&fold, reader, dir, use_snapshots, foreseen);
	fold.reader = reader;
	if (error == LOG_OK)
		error = log_read(reader, model_pos(fold.model), each, &fold);
	if (error != LOG_OK)
		snprintf(fold.fault, sizeof fold.fault, "%s", log_error_name(error));
	log_reader_close(reader);
	release(&fold);
	if (fold.fault[0] == '\0') {
		*ret_last = fold.last;
		*ret = fold.model;
		return LOG_OK;
	}
	model_destroy(fold.model);
	memcpy(fault, fold.fault, sizeof fault);
	*ret_fault = str_of(fault);
	return error != LOG_OK ? error : LOG_DAMAGED;
}

/*
 * As often as takeovers come to light that were not foreseen, or do not that were: those of a post
 * that had been taken over itself.
 */
static enum log_error fold_all(const char *dir, uint64_t until, bool use_snapshots,
			       const struct model *foreseen, struct model **ret,
			       struct hash *ret_last, struct str *ret_fault)
{
	struct model *model = NULL;
	enum log_error error = fold_once(dir, until, use_snapshots, foreseen, &model, ret_last,
					 ret_fault);

	while (error == LOG_OK && (site_refold(model) || site_misled(model))) {
		struct model *again = NULL;

		error = fold_once(dir, until, false, model, &again, ret_last, ret_fault);
		model_destroy(model);
		model = again;
	}
	if (error == LOG_OK)
		*ret = model;
	return error;
}

enum log_error fold_foreseen(const char *dir, const struct model *from, struct model **ret,
			     struct str *ret_fault)
{
	struct hash last;

	return fold_all(dir, UINT64_MAX, false, from, ret, &last, ret_fault);
}

enum log_error fold_state(const char *dir, uint64_t until, bool use_snapshots, struct model **ret,
			  struct str *ret_fault)
{
	struct hash last;

	return fold_all(dir, until, use_snapshots, NULL, ret, &last, ret_fault);
}

struct model *fold_model(const char *dir, uint64_t until, bool use_snapshots, struct str *ret_fault)
{
	struct model *model;

	return fold_state(dir, until, use_snapshots, &model, ret_fault) == LOG_OK ? model : NULL;
}

/* ---- taking snapshots ------------------------------------------------------------------------ */

/* Keeps the newest and, of the others, every second one until few enough are left. */
static void thin_out(const char *dir)
{
	struct listing listing = { .count = 0 };
	uint64_t newest = fold_newest(dir, UINT64_MAX);
	char path[PATH_BYTES];

	os_list(dir, note_file, &listing);
	if (listing.count <= LIMIT_SNAPSHOTS_KEPT)
		return;
	for (uint32_t i = 0; i < listing.count; i++) {
		uint32_t smaller = 0;

		for (uint32_t j = 0; j < listing.count; j++)
			smaller += listing.at[j] < listing.at[i];
		if (smaller % 2 == 1 || listing.at[i] == newest)
			continue;
		path_of(path, dir, listing.at[i]);
		os_remove(path);
	}
}

bool fold_snapshot(const char *dir)
{
	struct str fault;
	struct anchor anchor;
	struct model *model;
	char path[PATH_BYTES];
	uint8_t salt[SNAPSHOT_SALT];
	struct buf buf;
	bool good;

	if (fold_all(dir, UINT64_MAX, true, NULL, &model, &anchor.link, &fault) != LOG_OK)
		return false;
	buf_init(&buf, LIMIT_SNAPSHOT_BYTES);
	os_random(salt, sizeof salt);
	snapshot_write(model, salt, &buf);
	memcpy(anchor.mark, anchor_mark, sizeof anchor_mark);
	buf_add_bytes(&buf, &anchor, sizeof anchor);
	path_of(path, dir, model_pos(model));
	good = !buf.over && model_pos(model) > 0 && os_write_file(path, buf_str(&buf), true) >= 0;
	buf_release(&buf);
	model_destroy(model);
	if (good)
		thin_out(dir);
	return good;
}
