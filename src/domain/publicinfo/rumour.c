/* A claim that goes round, without whoever said it: found true or not, answered, watched. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "domain/publicinfo/topics.h"

static const struct choice channels[] = {
	{ 1, "hotline", "热线", "Hotline", NULL },
	{ 2, "staff", "工作人员", "Staff", NULL },
	{ 3, "media", "媒体", "Media", NULL },
	{ 4, "signage", "现场标识或广播", "Signs or announcements", NULL },
	{ 5, "platform", "网络平台", "Online platforms", NULL },
	{ 0 },
};
static const struct choice reaches[] = {
	{ 1, "low", "小", "Low", "blue" },
	{ 2, "medium", "中", "Medium", "yellow" },
	{ 3, "high", "大", "High", "red" },
	{ 0 },
};
static const struct choice harms[] = {
	{ 1, "panic", "引发恐慌", "Panic", "red" },
	{ 2, "crowd_movement", "引发人群移动", "Crowd movement", "red" },
	{ 3, "health", "危害健康", "Health", "orange" },
	{ 4, "service", "影响服务", "Service", "yellow" },
	{ 5, "reputation", "影响声誉", "Reputation", "blue" },
	{ 0 },
};
static const struct choice findings[] = {
	{ 1, "true", "属实", "True", NULL },
	{ 2, "false", "不实", "False", NULL },
	{ 3, "misleading", "误导", "Misleading", NULL },
	{ 4, "unverifiable", "无法核实", "Unverifiable", NULL },
	{ 0 },
};
static const struct choice trends[] = {
	{ 1, "gone", "已平息", "Gone", "green" },
	{ 2, "falling", "减弱", "Falling", "blue" },
	{ 3, "steady", "持续", "Steady", "yellow" },
	{ 4, "rising", "扩散", "Rising", "red" },
	{ 0 },
};

static const struct choice natures[] = {
	{ 1, "comment", "看法", "Comment", NULL },
	{ 2, "criticism", "批评建议", "Criticism", NULL },
	{ 3, "complaint", "投诉", "Complaint", NULL },
	{ 0 },
};

/*
 * Doctrine 5.2: no author, no account, no link. What was heard is sealed, and ends when the claim
 * is none of ours; the desk works with its own words.
 */
#define FIELDS(X, K) \
	X(K, 1, TEXT, heard, "听到的说法", "As it was heard", .max = 800, \
	  .flags = LONG | PERSONAL, .retain_days = 30, \
	  .doc_zh = "不得写入作者、账号、电话或链接。", \
	  .doc_en = "Never an author, an account, a number or a link.") \
	X(K, 2, TEXT, claim, "传言（概括）", "The claim, in our words", .max = 400, \
	  .flags = SEARCHED) \
	X(K, 3, TEXT, title, "标题", "Title", .max = 400, .flags = TITLE | SYSTEM) \
	X(K, 4, ENUM, topic, "主题", "Topic", .choices = topics_choices, \
	  .flags = REQUIRED | INDEXED | PUBLIC) \
	X(K, 5, REF, place, "涉及地点", "Place", .target = "place") \
	X(K, 6, TIME, first_seen, "最早出现", "First seen", .flags = REQUIRED) \
	X(K, 7, ENUM, channel_class, "渠道类别", "Class of channel", .choices = channels, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 8, ENUM, reach, "传播范围", "Reach", .choices = reaches, .flags = REQUIRED | INDEXED) \
	X(K, 9, ENUM, harm, "危害", "Harm", .choices = harms, .flags = INDEXED) \
	X(K, 10, TIME, correct_due, "澄清时限", "Correction due", .flags = SYSTEM) \
	X(K, 11, REF, to, "核实单位", "Who verifies", .target = "post", .flags = ADDRESSEE) \
	X(K, 12, TIME, verify_due, "核实时限", "Verified by", .flags = 0) \
	X(K, 13, ENUM, finding, "核实结论", "Finding", .choices = findings, \
	  .flags = SYSTEM | INDEXED | PUBLIC) \
	X(K, 14, TEXT, evidence, "依据", "Evidence", .max = 2000, .flags = LONG) \
	X(K, 15, REF, incident, "事件", "Incident", .target = "incident") \
	X(K, 16, TEXT, response_zh, "回应（中文）", "Response (Chinese)", .max = 800, \
	  .flags = LONG | PUBLIC) \
	X(K, 17, TEXT, response_en, "回应（英文）", "Response (English)", .max = 800, \
	  .flags = LONG | PUBLIC) \
	X(K, 18, REF, statement, "声明", "Statement", .target = "statement") \
	X(K, 19, TIME, published_at, "发布时间", "Published at", .flags = SYSTEM | PUBLIC) \
	X(K, 20, ENUM, trend, "回应后走势", "After the response", .choices = trends, .flags = 0) \
	X(K, 21, TEXT, outcome, "结果", "Outcome", .max = 800, .flags = LONG) \
	X(K, 22, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG) \
	X(K, 23, ENUM, nature, "实为", "What it is instead", .choices = natures, .flags = INDEXED)

