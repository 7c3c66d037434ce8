/* Reads EVE line by line; one bad line is named, and none of the file is worth importing then. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/eve/eve.h"

#include "base/json.h"

/* ---- assets ---------------------------------------------------------------------------------- */

bool eve_add_asset(struct ident id, struct str addresses, struct eve_asset *assets,
		   uint32_t *count)
{
	struct str word;

	while (addresses.len > 0 && str_split(&addresses, ' ', &word)) {
		if (word.len == 0)
			continue;
		if (*count == EVE_ASSETS_MOST || !addr_parse(word, &assets[*count].block))
			return false;
		assets[(*count)++].id = id;
	}
	return true;
}

bool eve_assets(struct arena *arena, struct str text, struct eve_asset **ret, uint32_t *ret_count)
{
	struct json json;
	uint32_t list, token;

	*ret = arena_alloc(arena, EVE_ASSETS_MOST * sizeof **ret);
	*ret_count = 0;
	if (json_parse(arena, text, &json) != JSON_OK || json.tokens[0].type != JSON_OBJECT)
		return false;
	list = json_find(&json, 0, STR("records"));
	if (list == 0 || json.tokens[list].type != JSON_ARRAY)
		return false;
	token = list + 1;
	for (uint32_t i = 0; i < json.tokens[list].size; i++, token = json.tokens[token].next) {
		struct ident id;
		uint32_t fields;

		if (json.tokens[token].type != JSON_OBJECT ||
		    !ident_parse(json_text(&json, json_find(&json, token, STR("id")), arena), &id))
			return false;
		fields = json_find(&json, token, STR("fields"));
		if (fields == 0 || json.tokens[fields].type != JSON_OBJECT)
			return false;
		if (!eve_add_asset(id, json_text(&json, json_find(&json, fields,
								  STR("addresses")), arena),
				   *ret, ret_count))
			return false;
	}
	return true;
}

/* The smallest block that holds the address. */
static const struct eve_asset *asset_of(const struct eve_asset *assets, uint32_t count,
					const struct addr *addr)
{
	const struct eve_asset *found = NULL;

	for (uint32_t i = 0; i < count; i++)
		if (addr_holds(&assets[i].block, addr) &&
		    (!found || assets[i].block.prefix > found->block.prefix))
			found = &assets[i];
	return found;
}

/* ---- one line -------------------------------------------------------------------------------- */

/* Suricata writes its zone without a colon: "2022-02-04T20:01:02.123456+0800". */
static bool read_time(struct arena *arena, struct str s, instant *ret)
{
	bool bare = s.len > 5 && (s.at[s.len - 5] == '+' || s.at[s.len - 5] == '-') &&
		    s.at[s.len - 3] != ':';

	if (bare)
		s = arena_printf(arena, STR_FMT ":%.2s", (int)(s.len - 2), s.at,
				 s.at + s.len - 2);
	return instant_parse(s, ret);
}

struct alert {
	struct addr from, to;
	struct eve_row row;
};

static struct str member(struct arena *arena, const struct json *json, uint32_t object,
			 const char *name)
{
	return json_text(json, json_find(json, object, str_of(name)), arena);
}

static bool whole(const struct json *json, uint32_t object, const char *name, int64_t least,
		  int64_t most, int64_t *ret)
{
	uint32_t token = json_find(json, object, str_of(name));

	return token != 0 && json_i64(json, token, ret) && *ret >= least && *ret <= most;
}

static const struct refusal *read_alert(struct arena *arena, const struct json *json,
					uint32_t alert, struct eve_row *row)
{
	/* Cut, so that no import fails for the length of a name. */
	row->signature = utf8_cut(member(arena, json, alert, "signature"), 400);
	row->category = utf8_cut(member(arena, json, alert, "category"), 120);
	if (row->signature.len == 0 ||
	    !whole(json, alert, "signature_id", 1, UINT32_MAX, &row->number))
		return &problem_eve_no_signature;
	if (json_find(json, alert, STR("gid")) != 0 &&
	    !whole(json, alert, "gid", 0, UINT32_MAX, &row->generator))
		return &problem_eve_no_signature;
	if (!whole(json, alert, "severity", 1, 255, &row->severity))
		return &problem_eve_bad_severity;
	row->blocked = str_eq(member(arena, json, alert, "action"), STR("blocked"));
	row->count = 1;
	return NULL;
}

/* *is_alert: false for the other events, of which only the type is looked at. */
static const struct refusal *read_line(struct arena *arena, struct str line,
				       struct alert *ret, bool *is_alert)
{
	struct json json;
	struct str type;
	uint32_t alert;

