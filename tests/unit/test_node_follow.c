/* A follower repeats the log of a site whole, and takes its place when that one is lost. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <stdio.h>

#include "lib/meshnet.h"
#include "model/registry.h"
#include "node/fold.h"
#include "wire/mesh/frame.h"

static struct meshnet net;
static const struct ident none;
static code bj;

static bool has_all(const char *site, const char *of)
{
	const struct model *a = meshnet_model(&net, site), *b = meshnet_model(&net, of);

	return model_pos(a) == model_pos(b) && model_pos(a) > 0;
}

/* Everything that anybody wrote has come to every other. */
static bool all_level(struct meshnet *which)
{
	const struct model *hq = meshnet_model(which, "hq");

	for (uint32_t i = 0; i < which->count; i++) {
		const struct pipeline *pipeline = which->nodes[i].pipeline;

		for (uint16_t p = 0; pipeline && !which->cut[i] && p < tree_count(hq); p++)
			if (model_origin_seq(pipeline_model(pipeline), tree_at(hq, p)->code) !=
			    model_origin_seq(hq, tree_at(hq, p)->code))
				return false;
	}
	return true;
}

static bool follower_level(struct meshnet *which)
{
	return all_level(which) && has_all("fbj", "sbj");
}

/* hq at nat, sbj at bj, shb at hb, sns at nst; fbj follows sbj, of whom hb's records are hidden. */
static int set_up(void **state)
{
	(void)state;
	meshnet_init(&net);
	assert_true(code_parse(STR("bj"), &bj));
	meshnet_join(&net, "sbj", "bj", "hq", "hq", NULL);
	meshnet_until(&net, all_level, "bj joins");
	meshnet_join(&net, "shb", "hb", "hq", "hq", NULL);
	meshnet_until(&net, all_level, "hb joins");
	meshnet_join(&net, "sns", "nst", "sbj", "sbj", NULL);
	meshnet_until(&net, all_level, "nst joins");
	meshnet_join(&net, "fbj", "bj", "sbj", "sbj", "sbj");
	meshnet_until(&net, follower_level, "the follower joins");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	meshnet_release(&net);
	return 0;
}

static void check_same_state(const char *a, const char *b)
{
	struct hash one, other;

	model_digest(meshnet_model(&net, a), &one);
	model_digest(meshnet_model(&net, b), &other);
	assert_true(hash_eq(&one, &other));
}

/* Each row with its time, in order. What the other wrote itself lay there when it was made. */
static bool fold_row(void *user, const struct log_entry *entry, const struct hash *hash,
		     const struct hash *link)
{
	struct hash *all = user;
	instant at = entry->arrived ? entry->arrived : entry->time;
	struct hash time = hash_of((const char *)&at, sizeof at);

	*all = hash_pair(all, hash);
	*all = hash_pair(all, link);
	*all = hash_pair(all, &time);
	return true;
}

struct secrets {
	uint32_t there, gone;
};

static void count_secret(void *user, const struct log_secret *secret)
{
	struct secrets *secrets = user;

	secrets->there += !secret->gone;
	secrets->gone += secret->gone;
}

static struct log_reader *read_log(const char *site)
{
	struct log_reader *reader;

	assert_int_equal(log_reader_open(net.nodes[meshnet_find(&net, site)].folder.dir, &reader),
			 LOG_OK);
	return reader;
}

static void check_same_log(const char *a, const char *b)
{
	struct log_reader *readers[2] = { read_log(a), read_log(b) };
	struct secrets secrets[2] = { { 0, 0 }, { 0, 0 } };
	struct hash all[2] = { { { 0 } }, { { 0 } } };
	struct log_verdict verdict;

	for (int i = 0; i < 2; i++) {
		assert_int_equal(log_read(readers[i], 0, fold_row, &all[i]), LOG_OK);
		log_secret_read(readers[i], NULL, count_secret, &secrets[i]);
	}
	assert_true(hash_eq(&all[0], &all[1]));
	assert_memory_equal(&secrets[0], &secrets[1], sizeof secrets[0]);
	for (uint16_t p = 0; p < tree_count(meshnet_model(&net, a)); p++) {
		code origin = tree_at(meshnet_model(&net, a), p)->code;
		struct hash one, other;
		struct log_head heads[2];

		assert_int_equal(log_chain_end(readers[0], origin, &one),
				 log_chain_end(readers[1], origin, &other));
		assert_true(hash_eq(&one, &other));
		/* The signed ends came along. */
		if (log_newest_head(readers[1], origin, UINT64_MAX, &heads[1])) {
			assert_true(log_newest_head(readers[0], origin, UINT64_MAX, &heads[0]));
			assert_int_equal(heads[0].seq, heads[1].seq);
		}
	}
	assert_int_equal(log_verify(readers[0], &verdict), LOG_OK);
	assert_int_equal(verdict.fault, LOG_SOUND);
	log_reader_close(readers[0]);
	log_reader_close(readers[1]);
}

