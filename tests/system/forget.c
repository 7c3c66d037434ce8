/* A node forgets somebody: no file it keeps holds him, and nothing else of the event is lost. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <ftw.h>
#include <stdio.h>

#include "base/mem.h"
#include "lib/apiclient.h"
#include "lib/apinode.h"
#include "lib/logkit.h"
#include "lib/unit.h"
#include "node/backup.h"
#include "node/fold.h"
#include "os/os.h"

/* Who is forgotten, and what stays. */
#define CONTACT "13800138000"
#define PLACE "zwoelfter Gang"
#define COMPLAINANT "13911139111"
#define YEAR_AND_A_DAY (366 * 86400)
#define HALF_A_YEAR_AND_A_DAY (181 * 86400)
#define FILE_BYTES ((size_t)256 << 20)

struct fixture {
	struct apinode *node;
	struct apiclient client;
	struct ident report;
	uint64_t pos;                                      /* of its entry */
	instant sent;
	struct str key;                                    /* its bytes */
	uint8_t bytes[LOG_SECRET_BYTES];
};

/* ---- what stands in the files ------------------------------------------------------------- */

static struct str sought;
static uint32_t found, files;

static int look_into(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	struct buf buf;

	(void)st;
	(void)ftw;
	if (type != FTW_F)
		return 0;
	buf_init(&buf, FILE_BYTES);
	LOGKIT_MUST(os_read_file(path, &buf) >= 0);
	files++;
	for (size_t i = 0; i + sought.len <= buf.len; i++)
		found += memcmp(buf.at + i, sought.at, sought.len) == 0 ? 1 : 0;
	buf_release(&buf);
	return 0;
}

/* How often the bytes stand in all files of the folder, and of the folders in it, together. */
static uint32_t stands(const char *dir, struct str bytes)
{
	sought = bytes;
	found = files = 0;
	LOGKIT_MUST(nftw(dir, look_into, 16, FTW_PHYS) == 0 && files > 3);
	return found;
}

static void take_key(void *user, const struct log_secret *secret)
{
	struct fixture *f = user;

	LOGKIT_MUST(!secret->gone);
	memcpy(f->bytes, secret->key, LOG_SECRET_BYTES);
	f->key = (struct str){ (const char *)f->bytes, LOG_SECRET_BYTES };
}

/* ---- the event ---------------------------------------------------------------------------- */

static void post(struct fixture *f, const char *path, const char *body, int status)
{
	LOGKIT_MUST(apiclient_post(&f->client, path, body) == status);
}

static void sign_in(struct fixture *f, const char *login)
{
	apiclient_release(&f->client);
	apiclient_init(&f->client, apinode_port(f->node));
	LOGKIT_MUST(apiclient_login(&f->client, login, APINODE_PASSWORD) == 200);
}

static void send_report(struct fixture *f)
{
	char id[IDENT_TEXT], text[INSTANT_TEXT + 8], body[512];
	int64_t pos;

	sign_in(f, "nst.steward");
	post(f, "/api/v1/records/incident",
	     "{\"post\":\"nst\",\"key\":\"f-1\",\"fields\":{\"title\":\"crush\","
	     "\"type\":\"crowd_density\"}}", 201);
	apiclient_member(&f->client, "id", id, sizeof id);
	snprintf(body, sizeof body,
		 "{\"post\":\"nst\",\"key\":\"f-2\",\"fields\":{\"type\":\"flash\","
		 "\"incident\":\"%s\",\"title\":\"crush\",\"exact_location\":\"" PLACE "\","
		 "\"contact\":\"" CONTACT "\"}}", id);
	post(f, "/api/v1/records/report", body, 201);
	apiclient_member(&f->client, "id", id, sizeof id);
	LOGKIT_MUST(ident_parse(str_of(id), &f->report));
	apiclient_member(&f->client, "pos", text, sizeof text);
	LOGKIT_MUST(str_to_i64(str_of(text), &pos));
	f->pos = (uint64_t)pos;
	apiclient_member(&f->client, "created_at", text, sizeof text);
	LOGKIT_MUST(instant_parse(str_of(text), &f->sent));
}

static void sign_for_it(struct fixture *f)
{
	char id[IDENT_TEXT], path[128];

	sign_in(f, "bj.duty_officer");
	ident_format(f->report, id);
	snprintf(path, sizeof path, "/api/v1/records/receipt?subject=%s", id);
	LOGKIT_MUST(apiclient_get(&f->client, path) == 200);
	apiclient_member(&f->client, "id", id, sizeof id);
	snprintf(path, sizeof path, "/api/v1/records/receipt/%s/sign", id);
	post(f, path, "{\"post\":\"bj\",\"key\":\"f-3\",\"fields\":{}}", 200);
}

