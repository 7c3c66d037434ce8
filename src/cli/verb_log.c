/* Verbs about the log: proof, print, digest, copies. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "cli/data.h"
#include "cli/verbs.h"
#include "node/backup.h"
#include "node/fold.h"

#define LINE_BYTES ((size_t)256 * 1024)

/* ---- verify -------------------------------------------------------------------------------- */

static void say_verdict(FILE *to, const struct log_verdict *verdict)
{
	char origin[CODE_TEXT] = "?";

	if (verdict->fault == LOG_SOUND) {
		fprintf(to, "sound: %llu entries, %llu signed heads, %llu origins\n",
			(unsigned long long)verdict->entries, (unsigned long long)verdict->heads,
			(unsigned long long)verdict->origins);
		if (verdict->veils > 0)
			fprintf(to,
				"%llu entries of other nodes are known by their hash alone / "
				"另有%llu条其他节点的条目仅存哈希\n",
				(unsigned long long)verdict->veils,
				(unsigned long long)verdict->veils);
		if (verdict->unsigned_entries > 0)
			fprintf(to,
				"the newest %llu entries are not signed yet; that none was cut off "
				"behind them cannot be shown / 最新%llu条尚未签名，其后是否被截断无法证明\n",
				(unsigned long long)verdict->unsigned_entries,
				(unsigned long long)verdict->unsigned_entries);
		return;
	}
	if (verdict->origin != 0)
		code_format(verdict->origin, origin);
	if (verdict->pos == 0) {
		fprintf(to, "%s: entry %s-%llu, which has no position here, does not hold / "
			"%s-%llu（本节点无其位置）不成立\n",
			log_fault_name(verdict->fault), origin, (unsigned long long)verdict->seq,
			origin, (unsigned long long)verdict->seq);
		return;
	}
	fprintf(to, "%s: entry %s-%llu at position %llu does not hold / 第%llu条（%s-%llu）不成立\n",
		log_fault_name(verdict->fault), origin, (unsigned long long)verdict->seq,
		(unsigned long long)verdict->pos, (unsigned long long)verdict->pos, origin,
		(unsigned long long)verdict->seq);
}

static bool same_digest(const struct model *a, const struct model *b)
{
	struct hash one, other;

	model_digest(a, &one);
	model_digest(b, &other);
	return hash_eq(&one, &other);
}

/* The newest snapshot must be the state that the log gives at its position. */
static int check_snapshot(const struct verb_args *args, const char *dir)
{
	uint64_t pos = fold_newest(dir, UINT64_MAX);
	struct model *taken = NULL, *folded = NULL;
	struct str fault = { NULL, 0 };
	int rc = VERB_DONE;

	if (pos == 0)
		return VERB_DONE;
	if (fold_state(dir, pos, true, &taken, &fault) != LOG_OK ||
	    fold_state(dir, pos, false, &folded, &fault) != LOG_OK) {
		rc = data_complain(args, LOG_DAMAGED, fault);
	} else if (!same_digest(taken, folded)) {
		printf("snapshot-%llu is not the state that the log gives; delete it / "
		       "快照snapshot-%llu与日志不符，请删除\n",
		       (unsigned long long)pos, (unsigned long long)pos);
		rc = VERB_FOUND;
	}
	model_destroy(taken);
	model_destroy(folded);
	return rc;
}

/* Bodies are bytes to the log; the fold holds numbers and times to where they are filed. */
static int check_fold(const struct verb_args *args, const char *dir)
{
	struct model *model = NULL;
	struct str fault = { NULL, 0 };
	enum log_error error = fold_state(dir, UINT64_MAX, false, &model, &fault);

	model_destroy(model);
	if (error == LOG_DAMAGED) {
		printf(STR_FMT "\n", STR_ARG(fault));
		return VERB_FOUND;
	}
	return error == LOG_OK ? check_snapshot(args, dir) : data_complain(args, error, fault);
}

