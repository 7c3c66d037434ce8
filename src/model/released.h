/* What has been released to everybody: the records of kinds that have a public state. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEL_RELEASED_H
#define MODEL_RELEASED_H

#include "base/json.h"
#include "model/model.h"

/*
 * The newest first by their last change; at most `max` records into `ret`. How many there are.
 * Struck records are not among them.
 */
uint32_t released_find(const struct model *model, const struct record **ret, uint32_t max);
/* {"items": [{kind, id, zh, en, at, fields}], "at": …}: public fields; no post, no account. */
void released_write(struct json_out *out, const struct record *const *records, uint32_t count,
		    instant at);

#endif