static void check_follower(void)
{
	meshnet_until(&net, follower_level, "the follower");
	check_same_state("fbj", "sbj");
	check_same_log("fbj", "sbj");
}

static void check_refold(const char *site)
{
	struct hash live, again;
	struct str fault;
	struct model *model = fold_model(net.nodes[meshnet_find(&net, site)].folder.dir,
					 UINT64_MAX, false, &fault);

	assert_non_null(model);
	model_digest(meshnet_model(&net, site), &live);
	model_digest(model, &again);
	assert_true(hash_eq(&live, &again));
	model_destroy(model);
}

static struct ident report_incident(const char *site, const char *login, const char *post)
{
	return meshnet_do(&net, site, login, post, "incident", "report", none,
			  "\"title\":\"看台B区拥挤\",\"type\":\"crowd_density\"");
}

static void write_note(const char *site, const char *login, const char *post)
{
	meshnet_do(&net, site, login, post, "note", "log", none, "\"text\":\"x\"");
}

/* ---- the copy -------------------------------------------------------------------------------- */

static void a_follower_has_the_whole_log_and_its_state(void **state)
{
	(void)state;
	/* What is out of reach there lies as a hash here too. */
	write_note("shb", "hb.duty_officer", "hb");
	report_incident("sns", "nst.duty_officer", "nst");
	meshnet_do(&net, "sbj", "bj.duty_officer", "bj", "order", "issue", none,
		   "\"title\":\"疏导\",\"to\":[\"nst\"],\"epidemic_na\":\"室外\"");
	check_follower();
	/* Down meanwhile, it takes up where it stopped. */
	meshnet_stop(&net, "fbj");
	report_incident("sns", "nst.duty_officer", "nst");
	write_note("shb", "hb.duty_officer", "hb");
	meshnet_until(&net, all_level, "the others");
	meshnet_start(&net, "fbj");
	check_follower();
	check_refold("fbj");
}

/* A record that came into reach late, with its past, lies at the same place here. */
static void what_was_hidden_and_came_late_comes_so_here(void **state)
{
	struct ident incident, receipt;

	(void)state;
	incident = report_incident("sns", "nst.duty_officer", "nst");
	meshnet_do(&net, "sns", "nst.duty_officer", "nst", "transfer", "offer", none,
		   arena_printf(net.arena, "\"subject\":\"nst-%llu\",\"to\":\"hb\","
					   "\"reason\":\"属河北\"",
				(unsigned long long)incident.seq).at);
	meshnet_join(&net, "fhb", "hb", "shb", "shb", "shb");
	meshnet_until(&net, follower_level, "the offer");
	receipt = model_at(meshnet_model(&net, "shb"), registry_find(STR("receipt"))->kind,
			   model_count(meshnet_model(&net, "shb"),
				       registry_find(STR("receipt"))->kind) - 1)->id;
	meshnet_do(&net, "shb", "hb.duty_officer", "hb", "receipt", "accept", receipt, "");
	meshnet_until(&net, follower_level, "the answer");
	for (int i = 0; i < 2000 && !(has_all("fhb", "shb") &&
				      meshnet_in(&net, "fhb", incident, "reported")); i++)
		meshnet_round(&net);
	assert_true(meshnet_in(&net, "shb", incident, "reported"));
	assert_true(meshnet_in(&net, "fhb", incident, "reported"));
	check_same_state("fhb", "shb");
	check_same_log("fhb", "shb");
	check_refold("fhb");
}

static struct str contact_at(const char *site, struct ident report)
{
	return *(const struct str *)model_field(model_find(meshnet_model(&net, site), report),
						"contact");
}

