/* What network sensors saw, brought in over HTTP: added up first, then all of it or nothing. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/sensors.h"

#include "model/view.h"
#include "node/caller.h"
#include "node/imports.h"
#include "wire/eve/eve.h"

/* The blocks of all assets that whoever asks may see and that are in use. */
static const struct refusal *read_assets(struct call *call, struct eve_asset **ret,
					 uint32_t *ret_count)
{
	const struct model *model = pipeline_model(call->node->pipeline);
	const struct query query = { .kind = registry_find(STR("asset")),
				     .limit = EVE_ASSETS_MOST };
	struct reader reader;
	const struct refusal *why = caller_reader(call, "post", &reader);
	const struct record **records;
	uint32_t count, total;

	if (why != NULL)
		return why;
	*ret = arena_alloc(call->arena, EVE_ASSETS_MOST * sizeof **ret);
	*ret_count = 0;
	count = query_run(model, call->arena, &query, &reader, &records, &total);
	for (uint32_t i = 0; i < count; i++)
		if (model_is_open(records[i]) && !records[i]->struck &&
		    !eve_add_asset(records[i]->id,
				   *(const struct str *)model_field(records[i], "addresses"), *ret,
				   ret_count))
			return &problem_eve_too_many_assets;
	return total > count ? &problem_eve_too_many_assets : NULL;
}

/* One bad line and nothing is done; all of them are told, as far as there is room. */
static void refuse_lines(struct call *call, const struct eve_sum *sum)
{
	uint32_t count = sum->nfaults < EVE_FAULTS_MOST ? sum->nfaults : EVE_FAULTS_MOST;
	struct table_row *rows = arena_alloc(call->arena, count * sizeof *rows);
	struct refused refused = { .why = &problem_import_refused,
				   .detail = arena_printf(call->arena, "%u", sum->nfaults) };

	for (uint32_t i = 0; i < count; i++) {
		rows[i] = (struct table_row){ .line = sum->faults[i].line };
		rows[i].refused.why = sum->faults[i].why;
	}
	imports_refuse(call, &refused, rows, count);
}

static struct str said(struct call *call, const struct eve_sum *sum)
{
	return arena_printf(call->arena, "\"alerts\":%llu,\"other\":%llu,\"unmapped\":%llu",
			    (unsigned long long)sum->alerts, (unsigned long long)sum->other,
			    (unsigned long long)sum->unmapped);
}

static void bring(struct call *call, const struct request *base, const struct eve_sum *sum)
{
	uint32_t *lines = arena_alloc(call->arena, (sum->nrows + 1) * sizeof *lines);
	struct buf buf;
	struct str text;

	for (uint32_t i = 0; i < sum->nrows; i++)
		lines[i] = sum->rows[i].line;
	buf_init(&buf, EVE_ROWS_MOST * 4096);
	eve_print(sum, &buf);
	text = arena_str(call->arena, buf_str(&buf));
	buf_release(&buf);
	imports_run(call, base, TABLE_LINES, text, said(call, sum), lines);
}

void sensors_take(struct call *call)
{
	struct eve_sum *sum = arena_alloc(call->arena, sizeof *sum);
	struct request base = { .version = 0 };
	struct refused refused = imports_base(call, STR("cyber_alert.observe"), &base);
	struct eve_asset *assets = NULL;
	uint32_t count = 0;

	if (refused.why == NULL && !imports_is_lines(call))
		refused.why = &problem_eve_media_type;
	if (refused.why == NULL)
		refused.why = read_assets(call, &assets, &count);
	if (refused.why != NULL) {
		imports_refuse(call, &refused, NULL, 0);
	} else if (!eve_read(call->arena, buf_str(&call->body), assets, count, sum)) {
		refuse_lines(call, sum);
	} else if (sum->nrows > 0) {
		bring(call, &base, sum);
	} else {
		/* Sound, and nothing of it about an asset: there is nothing to keep. */
		imports_write_done(&call->out, NULL, 0, said(call, sum));
		http_json(call, 200);
	}
}
