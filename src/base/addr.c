/* Reads addresses strictly: what a configuration means must not hang on who reads it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/addr.h"

static bool read_number(struct str s, int64_t most, int64_t *ret)
{
	return s.len > 0 && s.len <= 3 && (s.len == 1 || s.at[0] != '0') && s.at[0] != '-' &&
	       str_to_i64(s, ret) && *ret <= most;
}

static bool read_four(struct str s, uint8_t *ret)
{
	struct str part;
	int64_t number;
	int count = 0;

	while (str_split(&s, '.', &part)) {
		if (count == 4 || !read_number(part, 255, &number))
			return false;
		ret[count++] = (uint8_t)number;
	}
	return count == 4;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool read_group(struct str s, uint8_t *ret)
{
	unsigned value = 0;

	if (s.len == 0 || s.len > 4)
		return false;
	for (uint32_t i = 0; i < s.len; i++) {
		int digit = hex(s.at[i]);

		if (digit < 0)
			return false;
		value = value << 4 | (unsigned)digit;
	}
	ret[0] = (uint8_t)(value >> 8);
	ret[1] = (uint8_t)value;
	return true;
}

/*
 * Groups with colons between, at most 16 bytes of them; a negative number: they are none. With
 * `four` the last may be an address of version 4.
 */
static int read_groups(struct str s, bool four, uint8_t *ret)
{
	struct str part;
	int count = 0;

	if (s.len == 0)
		return 0;
	while (str_split(&s, ':', &part)) {
		if (four && count <= 12 && !s.at && str_contains(part, STR(".")))
			return read_four(part, ret + count) ? count + 4 : -1;
		if (count == 16 || !read_group(part, ret + count))
			return -1;
		count += 2;
	}
	return count;
}

static bool read_six(struct str s, uint8_t *ret)
{
	uint8_t head[16] = { 0 }, tail[16] = { 0 };
	uint32_t gap = 0;
	int before, behind;

	while (gap + 1 < s.len && !(s.at[gap] == ':' && s.at[gap + 1] == ':'))
		gap++;
	if (gap + 1 >= s.len)
		return read_groups(s, true, ret) == 16;
	before = read_groups((struct str){ s.at, gap }, false, head);
	behind = read_groups((struct str){ s.at + gap + 2, s.len - gap - 2 }, true, tail);
	if (before < 0 || behind < 0 || before + behind > 14)
		return false;
	memcpy(ret, head, (size_t)before);
	memset(ret + before, 0, (size_t)(16 - before - behind));
	memcpy(ret + 16 - behind, tail, (size_t)behind);
	return true;
}

static bool bits_behind(const struct addr *addr)
{
	for (unsigned bit = addr->prefix; bit < 128; bit++)
		if (addr->bytes[bit / 8] >> (7 - bit % 8) & 1)
			return true;
	return false;
}

bool addr_parse(struct str s, struct addr *ret)
{
	struct str rest = s, host;
	bool four = !str_contains(s, STR(":"));
	int64_t prefix = four ? 32 : 128;

	*ret = (struct addr){ .bytes = { [10] = 0xff, [11] = 0xff } };
	if (!str_split(&rest, '/', &host))
		return false;
	if (rest.at && !read_number(rest, prefix, &prefix))
		return false;
	ret->prefix = (uint8_t)(four ? prefix + 96 : prefix);
	return (four ? read_four(host, ret->bytes + 12) : read_six(host, ret->bytes)) &&
	       !bits_behind(ret);
}

bool addr_holds(const struct addr *block, const struct addr *one)
{
	unsigned whole = block->prefix / 8, rest = block->prefix % 8;

	if (one->prefix < block->prefix || memcmp(block->bytes, one->bytes, whole) != 0)
		return false;
	return rest == 0 || (block->bytes[whole] ^ one->bytes[whole]) >> (8 - rest) == 0;
}
