/* What another node wrote: may it be applied here and now, and could any check have passed it? */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/entry.h"
#include "model/model_state.h"

/* One entry under examination; each step returns ADMIT to go on. */
struct examined {
	const struct model *model;
	const struct entry *entry;
	const struct record *record;                       /* NULL: not here */
	uint32_t nth;
	const struct refusal *why;
};

static enum admission never(struct examined *e, const struct refusal *why)
{
	e->why = why;
	return ADMIT_NEVER;
}

static enum admission bad(struct examined *e)
{
	return never(e, &refused_mesh_bad_entry);
}

static bool makes(const struct act *act)
{
	return act->from == 0 || (act->from & IN(NEW)) != 0;
}

static bool is_coded(const struct entry *entry)
{
	return (entry->kind->kind->flags & KIND_CODED) != 0;
}

static code home_of(const struct examined *e)
{
	if (e->record)
		return e->record->home;
	return e->entry->post ? e->entry->post : e->entry->record.origin;
}

/* ---- what must be known here first ----------------------------------------------------------- */

/* Posts are for everybody to see: one that is named and not here is under way. */
static bool names_unknown(const struct model *model, const struct value *value)
{
	const struct field *field = value->field;
	const struct ident_list *list = &value->as.refs;

	if (value->clear)
		return false;
	if (field->type == FIELD_REF)
		return value->as.ref.seq == 0 && !model_lookup(model, value->as.ref);
	for (uint32_t i = 0; field->type == FIELD_REFS && i < list->count; i++)
		if (list->at[i].seq == 0 && !model_lookup(model, list->at[i]))
			return true;
	return false;
}

/* Rules read fields of what is referred to: it must be of the kind that the table says. */
static bool names_wrong(const struct examined *e, const struct field *field, struct ident id)
{
	const struct record *record = model_lookup(e->model, id);

	return record && !registry_target_ok(e->entry->kind, field, record->kind);
}

static enum admission check_targets(struct examined *e)
{
	for (uint32_t i = 0; i < e->entry->nvalues; i++) {
		const struct value *value = &e->entry->values[i];
		const struct field *field = value->field;
		const struct ident_list *list = &value->as.refs;

		if (value->clear)
			continue;
		if (field->type == FIELD_REF && names_wrong(e, field, value->as.ref))
			return bad(e);
		for (uint32_t r = 0; field->type == FIELD_REFS && r < list->count; r++)
			if (names_wrong(e, field, list->at[r]))
				return bad(e);
	}
	return ADMIT;
}

static enum admission check_here(struct examined *e)
{
	const struct entry *entry = e->entry;

	if (entry->post && !tree_get(e->model, entry->post))
		return ADMIT_WAIT;
	for (uint32_t i = 0; i < entry->nvalues; i++)
		if (names_unknown(e->model, &entry->values[i]))
			return ADMIT_WAIT;
	return entry->kind->kind->lacks && entry->kind->kind->lacks(e->model, entry) ? ADMIT_WAIT
										      : ADMIT;
}

/*
 * A post that another held when this was written, under a term that nobody here has heard of: what
 * gave it to him stands before this in the same chain, and if that is late, so is this.
 */
static enum admission check_term(struct examined *e)
{
	const struct entry *entry = e->entry;
	const struct post *home = tree_get(e->model, home_of(e));

	if (entry->term <= site_term(e->model, home_of(e)))
		return ADMIT;
	return home && home->declared != entry->id.origin &&
			       site_fenced(e->model, entry->id.origin, entry->id.seq)
		       ? ADMIT_LATE
		       : ADMIT_WAIT;
}

/* ---- under which takeover -------------------------------------------------------------------- */

/* Whoever held an origin's posts, and whoever has taken them over from that one since. */
static bool held_by(const struct model *model, code holder, code origin, int depth)
{
	if (holder == origin)
		return true;
	for (uint32_t i = 0; depth > 0 && i < model->sites.ntakeovers; i++)
		if (model->sites.takeovers[i].origin == holder &&
		    held_by(model, model->sites.takeovers[i].by, origin, depth - 1))
			return true;
	return false;
}

static bool wrote_under(const struct model *model, code declared, uint32_t term, code origin)
{
	if (term == 0)
		return declared == origin;
	for (uint32_t i = 0; i < model->sites.ntakeovers; i++) {
		const struct takeover *t = &model->sites.takeovers[i];

		if (t->origin != declared)
			continue;
		if (t->term == term && held_by(model, t->by, origin, LIMIT_TREE_DEPTH))
			return true;
		if (t->back_term == term && declared == origin)
			return true;
	}
	return false;
}

/* A follower of the site of this post takes it over: by the first entry that it writes for it. */
static bool promotes(const struct examined *e, const struct post *home)
{
	const struct site *writer = site_get(e->model, e->entry->id.origin);

	return !e->record && e->entry->act->act->flags & ACT_PROMOTE && writer &&
	       writer->follows == site_of_origin(e->model, home->declared) &&
	       writer->post == home->code;
}

