/* A few threads that share the blocks of one computation. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OS_CREW_H
#define OS_CREW_H

#include <stdint.h>

struct crew;
struct crew *crew_create(uint32_t threads); /* the caller is one of them */
void crew_destroy(struct crew *crew);
/* `crew` is passed as the user. Returns when all blocks are done. */
void crew_each(void *crew, uint32_t blocks, void (*work)(void *job, uint32_t block), void *job);

#endif
