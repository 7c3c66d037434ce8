/* Two sites speak over a real broker, also after it was killed; nobody speaks in another's name. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "lib/natskit.h"
#include "lib/unit.h"
#include "node/broker.h"
#include "os/os.h"

#define PATIENCE_NS (INT64_C(30) * 1000000000)

/* One end: what it has heard, and until when the loop turns. */
struct end {
	struct loop *loop;
	struct broker *broker;
	code self;
	uint32_t heard;
	code last_from;
	char last[64];
	uint32_t wanted;
	struct loop_timer *limit;
	bool gave_up;
};

static code site(const char *name)
{
	code ret = 0;

	assert_true(code_parse(str_of(name), &ret));
	return ret;
}

static void on_receive(void *user, code from, struct str bytes)
{
	struct end *end = user;

	end->heard++;
	end->last_from = from;
	snprintf(end->last, sizeof end->last, STR_FMT, STR_ARG(bytes));
	if (end->heard >= end->wanted)
		loop_stop(end->loop);
}

static void on_limit(void *user)
{
	struct end *end = user;

	end->gave_up = true;
	loop_stop(end->loop);
}

static void open_end(struct end *end, struct loop *loop, const char *self, uint16_t port)
{
	struct broker_options options = { .loop = loop, .event = "wb22", .self = site(self),
					  .receive = on_receive, .user = end };
	char url[64];

	snprintf(url, sizeof url, "nats://%s:pw@127.0.0.1:%u", self, port);
	options.url = url;
	*end = (struct end){ .loop = loop, .self = options.self };
	end->limit = loop_timer_create(loop, on_limit, end);
	assert_null(broker_open(&options, &end->broker));
}

static void close_end(struct end *end)
{
	loop_timer_destroy(end->limit);
	broker_close(end->broker);
}

struct saying {
	struct end *from, *to;
	const char *text;
	struct loop_timer *timer;
};

/* A broker that has just come up knows of nobody yet: said until it is heard, as the mesh does. */
static void on_say(void *user)
{
	struct saying *saying = user;
	struct transport transport = broker_transport(saying->from->broker);

	transport.send(transport.self, saying->to->self, str_of(saying->text));
	loop_timer_arm(saying->timer, os_monotonic_ns() + 50000000);
}

static bool heard(struct end *from, struct end *to, const char *text)
{
	struct saying saying = { from, to, text, NULL };

	saying.timer = loop_timer_create(to->loop, on_say, &saying);
	loop_timer_arm(saying.timer, os_monotonic_ns());
	to->heard = 0;
	to->wanted = 1;
	to->gave_up = false;
	loop_timer_arm(to->limit, os_monotonic_ns() + PATIENCE_NS);
	loop_run(to->loop);
	loop_timer_destroy(saying.timer);
	loop_timer_disarm(to->limit);
	return !to->gave_up && strcmp(to->last, text) == 0 && to->last_from == from->self;
}

static const char permissions[] =
	"authorization { users: ["
	"{ user: nat, password: pw, permissions: {"
	"  publish: \"wf.wb22.*.nat\", subscribe: \"wf.wb22.nat.*\" } },"
	"{ user: nst, password: pw, permissions: {"
	"  publish: \"wf.wb22.*.nst\", subscribe: \"wf.wb22.nst.*\" } },"
	"{ user: bad, password: pw, permissions: {"
	"  publish: \"wf.wb22.*.bad\", subscribe: \"wf.wb22.bad.*\" } } ] }\n";

static void two_sites_speak(void **state)
{
	struct natskit *server = natskit_start(0, permissions);
	struct loop *loop = loop_create();
	struct end nat, nst;

	(void)state;
	open_end(&nat, loop, "nat", natskit_port(server));
	open_end(&nst, loop, "nst", natskit_port(server));
	assert_true(heard(&nat, &nst, "down"));
	assert_true(heard(&nst, &nat, "up"));
	close_end(&nat);
	close_end(&nst);
	loop_destroy(loop);
	natskit_stop(server);
}

static void the_link_comes_back(void **state)
{
	struct natskit *server = natskit_start(0, permissions);
	uint16_t port = natskit_port(server);
	struct loop *loop = loop_create();
	struct end nat, nst;

	(void)state;
	open_end(&nat, loop, "nat", port);
	open_end(&nst, loop, "nst", port);
	assert_true(heard(&nat, &nst, "before"));
	natskit_stop(server);
	server = natskit_start(port, permissions);
	assert_true(heard(&nat, &nst, "after"));
	assert_true(heard(&nst, &nat, "after"));
	close_end(&nat);
	close_end(&nst);
	loop_destroy(loop);
	natskit_stop(server);
}

static void a_broker_may_come_late(void **state)
{
	struct natskit *server = natskit_start(0, permissions);
	uint16_t port = natskit_port(server);
	struct loop *loop = loop_create();
	struct end nat, nst;

	(void)state;
	natskit_stop(server);
	open_end(&nat, loop, "nat", port);
	open_end(&nst, loop, "nst", port);
	assert_false(broker_state(nat.broker).connected);
	server = natskit_start(port, permissions);
	assert_true(heard(&nat, &nst, "late"));
	close_end(&nat);
	close_end(&nst);
	loop_destroy(loop);
	natskit_stop(server);
}

/* "bad" says it is "nst"; the broker lets it through neither as a sender nor as a reader. */
static void nobody_speaks_for_another(void **state)
{
	struct natskit *server = natskit_start(0, permissions);
	struct loop *loop = loop_create();
	struct end nat, nst, bad;
	struct transport transport;

	(void)state;
	open_end(&nat, loop, "nat", natskit_port(server));
	open_end(&nst, loop, "nst", natskit_port(server));
	open_end(&bad, loop, "bad", natskit_port(server));
	assert_true(heard(&bad, &nat, "as myself"));
	broker_close(bad.broker);
	struct broker_options options = { .loop = loop, .event = "wb22", .self = site("nst"),
					  .receive = on_receive, .user = &bad };
	char url[64];

	snprintf(url, sizeof url, "nats://bad:pw@127.0.0.1:%u", natskit_port(server));
	options.url = url;
	assert_null(broker_open(&options, &bad.broker));
	transport = broker_transport(bad.broker);
	for (int i = 0; i < 100; i++)
		transport.send(transport.self, nat.self, STR("forged"));
	bad.heard = 0;
	bad.wanted = 1000;
	/* What nst hears proves that what was said before it has been through the broker. */
	assert_true(heard(&nat, &nst, "for nst"));
	assert_true(heard(&nst, &nat, "from nst"));
	assert_int_equal(bad.heard, 0);
	close_end(&nat);
	close_end(&nst);
	close_end(&bad);
	loop_destroy(loop);
	natskit_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_sites_speak),
		cmocka_unit_test(the_link_comes_back),
		cmocka_unit_test(a_broker_may_come_late),
		cmocka_unit_test(nobody_speaks_for_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
