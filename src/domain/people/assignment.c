/* Who holds which role at which post, from when to when. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/entry.h"
#include "model/model.h"

static const struct choice roles[] = {
#define ROLE_CHOICE(name, zh, en) { ROLE_INDEX_##name + 1, #name, zh, en, NULL },
	ROLES(ROLE_CHOICE)
#undef ROLE_CHOICE
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, REF, account, "人员", "Account", .target = "account", .flags = REQUIRED | TITLE) \
	X(K, 2, REF, at_post, "岗位所在指挥部", "At post", .target = "post", .flags = REQUIRED) \
	X(K, 3, ENUM, role, "角色", "Role", .choices = roles, .flags = REQUIRED | INDEXED) \
	X(K, 4, TIME, from_time, "自", "From", .flags = 0) \
	X(K, 5, TIME, until_time, "至", "Until", .flags = 0) \
	X(K, 6, REF, succession, "因代行指挥", "Because of a succession", .target = "succession", \
	  .flags = SYSTEM)

KIND_STRUCT(assignment);
KIND_FIELDS(assignment);

enum { IN_FORCE = 1, ENDED };
static const struct state states[] = {
	{ IN_FORCE, "in_force", "有效", "In force", STATE_OPEN },
	{ ENDED, "ended", "已结束", "Ended", STATE_CLOSED },
};

REFUSAL(ends_before_begin, "结束时间早于开始时间", "It would end before it begins");
REFUSAL(post_not_below, "只能为本指挥部及其下级任命", "Only for the own post or one below");
REFUSAL(already_assigned, "此人已在该岗位担任该角色", "That person already holds that role there");
REFUSAL(oversight_outside_chain, "督察不得兼任指挥链上的角色，只能任于督察岗位",
	"Oversight is outside the chain: only at an oversight post, and with no other role");
REFUSAL(administrator_only, "督察和系统管理员只能由系统管理员任免",
	"Only an administrator appoints or dismisses oversight and administrators");
REFUSAL(ends_in_past, "不能把任命结束在过去", "A role is never taken away in the past");
static const struct refusal *const refusals[] = {
	&refuse_administrator_only, &refuse_ends_before_begin, &refuse_post_not_below,
	&refuse_oversight_outside_chain, &refuse_already_assigned, &refuse_ends_in_past, NULL,
};

static uint32_t role_bit(uint16_t role)
{
	return role == 0 ? 0 : 1u << (role - 1);
}

static instant begins(const struct assignment *a, instant at)
{
	return a->from_time ? a->from_time : at;
}

static bool overlaps(const struct duty *duty, instant from, instant until)
{
	return (duty->until == 0 || from < duty->until) && (until == 0 || duty->from < until);
}

/* Doctrine 2.1: oversight reads all and stands outside the command line. */
static bool oversight_mixed(const struct model *model, const struct assignment *a,
			    const struct duty *duty)
{
	const struct post *post = tree_get(model, a->at_post.origin);
	bool oversight = role_bit(a->role) == ROLE_oversight;

	if (oversight && (!post || post->tier != TIER_OVERSIGHT))
		return true;
	return duty && oversight != (duty->role == ROLE_oversight);
}

/* Doctrine 2.1: oversight is in nobody's chain, so no commander appoints or dismisses it. */
static bool beyond_commander(const struct assignment *a, const struct act_view *view)
{
	return (role_bit(a->role) & (ROLE_oversight | ROLE_administrator)) != 0 &&
	       (view->roles & (ROLE_administrator | ROLE_SYSTEM)) == 0;
}

static const struct refusal *check_assign(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	const struct assignment *a = (const struct assignment *)after;
	const struct duty *duties[LIMIT_REFS];
	uint32_t count = duty_of(model, a->account, duties, LIMIT_REFS);
	instant from = begins(a, view->at);
	code post = a->at_post.origin;

	(void)before;
	if (beyond_commander(a, view))
		return &refuse_administrator_only;
	if (a->until_time && a->until_time <= from)
		return &refuse_ends_before_begin;
	if (post != after->home && !tree_above(model, after->home, post))
		return &refuse_post_not_below;
	if (oversight_mixed(model, a, NULL))
		return &refuse_oversight_outside_chain;
	for (uint32_t i = 0; i < count && i < LIMIT_REFS; i++) {
		if (!overlaps(duties[i], from, a->until_time))
			continue;
		if (duties[i]->post == post && duties[i]->role == role_bit(a->role))
			return &refuse_already_assigned;
		if (oversight_mixed(model, a, duties[i]))
			return &refuse_oversight_outside_chain;
	}
	return NULL;
}

static const struct refusal *check_end(const struct model *model, const struct record *before,
				       const struct record *after, const struct act_view *view)
{
	const struct assignment *a = (const struct assignment *)after;
	bool given = (view->set >> F_until_time & 1) != 0;

	(void)model;
	(void)before;
	if (beyond_commander(a, view))
		return &refuse_administrator_only;
	return given && a->until_time < view->at ? &refuse_ends_in_past : NULL;
}

static void stamp_from(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	(void)model;
	if (!record_has(after, F_from_time))
		stamp_time(stamp, "from_time", view->at);
}

/* Without a time given, it ends now. */
static void stamp_until(struct stamp *stamp, const struct model *model,
			const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)after;
	if ((view->set >> F_until_time & 1) == 0)
		stamp_time(stamp, "until_time", view->at);
}

