/* Acts in a script: who does what to which record, handed to the node like anybody's act. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/script_state.h"

#include "model/kernel_args.h"

/* Acts of a set-up go on without waiting for the disk each time; so many at once. */
#define UNSETTLED_MOST 64

/* What the act is made of, found step by step. */
struct making {
	const struct script_statement *statement;
	const struct kind_row *kind;                       /* NULL: unknown; the check says so */
	const struct act_row *act;
	const struct record *record;
	struct request request;
	struct buf body;
};

static bool is_envelope(const struct making *making, struct str name, const char *what)
{
	return str_eq(name, str_of(what)) &&
	       (making->kind == NULL || registry_field(making->kind, name) == NULL);
}

/* ---- the head of the request --------------------------------------------------------------- */

static bool find_record(struct script_player *player, struct making *making)
{
	struct str on = making->statement->on;
	const char *target = making->kind != NULL ? making->kind->kind->name : NULL;

	if (on.at == NULL)
		return true;
	if (!script_value_ref(player, target, on, &making->request.record))
		return script_run_complain(
			player,
			arena_printf(player->work, "没有名为" STR_FMT "的记录", STR_ARG(on)),
			arena_printf(player->work, "no record is called " STR_FMT, STR_ARG(on)));
	making->record = model_find(pipeline_model(player->pipeline), making->request.record);
	return true;
}

/* The post at which a set-up happens: named, else the root, which only the first post lacks. */
static bool find_home(struct script_player *player, struct making *making)
{
	const struct model *model = pipeline_model(player->pipeline);
	const struct script_statement *statement = making->statement;

	making->request.system = true;
	making->request.setup = true;
	if (making->record != NULL)
		making->request.post = making->record->home;
	else if (making->kind != NULL && tree_count(model) > 0)
		making->request.post = tree_at(model, 0)->code;
	for (uint32_t i = 0; i < statement->nfields; i++) {
		const struct script_field *field = &statement->fields[i];

		if (!is_envelope(making, field->name, "home"))
			continue;
		if (!code_parse(field->value, &making->request.post) ||
		    tree_get(model, making->request.post) == NULL)
			return script_run_complain(
				player,
				arena_printf(player->work, "没有指挥部" STR_FMT,
					     STR_ARG(field->value)),
				arena_printf(player->work, "there is no post " STR_FMT,
					     STR_ARG(field->value)));
	}
	return true;
}

static bool find_actor(struct script_player *player, struct making *making)
{
	struct script_who who;

	if (making->statement->verb == SCRIPT_SETUP)
		return find_home(player, making);
	if (!script_who_find(player, making->statement->who, making->act, making->record, &who))
		return false;
	making->request.actor = who.account;
	making->request.post = who.post;
	return true;
}

/* A script that does not speak of versions has seen the newest one. */
static void see_version(struct making *making)
{
	if (making->act != NULL && (making->act->act->flags & ACT_VERSION) != 0 &&
	    making->record != NULL)
		making->request.version = making->record->version;
}

/* ---- what the act carries ------------------------------------------------------------------ */

static bool bad_envelope(struct script_player *player, const struct script_field *field)
{
	player->line = field->line;
	return script_run_complain(
		player,
		arena_printf(player->work, "%.*s写法不对：" STR_FMT, STR_ARG(field->name),
			     STR_ARG(field->value)),
		arena_printf(player->work, "that is no %.*s: " STR_FMT, STR_ARG(field->name),
			     STR_ARG(field->value)));
}

