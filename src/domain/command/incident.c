/* Something that happened: from the first word of it to what was learned. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/command/rules.h"
#include "model/registry.h"

/* Doctrine 2.3: the four categories of the law (Emergency Response Law, Art. 3). */
enum { NATURAL = 1, ACCIDENT, PUBLIC_HEALTH, SOCIAL_SECURITY };
static const struct choice categories[] = {
	{ NATURAL, "natural", "自然灾害", "Natural disaster", NULL },
	{ ACCIDENT, "accident", "事故灾难", "Accident", NULL },
	{ PUBLIC_HEALTH, "public_health", "公共卫生事件", "Public health", NULL },
	{ SOCIAL_SECURITY, "social_security", "社会安全事件", "Social security", NULL },
	{ 0 },
};

/* Doctrine 2.3, the subtypes of the Games; the column behind says where the law would put them. */
#define TYPES(X) \
	X(1, crowd_density, "人群密度过高", "Crowd density", ACCIDENT) \
	X(2, screening_failure, "安检失效", "Screening failure", ACCIDENT) \
	X(3, lift_stop, "索道停运", "Lift stop", ACCIDENT) \
	X(4, road_closure, "道路中断", "Road closure", ACCIDENT) \
	X(5, avalanche, "雪崩积雪", "Avalanche or snow", NATURAL) \
	X(6, extreme_cold, "极寒大风", "Extreme cold or wind", NATURAL) \
	X(7, power_loss, "断电", "Power loss", ACCIDENT) \
	X(8, telecom_loss, "通信中断", "Telecom loss", ACCIDENT) \
	X(9, food_safety, "食品安全", "Food safety", PUBLIC_HEALTH) \
	X(10, infectious_disease, "传染病", "Infectious disease", PUBLIC_HEALTH) \
	X(11, loop_breach, "闭环破环", "Breach of the loop", PUBLIC_HEALTH) \
	X(12, suspicious_object, "可疑物品", "Suspicious object", SOCIAL_SECURITY) \
	X(13, violent_attack, "暴力袭击", "Violent attack", SOCIAL_SECURITY) \
	X(14, disturbance, "聚集滋扰", "Disturbance", SOCIAL_SECURITY) \
	X(15, lost_child, "走失儿童", "Lost child", ACCIDENT) \
	X(16, medical, "医疗急救", "Medical emergency", PUBLIC_HEALTH) \
	X(17, drone, "无人机闯入", "Drone", SOCIAL_SECURITY) \
	X(18, cyber, "网络安全", "Cyber incident", SOCIAL_SECURITY) \
	X(19, dangerous_goods, "危险物品", "Dangerous goods", ACCIDENT) \
	X(20, traffic_accident, "交通事故", "Traffic accident", ACCIDENT) \
	X(21, rumour, "影响运行的传言", "Rumour with effect", SOCIAL_SECURITY) \
	X(22, vip_route, "要客路线冲突", "VIP route conflict", SOCIAL_SECURITY) \
	X(23, fire, "火灾", "Fire", ACCIDENT) \
	X(24, fall, "跌倒", "Persons falling", ACCIDENT) \
	X(25, crush, "拥挤踩踏", "Crush", ACCIDENT) \
	X(26, weather, "天气突变", "Sudden weather", NATURAL)
static const struct choice types[] = {
#define TYPE_CHOICE(number, name, zh, en, category) { number, #name, zh, en, NULL },
	TYPES(TYPE_CHOICE)
#undef TYPE_CHOICE
	{ 0 },
};
static const uint16_t category_of_type[] = {
#define TYPE_CATEGORY(number, name, zh, en, category) [number] = category,
	TYPES(TYPE_CATEGORY)
#undef TYPE_CATEGORY
};

