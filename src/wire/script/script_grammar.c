/* The words of a statement: which ones may follow which, and what each of them means. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/script/script_grammar.h"

/* Where the reading stands; `near` is the piece that a fault is about. */
struct reading {
	struct str rest;
	struct str near;
	struct script_statement *to;
};
typedef enum script_fault_kind read_fn(struct reading *reading);

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The next word; absent at the end of the line. */
static struct str take(struct reading *reading)
{
	struct str *rest = &reading->rest;
	struct str word = { NULL, 0 };

	while (rest->len > 0 && is_blank(*rest->at)) {
		rest->at++;
		rest->len--;
	}
	if (rest->len == 0)
		return word;
	word.at = rest->at;
	while (rest->len > 0 && !is_blank(*rest->at)) {
		rest->at++;
		rest->len--;
		word.len++;
	}
	reading->near = word;
	return word;
}

static struct str take_rest(struct reading *reading)
{
	struct str all = str_trim(reading->rest);

	reading->near = all;
	reading->rest.at += reading->rest.len;
	reading->rest.len = 0;
	return all;
}

static bool is(struct str word, const char *text)
{
	return str_eq(word, str_of(text));
}

/* Takes the next word if it is this one. */
static bool skip(struct reading *reading, const char *text)
{
	struct reading ahead = *reading;

	if (!is(take(&ahead), text))
		return false;
	*reading = ahead;
	return true;
}

static bool is_name(struct str s, bool dash)
{
	for (uint32_t i = 0; i < s.len; i++) {
		char c = s.at[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_' &&
		    !(dash && c == '-'))
			return false;
	}
	return s.len > 0;
}

static enum script_fault_kind take_word(struct reading *reading, struct str *ret)
{
	*ret = take(reading);
	return ret->at == NULL ? SCRIPT_FAULT_word_missing : SCRIPT_SOUND;
}

static enum script_fault_kind take_alias(struct reading *reading, struct str *ret)
{
	*ret = take(reading);
	if (ret->at == NULL)
		return SCRIPT_FAULT_word_missing;
	return is_name(*ret, true) ? SCRIPT_SOUND : SCRIPT_FAULT_bad_name;
}

/* The piece after the last dot of *rest, which is cut off it; absent if there is no dot. */
static struct str cut_dot(struct str *rest)
{
	struct str tail = { NULL, 0 };

	for (uint32_t i = rest->len; i > 0; i--) {
		if (rest->at[i - 1] == '.') {
			tail.at = rest->at + i;
			tail.len = rest->len - i;
			rest->len = i - 1;
			break;
		}
	}
	return tail;
}

/* ---- time ---------------------------------------------------------------------------------- */

static enum script_fault_kind take_time(struct reading *reading, struct script_time *ret)
{
	struct str text = take_rest(reading);

	if (text.len == 0)
		return SCRIPT_FAULT_word_missing;
	return script_time_parse(text, ret) ? SCRIPT_SOUND : SCRIPT_FAULT_bad_time;
}

static enum script_fault_kind read_clock(struct reading *reading)
{
	enum script_fault_kind fault;

	reading->to->verb = SCRIPT_CLOCK;
	fault = take_time(reading, &reading->to->time);
	if (fault == SCRIPT_SOUND && reading->to->time.form != SCRIPT_TIME_ABSOLUTE)
		return SCRIPT_FAULT_bad_time;
	return fault;
}

static enum script_fault_kind read_at(struct reading *reading)
{
	reading->to->verb = SCRIPT_AT;
	return take_time(reading, &reading->to->time);
}

static enum script_fault_kind read_after(struct reading *reading)
{
	struct str word = take(reading);

	reading->to->verb = SCRIPT_AFTER;
	if (word.at == NULL)
		return SCRIPT_FAULT_word_missing;
	return span_parse(word, &reading->to->span) ? SCRIPT_SOUND : SCRIPT_FAULT_bad_span;
}

