/* The node that is measured: made and served as an operator would, and somebody on duty at it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_SUBJECT_H
#define BENCH_SUBJECT_H

#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"

/* Two posts: nat, where the officer is on duty, and aux below it, where nobody is. */
struct subject {
	pid_t pid;
	int out;
	uint16_t port;
	char dir[64];
	char admin[256];                                   /* header lines of each one's session */
	char officer[256];
};
void subject_start(struct subject *subject);
void subject_end(struct subject *subject);                 /* and removes its folder */

/* Asks on a connection of its own and appends the answer's body; ends the program unless 2xx. */
void subject_ask(const struct subject *subject, const char *session, const char *method,
		 const char *path, struct str body, struct buf *ret_body);
/* Makes a record at nat as the administrator; `fields` is JSON without its braces. */
void subject_make(const struct subject *subject, const char *kind, const char *fields,
		  char ret_id[64]);
double subject_metric(const struct subject *subject, const char *name);
double subject_file_mib(const struct subject *subject, const char *name);

/* The same by hand, for other ways to run it. $WATCHFLOOR is the program. */
const char *subject_program(void);
uint16_t subject_read_port(int out);                       /* from what it prints when ready */
void subject_exchange(uint16_t port, const char *session, const char *method, const char *path,
		      struct str body, struct buf *answer); /* head and body, then a NUL */
void subject_remove(const char *dir);

/*
 * Appends a whole request for one act with a body of exactly `bytes`; what is missing to that is
 * put into the text. *ret_key is where 12 digits stand that must differ from act to act.
 */
void subject_note(const struct subject *subject, size_t bytes, struct buf *ret, size_t *ret_key);
void subject_message(const struct subject *subject, size_t bytes, struct buf *ret, size_t *ret_key);

#endif
