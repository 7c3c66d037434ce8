/* A venue, a zone within it, a road, a cluster: where things happen, and who answers for it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

static const struct choice types[] = {
	{ 1, "venue", "竞赛场馆", "Competition venue", NULL },
	{ 2, "training", "训练场馆", "Training venue", NULL },
	{ 3, "village", "运动员村", "Village", NULL },
	{ 4, "ceremony", "仪式场所", "Ceremony place", NULL },
	{ 5, "media", "媒体中心", "Media centre", NULL },
	{ 6, "transport", "交通场站", "Transport hub", NULL },
	{ 7, "cluster", "场馆群", "Venue cluster", NULL },
	{ 8, "zone", "区域", "Zone", NULL },
	{ 9, "road", "道路", "Road", NULL },
	{ 10, "other", "其他", "Other", NULL },
	{ 0 },
};
enum { TYPE_ZONE = 8 };

/* Doctrine 2.2, three kinds of ground with plans and forces of their own. */
static const struct choice zone_types[] = {
	{ 1, "venue", "场馆区域", "Venue zone", NULL },
	{ 2, "periphery", "外围区域", "Periphery", NULL },
	{ 3, "city", "城市运行区域", "City operation", NULL },
	{ 0 },
};
static const struct choice sub_types[] = {
	{ 1, "field_of_play", "比赛场地", "Field of play", NULL },
	{ 2, "front_of_house", "前院", "Front of house", NULL },
	{ 3, "back_of_house", "后院", "Back of house", NULL },
	{ 4, "seating", "看台分区", "Seating block", NULL },
	{ 5, "lift_station", "索道站", "Lift station", NULL },
	{ 6, "screening_queue", "安检排队区", "Screening queue", NULL },
	{ 7, "security_buffer", "治安缓冲区域", "Security buffer", NULL },
	{ 8, "transport_mall", "交通场站", "Transport mall", NULL },
	{ 9, "approach_road", "进场道路", "Approach road", NULL },
	{ 10, "rail_metro", "铁路地铁", "Rail and metro", NULL },
	{ 11, "olympic_lane", "奥运专用道", "Olympic lane", NULL },
	{ 12, "hotel", "住地", "Hotel", NULL },
	{ 13, "crowded_place", "人员密集场所", "Crowded place", NULL },
	{ 14, "busy_district", "繁华地段", "Busy district", NULL },
	{ 15, "key_site", "重点部位", "Key site", NULL },
	{ 0 },
};
/* Doctrine 12.1, what the place asks of those who stand there. */
static const struct choice exposures[] = {
	{ 1, "sheltered", "室内", "Sheltered", NULL },
	{ 2, "open", "室外", "Open air", NULL },
	{ 3, "mountain", "山地", "Mountain", NULL },
	{ 4, "summit", "山顶迎风处", "Summit, windswept", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, CODE, code, "代码", "Code", .flags = REQUIRED | UNIQUE) \
	X(K, 2, TEXT, name_zh, "名称（中文）", "Name (Chinese)", .max = 120, \
	  .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 3, TEXT, name_en, "名称（英文）", "Name (English)", .max = 120, \
	  .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 4, ENUM, type, "类别", "Type", .choices = types, .flags = REQUIRED | INDEXED) \
	X(K, 5, ENUM, zone_type, "区域类型", "Zone type", .choices = zone_types, .flags = INDEXED) \
	X(K, 6, ENUM, sub_type, "区域细类", "Kind of zone", .choices = sub_types, .flags = 0) \
	X(K, 7, REF, parent, "所属地点", "Part of", .target = "place") \
	X(K, 8, REF, post, "负责指挥部", "Post in charge", .target = "post") \
	X(K, 9, GEO, geometry, "图形", "Geometry", .flags = 0) \
	X(K, 10, INT, capacity, "核定容量", "Approved capacity", .most = 10000000, \
	  .unit = "person") \
	X(K, 11, INT, altitude, "海拔", "Altitude", .least = -500, .most = 9000, .unit = "m") \
	X(K, 12, ENUM, loop_side, "闭环内外", "Side of the loop", .choices = choices_loop_side, \
	  .flags = 0) \
	X(K, 13, BOOL, outdoor, "室外", "Outdoor", .flags = 0) \
	X(K, 14, BOOL, mountain, "山地", "Mountain", .flags = 0) \
	X(K, 15, ENUM, exposure, "暴露等级", "Exposure", .choices = exposures, .flags = 0) \
	X(K, 16, TEXT, source, "数据来源", "Source of the data", .max = 400, .flags = LONG) \
	RESPONSIBILITY_FIELDS(X, K, 17, 18, 19) \
	X(K, 20, TEXT, reason, "原因", "Reason", .max = 400, .flags = 0) \
	X(K, 21, INT, exits, "出口数", "Exits", .most = 1000)

KIND_STRUCT(place);
KIND_FIELDS(place);

enum { PLANNED = 1, ACTIVE, STOPPED, CLOSED };
static const struct state states[] = {
	{ PLANNED, "planned", "筹备", "Planned", STATE_OPEN },
	{ ACTIVE, "active", "启用", "Active", STATE_OPEN | STATE_ACTIVE },
	{ STOPPED, "stopped", "停用", "Use stopped", STATE_OPEN | STATE_ALARM },
	{ CLOSED, "closed", "关闭", "Closed", STATE_CLOSED },
};

REFUSAL(zone_type_required, "区域必须注明场馆、外围或城市运行",
	"A zone must say whether it is venue, periphery or city operation");
REFUSAL(parent_required, "区域必须属于某个地点", "A zone must be part of a place");
REFUSAL(own_parent, "地点不能属于自身", "A place cannot be part of itself");
REFUSAL(hazard_unsafe, "此处仍有未消除的重大隐患", "A hazard that makes it unsafe still stands");
static const struct refusal *const refusals[] = { &refuse_zone_type_required,
						  &refuse_parent_required, &refuse_own_parent,
						  &refuse_hazard_unsafe, NULL };

/* Doctrine 2.2: the zone type is a first-class attribute; Wembley 2021: no ground without owner. */
static const struct refusal *check_place(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct place *place = (const struct place *)after;
	struct ident up = place->parent;

	(void)before;
	(void)view;
	if (place->type == TYPE_ZONE && place->zone_type == 0)
		return &refuse_zone_type_required;
	if (place->type == TYPE_ZONE && ident_none(up))
		return &refuse_parent_required;
	for (int i = 0; !ident_none(up) && i < LIMIT_TREE_DEPTH; i++) {
		const struct record *above = model_find_kind(model, up, "place");

		if (ident_eq(up, after->id))
			return &refuse_own_parent;
		up = above ? ((const struct place *)above)->parent : (struct ident){ 0 };
	}
	return NULL;
}

/* Work Safety Law Art. 70: what was stopped for a major hazard is used again after its review. */
static const struct refusal *check_use(const struct model *model, const struct record *before,
				       const struct record *after, const struct act_view *view)
{
	const struct record *hazards[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, after->id, "hazard", "place", hazards, LIMIT_SEEN);

	(void)before;
	(void)view;
	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++)
		if (*(const bool *)model_field(hazards[i], "unsafe") &&
		    model_is_open(hazards[i]) &&
		    !str_eq(str_of(model_state(hazards[i])), STR("verified")))
			return &refuse_hazard_unsafe;
	return NULL;
}

