/* The tables as JSON: what a console needs to know to show lists, forms and clocks of any kind. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/print.h"
#include "model/view.h"

#ifndef WATCHFLOOR_VERSION
#define WATCHFLOOR_VERSION "0"
#endif

static void put_number(struct json_out *out, const char *key, int64_t number)
{
	json_key(out, key);
	json_put_i64(out, number);
}

static void put_named(struct json_out *out, const char *name, const char *zh, const char *en)
{
	print_text(out, "name", name);
	print_labels(out, zh, en);
}

static void put_doc(struct json_out *out, const char *zh, const char *en)
{
	if (zh == NULL)
		return;
	json_key(out, "doc");
	json_open(out, '{');
	print_labels(out, zh, en);
	json_close(out, '}');
}

static void put_refusal(struct json_out *out, const struct refusal *refusal)
{
	json_open(out, '{');
	put_named(out, refusal->name, refusal->zh, refusal->en);
	put_number(out, "http", refusal->http);
	json_close(out, '}');
}

static void put_refusals(struct json_out *out, const struct refusal *const *refusals)
{
	json_key(out, "refusals");
	json_open(out, '[');
	for (; refusals != NULL && *refusals != NULL; refusals++)
		put_refusal(out, *refusals);
	json_close(out, ']');
}

/* ---- fields -------------------------------------------------------------------------------- */

static void put_choices(struct json_out *out, const struct choice *choices)
{
	if (choices == NULL)
		return;
	json_key(out, "choices");
	json_open(out, '[');
	for (const struct choice *choice = choices; choice->number != 0; choice++) {
		json_open(out, '{');
		put_number(out, "number", choice->number);
		put_named(out, choice->name, choice->zh, choice->en);
		print_text(out, "colour", choice->colour);
		json_close(out, '}');
	}
	json_close(out, ']');
}

static void put_limits(struct json_out *out, const struct field *field)
{
	if (field->max != 0)
		put_number(out, "max", field->max);
	if (field->least < 0 || field->least > 0 || field->most < 0 || field->most > 0) {
		json_key(out, "least");
		json_put_f64(out, field->least);
		json_key(out, "most");
		json_put_f64(out, field->most);
	}
}

static void put_field(struct json_out *out, const struct field *field)
{
	json_open(out, '{');
	put_number(out, "number", field->number);
	put_named(out, field->name, field->zh, field->en);
	print_text(out, "type", print_type(field->type));
	put_limits(out, field);
	for (const struct print_bit *flag = print_field_flags; flag->bit != 0; flag++)
		print_flag(out, flag->name, (field->flags & flag->bit) != 0);
	if (field->retain_days != 0)
		put_number(out, "retain_days", field->retain_days);
	print_text(out, "unit", field->unit);
	print_words(out, "target", field->target);
	put_choices(out, field->choices);
	put_doc(out, field->doc_zh, field->doc_en);
	json_close(out, '}');
}

/* ---- acts ---------------------------------------------------------------------------------- */

static void put_states(struct json_out *out, const char *key, const struct kind *kind,
		       uint32_t states)
{
	if (states == 0)
		return;
	json_key(out, key);
	json_open(out, '[');
	for (uint16_t i = 0; i < kind->nstates; i++) {
		if ((states & IN(kind->states[i].number)) != 0)
			json_put_text(out, kind->states[i].name);
	}
	json_close(out, ']');
}

static void put_arg(struct json_out *out, const struct kind *kind, const struct print_arg *arg)
{
	bool own = arg->target != NULL && str_eq(str_of(arg->target), STR("."));

	json_open(out, '{');
	put_named(out, arg->name, arg->zh, arg->en);
	print_text(out, "type", print_type(arg->type));
	print_flag(out, "required", arg->required);
	print_words(out, "target", own ? kind->name : arg->target);
	put_choices(out, arg->choices);
	json_close(out, '}');
}

static void put_args(struct json_out *out, const struct kind *kind, const struct act *act)
{
	bool any = false;

	for (const struct print_arg *arg = print_args; arg->act != 0; arg++) {
		if (arg->act != act->number || (act->flags & ACT_KERNEL) == 0)
			continue;
		if (!any) {
			json_key(out, "args");
			json_open(out, '[');
		}
		any = true;
		put_arg(out, kind, arg);
	}
	if (any)
		json_close(out, ']');
}

static void put_act(struct json_out *out, const struct kind_row *row, const struct act_row *act_row)
{
	const struct act *act = act_row->act;
	const struct state *to = registry_state(row->kind, act->to);

	json_open(out, '{');
	put_number(out, "number", act->number);
	put_named(out, act->name, act->zh, act->en);
	print_flag(out, "new", print_makes(act));
	put_states(out, "from", row->kind, print_from(row->kind, act));
	json_key(out, "to");
	if (to != NULL)
		json_put_text(out, to->name);
	else
		json_put_null(out);
	if (print_is_system(act)) {
		print_flag(out, "system", true);
	} else {
		print_bits(out, "roles", act->roles, print_roles);
		print_bits(out, "relations", act_row->relations, print_relations);
	}
	print_fields(out, "takes", row, act_row->takes);
	print_fields(out, "needs", row, act_row->needs);
	put_args(out, row->kind, act);
	for (const struct print_bit *flag = print_act_flags; flag->bit != 0; flag++)
		print_flag(out, flag->name, (act->flags & flag->bit) != 0);
	json_close(out, '}');
}

