/* Runs of a venue's plan and what is expected of them: figures by name, sums, verdicts. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/evac_case.h"

#include <math.h>

#define NAMES_MOST 256
#define ROWS_MOST 128

/* A name in a sum, with its value in each seed. */
struct name {
	struct str text;
	uint32_t run;
	struct str figure;
	double from, to;
	double values[VENUE_REPEAT_MOST];
};

struct player {
	struct arena *arena;
	const struct json *json;
	const struct evac_case_options *options;
	struct evac_case *result;
	struct buf *why;
	struct str runs[VENUE_RUNS_MOST];
	uint32_t nruns, repeat;
	struct name *names;
	uint32_t nnames;
};

void evac_case_fault(struct buf *out, const struct evac_fault *fault)
{
	buf_printf(out, "%s: %s (%s %u, level %u, x %.2f, y %.2f)", evac_error_name(fault->error),
		   evac_error_text(fault->error), evac_item_name(fault->item), fault->index,
		   fault->level, fault->x, fault->y);
}

void evac_case_venue_fault(struct buf *out, const struct venue_fault *fault)
{
	buf_printf(out, "%s: %s (feature %u", venue_error_name(fault->error),
		   venue_error_text(fault->error), fault->feature);
	if (fault->error == VENUE_BAD_WKT)
		buf_printf(out, ", byte %u", fault->byte);
	if (fault->what.at)
		buf_printf(out, ", \"" STR_FMT "\"", STR_ARG(fault->what));
	buf_printf(out, ")");
}

/* ---- sums ---------------------------------------------------------------------------------- */

/*
 * sum = product (+|- product)*; product = term (*|/ term)*; term = number | name | ( sum ). With
 * `seed` EVAC_NONE names are only noted down; else their values in that seed are taken.
 */
struct sum {
	struct player *player;
	struct str text;
	uint32_t at, seed;
	double from, to;
	bool good;
	int depth;
};

static double sum_of(struct sum *sum);

static char peek(struct sum *sum)
{
	while (sum->at < sum->text.len && sum->text.at[sum->at] == ' ')
		sum->at++;
	return sum->at < sum->text.len ? sum->text.at[sum->at] : '\0';
}

static bool name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
}

static struct name *note(struct sum *sum, struct str text)
{
	struct player *player = sum->player;
	struct str rest = text, first;
	struct name *name;

	for (uint32_t i = 0; i < player->nnames; i++)
		if (str_eq(player->names[i].text, text) && player->names[i].from == sum->from &&
		    player->names[i].to == sum->to)
			return &player->names[i];
	if (player->nnames == NAMES_MOST)
		return NULL;
	name = &player->names[player->nnames++];
	*name = (struct name){ .text = text, .figure = text, .from = sum->from, .to = sum->to };
	str_split(&rest, '.', &first);
	for (uint32_t i = 0; i < player->nruns; i++)
		if (player->runs[i].at && str_eq(player->runs[i], first)) {
			name->run = i;
			name->figure = rest;
		}
	return name;
}

static double term_of(struct sum *sum)
{
	uint32_t from;
	double value = 0;

	if (peek(sum) == '(' && sum->depth < 20) {
		sum->at++;
		sum->depth++;
		value = sum_of(sum);
		sum->depth--;
		sum->good = sum->good && peek(sum) == ')';
		sum->at++;
		return value;
	}
	from = sum->at;
	while (sum->at < sum->text.len && name_char(sum->text.at[sum->at]))
		sum->at++;
	struct str word = { sum->text.at + from, sum->at - from };

	if (word.len == 0) {
		sum->good = false;
		return 0;
	}
	if (str_to_f64(word, &value))
		return value;
	struct name *name = note(sum, word);

	if (!name)
		sum->good = false;
	return name && sum->seed != EVAC_NONE ? name->values[sum->seed] : 1;
}

static double product_of(struct sum *sum)
{
	double value = term_of(sum);

	while (sum->good && (peek(sum) == '*' || peek(sum) == '/')) {
		char sign = sum->text.at[sum->at++];
		double other = term_of(sum);

		value = sign == '*' ? value * other : value / other;
	}
	return value;
}