/* Two commits, so that what the log tidies up behind the first is done. */
static void two_more(struct fixture *f)
{
	for (int i = 0; i < 2; i++) {
		char body[128];

		snprintf(body, sizeof body,
			 "{\"post\":\"bj\",\"key\":\"m-%d\",\"fields\":{\"text\":\"more\"}}", i);
		post(f, "/api/v1/records/note", body, 201);
	}
}

static int setup(void **state)
{
	struct fixture *f = heap_alloc(sizeof *f);
	struct log_reader *reader;

	f->node = apinode_start(NULL);
	apiclient_init(&f->client, apinode_port(f->node));
	send_report(f);
	apinode_advance(f->node, 60);
	sign_for_it(f);
	LOGKIT_MUST(fold_snapshot(apinode_dir(f->node)));
	apinode_await_index(f->node);
	LOGKIT_MUST(log_reader_open(apinode_dir(f->node), &reader) == LOG_OK);
	LOGKIT_MUST(log_secret_read(reader, &f->report, take_key, f) == LOG_OK);
	log_reader_close(reader);
	LOGKIT_MUST(f->key.len > 0);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	apiclient_release(&f->client);
	apinode_stop(f->node);
	heap_free(f);
	return 0;
}

/* ---- what is known of the report ---------------------------------------------------------- */

static struct str text_of(const struct model *model, struct ident id, const char *field)
{
	const struct record *record = model_find(model, id);

	LOGKIT_MUST(record);
	return *(const struct str *)model_field(record, field);
}

/* Folded from the folder, up to a position: whether he is named; all else must be there. */
static bool named(const struct fixture *f, const char *dir, uint64_t until, bool snapshots)
{
	struct str fault = { 0 };
	struct model *model = fold_model(dir, until, snapshots, &fault);
	bool there;

	LOGKIT_MUST(model);
	LOGKIT_MUST(str_eq(text_of(model, f->report, "exact_location"), STR(PLACE)));
	there = text_of(model, f->report, "contact").at != NULL;
	if (there)
		LOGKIT_MUST(str_eq(text_of(model, f->report, "contact"), STR(CONTACT)));
	model_destroy(model);
	return there;
}

static void digest_of(const char *dir, bool snapshots, struct hash *ret)
{
	struct str fault = { 0 };
	struct model *model = fold_model(dir, UINT64_MAX, snapshots, &fault);

	LOGKIT_MUST(model);
	model_digest(model, ret);
	model_destroy(model);
}

static void assert_one_digest(struct fixture *f)
{
	struct hash live, folded, shortcut;

	apinode_digest(f->node, &live);
	digest_of(apinode_dir(f->node), false, &folded);
	digest_of(apinode_dir(f->node), true, &shortcut);
	assert_true(hash_eq(&live, &folded));
	assert_true(hash_eq(&live, &shortcut));
}

static enum log_fault verdict(const char *dir)
{
	struct log_reader *reader;
	struct log_verdict verdict;

	LOGKIT_MUST(log_reader_open(dir, &reader) == LOG_OK);
	LOGKIT_MUST(log_verify(reader, &verdict) == LOG_OK);
	log_reader_close(reader);
	return verdict.fault;
}

/* ---- tests -------------------------------------------------------------------------------- */

static void test_no_file_holds_him_in_plain(void **state)
{
	struct fixture *f = *state;
	const char *dir = apinode_dir(f->node);

	/* The log, a snapshot and the search index are there, and are read: */
	assert_true(stands(dir, STR(PLACE)) >= 2);
	assert_true(fold_newest(dir, UINT64_MAX) > 0);
	assert_true(stands(dir, f->key) >= 1);
	assert_int_equal(stands(dir, STR(CONTACT)), 0);
	assert_true(named(f, dir, UINT64_MAX, false) && named(f, dir, UINT64_MAX, true));
	assert_one_digest(f);
}

static void test_when_he_is_forgotten_no_file_holds_his_key(void **state)
{
	struct fixture *f = *state;
	const char *dir = apinode_dir(f->node);
	uint64_t before = apinode_pos(f->node), pos = 0;
	struct model *then;

	apinode_advance(f->node, YEAR_AND_A_DAY);
	two_more(f);
	assert_int_equal(stands(dir, f->key), 0);
	assert_int_equal(stands(dir, STR(CONTACT)), 0);
	assert_true(stands(dir, STR(PLACE)) >= 2);
	assert_int_equal(verdict(dir), LOG_SOUND);
	assert_one_digest(f);
	/* Neither now nor at any moment before, from the start or from the old snapshot. */
	assert_false(named(f, dir, UINT64_MAX, false) || named(f, dir, UINT64_MAX, true));
	assert_false(named(f, dir, before, false) || named(f, dir, before, true));
	then = pipeline_model_at(dir, f->sent, &pos);
	assert_true(then && pos >= f->pos);
	assert_null(text_of(then, f->report, "contact").at);
	model_destroy(then);
	/* Nor in what is written from now on. */
	assert_true(fold_snapshot(dir));
	assert_int_equal(stands(dir, STR(CONTACT)), 0);
	assert_one_digest(f);
}

