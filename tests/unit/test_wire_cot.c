/* Cursor on Target: what maps send is read, what we send is read alike in both forms. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "wire/cot/cot.h"

static struct arena *arena;

static int make_arena(void **state)
{
	(void)state;
	arena = arena_create();
	return 0;
}

static int drop_arena(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

#define HEAD \
	"<event version=\"2.0\" uid=\"u-1\" type=\"a-f-G-U-C\" how=\"m-g\" " \
	"time=\"2022-02-04T12:00:00Z\" start=\"2022-02-04T12:00:00.25Z\" " \
	"stale=\"2022-02-04T12:02:00Z\">"
#define POINT "<point lat=\"39.9929\" lon=\"116.3966\" hae=\"44.5\" ce=\"5\" le=\"9999999.0\"/>"

static instant at(const char *text)
{
	instant ret = 0;

	assert_true(instant_parse(str_of(text), &ret));
	return ret;
}

static void assert_text(struct str got, const char *wanted)
{
	if (!str_eq(got, str_of(wanted)))
		fail_msg("\"" STR_FMT "\" instead of \"%s\"", STR_ARG(got), wanted);
}

static void a_tablet_is_understood(void **state)
{
	static const char text[] =
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" HEAD POINT
		"<detail><takv device=\"T5\" platform=\"ATAK\" os=\"11\" version=\"4.6\"/>"
		"<contact callsign=\"巡逻&amp;一组\" endpoint=\"*:-1:stcp\"/>"
		"<__group name=\"Blue\" role=\"Team Member\"/><status battery=\"71\"/>"
		"<track speed=\"1.5\" course=\"270\"/><unknown><contact callsign=\"no\"/></unknown>"
		"<remarks>on foot &lt;here&gt;</remarks></detail></event>";
	struct cot_event event;

	(void)state;
	assert_int_equal(cot_read_xml(arena, STR(text), &event), COT_SOUND);
	assert_text(event.uid, "u-1");
	assert_text(event.type, "a-f-G-U-C");
	assert_text(event.how, "m-g");
	assert_text(event.callsign, "巡逻&一组");
	assert_text(event.endpoint, "*:-1:stcp");
	assert_text(event.group, "Blue");
	assert_text(event.role, "Team Member");
	assert_text(event.platform, "ATAK");
	assert_text(event.remarks, "on foot <here>");
	assert_true(event.time == at("2022-02-04T12:00:00Z"));
	assert_true(event.start == at("2022-02-04T12:00:00.250Z"));
	assert_true(event.lat == 39.9929 && event.lon == 116.3966 && event.hae == 44.5);
	assert_true(event.ce == 5 && isnan(event.le));
	assert_true(event.speed == 1.5 && event.course == 270 && event.battery == 71);
	assert_true(event.emergency.at == NULL && event.protocol == COT_NO_PROTOCOL);
}

static void calls_for_help_and_talk_are_understood(void **state)
{
	static const char help[] = HEAD POINT
		"<detail><emergency type=\"911 Alert\" cancel=\"false\">P1</emergency></detail>"
		"</event>";
	static const char over[] = HEAD POINT
		"<detail><emergency cancel=\"true\"/></detail></event>";
	static const char talk[] = HEAD POINT
		"<detail><__chat chatroom=\"P2\" id=\"u-2\" senderCallsign=\"P1\" "
		"messageId=\"m-7\">"
		"<chatgrp id=\"u-2\" uid0=\"u-1\" uid1=\"u-2\"/></__chat>"
		"<link uid=\"u-1\" type=\"a-f-G\" relation=\"p-p\"/><link uid=\"u-9\"/>"
		"<remarks source=\"x\">gate 3</remarks></detail></event>";
	static const char agree[] = HEAD POINT
		"<detail><TakControl><TakProtocolSupport version=\"0\"/>"
		"<TakProtocolSupport version=\"1\"/></TakControl></detail></event>";
	struct cot_event event;

	(void)state;
	assert_int_equal(cot_read_xml(arena, STR(help), &event), COT_SOUND);
	assert_text(event.emergency, "911 Alert");
	assert_false(event.cancelled);
	assert_int_equal(cot_read_xml(arena, STR(over), &event), COT_SOUND);
	assert_true(event.emergency.at != NULL && event.cancelled);
	assert_int_equal(cot_read_xml(arena, STR(talk), &event), COT_SOUND);
	assert_text(event.chat.message, "m-7");
	assert_text(event.chat.to, "u-2");
	assert_text(event.chat.from, "u-1");
	assert_text(event.chat.sender, "P1");
	assert_text(event.link, "u-1");
	assert_text(event.remarks, "gate 3");
	assert_int_equal(cot_read_xml(arena, STR(agree), &event), COT_SOUND);
	assert_int_equal(event.protocol, COT_OFFER);
	assert_int_equal(event.speaks, 1);
}

/* ---- there and back -------------------------------------------------------------------------- */

