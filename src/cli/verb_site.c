/* Making a mesh: the founder's site, invitations, and a new site that joins by one of them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>

#include "base/hash.h"
#include "base/limits.h"
#include "cli/ask.h"
#include "cli/data.h"
#include "cli/secret.h"
#include "cli/verbs.h"
#include "node/broker_conf.h"
#include "node/certs.h"
#include "node/invite.h"
#include "os/os.h"
#include "os/term.h"
#include "wire/http/actbody.h"

#define PEM_BYTES 16384
#define PATH_BYTES 4096
#define ANSWER_BYTES (256 * 1024)
#define DEFAULT_BROKER "4222"

/* ---- files of DIR/mesh ----------------------------------------------------------------------- */

static void path_in(const char *dir, const char *name, char ret[PATH_BYTES])
{
	snprintf(ret, PATH_BYTES, "%s/mesh/%s", dir, name);
}

static bool keep(const struct verb_args *args, const char *dir, const char *name, struct str bytes)
{
	char path[PATH_BYTES];
	int rc;

	path_in(dir, name, path);
	rc = os_write_file(path, bytes, true);
	if (rc < 0)
		verb_complain(args, "%s: %s", path, os_error_text(rc));
	return rc >= 0;
}

static bool load(const char *dir, const char *name, struct buf *ret)
{
	char path[PATH_BYTES];

	path_in(dir, name, path);
	return os_file_size(path) > 0 && os_read_file(path, ret) >= 0;
}

static bool make_folders(const struct verb_args *args, const char *dir)
{
	char path[PATH_BYTES];
	int rc = os_mkdir(dir);

	snprintf(path, sizeof path, "%s/mesh", dir);
	if (rc >= 0)
		rc = os_mkdir(path);
	if (rc < 0)
		verb_complain(args, "%s: %s", path, os_error_text(rc));
	return rc >= 0;
}

/* "10.0.0.1:7422" → "10.0.0.1"; what stands in the certificate. */
static void host_of(const char *leaf, char *ret, size_t size)
{
	const char *colon = leaf ? strrchr(leaf, ':') : NULL;

	snprintf(ret, size, "%.*s", colon ? (int)(colon - leaf) : 0, leaf ? leaf : "");
}

static void name_broker(const struct verb_args *args, struct site_file *file)
{
	const char *port = verb_value(args, "broker");

	snprintf(file->broker, sizeof file->broker, "tls://127.0.0.1:%s",
		 port ? port : DEFAULT_BROKER);
	if (verb_value(args, "leaf"))
		snprintf(file->leaf, sizeof file->leaf, "%s", verb_value(args, "leaf"));
}

/* The key of the site's certificate is made once and never leaves the folder. */
static bool request_certificate(const struct verb_args *args, const char *dir, const char *site,
				struct buf *ret_request)
{
	struct buf key;
	bool good;

	buf_init(&key, PEM_BYTES);
	good = load(dir, "node.key", &key) && load(dir, "request.pem", ret_request);
	if (!good) {
		buf_clear(&key);
		buf_clear(ret_request);
		good = certs_make_request(site, &key, ret_request) &&
		       keep(args, dir, "node.key", buf_str(&key)) &&
		       keep(args, dir, "request.pem", buf_str(ret_request));
	}
	buf_release(&key);
	return good;
}

static void say_next(const char *dir)
{
	printf("nats-server -c %s/mesh/nats.conf &\n"
	       "watchfloor serve --data %s\n", dir, dir);
}

/* ---- the founder ----------------------------------------------------------------------------- */

static bool found_keys(const struct verb_args *args, const char *dir, const struct site_file *file)
{
	struct buf authority, key, request, certificate;
	char site[CODE_TEXT], host[SITE_FILE_URL];
	bool good;

	code_format(file->self, site);
	host_of(file->leaf, host, sizeof host);
	buf_init(&authority, PEM_BYTES);
	buf_init(&key, PEM_BYTES);
	buf_init(&request, PEM_BYTES);
	buf_init(&certificate, PEM_BYTES);
	good = certs_make_authority(file->event, &authority, &key) &&
	       request_certificate(args, dir, site, &request) &&
	       certs_sign(buf_str(&authority), buf_str(&key), buf_str(&request), site, host,
			  &certificate) &&
	       keep(args, dir, "ca.pem", buf_str(&authority)) &&
	       keep(args, dir, "ca.key", buf_str(&key)) &&
	       keep(args, dir, "node.pem", buf_str(&certificate));
	buf_release(&authority);
	buf_release(&key);
	buf_release(&request);
	buf_release(&certificate);
	return good;
}

