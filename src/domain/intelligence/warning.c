/* A warning in four levels, in both languages, ready to be sent as CAP 1.2 to whoever must hear. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/rules.h"

/* Doctrine 2.3: the categories of the law; it colours warnings of the first three alone. */
enum { NATURAL = 1, ACCIDENT, PUBLIC_HEALTH, SOCIAL_SECURITY };
static const struct choice categories[] = {
	{ NATURAL, "natural", "自然灾害", "Natural disaster", NULL },
	{ ACCIDENT, "accident", "事故灾难", "Accident", NULL },
	{ PUBLIC_HEALTH, "public_health", "公共卫生事件", "Public health", NULL },
	{ SOCIAL_SECURITY, "social_security", "社会安全事件", "Social security", NULL },
	{ 0 },
};
enum { BASIS_LAW = 1 };
static const struct choice bases[] = {
	{ BASIS_LAW, "law", "法定", "By law", NULL },
	{ 2, "by_analogy", "参照", "By analogy", NULL },
	{ 3, "games_policy", "赛事规定", "Games policy", NULL },
	{ 0 },
};
/* CAP 1.2, info.category; the names below are its words in lower case. */
static const struct choice cap_categories[] = {
	{ 1, "geo", "地质", "Geo", NULL },
	{ 2, "met", "气象", "Met", NULL },
	{ 3, "safety", "公共安全", "Safety", NULL },
	{ 4, "security", "治安", "Security", NULL },
	{ 5, "rescue", "救援", "Rescue", NULL },
	{ 6, "fire", "火灾", "Fire", NULL },
	{ 7, "health", "健康", "Health", NULL },
	{ 8, "env", "环境", "Env", NULL },
	{ 9, "transport", "交通", "Transport", NULL },
	{ 10, "infra", "基础设施", "Infra", NULL },
	{ 11, "cbrne", "核生化爆", "CBRNE", NULL },
	{ 12, "other", "其他", "Other", NULL },
	{ 0 },
};
static const struct choice urgencies[] = {
	{ 1, "immediate", "即刻", "Immediate", "red" },
	{ 2, "expected", "一小时内", "Expected", "orange" },
	{ 3, "future", "将来", "Future", "yellow" },
	{ 0 },
};
static const struct choice certainties[] = {
	{ 1, "observed", "已发生", "Observed", "red" },
	{ 2, "likely", "很可能", "Likely", "orange" },
	{ 3, "possible", "可能", "Possible", "yellow" },
	{ 4, "unlikely", "不太可能", "Unlikely", "blue" },
	{ 0 },
};
static const struct choice responses[] = {
	{ 1, "shelter", "就地躲避", "Shelter", NULL },
	{ 2, "evacuate", "撤离", "Evacuate", NULL },
	{ 3, "prepare", "准备", "Prepare", NULL },
	{ 4, "execute", "按预案行动", "Execute", NULL },
	{ 5, "avoid", "避开", "Avoid", NULL },
	{ 6, "monitor", "关注", "Monitor", NULL },
	{ 7, "assess", "评估", "Assess", NULL },
	{ 8, "allclear", "解除", "AllClear", NULL },
	{ 9, "none", "无须行动", "None", NULL },
	{ 0 },
};
enum { ALERT = 1, UPDATE, CANCEL };
static const struct choice msg_types[] = {
	{ ALERT, "alert", "首发", "Alert", NULL },
	{ UPDATE, "update", "更新", "Update", NULL },
	{ CANCEL, "cancel", "解除", "Cancel", NULL },
	{ 0 },
};
enum { ACTUAL = 1, EXERCISE, TEST };
static const struct choice statuses[] = {
	{ ACTUAL, "actual", "实际", "Actual", NULL },
	{ EXERCISE, "exercise", "演练", "Exercise", NULL },
	{ TEST, "test", "测试", "Test", NULL },
	{ 0 },
};
enum { PUBLIC_SCOPE = 1, RESTRICTED };
static const struct choice scopes[] = {
	{ PUBLIC_SCOPE, "public", "面向公众", "Public", NULL },
	{ RESTRICTED, "restricted", "限定范围", "Restricted", NULL },
	{ 0 },
};

