/* The program's verbs as a shell runs them: what they print, and how they end. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "lib/apiclient.h"
#include "lib/logkit.h"
#include "lib/unit.h"
#include "os/os.h"

#define PASSWORD "ein-langes-losungswort"
#define ADMIN "act --data DIR/data --as admin --post nat "
#define NOBODY "act --data DIR/data --as nobody --post nat "
#define TO_END "demo --until-end --data DIR/day --scenario demo/beijing-2022"

static char dir[64];
static struct buf out;                                     /* standard output of the last run */

static const char *program(void)
{
	const char *path = getenv("WATCHFLOOR");

	return path != NULL ? path : "build/watchfloor";
}

static int setup(void **state)
{
	(void)state;
	snprintf(dir, sizeof dir, "/tmp/verbs-XXXXXX");
	LOGKIT_MUST(mkdtemp(dir) != NULL);
	buf_init(&out, (size_t)64 * 1024 * 1024);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	logkit_remove_tree(dir);
	buf_release(&out);
	return 0;
}

/* ---- running ------------------------------------------------------------------------------- */

/* Starts it; `in` is written to descriptor 3 there, standard error goes nowhere. */
static pid_t start(char *const *argv, const char *in, int *ret_out)
{
	int to[2], from[2];

	LOGKIT_MUST(pipe(to) == 0 && pipe(from) == 0);
	pid_t pid = fork();

	LOGKIT_MUST(pid >= 0);
	if (pid == 0) {
		int nothing = open("/dev/null", O_RDWR);

		dup2(nothing, 0);
		dup2(from[1], 1);
		if (getenv("VERBS_SHOW") == NULL)
			dup2(nothing, 2);
		dup2(to[0], 3);
		for (int fd = 4; fd < 64; fd++)
			close(fd);
		execv(program(), argv);
		_exit(127);
	}
	close(to[0]);
	close(from[1]);
	if (in != NULL)
		LOGKIT_MUST(write(to[1], in, strlen(in)) == (ssize_t)strlen(in));
	close(to[1]);
	*ret_out = from[0];
	return pid;
}

