/* Secrets that a person types, or that a program hands over: never from the command line. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OS_TERM_H
#define OS_TERM_H

#include "base/buf.h"

/*
 * Asks on the terminal of the process, without showing what is typed, and appends the line without
 * its end. -ENOTTY: there is no terminal. Negative errno for the rest; -EFBIG over the buf's limit.
 */
int term_ask(const char *prompt, struct buf *ret);
/* The first line of a descriptor that was opened by whoever started the program. */
int term_read_fd(int fd, struct buf *ret);

#endif
