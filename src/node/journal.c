/* What the operator reads: one JSON line on standard error for each thing worth knowing. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/journal.h"

#include <assert.h>
#include <stdio.h>

#include "os/os.h"

#define LINE_BYTES 4096

static struct {
	struct buf buf;
	struct json_out out;
	bool open;
	int64_t second;
	uint32_t lines;                                    /* in this second */
	uint64_t left_out;
} journal;

static void begin(const char *level, const char *event)
{
	if (journal.buf.limit == 0)
		buf_init(&journal.buf, LINE_BYTES);
	buf_clear(&journal.buf);
	json_begin(&journal.out, &journal.buf);
	json_open(&journal.out, '{');
	json_key(&journal.out, "time");
	json_put_instant(&journal.out, os_now());
	json_key(&journal.out, "level");
	json_put_text(&journal.out, level);
	json_key(&journal.out, "event");
	json_put_text(&journal.out, event);
	journal.open = true;
}

static void end(void)
{
	json_close(&journal.out, '}');
	buf_add_char(&journal.buf, '\n');
	if (!journal.buf.over)
		fwrite(journal.buf.at, 1, journal.buf.len, stderr);
	journal.open = false;
}

static void tell_left_out(void)
{
	begin("warn", "lines_left_out");
	json_key(&journal.out, "count");
	json_put_i64(&journal.out, (int64_t)journal.left_out);
	end();
	journal.left_out = 0;
}

struct json_out *journal_begin(const char *level, const char *event)
{
	int64_t second = os_monotonic_ns() / INT64_C(1000000000);

	assert(!journal.open);
	if (second != journal.second) {
		journal.second = second;
		journal.lines = 0;
		if (journal.left_out > 0)
			tell_left_out();
	}
	if (journal.lines == JOURNAL_RATE) {
		journal.left_out++;
		return NULL;
	}
	journal.lines++;
	begin(level, event);
	return &journal.out;
}

void journal_end(void)
{
	assert(journal.open);
	end();
}

void journal_say(const char *level, const char *event, const char *key, struct str text)
{
	struct json_out *line = journal_begin(level, event);

	if (line == NULL)
		return;
	json_key(line, key);
	json_put_str(line, text);
	journal_end();
}
