/* Something unsafe: who puts it right and by when, who checks it, whether use is stopped. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/rules.h"

static const struct choice categories[] = {
	{ 1, "structure", "建筑结构", "Structure", NULL },
	{ 2, "fire", "消防", "Fire safety", NULL },
	{ 3, "electrical", "用电", "Electrical", NULL },
	{ 4, "ice_snow", "冰雪", "Ice and snow", NULL },
	{ 5, "crowd", "人流通道", "Ways of the crowd", NULL },
	{ 6, "screening", "安检", "Screening", NULL },
	{ 7, "perimeter", "周界", "Perimeter", NULL },
	{ 8, "lift", "索道电梯", "Lifts", NULL },
	{ 9, "traffic", "交通", "Traffic", NULL },
	{ 10, "epidemic", "防疫", "Epidemic control", NULL },
	{ 11, "goods", "危险物品", "Dangerous goods", NULL },
	{ 12, "network", "网络与通信", "Networks", NULL },
	{ 13, "other", "其他", "Other", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, TEXT, description, "情况", "Description", .max = 4000, .flags = LONG | SEARCHED) \
	X(K, 3, REF, place, "地点", "Place", .target = "place", .flags = REQUIRED) \
	X(K, 4, TEXT, location, "具体位置", "Exact location", .max = 240) \
	X(K, 5, ENUM, means, "防范类别", "Means", .choices = choices_means, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 6, ENUM, category, "类别", "Category", .choices = categories, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 7, ENUM, likelihood, "可能性", "Likelihood", .choices = choices_likelihood, \
	  .flags = REQUIRED) \
	X(K, 8, ENUM, consequence, "后果", "Consequence", .choices = choices_consequence, \
	  .flags = REQUIRED) \
	X(K, 9, INT, score, "风险值", "Score", .flags = SYSTEM) \
	X(K, 10, ENUM, colour, "等级", "Colour", .choices = choices_colour, \
	  .flags = SYSTEM | INDEXED) \
	X(K, 11, REF, inspection, "检查记录", "Found in", .target = "inspection") \
	X(K, 12, TEXT, no_photo, "无照片的理由", "No photograph, because", .max = 240) \
	RESPONSIBILITY_FIELDS(X, K, 13, 14, 15) \
	X(K, 16, REF, assignee, "整改单位", "Put right by", .target = "post", .flags = ADDRESSEE) \
	X(K, 17, REF, verifier, "核验单位", "Verified by", .target = "post", .flags = ADDRESSEE) \
	X(K, 18, TEXT, measure, "整改措施", "Measure", .max = 2000, .flags = LONG) \
	X(K, 19, TEXT, fund, "整改资金", "Funds", .max = 240) \
	X(K, 20, TIME, due_by, "整改时限", "Due by", .flags = 0) \
	X(K, 21, TEXT, plan, "整改期间应急预案", "Plan until then", .max = 2000, .flags = LONG) \
	X(K, 22, TEXT, rectified, "整改情况", "What was done", .max = 2000, .flags = LONG) \
	X(K, 23, REF, rectified_at, "自查单位", "Self-checked at", .target = "post", \
	  .flags = SYSTEM) \
	X(K, 24, REF, rectified_by, "自查人", "Self-checked by", .target = "account", \
	  .flags = SYSTEM) \
	X(K, 25, TEXT, verification, "核验意见", "Verification", .max = 2000, .flags = LONG) \
	X(K, 26, REF, supervisor, "督办单位", "Supervised by", .target = "post", \
	  .flags = ADDRESSEE | SYSTEM) \
	X(K, 27, TEXT, supervision, "督办要求", "Instruction", .max = 2000, .flags = LONG) \
	X(K, 28, BOOL, unsafe, "已停止使用", "Use stopped", .flags = SYSTEM | INDEXED) \
	X(K, 29, TEXT, unsafe_reason, "停止使用的理由", "Why use is stopped", .max = 400) \
	X(K, 30, BOOL, repeat, "重复隐患", "Found again", .flags = SYSTEM | INDEXED) \
	X(K, 31, REF, repeats, "前次隐患", "Found before as", .target = "hazard", .flags = SYSTEM) \
	X(K, 32, TIME, closed_at, "销号时间", "Closed at", .flags = SYSTEM) \
	X(K, 33, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG)

KIND_STRUCT(hazard);
KIND_FIELDS(hazard);

/* Doctrine 6.4: the five that are fixed when it is assigned are measure, funds, who, when, plan. */
enum { FOUND = 1, ASSIGNED, RECTIFYING, SELF_CHECKED, VERIFIED, CLOSED, ESCALATED, DISMISSED };
static const struct state states[] = {
	{ FOUND, "found", "已发现", "Found", STATE_OPEN | STATE_ALARM },
	{ ASSIGNED, "assigned", "已交办", "Assigned", STATE_OPEN | STATE_ACTIVE },
	{ RECTIFYING, "in_rectification", "整改中", "Being put right", STATE_OPEN },
	{ SELF_CHECKED, "self_checked", "已自查", "Self-checked", STATE_OPEN },
	{ VERIFIED, "verified", "已核验", "Verified", STATE_OPEN },
	{ CLOSED, "closed", "已销号", "Closed", STATE_CLOSED },
	{ ESCALATED, "escalated", "挂牌督办", "Supervised from above", STATE_OPEN | STATE_ALARM },
	{ DISMISSED, "dismissed", "不构成隐患", "No hazard", STATE_CLOSED },
};
#define STANDING (IN(FOUND) | IN(ASSIGNED) | IN(RECTIFYING) | IN(SELF_CHECKED) | IN(ESCALATED))

