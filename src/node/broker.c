/* The link to the broker of this site, which carries messages to other sites and keeps none. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/broker.h"

#include <nats/nats.h>
#include <stdio.h>

#include "base/limits.h"
#include "os/thread.h"

#define SUBJECT_BYTES 128
#define RECONNECT_MS 250
#define BUFFER_BYTES (8 * 1024 * 1024)  /* while the link is down; more is not sent */

/* A message on its way from the library's thread to ours. */
struct message {
	code from;
	struct str bytes;
};

struct broker {
	struct broker_options options;
	natsOptions *settings;
	natsConnection *link;
	natsSubscription *inbox;
	struct loop_wake *wake;
	struct thread_mutex *mutex;                        /* of the queue, the counts, the end */
	struct thread_cond *ended;
	bool quiet;                                        /* no message comes any more */
	struct message *queue;
	uint32_t nqueue, queue_size;
	struct broker_state state;
	char event[32];
};

/* ---- coming in, on the library's thread ------------------------------------------------------ */

static bool read_sender(const char *subject, code *ret)
{
	const char *dot = strrchr(subject, '.');

	return dot && code_parse(str_of(dot + 1), ret);
}

static void on_message(natsConnection *link, natsSubscription *inbox, natsMsg *message, void *user)
{
	struct broker *broker = user;
	struct str bytes = { natsMsg_GetData(message), (uint32_t)natsMsg_GetDataLength(message) };
	code from;

	(void)link;
	(void)inbox;
	if (bytes.len <= LIMIT_MESH_FRAME && read_sender(natsMsg_GetSubject(message), &from)) {
		thread_mutex_lock(broker->mutex);
		if (broker->nqueue == LIMIT_MESH_QUEUE) {
			broker->state.lost++;
		} else {
			HEAP_ROOM(broker->queue, broker->nqueue, broker->queue_size);
			broker->queue[broker->nqueue++] =
				(struct message){ from, { heap_text(bytes), bytes.len } };
		}
		thread_mutex_unlock(broker->mutex);
		loop_wake_send(broker->wake);
	}
	natsMsg_Destroy(message);
}

static void on_last(void *user)
{
	struct broker *broker = user;

	thread_mutex_lock(broker->mutex);
	broker->quiet = true;
	thread_cond_signal(broker->ended);
	thread_mutex_unlock(broker->mutex);
}

/* ---- coming in, on ours ---------------------------------------------------------------------- */

static void drop(struct message *messages, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		heap_free((void *)(uintptr_t)messages[i].bytes.at);
	heap_free(messages);
}

static void on_wake(void *user)
{
	struct broker *broker = user;
	struct message *messages;
	uint32_t count;

	thread_mutex_lock(broker->mutex);
	messages = broker->queue;
	count = broker->nqueue;
	broker->queue = NULL;
	broker->nqueue = broker->queue_size = 0;
	thread_mutex_unlock(broker->mutex);
	for (uint32_t i = 0; i < count; i++)
		broker->options.receive(broker->options.user, messages[i].from, messages[i].bytes);
	drop(messages, count);
}

/* ---- going out ------------------------------------------------------------------------------- */

static bool send(void *self, code to, struct str bytes)
{
	struct broker *broker = self;
	char subject[SUBJECT_BYTES], to_text[CODE_TEXT], own[CODE_TEXT];

	code_format(to, to_text);
	code_format(broker->options.self, own);
	snprintf(subject, sizeof subject, "wf.%s.%s.%s", broker->event, to_text, own);
	/* Without a link the library would keep it; we would rather not speak of the past later. */
	if (natsConnection_Status(broker->link) == NATS_CONN_STATUS_CONNECTED &&
	    natsConnection_Publish(broker->link, subject, bytes.at, (int)bytes.len) == NATS_OK)
		return true;
	thread_mutex_lock(broker->mutex);
	broker->state.unsent++;
	thread_mutex_unlock(broker->mutex);
	return false;
}

struct transport broker_transport(struct broker *broker)
{
	return (struct transport){ broker, send };
}

struct broker_state broker_state(struct broker *broker)
{
	struct broker_state state;

	thread_mutex_lock(broker->mutex);
	state = broker->state;
	thread_mutex_unlock(broker->mutex);
	state.connected = natsConnection_Status(broker->link) == NATS_CONN_STATUS_CONNECTED;
	return state;
}

