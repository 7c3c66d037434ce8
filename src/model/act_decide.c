/* The checks of an act, in the order of the list of refusals: who, with what, in which state. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "model/kernel_args.h"
#include "model/model_state.h"
#include "model/stamp.h"
#include "model/value.h"

/* One decision on its way through the checks; each step returns NULL or the refusal. */
struct decision {
	const struct model *model;
	struct arena *arena;
	const struct request *request;
	instant now;
	struct entry *entry;
	const struct record *before; /* NULL: the act makes a record */
	struct record *after;
	const struct act_row *effect; /* the act whose effect would take place */
	uint64_t set;
	const char *field;
	struct str detail;
};

static bool makes(const struct act *act)
{
	return act->from == 0 || (act->from & IN(NEW)) != 0;
}

/* The only act of the kind that makes a record, if the request names none. */
static const struct act_row *making_act(const struct kind_row *kind)
{
	const struct act_row *found = NULL;

	for (uint16_t a = 0; a < kind->nacts; a++) {
		const struct act *act = kind->acts[a].act;

		if (!makes(act) || act->roles == ROLE_SYSTEM)
			continue;
		if (found)
			return NULL;
		found = &kind->acts[a];
	}
	return found;
}

static const struct refusal *find_act(struct decision *d)
{
	const struct request *request = d->request;

	d->entry->kind = registry_find(request->kind);
	if (!d->entry->kind)
		return &refused_unknown_kind;
	d->entry->act = request->act.len ? registry_act(d->entry->kind, request->act)
					 : making_act(d->entry->kind);
	if (!d->entry->act)
		return &refused_unknown_act;
	if (d->entry->act->act->roles == ROLE_SYSTEM && !request->system)
		return &refused_system_only;
	if (request->json && request->fields &&
	    (request->fields >= request->json->count ||
	     request->json->tokens[request->fields].type != JSON_OBJECT))
		return &refused_bad_envelope;
	if (request->json && request->json->count > LIMIT_REQUEST_TOKENS)
		return &refused_too_many;
	if (request->key.len > LIMIT_KEY_BYTES)
		return &refused_key_too_long;
	return NULL;
}

/* A record out of the actor's reach answers like one that does not exist: nothing leaks. */
static bool in_reach(const struct decision *d, const struct record *record)
{
	const struct request *request = d->request;

	return request->system || ident_none(request->actor) ||
	       model_sees(d->model, record, request->post,
			  duty_oversight(d->model, request->actor, d->now));
}

/* A unit speaks of what its site knows: they write one log. */
static bool may_name(const struct decision *d, const struct record *record)
{
	const struct post *own = tree_get(d->model, d->request->post);
	const struct post *home = tree_get(d->model, record->home);

	return in_reach(d, record) || (own && home && own->origin == home->origin);
}

static const struct refusal *find_record(struct decision *d)
{
	const struct request *request = d->request;

	if (ident_none(request->record))
		return makes(d->entry->act->act) ? NULL : &refused_no_such_record;
	d->before = model_lookup(d->model, request->record);
	if (!d->before || d->before->kind != d->entry->kind->kind)
		return &refused_no_such_record;
	return in_reach(d, d->before) ? NULL : &refused_no_such_record;
}

/* Only the first post of all is made at no post. */
static const struct refusal *check_post(struct decision *d)
{
	if (d->before || tree_get(d->model, d->request->post) ||
	    (d->request->post == 0 && d->entry->kind->kind->flags & KIND_CODED))
		return NULL;
	d->detail = STR("post");
	return &refused_no_such_target;
}

static const struct refusal *check_actor(struct decision *d)
{
	const struct request *request = d->request;

	if (request->system) {
		d->entry->roles = ROLE_SYSTEM;
		return check_post(d);
	}
	if (ident_none(request->actor) || !model_find_kind(d->model, request->actor, "account"))
		return &refused_not_signed_in;
	if (duty_locked(d->model, request->actor))
		return &refused_account_locked;
	d->entry->roles = duty_roles(d->model, request->actor, request->post, d->now);
	return d->entry->roles ? NULL : &refused_not_on_duty;
}

