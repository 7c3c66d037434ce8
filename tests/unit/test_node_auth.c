/* Passwords, sessions and tokens: who gets in, for how long, and what ends it; time is given. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "lib/logkit.h"
#include "lib/unit.h"
#include "node/auth.h"
#include "os/os.h"
#include "wire/http/problem.h"

#define HOUR (INT64_C(3600) * 1000)
#define PASSWORD "ein-langes-losungswort"

struct fixture {
	char dir[64];
	struct loop *loop;
	struct workers *workers;
	struct auth *auth;
	struct auth_result result;
	uint32_t results;
};

static const struct ident anna = { .origin = 1, .seq = 0 };
static struct ident account(uint64_t seq)
{
	struct ident id = { .seq = seq };

	LOGKIT_MUST(code_parse(STR("nst"), &id.origin));
	return id;
}

static void open_auth(struct fixture *f)
{
	f->loop = loop_create();
	f->workers = worker_create(f->loop, 2);
	LOGKIT_MUST(auth_open(f->dir, f->workers, &f->auth) == NULL);
}

static void close_auth(struct fixture *f)
{
	auth_close(f->auth);
	worker_destroy(f->workers);
	loop_destroy(f->loop);
}

static int setup(void **state)
{
	struct fixture *f = heap_alloc(sizeof *f);
	struct ident both[] = { account(1), account(2) };

	snprintf(f->dir, sizeof f->dir, "/tmp/auth-XXXXXX");
	LOGKIT_MUST(mkdtemp(f->dir) != NULL);
	open_auth(f);
	LOGKIT_MUST(auth_set_passwords(f->auth, both, 2, STR(PASSWORD)));
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	close_auth(f);
	logkit_remove_tree(f->dir);
	heap_free(f);
	return 0;
}

static void on_done(void *user, const struct auth_result *result)
{
	struct fixture *f = user;

	f->result = *result;
	f->results++;
}

static const char *name_of(const struct fixture *f)
{
	return f->result.why != NULL ? f->result.why->name : "done";
}

static const char *login(struct fixture *f, const char *name, struct ident who, uint64_t address,
			 const char *password)
{
	uint32_t before = f->results;

	auth_login(f->auth, str_of(name), who, address, str_of(password), on_done, f);
	worker_settle(f->workers);
	LOGKIT_MUST(f->results == before + 1);
	return name_of(f);
}

static struct str secret(const struct fixture *f)
{
	return str_of(f->result.secret);
}

static void test_login(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(login(f, "a", account(1), 1, "falsch-falsch"), "bad_login");
	assert_string_equal(login(f, "x", (struct ident){ 0, 0 }, 1, PASSWORD), "bad_login");
	assert_string_equal(login(f, "y", account(9), 1, PASSWORD), "bad_login");
	assert_string_equal(login(f, "z", anna, 1, PASSWORD), "bad_login");
	assert_string_equal(login(f, "a", account(1), 1, ""), "bad_login");
	assert_string_equal(login(f, "a", account(1), 1, PASSWORD), "done");
	assert_int_equal(strlen(f->result.secret), 64);
	struct auth_session *session = auth_session(f->auth, secret(f), os_now());

	assert_non_null(session);
	assert_true(ident_eq(session->row.account, account(1)));
	assert_int_equal(strlen(session->csrf), 64);
	assert_string_not_equal(session->csrf, f->result.secret);
	assert_null(auth_session(f->auth, STR("0000"), os_now()));
	char other[65];

	memcpy(other, f->result.secret, sizeof other);
	other[63] = other[63] == '0' ? '1' : '0';
	assert_null(auth_session(f->auth, str_of(other), os_now()));
}

/* 12 hours in all, 2 without a use. */
static void test_session_runs_out(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(login(f, "a", account(1), 1, PASSWORD), "done");
	instant start = os_now();

	/* A minute more or less, as the session began a moment before. */
	for (int hours = 1; hours < 12; hours++)
		assert_non_null(auth_session(f->auth, secret(f), start + hours * HOUR - 60000));
	assert_null(auth_session(f->auth, secret(f), start + 12 * HOUR + 60000));

	assert_string_equal(login(f, "a", account(1), 1, PASSWORD), "done");
	start = os_now();
	assert_null(auth_session(f->auth, secret(f), start + 2 * HOUR + 60000));
	assert_non_null(auth_session(f->auth, secret(f), start + 2 * HOUR - 60000));
	/* Looking at it for a stream is no use of it. */
	struct hash id = auth_session(f->auth, secret(f), start)->row.id;

	assert_non_null(auth_session_by_id(f->auth, &id, start + 2 * HOUR - 60000));
	assert_null(auth_session_by_id(f->auth, &id, start + 2 * HOUR + 60000));
	assert_int_equal(auth_session_count(f->auth), 2);
	auth_tick(f->auth, start + 13 * HOUR);
	assert_int_equal(auth_session_count(f->auth), 0);
}

