/* The live event stream: each committed entry, encoded once, to all within whose reach it is. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/stream.h"

#include <assert.h>
#include <stdio.h>

#include "base/limits.h"
#include "node/caller.h"
#include "os/os.h"
#include "wire/http/problem.h"
#include "wire/http/sse.h"

#define SECOND_NS INT64_C(1000000000)
#define BEAT_SECONDS 15
/* With more streams than this, what comes within the gap goes out in one write each. */
#define MANY_STREAMS 500
#define GAP_NS INT64_C(50000000)
/* How long a post's events are kept apart after its last stream has gone. */
#define WATCH_NS (120 * SECOND_NS)
#define CONTROL_BYTES 400

struct event {
	uint64_t pos;
	uint32_t len;
	uint32_t size;                                     /* of the memory it takes */
	uint16_t words;                                    /* of reach */
	bool oversight;                                    /* within the reach of oversight */
	uint64_t reach[];                                  /* a bit per post; then the bytes */
};

/* A post is watched while a stream of it is open and some time after; only then has it a reach. */
struct watch {
	uint32_t streams;
	bool watched;
	uint64_t since;                                /* number of the first event that knows it */
	int64_t left_ns;                                   /* when its last stream ended */
};

struct stream {
	struct call *call;
	struct standing who;
	bool beat_due;
	bool ending;                                       /* after what stands in control */
	uint16_t post_index;
	uint32_t slot;                                     /* in the hub's table */
	uint64_t next;                                     /* number of the event to send next */
	uint32_t offset;                                   /* bytes of it that were sent */
	uint16_t control_len, control_at;               /* hello, beat and resync; between events */
	char control[CONTROL_BYTES];
};

struct stream_hub {
	struct node *node;
	struct event **ring;                               /* event n lies at n % size */
	uint32_t size;
	uint64_t first, next;                    /* numbers of the oldest and of the coming event */
	uint64_t bytes;
	uint64_t floor_pos;                               /* all entries after it are in the ring */
	uint64_t last_pos;                                 /* of the last entry published */
	struct stream **streams;
	uint32_t nstreams, streams_size;
	struct watch posts[LIMIT_POSTS];
	uint32_t nwatched;
	struct buf text;
	struct loop_timer *beat;
	struct loop_timer *gap;
	uint32_t beat_turn;
	bool dirty;
	bool recheck;                                      /* somebody's duties have changed */
	int64_t woken_ns;
	uint64_t sent;
};

/* ---- the ring ------------------------------------------------------------------------------- */

static struct event *event_at(const struct stream_hub *hub, uint64_t number)
{
	assert(number >= hub->first && number < hub->next);
	return hub->ring[number % hub->size];
}

static const char *event_bytes(const struct event *event)
{
	return (const char *)&event->reach[event->words];
}

static void drop_first(struct stream_hub *hub)
{
	struct event *event = event_at(hub, hub->first);

	hub->floor_pos = event->pos;
	hub->bytes -= event->size;
	hub->ring[hub->first % hub->size] = NULL;
	hub->first++;
	heap_free(event);
}

static void ring_grow(struct stream_hub *hub)
{
	uint32_t size = hub->size * 2;
	struct event **ring = heap_alloc(size * sizeof ring[0]);

	for (uint64_t n = hub->first; n < hub->next; n++)
		ring[n % size] = hub->ring[n % hub->size];
	heap_free(hub->ring);
	hub->ring = ring;
	hub->size = size;
}

static void ring_put(struct stream_hub *hub, struct event *event)
{
	while (hub->next > hub->first && hub->bytes + event->size > LIMIT_STREAM_RING_BYTES)
		drop_first(hub);
	if (hub->next - hub->first == hub->size) {
		if (hub->size < LIMIT_STREAM_RING)
			ring_grow(hub);
		else
			drop_first(hub);
	}
	hub->ring[hub->next % hub->size] = event;
	hub->next++;
	hub->bytes += event->size;
}

static void set_reach(const struct stream_hub *hub, const struct record *record,
		      struct event *event)
{
	const struct model *model = pipeline_model(hub->node->pipeline);
	uint16_t count = tree_count(model);

	event->oversight = model_sees(model, record, 0, true);
	for (uint16_t i = 0; i < count; i++)
		if (hub->posts[i].watched &&
		    model_sees(model, record, tree_at(model, i)->code, false))
			event->reach[i / 64] |= UINT64_C(1) << (i % 64);
}

static bool changes_duties(const struct kind *kind)
{
	return strcmp(kind->name, "account") == 0 || strcmp(kind->name, "assignment") == 0;
}

