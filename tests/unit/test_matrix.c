/* The permission matrix as it is printed, every cell tried on the check that acts go through. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include "lib/foreign_json.h"

#include <stdio.h>
#include <string.h>

#include "model/entry.h"
#include "model/view.h"

/*
 * A small event is put together entry by entry, without any check: posts in every relation to the
 * home of the records, one account per role, holding it at each of these posts, and one record of
 * every kind. Who stands in which relation is known from how the posts were placed; the printed
 * matrix says what must follow.
 */
#define HOME "unit"
static const struct place {
	const char *column;                                /* of the matrix */
	const char *post;
	const char *parent;
	const char *origin;
	const char *tier;
} places[] = {
	{ NULL, "nat", NULL, "nat", "national" },
	{ "above", "terr", "nat", "terr", "territorial" },
	{ "desk", "venue", "terr", "venue", "venue" },
	{ "own", HOME, "venue", "venue", "unit" },
	{ "none", "other", "nat", "other", "territorial" },
	{ "addressee", "addr", "other", "addr", "venue" },
	{ "shared", "shar", "other", "shar", "venue" },
	{ "oversight", "over", "nat", "over", "oversight" },
};

static const char *const role_names[] = {
#define ROLE_NAME(name, zh, en) #name,
	ROLES(ROLE_NAME)
#undef ROLE_NAME
};

static struct model *model;
static struct arena *arena;
static json_t *matrix;
static struct ident accounts[ROLE_COUNT];
static const struct record *records[LIMIT_KINDS];
static uint64_t cells, reads;

static code code_of(const char *text)
{
	code value = 0;

	assert_true(code_parse(str_of(text), &value));
	return value;
}

/* ---- putting the event together ----------------------------------------------------------- */

static const struct act_row *making_act(const struct kind_row *row)
{
	for (uint16_t a = 0; a < row->nacts; a++)
		if (row->acts[a].act->from == 0 || (row->acts[a].act->from & IN(NEW)) != 0)
			return &row->acts[a];
	fail_msg("nothing makes a %s", row->kind->name);
	return NULL;
}

/* Something of the right type for a required field; a reference leads to a record made before. */
static struct value usual_value(const struct field *field, uint64_t number)
{
	struct value value = { .field = field };
	struct str rest = str_of(field->target), name;
	const struct kind_row *target = NULL;

	switch (field->type) {
	case FIELD_TEXT:
		value.as.text = arena_printf(arena, "text%llu", (unsigned long long)number);
		break;
	case FIELD_CODE:
		value.as.bits = code_of("made") + number;
		break;
	case FIELD_ENUM:
		value.as.number = field->choices[0].number;
		break;
	case FIELD_SET:
		value.as.bits = UINT64_C(1) << field->choices[0].number;
		break;
	case FIELD_REF:
	case FIELD_REFS:
		if (field->target != NULL && str_split(&rest, ' ', &name))
			target = registry_find(name);
		value.as.ref = target != NULL && records[target->index] != NULL ?
				       records[target->index]->id :
				       (struct ident){ code_of(HOME), 0 };
		if (field->type == FIELD_REFS) {
			struct ident *one = arena_alloc(arena, sizeof *one);

			*one = value.as.ref;
			value.as.refs = (struct ident_list){ one, 1 };
		}
		break;
	default:
		value.as.number = 1;
	}
	return value;
}

/* Applies an entry that makes a record at a post, with these values. */
static const struct record *make(const struct kind_row *row, struct ident id, const char *origin,
				 const char *post, struct value *values, uint32_t count)
{
	struct entry entry = { .kind = row, .act = making_act(row), .values = values,
			       .nvalues = count, .at = 1000, .event_at = 1000 };

	entry.pos = model_pos(model) + 1;
	entry.id.origin = code_of(origin);
	entry.id.seq = model_origin_seq(model, entry.id.origin) + 1;
	entry.record = ident_none(id) ? entry.id : id;
	entry.post = code_of(post);
	entry.effect = entry.act;
	model_apply(model, &entry);
	return model_find(model, entry.record);
}

static void make_post(const struct place *place)
{
	const struct kind_row *row = registry_find(STR("post"));
	const struct field *tier = registry_field(row, STR("tier"));
	struct value values[4];
	uint32_t count = 0;

	values[count++] = (struct value){ .field = registry_field(row, STR("code")),
					  .as.bits = code_of(place->post) };
	values[count++] = (struct value){ .field = registry_field(row, STR("origin")),
					  .as.bits = code_of(place->origin) };
	values[count++] = (struct value){
		.field = tier,
		.as.number = registry_choice_named(tier, str_of(place->tier))->number,
	};
	if (place->parent != NULL)
		values[count++] = (struct value){ .field = registry_field(row, STR("parent")),
						  .as.ref = { code_of(place->parent), 0 } };
	records[row->index] = make(row, (struct ident){ code_of(place->post), 0 }, place->origin,
				   place->post, values, count);
}

