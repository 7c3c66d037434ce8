/* Copies of all that a node keeps, taken while it runs, and put back into an empty folder. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_BACKUP_H
#define NODE_BACKUP_H

#include "log/log.h"

/*
 * The log with its keys (log_backup), passwords and tokens, attachments. A copy is a data folder of
 * its own. LOG_IO: something beside the log could not be copied.
 */
enum log_error backup_make(const char *dir, const char *to_dir);
enum log_error backup_restore(const char *from_dir, const char *dir, struct log_verdict *ret);

#endif
