/* Cursor on Target: what the maps in the forces' hands send and understand, as XML or as bytes. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_COT_COT_H
#define WIRE_COT_COT_H

#include "base/buf.h"
#include "base/instant.h"
#include "base/mem.h"

/*
 * One event, whichever way it came: XML (version 0) or TAK protocol version 1. Texts lie in the
 * arena or in the bytes that were read; the absent text was not there. Unknown numbers are NaN.
 */
struct cot_chat {
	struct str message;               /* its id */
	struct str room;                  /* what is shown */
	struct str from, sender;          /* uid, callsign */
	struct str to;                    /* uid of one, or the room's id */
};
enum cot_protocol {
	COT_NO_PROTOCOL,
	COT_OFFER,                        /* TakProtocolSupport: versions that we speak */
	COT_REQUEST,                      /* TakRequest */
	COT_ANSWER,                       /* TakResponse */
};
struct cot_event {
	struct str type, uid, how;        /* always there once read */
	struct str access, qos, opex;
	instant time, start, stale;
	double lat, lon;                  /* degrees, WGS-84 */
	double hae;                       /* metres above the ellipsoid */
	double ce, le;                    /* metres, how far off at the most: across, in height */
	struct str callsign, endpoint;
	struct str group, role;
	double speed, course;             /* m/s, degrees from north */
	double battery;                   /* percent */
	struct str device, platform, os, version;
	struct str emergency;             /* what sort; absent: none */
	bool cancelled;                   /* the emergency is over */
	struct cot_chat chat;             /* of GeoChat and of its receipts */
	struct str remarks;
	struct str link;                  /* uid of what it is about */
	enum cot_protocol protocol;
	uint32_t speaks;                  /* the version offered or asked for */
	bool agreed;                      /* of an answer */
};

#define COT_FAULTS(X)                                                                           \
	X(too_long, "报文过长", "The message is longer than the limit")                         \
	X(not_xml, "不是合法的XML", "It is not well-formed XML")                                \
	X(doctype, "不接受DOCTYPE与实体", "A document type or entity is not taken")             \
	X(too_deep, "XML嵌套过深或元素过多", "The XML nests too deep or has too many elements") \
	X(not_event, "不是CoT事件", "It is not an event")                                       \
	X(no_type, "缺少类型或类型不合规", "The type is missing or is none")                    \
	X(no_uid, "缺少uid或uid过长", "The uid is missing or too long")                         \
	X(bad_how, "how取值不合规", "How it came about is none of the known ways")              \
	X(bad_time, "时间缺失、无法读取或先后颠倒",                                             \
	  "A time is missing, unreadable or before the one that it follows")                    \
	X(bad_point, "坐标缺失或超出范围", "The point is missing or out of range")              \
	X(bad_bytes, "二进制报文损坏", "The bytes are no message")                              \
	X(bad_frame, "报文头有误", "The head of the message is wrong")

enum cot_fault {
	COT_SOUND,
#define COT_FAULT_ID(name, zh, en) COT_FAULT_##name,
	COT_FAULTS(COT_FAULT_ID)
#undef COT_FAULT_ID
	COT_NFAULTS
};
const char *cot_fault_name(enum cot_fault fault);
const char *cot_fault_text(enum cot_fault fault, bool zh);

#define COT_MESSAGE_MOST 65536            /* bytes of one message */
#define COT_UID_MOST 200
#define COT_DEPTH_MOST 16
#define COT_ELEMENTS_MOST 512

/* ---- a stream of them ------------------------------------------------------------------------ */

/*
 * How many of the bytes in front make up one message, and where in them it lies: up to </event> in
 * XML, else 0xBF, a length, and so many bytes. 0: more must come. Blanks between are skipped.
 */
enum cot_fault cot_split(struct str bytes, bool binary, uint32_t *ret_used,
			 struct str *ret_message);

/* ---- one of them ----------------------------------------------------------------------------- */

enum cot_fault cot_read_xml(struct arena *arena, struct str text, struct cot_event *ret);
enum cot_fault cot_read_bytes(struct arena *arena, struct str bytes, struct cot_event *ret);

/*
 * Whole, with what a stream needs in front. What is absent or NaN is left out or written as
 * unknown. The type must not say that somebody is suspect, hostile, a joker or a faker: this
 * system says that of nobody (cot_says_foe), and to try is a fault of ours.
 */
void cot_add_xml(struct buf *out, const struct cot_event *event);
void cot_add_bytes(struct arena *arena, struct buf *out, const struct cot_event *event);
bool cot_says_foe(struct str type);

#endif
