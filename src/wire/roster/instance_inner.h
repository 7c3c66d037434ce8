/* What the two halves of the reader of rosters share: the published sections and our own. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_ROSTER_INSTANCE_INNER_H
#define WIRE_ROSTER_INSTANCE_INNER_H

#include "base/map.h"
#include "wire/roster/instance.h"

struct instance_parse {
	struct arena *arena;
	struct instance *out;
	struct instance_fault *fault;
	uint32_t line;
	uint32_t *rows;                  /* [section]: lines with content */
	bool *seen;                      /* [section] */
	struct str *field;
	struct map person_names, shift_names, word_names;
	struct str *people, *shifts;
	struct roster_person *person;
	struct roster_duty *duty;
	struct str *never_next;          /* [shift]: third field, not read yet */
	uint32_t *shift_line;
	uint8_t *forbid, *off;
	uint16_t *cap;
	struct roster_request *request;
	bool *demanded;
	int32_t *need, *under, *over;
	uint32_t *slot_line;             /* [slot]: first line with a demand; 0: none */
	struct str *slots;               /* names, if a shift fills other slots than its own */
};

struct instance_section {
	const char *name;
	uint32_t fields_least, fields_most;
	bool (*read)(struct instance_parse *parse, const struct str *field, uint32_t count);
};
extern const struct instance_section instance_own_sections[];
extern const uint32_t instance_own_count;

/* These give false and leave the fault behind. */
bool instance_fail(struct instance_parse *parse, enum instance_fault_kind kind, struct str near);
bool instance_number(struct instance_parse *parse, struct str text, int64_t most, int64_t *ret);
bool instance_day(struct instance_parse *parse, struct str text, uint32_t *ret);
bool instance_person(struct instance_parse *parse, struct str name, uint32_t *ret);
bool instance_shift(struct instance_parse *parse, struct str name, uint16_t *ret);
bool instance_weight(struct instance_parse *parse, struct str text, int32_t *ret);
bool instance_slot(struct instance_parse *parse, struct str name, uint32_t *ret);

struct str instance_slot_name(const struct instance_parse *parse, uint32_t slot);
void instance_make_slots(struct instance_parse *parse);
/* Without a section of its own, each shift fills the slot of its name. */
void instance_fill_plainly(struct instance_parse *parse);

#endif
