/* The plan of a venue or a cluster: its items, five signatures, approval by hash, an exercise. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/plans/content.h"
#include "model/entry.h"

static const struct choice types[] = {
	{ 1, "venue", "一馆一策", "Plan of a venue", NULL },
	{ 2, "cluster", "一群一策", "Plan of a cluster", NULL },
	{ 3, "event", "专项方案", "Plan of a single event", NULL },
	{ 0 },
};

#define ITEM(X, K, number, name, zh, en) \
	X(K, number, TEXT, name, zh, en, .max = 4000, .flags = LONG | SEARCHED)
#define SIGNED(X, K, number, name, zh, en) \
	X(K, number, REF, name, zh, en, .target = "account", .flags = SYSTEM)
#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, ENUM, type, "类型", "Type", .choices = types, .flags = REQUIRED | INDEXED) \
	X(K, 3, REF, place, "地点", "Place", .target = "place", .flags = REQUIRED) \
	ITEM(X, K, 4, activity, "一、时间、地点、内容及组织方式", "1 Time, place, content, organisation") \
	ITEM(X, K, 5, staff, "二、安全工作人员数量、任务和识别标志", "2 Safety staff: number, tasks, marks") \
	ITEM(X, K, 6, fire_safety, "三、场所消防安全措施", "3 Fire safety") \
	ITEM(X, K, 7, capacity, "四、核准容量和预计人数", "4 Capacity and expected attendance") \
	ITEM(X, K, 8, buffer, "五、治安缓冲区域及标识", "5 Security buffer area and signs") \
	ITEM(X, K, 9, checks, "六、票证查验和安全检查", "6 Ticket check and security check") \
	ITEM(X, K, 10, parking, "七、车辆停放、疏导措施", "7 Parking and vehicle guidance") \
	ITEM(X, K, 11, public_order, "八、现场秩序维护、人员疏导", "8 Order and guidance of people") \
	ITEM(X, K, 12, rescue, "九、应急救援预案", "9 Emergency rescue") \
	ITEM(X, K, 13, risk_report, "风险预测或评估报告", "Risk prediction or assessment") \
	ITEM(X, K, 14, agreement, "安全协议与票样", "Safety agreement and ticket samples") \
	X(K, 15, TIME, drawing_date, "平面图日期", "Date of the drawing", .flags = 0) \
	ITEM(X, K, 16, loop_lines, "防疫附件：闭环流线", "Epidemic annex: lines of the loop") \
	ITEM(X, K, 17, test_points, "防疫附件：检测点", "Epidemic annex: test points") \
	ITEM(X, K, 18, isolation_room, "防疫附件：隔离间", "Epidemic annex: isolation room") \
	ITEM(X, K, 19, dual_evacuation, "防疫附件：闭环内外分区疏散", \
	     "Epidemic annex: evacuation of both sides apart") \
	X(K, 20, TEXT, epidemic_na, "无防疫附件的理由", "No epidemic annex, because", .max = 400) \
	ITEM(X, K, 21, weather_annex, "气象附件", "Weather annex") \
	ITEM(X, K, 22, comms_annex, "通信附件", "Communications annex") \
	RESPONSIBILITY_FIELDS(X, K, 23, 24, 25) \
	X(K, 26, REFS, reviewers, "会签单位", "Reviewed by", .target = "post", .max = 16, \
	  .flags = ADDRESSEE) \
	SIGNED(X, K, 27, security_by, "安保会签", "Signed for security") \
	SIGNED(X, K, 28, epidemic_by, "防疫会签", "Signed for epidemic control") \
	SIGNED(X, K, 29, venue_by, "场馆会签", "Signed for the venue") \
	SIGNED(X, K, 30, fire_by, "消防会签", "Signed for fire safety") \
	SIGNED(X, K, 31, transport_by, "交通会签", "Signed for transport") \
	X(K, 32, TEXT, reviewed_digest, "会签内容指纹", "Digest that was reviewed", .max = 64, \
	  .flags = SYSTEM) \
	X(K, 33, TEXT, approved_digest, "批准内容指纹", "Digest that was approved", .max = 64, \
	  .flags = SYSTEM) \
	X(K, 34, TIME, approved_at, "批准时间", "Approved at", .flags = SYSTEM) \
	X(K, 35, TIME, exercised_at, "演练时间", "Exercised at", .flags = SYSTEM) \
	X(K, 36, REF, exercise, "演练", "Exercise", .target = "exercise", .flags = SYSTEM) \
	X(K, 37, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG)

KIND_STRUCT(plan);
KIND_FIELDS(plan);

/* Numbers of the five acts of signing, in the order of the fields. */
enum { SIGN_FIRST = 3, SIGN_SECURITY = SIGN_FIRST, SIGN_VENUE = SIGN_FIRST + 2 };
enum { DRAFT = 1, REVIEW, APPROVED, EXERCISED, ACTIVE, SUPERSEDED, WITHDRAWN };
static const struct state states[] = {
	{ DRAFT, "draft", "编制", "Draft", STATE_OPEN },
	{ REVIEW, "review", "会签", "In review", STATE_OPEN },
	{ APPROVED, "approved", "已批准", "Approved", STATE_OPEN },
	{ EXERCISED, "exercised", "已演练", "Exercised", STATE_OPEN },
	{ ACTIVE, "active", "启用", "Active", STATE_OPEN | STATE_ACTIVE },
	{ SUPERSEDED, "superseded", "被取代", "Superseded", STATE_CLOSED },
	{ WITHDRAWN, "withdrawn", "已撤销", "Withdrawn", STATE_CLOSED },
};

