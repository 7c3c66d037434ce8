/* Tokens for programs: what they may do, for how long, on whose behalf. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_TOKEN_H
#define NODE_TOKEN_H

#include "node/http.h"

void token_make(struct call *call);                        /* POST /tokens */
void token_list(struct call *call);                        /* GET /tokens */
void token_drop(struct call *call);                        /* DELETE /tokens/{number} */

#endif
