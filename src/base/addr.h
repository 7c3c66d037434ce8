/* Addresses of the internet protocol and blocks of them, both versions. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_ADDR_H
#define BASE_ADDR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* Version 4 stands in the last four bytes behind ::ffff:0:0/96 (RFC 4291), so all compare alike. */
struct addr {
	uint8_t bytes[16];
	uint8_t prefix;                                    /* bits that count; 128: one address */
};
/* "10.1.2.0/24", "192.0.2.7", "2001:db8::/32": no zone, no leading zeros, no bits behind prefix. */
bool addr_parse(struct str s, struct addr *ret);
bool addr_holds(const struct addr *block, const struct addr *one);

#endif
