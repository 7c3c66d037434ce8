/* A system that an operation rests on: its service, how it runs, what is done by hand instead. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/addr.h"
#include "model/model.h"

/* Doctrine 10.9: what matters is the service to the operation, not the count of attacks. */
static const struct choice services[] = {
	{ 1, "ticketing", "票务", "Ticketing", NULL },
	{ 2, "screening", "安检", "Screening", NULL },
	{ 3, "access_control", "门禁", "Access control", NULL },
	{ 4, "radio", "无线通信", "Radio", NULL },
	{ 5, "results", "成绩计时", "Timing and results", NULL },
	{ 6, "power", "供电", "Power", NULL },
	{ 7, "network", "网络", "Network", NULL },
	{ 8, "public_site", "公众网站", "Public site", NULL },
	{ 9, "broadcast", "转播", "Broadcast", NULL },
	{ 10, "lift_control", "索道控制", "Control of lifts", NULL },
	{ 11, "weather_feed", "气象数据", "Weather feed", NULL },
	{ 12, "command_system", "指挥系统", "Command system", NULL },
	{ 0 },
};
#define VITAL 1
static const struct choice weights[] = {
	{ VITAL, "vital", "关键", "Vital", "red" },
	{ 2, "important", "重要", "Important", "orange" },
	{ 3, "ordinary", "一般", "Ordinary", "blue" },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, name_zh, "名称（中文）", "Name (Chinese)", .max = 120, \
	  .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, TEXT, name_en, "名称（英文）", "Name (English)", .max = 120, \
	  .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 3, ENUM, service, "服务", "Service", .choices = services, .flags = REQUIRED | INDEXED) \
	X(K, 4, ENUM, weight, "重要程度", "Weight", .choices = weights, .flags = REQUIRED) \
	X(K, 5, REF, place, "地点", "Place", .target = "place") \
	X(K, 6, REF, agency, "运行单位", "Run by", .target = "agency") \
	X(K, 7, TEXT, addresses, "网络地址", "Addresses", .max = 1000, \
	  .doc_zh = "IP地址或网段，以空格分隔。", \
	  .doc_en = "IP addresses or blocks, blank-separated.") \
	X(K, 8, TEXT, fallback, "人工替代", "Done by hand without it", .max = 800, .flags = LONG) \
	X(K, 9, TIME, fallback_tested, "人工替代演练时间", "Fall-back tried", .flags = 0) \
	X(K, 10, TEXT, reason, "说明", "Explanation", .max = 800, .flags = LONG)

KIND_STRUCT(asset);
KIND_FIELDS(asset);

enum { NORMAL = 1, DEGRADED, DOWN, FALLEN_BACK, RETIRED };
static const struct state states[] = {
	{ NORMAL, "normal", "正常", "Normal", STATE_OPEN },
	{ DEGRADED, "degraded", "降级", "Degraded", STATE_OPEN | STATE_ALARM },
	{ DOWN, "down", "中断", "Down", STATE_OPEN | STATE_ALARM },
	{ FALLEN_BACK, "fallen_back", "人工替代中", "By hand", STATE_OPEN | STATE_ALARM },
	{ RETIRED, "retired", "停用", "Retired", STATE_CLOSED },
};
#define HURT (IN(DEGRADED) | IN(DOWN) | IN(FALLEN_BACK))

REFUSAL(bad_address, "网络地址无效", "That is no address and no block of addresses");
REFUSAL(fallback_required, "关键系统必须写明人工替代", "A vital system needs its fall-back by hand");
REFUSAL(tried_in_future, "演练时间不能在将来", "It cannot have been tried in the future");
static const struct refusal *const refusals[] = { &refuse_bad_address, &refuse_fallback_required,
						  &refuse_tried_in_future, NULL };

static const struct asset *asset_of(const struct record *record)
{
	return (const struct asset *)record;
}

static const struct refusal *check_asset(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	struct str rest = asset_of(after)->addresses, word;
	struct addr addr;

	(void)model;
	(void)before;
	while (rest.len > 0 && str_split(&rest, ' ', &word))
		if (word.len > 0 && !addr_parse(word, &addr))
			return &refuse_bad_address;
	if (asset_of(after)->weight == VITAL && asset_of(after)->fallback.len == 0)
		return &refuse_fallback_required;
	return asset_of(after)->fallback_tested > view->at ? &refuse_tried_in_future : NULL;
}

#define KEEPERS (ROLE_DESK | ROLE_intelligence | ROLE_administrator | ROLE_SYSTEM)
#define FACTS "name_zh name_en service weight place agency addresses fallback fallback_tested"
KIND_ACTS(
	{ .number = 1, .name = "register", .zh = "登记", .en = "Register", .from = NEW,
	  .to = NORMAL, .roles = KEEPERS, .takes = FACTS, .check = check_asset },
	{ .number = 2, .name = "degrade", .zh = "标为降级", .en = "Degraded",
	  .from = IN(NORMAL) | IN(FALLEN_BACK) | IN(DOWN), .to = DEGRADED, .roles = KEEPERS,
	  .takes = "reason", .flags = ACT_ALARM },
	{ .number = 3, .name = "fail", .zh = "标为中断", .en = "Down",
	  .from = IN(NORMAL) | IN(DEGRADED), .to = DOWN, .roles = KEEPERS, .takes = "reason",
	  .flags = ACT_ALARM },
	{ .number = 4, .name = "fall_back", .zh = "转人工替代", .en = "Fall back by hand",
	  .from = IN(NORMAL) | IN(DEGRADED) | IN(DOWN), .to = FALLEN_BACK, .roles = ROLE_DESK,
	  .takes = "reason", .flags = ACT_ALARM },
	{ .number = 5, .name = "restore", .zh = "恢复正常", .en = "Restore", .from = HURT,
	  .to = NORMAL, .roles = ROLE_DESK | ROLE_intelligence, .takes = "reason" },
	{ .number = 6, .name = "retire", .zh = "停用", .en = "Retire", .from = IN(NORMAL) | HURT,
	  .to = RETIRED, .roles = ROLE_DESK | ROLE_administrator, .takes = "reason" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = IN(NORMAL) | HURT, .to = SAME, .roles = KEEPERS, .takes = FACTS,
	  .flags = ACT_VERSION | ACT_KERNEL, .check = check_asset });

/* PyeongChang 2018: twelve hours without the site, and no tickets could be printed. */
static bool is_untried(const struct model *model, const struct record *record, instant at)
{
	double days = policy_or(model, "cyber.fallback.tried", record->home, at, 0);

	return asset_of(record)->weight == VITAL &&
	       (double)(at - asset_of(record)->fallback_tested) / 1000 > days;
}

static const struct gap gaps[] = {
	{ .name = "fallback_untried", .zh = "关键系统的人工替代久未演练",
	  .en = "The fall-back of a vital system has not been tried for long",
	  .severity = GAP_SERIOUS, .in = IN(NORMAL) | HURT, .open = is_untried, .act = "amend" },
};

KIND(asset, .number = 140, .module = "cyber", .zh = "信息系统", .en = "Asset",
     .doc_zh = "赛事运行所依赖的系统：属于哪项服务、是否正常、没有它如何人工办理。",
     .doc_en = "A system that an operation rests on: its service, its state, the way by hand.",
     .doctrine = "10.9", .flags = KIND_SETUP | KIND_BOARD, .refusals = refusals, KIND_GAPS);
