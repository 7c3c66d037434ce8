/* What is printed from the tables: every kind, act, field and refusal, in both languages. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include "lib/foreign_json.h"

#include <stdio.h>
#include <string.h>

#include "model/kernel_args.h"
#include "model/print.h"
#include "model/view.h"

#define PRINT_MOST (16 * 1024 * 1024)

static const struct refusal more_one = { "only_of_the_test", "仅测试用", "Of the test only", 418 };
static const struct refusal *const more[] = { &more_one, NULL };

/* An independent reader of JSON: what is printed must be JSON to others too. */
static json_t *parsed(const struct buf *buf)
{
	json_error_t error;
	json_t *root = json_loadb(buf->at, buf->len, JSON_REJECT_DUPLICATES, &error);

	if (root == NULL)
		fail_msg("line %d: %s", error.line, error.text);
	return root;
}

static json_t *print_parsed(void (*print)(struct buf *))
{
	struct buf buf;
	json_t *root;

	buf_init(&buf, PRINT_MOST);
	print(&buf);
	assert_false(buf.over);
	root = parsed(&buf);
	buf_release(&buf);
	return root;
}

static void print_api(struct buf *buf)
{
	print_openapi(more, buf);
}

static json_t *named(json_t *list, const char *name)
{
	size_t i;
	json_t *one;

	json_array_foreach(list, i, one) {
		const char *text = json_string_value(json_object_get(one, "name"));

		if (text != NULL && strcmp(text, name) == 0)
			return one;
	}
	fail_msg("%s is missing", name);
	return NULL;
}

static void assert_labels(const char *name, json_t *object)
{
	ROW_TRUE(name, json_string_length(json_object_get(object, "zh")) > 0);
	ROW_TRUE(name, json_string_length(json_object_get(object, "en")) > 0);
}

static bool is_true(json_t *object, const char *key)
{
	return json_object_get(object, key) == json_true();
}

static size_t size_of(json_t *object, const char *key)
{
	return json_array_size(json_object_get(object, key));
}

/* ---- the schema ---------------------------------------------------------------------------- */

static void assert_fields(const struct kind *kind, json_t *shown)
{
	assert_int_equal(size_of(shown, "fields"), kind->nfields);
	for (uint16_t i = 0; i < kind->nfields; i++) {
		const struct field *field = &kind->fields[i];
		json_t *row = named(json_object_get(shown, "fields"), field->name);
		bool chosen = field->type == FIELD_ENUM || field->type == FIELD_SET;
		json_t *choice;
		size_t c;

		assert_labels(field->name, row);
		ROW_TRUE(field->name, json_integer_value(json_object_get(row, "number")) ==
					      field->number);
		ROW_TRUE(field->name, is_true(row, "required") == ((field->flags & REQUIRED) != 0));
		ROW_TRUE(field->name, is_true(row, "system") == ((field->flags & SYSTEM) != 0));
		ROW_TRUE(field->name, (size_of(row, "target") > 0) == (field->target != NULL));
		ROW_TRUE(field->name, (size_of(row, "choices") > 0) == chosen);
		json_array_foreach(json_object_get(row, "choices"), c, choice)
			assert_labels(field->name, choice);
	}
}

static void assert_acts(const struct kind_row *row, json_t *shown)
{
	assert_int_equal(size_of(shown, "acts"), row->nacts);
	for (uint16_t i = 0; i < row->nacts; i++) {
		const struct act *act = row->acts[i].act;
		json_t *one = named(json_object_get(shown, "acts"), act->name);
		size_t takes = (size_t)__builtin_popcountll(row->acts[i].takes & row->all);

		assert_labels(act->name, one);
		ROW_TRUE(act->name, is_true(one, "system") == ((act->roles & ROLE_ALL) == 0));
		ROW_TRUE(act->name, is_true(one, "system") || size_of(one, "roles") > 0);
		ROW_TRUE(act->name, is_true(one, "new") || size_of(one, "from") > 0);
		ROW_TRUE(act->name, size_of(one, "takes") == takes);
		ROW_TRUE(act->name, is_true(one, "second") == ((act->flags & ACT_SECOND) != 0));
	}
}

