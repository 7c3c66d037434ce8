/* Ceilings of what may hang on one record: alarms, links, attachments, the size of an entry. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "node/script.h"
#include "os/os.h"

static struct buf said;

static void keep(void *user, struct str line)
{
	(void)user;
	buf_add(&said, line);
	buf_add_char(&said, '\n');
}

/* Plays one case of the small world; what the player said is in `said`. */
static bool passes(struct buf *text)
{
	char path[] = "/tmp/test-storm-XXXXXX";
	const char *paths[] = { path };
	struct script_count count;
	bool passed;
	int fd = mkstemp(path);

	assert_int_not_equal(fd, -1);
	close(fd);
	buf_init(&said, 1 << 16);
	assert_false(text->over);
	assert_int_equal(os_write_file(path, buf_str(text), false), 0);
	passed = script_cases(paths, 1, keep, NULL, &count);
	os_remove(path);
	assert_int_equal(count.cases, 1);
	buf_release(text);
	return passed;
}

static void play(struct buf *text)
{
	if (!passes(text))
		fail_msg(STR_FMT, STR_ARG(buf_str(&said)));
	buf_release(&said);
}

static void begin(struct buf *text, const char *title)
{
	buf_init(text, LIMIT_SCRIPT_BYTES);
	buf_printf(text, "world small\ncase %s\n", title);
}

static void repeat(struct buf *text, int times, const char *part)
{
	for (int i = 0; i < times; i++)
		buf_add(text, str_of(part));
}

/* Each objection rings the issuer; the last act of the receipt settles what rings about it. */
static void a_storm_of_alarms_ends(void **state)
{
	struct buf text;

	(void)state;
	begin(&text, "a unit objects more often than one act may settle alarms");
	buf_add(&text, STR("nst.duty_officer order.issue as clear\n"
			   "    title: 疏导\n"
			   "    to: nst2\n"
			   "    due_by: +15m\n"
			   "    epidemic_na: 室外\n"
			   "find slip = receipt at nst2 where subject = clear\n"
			   "nst2.unit_leader receipt.sign on slip\n"));
	repeat(&text, LIMIT_CASCADE + 1,
	       "nst2.unit_leader receipt.object on slip\n    objection: 人手不足\n");
	buf_add(&text, STR("nst2.unit_leader receipt.done on slip\n"
			   "expect slip is done\n"
			   "expect 1024 alarm at nst is settled where subject = slip\n"));
	play(&text);
}

/* One act that settles thousands of alarms: what is too much is left out and said; it stands. */
static void a_cascade_is_cut_at_its_ceiling(void **state)
{
	static const char *const units[] = { "nst1", "nst2", "nac1", "ysc1", "bj1" };
	struct buf text;

	(void)state;
	begin(&text, "an order is withdrawn about which five units object again and again");
	buf_add(&text, STR("bj.duty_officer order.issue as clear\n"
			   "    title: 疏导\n"
			   "    to: nst1, nst2, nac1, ysc1, bj1\n"
			   "    due_by: +15m\n"
			   "    epidemic_na: 室外\n"));
	for (size_t u = 0; u < COUNT(units); u++) {
		buf_printf(&text,
			   "find slip%zu = receipt at %s where subject = clear\n"
			   "%s.unit_leader receipt.sign on slip%zu\n",
			   u, units[u], units[u], u);
		for (int i = 0; i < LIMIT_CASCADE / 4; i++)
			buf_printf(&text,
				   "%s.unit_leader receipt.object on slip%zu\n"
				   "    objection: 人手不足\n",
				   units[u], u);
	}
	buf_add(&text, STR("bj.duty_officer order.withdraw on clear\n    reason: 已散\n"
			   "expect clear is withdrawn\n"));
	/* The player holds a fault of a reaction against the case, whatever else it expects. */
	assert_false(passes(&text));
	assert_non_null(strstr(buf_str(&said).at, "order.withdraw on bj-"));
	assert_non_null(strstr(buf_str(&said).at, "cascade_too_long"));
	assert_null(strstr(buf_str(&said).at, "expected"));
	buf_release(&said);
}

/* A place is counted day after day: what is open now is found behind all that is closed. */
static void what_is_open_is_found_behind_the_closed(void **state)
{
	struct buf text;

	(void)state;
	begin(&text, "after a hundred closed counts the open one still stops who is let in");
	repeat(&text, 100,
	       "nst.duty_officer count.open as one\n    place: nstb\n    title: 看台\n"
	       "    area: 1000\nnst.duty_officer count.close on one\n");
	buf_add(&text, STR("nst.duty_officer count.open as now\n    place: nstb\n"
			   "    title: 看台\n    area: 1000\n"
			   "nst.duty_officer count.open\n    place: nstb\n    title: 又一个\n"
			   "    area: 10\nexpect refused counted_already\n"
			   "nst.duty_officer evacuation.trigger_unprepared\n    title: 起火\n"
			   "    place: nstb\n"
			   "expect now.ticket_check = stopped\n"));
	play(&text);
}

#define TWO_INCIDENTS                                                                          \
	"nst.duty_officer incident.report as one\n    title: 北门\n    type: fall\n"            \
	"nst.duty_officer incident.report as two\n    title: 东门\n    type: fire\n"
#define LINK "nst.duty_officer incident.link on one\n    to: two\n    type: related\n"

static void a_record_has_so_many_links(void **state)
{
	struct buf text;

	(void)state;
	begin(&text, "links up to the ceiling, and no further");
	buf_add(&text, STR(TWO_INCIDENTS));
	repeat(&text, LIMIT_LINKS, LINK);
	buf_add(&text, STR(LINK "expect refused too_many_links\n"));
	play(&text);
}

static void put_attach(struct buf *text, int number)
{
	buf_printf(text,
		   "nst.duty_officer incident.attach on one\n"
		   "    hash: %064x\n    name: a.jpg\n    mime: image/jpeg\n    size: 9\n",
		   (unsigned)number);
}

static void a_record_has_so_many_files(void **state)
{
	struct buf text;

	(void)state;
	begin(&text, "attachments up to the ceiling, and no further");
	buf_add(&text, STR(TWO_INCIDENTS));
	for (int i = 0; i < LIMIT_FILES; i++)
		put_attach(&text, i);
	put_attach(&text, LIMIT_FILES);
	buf_add(&text, STR("expect refused too_many_files\n"));
	play(&text);
}

/* Five texts, each within its own limit, are more than an entry of the log may hold. */
static void an_entry_has_its_ceiling(void **state)
{
	static const char *const fields[] = { "information", "risks", "powers", "options",
					      "decision", "rationale" };
	struct buf text;

	(void)state;
	begin(&text, "a decision that is too long for the log");
	buf_add(&text, STR("nst.commander decision.record\n    title: 长\n"));
	for (size_t i = 0; i < COUNT(fields); i++) {
		buf_printf(&text, "    %s: ", fields[i]);
		repeat(&text, 3900, "长");
		buf_add_char(&text, '\n');
	}
	buf_add(&text, STR("expect refused entry_too_large\nexpect 0 decision\n"));
	play(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_storm_of_alarms_ends),
		cmocka_unit_test(a_cascade_is_cut_at_its_ceiling),
		cmocka_unit_test(what_is_open_is_found_behind_the_closed),
		cmocka_unit_test(a_record_has_so_many_links),
		cmocka_unit_test(a_record_has_so_many_files),
		cmocka_unit_test(an_entry_has_its_ceiling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
