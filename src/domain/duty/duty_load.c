/* One post has more running deadlines than an officer can hold: its work is split, or it rings. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/entry.h"
#include "model/model.h"

#define FIELDS(X, K) \
	X(K, 1, INT, running, "运行中的时限", "Running deadlines", .flags = SYSTEM) \
	X(K, 2, INT, most, "上限", "Limit", .flags = SYSTEM) \
	X(K, 3, INT, officers, "在岗值班员", "Officers on duty", .flags = SYSTEM) \
	X(K, 4, REF, second, "增派值班员", "Second officer", .target = "account", \
	  .flags = PERSONAL, .retain_days = 30) \
	X(K, 5, TEXT, share, "分工", "Who does what", .max = 800, .flags = LONG) \
	X(K, 6, TEXT, title, "标题", "Title", .max = 120, .flags = TITLE | SYSTEM)

KIND_STRUCT(duty_load);
KIND_FIELDS(duty_load);

enum { OVER = 1, SPLIT, EASED };
static const struct state states[] = {
	{ OVER, "over", "超负荷", "Overloaded", STATE_OPEN | STATE_ALARM },
	{ SPLIT, "split", "已分流", "Split", STATE_OPEN },
	{ EASED, "eased", "已缓解", "Eased", STATE_CLOSED },
};

REFUSAL(second_not_on_duty, "增派人员此刻不在本指挥部任职",
	"The second officer holds no role at this post now");
REFUSAL(only_one_officer, "增派人员即唯一在岗值班员",
	"The second officer is the only one there is");
static const struct refusal *const refusals[] = { &refuse_second_not_on_duty,
						  &refuse_only_one_officer, NULL };

#define OFFICERS (ROLE_DESK | ROLE_STAFF)

static const struct refusal *check_split(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	struct ident second = ((const struct duty_load *)after)->second;

	(void)before;
	if (duty_roles(model, second, after->home, view->at) == 0)
		return &refuse_second_not_on_duty;
	return duty_who(model, after->home, OFFICERS, view->at, NULL, 0) < 2
		       ? &refuse_only_one_officer
		       : NULL;
}

/* Officers on duty at the desk; who has none is still held for one. */
static uint32_t officers_at(const struct model *model, code post, instant at)
{
	uint32_t count = duty_who(model, post, ROLE_duty_officer, at, NULL, 0);

	return count > 0 ? count : 1;
}

/* The limits are of one officer. */
static double limit_of(const struct model *model, const char *key, code post, instant at)
{
	return policy_or(model, key, post, at, 0) * officers_at(model, post, at);
}

static void stamp_over(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	stamp_int(stamp, "running", model_load(model, after->home));
	stamp_int(stamp, "most",
		  (int64_t)limit_of(model, "load.clocks_most", after->home, view->at));
	stamp_int(stamp, "officers",
		  officers_at(model, after->home, view->at));
	stamp_text(stamp, "title",
		   model_title(model_find(model, (struct ident){ .origin = after->home })));
}

KIND_ACTS(
	{ .number = 1, .name = "raise", .zh = "超负荷", .en = "Overload", .from = NEW,
	  .to = OVER, .roles = ROLE_SYSTEM, .flags = ACT_ALARM, .stamp = stamp_over },
	{ .number = 2, .name = "split", .zh = "分流", .en = "Split the work",
	  .from = IN(OVER), .to = SPLIT, .roles = ROLE_DESK, .relations = REL_OWN | REL_ABOVE,
	  .takes = "second share", .needs = "second share", .check = check_split },
	{ .number = 3, .name = "ease", .zh = "缓解", .en = "Eased",
	  .from = IN(OVER) | IN(SPLIT), .to = EASED, .roles = ROLE_SYSTEM });

static const struct clock_step split_steps[] = {
	{ .name = "unsplit", .zh = "超负荷未分流", .en = "Overload not taken up",
	  .policy = "load.ring", .rings = RINGS_HOME | RINGS_ABOVE | RINGS_CONTACT },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "split", .zh = "分流", .en = "Splitting", .starts = "raise",
	  .stops = "split ease", .steps = split_steps, .nsteps = KIND_COUNT(split_steps) },
};

/* Of a post there is one at a time that is not eased; the youngest is found first. */
static const struct record *current(const struct model *model, code post)
{
	const struct kind *kind = registry_find(STR("duty_load"))->kind;
	uint32_t count = model_count(model, kind);

	for (uint32_t i = count; i-- > 0;) {
		const struct record *load = model_at(model, kind, i);

		if (load->home == post && load->state != EASED && !load->struck)
			return load;
	}
	return NULL;
}

/* Doctrine 14 (Manchester): one Force Duty Officer was overloaded, and nobody saw it. */
static void watch_load(struct reactor *reactor, const struct model *model,
		       const struct record *record, const struct entry *entry)
{
	double most = limit_of(model, "load.clocks_most", record->home, entry->at);
	double load = (double)model_load(model, record->home);
	const struct record *open;

	if (most <= 0)
		return;
	if (load > most && !current(model, record->home))
		reactor_propose(reactor, "duty_load", "raise", (struct ident){ 0 }, record->home);
	if (load > limit_of(model, "load.clocks_calm", record->home, entry->at))
		return;
	open = current(model, record->home);
	if (open)
		reactor_propose(reactor, "duty_load", "ease", open->id, open->home);
}

static const struct reaction reactions[] = {
	{ .name = "watch_load", .on = "*.start *.stop",
	  .doc_zh = "一个指挥部运行中的时限超过上限即报警，降到常态即解除。",
	  .doc_en = "More running deadlines at a post than its limit are an alarm, until they are "
		    "few again.",
	  .run = watch_load },
};

KIND(duty_load, .number = 129, .module = "duty", .zh = "值班负荷", .en = "Load of a desk",
     .doc_zh = "值班员同时运行的时限超过所能承担，须分流；分流前新的提醒指名转给下一联络人或上级。",
     .doc_en = "More deadlines run at a post than its officers can hold; the work is split, and "
	       "what is new rings by name for the next contact, or above.",
     .doctrine = "14 (Manchester)", .flags = KIND_BOARD, .refusals = refusals, KIND_CLOCKS,
     KIND_REACTIONS);