static const struct choice channels[] = {
	{ 1, "steward", "安保员", "Steward", NULL },
	{ 2, "radio", "电台", "Radio", NULL },
	{ 3, "phone", "电话", "Telephone", NULL },
	{ 4, "call_110", "110接警", "Call to 110", NULL },
	{ 5, "call_119", "119接警", "Call to 119", NULL },
	{ 6, "call_120", "120接警", "Call to 120", NULL },
	{ 7, "public", "现场群众", "Public on site", NULL },
	{ 8, "partner", "对接单位", "Partner agency", NULL },
	{ 9, "sensor", "设备报警", "Sensor", NULL },
	{ 10, "other", "其他", "Other", NULL },
	{ 0 },
};
/* Doctrine 5.1, both rated independently; an unknown caller is F6. */
static const struct choice source_grades[] = {
	{ 1, "a", "A 完全可靠", "A completely reliable", NULL },
	{ 2, "b", "B 通常可靠", "B usually reliable", NULL },
	{ 3, "c", "C 较为可靠", "C fairly reliable", NULL },
	{ 4, "d", "D 通常不可靠", "D not usually reliable", NULL },
	{ 5, "e", "E 不可靠", "E unreliable", NULL },
	{ 6, "f", "F 无法判断", "F cannot be judged", NULL },
	{ 0 },
};
static const struct choice credibilities[] = {
	{ 1, "1", "1 已由其他来源证实", "1 confirmed by other sources", NULL },
	{ 2, "2", "2 很可能属实", "2 probably true", NULL },
	{ 3, "3", "3 可能属实", "3 possibly true", NULL },
	{ 4, "4", "4 存疑", "4 doubtful", NULL },
	{ 5, "5", "5 不大可能", "5 improbable", NULL },
	{ 6, "6", "6 真伪无法判断", "6 truth cannot be judged", NULL },
	{ 0 },
};
enum { BASIS_LAW = 1 };
static const struct choice bases[] = {
	{ BASIS_LAW, "law", "法定", "By law", NULL },
	{ 2, "by_analogy", "参照", "By analogy", NULL },
	{ 3, "games_policy", "赛事规定", "Games policy", NULL },
	{ 0 },
};

#define COUNT_OF_PERSONS .most = 1000000, .unit = "person"
#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, ENUM, category, "法定类别", "Category", .choices = categories, .flags = INDEXED) \
	X(K, 3, ENUM, type, "类型", "Type", .choices = types, .flags = REQUIRED | INDEXED) \
	X(K, 4, REF, place, "地点", "Place", .target = "place") \
	X(K, 5, TEXT, location, "具体位置", "Exact location", .max = 240, .flags = SEARCHED) \
	X(K, 6, GEO, point, "坐标", "Point", .flags = 0) \
	X(K, 7, TEXT, description, "情况", "Description", .max = 8000, .flags = LONG | SEARCHED) \
	X(K, 8, ENUM, caller_channel, "接报渠道", "Reported by", .choices = channels, .flags = 0) \
	X(K, 9, ENUM, source_grade, "来源可靠性", "Reliability of the source", \
	  .choices = source_grades, .flags = 0) \
	X(K, 10, ENUM, credibility, "信息可信度", "Credibility", .choices = credibilities, \
	  .flags = 0) \
	X(K, 11, ENUM, grade, "事件等级", "Grade", .choices = choices_grade, .flags = INDEXED) \
	X(K, 12, ENUM, grade_basis, "定级依据", "Basis of the grade", .choices = bases, \
	  .flags = 0) \
	X(K, 13, BOOL, grade_confirmed, "等级已由第二人确认", "Grade confirmed by a second person", \
	  .flags = SYSTEM) \
	X(K, 14, REF, graded_by, "定级人", "Graded by", .target = "account", .flags = SYSTEM) \
	X(K, 15, INT, deaths, "死亡", "Deaths", COUNT_OF_PERSONS) \
	X(K, 16, INT, injured, "受伤", "Injured", COUNT_OF_PERSONS) \
	X(K, 17, INT, missing, "失踪", "Missing", COUNT_OF_PERSONS) \
	X(K, 18, INT, serious, "重伤", "Seriously injured", COUNT_OF_PERSONS) \
	X(K, 19, REAL, loss, "直接经济损失", "Direct loss", .most = 1e13, .unit = "CNY") \
	X(K, 20, ENUM, response, "响应级别", "Response level", .choices = choices_response, \
	  .flags = INDEXED) \
	X(K, 21, TEXT, response_matter, "响应事项", "Matter of the response", .max = 400, \
	  .flags = 0) \
	X(K, 22, SPAN, response_duration, "预计持续时间", "Expected duration", .most = 2592000) \
	X(K, 23, TEXT, response_measures, "响应措施", "Measures", .max = 4000, .flags = LONG) \
	X(K, 24, TEXT, rvp, "集结点", "Rendezvous point", .max = 240) \
	X(K, 25, TEXT, fcp, "前方指挥点", "Forward command point", .max = 240) \
	X(K, 26, TEXT, zone_hot, "热区", "Hot zone", .max = 400) \
	X(K, 27, TEXT, zone_warm, "温区", "Warm zone", .max = 400) \
	X(K, 28, TEXT, zone_cold, "冷区", "Cold zone", .max = 400) \
	X(K, 29, TEXT, epidemic_part, "防疫措施", "Epidemic part", .max = 4000, .flags = LONG) \
	RESPONSIBILITY_FIELDS(X, K, 30, 31, 32) \
	X(K, 33, REF, closed_by, "结束人", "Closed by", .target = "account", .flags = SYSTEM) \
	X(K, 34, REF, new_home, "移交至", "Handed over to", .target = "post", .flags = SYSTEM) \
	X(K, 35, INT, held_state, "移交前状态", "State before the transfer", .flags = SYSTEM) \
	X(K, 36, TIME, received_at, "接报时间", "Received at", .flags = 0, \
	  .doc_zh = "晚录入时填写；上报时限从此刻起算。", \
	  .doc_en = "When it is entered late; the reporting deadlines count from here.") \
	X(K, 37, TIME, first_public_at, "首次公开时间", "First known in public", .flags = 0) \
	X(K, 38, INT, sources, "独立来源数", "Independent sources", .most = 1000) \
	X(K, 39, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG) \
	X(K, 40, TEXT, lessons, "原因与教训", "Causes and lessons", .max = 8000, \
	  .flags = LONG | SEARCHED) \
	X(K, 41, REFS, closers, "曾结束或认定误报的人", "Who closed it, ever", \
	  .target = "account", .max = LIMIT_REFS, .flags = SYSTEM)