static void test_logout(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(login(f, "a", account(1), 1, PASSWORD), "done");
	struct hash id = auth_session(f->auth, secret(f), os_now())->row.id;
	char kept[65];

	memcpy(kept, f->result.secret, sizeof kept);
	auth_logout(f->auth, &id, on_done, f);
	worker_settle(f->workers);
	assert_string_equal(name_of(f), "done");
	assert_null(auth_session(f->auth, str_of(kept), os_now()));
	close_auth(f);
	open_auth(f);
	assert_null(auth_session(f->auth, str_of(kept), os_now()));
}

static void change(struct fixture *f, struct ident who, const char *old, struct ident whose,
		   const char *new_password)
{
	auth_change_password(f->auth, who, 1, str_of(old), whose, str_of(new_password), on_done, f);
	worker_settle(f->workers);
}

/* The old password, its sessions and its tokens end together, also after a restart. */
static void test_change(void **state)
{
	struct fixture *f = *state;
	struct auth_token_row row = { .account = account(1), .created = os_now(),
				      .until = os_now() + HOUR, .name = "t", .scopes = "read" };
	char session[65], token[65];

	row.post = account(1).origin;
	assert_string_equal(login(f, "a", account(1), 1, PASSWORD), "done");
	memcpy(session, f->result.secret, sizeof session);
	auth_make_token(f->auth, &row, on_done, f);
	worker_settle(f->workers);
	memcpy(token, f->result.secret, sizeof token);
	assert_non_null(auth_token(f->auth, str_of(token), os_now()));
	change(f, account(1), "falsch-falsch", account(1), "das-neue-losungswort");
	assert_string_equal(name_of(f), "bad_login");
	change(f, account(1), PASSWORD, account(1), "kurz");
	assert_string_equal(name_of(f), "weak_password");
	assert_non_null(auth_session(f->auth, str_of(session), os_now()));
	change(f, account(1), PASSWORD, account(1), "das-neue-losungswort");
	assert_string_equal(name_of(f), "done");
	for (int round = 0; round < 2; round++) {
		assert_null(auth_session(f->auth, str_of(session), os_now()));
		assert_null(auth_token(f->auth, str_of(token), os_now()));
		close_auth(f);
		open_auth(f);
	}
	assert_string_equal(login(f, "a", account(1), 1, PASSWORD), "bad_login");
	assert_string_equal(login(f, "a", account(1), 1, "das-neue-losungswort"), "done");
	/* Another's, by one who knows his own. */
	change(f, account(1), "das-neue-losungswort", account(2), "fuer-den-anderen-1");
	assert_string_equal(name_of(f), "done");
	assert_string_equal(login(f, "b", account(2), 1, "fuer-den-anderen-1"), "done");
	assert_non_null(auth_session(f->auth, secret(f), os_now()));
}

static void test_tokens(void **state)
{
	struct fixture *f = *state;
	struct auth_token_row row = { .account = account(1), .created = os_now(),
				      .until = os_now() + HOUR, .name = "t", .scopes = "read" };
	const struct auth_token_row *held[AUTH_TOKENS_EACH];
	uint64_t number;

	row.post = account(1).origin;
	auth_make_token(f->auth, &row, on_done, f);
	worker_settle(f->workers);
	number = f->result.number;
	const struct auth_token_row *token = auth_token(f->auth, secret(f), os_now());

	assert_non_null(token);
	assert_string_equal(token->scopes, "read");
	assert_null(auth_token(f->auth, secret(f), row.until));
	assert_null(auth_session(f->auth, secret(f), os_now()));
	for (int i = 1; i < AUTH_TOKENS_EACH; i++) {
		auth_make_token(f->auth, &row, on_done, f);
		worker_settle(f->workers);
		assert_string_equal(name_of(f), "done");
	}
	auth_make_token(f->auth, &row, on_done, f);
	assert_string_equal(name_of(f), "too_many_tokens");
	assert_int_equal(auth_tokens(f->auth, account(1), held, AUTH_TOKENS_EACH),
			 AUTH_TOKENS_EACH);
	assert_int_equal(auth_tokens(f->auth, account(2), held, AUTH_TOKENS_EACH), 0);
	auth_drop_token(f->auth, account(2), number, on_done, f);
	assert_string_equal(name_of(f), "no_such_token");
	auth_drop_token(f->auth, account(1), number, on_done, f);
	worker_settle(f->workers);
	assert_string_equal(name_of(f), "done");
	assert_int_equal(auth_tokens(f->auth, account(1), held, AUTH_TOKENS_EACH),
			 AUTH_TOKENS_EACH - 1);
}

