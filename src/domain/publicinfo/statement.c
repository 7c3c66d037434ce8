/* What the authority says in public: its facts tied to the incident, its corrections visible. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/publicinfo/topics.h"

enum { HOLDING_LINE = 1, FIRST_FACTS, FULL, CORRECTION };
static const struct choice types[] = {
	{ HOLDING_LINE, "holding_line", "先行口径", "Holding line", NULL },
	{ FIRST_FACTS, "first_facts", "首次情况", "First facts", NULL },
	{ FULL, "information", "权威信息", "Full information", NULL },
	{ CORRECTION, "correction", "更正", "Correction", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, title_zh, "标题（中文）", "Title (Chinese)", .max = 240, \
	  .flags = REQUIRED | TITLE | SEARCHED | PUBLIC) \
	X(K, 2, TEXT, title_en, "标题（英文）", "Title (English)", .max = 240, \
	  .flags = REQUIRED | TITLE | SEARCHED | PUBLIC) \
	X(K, 3, TEXT, text_zh, "正文（中文）", "Text (Chinese)", .max = 4000, \
	  .flags = LONG | PUBLIC) \
	X(K, 4, TEXT, text_en, "正文（英文）", "Text (English)", .max = 4000, \
	  .flags = LONG | PUBLIC) \
	X(K, 5, ENUM, type, "类型", "Type", .choices = types, \
	  .flags = REQUIRED | INDEXED | PUBLIC) \
	X(K, 6, ENUM, topic, "主题", "Topic", .choices = topics_choices, \
	  .flags = REQUIRED | INDEXED | PUBLIC) \
	X(K, 7, REF, incident, "事件", "Incident", .target = "incident") \
	X(K, 8, REF, rumour, "回应的传言", "Answers the claim", .target = "rumour") \
	X(K, 9, TEXT, no_facts, "不引用事实的理由", "No facts quoted, because", .max = 400, \
	  .flags = 0) \
	X(K, 10, TEXT, legal_check, "法务审核意见", "Legal check", .max = 800, .flags = LONG) \
	X(K, 11, TEXT, epidemic_part, "防疫审核意见", "Epidemic check", .max = 800, \
	  .flags = LONG) \
	X(K, 12, TEXT, epidemic_na, "不涉及防疫的理由", "No epidemic check, because", \
	  .max = 400, .flags = 0) \
	X(K, 13, REF, speaker, "发言单位", "Spoken for by", .target = "post") \
	X(K, 14, REF, corrects, "更正的声明", "Corrects", .target = "statement") \
	X(K, 15, REF, corrected_by, "已由此更正", "Corrected by", .target = "statement", \
	  .flags = SYSTEM) \
	X(K, 16, TIME, published_at, "发布时间", "Published at", .flags = SYSTEM | PUBLIC) \
	X(K, 17, REF, drafted_by, "拟稿人", "Drafted by", .target = "account", .flags = SYSTEM) \
	X(K, 18, REFS, to, "告知", "To", .target = "post", .max = LIMIT_REFS, .flags = ADDRESSEE) \
	X(K, 19, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG) \
	X(K, 20, TEXT, before_zh, "更正此前发布的", "Corrects what was published as", .max = 240, \
	  .flags = SYSTEM | PUBLIC) \
	X(K, 21, TEXT, before_en, "更正此前发布的（英文）", "Corrects what was published as", \
	  .max = 240, .flags = SYSTEM | PUBLIC) \
	X(K, 22, TEXT, after_zh, "此后更正为", "Corrected since by", .max = 240, \
	  .flags = SYSTEM | PUBLIC) \
	X(K, 23, TEXT, after_en, "此后更正为（英文）", "Corrected since by", .max = 240, \
	  .flags = SYSTEM | PUBLIC)

KIND_STRUCT(statement);
KIND_FIELDS(statement);

/* Doctrine 5.2. What was published is never taken back: it stands, with its correction. */
enum { DRAFT = 1, FACT_CHECKED, LEGAL_CHECKED, APPROVED, PUBLISHED, OUTDATED, CORRECTED, DROPPED };
static const struct state states[] = {
	{ DRAFT, "draft", "拟稿", "Draft", STATE_OPEN },
	{ FACT_CHECKED, "fact_checked", "事实已核", "Facts checked", STATE_OPEN },
	{ LEGAL_CHECKED, "legal_checked", "法务防疫已审", "Legal and epidemic check done",
	  STATE_OPEN },
	{ APPROVED, "approved", "已批准", "Approved", STATE_OPEN },
	{ PUBLISHED, "published", "已发布", "Published", STATE_OPEN | STATE_RELEASED },
	{ OUTDATED, "outdated", "所述事实已变化", "A fact has changed",
	  STATE_OPEN | STATE_ALARM | STATE_RELEASED },
	{ CORRECTED, "corrected", "已更正", "Corrected", STATE_CLOSED | STATE_RELEASED },
	{ DROPPED, "dropped", "未发布即作废", "Dropped", STATE_CLOSED },
};
#define UNPUBLISHED (IN(DRAFT) | IN(FACT_CHECKED) | IN(LEGAL_CHECKED) | IN(APPROVED))
#define OUT (IN(PUBLISHED) | IN(OUTDATED))