	*is_alert = false;
	memset(ret, 0, sizeof *ret);
	if (line.len > EVE_LINE_BYTES)
		return &problem_eve_line_too_long;
	if (json_parse(arena, line, &json) != JSON_OK || json.tokens[0].type != JSON_OBJECT)
		return &problem_eve_not_json;
	type = member(arena, &json, 0, "event_type");
	if (type.len == 0)
		return &problem_eve_no_type;
	if (!str_eq(type, STR("alert")))
		return NULL;
	*is_alert = true;
	if (!read_time(arena, member(arena, &json, 0, "timestamp"), &ret->row.first))
		return &problem_eve_no_time;
	ret->row.last = ret->row.first;
	if (!addr_parse(member(arena, &json, 0, "src_ip"), &ret->from) ||
	    !addr_parse(member(arena, &json, 0, "dest_ip"), &ret->to) ||
	    ret->from.prefix != 128 || ret->to.prefix != 128)
		return &problem_eve_no_address;
	alert = json_find(&json, 0, STR("alert"));
	if (alert == 0 || json.tokens[alert].type != JSON_OBJECT)
		return &problem_eve_no_signature;
	return read_alert(arena, &json, alert, &ret->row);
}

/* ---- the sum --------------------------------------------------------------------------------- */

static struct eve_row *row_of(struct eve_sum *sum, const struct eve_row *row)
{
	for (uint32_t i = 0; i < sum->nrows; i++)
		if (ident_eq(sum->rows[i].asset, row->asset) &&
		    sum->rows[i].number == row->number &&
		    sum->rows[i].generator == row->generator)
			return &sum->rows[i];
	return NULL;
}

static const struct refusal *add(struct arena *arena, struct eve_sum *sum,
				 const struct eve_row *row)
{
	struct eve_row *found = row_of(sum, row);

	if (!found) {
		if (sum->nrows == EVE_ROWS_MOST)
			return &problem_eve_too_many_rows;
		found = &sum->rows[sum->nrows++];
		*found = *row;
		found->signature = arena_str(arena, row->signature);
		found->category = arena_str(arena, row->category);
		return NULL;
	}
	found->count += row->count;
	found->blocked += row->blocked;
	found->severity = row->severity < found->severity ? row->severity : found->severity;
	found->first = row->first < found->first ? row->first : found->first;
	found->last = row->last > found->last ? row->last : found->last;
	return NULL;
}

static const struct refusal *take_line(struct arena *arena, struct arena *scratch,
				       struct str line, const struct eve_asset *assets,
				       uint32_t count, struct eve_sum *sum)
{
	struct alert alert;
	bool is_alert;
	const struct refusal *why = read_line(scratch, line, &alert, &is_alert);
	const struct eve_asset *asset;

	if (why)
		return why;
	if (!is_alert) {
		sum->other++;
		return NULL;
	}
	sum->alerts++;
	asset = asset_of(assets, count, &alert.to);
	if (!asset)
		asset = asset_of(assets, count, &alert.from);
	if (!asset) {
		sum->unmapped++;
		return NULL;
	}
	alert.row.asset = asset->id;
	alert.row.line = sum->lines;
	return add(arena, sum, &alert.row);
}

bool eve_read(struct arena *arena, struct str text, const struct eve_asset *assets, uint32_t count,
	      struct eve_sum *ret)
{
	struct arena *scratch = arena_create();
	struct str line;

	*ret = (struct eve_sum){ .rows = arena_alloc(arena, EVE_ROWS_MOST * sizeof *ret->rows) };
	while (text.len > 0 && str_split(&text, '\n', &line)) {
		const struct refusal *why;

		ret->lines++;
		line = str_trim(line);
		if (line.len == 0)
			continue;
		why = take_line(arena, scratch, line, assets, count, ret);
		arena_reset(scratch);
		if (!why)
			continue;
		if (ret->nfaults < EVE_FAULTS_MOST)
			ret->faults[ret->nfaults] = (struct eve_fault){ ret->lines, why };
		ret->nfaults++;
	}
	arena_destroy(scratch);
	return ret->nfaults == 0;
}

void eve_print(const struct eve_sum *sum, struct buf *out)
{
	for (uint32_t i = 0; i < sum->nrows; i++) {
		const struct eve_row *row = &sum->rows[i];
		char asset[IDENT_TEXT];
		struct json_out json;

		ident_format(row->asset, asset);
		json_begin(&json, out);
		json_open(&json, '{');
		json_key(&json, "asset");
		json_put_text(&json, asset);
		json_key(&json, "generator");
		json_put_i64(&json, row->generator);
		json_key(&json, "signature_number");
		json_put_i64(&json, row->number);
		json_key(&json, "signature");
		json_put_str(&json, row->signature);
		if (row->category.len > 0) {
			json_key(&json, "category");
			json_put_str(&json, row->category);
		}
		json_key(&json, "severity");
		json_put_i64(&json, row->severity);
		json_key(&json, "count");
		json_put_i64(&json, row->count);
		json_key(&json, "blocked");
		json_put_i64(&json, row->blocked);
		json_key(&json, "first_seen");
		json_put_instant(&json, row->first);
		json_key(&json, "last_seen");
		json_put_instant(&json, row->last);
		json_close(&json, '}');
		buf_add(out, STR("\n"));
	}
}