static int run_verify(const struct verb_args *args)
{
	const char *dir = verb_need(args, "data");
	struct log_reader *reader = dir != NULL ? data_read(args, dir) : NULL;
	struct log_verdict verdict;

	if (reader == NULL)
		return dir != NULL ? VERB_DATA : VERB_USAGE;
	enum log_error error = log_verify(reader, &verdict);

	log_reader_close(reader);
	if (error != LOG_OK)
		return data_complain(args, error, STR(""));
	int rc = verdict.fault == LOG_SOUND ? check_fold(args, dir) : VERB_FOUND;

	if (rc == VERB_DONE || verdict.fault != LOG_SOUND)
		say_verdict(stdout, &verdict);
	return rc;
}

/* ---- dump ---------------------------------------------------------------------------------- */

static bool dump_entry(void *user, const struct log_entry *entry, const struct hash *hash,
		       const struct hash *link)
{
	struct buf *line = user;
	struct json_out json;
	char origin[CODE_TEXT], hex[HASH_HEX];

	buf_clear(line);
	json_begin(&json, line);
	json_open(&json, '{');
	json_key(&json, "pos");
	json_put_i64(&json, (int64_t)entry->pos);
	code_format(entry->origin, origin);
	json_key(&json, "origin");
	json_put_text(&json, origin);
	json_key(&json, "seq");
	json_put_i64(&json, (int64_t)entry->seq);
	json_key(&json, "time");
	json_put_instant(&json, entry->time);
	if (entry->arrived != 0) {
		json_key(&json, "arrived");
		json_put_instant(&json, entry->arrived);
	}
	hash_format(hash, hex);
	json_key(&json, "hash");
	json_put_text(&json, hex);
	hash_format(link, hex);
	json_key(&json, "link");
	json_put_text(&json, hex);
	json_key(&json, "body");
	json_put_raw(&json, entry->body);
	json_close(&json, '}');
	buf_add_char(line, '\n');
	return fwrite(line->at, 1, line->len, stdout) == line->len;
}

static int run_dump(const struct verb_args *args)
{
	const char *dir = verb_need(args, "data");
	const char *after_text = verb_value(args, "after");
	int64_t after = 0;
	struct buf line;

	if (dir == NULL ||
	    (after_text != NULL && (!str_to_i64(str_of(after_text), &after) || after < 0)))
		return VERB_USAGE;
	struct log_reader *reader = data_read(args, dir);

	if (reader == NULL)
		return VERB_DATA;
	buf_init(&line, LINE_BYTES);
	enum log_error error = log_read(reader, (uint64_t)after, dump_entry, &line);

	buf_release(&line);
	log_reader_close(reader);
	if (error != LOG_OK)
		return data_complain(args, error, STR(""));
	return fflush(stdout) == 0 ? VERB_DONE : VERB_SYSTEM;
}

/* ---- digest -------------------------------------------------------------------------------- */

/* Two sites agree on an origin when both print the same for what one of them may see. */
static void say_reach(const struct model *model, code origin)
{
	struct hash digest;
	char hex[HASH_HEX], name[CODE_TEXT], reader[CODE_TEXT];

	code_format(origin, name);
	for (uint16_t i = 0; i < site_count(model); i++) {
		code_format(site_at(model, i)->code, reader);
		model_digest_reach(model, origin, site_at(model, i)->code, &digest);
		hash_format(&digest, hex);
		printf("%s %s %s\n", name, reader, hex);
	}
}

static void say_digest(const struct verb_args *args, const struct model *model)
{
	struct hash digest;
	char hex[HASH_HEX];

	if (!verb_given(args, "reach")) {
		model_digest(model, &digest);
		hash_format(&digest, hex);
		printf("%s\n", hex);
		return;
	}
	for (uint16_t i = 0; i < tree_count(model); i++)
		if (tree_at(model, i)->declared == tree_at(model, i)->code)
			say_reach(model, tree_at(model, i)->code);
}