REFUSAL(photo_or_reason, "须有照片，或说明为何没有", "A photograph, or the reason why there is none");
REFUSAL(hazard_due_in_past, "整改时限已过", "It would be due already");
REFUSAL(extension_unexplained, "延长整改时限须说明理由", "A later deadline needs its reason");
REFUSAL(verifier_is_assignee, "核验单位不能是整改单位", "Who puts it right does not verify it");
REFUSAL(same_unit, "须由整改单位以外的单位核验", "Another unit than the one that put it right verifies it");
REFUSAL(supervisor_verifies, "挂牌督办的隐患由督办单位核验",
	"What is supervised from above is verified by the supervising post");
REFUSAL(not_the_supervisor, "只有督办单位可以提出督办要求", "Only the supervising post instructs");
REFUSAL(only_major, "只有红色隐患可以停止使用", "Use is stopped for a red hazard alone");
REFUSAL(stopped_already, "已停止使用", "Use has been stopped already");
REFUSAL(found_again_too_late, "已超过重新打开的期限，请另行登记",
	"The time to take it up again has passed; it is a new one");
static const struct refusal *const refusals[] = {
	&refuse_photo_or_reason, &refuse_hazard_due_in_past, &refuse_extension_unexplained,
	&refuse_verifier_is_assignee,
	&refuse_same_unit, &refuse_supervisor_verifies, &refuse_not_the_supervisor,
	&refuse_only_major, &refuse_stopped_already, &refuse_found_again_too_late, NULL,
};

static const struct hazard *hazard_of(const struct record *record)
{
	return (const struct hazard *)record;
}

/* ---- rules ----------------------------------------------------------------------------------- */

static const struct refusal *check_assign(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	const struct hazard *hazard = hazard_of(after);

	(void)model;
	if (after->nfiles == 0 && hazard->no_photo.len == 0)
		return &refuse_photo_or_reason;
	if (hazard->due_by <= view->at)
		return &refuse_hazard_due_in_past;
	if ((IN(before->state) & (IN(ASSIGNED) | IN(RECTIFYING))) != 0 &&
	    hazard->due_by > hazard_of(before)->due_by && (view->set >> F_reason & 1) == 0)
		return &refuse_extension_unexplained;
	return ident_eq(hazard->verifier, hazard->assignee) ? &refuse_verifier_is_assignee : NULL;
}

/* Doctrine 6.4, "verified by another unit"; what is supervised, by the supervisor. */
static const struct refusal *check_verify(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	const struct hazard *hazard = hazard_of(before);

	(void)model;
	(void)after;
	if (hazard->rectified_at.origin == view->post ||
	    ident_eq(hazard->rectified_by, view->actor))
		return &refuse_same_unit;
	return !ident_none(hazard->supervisor) && hazard->supervisor.origin != view->post
		       ? &refuse_supervisor_verifies
		       : NULL;
}

