/* Remembers which keys were used for what, so that an act sent twice is done once. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model_state.h"

uint64_t model_key_hash(struct ident actor, struct str key)
{
	return ident_hash(actor) ^ (str_hash(key) * UINT64_C(0x9e3779b97f4a7c15));
}

static bool find(const struct model *model, uint64_t hash, uint32_t *ret)
{
	struct marks_walk walk = marks_walk(&model->keys, hash);

	while (marks_next(&walk, ret))
		if (model->key_hashes[*ret] == hash)
			return true;
	return false;
}

/* A ring: the oldest key is forgotten when LIMIT_KEYS_KEPT newer ones have come. */
void model_key_put(struct model *model, uint64_t hash, const struct key_use *use)
{
	uint32_t place, old;

	if (model->nkeys < LIMIT_KEYS_KEPT) {
		uint32_t size = model->keys_size;

		HEAP_ROOM(model->key_ring, model->nkeys, size);
		if (size != model->keys_size) {
			model->key_hashes = heap_grow(model->key_hashes,
						      model->keys_size * sizeof(uint64_t),
						      size * sizeof(uint64_t));
			model->keys_size = size;
		}
		place = model->nkeys++;
	} else {
		place = model->key_head;
		model->key_head = (model->key_head + 1) % LIMIT_KEYS_KEPT;
		marks_remove(&model->keys, model->key_hashes[place], place);
	}
	if (find(model, hash, &old))
		marks_remove(&model->keys, hash, old);
	model->key_ring[place] = *use;
	model->key_hashes[place] = hash;
	marks_add(&model->keys, hash, place);
}

const struct key_use *model_key(const struct model *model, struct ident actor, struct str key)
{
	uint32_t place;

	if (key.len == 0 || !find(model, model_key_hash(actor, key), &place))
		return NULL;
	return &model->key_ring[place];
}
