/* Waiting where the flow stays as it is: Erlang's formulas, and what general service adds. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/queue/queue.h"

#include <math.h>

#define HOUR 3600.0

static bool is_station(uint32_t servers, double load)
{
	return servers > 0 && servers <= QUEUE_SERVERS_MOST && isfinite(load) && load > 0;
}

double queue_erlang_b(uint32_t servers, double load)
{
	double blocked = 1;

	if (!is_station(servers, load))
		return 0;
	for (uint32_t k = 1; k <= servers; k++)
		blocked = load * blocked / (k + load * blocked);
	return blocked;
}

double queue_erlang_c(uint32_t servers, double load)
{
	double blocked = queue_erlang_b(servers, load), use = load / servers;

	if (!is_station(servers, load))
		return 0;
	return use >= 1 ? 1 : blocked / (1 - use * (1 - blocked));
}

static bool settles(const struct queue_station *station)
{
	return is_station(station->servers, station->arrivals / station->rate) &&
	       station->arrivals < station->servers * station->rate && station->ca2 >= 0 &&
	       station->cs2 >= 0;
}

bool queue_steady(const struct queue_station *station, struct queue_steady *ret)
{
	double spare = station->servers * station->rate - station->arrivals;

	*ret = (struct queue_steady){ 0 };
	if (station->arrivals == 0 && station->rate > 0)
		return station->servers > 0;
	if (!settles(station))
		return false;
	ret->use = station->arrivals / (station->servers * station->rate);
	ret->waits = queue_erlang_c(station->servers, station->arrivals / station->rate);
	ret->wait = ret->waits / spare * HOUR * (station->ca2 + station->cs2) / 2;
	ret->length = station->arrivals * ret->wait / HOUR;
	return true;
}

double queue_late(const struct queue_station *station, double seconds)
{
	double spare = station->servers * station->rate - station->arrivals;

	if (station->arrivals == 0)
		return 0;
	if (!settles(station))
		return 1;
	return queue_erlang_c(station->servers, station->arrivals / station->rate) *
	       exp(-spare * seconds / HOUR);
}

uint32_t queue_servers(double arrivals, double rate, double share, double seconds)
{
	double load = arrivals / rate, blocked = 1;

	if (!is_station(1, load) || share <= 0 || seconds < 0)
		return 0;
	/* As queue_late, with the recursion carried on from one number to the next. */
	for (uint32_t c = 1; c <= QUEUE_SERVERS_MOST; c++) {
		double use = load / c;

		blocked = load * blocked / (c + load * blocked);
		if (use >= 1)
			continue;
		if (blocked / (1 - use * (1 - blocked)) *
			    exp(-(c * rate - arrivals) * seconds / HOUR) <= share)
			return c;
	}
	return 0;
}

double queue_wait_one(double arrivals, double service, double service_square)
{
	double per_second = arrivals / HOUR, use = per_second * service;

	return use >= 1 ? -1 : per_second * service_square / (2 * (1 - use));
}

struct queue_mix queue_mix(double share, double pass_rate, double search_rate, double sort_cs2)
{
	double mean = (1 - share) / pass_rate + share / search_rate;
	double square = ((1 - share) / (pass_rate * pass_rate) +
			 share / (search_rate * search_rate)) * (1 + sort_cs2);

	return (struct queue_mix){ .rate = 1 / mean, .cs2 = square / (mean * mean) - 1 };
}
