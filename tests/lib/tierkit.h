/* Seven sites as real processes, each with its broker, on links that a test cuts and slows. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LIB_TIERKIT_H
#define LIB_TIERKIT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What tools/tiers.sh starts: nat above bj and hb; nst, nss, yac below bj; zsj below hb. One
 * scenario a process. What fails here ends the program with its place.
 */
enum tierkit_site {
	TIERKIT_NAT,
	TIERKIT_BJ,
	TIERKIT_HB,
	TIERKIT_NST,
	TIERKIT_NSS,
	TIERKIT_YAC,
	TIERKIT_ZSJ,
	TIERKIT_SITES,
	/* a follower of nat, from tierkit_follow_nat on: it hangs on nat's broker */
	TIERKIT_NATF = TIERKIT_SITES,
	TIERKIT_MOST
};
extern const char *const tierkit_names[TIERKIT_MOST];
int tierkit_count(void);                                   /* of the sites there are now */
enum tierkit_site tierkit_above(enum tierkit_site site);   /* itself: none is above */

/*
 * First in main: begins the program again in namespaces of its own, where whatever it starts ends
 * with it. Where the machine does not allow that it goes on without, and says so: a cut then takes
 * a broker away.
 */
void tierkit_begin(char **argv);
bool tierkit_links(void);                                  /* real links */

void tierkit_start(void);
void tierkit_stop(void);                                   /* also removes the folder */
const char *tierkit_dir(enum tierkit_site site);
const char *tierkit_password(void);
/* "cut", "heal", "break", "mend", "kill", "up": see tools/tiers.sh. */
void tierkit_do(const char *verb, enum tierkit_site site);
void tierkit_follow_nat(void);
/* kill -9 of all nodes; they go on so many seconds later by their clocks. */
void tierkit_jump(int64_t seconds);
void tierkit_freeze(bool frozen);                          /* every node, where it stands */

/* Sockets are made there until tierkit_leave. */
uint16_t tierkit_enter(enum tierkit_site site);            /* the port of its node */
void tierkit_leave(void);

/* The program with these words after its name; what it prints, into a file. Its exit code. */
int tierkit_program(const char *words, const char *into);
/* Ends the program unless the command succeeds. */
void tierkit_run(const char *command);

#endif
