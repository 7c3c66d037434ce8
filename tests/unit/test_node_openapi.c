/* The API as it is described is the API that is served: the same addresses and the same doors. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include "lib/foreign_json.h"

#include <string.h>

#include "model/view.h"
#include "node/routes.h"
#include "wire/http/problem.h"

#define PREFIX "/api/v1"

static json_t *paths;

static int begin(void **state)
{
	struct buf buf;
	json_t *root;

	(void)state;
	registry_init();
	buf_init(&buf, 16 * 1024 * 1024);
	print_openapi(problem_all, &buf);
	root = json_loadb(buf.at, buf.len, 0, NULL);
	buf_release(&buf);
	if (root == NULL)
		return -1;
	paths = json_incref(json_object_get(root, "paths"));
	json_decref(root);
	return 0;
}

static int end(void **state)
{
	(void)state;
	json_decref(paths);
	return 0;
}

static bool is_place(struct str piece)
{
	return piece.len > 2 && piece.at[0] == '{';
}

/* Whether an address as described is the route's: a place of the route takes any piece. */
static bool fits(const char *pattern, const char *path)
{
	struct str route = str_of(pattern + strlen(PREFIX)), rest = str_of(path), a, b;

	while (str_split(&route, '/', &a)) {
		if (!str_split(&rest, '/', &b) || (!is_place(a) && !str_eq(a, b)))
			return false;
		if (is_place(b) && !is_place(a))
			return false;
	}
	return rest.at == NULL;
}

static const char *method_of(const struct route *route)
{
	switch (route->method) {
	case HTTP_GET:
		return "get";
	case HTTP_POST:
		return "post";
	case HTTP_PUT:
		return "put";
	case HTTP_DELETE:
		return "delete";
	default:
		return "?";
	}
}

static bool is_api(const struct route *route)
{
	return strncmp(route->pattern, PREFIX "/", strlen(PREFIX) + 1) == 0;
}

/* Open ones say so; those in person name the session alone; the rest say nothing. */
static bool same_door(const struct route *route, json_t *operation)
{
	json_t *security = json_object_get(operation, "security");

	if (route->access == ROUTE_OPEN)
		return security != NULL && json_array_size(security) == 0;
	if (route->access == ROUTE_IN_PERSON)
		return json_array_size(security) == 1;
	return security == NULL;
}

static void test_served_is_described(void **state)
{
	uint32_t served = 0;

	(void)state;
	for (uint32_t i = 0; routes_at(i) != NULL; i++) {
		const struct route *route = routes_at(i);
		bool found = false;
		const char *path;
		json_t *methods;

		if (!is_api(route))
			continue;
		served++;
		json_object_foreach(paths, path, methods) {
			json_t *operation = json_object_get(methods, method_of(route));

			if (operation == NULL || !fits(route->pattern, path))
				continue;
			found = true;
			ROW_TRUE(path, same_door(route, operation));
			ROW_TRUE(path, (json_object_get(operation, "requestBody") != NULL) ==
					       (route->body != BODY_NONE));
		}
		ROW_TRUE(route->pattern, found);
	}
	assert_true(served > 20);
}

static void test_described_is_served(void **state)
{
	const char *path, *method;
	json_t *methods, *operation;

	(void)state;
	json_object_foreach(paths, path, methods) {
		json_object_foreach(methods, method, operation) {
			bool found = false;

			for (uint32_t i = 0; routes_at(i) != NULL; i++)
				found |= is_api(routes_at(i)) &&
					 strcmp(method_of(routes_at(i)), method) == 0 &&
					 fits(routes_at(i)->pattern, path);
			ROW_TRUE(path, found);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_served_is_described),
		cmocka_unit_test(test_described_is_served),
	};

	return cmocka_run_group_tests_name("node_openapi", tests, begin, end);
}
