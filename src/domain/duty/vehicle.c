/* A vehicle of our own fleet, by its fleet number: where it serves and whether it may go out. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

static const struct choice types[] = {
	{ 1, "patrol_car", "巡逻车", "Patrol car", NULL },
	{ 2, "bus", "大客车", "Bus", NULL },
	{ 3, "van", "面包车", "Van", NULL },
	{ 4, "snowmobile", "雪地摩托", "Snowmobile", NULL },
	{ 5, "ambulance", "救护车", "Ambulance", NULL },
	{ 6, "fire_engine", "消防车", "Fire engine", NULL },
	{ 7, "command_car", "指挥车", "Command car", NULL },
	{ 8, "eod_truck", "排爆车", "Bomb disposal truck", NULL },
	{ 9, "tow_truck", "清障车", "Tow truck", NULL },
	{ 10, "snow_plough", "除雪车", "Snow plough", NULL },
	{ 11, "other", "其他", "Other", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, fleet_number, "车队编号", "Fleet number", .max = 12, \
	  .flags = REQUIRED | UNIQUE | TITLE, \
	  .doc_zh = "自编的车队编号；不登记号牌。", \
	  .doc_en = "A number of our own; registration numbers are not kept.") \
	X(K, 2, ENUM, type, "类别", "Type", .choices = types, .flags = REQUIRED | INDEXED) \
	X(K, 3, REF, agency, "所属单位", "Agency", .target = "agency") \
	X(K, 4, REF, base, "停放地点", "Based at", .target = "place") \
	X(K, 5, INT, seats, "座位", "Seats", .least = 1, .most = 100) \
	X(K, 6, ENUM, loop_side, "闭环内外", "Side of the loop", .choices = choices_loop_side, \
	  .flags = 0) \
	X(K, 7, BOOL, winter_fit, "冬季轮胎或防滑链", "Winter tyres or chains", .flags = 0) \
	X(K, 8, BOOL, heated, "有暖风", "Heated", .flags = 0) \
	X(K, 9, REF, unit, "使用单元", "Used by", .target = "unit") \
	X(K, 10, REF, bound_for, "前往地点", "Bound for", .target = "place") \
	X(K, 11, TIME, return_by, "应返回", "Back by", .flags = 0) \
	X(K, 12, TEXT, defect, "故障", "Defect", .max = 400, .flags = LONG) \
	X(K, 13, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG)

KIND_STRUCT(vehicle);
KIND_FIELDS(vehicle);

enum { READY = 1, OUT, DEFECTIVE, RETIRED };
static const struct state states[] = {
	{ READY, "ready", "待命", "Ready", STATE_OPEN },
	{ OUT, "out", "出车", "Out", STATE_OPEN },
	{ DEFECTIVE, "defective", "故障", "Defective", STATE_OPEN | STATE_ALARM },
	{ RETIRED, "retired", "退出", "Retired", STATE_CLOSED },
};

REFUSAL(fleet_number_form, "车队编号只用大写字母、数字和连字符；不登记号牌",
	"A fleet number is made of A-Z, 0-9 and -; registration numbers are not kept");
REFUSAL(loop_side_differs, "车辆与单元不在同一闭环侧",
	"The vehicle is on the other side of the loop than the unit");
REFUSAL(not_winter_fit, "山地场馆只派有冬季轮胎或防滑链的车辆",
	"To a mountain place goes only what has winter tyres or chains");
static const struct refusal *const refusals[] = {
	&refuse_fleet_number_form, &refuse_loop_side_differs, &refuse_not_winter_fit, NULL,
};

/* A registration begins with the sign of a province; this form has no room for one. */
static const struct refusal *check_number(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	struct str number = ((const struct vehicle *)after)->fleet_number;

	(void)model;
	(void)before;
	(void)view;
	for (uint32_t i = 0; i < number.len; i++) {
		char c = number.at[i];

		if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '-')
			return &refuse_fleet_number_form;
	}
	return NULL;
}

static const struct refusal *check_take(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct vehicle *v = (const struct vehicle *)after;
	const struct record *unit = model_find_kind(model, v->unit, "unit");
	const struct record *place = model_find_kind(model, v->bound_for, "place");
	uint16_t side = unit ? *(const uint16_t *)model_field(unit, "loop_side") : 0;

	(void)before;
	(void)view;
	if (v->loop_side != 0 && side != 0 && v->loop_side != side)
		return &refuse_loop_side_differs;
	if (place && *(const bool *)model_field(place, "mountain") && !v->winter_fit)
		return &refuse_not_winter_fit;
	return NULL;
}

#define KEEPERS (ROLE_DESK | ROLE_unit_leader | ROLE_SYSTEM)
#define NEAR (REL_OWN | REL_DESK | REL_ABOVE)
KIND_ACTS(
	{ .number = 1, .name = "enter", .zh = "登记", .en = "Enter", .from = NEW, .to = READY,
	  .roles = KEEPERS,
	  .takes = "fleet_number type agency base seats loop_side winter_fit heated",
	  .check = check_number },
	{ .number = 2, .name = "take", .zh = "出车", .en = "Take out", .from = IN(READY),
	  .to = OUT, .roles = KEEPERS, .relations = NEAR, .takes = "unit bound_for return_by",
	  .needs = "unit", .check = check_take },
	{ .number = 3, .name = "bring_back", .zh = "返回", .en = "Bring back", .from = IN(OUT),
	  .to = READY, .roles = KEEPERS, .relations = NEAR, .takes = "base" },
	{ .number = 4, .name = "report_defect", .zh = "报故障", .en = "Report a defect",
	  .from = IN(READY) | IN(OUT), .to = DEFECTIVE, .roles = KEEPERS, .relations = NEAR,
	  .takes = "defect", .needs = "defect" },
	{ .number = 5, .name = "put_right", .zh = "修复", .en = "Put right",
	  .from = IN(DEFECTIVE), .to = READY, .roles = KEEPERS, .relations = NEAR,
	  .takes = "winter_fit heated reason" },
	{ .number = 6, .name = "retire", .zh = "退出", .en = "Retire",
	  .from = IN(READY) | IN(DEFECTIVE), .to = RETIRED, .roles = ROLE_DESK,
	  .relations = NEAR, .takes = "reason", .needs = "reason" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = ANY_STATE, .to = SAME, .roles = KEEPERS,
	  .takes = "type agency base seats loop_side winter_fit heated",
	  .flags = ACT_VERSION | ACT_KERNEL });

static bool has_return(const struct model *model, const struct record *record)
{
	(void)model;
	return ((const struct vehicle *)record)->return_by > record->updated_at;
}

static const struct clock_step return_steps[] = {
	{ .name = "due", .zh = "到返回时间", .en = "Due back", .rings = 0 },
	{ .name = "late", .zh = "逾时未返", .en = "Not back", .policy = "vehicle.return",
	  .rings = RINGS_HOME },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "return", .zh = "返回", .en = "Return", .starts = "take",
	  .stops = "bring_back report_defect", .when = has_return, .until = "return_by",
	  .steps = return_steps, .nsteps = KIND_COUNT(return_steps) },
};

KIND(vehicle, .number = 125, .module = "duty", .zh = "车辆", .en = "Vehicle",
     .doc_zh = "本方车队的车辆，只用车队编号；去向、返回和车况。",
     .doc_en = "A vehicle of our own fleet, by fleet number: where it is, when it is back, "
	       "whether it is fit.",
     .doctrine = "3.5, 12.4, 15.1", .flags = KIND_SETUP, .refusals = refusals, KIND_CLOCKS);