static bool relation_ok(const struct decision *d, uint32_t relations)
{
	const struct request *request = d->request;

	if (!d->before)
		return (relations & (REL_OWN | REL_ANY)) != 0;
	return (model_relations(d->model, d->before, request->post,
				(d->entry->roles & ROLE_oversight) != 0) &
		relations) != 0;
}

/* Who confirms or rejects must be able to do the act that waits. */
static const struct refusal *check_permission(struct decision *d)
{
	const struct act_row *row = d->entry->act;
	uint16_t number = row->act->number;

	if (d->request->setup && !(d->entry->kind->kind->flags & KIND_SETUP))
		return &refused_not_permitted;
	if (d->request->system)
		return NULL;
	if ((number == ACT_NUMBER_CONFIRM || number == ACT_NUMBER_REJECT) && d->before->pending)
		row = registry_act_number(d->entry->kind, d->before->pending->act->number);
	if ((row->act->roles & d->entry->roles) == 0 || !relation_ok(d, row->relations))
		return &refused_not_permitted;
	return NULL;
}

/* The node that founded the event makes what is named by a code: so no two nodes make the same. */
static code founder_of(const struct model *model, code post)
{
	const struct post *at = tree_get(model, post);

	for (int i = 0; at && at->parent && i < LIMIT_TREE_DEPTH; i++)
		at = tree_get(model, at->parent);
	return at ? at->code : 0;
}

/* Where to go instead is said: the code of the site that is followed. */
static const struct refusal *check_follower(struct decision *d, code followed)
{
	char name[CODE_TEXT];

	if (d->entry->act->act->flags & ACT_PROMOTE)
		return NULL;
	code_format(followed, name);
	d->detail = arena_str(d->arena, str_of(name));
	return &refused_follower_reads_only;
}

static const struct refusal *check_home(struct decision *d)
{
	code home = d->before ? d->before->home : d->request->post;
	code followed = site_followed(d->model, site_self(d->model));

	if (site_self(d->model) == 0)
		return NULL;
	if (followed)
		return check_follower(d, followed);
	if (!d->before && d->entry->kind->kind->flags & KIND_CODED &&
	    !site_local_post(d->model, founder_of(d->model, home)))
		return &refused_not_home;
	if (!site_local_post(d->model, home))
		return &refused_not_home;
	return site_ready(d->model) ? NULL : &refused_busy;
}

/* "-50 … 60 °C": what would have been taken. */
static void tell_range(struct decision *d, const struct field *field)
{
	const char *unit = field->unit ? field->unit : field->type == FIELD_SPAN ? "s" : "";

	if (field->type == FIELD_INT || field->type == FIELD_REAL || field->type == FIELD_SPAN)
		d->detail = arena_printf(d->arena, "%.15g … %.15g%s%s", field->least, field->most,
					 *unit ? " " : "", unit);
}

static const struct refusal *read_fields(struct decision *d, const struct json *json,
					 uint32_t object, const struct act_row *row, bool system)
{
	uint32_t n = json->tokens[object].size, token = object + 1;
	uint64_t takes = row->takes | (system ? d->entry->kind->all : 0);

	d->entry->values = arena_room(d->arena, (n + STAMP_VALUES) * sizeof *d->entry->values);
	for (uint32_t i = 0; i < n; i++) {
		struct str name = json_text(json, token, d->arena);
		const struct field *field = registry_field(d->entry->kind, name);
		const struct refusal *refusal;

		token = json->tokens[token].next;
		if (row->act->flags & ACT_KERNEL && kernel_args_takes(row->act->number, name)) {
			token = json->tokens[token].next;
			continue;
		}
		d->detail = name;
		d->field = field ? field->name : NULL;
		if (!field)
			return &refused_unknown_field;
		if ((takes >> field->number & 1) == 0)
			return &refused_field_not_taken;
		refusal = value_read(d->arena, field, json, token,
				     &d->entry->values[d->entry->nvalues]);
		if (refusal == &refused_out_of_range)
			tell_range(d, field);
		if (refusal)
			return refusal;
		d->entry->nvalues++;
		d->set |= UINT64_C(1) << field->number;
		token = json->tokens[token].next;
	}
	d->field = NULL;
	d->detail = (struct str){ 0 };
	return NULL;
}