KIND_STRUCT(rumour);
KIND_FIELDS(rumour);

enum { LOGGED = 1, TRIAGED, VERIFYING, TRUE_, FALSE_, MISLEADING, UNVERIFIABLE, OUT_OF_SCOPE,
       DRAFTED, APPROVED, PUBLISHED, OBSERVED, CLOSED, SHELVED };
static const struct state states[] = {
	{ LOGGED, "logged", "已登记", "Logged", STATE_OPEN | STATE_ALARM },
	{ TRIAGED, "triaged", "已分类", "Triaged", STATE_OPEN },
	{ VERIFYING, "verifying", "核实中", "Verifying", STATE_OPEN },
	{ TRUE_, "true", "属实", "True", STATE_OPEN },
	{ FALSE_, "false", "不实", "False", STATE_OPEN },
	{ MISLEADING, "misleading", "误导", "Misleading", STATE_OPEN },
	{ UNVERIFIABLE, "unverifiable", "无法核实", "Unverifiable", STATE_OPEN },
	{ OUT_OF_SCOPE, "out_of_scope", "不属本系统处理范围", "Out of scope",
	  STATE_CLOSED | STATE_FORGETS },
	{ DRAFTED, "response_draft", "回应拟稿", "Response drafted", STATE_OPEN },
	{ APPROVED, "approved", "回应已批准", "Response approved", STATE_OPEN },
	{ PUBLISHED, "published", "已发布回应", "Published", STATE_OPEN | STATE_RELEASED },
	{ OBSERVED, "observed", "观察中", "Observed", STATE_OPEN | STATE_RELEASED },
	{ CLOSED, "closed", "已办结", "Closed", STATE_CLOSED | STATE_RELEASED },
	{ SHELVED, "shelved", "不予回应", "No response", STATE_CLOSED },
};
#define UNFOUND (IN(LOGGED) | IN(TRIAGED) | IN(VERIFYING) | IN(UNVERIFIABLE))
#define FOUND (IN(TRUE_) | IN(FALSE_) | IN(MISLEADING))

REFUSAL(points_at_somebody, "不得写入账号、链接、电话号码等指向个人的内容",
	"No account, link or number that points at a person is taken down");
REFUSAL(claim_required, "须用本席位的话概括传言", "The claim is put in the desk's own words");
REFUSAL(first_seen_in_future, "最早出现时间不能晚于现在", "It cannot have been seen later than now");
REFUSAL(evidence_required, "结论须有依据", "A finding needs its evidence");
REFUSAL(response_both_languages, "回应须有中英文", "The response is in Chinese and English");
REFUSAL(information_desk_signs, "两人中须有一人来自舆情宣传岗",
	"One of the two is of the public information desk");
REFUSAL(harm_needs_answer, "涉及恐慌、人群移动或健康的不实传言必须回应",
	"A false claim about panic, crowds or health is answered, not shelved");
static const struct refusal *const refusals[] = {
	&refuse_points_at_somebody,	&refuse_claim_required,
	&refuse_first_seen_in_future,	&refuse_evidence_required,
	&refuse_response_both_languages, &refuse_information_desk_signs,
	&refuse_harm_needs_answer,	NULL,
};

static const struct rumour *rumour_of(const struct record *record)
{
	return (const struct rumour *)record;
}

/* ---- rules ----------------------------------------------------------------------------------- */

enum { DIGITS_OF_A_NUMBER = 7 };

/* Doctrine 5.2, what a claim never holds: handles, links to posts, telephone and other numbers. */
static bool points_at_somebody(struct str text)
{
	static const char *const marks[] = { "@", "://", "www.", "微信号", "QQ号" };
	int digits = 0;

	for (size_t i = 0; i < KIND_COUNT(marks); i++)
		if (str_contains(text, str_of(marks[i])))
			return true;
	for (uint32_t i = 0; i < text.len; i++) {
		digits = text.at[i] >= '0' && text.at[i] <= '9' ? digits + 1 : 0;
		if (digits == DIGITS_OF_A_NUMBER)
			return true;
	}
	return false;
}

