/* Throws texts at the reader of scripts: what a line says must not hang on what stood before. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/limits.h"
#include "wire/script/script.h"

#define HEAD "case before\n"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool same_text(struct str a, struct str b)
{
	return (a.at == NULL) == (b.at == NULL) && str_eq(a, b);
}

static void check_texts(const struct script_statement *a, const struct script_statement *b)
{
	const struct str *at[][2] = {
		{ &a->text, &b->text },	      { &a->who, &b->who },	{ &a->kind, &b->kind },
		{ &a->act, &b->act },	      { &a->alias, &b->alias }, { &a->on, &b->on },
		{ &a->subject, &b->subject }, { &a->state, &b->state }, { &a->field, &b->field },
		{ &a->value, &b->value },     { &a->post, &b->post },	{ &a->clock, &b->clock },
		{ &a->step, &b->step },
	};

	for (size_t i = 0; i < sizeof at / sizeof at[0]; i++) {
		assert(same_text(*at[i][0], *at[i][1]));
		assert(at[i][0]->at == NULL || utf8_valid(*at[i][0]));
	}
}

static void check_fields(const struct script_statement *a, const struct script_statement *b)
{
	assert(a->nfields == b->nfields && a->nfields <= LIMIT_SCRIPT_FIELDS);
	assert(a->nfields == 0 || a->verb == SCRIPT_ACT || a->verb == SCRIPT_SETUP);
	for (uint32_t i = 0; i < a->nfields; i++) {
		assert(a->fields[i].name.len > 0 && a->fields[i].value.at != NULL);
		assert(a->fields[i].line + 1 == b->fields[i].line);
		assert(str_eq(a->fields[i].name, b->fields[i].name));
		assert(str_eq(a->fields[i].value, b->fields[i].value));
	}
}

/* `b` is the same script one line further down. */
static void check_same(const struct script *a, const struct script *b)
{
	uint32_t line = 0;

	assert(a->count + 1 == b->count && b->statements[0].verb == SCRIPT_CASE);
	for (uint32_t i = 0; i < a->count; i++) {
		const struct script_statement *one = &a->statements[i];
		const struct script_statement *other = &b->statements[i + 1];

		assert(one->line > line && one->line + 1 == other->line);
		line = one->line;
		assert(one->verb == other->verb && one->negated == other->negated);
		assert(one->count == other->count && one->span == other->span);
		assert(one->time.at == other->time.at && one->time.seconds == other->time.seconds);
		check_texts(one, other);
		check_fields(one, other);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = arena_create();
	char *copy = arena_alloc(arena, size + sizeof HEAD);
	struct script one, other;
	struct script_fault fault = { .kind = SCRIPT_SOUND }, moved = { .kind = SCRIPT_SOUND };
	bool sound, again;

	memcpy(copy, HEAD, sizeof HEAD - 1);
	if (size > 0)
		memcpy(copy + sizeof HEAD - 1, bytes, size);
	sound = script_parse(arena, (struct str){ copy + sizeof HEAD - 1, (uint32_t)size }, &one,
			     &fault);
	/* The mark at the start of a file is none further down. */
	if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
		arena_destroy(arena);
		return 0;
	}
	again = script_parse(arena, (struct str){ copy, (uint32_t)(size + sizeof HEAD - 1) },
			     &other, &moved);
	assert(sound == again);
	assert(sound == (fault.kind == SCRIPT_SOUND) && fault.kind == moved.kind);
	if (sound)
		check_same(&one, &other);
	else
		assert(fault.line == 0 || fault.line + 1 == moved.line);
	arena_destroy(arena);
	return 0;
}
