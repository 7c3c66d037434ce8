/* Who is calling: passwords, sessions and tokens, and how long somebody who fails must wait. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/auth.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"
#include "node/lockout.h"
#include "os/os.h"
#include "wire/http/problem.h"

#define TOUCH_MS (INT64_C(300) * 1000)                     /* how old the time of last use may be */
#define LOGIN_COSTS_FROM 5
/* A command post often stands behind one address. */
#define ADDRESS_COSTS_FROM 20
#define PASSWORD_BYTES (AUTH_PASSWORD_MOST * 4)

struct password {
	struct ident account;
	char hash[AUTH_PASSWORD_BYTES];
};

struct auth {
	struct auth_store *store;
	struct workers *workers;
	struct auth_session **sessions;
	uint32_t nsessions, sessions_size;
	struct map session_by;                             /* first 8 bytes of the id to index */
	struct auth_token_row **tokens;                    /* in order of number */
	uint32_t ntokens, tokens_size;
	struct password *passwords;
	uint32_t npasswords, passwords_size;
	struct map password_by;                            /* ident_hash to index */
	struct lockout *logins;
	struct lockout *addresses;
	char nobody[AUTH_PASSWORD_BYTES];                  /* a hash that no password gives */
};

/* ---- tables --------------------------------------------------------------------------------- */

static uint64_t first_bytes(const struct hash *id)
{
	uint64_t value;

	memcpy(&value, id->bytes, sizeof value);
	return value;
}

static struct hash secret_id(struct str secret)
{
	return hash_of(secret.at, secret.len);
}

static struct password *password_find(const struct auth *auth, struct ident account)
{
	const uint64_t *index = map_get(&auth->password_by, ident_hash(account));

	if (index == NULL)
		return NULL;
	if (ident_eq(auth->passwords[*index].account, account))
		return &auth->passwords[*index];
	/* Two accounts with one hash: as good as never, but then both must work. */
	for (uint32_t i = 0; i < auth->npasswords; i++)
		if (ident_eq(auth->passwords[i].account, account))
			return &auth->passwords[i];
	return NULL;
}

static void password_keep(void *user, struct ident account, const char *hash)
{
	struct auth *auth = user;
	struct password *password = password_find(auth, account);

	if (password == NULL) {
		HEAP_ROOM(auth->passwords, auth->npasswords, auth->passwords_size);
		if (map_get(&auth->password_by, ident_hash(account)) == NULL)
			*map_put(&auth->password_by, ident_hash(account)) = auth->npasswords;
		password = &auth->passwords[auth->npasswords++];
		password->account = account;
	}
	snprintf(password->hash, sizeof password->hash, "%s", hash);
}

static struct auth_session *session_keep(struct auth *auth, const struct auth_session_row *row)
{
	struct auth_session *session = heap_alloc(sizeof *session);

	session->row = *row;
	session->used_stored = row->used;
	HEAP_ROOM(auth->sessions, auth->nsessions, auth->sessions_size);
	*map_put(&auth->session_by, first_bytes(&row->id)) = auth->nsessions;
	auth->sessions[auth->nsessions++] = session;
	return session;
}

static void session_forget(struct auth *auth, uint32_t index)
{
	struct auth_session *session = auth->sessions[index];

	map_remove(&auth->session_by, first_bytes(&session->row.id));
	auth->nsessions--;
	if (index != auth->nsessions) {
		auth->sessions[index] = auth->sessions[auth->nsessions];
		*map_put(&auth->session_by, first_bytes(&auth->sessions[index]->row.id)) = index;
	}
	sodium_memzero(session, sizeof *session);
	heap_free(session);
}

static struct auth_session *session_find(const struct auth *auth, const struct hash *id)
{
	const uint64_t *index = map_get(&auth->session_by, first_bytes(id));

	if (index == NULL || sodium_memcmp(auth->sessions[*index]->row.id.bytes, id->bytes,
					   HASH_BYTES) != 0)
		return NULL;
	return auth->sessions[*index];
}

static bool session_live(const struct auth_session_row *row, instant now)
{
	return now < row->created + AUTH_SESSION_MS && now < row->used + AUTH_IDLE_MS;
}

static void token_keep(void *user, const struct auth_token_row *row)
{
	struct auth *auth = user;
	struct auth_token_row *token = heap_alloc(sizeof *token);

	*token = *row;
	HEAP_ROOM(auth->tokens, auth->ntokens, auth->tokens_size);
	auth->tokens[auth->ntokens++] = token;
}

