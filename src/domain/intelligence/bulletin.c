/* The bulletin of a shift: what happened, what is likely, and what the next shift must watch. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/rules.h"

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, TIME, period_from, "本班起", "Shift from", .flags = REQUIRED) \
	X(K, 3, TIME, period_until, "本班止", "Shift until", .flags = REQUIRED) \
	X(K, 4, TEXT, summary, "综合情况", "Summary", .max = 4000, \
	  .flags = REQUIRED | LONG | SEARCHED) \
	X(K, 5, TEXT, weather, "天气", "Weather", .max = 2000, .flags = LONG) \
	X(K, 6, TEXT, crowd, "人流与交通", "Crowds and traffic", .max = 2000, .flags = LONG) \
	X(K, 7, TEXT, health, "防疫", "Epidemic control", .max = 2000, .flags = LONG) \
	X(K, 8, TEXT, cyber, "网络", "Cyber", .max = 2000, .flags = LONG) \
	X(K, 9, TEXT, information, "舆情", "Public information", .max = 2000, .flags = LONG) \
	X(K, 10, TEXT, outlook, "下一班展望", "Outlook for the next shift", .max = 2000, \
	  .flags = REQUIRED | LONG) \
	X(K, 11, REFS, assessments, "研判", "Assessments", .target = "assessment", \
	  .max = LIMIT_REFS) \
	X(K, 12, REFS, warnings, "预警", "Warnings", .target = "warning", .max = LIMIT_REFS) \
	X(K, 13, REFS, needs, "未答的信息需求", "Needs without an answer", \
	  .target = "info_need", .max = LIMIT_REFS) \
	X(K, 14, REFS, to, "送", "To", .target = "post", .max = LIMIT_REFS, \
	  .flags = REQUIRED | ADDRESSEE) \
	X(K, 15, TIME, next_due, "下期时限", "Next one due", .flags = SYSTEM) \
	X(K, 16, REF, corrects, "更正的通报", "Corrects", .target = "bulletin") \
	X(K, 17, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG)

KIND_STRUCT(bulletin);
KIND_FIELDS(bulletin);

enum { DRAFT = 1, ISSUED, FOLLOWED, CORRECTED, DROPPED };
static const struct state states[] = {
	{ DRAFT, "draft", "拟稿", "Draft", STATE_OPEN },
	{ ISSUED, "issued", "已印发", "Issued", STATE_OPEN },
	{ FOLLOWED, "followed", "已有下期", "Followed by the next", STATE_CLOSED },
	{ CORRECTED, "corrected", "已更正", "Corrected", STATE_CLOSED },
	{ DROPPED, "dropped", "作废", "Dropped", STATE_CLOSED },
};

REFUSAL(shift_backwards, "本班止时必须晚于起时", "The shift ends before it begins");
REFUSAL(shift_too_long, "一期通报不得跨越过长时间", "A bulletin covers one shift, no more");
REFUSAL(corrects_other, "只能更正本指挥部已印发的通报",
	"Only a bulletin of the own post that was issued is corrected");
static const struct refusal *const refusals[] = { &refuse_shift_backwards, &refuse_shift_too_long,
						  &refuse_corrects_other, NULL };

static const struct bulletin *bulletin_of(const struct record *record)
{
	return (const struct bulletin *)record;
}

static const struct refusal *check_bulletin(const struct model *model, const struct record *before,
					    const struct record *after,
					    const struct act_view *view)
{
	const struct bulletin *bulletin = bulletin_of(after);
	const struct record *old = model_find_kind(model, bulletin->corrects, "bulletin");
	instant most = rules_span(model, "bulletin.shift.most", after->home, view->at);

	(void)before;
	if (bulletin->period_until <= bulletin->period_from)
		return &refuse_shift_backwards;
	if (bulletin->period_until - bulletin->period_from > most)
		return &refuse_shift_too_long;
	return old && (old->home != after->home ||
		       (IN(old->state) & (IN(ISSUED) | IN(FOLLOWED))) == 0)
		       ? &refuse_corrects_other
		       : NULL;
}

/* As long again as this shift was; then the next must be there. */
static void stamp_next(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	const struct bulletin *bulletin = bulletin_of(after);
	instant due = 2 * bulletin->period_until - bulletin->period_from;

	(void)model;
	(void)view;
	stamp_time(stamp, "next_due", due < INSTANT_MAX ? due : INSTANT_MAX);
}

