/* How text is cut for searching: Chinese by single characters, everything else by words. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_SEARCH_TEXT_H
#define NODE_SEARCH_TEXT_H

#include "base/buf.h"

/*
 * The next run, from *at on, of Chinese characters (and of other scripts without blanks) or of
 * letters and digits of a word; false: there is none. The text is valid UTF-8.
 */
bool search_text_run(struct str text, uint32_t *at, struct str *ret, bool *ret_single);
/* Valid UTF-8 in; out with a blank on both sides of each character of a script without blanks. */
void search_text_split(struct str text, struct buf *out);
/*
 * What somebody typed as a query of SQLite's FTS5: every term must be there; a run of Chinese
 * characters is a phrase, a word also stands for what begins with it. Nothing typed is syntax.
 * False: there is nothing to search for.
 */
bool search_text_query(struct str typed, struct buf *out);
/*
 * Appends a piece of the text around the first place where something typed is found, with "…"
 * where it was cut, on one line. False (and nothing appended): nothing of it is there.
 */
bool search_text_snippet(struct str text, struct str typed, struct buf *out);

#endif
