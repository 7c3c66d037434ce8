/* A line of the risk register: likelihood and consequence, what is done about it, what remains. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/intelligence/scales.h"
#include "model/rules.h"

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "风险", "Risk", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, ENUM, topic, "主题", "Topic", .choices = scales_topic, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 3, REF, place, "地点", "Place", .target = "place") \
	X(K, 4, TEXT, cause, "成因", "Cause", .max = 2000, .flags = REQUIRED | LONG) \
	X(K, 5, TEXT, effect, "后果", "Effect", .max = 2000, .flags = REQUIRED | LONG) \
	X(K, 6, ENUM, likelihood, "固有可能性", "Likelihood, inherent", \
	  .choices = choices_likelihood, .flags = REQUIRED) \
	X(K, 7, ENUM, consequence, "固有后果", "Consequence, inherent", \
	  .choices = choices_consequence, .flags = REQUIRED) \
	X(K, 8, TEXT, controls, "控制措施", "Controls", .max = 4000, .flags = LONG) \
	X(K, 9, INT, lowers_likelihood, "措施降低可能性的级数", "Steps off the likelihood", \
	  .most = 4) \
	X(K, 10, INT, lowers_consequence, "措施降低后果的级数", "Steps off the consequence", \
	  .most = 4) \
	X(K, 11, INT, inherent, "固有风险值", "Inherent", .least = 1, .most = 25, .flags = SYSTEM) \
	X(K, 12, ENUM, inherent_colour, "固有风险等级", "Inherent colour", \
	  .choices = choices_colour, .flags = SYSTEM) \
	X(K, 13, INT, control, "措施消减的风险值", "Taken off by controls", .most = 24, \
	  .flags = SYSTEM) \
	X(K, 14, INT, residual, "剩余风险值", "Residual", .least = 1, .most = 25, .flags = SYSTEM) \
	X(K, 15, ENUM, colour, "剩余风险等级", "Residual colour", .choices = choices_colour, \
	  .flags = SYSTEM | INDEXED) \
	X(K, 16, REF, owner, "责任岗位", "Owner", .target = "post", \
	  .flags = REQUIRED | ADDRESSEE) \
	X(K, 17, TIME, review_at, "复核时间", "Review at", .flags = REQUIRED) \
	X(K, 18, TEXT, findings, "复核意见", "Findings of the review", .max = 2000, .flags = LONG) \
	X(K, 19, REFS, assessments, "相关研判", "Assessments", .target = "assessment", .max = 16) \
	X(K, 20, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG)

KIND_STRUCT(risk);
KIND_FIELDS(risk);

enum { REGISTERED = 1, ACCEPTED, CLOSED };
static const struct state states[] = {
	{ REGISTERED, "registered", "管控中", "Being treated", STATE_OPEN },
	{ ACCEPTED, "accepted", "已接受剩余风险", "Residual accepted", STATE_OPEN },
	{ CLOSED, "closed", "已销项", "Closed", STATE_CLOSED },
};

REFUSAL(controls_unnamed, "降低风险必须写明控制措施", "What lowers a risk must be named");
REFUSAL(review_in_past, "复核时间已过", "The time of the review has passed");
REFUSAL(red_not_accepted, "剩余风险为红色，不得接受", "A red residual risk is not accepted");
REFUSAL(commander_accepts_orange, "剩余风险为橙色，须由指挥长接受",
	"An orange residual risk is accepted by the commander alone");
static const struct refusal *const refusals[] = { &refuse_controls_unnamed, &refuse_review_in_past,
						  &refuse_red_not_accepted,
						  &refuse_commander_accepts_orange, NULL };

static const struct risk *risk_of(const struct record *record)
{
	return (const struct risk *)record;
}

/* ---- the figures: never typed, always reckoned ----------------------------------------------- */

static int64_t lowered(int64_t step, int64_t by)
{
	return step > by ? step - by : 1;
}

static void stamp_figures(struct stamp *stamp, const struct model *model,
			  const struct record *after, const struct act_view *view)
{
	const struct risk *risk = risk_of(after);
	int64_t inherent = (int64_t)risk->likelihood * risk->consequence;
	int64_t residual = lowered(risk->likelihood, risk->lowers_likelihood) *
			   lowered(risk->consequence, risk->lowers_consequence);

	stamp_int(stamp, "inherent", inherent);
	stamp_choice(stamp, "inherent_colour",
		     rules_colour(model, after->home, inherent, view->at));
	stamp_int(stamp, "control", inherent - residual);
	stamp_int(stamp, "residual", residual);
	stamp_choice(stamp, "colour", rules_colour(model, after->home, residual, view->at));
}

/* ---- rules ----------------------------------------------------------------------------------- */

