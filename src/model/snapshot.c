/* A snapshot: the state at one position, kept as a shortcut that may be deleted at any time. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/snapshot.h"

#include <assert.h>

#include "base/hash.h"
#include "model/model_state.h"
#include "model/value.h"

/*
 * "WFSNAP04", fingerprint of the tables, pos, time, count, origins, records as made, keys,
 * checksum. Numbers are 64-bit in the byte order of the machine: a snapshot does not travel.
 */
static const char magic[8] = "WFSNAP04";

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

/* Against faults of the disk, not against people: those are found by folding the log. */
static uint64_t checksum(const char *bytes, size_t len)
{
	uint64_t h = len, word;

	for (; len >= 8; bytes += 8, len -= 8) {
		memcpy(&word, bytes, 8);
		h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 29;
	}
	return h;
}

/* ---- writing --------------------------------------------------------------------------------- */

static void put_u64(struct buf *buf, uint64_t value)
{
	buf_add_bytes(buf, &value, sizeof value);
}

/* Padded to eight bytes, so that every number lies aligned. */
static void put_str(struct buf *buf, struct str s)
{
	static const char zeros[8];

	put_u64(buf, s.at ? (uint64_t)s.len + 1 : 0);
	buf_add_bytes(buf, s.at, s.len);
	buf_add_bytes(buf, zeros, (8 - s.len % 8) % 8);
}

static void put_value(struct buf *buf, const struct value *value)
{
	switch (value->field->type) {
	case FIELD_TEXT:
	case FIELD_GEO:
		put_str(buf, value->as.text);
		break;
	case FIELD_REF:
		put_u64(buf, value->as.ref.origin);
		put_u64(buf, value->as.ref.seq);
		break;
	case FIELD_REFS:
		put_u64(buf, value->as.refs.count);
		buf_add_bytes(buf, value->as.refs.at, value->as.refs.count * sizeof(struct ident));
		break;
	case FIELD_BOOL:
		put_u64(buf, value->as.truth);
		break;
	default:
		put_u64(buf, value->as.bits);
	}
}

static void put_lists(struct buf *buf, const struct record *record)
{
	put_u64(buf, record->nlinks);
	for (uint32_t i = 0; i < record->nlinks; i++) {
		put_u64(buf, record->links[i].to.origin);
		put_u64(buf, record->links[i].to.seq);
		put_u64(buf, record->links[i].type);
	}
	put_u64(buf, record->nfiles);
	for (uint32_t i = 0; i < record->nfiles; i++) {
		put_str(buf, record->files[i].hash);
		put_str(buf, record->files[i].name);
		put_str(buf, record->files[i].mime);
		put_u64(buf, (uint64_t)record->files[i].size);
	}
	put_u64(buf, record->nshared);
	buf_add_bytes(buf, record->shared, record->nshared * sizeof(code));
	put_u64(buf, record->pending ? record->pending->act->number : 0);
	if (record->pending) {
		put_u64(buf, record->pending->entry.origin);
		put_u64(buf, record->pending->entry.seq);
		put_u64(buf, record->pending->actor.origin);
		put_u64(buf, record->pending->actor.seq);
		put_str(buf, record->pending->fields);
	}
}

static void put_clocks(struct buf *buf, const struct record *record)
{
	uint16_t nclocks = registry_of(record->kind)->nclocks;

	for (uint16_t c = 0; c < nclocks; c++) {
		const struct clock_run *run = &record->clocks[c];

		put_u64(buf, (uint64_t)run->status << 8 | run->step);
		put_u64(buf, (uint64_t)run->started);
		put_u64(buf, (uint64_t)run->stopped);
		buf_add_bytes(buf, run->due, sizeof run->due);
	}
}

struct sealing {
	const struct vault *vault;
	const uint8_t *salt;
	struct arena *arena;
};

/* One salt serves the whole snapshot: within one record, and so under one key, fields differ. */
static void put_sealed(struct buf *buf, const struct sealing *sealing, const struct record *record,
		       const struct value *value)
{
	const uint8_t *key = vault_key(sealing->vault, record->id, INSTANT_MAX);

	assert(key);
	arena_reset(sealing->arena);
	put_str(buf, value_seal(value, key, sealing->salt, SNAPSHOT_SALT, value->field->number,
				sealing->arena));
}

