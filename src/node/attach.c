/* Attachments: files kept under the SHA-256 of what they hold, seen by who sees such a record. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/attach.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/map.h"
#include "node/caller.h"
#include "node/link.h"
#include "os/os.h"
#include "wire/http/header.h"
#include "wire/http/problem.h"

/* One record that carries a file; those of one hash form a chain. */
struct carrier {
	struct hash hash;
	struct ident record;
	uint64_t next;                                     /* index + 1; 0: the last */
};

struct attach {
	struct node *node;
	char *dir;                                         /* DIR/attachments */
	struct carrier *carriers;
	uint64_t count, size;
	struct map first;                                 /* first bytes of the hash to index + 1 */
	struct get_job *waiting;                           /* for files that are being fetched */
};

static uint64_t key_of(const struct hash *hash)
{
	uint64_t key;

	memcpy(&key, hash->bytes, sizeof key);
	return key;
}

static void add(struct attach *attach, struct str hex, struct ident record)
{
	struct hash hash;

	if (!hash_parse(hex, &hash))
		return;
	uint64_t *first = map_put(&attach->first, key_of(&hash));

	HEAP_ROOM(attach->carriers, attach->count, attach->size);
	attach->carriers[attach->count] =
		(struct carrier){ .hash = hash, .record = record, .next = *first };
	*first = ++attach->count;
}

static void add_all(struct attach *attach, const struct kind *kind)
{
	const struct model *model = pipeline_model(attach->node->pipeline);
	uint32_t count = model_count(model, kind);

	for (uint32_t i = 0; i < count; i++) {
		if (!model_has_files(model, kind, i))
			continue;
		const struct record *record = model_at(model, kind, i);

		for (uint32_t f = 0; f < record->nfiles; f++)
			add(attach, record->files[f].hash, record->id);
	}
}

struct attach *attach_create(struct node *node)
{
	struct attach *attach = heap_alloc(sizeof *attach);
	char path[4096];

	snprintf(path, sizeof path, "%s/attachments", pipeline_dir(node->pipeline));
	attach->node = node;
	attach->dir = heap_text(str_of(path));
	map_init(&attach->first);
	for (uint16_t k = 0; k < registry_count(); k++)
		add_all(attach, registry_at(k)->kind);
	return attach;
}

void attach_destroy(struct attach *attach)
{
	if (attach == NULL)
		return;
	map_release(&attach->first);
	heap_free(attach->carriers);
	heap_free(attach->dir);
	heap_free(attach);
}

void attach_publish(struct attach *attach, const struct entry *entry)
{
	if (entry->act->act->number == ACT_NUMBER_ATTACH && entry->args.file.hash.at != NULL)
		add(attach, entry->args.file.hash, entry->record);
}

/* DIR/attachments/ab/ab34…; two letters so that no folder holds too many. */
static struct str folder_of(const struct attach *attach, struct arena *arena, const char *hex)
{
	return arena_printf(arena, "%s/%.2s", attach->dir, hex);
}

static struct str path_of(const struct attach *attach, struct arena *arena, const char *hex)
{
	return arena_printf(arena, "%s/%.2s/%s", attach->dir, hex, hex);
}

/* The hash in its one spelling, so that a file has one name. */
static bool read_hash(struct str text, struct hash *ret, char ret_hex[HASH_HEX])
{
	if (!hash_parse(text, ret))
		return false;
	hash_format(ret, ret_hex);
	return str_eq(text, str_of(ret_hex));
}

struct refused attach_check(struct attach *attach, struct arena *arena,
			    const struct request *request)
{
	struct refused none = { .why = NULL };
	char hex[HASH_HEX];
	struct hash hash;
	int64_t given;

	/* What has another form, the kernel refuses by its own names. */
	if (request->fields == 0)
		return none;
	uint32_t token = json_find(request->json, request->fields, STR("hash"));
	uint32_t size_token = json_find(request->json, request->fields, STR("size"));

	if (token == 0 || !read_hash(json_text(request->json, token, arena), &hash, hex))
		return none;
	int64_t size = os_file_size(path_of(attach, arena, hex).at);

	if (size < 0)
		return (struct refused){ .why = &refused_unknown_file, .field = "hash" };
	if (size_token != 0 && json_i64(request->json, size_token, &given) && given != size)
		return (struct refused){ .why = &refused_unknown_file, .field = "size" };
	return none;
}

