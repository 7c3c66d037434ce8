/* A store of dangerous goods: licence, stock, seals for the Games, and what is missing from it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/entry.h"
#include "model/rules.h"

/* UN Recommendations, the nine classes ([M] in doctrine 6.6). */
static const struct choice classes[] = {
	{ 1, "explosives", "1 爆炸品", "1 Explosives", "red" },
	{ 2, "gases", "2 气体", "2 Gases", "orange" },
	{ 3, "flammable_liquids", "3 易燃液体", "3 Flammable liquids", "orange" },
	{ 4, "flammable_solids", "4 易燃固体", "4 Flammable solids", "orange" },
	{ 5, "oxidisers", "5 氧化剂和过氧化物", "5 Oxidisers and peroxides", "orange" },
	{ 6, "toxic", "6 毒害和感染性物质", "6 Toxic and infectious", "red" },
	{ 7, "radioactive", "7 放射性物质", "7 Radioactive", "red" },
	{ 8, "corrosive", "8 腐蚀品", "8 Corrosive", "yellow" },
	{ 9, "miscellaneous", "9 杂项", "9 Miscellaneous", "yellow" },
	{ 0 },
};
static const struct choice measures[] = {
	{ 1, "gram", "克", "Gram", NULL },
	{ 2, "millilitre", "毫升", "Millilitre", NULL },
	{ 3, "piece", "件", "Piece", NULL },
	{ 0 },
};

#define AMOUNT_MOST INT64_C(1000000000000)
#define AMOUNT .most = (double)AMOUNT_MOST
#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "名称", "Name", .max = 120, .flags = REQUIRED | TITLE | SEARCHED) \
	X(K, 2, ENUM, goods_class, "危险品类别", "Class", .choices = classes, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 3, REF, place, "地点", "Place", .target = "place", .flags = REQUIRED) \
	X(K, 4, TEXT, licence, "许可证", "Licence", .max = 120, .flags = REQUIRED) \
	X(K, 5, TIME, licence_until, "许可证有效期至", "Licence until", .flags = REQUIRED) \
	X(K, 6, TEXT, store, "库房", "Store", .max = 240, .flags = REQUIRED) \
	X(K, 7, ENUM, measure, "计量单位", "Measured in", .choices = measures, .flags = REQUIRED) \
	X(K, 8, INT, stock, "申报库存", "Declared stock", AMOUNT, .flags = REQUIRED) \
	X(K, 9, INT, counted, "最近盘点", "Last count", AMOUNT, .flags = SYSTEM) \
	X(K, 10, TIME, counted_at, "盘点时间", "Counted at", .flags = SYSTEM) \
	X(K, 11, TEXT, seal, "封条编号", "Seal", .max = 240) \
	X(K, 12, TIME, freeze_until, "封存至", "Frozen until", .flags = 0) \
	X(K, 13, REF, inspection, "最近检查", "Last inspection", .target = "inspection") \
	RESPONSIBILITY_FIELDS(X, K, 14, 15, 16) \
	X(K, 17, INT, quantity, "数量", "Quantity", .least = 1, AMOUNT) \
	X(K, 18, TEXT, permit, "运输或领用许可", "Permit", .max = 240) \
	X(K, 19, REF, incident, "事件", "Incident", .target = "incident", .flags = SYSTEM) \
	X(K, 20, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG)

KIND_STRUCT(goods_site);
KIND_FIELDS(goods_site);

/* Doctrine 4.7: declared, inspected, sealed, checked daily, unsealed; a loss at once. */
enum { DECLARED = 1, INSPECTED, SEALED, UNSEALED, LOSS, CLOSED };
static const struct state states[] = {
	{ DECLARED, "declared", "已申报", "Declared", STATE_OPEN },
	{ INSPECTED, "inspected", "已检查", "Inspected", STATE_OPEN },
	{ SEALED, "sealed", "已封存", "Sealed", STATE_OPEN | STATE_ACTIVE },
	{ UNSEALED, "unsealed", "已启封", "Unsealed", STATE_OPEN },
	{ LOSS, "loss", "丢失或封条异常", "Loss, or a broken seal", STATE_OPEN | STATE_ALARM },
	{ CLOSED, "closed", "已注销", "Closed", STATE_CLOSED },
};
#define HANDLED (IN(DECLARED) | IN(INSPECTED) | IN(SEALED) | IN(UNSEALED))

