/* Who may do what: every act of every kind, by role and by what the post is to the record. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/print.h"
#include "model/view.h"

/*
 * A column is what somebody's post is to the record, and nothing more than that: "desk" is a post
 * above that shares the log of the home, "above" one that does not; "none" has only signed in.
 */
static const struct column {
	const char *name;
	const char *zh;
	const char *en;
	uint32_t holds;                                    /* relations that hold in the column */
} columns[] = {
	{ "own", "本指挥部", "own post", REL_OWN },
	{ "desk", "同一日志的上级席位", "the desk above", REL_ABOVE | REL_DESK },
	{ "above", "上级指挥部", "a post above", REL_ABOVE },
	{ "addressee", "受文指挥部", "addressee", REL_ADDRESSEE },
	{ "shared", "共享对象", "shared with", REL_SHARED },
	{ "oversight", "督察", "oversight", REL_OVERSIGHT },
	{ "none", "无关系", "no relation", 0 },
	{ NULL, NULL, NULL, 0 },
};

static bool is_oversight(const struct column *column)
{
	return column->holds == REL_OVERSIGHT;
}

static bool may_read(const struct kind *kind, uint32_t holds)
{
	return (print_sees(kind) & (holds | REL_ANY)) != 0;
}

/*
 * The yes or no of a cell. What makes a record makes it at the own post; for all else the record
 * must also be in reach.
 */
static bool may(const struct kind *kind, const struct act_row *row, uint32_t role,
		const struct column *column)
{
	uint32_t holds = column->holds | REL_ANY;

	if (role == ROLE_oversight)
		holds |= REL_OVERSIGHT;
	else if (is_oversight(column))
		return false;
	if ((row->act->roles & role) == 0)
		return false;
	if (row->act->from == 0 || row->act->from == IN(NEW))
		return column->holds == REL_OWN && (row->relations & (REL_OWN | REL_ANY)) != 0;
	return (row->relations & holds) != 0 && may_read(kind, holds);
}

/* ---- JSON ---------------------------------------------------------------------------------- */

static void put_columns(struct json_out *out)
{
	json_key(out, "relations");
	json_open(out, '[');
	for (const struct column *column = columns; column->name != NULL; column++) {
		json_open(out, '{');
		print_text(out, "name", column->name);
		print_labels(out, column->zh, column->en);
		json_close(out, '}');
	}
	json_close(out, ']');
}

static void put_role(struct json_out *out, const struct kind *kind, const struct act_row *row,
		     const struct print_bit *role)
{
	json_key(out, role->name);
	json_open(out, '{');
	for (const struct column *column = columns; column->name != NULL; column++) {
		json_key(out, column->name);
		json_put_bool(out, may(kind, row, role->bit, column));
	}
	json_close(out, '}');
}

static void put_act(struct json_out *out, const struct kind *kind, const struct act_row *row)
{
	json_open(out, '{');
	print_text(out, "act", row->act->name);
	print_labels(out, row->act->zh, row->act->en);
	json_key(out, "new");
	json_put_bool(out, print_makes(row->act));
	json_key(out, "system");
	json_put_bool(out, print_is_system(row->act));
	json_key(out, "roles");
	json_open(out, '{');
	for (const struct print_bit *role = print_roles; role->bit != 0; role++)
		put_role(out, kind, row, role);
	json_close(out, '}');
	json_close(out, '}');
}

static void put_kind(struct json_out *out, const struct kind_row *row)
{
	json_open(out, '{');
	print_text(out, "kind", row->kind->name);
	print_labels(out, row->kind->zh, row->kind->en);
	json_key(out, "reads");
	json_open(out, '{');
	for (const struct column *column = columns; column->name != NULL; column++) {
		json_key(out, column->name);
		json_put_bool(out, may_read(row->kind, column->holds));
	}
	json_close(out, '}');
	json_key(out, "acts");
	json_open(out, '[');
	for (uint16_t i = 0; i < row->nacts; i++)
		put_act(out, row->kind, &row->acts[i]);
	json_close(out, ']');
	json_close(out, '}');
}

void print_matrix(struct buf *buf)
{
	struct json_out out;

	json_begin(&out, buf);
	json_open(&out, '{');
	put_columns(&out);
	json_key(&out, "kinds");
	json_open(&out, '[');
	for (uint16_t i = 0; i < registry_count(); i++)
		put_kind(&out, registry_at(i));
	json_close(&out, ']');
	json_close(&out, '}');
}

/* ---- text ---------------------------------------------------------------------------------- */

static void add_row(struct buf *buf, const char *kind, const char *act, const char *role,
		    const bool *cells)
{
	buf_printf(buf, "%-16s %-20s %-14s", kind, act, role);
	for (uint32_t i = 0; columns[i].name != NULL; i++)
		buf_printf(buf, " %-*s", (int)strlen(columns[i].name), cells[i] ? "yes" : "-");
	buf_add_char(buf, '\n');
}

static void add_head(struct buf *buf)
{
	buf_printf(buf, "%-16s %-20s %-14s", "KIND", "ACT", "ROLE");
	for (const struct column *column = columns; column->name != NULL; column++)
		buf_printf(buf, " %s", column->name);
	buf_add_char(buf, '\n');
}

static void add_kind(struct buf *buf, const struct kind_row *row)
{
	bool cells[KIND_COUNT(columns)];

	for (uint32_t c = 0; columns[c].name != NULL; c++)
		cells[c] = may_read(row->kind, columns[c].holds);
	add_row(buf, row->kind->name, "(read)", "(any)", cells);
	for (uint16_t a = 0; a < row->nacts; a++) {
		for (const struct print_bit *role = print_roles; role->bit != 0; role++) {
			for (uint32_t c = 0; columns[c].name != NULL; c++)
				cells[c] = may(row->kind, &row->acts[a], role->bit,
					       &columns[c]);
			add_row(buf, row->kind->name, row->acts[a].act->name, role->name, cells);
		}
	}
}

void print_matrix_text(struct buf *buf)
{
	add_head(buf);
	for (uint16_t i = 0; i < registry_count(); i++)
		add_kind(buf, registry_at(i));
}