/* ---- putting -------------------------------------------------------------------------------- */

struct put_job {
	struct worker_job job;
	struct call *call;
	struct hash hash;
	struct str root, folder, path;
	bool differs;
	int error;
};

static void put_run(struct worker_job *job)
{
	struct put_job *put = (struct put_job *)job;
	struct buf *body = &put->call->body;
	struct hash hash = hash_of(body->at, body->len);

	put->differs = !hash_eq(&hash, &put->hash);
	if (put->differs || os_file_size(put->path.at) == (int64_t)body->len)
		return;
	put->error = os_mkdir(put->root.at);
	if (put->error >= 0)
		put->error = os_mkdir(put->folder.at);
	if (put->error >= 0)
		put->error = os_write_file(put->path.at, buf_str(body), true);
}

static void put_done(struct worker_job *job)
{
	struct put_job *put = (struct put_job *)job;
	struct call *call = put->call;
	struct json_out json;

	if (put->differs || put->error < 0) {
		http_refuse(call, put->differs ? &problem_hash_differs : &problem_storage_failed);
		return;
	}
	json_begin(&json, &call->out);
	json_open(&json, '{');
	json_key(&json, "hash");
	json_put_str(&json, call->name);
	json_key(&json, "size");
	json_put_i64(&json, (int64_t)call->body.len);
	json_close(&json, '}');
	http_json(call, 201);
}

void attach_put(struct call *call)
{
	const struct attach *attach = call->node->attach;
	struct put_job *put = arena_alloc(call->arena, sizeof *put);
	char hex[HASH_HEX];

	if (!read_hash(call->name, &put->hash, hex)) {
		http_refuse(call, &problem_hash_differs);
		return;
	}
	put->job = (struct worker_job){ .run = put_run, .done = put_done };
	put->call = call;
	put->root = str_of(attach->dir);
	put->folder = folder_of(attach, call->arena, hex);
	put->path = path_of(attach, call->arena, hex);
	if (!worker_submit(call->node->workers, &put->job))
		http_refuse(call, &refused_busy);
}

/* ---- getting -------------------------------------------------------------------------------- */

struct get_job {
	struct worker_job job;
	struct call *call;
	struct str path;
	struct str name;
	struct str mime;
	int error;
	struct hash hash;
	struct ident record;                               /* that carries it */
	bool fetched;                                      /* asked of another site already */
	struct get_job *next;
};

static const struct file *file_of(const struct record *record, const char *hex)
{
	for (uint32_t i = 0; i < record->nfiles; i++)
		if (str_eq(record->files[i].hash, str_of(hex)))
			return &record->files[i];
	return NULL;
}

/* As a record within reach names it; NULL: none does. */
static const struct file *find(const struct attach *attach, const struct hash *hash,
			       const char *hex, const struct reader *reader,
			       struct ident *ret_record)
{
	const struct model *model = pipeline_model(attach->node->pipeline);
	const uint64_t *first = map_get(&attach->first, key_of(hash));

	for (uint64_t i = first != NULL ? *first : 0; i != 0; i = attach->carriers[i - 1].next) {
		const struct carrier *carrier = &attach->carriers[i - 1];
		const struct record *record = model_find(model, carrier->record);

		if (hash_eq(&carrier->hash, hash) && record != NULL &&
		    model_sees(model, record, reader->post, reader->oversight) &&
		    file_of(record, hex) != NULL) {
			*ret_record = record->id;
			return file_of(record, hex);
		}
	}
	return NULL;
}

static void get_run(struct worker_job *job)
{
	struct get_job *get = (struct get_job *)job;

	get->error = os_read_file(get->path.at, &get->call->out);
}

static void give(struct get_job *get)
{
	struct call *call = get->call;
	uint64_t size = call->out.len, first = 0, last = 0;
	struct buf disposition;

	enum header_range range =
		header_range(http_header(call, "Range"), size, &first, &last);

	if (range == RANGE_BAD) {
		http_refuse(call, &problem_bad_range);
		return;
	}
	buf_init(&disposition, 4096);
	header_put_attachment(&disposition, get->name);
	http_add_header(call, "Content-Disposition",
			arena_str(call->arena, buf_str(&disposition)).at);
	buf_release(&disposition);
	http_add_header(call, "Accept-Ranges", "bytes");
	const char *type = arena_str(call->arena, header_safe_type(get->mime)).at;

	if (range == RANGE_NONE) {
		http_bytes(call, 200, type, size > 0 ? call->out.at : "", size);
		return;
	}
	struct str part = arena_printf(call->arena, "bytes %llu-%llu/%llu",
				       (unsigned long long)first, (unsigned long long)last,
				       (unsigned long long)size);

	http_add_header(call, "Content-Range", part.at);
	http_bytes(call, 206, type, call->out.at + first, last - first + 1);
}