REFUSAL(no_activity, "缺少法定第一项时间、地点、内容及组织方式",
	"The law asks for item 1 time, place, content and organisation");
REFUSAL(no_staff, "缺少法定第二项安全工作人员数量、任务和识别标志",
	"The law asks for item 2 safety staff, their tasks and marks");
REFUSAL(no_fire_safety, "缺少法定第三项场所消防安全措施", "The law asks for item 3 fire safety");
REFUSAL(no_capacity, "缺少法定第四项核准容量和预计人数",
	"The law asks for item 4 capacity and expected attendance");
REFUSAL(no_buffer, "缺少法定第五项治安缓冲区域及标识",
	"The law asks for item 5 security buffer area and signs");
REFUSAL(no_checks, "缺少法定第六项票证查验和安全检查",
	"The law asks for item 6 ticket check and security check");
REFUSAL(no_parking, "缺少法定第七项车辆停放、疏导措施",
	"The law asks for item 7 parking and vehicle guidance");
REFUSAL(no_public_order, "缺少法定第八项现场秩序维护、人员疏导",
	"The law asks for item 8 order and guidance of people");
REFUSAL(no_rescue, "缺少法定第九项应急救援预案", "The law asks for item 9 emergency rescue");
REFUSAL(no_risk_report, "缺少风险预测或评估报告",
	"It lacks the risk report that Beijing asks for");
REFUSAL(no_agreement, "缺少安全协议与票样",
	"It lacks the safety agreement that Beijing asks for");
REFUSAL(no_drawing, "缺少平面图日期",
	"It lacks the drawing that Beijing asks for, with its date");
REFUSAL(epidemic_annex, "须填写防疫附件，或说明为何没有",
	"It needs its epidemic annex, or the reason why there is none");
REFUSAL(no_weather_annex, "缺少气象附件", "It lacks its weather annex");
REFUSAL(no_comms_annex, "缺少通信附件", "It lacks its communications annex");
REFUSAL(no_people_means, "没有人防措施", "It has no measure by people");
REFUSAL(no_physical_means, "没有物防措施", "It has no measure by physical means");
REFUSAL(no_technical_means, "没有技防措施", "It has no measure by technical means");
REFUSAL(signs_for_another, "须由该方面的主管单位会签",
	"This part is signed by those whose business it is");
