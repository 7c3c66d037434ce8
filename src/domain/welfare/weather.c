/* What a weather station says: for a quarter of an hour, and what it means for those outside. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "engine/cold/cold.h"
#include "model/model.h"

/* Environment Canada's bands (doctrine 12.1). */
static const struct choice bands[] = {
	{ COLD_LOW, "low", "低", "Low", "green" },
	{ COLD_MODERATE, "moderate", "中", "Moderate", "blue" },
	{ COLD_HIGH, "high", "高：10至30分钟冻伤", "High: skin freezes in 10-30 min", "yellow" },
	{ COLD_VERY_HIGH, "very_high", "很高：5至10分钟", "Very high: 5-10 min", "orange" },
	{ COLD_SEVERE, "severe", "严重：2至5分钟", "Severe: 2-5 min", "red" },
	{ COLD_EXTREME, "extreme", "极端：2分钟以内", "Extreme: under 2 min", "red" },
	{ 0 },
};
static const struct choice sources[] = {
	{ 1, "station", "自动站", "Automatic station", NULL },
	{ 2, "observer", "人工观测", "Observer", NULL },
	{ 3, "mobile", "移动测量", "Hand-held", NULL },
	{ 0 },
};

/* Winds in m/s, as Chinese stations tell them; the engine gets km/h from cold_kmh alone. */
#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "站名", "Station", .max = 80, .flags = REQUIRED | TITLE) \
	X(K, 2, REF, place, "地点", "Place", .target = "place", .flags = REQUIRED) \
	X(K, 3, TIME, observed_at, "观测时间", "Observed at", .flags = REQUIRED) \
	X(K, 4, REAL, air, "气温", "Air temperature", .least = -60, .most = 50, .unit = "°C", \
	  .flags = REQUIRED) \
	X(K, 5, REAL, wind, "风速", "Wind", .most = 75, .unit = "m/s", .flags = REQUIRED) \
	X(K, 6, REAL, gust, "阵风", "Gust", .most = 113, .unit = "m/s") \
	X(K, 7, INT, humidity, "相对湿度", "Humidity", .most = 100, .unit = "%") \
	X(K, 8, INT, visibility, "能见度", "Visibility", .most = 100000, .unit = "m") \
	X(K, 9, REAL, snow_depth, "积雪深度", "Snow on the ground", .most = 1000, .unit = "cm") \
	X(K, 10, REAL, snowfall, "降雪量", "Snowfall", .most = 50, .unit = "cm/h") \
	X(K, 11, ENUM, source, "来源", "Source", .choices = sources, .flags = 0) \
	X(K, 12, REAL, wind_chill, "体感温度", "Wind chill", .least = -120, .most = 60, \
	  .unit = "°C", .flags = SYSTEM) \
	X(K, 13, ENUM, band, "冻伤风险", "Risk of frostbite", .choices = bands, \
	  .flags = SYSTEM | INDEXED) \
	X(K, 14, INT, frostbite, "冻伤参考时间", "Frostbite in about", .most = 600, \
	  .unit = "min", .flags = SYSTEM, \
	  .doc_zh = "仅供显示，处置以风险等级为准。", \
	  .doc_en = "To be shown only; the band decides.") \
	X(K, 15, TIME, valid_until, "有效至", "Valid until", .flags = SYSTEM)

KIND_STRUCT(weather);
KIND_FIELDS(weather);

enum { CURRENT = 1, SUPERSEDED, EXPIRED };
static const struct state states[] = {
	{ CURRENT, "current", "有效", "Current", STATE_OPEN },
	{ SUPERSEDED, "superseded", "已更新", "Superseded", STATE_CLOSED },
	{ EXPIRED, "expired", "已过期", "Expired", STATE_CLOSED },
};

REFUSAL(observed_in_future, "观测时间不能晚于现在", "Nothing is observed in the future");
REFUSAL(observation_too_old, "观测已超过有效时间", "The observation is no longer valid");
REFUSAL(gust_below_wind, "阵风不能小于平均风速", "A gust is not below the mean wind");
REFUSAL(older_than_current, "已有更新的观测", "There is a later observation already");
static const struct refusal *const refusals[] = { &refuse_observed_in_future,
						  &refuse_observation_too_old,
						  &refuse_gust_below_wind,
						  &refuse_older_than_current, NULL };

static const struct weather *weather_of(const struct record *record)
{
	return (const struct weather *)record;
}

