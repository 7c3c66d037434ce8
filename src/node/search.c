/* Finds records by the words in them, Chinese ones of one character included. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/search.h"

#include <assert.h>

#include "node/caller.h"
#include "node/journal.h"
#include "node/search_index.h"
#include "node/search_text.h"
#include "os/os.h"
#include "wire/http/problem.h"

/* The more records share a transaction, the less each costs. */
#define GATHER_NS INT64_C(250000000)
/* While they come by the thousand, as after a cut, the index stands back; but not for ever. */
#define PATIENCE_NS INT64_C(5000000000)
#define DOCS_MOST 4000
#define CANDIDATES 2000
#define HITS_USUAL 20
#define HITS_MOST 100
#define QUERY_BYTES 256
#define JOB_BYTES ((size_t)8 * 1024 * 1024)

static_assert(SEARCH_MARK_BYTES == ENTRY_SALT, "an entry is known by its salt");

struct search {
	struct node *node;
	struct search_index *index;                        /* NULL: the disk does not take it */
	struct ident *dirty;                             /* records that the index must see again */
	uint32_t ndirty, dirty_size;
	bool behind;                                     /* something was not written in this run */
	struct search_place place;                         /* of the last entry published */
	struct loop_timer *timer;
	bool waiting;                                      /* the timer is armed */
	uint64_t seen_pos;                                 /* of the place when it last rang */
	int64_t until_ns;                                  /* it stands back; 0: nothing pours in */
	bool writing;                                      /* a job is on its way */
	bool stopped;
};

/* ---- what is in the index ------------------------------------------------------------------- */

static bool is_indexed(const struct field *field)
{
	return field->type == FIELD_TEXT && (field->flags & (SEARCHED | TITLE)) != 0 &&
	       (field->flags & PERSONAL) == 0;
}

static bool kind_is_indexed(const struct kind *kind)
{
	for (uint16_t i = 0; i < kind->nfields; i++)
		if (is_indexed(&kind->fields[i]))
			return true;
	return false;
}

static struct str field_text(const struct record *record, const struct field *field)
{
	if (!record_has(record, field->number))
		return (struct str){ NULL, 0 };
	return *(const struct str *)(const void *)((const char *)record + field->offset);
}

/* The indexed texts of a record, those of its title or the others, one after the other. */
static void put_texts(const struct record *record, bool titles, struct buf *out)
{
	bool more = false;

	for (uint16_t i = 0; i < record->kind->nfields; i++) {
		const struct field *field = &record->kind->fields[i];

		if (!is_indexed(field) || ((field->flags & TITLE) != 0) != titles ||
		    !record_has(record, field->number))
			continue;
		if (more)
			buf_add_char(out, '\n');
		buf_add(out, field_text(record, field));
		more = true;
	}
}

/* ---- what it must see again ----------------------------------------------------------------- */

/*
 * One that changes again before it is written stands here twice and is written twice, which does
 * no harm: looking for it would cost every other one more than that.
 */
static void mark_dirty(struct search *search, struct ident id)
{
	if (search->ndirty > 0 && ident_eq(search->dirty[search->ndirty - 1], id))
		return;
	HEAP_ROOM(search->dirty, search->ndirty, search->dirty_size);
	search->dirty[search->ndirty++] = id;
}

/* ---- writing -------------------------------------------------------------------------------- */

struct put_job {
	struct worker_job job;
	struct search *search;
	struct search_doc *docs;                           /* texts at places of `texts` */
	uint32_t count, size;
	struct buf texts;
	struct search_place place;
	bool complete;                             /* after it nothing up to the place is missing */
	bool good;
};

/* The buffer has stopped moving now. */
static void put_run(struct worker_job *job)
{
	struct put_job *put = (struct put_job *)job;
	const char *at = put->texts.at;

	for (uint32_t i = 0; i < put->count; i++) {
		put->docs[i].title.at = at;
		put->docs[i].body.at = at + put->docs[i].title.len;
		at = put->docs[i].body.at + put->docs[i].body.len;
	}
	put->good = search_index_put(put->search->index, put->docs, put->count,
				     put->complete ? &put->place : NULL);
}

