/* Rosters: who does which duty on which day, so that posts are manned and nobody's rules break. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ENGINE_ROSTER_ROSTER_H
#define ENGINE_ROSTER_ROSTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"

/*
 * A pure library: arrays in, arrays out. It reads no clock and starts no thread; how much of the
 * time is used up comes from a callback, and a crew that runs several searches at once is the
 * caller's. docs/roster.md says what each rule means and how the method works.
 */

/* The rules, by which every cost is told; a broken hard rule counts ROSTER_HARD a unit. */
#define ROSTER_RULES(X)                                                                         \
	X(succession, "后一班次与前一班次间隔不足", "Too little rest between two duties")       \
	X(duty_cap, "某类班次超过个人上限", "More duties of one sort than the person may do")    \
	X(minutes_most, "总工时超过上限", "More hours than the contract allows")                \
	X(minutes_least, "总工时不足", "Fewer hours than the contract promises")                \
	X(run_most, "连续上岗天数过多", "Too many days of duty in a row")                       \
	X(run_least, "连续上岗天数过少", "Too few days of duty in a row")                       \
	X(rest_least, "连续休息天数过少", "Too few days of rest in a row")                      \
	X(weekends_most, "上岗周末过多", "Too many weekends with duty")                         \
	X(day_off, "休假或不可用日被排班", "Duty on a day on which the person is not available") \
	X(fixed, "已锁定的格被改动", "A locked cell was changed")                               \
	X(skill, "缺少所需技能", "The person lacks a skill")                                    \
	X(accreditation, "缺少所需证件权限", "The person lacks an accreditation")               \
	X(loop_side, "人员与岗位不在同一闭环侧", "The post is on the other side of the loop")   \
	X(travel, "住地到岗位路程过长", "The way from home to the post is too long")            \
	X(demand_under, "岗位人数不足", "A post has too few people")                            \
	X(demand_over, "岗位人数超出", "A post has too many people")                            \
	X(request_on, "希望上的班未排", "A duty that was wished for was not given")             \
	X(request_off, "不希望上的班被排", "A duty that was not wished for was given")          \
	X(night_share, "夜班超过公平份额", "More nights than a fair share")                     \
	X(weekend_share, "周末超过公平份额", "More weekends than a fair share")                 \
	X(cold_share, "严寒岗位超过公平份额", "More cold duties than a fair share")             \
	X(changed, "已通知的格被改动", "A cell was changed that its person had been told")      \
	X(told, "需重新通知的人数超过上限", "More people are told something new than allowed")   \
	X(one_a_day, "一人一天只能上一个班", "A person does one duty a day")

enum roster_rule {
#define ROSTER_RULE_ID(name, zh, en) ROSTER_##name,
	ROSTER_RULES(ROSTER_RULE_ID)
#undef ROSTER_RULE_ID
	ROSTER_NRULES
};
const char *roster_rule_name(enum roster_rule rule);
const char *roster_rule_text(enum roster_rule rule, bool zh);

#define ROSTER_HARD 1000000              /* weight of a rule that must hold */
#define ROSTER_WEIGHT_MOST 10000         /* the greatest weight of a rule that may be broken */
#define ROSTER_OFF 0xffff                /* a cell without duty */
#define ROSTER_FREE 0xfffe               /* of `fixed`: not locked */
#define ROSTER_NO_CAP 0xffff

/* A duty: one sort of shift at one post, in one role. It may be done by one person a day each. */
struct roster_duty {
	uint32_t minutes;                /* that count as hours of work; 1 to 1440 */
	uint32_t start;                  /* minute of the day at which it begins, 0 to 1439 */
	uint32_t site;                   /* row of `travel`; 0 when that is absent */
	uint64_t skills;                 /* bits that the person must all have */
	uint64_t accreditations;
	uint64_t loop;                   /* sides of the loop: one bit in common, or 0 for any */
	bool night, cold;                /* counted for fair shares */
};

