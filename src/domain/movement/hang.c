/* Works out times that hang on a session or a route, and moves them when that moves. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/movement/hang.h"

enum { BEFORE_START = 1, AFTER_START, BEFORE_END, AFTER_END, AT_CLOCK };
const struct choice hang_choices[] = {
	{ BEFORE_START, "before_start", "开始前", "Before the start", NULL },
	{ AFTER_START, "after_start", "开始后", "After the start", NULL },
	{ BEFORE_END, "before_end", "结束前", "Before the end", NULL },
	{ AFTER_END, "after_end", "结束后", "After the end", NULL },
	{ AT_CLOCK, "at_clock", "当日定时", "At that time of its day", NULL },
	{ 0 },
};

static instant time_of(const struct record *record, const char *field)
{
	return *(const instant *)model_field(record, field);
}

static instant day_of(instant at, instant offset)
{
	return (at + offset) / INSTANT_DAY_MS;
}

/* `given`: the time as it is now; its time of day stays, on the day when the reference starts. */
static instant one_time(const struct record *reference, uint16_t ref, int64_t span, instant given,
			instant offset)
{
	instant start = time_of(reference, "starts"), end = time_of(reference, "ends");
	instant base = ref == BEFORE_END || ref == AFTER_END ? end : start;

	if (base == 0 || ref == 0)
		return ref == 0 ? given : 0;
	if (ref == AT_CLOCK)
		return given == 0 ? 0
				  : given + (day_of(start, offset) - day_of(given, offset)) *
						    INSTANT_DAY_MS;
	return ref == BEFORE_START || ref == BEFORE_END ? base - span * 1000 : base + span * 1000;
}

struct hang hang_times(const struct model *model, const struct record *record, instant at)
{
	struct ident on = *(const struct ident *)model_field(record, "hangs_on");
	const struct record *reference = model_find(model, on);
	instant offset = (instant)policy_or(model, "event.utc_offset", record->home, at, 0) * 1000;
	struct hang hang = { .from = time_of(record, "from_time"),
			     .until = time_of(record, "until_time") };

	if (reference) {
		hang.from = one_time(reference, *(const uint16_t *)model_field(record, "begin_ref"),
				     *(const int64_t *)model_field(record, "begin_span"), hang.from,
				     offset);
		hang.until = one_time(reference, *(const uint16_t *)model_field(record, "end_ref"),
				      *(const int64_t *)model_field(record, "end_span"), hang.until,
				      offset);
	}
	if (hang.from <= 0 || hang.until <= 0 || hang.until > INSTANT_MAX)
		hang.fault = HANG_UNKNOWN;
	else if (hang.until <= hang.from)
		hang.fault = HANG_BACKWARDS;
	return hang;
}

void hang_stamp(struct stamp *stamp, const struct model *model, const struct record *after,
		const struct act_view *view)
{
	struct hang hang = hang_times(model, after, view->at);

	stamp_time(stamp, "from_time", hang.from);
	stamp_time(stamp, "until_time", hang.until);
}

/* Records that hang on it, as many as a rule looks at. */
static uint32_t hanging(struct reactor *reactor, const struct model *model,
			const struct record *reference, const char *kind,
			const struct record ***ret)
{
	uint32_t count = model_refs_to(model, reference->id, kind, "hangs_on", NULL, 0);

	count = count < LIMIT_SEEN ? count : LIMIT_SEEN;
	*ret = arena_alloc(reactor_arena(reactor), (count + 1) * sizeof(struct record *));
	model_refs_to(model, reference->id, kind, "hangs_on", *ret, count);
	return count;
}

static bool is_in(const struct record *record, uint32_t states)
{
	return !record->struck && (IN(record->state) & states) != 0;
}

