/* Nodes that take what others wrote: an order, its answer and all that follows, across sites. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <stdio.h>

#include "lib/meshkit.h"

static struct meshkit kit;
static const struct ident none;
static code nst;

/* hq at nat, sbj at bj, sns at nst: three tiers. */
static int set_up(void **state)
{
	(void)state;
	meshkit_init(&kit);
	assert_true(code_parse(STR("nst"), &nst));
	meshkit_join(&kit, "sbj", "bj");
	assert_true(meshkit_carry(&kit));
	meshkit_join(&kit, "sns", "nst");
	assert_true(meshkit_carry(&kit));
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	meshkit_release(&kit);
	return 0;
}

/* At the end of each test: nothing was kept out, and all hold the same of what they may see. */
static void check_all(void)
{
	for (uint32_t i = 0; i < kit.count; i++)
		ROW_TRUE(kit.nodes[i].why ? kit.nodes[i].why->name : "",
			 kit.nodes[i].refused == 0);
	meshkit_check_equal(&kit);
	meshkit_check_refold(&kit);
}

static void a_site_that_joins_ends_with_what_it_may_see(void **state)
{
	(void)state;
	assert_int_equal(tree_count(meshkit_model(&kit, "sns")),
			 tree_count(meshkit_model(&kit, "hq")));
	assert_true(site_ready(meshkit_model(&kit, "sns")));
	check_all();
}

static void an_order_is_delivered_signed_and_done_across_nodes(void **state)
{
	struct ident order, receipt;

	(void)state;
	order = meshkit_do(&kit, "sbj", "bj.duty_officer", "bj", "order", "issue", none,
			   "\"title\":\"疏导\",\"to\":[\"nst\"],\"epidemic_na\":\"室外\"");
	assert_int_equal(meshkit_count(&kit, "sbj", "receipt", "nst"), 0);
	assert_true(meshkit_in(&kit, "sbj", order, "issued"));
	assert_true(meshkit_carry(&kit));
	receipt = meshkit_newest(&kit, "sns", "receipt", "nst");
	assert_true(meshkit_in(&kit, "sns", receipt, "delivered"));
	assert_true(meshkit_in(&kit, "sbj", order, "delivered"));
	assert_true(meshkit_in(&kit, "sns", order, "delivered"));
	assert_int_equal(meshkit_count(&kit, "sbj", "receipt", "nst"), 1);
	meshkit_do(&kit, "sns", "nst.duty_officer", "nst", "receipt", "sign", receipt, "");
	assert_true(meshkit_in(&kit, "sbj", order, "delivered"));
	assert_true(meshkit_carry(&kit));
	assert_true(meshkit_in(&kit, "sbj", order, "signed"));
	meshkit_do(&kit, "sns", "nst.duty_officer", "nst", "receipt", "done", receipt,
		   "\"result\":\"已疏通\"");
	assert_true(meshkit_carry(&kit));
	assert_true(meshkit_in(&kit, "sns", order, "done"));
	assert_true(meshkit_in(&kit, "hq", order, "done"));
	check_all();
}

/* ---- what crosses besides orders ----------------------------------------------------------- */

static struct ident report_incident(const char *site, const char *login, const char *post)
{
	return meshkit_do(&kit, site, login, post, "incident", "report", none,
			  "\"title\":\"看台B区拥挤\",\"type\":\"crowd_density\"");
}

static void who_is_skipped_gets_a_copy_at_his_own_node(void **state)
{
	struct ident order;

	(void)state;
	order = meshkit_do(&kit, "hq", "nat.duty_officer", "nat", "order", "issue", none,
			   "\"title\":\"加强\",\"to\":[\"nst\"],\"epidemic_na\":\"室外\"");
	assert_true(meshkit_carry(&kit));
	assert_int_equal(meshkit_count(&kit, "sns", "receipt", "nst"), 1);
	assert_int_equal(meshkit_count(&kit, "sbj", "receipt", "bj"), 1);
	assert_int_equal(meshkit_count(&kit, "sbj", "receipt", "olc"), 1);
	assert_int_equal(meshkit_count(&kit, "hq", "receipt", "bj"), 1);
	/* A copy is for who was skipped and for those above him. */
	assert_int_equal(meshkit_count(&kit, "sns", "receipt", "bj"), 0);
	assert_true(meshkit_in(&kit, "hq", order, "delivered"));
	check_all();
}

static void an_incident_is_handed_to_another_site(void **state)
{
	struct ident incident, receipt;

	(void)state;
	meshkit_join(&kit, "shb", "hb");
	assert_true(meshkit_carry(&kit));
	incident = report_incident("sns", "nst.duty_officer", "nst");
	meshkit_do(&kit, "sns", "nst.duty_officer", "nst", "transfer", "offer", none,
		   arena_printf(kit.arena, "\"subject\":\"nst-%llu\",\"to\":\"hb\","
					   "\"reason\":\"属河北\"",
				(unsigned long long)incident.seq).at);
	assert_true(meshkit_carry(&kit));
	assert_true(meshkit_in(&kit, "sns", incident, "transfer_pending"));
	receipt = meshkit_newest(&kit, "shb", "receipt", "hb");
	assert_null(meshkit_record(&kit, "shb", incident));
	meshkit_do(&kit, "shb", "hb.duty_officer", "hb", "receipt", "accept", receipt, "");
	assert_true(meshkit_carry(&kit));
	/* With all of its past, from the site where it lay. */
	assert_true(meshkit_in(&kit, "shb", incident, "reported"));
	assert_int_equal(meshkit_record(&kit, "shb", incident)->home,
			 meshkit_record(&kit, "hq", incident)->home);
	assert_int_equal(meshkit_record(&kit, "shb", incident)->version,
			 meshkit_record(&kit, "hq", incident)->version);
	meshkit_do(&kit, "shb", "hb.duty_officer", "hb", "incident", "verify", incident, "");
	assert_true(meshkit_carry(&kit));
	assert_true(meshkit_in(&kit, "hq", incident, "verifying"));
	check_all();
}

