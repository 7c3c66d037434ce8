/* Seven sites as real processes: cuts, losses and bad lines, and nothing acknowledged is lost. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "lib/logkit.h"
#include "lib/tiercheck.h"
#include "lib/tierkit.h"
#include "lib/tierload.h"
#include "lib/unit.h"

#define CUT_ACTS 20000                                     /* in the short form */
#define FOUR_HOURS (4 * 3600)
#define PATIENCE_S 240

/* `make torture`: so many times as much on both sides of the cut. */
static uint32_t times(void)
{
	const char *text = getenv("TORTURE");
	int64_t ret;

	return text && str_to_i64(str_of(text), &ret) && ret > 0 ? (uint32_t)ret : 1;
}

static void tell(const char *what, const struct tierload_result *result)
{
	printf("# %s in %.1f s, %llu asked again, %llu without an answer\n", what, result->seconds,
	       (unsigned long long)result->refused, (unsigned long long)result->unanswered);
	fflush(stdout);
}

static void fill(struct tierload_plan *plan, uint32_t notes, uint32_t others)
{
	*plan = (struct tierload_plan){ 0 };
	for (int s = 0; s < TIERKIT_SITES; s++) {
		plan->count[s][TIERLOAD_NOTE] = notes;
		if (s >= TIERKIT_NST) {
			plan->count[s][TIERLOAD_INCIDENT] = others;
			plan->count[s][TIERLOAD_REPORT] = others;
		} else {
			plan->count[s][TIERLOAD_ORDER] = others;
		}
	}
}

/* ---- (a) a cut of four hours ---------------------------------------------------------------- */

static void test_cut(void **state)
{
	struct tierload_plan plan;
	struct tierload_result result;
	uint64_t before = tiercheck_entries(), after;

	(void)state;
	fill(&plan, CUT_ACTS / TIERKIT_SITES / 2 * times(), 10);
	tierkit_do("cut", TIERKIT_BJ);
	tierload_run(&plan, &result);
	tell("the first half of the cut", &result);
	tierkit_jump(FOUR_HOURS);
	tierload_run(&plan, &result);
	tell("the second half, four hours later", &result);
	after = tiercheck_entries();
	printf("# %llu entries on both sides of the cut\n", (unsigned long long)(after - before));
	assert_true(after - before >= (uint64_t)CUT_ACTS * times());
	tierkit_do("heal", TIERKIT_BJ);
	tiercheck_all("a cut of four hours", PATIENCE_S * times());
}

/* ---- (b) opening night ---------------------------------------------------------------------- */

static void test_surge(void **state)
{
	struct tierload_plan plan;
	struct tierload_result result;

	(void)state;
	fill(&plan, 200, 200);
	tierload_run(&plan, &result);
	tell("opening night", &result);
	tiercheck_all("opening night", PATIENCE_S);
}

/* ---- (c) the national node lost ------------------------------------------------------------- */

static void test_national_lost(void **state)
{
	struct tierload_plan plan;
	struct tierload_result result;

	(void)state;
	fill(&plan, 200, 20);
	tierkit_do("kill", TIERKIT_NAT);
	tierkit_do("break", TIERKIT_NAT);
	memset(plan.count[TIERKIT_NAT], 0, sizeof plan.count[TIERKIT_NAT]);
	tierload_run(&plan, &result);
	tell("without the national node", &result);
	tierkit_do("mend", TIERKIT_NAT);
	tierkit_do("up", TIERKIT_NAT);
	tiercheck_all("the national node is back", PATIENCE_S);
}

/* ---- (d) a broker replaced, a node killed, under load --------------------------------------- */

static void kill_under_load(void)
{
	tierkit_do("break", TIERKIT_BJ);
	tierkit_do("mend", TIERKIT_BJ);
	tierkit_do("kill", TIERKIT_NSS);
	tierkit_do("up", TIERKIT_NSS);
}

static void test_broker_replaced(void **state)
{
	struct tierload_plan plan;
	struct tierload_result result;

	(void)state;
	fill(&plan, 200, 20);
	plan.at_half = kill_under_load;
	tierload_run(&plan, &result);
	tell("a broker and a node killed under load", &result);
	tiercheck_all("the broker is another", PATIENCE_S);
}

/* ---- (e) the national node lost, and its follower in its place ------------------------------- */

#define UNSEEN 40                                          /* notes that nobody else has seen */
#define ORDERS 5