REFUSAL(licence_expired, "许可证已过期", "The licence has expired");
REFUSAL(inspection_not_on_file, "检查记录尚未归档，或不是本地点的",
	"That inspection is not on file, or of another place");
REFUSAL(freeze_in_past, "封存期限已过", "It would not be frozen any more");
REFUSAL(movement_frozen, "赛时封存期间不得出入库", "Nothing moves while it is sealed");
REFUSAL(stock_too_large, "入库后库存超出可记录的范围", "The stock would be beyond what can be kept");
REFUSAL(more_than_stock, "出库数量超过申报库存", "More than the declared stock");
static const struct refusal *const refusals[] = { &refuse_licence_expired,
						  &refuse_inspection_not_on_file,
						  &refuse_freeze_in_past, &refuse_movement_frozen,
						  &refuse_stock_too_large,
						  &refuse_more_than_stock, NULL };

static const struct goods_site *site_of_goods(const struct record *record)
{
	return (const struct goods_site *)record;
}

/* ---- rules ----------------------------------------------------------------------------------- */

static const struct refusal *check_licence(const struct model *model, const struct record *before,
					   const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	return site_of_goods(after)->licence_until <= view->at ? &refuse_licence_expired : NULL;
}

static const struct refusal *check_inspect(const struct model *model, const struct record *before,
					   const struct record *after, const struct act_view *view)
{
	const struct record *seen =
		model_find_kind(model, site_of_goods(after)->inspection, "inspection");

	if (!rules_in(seen, "filed") ||
	    !ident_eq(rules_ref(seen, "place"), site_of_goods(after)->place))
		return &refuse_inspection_not_on_file;
	return check_licence(model, before, after, view);
}

static const struct refusal *check_seal(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	if (site_of_goods(after)->freeze_until <= view->at)
		return &refuse_freeze_in_past;
	return check_licence(model, before, after, view);
}

static const struct refusal *check_move(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	if (before->state == SEALED)
		return &refuse_movement_frozen;
	return check_licence(model, before, after, view);
}

static const struct refusal *check_receive(const struct model *model, const struct record *before,
					   const struct record *after, const struct act_view *view)
{
	if (before->state != SEALED &&
	    site_of_goods(after)->quantity > AMOUNT_MOST - site_of_goods(before)->stock)
		return &refuse_stock_too_large;
	return check_move(model, before, after, view);
}

static const struct refusal *check_issue(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	if (before->state != SEALED &&
	    site_of_goods(after)->quantity > site_of_goods(before)->stock)
		return &refuse_more_than_stock;
	return check_move(model, before, after, view);
}

static void stamp_receive(struct stamp *stamp, const struct model *model,
			  const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)view;
	stamp_int(stamp, "stock", site_of_goods(after)->stock + site_of_goods(after)->quantity);
}

static void stamp_issue(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	(void)model;
	(void)view;
	stamp_int(stamp, "stock", site_of_goods(after)->stock - site_of_goods(after)->quantity);
}

/* ---- acts: what is handled is handled by two (Regulations on hazardous chemicals) ------------ */