REFUSAL(statement_both_languages, "正文须有中英文", "The text is in Chinese and in English");
REFUSAL(facts_required, "须引用事件中的事实，或说明为何没有",
	"It quotes facts of the incident, or says why there are none");
REFUSAL(fact_has_changed, "所引事实已变化，须重新引用", "A fact that it quotes has changed");
REFUSAL(checked_by_its_writer, "拟稿人不能核对自己的声明", "Who wrote it does not check its facts");
REFUSAL(epidemic_check_required, "须有防疫审核意见，或说明为何没有",
	"It needs its epidemic check, or the reason why there is none");
REFUSAL(statement_desk_signs, "两人中须有一人来自舆情宣传岗",
	"One of the two is of the public information desk");
REFUSAL(correction_names_none, "更正须指明被更正的声明", "A correction names what it corrects");
REFUSAL(only_a_correction, "只有更正可以指明被更正的声明", "Only a correction names another one");
REFUSAL(nothing_out_to_correct, "只能更正本指挥部已发布的声明",
	"Only a statement of the own post that is out is corrected");
static const struct refusal *const refusals[] = {
	&refuse_statement_both_languages, &refuse_facts_required, &refuse_fact_has_changed,
	&refuse_checked_by_its_writer, &refuse_epidemic_check_required,
	&refuse_statement_desk_signs, &refuse_correction_names_none, &refuse_only_a_correction,
	&refuse_nothing_out_to_correct, NULL,
};

static const struct statement *statement_of(const struct record *record)
{
	return (const struct statement *)record;
}

/* ---- rules ----------------------------------------------------------------------------------- */

/* How many facts it quotes, and whether all of them still are as it says. */
static uint32_t count_facts(const struct model *model, struct ident statement, const char *state)
{
	const struct record *facts[LIMIT_REFS];
	uint32_t count = model_refs_to(model, statement, "statement_fact", "statement", facts,
				       LIMIT_REFS);
	uint32_t found = 0;

	for (uint32_t i = 0; i < count && i < LIMIT_REFS; i++)
		found += !facts[i]->struck && rules_in(facts[i], state);
	return found;
}

static const struct refusal *check_facts(const struct model *model,
					 const struct statement *statement)
{
	if (count_facts(model, statement->record.id, "changed") > 0)
		return &refuse_fact_has_changed;
	return count_facts(model, statement->record.id, "holds") == 0 &&
			       statement->no_facts.len == 0
		       ? &refuse_facts_required
		       : NULL;
}

static const struct refusal *check_correction(const struct model *model,
					      const struct statement *statement)
{
	const struct record *old = model_find_kind(model, statement->corrects, "statement");

	if (statement->type != CORRECTION)
		return old ? &refuse_only_a_correction : NULL;
	if (!old)
		return &refuse_correction_names_none;
	return old->home != statement->record.home || (IN(old->state) & OUT) == 0
		       ? &refuse_nothing_out_to_correct
		       : NULL;
}

static const struct refusal *check_text(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct statement *statement = statement_of(after);

	if (statement->text_zh.len == 0 || statement->text_en.len == 0)
		return &refuse_statement_both_languages;
	if (ident_eq(statement_of(before)->drafted_by, view->actor))
		return &refuse_checked_by_its_writer;
	return check_facts(model, statement);
}

