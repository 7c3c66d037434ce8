/* The groups whose tests and counts are kept: never persons, always groups. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/health/groups.h"

/* Doctrine 8: the playbooks test athletes and officials apart from everybody else in the loop. */
const struct choice groups_choices[] = {
	{ 1, "athletes", "运动员及随队官员", "Athletes and team officials", NULL },
	{ 2, "officials", "技术官员", "Technical officials", NULL },
	{ 3, "media", "媒体", "Media", NULL },
	{ 4, "broadcasters", "转播商", "Broadcasters", NULL },
	{ 5, "workforce", "工作人员", "Workforce", NULL },
	{ 6, "volunteers", "志愿者", "Volunteers", NULL },
	{ 7, "security", "安保力量", "Security forces", NULL },
	{ 8, "drivers", "驾驶员", "Drivers", NULL },
	{ 9, "spectators", "观众", "Spectators", NULL },
	{ 10, "everybody", "全体", "Everybody", NULL },
	{ 0 },
};
