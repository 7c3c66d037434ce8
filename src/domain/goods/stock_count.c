/* A count of what lies in a store of dangerous goods, and how far it is from what was declared. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/rules.h"

#define FIELDS(X, K) \
	X(K, 1, REF, site, "场所", "Site", .target = "goods_site", .flags = REQUIRED) \
	X(K, 2, INT, counted, "实际数量", "Counted", .most = 1e12, .flags = REQUIRED) \
	X(K, 3, INT, declared, "申报数量", "Declared", .flags = SYSTEM) \
	X(K, 4, INT, difference, "短少", "Missing", .flags = SYSTEM, \
	  .doc_zh = "申报减实际；负数为多出。", \
	  .doc_en = "Declared less counted; negative where there is more.") \
	X(K, 5, TEXT, note, "说明", "Note", .max = 800, .flags = LONG) \
	X(K, 6, TEXT, title, "标题", "Title", .max = 240, .flags = TITLE | SYSTEM)

KIND_STRUCT(stock_count);
KIND_FIELDS(stock_count);

enum { COUNTED = 1, CERTIFIED };
static const struct state states[] = {
	{ COUNTED, "counted", "已盘点", "Counted", STATE_OPEN },
	{ CERTIFIED, "certified", "已复核", "Certified by a second", STATE_CLOSED },
};

REFUSAL(site_not_in_use, "该场所已注销", "That site is closed");
REFUSAL(counted_by_same, "须由另一人复核", "Another person certifies the count");
static const struct refusal *const refusals[] = { &refuse_site_not_in_use,
						  &refuse_counted_by_same, NULL };

static const struct record *site_of_count(const struct model *model, const struct record *count)
{
	return model_find_kind(model, ((const struct stock_count *)count)->site, "goods_site");
}

static const struct refusal *check_count(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct record *site = site_of_count(model, after);

	(void)before;
	(void)view;
	return site && !model_is_open(site) ? &refuse_site_not_in_use : NULL;
}

/* Doctrine 6.6, two-person keeping; what is missing is told before the second has looked. */
static const struct refusal *check_certify(const struct model *model, const struct record *before,
					   const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)after;
	return ident_eq(before->creator, view->actor) ? &refuse_counted_by_same : NULL;
}

static void stamp_count(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	const struct record *site = site_of_count(model, after);
	int64_t declared = *(const int64_t *)model_field(site, "stock");

	(void)view;
	stamp_int(stamp, "declared", declared);
	stamp_int(stamp, "difference", declared - ((const struct stock_count *)after)->counted);
	stamp_text(stamp, "title", model_title(site));
}

#define KEEPERS (ROLE_DESK | ROLE_unit_leader)
KIND_ACTS(
	{ .number = 1, .name = "count", .zh = "盘点", .en = "Count", .from = NEW, .to = COUNTED,
	  .roles = KEEPERS, .takes = "site counted note", .check = check_count,
	  .stamp = stamp_count },
	{ .number = 2, .name = "certify", .zh = "复核", .en = "Certify", .from = IN(COUNTED),
	  .to = CERTIFIED, .roles = KEEPERS, .relations = REL_OWN | REL_DESK, .takes = "note",
	  .check = check_certify },
	ACT_ATTACH(KEEPERS));

static const struct clock_step certify_steps[] = {
	{ .name = "due", .zh = "盘点未经第二人复核", .en = "No second person has certified",
	  .policy = "goods.certify", .rings = RINGS_HOME },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "certify", .zh = "复核", .en = "Certification", .starts = "count",
	  .stops = "certify", .steps = certify_steps, .nsteps = KIND_COUNT(certify_steps) },
};

KIND(stock_count, .number = 68, .module = "goods", .zh = "库存盘点", .en = "Stock count",
     .doc_zh = "对危险物品库存的盘点：与申报数量的差额即刻显示，第二人复核。",
     .doc_en = "A count of the stock: what is missing shows at once, a second person certifies.",
     .doctrine = "6.6", .refusals = refusals, KIND_CLOCKS);
