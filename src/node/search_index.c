/* The file of the full-text index: what a worker writes into it and asks it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/search_index.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "node/search_tokens.h"
#include "os/os.h"

enum sql { PUT_DOC, PUT_TEXT, PUT_PLACE, GET_PLACE, FIND, FIND_KIND, SQL_COUNT };
/* Newest first is what a control room asks for, and it stops early where much fits. */
static const char *const statements[SQL_COUNT] = {
	[PUT_DOC] = "INSERT INTO doc(id, kind, texts) VALUES(?1, ?2, ?3)",
	[PUT_TEXT] = "INSERT INTO text(rowid, title, body) VALUES(?1, ?2, ?3)",
	[PUT_PLACE] = "INSERT OR REPLACE INTO place VALUES(1, ?1, ?2)",
	[GET_PLACE] = "SELECT pos, mark FROM place",
	[FIND] = "SELECT doc.id, doc.texts FROM text JOIN doc ON doc.number=text.rowid"
		 " WHERE text MATCH ?1 ORDER BY text.rowid DESC LIMIT ?2",
	[FIND_KIND] = "SELECT doc.id, doc.texts FROM text JOIN doc ON doc.number=text.rowid"
		      " WHERE text MATCH ?1 AND doc.kind=?3 ORDER BY text.rowid DESC LIMIT ?2",
};

/*
 * The texts themselves are not kept a second time (content=''), so a doc cannot be taken out again:
 * that of a changed record stays behind and is known by the hash of what it said.
 */
static const char schema[] =
	"PRAGMA journal_mode=WAL; BEGIN;"
	"CREATE TABLE doc(number INTEGER PRIMARY KEY, id TEXT NOT NULL, kind TEXT NOT NULL,"
	" texts INTEGER NOT NULL);"
	"CREATE TABLE place(one INTEGER PRIMARY KEY, pos INTEGER NOT NULL, mark BLOB NOT NULL);"
	"CREATE VIRTUAL TABLE text USING fts5(title, body, content='', columnsize=0,"
	" tokenize=" SEARCH_TOKENS ");"
	"INSERT INTO text(text, rank) VALUES('automerge', 16);"
	"PRAGMA user_version=3; COMMIT;";

struct search_index {
	sqlite3 *db;
	sqlite3_stmt *prepared[SQL_COUNT];
};

static int version_of(sqlite3 *db)
{
	sqlite3_stmt *statement = NULL;
	int version = -1;

	if (sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &statement, NULL) == SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW)
		version = sqlite3_column_int(statement, 0);
	sqlite3_finalize(statement);
	return version;
}

static bool prepare_all(struct search_index *index)
{
	for (int i = 0; i < SQL_COUNT; i++)
		if (sqlite3_prepare_v3(index->db, statements[i], -1, SQLITE_PREPARE_PERSISTENT,
				       &index->prepared[i], NULL) != SQLITE_OK)
			return false;
	return true;
}

static void let_go(struct search_index *index)
{
	for (int i = 0; i < SQL_COUNT; i++) {
		sqlite3_finalize(index->prepared[i]);
		index->prepared[i] = NULL;
	}
	sqlite3_close(index->db);
	index->db = NULL;
}

static bool try_open(struct search_index *index, const char *path)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;

	if (sqlite3_open_v2(path, &index->db, flags, os_sqlite_vfs()) != SQLITE_OK)
		return false;
	/* What a crash takes of the index is made again from the records. */
	if (!search_tokens_register(index->db) ||
	    sqlite3_exec(index->db, "PRAGMA synchronous=NORMAL", NULL, NULL, NULL) != SQLITE_OK)
		return false;
	int version = version_of(index->db);

	if (version == 0 && sqlite3_exec(index->db, schema, NULL, NULL, NULL) != SQLITE_OK)
		return false;
	return (version == 0 || version == SEARCH_INDEX_FORMAT) && prepare_all(index);
}

static void remove_files(const char *path)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char name[4200];

	for (int i = 0; i < 3; i++) {
		snprintf(name, sizeof name, "%s%s", path, ends[i]);
		os_remove(name);
	}
}

