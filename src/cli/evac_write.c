/* The files of an evacuation: where everybody went, how dense it was, who used which exit. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/evac_write.h"

#include <math.h>
#include <stdio.h>

#include "base/mem.h"
#include "os/os.h"

/*
 * paths.bin, little-endian (docs/formats.md): "WFEV0001", f64 x and y of the corner, f32 metres a
 * unit, then frames: f32 time, u32 n, n times u32 person | level << 24, u16 x, u16 y in units.
 */
#define PATHS_BYTES ((size_t)1 << 30)
#define CSV_BYTES ((size_t)1 << 30)

struct evac_write {
	const struct venue *venue;
	const struct evac_run *run;
	struct buf binary, csv;
	double x, y, unit;
};

static void put_bytes(struct buf *buf, uint64_t value, int count)
{
	for (int i = 0; i < count; i++)
		buf_add_char(buf, (char)(value >> 8 * i & 0xff));
}

static void put_f32(struct buf *buf, float value)
{
	uint32_t bits;

	memcpy(&bits, &value, sizeof bits);
	put_bytes(buf, bits, 4);
}

static void put_f64(struct buf *buf, double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof bits);
	put_bytes(buf, bits, 8);
}

struct evac_write *evac_write_create(const struct venue *venue, const struct evac_run *run)
{
	struct evac_write *files = heap_alloc(sizeof *files);
	double wide = 0;

	files->venue = venue;
	files->run = run;
	buf_init(&files->binary, PATHS_BYTES);
	buf_init(&files->csv, CSV_BYTES);
	for (uint32_t level = 0; level < venue->world.nlevels; level++) {
		struct evac_map map = evac_map(run, level);

		files->x = level ? fmin(files->x, map.x) : map.x;
		files->y = level ? fmin(files->y, map.y) : map.y;
	}
	for (uint32_t level = 0; level < venue->world.nlevels; level++) {
		struct evac_map map = evac_map(run, level);

		wide = fmax(wide, map.x + map.columns * EVAC_MAP_CELL - files->x);
		wide = fmax(wide, map.y + map.rows * EVAC_MAP_CELL - files->y);
	}
	files->unit = fmax(0.01, ceil(wide / 65535 * 1000) / 1000);
	buf_add(&files->binary, STR("WFEV0001"));
	put_f64(&files->binary, files->x);
	put_f64(&files->binary, files->y);
	put_f32(&files->binary, (float)files->unit);
	buf_add(&files->csv, STR("time,person,level,x,y,speed\n"));
	return files;
}

static uint64_t in_units(const struct evac_write *files, double metres)
{
	double value = floor(metres / files->unit + 0.5);

	return value < 0 ? 0 : value > 65535 ? 65535 : (uint64_t)value;
}

void evac_write_frame(struct evac_write *files)
{
	uint32_t count = evac_count(files->run), n = 0;

	for (uint32_t i = 0; i < count; i++)
		n += evac_person(files->run, i).exit == EVAC_NONE;
	put_f32(&files->binary, (float)evac_time(files->run));
	put_bytes(&files->binary, n, 4);
	for (uint32_t i = 0; i < count; i++) {
		struct evac_person p = evac_person(files->run, i);

		if (p.exit != EVAC_NONE)
			continue;
		put_bytes(&files->binary, i | (uint64_t)p.level << 24, 4);
		put_bytes(&files->binary, in_units(files, p.x - files->x), 2);
		put_bytes(&files->binary, in_units(files, p.y - files->y), 2);
		buf_printf(&files->csv, "%.2f,%u,%u,%.2f,%.2f,%.2f\n", evac_time(files->run), i,
			   p.level, p.x, p.y, (double)p.speed);
	}
}

static void write_people(const struct evac_write *files, struct buf *out)
{
	buf_add(out, STR("person,group,free_speed,premovement,moved_at,left_at,exit,walked\n"));
	for (uint32_t i = 0; i < evac_count(files->run); i++) {
		struct evac_person p = evac_person(files->run, i);

		buf_printf(out, "%u," STR_FMT ",%.3f,%.2f,", i,
			   STR_ARG(files->venue->groups[p.group]), (double)p.speed_free,
			   (double)p.premovement);
		if (p.moved_at < EVAC_NEVER)
			buf_printf(out, "%.2f", (double)p.moved_at);
		buf_add(out, STR(","));
		if (p.exit != EVAC_NONE)
			buf_printf(out, "%.2f," STR_FMT, (double)p.left_at,
				   STR_ARG(files->venue->exits[p.exit]));
		else
			buf_add(out, STR(","));
		buf_printf(out, ",%.2f\n", (double)p.walked);
	}
}

static void write_map(const struct evac_write *files, struct buf *out)
{
	buf_add(out,
		STR("level,x,y,area,density_most,fruin,above_4_s,above_5_s,person_s,person_m\n"));
	for (uint32_t level = 0; level < files->venue->world.nlevels; level++) {
		struct evac_map map = evac_map(files->run, level);

		for (uint32_t i = 0; i < map.columns * map.rows; i++)
			if (map.area[i] > 0)
				buf_printf(out, "%u,%.1f,%.1f,%.2f,%.2f,%c,%.0f,%.0f,%.0f,%.1f\n",
					   level, map.x + (i % map.columns + 0.5) * EVAC_MAP_CELL,
					   map.y + (i / map.columns + 0.5) * EVAC_MAP_CELL,
					   (double)map.area[i], (double)map.density_most[i],
					   evac_fruin((double)map.density_most[i]),
					   (double)map.above_4[i], (double)map.above_5[i],
					   (double)map.persons[i], (double)map.metres[i]);
	}
}

static void write_exits(const struct evac_write *files, struct buf *out)
{
	buf_add(out, STR("exit,persons,first_at,last_at,longest_gap\n"));
	for (uint32_t i = 0; i < files->venue->world.nexits; i++) {
		struct evac_use use = evac_use_exit(files->run, i);

		buf_printf(out, STR_FMT ",%u,", STR_ARG(files->venue->exits[i]), use.persons);
		if (use.persons)
			buf_printf(out, "%.2f,%.2f,%.2f\n", (double)use.first_at,
				   (double)use.last_at, (double)use.gap_most);
		else
			buf_add(out, STR(",,\n"));
	}
}

static bool put_file(const struct verb_args *args, const char *dir, const char *name,
		     const struct buf *bytes)
{
	char path[4096];
	int rc;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	rc = bytes->over ? -1 : os_write_file(path, buf_str(bytes), false);
	if (rc < 0)
		verb_complain(args, "%s: %s", path, os_error_text(rc));
	return rc >= 0;
}

bool evac_write_end(struct evac_write *files, const struct verb_args *args, const char *dir)
{
	static const struct {
		const char *name;
		void (*write)(const struct evac_write *files, struct buf *out);
	} tables[] = { { "people.csv", write_people },
		       { "map.csv", write_map },
		       { "exits.csv", write_exits } };
	int rc = os_mkdir(dir);
	bool good = rc >= 0;

	if (!good)
		verb_complain(args, "%s: %s", dir, os_error_text(rc));
	good = good && put_file(args, dir, "paths.bin", &files->binary) &&
	       put_file(args, dir, "paths.csv", &files->csv);
	for (size_t i = 0; i < sizeof tables / sizeof tables[0] && good; i++) {
		struct buf out;

		buf_init(&out, CSV_BYTES);
		tables[i].write(files, &out);
		good = put_file(args, dir, tables[i].name, &out);
		buf_release(&out);
	}
	buf_release(&files->binary);
	buf_release(&files->csv);
	heap_free(files);
	return good;
}
