/* Plays the conversations of tests/system/api over a socket: what is asked, what must come back. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "lib/apiclient.h"
#include "lib/apinode.h"
#include "lib/logkit.h"
#include "lib/unit.h"
#include "os/os.h"

/*
 * A conversation is a text, a statement a line; lines indented below "ask" belong to it:
 *
 *	as nst.duty_officer             signs in (once each), or "as nobody", or "as token $name"
 *	ask POST /api/v1/records/incident
 *	    header Accept-Language: en
 *	    {"post":"nst", …}           the body; its lines are joined by a blank
 *	expect 201                      the status
 *	expect has "state":"reported"   in the body; "expect not TEXT" for the contrary
 *	expect header Content-Type: application/json
 *	keep id as incident             a member of the body, $incident from then on
 *	advance 180                     the event's clock goes on by so many seconds
 *	await index                     everything done can be searched for
 *	await has TEXT                  the last question is asked again until that is in the body
 */
#define FOLDER "tests/system/api"
#define LINE_BYTES 16384
#define FILES_MOST 64
#define PEOPLE_MOST 32
#define NAMES_MOST 64

struct name {
	char name[64];
	char value[128];
};

struct talk {
	struct apinode *node;
	const char *file;
	uint32_t line;
	struct apiclient people[PEOPLE_MOST];
	char logins[PEOPLE_MOST][64];
	uint32_t npeople;
	struct apiclient *who;
	struct name names[NAMES_MOST];
	uint32_t nnames;
	struct buf request;                                /* being gathered */
	char method[16];
	char path[1024];
	char headers[2048];
	bool asking;
};

static char files[FILES_MOST][128];
static struct CMUnitTest tests[FILES_MOST];
static uint32_t nfiles;

#define SAY(talk, ...)                                                                          \
	do {                                                                                    \
		fprintf(stderr, "# %s:%u: ", (talk)->file, (talk)->line);                       \
		fprintf(stderr, __VA_ARGS__);                                                   \
		fprintf(stderr, "\n# %d %.*s\n", (talk)->who ? (talk)->who->status : 0,         \
			(talk)->who ? (int)(talk)->who->body.len : 0,                           \
			(talk)->who ? (talk)->who->body.at : "");                               \
		fail_msg("%s:%u", (talk)->file, (talk)->line);                                  \
	} while (0)

/* ---- names --------------------------------------------------------------------------------- */

static const char *value_of(const struct talk *talk, struct str name)
{
	for (uint32_t i = talk->nnames; i-- > 0;)
		if (str_eq(name, str_of(talk->names[i].name)))
			return talk->names[i].value;
	return NULL;
}

static bool in_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* Puts what was kept where "$name" stands. */
static void fill_in(struct talk *talk, const char *text, char *ret, size_t size)
{
	size_t len = 0;

	while (*text != 0 && len + 1 < size) {
		struct str name = { text + 1, 0 };

		while (*text == '$' && in_name(name.at[name.len]))
			name.len++;
		const char *value = name.len > 0 ? value_of(talk, name) : NULL;

		if (value == NULL) {
			ret[len++] = *text++;
			continue;
		}
		len += (size_t)snprintf(ret + len, size - len, "%s", value);
		text += name.len + 1;
	}
	LOGKIT_MUST(len < size);
	ret[len] = 0;
}

/* ---- statements ---------------------------------------------------------------------------- */

static struct apiclient *person(struct talk *talk, const char *login)
{
	for (uint32_t i = 0; i < talk->npeople; i++)
		if (strcmp(talk->logins[i], login) == 0)
			return &talk->people[i];
	LOGKIT_MUST(talk->npeople < PEOPLE_MOST);
	struct apiclient *client = &talk->people[talk->npeople];

	snprintf(talk->logins[talk->npeople++], 64, "%s", login);
	apiclient_init(client, apinode_port(talk->node));
	return client;
}

static void do_as(struct talk *talk, const char *text)
{
	bool token = strncmp(text, "token ", 6) == 0;

	talk->who = person(talk, text);
	if (token) {
		LOGKIT_MUST(strlen(text + 6) < APICLIENT_SECRET);
		snprintf(talk->who->bearer, APICLIENT_SECRET, "%s", text + 6);
	} else if (strcmp(text, "nobody") != 0 && talk->who->cookie[0] == 0 &&
		   apiclient_login(talk->who, text, APINODE_PASSWORD) != 200) {
		SAY(talk, "%s does not get in", text);
	}
}

static void do_ask(struct talk *talk, const char *text)
{
	if (sscanf(text, "%15s %1023s", talk->method, talk->path) != 2)
		SAY(talk, "ask METHOD PATH");
	talk->asking = true;
	talk->headers[0] = 0;
	buf_clear(&talk->request);
}

static void add_to_request(struct talk *talk, const char *text)
{
	size_t len = strlen(talk->headers);

	if (strncmp(text, "header ", 7) == 0) {
		snprintf(talk->headers + len, sizeof talk->headers - len, "%s\r\n", text + 7);
		return;
	}
	if (talk->request.len > 0)
		buf_add_char(&talk->request, ' ');
	buf_add(&talk->request, str_of(text));
}

static void send_request(struct talk *talk)
{
	struct str body = buf_str(&talk->request);

	if (!talk->asking)
		return;
	talk->asking = false;
	if (body.len == 0 && strcmp(talk->method, "POST") != 0 && strcmp(talk->method, "PUT") != 0)
		body.at = NULL;
	apiclient_ask(talk->who, talk->method, talk->path, talk->headers, body);
}

