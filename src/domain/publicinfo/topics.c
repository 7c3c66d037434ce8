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

/* At whatever post: a venue without such a desk is helped by the one above. */
static bool is_of_the_desk(const struct model *model, struct ident account, instant at)
{
	const struct duty *duties[LIMIT_REFS];
	uint32_t count = duty_of(model, account, duties, LIMIT_REFS);

	for (uint32_t i = 0; i < count && i < LIMIT_REFS; i++)
		if (duty_roles(model, account, duties[i]->post, at) & ROLE_information)
			return true;
	return false;
}

bool topics_desk_signs(const struct model *model, const struct record *before,
		       const struct act_view *view)
{
	const struct pending *first = before ? before->pending : NULL;

	return !first || view->roles & ROLE_information ||
	       is_of_the_desk(model, first->actor, view->at);
}