/* Seed S9: what is said in public has its epidemic part as well. */
static const struct refusal *check_legal(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct statement *statement = statement_of(after);

	(void)before;
	return statement->epidemic_part.len == 0 && statement->epidemic_na.len == 0 &&
			       policy_or(model, "epidemic.joint", after->home, view->at, 0) > 0
		       ? &refuse_epidemic_check_required
		       : NULL;
}

static const struct refusal *check_release(const struct model *model, const struct record *before,
					   const struct record *after, const struct act_view *view)
{
	const struct refusal *refusal = check_facts(model, statement_of(after));

	if (!refusal)
		refusal = check_correction(model, statement_of(after));
	if (!refusal && !topics_desk_signs(model, before, view))
		refusal = &refuse_statement_desk_signs;
	return refusal;
}

static void stamp_draft(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	(void)model;
	(void)after;
	stamp_ref(stamp, "drafted_by", view->actor);
}

static void stamp_publish(struct stamp *stamp, const struct model *model,
			  const struct record *after, const struct act_view *view)
{
	const struct record *old =
		model_find_kind(model, statement_of(after)->corrects, "statement");

	stamp_time(stamp, "published_at", view->at);
	if (!old)
		return;
	stamp_text(stamp, "before_zh", statement_of(old)->title_zh);
	stamp_text(stamp, "before_en", statement_of(old)->title_en);
}

/* ---- acts ------------------------------------------------------------------------------------ */

#define DESK (ROLE_DESK | ROLE_information)
#define BODY "title_zh title_en text_zh text_en type topic incident rumour no_facts speaker " \
	     "corrects to"
KIND_ACTS(
	{ .number = 1, .name = "draft", .zh = "拟稿", .en = "Draft", .from = NEW, .to = DRAFT,
	  .roles = DESK, .takes = BODY, .stamp = stamp_draft },
	{ .number = 2, .name = "check_facts", .zh = "核对事实", .en = "Check the facts",
	  .from = IN(DRAFT), .to = FACT_CHECKED, .roles = ROLE_STAFF, .takes = "no_facts",
	  .check = check_text },
	{ .number = 3, .name = "check_legal", .zh = "法务与防疫审核",
	  .en = "Legal and epidemic check", .from = IN(FACT_CHECKED), .to = LEGAL_CHECKED,
	  .roles = DESK, .takes = "legal_check epidemic_part epidemic_na",
	  .needs = "legal_check", .check = check_legal },
	{ .number = 4, .name = "approve", .zh = "批准（两人）", .en = "Approve, two persons",
	  .from = IN(LEGAL_CHECKED), .to = APPROVED, .roles = DESK, .flags = ACT_SECOND,
	  .check = check_release },
	{ .number = 5, .name = "publish", .zh = "发布", .en = "Publish", .from = IN(APPROVED),
	  .to = PUBLISHED, .roles = DESK, .check = check_release,
	  .stamp = stamp_publish },
	{ .number = 6, .name = "revise", .zh = "退回修改", .en = "Revise",
	  .from = IN(FACT_CHECKED) | IN(LEGAL_CHECKED) | IN(APPROVED), .to = DRAFT,
	  .roles = DESK, .takes = "reason", .needs = "reason" },
	{ .number = 7, .name = "drop", .zh = "作废", .en = "Drop", .from = UNPUBLISHED,
	  .to = DROPPED, .roles = DESK, .takes = "reason", .needs = "reason" },
	{ .number = 8, .name = "mark_outdated", .zh = "所述事实已变化", .en = "A fact has changed",
	  .from = IN(PUBLISHED), .to = OUTDATED, .roles = ROLE_SYSTEM, .flags = ACT_ALARM },
	{ .number = 9, .name = "mark_current", .zh = "所述事实复旧", .en = "The facts hold again",
	  .from = IN(OUTDATED), .to = PUBLISHED, .roles = ROLE_SYSTEM },
	{ .number = 10, .name = "mark_corrected", .zh = "已更正", .en = "Corrected", .from = OUT,
	  .to = CORRECTED, .roles = ROLE_SYSTEM,
	  .takes = "corrected_by after_zh after_en" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(DRAFT), .to = SAME, .roles = DESK, .takes = BODY,
	  .flags = ACT_VERSION | ACT_KERNEL, .stamp = stamp_draft },
	ACT_SHARE(DESK), ACT_LINK(DESK), ACT_ATTACH(DESK));

/* ---- clocks ---------------------------------------------------------------------------------- */