static void read_place(struct search_index *index, struct search_place *ret)
{
	sqlite3_stmt *statement = index->prepared[GET_PLACE];

	memset(ret, 0, sizeof *ret);
	if (sqlite3_step(statement) == SQLITE_ROW &&
	    sqlite3_column_bytes(statement, 1) == SEARCH_MARK_BYTES) {
		ret->pos = (uint64_t)sqlite3_column_int64(statement, 0);
		memcpy(ret->mark, sqlite3_column_blob(statement, 1), SEARCH_MARK_BYTES);
	}
	sqlite3_reset(statement);
}

struct search_index *search_index_open(const char *dir, struct search_place *ret)
{
	struct search_index *index = heap_alloc(sizeof *index);
	char path[4096];

	snprintf(path, sizeof path, "%s/search.db", dir);
	bool good = try_open(index, path);

	if (!good) {
		let_go(index);
		remove_files(path);
		good = try_open(index, path);
	}
	if (!good) {
		search_index_close(index);
		return NULL;
	}
	read_place(index, ret);
	return index;
}

void search_index_close(struct search_index *index)
{
	if (index == NULL)
		return;
	let_go(index);
	heap_free(index);
}

static bool execute(struct search_index *index, const char *sql)
{
	return sqlite3_exec(index->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

bool search_index_clear(struct search_index *index)
{
	return execute(index, "BEGIN; INSERT INTO text(text) VALUES('delete-all');"
			      " DELETE FROM doc; DELETE FROM place; COMMIT;");
}

static bool run(struct search_index *index, enum sql which)
{
	int rc = sqlite3_step(index->prepared[which]);

	sqlite3_reset(index->prepared[which]);
	return rc == SQLITE_DONE;
}

static void bind_text(struct search_index *index, enum sql which, int at, struct str text)
{
	sqlite3_bind_text(index->prepared[which], at, text.at != NULL ? text.at : "",
			  (int)text.len, SQLITE_STATIC);
}

uint64_t search_index_texts(struct str title, struct str body)
{
	return str_hash(title) * UINT64_C(0x9e3779b97f4a7c15) ^ str_hash(body);
}

static bool put_doc(struct search_index *index, const struct search_doc *doc)
{
	char id[IDENT_TEXT];

	ident_format(doc->record, id);
	bind_text(index, PUT_DOC, 1, str_of(id));
	bind_text(index, PUT_DOC, 2, str_of(doc->kind));
	sqlite3_bind_int64(index->prepared[PUT_DOC], 3,
			   (int64_t)search_index_texts(doc->title, doc->body));
	if (!run(index, PUT_DOC))
		return false;
	sqlite3_bind_int64(index->prepared[PUT_TEXT], 1, sqlite3_last_insert_rowid(index->db));
	bind_text(index, PUT_TEXT, 2, doc->title);
	bind_text(index, PUT_TEXT, 3, doc->body);
	return run(index, PUT_TEXT);
}

static bool put_place(struct search_index *index, const struct search_place *place)
{
	sqlite3_bind_int64(index->prepared[PUT_PLACE], 1, (int64_t)place->pos);
	sqlite3_bind_blob(index->prepared[PUT_PLACE], 2, place->mark, SEARCH_MARK_BYTES,
			  SQLITE_TRANSIENT);
	return run(index, PUT_PLACE);
}

bool search_index_put(struct search_index *index, const struct search_doc *docs, uint32_t count,
		      const struct search_place *place)
{
	bool good = execute(index, "BEGIN");

	for (uint32_t i = 0; i < count && good; i++)
		good = put_doc(index, &docs[i]);
	if (good && place != NULL)
		good = put_place(index, place);
	if (good && execute(index, "COMMIT"))
		return true;
	execute(index, "ROLLBACK");
	return false;
}

uint32_t search_index_find(struct search_index *index, struct str query, const char *kind,
			   struct search_hit *ret, uint32_t max)
{
	enum sql which = kind != NULL ? FIND_KIND : FIND;
	sqlite3_stmt *statement = index->prepared[which];
	uint32_t count = 0;

	bind_text(index, which, 1, query);
	sqlite3_bind_int64(statement, 2, max);
	if (kind != NULL)
		bind_text(index, which, 3, str_of(kind));
	while (count < max && sqlite3_step(statement) == SQLITE_ROW) {
		struct search_hit *hit = &ret[count];

		hit->texts = (uint64_t)sqlite3_column_int64(statement, 1);
		if (ident_parse(str_of((const char *)sqlite3_column_text(statement, 0)),
				&hit->record))
			count++;
	}
	sqlite3_reset(statement);
	return count;
}
