/* Memory of one request: handed out in a row and taken back all at once. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/poison.h"

#define ARENA_FIRST (16 * 1024)
#define ARENA_LARGEST (1024 * 1024)
#define ARENA_KEPT (128 * 1024)                            /* for the next request */

struct chunk {
	struct chunk *older;
	size_t size;                                       /* of the bytes */
	_Alignas(16) char bytes[];
};

/* The newest chunk is the one that is filled; one of those up to `kept` outlives a reset. */
struct arena {
	struct chunk *newest;
	char *at;
	size_t left;
	size_t next_size;
	size_t kept;
	size_t largest;
};

static void chunk_use(struct arena *arena, struct chunk *chunk)
{
	arena->newest = chunk;
	arena->at = chunk->bytes;
	arena->left = chunk->size;
	POISON(chunk->bytes, chunk->size);
}

static void chunk_add(struct arena *arena, size_t size)
{
	struct chunk *chunk = heap_take(sizeof *chunk + size);

	chunk->older = arena->newest;
	chunk->size = size;
	chunk_use(arena, chunk);
}

static void chunk_free(struct chunk *chunk)
{
	UNPOISON(chunk->bytes, chunk->size);
	heap_free(chunk);
}

struct arena *arena_create_large(size_t kept)
{
	struct arena *arena = heap_alloc(sizeof *arena);

	chunk_add(arena, ARENA_FIRST);
	arena->next_size = ARENA_FIRST * 2;
	arena->kept = kept;
	arena->largest = kept > ARENA_LARGEST ? kept : ARENA_LARGEST;
	return arena;
}

struct arena *arena_create(void)
{
	return arena_create_large(ARENA_KEPT);
}

/* The newest that is not too large; chunks grow, so that is mostly the largest such. */
static struct chunk *keep_one(struct arena *arena)
{
	struct chunk *kept = NULL, *chunk = arena->newest;

	while (chunk != NULL) {
		struct chunk *older = chunk->older;

		if (kept == NULL && (chunk->size <= arena->kept || older == NULL))
			kept = chunk;
		else
			chunk_free(chunk);
		chunk = older;
	}
	kept->older = NULL;
	return kept;
}

void arena_destroy(struct arena *arena)
{
	if (arena == NULL)
		return;
	chunk_free(keep_one(arena));
	heap_free(arena);
}

void arena_reset(struct arena *arena)
{
	chunk_use(arena, keep_one(arena));
	arena->next_size = arena->newest->size * 2;
}

/* Room in a new chunk; chunks double, a piece larger than a chunk gets one of its own size. */
static void more(struct arena *arena, size_t size)
{
	chunk_add(arena, size > arena->next_size ? size : arena->next_size);
	if (arena->next_size < arena->largest)
		arena->next_size *= 2;
}

void *arena_room(struct arena *arena, size_t size)
{
	assert(size < SIZE_MAX / 2);
	size_t taken = size == 0 ? 16 : (size + 15) & ~(size_t)15;

	if (taken > arena->left)
		more(arena, taken);
	char *p = arena->at;

	arena->at += taken;
	arena->left -= taken;
	UNPOISON(p, size);
	return p;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return memset(arena_room(arena, size), 0, size);
}

struct str arena_str(struct arena *arena, struct str s)
{
	if (s.at == NULL)
		return s;
	char *copy = arena_room(arena, (size_t)s.len + 1);

	memcpy(copy, s.at, s.len);
	copy[s.len] = '\0';
	return (struct str){ copy, s.len };
}

struct str arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	char small[256];

	va_start(args, format);
	int len = vsnprintf(small, sizeof small, format, args);
	va_end(args);
	assert(len >= 0);
	char *text = arena_alloc(arena, (size_t)len + 1);

	if ((size_t)len < sizeof small) {
		memcpy(text, small, (size_t)len);
	} else {
		va_start(args, format);
		vsnprintf(text, (size_t)len + 1, format, args);
		va_end(args);
	}
	return (struct str){ text, (uint32_t)len };
}
