/* Takes single messages off a stream, and checks of an event what both forms of it must hold. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "wire/cot/cot_inner.h"

static const struct {
	const char *name, *zh, *en;
} faults[COT_NFAULTS] = {
	[COT_SOUND] = { "sound", "无误", "Sound" },
#define COT_FAULT_ROW(fault_name, zh_text, en_text)                                             \
	[COT_FAULT_##fault_name] = { #fault_name, zh_text, en_text },
	COT_FAULTS(COT_FAULT_ROW)
#undef COT_FAULT_ROW
};

const char *cot_fault_name(enum cot_fault fault)
{
	return faults[fault].name;
}

const char *cot_fault_text(enum cot_fault fault, bool zh)
{
	return zh ? faults[fault].zh : faults[fault].en;
}

/* ---- a stream -------------------------------------------------------------------------------- */

#define MAGIC 0xbf

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* A length as unsigned LEB128. False: it is not whole; a `ret` beyond the limit: it never is. */
static bool read_length(struct str bytes, uint32_t *pos, uint64_t *ret)
{
	*ret = 0;
	for (int shift = 0; *pos < bytes.len && shift < 64; shift += 7) {
		uint8_t byte = (uint8_t)bytes.at[(*pos)++];

		*ret |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return true;
		if (*ret > COT_MESSAGE_MOST || shift == 28) {
			*ret = UINT64_MAX;
			return true;
		}
	}
	return false;
}

static enum cot_fault split_bytes(struct str bytes, uint32_t *ret_used, struct str *ret_message)
{
	uint32_t pos = 1;
	uint64_t length;

	if (bytes.len == 0)
		return COT_SOUND;
	if ((uint8_t)bytes.at[0] != MAGIC)
		return COT_FAULT_bad_frame;
	if (!read_length(bytes, &pos, &length))
		return COT_SOUND;
	if (length > COT_MESSAGE_MOST)
		return COT_FAULT_too_long;
	if (length > bytes.len - pos)
		return COT_SOUND;
	*ret_message = (struct str){ bytes.at + pos, (uint32_t)length };
	*ret_used = pos + (uint32_t)length;
	return COT_SOUND;
}

static enum cot_fault split_xml(struct str bytes, uint32_t *ret_used, struct str *ret_message)
{
	static const struct str end = STR_INIT("</event>");
	uint32_t from = 0;

	while (from < bytes.len && is_blank(bytes.at[from]))
		from++;
	*ret_used = from;
	if (from < bytes.len && bytes.at[from] != '<')
		return COT_FAULT_bad_frame;
	for (uint32_t pos = from; pos + end.len <= bytes.len; pos++) {
		const char *next = memchr(bytes.at + pos, '<', bytes.len - pos);

		if (next == NULL)
			break;
		pos = (uint32_t)(next - bytes.at);
		if (pos + end.len > bytes.len || memcmp(next, end.at, end.len) != 0)
			continue;
		pos += end.len;
		if (pos - from > COT_MESSAGE_MOST)
			return COT_FAULT_too_long;
		*ret_message = (struct str){ bytes.at + from, pos - from };
		*ret_used = pos;
		return COT_SOUND;
	}
	return bytes.len - from > COT_MESSAGE_MOST ? COT_FAULT_too_long : COT_SOUND;
}

enum cot_fault cot_split(struct str bytes, bool binary, uint32_t *ret_used,
			 struct str *ret_message)
{
	*ret_used = 0;
	*ret_message = (struct str){ 0 };
	return binary ? split_bytes(bytes, ret_used, ret_message)
		      : split_xml(bytes, ret_used, ret_message);
}

/* ---- what every event must hold -------------------------------------------------------------- */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '.';
}

/* Words of letters, digits and a few signs with dashes between: a-f-G-U-C, m-g, h-g-i-g-o. */
static bool is_dashed(struct str s, uint32_t word_most)
{
	uint32_t word = 0;

	if (s.len > COT_UID_MOST)
		return false;
	for (uint32_t i = 0; i < s.len; i++) {
		if (s.at[i] == ';' && word > 0)
			return true;
		if (s.at[i] == '-' && word > 0)
			word = 0;
		else if (!is_letter(s.at[i]) || ++word > word_most)
			return false;
	}
	return word > 0;
}

/* 999999 and more: unknown, as two forms of the same protocol write it. */
static double known(double value)
{
	return value >= 999999 ? NAN : value;
}

/* One that both forms can carry: text without control characters and what XML has no place for. */
static bool is_uid(struct str uid)
{
	if (uid.len == 0 || uid.len > COT_UID_MOST || !utf8_valid(uid))
		return false;
	for (uint32_t pos = 0; pos < uid.len;) {
		uint32_t c = utf8_next(uid, &pos);

		if (c < 0x20 || c == 0xfffe || c == 0xffff)
			return false;
	}
	return true;
}

static bool has_times(const struct cot_event *event)
{
	return event->time > 0 && event->start > 0 && event->stale >= event->start;
}

enum cot_fault cot_check(struct cot_event *event)
{
	event->hae = known(event->hae);
	event->ce = known(event->ce);
	event->le = known(event->le);
	if (!is_dashed(event->type, 32))
		return COT_FAULT_no_type;
	if (!is_uid(event->uid))
		return COT_FAULT_no_uid;
	if (!is_dashed(event->how, 1))
		return COT_FAULT_bad_how;
	if (!has_times(event))
		return COT_FAULT_bad_time;
	if (!(fabs(event->lat) <= 90) || !(fabs(event->lon) <= 180))
		return COT_FAULT_bad_point;
	return COT_SOUND;
}

void cot_begin(struct cot_event *event)
{
	*event = (struct cot_event){ .lat = NAN, .lon = NAN, .hae = NAN, .ce = NAN, .le = NAN,
				     .speed = NAN, .course = NAN, .battery = NAN };
}

bool cot_says_foe(struct str type)
{
	return type.len > 2 && type.at[0] == 'a' && type.at[1] == '-' &&
	       memchr("shjk", type.at[2], 4) != NULL;
}