KIND_STRUCT(incident);
KIND_FIELDS(incident);

enum { REPORTED = 1, VERIFYING, GRADED, RESPONDING, CONTROLLED, CLOSED, REVIEWED, FALSE_ALARM,
       MERGED, TRANSFER_PENDING };
static const struct state states[] = {
	{ REPORTED, "reported", "接报", "Reported", STATE_OPEN | STATE_ALARM },
	{ VERIFYING, "verifying", "核实", "Verifying", STATE_OPEN },
	{ GRADED, "graded", "已定级", "Graded", STATE_OPEN },
	{ RESPONDING, "responding", "处置中", "Responding", STATE_OPEN },
	{ CONTROLLED, "controlled", "已受控", "Controlled", STATE_OPEN },
	{ CLOSED, "closed", "已结束", "Closed", STATE_CLOSED },
	{ REVIEWED, "reviewed", "已复盘", "Reviewed", STATE_CLOSED },
	{ FALSE_ALARM, "false_alarm", "误报", "False alarm", STATE_CLOSED },
	{ MERGED, "merged", "已并案", "Merged", STATE_MERGED },
	{ TRANSFER_PENDING, "transfer_pending", "移交待接收", "Transfer pending", STATE_OPEN },
};
#define WORKING (IN(GRADED) | IN(RESPONDING) | IN(CONTROLLED))
#define OPEN (IN(REPORTED) | IN(VERIFYING) | WORKING | IN(TRANSFER_PENDING))

REFUSAL(where_required, "必须说明地点、具体位置或坐标",
	"It must say where: a place, a location or a point");
REFUSAL(two_sources, "可信度为1须有两个以上独立来源",
	"Credibility 1 needs at least two independent sources");
REFUSAL(grade_basis_required, "社会安全事件定级必须注明依据",
	"A social-security event is graded only with a basis");
REFUSAL(law_does_not_grade, "法律未对社会安全事件分级，依据只能是参照或赛事规定",
	"The law does not grade social-security events: by analogy or by Games policy");
REFUSAL(grade_below_law, "伤亡或损失已达到法定的更高等级",
	"By casualties or loss the law puts it at a graver grade");
REFUSAL(downgrade_needs_two, "降低特别重大、重大事件的等级须由两人办理",
	"Only two persons together lower the grade of a G1 or G2");