static const struct refusal *check_log(const struct model *model, const struct record *before,
				       const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	if (points_at_somebody(rumour_of(after)->heard))
		return &refuse_points_at_somebody;
	return rumour_of(after)->first_seen > view->at + LIMIT_EVENT_AHEAD_MS
		       ? &refuse_first_seen_in_future
		       : NULL;
}

static const struct refusal *check_triage(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	if (points_at_somebody(rumour_of(after)->claim))
		return &refuse_points_at_somebody;
	return rumour_of(after)->claim.len == 0 ? &refuse_claim_required : NULL;
}

static const struct refusal *check_find(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	(void)view;
	return rumour_of(after)->evidence.len == 0 ? &refuse_evidence_required : NULL;
}

static const struct refusal *check_response(const struct model *model, const struct record *before,
					    const struct record *after,
					    const struct act_view *view)
{
	const struct rumour *rumour = rumour_of(after);

	if (rumour->response_zh.len == 0 || rumour->response_en.len == 0)
		return &refuse_response_both_languages;
	return topics_desk_signs(model, before, view) ? NULL : &refuse_information_desk_signs;
}

/* Emergency Response Law 2024, Art. 7: what is false is to be set right by the authority. */
static const struct refusal *check_shelve(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	struct str harm = str_of(model_choice(after, "harm"));

	(void)model;
	(void)view;
	return (IN(before->state) & (IN(FALSE_) | IN(MISLEADING))) != 0 &&
			       (str_eq(harm, STR("panic")) || str_eq(harm, STR("health")) ||
				str_eq(harm, STR("crowd_movement")))
		       ? &refuse_harm_needs_answer
		       : NULL;
}

/* ---- what the node fills in ------------------------------------------------------------------ */

static void stamp_log(struct stamp *stamp, const struct model *model, const struct record *after,
		      const struct act_view *view)
{
	const struct choice *topic = &topics_choices[rumour_of(after)->topic - 1];
	char title[160];

	(void)model;
	(void)view;
	snprintf(title, sizeof title, "待分类传言：%s / Claim: %s", topic->zh, topic->en);
	stamp_text(stamp, "title", str_of(title));
}

/* The time for a correction counts from when the desk knew, whatever triage took. */
static void stamp_triage(struct stamp *stamp, const struct model *model,
			 const struct record *after, const struct act_view *view)
{
	char key[64];

	snprintf(key, sizeof key, "rumour.correct.%s", model_choice(after, "harm"));
	stamp_text(stamp, "title", rumour_of(after)->claim);
	stamp_time(stamp, "correct_due",
		   after->created_at + rules_span(model, key, after->home, view->at));
}

static void stamp_verify(struct stamp *stamp, const struct model *model,
			 const struct record *after, const struct act_view *view)
{
	if (rumour_of(after)->verify_due <= view->at)
		stamp_time(stamp, "verify_due",
			   view->at + rules_span(model, "rumour.verify", after->home, view->at));
}

/* Of the four acts the last word of the name is the finding. */
static void stamp_find(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	(void)model;
	(void)after;
	stamp_choice(stamp, "finding", view->act->name + sizeof "find_" - 1);
}

/* Nothing of what was said stays: neither as heard (the state forgets it) nor in our words. */
static void stamp_drop(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	(void)model;
	(void)after;
	(void)view;
	stamp_text(stamp, "title", STR("不属处理范围，内容未留 / Out of scope, nothing kept"));
	stamp_text(stamp, "claim", (struct str){ 0 });
}

static void stamp_publish(struct stamp *stamp, const struct model *model,
			  const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)after;
	stamp_time(stamp, "published_at", view->at);
}

/* ---- acts ------------------------------------------------------------------------------------ */

#define DESK (ROLE_DESK | ROLE_information)
#define LOGGERS (ROLE_STAFF | ROLE_unit_leader | ROLE_steward | ROLE_liaison)
#define VERIFIERS (REL_OWN | REL_DESK | REL_ADDRESSEE)
/* A venue without an information desk is helped by the one above. */
#define UPWARDS (REL_OWN | REL_DESK | REL_ABOVE)
#define FIND(number_, name_, zh_, en_, to_) \
	{ .number = number_, .name = "find_" name_, .zh = zh_, .en = en_, \
	  .from = IN(TRIAGED) | IN(VERIFYING) | IN(UNVERIFIABLE), .to = to_, \
	  .roles = ROLE_STAFF | ROLE_unit_leader, .relations = VERIFIERS, \
	  .takes = "evidence incident", .check = check_find, .stamp = stamp_find }
