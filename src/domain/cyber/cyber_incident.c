/* A cyber incident by what it does to the operation, from its detection to its review. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/entry.h"
#include "model/model.h"

/* The services of assets, as a set: what the operation feels (doctrine 10.9). */
static const struct choice impacts[] = {
	{ 1, "ticketing", "票务", "Ticketing", NULL },
	{ 2, "screening", "安检", "Screening", NULL },
	{ 3, "access_control", "门禁", "Access control", NULL },
	{ 4, "radio", "无线通信", "Radio", NULL },
	{ 5, "results", "成绩计时", "Timing and results", NULL },
	{ 6, "power", "供电", "Power", NULL },
	{ 7, "network", "网络", "Network", NULL },
	{ 8, "public_site", "公众网站", "Public site", NULL },
	{ 9, "broadcast", "转播", "Broadcast", NULL },
	{ 10, "lift_control", "索道控制", "Control of lifts", NULL },
	{ 11, "weather_feed", "气象数据", "Weather feed", NULL },
	{ 12, "command_system", "指挥系统", "Command system", NULL },
	{ 0 },
};
enum { UNHURT = 1, DEGRADED, LOST };
static const struct choice depths[] = {
	{ UNHURT, "none", "无影响", "Not felt", "green" },
	{ DEGRADED, "degraded", "降级", "Degraded", "yellow" },
	{ LOST, "lost", "中断", "Lost", "red" },
	{ 0 },
};
#define BASIS_GAMES 3
static const struct choice bases[] = {
	{ 1, "plan", "公共互联网预案", "Plan for the public internet", NULL },
	{ 2, "by_analogy", "参照", "By analogy", NULL },
	{ BASIS_GAMES, "games_policy", "赛事规定", "Games policy", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, REFS, assets, "涉及系统", "Assets", .target = "asset", .max = 32, \
	  .flags = REQUIRED) \
	X(K, 3, TEXT, what, "情况", "What happened", .max = 4000, .flags = LONG | SEARCHED) \
	X(K, 4, SET, impact, "受影响的服务", "Services hurt", .choices = impacts, .flags = 0) \
	X(K, 5, ENUM, depth, "影响程度", "How far", .choices = depths, .flags = INDEXED) \
	X(K, 6, INT, persons, "泄露信息涉及人数", "People whose data is out", \
	  .most = 2000000000.0, .unit = "person") \
	X(K, 7, INT, provinces, "受影响省份", "Provinces touched", .most = 34) \
	X(K, 8, ENUM, grade, "等级", "Grade", .choices = choices_grade, .flags = INDEXED) \
	X(K, 9, ENUM, grade_basis, "定级依据", "Basis of the grade", .choices = bases, .flags = 0) \
	X(K, 10, ENUM, table_grade, "按表等级", "Grade by the table", .choices = choices_grade, \
	  .flags = SYSTEM) \
	X(K, 11, TEXT, measures, "遏制措施", "Containment", .max = 2000, .flags = LONG) \
	X(K, 12, TEXT, cause, "根因", "Cause", .max = 2000, .flags = LONG) \
	X(K, 13, TEXT, lessons, "教训", "Lessons", .max = 4000, .flags = LONG) \
	X(K, 14, REF, incident, "事件", "Incident", .target = "incident") \
	X(K, 15, TEXT, told, "已报主管部门", "Authorities told", .max = 400) \
	X(K, 16, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG) \
	X(K, 17, REF, graded_by, "定级人", "Graded by", .target = "account", .flags = SYSTEM)

KIND_STRUCT(cyber_incident);
KIND_FIELDS(cyber_incident);
extern const struct kind kind_cyber_incident;

/* Doctrine 4.7, CYBER. */
enum { DETECTED = 1, TRIAGED, GRADED, CONTAINED, ERADICATED, RECOVERED, REVIEWED, FALSE_ALARM };
static const struct state states[] = {
	{ DETECTED, "detected", "发现", "Detected", STATE_OPEN | STATE_ALARM },
	{ TRIAGED, "triaged", "已研判", "Triaged", STATE_OPEN },
	{ GRADED, "graded", "已定级", "Graded", STATE_OPEN | STATE_ALARM },
	{ CONTAINED, "contained", "已遏制", "Contained", STATE_OPEN },
	{ ERADICATED, "eradicated", "已根除", "Eradicated", STATE_OPEN },
	{ RECOVERED, "recovered", "已恢复", "Recovered", STATE_OPEN },
	{ REVIEWED, "reviewed", "已复盘", "Reviewed", STATE_CLOSED },
	{ FALSE_ALARM, "false_alarm", "误报", "False alarm", STATE_CLOSED },
};
#define RUNNING (IN(TRIAGED) | IN(GRADED) | IN(CONTAINED) | IN(ERADICATED))

REFUSAL(impact_required, "须写明受影响的服务", "It must say which services are hurt");
REFUSAL(impact_without_hurt, "未受影响则不应列出服务", "What is not felt hurts no service");
REFUSAL(below_the_table, "低于按表等级，须说明理由", "Below the grade of the table it needs a reason");
REFUSAL(asset_still_hurt, "仍有系统未恢复", "An asset is not restored yet");
static const struct refusal *const refusals[] = {
	&refuse_impact_required, &refuse_impact_without_hurt, &refuse_below_the_table,
	&refuse_asset_still_hurt, NULL,
};

static const struct cyber_incident *incident_of(const struct record *record)
{
	return (const struct cyber_incident *)record;
}

static const struct refusal *check_triage(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	const struct cyber_incident *incident = incident_of(after);

	(void)model;
	(void)before;
	(void)view;
	if (incident->depth == UNHURT)
		return incident->impact != 0 ? &refuse_impact_without_hurt : NULL;
	return incident->impact == 0 ? &refuse_impact_required : NULL;
}

/* Doctrine 3.1 (MIIT 2017), thresholds as policy; what the Games lose counts by Games policy. */
static uint16_t table_grade(const struct model *model, const struct record *record, instant at)
{
	static const char *const keys[][2] = {
		{ "cyber.persons.g1", "cyber.provinces.g1" },
		{ "cyber.persons.g2", "cyber.provinces.g2" },
		{ "cyber.persons.g3", "cyber.provinces.g3" },
	};
	const struct cyber_incident *incident = incident_of(record);
	const char *games = incident->depth == LOST ? "cyber.games.lost" : "cyber.games.degraded";
	double felt = incident->depth == UNHURT || incident->depth == 0
			      ? 4
			      : policy_or(model, games, record->home, at, 4);
	uint16_t grade = 4;

	for (uint16_t g = 3; g >= 1; g--) {
		double persons = policy_or(model, keys[g - 1][0], record->home, at, 1e18);
		double provinces = policy_or(model, keys[g - 1][1], record->home, at, 1e18);

		if ((double)incident->persons > persons ||
		    (double)incident->provinces >= provinces)
			grade = g;
	}
	return felt >= 1 && felt < grade ? (uint16_t)felt : grade;
}

static void stamp_table(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	uint16_t grade = table_grade(model, after, view->at);

	stamp_choice(stamp, "table_grade", choices_grade[grade - 1].name);
}

static const struct refusal *check_grade(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	(void)before;
	return incident_of(after)->grade > table_grade(model, after, view->at) &&
			       (view->set >> F_reason & 1) == 0
		       ? &refuse_below_the_table
		       : NULL;
}

static void stamp_grader(struct stamp *stamp, const struct model *model,
			 const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)after;
	stamp_ref(stamp, "graded_by", view->actor);
}

