/* A report to the post above: flash, first, follow-up, final, supplement. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/command/rules.h"

/* Doctrine 3.4 (初报 续报 终报 补报) and, before them, the flash report of 10.3 (M/ETHANE). */
enum { FLASH = 1, INITIAL, FOLLOWUP, FINAL, SUPPLEMENT };
static const struct choice types[] = {
	{ FLASH, "flash", "快报", "Flash report", NULL },
	{ INITIAL, "initial", "初报", "First report", NULL },
	{ FOLLOWUP, "followup", "续报", "Follow-up", NULL },
	{ FINAL, "final", "终报", "Final report", NULL },
	{ SUPPLEMENT, "supplement", "补报", "Supplement", NULL },
	{ 0 },
};

#define COUNT_OF_PERSONS .most = 1000000, .unit = "person"
#define FIELDS(X, K) \
	X(K, 1, ENUM, type, "类别", "Type", .choices = types, .flags = REQUIRED | INDEXED) \
	X(K, 2, REF, incident, "事件", "Incident", .target = "incident", .flags = REQUIRED) \
	X(K, 3, REF, to, "报送", "To", .target = "post", .flags = ADDRESSEE, \
	  .doc_zh = "不填则报上一级指挥部。", .doc_en = "By default the commanding post above.") \
	X(K, 4, INT, number, "序号", "Number", .flags = SYSTEM) \
	X(K, 5, BOOL, major, "宣布重大事件", "Major incident declared", .flags = 0) \
	X(K, 6, TEXT, exact_location, "确切位置", "Exact location", .max = 400, .flags = 0) \
	X(K, 7, TEXT, hazards, "危险因素", "Hazards", .max = 1000, .flags = LONG) \
	X(K, 8, TEXT, access, "进出通道", "Access", .max = 1000, .flags = LONG) \
	X(K, 9, TEXT, casualties_text, "伤亡情况", "Casualties", .max = 1000, .flags = LONG) \
	X(K, 10, TEXT, services, "到场与所需力量", "Services present and required", .max = 1000, \
	  .flags = LONG) \
	X(K, 11, TEXT, nature, "性质", "Nature", .max = 1000, .flags = LONG) \
	X(K, 12, TEXT, course, "经过", "Course", .max = 8000, .flags = LONG | SEARCHED) \
	X(K, 13, TEXT, loss, "损失", "Loss", .max = 1000, .flags = LONG) \
	X(K, 14, TEXT, leaders_present, "到场领导", "Leaders present", .max = 400) \
	X(K, 15, TEXT, measures, "已采取措施", "Measures taken", .max = 4000, .flags = LONG) \
	X(K, 16, TEXT, next_measures, "下一步措施", "Next measures", .max = 4000, .flags = LONG) \
	X(K, 17, TEXT, on_scene, "现场负责人职务", "In charge on scene", .max = 240) \
	X(K, 18, TEXT, contact, "联系方式", "Contact", .max = 240, .flags = PERSONAL, \
	  .retain_days = 365) \
	X(K, 19, TIME, occurred_at, "发生时间", "Occurred at", .flags = 0) \
	X(K, 20, INT, deaths, "死亡", "Deaths", COUNT_OF_PERSONS) \
	X(K, 21, INT, injured, "受伤", "Injured", COUNT_OF_PERSONS) \
	X(K, 22, INT, missing, "失踪", "Missing", COUNT_OF_PERSONS) \
	X(K, 23, REF, answers, "转报的报告", "Passes on", .target = "report") \
	X(K, 24, BOOL, skip_level, "越级上报", "Skips a level", .flags = 0) \
	X(K, 25, REFS, copies, "抄送被越过的层级", "Copies to the levels skipped", \
	  .target = "post", .max = LIMIT_REFS, .flags = ADDRESSEE | SYSTEM) \
	X(K, 26, TEXT, title, "标题", "Title", .max = 240, .flags = TITLE | SEARCHED) \
	X(K, 27, TEXT, reason, "更正原因", "Reason of the correction", .max = 800, .flags = LONG)

KIND_STRUCT(report);
KIND_FIELDS(report);

enum { SENT = 1, RECEIVED, CORRECTED };
static const struct state states[] = {
	{ SENT, "sent", "已报", "Sent", STATE_OPEN },
	{ RECEIVED, "received", "已签收", "Received", STATE_CLOSED },
	{ CORRECTED, "corrected", "已更正", "Corrected", STATE_OPEN },
};

REFUSAL(desk_only, "只有快报可由岗位人员直接发出", "Only a flash report is sent from the post itself");
REFUSAL(nobody_above, "上面没有指挥部", "There is no post above");
REFUSAL(not_above, "只能向上级报告", "A report goes to a post above");
REFUSAL(not_the_next_post, "应报上一级；确需越级请注明",
	"It goes to the next post above, unless it says that it skips one");
REFUSAL(initial_first, "应先有初报", "The first report comes first");
REFUSAL(initial_already_sent, "已有初报，请发续报", "There is a first report; send a follow-up");
REFUSAL(incident_still_open, "事件尚未结束，不能终报", "The incident is still open");
REFUSAL(final_already_sent, "已有终报，请发补报", "There is a final report; send a supplement");
REFUSAL(final_first, "终报之后才有补报", "A supplement follows the final report");
static const struct refusal *const refusals[] = {
	&refuse_desk_only, &refuse_nobody_above, &refuse_not_above, &refuse_not_the_next_post,
	&refuse_initial_first, &refuse_initial_already_sent, &refuse_final_already_sent,
	&refuse_incident_still_open, &refuse_final_first, NULL,
};

/* ---- rules ----------------------------------------------------------------------------------- */