REFUSAL(not_a_downgrade, "新等级并不低于原等级", "That grade is not lower");
REFUSAL(no_second_needed, "该等级无须第二人确认或已确认",
	"This grade needs no second person, or has had one");
REFUSAL(orders_open, "仍有未办结的指令", "Orders about it are still open");
REFUSAL(reopen_too_late, "已超过可重新打开的期限", "The time to reopen it has passed");
static const struct refusal *const refusals[] = {
	&refuse_where_required, &refuse_two_sources, &refuse_grade_basis_required,
	&refuse_law_does_not_grade, &refuse_grade_below_law, &refuse_downgrade_needs_two,
	&refuse_not_a_downgrade, &refuse_no_second_needed,
	&refuse_orders_open, &refuse_reopen_too_late, NULL,
};

/* ---- rules --------------------------------------------------------------------------------- */

static const struct incident *incident_of(const struct record *record)
{
	return (const struct incident *)record;
}

/* Where a post stands; a unit that has no place of its own is at its site. */
static struct ident place_of_post(const struct model *model, code post)
{
	struct ident own = rules_ref(model_find(model, rules_post(post)), "place");

	return ident_none(own) ?
		       rules_ref(model_find(model, rules_post(rules_desk(model, post))), "place") :
		       own;
}

/* METHANE's E (doctrine 10.3): a report without a where cannot be sent to; a desk knows its own. */
static const struct refusal *check_report(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	const struct incident *incident = incident_of(after);

	(void)before;
	if (ident_none(incident->place) && incident->location.len == 0 &&
	    incident->point.len == 0 && ident_none(place_of_post(model, view->post)))
		return &refuse_where_required;
	/* The reporting deadlines count from it: nobody buys time by dating it ahead. */
	return incident->received_at > view->at + LIMIT_EVENT_AHEAD_MS ? &refused_event_in_future
								       : NULL;
}

/* Doctrine 5.1: never raised to 1 without two independent sources on record. */
static const struct refusal *check_sources(const struct model *model, const struct record *before,
					   const struct record *after, const struct act_view *view)
{
	const struct incident *incident = incident_of(after);

	(void)model;
	(void)before;
	(void)view;
	return incident->credibility == 1 && incident->sources < 2 && after->nlinks == 0
		       ? &refuse_two_sources
		       : NULL;
}

/*
 * Decree 493 (2007), Art. 3, doctrine 3.1: any one of deaths, serious injuries and direct loss is
 * enough and the worst counts; "or more" includes the number. 4 is the mildest.
 */
static int grade_by_law(const struct model *model, const struct incident *incident, instant at)
{
	static const char *const keys[][3] = {
		{ "law493.deaths.g1", "law493.serious.g1", "law493.loss.g1" },
		{ "law493.deaths.g2", "law493.serious.g2", "law493.loss.g2" },
		{ "law493.deaths.g3", "law493.serious.g3", "law493.loss.g3" },
	};
	const double toll[] = { (double)incident->deaths, (double)incident->serious,
				incident->loss };
	code post = incident->record.home;

	for (int grade = 1; grade < 4; grade++)
		for (int i = 0; i < 3; i++)
			if (toll[i] >= policy_or(model, keys[grade - 1][i], post, at, 1e18))
				return grade;
	return 4;
}

/*
 * Doctrine 2.3, the trap: the law grades disasters, accidents and public health, not social
 * security; there the grade says on what it rests. Below what the law says nobody may grade.
 */
static const struct refusal *check_grade(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct incident *incident = incident_of(after);
	bool social = incident->category == SOCIAL_SECURITY;

	(void)before;
	if (social && incident->grade_basis == 0)
		return &refuse_grade_basis_required;
	if (social && incident->grade_basis == BASIS_LAW)
		return &refuse_law_does_not_grade;
	/* Decree 493 binds accidents whatever the Games decide; elsewhere they may. */
	if (incident->grade_basis > BASIS_LAW && incident->category != ACCIDENT)
		return NULL;
	return grade_by_law(model, incident, view->at) < incident->grade ? &refuse_grade_below_law
									 : NULL;
}

static bool grave(const struct incident *incident)
{
	return incident->grade == 1 || incident->grade == 2;
}