static bool same(double a, double b)
{
	return (isnan(a) && isnan(b)) || a == b;
}

static void assert_same(const struct cot_event *a, const struct cot_event *b)
{
	const struct str *texts[][2] = {
		{ &a->type, &b->type }, { &a->uid, &b->uid }, { &a->how, &b->how },
		{ &a->access, &b->access }, { &a->qos, &b->qos }, { &a->opex, &b->opex },
		{ &a->callsign, &b->callsign }, { &a->endpoint, &b->endpoint },
		{ &a->group, &b->group }, { &a->role, &b->role }, { &a->device, &b->device },
		{ &a->platform, &b->platform }, { &a->os, &b->os }, { &a->version, &b->version },
		{ &a->emergency, &b->emergency }, { &a->remarks, &b->remarks },
		{ &a->link, &b->link }, { &a->chat.message, &b->chat.message },
		{ &a->chat.room, &b->chat.room }, { &a->chat.from, &b->chat.from },
		{ &a->chat.sender, &b->chat.sender }, { &a->chat.to, &b->chat.to },
	};

	for (size_t i = 0; i < COUNT(texts); i++)
		if (!str_eq(*texts[i][0], *texts[i][1]))
			fail_msg("text %zu: \"" STR_FMT "\" and \"" STR_FMT "\"", i,
				 STR_ARG(*texts[i][0]), STR_ARG(*texts[i][1]));
	assert_true(a->time == b->time && a->start == b->start && a->stale == b->stale);
	assert_true(same(a->lat, b->lat) && same(a->lon, b->lon) && same(a->hae, b->hae));
	assert_true(same(a->ce, b->ce) && same(a->le, b->le) && same(a->speed, b->speed));
	assert_true(same(a->course, b->course) && same(a->battery, b->battery));
	assert_true(a->cancelled == b->cancelled && a->protocol == b->protocol);
	assert_true(a->speaks == b->speaks && a->agreed == b->agreed);
}

static struct cot_event a_unit(void)
{
	return (struct cot_event){
		.type = STR("a-f-G-U-C"), .uid = STR("watchfloor-nst-45"), .how = STR("m-g"),
		.time = at("2022-02-04T12:00:00Z"), .start = at("2022-02-04T12:00:00Z"),
		.stale = at("2022-02-04T12:02:00Z"), .lat = 39.9929, .lon = -116.3966,
		.hae = NAN, .ce = 12.5, .le = NAN, .speed = 3.25, .course = 90, .battery = 40,
		.callsign = STR("巡逻\"一\"<组>"), .endpoint = STR("*:-1:stcp"),
		.group = STR("Cyan"), .role = STR("HQ"), .device = STR("d"), .platform = STR("p"),
		.os = STR("o"), .version = STR("v"), .qos = STR("5-r-d"), .access = STR("a"),
		.opex = STR("o-x"),
	};
}

static void goes_there_and_back(const struct cot_event *event)
{
	struct cot_event read;
	struct str message;
	uint32_t used;
	struct buf out;

	buf_init(&out, COT_MESSAGE_MOST);
	cot_add_xml(&out, event);
	assert_int_equal(cot_split(buf_str(&out), false, &used, &message), COT_SOUND);
	assert_int_equal(used, out.len);
	assert_int_equal(cot_read_xml(arena, message, &read), COT_SOUND);
	assert_same(event, &read);
	buf_clear(&out);
	cot_add_bytes(arena, &out, event);
	assert_int_equal(cot_split(buf_str(&out), true, &used, &message), COT_SOUND);
	assert_int_equal(used, out.len);
	assert_int_equal(cot_read_bytes(arena, message, &read), COT_SOUND);
	assert_same(event, &read);
	buf_release(&out);
}

static void both_forms_say_the_same(void **state)
{
	struct cot_event unit = a_unit(), task = a_unit(), help = a_unit(), answer = a_unit();

	(void)state;
	goes_there_and_back(&unit);
	task.type = STR("b-t-f");
	task.chat = (struct cot_chat){ STR("m-1"), STR("HQ"), STR("u-1"), STR("dispatch"),
				       STR("u-2") };
	task.link = STR("u-1");
	task.remarks = STR("去三号门 & hold it\nuntil relieved");
	goes_there_and_back(&task);
	task.type = STR("b-t-f-r");
	goes_there_and_back(&task);
	help.emergency = STR("911 Alert");
	goes_there_and_back(&help);
	answer.protocol = COT_ANSWER;
	answer.agreed = true;
	goes_there_and_back(&answer);
}

