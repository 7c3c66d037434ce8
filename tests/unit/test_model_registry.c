/* The check of the kinds' tables: each fault is found and named, and our own tables have none. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/registry.h"

#define FIELD(number_, name_, ...)                                                                 \
	{                                                                                          \
		.number = number_, .name = name_, .zh = "标题", .en = "Title", __VA_ARGS__         \
	}
#define ACT(number_, name_, to_, roles_, ...)                                                      \
	{                                                                                          \
		.number = number_, .name = name_, .zh = "建立", .en = "Make", .to = to_,           \
		.roles = roles_, __VA_ARGS__                                                       \
	}
#define TITLE_FIELD FIELD(1, "title", .max = 9)
#define MAKE_ACT ACT(1, "make", 1, ROLE_DESK, .flags = 0)
#define STATE                                                                                      \
	{                                                                                          \
		1, "made", "已建立", "Made", STATE_OPEN                                            \
	}

static const struct state one_state[] = { STATE };
static const struct clock_step step_good[] = { { "ring", "响铃", "Ring", "a.key", RINGS_HOME, false,
						 NULL } };
static const struct clock_step step_mute[] = { { "ring", "响铃", "Ring", NULL, RINGS_HOME, false,
						 NULL } };
static const struct clock_step step_wild[] = { { "ring", "响铃", "Ring", "a.key", RINGS_HOME, false,
						 "vanish" } };
static const struct choice choice_half[] = { { 1, "a", "甲", "", NULL }, { 0 } };

/* A table with one fault, and a word of what the check must say. */
struct row {
	const char *says;
	struct field fields[2];
	struct act acts[2];
	struct clock clocks[1];
	uint16_t nfields, nacts, nclocks;
};

