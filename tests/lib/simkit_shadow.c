/* A second opinion on every record, drawn from its entries alone: versions, clocks, units. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "lib/simkit.h"
#include "model/registry.h"

struct shadow_clock {
	bool running;
	uint16_t next;                                     /* step */
	instant due[LIMIT_STEPS];
};
struct shadow {
	struct ident id;
	uint32_t version;
	const struct act_row *pending;
	struct shadow_clock clocks[LIMIT_CLOCKS];
	struct ident order;                                /* of a unit: that it is on */
	bool forgotten;                                    /* whom it named */
};
struct simkit_shadows {
	const struct model *model;
	struct map by_id;                                  /* hash of id -> struct shadow */
};

static struct shadow *shadow_of(struct simkit_shadows *shadows, struct ident id)
{
	uint64_t *slot = map_put(&shadows->by_id, ident_hash(id));
	struct shadow *shadow = (struct shadow *)(uintptr_t)*slot;

	if (!shadow) {
		shadow = heap_alloc(sizeof *shadow);
		shadow->id = id;
		*slot = (uint64_t)(uintptr_t)shadow;
	}
	if (!ident_eq(shadow->id, id))
		simkit_fault("two records share a hash: draw another seed");
	return shadow;
}

/* Steps without a due time are passed over. */
static void find_next(const struct kind_row *kind, uint8_t c, struct shadow_clock *clock)
{
	while (clock->next < kind->clocks[c].nsteps && clock->due[clock->next] == 0)
		clock->next++;
	clock->running = clock->next < kind->clocks[c].nsteps;
}

static void see_lapse(struct shadow *shadow, const struct entry *entry)
{
	struct shadow_clock *clock = &shadow->clocks[entry->args.clock];
	unsigned long long pos = (unsigned long long)entry->pos;

	if (!clock->running)
		simkit_fault("position %llu: a clock lapsed that did not run", pos);
	if (clock->next != entry->args.step)
		simkit_fault("position %llu: step %u lapsed, but %u was next", pos,
			     entry->args.step, clock->next);
	if (entry->at < clock->due[clock->next] || entry->event_at != clock->due[clock->next])
		simkit_fault("position %llu: did not lapse for its due time", pos);
	clock->next++;
	find_next(entry->kind, entry->args.clock, clock);
}

static void see_clocks(struct shadow *shadow, const struct entry *entry)
{
	const struct act_row *act = entry->act;
	uint32_t stops = act->act->flags & ACT_SECOND ? 0 : act->clock_stops;
	bool lapse = act->act->number == ACT_NUMBER_LAPSE;

	if (act->act->number == ACT_NUMBER_CONFIRM && shadow->pending)
		stops |= shadow->pending->clock_stops;
	if (!lapse)
		shadow->pending = act->act->flags & ACT_SECOND ? act : NULL;
	if (lapse)
		see_lapse(shadow, entry);
	for (uint8_t c = 0; c < entry->kind->nclocks; c++) {
		struct shadow_clock *clock = &shadow->clocks[c];

		if (stops >> c & 1 || act->act->number == ACT_NUMBER_STRIKE)
			clock->running = false;
		if ((entry->due_clocks >> c & 1) == 0)
			continue;
		memcpy(clock->due, entry->due[c], sizeof clock->due);
		clock->next = 0;
		find_next(entry->kind, c, clock);
	}
}

/* No unit is sent by two orders, unless the second says that it takes the unit off the first. */
static void see_unit(struct simkit_shadows *shadows, struct shadow *shadow,
		     const struct entry *entry)
{
	struct ident order = { 0 };
	const struct record *record;
	const struct record *unit = model_find(shadows->model, entry->record);

	/* Elsewhere the orders may be out of reach. */
	if (strcmp(entry->kind->kind->name, "unit") != 0 || !unit ||
	    !site_local_post(shadows->model, unit->home))
		return;
	if (strcmp(entry->act->act->name, "release") == 0)
		shadow->order = order;
	if (strcmp(entry->act->act->name, "commit") != 0)
		return;
	for (uint32_t i = 0; i < entry->nvalues; i++)
		if (strcmp(entry->values[i].field->name, "order") == 0)
			order = entry->values[i].as.ref;
	record = model_find_kind(shadows->model, order, "order");
	/* An order that a takeover made late is no record any more; its unit waits for a person. */
	if (!record &&
	    model_count(shadows->model, registry_find(STR("takeover"))->kind) > 0) {
		shadow->order = order;
		return;
	}
	if (!record)
		simkit_fault("a unit was committed to nothing");
	if (!ident_none(shadow->order) && !ident_eq(shadow->order, order) &&
	    !*(const bool *)model_field(record, "override") &&
	    !ident_eq(*(const struct ident *)model_field(record, "supersedes"), shadow->order))
		simkit_fault("position %llu: a unit was committed to two orders",
			     (unsigned long long)entry->pos);
	shadow->order = order;
}

static bool names_anybody(const struct entry *entry)
{
	for (uint32_t i = 0; i < entry->nvalues; i++)
		if (entry->values[i].field->flags & PERSONAL)
			return true;
	return false;
}

void simkit_shadows_see(struct simkit_shadows *shadows, const struct entry *entry)
{
	struct shadow *shadow = shadow_of(shadows, entry->record);

	shadow->version++;
	shadow->forgotten = entry->act->act->number == ACT_NUMBER_FORGET ||
			    (shadow->forgotten && !names_anybody(entry));
	see_clocks(shadow, entry);
	see_unit(shadows, shadow, entry);
}

bool simkit_shadows_check(struct simkit_shadows *shadows, const struct record *record)
{
	const struct shadow *shadow = shadow_of(shadows, record->id);
	char id[IDENT_TEXT];

	ident_format(record->id, id);
	if (record->version != shadow->version)
		simkit_fault("%s has version %u after %u entries", id, record->version,
			     shadow->version);
	for (uint8_t c = 0; c < registry_of(record->kind)->nclocks; c++) {
		const struct clock_run *run = &record->clocks[c];
		const struct shadow_clock *clock = &shadow->clocks[c];

		if (run->status == CLOCK_RUNNING &&
		    (!clock->running || run->step != clock->next ||
		     memcmp(run->due, clock->due, sizeof run->due) != 0))
			simkit_fault("%s: clock %s is not as its entries say", id,
				     registry_of(record->kind)->clocks[c].name);
	}
	return shadow->forgotten;
}

struct simkit_shadows *simkit_shadows_create(const struct model *model)
{
	struct simkit_shadows *shadows = heap_alloc(sizeof *shadows);

	shadows->model = model;
	map_init(&shadows->by_id);
	return shadows;
}

void simkit_shadows_destroy(struct simkit_shadows *shadows)
{
	for (uint64_t i = 0; i < shadows->by_id.size; i++)
		if (shadows->by_id.slots[i].used)
			heap_free((void *)(uintptr_t)shadows->by_id.slots[i].value);
	map_release(&shadows->by_id);
	heap_free(shadows);
}