static const struct refusal *check_recover(const struct model *model, const struct record *before,
					   const struct record *after,
					   const struct act_view *view)
{
	struct ident_list assets = incident_of(after)->assets;

	(void)before;
	(void)view;
	for (uint32_t i = 0; i < assets.count; i++) {
		const struct record *asset = model_find_kind(model, assets.at[i], "asset");
		struct str state = asset ? str_of(model_state(asset)) : STR("normal");

		if (!str_eq(state, STR("normal")) && !str_eq(state, STR("retired")))
			return &refuse_asset_still_hurt;
	}
	return NULL;
}

#define KEEPERS (ROLE_DESK | ROLE_intelligence)
#define FACTS "impact depth persons provinces what"
KIND_ACTS(
	{ .number = 1, .name = "detect", .zh = "发现", .en = "Detect", .from = NEW,
	  .to = DETECTED, .roles = KEEPERS | ROLE_SYSTEM, .takes = "title assets what incident",
	  .flags = ACT_ALARM },
	{ .number = 2, .name = "triage", .zh = "研判", .en = "Triage",
	  .from = IN(DETECTED) | RUNNING, .to = TRIAGED, .roles = KEEPERS,
	  .takes = "assets " FACTS, .needs = "depth", .check = check_triage,
	  .stamp = stamp_table },
	{ .number = 3, .name = "grade", .zh = "定级", .en = "Grade",
	  .from = RUNNING & ~IN(ERADICATED), .to = GRADED, .roles = ROLE_DESK,
	  .takes = "grade grade_basis reason", .needs = "grade grade_basis", .flags = ACT_ALARM,
	  .check = check_grade, .stamp = stamp_grader },
	{ .number = 4, .name = "contain", .zh = "遏制", .en = "Contain", .from = IN(GRADED),
	  .to = CONTAINED, .roles = KEEPERS, .takes = "measures", .needs = "measures" },
	{ .number = 5, .name = "eradicate", .zh = "根除", .en = "Eradicate", .from = IN(CONTAINED),
	  .to = ERADICATED, .roles = KEEPERS, .takes = "cause measures", .needs = "cause" },
	{ .number = 6, .name = "recover", .zh = "恢复", .en = "Recover",
	  .from = IN(CONTAINED) | IN(ERADICATED), .to = RECOVERED, .roles = KEEPERS,
	  .check = check_recover },
	{ .number = 7, .name = "review", .zh = "复盘", .en = "Review", .from = IN(RECOVERED),
	  .to = REVIEWED, .roles = KEEPERS, .takes = "cause lessons", .needs = "lessons" },
	{ .number = 8, .name = "dismiss", .zh = "误报", .en = "False alarm",
	  .from = IN(DETECTED) | IN(TRIAGED), .to = FALSE_ALARM, .roles = KEEPERS,
	  .takes = "reason", .needs = "reason" },
	{ .number = 9, .name = "tell_authority", .zh = "报主管部门", .en = "Tell the authorities",
	  .from = RUNNING | IN(RECOVERED) | IN(REVIEWED), .to = SAME, .roles = ROLE_DESK,
	  .takes = "told", .needs = "told" },
	{ .number = 10, .name = "note_incident", .zh = "记入事件", .en = "Note the incident",
	  .from = IN(GRADED), .to = SAME, .roles = ROLE_SYSTEM, .takes = "incident" },
	ACT_AMEND(KEEPERS, "title what incident"), ACT_SHARE(ROLE_DESK), ACT_ATTACH(KEEPERS));

