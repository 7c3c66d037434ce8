/* One person's best roster against every roster there is; and both judges of a roster agree. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <stdio.h>

#include "engine/roster/roster_inner.h"
#include "lib/roster_judge.h"
#include "lib/roster_sample.h"
#include "wire/roster/instance.h"

#define SAMPLES 150
#define DAYS 8

static struct arena *arena;

static int make_arena(void **state)
{
	(void)state;
	arena = arena_create();
	return 0;
}

static int drop_arena(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

static void read_sample(struct buf *text, struct roster_plan **ret_plan)
{
	struct instance *instance = arena_alloc(arena, sizeof *instance);
	struct instance_fault fault;
	uint32_t at;

	buf_add_char(text, '\0');
	text->len--;
	if (!instance_parse(arena, buf_str(text), instance, &fault))
		fail_msg("%s in line %u", instance_fault_name(fault.kind), fault.line);
	assert_int_equal(roster_prepare(arena, &instance->problem, ret_plan, &at), ROSTER_SOUND);
}

/* The cheapest of all rows that the second judge finds legal, of those equal to `row` outside. */
static int64_t cheapest(struct judge *judge, const uint16_t *row, uint32_t from, uint32_t to,
			const int32_t *price, const int32_t *rest, int shifts)
{
	int64_t best = INT64_MAX;
	long ways = 1;

	for (uint32_t day = from; day < to; day++)
		ways *= shifts + 1;
	for (long way = 0; way < ways; way++) {
		int64_t cost = 0;
		long left = way;

		for (uint32_t day = 0; day < DAYS; day++) {
			int cell = row[day] == ROSTER_OFF ? -1 : row[day];

			if (day >= from && day < to) {
				cell = (int)(left % (shifts + 1)) - 1;
				left /= shifts + 1;
				cost += cell < 0 ? rest[day - from]
						 : price[(day - from) * (uint32_t)shifts +
							 (uint32_t)cell];
			}
			judge->person[0].cell[day] = cell;
		}
		judge->broken = 0;
		judge_row(judge, &judge->person[0]);
		if (judge->broken == 0 && cost < best)
			best = cost;
	}
	return best;
}

static void draw_prices(struct chance *chance, int32_t *price, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		price[i] = (int32_t)chance_below(chance, 400) - 200;
}

/* Without caps and days off, which come in as prices. */
static void open_up(struct judge *judge)
{
	for (int s = 0; s < JUDGE_SHIFTS; s++)
		judge->person[0].cap[s] = DAYS;
	for (int d = 0; d < DAYS; d++)
		judge->person[0].off[d] = false;
}

static void check_sample(uint64_t seed, const uint32_t window[2], uint32_t *found)
{
	struct chance chance = { seed };
	const struct roster_sample sample = { DAYS, 1, 2 };
	struct roster_plan *plan;
	struct buf text;
	int32_t price[2 * DAYS], rest[DAYS];
	uint16_t row[DAYS];
	int64_t got;

	buf_init(&text, 65536);
	roster_sample_make(&chance, &sample, &text);
	read_sample(&text, &plan);
	struct judge *judge = judge_create(text.at);
	const struct roster_kit *kit = &plan->kit[plan->own[0].kit];
	struct roster_best *best = roster_best_create(plan);

	open_up(judge);
	for (uint32_t day = 0; day < DAYS; day++)
		row[day] = ROSTER_OFF;
	draw_prices(&chance, rest, DAYS);
	draw_prices(&chance, price, 2 * DAYS);
	struct roster_window whole = { .to = DAYS, .price = price, .rest = rest };

	/* A part of a row that is legal: what stands outside must be looked at. */
	if (kit->duties == 2 && roster_best_find(best, &whole, row, &got)) {
		struct roster_window part = whole;

		part.from = window[0];
		part.to = window[1];
		draw_prices(&chance, price, 2 * DAYS);
		int64_t wanted = cheapest(judge, row, part.from, part.to, price, rest, 2);

		if (!roster_best_find(best, &part, row, &got))
			fail_msg("seed %llu: nothing found", (unsigned long long)seed);
		if (got != wanted)
			fail_msg("seed %llu: %lld instead of %lld", (unsigned long long)seed,
				 (long long)got, (long long)wanted);
		++*found;
	} else if (kit->duties == 2) {
		assert_true(cheapest(judge, row, 0, DAYS, price, rest, 2) == INT64_MAX);
	}
	roster_best_destroy(best);
	free(judge);
	buf_release(&text);
}

static void best_row_is_the_best_of_all(void **state)
{
	static const uint32_t windows[][2] = {
		{ 0, DAYS }, { 0, 4 }, { 3, DAYS }, { 2, 6 }, { 5, 7 },
	};
	uint32_t found = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= SAMPLES; seed++)
		check_sample(seed, windows[seed % COUNT(windows)], &found);
	/* Samples without any legal row are fine, but not most of them. */
	assert_true(found > SAMPLES / 4);
}

/* Any cells at all, legal or not: hard rules are broken for both judges or for none. */
static void judges_agree(void **state)
{
	const struct roster_sample sample = { 14, 5, 3 };

	(void)state;
	for (uint64_t seed = 1; seed <= SAMPLES; seed++) {
		struct chance chance = { seed };
		struct roster_plan *plan;
		struct roster_cost cost;
		uint16_t cells[5 * 14];
		struct buf text;

		buf_init(&text, 65536);
		roster_sample_make(&chance, &sample, &text);
		read_sample(&text, &plan);
		struct judge *judge = judge_create(text.at);

		for (uint32_t i = 0; i < COUNT(cells); i++) {
			uint32_t drawn = chance_below(&chance, 6);

			cells[i] = drawn < 3 ? (uint16_t)drawn : ROSTER_OFF;
			judge->person[i / 14].cell[i % 14] = drawn < 3 ? (int)drawn : -1;
		}
		judge_decide(judge, text.at);
		roster_evaluate(plan, cells, &cost);
		assert_int_equal(cost.broken > 0, judge->broken > 0);
		assert_int_equal(cost.by_rule[ROSTER_demand_under] +
					 cost.by_rule[ROSTER_demand_over] +
					 cost.by_rule[ROSTER_request_on] +
					 cost.by_rule[ROSTER_request_off],
				 judge->cost);
		free(judge);
		buf_release(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(best_row_is_the_best_of_all, make_arena,
						drop_arena),
		cmocka_unit_test_setup_teardown(judges_agree, make_arena, drop_arena),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
