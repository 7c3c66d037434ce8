/* A snapshot: the state at one position, kept as a shortcut that may be deleted at any time. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/snapshot.h"

#include <assert.h>

#include "base/hash.h"
#include "model/record_pack.h"

/*
 * The head; the packed records, in order of making; then the parts, which are the model's own
 * indexes as they lie in memory; last a checksum. Each begins at a multiple of eight. Numbers are
 * in the byte order of the machine: a snapshot does not travel.
 */
static const char magic[8] = "WFSNAP06";

enum part {
	PART_HEADS,
	PART_SEALED,
	PART_ORIGINS,
	PART_PAGES,
	PART_LISTS,                                        /* lengths of the lists of references */
	PART_REFS,                                         /* the lists, one after the other */
	PART_DUE,
	PART_KEY_USES,
	PART_KEY_HASHES,
	PART_KEY_SLOTS,
	PARTS
};
struct origin {
	code code;
	uint64_t seq;
};
static const size_t part_size[PARTS] = {
	[PART_HEADS] = sizeof(struct packed),	  [PART_SEALED] = sizeof(struct sealed),
	[PART_ORIGINS] = sizeof(struct origin),	  [PART_PAGES] = sizeof(struct places),
	[PART_LISTS] = sizeof(uint32_t),	  [PART_REFS] = sizeof(struct back_ref),
	[PART_DUE] = sizeof(struct due_step),	  [PART_KEY_USES] = sizeof(struct key_use),
	[PART_KEY_HASHES] = sizeof(uint64_t),	  [PART_KEY_SLOTS] = sizeof(uint64_t),
};

struct head {
	char magic[8];
	uint64_t fingerprint;
	uint64_t pos;
	instant time;
	uint64_t running;
	uint64_t key_head;
	uint64_t packed;                                   /* bytes */
	uint64_t count[PARTS];
};

/* Tables that have changed make old snapshots worthless; the log is folded anew then. */
static uint64_t fingerprint(void)
{
	uint64_t h = LIMIT_STEPS;

	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind_row *row = registry_at(k);
		const struct kind *kind = row->kind;

		h = (h ^ kind->number ^ str_hash(str_of(kind->name))) *
		    UINT64_C(0x9e3779b97f4a7c15);
		h = (h ^ kind->size ^ row->nclocks) * UINT64_C(0x9e3779b97f4a7c15);
		for (uint16_t f = 0; f < kind->nfields; f++) {
			const struct field *field = &kind->fields[f];

			h = (h ^ field->number ^ (uint64_t)field->type << 16 ^
			     (uint64_t)(field->flags & PERSONAL) << 32 ^
			     str_hash(str_of(field->name))) *
			    UINT64_C(0x9e3779b97f4a7c15);
		}
	}
	return h;
}

/*
 * Against faults of the disk, not against people: those are found by folding the log. Four lanes,
 * as one alone would wait for its multiplications longer than for the memory.
 */
