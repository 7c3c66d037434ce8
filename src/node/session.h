/* Signing in and out, and changing a password. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_SESSION_H
#define NODE_SESSION_H

#include "node/http.h"

void session_open(struct call *call);                      /* POST /session */
void session_show(struct call *call);                      /* GET /session */
void session_close(struct call *call);                     /* DELETE /session */
void session_password(struct call *call);                  /* POST /password */

#endif
