/* What somebody does next: any act that the tables of the kinds allow, and at times another. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/hash.h"
#include "lib/simkit.h"
#include "model/registry.h"

#define FOUND_MAX 64
#define DUTIES_MAX 16

struct who {
	struct ident account;
	code post;
};
/* ---- who does what to which record ---------------------------------------------------------- */

static bool makes(const struct act *act)
{
	return act->from == 0 || (act->from & IN(NEW)) != 0;
}

/* Every other seed is at work in the module that all others lean on; else it has a few modules. */
static bool module_in_favour(uint64_t seed, const struct kind *kind)
{
	struct hash hash = hash_of(kind->module, strlen(kind->module));
	struct chance taste = { seed * 1000 + hash.bytes[0] };

	if (seed % 2 == 0)
		return str_eq(str_of(kind->module), STR("command")) ||
		       str_eq(str_of(kind->name), STR("unit"));
	return chance_next(&taste) % 4 == 0;
}

/* Each seed has its favourite kinds: so some stories go deep where others go wide. */
static bool in_favour(uint64_t seed, const struct kind *kind, struct chance *chance)
{
	struct chance taste = { seed * 1000 + kind->number };
	bool module = module_in_favour(seed, kind);

	if (chance_below(chance, kind->flags & KIND_SETUP && module ? 5 : 40) == 0)
		return true;
	return !(kind->flags & KIND_SETUP) && module && chance_next(&taste) % 2 == 0;
}

/* Of what has just happened, what is open: the work of the day. */
static const struct record *draw_open(const struct model *model, uint64_t seed,
				      struct chance *chance)
{
	const struct record *found = NULL;
	uint32_t seen = 0;

	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind *kind = registry_at(k)->kind;
		uint32_t count = model_count(model, kind);

		if (kind->flags & KIND_SETUP || !in_favour(seed, kind, chance))
			continue;
		for (uint32_t i = 0; i < count && i < 12; i++) {
			const struct record *record = model_at(model, kind, count - 1 - i);

			/* Those with whom more can be done come up more often. */
			if (!model_is_open(record))
				continue;
			seen += kind->nacts;
			if (chance_below(chance, seen) < kind->nacts)
				found = record;
		}
	}
	return found;
}

/* For something new: rarely one more post, account, place. */
static const struct kind_row *draw_kind(const struct simkit_drawing *drawing, struct chance *chance)
{
	const struct kind_row *kind;

	/* However many kinds there are: who is sent where is what most promises are about. */
	if (drawing->seed % 2 == 0 && chance_below(chance, 5) < (drawing->site ? 1u : 3u))
		return registry_find(STR("order"));
	do {
		kind = registry_at((uint16_t)chance_below(chance, registry_count()));
	} while (chance_below(chance, 24) >= kind->kind->nacts ||
		 !in_favour(drawing->seed, kind->kind, chance));
	return kind;
}

static const struct record *draw_record(const struct model *model, uint64_t seed,
					struct chance *chance)
{
	if (chance_below(chance, 3) > 0)
		return draw_open(model, seed, chance);
	for (int i = 0; i < 50; i++) {
		const struct kind *kind =
			registry_at((uint16_t)chance_below(chance, registry_count()))->kind;
		uint32_t count = model_count(model, kind);
		uint32_t near = chance_below(chance, 4) == 0 || count < 10 ? count : 10;

		if (count == 0 || !in_favour(seed, kind, chance))
			continue;
		return model_at(model, kind, count - 1 - chance_below(chance, near));
	}
	return NULL;
}

/*
 * Equal odds would end most work before it has begun: what closes a record is rarer, so are the
 * kernel's acts that every kind has, and what folds a post or locks somebody out.
 */
static bool left_out(const struct kind *kind, const struct act *act, const struct record *record,
		     struct chance *chance)
{
	const struct state *to = act->to == SAME ? NULL : registry_state(kind, act->to);

	if (act->flags & ACT_KERNEL)
		return chance_below(chance, 4) > 0;
	if (kind->flags & KIND_SETUP && record)
		return chance_below(chance, 3) > 0;
	return to && to->flags & (STATE_CLOSED | STATE_MERGED) && chance_below(chance, 5) > 0;
}

