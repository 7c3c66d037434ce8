/* What the node says about itself and its tables: schema, health, metrics, matrix. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_INFO_H
#define NODE_INFO_H

#include "node/http.h"

void info_schema(struct call *call);
void info_openapi(struct call *call);
void info_matrix(struct call *call);
void info_refusals(struct call *call);                     /* a page that problem types point to */
void info_health(struct call *call);
void info_metrics(struct call *call);
void info_moments(struct call *call);

#endif
