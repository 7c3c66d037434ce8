/* Every address of the API, walked from its own table: none answers whom it should not. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/mem.h"
#include "lib/apiclient.h"
#include "lib/apinode.h"
#include "lib/logkit.h"
#include "lib/unit.h"
#include "node/assets.h"
#include "node/routes.h"
#include "os/os.h"

#define BASEMAP "demo/beijing-2022/basemap"

static struct apinode *node;
static struct apiclient client;

static int setup(void **state)
{
	const struct serve_options options = { .basemap_dir = BASEMAP };

	(void)state;
	node = apinode_start(&options);
	apiclient_init(&client, apinode_port(node));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	apiclient_release(&client);
	apinode_stop(node);
	return 0;
}

static const char *const methods[] = { "GET", "POST", "PUT", "DELETE" };

/* Puts something that could be where the pattern has a place. */
static void fill_in(const char *pattern, char *ret, size_t size)
{
	static const struct {
		const char *place, *with;
	} places[] = { { "{kind}", "incident" }, { "{id}", "nst-1" }, { "{record}", "nst-1" },
		       { "{name}", "abc" } };
	size_t len = 0;

	while (*pattern != 0 && len + 16 < size) {
		bool filled = false;

		for (size_t i = 0; i < COUNT(places) && !filled; i++) {
			if (strncmp(pattern, places[i].place, strlen(places[i].place)) != 0)
				continue;
			len += (size_t)snprintf(ret + len, size - len, "%s", places[i].with);
			pattern += strlen(places[i].place);
			filled = true;
		}
		if (!filled)
			ret[len++] = *pattern++;
	}
	ret[len] = 0;
}

static int ask(const struct route *route)
{
	char path[256];

	fill_in(route->pattern, path, sizeof path);
	return apiclient_ask(&client, methods[route->method], path, "",
			     route->body == BODY_NONE ? (struct str){ NULL, 0 } : STR("{}"));
}

static bool refused(const char *name)
{
	char text[80];

	snprintf(text, sizeof text, "\"refusal\":\"%s\"", name);
	return apiclient_has(&client, text);
}

static void test_nobody(void **state)
{
	const struct route *route;
	uint32_t open = 0, closed = 0;

	(void)state;
	for (uint32_t i = 0; (route = routes_at(i)) != NULL; i++) {
		int status = ask(route);

		ROW_TRUE(route->pattern, route->access != ROUTE_UNSAID);
		if (route->access == ROUTE_OPEN) {
			ROW_TRUE(route->pattern, status == 200 || status == 400 ||
							 (status == 404 && refused("no_alert")));
			open++;
			continue;
		}
		ROW_TRUE(route->pattern, status == 401 && refused("not_signed_in"));
		closed++;
	}
	assert_in_range(open, 4, 10);
	assert_true(closed > 15);
	/* A cookie and a token that nobody was given are no better. */
	memset(client.cookie, 'a', APICLIENT_SECRET - 1);
	assert_int_equal(apiclient_get(&client, "/api/v1/session"), 401);
	memset(client.bearer, 'b', APICLIENT_SECRET - 1);
	assert_int_equal(apiclient_get(&client, "/api/v1/session"), 401);
}

/* What changes something wants the session's own word, unless a token asks. */
static void test_csrf(void **state)
{
	const struct route *route;
	uint32_t unsafe = 0;

	(void)state;
	assert_int_equal(apiclient_login(&client, "nst.duty_officer", APINODE_PASSWORD), 200);
	client.csrf[0] = 0;
	for (uint32_t i = 0; (route = routes_at(i)) != NULL; i++) {
		if (route->method == HTTP_GET || route->access == ROUTE_OPEN)
			continue;
		ROW_TRUE(route->pattern, ask(route) == 403 && refused("csrf_missing"));
		unsafe++;
	}
	assert_true(unsafe >= 6);
}

static void test_in_person_and_overseers(void **state)
{
	const struct route *route;
	char token[APICLIENT_SECRET];
	uint32_t persons = 0, overseers = 0;

	(void)state;
	assert_int_equal(apiclient_login(&client, "nst.duty_officer", APINODE_PASSWORD), 200);
	assert_int_equal(apiclient_post(&client, "/api/v1/tokens",
					"{\"name\":\"t\",\"post\":\"nst\",\"scopes\":"
					"[\"read\",\"act:*\"],\"days\":1}"), 201);
	apiclient_member(&client, "token", token, sizeof token);
	for (uint32_t i = 0; (route = routes_at(i)) != NULL; i++) {
		if (route->access == ROUTE_OVERSEER) {
			ROW_TRUE(route->pattern, ask(route) == 403 && refused("not_permitted"));
			overseers++;
		}
	}
	memcpy(client.bearer, token, sizeof token);
	for (uint32_t i = 0; (route = routes_at(i)) != NULL; i++) {
		if (route->access == ROUTE_IN_PERSON) {
			ROW_TRUE(route->pattern, ask(route) == 403 && refused("only_in_person"));
			persons++;
		}
	}
	assert_true(persons >= 4 && overseers >= 2);
}

