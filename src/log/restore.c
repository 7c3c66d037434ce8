/* The way back: a copy of a log is checked whole, then put into an empty folder. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "log/backup.h"

enum log_error log_restore(const char *from_dir, const char *dir, struct log_verdict *ret)
{
	struct log_reader *reader;
	struct log_verdict verdict = { 0 };
	enum log_error error = log_reader_open(from_dir, &reader);

	if (error)
		return error;
	error = log_verify(reader, &verdict);
	log_reader_close(reader);
	if (error)
		return error;
	*ret = verdict;
	return verdict.fault ? LOG_UNSOUND : backup_copy(from_dir, dir);
}