static void put_values(struct buf *buf, const struct sealing *sealing, const struct record *record)
{
	const struct kind_row *row = registry_of(record->kind);

	put_u64(buf, record->present);
	for (uint64_t bits = record->present; bits != 0; bits &= bits - 1) {
		struct value value;

		value_of(record, row->by_number[__builtin_ctzll(bits)], &value);
		if (value.field->type == FIELD_ENUM)
			value.as.bits = (uint64_t)value.as.number;
		if (value.field->flags & PERSONAL)
			put_sealed(buf, sealing, record, &value);
		else
			put_value(buf, &value);
	}
}

static void put_record(struct buf *buf, const struct sealing *sealing, const struct record *record)
{
	const struct kind_row *row = registry_of(record->kind);

	put_u64(buf, row->index);
	put_u64(buf, record->id.origin);
	put_u64(buf, record->id.seq);
	put_u64(buf, record->home);
	put_u64(buf, record->creator.origin);
	put_u64(buf, record->creator.seq);
	put_u64(buf, (uint64_t)record->epoch << 32 | record->version);
	put_u64(buf, (uint64_t)record->struck << 16 | record->state);
	put_u64(buf, (uint64_t)record->event_at);
	put_u64(buf, (uint64_t)record->created_at);
	put_u64(buf, (uint64_t)record->updated_at);
	put_values(buf, sealing, record);
	put_clocks(buf, record);
	put_lists(buf, record);
	put_u64(buf, record->nhistory);
	buf_add_bytes(buf, record->history, record->nhistory * sizeof(uint64_t));
}

static void put_origins(const struct model *model, struct buf *buf)
{
	put_u64(buf, model->origins.count);
	for (uint64_t i = 0; i < model->origins.size; i++) {
		if (model->origins.slots[i].used) {
			put_u64(buf, model->origins.slots[i].key);
			put_u64(buf, model->origins.slots[i].value);
		}
	}
}

/* From the oldest to the newest, so that forgetting goes on in the same order. */
static void put_keys(const struct model *model, struct buf *buf)
{
	put_u64(buf, model->nkeys);
	for (uint32_t i = 0; i < model->nkeys; i++) {
		uint32_t place = (model->key_head + i) % model->nkeys;

		put_u64(buf, model->key_hashes[place]);
		buf_add_bytes(buf, &model->key_ring[place], sizeof(struct key_use));
	}
}

void snapshot_write(const struct model *model, const uint8_t salt[SNAPSHOT_SALT], struct buf *ret)
{
	struct sealing sealing = { model->vault, salt, arena_create() };
	size_t start = ret->len;

	buf_add_bytes(ret, magic, sizeof magic);
	put_u64(ret, fingerprint());
	put_u64(ret, model->pos);
	put_u64(ret, (uint64_t)model->time);
	put_u64(ret, model->nrecords);
	put_origins(model, ret);
	for (uint32_t i = 0; i < model->nrecords; i++)
		put_record(ret, &sealing, model_record(model, i));
	put_u64(ret, UINT64_MAX);
	put_keys(model, ret);
	put_u64(ret, checksum(ret->at + start, ret->len - start));
	arena_destroy(sealing.arena);
}

/* ---- reading --------------------------------------------------------------------------------- */

/* The checksum has held, so lengths are believed; running out of bytes still ends the reading. */
struct cursor {
	const char *at;
	size_t left;
	bool short_of;
	const struct vault *keys;
	struct arena *arena;                               /* of one record */
};

static const char *take(struct cursor *cursor, size_t len)
{
	const char *at = cursor->at;

	if (len > cursor->left) {
		cursor->short_of = true;
		return NULL;
	}
	cursor->at += len;
	cursor->left -= len;
	return at;
}

static uint64_t get_u64(struct cursor *cursor)
{
	const char *at = take(cursor, 8);
	uint64_t value = 0;

	if (at)
		memcpy(&value, at, 8);
	return value;
}

static struct str get_str(struct cursor *cursor)
{
	uint64_t len = get_u64(cursor);
	const char *at;

	if (len == 0)
		return (struct str){ 0 };
	at = take(cursor, (len - 1 + 7) / 8 * 8);
	return at ? (struct str){ at, (uint32_t)(len - 1) } : (struct str){ 0 };
}

static struct ident get_ident(struct cursor *cursor)
{
	struct ident id;

	id.origin = get_u64(cursor);
	id.seq = get_u64(cursor);
	return id;
}

