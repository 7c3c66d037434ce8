/* The names of what a check of the log can find. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "log/log.h"

const char *log_fault_name(enum log_fault fault)
{
	static const char *const names[] = {
		[LOG_SOUND] = "sound",
		[LOG_BAD_HASH] = "bad_hash",
		[LOG_BAD_LINK] = "bad_link",
		[LOG_GAP] = "gap",
		[LOG_BAD_SIGNATURE] = "bad_signature",
		[LOG_HEAD_AHEAD] = "head_ahead",
		[LOG_BAD_BODY] = "bad_body",
	};

	assert((size_t)fault < sizeof names / sizeof *names);
	return names[fault];
}
