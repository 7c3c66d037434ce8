/* Names for what the tables hold as numbers and bits; for the files that print the tables. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEL_PRINT_H
#define MODEL_PRINT_H

#include "base/json.h"
#include "model/registry.h"

/* A bit with its name on the wire and what people call it. */
struct print_bit {
	uint32_t bit;
	const char *name;
	const char *zh;
	const char *en;
};
/* Bit 0 at the end of each. */
extern const struct print_bit print_roles[];
extern const struct print_bit print_relations[];
extern const struct print_bit print_kind_flags[];
extern const struct print_bit print_state_flags[];
extern const struct print_bit print_field_flags[];
extern const struct print_bit print_act_flags[];
extern const struct print_bit print_rings[];

/* What a kernel's act takes besides the record's fields. */
struct print_arg {
	uint16_t act;                                      /* enum kernel_act */
	const char *name;
	enum field_type type;
	bool required;
	const char *target;                                /* REF: kinds, "." is the record's own */
	const struct choice *choices;
	const char *zh;
	const char *en;
};
extern const struct print_arg print_args[];                /* act 0 at the end */

const char *print_type(enum field_type type);
const char *print_type_label(enum field_type type, bool zh);
bool print_makes(const struct act *act);
/* Only the node does it. */
bool print_is_system(const struct act *act);
/* States from which the act leads, as IN() bits of states that the kind has. */
uint32_t print_from(const struct kind *kind, const struct act *act);
/* Relations under which the kind may be read, the usual ones filled in. */
uint32_t print_sees(const struct kind *kind);

/* Next of blank-separated names; false at the end. */
bool print_word(struct str *rest, struct str *ret);
/* Members of an object: left out when there is nothing to say. */
void print_text(struct json_out *out, const char *key, const char *text);
void print_flag(struct json_out *out, const char *key, bool value);
void print_bits(struct json_out *out, const char *key, uint32_t bits,
		const struct print_bit *table);
void print_words(struct json_out *out, const char *key, const char *words);
void print_fields(struct json_out *out, const char *key, const struct kind_row *row,
		  uint64_t fields);
/* zh and en. */
void print_labels(struct json_out *out, const char *zh, const char *en);

/* "report_duty" as ReportDuty; also joined from two names. */
void print_camel(struct buf *buf, const char *name);

/* ---- print_openapi_parts.c: what of the API does not depend on the kinds -------------------- */

/* Members of the objects "schemas" and "paths". */
void print_openapi_parts_schemas(struct json_out *out);
void print_openapi_parts_paths(struct json_out *out);
void print_openapi_parts_parameters(struct json_out *out);
/* A member "$ref" in an object of its own, under a key. */
void print_openapi_parts_ref(struct json_out *out, const char *key, const char *what,
			     const char *name);
/* The body of a 2xx answer: schema of that name. */
void print_openapi_parts_answer(struct json_out *out, const char *status, const char *text,
				const char *schema);

/* Whether the key comes from a clock step's pattern, in which "{grade}" stands for a choice. */
bool print_preset_fits(const struct kind_row *row, const char *pattern, struct str key);

#endif
