/* Spans of time as people write them: "15m", "1h30m". */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/instant.h"
#include "base/scan.h"

#define UNITS 4
#define SPAN_MAX (INT64_C(36525) * 86400)

static const char unit_names[UNITS] = { 'd', 'h', 'm', 's' };
static const int64_t unit_seconds[UNITS] = { 86400, 3600, 60, 1 };

static unsigned unit_of(char c)
{
	unsigned unit = 0;

	while (unit < UNITS && unit_names[unit] != c)
		unit++;
	return unit;
}

bool span_parse(struct str s, int64_t *ret_seconds)
{
	int64_t total = 0;
	unsigned next_unit = 0;

	if (s.len == 0)
		return false;
	const char *at = s.at, *end = s.at + s.len;

	while (at < end) {
		const char *from = at;
		int64_t value;

		at = scan_digits(at, end);
		if (at == end || !str_to_i64((struct str){ from, (uint32_t)(at - from) }, &value))
			return false;
		unsigned unit = unit_of(*at++);

		if (unit >= UNITS || unit < next_unit || value > SPAN_MAX)
			return false;
		total += value * unit_seconds[unit];
		next_unit = unit + 1;
	}
	if (total > SPAN_MAX)
		return false;
	*ret_seconds = total;
	return true;
}

/* Writes the span in the units of the set, the larger ones taking all they can; 0: does not fit. */
static size_t write_in(uint64_t seconds, unsigned set, char text[96])
{
	size_t len = 0;

	for (unsigned unit = 0; unit < UNITS; unit++) {
		uint64_t count = seconds / (uint64_t)unit_seconds[unit];
		char digits[20];
		size_t n = 0;

		if ((set & 1U << unit) == 0)
			continue;
		seconds %= (uint64_t)unit_seconds[unit];
		do {
			digits[n++] = (char)('0' + count % 10);
			count /= 10;
		} while (count != 0);
		while (n > 0)
			text[len++] = digits[--n];
		text[len++] = unit_names[unit];
	}
	return seconds == 0 ? len : 0;
}

void span_add(struct buf *buf, int64_t seconds)
{
	/* Sets of units: single ones first, so that of texts of one length the plainest wins. */
	static const uint8_t sets[] = { 1, 2, 4, 8, 3, 5, 6, 9, 10, 12, 7, 11, 13, 14, 15 };
	uint64_t size = seconds < 0 ? -(uint64_t)seconds : (uint64_t)seconds;
	char best[96];
	size_t best_len = 0;

	if (seconds < 0)
		buf_add_char(buf, '-');
	if (seconds == 0) {
		buf_add(buf, STR("0s"));
		return;
	}
	for (unsigned i = 0; i < sizeof sets; i++) {
		char text[96];
		size_t len = write_in(size, sets[i], text);

		if (len > 0 && (best_len == 0 || len < best_len)) {
			memcpy(best, text, len);
			best_len = len;
		}
	}
	buf_add_bytes(buf, best, best_len);
}