static double sum_of(struct sum *sum)
{
	double value = product_of(sum);

	while (sum->good && (peek(sum) == '+' || peek(sum) == '-')) {
		char sign = sum->text.at[sum->at++];
		double other = product_of(sum);

		value = sign == '+' ? value + other : value - other;
	}
	return value;
}

static bool work_out(struct player *player, const struct evac_case_row *row, double from, double to,
		     uint32_t seed, double *ret)
{
	struct sum sum = { .player = player,
			   .text = row->value,
			   .seed = seed,
			   .from = from,
			   .to = to,
			   .good = true };

	*ret = sum_of(&sum);
	return sum.good && peek(&sum) == '\0';
}

/* ---- rows ---------------------------------------------------------------------------------- */

struct window {
	double from, to;
	struct str over;
};

static struct str text_of(const struct player *player, uint32_t object, const char *name)
{
	uint32_t token = json_find(player->json, object, str_of(name));

	return token ? json_text(player->json, token, player->arena) : (struct str){ 0 };
}

static bool read_row(struct player *player, uint32_t token, struct evac_case_row *row,
		     struct window *window)
{
	static const char *const known[] = { "name", "source", "value", "least", "most",
					     "over", "from",   "to",    "fails" };
	const struct json *json = player->json;
	uint32_t found = 0;

	if (json->tokens[token].type != JSON_OBJECT)
		return false;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		found += json_find(json, token, str_of(known[i])) != 0;
	*window = (struct window){ 0, 1e9, text_of(player, token, "over") };
	row->name = text_of(player, token, "name");
	row->source = text_of(player, token, "source");
	row->value = text_of(player, token, "value");
	row->fails = text_of(player, token, "fails");
	row->has_least = json_f64(json, json_find(json, token, STR("least")), &row->least);
	row->has_most = json_f64(json, json_find(json, token, STR("most")), &row->most);
	json_f64(json, json_find(json, token, STR("from")), &window->from);
	json_f64(json, json_find(json, token, STR("to")), &window->to);
	return found == json->tokens[token].size && row->name.at && row->value.at &&
	       (!window->over.at || str_eq(window->over, STR("least")) ||
		str_eq(window->over, STR("most")));
}

static bool read_rows(struct player *player, struct window *windows)
{
	uint32_t list = json_find(player->json, 0, STR("expect")), at = list + 1;
	struct evac_case *result = player->result;
	double unused;

	result->title = text_of(player, 0, "title");
	result->source = text_of(player, 0, "source");
	if (list == 0)
		return true;
	result->nrows = player->json->tokens[list].size;
	if (player->json->tokens[list].type != JSON_ARRAY || result->nrows > ROWS_MOST) {
		buf_printf(player->why, "expect");
		return false;
	}
	result->rows = arena_alloc(player->arena, (result->nrows + 1) * sizeof *result->rows);
	for (uint32_t i = 0; i < result->nrows; i++) {
		struct evac_case_row *row = &result->rows[i];

		if (!read_row(player, at, row, &windows[i]) ||
		    !work_out(player, row, windows[i].from, windows[i].to, EVAC_NONE, &unused)) {
			buf_printf(player->why, "expect: row %u", i);
			return false;
		}
		at = player->json->tokens[at].next;
	}
	return true;
}

static void judge(struct player *player, struct evac_case_row *row, const struct window *window)
{
	double sum = 0, least = 1e300, most = -1e300;

	for (uint32_t seed = 0; seed < player->repeat; seed++) {
		double value;

		work_out(player, row, window->from, window->to, seed, &value);
		sum += value;
		least = fmin(least, value);
		most = fmax(most, value);
	}
	row->result = str_eq(window->over, STR("least"))  ? least
		      : str_eq(window->over, STR("most")) ? most
							  : sum / player->repeat;
	row->good = isfinite(row->result) && (!row->has_least || row->result >= row->least) &&
		    (!row->has_most || row->result <= row->most);
}

/* ---- runs ---------------------------------------------------------------------------------- */

