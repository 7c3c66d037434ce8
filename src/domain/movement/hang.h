/* Times that hang on a session or a route and not on the clock: when that moves, so do they. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DOMAIN_MOVEMENT_HANG_H
#define DOMAIN_MOVEMENT_HANG_H

#include "model/rules.h"

/*
 * Doctrine 9.3, 9.4: "to two hours after the end of the competition". A kind that hangs takes these
 * fields; from_time and until_time are worked out from the rest, or given if it hangs on nothing.
 */
extern const struct choice hang_choices[];
#define HANG_FIELDS(X, K, n1, n2, n3, n4, n5, n6, n7)                                           \
	X(K, n1, REF, hangs_on, "随动于", "Hangs on", .target = "session route_plan")           \
	X(K, n2, ENUM, begin_ref, "开始基准", "Begins", .choices = hang_choices, .flags = 0)     \
	X(K, n3, SPAN, begin_span, "开始偏移", "Begins by", .most = 604800)                     \
	X(K, n4, ENUM, end_ref, "结束基准", "Ends", .choices = hang_choices, .flags = 0)         \
	X(K, n5, SPAN, end_span, "结束偏移", "Ends by", .most = 604800)                         \
	X(K, n6, TIME, from_time, "自", "From", .flags = 0)                                     \
	X(K, n7, TIME, until_time, "至", "Until", .flags = 0)
#define HANG_NAMES "hangs_on begin_ref begin_span end_ref end_span from_time until_time"

enum hang_fault { HANG_SOUND, HANG_UNKNOWN, HANG_BACKWARDS };
struct hang {
	instant from, until;
	enum hang_fault fault;
};
/* Where the record's times lie, by what it hangs on now. */
struct hang hang_times(const struct model *model, const struct record *record, instant at);
/* Puts them into the entry. */
void hang_stamp(struct stamp *stamp, const struct model *model, const struct record *after,
		const struct act_view *view);
/*
 * Proposes `act` with the new times for every record of the kind that hangs on the reference, is in
 * one of the states, and whose times have changed.
 */
void hang_follow(struct reactor *reactor, const struct model *model, const struct record *reference,
		 const char *kind, uint32_t states, const char *act, instant at);
/* Proposes `act` for every record of the kind that hangs on it and is in one of the states. */
void hang_drop(struct reactor *reactor, const struct model *model, const struct record *reference,
	       const char *kind, uint32_t states, const char *act);

/*
 * Whom a change of the reference touches, who thus has to sign for it: the homes of what hangs on
 * it and is still to come, and the posts that hold it; of a session, its routes' closures and the
 * shifts that follow it too. Titles of what hangs go into *ret_titles, a line each.
 */
void hang_touched(struct reactor *reactor, const struct model *model,
		  const struct record *reference, struct rules_list *ret, struct str *ret_titles);
/* Tells them by messages from `from`, which they sign for; `from` itself knows. */
void hang_tell(struct reactor *reactor, const struct record *about, code from,
	       const struct rules_list *posts, struct str title, struct str text);

REFUSAL(time_not_known, "所依据的场次尚无该时刻", "What it hangs on has no such time yet");
REFUSAL(until_before_from, "结束时间必须晚于开始时间", "It must end after it begins");
static inline const struct refusal *hang_refusal(enum hang_fault fault)
{
	return fault == HANG_UNKNOWN ? &refuse_time_not_known
	       : fault == HANG_BACKWARDS ? &refuse_until_before_from : NULL;
}

#endif
