/* A link to a broker of MQTT: what devices publish there comes in on the loop's thread. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_MQTT_H
#define NODE_MQTT_H

#include "base/buf.h"
#include "os/loop.h"

struct mqtt_options {
	struct loop *loop;
	const char *host;
	uint16_t port;
	const char *id;                                    /* of this client at the broker */
	/* PEM files; ca NULL: no TLS; cert and key NULL: the broker asks for none */
	const char *ca, *cert, *key;
	const char *user, *password;                       /* NULL: none */
	const char *const *topics;                         /* filters, NULL at the end; QoS 1 */
	void (*receive)(void *user, struct str topic, struct str payload);
	void *receiver;
};

/*
 * The broker is looked for again and again for as long as the node runs. What comes faster than it
 * is taken (LIMIT_MQTT_QUEUE messages wait) is lost and counted: the newest state follows anyway.
 */
struct mqtt;
/* NULL, or what is wrong in both languages. A broker that cannot be reached yet is no fault. */
const char *mqtt_open(const struct mqtt_options *options, struct mqtt **ret);
void mqtt_close(struct mqtt *mqtt);                        /* NULL is fine */

struct mqtt_state {
	bool connected;
	uint64_t received;
	uint64_t lost;                                     /* found the queue full, or too long */
};
struct mqtt_state mqtt_state(struct mqtt *mqtt);

#endif