static void make_account(uint32_t role)
{
	const struct kind_row *row = registry_find(STR("account"));
	struct value login = { .field = registry_field(row, STR("login")),
			       .as.text = str_of(role_names[role]) };

	accounts[role] = make(row, (struct ident){ 0 }, "nat", "nat", &login, 1)->id;
	for (size_t p = 0; p < COUNT(places); p++) {
		struct duty duty = { .assignment = { code_of(places[p].post), role + 1u },
				     .account = accounts[role],
				     .post = code_of(places[p].post),
				     .role = 1u << role };

		duty_put(model, &duty);
	}
}

static const struct field *addressee_of(const struct kind *kind)
{
	for (uint16_t i = 0; i < kind->nfields; i++)
		if ((kind->fields[i].flags & ADDRESSEE) != 0)
			return &kind->fields[i];
	return NULL;
}

/* Shared with one post, whether or not the kind has an act for it. */
static void share(const struct record *record)
{
	static code with[1];

	with[0] = code_of("shar");
	((struct record *)(uintptr_t)record)->shared = with;
	((struct record *)(uintptr_t)record)->nshared = 1;
}

static void make_record(const struct kind_row *row)
{
	struct value values[LIMIT_FIELDS];
	uint32_t count = 0;

	for (uint16_t i = 0; i < row->kind->nfields; i++) {
		const struct field *field = &row->kind->fields[i];

		if (field == addressee_of(row->kind)) {
			static struct ident to;

			to = (struct ident){ code_of("addr"), 0 };
			values[count] = (struct value){ .field = field };
			if (field->type == FIELD_REFS)
				values[count].as.refs = (struct ident_list){ &to, 1 };
			else
				values[count].as.ref = to;
			count++;
		} else if ((field->flags & REQUIRED) != 0) {
			values[count++] = usual_value(field, row->kind->number);
		}
	}
	records[row->index] = make(row, (struct ident){ 0 }, "venue", HOME, values, count);
	share(records[row->index]);
}

static int begin(void **state)
{
	struct buf buf;

	(void)state;
	registry_init();
	model = model_create();
	arena = arena_create();
	for (size_t p = 0; p < COUNT(places); p++)
		make_post(&places[p]);
	for (uint32_t role = 0; role < ROLE_COUNT; role++)
		make_account(role);
	for (uint16_t k = 0; k < registry_count(); k++)
		if ((registry_at(k)->kind->flags & KIND_CODED) == 0)
			make_record(registry_at(k));
	records[registry_find(STR("post"))->index] =
		model_find(model, (struct ident){ code_of(HOME), 0 });
	share(records[registry_find(STR("post"))->index]);
	buf_init(&buf, 16 * 1024 * 1024);
	print_matrix(&buf);
	matrix = json_loadb(buf.at, buf.len, 0, NULL);
	buf_release(&buf);
	return matrix != NULL ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	json_decref(matrix);
	model_destroy(model);
	arena_destroy(arena);
	return 0;
}

/* ---- what the matrix says ----------------------------------------------------------------- */

static json_t *kind_of(const struct kind_row *row)
{
	return json_array_get(json_object_get(matrix, "kinds"), row->index);
}

static bool says_read(const struct kind_row *row, const char *column)
{
	return json_object_get(json_object_get(kind_of(row), "reads"), column) == json_true();
}

static bool says(const struct kind_row *row, uint16_t act, const char *role, const char *column)
{
	json_t *shown = json_array_get(json_object_get(kind_of(row), "acts"), act);
	json_t *cell = json_object_get(json_object_get(json_object_get(shown, "roles"), role),
				       column);

	assert_string_equal(json_string_value(json_object_get(shown, "act")),
			    row->acts[act].act->name);
	ROW_TRUE(row->acts[act].act->name, cell == json_true() || cell == json_false());
	return cell == json_true();
}

static bool is_column(const struct place *place, const char *name)
{
	return place->column != NULL && strcmp(place->column, name) == 0;
}

/* Whether somebody can stand in this relation to the record at all. */
static bool can_be(const struct kind_row *row, const struct place *place, uint32_t role)
{
	if (is_column(place, "addressee"))
		return addressee_of(row->kind) != NULL;
	if (is_column(place, "oversight"))
		return 1 << role == ROLE_oversight;
	return place->column != NULL;
}

