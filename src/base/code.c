/* Short names of origins, kept in one number. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ident.h"

bool code_parse(struct str s, code *ret)
{
	code value = 0;

	if (s.len < 1 || s.len > 8)
		return false;
	for (uint32_t i = 0; i < s.len; i++) {
		if (!code_char(s.at[i]))
			return false;
		value = value << 8 | (unsigned char)s.at[i];
	}
	*ret = value << (64 - 8 * s.len);
	return true;
}

void code_format(code value, char ret_text[CODE_TEXT])
{
	unsigned len = 0;

	for (; len < 8 && (value >> 56) != 0; value <<= 8)
		ret_text[len++] = (char)(value >> 56);
	ret_text[len] = '\0';
}
