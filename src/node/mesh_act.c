/* Acts on records of another node: carried there, decided there, and the answer brought back. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "node/mesh_state.h"
#include "os/os.h"

/* ---- ours, decided elsewhere ----------------------------------------------------------------- */

static struct errand *place_for(struct mesh *mesh)
{
	for (uint32_t i = 0; i < mesh->nerrands; i++)
		if (!mesh->errands[i].reply)
			return &mesh->errands[i];
	if (mesh->nerrands == LIMIT_MESH_ACTS)
		return NULL;
	HEAP_ROOM(mesh->errands, mesh->nerrands, mesh->errands_size);
	return &mesh->errands[mesh->nerrands++];
}

#define KEY_BYTES 16
/*
 * A message may come twice. What a person does is done once all the same: who gave it no key gets
 * one here, and its home knows it again by that. Joining twice is refused by its own check.
 */
static struct str key_of(struct mesh *mesh, const struct request *request)
{
	uint8_t bytes[KEY_BYTES];
	char text[2 * KEY_BYTES + 1];

	if (request->key.len > 0 || ident_none(request->actor))
		return request->key;
	os_random(bytes, sizeof bytes);
	for (int i = 0; i < KEY_BYTES; i++)
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
	return arena_str(mesh->arena, str_of(text));
}

/* False: nobody will answer; the caller says that the home cannot be reached. */
bool mesh_act_forward(void *user, const struct request *request, code site, pipeline_reply *reply,
		      void *reply_user)
{
	struct mesh *mesh = user;
	struct peer *to = mesh_peer_of(mesh, site);
	struct errand *errand = place_for(mesh);
	struct mesh_frame frame = { .verb = MESH_ACT };
	struct mesh_act *act = &frame.as.act;

	if (!errand)
		return false;
	*act = (struct mesh_act){ .number = ++mesh->last_number, .kind = request->kind,
				  .act = request->act, .record = request->record,
				  .actor = request->actor, .post = request->post,
				  .key = key_of(mesh, request), .version = request->version,
				  .event_at = request->event_at };
	if (request->json && request->fields)
		act->fields = json_raw(request->json, request->fields);
	if (!mesh_send(mesh, to, &frame))
		return false;
	*errand = (struct errand){ .number = act->number, .site = site, .reply = reply,
				   .user = reply_user,
				   .until_ns = os_monotonic_ns() + mesh->patience_ns };
	return true;
}

static const struct refusal *refusal_of_kind(const struct kind *kind, struct str name)
{
	for (uint32_t i = 0; kind->refusals && kind->refusals[i]; i++)
		if (str_eq(str_of(kind->refusals[i]->name), name))
			return kind->refusals[i];
	return NULL;
}

/* A name that this program does not know was given by a newer one: refused all the same. */
static const struct refusal *refusal_named(struct str name)
{
	const struct refusal *found = NULL;

	for (uint32_t i = 0; refusal_all[i]; i++)
		if (str_eq(str_of(refusal_all[i]->name), name))
			return refusal_all[i];
	for (uint16_t k = 0; !found && k < registry_count(); k++)
		found = refusal_of_kind(registry_at(k)->kind, name);
	return found ? found : &refused_wrong_state;
}

static void finish(struct errand *errand)
{
	pipeline_reply *reply = errand->reply;

	errand->reply = NULL;
	reply(errand->user, &errand->outcome);
}

void mesh_act_answered(struct mesh *mesh, const struct mesh_answer *answer)
{
	for (uint32_t i = 0; i < mesh->nerrands; i++) {
		struct errand *errand = &mesh->errands[i];

		if (!errand->reply || errand->number != answer->number || errand->answered)
			continue;
		errand->answered = true;
		errand->outcome = (struct outcome){ .replayed = answer->replayed,
						    .entry = answer->entry,
						    .record = answer->record,
						    .version = answer->version };
		if (answer->refusal.len > 0) {
			errand->outcome.refused.why = refusal_named(answer->refusal);
			errand->outcome.refused.detail = answer->detail;
			finish(errand);
			return;
		}
		errand->until_ns = os_monotonic_ns() + mesh->patience_ns;
	}
	mesh_act_settle(mesh, false);
}

