/* The public page and its feed: what has been released, for everybody, without a script. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_PUBLIC_PAGE_H
#define WIRE_PUBLIC_PAGE_H

#include "base/buf.h"
#include "model/model.h"

enum page_language { PAGE_ZH, PAGE_EN, PAGE_LANGUAGES };

struct page {
	const struct model *model;                         /* for the names of places */
	const struct record *const *records;               /* released_find's */
	uint32_t count;
	enum page_language language;
	int offset_minutes;                                /* in which times are shown */
	instant at;                                        /* when this was read */
};
/* HTML 5, UTF-8. Every text of a record is escaped; fields ending in _zh, _en only in their own. */
void page_html(const struct page *page, struct buf *out);
/* Atom (RFC 4287). */
void page_atom(const struct page *page, struct buf *out);

#endif
