/* Names for what the tables hold as numbers and bits, and the small pieces of every print. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/print.h"

#include <assert.h>

const struct print_bit print_roles[] = {
#define ROLE_ROW(name, zh, en) { ROLE_##name, #name, zh, en },
	ROLES(ROLE_ROW)
#undef ROLE_ROW
	{ 0 },
};

const struct print_bit print_relations[] = {
	{ REL_OWN, "own", "本指挥部", "Own post" },
	{ REL_ABOVE, "above", "上级指挥部", "A post above" },
	{ REL_DESK, "desk", "同一日志的上级席位", "The desk above, of the same log" },
	{ REL_ADDRESSEE, "addressee", "受文指挥部", "Addressee" },
	{ REL_SHARED, "shared", "共享对象", "Shared with" },
	{ REL_OVERSIGHT, "oversight", "督察", "Oversight" },
	{ REL_ANY, "any", "所有已登录人员", "Anybody signed in" },
	{ 0 },
};

const struct print_bit print_kind_flags[] = {
	{ KIND_CODED, "coded", "以代码为编号", "named by its code" },
	{ KIND_SETUP, "setup", "可在建库时录入", "may be made while the log is set up" },
	{ KIND_NOTE, "note", "录入后不再变化", "never changes after it is made" },
	{ KIND_LEDGER, "ledger", "任何人不得划销或更正", "cannot be struck or amended by anybody" },
	{ KIND_BOARD, "board", "显示在态势板上", "shown on the situation board" },
	{ KIND_MAP, "map", "显示在地图上", "shown on the map" },
	{ 0 },
};

const struct print_bit print_state_flags[] = {
	{ STATE_OPEN, "open", "未结", "open" },
	{ STATE_CLOSED, "closed", "已结", "closed" },
	{ STATE_MERGED, "merged", "已并入", "merged" },
	{ STATE_ALARM, "alarm", "需要人员处置", "needs a human" },
	{ STATE_ACTIVE, "active", "生效，需三项责任", "in force: needs the three responsibilities" },
	{ STATE_FORGETS, "forgets", "个人信息立即销毁", "what names a person ends at once" },
	{ STATE_RELEASED, "released", "已向公众发布", "published" },
	{ 0 },
};

const struct print_bit print_field_flags[] = {
	{ REQUIRED, "required", "必填", "required" },
	{ ADDRESSEE, "addressee", "受文方", "addressee" },
	{ INDEXED, "indexed", "可快速筛选", "indexed" },
	{ UNIQUE, "unique", "不得重复", "unique" },
	{ PERSONAL, "personal", "涉及个人", "personal" },
	{ SEARCHED, "searched", "可检索", "searched" },
	{ TITLE, "title", "标题", "title" },
	{ SYSTEM, "system", "由系统填写", "filled by the node" },
	{ LONG, "long", "多行", "several lines" },
	{ RESPONSIBLE, "responsible", "三项责任之一", "one of the three responsibilities" },
	{ PUBLIC, "public", "发布后公众可见", "on the public page once published" },
	{ 0 },
};

const struct print_bit print_act_flags[] = {
	{ ACT_SECOND, "second", "须第二人确认", "a second person must confirm" },
	{ ACT_VERSION, "version", "须注明所见版本", "the version seen must be named" },
	{ ACT_REHOME, "rehome", "记录移交给另一指挥部", "the record moves to another post" },
	{ ACT_ALARM, "alarm", "在本指挥部鸣响", "sounds at the home post" },
	{ ACT_LIFE_SAFETY, "life_safety", "涉及生命安全，优先提供", "life safety: offered first" },
	{ ACT_KERNEL, "kernel", "通用操作", "common to all kinds" },
	{ ACT_DECLARE, "declare", "同时送达所有相关席位", "fans out to all partner desks" },
	{ ACT_TELL, "tell", "在受文方鸣响", "sounds at the addressees" },
	{ 0 },
};

const struct print_bit print_rings[] = {
	{ RINGS_HOME, "home", "本指挥部", "the home post" },
	{ RINGS_ABOVE, "above", "上级指挥部", "the post above" },
	{ RINGS_ISSUER, "issuer", "发文方", "the issuer" },
	{ RINGS_CONTACT, "contact", "下一联系人", "the next contact" },
	{ RINGS_OVERSIGHT, "oversight", "督察", "oversight" },
	{ 0 },
};

static const struct choice link_types[] = {
	{ LINK_RELATED, "related", "相关", "Related", NULL },
	{ LINK_CAUSED_BY, "caused_by", "起因于", "Caused by", NULL },
	{ LINK_MERGED_INTO, "merged_into", "已并入", "Merged into", NULL },
	{ LINK_DUPLICATE, "duplicate", "重复", "Duplicate", NULL },
	{ LINK_ANSWERS, "answers", "答复", "Answers", NULL },
	{ 0 },
};

const struct print_arg print_args[] = {
	{ ACT_NUMBER_STRIKE, "reason", FIELD_TEXT, true, NULL, NULL, "划销理由", "Reason" },
	{ ACT_NUMBER_SHARE, "post", FIELD_REF, true, "post", NULL, "共享给", "Share with" },
	{ ACT_NUMBER_LINK, "to", FIELD_REF, true, NULL, NULL, "关联到", "Link to" },
	{ ACT_NUMBER_LINK, "type", FIELD_ENUM, false, NULL, link_types, "关系", "Relation" },
	{ ACT_NUMBER_ATTACH, "hash", FIELD_TEXT, true, NULL, NULL, "SHA-256", "SHA-256" },
	{ ACT_NUMBER_ATTACH, "name", FIELD_TEXT, true, NULL, NULL, "文件名", "File name" },
	{ ACT_NUMBER_ATTACH, "mime", FIELD_TEXT, true, NULL, NULL, "文件类型", "Media type" },
	{ ACT_NUMBER_ATTACH, "size", FIELD_INT, true, NULL, NULL, "字节数", "Bytes" },
	{ ACT_NUMBER_MERGE, "into", FIELD_REF, true, ".", NULL, "并入", "Merge into" },
	{ ACT_NUMBER_REJECT, "reason", FIELD_TEXT, true, NULL, NULL, "不同意的理由", "Reason" },
	{ ACT_NUMBER_LAPSE, "clock", FIELD_TEXT, true, NULL, NULL, "计时", "Clock" },
	{ ACT_NUMBER_LAPSE, "step", FIELD_TEXT, true, NULL, NULL, "步骤", "Step" },
	{ 0 },
};

static const struct {
	const char *name, *zh, *en;
} types[] = {
	[FIELD_TEXT] = { "text", "文字", "text" },
	[FIELD_INT] = { "int", "整数", "whole number" },
	[FIELD_REAL] = { "real", "数值", "number" },
	[FIELD_BOOL] = { "bool", "是否", "yes or no" },
	[FIELD_ENUM] = { "enum", "单选", "one choice" },
	[FIELD_SET] = { "set", "多选", "several choices" },
	[FIELD_TIME] = { "time", "时间", "time" },
	[FIELD_SPAN] = { "span", "时长", "span of time" },
	[FIELD_REF] = { "ref", "引用", "reference" },
	[FIELD_REFS] = { "refs", "多项引用", "references" },
	[FIELD_GEO] = { "geo", "图形", "GeoJSON geometry" },
	[FIELD_CODE] = { "code", "代码", "code" },
};

const char *print_type(enum field_type type)
{
	return types[type].name;
}

const char *print_type_label(enum field_type type, bool zh)
{
	return zh ? types[type].zh : types[type].en;
}

bool print_makes(const struct act *act)
{
	return act->from == 0 || (act->from & IN(NEW)) != 0;
}

bool print_is_system(const struct act *act)
{
	return (act->roles & ROLE_ALL) == 0;
}

uint32_t print_from(const struct kind *kind, const struct act *act)
{
	uint32_t all = 0;

	for (uint16_t i = 0; i < kind->nstates; i++)
		all |= IN(kind->states[i].number);
	return act->from & all;
}

uint32_t print_sees(const struct kind *kind)
{
	return kind->sees != 0 ?
		       kind->sees :
		       REL_OWN | REL_ABOVE | REL_ADDRESSEE | REL_SHARED | REL_OVERSIGHT;
}

bool print_word(struct str *rest, struct str *ret)
{
	while (str_split(rest, ' ', ret)) {
		if (ret->len > 0)
			return true;
	}
	return false;
}

/* ---- members ------------------------------------------------------------------------------- */

