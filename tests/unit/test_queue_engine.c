/* Waiting at checks: published numbers, sums by brute force, and queues played person by person. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/queue/fluid.h"
#include "engine/queue/queue.h"
#include "engine/queue/rings.h"

#define HOUR 3600.0
/* The library compares as float only. */
#define NEAR(value, wanted, by) assert_true(fabs((value) - (wanted)) <= (by))

/* ---- steady flow: doctrine 13.2, recomputed here as plain sums ------------------------------- */

static const struct {
	const char *name;
	uint32_t c;
	double arrivals, rate, b, wait_chance, wait;
} vectors[] = {
	{ "1 of 50/60", 1, 50, 60, .454545, .833333, 300.000 },
	{ "4 of 1500/400", 4, 1500, 400, .286002, .865030, 31.141 },
	{ "10 of 3600/400", 10, 3600, 400, .167963, .668732, 6.019 },
	{ "12 of 3600/400", 12, 3600, 400, .083087, .266035, .798 },
	{ "5 of 90/20", 5, 90, 20, .243021, .762493, 274.498 },
	{ "6 of 300/60", 6, 300, 60, .191847, .587516, 35.251 },
	{ "2 of 20/12", 2, 20, 12, .342466, .757576, 681.818 },
};

/* Erlang's sums as they stand in print: a^k/k! over their sum. */
static double sum_b(uint32_t c, double a)
{
	double term = 1, sum = 1;

	for (uint32_t k = 1; k <= c; k++) {
		term *= a / k;
		sum += term;
	}
	return term / sum;
}

static double sum_c(uint32_t c, double a)
{
	double term = 1, sum = 1, last;

	for (uint32_t k = 1; k < c; k++) {
		term *= a / k;
		sum += term;
	}
	last = term * a / c * c / (c - a);
	return last / (sum + last);
}

static void erlang_and_waits(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		const char *name = vectors[i].name;
		double a = vectors[i].arrivals / vectors[i].rate;
		struct queue_station station = { vectors[i].c, vectors[i].arrivals,
						 vectors[i].rate, 1, 1 };
		struct queue_steady steady;

		ROW_TRUE(name, fabs(queue_erlang_b(station.servers, a) - vectors[i].b) < 5e-7);
		ROW_TRUE(name, fabs(queue_erlang_b(station.servers, a) -
				    sum_b(station.servers, a)) < 1e-12);
		ROW_TRUE(name, fabs(queue_erlang_c(station.servers, a) -
				    sum_c(station.servers, a)) < 1e-12);
		ROW_TRUE(name, queue_steady(&station, &steady));
		ROW_TRUE(name, fabs(steady.waits - vectors[i].wait_chance) < 5e-7);
		ROW_TRUE(name, fabs(steady.wait - vectors[i].wait) < 5e-4);
		ROW_TRUE(name, fabs(steady.length -
				    vectors[i].arrivals * steady.wait / HOUR) < 1e-9);
		ROW_TRUE(name, fabs(steady.use - a / vectors[i].c) < 1e-12);
		ROW_TRUE(name, fabs(queue_late(&station, 0) - steady.waits) < 1e-12);
	}
}

static void general_service(void **state)
{
	struct queue_station gate = { 10, 3600, 400, 1, .25 }, lane = { 5, 90, 20, 1, 1.5 };
	struct queue_steady steady;

	(void)state;
	assert_true(queue_steady(&gate, &steady));
	NEAR(steady.wait, 3.762, 5e-4);
	assert_true(queue_steady(&lane, &steady));
	NEAR(steady.wait, 343.12, 5e-3);
	/* One server: Pollaczek and Khinchine is exact, and M/M/1 one of its cases. */
	NEAR(queue_wait_one(50, 60, 2 * 60 * 60), 300, 1e-9);
	NEAR(queue_wait_one(50, 60, 60 * 60), 150, 1e-9);
	assert_true(queue_wait_one(60, 60, 3600) < 0);
}

/* Doctrine 13.2: at most 5 % wait over 120 s at 7200/h, 400/h a server. */
static void fewest_servers(void **state)
{
	struct queue_station station = { 18, 7200, 400, 1, 1 };

	(void)state;
	assert_int_equal(queue_servers(7200, 400, .05, 120), 19);
	NEAR(queue_late(&station, 120), 1, 0);
	station.servers = 19;
	assert_true(queue_late(&station, 120) <= .05);
	assert_int_equal(queue_servers(50, 60, .5, 0), 2);
	assert_int_equal(queue_servers(50, 60, 0, 60), 0);
	assert_int_equal(queue_servers(1e9, 1, .05, 60), 0);
	assert_int_equal(queue_servers(-1, 1, .05, 60), 0);
}

