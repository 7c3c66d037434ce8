/* Makes a record of its packed bytes, when somebody asks for it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/record_pack.h"
#include "model/value.h"

/* What does not fit ends the reading: it goes on with zeros, and the record is not made. */
struct cursor {
	const uint8_t *at;
	const uint8_t *end;
	bool bad;
	struct model *model;
	struct arena *arena;                               /* made when it is needed */
};

static uint64_t get_number(struct cursor *cursor)
{
	uint64_t value = 0;

	for (unsigned shift = 0; shift < 64 && cursor->at < cursor->end; shift += 7) {
		uint8_t byte = *cursor->at++;

		value |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return value;
	}
	cursor->bad = true;
	return 0;
}

/* Of things that take a byte each at least. */
static uint32_t get_count(struct cursor *cursor)
{
	uint64_t count = get_number(cursor);

	if (count <= (size_t)(cursor->end - cursor->at))
		return (uint32_t)count;
	cursor->bad = true;
	return 0;
}

static int64_t unfold(uint64_t folded)
{
	return (int64_t)(folded >> 1 ^ (folded & 1 ? UINT64_MAX : 0));
}

static int64_t get_signed(struct cursor *cursor)
{
	return unfold(get_number(cursor));
}

static instant get_time(struct cursor *cursor, instant before)
{
	uint64_t folded = get_number(cursor);

	return folded ? (instant)((uint64_t)before + (uint64_t)unfold(folded - 1)) : 0;
}

static code get_code(struct cursor *cursor)
{
	return __builtin_bswap64(get_number(cursor));
}

static struct ident get_ident(struct cursor *cursor)
{
	struct ident id;

	id.origin = get_code(cursor);
	id.seq = get_number(cursor);
	return id;
}

static const char *get_bytes(struct cursor *cursor, size_t len)
{
	const uint8_t *at = cursor->at;

	if (len > (size_t)(cursor->end - cursor->at)) {
		cursor->bad = true;
		return NULL;
	}
	cursor->at += len;
	return (const char *)at;
}

static struct str get_str(struct cursor *cursor)
{
	uint64_t len = get_number(cursor);
	const char *at;

	if (len == 0)
		return (struct str){ 0 };
	at = get_bytes(cursor, len - 1);
	return at ? (struct str){ at, (uint32_t)(len - 1) } : (struct str){ 0 };
}

static struct arena *scratch(struct cursor *cursor)
{
	if (!cursor->arena)
		cursor->arena = arena_create();
	return cursor->arena;
}

static struct ident_list get_refs(struct cursor *cursor)
{
	struct ident_list list = { .count = get_count(cursor) };

	list.at = arena_alloc(scratch(cursor), list.count * sizeof *list.at);
	for (uint32_t i = 0; i < list.count; i++)
		list.at[i] = get_ident(cursor);
	return list;
}

static double get_real(struct cursor *cursor)
{
	const char *at = get_bytes(cursor, sizeof(double));
	double real = 0;

	if (at)
		memcpy(&real, at, sizeof real);
	return real;
}

static void get_value(struct cursor *cursor, const struct record *record,
		      const struct field *field, struct value *ret)
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
		ret->as.refs = get_refs(cursor);
		break;
	case FIELD_BOOL:
		ret->as.truth = get_number(cursor) != 0;
		break;
	case FIELD_REAL:
		ret->as.real = get_real(cursor);
		break;
	case FIELD_TIME:
		ret->as.number = get_time(cursor, record->created_at);
		break;
	case FIELD_CODE:
		ret->as.bits = get_code(cursor);
		break;
	case FIELD_SET:
		ret->as.bits = get_number(cursor);
		break;
	default:
		ret->as.number = get_signed(cursor);
	}
}

/* Stays clear when whose it was has been forgotten. */
static void get_sealed(struct cursor *cursor, const struct record *record,
		       const struct field *field, struct value *ret)
{
	const uint8_t *key = vault_key(cursor->model->vault, record->id, INSTANT_MAX);

	*ret = (struct value){ .field = field, .clear = true, .sealed = get_str(cursor) };
	if (key && !cursor->bad)
		cursor->bad = !value_open(ret, key, scratch(cursor));
}

static void get_values(struct cursor *cursor, struct record *record)
{
	const struct kind_row *row = registry_of(record->kind);

	for (uint64_t bits = get_number(cursor); bits != 0 && !cursor->bad; bits &= bits - 1) {
		const struct field *field = row->by_number[__builtin_ctzll(bits)];
		struct value value;

		if (!field) {
			cursor->bad = true;
			return;
		}
		if (field->flags & PERSONAL)
			get_sealed(cursor, record, field, &value);
		else
			get_value(cursor, record, field, &value);
		if (!cursor->bad)
			value_put(record, &value, cursor->model->pool);
	}
}

