/* Finds records by the words in them, Chinese ones of one character included. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_SEARCH_H
#define NODE_SEARCH_H

#include "node/http.h"

/* Runs beside the log and behind it by a moment; what it lacks at start it catches up with. */
struct search;
struct search *search_create(struct node *node);
void search_destroy(struct search *search);              /* NULL is fine; the workers are settled */
void search_publish(struct search *search, const struct entry *entry,
		    const struct record *record);
void search_stop(struct search *search);                   /* gives the workers nothing more */
bool search_settled(const struct search *search);         /* everything published is in the index */

void search_query(struct call *call);                      /* GET /search */

#endif