/* ---- clocks -------------------------------------------------------------------------------- */

static void put_step(struct json_out *out, const struct clock_step *step)
{
	json_open(out, '{');
	put_named(out, step->name, step->zh, step->en);
	print_text(out, "policy", step->policy);
	print_bits(out, "rings", step->rings, print_rings);
	print_flag(out, "breach", step->breach);
	json_close(out, '}');
}

static void put_clock(struct json_out *out, const struct clock *clock)
{
	json_open(out, '{');
	put_number(out, "number", clock->number);
	put_named(out, clock->name, clock->zh, clock->en);
	print_words(out, "starts", clock->starts);
	print_words(out, "stops", clock->stops);
	print_flag(out, "from_event", clock->from_event);
	print_text(out, "until", clock->until);
	json_key(out, "steps");
	json_open(out, '[');
	for (uint16_t i = 0; i < clock->nsteps; i++)
		put_step(out, &clock->steps[i]);
	json_close(out, ']');
	json_close(out, '}');
}

/* ---- kinds --------------------------------------------------------------------------------- */

static void put_state(struct json_out *out, const struct state *state)
{
	json_open(out, '{');
	put_number(out, "number", state->number);
	put_named(out, state->name, state->zh, state->en);
	print_bits(out, "flags", state->flags, print_state_flags);
	json_close(out, '}');
}

static void put_lists(struct json_out *out, const struct kind_row *row)
{
	const struct kind *kind = row->kind;

	json_key(out, "fields");
	json_open(out, '[');
	for (uint16_t i = 0; i < kind->nfields; i++)
		put_field(out, &kind->fields[i]);
	json_close(out, ']');
	json_key(out, "states");
	json_open(out, '[');
	for (uint16_t i = 0; i < kind->nstates; i++)
		put_state(out, &kind->states[i]);
	json_close(out, ']');
	json_key(out, "acts");
	json_open(out, '[');
	for (uint16_t i = 0; i < row->nacts; i++)
		put_act(out, row, &row->acts[i]);
	json_close(out, ']');
	json_key(out, "clocks");
	json_open(out, '[');
	for (uint16_t i = 0; i < row->nclocks; i++)
		put_clock(out, &row->clocks[i]);
	json_close(out, ']');
	put_refusals(out, kind->refusals);
}

static void put_countdown(struct json_out *out, const struct countdown *countdown)
{
	if (countdown == NULL)
		return;
	json_key(out, "countdown");
	json_open(out, '{');
	print_text(out, "day", countdown->day);
	put_number(out, "days", countdown->days);
	print_words(out, "lines", countdown->lines);
	json_close(out, '}');
}

static void put_kind(struct json_out *out, const struct kind_row *row)
{
	const struct kind *kind = row->kind;

	json_open(out, '{');
	put_number(out, "number", kind->number);
	put_named(out, kind->name, kind->zh, kind->en);
	print_text(out, "module", kind->module);
	put_doc(out, kind->doc_zh, kind->doc_en);
	print_text(out, "doctrine", kind->doctrine);
	print_bits(out, "flags", kind->flags, print_kind_flags);
	print_bits(out, "sees", print_sees(kind), print_relations);
	put_lists(out, row);
	put_countdown(out, kind->countdown);
	json_close(out, '}');
}

static void put_roles(struct json_out *out)
{
	json_key(out, "roles");
	json_open(out, '[');
	for (const struct print_bit *role = print_roles; role->bit != 0; role++) {
		json_open(out, '{');
		put_named(out, role->name, role->zh, role->en);
		json_close(out, '}');
	}
	json_close(out, ']');
}

/* The tiers are the choices of a field of the posts. */
static void put_tiers(struct json_out *out)
{
	const struct kind_row *post = registry_find(STR("post"));
	const struct field *tier = post != NULL ? registry_field(post, STR("tier")) : NULL;

	json_key(out, "tiers");
	json_open(out, '[');
	for (const struct choice *c = tier != NULL ? tier->choices : NULL; c && c->number; c++) {
		json_open(out, '{');
		put_named(out, c->name, c->zh, c->en);
		json_close(out, '}');
	}
	json_close(out, ']');
}

static void put_desks(struct json_out *out)
{
	json_key(out, "desks");
	json_open(out, '[');
	for (const struct desk *desk = modules_desks; desk->name != NULL; desk++) {
		json_open(out, '{');
		put_named(out, desk->name, desk->zh, desk->en);
		json_close(out, '}');
	}
	json_close(out, ']');
	json_key(out, "modules");
	json_open(out, '[');
	for (const struct module *module = modules_all; module->name != NULL; module++) {
		json_open(out, '{');
		put_named(out, module->name, module->zh, module->en);
		print_text(out, "desk", module->desk);
		json_close(out, '}');
	}
	json_close(out, ']');
}

void print_schema(struct buf *buf)
{
	struct json_out out;

	json_begin(&out, buf);
	json_open(&out, '{');
	print_text(&out, "version", WATCHFLOOR_VERSION);
	put_roles(&out);
	put_tiers(&out);
	put_desks(&out);
	put_refusals(&out, refusal_all);
	json_key(&out, "kinds");
	json_open(&out, '[');
	for (uint16_t i = 0; i < registry_count(); i++)
		put_kind(&out, registry_at(i));
	json_close(&out, ']');
	json_close(&out, '}');
}
