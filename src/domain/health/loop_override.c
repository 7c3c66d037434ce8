/* Life came before the loop: when, where, how many crossed, and what was done about it after. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/entry.h"
#include "model/model.h"

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "情况", "What happened", .max = 240, \
	  .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, REF, place, "地点", "Place", .target = "place") \
	X(K, 3, INT, persons, "越环人数", "Persons who crossed", .most = 1000000, \
	  .unit = "person", .flags = REQUIRED) \
	X(K, 4, REF, incident, "事件", "Incident", .target = "incident") \
	X(K, 5, REF, evacuation, "疏散", "Evacuation", .target = "evacuation") \
	X(K, 6, REF, assembly, "集合区", "Assembly area", .target = "assembly") \
	X(K, 7, REF, declaration, "宣布", "Declaration", .target = "declaration") \
	X(K, 8, REFS, to, "告知卫生部门", "Told to health liaison", .target = "post", .max = 16, \
	  .flags = ADDRESSEE | SYSTEM) \
	X(K, 9, TEXT, follow_up, "后续防疫措施", "Epidemic measures afterwards", .max = 2000, \
	  .flags = LONG) \
	X(K, 10, INT, followed, "已落实人数", "Persons it was done for", .most = 1000000, \
	  .unit = "person") \
	X(K, 11, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG)

KIND_STRUCT(loop_override);
KIND_FIELDS(loop_override);

enum { LOGGED = 1, FOLLOWED, CLOSED };
static const struct state states[] = {
	{ LOGGED, "logged", "已登记", "Logged", STATE_OPEN | STATE_ALARM },
	{ FOLLOWED, "followed", "后续处置中", "Followed up", STATE_OPEN },
	{ CLOSED, "closed", "已办结", "Closed", STATE_CLOSED },
};

REFUSAL(persons_not_followed, "尚有越环人员未落实防疫措施",
	"The measures have not been carried out for everybody who crossed");
REFUSAL(fewer_than_logged, "越环人数只能更正为有依据的数字，须说明理由",
	"A smaller number of persons needs its reason");
static const struct refusal *const refusals[] = { &refuse_persons_not_followed,
						  &refuse_fewer_than_logged, NULL };

static const struct loop_override *override_of(const struct record *record)
{
	return (const struct loop_override *)record;
}

static const struct refusal *check_recount(const struct model *model, const struct record *before,
					   const struct record *after,
					   const struct act_view *view)
{
	(void)model;
	return override_of(after)->persons < override_of(before)->persons &&
			       (view->set >> F_reason & 1) == 0
		       ? &refuse_fewer_than_logged
		       : NULL;
}

static const struct refusal *check_close(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	return override_of(after)->followed < override_of(after)->persons
		       ? &refuse_persons_not_followed
		       : NULL;
}

/* Partners of the health service hear of it at once. */
static void stamp_to(struct stamp *stamp, const struct model *model, const struct record *after,
		     const struct act_view *view)
{
	struct ident to[16];
	uint32_t count = 0;

	(void)after;
	(void)view;
	for (uint16_t i = 0; i < tree_count(model) && count < 16; i++) {
		const struct post *post = tree_at(model, i);
		struct ident id = { .origin = post->code };
		const struct record *record = model_find(model, id), *agency;

		if (post->tier != TIER_LIAISON || !record)
			continue;
		id = *(const struct ident *)model_field(record, "agency");
		agency = model_find_kind(model, id, "agency");
		if (agency && strcmp(model_choice(agency, "type"), "health") == 0)
			to[count++] = record->id;
	}
	if (count > 0)
		stamp_refs(stamp, "to", to, count);
}

#define SITE (REL_OWN | REL_DESK)
#define HEALTH (REL_OWN | REL_DESK | REL_ADDRESSEE)
KIND_ACTS(
	{ .number = 1, .name = "log", .zh = "登记越环", .en = "Log", .from = NEW, .to = LOGGED,
	  .roles = ROLE_DESK | ROLE_unit_leader | ROLE_steward | ROLE_liaison | ROLE_SYSTEM,
	  .takes = "title place persons incident evacuation assembly declaration reason",
	  .flags = ACT_ALARM | ACT_LIFE_SAFETY, .stamp = stamp_to },
	{ .number = 2, .name = "recount", .zh = "更正人数", .en = "Count again",
	  .from = IN(LOGGED) | IN(FOLLOWED), .to = SAME,
	  .roles = ROLE_DESK | ROLE_unit_leader | ROLE_liaison, .relations = HEALTH,
	  .takes = "persons reason", .needs = "persons", .check = check_recount },
	{ .number = 5, .name = "set_persons", .zh = "随清点更新人数", .en = "Counted anew",
	  .from = IN(LOGGED) | IN(FOLLOWED), .to = SAME, .roles = ROLE_SYSTEM,
	  .takes = "persons", .needs = "persons" },
	{ .number = 3, .name = "follow", .zh = "落实防疫措施", .en = "Follow up",
	  .from = IN(LOGGED) | IN(FOLLOWED), .to = FOLLOWED, .roles = ROLE_DESK | ROLE_liaison,
	  .relations = HEALTH, .takes = "follow_up followed", .needs = "follow_up followed" },
	{ .number = 4, .name = "close", .zh = "办结", .en = "Close", .from = IN(FOLLOWED),
	  .to = CLOSED, .roles = ROLE_DESK, .relations = SITE, .check = check_close });

