/* What nodes say to each other is read as it was written, and nothing else is taken for it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/unit.h"

#include "wire/mesh/frame.h"

static code origin(const char *name)
{
	code ret = 0;

	assert_true(code_parse(str_of(name), &ret));
	return ret;
}

static struct mesh_item items[] = {
	{ .hash = { { 1 } }, .body = { "{\"entry\":\"nst-1\"}", 17 }, .has_secret = true,
	  .secret_since = 77, .secret = { 9 } },
	{ .hash = { { 2 } } },
	{ .hash = { { 3 } }, .body = { "{}", 2 }, .nth = 6 },
};
static struct hash ahead[] = { { { 4 } }, { { 5 } } };
static struct mesh_hold holds[] = { { 0, 12 }, { 0, 0 } };
static struct mesh_row rows[] = {
	{ .seq = 4, .at = 99, .item = { .hash = { { 6 } }, .body = { "{}", 2 } } },
	{ .seq = 5, .item = { .hash = { { 7 } } } },
};
static struct mesh_row_head row_heads[] = { { .head = { .seq = 5, .key = { 2 } } } };
static struct mesh_live_unit units[] = {
	{ { 5, 7 }, INT64_C(1644631200123), -399900000, 1163900000, 51, 120, 35999, 3, 2 },
	{ { 5, 0 }, 1, 900000000, -1800000000, MESH_LIVE_UNKNOWN, MESH_LIVE_UNKNOWN,
	  MESH_LIVE_UNKNOWN, 0, 0 },
};
static struct mesh_index_item index_items[] = { { { 0, 8 }, 3 } };
static struct mesh_past_item pasts[] = { { .item = { .body = { "{}", 2 } } } };

/* One frame of every verb, all members in use. */
static uint32_t frames(struct mesh_frame *ret)
{
	uint32_t n = 0;

	holds[0].origin = origin("nst");
	holds[1].origin = origin("a");
	pasts[0].entry = (struct ident){ origin("bj"), 4 };
	ret[n++] = (struct mesh_frame){ .verb = MESH_BEAT,
					.as.beat = { 5, 4, 3, 2, holds, 2 } };
	ret[n++] = (struct mesh_frame){ .verb = MESH_RUN,
					.as.run = { origin("nst"), 7, items, 3, ahead, 2,
						    { .seq = 11, .time = -4, .key = { 1 } },
						    true, true } };
	ret[n++] = (struct mesh_frame){ .verb = MESH_PULL, .as.pull = { origin("nst"), 1, 2 } };
	ret[n++] = (struct mesh_frame){ .verb = MESH_PAST,
					.as.past = { { origin("nst"), 9 }, pasts, 1, true } };
	ret[n++] = (struct mesh_frame){ .verb = MESH_ASK_PAST,
					.as.ask_past = { { origin("nst"), 9 }, 3 } };
	ret[n++] = (struct mesh_frame){ .verb = MESH_ACT,
					.as.act = { 1, STR("takeover"), STR("give_back"),
						    { origin("bj"), 4 }, { origin("nat"), 2 },
						    origin("nst"), STR("k"), 3, 99, STR("{}") } };
	ret[n++] = (struct mesh_frame){ .verb = MESH_ANSWER,
					.as.answer = { 1, STR("wrong_state"), STR("f"), STR("d"),
						       true, { origin("bj"), 5 },
						       { origin("bj"), 4 }, 6 } };
	ret[n++] = (struct mesh_frame){ .verb = MESH_ASK_FILE,
					.as.ask_file = { { { 8 } }, 65536 } };
	units[0].unit.origin = origin("nst");
	units[1].unit.origin = origin("nst1");
	ret[n++] = (struct mesh_frame){ .verb = MESH_LIVE, .as.live = { units, 2 } };
	ret[n++] = (struct mesh_frame){ .verb = MESH_FILE,
					.as.file = { { { 8 } }, 0, 3, STR("abc") } };
	index_items[0].record.origin = origin("bj");
	ret[n++] = (struct mesh_frame){ .verb = MESH_ASK_INDEX, .as.ask_index = { 5 } };
	ret[n++] = (struct mesh_frame){ .verb = MESH_INDEX,
					.as.index = { 5, 9, 4, index_items, 1 } };
	rows[0].origin = rows[1].origin = row_heads[0].origin = origin("bj");
	ret[n++] = (struct mesh_frame){ .verb = MESH_ASK_ROWS, .as.ask_rows = { 7, holds, 2 } };
	ret[n++] = (struct mesh_frame){ .verb = MESH_ROWS,
					.as.rows = { 7, { { 3 } }, 9, rows, 2, row_heads, 1,
						     { 8 } } };
	return n;
}

