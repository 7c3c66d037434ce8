/* A piece of equipment: who has it, whether it works, and when it must be checked again. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

static const struct choice types[] = {
	{ 1, "radio", "电台", "Radio", NULL },
	{ 2, "detector", "手持探测器", "Hand-held detector", NULL },
	{ 3, "gate_detector", "安检门", "Walk-through detector", NULL },
	{ 4, "xray", "X光机", "X-ray", NULL },
	{ 5, "trace_detector", "爆炸物痕量探测仪", "Explosive trace detector", NULL },
	{ 6, "first_aid_kit", "急救包", "First-aid kit", NULL },
	{ 7, "defibrillator", "除颤仪", "Defibrillator", NULL },
	{ 8, "extinguisher", "灭火器", "Extinguisher", NULL },
	{ 9, "loudhailer", "扩音器", "Loudhailer", NULL },
	{ 10, "rope_set", "绳索救援套装", "Rope set", NULL },
	{ 11, "avalanche_beacon", "雪崩信标", "Avalanche beacon", NULL },
	{ 12, "thermometer", "测温仪", "Thermometer", NULL },
	{ 13, "drone_detector", "低空探测设备", "Drone detector", NULL },
	{ 14, "generator", "发电机", "Generator", NULL },
	{ 15, "other", "其他", "Other", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, tag, "装备编号", "Tag", .max = 40, .flags = REQUIRED | UNIQUE | SEARCHED) \
	X(K, 2, TEXT, name, "名称", "Name", .max = 120, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 3, ENUM, type, "类别", "Type", .choices = types, .flags = REQUIRED | INDEXED) \
	X(K, 4, REF, agency, "所属单位", "Agency", .target = "agency") \
	X(K, 5, REF, base, "存放地点", "Kept at", .target = "place") \
	X(K, 6, REF, unit, "领用单元", "Issued to", .target = "unit") \
	X(K, 7, TIME, return_by, "应归还", "Back by", .flags = 0) \
	X(K, 8, TIME, check_by, "下次检定", "Check due", .flags = 0) \
	X(K, 9, TEXT, defect, "故障", "Defect", .max = 400, .flags = LONG) \
	X(K, 10, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG)

KIND_STRUCT(equipment);
KIND_FIELDS(equipment);

enum { READY = 1, ISSUED, DEFECTIVE, IN_REPAIR, LOST, RETIRED };
static const struct state states[] = {
	{ READY, "ready", "完好", "Ready", STATE_OPEN },
	{ ISSUED, "issued", "已领用", "Issued", STATE_OPEN },
	{ DEFECTIVE, "defective", "故障", "Defective", STATE_OPEN | STATE_ALARM },
	{ IN_REPAIR, "in_repair", "维修", "In repair", STATE_OPEN },
	{ LOST, "lost", "遗失", "Lost", STATE_OPEN | STATE_ALARM },
	{ RETIRED, "retired", "报废", "Retired", STATE_CLOSED },
};

REFUSAL(check_overdue, "检定已过期，不得领用", "Its check is overdue; it is not issued");
REFUSAL(check_in_past, "下次检定时间须晚于现在", "The next check lies in the future");
static const struct refusal *const refusals[] = { &refuse_check_overdue, &refuse_check_in_past,
						  NULL };

static const struct refusal *check_issue(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct equipment *e = (const struct equipment *)after;

	(void)model;
	(void)before;
	return e->check_by != 0 && e->check_by <= view->at ? &refuse_check_overdue : NULL;
}

static const struct refusal *check_dates(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct equipment *e = (const struct equipment *)after;

	(void)model;
	(void)before;
	return e->check_by != 0 && e->check_by <= view->at ? &refuse_check_in_past : NULL;
}

#define KEEPERS (ROLE_DESK | ROLE_unit_leader | ROLE_SYSTEM)
#define NEAR (REL_OWN | REL_DESK | REL_ABOVE)
KIND_ACTS(
	{ .number = 1, .name = "enter", .zh = "登记", .en = "Enter", .from = NEW, .to = READY,
	  .roles = KEEPERS, .takes = "tag name type agency base check_by",
	  .check = check_dates },
	{ .number = 2, .name = "issue", .zh = "领用", .en = "Issue", .from = IN(READY),
	  .to = ISSUED, .roles = KEEPERS, .relations = NEAR, .takes = "unit return_by",
	  .needs = "unit", .check = check_issue },
	{ .number = 3, .name = "return", .zh = "归还", .en = "Return", .from = IN(ISSUED),
	  .to = READY, .roles = KEEPERS, .relations = NEAR },
	{ .number = 4, .name = "report_defect", .zh = "报故障", .en = "Report a defect",
	  .from = IN(READY) | IN(ISSUED), .to = DEFECTIVE, .roles = KEEPERS, .relations = NEAR,
	  .takes = "defect", .needs = "defect" },
	{ .number = 5, .name = "send_to_repair", .zh = "送修", .en = "Send to repair",
	  .from = IN(DEFECTIVE), .to = IN_REPAIR, .roles = KEEPERS, .relations = NEAR },
	{ .number = 6, .name = "put_right", .zh = "修复检定", .en = "Put right",
	  .from = IN(DEFECTIVE) | IN(IN_REPAIR), .to = READY, .roles = KEEPERS,
	  .relations = NEAR, .takes = "check_by reason", .check = check_dates },
	{ .number = 7, .name = "inspect", .zh = "检定", .en = "Check",
	  .from = IN(READY) | IN(ISSUED), .to = SAME, .roles = KEEPERS, .relations = NEAR,
	  .takes = "check_by", .needs = "check_by", .check = check_dates },
	{ .number = 8, .name = "lose", .zh = "报遗失", .en = "Report lost",
	  .from = IN(READY) | IN(ISSUED) | IN(DEFECTIVE), .to = LOST, .roles = KEEPERS,
	  .relations = NEAR, .takes = "reason", .needs = "reason", .flags = ACT_ALARM },
	{ .number = 9, .name = "find", .zh = "找回", .en = "Found", .from = IN(LOST),
	  .to = DEFECTIVE, .roles = KEEPERS, .relations = NEAR, .takes = "reason defect" },
	{ .number = 10, .name = "retire", .zh = "报废", .en = "Retire",
	  .from = IN(READY) | IN(DEFECTIVE) | IN(IN_REPAIR) | IN(LOST), .to = RETIRED,
	  .roles = ROLE_DESK, .relations = NEAR, .takes = "reason", .needs = "reason" });

static bool has_check(const struct model *model, const struct record *record)
{
	(void)model;
	return ((const struct equipment *)record)->check_by != 0;
}

static bool has_return(const struct model *model, const struct record *record)
{
	(void)model;
	return ((const struct equipment *)record)->return_by > record->updated_at;
}

static const struct clock_step check_steps[] = {
	{ .name = "due", .zh = "检定到期", .en = "Check is due", .rings = RINGS_HOME },
};
static const struct clock_step return_steps[] = {
	{ .name = "due", .zh = "到归还时间", .en = "Due back", .rings = 0 },
	{ .name = "late", .zh = "逾时未还", .en = "Not back", .policy = "equipment.return",
	  .rings = RINGS_HOME },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "check", .zh = "检定", .en = "Check",
	  .starts = "enter inspect put_right", .stops = "inspect retire", .when = has_check,
	  .until = "check_by", .steps = check_steps, .nsteps = KIND_COUNT(check_steps) },
	{ .number = 2, .name = "return", .zh = "归还", .en = "Return", .starts = "issue",
	  .stops = "return report_defect lose", .when = has_return, .until = "return_by",
	  .steps = return_steps, .nsteps = KIND_COUNT(return_steps) },
};

static bool is_due(const struct model *model, const struct record *record, instant at)
{
	const struct equipment *e = (const struct equipment *)record;

	(void)model;
	return e->check_by != 0 && e->check_by <= at;
}

static const struct gap gaps[] = {
	{ .name = "check_overdue", .zh = "装备检定过期", .en = "Check overdue",
	  .severity = GAP_MINOR, .in = IN(READY) | IN(ISSUED), .open = is_due, .act = "inspect" },
};

KIND(equipment, .number = 124, .module = "duty", .zh = "装备", .en = "Equipment",
     .doc_zh = "装备在谁手里、是否完好、何时检定。",
     .doc_en = "Who has a piece of equipment, whether it works, and when it is checked.",
     .doctrine = "3.5, 12.4", .flags = KIND_SETUP, .refusals = refusals, KIND_CLOCKS, KIND_GAPS);
