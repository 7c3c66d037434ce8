/* The one place where running out of memory is noticed, counted and answered. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static atomic_uint_fast64_t asked;
static atomic_uint_fast64_t fail_at;

void mem_fail_at(uint64_t nth)
{
	atomic_store(&fail_at, nth == 0 ? 0 : atomic_load(&asked) + nth);
}

uint64_t mem_count(void)
{
	return atomic_load(&asked);
}

void mem_end(void)
{
	fputs("watchfloor: 内存不足，程序退出；重启后由日志恢复 / "
	      "out of memory, ending; a restart recovers from the log\n", stderr);
	_Exit(MEM_EXIT);
}

void mem_ask(void)
{
	uint64_t number = atomic_fetch_add_explicit(&asked, 1, memory_order_relaxed) + 1;

	if (number == atomic_load_explicit(&fail_at, memory_order_relaxed))
		mem_end();
}