static uint64_t checksum(const char *bytes, size_t len)
{
	uint64_t lane[4] = { len, 1, 2, 3 }, word;

	for (size_t i = 0; i < len / 8; i++) {
		memcpy(&word, bytes + i * 8, 8);
		lane[i % 4] = (lane[i % 4] ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		lane[i % 4] ^= lane[i % 4] >> 29;
	}
	for (size_t i = 1; i < 4; i++)
		lane[0] = (lane[0] ^ lane[i]) * UINT64_C(0x9e3779b97f4a7c15);
	return lane[0];
}

/* One way, and too little of it to find a key by. */
static uint32_t key_check(const uint8_t *key)
{
	struct hash hash = hash_of(key, SEAL_KEY);
	uint32_t check;

	memcpy(&check, hash.bytes, sizeof check);
	return check;
}

static size_t padded(size_t len)
{
	return (len + 7) / 8 * 8;
}

/* ---- writing --------------------------------------------------------------------------------- */

struct writing {
	const struct model *model;
	struct packing packing;
	struct buf *buf;
	struct head head;
	struct packed *heads;
	struct sealed *sealed;
	uint32_t nsealed, sealed_size;
	uint32_t rested;                                   /* sealed ones at rest that were met */
};

static void pad(struct buf *buf)
{
	static const char zeros[8];

	buf_add_bytes(buf, zeros, padded(buf->len) - buf->len);
}

static void put_part(struct writing *w, enum part part, const void *at, uint64_t count)
{
	buf_add_bytes(w->buf, at, count * part_size[part]);
	pad(w->buf);
	w->head.count[part] = count;
}

static void note_sealed(struct writing *w, struct ident id, uint32_t number)
{
	const uint8_t *key = vault_key(w->model->vault, id, INSTANT_MAX);

	HEAP_ROOM(w->sealed, w->nsealed, w->sealed_size);
	w->sealed[w->nsealed++] = (struct sealed){ id, number, key_check(key) };
}

/* What rests is copied as it is, unless it names a person who has been forgotten since. */
static bool put_resting(struct writing *w, uint32_t number)
{
	const struct rest *rest = &w->model->rest;
	const struct packed *head = &rest->heads[number];
	uint32_t end = number + 1 < rest->count ? head[1].at : rest->packed.len;
	const struct sealed *sealed;

	if (w->model->records[number])
		return false;
	if (head->flags & PACKED_SEALED) {
		while (rest->sealed[w->rested].record < number)
			w->rested++;
		sealed = &rest->sealed[w->rested];
		if (!vault_key(w->model->vault, sealed->id, INSTANT_MAX))
			return false;
		note_sealed(w, sealed->id, number);
	}
	w->heads[number] = *head;
	w->heads[number].at = (uint32_t)(w->buf->len - sizeof w->head);
	buf_add_bytes(w->buf, rest->packed.at + head->at, end - head->at);
	return true;
}

static void put_records(struct writing *w)
{
	for (uint32_t i = 0; i < w->model->nrecords; i++) {
		const struct record *record;

		if (put_resting(w, i))
			continue;
		record = model_record(w->model, i);
		w->heads[i].at = (uint32_t)(w->buf->len - sizeof w->head);
		record_pack(&w->packing, record, w->buf, &w->heads[i]);
		if (w->heads[i].flags & PACKED_SEALED)
			note_sealed(w, record->id, i);
	}
	w->head.packed = w->buf->len - sizeof w->head;
	pad(w->buf);
	put_part(w, PART_HEADS, w->heads, w->model->nrecords);
	put_part(w, PART_SEALED, w->sealed, w->nsealed);
}

static void put_origins(struct writing *w)
{
	const struct map *map = &w->model->origins;

	for (uint64_t i = 0; i < map->size; i++) {
		struct origin origin = { map->slots[i].key, map->slots[i].value };

		if (map->slots[i].used)
			buf_add_bytes(w->buf, &origin, sizeof origin);
	}
	w->head.count[PART_ORIGINS] = map->count;
}

/* Who refers to a person is told by what is sealed, not here. */
static void put_refs(struct writing *w)
{
	const struct model *model = w->model;
	uint32_t *lengths = heap_alloc((model->nback_refs + 1u) * sizeof *lengths);
	uint64_t count = 0;

	for (uint32_t i = 0; i < model->nback_refs; i++)
		for (uint32_t r = 0; r < model->back_refs[i].count; r++)
			lengths[i] += !model->back_refs[i].at[r].personal;
	put_part(w, PART_LISTS, lengths, model->nback_refs);
	for (uint32_t i = 0; i < model->nback_refs; i++) {
		for (uint32_t r = 0; r < model->back_refs[i].count; r++)
			if (!model->back_refs[i].at[r].personal)
				buf_add_bytes(w->buf, &model->back_refs[i].at[r],
					      sizeof(struct back_ref));
		count += lengths[i];
	}
	w->head.count[PART_REFS] = count;
	heap_free(lengths);
}

static void put_indexes(struct writing *w)
{
	const struct model *model = w->model;

	put_origins(w);
	put_part(w, PART_PAGES, model->pages, model->npages);
	put_refs(w);
	put_part(w, PART_DUE, model->due, model->ndue);
	put_part(w, PART_KEY_USES, model->key_ring, model->nkeys);
	put_part(w, PART_KEY_HASHES, model->key_hashes, model->nkeys);
	put_part(w, PART_KEY_SLOTS, model->keys.slots, model->keys.size);
}

/* So much that it seldom has to grow. */
#define RECORD_BYTES 256

void snapshot_write(const struct model *model, const uint8_t salt[SNAPSHOT_SALT], struct buf *ret)
{
	struct arena *arena = arena_create();
	struct writing w = { model, { model->vault, salt, SNAPSHOT_SALT, arena }, ret,
			     .head = { .fingerprint = fingerprint(),
				       .pos = model->pos,
				       .time = model->time,
				       .key_head = model->key_head } };
	uint64_t sum;

	assert(ret->len == 0);
	/* What lies in the heap besides is no part of the state. */
	model_clock_gather((struct model *)(uintptr_t)model);
	w.head.running = model->running;
	memcpy(w.head.magic, magic, sizeof magic);
	w.heads = heap_alloc((model->nrecords + 1u) * sizeof *w.heads);
	if (buf_room(ret, model->rest.packed.len +
				  (size_t)(model->nrecords - model->rest.left) * RECORD_BYTES))
		buf_add_bytes(ret, &w.head, sizeof w.head);
	put_records(&w);
	put_indexes(&w);
	if (!ret->over) {
		memcpy(ret->at, &w.head, sizeof w.head);
		sum = checksum(ret->at, ret->len);
		buf_add_bytes(ret, &sum, sizeof sum);
	}
	heap_free(w.heads);
	heap_free(w.sealed);
	arena_destroy(arena);
}

/* ---- reading --------------------------------------------------------------------------------- */

/* The checksum has held, so what is in the parts is believed. */
struct reading {
	struct head head;
	const char *packed;
	const void *part[PARTS];
};

/* Whether the parts are as long as the head says, and the bytes as long as the parts. */
static bool find_parts(struct str bytes, struct reading *ret)
{
	const char *at = bytes.at + sizeof ret->head;
	size_t left = bytes.len - sizeof ret->head - 8;

	if (ret->head.packed > left)
		return false;
	ret->packed = at;
	at += padded(ret->head.packed);
	left -= padded(ret->head.packed);
	for (int p = 0; p < PARTS; p++) {
		if (ret->head.count[p] > left / part_size[p])
			return false;
		ret->part[p] = at;
		at += padded(ret->head.count[p] * part_size[p]);
		left -= padded(ret->head.count[p] * part_size[p]);
	}
	return left == 0;
}

static bool sound(struct str bytes, struct reading *ret)
{
	uint64_t sum;

	if (bytes.len < sizeof ret->head + 8 || bytes.len % 8 != 0)
		return false;
	memcpy(&ret->head, bytes.at, sizeof ret->head);
	memcpy(&sum, bytes.at + bytes.len - 8, 8);
	if (memcmp(ret->head.magic, magic, sizeof magic) != 0)
		return false;
	return ret->head.fingerprint == fingerprint() && sum == checksum(bytes.at, bytes.len - 8) &&
	       find_parts(bytes, ret);
}

/* What is sealed opens with these keys, or with none any more. */
static bool keys_fit(const struct reading *r, const struct vault *keys)
{
	const struct sealed *sealed = r->part[PART_SEALED];

	for (uint64_t i = 0; i < r->head.count[PART_SEALED]; i++) {
		const uint8_t *key = vault_key(keys, sealed[i].id, INSTANT_MAX);

		if (key && key_check(key) != sealed[i].check)
			return false;
	}
	return true;
}

/* A copy that the model may change, with room for what comes. */
static void *copy_of(const struct reading *r, enum part part, uint32_t *ret_count,
		     uint32_t *ret_size)
{
	uint64_t count = r->head.count[part], size = count + count / 4 + 8;
	void *copy = heap_alloc(size * part_size[part]);

	memcpy(copy, r->part[part], count * part_size[part]);
	*ret_count = (uint32_t)count;
	*ret_size = (uint32_t)size;
	return copy;
}

static void get_records(struct model *model, const struct reading *r)
{
	const struct packed *heads = r->part[PART_HEADS];
	uint64_t count = r->head.count[PART_HEADS], size = count + count / 4 + 8;

	model->rest = (struct rest){ .heads = heads,
				     .count = (uint32_t)count,
				     .left = (uint32_t)count,
				     .packed = { r->packed, (uint32_t)r->head.packed },
				     .sealed = r->part[PART_SEALED],
				     .nsealed = (uint32_t)r->head.count[PART_SEALED],
				     .pos = r->head.pos };
	model->records = heap_alloc(size * sizeof(struct record *));
	model->nrecords = (uint32_t)count;
	model->records_size = (uint32_t)size;
	for (uint32_t i = 0; i < count; i++) {
		struct table *table = &model->tables[heads[i].kind];

		HEAP_ROOM(table->at, table->count, table->size);
		table->at[table->count++] = i;
	}
}

static void get_pages(struct model *model, const struct reading *r)
{
	model->pages = copy_of(r, PART_PAGES, &model->npages, &model->pages_size);
	marks_reserve(&model->page_index, model->npages);
	for (uint32_t i = 0; i < model->npages; i++)
		marks_add(&model->page_index, ident_hash(model->pages[i].page), i);
}

static void get_refs(struct model *model, const struct reading *r)
{
	/* Never written to while their size is 0. */
	struct back_ref *at = (struct back_ref *)(uintptr_t)r->part[PART_REFS];
	const uint32_t *lengths = r->part[PART_LISTS];
	uint64_t count = r->head.count[PART_LISTS], size = count + count / 4 + 8;

	model->back_refs = heap_alloc(size * sizeof *model->back_refs);
	model->back_refs_size = (uint32_t)size;
	model->nback_refs = (uint32_t)count;
	for (uint32_t i = 0; i < count; at += lengths[i++])
		model->back_refs[i] = (struct back_refs){ .at = at, .count = lengths[i] };
}

static void get_keys(struct model *model, const struct reading *r)
{
	uint32_t hashes, size;

	model->key_ring = copy_of(r, PART_KEY_USES, &model->nkeys, &model->keys_size);
	model->key_hashes = copy_of(r, PART_KEY_HASHES, &hashes, &size);
	model->key_head = (uint32_t)r->head.key_head;
	marks_copy(&model->keys, r->part[PART_KEY_SLOTS], r->head.count[PART_KEY_SLOTS]);
}

/* Posts, people, policy and what is found by name are at hand from the start. */
static void wake_services(struct model *model)
{
	for (uint32_t i = 0; i < model->rest.count; i++) {
		const struct kind_row *row = registry_at(model->rest.heads[i].kind);

		if (row->unique != 0 || row->kind->applied)
			model_record(model, i);
		if (row->kind->applied)
			row->kind->applied(model, model_record(model, i));
	}
}

static void get_model(struct model *model, const struct reading *r)
{
	const struct origin *origins = r->part[PART_ORIGINS];

	model->pos = r->head.pos;
	model->time = r->head.time;
	for (uint64_t i = 0; i < r->head.count[PART_ORIGINS]; i++)
		*map_put(&model->origins, origins[i].code) = origins[i].seq;
	get_records(model, r);
	get_pages(model, r);
	get_refs(model, r);
	model->due = copy_of(r, PART_DUE, &model->ndue, &model->due_size);
	model->running = (uint32_t)r->head.running;
	get_keys(model, r);
	wake_services(model);
}

struct model *snapshot_read(const struct snapshot_bytes *bytes, struct vault *keys)
{
	struct reading reading;
	struct model *model;

	registry_init();                                   /* the tables' fingerprint needs them */
	if (!sound(bytes->text, &reading) || reading.head.pos != bytes->pos ||
	    !keys_fit(&reading, keys))
		return NULL;
	model = model_create();
	model_take_vault(model, keys);
	get_model(model, &reading);
	model->rest.release = bytes->release;
	model->rest.user = bytes->user;
	return model;
}
