/* Events of Cursor on Target as XML: read with every limit named, written for maps and tablets. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <libxml/parser.h>
#include <math.h>
#include <stdlib.h>

#include "base/xml.h"
#include "wire/cot/cot_inner.h"

struct reading {
	struct arena *arena;
	struct cot_event *event;
	xmlParserCtxt *parser;
	enum cot_fault fault;
	uint32_t depth, elements;
	bool in_remarks;
	bool detail_only;                 /* the document is what stands inside of <detail> */
	struct buf remarks;
};

static void stop(struct reading *reading, enum cot_fault fault)
{
	if (reading->fault == COT_SOUND)
		reading->fault = fault;
	xmlStopParser(reading->parser);
}

/* ---- attributes ------------------------------------------------------------------------------ */

/* As SAX2 hands them over: five pointers each, the value between the last two. */
struct attributes {
	const xmlChar **at;
	int count;
};

static struct str find(const struct attributes *attributes, const char *name)
{
	for (int i = 0; i < attributes->count; i++) {
		const xmlChar **a = attributes->at + (ptrdiff_t)i * 5;

		if (strcmp((const char *)a[0], name) == 0)
			return (struct str){ (const char *)a[3], (uint32_t)(a[4] - a[3]) };
	}
	return (struct str){ 0 };
}

static void take_text(struct reading *reading, const struct attributes *attributes,
		      const char *name, struct str *ret)
{
	struct str value = find(attributes, name);

	if (value.at != NULL)
		*ret = arena_str(reading->arena, value);
}

/* A decimal number with anything around it is none: NaN. */
static void take_number(const struct attributes *attributes, const char *name, double *ret)
{
	struct str value = find(attributes, name);
	char text[64], *end;

	if (value.at == NULL)
		return;
	*ret = NAN;
	if (value.len == 0 || value.len >= sizeof text)
		return;
	memcpy(text, value.at, value.len);
	text[value.len] = '\0';
	if (strspn(text, "+-.0123456789eE") != value.len)
		return;
	*ret = strtod(text, &end);
	if (*end != '\0' || !isfinite(*ret))
		*ret = NAN;
}

static void take_time(const struct attributes *attributes, const char *name, instant *ret)
{
	if (!instant_parse(find(attributes, name), ret))
		*ret = 0;
}

static bool is_true(const struct attributes *attributes, const char *name)
{
	return str_eq(find(attributes, name), STR("true"));
}

/* ---- elements -------------------------------------------------------------------------------- */

static void take_event(struct reading *reading, const struct attributes *attributes)
{
	struct cot_event *event = reading->event;

	take_text(reading, attributes, "type", &event->type);
	take_text(reading, attributes, "uid", &event->uid);
	take_text(reading, attributes, "how", &event->how);
	take_text(reading, attributes, "access", &event->access);
	take_text(reading, attributes, "qos", &event->qos);
	take_text(reading, attributes, "opex", &event->opex);
	take_time(attributes, "time", &event->time);
	take_time(attributes, "start", &event->start);
	take_time(attributes, "stale", &event->stale);
}

static void take_point(struct reading *reading, const struct attributes *attributes)
{
	struct cot_event *event = reading->event;

	take_number(attributes, "lat", &event->lat);
	take_number(attributes, "lon", &event->lon);
	take_number(attributes, "hae", &event->hae);
	take_number(attributes, "ce", &event->ce);
	take_number(attributes, "le", &event->le);
}

static void take_contact(struct reading *reading, const struct attributes *attributes)
{
	take_text(reading, attributes, "callsign", &reading->event->callsign);
	take_text(reading, attributes, "endpoint", &reading->event->endpoint);
}

static void take_group(struct reading *reading, const struct attributes *attributes)
{
	take_text(reading, attributes, "name", &reading->event->group);
	take_text(reading, attributes, "role", &reading->event->role);
}

static void take_track(struct reading *reading, const struct attributes *attributes)
{
	take_number(attributes, "speed", &reading->event->speed);
	take_number(attributes, "course", &reading->event->course);
}

static void take_status(struct reading *reading, const struct attributes *attributes)
{
	take_number(attributes, "battery", &reading->event->battery);
}