static void token_forget(struct auth *auth, uint32_t index)
{
	heap_free(auth->tokens[index]);
	auth->ntokens--;
	memmove(&auth->tokens[index], &auth->tokens[index + 1],
		(auth->ntokens - index) * sizeof auth->tokens[0]);
}

static void forget_all_of(struct auth *auth, struct ident account)
{
	for (uint32_t i = auth->nsessions; i-- > 0;)
		if (ident_eq(auth->sessions[i]->row.account, account))
			session_forget(auth, i);
	for (uint32_t i = auth->ntokens; i-- > 0;)
		if (ident_eq(auth->tokens[i]->account, account))
			token_forget(auth, i);
}

static void session_read(void *user, const struct auth_session_row *row)
{
	struct auth *auth = user;

	if (session_live(row, os_now()) && auth->nsessions < LIMIT_SESSIONS)
		session_keep(auth, row);
}

/* ---- open and close ------------------------------------------------------------------------- */

static bool derive(const char *password, size_t len, char ret_hash[AUTH_PASSWORD_BYTES])
{
	return crypto_pwhash_str(ret_hash, password, len, crypto_pwhash_OPSLIMIT_INTERACTIVE,
				 crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0;
}

const char *auth_open(const char *dir, struct workers *workers, struct auth **ret)
{
	static_assert(AUTH_PASSWORD_BYTES == crypto_pwhash_STRBYTES, "room for a printed hash");
	struct auth *auth = heap_alloc(sizeof *auth);
	const struct auth_store_reader reader = {
		.user = auth, .password = password_keep, .session = session_read,
		.token = token_keep,
	};
	int rc = sodium_init();
	char secret[AUTH_SECRET_TEXT];

	assert(rc >= 0);
	auth->workers = workers;
	map_init(&auth->session_by);
	map_init(&auth->password_by);
	auth->logins = lockout_create(LOGIN_COSTS_FROM);
	auth->addresses = lockout_create(ADDRESS_COSTS_FROM);
	const char *fault = auth_store_open(dir, &auth->store);

	if (fault == NULL && !auth_store_read(auth->store, &reader))
		fault = "auth.db已损坏 / auth.db is damaged";
	if (fault == NULL && workers != NULL) {
		auth_random_password(secret);
		if (!derive(secret, strlen(secret), auth->nobody))
			mem_end();
	}
	if (fault != NULL) {
		auth_close(auth);
		return fault;
	}
	*ret = auth;
	return NULL;
}

void auth_close(struct auth *auth)
{
	if (auth == NULL)
		return;
	if (auth->workers != NULL) {
		auth_tick(auth, os_now());
		worker_settle(auth->workers);
	}
	auth_store_close(auth->store);
	while (auth->nsessions > 0)
		session_forget(auth, auth->nsessions - 1);
	while (auth->ntokens > 0)
		token_forget(auth, auth->ntokens - 1);
	heap_free(auth->sessions);
	heap_free(auth->tokens);
	heap_free(auth->passwords);
	map_release(&auth->session_by);
	map_release(&auth->password_by);
	lockout_destroy(auth->logins);
	lockout_destroy(auth->addresses);
	heap_free(auth);
}

/* ---- who is calling ------------------------------------------------------------------------- */

bool auth_equal(struct str a, struct str b)
{
	return a.len == b.len && a.at != NULL && sodium_memcmp(a.at, b.at, a.len) == 0;
}

static void put_csrf(struct str secret, char ret_text[HASH_HEX])
{
	char text[8 + AUTH_SECRET_TEXT];
	int len = snprintf(text, sizeof text, "csrf:" STR_FMT, STR_ARG(secret));
	struct hash hash = hash_of(text, (size_t)len);

	hash_format(&hash, ret_text);
	sodium_memzero(text, sizeof text);
}

struct auth_session *auth_session_used(struct auth *auth, const struct hash *id, instant now)
{
	struct auth_session *session = session_find(auth, id);

	if (session == NULL || !session_live(&session->row, now))
		return NULL;
	session->row.used = now;
	return session;
}

struct auth_session *auth_session(struct auth *auth, struct str secret, instant now)
{
	if (secret.len != AUTH_SECRET_TEXT - 1)
		return NULL;
	struct hash id = secret_id(secret);
	struct auth_session *session = auth_session_used(auth, &id, now);

	if (session == NULL)
		return NULL;
	/* Not in the file, so made anew at the first use after a restart. */
	if (session->csrf[0] == 0)
		put_csrf(secret, session->csrf);
	return session;
}

const struct auth_session *auth_session_by_id(struct auth *auth, const struct hash *id,
					      instant now)
{
	const struct auth_session *session = session_find(auth, id);

	return session != NULL && session_live(&session->row, now) ? session : NULL;
}

const struct auth_token_row *auth_token_by_id(struct auth *auth, const struct hash *id,
					      instant now)
{
	for (uint32_t i = 0; i < auth->ntokens; i++)
		if (sodium_memcmp(auth->tokens[i]->id.bytes, id->bytes, HASH_BYTES) == 0)
			return now < auth->tokens[i]->until ? auth->tokens[i] : NULL;
	return NULL;
}

const struct auth_token_row *auth_token(struct auth *auth, struct str secret, instant now)
{
	if (secret.len != AUTH_SECRET_TEXT - 1)
		return NULL;
	struct hash id = secret_id(secret);

	return auth_token_by_id(auth, &id, now);
}

bool auth_scope_reads(struct str scopes)
{
	struct str word;

	while (str_split(&scopes, ' ', &word))
		if (str_eq(word, STR("read")))
			return true;
	return false;
}

bool auth_scope_covers(struct str scopes, struct str kind, struct str act)
{
	struct str word;

	while (str_split(&scopes, ' ', &word)) {
		struct str word_kind;

		if (!str_starts(word, STR("act:")))
			continue;
		word = (struct str){ word.at + 4, word.len - 4 };
		if (str_eq(word, STR("*")))
			return true;
		if (str_split(&word, '.', &word_kind) && str_eq(word_kind, kind) &&
		    (str_eq(word, STR("*")) || str_eq(word, act)))
			return true;
	}
	return false;
}

static bool is_name(struct str s)
{
	for (uint32_t i = 0; i < s.len; i++)
		if (!((s.at[i] >= 'a' && s.at[i] <= 'z') || (s.at[i] >= '0' && s.at[i] <= '9') ||
		      s.at[i] == '_'))
			return false;
	return s.len > 0;
}

bool auth_scopes_valid(struct str scopes)
{
	struct str word, kind;

	if (scopes.len == 0)
		return false;
	while (str_split(&scopes, ' ', &word)) {
		if (str_eq(word, STR("read")) || str_eq(word, STR("act:*")))
			continue;
		if (!str_starts(word, STR("act:")))
			return false;
		word = (struct str){ word.at + 4, word.len - 4 };
		if (!str_split(&word, '.', &kind) || !is_name(kind) ||
		    !(str_eq(word, STR("*")) || is_name(word)))
			return false;
	}
	return true;
}

/* ---- writing to the file -------------------------------------------------------------------- */

enum store_op { PUT_PASSWORD, PUT_SESSION, DROP_SESSION, PUT_TOKEN, DROP_TOKEN, TIDY };
struct store_job {
	struct worker_job job;
	struct auth *auth;
	enum store_op op;
	struct auth_session_row session;
	struct auth_token_row token;
	struct password password;
	struct auth_session_row *used;                     /* TIDY: those used since last written */
	uint32_t nused;
	instant now;
	bool good;
	struct auth_result result;
	auth_done *done;                                   /* NULL: nobody waits */
	void *user;
};

static void finish(auth_done *done, void *user, const struct refusal *why)
{
	struct auth_result result = { .why = why };

	done(user, &result);
}

static bool tidy(struct store_job *store_job)
{
	struct auth_store *store = store_job->auth->store;
	bool good = true;

	for (uint32_t i = 0; i < store_job->nused && good; i++)
		good = auth_store_put_session(store, &store_job->used[i]);
	return good && auth_store_tidy(store, store_job->now - AUTH_SESSION_MS,
				       store_job->now - AUTH_IDLE_MS, store_job->now);
}

static void store_run(struct worker_job *job)
{
	struct store_job *store_job = (struct store_job *)job;
	struct auth_store *store = store_job->auth->store;

	switch (store_job->op) {
	case PUT_PASSWORD:
		store_job->good = auth_store_put_password(store, store_job->password.account,
							  store_job->password.hash);
		break;
	case PUT_SESSION:
		store_job->good = auth_store_put_session(store, &store_job->session);
		break;
	case DROP_SESSION:
		store_job->good = auth_store_drop_session(store, &store_job->session.id);
		break;
	case PUT_TOKEN:
		store_job->good = auth_store_put_token(store, &store_job->token);
		break;
	case DROP_TOKEN:
		store_job->good = auth_store_drop_token(store, store_job->token.number);
		break;
	case TIDY:
		store_job->good = tidy(store_job);
		break;
	}
}

static void forget_session(struct auth *auth, const struct hash *id)
{
	const uint64_t *index = map_get(&auth->session_by, first_bytes(id));

	if (index != NULL && session_find(auth, id) != NULL)
		session_forget(auth, (uint32_t)*index);
}

/* Memory follows the file where something is made, and goes before it where something ends. */
static void store_done(struct worker_job *job)
{
	struct store_job *store_job = (struct store_job *)job;
	struct auth *auth = store_job->auth;

	if (store_job->good && store_job->op == PUT_PASSWORD) {
		forget_all_of(auth, store_job->password.account);
		password_keep(auth, store_job->password.account, store_job->password.hash);
	} else if (store_job->good && store_job->op == PUT_SESSION) {
		session_keep(auth, &store_job->session);
	} else if (store_job->good && store_job->op == PUT_TOKEN) {
		token_keep(auth, &store_job->token);
	}
	if (!store_job->good)
		store_job->result = (struct auth_result){ .why = &problem_storage_failed };
	if (store_job->done != NULL)
		store_job->done(store_job->user, &store_job->result);
	heap_free(store_job->used);
	sodium_memzero(store_job, sizeof *store_job);
	heap_free(store_job);
}

static struct store_job *store_job_new(struct auth *auth, enum store_op op, auth_done *done,
				       void *user)
{
	struct store_job *store_job = heap_alloc(sizeof *store_job);

	assert(auth->workers != NULL);
	store_job->job = (struct worker_job){ .lane = LANE_AUTH, .run = store_run,
					      .done = store_done };
	store_job->auth = auth;
	store_job->op = op;
	store_job->done = done;
	store_job->user = user;
	return store_job;
}

static bool store_submit(struct store_job *store_job)
{
	if (worker_submit(store_job->auth->workers, &store_job->job))
		return true;
	if (store_job->done != NULL)
		finish(store_job->done, store_job->user, &refused_busy);
	heap_free(store_job->used);
	heap_free(store_job);
	return false;
}

/* ---- passwords ------------------------------------------------------------------------------ */

/* Looks at a password, and derives a new one if there is one. */
struct check_job {
	struct worker_job job;
	struct auth *auth;
	uint64_t login;
	uint64_t address;
	struct ident who;
	char hash[AUTH_PASSWORD_BYTES];
	char given[PASSWORD_BYTES + 1];
	uint32_t given_len;
	struct ident account;                             /* whose password is set; none: a login */
	char wanted[PASSWORD_BYTES + 1];
	uint32_t wanted_len;
	bool right;
	bool derived;
	auth_done *done;
	void *user;
};

static void check_run(struct worker_job *job)
{
	struct check_job *check = (struct check_job *)job;

	check->right = crypto_pwhash_str_verify(check->hash, check->given, check->given_len) == 0;
	sodium_memzero(check->given, sizeof check->given);
	if (check->right && check->wanted_len > 0)
		check->derived = derive(check->wanted, check->wanted_len, check->hash);
	sodium_memzero(check->wanted, sizeof check->wanted);
}

static int64_t now_ms(void)
{
	return os_monotonic_ns() / 1000000;
}

static void random_secret(char ret_text[AUTH_SECRET_TEXT], struct hash *ret_id)
{
	uint8_t bytes[32];

	os_random(bytes, sizeof bytes);
	sodium_bin2hex(ret_text, AUTH_SECRET_TEXT, bytes, sizeof bytes);
	*ret_id = secret_id((struct str){ ret_text, AUTH_SECRET_TEXT - 1 });
}

static void open_session(struct auth *auth, const struct check_job *check)
{
	struct store_job *store_job = store_job_new(auth, PUT_SESSION, check->done, check->user);
	instant now = os_now();

	store_job->session.account = check->who;
	store_job->session.created = now;
	store_job->session.used = now;
	random_secret(store_job->result.secret, &store_job->session.id);
	store_submit(store_job);
}

static void store_password(struct auth *auth, const struct check_job *check)
{
	struct store_job *store_job = store_job_new(auth, PUT_PASSWORD, check->done, check->user);

	store_job->password.account = check->account;
	memcpy(store_job->password.hash, check->hash, sizeof check->hash);
	store_submit(store_job);
}

static void check_done(struct worker_job *job)
{
	struct check_job *check = (struct check_job *)job;
	struct auth *auth = check->auth;

	if (!check->right) {
		lockout_again(auth->logins, check->login, now_ms());
		lockout_again(auth->addresses, check->address, now_ms());
		finish(check->done, check->user, &problem_bad_login);
	} else {
		lockout_clear(auth->logins, check->login);
		lockout_forgive(auth->addresses, check->address);
		if (ident_none(check->account))
			open_session(auth, check);
		else if (check->derived)
			store_password(auth, check);
		else
			finish(check->done, check->user, &refused_busy);
	}
	sodium_memzero(check, sizeof *check);
	heap_free(check);
}

static int64_t wait_of(const struct auth *auth, uint64_t login, uint64_t address)
{
	int64_t one = lockout_wait(auth->logins, login, now_ms());
	int64_t other = lockout_wait(auth->addresses, address, now_ms());

	return one > other ? one : other;
}

/* Counts the try as a failure until it is known to be none, so that many at once gain nothing. */
static void check_submit(struct check_job *check)
{
	struct auth *auth = check->auth;
	struct auth_result result = { .why = &problem_locked_out };
	auth_done *done = check->done;
	void *user = check->user;

	result.retry_ms = wait_of(auth, check->login, check->address);
	if (result.retry_ms == 0) {
		check->job = (struct worker_job){ .lane = LANE_PASSWORD, .run = check_run,
						  .done = check_done };
		if (worker_submit(auth->workers, &check->job)) {
			lockout_fail(auth->logins, check->login, now_ms());
			lockout_fail(auth->addresses, check->address, now_ms());
			return;
		}
		result.why = &refused_busy;
	}
	sodium_memzero(check, sizeof *check);
	heap_free(check);
	done(user, &result);
}

static struct check_job *check_new(struct auth *auth, uint64_t login, uint64_t address,
				   struct ident who, struct str given)
{
	struct check_job *check = heap_alloc(sizeof *check);
	const struct password *password = ident_none(who) ? NULL : password_find(auth, who);

	check->auth = auth;
	check->login = login;
	check->address = address;
	check->who = who;
	memcpy(check->hash, password != NULL ? password->hash : auth->nobody, sizeof check->hash);
	/* What is too long is nobody's password, but takes as long. */
	check->given_len = given.len <= PASSWORD_BYTES ? given.len : 0;
	if (check->given_len > 0)
		memcpy(check->given, given.at, check->given_len);
	return check;
}

void auth_login(struct auth *auth, struct str login, struct ident account, uint64_t address,
		struct str password, auth_done *done, void *user)
{
	if (auth->nsessions >= LIMIT_SESSIONS)
		auth_tick(auth, os_now());
	if (auth->nsessions >= LIMIT_SESSIONS) {
		finish(done, user, &problem_too_many_sessions);
		return;
	}
	struct check_job *check = check_new(auth, str_hash(login), address, account, password);

	check->done = done;
	check->user = user;
	check_submit(check);
}

void auth_logout(struct auth *auth, const struct hash *session, auth_done *done, void *user)
{
	struct store_job *store_job = store_job_new(auth, DROP_SESSION, done, user);

	store_job->session.id = *session;
	/* Only then, so that it is not open again after a restart. */
	if (store_submit(store_job))
		forget_session(auth, session);
}

bool auth_password_ok(struct str password)
{
	uint32_t count = password.at != NULL && utf8_valid(password) ? utf8_count(password) : 0;

	return count >= AUTH_PASSWORD_LEAST && count <= AUTH_PASSWORD_MOST;
}

void auth_change_password(struct auth *auth, struct ident who, uint64_t address, struct str old,
			  struct ident account, struct str new_password, auth_done *done,
			  void *user)
{
	assert(!ident_none(who) && !ident_none(account));
	if (!auth_password_ok(new_password)) {
		finish(done, user, &problem_weak_password);
		return;
	}
	struct check_job *check = check_new(auth, ident_hash(who), address, who, old);

	check->account = account;
	check->wanted_len = new_password.len;
	memcpy(check->wanted, new_password.at, new_password.len);
	check->done = done;
	check->user = user;
	check_submit(check);
}

bool auth_set_passwords(struct auth *auth, const struct ident *accounts, uint32_t count,
			struct str password)
{
	char hash[AUTH_PASSWORD_BYTES];

	if (!derive(password.at, password.len, hash))
		mem_end();
	if (!auth_store_put_passwords(auth->store, accounts, count, hash))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		forget_all_of(auth, accounts[i]);
		password_keep(auth, accounts[i], hash);
	}
	return true;
}

