/* A new site joins: it shows its invitation and keys, and gets what it needs to be one of us. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/join.h"

#include <stdio.h>

#include "node/certs.h"
#include "node/invite.h"
#include "node/link.h"
#include "os/os.h"
#include "wire/http/actbody.h"
#include "wire/http/problem.h"

#define PEM_BYTES 16384
#define PATH_BYTES 4096

enum { SITE, SECRET, KEY, REQUEST, LEAF, HOSTS, MEMBERS };
static const char *const names[MEMBERS] = { "site", "secret", "key", "request", "leaf", "hosts" };

/* What is known of who joins, until the log has it. */
struct joining {
	struct call *call;
	struct invite invite;
	struct hash key;
	struct str text[MEMBERS];
};

static struct refused read_body(struct call *call, struct joining *joining)
{
	struct json json;
	struct refused refused = actbody_json(call->arena, buf_str(&call->body), &json);

	for (uint32_t i = 0; i < MEMBERS && refused.why == NULL; i++)
		if (!actbody_text(&json, call->arena, names[i], &joining->text[i]) ||
		    joining->text[i].at == NULL)
			refused = (struct refused){ .why = &refused_bad_envelope,
						    .field = names[i] };
	return refused;
}

static bool read_file(struct call *call, const char *name, struct buf *ret)
{
	char path[PATH_BYTES];

	snprintf(path, sizeof path, "%s/mesh/%s", pipeline_dir(call->node->pipeline), name);
	return os_read_file(path, ret) >= 0;
}

static void put_code(struct json_out *json, const char *key, code value)
{
	char text[CODE_TEXT];

	code_format(value, text);
	json_key(json, key);
	json_put_text(json, text);
}

static const struct site *site_over(const struct model *model, code of)
{
	const struct post *post = tree_get(model, of);

	return post ? site_get(model, site_of_post(model, post->parent)) : NULL;
}

/* Where the broker of a site is found: in the site's own record. */
static struct str leaf_of(const struct model *model, const struct site *above)
{
	const struct record *record = above ? model_find(model, above->record) : NULL;
	const struct str *leaf = record ? model_field(record, "leaf") : NULL;

	return leaf ? *leaf : STR("");
}

/* Whom a follower hears first must be known to it by his key. */
static void put_followed(struct json_out *json, const struct site *followed)
{
	char hex[HASH_HEX];
	struct hash key;

	memcpy(key.bytes, followed->key, sizeof key.bytes);
	hash_format(&key, hex);
	put_code(json, "follows", followed->code);
	json_key(json, "follows_key");
	json_put_text(json, hex);
}

static void put_answer(struct joining *joining, struct str authority, struct str certificate)
{
	struct call *call = joining->call;
	const struct site_file *file = link_site(call->node->link);
	char hex[HASH_HEX];
	const struct model *model = pipeline_model(call->node->pipeline);
	const struct site *above, *followed;
	struct hash root_key;
	struct json_out json;

	memcpy(root_key.bytes, file->root_key, sizeof root_key.bytes);
	hash_format(&root_key, hex);
	json_begin(&json, &call->out);
	json_open(&json, '{');
	json_key(&json, "event");
	json_put_text(&json, file->event);
	put_code(&json, "root", file->root);
	json_key(&json, "root_key");
	json_put_text(&json, hex);
	json_key(&json, "authority");
	json_put_str(&json, authority);
	json_key(&json, "certificate");
	json_put_str(&json, certificate);
	followed = site_get(model, joining->invite.follows);
	above = site_over(model, joining->invite.post);
	if (followed && !above)
		above = followed;
	json_key(&json, "above");
	json_put_str(&json, leaf_of(model, above));
	if (above)
		put_code(&json, "above_site", above->code);
	if (followed)
		put_followed(&json, followed);
	json_close(&json, '}');
}

