/* One question to a running node, for the verbs that ask one: where it is, and its answer. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/ask.h"

#include <stdio.h>

#include "base/limits.h"
#include "cli/secret.h"
#include "node/tls_ask.h"
#include "os/os.h"
#include "os/term.h"
#include "wire/http/header.h"

#define WAIT_SECONDS 30
#define ANSWER_BYTES ((size_t)64 * 1024 * 1024)

bool ask_find(const struct verb_args *args, const char *url, const char *ca,
	      struct ask_where *ret)
{
	struct str text = str_of(url);
	struct str scheme = STR("http://");

	*ret = (struct ask_where){ .url = url, .tls = str_starts(text, STR("https://")) };
	if (ret->tls)
		scheme = STR("https://");
	if (ca != NULL && !ret->tls) {
		verb_complain(args, "--ca只用于https / --ca goes with https");
		return false;
	}
	if (str_starts(text, scheme)) {
		ret->at = (struct str){ text.at + scheme.len, text.len - scheme.len };
		if (ret->at.len > 0 && ret->at.at[ret->at.len - 1] == '/')
			ret->at.len--;
		if (net_resolve(ret->at, &ret->address, ret->host))
			return true;
	}
	verb_complain(args, "应为 http[s]://主机:端口 / expected http[s]://HOST:PORT: %s", url);
	return false;
}

/* False: the head says that there is more than has come, so somebody cut it off. */
static bool is_whole(struct str head, size_t body_len)
{
	struct str line, name = STR("content-length:");
	uint64_t length;

	while (str_split(&head, '\n', &line)) {
		if (line.len <= name.len || strncasecmp(line.at, name.at, name.len) != 0)
			continue;
		line = str_trim((struct str){ line.at + name.len, line.len - name.len });
		return header_length(line, &length) && length == body_len;
	}
	return true;
}

static bool take_apart(const struct verb_args *args, struct str answer, struct ask_answer *ret)
{
	const char *blank = answer.len > 12 ? memmem(answer.at, answer.len, "\r\n\r\n", 4) : NULL;
	uint32_t head = blank != NULL ? (uint32_t)(blank - answer.at) + 4 : 0;
	int64_t status;

	if (blank == NULL || !str_starts(answer, STR("HTTP/1.1 ")) ||
	    !str_to_i64((struct str){ answer.at + 9, 3 }, &status)) {
		verb_complain(args, "对方不是HTTP服务 / that is no HTTP server");
		return false;
	}
	if (!is_whole((struct str){ answer.at, head }, answer.len - head)) {
		verb_complain(args, "回答不完整 / the answer was cut off");
		return false;
	}
	ret->status = (int)status;
	ret->body = (struct str){ answer.at + head, answer.len - head };
	return true;
}

/* NULL, or what went wrong. */
static const char *exchange(const struct ask_where *where, const char *ca, struct str request,
			    struct buf *ret)
{
	int fd = net_connect(&where->address, WAIT_SECONDS);
	const char *wrong = NULL;
	int rc = fd < 0 ? fd : 0;

	if (rc >= 0 && where->tls)
		wrong = tls_ask(fd, where->host, ca, request, ret);
	else if (rc >= 0)
		rc = net_send(fd, request);
	if (rc >= 0 && !where->tls)
		rc = net_receive_all(fd, ret);
	if (fd >= 0)
		net_close(fd);
	return rc < 0 ? os_error_text(rc) : wrong;
}

bool ask_send(const struct verb_args *args, const struct ask_where *where, const char *ca,
	      struct str request, struct buf *buf, struct ask_answer *ret)
{
	const char *wrong = exchange(where, ca, request, buf);

	if (wrong == NULL)
		return take_apart(args, buf_str(buf), ret);
	verb_complain(args, "%s: %s", where->url, wrong);
	return false;
}

bool ask_token(const struct verb_args *args, struct buf *ret)
{
	const char *file = verb_value(args, "token-file");
	const char *fd_text = verb_value(args, "token-fd");
	int64_t fd;
	int rc = -1;

	buf_init(ret, 1024);
	buf_room(ret, 1024);
	if (file != NULL)
		rc = os_read_file(file, ret);
	else if (fd_text != NULL && str_to_i64(str_of(fd_text), &fd) && fd >= 0 && fd <= 1024)
		rc = term_read_fd((int)fd, ret);
	if (rc >= 0 && str_trim(buf_str(ret)).len > 0)
		return true;
	verb_complain(args, "没有令牌：请用--token-file或--token-fd / "
			    "no token: --token-file or --token-fd");
	secret_release(ret);
	return false;
}

int ask_show(const struct verb_args *args, const struct ask_where *where, struct str request)
{
	struct ask_answer answer;
	struct buf buf;
	int done = VERB_SYSTEM;

	buf_init(&buf, ANSWER_BYTES);
	if (ask_send(args, where, verb_value(args, "ca"), request, &buf, &answer)) {
		printf(STR_FMT "\n", STR_ARG(answer.body));
		done = answer.status / 100 == 2 ? VERB_DONE : VERB_FOUND;
	}
	buf_release(&buf);
	return done;
}

int ask_get(const struct verb_args *args, struct str address)
{
	struct ask_where where;
	struct buf token, request;
	int done;

	if (!ask_find(args, verb_value(args, "url"), verb_value(args, "ca"), &where) ||
	    !ask_token(args, &token))
		return VERB_USAGE;
	buf_init(&request, LIMIT_HEADER_BYTES);
	buf_printf(&request, "GET " STR_FMT " HTTP/1.1\r\nHost: " STR_FMT
		   "\r\nAuthorization: Bearer " STR_FMT "\r\nConnection: close\r\n\r\n",
		   STR_ARG(address), STR_ARG(where.at), STR_ARG(str_trim(buf_str(&token))));
	done = request.over ? VERB_USAGE : ask_show(args, &where, buf_str(&request));
	secret_release(&request);
	secret_release(&token);
	return done;
}