static const struct clock_step triage_steps[] = {
	{ .name = "due", .zh = "待研判", .en = "Triage is due", .policy = "cyber.triage.due",
	  .rings = RINGS_HOME },
	{ .name = "overdue", .zh = "逾时未研判", .en = "Not triaged",
	  .policy = "cyber.triage.overdue", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock_step grade_steps[] = {
	{ .name = "due", .zh = "待定级", .en = "Grading is due", .policy = "cyber.grade.due",
	  .rings = RINGS_HOME },
};
static const struct clock_step authority_steps[] = {
	{ .name = "overdue", .zh = "逾时未报主管部门", .en = "The authorities are not told",
	  .policy = "cyber.authority.{grade}", .rings = RINGS_HOME | RINGS_ABOVE,
	  .breach = true },
};
static const struct clock_step review_steps[] = {
	{ .name = "due", .zh = "待复盘", .en = "Review is due", .policy = "cyber.review.due",
	  .rings = RINGS_HOME },
};

static bool when_hurt(const struct model *model, const struct record *record)
{
	(void)model;
	return incident_of(record)->depth > UNHURT;
}

static const struct clock clocks[] = {
	{ .number = 1, .name = "triage", .zh = "研判", .en = "Triage", .starts = "detect",
	  .stops = "triage dismiss", .steps = triage_steps, .nsteps = KIND_COUNT(triage_steps) },
	{ .number = 2, .name = "grade", .zh = "定级", .en = "Grading", .starts = "triage",
	  .stops = "grade dismiss", .when = when_hurt, .steps = grade_steps,
	  .nsteps = KIND_COUNT(grade_steps) },
	{ .number = 3, .name = "authority", .zh = "报主管部门", .en = "Authorities",
	  .starts = "grade", .stops = "tell_authority dismiss", .steps = authority_steps,
	  .nsteps = KIND_COUNT(authority_steps) },
	{ .number = 4, .name = "review", .zh = "复盘", .en = "Review", .starts = "recover",
	  .stops = "review", .steps = review_steps, .nsteps = KIND_COUNT(review_steps) },
};

/* The boards show the service as triage found it. */
static void mark_assets(struct reactor *reactor, const struct model *model,
			const struct record *record, const struct entry *entry)
{
	struct ident_list assets = incident_of(record)->assets;
	const char *act = incident_of(record)->depth == LOST ? "fail" : "degrade";

	(void)entry;
	if (!when_hurt(model, record))
		return;
	for (uint32_t i = 0; i < assets.count; i++) {
		const struct record *asset = model_find_kind(model, assets.at[i], "asset");

		if (!asset || !str_eq(str_of(model_state(asset)), STR("normal")))
			continue;
		reactor_propose(reactor, "asset", act, asset->id, asset->home);
		reactor_text(reactor, "reason", model_title(record));
	}
}

/* An alert of the gravest kind about a vital asset does not wait for somebody to read the list. */
static void detect(struct reactor *reactor, const struct model *model, const struct record *record,
		   const struct entry *entry)
{
	struct ident id = *(const struct ident *)model_field(record, "asset");
	const struct record *asset = model_find_kind(model, id, "asset");
	const struct record *incidents[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, id, "cyber_incident", "assets", incidents,
				       LIMIT_SEEN);

	(void)entry;
	if (!asset || !str_eq(str_of(model_choice(asset, "weight")), STR("vital")) ||
	    (double)*(const int64_t *)model_field(record, "severity") >
		    policy_or(model, "cyber.alert.grave", record->home, record->updated_at, 0))
		return;
	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++)
		if (model_is_open(incidents[i]) && !incidents[i]->struck)
			return;
	reactor_propose(reactor, "cyber_incident", "detect", (struct ident){ 0 }, record->home);
	reactor_text(reactor, "title",
		     arena_printf(reactor_arena(reactor), STR_FMT "：严重告警 / grave alert",
				  STR_ARG(model_title(asset))));
	reactor_refs(reactor, "assets", &id, 1);
	reactor_text(reactor, "what", model_title(record));
}

/* ---- the incident that the floor works on ---------------------------------------------------- */

static const struct record *floor_incident(const struct model *model, const struct record *record)
{
	return model_find_kind(model, incident_of(record)->incident, "incident");
}

static bool floor_in(const struct record *incident, const char *state)
{
	return str_eq(str_of(model_state(incident)), str_of(state));
}

/* "票务、门禁 / Ticketing, Access control": what is hurt, in both languages. */
static struct str services_hurt(struct arena *arena, const struct cyber_incident *cyber)
{
	struct str zh = STR(""), en = STR("");

	for (const struct choice *c = impacts; c->number != 0; c++) {
		bool first = zh.len == 0;

		if ((cyber->impact >> c->number & 1) == 0)
			continue;
		zh = arena_printf(arena, STR_FMT "%s%s", STR_ARG(zh), first ? "" : "、", c->zh);
		en = arena_printf(arena, STR_FMT "%s%s", STR_ARG(en), first ? "" : ", ", c->en);
	}
	return zh.len > 0 ? arena_printf(arena, STR_FMT " / " STR_FMT, STR_ARG(zh), STR_ARG(en))
			  : STR("赛事服务无感 / no service hurt");
}

/* What the floor reads first: what is lost, and how each service goes on by hand. */
static struct str substance(struct arena *arena, const struct model *model,
			    const struct cyber_incident *cyber)
{
	const struct choice *depth = &depths[cyber->depth > 0 ? cyber->depth - 1 : 0];
	struct str text = arena_printf(arena, "%s / %s：" STR_FMT "\n" STR_FMT, depth->zh,
				       depth->en, STR_ARG(services_hurt(arena, cyber)),
				       STR_ARG(cyber->what));

	for (uint32_t i = 0; i < cyber->assets.count; i++) {
		const struct record *asset = model_find_kind(model, cyber->assets.at[i], "asset");
		struct str by_hand = asset ? *(const struct str *)model_field(asset, "fallback")
					   : STR("");

		if (by_hand.len > 0)
			text = arena_printf(arena, STR_FMT "\n人工替代 / By hand: " STR_FMT,
					    STR_ARG(text), STR_ARG(by_hand));
	}
	/* An asset's way by hand is 800 characters at most, a description takes 8000. */
	return utf8_cut(text, 8000);
}

/* A social-security event in the law's terms, which does not grade it: by analogy or by policy. */
static void pass_grade(struct reactor *reactor, const struct cyber_incident *cyber)
{
	reactor_choice(reactor, "grade", choices_grade[cyber->grade - 1].name);
	reactor_choice(reactor, "grade_basis",
		       cyber->grade_basis == BASIS_GAMES ? "games_policy" : "by_analogy");
	reactor_ref(reactor, "graded_by", cyber->graded_by);
}

/* It takes over the grade, in the name of who gave it. */
static void grade_incident(struct reactor *reactor, const struct model *model,
			   const struct record *record, const struct entry *entry)
{
	const struct record *incident = floor_incident(model, record);

	(void)entry;
	/* Whether casualties or loss put it at another grade is for a person to say. */
	if (!incident ||
	    !str_eq(str_of(model_choice(incident, "category")), STR("social_security")))
		return;
	reactor_propose(reactor, "incident", "grade", incident->id, incident->home);
	pass_grade(reactor, incident_of(record));
}

/* Ticketing, screening, radio, results, power: what fails, where, and how it goes on by hand. */
static void open_incident(struct reactor *reactor, const struct model *model,
			  const struct record *record)
{
	const struct cyber_incident *cyber = incident_of(record);
	struct arena *arena = reactor_arena(reactor);
	const struct record *asset = model_find_kind(model, cyber->assets.at[0], "asset");
	struct ident place = asset ? *(const struct ident *)model_field(asset, "place")
				   : (struct ident){ 0 };

	reactor_propose(reactor, "incident", "report", (struct ident){ 0 }, record->home);
	reactor_text(reactor, "title",
		     utf8_cut(arena_printf(arena, "网络 / Cyber：" STR_FMT "：" STR_FMT,
					  STR_ARG(services_hurt(arena, cyber)),
					  STR_ARG(cyber->title)),
			     240));
	reactor_choice(reactor, "type", "cyber");
	reactor_text(reactor, "description", substance(arena, model, cyber));
	if (!ident_none(place))
		reactor_ref(reactor, "place", place);
	else
		reactor_text(reactor, "location", asset ? model_title(asset) : cyber->title);
}

/* Doctrine 10.9, 3.1: from this grade on it is no matter of the cyber desk alone. */
static void raise_incident(struct reactor *reactor, const struct model *model,
			   const struct record *record, const struct entry *entry)
{
	const struct cyber_incident *cyber = incident_of(record);
	const struct record *incident = floor_incident(model, record);

	if (cyber->grade > policy_or(model, "cyber.incident.grade", record->home,
				     record->updated_at, 4))
		return;
	if (!incident) {
		open_incident(reactor, model, record);
		return;
	}
	if (floor_in(incident, "reported") || floor_in(incident, "verifying")) {
		grade_incident(reactor, model, record, entry);
		return;
	}
	if ((!floor_in(incident, "graded") && !floor_in(incident, "responding")) ||
	    incident->pending || *(const uint16_t *)model_field(incident, "grade") <= cyber->grade)
		return;
	reactor_propose(reactor, "incident", "regrade", incident->id, incident->home);
	pass_grade(reactor, cyber);
	reactor_text(reactor, "reason", STR("网络事件升级 / The cyber incident is graver"));
}

/* What was graded in this very commit and has no incident yet; the youngest lie at the end. */
static const struct record *graded_now(const struct model *model, const struct entry *entry)
{
	uint32_t count = model_count(model, &kind_cyber_incident);
	uint32_t least = count > LIMIT_SEEN ? count - LIMIT_SEEN : 0;

	for (uint32_t i = count; i-- > least;) {
		const struct record *cyber = model_at(model, &kind_cyber_incident, i);

		if (cyber->home == entry->post && cyber->state == GRADED &&
		    cyber->updated_at == entry->at && ident_none(incident_of(cyber)->incident))
			return cyber;
	}
	return NULL;
}

/* The incident that a grading has opened is noted here. */
static void incident_opened(struct reactor *reactor, const struct model *model,
			    const struct record *record, const struct entry *entry)
{
	const struct record *cyber =
		ident_none(entry->actor) && str_eq(str_of(model_choice(record, "type")),
						   STR("cyber"))
			? graded_now(model, entry)
			: NULL;

	if (!cyber)
		return;
	reactor_propose(reactor, "cyber_incident", "note_incident", cyber->id, cyber->home);
	reactor_ref(reactor, "incident", record->id);
}

static bool has_work_left(const struct model *model, const struct record *incident)
{
	const struct record *orders[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, incident->id, "order", "incident", orders,
				       LIMIT_SEEN);

	if (count > LIMIT_SEEN || model_merged_into(model, incident->id, orders, LIMIT_SEEN) > 0)
		return true;
	for (uint32_t i = 0; i < count; i++)
		if (model_is_open(orders[i]) && !orders[i]->struck)
			return true;
	return false;
}

/* What runs again needs no floor: both end together, unless the floor has work left. */
static void close_incident(struct reactor *reactor, const struct model *model,
			   const struct record *record, const struct entry *entry)
{
	const struct record *incident = floor_incident(model, record);
	bool working;

	(void)entry;
	if (!incident || incident->struck || incident->pending)
		return;
	working = floor_in(incident, "graded") || floor_in(incident, "responding");
	if (working)
		reactor_propose(reactor, "incident", "controlled", incident->id, incident->home);
	if ((!working && !floor_in(incident, "controlled")) || has_work_left(model, incident))
		return;
	reactor_propose(reactor, "incident", "stand_down", incident->id, incident->home);
	reactor_text(reactor, "reason", STR("系统均已恢复 / All systems run again"));
}

static const struct reaction reactions[] = {
	{ .name = "mark_assets", .on = "cyber_incident.triage",
	  .doc_zh = "研判后，受影响的系统在各看板标为降级或中断。",
	  .doc_en = "Triage marks the assets that are hurt as degraded or down.",
	  .run = mark_assets },
	{ .name = "detect", .on = "cyber_alert.observe",
	  .doc_zh = "关键系统出现最严重告警，即生成网络事件。",
	  .doc_en = "The gravest alert about a vital asset opens an incident.", .run = detect },
	{ .name = "raise_incident", .on = "cyber_incident.grade",
	  .doc_zh = "定级达到规定等级，即以对赛事运行的影响接报为事件；升级则随之变更等级。",
	  .doc_en = "From the grade set on it opens an incident: what it does to the operation; "
		    "graver, it regrades that.", .run = raise_incident },
	{ .name = "incident_opened", .on = "incident.report",
	  .doc_zh = "由定级引出的事件记入该网络事件。",
	  .doc_en = "The incident that a grading has opened is noted at the cyber incident.",
	  .run = incident_opened },
	{ .name = "grade_incident", .on = "cyber_incident.note_incident",
	  .doc_zh = "事件随网络事件定级，定级人不变。",
	  .doc_en = "That incident takes over the grade, in the name of who gave it.",
	  .run = grade_incident },
	{ .name = "close_incident", .on = "cyber_incident.recover",
	  .doc_zh = "系统全部恢复，事件随之受控并结束；仍有未办事项的留待值班席。",
	  .doc_en = "Recovered, its incident is under control and stands down with it, unless it "
		    "has work left.", .run = close_incident },
};

/* One of the two was ended and the other forgotten. */
static bool is_left_open(const struct model *model, const struct record *record, instant at)
{
	const struct record *incident = floor_incident(model, record);

	(void)at;
	return incident && model_is_open(incident);
}

static bool is_left_behind(const struct model *model, const struct record *record, instant at)
{
	const struct record *incident = floor_incident(model, record);

	(void)at;
	return incident && !model_is_open(incident);
}

static const struct gap gaps[] = {
	{ .name = "incident_left_open", .zh = "网络事件已了结，事件仍未结束",
	  .en = "The cyber incident is over, its incident still open", .severity = GAP_MINOR,
	  .in = IN(RECOVERED) | IN(REVIEWED) | IN(FALSE_ALARM), .open = is_left_open,
	  .act = "incident.stand_down" },
	{ .name = "left_behind", .zh = "事件已结束，系统尚未恢复",
	  .en = "Its incident is closed, the systems are not restored",
	  .severity = GAP_SERIOUS, .in = RUNNING, .open = is_left_behind, .act = "recover" },
};

KIND(cyber_incident, .number = 142, .module = "cyber", .zh = "网络事件", .en = "Cyber incident",
     .doc_zh = "按对赛事运行的影响研判定级的网络事件。",
     .doc_en = "A cyber incident, judged by what it does to the operation.",
     .doctrine = "3.1, 4.7, 10.9", .flags = KIND_BOARD, .refusals = refusals, KIND_CLOCKS,
     KIND_REACTIONS, KIND_GAPS);