static void who_is_named_is_read_and_forgotten_here_too(void **state)
{
	struct ident incident, report;
	instant later;

	(void)state;
	incident = report_incident("sns", "nst.duty_officer", "nst");
	report = meshnet_do(&net, "sns", "nst.duty_officer", "nst", "report", "send", none,
			    arena_printf(net.arena,
					 "\"type\":\"flash\",\"incident\":\"nst-%llu\","
					 "\"contact\":\"王某 1380000\"",
					 (unsigned long long)incident.seq).at);
	check_follower();
	assert_true(str_eq(contact_at("fbj", report), str_of("王某 1380000")));
	meshnet_do(&net, "sbj", "bj.duty_officer", "bj", "receipt", "sign",
		   model_at(meshnet_model(&net, "sbj"), registry_find(STR("receipt"))->kind,
			    model_count(meshnet_model(&net, "sbj"),
					registry_find(STR("receipt"))->kind) - 1)->id, "");
	meshnet_until(&net, follower_level, "the signature");
	later = pipeline_now(net.nodes[0].pipeline) + INT64_C(366) * 86400 * 1000;
	for (uint32_t i = 0; i < net.count; i++)
		pipeline_set_now(net.nodes[i].pipeline, later);
	meshnet_until(&net, follower_level, "the forgetting");
	assert_int_equal(contact_at("sns", report).len, 0);
	for (int i = 0; i < 2000 && contact_at("fbj", report).len > 0; i++)
		meshnet_round(&net);
	assert_int_equal(contact_at("fbj", report).len, 0);
	check_follower();
}

static void at_a_follower_nobody_acts(void **state)
{
	struct outcome outcome;

	(void)state;
	outcome = meshnet_act(&net, "fbj", "bj.duty_officer", "bj", "note", "log", none,
			      "\"text\":\"x\"");
	assert_ptr_equal(outcome.refused.why, &refused_follower_reads_only);
	outcome = meshnet_act(&net, "sbj", "bj.commander", "bj", "takeover", "promote", none,
			      "\"reason\":\"x\"");
	assert_string_equal(outcome.refused.why->name, "not_its_follower");
	check_follower();
}

/* ---- who speaks ------------------------------------------------------------------------------ */

static void write_rows(const struct mesh_rows *rows, struct buf *ret)
{
	struct mesh_frame frame = { .verb = MESH_ROWS, .as.rows = *rows };

	buf_init(ret, LIMIT_MESH_FRAME);
	frame_write(&frame, ret);
}

static void rows_of_others_are_refused_by_name(void **state)
{
	struct mesh_rows rows = { .after = model_pos(meshnet_model(&net, "fbj")) };
	struct mesh_ask_rows ask = { .after = 0 };
	struct mesh_frame frame = { .verb = MESH_ASK_ROWS, .as.ask_rows = ask };
	struct mesh_row row = { .origin = bj, .seq = 1 };
	struct hash before, after;
	struct buf bytes;

	(void)state;
	model_digest(meshnet_model(&net, "fbj"), &before);
	rows.rows = &row;
	rows.nrows = 1;
	write_rows(&rows, &bytes);
	meshnet_inject(&net, "fbj", "sbj", buf_str(&bytes));
	assert_true(meshnet_saw_fault(&net, "fbj", "sbj", &refused_mesh_bad_signature));
	meshnet_inject(&net, "fbj", "shb", buf_str(&bytes));
	assert_true(meshnet_saw_fault(&net, "fbj", "shb", &refused_mesh_not_sender));
	buf_release(&bytes);
	/* Nobody but its follower is given the log of a site. */
	buf_init(&bytes, LIMIT_MESH_FRAME);
	frame_write(&frame, &bytes);
	meshnet_inject(&net, "sbj", "shb", buf_str(&bytes));
	assert_true(meshnet_saw_fault(&net, "sbj", "shb", &refused_mesh_not_sender));
	buf_release(&bytes);
	model_digest(meshnet_model(&net, "fbj"), &after);
	assert_true(hash_eq(&before, &after));
	check_follower();
}

/* ---- in the place of the one that is lost ---------------------------------------------------- */

static struct ident promote(void)
{
	return meshnet_do(&net, "fbj", "bj.commander", "bj", "takeover", "promote", none,
			  "\"reason\":\"机房断电\"");
}

static struct ident takeover, worked_on;

static bool all_know(struct meshnet *which)
{
	for (uint32_t i = 0; i < which->count; i++)
		if (which->nodes[i].pipeline && !which->cut[i] &&
		    !model_find(pipeline_model(which->nodes[i].pipeline), takeover))
			return false;
	return true;
}

