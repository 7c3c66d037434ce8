/* The mesh that is measured: venue, territory, nation, each a node with its broker. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_TIERS_H
#define BENCH_TIERS_H

#include <stdint.h>

#include "log/log.h"

/* nat, bj below it, nst below that, as tools/tiers.sh makes them; stopped when the program ends. */
enum tier { TIER_NAT, TIER_BJ, TIER_NST, TIER_COUNT };
struct tiers {
	char dir[64];
	uint16_t port;                                     /* of nat's node; the others follow */
};
void tiers_start(struct tiers *tiers);
void tiers_stop(const struct tiers *tiers);                /* and removes their folder */
/* A verb of tools/tiers.sh for one site, or for all of them. */
void tiers_do(const struct tiers *tiers, const char *verb, enum tier site);
void tiers_all(const struct tiers *tiers, const char *verb);

const char *tiers_name(enum tier site);
uint16_t tiers_node(const struct tiers *tiers, enum tier site);
uint16_t tiers_broker(const struct tiers *tiers, enum tier site);
struct log_reader *tiers_log(const struct tiers *tiers, enum tier site);
int64_t tiers_cpu_ns(const struct tiers *tiers, enum tier site);  /* of its node; 0: it is down */
/* The same when it has come to rest. */
int64_t tiers_rest_cpu_ns(const struct tiers *tiers, enum tier site);
int64_t tiers_brokers_cpu_ns(const struct tiers *tiers);
/* Header lines of a session. */
void tiers_sign_in(const struct tiers *tiers, enum tier site, const char *login, char ret[256]);

#endif
