/* Two posts hold contradicting words about one incident: its grade, or a declaration. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/command/rules.h"
#include "model/entry.h"

/*
 * Doctrine 14, Manchester 2017: one partner acted on a declaration that another did not hold, and
 * they gathered at different points. What each of two posts may say alone becomes a matter of both
 * as soon as it contradicts the other.
 */
enum { GRADE = 1, POINTS, LIFTED };
static const struct choice matters[] = {
	{ GRADE, "grade", "同一事件定级不一", "Grades differ", "orange" },
	{ POINTS, "points", "集结点或前方指挥点不一", "Meeting points differ", "red" },
	{ LIFTED, "lifted", "一方已取消宣布，另一方仍在执行", "One has lifted what the other holds",
	  "red" },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, REF, subject, "一方", "The one", .target = "incident declaration", \
	  .flags = REQUIRED | SYSTEM) \
	X(K, 2, REF, other, "另一方", "The other", .target = "incident declaration", \
	  .flags = REQUIRED | SYSTEM) \
	X(K, 3, ENUM, matter, "分歧", "Matter", .choices = matters, \
	  .flags = REQUIRED | INDEXED | SYSTEM) \
	X(K, 4, REFS, to, "告知", "To", .target = "post", .max = LIMIT_REFS, \
	  .flags = ADDRESSEE | SYSTEM) \
	X(K, 5, TEXT, title, "标题", "Title", .max = 400, .flags = TITLE | SYSTEM)

KIND_STRUCT(divergence);
KIND_FIELDS(divergence);

enum { DIVERGING = 1, AGREED };
static const struct state states[] = {
	{ DIVERGING, "diverging", "口径不一", "Diverging", STATE_OPEN | STATE_ALARM },
	{ AGREED, "agreed", "口径一致", "Agreed", STATE_CLOSED },
};

KIND_ACTS(
	{ .number = 1, .name = "raise", .zh = "出现分歧", .en = "Raise", .from = NEW,
	  .to = DIVERGING, .roles = ROLE_SYSTEM, .flags = ACT_ALARM },
	/* Two records of one incident that say the same for now. */
	{ .number = 2, .name = "watch", .zh = "开始核对", .en = "Watch", .from = NEW,
	  .to = AGREED, .roles = ROLE_SYSTEM },
	{ .number = 3, .name = "reopen", .zh = "再次分歧", .en = "Diverge again",
	  .from = IN(AGREED), .to = DIVERGING, .roles = ROLE_SYSTEM, .flags = ACT_ALARM },
	{ .number = 4, .name = "agree", .zh = "口径已一致", .en = "Agree", .from = IN(DIVERGING),
	  .to = AGREED, .roles = ROLE_SYSTEM });

static const struct clock_step agree_steps[] = {
	{ .name = "ring", .zh = "分歧未消除", .en = "Still diverging",
	  .policy = "divergence.agree.ring", .rings = RINGS_HOME | RINGS_ABOVE },
	{ .name = "breach", .zh = "逾时未统一口径", .en = "Not brought together in time",
	  .policy = "divergence.agree.breach", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "agree", .zh = "统一口径", .en = "Agreement",
	  .starts = "raise reopen", .stops = "agree", .steps = agree_steps,
	  .nsteps = KIND_COUNT(agree_steps) },
};

/* ---- what contradicts what ------------------------------------------------------------------- */

static bool grades_differ(const struct record *a, const struct record *b)
{
	const char *one = model_choice(a, "grade"), *other = model_choice(b, "grade");

	return model_is_open(a) && model_is_open(b) && !a->struck && !b->struck && *one && *other &&
	       !str_eq(str_of(one), str_of(other));
}

static bool texts_differ(const struct record *a, const struct record *b, const char *field)
{
	struct str one = *(const struct str *)model_field(a, field);
	struct str other = *(const struct str *)model_field(b, field);

	return one.len > 0 && other.len > 0 && !str_eq(one, other);
}

static bool points_differ(const struct record *a, const struct record *b)
{
	return model_is_open(a) && model_is_open(b) &&
	       (texts_differ(a, b, "rvp") || texts_differ(a, b, "fcp"));
}

/* One was lifted while the other stood; what had ended before says nothing against it. */
static bool has_lifted(const struct record *lifted, const struct record *holds)
{
	return rules_in(lifted, "cancelled") && model_is_open(holds) &&
	       lifted->updated_at >= holds->created_at &&
	       str_eq(str_of(model_choice(lifted, "type")), str_of(model_choice(holds, "type")));
}

static bool differ(uint16_t matter, const struct record *a, const struct record *b)
{
	if (matter == GRADE)
		return grades_differ(a, b);
	if (matter == POINTS)
		return points_differ(a, b);
	return has_lifted(a, b) || has_lifted(b, a);
}

/* ---- keeping the record of it ---------------------------------------------------------------- */

static const struct record *find(const struct model *model, const struct record *a,
				 const struct record *b, uint16_t matter)
{
	const struct record *found[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, a->id, "divergence", NULL, found, LIMIT_SEEN);

	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++) {
		const struct divergence *d = (const struct divergence *)found[i];

		if (d->matter == matter &&
		    (ident_eq(d->subject, b->id) || ident_eq(d->other, b->id)))
			return found[i];
	}
	return NULL;
}