static bool worked_on_everywhere(struct meshnet *which)
{
	return meshnet_in(which, "hq", worked_on, "verifying");
}

static void a_follower_that_is_promoted_writes_and_the_lost_one_is_fenced(void **state)
{
	struct ident before, late;
	code fbj;

	(void)state;
	assert_true(code_parse(STR("fbj"), &fbj));
	before = meshnet_do(&net, "sbj", "bj.duty_officer", "bj", "incident", "report", none,
			    "\"title\":\"断电\",\"type\":\"crowd_density\","
			    "\"location\":\"城区\"");
	check_follower();
	/* Cut off from all, it writes on: nobody has seen that. */
	meshnet_cut(&net, "sbj", true);
	late = meshnet_do(&net, "sbj", "bj.duty_officer", "bj", "incident", "report", none,
			  "\"title\":\"迟\",\"type\":\"crowd_density\","
			  "\"location\":\"城区\"");
	takeover = promote();
	assert_int_equal(takeover.origin, fbj);
	meshnet_until(&net, all_know, "the takeover");
	assert_int_equal(site_of_post(meshnet_model(&net, "hq"), bj), fbj);
	assert_int_equal(site_term(meshnet_model(&net, "hq"), bj), 1);
	/* Its people act at the follower, on what was there before. */
	meshnet_do(&net, "fbj", "bj.duty_officer", "bj", "incident", "verify", before, "");
	worked_on = before;
	meshnet_do(&net, "fbj", "bj.duty_officer", "bj", "order", "issue", none,
		   "\"title\":\"疏导\",\"to\":[\"nst\"],\"epidemic_na\":\"室外\"");
	meshnet_until(&net, worked_on_everywhere, "the work");
	assert_null(model_find(meshnet_model(&net, "fbj"), late));
	/* It comes back, learns it, and writes that post no more. */
	meshnet_cut(&net, "sbj", false);
	meshnet_until(&net, all_know, "the lost one learns it");
	meshnet_until(&net, all_level, "the late ones");
	assert_null(model_find(meshnet_model(&net, "sbj"), late));
	assert_null(model_find(meshnet_model(&net, "fbj"), late));
	assert_null(model_find(meshnet_model(&net, "hq"), late));
	assert_true(model_count(meshnet_model(&net, "fbj"),
				registry_find(STR("late_entry"))->kind) >= 1);
	assert_true(meshnet_in(&net, "sbj", before, "verifying"));
	check_refold("sbj");
	check_refold("fbj");
	check_refold("hq");
}

static bool copied(struct meshnet *which)
{
	(void)which;
	return has_all("fbj", "sbj");
}

static bool tail_known(struct meshnet *which)
{
	return meshnet_in(which, "hq", worked_on, "reported");
}

/* What only the follower had seen before the site was lost comes from the follower. */
static void what_only_the_follower_had_seen_is_not_lost(void **state)
{
	const char *const others[] = { "hq", "shb", "sns" };

	(void)state;
	for (size_t i = 0; i < COUNT(others); i++)
		meshnet_cut(&net, others[i], true);
	worked_on = meshnet_do(&net, "sbj", "bj.duty_officer", "bj", "incident", "report", none,
			       "\"title\":\"末\",\"type\":\"crowd_density\","
			       "\"location\":\"城区\"");
	meshnet_until(&net, copied, "the copy");
	meshnet_stop(&net, "sbj");
	takeover = promote();
	for (size_t i = 0; i < COUNT(others); i++)
		meshnet_cut(&net, others[i], false);
	meshnet_until(&net, all_know, "the takeover");
	meshnet_until(&net, tail_known, "what it wrote last");
	meshnet_do(&net, "fbj", "bj.duty_officer", "bj", "incident", "verify", worked_on, "");
	meshnet_until(&net, worked_on_everywhere, "the work");
	meshnet_start(&net, "sbj");
	meshnet_until(&net, all_know, "the lost one learns it");
	for (int i = 0; i < 2000 && !meshnet_in(&net, "sbj", worked_on, "verifying"); i++)
		meshnet_round(&net);
	assert_true(meshnet_in(&net, "sbj", worked_on, "verifying"));
}

static struct ident refused_now;

static bool is_given_back(struct meshnet *which)
{
	return meshnet_in(which, "sbj", refused_now, "given_back") &&
	       meshnet_in(which, "fbj", refused_now, "given_back") &&
	       meshnet_in(which, "hq", refused_now, "given_back");
}

