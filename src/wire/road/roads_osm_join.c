/* Joins ways that only go on as each other: a search then passes one link instead of many. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/road/roads_osm.h"

/* Where two ways end in one node and nothing else does, their numbers + 1. */
struct joiner {
	struct osm *osm;
	uint32_t (*ends)[2];                       /* by node */
	bool *turns;                               /* by way: a forbidden turn names it */
	bool *done;                                /* by way */
};

static uint32_t node_number(const struct osm *osm, const struct osm_node *node)
{
	return (uint32_t)(node - osm->nodes);
}

/* The node at an end of a way, in the order in which it is walked; NULL: missing. */
static struct osm_node *end_of(const struct osm *osm, struct osm_piece piece, bool last)
{
	const struct osm_way *way = &osm->ways[piece.way];

	return osm->at[way->first_ref + (last != piece.back ? way->nrefs - 1 : 0)];
}

static bool alike(const struct osm *osm, struct osm_piece a, struct osm_piece b)
{
	const struct osm_way *x = &osm->ways[a.way], *y = &osm->ways[b.way];
	int slope_x = a.back ? -x->tags.slope : x->tags.slope;
	int slope_y = b.back ? -y->tags.slope : y->tags.slope;

	return x->tags.class == y->tags.class && x->tags.kmh == y->tags.kmh &&
	       x->name == y->name && slope_x == slope_y &&
	       x->tags.pass[a.back] == y->tags.pass[b.back] &&
	       x->tags.pass[!a.back] == y->tags.pass[!b.back] &&
	       !x->tags.lift_seconds && !y->tags.lift_seconds;
}

/* The piece that a piece goes on as; false: the chain ends here. */
static bool next_piece(const struct joiner *joiner, struct osm_piece piece, struct osm_piece *ret)
{
	const struct osm *osm = joiner->osm;
	struct osm_node *node = end_of(osm, piece, true);

	if (node == NULL || node->uses != 4 || joiner->turns[piece.way])
		return false;
	const uint32_t *ends = joiner->ends[node_number(osm, node)];
	uint32_t other = ends[0] == piece.way + 1 ? ends[1] : ends[0];

	if (other == 0 || other == piece.way + 1 || joiner->turns[other - 1] ||
	    joiner->done[other - 1])
		return false;
	*ret = (struct osm_piece){ other - 1, false };
	if (end_of(osm, *ret, false) != node)
		ret->back = true;
	return end_of(osm, *ret, false) == node && alike(osm, piece, *ret);
}

/* Walks against the way to where its chain begins; a ring begins anywhere. */
static struct osm_piece first_piece(const struct joiner *joiner, uint32_t way)
{
	struct osm_piece piece = { way, true }, next;

	while (next_piece(joiner, piece, &next) && next.way != way)
		piece = next;
	piece.back = !piece.back;
	return piece;
}

static void add_piece(struct osm_chain *chain, struct osm_piece piece)
{
	HEAP_ROOM(chain->pieces, chain->npieces, chain->spieces);
	chain->pieces[chain->npieces++] = piece;
}

static void note_ends(struct joiner *joiner)
{
	const struct osm *osm = joiner->osm;

	for (uint32_t w = 0; w < osm->nways; w++)
		for (uint32_t last = 0; last < 2; last++) {
			struct osm_node *node =
				end_of(osm, (struct osm_piece){ w, false }, last);
			uint32_t *ends;

			if (node == NULL)
				continue;
			ends = joiner->ends[node_number(osm, node)];
			ends[ends[0] != 0] = w + 1;
		}
}

static void note_turns(struct joiner *joiner)
{
	for (uint32_t i = 0; i < joiner->osm->nturns; i++) {
		const int64_t ids[2] = { joiner->osm->turns[i].from, joiner->osm->turns[i].to };

		for (uint32_t k = 0; k < 2; k++) {
			const struct osm_way *way = roads_osm_way(joiner->osm, ids[k]);

			if (way)
				joiner->turns[way - joiner->osm->ways] = true;
		}
	}
}

void roads_osm_join(struct osm *osm, void (*each)(struct osm *osm, const struct osm_chain *chain))
{
	struct joiner joiner = { .osm = osm };
	struct osm_chain chain = { 0 };

	joiner.ends = heap_alloc((osm->nnodes + (size_t)1) * sizeof *joiner.ends);
	joiner.turns = heap_alloc(osm->nways + (size_t)1);
	joiner.done = heap_alloc(osm->nways + (size_t)1);
	note_ends(&joiner);
	note_turns(&joiner);
	for (uint32_t w = 0; w < osm->nways; w++) {
		if (joiner.done[w])
			continue;
		struct osm_piece piece = first_piece(&joiner, w), next;

		chain.npieces = 0;
		add_piece(&chain, piece);
		joiner.done[piece.way] = true;
		while (next_piece(&joiner, piece, &next)) {
			piece = next;
			add_piece(&chain, piece);
			joiner.done[piece.way] = true;
		}
		each(osm, &chain);
	}
	heap_free(chain.pieces);
	heap_free(joiner.ends);
	heap_free(joiner.turns);
	heap_free(joiner.done);
}
