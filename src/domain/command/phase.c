/* In which part of its life the whole operation is; only the national post turns the page. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

#define FIELDS(X, K) \
	X(K, 1, TEXT, name, "名称", "Name", .max = 120, .flags = REQUIRED | TITLE) \
	X(K, 2, TEXT, order_text, "命令正文", "Text of the order", .max = 4000, .flags = LONG) \
	X(K, 3, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG)

KIND_STRUCT(phase);
KIND_FIELDS(phase);

/* Doctrine 2.6: PREPARATION -> GAMES_TIME -> TRANSITION -> PARALYMPIC -> DEMOBILISE. */
enum { PREPARATION = 1, GAMES_TIME, TRANSITION, PARALYMPIC, DEMOBILISE };
static const struct state states[] = {
	{ PREPARATION, "preparation", "筹备", "Preparation", STATE_OPEN },
	{ GAMES_TIME, "games_time", "赛时运行", "Games time", STATE_OPEN },
	{ TRANSITION, "transition", "转换期", "Transition", STATE_OPEN },
	{ PARALYMPIC, "paralympic", "冬残奥", "Paralympic", STATE_OPEN },
	{ DEMOBILISE, "demobilise", "撤收", "Demobilisation", STATE_CLOSED },
};

REFUSAL(national_only, "只有国家层级指挥部可以转换阶段",
	"Only the national post changes the phase");
REFUSAL(one_phase, "已有运行阶段记录", "There is a record of the phase already");
static const struct refusal *const refusals[] = { &refuse_national_only, &refuse_one_phase, NULL };

static const struct refusal *check_national(const struct model *model,
					    const struct record *before,
					    const struct record *after,
					    const struct act_view *view)
{
	const struct post *home = tree_get(model, after->home);

	(void)view;
	if (!home || home->tier != TIER_NATIONAL)
		return &refuse_national_only;
	return !before && model_count(model, after->kind) > 0 ? &refuse_one_phase : NULL;
}

/* Seed S21 and doctrine 15.2: a signed order of the national post, with a second signature. */
#define TURN(number_, name_, zh_, en_, from_, to_) \
	{ .number = number_, .name = name_, .zh = zh_, .en = en_, .from = IN(from_), .to = to_, \
	  .roles = ROLE_commander, .takes = "order_text reason", .needs = "order_text", \
	  .flags = ACT_SECOND, .check = check_national }

KIND_ACTS(
	{ .number = 1, .name = "establish", .zh = "设定", .en = "Establish", .from = NEW,
	  .to = PREPARATION, .roles = ROLE_commander | ROLE_SYSTEM, .takes = "name order_text",
	  .check = check_national },
	{ .number = 2, .name = "establish_games_time", .zh = "设定为赛时",
	  .en = "Establish in Games time", .from = NEW, .to = GAMES_TIME, .roles = ROLE_SYSTEM,
	  .takes = "name order_text", .needs = "order_text", .check = check_national },
	TURN(3, "to_games_time", "转入赛时", "To Games time", PREPARATION, GAMES_TIME),
	TURN(4, "to_transition", "转入转换期", "To transition", GAMES_TIME, TRANSITION),
	TURN(5, "to_paralympic", "转入冬残奥", "To Paralympic time", TRANSITION, PARALYMPIC),
	{ .number = 6, .name = "to_demobilise", .zh = "转入撤收", .en = "To demobilisation",
	  .from = IN(GAMES_TIME) | IN(TRANSITION) | IN(PARALYMPIC), .to = DEMOBILISE,
	  .roles = ROLE_commander, .takes = "order_text reason", .needs = "order_text",
	  .flags = ACT_SECOND, .check = check_national });

/* Each act of this kind leads to another phase, and only acts of it change the record. */
static void put_phase(struct model *model, const struct record *record)
{
	policy_turn(model, record->state, record->updated_at);
}

KIND(phase, .number = 8, .module = "command", .zh = "运行阶段", .en = "Operating phase",
     .doc_zh = "整个安保运行所处的阶段；由国家层级两人签署转换。",
     .doc_en = "The phase of the whole operation; two persons of the national post sign a change.",
     .doctrine = "2.6", .flags = KIND_SETUP, .sees = REL_ANY, .refusals = refusals,
     .applied = put_phase);
