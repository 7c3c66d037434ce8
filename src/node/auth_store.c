/* The file of passwords, sessions and tokens: only hashes are in it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/auth_store.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "os/os.h"

#define TEXT_OF(x) TEXT_OF_(x)
#define TEXT_OF_(x) #x

static const char schema[] =
	"CREATE TABLE IF NOT EXISTS password(account TEXT PRIMARY KEY, hash TEXT NOT NULL);"
	"CREATE TABLE IF NOT EXISTS session(id BLOB PRIMARY KEY, account TEXT NOT NULL,"
	" created INTEGER NOT NULL, used INTEGER NOT NULL);"
	"CREATE TABLE IF NOT EXISTS token(number INTEGER PRIMARY KEY, id BLOB UNIQUE NOT NULL,"
	" account TEXT NOT NULL, post TEXT NOT NULL, created INTEGER NOT NULL,"
	" until INTEGER NOT NULL, name TEXT NOT NULL, scopes TEXT NOT NULL);"
	"PRAGMA application_id=" TEXT_OF(AUTH_STORE_APPLICATION) ";"
	"PRAGMA user_version=" TEXT_OF(AUTH_STORE_FORMAT) ";";

static const char *const statements[] = {
#define STATEMENTS(X)                                                                           \
	X(PUT_PASSWORD, "INSERT OR REPLACE INTO password VALUES(?1,?2)")                        \
	X(END_SESSIONS, "DELETE FROM session WHERE account=?1")                                 \
	X(END_TOKENS, "DELETE FROM token WHERE account=?1")                                     \
	X(PUT_SESSION, "INSERT OR REPLACE INTO session VALUES(?1,?2,?3,?4)")                    \
	X(DROP_SESSION, "DELETE FROM session WHERE id=?1")                                      \
	X(PUT_TOKEN, "INSERT INTO token VALUES(?1,?2,?3,?4,?5,?6,?7,?8)")                       \
	X(DROP_TOKEN, "DELETE FROM token WHERE number=?1")                                      \
	X(TIDY_SESSIONS, "DELETE FROM session WHERE created<?1 OR used<?2")                     \
	X(TIDY_TOKENS, "DELETE FROM token WHERE until<?1")                                      \
	X(BEGIN, "BEGIN IMMEDIATE")                                                             \
	X(COMMIT, "COMMIT")                                                                     \
	X(ROLLBACK, "ROLLBACK")                                                                 \
	X(PASSWORDS, "SELECT account, hash FROM password")                                      \
	X(SESSIONS, "SELECT id, account, created, used FROM session")                           \
	X(TOKENS, "SELECT number, id, account, post, created, until, name, scopes FROM token")
#define STATEMENT_TEXT(name, sql) sql,
	STATEMENTS(STATEMENT_TEXT)
};
enum statement {
#define STATEMENT_NAME(name, sql) SQL_##name,
	STATEMENTS(STATEMENT_NAME)
	SQL_COUNT
};

struct auth_store {
	sqlite3 *db;
	sqlite3_stmt *prepared[SQL_COUNT];
};

static int64_t pragma(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	int64_t value = -1;

	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW)
		value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return value;
}

static const char *check_format(sqlite3 *db)
{
	int64_t application = pragma(db, "PRAGMA application_id");
	int64_t version = pragma(db, "PRAGMA user_version");

	if (application == 0 && version == 0)
		return NULL;
	if (application != AUTH_STORE_APPLICATION)
		return "auth.db不是本产品的文件 / auth.db is not a file of this product";
	if (version > AUTH_STORE_FORMAT)
		return "auth.db由更新的版本写成 / auth.db was written by a newer version";
	return NULL;
}

static const char *prepare(struct auth_store *store)
{
	for (int i = 0; i < SQL_COUNT; i++)
		if (sqlite3_prepare_v3(store->db, statements[i], -1, SQLITE_PREPARE_PERSISTENT,
				       &store->prepared[i], NULL) != SQLITE_OK)
			return "auth.db已损坏 / auth.db is damaged";
	return NULL;
}

static const char *set_up(struct auth_store *store, const char *path)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;

	/* Made before SQLite does, so that nobody else may read it. */
	if (os_file_size(path) < 0 && os_write_file(path, STR(""), true) < 0)
		return "无法写入auth.db / auth.db cannot be written";
	if (sqlite3_open_v2(path, &store->db, flags, os_sqlite_vfs()) != SQLITE_OK)
		return "无法打开auth.db / auth.db cannot be opened";
	const char *fault = check_format(store->db);

	if (fault != NULL)
		return fault;
	if (sqlite3_exec(store->db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;", NULL, NULL,
			 NULL) != SQLITE_OK ||
	    sqlite3_exec(store->db, schema, NULL, NULL, NULL) != SQLITE_OK)
		return "无法写入auth.db / auth.db cannot be written";
	return prepare(store);
}