/* What two persons said of a G1 or G2, one does not take back. */
static const struct refusal *check_regrade(const struct model *model, const struct record *before,
					   const struct record *after, const struct act_view *view)
{
	if (grave(incident_of(before)) && incident_of(after)->grade > incident_of(before)->grade)
		return &refuse_downgrade_needs_two;
	return check_grade(model, before, after, view);
}

static const struct refusal *check_downgrade(const struct model *model,
					     const struct record *before,
					     const struct record *after,
					     const struct act_view *view)
{
	if (incident_of(after)->grade <= incident_of(before)->grade)
		return &refuse_not_a_downgrade;
	return check_grade(model, before, after, view);
}

/* Doctrine 4.1: G1 and G2 take effect at once, and a second person says so within ten minutes. */
static const struct refusal *check_confirm(const struct model *model, const struct record *before,
					   const struct record *after,
					   const struct act_view *view)
{
	const struct incident *was = incident_of(before);

	(void)model;
	(void)after;
	if (!grave(was) || was->grade_confirmed)
		return &refuse_no_second_needed;
	return ident_eq(was->graded_by, view->actor) ? &refused_same_person : NULL;
}

static bool has_open_orders(const struct model *model, struct ident incident)
{
	const struct record *orders[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, incident, "order", "incident", orders, LIMIT_SEEN);

	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++)
		if (rules_in(orders[i], "issued") || rules_in(orders[i], "delivered") ||
		    rules_in(orders[i], "signed") || rules_in(orders[i], "moving") ||
		    rules_in(orders[i], "on_scene"))
			return true;
	return false;
}

/*
 * Doctrine 4.6: every order signed and done; a task left open is a unit left standing. What was
 * merged into this incident brought its orders with it.
 */
static const struct refusal *check_stand_down(const struct model *model,
					      const struct record *before,
					      const struct record *after,
					      const struct act_view *view)
{
	const struct record *merged[LIMIT_LINKS];
	uint32_t count = model_merged_into(model, after->id, merged, LIMIT_LINKS);

	(void)before;
	(void)view;
	if (has_open_orders(model, after->id))
		return &refuse_orders_open;
	for (uint32_t i = 0; i < count && i < LIMIT_LINKS; i++)
		if (has_open_orders(model, merged[i]->id))
			return &refuse_orders_open;
	return NULL;
}

/* Doctrine 4.1: a false alarm can be taken up again for 72 hours. */
static const struct refusal *check_reopen(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	instant span = rules_span(model, "incident.reopen", after->home, view->at);

	return view->at > before->updated_at + span ? &refuse_reopen_too_late : NULL;
}

/* ---- what the node fills in ---------------------------------------------------------------- */

/* The three responsibilities begin with the post, and its desk's agency and commander (2.5). */
static void stamp_responsibility(struct stamp *stamp, const struct model *model,
				 const struct incident *incident, const struct act_view *view)
{
	code desk = rules_desk(model, view->post);
	struct ident leader, agency = rules_ref(model_find(model, rules_post(desk)), "agency");

	if (ident_none(incident->resp_post))
		stamp_ref(stamp, "resp_post", rules_post(view->post));
	if (ident_none(incident->resp_entity) && !ident_none(agency))
		stamp_ref(stamp, "resp_entity", agency);
	if (ident_none(incident->resp_leader) &&
	    duty_who(model, desk, ROLE_commander, view->at, &leader, 1) > 0)
		stamp_ref(stamp, "resp_leader", leader);
}

/* A steward types one line: what the desk and the table know is not asked of him. */
static void stamp_report(struct stamp *stamp, const struct model *model,
			 const struct record *after, const struct act_view *view)
{
	const struct incident *incident = incident_of(after);
	struct ident place = place_of_post(model, view->post);

	if (incident->category == 0)
		stamp_choice(stamp, "category",
			     categories[category_of_type[incident->type] - 1].name);
	if (ident_none(incident->place) && incident->point.len == 0 && !ident_none(place))
		stamp_ref(stamp, "place", place);
	if (incident->source_grade == 0)
		stamp_choice(stamp, "source_grade", "f");
	if (incident->credibility == 0)
		stamp_choice(stamp, "credibility", "6");
	stamp_responsibility(stamp, model, incident, view);
}