static const struct refusal *check_fields(struct decision *d)
{
	const struct request *request = d->request;
	const struct act_row *row = d->entry->act;

	if (request->json && request->fields)
		return read_fields(d, request->json, request->fields, row, request->system);
	d->entry->values = arena_room(d->arena, STAMP_VALUES * sizeof *d->entry->values);
	return NULL;
}

static const struct refusal *check_args(struct decision *d)
{
	const struct act *act = d->entry->act->act;
	struct refused refused;

	if (!(act->flags & ACT_KERNEL))
		return NULL;
	refused = kernel_args_read(d->arena, d->entry->kind, act->number, d->request->json,
				   d->request->fields, &d->entry->args);
	if (refused.why)
		d->detail = refused.detail;
	return refused.why;
}

static const struct refusal *check_time(struct decision *d)
{
	const struct request *request = d->request;

	d->entry->at = d->now;
	d->entry->event_at = request->event_at ? request->event_at : d->now;
	return d->entry->event_at > d->now + LIMIT_EVENT_AHEAD_MS ? &refused_event_in_future : NULL;
}

/* Somebody who has not seen the record as it is must look at it first. */
static bool is_stale(const struct decision *d)
{
	uint32_t version = d->request->version;

	if (version)
		return version != d->before->version;
	return d->entry->act->act->flags & ACT_VERSION && !d->request->system;
}

static const struct refusal *check_second(const struct decision *d)
{
	const struct act *act = d->entry->act->act;
	const struct pending *pending = d->before ? d->before->pending : NULL;

	/* The second person signs what he has read: it stays as it is until he has. */
	if (act->flags & ACT_SECOND || act->number == ACT_NUMBER_AMEND)
		return pending ? &refused_waiting_for_second : NULL;
	if (act->number != ACT_NUMBER_CONFIRM && act->number != ACT_NUMBER_REJECT)
		return NULL;
	if (!pending)
		return &refused_nothing_waiting;
	if (act->number == ACT_NUMBER_CONFIRM && ident_eq(pending->actor, d->entry->actor))
		return &refused_same_person;
	return NULL;
}

static const struct refusal *check_state(struct decision *d)
{
	const struct act *act = d->entry->act->act;
	const struct record *before = d->before;
	uint32_t from = act->from ? act->from : IN(NEW);

	if (act->number == ACT_NUMBER_FORGET)
		return model_forget_due(before, d->now) ? NULL : &refused_wrong_state;
	if (before && before->struck)
		return &refused_struck_out;
	if (before && is_stale(d))
		return &refused_stale_version;
	if ((from >> (before ? before->state : NEW) & 1) == 0)
		return &refused_wrong_state;
	if (act->number == ACT_NUMBER_STRIKE && d->entry->kind->kind->flags & KIND_LEDGER)
		return &refused_wrong_state;
	return check_second(d);
}

/* The second person's word brings the first person's fields with it. */
static const struct refusal *load_pending(struct decision *d)
{
	const struct pending *pending;
	struct str fields;
	struct json json;
	const struct refusal *refusal;

	d->effect = d->entry->act;
	if (d->entry->act->act->flags & ACT_SECOND)
		d->effect = NULL;
	if (d->entry->act->act->number != ACT_NUMBER_CONFIRM)
		return NULL;
	pending = d->before->pending;
	d->effect = registry_act_number(d->entry->kind, pending->act->number);
	fields = entry_pending(d->before, d->model->vault, d->arena);
	assert(d->effect && json_parse(d->arena, fields, &json) == JSON_OK);
	d->entry->nvalues = 0;
	refusal = read_fields(d, &json, 0, d->effect, true);
	assert(!refusal);
	return refusal;
}