#define WRITERS (ROLE_DESK | ROLE_intelligence)
#define BODY "title period_from period_until summary weather crowd health cyber information " \
	     "outlook assessments warnings needs to corrects"
KIND_ACTS(
	{ .number = 1, .name = "draft", .zh = "拟稿", .en = "Draft", .from = NEW, .to = DRAFT,
	  .roles = WRITERS, .takes = BODY, .check = check_bulletin },
	{ .number = 2, .name = "issue", .zh = "印发", .en = "Issue",
	  .from = IN(NEW) | IN(DRAFT), .to = ISSUED, .roles = WRITERS, .takes = BODY,
	  .check = check_bulletin, .stamp = stamp_next },
	{ .number = 3, .name = "mark_followed", .zh = "已有下期", .en = "Followed",
	  .from = IN(ISSUED), .to = FOLLOWED, .roles = ROLE_SYSTEM },
	{ .number = 4, .name = "mark_corrected", .zh = "已更正", .en = "Corrected",
	  .from = IN(ISSUED) | IN(FOLLOWED), .to = CORRECTED, .roles = ROLE_SYSTEM },
	{ .number = 5, .name = "drop", .zh = "作废", .en = "Drop", .from = IN(DRAFT),
	  .to = DROPPED, .roles = WRITERS, .takes = "reason", .needs = "reason" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(DRAFT), .to = SAME, .roles = WRITERS, .takes = BODY,
	  .flags = ACT_VERSION | ACT_KERNEL, .check = check_bulletin },
	ACT_LINK(WRITERS), ACT_ATTACH(WRITERS));

static const struct clock_step next_steps[] = {
	{ .name = "due", .zh = "到下期通报时间", .en = "Next bulletin is due",
	  .rings = RINGS_HOME },
	{ .name = "breach", .zh = "逾时未发下期通报", .en = "Next bulletin is late",
	  .policy = "bulletin.grace", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "next", .zh = "下期通报", .en = "Next bulletin",
	  .starts = "issue", .stops = "mark_followed mark_corrected", .until = "next_due",
	  .steps = next_steps, .nsteps = KIND_COUNT(next_steps) },
};

/* The one that went before is answered by this one; a correction takes the place of its own. */
static void end_older(struct reactor *reactor, const struct model *model,
		      const struct record *record, const struct entry *entry)
{
	struct ident corrects = bulletin_of(record)->corrects;

	(void)entry;
	if (!ident_none(corrects))
		reactor_propose(reactor, "bulletin", "mark_corrected", corrects, record->home);
	for (uint32_t i = record->slot; i-- > 0;) {
		const struct record *older = model_at(model, record->kind, i);

		if (older && older->home == record->home && older->state == ISSUED &&
		    !ident_eq(older->id, corrects)) {
			reactor_propose(reactor, "bulletin", "mark_followed", older->id,
					record->home);
			return;
		}
	}
}

static const struct reaction reactions[] = {
	{ .name = "end_older", .on = "bulletin.issue",
	  .doc_zh = "新一期通报印发后，上一期的时限停止。",
	  .doc_en = "A new bulletin stops the clock of the one before.", .run = end_older },
};

KIND(bulletin, .number = 46, .module = "intelligence", .zh = "情况通报", .en = "Bulletin",
     .doc_zh = "每班一期：本班情况、未答的需求和下一班须注意的事项。",
     .doc_en = "One a shift: what happened, what is still asked, what the next shift watches.",
     .doctrine = "5, 10.1", .refusals = refusals, KIND_CLOCKS, KIND_REACTIONS);