static void take_takv(struct reading *reading, const struct attributes *attributes)
{
	take_text(reading, attributes, "device", &reading->event->device);
	take_text(reading, attributes, "platform", &reading->event->platform);
	take_text(reading, attributes, "os", &reading->event->os);
	take_text(reading, attributes, "version", &reading->event->version);
}

static void take_emergency(struct reading *reading, const struct attributes *attributes)
{
	reading->event->emergency = STR("");
	take_text(reading, attributes, "type", &reading->event->emergency);
	reading->event->cancelled = is_true(attributes, "cancel");
}

/* Of a message and of its receipts alike. */
static void take_chat(struct reading *reading, const struct attributes *attributes)
{
	take_text(reading, attributes, "messageId", &reading->event->chat.message);
	take_text(reading, attributes, "chatroom", &reading->event->chat.room);
	take_text(reading, attributes, "senderCallsign", &reading->event->chat.sender);
	take_text(reading, attributes, "id", &reading->event->chat.to);
}

static void take_chat_group(struct reading *reading, const struct attributes *attributes)
{
	take_text(reading, attributes, "uid0", &reading->event->chat.from);
}

static void take_link(struct reading *reading, const struct attributes *attributes)
{
	if (reading->event->link.at == NULL)
		take_text(reading, attributes, "uid", &reading->event->link);
}

static void take_remarks(struct reading *reading, const struct attributes *attributes)
{
	(void)attributes;
	reading->in_remarks = true;
}

static void take_version(struct reading *reading, const struct attributes *attributes,
			 enum cot_protocol protocol)
{
	double version = NAN;

	take_number(attributes, "version", &version);
	reading->event->protocol = protocol;
	reading->event->speaks = version >= 0 && version <= 1000 ? (uint32_t)version : 0;
}

static void take_offer(struct reading *reading, const struct attributes *attributes)
{
	/* Several may be offered; the highest counts. */
	uint32_t before = reading->event->speaks;

	take_version(reading, attributes, COT_OFFER);
	if (before > reading->event->speaks)
		reading->event->speaks = before;
}

static void take_request(struct reading *reading, const struct attributes *attributes)
{
	take_version(reading, attributes, COT_REQUEST);
}

static void take_answer(struct reading *reading, const struct attributes *attributes)
{
	reading->event->protocol = COT_ANSWER;
	reading->event->agreed = is_true(attributes, "status");
}

/* Elements that mean something; others are passed over with all that stands in them. */
static const struct element {
	const char *name;
	uint32_t depth;                   /* below <detail> is 3; 0: anywhere there */
	void (*take)(struct reading *reading, const struct attributes *attributes);
} elements[] = {
	{ "event", 1, take_event },       { "point", 2, take_point },
	{ "contact", 3, take_contact },   { "__group", 3, take_group },
	{ "track", 3, take_track },       { "status", 3, take_status },
	{ "takv", 3, take_takv },         { "emergency", 3, take_emergency },
	{ "__chat", 3, take_chat },       { "__chatreceipt", 3, take_chat },
	{ "chatgrp", 4, take_chat_group }, { "link", 3, take_link },
	{ "remarks", 3, take_remarks },   { "TakProtocolSupport", 4, take_offer },
	{ "TakRequest", 4, take_request }, { "TakResponse", 4, take_answer },
};

/* ---- what the parser calls ------------------------------------------------------------------- */

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
		     int nspaces, const xmlChar **spaces, int count, int defaulted,
		     const xmlChar **at)
{
	struct reading *reading = user;
	struct attributes attributes = { at, count };

	(void)prefix, (void)uri, (void)nspaces, (void)spaces, (void)defaulted;
	reading->depth++;
	if (reading->depth > COT_DEPTH_MOST || ++reading->elements > COT_ELEMENTS_MOST) {
		stop(reading, COT_FAULT_too_deep);
		return;
	}
	if (reading->depth == 1 && !reading->detail_only &&
	    strcmp((const char *)name, "event") != 0) {
		stop(reading, COT_FAULT_not_event);
		return;
	}
	for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++) {
		const struct element *element = &elements[i];
		/* What stands inside of <detail> alone has a root of ours around it. */
		uint32_t depth = reading->depth + (reading->detail_only ? 1 : 0);

		if (element->depth == depth && strcmp((const char *)name, element->name) == 0)
			element->take(reading, &attributes);
	}
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct reading *reading = user;

	(void)name, (void)prefix, (void)uri;
	reading->depth--;
	reading->in_remarks = false;
}

