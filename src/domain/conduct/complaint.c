/* A complaint about conduct: taken outside the chain, looked into by oversight, the result told. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

static const struct choice matters[] = {
	{ 1, "manner", "态度言语", "Manner", NULL },
	{ 2, "search", "安全检查", "Search and screening", NULL },
	{ 3, "force", "使用强制力", "Use of force", NULL },
	{ 4, "refusal_of_entry", "拒绝入场", "Refused entry", NULL },
	{ 5, "property", "财物处置", "Property", NULL },
	{ 6, "discrimination", "歧视对待", "Unequal treatment", NULL },
	{ 7, "inaction", "不作为", "Nothing was done", NULL },
	{ 8, "footage", "散布影像", "Footage spread", NULL },
	{ 9, "other", "其他", "Other", NULL },
	{ 0 },
};
static const struct choice ways_in[] = {
	{ 1, "hotline", "热线", "Hotline", NULL },
	{ 2, "on_site", "现场", "On the spot", NULL },
	{ 3, "letter", "来信", "Letter", NULL },
	{ 4, "online", "网上", "Online", NULL },
	{ 0 },
};
static const struct choice outcomes[] = {
	{ 1, "founded", "属实", "Founded", NULL },
	{ 2, "partly_founded", "部分属实", "Founded in part", NULL },
	{ 3, "unfounded", "不属实", "Unfounded", NULL },
	{ 4, "not_to_be_settled", "无法查实", "Cannot be settled", NULL },
	{ 0 },
};

/* Doctrine 15.2: place, time and matter; a way to answer only if the person wants one. */
#define FIELDS(X, K) \
	X(K, 1, ENUM, matter, "事由", "Matter", .choices = matters, .flags = REQUIRED | INDEXED) \
	X(K, 2, TEXT, text, "经过", "What happened", .max = 4000, .flags = REQUIRED | LONG) \
	X(K, 3, REF, place, "地点", "Place", .target = "place") \
	X(K, 4, REF, against, "被投诉单位", "Post complained of", .target = "post") \
	X(K, 5, ENUM, way_in, "渠道", "By", .choices = ways_in, .flags = REQUIRED) \
	X(K, 6, TEXT, contact, "联系方式", "Contact", .max = 120, .flags = PERSONAL, \
	  .retain_days = 180, .doc_zh = "自愿填写，仅用于告知结果。", \
	  .doc_en = "Given freely, and used to tell the result only.") \
	X(K, 7, TEXT, findings, "查明情况", "Findings", .max = 4000, .flags = LONG) \
	X(K, 8, ENUM, outcome, "结论", "Outcome", .choices = outcomes, .flags = INDEXED) \
	X(K, 9, TEXT, told, "告知内容", "What was told", .max = 2000, .flags = LONG) \
	X(K, 10, TEXT, referred_to, "移送机关", "Referred to", .max = 120) \
	X(K, 11, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG) \
	X(K, 12, TEXT, title, "标题", "Title", .max = 80, .flags = TITLE | SYSTEM)

KIND_STRUCT(complaint);
KIND_FIELDS(complaint);

enum { LODGED = 1, UNDER_INQUIRY, CONCLUDED, TOLD, REFERRED, REOPENED };
static const struct state states[] = {
	{ LODGED, "lodged", "已受理", "Lodged", STATE_OPEN | STATE_ALARM },
	{ UNDER_INQUIRY, "under_inquiry", "调查中", "Under inquiry", STATE_OPEN },
	{ CONCLUDED, "concluded", "已有结论", "Concluded", STATE_OPEN },
	{ TOLD, "told", "已告知", "Result told", STATE_CLOSED },
	{ REFERRED, "referred", "已移送", "Referred", STATE_CLOSED },
	{ REOPENED, "reopened", "重新调查", "Reopened", STATE_OPEN | STATE_ALARM },
};

REFUSAL(concerned, "曾在被投诉单位任职者不得调查",
	"Who serves or served at the post complained of does not look into it");
REFUSAL(contact_without_telling, "留有联系方式的须告知结果",
	"Who left a contact is told the result");
static const struct refusal *const refusals[] = { &refuse_concerned,
						  &refuse_contact_without_telling, NULL };

static const struct refusal *check_inquire(const struct model *model, const struct record *before,
					   const struct record *after, const struct act_view *view)
{
	const struct duty *duties[LIMIT_REFS];
	uint32_t count = duty_of(model, view->actor, duties, LIMIT_REFS);
	code against = ((const struct complaint *)after)->against.origin;

	(void)before;
	for (uint32_t i = 0; against != 0 && i < count && i < LIMIT_REFS; i++)
		if (duties[i]->post == against)
			return &refuse_concerned;
	return NULL;
}

static const struct refusal *check_close(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	(void)before;
	return record_has(after, F_contact) ? &refuse_contact_without_telling
					    : check_inquire(model, before, after, view);
}

