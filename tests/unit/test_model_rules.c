/* Working days: weekends, the holidays of policy, and the weekends that are worked instead. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include "model/registry.h"
#include "model/rules.h"

static const struct {
	const char *from;
	int days;
	const char *end;
} rows[] = {
	/* Friday before the Spring Festival: Saturday and Sunday are worked, then seven days off */
	{ "2022-01-28T10:00:00+08:00", 1, "2022-01-29T23:59:59+08:00" },
	{ "2022-01-28T10:00:00+08:00", 2, "2022-01-30T23:59:59+08:00" },
	{ "2022-01-28T10:00:00+08:00", 3, "2022-02-07T23:59:59+08:00" },
	{ "2022-01-28T10:00:00+08:00", 5, "2022-02-09T23:59:59+08:00" },
	/* in the middle of it, and late on its last day by the event's clock */
	{ "2022-02-01T08:00:00+08:00", 1, "2022-02-07T23:59:59+08:00" },
	{ "2022-02-06T15:59:59Z", 1, "2022-02-07T23:59:59+08:00" },
	{ "2022-02-06T16:00:00Z", 1, "2022-02-08T23:59:59+08:00" },
	/* the New Year's Monday off, and an ordinary week-end */
	{ "2021-12-31T10:00:00+08:00", 1, "2022-01-04T23:59:59+08:00" },
	{ "2022-02-11T10:00:00+08:00", 1, "2022-02-14T23:59:59+08:00" },
	{ "2022-02-11T10:00:00+08:00", 5, "2022-02-18T23:59:59+08:00" },
	{ "2022-02-11T10:00:00+08:00", 0, "2022-02-11T23:59:59+08:00" },
};

static void working_days_end_at_midnight_of_the_event(void **state)
{
	struct model *model;

	(void)state;
	registry_init();
	model = model_create();
	for (size_t i = 0; i < COUNT(rows); i++) {
		instant from, end;

		assert_true(instant_parse(str_of(rows[i].from), &from));
		assert_true(instant_parse(str_of(rows[i].end), &end));
		ROW_TRUE(rows[i].from, rules_working_days(model, 0, from, rows[i].days) == end);
	}
	model_destroy(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(working_days_end_at_midnight_of_the_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
