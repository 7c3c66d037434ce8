/* A post that cannot command is commanded by the post above, until its own people take it back. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/command/rules.h"
#include "model/registry.h"

#define FIELDS(X, K) \
	X(K, 1, REF, post, "被代行的指挥部", "Post that is commanded", .target = "post", \
	  .flags = REQUIRED | ADDRESSEE) \
	X(K, 2, TEXT, reason, "理由", "Reason", .max = 800, .flags = REQUIRED | LONG) \
	X(K, 3, REF, relocation, "指挥部转移", "Relocation", .target = "relocation", \
	  .flags = SYSTEM) \
	X(K, 4, TEXT, note, "交还说明", "What the post must know", .max = 2000, .flags = LONG) \
	X(K, 5, TIME, taken_back_at, "收回时间", "Taken back at", .flags = SYSTEM) \
	X(K, 6, TEXT, title, "标题", "Title", .max = 240, .flags = TITLE | SYSTEM)

KIND_STRUCT(succession);
KIND_FIELDS(succession);

enum { ASSUMED = 1, OFFERED_BACK, TAKEN_BACK };
static const struct state states[] = {
	{ ASSUMED, "assumed", "代行指挥", "Assumed", STATE_OPEN | STATE_ALARM },
	{ OFFERED_BACK, "offered_back", "待收回", "Offered back", STATE_OPEN | STATE_ALARM },
	{ TAKEN_BACK, "taken_back", "已收回", "Taken back", STATE_CLOSED },
};

REFUSAL(not_next_in_command, "只有上级指挥部可以代行；无上级的，由其下级指挥部代行",
	"Only a post above assumes command; for one with nobody above, a post below it");
REFUSAL(cluster_commands_nobody, "场馆群只协调，不代行指挥",
	"A cluster coordinates; it does not command");
REFUSAL(assumed_already, "该指挥部已由他方代行", "Another post commands it already");
REFUSAL(own_people_take_back, "须由该指挥部本身的指挥长收回",
	"It is taken back by a commander of the post itself");
static const struct refusal *const refusals[] = {
	&refuse_cluster_commands_nobody, &refuse_not_next_in_command, &refuse_assumed_already,
	&refuse_own_people_take_back, NULL,
};

static const struct succession *succession_of(const struct record *record)
{
	return (const struct succession *)record;
}

static const struct refusal *check_assume(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	const struct post *home = tree_get(model, after->home);
	code post = succession_of(after)->post.origin;
	const struct record *others[LIMIT_REFS];
	uint32_t count = model_refs_to(model, succession_of(after)->post, "succession", "post",
				       others, LIMIT_REFS);

	(void)before;
	(void)view;
	if (!home->command_tier)
		return &refuse_cluster_commands_nobody;
	if (!tree_above(model, after->home, post) &&
	    (tree_commander(model, post) || !tree_above(model, post, after->home)))
		return &refuse_not_next_in_command;
	for (uint32_t i = 0; i < count && i < LIMIT_REFS; i++)
		if (model_is_open(others[i]) && !ident_eq(others[i]->id, after->id))
			return &refuse_assumed_already;
	return NULL;
}

/* Whoever commands it from elsewhere holds the role there too; he does not hand to himself. */
static const struct refusal *check_take_back(const struct model *model,
					     const struct record *before,
					     const struct record *after,
					     const struct act_view *view)
{
	const struct record *roles[LIMIT_REFS];
	uint32_t count = model_refs_to(model, after->id, "assignment", "succession", roles,
				       LIMIT_REFS);

	(void)before;
	for (uint32_t i = 0; i < count && i < LIMIT_REFS; i++)
		if (ident_eq(model_ref(roles[i], "account"), view->actor))
			return &refuse_own_people_take_back;
	return NULL;
}

static void stamp_assume(struct stamp *stamp, const struct model *model,
			 const struct record *after, const struct act_view *view)
{
	(void)view;
	stamp_text(stamp, "title", model_title(model_find(model, succession_of(after)->post)));
}

static void stamp_taken_back(struct stamp *stamp, const struct model *model,
			     const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)after;
	stamp_time(stamp, "taken_back_at", view->at);
}