void hang_follow(struct reactor *reactor, const struct model *model, const struct record *reference,
		 const char *kind, uint32_t states, const char *act, instant at)
{
	const struct record **records;
	uint32_t count = hanging(reactor, model, reference, kind, &records);

	for (uint32_t i = 0; i < count; i++) {
		struct hang hang = hang_times(model, records[i], at);

		if (!is_in(records[i], states) || hang.fault != HANG_SOUND ||
		    (hang.from == time_of(records[i], "from_time") &&
		     hang.until == time_of(records[i], "until_time")))
			continue;
		reactor_propose(reactor, kind, act, records[i]->id, records[i]->home);
		reactor_time(reactor, "from_time", hang.from);
		reactor_time(reactor, "until_time", hang.until);
	}
}

void hang_drop(struct reactor *reactor, const struct model *model, const struct record *reference,
	       const char *kind, uint32_t states, const char *act)
{
	const struct record **records;
	uint32_t count = hanging(reactor, model, reference, kind, &records);

	for (uint32_t i = 0; i < count; i++)
		if (is_in(records[i], states))
			reactor_propose(reactor, kind, act, records[i]->id, records[i]->home);
}

/* ---- who is told ----------------------------------------------------------------------------- */

/* A record that hangs on something: its home, who is named to hold it, and its title. */
static void touch(struct reactor *reactor, const struct record *record, const char *posts,
		  struct rules_list *ret, struct str *ret_titles)
{
	struct ident_list named = { 0 };
	struct str title = model_title(record);

	if (!model_is_open(record))
		return;
	rules_add(ret, rules_post(record->home));
	if (strcmp(posts, "to") == 0)
		rules_add(ret, rules_ref(record, posts));
	else if (*posts)
		named = rules_refs(record, posts);
	for (uint32_t i = 0; i < named.count; i++)
		rules_add(ret, named.at[i]);
	if (title.len > 0 && ret_titles->len < 3000)
		*ret_titles = arena_printf(reactor_arena(reactor), STR_FMT "\n· " STR_FMT,
					   STR_ARG(*ret_titles), STR_ARG(title));
}

void hang_touched(struct reactor *reactor, const struct model *model,
		  const struct record *reference, struct rules_list *ret, struct str *ret_titles)
{
	static const struct {
		const char *kind, *field, *posts;
	} rows[] = {
		{ "closure", "hangs_on", "posts" },
		{ "movement", "hangs_on", "" },
		{ "wave", "hangs_on", "posts" },
		{ "route_plan", "hangs_on", "" },
		{ "shift", "session", "to" },
	};
	bool session = str_eq(str_of(reference->kind->name), STR("session"));

	for (size_t r = 0; r < KIND_COUNT(rows); r++) {
		const struct record *records[LIMIT_SEEN];
		uint32_t count;

		if (!session && strcmp(rows[r].field, "session") == 0)
			continue;
		count = model_refs_to(model, reference->id, rows[r].kind, rows[r].field, records,
				      LIMIT_SEEN);
		for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++) {
			touch(reactor, records[i], rows[r].posts, ret, ret_titles);
			/* A route's closures hang on it, and so on what it hangs on. */
			if (strcmp(rows[r].kind, "route_plan") == 0 && session &&
			    model_is_open(records[i]))
				hang_touched(reactor, model, records[i], ret, ret_titles);
		}
	}
}

/* As many as one message goes to. */
#define TOLD_AT_ONCE 32

void hang_tell(struct reactor *reactor, const struct record *about, code from,
	       const struct rules_list *posts, struct str title, struct str text)
{
	struct rules_list to = { .count = 0 };

	for (uint32_t i = 0; i < posts->count; i++) {
		if (posts->at[i].origin != from)
			rules_add(&to, posts->at[i]);
		if (to.count == 0 || (to.count < TOLD_AT_ONCE && i + 1 < posts->count))
			continue;
		reactor_propose(reactor, "message", "send", (struct ident){ 0 }, from);
		reactor_refs(reactor, "to", to.at, to.count);
		reactor_ref(reactor, "subject", about->id);
		reactor_text(reactor, "title", utf8_cut(title, 240));
		reactor_text(reactor, "text", utf8_cut(text, 8000));
		to.count = 0;
	}
}