/* The site's own record is the first of its kind: it says who wrote all that is there. */
static bool found_record(const struct verb_args *args, struct pipeline *pipeline,
			 const struct site_file *file)
{
	char site[CODE_TEXT], hex[HASH_HEX];
	struct hash key;
	struct data_act act;
	struct outcome outcome;

	code_format(file->self, site);
	memcpy(key.bytes, file->root_key, sizeof key.bytes);
	hash_format(&key, hex);
	data_act_begin(&act, "site", "join", file->self);
	data_act_text(&act, "code", site);
	data_act_text(&act, "post", site);
	data_act_text(&act, "key", hex);
	if (file->leaf[0])
		data_act_text(&act, "leaf", file->leaf);
	outcome = data_act_end(&act, pipeline);
	if (outcome.refused.why)
		verb_complain(args, "%s / %s", outcome.refused.why->zh, outcome.refused.why->en);
	return outcome.refused.why == NULL;
}

static int found(const struct verb_args *args, const char *dir)
{
	struct site_file file = { 0 };
	struct pipeline_options options = { .dir = dir };
	const char *event = verb_need(args, "event"), *site = verb_need(args, "site");
	struct pipeline *pipeline;
	bool good;

	if (!event || !site)
		return VERB_USAGE;
	if (!site_file_event_good(str_of(event)) || !code_parse(str_of(site), &file.self)) {
		verb_complain(args, "活动代号与节点代号只用a-z与0-9 / event and site are a-z 0-9");
		return VERB_USAGE;
	}
	snprintf(file.event, sizeof file.event, "%s", event);
	file.root = file.self;
	name_broker(args, &file);
	if (!make_folders(args, dir))
		return VERB_SYSTEM;
	pipeline = data_open(args, &options);
	if (!pipeline)
		return VERB_DATA;
	log_public_key(pipeline_log(pipeline), file.root_key);
	good = found_keys(args, dir, &file) && found_record(args, pipeline, &file) &&
	       site_file_write(dir, &file) &&
	       broker_conf_renew(dir, &file, pipeline_model(pipeline));
	pipeline_close(pipeline);
	if (!good)
		return VERB_DATA;
	say_next(dir);
	return VERB_DONE;
}

/* ---- an invitation --------------------------------------------------------------------------- */

static int invite(const struct verb_args *args, const char *dir, const char *wanted)
{
	struct invite invite = { 0 };
	struct invite_token token = { 0 };
	const char *url = verb_need(args, "url"), *post = verb_value(args, "post");
	const char *follows = verb_value(args, "follows");
	char text[INVITE_TOKEN];
	struct buf authority;
	bool good;

	if (!url)
		return VERB_USAGE;
	if (!code_parse(str_of(wanted), &invite.site) ||
	    !code_parse(str_of(post ? post : wanted), &invite.post) ||
	    (follows && !code_parse(str_of(follows), &invite.follows)) ||
	    strlen(url) >= sizeof token.url) {
		verb_complain(args, "代号只用a-z与0-9，最多8个 / codes are 1 to 8 of a-z 0-9");
		return VERB_USAGE;
	}
	buf_init(&authority, PEM_BYTES);
	good = load(dir, "ca.pem", &authority) && load(dir, "ca.key", &authority);
	buf_clear(&authority);
	good = good && load(dir, "ca.pem", &authority) &&
	       invite_make(dir, &invite, os_now(), token.secret);
	if (good) {
		token.site = invite.site;
		token.authority = hash_of(authority.at, authority.len);
		snprintf(token.url, sizeof token.url, "%s", url);
		invite_token_format(&token, text);
		printf("%s\n", text);
	} else {
		verb_complain(args, "只有建网节点能发邀请 / only the founder's folder invites: %s",
			      dir);
	}
	buf_release(&authority);
	return good ? VERB_DONE : VERB_DATA;
}

