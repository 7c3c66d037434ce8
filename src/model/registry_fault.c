/* The check of the tables themselves: numbers, names, both languages, and what no kind may hold. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "model/registry.h"

/*
 * Doctrine 15.1: nothing that recognises, profiles or follows a member of the public, and no
 * author of a claim. A field whose name, or a label of which, holds one of these is refused with
 * its kind, and so is one of its choices: a plate called "number" is a plate still.
 */
static const char *const forbidden[] = {
	"face",           "facial",         "biometric",      "fingerprint",     "plate",
	"licence_number", "license_number", "watchlist",      "blacklist",       "suspect",
	"profile",        "id_number",      "passport",       "ethnic",          "religion",
	"author",         "handle",         "social_account", "speech",          "opinion",
	"diagnosis",      "patient_name",   "health_record",  "track_of_person", "phone_of_public",
	"gait",           "voiceprint",     "dna",            "ethnicity",       "nationality",
	"political",      "petitioner",     "nickname",       "imei",            "attacker",
};
/* The same in the labels that people read. */
static const char *const forbidden_zh[] = {
	"人脸", "面部", "虹膜", "声纹", "步态", "车牌", "号牌", "身份证", "护照", "黑名单",
	"关注名单", "重点人", "嫌疑", "画像", "民族", "国籍", "宗教", "政治面貌", "发帖人", "发布者",
	"昵称", "病历", "诊断", "上访人", "信访人", "攻击者",
};

static char fault_text[256];

static const char *fault(const struct kind *kind, const char *what, const char *name)
{
	snprintf(fault_text, sizeof fault_text, "%s: %s: %s", kind->name ? kind->name : "?", what,
		 name ? name : "?");
	return fault_text;
}

static bool texts(const char *zh, const char *en)
{
	return zh && *zh && en && *en;
}

static bool listed(const char *list, const char *name)
{
	struct str rest = str_of(list), word;

	while (rest.at && str_split(&rest, ' ', &word))
		if (str_eq(word, str_of(name)))
			return true;
	return false;
}

/* "Licence number" and licence_number alike, between underscores. */
static void as_words(const char *text, char *ret, size_t size)
{
	size_t n = 0;

	ret[n++] = '_';
	for (; *text && n + 2 < size; text++) {
		char c = *text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a') : *text;

		ret[n++] = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '_';
	}
	ret[n++] = '_';
	ret[n] = 0;
}

/* By whole words, one or many: "authority" is not "author", "plates" are. */
static bool is_forbidden(const char *text)
{
	char padded[160], word[48];

	as_words(text, padded, sizeof padded);
	for (size_t w = 0; w < sizeof forbidden / sizeof forbidden[0]; w++) {
		snprintf(word, sizeof word, "_%s_", forbidden[w]);
		if (strstr(padded, word))
			return true;
		snprintf(word, sizeof word, "_%ss_", forbidden[w]);
		if (strstr(padded, word))
			return true;
	}
	return false;
}

static bool is_forbidden_zh(const char *text)
{
	for (size_t w = 0; w < sizeof forbidden_zh / sizeof forbidden_zh[0]; w++)
		if (strstr(text, forbidden_zh[w]))
			return true;
	return false;
}

static bool holds_forbidden(const char *name, const char *zh, const char *en)
{
	return is_forbidden(name) || is_forbidden(en) || is_forbidden_zh(zh);
}

/* One key seals them all, and ends with them; what is left must still be a whole record. */
static const char *fault_personal(const struct kind *kind, uint16_t i)
{
	const struct field *f = &kind->fields[i];

	if (f->retain_days <= 0)
		return fault(kind, "personal field without a retention time", f->name);
	if (f->flags & (REQUIRED | UNIQUE | TITLE | ADDRESSEE))
		return fault(kind, "personal field that the record cannot do without", f->name);
	for (uint16_t j = 0; j < i; j++)
		if (kind->fields[j].flags & PERSONAL &&
		    kind->fields[j].retain_days != f->retain_days)
			return fault(kind, "personal fields with different retention times",
				     f->name);
	return NULL;
}

