/* Cold: how it feels in the wind, how soon skin freezes, and how long a person may stand in it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ENGINE_COLD_COLD_H
#define ENGINE_COLD_COLD_H

#include <stdbool.h>
#include <stddef.h>

/* Temperatures are °C, winds km/h at 10 m above ground. Stations tell m/s: this turns it over. */
double cold_kmh(double metres_per_second);

/*
 * The wind chill index, °C (Osczevski and Bluestein 2001, as Environment Canada and the US Weather
 * Service use it). Below 5 km/h the Canadian formula of light wind. It is made for air of at most
 * 10 °C; above, the air temperature itself.
 */
double cold_wind_chill(double air, double wind_kmh);

/* Environment Canada's bands. The index is told in whole degrees, and so are they. */
enum cold_band { COLD_NONE, COLD_LOW, COLD_MODERATE, COLD_HIGH, COLD_VERY_HIGH, COLD_SEVERE,
		 COLD_EXTREME };
enum cold_band cold_band(double wind_chill);

/*
 * Minutes until exposed skin freezes, for the one person in twenty who is most at risk. To be
 * shown, never to decide by: the bands rule. False outside of what the formula was fitted to (air
 * of at most -15 °C, wind of at least 25 km/h).
 */
bool cold_frostbite(double air, double wind_kmh, double *ret_minutes);

enum cold_work {
	COLD_STANDING,                                     /* sentries, checkpoints: light work */
	COLD_WORKING,                                      /* moderate to heavy work */
};

/*
 * The work and warm-up schedule of the ACGIH (threshold limit values, as Saskatchewan prints it)
 * for a shift of four hours with breaks of ten minutes in the warm. It begins at -26 °C; standing
 * work is one step stricter. A wind between two columns counts as the stronger; beyond the last
 * column (32 km/h) each further 8 km/h is another step, which is our own addition.
 */
struct cold_schedule {
	bool stop;                                         /* all but emergency work ceases */
	int minutes;                                       /* the longest spell */
	int breaks;                                        /* in four hours */
};
/* False: warmer than the table, which then says nothing. */
bool cold_schedule(double air, double wind_kmh, enum cold_work work, struct cold_schedule *ret);

/* A step of a policy for standing posts: from this wind chill down, so many minutes; 0: stop. */
struct cold_step {
	double wind_chill;
	int minutes;
};

/* How long a spell outside may be: no longer than either of the two allows. */
struct cold_stay {
	bool limited;                                      /* else: no limit from the cold */
	bool stop;
	int minutes;                                       /* when limited and not stopped */
};
/* The steps go from the mildest to the hardest; they are for standing posts only. */
struct cold_stay cold_stay(double air, double wind_kmh, enum cold_work work,
			   const struct cold_step *steps, size_t nsteps);

#endif