/* An act that fits the state of the record; at times one that does not. */
static const struct act_row *draw_act(const struct kind_row *kind, const struct record *record,
				      struct chance *chance)
{
	const struct act_row *found[LIMIT_ACTS];
	uint32_t count = 0;
	bool any = chance_below(chance, 20) == 0;

	for (uint16_t i = 0; i < kind->nacts; i++) {
		const struct act *act = kind->acts[i].act;
		bool fits = record ? (act->from >> record->state & 1) != 0 : makes(act);

		if (!any && left_out(kind->kind, act, record, chance))
			continue;
		if (any || (fits && act->roles != ROLE_SYSTEM))
			found[count++] = &kind->acts[i];
	}
	return count > 0 ? found[chance_below(chance, count)] : NULL;
}

static bool may(const struct model *model, const struct record *record, const struct act_row *act,
		const struct who *who, instant now)
{
	uint32_t roles = duty_roles(model, who->account, who->post, now);
	uint32_t relations;

	if ((roles & act->act->roles) == 0 || duty_locked(model, who->account))
		return false;
	if (!record)
		return (act->relations & (REL_OWN | REL_ANY)) != 0;
	relations = model_relations(model, record, who->post, (roles & ROLE_oversight) != 0);
	return (relations & act->relations) != 0 &&
	       model_sees(model, record, who->post, duty_oversight(model, who->account, now));
}

/* Somebody who may do it; if there is nobody, anybody. */
static bool draw_who(const struct simkit_drawing *drawing, const struct record *record,
		     const struct act_row *act, struct chance *chance, struct who *ret)
{
	const struct model *model = drawing->model;
	const struct kind *accounts = registry_find(STR("account"))->kind;
	struct who all[FOUND_MAX], fit[FOUND_MAX];
	uint32_t nall = 0, nfit = 0;

	for (uint32_t i = 0; i < model_count(model, accounts); i++) {
		const struct duty *duties[DUTIES_MAX];
		struct ident account = model_at(model, accounts, i)->id;
		uint32_t count = duty_of(model, account, duties, DUTIES_MAX);

		for (uint32_t d = 0; d < count && d < DUTIES_MAX && nall < FOUND_MAX; d++) {
			struct who who = { account, duties[d]->post };

			if (drawing->site && !site_speaks_for(model, drawing->site, who.post))
				continue;
			all[nall++] = who;
			if (may(model, record, act, &who, drawing->now))
				fit[nfit++] = who;
		}
	}
	if (nall == 0)
		return false;
	if (nfit > 0 && chance_below(chance, 25) > 0)
		*ret = fit[chance_below(chance, nfit)];
	else
		*ret = all[chance_below(chance, nall)];
	return true;
}

/* ---- the act --------------------------------------------------------------------------------- */

static uint32_t draw_version(const struct act_row *act, const struct record *record,
			     struct chance *chance)
{
	if (!record || chance_below(chance, 30) == 0)
		return 0;
	if (chance_below(chance, 15) == 0)
		return record->version > 1 ? record->version - 1 : 7;
	return act->act->flags & ACT_VERSION || chance_below(chance, 4) == 0 ? record->version : 0;
}

static instant draw_event(instant now, struct chance *chance)
{
	if (chance_below(chance, 5) > 0)
		return 0;
	return chance_below(chance, 10) == 0 ? now + 600000 :
					       now - (instant)chance_below(chance, 3600000);
}

bool simkit_draw_act(const struct simkit_drawing *drawing, struct chance *chance,
		     struct request *ret, struct buf *text)
{
	const struct model *model = drawing->model;
	bool make = chance_below(chance, 4) == 0;
	const struct record *record = make ? NULL : draw_record(model, drawing->seed, chance);
	const struct kind_row *kind =
		record ? registry_of(record->kind) : draw_kind(drawing, chance);
	const struct act_row *act = draw_act(kind, record, chance);
	struct who who;

	if (!act || !draw_who(drawing, record, act, chance, &who))
		return false;
	*ret = (struct request){ .kind = str_of(kind->kind->name), .act = str_of(act->act->name),
				 .record = record ? record->id : (struct ident){ 0 },
				 .actor = who.account, .post = who.post,
				 .version = draw_version(act, record, chance),
				 .event_at = draw_event(drawing->now, chance) };
	simkit_value_fields(model, chance, act, kind, record, who.post, drawing->now, text);
	return !text->over;
}
