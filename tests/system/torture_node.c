/* kill -9 of the running program at 200 points under load: nothing it answered is ever missing. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/apiclient.h"
#include "lib/apinode.h"
#include "base/chance.h"
#include "lib/logkit.h"
#include "lib/unit.h"
#include "node/fold.h"

#define KILLS 200
#define CLIENTS 4
#define WHOLE_EVERY 20                                     /* kills: then all of it is looked at */
#define SNAPSHOT_EVERY 30

/* An act that was answered: 201 or 200. */
struct answered {
	char key[24];
	char entry[32];
	uint64_t pos;
};
struct torture {
	char dir[LOGKIT_PATH];
	struct apiclient clients[CLIENTS];
	char keys[CLIENTS][24];                            /* of the act under way; "": none */
	struct answered *answered;
	uint32_t count, size;
	char incident[32];                                 /* the newest that was answered */
	uint32_t acts, replayed, unanswered;
	pid_t child;
};

static uint32_t kills(void)
{
	const char *text = getenv("TORTURE");
	int64_t times;

	return text && str_to_i64(str_of(text), &times) && times > 0 ? KILLS * (uint32_t)times
								     : KILLS;
}

/* ---- the program ----------------------------------------------------------------------------- */

static void start(struct torture *t)
{
	char listen[] = "127.0.0.1:0", line[256] = "";
	char *argv[] = { "watchfloor", "serve", "--data", t->dir, "--listen", listen, NULL };
	const char *colon;
	int64_t port = 0;
	int ends[2];
	FILE *out;

	LOGKIT_MUST(pipe(ends) == 0);
	fflush(NULL);
	t->child = fork();
	LOGKIT_MUST(t->child >= 0);
	if (t->child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		if (!freopen("/dev/null", "w", stderr))
			_exit(127);
		execv(getenv("WATCHFLOOR"), argv);
		_exit(127);
	}
	close(ends[1]);
	out = fdopen(ends[0], "r");
	LOGKIT_MUST(out && fgets(line, sizeof line, out) != NULL);
	fclose(out);
	colon = strrchr(line, ':');
	LOGKIT_MUST(colon && str_to_i64(str_trim(str_of(colon + 1)), &port) && port > 0);
	for (int i = 0; i < CLIENTS; i++)
		t->clients[i].port = (uint16_t)port;
}

