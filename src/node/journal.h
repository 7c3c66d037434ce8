/* What the operator reads: one JSON line on standard error for each thing worth knowing. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_JOURNAL_H
#define NODE_JOURNAL_H

#include "base/json.h"

/*
 *	struct json_out *line = journal_begin("warn", "refused");
 *	json_key(line, "refusal"); json_put_text(line, "broken_json");
 *	journal_end();
 *
 * Never a secret. State thread only. Journal_begin gives NULL when more than JOURNAL_RATE lines
 * were written in this second: what is left out is counted, and the count is a line of its own.
 */
#define JOURNAL_RATE 50
struct json_out *journal_begin(const char *level, const char *event);
void journal_end(void);
/* A line with one text beside the event. */
void journal_say(const char *level, const char *event, const char *key, struct str text);

#endif
