/* How fast one gets along a road of each class, by car and on foot, on slopes and in snow. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <math.h>

#include "engine/route/route_state.h"

/*
 * Cars: the speeds of OSRM's profile car.lua (v5.27); a posted speed counts by 0.8 as it does
 * there. Lifts: typical line speeds (our estimate), and a wait of one minute to get on.
 */
static const struct {
	const char *name;
	double car_kmh;
	bool fast;                                 /* a road without junctions on the level */
	double ride_kmh;                           /* of lifts */
} classes[ROUTE_CLASSES] = {
	[ROUTE_MOTORWAY] = { "motorway", 90, true, 0 },
	[ROUTE_TRUNK] = { "trunk", 85, true, 0 },
	[ROUTE_PRIMARY] = { "primary", 65, false, 0 },
	[ROUTE_SECONDARY] = { "secondary", 55, false, 0 },
	[ROUTE_TERTIARY] = { "tertiary", 40, false, 0 },
	[ROUTE_MINOR] = { "minor", 25, false, 0 },
	[ROUTE_RESIDENTIAL] = { "residential", 25, false, 0 },
	[ROUTE_LIVING] = { "living", 10, false, 0 },
	[ROUTE_SERVICE] = { "service", 15, false, 0 },
	[ROUTE_TRACK] = { "track", 10, false, 0 },
	[ROUTE_PATH] = { "path", 5, false, 0 },
	[ROUTE_STAIRS] = { "stairs", 5, false, 0 },
	[ROUTE_CABLECAR] = { "cablecar", 5, false, 30 },
	[ROUTE_GONDOLA] = { "gondola", 5, false, 18 },
	[ROUTE_CHAIRLIFT] = { "chairlift", 5, false, 8.3 },
};
#define POSTED_SHARE 0.8
#define GET_ON_MS 60000.0

/*
 * FHWA Road Weather Management, "Snow and Ice": freeways lose about 10 % in light snow and 40 % in
 * heavy snow, arterials 30 to 40 % on snowy or slushy pavement. PRC road traffic safety
 * regulations (2004), article 46: at most 30 km/h on ice, and down a steep slope.
 */
static const double fast_share[ROUTE_SNOWS] = { 1, 0.9, 0.6, 0.6 };
static const double slow_share[ROUTE_SNOWS] = { 1, 0.9, 0.65, 0.65 };
#define ICE_KMH 30.0
#define STEEP_PERCENT 8                            /* our reading of a steep slope */
#define STEEP_KMH 30.0

/* Weidmann 1993: along the slope, 0.61 m/s up stairs and 0.69 m/s down. */
#define STAIRS_UP_KMH (0.61 * 3.6)
#define STAIRS_DOWN_KMH (0.69 * 3.6)
/* Tobler 1993: 6 exp(-3.5 |slope + 0.05|) km/h; off the path 0.6 of it, which we take for snow. */
#define TOBLER_KMH 6.0
#define TOBLER_OFF_PATH 0.6

const char *route_class_name(enum route_class class)
{
	assert(class < ROUTE_CLASSES);
	return classes[class].name;
}

enum route_class route_class_of(struct str name)
{
	uint32_t class = 0;

	while (class < ROUTE_CLASSES && !str_eq(str_of(classes[class].name), name))
		class++;
	return (enum route_class)class;
}

static double car_kmh(const struct route_link *link, double slope, enum route_snow snow)
{
	double kmh = link->kmh ? link->kmh * POSTED_SHARE : classes[link->class].car_kmh;

	kmh *= classes[link->class].fast ? fast_share[snow] : slow_share[snow];
	if (snow == ROUTE_ICE)
		kmh = fmin(kmh, ICE_KMH);
	if (slope <= -STEEP_PERCENT)
		kmh = fmin(kmh, STEEP_KMH);
	return kmh;
}

static double foot_kmh(const struct route_link *link, double slope, enum route_snow snow)
{
	double kmh;

	if (link->class == ROUTE_STAIRS)
		kmh = slope < 0 ? STAIRS_DOWN_KMH : STAIRS_UP_KMH;
	else
		kmh = TOBLER_KMH * exp(-3.5 * fabs(slope / 100 + 0.05));
	return snow >= ROUTE_SNOW_COVER ? kmh * TOBLER_OFF_PATH : kmh;
}

uint32_t route_class_ms(const struct route_link *link, bool back, uint32_t by,
			enum route_snow snow)
{
	double slope = back ? -link->slope : link->slope, ms;
	/* As a graph keeps it: the same link takes as long before it was built as after. */
	double metres = (double)(float)link->metres;

	if (link->fixed_ms)
		return link->fixed_ms;
	if (classes[link->class].ride_kmh > 0)
		ms = metres * 3600 / classes[link->class].ride_kmh + GET_ON_MS;
	else if (by == ROUTE_CAR)
		ms = metres * 3600 / car_kmh(link, slope, snow);
	else
		ms = metres * 3600 / foot_kmh(link, slope, snow);
	return ms < 1 ? 1 : ms > ROUTE_LINK_MS_MOST ? ROUTE_LINK_MS_MOST : (uint32_t)lrint(ms);
}

uint32_t route_dir_ms(const struct route_graph *graph, uint32_t dir, uint32_t by,
		      enum route_snow snow)
{
	const struct route_kept *kept = &graph->links[dir / 2];
	struct route_link link = { .metres = kept->metres, .fixed_ms = kept->fixed_ms,
				   .class = kept->class, .kmh = kept->kmh,
				   .slope = kept->slope };

	return route_class_ms(&link, dir & 1, by, snow);
}

const char *route_error_text(enum route_error error)
{
	static const char *const texts[ROUTE_ERRORS] = {
		"没有错误 / nothing is wrong",
		"没有道路 / there are no roads",
		"超过上限 / beyond the ceiling",
		"坐标不对 / a point that is not on the earth",
		"没有这个节点 / there is no such node",
		"线形不对 / there are no such points of a line",
		"长度不对 / a length that is none",
		"没有这个道路等级 / there is no such class of road",
		"名称不对 / there is no such name",
		"转向限制与道路不符 / a turn whose links do not meet there",
		"不是路网文件 / these are no prepared roads",
		"路网文件版本不同 / prepared by another version",
		"路网文件不完整 / prepared roads that are cut off",
		"路网文件已损坏 / prepared roads that are damaged",
		"路网文件内容不合理 / prepared roads that make no sense",
	};

	return texts[error];
}

const char *route_reason_text(enum route_reason reason)
{
	static const char *const texts[ROUTE_REASONS] = {
		"可到达 / gets there",
		"有更近的 / others are nearer",
		"超出时限 / too far",
		"因封闭不通 / closed off",
		"无路可达 / no road leads there",
		"单位不在道路上 / the unit stands off the road",
		"地点不在道路上 / the place lies off the road",
	};

	return texts[reason];
}
