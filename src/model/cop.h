/* The common operating picture of a post as one document: what it may see, and how it stands. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEL_COP_H
#define MODEL_COP_H

#include "model/view.h"

/*
 * A GeoJSON FeatureCollection: each open record of the board and of the map that the reader may
 * see is a feature, with the geometry of its own or of its place (null: nowhere), kind, title,
 * state, home and its choices. Beside them the operating phase, the counts of what is missing and
 * its severe part, `at`, `pos`, and `digest`: SHA-256 over the text of "features", so that two
 * posts can say in a word whether they look at the same picture.
 */
void cop_write(struct json_out *out, const struct model *model, const struct reader *reader);

#endif
