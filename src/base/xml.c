/* Text inside XML and HTML: what would be read as a mark is written as itself. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/xml.h"

static const char *entity_of(char c)
{
	switch (c) {
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '&': return "&amp;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	default: return NULL;
	}
}

static bool is_no_character(uint32_t c)
{
	return (c < 0x20 && c != '\n' && c != '\t') || c == 0xfffe || c == 0xffff;
}

void xml_add(struct buf *out, struct str text)
{
	for (uint32_t pos = 0; pos < text.len;) {
		const char *entity = entity_of(text.at[pos]);
		uint32_t from = pos;
		uint32_t c = utf8_next(text, &pos);

		if (entity)
			buf_add(out, str_of(entity));
		else if (!is_no_character(c))
			buf_add_bytes(out, text.at + from, pos - from);
	}
}