static int finish(pid_t pid, int from)
{
	char piece[65536];
	ssize_t got;
	int status;

	while ((got = read(from, piece, sizeof piece)) > 0)
		buf_add_bytes(&out, piece, (size_t)got);
	close(from);
	LOGKIT_MUST(waitpid(pid, &status, 0) == pid);
	buf_add_char(&out, 0);
	out.len--;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* Words are cut at blanks; "DIR" is the test's folder. */
static int run(const char *line, const char *in)
{
	char words[64][160];
	char *argv[66] = { "watchfloor" };
	struct str rest = str_of(line), word;
	int count = 0, from;

	buf_clear(&out);
	while (str_split(&rest, ' ', &word)) {
		bool in_dir = str_starts(word, STR("DIR"));

		LOGKIT_MUST(count < 64);
		snprintf(words[count], sizeof words[count], "%s" STR_FMT, in_dir ? dir : "",
			 (int)(word.len - (in_dir ? 3 : 0)), word.at + (in_dir ? 3 : 0));
		argv[count + 1] = words[count];
		count++;
	}
	argv[count + 1] = NULL;
	pid_t pid = start(argv, in, &from);

	return finish(pid, from);
}

static bool printed(const char *text)
{
	return out.len > 0 && strstr(out.at, text) != NULL;
}

static void make_data(void)
{
	assert_int_equal(run("init --data DIR/data --password-fd 3", PASSWORD "\n"), 0);
}

/* ---- tests --------------------------------------------------------------------------------- */

static void test_help(void **state)
{
	static const char *const verbs[] = { "serve",  "demo",	  "init",    "passwd",	"act",
					     "verify", "dump",	  "digest",  "backup",	"restore",
					     "case",   "kinds",	  "matrix",  "openapi", "types",
					     "man",    "reference" };
	char line[64];

	(void)state;
	assert_int_equal(run("help", NULL), 0);
	for (size_t i = 0; i < COUNT(verbs); i++)
		ROW_TRUE(verbs[i], printed(verbs[i]));
	for (size_t i = 0; i < COUNT(verbs); i++) {
		snprintf(line, sizeof line, "%s --help", verbs[i]);
		ROW_TRUE(verbs[i], run(line, NULL) == 0);
		ROW_TRUE(verbs[i], printed("watchfloor") && printed("exit 0"));
	}
	assert_int_equal(run("--version", NULL), 0);
	assert_int_equal(run("fly", NULL), 2);
	assert_int_equal(run("verify", NULL), 2);
	assert_int_equal(run("verify --data", NULL), 2);
	assert_int_equal(run("verify --data DIR/data --fast", NULL), 2);
	assert_int_equal(run("verify --data DIR/data word", NULL), 2);
	assert_int_equal(run("case", NULL), 2);
}

static void test_tables(void **state)
{
	(void)state;
	assert_int_equal(run("kinds", NULL), 0);
	assert_true(printed("incident"));
	assert_int_equal(run("openapi", NULL), 0);
	assert_true(printed("\"openapi\":"));
	assert_int_equal(run("types", NULL), 0);
	assert_true(printed("export"));
	assert_int_equal(run("matrix", NULL), 0);
	assert_true(printed("incident"));
	assert_int_equal(run("matrix --json", NULL), 0);
	assert_true(out.at[0] == '{' || out.at[0] == '[');
	assert_int_equal(run("reference DIR/reference", NULL), 0);
	char path[128];

	snprintf(path, sizeof path, "%s/reference/incident.md", dir);
	assert_true(os_file_size(path) > 1000);
	assert_int_equal(run("man DIR/man", NULL), 0);
	snprintf(path, sizeof path, "%s/man/watchfloor.1", dir);
	assert_true(os_file_size(path) > 500);
	snprintf(path, sizeof path, "%s/man/watchfloor-serve.1", dir);
	assert_true(os_file_size(path) > 500);
	assert_int_equal(run("man /proc/nowhere", NULL), 4);
}

/* What somebody with the files in his hands could do. */
static void change(const char *folder, const char *sql)
{
	char path[200];
	sqlite3 *db;

	snprintf(path, sizeof path, "%s/%s/log.db", dir, folder);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_changes(db), 1);
	sqlite3_close(db);
}

static void test_init(void **state)
{
	(void)state;
	assert_int_equal(run("init --data DIR/data --password-fd 3", "kurz\n"), 2);
	assert_int_equal(run("init --data DIR/data --post NOT-A-CODE --password-fd 3",
			     PASSWORD "\n"), 2);
	logkit_remove_tree(dir);
	LOGKIT_MUST(mkdir(dir, 0700) == 0);
	make_data();
	assert_true(printed("public key: "));
	/* Not twice. */
	assert_int_equal(run("init --data DIR/data --password-fd 3", PASSWORD "\n"), 3);
	assert_int_equal(run("verify --data DIR/data", NULL), 0);
	assert_true(printed("sound: 3 entries"));
	assert_int_equal(run("passwd --data DIR/data --password-fd 3 admin", PASSWORD "2\n"), 0);
	assert_int_equal(run("passwd --data DIR/data --password-fd 3 nobody", PASSWORD "\n"), 1);
	/* Secrets are for their owner alone. */
	static const char *const secret[] = { "auth.db", "node.key", "log.db" };

	for (size_t i = 0; i < COUNT(secret); i++) {
		struct stat st;
		char path[128];

		snprintf(path, sizeof path, "%s/data/%s", dir, secret[i]);
		ROW_TRUE(secret[i], stat(path, &st) == 0 && (st.st_mode & 077) == 0);
	}
}

