/* Throws texts at the reader of rosters: a comment in front moves every fault by one line. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "wire/roster/instance.h"

#define HEAD "# before\n"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_instance(struct arena *arena, const struct instance *instance)
{
	const struct roster_problem *p = &instance->problem;
	struct roster_plan *plan;
	struct roster_cost cost;
	struct instance_fault fault;
	uint16_t *cells;
	uint32_t at;
	struct buf out;

	assert(p->days > 0 && p->people > 0 && p->duties > 0);
	if (roster_prepare(arena, p, &plan, &at) != ROSTER_SOUND)
		return;
	buf_init(&out, 1024 * 1024);
	cells = arena_alloc(arena, (size_t)p->people * p->days * sizeof *cells);
	memset(cells, 0xff, (size_t)p->people * p->days * sizeof *cells);
	roster_evaluate(plan, cells, &cost);
	instance_print_cells(instance, cells, &out);
	assert(out.over ||
	       instance_read_cells(arena, instance, buf_str(&out), &cells, &fault));
	buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = arena_create();
	char *copy = arena_alloc(arena, size + sizeof HEAD);
	struct instance one, other;
	struct instance_fault fault = { .kind = INSTANCE_SOUND }, moved = fault;
	bool sound, again;

	memcpy(copy, HEAD, sizeof HEAD - 1);
	if (size > 0)
		memcpy(copy + sizeof HEAD - 1, bytes, size);
	sound = instance_parse(arena, (struct str){ copy + sizeof HEAD - 1, (uint32_t)size }, &one,
			       &fault);
	again = instance_parse(arena, (struct str){ copy, (uint32_t)(size + sizeof HEAD - 1) },
			       &other, &moved);
	assert(sound == again);
	assert(sound == (fault.kind == INSTANCE_SOUND) && fault.kind == moved.kind);
	if (sound)
		check_instance(arena, &one);
	else
		assert(fault.line == 0 || fault.line + 1 == moved.line);
	arena_destroy(arena);
	return 0;
}