/* What the ring still says of somebody who is forgotten is not told to who comes back. */
static void forget_events(struct stream_hub *hub, const struct entry *entry,
			  const struct record *record)
{
	uint64_t last = 0;

	for (uint32_t i = 0; i < record->nhistory && record->history[i] < entry->pos; i++)
		last = record->history[i];
	while (hub->next > hub->first && event_at(hub, hub->first)->pos <= last)
		drop_first(hub);
}

void stream_publish(struct stream_hub *hub, const struct entry *entry, const struct record *record)
{
	const struct model *model = pipeline_model(hub->node->pipeline);
	struct json_out json;

	if (entry->act->act->number == ACT_NUMBER_FORGET)
		forget_events(hub, entry, record);
	hub->last_pos = entry->pos;
	hub->recheck = hub->recheck || changes_duties(entry->kind->kind);
	/* Nobody listens, and nobody has of late: who comes back is told to fetch anew. */
	if (hub->nwatched == 0) {
		while (hub->next > hub->first)
			drop_first(hub);
		hub->floor_pos = entry->pos;
		return;
	}
	buf_clear(&hub->text);
	sse_begin(&hub->text, "entry", entry->pos);
	json_begin(&json, &hub->text);
	view_event(&json, model, entry);
	sse_end(&hub->text);
	assert(!hub->text.over);
	uint16_t words = (uint16_t)((tree_count(model) + 63) / 64);
	size_t size = sizeof(struct event) + words * sizeof(uint64_t) + hub->text.len;
	struct event *event = heap_alloc(size);

	event->pos = entry->pos;
	event->len = (uint32_t)hub->text.len;
	event->size = (uint32_t)size;
	event->words = words;
	set_reach(hub, record, event);
	memcpy(&event->reach[words], hub->text.at, hub->text.len);
	ring_put(hub, event);
	hub->dirty = true;
}

/* ---- one stream ----------------------------------------------------------------------------- */

static bool visible(const struct stream *stream, const struct event *event)
{
	uint16_t i = stream->post_index;

	if (i / 64 < event->words && (event->reach[i / 64] >> (i % 64) & 1) != 0)
		return true;
	return stream->who.oversight && event->oversight;
}

/* Passes over what is not for this stream; true if an event (or the rest of one) waits. */
static bool advance(const struct stream_hub *hub, struct stream *stream)
{
	while (stream->next < hub->next) {
		if (stream->next < hub->first || stream->offset > 0)
			return true;
		if (visible(stream, event_at(hub, stream->next)))
			return true;
		stream->next++;
	}
	return false;
}

static void put_control(struct stream *stream, const char *event, uint64_t id, const char *data)
{
	struct buf buf;

	buf_init(&buf, CONTROL_BYTES);
	sse_begin(&buf, event, id);
	buf_add(&buf, str_of(data));
	sse_end(&buf);
	if (!buf.over && stream->control_len + buf.len <= CONTROL_BYTES) {
		memcpy(stream->control + stream->control_len, buf.at, buf.len);
		stream->control_len = (uint16_t)(stream->control_len + buf.len);
	}
	buf_release(&buf);
}

static void put_time(const struct stream_hub *hub, struct stream *stream, const char *event,
		     const char *more)
{
	char at[INSTANT_TEXT], data[200];
	/* Everything up to here was sent or was not for this stream. */
	uint64_t pos = hub->last_pos;

	if (stream->next < hub->next)
		pos = event_at(hub, stream->next)->pos - 1;

	instant_format(pipeline_now(hub->node->pipeline), at);
	snprintf(data, sizeof data, "{\"pos\":%llu,\"server_time\":\"%s\",\"pace\":%g%s}",
		 (unsigned long long)pos, at, hub->node->pace, more);
	put_control(stream, event, pos, data);
}

static void end_with(struct stream *stream, const char *reason)
{
	char data[80];

	if (stream->ending)
		return;
	snprintf(data, sizeof data, "{\"reason\":\"%s\"}", reason);
	stream->ending = true;
	put_control(stream, "resync", 0, data);
}

static size_t copy_control(struct stream *stream, char *to, size_t max)
{
	size_t left = (size_t)(stream->control_len - stream->control_at);
	size_t len = left < max ? left : max;

	memcpy(to, stream->control + stream->control_at, len);
	stream->control_at = (uint16_t)(stream->control_at + len);
	if (stream->control_at == stream->control_len)
		stream->control_at = stream->control_len = 0;
	return len;
}

static size_t copy_event(struct stream_hub *hub, struct stream *stream, char *to, size_t max)
{
	const struct event *event = event_at(hub, stream->next);
	size_t left = event->len - stream->offset;
	size_t len = left < max ? left : max;

	memcpy(to, event_bytes(event) + stream->offset, len);
	stream->offset += (uint32_t)len;
	if (stream->offset == event->len) {
		stream->offset = 0;
		stream->next++;
		hub->sent++;
	}
	return len;
}

