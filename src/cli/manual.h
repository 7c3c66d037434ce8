/* Help on the screen and pages of the manual, both from the table of verbs. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_MANUAL_H
#define CLI_MANUAL_H

#include "base/buf.h"
#include "cli/verb.h"

void manual_help(void);                                    /* every verb, a line each */
void manual_help_verb(const struct verb *verb);
void manual_page(struct buf *out);                         /* watchfloor.1 */
void manual_page_verb(const struct verb *verb, struct buf *out);

#endif