/* Members of the request that are no fields of the record. */
static bool read_envelope(struct script_player *player, struct making *making,
			  const struct script_field *field, bool *ret_good)
{
	struct script_time time;
	int64_t version;

	*ret_good = true;
	if (is_envelope(making, field->name, "event_at")) {
		*ret_good = script_time_parse(field->value, &time) ||
			    bad_envelope(player, field);
		if (*ret_good)
			making->request.event_at =
				script_moment_of(player, &time, SCRIPT_LAST,
						 pipeline_now(player->pipeline));
		return true;
	}
	if (is_envelope(making, field->name, "version")) {
		*ret_good = (str_to_i64(field->value, &version) && version > 0 &&
			     version <= UINT32_MAX) ||
			    bad_envelope(player, field);
		if (*ret_good)
			making->request.version = (uint32_t)version;
		return true;
	}
	if (is_envelope(making, field->name, "key")) {
		making->request.key = field->value;
		return true;
	}
	return making->statement->verb == SCRIPT_SETUP &&
	       is_envelope(making, field->name, "home");
}

/* The kernel's own acts take arguments besides fields: a reason, another record, a size. */
static bool put_argument(struct script_player *player, struct json_out *out,
			 const struct script_field *field)
{
	struct ident id;
	int64_t size;

	if ((str_eq(field->name, STR("to")) || str_eq(field->name, STR("into"))) &&
	    script_value_ref(player, NULL, field->value, &id)) {
		json_put_str(out, script_value_ident(player, id));
		return true;
	}
	if (str_eq(field->name, STR("size")) && str_to_i64(field->value, &size)) {
		json_put_i64(out, size);
		return true;
	}
	return script_value_put(player, out, NULL, field->value);
}

static bool put_field(struct script_player *player, struct making *making, struct json_out *out,
		      const struct script_field *field)
{
	const struct act *act = making->act != NULL ? making->act->act : NULL;
	const struct field *row = NULL;
	bool good;

	if (making->kind != NULL)
		row = registry_field(making->kind, field->name);
	if (read_envelope(player, making, field, &good))
		return good;
	json_key(out, arena_str(player->work, field->name).at);
	if (act != NULL && (act->flags & ACT_KERNEL) != 0 &&
	    kernel_args_takes(act->number, field->name))
		return put_argument(player, out, field);
	player->line = field->line;
	good = script_value_put(player, out, row, field->value);
	player->line = making->statement->line;
	return good;
}

static bool put_fields(struct script_player *player, struct making *making)
{
	struct json_out out;

	json_begin(&out, &making->body);
	json_open(&out, '{');
	json_key(&out, "fields");
	json_open(&out, '{');
	for (uint32_t i = 0; i < making->statement->nfields; i++) {
		if (!put_field(player, making, &out, &making->statement->fields[i]))
			return false;
	}
	json_close(&out, '}');
	json_close(&out, '}');
	return true;
}

/* ---- the outcome --------------------------------------------------------------------------- */

static struct str refusal_text(struct script_player *player, const struct refused *refused,
			       bool zh)
{
	return arena_printf(player->work, "%s%s%s%s%s%s" STR_FMT,
			    zh ? "被拒绝：" : "refused: ", refused->why->name,
			    zh ? " " : ": ", zh ? refused->why->zh : refused->why->en,
			    refused->field != NULL ? (zh ? "；字段 " : "; field ") : "",
			    refused->field != NULL   ? refused->field :
			    refused->detail.len > 0 ? "; " :
						      "",
			    STR_ARG(refused->field != NULL ? STR("") : refused->detail));
}

static void complain_refused(struct script_player *player, const struct script_deed *deed)
{
	const struct script_sheet *sheet = player->sheet;
	uint32_t line = player->line;

	player->sheet = deed->sheet;
	player->line = deed->line;
	script_run_complain(player, refusal_text(player, &deed->outcome.refused, true),
			    refusal_text(player, &deed->outcome.refused, false));
	player->sheet = sheet;
	player->line = line;
}

static void take_outcome(void *user, const struct outcome *outcome)
{
	struct script_deed *deed = user;
	struct script_player *player = deed->player;

	deed->answered = true;
	deed->outcome = *outcome;
	deed->outcome.refused.detail = arena_str(player->arena, outcome->refused.detail);
	if (!deed->attended && outcome->refused.why != NULL)
		complain_refused(player, deed);
}