/* Copies straight from the ring into the connection's own buffer, as much as fits. */
static long fill(struct call *call, char *to, size_t max)
{
	struct stream_hub *hub = call->node->streams;
	struct stream *stream = call->user;
	size_t len = 0;

	while (len < max) {
		bool between = stream->offset == 0;

		if (between && stream->control_len > 0) {
			len += copy_control(stream, to + len, max - len);
			continue;
		}
		if (between && stream->ending)
			return len > 0 ? (long)len : HTTP_END;
		if (!advance(hub, stream)) {
			if (!stream->beat_due)
				break;
			stream->beat_due = false;
			put_time(hub, stream, "beat", "");
			continue;
		}
		if (stream->next < hub->first) {
			/* Half of an event cannot be taken back. */
			if (!between)
				return len > 0 ? (long)len : HTTP_BROKEN;
			end_with(stream, "too_slow");
			continue;
		}
		len += copy_event(hub, stream, to + len, max - len);
	}
	return (long)len;
}

/* ---- all streams ---------------------------------------------------------------------------- */

static void watch_begin(struct stream_hub *hub, uint16_t post_index)
{
	struct watch *watch = &hub->posts[post_index];

	if (!watch->watched) {
		watch->watched = true;
		watch->since = hub->next;
		hub->nwatched++;
	}
	watch->streams++;
}

static void watch_end(struct stream_hub *hub, uint16_t post_index)
{
	struct watch *watch = &hub->posts[post_index];

	assert(watch->streams > 0);
	watch->streams--;
	watch->left_ns = os_monotonic_ns();
}

static void watch_tidy(struct stream_hub *hub)
{
	int64_t now_ns = os_monotonic_ns();

	for (uint32_t i = 0; i < LIMIT_POSTS && hub->nwatched > 0; i++) {
		struct watch *watch = &hub->posts[i];

		if (!watch->watched || watch->streams > 0 || now_ns - watch->left_ns < WATCH_NS)
			continue;
		watch->watched = false;
		hub->nwatched--;
	}
}

static void on_ended(struct call *call)
{
	struct stream_hub *hub = call->node->streams;
	struct stream *stream = call->user;
	struct stream *last = hub->streams[--hub->nstreams];

	hub->streams[stream->slot] = last;
	last->slot = stream->slot;
	watch_end(hub, stream->post_index);
	heap_free(stream);
}

static void check_right(struct stream_hub *hub, struct stream *stream)
{
	const char *reason = caller_lost(hub->node, &stream->who);

	if (reason == NULL || stream->ending)
		return;
	/* What is under way must not be sent any more either. */
	if (stream->offset == 0)
		stream->next = hub->next;
	end_with(stream, reason);
	http_wake(stream->call);
}

static void wake_all(struct stream_hub *hub)
{
	for (uint32_t i = 0; i < hub->nstreams; i++) {
		struct stream *stream = hub->streams[i];

		if (stream->call->suspended && advance(hub, stream))
			http_wake(stream->call);
	}
	hub->dirty = false;
	hub->woken_ns = os_monotonic_ns();
}

static void on_gap(void *user)
{
	struct stream_hub *hub = user;

	if (hub->dirty)
		wake_all(hub);
}

void stream_turn(struct stream_hub *hub)
{
	if (hub->recheck) {
		hub->recheck = false;
		for (uint32_t i = 0; i < hub->nstreams; i++)
			check_right(hub, hub->streams[i]);
	}
	if (!hub->dirty)
		return;
	if (hub->nstreams > MANY_STREAMS && os_monotonic_ns() - hub->woken_ns < GAP_NS)
		loop_timer_arm(hub->gap, hub->woken_ns + GAP_NS);
	else
		wake_all(hub);
}

void stream_beat_all(struct stream_hub *hub)
{
	for (uint32_t i = 0; i < hub->nstreams; i++) {
		hub->streams[i]->beat_due = true;
		http_wake(hub->streams[i]->call);
	}
}

/* Each second a fifteenth of them, so that thousands do not beat at one moment. */
static void on_beat(void *user)
{
	struct stream_hub *hub = user;

	hub->beat_turn = (hub->beat_turn + 1) % BEAT_SECONDS;
	for (uint32_t i = hub->beat_turn; i < hub->nstreams; i += BEAT_SECONDS) {
		struct stream *stream = hub->streams[i];

		check_right(hub, stream);
		stream->beat_due = true;
		http_wake(stream->call);
	}
	if (hub->beat_turn == 0)
		watch_tidy(hub);
	loop_timer_arm(hub->beat, os_monotonic_ns() + SECOND_NS);
}