/* ---- opening and closing --------------------------------------------------------------------- */

static void on_connected(natsConnection *link, void *user)
{
	(void)link;
	(void)user;
}

static natsStatus secure(natsOptions *settings, const struct broker_options *options)
{
	natsStatus status = natsOptions_SetSecure(settings, true);

	if (status == NATS_OK)
		status = natsOptions_LoadCATrustedCertificates(settings, options->ca);
	if (status == NATS_OK)
		status = natsOptions_LoadCertificatesChain(settings, options->cert, options->key);
	return status;
}

static natsStatus configure(struct broker *broker)
{
	const struct broker_options *options = &broker->options;
	natsStatus status = natsOptions_Create(&broker->settings);
	natsOptions *settings = broker->settings;
	char name[CODE_TEXT];

	code_format(options->self, name);
	if (status == NATS_OK)
		status = natsOptions_SetURL(settings, options->url);
	if (status == NATS_OK)
		status = natsOptions_SetName(settings, name);
	if (status == NATS_OK)
		status = natsOptions_SetMaxReconnect(settings, -1);
	if (status == NATS_OK)
		status = natsOptions_SetReconnectWait(settings, RECONNECT_MS);
	if (status == NATS_OK)
		status = natsOptions_SetReconnectBufSize(settings, BUFFER_BYTES);
	if (status == NATS_OK)
		status = natsOptions_SetIgnoreDiscoveredServers(settings, true);
	if (status == NATS_OK)
		status = natsOptions_SetRetryOnFailedConnect(settings, true, on_connected, NULL);
	if (status == NATS_OK && options->ca)
		status = secure(settings, options);
	return status;
}

static natsStatus join(struct broker *broker)
{
	natsStatus status = natsConnection_Connect(&broker->link, broker->settings);
	char subject[SUBJECT_BYTES], own[CODE_TEXT];

	/* Not there yet: the library goes on looking for it, and subscribes when it is. */
	if (status == NATS_NOT_YET_CONNECTED)
		status = NATS_OK;
	code_format(broker->options.self, own);
	snprintf(subject, sizeof subject, "wf.%s.%s.*", broker->event, own);
	if (status == NATS_OK)
		status = natsConnection_Subscribe(&broker->inbox, broker->link, subject, on_message,
						  broker);
	if (status == NATS_OK)
		status = natsSubscription_SetPendingLimits(
			broker->inbox, LIMIT_MESH_QUEUE, LIMIT_MESH_QUEUE * (LIMIT_MESH_FRAME / 8));
	if (status == NATS_OK)
		status = natsSubscription_SetOnCompleteCB(broker->inbox, on_last, broker);
	broker->quiet = status != NATS_OK;
	return status;
}

const char *broker_open(const struct broker_options *options, struct broker **ret)
{
	struct broker *broker = heap_alloc(sizeof *broker);
	natsStatus status;

	broker->options = *options;
	snprintf(broker->event, sizeof broker->event, "%s", options->event);
	broker->mutex = thread_mutex_create();
	broker->ended = thread_cond_create();
	broker->quiet = true;
	broker->wake = loop_wake_create(options->loop, on_wake, broker);
	status = configure(broker);
	if (status == NATS_OK)
		status = join(broker);
	if (status != NATS_OK) {
		fprintf(stderr, "watchfloor: nats: %s\n", natsStatus_GetText(status));
		broker_close(broker);
		return "消息中枢的地址或证书无效 / the broker's address or certificates are not valid";
	}
	*ret = broker;
	return NULL;
}

/* The library's thread has done its last call before what it touches is freed. */
static void wait_for_last(struct broker *broker)
{
	if (!broker->inbox)
		return;
	natsSubscription_Destroy(broker->inbox);
	thread_mutex_lock(broker->mutex);
	while (!broker->quiet)
		thread_cond_wait(broker->ended, broker->mutex);
	thread_mutex_unlock(broker->mutex);
}

void broker_close(struct broker *broker)
{
	if (!broker)
		return;
	wait_for_last(broker);
	if (broker->link)
		natsConnection_Close(broker->link);
	natsConnection_Destroy(broker->link);
	natsOptions_Destroy(broker->settings);
	loop_wake_destroy(broker->wake);
	drop(broker->queue, broker->nqueue);
	thread_cond_destroy(broker->ended);
	thread_mutex_destroy(broker->mutex);
	heap_free(broker);
}
