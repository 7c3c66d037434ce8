/* Devices that publish at a broker of MQTT, over TLS with certificates on both ends. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "lib/apiclient.h"
#include "lib/apinode.h"
#include "lib/logkit.h"
#include "lib/unit.h"
#include "node/certs.h"
#include "os/net.h"
#include "os/os.h"

#define TRIES 400
#define TRY_US 50000

struct fixture {
	char dir[LOGKIT_PATH];                             /* certificates, the broker's file */
	uint16_t port;
	pid_t broker;
	struct apinode *node;
	struct apiclient desk;
};

static void put(const struct fixture *f, const char *name, struct str text)
{
	char path[LOGKIT_PATH + 32];

	snprintf(path, sizeof path, "%s/%s", f->dir, name);
	LOGKIT_MUST(os_write_file(path, text, false) >= 0);
}

/* An authority, and a certificate for the broker, the node and a device each. */
static void make_certificates(struct fixture *f)
{
	static const char *const names[] = { "broker", "node", "device" };
	struct buf ca, ca_key, key, request, cert;
	char name[40];

	buf_init(&ca, 65536);
	buf_init(&ca_key, 65536);
	LOGKIT_MUST(certs_make_authority("mqtt", &ca, &ca_key));
	put(f, "ca.pem", buf_str(&ca));
	for (size_t i = 0; i < COUNT(names); i++) {
		buf_init(&key, 65536);
		buf_init(&request, 65536);
		buf_init(&cert, 65536);
		LOGKIT_MUST(certs_make_request(names[i], &key, &request));
		LOGKIT_MUST(certs_sign(buf_str(&ca), buf_str(&ca_key), buf_str(&request), names[i],
				       "", &cert));
		snprintf(name, sizeof name, "%s.key", names[i]);
		put(f, name, buf_str(&key));
		snprintf(name, sizeof name, "%s.pem", names[i]);
		put(f, name, buf_str(&cert));
		buf_release(&key);
		buf_release(&request);
		buf_release(&cert);
	}
	buf_release(&ca);
	buf_release(&ca_key);
}

static void start_broker(struct fixture *f)
{
	char text[4096], path[LOGKIT_PATH + 32];

	snprintf(text, sizeof text, "listener %u 127.0.0.1\ncafile %s/ca.pem\n"
		 "certfile %s/broker.pem\nkeyfile %s/broker.key\nrequire_certificate true\n"
		 "use_identity_as_username true\nallow_anonymous false\nuser root\n", f->port,
		 f->dir, f->dir, f->dir);
	put(f, "broker.conf", str_of(text));
	snprintf(path, sizeof path, "%s/broker.conf", f->dir);
	f->broker = fork();
	LOGKIT_MUST(f->broker >= 0);
	if (f->broker > 0)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
		_exit(126);
	execl("/usr/sbin/mosquitto", "mosquitto", "-c", path, (char *)NULL);
	_exit(127);
}

/* 0 once the broker has taken it. */
static int publish(const struct fixture *f, const char *topic, const char *payload)
{
	char port[8], ca[LOGKIT_PATH + 32], cert[LOGKIT_PATH + 32], key[LOGKIT_PATH + 32];
	int status = 1;
	pid_t pid;

	snprintf(port, sizeof port, "%u", f->port);
	snprintf(ca, sizeof ca, "%s/ca.pem", f->dir);
	snprintf(cert, sizeof cert, "%s/device.pem", f->dir);
	snprintf(key, sizeof key, "%s/device.key", f->dir);
	pid = fork();
	LOGKIT_MUST(pid >= 0);
	if (pid == 0) {
		if (!freopen("/dev/null", "w", stderr))
			_exit(126);
		execlp("mosquitto_pub", "mosquitto_pub", "-h", "127.0.0.1", "-p", port, "-q", "1",
		       "--cafile", ca, "--cert", cert, "--key", key, "-t", topic, "-m", payload,
		       (char *)NULL);
		_exit(127);
	}
	LOGKIT_MUST(waitpid(pid, &status, 0) == pid);
	return status;
}

/* The node's own file, read when it starts. */
static void write_settings(const struct fixture *f, const char *dir)
{
	char text[4096], path[LOGKIT_PATH + 32];

	snprintf(text, sizeof text, "{\"host\":\"127.0.0.1\",\"port\":%u,\"ca\":\"%s/ca.pem\","
		 "\"cert\":\"%s/node.pem\",\"key\":\"%s/node.key\",\"post\":\"nst\","
		 "\"account\":\"nst.duty_officer\"}", f->port, f->dir, f->dir, f->dir);
	snprintf(path, sizeof path, "%s/mqtt.json", dir);
	LOGKIT_MUST(os_write_file(path, str_of(text), false) >= 0);
}

