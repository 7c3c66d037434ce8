/* What several verbs need of a data folder: opening it, and saying why it does not open. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_DATA_H
#define CLI_DATA_H

#include "cli/verb.h"
#include "node/pipeline.h"

/* Says what is wrong on standard error; gives VERB_DATA. */
int data_complain(const struct verb_args *args, enum log_error error, struct str fault);
/* Carries out the option of DATA_LOG_OPTION, if it was given; false: it has complained. */
bool data_choose_log(const struct verb_args *args, const char *dir);
#define DATA_LOG_OPTION                                                                         \
	{ "log", "postgresql://…", "日志存放在此数据库，而不是log.db（写入log.url）",           \
	  "Keeps the log in this database instead of log.db (written to log.url)." }
/* Opens a pipeline, or complains and gives NULL. */
struct pipeline *data_open(const struct verb_args *args, const struct pipeline_options *options);
struct log_reader *data_read(const struct verb_args *args, const char *dir);

/* Fields of an act, written one after the other; then carried out at once and settled. */
struct data_act {
	struct request request;
	struct buf body;
	struct json_out json;
};
void data_act_begin(struct data_act *act, const char *kind, const char *name, code post);
void data_act_text(struct data_act *act, const char *field, const char *value);
/* The outcome; its refusal is NULL when it is done and durable. Ends the act. */
struct outcome data_act_end(struct data_act *act, struct pipeline *pipeline);

#endif
