/* Options that every verb which serves has: where to listen, and how safely. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_LISTEN_H
#define CLI_LISTEN_H

#include "cli/verb.h"
#include "node/serve.h"

#define LISTEN_OPTIONS                                                                          \
	{ "listen", "ADDR:PORT", "监听地址（默认127.0.0.1:8080）",                              \
	  "Where to listen (127.0.0.1:8080)." },                                                \
	{ "tls-cert", "FILE", "证书（PEM）；SIGHUP时重新读取",                                  \
	  "Certificate chain, PEM; read again on SIGHUP." },                                    \
	{ "tls-key", "FILE", "私钥（PEM）", "Private key, PEM." },                              \
	{ "insecure-listen", NULL, "允许在回环地址以外无TLS监听",                               \
	  "Allows listening beyond loopback without TLS." },                                    \
	{ "behind-proxy", NULL, "客户地址取自本机代理写的X-Forwarded-For",                      \
	  "Callers' addresses are what a proxy on this machine wrote in X-Forwarded-For." }

/* False: said what is wrong. */
bool listen_read(const struct verb_args *args, struct serve_options *ret);
/* Runs the loop until SIGINT or SIGTERM. */
void listen_run(struct loop *loop);
/* "http://127.0.0.1:8080" */
void listen_url(const struct serve_options *options, uint16_t port, char *ret_text, size_t size);

#endif