#define KEEPERS (ROLE_administrator | ROLE_DESK | ROLE_SYSTEM)
#define RESPONSIBLE_NAMES "resp_entity resp_leader resp_post"
KIND_ACTS(
	{ .number = 1, .name = "plan", .zh = "列入计划", .en = "Plan", .from = NEW,
	  .to = PLANNED, .roles = KEEPERS, .takes = "*", .check = check_place },
	{ .number = 2, .name = "activate", .zh = "启用", .en = "Activate", .from = IN(PLANNED),
	  .to = ACTIVE, .roles = KEEPERS, .relations = REL_OWN | REL_ABOVE,
	  .takes = RESPONSIBLE_NAMES, .check = check_use },
	{ .number = 3, .name = "stop", .zh = "停用", .en = "Stop use", .from = IN(ACTIVE),
	  .to = STOPPED, .roles = KEEPERS, .relations = REL_OWN | REL_ABOVE, .takes = "reason",
	  .needs = "reason", .flags = ACT_LIFE_SAFETY },
	{ .number = 4, .name = "resume", .zh = "恢复使用", .en = "Resume use",
	  .from = IN(STOPPED), .to = ACTIVE, .roles = ROLE_commander | ROLE_SYSTEM,
	  .relations = REL_OWN | REL_ABOVE, .takes = "reason " RESPONSIBLE_NAMES,
	  .needs = "reason", .check = check_use },
	{ .number = 5, .name = "close", .zh = "关闭", .en = "Close",
	  .from = IN(PLANNED) | IN(ACTIVE) | IN(STOPPED), .to = CLOSED, .roles = KEEPERS,
	  .relations = REL_OWN | REL_ABOVE },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = ANY_STATE, .to = SAME, .roles = KEEPERS, .relations = REL_OWN | REL_ABOVE,
	  .takes = "name_zh name_en type zone_type sub_type parent post geometry capacity altitude "
		   "loop_side outdoor mountain exposure exits source " RESPONSIBLE_NAMES,
	  .flags = ACT_VERSION | ACT_KERNEL, .check = check_place });

