/* What the process knows of itself: its memory, and how many things it may hold open. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OS_SELF_H
#define OS_SELF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

uint64_t self_memory(void);                                /* resident bytes; 0: not known */
/* Asks the system for room for so many descriptors; how many of them it grants. */
uint32_t self_descriptors(uint32_t wanted);
/* The folder that the program lies in, with its slash at the end. */
bool self_folder(struct buf *ret);
/* Asks another process to read its settings again (SIGHUP); negative errno if it is not there. */
int self_nudge(int64_t pid);
void self_tune(void);                                      /* once, at the start of a long run */

#endif