static uint64_t number_at(enum tierkit_site site, const char *sql)
{
	char path[512];
	sqlite3 *db;
	sqlite3_stmt *stmt = NULL;
	uint64_t number;

	snprintf(path, sizeof path, "%s/log.db", tierkit_dir(site));
	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	sqlite3_busy_timeout(db, 10000);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	number = (uint64_t)sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return number;
}

/* The nation goes on alone, and then not at all. */
static void lose_nation(struct tierload_plan *plan, struct tierload_result *result)
{
	*plan = (struct tierload_plan){ 0 };
	plan->count[TIERKIT_NAT][TIERLOAD_NOTE] = UNSEEN;
	tierkit_do("break", TIERKIT_NAT);
	tierload_run(plan, result);
	tell("what nobody else has seen", result);
	tierkit_do("kill", TIERKIT_NAT);
	tierkit_do("mend", TIERKIT_NAT);
}

/* The nation's people work at the follower: a new term, and a chain by its own name. */
static void order_there(void)
{
	char body[512], id[32];

	for (int i = 0; i < ORDERS; i++) {
		snprintf(body, sizeof body,
			 "{\"act\":\"issue\",\"post\":\"nat\",\"key\":\"term-%d\",\"fields\":{"
			 "\"title\":\"close gate %d\",\"to\":[\"%s\"],\"type\":\"task\","
			 "\"priority\":\"immediate\",\"epidemic_part\":\"mask\"}}", i, i,
			 tierkit_names[TIERKIT_NST + i % 4]);
		assert_int_equal(tierload_act(TIERKIT_NATF, "nat.commander", "order", body, id,
					      sizeof id) / 100, 2);
		assert_memory_equal(id, "natf-", 5);
	}
}

/* A person looks at the first of what came late, and says what was done with it. */
static void merge_one(void)
{
	char path[128], id[32];
	uint64_t seq = number_at(TIERKIT_NATF, "SELECT min(seq) FROM entry WHERE arrived IS NULL"
				 " AND json_extract(body, '$.kind') = 'late_entry'");

	snprintf(path, sizeof path, "late_entry/natf-%llu/merged", (unsigned long long)seq);
	assert_int_equal(tierload_act(TIERKIT_NATF, "nat.duty", path,
				      "{\"post\":\"nat\",\"key\":\"merge-1\",\"fields\":{"
				      "\"decision\":\"重新登记 noted again\"}}", id, sizeof id),
			 200);
}

static void test_national_replaced(void **state)
{
	struct tierload_plan plan;
	struct tierload_result result;

	(void)state;
	tierkit_follow_nat();
	lose_nation(&plan, &result);
	tierkit_do("promote", TIERKIT_NAT);
	fill(&plan, 100 * times(), 10);
	memset(plan.count[TIERKIT_NAT], 0, sizeof plan.count[TIERKIT_NAT]);
	plan.at_half = order_there;
	tierload_run(&plan, &result);
	tell("under the follower of the nation", &result);
	assert_int_equal(number_at(TIERKIT_NATF, "SELECT count(*) FROM entry WHERE"
				   " json_extract(body, '$.kind') = 'late_entry'"), 0);
	tierkit_do("up", TIERKIT_NAT);
	tiercheck_all("the nation is back, and late", PATIENCE_S);
	assert_int_equal(number_at(TIERKIT_NATF, "SELECT count(DISTINCT"
				   " json_extract(body, '$.fields.entry')) FROM entry"
				   " WHERE json_extract(body, '$.kind') = 'late_entry'"
				   " AND json_extract(body, '$.fields.of_kind') = 'note'"), UNSEEN);
	merge_one();
	tiercheck_all("what was late is merged", PATIENCE_S);
}

/* ---- at the end ------------------------------------------------------------------------ */

static void test_logs_hold(void **state)
{
	(void)state;
	tierkit_freeze(true);
	tiercheck_verify();
	tierkit_freeze(false);
}

static int start(void **state)
{
	(void)state;
	tierkit_start();
	return 0;
}

static int stop(void **state)
{
	(void)state;
	tierkit_stop();
	tierload_release();
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_surge),
		cmocka_unit_test(test_national_lost),
		cmocka_unit_test(test_broker_replaced),
		/* The nation's node does not write again behind this one. */
		cmocka_unit_test(test_national_replaced),
		cmocka_unit_test(test_logs_hold),
	};

	(void)argc;
	tierkit_begin(argv);
	return cmocka_run_group_tests(tests, start, stop);
}
