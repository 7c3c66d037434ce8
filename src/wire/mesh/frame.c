/* What nodes say to each other, as bytes and back: beats, runs of entries, questions, answers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/mesh/frame.h"

#include <string.h>

static const char mark[4] = { 'W', 'F', 'M', '1' };

/* One walk over the members serves both ways: it takes them from the bytes or puts them there. */
struct walk {
	struct buf *out;                                   /* NULL: reading */
	struct arena *arena;
	const char *at, *end;
	bool bad;
};

static void bytes(struct walk *walk, void *value, size_t len)
{
	if (walk->out) {
		buf_add_bytes(walk->out, value, len);
	} else if (walk->bad || (size_t)(walk->end - walk->at) < len) {
		walk->bad = true;
		memset(value, 0, len);
	} else {
		memcpy(value, walk->at, len);
		walk->at += len;
	}
}

static void u64(struct walk *walk, uint64_t *value)
{
	uint8_t raw[8];

	for (int i = 0; i < 8; i++)
		raw[i] = (uint8_t)(*value >> (8 * i));
	bytes(walk, raw, sizeof raw);
	*value = 0;
	for (int i = 0; i < 8; i++)
		*value |= (uint64_t)raw[i] << (8 * i);
}

static void i64(struct walk *walk, int64_t *value)
{
	uint64_t raw = (uint64_t)*value;

	u64(walk, &raw);
	*value = (int64_t)raw;
}

static void u32(struct walk *walk, uint32_t *value)
{
	uint8_t raw[4];

	for (int i = 0; i < 4; i++)
		raw[i] = (uint8_t)(*value >> (8 * i));
	bytes(walk, raw, sizeof raw);
	*value = 0;
	for (int i = 0; i < 4; i++)
		*value |= (uint32_t)raw[i] << (8 * i);
}

static void flag(struct walk *walk, bool *value)
{
	uint8_t raw = *value ? 1 : 0;

	bytes(walk, &raw, 1);
	walk->bad = walk->bad || raw > 1;
	*value = raw == 1;
}

/* The absent text is the empty one. */
static void text(struct walk *walk, struct str *value)
{
	uint32_t len = value->len;

	u32(walk, &len);
	if (walk->out) {
		buf_add_bytes(walk->out, value->at, len);
		return;
	}
	if (walk->bad || (size_t)(walk->end - walk->at) < len) {
		walk->bad = true;
		len = 0;
	}
	*value = len > 0 ? (struct str){ walk->at, len } : (struct str){ 0 };
	walk->at += len;
}

static bool code_whole(code value)
{
	char name[CODE_TEXT];
	code again;

	if (value == 0)
		return true;
	code_format(value, name);
	return code_parse(str_of(name), &again) && again == value;
}

static void code_at(struct walk *walk, code *value)
{
	u64(walk, value);
	walk->bad = walk->bad || !code_whole(*value);
}

static void ident(struct walk *walk, struct ident *value)
{
	code_at(walk, &value->origin);
	u64(walk, &value->seq);
}

static void hash(struct walk *walk, struct hash *value)
{
	bytes(walk, value->bytes, HASH_BYTES);
}

/* What is left must be able to hold that many, so that a short frame cannot ask for much memory. */
static void *list(struct walk *walk, uint32_t *count, void *items, uint32_t limit, size_t size,
		  size_t least)
{
	u32(walk, count);
	if (walk->out)
		return items;
	if (walk->bad || *count > limit || (size_t)(walk->end - walk->at) / least < *count) {
		walk->bad = true;
		*count = 0;
	}
	return *count > 0 ? arena_alloc(walk->arena, *count * size) : NULL;
}

/* ---- the verbs, member by member ------------------------------------------------------------- */

static void holds(struct walk *walk, struct mesh_hold **value, uint32_t *count)
{
	*value = list(walk, count, *value, LIMIT_POSTS, sizeof **value, 16);
	for (uint32_t i = 0; i < *count; i++) {
		code_at(walk, &(*value)[i].origin);
		u64(walk, &(*value)[i].seq);
	}
}

static void beat(struct walk *walk, struct mesh_beat *value)
{
	i64(walk, &value->sent);
	i64(walk, &value->echo);
	i64(walk, &value->echo_held_ms);
	u64(walk, &value->watching);
	holds(walk, &value->holds, &value->nholds);
}