static const struct refusal *check_instruct(const struct model *model, const struct record *before,
					    const struct record *after,
					    const struct act_view *view)
{
	(void)model;
	(void)before;
	if (hazard_of(after)->supervisor.origin != view->post)
		return &refuse_not_the_supervisor;
	return hazard_of(after)->due_by <= view->at ? &refuse_hazard_due_in_past : NULL;
}

static const struct refusal *check_stop(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)view;
	if (!str_eq(str_of(model_choice(after, "colour")), STR("red")))
		return &refuse_only_major;
	return hazard_of(before)->unsafe ? &refuse_stopped_already : NULL;
}

static const struct refusal *check_refind(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	instant window = rules_span(model, "hazard.repeat", after->home, view->at);

	return view->at > hazard_of(before)->closed_at + window ? &refuse_found_again_too_late
								: NULL;
}

/* ---- what the node fills in ------------------------------------------------------------------ */

static void stamp_rating(struct stamp *stamp, const struct model *model,
			 const struct record *after, const struct act_view *view)
{
	int64_t score = (int64_t)hazard_of(after)->likelihood * hazard_of(after)->consequence;

	stamp_int(stamp, "score", score);
	stamp_choice(stamp, "colour", rules_colour(model, after->home, score, view->at));
}

/* One of the same category, at the same place, that was closed not long ago. */
static struct ident found_before(const struct model *model, const struct record *after, instant at)
{
	const struct record *others[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, hazard_of(after)->place, "hazard", "place", others,
				       LIMIT_SEEN);
	instant window = rules_span(model, "hazard.repeat", after->home, at);

	for (uint32_t i = count < LIMIT_SEEN ? count : LIMIT_SEEN; i-- > 0;) {
		const struct hazard *other = hazard_of(others[i]);

		if (others[i]->state == CLOSED && other->category == hazard_of(after)->category &&
		    at <= other->closed_at + window)
			return others[i]->id;
	}
	return (struct ident){ 0 };
}

static void stamp_find(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	struct ident before = found_before(model, after, view->at);

	stamp_rating(stamp, model, after, view);
	stamp_bool(stamp, "unsafe", false);
	stamp_bool(stamp, "repeat", !ident_none(before));
	if (!ident_none(before))
		stamp_ref(stamp, "repeats", before);
}

static void stamp_refind(struct stamp *stamp, const struct model *model, const struct record *after,
			 const struct act_view *view)
{
	stamp_rating(stamp, model, after, view);
	stamp_bool(stamp, "repeat", true);
	stamp_bool(stamp, "unsafe", false);
	stamp_ref(stamp, "supervisor", (struct ident){ 0 });
}

static void stamp_self_check(struct stamp *stamp, const struct model *model,
			     const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)after;
	stamp_ref(stamp, "rectified_at", rules_post(view->post));
	stamp_ref(stamp, "rectified_by", view->actor);
}

/* The tier above the desk: a unit's own desk is the one that let it lie. */
static void stamp_escalate(struct stamp *stamp, const struct model *model,
			   const struct record *after, const struct act_view *view)
{
	const struct post *above = tree_commander(model, rules_desk(model, after->home));

	(void)view;
	if (above)
		stamp_ref(stamp, "supervisor", rules_post(above->code));
}

static void stamp_stop(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	(void)model;
	(void)after;
	(void)view;
	stamp_bool(stamp, "unsafe", true);
}

static void stamp_close(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	(void)model;
	(void)after;
	stamp_time(stamp, "closed_at", view->at);
}

/* ---- acts ------------------------------------------------------------------------------------ */

#define FINDERS (ROLE_STAFF | ROLE_unit_leader | ROLE_steward | ROLE_liaison)
#define DOERS (ROLE_DESK | ROLE_unit_leader)
#define SITE (REL_OWN | REL_DESK | REL_ADDRESSEE)
#define WHAT "title description place location means category likelihood consequence inspection " \
	     "no_photo"
