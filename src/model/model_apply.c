/* The one function that changes the state: folds an entry in, with no clock, chance or file. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "model/model_state.h"
#include "model/value.h"

static struct record *make_record(struct model *model, const struct entry *entry)
{
	const struct kind *kind = entry->kind->kind;
	struct record *record = pool_alloc(model->pool, kind->size);

	record->id = entry->record;
	record->kind = kind;
	record->home = entry->post ? entry->post : entry->record.origin;
	record->event_at = entry->event_at;
	record->created_at = entry->at;
	record->creator = entry->actor;
	if (entry->kind->nclocks > 0)
		record->clocks =
			pool_alloc(model->pool, entry->kind->nclocks * sizeof *record->clocks);
	model_index_add(model, record);
	return record;
}

static void put_values(struct model *model, struct record *record, const struct entry *entry)
{
	uint64_t changed = 0;

	for (uint32_t i = 0; i < entry->nvalues; i++)
		changed |= UINT64_C(1) << entry->values[i].field->number;
	model_index_fields(model, record, changed, false);
	for (uint32_t i = 0; i < entry->nvalues; i++)
		value_put(record, &entry->values[i], model->pool);
	model_index_fields(model, record, changed, true);
}

/* ---- the kernel's own acts ------------------------------------------------------------------- */

static void add_link(struct model *model, struct record *record, struct ident to, uint16_t type)
{
	size_t size = record->nlinks * sizeof(struct link);
	struct link *links = pool_alloc(model->pool, size + sizeof(struct link));

	if (size > 0)
		memcpy(links, record->links, size);
	links[record->nlinks] = (struct link){ to, type };
	pool_free(model->pool, record->links, size);
	record->links = links;
	record->nlinks++;
	if (type == LINK_MERGED_INTO)
		model_index_merged(model, record, to);
}

static void add_file(struct model *model, struct record *record, const struct file *file)
{
	size_t size = record->nfiles * sizeof(struct file);
	struct file *files = pool_alloc(model->pool, size + sizeof(struct file));

	if (size > 0)
		memcpy(files, record->files, size);
	files[record->nfiles] =
		(struct file){ pool_str(model->pool, file->hash), pool_str(model->pool, file->name),
			       pool_str(model->pool, file->mime), file->size };
	pool_free(model->pool, record->files, size);
	record->files = files;
	record->nfiles++;
}

static void add_share(struct model *model, struct record *record, code post)
{
	size_t size = record->nshared * sizeof(code);
	code *shared = pool_alloc(model->pool, size + sizeof(code));

	if (size > 0)
		memcpy(shared, record->shared, size);
	shared[record->nshared] = post;
	pool_free(model->pool, record->shared, size);
	record->shared = shared;
	record->nshared++;
}

static void drop_pending(struct model *model, struct record *record)
{
	pool_str_free(model->pool, record->pending->fields);
	pool_free(model->pool, record->pending, sizeof *record->pending);
	record->pending = NULL;
}

static void make_pending(struct model *model, struct record *record, const struct entry *entry)
{
	struct json_out out;
	struct buf buf;

	buf_init(&buf, LIMIT_ENTRY_BYTES);
	json_begin(&out, &buf);
	json_open(&out, '{');
	for (uint32_t i = 0; i < entry->nvalues; i++) {
		json_key(&out, entry->values[i].field->name);
		value_write_logged(&out, &entry->values[i]);
	}
	json_close(&out, '}');
	record->pending = pool_alloc(model->pool, sizeof *record->pending);
	record->pending->act = entry->act->act;
	record->pending->entry = entry->id;
	record->pending->actor = entry->actor;
	record->pending->fields = pool_str(model->pool, buf_str(&buf));
	buf_release(&buf);
}

static void lapse(struct model *model, struct record *record, const struct entry *entry)
{
	uint8_t c = entry->args.clock;
	struct clock_run *run = &record->clocks[c];

	run->step = (uint8_t)(entry->args.step + 1);
	if (run->step >= entry->kind->clocks[c].nsteps)
		model_clock_set(model, record, c, CLOCK_LAPSED);
	else
		model_clock_push(model, record, c);
}

