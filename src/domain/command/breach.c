/* The ledger of deadlines that were not kept: whose, by how much, and why. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/command/rules.h"
#include "model/entry.h"

/* Doctrine 3.4: it cannot be deleted, and it is visible one level up. */
#define FIELDS(X, K) \
	X(K, 1, REF, subject, "关于", "About", .flags = REQUIRED | SYSTEM) \
	X(K, 2, TEXT, clock, "时限", "Clock", .max = 40, .flags = REQUIRED | SYSTEM) \
	X(K, 3, TEXT, step, "步骤", "Step", .max = 40, .flags = REQUIRED | SYSTEM) \
	X(K, 4, TIME, due, "应于", "Due", .flags = REQUIRED | SYSTEM) \
	X(K, 5, TIME, lapsed_at, "记录于", "Recorded at", .flags = REQUIRED | SYSTEM) \
	X(K, 6, REF, owner, "责任指挥部", "Post that owed it", .target = "post", \
	  .flags = REQUIRED | SYSTEM) \
	X(K, 7, TEXT, reason, "说明", "Explanation", .max = 2000, .flags = LONG) \
	X(K, 8, TEXT, title, "标题", "Title", .max = 400, .flags = TITLE | SYSTEM)

KIND_STRUCT(breach);
KIND_FIELDS(breach);

enum { RECORDED = 1, EXPLAINED };
static const struct state states[] = {
	{ RECORDED, "recorded", "待说明", "Recorded", STATE_OPEN | STATE_ALARM },
	{ EXPLAINED, "explained", "已说明", "Explained", STATE_CLOSED },
};

KIND_ACTS(
	{ .number = 1, .name = "record", .zh = "记录", .en = "Record", .from = NEW,
	  .to = RECORDED, .roles = ROLE_SYSTEM },
	{ .number = 2, .name = "explain", .zh = "说明", .en = "Explain", .from = IN(RECORDED),
	  .to = EXPLAINED, .roles = ROLE_DESK | ROLE_unit_leader | ROLE_liaison,
	  .relations = REL_OWN | REL_DESK, .takes = "reason", .needs = "reason" });

static void propose(struct reactor *reactor, const struct record *record, const char *clock,
		    const char *step, code owner, instant due, instant at)
{
	struct str title = model_title(record);

	reactor_propose(reactor, "breach", "record", (struct ident){ 0 }, owner);
	reactor_ref(reactor, "subject", record->id);
	reactor_text(reactor, "clock", str_of(clock));
	reactor_text(reactor, "step", str_of(step));
	reactor_ref(reactor, "owner", rules_post(owner));
	reactor_time(reactor, "due", due);
	reactor_time(reactor, "lapsed_at", at);
	reactor_text(reactor, "title", title.len ? title : str_of(record->kind->zh));
}

/* A report that lies unsigned above: the ledger says so, lest the sender alone be blamed. */
static void say_unsigned(struct reactor *reactor, const struct model *model,
			 const struct record *duty)
{
	const struct record *reports[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, rules_ref(duty, "incident"), "report", "incident",
				       reports, LIMIT_SEEN);
	struct ident to = rules_ref(duty, "to");

	for (uint32_t i = count < LIMIT_SEEN ? count : LIMIT_SEEN; i-- > 0;) {
		char at[INSTANT_TEXT], post[CODE_TEXT];

		if (reports[i]->home != duty->home || !rules_in(reports[i], "sent") ||
		    !ident_eq(rules_ref(reports[i], "to"), to))
			continue;
		instant_format(reports[i]->created_at, at);
		code_format(to.origin, post);
		reactor_text(reactor, "reason",
			     arena_printf(reactor_arena(reactor),
					  "%s已报出，%s未签收 / sent %s, not signed by %s", at,
					  post, at, post));
		return;
	}
}

/* Who let it lapse: the post that had to act. If only the issuer is rung, it is the issuer. */
static code owner_of(const struct model *model, const struct record *record,
		     const struct clock_step *step)
{
	const struct record *subject;

	if ((step->rings & RINGS_HOME) != 0 || (step->rings & RINGS_ISSUER) == 0)
		return record->home;
	subject = model_find(model, rules_ref(record, "subject"));
	return subject ? subject->home : record->home;
}

static void record_lapse(struct reactor *reactor, const struct model *model,
			 const struct record *record, const struct entry *entry)
{
	const struct clock *clock = &entry->kind->clocks[entry->args.clock];
	const struct clock_step *step = &clock->steps[entry->args.step];

	if (step->breach)
		propose(reactor, record, clock->name, step->name, owner_of(model, record, step),
			record->clocks[entry->args.clock].due[entry->args.step], entry->at);
	if (step->breach && str_eq(str_of(record->kind->name), STR("report_duty")))
		say_unsigned(reactor, model, record);
}

/* A transfer that nobody answered: the post that was asked let it lapse, not the one that asked. */
static void record_silence(struct reactor *reactor, const struct model *model,
			   const struct record *record, const struct entry *entry)
{
	(void)model;
	propose(reactor, record, "accept", "silent", rules_ref(record, "to").origin, entry->at,
		entry->at);
}

static const struct reaction reactions[] = {
	{ .name = "record_lapse", .on = "*.lapse", .doc_zh = "未守的时限记入台账。",
	  .doc_en = "A deadline that was not kept goes into the ledger.", .run = record_lapse },
	{ .name = "record_silence", .on = "transfer.time_out",
	  .doc_zh = "移交无人答复，记在被请求的指挥部名下。",
	  .doc_en = "A transfer left unanswered is recorded against the post that was asked.",
	  .run = record_silence },
};

KIND(breach, .number = 22, .module = "command", .zh = "违时台账", .en = "Breach",
     .doc_zh = "未遵守的时限：责任单位、应于何时、何故；不可删除。",
     .doc_en = "A deadline that was not kept: whose, when due, and why; it cannot be deleted.",
     .doctrine = "3.4, 4.5", .flags = KIND_LEDGER, KIND_REACTIONS);
