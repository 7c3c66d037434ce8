/* The folder of a log: what its files are called, what is in it, and the key that signs. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOG_FOLDER_H
#define LOG_FOLDER_H

#include "log/log.h"

#define FOLDER_LOG "log.db"
#define FOLDER_WAL "log.db-wal"
#define FOLDER_JOURNAL "log.db-journal"
#define FOLDER_LOCK "lock"                                 /* made by os_lock_take */
#define FOLDER_URL "log.url"                             /* of a database, instead of a file */
#define FOLDER_SECRET "node.key"
#define FOLDER_PUBLIC "node.pub"

char *folder_path(const char *dir, const char *name);      /* heap */
int64_t folder_size(const char *dir, const char *name);    /* a negative errno if it is not there */
/* What DIR/log.url says, on the heap; NULL: there is none. Success with a log in the folder. */
enum log_error folder_url(const char *dir, char **ret);
/* LOG_NOT_EMPTY if it holds anything but a lock. */
enum log_error folder_check_empty(const char *dir);

#endif
