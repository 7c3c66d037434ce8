/* What anybody may read without signing in: the page, the feed, the data of what was released. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/public.h"

#include "base/limits.h"
#include "model/released.h"
#include "wire/cap/cap.h"
#include "wire/http/header.h"
#include "wire/http/problem.h"
#include "wire/public/page.h"

/* The reader's wish in the address first, then what his browser asks for; else Chinese. */
static enum page_language language_of(const struct call *call)
{
	struct str wish = target_value(&call->target, "lang");

	if (wish.at != NULL)
		return str_eq(wish, STR("en")) ? PAGE_EN : PAGE_ZH;
	return header_prefers_zh(call->lines[LINE_LANGUAGE]) ? PAGE_ZH : PAGE_EN;
}

static uint32_t find(struct call *call, const struct record ***ret)
{
	*ret = arena_alloc(call->arena, LIMIT_RELEASED * sizeof **ret);
	return released_find(pipeline_model(call->node->pipeline), *ret, LIMIT_RELEASED);
}

/* A crowd reads the same page: what lies between may keep it for a few seconds. */
static void answer(struct call *call, const char *type)
{
	http_add_header(call, "Cache-Control", "public, max-age=5");
	http_add_header(call, "Vary", "Accept-Language");
	http_add_header(call, "Content-Security-Policy",
			"default-src 'none'; style-src 'self'; frame-ancestors 'none'");
	http_out(call, 200, type);
}

static struct page page_of(struct call *call)
{
	const struct record **records;
	uint32_t count = find(call, &records);

	return (struct page){ .model = pipeline_model(call->node->pipeline), .records = records,
			      .count = count, .language = language_of(call),
			      .offset_minutes = call->node->offset_minutes,
			      .at = pipeline_now(call->node->pipeline) };
}

void public_page(struct call *call)
{
	struct page page = page_of(call);

	page_html(&page, &call->out);
	answer(call, "text/html; charset=utf-8");
}

void public_feed(struct call *call)
{
	struct page page = page_of(call);

	page_atom(&page, &call->out);
	answer(call, "application/atom+xml; charset=utf-8");
}

/* Also of one that has been updated or cancelled since: what was sent out stands as it was sent. */
void public_cap(struct call *call)
{
	const struct model *model = pipeline_model(call->node->pipeline);
	const struct record *record = model_find(model, call->record);

	if (!cap_public(record)) {
		http_refuse(call, &problem_no_alert);
		return;
	}
	cap_write(model, record, &call->out);
	answer(call, CAP_TYPE);
}

void public_data(struct call *call)
{
	const struct record **records;
	uint32_t count = find(call, &records);
	struct json_out json;

	json_begin(&json, &call->out);
	released_write(&json, records, count, pipeline_now(call->node->pipeline));
	http_json(call, 200);
}