REFUSAL(signed_already, "一人只能会签一项", "Nobody signs for two");
REFUSAL(five_signatures, "安保、防疫、场馆、消防、交通五方会签未齐",
	"Security, epidemic control, venue, fire and transport have not all signed");
REFUSAL(changed_in_review, "会签后内容有变，须重新会签",
	"It has been changed since it was signed; it must be reviewed again");
REFUSAL(approval_lost, "批准后内容有变，批准失效",
	"It has been changed since it was approved; the approval is void");
REFUSAL(not_exercised, "尚未演练", "It has not been exercised");
REFUSAL(exercise_too_old, "演练已过有效期", "The exercise is too long ago");
REFUSAL(wrong_place, "方案类型与地点不符", "A plan of that type is not for such a place");
static const struct refusal *const refusals[] = {
	&refuse_wrong_place, &refuse_no_activity, &refuse_no_staff, &refuse_no_fire_safety,
	&refuse_no_capacity, &refuse_no_buffer, &refuse_no_checks, &refuse_no_parking,
	&refuse_no_public_order, &refuse_no_rescue, &refuse_no_risk_report, &refuse_no_agreement,
	&refuse_no_drawing, &refuse_epidemic_annex, &refuse_no_weather_annex,
	&refuse_no_comms_annex, &refuse_no_people_means, &refuse_no_physical_means,
	&refuse_no_technical_means, &refuse_signs_for_another, &refuse_signed_already,
	&refuse_five_signatures, &refuse_changed_in_review, &refuse_approval_lost,
	&refuse_not_exercised, &refuse_exercise_too_old, NULL,
};

static const struct plan *plan_of(const struct record *record)
{
	return (const struct plan *)record;
}

/* ---- what a plan must say ------------------------------------------------------------------ */

static const struct refusal *check_draft(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct record *place = model_find(model, plan_of(after)->place);
	bool cluster = place && strcmp(model_choice(place, "type"), "cluster") == 0;

	(void)before;
	(void)view;
	return plan_of(after)->type <= 2 && cluster != (plan_of(after)->type == 2)
		       ? &refuse_wrong_place
		       : NULL;
}

struct part {
	struct str text;
	const struct refusal *refusal;
};

static const struct refusal *missing_part(const struct part *parts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (parts[i].text.len == 0)
			return parts[i].refusal;
	return NULL;
}

/* Decree 505, Art. 6 (doctrine 6.1). */
static const struct refusal *missing_item(const struct plan *p)
{
	const struct part items[] = {
		{ p->activity, &refuse_no_activity },
		{ p->staff, &refuse_no_staff },
		{ p->fire_safety, &refuse_no_fire_safety },
		{ p->capacity, &refuse_no_capacity },
		{ p->buffer, &refuse_no_buffer },
		{ p->checks, &refuse_no_checks },
		{ p->parking, &refuse_no_parking },
		{ p->public_order, &refuse_no_public_order },
		{ p->rescue, &refuse_no_rescue },
	};

	return missing_part(items, KIND_COUNT(items));
}

/* Doctrine 6.2: what Beijing asks for besides. */
static const struct refusal *missing_of_ten(const struct plan *p)
{
	const struct part items[] = {
		{ p->risk_report, &refuse_no_risk_report },
		{ p->agreement, &refuse_no_agreement },
	};

	return p->drawing_date == 0 ? &refuse_no_drawing
				    : missing_part(items, KIND_COUNT(items));
}

/* Seed S9: deployed together. An annex is whole with its four parts. */
static bool lacks_epidemic(const struct plan *p)
{
	bool whole = p->loop_lines.len > 0 && p->test_points.len > 0 &&
		     p->isolation_room.len > 0 && p->dual_evacuation.len > 0;

	return !whole && p->epidemic_na.len == 0;
}