/* ---- structure and acts -------------------------------------------------------------------- */

static enum script_fault_kind read_world(struct reading *reading)
{
	reading->to->verb = SCRIPT_WORLD;
	return take_alias(reading, &reading->to->text);
}

static enum script_fault_kind read_case(struct reading *reading)
{
	reading->to->verb = SCRIPT_CASE;
	reading->to->text = take_rest(reading);
	return reading->to->text.len == 0 ? SCRIPT_FAULT_word_missing : SCRIPT_SOUND;
}

static enum script_fault_kind read_node(struct reading *reading)
{
	reading->to->verb = SCRIPT_RESTART;
	return skip(reading, "restart") ? SCRIPT_SOUND : SCRIPT_FAULT_word_missing;
}

/* kind.act [on record] [as alias], in any order */
static enum script_fault_kind read_deed(struct reading *reading)
{
	struct script_statement *to = reading->to;
	enum script_fault_kind fault = take_word(reading, &to->kind);

	if (fault != SCRIPT_SOUND)
		return fault;
	to->act = cut_dot(&to->kind);
	if (!is_name(to->kind, false) || !is_name(to->act, false))
		return SCRIPT_FAULT_bad_act;
	while (fault == SCRIPT_SOUND) {
		if (skip(reading, "on"))
			fault = take_word(reading, &to->on);
		else if (skip(reading, "as"))
			fault = take_alias(reading, &to->alias);
		else
			break;
	}
	return fault;
}

static enum script_fault_kind read_setup(struct reading *reading)
{
	reading->to->verb = SCRIPT_SETUP;
	return read_deed(reading);
}

/* A line that begins with no word of the language: somebody does something. */
static enum script_fault_kind read_act(struct reading *reading)
{
	struct str who = take(reading);
	struct reading ahead = *reading;
	struct str deed = take(&ahead);

	reading->to->verb = SCRIPT_ACT;
	reading->to->who = who;
	if (cut_dot(&deed).at == NULL)
		return SCRIPT_FAULT_unknown_statement;
	return read_deed(reading);
}

/* ---- what is looked for -------------------------------------------------------------------- */

/* The value of "where" goes to the end of the line, or to the "is" before the last word. */
static enum script_fault_kind read_where(struct reading *reading)
{
	struct script_statement *to = reading->to;
	enum script_fault_kind fault = take_word(reading, &to->field);
	struct reading scan;
	struct str all, word;
	uint32_t end;

	if (fault != SCRIPT_SOUND)
		return fault;
	if (!skip(reading, "="))
		return SCRIPT_FAULT_word_missing;
	all = str_trim(reading->rest);
	end = all.len;
	scan = *reading;
	while ((word = take(&scan)).at != NULL) {
		struct reading last = scan;

		if (is(word, "is") && take(&last).at != NULL && take(&last).at == NULL)
			end = (uint32_t)(word.at - all.at);
	}
	to->value = str_trim((struct str){ all.at, end });
	reading->rest.len -= (uint32_t)(all.at + end - reading->rest.at);
	reading->rest.at = all.at + end;
	return SCRIPT_SOUND;
}

/* kind [at post] [is state] [where field = value], in any order. */
static enum script_fault_kind read_wanted(struct reading *reading)
{
	struct script_statement *to = reading->to;
	enum script_fault_kind fault = take_word(reading, &to->kind);

	while (fault == SCRIPT_SOUND) {
		if (skip(reading, "at"))
			fault = take_word(reading, &to->post);
		else if (skip(reading, "is"))
			fault = take_word(reading, &to->state);
		else if (skip(reading, "where"))
			fault = read_where(reading);
		else
			break;
	}
	return fault;
}

static enum script_fault_kind read_find(struct reading *reading)
{
	enum script_fault_kind fault = take_alias(reading, &reading->to->alias);