static void assert_rest(const struct kind *kind, json_t *shown)
{
	const struct kind_row *row = registry_of(kind);
	size_t refusals = 0;

	assert_int_equal(size_of(shown, "states"), kind->nstates);
	for (uint16_t i = 0; i < kind->nstates; i++)
		assert_labels(kind->states[i].name,
			      named(json_object_get(shown, "states"), kind->states[i].name));
	assert_int_equal(size_of(shown, "clocks"), row->nclocks);
	for (uint16_t i = 0; i < row->nclocks; i++) {
		json_t *clock = named(json_object_get(shown, "clocks"), row->clocks[i].name);

		assert_labels(row->clocks[i].name, clock);
		assert_int_equal(size_of(clock, "steps"), row->clocks[i].nsteps);
	}
	for (const struct refusal *const *r = kind->refusals; r != NULL && *r != NULL; r++) {
		assert_labels((*r)->name, named(json_object_get(shown, "refusals"), (*r)->name));
		refusals++;
	}
	assert_int_equal(size_of(shown, "refusals"), refusals);
}

static void test_schema(void **state)
{
	json_t *root = print_parsed(print_schema);

	(void)state;
	assert_int_equal(size_of(root, "kinds"), registry_count());
	assert_int_equal(size_of(root, "roles"), ROLE_COUNT);
	assert_true(size_of(root, "tiers") >= 5);
	for (const struct refusal *const *r = refusal_all; *r != NULL; r++)
		assert_labels((*r)->name, named(json_object_get(root, "refusals"), (*r)->name));
	for (uint16_t i = 0; i < registry_count(); i++) {
		const struct kind_row *row = registry_at(i);
		json_t *shown = named(json_object_get(root, "kinds"), row->kind->name);

		assert_labels(row->kind->name, shown);
		assert_labels(row->kind->name, json_object_get(shown, "doc"));
		ROW_TRUE(row->kind->name, size_of(shown, "sees") > 0);
		assert_fields(row->kind, shown);
		assert_acts(row, shown);
		assert_rest(row->kind, shown);
	}
	json_decref(root);
}

/* ---- OpenAPI ------------------------------------------------------------------------------- */

static json_t *path_of(json_t *root, const char *kind, const char *rest)
{
	char path[160];
	json_t *found;

	snprintf(path, sizeof path, "/records/%s%s", kind, rest);
	found = json_object_get(json_object_get(root, "paths"), path);
	ROW_TRUE(path, found != NULL);
	return found;
}

static json_t *fields_schema(json_t *root, const char *kind, const char *act)
{
	char name[160];
	json_t *schemas = json_object_get(json_object_get(root, "components"), "schemas");

	snprintf(name, sizeof name, "%s.%s", kind, act);
	ROW_TRUE(name, json_object_get(schemas, name) != NULL);
	return json_object_get(json_object_get(schemas, name), "properties");
}

static void assert_act_path(json_t *root, const struct kind_row *row,
			    const struct act_row *act_row)
{
	const char *kind = row->kind->name, *act = act_row->act->name;
	json_t *properties;
	char rest[80];

	if ((act_row->act->roles & ROLE_ALL) == 0)
		return;
	snprintf(rest, sizeof rest, "/{id}/%s", act);
	if ((act_row->act->from & ANY_STATE) != 0)
		ROW_TRUE(act, json_object_get(path_of(root, kind, rest), "post") != NULL);
	if (print_makes(act_row->act))
		ROW_TRUE(act, json_object_get(path_of(root, kind, ""), "post") != NULL);
	properties = fields_schema(root, kind, act);
	for (uint16_t i = 0; i < row->kind->nfields; i++) {
		const struct field *field = &row->kind->fields[i];
		bool taken = (act_row->takes >> field->number & 1) != 0;

		if ((act_row->act->flags & ACT_KERNEL) != 0 &&
		    kernel_args_takes(act_row->act->number, str_of(field->name)))
			continue;
		ROW_TRUE(field->name, (json_object_get(properties, field->name) != NULL) == taken);
	}
}

/* "#/components/schemas/Ident" leads somewhere. */
static bool leads(json_t *root, const char *ref)
{
	struct str rest = str_of(ref), word;
	json_t *at = root;

	str_split(&rest, '/', &word);
	while (at != NULL && str_split(&rest, '/', &word))
		at = json_object_getn(at, word.at, word.len);
	return at != NULL && str_starts(str_of(ref), STR("#/"));
}

