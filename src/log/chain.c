/* The hash chains: each entry seals all that came before it from the same origin. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "log/chain.h"

#include "base/mem.h"

void chain_set_init(struct chain_set *set)
{
	*set = (struct chain_set){ 0 };
	map_init(&set->by_origin);
}

void chain_set_release(struct chain_set *set)
{
	heap_free(set->items);
	map_release(&set->by_origin);
}

struct chain *chain_get(struct chain_set *set, code origin)
{
	uint64_t *slot = map_put(&set->by_origin, origin);

	if (*slot == 0) {
		HEAP_ROOM(set->items, set->count, set->capacity);
		set->items[set->count].origin = origin;
		code_format(origin, set->items[set->count].name);
		*slot = ++set->count;
	}
	return &set->items[*slot - 1];
}

struct hash chain_link(const struct chain *chain, const struct hash *hash)
{
	return hash_pair(&chain->link, hash);
}

void chain_add(struct chain *chain, uint64_t seq, uint64_t pos, const struct hash *link)
{
	chain->known++;
	if (seq < chain->seq)
		return;
	chain->seq = seq;
	chain->pos = pos;
	chain->link = *link;
}