static void a_report_goes_up_and_its_duty_ends_below(void **state)
{
	struct ident incident, duty, report, receipt;

	(void)state;
	incident = report_incident("sns", "nst.duty_officer", "nst");
	meshkit_do(&kit, "sns", "nst.duty_officer", "nst", "incident", "grade", incident,
		   "\"grade\":\"g3\",\"grade_basis\":\"law\"");
	duty = meshkit_newest(&kit, "sns", "report_duty", "nst");
	assert_true(meshkit_in(&kit, "sns", duty, "due"));
	report = meshkit_do(&kit, "sns", "nst.duty_officer", "nst", "report", "send", none,
			    arena_printf(kit.arena,
					 "\"type\":\"initial\",\"incident\":\"nst-%llu\"",
					 (unsigned long long)incident.seq).at);
	assert_true(meshkit_carry(&kit));
	receipt = meshkit_newest(&kit, "sbj", "receipt", "bj");
	meshkit_do(&kit, "sbj", "bj.duty_officer", "bj", "receipt", "sign", receipt, "");
	assert_true(meshkit_carry(&kit));
	assert_true(meshkit_in(&kit, "sns", report, "received"));
	assert_true(meshkit_in(&kit, "sns", duty, "reported"));
	assert_true(meshkit_in(&kit, "hq", duty, "reported"));
	check_all();
}

static void a_request_is_asked_and_offered(void **state)
{
	struct ident request, offer;

	(void)state;
	request = meshkit_do(&kit, "sns", "nst.duty_officer", "nst", "request", "ask", none,
			     "\"title\":\"增援\",\"to\":[\"nac\"],\"resource\":\"patrol\","
			     "\"quantity\":1");
	assert_true(meshkit_carry(&kit));
	offer = meshkit_do(&kit, "sbj", "nac.duty_officer", "nac", "offer", "offer", none,
			   arena_printf(kit.arena, "\"subject\":\"nst-%llu\",\"quantity\":1",
					(unsigned long long)request.seq).at);
	assert_true(meshkit_carry(&kit));
	assert_true(meshkit_in(&kit, "sns", request, "offered"));
	assert_true(meshkit_in(&kit, "sns", offer, "offered"));
	check_all();
}

/* ---- what several sites say of one thing ----------------------------------------------------- */

static struct ident declare(const char *site, const char *login, const char *post,
			    struct ident incident, const char *rvp)
{
	char name[IDENT_TEXT];

	ident_format(incident, name);
	return meshkit_do(&kit, site, login, post, "declaration", "declare", none,
			  arena_printf(kit.arena, "\"type\":\"major_incident\","
						  "\"incident\":\"%s\",\"rvp\":\"%s\","
						  "\"fcp\":\"安检区\"",
				       name, rvp).at);
}

static void a_declaration_is_told_to_all_sites_and_what_contradicts_it(void **state)
{
	struct ident incident, declared, receipt, divergence;

	(void)state;
	meshkit_join(&kit, "snac", "nac");
	assert_true(meshkit_carry(&kit));
	incident = report_incident("sns", "nst.duty_officer", "nst");
	declared = declare("sns", "nst.duty_officer", "nst", incident, "北辰西路2号口");
	assert_int_equal(meshkit_count(&kit, "snac", "receipt", "nac"), 0);
	assert_true(meshkit_carry(&kit));
	/* A sister venue signs at its own node, the territory and the nation at theirs. */
	receipt = meshkit_newest(&kit, "snac", "receipt", "nac");
	assert_true(meshkit_in(&kit, "snac", receipt, "delivered"));
	meshkit_do(&kit, "snac", "nac.duty_officer", "nac", "receipt", "sign", receipt, "");
	assert_int_equal(meshkit_count(&kit, "sbj", "receipt", "bj"), 1);
	assert_int_equal(meshkit_count(&kit, "hq", "receipt", "nat"), 1);
	assert_true(meshkit_carry(&kit));
	assert_true(meshkit_in(&kit, "sns", receipt, "signed"));
	assert_true(meshkit_in(&kit, "hq", declared, "declared"));
	/* The territory names another meeting point, cut off; back again, both know. */
	meshkit_alone(&kit, "sns", true);
	declare("sbj", "bj.duty_officer", "bj", incident, "安定路口");
	meshkit_do(&kit, "sns", "nst.duty_officer", "nst", "declaration", "cancel", declared,
		   "\"reason\":\"误报\"");
	meshkit_carry(&kit);
	divergence = meshkit_newest(&kit, "sbj", "divergence", "bj");
	assert_true(meshkit_in(&kit, "sbj", divergence, "diverging"));
	meshkit_alone(&kit, "sns", false);
	assert_true(meshkit_carry(&kit));
	assert_true(meshkit_in(&kit, "hq", declared, "cancelled"));
	assert_true(meshkit_in(&kit, "snac", declared, "cancelled"));
	assert_true(meshkit_record(&kit, "sns", divergence) != NULL);
	check_all();
}