#define HEAD_LEAST (8 + HASH_BYTES + 8 + 32 + 64)
static void head(struct walk *walk, struct mesh_head *value)
{
	u64(walk, &value->seq);
	hash(walk, &value->link);
	i64(walk, &value->time);
	bytes(walk, value->key, sizeof value->key);
	bytes(walk, value->signature, sizeof value->signature);
}

#define ITEM_LEAST (HASH_BYTES + 4 + 4 + 1)
static void item(struct walk *walk, struct mesh_item *value)
{
	hash(walk, &value->hash);
	text(walk, &value->body);
	u32(walk, &value->nth);
	flag(walk, &value->has_secret);
	walk->bad = walk->bad || value->body.len > LIMIT_ENTRY_BYTES;
	if (!value->has_secret)
		return;
	i64(walk, &value->secret_since);
	bytes(walk, value->secret, sizeof value->secret);
}

static void run(struct walk *walk, struct mesh_run *value)
{
	code_at(walk, &value->origin);
	u64(walk, &value->from);
	value->items = list(walk, &value->nitems, value->items, LIMIT_MESH_ITEMS,
			    sizeof *value->items, ITEM_LEAST);
	for (uint32_t i = 0; i < value->nitems; i++)
		item(walk, &value->items[i]);
	value->ahead = list(walk, &value->nahead, value->ahead, LIMIT_MESH_ITEMS,
			    sizeof *value->ahead, HASH_BYTES);
	for (uint32_t i = 0; i < value->nahead; i++)
		hash(walk, &value->ahead[i]);
	head(walk, &value->head);
	flag(walk, &value->goes_on);
	flag(walk, &value->unsure);
}

static void past(struct walk *walk, struct mesh_past *value)
{
	ident(walk, &value->record);
	value->items = list(walk, &value->nitems, value->items, LIMIT_MESH_ITEMS,
			    sizeof *value->items, 16 + ITEM_LEAST);
	for (uint32_t i = 0; i < value->nitems; i++) {
		ident(walk, &value->items[i].entry);
		item(walk, &value->items[i].item);
	}
	flag(walk, &value->whole);
}

static void act(struct walk *walk, struct mesh_act *value)
{
	u64(walk, &value->number);
	text(walk, &value->kind);
	text(walk, &value->act);
	ident(walk, &value->record);
	ident(walk, &value->actor);
	code_at(walk, &value->post);
	text(walk, &value->key);
	u32(walk, &value->version);
	i64(walk, &value->event_at);
	text(walk, &value->fields);
}

static void answer(struct walk *walk, struct mesh_answer *value)
{
	u64(walk, &value->number);
	text(walk, &value->refusal);
	text(walk, &value->field);
	text(walk, &value->detail);
	flag(walk, &value->replayed);
	ident(walk, &value->entry);
	ident(walk, &value->record);
	u32(walk, &value->version);
}

static void file(struct walk *walk, struct mesh_file *value)
{
	hash(walk, &value->hash);
	u64(walk, &value->offset);
	u64(walk, &value->size);
	text(walk, &value->bytes);
}

static void rows(struct walk *walk, struct mesh_rows *value)
{
	u64(walk, &value->after);
	hash(walk, &value->last);
	u64(walk, &value->end);
	value->rows = list(walk, &value->nrows, value->rows, LIMIT_MESH_ITEMS,
			   sizeof *value->rows, 24 + ITEM_LEAST);
	for (uint32_t i = 0; i < value->nrows; i++) {
		code_at(walk, &value->rows[i].origin);
		u64(walk, &value->rows[i].seq);
		i64(walk, &value->rows[i].at);
		item(walk, &value->rows[i].item);
	}
	value->heads = list(walk, &value->nheads, value->heads, LIMIT_POSTS, sizeof *value->heads,
			    8 + HEAD_LEAST);
	for (uint32_t i = 0; i < value->nheads; i++) {
		code_at(walk, &value->heads[i].origin);
		head(walk, &value->heads[i].head);
	}
	bytes(walk, value->signature, sizeof value->signature);
}

static void i32(struct walk *walk, int32_t *value)
{
	uint32_t raw = (uint32_t)*value;

	u32(walk, &raw);
	*value = (int32_t)raw;
}

static void u16(struct walk *walk, uint16_t *value)
{
	uint8_t raw[2] = { (uint8_t)*value, (uint8_t)(*value >> 8) };

	bytes(walk, raw, sizeof raw);
	*value = (uint16_t)(raw[0] | raw[1] << 8);
}