static void test_the_next_start_knows_no_more(void **state)
{
	struct fixture *f = *state;
	struct hash before, after;
	char dir[LOGKIT_PATH];

	apinode_advance(f->node, YEAR_AND_A_DAY);
	apinode_digest(f->node, &before);
	snprintf(dir, sizeof dir, "%s", apinode_dir(f->node));
	apinode_stop_keep(f->node);
	assert_int_equal(stands(dir, f->key), 0);
	assert_int_equal(stands(dir, STR(CONTACT)), 0);
	f->node = apinode_start_again(NULL, dir);
	apinode_digest(f->node, &after);
	assert_true(hash_eq(&before, &after));
	assert_one_digest(f);
}

/* A node that did not run on the day looks when it starts: the real clock is years ahead. */
static void test_who_was_off_looks_at_the_start(void **state)
{
	struct fixture *f = *state;
	struct pipeline_options options = { .loop = loop_create() };
	struct pipeline *pipeline;
	struct str fault;
	char dir[LOGKIT_PATH];

	snprintf(dir, sizeof dir, "%s", apinode_dir(f->node));
	apinode_stop_keep(f->node);
	assert_true(stands(dir, f->key) >= 1 && named(f, dir, UINT64_MAX, true));
	options.dir = dir;
	assert_int_equal(pipeline_open(&options, &pipeline, &fault), LOG_OK);
	assert_null(text_of(pipeline_model(pipeline), f->report, "contact").at);
	assert_int_equal(pipeline_close(pipeline), LOG_OK);
	loop_destroy(options.loop);
	assert_int_equal(stands(dir, f->key), 0);
	f->node = apinode_start_again(NULL, dir);
}

/* Who complained of conduct, and left a number to be told the result, is forgotten in his turn. */
static void test_a_complaint_forgets_who_made_it(void **state)
{
	struct fixture *f = *state;
	const char *dir = apinode_dir(f->node);
	char id[IDENT_TEXT], path[128];
	struct log_reader *reader;
	struct ident complaint;

	sign_in(f, "ov.oversight");
	post(f, "/api/v1/records/complaint",
	     "{\"post\":\"ov\",\"key\":\"c-1\",\"fields\":{\"matter\":\"manner\",\"text\":\"" PLACE
	     "\",\"way_in\":\"hotline\",\"contact\":\"" COMPLAINANT "\"}}", 201);
	apiclient_member(&f->client, "id", id, sizeof id);
	LOGKIT_MUST(ident_parse(str_of(id), &complaint));
	snprintf(path, sizeof path, "/api/v1/records/complaint/%s/inquire", id);
	post(f, path, "{\"post\":\"ov\",\"key\":\"c-2\",\"fields\":{}}", 200);
	snprintf(path, sizeof path, "/api/v1/records/complaint/%s/conclude", id);
	post(f, path, "{\"post\":\"ov\",\"key\":\"c-3\",\"fields\":{\"findings\":\"so\","
	     "\"outcome\":\"founded\"}}", 200);
	snprintf(path, sizeof path, "/api/v1/records/complaint/%s/tell", id);
	post(f, path, "{\"post\":\"ov\",\"key\":\"c-4\",\"fields\":{\"told\":\"so\"}}", 200);
	LOGKIT_MUST(log_reader_open(dir, &reader) == LOG_OK);
	LOGKIT_MUST(log_secret_read(reader, &complaint, take_key, f) == LOG_OK);
	log_reader_close(reader);
	assert_true(stands(dir, f->key) >= 1);
	assert_int_equal(stands(dir, STR(COMPLAINANT)), 0);
	apinode_advance(f->node, HALF_A_YEAR_AND_A_DAY);
	sign_in(f, "bj.duty_officer");
	two_more(f);
	assert_int_equal(stands(dir, f->key), 0);
	assert_int_equal(stands(dir, STR(COMPLAINANT)), 0);
	assert_int_equal(verdict(dir), LOG_SOUND);
	assert_one_digest(f);
}

/* ---- copies ------------------------------------------------------------------------------- */

