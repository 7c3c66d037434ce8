/* Where the closed loop and the outside touch: what may pass there, how, and who answers for it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

/* What passes; persons only by their own procedure. */
static const struct choice passes[] = {
	{ 1, "persons", "人员", "Persons", NULL },
	{ 2, "goods", "物品", "Goods", NULL },
	{ 3, "vehicles", "车辆", "Vehicles", NULL },
	{ 4, "waste", "垃圾与污物", "Waste", NULL },
	{ 5, "casualties", "伤病员", "Casualties", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "名称", "Name", .max = 240, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, REF, place, "地点", "Place", .target = "place", .flags = REQUIRED) \
	X(K, 3, SET, passes, "通过对象", "What passes", .choices = passes, .flags = REQUIRED) \
	X(K, 4, TEXT, procedure, "交接程序", "Procedure", .max = 4000, .flags = LONG | SEARCHED) \
	X(K, 5, TEXT, disinfection, "消毒措施", "Disinfection", .max = 1000, .flags = LONG) \
	X(K, 6, TEXT, protection, "防护要求", "Protective equipment", .max = 1000, .flags = LONG) \
	X(K, 7, TIME, opens, "开放时间", "Opens", .flags = 0) \
	X(K, 8, TIME, closes, "关闭时间", "Closes", .flags = 0) \
	RESPONSIBILITY_FIELDS(X, K, 9, 10, 11) \
	X(K, 12, TEXT, reason, "理由", "Reason", .max = 400) \
	X(K, 13, TEXT, life_safety, "生命安全优先程序", "When life safety goes first", .max = 1000, \
	  .flags = LONG)

KIND_STRUCT(interface);
KIND_FIELDS(interface);

enum { PLANNED = 1, OPEN, SHUT, RETIRED };
static const struct state states[] = {
	{ PLANNED, "planned", "筹备", "Planned", STATE_OPEN },
	{ OPEN, "open", "启用", "In use", STATE_OPEN | STATE_ACTIVE },
	{ SHUT, "shut", "关闭", "Shut", STATE_OPEN },
	{ RETIRED, "retired", "撤除", "Retired", STATE_CLOSED },
};

REFUSAL(not_an_interface, "该地点不是闭环交接处", "That place is no interface of the loop");
REFUSAL(procedure_required, "须有交接程序、消毒措施和生命安全优先程序",
	"It needs its procedure, its disinfection, and what is done when life safety goes first");
REFUSAL(closes_before_it_opens, "关闭早于开放", "It would close before it opens");
static const struct refusal *const refusals[] = {
	&refuse_not_an_interface, &refuse_closes_before_it_opens, &refuse_procedure_required, NULL,
};

static const struct interface *interface_of(const struct record *record)
{
	return (const struct interface *)record;
}

static const struct refusal *check_place(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct interface *i = interface_of(after);
	const struct record *place = model_find(model, i->place);

	(void)before;
	(void)view;
	if (!place || strcmp(model_choice(place, "loop_side"), "interface") != 0)
		return &refuse_not_an_interface;
	return i->opens != 0 && i->closes != 0 && i->closes <= i->opens
		       ? &refuse_closes_before_it_opens
		       : NULL;
}

static const struct refusal *check_open(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct interface *i = interface_of(after);

	(void)model;
	(void)before;
	(void)view;
	return i->procedure.len == 0 || i->disinfection.len == 0 || i->life_safety.len == 0
		       ? &refuse_procedure_required
		       : NULL;
}

#define TEXTS "procedure disinfection protection life_safety"
#define RESPONSIBLES "resp_entity resp_leader resp_post"
KIND_ACTS(
	{ .number = 1, .name = "plan", .zh = "设置", .en = "Plan", .from = NEW, .to = PLANNED,
	  .roles = ROLE_STAFF | ROLE_liaison | ROLE_SYSTEM,
	  .takes = "title place passes opens closes " TEXTS " " RESPONSIBLES,
	  .check = check_place },
	{ .number = 2, .name = "open", .zh = "启用", .en = "Open", .from = IN(PLANNED) | IN(SHUT),
	  .to = OPEN, .roles = ROLE_DESK | ROLE_SYSTEM, .takes = RESPONSIBLES,
	  .check = check_open },
	{ .number = 3, .name = "shut", .zh = "关闭", .en = "Shut", .from = IN(OPEN), .to = SHUT,
	  .roles = ROLE_DESK | ROLE_unit_leader, .relations = REL_OWN | REL_DESK,
	  .takes = "reason", .needs = "reason" },
	{ .number = 4, .name = "retire", .zh = "撤除", .en = "Retire",
	  .from = IN(PLANNED) | IN(SHUT), .to = RETIRED, .roles = ROLE_DESK,
	  .takes = "reason", .needs = "reason" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(PLANNED) | IN(SHUT), .to = SAME, .roles = ROLE_STAFF | ROLE_liaison,
	  .takes = "title place passes opens closes " TEXTS " " RESPONSIBLES,
	  .flags = ACT_VERSION | ACT_KERNEL, .check = check_place });

KIND(interface, .number = 90, .module = "health", .zh = "闭环交接处", .en = "Loop interface",
     .doc_zh = "闭环内外的交接处：通过什么、按什么程序、由谁负责，生命安全如何优先。",
     .doc_en = "Where the loop meets the outside: what passes, by which procedure, who answers.",
     .doctrine = "8", .flags = KIND_SETUP, .refusals = refusals);
