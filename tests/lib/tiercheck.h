/* Reads the disks of seven sites: is all there that was promised, and the same everywhere? */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LIB_TIERCHECK_H
#define LIB_TIERCHECK_H

#include "lib/tierkit.h"

/*
 * Waits until every site holds every chain to its end, then stops them all where they stand, checks
 * and lets them go on. Ends the program, after saying what it found, unless
 * - each acknowledged act lies on the disk of who wrote it and of all in whose reach it is;
 * - every site holds every chain whole, each entry in full or by the hash that its writer has;
 * - nobody has in full what is out of his reach;
 * - the records of each origin have one digest at its writer and at each site that may see them;
 * - no step of a clock has lapsed twice.
 * `what` is printed with the seconds that it took.
 */
void tiercheck_all(const char *what, double patience_s);
uint64_t tiercheck_entries(void);                          /* written at all sites so far */
/* The nodes must stand still: each log holds, and the folder gives one state. */
void tiercheck_verify(void);

#endif
