/* Reads the programme row by row; what a row lacks is named with its line. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/calendar/calendar.h"

#include "base/instant.h"
#include "base/json.h"

static const struct {
	const char *name, *zh, *en;
} errors[] = {
	[CALENDAR_OK] = { "ok", "正常", "Sound" },
	[CALENDAR_HEADER] = { "header", "表头缺少所需的列", "The header lacks a column" },
	[CALENDAR_WIDTH] = { "width", "列数与表头不符", "The row is not as wide as the header" },
	[CALENDAR_QUOTE] = { "quote", "引号未闭合", "A quotation mark does not close" },
	[CALENDAR_EMPTY] = { "empty", "缺少场次代码或名称", "No code or no name of the session" },
	[CALENDAR_DATE] = { "date", "日期无效", "No sound date" },
	[CALENDAR_TYPE] = { "type", "场次类别未知", "An unknown type of session" },
	[CALENDAR_OFFSET] = { "offset", "时差应如+08:00", "The offset is like +08:00" },
};

const char *calendar_error_name(enum calendar_error error)
{
	return errors[error].name;
}

const char *calendar_error_text(enum calendar_error error, bool zh)
{
	return zh ? errors[error].zh : errors[error].en;
}

enum column { CODE, STARTS, ENDS, VENUE, TYPE, NAME_ZH, NAME_EN, SOURCE, COLUMNS };
static const char *const column_names[COLUMNS] = {
	"SessionCode", "StartDate", "EndDate", "Venue", "SessionType", "SessionName_zh",
	"SessionName_en", "Provenance",
};

/* Takes one cell off the line; false: a quotation mark does not close. */
static bool take_cell(struct arena *arena, struct str *line, struct str *ret)
{
	struct str rest = *line;
	char *cell;
	uint32_t n = 0, i = 1;

	if (rest.len == 0 || rest.at[0] != '"')
		return str_split(line, ',', ret);
	cell = arena_alloc(arena, rest.len + 1);
	for (; i < rest.len; i++) {
		if (rest.at[i] == '"' && (i + 1 == rest.len || rest.at[i + 1] != '"'))
			break;
		i += rest.at[i] == '"';
		cell[n++] = rest.at[i];
	}
	if (i >= rest.len || (i + 1 < rest.len && rest.at[i + 1] != ','))
		return false;
	*ret = (struct str){ cell, n };
	*line = i + 1 < rest.len ? (struct str){ rest.at + i + 2, rest.len - i - 2 }
				 : (struct str){ 0 };
	return true;
}

/* The cells of a line; their number goes into *count. */
static enum calendar_error take_cells(struct arena *arena, struct str line, struct str *ret,
				      uint32_t *count)
{
	*count = 0;
	while (line.at) {
		if (*count == CALENDAR_COLUMNS_MOST)
			return CALENDAR_WIDTH;
		if (!take_cell(arena, &line, &ret[(*count)++]))
			return CALENDAR_QUOTE;
	}
	return CALENDAR_OK;
}

/* ODF's types on the left, ours on the right. */
static const char *type_of(struct str type)
{
	static const char *const types[][2] = {
		{ "COMPETITION", "competition" }, { "CEREMONY", "ceremony" },
		{ "TORCH_RELAY", "torch_relay" }, { "TRAINING", "training" },
		{ "MEDALS", "medals" },           { "PARALYMPIC", "paralympic" },
		{ "OTHER", "other" },
	};

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (str_eq(type, str_of(types[i][0])))
			return types[i][1];
	return NULL;
}

/* A moment, or a day that begins at midnight; *day: which it is. An absent cell gives 0. */
static bool read_date(struct arena *arena, struct str s, struct str offset, instant *ret, bool *day)
{
	*ret = 0;
	*day = s.len == 10;
	if (s.len == 0)
		return true;
	if (*day)
		s = arena_printf(arena, STR_FMT "T00:00:00" STR_FMT, STR_ARG(s), STR_ARG(offset));
	return instant_parse(s, ret);
}

static void put(struct json_out *json, const char *key, struct str value)
{
	if (value.len == 0)
		return;
	json_key(json, key);
	json_put_str(json, value);
}

/* Codes of places are small letters. */
static struct str small(struct arena *arena, struct str s)
{
	char *copy = arena_alloc(arena, s.len + 1);

