/* A real broker beside a test: nats-server on a free port of this machine, to be killed at will. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LIB_NATSKIT_H
#define LIB_NATSKIT_H

#include <stdint.h>

struct natskit;
/*
 * port 0: a free one. `config` is the text of a configuration file, or NULL for none; what it must
 * not say is the address and the port. Fails the test if the server does not come up.
 */
struct natskit *natskit_start(uint16_t port, const char *config);
uint16_t natskit_port(const struct natskit *kit);
void natskit_kill(struct natskit *kit);                    /* kill -9, and waits for its end */
void natskit_stop(struct natskit *kit);                    /* the same, and frees; NULL is fine */

#endif