	reading->to->verb = SCRIPT_FIND;
	if (fault != SCRIPT_SOUND)
		return fault;
	return skip(reading, "=") ? read_wanted(reading) : SCRIPT_FAULT_word_missing;
}

/* ---- expectations -------------------------------------------------------------------------- */

/* at post [reason or clock.step] [about record] */
static enum script_fault_kind expect_ring(struct reading *reading, enum script_verb verb)
{
	struct script_statement *to = reading->to;
	enum script_fault_kind fault;

	to->verb = verb;
	if (!skip(reading, "at"))
		return SCRIPT_FAULT_word_missing;
	fault = take_word(reading, &to->post);
	if (fault == SCRIPT_SOUND && !skip(reading, "about")) {
		to->text = take(reading);
		if (to->text.at == NULL || !skip(reading, "about"))
			return SCRIPT_SOUND;
	}
	return fault == SCRIPT_SOUND ? take_word(reading, &to->subject) : fault;
}

static enum script_fault_kind expect_clock(struct reading *reading)
{
	static const char *const states[] = { "running", "stopped", "lapsed", "idle", NULL };
	struct script_statement *to = reading->to;
	enum script_fault_kind fault = take_word(reading, &to->clock);

	to->verb = SCRIPT_EXPECT_CLOCK;
	if (fault != SCRIPT_SOUND)
		return fault;
	if (skip(reading, "due")) {
		to->verb = SCRIPT_EXPECT_DUE;
		return take_time(reading, &to->time);
	}
	fault = take_word(reading, &to->state);
	if (fault != SCRIPT_SOUND)
		return fault;
	for (const char *const *state = states; *state != NULL; state++) {
		if (is(to->state, *state)) {
			if (is(to->state, "lapsed"))
				to->step = take(reading);
			return SCRIPT_SOUND;
		}
	}
	return SCRIPT_FAULT_bad_clock_state;
}

static enum script_fault_kind expect_field(struct reading *reading, bool negated)
{
	struct script_statement *to = reading->to;

	to->verb = SCRIPT_EXPECT_FIELD;
	to->negated = negated;
	reading->near = to->subject;
	to->field = cut_dot(&to->subject);
	if (to->subject.len == 0 || !is_name(to->field, false))
		return SCRIPT_FAULT_bad_field;
	to->value = take_rest(reading);
	return SCRIPT_SOUND;
}

static enum script_fault_kind expect_sees(struct reading *reading, bool negated)
{
	struct script_statement *to = reading->to;

	to->verb = SCRIPT_EXPECT_SEES;
	to->negated = negated;
	to->who = to->subject;
	if (negated && !(skip(reading, "not") && skip(reading, "see")))
		return SCRIPT_FAULT_word_missing;
	return take_word(reading, &to->subject);
}

static enum script_fault_kind expect_state(struct reading *reading)
{
	reading->to->verb = SCRIPT_EXPECT_STATE;
	reading->to->negated = skip(reading, "not");
	return take_word(reading, &reading->to->state);
}

/* "at T-10 forecast = 80": a figure of its countdown. */
static enum script_fault_kind expect_day(struct reading *reading)
{
	struct script_statement *to = reading->to;
	struct str day = take(reading);
	int64_t days;

	to->verb = SCRIPT_EXPECT_DAY;
	if (!str_starts(day, STR("T-")) ||
	    !str_to_i64((struct str){ day.at + 2, day.len - 2 }, &days) || days < 0 || days > 366)
		return SCRIPT_FAULT_bad_day;
	to->count = (uint32_t)days;
	to->field = take(reading);
	if (!is_name(to->field, false))
		return SCRIPT_FAULT_bad_field;
	if (!skip(reading, "="))
		return SCRIPT_FAULT_word_missing;
	to->value = take_rest(reading);
	return SCRIPT_SOUND;
}

/* What is expected of a record or a person: the word after it says what. */
static enum script_fault_kind expect_subject(struct reading *reading)
{
	enum script_fault_kind fault = take_word(reading, &reading->to->subject);