bool auth_has_password(const struct auth *auth, struct ident account)
{
	return password_find(auth, account) != NULL;
}

void auth_random_password(char ret_text[AUTH_SECRET_TEXT])
{
	/* Without those that look or sound alike; 32 of them, so each is worth five bits. */
	static const char letters[33] = "abcdefghijkmnpqrstuvwxyz23456789";
	uint8_t bytes[20];
	uint32_t len = 0;

	os_random(bytes, sizeof bytes);
	for (uint32_t i = 0; i < sizeof bytes; i++) {
		if (i > 0 && i % 5 == 0)
			ret_text[len++] = '-';
		ret_text[len++] = letters[bytes[i] % 32];
	}
	ret_text[len] = 0;
	sodium_memzero(bytes, sizeof bytes);
}

/* ---- tokens --------------------------------------------------------------------------------- */

uint32_t auth_tokens(struct auth *auth, struct ident account, const struct auth_token_row **ret,
		     uint32_t max)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < auth->ntokens && count < max; i++)
		if (ident_eq(auth->tokens[i]->account, account))
			ret[count++] = auth->tokens[i];
	return count;
}

void auth_make_token(struct auth *auth, const struct auth_token_row *row, auth_done *done,
		     void *user)
{
	const struct auth_token_row *held[AUTH_TOKENS_EACH];

	if (auth_tokens(auth, row->account, held, AUTH_TOKENS_EACH) == AUTH_TOKENS_EACH) {
		finish(done, user, &problem_too_many_tokens);
		return;
	}
	struct store_job *store_job = store_job_new(auth, PUT_TOKEN, done, user);
	uint64_t number;

	/* Random, so that two made at once differ and nobody learns how many there are. */
	os_random(&number, sizeof number);
	store_job->token = *row;
	store_job->token.number = (number >> 12) + 1;
	store_job->result.number = store_job->token.number;
	random_secret(store_job->result.secret, &store_job->token.id);
	store_submit(store_job);
}

