/* Finds the places of things in a list by a hash of what they are called. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/marks.h"

#include <assert.h>
#include <stddef.h>

#include "base/mem.h"

#define MARKS_FIRST 8

void marks_init(struct marks *marks)
{
	*marks = (struct marks){ NULL, 0, 0 };
}

void marks_release(struct marks *marks)
{
	heap_free(marks->slots);
	marks_init(marks);
}

static uint64_t home_of(const struct marks *marks, uint64_t slot)
{
	return slot >> 32 & (marks->size - 1);
}

static void put(struct marks *marks, uint64_t slot)
{
	uint64_t i = home_of(marks, slot);

	while (marks->slots[i] != 0)
		i = (i + 1) & (marks->size - 1);
	marks->slots[i] = slot;
}

void marks_reserve(struct marks *marks, uint64_t count)
{
	struct marks old = *marks;

	assert(count <= MARKS_MOST);
	if (marks->size == 0)
		marks->size = MARKS_FIRST;
	while (count * 8 > marks->size * 5)
		marks->size *= 2;
	if (marks->size == old.size)
		return;
	marks->slots = heap_alloc((size_t)marks->size * sizeof *marks->slots);
	for (uint64_t i = 0; i < old.size; i++)
		if (old.slots[i] != 0)
			put(marks, old.slots[i]);
	heap_free(old.slots);
}

void marks_copy(struct marks *marks, const uint64_t *slots, uint64_t size)
{
	assert(marks->size == 0 && (size & (size - 1)) == 0);
	if (size == 0)
		return;
	marks->slots = heap_alloc((size_t)size * sizeof *slots);
	marks->size = size;
	for (uint64_t i = 0; i < size; i++) {
		marks->slots[i] = slots[i];
		marks->count += slots[i] != 0;
	}
}

void marks_add(struct marks *marks, uint64_t hash, uint32_t place)
{
	assert(place < MARKS_MOST);
	marks_reserve(marks, marks->count + 1);
	put(marks, (uint64_t)marks_half(hash) << 32 | (place + 1));
	marks->count++;
}

/* Whatever follows the hole and would no longer be found across it moves into it. */
static void close_hole(struct marks *marks, uint64_t hole)
{
	uint64_t mask = marks->size - 1;

	for (uint64_t i = (hole + 1) & mask; marks->slots[i] != 0; i = (i + 1) & mask) {
		if (((i - home_of(marks, marks->slots[i])) & mask) < ((i - hole) & mask))
			continue;
		marks->slots[hole] = marks->slots[i];
		hole = i;
	}
	marks->slots[hole] = 0;
}

bool marks_remove(struct marks *marks, uint64_t hash, uint32_t place)
{
	struct marks_walk walk = marks_walk(marks, hash);
	uint32_t found;

	while (marks_next(&walk, &found)) {
		if (found != place)
			continue;
		close_hole(marks, (walk.at - 1) & (marks->size - 1));
		marks->count--;
		return true;
	}
	return false;
}
