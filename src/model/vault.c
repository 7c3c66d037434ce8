/* The keys that personal fields are sealed with, found by record and time. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/vault.h"

#include "base/map.h"
#include "base/mem.h"

struct vault_item {
	struct ident record;
	instant since;
	uint8_t key[SEAL_KEY];
	bool gone;
	uint32_t older;                                    /* place plus 1, of the same hash */
};
struct vault {
	struct map newest;                                 /* hash of record -> place plus 1 */
	struct vault_item *items;
	uint32_t count, size;
	uint32_t held;                                     /* not gone */
};

struct vault *vault_create(void)
{
	struct vault *vault = heap_alloc(sizeof *vault);

	map_init(&vault->newest);
	return vault;
}

void vault_destroy(struct vault *vault)
{
	if (!vault)
		return;
	if (vault->count > 0)
		seal_wipe(vault->items, vault->count * sizeof *vault->items);
	heap_free(vault->items);
	map_release(&vault->newest);
	heap_free(vault);
}

/* Not HEAP_ROOM: what was outgrown must not lie about with keys in it. */
static struct vault_item *room(struct vault *vault)
{
	uint32_t size = vault->size ? vault->size * 2 : 8;
	struct vault_item *more;

	if (vault->count < vault->size)
		return &vault->items[vault->count++];
	more = heap_alloc(size * sizeof *more);
	if (vault->count > 0) {
		memcpy(more, vault->items, vault->count * sizeof *more);
		seal_wipe(vault->items, vault->count * sizeof *more);
	}
	heap_free(vault->items);
	vault->items = more;
	vault->size = size;
	return &vault->items[vault->count++];
}

void vault_put(struct vault *vault, struct ident record, instant since, const uint8_t *key)
{
	uint64_t *newest = map_put(&vault->newest, ident_hash(record));
	struct vault_item *item = room(vault);

	*item = (struct vault_item){ .record = record,
				     .since = since,
				     .gone = key == NULL,
				     .older = (uint32_t)*newest };
	*newest = vault->count;
	if (!key)
		return;
	memcpy(item->key, key, SEAL_KEY);
	vault->held++;
}

static struct vault_item *next(const struct vault *vault, uint64_t place, struct ident record)
{
	while (place != 0 && !ident_eq(vault->items[place - 1].record, record))
		place = vault->items[place - 1].older;
	return place != 0 ? &vault->items[place - 1] : NULL;
}

static struct vault_item *first(const struct vault *vault, struct ident record)
{
	const uint64_t *place = map_get(&vault->newest, ident_hash(record));

	return place ? next(vault, *place, record) : NULL;
}

const uint8_t *vault_key(const struct vault *vault, struct ident record, instant at)
{
	const struct vault_item *item = first(vault, record);

	while (item && item->since > at)
		item = next(vault, item->older, record);
	return item && !item->gone ? item->key : NULL;
}

bool vault_forgot(const struct vault *vault, struct ident record)
{
	const struct vault_item *item = first(vault, record);

	while (item && !item->gone)
		item = next(vault, item->older, record);
	return item != NULL;
}

void vault_forget(struct vault *vault, struct ident record, instant at)
{
	struct vault_item *item = first(vault, record);

	for (; item; item = next(vault, item->older, record)) {
		if (item->gone || item->since >= at)
			continue;
		seal_wipe(item->key, sizeof item->key);
		item->gone = true;
		vault->held--;
	}
}

void vault_copy(struct vault *vault, const struct vault *from)
{
	map_copy(&vault->newest, &from->newest);
	vault->count = vault->size = from->count;
	vault->held = from->held;
	if (from->count == 0)
		return;
	vault->items = heap_alloc(from->count * sizeof *vault->items);
	memcpy(vault->items, from->items, from->count * sizeof *vault->items);
}

bool vault_walk(const struct vault *vault, uint32_t *index, struct ident *ret_record)
{
	while (*index < vault->count && vault->items[*index].gone)
		(*index)++;
	if (*index == vault->count)
		return false;
	*ret_record = vault->items[(*index)++].record;
	return true;
}

uint32_t vault_count(const struct vault *vault)
{
	return vault->held;
}