static const struct clock_step publish_steps[] = {
	{ .name = "waiting", .zh = "已批准而未发布", .en = "Approved and not published",
	  .policy = "statement.publish", .rings = RINGS_HOME },
};
static const struct clock_step correct_steps[] = {
	{ .name = "breach", .zh = "事实变化后未更正", .en = "Not corrected though a fact changed",
	  .policy = "statement.correct", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "publish", .zh = "发布", .en = "Publication", .starts = "approve",
	  .stops = "publish revise drop", .steps = publish_steps,
	  .nsteps = KIND_COUNT(publish_steps) },
	{ .number = 2, .name = "correct", .zh = "更正", .en = "Correction",
	  .starts = "mark_outdated", .stops = "mark_current mark_corrected",
	  .steps = correct_steps, .nsteps = KIND_COUNT(correct_steps) },
};

/* ---- reactions ------------------------------------------------------------------------------- */

static void follow_facts(struct reactor *reactor, const struct model *model,
			 const struct record *record, const struct entry *entry)
{
	const struct record *statement =
		model_find_kind(model, rules_ref(record, "statement"), "statement");

	(void)entry;
	if (!statement)
		return;
	if (statement->state == PUBLISHED && rules_in(record, "changed"))
		reactor_propose(reactor, "statement", "mark_outdated", statement->id,
				statement->home);
	else if (statement->state == OUTDATED && count_facts(model, statement->id, "changed") == 0)
		reactor_propose(reactor, "statement", "mark_current", statement->id,
				statement->home);
}

/* Doctrine 5.2: what turns out to be false is set right by the authority, also its own word. */
static void incident_was_none(struct reactor *reactor, const struct model *model,
			      const struct record *record, const struct entry *entry)
{
	const struct record *said[LIMIT_REFS];
	uint32_t count = model_refs_to(model, record->id, "statement", "incident", said,
				       LIMIT_REFS);

	(void)entry;
	for (uint32_t i = 0; i < count && i < LIMIT_REFS; i++)
		if (said[i]->state == PUBLISHED && !said[i]->struck)
			reactor_propose(reactor, "statement", "mark_outdated", said[i]->id,
					said[i]->home);
}

static void end_corrected(struct reactor *reactor, const struct model *model,
			  const struct record *record, const struct entry *entry)
{
	struct ident old = statement_of(record)->corrects;

	(void)model;
	(void)entry;
	if (ident_none(old))
		return;
	reactor_propose(reactor, "statement", "mark_corrected", old, record->home);
	reactor_ref(reactor, "corrected_by", record->id);
	reactor_text(reactor, "after_zh", statement_of(record)->title_zh);
	reactor_text(reactor, "after_en", statement_of(record)->title_en);
}

static const struct reaction reactions[] = {
	{ .name = "follow_facts",
	  .on = "statement_fact.mark_changed statement_fact.mark_holds statement_fact.drop",
	  .doc_zh = "已发布声明所引事实变化时标明，并起算更正时限。",
	  .doc_en = "A statement that is out says so when a fact it quotes has changed.",
	  .run = follow_facts },
	{ .name = "incident_was_none", .on = "incident.false incident.strike",
	  .doc_zh = "事件被认定为误报或划销后，已发布的有关声明须更正。",
	  .doc_en = "What was said of an incident that was none is to be corrected.",
	  .run = incident_was_none },
	{ .name = "end_corrected", .on = "statement.publish",
	  .doc_zh = "更正发布后，原声明标为已更正，仍可见。",
	  .doc_en = "A correction that is out marks the old statement, which stays to be seen.",
	  .run = end_corrected },
};

static const struct gap gaps[] = {
	{ .name = "outdated", .zh = "已发布声明与事实不符", .en = "A statement is out that no longer holds",
	  .severity = GAP_SERIOUS, .in = IN(OUTDATED), .act = "statement.draft",
	  .field = "corrects" },
};

KIND(statement, .number = 52, .module = "publicinfo", .zh = "声明", .en = "Statement",
     .doc_zh = "对外发布的内容：事实与事件字段相连，经核对、法务防疫审核和两人批准；更正可见。",
     .doc_en = "What is said in public: facts tied to the incident, checked, approved by two, "
	       "corrections visible.",
     .doctrine = "5.2, 15.2", .flags = KIND_BOARD, .refusals = refusals, KIND_CLOCKS,
     KIND_REACTIONS, KIND_GAPS);