static const struct refusal *check_rating(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	const struct risk *risk = risk_of(after);

	(void)model;
	(void)before;
	if (risk->controls.len == 0 && risk->lowers_likelihood + risk->lowers_consequence > 0)
		return &refuse_controls_unnamed;
	return (view->set >> F_review_at & 1) != 0 && risk->review_at <= view->at
		       ? &refuse_review_in_past
		       : NULL;
}

static const struct refusal *check_accept(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	const char *colour =
		rules_colour(model, after->home, risk_of(after)->residual, view->at);

	(void)before;
	if (str_eq(str_of(colour), STR("red")))
		return &refuse_red_not_accepted;
	return str_eq(str_of(colour), STR("orange")) && !(view->roles & ROLE_commander)
		       ? &refuse_commander_accepts_orange
		       : NULL;
}

#define KEEPERS (ROLE_DESK | ROLE_intelligence)
#define RATING "likelihood consequence controls lowers_likelihood lowers_consequence"
KIND_ACTS(
	{ .number = 1, .name = "register", .zh = "登记", .en = "Register", .from = NEW,
	  .to = REGISTERED, .roles = KEEPERS,
	  .takes = "title topic place cause effect owner review_at assessments " RATING,
	  .check = check_rating, .stamp = stamp_figures },
	{ .number = 2, .name = "rate", .zh = "重新评定", .en = "Rate again",
	  .from = IN(REGISTERED) | IN(ACCEPTED), .to = REGISTERED, .roles = KEEPERS,
	  .takes = RATING " assessments reason", .needs = "reason", .check = check_rating,
	  .stamp = stamp_figures },
	{ .number = 3, .name = "accept", .zh = "接受剩余风险", .en = "Accept the residual",
	  .from = IN(REGISTERED), .to = ACCEPTED, .roles = ROLE_DESK, .takes = "reason",
	  .needs = "reason", .check = check_accept },
	{ .number = 4, .name = "review", .zh = "复核", .en = "Review",
	  .from = IN(REGISTERED) | IN(ACCEPTED), .to = SAME, .roles = KEEPERS,
	  .takes = "findings review_at", .needs = "findings review_at", .check = check_rating },
	{ .number = 5, .name = "close", .zh = "销项", .en = "Close",
	  .from = IN(REGISTERED) | IN(ACCEPTED), .to = CLOSED, .roles = ROLE_DESK,
	  .takes = "reason", .needs = "reason" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(REGISTERED) | IN(ACCEPTED), .to = SAME, .roles = KEEPERS,
	  .takes = "title topic place cause effect owner", .flags = ACT_VERSION | ACT_KERNEL },
	ACT_SHARE(KEEPERS), ACT_LINK(KEEPERS), ACT_ATTACH(KEEPERS));

static const struct clock_step review_steps[] = {
	{ .name = "due", .zh = "到复核时间", .en = "Review is due", .rings = RINGS_HOME },
	{ .name = "overdue", .zh = "逾时未复核", .en = "Not reviewed in time",
	  .policy = "risk.review.grace", .rings = RINGS_HOME | RINGS_ABOVE, .breach = true },
};
static const struct clock_step treat_steps[] = {
	{ .name = "red", .zh = "红色剩余风险未降低", .en = "A red residual risk stands",
	  .policy = "risk.treat.red", .rings = RINGS_HOME | RINGS_ABOVE },
};

static bool when_red(const struct model *model, const struct record *record)
{
	(void)model;
	return str_eq(str_of(model_choice(record, "colour")), STR("red"));
}

static const struct clock clocks[] = {
	{ .number = 1, .name = "review", .zh = "复核", .en = "Review",
	  .starts = "register review", .stops = "review close", .until = "review_at",
	  .steps = review_steps, .nsteps = KIND_COUNT(review_steps) },
	{ .number = 2, .name = "treat", .zh = "降低风险", .en = "Treatment",
	  .starts = "register rate", .stops = "rate close", .when = when_red,
	  .steps = treat_steps, .nsteps = KIND_COUNT(treat_steps) },
};

static bool stands_red(const struct model *model, const struct record *record, instant at)
{
	(void)at;
	return when_red(model, record);
}

static const struct gap gaps[] = {
	{ .name = "red", .zh = "剩余风险为红色", .en = "A red residual risk stands",
	  .severity = GAP_SERIOUS, .in = IN(REGISTERED), .open = stands_red, .act = "rate" },
};

KIND(risk, .number = 44, .module = "intelligence", .zh = "风险", .en = "Risk",
     .doc_zh = "风险清单的一项：固有风险、控制措施、剩余风险、责任岗位和复核时间。",
     .doc_en = "A line of the register: inherent, controls, residual, owner and review.",
     .doctrine = "10.8, 6.2", .flags = KIND_BOARD, .refusals = refusals, KIND_CLOCKS,
     KIND_GAPS);
