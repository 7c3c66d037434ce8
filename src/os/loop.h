/* The loop that one thread turns: it waits for whatever happens next and calls who asked for it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OS_LOOP_H
#define OS_LOOP_H

#include <stdbool.h>
#include <stdint.h>

/*
 * One turn: timers that are due, then the after-turn hook, then it sleeps until a descriptor, a
 * wake-up, a signal or the next timer, and calls those. So the hook sees all that was called back
 * since the last sleep, and nothing is left waiting while the loop sleeps: this is where a batch
 * is handed on. All functions belong to the loop's thread, but for loop_wake_send. Callbacks may
 * destroy anything, also what called them; nothing calls back after its destroy.
 */
typedef void loop_call(void *user);

struct loop;
/* Also makes the process ignore SIGPIPE. */
struct loop *loop_create(void);
/* Everything made on the loop must have been destroyed before. NULL is fine. */
void loop_destroy(struct loop *loop);
void loop_run(struct loop *loop);                          /* returns after loop_stop */
/* The running turn ends, the hook is called once more, loop_run returns. */
void loop_stop(struct loop *loop);
void loop_after_turn(struct loop *loop, loop_call *call, void *user);  /* NULL: no hook */

/*
 * A timer rings once, at or after a moment of os_monotonic_ns, never before it; its owner arms it
 * anew. As the moment is absolute, a late ring does not move those that follow. Arming replaces
 * what was armed; a moment that is past rings in one of the next turns, never in this one.
 */
struct loop_timer;
struct loop_timer *loop_timer_create(struct loop *loop, loop_call *call, void *user);
void loop_timer_destroy(struct loop_timer *timer);         /* NULL is fine */
void loop_timer_arm(struct loop_timer *timer, int64_t deadline_ns);
void loop_timer_disarm(struct loop_timer *timer);

/* Wakes the loop from any thread; several sends before the call may give one call. */
struct loop_wake;
struct loop_wake *loop_wake_create(struct loop *loop, loop_call *call, void *user);
void loop_wake_destroy(struct loop_wake *wake);            /* NULL is fine; no send may follow */
void loop_wake_send(struct loop_wake *wake);

/* Calls each turn in which the descriptor can be read (or has an error or its end to report). */
struct loop_watch;
struct loop_watch *loop_watch_create(struct loop *loop, int fd, loop_call *call, void *user);
void loop_watch_destroy(struct loop_watch *watch);         /* NULL is fine; leaves fd open */

/* SIGINT, SIGTERM or SIGHUP as a call on the loop's thread instead of the end of the process. */
enum loop_signal { LOOP_INTERRUPT, LOOP_TERMINATE, LOOP_HANGUP };
struct loop_catch;
struct loop_catch *loop_catch_create(struct loop *loop, enum loop_signal which, loop_call *call,
				     void *user);
void loop_catch_destroy(struct loop_catch *caught);        /* NULL is fine */

#endif