static void every_verb_is_read_as_it_was_written(void **state)
{
	struct mesh_frame all[MESH_VERBS];
	uint32_t n = frames(all);
	struct arena *arena = arena_create();

	(void)state;
	assert_int_equal(n, MESH_VERBS - 1);
	for (uint32_t i = 0; i < n; i++) {
		struct mesh_frame back;
		struct buf once, twice;

		buf_init(&once, LIMIT_MESH_FRAME);
		buf_init(&twice, LIMIT_MESH_FRAME);
		frame_write(&all[i], &once);
		assert_true(frame_read(arena, buf_str(&once), &back));
		assert_int_equal(back.verb, all[i].verb);
		frame_write(&back, &twice);
		assert_true(str_eq(buf_str(&once), buf_str(&twice)));
		buf_release(&once);
		buf_release(&twice);
	}
	arena_destroy(arena);
}

static void values_arrive(void **state)
{
	struct mesh_frame all[MESH_VERBS], back;
	struct arena *arena = arena_create();
	struct buf bytes;

	(void)state;
	frames(all);
	buf_init(&bytes, LIMIT_MESH_FRAME);
	frame_write(&all[1], &bytes);
	assert_true(frame_read(arena, buf_str(&bytes), &back));
	assert_int_equal(back.as.run.from, 7);
	assert_int_equal(back.as.run.nitems, 3);
	assert_true(str_eq(back.as.run.items[0].body, STR("{\"entry\":\"nst-1\"}")));
	assert_int_equal(back.as.run.items[0].secret_since, 77);
	assert_null(back.as.run.items[1].body.at);
	assert_int_equal(back.as.run.items[2].nth, 6);
	assert_int_equal(back.as.run.ahead[1].bytes[0], 5);
	assert_int_equal(back.as.run.head.time, -4);
	assert_true(back.as.run.goes_on);
	buf_release(&bytes);
	arena_destroy(arena);
}

/* Cut anywhere, or with something behind it, it is no frame. */
static void only_whole_frames_are_read(void **state)
{
	struct mesh_frame all[MESH_VERBS], back;
	uint32_t n = frames(all);
	struct arena *arena = arena_create();

	(void)state;
	for (uint32_t i = 0; i < n; i++) {
		struct buf bytes;

		buf_init(&bytes, LIMIT_MESH_FRAME);
		frame_write(&all[i], &bytes);
		for (uint32_t len = 0; len < bytes.len; len++)
			assert_false(frame_read(arena, (struct str){ bytes.at, len }, &back));
		buf_add_char(&bytes, 0);
		assert_false(frame_read(arena, buf_str(&bytes), &back));
		buf_release(&bytes);
	}
	arena_destroy(arena);
}

static void wrong_bytes_are_refused(void **state)
{
	struct mesh_frame all[MESH_VERBS], back;
	struct arena *arena = arena_create();
	struct buf bytes;

	(void)state;
	frames(all);
	buf_init(&bytes, LIMIT_MESH_FRAME);
	frame_write(&all[2], &bytes);
	bytes.at[0] = 'X';
	assert_false(frame_read(arena, buf_str(&bytes), &back));
	bytes.at[0] = 'W';
	bytes.at[4] = 0;
	assert_false(frame_read(arena, buf_str(&bytes), &back));
	bytes.at[4] = MESH_VERBS;
	assert_false(frame_read(arena, buf_str(&bytes), &back));
	bytes.at[4] = MESH_PULL;
	bytes.at[5] = '!';                                 /* no code has such a letter */
	assert_false(frame_read(arena, buf_str(&bytes), &back));
	buf_release(&bytes);
	arena_destroy(arena);
}

/* A count that the rest of the frame cannot hold asks for no memory. */
static void a_lying_count_is_refused(void **state)
{
	struct mesh_frame frame = { .verb = MESH_BEAT }, back;
	struct arena *arena = arena_create();
	struct buf bytes;

	(void)state;
	buf_init(&bytes, LIMIT_MESH_FRAME);
	frame_write(&frame, &bytes);
	memset(bytes.at + bytes.len - 4, 0xff, 4);
	assert_false(frame_read(arena, buf_str(&bytes), &back));
	buf_release(&bytes);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_verb_is_read_as_it_was_written),
		cmocka_unit_test(values_arrive),
		cmocka_unit_test(only_whole_frames_are_read),
		cmocka_unit_test(wrong_bytes_are_refused),
		cmocka_unit_test(a_lying_count_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
