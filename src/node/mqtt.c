/* A link to a broker of MQTT: what devices publish there comes in on the loop's thread. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/mqtt.h"

#include <mosquitto.h>

#include "base/limits.h"
#include "base/mem.h"
#include "os/os.h"
#include "os/thread.h"

#define KEEPALIVE_S 20
#define RETRY_S 1
#define LOOP_MS 250
#define QOS 1

struct message {
	struct str topic, payload;                         /* on the heap */
};

struct mqtt {
	struct mqtt_options options;
	struct mosquitto *link;
	struct loop_wake *wake;
	struct thread_mutex *mutex;                        /* of the queue, the state, the end */
	struct message *queue;
	uint32_t nqueue, queue_size;
	struct mqtt_state state;
	struct thread *thread;                             /* NULL: not started */
	struct thread_cond *ended;
	bool ending;
};

/* ---- on the library's thread ----------------------------------------------------------------- */

static void on_connect(struct mosquitto *link, void *user, int code)
{
	struct mqtt *mqtt = user;

	for (const char *const *topic = mqtt->options.topics; code == 0 && *topic; topic++)
		mosquitto_subscribe(link, NULL, *topic, QOS);
	thread_mutex_lock(mqtt->mutex);
	mqtt->state.connected = code == 0;
	thread_mutex_unlock(mqtt->mutex);
}

static void on_disconnect(struct mosquitto *link, void *user, int code)
{
	struct mqtt *mqtt = user;

	(void)link;
	(void)code;
	thread_mutex_lock(mqtt->mutex);
	mqtt->state.connected = false;
	thread_mutex_unlock(mqtt->mutex);
}

static void on_message(struct mosquitto *link, void *user, const struct mosquitto_message *message)
{
	struct mqtt *mqtt = user;
	struct str payload = { message->payload, (uint32_t)message->payloadlen };

	(void)link;
	thread_mutex_lock(mqtt->mutex);
	mqtt->state.received++;
	if (mqtt->nqueue == LIMIT_MQTT_QUEUE || message->payloadlen <= 0 ||
	    payload.len > LIMIT_BODY_BYTES) {
		mqtt->state.lost++;
	} else {
		struct str topic = str_of(message->topic);

		HEAP_ROOM(mqtt->queue, mqtt->nqueue, mqtt->queue_size);
		mqtt->queue[mqtt->nqueue++] =
			(struct message){ { heap_text(topic), topic.len },
					  { heap_text(payload), payload.len } };
	}
	thread_mutex_unlock(mqtt->mutex);
	loop_wake_send(mqtt->wake);
}

/* True: the end has come. */
static bool rest(struct mqtt *mqtt)
{
	int64_t until = os_monotonic_ns() + RETRY_S * INT64_C(1000000000);
	bool ending;

	thread_mutex_lock(mqtt->mutex);
	while (!mqtt->ending && thread_cond_wait_until(mqtt->ended, mqtt->mutex, until))
		continue;
	ending = mqtt->ending;
	thread_mutex_unlock(mqtt->mutex);
	return ending;
}

static bool is_ending(struct mqtt *mqtt)
{
	bool ending;

	thread_mutex_lock(mqtt->mutex);
	ending = mqtt->ending;
	thread_mutex_unlock(mqtt->mutex);
	return ending;
}

/* The library's own thread ends for good when TLS breaks off, as when a broker is killed. */
static void run(void *user)
{
	struct mqtt *mqtt = user;

	while (!is_ending(mqtt)) {
		if (mosquitto_loop(mqtt->link, LOOP_MS, 1) == MOSQ_ERR_SUCCESS)
			continue;
		on_disconnect(mqtt->link, mqtt, 0);
		if (rest(mqtt))
			return;
		mosquitto_reconnect_async(mqtt->link);
	}
	mosquitto_disconnect(mqtt->link);
}

/* ---- on ours --------------------------------------------------------------------------------- */

static void drop(struct message *messages, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		heap_free((void *)(uintptr_t)messages[i].topic.at);
		heap_free((void *)(uintptr_t)messages[i].payload.at);
	}
	heap_free(messages);
}

static void on_wake(void *user)
{
	struct mqtt *mqtt = user;
	struct message *messages;
	uint32_t count;

	thread_mutex_lock(mqtt->mutex);
	messages = mqtt->queue;
	count = mqtt->nqueue;
	mqtt->queue = NULL;
	mqtt->nqueue = mqtt->queue_size = 0;
	thread_mutex_unlock(mqtt->mutex);
	for (uint32_t i = 0; i < count; i++)
		mqtt->options.receive(mqtt->options.receiver, messages[i].topic,
				      messages[i].payload);
	drop(messages, count);
}

static bool secure(struct mqtt *mqtt)
{
	const struct mqtt_options *options = &mqtt->options;

	if (options->user && mosquitto_username_pw_set(mqtt->link, options->user,
						       options->password) != MOSQ_ERR_SUCCESS)
		return false;
	if (!options->ca)
		return true;
	return mosquitto_tls_set(mqtt->link, options->ca, NULL, options->cert, options->key,
				 NULL) == MOSQ_ERR_SUCCESS &&
	       mosquitto_tls_opts_set(mqtt->link, 1, "tlsv1.2", NULL) == MOSQ_ERR_SUCCESS;
}

static bool start(struct mqtt *mqtt)
{
	mosquitto_connect_callback_set(mqtt->link, on_connect);
	mosquitto_disconnect_callback_set(mqtt->link, on_disconnect);
	mosquitto_message_callback_set(mqtt->link, on_message);
	if (!secure(mqtt))
		return false;
	if (mosquitto_threaded_set(mqtt->link, true) != MOSQ_ERR_SUCCESS)
		return false;
	/* Not there yet is no fault: the thread goes on trying. */
	mosquitto_connect_async(mqtt->link, mqtt->options.host, mqtt->options.port, KEEPALIVE_S);
	mqtt->thread = thread_create("mqtt", run, mqtt);
	return true;
}

const char *mqtt_open(const struct mqtt_options *options, struct mqtt **ret)
{
	struct mqtt *mqtt = heap_alloc(sizeof *mqtt);

	mqtt->options = *options;
	mqtt->mutex = thread_mutex_create();
	mqtt->ended = thread_cond_create();
	mqtt->wake = loop_wake_create(options->loop, on_wake, mqtt);
	mosquitto_lib_init();
	mqtt->link = mosquitto_new(options->id, true, mqtt);
	if (!mqtt->link)
		mem_end();
	if (!start(mqtt)) {
		mqtt_close(mqtt);
		return "MQTT证书无法使用 / the certificates for MQTT cannot be used";
	}
	*ret = mqtt;
	return NULL;
}

void mqtt_close(struct mqtt *mqtt)
{
	if (!mqtt)
		return;
	thread_mutex_lock(mqtt->mutex);
	mqtt->ending = true;
	thread_cond_signal(mqtt->ended);
	thread_mutex_unlock(mqtt->mutex);
	if (mqtt->thread)
		thread_join(mqtt->thread);
	mosquitto_destroy(mqtt->link);
	mosquitto_lib_cleanup();
	loop_wake_destroy(mqtt->wake);
	drop(mqtt->queue, mqtt->nqueue);
	thread_cond_destroy(mqtt->ended);
	thread_mutex_destroy(mqtt->mutex);
	heap_free(mqtt);
}

struct mqtt_state mqtt_state(struct mqtt *mqtt)
{
	struct mqtt_state state;

	thread_mutex_lock(mqtt->mutex);
	state = mqtt->state;
	thread_mutex_unlock(mqtt->mutex);
	return state;
}
