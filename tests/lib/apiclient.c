/* A plain HTTP client for tests: one connection, requests as bytes, answers taken apart. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/apiclient.h"

#include <stdio.h>
#include <strings.h>
#include <sys/socket.h>

#include "lib/logkit.h"
#include "os/net.h"

#define IN_BYTES ((size_t)64 * 1024 * 1024)
#define WAIT_SECONDS 60                                    /* longer than anything may take */

void apiclient_init(struct apiclient *client, uint16_t port)
{
	*client = (struct apiclient){ .fd = -1, .port = port };
	buf_init(&client->in, IN_BYTES);
	buf_init(&client->head, 65536);
	buf_init(&client->body, IN_BYTES);
}

void apiclient_hang_up(struct apiclient *client)
{
	if (client->fd >= 0)
		net_close(client->fd);
	client->fd = -1;
	buf_clear(&client->in);
}

void apiclient_release(struct apiclient *client)
{
	apiclient_hang_up(client);
	buf_release(&client->in);
	buf_release(&client->head);
	buf_release(&client->body);
}

static void connect_if_needed(struct apiclient *client)
{
	struct net_address address;
	char text[32];

	if (client->fd >= 0)
		return;
	snprintf(text, sizeof text, "127.0.0.1:%u", client->port);
	LOGKIT_MUST(net_parse(str_of(text), &address));
	client->fd = net_connect(&address, WAIT_SECONDS);
	LOGKIT_MUST(client->fd >= 0);
}

bool apiclient_send(struct apiclient *client, struct str bytes)
{
	connect_if_needed(client);
	return net_send(client->fd, bytes) == 0;
}

/* ---- answers ------------------------------------------------------------------------------- */

static bool read_more(struct apiclient *client)
{
	char piece[65536];
	ssize_t got = recv(client->fd, piece, sizeof piece, 0);

	if (got > 0)
		buf_add_bytes(&client->in, piece, (size_t)got);
	return got > 0;
}

static void use(struct buf *in, size_t len)
{
	memmove(in->at, in->at + len, in->len - len);
	in->len -= len;
}

/* Bytes up to and with the mark; 0: the connection ended first. */
static size_t read_to(struct apiclient *client, const char *mark)
{
	size_t mark_len = strlen(mark);

	for (;;) {
		const char *found = client->in.len == 0 ? NULL :
			memmem(client->in.at, client->in.len, mark, mark_len);

		if (found != NULL)
			return (size_t)(found - client->in.at) + mark_len;
		if (!read_more(client))
			return 0;
	}
}

struct str apiclient_header(const struct apiclient *client, const char *name)
{
	struct str rest = buf_str(&client->head);
	struct str line;
	size_t len = strlen(name);

	while (str_split(&rest, '\n', &line))
		if (line.len > len + 1 && strncasecmp(line.at, name, len) == 0 &&
		    line.at[len] == ':')
			return str_trim((struct str){ line.at + len + 1,
						      line.len - (uint32_t)len - 1 });
	return (struct str){ NULL, 0 };
}

int apiclient_answer_head(struct apiclient *client)
{
	size_t len = client->fd < 0 ? 0 : read_to(client, "\r\n\r\n");
	int64_t status;

	buf_clear(&client->head);
	buf_clear(&client->body);
	client->status = 0;
	if (len == 0)
		return 0;
	buf_add_bytes(&client->head, client->in.at, len);
	use(&client->in, len);
	LOGKIT_MUST(client->head.len > 12 && memcmp(client->head.at, "HTTP/1.1 ", 9) == 0);
	LOGKIT_MUST(str_to_i64((struct str){ client->head.at + 9, 3 }, &status));
	client->status = (int)status;
	return client->status;
}

bool apiclient_chunk(struct apiclient *client)
{
	size_t line = read_to(client, "\r\n");
	unsigned long len;

	if (line == 0)
		return false;
	LOGKIT_MUST(sscanf(client->in.at, "%lx", &len) == 1);
	use(&client->in, line);
	while (client->in.len < len + 2)
		if (!read_more(client))
			return false;
	buf_add_bytes(&client->body, client->in.at, len);
	use(&client->in, len + 2);
	return len > 0;
}

bool apiclient_until(struct apiclient *client, const char *text)
{
	while (!apiclient_has(client, text))
		if (!apiclient_chunk(client))
			return false;
	return true;
}