/* ---- gaps ------------------------------------------------------------------------------------ */

static bool needs_plan(const struct place *place)
{
	const char *type = model_choice(&place->record, "type");

	return strcmp(type, "venue") == 0 || strcmp(type, "training") == 0 ||
	       strcmp(type, "village") == 0 || strcmp(type, "ceremony") == 0 ||
	       strcmp(type, "media") == 0 || strcmp(type, "cluster") == 0;
}

/* Doctrine 4.6: no venue and no cluster without a plan that is approved and exercised. */
static bool lacks_plan(const struct model *model, const struct record *record, instant at)
{
	const struct record *plans[LIMIT_SEEN];
	uint32_t count;

	(void)at;
	if (!needs_plan((const struct place *)record))
		return false;
	count = model_refs_to(model, record->id, "plan", "place", plans, LIMIT_SEEN);
	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++)
		if (strcmp(model_state(plans[i]), "active") == 0)
			return false;
	return true;
}

/* Doctrine 8: where the loop meets the outside there is a procedure. */
static bool lacks_procedure(const struct model *model, const struct record *record, instant at)
{
	const struct record *list[LIMIT_SEEN];
	uint32_t count;

	(void)at;
	if (strcmp(model_choice(record, "loop_side"), "interface") != 0)
		return false;
	count = model_refs_to(model, record->id, "interface", "place", list, LIMIT_SEEN);
	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++)
		if (strcmp(model_state(list[i]), "open") == 0)
			return false;
	return true;
}

static const struct gap gaps[] = {
	{ .name = "interface_missing", .zh = "闭环交接处没有启用的交接程序",
	  .en = "An interface of the loop without a procedure in use",
	  .severity = GAP_SERIOUS, .in = IN(PLANNED) | IN(ACTIVE), .open = lacks_procedure,
	  .act = "interface.plan", .field = "place" },
	{ .name = "plan_missing", .zh = "没有已批准、已演练并启用的方案",
	  .en = "No plan that is approved, exercised and active", .severity = GAP_SEVERE,
	  .in = IN(PLANNED) | IN(ACTIVE), .open = lacks_plan, .act = "plan.draft",
	  .field = "place" },
};

KIND(place, .number = 5, .module = "places", .zh = "地点", .en = "Place",
     .doc_zh = "场馆、区域、道路或场馆群，以及谁对它负责。",
     .doc_en = "A venue, a zone, a road or a cluster, and who answers for it.",
     .doctrine = "2.2, 2.5, 9.1", .flags = KIND_SETUP | KIND_MAP, .sees = REL_ANY,
     .refusals = refusals, KIND_GAPS);
