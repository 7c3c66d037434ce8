/* Many acts that stand or fall together: tried on a copy of the state, then done in one commit. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "model/snapshot.h"
#include "node/pipeline_state.h"
#include "os/os.h"
#include "wire/http/problem.h"

static void release_bytes(void *user)
{
	struct buf *buf = user;

	buf_release(buf);
	heap_free(buf);
}

/* The state as it is now, in memory of its own. NULL: it is too large to be copied. */
static struct model *copy_state(const struct pipeline *p)
{
	struct buf *buf = heap_alloc(sizeof *buf);
	struct vault *keys = vault_create();
	struct snapshot_bytes bytes = { .pos = model_pos(p->model), .release = release_bytes,
					.user = buf };
	uint8_t salt[SNAPSHOT_SALT];
	struct model *model;

	os_random(salt, sizeof salt);
	vault_copy(keys, model_vault(p->model));
	buf_init(buf, LIMIT_SNAPSHOT_BYTES);
	snapshot_write(p->model, salt, buf);
	bytes.text = buf_str(buf);
	model = buf->over ? NULL : snapshot_read(&bytes, keys);
	if (!model) {
		release_bytes(buf);
		vault_destroy(keys);
	}
	return model;
}

/* A pipeline without a disk that goes on from here, at this moment. */
static struct pipeline *open_trial(const struct pipeline *p, instant now)
{
	const struct pipeline_options options = { .memory = true, .demo_clock = true };
	struct model *model = copy_state(p);
	struct pipeline *trial;
	struct str fault;

	if (!model || pipeline_open(&options, &trial, &fault) != LOG_OK)
		return NULL;
	model_destroy(trial->model);
	trial->model = model;
	trial->now = now;
	trial->committed = trial->told_pos = model_pos(model);
	pipeline_be(trial, site_self(p->model));
	return trial;
}

struct keep {
	struct outcome *ret;
	struct arena *arena;
};

/* What a refusal says lies in the trial's memory, which ends before anybody reads it. */
static void keep_outcome(void *user, const struct outcome *outcome)
{
	struct keep *keep = user;

	*keep->ret = *outcome;
	if (outcome->refused.detail.at != NULL)
		keep->ret->refused.detail = arena_str(keep->arena, outcome->refused.detail);
}

struct tried {
	uint32_t refused, replayed;
	uint64_t entries, bytes;
};

static struct tried try_all(struct pipeline *trial, struct arena *arena,
			    const struct request *requests, uint32_t count,
			    struct outcome *ret)
{
	uint64_t before = model_pos(trial->model);
	struct keep *keeps = arena_alloc(arena, count * sizeof *keeps);
	struct tried tried = { .entries = 0 };

	for (uint32_t i = 0; i < count; i++) {
		keeps[i] = (struct keep){ &ret[i], arena };
		ret[i] = (struct outcome){ .refused = { .why = &refused_busy } };
		pipeline_submit(trial, &requests[i], keep_outcome, &keeps[i]);
		tried.refused += ret[i].refused.why != NULL;
		tried.replayed += ret[i].replayed;
		if (model_pos(trial->model) - before > LIMIT_IMPORT_ENTRIES)
			break;
	}
	tried.entries = model_pos(trial->model) - before;
	for (uint64_t i = 0; i < trial->nkept; i++)
		tried.bytes += trial->kept[i].body.len;
	return tried;
}

static const struct refusal *judge(const struct pipeline *p, struct tried tried, uint32_t count)
{
	uint64_t waiting = model_pos(p->model) - p->committed;

	if (tried.entries > LIMIT_IMPORT_ENTRIES || tried.bytes > LIMIT_IMPORT_LOG_BYTES)
		return &problem_import_too_large;
	if (tried.refused > 0)
		return &problem_import_refused;
	if (tried.replayed > 0 && tried.replayed < count)
		return &refused_key_reused;
	return waiting + tried.entries > LIMIT_QUEUE_ENTRIES - LIMIT_CASCADE ? &refused_busy : NULL;
}

/* What was tried a moment ago, in the same order on the same state: it cannot be refused. */
static void do_all(struct pipeline *p, const struct request *requests, uint32_t count, instant now,
		   struct outcome *ret, pipeline_reply *reply, void *user)
{
	for (uint32_t i = 0; i < count; i++) {
		struct batch *batch = pipeline_batch(p);
		struct entry entry;
		struct refused refused =
			act_decide(p->model, batch->arena, &requests[i], now, &entry);
		bool last = i + 1 == count;

		if (!refused.why)
			refused.why = pipeline_accept(p, batch, &requests[i], &entry,
						      last ? reply : NULL, user);
		assert(!refused.why);
		ret[i] = (struct outcome){ .entry = entry.id, .record = entry.record,
					   .version = model_find(p->model, entry.record)->version,
					   .pos = entry.pos };
		pipeline_cascade(p, batch, &entry, now);
	}
	pipeline_append(p);
	pipeline_turn(p);
}

const struct refusal *pipeline_import(struct pipeline *p, struct arena *arena,
				      const struct request *requests, uint32_t count,
				      struct outcome *ret, pipeline_reply *reply, void *user)
{
	instant now = pipeline_now(p);
	const struct refusal *why;
	struct pipeline *trial;
	struct tried tried;

	assert(count > 0 && count <= LIMIT_IMPORT_ROWS);
	pipeline_lapse_due(p, now);
	trial = open_trial(p, now);
	if (!trial)
		return &problem_import_too_large;
	tried = try_all(trial, arena, requests, count, ret);
	pipeline_close(trial);
	why = judge(p, tried, count);
	if (why || !reply)
		return why;
	if (tried.replayed == count)
		pipeline_submit(p, &requests[count - 1], reply, user);
	else
		do_all(p, requests, count, now, ret, reply, user);
	return NULL;
}
