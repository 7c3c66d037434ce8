/* Several nodes with their meshes in one process: frames go from queue to queue, as one wants. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_LIB_MESHNET_H
#define TESTS_LIB_MESHNET_H

#include "lib/logkit.h"
#include "node/mesh.h"

/*
 * The small world of the cases, founded by the site "hq" at nat; logs on the disk, real keys and
 * signatures, clocks of the pipelines that stand still. What fails here ends the program.
 */
#define MESHNET_NODES 6
struct meshnet;
struct meshnet_node {
	struct meshnet *net;
	code site;
	struct pipeline *pipeline;                         /* NULL: the node is down */
	struct mesh *mesh;
	struct logkit folder;
	uint8_t key[SITE_KEY_BYTES];
	code above, follows;
	int64_t skew_ms;                                   /* of the clock in its beats */
};
struct meshnet_frame {
	uint32_t from, to;
	struct str bytes;
};
struct meshnet {
	struct meshnet_node nodes[MESHNET_NODES];
	uint32_t count;
	bool cut[MESHNET_NODES];                           /* nothing goes there or comes */
	struct meshnet_frame *queue;
	uint32_t nqueue, queue_size;
	struct arena *arena;
	uint32_t nacts;
};
void meshnet_init(struct meshnet *net);
void meshnet_release(struct meshnet *net);
/* Joined at the node of the site `at`, in the tree below `above`; `follows` NULL: it writes. */
uint32_t meshnet_join(struct meshnet *net, const char *site, const char *post, const char *at,
		      const char *above, const char *follows);
uint32_t meshnet_find(const struct meshnet *net, const char *site);
const struct model *meshnet_model(const struct meshnet *net, const char *site);
void meshnet_stop(struct meshnet *net, const char *site);
void meshnet_start(struct meshnet *net, const char *site);
void meshnet_cut(struct meshnet *net, const char *site, bool cut);

/* Beats and frames go round until the condition holds; ends the program if it does not in time. */
typedef bool meshnet_condition(struct meshnet *net);
void meshnet_until(struct meshnet *net, meshnet_condition *condition, const char *words);
void meshnet_round(struct meshnet *net);
/* A frame as if it came from that site. */
void meshnet_inject(struct meshnet *net, const char *to, const char *from, struct str bytes);
bool meshnet_saw_fault(const struct meshnet *net, const char *site, const char *from,
		       const struct refusal *why);

struct outcome meshnet_act(struct meshnet *net, const char *site, const char *login,
			   const char *post, const char *kind, const char *act,
			   struct ident record, const char *fields);
struct ident meshnet_do(struct meshnet *net, const char *site, const char *login, const char *post,
			const char *kind, const char *act, struct ident record,
			const char *fields);
bool meshnet_in(const struct meshnet *net, const char *site, struct ident id, const char *state);

#endif
