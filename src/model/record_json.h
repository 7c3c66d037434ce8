/* A record with all that belongs to it, as JSON: for readers, for the digest, for snapshots. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEL_RECORD_JSON_H
#define MODEL_RECORD_JSON_H

#include "base/json.h"
#include "model/entry.h"

enum record_json_use { RECORD_JSON_VIEW, RECORD_JSON_DIGEST };

/* One object. The view leaves it open, so that more members can follow. */
void record_json_write(struct json_out *out, const struct model *model,
		       const struct record *record, enum record_json_use use);

#endif
