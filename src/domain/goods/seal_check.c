/* The daily look at the seal of a store of dangerous goods. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/rules.h"

enum { INTACT = 1 };
static const struct choice results[] = {
	{ INTACT, "intact", "完好", "Intact", "green" },
	{ 2, "broken", "破损", "Broken", "red" },
	{ 3, "missing", "缺失", "Missing", "red" },
	{ 4, "other_seal", "编号不符", "Another seal", "red" },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, REF, site, "场所", "Site", .target = "goods_site", .flags = REQUIRED) \
	X(K, 2, TEXT, seal, "所见封条编号", "Seal as read", .max = 240, .flags = 0) \
	X(K, 3, ENUM, result, "结果", "Result", .choices = results, .flags = REQUIRED | INDEXED) \
	X(K, 4, TEXT, note, "说明", "Note", .max = 800, .flags = LONG) \
	X(K, 5, TEXT, title, "标题", "Title", .max = 240, .flags = TITLE | SYSTEM)

KIND_STRUCT(seal_check);
KIND_FIELDS(seal_check);

enum { RECORDED = 1 };
static const struct state states[] = {
	{ RECORDED, "recorded", "已记录", "Recorded", 0 },
};

REFUSAL(site_not_sealed, "该场所未封存", "That site is not sealed");
REFUSAL(seal_differs, "所见编号与封存时不同，不能记为完好",
	"Another number than was put on it: it is not intact");
static const struct refusal *const refusals[] = { &refuse_site_not_sealed, &refuse_seal_differs,
						  NULL };

static const struct refusal *check_seal(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct seal_check *check = (const struct seal_check *)after;
	const struct record *site = model_find_kind(model, check->site, "goods_site");

	(void)before;
	(void)view;
	if (!rules_in(site, "sealed"))
		return &refuse_site_not_sealed;
	return check->result == INTACT &&
			       !str_eq(check->seal, *(const struct str *)model_field(site, "seal"))
		       ? &refuse_seal_differs
		       : NULL;
}

static void stamp_title(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	const struct record *site =
		model_find_kind(model, ((const struct seal_check *)after)->site, "goods_site");

	(void)view;
	stamp_text(stamp, "title", model_title(site));
}

KIND_ACTS(
	{ .number = 1, .name = "check", .zh = "查封", .en = "Check", .from = NEW, .to = RECORDED,
	  .roles = ROLE_DESK | ROLE_unit_leader | ROLE_steward, .takes = "site seal result note",
	  .check = check_seal, .stamp = stamp_title },
	ACT_ATTACH(ROLE_DESK | ROLE_unit_leader | ROLE_steward));

KIND(seal_check, .number = 67, .module = "goods", .zh = "封条检查", .en = "Seal check",
     .doc_zh = "每日对危险物品封条的检查；异常立即成为事件。",
     .doc_en = "The daily look at a seal; what is wrong with it is an incident at once.",
     .doctrine = "6.6", .flags = KIND_NOTE, .refusals = refusals);
