/* An invitation is good once, for one key, for its time; the token says all that is needed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/logkit.h"
#include "node/broker_conf.h"
#include "model/registry.h"
#include "node/invite.h"
#include "os/os.h"

#define NOW INT64_C(1644000000000)
#define HOUR (INT64_C(3600) * 1000)

static char dir[64];

static int make_dir(void **state)
{
	char mesh[96];

	(void)state;
	snprintf(dir, sizeof dir, "/tmp/invite-XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(mesh, sizeof mesh, "%s/mesh", dir);
	assert_true(os_mkdir(mesh) >= 0);
	return 0;
}

static int remove_dir(void **state)
{
	(void)state;
	logkit_remove_tree(dir);
	return 0;
}

static code named(const char *name)
{
	code ret = 0;

	assert_true(code_parse(str_of(name), &ret));
	return ret;
}

static struct hash key_of(const char *text)
{
	return hash_of(text, strlen(text));
}

static struct invite invited(char secret[INVITE_SECRET])
{
	struct invite invite = { .site = named("nst"), .post = named("nst") };

	assert_true(invite_make(dir, &invite, NOW, secret));
	return invite;
}

static bool good(const char *site, const char *secret, const char *key, instant now)
{
	struct hash shown = key_of(key);
	struct invite found;

	return invite_check(dir, named(site), str_of(secret), &shown, now, &found);
}

static void the_secret_opens_it(void **state)
{
	char secret[INVITE_SECRET];

	(void)state;
	invited(secret);
	assert_true(good("nst", secret, "a", NOW));
	assert_false(good("nst", "00000000000000000000000000000000", "a", NOW));
	assert_false(good("nst", "", "a", NOW));
	assert_false(good("yac", secret, "a", NOW));
}

static void it_ends(void **state)
{
	char secret[INVITE_SECRET];

	(void)state;
	invited(secret);
	assert_true(good("nst", secret, "a", NOW + (INVITE_HOURS - 1) * HOUR));
	assert_false(good("nst", secret, "a", NOW + INVITE_HOURS * HOUR));
}

static void the_first_key_is_the_only_one(void **state)
{
	char secret[INVITE_SECRET];
	struct hash first = key_of("a");
	struct invite invite;

	(void)state;
	invite = invited(secret);
	assert_true(invite_use(dir, &invite, &first));
	assert_true(good("nst", secret, "a", NOW));
	assert_false(good("nst", secret, "b", NOW));
}

static void a_new_one_ends_the_old(void **state)
{
	char old[INVITE_SECRET], secret[INVITE_SECRET];

	(void)state;
	invited(old);
	invited(secret);
	assert_string_not_equal(old, secret);
	assert_false(good("nst", old, "a", NOW));
	assert_true(good("nst", secret, "a", NOW));
}

static void the_secret_is_not_kept(void **state)
{
	char secret[INVITE_SECRET], path[128];
	struct buf text;

	(void)state;
	invited(secret);
	snprintf(path, sizeof path, "%s/mesh/invite-nst", dir);
	buf_init(&text, 4096);
	assert_true(os_read_file(path, &text) >= 0);
	buf_add_char(&text, '\0');
	assert_null(strstr(text.at, secret));
	buf_release(&text);
}

static void a_token_is_read_as_written(void **state)
{
	struct invite_token token = { .site = named("nst"), .authority = { { 7 } } }, back;
	char text[INVITE_TOKEN];

	(void)state;
	memset(token.secret, 'a', INVITE_SECRET - 1);
	snprintf(token.url, sizeof token.url, "https://nat.example:8443");
	invite_token_format(&token, text);
	assert_true(invite_token_parse(str_of(text), &back));
	assert_true(back.site == token.site);
	assert_string_equal(back.secret, token.secret);
	assert_true(hash_eq(&back.authority, &token.authority));
	assert_string_equal(back.url, token.url);
	for (size_t len = 0; len <= strcspn(text, "@"); len++)
		assert_false(invite_token_parse((struct str){ text, (uint32_t)len }, &back));
}

static void the_site_file_is_read_as_written(void **state)
{
	struct site_file file = { .self = named("nst"), .event = "wb22", .root = named("nat"),
				  .root_key = { 9 }, .broker = "tls://127.0.0.1:4222",
				  .leaf = "10.0.0.2:7422", .above = "10.0.0.1:7422" }, back;
	char path[96];

	(void)state;
	snprintf(path, sizeof path, "%s/site", dir);
	os_remove(path);
	assert_int_equal(site_file_read(dir, &back), SITE_FILE_NONE);
	assert_true(site_file_write(dir, &file));
	assert_int_equal(site_file_read(dir, &back), SITE_FILE_GOOD);
	assert_true(back.self == file.self && back.root == file.root);
	assert_string_equal(back.event, "wb22");
	assert_string_equal(back.broker, file.broker);
	assert_string_equal(back.leaf, file.leaf);
	assert_string_equal(back.above, file.above);
	assert_memory_equal(back.root_key, file.root_key, SITE_KEY_BYTES);
	assert_string_equal(back.ca, "");
	assert_true(os_write_file(path, STR("{\"event\":\"wb 22\"}"), true) >= 0);
	assert_int_equal(site_file_read(dir, &back), SITE_FILE_BAD);
}

/* nat above bj above nst; nst's own broker knows of nobody below. */
static void grow_tree(struct model *model)
{
	static const struct {
		const char *name, *above;
		enum tier tier;
	} rows[] = { { "nat", NULL, TIER_NATIONAL }, { "bj", "nat", TIER_TERRITORIAL },
		     { "nst", "bj", TIER_VENUE }, { "zjk", "nat", TIER_TERRITORIAL } };

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct post post = { .code = named(rows[i].name), .tier = rows[i].tier,
				     .parent = rows[i].above ? named(rows[i].above) : 0,
				     .command_tier = true };
		struct site site = { .code = post.code, .post = post.code, .active = true };

		tree_put(model, &post);
		site_put(model, &site);
	}
}