static void assert_refs(json_t *root, json_t *at)
{
	const char *key;
	json_t *value;
	size_t i;

	json_object_foreach(at, key, value) {
		if (strcmp(key, "$ref") == 0)
			ROW_TRUE(json_string_value(value), leads(root, json_string_value(value)));
		assert_refs(root, value);
	}
	json_array_foreach(at, i, value)
		assert_refs(root, value);
}

/* Whether a text stands anywhere as the item of an "enum". */
static bool enumerated(json_t *at, const char *text)
{
	const char *key;
	json_t *value, *item;
	size_t i;

	json_object_foreach(at, key, value) {
		if (strcmp(key, "enum") == 0)
			json_array_foreach(value, i, item)
				if (strcmp(json_string_value(item), text) == 0)
					return true;
		if (enumerated(value, text))
			return true;
	}
	json_array_foreach(at, i, value)
		if (enumerated(value, text))
			return true;
	return false;
}

static void test_openapi_kinds(void **state)
{
	json_t *root = print_parsed(print_api);

	(void)state;
	assert_string_equal(json_string_value(json_object_get(root, "openapi")), "3.1.0");
	for (uint16_t i = 0; i < registry_count(); i++) {
		const struct kind_row *row = registry_at(i);

		path_of(root, row->kind->name, "/{id}/history");
		path_of(root, row->kind->name, "/{id}/related");
		ROW_TRUE(row->kind->name,
			 json_object_get(path_of(root, row->kind->name, "/{id}"), "get") != NULL);
		for (uint16_t a = 0; a < row->nacts; a++)
			assert_act_path(root, row, &row->acts[a]);
	}
	json_decref(root);
}

static void test_openapi_whole(void **state)
{
	json_t *root = print_parsed(print_api);
	json_t *responses = json_object_get(json_object_get(root, "components"), "responses");

	(void)state;
	assert_refs(root, root);
	for (const struct refusal *const *r = refusal_all; *r != NULL; r++)
		ROW_TRUE((*r)->name, enumerated(responses, (*r)->name));
	for (uint16_t i = 0; i < registry_count(); i++)
		for (const struct refusal *const *r = registry_at(i)->kind->refusals;
		     r != NULL && *r != NULL; r++)
			ROW_TRUE((*r)->name, enumerated(responses, (*r)->name));
	assert_true(enumerated(responses, more_one.name));
	assert_false(enumerated(responses, "no_such_refusal_at_all"));
	json_decref(root);
}

/* No two operations share a name, and each has a summary in both languages. */
static void test_openapi_operations(void **state)
{
	json_t *root = print_parsed(print_api), *seen = json_object();
	const char *path, *method;
	json_t *methods, *operation;

	(void)state;
	json_object_foreach(json_object_get(root, "paths"), path, methods) {
		json_object_foreach(methods, method, operation) {
			const char *id =
				json_string_value(json_object_get(operation, "operationId"));
			const char *summary =
				json_string_value(json_object_get(operation, "summary"));

			ROW_TRUE(path, id != NULL && json_object_get(seen, id) == NULL);
			ROW_TRUE(path, summary != NULL && strstr(summary, " / ") != NULL);
			json_object_set_new(seen, id, json_true());
		}
	}
	assert_true(json_object_size(seen) > 5u * registry_count());
	json_decref(seen);
	json_decref(root);
}

/* ---- text ---------------------------------------------------------------------------------- */

static void assert_in(const char *row, const struct buf *buf, const char *format, const char *name)
{
	char part[200];

	snprintf(part, sizeof part, "%s%s%s", format, name, format);
	ROW_TRUE(row, str_contains(buf_str(buf), str_of(part)));
}

