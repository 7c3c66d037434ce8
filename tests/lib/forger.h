/* A venue's node in the wrong hands: it has its own key, and says what no honest node would. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_LIB_FORGER_H
#define TESTS_LIB_FORGER_H

#include "lib/meshnet.h"

/* What it can say, and by what name that is to be refused. */
#define FORGER_TRICKS(X)                                                                       \
	X(others_record, mesh_not_home)         /* in its own chain, about another's post */   \
	X(others_order, mesh_not_home)          /* … and calls back an order of it */          \
	X(others_chain, mesh_wrong_key)         /* in another's chain, with its own key */     \
	X(others_signature, mesh_bad_signature) /* … and says it is that one's */              \
	X(altered, mesh_bad_hash)               /* a text that does not have its hash */       \
	X(reordered, mesh_bad_link)             /* two entries the wrong way round */          \
	X(shortened, mesh_bad_frame)            /* the last entry of a run is left out */      \
	X(torn, mesh_bad_frame)                 /* half of a message */                        \
	X(future, mesh_future)                  /* a time that has not come */                 \
	X(rewritten, mesh_fork)                 /* another text under a known number */        \
	X(no_entry, mesh_bad_entry)             /* what no check would have passed */
enum forger_trick {
#define FORGER_ENUM(name, refusal) FORGER_##name,
	FORGER_TRICKS(FORGER_ENUM)
#undef FORGER_ENUM
	FORGER_TRICK_COUNT
};
const char *forger_name(enum forger_trick trick);
const struct refusal *forger_refusal(enum forger_trick trick);

/* The message that `site` (whose chain is `post`) says to `victim`; lives as long as the net. */
struct str forger_message(struct meshnet *net, const char *site, const char *post,
			  const char *victim, enum forger_trick trick);
/* An honest run of that chain from this number on, as it lies at the site: said once more. */
struct str forger_replay(struct meshnet *net, const char *site, const char *post, uint64_t from);

#endif
