/* The tables of the kinds as a whole: every deadline has its preset, and the tree has its limit. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/entry.h"
#include "model/registry.h"
#include "node/pipeline.h"

static bool is_preset(const char *key)
{
	for (const struct policy_preset *p = policy_presets; p->key; p++)
		if (strcmp(p->key, key) == 0)
			return true;
	return false;
}

/* ---- every deadline that a clock can ask for ------------------------------------------------- */

static uint32_t keys_tried;

/*
 * Puts every choice into the first "{field}" and goes on with the rest; "none" is what stands there
 * while the field is absent, so it is tried where the record can be without it.
 */
static void try_keys(const struct kind_row *row, const char *pattern)
{
	const char *open = strchr(pattern, '{');
	const char *close = open ? strchr(open, '}') : NULL;
	const struct field *field;
	char key[160];

	if (!open) {
		ROW_TRUE(pattern, is_preset(pattern));
		keys_tried++;
		return;
	}
	field = registry_field(row, (struct str){ open + 1, (uint32_t)(close - open - 1) });
	assert_non_null(field);
	for (const struct choice *c = field->choices; c->number; c++) {
		snprintf(key, sizeof key, "%.*s%s%s", (int)(open - pattern), pattern, c->name,
			 close + 1);
		try_keys(row, key);
	}
	if (field->flags & REQUIRED)
		return;
	snprintf(key, sizeof key, "%.*snone%s", (int)(open - pattern), pattern, close + 1);
	try_keys(row, key);
}

static void every_deadline_has_a_preset(void **state)
{
	(void)state;
	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind_row *row = registry_at(k);

		for (uint16_t c = 0; c < row->nclocks; c++)
			for (uint16_t s = 0; s < row->clocks[c].nsteps; s++)
				if (row->clocks[c].steps[s].policy)
					try_keys(row, row->clocks[c].steps[s].policy);
	}
	assert_true(keys_tried > 60);
	assert_false(is_preset("receipt.order.no_such_step"));
}

/* A step that is due before the one ahead of it would never ring in its turn. */
static void signature_steps_rise(void **state)
{
	static const char *const steps[] = { "realert", "next_contact", "issuer_alarm", "breach" };
	static const char *const subjects[] = { "order",       "report",  "transfer",
						"declaration", "message", "request" };
	struct model *model = model_create();
	char key[80];

	(void)state;
	for (size_t i = 0; i < COUNT(subjects); i++) {
		double before = 0;

		for (size_t s = 0; s < COUNT(steps); s++) {
			double value;

			snprintf(key, sizeof key, "receipt.%s.%s", subjects[i], steps[s]);
			value = policy_or(model, key, 0, 1, -1);
			ROW_TRUE(key, value > before);
			before = value;
		}
	}
	model_destroy(model);
}

static void every_preset_names_its_source(void **state)
{
	(void)state;
	for (const struct policy_preset *p = policy_presets; p->key; p++) {
		ROW_TRUE(p->key, p->source && strlen(p->source) >= 3);
		ROW_TRUE(p->key, p->value >= 0);
	}
}

/* ---- every reaction listens to acts that exist ----------------------------------------------- */

static bool is_act(struct str word)
{
	struct str kind;
	const struct kind_row *row;

	str_split(&word, '.', &kind);
	if (str_eq(kind, STR("*")))
		return str_eq(word, STR("lapse")) || str_eq(word, STR("stop")) ||
		       str_eq(word, STR("start")) || str_eq(word, STR("alarm")) ||
		       str_eq(word, STR("second")) || str_eq(word, STR("responsible")) ||
		       str_eq(word, STR("late"));
	row = registry_find(kind);
	return row && registry_act(row, word);
}

static void every_reaction_listens_to_an_act(void **state)
{
	uint32_t words = 0;

	(void)state;
	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind *kind = registry_at(k)->kind;

		for (uint16_t r = 0; r < kind->nreactions; r++) {
			struct str rest = str_of(kind->reactions[r].on), word;

			while (str_split(&rest, ' ', &word)) {
				ROW_TRUE(kind->reactions[r].on, is_act(word));
				words++;
			}
		}
	}
	assert_true(words > 40);
	assert_false(is_act(STR("order.isue")));
}

/* ---- the limit of the tree ------------------------------------------------------------------- */

static const struct refusal *last_refusal;

static void keep_refusal(void *user, const struct outcome *outcome)
{
	(void)user;
	last_refusal = outcome->refused.why;
}

static void establish(struct pipeline *pipeline, const char *text)
{
	struct arena *arena = arena_create();
	struct json json;
	struct request request = { .kind = STR("post"), .act = STR("establish"), .system = true,
				   .setup = true, .json = &json, .fields = 2 };

	assert_int_equal(json_parse(arena, str_of(text), &json), JSON_OK);
	pipeline_submit(pipeline, &request, keep_refusal, NULL);
	pipeline_settle(pipeline);
	arena_destroy(arena);
}

static void the_tree_has_a_limit(void **state)
{
	const struct pipeline_options options = { .demo_clock = true, .memory = true };
	struct pipeline *pipeline;
	struct str fault;
	char text[240];

	(void)state;
	assert_int_equal(pipeline_open(&options, &pipeline, &fault), LOG_OK);
	pipeline_set_now(pipeline, 1643932800000);
	establish(pipeline, "{\"fields\":{\"code\":\"nat\",\"name_zh\":\"国\",\"name_en\":\"N\","
			    "\"tier\":\"national\"}}");
	assert_null(last_refusal);
	for (int i = 1; i <= LIMIT_POSTS; i++) {
		snprintf(text, sizeof text,
			 "{\"fields\":{\"code\":\"p%d\",\"name_zh\":\"馆\",\"name_en\":\"V\","
			 "\"tier\":\"venue\",\"parent\":\"nat\"}}",
			 i);
		establish(pipeline, text);
		if (i < LIMIT_POSTS)
			assert_null(last_refusal);
	}
	assert_non_null(last_refusal);
	assert_string_equal(last_refusal->name, "too_many_posts");
	assert_int_equal(tree_count(pipeline_model(pipeline)), LIMIT_POSTS);
	assert_int_equal(pipeline_close(pipeline), LOG_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_deadline_has_a_preset),
		cmocka_unit_test(signature_steps_rise),
		cmocka_unit_test(every_preset_names_its_source),
		cmocka_unit_test(every_reaction_listens_to_an_act),
		cmocka_unit_test(the_tree_has_a_limit),
	};

	registry_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