	for (uint32_t i = 0; i < s.len; i++)
		copy[i] = (char)(s.at[i] >= 'A' && s.at[i] <= 'Z' ? s.at[i] - 'A' + 'a' : s.at[i]);
	return (struct str){ copy, s.len };
}

static enum calendar_error put_row(struct arena *arena, const struct str *cells, struct str offset,
				   struct buf *out)
{
	const char *type = type_of(cells[TYPE]);
	struct json_out json;
	instant starts, ends;
	bool day, last_day;

	if (cells[CODE].len == 0 || cells[NAME_ZH].len == 0 || cells[NAME_EN].len == 0)
		return CALENDAR_EMPTY;
	if (!type)
		return CALENDAR_TYPE;
	if (!read_date(arena, cells[STARTS], offset, &starts, &day) || starts == 0 ||
	    !read_date(arena, cells[ENDS], offset, &ends, &last_day))
		return CALENDAR_DATE;
	json_begin(&json, out);
	json_open(&json, '{');
	put(&json, "session_code", cells[CODE]);
	put(&json, "name_zh", cells[NAME_ZH]);
	put(&json, "name_en", cells[NAME_EN]);
	put(&json, "type", str_of(type));
	put(&json, "venue", small(arena, cells[VENUE]));
	json_key(&json, "starts");
	json_put_instant(&json, starts);
	if (ends != 0) {
		json_key(&json, "ends");
		/* A last day is meant whole. */
		json_put_instant(&json, last_day ? ends + INSTANT_DAY_MS : ends);
	}
	if (day) {
		json_key(&json, "day_only");
		json_put_bool(&json, true);
	}
	put(&json, "source", cells[SOURCE]);
	json_close(&json, '}');
	buf_add(out, STR("\n"));
	return CALENDAR_OK;
}

static bool read_header(struct arena *arena, struct str line, uint32_t *places, uint32_t *width)
{
	struct str names[CALENDAR_COLUMNS_MOST];

	if (take_cells(arena, line, names, width) != CALENDAR_OK)
		return false;
	for (int c = 0; c < COLUMNS; c++) {
		places[c] = 0;
		while (places[c] < *width && !str_eq(names[places[c]], str_of(column_names[c])))
			places[c]++;
		if (places[c] == *width)
			return false;
	}
	return true;
}

static enum calendar_error read_row(struct arena *arena, struct str line, const uint32_t *places,
				    uint32_t width, struct str offset, struct buf *out)
{
	struct str all[CALENDAR_COLUMNS_MOST], cells[COLUMNS];
	uint32_t count;
	enum calendar_error error = take_cells(arena, line, all, &count);

	if (error != CALENDAR_OK)
		return error;
	if (count != width)
		return CALENDAR_WIDTH;
	for (int c = 0; c < COLUMNS; c++)
		cells[c] = str_trim(all[places[c]]);
	return put_row(arena, cells, offset, out);
}

static void complain(struct calendar_sum *sum, uint32_t line, enum calendar_error error)
{
	if (sum->nfaults < CALENDAR_FAULTS_MOST) {
		sum->faults[sum->nfaults].line = line;
		sum->faults[sum->nfaults].error = error;
	}
	sum->nfaults++;
}

static bool is_offset(struct str offset)
{
	char text[32] = "2022-02-04T00:00:00";
	instant at;

	if (offset.len != 6)
		return false;
	memcpy(text + 19, offset.at, 6);
	return instant_parse((struct str){ text, 25 }, &at);
}

bool calendar_read(struct arena *arena, struct str text, struct str offset, struct buf *out,
		   struct calendar_sum *ret)
{
	uint32_t places[COLUMNS], width = 0, number = 0;
	struct str line;

	memset(ret, 0, sizeof *ret);
	if (!is_offset(offset)) {
		complain(ret, 0, CALENDAR_OFFSET);
		return false;
	}
	if (!utf8_valid(text) || !str_split(&text, '\n', &line) ||
	    !read_header(arena, str_trim(line), places, &width)) {
		complain(ret, 1, CALENDAR_HEADER);
		return false;
	}
	for (number = 2; text.len > 0 && str_split(&text, '\n', &line); number++) {
		enum calendar_error error;

		line = str_trim(line);
		if (line.len == 0)
			continue;
		error = read_row(arena, line, places, width, offset, out);
		if (error != CALENDAR_OK)
			complain(ret, number, error);
		else
			ret->rows++;
	}
	return ret->nfaults == 0;
}
