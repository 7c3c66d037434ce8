/* Packs a record for a snapshot: as few bytes as its values need. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/record_pack.h"

#include <assert.h>

#include "model/value.h"

#define NUMBER_BYTES 10

static void put_number(struct buf *buf, uint64_t value)
{
	char *at = buf_room(buf, NUMBER_BYTES);
	size_t len = 0;

	if (!at)
		return;
	for (; value >= 0x80; value >>= 7)
		at[len++] = (char)(value | 0x80);
	at[len++] = (char)value;
	buf->len += len;
}

static void put_signed(struct buf *buf, int64_t value)
{
	put_number(buf, (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0));
}

/* 0 is the absent time. */
static void put_time(struct buf *buf, instant value, instant before)
{
	int64_t since = (int64_t)((uint64_t)value - (uint64_t)before);

	put_number(buf, value ? ((uint64_t)since << 1 ^ (since < 0 ? UINT64_MAX : 0)) + 1 : 0);
}

static void put_code(struct buf *buf, code value)
{
	put_number(buf, __builtin_bswap64(value));
}

static void put_ident(struct buf *buf, struct ident id)
{
	put_code(buf, id.origin);
	put_number(buf, id.seq);
}

static void put_str(struct buf *buf, struct str s)
{
	put_number(buf, s.at ? (uint64_t)s.len + 1 : 0);
	buf_add_bytes(buf, s.at, s.len);
}

static void put_value(struct buf *buf, const struct record *record, const struct value *value)
{
	switch (value->field->type) {
	case FIELD_TEXT:
	case FIELD_GEO:
		put_str(buf, value->as.text);
		break;
	case FIELD_REF:
		put_ident(buf, value->as.ref);
		break;
	case FIELD_REFS:
		put_number(buf, value->as.refs.count);
		for (uint32_t i = 0; i < value->as.refs.count; i++)
			put_ident(buf, value->as.refs.at[i]);
		break;
	case FIELD_BOOL:
		put_number(buf, value->as.truth);
		break;
	case FIELD_REAL:
		buf_add_bytes(buf, &value->as.real, sizeof value->as.real);
		break;
	case FIELD_TIME:
		put_time(buf, value->as.number, record->created_at);
		break;
	case FIELD_CODE:
		put_code(buf, value->as.bits);
		break;
	case FIELD_SET:
		put_number(buf, value->as.bits);
		break;
	default:
		put_signed(buf, value->as.number);
	}
}

static void put_values(struct buf *buf, const struct packing *packing, const struct record *record,
		       uint64_t present, const uint8_t *key)
{
	const struct kind_row *row = registry_of(record->kind);

	put_number(buf, present);
	for (uint64_t bits = present; bits != 0; bits &= bits - 1) {
		struct value value;

		value_of(record, row->by_number[__builtin_ctzll(bits)], &value);
		if (!(value.field->flags & PERSONAL)) {
			put_value(buf, record, &value);
			continue;
		}
		arena_reset(packing->arena);
		put_str(buf, value_seal(&value, key, packing->salt, packing->salt_len,
					value.field->number, packing->arena));
	}
}

static void put_clocks(struct buf *buf, const struct record *record, uint32_t clocks)
{
	put_number(buf, clocks);
	for (uint32_t bits = clocks; bits != 0; bits &= bits - 1) {
		const struct clock_run *run = &record->clocks[__builtin_ctz(bits)];

		put_number(buf, (uint64_t)run->status << 8 | run->step);
		put_time(buf, run->started, record->created_at);
		put_time(buf, run->stopped, run->started);
		for (uint32_t s = 0; s < LIMIT_STEPS; s++)
			put_time(buf, run->due[s], run->started);
	}
}

static void put_links(struct buf *buf, const struct record *record)
{
	put_number(buf, record->nlinks);
	for (uint32_t i = 0; i < record->nlinks; i++) {
		put_ident(buf, record->links[i].to);
		put_number(buf, record->links[i].type);
	}
}