static void sign_of_a_crowd(const char *site, const char *login, const char *post)
{
	meshkit_do(&kit, site, login, post, "incident", "report", none,
		   "\"title\":\"有人跌倒\",\"type\":\"fall\",\"point\":"
		   "{\"type\":\"Point\",\"coordinates\":[116.3965,40.0]}");
}

/* Each venue has too few to ring; only the territory sees them together. */
static void weak_signs_at_two_sites_ring_where_both_are_seen(void **state)
{
	struct ident alert;

	(void)state;
	meshkit_join(&kit, "snac", "nac");
	assert_true(meshkit_carry(&kit));
	sign_of_a_crowd("sns", "nst.duty_officer", "nst");
	sign_of_a_crowd("sns", "nst.duty_officer", "nst");
	assert_true(meshkit_carry(&kit));
	assert_int_equal(meshkit_count(&kit, "hq", "cluster_alert", "bj"), 0);
	sign_of_a_crowd("snac", "nac.duty_officer", "nac");
	assert_true(meshkit_carry(&kit));
	alert = meshkit_newest(&kit, "sbj", "cluster_alert", "bj");
	assert_true(meshkit_in(&kit, "sbj", alert, "raised"));
	assert_int_equal(meshkit_count(&kit, "hq", "cluster_alert", "bj"), 1);
	assert_int_equal(meshkit_count(&kit, "hq", "cluster_alert", "nst"), 0);
	/* Both venues are told. */
	assert_true(meshkit_in(&kit, "sns", alert, "raised"));
	assert_true(meshkit_in(&kit, "snac", alert, "raised"));
	/* One more joins it, wherever it was reported. */
	sign_of_a_crowd("sns", "nst.duty_officer", "nst");
	assert_true(meshkit_carry(&kit));
	assert_int_equal(*(const int64_t *)model_field(meshkit_record(&kit, "sbj", alert),
						       "count"), 4);
	assert_int_equal(meshkit_count(&kit, "hq", "cluster_alert", "bj"), 1);
	check_all();
}

/* ---- clocks ---------------------------------------------------------------------------------- */

static void a_clock_lapses_once_and_at_home(void **state)
{
	struct ident receipt;
	uint32_t before;

	(void)state;
	meshkit_do(&kit, "sbj", "bj.duty_officer", "bj", "order", "issue", none,
		   "\"title\":\"疏导\",\"to\":[\"nst\"],\"epidemic_na\":\"室外\"");
	assert_true(meshkit_carry(&kit));
	receipt = meshkit_newest(&kit, "sns", "receipt", "nst");
	before = meshkit_record(&kit, "sbj", receipt)->version;
	/* Cut off, the others wait; only the venue's own clock tells. */
	meshkit_alone(&kit, "sns", true);
	meshkit_advance(&kit, 600);
	assert_true(meshkit_carry(&kit));
	assert_int_equal(meshkit_record(&kit, "sbj", receipt)->version, before);
	assert_int_equal(meshkit_record(&kit, "sns", receipt)->version, before + 4);
	meshkit_alone(&kit, "sns", false);
	assert_true(meshkit_carry(&kit));
	assert_int_equal(meshkit_record(&kit, "sbj", receipt)->version, before + 4);
	assert_int_equal(meshkit_count(&kit, "sns", "breach", "nst"), 1);
	assert_int_equal(meshkit_count(&kit, "hq", "breach", "nst"), 1);
	check_all();
}

/* ---- persons --------------------------------------------------------------------------------- */

static struct str contact_at(const char *site, struct ident report)
{
	return *(const struct str *)model_field(meshkit_record(&kit, site, report), "contact");
}

static void who_is_named_is_read_above_and_forgotten_everywhere(void **state)
{
	struct ident incident, report, receipt;

	(void)state;
	incident = report_incident("sns", "nst.duty_officer", "nst");
	report = meshkit_do(&kit, "sns", "nst.duty_officer", "nst", "report", "send", none,
			    arena_printf(kit.arena,
					 "\"type\":\"flash\",\"incident\":\"nst-%llu\","
					 "\"contact\":\"王某 1380000\"",
					 (unsigned long long)incident.seq).at);
	assert_true(meshkit_carry(&kit));
	assert_true(str_eq(contact_at("sbj", report), str_of("王某 1380000")));
	assert_true(str_eq(contact_at("hq", report), str_of("王某 1380000")));
	receipt = meshkit_newest(&kit, "sbj", "receipt", "bj");
	meshkit_do(&kit, "sbj", "bj.duty_officer", "bj", "receipt", "sign", receipt, "");
	assert_true(meshkit_carry(&kit));
	assert_true(meshkit_in(&kit, "sns", report, "received"));
	meshkit_advance(&kit, INT64_C(366) * 86400);
	assert_true(meshkit_carry(&kit));
	assert_int_equal(contact_at("sns", report).len, 0);
	assert_int_equal(contact_at("sbj", report).len, 0);
	assert_int_equal(contact_at("hq", report).len, 0);
	check_all();
}

/* ---- other nodes' records -------------------------------------------------------------------- */