static void on_text(void *user, const xmlChar *text, int length)
{
	struct reading *reading = user;

	if (reading->in_remarks)
		buf_add_bytes(&reading->remarks, text, (size_t)length);
}

static void on_doctype(void *user, const xmlChar *name, const xmlChar *external,
		       const xmlChar *system)
{
	(void)name, (void)external, (void)system;
	stop(user, COT_FAULT_doctype);
}

static void on_error(void *user, const char *text, ...)
{
	(void)user, (void)text;
}

static enum cot_fault parse(struct reading *reading, struct str text)
{
	xmlSAXHandler sax = {
		.initialized = XML_SAX2_MAGIC, .startElementNs = on_start, .endElementNs = on_end,
		.characters = on_text, .cdataBlock = on_text, .internalSubset = on_doctype,
		.error = on_error, .fatalError = on_error, .warning = on_error,
	};

	if (text.len > COT_MESSAGE_MOST)
		return COT_FAULT_too_long;
	reading->parser = xmlCreatePushParserCtxt(&sax, reading, NULL, 0, NULL);
	if (reading->parser == NULL)
		mem_end();
	/* Entities stand for themselves; as no document type is taken, none can be declared. */
	xmlCtxtUseOptions(reading->parser, XML_PARSE_NONET | XML_PARSE_NOENT);
	if (xmlParseChunk(reading->parser, text.at, (int)text.len, 1) != 0 &&
	    reading->fault == COT_SOUND)
		reading->fault = COT_FAULT_not_xml;
	xmlFreeParserCtxt(reading->parser);
	if (reading->remarks.len > 0)
		reading->event->remarks = arena_str(reading->arena, buf_str(&reading->remarks));
	buf_release(&reading->remarks);
	return reading->fault;
}

enum cot_fault cot_read_xml(struct arena *arena, struct str text, struct cot_event *ret)
{
	struct reading reading = { .arena = arena, .event = ret };
	enum cot_fault fault;

	cot_begin(ret);
	buf_init(&reading.remarks, COT_MESSAGE_MOST);
	fault = parse(&reading, text);
	return fault != COT_SOUND ? fault : cot_check(ret);
}

enum cot_fault cot_read_detail(struct arena *arena, struct str xml, struct cot_event *event)
{
	struct reading reading = { .arena = arena, .event = event, .detail_only = true };
	enum cot_fault fault;
	struct buf whole;

	buf_init(&whole, COT_MESSAGE_MOST + 64);
	buf_printf(&whole, "<detail>" STR_FMT "</detail>", STR_ARG(xml));
	buf_init(&reading.remarks, COT_MESSAGE_MOST);
	fault = parse(&reading, buf_str(&whole));
	buf_release(&whole);
	return fault;
}

/* ---- written --------------------------------------------------------------------------------- */

static void add_text(struct buf *out, const char *name, struct str value)
{
	if (value.at == NULL)
		return;
	buf_printf(out, " %s=\"", name);
	xml_add(out, value);
	buf_add_char(out, '"');
}

static void add_number(struct buf *out, const char *name, double value)
{
	if (!isnan(value))
		buf_printf(out, " %s=\"%.10g\"", name, value);
}

static void add_time(struct buf *out, const char *name, instant at)
{
	buf_printf(out, " %s=\"", name);
	instant_add(out, at);
	buf_add_char(out, '"');
}

