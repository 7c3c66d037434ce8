/* "When that happens, propose this": collects what reactions propose, as requests of the system. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "model/model_state.h"
#include "model/value.h"

/* Proposals are written as JSON, so that they go through the same door as everybody's acts. */
struct reactor {
	struct proposals *out;
	const struct kind_row *kind; /* of the proposal begun last */
	struct ident cause;
	struct buf buf;
	struct json_out json;
	bool open;
};

static void finish(struct reactor *reactor)
{
	struct request *request;
	struct json *json;

	if (!reactor->open)
		return;
	json_close(&reactor->json, '}');
	json_close(&reactor->json, '}');
	assert(!reactor->buf.over);
	request = &reactor->out->requests[reactor->out->count - 1];
	json = arena_alloc(reactor->out->arena, sizeof *json);
	if (json_parse(reactor->out->arena, arena_str(reactor->out->arena, buf_str(&reactor->buf)),
		       json) != JSON_OK)
		assert(false && "a proposal is JSON by construction");
	request->json = json;
	request->fields = 2;
	reactor->open = false;
}

static struct request *room(struct proposals *out)
{
	if (out->count == out->size) {
		uint32_t size = out->size ? out->size * 2 : 8;
		struct request *more = arena_alloc(out->arena, size * sizeof *more);

		if (out->count > 0)
			memcpy(more, out->requests, out->count * sizeof *more);
		out->requests = more;
		out->size = size;
	}
	return &out->requests[out->count++];
}

void reactor_propose(struct reactor *reactor, const char *kind, const char *act, struct ident id,
		     code post)
{
	struct request *request;

	finish(reactor);
	reactor->kind = registry_find(str_of(kind));
	assert(reactor->kind && registry_act(reactor->kind, str_of(act)));
	request = room(reactor->out);
	*request = (struct request){ .kind = str_of(reactor->kind->kind->name),
				     .act = str_of(act),
				     .record = id,
				     .system = true,
				     .post = post,
				     .cause = reactor->cause };
	buf_clear(&reactor->buf);
	json_begin(&reactor->json, &reactor->buf);
	json_open(&reactor->json, '{');
	json_key(&reactor->json, "fields");
	json_open(&reactor->json, '{');
	reactor->open = true;
}

static void put(struct reactor *reactor, const char *name, struct value value)
{
	value.field = registry_field(reactor->kind, str_of(name));
	assert(reactor->open && value.field);
	json_key(&reactor->json, name);
	value_write(&reactor->json, &value);
}

void reactor_text(struct reactor *reactor, const char *field, struct str value)
{
	const struct field *row = registry_field(reactor->kind, str_of(field));

	/* The kernel's own arguments (reason, clock …) are texts too, and no fields. */
	if (row) {
		put(reactor, field, (struct value){ .as.text = value, .clear = value.len == 0 });
		return;
	}
	json_key(&reactor->json, field);
	json_put_str(&reactor->json, value);
}

void reactor_ref(struct reactor *reactor, const char *field, struct ident value)
{
	char text[IDENT_TEXT];

	if (registry_field(reactor->kind, str_of(field))) {
		put(reactor, field, (struct value){ .as.ref = value, .clear = ident_none(value) });
		return;
	}
	ident_format(value, text);
	json_key(&reactor->json, field);
	json_put_text(&reactor->json, text);
}

void reactor_refs(struct reactor *reactor, const char *field, const struct ident *values,
		  uint32_t count)
{
	struct ident_list list = { (struct ident *)(uintptr_t)values, count };

	put(reactor, field, (struct value){ .as.refs = list, .clear = count == 0 });
}

void reactor_int(struct reactor *reactor, const char *field, int64_t value)
{
	put(reactor, field, (struct value){ .as.number = value });
}

void reactor_real(struct reactor *reactor, const char *field, double value)
{
	put(reactor, field, (struct value){ .as.real = value });
}

void reactor_bool(struct reactor *reactor, const char *field, bool value)
{
	put(reactor, field, (struct value){ .as.truth = value });
}

void reactor_time(struct reactor *reactor, const char *field, instant value)
{
	put(reactor, field, (struct value){ .as.number = value, .clear = value == 0 });
}

void reactor_choice(struct reactor *reactor, const char *field, const char *choice_name)
{
	const struct field *row = registry_field(reactor->kind, str_of(field));
	const struct choice *choice = row ? registry_choice_named(row, str_of(choice_name)) : NULL;

	put(reactor, field,
	    (struct value){ .as.number = choice ? choice->number : 0, .clear = choice == NULL });
}

struct arena *reactor_arena(struct reactor *reactor)
{
	return reactor->out->arena;
}

/* A step may name an act that follows from it at once. */
static void propose_step(struct reactor *reactor, const struct record *record,
			 const struct entry *entry)
{
	const struct clock_step *step;

	if (entry->act->act->number != ACT_NUMBER_LAPSE)
		return;
	step = &entry->kind->clocks[entry->args.clock].steps[entry->args.step];
	if (step->proposes)
		reactor_propose(reactor, record->kind->name, step->proposes, record->id,
				record->home);
}

/* The sweep goes once a day; a state that says so does not wait for it. */
static void propose_forgetting(struct reactor *reactor, const struct record *record)
{
	const struct state *state = registry_state(record->kind, record->state);

	if (state->flags & STATE_FORGETS && (record->present & registry_of(record->kind)->personal))
		reactor_propose(reactor, record->kind->name, "forget", record->id, record->home);
}

static void run_all(struct reactor *reactor, const struct model *model,
		    const struct record *record, const struct entry *entry,
		    const struct reaction **reactions)
{
	for (; *reactions; reactions++)
		(*reactions)->run(reactor, model, record, entry);
}

void reactor_run(const struct model *model, const struct entry *entry, struct proposals *ret)
{
	const struct record *record = model_lookup(model, entry->record);
	struct reactor reactor = { .out = ret, .cause = entry->id };

	buf_init(&reactor.buf, LIMIT_ENTRY_BYTES);
	if (!entry->effect) {
		run_all(&reactor, model, record, entry, entry->act->waiting);
		finish(&reactor);
		buf_release(&reactor.buf);
		return;
	}
	propose_step(&reactor, record, entry);
	propose_forgetting(&reactor, record);
	run_all(&reactor, model, record, entry, entry->effect->reactions);
	if (entry->effect != entry->act)
		run_all(&reactor, model, record, entry, entry->act->reactions);
	finish(&reactor);
	buf_release(&reactor.buf);
}

/* So rare that the tables need no list of who listens. */
void reactor_late(const struct model *model, const struct entry *entry, struct proposals *ret)
{
	const struct record *record = model_lookup(model, entry->record);
	struct reactor reactor = { .out = ret, .cause = entry->id };

	buf_init(&reactor.buf, LIMIT_ENTRY_BYTES);
	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind *kind = registry_at(k)->kind;

		for (uint16_t r = 0; r < kind->nreactions; r++)
			if (strcmp(kind->reactions[r].on, "*.late") == 0)
				kind->reactions[r].run(&reactor, model, record, entry);
	}
	finish(&reactor);
	buf_release(&reactor.buf);
}