static void an_act_on_anothers_record_goes_to_its_home(void **state)
{
	struct ident incident;
	struct outcome outcome;

	(void)state;
	incident = report_incident("sns", "nst.duty_officer", "nst");
	assert_true(meshkit_carry(&kit));
	meshkit_do(&kit, "sns", "nst.duty_officer", "nst", "incident", "grade", incident,
		   "\"grade\":\"g2\",\"grade_basis\":\"law\"");
	assert_true(meshkit_carry(&kit));
	/* Somebody above confirms; his act is done where the incident is at home. */
	outcome = meshkit_act(&kit, "hq", "bj.commander", "bj", "incident", "confirm_grade",
			      incident, "");
	assert_null(outcome.refused.why);
	assert_int_equal(outcome.entry.origin, incident.origin);
	assert_true(*(const bool *)model_field(meshkit_record(&kit, "sns", incident),
					       "grade_confirmed"));
	/* Cut off, nobody can be asked. */
	meshkit_alone(&kit, "sns", true);
	outcome = meshkit_act(&kit, "hq", "bj.commander", "bj", "incident", "confirm_grade",
			      incident, "");
	assert_ptr_equal(outcome.refused.why, &refused_home_unreachable);
	meshkit_alone(&kit, "sns", false);
	assert_true(meshkit_carry(&kit));
	check_all();
}

/* ---- a post that is lost --------------------------------------------------------------------- */

static struct ident assume(const char *site, const char *login, const char *post)
{
	return meshkit_do(&kit, site, login, post, "takeover", "assume", none,
			  "\"post\":\"nst\",\"reason\":\"失联二十分钟\"");
}

static void a_lost_post_is_taken_over_and_what_it_wrote_since_is_late(void **state)
{
	struct ident before, late, takeover, late_entry;
	struct outcome outcome;

	(void)state;
	before = report_incident("sns", "nst.duty_officer", "nst");
	assert_true(meshkit_carry(&kit));
	/* The territory hears nothing of the venue; the nation still does. */
	meshkit_cut(&kit, "sns", "sbj", true);
	late = report_incident("sns", "nst.duty_officer", "nst");
	meshkit_carry(&kit);
	assert_true(meshkit_in(&kit, "hq", late, "reported"));
	takeover = assume("sbj", "bj.commander", "bj");
	meshkit_carry(&kit);
	/* What the nation had applied behind the fence is taken back. */
	assert_null(meshkit_record(&kit, "hq", late));
	assert_true(meshkit_in(&kit, "hq", takeover, "assumed"));
	/* The venue's post is written by the territory now … */
	meshkit_do(&kit, "sbj", "nst.duty_officer", "nst", "incident", "verify", before, "");
	/* … while the venue, which knows nothing of it, goes on. */
	meshkit_do(&kit, "sns", "nst.duty_officer", "nst", "incident", "verify", before, "");
	assert_true(meshkit_in(&kit, "sns", late, "reported"));
	meshkit_cut(&kit, "sns", "sbj", false);
	assert_true(meshkit_carry(&kit));
	assert_null(meshkit_record(&kit, "sns", late));
	assert_int_equal(meshkit_record(&kit, "sns", before)->version,
			 meshkit_record(&kit, "sbj", before)->version);
	/* Each late entry waits for a person, where the post is in charge now. */
	late_entry = meshkit_newest(&kit, "sbj", "late_entry", "nst");
	assert_true(meshkit_in(&kit, "sbj", late_entry, "waiting"));
	assert_true(meshkit_in(&kit, "sns", late_entry, "waiting"));
	assert_true(meshkit_count(&kit, "sbj", "late_entry", "nst") >= 2);
	/* Its people work on, at the node that took over. */
	outcome = meshkit_act(&kit, "sns", "nst.duty_officer", "nst", "incident", "grade", before,
			      "\"grade\":\"g3\",\"grade_basis\":\"law\"");
	assert_null(outcome.refused.why);
	assert_true(outcome.entry.origin != before.origin);
	assert_true(meshkit_carry(&kit));
	assert_true(meshkit_in(&kit, "sns", before, "graded"));
	check_all();
}

/* The nation's order reached the venue, which has answered; the territory hears of both later. */
static void what_a_lost_post_has_answered_is_not_answered_again(void **state)
{
	(void)state;
	meshkit_cut(&kit, "hq", "sbj", true);
	meshkit_do(&kit, "hq", "nat.duty_officer", "nat", "order", "issue", none,
		   "\"title\":\"加强\",\"to\":[\"nst\"],\"epidemic_na\":\"室外\"");
	meshkit_carry(&kit);
	assert_int_equal(meshkit_count(&kit, "sbj", "receipt", "nst"), 1);
	meshkit_alone(&kit, "sns", true);
	assume("sbj", "bj.commander", "bj");
	meshkit_cut(&kit, "hq", "sbj", false);
	assert_true(meshkit_carry(&kit));
	assert_int_equal(meshkit_count(&kit, "sbj", "receipt", "nst"), 1);
	/* What comes from now on is answered by the territory. */
	meshkit_do(&kit, "hq", "nat.duty_officer", "nat", "order", "issue", none,
		   "\"title\":\"再加强\",\"to\":[\"nst\"],\"epidemic_na\":\"室外\"");
	assert_true(meshkit_carry(&kit));
	assert_int_equal(meshkit_count(&kit, "sbj", "receipt", "nst"), 2);
	meshkit_alone(&kit, "sns", false);
	assert_true(meshkit_carry(&kit));
	assert_int_equal(meshkit_count(&kit, "sns", "receipt", "nst"), 2);
	check_all();
}

