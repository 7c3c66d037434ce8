/* What the node measures of its neighbours rings as a record, and ends when it is over. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/registry.h"
#include "model/rules.h"
#include "node/mesh_state.h"
#include "os/os.h"

#define MS_NS INT64_C(1000000)
#define FIELDS_BYTES 512

enum matter { SILENCE, SKEW, MATTERS };
static const char *const names[MATTERS] = { "silence", "skew" };

/* One matter of one neighbour, as it stands now. */
struct measured {
	struct mesh *mesh;
	const struct site *site;                           /* whom it is about */
	code post;                                         /* of this site */
	enum matter matter;
	const struct peer *peer;                           /* NULL: no neighbour any more */
	bool rings, over;                                  /* neither: it stays as it is */
	instant since;
};

/* Whoever was never heard has been silent since this node began. */
static void measure_silence(struct measured *measured, instant now, instant limit)
{
	const struct mesh *mesh = measured->mesh;
	const struct peer *peer = measured->peer;
	int64_t from = peer->heard_ns ? peer->heard_ns : mesh->begun_ns;
	int64_t silent_ms = (os_monotonic_ns() - from) / MS_NS;

	measured->rings = limit > 0 && silent_ms > limit;
	measured->over = !mesh_is_silent(mesh, peer);
	measured->since = now - silent_ms;
}

/* By half of the way there and back it may be wrong; to end it must be well below the limit. */
static void measure_skew(struct measured *measured, instant now, instant limit)
{
	const struct peer *peer = measured->peer;
	int64_t skew = peer->skew_ms < 0 ? -peer->skew_ms : peer->skew_ms;

	if (peer->round_trip_ms < 0 || mesh_is_silent(measured->mesh, peer))
		return;
	measured->rings = limit > 0 && skew - peer->round_trip_ms / 2 > limit;
	measured->over = limit <= 0 || skew < limit / 2;
	measured->since = now;
}

static const struct record *alarm_of(const struct measured *measured)
{
	const struct model *model = pipeline_model(measured->mesh->pipeline);
	const struct record *found[LIMIT_SEEN];
	uint32_t count = model_refs_to(model, measured->site->record, "site_alarm", "site", found,
				       LIMIT_SEEN);

	for (uint32_t i = 0; i < count && i < LIMIT_SEEN; i++)
		if (!found[i]->struck && found[i]->home == measured->post &&
		    str_eq(str_of(model_choice(found[i], "matter")),
			   str_of(names[measured->matter])))
			return found[i];
	return NULL;
}

static void put_fields(const struct measured *measured, struct buf *ret)
{
	struct json_out json;
	char site[IDENT_TEXT];

	json_begin(&json, ret);
	json_open(&json, '{');
	json_key(&json, "fields");
	json_open(&json, '{');
	if (measured->rings) {
		ident_format(measured->site->record, site);
		json_key(&json, "site");
		json_put_text(&json, site);
		json_key(&json, "matter");
		json_put_text(&json, names[measured->matter]);
		json_key(&json, "since");
		json_put_instant(&json, measured->since);
	}
	if (measured->rings && measured->matter == SKEW) {
		json_key(&json, "skew_ms");
		json_put_i64(&json, measured->peer->skew_ms);
	}
	json_close(&json, '}');
	json_close(&json, '}');
}

static void propose(const struct measured *measured, const char *act, const struct record *record)
{
	struct mesh *mesh = measured->mesh;
	struct request request = { .kind = STR("site_alarm"), .act = str_of(act), .system = true,
				   .post = measured->post };
	struct json json;
	struct buf body;

	buf_init(&body, FIELDS_BYTES);
	put_fields(measured, &body);
	if (record)
		request.record = record->id;
	if (json_parse(mesh->arena, arena_str(mesh->arena, buf_str(&body)), &json) == JSON_OK) {
		request.json = &json;
		request.fields = json_find(&json, 0, STR("fields"));
		pipeline_submit(mesh->pipeline, &request, NULL, NULL);
	}
	buf_release(&body);
}

static void act_on(const struct measured *measured)
{
	const struct record *record = alarm_of(measured);
	bool open = record && model_is_open(record);

	if (measured->rings && !open)
		propose(measured, record ? "again" : "raise", record);
	else if (measured->over && !measured->rings && open)
		propose(measured, "end", record);
}

static const struct peer *neighbour_at(const struct mesh *mesh, const struct site *site)
{
	const uint64_t *index = map_get(&mesh->peer_of, site->code);
	const struct peer *peer = index ? mesh->peers[*index] : NULL;

	return peer && peer->neighbour && site->active ? peer : NULL;
}

static void look_at(struct mesh *mesh, const struct site *site, code post)
{
	const struct model *model = pipeline_model(mesh->pipeline);
	instant now = pipeline_now(mesh->pipeline);
	instant limits[MATTERS] = { rules_span(model, "site.silence", post, now),
				    rules_span(model, "site.skew", post, now) };

	for (int matter = 0; matter < MATTERS; matter++) {
		struct measured measured = { .mesh = mesh, .site = site, .post = post,
					     .matter = (enum matter)matter,
					     .peer = neighbour_at(mesh, site) };

		if (!measured.peer)
			measured.over = true;
		else if (matter == SILENCE)
			measure_silence(&measured, now, limits[matter]);
		else
			measure_skew(&measured, now, limits[matter]);
		if (measured.rings || measured.over)
			act_on(&measured);
	}
}

/* Only who writes can say so; what a follower measures its console shows. */
void mesh_alarm_tick(struct mesh *mesh)
{
	const struct model *model = pipeline_model(mesh->pipeline);
	const struct site *self = site_get(model, site_self(model));

	if (!self || mesh_rows_of(mesh) || !site_local_post(model, self->post) ||
	    !site_ready(model))
		return;
	/* What is submitted may fold the state anew: everything is looked up each time. */
	for (uint16_t i = 0; i < site_count(pipeline_model(mesh->pipeline)); i++) {
		struct site site = *site_at(pipeline_model(mesh->pipeline), i);
		code post = site_get(pipeline_model(mesh->pipeline),
				     site_self(pipeline_model(mesh->pipeline)))->post;

		if (site.code != site_self(pipeline_model(mesh->pipeline)))
			look_at(mesh, &site, post);
	}
}