static void stamp_grade(struct stamp *stamp, const struct model *model,
			const struct record *after, const struct act_view *view)
{
	(void)model;
	if (incident_of(after)->grade_basis == 0)
		stamp_choice(stamp, "grade_basis", "law");
	/* A grade that the node passes on is still the word of the person whom it names. */
	if (!ident_none(view->actor))
		stamp_ref(stamp, "graded_by", view->actor);
	stamp_bool(stamp, "grade_confirmed", false);
}

/* Two persons have spoken already when this takes effect. */
static void stamp_downgrade(struct stamp *stamp, const struct model *model,
			    const struct record *after, const struct act_view *view)
{
	stamp_grade(stamp, model, after, view);
	stamp_bool(stamp, "grade_confirmed", true);
}

static void stamp_confirmed(struct stamp *stamp, const struct model *model,
			    const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)after;
	(void)view;
	stamp_bool(stamp, "grade_confirmed", true);
}

static void stamp_closer(struct stamp *stamp, const struct model *model,
			 const struct record *after, const struct act_view *view)
{
	struct ident_list before = incident_of(after)->closers;
	struct rules_list closers = { .count = 0 };

	(void)model;
	for (uint32_t i = 0; i < before.count; i++)
		rules_add(&closers, before.at[i]);
	rules_add(&closers, view->actor);
	stamp_ref(stamp, "closed_by", view->actor);
	stamp_refs(stamp, "closers", closers.at, closers.count);
}

static void stamp_held(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	(void)view;
	stamp_int(stamp, "held_state", model_find(model, after->id)->state);
}

/* ---- acts ---------------------------------------------------------------------------------- */

#define REPORTERS (ROLE_steward | ROLE_unit_leader | ROLE_STAFF | ROLE_liaison)
#define SITE (REL_OWN | REL_DESK)
#define FACTS "title category type place location point description caller_channel source_grade " \
	      "credibility sources first_public_at epidemic_part resp_entity resp_leader resp_post"
#define CASUALTIES "deaths injured missing serious loss"
#define POINTS "rvp fcp zone_hot zone_warm zone_cold"