static bool lies_in(const struct pipeline *pipeline, struct str body)
{
	for (uint64_t pos = 1; pos <= model_pos(pipeline_model(pipeline)); pos++)
		if (str_eq(pipeline_body(pipeline, pos), body))
			return true;
	return false;
}

#define LATE 300
/* At the nation, which is not to answer it; what comes right behind is no entry at all. */
static void what_came_too_late_is_kept_as_it_was_sent(void **state)
{
	struct pipeline *pipeline = kit.nodes[meshkit_find(&kit, "hq")].pipeline;
	struct arrival arrivals[LATE + 1] = { { 0 } };
	const struct refusal *why;
	uint32_t done;

	(void)state;
	assume("sbj", "bj.commander", "bj");
	assert_true(meshkit_carry(&kit));
	for (uint32_t i = 0; i <= LATE; i++) {
		arrivals[i].seq = model_origin_seq(pipeline_model(pipeline), nst) + 1 + i;
		arrivals[i].body = arena_printf(
			kit.arena, i == LATE ? "{\"entry\":\"nst-%llu\",\"kind\":\"ghost\"}"
				: "{\"entry\":\"nst-%llu\",\"at\":"
				  "\"2022-02-04T11:00:00.000Z\",\"kind\":\"unit\","
				  "\"act\":\"rest\",\"record\":\"nst-4\",\"post\":"
				  "\"nst\",\"nth\":2,\"salt\":"
				  "\"00000000000000000000000000000000\"}",
			(unsigned long long)arrivals[i].seq);
		arrivals[i].hash = hash_of(arrivals[i].body.at, arrivals[i].body.len);
	}
	assert_int_equal(pipeline_take(pipeline, nst, arrivals, LATE + 1, NULL, &done, &why),
			 TAKEN_REFUSED);
	assert_int_equal(done, LATE);
	for (uint32_t i = 0; i < LATE; i++)
		assert_true(lies_in(pipeline, arrivals[i].body));
}

/* Every chain that is left would need its fence, so there must be room for all of them. */
static void a_takeover_that_cannot_name_every_chain_is_refused(void **state)
{
	struct outcome outcome;
	char fields[200];

	(void)state;
	for (int i = 0; i < 1500; i++) {
		snprintf(fields, sizeof fields, "\"code\":\"v%07d\",\"name_zh\":\"馆\","
			 "\"name_en\":\"V\",\"tier\":\"venue\",\"parent\":\"bj\"", i);
		meshkit_do(&kit, "hq", "nat.administrator", "nat", "post", "establish", none,
			   fields);
	}
	outcome = meshkit_act(&kit, "hq", "nat.commander", "nat", "takeover", "assume", none,
			      "\"post\":\"bj\",\"reason\":\"失联\"");
	assert_non_null(outcome.refused.why);
	assert_string_equal(outcome.refused.why->name, "too_many_chains");
}

static void a_post_is_given_back_with_two_signatures(void **state)
{
	struct ident takeover, incident;
	struct outcome outcome;

	(void)state;
	meshkit_alone(&kit, "sns", true);
	takeover = assume("sbj", "bj.commander", "bj");
	incident = report_incident("sbj", "nst.duty_officer", "nst");
	assert_int_equal(incident.origin, takeover.origin);
	meshkit_alone(&kit, "sns", false);
	assert_true(meshkit_carry(&kit));
	meshkit_do(&kit, "sbj", "bj.commander", "bj", "takeover", "give_back", takeover, "");
	assert_true(meshkit_carry(&kit));
	/* The venue's commander signs at his own node; his word goes to the one that holds it. */
	outcome = meshkit_act(&kit, "sns", "nst.commander", "nst", "takeover", "confirm", takeover,
			      "");
	assert_null(outcome.refused.why);
	assert_true(meshkit_carry(&kit));
	assert_true(meshkit_in(&kit, "sns", takeover, "given_back"));
	outcome = meshkit_act(&kit, "sns", "nst.duty_officer", "nst", "incident", "verify",
			      incident, "");
	assert_null(outcome.refused.why);
	assert_true(outcome.entry.origin != takeover.origin);
	assert_true(meshkit_carry(&kit));
	assert_true(meshkit_in(&kit, "hq", incident, "verifying"));
	assert_true(meshkit_in(&kit, "sbj", incident, "verifying"));
	check_all();
}

static void a_planned_handover_loses_nothing(void **state)
{
	struct ident takeover, incident;

	(void)state;
	incident = report_incident("sns", "nst.duty_officer", "nst");
	takeover = meshkit_do(&kit, "sns", "nst.commander", "nst", "takeover", "offer", none,
			      "\"by\":\"bj\",\"reason\":\"转移至备用指挥场所\"");
	meshkit_do(&kit, "sns", "nst.commander", "nst", "takeover", "hand_over", takeover, "");
	assert_true(meshkit_carry(&kit));
	meshkit_do(&kit, "sbj", "bj.commander", "bj", "takeover", "confirm", takeover, "");
	assert_true(meshkit_carry(&kit));
	assert_true(meshkit_in(&kit, "hq", takeover, "handed_over"));
	meshkit_do(&kit, "sbj", "nst.duty_officer", "nst", "incident", "verify", incident, "");
	assert_true(meshkit_carry(&kit));
	assert_true(meshkit_in(&kit, "sns", incident, "verifying"));
	assert_int_equal(meshkit_count(&kit, "sbj", "late_entry", "nst"), 0);
	check_all();
}