	if (fault != SCRIPT_SOUND)
		return fault;
	if (skip(reading, "is"))
		return expect_state(reading);
	if (skip(reading, "clock"))
		return expect_clock(reading);
	if (skip(reading, "sees"))
		return expect_sees(reading, false);
	if (skip(reading, "does"))
		return expect_sees(reading, true);
	if (skip(reading, "at"))
		return expect_day(reading);
	if (skip(reading, "="))
		return expect_field(reading, false);
	if (skip(reading, "!="))
		return expect_field(reading, true);
	return SCRIPT_FAULT_unknown_statement;
}

/* "alarm at", "breach at" or "gap at"; a record may be called so, so both words count. */
static bool expects_ring(const struct reading *reading, enum script_verb *ret)
{
	static const struct {
		const char *word;
		enum script_verb verb;
	} rings[] = {
		{ "alarm", SCRIPT_EXPECT_ALARM },
		{ "breach", SCRIPT_EXPECT_BREACH },
		{ "gap", SCRIPT_EXPECT_GAP },
	};
	struct reading ahead = *reading;
	struct str word = take(&ahead);

	for (size_t i = 0; i < sizeof rings / sizeof rings[0]; i++) {
		*ret = rings[i].verb;
		if (is(word, rings[i].word))
			return skip(&ahead, "at");
	}
	return false;
}

static enum script_fault_kind expect_count(struct reading *reading)
{
	int64_t count;

	reading->to->verb = SCRIPT_EXPECT_COUNT;
	if (!str_to_i64(take(reading), &count) || count < 0 || count > UINT32_MAX)
		return SCRIPT_FAULT_bad_count;
	reading->to->count = (uint32_t)count;
	return read_wanted(reading);
}

static enum script_fault_kind read_expect(struct reading *reading)
{
	struct script_statement *to = reading->to;
	struct reading ahead = *reading;
	struct str first = take(&ahead);
	enum script_verb ring;

	if (is(first, "refused")) {
		to->verb = SCRIPT_EXPECT_REFUSED;
		take(reading);
		return take_word(reading, &to->text);
	}
	to->negated = skip(reading, "no");
	if (expects_ring(reading, &ring)) {
		take(reading);
		return expect_ring(reading, ring);
	}
	if (to->negated)
		return SCRIPT_FAULT_unknown_statement;
	if (first.len > 0 && first.at[0] >= '0' && first.at[0] <= '9')
		return expect_count(reading);
	return expect_subject(reading);
}

/* ---- the statement ------------------------------------------------------------------------- */

static const struct verb {
	const char *word;
	read_fn *reader;
} verbs[] = {
	{ "world", read_world }, { "case", read_case },     { "clock", read_clock },
	{ "at", read_at },       { "after", read_after },   { "setup", read_setup },
	{ "node", read_node },   { "expect", read_expect }, { "find", read_find },
	{ NULL, NULL },
};

/* A word that only helps the reader. */
static bool skip_helper(struct reading *reading)
{
	static const char *const helpers[] = { "given", "when", "then", "and", "but", NULL };

	for (const char *const *helper = helpers; *helper != NULL; helper++) {
		if (skip(reading, *helper))
			return true;
	}
	return false;
}

enum script_fault_kind script_grammar_read(struct str line, struct script_statement *ret,
					   struct str *ret_near)
{
	struct reading reading = { .rest = line, .near = line, .to = ret };
	read_fn *reader = read_act;
	enum script_fault_kind fault;

	while (skip_helper(&reading))
		;
	for (const struct verb *verb = verbs; verb->word != NULL; verb++) {
		if (skip(&reading, verb->word)) {
			reader = verb->reader;
			break;
		}
	}
	fault = reader(&reading);
	if (fault == SCRIPT_SOUND && take(&reading).at != NULL)
		fault = SCRIPT_FAULT_word_too_many;
	*ret_near = reading.near;
	return fault;
}
