/* Fields that the node itself puts into an entry at the moment of stamping. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEL_STAMP_H
#define MODEL_STAMP_H

#include "model/entry.h"

/* An entry's values have room for this many more than were given. */
#define STAMP_VALUES 16
void stamp_run(struct arena *arena, const struct model *model, struct entry *entry,
	       struct record *after, const struct act_view *view);

#endif