/* ---- what came too late ---------------------------------------------------------------------- */

/* A takeover of which nobody here knows, in a chain of which something was late: so was that. */
static bool under_late(const struct model *model, const struct entry *entry, code declared)
{
	if (declared == entry->id.origin || entry->term == 0 ||
	    wrote_under(model, declared, entry->term, entry->id.origin))
		return false;
	for (uint32_t i = 0; i < model->sites.ntakeovers; i++)
		if (model->sites.takeovers[i].origin == entry->id.origin &&
		    model->sites.takeovers[i].fence < entry->id.seq)
			return true;
	return false;
}

/*
 * Behind a fence; or written under a takeover that a higher post outdid, or that was late itself;
 * or about what only such an entry has made or moved here.
 */
static enum admission check_late(struct examined *e)
{
	const struct entry *entry = e->entry;
	const struct post *home = tree_get(e->model, home_of(e));
	uint32_t epoch = e->record ? e->record->epoch : 0;
	uint32_t nhistory = e->record ? e->record->nhistory : 0;

	if (e->model->sites.ntakeovers == 0)
		return ADMIT;
	if (site_fenced(e->model, entry->id.origin, entry->id.seq))
		return ADMIT_LATE;
	if (home && home->declared == entry->id.origin &&
	    site_unaware(e->model, entry->id.origin, entry->id.seq, entry->term))
		return ADMIT_LATE;
	if (home && (site_outdone(e->model, home->declared, entry->term, entry->id.origin) ||
		     under_late(e->model, entry, home->declared)))
		return ADMIT_LATE;
	if (e->nth > nhistory)
		return ADMIT;
	return (!e->record && !makes(entry->act->act)) || entry->epoch > epoch ? ADMIT_LATE
										: ADMIT;
}

/* ---- its place ------------------------------------------------------------------------------- */

static enum admission check_place(struct examined *e)
{
	const struct entry *entry = e->entry;

	if (e->record && e->record->kind != entry->kind->kind)
		return bad(e);
	/* Whoever serves it must say of its place what its home has signed. */
	if (entry->nth != 0 && entry->nth != e->nth)
		return bad(e);
	if (e->nth > (e->record ? e->record->nhistory : 0))
		return ADMIT_PAST;
	if (e->record)
		return e->nth < e->record->nhistory || entry->at < e->record->updated_at ? bad(e)
											  : ADMIT;
	return makes(entry->act->act) && !(entry->act->act->flags & ACT_SECOND) ? ADMIT : bad(e);
}

/* The name of a coded record is in its one unique code; any other's is its first entry. */
static code own_code(const struct entry *entry)
{
	for (uint32_t i = 0; i < entry->nvalues; i++)
		if (entry->values[i].field->type == FIELD_CODE && !entry->values[i].clear &&
		    entry->values[i].field->flags & UNIQUE)
			return entry->values[i].as.bits;
	return 0;
}

static code root_of(const struct model *model, code post)
{
	const struct post *at = tree_get(model, post);

	for (int i = 0; at && at->parent && i < LIMIT_TREE_DEPTH; i++)
		at = tree_get(model, at->parent);
	return at ? at->code : post;
}

/* Only the node that founded the event makes coded records: so no two nodes make the same. */
static bool founder_wrote(const struct model *model, const struct entry *entry)
{
	code writer = site_writer(model, entry->id.origin, entry->id.seq);
	code first = model->nposts > 0 ? root_of(model, model->posts[0].code) : 0;

	return writer == 0 || writer == site_of_origin(model, first) ||
	       writer == site_of_post(model, first);
}

static enum admission check_name(struct examined *e)
{
	const struct entry *entry = e->entry;
	code own = own_code(entry);

	if (e->record)
		return ADMIT;
	if (!is_coded(entry))
		return entry->post != 0 && ident_eq(entry->record, entry->id) ? ADMIT : bad(e);
	if (own == 0 || entry->record.origin != own || entry->record.seq != 0 ||
	    model_count(e->model, entry->kind->kind) >= LIMIT_POSTS)
		return bad(e);
	if (entry->post == 0 && entry->id.origin != own)
		return bad(e);
	return founder_wrote(e->model, entry) ? ADMIT : never(e, &refused_mesh_not_home);
}

/* ---- who may write it ------------------------------------------------------------------------ */

static enum admission check_home(struct examined *e)
{
	const struct entry *entry = e->entry;
	const struct post *home = tree_get(e->model, home_of(e));
	const struct model *model = e->model;

	/* The first post of all stands in no tree yet. */
	if (!home)
		return is_coded(entry) && !e->record ? ADMIT : bad(e);
	if (e->record && entry->epoch != 0 && entry->epoch != e->record->epoch)
		return never(e, &refused_mesh_not_home);
	if (promotes(e, home))
		return ADMIT;
	/* Before there were sites, posts and records moved freely on the one machine. */
	if (site_writer(model, entry->id.origin, entry->id.seq) !=
	    site_of_origin(model, entry->id.origin))
		return ADMIT;
	return wrote_under(model, home->declared, entry->term, entry->id.origin)
		       ? ADMIT
		       : never(e, &refused_mesh_not_home);
}