static void expect_header(struct talk *talk, const char *text)
{
	char name[64];
	const char *colon = strchr(text, ':');

	LOGKIT_MUST(colon != NULL && (size_t)(colon - text) < sizeof name);
	snprintf(name, sizeof name, "%.*s", (int)(colon - text), text);
	struct str value = apiclient_header(talk->who, name);
	struct str wanted = str_trim(str_of(colon + 1));

	if (value.at == NULL || !str_contains(value, wanted))
		SAY(talk, "header %s is " STR_FMT, name, STR_ARG(value));
}

static void do_expect(struct talk *talk, const char *text)
{
	if (strncmp(text, "has ", 4) == 0) {
		if (!apiclient_has(talk->who, text + 4))
			SAY(talk, "missing: %s", text + 4);
	} else if (strncmp(text, "not ", 4) == 0) {
		if (apiclient_has(talk->who, text + 4))
			SAY(talk, "should not be there: %s", text + 4);
	} else if (strncmp(text, "header ", 7) == 0) {
		expect_header(talk, text + 7);
	} else if (talk->who->status != atoi(text)) {
		SAY(talk, "expected %s", text);
	}
}

static void do_keep(struct talk *talk, const char *text)
{
	struct name *name = &talk->names[talk->nnames];
	char member[64];

	LOGKIT_MUST(talk->nnames < NAMES_MOST);
	if (sscanf(text, "%63s as %63s", member, name->name) != 2)
		SAY(talk, "keep MEMBER as NAME");
	apiclient_member(talk->who, member, name->value, sizeof name->value);
	if (name->value[0] == 0)
		SAY(talk, "there is no %s", member);
	talk->nnames++;
}

#define AWAIT_TRIES 400
#define AWAIT_US 50000
static void do_await(struct talk *talk, const char *text)
{
	for (int i = 0; i < AWAIT_TRIES; i++) {
		apiclient_get(talk->who, talk->path);
		if (apiclient_has(talk->who, text))
			return;
		usleep(AWAIT_US);
	}
	SAY(talk, "did not come: %s", text);
}

static const struct {
	const char *word;
	void (*run)(struct talk *talk, const char *text);
} verbs[] = {
	{ "as ", do_as }, { "ask ", do_ask }, { "expect ", do_expect }, { "keep ", do_keep },
	{ "await has ", do_await },
};

static void do_line(struct talk *talk, const char *raw)
{
	char text[LINE_BYTES];

	fill_in(talk, raw, text, sizeof text);
	if (raw[0] == ' ' || raw[0] == '\t') {
		add_to_request(talk, text + strspn(text, " \t"));
		return;
	}
	send_request(talk);
	if (text[0] == 0 || text[0] == '#')
		return;
	if (strncmp(text, "advance ", 8) == 0) {
		apinode_advance(talk->node, atoi(text + 8));
		return;
	}
	if (strcmp(text, "await index") == 0) {
		apinode_await_index(talk->node);
		return;
	}
	for (size_t i = 0; i < COUNT(verbs); i++) {
		size_t len = strlen(verbs[i].word);

		if (strncmp(text, verbs[i].word, len) == 0) {
			verbs[i].run(talk, text + len);
			return;
		}
	}
	SAY(talk, "not a statement: %s", text);
}

/* ---- files --------------------------------------------------------------------------------- */

static void play(struct talk *talk, const char *path)
{
	struct buf text;
	struct str rest, line;

	buf_init(&text, 1024 * 1024);
	LOGKIT_MUST(os_read_file(path, &text) >= 0);
	rest = buf_str(&text);
	while (str_split(&rest, '\n', &line)) {
		char raw[LINE_BYTES];

		talk->line++;
		LOGKIT_MUST(line.len < sizeof raw);
		memcpy(raw, line.at, line.len);
		raw[line.len] = 0;
		do_line(talk, raw);
	}
	send_request(talk);
	buf_release(&text);
}

static void test_file(void **state)
{
	const char *path = *state;
	struct talk *talk = heap_alloc(sizeof *talk);

	talk->file = path;
	talk->node = apinode_start(NULL);
	buf_init(&talk->request, 256 * 1024);
	play(talk, path);
	assert_true(talk->line > 3);
	for (uint32_t i = 0; i < talk->npeople; i++)
		apiclient_release(&talk->people[i]);
	buf_release(&talk->request);
	apinode_stop(talk->node);
	heap_free(talk);
}

static void add_file(void *user, const char *name)
{
	size_t len = strlen(name);

	(void)user;
	if (len < 4 || strcmp(name + len - 4, ".api") != 0)
		return;
	LOGKIT_MUST(nfiles < FILES_MOST);
	snprintf(files[nfiles], sizeof files[nfiles], FOLDER "/%s", name);
	nfiles++;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

int main(void)
{
	LOGKIT_MUST(os_list(FOLDER, add_file, NULL) >= 0);
	LOGKIT_MUST(nfiles > 0);
	qsort(files, nfiles, sizeof files[0], by_name);
	for (uint32_t i = 0; i < nfiles; i++)
		tests[i] = (struct CMUnitTest){ .name = files[i], .test_func = test_file,
						.initial_state = files[i] };
	return _cmocka_run_group_tests("api", tests, nfiles, NULL, NULL);
}
