/* Who is meant in a script: an account by its login, or whoever holds a role at a post then. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/script_state.h"

#define MAX_DUTIES 64

static const struct {
	const char *name;
	uint32_t bit;
} roles[] = {
#define ROLE_ROW(name, zh, en) { #name, ROLE_##name },
	ROLES(ROLE_ROW)
#undef ROLE_ROW
};

static uint32_t role_of(struct str name)
{
	for (uint32_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
		if (str_eq(name, str_of(roles[i].name)))
			return roles[i].bit;
	}
	return 0;
}

/* Cuts `s` at the last `mark`; false if there is none. */
static bool cut(struct str s, char mark, struct str *ret_head, struct str *ret_tail)
{
	for (uint32_t i = s.len; i > 0; i--) {
		if (s.at[i - 1] == mark) {
			*ret_head = (struct str){ s.at, i - 1 };
			*ret_tail = (struct str){ s.at + i, s.len - i };
			return true;
		}
	}
	return false;
}

static bool find_account(struct script_player *player, struct str word, struct ident *ret)
{
	const struct model *model = pipeline_model(player->pipeline);
	const struct record *account = NULL;

	for (uint32_t i = 0; i < player->naliases; i++) {
		if (str_eq(player->aliases[i].name, word))
			account = model_find_kind(model, player->aliases[i].id, "account");
	}
	if (account == NULL && registry_find(STR("account")) != NULL)
		account = model_by_unique(model, "account", "login", word);
	if (account == NULL)
		return false;
	*ret = account->id;
	return true;
}

/* "nst.duty_officer": the account that holds the role there at this moment. */
static bool find_holder(struct script_player *player, struct str word, struct script_who *ret)
{
	const struct model *model = pipeline_model(player->pipeline);
	struct str post, role;

	if (!cut(word, '.', &post, &role) || role_of(role) == 0 || !code_parse(post, &ret->post))
		return false;
	return duty_who(model, ret->post, role_of(role), pipeline_now(player->pipeline),
			&ret->account, 1) > 0;
}

/* How well a duty suits what is to be done. */
static int suits(const struct duty *duty, const struct act_row *act, const struct record *record,
		 instant now)
{
	int points = 0;

	if (duty->from <= now && (duty->until == 0 || now < duty->until))
		points += 4;
	if (act != NULL && (act->act->roles & duty->role) != 0)
		points += 2;
	if (record != NULL && record->home == duty->post)
		points += 1;
	return points;
}

/* Somebody without any role: at the record's post, or the one that his login begins with. */
static code post_without(const struct model *model, struct str word, const struct record *record)
{
	struct str head, tail;
	code post;

	if (record != NULL)
		return record->home;
	if (cut(word, '.', &head, &tail) && code_parse(head, &post) &&
	    tree_get(model, post) != NULL)
		return post;
	return tree_count(model) > 0 ? tree_at(model, 0)->code : 0;
}

/* Where somebody acts who was named by his login alone. */
static code post_for(struct script_player *player, struct str word, struct ident account,
		     const struct act_row *act, const struct record *record)
{
	const struct model *model = pipeline_model(player->pipeline);
	const struct duty *duties[MAX_DUTIES];
	uint32_t count = duty_of(model, account, duties, MAX_DUTIES);
	int best = -1;
	code post = 0;

	for (uint32_t i = 0; i < count && i < MAX_DUTIES; i++) {
		int points = suits(duties[i], act, record, pipeline_now(player->pipeline));

		if (points > best) {
			best = points;
			post = duties[i]->post;
		}
	}
	return post != 0 ? post : post_without(model, word, record);
}

bool script_who_find(struct script_player *player, struct str who, const struct act_row *act,
		     const struct record *record, struct script_who *ret)
{
	struct str login, post;

	if (cut(who, '@', &login, &post) && code_parse(post, &ret->post) &&
	    find_account(player, login, &ret->account))
		return true;
	if (find_account(player, who, &ret->account)) {
		ret->post = post_for(player, who, ret->account, act, record);
		return true;
	}
	if (find_holder(player, who, ret))
		return true;
	return script_run_complain(
		player,
		arena_printf(player->work, "没有名为" STR_FMT "的账号，此刻也无人在该岗位任此角色",
			     STR_ARG(who)),
		arena_printf(player->work,
			     "there is no account " STR_FMT ", nor anybody in that role there now",
			     STR_ARG(who)));
}
