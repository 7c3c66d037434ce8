/* A bare pair of NATS clients on the brokers of two sites, as our nodes are: TLS, own names. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/lib/peer_nats.h"

#include <nats/nats.h>
#include <pthread.h>

#include "base/mem.h"
#include "bench/bench.h"
#include "bench/lib/child.h"

#define WAIT_S 60

struct peer_pair {
	natsConnection *from, *to;
	natsSubscription *inbox;
	char subject[64];
	pthread_mutex_t mutex;
	pthread_cond_t moved;
	uint64_t bytes;                                    /* come so far, and committed */
	uint64_t until;                                    /* come by then: the last of all */
	struct peer_move how;                              /* of what comes now */
	uint64_t loose;                                    /* bytes that wait for their commit */
};

static void must(natsStatus status, const char *what)
{
	if (status == NATS_OK)
		return;
	fprintf(stderr, "bench: nats: %s\n", natsStatus_GetText(status));
	child_fail(what);
}

/* Counted when they are where they are to be: committed, or come. */
static void count(struct peer_pair *pair)
{
	const struct peer_move *how = &pair->how;

	if (how->store && pair->bytes + pair->loose < pair->until &&
	    pair->loose < (uint64_t)how->batch * how->bytes)
		return;
	if (how->store)
		peer_store_commit(how->store, (uint32_t)(pair->loose / how->bytes));
	pair->bytes += pair->loose;
	pair->loose = 0;
	pthread_cond_signal(&pair->moved);
}

static void on_message(natsConnection *link, natsSubscription *inbox, natsMsg *message, void *user)
{
	struct peer_pair *pair = user;

	(void)link;
	(void)inbox;
	pthread_mutex_lock(&pair->mutex);
	pair->loose += (uint64_t)natsMsg_GetDataLength(message);
	count(pair);
	pthread_mutex_unlock(&pair->mutex);
	natsMsg_Destroy(message);
}

static natsConnection *connect_to(const char *dir, const char *site, uint16_t port)
{
	char url[64], ca[256], cert[256], key[256];
	natsConnection *link = NULL;
	natsOptions *options;

	snprintf(url, sizeof url, "tls://127.0.0.1:%u", port);
	snprintf(ca, sizeof ca, "%s/%s/mesh/ca.pem", dir, site);
	snprintf(cert, sizeof cert, "%s/%s/mesh/node.pem", dir, site);
	snprintf(key, sizeof key, "%s/%s/mesh/node.key", dir, site);
	must(natsOptions_Create(&options), "options");
	must(natsOptions_SetURL(options, url), url);
	must(natsOptions_SetSecure(options, true), "TLS");
	must(natsOptions_LoadCATrustedCertificates(options, ca), ca);
	must(natsOptions_LoadCertificatesChain(options, cert, key), cert);
	must(natsConnection_Connect(&link, options), url);
	natsOptions_Destroy(options);
	return link;
}

static void await(struct peer_pair *pair, uint64_t bytes)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += WAIT_S;
	pthread_mutex_lock(&pair->mutex);
	while (pair->bytes < bytes)
		if (pthread_cond_timedwait(&pair->moved, &pair->mutex, &until) != 0)
			child_fail("a message of the bare pair did not come");
	pthread_mutex_unlock(&pair->mutex);
}

/* Who listens is known at the other end a moment after he has said so. */
static void warm_up(struct peer_pair *pair)
{
	for (int i = 0; i < 500 && pair->bytes == 0; i++) {
		must(natsConnection_Publish(pair->from, pair->subject, "x", 1), "publish");
		must(natsConnection_Flush(pair->from), "flush");
		nats_Sleep(10);
	}
	await(pair, 1);
	nats_Sleep(200);
}

struct peer_pair *peer_pair_open(const struct peer_nats *options)
{
	struct peer_pair *pair = heap_alloc(sizeof *pair);

	pthread_mutex_init(&pair->mutex, NULL);
	pthread_cond_init(&pair->moved, NULL);
	snprintf(pair->subject, sizeof pair->subject, "wf.wb22.%s.%s", options->to, options->from);
	pair->from = connect_to(options->dir, options->from, options->from_port);
	pair->to = connect_to(options->dir, options->to, options->to_port);
	must(natsConnection_Subscribe(&pair->inbox, pair->to, pair->subject, on_message, pair),
	     "subscribe");
	must(natsSubscription_SetPendingLimits(pair->inbox, -1, -1), "limits");
	warm_up(pair);
	return pair;
}

void peer_pair_close(struct peer_pair *pair)
{
	natsSubscription_Destroy(pair->inbox);
	natsConnection_Destroy(pair->to);
	natsConnection_Destroy(pair->from);
	nats_CloseAndWait(0);
	pthread_cond_destroy(&pair->moved);
	pthread_mutex_destroy(&pair->mutex);
	heap_free(pair);
}

static uint64_t begin(struct peer_pair *pair, const struct peer_move *move)
{
	pthread_mutex_lock(&pair->mutex);
	pair->how = *move;
	pair->until = pair->bytes + move->rows * move->bytes;
	pthread_mutex_unlock(&pair->mutex);
	return pair->until;
}

int64_t peer_pair_move_ns(struct peer_pair *pair, const struct peer_move *move)
{
	uint32_t most = move->bytes * move->together;
	uint64_t until = begin(pair, move);
	char *text = heap_alloc(most);
	int64_t start = os_monotonic_ns();

	for (uint64_t left = move->rows * move->bytes; left > 0;) {
		uint32_t len = left < most ? (uint32_t)left : most;

		must(natsConnection_Publish(pair->from, pair->subject, text, (int)len), "publish");
		left -= len;
	}
	await(pair, until);
	start = os_monotonic_ns() - start;
	heap_free(text);
	return start;
}

int64_t peer_pair_commit_ns(struct peer_pair *pair, uint32_t bytes, struct peer_store *store)
{
	return peer_pair_move_ns(pair, &(struct peer_move){ 1, bytes, 1, store, 1 });
}
