/* Processes that a measuring program starts: the node, and the bare programs beside it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_CHILD_H
#define BENCH_CHILD_H

#include <stdint.h>
#include <sys/types.h>

/* Where anything fails the program ends and says what: a measurement has no other repair. */
_Noreturn void child_fail(const char *what);

/* Runs a program; `in` becomes its descriptor 3 (-1: none), *ret_out is its standard output. */
pid_t child_exec(const char *const *argv, int in, int *ret_out);
/* Runs a function in a process of its own, which ends with it; `out` leads to *ret_out. */
pid_t child_fork(void (*run)(const void *user, int out), const void *user, int *ret_out);
/* Asks it to end, and waits until it has; it must end well. */
void child_end(pid_t pid);
/* Waits for the end of one that ends by itself. */
void child_wait(pid_t pid);

int64_t child_cpu_ns(pid_t pid);                           /* of all its threads, user and system */
/* The same when it has come to rest, so that what it does afterwards is counted too. */
int64_t child_rest_cpu_ns(pid_t pid);
/* Of its threads whose names begin so; one that has ended is not counted any more. */
int64_t child_threads_cpu_ns(pid_t pid, const char *name);
double child_memory_mib(pid_t pid, const char *line);      /* a line of its /proc status */

#endif
