/* Short names of origins, kept in one number. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ident.h"

bool code_parse(struct str s, code *ret)
{
	code value = 0;

	if (s.len < 1 || s.len > 8)
		return false;
	for (uint32_t i = 0; i < s.len; i++) {
		char c = s.at[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9'))
			return false;
		value |= (code)(unsigned char)c << (56 - 8 * i);
	}
	*ret = value;
	return true;
}

void code_format(code value, char ret_text[CODE_TEXT])
{
	unsigned len = 0;

	for (; len < 8 && (value >> 56) != 0; value <<= 8)
		ret_text[len++] = (char)(value >> 56);
	ret_text[len] = '\0';
}