/* Who acted must find in his own lists what he was told is done. */
static bool has_come(struct mesh *mesh, const struct errand *errand)
{
	const struct chain_end *chain = mesh_chain_of(mesh, errand->outcome.entry.origin);

	return chain->have >= errand->outcome.entry.seq;
}

void mesh_act_settle(struct mesh *mesh, bool all)
{
	int64_t now = os_monotonic_ns();

	for (uint32_t i = 0; i < mesh->nerrands; i++) {
		struct errand *errand = &mesh->errands[i];
		bool over = all || now >= errand->until_ns;

		if (!errand->reply)
			continue;
		if (errand->answered && (over || has_come(mesh, errand))) {
			finish(errand);
		} else if (over) {
			errand->outcome.refused.why = &refused_home_unreachable;
			finish(errand);
		}
	}
}

/* ---- theirs, decided here -------------------------------------------------------------------- */

/* Lives until the answer is given; the peer lives as long as the mesh. */
struct favour {
	struct mesh *mesh;
	struct peer *from;
	uint64_t number;
};

static void on_outcome(void *user, const struct outcome *outcome)
{
	struct favour *favour = user;
	struct mesh_frame frame = { .verb = MESH_ANSWER };
	struct mesh_answer *answer = &frame.as.answer;

	*answer = (struct mesh_answer){ .number = favour->number, .replayed = outcome->replayed,
					.entry = outcome->entry, .record = outcome->record,
					.version = outcome->version };
	if (outcome->refused.why) {
		answer->refusal = str_of(outcome->refused.why->name);
		answer->field = str_of(outcome->refused.field ? outcome->refused.field : "");
		answer->detail = outcome->refused.detail;
	}
	mesh_send(favour->mesh, favour->from, &frame);
	heap_free(favour);
}

static bool read_fields(struct mesh *mesh, const struct mesh_act *act, struct json *ret,
			struct request *request)
{
	struct str text = arena_printf(mesh->arena, "{\"fields\":%.*s}", STR_ARG(act->fields));

	if (act->fields.len == 0)
		return true;
	if (json_parse(mesh->arena, text, ret) != JSON_OK)
		return false;
	request->json = ret;
	request->fields = json_find(ret, 0, STR("fields"));
	return true;
}

/* An invitation that the founder has checked is as good as an act of this node itself. */
static bool is_join(const struct mesh *mesh, const struct peer *from, const struct mesh_act *act)
{
	return from->site == mesh->root && ident_none(act->actor) &&
	       str_eq(act->kind, STR("site")) && str_eq(act->act, STR("join"));
}

/*
 * Its node has asked who he is; what he may do is asked here. It can speak only for posts that it
 * writes itself.
 */
void mesh_act_serve(struct mesh *mesh, struct peer *from, const struct mesh_act *act)
{
	const struct model *model = pipeline_model(mesh->pipeline);
	struct favour *favour = heap_alloc(sizeof *favour);
	struct request request = { .kind = act->kind, .act = act->act, .record = act->record,
				   .actor = act->actor, .post = act->post, .key = act->key,
				   .version = act->version, .event_at = act->event_at,
				   .carried = true };
	struct outcome outcome = { 0 };
	struct json json;

	*favour = (struct favour){ mesh, from, act->number };
	request.system = is_join(mesh, from, act);
	if (!request.system &&
	    (ident_none(act->actor) || !site_speaks_for(model, from->site, act->post)))
		outcome.refused.why = &refused_mesh_not_sender;
	else if (!read_fields(mesh, act, &json, &request))
		outcome.refused.why = &refused_broken_json;
	if (outcome.refused.why) {
		mesh_note_fault(mesh, from->site, act->record.origin, act->record.seq,
				outcome.refused.why);
		on_outcome(favour, &outcome);
		return;
	}
	pipeline_submit(mesh->pipeline, &request, on_outcome, favour);
}
