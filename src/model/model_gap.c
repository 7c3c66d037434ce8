/* Which of the three responsibilities of a record nobody carries at a moment: the red gap. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model_state.h"

/*
 * Doctrine 2.5: one organisation, one office-holder, and a post that is manned. A leader off duty
 * for the night is still the leader; one who is locked out, or has no office any more, is not.
 */
static bool carried(const struct model *model, struct ident id, instant at)
{
	const struct record *record = model_lookup(model, id);

	if (!record || record->struck || !model_is_open(record))
		return false;
	if (str_eq(str_of(record->kind->name), STR("account")))
		return duty_in_office(model, id, at);
	if (str_eq(str_of(record->kind->name), STR("post")))
		return duty_who(model, id.origin, ROLE_SIGNERS, at, NULL, 0) > 0;
	return true;
}

uint64_t model_gaps(const struct model *model, const struct record *record, instant at)
{
	const struct kind_row *row = registry_of(record->kind);
	uint64_t gaps = 0;

	for (uint64_t bits = row->responsible; bits != 0; bits &= bits - 1) {
		const struct field *field = row->by_number[__builtin_ctzll(bits)];

		if (!record_has(record, field->number) ||
		    !carried(model,
			     *(const struct ident *)((const char *)record + field->offset), at))
			gaps |= UINT64_C(1) << field->number;
	}
	return gaps;
}
