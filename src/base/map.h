/* A table from a 64-bit key to a 64-bit value. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stdint.h>

/* Open addressing, linear probing, power-of-two size, at most 5/8 full. Key 0 is allowed. */
struct map {
	struct map_slot *slots;
	uint64_t size;
	uint64_t count;
};
struct map_slot {
	uint64_t key;
	uint64_t value;
	bool used;
};

void map_init(struct map *map);
void map_release(struct map *map);
void map_copy(struct map *map, const struct map *from);    /* into an empty one */
void map_reserve(struct map *map, uint64_t count);
/* Pointer to the value, or NULL. Valid until the next put or remove. */
uint64_t *map_get(const struct map *map, uint64_t key);
/* The value slot of the key, made (value 0) if absent. */
uint64_t *map_put(struct map *map, uint64_t key);
bool map_remove(struct map *map, uint64_t key);            /* backward shift, no tombstones */

#endif
