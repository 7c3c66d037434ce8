#!/bin/sh
# Faults that are planted into a copy of the node's code must be found by the simulation.
# SPDX-License-Identifier: Apache-2.0
set -u
. "$(dirname "$0")/tap.inc"
simulation=sim_node
. "$(dirname "$0")/mutant.inc"

mutant "commits are not synced" log/store_sqlite.c \
	's/PRAGMA synchronous = FULL/PRAGMA synchronous = OFF/'
mutant "what a killed process left is shown before it is synced" log/store_sqlite.c \
	's/error = sync_what_was_left(sqlite)/error = LOG_OK/'
mutant "replies are given before the commit" node/pipeline.c \
	'/^static void publish_committed/,/^}/s/= p->committed;/= model_pos(p->model);/'
mutant "what one act causes is committed piece by piece" node/pipeline.c \
	's/^void pipeline_append(.*/static bool pieces(struct pipeline *p)\
{\
	for (uint32_t i = 0; i < p->ngroup; i++)\
		if (!log_append(p->log, \&p->group[i], 1))\
			return false;\
	return true;\
}\
&/; s/} else if (!log_take(p->log, &all))/} else if (!pieces(p))/'
mutant "a lapse is entered twice" node/pipeline.c \
	'/^void pipeline_lapse_due/,/^}/s/\(carry_out(.*);\)/\1 \1/'
mutant "a lapse is entered before it is due" node/pipeline.c \
	'/^void pipeline_lapse_due/,/^}/s/\(next_due(p->model)\) <= now/\1 <= now + 1/;
	 /^void pipeline_lapse_due/,/^}/s/model_due(p->model, now,/model_due(p->model, now + 1,/'
mutant "clocks do not run on after a snapshot" model/snapshot.c \
	's/^	model->running = .*/	model->ndue = 0;/'
mutant "keys are forgotten with a snapshot" model/snapshot.c \
	's/^	marks_copy(&model->keys.*//'
mutant "a snapshot skips the entry behind it" node/fold.c \
	's/log_read(reader, \(model_pos(fold.model)\), each/log_read(reader, \1 + (\1 > 0), each/'
mutant "a damaged snapshot is believed" model/snapshot.c \
	's/sum == checksum(bytes.at, bytes.len - 8)/sum > 0/'
mutant "a snapshot loses the number of versions" model/record_unpack.c \
	's/\(record->version = \).*\(get_number(cursor)\);/\1\2 > 0;/'
mutant "what rests in a snapshot is copied from the wrong place" model/snapshot.c \
	's/rest->packed.at + head->at, end/rest->packed.at, end/'
mutant "the wall clock is looked at only when something happens" node/pipeline.c \
	's/wait_ms < LOOK_MS ? wait_ms : LOOK_MS/wait_ms/'
mutant "time runs back when the clock is set back" node/pipeline.c \
	's/return now > model_time(p->model) ? now : model_time(p->model);/return now;/'
mutant "the key of whom a node forgot is kept" log/store.c \
	's/UPDATE secret SET key = \$1/UPDATE secret SET key = coalesce(key, $1)/'
mutant "a name is sealed with a key that is not kept" node/pipeline.c \
	's/\.secret = secret };/.secret = NULL };/'
mutant "a unit is sent though it is on another order" domain/command/order.c \
	's/return &refuse_unit_committed;/return NULL;/'
finish