static void what_is_no_station(void **state)
{
	static const struct {
		const char *name;
		struct queue_station station;
	} rows[] = {
		{ "no server", { 0, 10, 60, 1, 1 } },
		{ "too many", { QUEUE_SERVERS_MOST + 1, 10, 60, 1, 1 } },
		{ "full", { 1, 60, 60, 1, 1 } },
		{ "over full", { 2, 500, 60, 1, 1 } },
		{ "no rate", { 1, 10, 0, 1, 1 } },
		{ "less than nobody", { 1, -10, 60, 1, 1 } },
		{ "not a number", { 1, NAN, 60, 1, 1 } },
		{ "varies by less than nothing", { 1, 10, 60, 1, -1 } },
	};
	struct queue_steady steady;
	struct queue_station none = { 3, 0, 60, 1, 1 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		ROW_TRUE(rows[i].name, !queue_steady(&rows[i].station, &steady));
	assert_true(queue_steady(&none, &steady));
	NEAR(steady.wait, 0, 0);
	NEAR(queue_erlang_b(0, 1), 0, 0);
	NEAR(queue_erlang_c(2, 2), 1, 0);
}

/* ---- queues played one by one ---------------------------------------------------------------- */

static uint64_t chance_state;

static double chance(void)
{
	chance_state = chance_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return ((double)(chance_state >> 11) + .5) / 9007199254740992.0;
}

static double gap(double rate)
{
	return -log(chance()) / rate * HOUR;
}

#define PLAYED 8000000

/* First come, first served: everybody takes the server that is free first. */
static double play(uint32_t c, double arrivals, double rate, double share, double search)
{
	double free_at[16] = { 0 }, now = 0, waited = 0;

	chance_state = 20220204;
	for (int i = 0; i < PLAYED; i++) {
		uint32_t first = 0;
		double starts;

		now += gap(arrivals);
		for (uint32_t s = 1; s < c; s++)
			if (free_at[s] < free_at[first])
				first = s;
		starts = fmax(now, free_at[first]);
		waited += starts - now;
		free_at[first] = starts + (share < 0           ? gap(rate)
					   : chance() < share ? HOUR / search
							      : HOUR / rate);
	}
	return waited / PLAYED;
}

static void played_person_by_person(void **state)
{
	struct queue_mix mix = queue_mix(.05, 1000, 60, 0);
	double played, square = (.95 * 3.6 * 3.6 + .05 * 60 * 60);

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		struct queue_station station = { vectors[i].c, vectors[i].arrivals,
						 vectors[i].rate, 1, 1 };
		struct queue_steady steady;

		queue_steady(&station, &steady);
		played = play(vectors[i].c, vectors[i].arrivals, vectors[i].rate, -1, 0);
		ROW_TRUE(vectors[i].name, fabs(played - steady.wait) < .03 * steady.wait);
	}
	/* A lane that passes in 3.6 s and searches one in twenty for a minute. */
	played = play(1, 400, 1000, .05, 60);
	assert_true(fabs(played - queue_wait_one(400, HOUR / mix.rate, square)) < .03 * played);
}

/* ---- what a policy leaves of a lane ---------------------------------------------------------- */

static void mixed_policy(void **state)
{
	static const struct {
		double share, rate;
	} rows[] = { { .05, 561 }, { .20, 242 }, { 1, 60 }, { 0, 1000 } };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		NEAR(queue_mix(rows[i].share, 1000, 60, 1).rate, rows[i].rate, .5);
	NEAR(queue_mix(1, 1000, 60, 1).cs2, 1, 1e-9);
	NEAR(queue_mix(0, 1000, 60, .25).cs2, .25, 1e-9);
	assert_true(queue_mix(.05, 1000, 60, 1).cs2 > 7);
}

/* ---- what rises and falls -------------------------------------------------------------------- */

/* The doctrine's own words, in steps of a tenth of a second. */
static struct fluid_peak in_steps(const struct fluid_period *periods, uint32_t count, double q)
{
	struct fluid_peak peak = { .length = q };
	double now = 0, step = .1;

	for (uint32_t i = 0; i < count; i++)
		for (double in = 0; in + step / 2 < periods[i].seconds; in += step, now += step) {
			double was = q;

			q = fmax(0, q + (periods[i].arrivals - periods[i].capacity) / HOUR * step);
			peak.waited += (was + q) / 2 * step;
			if (q > peak.length + 1e-9) {
				peak.length = q;
				peak.at = now + step;
			}
			peak.wait = fmax(peak.wait, q / periods[i].capacity * HOUR);
			if (was > 0)
				peak.gone = now + step;
		}
	peak.left = q;
	return peak;
}

