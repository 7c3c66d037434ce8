/* Acts that come over HTTP: from the body to the kernel, and the kernel's word back. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_ACTS_H
#define NODE_ACTS_H

#include "node/http.h"

void acts_make(struct call *call);                         /* POST /records/{kind} */
void acts_do(struct call *call);                           /* POST /records/{kind}/{id}/{act} */

#endif