static const struct report *report_of(const struct record *record)
{
	return (const struct report *)record;
}

/* How many of this type this post has sent about the incident; struck ones do not count. */
static uint32_t count_sent(const struct model *model, const struct report *report, uint16_t type)
{
	const struct record *sent[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, report->incident, "report", "incident", sent,
				       KIND_COUNT(sent));
	uint32_t found = 0;

	for (uint32_t i = 0; i < count && i < KIND_COUNT(sent); i++)
		if (sent[i]->home == report->record.home && !sent[i]->struck &&
		    report_of(sent[i])->type == type)
			found++;
	return found;
}

/* Decree 493, Art. 9-11: one level up at once; a level is skipped only where need be, and said. */
static const struct refusal *check_addressee(const struct model *model,
					     const struct report *report)
{
	const struct post *next = tree_commander(model, report->record.home);
	code to = report->to.origin;

	if (!next)
		return &refuse_nobody_above;
	if (to == 0 || to == next->code)
		return NULL;
	if (!tree_above(model, to, report->record.home))
		return &refuse_not_above;
	return report->skip_level ? NULL : &refuse_not_the_next_post;
}

/* Doctrine 3.4: first, then numbered follow-ups, one final, then supplements. */
static const struct refusal *check_order_of_reports(const struct model *model,
						    const struct report *report)
{
	const struct record *incident = model_find(model, report->incident);
	bool initial = count_sent(model, report, INITIAL) > 0;
	bool final = count_sent(model, report, FINAL) > 0;

	switch (report->type) {
	case INITIAL:
		return initial ? &refuse_initial_already_sent : NULL;
	case FOLLOWUP:
		if (final)
			return &refuse_final_already_sent;
		return initial ? NULL : &refuse_initial_first;
	case FINAL:
		if (!initial)
			return &refuse_initial_first;
		if (final)
			return &refuse_final_already_sent;
		return incident && model_is_open(incident) ? &refuse_incident_still_open : NULL;
	case SUPPLEMENT:
		return final ? NULL : &refuse_final_first;
	default:
		return NULL;
	}
}

static const struct refusal *check_send(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct report *report = report_of(after);
	const struct refusal *refusal;

	(void)before;
	if (report->type != FLASH && (view->roles & (ROLE_DESK | ROLE_SYSTEM)) == 0)
		return &refuse_desk_only;
	refusal = check_addressee(model, report);
	return refusal ? refusal : check_order_of_reports(model, report);
}

static void stamp_send(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	const struct report *report = report_of(after);
	const struct record *incident = model_find(model, report->incident);
	struct ident self = rules_post(after->home);
	struct ident_list from = { &self, 1 };
	struct rules_list copies = { .count = 0 };

	(void)view;
	if (ident_none(report->to))
		stamp_ref(stamp, "to", rules_post(tree_commander(model, after->home)->code));
	else
		rules_skipped(model, report->to.origin, from, &copies);
	if (copies.count > 0)
		stamp_refs(stamp, "copies", copies.at, copies.count);
	stamp_int(stamp, "number", (int64_t)count_sent(model, report, report->type) + 1);
	if (report->title.len == 0 && incident)
		stamp_text(stamp, "title", model_title(incident));
}

/* ---- acts ------------------------------------------------------------------------------------ */

#define CONTENT "major exact_location hazards access casualties_text services nature course loss " \
		"leaders_present measures next_measures on_scene contact occurred_at deaths " \
		"injured missing title"
KIND_ACTS(
	{ .number = 1, .name = "send", .zh = "上报", .en = "Send", .from = NEW, .to = SENT,
	  .roles = ROLE_steward | ROLE_unit_leader | ROLE_STAFF | ROLE_liaison, .takes = "*",
	  .flags = ACT_LIFE_SAFETY, .check = check_send, .stamp = stamp_send },
	{ .number = 2, .name = "received", .zh = "已签收", .en = "Received",
	  .from = IN(SENT) | IN(CORRECTED), .to = RECEIVED, .roles = ROLE_SYSTEM },
	/* Emergency Response Law 2024, Art. 61: nothing is hidden; the old text stays readable. */
	{ .number = 3, .name = "correct", .zh = "更正", .en = "Correct",
	  .from = IN(SENT) | IN(RECEIVED) | IN(CORRECTED), .to = CORRECTED, .roles = ROLE_DESK,
	  .takes = "reason " CONTENT, .needs = "reason" },
	ACT_LINK(ROLE_STAFF), ACT_ATTACH(ROLE_STAFF));

/* ---- reactions ------------------------------------------------------------------------------- */

/* Doctrine 3.4: what counts is the recipient's signature, not the sending. */
static void follow_signature(struct reactor *reactor, const struct model *model,
			     const struct record *record, const struct entry *entry)
{
	const struct record *report =
		model_find_kind(model, rules_ref(record, "subject"), "report");

	(void)entry;
	if (report && report->state != RECEIVED && report_of(report)->to.origin == record->home)
		reactor_propose(reactor, "report", "received", report->id, report->home);
}

static const struct reaction reactions[] = {
	{ .name = "follow_signature", .on = "receipt.sign",
	  .doc_zh = "接收单位签收后，报告记为已签收。",
	  .doc_en = "A report is received when its addressee has signed.",
	  .run = follow_signature },
};

KIND(report, .number = 11, .module = "command", .zh = "报告", .en = "Report",
     .doc_zh = "向上一级的快报、初报、续报、终报和补报。",
     .doc_en = "A report upwards: flash, first, follow-up, final, supplement.",
     .doctrine = "3.2, 3.4, 10.3", .flags = 0, .refusals = refusals, KIND_REACTIONS);