static void test_act_offline(void **state)
{
	char line[256], id[32];

	(void)state;
	make_data();
	assert_int_equal(run(ADMIN "account.open login=bj.duty "
			     "name=x", NULL), 0);
	assert_true(sscanf(out.at, "{\"id\":\"%31[^\"]", id) == 1);
	snprintf(line, sizeof line,
		 ADMIN "account.lock %s", id);
	assert_int_equal(run(line, NULL), 0);
	assert_int_equal(run(line, NULL), 1);
	assert_true(printed("\"refusal\":\"wrong_state\""));
	assert_int_equal(run(NOBODY "account.open login=x", NULL),
			 1);
	assert_int_equal(run(ADMIN "account.open login=bj.duty",
			     NULL), 1);
	assert_true(printed("unique_taken"));
	assert_int_equal(run(ADMIN "nothing.open", NULL), 2);
	assert_int_equal(run(ADMIN "account.open a=1 login", NULL), 2);
	assert_int_equal(run("act --as admin --post nat account.open login=x", NULL), 2);
	/* The same key is the same act. */
	assert_int_equal(run(ADMIN "--key k1 account.open login=k",
			     NULL), 0);
	struct buf first;

	buf_init(&first, 4096);
	buf_add(&first, buf_str(&out));
	assert_int_equal(run(ADMIN "--key k1 account.open login=k",
			     NULL), 0);
	assert_true(str_eq(buf_str(&first), buf_str(&out)));
	buf_release(&first);
}

static void test_log(void **state)
{
	char digest[65], path[128];

	(void)state;
	make_data();
	assert_int_equal(run("dump --data DIR/data", NULL), 0);
	assert_true(str_starts(buf_str(&out), STR("{\"pos\":1,\"origin\":\"nat\",\"seq\":1,")));
	uint32_t lines = 0;

	for (size_t i = 0; i < out.len; i++)
		lines += out.at[i] == '\n';
	assert_int_equal(lines, 3);
	assert_int_equal(run("dump --data DIR/data --after 2", NULL), 0);
	assert_true(str_starts(buf_str(&out), STR("{\"pos\":3,")));
	assert_int_equal(run("digest --data DIR/data", NULL), 0);
	assert_int_equal(out.len, 65);
	memcpy(digest, out.at, 65);
	assert_int_equal(run("backup --data DIR/data --to DIR/copy", NULL), 0);
	assert_int_equal(run("backup --data DIR/data --to DIR/copy", NULL), 3);
	assert_int_equal(run("verify --data DIR/copy", NULL), 0);
	assert_int_equal(run("restore --from DIR/copy --data DIR/again", NULL), 0);
	assert_int_equal(run("restore --from DIR/copy --data DIR/again", NULL), 3);
	assert_int_equal(run("digest --data DIR/again", NULL), 0);
	assert_memory_equal(out.at, digest, 65);
	snprintf(path, sizeof path, "%s/again/auth.db", dir);
	assert_true(os_file_size(path) > 0);
	/* What the chains do not cover, the fold does: a time that is not the entry's own. */
	change("again", "UPDATE entry SET time = time + 1 WHERE pos = 2");
	assert_int_equal(run("verify --data DIR/again", NULL), 1);
	assert_true(printed("its time is not the one it is filed under"));
	assert_false(printed("sound"));
	change("again", "UPDATE entry SET time = time - 1 WHERE pos = 2");
	assert_int_equal(run("verify --data DIR/again", NULL), 0);
	change("again", "UPDATE entry SET body = replace(body, 'nat', 'nta') WHERE pos = 2");
	assert_int_equal(run("verify --data DIR/again", NULL), 1);
	assert_true(printed("at position 2 does not hold"));
	assert_int_equal(run("verify --data DIR/nowhere", NULL), 3);
	assert_int_equal(run("digest --data DIR/nowhere", NULL), 3);
	assert_int_equal(run("serve --data DIR/data --listen nonsense", NULL), 2);
	assert_int_equal(run("serve --data DIR/data --listen 127.0.0.1:0 --offset 8", NULL), 2);
	assert_int_equal(run("serve --data DIR/data --listen 0.0.0.0:0", NULL), 4);
	assert_int_equal(run("serve --data DIR/data --listen 127.0.0.1:0 --tls-cert x", NULL), 2);
	assert_int_equal(run("serve --data DIR/data --listen 127.0.0.1:0 --tls-cert x --tls-key x",
			     NULL), 4);
}

