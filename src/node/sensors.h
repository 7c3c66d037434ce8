/* What network sensors saw, brought in over HTTP: added up first, then all of it or nothing. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_SENSORS_H
#define NODE_SENSORS_H

#include "node/http.h"

/* POST /api/v1/eve?post=CODE&key=TEXT with lines of Suricata's EVE JSON (wire/eve). */
void sensors_take(struct call *call);

#endif