static const char *fault_choices(const struct kind *kind, const struct field *f)
{
	if ((f->type == FIELD_ENUM || f->type == FIELD_SET) && !f->choices)
		return fault(kind, "choices missing", f->name);
	for (const struct choice *c = f->choices; c && c->number; c++)
		if (!texts(c->zh, c->en) || (f->type == FIELD_SET && c->number > 63))
			return fault(kind, "choice without both languages or over 63", c->name);
	for (const struct choice *c = f->choices; c && c->number; c++)
		if (holds_forbidden(c->name, c->zh, c->en))
			return fault(kind, "choice that no kind may hold", c->name);
	return NULL;
}

static const char *fault_field(const struct kind *kind, uint16_t i)
{
	const struct field *f = &kind->fields[i];

	if (f->number == 0 || f->number > LIMIT_FIELDS)
		return fault(kind, "field number out of range", f->name);
	if (!texts(f->zh, f->en))
		return fault(kind, "field without both languages", f->name);
	for (uint16_t j = 0; j < i; j++)
		if (kind->fields[j].number == f->number ||
		    str_eq(str_of(kind->fields[j].name), str_of(f->name)))
			return fault(kind, "field number or name used twice", f->name);
	if (holds_forbidden(f->name, f->zh, f->en))
		return fault(kind, "field that no kind may hold", f->name);
	if (fault_choices(kind, f))
		return fault_text;
	if (f->flags & PERSONAL && fault_personal(kind, i))
		return fault_text;
	if (f->flags & ADDRESSEE && f->type != FIELD_REF && f->type != FIELD_REFS)
		return fault(kind, "an addressee must be a reference", f->name);
	return NULL;
}

static const char *fault_words(const struct kind *kind, const char *list, bool acts)
{
	struct str rest = str_of(list), word;

	while (rest.at && str_split(&rest, ' ', &word)) {
		bool known = word.len == 0 || str_eq(word, STR("*")) ||
			     str_eq(word, STR("lapse")) || str_eq(word, STR("confirm"));

		for (uint16_t i = 0; !known && acts && i < kind->nacts; i++)
			known = str_eq(word, str_of(kind->acts[i].name));
		for (uint16_t i = 0; !known && !acts && i < kind->nfields; i++)
			known = str_eq(word, str_of(kind->fields[i].name));
		if (!known)
			return fault(kind,
				     acts ? "clock names an unknown act"
					  : "act names an unknown field",
				     list);
	}
	return NULL;
}

static bool has_field(const struct kind *kind, struct str name, enum field_type type)
{
	for (uint16_t i = 0; i < kind->nfields; i++)
		if (kind->fields[i].type == type && str_eq(name, str_of(kind->fields[i].name)))
			return true;
	return false;
}

static bool state_known(const struct kind *kind, uint16_t number)
{
	for (uint16_t i = 0; i < kind->nstates; i++)
		if (kind->states[i].number == number)
			return true;
	return false;
}

static bool states_known(const struct kind *kind, uint32_t in)
{
	for (uint16_t s = 1; in != ANY_STATE && s < 32; s++)
		if ((in >> s & 1) != 0 && !state_known(kind, s))
			return false;
	return true;
}

static const char *fault_way(const struct kind *kind, const struct act *a)
{
	bool makes = a->from == 0 || (a->from & IN(NEW)) != 0;
	bool listed_states = a->from != ANY_STATE && (a->from & ANY_STATE) != 0 && a->number < 200;

	if (a->to != SAME && !state_known(kind, a->to))
		return fault(kind, "act leads to an unknown state", a->name);
	if (makes && a->to == SAME)
		return fault(kind, "act makes a record without a state", a->name);
	if (makes && a->flags & ACT_SECOND)
		return fault(kind, "a two-person act needs a record to wait on", a->name);
	if (listed_states && !states_known(kind, a->from))
		return fault(kind, "act leads from an unknown state", a->name);
	return NULL;
}

static const char *fault_act(const struct kind *kind, uint16_t i)
{
	const struct act *a = &kind->acts[i];

	if (a->number == 0 || !a->name || !texts(a->zh, a->en))
		return fault(kind, "act without number or both languages", a->name);
	for (uint16_t j = 0; j < i; j++)
		if (kind->acts[j].number == a->number ||
		    str_eq(str_of(kind->acts[j].name), str_of(a->name)))
			return fault(kind, "act number or name used twice", a->name);
	if (fault_way(kind, a))
		return fault_text;
	if (a->roles == 0)
		return fault(kind, "act that nobody may do", a->name);
	if (fault_words(kind, a->takes, false) || fault_words(kind, a->to_field, false))
		return fault_text;
	return fault_words(kind, a->needs, false);
}

