/* The node that is measured: made and served as an operator would, and somebody on duty at it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/lib/subject.h"

#include <ftw.h>
#include <unistd.h>

#include "bench/bench.h"
#include "bench/lib/child.h"
#include "os/net.h"

#define ANSWER_BYTES ((size_t)16 * 1024 * 1024)
#define WAIT_SECONDS 20
#define SECRET "a password for measuring"
#define KEY "6f1c2c1e-1d0a-4b7e-9c55-000000000000"
#define KEY_DIGITS 12

/* ---- asking -------------------------------------------------------------------------------- */

void subject_exchange(uint16_t port, const char *session, const char *method, const char *path,
		      struct str body, struct buf *answer)
{
	struct net_address at;
	struct buf text;

	buf_init(&text, ANSWER_BYTES);
	buf_printf(&text, "127.0.0.1:%u", port);
	if (!net_parse(buf_str(&text), &at))
		child_fail("address");
	buf_clear(&text);
	buf_printf(&text, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%sConnection: close\r\n", method,
		   path, session);
	if (body.len > 0)
		buf_printf(&text, "Content-Type: application/json\r\nContent-Length: %u\r\n",
			   body.len);
	buf_add(&text, STR("\r\n"));
	buf_add(&text, body);
	int fd = net_connect(&at, WAIT_SECONDS);

	if (fd < 0 || net_send(fd, buf_str(&text)) < 0 || net_receive_all(fd, answer) < 0)
		child_fail(path);
	net_close(fd);
	buf_add_char(answer, '\0');
	if (strncmp(answer->at, "HTTP/1.1 2", 10) != 0) {
		fprintf(stderr, "bench: %s %s " STR_FMT "\n%s\n", method, path, STR_ARG(body),
			answer->at);
		exit(1);
	}
	buf_release(&text);
}

void subject_ask(const struct subject *subject, const char *session, const char *method,
		 const char *path, struct str body, struct buf *ret_body)
{
	struct buf answer;

	buf_init(&answer, ANSWER_BYTES);
	subject_exchange(subject->port, session, method, path, body, &answer);
	buf_add(ret_body, str_of(strstr(answer.at, "\r\n\r\n") + 4));
	buf_release(&answer);
}

/* What stands between two texts of an answer. */
static void between(const struct buf *answer, const char *before, const char *after, char *ret,
		    size_t size)
{
	const char *from = strstr(answer->at, before);
	const char *to = from ? strstr(from + strlen(before), after) : NULL;

	if (!to || (size_t)(to - from) - strlen(before) >= size)
		child_fail(before);
	from += strlen(before);
	memcpy(ret, from, (size_t)(to - from));
	ret[to - from] = '\0';
}

static void sign_in(const struct subject *subject, const char *login, char ret_session[256])
{
	char body[160], cookie[80], csrf[80];
	struct buf answer;

	snprintf(body, sizeof body, "{\"login\":\"%s\",\"password\":\"" SECRET "\"}", login);
	buf_init(&answer, ANSWER_BYTES);
	subject_exchange(subject->port, "", "POST", "/api/v1/session", str_of(body), &answer);
	between(&answer, "wf_session=", ";", cookie, sizeof cookie);
	between(&answer, "\"csrf\":\"", "\"", csrf, sizeof csrf);
	snprintf(ret_session, 256, "Cookie: wf_session=%s\r\nX-CSRF: %s\r\n", cookie, csrf);
	buf_release(&answer);
}

double subject_metric(const struct subject *subject, const char *name)
{
	char line[80];
	struct buf text;

	snprintf(line, sizeof line, "\nwatchfloor_%s ", name);
	buf_init(&text, ANSWER_BYTES);
	subject_ask(subject, subject->admin, "GET", "/api/v1/metrics", STR(""), &text);
	buf_add_char(&text, '\0');
	const char *at = strstr(text.at, line);

	if (!at)
		child_fail(name);
	double value = strtod(at + strlen(line), NULL);

	buf_release(&text);
	return value;
}

double subject_file_mib(const struct subject *subject, const char *name)
{
	char path[160];

	snprintf(path, sizeof path, "%s/%s", subject->dir, name);
	return (double)os_file_size(path) / 1048576;
}

/* ---- setting up ---------------------------------------------------------------------------- */

void subject_make(const struct subject *subject, const char *kind, const char *fields,
		  char ret_id[64])
{
	static int made;
	char path[80], body[2048];
	struct buf answer;

	snprintf(path, sizeof path, "/api/v1/records/%s", kind);
	snprintf(body, sizeof body, "{\"post\":\"nat\",\"key\":\"set-up-%d\",\"fields\":{%s}}",
		 ++made, fields);
	buf_init(&answer, ANSWER_BYTES);
	subject_exchange(subject->port, subject->admin, "POST", path, str_of(body), &answer);
	between(&answer, "\"id\":\"", "\"", ret_id, 64);
	buf_release(&answer);
}