static const struct row rows[] = {
	{ "field number out of range",
	  { FIELD(0, "title", .max = 9) },
	  { MAKE_ACT },
	  { { 0 } },
	  1,
	  1,
	  0 },
	{ "field without both languages",
	  { { .number = 1, .name = "title", .zh = "标题", .en = "" } },
	  { MAKE_ACT },
	  { { 0 } },
	  1,
	  1,
	  0 },
	{ "field number or name used twice",
	  { TITLE_FIELD, TITLE_FIELD },
	  { MAKE_ACT },
	  { { 0 } },
	  2,
	  1,
	  0 },
	{ "field that no kind may hold",
	  { FIELD(1, "licence_plate", .max = 9) },
	  { MAKE_ACT },
	  { { 0 } },
	  1,
	  1,
	  0 },
	{ "field that no kind may hold",
	  { FIELD(1, "face", .max = 9) },
	  { MAKE_ACT },
	  { { 0 } },
	  1,
	  1,
	  0 },
	{ "field that no kind may hold",
	  { FIELD(1, "claim_author", .max = 9) },
	  { MAKE_ACT },
	  { { 0 } },
	  1,
	  1,
	  0 },
	{ "field that no kind may hold",
	  { FIELD(1, "watchlist", .max = 9) },
	  { MAKE_ACT },
	  { { 0 } },
	  1,
	  1,
	  0 },
	{ "public state and public fields go together",
	  { FIELD(1, "title", .flags = PUBLIC, .max = 9) },
	  { MAKE_ACT },
	  { { 0 } },
	  1,
	  1,
	  0 },
	{ "public field names a person",
	  { FIELD(1, "title", .flags = PUBLIC | PERSONAL, .max = 9, .retain_days = 9) },
	  { MAKE_ACT },
	  { { 0 } },
	  1,
	  1,
	  0 },
	{ "choices missing",
	  { FIELD(1, "title", .type = FIELD_ENUM) },
	  { MAKE_ACT },
	  { { 0 } },
	  1,
	  1,
	  0 },
	{ "choice without both languages",
	  { FIELD(1, "title", .type = FIELD_ENUM, .choices = choice_half) },
	  { MAKE_ACT },
	  { { 0 } },
	  1,
	  1,
	  0 },
	{ "personal field without a retention",
	  { FIELD(1, "title", .flags = PERSONAL) },
	  { MAKE_ACT },
	  { { 0 } },
	  1,
	  1,
	  0 },
	{ "personal field that the record cannot do without",
	  { FIELD(1, "title", .flags = PERSONAL | REQUIRED, .retain_days = 9) },
	  { MAKE_ACT },
	  { { 0 } },
	  1,
	  1,
	  0 },
	{ "personal field that the record cannot do without",
	  { FIELD(1, "title", .flags = PERSONAL | UNIQUE, .retain_days = 9) },
	  { MAKE_ACT },
	  { { 0 } },
	  1,
	  1,
	  0 },
	{ "personal fields with different retention times",
	  { FIELD(1, "title", .flags = PERSONAL, .retain_days = 9),
	    FIELD(2, "other", .flags = PERSONAL, .retain_days = 10) },
	  { MAKE_ACT },
	  { { 0 } },
	  2,
	  1,
	  0 },
	{ "an addressee must be a reference",
	  { FIELD(1, "title", .flags = ADDRESSEE) },
	  { MAKE_ACT },
	  { { 0 } },
	  1,
	  1,
	  0 },
	{ "field refers to an unknown kind",
	  { FIELD(1, "title", .type = FIELD_REF, .target = "ghost") },
	  { MAKE_ACT },
	  { { 0 } },
	  1,
	  1,
	  0 },
	{ "act without number or both",
	  { TITLE_FIELD },
	  { { .number = 1, .name = "make", .en = "Make", .to = 1, .roles = ROLE_DESK } },
	  { { 0 } },
	  1,
	  1,
	  0 },
	{ "act number or name used twice",
	  { TITLE_FIELD },
	  { MAKE_ACT, MAKE_ACT },
	  { { 0 } },
	  1,
	  2,
	  0 },
	{ "act leads to an unknown state",
	  { TITLE_FIELD },
	  { ACT(1, "make", 9, ROLE_DESK, .flags = 0) },
	  { { 0 } },
	  1,
	  1,
	  0 },
	{ "act makes a record without a state",
	  { TITLE_FIELD },
	  { ACT(1, "make", SAME, ROLE_DESK, .flags = 0) },
	  { { 0 } },
	  1,
	  1,
	  0 },
	{ "two-person act needs a record",
	  { TITLE_FIELD },
	  { ACT(1, "make", 1, ROLE_DESK, .flags = ACT_SECOND) },
	  { { 0 } },
	  1,
	  1,
	  0 },
	{ "act that nobody may do",
	  { TITLE_FIELD },
	  { ACT(1, "make", 1, 0, .flags = 0) },
	  { { 0 } },
	  1,
	  1,
	  0 },
	{ "act leads from an unknown state",
	  { TITLE_FIELD },
	  { MAKE_ACT, ACT(2, "move", 1, ROLE_DESK, .from = IN(7)) },
	  { { 0 } },
	  1,
	  2,
	  0 },
	{ "act names an unknown field",
	  { TITLE_FIELD },
	  { ACT(1, "make", 1, ROLE_DESK, .takes = "ghost") },
	  { { 0 } },
	  1,
	  1,
	  0 },
	{ "clock without both languages or steps",
	  { TITLE_FIELD },
	  { MAKE_ACT },
	  { { .number = 1, .name = "c", .zh = "钟", .en = "Clock" } },
	  1,
	  1,
	  1 },
	{ "clock has the name of the kernel's own",
	  { TITLE_FIELD },
	  { MAKE_ACT },
	  { { .number = 1,
	      .name = "second",
	      .zh = "钟",
	      .en = "Clock",
	      .steps = step_good,
	      .nsteps = 1 } },
	  1,
	  1,
	  1 },
	{ "clock step without both languages or policy",
	  { TITLE_FIELD },
	  { MAKE_ACT },
	  { { .number = 1,
	      .name = "c",
	      .zh = "钟",
	      .en = "Clock",
	      .steps = step_mute,
	      .nsteps = 1 } },
	  1,
	  1,
	  1 },
	{ "clock names an unknown act",
	  { TITLE_FIELD },
	  { MAKE_ACT },
	  { { .number = 1,
	      .name = "c",
	      .zh = "钟",
	      .en = "Clock",
	      .steps = step_wild,
	      .nsteps = 1 } },
	  1,
	  1,
	  1 },
	{ "clock names an unknown act",
	  { TITLE_FIELD },
	  { MAKE_ACT },
	  { { .number = 1,
	      .name = "c",
	      .zh = "钟",
	      .en = "Clock",
	      .steps = step_good,
	      .nsteps = 1,
	      .starts = "ghost" } },
	  1,
	  1,
	  1 },
	{ "act names an unknown field",
	  { TITLE_FIELD },
	  { MAKE_ACT },
	  { { .number = 1,
	      .name = "c",
	      .zh = "钟",
	      .en = "Clock",
	      .steps = step_good,
	      .nsteps = 1,
	      .until = "ghost" } },
	  1,
	  1,
	  1 },
};

