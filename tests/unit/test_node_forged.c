/* What a node in the wrong hands says is refused by name, kept out of the state, and shown. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include "lib/forger.h"
#include "wire/mesh/frame.h"

static struct meshnet net;
static const struct ident none;
static code nst;

static bool level(struct meshnet *which)
{
	const struct model *hq = meshnet_model(which, "hq");

	for (uint32_t i = 0; i < which->count; i++)
		for (uint16_t p = 0; p < tree_count(hq); p++)
			if (model_origin_seq(pipeline_model(which->nodes[i].pipeline),
					     tree_at(hq, p)->code) !=
			    model_origin_seq(hq, tree_at(hq, p)->code))
				return false;
	return true;
}

/* hq at nat, sbj at bj, and sns at nst, which is in the wrong hands. */
static int set_up(void **state)
{
	(void)state;
	meshnet_init(&net);
	assert_true(code_parse(STR("nst"), &nst));
	meshnet_join(&net, "sbj", "bj", "hq", "hq", NULL);
	meshnet_until(&net, level, "bj joins");
	meshnet_join(&net, "sns", "nst", "sbj", "sbj", NULL);
	meshnet_until(&net, level, "nst joins");
	meshnet_do(&net, "sbj", "bj.duty_officer", "bj", "order", "issue", none,
		   "\"title\":\"疏导\",\"to\":[\"nst\"],\"epidemic_na\":\"室外\"");
	meshnet_do(&net, "sns", "nst.duty_officer", "nst", "note", "log", none,
		   "\"text\":\"x\"");
	meshnet_until(&net, level, "an order and a note");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	meshnet_release(&net);
	return 0;
}

static void what_is_forged_is_refused_by_name_and_changes_nothing(void **state)
{
	(void)state;
	for (int t = 0; t < FORGER_TRICK_COUNT; t++) {
		enum forger_trick trick = (enum forger_trick)t;
		struct hash before, after;
		uint64_t pos = model_pos(meshnet_model(&net, "hq"));
		struct str message = forger_message(&net, "sns", "nst", "hq", trick);

		model_digest(meshnet_model(&net, "hq"), &before);
		/* Whose key it is may be on its way: for that it is doubted a while first. */
		for (int i = 0; i < 5000 && !meshnet_saw_fault(&net, "hq", "sns",
							      forger_refusal(trick)); i++) {
			meshnet_inject(&net, "hq", "sns", message);
			meshnet_round(&net);
		}
		ROW_TRUE(forger_name(trick), meshnet_saw_fault(&net, "hq", "sns",
							       forger_refusal(trick)));
		model_digest(meshnet_model(&net, "hq"), &after);
		ROW_TRUE(forger_name(trick), hash_eq(&before, &after));
		ROW_TRUE(forger_name(trick), pos == model_pos(meshnet_model(&net, "hq")));
	}
	/* The honest go on, the venue's own next entry with them. */
	meshnet_do(&net, "sns", "nst.duty_officer", "nst", "note", "log", none,
		   "\"text\":\"y\"");
	meshnet_until(&net, level, "what is not forged");
}

/* Who writes a chain himself is told nothing about it by others. */
static void nobody_is_told_of_his_own_chain(void **state)
{
	code bj;
	uint64_t end;

	(void)state;
	assert_true(code_parse(STR("bj"), &bj));
	end = model_origin_seq(meshnet_model(&net, "sbj"), bj);
	meshnet_inject(&net, "sbj", "sns",
		       forger_message(&net, "sns", "nst", "sbj", FORGER_others_chain));
	assert_true(meshnet_saw_fault(&net, "sbj", "sns", &refused_mesh_not_home));
	assert_int_equal(model_origin_seq(meshnet_model(&net, "sbj"), bj), end);
}

static void what_is_said_again_or_too_early_changes_nothing(void **state)
{
	struct hash before, after;
	struct mesh_fault faults[8];
	uint64_t end;

	(void)state;
	model_digest(meshnet_model(&net, "sbj"), &before);
	end = model_origin_seq(meshnet_model(&net, "sbj"), nst);
	for (uint64_t from = 1; from <= end; from++)
		meshnet_inject(&net, "sbj", "sns", forger_replay(&net, "sns", "nst", from));
	model_digest(meshnet_model(&net, "sbj"), &after);
	assert_true(hash_eq(&before, &after));
	assert_int_equal(model_origin_seq(meshnet_model(&net, "sbj"), nst), end);
	assert_int_equal(mesh_faults(net.nodes[1].mesh, faults, 8), 0);
	/* What comes before its time is asked for in its order, and then taken. */
	meshnet_cut(&net, "sns", true);
	for (int i = 0; i < 3; i++)
		meshnet_do(&net, "sns", "nst.duty_officer", "nst", "note", "log", none,
			   "\"text\":\"z\"");
	meshnet_inject(&net, "sbj", "sns", forger_replay(&net, "sns", "nst", end + 2));
	assert_int_equal(model_origin_seq(meshnet_model(&net, "sbj"), nst), end);
	meshnet_cut(&net, "sns", false);
	meshnet_until(&net, level, "the ones between");
	assert_int_equal(model_origin_seq(meshnet_model(&net, "sbj"), nst), end + 3);
}

