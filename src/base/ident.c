/* Names of records: read and written. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ident.h"

#include "base/scan.h"

#define SEQ_END (UINT64_C(1) << 53)

bool ident_parse(struct str s, struct ident *ret)
{
	struct ident id = { 0, 0 };
	uint32_t at = 0;

	for (; at < s.len && code_char(s.at[at]); at++)
		id.origin = id.origin << 8 | (unsigned char)s.at[at];
	if (at < 1 || at > 8)
		return false;
	id.origin <<= 64 - 8 * at;
	if (at < s.len && (s.at[at] != '-' || ++at == s.len || s.at[at] == '0'))
		return false;
	for (; at < s.len; at++) {
		if (!scan_digit(s.at[at]))
			return false;
		id.seq = id.seq * 10 + (uint64_t)(s.at[at] - '0');
		if (id.seq >= SEQ_END)
			return false;
	}
	*ret = id;
	return true;
}

/* Returns the length; the text is not terminated. */
static size_t write_text(struct ident id, char text[IDENT_TEXT])
{
	char digits[20];
	size_t ndigits = 0;

	code_format(id.origin, text);
	size_t len = strlen(text);

	if (id.seq == 0)
		return len;
	for (uint64_t rest = id.seq; rest != 0; rest /= 10)
		digits[ndigits++] = (char)('0' + rest % 10);
	text[len++] = '-';
	while (ndigits > 0)
		text[len++] = digits[--ndigits];
	return len;
}

void ident_format(struct ident id, char ret_text[IDENT_TEXT])
{
	ret_text[write_text(id, ret_text)] = '\0';
}

void ident_add(struct buf *buf, struct ident id)
{
	char text[IDENT_TEXT];

	buf_add_bytes(buf, text, write_text(id, text));
}

int ident_cmp(struct ident a, struct ident b)
{
	if (a.origin != b.origin)
		return a.origin < b.origin ? -1 : 1;
	return (a.seq > b.seq) - (a.seq < b.seq);
}
