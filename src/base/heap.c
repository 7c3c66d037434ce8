/* Memory of the program: taken and given back piece by piece. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void *heap_alloc(size_t size)
{
	mem_ask();
	void *p = calloc(1, size ? size : 1);

	if (p == NULL)
		mem_end();
	return p;
}

void *heap_take(size_t size)
{
	mem_ask();
	void *p = malloc(size ? size : 1);

	if (p == NULL)
		mem_end();
	return p;
}

void *heap_grow(void *old, size_t old_size, size_t new_size)
{
	assert(new_size >= old_size);
	mem_ask();
	char *p = realloc(old, new_size ? new_size : 1);

	if (p == NULL)
		mem_end();
	memset(p + old_size, 0, new_size - old_size);
	return p;
}

void heap_free(void *p)
{
	free(p);
}

char *heap_text(struct str s)
{
	char *text = heap_alloc((size_t)s.len + 1);

	if (s.len > 0)
		memcpy(text, s.at, s.len);
	return text;
}
