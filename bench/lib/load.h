/* A load of requests over kept connections, each sent when the one before it was answered. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include <stddef.h>
#include <stdint.h>

/* A whole request; the 12 digits at `key` are counted up. */
struct load_text {
	char *at;
	size_t len;
	size_t key;
};
void load_number(const struct load_text *text);            /* never the same digits twice */

struct load {
	uint16_t port;
	uint32_t connections;
	uint64_t total;                                    /* requests in all */
	const struct load_text *texts;                     /* in turn */
	uint32_t ntexts;
};
struct load_result {
	double seconds;
	double median_us, p99_us;                          /* from request to answer */
	double answer_bytes;                               /* of one, on average, head and body */
};
/* Ends the program at any answer but 2xx. Connections are made before the time begins. */
void load_run(const struct load *load, struct load_result *ret);

/* A connection to the port that does not block. */
int load_connect(uint16_t port);

#endif