KIND_ACTS(
	{ .number = 1, .name = "log", .zh = "登记", .en = "Log", .from = NEW, .to = LOGGED,
	  .roles = LOGGERS, .takes = "heard topic place first_seen channel_class reach incident",
	  .needs = "heard", .flags = ACT_ALARM, .check = check_log, .stamp = stamp_log },
	{ .number = 2, .name = "triage", .zh = "分类", .en = "Triage",
	  .from = IN(LOGGED) | IN(TRIAGED), .to = TRIAGED, .roles = DESK,
	  .relations = REL_OWN | REL_DESK, .takes = "claim harm reach topic place", .needs = "harm",
	  .check = check_triage, .stamp = stamp_triage },
	{ .number = 3, .name = "verify", .zh = "交办核实", .en = "Have it verified",
	  .from = IN(TRIAGED) | IN(VERIFYING) | IN(UNVERIFIABLE), .to = VERIFYING,
	  .roles = DESK, .relations = REL_OWN | REL_DESK, .takes = "to verify_due", .needs = "to",
	  .flags = ACT_TELL, .stamp = stamp_verify },
	FIND(4, "true", "认定属实", "Found true", TRUE_),
	FIND(5, "false", "认定不实", "Found false", FALSE_),
	FIND(6, "misleading", "认定误导", "Found misleading", MISLEADING),
	FIND(7, "unverifiable", "无法核实", "Cannot be verified", UNVERIFIABLE),
	/* Views, criticism and complaints are nobody's business here: the words end at once. */
	{ .number = 8, .name = "out_of_scope", .zh = "不属处理范围", .en = "Out of scope",
	  .from = UNFOUND & ~IN(UNVERIFIABLE), .to = OUT_OF_SCOPE, .roles = DESK,
	  .relations = REL_OWN | REL_DESK, .takes = "nature", .needs = "nature",
	  .stamp = stamp_drop },
	{ .number = 9, .name = "respond", .zh = "拟写回应", .en = "Draft the response",
	  .from = FOUND | IN(DRAFTED) | IN(APPROVED), .to = DRAFTED, .roles = DESK,
	  .relations = UPWARDS, .takes = "response_zh response_en statement" },
	{ .number = 10, .name = "approve", .zh = "批准（两人）", .en = "Approve, two persons",
	  .from = IN(DRAFTED), .to = APPROVED, .roles = DESK, .relations = UPWARDS,
	  .flags = ACT_SECOND, .check = check_response },
	{ .number = 11, .name = "publish", .zh = "发布回应", .en = "Publish",
	  .from = IN(APPROVED), .to = PUBLISHED, .roles = DESK, .relations = UPWARDS,
	  .check = check_response, .stamp = stamp_publish },
	{ .number = 12, .name = "observe", .zh = "记录走势", .en = "Observe",
	  .from = IN(PUBLISHED) | IN(OBSERVED), .to = OBSERVED, .roles = DESK,
	  .relations = UPWARDS, .takes = "trend outcome", .needs = "trend" },
	{ .number = 13, .name = "close", .zh = "办结", .en = "Close", .from = IN(OBSERVED),
	  .to = CLOSED, .roles = DESK, .relations = UPWARDS, .takes = "outcome",
	  .needs = "outcome" },
	{ .number = 14, .name = "shelve", .zh = "不予回应", .en = "No response",
	  .from = FOUND | IN(UNVERIFIABLE), .to = SHELVED, .roles = DESK,
	  .relations = UPWARDS, .takes = "reason", .needs = "reason",
	  .check = check_shelve },
	ACT_SHARE(DESK), ACT_LINK(DESK));

/* ---- clocks ---------------------------------------------------------------------------------- */