static struct kind kind_of(const struct row *row)
{
	return (struct kind){ .number = 900,
			      .name = "sample",
			      .module = "duty",
			      .zh = "样例",
			      .en = "Sample",
			      .doc_zh = "样例。",
			      .doc_en = "A sample.",
			      .fields = row->fields,
			      .nfields = row->nfields,
			      .states = one_state,
			      .nstates = 1,
			      .acts = row->acts,
			      .nacts = row->nacts,
			      .clocks = row->clocks,
			      .nclocks = row->nclocks };
}

static void names_each_fault(void **state)
{
	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct kind kind = kind_of(&rows[i]);
		const struct kind *const kinds[] = { &kind, NULL };
		const char *fault = registry_fault(kinds);

		if (!fault || !strstr(fault, rows[i].says))
			fail_msg("row %zu: expected \"%s\", found \"%s\"", i, rows[i].says,
				 fault ? fault : "no fault");
	}
}

static bool lacks(const struct model *model, const struct record *record, instant at)
{
	(void)model;
	(void)record;
	return at != 0;
}

static void names_faults_of_gaps(void **state)
{
	static const struct row good = { NULL, { TITLE_FIELD }, { MAKE_ACT }, { { 0 } }, 1, 1, 0 };
	static const struct gap whole = { .name = "g", .zh = "缺", .en = "Gap",
					  .severity = GAP_SEVERE, .in = ANY_STATE, .open = lacks,
					  .act = "make" };
	struct gap gaps[2] = { whole, whole };
	struct kind a = kind_of(&good);
	const struct kind *const one[] = { &a, NULL };

	(void)state;
	a.gaps = gaps;
	a.ngaps = 1;
	assert_null(registry_fault(one));
	gaps[0].act = "sample.make";
	assert_null(registry_fault(one));
	gaps[0].act = "ghost";
	assert_non_null(strstr(registry_fault(one), "gap that no known act closes"));
	gaps[0].act = "ghost.make";
	assert_non_null(strstr(registry_fault(one), "gap that no known act closes"));
	gaps[0] = whole;
	gaps[0].field = "ghost";
	assert_non_null(strstr(registry_fault(one), "unknown field"));
	gaps[0] = whole;
	gaps[0].en = NULL;
	assert_non_null(strstr(registry_fault(one), "gap without name"));
	gaps[0] = whole;
	gaps[0].severity = 0;
	assert_non_null(strstr(registry_fault(one), "gap without name"));
	gaps[0] = whole;
	gaps[0].in = IN(31);
	assert_non_null(strstr(registry_fault(one), "gap in an unknown state"));
	gaps[0] = whole;
	a.ngaps = 2;
	assert_non_null(strstr(registry_fault(one), "gap named twice"));
}

static void tells_nothing(const struct model *model, const struct record *record, instant now,
			  instant at, double ret[COUNTDOWN_LINES])
{
	(void)model;
	(void)record;
	(void)now;
	ret[0] = (double)at;
}

static void names_faults_of_countdowns(void **state)
{
	static const struct field fields[] = {
		{ .number = 1, .type = FIELD_TEXT, .name = "title", .zh = "标题", .en = "Title",
		  .max = 10, .flags = TITLE },
		{ .number = 2, .type = FIELD_TIME, .name = "day", .zh = "日", .en = "Day" },
		{ .number = 3, .type = FIELD_INT, .name = "people", .zh = "人", .en = "People" },
	};
	static const struct row good = { NULL, { TITLE_FIELD }, { MAKE_ACT }, { { 0 } }, 1, 1, 0 };
	static const struct countdown whole = { .day = "day", .days = 90, .lines = "people",
						.tell = tells_nothing };
	static const struct {
		struct countdown countdown;
		const char *says;
	} faults[] = {
		{ { "ghost", 90, "people", tells_nothing }, "without its day" },
		{ { "people", 90, "people", tells_nothing }, "without its day" },
		{ { "day", 0, "people", tells_nothing }, "without its day" },
		{ { "day", 367, "people", tells_nothing }, "without its day" },
		{ { "day", 90, "people", NULL }, "without its day" },
		{ { "day", 90, "people title", tells_nothing }, "of what is no number" },
		{ { "day", 90, "people people people people people people people people people "
			       "people people people people", tells_nothing }, "of too much" },
	};
	struct kind a = kind_of(&good);
	const struct kind *const one[] = { &a, NULL };

	(void)state;
	a.fields = fields;
	a.nfields = KIND_COUNT(fields);
	a.countdown = &whole;
	assert_null(registry_fault(one));
	for (size_t i = 0; i < KIND_COUNT(faults); i++) {
		a.countdown = &faults[i].countdown;
		assert_non_null(strstr(registry_fault(one), faults[i].says));
	}
}

