/* The bare programs beside ours: what the libraries alone need for the same work. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_PEER_H
#define BENCH_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * libmicrohttpd with our flags and limits that takes a body and answers `bytes`, head and body. One
 * that waits suspends each request and answers at the end of its turn, as whoever writes to a disk
 * first must.
 */
struct peer_http {
	size_t bytes;
	bool waits;
};
pid_t peer_http_start(const struct peer_http *options, uint16_t *ret_port);

/*
 * libmicrohttpd that sends events of `bytes` to every open stream, `rate` a second, `together` of
 * them on average in one write to each. It begins when `streams` of them are there.
 */
struct peer_stream {
	uint32_t bytes, rate, streams;
	double together;
};
pid_t peer_stream_start(const struct peer_stream *options, uint16_t *ret_port);

/* Commits `rows` to a log of our schema and settings in a new folder, `batch` of them at a time. */
struct peer_sqlite {
	double batch;                                      /* on average */
	uint32_t rows;
	uint32_t bytes;                                    /* of a body */
};
struct peer_sqlite_result {
	double cpu_us;                                     /* of a row */
	double median_us;                                  /* of a commit, with its rows */
};
void peer_sqlite_run(const struct peer_sqlite *options, struct peer_sqlite_result *ret);

/* The same in this process, a commit at a time. */
struct peer_store;
struct peer_store *peer_store_open(uint32_t bytes);
void peer_store_commit(struct peer_store *store, uint32_t rows);
void peer_store_close(struct peer_store *store);

#endif
