/* The small event in memory, with one officer of the stadium who brings tables in. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_LIB_WORLDKIT_H
#define TESTS_LIB_WORLDKIT_H

#include "node/imports.h"

struct worldkit {
	struct pipeline *pipeline;
	struct arena *arena;
	struct ident officer;                              /* nst.duty_officer */
};
/* tests/cases/worlds/small.world on a demonstration's clock; ends the test if it does not load. */
void worldkit_open(struct worldkit *kit);
void worldkit_close(struct worldkit *kit);

struct worldkit_result {
	struct refused refused;
	struct table_row *rows;
	uint32_t count;
};
/* "kind.act" of all rows, in the officer's name at nst; `on_reply` may be told of it. */
struct worldkit_result worldkit_bring(struct worldkit *kit, const char *act, const char *key,
				      enum table_form form, struct str text,
				      void (*on_reply)(void *user, const struct outcome *outcome));

#endif