#define WORDS(X, K, n, name, zh_, en_, most, cap_, more) \
	X(K, n, TEXT, name##_zh, zh_ "（中文）", en_ " (Chinese)", .max = most, \
	  .flags = PUBLIC | more, .cap = "info[zh-CN]." cap_) \
	X(K, (n) + 1, TEXT, name##_en, zh_ "（英文）", en_ " (English)", .max = most, \
	  .flags = PUBLIC | more, .cap = "info[en-US]." cap_)
#define FIELDS(X, K) \
	WORDS(X, K, 1, headline, "标题", "Headline", 140, "headline", TITLE | SEARCHED) \
	X(K, 3, ENUM, category, "事件类别", "Category of the law", .choices = categories, \
	  .flags = PUBLIC | INDEXED) \
	X(K, 4, ENUM, basis, "预警依据", "Basis", .choices = bases) \
	X(K, 5, ENUM, cap_category, "CAP类别", "CAP category", .choices = cap_categories, \
	  .cap = "info.category") \
	WORDS(X, K, 6, event, "事件", "Event", 120, "event", 0) \
	X(K, 8, ENUM, level, "预警级别", "Warning level", .choices = choices_warning, \
	  .flags = PUBLIC | INDEXED, .cap = "info.severity") \
	X(K, 9, ENUM, urgency, "紧迫程度", "Urgency", .choices = urgencies, \
	  .cap = "info.urgency") \
	X(K, 10, ENUM, certainty, "确定程度", "Certainty", .choices = certainties, \
	  .cap = "info.certainty") \
	X(K, 11, ENUM, response_type, "应对方式", "Response type", .choices = responses, \
	  .flags = PUBLIC, .cap = "info.responseType") \
	X(K, 12, TIME, onset, "起始时间", "Onset", .flags = PUBLIC, .cap = "info.onset") \
	X(K, 13, TIME, expires, "失效时间", "Expires", .flags = PUBLIC, .cap = "info.expires") \
	WORDS(X, K, 14, area_text, "可能影响范围", "Area", 400, "area.areaDesc", 0) \
	X(K, 16, GEO, area, "范围图形", "Shape of the area", .flags = PUBLIC, \
	  .cap = "area.polygon") \
	X(K, 17, REFS, places, "涉及地点", "Places", .target = "place", .max = 32, \
	  .cap = "area.geocode[place]") \
	WORDS(X, K, 18, description, "情况说明", "Description", 2000, "description", LONG) \
	WORDS(X, K, 20, advice, "警示事项", "Advice", 2000, "instruction", LONG) \
	WORDS(X, K, 22, measures, "应采取的措施", "Measures", 2000, "parameter[measures]", LONG) \
	WORDS(X, K, 24, issuer, "发布机关", "Issuer", 120, "senderName", 0) \
	X(K, 26, TEXT, web, "网页", "Web page", .max = 240, .flags = PUBLIC, .cap = "info.web") \
	X(K, 27, ENUM, grade, "对应事件等级", "Grade of the event", .choices = choices_grade, \
	  .cap = "info.eventCode[CN-GRADE]") \
	X(K, 28, ENUM, response, "响应级别", "Response level", .choices = choices_response, \
	  .cap = "info.parameter[CN-RESPONSE]") \
	X(K, 29, ENUM, status, "性质", "Status", .choices = statuses, .flags = REQUIRED | INDEXED, \
	  .cap = "alert.status") \
	X(K, 30, ENUM, scope, "发布范围", "Scope", .choices = scopes, .flags = REQUIRED, \
	  .cap = "alert.scope") \
	X(K, 31, TEXT, restriction, "限定对象", "Restricted to", .max = 240, \
	  .cap = "alert.restriction") \
	X(K, 32, ENUM, msg_type, "消息类型", "Message type", .choices = msg_types, \
	  .flags = PUBLIC | INDEXED, .cap = "alert.msgType") \
	X(K, 33, REF, updates, "所更新或解除的预警", "Updates or cancels", .target = "warning") \
	X(K, 34, TEXT, references, "引用", "References", .max = 240, .flags = SYSTEM, \
	  .cap = "alert.references") \
	X(K, 35, TEXT, identifier, "编号", "Identifier", .max = 80, .flags = SYSTEM | PUBLIC, \
	  .cap = "alert.identifier") \
	X(K, 36, TEXT, sender, "发送方", "Sender", .max = 16, .flags = SYSTEM, .cap = "alert.sender") \
	X(K, 37, TIME, issued_at, "发布时间", "Issued at", .flags = SYSTEM | PUBLIC, \
	  .cap = "alert.sent") \
	X(K, 38, REF, issued_by, "发布人", "Issued by", .target = "account", .flags = SYSTEM) \
	X(K, 39, BOOL, single, "危及生命，一人先行发布", "Life safety: issued by one", \
	  .flags = SYSTEM) \
	X(K, 40, TEXT, findings, "事后审核意见", "Findings of the review", .max = 2000, \
	  .flags = LONG) \
	X(K, 41, REF, replaced_by, "被更新或解除", "Updated or cancelled by", .target = "warning", \
	  .flags = SYSTEM) \
	X(K, 42, INT, issue_state, "发布后状态", "State once issued", .flags = SYSTEM) \
	X(K, 43, REFS, to, "告知", "To", .target = "post", .max = LIMIT_REFS, .flags = ADDRESSEE) \
	X(K, 44, REF, assessment, "依据的研判", "Rests on", .target = "assessment") \
	X(K, 45, REF, incident, "事件", "Incident", .target = "incident") \
	X(K, 46, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG) \
	X(K, 47, REAL, radius, "点周围半径", "Radius around a point", .least = 0.05, .most = 500, \
	  .unit = "km", .flags = PUBLIC, .cap = "area.circle", \
	  .doc_zh = "范围为点或线时向外扩展的距离。", \
	  .doc_en = "How far it reaches around a point or a line.")