static void put_free(struct put_job *put)
{
	buf_release(&put->texts);
	heap_free(put->docs);
	heap_free(put);
}

static void go_on(struct search *search);

static void put_done(struct worker_job *job)
{
	struct put_job *put = (struct put_job *)job;
	struct search *search = put->search;

	search->writing = false;
	search->behind = search->behind || !put->good;
	if (!put->good)
		journal_say("error", "search_not_written", "hint",
			    STR("the index is behind; it is made good at the next start"));
	else
		go_on(search);
	put_free(put);
}

static void add_doc(struct put_job *put, struct ident id)
{
	const struct record *record =
		model_find(pipeline_model(put->search->node->pipeline), id);

	if (record == NULL)
		return;
	HEAP_ROOM(put->docs, put->count, put->size);
	struct search_doc *doc = &put->docs[put->count++];
	size_t from = put->texts.len;

	*doc = (struct search_doc){ .record = id, .kind = record->kind->name };
	put_texts(record, true, &put->texts);
	doc->title.len = (uint32_t)(put->texts.len - from);
	from = put->texts.len;
	put_texts(record, false, &put->texts);
	doc->body.len = (uint32_t)(put->texts.len - from);
}

/* Hands the next records over, as they are now. */
static void write_some(struct search *search)
{
	struct put_job *put = heap_alloc(sizeof *put);

	put->job = (struct worker_job){ .lane = LANE_SEARCH, .run = put_run, .done = put_done };
	put->search = search;
	buf_init(&put->texts, JOB_BYTES);
	while (search->ndirty > 0 && put->count < DOCS_MOST && put->texts.len < JOB_BYTES / 2)
		add_doc(put, search->dirty[--search->ndirty]);
	put->place = search->place;
	put->complete = search->ndirty == 0 && !search->behind;
	search->writing = worker_submit(search->node->workers, &put->job);
	if (search->writing)
		return;
	for (uint32_t i = 0; i < put->count; i++)
		mark_dirty(search, put->docs[i].record);
	put_free(put);
	go_on(search);
}

static void wait(struct search *search, int64_t until_ns)
{
	search->waiting = true;
	loop_timer_arm(search->timer, until_ns);
}

static bool stands_back(struct search *search, int64_t now)
{
	bool pours = search->ndirty > DOCS_MOST && search->place.pos != search->seen_pos;

	search->seen_pos = search->place.pos;
	if (!pours)
		search->until_ns = 0;
	else if (search->until_ns == 0)
		search->until_ns = now + PATIENCE_NS;
	return now < search->until_ns;
}

static void on_timer(void *user)
{
	struct search *search = user;
	int64_t now = os_monotonic_ns();

	search->waiting = false;
	if (search->writing || search->ndirty == 0 || search->stopped)
		return;
	if (stands_back(search, now))
		wait(search, now + GATHER_NS);
	else
		write_some(search);
}

static void go_on(struct search *search)
{
	if (search->ndirty == 0 || search->waiting || search->writing || search->stopped)
		return;
	/* At start there is much to do and nothing to gather. */
	wait(search, os_monotonic_ns() + (search->ndirty > DOCS_MOST ? 0 : GATHER_NS));
}

static bool changes_texts(const struct entry *entry)
{
	for (uint32_t i = 0; i < entry->nvalues; i++)
		if (is_indexed(entry->values[i].field))
			return true;
	return false;
}

void search_publish(struct search *search, const struct entry *entry, const struct record *record)
{
	if (search->index == NULL)
		return;
	search->place.pos = entry->pos;
	memcpy(search->place.mark, entry->salt, SEARCH_MARK_BYTES);
	if (changes_texts(entry)) {
		mark_dirty(search, record->id);
		go_on(search);
	}
}

/* ---- at start ------------------------------------------------------------------------------- */

struct look {
	uint64_t pos;
	uint8_t mark[SEARCH_MARK_BYTES];
	bool found;
};

