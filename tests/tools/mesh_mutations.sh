#!/bin/sh
# Faults that are planted into a copy of the mesh's code must be found by the simulation of a mesh.
# SPDX-License-Identifier: Apache-2.0
set -u
. "$(dirname "$0")/tap.inc"
simulation=sim_mesh
. "$(dirname "$0")/mutant.inc"

mutant "commits are not synced, and others are told" log/store_sqlite.c \
	's/PRAGMA synchronous = FULL/PRAGMA synchronous = OFF/'
mutant "replies are given before the commit" node/pipeline.c \
	'/^static void publish_committed/,/^}/s/= p->committed;/= model_pos(p->model);/'
mutant "the pull position is forgotten" node/mesh_take.c \
	's/chain->have = arrivals\[done - 1\].seq;/chain->have = arrivals[done - 1].seq - 1;/'
mutant "a lost message is not asked for again" node/mesh_take.c \
	's/if (chain->asked && now - chain->asked_ns < mesh->patience_ns)/if (chain->asked)/'
mutant "an entry does not say under which term it was written" node/pipeline.c \
	's/entry->term = home ? site_term(p->model, home->code) : 0;/entry->term = 0;/'
mutant "what lies behind the fence is accepted" model/entry_admit.c \
	's/if (site_fenced(e->model, entry->id.origin, entry->id.seq))/if (false)/'
mutant "a takeover changes nothing of what was applied" model/site.c \
	's/sites.refold = true/sites.refold = false/'
mutant "a wrong key is accepted" node/mesh_take.c \
	's/memcmp(key, head->key, LOG_KEY_BYTES) != 0/false/'
mutant "a signature is not looked at" node/mesh_take.c \
	's/return log_head_holds(head) ? NULL : .*;/return NULL;/'
mutant "a run is taken though it does not lead to its head" node/mesh_take.c \
	's/return hash_eq(&link, &run->head.link) ? NULL : &refused_mesh_bad_link;/return NULL;/'
mutant "what is out of reach is sent in full" node/mesh_give.c \
	'/^static void fill/,/^}/s/: !model_reaches_entry(/: false \&\& !model_reaches_entry(/'
mutant "a hash is passed on as if there were no text" node/mesh_give.c \
	's/(!entry \&\& !gather->vouches)/false/'
mutant "a past is taken without its hashes" node/pipeline_take.c \
	's/if (!hash_eq(&own, &known.hash))/if (false)/'
mutant "the clock of what arrives is not looked at" node/pipeline_take.c \
	's/taking.entry.at > pipeline_clock(p) + LIMIT_SKEW_MS/false/'
mutant "time runs back behind what has arrived" model/model_apply.c \
	's/if (entry->arrived > model->time)/if (false)/'
mutant "what came too late is not kept" node/pipeline_take.c \
	'/^static void keep_late/,/^}/s/queue(taking);//'
mutant "an entry is applied twice" node/mesh_take.c \
	'/^static void settle/,/^}/s/if (done > 0) {/if (false) {/' \
	node/pipeline_take.c \
	'/^static enum taken take_one/,/^}/{s/if (arrival->seq <= last)/if (false)/
		s/if (arrival->seq != last + 1)/if (false)/}'
mutant "an entry of a term that is not known here is not waited with" model/entry_admit.c \
	'/^static enum admission check_term/,/^}/s/if (entry->term <= .*/if (true)/'
mutant "a takeover does not wait for what it ends" domain/mesh/takeover.c \
	'/^static bool lacks_chains/,/^}/s/return true;/return false;/'
finish