KIND_ACTS(
	{ .number = 1, .name = "report", .zh = "接报", .en = "Report", .from = NEW,
	  .to = REPORTED, .roles = REPORTERS, .takes = FACTS " " CASUALTIES " received_at",
	  .flags = ACT_ALARM | ACT_LIFE_SAFETY, .check = check_report, .stamp = stamp_report },
	{ .number = 2, .name = "verify", .zh = "核实", .en = "Verify", .from = IN(REPORTED),
	  .to = VERIFYING, .roles = ROLE_DESK | ROLE_intelligence, .relations = SITE,
	  .takes = FACTS " " CASUALTIES, .check = check_sources },
	{ .number = 3, .name = "grade", .zh = "定级", .en = "Grade",
	  .from = IN(REPORTED) | IN(VERIFYING), .to = GRADED, .roles = ROLE_DESK,
	  .relations = SITE, .takes = "grade grade_basis reason " CASUALTIES, .needs = "grade",
	  .check = check_grade, .stamp = stamp_grade },
	{ .number = 4, .name = "confirm_grade", .zh = "确认等级", .en = "Confirm the grade",
	  .from = WORKING, .to = SAME, .roles = ROLE_DESK, .relations = SITE | REL_ABOVE,
	  .check = check_confirm, .stamp = stamp_confirmed },
	{ .number = 5, .name = "regrade", .zh = "变更等级", .en = "Regrade", .from = WORKING,
	  .to = SAME, .roles = ROLE_DESK, .relations = SITE,
	  .takes = "grade grade_basis reason " CASUALTIES, .needs = "grade reason",
	  .check = check_regrade, .stamp = stamp_grade },
	{ .number = 17, .name = "downgrade", .zh = "降低等级", .en = "Lower the grade",
	  .from = WORKING, .to = SAME, .roles = ROLE_DESK, .relations = SITE,
	  .takes = "grade grade_basis reason " CASUALTIES, .needs = "grade reason",
	  .flags = ACT_SECOND, .check = check_downgrade, .stamp = stamp_downgrade },
	/* Emergency Response Law 2024, Art. 72: matter, level, expected duration, measures. */
	{ .number = 6, .name = "activate", .zh = "启动响应", .en = "Activate the response",
	  .from = IN(GRADED) | IN(RESPONDING), .to = RESPONDING, .roles = ROLE_DESK,
	  .relations = SITE,
	  .takes = "response response_matter response_duration response_measures epidemic_part "
		   POINTS,
	  .needs = "response response_matter response_duration response_measures" },
	{ .number = 7, .name = "casualties", .zh = "更新伤亡", .en = "Update casualties",
	  .from = OPEN | IN(CLOSED) | IN(REVIEWED), .to = SAME,
	  .roles = ROLE_STAFF | ROLE_unit_leader, .relations = SITE, .takes = CASUALTIES },
	{ .number = 8, .name = "points", .zh = "设定集结点与分区", .en = "Set points and zones",
	  .from = OPEN, .to = SAME, .roles = ROLE_DESK, .relations = SITE, .takes = POINTS,
	  .flags = ACT_LIFE_SAFETY },
	{ .number = 9, .name = "controlled", .zh = "已受控", .en = "Controlled",
	  .from = IN(GRADED) | IN(RESPONDING), .to = CONTROLLED, .roles = ROLE_DESK,
	  .relations = SITE, .takes = CASUALTIES },
	{ .number = 10, .name = "stand_down", .zh = "结束响应", .en = "Stand down",
	  .from = IN(CONTROLLED), .to = CLOSED, .roles = ROLE_DESK, .relations = SITE,
	  .takes = "reason " CASUALTIES, .check = check_stand_down, .stamp = stamp_closer },
	{ .number = 11, .name = "review", .zh = "复盘", .en = "Review", .from = IN(CLOSED),
	  .to = REVIEWED, .roles = ROLE_DESK, .relations = SITE, .takes = "lessons",
	  .needs = "lessons" },
	{ .number = 12, .name = "false", .zh = "认定误报", .en = "False alarm",
	  .from = IN(REPORTED) | IN(VERIFYING), .to = FALSE_ALARM, .roles = ROLE_DESK,
	  .relations = SITE, .takes = "reason", .needs = "reason", .stamp = stamp_closer },
	{ .number = 13, .name = "reopen", .zh = "重新打开", .en = "Reopen",
	  .from = IN(FALSE_ALARM), .to = VERIFYING, .roles = ROLE_DESK, .relations = SITE,
	  .takes = "reason", .needs = "reason", .check = check_reopen },
	{ .number = 14, .name = "begin_transfer", .zh = "移交中", .en = "Transfer begun",
	  .from = OPEN & ~IN(TRANSFER_PENDING), .to = TRANSFER_PENDING, .roles = ROLE_SYSTEM,
	  .stamp = stamp_held },
	{ .number = 15, .name = "end_transfer", .zh = "移交未成", .en = "Transfer ended",
	  .from = IN(TRANSFER_PENDING), .to = SAME, .to_field = "held_state",
	  .roles = ROLE_SYSTEM },
	{ .number = 16, .name = "handover", .zh = "移交完成", .en = "Handed over",
	  .from = IN(TRANSFER_PENDING), .to = SAME, .to_field = "held_state",
	  .roles = ROLE_SYSTEM, .takes = "new_home", .needs = "new_home", .flags = ACT_REHOME },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = ANY_STATE, .to = SAME, .roles = ROLE_STAFF, .relations = SITE, .takes = FACTS,
	  .flags = ACT_VERSION | ACT_KERNEL, .check = check_sources },
	{ .number = ACT_NUMBER_MERGE, .name = "merge", .zh = "并案", .en = "Merge",
	  .from = OPEN & ~IN(TRANSFER_PENDING), .to = MERGED, .roles = ROLE_DESK,
	  .relations = SITE, .flags = ACT_KERNEL, .stamp = stamp_closer },
	/* Who strikes a call out has closed it (the cluster alert asks). */
	{ .number = ACT_NUMBER_STRIKE, .name = "strike", .zh = "划销", .en = "Strike out",
	  .from = ANY_STATE & ~IN(TRANSFER_PENDING), .to = SAME, .roles = ROLE_DESK,
	  .flags = ACT_KERNEL, .stamp = stamp_closer },
	ACT_SHARE(ROLE_DESK | ROLE_SYSTEM), ACT_LINK(ROLE_STAFF),
	ACT_ATTACH(REPORTERS));

/* ---- clocks -------------------------------------------------------------------------------- */