static void end(struct torture *t)
{
	int status;

	LOGKIT_MUST(kill(t->child, SIGKILL) == 0);
	LOGKIT_MUST(waitpid(t->child, &status, 0) == t->child);
	LOGKIT_MUST(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* ---- the load -------------------------------------------------------------------------------- */

static void send_act(struct torture *t, int which, const char *path, const char *key)
{
	struct apiclient *client = &t->clients[which];
	char body[512], request[1024];

	if (strstr(path, "/verify"))
		snprintf(body, sizeof body, "{\"post\":\"nst\",\"key\":\"%s\"}", key);
	else
		snprintf(body, sizeof body,
			 "{\"post\":\"nst\",\"key\":\"%s\",\"fields\":{\"title\":\"看台 %s\","
			 "\"type\":\"medical\",\"location\":\"B12\"}}", key, key);
	snprintf(request, sizeof request,
		 "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: wf_session=%s\r\nX-CSRF: %s\r\n"
		 "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
		 path, client->cookie, client->csrf, strlen(body), body);
	snprintf(t->keys[which], sizeof t->keys[which], "%s", key);
	if (!apiclient_send(client, str_of(request)))
		t->keys[which][0] = '\0';
}

/* Reports by all; now and then the newest incident is verified. */
static void send_next(struct torture *t, int which, struct chance *chance)
{
	char path[128] = "/api/v1/records/incident", key[24];

	snprintf(key, sizeof key, "act-%u", t->acts++);
	if (t->incident[0] && chance_below(chance, 3) == 0) {
		snprintf(path, sizeof path, "/api/v1/records/incident/%s/verify", t->incident);
		t->incident[0] = '\0';
	}
	send_act(t, which, path, key);
}

static void note_answer(struct torture *t, int which)
{
	struct apiclient *client = &t->clients[which];
	struct answered *answered;
	char pos[32];
	int64_t number;

	HEAP_ROOM(t->answered, t->count, t->size);
	answered = &t->answered[t->count++];
	snprintf(answered->key, sizeof answered->key, "%s", t->keys[which]);
	apiclient_member(client, "entry", answered->entry, sizeof answered->entry);
	apiclient_member(client, "pos", pos, sizeof pos);
	LOGKIT_MUST(str_to_i64(str_of(pos), &number) && number > 0);
	answered->pos = (uint64_t)number;
	if (client->status == 201)
		apiclient_member(client, "id", t->incident, sizeof t->incident);
}

/* Waits for the answer to what this client has under way; false: there is none any more. */
static bool take_answer(struct torture *t, int which)
{
	int status;

	if (t->keys[which][0] == '\0')
		return false;
	status = apiclient_answer(&t->clients[which]);
	if (status == 201 || status == 200)
		note_answer(t, which);
	else if (status == 0)
		t->unanswered++;
	else
		LOGKIT_MUST(status == 409 || status == 503);   /* verified already; busy */
	t->keys[which][0] = '\0';
	return status != 0;
}

/* Some answers, some acts still under way, and then it dies; what came until then counts. */
static void load_and_kill(struct torture *t, struct chance *chance)
{
	uint32_t answers = chance_below(chance, 40);

	for (int i = 0; i < CLIENTS; i++)
		send_next(t, i, chance);
	while (answers-- > 0) {
		int which = (int)chance_below(chance, CLIENTS);

		LOGKIT_MUST(take_answer(t, which));
		send_next(t, which, chance);
	}
	for (uint32_t spin = chance_below(chance, 200000); spin > 0; spin--)
		__asm__ volatile("");
	end(t);
	for (int i = 0; i < CLIENTS; i++) {
		take_answer(t, i);
		apiclient_hang_up(&t->clients[i]);
	}
}

/* ---- what is left ---------------------------------------------------------------------------- */

static bool see_entry(void *user, const struct log_entry *entry, const struct hash *hash,
		      const struct hash *link)
{
	struct ident *at = user;

	(void)hash;
	(void)link;
	*at = (struct ident){ entry->origin, entry->seq };
	return true;
}

static void check_answered(const struct torture *t, uint32_t from)
{
	struct log_reader *reader;

	LOGKIT_MUST(log_reader_open(t->dir, &reader) == LOG_OK);
	for (uint32_t i = from; i < t->count; i++) {
		struct ident found = { 0 };
		char text[IDENT_TEXT];

		LOGKIT_MUST(log_read_at(reader, &t->answered[i].pos, 1, see_entry, &found) ==
			    LOG_OK);
		LOGKIT_MUST(!ident_none(found));           /* what was answered is there */
		ident_format(found, text);
		LOGKIT_MUST(strcmp(text, t->answered[i].entry) == 0);
	}
	log_reader_close(reader);
}

/* A verb of the program on the dead node's data; the first line that it prints. */
static void run_verb(const struct torture *t, const char *verb, const char *option, char ret[256])
{
	char command[2 * LOGKIT_PATH + 64];
	FILE *out;

	snprintf(command, sizeof command, "'%s' %s --data '%s' %s 2>/dev/null",
		 getenv("WATCHFLOOR"), verb, t->dir, option);
	out = popen(command, "r");
	LOGKIT_MUST(out && fgets(ret, 256, out) != NULL);
	while (fgetc(out) != EOF)
		continue;
	LOGKIT_MUST(pclose(out) == 0);
}

static void check_whole(const struct torture *t)
{
	char line[256], plain[256], shortcut[256];

	check_answered(t, 0);
	run_verb(t, "verify", "", line);
	run_verb(t, "digest", "", plain);
	run_verb(t, "digest", "--snapshot", shortcut);
	LOGKIT_MUST(strcmp(plain, shortcut) == 0 && strlen(plain) >= 64);
}

/* An act that was answered, sent to the next life with its key, is not done again. */
static void ask_again(struct torture *t, struct chance *chance)
{
	const struct answered *answered;
	char entry[32];

	if (t->count == 0)
		return;
	answered = &t->answered[chance_below(chance, t->count)];
	send_act(t, 0, "/api/v1/records/incident", answered->key);
	LOGKIT_MUST(apiclient_answer(&t->clients[0]) != 0);
	t->keys[0][0] = '\0';
	/* Other content than the first time, where that was not a report. */
	if (t->clients[0].status == 409)
		return;
	LOGKIT_MUST(t->clients[0].status == 201);
	LOGKIT_MUST(str_eq(apiclient_header(&t->clients[0], "Idempotent-Replay"), STR("true")));
	apiclient_member(&t->clients[0], "entry", entry, sizeof entry);
	LOGKIT_MUST(strcmp(entry, answered->entry) == 0);
	t->replayed++;
}

/* ---- the test -------------------------------------------------------------------------------- */

static void set_up(struct torture *t)
{
	struct apinode *node = apinode_start(NULL);

	*t = (struct torture){ 0 };
	snprintf(t->dir, sizeof t->dir, "%s", apinode_dir(node));
	for (int i = 0; i < CLIENTS; i++) {
		apiclient_init(&t->clients[i], apinode_port(node));
		LOGKIT_MUST(apiclient_login(&t->clients[i], "nst.duty_officer",
					    APINODE_PASSWORD) == 200);
		apiclient_hang_up(&t->clients[i]);
	}
	apinode_stop_keep(node);
}

static void nothing_answered_is_lost_by_kill_9(void **state)
{
	struct torture torture, *t = &torture;
	uint32_t rounds = kills();

	(void)state;
	set_up(t);
	for (uint32_t round = 1; round <= rounds; round++) {
		struct chance chance = { round };
		uint32_t before = t->count;

		start(t);
		ask_again(t, &chance);
		load_and_kill(t, &chance);
		check_answered(t, before);
		if (round % SNAPSHOT_EVERY == 0)
			LOGKIT_MUST(fold_snapshot(t->dir));
		if (round % WHOLE_EVERY == 0)
			check_whole(t);
	}
	check_whole(t);
	print_message("# %u kills, %u acts answered, %u cut off, %u sent again\n", rounds, t->count,
		      t->unanswered, t->replayed);
	/* Else it died too early for the test to mean anything. */
	assert_true(t->count > rounds && t->replayed > rounds / 8);
	for (int i = 0; i < CLIENTS; i++)
		apiclient_release(&t->clients[i]);
	heap_free(t->answered);
	apinode_remove(t->dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_answered_is_lost_by_kill_9),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