/* Seed S14: one measure of each kind at least. */
static const struct refusal *missing_means(const struct model *model, const struct record *plan)
{
	static const struct refusal *const missing[] = {
		&refuse_no_people_means, &refuse_no_physical_means, &refuse_no_technical_means,
	};
	const struct record *parts[CONTENT_PARTS];
	uint32_t count = content_parts(model, plan->id, "measure", "plan", parts, CONTENT_PARTS);
	bool found[KIND_COUNT(missing)] = { false };

	for (uint32_t i = 0; i < count; i++)
		for (size_t m = 0; m < KIND_COUNT(missing); m++)
			if (model_is_open(parts[i]) &&
			    strcmp(model_choice(parts[i], "means"), choices_means[m].name) == 0)
				found[m] = true;
	for (size_t m = 0; m < KIND_COUNT(missing); m++)
		if (!found[m])
			return missing[m];
	return NULL;
}

static const struct refusal *check_submit(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	const struct plan *p = plan_of(after);
	const struct part annexes[] = {
		{ p->weather_annex, &refuse_no_weather_annex },
		{ p->comms_annex, &refuse_no_comms_annex },
	};
	const struct refusal *missing = missing_item(p);

	(void)before;
	if (!missing && policy_or(model, "plan.ten_items", after->home, view->at, 0) > 0)
		missing = missing_of_ten(p);
	if (!missing && lacks_epidemic(p))
		missing = &refuse_epidemic_annex;
	if (!missing)
		missing = missing_part(annexes, KIND_COUNT(annexes));
	return missing ? missing : missing_means(model, after);
}

/* ---- signatures and approval --------------------------------------------------------------- */

static bool is_digest(const struct model *model, const struct record *plan, struct str digest)
{
	char now[HASH_HEX];

	content_digest(model, plan, now);
	return str_eq(digest, str_of(now));
}

/*
 * Doctrine 6.3: security, epidemic control, venue, fire and transport sign separately. A partner
 * signs for what its agency is there for; security and the venue are signed for in the command.
 */
static bool may_sign(const struct model *model, const struct act_view *view)
{
	static const char *const agencies[] = { "police", "health", "", "fire", "transport" };
	const struct post *post = tree_get(model, view->post);
	struct ident agency = content_ref(model_find(model, (struct ident){ view->post, 0 }),
					  "agency");
	const char *wanted = agencies[view->act->number - SIGN_FIRST];
	const char *type;

	if (ident_none(agency))
		return true;
	if (post->tier != TIER_LIAISON)
		return view->act->number == SIGN_SECURITY || view->act->number == SIGN_VENUE;
	type = model_choice(model_find(model, agency), "type");
	return strcmp(type, wanted) == 0 ||
	       (strcmp(wanted, "transport") == 0 && strcmp(type, "organiser") == 0);
}

static const struct refusal *check_sign(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct plan *p = plan_of(before);
	const struct ident signers[] = { p->security_by, p->epidemic_by, p->venue_by, p->fire_by,
					 p->transport_by };

	for (size_t i = 0; i < KIND_COUNT(signers); i++)
		if (ident_eq(signers[i], view->actor))
			return &refuse_signed_already;
	if (!may_sign(model, view))
		return &refuse_signs_for_another;
	return is_digest(model, after, p->reviewed_digest) ? NULL : &refuse_changed_in_review;
}

static const struct refusal *check_approve(const struct model *model, const struct record *before,
					   const struct record *after,
					   const struct act_view *view)
{
	const struct plan *p = plan_of(after);

	(void)before;
	(void)view;
	if (ident_none(p->security_by) || ident_none(p->epidemic_by) || ident_none(p->venue_by) ||
	    ident_none(p->fire_by) || ident_none(p->transport_by))
		return &refuse_five_signatures;
	return is_digest(model, after, p->reviewed_digest) ? NULL : &refuse_changed_in_review;
}

