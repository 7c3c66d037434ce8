/* The link to a partner: what it is shown, who is on its end this shift, when it was tested. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"
#include "model/registry.h"

/* Doctrine 2.3: the law's categories; "every" is what concerns all partners. */
static const struct choice categories[] = {
	{ 1, "natural", "自然灾害", "Natural disaster", NULL },
	{ 2, "accident", "事故灾难", "Accident", NULL },
	{ 3, "public_health", "公共卫生事件", "Public health event", NULL },
	{ 4, "social_security", "社会安全事件", "Social security event", NULL },
	{ 0 },
};
/* Doctrine 2.1, the filtered view; a choice is named as its kind. */
enum { SHOWS_INCIDENT = 1, SHOWS_WARNING, SHOWS_HAZARD, SHOWS_ASSESSMENT };
static const struct choice kinds[] = {
	{ SHOWS_INCIDENT, "incident", "事件", "Incidents", NULL },
	{ SHOWS_WARNING, "warning", "预警", "Warnings", NULL },
	{ SHOWS_HAZARD, "hazard", "隐患", "Hazards", NULL },
	{ SHOWS_ASSESSMENT, "assessment", "研判", "Assessments", NULL },
	{ 0 },
};
static const struct choice channels[] = {
	{ 1, "system", "本系统", "This system", NULL },
	{ 2, "phone", "电话", "Telephone", NULL },
	{ 3, "radio", "电台", "Radio", NULL },
	{ 4, "video", "视频会商", "Video", NULL },
	{ 5, "courier", "专人", "Courier", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "名称", "Name", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, REF, agency, "对接单位", "Agency", .target = "agency", .flags = REQUIRED) \
	X(K, 3, REF, partner, "对接席位", "Partner's post", .target = "post", \
	  .flags = REQUIRED | ADDRESSEE) \
	X(K, 4, SET, categories, "自动共享的事件类别", "Incidents it is shown", \
	  .choices = categories, .flags = 0, \
	  .doc_zh = "只有这些类别、且达到下列等级的事件会自动共享。", \
	  .doc_en = "Only incidents of these categories, of the grade below or graver.") \
	X(K, 5, ENUM, least_grade, "最低等级", "From grade", .choices = choices_grade) \
	X(K, 6, ENUM, channel, "主要渠道", "Channel", .choices = channels, .flags = REQUIRED) \
	X(K, 7, TEXT, number, "值班电话或频道", "Duty number or channel", .max = 60) \
	X(K, 8, REF, contact, "本班联络人", "Contact of this shift", .target = "account") \
	X(K, 9, TIME, contact_until, "联络人值至", "Contact until", .flags = 0) \
	X(K, 10, TIME, tested_at, "最近测试", "Tested last", .flags = SYSTEM) \
	X(K, 11, TEXT, reason, "理由", "Reason", .max = 400) \
	X(K, 12, SET, kinds, "自动共享的内容", "Kinds it is shown", .choices = kinds, .flags = 0, \
	  .doc_zh = "不填则只共享事件。", .doc_en = "Without it, incidents alone.")

KIND_STRUCT(liaison_link);
KIND_FIELDS(liaison_link);

enum { ACTIVE = 1, SUSPENDED, ENDED };
static const struct state states[] = {
	{ ACTIVE, "active", "启用", "Active", STATE_OPEN },
	{ SUSPENDED, "suspended", "中断", "Suspended", STATE_OPEN | STATE_ALARM },
	{ ENDED, "ended", "终止", "Ended", STATE_CLOSED },
};

REFUSAL(not_a_partner, "对接席位须为横向对接单位", "The partner's post must be a liaison post");
REFUSAL(contact_too_long, "联络人须按班申报，不能超过一班",
	"A contact is declared for one shift, not for longer");
REFUSAL(contact_in_the_past, "联络人值班时间已过", "That shift of the contact is over");
static const struct refusal *const refusals[] = { &refuse_not_a_partner,
						  &refuse_contact_in_the_past,
						  &refuse_contact_too_long, NULL };

static const struct liaison_link *link_of(const struct record *record)
{
	return (const struct liaison_link *)record;
}

static instant span(const struct model *model, const char *key, code post, instant at)
{
	return (instant)(policy_or(model, key, post, at, 0) * 1000);
}

static const struct refusal *check_partner(const struct model *model, const struct record *before,
					   const struct record *after,
					   const struct act_view *view)
{
	const struct post *post = tree_get(model, link_of(after)->partner.origin);

	(void)before;
	(void)view;
	return post && post->tier == TIER_LIAISON ? NULL : &refuse_not_a_partner;
}

static const struct refusal *check_contact(const struct model *model, const struct record *before,
					   const struct record *after,
					   const struct act_view *view)
{
	instant until = link_of(after)->contact_until;

	(void)before;
	if (until <= view->at)
		return &refuse_contact_in_the_past;
	return until > view->at + span(model, "liaison.contact.longest", after->home, view->at)
		       ? &refuse_contact_too_long
		       : NULL;
}

static void stamp_tested(struct stamp *stamp, const struct model *model,
			 const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)after;
	stamp_time(stamp, "tested_at", view->at);
}

