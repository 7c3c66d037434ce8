/* The public page and its feed: what has been released, for everybody, without a script. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/public/page.h"

#include "base/xml.h"
#include "model/registry.h"
#include "model/value.h"
#include "wire/cap/cap.h"

struct words {
	const char *tag;
	const char *title;
	const char *lead;
	const char *none;
	const char *as_of;
	const char *feed;
	const char *other;
	const char *yes, *no;
};
static const struct words words[PAGE_LANGUAGES] = {
	[PAGE_ZH] = { "zh-CN", "公开信息", "由指挥部正式发布的信息，更正内容保留可查。",
		      "目前没有公开信息。", "截至", "订阅", "English", "是", "否" },
	[PAGE_EN] = { "en", "Public information",
		      "Released by the command posts. What was corrected stays visible.",
		      "Nothing has been released.", "As of", "Feed", "中文", "yes", "no" },
};

static void add_text(struct buf *out, const char *text)
{
	buf_add(out, str_of(text));
}

/* ---- values as people read them -------------------------------------------------------------- */

static void put_choice(struct buf *out, const struct page *page, const struct field *field,
		       uint16_t number)
{
	const struct choice *choice = registry_choice(field, number);

	if (choice)
		xml_add(out, str_of(page->language == PAGE_ZH ? choice->zh : choice->en));
}

static void put_set(struct buf *out, const struct page *page, const struct field *field,
		    uint64_t bits)
{
	const char *comma = "";

	for (uint16_t number = 1; number < 64; number++) {
		if ((bits >> number & 1) == 0)
			continue;
		add_text(out, comma);
		put_choice(out, page, field, number);
		comma = page->language == PAGE_ZH ? "、" : ", ";
	}
}

static void put_number(struct buf *out, const struct value *value)
{
	if (value->field->type == FIELD_REAL)
		buf_printf(out, "%.6g", value->as.real);
	else
		buf_add_i64(out, value->as.number);
	if (value->field->unit) {
		add_text(out, " ");
		xml_add(out, str_of(value->field->unit));
	}
}

static bool ends(const char *name, const char *tail)
{
	size_t len = strlen(name), tail_len = strlen(tail);

	return len > tail_len && strcmp(name + len - tail_len, tail) == 0;
}

static bool is_foreign(const struct page *page, const struct field *field)
{
	return ends(field->name, page->language == PAGE_ZH ? "_en" : "_zh");
}

/* Of another record only its name is told, and only if it is a place. */
static void put_place(struct buf *out, const struct page *page, struct ident id)
{
	const struct record *place = model_find_kind(page->model, id, "place");

	for (uint16_t i = 0; place && i < place->kind->nfields; i++) {
		const struct field *field = &place->kind->fields[i];
		struct value value;

		if ((field->flags & TITLE) == 0 || !record_has(place, field->number) ||
		    is_foreign(page, field))
			continue;
		value_of(place, field, &value);
		xml_add(out, value.as.text);
		return;
	}
}

static void put_value(struct buf *out, const struct page *page, const struct value *value)
{
	switch (value->field->type) {
	case FIELD_TEXT: xml_add(out, value->as.text); return;
	case FIELD_INT:
	case FIELD_REAL: put_number(out, value); return;
	case FIELD_SPAN: span_add(out, value->as.number); return;
	case FIELD_BOOL:
		add_text(out, value->as.truth ? words[page->language].yes
					      : words[page->language].no);
		return;
	case FIELD_ENUM:
		put_choice(out, page, value->field, (uint16_t)value->as.number);
		return;
	case FIELD_SET: put_set(out, page, value->field, value->as.bits); return;
	case FIELD_TIME:
		instant_add_local(out, value->as.number, page->offset_minutes);
		return;
	case FIELD_REF: put_place(out, page, value->as.ref); return;
	case FIELD_REFS:
	case FIELD_GEO:
	case FIELD_CODE: return;
	}
}

/* ---- fields ---------------------------------------------------------------------------------- */

static bool is_told(const struct page *page, const struct record *record,
		    const struct field *field)
{
	return (field->flags & PUBLIC) != 0 && record_has(record, field->number) &&
	       !is_foreign(page, field);
}

static const struct field *heading_of(const struct page *page, const struct record *record)
{
	for (uint16_t i = 0; i < record->kind->nfields; i++) {
		const struct field *field = &record->kind->fields[i];

		if ((field->flags & TITLE) != 0 && is_told(page, record, field))
			return field;
	}
	return NULL;
}

static void put_heading(struct buf *out, const struct page *page, const struct record *record)
{
	const struct field *field = heading_of(page, record);
	struct value value;

	if (!field) {
		add_text(out, page->language == PAGE_ZH ? record->kind->zh : record->kind->en);
		return;
	}
	value_of(record, field, &value);
	put_value(out, page, &value);
}

