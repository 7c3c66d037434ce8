/* The kinds as TypeScript, so that the console compiles against the names that really exist. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/print.h"
#include "model/view.h"

static const char *const shared_types =
	"/* An id: \"nst-137\", or a post's code. */\n"
	"export type Ident = string;\n"
	"export type Code = string;\n"
	"/* RFC 3339 in UTC with milliseconds. */\n"
	"export type Time = string;\n"
	"/* \"15m\", \"1h30m\". */\n"
	"export type Span = string;\n"
	"export type Geometry =\n"
	"\t| { type: \"Point\"; coordinates: number[] }\n"
	"\t| { type: \"LineString\"; coordinates: number[][] }\n"
	"\t| { type: \"Polygon\"; coordinates: number[][][] };\n"
	"\n"
	"export interface ClockRun<Name extends string = string> {\n"
	"\tname: Name;\n"
	"\tstatus: \"running\" | \"stopped\" | \"lapsed\";\n"
	"\tstep: number;\n"
	"\tstarted: Time;\n"
	"\tstopped?: Time;\n"
	"\tdue: (Time | null)[];\n"
	"}\n"
	"\n";

static const char *const head_type =
	"/* What every record has, whatever its kind. */\n"
	"export interface RecordHead {\n"
	"\tid: Ident;\n"
	"\thome: Code;\n"
	"\tversion: number;\n"
	"\tepoch: number;\n"
	"\tevent_at: Time;\n"
	"\tcreated_at: Time;\n"
	"\tupdated_at: Time;\n"
	"\tcreator?: Ident;\n"
	"\tgaps?: string[];\n"
	"\tlinks?: { to: Ident; type: LinkType }[];\n"
	"\tfiles?: { hash: string; name: string; mime: string; size: number }[];\n"
	"\tshared?: Code[];\n"
	"\tstruck?: boolean;\n"
	"\tpending?: { act: string; by: Ident; entry: Ident };\n"
	"}\n"
	"\n";

static void add(struct buf *buf, const char *text)
{
	buf_add(buf, str_of(text));
}

/* ---- unions of names ----------------------------------------------------------------------- */

/* "a" | "b"; never for none. */
struct names {
	struct buf *buf;
	bool any;
};

static void add_name(struct names *names, const char *name)
{
	buf_printf(names->buf, "%s\"%s\"", names->any ? " | " : "", name);
	names->any = true;
}

static void end_names(struct names *names)
{
	if (!names->any)
		add(names->buf, "never");
}

static void add_bit_type(struct buf *buf, const char *type, const struct print_bit *bits)
{
	struct names names = { buf, false };

	buf_printf(buf, "export type %s = ", type);
	for (; bits->bit != 0; bits++)
		add_name(&names, bits->name);
	end_names(&names);
	add(buf, ";\n");
}

static void add_choice_names(struct buf *buf, const struct choice *choices)
{
	struct names names = { buf, false };

	for (; choices != NULL && choices->number != 0; choices++)
		add_name(&names, choices->name);
	end_names(&names);
}

static void add_refusal_type(struct buf *buf, const struct refusal *const *more)
{
	add(buf, "/* Every reason for which something is not done. */\n"
		 "export type RefusalName =\n");
	for (const struct refusal *const *r = refusal_all; *r != NULL; r++)
		buf_printf(buf, "\t| \"%s\"\n", (*r)->name);
	for (; more != NULL && *more != NULL; more++)
		buf_printf(buf, "\t| \"%s\"\n", (*more)->name);
	for (uint16_t i = 0; i < registry_count(); i++) {
		const struct kind *kind = registry_at(i)->kind;

		if (kind->refusals != NULL && kind->refusals[0] != NULL) {
			buf_printf(buf, "\t| ");
			print_camel(buf, kind->name);
			add(buf, "Refusal\n");
		}
	}
	buf->len--;
	add(buf, ";\n\n");
}

static void add_link_type(struct buf *buf)
{
	const struct print_arg *arg = print_args;

	while (arg->act != 0 && !(arg->act == ACT_NUMBER_LINK && arg->choices != NULL))
		arg++;
	add(buf, "export type LinkType = ");
	add_choice_names(buf, arg->choices);
	add(buf, ";\n");
}

/* ---- fields -------------------------------------------------------------------------------- */