static bool is_fresh(const struct model *model, const struct record *plan, instant at)
{
	return plan_of(plan)->exercised_at +
		       content_span(model, "plan.exercise.valid", plan->home, at) > at;
}

/* Doctrine 6.3: approved, exercised within N days, all responsibilities, the epidemic part. */
static const struct refusal *check_activate(const struct model *model,
					    const struct record *before,
					    const struct record *after,
					    const struct act_view *view)
{
	if (!is_digest(model, after, plan_of(after)->approved_digest))
		return &refuse_approval_lost;
	if (before->state != EXERCISED)
		return &refuse_not_exercised;
	if (!is_fresh(model, after, view->at))
		return &refuse_exercise_too_old;
	return lacks_epidemic(plan_of(after)) ? &refuse_epidemic_annex : NULL;
}

static void stamp_submit(struct stamp *stamp, const struct model *model,
			 const struct record *after, const struct act_view *view)
{
	char digest[HASH_HEX];

	(void)view;
	content_digest(model, after, digest);
	stamp_text(stamp, "reviewed_digest", str_of(digest));
}

/* Each signature is an act of its own name; the field is the name's counterpart. */
static void stamp_sign(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	static const char *const fields_of[] = { "security_by", "epidemic_by", "venue_by",
						 "fire_by", "transport_by" };

	(void)model;
	(void)after;
	stamp_ref(stamp, fields_of[view->act->number - SIGN_FIRST], view->actor);
}

static void stamp_approve(struct stamp *stamp, const struct model *model,
			  const struct record *after, const struct act_view *view)
{
	char digest[HASH_HEX];

	content_digest(model, after, digest);
	stamp_text(stamp, "approved_digest", str_of(digest));
	stamp_time(stamp, "approved_at", view->at);
}

/* Back at the draft nothing of what was signed holds any more. */
static void stamp_void(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	static const char *const refs[] = { "security_by", "epidemic_by", "venue_by", "fire_by",
					    "transport_by" };
	const struct ident none = { 0 };

	(void)model;
	(void)after;
	(void)view;
	for (size_t i = 0; i < KIND_COUNT(refs); i++)
		stamp_ref(stamp, refs[i], none);
	stamp_text(stamp, "reviewed_digest", STR(""));
	stamp_text(stamp, "approved_digest", STR(""));
	stamp_time(stamp, "exercised_at", 0);
}

/* ---- acts ---------------------------------------------------------------------------------- */

#define CONTENT "title type place activity staff fire_safety capacity buffer checks parking "     \
		"public_order rescue risk_report agreement drawing_date loop_lines test_points "   \
		"isolation_room dual_evacuation epidemic_na weather_annex comms_annex reviewers "  \
		"resp_entity resp_leader resp_post"
#define SIGN(number_, name_, zh_, en_) \
	{ .number = number_, .name = name_, .zh = zh_, .en = en_, .from = IN(REVIEW), .to = SAME, \
	  .roles = ROLE_SIGNERS, .relations = REL_OWN | REL_ABOVE | REL_ADDRESSEE, \
	  .check = check_sign, .stamp = stamp_sign }