void print_text(struct json_out *out, const char *key, const char *text)
{
	if (text == NULL)
		return;
	json_key(out, key);
	json_put_text(out, text);
}

void print_flag(struct json_out *out, const char *key, bool value)
{
	if (!value)
		return;
	json_key(out, key);
	json_put_bool(out, true);
}

void print_bits(struct json_out *out, const char *key, uint32_t bits,
		const struct print_bit *table)
{
	json_key(out, key);
	json_open(out, '[');
	for (; table->bit != 0; table++) {
		if ((bits & table->bit) != 0)
			json_put_text(out, table->name);
	}
	json_close(out, ']');
}

void print_words(struct json_out *out, const char *key, const char *words)
{
	struct str rest = str_of(words), word;

	if (words == NULL)
		return;
	json_key(out, key);
	json_open(out, '[');
	while (print_word(&rest, &word))
		json_put_str(out, word);
	json_close(out, ']');
}

void print_fields(struct json_out *out, const char *key, const struct kind_row *row,
		  uint64_t fields)
{
	if ((fields & row->all) == 0)
		return;
	json_key(out, key);
	json_open(out, '[');
	for (uint16_t i = 0; i < row->kind->nfields; i++) {
		if ((fields >> row->kind->fields[i].number & 1) != 0)
			json_put_text(out, row->kind->fields[i].name);
	}
	json_close(out, ']');
}