static void test_a_copy_is_as_old_as_its_day(void **state)
{
	struct fixture *f = *state;
	const char *dir = apinode_dir(f->node);
	struct logkit early, late;

	logkit_init(&early);
	logkit_init(&late);
	assert_int_equal(backup_make(dir, early.dir), LOG_OK);
	apinode_advance(f->node, YEAR_AND_A_DAY);
	assert_int_equal(backup_make(dir, late.dir), LOG_OK);
	/* Who keeps the old copy keeps the key: that is said in docs/operations.md. */
	assert_int_equal(stands(early.dir, STR(CONTACT)), 0);
	assert_true(named(f, early.dir, UINT64_MAX, false));
	assert_int_equal(stands(late.dir, f->key), 0);
	assert_false(named(f, late.dir, UINT64_MAX, false));
	assert_int_equal(verdict(late.dir), LOG_SOUND);
	logkit_release(&early);
	logkit_release(&late);
}

/* The keys are beside the chain, so whoever changes one is found by what does not open. */
static void test_a_changed_key_is_named(void **state)
{
	struct fixture *f = *state;
	struct logkit copy;
	struct str fault = { 0 };

	logkit_init(&copy);
	assert_int_equal(backup_make(apinode_dir(f->node), copy.dir), LOG_OK);
	logkit_sql(&copy, "UPDATE secret SET key = randomblob(32)");
	assert_null(fold_model(copy.dir, UINT64_MAX, false, &fault));
	assert_true(str_contains(fault, STR("what it holds sealed does not open with its key")));
	assert_int_equal(verdict(copy.dir), LOG_SOUND);
	/* Without any key the event is whole, but for the persons in it. */
	logkit_sql(&copy, "DELETE FROM secret");
	assert_false(named(f, copy.dir, UINT64_MAX, false));
	logkit_release(&copy);
}

/* ---- who comes back to the stream --------------------------------------------------------- */

static void open_stream(struct fixture *f, struct apiclient *stream, uint64_t from)
{
	char text[256];

	apiclient_init(stream, apinode_port(f->node));
	LOGKIT_MUST(apiclient_login(stream, "nst.commander", APINODE_PASSWORD) == 200);
	snprintf(text, sizeof text,
		 "GET /api/v1/stream?from=%llu HTTP/1.1\r\nHost: x\r\n"
		 "Cookie: wf_session=%s\r\n\r\n",
		 (unsigned long long)from, stream->cookie);
	LOGKIT_MUST(apiclient_send(stream, str_of(text)));
	LOGKIT_MUST(apiclient_answer_head(stream) == 200);
}

static void link_report(struct fixture *f)
{
	char id[IDENT_TEXT], path[128];

	sign_in(f, "nst.duty_officer");
	ident_format(f->report, id);
	snprintf(path, sizeof path, "/api/v1/records/report/%s/link", id);
	post(f, path, "{\"post\":\"nst\",\"key\":\"l-1\",\"fields\":{\"to\":\"nst\"}}",
	     200);
}

static void test_the_stream_tells_it_no_more(void **state)
{
	struct fixture *f = *state;
	struct apiclient watching, again;
	uint64_t before = apinode_pos(f->node);

	open_stream(f, &watching, before);
	assert_true(apiclient_until(&watching, "event: hello\n"));
	link_report(f);
	assert_true(apiclient_until(&watching, CONTACT));
	open_stream(f, &again, before);
	assert_true(apiclient_until(&again, CONTACT));
	apiclient_release(&again);

	apinode_advance(f->node, YEAR_AND_A_DAY);
	assert_true(apiclient_until(&watching, "\"act\":\"forget\""));
	open_stream(f, &again, before);
	sign_in(f, "nst.duty_officer");
	post(f, "/api/v1/records/note",
	     "{\"post\":\"nst\",\"key\":\"l-2\",\"fields\":{\"text\":\"more\"}}", 201);
	/* It is told to fetch anew, and ended; it would have come to the notes otherwise. */
	assert_false(apiclient_until(&again, "\"text\":\"more\""));
	assert_true(apiclient_has(&again, "event: resync\n"));
	assert_false(apiclient_has(&again, CONTACT));
	apiclient_release(&again);
	apiclient_release(&watching);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_no_file_holds_him_in_plain),
		TEST(test_when_he_is_forgotten_no_file_holds_his_key),
		TEST(test_the_next_start_knows_no_more),
		TEST(test_who_was_off_looks_at_the_start),
		TEST(test_a_complaint_forgets_who_made_it),
		TEST(test_a_copy_is_as_old_as_its_day),
		TEST(test_a_changed_key_is_named),
		TEST(test_the_stream_tells_it_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
