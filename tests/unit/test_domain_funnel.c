/* The forecast of who will be there, against cases worked out by hand. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include "domain/duty/funnel.h"

#define D INT64_C(86400000)
#define NOW (1000 * D)

/* Verified today, and so many ten days ago (-1: not known). */
struct row {
	const char *name;
	struct { int64_t before, now; } stages[FUNNEL_STAGES];
	int64_t required;
	double no_show;
	int days_left;
	int64_t present, gap, ask;
	enum funnel_stage narrowest;
};
static const struct row rows[] = {
	/* 200 rostered of 200: 10 % stay away */
	{ "all are there but for those who do not come",
	  { { 200, 200 }, { 200, 200 }, { 200, 200 }, { 200, 200 }, { 200, 200 }, { -1, -1 } },
	  200, 0.1, 10, 180, 20, 223, FUNNEL_CONTRACTED },
	/* accredited grows by 3 a day: 60 + 3 * 20 = 120; trained 100 + 5 * 20 = 200 */
	{ "the slowest step decides",
	  { { 300, 300 }, { 280, 300 }, { 50, 100 }, { 30, 60 }, { 0, 50 }, { -1, -1 } },
	  250, 0.2, 20, 96, 154, 313, FUNNEL_ACCREDITED },
	/* London: contract for 10 400, 4 000 ready, 100 more a day, 16 days */
	{ "a promise is not a person",
	  { { 10400, 10400 }, { 10400, 10400 }, { 3000, 4000 }, { 3000, 4000 }, { 3000, 4000 },
	    { -1, -1 } },
	  10400, 0, 16, 5600, 4800, 10400, FUNNEL_TRAINED },
	{ "what nobody has verified is nothing",
	  { { 100, 100 }, { 100, 100 }, { -1, -1 }, { -1, -1 }, { -1, -1 }, { -1, -1 } }, 100,
	  0.2, 30, 0, 100, 125, FUNNEL_TRAINED },
	{ "people leave as well: 80 - 20 in ten days",
	  { { 100, 100 }, { 100, 80 }, { 80, 80 }, { 80, 80 }, { 80, 80 }, { -1, -1 } }, 80, 0,
	  10, 60, 20, 80, FUNNEL_RECRUITED },
	{ "and no fewer than none",
	  { { 100, 100 }, { 100, 20 }, { 80, 80 }, { 80, 80 }, { 80, 80 }, { -1, -1 } }, 80, 0,
	  30, 0, 80, 80, FUNNEL_RECRUITED },
	{ "no more than is contracted",
	  { { 50, 90 }, { 10, 90 }, { 10, 90 }, { 10, 90 }, { 10, 90 }, { -1, -1 } }, 100, 0, 30,
	  90, 10, 100, FUNNEL_CONTRACTED },
	{ "on the day those are counted who came",
	  { { 100, 100 }, { 100, 100 }, { 100, 100 }, { 100, 100 }, { 100, 100 }, { 0, 71 } },
	  100, 0.2, 0, 71, 29, 125, FUNNEL_CONTRACTED },
	{ "enough",
	  { { 130, 130 }, { 130, 130 }, { 130, 130 }, { 130, 130 }, { 130, 130 }, { -1, -1 } },
	  100, 0.2, 5, 104, 0, 125, FUNNEL_CONTRACTED },
	{ "nobody comes at all",
	  { { 9, 9 }, { 9, 9 }, { 9, 9 }, { 9, 9 }, { 9, 9 }, { -1, -1 } }, 9, 1, 5, 0, 9, 0,
	  FUNNEL_CONTRACTED },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct funnel_count stages[FUNNEL_STAGES] = { { 0 } };
		struct funnel_forecast got;

		for (int s = 0; s < FUNNEL_STAGES; s++)
			if (rows[i].stages[s].now >= 0)
				stages[s] = (struct funnel_count){ rows[i].stages[s].before,
								   rows[i].stages[s].now,
								   NOW - 10 * D, NOW };
		got = funnel_look(stages, rows[i].required, rows[i].no_show, NOW,
				  NOW + rows[i].days_left * D);
		ROW_TRUE(rows[i].name, got.present == rows[i].present);
		ROW_TRUE(rows[i].name, got.gap == rows[i].gap);
		ROW_TRUE(rows[i].name, got.ask == rows[i].ask);
		ROW_TRUE(rows[i].name, got.narrowest == rows[i].narrowest);
	}
}

/* With one count there is no pace: what is, stays. */
static void test_one_count(void **state)
{
	struct funnel_count stages[FUNNEL_STAGES];

	(void)state;
	for (int s = 0; s < FUNNEL_STAGES; s++)
		stages[s] = (struct funnel_count){ 0, 40, 0, NOW };
	assert_true(funnel_look(stages, 50, 0.5, NOW, NOW + 30 * D).present == 20);
	assert_true(funnel_look(stages, 50, 0.5, NOW, NOW + 30 * D).gap == 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_one_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
