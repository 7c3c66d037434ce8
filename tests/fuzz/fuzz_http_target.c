/* Throws addresses at their reader: what it takes is plain text, and has one spelling only. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/http/problem.h"
#include "wire/http/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_text(struct str s)
{
	assert(s.at != NULL && utf8_valid(s));
	for (uint32_t i = 0; i < s.len; i++)
		assert((unsigned char)s.at[i] >= 0x20 && s.at[i] != 0x7f);
}

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static void put_escaped(struct buf *out, struct str s)
{
	for (uint32_t i = 0; i < s.len; i++) {
		if (is_plain(s.at[i])) {
			buf_add_char(out, s.at[i]);
			continue;
		}
		buf_add_char(out, '%');
		buf_add_hex(out, (const uint8_t *)s.at + i, 1);
	}
}

/* Written again with every sign escaped, it is read as the same. */
static void check_again(struct arena *arena, const struct target *target)
{
	struct target again;
	struct buf out;

	buf_init(&out, 64 * 1024);
	for (uint32_t i = 0; i < target->nsegments; i++) {
		buf_add_char(&out, '/');
		put_escaped(&out, target->segments[i]);
	}
	if (target->nsegments == 0)
		buf_add_char(&out, '/');
	for (uint32_t i = 0; i < target->npairs; i++) {
		buf_add_char(&out, i == 0 ? '?' : '&');
		put_escaped(&out, target->pairs[i].name);
		buf_add_char(&out, '=');
		put_escaped(&out, target->pairs[i].value);
	}
	const struct refusal *why = target_parse(arena, buf_str(&out), &again);

	assert(why == NULL || why == &problem_address_too_long);
	if (why == NULL) {
		assert(again.nsegments == target->nsegments && again.npairs == target->npairs);
		for (uint32_t i = 0; i < target->nsegments; i++)
			assert(str_eq(again.segments[i], target->segments[i]));
		for (uint32_t i = 0; i < target->npairs; i++)
			assert(str_eq(again.pairs[i].name, target->pairs[i].name) &&
			       str_eq(again.pairs[i].value, target->pairs[i].value));
	}
	buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = arena_create();
	struct str raw = arena_str(arena, (struct str){ (const char *)bytes, (uint32_t)size });
	struct target target;

	if (size > 0 && target_parse(arena, raw, &target) == NULL) {
		for (uint32_t i = 0; i < target.nsegments; i++) {
			struct str s = target.segments[i];

			check_text(s);
			assert(s.len > 0 && memchr(s.at, '/', s.len) == NULL &&
			       memchr(s.at, '\\', s.len) == NULL && !str_eq(s, STR("..")) &&
			       !str_eq(s, STR(".")));
		}
		for (uint32_t i = 0; i < target.npairs; i++) {
			check_text(target.pairs[i].name);
			check_text(target.pairs[i].value);
		}
		check_again(arena, &target);
	}
	arena_destroy(arena);
	return 0;
}