static void the_lost_one_gets_its_post_back_with_two_signatures(void **state)
{
	struct outcome outcome;

	(void)state;
	meshnet_cut(&net, "sbj", true);
	takeover = refused_now = promote();
	meshnet_until(&net, all_know, "the takeover");
	meshnet_cut(&net, "sbj", false);
	meshnet_until(&net, all_know, "the lost one learns it");
	outcome = meshnet_act(&net, "fbj", "bj.commander", "bj", "takeover", "give_back", takeover,
			      "");
	assert_string_equal(outcome.refused.why->name, "holder_first");
	/* The post above signs at its own node; the act goes to the follower, which writes. */
	meshnet_do(&net, "hq", "nat.commander", "nat", "takeover", "give_back", takeover, "");
	meshnet_until(&net, all_level, "the first signature");
	meshnet_do(&net, "sbj", "bj.commander", "bj", "takeover", "confirm", takeover, "");
	meshnet_until(&net, is_given_back, "the return");
	assert_int_equal(site_of_post(meshnet_model(&net, "hq"), bj), net.nodes[1].site);
	/* It writes on, and the follower reads what the post may see. */
	worked_on = meshnet_do(&net, "sbj", "bj.duty_officer", "bj", "incident", "report", none,
			       "\"title\":\"再\",\"type\":\"crowd_density\","
			       "\"location\":\"城区\"");
	meshnet_do(&net, "sbj", "bj.duty_officer", "bj", "incident", "verify", worked_on, "");
	meshnet_until(&net, worked_on_everywhere, "the work");
	for (int i = 0; i < 2000 && !meshnet_in(&net, "fbj", worked_on, "verifying"); i++)
		meshnet_round(&net);
	assert_true(meshnet_in(&net, "fbj", worked_on, "verifying"));
	check_refold("fbj");
	check_refold("sbj");
}

/* The follower that took the place is lost in its turn: the post above takes over. */
static void a_promoted_follower_can_be_lost_too(void **state)
{
	struct ident late, again;

	(void)state;
	meshnet_cut(&net, "sbj", true);
	takeover = promote();
	meshnet_until(&net, all_know, "the promotion");
	meshnet_cut(&net, "fbj", true);
	late = meshnet_do(&net, "fbj", "bj.duty_officer", "bj", "note", "log", none,
			  "\"text\":\"late\"");
	again = meshnet_do(&net, "hq", "nat.commander", "nat", "takeover", "assume", none,
			   "\"post\":\"bj\",\"reason\":\"副本也失联\"");
	assert_int_equal(site_of_post(meshnet_model(&net, "hq"), bj), net.nodes[0].site);
	worked_on = meshnet_do(&net, "hq", "bj.duty_officer", "bj", "incident", "report", none,
			       "\"title\":\"再\",\"type\":\"crowd_density\","
			       "\"location\":\"城区\"");
	meshnet_cut(&net, "fbj", false);
	meshnet_cut(&net, "sbj", false);
	takeover = again;
	meshnet_until(&net, all_know, "the second takeover");
	meshnet_until(&net, all_level, "all is known");
	for (int i = 0; i < 2000 && !(model_find(meshnet_model(&net, "sbj"), worked_on) &&
				      model_find(meshnet_model(&net, "fbj"), worked_on)); i++)
		meshnet_round(&net);
	for (uint32_t i = 0; i < net.count; i++)
		assert_null(model_find(pipeline_model(net.nodes[i].pipeline), late));
	assert_true(meshnet_in(&net, "sbj", worked_on, "reported"));
	assert_true(meshnet_in(&net, "fbj", worked_on, "reported"));
	check_refold("hq");
	check_refold("fbj");
	check_refold("sbj");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_follower_has_the_whole_log_and_its_state),
		TEST(what_was_hidden_and_came_late_comes_so_here),
		TEST(who_is_named_is_read_and_forgotten_here_too),
		TEST(at_a_follower_nobody_acts),
		TEST(rows_of_others_are_refused_by_name),
		TEST(a_follower_that_is_promoted_writes_and_the_lost_one_is_fenced),
		TEST(what_only_the_follower_had_seen_is_not_lost),
		TEST(the_lost_one_gets_its_post_back_with_two_signatures),
		TEST(a_promoted_follower_can_be_lost_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