static void get_value(struct cursor *cursor, const struct field *field, struct value *ret)
{
	*ret = (struct value){ .field = field };
	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_GEO:
		ret->as.text = get_str(cursor);
		break;
	case FIELD_REF:
		ret->as.ref = get_ident(cursor);
		break;
	case FIELD_REFS:
		ret->as.refs.count = (uint32_t)get_u64(cursor);
		ret->as.refs.at = (struct ident *)(uintptr_t)take(
			cursor, ret->as.refs.count * sizeof(struct ident));
		break;
	case FIELD_BOOL:
		ret->as.truth = get_u64(cursor) != 0;
		break;
	default:
		ret->as.bits = get_u64(cursor);
	}
}

/* False: whose it was has been forgotten. What does not open with its key spoils the snapshot. */
static bool get_sealed(struct cursor *cursor, const struct record *record,
		       const struct field *field, struct value *ret)
{
	const uint8_t *key = vault_key(cursor->keys, record->id, INSTANT_MAX);

	*ret = (struct value){ .field = field, .clear = true, .sealed = get_str(cursor) };
	if (!key || cursor->short_of)
		return false;
	cursor->short_of = !value_open(ret, key, cursor->arena);
	return !cursor->short_of;
}

static void get_values(struct model *model, struct cursor *cursor, struct record *record,
		       const struct kind_row *row)
{
	for (uint64_t bits = get_u64(cursor); bits != 0 && !cursor->short_of; bits &= bits - 1) {
		const struct field *field = row->by_number[__builtin_ctzll(bits)];
		struct value value;
		bool there = true;

		if (!field) {
			cursor->short_of = true;
			break;
		}
		if (field->flags & PERSONAL)
			there = get_sealed(cursor, record, field, &value);
		else
			get_value(cursor, field, &value);
		if (there && !cursor->short_of)
			value_put(record, &value, model->pool);
	}
}

static void get_pending(struct model *model, struct cursor *cursor, struct record *record)
{
	uint16_t number = (uint16_t)get_u64(cursor);
	const struct act_row *row = registry_act_number(registry_of(record->kind), number);

	if (number == 0 || !row)
		return;
	record->pending = pool_alloc(model->pool, sizeof *record->pending);
	record->pending->act = row->act;
	record->pending->entry = get_ident(cursor);
	record->pending->actor = get_ident(cursor);
	record->pending->fields = pool_str(model->pool, get_str(cursor));
}

static void get_lists(struct model *model, struct cursor *cursor, struct record *record)
{
	const char *shared;

	record->nlinks = (uint32_t)get_u64(cursor);
	if (record->nlinks > LIMIT_LINKS)
		record->nlinks = 0, cursor->short_of = true;
	record->links = pool_alloc(model->pool, record->nlinks * sizeof(struct link));
	for (uint32_t i = 0; i < record->nlinks; i++) {
		record->links[i].to = get_ident(cursor);
		record->links[i].type = (uint16_t)get_u64(cursor);
	}
	record->nfiles = (uint32_t)get_u64(cursor);
	if (record->nfiles > LIMIT_FILES)
		record->nfiles = 0, cursor->short_of = true;
	record->files = pool_alloc(model->pool, record->nfiles * sizeof(struct file));
	for (uint32_t i = 0; i < record->nfiles; i++) {
		record->files[i].hash = pool_str(model->pool, get_str(cursor));
		record->files[i].name = pool_str(model->pool, get_str(cursor));
		record->files[i].mime = pool_str(model->pool, get_str(cursor));
		record->files[i].size = (int64_t)get_u64(cursor);
	}
	record->nshared = (uint32_t)get_u64(cursor);
	shared = take(cursor, record->nshared * sizeof(code));
	if (!shared)
		record->nshared = 0;
	record->shared = pool_alloc(model->pool, record->nshared * sizeof(code));
	if (record->nshared)
		memcpy(record->shared, shared, record->nshared * sizeof(code));
	get_pending(model, cursor, record);
}

