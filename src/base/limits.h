/* Every ceiling of the program, in one list. Over a ceiling is a named refusal, never a crash. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

/* values */
#define LIMIT_JSON_DEPTH 16
#define LIMIT_JSON_TOKENS 16384
/* Of an act, an area of LIMIT_GEO_POINTS having 6,003: when stamped it must stay readable. */
#define LIMIT_REQUEST_TOKENS 8192
#define LIMIT_GEO_POINTS 2000
#define LIMIT_TEXT_BYTES 16384          /* any one text field, whatever its own limit */
#define LIMIT_REFS 64                   /* items in a list of references */
#define LIMIT_KEY_BYTES 64              /* idempotency key */

/* records */
#define LIMIT_FIELDS 60                 /* fields of a kind: bits of a 64-bit mask */
#define LIMIT_KINDS 200
#define LIMIT_ACTS 64                   /* acts of a kind, the kernel's own included */
#define LIMIT_CLOCKS 8                  /* clocks of a kind, the kernel's own included */
#define LIMIT_STEPS 6                   /* steps of a clock */
#define LIMIT_LINKS 256                 /* links of a record */
#define LIMIT_FILES 64                  /* attachments of a record */
#define LIMIT_POSTS 4096                /* posts of an event: bits of a reach */
#define LIMIT_TREE_DEPTH 12
#define LIMIT_PHASES 32                 /* changes of the operating phase that are remembered */
#define LIMIT_CASCADE 4096              /* entries that one act may cause by reactions */
#define LIMIT_ENTRY_BYTES 65536         /* one entry of the log as JSON */
#define LIMIT_RECORD_JSON (4 * 1024 * 1024) /* one record as JSON */
#define LIMIT_KEYS_KEPT 262144          /* idempotency keys remembered */

#define LIMIT_EVENT_AHEAD_MS 120000      /* how far a reporter's watch may run ahead of ours */

#define LIMIT_SEEN 4096                 /* records of one object that a rule looks at */

/* the log */
#define LIMIT_BATCH_ENTRIES 1024        /* entries that one commit takes */
#define LIMIT_QUEUE_ENTRIES 65536     /* entries waiting for the disk; then acts are refused busy */
#define LIMIT_QUEUE_BYTES (64 * 1024 * 1024)    /* their bodies together */

#define LIMIT_SNAPSHOT_BYTES 0xf0000000u /* a state larger than this is folded from the log */
#define LIMIT_SNAPSHOTS_KEPT 16         /* older ones are thinned out */
#define LIMIT_BATCH_REFUSALS 64         /* refused acts whose memory may wait for the batch */

/* the network */
#define LIMIT_BODY_BYTES 65536          /* an act's body */
#define LIMIT_ATTACHMENT_BYTES (32 * 1024 * 1024)
#define LIMIT_HEADER_BYTES 8192          /* cleared for every request: what is not needed costs */
#define LIMIT_QUERY_FILTERS 16
#define LIMIT_PAGE 1000                 /* records in one answer */
#define LIMIT_RELEASED 200              /* records on the public page, the newest */
#define LIMIT_CONNECTIONS 16384
#define LIMIT_STRANGERS_PER_ADDRESS 8192 /* connections of one address that showed no session yet */
#define LIMIT_STREAMS 12000             /* and at most three quarters of the connections */
#define LIMIT_REQUEST_SECONDS 20        /* a request must have arrived whole by then */
#define LIMIT_STREAM_RING 65536         /* events kept for streams that resume */
#define LIMIT_STREAM_RING_BYTES (64 * 1024 * 1024)
#define LIMIT_SESSIONS 10000
#define LIMIT_WORKER_QUEUE 256
#define LIMIT_ASOF_MODELS 3             /* moments of the past kept ready */

/* the mesh */
#define LIMIT_SITES 2048                /* nodes of one event */
#define LIMIT_MESH_FRAME (768 * 1024)   /* one message; the broker's own limit is 1 MiB */
#define LIMIT_MESH_ITEMS 4096           /* entries in one message */
#define LIMIT_MESH_QUEUE 4096           /* messages that wait for the state thread; more are lost */
#define LIMIT_MESH_HELD 65536           /* entries that wait for one that must come before them */
#define LIMIT_MESH_FETCHES 16           /* attachments on their way from other sites */
#define LIMIT_MESH_ACTS 1024            /* acts of ours that wait for another node's answer */
#define LIMIT_SKEW_MS 60000             /* how far another node's clock may run ahead of ours */
#define LIMIT_REIGNS 64                 /* times that an origin's writer may change */

/* the live layer */
#define LIMIT_LIVE_UNITS 131072         /* that have a place in the picture */
#define LIMIT_LIVE_SOURCES 256          /* that are told apart in one minute */
#define LIMIT_LIVE_NAMED 8192           /* different units that one source names in a minute */
#define LIMIT_LIVE_GATES 65536          /* turnstiles of all places together */
#define LIMIT_LIVE_COUNTS 4096          /* places whose people are counted, and stations */
#define LIMIT_LIVE_TRACK_POINTS (8 * 1024 * 1024) /* of all units together; then the oldest go */
#define LIMIT_LIVE_TRACK_SHOWN 5000     /* points of one unit in one answer */
#define LIMIT_MQTT_QUEUE 4096           /* messages that wait for the state thread */
#define LIMIT_LIVE_FENCES 8192
#define LIMIT_LIVE_EVENTS 1024          /* of fences, kept for consoles that are a little behind */

/* scripts */
#define LIMIT_SCRIPT_BYTES (4 * 1024 * 1024)
#define LIMIT_SCRIPT_STATEMENTS 65536
#define LIMIT_SCRIPT_FIELDS 64          /* fields given with one act */
#define LIMIT_SCRIPT_WORLDS 8           /* worlds within worlds */

/* tables brought in */
#define LIMIT_IMPORT_BYTES (4 * 1024 * 1024)
#define LIMIT_IMPORT_ROWS 2000          /* acts of one import */
#define LIMIT_IMPORT_ENTRIES 16384      /* with all that they cause: one commit */
#define LIMIT_IMPORT_LOG_BYTES (32 * 1024 * 1024) /* of those entries together */

/* rosters */
#define LIMIT_ROSTER_BYTES (64 * 1024 * 1024) /* a file with people, shifts and demand */

/* evacuation */
#define LIMIT_VENUE_BYTES (16 * 1024 * 1024)   /* the plan of a venue as text */

/* roads */
#define LIMIT_ROAD_BYTES 0x7fffffffu /* a network as CSV or DIMACS, and answers as GeoJSON */

#endif