static void build_after(struct decision *d)
{
	const struct kind *kind = d->entry->kind->kind;
	const struct act_row *shape = d->effect ? d->effect : d->entry->act;

	if (d->before) {
		d->after = memcpy(arena_room(d->arena, kind->size), d->before, kind->size);
	} else {
		d->after = arena_alloc(d->arena, kind->size);
		d->after->kind = kind;
		d->after->home = d->entry->post;
		d->after->event_at = d->entry->event_at;
		d->after->created_at = d->now;
		d->after->creator = d->entry->actor;
	}
	d->after->updated_at = d->now;
	for (uint32_t i = 0; i < d->entry->nvalues; i++)
		value_put(d->after, &d->entry->values[i], NULL);
	d->after->state = model_target_state(shape->act, d->after);
}

static const struct refusal *check_required(struct decision *d)
{
	const struct act_row *row = d->effect ? d->effect : d->entry->act;
	/* An act's own needs must be given; what a making act requires may be there already. */
	uint64_t missing =
		d->before ? row->needs & ~d->entry->kind->required & ~d->set : row->needs & ~d->set;

	missing |= (d->entry->kind->required | (row->needs & d->set)) & ~d->after->present;
	if (d->request->system)
		missing &= d->entry->kind->required & ~d->after->present;
	if (missing == 0)
		return NULL;
	d->field = d->entry->kind->by_number[__builtin_ctzll(missing)]->name;
	return &refused_required;
}

static const struct refusal *check_target(struct decision *d, const struct field *field,
					  struct ident to)
{
	const struct record *record = model_lookup(d->model, to);

	d->field = field->name;
	if (!record || !may_name(d, record))
		return &refused_no_such_target;
	if (!registry_target_ok(d->entry->kind, field, record->kind))
		return &refused_wrong_target;
	d->field = NULL;
	return NULL;
}

static const struct refusal *check_targets(struct decision *d)
{
	const struct refusal *refusal = NULL;

	for (uint32_t i = 0; !refusal && i < d->entry->nvalues; i++) {
		const struct value *value = &d->entry->values[i];
		const struct field *field = value->field;

		if (value->clear)
			continue;
		if (field->type == FIELD_REF)
			refusal = check_target(d, field, value->as.ref);
		for (uint32_t r = 0;
		     field->type == FIELD_REFS && !refusal && r < value->as.refs.count; r++)
			refusal = check_target(d, field, value->as.refs.at[r]);
	}
	return refusal;
}

static const struct refusal *check_unique(struct decision *d)
{
	for (uint64_t bits = d->entry->kind->unique & d->set; bits != 0; bits &= bits - 1) {
		const struct field *field = d->entry->kind->by_number[__builtin_ctzll(bits)];
		const struct record *holder;

		if (!record_has(d->after, field->number))
			continue;
		holder = model_unique_holder(d->model, d->entry->kind->kind, field,
					     (const char *)d->after + field->offset);
		if (holder && holder != d->before) {
			d->field = field->name;
			return &refused_unique_taken;
		}
	}
	return NULL;
}

static const struct refusal *check_link(struct decision *d, bool merges)
{
	const struct record *other = model_lookup(d->model, d->entry->args.other);

	if (other == d->before)
		return &refused_merge_with_self;
	if (!other || !may_name(d, other))
		return &refused_no_such_target;
	if (merges && (other->kind != d->before->kind || other->home != d->before->home ||
		       other->struck))
		return &refused_wrong_target;
	/* What is open must not vanish into what nobody looks at any more. */
	if (merges && !model_is_open(other))
		return &refused_wrong_state;
	return d->before->nlinks >= LIMIT_LINKS ? &refused_too_many_links : NULL;
}

static const struct refusal *check_share(struct decision *d)
{
	code post = d->entry->args.post;

	if (!tree_get(d->model, post))
		return &refused_no_such_target;
	for (uint32_t i = 0; i < d->before->nshared; i++)
		if (d->before->shared[i] == post)
			return &refused_nothing_changed;
	return d->before->nshared >= LIMIT_REFS ? &refused_too_many : NULL;
}