static void open_record(struct reactor *reactor, const struct model *model, const char *act,
			const struct record *a, const struct record *b, uint16_t matter)
{
	const struct post *above = tree_commander(model, a->home);
	struct str title = model_title(a);
	struct rules_list to = { .count = 0 };

	rules_add(&to, rules_post(b->home));
	if (above && above->code != b->home)
		rules_add(&to, rules_post(above->code));
	reactor_propose(reactor, "divergence", act, (struct ident){ 0 }, a->home);
	reactor_ref(reactor, "subject", a->id);
	reactor_ref(reactor, "other", b->id);
	reactor_choice(reactor, "matter", matters[matter - 1].name);
	reactor_refs(reactor, "to", to.at, to.count);
	reactor_text(reactor, "title",
		     arena_printf(reactor_arena(reactor), "%s / %s%s" STR_FMT,
				  matters[matter - 1].zh, matters[matter - 1].en,
				  title.len ? " - " : "", STR_ARG(title)));
}

static void judge(struct reactor *reactor, const struct model *model, const struct record *a,
		  const struct record *b, uint16_t matter)
{
	const struct record *held = find(model, a, b, matter);
	bool now = differ(matter, a, b);

	if (!held && now)
		open_record(reactor, model, "raise", a, b, matter);
	else if (!held && matter == GRADE)
		open_record(reactor, model, "watch", a, b, matter);
	else if (held && now && held->state == AGREED)
		reactor_propose(reactor, "divergence", "reopen", held->id, held->home);
	else if (held && !now && held->state == DIVERGING)
		reactor_propose(reactor, "divergence", "agree", held->id, held->home);
}

/* ---- reactions ------------------------------------------------------------------------------- */

/* Every other post's declaration about the same incident. */
static void compare_declarations(struct reactor *reactor, const struct model *model,
				 const struct record *record, const struct entry *entry)
{
	const struct record *others[LIMIT_REFS];
	struct ident incident = rules_ref(record, "incident");
	uint32_t count;

	(void)entry;
	if (ident_none(incident))
		return;
	count = model_refs_to(model, incident, "declaration", "incident", others, LIMIT_REFS);
	for (uint32_t i = 0; i < count && i < LIMIT_REFS; i++) {
		if (others[i]->home == record->home)
			continue;
		judge(reactor, model, record, others[i], POINTS);
		judge(reactor, model, record, others[i], LIFTED);
	}
}

/* Two posts that hold records of one incident say so by a link; from then on they are compared. */
static void compare_linked(struct reactor *reactor, const struct model *model,
			   const struct record *record, const struct entry *entry)
{
	const struct record *other = model_find_kind(model, entry->args.other, "incident");

	if (other && other->home != record->home && entry->args.link_type == LINK_DUPLICATE)
		judge(reactor, model, record, other, GRADE);
}

static void compare_grades(struct reactor *reactor, const struct model *model,
			   const struct record *record, const struct entry *entry)
{
	const struct record *held[LIMIT_REFS];
	uint32_t count = model_refs_to(model, record->id, "divergence", NULL, held, LIMIT_REFS);

	(void)entry;
	for (uint32_t i = 0; i < count && i < LIMIT_REFS; i++) {
		const struct divergence *d = (const struct divergence *)held[i];
		bool first = ident_eq(d->subject, record->id);
		const struct record *other = model_find(model, first ? d->other : d->subject);

		if (other)
			judge(reactor, model, record, other, d->matter);
	}
}

static const struct reaction reactions[] = {
	{ .name = "compare_declarations",
	  .on = "declaration.declare declaration.review declaration.cancel",
	  .doc_zh = "两个指挥部对同一事件的宣布相互矛盾时，双方和上级同时得知。",
	  .doc_en = "Declarations of two posts about one incident that contradict each other are "
		    "told to both and to the post above.",
	  .run = compare_declarations },
	{ .name = "compare_linked", .on = "incident.link",
	  .doc_zh = "两个指挥部的事件互为重复时，开始核对等级。",
	  .doc_en = "Two posts' records of one incident are compared from their link on.",
	  .run = compare_linked },
	{ .name = "compare_grades",
	  .on = "incident.grade incident.regrade incident.downgrade incident.stand_down "
		"incident.false incident.reopen incident.merge incident.strike",
	  .doc_zh = "等级变化后再次核对。",
	  .doc_en = "They are compared again when one of them is graded, closed or taken up.",
	  .run = compare_grades },
};

KIND(divergence, .number = 27, .module = "command", .zh = "口径分歧", .en = "Divergence",
     .doc_zh = "两个指挥部对同一事件的等级或宣布相互矛盾，须尽快统一。",
     .doc_en = "Two posts contradict each other about one incident; it has to be brought together.",
     .doctrine = "14 (Manchester)", .flags = KIND_BOARD, KIND_CLOCKS, KIND_REACTIONS);
