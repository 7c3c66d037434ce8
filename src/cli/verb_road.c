/* Reads roads, prepares them for a node, and answers who is near, which way, and how far. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "cli/road.h"
#include "cli/verbs.h"

static void print_facts(const struct road *road)
{
	struct route_facts facts;

	route_facts(road->graph, &facts);
	printf("节点 / nodes %u, 路段 / links %u (%.0f km), 弧 / arcs %u, 受限转向 / restricted %u, "
	       "孤立 / stray %u + %u\n",
	       facts.nodes, facts.links, facts.metres / 1000, facts.arcs, facts.restricted,
	       facts.stray[0], facts.stray[1]);
	if (facts.has_points)
		printf("范围 / area %.5f,%.5f,%.5f,%.5f\n", facts.south_west.lon,
		       facts.south_west.lat, facts.north_east.lon, facts.north_east.lat);
}

static int prepare(const struct road *road, const char *path)
{
	struct str bytes = route_bytes(road->graph);
	int rc = os_write_file(path, bytes, false);

	if (rc < 0) {
		verb_complain(road->args, "%s: %s", path, os_error_text(rc));
		return VERB_SYSTEM;
	}
	printf("%s: %.1f MB\n", path, bytes.len / 1e6);
	return VERB_DONE;
}

static int answer(struct road *road)
{
	const struct verb_args *args = road->args;

	if (!road_set_day(road))
		return VERB_USAGE;
	if (verb_given(args, "near"))
		return road_ask_near(road);
	if (verb_given(args, "reach"))
		return road_ask_reach(road);
	if (verb_given(args, "from"))
		return road_ask_way(road);
	print_facts(road);
	return VERB_DONE;
}

static int run_road(const struct verb_args *args)
{
	const char *out = verb_value(args, "out");
	struct road road;
	int rc = VERB_DATA;

	if (road_open(&road, args, args->words[0])) {
		rc = out ? prepare(&road, out) : VERB_DONE;
		if (rc == VERB_DONE)
			rc = answer(&road);
	}
	road_close(&road);
	return rc;
}

static const struct verb_option options[] = {
	{ "out", "FILE", "写成备好的路网文件", "Writes the roads in prepared form." },
	{ "area", "W,S,E,N", "活动区域，用以发现经纬度写反",
	  "The event's area, against swapped axes." },
	{ "from", "LON,LAT", "路线起点", "Where a way begins." },
	{ "to", "LON,LAT", "路线终点", "Where it ends." },
	{ "near", "LON,LAT", "到此地最快的单位（配合--units）",
	  "The units that are there first (with --units)." },
	{ "units", "FILE.csv", "单位：名称,经度,纬度，每行一个", "Units: name,longitude,latitude." },
	{ "reach", "LON,LAT", "从此地出发若干分钟内可到的范围",
	  "The ground within reach of a place." },
	{ "minutes", "1,3,5", "范围的分钟数", "Its limits in minutes." },
	{ "most", "10", "最多列出几个单位", "How many units at most." },
	{ "by", "car|foot|any", "车辆、步行，或车行后步行乘索道",
	  "By car, on foot, or driving and then walking or by lift." },
	{ "at", "TIME", "出发时间", "When one sets off." },
	{ "snow", "dry|snowing|cover|ice", "路面", "What lies on the roads." },
	{ "close", "LON,LAT;…", "封闭这些地点旁的路段", "Closes the roads at these points." },
	{ "convoy", "N,M,M,KMH", "车队：车数,车长,间距,时速",
	  "A column: vehicles, length, gap, speed." },
	{ "geojson", "FILE", "另写成GeoJSON", "Writes the answer as GeoJSON too." },
	{ NULL, NULL, NULL, NULL },
};
const struct verb verb_road = {
	.name = "road",
	.words = "ROADS [COORDINATES]",
	.words_least = 1,
	.words_most = 2,
	.options = options,
	.run = run_road,
	.zh = "读入道路（OSM、CSV、DIMACS或备好的文件），答复谁最先到、怎么走、几分钟可达何处",
	.en = "Roads from OSM, CSV or DIMACS: prepared for use, and asked for ways, units, reach.",
	.more_zh = "以.osm、.pbf、.csv、.gr结尾的文件按此读入，其余视为备好的路网。",
	.more_en = "Files ending in .osm, .pbf, .csv or .gr are read as such, others as prepared.",
};
