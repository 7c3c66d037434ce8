/* A node that is silent, or whose clock differs, rings at its neighbours until that is over. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <stdio.h>

#include "lib/meshnet.h"
#include "model/registry.h"

static struct meshnet net;
static const struct ident none;
static code bj;

static bool knows(const char *site, const char *of)
{
	code wanted = 0;

	assert_true(code_parse(str_of(of), &wanted));
	return site_get(meshnet_model(&net, site), wanted) != NULL;
}

static bool joined(struct meshnet *which)
{
	(void)which;
	return knows("sbj", "sbj") && site_ready(meshnet_model(&net, "sbj"));
}

/* Limits of the event are set at the top; both nodes must have heard of them. */
static void set_limit(const char *key, const char *value)
{
	char fields[200];

	snprintf(fields, sizeof fields, "\"key\":\"%s\",\"value\":%s,\"unit\":\"s\","
		 "\"source\":\"开幕式当日规定\"", key, value);
	meshnet_do(&net, "hq", "nat.commander", "nat", "policy", "adopt", none, fields);
}

static bool limits_known(struct meshnet *which)
{
	double value = 0;

	return policy_get(meshnet_model(which, "sbj"), STR("site.silence"), bj,
			  pipeline_now(which->nodes[1].pipeline), &value) && value == 1;
}

static int set_up(void **state)
{
	(void)state;
	meshnet_init(&net);
	assert_true(code_parse(STR("bj"), &bj));
	meshnet_join(&net, "sbj", "bj", "hq", "hq", NULL);
	meshnet_until(&net, joined, "bj joins");
	set_limit("site.silence", "1");
	meshnet_until(&net, limits_known, "the limits");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	meshnet_release(&net);
	return 0;
}

/* The alarm of that matter at the site's own post; NULL: none was ever raised. */
static const struct record *alarm_at(const char *site, const char *post, const char *matter)
{
	const struct model *model = meshnet_model(&net, site);
	const struct kind *kind = registry_find(STR("site_alarm"))->kind;
	code home = 0;

	assert_true(code_parse(str_of(post), &home));
	for (uint32_t i = 0; i < model_count(model, kind); i++) {
		const struct record *record = model_at(model, kind, i);

		if (record->home == home &&
		    str_eq(str_of(model_choice(record, "matter")), str_of(matter)))
			return record;
	}
	return NULL;
}

static bool is_in(const struct record *record, const char *state)
{
	return record && str_eq(str_of(model_state(record)), str_of(state));
}

/* ---- silence --------------------------------------------------------------------------------- */

static bool silence_rings(struct meshnet *which)
{
	(void)which;
	return is_in(alarm_at("hq", "nat", "silence"), "ringing") &&
	       is_in(alarm_at("sbj", "bj", "silence"), "ringing");
}

static bool silence_is_over(struct meshnet *which)
{
	(void)which;
	return is_in(alarm_at("hq", "nat", "silence"), "over") &&
	       is_in(alarm_at("sbj", "bj", "silence"), "over");
}

static void a_silent_neighbour_rings_until_it_is_heard(void **state)
{
	const struct record *alarm;
	struct ident first;

	(void)state;
	for (int i = 0; i < 50; i++)
		meshnet_round(&net);
	assert_null(alarm_at("hq", "nat", "silence"));
	meshnet_cut(&net, "sbj", true);
	meshnet_until(&net, silence_rings, "both ring");
	alarm = alarm_at("hq", "nat", "silence");
	first = alarm->id;
	assert_true(*(const instant *)model_field(alarm, "since") > 0);
	assert_true(*(const instant *)model_field(alarm, "since") <= alarm->updated_at - 1000);
	meshnet_do(&net, "hq", "nat.duty_officer", "nat", "site_alarm", "acknowledge", first, "");
	meshnet_cut(&net, "sbj", false);
	meshnet_until(&net, silence_is_over, "both have heard");
	/* The same record rings again the next time. */
	meshnet_cut(&net, "sbj", true);
	meshnet_until(&net, silence_rings, "both ring again");
	assert_true(ident_eq(alarm_at("hq", "nat", "silence")->id, first));
	meshnet_cut(&net, "sbj", false);
	meshnet_until(&net, silence_is_over, "both have heard again");
}

/* ---- clocks ---------------------------------------------------------------------------------- */

static bool skew_rings(struct meshnet *which)
{
	(void)which;
	return is_in(alarm_at("hq", "nat", "skew"), "ringing");
}

static bool skew_is_over(struct meshnet *which)
{
	(void)which;
	return is_in(alarm_at("hq", "nat", "skew"), "over");
}

static void a_clock_that_differs_rings_with_its_value(void **state)
{
	int64_t value;

	(void)state;
	net.nodes[1].skew_ms = 30000;
	meshnet_until(&net, skew_rings, "the difference rings");
	value = *(const int64_t *)model_field(alarm_at("hq", "nat", "skew"), "skew_ms");
	assert_in_range(value, 29000, 31000);
	assert_null(alarm_at("hq", "nat", "silence"));
	/* Half of the limit and more does not end it. */
	net.nodes[1].skew_ms = 8000;
	for (int i = 0; i < 50; i++)
		meshnet_round(&net);
	assert_true(skew_rings(&net));
	net.nodes[1].skew_ms = 0;
	meshnet_until(&net, skew_is_over, "the clock is set");
}

/* What was measured stands in the entries: the log gives the same state again. */
static void what_was_measured_is_in_the_log(void **state)
{
	struct hash live, again;

	(void)state;
	net.nodes[1].skew_ms = -30000;
	meshnet_until(&net, skew_rings, "the difference rings");
	assert_true(*(const int64_t *)model_field(alarm_at("hq", "nat", "skew"), "skew_ms") < 0);
	model_digest(meshnet_model(&net, "hq"), &live);
	meshnet_stop(&net, "hq");
	meshnet_start(&net, "hq");
	model_digest(meshnet_model(&net, "hq"), &again);
	assert_true(hash_eq(&live, &again));
	/* Its new beginning does not raise it once more. */
	for (int i = 0; i < 50; i++)
		meshnet_round(&net);
	assert_true(skew_rings(&net));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_silent_neighbour_rings_until_it_is_heard),
		TEST(a_clock_that_differs_rings_with_its_value),
		TEST(what_was_measured_is_in_the_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
