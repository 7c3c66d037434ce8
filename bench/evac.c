/* How dear one step of one person is in an evacuation, and whether two cores are worth it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "base/hash.h"
#include "base/mem.h"
#include "bench/bench.h"
#include "engine/evac/evac.h"
#include "os/crew.h"

/*
 * A square room of side 0.7 sqrt(N) + 2 m, two persons a m2, a neck 1 m long and a twentieth of the
 * side wide, a corridor of 10 m to one exit. "Pillars": one of 0.6 m every 7 m. The reference is
 * JuPedSim (bf665b1), collision-free speed V2, dt 0.01, one thread, measured elsewhere, where a
 * SHA-256 of 300 bytes takes 0.25 us: it cannot be built here. Its times are multiplied by what
 * this machine needs for the same hash.
 */
#define REFERENCE_SHA_US 0.25
#define PILLARS_MOST 2500

struct room {
	struct evac_world world;
	struct evac_floor floors[3 + PILLARS_MOST];
	struct evac_point points[3 + PILLARS_MOST][5];
	struct evac_exit exit;
	struct evac_group group;
	struct evac_point line[2];
};
static const uint32_t ends[] = { 2, 5 };

static struct evac_shape rectangle(struct evac_point points[5], double x, double y, double to_x,
				   double to_y)
{
	const struct evac_point corners[5] = {
		{ x, y }, { to_x, y }, { to_x, to_y }, { x, to_y }, { x, y }
	};

	memcpy(points, corners, sizeof corners);
	return (struct evac_shape){ points, &ends[1], 1, 5 };
}

static void add(struct room *room, enum evac_role role, double x, double y, double to_x,
		double to_y)
{
	uint32_t i = room->world.nfloors++;

	room->floors[i] =
		(struct evac_floor){ role, 0, rectangle(room->points[i], x, y, to_x, to_y) };
}

static struct room *room_create(uint32_t count, bool pillars)
{
	static struct evac_point start[5];
	struct room *room = heap_alloc(sizeof *room);
	double side = ceil(0.7 * sqrt(count)) + 2, half = fmax(2, side / 20) / 2, middle = side / 2;

	add(room, EVAC_WALKABLE, 0, 0, side, side);
	add(room, EVAC_WALKABLE, side, middle - half, side + 1, middle + half);
	add(room, EVAC_WALKABLE, side + 1, middle - half - 2, side + 11, middle + half + 2);
	for (double y = 5; pillars && y < side - 3; y += 7)
		for (double x = 5; x < side - 3 && room->world.nfloors < 3 + PILLARS_MOST; x += 7)
			add(room, EVAC_OBSTACLE, x - 0.3, y - 0.3, x + 0.3, y + 0.3);
	room->line[0] = (struct evac_point){ side + 11, middle - half - 2 };
	room->line[1] = (struct evac_point){ side + 11, middle + half + 2 };
	room->exit = (struct evac_exit){ .shape = { room->line, &ends[0], 1, 2 }, .line = true };
	room->group =
		(struct evac_group){ .area = rectangle(start, 0.3, 0.3, side - 0.3, side - 0.3),
				     .count = count,
				     .speed = { EVAC_NORMAL, 1.34, 0.26, 0.5, 2.2 } };
	room->world.nlevels = 1;
	room->world.floors = room->floors;
	room->world.exits = &room->exit;
	room->world.groups = &room->group;
	room->world.nexits = room->world.ngroups = 1;
	return room;
}

static double sha_us(void)
{
	enum { ROUNDS = 100000 };
	char entry[300];
	double runs[BENCH_RUNS];

	memset(entry, 'x', sizeof entry);
	for (int r = 0; r < BENCH_RUNS; r++) {
		int64_t start = os_cpu_ns();

		for (int i = 0; i < ROUNDS; i++)
			entry[i % 300] ^= (char)hash_of(entry, sizeof entry).bytes[0];
		runs[r] = (double)(os_cpu_ns() - start) / ROUNDS / 1000;
	}
	return bench_median(runs, BENCH_RUNS);
}