static int run_init(const struct verb_args *args)
{
	const char *dir = verb_need(args, "data"), *wanted = verb_value(args, "for");
	struct site_file file;
	enum site_file_found there;

	if (!dir)
		return VERB_USAGE;
	there = site_file_read(dir, &file);
	if (wanted)
		return invite(args, dir, wanted);
	if (there == SITE_FILE_NONE)
		return found(args, dir);
	verb_complain(args, "此目录已属于一个节点 / this folder belongs to a site already: %s", dir);
	return VERB_DATA;
}

/* ---- a new site ------------------------------------------------------------------------------ */

/* The node's own key; opening the log makes it. */
static bool own_key(const struct verb_args *args, const char *dir, struct hash *ret)
{
	struct pipeline_options options = { .dir = dir };
	struct pipeline *pipeline = data_open(args, &options);
	bool empty;

	if (!pipeline)
		return false;
	empty = model_pos(pipeline_model(pipeline)) == 0;
	log_public_key(pipeline_log(pipeline), ret->bytes);
	pipeline_close(pipeline);
	if (!empty)
		verb_complain(args, "新节点须从空目录开始 / a new site begins with an empty folder: %s",
			      dir);
	return empty;
}

static void put(struct json_out *json, const char *key, struct str value)
{
	json_key(json, key);
	json_put_str(json, value);
}

static bool write_request(const struct verb_args *args, const char *dir,
			  const struct ask_where *where, const struct invite_token *token,
			  struct buf *out)
{
	const char *leaf = verb_value(args, "leaf");
	char site[CODE_TEXT], hex[HASH_HEX], host[SITE_FILE_URL];
	struct buf request, body;
	struct json_out json;
	struct hash key;
	bool good;

	code_format(token->site, site);
	host_of(leaf, host, sizeof host);
	buf_init(&request, PEM_BYTES);
	buf_init(&body, LIMIT_BODY_BYTES);
	good = own_key(args, dir, &key) && request_certificate(args, dir, site, &request);
	if (good) {
		hash_format(&key, hex);
		json_begin(&json, &body);
		json_open(&json, '{');
		put(&json, "site", str_of(site));
		put(&json, "secret", str_of(token->secret));
		put(&json, "key", str_of(hex));
		put(&json, "request", buf_str(&request));
		put(&json, "leaf", str_of(leaf ? leaf : ""));
		put(&json, "hosts", str_of(host));
		json_close(&json, '}');
		buf_printf(out, "POST /api/v1/join HTTP/1.1\r\nHost: " STR_FMT "\r\n"
			   "Content-Type: application/json\r\nContent-Length: %zu\r\n"
			   "Connection: close\r\n\r\n", STR_ARG(where->at), body.len);
		buf_add(out, buf_str(&body));
	}
	buf_release(&request);
	buf_release(&body);
	return good && !out->over;
}

/* Of a follower: whose log it repeats. */
static bool take_followed(const struct json *json, struct arena *arena, struct site_file *file)
{
	struct hash key;

	if (!code_parse(json_text(json, json_find(json, 0, STR("follows")), arena), &file->follows))
		file->follows = 0;
	if (!file->follows)
		return true;
	if (!hash_parse(json_text(json, json_find(json, 0, STR("follows_key")), arena), &key))
		return false;
	memcpy(file->follows_key, key.bytes, sizeof file->follows_key);
	return true;
}