KIND_STRUCT(warning);
KIND_FIELDS(warning);

/* Doctrine 4.7. An issued warning is never edited: it is updated or cancelled by another one. */
enum { DRAFT = 1, CHECKED, APPROVED, PUBLISHED, ISSUED, UPDATED, CANCELLED, EXPIRED, DROPPED };
static const struct state states[] = {
	{ DRAFT, "draft", "拟稿", "Draft", STATE_OPEN },
	{ CHECKED, "checked", "已校验", "Checked", STATE_OPEN },
	{ APPROVED, "approved", "已批准", "Approved", STATE_OPEN },
	{ PUBLISHED, "published", "已向公众发布", "Published",
	  STATE_OPEN | STATE_ALARM | STATE_RELEASED },
	{ ISSUED, "issued", "已在限定范围发布", "Issued, restricted", STATE_OPEN | STATE_ALARM },
	{ UPDATED, "updated", "已被更新", "Updated", STATE_CLOSED },
	{ CANCELLED, "cancelled", "已解除", "Cancelled", STATE_CLOSED },
	{ EXPIRED, "expired", "已失效", "Expired", STATE_CLOSED },
	{ DROPPED, "dropped", "未发布即作废", "Dropped", STATE_CLOSED },
};
#define UNISSUED (IN(DRAFT) | IN(CHECKED) | IN(APPROVED))
#define IN_FORCE (IN(PUBLISHED) | IN(ISSUED))

REFUSAL(law_fields_missing, "类别、级别、起始时间、影响范围、警示事项、措施、发布机关缺一不可",
	"The law wants category, level, onset, area, advice, measures and issuer, each");
