/* Who holds which role at which post, and from when to when. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "model/model_state.h"

/* Accounts are few and their ids do not collide; an assertion holds that. */
static struct person_duties *person(const struct model *model, struct ident account)
{
	const uint64_t *value = map_get(&model->duties, ident_hash(account));

	return value ? (struct person_duties *)(uintptr_t)*value : NULL;
}

static struct person_duties *person_make(struct model *model, struct ident account)
{
	struct person_duties *p = person(model, account);

	if (p)
		return p;
	p = heap_alloc(sizeof *p);
	*map_put(&model->duties, ident_hash(account)) = (uint64_t)(uintptr_t)p;
	return p;
}

static const struct post_people *people_of(const struct model *model, code post)
{
	const uint64_t *value = map_get(&model->people, post);

	return value ? (const struct post_people *)(uintptr_t)*value : NULL;
}

static void people_add(struct model *model, code post, struct ident account)
{
	uint64_t *value = map_put(&model->people, post);
	struct post_people *people;

	if (*value == 0)
		*value = (uint64_t)(uintptr_t)heap_alloc(sizeof *people);
	people = (struct post_people *)(uintptr_t)*value;
	for (uint32_t i = 0; i < people->count; i++)
		if (ident_eq(people->at[i], account))
			return;
	HEAP_ROOM(people->at, people->count, people->size);
	people->at[people->count++] = account;
}

void duty_put(struct model *model, const struct duty *duty)
{
	struct person_duties *p = person_make(model, duty->account);

	people_add(model, duty->post, duty->account);

	for (uint32_t i = 0; i < p->count; i++) {
		if (ident_eq(p->at[i].assignment, duty->assignment)) {
			p->at[i] = *duty;
			return;
		}
	}
	HEAP_ROOM(p->at, p->count, p->size);
	p->at[p->count++] = *duty;
}

void duty_lock(struct model *model, struct ident account, bool locked)
{
	person_make(model, account)->locked = locked;
}

bool duty_locked(const struct model *model, struct ident account)
{
	const struct person_duties *p = person(model, account);

	return p && p->locked;
}

static bool holds(const struct duty *duty, instant at)
{
	return duty->from <= at && (duty->until == 0 || at < duty->until);
}

uint32_t duty_roles(const struct model *model, struct ident account, code post, instant at)
{
	const struct person_duties *p = person(model, account);
	uint32_t roles = 0;

	for (uint32_t i = 0; p && i < p->count; i++)
		if (p->at[i].post == post && holds(&p->at[i], at))
			roles |= p->at[i].role;
	return roles;
}

bool duty_oversight(const struct model *model, struct ident account, instant at)
{
	const struct person_duties *p = person(model, account);

	for (uint32_t i = 0; p && !p->locked && i < p->count; i++)
		if (p->at[i].role == ROLE_oversight && holds(&p->at[i], at))
			return true;
	return false;
}

bool duty_in_office(const struct model *model, struct ident account, instant at)
{
	const struct person_duties *p = person(model, account);

	for (uint32_t i = 0; p && !p->locked && i < p->count; i++)
		if (p->at[i].until == 0 || at < p->at[i].until)
			return true;
	return false;
}

uint32_t duty_who(const struct model *model, code post, uint32_t roles, instant at,
		  struct ident *ret_accounts, uint32_t max)
{
	const struct post_people *people = people_of(model, post);
	uint32_t count = 0;

	for (uint32_t i = 0; people && i < people->count; i++) {
		struct ident account = people->at[i];

		if ((duty_roles(model, account, post, at) & roles) == 0 ||
		    duty_locked(model, account))
			continue;
		if (count < max)
			ret_accounts[count] = account;
		count++;
	}
	return count;
}

uint32_t duty_of(const struct model *model, struct ident account, const struct duty **ret,
		 uint32_t max)
{
	const struct person_duties *p = person(model, account);

	for (uint32_t i = 0; p && i < p->count && i < max; i++)
		ret[i] = &p->at[i];
	return p ? p->count : 0;
}
