/* Chance that can be had again: from one seed the same numbers, everywhere. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_CHANCE_H
#define BASE_CHANCE_H

#include <stdint.h>

struct chance {
	uint64_t state;
};

/* Splitmix64: a counter through a mixer; every seed is good. */
static inline uint64_t chance_next(struct chance *chance)
{
	uint64_t z = (chance->state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* A number below `end`, which is not 0. */
static inline uint32_t chance_below(struct chance *chance, uint32_t end)
{
	return (uint32_t)(chance_next(chance) % end);
}

#endif
