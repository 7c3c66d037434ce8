/* An organisation that takes part: police, fire, health, transport, organiser, guards. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

static const struct choice types[] = {
	{ 1, "police", "公安", "Police", NULL },
	{ 2, "fire", "消防救援", "Fire and rescue", NULL },
	{ 3, "health", "卫生健康", "Health", NULL },
	{ 4, "transport", "交通运输", "Transport", NULL },
	{ 5, "organiser", "主办方", "Organiser", NULL },
	{ 6, "venue_operator", "场馆业主", "Venue operator", NULL },
	{ 7, "weather", "气象", "Weather service", NULL },
	{ 8, "power", "电力", "Power", NULL },
	{ 9, "telecom", "通信", "Telecom", NULL },
	{ 10, "military", "武警与军队", "Military", NULL },
	{ 11, "private_security", "保安公司", "Private security", NULL },
	{ 12, "ioc", "国际奥委会", "IOC", NULL },
	{ 13, "government", "政府部门", "Government", NULL },
	{ 14, "other", "其他", "Other", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, name_zh, "名称（中文）", "Name (Chinese)", .max = 160, \
	  .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, TEXT, name_en, "名称（英文）", "Name (English)", .max = 160, \
	  .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 3, ENUM, type, "类别", "Type", .choices = types, .flags = REQUIRED | INDEXED) \
	X(K, 4, REF, parent, "上级单位", "Parent agency", .target = "agency") \
	X(K, 5, INT, strength, "总人数", "Strength", .least = 1, .most = 10000000, \
	  .unit = "person", .doc_zh = "填写后核对抽调比例，保证日常勤务。", \
	  .doc_en = "With it, what the event takes is held against what must stay for the rest.")

KIND_STRUCT(agency);
KIND_FIELDS(agency);

enum { ACTIVE = 1, CLOSED };
static const struct state states[] = {
	{ ACTIVE, "active", "在册", "Active", STATE_OPEN },
	{ CLOSED, "closed", "已注销", "Closed", STATE_CLOSED },
};

REFUSAL(still_responsible, "该单位仍是启用地点的责任主体",
	"The agency is still the responsible entity of a place in use");
REFUSAL(own_parent, "单位不能隶属于自身", "An agency cannot stand below itself");
static const struct refusal *const refusals[] = { &refuse_own_parent, &refuse_still_responsible,
						  NULL };

static const struct refusal *check_parent(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	struct ident up = ((const struct agency *)after)->parent;

	(void)before;
	(void)view;
	for (int i = 0; !ident_none(up) && i < LIMIT_TREE_DEPTH; i++) {
		const struct record *above = model_find_kind(model, up, "agency");

		if (ident_eq(up, after->id))
			return &refuse_own_parent;
		up = above ? ((const struct agency *)above)->parent : (struct ident){ 0 };
	}
	return NULL;
}

/* Doctrine 2.5: exactly one organisation carries each place in use; it cannot just vanish. */
static const struct refusal *check_close(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct record *places[LIMIT_REFS];
	uint32_t count = model_refs_to(model, after->id, "place", "resp_entity", places,
				       LIMIT_REFS);

	(void)before;
	(void)view;
	for (uint32_t i = 0; i < count && i < LIMIT_REFS; i++)
		if (str_eq(str_of(model_state(places[i])), STR("active")))
			return &refuse_still_responsible;
	return count > LIMIT_REFS ? &refuse_still_responsible : NULL;
}

KIND_ACTS(
	{ .number = 1, .name = "register", .zh = "登记", .en = "Register", .from = NEW,
	  .to = ACTIVE, .roles = ROLE_administrator | ROLE_SYSTEM, .takes = "*",
	  .check = check_parent },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = ANY_STATE, .to = SAME, .roles = ROLE_administrator | ROLE_SYSTEM,
	  .relations = REL_OWN | REL_ABOVE, .takes = "*", .flags = ACT_VERSION | ACT_KERNEL,
	  .check = check_parent },
	{ .number = 2, .name = "close", .zh = "注销", .en = "Close", .from = IN(ACTIVE),
	  .to = CLOSED, .roles = ROLE_administrator | ROLE_SYSTEM,
	  .relations = REL_OWN | REL_ABOVE, .check = check_close });

/* What is asked of the agency for one day, at all venues. */
static int64_t asked_on(const struct record *const *needs, uint32_t count, instant day)
{
	int64_t people = 0;

	for (uint32_t i = 0; i < count; i++) {
		instant other = *(const instant *)model_field(needs[i], "day");

		if (model_is_open(needs[i]) && !needs[i]->struck && other <= day &&
		    day - other < INT64_C(86400000))
			people += *(const int64_t *)model_field(needs[i], "required");
	}
	return people;
}

/* Doctrine 14 (Paris 2024): forces for the event, and enough left for all that goes on besides. */
static bool is_overdrawn(const struct model *model, const struct record *record, instant at)
{
	double share = policy_or(model, "agency.event_most", record->home, at, 1);
	double most = share * (double)((const struct agency *)record)->strength;
	const struct record *needs[LIMIT_SEEN];
	uint32_t count =
		model_refs_to(model, record->id, "staffing", "agency", needs, LIMIT_SEEN);

	count = count < LIMIT_SEEN ? count : LIMIT_SEEN;
	for (uint32_t i = 0; most > 0 && i < count; i++)
		if ((double)asked_on(needs, count,
				     *(const instant *)model_field(needs[i], "day")) > most)
			return true;
	return false;
}

static const struct gap gaps[] = {
	{ .name = "overdrawn", .zh = "抽调过多，日常勤务力量不足",
	  .en = "More are asked for than can be spared from ordinary duty",
	  .severity = GAP_SERIOUS, .in = IN(ACTIVE), .open = is_overdrawn,
	  .act = "staffing.revise" },
};

KIND(agency, .number = 2, .module = "people", .zh = "参与单位", .en = "Agency",
     .doc_zh = "参与赛事安保的组织。", .doc_en = "An organisation that takes part in the event.",
     .doctrine = "2.1, 2.5", .flags = KIND_SETUP, .sees = REL_ANY, .refusals = refusals,
     KIND_GAPS);
