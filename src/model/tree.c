/* The command tree: which post stands above which, and which of them commands. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "model/model_state.h"

const struct post *tree_get(const struct model *model, code wanted)
{
	const uint64_t *index = wanted ? map_get(&model->post_index, wanted) : NULL;

	return index ? &model->posts[*index] : NULL;
}

/* Depths and origins are looked up anew where a post's place may have changed those below. */
static void settle(struct model *model, struct post *post)
{
	const struct post *parent = tree_get(model, post->parent);

	post->depth = parent ? (uint16_t)(parent->depth + 1) : 0;
	post->origin = site_holder(model, post->declared);
}

void tree_put(struct model *model, const struct post *post)
{
	const uint64_t *known = map_get(&model->post_index, post->code);
	code parent = known ? model->posts[*known].parent : post->parent;
	uint16_t index;

	if (!known) {
		assert(model->nposts < LIMIT_POSTS);
		HEAP_ROOM(model->posts, model->nposts, model->posts_size);
		*map_put(&model->post_index, post->code) = model->nposts++;
	}
	index = (uint16_t)*map_get(&model->post_index, post->code);
	model->posts[index] = *post;
	model->posts[index].index = index;
	if (!post->declared)
		model->posts[index].declared = post->code;
	settle(model, &model->posts[index]);
	if (parent != post->parent)
		tree_redirect(model);
	if (!known || parent != post->parent)
		site_moved(model);
}

/* A post stands behind its parent in most trees; a few rounds serve those that were moved. */
void tree_redirect(struct model *model)
{
	for (int round = 0; round < LIMIT_TREE_DEPTH; round++) {
		bool changed = false;

		for (uint16_t i = 0; i < model->nposts; i++) {
			uint16_t depth = model->posts[i].depth;

			settle(model, &model->posts[i]);
			changed |= depth != model->posts[i].depth;
		}
		if (!changed)
			return;
	}
}

uint16_t tree_count(const struct model *model)
{
	return model->nposts;
}

const struct post *tree_at(const struct model *model, uint16_t index)
{
	assert(index < model->nposts);
	return &model->posts[index];
}

/* Depth is bounded by the walk itself, so that a wrong tree cannot hang the node. */
bool tree_above(const struct model *model, code upper, code lower)
{
	const struct post *post = tree_get(model, lower);

	for (int i = 0; post && post->parent && i < LIMIT_TREE_DEPTH; i++) {
		if (post->parent == upper)
			return true;
		post = tree_get(model, post->parent);
	}
	return false;
}

uint32_t tree_between(const struct model *model, code upper, code lower,
		      const struct post **ret)
{
	const struct post *path[LIMIT_TREE_DEPTH];
	const struct post *post = tree_get(model, lower);
	uint32_t count = 0;

	if (!tree_above(model, upper, lower))
		return 0;
	for (post = tree_get(model, post->parent); post && post->code != upper;
	     post = tree_get(model, post->parent))
		path[count++] = post;
	for (uint32_t i = 0; i < count; i++)
		ret[i] = path[count - 1 - i];
	return count;
}

const struct post *tree_commander(const struct model *model, code of)
{
	const struct post *post = tree_get(model, of);

	for (int i = 0; post && i < LIMIT_TREE_DEPTH; i++) {
		post = tree_get(model, post->parent);
		if (post && post->command_tier)
			return post;
	}
	return NULL;
}

code tree_desk(const struct model *model, code of)
{
	const struct post *at = tree_get(model, of);

	for (int i = 0; at && at->tier == TIER_UNIT && i < LIMIT_TREE_DEPTH; i++)
		at = tree_get(model, at->parent);
	return at ? at->code : of;
}