static bool read_body(struct apiclient *client, bool none)
{
	int64_t len = 0;

	if (none)
		return true;
	if (apiclient_header(client, "Transfer-Encoding").at != NULL) {
		while (apiclient_chunk(client))
			continue;
		return true;
	}
	if (!str_to_i64(apiclient_header(client, "Content-Length"), &len))
		return true;
	while (client->in.len < (size_t)len)
		if (!read_more(client))
			return false;
	if (len > 0) {
		buf_add_bytes(&client->body, client->in.at, (size_t)len);
		use(&client->in, (size_t)len);
	}
	return true;
}

static int answer(struct apiclient *client, bool head_only)
{
	int status = apiclient_answer_head(client);

	/* 100 Continue comes before the answer itself. */
	while (status == 100)
		status = apiclient_answer_head(client);
	if (status == 0 || !read_body(client, head_only || status == 204 || status == 304)) {
		apiclient_hang_up(client);
		client->status = 0;
		return 0;
	}
	if (str_eq(apiclient_header(client, "Connection"), STR("close")))
		apiclient_hang_up(client);
	return status;
}

int apiclient_answer(struct apiclient *client)
{
	return answer(client, false);
}

/* ---- requests ------------------------------------------------------------------------------ */

int apiclient_ask(struct apiclient *client, const char *method, const char *path, const char *more,
		  struct str body)
{
	bool head = strcmp(method, "HEAD") == 0;
	bool safe = head || strcmp(method, "GET") == 0;
	struct buf out;

	buf_init(&out, IN_BYTES);
	buf_printf(&out, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s", method, path, more);
	if (client->bearer[0] != 0)
		buf_printf(&out, "Authorization: Bearer %s\r\n", client->bearer);
	else if (client->cookie[0] != 0)
		buf_printf(&out, "Cookie: wf_session=%s\r\n", client->cookie);
	if (!safe && client->csrf[0] != 0 && client->bearer[0] == 0 &&
	    strstr(more, "X-CSRF:") == NULL)
		buf_printf(&out, "X-CSRF: %s\r\n", client->csrf);
	if (body.at != NULL && strstr(more, "Content-Type:") == NULL)
		buf_add(&out, STR("Content-Type: application/json\r\n"));
	if (body.at != NULL)
		buf_printf(&out, "Content-Length: %u\r\n", body.len);
	buf_add(&out, STR("\r\n"));
	buf_add(&out, body);
	apiclient_send(client, buf_str(&out));
	buf_release(&out);
	return answer(client, head);
}

int apiclient_get(struct apiclient *client, const char *path)
{
	return apiclient_ask(client, "GET", path, "", (struct str){ NULL, 0 });
}

int apiclient_post(struct apiclient *client, const char *path, const char *body)
{
	return apiclient_ask(client, "POST", path, "", str_of(body));
}

int apiclient_login(struct apiclient *client, const char *login, const char *password)
{
	char body[256];

	client->cookie[0] = client->csrf[0] = client->bearer[0] = 0;
	snprintf(body, sizeof body, "{\"login\":\"%s\",\"password\":\"%s\"}", login, password);
	if (apiclient_post(client, "/api/v1/session", body) != 200)
		return client->status;
	struct str cookie = apiclient_header(client, "Set-Cookie");
	const struct str name = STR("wf_session=");

	LOGKIT_MUST(str_starts(cookie, name) && cookie.len >= name.len + APICLIENT_SECRET - 1);
	memcpy(client->cookie, cookie.at + name.len, APICLIENT_SECRET - 1);
	client->cookie[APICLIENT_SECRET - 1] = 0;
	apiclient_member(client, "csrf", client->csrf, sizeof client->csrf);
	return 200;
}

/* ---- what came ----------------------------------------------------------------------------- */

bool apiclient_has(const struct apiclient *client, const char *text)
{
	return client->body.len > 0 &&
	       memmem(client->body.at, client->body.len, text, strlen(text)) != NULL;
}

void apiclient_member(const struct apiclient *client, const char *name, char *ret, size_t size)
{
	char key[80];
	size_t len = 0;

	snprintf(key, sizeof key, "\"%s\":", name);
	const char *end = client->body.at + client->body.len;
	const char *at = client->body.len == 0 ? NULL :
		memmem(client->body.at, client->body.len, key, strlen(key));

	if (at != NULL) {
		at += strlen(key);
		bool quoted = at < end && *at == '"';

		at += quoted;
		while (at < end && len + 1 < size &&
		       (quoted ? *at != '"' : *at != ',' && *at != '}' && *at != ']'))
			ret[len++] = *at++;
	}
	ret[len] = 0;
}
