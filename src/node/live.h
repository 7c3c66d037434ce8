/* Where the forces are: fast, replaceable, not in the log; only on duty, only for who may see. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_LIVE_H
#define NODE_LIVE_H

#include "node/http.h"

/*
 * A position belongs to a record of kind `unit`, is taken only while that unit is on duty, and is
 * shown to who may see the record. It comes from who acts at the unit's post or above it. What is
 * not believed is left out by a rule with a name, counted in the metrics, and said in one line of
 * the journal per source and minute.
 */
struct live;
struct live *live_create(struct node *node);
void live_destroy(struct live *live);                      /* NULL is fine */
/* A unit, a place, a post or a policy has changed. */
void live_publish(struct live *live, const struct entry *entry, const struct record *record);
/*
 * What devices publish at a broker of MQTT, if DIR/mqtt.json names one (docs/operations.md).
 * NULL, or what is wrong in both languages.
 */
const char *live_mqtt_open(struct live *live, const char *dir);
void live_end_all(struct live *live);                      /* ends the streams */
void live_metrics(const struct live *live, struct buf *out);

/* For the mesh (mesh.h, struct mesh_live_layer): what crosses to sites that watch. */
struct mesh_live_unit;
bool live_mesh_watched(void *user);
uint32_t live_mesh_give(void *user, code site, bool anew, struct mesh_live_unit *ret, uint32_t max);
void live_mesh_take(void *user, code from, const struct mesh_live_unit *units, uint32_t count);

void live_post(struct call *call);                         /* POST /api/v1/live/fixes */
void live_post_osmand(struct call *call);                  /* POST /api/v1/live/osmand */
void live_post_readings(struct call *call);                /* POST /api/v1/live/readings */
void live_show(struct call *call);                         /* GET /api/v1/live/units */
void live_show_track(struct call *call);                   /* GET /api/v1/live/tracks/{id} */
void live_stream(struct call *call);                       /* GET /api/v1/live/stream */

#endif