void auth_drop_token(struct auth *auth, struct ident account, uint64_t number, auth_done *done,
		     void *user)
{
	for (uint32_t i = 0; i < auth->ntokens; i++) {
		if (auth->tokens[i]->number != number ||
		    !ident_eq(auth->tokens[i]->account, account))
			continue;
		struct store_job *store_job = store_job_new(auth, DROP_TOKEN, done, user);

		store_job->token.number = number;
		if (store_submit(store_job))
			token_forget(auth, i);
		return;
	}
	finish(done, user, &problem_no_such_token);
}

/* ---- now and then --------------------------------------------------------------------------- */

void auth_tick(struct auth *auth, instant now)
{
	struct store_job *store_job = store_job_new(auth, TIDY, NULL, NULL);

	store_job->now = now;
	store_job->used = heap_alloc((auth->nsessions + 1) * sizeof store_job->used[0]);
	for (uint32_t i = auth->nsessions; i-- > 0;) {
		struct auth_session *session = auth->sessions[i];

		if (!session_live(&session->row, now)) {
			session_forget(auth, i);
		} else if (session->row.used - session->used_stored > TOUCH_MS) {
			store_job->used[store_job->nused++] = session->row;
			session->used_stored = session->row.used;
		}
	}
	for (uint32_t i = auth->ntokens; i-- > 0;)
		if (auth->tokens[i]->until <= now)
			token_forget(auth, i);
	store_submit(store_job);
}

uint32_t auth_session_count(const struct auth *auth)
{
	return auth->nsessions;
}
