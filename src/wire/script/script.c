/* Reads a script: its lines, which of them are statements, and which are the fields of an act. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/script/script.h"

#include "base/limits.h"
#include "wire/script/script_grammar.h"

#include <assert.h>

#define TAB_COLUMNS 8

/* A line that says something; number 0 at the end of the file. */
struct line {
	uint32_t number;
	uint32_t indent;
	struct str text;
};
struct parse {
	struct arena *arena;
	struct str rest;
	uint32_t number;
	struct line line;                                  /* the one to be read next */
	struct buf value;
	struct script_statement *statements;
	uint32_t count, size;
	struct script_fault *fault;
};

static const struct {
	const char *name, *zh, *en;
} faults[] = {
	{ "sound", "没有错误", "There is no fault" },
#define FAULT_ROW(name, zh, en) { #name, zh, en },
	SCRIPT_FAULTS(FAULT_ROW)
#undef FAULT_ROW
};

const char *script_fault_name(enum script_fault_kind kind)
{
	return faults[kind].name;
}

const char *script_fault_text(enum script_fault_kind kind, bool zh)
{
	return zh ? faults[kind].zh : faults[kind].en;
}

static bool fault_at(struct parse *parse, enum script_fault_kind kind, uint32_t line,
		     struct str near)
{
	*parse->fault = (struct script_fault){ .kind = kind, .line = line, .near = near };
	return false;
}

/* ---- lines --------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Where the comment begins: a # that stands at the start or between blanks; else the length. */
static uint32_t comment_start(struct str s)
{
	for (uint32_t i = 0; i < s.len; i++) {
		if (s.at[i] != '#')
			continue;
		if (i == 0 || (is_blank(s.at[i - 1]) && (i + 1 == s.len || is_blank(s.at[i + 1]))))
			return i;
	}
	return s.len;
}

static uint32_t cut_indent(struct str *s)
{
	uint32_t column = 0;

	for (; s->len > 0 && is_blank(*s->at); s->at++, s->len--)
		column = *s->at == '\t' ? (column / TAB_COLUMNS + 1) * TAB_COLUMNS : column + 1;
	return column;
}

/* Moves to the next line that says something. */
static void advance(struct parse *parse)
{
	struct str text;

	while (str_split(&parse->rest, '\n', &text)) {
		uint32_t indent = cut_indent(&text);

		parse->number++;
		text.len = comment_start(text);
		text = str_trim(text);
		if (text.len > 0) {
			parse->line = (struct line){ parse->number, indent, text };
			return;
		}
	}
	parse->line = (struct line){ 0 };
}

/* ---- fields -------------------------------------------------------------------------------- */

