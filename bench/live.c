/* What a position costs in process, with fences; and who is nearest, beside Redis. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "bench/bench.h"
#include "bench/lib/child.h"
#include "bench/lib/peer_redis.h"
#include "base/mem.h"
#include "engine/live/picture.h"
#include "engine/live/stays.h"
#include "engine/live/tracks.h"
#include "base/chance.h"

/* As ../shared/design/roads.md has it: units and fences over 1.4 by 1.5 degrees around Beijing. */
#define UNITS 100000
#define FENCES 500
#define CORNERS 40
#define UPDATES 1000000
#define QUERIES 20000
#define REDIS_QUERIES 2000
#define TRACK_POINTS (8 * 1024 * 1024)
#define NOW INT64_C(1644631200000)

struct world {
	struct chance chance;
	struct picture *picture;
	struct stays *stays;
	struct tracks *tracks;
	struct fences *fences;
	struct geo_point *at;
	instant now;
	uint64_t taken, crossings;
};

static double between(struct chance *chance, double low, double high)
{
	return low + (high - low) * (double)(chance_next(chance) >> 11) / 9007199254740992.0;
}

static struct geo_point anywhere(struct chance *chance)
{
	return (struct geo_point){ between(chance, 115.7, 117.1), between(chance, 39.4, 40.9) };
}

/* Stars of 40 corners, 300 m to 3 km across. */
static struct fences *make_fences(struct chance *chance)
{
	static struct geo_point points[FENCES][CORNERS + 1];
	static uint32_t ends[FENCES];
	static struct geo_shape shapes[FENCES];
	const struct geo_shape *list[FENCES];

	for (uint32_t i = 0; i < FENCES; i++) {
		struct geo_point middle = anywhere(chance);
		double radius = between(chance, 0.0015, 0.015);

		for (uint32_t c = 0; c < CORNERS; c++) {
			double far = radius * between(chance, 0.4, 1);
			double angle = 6.28318530717958 * c / CORNERS;

			points[i][c] = (struct geo_point){ middle.lon + far * cos(angle),
							   middle.lat + far * sin(angle) };
		}
		points[i][CORNERS] = points[i][0];
		ends[i] = CORNERS + 1;
		shapes[i] = (struct geo_shape){ GEO_POLYGON, 1, &ends[i], points[i], CORNERS + 1 };
		list[i] = &shapes[i];
	}
	return fences_create(list, FENCES);
}

static void make_world(struct world *world)
{
	const struct picture_rules rules = { .most_speed = 100, .ahead_ms = 60000,
					     .old_ms = 3600000, .agreeing = 3,
					     .south_west = { 115, 39 },
					     .north_east = { 118, 42 } };
	const struct stays_rules stays = { 5000, 10000, 300000 };

	world->chance.state = 7;
	world->now = NOW;
	world->fences = make_fences(&world->chance);
	world->picture = picture_create();
	world->stays = stays_create();
	world->tracks = tracks_create(TRACK_POINTS);
	world->at = heap_alloc(UNITS * sizeof world->at[0]);
	picture_set_rules(world->picture, &rules);
	stays_set_rules(world->stays, &stays);
	tracks_set_rules(world->tracks, 30000, INT64_C(12) * 3600000);
	for (uint32_t i = 0; i < UNITS; i++) {
		picture_allow(world->picture, picture_add(world->picture), true);
		world->at[i] = anywhere(&world->chance);
	}
}

/* Everybody in no order, ten seconds and up to 150 m on. */
static void update(struct world *world, uint32_t count)
{
	struct stays_event events[2 * STAYS_MOST];

	for (uint32_t n = 0; n < count; n++) {
		uint32_t slot = chance_below(&world->chance, UNITS);
		struct geo_point *at = &world->at[slot];
		struct fix fix = { .accuracy = 8, .speed = 10, .course = 90 };

		at->lon += between(&world->chance, -0.001, 0.001);
		at->lat += between(&world->chance, -0.001, 0.001);
		/* As many updates as there are units are one round of ten seconds. */
		world->now = NOW + (int64_t)(world->taken * 10000 / UNITS);
		fix.at = *at;
		fix.time = world->now;
		world->taken++;
		if (picture_take(world->picture, slot, &fix, world->now) != PICTURE_TAKEN)
			continue;
		tracks_take(world->tracks, slot, fix.at, fix.time, world->now);
		world->crossings += stays_move(world->stays, world->fences, slot, fix.at,
					       fix.accuracy, fix.time, events);
	}
}