/* It lies where it was attached: at the record's home, or with whoever took that over. */
static bool fetch(struct get_job *get)
{
	struct attach *attach = get->call->node->attach;
	const struct model *model = pipeline_model(attach->node->pipeline);
	const struct record *record = model_find(model, get->record);

	if (get->fetched || record == NULL ||
	    !link_fetch(attach->node->link, &get->hash, site_of_post(model, record->home)))
		return false;
	get->fetched = true;
	get->next = attach->waiting;
	attach->waiting = get;
	return true;
}

/* Wherever it lies, there is nothing in it. */
static bool is_empty(const struct hash *hash)
{
	struct hash nothing = hash_of("", 0);

	return hash_eq(hash, &nothing);
}

static void get_done(struct worker_job *job)
{
	struct get_job *get = (struct get_job *)job;

	if (get->error >= 0 || is_empty(&get->hash))
		give(get);
	else if (!fetch(get))
		http_refuse(get->call, &problem_no_such_file);
}

static bool keep(struct attach *attach, const char *hex, struct str bytes)
{
	struct arena *arena = arena_create();
	bool good = os_mkdir(attach->dir) >= 0 &&
		    os_mkdir(folder_of(attach, arena, hex).at) >= 0 &&
		    os_write_file(path_of(attach, arena, hex).at, bytes, true) >= 0;

	arena_destroy(arena);
	return good;
}

void attach_came(struct attach *attach, const struct hash *hash, struct str bytes)
{
	struct get_job *all = attach->waiting;
	char hex[HASH_HEX];
	bool kept;

	hash_format(hash, hex);
	kept = bytes.at != NULL && keep(attach, hex, bytes);
	attach->waiting = NULL;
	while (all != NULL) {
		struct get_job *get = all;

		all = get->next;
		if (!hash_eq(&get->hash, hash)) {
			get->next = attach->waiting;
			attach->waiting = get;
		} else if (!kept) {
			http_refuse(get->call, &refused_home_unreachable);
		} else {
			buf_add(&get->call->out, bytes);
			give(get);
		}
	}
}

bool attach_load(struct attach *attach, const struct hash *hash, code site, struct buf *ret)
{
	const struct model *model = pipeline_model(attach->node->pipeline);
	const uint64_t *first = map_get(&attach->first, key_of(hash));
	struct arena *arena;
	char hex[HASH_HEX];
	bool may = false, good;

	for (uint64_t i = first != NULL ? *first : 0; !may && i != 0;
	     i = attach->carriers[i - 1].next) {
		const struct carrier *carrier = &attach->carriers[i - 1];
		const struct record *record = model_find(model, carrier->record);

		may = hash_eq(&carrier->hash, hash) && record != NULL &&
		      model_reaches(model, record, site);
	}
	if (!may)
		return false;
	hash_format(hash, hex);
	arena = arena_create();
	good = os_read_file(path_of(attach, arena, hex).at, ret) >= 0;
	arena_destroy(arena);
	return good;
}

void attach_get(struct call *call)
{
	const struct attach *attach = call->node->attach;
	struct get_job *get = arena_alloc(call->arena, sizeof *get);
	struct reader reader;
	struct hash hash;
	char hex[HASH_HEX];
	const struct refusal *why = caller_reader(call, "role_as", &reader);
	const struct file *file = NULL;

	if (why == NULL && read_hash(call->name, &hash, hex))
		file = find(attach, &hash, hex, &reader, &get->record);
	if (why == NULL && file == NULL)
		why = &problem_no_such_file;
	if (why != NULL) {
		http_refuse(call, why);
		return;
	}
	get->job = (struct worker_job){ .run = get_run, .done = get_done };
	get->call = call;
	get->hash = hash;
	get->path = path_of(attach, call->arena, hex);
	get->name = arena_str(call->arena, file->name);
	get->mime = arena_str(call->arena, file->mime);
	if (!worker_submit(call->node->workers, &get->job))
		http_refuse(call, &refused_busy);
}
