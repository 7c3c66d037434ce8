/* Who is inside which fence, since when, and what that is worth saying: entered, stayed, left. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/live/stays.h"

#include <assert.h>

struct stay {
	uint32_t fence;
	uint32_t next;                                     /* of the unit, or free: index + 1 */
	instant since;                                     /* first fix inside */
	instant out;                                   /* first of those outside now; 0: inside */
	bool entered, dwelt;
};

struct stays {
	struct stays_rules rules;
	uint32_t *firsts;                                  /* by slot: index + 1 */
	uint32_t slots;
	struct stay *at;
	uint32_t count, size;
	uint32_t spare;                                    /* index + 1 */
};

struct stays *stays_create(void)
{
	return heap_alloc(sizeof(struct stays));
}

void stays_destroy(struct stays *stays)
{
	if (!stays)
		return;
	heap_free(stays->firsts);
	heap_free(stays->at);
	heap_free(stays);
}

void stays_set_rules(struct stays *stays, const struct stays_rules *rules)
{
	stays->rules = *rules;
}

static void make_room(struct stays *stays, uint32_t slot)
{
	uint32_t slots = stays->slots ? stays->slots : 64;

	if (slot < stays->slots)
		return;
	while (slots <= slot)
		slots *= 2;
	stays->firsts = heap_grow(stays->firsts, stays->slots * sizeof stays->firsts[0],
				  slots * sizeof stays->firsts[0]);
	stays->slots = slots;
}

static void begin(struct stays *stays, uint32_t slot, uint32_t fence, instant at)
{
	uint32_t index = stays->spare;

	if (index) {
		stays->spare = stays->at[index - 1].next;
	} else {
		HEAP_ROOM(stays->at, stays->count, stays->size);
		index = ++stays->count;
	}
	stays->at[index - 1] = (struct stay){ .fence = fence, .next = stays->firsts[slot],
					      .since = at };
	stays->firsts[slot] = index;
}

/* Takes out the stay that *link leads to. */
static void end(struct stays *stays, uint32_t *link)
{
	uint32_t index = *link;
	struct stay *stay = &stays->at[index - 1];

	*link = stay->next;
	stay->next = stays->spare;
	stays->spare = index;
}

/* Fences come ascending, and few. Takes it out, so that what is left over is new. */
static bool is_inside(uint32_t *inside, uint32_t count, uint32_t fence)
{
	for (uint32_t i = 0; i < count; i++) {
		if (inside[i] == fence) {
			inside[i] = UINT32_MAX;
			return true;
		}
	}
	return false;
}

static bool still_inside(const struct stays_rules *rules, struct stay *stay, instant at,
			 enum stays_what *ret)
{
	int64_t span = at - stay->since;

	stay->out = 0;
	if (!stay->entered) {
		*ret = STAYS_ENTER;
		stay->entered = span >= rules->enter_ms;
		return stay->entered;
	}
	if (stay->dwelt || rules->dwell_ms == 0 || span < rules->dwell_ms)
		return false;
	*ret = STAYS_DWELL;
	stay->dwelt = true;
	return true;
}

/* True: it is over. */
static bool now_outside(const struct stays_rules *rules, const struct fences *fences,
			struct stay *stay, struct geo_point p, double accuracy, instant at)
{
	if (!stay->entered)
		return true;
	if (accuracy > 0 && fences_border_m(fences, stay->fence, p) <= accuracy) {
		stay->out = 0;
		return false;
	}
	if (stay->out == 0) {
		stay->out = at;
		return false;
	}
	return at - stay->out >= rules->leave_ms;
}

uint32_t stays_move(struct stays *stays, const struct fences *fences, uint32_t slot,
		    struct geo_point p, double accuracy, instant at, struct stays_event *ret)
{
	uint32_t inside[STAYS_MOST];
	uint32_t ninside = fences_at(fences, p, inside, STAYS_MOST);
	uint32_t count = 0, kept = 0;

	if (ninside == 0 && (slot >= stays->slots || stays->firsts[slot] == 0))
		return 0;
	make_room(stays, slot);
	for (uint32_t *link = &stays->firsts[slot]; *link; ) {
		struct stay *stay = &stays->at[*link - 1];
		struct stays_event event = { slot, stay->fence, STAYS_LEAVE, stay->since, at };

		if (is_inside(inside, ninside, stay->fence)) {
			if (still_inside(&stays->rules, stay, at, &event.what))
				ret[count++] = event;
		} else if (now_outside(&stays->rules, fences, stay, p, accuracy, at)) {
			if (stay->entered)
				ret[count++] = event;
			end(stays, link);
			continue;
		}
		kept++;
		link = &stay->next;
	}
	for (uint32_t i = 0; i < ninside && kept < 2 * STAYS_MOST; i++, kept++)
		if (inside[i] != UINT32_MAX)
			begin(stays, slot, inside[i], at);
	assert(count <= 2 * STAYS_MOST);
	return count;
}

void stays_forget(struct stays *stays, uint32_t slot)
{
	while (slot < stays->slots && stays->firsts[slot])
		end(stays, &stays->firsts[slot]);
}

void stays_forget_fence(struct stays *stays, uint32_t fence)
{
	for (uint32_t slot = 0; slot < stays->slots; slot++) {
		for (uint32_t *link = &stays->firsts[slot]; *link; ) {
			if (stays->at[*link - 1].fence == fence)
				end(stays, link);
			else
				link = &stays->at[*link - 1].next;
		}
	}
}

uint32_t stays_of(const struct stays *stays, uint32_t slot, uint32_t *ret, uint32_t max)
{
	uint32_t count = 0;

	if (slot >= stays->slots)
		return 0;
	for (uint32_t i = stays->firsts[slot]; i && count < max; i = stays->at[i - 1].next)
		if (stays->at[i - 1].entered)
			ret[count++] = stays->at[i - 1].fence;
	return count;
}
