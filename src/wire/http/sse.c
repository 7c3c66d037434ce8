/* The lines of a server-sent event, as browsers read them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/http/sse.h"

#include <assert.h>

#include "wire/http/header.h"

void sse_begin(struct buf *out, const char *event, uint64_t id)
{
	buf_add(out, STR("event: "));
	buf_add(out, str_of(event));
	if (id != 0) {
		buf_add(out, STR("\nid: "));
		buf_add_i64(out, (int64_t)id);
	}
	buf_add(out, STR("\ndata: "));
}

void sse_end(struct buf *out)
{
	assert(out->len > 0 && out->at[out->len - 1] != '\n');
	buf_add(out, STR("\n\n"));
}

bool sse_last_id(struct str text, uint64_t *ret)
{
	return header_length(str_trim(text), ret);
}
