/* Finds the places of things in a list by a hash of what they are called. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_MARKS_H
#define BASE_MARKS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Eight bytes a slot: half of a hash and a place, so that whoever looks compares few things that
 * are not meant, and growing looks at none. What a place means is the owner's matter; the same
 * hash may have several. Open addressing, linear probing, power-of-two size, at most 5/8 full.
 */
struct marks {
	uint64_t *slots;                                   /* 0: free */
	uint64_t size;
	uint64_t count;
};
#define MARKS_MOST (UINT32_MAX - 1)                       /* places lie below */

void marks_init(struct marks *marks);
void marks_release(struct marks *marks);
/* Into an empty one: the slots of another, as many as its size. */
void marks_copy(struct marks *marks, const uint64_t *slots, uint64_t size);
void marks_reserve(struct marks *marks, uint64_t count);
void marks_add(struct marks *marks, uint64_t hash, uint32_t place);
bool marks_remove(struct marks *marks, uint64_t hash, uint32_t place);

/* Walks the places that may be meant, in any order; ends at once while nothing has been added. */
struct marks_walk {
	const struct marks *marks;
	uint64_t at;
	uint32_t half;
};

static inline uint32_t marks_half(uint64_t hash)
{
	return (uint32_t)(hash * UINT64_C(0xd6e8feb86659fd93) >> 32);
}

static inline struct marks_walk marks_walk(const struct marks *marks, uint64_t hash)
{
	uint32_t half = marks_half(hash);

	return (struct marks_walk){ marks, half & (marks->size - 1), half };
}

static inline bool marks_next(struct marks_walk *walk, uint32_t *ret)
{
	const struct marks *marks = walk->marks;
	uint64_t slot;

	if (marks->count == 0)
		return false;
	while ((slot = marks->slots[walk->at]) != 0) {
		walk->at = (walk->at + 1) & (marks->size - 1);
		if (slot >> 32 == walk->half) {
			*ret = (uint32_t)slot - 1;
			return true;
		}
	}
	return false;
}

#endif
