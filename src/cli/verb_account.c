/* Verbs that let the first person in: a new data folder, and a password set by whoever owns it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "cli/data.h"
#include "cli/secret.h"
#include "cli/verbs.h"
#include "node/auth.h"
#include "os/os.h"

static int refused(const struct verb_args *args, const struct outcome *outcome)
{
	verb_complain(args, "%s: %s / %s%s%s", outcome->refused.why->name, outcome->refused.why->zh,
		      outcome->refused.why->en, outcome->refused.field != NULL ? ": " : "",
		      outcome->refused.field != NULL ? outcome->refused.field : "");
	return VERB_FOUND;
}

static int set_password(const struct verb_args *args, const char *dir, struct ident account,
			struct str password)
{
	struct auth *auth;
	const char *fault = auth_open(dir, NULL, &auth);

	if (fault != NULL) {
		verb_complain(args, "%s", fault);
		return VERB_DATA;
	}
	bool good = auth_set_passwords(auth, &account, 1, password);

	auth_close(auth);
	if (!good)
		verb_complain(args, "auth.db无法写入 / auth.db cannot be written");
	return good ? VERB_DONE : VERB_DATA;
}

static bool read_password(const struct verb_args *args, struct buf *ret)
{
	if (!secret_read(args, "password-fd", ret))
		return false;
	if (auth_password_ok(buf_str(ret)))
		return true;
	verb_complain(args, "密码须有%d至%d个字符 / a password has %d to %d characters",
		      AUTH_PASSWORD_LEAST, AUTH_PASSWORD_MOST, AUTH_PASSWORD_LEAST,
		      AUTH_PASSWORD_MOST);
	secret_release(ret);
	return false;
}

/* ---- init ---------------------------------------------------------------------------------- */

static const char *value_or(const struct verb_args *args, const char *name, const char *usual)
{
	const char *value = verb_value(args, name);

	return value != NULL ? value : usual;
}

static struct outcome make_post(const struct verb_args *args, struct pipeline *pipeline,
				const char *post)
{
	struct data_act act;

	data_act_begin(&act, "post", "establish", 0);
	data_act_text(&act, "code", post);
	data_act_text(&act, "name_zh", value_or(args, "post-zh", "国家指挥部"));
	data_act_text(&act, "name_en", value_or(args, "post-en", "National command post"));
	data_act_text(&act, "tier", "national");
	return data_act_end(&act, pipeline);
}

static struct outcome make_account(const struct verb_args *args, struct pipeline *pipeline,
				   code post)
{
	struct data_act act;

	data_act_begin(&act, "account", "open", post);
	data_act_text(&act, "login", value_or(args, "login", "admin"));
	data_act_text(&act, "name", value_or(args, "name", "系统管理员 Administrator"));
	return data_act_end(&act, pipeline);
}

static struct outcome make_assignment(struct pipeline *pipeline, const char *post_text, code post,
				      struct ident account)
{
	struct data_act act;
	char id[IDENT_TEXT];

	ident_format(account, id);
	data_act_begin(&act, "assignment", "assign", post);
	data_act_text(&act, "account", id);
	data_act_text(&act, "at_post", post_text);
	data_act_text(&act, "role", "administrator");
	return data_act_end(&act, pipeline);
}

/* The root of the command tree, an account and its role: all else is done in the console. */
static int set_up(const struct verb_args *args, struct pipeline *pipeline, struct ident *ret)
{
	const char *post_text = value_or(args, "post", "nat");
	code post;

	if (!code_parse(str_of(post_text), &post)) {
		verb_complain(args, "代码无效 / not a code: %s", post_text);
		return VERB_USAGE;
	}
	struct outcome outcome = make_post(args, pipeline, post_text);

	if (outcome.refused.why == NULL)
		outcome = make_account(args, pipeline, post);
	*ret = outcome.record;
	if (outcome.refused.why == NULL)
		outcome = make_assignment(pipeline, post_text, post, *ret);
	return outcome.refused.why == NULL ? VERB_DONE : refused(args, &outcome);
}

static void say_key(const char *dir)
{
	char path[4096];
	struct buf key;

	snprintf(path, sizeof path, "%s/node.pub", dir);
	buf_init(&key, 4096);
	if (os_read_file(path, &key) >= 0)
		printf("公钥 public key: " STR_FMT "\n", STR_ARG(str_trim(buf_str(&key))));
	buf_release(&key);
}