static void set_up(struct subject *subject)
{
	char id[64], fields[256];
	struct buf answer;

	subject_make(subject, "post",
	     "\"code\":\"aux\",\"name_zh\":\"分部\",\"name_en\":\"Branch\",\"parent\":\"nat\","
	     "\"tier\":\"territorial\"", id);
	subject_make(subject, "account", "\"login\":\"duty\",\"name\":\"duty\"", id);
	snprintf(fields, sizeof fields,
		 "\"account\":\"%s\",\"at_post\":\"nat\",\"role\":\"duty_officer\"", id);
	subject_make(subject, "assignment", fields, id);
	buf_init(&answer, ANSWER_BYTES);
	subject_ask(subject, subject->admin, "POST", "/api/v1/password",
		    STR("{\"old\":\"" SECRET "\",\"new\":\"" SECRET "\",\"login\":\"duty\"}"),
		    &answer);
	buf_release(&answer);
	sign_in(subject, "duty", subject->officer);
}

static void init_folder(const struct subject *subject, const char *program)
{
	const char *argv[] = { program, "init", "--data", subject->dir, "--password-fd", "3",
			       NULL };
	int ends[2], out;
	char line[256];

	if (pipe(ends) < 0 || write(ends[1], SECRET "\n", sizeof SECRET) != sizeof SECRET)
		child_fail("pipe");
	close(ends[1]);
	pid_t pid = child_exec(argv, ends[0], &out);

	close(ends[0]);
	while (read(out, line, sizeof line) > 0)
		continue;
	close(out);
	child_wait(pid);
}

const char *subject_program(void)
{
	const char *program = getenv("WATCHFLOOR");

	return program ? program : "build/watchfloor";
}

uint16_t subject_read_port(int out)
{
	static const char before[] = "http://127.0.0.1:";
	char text[4096];
	const char *at = NULL;

	for (size_t len = 0; !at || !strchr(at, '\n');) {
		ssize_t got = read(out, text + len, sizeof text - 1 - len);

		if (got <= 0)
			child_fail("the node did not say where it listens");
		len += (size_t)got;
		text[len] = '\0';
		at = strstr(text, before);
	}
	return (uint16_t)strtoul(at + sizeof before - 1, NULL, 10);
}

void subject_start(struct subject *subject)
{
	const char *program = subject_program();

	*subject = (struct subject){ .dir = "/tmp/watchfloor-bench-XXXXXX" };
	if (!mkdtemp(subject->dir))
		child_fail("folder");
	init_folder(subject, program);
	const char *argv[] = { program, "serve", "--data", subject->dir, "--listen", "127.0.0.1:0",
			       NULL };

	subject->pid = child_exec(argv, -1, &subject->out);
	subject->port = subject_read_port(subject->out);
	sign_in(subject, "admin", subject->admin);
	set_up(subject);
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place)
{
	(void)about;
	(void)kind;
	(void)place;
	return remove(path);
}

void subject_remove(const char *dir)
{
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void subject_end(struct subject *subject)
{
	child_end(subject->pid);
	close(subject->out);
	subject_remove(subject->dir);
}

/* ---- acts ---------------------------------------------------------------------------------- */

static void put_act(const struct subject *subject, const char *kind, const char *fields,
		    size_t bytes, struct buf *ret, size_t *ret_key)
{
	/* As an officer writes: mostly Chinese, three bytes each. */
	static const char words[] = "B区三号口安检通道排队约二百人，缓慢前行，请求增援。";
	struct buf body;
	size_t word = 0;

	buf_init(&body, ANSWER_BYTES);
	buf_printf(&body, "{\"post\":\"nat\",\"key\":\"" KEY "\",\"fields\":{%s\"text\":\"",
		   fields);
	while (body.len + sizeof words - 1 + 4 <= bytes)
		buf_add(&body, STR(words));
	while (body.len + 3 < bytes)
		buf_add_char(&body, (char)('a' + word++ % 26));
	buf_add(&body, STR("\"}}"));
	buf_printf(ret,
		   "POST /api/v1/records/%s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n"
		   "Accept-Language: zh\r\nContent-Type: application/json\r\n%s"
		   "Content-Length: %zu\r\n\r\n",
		   kind, subject->port, subject->officer, body.len);
	*ret_key = ret->len + (size_t)(strstr(body.at, KEY) - body.at) + strlen(KEY) - KEY_DIGITS;
	buf_add(ret, buf_str(&body));
	buf_release(&body);
}

void subject_note(const struct subject *subject, size_t bytes, struct buf *ret, size_t *ret_key)
{
	put_act(subject, "note", "", bytes, ret, ret_key);
}

void subject_message(const struct subject *subject, size_t bytes, struct buf *ret, size_t *ret_key)
{
	put_act(subject, "message", "\"to\":[\"aux\"],\"title\":\"请求增援\",", bytes, ret, ret_key);
}
