/* What the public information desk is asked about, and how two persons of it sign together. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/publicinfo/topics.h"

const struct choice topics_choices[] = {
	{ 1, "venue_safety", "场馆安全", "Safety of venues", NULL },
	{ 2, "transport", "交通", "Transport", NULL },
	{ 3, "weather", "天气", "Weather", NULL },
	{ 4, "health", "防疫与健康", "Health", NULL },
	{ 5, "entry", "入场与安检", "Entry and screening", NULL },
	{ 6, "schedule", "赛程", "Schedule", NULL },
	{ 7, "order", "公共秩序", "Public order", NULL },
	{ 8, "network", "网络与票务", "Networks and ticketing", NULL },
	{ 9, "other", "其他", "Other", NULL },
	{ 0 },
};

bool topics_desk_signs(const struct model *model, const struct record *before,
		       const struct act_view *view)
{
	const struct pending *first = before ? before->pending : NULL;

	if (!first || view->roles & ROLE_information)
		return true;
	return (duty_roles(model, first->actor, before->home, view->at) & ROLE_information) != 0;
}