static uint16_t free_port(void)
{
	struct net_address at;
	uint16_t port = 0;
	int fd;

	LOGKIT_MUST(net_parse(STR("127.0.0.1:0"), &at));
	fd = net_listen(&at, &port);
	LOGKIT_MUST(fd >= 0);
	net_close(fd);
	return port;
}

static int setup(void **state)
{
	struct fixture *f = heap_alloc(sizeof *f);
	struct apinode *first;
	char dir[LOGKIT_PATH];

	snprintf(f->dir, sizeof f->dir, "/tmp/mqtt-XXXXXX");
	LOGKIT_MUST(mkdtemp(f->dir));
	f->port = free_port();
	make_certificates(f);
	start_broker(f);
	first = apinode_start(NULL);
	snprintf(dir, sizeof dir, "%s", apinode_dir(first));
	apinode_stop_keep(first);
	write_settings(f, dir);
	f->node = apinode_start_again(NULL, dir);
	apiclient_init(&f->desk, apinode_port(f->node));
	LOGKIT_MUST(apiclient_login(&f->desk, "nst.duty_officer", APINODE_PASSWORD) == 200);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	char command[LOGKIT_PATH + 16];

	apiclient_release(&f->desk);
	apinode_stop(f->node);
	kill(f->broker, SIGKILL);
	waitpid(f->broker, NULL, 0);
	snprintf(command, sizeof command, "rm -rf %s", f->dir);
	LOGKIT_MUST(system(command) == 0);
	heap_free(f);
	return 0;
}

/* Publishes again and again until the node shows it: it may still be on its way to the broker. */
static bool comes(struct fixture *f, const char *topic, const char *payload, const char *text)
{
	for (int i = 0; i < TRIES; i++) {
		if (i % 20 == 0)
			publish(f, topic, payload);
		LOGKIT_MUST(apiclient_get(&f->desk, "/api/v1/live/units") == 200);
		if (apiclient_has(&f->desk, text))
			return true;
		usleep(TRY_US);
	}
	return false;
}

static void test_positions(void **state)
{
	struct fixture *f = *state;

	/* The node's clock stands at the evening of the opening: no time said means now. */
	assert_true(comes(f, "owntracks/patrol/nst1",
			  "{\"_type\":\"location\",\"lat\":39.993,\"lon\":116.396,\"acc\":12,"
			  "\"vel\":36,\"cog\":270}",
			  "\"post\":\"nst1\",\"lon\":116.396000,\"lat\":39.993000,\"accuracy\":12,"
			  "\"speed\":10,\"course\":270"));
	assert_true(apiclient_has(&f->desk, "\"source\":\"owntracks\""));
	apinode_advance(f->node, 20);
	assert_true(comes(f, "gsoc/v1/venue/nst/position/nst1",
			  "{\"fixes\":[[\"nst1\",116.3961,39.993]]}", "\"lon\":116.396100"));
	apinode_advance(f->node, 20);
	/* Broken, unknown, of another venue: left out, and counted; the link goes on. */
	assert_int_equal(publish(f, "owntracks/a/nst1", "{\"_type\":"), 0);
	assert_int_equal(publish(f, "owntracks/a/nobody", "{\"_type\":\"location\",\"lat\":39.9,"
				 "\"lon\":116.3}"), 0);
	assert_int_equal(publish(f, "owntracks/a/nac1", "{\"_type\":\"location\",\"lat\":39.9,"
				 "\"lon\":116.3}"), 0);
	assert_true(comes(f, "owntracks/patrol/nst1",
			  "{\"_type\":\"location\",\"lat\":39.993,\"lon\":116.3962}",
			  "\"lon\":116.396200"));
	assert_false(apiclient_has(&f->desk, "nac1"));
}

/* The broker dies and comes back: so does the link, by itself. */
static void test_broker_comes_back(void **state)
{
	struct fixture *f = *state;

	kill(f->broker, SIGKILL);
	waitpid(f->broker, NULL, 0);
	start_broker(f);
	apinode_advance(f->node, 60);
	assert_true(comes(f, "owntracks/patrol/nst1",
			  "{\"_type\":\"location\",\"lat\":39.9931,\"lon\":116.3963}",
			  "\"lon\":116.396300"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_positions, setup, teardown),
		cmocka_unit_test_setup_teardown(test_broker_comes_back, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