KIND_ACTS(
	{ .number = 1, .name = "draft", .zh = "编制", .en = "Draft", .from = NEW, .to = DRAFT,
	  .roles = ROLE_STAFF | ROLE_SYSTEM, .takes = CONTENT, .check = check_draft },
	{ .number = 2, .name = "submit", .zh = "送会签", .en = "Submit for review",
	  .from = IN(DRAFT), .to = REVIEW, .roles = ROLE_STAFF | ROLE_SYSTEM,
	  .takes = "reviewers", .check = check_submit, .stamp = stamp_submit },
	SIGN(3, "sign_security", "安保会签", "Sign for security"),
	SIGN(4, "sign_epidemic", "防疫会签", "Sign for epidemic control"),
	SIGN(5, "sign_venue", "场馆会签", "Sign for the venue"),
	SIGN(6, "sign_fire", "消防会签", "Sign for fire safety"),
	SIGN(7, "sign_transport", "交通会签", "Sign for transport"),
	{ .number = 8, .name = "return", .zh = "退回修改", .en = "Return", .from = IN(REVIEW),
	  .to = DRAFT, .roles = ROLE_SIGNERS,
	  .relations = REL_OWN | REL_ABOVE | REL_ADDRESSEE, .takes = "reason",
	  .needs = "reason", .stamp = stamp_void },
	{ .number = 9, .name = "approve", .zh = "批准", .en = "Approve", .from = IN(REVIEW),
	  .to = APPROVED, .roles = ROLE_commander, .relations = REL_OWN | REL_ABOVE,
	  .check = check_approve, .stamp = stamp_approve },
	{ .number = 10, .name = "mark_exercised", .zh = "已演练", .en = "Exercised",
	  .from = IN(APPROVED) | IN(EXERCISED), .to = EXERCISED, .roles = ROLE_SYSTEM,
	  .takes = "exercised_at exercise", .needs = "exercised_at exercise" },
	{ .number = 11, .name = "mark_exercised_again", .zh = "再次演练", .en = "Exercised again",
	  .from = IN(ACTIVE), .to = SAME, .roles = ROLE_SYSTEM,
	  .takes = "exercised_at exercise", .needs = "exercised_at exercise" },
	{ .number = 12, .name = "activate", .zh = "启用", .en = "Activate",
	  .from = IN(APPROVED) | IN(EXERCISED), .to = ACTIVE, .roles = ROLE_commander,
	  .takes = "resp_entity resp_leader resp_post", .check = check_activate },
	/* An amended plan loses its approval. */
	{ .number = 13, .name = "revise", .zh = "修订", .en = "Revise",
	  .from = IN(APPROVED) | IN(EXERCISED) | IN(ACTIVE), .to = DRAFT, .roles = ROLE_STAFF,
	  .takes = CONTENT " reason", .needs = "reason", .check = check_draft,
	  .stamp = stamp_void },
	{ .number = 14, .name = "supersede", .zh = "取代", .en = "Supersede",
	  .from = IN(ACTIVE), .to = SUPERSEDED, .roles = ROLE_SYSTEM },
	{ .number = 15, .name = "withdraw", .zh = "撤销", .en = "Withdraw",
	  .from = IN(DRAFT) | IN(REVIEW) | IN(APPROVED) | IN(EXERCISED) | IN(ACTIVE),
	  .to = WITHDRAWN,
	  .roles = ROLE_commander, .takes = "reason", .needs = "reason" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(DRAFT), .to = SAME, .roles = ROLE_STAFF, .takes = CONTENT,
	  .flags = ACT_VERSION | ACT_KERNEL, .check = check_draft },
	ACT_ATTACH(ROLE_STAFF), ACT_LINK(ROLE_STAFF));

static const struct clock_step review_steps[] = {
	{ .name = "due", .zh = "会签时限已到", .en = "The review is due",
	  .policy = "plan.review.due", .rings = RINGS_HOME },
	{ .name = "breach", .zh = "逾时未完成会签", .en = "Not reviewed in time",
	  .policy = "plan.review.breach", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "review", .zh = "会签", .en = "Review", .starts = "submit",
	  .stops = "approve return withdraw", .steps = review_steps,
	  .nsteps = KIND_COUNT(review_steps) },
};

/* ---- reactions ----------------------------------------------------------------------------- */

static void supersede(struct reactor *reactor, const struct model *model,
		      const struct record *record, const struct entry *entry)
{
	const struct record *plans[CONTENT_PARTS];
	uint32_t count = content_parts(model, plan_of(record)->place, "plan", "place", plans,
				       CONTENT_PARTS);

	(void)entry;
	for (uint32_t i = 0; i < count; i++)
		if (!ident_eq(plans[i]->id, record->id) && plans[i]->state == ACTIVE &&
		    plan_of(plans[i])->type == plan_of(record)->type)
			reactor_propose(reactor, "plan", "supersede", plans[i]->id,
					plans[i]->home);
}