static void nobody_is_called_a_foe(void **state)
{
	static const char *const foes[] = { "a-s-G", "a-h-G-U", "a-j-A", "a-k-G" };
	static const char *const others[] = { "a-f-G", "a-n-G", "a-u-G", "a-o-G", "b-t-f", "t-s" };

	(void)state;
	for (size_t i = 0; i < COUNT(foes); i++)
		assert_true(cot_says_foe(str_of(foes[i])));
	for (size_t i = 0; i < COUNT(others); i++)
		assert_false(cot_says_foe(str_of(others[i])));
}

/* ---- what is not taken ----------------------------------------------------------------------- */

#define TIMES "time=\"2022-02-04T12:00:00Z\" start=\"2022-02-04T12:00:00Z\" "                      \
	"stale=\"2022-02-04T12:02:00Z\""
#define EVENT(attributes, rest) "<event " attributes ">" rest "</event>"

static void every_fault_has_its_name(void **state)
{
	static const struct {
		enum cot_fault fault;
		const char *text;
	} rows[] = {
		{ COT_SOUND, EVENT("uid='u' type='a-f' how='m-g' " TIMES, POINT) },
		{ COT_FAULT_not_xml, "<event" },
		{ COT_FAULT_not_xml, "" },
		{ COT_FAULT_not_xml, HEAD POINT "<detail></event>" },
		{ COT_FAULT_not_xml, HEAD POINT "<detail>&nothing;</detail></event>" },
		{ COT_FAULT_not_xml, HEAD POINT "<detail>\xff</detail></event>" },
		{ COT_FAULT_doctype, "<!DOCTYPE event [<!ENTITY a \"b\">]>" HEAD POINT "</event>" },
		{ COT_FAULT_doctype, "<!DOCTYPE event SYSTEM \"x\">" HEAD POINT "</event>" },
		{ COT_FAULT_not_event, "<events>" POINT "</events>" },
		{ COT_FAULT_no_type, EVENT("uid='u' how='m-g' " TIMES, POINT) },
		{ COT_FAULT_no_type, EVENT("uid='u' type='a f' how='m-g' " TIMES, POINT) },
		{ COT_FAULT_no_uid, EVENT("type='a-f' how='m-g' " TIMES, POINT) },
		{ COT_FAULT_no_uid, EVENT("uid='' type='a-f' how='m-g' " TIMES, POINT) },
		{ COT_FAULT_no_uid, EVENT("uid='u&#9;1' type='a-f' how='m-g' " TIMES, POINT) },
		{ COT_FAULT_bad_how, EVENT("uid='u' type='a-f' " TIMES, POINT) },
		{ COT_FAULT_bad_how, EVENT("uid='u' type='a-f' how='machine' " TIMES, POINT) },
		{ COT_FAULT_bad_time, EVENT("uid='u' type='a-f' how='m-g'", POINT) },
		{ COT_FAULT_bad_time,
		  EVENT("uid='u' type='a-f' how='m-g' time='2022-02-04T12:00:00Z' "
			"start='2022-02-04T12:00:00Z' stale='2022-02-04T11:00:00Z'", POINT) },
		{ COT_FAULT_bad_time,
		  EVENT("uid='u' type='a-f' how='m-g' time='now' "
			"start='2022-02-04T12:00:00Z' stale='2022-02-04T12:00:00Z'", POINT) },
		{ COT_FAULT_bad_point, EVENT("uid='u' type='a-f' how='m-g' " TIMES, "") },
		{ COT_FAULT_bad_point, EVENT("uid='u' type='a-f' how='m-g' " TIMES,
					     "<point lat='116' lon='39'/>") },
		{ COT_FAULT_bad_point, EVENT("uid='u' type='a-f' how='m-g' " TIMES,
					     "<point lat='NaN' lon='39'/>") },
		{ COT_FAULT_bad_point, EVENT("uid='u' type='a-f' how='m-g' " TIMES,
					     "<point lat='1e999' lon='39'/>") },
		{ COT_FAULT_bad_point, EVENT("uid='u' type='a-f' how='m-g' " TIMES,
					     "<point lat='0x10' lon='39'/>") },
		{ COT_FAULT_bad_point, EVENT("uid='u' type='a-f' how='m-g' " TIMES,
					     "<detail><point lat='1' lon='39'/></detail>") },
	};
	struct cot_event event;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		enum cot_fault fault = cot_read_xml(arena, str_of(rows[i].text), &event);

		if (fault != rows[i].fault)
			fail_msg("row %zu: %s instead of %s", i, cot_fault_name(fault),
				 cot_fault_name(rows[i].fault));
	}
	for (int f = 0; f < COT_NFAULTS; f++)
		assert_true(strlen(cot_fault_name((enum cot_fault)f)) > 0 &&
			    strlen(cot_fault_text((enum cot_fault)f, true)) > 0 &&
			    strlen(cot_fault_text((enum cot_fault)f, false)) > 0);
}