static void test_types(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, PRINT_MOST);
	print_types(more, &buf);
	assert_false(buf.over);
	assert_in("more", &buf, "\"", more_one.name);
	for (const struct refusal *const *r = refusal_all; *r != NULL; r++)
		assert_in((*r)->name, &buf, "\"", (*r)->name);
	for (uint16_t i = 0; i < registry_count(); i++) {
		const struct kind_row *row = registry_at(i);

		assert_in(row->kind->name, &buf, "\"", row->kind->name);
		for (uint16_t a = 0; a < row->nacts; a++)
			if ((row->acts[a].act->roles & ROLE_ALL) != 0)
				assert_in(row->kind->name, &buf, "\"", row->acts[a].act->name);
		for (uint16_t f = 0; f < row->kind->nfields; f++)
			assert_in(row->kind->name, &buf, "\"", row->kind->fields[f].name);
		for (const struct refusal *const *r = row->kind->refusals; r && *r; r++)
			assert_in((*r)->name, &buf, "\"", (*r)->name);
	}
	buf_release(&buf);
}

static void assert_page(const struct kind_row *row)
{
	const struct kind *kind = row->kind;
	struct buf buf;

	buf_init(&buf, PRINT_MOST);
	print_reference(row, &buf);
	assert_in(kind->name, &buf, "", kind->zh);
	assert_in(kind->name, &buf, "", kind->doc_en);
	for (uint16_t f = 0; f < kind->nfields; f++) {
		assert_in(kind->name, &buf, "`", kind->fields[f].name);
		assert_in(kind->name, &buf, "", kind->fields[f].zh);
	}
	for (uint16_t s = 0; s < kind->nstates; s++)
		assert_in(kind->name, &buf, "`", kind->states[s].name);
	for (uint16_t a = 0; a < row->nacts; a++)
		assert_in(kind->name, &buf, "`", row->acts[a].act->name);
	for (uint16_t c = 0; c < row->nclocks; c++)
		for (uint16_t s = 0; s < row->clocks[c].nsteps; s++)
			if (row->clocks[c].steps[s].policy)
				assert_in(kind->name, &buf, "`", row->clocks[c].steps[s].policy);
	for (const struct refusal *const *r = kind->refusals; r && *r; r++)
		assert_in(kind->name, &buf, "`", (*r)->name);
	buf_release(&buf);
}

static void test_reference(void **state)
{
	struct buf index, refusals, policy;

	(void)state;
	buf_init(&index, PRINT_MOST);
	buf_init(&refusals, PRINT_MOST);
	buf_init(&policy, PRINT_MOST);
	print_reference_index(&index);
	print_reference_refusals(more, &refusals);
	print_reference_policy(&policy);
	for (uint16_t i = 0; i < registry_count(); i++) {
		assert_page(registry_at(i));
		assert_in("index", &index, "`", registry_at(i)->kind->name);
		for (const struct refusal *const *r = registry_at(i)->kind->refusals; r && *r; r++)
			assert_in((*r)->name, &refusals, "`", (*r)->name);
	}
	for (const struct refusal *const *r = refusal_all; *r != NULL; r++)
		assert_in((*r)->name, &refusals, "`", (*r)->name);
	assert_in("more", &refusals, "`", more_one.name);
	for (const struct policy_preset *p = policy_presets; p->key != NULL; p++) {
		assert_in(p->key, &policy, "`", p->key);
		ROW_TRUE(p->key, p->source != NULL && p->source[0] != '\0');
	}
	buf_release(&index);
	buf_release(&refusals);
	buf_release(&policy);
}

static void test_kinds_lines(void **state)
{
	struct buf buf;
	uint32_t lines = 0;

	(void)state;
	buf_init(&buf, PRINT_MOST);
	print_kinds(&buf);
	for (size_t i = 0; i < buf.len; i++)
		lines += buf.at[i] == '\n';
	assert_int_equal(lines, registry_count());
	buf_release(&buf);
}

/* ---- the matrix ---------------------------------------------------------------------------- */

static void test_matrix(void **state)
{
	json_t *root = print_parsed(print_matrix), *kind, *act, *role;
	size_t columns = size_of(root, "relations"), k, a;
	const char *name;

	(void)state;
	assert_int_equal(size_of(root, "kinds"), registry_count());
	json_array_foreach(json_object_get(root, "kinds"), k, kind) {
		assert_int_equal(json_object_size(json_object_get(kind, "reads")), columns);
		assert_int_equal(size_of(kind, "acts"), registry_at((uint16_t)k)->nacts);
		json_array_foreach(json_object_get(kind, "acts"), a, act) {
			json_t *roles = json_object_get(act, "roles");

			assert_int_equal(json_object_size(roles), ROLE_COUNT);
			json_object_foreach(roles, name, role)
				ROW_TRUE(name, json_object_size(role) == columns);
		}
	}
	json_decref(root);
}