/* The person leaves the record, and the key leaves the state; the entries stay as they are. */
static void forget(struct model *model, struct record *record, instant at)
{
	const struct kind_row *row = registry_of(record->kind);
	uint64_t personal = row->personal & record->present;

	model_index_fields(model, record, personal, false);
	for (; personal != 0; personal &= personal - 1)
		value_drop(record, row->by_number[__builtin_ctzll(personal)], model->pool);
	vault_forget(model->vault, record->id, at);
}

static void apply_kernel(struct model *model, struct record *record, const struct entry *entry)
{
	switch (entry->act->act->number) {
	case ACT_NUMBER_STRIKE:
		record->struck = true;
		for (uint8_t c = 0; c < entry->kind->nclocks; c++)
			if (record->clocks[c].status == CLOCK_RUNNING)
				model_clock_set(model, record, c, CLOCK_STOPPED);
		break;
	case ACT_NUMBER_SHARE:
		add_share(model, record, entry->args.post);
		break;
	case ACT_NUMBER_LINK:
		add_link(model, record, entry->args.other, entry->args.link_type);
		break;
	case ACT_NUMBER_ATTACH:
		add_file(model, record, &entry->args.file);
		break;
	case ACT_NUMBER_MERGE:
		/* In the record that stays nothing changes: it may lie out of reach. */
		add_link(model, record, entry->args.other, LINK_MERGED_INTO);
		break;
	case ACT_NUMBER_REJECT:
		drop_pending(model, record);
		break;
	case ACT_NUMBER_LAPSE:
		lapse(model, record, entry);
		break;
	case ACT_NUMBER_FORGET:
		forget(model, record, entry->at);
		break;
	default:
		break;
	}
}

/* ---- clocks ---------------------------------------------------------------------------------- */

/* A clock whose last step has passed stays lapsed; it only notes when it was met, late. */
static void stop_clocks(struct model *model, struct record *record, uint32_t clocks, instant at)
{
	for (uint32_t bits = clocks; bits != 0; bits &= bits - 1) {
		uint8_t c = (uint8_t)__builtin_ctz(bits);

		if (record->clocks[c].status == CLOCK_LAPSED && record->clocks[c].stopped == 0)
			record->clocks[c].stopped = at;
		if (record->clocks[c].status != CLOCK_RUNNING)
			continue;
		record->clocks[c].stopped = at;
		model_clock_set(model, record, c, CLOCK_STOPPED);
	}
}

static void start_clocks(struct model *model, struct record *record, const struct entry *entry)
{
	for (uint32_t bits = entry->due_clocks; bits != 0; bits &= bits - 1) {
		uint8_t c = (uint8_t)__builtin_ctz(bits);
		struct clock_run *run = &record->clocks[c];

		model_clock_set(model, record, c, CLOCK_RUNNING);
		run->step = 0;
		run->started = entry->at;
		run->stopped = 0;
		memcpy(run->due, entry->due[c], sizeof run->due);
		model_clock_push(model, record, c);
	}
}

