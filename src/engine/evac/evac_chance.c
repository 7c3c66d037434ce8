/* Chance that can be had again: a number depends on seed, person and purpose, on nothing else. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "engine/evac/evac_state.h"

/* The finisher of splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t mix(uint64_t z)
{
	z += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* Between 0 and 1, neither of them. */
double evac_chance(uint64_t seed, uint64_t person, enum evac_purpose purpose, uint32_t nth)
{
	uint64_t bits = mix(mix(mix(seed) ^ person) ^ ((uint64_t)purpose << 32 | nth));

	return ((double)(bits >> 12) + 0.5) / 4503599627370496.0;
}

struct draws {
	uint64_t seed, person;
	enum evac_purpose purpose;
	uint32_t nth;
};

static double draw(struct draws *draws)
{
	return evac_chance(draws->seed, draws->person, draws->purpose, draws->nth++);
}

/* Box and Muller 1958. */
static double draw_normal(struct draws *draws)
{
	double u = draw(draws), v = draw(draws);

	return sqrt(-2 * log(u)) * cos(2 * 3.14159265358979323846 * v);
}

/* Marsaglia and Tsang 2000; below 1 by the power of a uniform number. */
static double draw_gamma(struct draws *draws, double shape)
{
	double boost = 1, d, c;

	if (shape < 1) {
		boost = pow(draw(draws), 1 / shape);
		shape += 1;
	}
	d = shape - 1.0 / 3;
	c = 1 / sqrt(9 * d);
	for (;;) {
		double x = draw_normal(draws), v = 1 + c * x;

		if (v <= 0)
			continue;
		v = v * v * v;
		if (log(draw(draws)) < x * x / 2 + d - d * v + d * log(v))
			return d * v * boost;
	}
}

static double draw_law(const struct evac_law_of *law, struct draws *draws)
{
	switch (law->law) {
	case EVAC_FIXED:
		return law->a;
	case EVAC_UNIFORM:
		return law->a + (law->b - law->a) * draw(draws);
	case EVAC_NORMAL:
		return law->a + law->b * draw_normal(draws);
	case EVAC_LOGNORMAL:
		return exp(law->a + law->b * draw_normal(draws));
	case EVAC_GAMMA:
		return law->b * draw_gamma(draws, law->a);
	case EVAC_WEIBULL:
		return law->b * pow(-log(draw(draws)), 1 / law->a);
	}
	return law->a;
}

double evac_chance_law(const struct evac_law_of *law, uint64_t seed, uint64_t person,
		       enum evac_purpose purpose)
{
	struct draws draws = { seed, person, purpose, 0 };
	double value = 0;

	/* A law whose bounds it hardly ever meets gives its nearer bound after so many draws. */
	for (int i = 0; i < 1000; i++) {
		value = draw_law(law, &draws);
		if (value >= law->least && (law->most <= 0 || value <= law->most))
			return value;
	}
	return value < law->least ? law->least : law->most;
}

bool evac_chance_lawful(const struct evac_law_of *law)
{
	if (!isfinite(law->a) || !isfinite(law->b) || !isfinite(law->least) || !isfinite(law->most))
		return false;
	if (law->most > 0 && law->least > law->most)
		return false;
	switch (law->law) {
	case EVAC_FIXED:
		return true;
	case EVAC_UNIFORM:
		return law->a <= law->b;
	case EVAC_NORMAL:
	case EVAC_LOGNORMAL:
		return law->b >= 0;
	case EVAC_GAMMA:
	case EVAC_WEIBULL:
		return law->a > 0 && law->b > 0;
	}
	return false;
}
