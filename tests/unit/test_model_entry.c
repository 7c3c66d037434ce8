/* Entries of earlier logs stay readable: one of each kind and act, as it was once written. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "model/entry.h"
#include "os/os.h"

/* The fuzzer's seeds are the corpus: bodies out of the log of the Beijing day, format 1. */
#define CORPUS "tests/fuzz/corpus/fuzz_entry"

struct names {
	char name[512][80];
	uint32_t count;
};

static void keep_name(void *user, const char *name)
{
	struct names *names = user;

	if (name[0] == '.')
		return;
	assert_true(names->count < COUNT(names->name));
	snprintf(names->name[names->count++], sizeof names->name[0], "%s", name);
}

static const char *corpus(void)
{
	static char path[4096];
	const char *root = getenv("SOURCE_ROOT");

	snprintf(path, sizeof path, "%s/%s", root ? root : ".", CORPUS);
	return path;
}

static void read_one(const char *name, struct arena *arena)
{
	struct entry entry;
	struct str fault = { 0 };
	char path[8192];
	struct buf buf;

	snprintf(path, sizeof path, "%s/%s", corpus(), name);
	buf_init(&buf, LIMIT_ENTRY_BYTES);
	assert_int_equal(os_read_file(path, &buf), 0);
	if (!entry_read(arena, buf_str(&buf), &entry, &fault))
		fail_msg("%s: not readable any more at \"" STR_FMT "\"", name, STR_ARG(fault));
	snprintf(path, sizeof path, "%s-%s", entry.kind->kind->name, entry.act->act->name);
	ROW_TRUE(name, str_eq(str_of(path), str_of(name)));
	buf_release(&buf);
}

static void what_was_written_once_is_read_for_ever(void **state)
{
	struct names *names = heap_alloc(sizeof *names);
	struct arena *arena = arena_create();

	(void)state;
	registry_init();
	assert_int_equal(os_list(corpus(), keep_name, names), 0);
	assert_true(names->count >= 100);
	for (uint32_t i = 0; i < names->count; i++) {
		arena_reset(arena);
		read_one(names->name[i], arena);
	}
	arena_destroy(arena);
	heap_free(names);
}

/* Each damage is refused, and the member at fault is named. */
static void what_is_no_entry_is_refused_by_name(void **state)
{
	static const struct {
		const char *says;
		const char *body;
	} rows[] = {
		{ "entry", "{\"entry\":\"NST-1\"}" },
		{ "kind", "{\"entry\":\"nst-1\",\"at\":\"2022-02-04T12:00:00Z\","
			  "\"kind\":\"ghost\"}" },
		{ "act", "{\"entry\":\"nst-1\",\"at\":\"2022-02-04T12:00:00Z\",\"kind\":"
			 "\"note\",\"act\":\"vanish\"}" },
		{ "at", "{\"entry\":\"nst-1\",\"at\":\"yesterday\"}" },
		{ "guests", "{\"entry\":\"nst-1\",\"guests\":1}" },
		{ "entry", "{\"at\":\"2022-02-04T12:00:00Z\",\"entry\":\"nst-1\"}" },
		{ "salt", "{\"entry\":\"nst-1\",\"at\":\"2022-02-04T12:00:00Z\",\"kind\":"
			  "\"note\",\"act\":\"log\",\"record\":\"nst-1\",\"post\":\"nst\","
			  "\"salt\":\"00\"}" },
		{ "salt", "{\"entry\":\"nst-1\",\"at\":\"2022-02-04T12:00:00Z\",\"kind\":"
			  "\"note\",\"act\":\"log\",\"record\":\"nst-1\",\"post\":\"nst\"}" },
	};
	struct arena *arena = arena_create();

	(void)state;
	registry_init();
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct entry entry;
		struct str fault = { 0 };

		ROW_TRUE(rows[i].body, !entry_read(arena, str_of(rows[i].body), &entry, &fault));
		if (!str_eq(fault, str_of(rows[i].says)))
			fail_msg("row %zu: expected %s, found " STR_FMT, i, rows[i].says,
				 STR_ARG(fault));
	}
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_once_is_read_for_ever),
		cmocka_unit_test(what_is_no_entry_is_refused_by_name),
	};

	return cmocka_run_group_tests_name("model entry", tests, NULL, NULL);
}
