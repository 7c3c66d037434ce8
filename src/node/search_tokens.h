/* The words of a text as the index counts them: each Chinese character one, all else by words. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_SEARCH_TOKENS_H
#define NODE_SEARCH_TOKENS_H

#include <stdbool.h>

/*
 * Gives the connection the FTS5 tokenizer SEARCH_TOKENS. It cuts as search_text.h does and folds
 * ASCII itself; words with other letters it leaves to SQLite's unicode61, without diacritics.
 */
#define SEARCH_TOKENS "watchfloor"

struct sqlite3;
bool search_tokens_register(struct sqlite3 *db);

#endif