static bool is_field_name(struct str s)
{
	for (uint32_t i = 0; i < s.len; i++) {
		char c = s.at[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_')
			return false;
	}
	return s.len > 0;
}

/* "name: value" on one line. */
static bool split_field(struct str line, struct script_field *ret)
{
	const char *colon = memchr(line.at, ':', line.len);

	if (colon == NULL)
		return false;
	ret->name = str_trim((struct str){ line.at, (uint32_t)(colon - line.at) });
	ret->value = str_trim((struct str){ colon + 1,
					    line.len - (uint32_t)(colon + 1 - line.at) });
	return is_field_name(ret->name);
}

/* Lines indented deeper than the field go on with its value. */
static void read_value(struct parse *parse, uint32_t indent, struct script_field *field)
{
	if (parse->line.number == 0 || parse->line.indent <= indent)
		return;
	buf_clear(&parse->value);
	buf_add(&parse->value, field->value);
	while (parse->line.number != 0 && parse->line.indent > indent) {
		if (parse->value.len > 0)
			buf_add_char(&parse->value, '\n');
		buf_add(&parse->value, parse->line.text);
		advance(parse);
	}
	assert(!parse->value.over);
	field->value = arena_str(parse->arena, buf_str(&parse->value));
}

static bool is_repeated(const struct script_field *fields, uint32_t count, struct str name)
{
	for (uint32_t i = 0; i < count; i++) {
		if (str_eq(fields[i].name, name))
			return true;
	}
	return false;
}

/* The lines below an act that stand deeper than it. */
static bool read_fields(struct parse *parse, uint32_t statement_indent,
			struct script_statement *statement)
{
	struct script_field fields[LIMIT_SCRIPT_FIELDS];
	uint32_t count = 0, indent = parse->line.indent;

	while (parse->line.number != 0 && parse->line.indent > statement_indent) {
		struct line line = parse->line;
		struct script_field field = { .line = line.number };

		if (line.indent != indent)
			return fault_at(parse, SCRIPT_FAULT_bad_indent, line.number, line.text);
		if (!split_field(line.text, &field))
			return fault_at(parse, SCRIPT_FAULT_bad_field, line.number, line.text);
		if (is_repeated(fields, count, field.name))
			return fault_at(parse, SCRIPT_FAULT_field_twice, line.number, field.name);
		if (count == LIMIT_SCRIPT_FIELDS)
			return fault_at(parse, SCRIPT_FAULT_too_many_fields, line.number,
					field.name);
		advance(parse);
		read_value(parse, indent, &field);
		fields[count++] = field;
	}
	statement->nfields = count;
	if (count > 0) {
		statement->fields = arena_alloc(parse->arena, count * sizeof *fields);
		memcpy(statement->fields, fields, count * sizeof *fields);
	}
	return true;
}

/* ---- statements ---------------------------------------------------------------------------- */

static bool keep(struct parse *parse, const struct script_statement *statement)
{
	if (parse->count == LIMIT_SCRIPT_STATEMENTS)
		return fault_at(parse, SCRIPT_FAULT_too_many_statements, statement->line,
				(struct str){ "", 0 });
	if (parse->count == parse->size) {
		uint32_t size = parse->size == 0 ? 64 : parse->size * 2;
		struct script_statement *more = arena_alloc(parse->arena, size * sizeof *more);

		if (parse->count > 0)
			memcpy(more, parse->statements, parse->count * sizeof *more);
		parse->statements = more;
		parse->size = size;
	}
	parse->statements[parse->count++] = *statement;
	return true;
}

static bool read_statement(struct parse *parse)
{
	struct line line = parse->line;
	struct script_statement statement = { .line = line.number };
	struct str near = { "", 0 };
	enum script_fault_kind fault = script_grammar_read(line.text, &statement, &near);

	if (fault != SCRIPT_SOUND)
		return fault_at(parse, fault, line.number, near);
	advance(parse);
	if ((statement.verb == SCRIPT_ACT || statement.verb == SCRIPT_SETUP) &&
	    !read_fields(parse, line.indent, &statement))
		return false;
	return keep(parse, &statement);
}

bool script_parse(struct arena *arena, struct str text, struct script *ret,
		  struct script_fault *ret_fault)
{
	struct parse parse = { .arena = arena, .rest = text, .fault = ret_fault };
	bool sound = true;

	if (text.len > LIMIT_SCRIPT_BYTES)
		return fault_at(&parse, SCRIPT_FAULT_file_too_large, 0, (struct str){ "", 0 });
	if (!utf8_valid(text))
		return fault_at(&parse, SCRIPT_FAULT_not_utf8, 0, (struct str){ "", 0 });
	if (str_starts(text, STR("\xEF\xBB\xBF"))) {
		parse.rest.at += 3;
		parse.rest.len -= 3;
	}
	buf_init(&parse.value, LIMIT_SCRIPT_BYTES);
	advance(&parse);
	while (sound && parse.line.number != 0)
		sound = read_statement(&parse);
	buf_release(&parse.value);
	if (sound)
		*ret = (struct script){ parse.statements, parse.count };
	return sound;
}
