/* Times as scripts write them: a moment, a time of day, or so long from now. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/script/script.h"

static bool two_digits(struct str s, uint32_t at, int64_t most, int64_t *ret)
{
	return s.len >= at + 2 && str_to_i64((struct str){ s.at + at, 2 }, ret) && *ret >= 0 &&
	       *ret <= most;
}

/* hh:mm or hh:mm:ss, the whole text. */
static bool parse_time_of_day(struct str s, int64_t *ret_seconds)
{
	int64_t hours, minutes, seconds = 0;

	if ((s.len != 5 && s.len != 8) || s.at[2] != ':' || !two_digits(s, 0, 23, &hours) ||
	    !two_digits(s, 3, 59, &minutes))
		return false;
	if (s.len == 8 && (s.at[5] != ':' || !two_digits(s, 6, 59, &seconds)))
		return false;
	*ret_seconds = hours * 3600 + minutes * 60 + seconds;
	return true;
}

/* Minutes of the offset at the end of a text that instant_parse has taken. */
static int offset_of(struct str s)
{
	int64_t hours, minutes;
	char sign;

	if (s.len < 6 || s.at[s.len - 3] != ':')
		return 0;
	sign = s.at[s.len - 6];
	if ((sign != '+' && sign != '-') || !two_digits(s, s.len - 5, 23, &hours) ||
	    !two_digits(s, s.len - 2, 59, &minutes))
		return 0;
	return (int)(hours * 60 + minutes) * (sign == '-' ? -1 : 1);
}

/* A date and time without an offset, read as UTC. */
static bool parse_local(struct str s, instant *ret)
{
	char text[sizeof "2022-02-04T19:00:00.000Z"];

	if (s.len + 1 >= sizeof text)
		return false;
	memcpy(text, s.at, s.len);
	text[s.len] = 'Z';
	return instant_parse((struct str){ text, s.len + 1 }, ret);
}

bool script_time_parse(struct str text, struct script_time *ret)
{
	struct script_time time = { .form = SCRIPT_TIME_ABSOLUTE };

	if (text.len == 0)
		return false;
	if (text.at[0] == '+' || text.at[0] == '-') {
		time.form = SCRIPT_TIME_RELATIVE;
		if (!span_parse((struct str){ text.at + 1, text.len - 1 }, &time.seconds))
			return false;
		if (text.at[0] == '-')
			time.seconds = -time.seconds;
	} else if (parse_time_of_day(text, &time.seconds)) {
		time.form = SCRIPT_TIME_OF_DAY;
	} else if (instant_parse(text, &time.at)) {
		time.offset_minutes = offset_of(text);
	} else if (parse_local(text, &time.at)) {
		time.form = SCRIPT_TIME_LOCAL;
	} else {
		return false;
	}
	*ret = time;
	return true;
}
