/* Of one post that was called to a briefing: whether it came, and what it understood. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/command/rules.h"

#define FIELDS(X, K) \
	X(K, 1, REF, subject, "部署会", "Briefing", .target = "briefing", \
	  .flags = REQUIRED) \
	X(K, 2, REF, issuer, "召集单位", "Called by", .target = "post", \
	  .flags = ADDRESSEE | SYSTEM) \
	X(K, 3, TEXT, title, "标题", "Title", .max = 240, .flags = TITLE | SYSTEM) \
	X(K, 4, TIME, begins, "开始时间", "Begins", .flags = SYSTEM) \
	X(K, 5, INT, persons, "到会人数", "Persons present", .least = 1, .most = 500, \
	  .unit = "person") \
	X(K, 6, TEXT, check_back, "复述要点", "What was understood", .max = 1000, \
	  .flags = LONG) \
	X(K, 7, TEXT, reason, "请假理由", "Why excused", .max = 400)

KIND_STRUCT(attendance);
KIND_FIELDS(attendance);

enum { INVITED = 1, COMING, ATTENDED, EXCUSED, ACKNOWLEDGED, VOID };
static const struct state states[] = {
	{ INVITED, "invited", "已邀请", "Called", STATE_OPEN | STATE_ALARM },
	{ COMING, "coming", "将到会", "Coming", STATE_OPEN },
	{ ATTENDED, "attended", "已到会", "Attended", STATE_OPEN },
	{ EXCUSED, "excused", "请假", "Excused", STATE_OPEN },
	{ ACKNOWLEDGED, "acknowledged", "已确认内容", "Acknowledged", STATE_CLOSED },
	{ VOID, "void", "已作废", "Void", STATE_CLOSED },
};

REFUSAL(not_held_yet, "会议尚未召开", "The briefing has not been held yet");
static const struct refusal *const refusals[] = { &refuse_not_held_yet, NULL };

static const struct attendance *attendance_of(const struct record *record)
{
	return (const struct attendance *)record;
}

/* Doctrine 10.3: brevity and check-back; nobody can say back what has not been said. */
static const struct refusal *check_held(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct record *briefing = model_find(model, attendance_of(after)->subject);

	(void)before;
	(void)view;
	return rules_in(briefing, "held") || rules_in(briefing, "closed") ? NULL
									  : &refuse_not_held_yet;
}

#define SITE (REL_OWN | REL_DESK)
KIND_ACTS(
	{ .number = 1, .name = "invite", .zh = "邀请", .en = "Call", .from = NEW, .to = INVITED,
	  .roles = ROLE_SYSTEM, .takes = "*", .flags = ACT_ALARM },
	{ .number = 2, .name = "accept", .zh = "将到会", .en = "Will come", .from = IN(INVITED),
	  .to = COMING, .roles = ROLE_SIGNERS, .relations = SITE },
	{ .number = 3, .name = "attend", .zh = "到会", .en = "Attend",
	  .from = IN(INVITED) | IN(COMING) | IN(EXCUSED), .to = ATTENDED, .roles = ROLE_SIGNERS,
	  .relations = SITE, .takes = "persons", .needs = "persons" },
	{ .number = 4, .name = "excuse", .zh = "请假", .en = "Be excused",
	  .from = IN(INVITED) | IN(COMING), .to = EXCUSED, .roles = ROLE_SIGNERS,
	  .relations = SITE, .takes = "reason", .needs = "reason" },
	/* Who was excused reads it, and says it back all the same. */
	{ .number = 5, .name = "acknowledge", .zh = "确认内容", .en = "Acknowledge",
	  .from = IN(ATTENDED) | IN(EXCUSED), .to = ACKNOWLEDGED, .roles = ROLE_SIGNERS,
	  .relations = SITE, .takes = "check_back", .needs = "check_back",
	  .check = check_held },
	{ .number = 6, .name = "void", .zh = "作废", .en = "Void",
	  .from = IN(INVITED) | IN(COMING) | IN(ATTENDED) | IN(EXCUSED), .to = VOID,
	  .roles = ROLE_SYSTEM });

static const struct clock_step acknowledge_steps[] = {
	{ .name = "begun", .zh = "会议时间到", .en = "The briefing begins",
	  .policy = "attendance.acknowledge.breach", .rings = RINGS_HOME },
	{ .name = "missing", .zh = "未确认内容", .en = "Not acknowledged",
	  .policy = "attendance.acknowledge.breach", .rings = RINGS_HOME | RINGS_ISSUER,
	  .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "acknowledge", .zh = "确认内容", .en = "Acknowledgement",
	  .starts = "invite", .stops = "acknowledge void", .until = "begins",
	  .steps = acknowledge_steps, .nsteps = KIND_COUNT(acknowledge_steps) },
};

static void invite(struct reactor *reactor, const struct model *model, const struct record *record,
		   const struct entry *entry)
{
	struct ident_list to = rules_refs(record, "to");

	(void)model;
	(void)entry;
	for (uint32_t i = 0; i < to.count; i++) {
		reactor_propose(reactor, "attendance", "invite", (struct ident){ 0 },
				to.at[i].origin);
		reactor_ref(reactor, "subject", record->id);
		reactor_ref(reactor, "issuer", rules_post(record->home));
		reactor_text(reactor, "title", model_title(record));
		reactor_time(reactor, "begins", rules_time(record, "begins"));
	}
}

static void call_off(struct reactor *reactor, const struct model *model,
		     const struct record *record, const struct entry *entry)
{
	const struct record *list[2 * LIMIT_REFS];
	uint32_t count = model_refs_to(model, record->id, "attendance", "subject", list,
				       KIND_COUNT(list));

	(void)entry;
	for (uint32_t i = 0; i < count && i < KIND_COUNT(list); i++)
		if (model_is_open(list[i]))
			reactor_propose(reactor, "attendance", "void", list[i]->id, list[i]->home);
}

static const struct reaction reactions[] = {
	{ .name = "invite", .on = "briefing.call",
	  .doc_zh = "为每个与会单位生成一份到会登记。",
	  .doc_en = "Makes a record of attendance at each post that is called.", .run = invite },
	{ .name = "call_off", .on = "briefing.cancel",
	  .doc_zh = "会议取消，到会登记作废。",
	  .doc_en = "A briefing that is called off voids them.", .run = call_off },
};

static bool is_late(const struct model *model, const struct record *record, instant at)
{
	instant grace = rules_span(model, "attendance.acknowledge.breach", record->home, at);

	return attendance_of(record)->begins + grace <= at;
}

static const struct gap gaps[] = {
	{ .name = "not_acknowledged", .zh = "部署内容无人确认",
	  .en = "A briefing that the post has not acknowledged", .severity = GAP_SERIOUS,
	  .in = IN(INVITED) | IN(COMING) | IN(ATTENDED) | IN(EXCUSED), .open = is_late,
	  .act = "acknowledge" },
};

KIND(attendance, .number = 72, .module = "command", .zh = "到会登记", .en = "Attendance",
     .doc_zh = "一个指挥部对一次部署会的到会与确认。",
     .doc_en = "One post's attendance at one briefing, and its word that it has understood.",
     .doctrine = "10.3", .refusals = refusals, KIND_CLOCKS, KIND_REACTIONS, KIND_GAPS);
