/* Copying a log from folder to folder, for backup and for restoring. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOG_BACKUP_H
#define LOG_BACKUP_H

#include "log/log.h"

/*
 * Into a new or empty folder, under its lock, so that no program starts on half a copy. On failure
 * nothing of the copy stays.
 */
enum log_error backup_copy(const char *from_dir, const char *to_dir);

#endif