KIND_ACTS(
	{ .number = 1, .name = "establish", .zh = "建立", .en = "Establish", .from = NEW,
	  .to = ACTIVE, .roles = ROLE_DESK | ROLE_liaison | ROLE_administrator | ROLE_SYSTEM,
	  .takes = "title agency partner kinds categories least_grade channel number",
	  .check = check_partner },
	{ .number = 2, .name = "declare_contact", .zh = "申报联络人", .en = "Declare the contact",
	  .from = IN(ACTIVE), .to = SAME, .roles = ROLE_DESK | ROLE_liaison | ROLE_SYSTEM,
	  .relations = REL_OWN | REL_ADDRESSEE, .takes = "contact contact_until number",
	  .needs = "contact contact_until", .check = check_contact },
	{ .number = 3, .name = "mark_tested", .zh = "已测试", .en = "Tested", .from = IN(ACTIVE),
	  .to = SAME, .roles = ROLE_SYSTEM, .stamp = stamp_tested },
	{ .number = 4, .name = "suspend", .zh = "报告中断", .en = "Report it down",
	  .from = IN(ACTIVE), .to = SUSPENDED, .roles = ROLE_DESK | ROLE_liaison,
	  .relations = REL_OWN | REL_ADDRESSEE, .takes = "reason", .needs = "reason",
	  .flags = ACT_ALARM },
	{ .number = 5, .name = "resume", .zh = "恢复", .en = "Resume", .from = IN(SUSPENDED),
	  .to = ACTIVE, .roles = ROLE_DESK | ROLE_liaison,
	  .relations = REL_OWN | REL_ADDRESSEE, .takes = "channel number" },
	{ .number = 6, .name = "end", .zh = "终止", .en = "End",
	  .from = IN(ACTIVE) | IN(SUSPENDED), .to = ENDED, .roles = ROLE_DESK,
	  .takes = "reason", .needs = "reason" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(ACTIVE), .to = SAME, .roles = ROLE_DESK | ROLE_administrator,
	  .takes = "title kinds categories least_grade channel number",
	  .flags = ACT_VERSION | ACT_KERNEL });

static const struct clock_step contact_steps[] = {
	{ .name = "over", .zh = "联络人值班届满", .en = "The contact's shift is over",
	  .rings = RINGS_HOME },
};
static const struct clock_step test_steps[] = {
	{ .name = "due", .zh = "应测试链路", .en = "The link is due for its test",
	  .policy = "liaison.test.every", .rings = RINGS_HOME },
	{ .name = "breach", .zh = "链路逾期未测试", .en = "The link was not tested in time",
	  .policy = "liaison.test.breach", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "contact", .zh = "联络人", .en = "Contact",
	  .starts = "declare_contact", .stops = "end", .until = "contact_until",
	  .steps = contact_steps, .nsteps = KIND_COUNT(contact_steps) },
	{ .number = 2, .name = "test", .zh = "链路测试", .en = "Test of the link",
	  .starts = "establish mark_tested resume", .stops = "suspend end", .steps = test_steps,
	  .nsteps = KIND_COUNT(test_steps) },
};

/* ---- reactions ----------------------------------------------------------------------------- */

static bool names_kind(const struct liaison_link *link, const char *kind)
{
	uint64_t shown = record_has(&link->record, F_kinds) ? link->kinds : 1u << SHOWS_INCIDENT;

	for (size_t i = 0; kinds[i].number != 0; i++)
		if (strcmp(kinds[i].name, kind) == 0)
			return (shown >> kinds[i].number & 1) != 0;
	return false;
}