static void certify(struct joining *joining)
{
	struct call *call = joining->call;
	char site[CODE_TEXT], hosts[512];
	struct buf authority, key, certificate;
	bool good;

	code_format(joining->invite.site, site);
	snprintf(hosts, sizeof hosts, STR_FMT, STR_ARG(joining->text[HOSTS]));
	buf_init(&authority, PEM_BYTES);
	buf_init(&key, PEM_BYTES);
	buf_init(&certificate, PEM_BYTES);
	good = read_file(call, "ca.pem", &authority) && read_file(call, "ca.key", &key) &&
	       certs_sign(buf_str(&authority), buf_str(&key), joining->text[REQUEST], site, hosts,
			  &certificate) &&
	       invite_use(pipeline_dir(call->node->pipeline), &joining->invite, &joining->key);
	if (good)
		put_answer(joining, buf_str(&authority), buf_str(&certificate));
	buf_release(&authority);
	buf_release(&key);
	buf_release(&certificate);
	if (good)
		http_json(call, 201);
	else
		http_refuse(call, &problem_storage_failed);
}

/* Whose answer was lost asks again: the log has it already, under the same key. */
static bool is_there(struct joining *joining)
{
	const struct site *site =
		site_get(pipeline_model(joining->call->node->pipeline), joining->invite.site);

	return site && site->active && memcmp(site->key, joining->key.bytes, HASH_BYTES) == 0;
}

static void on_outcome(void *user, const struct outcome *outcome)
{
	struct joining *joining = user;

	if (outcome->refused.why != NULL && !is_there(joining))
		http_refused(joining->call, &outcome->refused);
	else
		certify(joining);
}

/* Who writes for the post now is who lets another write for it. */
static void hand_on(struct joining *joining, struct request *request)
{
	struct call *call = joining->call;
	const struct model *model = pipeline_model(call->node->pipeline);
	code writer = site_of_post(model, joining->invite.post);
	const struct site *site = site_get(model, writer);

	if (is_there(joining) || !site || writer == site_self(model)) {
		pipeline_submit(call->node->pipeline, request, on_outcome, joining);
		return;
	}
	request->post = site->post;
	if (!link_ask_join(call->node->link, request, writer, on_outcome, joining))
		http_refuse(call, &refused_home_unreachable);
}

static void submit(struct joining *joining)
{
	struct call *call = joining->call;
	const struct site_file *file = link_site(call->node->link);
	struct request request = { .kind = STR("site"), .act = STR("join"), .system = true,
				   .post = file->root };
	struct json json;
	struct json_out out;
	struct buf body;

	buf_init(&body, LIMIT_BODY_BYTES);
	json_begin(&out, &body);
	json_open(&out, '{');
	json_key(&out, "fields");
	json_open(&out, '{');
	put_code(&out, "code", joining->invite.site);
	put_code(&out, "post", joining->invite.post);
	if (joining->invite.follows)
		put_code(&out, "follows", joining->invite.follows);
	json_key(&out, "key");
	json_put_str(&out, joining->text[KEY]);
	if (joining->text[LEAF].len > 0) {
		json_key(&out, "leaf");
		json_put_str(&out, joining->text[LEAF]);
	}
	json_close(&out, '}');
	json_close(&out, '}');
	if (json_parse(call->arena, arena_str(call->arena, buf_str(&body)), &json) == JSON_OK) {
		request.json = &json;
		request.fields = json_find(&json, 0, STR("fields"));
		hand_on(joining, &request);
	} else {
		http_refuse(call, &refused_broken_json);
	}
	buf_release(&body);
}

void join_serve(struct call *call)
{
	struct joining *joining = arena_alloc(call->arena, sizeof *joining);
	const struct site_file *file = link_site(call->node->link);
	struct refused refused = read_body(call, joining);
	code site;

	joining->call = call;
	if (refused.why == NULL && (!file || file->self != file->root))
		refused.why = &problem_not_founder;
	if (refused.why == NULL && (!code_parse(joining->text[SITE], &site) ||
				    !hash_parse(joining->text[KEY], &joining->key) ||
				    !invite_check(pipeline_dir(call->node->pipeline), site,
						  joining->text[SECRET], &joining->key, os_now(),
						  &joining->invite)))
		refused.why = &problem_not_invited;
	if (refused.why != NULL)
		http_refused(call, &refused);
	else
		submit(joining);
}
