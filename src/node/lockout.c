/* How long somebody must wait who keeps failing to sign in: longer after each failure. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/lockout.h"

#include <assert.h>
#include <stddef.h>

#include "base/map.h"
#include "base/mem.h"

struct place {
	uint64_t key;
	uint32_t failures;
	int64_t last_ms;
	int64_t until_ms;
};

struct lockout {
	uint32_t first_that_costs;
	struct map places;                                 /* key to index */
	struct place *at;
	uint32_t count;
	uint32_t size;
};

struct lockout *lockout_create(uint32_t first_that_costs)
{
	struct lockout *lockout = heap_alloc(sizeof *lockout);

	lockout->first_that_costs = first_that_costs;
	map_init(&lockout->places);
	return lockout;
}

void lockout_destroy(struct lockout *lockout)
{
	if (lockout == NULL)
		return;
	map_release(&lockout->places);
	heap_free(lockout->at);
	heap_free(lockout);
}

int64_t lockout_wait(const struct lockout *lockout, uint64_t key, int64_t now_ms)
{
	const uint64_t *index = map_get(&lockout->places, key);

	if (index == NULL || lockout->at[*index].until_ms <= now_ms)
		return 0;
	return lockout->at[*index].until_ms - now_ms;
}

static void take_away(struct lockout *lockout, uint32_t index)
{
	assert(index < lockout->count);
	map_remove(&lockout->places, lockout->at[index].key);
	lockout->count--;
	if (index == lockout->count)
		return;
	lockout->at[index] = lockout->at[lockout->count];
	*map_put(&lockout->places, lockout->at[index].key) = index;
}

static uint32_t oldest(const struct lockout *lockout)
{
	uint32_t found = 0;

	for (uint32_t i = 1; i < lockout->count; i++)
		if (lockout->at[i].last_ms < lockout->at[found].last_ms)
			found = i;
	return found;
}

static struct place *find_or_make(struct lockout *lockout, uint64_t key)
{
	const uint64_t *index = map_get(&lockout->places, key);

	if (index != NULL)
		return &lockout->at[*index];
	if (lockout->count == LOCKOUT_ENTRIES)
		take_away(lockout, oldest(lockout));
	HEAP_ROOM(lockout->at, lockout->count, lockout->size);
	*map_put(&lockout->places, key) = lockout->count;
	struct place *place = &lockout->at[lockout->count++];

	*place = (struct place){ .key = key };
	return place;
}

static void set_wait(const struct lockout *lockout, struct place *place, int64_t now_ms)
{
	if (place->failures < lockout->first_that_costs)
		return;
	uint32_t doublings = place->failures - lockout->first_that_costs;
	int64_t wait = doublings < 20 ? INT64_C(1000) << doublings : LOCKOUT_MOST_MS;

	place->until_ms = now_ms + (wait < LOCKOUT_MOST_MS ? wait : LOCKOUT_MOST_MS);
}

void lockout_fail(struct lockout *lockout, uint64_t key, int64_t now_ms)
{
	struct place *place = find_or_make(lockout, key);

	if (now_ms - place->last_ms > LOCKOUT_FORGET_MS)
		place->failures = 0;
	place->failures++;
	place->last_ms = now_ms;
	set_wait(lockout, place, now_ms);
}

void lockout_again(struct lockout *lockout, uint64_t key, int64_t now_ms)
{
	const uint64_t *index = map_get(&lockout->places, key);

	if (index != NULL)
		set_wait(lockout, &lockout->at[*index], now_ms);
}

void lockout_forgive(struct lockout *lockout, uint64_t key)
{
	const uint64_t *index = map_get(&lockout->places, key);

	if (index == NULL)
		return;
	lockout->at[*index].failures--;
	lockout->at[*index].until_ms = 0;
	if (lockout->at[*index].failures == 0)
		take_away(lockout, (uint32_t)*index);
}

void lockout_clear(struct lockout *lockout, uint64_t key)
{
	const uint64_t *index = map_get(&lockout->places, key);

	if (index != NULL)
		take_away(lockout, (uint32_t)*index);
}