static void fluid_against_steps(void **state)
{
	static const struct fluid_period rows[][4] = {
		{ { 3600, 1200, 1000 }, { 1800, 400, 1000 }, { 600, 0, 1000 }, { 0, 0, 0 } },
		{ { 900, 4000, 2000 }, { 900, 1000, 500 }, { 3600, 0, 1500 }, { 60, 0, 1 } },
		{ { 60, 10, 100 }, { 60, 900, 100 }, { 60, 0, 100 }, { 600, 90, 100 } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct fluid_peak exact, steps = in_steps(rows[i], 4, 5);

		assert_true(fluid_run(rows[i], 4, 5, 100, &exact));
		NEAR(exact.length, steps.length, 1e-6 * (1 + steps.length));
		NEAR(exact.at, steps.at, .11);
		NEAR(exact.wait, steps.wait, .2);
		NEAR(exact.waited, steps.waited, 1e-3 * (1 + steps.waited));
		NEAR(exact.left, steps.left, 1e-6 * (1 + steps.left));
		NEAR(exact.gone, steps.gone, .2);
		NEAR(exact.density, exact.length / 100, 1e-9);
		NEAR(fluid_at(rows[i], 4, 5, exact.at), exact.length, 1e-6);
	}
}

/*
 * 9,000 for a session through 3,000 an hour: by hand, the half hours bring 20, 32, 28 and 10 %
 * against 1,500 that pass, so 300 + 1380 + 1020 have gathered when it is half an hour off.
 */
static void arrivals_of_a_session(void **state)
{
	struct fluid_period periods[FLUID_SESSION_POINTS];
	struct fluid_peak peak;
	uint32_t n = fluid_profile(fluid_session, FLUID_SESSION_POINTS, 9000, 3000, periods);

	(void)state;
	assert_int_equal(n, FLUID_SESSION_POINTS);
	assert_true(fluid_run(periods, n, 0, 1200, &peak));
	NEAR(peak.persons, 9000, 1e-6);
	NEAR(peak.length, 300 + 1380 + 1020, 1e-6);
	NEAR(peak.at, 2.5 * HOUR, 1e-6);
	NEAR(peak.wait, 2700.0 / 3000 * HOUR, 1e-6);
	NEAR(peak.density, 2.25, 1e-9);
	/* 600 fewer by the start; 2,100 are still outside then, and need 42 minutes more. */
	NEAR(peak.gone, 3 * HOUR + 2100.0 / 3000 * HOUR, 1e-6);
	NEAR(peak.left, 0, 1e-6);
}

static void what_is_no_flow(void **state)
{
	static const struct fluid_period stuck[] = { { 60, 10, 0 } }, past[] = { { -1, 1, 1 } };
	static const struct fluid_point falls[] = { { -60, 0 }, { -30, .5 }, { -9, .4 }, { 0, 1 } };
	static const struct fluid_point back[] = { { -60, 0 }, { -70, .5 }, { 0, 1 } };
	static const struct fluid_point part[] = { { -60, 0 }, { 0, .9 } };
	struct fluid_period periods[8];
	struct fluid_peak peak;

	(void)state;
	assert_false(fluid_run(stuck, 1, 0, 0, &peak));
	assert_false(fluid_run(past, 1, 0, 0, &peak));
	assert_false(fluid_run(past, 0, -1, 0, &peak));
	assert_int_equal(fluid_profile(falls, 4, 10, 10, periods), 0);
	assert_int_equal(fluid_profile(back, 3, 10, 10, periods), 0);
	assert_int_equal(fluid_profile(part, 2, 10, 10, periods), 0);
	assert_int_equal(fluid_profile(fluid_session, FLUID_SESSION_POINTS, 10, 0, periods), 0);
}

/* ---- checks one behind the other ------------------------------------------------------------- */

static void assurance(void **state)
{
	double shares[] = { .2, .5, .2 }, far[] = { .75, .5, .2 };

	(void)state;
	NEAR(rings_assurance(shares, 3), .68, 1e-12);
	NEAR(rings_assurance(far, 3), .9, 1e-12);
	NEAR(rings_assurance(shares, 0), 0, 0);
}

/* Doctrine 7.2: the ladder, with lanes and staff by its factors. */
static struct ring ring_of(double arrivals, double upstream, uint32_t lanes)
{
	struct ring ring = { .arrivals = arrivals, .upstream = upstream, .pass_rate = 1000,
			     .sort_cs2 = 1, .nlevels = 4 };
	static const double shares[] = { .05, .2, .5, 1 }, rates[] = { 400, 300, 100, 60 };
	static const double more[] = { 1, 1.25, 1.6, 2 }, staff[] = { 1, 1.3, 1.7, 2.2 };

	for (int l = 0; l < 4; l++)
		ring.levels[l] = (struct ring_level){ shares[l],
						      (uint32_t)ceil(lanes * more[l]), rates[l],
						      staff[l] * lanes * 4 };
	return ring;
}

static void tokens_relieve_the_near_ring(void **state)
{
	struct ring rings[] = { ring_of(1000, 0, 4), ring_of(1000, 1, 4), ring_of(1000, .5, 4) };
	uint32_t levels[] = { 2, 1, 1 };
	struct rings_outcome outcome;

	(void)state;
	assert_true(rings_evaluate(rings, 3, levels, &outcome));
	NEAR(outcome.assurance, 1 - .5 * .8 * .8, 1e-12);
	NEAR(outcome.rings[0].stopped, .5, 1e-12);
	NEAR(outcome.rings[1].stopped, .2 * .5, 1e-12);
	NEAR(outcome.rings[2].stopped, .2 * (1 - .5 * .6), 1e-12);
	/* The half that is searched at 100/h: 7 lanes of 1 / (.5/1000 + .5/100) vehicles. */
	NEAR(outcome.rings[0].capacity, 7 / .0055, 1e-6);
	assert_int_equal(outcome.growing, 0);
	NEAR(outcome.cost, 16 * (1.7 + 1.3 + 1.3), 1e-9);
	levels[0] = 3;
	assert_true(rings_evaluate(rings, 3, levels, &outcome));
	assert_int_equal(outcome.growing, 1);
	assert_true(outcome.rings[0].wait < 0);
}

/* Every set by nested loops, and none that assures as much is better. */
static void cheapest_is_the_cheapest(void **state)
{
	static const double wanted[] = { 0, .3, .68, .8, .9, .95, 1 };
	struct ring rings[] = { ring_of(800, 0, 6), ring_of(1500, .6, 5), ring_of(700, .9, 3) };

	(void)state;
	for (size_t w = 0; w < COUNT(wanted); w++) {
		uint32_t best[3], set[3];
		struct rings_outcome chosen, other;

		assert_true(rings_cheapest(rings, 3, wanted[w], best, &chosen));
		assert_true(chosen.assurance >= wanted[w] - 1e-9);
		for (set[0] = 0; set[0] < 4; set[0]++)
			for (set[1] = 0; set[1] < 4; set[1]++)
				for (set[2] = 0; set[2] < 4; set[2]++) {
					rings_evaluate(rings, 3, set, &other);
					if (other.assurance < wanted[w] - 1e-9)
						continue;
					assert_true(chosen.growing <= other.growing);
					if (chosen.growing == other.growing)
						assert_true(chosen.cost <= other.cost + 1e-9);
				}
	}
}

static void the_far_ring_carries_what_is_equal(void **state)
{
	struct ring rings[] = { ring_of(100, 0, 4), ring_of(100, 0, 4) };
	uint32_t levels[2];
	struct rings_outcome outcome;

	(void)state;
	assert_true(rings_cheapest(rings, 2, .5, levels, &outcome));
	assert_true(levels[0] > levels[1]);
	/* What is in force already is not taken away. */
	rings[1].least = 2;
	assert_true(rings_cheapest(rings, 2, .5, levels, &outcome));
	assert_int_equal(levels[0], 0);
	assert_int_equal(levels[1], 2);
}

static void what_cannot_be_assured(void **state)
{
	struct ring rings[] = { ring_of(100, 0, 4), ring_of(100, 0, 4) };
	uint32_t levels[2];
	struct rings_outcome outcome;

	(void)state;
	rings[0].nlevels = rings[1].nlevels = 2;
	assert_false(rings_cheapest(rings, 2, .9, levels, &outcome));
	assert_int_equal(levels[0], 1);
	assert_int_equal(levels[1], 1);
	NEAR(outcome.assurance, 1 - .8 * .8, 1e-12);
	assert_false(rings_cheapest(rings, 0, .5, levels, &outcome));
	rings[0].pass_rate = 0;
	assert_false(rings_evaluate(rings, 2, levels, &outcome));
	rings[0] = ring_of(100, 0, 4);
	rings[0].levels[2].share = 1.5;
	assert_false(rings_cheapest(rings, 2, .5, levels, &outcome));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(erlang_and_waits),
		cmocka_unit_test(general_service),
		cmocka_unit_test(fewest_servers),
		cmocka_unit_test(what_is_no_station),
		cmocka_unit_test(played_person_by_person),
		cmocka_unit_test(mixed_policy),
		cmocka_unit_test(fluid_against_steps),
		cmocka_unit_test(arrivals_of_a_session),
		cmocka_unit_test(what_is_no_flow),
		cmocka_unit_test(assurance),
		cmocka_unit_test(tokens_relieve_the_near_ring),
		cmocka_unit_test(cheapest_is_the_cheapest),
		cmocka_unit_test(the_far_ring_carries_what_is_equal),
		cmocka_unit_test(what_cannot_be_assured),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