REFUSAL(both_languages, "中英文文字必须齐全", "Every text is needed in Chinese and in English");
REFUSAL(same_in_both, "中英文文字相同", "The Chinese and the English text are the same");
REFUSAL(cap_fields_missing, "CAP类别、事件名称、紧迫程度、确定程度、应对方式缺一不可",
	"CAP wants category, event, urgency, certainty and response type, each");
REFUSAL(law_does_not_warn, "法律未对社会安全事件划分预警级别，依据只能是参照或赛事规定",
	"The law has no warning levels for social-security events: by analogy or Games policy");
REFUSAL(expires_required, "必须写明失效时间", "It must say when it expires");
REFUSAL(expires_past, "失效时间已过", "It would have expired already");
REFUSAL(expires_too_late, "失效时间超过允许的最长期限，到期须另发更新",
	"It would be in force too long; a later update goes on from there");
REFUSAL(onset_after_expires, "起始时间不得晚于失效时间", "It would begin after it has expired");
REFUSAL(area_shape_missing, "影响范围须有图形或地点", "The area needs a shape or places");
REFUSAL(restriction_missing, "限定范围发布须写明对象", "A restricted warning says to whom");
REFUSAL(reference_missing, "更新或解除必须指明原预警", "An update or a cancel names the warning");
REFUSAL(alert_refers, "首发预警不引用其他预警", "A first alert refers to no other");
REFUSAL(reference_not_in_force, "只能更新或解除本指挥部生效中的预警",
	"Only a warning of the own post that is in force is updated or cancelled");
REFUSAL(status_differs, "演练与实际不得互相引用",
	"An exercise never refers to what is actual, nor the other way");
REFUSAL(scope_narrowed, "公开预警的更新或解除也须公开",
	"What updates or cancels a public warning is public too");
REFUSAL(web_no_address, "网页须为以http://或https://开头的网址",
	"The web page is an address that begins with http:// or https://");
REFUSAL(review_done, "无须审核或已审核", "There is nothing to review, or it has been reviewed");
static const struct refusal *const refusals[] = {
	&refuse_law_fields_missing, &refuse_both_languages, &refuse_same_in_both,
	&refuse_cap_fields_missing, &refuse_law_does_not_warn, &refuse_expires_required,
	&refuse_expires_past, &refuse_expires_too_late, &refuse_onset_after_expires,
	&refuse_area_shape_missing, &refuse_restriction_missing, &refuse_reference_missing,
	&refuse_alert_refers, &refuse_reference_not_in_force, &refuse_status_differs,
	&refuse_scope_narrowed, &refuse_web_no_address, &refuse_review_done, NULL,
};

static const struct warning *warning_of(const struct record *record)
{
	return (const struct warning *)record;
}

/* ---- the profile ----------------------------------------------------------------------------- */

/* Emergency Response Law 2024, Art. 64, the eight; the time of issue is the node's to fill. */
static bool law_is_content(const struct warning *w)
{
	return w->category && w->level && w->onset && w->area_text_zh.len && w->advice_zh.len &&
	       w->measures_zh.len && w->issuer_zh.len;
}

static bool cap_is_content(const struct warning *w)
{
	return w->cap_category && w->event_zh.len && w->urgency && w->certainty &&
	       w->response_type;
}

/* Doctrine 11.1, own profile: no warning without both languages; the same text twice is a slip. */
static const struct refusal *check_languages(const struct warning *w)
{
	const struct str pairs[][2] = {
		{ w->headline_zh, w->headline_en },	  { w->event_zh, w->event_en },
		{ w->area_text_zh, w->area_text_en },	  { w->description_zh, w->description_en },
		{ w->advice_zh, w->advice_en },		  { w->measures_zh, w->measures_en },
		{ w->issuer_zh, w->issuer_en },
	};

	for (size_t i = 0; i < KIND_COUNT(pairs); i++)
		if (pairs[i][0].len == 0 || pairs[i][1].len == 0)
			return &refuse_both_languages;
	for (size_t i = 0; i < KIND_COUNT(pairs); i++)
		if (str_eq(pairs[i][0], pairs[i][1]))
			return &refuse_same_in_both;
	return NULL;
}

