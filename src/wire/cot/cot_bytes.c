/* Events of Cursor on Target as bytes: TAK protocol version 1, read and written by protobuf-c. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <math.h>
#include <tak.pb-c.h>

#include "wire/cot/cot_inner.h"

static void *take_memory(void *arena, size_t size)
{
	return arena_alloc(arena, size);
}

/* The arena frees it whole. */
static void leave_memory(void *arena, void *p)
{
	(void)arena, (void)p;
}

/* An empty text is the default of protobuf: it was not there. Nor was what is no UTF-8. */
static struct str text_of(const char *text)
{
	return text != NULL && text[0] != '\0' && utf8_valid(str_of(text)) ? str_of(text)
									     : (struct str){ 0 };
}

static void take_detail(const Tak__Detail *detail, struct cot_event *event)
{
	if (detail->contact != NULL) {
		event->callsign = text_of(detail->contact->callsign);
		event->endpoint = text_of(detail->contact->endpoint);
	}
	if (detail->group != NULL) {
		event->group = text_of(detail->group->name);
		event->role = text_of(detail->group->role);
	}
	if (detail->status != NULL)
		event->battery = detail->status->battery;
	if (detail->takv != NULL) {
		event->device = text_of(detail->takv->device);
		event->platform = text_of(detail->takv->platform);
		event->os = text_of(detail->takv->os);
		event->version = text_of(detail->takv->version);
	}
	if (detail->track != NULL) {
		event->speed = isfinite(detail->track->speed) ? detail->track->speed : (double)NAN;
		event->course = isfinite(detail->track->course) ? detail->track->course
								: (double)NAN;
	}
}

static instant time_of(uint64_t ms)
{
	return ms <= INSTANT_MAX ? (instant)ms : 0;
}

static void take_event(const Tak__Event *from, struct cot_event *event)
{
	event->type = text_of(from->type);
	event->uid = text_of(from->uid);
	event->how = text_of(from->how);
	event->access = text_of(from->access);
	event->qos = text_of(from->qos);
	event->opex = text_of(from->opex);
	event->time = time_of(from->send_time);
	event->start = time_of(from->start_time);
	event->stale = time_of(from->stale_time);
	event->lat = from->lat;
	event->lon = from->lon;
	event->hae = from->hae;
	event->ce = from->ce;
	event->le = from->le;
}

enum cot_fault cot_read_bytes(struct arena *arena, struct str bytes, struct cot_event *ret)
{
	ProtobufCAllocator memory = { take_memory, leave_memory, arena };
	enum cot_fault fault = COT_SOUND;
	const Tak__Message *message;

	cot_begin(ret);
	if (bytes.len > COT_MESSAGE_MOST)
		return COT_FAULT_too_long;
	message = tak__message__unpack(&memory, bytes.len, (const uint8_t *)bytes.at);
	if (message == NULL)
		return COT_FAULT_bad_bytes;
	if (message->event == NULL)
		return COT_FAULT_not_event;
	take_event(message->event, ret);
	if (message->event->detail != NULL) {
		const Tak__Detail *detail = message->event->detail;

		/* What the bytes say in fields of their own counts more than what stands in XML. */
		if (text_of(detail->xml_detail).at != NULL)
			fault = cot_read_detail(arena, str_of(detail->xml_detail), ret);
		take_detail(detail, ret);
	}
	return fault != COT_SOUND ? fault : cot_check(ret);
}

/* ---- written --------------------------------------------------------------------------------- */

static char *text_for(struct arena *arena, struct str text)
{
	/* The arena's copies end in NUL; protobuf-c only reads it. */
	return (char *)(uintptr_t)arena_str(arena, text.at != NULL ? text : STR("")).at;
}

static uint64_t time_for(instant at)
{
	return at > 0 ? (uint64_t)at : 0;
}

static double or_unknown(double value)
{
	return isnan(value) ? COT_UNKNOWN : value;
}

struct parts {
	Tak__Detail detail;
	Tak__Contact contact;
	Tak__Group group;
	Tak__Status status;
	Tak__Takv takv;
	Tak__Track track;
};

static void put_contact(struct arena *arena, struct parts *parts, const struct cot_event *event)
{
	if (event->callsign.at != NULL) {
		tak__contact__init(&parts->contact);
		parts->contact.callsign = text_for(arena, event->callsign);
		parts->contact.endpoint = text_for(arena, event->endpoint);
		parts->detail.contact = &parts->contact;
	}
	if (event->group.at != NULL) {
		tak__group__init(&parts->group);
		parts->group.name = text_for(arena, event->group);
		parts->group.role = text_for(arena, event->role);
		parts->detail.group = &parts->group;
	}
}

static void put_device(struct arena *arena, struct parts *parts, const struct cot_event *event)
{
	if (!isnan(event->battery)) {
		tak__status__init(&parts->status);
		parts->status.battery = (uint32_t)event->battery;
		parts->detail.status = &parts->status;
	}
	if (event->platform.at != NULL) {
		tak__takv__init(&parts->takv);
		parts->takv.device = text_for(arena, event->device);
		parts->takv.platform = text_for(arena, event->platform);
		parts->takv.os = text_for(arena, event->os);
		parts->takv.version = text_for(arena, event->version);
		parts->detail.takv = &parts->takv;
	}
	if (!isnan(event->speed) || !isnan(event->course)) {
		tak__track__init(&parts->track);
		parts->track.speed = isnan(event->speed) ? 0 : event->speed;
		parts->track.course = isnan(event->course) ? 0 : event->course;
		parts->detail.track = &parts->track;
	}
}

static void put_event(struct arena *arena, Tak__Event *to, const struct cot_event *event)
{
	to->type = text_for(arena, event->type);
	to->uid = text_for(arena, event->uid);
	to->how = text_for(arena, event->how);
	to->access = text_for(arena, event->access);
	to->qos = text_for(arena, event->qos);
	to->opex = text_for(arena, event->opex);
	to->send_time = time_for(event->time);
	to->start_time = time_for(event->start);
	to->stale_time = time_for(event->stale);
	to->lat = event->lat;
	to->lon = event->lon;
	to->hae = or_unknown(event->hae);
	to->ce = or_unknown(event->ce);
	to->le = or_unknown(event->le);
}

static void add_length(struct buf *out, size_t length)
{
	for (; length >= 0x80; length >>= 7)
		buf_add_char(out, (char)(uint8_t)(length | 0x80));
	buf_add_char(out, (char)length);
}

void cot_add_bytes(struct arena *arena, struct buf *out, const struct cot_event *event)
{
	Tak__Message message = TAK__MESSAGE__INIT;
	Tak__Event inner = TAK__EVENT__INIT;
	struct parts parts;
	struct buf xml;
	size_t length;
	char *room;

	assert(!cot_says_foe(event->type));
	tak__detail__init(&parts.detail);
	put_event(arena, &inner, event);
	put_contact(arena, &parts, event);
	put_device(arena, &parts, event);
	buf_init(&xml, COT_MESSAGE_MOST);
	cot_add_detail(&xml, event, false);
	parts.detail.xml_detail = text_for(arena, buf_str(&xml));
	inner.detail = &parts.detail;
	message.event = &inner;
	length = tak__message__get_packed_size(&message);
	buf_add_char(out, (char)(uint8_t)0xbf);
	add_length(out, length);
	room = buf_room(out, length);
	if (room != NULL)
		out->len += tak__message__pack(&message, (uint8_t *)room);
	buf_release(&xml);
}
