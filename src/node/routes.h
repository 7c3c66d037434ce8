/* Every address that the node answers, with who may ask: the one table of its API. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_ROUTES_H
#define NODE_ROUTES_H

#include "node/http.h"

/* No row of the table can leave it out: 0 is a fault, found at start. */
enum route_access {
	ROUTE_UNSAID,
	ROUTE_OPEN,                                        /* anybody */
	ROUTE_SIGNED_IN,
	ROUTE_IN_PERSON,                                   /* signed in, never by a token */
	ROUTE_OVERSEER,                               /* who holds oversight or administrator now */
};
enum route_body {
	BODY_NONE,
	BODY_JSON,
	BODY_RAW,                                          /* an attachment */
	BODY_TABLE,                                        /* LIMIT_IMPORT_BYTES */
};
struct route {
	enum http_method method;
	const char *pattern;                               /* "/api/v1/records/{kind}/{id}" */
	enum route_access access;
	enum route_body body;
	void (*run)(struct call *call);
};

void routes_check(void);                                   /* the table itself; asserts */
/* Finds the row; a refusal for no row or another method (then *ret_allow lists those that are). */
const struct refusal *routes_find(struct call *call, const char **ret_allow);
/*
 * Whether the caller may have what the row gives; fills call->caller, kind, record and name. Who
 * has not signed in does not learn which kinds there are.
 */
const struct refusal *routes_admit(struct call *call);
/* The n-th row, for the tests that walk it; NULL after the last. */
const struct route *routes_at(uint32_t index);

#endif