static const struct refusal *check_times(const struct model *model, const struct warning *w,
					 instant at)
{
	if (w->expires == 0)
		return &refuse_expires_required;
	if (w->expires <= at)
		return &refuse_expires_past;
	if (w->expires > at + rules_span(model, "warning.expires.most", w->record.home, at))
		return &refuse_expires_too_late;
	return w->onset > w->expires ? &refuse_onset_after_expires : NULL;
}

static const struct refusal *check_reference(const struct model *model, const struct warning *w)
{
	const struct record *old = model_find_kind(model, w->updates, "warning");

	if (w->msg_type != UPDATE && w->msg_type != CANCEL)
		return ident_none(w->updates) ? NULL : &refuse_alert_refers;
	if (!old)
		return &refuse_reference_missing;
	if (old->home != w->record.home || (IN(old->state) & IN_FORCE) == 0 ||
	    ident_eq(old->id, w->record.id))
		return &refuse_reference_not_in_force;
	if (warning_of(old)->status != w->status)
		return &refuse_status_differs;
	return warning_of(old)->scope == PUBLIC_SCOPE && w->scope != PUBLIC_SCOPE
		       ? &refuse_scope_narrowed
		       : NULL;
}

static bool is_address(struct str web)
{
	for (uint32_t i = 0; i < web.len; i++)
		if ((unsigned char)web.at[i] <= ' ')
			return false;
	return str_starts(web, STR("https://")) || str_starts(web, STR("http://"));
}

static const struct refusal *check_profile(const struct model *model, const struct record *before,
					   const struct record *after, const struct act_view *view)
{
	const struct warning *w = warning_of(after);
	const struct refusal *refusal;

	(void)before;
	if (!law_is_content(w))
		return &refuse_law_fields_missing;
	if (w->category == SOCIAL_SECURITY && w->basis <= BASIS_LAW)
		return &refuse_law_does_not_warn;
	if (!cap_is_content(w))
		return &refuse_cap_fields_missing;
	refusal = check_languages(w);
	if (!refusal)
		refusal = check_times(model, w, view->at);
	if (refusal)
		return refusal;
	if (w->area.len == 0 && w->places.count == 0)
		return &refuse_area_shape_missing;
	if (w->scope == RESTRICTED && w->restriction.len == 0)
		return &refuse_restriction_missing;
	if (w->web.len > 0 && !is_address(w->web))
		return &refuse_web_no_address;
	return check_reference(model, w);
}

/* Doctrine 15.2: one may issue where life is at stake; another one looks at it at once. */
static const struct refusal *check_review(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	const struct warning *was = warning_of(before);

	(void)model;
	(void)after;
	if (!was->single || was->findings.len > 0)
		return &refuse_review_done;
	return ident_eq(was->issued_by, view->actor) ? &refused_same_person : NULL;
}

/* ---- what the node fills in ------------------------------------------------------------------ */

/* What is no real alarm, or not for everybody, never comes to the public page. */
static void stamp_draft(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	const struct warning *w = warning_of(after);

	(void)model;
	(void)view;
	if (w->basis == 0 && w->category != SOCIAL_SECURITY)
		stamp_choice(stamp, "basis", "law");
	if (w->msg_type == 0)
		stamp_choice(stamp, "msg_type", "alert");
	stamp_int(stamp, "issue_state",
		  w->scope == PUBLIC_SCOPE && w->status == ACTUAL ? PUBLISHED : ISSUED);
}

/* CAP: "sender,identifier,sent"; the offset as it was then, for readers compare the text. */
static void stamp_references(struct stamp *stamp, const struct model *model,
			     const struct warning *w)
{
	const struct warning *old = warning_of(model_find_kind(model, w->updates, "warning"));
	struct buf text;

	if (!old)
		return;
	buf_init(&text, 240);
	buf_printf(&text, STR_FMT "," STR_FMT ",", STR_ARG(old->sender), STR_ARG(old->identifier));
	instant_add_cap(&text, old->issued_at,
			(int)(rules_span(model, "event.utc_offset", w->record.home,
					 old->issued_at) / 60000));
	stamp_text(stamp, "references", buf_str(&text));
	buf_release(&text);
}

