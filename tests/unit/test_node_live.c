/* Positions between nodes: they go up to who may see them, and are believed of nobody else. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include "lib/meshkit.h"
#include "node/live_state.h"
#include "node/node.h"
#include "os/os.h"
#include "wire/mesh/frame.h"

enum { HQ, BJ, NST, NAC, SITES };
static const char *const names[SITES] = { "hq", "bj", "nst", "nac" };

struct fixture {
	struct meshkit kit;
	struct loop *loop;
	struct node nodes[SITES];
	struct live *live[SITES];
};

static code code_of(const char *text)
{
	code ret;

	assert_true(code_parse(str_of(text), &ret));
	return ret;
}

static int setup(void **state)
{
	struct fixture *f = heap_alloc(sizeof *f);

	meshkit_init(&f->kit);
	for (int i = BJ; i < SITES; i++) {
		meshkit_join(&f->kit, names[i], names[i]);
		assert_true(meshkit_carry(&f->kit));
	}
	f->loop = loop_create();
	for (int i = 0; i < SITES; i++) {
		uint32_t at = meshkit_find(&f->kit, names[i]);

		f->nodes[i].pipeline = f->kit.nodes[at].pipeline;
		f->nodes[i].loop = f->loop;
		f->live[i] = live_create(&f->nodes[i]);
	}
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < SITES; i++)
		live_destroy(f->live[i]);
	loop_destroy(f->loop);
	meshkit_release(&f->kit);
	heap_free(f);
	return 0;
}

static uint32_t slot_of(struct live *live, const char *post)
{
	uint32_t slot;

	assert_true(live_slot(live, (struct ident){ code_of(post), 0 }, &slot));
	return slot;
}

static void place(struct live *live, const char *post, double lon, int64_t after_ms)
{
	struct fix fix = { .at = { lon, 39.993 }, .accuracy = 5.5, .speed = -1, .course = 271.25,
			   .time = live_now(live) + after_ms, .source = FIXES_OSMAND };

	assert_int_equal(picture_take(live->picture, slot_of(live, post), &fix, live_now(live)),
			 PICTURE_TAKEN);
}

static uint32_t give(struct live *live, int to, bool anew, struct mesh_live_unit *ret)
{
	return live_mesh_give(live, code_of(names[to]), anew, ret, 16);
}

/* What has changed goes to the site above, once; to another venue goes nothing. */
static void test_who_may_see_gets_it(void **state)
{
	struct fixture *f = *state;
	struct mesh_live_unit units[16];

	place(f->live[NST], "nst1", 116.396, 0);
	assert_int_equal(give(f->live[NST], BJ, true, units), 1);
	assert_int_equal(units[0].lon, 1163960000);
	assert_int_equal(give(f->live[NST], BJ, false, units), 0);
	assert_int_equal(give(f->live[NST], NAC, true, units), 0);
	place(f->live[NST], "nst1", 116.3961, 5000);
	assert_int_equal(give(f->live[NST], BJ, false, units), 1);
	/* Whoever comes anew is told all of it once more. */
	assert_int_equal(give(f->live[NST], BJ, true, units), 1);
	picture_forget(f->live[NST]->picture, slot_of(f->live[NST], "nst1"));
	assert_int_equal(give(f->live[NST], BJ, false, units), 0);
}

/* Little room: the rest comes with the calls that follow, each unit once. */
static void test_in_pieces(void **state)
{
	struct fixture *f = *state;
	struct mesh_live_unit one;
	code bj = code_of("bj");

	picture_allow(f->live[NST]->picture, slot_of(f->live[NST], "nst2"), true);
	place(f->live[NST], "nst1", 116.396, 0);
	place(f->live[NST], "nst2", 116.397, 0);
	assert_int_equal(live_mesh_give(f->live[NST], bj, true, &one, 1), 1);
	assert_int_equal(one.lon, 1163960000);
	place(f->live[NST], "nst1", 116.3961, 5000);
	assert_int_equal(live_mesh_give(f->live[NST], bj, false, &one, 1), 1);
	assert_int_equal(one.lon, 1163970000);
	while (live_mesh_give(f->live[NST], bj, false, &one, 1) == 0)
		assert_true(f->live[NST]->sites[0].passing || f->live[NST]->sites[0].seen > 0);
	assert_int_equal(one.lon, 1163961000);
}

