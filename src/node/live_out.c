/* What consoles are told of positions: each at its pace, the newest of each unit, no backlog. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdio.h>

#include "node/live_state.h"
#include "os/os.h"
#include "wire/http/problem.h"
#include "wire/http/sse.h"

#define MS_NS INT64_C(1000000)
#define TICK_NS (20 * MS_NS)
#define BEAT_NS (15000 * MS_NS)
#define PERIOD_LEAST_MS 200
#define PERIOD_MOST_MS 60000
#define PERIOD_USUAL_MS 1000
#define STAGE_BYTES 2048
#define STAGE_LEAST (LIVE_TEXT + 64)                       /* room for one more unit and the end */

/*
 * A pass over all units takes those that have changed since the pass before began. Who reads
 * slowly gets his next pass later: nothing is kept for him but a number.
 */
struct live_stream {
	struct call *call;
	struct live_view *view;
	struct standing who;
	uint32_t number;                                   /* in the table of streams */
	int64_t period_ns, due_ns, wrote_ns;
	uint64_t seen;                                     /* changes up to here are told */
	uint64_t upto;                                     /* of the pass under way */
	uint32_t slot;                                     /* where it goes on */
	bool passing, ending;
	uint64_t event;                                    /* of fences; to be told next */
	struct buf stage;                                  /* written, not sent yet */
	size_t staged;                                     /* bytes of it that were sent */
};

/* ---- a unit as text -------------------------------------------------------------------------- */

static void put_number(struct buf *out, const char *key, float value)
{
	if (value >= 0)
		buf_printf(out, ",\"%s\":%.4g", key, (double)value);
}

static void put_place(struct buf *out, const struct picture_place *place)
{
	char at[INSTANT_TEXT];

	instant_format(place->time, at);
	buf_printf(out, ",\"lon\":%.6f,\"lat\":%.6f", place->at.lon, place->at.lat);
	put_number(out, "accuracy", place->accuracy);
	put_number(out, "speed", place->speed);
	put_number(out, "course", place->course);
	buf_printf(out, ",\"at\":\"%s\",\"source\":\"%s\"", at, fixes_source_name(place->source));
	if (place->marks & PICTURE_JUMPED)
		buf_add(out, STR(",\"jumped\":true"));
	if (place->marks & PICTURE_OUTSIDE)
		buf_add(out, STR(",\"outside\":true"));
}

static void put_name(struct buf *out, const struct live *live, uint32_t slot)
{
	char id[IDENT_TEXT];

	ident_format(live->units[slot].record, id);
	buf_printf(out, "{\"unit\":\"%s\"", id);
}

static void put_unit(struct buf *out, const struct live *live, uint32_t slot)
{
	const struct picture_place *place = picture_at(live->picture, slot);
	char post[CODE_TEXT];

	put_name(out, live, slot);
	code_format(live->units[slot].post, post);
	buf_printf(out, ",\"post\":\"%s\"", post);
	if (place->known)
		put_place(out, place);
	else
		buf_add(out, STR(",\"gone\":true"));
	buf_add_char(out, '}');
}

struct str live_out_text(struct live *live, uint32_t slot)
{
	uint64_t changed = picture_changed(live->picture, slot);
	struct live_text *text;
	struct buf buf;

	while (live->texts_size < picture_count(live->picture)) {
		uint32_t count = live->texts_size;

		HEAP_ROOM(live->texts, count, live->texts_size);
	}
	text = &live->texts[slot];
	if (text->changed != changed || changed == 0) {
		buf_init(&buf, LIVE_TEXT);
		put_unit(&buf, live, slot);
		assert(!buf.over);
		memcpy(text->at, buf.at, buf.len);
		text->len = (uint16_t)buf.len;
		text->changed = changed;
		buf_release(&buf);
	}
	return (struct str){ text->at, text->len };
}

/* ---- who sees what --------------------------------------------------------------------------- */

