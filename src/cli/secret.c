/* A password from the terminal, a descriptor or nowhere else. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/secret.h"

#include "os/os.h"
#include "os/term.h"

#define SECRET_BYTES 1024

void secret_release(struct buf *secret)
{
	if (secret->at != NULL)
		explicit_bzero(secret->at, secret->size);
	buf_release(secret);
}

static bool read_fd(const struct verb_args *args, const char *text, struct buf *ret)
{
	int64_t fd;

	if (!str_to_i64(str_of(text), &fd) || fd < 0 || fd > 1024) {
		verb_complain(args, "不是文件描述符 / not a descriptor: %s", text);
		return false;
	}
	int rc = term_read_fd((int)fd, ret);

	if (rc < 0)
		verb_complain(args, "%s", os_error_text(rc));
	return rc >= 0;
}

static bool ask_twice(const struct verb_args *args, struct buf *ret)
{
	struct buf again;
	int rc = term_ask("密码 Password: ", ret);

	if (rc < 0) {
		verb_complain(args, "没有终端，请用--password-fd / no terminal: use --password-fd");
		return false;
	}
	buf_init(&again, SECRET_BYTES);
	rc = term_ask("再次输入 Once more: ", &again);
	bool same = rc >= 0 && str_eq(buf_str(ret), buf_str(&again));

	secret_release(&again);
	if (!same)
		verb_complain(args, "两次输入不同 / the two differ");
	return same;
}

bool secret_read(const struct verb_args *args, const char *option, struct buf *ret)
{
	const char *fd = verb_value(args, option);

	buf_init(ret, SECRET_BYTES);
	/* Taken whole at once, so that growing leaves no copies behind. */
	buf_room(ret, SECRET_BYTES);
	bool good = fd != NULL ? read_fd(args, fd, ret) : ask_twice(args, ret);

	if (!good)
		secret_release(ret);
	return good;
}