KIND_ACTS(
	{ .number = 1, .name = "assign", .zh = "任命", .en = "Assign", .from = NEW,
	  .to = IN_FORCE, .roles = ROLE_administrator | ROLE_commander | ROLE_SYSTEM,
	  .takes = "*", .check = check_assign, .stamp = stamp_from },
	{ .number = 2, .name = "end", .zh = "结束", .en = "End", .from = IN(IN_FORCE),
	  .to = ENDED, .roles = ROLE_administrator | ROLE_commander | ROLE_SYSTEM,
	  .relations = REL_OWN | REL_ABOVE, .takes = "until_time", .check = check_end,
	  .stamp = stamp_until },
	{ .number = 3, .name = "act_for", .zh = "暂任", .en = "Act for", .from = NEW,
	  .to = IN_FORCE, .roles = ROLE_SYSTEM, .takes = "account at_post role succession",
	  .check = check_assign, .stamp = stamp_from });

/* They ring nobody: at both ends of a duty it is looked at who else answers (doctrine 2.5). */
static const struct clock_step begin_steps[] = {
	{ .name = "on_duty", .zh = "到岗时间", .en = "On duty" },
};
static const struct clock_step term_steps[] = {
	{ .name = "over", .zh = "任期届满", .en = "Term over" },
};

static bool begins_later(const struct model *model, const struct record *record)
{
	(void)model;
	return ((const struct assignment *)record)->from_time > record->updated_at;
}

static bool ends_later(const struct model *model, const struct record *record)
{
	(void)model;
	return ((const struct assignment *)record)->until_time > record->updated_at;
}

static const struct clock clocks[] = {
	{ .number = 1, .name = "begin", .zh = "到岗", .en = "Beginning", .starts = "assign act_for",
	  .until = "from_time", .beyond_closing = true, .when = begins_later,
	  .steps = begin_steps, .nsteps = KIND_COUNT(begin_steps) },
	{ .number = 2, .name = "term", .zh = "任期", .en = "Term", .starts = "assign act_for end",
	  .stops = "end", .until = "until_time", .beyond_closing = true, .when = ends_later,
	  .steps = term_steps, .nsteps = KIND_COUNT(term_steps) },
};

/* ---- succession ------------------------------------------------------------------------------ */

static bool holds(const struct model *model, struct ident account, code post, instant at)
{
	return (duty_roles(model, account, post, at) & ROLE_commander) != 0;
}

/* Doctrine 4.7: who commands a post from elsewhere needs the right to act there. */
static void appoint(struct reactor *reactor, const struct model *model,
		    const struct record *record, const struct entry *entry)
{
	struct ident post = model_ref(record, "post"), who[LIMIT_REFS];
	uint32_t count = duty_who(model, record->home, ROLE_commander, entry->at, who, LIMIT_REFS);
	code home = tree_above(model, record->home, post.origin) ? record->home : post.origin;

	for (uint32_t i = 0; i < count && i < LIMIT_REFS; i++) {
		if (holds(model, who[i], post.origin, entry->at))
			continue;
		reactor_propose(reactor, "assignment", "act_for", (struct ident){ 0 }, home);
		reactor_ref(reactor, "account", who[i]);
		reactor_ref(reactor, "at_post", post);
		reactor_choice(reactor, "role", "commander");
		reactor_ref(reactor, "succession", record->id);
	}
}

static void relieve(struct reactor *reactor, const struct model *model,
		    const struct record *record, const struct entry *entry)
{
	const struct record *list[LIMIT_REFS];
	uint32_t count = model_refs_to(model, record->id, "assignment", "succession", list,
				       LIMIT_REFS);

	(void)entry;
	for (uint32_t i = 0; i < count && i < LIMIT_REFS; i++)
		if (list[i]->state == IN_FORCE)
			reactor_propose(reactor, "assignment", "end", list[i]->id, list[i]->home);
}

static const struct reaction reactions[] = {
	{ .name = "appoint", .on = "succession.assume succession.follow_move",
	  .doc_zh = "代行指挥时，代行方的指挥长暂任该指挥部指挥长。",
	  .doc_en = "Who commands a post from elsewhere becomes its commander for that time.",
	  .run = appoint },
	{ .name = "relieve", .on = "succession.take_back",
	  .doc_zh = "收回指挥后，暂任结束。",
	  .doc_en = "When it is taken back, these roles end.", .run = relieve },
};

static void put_assignment(struct model *model, const struct record *record)
{
	const struct assignment *a = (const struct assignment *)record;
	struct duty duty = {
		.assignment = record->id,
		.account = a->account,
		.post = a->at_post.origin,
		.role = role_bit(a->role),
		.from = begins(a, record->created_at),
		.until = a->until_time,
	};

	duty_put(model, &duty);
}

KIND(assignment, .number = 4, .module = "people", .zh = "任命", .en = "Assignment",
     .doc_zh = "谁在哪个指挥部、何时起止、担任什么角色。",
     .doc_en = "Who holds which role at which post, from when to when.", .doctrine = "2.1, 2.5",
     .flags = KIND_SETUP, .sees = REL_ANY, .refusals = refusals, KIND_CLOCKS, KIND_REACTIONS,
     .applied = put_assignment);