#define FIVE "assignee verifier measure fund due_by plan"
KIND_ACTS(
	{ .number = 1, .name = "find", .zh = "登记", .en = "Find", .from = NEW, .to = FOUND,
	  .roles = FINDERS, .takes = WHAT, .stamp = stamp_find },
	{ .number = 2, .name = "assign", .zh = "交办", .en = "Assign",
	  .from = IN(FOUND) | IN(ASSIGNED) | IN(RECTIFYING), .to = ASSIGNED, .roles = ROLE_DESK,
	  .relations = REL_OWN | REL_DESK,
	  .takes = "resp_entity resp_leader resp_post no_photo reason " FIVE, .needs = FIVE,
	  .flags = ACT_TELL, .check = check_assign },
	{ .number = 3, .name = "begin", .zh = "开始整改", .en = "Begin", .from = IN(ASSIGNED),
	  .to = RECTIFYING, .roles = DOERS, .relations = SITE },
	{ .number = 4, .name = "self_check", .zh = "自查", .en = "Self-check",
	  .from = IN(ASSIGNED) | IN(RECTIFYING) | IN(ESCALATED), .to = SELF_CHECKED,
	  .roles = DOERS, .relations = SITE, .takes = "rectified", .needs = "rectified",
	  .stamp = stamp_self_check },
	{ .number = 5, .name = "verify", .zh = "核验", .en = "Verify",
	  .from = IN(SELF_CHECKED), .to = VERIFIED, .roles = DOERS,
	  .relations = SITE | REL_ABOVE, .takes = "verification", .needs = "verification",
	  .check = check_verify },
	{ .number = 6, .name = "send_back", .zh = "退回整改", .en = "Send back",
	  .from = IN(SELF_CHECKED), .to = RECTIFYING, .roles = DOERS,
	  .relations = SITE | REL_ABOVE, .takes = "reason", .needs = "reason",
	  .flags = ACT_TELL, .check = check_verify },
	{ .number = 7, .name = "close", .zh = "销号", .en = "Close", .from = IN(VERIFIED),
	  .to = CLOSED, .roles = ROLE_DESK, .relations = REL_OWN | REL_DESK,
	  .stamp = stamp_close },
	{ .number = 8, .name = "escalate", .zh = "挂牌督办", .en = "Escalate",
	  .from = IN(ASSIGNED) | IN(RECTIFYING), .to = ESCALATED, .roles = ROLE_SYSTEM,
	  .flags = ACT_TELL, .stamp = stamp_escalate },
	{ .number = 9, .name = "instruct", .zh = "提出督办要求", .en = "Instruct",
	  .from = IN(ESCALATED), .to = ASSIGNED, .roles = ROLE_DESK,
	  .relations = REL_ADDRESSEE | REL_ABOVE, .takes = "supervision due_by",
	  .needs = "supervision due_by", .check = check_instruct },
	{ .number = 10, .name = "stop_use", .zh = "停止使用", .en = "Stop use",
	  .from = STANDING, .to = SAME, .roles = DOERS, .relations = SITE,
	  .takes = "unsafe_reason", .needs = "unsafe_reason",
	  .flags = ACT_LIFE_SAFETY | ACT_ALARM | ACT_TELL, .check = check_stop,
	  .stamp = stamp_stop },
	{ .number = 11, .name = "refind", .zh = "再次发现", .en = "Found again",
	  .from = IN(CLOSED), .to = FOUND, .roles = FINDERS, .relations = SITE,
	  .takes = "description likelihood consequence", .needs = "description",
	  .check = check_refind, .stamp = stamp_refind },
	{ .number = 12, .name = "dismiss", .zh = "不构成隐患", .en = "Dismiss",
	  .from = IN(FOUND), .to = DISMISSED, .roles = ROLE_DESK,
	  .relations = REL_OWN | REL_DESK, .takes = "reason", .needs = "reason" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(FOUND), .to = SAME, .roles = FINDERS, .relations = REL_OWN | REL_DESK,
	  .takes = WHAT, .flags = ACT_VERSION | ACT_KERNEL, .stamp = stamp_rating },
	ACT_ATTACH(FINDERS), ACT_LINK(FINDERS), ACT_SHARE(ROLE_DESK));

/* ---- clocks ---------------------------------------------------------------------------------- */

