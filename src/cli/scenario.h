/* Where the demonstration's scenario lies, and what came of its day. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_SCENARIO_H
#define CLI_SCENARIO_H

#include "base/buf.h"
#include "cli/verb.h"
#include "model/model.h"

/* The folder given, or the first of the usual ones that holds a day.script; false: said so. */
bool scenario_find(const struct verb_args *args, struct buf *ret_dir);
/* Incidents, orders and clocks, by tier. */
void scenario_report(const struct model *model);

#endif