/* Reads the line with the address that a serving program prints first. */
static uint16_t port_of(int from)
{
	char line[256];
	size_t len = 0;
	unsigned port = 0;

	while (len + 1 < sizeof line && read(from, line + len, 1) == 1 && line[len] != '\n')
		len++;
	line[len] = 0;
	LOGKIT_MUST(sscanf(line, "watchfloor: http://127.0.0.1:%u", &port) == 1);
	return (uint16_t)port;
}

static void test_serve(void **state)
{
	char data[96], line[256], token[APICLIENT_SECRET];
	struct apiclient client;
	int from;

	(void)state;
	make_data();
	snprintf(data, sizeof data, "%s/data", dir);
	char *argv[] = { "watchfloor", "serve", "--data", data, "--listen", "127.0.0.1:0", NULL };
	pid_t pid = start(argv, NULL, &from);

	apiclient_init(&client, port_of(from));
	assert_int_equal(apiclient_login(&client, "admin", PASSWORD), 200);
	assert_true(apiclient_has(&client, "\"demo\":false"));
	/* A second process on the same data is refused, readers are not. */
	assert_int_equal(run("serve --data DIR/data --listen 127.0.0.1:0", NULL), 3);
	assert_int_equal(run("passwd --data DIR/data --password-fd 3 admin", PASSWORD "\n"), 3);
	assert_int_equal(run("verify --data DIR/data", NULL), 0);
	assert_int_equal(run("dump --data DIR/data", NULL), 0);
	assert_int_equal(run("backup --data DIR/data --to DIR/live", NULL), 0);
	assert_int_equal(run("verify --data DIR/live", NULL), 0);
	/* An act from the shell, with a token from a descriptor. */
	assert_int_equal(apiclient_post(&client, "/api/v1/tokens",
					"{\"name\":\"shell\",\"post\":\"nat\",\"scopes\":"
					"[\"act:account.open\"],\"days\":1}"), 201);
	apiclient_member(&client, "token", token, sizeof token);
	snprintf(line, sizeof line, "act --url http://127.0.0.1:%u --token-fd 3 --post nat "
		 "account.open login=shell", client.port);
	assert_int_equal(run(line, token), 0);
	assert_true(printed("\"state\":\"active\""));
	assert_int_equal(run(line, token), 1);
	assert_true(printed("unique_taken"));
	assert_int_equal(run(line, "0000"), 1);
	assert_true(printed("not_signed_in"));
	LOGKIT_MUST(kill(pid, SIGTERM) == 0);
	buf_clear(&out);
	assert_int_equal(finish(pid, from), 0);
	assert_int_equal(run(line, token), 4);

	/* The session lives through the restart. */
	pid = start(argv, NULL, &from);
	apiclient_hang_up(&client);
	client.port = port_of(from);
	assert_int_equal(apiclient_get(&client, "/api/v1/session"), 200);
	assert_int_equal(apiclient_get(&client, "/api/v1/records/account?login=shell"), 200);
	assert_true(apiclient_has(&client, "\"total\":1"));
	LOGKIT_MUST(kill(pid, SIGINT) == 0);
	buf_clear(&out);
	assert_int_equal(finish(pid, from), 0);
	apiclient_release(&client);
	assert_int_equal(run("verify --data DIR/data", NULL), 0);
}

static void test_demo(void **state)
{
	(void)state;
	assert_int_equal(run("demo --until-end --scenario demo/beijing-2022", NULL), 0);
	assert_true(printed("0 complaints"));
	assert_true(printed("national"));
	assert_int_equal(run("demo --until-end --scenario DIR", NULL), 2);
	assert_int_equal(run("demo --speed 0", NULL), 2);
	assert_int_equal(run(TO_END, NULL), 0);
	assert_int_equal(run("verify --data DIR/day", NULL), 0);
	assert_int_equal(run(TO_END, NULL), 3);
}