static void add_field_type(struct buf *buf, enum field_type type, const struct choice *choices)
{
	static const char *const plain[] = {
		[FIELD_TEXT] = "string", [FIELD_INT] = "number",   [FIELD_REAL] = "number",
		[FIELD_BOOL] = "boolean", [FIELD_TIME] = "Time",    [FIELD_SPAN] = "Span",
		[FIELD_REF] = "Ident",	  [FIELD_REFS] = "Ident[]", [FIELD_GEO] = "Geometry",
		[FIELD_CODE] = "Code",
	};

	if (type == FIELD_SET)
		add(buf, "(");
	if (type == FIELD_SET || type == FIELD_ENUM)
		add_choice_names(buf, choices);
	else
		add(buf, plain[type]);
	if (type == FIELD_SET)
		add(buf, ")[]");
}

static void add_fields(struct buf *buf, const struct kind *kind)
{
	add(buf, "export interface ");
	print_camel(buf, kind->name);
	add(buf, "Fields {\n");
	for (uint16_t i = 0; i < kind->nfields; i++) {
		const struct field *field = &kind->fields[i];

		buf_printf(buf, "\t/* %s; %s */\n\t%s?: ", field->zh, field->en, field->name);
		add_field_type(buf, field->type, field->choices);
		add(buf, ";\n");
	}
	add(buf, "}\n");
}

/* ---- acts ---------------------------------------------------------------------------------- */

static void add_member(struct buf *buf, bool *any, const char *name, bool needed)
{
	buf_printf(buf, "%s%s%s: ", *any ? "; " : " ", name, needed ? "" : "?");
	*any = true;
}

static void add_act(struct buf *buf, const struct kind_row *row, const struct act_row *act_row)
{
	const struct act *act = act_row->act;
	bool any = false;

	buf_printf(buf, "\t%s: {", act->name);
	for (const struct print_arg *arg = print_args; arg->act != 0; arg++) {
		if (arg->act != act->number || (act->flags & ACT_KERNEL) == 0)
			continue;
		add_member(buf, &any, arg->name, arg->required);
		add_field_type(buf, arg->type, arg->choices);
	}
	for (uint16_t i = 0; i < row->kind->nfields; i++) {
		const struct field *field = &row->kind->fields[i];
		bool needed = (act_row->needs >> field->number & 1) != 0;

		if ((act_row->takes >> field->number & 1) == 0)
			continue;
		add_member(buf, &any, field->name, needed);
		add_field_type(buf, field->type, field->choices);
		if (!needed)
			add(buf, " | null");
	}
	add(buf, any ? " };\n" : "};\n");
}

static void add_acts(struct buf *buf, const struct kind_row *row)
{
	add(buf, "/* What each act takes. */\nexport interface ");
	print_camel(buf, row->kind->name);
	add(buf, "Acts {\n");
	for (uint16_t i = 0; i < row->nacts; i++) {
		if (!print_is_system(row->acts[i].act))
			add_act(buf, row, &row->acts[i]);
	}
	add(buf, "}\n");
}

/* ---- a kind -------------------------------------------------------------------------------- */

static void add_unions(struct buf *buf, const struct kind_row *row)
{
	const struct kind *kind = row->kind;
	struct names states = { buf, false }, clocks = { buf, false }, refusals = { buf, false };

	add(buf, "export type ");
	print_camel(buf, kind->name);
	add(buf, "State = ");
	for (uint16_t i = 0; i < kind->nstates; i++)
		add_name(&states, kind->states[i].name);
	end_names(&states);
	add(buf, ";\nexport type ");
	print_camel(buf, kind->name);
	add(buf, "Clock = ");
	for (uint16_t i = 0; i < row->nclocks; i++)
		add_name(&clocks, row->clocks[i].name);
	end_names(&clocks);
	add(buf, ";\nexport type ");
	print_camel(buf, kind->name);
	add(buf, "Refusal = ");
	for (const struct refusal *const *r = kind->refusals; r != NULL && *r != NULL; r++)
		add_name(&refusals, (*r)->name);
	end_names(&refusals);
	add(buf, ";\n");
}