static const struct clock_step triage_steps[] = {
	{ .name = "due", .zh = "传言尚未分类", .en = "Not triaged yet", .policy = "rumour.triage",
	  .rings = RINGS_HOME },
};
static const struct clock_step verify_steps[] = {
	{ .name = "due", .zh = "到核实时限", .en = "Not verified yet",
	  .rings = RINGS_HOME | RINGS_CONTACT },
};
static const struct clock_step correct_steps[] = {
	{ .name = "breach", .zh = "逾时未澄清", .en = "Not set right in time",
	  .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock_step observe_steps[] = {
	{ .name = "due", .zh = "回应后尚未复看", .en = "Not looked at after the response",
	  .policy = "rumour.observe", .rings = RINGS_HOME },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "triage", .zh = "分类", .en = "Triage", .starts = "log",
	  .stops = "triage out_of_scope", .steps = triage_steps,
	  .nsteps = KIND_COUNT(triage_steps) },
	{ .number = 2, .name = "verify", .zh = "核实", .en = "Verification", .starts = "verify",
	  .stops = "find_true find_false find_misleading find_unverifiable out_of_scope",
	  .until = "verify_due", .steps = verify_steps, .nsteps = KIND_COUNT(verify_steps) },
	{ .number = 3, .name = "correct", .zh = "澄清", .en = "Correction", .starts = "triage",
	  .stops = "publish shelve out_of_scope", .until = "correct_due",
	  .steps = correct_steps, .nsteps = KIND_COUNT(correct_steps) },
	{ .number = 4, .name = "observe", .zh = "复看", .en = "Observation", .starts = "publish",
	  .stops = "observe close", .steps = observe_steps,
	  .nsteps = KIND_COUNT(observe_steps) },
};

/* ---- reactions and gaps ---------------------------------------------------------------------- */

/* What somebody complains of is answered by oversight, outside the chain; here it is not kept. */
static void pass_complaint(struct reactor *reactor, const struct model *model,
			   const struct record *record, const struct entry *entry)
{
	static const char *const ways[] = { "on_site", "hotline", "on_site", "letter", "on_site",
					    "online" };
	const struct rumour *rumour = rumour_of(record);

	(void)model;
	(void)entry;
	if (!str_eq(str_of(model_choice(record, "nature")), STR("complaint")) ||
	    rumour->heard.len == 0)
		return;
	reactor_propose(reactor, "complaint", "lodge", (struct ident){ 0 }, record->home);
	reactor_choice(reactor, "matter", "other");
	reactor_choice(reactor, "way_in", ways[rumour->channel_class]);
	reactor_text(reactor, "text", rumour->heard);
	if (!ident_none(rumour->place))
		reactor_ref(reactor, "place", rumour->place);
}

static const struct reaction reactions[] = {
	{ .name = "pass_complaint", .on = "rumour.out_of_scope",
	  .doc_zh = "实为投诉的，转督察受理，本席位不留内容。",
	  .doc_en = "What is a complaint goes to oversight; nothing of it is kept here.",
	  .run = pass_complaint },
};

static bool is_untriaged(const struct model *model, const struct record *record, instant at)
{
	(void)model;
	(void)at;
	return record->clocks[0].status == CLOCK_LAPSED;
}

/* Doctrine 4.6: no rumour open longer than its time. */
static bool is_overdue(const struct model *model, const struct record *record, instant at)
{
	(void)model;
	return rumour_of(record)->correct_due != 0 && rumour_of(record)->correct_due <= at;
}

static const struct gap gaps[] = {
	{ .name = "unanswered", .zh = "逾时未澄清的传言", .en = "A claim not set right in time",
	  .severity = GAP_SERIOUS,
	  .in = IN(TRIAGED) | IN(VERIFYING) | FOUND | IN(DRAFTED) | IN(APPROVED),
	  .open = is_overdue, .act = "respond" },
	{ .name = "untriaged", .zh = "传言逾时未分类", .en = "A claim that nobody has looked at",
	  .severity = GAP_SERIOUS, .in = IN(LOGGED), .open = is_untriaged, .act = "triage" },
	{ .name = "undecided", .zh = "无法核实的传言逾时未处理",
	  .en = "A claim that cannot be verified is left open", .severity = GAP_MINOR,
	  .in = IN(UNVERIFIABLE), .open = is_overdue, .act = "shelve" },
};

KIND(rumour, .number = 50, .module = "publicinfo", .zh = "传言", .en = "Rumour",
     .doc_zh = "流传的说法本身，不记录由谁说出：核实、回应、复看。",
     .doc_en = "A claim as such, never who made it: verified, answered, observed.",
     .doctrine = "5.2", .flags = KIND_BOARD, .refusals = refusals, KIND_CLOCKS,
     KIND_REACTIONS, KIND_GAPS);
