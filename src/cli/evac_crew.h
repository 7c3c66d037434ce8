/* A few threads that share the blocks of an evacuation step. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_EVAC_CREW_H
#define CLI_EVAC_CREW_H

#include <stdint.h>

struct evac_crew;
struct evac_crew *evac_crew_create(uint32_t threads); /* the caller is one of them */
void evac_crew_destroy(struct evac_crew *crew);
/* As evac_each: `crew` is the user. Returns when all blocks are done. */
void evac_crew_each(void *crew, uint32_t blocks, void (*work)(void *job, uint32_t block),
		    void *job);

#endif
