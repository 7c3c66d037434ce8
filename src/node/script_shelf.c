/* The script files in use, each read and parsed once; and where the worlds they name are found. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/script_state.h"

#include "base/limits.h"
#include "os/os.h"

void script_shelf_init(struct script_shelf *shelf)
{
	*shelf = (struct script_shelf){ .arena = arena_create() };
}

void script_shelf_release(struct script_shelf *shelf)
{
	heap_free(shelf->sheets);
	arena_destroy(shelf->arena);
}

static void parse_sheet(struct script_shelf *shelf, struct script_sheet *sheet, struct str text)
{
	struct script_fault fault;

	sheet->sound = script_parse(shelf->arena, arena_str(shelf->arena, text), &sheet->script,
				    &fault);
	if (sheet->sound)
		return;
	sheet->line = fault.line;
	sheet->zh = arena_printf(shelf->arena, "%s（%s）：" STR_FMT,
				 script_fault_text(fault.kind, true), script_fault_name(fault.kind),
				 STR_ARG(fault.near));
	sheet->en = arena_printf(shelf->arena, "%s (%s): " STR_FMT,
				 script_fault_text(fault.kind, false),
				 script_fault_name(fault.kind), STR_ARG(fault.near));
}

/* NULL: there is no such file. */
static struct script_sheet *read_sheet(struct script_shelf *shelf, struct str path, bool must)
{
	struct str name = arena_str(shelf->arena, path);
	struct script_sheet *sheet = NULL;
	struct buf text;
	int error;

	buf_init(&text, LIMIT_SCRIPT_BYTES);
	error = os_read_file(name.at, &text);
	if (error >= 0 || must) {
		sheet = arena_alloc(shelf->arena, sizeof *sheet);
		sheet->path = name;
	}
	if (error >= 0) {
		parse_sheet(shelf, sheet, buf_str(&text));
	} else if (must) {
		sheet->zh = arena_printf(shelf->arena, "文件不能读取：%s", os_error_text(error));
		sheet->en = arena_printf(shelf->arena, "the file cannot be read: %s",
					 os_error_text(error));
	}
	buf_release(&text);
	return sheet;
}

static const struct script_sheet *get(struct script_shelf *shelf, struct str path, bool must)
{
	struct script_sheet *sheet;

	for (uint32_t i = 0; i < shelf->count; i++) {
		if (str_eq(shelf->sheets[i]->path, path))
			return shelf->sheets[i];
	}
	sheet = read_sheet(shelf, path, must);
	if (sheet == NULL)
		return NULL;
	HEAP_ROOM(shelf->sheets, shelf->count, shelf->size);
	shelf->sheets[shelf->count++] = sheet;
	return sheet;
}

const struct script_sheet *script_shelf_get(struct script_shelf *shelf, struct str path)
{
	return get(shelf, path, true);
}

/* The folder of a path with its slash; empty for a bare name. */
static struct str folder_of(struct str path)
{
	while (path.len > 0 && path.at[path.len - 1] != '/')
		path.len--;
	return path;
}

const struct script_sheet *script_shelf_world(struct script_shelf *shelf, struct str from,
					      struct str name)
{
	struct str folder = folder_of(from);
	struct str places[] = {
		arena_printf(shelf->arena, STR_FMT STR_FMT ".world", STR_ARG(folder),
			     STR_ARG(name)),
		arena_printf(shelf->arena, STR_FMT "worlds/" STR_FMT ".world", STR_ARG(folder),
			     STR_ARG(name)),
		arena_printf(shelf->arena, STR_FMT "../worlds/" STR_FMT ".world", STR_ARG(folder),
			     STR_ARG(name)),
		arena_printf(shelf->arena, "tests/cases/worlds/" STR_FMT ".world", STR_ARG(name)),
	};

	for (uint32_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		const struct script_sheet *sheet = get(shelf, places[i], false);

		if (sheet != NULL)
			return sheet;
	}
	return NULL;
}
