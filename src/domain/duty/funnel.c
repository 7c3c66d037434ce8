/* How many people will really be there on the day, told from how fast they go through the steps. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/duty/funnel.h"

#include <math.h>

#define MOST 10000000.0

const struct choice funnel_stages[] = {
	{ 1, "contracted", "已签约", "Contracted", NULL },
	{ 2, "recruited", "已招录", "Recruited", NULL },
	{ 3, "trained", "已培训", "Trained", NULL },
	{ 4, "accredited", "已制证", "Accredited", NULL },
	{ 5, "rostered", "已排班", "Rostered", NULL },
	{ 6, "present", "到岗", "Present", NULL },
	{ 0 },
};

double funnel_reached(const struct funnel_count *count, instant at, instant day)
{
	double pace, left;

	if (count->now_at == 0)
		return 0;
	if (count->before_at == 0 || count->now_at <= count->before_at || day <= at)
		return (double)count->now;
	pace = (double)(count->now - count->before) / (double)(count->now_at - count->before_at);
	left = (double)(day - at);
	return fmin(fmax((double)count->now + pace * left, 0), MOST);
}

struct funnel_forecast funnel_look(const struct funnel_count stages[FUNNEL_STAGES],
				   int64_t required, double no_show, instant at, instant day)
{
	struct funnel_forecast forecast = { .narrowest = FUNNEL_CONTRACTED };
	double comes = 1.0 - no_show;
	double least = (double)stages[FUNNEL_CONTRACTED].now;

	for (int s = FUNNEL_RECRUITED; s <= FUNNEL_ROSTERED; s++) {
		double here = funnel_reached(&stages[s], at, day);

		if (here < least) {
			least = here;
			forecast.narrowest = (enum funnel_stage)s;
		}
	}
	forecast.present = (int64_t)floor(least * comes + 1e-9);
	if (day <= at && stages[FUNNEL_PRESENT].now_at != 0)
		forecast.present = stages[FUNNEL_PRESENT].now;
	forecast.gap = required > forecast.present ? required - forecast.present : 0;
	forecast.ask = comes > 0 ? (int64_t)fmin(ceil((double)required / comes - 1e-9), MOST) : 0;
	return forecast;
}