static void stamp_issue(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	char identifier[IDENT_TEXT], sender[CODE_TEXT];

	ident_format(after->id, identifier);
	code_format(after->home, sender);
	stamp_text(stamp, "identifier", str_of(identifier));
	stamp_text(stamp, "sender", str_of(sender));
	stamp_time(stamp, "issued_at", view->at);
	stamp_ref(stamp, "issued_by", view->actor);
	stamp_bool(stamp, "single", (view->act->flags & ACT_LIFE_SAFETY) != 0);
	stamp_references(stamp, model, warning_of(after));
}

/* ---- acts ------------------------------------------------------------------------------------ */

#define ISSUERS (ROLE_DESK | ROLE_information)
#define WRITERS (ROLE_STAFF)
#define BODY "headline_zh headline_en category basis cap_category event_zh event_en level " \
	     "urgency certainty response_type onset expires area_text_zh area_text_en area " \
	     "radius places description_zh description_en advice_zh advice_en measures_zh " \
	     "measures_en issuer_zh issuer_en web grade response status scope restriction " \
	     "msg_type updates to assessment incident"
KIND_ACTS(
	{ .number = 1, .name = "draft", .zh = "拟稿", .en = "Draft", .from = NEW, .to = DRAFT,
	  .roles = WRITERS, .takes = BODY, .needs = "headline_zh headline_en",
	  .stamp = stamp_draft },
	{ .number = 2, .name = "check", .zh = "校验", .en = "Check", .from = IN(DRAFT),
	  .to = CHECKED, .roles = WRITERS, .check = check_profile },
	{ .number = 3, .name = "approve", .zh = "批准（两人）", .en = "Approve, two persons",
	  .from = IN(CHECKED), .to = APPROVED, .roles = ISSUERS, .flags = ACT_SECOND,
	  .check = check_profile },
	{ .number = 4, .name = "issue", .zh = "发布", .en = "Issue", .from = IN(APPROVED),
	  .to = SAME, .to_field = "issue_state", .roles = ISSUERS,
	  .flags = ACT_TELL | ACT_ALARM, .check = check_profile, .stamp = stamp_issue },
	{ .number = 5, .name = "issue_at_once", .zh = "危及生命，立即发布",
	  .en = "Issue at once: life safety", .from = UNISSUED, .to = SAME,
	  .to_field = "issue_state", .roles = ISSUERS, .takes = "reason", .needs = "reason",
	  .flags = ACT_LIFE_SAFETY | ACT_TELL | ACT_ALARM, .check = check_profile,
	  .stamp = stamp_issue },
	{ .number = 6, .name = "review", .zh = "事后审核", .en = "Review", .from = IN_FORCE,
	  .to = SAME, .roles = ISSUERS, .relations = REL_OWN | REL_ABOVE, .takes = "findings",
	  .needs = "findings", .check = check_review },
	{ .number = 7, .name = "revise", .zh = "退回修改", .en = "Revise",
	  .from = IN(CHECKED) | IN(APPROVED), .to = DRAFT, .roles = WRITERS, .takes = "reason",
	  .needs = "reason" },
	{ .number = 8, .name = "drop", .zh = "作废", .en = "Drop", .from = UNISSUED,
	  .to = DROPPED, .roles = WRITERS, .takes = "reason", .needs = "reason" },
	{ .number = 9, .name = "mark_updated", .zh = "已被更新", .en = "Updated",
	  .from = IN_FORCE, .to = UPDATED, .roles = ROLE_SYSTEM, .takes = "replaced_by" },
	{ .number = 10, .name = "mark_cancelled", .zh = "已解除", .en = "Cancelled",
	  .from = IN_FORCE, .to = CANCELLED, .roles = ROLE_SYSTEM, .takes = "replaced_by" },
	{ .number = 11, .name = "expire", .zh = "失效", .en = "Expire", .from = IN_FORCE,
	  .to = EXPIRED, .roles = ROLE_SYSTEM },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(DRAFT), .to = SAME, .roles = WRITERS, .takes = BODY,
	  .flags = ACT_VERSION | ACT_KERNEL, .stamp = stamp_draft },
	ACT_SHARE(WRITERS), ACT_LINK(WRITERS), ACT_ATTACH(WRITERS));

