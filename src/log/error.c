/* What can go wrong with the log's disk, named once and said in both languages. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "log/error.h"

#include <assert.h>
#include <errno.h>

static const struct {
	const char *name;
	const char *en;
	const char *zh;
} rows[] = {
	[LOG_OK] = { "ok", "In order.", "正常。" },
	[LOG_NO_FOLDER] = {
		"no_folder",
		"The data folder, or a log in it, cannot be made or read: check the path and its "
		"permissions.",
		"数据目录或其中的日志无法创建或读取：请检查路径和权限。",
	},
	[LOG_READ_ONLY] = {
		"read_only",
		"The data folder cannot be written: make its disk writable, then start again.",
		"数据目录不可写：请使磁盘可写后重新启动。",
	},
	[LOG_LOCKED] = {
		"locked",
		"Another process already works on this data: stop it, or name another folder.",
		"另一个进程正在使用该数据：请先停止它，或指定其他目录。",
	},
	[LOG_NEWER] = {
		"newer",
		"This log was written by a newer version of the program: start that version.",
		"该日志由更新版本的程序写入：请启动该版本。",
	},
	[LOG_FOREIGN] = {
		"foreign",
		"The file log.db in this folder is not a log of this program: name another folder.",
		"该目录中的 log.db 不是本程序的日志：请指定其他目录。",
	},
	[LOG_DAMAGED] = {
		"damaged",
		"The log is damaged: leave it as it is and restore a backup into an empty folder.",
		"日志已损坏：请保留原状，并将备份恢复到一个空目录。",
	},
	[LOG_FULL] = {
		"full",
		"The disk is full: make room, then start again; what was acknowledged is safe.",
		"磁盘已满：请腾出空间后重新启动；已确认的内容不会丢失。",
	},
	[LOG_IO] = {
		"io",
		"The disk failed: check it, then start again; what was acknowledged is safe.",
		"磁盘故障：请检查后重新启动；已确认的内容不会丢失。",
	},
	[LOG_NO_KEY] = {
		"no_key",
		"The signing key node.key is missing, unreadable or not that of node.pub: put it "
		"back from a backup.",
		"签名密钥 node.key 缺失、无法读取或与 node.pub 不符：请从备份中放回。",
	},
	[LOG_NOT_EMPTY] = {
		"not_empty",
		"The folder to copy into is not empty: name a new or an empty folder.",
		"目标目录不是空的：请指定一个新目录或空目录。",
	},
	[LOG_UNSOUND] = {
		"unsound",
		"The copy does not verify, so nothing was restored: take another backup.",
		"该备份未通过校验，未恢复任何内容：请使用其他备份。",
	},
	[LOG_NO_SERVER] = {
		"no_server",
		"The database server of log.url cannot be reached, refuses this node, or did not "
		"confirm: check it, then start again; what was acknowledged is safe.",
		"log.url所指的数据库服务器无法连接、拒绝本节点或未确认提交：请检查后重新启动；"
		"已确认的内容不会丢失。",
	},
};

const char *log_error_name(enum log_error error)
{
	assert((size_t)error < sizeof rows / sizeof *rows);
	return rows[error].name;
}

const char *log_error_text(enum log_error error, bool zh)
{
	assert((size_t)error < sizeof rows / sizeof *rows);
	return zh ? rows[error].zh : rows[error].en;
}

enum log_error error_of_errno(int negative_errno)
{
	if (negative_errno >= 0)
		return LOG_OK;
	switch (-negative_errno) {
	case ENOENT:
	case ENOTDIR:
	case ENAMETOOLONG:
	case ELOOP:
		return LOG_NO_FOLDER;
	case EACCES:
	case EPERM:
	case EROFS:
		return LOG_READ_ONLY;
	case EWOULDBLOCK:
		return LOG_LOCKED;
	case ENOSPC:
	case EDQUOT:
		return LOG_FULL;
	default:
		return LOG_IO;
	}
}

/* SQLite names only some full and read-only disks as such; errno tells the others. */
static enum log_error of_system(sqlite3 *db)
{
	enum log_error error = error_of_errno(-sqlite3_system_errno(db));

	return error == LOG_FULL || error == LOG_READ_ONLY ? error : LOG_IO;
}

enum log_error error_of_db(sqlite3 *db, int rc)
{
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return LOG_OK;
	case SQLITE_NOTADB:
		return LOG_FOREIGN;
	case SQLITE_CORRUPT:
	case SQLITE_CONSTRAINT:         /* a row that should be new is there: not our writing */
	case SQLITE_ERROR:              /* a table or column is missing */
		return LOG_DAMAGED;
	case SQLITE_FULL:
		return LOG_FULL;
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return LOG_READ_ONLY;
	default:
		return of_system(db);
	}
}