struct roster_person {
	uint32_t minutes_most, minutes_least;          /* over the horizon */
	uint32_t run_most, run_least, rest_least;      /* days; 1 or more */
	uint32_t weekends_most;
	uint32_t before;                 /* days of duty right before the first day; 0: rested */
	uint16_t before_duty;            /* the last of them; ROSTER_OFF: unknown or none */
	uint32_t home;                   /* column of `travel` */
	uint64_t skills, accreditations, loop;
};

/* A wish: for the duty (on) or against it. */
struct roster_request {
	uint32_t person, day;
	uint16_t duty;
	bool on;
	int32_t weight;                  /* 0 to ROSTER_WEIGHT_MOST */
};

/*
 * All arrays are the caller's and must outlive the plan. Those marked ? may be NULL. A weekend is
 * a Saturday and the Sunday behind it, as far as they lie in the horizon.
 */
struct roster_problem {
	uint32_t days, people, duties;
	uint32_t slots;                  /* demands a day: a post, a time, a role */
	uint32_t first_weekday;          /* of day 0; 0 is Monday */
	uint32_t homes, sites;
	const struct roster_person *person;
	const struct roster_duty *duty;
	const uint8_t *forbid;           /* ? [duty * duties + next]: 1 = not on the next day */
	/* With rest_minutes > 0, less than this between two duties and their travel neither. */
	uint32_t rest_minutes;
	const uint16_t *cap;             /* ? [person * duties + duty]; 0: never */
	const uint8_t *off;              /* ? [person * days + day]: 1 = not available */
	const uint16_t *fixed;           /* ? [person * days + day]: what it must be */
	const int32_t *need, *under, *over;            /* [day * slots + slot] */
	/* Duty t fills slots cover[cover_from[t]] to before cover[cover_from[t + 1]]. */
	const uint32_t *cover_from;
	const uint32_t *cover;
	const struct roster_request *request;
	uint32_t requests;
	const uint32_t *travel;          /* ? [home * sites + site]: minutes one way */
	uint32_t travel_most;
	const uint16_t *published;       /* ? [person * days + day]: what people have been told */
	uint32_t told_most;              /* people who may be told something new */
	/* A unit's cost: an hour of minutes_*, else a day, a weekend or a duty. Not of demand_ and
	 * request_, which bring their own. Skill to travel, fixed and told are always hard. */
	int32_t weight[ROSTER_NRULES];
};

/* Ceilings that keep every sum within its type and every run within its memory. */
#define ROSTER_DAYS_MOST 400
#define ROSTER_PEOPLE_MOST 20000
#define ROSTER_DUTIES_MOST 2000
#define ROSTER_SLOTS_MOST 4000

#define ROSTER_FAULTS(X)                                                                        \
	X(no_days, "没有日期", "There is no day")                                               \
	X(no_people, "没有人员", "There are no people")                                         \
	X(no_duties, "没有班次", "There are no duties")                                         \
	X(too_large, "规模超出上限", "The problem is larger than the engine takes")             \
	X(bad_minutes, "班次时长须为1至1440分钟", "A duty lasts 1 to 1440 minutes")              \
	X(bad_start, "班次开始时间须在一天之内", "A duty begins at a minute of the day")         \
	X(bad_weight, "权重超出范围", "A weight is negative or too great")                      \
	X(bad_need, "需求人数为负或过大", "A demand is negative or too great")                  \
	X(bad_person, "个人规则的数值不可能", "A rule of a person has an impossible number")     \
	X(bad_index, "引用了不存在的人、日、班次或需求", "Something refers to nothing")

enum roster_fault {
	ROSTER_SOUND,
#define ROSTER_FAULT_ID(name, zh, en) ROSTER_FAULT_##name,
	ROSTER_FAULTS(ROSTER_FAULT_ID)
#undef ROSTER_FAULT_ID
};
const char *roster_fault_name(enum roster_fault fault);
const char *roster_fault_text(enum roster_fault fault, bool zh);

/* The problem made ready: who may do what, grouped, indexed. Never changed by a search. */
struct roster_plan;
/* The plan lives in the arena. On a fault *ret_at is the index of the person, duty or request. */
enum roster_fault roster_prepare(struct arena *arena, const struct roster_problem *problem,
				 struct roster_plan **ret, uint32_t *ret_at);

