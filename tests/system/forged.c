/* A venue's node in the wrong hands, over a real broker: refused by name at the national node. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "lib/forger.h"
#include "lib/natskit.h"
#include "lib/unit.h"
#include "node/broker.h"
#include "os/os.h"

#define PATIENCE_NS (INT64_C(30) * 1000000000)
#define AGAIN_NS 20000000

static const char permissions[] =
	"authorization { users: ["
	"{ user: hq, password: pw, permissions: {"
	"  publish: \"wf.wb22.*.hq\", subscribe: \"wf.wb22.hq.*\" } },"
	"{ user: sns, password: pw, permissions: {"
	"  publish: \"wf.wb22.*.sns\", subscribe: \"wf.wb22.sns.*\" } } ] }\n";

static struct meshnet net;
static const struct ident none;

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

/* Who sends what until it is refused by the name that is waited for. */
struct attack {
	struct loop *loop;
	struct loop_timer *again, *limit;
	struct broker *attacker;
	struct str message;
	const struct refusal *wanted;
	bool seen;
};

static void on_again(void *user)
{
	struct attack *attack = user;
	struct transport transport = broker_transport(attack->attacker);

	attack->seen = meshnet_saw_fault(&net, "hq", "sns", attack->wanted);
	if (attack->seen) {
		loop_stop(attack->loop);
		return;
	}
	transport.send(transport.self, net.nodes[0].site, attack->message);
	loop_timer_arm(attack->again, os_monotonic_ns() + AGAIN_NS);
}

static void on_limit(void *user)
{
	loop_stop(((struct attack *)user)->loop);
}

static void hq_hears(void *user, code from, struct str bytes)
{
	(void)user;
	if (net.nodes[0].mesh)
		mesh_receive(net.nodes[0].mesh, from, bytes);
}

static void sns_hears(void *user, code from, struct str bytes)
{
	(void)user;
	(void)from;
	(void)bytes;
}

static struct broker *open_broker(struct loop *loop, const char *name, code self, uint16_t port,
				  void (*receive)(void *user, code from, struct str bytes))
{
	struct broker_options options = { .loop = loop, .event = "wb22", .self = self,
					  .receive = receive };
	struct broker *broker = NULL;
	char url[64];

	snprintf(url, sizeof url, "nats://%s:pw@127.0.0.1:%u", name, port);
	options.url = url;
	assert_null(broker_open(&options, &broker));
	return broker;
}

/* hq's mesh anew, this time over the broker. */
static void tie_to_broker(struct loop *loop, struct broker *broker)
{
	struct meshnet_node *hq = &net.nodes[0];
	struct mesh_options options = { .pipeline = hq->pipeline, .loop = loop, .beat_ms = 10,
					.patience_ms = 50, .root = hq->site };

	memcpy(options.root_key, hq->key, sizeof options.root_key);
	options.transport = broker_transport(broker);
	mesh_destroy(hq->mesh);
	hq->mesh = mesh_create(&options);
	assert_non_null(hq->mesh);
}

static void begin(void)
{
	meshnet_init(&net);
	meshnet_join(&net, "sbj", "bj", "hq", "hq", NULL);
	meshnet_until(&net, level, "bj joins");
	meshnet_join(&net, "sns", "nst", "sbj", "sbj", NULL);
	meshnet_until(&net, level, "nst joins");
	meshnet_do(&net, "sbj", "bj.duty_officer", "bj", "order", "issue", none,
		   "\"title\":\"疏导\",\"to\":[\"nst\"],\"epidemic_na\":\"室外\"");
	meshnet_do(&net, "sns", "nst.duty_officer", "nst", "note", "log", none,
		   "\"text\":\"x\"");
	meshnet_until(&net, level, "an order and a note");
}

static void what_a_venue_forges_is_refused_at_the_nation(void **state)
{
	struct natskit *server = natskit_start(0, permissions);
	struct loop *loop = loop_create();
	struct attack attack = { .loop = loop };
	struct hash before, after;
	struct broker *hq;

	(void)state;
	begin();
	hq = open_broker(loop, "hq", net.nodes[0].site, natskit_port(server), hq_hears);
	attack.attacker = open_broker(loop, "sns", net.nodes[2].site, natskit_port(server),
				      sns_hears);
	attack.again = loop_timer_create(loop, on_again, &attack);
	attack.limit = loop_timer_create(loop, on_limit, &attack);
	tie_to_broker(loop, hq);
	model_digest(meshnet_model(&net, "hq"), &before);
	for (int t = 0; t < FORGER_TRICK_COUNT; t++) {
		enum forger_trick trick = (enum forger_trick)t;

		attack.message = forger_message(&net, "sns", "nst", "hq", trick);
		attack.wanted = forger_refusal(trick);
		attack.seen = false;
		loop_timer_arm(attack.again, os_monotonic_ns());
		loop_timer_arm(attack.limit, os_monotonic_ns() + PATIENCE_NS);
		loop_run(loop);
		ROW_TRUE(forger_name(trick), attack.seen);
	}
	model_digest(meshnet_model(&net, "hq"), &after);
	assert_true(hash_eq(&before, &after));
	loop_timer_destroy(attack.again);
	loop_timer_destroy(attack.limit);
	mesh_destroy(net.nodes[0].mesh);
	net.nodes[0].mesh = NULL;
	broker_close(attack.attacker);
	broker_close(hq);
	meshnet_release(&net);
	loop_destroy(loop);
	natskit_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_venue_forges_is_refused_at_the_nation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