#define KEEPERS (ROLE_DESK | ROLE_unit_leader)
#define WHO "resp_entity resp_leader resp_post"
KIND_ACTS(
	{ .number = 1, .name = "declare", .zh = "申报", .en = "Declare", .from = NEW,
	  .to = DECLARED, .roles = KEEPERS | ROLE_liaison,
	  .takes = "title goods_class place licence licence_until store measure stock " WHO,
	  .check = check_licence },
	{ .number = 2, .name = "inspect", .zh = "检查合格", .en = "Inspected",
	  .from = IN(DECLARED) | IN(INSPECTED) | IN(UNSEALED), .to = INSPECTED, .roles = KEEPERS,
	  .takes = "inspection", .needs = "inspection", .check = check_inspect },
	{ .number = 3, .name = "seal", .zh = "封存（两人）", .en = "Seal, two persons",
	  .from = IN(INSPECTED), .to = SEALED, .roles = KEEPERS,
	  .takes = "seal freeze_until " WHO, .needs = "seal freeze_until", .flags = ACT_SECOND,
	  .check = check_seal },
	{ .number = 4, .name = "receive", .zh = "入库（两人）", .en = "Receive, two persons",
	  .from = HANDLED, .to = SAME, .roles = KEEPERS, .takes = "quantity permit",
	  .needs = "quantity permit", .flags = ACT_SECOND, .check = check_receive,
	  .stamp = stamp_receive },
	{ .number = 5, .name = "issue", .zh = "出库（两人）", .en = "Issue, two persons",
	  .from = HANDLED, .to = SAME, .roles = KEEPERS, .takes = "quantity permit",
	  .needs = "quantity permit", .flags = ACT_SECOND, .check = check_issue,
	  .stamp = stamp_issue },
	{ .number = 6, .name = "unseal", .zh = "启封（两人）", .en = "Unseal, two persons",
	  .from = IN(SEALED), .to = UNSEALED, .roles = KEEPERS, .takes = "reason",
	  .needs = "reason", .flags = ACT_SECOND },
	{ .number = 7, .name = "mark_checked", .zh = "封条完好", .en = "Seal intact",
	  .from = IN(SEALED), .to = SAME, .roles = ROLE_SYSTEM },
	{ .number = 8, .name = "mark_counted", .zh = "已盘点", .en = "Counted",
	  .from = HANDLED | IN(LOSS), .to = SAME, .roles = ROLE_SYSTEM,
	  .takes = "counted counted_at" },
	{ .number = 9, .name = "mark_loss", .zh = "丢失或封条异常", .en = "Loss",
	  .from = HANDLED, .to = LOSS, .roles = ROLE_SYSTEM, .takes = "incident" },
	{ .number = 10, .name = "resolve", .zh = "查清（两人）", .en = "Resolve, two persons",
	  .from = IN(LOSS), .to = INSPECTED, .roles = ROLE_DESK, .takes = "stock reason",
	  .needs = "stock reason", .flags = ACT_SECOND },
	{ .number = 11, .name = "close", .zh = "注销", .en = "Close",
	  .from = IN(DECLARED) | IN(INSPECTED) | IN(UNSEALED), .to = CLOSED, .roles = ROLE_DESK,
	  .takes = "reason", .needs = "reason" },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = HANDLED, .to = SAME, .roles = KEEPERS,
	  .takes = "title licence licence_until store " WHO, .flags = ACT_VERSION | ACT_KERNEL },
	ACT_ATTACH(KEEPERS), ACT_LINK(KEEPERS), ACT_SHARE(ROLE_DESK));

/* ---- clocks ---------------------------------------------------------------------------------- */

static const struct clock_step check_steps[] = {
	{ .name = "due", .zh = "今日封条未检查", .en = "Seal not checked today",
	  .policy = "goods.seal_check.due", .rings = RINGS_HOME },
	{ .name = "breach", .zh = "封条逾期未检查", .en = "Seal check is overdue",
	  .policy = "goods.seal_check.breach", .rings = RINGS_HOME | RINGS_ABOVE,
	  .breach = true },
};
static const struct clock_step licence_steps[] = {
	{ .name = "expired", .zh = "许可证到期", .en = "Licence has expired",
	  .rings = RINGS_HOME | RINGS_ABOVE },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "seal_check", .zh = "每日查封", .en = "Daily seal check",
	  .starts = "seal mark_checked", .stops = "mark_checked unseal mark_loss",
	  .steps = check_steps, .nsteps = KIND_COUNT(check_steps) },
	{ .number = 2, .name = "licence", .zh = "许可证", .en = "Licence",
	  .starts = "declare amend", .stops = "amend close", .until = "licence_until",
	  .steps = licence_steps, .nsteps = KIND_COUNT(licence_steps) },
};

/* ---- reactions ------------------------------------------------------------------------------- */

static const struct record *site_named_by(const struct model *model, const struct record *record)
{
	return model_find_kind(model, rules_ref(record, "site"), "goods_site");
}

/* A loss is told at once, before anybody confirms it (Regulations on civil explosives). */
static void report_loss(struct reactor *reactor, const struct record *site, const char *zh,
			const char *en)
{
	struct arena *arena = reactor_arena(reactor);

	reactor_propose(reactor, "incident", "report", (struct ident){ 0 }, site->home);
	reactor_text(reactor, "title",
		     arena_printf(arena, "%s / %s：" STR_FMT, zh, en, STR_ARG(model_title(site))));
	reactor_choice(reactor, "type", "dangerous_goods");
	reactor_ref(reactor, "place", site_of_goods(site)->place);
	reactor_text(reactor, "location", site_of_goods(site)->store);
}

