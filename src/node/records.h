/* Reading records over HTTP: lists, one, its history, what refers to it; now or as it was. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_RECORDS_H
#define NODE_RECORDS_H

#include "node/http.h"

void records_list(struct call *call);
void records_show(struct call *call);
void records_related(struct call *call);
void records_history(struct call *call);
void records_gaps(struct call *call);
void records_cap(struct call *call);
void records_countdown(struct call *call);
void records_cop(struct call *call);

#endif