static void too_much_is_refused_by_name(void **state)
{
	static char text[COT_MESSAGE_MOST + 200];
	struct cot_event event;
	struct str message;
	uint32_t used, len;
	struct buf deep;

	(void)state;
	buf_init(&deep, sizeof text);
	buf_printf(&deep, HEAD POINT "<detail>");
	for (int i = 0; i < COT_DEPTH_MOST; i++)
		buf_printf(&deep, "<a>");
	assert_int_equal(cot_read_xml(arena, buf_str(&deep), &event), COT_FAULT_too_deep);
	buf_clear(&deep);
	buf_printf(&deep, HEAD POINT "<detail>");
	for (int i = 0; i < COT_ELEMENTS_MOST; i++)
		buf_printf(&deep, "<a/>");
	assert_int_equal(cot_read_xml(arena, buf_str(&deep), &event), COT_FAULT_too_deep);
	buf_release(&deep);

	memset(text, ' ', sizeof text);
	memcpy(text, HEAD, sizeof HEAD - 1);
	len = sizeof text;
	assert_int_equal(cot_split((struct str){ text, len }, false, &used, &message),
			 COT_FAULT_too_long);
	assert_int_equal(cot_read_xml(arena, (struct str){ text, len }, &event),
			 COT_FAULT_too_long);
	assert_int_equal(cot_read_bytes(arena, (struct str){ text, len }, &event),
			 COT_FAULT_too_long);
	assert_int_equal(cot_read_bytes(arena, STR("\x0a\x7fx"), &event), COT_FAULT_bad_bytes);
	assert_int_equal(cot_read_bytes(arena, STR(""), &event), COT_FAULT_not_event);
	assert_int_equal(cot_read_bytes(arena, STR("\x12\x00"), &event), COT_FAULT_no_type);
}

static void a_stream_is_taken_apart(void **state)
{
	static const char two[] = " \n<event a='1'></event>\n<event b='2'>x</event>";
	static const char binary[] = "\xbf\x03"
				     "abc\xbf\x80\x01";
	struct str message, rest = STR(two);
	uint32_t used;

	(void)state;
	assert_int_equal(cot_split(rest, false, &used, &message), COT_SOUND);
	assert_text(message, "<event a='1'></event>");
	rest = (struct str){ rest.at + used, rest.len - used };
	for (uint32_t len = 0; len < rest.len; len++) {
		assert_int_equal(cot_split((struct str){ rest.at, len }, false, &used, &message),
				 COT_SOUND);
		assert_true(message.at == NULL && used <= 1);
	}
	assert_int_equal(cot_split(rest, false, &used, &message), COT_SOUND);
	assert_text(message, "<event b='2'>x</event>");
	assert_int_equal(cot_split(STR("GET / HTTP/1.1"), false, &used, &message),
			 COT_FAULT_bad_frame);

	assert_int_equal(cot_split(STR(binary), true, &used, &message), COT_SOUND);
	assert_text(message, "abc");
	assert_int_equal(used, 5);
	/* A length of 128, none of its bytes yet. */
	assert_int_equal(cot_split((struct str){ binary + 5, 3 }, true, &used, &message),
			 COT_SOUND);
	assert_int_equal(used, 0);
	assert_int_equal(cot_split(STR("\xbf\xff\xff\xff\xff\xff\xff"), true, &used, &message),
			 COT_FAULT_too_long);
	assert_int_equal(cot_split(STR("<event"), true, &used, &message), COT_FAULT_bad_frame);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tablet_is_understood),
		cmocka_unit_test(calls_for_help_and_talk_are_understood),
		cmocka_unit_test(both_forms_say_the_same),
		cmocka_unit_test(nobody_is_called_a_foe),
		cmocka_unit_test(every_fault_has_its_name),
		cmocka_unit_test(too_much_is_refused_by_name),
		cmocka_unit_test(a_stream_is_taken_apart),
	};

	return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
