/* Why the HTTP side did not answer as asked: refusals of its own, and the form of all. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/http/problem.h"

#include <assert.h>

#include "base/json.h"

#define PROBLEM_DEFINE(name_, http_, zh_, en_)                                                  \
	const struct refusal problem_##name_ = { #name_, zh_, en_, http_ };
PROBLEMS(PROBLEM_DEFINE)

#define PROBLEM_ROW(name, http, zh, en) &problem_##name,
const struct refusal *const problem_all[] = { PROBLEMS(PROBLEM_ROW) NULL };

void problem_write(struct buf *out, const struct refused *refused, bool zh, int64_t retry_after)
{
	const struct refusal *why = refused->why;
	struct json_out json;

	assert(why != NULL);
	json_begin(&json, out);
	json_open(&json, '{');
	json_key(&json, "type");
	buf_add(out, STR("\"/reference/refusals#"));
	buf_add(out, str_of(why->name));
	buf_add_char(out, '"');
	json.need_comma = true;
	json_key(&json, "title");
	json_put_text(&json, zh ? why->zh : why->en);
	json_key(&json, "status");
	json_put_i64(&json, why->http);
	json_key(&json, "refusal");
	json_put_text(&json, why->name);
	json_key(&json, "zh");
	json_put_text(&json, why->zh);
	json_key(&json, "en");
	json_put_text(&json, why->en);
	if (refused->field != NULL) {
		json_key(&json, "field");
		json_put_text(&json, refused->field);
	}
	if (refused->detail.at != NULL) {
		json_key(&json, "detail");
		json_put_str(&json, refused->detail);
	}
	if (retry_after > 0) {
		json_key(&json, "retry_after");
		json_put_i64(&json, retry_after);
	}
	json_close(&json, '}');
}
