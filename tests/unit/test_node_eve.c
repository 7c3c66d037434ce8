/* From the sensors' log to the desk: added up, brought in whole, and the same batch only once. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"
#include "lib/worldkit.h"

#include "base/hash.h"
#include "wire/eve/eve.h"
#include "wire/http/problem.h"

static struct worldkit kit;

static int setup(void **state)
{
	(void)state;
	worldkit_open(&kit);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	worldkit_close(&kit);
	return 0;
}

static struct refused bring(const char *act, const char *key, struct str text,
			    struct table_row **rows, uint32_t *count)
{
	struct worldkit_result result = worldkit_bring(&kit, act, key, TABLE_LINES, text, NULL);

	*rows = result.rows;
	*count = result.count;
	return result.refused;
}

#define LINE(at, to, sid, severity) \
	"{\"timestamp\":\"2022-02-04T" at "+0800\",\"event_type\":\"alert\",\"src_ip\":" \
	"\"203.0.113.9\",\"dest_ip\":\"" to "\",\"alert\":{\"action\":\"allowed\",\"gid\":1," \
	"\"signature_id\":" #sid ",\"signature\":\"S" #sid "\",\"severity\":" #severity "}}\n"

static void log_to_desk(void **state)
{
	static const char text[] = LINE("18:01:00.000001", "10.20.1.7", 11, 1)
		LINE("18:02:00.5", "10.20.1.8", 11, 1) LINE("18:03:00.5", "10.20.1.8", 12, 2)
		LINE("18:04:00.5", "198.51.100.1", 12, 2);
	const struct kind *alerts = registry_find(STR("cyber_alert"))->kind;
	const struct kind *incidents = registry_find(STR("cyber_incident"))->kind;
	struct eve_sum *sum = arena_alloc(kit.arena, sizeof *sum);
	struct eve_asset asset;
	struct table_row *rows;
	uint32_t count;
	struct hash before, after;
	struct buf lines;

	(void)state;
	assert_null(bring("asset.register", "a",
			  STR("{\"name_zh\":\"票务\",\"name_en\":\"Ticketing\",\"service\":"
			      "\"ticketing\",\"weight\":\"vital\",\"fallback\":\"纸质票根\"}"),
			  &rows, &count).why);
	asset.id = rows[0].record;
	assert_true(addr_parse(STR("10.20.1.0/24"), &asset.block));
	assert_true(eve_read(kit.arena, STR(text), &asset, 1, sum));
	buf_init(&lines, 65536);
	eve_print(sum, &lines);
	assert_null(bring("cyber_alert.observe", "e1", buf_str(&lines), &rows, &count).why);
	assert_int_equal(count, 2);
	assert_int_equal(model_count(pipeline_model(kit.pipeline), alerts), 2);
	/* One of them is grave and its asset vital. */
	assert_int_equal(model_count(pipeline_model(kit.pipeline), incidents), 1);
	model_digest(pipeline_model(kit.pipeline), &before);
	assert_ptr_equal(bring("cyber_alert.observe", "e2", buf_str(&lines), &rows, &count).why,
			 &problem_import_refused);
	for (uint32_t i = 0; i < count; i++)
		assert_string_equal(rows[i].refused.why->name, "imported_before");
	model_digest(pipeline_model(kit.pipeline), &after);
	assert_true(hash_eq(&before, &after));
	buf_release(&lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(log_to_desk) };

	registry_init();
	return cmocka_run_group_tests(tests, setup, teardown);
}
