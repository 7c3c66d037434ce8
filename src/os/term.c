/* Secrets that a person types, or that a program hands over: never from the command line. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "os/term.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

int term_read_fd(int fd, struct buf *ret)
{
	char c;

	for (;;) {
		ssize_t got = read(fd, &c, 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0 || c == '\n')
			break;
		buf_add_char(ret, c);
	}
	if (ret->len > 0 && ret->at[ret->len - 1] == '\r')
		ret->len--;
	return ret->over ? -EFBIG : 0;
}

static int say(int fd, const char *text)
{
	return write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

int term_ask(const char *prompt, struct buf *ret)
{
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct termios was, quiet;

	if (fd < 0)
		return -ENOTTY;
	if (tcgetattr(fd, &was) != 0) {
		close(fd);
		return -ENOTTY;
	}
	quiet = was;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(fd, TCSAFLUSH, &quiet);
	int rc = say(fd, prompt);

	if (rc == 0)
		rc = term_read_fd(fd, ret);
	tcsetattr(fd, TCSAFLUSH, &was);
	say(fd, "\n");
	close(fd);
	return rc;
}