static void seal_checked(struct reactor *reactor, const struct model *model,
			 const struct record *record, const struct entry *entry)
{
	const struct record *site = site_named_by(model, record);

	(void)entry;
	if (!site)
		return;
	if (str_eq(str_of(model_choice(record, "result")), STR("intact")))
		reactor_propose(reactor, "goods_site", "mark_checked", site->id, site->home);
	else
		report_loss(reactor, site, "危险物品封条异常", "Seal of dangerous goods broken");
}

static void stock_counted(struct reactor *reactor, const struct model *model,
			  const struct record *record, const struct entry *entry)
{
	const struct record *site = site_named_by(model, record);
	int64_t counted, missing;

	(void)entry;
	if (!site || !(IN(site->state) & (HANDLED | IN(LOSS))))
		return;
	counted = *(const int64_t *)model_field(record, "counted");
	missing = *(const int64_t *)model_field(record, "difference");
	reactor_propose(reactor, "goods_site", "mark_counted", site->id, site->home);
	reactor_int(reactor, "counted", counted);
	reactor_time(reactor, "counted_at", record->created_at);
	if (missing > 0 && site->state != LOSS)
		report_loss(reactor, site, "危险物品账实不符，疑似丢失",
			    "Dangerous goods missing from stock");
}

/* The incident that a count or a check has caused: the number of that entry is its record's. */
static void incident_reported(struct reactor *reactor, const struct model *model,
			      const struct record *record, const struct entry *entry)
{
	const struct record *cause = model_find_kind(model, entry->cause, "stock_count");
	const struct record *site;

	if (!cause)
		cause = model_find_kind(model, entry->cause, "seal_check");
	site = site_named_by(model, cause);
	if (!site || !(IN(site->state) & HANDLED))
		return;
	reactor_propose(reactor, "goods_site", "mark_loss", site->id, site->home);
	reactor_ref(reactor, "incident", record->id);
}

static const struct reaction reactions[] = {
	{ .name = "seal_checked", .on = "seal_check.check",
	  .doc_zh = "封条完好则重新起算；异常则立即接报为事件。",
	  .doc_en = "An intact seal starts the day anew; a broken one is an incident at once.",
	  .run = seal_checked },
	{ .name = "stock_counted", .on = "stock_count.count",
	  .doc_zh = "盘点少于申报库存，立即接报为事件。",
	  .doc_en = "A count below the declared stock is an incident at once.",
	  .run = stock_counted },
	{ .name = "incident_reported", .on = "incident.report",
	  .doc_zh = "由盘点或查封引出的事件记入该场所。",
	  .doc_en = "The incident that a count or a seal check caused is noted at the site.",
	  .run = incident_reported },
};

static bool is_unchecked(const struct model *model, const struct record *record, instant at)
{
	(void)model;
	(void)at;
	return record->clocks[0].status == CLOCK_LAPSED || record->clocks[0].step > 0;
}

static bool has_no_licence(const struct model *model, const struct record *record, instant at)
{
	(void)model;
	return site_of_goods(record)->licence_until <= at;
}

static const struct gap gaps[] = {
	{ .name = "loss", .zh = "危险物品丢失或封条异常未查清", .en = "A loss is not resolved",
	  .severity = GAP_SEVERE, .in = IN(LOSS), .act = "resolve" },
	{ .name = "unchecked", .zh = "封条未按日检查", .en = "A seal was not checked today",
	  .severity = GAP_SERIOUS, .in = IN(SEALED), .open = is_unchecked,
	  .act = "seal_check.check", .field = "site" },
	{ .name = "licence", .zh = "危险物品许可证已过期", .en = "A licence has expired",
	  .severity = GAP_SERIOUS, .in = HANDLED, .open = has_no_licence, .act = "amend" },
};

KIND(goods_site, .number = 66, .module = "goods", .zh = "危险物品场所",
     .en = "Dangerous goods site",
     .doc_zh = "危险物品的存放场所：许可、库存、赛时封存、每日查封；出入库两人办理。",
     .doc_en = "A store of dangerous goods: licence, stock, daily seals, handling by two.",
     .doctrine = "4.7, 6.6", .flags = KIND_BOARD, .refusals = refusals, KIND_CLOCKS,
     KIND_REACTIONS, KIND_GAPS);
