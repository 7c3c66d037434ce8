/* Whom the event has to forget: persons named in records that have been closed long enough. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model_state.h"

/* Doctrine 15.1: what was collected for the event is kept no longer than it is needed. */
bool model_forget_due(const struct record *record, instant now)
{
	const struct kind_row *row = registry_of(record->kind);
	const struct state *state = registry_state(record->kind, record->state);
	bool over = record->struck || (state->flags & (STATE_CLOSED | STATE_MERGED)) != 0;

	if (row->personal == 0 || !over)
		return false;
	return state->flags & STATE_FORGETS || now - record->updated_at >= row->retain_ms;
}

bool model_forget_next(const struct model *model, instant now, uint32_t *index,
		       struct request *ret)
{
	struct ident id;

	while (vault_walk(model->vault, index, &id)) {
		const struct record *record = model_lookup(model, id);

		if (!record || !model_forget_due(record, now) ||
		    !site_local_post(model, record->home))
			continue;
		*ret = (struct request){ .kind = str_of(record->kind->name),
					 .act = STR("forget"),
					 .record = id,
					 .system = true,
					 .post = record->home };
		return true;
	}
	return false;
}