static bool bit(const uint64_t *bits, uint32_t slot)
{
	return (bits[slot / 64] >> (slot % 64) & 1) != 0;
}

static void set_bit(uint64_t *bits, uint32_t slot, bool on)
{
	uint64_t one = UINT64_C(1) << (slot % 64);

	bits[slot / 64] = on ? bits[slot / 64] | one : bits[slot / 64] & ~one;
}

static void view_room(struct live_view *view, uint32_t slots)
{
	uint32_t words = view->words ? view->words : 16;

	while (words * 64 < slots)
		words *= 2;
	if (words == view->words)
		return;
	view->sees = heap_grow(view->sees, view->words * sizeof view->sees[0],
			       words * sizeof view->sees[0]);
	view->told = heap_grow(view->told, view->words * sizeof view->told[0],
			       words * sizeof view->told[0]);
	view->words = words;
}

static bool may_see(const struct live *live, uint32_t slot, code post, bool oversight)
{
	const struct record *record = live_record(live, slot);

	return record && model_sees(pipeline_model(live->node->pipeline), record, post, oversight);
}

static void view_unit(struct live *live, struct live_view *view, uint32_t slot)
{
	view_room(view, picture_count(live->picture));
	set_bit(view->sees, slot, may_see(live, slot, view->post, view->oversight));
}

void live_out_unit(struct live *live, uint32_t slot)
{
	picture_touch(live->picture, slot);
	for (uint32_t i = 0; i < live->nviews; i++)
		view_unit(live, live->views[i], slot);
}

void live_out_tree(struct live *live)
{
	for (uint32_t slot = 0; slot < picture_count(live->picture); slot++)
		live_out_unit(live, slot);
}

static struct live_view *view_of(struct live *live, code post, bool oversight)
{
	struct live_view *view;

	for (uint32_t i = 0; i < live->nviews; i++)
		if (live->views[i]->post == post && live->views[i]->oversight == oversight)
			return live->views[i];
	view = heap_alloc(sizeof *view);
	view->post = post;
	view->oversight = oversight;
	view_room(view, picture_count(live->picture));
	for (uint32_t slot = 0; slot < picture_count(live->picture); slot++)
		view_unit(live, view, slot);
	HEAP_ROOM(live->views, live->nviews, live->views_size);
	live->views[live->nviews++] = view;
	return view;
}

static void drop_view(struct live *live, struct live_view *view)
{
	for (uint32_t i = 0; i < live->nviews; i++)
		if (live->views[i] == view)
			live->views[i] = live->views[--live->nviews];
	heap_free(view->sees);
	heap_free(view->told);
	heap_free(view);
}

/* ---- one stream ------------------------------------------------------------------------------ */

static void put_hello(const struct live *live, struct live_stream *stream, const char *event)
{
	char at[INSTANT_TEXT];

	instant_format(live_now(live), at);
	sse_begin(&stream->stage, event, 0);
	buf_printf(&stream->stage,
		   "{\"server_time\":\"%s\",\"stale_s\":%lld,\"drop_s\":%lld,\"period_ms\":%lld}",
		   at, (long long)(live->stale_ms / 1000), (long long)(live->drop_ms / 1000),
		   (long long)(stream->period_ns / MS_NS));
	sse_end(&stream->stage);
}

static void end_with(struct live_stream *stream, const char *reason)
{
	if (stream->ending)
		return;
	stream->ending = true;
	sse_begin(&stream->stage, "resync", 0);
	buf_printf(&stream->stage, "{\"reason\":\"%s\"}", reason);
	sse_end(&stream->stage);
}

/* What the stream is to be told of a unit; absent: nothing. */
static struct str news_of(struct live *live, struct live_stream *stream, uint32_t slot)
{
	struct live_view *view = stream->view;