static void a_broker_lets_each_speak_for_its_own(void **state)
{
	struct site_file file = { .self = named("nat"), .event = "wb22", .root = named("nat"),
				  .broker = "tls://127.0.0.1:4222", .leaf = "10.0.0.1:7422" };
	struct model *model = model_create();
	struct buf text;

	(void)state;
	grow_tree(model);
	buf_init(&text, 65536);
	broker_conf_print("/var/wf", &file, model, &text);
	buf_add_char(&text, '\0');
	assert_non_null(strstr(text.at, "{ user: \"CN=nat\", permissions: { publish: "
					"[\"wf.wb22.*.nat\"], subscribe: [\"wf.wb22.nat.*\"] } }"));
	assert_non_null(strstr(text.at, "{ user: \"CN=bj\", permissions: { publish: { "
					"allow: [\"wf.wb22.*.*\"], deny: "
					"[\"wf.wb22.*.nat\", \"wf.wb22.*.zjk\"] }, subscribe: { "
					"allow: [\"wf.wb22.*.*\"], deny: "
					"[\"wf.wb22.nat.*\", \"wf.wb22.zjk.*\"] } } }"));
	assert_non_null(strstr(text.at, "{ user: \"CN=zjk\""));
	assert_null(strstr(text.at, "CN=nst"));
	assert_non_null(strstr(text.at, "listen: \"0.0.0.0:7422\""));
	assert_null(strstr(text.at, "remotes"));
	buf_release(&text);
	model_destroy(model);
}

static void a_venue_looks_up(void **state)
{
	struct site_file file = { .self = named("nst"), .event = "wb22", .root = named("nat"),
				  .broker = "tls://127.0.0.1:4222", .above = "10.0.0.2:7422" };
	struct model *model = model_create();
	struct buf text;

	(void)state;
	grow_tree(model);
	buf_init(&text, 65536);
	broker_conf_print("/var/wf", &file, model, &text);
	buf_add_char(&text, '\0');
	assert_non_null(strstr(text.at, "remotes: [ { url: \"tls://10.0.0.2:7422\""));
	assert_null(strstr(text.at, "CN=bj"));
	assert_null(strstr(text.at, "0.0.0.0"));
	buf_release(&text);
	model_destroy(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_secret_opens_it),
		cmocka_unit_test(it_ends),
		cmocka_unit_test(the_first_key_is_the_only_one),
		cmocka_unit_test(a_new_one_ends_the_old),
		cmocka_unit_test(the_secret_is_not_kept),
		cmocka_unit_test(a_token_is_read_as_written),
		cmocka_unit_test(the_site_file_is_read_as_written),
		cmocka_unit_test(a_broker_lets_each_speak_for_its_own),
		cmocka_unit_test(a_venue_looks_up),
	};

	registry_init();
	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