static const struct clock_step assign_steps[] = {
	{ .name = "due", .zh = "隐患尚未交办", .en = "Not assigned yet",
	  .policy = "hazard.assign.{colour}", .rings = RINGS_HOME | RINGS_ABOVE },
};
static const struct clock_step rectify_steps[] = {
	{ .name = "overdue", .zh = "逾期未整改", .en = "Not put right in time",
	  .rings = RINGS_HOME | RINGS_ABOVE, .breach = true, .proposes = "escalate" },
};
static const struct clock_step verify_steps[] = {
	{ .name = "due", .zh = "自查后未核验", .en = "Not verified yet",
	  .policy = "hazard.verify", .rings = RINGS_HOME | RINGS_ABOVE },
};
static const struct clock_step supervise_steps[] = {
	{ .name = "breach", .zh = "督办单位未提出要求", .en = "The supervisor has not instructed",
	  .policy = "hazard.supervise", .rings = RINGS_ABOVE | RINGS_OVERSIGHT, .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "assign", .zh = "交办", .en = "Assignment",
	  .starts = "find refind", .stops = "assign dismiss", .steps = assign_steps,
	  .nsteps = KIND_COUNT(assign_steps) },
	{ .number = 2, .name = "rectify", .zh = "整改", .en = "Rectification",
	  .starts = "assign instruct send_back", .stops = "self_check", .until = "due_by",
	  .steps = rectify_steps, .nsteps = KIND_COUNT(rectify_steps) },
	{ .number = 3, .name = "verify", .zh = "核验", .en = "Verification",
	  .starts = "self_check", .stops = "verify send_back", .steps = verify_steps,
	  .nsteps = KIND_COUNT(verify_steps) },
	{ .number = 4, .name = "supervise", .zh = "督办", .en = "Supervision",
	  .starts = "escalate", .stops = "instruct self_check", .steps = supervise_steps,
	  .nsteps = KIND_COUNT(supervise_steps) },
};

/* ---- reactions and gaps ---------------------------------------------------------------------- */

/* Work Safety Law Art. 70: what cannot be made safe is evacuated and not used. */
static void stop_place(struct reactor *reactor, const struct model *model,
		       const struct record *record, const struct entry *entry)
{
	const struct record *place = model_find_kind(model, hazard_of(record)->place, "place");

	(void)entry;
	if (!rules_in(place, "active"))
		return;
	reactor_propose(reactor, "place", "stop", place->id, place->home);
	reactor_text(reactor, "reason", hazard_of(record)->unsafe_reason);
}

static const struct reaction reactions[] = {
	{ .name = "stop_place", .on = "hazard.stop_use",
	  .doc_zh = "重大隐患停止使用时，该地点在所有席位上停用；未核验前不得恢复。",
	  .doc_en = "Stops the place on every board; it is not used again before verification.",
	  .run = stop_place },
};

static bool is_unsafe(const struct model *model, const struct record *record, instant at)
{
	(void)model;
	(void)at;
	return hazard_of(record)->unsafe;
}

static const struct gap gaps[] = {
	{ .name = "unsafe", .zh = "重大隐患未消除，已停止使用", .en = "Unsafe: use is stopped",
	  .severity = GAP_SEVERE, .in = STANDING, .open = is_unsafe, .act = "verify" },
	{ .name = "overdue", .zh = "隐患逾期未整改", .en = "A hazard is overdue",
	  .severity = GAP_SEVERE, .in = IN(ESCALATED), .act = "self_check" },
	{ .name = "unassigned", .zh = "隐患无人整改", .en = "A hazard is nobody's",
	  .severity = GAP_SERIOUS, .in = IN(FOUND), .act = "assign" },
};

KIND(hazard, .number = 63, .module = "hazards", .zh = "隐患", .en = "Hazard",
     .doc_zh = "发现的隐患：五落实、自查、由另一单位核验、逾期督办、重大的停止使用。",
     .doc_en = "Something unsafe: five points fixed, self-checked, verified by another unit.",
     .doctrine = "6.4", .flags = KIND_BOARD, .refusals = refusals, KIND_CLOCKS, KIND_REACTIONS,
     KIND_GAPS);
