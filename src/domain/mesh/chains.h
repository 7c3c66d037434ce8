/* Lists of chains with a number each, as texts: "nst:120 nst1:7". */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DOMAIN_MESH_CHAINS_H
#define DOMAIN_MESH_CHAINS_H

#include "model/entry.h"

#define CHAINS_MAX 16000                                   /* bytes of such a text */

/* Takes the next one off the front; false: there is none, or what is there is no such thing. */
bool chains_next(struct str *list, code *ret_origin, uint64_t *ret_number);
/* Adds one to the text; chains_fit says whether all had room. */
void chains_add(struct buf *list, code origin, uint64_t number);
void chains_init(struct buf *list);
/* Adds the chains that this site writes at the post and below it, with their ends as known here. */
void chains_add_written(struct buf *list, const struct model *model, code site, code post);
/* Adds every chain of which anything is known here. */
void chains_add_known(struct buf *list, const struct model *model);

#endif
