/* The parts of the command system, and the desk at which each is worked. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/registry.h"

const struct desk modules_desks[] = {
	{ "intelligence", "情报", "Intelligence" }, { "command", "指挥", "Command" },
	{ "duty", "勤务", "Duty" },                 { "information", "舆情", "Public information" },
	{ "inspection", "检查", "Inspection" },     { "health", "疫情", "Health" },
	{ "oversight", "督察", "Oversight" },       { "office", "综合", "Office" },
	{ NULL, NULL, NULL },
};

/* In the order in which they are listed. Doctrine 5: 情 指 勤 舆, then what serves all four. */
const struct module modules_all[] = {
	{ "intelligence", "情报", "Intelligence", "intelligence" },
	{ "cyber", "网络安全", "Cyber security", "intelligence" },
	{ "command", "指挥", "Command", "command" },
	{ "plans", "方案预案", "Plans and exercises", "command" },
	{ "coverage", "万无一失", "Coverage and readiness", "command" },
	{ "liaison", "横向对接", "Liaison", "command" },
	{ "duty", "勤务", "Duty", "duty" },
	{ "welfare", "勤务保障", "Welfare", "duty" },
	{ "movement", "集结疏散", "Movement", "duty" },
	{ "checkpoints", "通道查控", "Checkpoints", "duty" },
	{ "hazards", "隐患排查", "Hazards and inspections", "inspection" },
	{ "goods", "危险物品", "Dangerous goods", "inspection" },
	{ "health", "疫情防控", "Epidemic control", "health" },
	{ "publicinfo", "舆情宣传", "Public information", "information" },
	{ "disputes", "矛盾纠纷", "Disputes", "information" },
	{ "conduct", "执法规范", "Conduct and oversight", "oversight" },
	{ "places", "场所", "Places", "office" },
	{ "people", "人员与单位", "People and agencies", "office" },
	{ "policy", "规则", "Policy", "office" },
	{ "mesh", "节点互联", "Sites", "office" },
	{ NULL, NULL, NULL, NULL },
};
