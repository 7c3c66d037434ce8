/* Which node writes whose records: sites, since when they do, and posts that others took over. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "model/model_state.h"

void site_init(struct sites *sites)
{
	map_init(&sites->by_code);
	map_init(&sites->by_post);
	map_init(&sites->writers);
	map_init(&sites->seen);
	map_init(&sites->reign_of);
}

void site_release(struct sites *sites)
{
	map_release(&sites->by_code);
	map_release(&sites->by_post);
	map_release(&sites->writers);
	map_release(&sites->seen);
	map_release(&sites->reign_of);
	heap_free(sites->at);
	heap_free(sites->reigns);
	heap_free(sites->takeovers);
}

void site_moved(struct model *model)
{
	map_release(&model->sites.writers);
	map_init(&model->sites.writers);
	model->sites.moved = true;
	model->sites.moves++;
}

uint64_t site_moves(const struct model *model)
{
	return model->sites.moves;
}

/* ---- sites ----------------------------------------------------------------------------------- */

void site_put(struct model *model, const struct site *site)
{
	struct sites *sites = &model->sites;
	const uint64_t *known = map_get(&sites->by_code, site->code);

	/* As many as the check of the kind lets in. */
	if (!known && sites->count == LIMIT_SITES)
		return;
	if (!known) {
		HEAP_ROOM(sites->at, sites->count, sites->size);
		*map_put(&sites->by_code, site->code) = sites->count++;
		known = map_get(&sites->by_code, site->code);
	}
	sites->nfollowers += site->follows != 0;
	sites->nfollowers -= sites->at[*known].follows != 0;
	sites->at[*known] = *site;
	if (!site->follows)
		*map_put(&sites->by_post, site->post) = *known;
	site_moved(model);
}

const struct site *site_get(const struct model *model, code wanted)
{
	const uint64_t *index = map_get(&model->sites.by_code, wanted);

	return index ? &model->sites.at[*index] : NULL;
}

uint16_t site_count(const struct model *model)
{
	return model->sites.count;
}

const struct site *site_at(const struct model *model, uint16_t index)
{
	assert(index < model->sites.count);
	return &model->sites.at[index];
}

/* The site with this main post that writes. */
static const struct site *site_of_main(const struct model *model, code post)
{
	const uint64_t *index = map_get(&model->sites.by_post, post);

	return index ? &model->sites.at[*index] : NULL;
}

static code above_or_self(const struct model *model, code post)
{
	for (int i = 0; post && i <= LIMIT_TREE_DEPTH; i++) {
		const struct post *at = tree_get(model, post);
		const struct site *site = site_of_main(model, post);

		if (site)
			return site->code;
		post = at ? at->parent : 0;
	}
	return 0;
}

/* A follower that was promoted writes a chain under its own code, which is no post's. */
static code writes_now(const struct model *model, code origin)
{
	const struct site *site = site_get(model, origin);

	return site && site->follows ? origin : above_or_self(model, origin);
}

code site_of_origin(const struct model *model, code origin)
{
	/* what was found out is no part of the state */
	struct map *writers = &((struct model *)(uintptr_t)model)->sites.writers;
	const uint64_t *known;

	if (model->sites.count == 0)
		return 0;
	known = map_get(writers, origin);
	return known ? *known : (*map_put(writers, origin) = writes_now(model, origin));
}

code site_of_post(const struct model *model, code post)
{
	const struct post *at = tree_get(model, post);

	return site_of_origin(model, at ? at->origin : post);
}

bool site_speaks_for(const struct model *model, code site, code post)
{
	const struct post *at = tree_get(model, post);

	return at && (site_of_origin(model, at->origin) == site ||
		      site_of_origin(model, at->declared) == site);
}

static bool was_promoted(const struct model *model, code site)
{
	for (uint32_t i = 0; i < model->sites.ntakeovers; i++)
		if (model->sites.takeovers[i].by == site)
			return true;
	return false;
}

code site_above(const struct model *model, code of)
{
	const struct site *site = site_get(model, of);
	const struct post *post = site ? tree_get(model, site->post) : NULL;

	if (site && site->follows && !was_promoted(model, of))
		return site->follows;
	return post ? above_or_self(model, post->parent) : 0;
}

