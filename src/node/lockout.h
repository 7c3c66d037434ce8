/* How long somebody must wait who keeps failing to sign in: longer after each failure. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_LOCKOUT_H
#define NODE_LOCKOUT_H

#include <stdint.h>

#define LOCKOUT_MOST_MS (INT64_C(900) * 1000)
#define LOCKOUT_FORGET_MS (INT64_C(3600) * 1000)           /* without a failure */
#define LOCKOUT_ENTRIES 16384

/*
 * Keys are hashes of logins or of addresses. Times are of any clock that never goes back. When all
 * places are taken, the one whose last failure is the oldest is given away.
 */
struct lockout;
struct lockout *lockout_create(uint32_t first_that_costs);
void lockout_destroy(struct lockout *lockout);             /* NULL is fine */
/* Milliseconds until the next try is allowed; 0: now. */
int64_t lockout_wait(const struct lockout *lockout, uint64_t key, int64_t now_ms);
/* The first that costs, costs 1 s, the next 2, 4, 8 … up to 15 min. */
void lockout_fail(struct lockout *lockout, uint64_t key, int64_t now_ms);
/* The wait counts from now: finding out took a while. */
void lockout_again(struct lockout *lockout, uint64_t key, int64_t now_ms);
/* Takes one failure back: it was counted before the outcome was known. */
void lockout_forgive(struct lockout *lockout, uint64_t key);
void lockout_clear(struct lockout *lockout, uint64_t key);

#endif
