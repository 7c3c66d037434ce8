/* What anybody may read without signing in: the page, the feed, the data of what was released. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_PUBLIC_H
#define NODE_PUBLIC_H

#include "node/http.h"

void public_page(struct call *call);                       /* GET /public */
void public_feed(struct call *call);                       /* GET /public/feed */
void public_cap(struct call *call);                        /* GET /public/cap/{id} */
void public_data(struct call *call);                       /* GET /api/v1/public */

#endif