static double update_ns(struct world *world)
{
	double runs[BENCH_RUNS];

	update(world, 3 * UNITS);
	for (int r = 0; r < BENCH_RUNS; r++) {
		int64_t cpu = os_cpu_ns();

		update(world, UPDATES);
		runs[r] = (double)(os_cpu_ns() - cpu) / UPDATES;
	}
	return bench_median(runs, BENCH_RUNS);
}

static double nearest_us(struct world *world)
{
	double runs[BENCH_RUNS];
	struct picture_near near[10];

	for (int r = 0; r < BENCH_RUNS; r++) {
		int64_t cpu = os_cpu_ns();

		for (uint32_t i = 0; i < QUERIES; i++)
			if (picture_nearest(world->picture, anywhere(&world->chance), 10, near) !=
			    10)
				child_fail("nearest");
		runs[r] = (double)(os_cpu_ns() - cpu) / 1000 / QUERIES;
	}
	return bench_median(runs, BENCH_RUNS);
}

/* ---- Redis ----------------------------------------------------------------------------------- */

static void put_all(struct world *world, struct peer_redis *redis, struct buf *pipeline)
{
	for (uint32_t i = 0; i < UNITS; i++) {
		char lon[24], lat[24], member[16];
		const char *const words[] = { "GEOADD", "units", lon, lat, member };

		snprintf(lon, sizeof lon, "%.6f", world->at[i].lon);
		snprintf(lat, sizeof lat, "%.6f", world->at[i].lat);
		snprintf(member, sizeof member, "unit-%u", i);
		peer_redis_put(pipeline, 5, words);
		if (i % 100 == 99)
			peer_redis_run(redis, pipeline, 100);
	}
}

/* Its own radius has to be chosen: the smaller, the cheaper, as long as ten are found. */
static double redis_nearest_us(struct world *world, struct peer_redis *redis, struct buf *pipeline)
{
	double runs[BENCH_RUNS];

	for (int r = 0; r < BENCH_RUNS; r++) {
		int64_t cpu = child_cpu_ns(redis->pid);

		for (uint32_t i = 0; i < REDIS_QUERIES; i++) {
			struct geo_point p = anywhere(&world->chance);
			char lon[24], lat[24];
			const char *const words[] = { "GEOSEARCH", "units", "FROMLONLAT", lon, lat,
						      "BYRADIUS", "2", "km", "ASC", "COUNT", "10" };

			snprintf(lon, sizeof lon, "%.6f", p.lon);
			snprintf(lat, sizeof lat, "%.6f", p.lat);
			peer_redis_put(pipeline, 11, words);
			if (i % 20 == 19)
				peer_redis_run(redis, pipeline, 20);
		}
		runs[r] = (double)(child_cpu_ns(redis->pid) - cpu) / 1000 / REDIS_QUERIES;
	}
	return bench_median(runs, BENCH_RUNS);
}

int main(void)
{
	static struct world world;
	struct peer_redis redis;
	struct buf pipeline;
	double update_took, nearest_took;

	make_world(&world);
	update_took = update_ns(&world);
	nearest_took = nearest_us(&world);
	printf("%d units, %d fences of %d corners, 1.4 by 1.5 degrees; medians of %d runs, CPU\n",
	       UNITS, FENCES, CORNERS, BENCH_RUNS);
	printf("%.2f million updates a second on one core; %llu of %llu crossed a border\n",
	       1000 / update_took, (unsigned long long)world.crossings,
	       (unsigned long long)world.taken);
	bench_row("an update with its fences / promised", update_took, 1000, "ns", 1);
	bench_row("memory, most / promised", bench_memory_mib("VmHWM:"), 1024, "MiB", 1);
	peer_redis_start(&redis);
	buf_init(&pipeline, (size_t)1024 * 1024);
	put_all(&world, &redis, &pipeline);
	bench_row("nearest 10 / GEOSEARCH within 2 km", nearest_took,
		  redis_nearest_us(&world, &redis, &pipeline), "us", 0.1);
	peer_redis_end(&redis);
	buf_release(&pipeline);
	heap_free(world.at);
	fences_destroy(world.fences);
	tracks_destroy(world.tracks);
	stays_destroy(world.stays);
	picture_destroy(world.picture);
	return 0;
}