/* By two steps to the top, to where it was known to be; the parts that are left out stay small. */
static void test_passed_on(void **state)
{
	struct fixture *f = *state;
	struct mesh_live_unit units[16];
	const struct picture_place *there;

	place(f->live[NST], "nst1", 116.3960001, 0);
	assert_int_equal(give(f->live[NST], BJ, true, units), 1);
	live_mesh_take(f->live[BJ], code_of("nst"), units, 1);
	assert_int_equal(give(f->live[BJ], HQ, true, units), 1);
	live_mesh_take(f->live[HQ], code_of("bj"), units, 1);
	there = picture_at(f->live[HQ]->picture, slot_of(f->live[HQ], "nst1"));
	assert_true(there->known && there->source == FIXES_OSMAND);
	assert_true(there->at.lon > 116.39600005 && there->at.lon < 116.39600015);
	assert_true(there->accuracy > 5.45f && there->accuracy < 5.55f);
	assert_true(there->speed < 0 && there->course > 271.2f && there->course < 271.3f);
	assert_int_equal(f->live[HQ]->from_mesh, 1);
}

/* A site that speaks for units that are not below it is not believed, nor is what cannot be. */
static void test_not_believed(void **state)
{
	struct fixture *f = *state;
	struct mesh_live_unit unit, bad;
	struct live *hq = f->live[HQ];

	place(f->live[NST], "nst1", 116.396, 0);
	assert_int_equal(give(f->live[NST], BJ, true, &unit), 1);
	live_mesh_take(hq, code_of("nac"), &unit, 1);
	assert_int_equal(hq->outcomes[LIVE_NOT_BELOW], 1);
	live_mesh_take(f->live[NST], code_of("bj"), &unit, 1);
	assert_int_equal(f->live[NST]->outcomes[LIVE_NOT_BELOW], 1);
	bad = unit;
	bad.unit.seq = 99999;
	live_mesh_take(hq, code_of("bj"), &bad, 1);
	assert_int_equal(hq->outcomes[LIVE_UNKNOWN_UNIT], 1);
	bad = unit;
	bad.lat = 900000001;
	live_mesh_take(hq, code_of("bj"), &bad, 1);
	bad = unit;
	bad.source = 200;
	live_mesh_take(hq, code_of("bj"), &bad, 1);
	bad = unit;
	bad.time += 2 * LIMIT_SKEW_MS;
	live_mesh_take(hq, code_of("bj"), &bad, 1);
	assert_int_equal(hq->outcomes[PICTURE_OUT_OF_RANGE], 3);
	assert_false(picture_at(hq->picture, slot_of(hq, "nst1"))->known);
	live_mesh_take(hq, code_of("bj"), &unit, 1);
	assert_true(picture_at(hq->picture, slot_of(hq, "nst1"))->known);
}

/* A console, or somebody who has just read the picture. */
static void test_watched(void **state)
{
	struct fixture *f = *state;

	assert_false(live_mesh_watched(f->live[HQ]));
	f->live[HQ]->asked_ns = os_monotonic_ns();
	assert_true(live_mesh_watched(f->live[HQ]));
	f->live[HQ]->asked_ns -= INT64_C(11000000000);
	assert_false(live_mesh_watched(f->live[HQ]));
	f->live[HQ]->nstreams = 1;
	assert_true(live_mesh_watched(f->live[HQ]));
	f->live[HQ]->nstreams = 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_who_may_see_gets_it, setup, teardown),
		cmocka_unit_test_setup_teardown(test_in_pieces, setup, teardown),
		cmocka_unit_test_setup_teardown(test_passed_on, setup, teardown),
		cmocka_unit_test_setup_teardown(test_not_believed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_watched, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