static void add_record(struct buf *buf, const struct kind *kind)
{
	add(buf, "export interface ");
	print_camel(buf, kind->name);
	buf_printf(buf, "Record extends RecordHead {\n\tkind: \"%s\";\n\tstate: ", kind->name);
	print_camel(buf, kind->name);
	add(buf, "State;\n\tfields: ");
	print_camel(buf, kind->name);
	add(buf, "Fields;\n\tclocks?: ClockRun<");
	print_camel(buf, kind->name);
	add(buf, "Clock>[];\n\tacts?: ActName<\"");
	add(buf, kind->name);
	add(buf, "\">[];\n}\n\n");
}

static void add_kind(struct buf *buf, const struct kind_row *row)
{
	buf_printf(buf, "/* ---- %s; %s ---- */\n\n", row->kind->zh, row->kind->en);
	add_unions(buf, row);
	add_fields(buf, row->kind);
	add_acts(buf, row);
	add_record(buf, row->kind);
}

/* ---- all kinds ----------------------------------------------------------------------------- */

static void add_all(struct buf *buf)
{
	add(buf, "/* What an act takes, by kind and act. */\nexport interface ActFields {\n");
	for (uint16_t i = 0; i < registry_count(); i++) {
		buf_printf(buf, "\t%s: ", registry_at(i)->kind->name);
		print_camel(buf, registry_at(i)->kind->name);
		add(buf, "Acts;\n");
	}
	add(buf, "}\nexport type KindName = keyof ActFields;\n"
		 "/* What anybody can do; acts of the node itself are in no list. */\n"
		 "export type ActName<K extends KindName = KindName> =\n"
		 "\tkeyof ActFields[K] & string;\n\n"
		 "/* A record of any kind; `kind` tells which. */\nexport type AnyRecord =\n");
	for (uint16_t i = 0; i < registry_count(); i++) {
		add(buf, "\t| ");
		print_camel(buf, registry_at(i)->kind->name);
		add(buf, i + 1 == registry_count() ? "Record;\n" : "Record\n");
	}
	add(buf, registry_count() == 0 ? "\tnever;\n\n" : "\n");
	add(buf, "export type RecordOf<K extends KindName> = "
		 "Extract<AnyRecord, { kind: K }>;\n\n");
}

static void add_list(struct buf *buf, const char *key, bool first)
{
	buf_printf(buf, "%s%s: [", first ? "" : "], ", key);
}

static void add_quoted(struct buf *buf, const char *name, bool *any)
{
	buf_printf(buf, "%s\"%s\"", *any ? ", " : "", name);
	*any = true;
}

/* The same names as values. */
static void add_table_row(struct buf *buf, const struct kind_row *row)
{
	const struct kind *kind = row->kind;
	bool any = false;

	buf_printf(buf, "\t%s: { number: %u, ", kind->name, kind->number);
	add_list(buf, "states", true);
	for (uint16_t i = 0; i < kind->nstates; i++)
		add_quoted(buf, kind->states[i].name, &any);
	add_list(buf, "acts", false);
	any = false;
	for (uint16_t i = 0; i < row->nacts; i++) {
		if (!print_is_system(row->acts[i].act))
			add_quoted(buf, row->acts[i].act->name, &any);
	}
	add_list(buf, "fields", false);
	any = false;
	for (uint16_t i = 0; i < kind->nfields; i++)
		add_quoted(buf, kind->fields[i].name, &any);
	add_list(buf, "clocks", false);
	any = false;
	for (uint16_t i = 0; i < row->nclocks; i++)
		add_quoted(buf, row->clocks[i].name, &any);
	add(buf, "] },\n");
}

void print_types(const struct refusal *const *more, struct buf *buf)
{
	add(buf, "/* The kinds of record as types; printed by `watchfloor types`, not edited. */\n"
		 "/* SPDX-License-Identifier: Apache-2.0 */\n\n");
	add(buf, shared_types);
	add_bit_type(buf, "Role", print_roles);
	add_bit_type(buf, "Relation", print_relations);
	add_link_type(buf);
	add_refusal_type(buf, more);
	add(buf, head_type);
	for (uint16_t i = 0; i < registry_count(); i++)
		add_kind(buf, registry_at(i));
	add_all(buf);
	add(buf, "/* The same names as values, for what is looked up while the program runs. */\n"
		 "export const kinds = {\n");
	for (uint16_t i = 0; i < registry_count(); i++)
		add_table_row(buf, registry_at(i));
	add(buf, "} as const satisfies Record<KindName, object>;\n");
}