/* May the person ever do the duty? If not, the rule that says no, else ROSTER_NRULES. */
enum roster_rule roster_refuses(const struct roster_problem *problem, uint32_t person,
				uint16_t duty);

/* cells: [person * days + day], a duty or ROSTER_OFF. */
struct roster_cost {
	int64_t total;                   /* hard ones at ROSTER_HARD a unit */
	int64_t broken;                  /* units by which hard rules are broken; 0: feasible */
	int64_t by_rule[ROSTER_NRULES];
};
void roster_evaluate(const struct roster_plan *plan, const uint16_t *cells,
		     struct roster_cost *ret);

/*
 * Runs task(arg, i) for each i below `count` and returns when all have ended; they may run at the
 * same time, each touches its own memory only.
 */
struct roster_crew {
	void *user;
	uint32_t count;                  /* searches side by side; 1 to ROSTER_CREW_MOST */
	void (*run)(void *user, uint32_t count, void (*task)(void *arg, uint32_t i), void *arg);
};
#define ROSTER_CREW_MOST 64

struct roster_progress {
	int64_t best;
	int64_t bound;                   /* no roster costs less; INT64_MIN: not known */
	uint64_t iterations;
};

struct roster_options {
	uint64_t seed;
	/* Each search makes so many steps, 0: until `share` says stop. The same seed, crew count
	 * and number of steps give the same roster; runs that end by time do not promise that. */
	uint64_t iterations;
	/* How much of the time is used up: 0 to 1, 1 and more stops. Called from every search. */
	double (*share)(void *user);
	void (*progress)(void *user, const struct roster_progress *progress);   /* ? */
	void *user;
	const struct roster_crew *crew;  /* ? NULL: one search, in the caller's thread */
	const uint16_t *start;           /* ? cells to go on from */
};

struct roster_answer {
	uint16_t *cells;
	struct roster_cost cost;
	int64_t bound;                   /* INT64_MIN: not known, the problem is too large */
	uint64_t iterations;
	uint32_t stuck;                  /* a person without any legal row, or UINT32_MAX */
};
/* The answer lives in the arena. */
void roster_solve(const struct roster_plan *plan, const struct roster_options *options,
		  struct arena *arena, struct roster_answer *ret);

/* A smallest set of hard rules that no roster keeps: of a person, of a demand, or of all. */
struct roster_collision {
	uint32_t person;                 /* UINT32_MAX: not of one person */
	uint32_t day, slot;              /* of a demand; UINT32_MAX: not of one */
	uint32_t count;
	enum roster_rule rules[ROSTER_NRULES];
};
/*
 * For cells that break hard rules. Looks at each person who breaks one (all sets of rules, the
 * smallest first), at each hard demand alone (who is barred from it, and by which rules), and at
 * the demand of each day and of all days together. False: none of these collide, so that the cause
 * lies between several people's rows or is no contradiction at all.
 */
bool roster_explain(const struct roster_plan *plan, const uint16_t *cells,
		    struct roster_collision *ret);

/* ---- relief inside a shift ----------------------------------------------------------------- */

/* How long one may stay outside, and must then be warm, when it feels at most so cold. */
struct roster_exposure {
	int32_t feels_most;              /* degrees, rising; the last row holds for all above */
	uint32_t outside_most, warm_least;       /* minutes */
};
#define ROSTER_RELIEF_MOST 200
struct roster_relief {
	uint32_t posts, people;          /* always manned; who can take turns */
	uint32_t minutes;                /* of the shift, at most 1440 */
	const struct roster_exposure *row;
	uint32_t rows;
	const int32_t *feels;            /* as it will feel, a value each feels_minutes */
	uint32_t feels_minutes;
};
struct roster_stint {
	uint32_t post, person, from, to; /* minutes of the shift */
};
struct roster_chain {
	struct roster_stint *stint;
	uint32_t count;
	uint32_t people;                 /* needed; more than there are: so many are missing */
};
/* False: the table or the numbers are impossible (no rows, not rising, no time outside). */
bool roster_relieve(const struct roster_relief *relief, struct arena *arena,
		    struct roster_chain *ret);

#endif
