/* What the two halves of the reader of rosters share: the published sections and our own. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_ROSTER_INSTANCE_INNER_H
#define WIRE_ROSTER_INSTANCE_INNER_H

#include "base/map.h"
#include "wire/roster/instance.h"

/* Words that stand for bits (64 of a kind at most) or for places. */
enum instance_word {
	INSTANCE_SKILL, INSTANCE_ACCREDITATION, INSTANCE_LOOP, INSTANCE_HOME, INSTANCE_SITE,
	INSTANCE_WORDS
};
#define INSTANCE_PLACES_MOST 1000
#define INSTANCE_FILLS_MOST 16000
struct instance_words {
	struct str *list;
	uint32_t count;
};
struct instance_fill {
	uint16_t shift;
	uint32_t slot;
};

struct instance_parse {
	struct arena *arena;
	struct instance *out;
	struct instance_fault *fault;
	uint32_t line;
	uint32_t *rows;                  /* [section]: lines with content */
	bool *seen;                      /* [section] */
	struct str *field;               /* of the line at hand */
	uint32_t fields;
	struct map person_names, shift_names;
	struct instance_words words[INSTANCE_WORDS];
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
	struct str *slots;               /* names; NULL: each shift fills the slot of its name */
	struct instance_fill *fill;
	uint32_t nfills;
	uint16_t *ways;                  /* [home * INSTANCE_PLACES_MOST + site] */
	uint32_t travel_most;
	uint16_t *fixed, *published;
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
void instance_make_fills(struct instance_parse *parse);
void instance_make_travel(struct instance_parse *parse);
/* A name and a cell a day. */
bool instance_row(struct instance_parse *parse, const struct str *field, uint32_t count,
		  uint16_t *cells);
bool instance_cell(struct instance_parse *parse, struct str text, uint16_t *ret);

#endif
