/* The sections that are ours: where and when shifts are, what people may do, what was published. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/roster/instance_inner.h"

#define ROOM(parse, type, count) \
	((type *)arena_alloc((parse)->arena, ((size_t)(count) + 1) * sizeof(type)))

/* ---- slots --------------------------------------------------------------------------------- */

bool instance_slot(struct instance_parse *parse, struct str name, uint32_t *ret)
{
	uint16_t shift;

	if (!instance_shift(parse, name, &shift))
		return false;
	*ret = shift;
	return true;
}

struct str instance_slot_name(const struct instance_parse *parse, uint32_t slot)
{
	return parse->shifts[slot];
}

void instance_fill_plainly(struct instance_parse *parse)
{
	struct roster_problem *p = &parse->out->problem;
	uint32_t *from = ROOM(parse, uint32_t, p->duties + 1), *to = ROOM(parse, uint32_t, p->duties);

	for (uint32_t t = 0; t < p->duties; t++) {
		from[t + 1] = t + 1;
		to[t] = t;
	}
	p->slots = p->duties;
	p->cover_from = from;
	p->cover = to;
	instance_make_slots(parse);
}

const struct instance_section instance_own_sections[] = {
	{ "SECTION_NONE", 1, 1, NULL },
};
const uint32_t instance_own_count = 0;