/* The observation that counts at a place; NULL: none. */
static const struct record *current_at(const struct model *model, struct ident place)
{
	const struct record *found[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, place, "weather", "place", found, LIMIT_SEEN);

	for (uint32_t i = count < LIMIT_SEEN ? count : LIMIT_SEEN; i-- > 0;)
		if (found[i]->state == CURRENT && !found[i]->struck)
			return found[i];
	return NULL;
}

static const struct refusal *check_observe(const struct model *model, const struct record *before,
					   const struct record *after, const struct act_view *view)
{
	const struct weather *w = weather_of(after);
	const struct record *last = current_at(model, w->place);

	(void)before;
	if (w->observed_at > view->at)
		return &refuse_observed_in_future;
	if (w->observed_at + policy_span(model, "weather.valid", after->home, view->at) <= view->at)
		return &refuse_observation_too_old;
	if (record_has(after, F_gust) && w->gust < w->wind)
		return &refuse_gust_below_wind;
	return last && weather_of(last)->observed_at > w->observed_at ? &refuse_older_than_current
								       : NULL;
}

static void stamp_observe(struct stamp *stamp, const struct model *model,
			  const struct record *after, const struct act_view *view)
{
	const struct weather *w = weather_of(after);
	double wind = cold_kmh(w->wind), chill = cold_wind_chill(w->air, wind), minutes;
	enum cold_band band = cold_band(chill);

	stamp_real(stamp, "wind_chill", round(chill * 10) / 10);
	if (band != COLD_NONE)
		stamp_choice(stamp, "band", bands[band - COLD_LOW].name);
	if (cold_frostbite(w->air, wind, &minutes))
		stamp_int(stamp, "frostbite", (int64_t)lround(minutes));
	stamp_time(stamp, "valid_until",
		   w->observed_at +
			   policy_span(model, "weather.valid", after->home, view->at));
}

KIND_ACTS(
	{ .number = 1, .name = "observe", .zh = "观测", .en = "Observe", .from = NEW,
	  .to = CURRENT, .roles = ROLE_ALL & ~ROLE_oversight,
	  .takes = "title place observed_at air wind gust humidity visibility snow_depth snowfall "
		   "source",
	  .check = check_observe, .stamp = stamp_observe },
	{ .number = 2, .name = "supersede", .zh = "更新", .en = "Supersede",
	  .from = IN(CURRENT), .to = SUPERSEDED, .roles = ROLE_SYSTEM },
	{ .number = 3, .name = "expire", .zh = "过期", .en = "Expire", .from = IN(CURRENT),
	  .to = EXPIRED, .roles = ROLE_SYSTEM },
	ACT_STRIKE(ROLE_DESK));

static const struct clock_step valid_steps[] = {
	{ .name = "over", .zh = "观测过期", .en = "No longer valid", .proposes = "expire" },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "valid", .zh = "有效时间", .en = "Validity", .starts = "observe",
	  .stops = "supersede", .until = "valid_until", .steps = valid_steps,
	  .nsteps = KIND_COUNT(valid_steps) },
};

static void replace_last(struct reactor *reactor, const struct model *model,
			 const struct record *record, const struct entry *entry)
{
	const struct record *found[LIMIT_SEEN];
	uint32_t count =
		model_refs_to(model, weather_of(record)->place, "weather", "place", found,
			      LIMIT_SEEN);

	(void)entry;
	for (uint32_t i = count < LIMIT_SEEN ? count : LIMIT_SEEN; i-- > 0;)
		if (found[i] != record && found[i]->state == CURRENT && !found[i]->struck)
			reactor_propose(reactor, "weather", "supersede", found[i]->id,
					found[i]->home);
}

static const struct reaction reactions[] = {
	{ .name = "replace_last", .on = "weather.observe",
	  .doc_zh = "同一地点的新观测取代旧观测。",
	  .doc_en = "A new observation takes the place of the last one there.",
	  .run = replace_last },
};

KIND(weather, .number = 130, .module = "welfare", .zh = "气象观测", .en = "Weather observation",
     .doc_zh = "气象站的观测，有效十五分钟；体感温度和冻伤风险由系统计算。",
     .doc_en = "What a station says, valid for a quarter of an hour, with wind chill and the risk "
	       "of frostbite.",
     .doctrine = "12.1, 9.5", .sees = REL_ANY, .refusals = refusals, KIND_CLOCKS,
     KIND_REACTIONS);
