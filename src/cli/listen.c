/* Options that every verb which serves has: where to listen, and how safely. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/listen.h"

#include <stdio.h>

bool listen_read(const struct verb_args *args, struct serve_options *ret)
{
	const char *listen = verb_value(args, "listen");
	const char *cert = verb_value(args, "tls-cert");
	const char *key = verb_value(args, "tls-key");

	if (listen == NULL)
		listen = "127.0.0.1:8080";
	if (!net_parse(str_of(listen), &ret->http.listen)) {
		verb_complain(args, "不是监听地址 / not an address to listen on: %s", listen);
		return false;
	}
	if ((cert == NULL) != (key == NULL)) {
		verb_complain(args, "--tls-cert与--tls-key须同时给出 / "
				    "--tls-cert and --tls-key go together");
		return false;
	}
	ret->http.tls_cert = cert;
	ret->http.tls_key = key;
	ret->insecure_listen = verb_given(args, "insecure-listen");
	ret->behind_proxy = verb_given(args, "behind-proxy");
	return true;
}

static void on_signal(void *user)
{
	loop_stop(user);
}

void listen_run(struct loop *loop)
{
	struct loop_catch *interrupt = loop_catch_create(loop, LOOP_INTERRUPT, on_signal, loop);
	struct loop_catch *terminate = loop_catch_create(loop, LOOP_TERMINATE, on_signal, loop);

	loop_run(loop);
	loop_catch_destroy(interrupt);
	loop_catch_destroy(terminate);
}

void listen_url(const struct serve_options *options, uint16_t port, char *ret_text, size_t size)
{
	struct net_address at = options->http.listen;
	char address[NET_TEXT];

	at.port = port;
	net_format(&at, true, address);
	snprintf(ret_text, size, "http%s://%s", options->http.tls_cert != NULL ? "s" : "", address);
}