static int init_with(const struct verb_args *args, const char *dir, struct str password)
{
	struct pipeline_options options = { .dir = dir };
	struct pipeline *pipeline =
		data_choose_log(args, dir) ? data_open(args, &options) : NULL;
	struct ident account;

	if (pipeline == NULL)
		return VERB_DATA;
	int rc = VERB_DATA;

	if (model_pos(pipeline_model(pipeline)) == 0)
		rc = set_up(args, pipeline, &account);
	else
		verb_complain(args, "目录中已有日志 / the folder holds a log already");
	if (rc == VERB_DONE)
		rc = set_password(args, dir, account, password);
	if (pipeline_close(pipeline) != LOG_OK && rc == VERB_DONE)
		rc = VERB_DATA;
	return rc;
}

static int run_init(const struct verb_args *args)
{
	const char *dir = verb_need(args, "data");
	struct buf password;

	if (dir == NULL || !read_password(args, &password))
		return VERB_USAGE;
	int rc = init_with(args, dir, buf_str(&password));

	secret_release(&password);
	if (rc != VERB_DONE)
		return rc;
	printf("已建立 made: %s, 登录名 login: %s\n", dir, value_or(args, "login", "admin"));
	say_key(dir);
	return VERB_DONE;
}

/* ---- passwd -------------------------------------------------------------------------------- */

static int passwd_with(const struct verb_args *args, const char *dir, struct str password)
{
	struct pipeline_options options = { .dir = dir };
	struct pipeline *pipeline = data_open(args, &options);
	int rc = VERB_FOUND;

	if (pipeline == NULL)
		return VERB_DATA;
	const struct record *account = model_by_unique(pipeline_model(pipeline), "account", "login",
						       str_of(args->words[0]));

	if (account != NULL)
		rc = set_password(args, dir, account->id, password);
	else
		verb_complain(args, "没有这个登录名 / nobody has that login: %s", args->words[0]);
	pipeline_close(pipeline);
	return rc;
}

static int run_passwd(const struct verb_args *args)
{
	const char *dir = verb_need(args, "data");
	struct buf password;

	if (dir == NULL || !read_password(args, &password))
		return VERB_USAGE;
	int rc = passwd_with(args, dir, buf_str(&password));

	secret_release(&password);
	return rc;
}

#define PASSWORD_OPTION                                                                         \
	{ "password-fd", "N", "从文件描述符读取密码，而不是在终端询问",                         \
	  "Reads the password from this descriptor instead of asking on the terminal." }
static const struct verb_option init_options[] = {
	{ "data", "DIR", "新的或空的数据目录", "A new or empty data folder." },
	DATA_LOG_OPTION,
	{ "login", "NAME", "管理员登录名（默认admin）", "The administrator's login (admin)." },
	{ "name", "TEXT", "管理员的职务", "The administrator's function." },
	{ "post", "CODE", "国家层级指挥部的代码（默认nat）",
	  "Code of the post at the top of the tree (nat)." },
	{ "post-zh", "TEXT", "该指挥部的中文名称", "Its name in Chinese." },
	{ "post-en", "TEXT", "该指挥部的英文名称", "Its name in English." },
	PASSWORD_OPTION,
	{ NULL, NULL, NULL, NULL },
};
static const struct verb_option passwd_options[] = {
	{ "data", "DIR", "数据目录（节点须已停止）", "The data folder; its node must be stopped." },
	PASSWORD_OPTION,
	{ NULL, NULL, NULL, NULL },
};

const struct verb verb_account_init = {
	.name = "init", .words = "", .options = init_options, .run = run_init,
	.zh = "建立新的数据目录：签名密钥、最上级指挥部和第一个管理员",
	.en = "Makes a new data folder: signing key, topmost post, first administrator.",
	.more_zh = "密码从终端或文件描述符读取，不写在命令行上。",
	.more_en = "The password comes from the terminal or a descriptor, never the command line.",
};
const struct verb verb_account_passwd = {
	.name = "passwd", .words = "LOGIN", .words_least = 1, .words_most = 1,
	.options = passwd_options, .run = run_passwd,
	.zh = "为账号设置密码（节点须已停止）；其会话与令牌随之失效",
	.en = "Sets an account's password, node stopped; its sessions and tokens end.",
};