/* ---- what the check says ------------------------------------------------------------------ */

static bool is_about_permission(const struct refusal *why)
{
	return why == &refused_not_permitted || why == &refused_no_such_record ||
	       why == &refused_system_only;
}

static const struct refusal *decide(const struct kind_row *row, const struct act *act,
				    struct ident record, uint32_t role, const char *post)
{
	struct arena *own = arena_create();
	struct request request = { .kind = str_of(row->kind->name), .act = str_of(act->name),
				   .record = record, .actor = accounts[role],
				   .post = code_of(post) };
	struct entry entry;
	struct refused refused = act_decide(model, own, &request, 2000, &entry);

	arena_destroy(own);
	return refused.why;
}

static void try_cell(const struct kind_row *row, uint16_t a, const struct place *place,
		     uint32_t role)
{
	const struct act *act = row->acts[a].act;
	bool makes_only = act->from == 0 || act->from == IN(NEW);
	struct ident record = makes_only ? (struct ident){ 0 } : records[row->index]->id;
	const struct refusal *why = decide(row, act, record, role, place->post);
	bool wanted = says(row, a, role_names[role], place->column);

	cells++;
	if (!is_about_permission(why) != wanted)
		fail_msg("%s.%s by %s, %s: the matrix says %s, the check says %s", row->kind->name,
			 act->name, role_names[role], place->column, wanted ? "yes" : "no",
			 why != NULL ? why->name : "yes");
}

static void test_acts(void **state)
{
	(void)state;
	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind_row *row = registry_at(k);

		for (uint16_t a = 0; a < row->nacts; a++) {
			uint32_t from = row->acts[a].act->from;

			for (size_t p = 0; p < COUNT(places); p++) {
				/* What makes a record makes it at the own post. */
				if ((from == 0 || from == IN(NEW)) &&
				    !is_column(&places[p], "own"))
					continue;
				for (uint32_t role = 0; role < ROLE_COUNT; role++)
					if (can_be(row, &places[p], role))
						try_cell(row, a, &places[p], role);
			}
		}
	}
	print_message("# %llu cells\n", (unsigned long long)cells);
	assert_true(cells > 20u * registry_count());
}

/* Cells in which nobody can stand say no. */
static void test_impossible(void **state)
{
	(void)state;
	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind_row *row = registry_at(k);

		for (uint16_t a = 0; a < row->nacts; a++) {
			uint32_t from = row->acts[a].act->from;

			for (size_t p = 0; p < COUNT(places); p++) {
				const char *column = places[p].column;

				if (column == NULL || is_column(&places[p], "own"))
					continue;
				for (uint32_t role = 0; role < ROLE_COUNT; role++)
					if (from == 0 || from == IN(NEW) ||
					    (is_column(&places[p], "oversight") &&
					     1 << role != ROLE_oversight))
						assert_false(says(row, a, role_names[role],
								  column));
			}
		}
	}
}

static void test_reads(void **state)
{
	(void)state;
	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind_row *row = registry_at(k);

		for (size_t p = 0; p < COUNT(places); p++) {
			bool oversight = is_column(&places[p], "oversight");

			if (!can_be(row, &places[p], ROLE_INDEX_oversight))
				continue;
			reads++;
			if (model_sees(model, records[k], code_of(places[p].post), oversight) !=
			    says_read(row, places[p].column))
				fail_msg("%s is read by %s: the matrix says otherwise",
					 row->kind->name, places[p].column);
		}
	}
	assert_true(reads > 5u * registry_count());
}

/* Without a role at the post, or with a locked account, nobody does anything. */
static void test_without_duty(void **state)
{
	struct ident last = accounts[ROLE_INDEX_commander];

	(void)state;
	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind_row *row = registry_at(k);

		for (uint16_t a = 0; a < row->nacts; a++) {
			const struct act *act = row->acts[a].act;
			const struct refusal *why;

			duty_lock(model, last, true);
			why = decide(row, act, records[k]->id, ROLE_INDEX_commander, HOME);
			duty_lock(model, last, false);
			ROW_TRUE(act->name, why == &refused_account_locked ||
						    is_about_permission(why));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_acts),
		cmocka_unit_test(test_impossible),
		cmocka_unit_test(test_reads),
		cmocka_unit_test(test_without_duty),
	};

	return cmocka_run_group_tests_name("matrix", tests, begin, end);
}