static void get_history(struct cursor *cursor, struct record *record)
{
	uint64_t pos = 0;

	record->nhistory = record->history_size = get_count(cursor);
	record->history = pool_alloc(cursor->model->pool, record->nhistory * sizeof(uint64_t));
	for (uint32_t i = 0; i < record->nhistory; i++)
		record->history[i] = pos += get_number(cursor);
}

static void get_clocks(struct cursor *cursor, struct record *record)
{
	const struct kind_row *row = registry_of(record->kind);
	uint64_t clocks = get_number(cursor);

	if (clocks >> row->nclocks != 0) {
		cursor->bad = true;
		return;
	}
	for (; clocks != 0; clocks &= clocks - 1) {
		struct clock_run *run = &record->clocks[__builtin_ctzll(clocks)];
		uint64_t word = get_number(cursor);

		run->status = (uint8_t)(word >> 8);
		run->step = (uint8_t)word;
		run->started = get_time(cursor, record->created_at);
		run->stopped = get_time(cursor, run->started);
		for (uint32_t s = 0; s < LIMIT_STEPS; s++)
			run->due[s] = get_time(cursor, run->started);
	}
}

static void get_links(struct cursor *cursor, struct record *record)
{
	record->nlinks = get_count(cursor);
	record->links = pool_alloc(cursor->model->pool, record->nlinks * sizeof(struct link));
	for (uint32_t i = 0; i < record->nlinks; i++) {
		record->links[i].to = get_ident(cursor);
		record->links[i].type = (uint16_t)get_number(cursor);
	}
}

static void get_files(struct cursor *cursor, struct record *record)
{
	struct pool *pool = cursor->model->pool;

	record->nfiles = get_count(cursor);
	record->files = pool_alloc(pool, record->nfiles * sizeof(struct file));
	for (uint32_t i = 0; i < record->nfiles; i++) {
		record->files[i].hash = pool_str(pool, get_str(cursor));
		record->files[i].name = pool_str(pool, get_str(cursor));
		record->files[i].mime = pool_str(pool, get_str(cursor));
		record->files[i].size = get_signed(cursor);
	}
}

static void get_shared(struct cursor *cursor, struct record *record)
{
	record->nshared = get_count(cursor);
	record->shared = pool_alloc(cursor->model->pool, record->nshared * sizeof(code));
	for (uint32_t i = 0; i < record->nshared; i++)
		record->shared[i] = get_code(cursor);
}

static void get_pending(struct cursor *cursor, struct record *record)
{
	const struct act_row *act = registry_act_number(registry_of(record->kind),
							(uint16_t)get_number(cursor));

	if (!act) {
		cursor->bad = true;
		return;
	}
	record->pending = pool_alloc(cursor->model->pool, sizeof *record->pending);
	record->pending->act = act->act;
	record->pending->entry = get_ident(cursor);
	record->pending->actor = get_ident(cursor);
	record->pending->fields = pool_str(cursor->model->pool, get_str(cursor));
}

static void get_lists(struct cursor *cursor, struct record *record, uint16_t flags)
{
	if (flags & PACKED_CLOCKS)
		get_clocks(cursor, record);
	if (flags & PACKED_LINKS)
		get_links(cursor, record);
	if (flags & PACKED_FILES)
		get_files(cursor, record);
	if (flags & PACKED_SHARED)
		get_shared(cursor, record);
	if (flags & PACKED_PENDING)
		get_pending(cursor, record);
}

static struct record *get_record(struct cursor *cursor, const struct packed *head)
{
	struct pool *pool = cursor->model->pool;
	const struct kind_row *row = registry_at(head->kind);
	struct record *record = pool_alloc(pool, row->kind->size);

	record->kind = row->kind;
	record->state = head->state;
	record->struck = (head->flags & PACKED_STRUCK) != 0;
	record->id = get_ident(cursor);
	record->slot = (uint32_t)get_number(cursor);
	record->home = get_code(cursor);
	record->creator = get_ident(cursor);
	record->epoch = (uint32_t)get_number(cursor);
	record->version = (uint32_t)get_number(cursor);
	record->created_at = get_time(cursor, 0);
	record->event_at = get_time(cursor, record->created_at);
	record->updated_at = get_time(cursor, record->created_at);
	if (row->nclocks > 0)
		record->clocks = pool_alloc(pool, row->nclocks * sizeof *record->clocks);
	get_values(cursor, record);
	get_history(cursor, record);
	get_lists(cursor, record, head->flags);
	return record;
}

struct record *record_unpack(struct model *model, uint32_t number)
{
	const struct packed *head = &model->rest.heads[number];
	struct str bytes = model->rest.packed;
	struct cursor cursor = { .model = model };
	struct record *record;

	if (head->at > bytes.len || head->kind >= registry_count())
		return NULL;
	cursor.at = (const uint8_t *)bytes.at + head->at;
	cursor.end = (const uint8_t *)bytes.at + bytes.len;
	record = get_record(&cursor, head);
	record->number = number;
	arena_destroy(cursor.arena);
	return cursor.bad ? NULL : record;
}