/* ---- followers ------------------------------------------------------------------------------- */

code site_followed(const struct model *model, code of)
{
	const struct site *site = site_get(model, of);

	return site && site->follows && !was_promoted(model, of) ? site->follows : 0;
}

code site_in_place_of(const struct model *model, code lost)
{
	const struct site *site = site_get(model, lost);
	code now = site ? site_of_post(model, site->post) : 0;
	const struct site *stands = site_get(model, now);

	return stands && stands->follows ? now : lost;
}

code site_hangs_on(const struct model *model, code of)
{
	const struct site *site = site_get(model, of);
	code above;

	if (!site || !site->follows)
		return site_above(model, of);
	above = site_above(model, site->follows);
	return above ? above : site->follows;
}

/* ---- who wrote which part of a chain --------------------------------------------------------- */

static const struct reign *first_reign(const struct model *model, code origin)
{
	const uint64_t *first = map_get(&model->sites.reign_of, origin);

	return first ? &model->sites.reigns[*first - 1] : NULL;
}

static const struct reign *next_reign(const struct model *model, const struct reign *reign)
{
	return reign->next ? &model->sites.reigns[reign->next - 1] : NULL;
}

void site_reign(struct model *model, code origin, code site, uint64_t after)
{
	struct sites *sites = &model->sites;
	struct reign *last = NULL;

	for (const struct reign *at = first_reign(model, origin); at; at = next_reign(model, at)) {
		if (at->site == site && at->after == after)
			return;
		last = &sites->reigns[at - sites->reigns];
	}
	sites->ready = false;
	if (last)
		last->next = sites->nreigns + 1;
	else
		*map_put(&sites->reign_of, origin) = sites->nreigns + 1;
	HEAP_ROOM(sites->reigns, sites->nreigns, sites->reigns_size);
	sites->reigns[sites->nreigns++] = (struct reign){ origin, site, after, 0 };
}

static code writer_of(const struct model *model, code origin, uint64_t seq, int depth);

static uint16_t depth_of(const struct model *model, code site)
{
	const struct site *at = site_get(model, site);
	const struct post *post = at ? tree_get(model, at->post) : NULL;

	return post ? post->depth : 0;
}

/* Of two that took a chain over at the same number the lower one has gone on with it. */
static bool began_later(const struct model *model, const struct reign *a, const struct reign *b)
{
	if (a->after != b->after)
		return a->after > b->after;
	return depth_of(model, a->site) > depth_of(model, b->site);
}

/*
 * Before the first who took it over it was written by whoever let that one in, and wrote so in a
 * chain further up; without any it was begun by the one who writes it still.
 */
static code first_writer(const struct model *model, code origin, int depth)
{
	const struct reign *first = NULL;
	const struct site *site;

	for (const struct reign *reign = first_reign(model, origin); reign;
	     reign = next_reign(model, reign))
		if (!first || began_later(model, first, reign))
			first = reign;
	site = first ? site_get(model, first->site) : NULL;
	if (!site || site->record.origin == origin || depth == 0)
		return site_of_origin(model, origin);
	return writer_of(model, site->record.origin, site->record.seq, depth - 1);
}

static code writer_of(const struct model *model, code origin, uint64_t seq, int depth)
{
	const struct reign *best = NULL;

	for (const struct reign *reign = first_reign(model, origin); reign;
	     reign = next_reign(model, reign))
		if (reign->after < seq && (!best || began_later(model, reign, best)))
			best = reign;
	return best ? best->site : first_writer(model, origin, depth);
}

code site_writer(const struct model *model, code origin, uint64_t seq)
{
	return writer_of(model, origin, seq, LIMIT_TREE_DEPTH);
}

uint64_t site_reign_end(const struct model *model, code origin, uint64_t seq)
{
	uint64_t end = UINT64_MAX;

	for (const struct reign *reign = first_reign(model, origin); reign;
	     reign = next_reign(model, reign))
		if (reign->after >= seq && reign->after < end)
			end = reign->after;
	return end;
}