/* Doctrine 3.5: respond at once. What lies unread at the desk rings above and is a breach. */
static const struct clock_step attend_steps[] = {
	{ .name = "realert", .zh = "再次提醒", .en = "Alerted again",
	  .policy = "incident.attend.realert", .rings = RINGS_HOME },
	{ .name = "unattended", .zh = "无人处理", .en = "Unattended",
	  .policy = "incident.attend.unattended", .rings = RINGS_HOME | RINGS_ABOVE,
	  .breach = true },
};
static const struct clock_step confirm_steps[] = {
	{ .name = "due", .zh = "等级未经第二人确认", .en = "Grade not confirmed",
	  .policy = "incident.confirm.due", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};

static bool when_grave(const struct model *model, const struct record *record)
{
	(void)model;
	return grave(incident_of(record));
}

static const struct clock clocks[] = {
	{ .number = 1, .name = "attend", .zh = "接报处理", .en = "Attend",
	  .starts = "report", .stops = "verify grade false merge handover strike",
	  .steps = attend_steps, .nsteps = KIND_COUNT(attend_steps) },
	{ .number = 2, .name = "confirm", .zh = "等级确认", .en = "Confirm the grade",
	  .starts = "grade regrade",
	  .stops = "confirm_grade regrade downgrade stand_down merge strike",
	  .when = when_grave, .steps = confirm_steps, .nsteps = KIND_COUNT(confirm_steps) },
};

/* ---- reactions ----------------------------------------------------------------------------- */

/* Doctrine 4.1: pending until the other side accepts; rejected or silent, it comes back. */
static void follow_transfer(struct reactor *reactor, const struct model *model,
			    const struct record *record, const struct entry *entry)
{
	struct ident id = rules_ref(record, "subject");
	const struct record *incident = model_find_kind(model, id, "incident");

	(void)entry;
	if (!incident)
		return;
	if (rules_in(record, "pending")) {
		reactor_propose(reactor, "incident", "begin_transfer", id, incident->home);
	} else if (rules_in(record, "accepted")) {
		reactor_propose(reactor, "incident", "handover", id, incident->home);
		reactor_ref(reactor, "new_home", rules_ref(record, "to"));
	} else {
		reactor_propose(reactor, "incident", "end_transfer", id, incident->home);
	}
}

/* New numbers may lift it over a line of the law: the desk is told, a person grades. */
static void watch_casualties(struct reactor *reactor, const struct model *model,
			     const struct record *record, const struct entry *entry)
{
	const struct incident *incident = incident_of(record);

	(void)entry;
	if (incident->grade == 0 || incident->grade_basis > BASIS_LAW ||
	    grade_by_law(model, incident, record->updated_at) >= incident->grade)
		return;
	reactor_propose(reactor, "alarm", "ring", (struct ident){ 0 }, record->home);
	reactor_ref(reactor, "subject", record->id);
	reactor_text(reactor, "reason", STR("incident.grade_below_law"));
	reactor_text(reactor, "text_zh", str_of(refuse_grade_below_law.zh));
	reactor_text(reactor, "text_en", str_of(refuse_grade_below_law.en));
}

static const struct reaction reactions[] = {
	{ .name = "follow_transfer",
	  .on = "transfer.offer transfer.accept transfer.reject transfer.time_out "
		"transfer.withdraw",
	  .doc_zh = "移交被接受则换主管指挥部，否则退回原状态。",
	  .doc_en = "An accepted transfer moves the incident; any other end brings it back.",
	  .run = follow_transfer },
	{ .name = "watch_casualties", .on = "incident.casualties incident.controlled",
	  .doc_zh = "伤亡数达到更高法定等级时提醒值班席。",
	  .doc_en = "Rings the desk when the casualties reach a graver grade of the law.",
	  .run = watch_casualties },
};

KIND(incident, .number = 10, .module = "command", .zh = "事件", .en = "Incident",
     .doc_zh = "发生的事情：从第一句报告到总结的教训。",
     .doc_en = "Something that happened, from the first word to what was learned.",
     .doctrine = "2.3, 2.4, 3.1, 4.1, 5.1", .flags = KIND_BOARD | KIND_MAP,
     .refusals = refusals, KIND_CLOCKS, KIND_REACTIONS);