	if (picture_changed(live->picture, slot) <= stream->seen)
		return (struct str){ NULL, 0 };
	if (bit(view->sees, slot)) {
		if (!picture_at(live->picture, slot)->known && !bit(view->told, slot))
			return (struct str){ NULL, 0 };
		set_bit(view->told, slot, true);
		return live_out_text(live, slot);
	}
	/* It has gone out of sight: its name is known here, and nothing else is said. */
	return bit(view->told, slot) ? STR("") : (struct str){ NULL, 0 };
}

/* One event with as many units as fit; false: the pass is over. */
static bool stage_units(struct live *live, struct live_stream *stream)
{
	struct buf *out = &stream->stage;
	uint32_t count = 0, slots = picture_count(live->picture);

	for (; stream->slot < slots && out->len + STAGE_LEAST < STAGE_BYTES; stream->slot++) {
		struct str news = news_of(live, stream, stream->slot);

		if (!news.at)
			continue;
		if (count++ == 0) {
			sse_begin(out, "units", 0);
			buf_add(out, STR("{\"units\":["));
		} else {
			buf_add_char(out, ',');
		}
		buf_add(out, news);
		if (news.len == 0) {
			put_name(out, live, stream->slot);
			buf_add(out, STR(",\"gone\":true}"));
		}
	}
	if (count > 0) {
		buf_add(out, STR("]}"));
		sse_end(out);
	}
	live->sent += count;
	return stream->slot < slots;
}

static void stage_event(struct live *live, struct live_stream *stream)
{
	static const char *const names[] = { "enter", "dwell", "leave" };
	const struct live_event *event;
	char place[IDENT_TEXT], since[INSTANT_TEXT], at[INSTANT_TEXT];

	if (live->next_event - stream->event > LIMIT_LIVE_EVENTS)
		stream->event = live->next_event - LIMIT_LIVE_EVENTS;
	event = &live->events[stream->event++ % LIMIT_LIVE_EVENTS];
	if (!bit(stream->view->sees, event->slot))
		return;
	ident_format(event->place, place);
	instant_format(event->since, since);
	instant_format(event->at, at);
	sse_begin(&stream->stage, "fence", 0);
	put_name(&stream->stage, live, event->slot);
	buf_printf(&stream->stage, ",\"place\":\"%s\",\"what\":\"%s\",\"since\":\"%s\","
		   "\"at\":\"%s\"}", place, names[event->what], since, at);
	sse_end(&stream->stage);
}

/* Puts the next piece onto the stage; false: there is nothing to say now. */
static bool stage_next(struct live *live, struct live_stream *stream)
{
	if (!stream->passing)
		return false;
	if (stream->event < live->next_event) {
		stage_event(live, stream);
		return true;
	}
	if (!stage_units(live, stream)) {
		stream->passing = false;
		stream->seen = stream->upto;
	}
	return true;
}

static long fill(struct call *call, char *to, size_t max)
{
	struct live *live = call->node->live;
	struct live_stream *stream = call->user;
	size_t len = 0;

	while (len < max) {
		size_t left = stream->stage.len - stream->staged;
		size_t piece = left < max - len ? left : max - len;

		if (left > 0) {
			memcpy(to + len, stream->stage.at + stream->staged, piece);
			stream->staged += piece;
			len += piece;
			continue;
		}
		buf_clear(&stream->stage);
		stream->staged = 0;
		if (stream->ending)
			return len > 0 ? (long)len : HTTP_END;
		if (!stage_next(live, stream))
			break;
	}
	if (len > 0)
		stream->wrote_ns = os_monotonic_ns();
	return (long)len;
}

static void begin_pass(struct live *live, struct live_stream *stream, int64_t now_ns)
{
	stream->due_ns += stream->period_ns;
	if (stream->due_ns < now_ns)
		stream->due_ns = now_ns + stream->period_ns;
	if (!stream->passing && !stream->ending &&
	    (picture_changes(live->picture) > stream->seen || stream->event < live->next_event)) {
		stream->passing = true;
		stream->upto = picture_changes(live->picture);
		stream->slot = 0;
	} else if (now_ns - stream->wrote_ns > BEAT_NS && stream->stage.len == 0) {
		put_hello(live, stream, "beat");
	} else {
		return;
	}
	http_wake(stream->call);
}

