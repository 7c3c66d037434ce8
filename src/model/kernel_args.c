/* What the kernel's own acts take besides fields: a reason, a post, a record, a file, a step. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/kernel_args.h"

#include "base/hash.h"
#include "model/value.h"

static const char *const link_names[] = {
	[LINK_RELATED] = "related",         [LINK_CAUSED_BY] = "caused_by",
	[LINK_MERGED_INTO] = "merged_into", [LINK_DUPLICATE] = "duplicate",
	[LINK_ANSWERS] = "answers",
};

/* Arguments of each act, and which of them it cannot do without ('!'). */
static const char *args_of(uint16_t act_number)
{
	switch (act_number) {
	case ACT_NUMBER_STRIKE:
	case ACT_NUMBER_REJECT:
		return "!reason";
	case ACT_NUMBER_SHARE:
		return "!post";
	case ACT_NUMBER_LINK:
		return "!to type";
	case ACT_NUMBER_ATTACH:
		return "!hash !name !mime !size";
	case ACT_NUMBER_MERGE:
		return "!into";
	case ACT_NUMBER_LAPSE:
		return "!clock !step";
	default:
		return "";
	}
}

static bool next_arg(struct str *rest, struct str *ret_name, bool *ret_needed)
{
	if (rest->at == NULL || !str_split(rest, ' ', ret_name) || ret_name->len == 0)
		return false;
	*ret_needed = ret_name->at[0] == '!';
	if (*ret_needed)
		*ret_name = (struct str){ ret_name->at + 1, ret_name->len - 1 };
	return true;
}

bool kernel_args_takes(uint16_t act_number, struct str name)
{
	struct str rest = str_of(args_of(act_number)), arg;
	bool needed;

	while (next_arg(&rest, &arg, &needed))
		if (str_eq(arg, name))
			return true;
	return false;
}

static bool read_clock(const struct kind_row *kind, struct str name, struct kernel_args *args)
{
	for (uint16_t c = 0; c < kind->nclocks; c++) {
		if (str_eq(name, str_of(kind->clocks[c].name))) {
			args->clock = (uint8_t)c;
			return true;
		}
	}
	return false;
}

static bool read_step(const struct kind_row *kind, struct str name, struct kernel_args *args)
{
	const struct clock *clock = &kind->clocks[args->clock];

	for (uint16_t s = 0; s < clock->nsteps; s++) {
		if (str_eq(name, str_of(clock->steps[s].name))) {
			args->step = (uint8_t)s;
			return true;
		}
	}
	return false;
}

static bool read_link(struct str name, struct kernel_args *args)
{
	for (uint16_t t = LINK_RELATED; t <= LINK_ANSWERS; t++)
		if (str_eq(name, str_of(link_names[t])))
			args->link_type = t;
	return args->link_type != 0;
}

/* One text argument by its name; false: it does not have that form. */
static bool read_text_arg(const struct kind_row *kind, struct str name, struct str text,
			  struct kernel_args *args)
{
	struct hash hash;

	if (str_eq(name, STR("reason"))) {
		args->reason = str_trim(text);
		return text.len <= 2000;
	}
	if (str_eq(name, STR("post")))
		return code_parse(text, &args->post);
	if (str_eq(name, STR("to")) || str_eq(name, STR("into")))
		return ident_parse(text, &args->other);
	if (str_eq(name, STR("type")))
		return read_link(text, args);
	if (str_eq(name, STR("clock")))
		return read_clock(kind, text, args);
	if (str_eq(name, STR("step")))
		return read_step(kind, text, args);
	if (str_eq(name, STR("hash"))) {
		args->file.hash = text;
		return hash_parse(text, &hash);
	}
	if (str_eq(name, STR("name"))) {
		args->file.name = text;
		return text.len > 0 && text.len <= 255;
	}
	args->file.mime = text;
	return text.len > 0 && text.len <= 100;
}

static bool read_arg(struct arena *arena, const struct kind_row *kind, struct str name,
		     const struct json *json, uint32_t token, struct kernel_args *ret)
{
	if (!str_eq(name, STR("size")))
		return json->tokens[token].type == JSON_STRING &&
		       read_text_arg(kind, name, json_text(json, token, arena), ret);
	return json_i64(json, token, &ret->file.size) && ret->file.size >= 0 &&
	       ret->file.size <= LIMIT_ATTACHMENT_BYTES;
}

struct refused kernel_args_read(struct arena *arena, const struct kind_row *kind,
				uint16_t act_number, const struct json *json, uint32_t object,
				struct kernel_args *ret)
{
	struct str rest = str_of(args_of(act_number)), arg;
	bool needed;

	while (next_arg(&rest, &arg, &needed)) {
		uint32_t token = json && object ? json_find(json, object, arg) : 0;
		struct str name = arena_str(arena, arg);

		if (!token || json->tokens[token].type == JSON_NULL) {
			if (needed)
				return (struct refused){ &refused_required, NULL, name };
			continue;
		}
		if (!read_arg(arena, kind, arg, json, token, ret))
			return (struct refused){ &refused_wrong_type, NULL, name };
		if (needed && str_eq(arg, STR("reason")) && ret->reason.len == 0)
			return (struct refused){ &refused_required, NULL, name };
	}
	if (act_number == ACT_NUMBER_LINK && ret->link_type == 0)
		ret->link_type = LINK_RELATED;
	return (struct refused){ 0 };
}

const char *kernel_args_link_name(uint16_t type)
{
	return type >= LINK_RELATED && type <= LINK_ANSWERS ? link_names[type] : "";
}

static void put_file(struct json_out *out, const struct file *file)
{
	json_key(out, "hash");
	json_put_str(out, file->hash);
	json_key(out, "name");
	json_put_str(out, file->name);
	json_key(out, "mime");
	json_put_str(out, file->mime);
	json_key(out, "size");
	json_put_i64(out, file->size);
}

void kernel_args_write(struct json_out *out, const struct kind_row *kind, uint16_t act_number,
		       const struct kernel_args *args)
{
	const struct clock *clock;
	char text[CODE_TEXT];

	switch (act_number) {
	case ACT_NUMBER_STRIKE:
	case ACT_NUMBER_REJECT:
		json_key(out, "reason");
		json_put_str(out, args->reason);
		break;
	case ACT_NUMBER_SHARE:
		code_format(args->post, text);
		json_key(out, "post");
		json_put_text(out, text);
		break;
	case ACT_NUMBER_LINK:
		value_put_ident(out, "to", args->other);
		json_key(out, "type");
		json_put_text(out, link_names[args->link_type]);
		break;
	case ACT_NUMBER_ATTACH:
		put_file(out, &args->file);
		break;
	case ACT_NUMBER_MERGE:
		value_put_ident(out, "into", args->other);
		break;
	case ACT_NUMBER_LAPSE:
		clock = &kind->clocks[args->clock];
		json_key(out, "clock");
		json_put_text(out, clock->name);
		json_key(out, "step");
		json_put_text(out, clock->steps[args->step].name);
		break;
	default:
		break;
	}
}