static bool look_at(void *user, const struct log_entry *stored, const struct hash *hash,
		    const struct hash *link)
{
	struct look *look = user;
	struct arena *arena = arena_create();
	struct entry *entry = arena_alloc(arena, sizeof *entry);
	struct str fault;

	(void)hash;
	(void)link;
	look->found = entry_read(arena, stored->body, entry, &fault);
	if (look->found)
		memcpy(look->mark, entry->salt, SEARCH_MARK_BYTES);
	arena_destroy(arena);
	return false;
}

/* The mark of the entry at a position of the log. */
static bool mark_at(const struct search *search, uint64_t pos, struct look *ret)
{
	struct log_reader *reader;

	*ret = (struct look){ .pos = pos };
	if (pos == 0 || log_reader_open(pipeline_dir(search->node->pipeline), &reader) != LOG_OK)
		return false;
	log_read_at(reader, &pos, 1, look_at, ret);
	log_reader_close(reader);
	return ret->found;
}

/* An index of another log, or of more than this one, is none. */
static void check_place(struct search *search)
{
	struct look look;

	if (search->place.pos != 0 &&
	    mark_at(search, search->place.pos, &look) &&
	    memcmp(look.mark, search->place.mark, SEARCH_MARK_BYTES) == 0)
		return;
	search_index_clear(search->index);
	search->place = (struct search_place){ .pos = 0 };
}

static void catch_up(struct search *search)
{
	const struct model *model = pipeline_model(search->node->pipeline);
	uint64_t known = search->place.pos;
	struct look look;

	for (uint16_t k = 0; k < registry_count(); k++) {
		const struct kind *kind = registry_at(k)->kind;
		uint32_t count = kind_is_indexed(kind) ? model_count(model, kind) : 0;

		for (uint32_t i = 0; i < count; i++)
			if (model_changed(model, kind, i, known))
				mark_dirty(search, model_at(model, kind, i)->id);
	}
	if (mark_at(search, model_pos(model), &look)) {
		search->place.pos = look.pos;
		memcpy(search->place.mark, look.mark, SEARCH_MARK_BYTES);
	}
	go_on(search);
}

struct search *search_create(struct node *node)
{
	struct search *search = heap_alloc(sizeof *search);

	search->node = node;
	search->timer = loop_timer_create(node->loop, on_timer, search);
	search->index = search_index_open(pipeline_dir(node->pipeline), &search->place);
	if (search->index == NULL) {
		journal_say("error", "search_not_written", "hint", STR("there is no index"));
		return search;
	}
	check_place(search);
	catch_up(search);
	return search;
}

void search_stop(struct search *search)
{
	search->stopped = true;
}

bool search_settled(const struct search *search)
{
	return search->ndirty == 0 && !search->writing;
}

void search_destroy(struct search *search)
{
	if (search == NULL)
		return;
	assert(!search->writing);
	loop_timer_destroy(search->timer);
	search_index_close(search->index);
	heap_free(search->dirty);
	heap_free(search);
}

/* ---- asking --------------------------------------------------------------------------------- */

struct find_job {
	struct worker_job job;
	struct call *call;
	struct reader reader;
	struct str typed;
	struct str query;
	const char *kind;
	uint32_t limit;
	struct search_hit found[CANDIDATES];
	uint32_t count;
};

static void find_run(struct worker_job *job)
{
	struct find_job *find = (struct find_job *)job;

	find->count = search_index_find(find->call->node->search->index, find->query, find->kind,
					find->found, CANDIDATES);
}

static void put_snippet(struct json_out *json, const struct record *record, struct str typed)
{
	struct buf buf;

	buf_init(&buf, 1024);
	for (uint16_t i = 0; i < record->kind->nfields; i++) {
		const struct field *field = &record->kind->fields[i];

		if (is_indexed(field) && (field->flags & TITLE) == 0 &&
		    search_text_snippet(field_text(record, field), typed, &buf))
			break;
	}
	json_put_str(json, buf_str(&buf));
	buf_release(&buf);
}