/* What the founder said, checked against the hash that came with the invitation. */
static bool take_answer(const struct verb_args *args, const char *dir, struct str body,
			const struct invite_token *token)
{
	struct arena *arena = arena_create();
	struct site_file file = { .self = token->site };
	struct json json;
	struct hash authority, root_key;
	struct str ca, certificate, event, above;
	bool good = json_parse(arena, body, &json) == JSON_OK && json.tokens[0].type == JSON_OBJECT;

	if (good) {
		ca = json_text(&json, json_find(&json, 0, STR("authority")), arena);
		certificate = json_text(&json, json_find(&json, 0, STR("certificate")), arena);
		event = json_text(&json, json_find(&json, 0, STR("event")), arena);
		above = json_text(&json, json_find(&json, 0, STR("above")), arena);
		authority = hash_of(ca.at, ca.len);
		good = hash_eq(&authority, &token->authority) && site_file_event_good(event) &&
		       hash_parse(json_text(&json, json_find(&json, 0, STR("root_key")), arena),
				  &root_key) &&
		       code_parse(json_text(&json, json_find(&json, 0, STR("root")), arena),
				  &file.root) &&
		       above.len < sizeof file.above;
	}
	if (good) {
		snprintf(file.event, sizeof file.event, STR_FMT, STR_ARG(event));
		snprintf(file.above, sizeof file.above, STR_FMT, STR_ARG(above));
		if (!code_parse(json_text(&json, json_find(&json, 0, STR("above_site")), arena),
				&file.above_site))
			file.above_site = 0;
		good = take_followed(&json, arena, &file);
		memcpy(file.root_key, root_key.bytes, sizeof file.root_key);
		name_broker(args, &file);
		good = good && keep(args, dir, "ca.pem", ca) &&
		       keep(args, dir, "node.pem", certificate) && site_file_write(dir, &file);
	} else {
		verb_complain(args, "答复与邀请不符 / the answer does not fit the invitation");
	}
	if (good) {
		struct model *nobody = model_create();

		good = broker_conf_renew(dir, &file, nobody);
		model_destroy(nobody);
	}
	arena_destroy(arena);
	return good;
}

/* From a file or the terminal: what stands in a command line, others can read. */
static bool read_invitation(const struct verb_args *args, struct invite_token *ret)
{
	const char *file = verb_value(args, "token-file");
	struct buf text;
	bool good;
	int rc;

	buf_init(&text, INVITE_TOKEN);
	buf_room(&text, INVITE_TOKEN);
	rc = file ? os_read_file(file, &text) : term_ask("邀请 Invitation: ", &text);
	good = rc >= 0 && invite_token_parse(str_trim(buf_str(&text)), ret);
	if (rc == -ENOTTY)
		verb_complain(args, "没有终端，请用--token-file / no terminal: use --token-file");
	else if (rc < 0)
		verb_complain(args, "%s", os_error_text(rc));
	else if (!good)
		verb_complain(args, "邀请格式不对 / that is no invitation");
	secret_release(&text);
	return good;
}

static int run_join(const struct verb_args *args)
{
	const char *dir = verb_need(args, "data"), *ca = verb_value(args, "ca");
	struct invite_token token;
	struct ask_where where;
	struct ask_answer answer;
	struct buf request, buf;
	int rc = VERB_DATA;

	if (!dir || !read_invitation(args, &token) || !ask_find(args, token.url, ca, &where))
		return VERB_USAGE;
	if (!make_folders(args, dir))
		return VERB_SYSTEM;
	buf_init(&request, 2 * LIMIT_BODY_BYTES);
	buf_init(&buf, ANSWER_BYTES);
	if (write_request(args, dir, &where, &token, &request) &&
	    ask_send(args, &where, ca, buf_str(&request), &buf, &answer)) {
		if (answer.status != 201)
			verb_complain(args, STR_FMT, STR_ARG(answer.body));
		else if (take_answer(args, dir, answer.body, &token))
			rc = VERB_DONE;
	}
	secret_release(&request);
	buf_release(&buf);
	if (rc == VERB_DONE)
		say_next(dir);
	return rc;
}

/* ---- a follower in the place of the one that is lost ----------------------------------------- */

static int run_promote(const struct verb_args *args)
{
	const char *dir = verb_need(args, "data"), *reason = verb_need(args, "reason");
	struct pipeline_options options = { .dir = dir };
	struct pipeline *pipeline;
	const struct site *self;
	struct outcome outcome = { .refused = { .why = &refused_not_home } };
	struct site_file file;
	struct data_act act;

	if (!dir || !reason)
		return VERB_USAGE;
	if (site_file_read(dir, &file) != SITE_FILE_GOOD) {
		verb_complain(args, "此目录不属于任何节点 / this folder is no site's: %s", dir);
		return VERB_DATA;
	}
	options.site = file.self;
	pipeline = data_open(args, &options);
	if (!pipeline)
		return VERB_DATA;
	self = site_get(pipeline_model(pipeline), file.self);
	if (self) {
		data_act_begin(&act, "takeover", "promote", self->post);
		act.request.setup = false;
		data_act_text(&act, "reason", reason);
		outcome = data_act_end(&act, pipeline);
	}
	if (outcome.refused.why)
		verb_complain(args, "%s / %s", outcome.refused.why->zh, outcome.refused.why->en);
	pipeline_close(pipeline);
	return outcome.refused.why ? VERB_DATA : VERB_DONE;
}