/* ---- this node ------------------------------------------------------------------------------- */

/* Its own record has told what was answered before it began: it is asked once more. */
void site_be(struct model *model, code self)
{
	const struct site *site;
	const struct record *record;

	model->sites.self = self;
	model->sites.ready = false;
	site_moved(model);
	site = site_get(model, self);
	record = site ? model_lookup(model, site->record) : NULL;
	if (record && record->kind->applied)
		record->kind->applied(model, record);
}

code site_self(const struct model *model)
{
	return model->sites.self;
}

bool site_local(const struct model *model, code origin)
{
	return model->sites.self == 0 || site_of_origin(model, origin) == model->sites.self;
}

bool site_local_post(const struct model *model, code post)
{
	return model->sites.self == 0 || site_of_post(model, post) == model->sites.self;
}

void site_seen(struct model *model, code origin, uint64_t seq)
{
	uint64_t *number = map_put(&model->sites.seen, origin);

	*number = seq > *number ? seq : *number;
}

bool site_answered(const struct model *model, struct ident entry)
{
	const uint64_t *number = map_get(&model->sites.seen, entry.origin);

	return number && entry.seq <= *number;
}

bool site_ready(const struct model *model)
{
	/* that it was found to be so is no part of the state */
	struct sites *sites = &((struct model *)(uintptr_t)model)->sites;

	for (uint32_t i = 0; sites->self != 0 && !sites->ready && i < sites->nreigns; i++)
		if (sites->reigns[i].site == sites->self &&
		    model_origin_seq(model, sites->reigns[i].origin) < sites->reigns[i].after)
			return false;
	sites->ready = true;
	return true;
}

/* ---- posts that were taken over -------------------------------------------------------------- */

/*
 * Which of two takeovers under one term holds: that of the higher post. One by plan stands in the
 * very chain that it ends, so it comes too late if another ended that chain before.
 */
static bool outdoes(const struct model *model, const struct takeover *a, const struct takeover *b)
{
	const struct post *pa = tree_get(model, a->by), *pb = tree_get(model, b->by);
	uint16_t da = pa ? pa->depth : UINT16_MAX, db = pb ? pb->depth : UINT16_MAX;

	if (a->planned != b->planned)
		return b->planned;
	return da != db ? da < db : a->by < b->by;
}

/* The one that holds of those under the newest term that is not above `most`. */
static const struct takeover *holding(const struct model *model, code origin, uint32_t most)
{
	const struct takeover *best = NULL;

	for (uint32_t i = 0; i < model->sites.ntakeovers; i++) {
		const struct takeover *t = &model->sites.takeovers[i];

		if (t->origin != origin || t->term > most)
			continue;
		if (!best || t->term > best->term ||
		    (t->term == best->term && outdoes(model, t, best)))
			best = t;
	}
	return best;
}

code site_holder(const struct model *model, code declared)
{
	for (int i = 0; model->sites.ntakeovers > 0 && i < LIMIT_TREE_DEPTH; i++) {
		const struct takeover *t = holding(model, declared, UINT32_MAX);

		if (!t || t->back_term)
			break;
		declared = t->by;
	}
	return declared;
}

bool site_fenced(const struct model *model, code origin, uint64_t seq)
{
	for (uint32_t i = 0; i < model->sites.ntakeovers; i++) {
		const struct takeover *t = &model->sites.takeovers[i];

		if (t->origin == origin && seq > t->fence &&
		    (t->back_term == 0 || seq <= t->after) &&
		    t == holding(model, origin, t->term))
			return true;
	}
	return false;
}

bool site_unaware(const struct model *model, code origin, uint64_t seq, uint32_t term)
{
	for (uint32_t i = 0; i < model->sites.ntakeovers; i++) {
		const struct takeover *t = &model->sites.takeovers[i];

		if (t->origin == origin && seq > t->fence && term < t->back_term &&
		    t == holding(model, origin, t->term))
			return true;
	}
	return false;
}