static void put_hit(struct json_out *json, const struct record *record, struct str typed)
{
	char id[IDENT_TEXT];

	ident_format(record->id, id);
	json_open(json, '{');
	json_key(json, "id");
	json_put_text(json, id);
	json_key(json, "kind");
	json_put_text(json, record->kind->name);
	json_key(json, "title");
	json_put_str(json, model_title(record));
	json_key(json, "snippet");
	put_snippet(json, record, typed);
	json_key(json, "at");
	json_put_instant(json, record->event_at);
	json_close(json, '}');
}

/* The record says something else by now; that, too, is in the index. */
static bool is_stale(const struct search_hit *hit, const struct record *record, struct buf *texts)
{
	buf_clear(texts);
	put_texts(record, true, texts);
	size_t title_len = texts->len;

	put_texts(record, false, texts);
	struct str title = { texts->at, (uint32_t)title_len };
	struct str body = { texts->at + title_len, (uint32_t)(texts->len - title_len) };

	return search_index_texts(title, body) != hit->texts;
}

/* The same record, indexed twice with the same texts. */
static bool is_repeated(const struct find_job *find, uint32_t at)
{
	for (uint32_t i = 0; i < at; i++)
		if (ident_eq(find->found[i].record, find->found[at].record) &&
		    find->found[i].texts == find->found[at].texts)
			return true;
	return false;
}

static void find_done(struct worker_job *job)
{
	struct find_job *find = (struct find_job *)job;
	struct call *call = find->call;
	const struct model *model = pipeline_model(call->node->pipeline);
	uint32_t hits = 0;
	struct buf texts;
	struct json_out json;

	json_begin(&json, &call->out);
	json_open(&json, '{');
	json_key(&json, "hits");
	json_open(&json, '[');
	buf_init(&texts, JOB_BYTES);
	buf_room(&texts, 1);
	for (uint32_t i = 0; i < find->count && hits < find->limit; i++) {
		const struct record *record = model_find(model, find->found[i].record);

		if (record == NULL || is_repeated(find, i) ||
		    !model_sees(model, record, find->reader.post, find->reader.oversight) ||
		    is_stale(&find->found[i], record, &texts))
			continue;
		put_hit(&json, record, find->typed);
		hits++;
	}
	buf_release(&texts);
	json_close(&json, ']');
	json_close(&json, '}');
	http_json(call, 200);
}

static bool read_limit(const struct call *call, uint32_t *ret)
{
	struct str text = target_value(&call->target, "limit");
	int64_t limit = HITS_USUAL;

	if (text.at != NULL && (!str_to_i64(text, &limit) || limit < 1 || limit > HITS_MOST))
		return false;
	*ret = (uint32_t)limit;
	return true;
}

static const struct refusal *read_find(struct call *call, struct find_job *find)
{
	struct str kind = target_value(&call->target, "kind");
	const struct kind_row *row = NULL;
	struct buf query;

	find->typed = target_value(&call->target, "q");
	if (find->typed.len == 0 || find->typed.len > QUERY_BYTES ||
	    !read_limit(call, &find->limit))
		return &problem_bad_query;
	if (kind.at != NULL && (row = registry_find(kind)) == NULL)
		return &refused_unknown_kind;
	if (row != NULL)
		find->kind = row->kind->name;
	buf_init(&query, 16 * QUERY_BYTES);
	if (search_text_query(find->typed, &query))
		find->query = arena_str(call->arena, buf_str(&query));
	buf_release(&query);
	return caller_reader(call, "role_as", &find->reader);
}

void search_query(struct call *call)
{
	struct find_job *find = arena_alloc(call->arena, sizeof *find);
	const struct refusal *why = read_find(call, find);

	find->job = (struct worker_job){ .lane = LANE_SEARCH, .run = find_run, .done = find_done };
	find->call = call;
	if (why == NULL && call->node->search->index == NULL)
		why = &problem_storage_failed;
	if (why == NULL && find->query.at == NULL)
		find_done(&find->job);
	else if (why == NULL && !worker_submit(call->node->workers, &find->job))
		why = &refused_busy;
	if (why != NULL)
		http_refuse(call, why);
}