struct spent {
	double us; /* CPU a person and step */
	double cpu_per_s; /* CPU seconds a simulated second */
	double bytes; /* memory a person, fields and all */
};

static struct spent measure(uint32_t count, bool pillars, double seconds)
{
	struct room *room = room_create(count, pillars);
	const struct evac_options options = { .seed = 1 };
	double us[3], before = bench_memory_mib("VmRSS:"), mib = 0;
	struct spent spent = { 0 };

	for (int r = 0; r < 3; r++) {
		struct evac_fault fault;
		struct evac_run *run = evac_create(&room->world, &options, &fault);
		double steps = 0;
		int64_t start;

		if (!run) {
			fprintf(stderr, "bench: %s\n", evac_error_name(fault.error));
			exit(1);
		}
		start = os_cpu_ns();
		while (evac_time(run) < seconds) {
			steps += evac_inside(run);
			evac_step(run);
		}
		us[r] = (double)(os_cpu_ns() - start) / 1000 / steps;
		if (r == 0)
			mib = bench_memory_mib("VmRSS:") - before;
		evac_destroy(run);
	}
	heap_free(room);
	spent.us = bench_median(us, 3);
	spent.cpu_per_s = spent.us * count * 20 / 1e6;
	spent.bytes = mib * 1048576 / count;
	return spent;
}

static void rows(double sha)
{
	static const struct {
		uint32_t count;
		bool pillars;
		double seconds, reference_us, promised;
	} list[] = {
		{ 500, false, 10, 6.7, 0.1 },  { 2000, false, 10, 5.1, 0.1 },
		{ 10000, false, 5, 4.4, 0.1 }, { 100000, false, 2, 4.7, 0.1 },
		{ 200000, false, 1, 0, 0 },    { 10000, true, 5, 30.7, 0.02 },
		{ 100000, true, 1, 0, 0 },
	};

	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
		struct spent spent = measure(list[i].count, list[i].pillars, list[i].seconds);
		char what[80];

		snprintf(what, sizeof what, "%u persons%s, an agent-step", list[i].count,
			 list[i].pillars ? ", pillars" : "");
		bench_row(what, spent.us, list[i].reference_us * sha / REFERENCE_SHA_US, "us",
			  list[i].promised);
		printf("  %.2f M agent-steps per CPU-second; %.3f CPU-s a simulated second; "
		       "%.0f bytes a person with the fields\n",
		       1 / spent.us, spent.cpu_per_s, spent.bytes);
	}
}

static double wall_s(uint32_t count, uint32_t threads)
{
	struct room *room = room_create(count, false);
	struct crew *crew = crew_create(threads);
	struct evac_options options = { .seed = 1, .each = crew_each, .each_user = crew };
	struct evac_fault fault;
	struct evac_run *run = evac_create(&room->world, &options, &fault);
	int64_t start = os_monotonic_ns();

	for (int i = 0; i < 20; i++)
		evac_step(run);
	double spent = (double)(os_monotonic_ns() - start) / 1e9;

	evac_destroy(run);
	crew_destroy(crew);
	heap_free(room);
	return spent;
}

static void two_cores(void)
{
	double one[5], two[5];

	for (int r = 0; r < 5; r++) {
		one[r] = wall_s(100000, 1);
		two[r] = wall_s(100000, 2);
	}
	bench_row("100000 persons, a second on two cores / one", bench_median(two, 5),
		  bench_median(one, 5), "s", 1 / 1.7);
}

int main(void)
{
	double sha = sha_us();

	printf("SHA-256 of 300 bytes: %.3f us; reference times %.3f\n", sha,
	       sha / REFERENCE_SHA_US);
	rows(sha);
	two_cores();
	return 0;
}