static int run_digest(const struct verb_args *args)
{
	const char *dir = verb_need(args, "data");
	struct str fault = { NULL, 0 };

	if (dir == NULL)
		return VERB_USAGE;
	/* What is not a log at all is said as such, not as a fold that failed. */
	struct log_reader *reader = data_read(args, dir);

	if (reader == NULL)
		return VERB_DATA;
	log_reader_close(reader);
	struct model *model = NULL;
	enum log_error error =
		fold_state(dir, UINT64_MAX, verb_given(args, "snapshot"), &model, &fault);

	if (error != LOG_OK)
		return data_complain(args, error, fault);
	say_digest(args, model);
	model_destroy(model);
	return VERB_DONE;
}

/* ---- copies -------------------------------------------------------------------------------- */

static int run_backup(const struct verb_args *args)
{
	const char *dir = verb_need(args, "data");
	const char *to = verb_need(args, "to");

	if (dir == NULL || to == NULL)
		return VERB_USAGE;
	enum log_error error = backup_make(dir, to);

	return error == LOG_OK ? VERB_DONE : data_complain(args, error, STR(""));
}

static int run_restore(const struct verb_args *args)
{
	const char *from = verb_need(args, "from");
	const char *dir = verb_need(args, "data");
	struct log_verdict verdict = { .fault = LOG_SOUND };

	if (dir == NULL || from == NULL)
		return VERB_USAGE;
	enum log_error error = backup_restore(from, dir, &verdict);

	if (error == LOG_UNSOUND)
		say_verdict(stderr, &verdict);
	return error == LOG_OK ? VERB_DONE : data_complain(args, error, STR(""));
}

#define DATA_OPTION { "data", "DIR", "数据目录", "The data folder." }
#define LAST_OPTION { NULL, NULL, NULL, NULL }
static const struct verb_option data_options[] = { DATA_OPTION, LAST_OPTION };
static const struct verb_option dump_options[] = {
	DATA_OPTION,
	{ "after", "POS", "只输出此位置之后的条目", "Only entries after this position." },
	LAST_OPTION,
};
static const struct verb_option digest_options[] = {
	DATA_OPTION,
	{ "snapshot", NULL, "从最新快照开始，而不是从第一条开始",
	  "Begin at the newest snapshot instead of the first entry." },
	{ "reach", NULL, "按来源与节点各一行：该节点可见的该来源记录的摘要",
	  "A line for each origin and site: of its records that the site may see." },
	LAST_OPTION,
};
static const struct verb_option backup_options[] = {
	DATA_OPTION,
	{ "to", "DIR", "新的或空的目录", "A new or empty folder." },
	LAST_OPTION,
};
static const struct verb_option restore_options[] = {
	{ "from", "DIR", "备份所在目录", "The folder of the backup." },
	{ "data", "DIR", "新的或空的数据目录", "A new or empty data folder." },
	LAST_OPTION,
};

const struct verb verb_log_verify = {
	.name = "verify", .words = "", .options = data_options, .run = run_verify,
	.zh = "逐条核对哈希链与签名；指出第一条不成立的条目，退出码1",
	.en = "Walks chains and signatures; names the first entry that does not hold, exit 1.",
	.more_zh = "节点运行时也可执行。", .more_en = "Also while the node runs.",
};
const struct verb verb_log_dump = {
	.name = "dump", .words = "", .options = dump_options, .run = run_dump,
	.zh = "每行以JSON输出一条日志", .en = "Prints the log, an entry a line, as JSON.",
};
const struct verb verb_log_digest = {
	.name = "digest", .words = "", .options = digest_options, .run = run_digest,
	.zh = "由日志重建状态并输出其摘要（一行）",
	.en = "Folds the log and prints the digest of the state, one line.",
};
const struct verb verb_log_backup = {
	.name = "backup", .words = "", .options = backup_options, .run = run_backup,
	.zh = "备份日志、密钥、口令与附件；节点运行时也可执行",
	.en = "Copies log, keys, passwords and attachments; also while the node runs.",
	.more_zh = "备份含签名密钥与口令哈希，须与原件同样保管。",
	.more_en = "It holds the signing key and hashes of passwords: keep it like the original.",
};
const struct verb verb_log_restore = {
	.name = "restore", .words = "", .options = restore_options, .run = run_restore,
	.zh = "核对备份，然后放入空的数据目录",
	.en = "Checks a backup and puts it into an empty data folder.",
};