static const struct clock_step follow_steps[] = {
	{ .name = "due", .zh = "应落实后续防疫措施", .en = "Measures are due",
	  .policy = "health.override.follow.due", .rings = RINGS_HOME },
	{ .name = "breach", .zh = "逾时未落实后续防疫措施", .en = "No measures in time",
	  .policy = "health.override.follow.breach", .rings = RINGS_HOME | RINGS_ABOVE,
	  .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "follow", .zh = "后续处置", .en = "Follow-up", .starts = "log",
	  .stops = "follow", .steps = follow_steps, .nsteps = KIND_COUNT(follow_steps) },
};

/* ---- reactions ----------------------------------------------------------------------------- */

static struct ident ref(const struct record *record, const char *field)
{
	return *(const struct ident *)model_field(record, field);
}

/* The latest that was logged of this assembly area and is still open. */
static const struct record *logged_of(const struct model *model, struct ident assembly)
{
	const struct record *list[LIMIT_REFS];
	uint32_t count = model_refs_to(model, assembly, "loop_override", "assembly", list,
				       LIMIT_REFS);

	for (uint32_t i = count < LIMIT_REFS ? count : LIMIT_REFS; i > 0; i--)
		if (model_is_open(list[i - 1]))
			return list[i - 1];
	return NULL;
}

/* Doctrine 8: the override is logged with time and count, whoever had other things to do. */
static void log_assembly(struct reactor *reactor, const struct model *model,
			 const struct record *record, const struct entry *entry)
{
	const struct record *evacuation =
		model_find_kind(model, ref(record, "evacuation"), "evacuation");
	const struct record *known = logged_of(model, record->id);
	int64_t persons = *(const int64_t *)model_field(record, "other_side");

	(void)entry;
	if (known) {
		if (override_of(known)->persons == persons)
			return;
		reactor_propose(reactor, "loop_override", "set_persons", known->id, known->home);
		reactor_int(reactor, "persons", persons);
		return;
	}
	reactor_propose(reactor, "loop_override", "log", (struct ident){ 0 }, record->home);
	reactor_text(reactor, "title", STR("疏散中生命安全优先，收容另一侧人员 / Life before the loop"));
	reactor_ref(reactor, "place", ref(record, "place"));
	reactor_ref(reactor, "assembly", record->id);
	if (evacuation) {
		reactor_ref(reactor, "evacuation", evacuation->id);
		if (!ident_none(ref(evacuation, "incident")))
			reactor_ref(reactor, "incident", ref(evacuation, "incident"));
	}
	reactor_int(reactor, "persons", persons);
	reactor_text(reactor, "reason", *(const struct str *)model_field(record, "reason"));
}

static void log_declaration(struct reactor *reactor, const struct model *model,
			    const struct record *record, const struct entry *entry)
{
	(void)model;
	(void)entry;
	if (strcmp(model_choice(record, "type"), "loop_override") != 0)
		return;
	reactor_propose(reactor, "loop_override", "log", (struct ident){ 0 }, record->home);
	reactor_text(reactor, "title", STR("宣布突破闭环 / Override of the loop declared"));
	reactor_ref(reactor, "declaration", record->id);
	if (!ident_none(ref(record, "place")))
		reactor_ref(reactor, "place", ref(record, "place"));
	if (!ident_none(ref(record, "incident")))
		reactor_ref(reactor, "incident", ref(record, "incident"));
	reactor_int(reactor, "persons", *(const int64_t *)model_field(record, "persons"));
}

static const struct reaction reactions[] = {
	{ .name = "log_assembly", .on = "assembly.take_other_side",
	  .doc_zh = "集合区收容另一侧人员时，自动登记越环时间和人数。",
	  .doc_en = "An assembly area that takes in the other side logs it, with time and count.",
	  .run = log_assembly },
	{ .name = "log_declaration", .on = "declaration.declare",
	  .doc_zh = "宣布突破闭环时自动登记。",
	  .doc_en = "A declared override of the loop is logged.", .run = log_declaration },
};

static const struct gap gaps[] = {
	{ .name = "not_followed", .zh = "越环后尚未落实防疫措施",
	  .en = "No epidemic measures after an override of the loop", .severity = GAP_SERIOUS,
	  .in = IN(LOGGED), .act = "follow" },
};

KIND(loop_override, .number = 94, .module = "health", .zh = "越环登记", .en = "Loop override",
     .doc_zh = "生命安全优先于闭环：越环的时间、人数和后续防疫措施。",
     .doc_en = "Life safety went before the loop: when, how many, and what was done after.",
     .doctrine = "8", .flags = KIND_BOARD, .refusals = refusals, KIND_CLOCKS, KIND_REACTIONS,
     KIND_GAPS);
