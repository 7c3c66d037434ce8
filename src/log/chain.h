/* The hash chains: one for each origin, each link made from the one before and the entry's hash. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOG_CHAIN_H
#define LOG_CHAIN_H

#include "base/map.h"
#include "log/log.h"

/* The end of one origin's chain. */
struct chain {
	code origin;
	char name[CODE_TEXT];                              /* the origin as text */
	uint64_t seq;                                      /* 0: nothing yet */
	uint64_t pos;                                      /* where `seq` lies; 0: a veil */
	struct hash link;
	uint64_t known;                                    /* how many are there: seq, in the end */
	bool made;                                         /* the entry `seq` was made here */
	uint64_t signed_seq;                               /* the newest head covers up to here */
	uint64_t passing;                                  /* the head that the next one replaces */
	uint8_t passing_key[LOG_KEY_BYTES];                /* … if it is by this key; of others' */
};
struct chain_set {
	struct chain *items;
	uint32_t count;
	uint32_t capacity;
	struct map by_origin;                              /* index + 1 */
};

void chain_set_init(struct chain_set *set);
void chain_set_release(struct chain_set *set);
/* The chain of the origin, begun if there is none. Valid until another is begun. */
struct chain *chain_get(struct chain_set *set, code origin);
/* What the link of the next entry with this hash is. */
struct hash chain_link(const struct chain *chain, const struct hash *hash);
/* One number more is known; the end moves if it is the highest. */
void chain_add(struct chain *chain, uint64_t seq, uint64_t pos, const struct hash *link);

#endif
