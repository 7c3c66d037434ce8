/* Memory of records: pieces in a few sizes, so that what one gives back fits the next. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "base/poison.h"

#define POOL_CHUNK (256 * 1024)
#define POOL_LARGEST 4096
#define POOL_CLASSES 28

_Static_assert(sizeof(void *) == 8, "the heads of pieces and chunks keep 16-byte alignment");

static const uint16_t class_sizes[POOL_CLASSES] = {
	16,   32,   48,   64,   80,   96,   112,  128,  160,  192,  224,  256,  320,  384,
	448,  512,  640,  768,  896,  1024, 1280, 1536, 1792, 2048, 2560, 3072, 3584, 4096,
};

/* A piece that lies free; the link is stored in the piece itself. */
struct piece {
	struct piece *next;
};

struct chunk {
	struct chunk *next;
	uint64_t unused;
	_Alignas(16) char bytes[];
};

/* Pieces above the largest class are taken singly and kept in a ring, to be found at the end. */
struct large {
	struct large *next;
	struct large *prev;
};

struct pool {
	struct piece *free[POOL_CLASSES];
	struct chunk *chunks;
	char *fresh;                                       /* rest of the newest chunk, all zero */
	size_t fresh_len;
	struct large ring;
	size_t bytes;
};

static unsigned class_of(size_t size)
{
	if (size <= 128)
		return size == 0 ? 0 : (unsigned)((size - 1) / 16);
	unsigned top = 63U - (unsigned)__builtin_clzll(size - 1);
	unsigned quarter = (unsigned)(((size - 1) >> (top - 2)) & 3);

	return 8 + (top - 7) * 4 + quarter;
}

struct pool *pool_create(void)
{
	struct pool *pool = heap_alloc(sizeof *pool);

	pool->ring.next = pool->ring.prev = &pool->ring;
	return pool;
}

void pool_destroy(struct pool *pool)
{
	if (pool == NULL)
		return;
	for (struct chunk *chunk = pool->chunks, *next; chunk != NULL; chunk = next) {
		next = chunk->next;
		UNPOISON(chunk, POOL_CHUNK);
		heap_free(chunk);
	}
	for (struct large *large = pool->ring.next, *next; large != &pool->ring; large = next) {
		next = large->next;
		heap_free(large);
	}
	heap_free(pool);
}

static void *large_alloc(struct pool *pool, size_t size)
{
	struct large *large = heap_alloc(sizeof *large + size);

	large->next = pool->ring.next;
	large->prev = &pool->ring;
	large->next->prev = large;
	pool->ring.next = large;
	pool->bytes += sizeof *large + size;
	return large + 1;
}

static void large_free(struct pool *pool, void *p, size_t size)
{
	struct large *large = (struct large *)p - 1;

	assert(large->next->prev == large && large->prev->next == large);
	large->next->prev = large->prev;
	large->prev->next = large->next;
	pool->bytes -= sizeof *large + size;
	heap_free(large);
}

/* What is left of the old chunk becomes free pieces, so that nothing is lost at its end. */
static void chunk_add(struct pool *pool)
{
	for (unsigned c = POOL_CLASSES; c-- > 0; ) {
		while (pool->fresh_len >= class_sizes[c]) {
			struct piece *piece = (struct piece *)(void *)pool->fresh;

			UNPOISON(piece, sizeof *piece);
			piece->next = pool->free[c];
			pool->free[c] = piece;
			POISON(piece, class_sizes[c]);
			pool->fresh += class_sizes[c];
			pool->fresh_len -= class_sizes[c];
		}
	}
	struct chunk *chunk = heap_alloc(POOL_CHUNK);

	chunk->next = pool->chunks;
	pool->chunks = chunk;
	pool->fresh = chunk->bytes;
	pool->fresh_len = POOL_CHUNK - sizeof *chunk;
	pool->bytes += POOL_CHUNK;
	POISON(pool->fresh, pool->fresh_len);
}

void *pool_alloc(struct pool *pool, size_t size)
{
	if (size > POOL_LARGEST)
		return large_alloc(pool, size);
	unsigned c = class_of(size);
	struct piece *piece = pool->free[c];

	if (piece != NULL) {
		UNPOISON(piece, size < sizeof *piece ? sizeof *piece : size);
		pool->free[c] = piece->next;
		memset(piece, 0, size < sizeof *piece ? sizeof *piece : size);
		return piece;
	}
	if (pool->fresh_len < class_sizes[c])
		chunk_add(pool);
	char *p = pool->fresh;

	pool->fresh += class_sizes[c];
	pool->fresh_len -= class_sizes[c];
	UNPOISON(p, size);
	return p;
}

void pool_free(struct pool *pool, void *p, size_t size)
{
	if (p == NULL)
		return;
	if (size > POOL_LARGEST) {
		large_free(pool, p, size);
		return;
	}
	unsigned c = class_of(size);
	struct piece *piece = p;

	UNPOISON(piece, sizeof *piece);
	piece->next = pool->free[c];
	pool->free[c] = piece;
	POISON(piece, class_sizes[c]);
}

struct str pool_str(struct pool *pool, struct str s)
{
	if (s.at == NULL || s.len == 0)
		return (struct str){ s.at == NULL ? NULL : "", 0 };
	char *copy = pool_alloc(pool, s.len);

	memcpy(copy, s.at, s.len);
	return (struct str){ copy, s.len };
}

void pool_str_free(struct pool *pool, struct str s)
{
	if (s.len > 0)
		pool_free(pool, (void *)(uintptr_t)s.at, s.len);
}

size_t pool_bytes(const struct pool *pool)
{
	return pool->bytes;
}