static void test_scopes(void **state)
{
	static const struct {
		const char *scopes;
		bool valid, reads, reports, grades;        /* incident.report, incident.grade */
	} rows[] = {
		{ "read", true, true, false, false },
		{ "act:incident.report", true, false, true, false },
		{ "read act:incident.report", true, true, true, false },
		{ "act:incident.*", true, false, true, true },
		{ "act:*", true, false, true, true },
		{ "act:order.*", true, false, false, false },
		{ "act:incident.reports", true, false, false, false },
		{ "", false, false, false, false },
		{ "write", false, false, false, false },
		{ "act:", false, false, false, false },
		{ "act:incident", false, false, false, false },
		{ "act:incident.", false, false, false, false },
		{ "act:.report", false, false, false, false },
		{ "act:*.report", false, false, false, false },
		{ "act:incident.report.more", false, false, false, false },
		{ "read ", false, true, false, false },
		{ "READ", false, false, false, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str s = str_of(rows[i].scopes);

		ROW_TRUE(rows[i].scopes, auth_scopes_valid(s) == rows[i].valid);
		ROW_TRUE(rows[i].scopes, auth_scope_reads(s) == rows[i].reads);
		ROW_TRUE(rows[i].scopes, auth_scope_covers(s, STR("incident"), STR("report")) ==
						 rows[i].reports);
		ROW_TRUE(rows[i].scopes, auth_scope_covers(s, STR("incident"), STR("grade")) ==
						 rows[i].grades);
	}
}

static void test_password_ok(void **state)
{
	char longest[AUTH_PASSWORD_MOST + 2];

	(void)state;
	assert_false(auth_password_ok(STR("")));
	assert_false(auth_password_ok(STR("123456789")));
	assert_true(auth_password_ok(STR("1234567890")));
	assert_true(auth_password_ok(STR("十个字的口令在此处啊")));
	assert_false(auth_password_ok(STR("九个字的口令在此处")));
	assert_false(auth_password_ok(STR("\xff\xfe 0123456789")));
	memset(longest, 'x', sizeof longest);
	assert_true(auth_password_ok((struct str){ longest, AUTH_PASSWORD_MOST }));
	assert_false(auth_password_ok((struct str){ longest, AUTH_PASSWORD_MOST + 1 }));
	char one[AUTH_SECRET_TEXT], other[AUTH_SECRET_TEXT];

	auth_random_password(one);
	auth_random_password(other);
	assert_true(auth_password_ok(str_of(one)));
	assert_string_not_equal(one, other);
}

/* Many tries at once are counted before any of them is known to be wrong. */
static void test_many_at_once(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 12; i++)
		auth_login(f->auth, STR("a"), account(1), 1, STR("falsch-falsch"), on_done, f);
	/* Those that must wait are told at once; only the free ones went to work. */
	assert_true(f->results >= 1);
	assert_string_equal(name_of(f), "locked_out");
	assert_true(f->result.retry_ms > 0);
	worker_settle(f->workers);
	assert_int_equal(f->results, 12);
	assert_string_equal(login(f, "b", account(2), 1, PASSWORD), "done");
}

/* A file that another program wrote is refused and left alone. */
static void test_foreign(void **state)
{
	struct fixture *f = *state;
	char path[128];
	struct auth *auth = NULL;

	close_auth(f);
	snprintf(path, sizeof path, "%s/auth.db", f->dir);
	assert_int_equal(os_write_file(path, STR("not a database at all, but a text of some length "
						 "that nobody would take for one ..............."),
				       true), 0);
	assert_non_null(auth_open(f->dir, NULL, &auth));
	assert_null(auth);
	assert_true(os_file_size(path) > 80);
	assert_int_equal(os_remove(path), 0);
	open_auth(f);
	assert_false(auth_has_password(f->auth, account(1)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_login),   TEST(test_session_runs_out),
		TEST(test_logout),  TEST(test_change),
		TEST(test_tokens),  TEST(test_many_at_once),
		TEST(test_foreign), cmocka_unit_test(test_scopes),
		cmocka_unit_test(test_password_ok),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
