/* What rings thousands of times is settled without one act causing more than a node may do. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <stdio.h>
#include <stdlib.h>

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

static void put_head(struct buf *text)
{
	buf_add(text, STR("world small\n"
			  "case a unit objects more often than one act may settle alarms\n"
			  "nst.duty_officer order.issue as clear\n"
			  "    title: 疏导\n"
			  "    to: nst2\n"
			  "    due_by: +15m\n"
			  "    epidemic_na: 室外\n"
			  "find slip = receipt at nst2 where subject = clear\n"
			  "nst2.unit_leader receipt.sign on slip\n"));
}

/* Each objection rings the issuer; the last act of the receipt settles what rings about it. */
static void a_storm_of_alarms_ends(void **state)
{
	char path[] = "/tmp/test-storm-XXXXXX";
	const char *paths[] = { path };
	struct script_count count;
	struct buf text;
	bool passed;

	(void)state;
	assert_int_not_equal(mkstemp(path), -1);
	buf_init(&text, LIMIT_SCRIPT_BYTES);
	buf_init(&said, 1 << 16);
	put_head(&text);
	for (int i = 0; i <= LIMIT_CASCADE; i++)
		buf_add(&text, STR("nst2.unit_leader receipt.object on slip\n"
				   "    objection: 人手不足\n"));
	buf_add(&text, STR("nst2.unit_leader receipt.done on slip\n"
			   "expect slip is done\n"
			   "expect 1024 alarm at nst is settled where subject = slip\n"));
	assert_int_equal(os_write_file(path, buf_str(&text), false), 0);
	passed = script_cases(paths, 1, keep, NULL, &count);
	if (!passed)
		fail_msg(STR_FMT, STR_ARG(buf_str(&said)));
	assert_int_equal(count.cases, 1);
	os_remove(path);
	buf_release(&text);
	buf_release(&said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_storm_of_alarms_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