static struct ident offered(const char *site, const char *login, const char *post, const char *by)
{
	char fields[80];
	struct ident takeover;

	snprintf(fields, sizeof fields, "\"by\":\"%s\",\"reason\":\"转移\"", by);
	takeover = meshkit_do(&kit, site, login, post, "takeover", "offer", none, fields);
	meshkit_do(&kit, site, login, post, "takeover", "hand_over", takeover, "");
	assert_true(meshkit_carry(&kit));
	return takeover;
}

/* The new holder goes on where the old one ended: in each of his chains. */
static void a_handover_waits_for_what_was_written_before_it(void **state)
{
	uint32_t hq = meshkit_find(&kit, "hq"), sbj = meshkit_find(&kit, "sbj");
	struct ident takeover, incident;
	struct outcome outcome;
	code bj, nac;

	(void)state;
	assert_true(code_parse(STR("bj"), &bj) && code_parse(STR("nac"), &nac));
	takeover = offered("sbj", "bj.commander", "bj", "nat");
	incident = report_incident("sbj", "nac.duty_officer", "nac");
	meshkit_cut(&kit, "sbj", "sns", true);
	outcome = meshkit_act(&kit, "sbj", "nat.commander", "nat", "takeover", "confirm", takeover,
			      "");
	assert_null(outcome.refused.why);
	while (meshkit_carry_some(&kit, sbj, hq, bj, 64))
		continue;
	assert_true(meshkit_in(&kit, "hq", takeover, "offered"));
	while (meshkit_carry_some(&kit, sbj, hq, nac, 64))
		continue;
	meshkit_carry_some(&kit, sbj, hq, bj, 64);
	assert_true(meshkit_in(&kit, "hq", takeover, "handed_over"));
	meshkit_do(&kit, "hq", "nac.duty_officer", "nac", "incident", "verify", incident, "");
	meshkit_cut(&kit, "sbj", "sns", false);
	assert_true(meshkit_carry(&kit));
	assert_true(meshkit_in(&kit, "sbj", incident, "verifying"));
	check_all();
}

/* Handed over, while somebody who did not hear of it took it: he wins, as his fence is before. */
static void a_handover_behind_a_fence_is_late(void **state)
{
	struct ident takeover;

	(void)state;
	takeover = offered("sns", "nst.commander", "nst", "bj");
	meshkit_alone(&kit, "sns", true);
	assert_null(meshkit_act(&kit, "sns", "bj.commander", "bj", "takeover", "confirm", takeover,
				"").refused.why);
	assert_true(meshkit_in(&kit, "sns", takeover, "handed_over"));
	assume("sbj", "bj.commander", "bj");
	meshkit_alone(&kit, "sns", false);
	assert_true(meshkit_carry(&kit));
	assert_true(meshkit_in(&kit, "sns", takeover, "offered"));
	assert_true(meshkit_in(&kit, "sbj", takeover, "offered"));
	check_all();
}

/* Of two that take it at once, neither hearing the other, the higher holds it. */
static void two_takeovers_at_once_end_as_one(void **state)
{
	struct ident incident;

	(void)state;
	incident = report_incident("sns", "nst.duty_officer", "nst");
	assert_true(meshkit_carry(&kit));
	meshkit_alone(&kit, "sns", true);
	meshkit_alone(&kit, "sbj", true);
	assume("sbj", "bj.commander", "bj");
	assume("hq", "nat.commander", "nat");
	meshkit_do(&kit, "sbj", "nst.duty_officer", "nst", "incident", "verify", incident, "");
	meshkit_do(&kit, "hq", "nst.duty_officer", "nst", "incident", "grade", incident,
		   "\"grade\":\"g3\",\"grade_basis\":\"law\"");
	meshkit_cut(&kit, "sbj", "hq", false);
	meshkit_carry(&kit);
	meshkit_alone(&kit, "sbj", false);
	meshkit_alone(&kit, "sns", false);
	assert_true(meshkit_carry(&kit));
	assert_true(meshkit_in(&kit, "sbj", incident, "graded"));
	assert_true(meshkit_in(&kit, "sns", incident, "graded"));
	assert_true(meshkit_count(&kit, "hq", "late_entry", "nst") >= 1);
	check_all();
}

static bool rings_about(const char *site, const char *post, struct ident subject)
{
	const struct record *alarms[8];
	uint32_t count = model_refs_to(meshkit_model(&kit, site), subject, "alarm", "subject",
				       alarms, COUNT(alarms));
	code home;

	assert_true(code_parse(str_of(post), &home));
	for (uint32_t i = 0; i < count && i < COUNT(alarms); i++)
		if (alarms[i]->home == home)
			return true;
	return false;
}

/* ---- promise 2: no unit is sent twice by two posts ------------------------------------------- */

