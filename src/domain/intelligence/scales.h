/* The scales of the intelligence desk: what a question is about, how far a source is trusted. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DOMAIN_INTELLIGENCE_SCALES_H
#define DOMAIN_INTELLIGENCE_SCALES_H

#include "model/kind.h"

/* Doctrine 5: places, times, routes, weather, crowds, networks; nothing here is a person. */
extern const struct choice scales_topic[];
/* Doctrine 5.1, Admiralty: the source A to F, what it says 1 to 6, each on its own. */
extern const struct choice scales_reliability[];
extern const struct choice scales_credibility[];
enum { RELIABILITY_A = 1, RELIABILITY_B = 2, RELIABILITY_F = 6 };
enum { CREDIBILITY_1 = 1, CREDIBILITY_2 = 2, CREDIBILITY_6 = 6 };

#endif
