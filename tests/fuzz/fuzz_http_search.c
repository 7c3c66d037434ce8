/* Throws words at the search: texts and queries that SQLite takes, snippets of whole characters. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <sqlite3.h>

#include "base/mem.h"
#include "node/search_text.h"
#include "node/search_tokens.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static sqlite3_stmt *statement, *put, *clear;

static void prepare(sqlite3 *db, const char *sql, sqlite3_stmt **ret)
{
	int rc = sqlite3_prepare_v2(db, sql, -1, ret, NULL);

	assert(rc == SQLITE_OK);
}

static void open_index(void)
{
	sqlite3 *db;

	if (statement != NULL)
		return;
	int rc = sqlite3_open(":memory:", &db);

	assert(rc == SQLITE_OK);
	bool good = search_tokens_register(db);

	assert(good);
	rc = sqlite3_exec(db, "CREATE VIRTUAL TABLE text USING fts5(body, content='', tokenize="
			      SEARCH_TOKENS ");", NULL, NULL, NULL);
	assert(rc == SQLITE_OK);
	prepare(db, "SELECT rowid FROM text WHERE text MATCH ?1", &statement);
	prepare(db, "INSERT INTO text(rowid, body) VALUES(1, ?1)", &put);
	prepare(db, "INSERT INTO text(text) VALUES('delete-all')", &clear);
}

static void index_text(struct str text)
{
	int rc = sqlite3_step(clear);

	assert(rc == SQLITE_DONE);
	sqlite3_reset(clear);
	sqlite3_bind_text(put, 1, text.at, (int)text.len, SQLITE_STATIC);
	rc = sqlite3_step(put);
	assert(rc == SQLITE_DONE);
	sqlite3_reset(put);
}

static void ask(struct str query)
{
	sqlite3_bind_text(statement, 1, query.at, (int)query.len, SQLITE_STATIC);
	int rc = sqlite3_step(statement);

	assert(rc == SQLITE_DONE || rc == SQLITE_ROW);
	sqlite3_reset(statement);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	char *copy = heap_alloc(size);
	struct str all = { copy, (uint32_t)size };
	struct buf out;

	open_index();
	if (size > 0)
		memcpy(copy, bytes, size);
	/* The first half is what was typed, the second what was written. */
	struct str typed = { copy, (uint32_t)(size / 2) };
	struct str text = { copy + size / 2, (uint32_t)(size - size / 2) };

	buf_init(&out, 1024 * 1024);
	if (size <= 4096 && utf8_valid(all) && utf8_valid(typed) && utf8_valid(text)) {
		index_text(text);
		search_text_split(text, &out);
		assert(out.over || utf8_valid(buf_str(&out)));
		buf_clear(&out);
		if (typed.len <= 256 && search_text_query(typed, &out))
			ask(buf_str(&out));
		buf_clear(&out);
		if (search_text_snippet(text, typed, &out))
			assert(utf8_valid(buf_str(&out)) && out.len > 0);
		else
			assert(out.len == 0);
	}
	buf_release(&out);
	heap_free(copy);
	return 0;
}