/* ---- clocks ---------------------------------------------------------------------------------- */

static const struct clock_step validity_steps[] = {
	{ .name = "expired", .zh = "预警失效", .en = "Warning has expired", .rings = RINGS_HOME,
	  .proposes = "expire" },
};
static const struct clock_step review_steps[] = {
	{ .name = "breach", .zh = "一人发布的预警未经审核", .en = "Issued by one, not reviewed",
	  .policy = "warning.review", .rings = RINGS_HOME | RINGS_ABOVE | RINGS_OVERSIGHT,
	  .breach = true },
};
static const struct clock_step issue_steps[] = {
	{ .name = "waiting", .zh = "已批准而未发布", .en = "Approved and not issued",
	  .policy = "warning.issue", .rings = RINGS_HOME },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "validity", .zh = "有效期", .en = "Validity",
	  .starts = "issue issue_at_once", .stops = "mark_updated mark_cancelled",
	  .until = "expires", .steps = validity_steps, .nsteps = KIND_COUNT(validity_steps) },
	{ .number = 2, .name = "review", .zh = "事后审核", .en = "Review",
	  .starts = "issue_at_once", .stops = "review", .beyond_closing = true,
	  .steps = review_steps, .nsteps = KIND_COUNT(review_steps) },
	{ .number = 3, .name = "issue", .zh = "发布", .en = "Issue", .starts = "approve",
	  .stops = "issue issue_at_once revise drop", .steps = issue_steps,
	  .nsteps = KIND_COUNT(issue_steps) },
};

/* ---- reactions ------------------------------------------------------------------------------- */

static void replace_old(struct reactor *reactor, const struct model *model,
			const struct record *record, const struct entry *entry)
{
	const struct warning *w = warning_of(record);

	(void)model;
	(void)entry;
	if (ident_none(w->updates))
		return;
	reactor_propose(reactor, "warning",
			w->msg_type == CANCEL ? "mark_cancelled" : "mark_updated", w->updates,
			record->home);
	reactor_ref(reactor, "replaced_by", record->id);
}

static const struct reaction reactions[] = {
	{ .name = "replace_old", .on = "warning.issue warning.issue_at_once",
	  .doc_zh = "更新或解除发布后，原预警随之更新或解除。",
	  .doc_en = "An update or cancel that is issued ends the warning it refers to.",
	  .run = replace_old },
};

static bool is_unreviewed(const struct model *model, const struct record *record, instant at)
{
	(void)model;
	(void)at;
	return warning_of(record)->single && warning_of(record)->findings.len == 0;
}

static const struct gap gaps[] = {
	{ .name = "unreviewed", .zh = "一人发布的预警未经审核", .en = "Issued by one and not reviewed",
	  .severity = GAP_SERIOUS, .in = IN_FORCE, .open = is_unreviewed, .act = "review" },
};

KIND(warning, .number = 45, .module = "intelligence", .zh = "预警", .en = "Warning",
     .doc_zh = "四级预警，中英文齐备，含法定各项，可按CAP 1.2发出。",
     .doc_en = "A warning of four levels in both languages, with all that the law and CAP want.",
     .doctrine = "2.4, 4.7, 11.1, 15.2", .flags = KIND_BOARD | KIND_MAP, .refusals = refusals,
     KIND_CLOCKS, KIND_REACTIONS, KIND_GAPS);