const char *auth_store_open(const char *dir, struct auth_store **ret)
{
	struct auth_store *store = heap_alloc(sizeof *store);
	char path[4096];

	snprintf(path, sizeof path, "%s/auth.db", dir);
	const char *fault = set_up(store, path);

	if (fault != NULL) {
		auth_store_close(store);
		return fault;
	}
	*ret = store;
	return NULL;
}

void auth_store_close(struct auth_store *store)
{
	if (store == NULL)
		return;
	for (int i = 0; i < SQL_COUNT; i++)
		sqlite3_finalize(store->prepared[i]);
	sqlite3_close(store->db);
	heap_free(store);
}

/* ---- reading --------------------------------------------------------------------------------- */

static bool column_ident(sqlite3_stmt *row, int column, struct ident *ret)
{
	return ident_parse(str_of((const char *)sqlite3_column_text(row, column)), ret);
}

static bool column_hash(sqlite3_stmt *row, int column, struct hash *ret)
{
	if (sqlite3_column_bytes(row, column) != HASH_BYTES)
		return false;
	memcpy(ret->bytes, sqlite3_column_blob(row, column), HASH_BYTES);
	return true;
}

static bool give_password(sqlite3_stmt *row, const struct auth_store_reader *reader)
{
	struct ident account;
	const char *hash = (const char *)sqlite3_column_text(row, 1);

	if (!column_ident(row, 0, &account) || hash == NULL || strlen(hash) >= AUTH_PASSWORD_BYTES)
		return false;
	reader->password(reader->user, account, hash);
	return true;
}

static bool give_session(sqlite3_stmt *row, const struct auth_store_reader *reader)
{
	struct auth_session_row session = {
		.created = sqlite3_column_int64(row, 2), .used = sqlite3_column_int64(row, 3)
	};

	if (!column_hash(row, 0, &session.id) || !column_ident(row, 1, &session.account))
		return false;
	reader->session(reader->user, &session);
	return true;
}

static bool give_token(sqlite3_stmt *row, const struct auth_store_reader *reader)
{
	struct auth_token_row token = { .number = (uint64_t)sqlite3_column_int64(row, 0),
					.created = sqlite3_column_int64(row, 4),
					.until = sqlite3_column_int64(row, 5) };
	const char *name = (const char *)sqlite3_column_text(row, 6);
	const char *scopes = (const char *)sqlite3_column_text(row, 7);

	if (!column_hash(row, 1, &token.id) || !column_ident(row, 2, &token.account) ||
	    !code_parse(str_of((const char *)sqlite3_column_text(row, 3)), &token.post) ||
	    name == NULL || scopes == NULL || strlen(name) > AUTH_NAME_BYTES ||
	    strlen(scopes) > AUTH_SCOPES_BYTES)
		return false;
	memcpy(token.name, name, strlen(name) + 1);
	memcpy(token.scopes, scopes, strlen(scopes) + 1);
	reader->token(reader->user, &token);
	return true;
}

static bool read_all(struct auth_store *store, enum statement which,
		     bool (*give)(sqlite3_stmt *row, const struct auth_store_reader *reader),
		     const struct auth_store_reader *reader)
{
	sqlite3_stmt *statement = store->prepared[which];
	int rc;
	bool good = true;

	while (good && (rc = sqlite3_step(statement)) == SQLITE_ROW)
		good = give(statement, reader);
	sqlite3_reset(statement);
	return good && rc == SQLITE_DONE;
}

bool auth_store_read(struct auth_store *store, const struct auth_store_reader *reader)
{
	return read_all(store, SQL_PASSWORDS, give_password, reader) &&
	       read_all(store, SQL_SESSIONS, give_session, reader) &&
	       read_all(store, SQL_TOKENS, give_token, reader);
}

/* ---- writing --------------------------------------------------------------------------------- */

static void bind_ident(sqlite3_stmt *statement, int at, struct ident id)
{
	char text[IDENT_TEXT];

	ident_format(id, text);
	sqlite3_bind_text(statement, at, text, -1, SQLITE_TRANSIENT);
}

static void bind_hash(sqlite3_stmt *statement, int at, const struct hash *hash)
{
	sqlite3_bind_blob(statement, at, hash->bytes, HASH_BYTES, SQLITE_TRANSIENT);
}

static bool run(struct auth_store *store, enum statement which)
{
	sqlite3_stmt *statement = store->prepared[which];
	int rc = sqlite3_step(statement);

	sqlite3_reset(statement);
	return rc == SQLITE_DONE;
}