/* What the node answers is in the API's description, and so are the ways to ask it. */
static void test_described(void **state)
{
	const struct route *route;
	const struct str prefix = STR("/api/v1");

	(void)state;
	assert_int_equal(apiclient_get(&client, "/api/v1/openapi.json"), 200);
	for (uint32_t i = 0; (route = routes_at(i)) != NULL; i++) {
		char path[256], text[300];

		if (!str_starts(str_of(route->pattern), prefix))
			continue;
		/* Up to a place, as the description may call that by another name. */
		char *place = NULL;

		if (str_starts(str_of(route->pattern), STR("/api/v1/records/")))
			fill_in(route->pattern + prefix.len, path, sizeof path);
		else
			snprintf(path, sizeof path, "%s", route->pattern + prefix.len);
		place = strstr(path, "/nst-1");

		if (place == NULL)
			place = strstr(path, "/abc");
		if (place == NULL)
			place = strstr(path, "/{");
		if (place != NULL)
			memcpy(place, "/{", 3);
		snprintf(text, sizeof text, "\"%s%s", path, place != NULL ? "" : "\":");
		ROW_TRUE(route->pattern, apiclient_has(&client, text));
	}
}

/* Each kind of the registry has its routes without a row of its own. */
static void test_every_kind(void **state)
{
	char path[128];

	(void)state;
	assert_int_equal(apiclient_login(&client, "nat.duty_officer", APINODE_PASSWORD), 200);
	for (uint16_t k = 0; k < registry_count(); k++) {
		const char *name = registry_at(k)->kind->name;

		snprintf(path, sizeof path, "/api/v1/records/%s", name);
		ROW_TRUE(name, apiclient_get(&client, path) == 200);
		ROW_TRUE(name, apiclient_has(&client, "\"records\":["));
	}
}

/* ---- files --------------------------------------------------------------------------------- */

static int get_again(const char *path)
{
	char more[128];
	struct str tag = apiclient_header(&client, "ETag");

	snprintf(more, sizeof more, "If-None-Match: " STR_FMT "\r\n", STR_ARG(tag));
	return apiclient_ask(&client, "GET", path, more, (struct str){ NULL, 0 });
}

static void test_console(void **state)
{
	(void)state;
	for (uint32_t i = 0; web_assets[i].path != NULL; i++) {
		const struct asset *asset = &web_assets[i];

		ROW_TRUE(asset->path, apiclient_get(&client, asset->path) == 200);
		ROW_TRUE(asset->path, client.body.len == asset->len);
		assert_memory_equal(client.body.at, asset->bytes, asset->len);
		ROW_TRUE(asset->path, apiclient_header(&client, "Content-Encoding").at == NULL);
		ROW_TRUE(asset->path, get_again(asset->path) == 304 && client.body.len == 0);
		ROW_TRUE(asset->path, apiclient_ask(&client, "GET", asset->path,
						    "Accept-Encoding: gzip\r\n",
						    (struct str){ NULL, 0 }) == 200);
		ROW_TRUE(asset->path, asset->gzip == NULL || client.body.len == asset->gzip_len);
	}
	assert_int_equal(apiclient_get(&client, "/"), 200);
	assert_true(str_starts(apiclient_header(&client, "Content-Type"), STR("text/html")));
}

static uint32_t maps;

static void get_map(void *user, const char *name)
{
	char path[200];

	(void)user;
	if (strstr(name, ".geojson") == NULL)
		return;
	snprintf(path, sizeof path, "/basemap/%s", name);
	ROW_TRUE(name, apiclient_get(&client, path) == 200);
	ROW_TRUE(name, apiclient_has(&client, "FeatureCollection"));
	ROW_TRUE(name, get_again(path) == 304);
	maps++;
}

static void test_basemap(void **state)
{
	(void)state;
	assert_int_equal(apiclient_login(&client, "nst.steward", APINODE_PASSWORD), 200);
	maps = 0;
	assert_true(os_list(BASEMAP, get_map, NULL) >= 0);
	assert_true(maps > 0);
	assert_int_equal(apiclient_get(&client, "/basemap/README.md"), 404);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_nobody),     TEST(test_csrf),	   TEST(test_in_person_and_overseers),
		TEST(test_described),  TEST(test_every_kind), TEST(test_console),
		TEST(test_basemap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