static const char *fault_step(const struct kind *kind, const struct clock *c, uint16_t s)
{
	const struct clock_step *step = &c->steps[s];
	bool dated = c->until && s == 0;

	if (!texts(step->zh, step->en) || (!step->policy && !dated))
		return fault(kind, "clock step without both languages or policy", c->name);
	return step->proposes ? fault_words(kind, step->proposes, true) : NULL;
}

static const char *fault_clock(const struct kind *kind, uint16_t i)
{
	const struct clock *c = &kind->clocks[i];

	if (!c->name || !texts(c->zh, c->en) || c->nsteps == 0 || c->nsteps > LIMIT_STEPS)
		return fault(kind, "clock without both languages or steps", c->name);
	if (str_eq(str_of(c->name), STR(REGISTRY_CLOCK_SECOND)))
		return fault(kind, "clock has the name of the kernel's own", c->name);
	for (uint16_t s = 0; s < c->nsteps; s++)
		if (fault_step(kind, c, s))
			return fault_text;
	if (c->until && fault_words(kind, c->until, false))
		return fault_text;
	if (fault_words(kind, c->starts, true))
		return fault_text;
	return fault_words(kind, c->stops, true);
}

static const char *fault_states(const struct kind *kind)
{
	for (uint16_t i = 0; i < kind->nstates; i++)
		if (!texts(kind->states[i].zh, kind->states[i].en) || kind->states[i].number > 31)
			return fault(kind, "state without both languages", kind->states[i].name);
	return NULL;
}

static const char *fault_answers(const struct kind *kind)
{
	for (uint16_t i = 0; i < kind->nreactions; i++)
		if (!texts(kind->reactions[i].doc_zh, kind->reactions[i].doc_en))
			return fault(kind, "reaction without both languages",
				     kind->reactions[i].name);
	for (const struct refusal *const *r = kind->refusals; r && *r; r++)
		if (!texts((*r)->zh, (*r)->en))
			return fault(kind, "refusal without both languages", (*r)->name);
	return NULL;
}

/* What closes a gap: an act of the kind itself, or "kind.act" of any (fault_closers). */
static const char *fault_gaps(const struct kind *kind)
{
	for (uint16_t i = 0; i < kind->ngaps; i++) {
		const struct gap *gap = &kind->gaps[i];

		if (!gap->name || !texts(gap->zh, gap->en) || gap->in == 0 || gap->severity == 0)
			return fault(kind, "gap without name, both languages, states or severity",
				     gap->name);
		for (uint16_t j = 0; j < i; j++)
			if (str_eq(str_of(kind->gaps[j].name), str_of(gap->name)))
				return fault(kind, "gap named twice", gap->name);
		if (!states_known(kind, gap->in))
			return fault(kind, "gap in an unknown state", gap->name);
	}
	return NULL;
}

/* What is released has something to read, and nothing of a person in it. */
static const char *fault_public(const struct kind *kind)
{
	bool state = false, field = false;

	for (uint16_t i = 0; i < kind->nstates; i++)
		state = state || (kind->states[i].flags & STATE_RELEASED) != 0;
	for (uint16_t i = 0; i < kind->nfields; i++) {
		const struct field *f = &kind->fields[i];

		field = field || (f->flags & PUBLIC) != 0;
		if ((f->flags & PUBLIC) != 0 && (f->flags & PERSONAL) != 0)
			return fault(kind, "public field names a person", f->name);
	}
	return state == field ? NULL
			      : fault(kind, "public state and public fields go together", "");
}

/* What is drawn are numbers of the kind's own, towards a moment of its own. */
static const char *fault_countdown(const struct kind *kind)
{
	const struct countdown *c = kind->countdown;
	uint32_t count = 0;

	if (!c)
		return NULL;
	if (!c->tell || c->days == 0 || c->days > 366 ||
	    !has_field(kind, str_of(c->day), FIELD_TIME))
		return fault(kind, "countdown without its day, its days or its figures", "");
	for (struct str rest = str_of(c->lines), word; rest.at && str_split(&rest, ' ', &word);
	     count++)
		if (!has_field(kind, word, FIELD_INT) && !has_field(kind, word, FIELD_REAL))
			return fault(kind, "countdown of what is no number", c->lines);
	return count <= COUNTDOWN_LINES ? NULL : fault(kind, "countdown of too much", c->lines);
}

