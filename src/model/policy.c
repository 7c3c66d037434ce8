/* Deadlines and thresholds as data: which value was in force, where, and since when. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model_state.h"

void policy_put(struct model *model, const struct policy_put *put)
{
	const struct record *source = model_lookup(model, put->record);
	struct policy_value *p = NULL;

	for (uint32_t i = 0; !p && i < model->npolicies; i++)
		if (ident_eq(model->policies[i].record, put->record))
			p = &model->policies[i];
	if (!p) {
		HEAP_ROOM(model->policies, model->npolicies, model->policies_size);
		p = &model->policies[model->npolicies++];
		p->record = put->record;
		p->key = pool_str(model->pool, put->key);
		p->hash = str_hash(put->key);
		p->made = source ? source->created_at : put->from;
	}
	p->scope = put->post;
	p->phase = put->phase;
	p->from = put->from;
	p->value = put->value;
	p->in_force = put->in_force;
}

/* Of the phases only the newest change is asked for again and again; the oldest may go. */
void policy_turn(struct model *model, uint16_t phase, instant from)
{
	if (model->nphases > 0 && model->phases[model->nphases - 1].phase == phase)
		return;
	if (model->nphases == LIMIT_PHASES)
		memmove(model->phases, model->phases + 1,
			--model->nphases * sizeof model->phases[0]);
	model->phases[model->nphases].phase = phase;
	model->phases[model->nphases++].from = from;
}

uint16_t policy_phase(const struct model *model, instant at)
{
	for (uint32_t i = model->nphases; i > 0; i--)
		if (model->phases[i - 1].from <= at)
			return model->phases[i - 1].phase;
	return 0;
}

/* Of one phase the newest, of one time the one made later, however they came here. */
static bool later(const struct policy_value *a, const struct policy_value *b)
{
	if ((a->phase != 0) != (b->phase != 0))
		return a->phase != 0;
	if (a->from != b->from)
		return a->from > b->from;
	if (a->made != b->made)
		return a->made > b->made;
	return ident_cmp(a->record, b->record) > 0;
}

/* The value for exactly this scope: of the phase before that of all, then the latest. */
static const struct policy_value *latest(const struct model *model, struct str key, uint64_t hash,
					 code scope, instant at)
{
	const struct policy_value *best = NULL;
	uint16_t phase = policy_phase(model, at);

	for (uint32_t i = 0; i < model->npolicies; i++) {
		const struct policy_value *p = &model->policies[i];

		if (p->hash == hash && p->in_force && p->scope == scope && p->from <= at &&
		    (p->phase == 0 || p->phase == phase) && str_eq(p->key, key) &&
		    (!best || later(p, best)))
			best = p;
	}
	return best;
}

/* Presets by their hash: a clock that starts asks for several. Made once, before any thread. */
#define PRESET_SLOTS 1024
static const struct policy_preset *presets[PRESET_SLOTS];

void policy_init(void)
{
	for (const struct policy_preset *p = policy_presets; p->key; p++) {
		uint64_t i = str_hash(str_of(p->key)) % PRESET_SLOTS;

		while (presets[i])
			i = (i + 1) % PRESET_SLOTS;
		presets[i] = p;
	}
}

static bool preset(struct str key, uint64_t hash, double *ret)
{
	for (uint64_t i = hash % PRESET_SLOTS; presets[i]; i = (i + 1) % PRESET_SLOTS) {
		if (str_eq(str_of(presets[i]->key), key)) {
			*ret = presets[i]->value;
			return true;
		}
	}
	return false;
}

bool policy_get(const struct model *model, struct str key, code post, instant at, double *ret)
{
	const struct post *where = tree_get(model, post);
	const struct policy_value *found = NULL;
	uint64_t hash = str_hash(key);

	if (model->npolicies == 0)
		return preset(key, hash, ret);
	for (int i = 0; where && !found && i < LIMIT_TREE_DEPTH; i++) {
		found = latest(model, key, hash, where->code, at);
		where = tree_get(model, where->parent);
	}
	if (!found)
		found = latest(model, key, hash, 0, at);
	if (!found)
		return preset(key, hash, ret);
	*ret = found->value;
	return true;
}

double policy_or(const struct model *model, const char *key, code post, instant at, double fallback)
{
	double value;

	return policy_get(model, str_of(key), post, at, &value) ? value : fallback;
}

instant policy_span(const struct model *model, const char *key, code post, instant at)
{
	return (instant)(policy_or(model, key, post, at, 0) * 1000);
}
