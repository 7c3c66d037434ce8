/* Verbs that print what the tables of kinds say: for readers, for programs, for the manual. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "cli/manual.h"
#include "cli/verbs.h"
#include "model/view.h"
#include "os/os.h"
#include "wire/http/problem.h"

#define PRINT_BYTES ((size_t)32 * 1024 * 1024)

static const struct verb_option no_options[] = { { NULL, NULL, NULL, NULL } };

static int print(void (*how)(struct buf *out))
{
	struct buf out;

	buf_init(&out, PRINT_BYTES);
	how(&out);
	bool good = !out.over && fwrite(out.at, 1, out.len, stdout) == out.len;

	if (out.len > 0 && out.at[out.len - 1] != '\n')
		putchar('\n');
	buf_release(&out);
	return good && fflush(stdout) == 0 ? VERB_DONE : VERB_SYSTEM;
}

static int run_kinds(const struct verb_args *args)
{
	(void)args;
	return print(print_kinds);
}

static int run_matrix(const struct verb_args *args)
{
	return print(verb_given(args, "json") ? print_matrix : print_matrix_text);
}

static void print_api(struct buf *out)
{
	print_openapi(problem_all, out);
}

static int run_openapi(const struct verb_args *args)
{
	(void)args;
	return print(print_api);
}

static void print_typescript(struct buf *out)
{
	print_types(problem_all, out);
}

static int run_types(const struct verb_args *args)
{
	(void)args;
	return print(print_typescript);
}

/* Writes one page into the folder and empties the buffer for the next. */
static bool write_page(const struct verb_args *args, const char *name, struct buf *page)
{
	char path[4096];

	snprintf(path, sizeof path, "%s/%s", args->words[0], name);
	int rc = page->over ? -1 : os_write_file(path, buf_str(page), false);

	if (rc < 0)
		verb_complain(args, "%s: %s", path, os_error_text(rc));
	buf_clear(page);
	return rc >= 0;
}

static bool write_kinds(const struct verb_args *args, struct buf *page)
{
	bool good = true;

	for (uint16_t i = 0; i < registry_count() && good; i++) {
		const struct kind_row *row = registry_at(i);
		char name[128];

		print_reference(row, page);
		snprintf(name, sizeof name, "%s.md", row->kind->name);
		good = write_page(args, name, page);
	}
	return good;
}

static int run_reference(const struct verb_args *args)
{
	struct buf page;

	buf_init(&page, PRINT_BYTES);
	int rc = os_mkdir(args->words[0]);

	if (rc < 0)
		verb_complain(args, "%s: %s", args->words[0], os_error_text(rc));
	bool good = rc >= 0 && write_kinds(args, &page);

	if (good) {
		print_reference_index(&page);
		good = write_page(args, "README.md", &page);
	}
	if (good) {
		print_reference_refusals(problem_all, &page);
		good = write_page(args, "refusals.md", &page);
	}
	if (good) {
		print_reference_policy(&page);
		good = write_page(args, "presets.md", &page);
	}
	if (good) {
		print_matrix_text(&page);
		good = write_page(args, "matrix.txt", &page);
	}
	buf_release(&page);
	return good ? VERB_DONE : VERB_SYSTEM;
}

static int run_man(const struct verb_args *args)
{
	struct buf page;
	char name[128];

	buf_init(&page, PRINT_BYTES);
	int rc = os_mkdir(args->words[0]);

	if (rc < 0)
		verb_complain(args, "%s: %s", args->words[0], os_error_text(rc));
	manual_page(&page);
	bool good = rc >= 0 && write_page(args, "watchfloor.1", &page);

	for (int i = 0; verb_all[i] != NULL && good; i++) {
		manual_page_verb(verb_all[i], &page);
		snprintf(name, sizeof name, "watchfloor-%s.1", verb_all[i]->name);
		good = write_page(args, name, &page);
	}
	buf_release(&page);
	return good ? VERB_DONE : VERB_SYSTEM;
}

const struct verb verb_print_kinds = {
	.name = "kinds", .words = "", .options = no_options, .run = run_kinds,
	.zh = "每行列出一种记录", .en = "Lists the kinds of record, one a line.",
};

static const struct verb_option matrix_options[] = {
	{ "json", NULL, "以JSON输出", "As JSON." },
	{ NULL, NULL, NULL, NULL },
};
const struct verb verb_print_matrix = {
	.name = "matrix", .words = "", .options = matrix_options, .run = run_matrix,
	.zh = "输出权限矩阵：记录种类 × 操作 × 角色 × 关系",
	.en = "Prints the permission matrix: kind x act x role x relation.",
};
const struct verb verb_print_openapi = {
	.name = "openapi", .words = "", .options = no_options, .run = run_openapi,
	.zh = "输出接口的OpenAPI 3.1说明", .en = "Prints the API as OpenAPI 3.1.",
};
const struct verb verb_print_types = {
	.name = "types", .words = "", .options = no_options, .run = run_types,
	.zh = "输出操作台所用的TypeScript类型", .en = "Prints the console's TypeScript types.",
};
const struct verb verb_print_reference = {
	.name = "reference", .words = "DIR", .words_least = 1, .words_most = 1,
	.options = no_options, .run = run_reference,
	.zh = "将参考手册写入目录，每种记录一页",
	.en = "Writes the reference into a folder, a page for each kind.",
};
const struct verb verb_print_man = {
	.name = "man", .words = "DIR", .words_least = 1, .words_most = 1,
	.options = no_options, .run = run_man,
	.zh = "将手册页写入目录", .en = "Writes the pages of the manual into a folder.",
};