void script_deed_settle(struct script_player *player)
{
	if (player->unsettled > 0)
		pipeline_settle(player->pipeline);
	player->unsettled = 0;
}

/* Whether the next statement speaks of a refusal of this one. */
static bool refusal_expected(const struct script_player *player)
{
	const struct script_statement *next = script_run_next(player);

	return next != NULL && next->verb == SCRIPT_EXPECT_REFUSED;
}

static bool attend(struct script_player *player, const struct script_statement *statement,
		   struct script_deed *deed)
{
	script_deed_settle(player);
	player->last = deed;
	if (!deed->answered)
		return script_run_complain(player, STR("系统没有答复"),
					   STR("the node gave no answer"));
	if (deed->outcome.refused.why != NULL) {
		if (refusal_expected(player))
			return true;
		complain_refused(player, deed);
		return false;
	}
	if (statement->alias.at != NULL)
		script_run_alias(player, statement->alias, deed->outcome.record);
	return true;
}

static bool submit(struct script_player *player, struct making *making)
{
	const struct script_statement *statement = making->statement;
	struct script_deed *deed = arena_alloc(player->arena, sizeof *deed);
	struct json json;

	if (json_parse(player->work, buf_str(&making->body), &json) != JSON_OK)
		return script_run_complain(player, STR("内容过大"), STR("the act is too large"));
	making->request.json = &json;
	making->request.fields = json_find(&json, 0, STR("fields"));
	*deed = (struct script_deed){ .player = player,
				      .sheet = player->sheet,
				      .line = statement->line,
				      .attended = statement->verb == SCRIPT_ACT ||
						  statement->alias.at != NULL ||
						  refusal_expected(player) };
	player->last = NULL;
	player->unsettled++;
	pipeline_submit(player->pipeline, &making->request, take_outcome, deed);
	if (deed->attended)
		return attend(player, statement, deed);
	if (player->unsettled >= UNSETTLED_MOST)
		script_deed_settle(player);
	return true;
}

bool script_deed_do(struct script_player *player, const struct script_statement *statement)
{
	struct making making = { .statement = statement, .kind = registry_find(statement->kind) };
	bool good;

	if (statement->verb == SCRIPT_SETUP)
		player->report.setups++;
	else
		player->report.acts++;
	if (making.kind != NULL)
		making.act = registry_act(making.kind, statement->act);
	making.request.kind = statement->kind;
	making.request.act = statement->act;
	buf_init(&making.body, LIMIT_ENTRY_BYTES * 2);
	good = find_record(player, &making) && find_actor(player, &making);
	if (good) {
		see_version(&making);
		good = put_fields(player, &making) && submit(player, &making);
	}
	buf_release(&making.body);
	return good;
}

bool script_deed_expect_refused(struct script_player *player, struct str name)
{
	const struct script_deed *last = player->last;
	const struct refusal *why = last != NULL ? last->outcome.refused.why : NULL;

	player->last = NULL;
	if (last == NULL)
		return script_run_complain(player, STR("前面没有操作"),
					   STR("there is no act before this"));
	if (why == NULL)
		return script_run_complain(
			player,
			arena_printf(player->work, "应被拒绝（" STR_FMT "），实际已接受",
				     STR_ARG(name)),
			arena_printf(player->work, "expected refused " STR_FMT ", found accepted",
				     STR_ARG(name)));
	player->report.refused++;
	if (str_eq(str_of(why->name), name))
		return true;
	return script_run_complain(
		player,
		arena_printf(player->work, "应被拒绝（" STR_FMT "），实际为：" STR_FMT,
			     STR_ARG(name),
			     STR_ARG(refusal_text(player, &last->outcome.refused, true))),
		arena_printf(player->work, "expected refused " STR_FMT ", found " STR_FMT,
			     STR_ARG(name),
			     STR_ARG(refusal_text(player, &last->outcome.refused, false))));
}