static void test_matrix_text(void **state)
{
	struct buf buf;
	uint32_t lines = 0, wanted = 1;

	(void)state;
	buf_init(&buf, PRINT_MOST);
	print_matrix_text(&buf);
	for (size_t i = 0; i < buf.len; i++)
		lines += buf.at[i] == '\n';
	for (uint16_t k = 0; k < registry_count(); k++)
		wanted += 1u + registry_at(k)->nacts * (uint32_t)ROLE_COUNT;
	assert_int_equal(lines, wanted);
	buf_release(&buf);
}

/* ---- small pieces -------------------------------------------------------------------------- */

/* The list of the kernel's arguments that is printed is the one that is read. */
static void test_args(void **state)
{
	(void)state;
	for (const struct print_arg *arg = print_args; arg->act != 0; arg++) {
		ROW_TRUE(arg->name, kernel_args_takes(arg->act, str_of(arg->name)));
		ROW_TRUE(arg->name, *arg->zh != '\0' && *arg->en != '\0');
	}
	for (uint16_t act = ACT_NUMBER_AMEND; act <= ACT_NUMBER_LAPSE; act++) {
		static const char *const words[] = {
			"reason", "post", "to",	  "type",  "hash", "name",
			"mime",	  "size", "into", "clock", "step",
		};

		for (size_t i = 0; i < COUNT(words); i++) {
			bool printed = false;

			for (const struct print_arg *arg = print_args; arg->act != 0; arg++)
				printed |= arg->act == act && strcmp(arg->name, words[i]) == 0;
			ROW_TRUE(words[i], kernel_args_takes(act, str_of(words[i])) == printed);
		}
	}
}

static void test_preset_fits(void **state)
{
	const struct kind_row *incident = registry_find(STR("incident"));
	static const struct {
		const char *pattern, *key;
		bool fits;
	} rows[] = {
		{ "a.b", "a.b", true },
		{ "a.b", "a.c", false },
		{ "a.b", "a.bc", false },
		{ "a.bc", "a.b", false },
		{ "a.{grade}", "a.g1", true },
		{ "a.{grade}.x", "a.g1.x", true },
		{ "a.{grade}", "a.none", true },
		{ "a.{grade}", "a.g9", false },
		{ "a.{grade}", "a.", false },
		{ "a.{nosuch}", "a.g1", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		ROW_TRUE(rows[i].pattern, print_preset_fits(incident, rows[i].pattern,
							    str_of(rows[i].key)) == rows[i].fits);
}

/* A clock whose deadline nobody ever set does not run: each step's key has a shipped value. */
static void test_every_clock_has_a_preset(void **state)
{
	(void)state;
	for (uint16_t i = 0; i < registry_count(); i++) {
		const struct kind_row *row = registry_at(i);

		for (uint16_t c = 0; c < row->nclocks; c++) {
			const struct clock *clock = &row->clocks[c];

			for (uint16_t s = clock->until != NULL; s < clock->nsteps; s++) {
				bool found = false;

				for (const struct policy_preset *p = policy_presets; p->key; p++)
					found |= print_preset_fits(row, clock->steps[s].policy,
								   str_of(p->key));
				ROW_TRUE(clock->steps[s].policy, found);
			}
		}
	}
}

static int begin(void **state)
{
	(void)state;
	registry_init();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_schema),
		cmocka_unit_test(test_openapi_kinds),
		cmocka_unit_test(test_openapi_whole),
		cmocka_unit_test(test_openapi_operations),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_reference),
		cmocka_unit_test(test_kinds_lines),
		cmocka_unit_test(test_matrix),
		cmocka_unit_test(test_matrix_text),
		cmocka_unit_test(test_args),
		cmocka_unit_test(test_preset_fits),
		cmocka_unit_test(test_every_clock_has_a_preset),
	};

	return cmocka_run_group_tests_name("model_print", tests, begin, NULL);
}