static const char *fault_parts(const struct kind *kind)
{
	const char *found = NULL;

	for (uint16_t i = 0; !found && i < kind->nfields; i++)
		found = fault_field(kind, i);
	if (!found)
		found = fault_states(kind);
	for (uint16_t i = 0; !found && i < kind->nacts; i++)
		found = fault_act(kind, i);
	for (uint16_t i = 0; !found && i < kind->nclocks; i++)
		found = fault_clock(kind, i);
	if (!found)
		found = fault_gaps(kind);
	if (!found)
		found = fault_public(kind);
	if (!found)
		found = fault_countdown(kind);
	return found ? found : fault_answers(kind);
}

static const char *fault_targets(const struct kind *kind, const struct kind *const *kinds)
{
	for (uint16_t i = 0; i < kind->nfields; i++) {
		const char *target = kind->fields[i].target;
		struct str rest = str_of(target), word;

		while (rest.at && str_split(&rest, ' ', &word)) {
			bool known = word.len == 0;

			for (const struct kind *const *k = kinds; !known && *k; k++)
				known = str_eq(word, str_of((*k)->name));
			if (!known)
				return fault(kind, "field refers to an unknown kind",
					     kind->fields[i].name);
		}
	}
	return NULL;
}

static bool has_act(const struct kind *kind, struct str name)
{
	for (uint16_t i = 0; i < kind->nacts; i++)
		if (str_eq(str_of(kind->acts[i].name), name))
			return true;
	return false;
}

static const char *fault_closers(const struct kind *kind, const struct kind *const *kinds)
{
	for (uint16_t i = 0; i < kind->ngaps; i++) {
		struct str act = str_of(kind->gaps[i].act), name;
		const struct kind *closer = kind;

		if (act.at && memchr(act.at, '.', act.len)) {
			str_split(&act, '.', &name);
			closer = NULL;
			for (const struct kind *const *k = kinds; *k; k++)
				if (str_eq(str_of((*k)->name), name))
					closer = *k;
		}
		if (!closer || !has_act(closer, act))
			return fault(kind, "gap that no known act closes", kind->gaps[i].name);
		if (kind->gaps[i].field && fault_words(closer, kind->gaps[i].field, false))
			return fault_text;
	}
	return NULL;
}

static const char *fault_between(const struct kind *kind, const struct kind *const *kinds)
{
	const char *found = fault_targets(kind, kinds);

	return found ? found : fault_closers(kind, kinds);
}

const struct module *registry_module(struct str name)
{
	for (const struct module *module = modules_all; module->name; module++)
		if (str_eq(str_of(module->name), name))
			return module;
	return NULL;
}

/* What a kind says of itself, before its parts are looked at. */
static const char *fault_head(const struct kind *kind)
{
	if (!texts(kind->zh, kind->en) || !texts(kind->doc_zh, kind->doc_en))
		return fault(kind, "kind without both languages", "zh, en, doc_zh, doc_en");
	if (!kind->module || !registry_module(str_of(kind->module)))
		return fault(kind, "unknown module", kind->module);
	if (kind->number == 0 || kind->number >= REGISTRY_NUMBERS)
		return fault(kind, "kind number out of range", "");
	if (kind->nclocks >= LIMIT_CLOCKS || kind->nacts > LIMIT_ACTS - REGISTRY_IMPLIED)
		return fault(kind, "too many clocks or acts", "");
	if (kind->flags & KIND_CODED && !listed("post", kind->name))
		return fault(kind, "only posts are named by their code", kind->name);
	return NULL;
}

const char *registry_fault(const struct kind *const *kinds)
{
	for (const struct kind *const *k = kinds; *k; k++) {
		if (fault_head(*k))
			return fault_text;
		for (const struct kind *const *other = kinds; other < k; other++)
			if ((*other)->number == (*k)->number ||
			    str_eq(str_of((*other)->name), str_of((*k)->name)))
				return fault(*k, "kind number or name used twice", (*other)->name);
		if (fault_parts(*k) || fault_between(*k, kinds))
			return fault_text;
	}
	return NULL;
}
