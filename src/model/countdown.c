/* Figures of a record day by day towards its day: as they were, and as they will be. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/countdown.h"

#include <math.h>

#include "model/print.h"
#include "model/registry.h"
#include "model/value.h"

#define DAY_MS INT64_C(86400000)

uint32_t countdown_lines(const struct kind *kind, const struct field **ret, uint32_t max)
{
	struct str rest, name;
	uint32_t count = 0;

	if (kind->countdown == NULL)
		return 0;
	rest = str_of(kind->countdown->lines);
	while (count < max && rest.at && str_split(&rest, ' ', &name))
		ret[count++] = registry_field(registry_of(kind), name);
	return count;
}

instant countdown_day(const struct record *record)
{
	const struct countdown *countdown = record->kind->countdown;

	return countdown ? *(const instant *)model_field(record, countdown->day) : 0;
}

static void tell(const struct model *model, const struct record *record, instant now, instant at,
		 double ret[COUNTDOWN_LINES])
{
	for (uint32_t i = 0; i < COUNTDOWN_LINES; i++)
		ret[i] = NAN;
	record->kind->countdown->tell(model, record, now, at, ret);
}

double countdown_value(const struct model *model, const struct record *record, struct str line,
		       instant now, instant at)
{
	const struct field *lines[COUNTDOWN_LINES];
	uint32_t count = countdown_lines(record->kind, lines, COUNTDOWN_LINES);
	double values[COUNTDOWN_LINES];

	for (uint32_t i = 0; i < count; i++)
		if (str_eq(line, str_of(lines[i]->name))) {
			tell(model, record, now, at, values);
			return values[i];
		}
	return NAN;
}

/* ---- telling ------------------------------------------------------------------------------- */

static void put_lines(struct json_out *out, const struct field *const *lines, uint32_t count)
{
	json_key(out, "lines");
	json_open(out, '[');
	for (uint32_t i = 0; i < count; i++) {
		json_open(out, '{');
		print_text(out, "name", lines[i]->name);
		print_text(out, "zh", lines[i]->zh);
		print_text(out, "en", lines[i]->en);
		if (lines[i]->unit)
			print_text(out, "unit", lines[i]->unit);
		json_close(out, '}');
	}
	json_close(out, ']');
}

static void put_point(struct json_out *out, const double *values, uint32_t count, int64_t days,
		      instant at, bool ahead)
{
	json_open(out, '{');
	json_key(out, "days");
	json_put_i64(out, days);
	json_key(out, "at");
	json_put_instant(out, at);
	json_key(out, "ahead");
	json_put_bool(out, ahead);
	json_key(out, "values");
	json_open(out, '[');
	for (uint32_t i = 0; i < count; i++)
		if (isfinite(values[i]))
			json_put_f64(out, values[i]);
		else
			json_put_null(out);
	json_close(out, ']');
	json_close(out, '}');
}

static void put_points(struct json_out *out, const struct model *model,
		       const struct record *record, uint32_t count, instant now)
{
	instant day = countdown_day(record);

	json_key(out, "points");
	json_open(out, '[');
	for (int64_t left = record->kind->countdown->days; left >= 0; left--) {
		instant at = day - left * DAY_MS;
		double values[COUNTDOWN_LINES];

		tell(model, record, now, at, values);
		put_point(out, values, count, -left, at, at > now);
	}
	json_close(out, ']');
}

void countdown_write(struct json_out *out, const struct model *model, const struct record *record,
		     instant now)
{
	const struct field *lines[COUNTDOWN_LINES];
	uint32_t count = countdown_lines(record->kind, lines, COUNTDOWN_LINES);

	json_open(out, '{');
	print_text(out, "kind", record->kind->name);
	value_put_ident(out, "id", record->id);
	json_key(out, "title");
	json_put_str(out, model_title(record));
	json_key(out, "day");
	json_put_instant(out, countdown_day(record));
	json_key(out, "now");
	json_put_instant(out, now);
	put_lines(out, lines, count);
	put_points(out, model, record, count, now);
	json_close(out, '}');
}