static bool end_all(struct auth_store *store, enum statement which, struct ident account)
{
	bind_ident(store->prepared[which], 1, account);
	return run(store, which);
}

static bool put_password(struct auth_store *store, struct ident account, const char *hash)
{
	sqlite3_stmt *statement = store->prepared[SQL_PUT_PASSWORD];

	bind_ident(statement, 1, account);
	sqlite3_bind_text(statement, 2, hash, -1, SQLITE_TRANSIENT);
	return run(store, SQL_PUT_PASSWORD) && end_all(store, SQL_END_SESSIONS, account) &&
	       end_all(store, SQL_END_TOKENS, account);
}

bool auth_store_put_passwords(struct auth_store *store, const struct ident *accounts,
			      uint32_t count, const char *hash)
{
	bool good = run(store, SQL_BEGIN);

	for (uint32_t i = 0; i < count && good; i++)
		good = put_password(store, accounts[i], hash);
	if (good && run(store, SQL_COMMIT))
		return true;
	run(store, SQL_ROLLBACK);
	return false;
}

bool auth_store_put_password(struct auth_store *store, struct ident account, const char *hash)
{
	return auth_store_put_passwords(store, &account, 1, hash);
}

bool auth_store_put_session(struct auth_store *store, const struct auth_session_row *row)
{
	sqlite3_stmt *statement = store->prepared[SQL_PUT_SESSION];

	bind_hash(statement, 1, &row->id);
	bind_ident(statement, 2, row->account);
	sqlite3_bind_int64(statement, 3, row->created);
	sqlite3_bind_int64(statement, 4, row->used);
	return run(store, SQL_PUT_SESSION);
}

bool auth_store_drop_session(struct auth_store *store, const struct hash *id)
{
	bind_hash(store->prepared[SQL_DROP_SESSION], 1, id);
	return run(store, SQL_DROP_SESSION);
}

bool auth_store_put_token(struct auth_store *store, const struct auth_token_row *row)
{
	sqlite3_stmt *statement = store->prepared[SQL_PUT_TOKEN];
	char post[CODE_TEXT];

	code_format(row->post, post);
	sqlite3_bind_int64(statement, 1, (int64_t)row->number);
	bind_hash(statement, 2, &row->id);
	bind_ident(statement, 3, row->account);
	sqlite3_bind_text(statement, 4, post, -1, SQLITE_TRANSIENT);
	sqlite3_bind_int64(statement, 5, row->created);
	sqlite3_bind_int64(statement, 6, row->until);
	sqlite3_bind_text(statement, 7, row->name, -1, SQLITE_TRANSIENT);
	sqlite3_bind_text(statement, 8, row->scopes, -1, SQLITE_TRANSIENT);
	return run(store, SQL_PUT_TOKEN);
}

bool auth_store_drop_token(struct auth_store *store, uint64_t number)
{
	sqlite3_bind_int64(store->prepared[SQL_DROP_TOKEN], 1, (int64_t)number);
	return run(store, SQL_DROP_TOKEN);
}

bool auth_store_tidy(struct auth_store *store, instant oldest, instant idle, instant now)
{
	sqlite3_bind_int64(store->prepared[SQL_TIDY_SESSIONS], 1, oldest);
	sqlite3_bind_int64(store->prepared[SQL_TIDY_SESSIONS], 2, idle);
	sqlite3_bind_int64(store->prepared[SQL_TIDY_TOKENS], 1, now);
	return run(store, SQL_TIDY_SESSIONS) && run(store, SQL_TIDY_TOKENS);
}

static bool copy_into(sqlite3 *db, const char *to)
{
	sqlite3_stmt *statement = NULL;
	bool good = sqlite3_prepare_v2(db, "VACUUM INTO ?1", -1, &statement, NULL) == SQLITE_OK;

	if (good) {
		sqlite3_bind_text(statement, 1, to, -1, SQLITE_STATIC);
		good = sqlite3_step(statement) == SQLITE_DONE;
	}
	sqlite3_finalize(statement);
	return good;
}

bool auth_store_copy(const char *dir, const char *to_dir)
{
	char from[4096], to[4096];
	sqlite3 *db = NULL;

	snprintf(from, sizeof from, "%s/auth.db", dir);
	snprintf(to, sizeof to, "%s/auth.db", to_dir);
	if (os_file_size(from) < 0)
		return true;
	if (os_write_file(to, STR(""), true) < 0)
		return false;
	bool good = sqlite3_open_v2(from, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX,
				    os_sqlite_vfs()) == SQLITE_OK && copy_into(db, to);

	sqlite3_close(db);
	return good;
}