/* ---- opening -------------------------------------------------------------------------------- */

/* The first event after a position that the client has seen; false: it is not known any more. */
static bool find_place(const struct stream_hub *hub, uint16_t post_index, uint64_t from,
		       uint64_t *ret)
{
	uint64_t low = hub->first, high = hub->next;

	if (from > hub->last_pos || from < hub->floor_pos)
		return false;
	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (event_at(hub, middle)->pos <= from)
			low = middle + 1;
		else
			high = middle;
	}
	*ret = low;
	return hub->posts[post_index].watched ? low >= hub->posts[post_index].since
					      : low == hub->next;
}

static bool read_from(struct call *call, bool *ret_given, uint64_t *ret)
{
	struct str text = http_header(call, "Last-Event-ID");

	if (text.at == NULL)
		text = target_value(&call->target, "from");
	*ret_given = text.at != NULL;
	return text.at == NULL || sse_last_id(text, ret);
}

static struct stream *stream_new(struct stream_hub *hub, struct call *call,
				 const struct reader *reader)
{
	struct stream *stream = heap_alloc(sizeof *stream);

	stream->call = call;
	stream->who = caller_standing(call, reader);
	stream->post_index = tree_get(pipeline_model(hub->node->pipeline), reader->post)->index;
	stream->slot = hub->nstreams;
	HEAP_ROOM(hub->streams, hub->nstreams, hub->streams_size);
	hub->streams[hub->nstreams++] = stream;
	return stream;
}

void stream_open(struct call *call)
{
	struct stream_hub *hub = call->node->streams;
	struct reader reader;
	uint64_t from = 0;
	bool given;
	const struct refusal *why = caller_reader(call, "post", &reader);

	if (why == NULL && hub->nstreams >= http_streams_most(hub->node->http))
		why = &problem_too_many_streams;
	if (why == NULL && !read_from(call, &given, &from))
		why = &problem_bad_query;
	if (why != NULL) {
		http_refuse(call, why);
		return;
	}
	struct stream *stream = stream_new(hub, call, &reader);
	bool known = true;

	stream->next = hub->next;
	if (given)
		known = find_place(hub, stream->post_index, from, &stream->next);
	watch_begin(hub, stream->post_index);
	put_time(hub, stream, "hello", ",\"node\":\"watchfloor " WATCHFLOOR_VERSION "\"");
	if (!known)
		end_with(stream, "too_old");
	call->user = stream;
	call->ended = on_ended;
	http_add_header(call, "X-Accel-Buffering", "no");
	http_stream(call, "text/event-stream; charset=utf-8", fill);
}

/* ---- the hub -------------------------------------------------------------------------------- */

struct stream_hub *stream_create(struct node *node)
{
	struct stream_hub *hub = heap_alloc(sizeof *hub);

	hub->node = node;
	hub->size = 256;
	hub->ring = heap_alloc(hub->size * sizeof hub->ring[0]);
	hub->first = hub->next = 1;
	hub->last_pos = hub->floor_pos = model_pos(pipeline_model(node->pipeline));
	buf_init(&hub->text, (size_t)1024 * 1024);
	hub->beat = loop_timer_create(node->loop, on_beat, hub);
	hub->gap = loop_timer_create(node->loop, on_gap, hub);
	loop_timer_arm(hub->beat, os_monotonic_ns() + SECOND_NS);
	return hub;
}

void stream_end_all(struct stream_hub *hub)
{
	for (uint32_t i = 0; i < hub->nstreams; i++) {
		end_with(hub->streams[i], "shutting_down");
		http_wake(hub->streams[i]->call);
	}
}

void stream_end_of(struct stream_hub *hub, const struct hash *id)
{
	for (uint32_t i = 0; i < hub->nstreams; i++)
		if (hash_eq(&hub->streams[i]->who.id, id))
			check_right(hub, hub->streams[i]);
}

void stream_destroy(struct stream_hub *hub)
{
	if (hub == NULL)
		return;
	assert(hub->nstreams == 0);
	while (hub->next > hub->first)
		drop_first(hub);
	loop_timer_destroy(hub->beat);
	loop_timer_destroy(hub->gap);
	buf_release(&hub->text);
	heap_free(hub->ring);
	heap_free(hub->streams);
	heap_free(hub);
}

uint32_t stream_count(const struct stream_hub *hub)
{
	return hub->nstreams;
}

uint64_t stream_sent(const struct stream_hub *hub)
{
	return hub->sent;
}