/* Doctrine 2.1: a partner sees what its view gives it, and nothing else. */
static bool is_shown(const struct liaison_link *link, const struct record *record)
{
	const char *kind = record->kind->name;
	uint16_t category, grade;

	if (!names_kind(link, kind))
		return false;
	if (strcmp(kind, "incident") != 0 && strcmp(kind, "warning") != 0)
		return true;
	category = *(const uint16_t *)model_field(record, "category");
	grade = *(const uint16_t *)model_field(record, "grade");
	if (category == 0 || (link->categories >> category & 1) == 0)
		return false;
	return strcmp(kind, "warning") == 0 || link->least_grade == 0 ||
	       (grade != 0 && grade <= link->least_grade);
}

static void show_record(struct reactor *reactor, const struct model *model,
			const struct record *record, const struct entry *entry)
{
	const struct kind_row *row = registry_find(STR("liaison_link"));
	uint32_t all = model_count(model, row->kind);
	char text[CODE_TEXT];

	(void)entry;
	for (uint32_t i = 0; i < all; i++) {
		const struct record *at = model_at(model, row->kind, i);
		code partner = link_of(at)->partner.origin;

		if (at->state != ACTIVE || at->struck || !is_shown(link_of(at), record) ||
		    (at->home != record->home && !tree_above(model, at->home, record->home)) ||
		    model_sees(model, record, partner, false))
			continue;
		code_format(partner, text);
		reactor_propose(reactor, record->kind->name, "share", record->id, record->home);
		reactor_text(reactor, "post", str_of(text));
	}
}

static void follow_test(struct reactor *reactor, const struct model *model,
			const struct record *record, const struct entry *entry)
{
	struct ident id = *(const struct ident *)model_field(record, "over");
	const struct record *link = model_find_kind(model, id, "liaison_link");

	(void)entry;
	if (link && link->state == ACTIVE)
		reactor_propose(reactor, "liaison_link", "mark_tested", id, link->home);
}

static const struct reaction reactions[] = {
	{ .name = "show_record",
	  .on = "incident.report incident.grade incident.regrade warning.issue "
		"warning.issue_at_once hazard.assign hazard.stop_use assessment.publish",
	  .doc_zh = "符合对接单位视图的事件、预警、隐患、研判自动共享给该单位。",
	  .doc_en = "What a partner's view covers is shared with it.", .run = show_record },
	{ .name = "follow_test", .on = "edge_test.answer",
	  .doc_zh = "测试得到应答后登记到链路。",
	  .doc_en = "A test that was answered counts for its link.", .run = follow_test },
};

/* ---- gaps ---------------------------------------------------------------------------------- */

static bool lacks_contact(const struct model *model, const struct record *record, instant at)
{
	(void)model;
	return ident_none(link_of(record)->contact) || link_of(record)->contact_until <= at;
}

/* Doctrine 4.6: no edge untested in 24 h. */
static bool is_untested(const struct model *model, const struct record *record, instant at)
{
	return link_of(record)->tested_at + span(model, "liaison.test.every", record->home, at) <=
	       at;
}

static const struct gap gaps[] = {
	{ .name = "no_contact", .zh = "本班未申报联络人", .en = "No contact declared for this shift",
	  .severity = GAP_SERIOUS, .in = IN(ACTIVE), .open = lacks_contact,
	  .act = "declare_contact" },
	{ .name = "untested", .zh = "链路24小时未测试", .en = "The link has not been tested in 24 h",
	  .severity = GAP_SERIOUS, .in = IN(ACTIVE), .open = is_untested, .act = "edge_test.send",
	  .field = "over" },
	{ .name = "down", .zh = "链路中断", .en = "The link is down", .severity = GAP_SEVERE,
	  .in = IN(SUSPENDED), .act = "resume" },
};

KIND(liaison_link, .number = 150, .module = "liaison", .zh = "对接链路", .en = "Liaison link",
     .doc_zh = "与对接单位的链路：自动共享的范围、本班联络人、测试情况。",
     .doc_en = "The link to a partner: what it is shown, its contact this shift, its tests.",
     .doctrine = "2.1, 4.4, 4.6", .flags = KIND_SETUP, .refusals = refusals, KIND_CLOCKS,
     KIND_REACTIONS, KIND_GAPS);