static void test_evac(void **state)
{
	char path[1024];

	(void)state;
	assert_int_equal(
		run("evac tests/evac/rimea-06-corner.json --out DIR/evac --threads 2", NULL), 0);
	snprintf(path, sizeof path, "%s/evac/paths.bin", dir);
	assert_true(os_file_size(path) > 1000);
	snprintf(path, sizeof path, "%s/evac/exits.csv", dir);
	assert_true(os_file_size(path) > 50);
	assert_int_equal(run("evac tests/evac/rimea-06-corner.json --seed x", NULL), 2);
	snprintf(path, sizeof path, "%s/wrong.json", dir);
	assert_int_equal(os_write_file(path, STR("{\"type\":\"FeatureCollection\"}"), false), 0);
	assert_int_equal(run("evac DIR/wrong.json", NULL), 3);
	assert_int_equal(run("evac-cases DIR/wrong.json", NULL), 1);
	assert_int_equal(run("evac-cases tests/evac/rimea-01-corridor.json", NULL), 0);
	assert_int_equal(run("evac-city tests/fuzz/corpus/fuzz_evac_cityplan/stadium", NULL), 0);
	assert_true(printed("56.0"));
	assert_int_equal(run("evac-city DIR/wrong.json", NULL), 3);
}

#define ROADS "road demo/beijing-2022/roads.csv "

static void test_road(void **state)
{
	char path[128];

	(void)state;
	snprintf(path, sizeof path, "%s/units.csv", dir);
	assert_int_equal(os_write_file(path, STR("car 1,116.38,39.99\ncar 2,116.30,39.95\n"
						 "boat,118,38\n"), false), 0);
	assert_int_equal(run(ROADS "--out DIR/demo.roads", NULL), 0);
	assert_int_equal(run("road DIR/demo.roads --near 116.39,39.993 --units DIR/units.csv",
			     NULL), 0);
	assert_true(printed("1     ") && printed("boat: 单位不在道路上"));
	assert_int_equal(run("road DIR/demo.roads --reach 116.39,39.993 --geojson DIR/reach.json",
			     NULL), 0);
	assert_true(printed("5 min"));
	assert_int_equal(run(ROADS "--from 116.39,39.993 --to 115.437,40.957 "
				   "--convoy 20,12,50,60 --snow ice", NULL), 0);
	assert_true(printed("1190 m"));
	/* One road leads there. */
	assert_int_equal(run(ROADS "--from 116.39,39.993 --to 115.806,40.568 "
				   "--close 115.812,40.556", NULL), 1);
	assert_true(printed("closed off"));
	assert_int_equal(run(ROADS "--from 116.39", NULL), 2);
	assert_int_equal(run(ROADS "--by boat", NULL), 2);
	assert_int_equal(run("road DIR/units.csv", NULL), 3);
	snprintf(path, sizeof path, "%s/demo.roads", dir);
	assert_int_equal(os_write_file(path, STR("WFROADS"), false), 0);
	assert_int_equal(run("road DIR/demo.roads", NULL), 3);
	assert_int_equal(run("road DIR/none.osm", NULL), 3);
}

static void test_case(void **state)
{
	char path[128];

	(void)state;
	assert_int_equal(run("case tests/cases/script/language.case", NULL), 0);
	assert_true(printed("ok 1"));
	snprintf(path, sizeof path, "%s/wrong.case", dir);
	assert_int_equal(os_write_file(path, STR("case nothing\n  expect 3 incident\n"), false), 0);
	assert_int_equal(run("case DIR/wrong.case", NULL), 1);
	assert_true(printed("not ok 1"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_help),        TEST(test_tables), TEST(test_init),
		TEST(test_act_offline), TEST(test_log),    TEST(test_serve),
		TEST(test_demo),        TEST(test_case),   TEST(test_evac),
		TEST(test_road),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