static const struct refusal *check_links(struct decision *d)
{
	switch (d->entry->act->act->number) {
	case ACT_NUMBER_LINK:
		return check_link(d, false);
	case ACT_NUMBER_MERGE:
		return check_link(d, true);
	case ACT_NUMBER_ATTACH:
		return d->before->nfiles >= LIMIT_FILES ? &refused_too_many_files : NULL;
	case ACT_NUMBER_SHARE:
		return check_share(d);
	default:
		return NULL;
	}
}

static const struct refusal *check_change(struct decision *d)
{
	if (d->entry->act->act->number != ACT_NUMBER_AMEND)
		return NULL;
	for (uint32_t i = 0; i < d->entry->nvalues; i++)
		if (!value_same(d->before, &d->entry->values[i]))
			return NULL;
	return &refused_nothing_changed;
}

/* Doctrine 2.5: nothing is in force without all three responsibilities. */
static const struct refusal *check_responsibility(struct decision *d)
{
	const struct state *state = registry_state(d->entry->kind->kind, d->after->state);
	bool entering = !d->before || d->before->state != d->after->state;
	uint64_t missing;

	if (!entering || !state || !(state->flags & STATE_ACTIVE))
		return NULL;
	missing = model_gaps(d->model, d->after, d->now);
	if (missing == 0)
		return NULL;
	d->field = d->entry->kind->by_number[__builtin_ctzll(missing)]->name;
	return &refused_responsibility_gap;
}

/* What the node fills in is held to the field as well: the log must be able to give it back. */
static const struct refusal *check_stamped(struct decision *d)
{
	for (uint32_t i = 0; i < d->entry->nvalues; i++) {
		const struct refusal *refusal = value_fits(&d->entry->values[i]);

		if (refusal) {
			d->field = d->entry->values[i].field->name;
			return refusal;
		}
	}
	return NULL;
}

static const struct refusal *check_own(struct decision *d)
{
	const struct act_row *row = d->effect ? d->effect : d->entry->act;
	struct act_view view = { .act = row->act,
				 .actor = d->entry->actor,
				 .post = d->entry->post,
				 .roles = d->entry->roles,
				 .at = d->now,
				 .event_at = d->entry->event_at,
				 .set = d->set,
				 .reason = d->entry->args.reason };
	const struct refusal *refusal = NULL;

	if (row->act->check)
		refusal = row->act->check(d->model, d->before, d->after, &view);
	if (refusal || !row->act->stamp || !d->effect)
		return refusal;
	stamp_run(d->arena, d->model, d->entry, d->after, &view);
	return check_stamped(d);
}

static void plan_clocks(struct decision *d)
{
	const struct act_row *act = d->entry->act;
	uint32_t clocks = act->clock_waits;

	if (d->effect)
		clocks = act->clock_starts | d->effect->clock_starts;
	model_clock_plan(d->model, d->after, clocks, d->entry);
}

typedef const struct refusal *step(struct decision *d);

struct refused act_decide(const struct model *model, struct arena *arena,
			  const struct request *request, instant now, struct entry *ret)
{
	/* In the order of KERNEL_REFUSALS; the kind's own come last. */
	/* Who has no role at a post does not learn from it what there is to be seen there. */
	static step *const steps[] = { find_act,         check_actor,  find_record,
				       check_permission, check_home,   check_fields,
				       check_args,       check_time,   check_state,
				       load_pending };
	static step *const on_after[] = { check_required, check_targets, check_unique,
					  check_links,    check_change,  check_responsibility,
					  check_own };
	struct decision d = {
		.model = model, .arena = arena, .request = request, .now = now, .entry = ret
	};
	const struct refusal *refusal = NULL;

	*ret = (struct entry){ .actor = request->actor,
			       .post = request->post,
			       .key = request->key,
			       .cause = request->cause,
			       .record = request->record };
	for (size_t i = 0; !refusal && i < KIND_COUNT(steps); i++)
		refusal = steps[i](&d);
	if (!refusal)
		build_after(&d);
	for (size_t i = 0; !refusal && i < KIND_COUNT(on_after); i++)
		refusal = on_after[i](&d);
	if (refusal)
		return (struct refused){ refusal, d.field, arena_str(arena, d.detail) };
	ret->effect = d.effect;
	plan_clocks(&d);
	return (struct refused){ 0 };
}