static void one_unit_ordered_by_two_posts_at_once_goes_once(void **state)
{
	struct ident first, second, conflict, receipt;
	const struct record *unit;

	(void)state;
	meshkit_alone(&kit, "sns", true);
	/* The territory and the venue send the same patrol, neither hearing the other. */
	first = meshkit_do(&kit, "sns", "nst.duty_officer", "nst", "order", "issue", none,
			   "\"title\":\"疏导B区\",\"to\":[\"nst1\"],\"epidemic_na\":\"室外\"");
	second = meshkit_do(&kit, "sbj", "bj.duty_officer", "bj", "order", "issue", none,
			    "\"title\":\"封控G1\",\"to\":[\"nst1\"],\"epidemic_na\":\"室外\"");
	assert_true(meshkit_in(&kit, "sns", first, "delivered"));
	meshkit_alone(&kit, "sns", false);
	assert_true(meshkit_carry(&kit));
	assert_true(meshkit_in(&kit, "sbj", first, "delivered"));
	/* The unit's home has decided: it is on the first; the second is contested, and seen so. */
	assert_true(meshkit_in(&kit, "sbj", second, "delivered"));
	assert_int_equal(meshkit_count(&kit, "sns", "conflict", "nst"), 1);
	conflict = meshkit_newest(&kit, "sbj", "conflict", "nst");
	assert_true(meshkit_in(&kit, "sbj", conflict, "raised"));
	receipt = meshkit_newest(&kit, "sbj", "receipt", "nst1");
	assert_true(*(const bool *)model_field(meshkit_record(&kit, "sbj", receipt), "contested"));
	/* Who issued it is rung, and his decision goes down again. */
	assert_true(rings_about("sbj", "bj", conflict));
	meshkit_do(&kit, "sbj", "bj.commander", "bj", "decision", "record", none,
		   arena_printf(kit.arena, "\"title\":\"改派\",\"subject\":\"nst-%llu\","
					   "\"decision\":\"撤回\",\"rationale\":\"已在处置\"",
				(unsigned long long)conflict.seq).at);
	meshkit_do(&kit, "sbj", "bj.duty_officer", "bj", "order", "withdraw", second,
		   "\"reason\":\"单元已受领任务\"");
	assert_true(meshkit_carry(&kit));
	assert_true(meshkit_in(&kit, "sns", conflict, "resolved"));
	assert_true(meshkit_in(&kit, "sns", receipt, "withdrawn"));
	/* The patrol has gone on with what it was sent to first. */
	assert_int_equal(model_refs_to(meshkit_model(&kit, "sns"), first, "unit", "order", &unit,
				       1), 1);
	assert_int_equal(model_refs_to(meshkit_model(&kit, "sbj"), second, "unit", "order", &unit,
				       1), 0);
	check_all();
}

/* ---- what no honest node writes -------------------------------------------------------------- */

/* Hands sbj one forged entry as the next of the venue's chain, past all checks of chains. */
static const char *forged(const char *members, uint32_t nth, enum taken expected)
{
	struct pipeline *pipeline = kit.nodes[meshkit_find(&kit, "sbj")].pipeline;
	uint64_t seq = model_origin_seq(pipeline_model(pipeline), nst) + 1;
	struct arrival arrival = { .seq = seq, .nth = nth };
	const struct refusal *why;
	uint32_t done;

	arrival.body = arena_printf(kit.arena,
				    "{\"entry\":\"nst-%llu\",%s,\"salt\":"
				    "\"00000000000000000000000000000000\"}",
				    (unsigned long long)seq, members);
	arrival.hash = hash_of(arrival.body.at, arrival.body.len);
	assert_int_equal(pipeline_take(pipeline, nst, &arrival, 1, NULL, &done, &why), expected);
	assert_int_equal(done, 0);
	return why ? why->name : "";
}

static void what_a_site_may_not_write_is_refused_by_name(void **state)
{
#define AT "\"at\":\"2022-02-04T11:00:00.000Z\","
	struct hash before, after;
	struct ident order;
	char text[200];

	(void)state;
	order = meshkit_do(&kit, "sbj", "bj.duty_officer", "bj", "order", "issue", none,
			   "\"title\":\"疏导\",\"to\":[\"nst\"],\"epidemic_na\":\"室外\"");
	assert_true(meshkit_carry(&kit));
	model_digest(meshkit_model(&kit, "sbj"), &before);
	/* Another post's record, as if the venue could call its orders back. */
	snprintf(text, sizeof text,
		 AT "\"kind\":\"order\",\"act\":\"withdraw\",\"record\":\"bj-%llu\",\"post\":"
		 "\"bj\",\"fields\":{\"reason\":\"x\"}", (unsigned long long)order.seq);
	assert_string_equal(forged(text, meshkit_record(&kit, "sbj", order)->nhistory,
				   TAKEN_REFUSED), "mesh_not_home");
	/* A new one at a post that is not its own; a post of its own making. */
	snprintf(text, sizeof text,
		 AT "\"kind\":\"note\",\"act\":\"log\",\"record\":\"nst-%llu\",\"post\":\"bj\","
		 "\"fields\":{\"text\":\"x\"}",
		 (unsigned long long)model_origin_seq(meshkit_model(&kit, "sbj"), nst) + 1);
	assert_string_equal(forged(text, 0, TAKEN_REFUSED), "mesh_not_home");
	assert_string_equal(forged(AT "\"kind\":\"post\",\"act\":\"establish\",\"record\":"
				      "\"evil\",\"post\":\"nst\",\"fields\":{\"code\":\"evil\","
				      "\"name_zh\":\"x\",\"name_en\":\"x\",\"tier\":\"unit\","
				      "\"parent\":\"nst\"}", 0, TAKEN_REFUSED), "mesh_not_home");
	/* An act that its state does not allow, a time that has not come, and no entry at all. */
	assert_string_equal(forged(AT "\"kind\":\"unit\",\"act\":\"arrive\",\"record\":\"nst-4\","
				      "\"post\":\"nst\"", 2, TAKEN_REFUSED), "mesh_bad_entry");
	assert_string_equal(forged("\"at\":\"2023-02-04T11:00:00.000Z\",\"kind\":\"unit\","
				   "\"act\":\"rest\",\"record\":\"nst-4\",\"post\":\"nst\"", 2,
				   TAKEN_REFUSED), "mesh_future");
	assert_string_equal(forged("\"kind\":\"ghost\"", 0, TAKEN_REFUSED), "mesh_bad_entry");
	/* Served at another place of its record than its home has signed. */
	assert_string_equal(forged(AT "\"kind\":\"unit\",\"act\":\"rest\",\"record\":\"nst-4\","
				      "\"post\":\"nst\",\"nth\":1", 2, TAKEN_REFUSED),
			    "mesh_bad_entry");
	/* What waits for something that is not here is not wrong yet. */
	forged(AT "\"kind\":\"unit\",\"act\":\"rest\",\"record\":\"nst-4\",\"post\":\"nst\","
		  "\"term\":7", 2, TAKEN_WAIT);
	forged(AT "\"kind\":\"unit\",\"act\":\"rest\",\"record\":\"nst-4\",\"post\":\"nst\"", 9,
	       TAKEN_PAST);
	model_digest(meshkit_model(&kit, "sbj"), &after);
	assert_true(hash_eq(&before, &after));
	check_all();
#undef AT
}