/* A record that is closed has no deadline left, whatever act closed it. */
static void settle_closed(struct model *model, struct record *record, instant at)
{
	const struct state *state = registry_state(record->kind, record->state);
	const struct kind_row *row = registry_of(record->kind);

	if (!(state->flags & (STATE_CLOSED | STATE_MERGED)))
		return;
	for (uint8_t c = 0; c < row->nclocks; c++) {
		const struct clock *clock = &row->clocks[c];

		if (record->clocks[c].status != CLOCK_RUNNING || clock->beyond_closing)
			continue;
		record->clocks[c].stopped = at;
		model_clock_set(model, record, c, CLOCK_STOPPED);
	}
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* Many records see one or two entries; room doubles from there. */
static void note_history(struct model *model, struct record *record, uint64_t pos)
{
	if (record->nhistory == record->history_size) {
		size_t old = record->history_size * sizeof(uint64_t);
		size_t size = old ? 2 * old : 2 * sizeof(uint64_t);
		uint64_t *room = pool_alloc(model->pool, size);

		if (old > 0)
			memcpy(room, record->history, old);
		pool_free(model->pool, record->history, old);
		record->history = room;
		record->history_size = (uint32_t)(size / sizeof(uint64_t));
	}
	record->history[record->nhistory++] = pos;
}

static void remember(struct model *model, const struct entry *entry, const struct record *record)
{
	struct key_use use = { .pos = entry->pos,
			       .content = entry->content,
			       .entry = entry->id,
			       .record = record->id,
			       .version = record->version };

	if (entry->key.len > 0)
		model_key_put(model, model_key_hash(entry->actor, entry->key), &use);
}

uint16_t model_target_state(const struct act *act, const struct record *record)
{
	int64_t held;

	if (!act->to_field)
		return act->to != SAME ? act->to : record->state;
	held = *(const int64_t *)model_field(record, act->to_field);
	return registry_state(record->kind, (uint16_t)held) ? (uint16_t)held : record->state;
}

static void take_effect(struct model *model, struct record *record, const struct entry *entry,
			const struct act_row *act)
{
	uint16_t from = record->state;

	put_values(model, record, entry);
	record->state = model_target_state(act->act, record);
	if (act->act->flags & ACT_REHOME) {
		record->home = ((const struct ident *)model_field(record, "new_home"))->origin;
		record->epoch++;
		model->loaded = false;
		if (model->sites.self != 0)
			model_clock_rehomed(model, record);
	}
	stop_clocks(model, record, act->clock_stops, entry->at);
	if (record->state == from)
		return;
	settle_closed(model, record, entry->at);
	/* What was begun for another state no second person can still bring about. */
	if (record->pending) {
		stop_clocks(model, record, entry->kind->clock_second, entry->at);
		drop_pending(model, record);
	}
}

/*
 * What was made here follows without a gap. Of others, some of what lies between may be known by
 * its hash alone, and a record's past may come when the chain has gone on.
 */
static void count(struct model *model, const struct entry *entry)
{
	uint64_t *last = map_put(&model->origins, entry->id.origin);

	assert(entry->pos == model->pos + 1);
	assert(entry->id.seq == *last + 1 || entry->arrived != 0);
	model->pos = entry->pos;
	if (entry->at > model->time)
		model->time = entry->at;
	/* What is made here next is not older than what has come, wherever the clock is set. */
	if (entry->arrived > model->time)
		model->time = entry->arrived;
	if (entry->id.seq > *last)
		*last = entry->id.seq;
}

void model_note_late(struct model *model, const struct entry *entry)
{
	count(model, entry);
}

void model_note_number(struct model *model, code origin, uint64_t seq)
{
	uint64_t *last = map_put(&model->origins, origin);

	*last = seq > *last ? seq : *last;
}

void model_apply(struct model *model, const struct entry *entry)
{
	struct record *record = model_lookup(model, entry->record);
	const struct act_row *act = entry->act;

	count(model, entry);
	record = record ? model_own(model, record) : make_record(model, entry);
	assert(record->kind == entry->kind->kind);
	record->version++;
	record->updated_at = entry->at;
	note_history(model, record, entry->pos);
	if (act->act->flags & ACT_SECOND) {
		make_pending(model, record, entry);
		start_clocks(model, record, entry);
	} else {
		if (act->act->number == ACT_NUMBER_CONFIRM) {
			assert(record->pending);
			stop_clocks(model, record, act->clock_stops, entry->at);
			act = registry_act_number(entry->kind, record->pending->act->number);
			drop_pending(model, record);
		}
		take_effect(model, record, entry, act);
		apply_kernel(model, record, entry);
		start_clocks(model, record, entry);
	}
	remember(model, entry, record);
	if (record->kind->applied)
		record->kind->applied(model, record);
}