bool site_outdone(const struct model *model, code origin, uint32_t term, code by)
{
	const struct takeover *t = term ? holding(model, origin, term) : NULL;

	if (!t || t->term != term || t->by == by)
		return false;
	for (uint32_t i = 0; i < model->sites.ntakeovers; i++)
		if (model->sites.takeovers[i].origin == origin &&
		    model->sites.takeovers[i].term == term && model->sites.takeovers[i].by == by)
			return true;
	return false;
}

static struct takeover *takeover_like(struct model *model, const struct takeover *other)
{
	for (uint32_t i = 0; i < model->sites.ntakeovers; i++) {
		struct takeover *t = &model->sites.takeovers[i];

		if (t->origin == other->origin && t->term == other->term && t->by == other->by &&
		    t->planned == other->planned)
			return t;
	}
	return NULL;
}

static void take_over(struct model *model, const struct takeover *takeover)
{
	HEAP_ROOM(model->sites.takeovers, model->sites.ntakeovers, model->sites.takeovers_size);
	model->sites.takeovers[model->sites.ntakeovers++] = *takeover;
	tree_redirect(model);
	site_moved(model);
}

/* Told again after every act on its record; only the first time is news. */
static void be_told(struct model *model, const struct takeover *told)
{
	const struct takeover *before = holding(model, told->origin, UINT32_MAX);
	struct takeover *known = takeover_like(model, told);
	bool rival = before && before->term == told->term;

	if (known) {
		known->told = true;
		return;
	}
	take_over(model, told);
	/* What the loser of two has written, or what lies behind the fence, may be applied here. */
	if (rival || model_origin_seq(model, told->origin) > told->fence)
		model->sites.refold = true;
}

void site_assume(struct model *model, code origin, code by, uint64_t fence, uint32_t term)
{
	be_told(model, &(struct takeover){ .origin = origin, .by = by, .term = term,
					   .fence = fence, .told = true });
}

void site_hand_over(struct model *model, code origin, code by, uint64_t fence, uint32_t term)
{
	be_told(model, &(struct takeover){ .origin = origin, .by = by, .term = term,
					   .fence = fence, .planned = true, .told = true });
}

void site_give_back(struct model *model, code origin, uint64_t after, uint32_t term)
{
	const struct takeover *holds = holding(model, origin, term - 1);
	struct takeover *t = holds ? takeover_like(model, holds) : NULL;

	if (t && t->back_term == term && t->after == after)
		t->back_told = true;
	if (!t || t->back_term)
		return;
	t->back_term = term;
	t->back_told = true;
	t->after = after;
	/* What was late here as long as there was no end to it may not be any more. */
	if (model_origin_seq(model, origin) > after)
		model->sites.refold = true;
	tree_redirect(model);
	site_moved(model);
}

uint32_t site_term(const struct model *model, code post)
{
	const struct post *at = model->sites.ntakeovers > 0 ? tree_get(model, post) : NULL;
	const struct takeover *t = holding(model, at ? at->declared : post, UINT32_MAX);

	if (!t)
		return 0;
	return t->back_term ? t->back_term : t->term;
}

uint32_t site_turns(const struct model *model)
{
	uint32_t turns = model->sites.ntakeovers;

	for (uint32_t i = 0; i < model->sites.ntakeovers; i++)
		turns += model->sites.takeovers[i].back_term != 0;
	return turns;
}

bool site_refold(const struct model *model)
{
	return model->sites.refold;
}

/* A takeover or return that was foreseen was late itself: it never was one. */
bool site_misled(const struct model *model)
{
	for (uint32_t i = 0; i < model->sites.ntakeovers; i++) {
		const struct takeover *t = &model->sites.takeovers[i];

		if (!t->told || (t->back_term && !t->back_told))
			return true;
	}
	return false;
}

void site_foresee(struct model *model, const struct model *from)
{
	for (uint32_t i = 0; i < from->sites.ntakeovers; i++) {
		struct takeover takeover = from->sites.takeovers[i];

		/* Of a fold that stopped half way some may be told only later. */
		if (!takeover.told && !from->sites.refold)
			continue;
		if (!takeover.back_told && !from->sites.refold)
			takeover.back_term = 0;
		takeover.told = takeover.back_told = false;
		take_over(model, &takeover);
	}
	model->sites.self = from->sites.self;
}
