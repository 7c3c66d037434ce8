/* Cold: how it feels in the wind, how soon skin freezes, and how long a person may stand in it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/cold/cold.h"

#include <math.h>

#define LIGHT_WIND_KMH 5.0
#define WARMEST_AIR 10.0
#define CALM_KMH 2.0                                       /* Beaufort 0 ends here */
#define COLUMN_KMH 8.0
#define NORMAL_SPELL 120                                   /* a shift of 4 h with one break in it */

double cold_kmh(double metres_per_second)
{
	return metres_per_second * 3.6;
}

double cold_wind_chill(double air, double wind_kmh)
{
	double power;

	if (air > WARMEST_AIR)
		return air;
	if (wind_kmh < LIGHT_WIND_KMH)
		return air + (-1.59 + 0.1345 * air) / 5.0 * wind_kmh;
	power = pow(wind_kmh, 0.16);
	return 13.12 + 0.6215 * air - 11.37 * power + 0.3965 * air * power;
}

enum cold_band cold_band(double wind_chill)
{
	static const long warmest[] = { [COLD_LOW] = 0,		[COLD_MODERATE] = -10,
					[COLD_HIGH] = -28,	[COLD_VERY_HIGH] = -40,
					[COLD_SEVERE] = -48,	[COLD_EXTREME] = -55 };
	long degrees = lround(wind_chill);
	int band = COLD_EXTREME;

	while (band > COLD_NONE && degrees > warmest[band])
		band--;
	return (enum cold_band)band;
}

bool cold_frostbite(double air, double wind_kmh, double *ret_minutes)
{
	if (air > -15.0 || wind_kmh < 25.0)
		return false;
	*ret_minutes = (-24.5 * (0.667 * wind_kmh + 4.8) + 2111.0) * pow(-4.8 - air, -1.668);
	return *ret_minutes > 0.0;
}

/* The table is a ladder: one row colder and one column windier is each a step down. */
static const struct cold_schedule ladder[] = {
	{ false, NORMAL_SPELL, 1 }, { false, 75, 2 }, { false, 55, 3 }, { false, 40, 4 },
	{ false, 30, 5 },	    { true, 0, 0 },
};
#define LADDER_LAST 5

static int row_of(double air)
{
	static const long warmest[] = { -26, -29, -32, -35, -38, -40, -43 };
	long degrees = lround(air);
	int row = -1;

	while (row < 6 && degrees <= warmest[row + 1])
		row++;
	return row;
}

static int column_of(double wind_kmh)
{
	return wind_kmh < CALM_KMH ? 0 : (int)ceil(fmin(wind_kmh, 1000.0) / COLUMN_KMH);
}

bool cold_schedule(double air, double wind_kmh, enum cold_work work, struct cold_schedule *ret)
{
	int row = row_of(air);
	int step;

	if (row < 0)
		return false;
	step = row + column_of(wind_kmh) - (work == COLD_WORKING ? 1 : 0);
	if (step < 0)
		step = 0;
	*ret = ladder[step < LADDER_LAST ? step : LADDER_LAST];
	return true;
}

/* The last step that is reached; the index counts in whole degrees, as in the bands. */
static struct cold_stay by_steps(double wind_chill, const struct cold_step *steps, size_t nsteps)
{
	struct cold_stay stay = { false, false, 0 };

	for (size_t i = 0; i < nsteps; i++)
		if ((double)lround(wind_chill) <= steps[i].wind_chill)
			stay = (struct cold_stay){ true, steps[i].minutes == 0, steps[i].minutes };
	return stay;
}

struct cold_stay cold_stay(double air, double wind_kmh, enum cold_work work,
			   const struct cold_step *steps, size_t nsteps)
{
	struct cold_stay stay = { false, false, 0 };
	struct cold_schedule schedule;

	if (work == COLD_STANDING)
		stay = by_steps(cold_wind_chill(air, wind_kmh), steps, nsteps);
	if (!cold_schedule(air, wind_kmh, work, &schedule))
		return stay;
	if (schedule.stop || stay.stop)
		return (struct cold_stay){ true, true, 0 };
	if (!stay.limited || schedule.minutes < stay.minutes)
		stay = (struct cold_stay){ true, false, schedule.minutes };
	return stay;
}