static void on_tick(void *user)
{
	struct live *live = user;
	int64_t now_ns = os_monotonic_ns();

	for (uint32_t i = 0; i < live->nstreams; i++)
		if (now_ns >= live->streams[i]->due_ns)
			begin_pass(live, live->streams[i], now_ns);
	if (live->nstreams > 0)
		loop_timer_arm(live->tick, now_ns + TICK_NS);
}

/* Rights end with a session, with a duty, at an hour: looked at for all once a second. */
void live_out_second(struct live *live)
{
	for (uint32_t i = 0; i < live->nstreams; i++) {
		struct live_stream *stream = live->streams[i];
		const char *reason = caller_lost(live->node, &stream->who);

		if (!reason || stream->ending)
			continue;
		/* Half of an event cannot be taken back. */
		if (stream->staged == 0)
			buf_clear(&stream->stage);
		end_with(stream, reason);
		http_wake(stream->call);
	}
}

/* ---- opening and ending ---------------------------------------------------------------------- */

static void on_ended(struct call *call)
{
	struct live *live = call->node->live;
	struct live_stream *stream = call->user;
	struct live_stream *last = live->streams[--live->nstreams];

	live->streams[stream->number] = last;
	last->number = stream->number;
	if (--stream->view->streams == 0)
		drop_view(live, stream->view);
	buf_release(&stream->stage);
	heap_free(stream);
}

static struct live_stream *stream_new(struct live *live, struct call *call,
				      const struct reader *reader, int64_t period_ms)
{
	struct live_stream *stream = heap_alloc(sizeof *stream);

	stream->call = call;
	stream->who = caller_standing(call, reader);
	stream->view = view_of(live, reader->post, reader->oversight);
	stream->view->streams++;
	stream->number = live->nstreams;
	stream->period_ns = period_ms * MS_NS;
	stream->due_ns = os_monotonic_ns() + stream->period_ns;
	stream->event = live->next_event;
	buf_init(&stream->stage, 2 * STAGE_BYTES);
	put_hello(live, stream, "hello");
	/* The present picture comes at once. */
	stream->passing = true;
	stream->upto = picture_changes(live->picture);
	HEAP_ROOM(live->streams, live->nstreams, live->streams_size);
	live->streams[live->nstreams++] = stream;
	return stream;
}

static const struct refusal *read_period(const struct call *call, int64_t *ret)
{
	struct str text = target_value(&call->target, "period");

	*ret = PERIOD_USUAL_MS;
	if (text.at && (!str_to_i64(text, ret) || *ret < PERIOD_LEAST_MS || *ret > PERIOD_MOST_MS))
		return &problem_bad_query;
	return NULL;
}

void live_stream(struct call *call)
{
	struct live *live = call->node->live;
	struct reader reader;
	int64_t period_ms;
	const struct refusal *why = caller_reader(call, "post", &reader);

	if (!why)
		why = read_period(call, &period_ms);
	if (!why && live->nstreams >= http_streams_most(live->node->http))
		why = &problem_too_many_streams;
	if (why) {
		http_refuse(call, why);
		return;
	}
	call->user = stream_new(live, call, &reader, period_ms);
	call->ended = on_ended;
	if (!live->tick)
		live->tick = loop_timer_create(live->node->loop, on_tick, live);
	loop_timer_arm(live->tick, os_monotonic_ns() + TICK_NS);
	http_add_header(call, "X-Accel-Buffering", "no");
	http_stream(call, "text/event-stream; charset=utf-8", fill);
}

void live_end_all(struct live *live)
{
	for (uint32_t i = 0; i < live->nstreams; i++) {
		end_with(live->streams[i], "shutting_down");
		http_wake(live->streams[i]->call);
	}
}
