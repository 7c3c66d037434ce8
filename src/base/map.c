/* A table from numbers to numbers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/map.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "base/mem.h"

#define MAP_FIRST 8

void map_init(struct map *map)
{
	*map = (struct map){ NULL, 0, 0 };
}

void map_release(struct map *map)
{
	heap_free(map->slots);
	map_init(map);
}

void map_copy(struct map *map, const struct map *from)
{
	assert(map->size == 0);
	if (from->size == 0)
		return;
	*map = *from;
	map->slots = heap_alloc((size_t)from->size * sizeof *map->slots);
	memcpy(map->slots, from->slots, (size_t)from->size * sizeof *map->slots);
}

static uint64_t place_of(const struct map *map, uint64_t key)
{
	key ^= key >> 32;
	key *= UINT64_C(0xd6e8feb86659fd93);
	key ^= key >> 32;
	return key & (map->size - 1);
}

/* The slot of the key, or the free one where it belongs. */
static struct map_slot *slot_of(const struct map *map, uint64_t key)
{
	uint64_t i = place_of(map, key);

	while (map->slots[i].used && map->slots[i].key != key)
		i = (i + 1) & (map->size - 1);
	return &map->slots[i];
}

static void resize(struct map *map, uint64_t size)
{
	struct map old = *map;

	map->slots = heap_alloc((size_t)size * sizeof *map->slots);
	map->size = size;
	for (uint64_t i = 0; i < old.size; i++) {
		if (old.slots[i].used)
			*slot_of(map, old.slots[i].key) = old.slots[i];
	}
	heap_free(old.slots);
}

void map_reserve(struct map *map, uint64_t count)
{
	uint64_t size = map->size ? map->size : MAP_FIRST;

	assert(count < UINT64_C(1) << 40);
	while (count * 8 > size * 5)
		size *= 2;
	if (size > map->size)
		resize(map, size);
}

uint64_t *map_get(const struct map *map, uint64_t key)
{
	if (map->count == 0)
		return NULL;
	struct map_slot *slot = slot_of(map, key);

	return slot->used ? &slot->value : NULL;
}

uint64_t *map_put(struct map *map, uint64_t key)
{
	struct map_slot *slot = map->size > 0 ? slot_of(map, key) : NULL;

	if (slot != NULL && slot->used)
		return &slot->value;
	if ((map->count + 1) * 8 > map->size * 5) {
		map_reserve(map, map->count + 1);
		slot = slot_of(map, key);
	}
	*slot = (struct map_slot){ .key = key, .used = true };
	map->count++;
	return &slot->value;
}

bool map_remove(struct map *map, uint64_t key)
{
	if (map_get(map, key) == NULL)
		return false;
	uint64_t mask = map->size - 1;
	uint64_t hole = (uint64_t)(slot_of(map, key) - map->slots);

	/* Whatever follows and would no longer be found across the hole moves into it. */
	for (uint64_t i = (hole + 1) & mask; map->slots[i].used; i = (i + 1) & mask) {
		uint64_t home = place_of(map, map->slots[i].key);

		if (((i - home) & mask) < ((i - hole) & mask))
			continue;
		map->slots[hole] = map->slots[i];
		hole = i;
	}
	map->slots[hole] = (struct map_slot){ 0 };
	map->count--;
	return true;
}