/* ---- what the act does ----------------------------------------------------------------------- */

static const struct act_row *effect_of(const struct entry *entry, const struct record *record)
{
	if (entry->act->act->flags & ACT_SECOND)
		return NULL;
	if (entry->act->act->number == ACT_NUMBER_CONFIRM)
		return record && record->pending
			       ? registry_act_number(entry->kind, record->pending->act->number)
			       : NULL;
	return entry->act;
}

static enum admission check_state(struct examined *e)
{
	const struct act *act = e->entry->act->act;
	const struct record *record = e->record;
	bool second = act->number == ACT_NUMBER_CONFIRM || act->number == ACT_NUMBER_REJECT;

	if (!record)
		return ADMIT;
	if (act->number == ACT_NUMBER_FORGET)
		return e->entry->kind->personal ? ADMIT : bad(e);
	if (record->struck || (act->from >> record->state & 1) == 0)
		return bad(e);
	if (record->pending && (act->flags & ACT_SECOND || act->number == ACT_NUMBER_AMEND))
		return bad(e);
	return second && !record->pending ? bad(e) : ADMIT;
}

/* Fields that the record cannot be without: rules rely on them. */
static enum admission check_required(struct examined *e)
{
	const struct entry *entry = e->entry;
	uint64_t given = 0, taken = 0, missing = entry->kind->required;

	for (uint32_t i = 0; i < entry->nvalues; i++)
		*(entry->values[i].clear ? &taken : &given) |=
			UINT64_C(1) << entry->values[i].field->number;
	if (!effect_of(entry, e->record))
		return ADMIT;
	if (e->record)
		missing &= taken;
	else
		missing &= ~given;
	return missing ? bad(e) : ADMIT;
}

static const struct value *value_of_field(const struct entry *entry, const struct field *field)
{
	for (uint32_t i = 0; i < entry->nvalues; i++)
		if (entry->values[i].field == field && !entry->values[i].clear)
			return &entry->values[i];
	return NULL;
}

static enum admission check_move(struct examined *e)
{
	const struct act_row *effect = effect_of(e->entry, e->record);
	const struct value *to;

	if (!effect || !(effect->act->flags & ACT_REHOME))
		return ADMIT;
	to = value_of_field(e->entry, e->entry->kind->new_home);
	return to && tree_get(e->model, to->as.ref.origin) && to->as.ref.seq == 0 ? ADMIT : bad(e);
}

static enum admission check_lapse(struct examined *e)
{
	const struct kernel_args *args = &e->entry->args;
	const struct clock_run *run = &e->record->clocks[args->clock];

	return run->status == CLOCK_RUNNING && run->step == args->step ? ADMIT : bad(e);
}

static enum admission check_kernel(struct examined *e)
{
	const struct record *record = e->record;

	if (!record)
		return ADMIT;
	switch (e->entry->act->act->number) {
	case ACT_NUMBER_LAPSE:
		return check_lapse(e);
	case ACT_NUMBER_LINK:
	case ACT_NUMBER_MERGE:
		if (ident_eq(e->entry->args.other, record->id))
			return bad(e);
		return record->nlinks < LIMIT_LINKS ? ADMIT : bad(e);
	case ACT_NUMBER_ATTACH:
		return record->nfiles < LIMIT_FILES ? ADMIT : bad(e);
	case ACT_NUMBER_SHARE:
		if (!tree_get(e->model, e->entry->args.post))
			return ADMIT_WAIT;
		return record->nshared < LIMIT_REFS ? ADMIT : bad(e);
	default:
		return ADMIT;
	}
}

static enum admission check_times(struct examined *e)
{
	return e->entry->event_at > e->entry->at + LIMIT_EVENT_AHEAD_MS ? bad(e) : ADMIT;
}

typedef enum admission step(struct examined *e);

enum admission entry_admit(const struct model *model, const struct entry *entry, uint32_t nth,
			   const struct refusal **ret_why)
{
	/* What is not here yet comes before what is wrong: it may be right once that is here. */
	static step *const steps[] = { check_times, check_term,     check_late, check_here,
				       check_place, check_name,     check_home, check_state,
				       check_move,  check_required, check_kernel,
				       check_targets };
	struct examined e = { .model = model, .entry = entry, .nth = nth,
			      .record = model_lookup(model, entry->record) };
	enum admission verdict = ADMIT;

	for (size_t i = 0; verdict == ADMIT && i < KIND_COUNT(steps); i++)
		verdict = steps[i](&e);
	*ret_why = e.why;
	return verdict;
}

bool entry_late(const struct model *model, const struct entry *entry)
{
	struct examined e = { .model = model, .entry = entry,
			      .record = model_lookup(model, entry->record) };

	return check_term(&e) == ADMIT_LATE || check_late(&e) == ADMIT_LATE;
}

void entry_effect(const struct model *model, struct entry *entry)
{
	entry->effect = effect_of(entry, model_lookup(model, entry->record));
}
