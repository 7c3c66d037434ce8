/* Points of time: read and written without the C library's calendar, which is slow. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/instant.h"

#include <assert.h>

#include "base/scan.h"

#define DAY_MS INT64_C(86400000)
#define MINUTE_MS INT64_C(60000)
#define ERA_DAYS 146097                                    /* 400 years */
#define EPOCH_DAYS 719468                                  /* from 0000-03-01 to 1970-01-01 */

struct moment {
	unsigned year, month, day, hour, minute, second, ms;
};

/* Years are counted from March, so that the leap day is the last of its year. */
static int64_t days_of(unsigned year, unsigned month, unsigned day)
{
	unsigned y = month <= 2 ? year - 1 : year;
	unsigned m = (month + 9) % 12;
	unsigned days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1;

	return (int64_t)days - EPOCH_DAYS;
}

static void date_of(int64_t days, struct moment *ret)
{
	unsigned n = (unsigned)(days + EPOCH_DAYS);
	unsigned era = n / ERA_DAYS;
	unsigned rest = n % ERA_DAYS;
	unsigned y = (rest - rest / 1460 + rest / 36524 - rest / (ERA_DAYS - 1)) / 365;
	unsigned in_year = rest - (365 * y + y / 4 - y / 100);
	unsigned m = (5 * in_year + 2) / 153;

	ret->day = in_year - (153 * m + 2) / 5 + 1;
	ret->month = m < 10 ? m + 3 : m - 9;
	ret->year = y + era * 400 + (ret->month <= 2);
}

static struct moment moment_of(instant at)
{
	struct moment ret;

	if (at < 0)
		at = 0;
	if (at > INSTANT_MAX)
		at = INSTANT_MAX;
	date_of(at / DAY_MS, &ret);
	unsigned in_day = (unsigned)(at % DAY_MS);

	ret.ms = in_day % 1000;
	ret.second = in_day / 1000 % 60;
	ret.minute = in_day / 60000 % 60;
	ret.hour = in_day / 3600000;
	return ret;
}

static unsigned days_in(unsigned year, unsigned month)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return month == 2 && leap ? 29 : days[month - 1];
}

/* Reads exactly `count` digits off the front of the text. */
static inline bool take_digits(struct str *s, unsigned count, unsigned *ret)
{
	unsigned value = 0;

	if (s->len < count)
		return false;
	for (unsigned i = 0; i < count; i++) {
		if (!scan_digit(s->at[i]))
			return false;
		value = value * 10 + (unsigned)(s->at[i] - '0');
	}
	s->at += count;
	s->len -= count;
	*ret = value;
	return true;
}

static inline bool take_char(struct str *s, const char *choice)
{
	for (; s->len > 0 && *choice != '\0'; choice++) {
		if (s->at[0] == *choice) {
			s->at++;
			s->len--;
			return true;
		}
	}
	return false;
}

static bool take_date(struct str *s, struct moment *ret)
{
	return take_digits(s, 4, &ret->year) && take_char(s, "-") &&
	       take_digits(s, 2, &ret->month) && take_char(s, "-") &&
	       take_digits(s, 2, &ret->day) &&
	       ret->year >= 1969 && ret->month >= 1 && ret->month <= 12 &&
	       ret->day >= 1 && ret->day <= days_in(ret->year, ret->month);
}

static bool take_fraction(struct str *s, unsigned *ret_ms)
{
	unsigned weight = 100;

	if (s->len == 0 || !scan_digit(s->at[0]))
		return false;
	for (; s->len > 0 && scan_digit(s->at[0]); s->at++, s->len--, weight /= 10)
		*ret_ms += (unsigned)(s->at[0] - '0') * weight;
	return true;
}

static bool take_time(struct str *s, struct moment *ret)
{
	if (!take_digits(s, 2, &ret->hour) || !take_char(s, ":") ||
	    !take_digits(s, 2, &ret->minute) || ret->hour > 23 || ret->minute > 59)
		return false;
	if (!take_char(s, ":"))
		return true;
	if (!take_digits(s, 2, &ret->second) || ret->second > 60)
		return false;
	return !take_char(s, ".") || take_fraction(s, &ret->ms);
}

static bool take_offset(struct str *s, int *ret_minutes)
{
	unsigned hours, minutes;

	*ret_minutes = 0;
	if (take_char(s, "Zz"))
		return true;
	bool west = s->len > 0 && s->at[0] == '-';

	if (!take_char(s, "+-") || !take_digits(s, 2, &hours) || !take_char(s, ":") ||
	    !take_digits(s, 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	*ret_minutes = (int)(hours * 60 + minutes) * (west ? -1 : 1);
	return true;
}

bool instant_parse(struct str s, instant *ret)
{
	struct moment m = { 0 };
	int offset;

	if (!take_date(&s, &m) || !take_char(&s, "Tt ") || !take_time(&s, &m) ||
	    !take_offset(&s, &offset) || s.len != 0)
		return false;
	instant at = days_of(m.year, m.month, m.day) * DAY_MS +
		     ((int)(m.hour * 60 + m.minute) - offset) * MINUTE_MS + m.second * 1000 + m.ms;

	if (at <= 0 || at > INSTANT_MAX)
		return false;
	/* Leap seconds exist only at the end of a month in UTC. */
	if (m.second == 60 && (at % DAY_MS >= 1000 || moment_of(at).day != 1))
		return false;
	*ret = at;
	return true;
}

static char *put(char *at, unsigned value, unsigned digits)
{
	for (unsigned i = digits; i-- > 0; value /= 10)
		at[i] = (char)('0' + value % 10);
	return at + digits;
}

static char *put_date_time(char *at, const struct moment *m, char between)
{
	at = put(at, m->year, 4);
	*at++ = '-';
	at = put(at, m->month, 2);
	*at++ = '-';
	at = put(at, m->day, 2);
	*at++ = between;
	at = put(at, m->hour, 2);
	*at++ = ':';
	at = put(at, m->minute, 2);
	*at++ = ':';
	return put(at, m->second, 2);
}

void instant_format(instant at, char ret_text[INSTANT_TEXT])
{
	struct moment m = moment_of(at);
	char *end = put_date_time(ret_text, &m, 'T');

	*end++ = '.';
	end = put(end, m.ms, 3);
	*end++ = 'Z';
	*end = '\0';
}

void instant_add(struct buf *buf, instant at)
{
	char text[INSTANT_TEXT];

	instant_format(at, text);
	buf_add_bytes(buf, text, INSTANT_TEXT - 1);
}

static void add_offset(struct buf *buf, instant at, int offset_minutes, char between,
		       char of_utc)
{
	assert(offset_minutes > -24 * 60 && offset_minutes < 24 * 60);
	if (at < 0)
		at = 0;
	if (at > INSTANT_MAX)
		at = INSTANT_MAX;
	unsigned size = (unsigned)(offset_minutes < 0 ? -offset_minutes : offset_minutes);
	struct moment m = moment_of(at + offset_minutes * MINUTE_MS);
	char text[25];
	char *end = put_date_time(text, &m, between);

	*end++ = offset_minutes < 0 ? '-' : offset_minutes > 0 ? '+' : of_utc;
	end = put(end, size / 60, 2);
	*end++ = ':';
	end = put(end, size % 60, 2);
	buf_add_bytes(buf, text, (size_t)(end - text));
}

void instant_add_local(struct buf *buf, instant at, int offset_minutes)
{
	add_offset(buf, at, offset_minutes, ' ', '+');
}

void instant_add_cap(struct buf *buf, instant at, int offset_minutes)
{
	add_offset(buf, at, offset_minutes, 'T', '-');
}