static void put_fields(struct buf *out, const struct page *page, const struct record *record)
{
	const struct field *heading = heading_of(page, record);

	add_text(out, "<dl>");
	for (uint16_t i = 0; i < record->kind->nfields; i++) {
		const struct field *field = &record->kind->fields[i];
		struct value value;

		if (field == heading || !is_told(page, record, field))
			continue;
		value_of(record, field, &value);
		add_text(out, "<dt>");
		xml_add(out, str_of(page->language == PAGE_ZH ? field->zh : field->en));
		add_text(out, "</dt><dd>");
		put_value(out, page, &value);
		add_text(out, "</dd>");
	}
	add_text(out, "</dl>");
}

static const char *state_of(const struct page *page, const struct record *record)
{
	const struct state *state = registry_state(record->kind, record->state);

	return page->language == PAGE_ZH ? state->zh : state->en;
}

/* ---- the page -------------------------------------------------------------------------------- */

static void put_head(struct buf *out, const struct page *page)
{
	const struct words *w = &words[page->language];

	buf_printf(out,
		   "<!doctype html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">"
		   "<meta name=\"viewport\" content=\"width=device-width\"><title>%s</title>"
		   "<link rel=\"stylesheet\" href=\"/public.css\">"
		   "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"%s\" "
		   "href=\"/public/feed?lang=%s\"></head><body><main>\n",
		   w->tag, w->title, w->title, page->language == PAGE_ZH ? "zh" : "en");
	buf_printf(out,
		   "<header><h1>%s</h1><nav><a href=\"/public?lang=%s\" lang=\"%s\">%s</a> "
		   "<a href=\"/public/feed?lang=%s\">%s</a></nav><p>%s</p><p>%s <time>",
		   w->title, page->language == PAGE_ZH ? "en" : "zh",
		   words[page->language == PAGE_ZH ? PAGE_EN : PAGE_ZH].tag, w->other,
		   page->language == PAGE_ZH ? "zh" : "en", w->feed, w->lead, w->as_of);
	instant_add_local(out, page->at, page->offset_minutes);
	add_text(out, "</time></p></header>\n");
}

static void put_article(struct buf *out, const struct page *page, const struct record *record)
{
	char id[IDENT_TEXT];

	ident_format(record->id, id);
	buf_printf(out, "<article id=\"%s\"><h2>", id);
	put_heading(out, page, record);
	buf_printf(out, "</h2><p class=\"about\">%s · %s · <time>",
		   page->language == PAGE_ZH ? record->kind->zh : record->kind->en,
		   state_of(page, record));
	instant_add_local(out, record->updated_at, page->offset_minutes);
	add_text(out, "</time></p>");
	put_fields(out, page, record);
	if (cap_public(record))
		buf_printf(out,
			   "<p><a href=\"/public/cap/%s\" type=\"" CAP_TYPE
			   "\">CAP 1.2</a></p>", id);
	add_text(out, "</article>\n");
}

void page_html(const struct page *page, struct buf *out)
{
	put_head(out, page);
	for (uint32_t i = 0; i < page->count; i++)
		put_article(out, page, page->records[i]);
	if (page->count == 0)
		buf_printf(out, "<p>%s</p>\n", words[page->language].none);
	add_text(out, "</main></body></html>\n");
}

/* ---- the feed -------------------------------------------------------------------------------- */

static void put_entry(struct buf *out, const struct page *page, const struct record *record)
{
	char id[IDENT_TEXT];

	ident_format(record->id, id);
	add_text(out, "<entry><title>");
	put_heading(out, page, record);
	buf_printf(out, "</title><id>urn:watchfloor:%s</id><updated>", id);
	instant_add(out, record->updated_at);
	buf_printf(out, "</updated><category term=\"%s\"/><link href=\"/public?lang=%s#%s\"/>",
		   record->kind->name, page->language == PAGE_ZH ? "zh" : "en", id);
	if (cap_public(record))
		buf_printf(out, "<link rel=\"alternate\" type=\"" CAP_TYPE
			   "\" href=\"/public/cap/%s\"/>", id);
	add_text(out, "<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">");
	put_fields(out, page, record);
	add_text(out, "</div></content></entry>\n");
}

void page_atom(const struct page *page, struct buf *out)
{
	const struct words *w = &words[page->language];

	buf_printf(out,
		   "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
		   "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"%s\"><title>%s</title>"
		   "<id>urn:watchfloor:public:%s</id><author><name>Watchfloor</name></author>"
		   "<updated>",
		   w->tag, w->title, w->tag);
	instant_add(out, page->count > 0 ? page->records[0]->updated_at : page->at);
	add_text(out, "</updated>\n");
	for (uint32_t i = 0; i < page->count; i++)
		put_entry(out, page, page->records[i]);
	add_text(out, "</feed>\n");
}
