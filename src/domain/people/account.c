/* Somebody who can sign in: a login, and the function in which he or she serves. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

/* Doctrine 15.1: own staff are data subjects too; no more is kept of a person than this. */
#define FIELDS(X, K) \
	X(K, 1, TEXT, login, "登录名", "Login", .max = 32, .flags = REQUIRED | UNIQUE | TITLE) \
	X(K, 2, TEXT, name, "姓名或职务", "Name or function", .max = 80, \
	  .flags = PERSONAL | SEARCHED, .retain_days = 730) \
	X(K, 3, REF, agency, "所属单位", "Agency", .target = "agency") \
	X(K, 4, TEXT, note, "备注", "Note", .max = 400, .flags = PERSONAL | LONG, \
	  .retain_days = 730)

KIND_STRUCT(account);
KIND_FIELDS(account);

enum { ACTIVE = 1, LOCKED };
static const struct state states[] = {
	{ ACTIVE, "active", "启用", "Active", STATE_OPEN },
	{ LOCKED, "locked", "停用", "Locked", STATE_CLOSED },
};

REFUSAL(login_form, "登录名只能由小写字母、数字和 . _ - 组成，并以字母或数字开头",
	"A login is made of a-z, 0-9 and . _ - and begins with a letter or digit");
REFUSAL(own_account, "不能停用自己的账号", "Nobody locks the account that he is using");
static const struct refusal *const refusals[] = { &refuse_login_form, &refuse_own_account, NULL };

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static const struct refusal *check_login(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	struct str login = ((const struct account *)after)->login;

	(void)model;
	(void)before;
	(void)view;
	if (login.len == 0 || !is_alnum(login.at[0]))
		return &refuse_login_form;
	for (uint32_t i = 1; i < login.len; i++)
		if (!is_alnum(login.at[i]) && !strchr("._-", login.at[i]))
			return &refuse_login_form;
	return NULL;
}

static const struct refusal *check_lock(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	(void)model;
	(void)before;
	return ident_eq(view->actor, after->id) ? &refuse_own_account : NULL;
}

KIND_ACTS(
	{ .number = 1, .name = "open", .zh = "开户", .en = "Open", .from = NEW, .to = ACTIVE,
	  .roles = ROLE_administrator | ROLE_SYSTEM, .takes = "*", .check = check_login },
	{ .number = ACT_NUMBER_AMEND, .name = "amend", .zh = "更正", .en = "Amend",
	  .from = ANY_STATE, .to = SAME, .roles = ROLE_administrator | ROLE_SYSTEM,
	  .relations = REL_OWN | REL_ABOVE, .takes = "name agency note",
	  .flags = ACT_VERSION | ACT_KERNEL },
	{ .number = 2, .name = "lock", .zh = "停用", .en = "Lock", .from = IN(ACTIVE),
	  .to = LOCKED, .roles = ROLE_administrator | ROLE_SYSTEM,
	  .relations = REL_OWN | REL_ABOVE, .check = check_lock },
	{ .number = 3, .name = "unlock", .zh = "启用", .en = "Unlock", .from = IN(LOCKED),
	  .to = ACTIVE, .roles = ROLE_administrator | ROLE_SYSTEM,
	  .relations = REL_OWN | REL_ABOVE });

static void put_account(struct model *model, const struct record *record)
{
	duty_lock(model, record->id, record->state == LOCKED);
}

KIND(account, .number = 3, .module = "people", .zh = "账号", .en = "Account",
     .doc_zh = "可以登录的人员；口令不在日志中。",
     .doc_en = "Somebody who can sign in; the password is not in the log.", .doctrine = "15.1",
     .flags = KIND_SETUP, .sees = REL_ANY, .refusals = refusals, .applied = put_account);