/* A site that nobody let in: whatever it knows, it is not listened to. */
static void a_stranger_is_not_heard(void **state)
{
	struct str message = forger_replay(&net, "sns", "nst", 1);

	(void)state;
	meshnet_inject(&net, "sbj", "zzz", message);
	assert_true(meshnet_saw_fault(&net, "sbj", "zzz", &refused_mesh_not_sender));
}

static bool is_assumed(struct meshnet *which)
{
	code holder = site_of_post(meshnet_model(which, "sns"), nst);

	return holder == which->nodes[meshnet_find(which, "sbj")].site;
}

static void keep(void *user, const struct outcome *outcome)
{
	*(struct outcome *)user = *outcome;
}

/* What the venue sends to its home elsewhere, word for word, three times. */
static void an_act_that_is_carried_twice_is_done_once(void **state)
{
	struct pipeline *sns = net.nodes[meshnet_find(&net, "sns")].pipeline;
	const struct kind *kind = registry_find(STR("note"))->kind;
	struct json json = { .text = STR("{\"fields\":{\"text\":\"once\"}}") };
	struct request request = { .kind = STR("note"), .act = STR("log"), .post = nst,
				   .json = &json, .fields = 2 };
	struct outcome outcome = { .replayed = false };
	uint32_t before, sent;

	(void)state;
	meshnet_do(&net, "sbj", "bj.commander", "bj", "takeover", "assume", none,
		   "\"post\":\"nst\",\"reason\":\"失联\"");
	meshnet_until(&net, is_assumed, "the takeover is known");
	before = model_count(meshnet_model(&net, "sbj"), kind);
	assert_int_equal(json_parse(net.arena, json.text, &json), JSON_OK);
	request.actor = model_by_unique(meshnet_model(&net, "sns"), "account", "login",
					STR("nst.duty_officer"))->id;
	sent = net.nqueue;
	pipeline_submit(sns, &request, keep, &outcome);
	assert_true(net.nqueue > sent);
	for (int i = 0; i < 2; i++)
		meshnet_inject(&net, "sbj", "sns", net.queue[net.nqueue - 1].bytes);
	for (int i = 0; i < 100 && ident_none(outcome.record); i++)
		meshnet_round(&net);
	assert_false(ident_none(outcome.record));
	assert_int_equal(model_count(meshnet_model(&net, "sbj"), kind), before + 1);
}

/* Whoever takes this node for a record's home is told that it is not: nobody else is asked. */
static void an_act_is_carried_no_further(void **state)
{
	struct mesh_frame frame = { .verb = MESH_ACT }, answer;
	struct buf message;
	uint32_t sent;

	(void)state;
	frame.as.act = (struct mesh_act){ .number = 1, .kind = STR("note"), .act = STR("log"),
					  .post = nst, .fields = STR("{\"text\":\"x\"}") };
	frame.as.act.actor = model_by_unique(meshnet_model(&net, "sns"), "account", "login",
					     STR("nst.duty_officer"))->id;
	buf_init(&message, LIMIT_MESH_FRAME);
	frame_write(&frame, &message);
	sent = net.nqueue;
	meshnet_inject(&net, "sbj", "sns", buf_str(&message));
	assert_int_equal(net.nqueue, sent + 1);
	assert_true(frame_read(net.arena, net.queue[sent].bytes, &answer));
	assert_int_equal(answer.verb, MESH_ANSWER);
	assert_true(str_eq(answer.as.answer.refusal, STR("not_home")));
	buf_release(&message);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_forged_is_refused_by_name_and_changes_nothing),
		TEST(nobody_is_told_of_his_own_chain),
		TEST(what_is_said_again_or_too_early_changes_nothing),
		TEST(a_stranger_is_not_heard),
		TEST(an_act_that_is_carried_twice_is_done_once),
		TEST(an_act_is_carried_no_further),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