static void add_fields(struct buf *out, const struct cot_event *event)
{
	if (event->callsign.at != NULL) {
		buf_printf(out, "<contact");
		add_text(out, "callsign", event->callsign);
		add_text(out, "endpoint", event->endpoint);
		buf_printf(out, "/>");
	}
	if (event->group.at != NULL) {
		buf_printf(out, "<__group");
		add_text(out, "name", event->group);
		add_text(out, "role", event->role);
		buf_printf(out, "/>");
	}
	if (!isnan(event->speed) || !isnan(event->course)) {
		buf_printf(out, "<track");
		add_number(out, "speed", event->speed);
		add_number(out, "course", event->course);
		buf_printf(out, "/>");
	}
	if (!isnan(event->battery))
		buf_printf(out, "<status battery=\"%.0f\"/>", event->battery);
	if (event->platform.at != NULL) {
		buf_printf(out, "<takv");
		add_text(out, "device", event->device);
		add_text(out, "platform", event->platform);
		add_text(out, "os", event->os);
		add_text(out, "version", event->version);
		buf_printf(out, "/>");
	}
}

static void add_chat(struct buf *out, const struct cot_event *event)
{
	const struct cot_chat *chat = &event->chat;
	/* b-t-f-d delivered, b-t-f-r read: receipts of a message; b-t-f: the message. */
	bool receipt = str_starts(event->type, STR("b-t-f-"));
	const char *name = receipt ? "__chatreceipt" : "__chat";

	buf_printf(out, "<%s", name);
	add_text(out, "chatroom", chat->room);
	add_text(out, "id", chat->to);
	add_text(out, "senderCallsign", chat->sender);
	add_text(out, "messageId", chat->message);
	buf_printf(out, " parent=\"RootContactGroup\" groupOwner=\"false\"><chatgrp");
	add_text(out, "uid0", chat->from);
	add_text(out, "uid1", chat->to);
	add_text(out, "id", chat->to);
	buf_printf(out, "/></%s>", name);
}

static void add_protocol(struct buf *out, const struct cot_event *event)
{
	if (event->protocol == COT_NO_PROTOCOL)
		return;
	buf_printf(out, "<TakControl>");
	if (event->protocol == COT_OFFER)
		buf_printf(out, "<TakProtocolSupport version=\"%u\"/>", event->speaks);
	else if (event->protocol == COT_REQUEST)
		buf_printf(out, "<TakRequest version=\"%u\"/>", event->speaks);
	else
		buf_printf(out, "<TakResponse status=\"%s\"/>", event->agreed ? "true" : "false");
	buf_printf(out, "</TakControl>");
}

void cot_add_detail(struct buf *out, const struct cot_event *event, bool all)
{
	if (all)
		add_fields(out, event);
	if (event->emergency.at != NULL) {
		buf_printf(out, "<emergency");
		add_text(out, "type", event->emergency);
		buf_printf(out, " cancel=\"%s\">", event->cancelled ? "true" : "false");
		xml_add(out, event->callsign);
		buf_printf(out, "</emergency>");
	}
	if (event->chat.message.at != NULL)
		add_chat(out, event);
	if (event->link.at != NULL) {
		buf_printf(out, "<link relation=\"p-p\"");
		add_text(out, "uid", event->link);
		buf_printf(out, "/>");
	}
	if (event->remarks.at != NULL) {
		buf_printf(out, "<remarks>");
		xml_add(out, event->remarks);
		buf_printf(out, "</remarks>");
	}
	add_protocol(out, event);
}

static double or_unknown(double value)
{
	return isnan(value) ? COT_UNKNOWN : value;
}

void cot_add_xml(struct buf *out, const struct cot_event *event)
{
	assert(!cot_says_foe(event->type));
	buf_printf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<event version=\"2.0\"");
	add_text(out, "uid", event->uid);
	add_text(out, "type", event->type);
	add_text(out, "how", event->how);
	add_text(out, "access", event->access);
	add_text(out, "qos", event->qos);
	add_text(out, "opex", event->opex);
	add_time(out, "time", event->time);
	add_time(out, "start", event->start);
	add_time(out, "stale", event->stale);
	buf_printf(out, "><point lat=\"%.7f\" lon=\"%.7f\"", event->lat, event->lon);
	add_number(out, "hae", or_unknown(event->hae));
	add_number(out, "ce", or_unknown(event->ce));
	add_number(out, "le", or_unknown(event->le));
	buf_printf(out, "/><detail>");
	cot_add_detail(out, event, true);
	buf_printf(out, "</detail></event>");
}