static void get_clocks(struct model *model, struct cursor *cursor, struct record *record)
{
	uint16_t nclocks = registry_of(record->kind)->nclocks;

	if (nclocks == 0)
		return;
	record->clocks = pool_alloc(model->pool, nclocks * sizeof(struct clock_run));
	for (uint16_t c = 0; c < nclocks; c++) {
		struct clock_run *run = &record->clocks[c];
		uint64_t status = get_u64(cursor);
		const char *due;

		run->step = (uint8_t)status;
		run->started = (instant)get_u64(cursor);
		run->stopped = (instant)get_u64(cursor);
		due = take(cursor, sizeof run->due);
		if (!due)
			return;
		memcpy(run->due, due, sizeof run->due);
		model_clock_set(model, record, (uint8_t)c, (uint8_t)(status >> 8));
		if (run->status == CLOCK_RUNNING)
			model_clock_push(model, record, (uint8_t)c);
	}
}

static void get_history(struct model *model, struct cursor *cursor, struct record *record)
{
	const char *at;

	record->nhistory = (uint32_t)get_u64(cursor);
	at = take(cursor, record->nhistory * sizeof(uint64_t));
	if (!at)
		record->nhistory = 0;
	record->history_size = record->nhistory;
	record->history = pool_alloc(model->pool, record->nhistory * sizeof(uint64_t));
	if (at)
		memcpy(record->history, at, record->nhistory * sizeof(uint64_t));
}

static void get_record(struct model *model, struct cursor *cursor, const struct kind_row *row)
{
	struct record *record = pool_alloc(model->pool, row->kind->size);
	uint64_t word;

	record->kind = row->kind;
	record->id = get_ident(cursor);
	model_index_add(model, record);                    /* its number is needed for clocks */
	record->home = get_u64(cursor);
	record->creator = get_ident(cursor);
	word = get_u64(cursor);
	record->epoch = (uint32_t)(word >> 32);
	record->version = (uint32_t)word;
	word = get_u64(cursor);
	record->struck = (word >> 16 & 1) != 0;
	record->state = (uint16_t)word;
	record->event_at = (instant)get_u64(cursor);
	record->created_at = (instant)get_u64(cursor);
	record->updated_at = (instant)get_u64(cursor);
	get_values(model, cursor, record, row);
	get_clocks(model, cursor, record);
	get_lists(model, cursor, record);
	get_history(model, cursor, record);
	model_index_fields(model, record, record->present, true);
	if (record->kind->applied && !cursor->short_of)
		record->kind->applied(model, record);
}

static void get_keys(struct model *model, struct cursor *cursor)
{
	uint64_t count = get_u64(cursor);

	for (uint64_t i = 0; i < count && !cursor->short_of; i++) {
		uint64_t hash = get_u64(cursor);
		const char *at = take(cursor, sizeof(struct key_use));
		struct key_use use;

		if (!at)
			return;
		memcpy(&use, at, sizeof use);
		model_key_put(model, hash, &use);
	}
}

static bool sound(struct str bytes)
{
	uint64_t sum, print;

	if (bytes.len < 40 || memcmp(bytes.at, magic, sizeof magic) != 0)
		return false;
	memcpy(&print, bytes.at + 8, 8);
	memcpy(&sum, bytes.at + bytes.len - 8, 8);
	return print == fingerprint() && sum == checksum(bytes.at, bytes.len - 8);
}

static void get_model(struct model *model, struct cursor *cursor)
{
	uint64_t kind, records;

	model->pos = get_u64(cursor);
	model->time = (instant)get_u64(cursor);
	/* A record takes more bytes than one. */
	records = get_u64(cursor);
	if (records > cursor->left)
		cursor->short_of = true;
	for (uint64_t count = get_u64(cursor); count > 0 && !cursor->short_of; count--) {
		uint64_t *seq = map_put(&model->origins, get_u64(cursor));

		*seq = get_u64(cursor);
	}
	while (!cursor->short_of && (kind = get_u64(cursor)) < registry_count()) {
		arena_reset(cursor->arena);
		get_record(model, cursor, registry_at((uint16_t)kind));
	}
	get_keys(model, cursor);
}

bool snapshot_read(struct str bytes, const struct vault *keys, struct model **ret)
{
	struct cursor cursor = { .at = bytes.at + 16, .left = bytes.len - 24, .keys = keys };
	struct model *model;
	bool good;

	registry_init();                                   /* the tables' fingerprint needs them */
	if (!sound(bytes))
		return false;
	model = model_create();
	cursor.arena = arena_create();
	get_model(model, &cursor);
	arena_destroy(cursor.arena);
	good = !cursor.short_of && cursor.left == 0;
	if (good)
		*ret = model;
	else
		model_destroy(model);
	return good;
}
