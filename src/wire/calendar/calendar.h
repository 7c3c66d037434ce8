/* The programme of the event as a table of sessions, turned into rows for the import. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_CALENDAR_CALENDAR_H
#define WIRE_CALENDAR_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/mem.h"

/*
 * CSV whose header names columns after the session of an ODF schedule (doctrine 9.3): SessionCode,
 * StartDate, EndDate, Venue, SessionType, SessionName_zh, SessionName_en, Provenance; others are
 * passed over. Dates without a time are days: they begin at midnight of the offset.
 */
#define CALENDAR_BYTES (4u * 1024 * 1024)
#define CALENDAR_COLUMNS_MOST 64
#define CALENDAR_FAULTS_MOST 1000

enum calendar_error {
	CALENDAR_OK,
	CALENDAR_HEADER,                                   /* a column is missing */
	CALENDAR_WIDTH,                                    /* not as many cells as columns */
	CALENDAR_QUOTE,                                    /* a quotation mark stays open */
	CALENDAR_EMPTY,                                    /* no code or no name */
	CALENDAR_DATE,
	CALENDAR_TYPE,
	CALENDAR_OFFSET,                                   /* not like +08:00 */
};
const char *calendar_error_name(enum calendar_error error);
const char *calendar_error_text(enum calendar_error error, bool zh);

struct calendar_sum {
	uint32_t rows;
	uint32_t nfaults;                                  /* all; the first of them are listed */
	struct {
		uint32_t line;
		enum calendar_error error;
	} faults[CALENDAR_FAULTS_MOST];
};
/*
 * Puts a line of JSON for session.schedule into `out` for every row. false: at least one row is
 * bad; then nothing of the table is to be imported.
 */
bool calendar_read(struct arena *arena, struct str text, struct str offset, struct buf *out,
		   struct calendar_sum *ret);

#endif
