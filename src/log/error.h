/* What can go wrong with the log's disk: from the system's numbers to our own names. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOG_ERROR_H
#define LOG_ERROR_H

#include <sqlite3.h>

#include "log/log.h"

/* 0 or more is LOG_OK. */
enum log_error error_of_errno(int negative_errno);
/* What the last call on this connection, which returned rc, means. */
enum log_error error_of_db(sqlite3 *db, int rc);

#endif