/* ---- site init, site join, site promote ------------------------------------------------------ */

static int run_site(const struct verb_args *args)
{
	const char *text = verb_value(args, "clock-shift");
	int64_t shift = 0;

	if (text && !str_to_i64(str_of(text), &shift)) {
		verb_complain(args, "不是秒数 / not a number of seconds: %s", text);
		return VERB_USAGE;
	}
	os_shift_clock(shift * 1000);
	if (strcmp(args->words[0], "init") == 0)
		return run_init(args);
	if (strcmp(args->words[0], "join") == 0)
		return run_join(args);
	if (strcmp(args->words[0], "promote") == 0)
		return run_promote(args);
	verb_complain(args, "应为init、join或promote / it is init, join or promote: %s",
		      args->words[0]);
	return VERB_USAGE;
}

static const struct verb_option options_of_site[] = {
	{ "data", "DIR", "数据目录", "The data folder." },
	{ "event", "NAME", "活动代号（a-z、0-9；建网时）", "Name of the event, a-z 0-9 (to found)." },
	{ "site", "CODE", "本节点代号，即其主指挥部（建网时）",
	  "Code of this site and its main post (to found)." },
	{ "for", "CODE", "为此节点发邀请", "Invites this site." },
	{ "post", "CODE", "被邀节点的主指挥部（默认同节点代号）",
	  "Main post of who is invited (the same code)." },
	{ "follows", "CODE", "被邀节点是该节点的只读副本", "Who is invited is a copy of that site." },
	{ "url", "http[s]://HOST:PORT", "新节点从哪里找到本节点", "Where the new site finds this node." },
	{ "token-file", "FILE", "邀请所在文件（默认从终端输入）",
	  "File with the invitation (typed on the terminal)." },
	{ "ca", "FILE", "信任的根证书（PEM，与https同用）", "CA certificates to trust, with https." },
	{ "leaf", "HOST:PORT", "下级节点从哪里找到本节点的中枢",
	  "Where sites below find this site's broker." },
	{ "broker", "PORT", "本机中枢的端口（默认4222）", "Port of the broker on this machine (4222)." },
	{ "reason", "TEXT", "接替的理由", "Why the follower is promoted." },
	{ "clock-shift", "SECONDS", "演练：时钟前移若干秒", "For drills: the clock runs so far ahead." },
	{ NULL, NULL, NULL, NULL },
};
const struct verb verb_site = {
	.name = "site", .words = "init|join|promote", .words_least = 1, .words_most = 1,
	.options = options_of_site, .run = run_site,
	.zh = "建网、邀请节点、凭邀请入网、副本接替",
	.en = "Founds a mesh, invites a site, joins by an invitation, promotes a follower.",
	.more_zh = "建网：site init --data DIR --event 代号 --site 代号 --leaf 主机:端口（节点须已停止）。"
		   "邀请：site init --data DIR --for 代号 --url 地址，打印一次有效的邀请，48小时内有效。"
		   "入网：site join --data 新目录，按提示输入邀请。私钥不离开各自的目录。"
		   "接替：所跟随的节点失去后，在副本停机时用site promote --data DIR --reason 理由；"
		   "副本运行时由该指挥部指挥员在其控制台办理。",
	.more_en = "To found: site init --data DIR --event NAME --site CODE --leaf HOST:PORT, with "
		   "the node stopped. To invite: site init --data DIR --for CODE --url URL prints "
		   "an invitation, good once and for 48 hours. To join: site join --data NEWDIR "
		   "asks for it. Private keys never leave their folder. To promote a "
		   "follower whose site is lost: site promote --data DIR --reason TEXT with "
		   "the follower stopped; while it runs, its post's commander does it there.",
};