/* Whoever could not do it has not exercised it (rating U, doctrine 10.7). */
static void follow_exercise(struct reactor *reactor, const struct model *model,
			    const struct record *record, const struct entry *entry)
{
	const struct record *plan = model_find_kind(model, content_ref(record, "plan"), "plan");

	if (!plan || strcmp(model_choice(record, "rating"), "unable") == 0)
		return;
	if (plan->state != APPROVED && plan->state != EXERCISED && plan->state != ACTIVE)
		return;
	reactor_propose(reactor, "plan",
			plan->state == ACTIVE ? "mark_exercised_again" : "mark_exercised", plan->id,
			plan->home);
	reactor_time(reactor, "exercised_at", entry->at);
	reactor_ref(reactor, "exercise", record->id);
}

static const struct reaction reactions[] = {
	{ .name = "supersede", .on = "plan.activate",
	  .doc_zh = "新方案启用后，同一地点的旧方案被取代。",
	  .doc_en = "A plan that becomes active supersedes the one before it.", .run = supersede },
	{ .name = "follow_exercise", .on = "exercise.report",
	  .doc_zh = "演练总结后登记到方案；评为无法完成的不算。",
	  .doc_en = "An exercise with its report counts for its plan, unless it was rated unable.",
	  .run = follow_exercise },
};

/* ---- gaps ---------------------------------------------------------------------------------- */

static bool is_changed(const struct model *model, const struct record *record, instant at)
{
	(void)at;
	return !is_digest(model, record, plan_of(record)->approved_digest);
}

static bool is_stale(const struct model *model, const struct record *record, instant at)
{
	return !is_fresh(model, record, at);
}

/* Doctrine 4.6: no plan older than its venue drawing. */
static bool is_outdrawn(const struct model *model, const struct record *record, instant at)
{
	(void)model;
	(void)at;
	return plan_of(record)->drawing_date > plan_of(record)->approved_at;
}

#define IN_USE (IN(APPROVED) | IN(EXERCISED) | IN(ACTIVE))
static const struct gap gaps[] = {
	{ .name = "changed", .zh = "批准后内容有变，批准失效",
	  .en = "Changed since it was approved: the approval is void", .severity = GAP_SEVERE,
	  .in = IN_USE, .open = is_changed, .act = "revise" },
	{ .name = "exercise_old", .zh = "启用中的方案演练已过有效期",
	  .en = "The exercise of an active plan is too long ago", .severity = GAP_SERIOUS,
	  .in = IN(ACTIVE), .open = is_stale, .act = "exercise.design", .field = "plan" },
	{ .name = "outdrawn", .zh = "方案早于场馆平面图", .en = "The plan is older than its drawing",
	  .severity = GAP_SERIOUS, .in = IN_USE, .open = is_outdrawn, .act = "revise" },
	{ .name = "not_exercised", .zh = "已批准，尚未演练", .en = "Approved, but not exercised",
	  .severity = GAP_SERIOUS, .in = IN(APPROVED), .act = "exercise.design",
	  .field = "plan" },
};

KIND(plan, .number = 80, .module = "plans", .zh = "安保方案", .en = "Plan",
     .doc_zh = "一馆一策、一群一策：九项法定内容、附件、五方会签、按指纹批准、演练后启用。",
     .doc_en = "The plan of a venue or cluster: reviewed by five, approved by hash, exercised, "
	       "active.",
     .doctrine = "6.1, 6.2, 6.3, 8", .flags = KIND_SETUP, .refusals = refusals, KIND_CLOCKS,
     KIND_REACTIONS, KIND_GAPS);