KIND_ACTS(
	{ .number = 1, .name = "assume", .zh = "代行指挥", .en = "Assume command", .from = NEW,
	  .to = ASSUMED, .roles = ROLE_commander, .takes = "post reason",
	  .flags = ACT_ALARM | ACT_TELL, .check = check_assume, .stamp = stamp_assume },
	{ .number = 2, .name = "follow_move", .zh = "转移期间代行", .en = "Command during a move",
	  .from = NEW, .to = ASSUMED, .roles = ROLE_SYSTEM, .takes = "post reason relocation",
	  .flags = ACT_ALARM | ACT_TELL, .check = check_assume, .stamp = stamp_assume },
	{ .number = 3, .name = "offer_back", .zh = "交还", .en = "Offer back",
	  .from = IN(ASSUMED), .to = OFFERED_BACK, .roles = ROLE_commander | ROLE_SYSTEM,
	  .takes = "note", .needs = "note", .flags = ACT_TELL },
	{ .number = 4, .name = "take_back", .zh = "收回指挥", .en = "Take back",
	  .from = IN(OFFERED_BACK), .to = TAKEN_BACK, .roles = ROLE_commander,
	  .relations = REL_ADDRESSEE, .check = check_take_back, .stamp = stamp_taken_back });

static const struct clock_step back_steps[] = {
	{ .name = "due", .zh = "代行已久，须复核", .en = "Commanded from elsewhere for long",
	  .policy = "succession.review", .rings = RINGS_HOME | RINGS_ABOVE },
};
static const struct clock_step take_steps[] = {
	{ .name = "due", .zh = "交还后无人收回", .en = "Offered back and not taken",
	  .policy = "succession.take", .rings = RINGS_HOME },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "back", .zh = "代行复核", .en = "Review of the succession",
	  .starts = "assume follow_move", .stops = "take_back", .steps = back_steps,
	  .nsteps = KIND_COUNT(back_steps) },
	{ .number = 2, .name = "take", .zh = "收回", .en = "Taking back", .starts = "offer_back",
	  .stops = "take_back", .steps = take_steps, .nsteps = KIND_COUNT(take_steps) },
};

/* ---- a post that moves ----------------------------------------------------------------------- */

static void follow_move(struct reactor *reactor, const struct model *model,
			const struct record *record, const struct entry *entry)
{
	struct ident by = rules_ref(record, "meanwhile");

	(void)entry;
	if (ident_none(by) || !tree_get(model, by.origin))
		return;
	reactor_propose(reactor, "succession", "follow_move", (struct ident){ 0 }, by.origin);
	reactor_ref(reactor, "post", rules_post(record->home));
	reactor_ref(reactor, "relocation", record->id);
	reactor_text(reactor, "reason", STR("指挥部转移期间 / While the post moves"));
}

static void offer_back(struct reactor *reactor, const struct model *model,
		       const struct record *record, const struct entry *entry)
{
	const struct record *list[LIMIT_REFS];
	uint32_t count = model_refs_to(model, record->id, "succession", "relocation", list,
				       LIMIT_REFS);

	(void)entry;
	for (uint32_t i = 0; i < count && i < LIMIT_REFS; i++) {
		if (list[i]->state != ASSUMED)
			continue;
		reactor_propose(reactor, "succession", "offer_back", list[i]->id, list[i]->home);
		reactor_text(reactor, "note", STR("指挥部已就位 / The post is in place"));
	}
}

static const struct reaction reactions[] = {
	{ .name = "follow_move", .on = "relocation.order",
	  .doc_zh = "指挥部下令转移时，预案指定的指挥部开始代行。",
	  .doc_en = "When a post moves, the one that its plan names commands meanwhile.",
	  .run = follow_move },
	{ .name = "offer_back", .on = "relocation.arrive relocation.return",
	  .doc_zh = "转移就位或返回后，代行方交还指挥。",
	  .doc_en = "When it is in place, or back, command is offered back to it.",
	  .run = offer_back },
};

static const struct gap gaps[] = {
	{ .name = "not_taken_back", .zh = "指挥已交还，无人收回",
	  .en = "Command was offered back and nobody has taken it", .severity = GAP_SEVERE,
	  .in = IN(OFFERED_BACK), .act = "take_back" },
};

KIND(succession, .number = 77, .module = "command", .zh = "代行指挥", .en = "Succession",
     .doc_zh = "失去指挥能力的指挥部由上级代行，其指挥长暂任该部指挥长，直至本部收回。",
     .doc_en = "A post that cannot command is commanded by the one above, whose commanders hold "
	       "that role there until its own take it back.",
     .doctrine = "2.5, 4.2, 4.7, 10.5", .flags = KIND_BOARD, .refusals = refusals, KIND_CLOCKS,
     KIND_REACTIONS, KIND_GAPS);
