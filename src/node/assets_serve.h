/* Gives browsers the console and the scenario's map. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_ASSETS_SERVE_H
#define NODE_ASSETS_SERVE_H

#include "node/http.h"

void assets_serve_console(struct call *call);
void assets_serve_basemap(struct call *call);

/* The files *.geojson and *.json of a folder, read once; NULL or an unreadable folder: none. */
struct basemap;
struct basemap *assets_serve_load(const char *dir);
void assets_serve_unload(struct basemap *basemap);         /* NULL is fine */

#endif