void print_labels(struct json_out *out, const char *zh, const char *en)
{
	assert(zh != NULL && *zh != '\0' && en != NULL && *en != '\0');
	print_text(out, "zh", zh);
	print_text(out, "en", en);
}

/* ---- names --------------------------------------------------------------------------------- */

void print_camel(struct buf *buf, const char *name)
{
	bool start = true;

	for (; *name != '\0'; name++) {
		if (*name == '_') {
			start = true;
			continue;
		}
		if (start && *name >= 'a' && *name <= 'z')
			buf_add_char(buf, (char)(*name - 'a' + 'A'));
		else
			buf_add_char(buf, *name);
		start = false;
	}
}

/* The choice of the field with which the key goes on; 0 is none, whose name is "none". */
static uint32_t choice_len(const struct kind_row *row, struct str field_name, struct str key)
{
	const struct field *field = registry_field(row, field_name);
	uint32_t found = 0;

	if (str_starts(key, STR("none")))
		found = 4;
	for (const struct choice *c = field != NULL ? field->choices : NULL; c && c->number; c++) {
		struct str name = str_of(c->name);

		if (str_starts(key, name) && name.len > found &&
		    (key.len == name.len || key.at[name.len] == '.'))
			found = name.len;
	}
	return found;
}

bool print_preset_fits(const struct kind_row *row, const char *pattern, struct str key)
{
	while (*pattern != '\0' && key.len > 0) {
		const char *end = *pattern == '{' ? strchr(pattern, '}') : NULL;
		uint32_t len = 1;

		if (end != NULL) {
			struct str name = { pattern + 1, (uint32_t)(end - pattern - 1) };

			len = choice_len(row, name, key);
			if (len == 0)
				return false;
			pattern = end + 1;
		} else if (*pattern++ != *key.at) {
			return false;
		}
		key.at += len;
		key.len -= len;
	}
	return *pattern == '\0' && key.len == 0;
}
