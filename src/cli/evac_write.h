/* The files of an evacuation: where everybody went, how dense it was, who used which exit. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_EVAC_WRITE_H
#define CLI_EVAC_WRITE_H

#include "cli/verb.h"
#include "wire/evac/venue.h"

struct evac_write;
struct evac_write *evac_write_create(const struct venue *venue, const struct evac_run *run);
void evac_write_frame(struct evac_write *files); /* everybody as at now */
/* Writes paths.bin, paths.csv, people.csv, map.csv, exits.csv; frees. False: complained. */
bool evac_write_end(struct evac_write *files, const struct verb_args *args, const char *dir);

#endif
