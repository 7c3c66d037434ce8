/* What a plan says, as one fingerprint, and small readings of records that plans consist of. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DOMAIN_PLANS_CONTENT_H
#define DOMAIN_PLANS_CONTENT_H

#include "base/hash.h"
#include "model/model.h"

/*
 * SHA-256 over the texts of the plan and over its measures, triggers and cards that are in force:
 * what was approved, to the letter. It does not change with states, signatures or responsibilities.
 */
void content_digest(const struct model *model, const struct record *plan, char ret[HASH_HEX]);
/* Records of a kind whose REF field names the plan (or the exercise); they are `max` at most. */
uint32_t content_parts(const struct model *model, struct ident whole, const char *kind,
		       const char *field, const struct record **ret, uint32_t max);

struct ident content_ref(const struct record *record, const char *field);
instant content_time(const struct record *record, const char *field);
bool content_in(const struct record *record, const char *state);   /* false for no record */
/* A policy's span in milliseconds. */
instant content_span(const struct model *model, const char *key, code post, instant at);

#define CONTENT_PARTS 256                                  /* parts of a plan that are looked at */

#endif
