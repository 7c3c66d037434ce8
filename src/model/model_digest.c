/* One fingerprint of the whole state: the same entries give the same one, everywhere. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/hash.h"
#include "model/kernel_args.h"
#include "model/model_state.h"
#include "model/record_json.h"

static int by_id(const void *a, const void *b)
{
	return ident_cmp((*(struct record *const *)a)->id, (*(struct record *const *)b)->id);
}

/* Of one origin, as one site may see them; origin 0: all. */
struct scope {
	code origin, site;
};

static bool in_scope(const struct model *model, const struct record *record, struct scope scope)
{
	const struct post *home = scope.origin ? tree_get(model, record->home) : NULL;

	return scope.origin == 0 || (home && home->declared == scope.origin &&
				     model_reaches(model, record, scope.site));
}

static const struct record **sorted(const struct model *model, struct scope scope,
				    uint64_t *ret_count)
{
	const struct record **all = heap_alloc((model->nrecords + 1u) * sizeof(*all));

	uint64_t count = 0;

	for (uint32_t i = 0; i < model->nrecords; i++)
		if (in_scope(model, model_record(model, i), scope))
			all[count++] = model_record(model, i);
	qsort(all, count, sizeof(*all), by_id);
	*ret_count = count;
	return all;
}

/*
 * Positions of entries are left out: they are this node's, while the digest is everybody's. So is
 * the plain text of personal fields, which ends with its retention time.
 */
static void digest(const struct model *model, struct scope scope, struct hash *ret)
{
	struct hash_run *run = hash_run_create();
	uint64_t count;
	const struct record **all = sorted(model, scope, &count);
	struct buf buf;

	buf_init(&buf, LIMIT_RECORD_JSON);
	for (uint64_t i = 0; i < count; i++) {
		struct json_out out;

		buf_clear(&buf);
		json_begin(&out, &buf);
		record_json_write(&out, model, all[i], RECORD_JSON_DIGEST);
		hash_run_add(run, buf.at, buf.len);
	}
	buf_release(&buf);
	heap_free(all);
	*ret = hash_run_end(run);
}

void model_digest(const struct model *model, struct hash *ret)
{
	digest(model, (struct scope){ 0 }, ret);
}

void model_digest_reach(const struct model *model, code origin, code site, struct hash *ret)
{
	digest(model, (struct scope){ origin, site }, ret);
}
