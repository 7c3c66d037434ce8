/* What every unit test needs: the test library and words for a row that fails. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LIB_UNIT_H
#define LIB_UNIT_H

/* cmocka wants these before itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Fails with the name of the row of a table, so that one sees which. */
#define ROW_TRUE(name, condition)                                                              \
	do {                                                                                   \
		if (!(condition))                                                              \
			fail_msg("row \"%s\": not so: %s", (name), #condition);                \
	} while (0)

#endif