static void look_for_trespassers(const struct venue *venue, const struct evac_run *run,
				 struct evac_case_window *window)
{
	for (uint32_t i = 0; i < evac_count(run); i++) {
		struct evac_person person = evac_person(run, i);

		if (person.exit == EVAC_NONE &&
		    !evac_floor(&venue->world, person.level, person.x, person.y))
			window->trespasses++;
	}
}

static bool play_seed(struct player *player, struct venue *venue, uint32_t run, uint32_t seed)
{
	struct evac_case_window window = { .end = EVAC_GOING };
	struct evac_fault fault;
	struct evac_run *going;
	bool good = true;

	venue->options.each = player->options->each;
	venue->options.each_user = player->options->each_user;
	going = evac_create(&venue->world, &venue->options, &fault);
	if (!going) {
		evac_case_fault(player->why, &fault);
		return false;
	}
	while (window.end == EVAC_GOING ||
	       (window.end == EVAC_TIME_UP && evac_time(going) < venue->until)) {
		double before = evac_time(going), inside = evac_inside(going);

		window.end = evac_advance(going, fmin(evac_time(going) + 1, venue->until));
		player->result->agent_steps += inside * (evac_time(going) - before) / 0.05;
		look_for_trespassers(venue, going, &window);
	}
	for (uint32_t i = 0; i < player->nnames && good; i++) {
		struct name *name = &player->names[i];

		window.from = name->from;
		window.to = name->to;
		if (name->run == run &&
		    !evac_case_figure(venue, going, &window, name->figure, &name->values[seed])) {
			buf_printf(player->why, "expect: " STR_FMT, STR_ARG(name->text));
			good = false;
		}
	}
	evac_destroy(going);
	return good;
}

static bool play_run(struct player *player, uint32_t run)
{
	struct arena *arena = arena_create();
	struct venue_fault fault;
	struct venue venue;
	bool good = true;

	if (venue_read(arena, player->json, run, &venue, &fault) != VENUE_OK) {
		evac_case_venue_fault(player->why, &fault);
		arena_destroy(arena);
		return false;
	}
	for (uint32_t seed = 0; seed < player->repeat && good; seed++) {
		good = play_seed(player, &venue, run, seed);
		venue.options.seed++;
	}
	arena_destroy(arena);
	return good;
}

/* The runs' names, and the least number of seeds of all. */
static bool read_runs(struct player *player)
{
	struct venue_fault fault;
	struct venue venue;

	player->nruns = venue_runs(player->json);
	player->repeat =
		player->options->repeat_most ? player->options->repeat_most : VENUE_REPEAT_MOST;
	for (uint32_t i = 0; i < player->nruns; i++) {
		if (venue_read(player->arena, player->json, i, &venue, &fault) != VENUE_OK) {
			evac_case_venue_fault(player->why, &fault);
			return false;
		}
		player->runs[i] = venue.run;
		if (venue.repeat < player->repeat)
			player->repeat = venue.repeat;
	}
	if (player->nruns == 0)
		buf_printf(player->why, "%s", venue_error_text(VENUE_NOT_COLLECTION));
	return player->nruns > 0;
}

bool evac_case_run(struct arena *arena, struct str text, const struct evac_case_options *options,
		   struct evac_case *ret, struct buf *why)
{
	struct player player = { .arena = arena, .options = options, .result = ret, .why = why };
	struct window *windows = arena_alloc(arena, ROWS_MOST * sizeof *windows);
	struct json json;
	enum json_error error = json_parse(arena, text, &json);

	memset(ret, 0, sizeof *ret);
	if (error != JSON_OK) {
		buf_printf(why, "%s", json_error_name(error));
		return false;
	}
	player.json = &json;
	player.names = arena_alloc(arena, NAMES_MOST * sizeof *player.names);
	if (!read_runs(&player) || !read_rows(&player, windows))
		return false;
	for (uint32_t run = 0; run < player.nruns; run++)
		if (!play_run(&player, run))
			return false;
	for (uint32_t i = 0; i < ret->nrows; i++)
		judge(&player, &ret->rows[i], &windows[i]);
	return true;
}