static void names_faults_between_kinds(void **state)
{
	static const struct row good = { NULL, { TITLE_FIELD }, { MAKE_ACT }, { { 0 } }, 1, 1, 0 };
	struct kind a = kind_of(&good), b = kind_of(&good);
	const struct kind *const twins[] = { &a, &b, NULL };
	const struct kind *const one[] = { &a, NULL };

	(void)state;
	assert_null(registry_fault(one));
	assert_non_null(strstr(registry_fault(twins), "kind number or name used twice"));
	b.number = 901;
	assert_non_null(strstr(registry_fault(twins), "kind number or name used twice"));
	b.name = "other";
	assert_null(registry_fault(twins));
	b.en = NULL;
	assert_non_null(strstr(registry_fault(twins), "kind without both languages"));
	a.number = REGISTRY_NUMBERS;
	assert_non_null(strstr(registry_fault(one), "kind number out of range"));
	a.number = 900;
	a.module = "nowhere";
	assert_non_null(strstr(registry_fault(one), "unknown module"));
	a.module = "duty";
	a.flags = KIND_CODED;
	assert_non_null(strstr(registry_fault(one), "only posts are named by their code"));
}

/* "authority" holds the letters of "author" and is allowed: whole words count. */
static void forbids_words_not_letters(void **state)
{
	static const struct row row = {
		NULL, { FIELD(1, "authority", .max = 9) }, { MAKE_ACT }, { { 0 } }, 1, 1, 0
	};
	struct kind kind = kind_of(&row);
	const struct kind *const kinds[] = { &kind, NULL };

	(void)state;
	assert_null(registry_fault(kinds));
}

/* What a field is called does not help, if people read what it is; nor does a plural. */
static void forbids_what_labels_say(void **state)
{
	static const struct {
		const char *name, *zh, *en;
	} labels[] = {
		{ "number", "车牌号", "Number" },      { "number", "号码", "Licence number" },
		{ "who", "发帖人", "Who" },            { "traits", "特征", "Ethnicity, religion" },
		{ "plates", "标识", "Marks" },         { "note", "重点人员", "Note" },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(labels); i++) {
		struct field field = { .number = 1, .type = FIELD_TEXT, .name = labels[i].name,
				       .zh = labels[i].zh, .en = labels[i].en, .max = 9 };
		static const struct row row = {
			NULL, { FIELD(1, "authority", .max = 9) }, { MAKE_ACT }, { { 0 } }, 1, 1, 0
		};
		struct kind kind = kind_of(&row);
		const struct kind *const kinds[] = { &kind, NULL };
		const char *fault;

		kind.fields = &field;
		kind.nfields = 1;
		fault = registry_fault(kinds);
		if (!fault || !strstr(fault, "field that no kind may hold"))
			fail_msg("%s %s %s", labels[i].name, labels[i].zh, labels[i].en);
	}
}

/* Nor can it stand among choices. */
static void forbids_choices_too(void **state)
{
	static const struct choice choices[] = { { 1, "suspect", "其他", "Other", NULL }, { 0 } };
	struct field field = { .number = 1, .type = FIELD_ENUM, .name = "sort", .zh = "类别",
			       .en = "Sort", .choices = choices };
	static const struct row row = {
		NULL, { FIELD(1, "authority", .max = 9) }, { MAKE_ACT }, { { 0 } }, 1, 1, 0
	};
	struct kind kind = kind_of(&row);
	const struct kind *const kinds[] = { &kind, NULL };

	(void)state;
	kind.fields = &field;
	kind.nfields = 1;
	assert_non_null(strstr(registry_fault(kinds), "choice that no kind may hold"));
}

static void finds_no_fault_in_ours(void **state)
{
	const char *fault = registry_fault(domain_kinds);

	(void)state;
	if (fault)
		fail_msg("%s", fault);
	registry_init();
	assert_true(registry_count() >= 16);
	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind_row *row = registry_at(k);

		assert_ptr_equal(registry_find(str_of(row->kind->name)), row);
		assert_ptr_equal(registry_of(row->kind), row);
		for (uint16_t a = 0; a < row->nacts; a++)
			assert_ptr_equal(registry_act(row, str_of(row->acts[a].act->name)),
					 &row->acts[a]);
	}
	assert_null(registry_find(STR("ghost")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_each_fault),
		cmocka_unit_test(names_faults_of_gaps),
		cmocka_unit_test(names_faults_of_countdowns),
		cmocka_unit_test(names_faults_between_kinds),
		cmocka_unit_test(forbids_words_not_letters),
		cmocka_unit_test(forbids_what_labels_say),
		cmocka_unit_test(forbids_choices_too),
		cmocka_unit_test(finds_no_fault_in_ours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
