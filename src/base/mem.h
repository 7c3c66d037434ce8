/* Memory with three lifetimes: of the program, of a record, of a request. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/*
 * heap_  lives until freed, owned by one module: tables, indexes, the program's own things.
 * pool_  lives as long as its record: texts and lists of the model, in size classes, reused.
 * arena_ lives for one request or one pass; freed whole.
 *
 * None of these returns NULL. When memory runs out the process says so and ends with exit code
 * MEM_EXIT: a restart from the log is the correct repair, as nothing unsynced was acknowledged.
 * mem_fail_at(n) makes the n-th allocation from now fail, for the torture tests (0: never).
 */
#define MEM_EXIT 71
void mem_fail_at(uint64_t nth);
uint64_t mem_count(void);                               /* allocations asked of the system so far */
void mem_ask(void);                                    /* counts one; for allocators of this room */
_Noreturn void mem_end(void);                          /* says so and exits; for libraries' NULLs */

void *heap_alloc(size_t size);                             /* zeroed */
void *heap_take(size_t size);                              /* the same, not zeroed */
void *heap_grow(void *old, size_t old_size, size_t new_size); /* the new part is zeroed */
void heap_free(void *p);                                   /* NULL is fine */
char *heap_text(struct str s);                             /* NUL-terminated copy */

/* Makes room for one more item in a heap array that doubles. */
#define HEAP_ROOM(array, count, capacity)                                                      \
	do {                                                                                   \
		if ((count) == (capacity)) {                                                   \
			size_t was_ = (size_t)(capacity);                                      \
			size_t now_ = was_ ? was_ * 2 : 8;                                     \
			(array) = heap_grow((array), was_ * sizeof *(array),                   \
					    now_ * sizeof *(array));                           \
			(capacity) = (__typeof__(capacity))now_;                               \
		}                                                                              \
	} while (0)

struct pool;
struct pool *pool_create(void);
void pool_destroy(struct pool *pool);                     /* frees everything in it; NULL is fine */
void *pool_alloc(struct pool *pool, size_t size);          /* zeroed, 16-byte aligned */
void pool_free(struct pool *pool, void *p, size_t size); /* the size asked for; NULL is fine */
struct str pool_str(struct pool *pool, struct str s);     /* a copy; the absent text stays absent */
void pool_str_free(struct pool *pool, struct str s);
size_t pool_bytes(const struct pool *pool);                /* taken from the system */

struct arena;
struct arena *arena_create(void);
/* For passes that need much one after the other: a chunk of up to `kept` bytes outlives a reset. */
struct arena *arena_create_large(size_t kept);
void arena_destroy(struct arena *arena);                   /* NULL is fine */
void arena_reset(struct arena *arena);                     /* empties it, keeps one chunk */
void *arena_alloc(struct arena *arena, size_t size);       /* zeroed, 16-byte aligned */
void *arena_room(struct arena *arena, size_t size);        /* the same, not zeroed */
/* Both are followed by a NUL, for functions of C; the absent text stays absent. */
struct str arena_str(struct arena *arena, struct str s);
struct str arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