/* ---- on the disk ----------------------------------------------------------------------------- */

/* The venue's log lies on a disk: it is what it was after each start, and after a takeover. */
static void what_arrived_is_there_after_a_restart(void **state)
{
	struct ident before, late, takeover;
	code nac;

	(void)state;
	assert_true(code_parse(STR("nac"), &nac));
	meshkit_join_on_disk(&kit, "snac", "nac");
	assert_true(meshkit_carry(&kit));
	meshkit_restart(&kit, "snac", false);
	meshkit_do(&kit, "sbj", "bj.duty_officer", "bj", "order", "issue", none,
		   "\"title\":\"疏导\",\"to\":[\"nac\"],\"epidemic_na\":\"室外\"");
	before = report_incident("snac", "nac.duty_officer", "nac");
	assert_true(meshkit_carry(&kit));
	meshkit_do(&kit, "snac", "nac.duty_officer", "nac", "receipt", "sign",
		   meshkit_newest(&kit, "snac", "receipt", "nac"), "");
	meshkit_restart(&kit, "snac", true);
	assert_true(meshkit_carry(&kit));
	check_all();
	meshkit_alone(&kit, "snac", true);
	late = report_incident("snac", "nac.duty_officer", "nac");
	takeover = meshkit_do(&kit, "sbj", "bj.commander", "bj", "takeover", "assume", none,
			      "\"post\":\"nac\",\"reason\":\"失联\"");
	meshkit_do(&kit, "sbj", "nac.duty_officer", "nac", "incident", "verify", before, "");
	meshkit_alone(&kit, "snac", false);
	assert_true(meshkit_carry(&kit));
	assert_null(meshkit_record(&kit, "snac", late));
	assert_true(meshkit_in(&kit, "snac", before, "verifying"));
	meshkit_restart(&kit, "snac", true);
	assert_null(meshkit_record(&kit, "snac", late));
	assert_true(meshkit_in(&kit, "snac", takeover, "assumed"));
	assert_true(meshkit_count(&kit, "snac", "late_entry", "nac") >= 1);
	assert_int_equal(site_term(meshkit_model(&kit, "snac"), nac), 1);
	check_all();
	/* The snapshot from before the takeover had applied what is late: it is not begun from. */
	meshkit_restart(&kit, "snac", false);
	meshkit_do(&kit, "sbj", "nac.duty_officer", "nac", "incident", "grade", before,
		   "\"grade\":\"g3\",\"grade_basis\":\"law\"");
	assert_true(meshkit_carry(&kit));
	assert_true(meshkit_in(&kit, "snac", before, "graded"));
	check_all();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_site_that_joins_ends_with_what_it_may_see),
		TEST(an_order_is_delivered_signed_and_done_across_nodes),
		TEST(who_is_skipped_gets_a_copy_at_his_own_node),
		TEST(an_incident_is_handed_to_another_site),
		TEST(a_report_goes_up_and_its_duty_ends_below),
		TEST(a_request_is_asked_and_offered),
		TEST(a_declaration_is_told_to_all_sites_and_what_contradicts_it),
		TEST(weak_signs_at_two_sites_ring_where_both_are_seen),
		TEST(a_takeover_that_cannot_name_every_chain_is_refused),
		TEST(a_clock_lapses_once_and_at_home),
		TEST(who_is_named_is_read_above_and_forgotten_everywhere),
		TEST(an_act_on_anothers_record_goes_to_its_home),
		TEST(a_lost_post_is_taken_over_and_what_it_wrote_since_is_late),
		TEST(what_came_too_late_is_kept_as_it_was_sent),
		TEST(a_handover_waits_for_what_was_written_before_it),
		TEST(a_handover_behind_a_fence_is_late),
		TEST(what_a_lost_post_has_answered_is_not_answered_again),
		TEST(a_post_is_given_back_with_two_signatures),
		TEST(a_planned_handover_loses_nothing),
		TEST(two_takeovers_at_once_end_as_one),
		TEST(one_unit_ordered_by_two_posts_at_once_goes_once),
		TEST(what_a_site_may_not_write_is_refused_by_name),
		TEST(what_arrived_is_there_after_a_restart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
