/* The queue before the disk: when it is full acts are refused, and taken again when it is not. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/faultvfs.h"
#include "lib/nodekit.h"
#include "lib/unit.h"
#include "model/registry.h"

struct answers {
	uint32_t done, busy;
};

static void on_answer(void *user, const struct outcome *outcome)
{
	struct answers *answers = user;

	if (!outcome->refused.why)
		answers->done++;
	else if (outcome->refused.why == &refused_busy)
		answers->busy++;
	else
		fail_msg("refused: %s", outcome->refused.why->name);
}

static void log_note(struct pipeline *pipeline, struct answers *answers)
{
	static struct json json;
	const struct record *officer = model_by_unique(pipeline_model(pipeline), "account", "login",
						       STR("nst.duty_officer"));
	struct request request = { .kind = STR("note"), .act = STR("log"),
				   .actor = officer->id, .fields = 2 };
	struct arena *arena = arena_create();

	LOGKIT_MUST(code_parse(STR("nst"), &request.post));
	LOGKIT_MUST(json_parse(arena, STR("{\"fields\":{\"text\":\"x\"}}"), &json) == JSON_OK);
	request.json = &json;
	pipeline_submit(pipeline, &request, on_answer, answers);
	arena_destroy(arena);
}

static void a_full_queue_is_busy(void **state)
{
	struct nodekit_answers unused = { 0 };
	struct answers answers = { 0 };
	char dir[LOGKIT_PATH];
	struct nodekit kit;
	uint64_t before;

	(void)state;
	nodekit_make(dir);
	faultvfs_install();
	LOGKIT_MUST(nodekit_open(&kit, dir, &unused) == LOG_OK);
	before = model_pos(pipeline_model(kit.pipeline));
	faultvfs_stall(true);
	while (answers.busy == 0) {
		assert_true(model_pos(pipeline_model(kit.pipeline)) - before <=
			    LIMIT_QUEUE_ENTRIES);
		log_note(kit.pipeline, &answers);
	}
	/* Nothing was acknowledged that the disk does not have. */
	assert_int_equal(answers.done, 0);
	assert_int_equal(model_pos(pipeline_model(kit.pipeline)) - before,
			 LIMIT_QUEUE_ENTRIES - LIMIT_CASCADE);
	faultvfs_stall(false);
	pipeline_settle(kit.pipeline);
	assert_int_equal(answers.done, LIMIT_QUEUE_ENTRIES - LIMIT_CASCADE);
	log_note(kit.pipeline, &answers);
	pipeline_settle(kit.pipeline);
	assert_int_equal(answers.done, LIMIT_QUEUE_ENTRIES - LIMIT_CASCADE + 1);
	assert_int_equal(answers.busy, 1);
	LOGKIT_MUST(pipeline_close(kit.pipeline) == LOG_OK);
	faultvfs_remove();
	logkit_remove_tree(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_full_queue_is_busy) };

	registry_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