static void put_files(struct buf *buf, const struct record *record)
{
	put_number(buf, record->nfiles);
	for (uint32_t i = 0; i < record->nfiles; i++) {
		put_str(buf, record->files[i].hash);
		put_str(buf, record->files[i].name);
		put_str(buf, record->files[i].mime);
		put_signed(buf, record->files[i].size);
	}
}

static void put_shared(struct buf *buf, const struct record *record)
{
	put_number(buf, record->nshared);
	for (uint32_t i = 0; i < record->nshared; i++)
		put_code(buf, record->shared[i]);
}

static void put_pending(struct buf *buf, const struct pending *pending)
{
	put_number(buf, pending->act->number);
	put_ident(buf, pending->entry);
	put_ident(buf, pending->actor);
	put_str(buf, pending->fields);
}

static void put_history(struct buf *buf, const struct record *record)
{
	uint64_t before = 0;

	put_number(buf, record->nhistory);
	for (uint32_t i = 0; i < record->nhistory; i++) {
		put_number(buf, record->history[i] - before);
		before = record->history[i];
	}
}

/* The clocks that ever ran. */
static uint32_t clocks_of(const struct record *record)
{
	static const struct clock_run never;
	uint32_t clocks = 0;

	for (uint16_t c = 0; c < registry_of(record->kind)->nclocks; c++)
		if (memcmp(&record->clocks[c], &never, sizeof never) != 0)
			clocks |= 1u << c;
	return clocks;
}

static uint16_t flags_of(const struct record *record, uint64_t present, uint32_t clocks)
{
	uint16_t flags = 0;

	flags |= record->struck ? PACKED_STRUCK : 0;
	flags |= present & registry_of(record->kind)->personal ? PACKED_SEALED : 0;
	flags |= record->nfiles > 0 ? PACKED_FILES : 0;
	flags |= record->nlinks > 0 ? PACKED_LINKS : 0;
	flags |= record->nshared > 0 ? PACKED_SHARED : 0;
	flags |= clocks != 0 ? PACKED_CLOCKS : 0;
	for (; clocks != 0; clocks &= clocks - 1)
		if (record->clocks[__builtin_ctz(clocks)].status == CLOCK_RUNNING)
			flags |= PACKED_RUNNING;
	flags |= record->pending ? PACKED_PENDING : 0;
	return flags;
}

void record_pack(const struct packing *packing, const struct record *record, struct buf *ret,
		 struct packed *ret_head)
{
	const struct kind_row *row = registry_of(record->kind);
	const uint8_t *key = vault_key(packing->vault, record->id, INSTANT_MAX);
	uint64_t present = record->present & ~(key ? 0 : row->personal);
	uint32_t clocks = clocks_of(record);

	assert(row->index <= UINT8_MAX && record->state <= UINT8_MAX);
	ret_head->kind = (uint8_t)row->index;
	ret_head->state = (uint8_t)record->state;
	ret_head->flags = flags_of(record, present, clocks);
	put_ident(ret, record->id);
	put_number(ret, record->slot);
	put_code(ret, record->home);
	put_ident(ret, record->creator);
	put_number(ret, record->epoch);
	put_number(ret, record->version);
	put_time(ret, record->created_at, 0);
	put_time(ret, record->event_at, record->created_at);
	put_time(ret, record->updated_at, record->created_at);
	put_values(ret, packing, record, present, key);
	put_history(ret, record);
	if (ret_head->flags & PACKED_CLOCKS)
		put_clocks(ret, record, clocks);
	if (ret_head->flags & PACKED_LINKS)
		put_links(ret, record);
	if (ret_head->flags & PACKED_FILES)
		put_files(ret, record);
	if (ret_head->flags & PACKED_SHARED)
		put_shared(ret, record);
	if (ret_head->flags & PACKED_PENDING)
		put_pending(ret, record->pending);
}