/* Alarms carry the title, and posts above oversight see those: it says no more than this. */
static void stamp_title(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	(void)model;
	(void)after;
	(void)view;
	stamp_text(stamp, "title", STR("执法投诉 / Complaint"));
}

#define OVERSEER .roles = ROLE_oversight, .relations = REL_OVERSIGHT
KIND_ACTS(
	/* Anybody takes a complaint down; from then on the chain does not see it. */
	{ .number = 1, .name = "lodge", .zh = "受理", .en = "Lodge", .from = NEW, .to = LODGED,
	  .roles = ROLE_ALL | ROLE_SYSTEM,
	  .takes = "matter text place against way_in contact",
	  .stamp = stamp_title },
	{ .number = 2, .name = "inquire", .zh = "开始调查", .en = "Begin the inquiry",
	  .from = IN(LODGED) | IN(REOPENED), .to = UNDER_INQUIRY, OVERSEER, .takes = "against",
	  .check = check_inquire },
	{ .number = 3, .name = "conclude", .zh = "作出结论", .en = "Conclude",
	  .from = IN(UNDER_INQUIRY), .to = CONCLUDED, OVERSEER, .takes = "findings outcome",
	  .needs = "findings outcome", .check = check_inquire },
	{ .number = 4, .name = "tell", .zh = "告知结果", .en = "Tell the result",
	  .from = IN(CONCLUDED), .to = TOLD, OVERSEER, .takes = "told", .needs = "told",
	  .check = check_inquire },
	{ .number = 5, .name = "close_anonymous", .zh = "匿名办结",
	  .en = "Close without a contact", .from = IN(CONCLUDED), .to = TOLD, OVERSEER,
	  .takes = "reason", .needs = "reason", .check = check_close },
	{ .number = 6, .name = "refer", .zh = "移送", .en = "Refer",
	  .from = IN(LODGED) | IN(UNDER_INQUIRY) | IN(REOPENED), .to = REFERRED, OVERSEER,
	  .takes = "referred_to told reason", .needs = "referred_to reason",
	  .check = check_inquire },
	{ .number = 7, .name = "reopen", .zh = "重新调查", .en = "Reopen",
	  .from = IN(TOLD) | IN(CONCLUDED), .to = REOPENED, OVERSEER, .takes = "reason",
	  .needs = "reason" });

/* It rings at oversight alone: an alarm in the chain would tell what it is about. */
static const struct clock_step accept_steps[] = {
	{ .name = "due", .zh = "投诉未开始调查", .en = "Inquiry not begun",
	  .policy = "complaint.accept", .rings = RINGS_OVERSIGHT },
	{ .name = "late", .zh = "投诉久未调查", .en = "Inquiry long not begun",
	  .policy = "complaint.accept_breach", .rings = RINGS_OVERSIGHT },
};
static const struct clock_step answer_steps[] = {
	{ .name = "due", .zh = "应告知结果", .en = "The result is due",
	  .policy = "complaint.answer", .rings = RINGS_OVERSIGHT },
	{ .name = "late", .zh = "逾时未告知结果", .en = "The result has not been told",
	  .policy = "complaint.answer_breach", .rings = RINGS_OVERSIGHT },
};
#define ENDS "tell close_anonymous refer"
static const struct clock clocks[] = {
	{ .number = 1, .name = "accept", .zh = "开始调查", .en = "Beginning",
	  .starts = "lodge reopen", .stops = "inquire refer", .steps = accept_steps,
	  .nsteps = KIND_COUNT(accept_steps) },
	{ .number = 2, .name = "answer", .zh = "告知结果", .en = "Telling",
	  .starts = "lodge reopen", .stops = ENDS, .steps = answer_steps,
	  .nsteps = KIND_COUNT(answer_steps) },
};

static bool is_late(const struct model *model, const struct record *record, instant at)
{
	return at - record->created_at >=
	       policy_span(model, "complaint.answer", record->home, at);
}

/* Seen by oversight alone, as the record is. */
static const struct gap gaps[] = {
	{ .name = "not_told", .zh = "投诉结果逾期未告知",
	  .en = "Who complained has not been told the result", .severity = GAP_SERIOUS,
	  .in = IN(LODGED) | IN(UNDER_INQUIRY) | IN(CONCLUDED) | IN(REOPENED), .open = is_late,
	  .act = "tell" },
};

KIND(complaint, .number = 146, .module = "conduct", .zh = "执法投诉", .en = "Complaint",
     .doc_zh = "对执法、执勤行为的投诉：由督察在指挥链之外办理，结果告知本人。",
     .doc_en = "A complaint about conduct, handled by oversight outside the chain; the result is "
	       "told.",
     .doctrine = "15.2, 15.3", .sees = REL_OVERSIGHT, .refusals = refusals, KIND_CLOCKS,
     KIND_GAPS);