#define LIVE_UNIT_BYTES (16 + 8 + 2 * 4 + 3 * 2 + 2)
static void live(struct walk *walk, struct mesh_live *value)
{
	value->units = list(walk, &value->nunits, value->units, LIMIT_MESH_ITEMS,
			    sizeof *value->units, LIVE_UNIT_BYTES);
	for (uint32_t i = 0; i < value->nunits; i++) {
		struct mesh_live_unit *unit = &value->units[i];

		ident(walk, &unit->unit);
		i64(walk, &unit->time);
		i32(walk, &unit->lat);
		i32(walk, &unit->lon);
		u16(walk, &unit->accuracy);
		u16(walk, &unit->speed);
		u16(walk, &unit->course);
		bytes(walk, &unit->source, 1);
		bytes(walk, &unit->marks, 1);
	}
}

static void index_at(struct walk *walk, struct mesh_index *value)
{
	u64(walk, &value->from);
	u64(walk, &value->next);
	u32(walk, &value->turns);
	value->items = list(walk, &value->nitems, value->items, LIMIT_MESH_ITEMS,
			    sizeof *value->items, 16 + 4);
	for (uint32_t i = 0; i < value->nitems; i++) {
		ident(walk, &value->items[i].record);
		u32(walk, &value->items[i].entries);
	}
}

static void members(struct walk *walk, struct mesh_frame *frame)
{
	switch (frame->verb) {
	case MESH_BEAT:
		beat(walk, &frame->as.beat);
		break;
	case MESH_RUN:
		run(walk, &frame->as.run);
		break;
	case MESH_PULL:
		code_at(walk, &frame->as.pull.origin);
		u64(walk, &frame->as.pull.from);
		u32(walk, &frame->as.pull.most);
		break;
	case MESH_PAST:
		past(walk, &frame->as.past);
		break;
	case MESH_ASK_PAST:
		ident(walk, &frame->as.ask_past.record);
		u32(walk, &frame->as.ask_past.skip);
		break;
	case MESH_ACT:
		act(walk, &frame->as.act);
		break;
	case MESH_ANSWER:
		answer(walk, &frame->as.answer);
		break;
	case MESH_ASK_FILE:
		hash(walk, &frame->as.ask_file.hash);
		u64(walk, &frame->as.ask_file.offset);
		break;
	case MESH_FILE:
		file(walk, &frame->as.file);
		break;
	case MESH_ASK_ROWS:
		u64(walk, &frame->as.ask_rows.after);
		holds(walk, &frame->as.ask_rows.holds, &frame->as.ask_rows.nholds);
		break;
	case MESH_ROWS:
		rows(walk, &frame->as.rows);
		break;
	case MESH_LIVE:
		live(walk, &frame->as.live);
		break;
	case MESH_ASK_INDEX:
		u64(walk, &frame->as.ask_index.from);
		break;
	case MESH_INDEX:
		index_at(walk, &frame->as.index);
		break;
	case MESH_VERBS:
		walk->bad = true;
		break;
	}
}

bool frame_read(struct arena *arena, struct str from, struct mesh_frame *ret)
{
	struct walk walk = { .arena = arena, .at = from.at, .end = from.at + from.len };
	char there[sizeof mark];
	uint8_t verb = 0;

	*ret = (struct mesh_frame){ 0 };
	if (from.len > LIMIT_MESH_FRAME)
		return false;
	bytes(&walk, there, sizeof there);
	bytes(&walk, &verb, 1);
	if (walk.bad || memcmp(there, mark, sizeof mark) != 0 || verb == 0 || verb >= MESH_VERBS)
		return false;
	ret->verb = (enum mesh_verb)verb;
	members(&walk, ret);
	return !walk.bad && walk.at == walk.end;
}

/* The members are put out as they are: reading them back gives the same. */
void frame_write(const struct mesh_frame *frame, struct buf *buf)
{
	struct walk walk = { .out = buf };
	struct mesh_frame copy = *frame;
	uint8_t verb = (uint8_t)frame->verb;

	bytes(&walk, (void *)(uintptr_t)mark, sizeof mark);
	bytes(&walk, &verb, 1);
	members(&walk, &copy);
	if (buf->len > LIMIT_MESH_FRAME)
		buf->over = true;
}
