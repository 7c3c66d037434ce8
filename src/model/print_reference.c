/* The reference page of a kind: fields, states, acts, clocks and refusals, in both languages. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/print.h"
#include "model/view.h"

static void add(struct buf *buf, const char *text)
{
	buf_add(buf, str_of(text));
}

/* A piece of a table's cell: a bar would end it. */
static void add_cell(struct buf *buf, const char *text)
{
	for (; text != NULL && *text != '\0'; text++) {
		if (*text == '|')
			buf_add_char(buf, '\\');
		buf_add_char(buf, *text);
	}
}

static void add_both(struct buf *buf, const char *zh, const char *en)
{
	add_cell(buf, zh);
	add(buf, "<br>");
	add_cell(buf, en);
}

static void add_bits(struct buf *buf, uint32_t bits, const struct print_bit *table)
{
	bool any = false;

	for (; table->bit != 0; table++) {
		if ((bits & table->bit) == 0)
			continue;
		buf_printf(buf, "%s%s (%s)", any ? ", " : "", table->zh, table->en);
		any = true;
	}
	if (!any)
		add(buf, "—");
}

static void add_names(struct buf *buf, uint32_t bits, const struct print_bit *table)
{
	bool any = false;

	for (; table->bit != 0; table++) {
		if ((bits & table->bit) == 0)
			continue;
		buf_printf(buf, "%s`%s`", any ? " " : "", table->name);
		any = true;
	}
	if (!any)
		add(buf, "—");
}

static void add_words(struct buf *buf, const char *words)
{
	struct str rest = str_of(words), word;
	bool any = false;

	while (words != NULL && print_word(&rest, &word)) {
		buf_printf(buf, "%s`" STR_FMT "`", any ? " " : "", STR_ARG(word));
		any = true;
	}
	if (!any)
		add(buf, "—");
}

/* ---- fields -------------------------------------------------------------------------------- */

static void add_field_notes(struct buf *buf, const struct field *field)
{
	if (field->max != 0)
		buf_printf(buf, " ≤ %u", field->max);
	if (field->least < 0 || field->least > 0 || field->most < 0 || field->most > 0)
		buf_printf(buf, " %.15g … %.15g", field->least, field->most);
	if (field->unit != NULL)
		buf_printf(buf, " %s", field->unit);
	if (field->target != NULL) {
		add(buf, " → ");
		add_words(buf, field->target);
	}
	for (const struct choice *c = field->choices; c != NULL && c->number != 0; c++) {
		buf_printf(buf, "<br>`%s` ", c->name);
		add_cell(buf, c->zh);
		add(buf, " / ");
		add_cell(buf, c->en);
	}
}

static void add_field(struct buf *buf, const struct field *field)
{
	buf_printf(buf, "| %u | `%s` | ", field->number, field->name);
	add_both(buf, field->zh, field->en);
	buf_printf(buf, " | %s / %s", print_type_label(field->type, true),
		   print_type_label(field->type, false));
	add_field_notes(buf, field);
	add(buf, " | ");
	add_bits(buf, field->flags, print_field_flags);
	if (field->retain_days != 0)
		buf_printf(buf, "; %lld d", (long long)field->retain_days);
	if (field->doc_zh != NULL && field->doc_en != NULL) {
		add(buf, "<br>");
		add_both(buf, field->doc_zh, field->doc_en);
	}
	add(buf, " |\n");
}

static void add_fields(struct buf *buf, const struct kind *kind)
{
	add(buf, "## 字段 / Fields\n\n"
		 "| | 名称 / name | | 类型 / type | 说明 / notes |\n| --- | --- | --- | --- | --- |\n");
	for (uint16_t i = 0; i < kind->nfields; i++)
		add_field(buf, &kind->fields[i]);
	add(buf, "\n");
}

/* ---- states -------------------------------------------------------------------------------- */

static void add_moves(struct buf *buf, const struct kind_row *row, uint16_t from,
		      const char *name)
{
	for (uint16_t a = 0; a < row->nacts; a++) {
		const struct act *act = row->acts[a].act;
		const struct state *to = registry_state(row->kind, act->to);
		bool leads = from == NEW ? print_makes(act) : (act->from >> from & 1) != 0;

		if (leads && to != NULL)
			buf_printf(buf, "%-18s --%s--> %s\n", name, act->name, to->name);
	}
}

static void add_states(struct buf *buf, const struct kind_row *row)
{
	add(buf, "## 状态 / States\n\n| | 名称 / name | | |\n| --- | --- | --- | --- |\n");
	for (uint16_t i = 0; i < row->kind->nstates; i++) {
		const struct state *state = &row->kind->states[i];

		buf_printf(buf, "| %u | `%s` | ", state->number, state->name);
		add_both(buf, state->zh, state->en);
		add(buf, " | ");
		add_bits(buf, state->flags, print_state_flags);
		add(buf, " |\n");
	}
	add(buf, "\n```\n");
	add_moves(buf, row, NEW, "(new)");
	for (uint16_t i = 0; i < row->kind->nstates; i++)
		add_moves(buf, row, row->kind->states[i].number, row->kind->states[i].name);
	add(buf, "```\n\n");
}

/* ---- acts ---------------------------------------------------------------------------------- */

static void add_taken(struct buf *buf, const struct kind_row *row, const struct act_row *act_row)
{
	bool any = false;

	for (const struct print_arg *arg = print_args; arg->act != 0; arg++) {
		if (arg->act != act_row->act->number || (act_row->act->flags & ACT_KERNEL) == 0)
			continue;
		buf_printf(buf, "%s`%s`%s", any ? " " : "", arg->name, arg->required ? "\\*" : "");
		any = true;
	}
	for (uint16_t i = 0; i < row->kind->nfields; i++) {
		const struct field *field = &row->kind->fields[i];
		bool needed = (act_row->needs >> field->number & 1) != 0;

		if ((act_row->takes >> field->number & 1) == 0)
			continue;
		buf_printf(buf, "%s`%s`%s", any ? " " : "", field->name, needed ? "\\*" : "");
		any = true;
	}
	if (!any)
		add(buf, "—");
}

static void add_who(struct buf *buf, const struct act_row *act_row)
{
	if (print_is_system(act_row->act)) {
		add(buf, "系统 / the node");
		return;
	}
	add_names(buf, act_row->act->roles, print_roles);
	add(buf, "<br>");
	add_names(buf, act_row->relations, print_relations);
}

/* From which states to which; a star is any state. */
static void add_from(struct buf *buf, const struct kind *kind, const struct act *act)
{
	uint32_t from = print_from(kind, act);
	bool any = print_makes(act);

	add(buf, any ? "(new)" : "");
	for (uint16_t i = 0; from != 0 && act->from != ANY_STATE && i < kind->nstates; i++) {
		if ((from & IN(kind->states[i].number)) == 0)
			continue;
		buf_printf(buf, "%s%s", any ? " " : "", kind->states[i].name);
		any = true;
	}
	if (act->from == ANY_STATE)
		add(buf, "\\*");
	if (act->to_field != NULL)
		buf_printf(buf, " → (`%s`)", act->to_field);
	else if (registry_state(kind, act->to) != NULL)
		buf_printf(buf, " → %s", registry_state(kind, act->to)->name);
}

static void add_act(struct buf *buf, const struct kind_row *row, const struct act_row *act_row)
{
	const struct act *act = act_row->act;

	buf_printf(buf, "| %u | `%s` | ", act->number, act->name);
	add_both(buf, act->zh, act->en);
	add(buf, " | ");
	add_from(buf, row->kind, act);
	add(buf, " | ");
	add_who(buf, act_row);
	add(buf, " | ");
	add_taken(buf, row, act_row);
	add(buf, " | ");
	add_bits(buf, act->flags, print_act_flags);
	add(buf, " |\n");
}

static void add_acts(struct buf *buf, const struct kind_row *row)
{
	add(buf, "## 操作 / Acts\n\n"
		 "`*`：必须填写。谁可以：角色，以及其岗位与记录的关系。 / "
		 "`*`: must be given. Who may: the role, and what the post is to the record.\n\n"
		 "| | 名称 / name | | 状态 / states | 谁可以 / who may | 字段 / fields | |\n"
		 "| --- | --- | --- | --- | --- | --- | --- |\n");
	for (uint16_t a = 0; a < row->nacts; a++)
		add_act(buf, row, &row->acts[a]);
	add(buf, "\n");
}

/* ---- clocks -------------------------------------------------------------------------------- */

static void add_value(struct buf *buf, const struct policy_preset *preset)
{
	if (str_eq(str_of(preset->unit), STR("s")) && preset->value >= 1)
		span_add(buf, (int64_t)preset->value);
	else
		buf_printf(buf, "%.15g%s%s", preset->value, *preset->unit ? " " : "", preset->unit);
}

static void add_presets(struct buf *buf, const struct kind_row *row, const char *pattern)
{
	bool any = false;

	for (const struct policy_preset *preset = policy_presets; preset->key != NULL; preset++) {
		if (!print_preset_fits(row, pattern, str_of(preset->key)))
			continue;
		buf_printf(buf, "%s`%s` = ", any ? "<br>" : "", preset->key);
		add_value(buf, preset);
		add(buf, " (");
		add_cell(buf, preset->source);
		add(buf, ")");
		any = true;
	}
	if (!any)
		add(buf, "—");
}

static void add_clock(struct buf *buf, const struct kind_row *row, const struct clock *clock)
{
	buf_printf(buf, "### `%s` %s / %s\n\n", clock->name, clock->zh, clock->en);
	add(buf, "开始 / starts: ");
	add_words(buf, clock->starts);
	add(buf, "；停止 / stops: ");
	add_words(buf, clock->stops);
	if (clock->from_event)
		add(buf, "；自事发时间起算 / counted from the event");
	if (clock->beyond_closing)
		add(buf, "；记录结束后继续 / goes on when the record is closed");
	if (clock->until != NULL)
		buf_printf(buf, "；第一步到期 / the first step is due at `%s`", clock->until);
	add(buf, "\n\n| 步骤 / step | | 策略 / policy | 预设 / preset | 鸣响 / rings | |\n"
		 "| --- | --- | --- | --- | --- | --- |\n");
	for (uint16_t i = 0; i < clock->nsteps; i++) {
		const struct clock_step *step = &clock->steps[i];

		buf_printf(buf, "| `%s` | ", step->name);
		add_both(buf, step->zh, step->en);
		if (step->policy != NULL) {
			buf_printf(buf, " | `%s` | ", step->policy);
			add_presets(buf, row, step->policy);
			add(buf, " | ");
		} else {
			buf_printf(buf, " | `%s` | — | ", clock->until);
		}
		add_bits(buf, step->rings, print_rings);
		buf_printf(buf, " | %s |\n", step->breach ? "超时入账 / entered as a breach" : "");
	}
	add(buf, "\n");
}

static void add_clocks(struct buf *buf, const struct kind_row *row)
{
	if (row->nclocks == 0)
		return;
	add(buf, "## 计时 / Clocks\n\n");
	for (uint16_t i = 0; i < row->nclocks; i++)
		add_clock(buf, row, &row->clocks[i]);
}

/* ---- the rest ------------------------------------------------------------------------------ */

static void add_reactions(struct buf *buf, const struct kind *kind)
{
	if (kind->nreactions == 0)
		return;
	add(buf, "## 连锁反应 / Reactions\n\n| 名称 / name | 触发 / on | |\n| --- | --- | --- |\n");
	for (uint16_t i = 0; i < kind->nreactions; i++) {
		buf_printf(buf, "| `%s` | ", kind->reactions[i].name);
		add_words(buf, kind->reactions[i].on);
		add(buf, " | ");
		add_both(buf, kind->reactions[i].doc_zh, kind->reactions[i].doc_en);
		add(buf, " |\n");
	}
	add(buf, "\n");
}

static void add_gaps(struct buf *buf, const struct kind *kind)
{
	static const char *const severities[] = {
		[GAP_MINOR] = "minor", [GAP_SERIOUS] = "serious", [GAP_SEVERE] = "severe",
	};

	if (kind->ngaps == 0)
		return;
	add(buf, "## 缺口 / Gaps\n\n"
		 "列入万无一失清单的情形，以及消除它的操作。 / What is listed as missing, and the act that "
		 "closes it.\n\n"
		 "| 名称 / name | | 严重程度 / severity | 消除 / closed by |\n"
		 "| --- | --- | --- | --- |\n");
	for (uint16_t i = 0; i < kind->ngaps; i++) {
		const struct gap *gap = &kind->gaps[i];

		buf_printf(buf, "| `%s` | ", gap->name);
		add_both(buf, gap->zh, gap->en);
		buf_printf(buf, " | %s | `%s` |\n", severities[gap->severity], gap->act);
	}
	add(buf, "\n");
}

static void add_countdown(struct buf *buf, const struct countdown *countdown)
{
	if (countdown == NULL)
		return;
	buf_printf(buf, "## 倒计时 / Countdown\n\n"
			"自 `%s` 前%u日起逐日给出 / day by day from %u days before `%s`: ",
		   countdown->day, countdown->days, countdown->days, countdown->day);
	add_words(buf, countdown->lines);
	add(buf, "\n\n");
}

static void add_refusals(struct buf *buf, const struct refusal *const *refusals)
{
	for (; refusals != NULL && *refusals != NULL; refusals++) {
		buf_printf(buf, "| <a id=\"%s\"></a>`%s` | %u | ", (*refusals)->name,
			   (*refusals)->name, (*refusals)->http);
		add_cell(buf, (*refusals)->zh);
		add(buf, " | ");
		add_cell(buf, (*refusals)->en);
		add(buf, " |\n");
	}
}

static void add_refusal_head(struct buf *buf)
{
	add(buf, "| 名称 / name | HTTP | | |\n| --- | --- | --- | --- |\n");
}

void print_reference(const struct kind_row *row, struct buf *buf)
{
	const struct kind *kind = row->kind;

	buf_printf(buf, "# %s / %s `%s`\n\n%s\n\n%s\n\n", kind->zh, kind->en, kind->name,
		   kind->doc_zh, kind->doc_en);
	buf_printf(buf, "- 编号 / number: %u；模块 / module: %s\n", kind->number, kind->module);
	add(buf, "- 谁可以看 / who may read: ");
	add_bits(buf, print_sees(kind), print_relations);
	add(buf, "\n- 特性 / traits: ");
	add_bits(buf, kind->flags, print_kind_flags);
	if (kind->doctrine != NULL)
		buf_printf(buf, "\n- 依据 / doctrine: %s", kind->doctrine);
	add(buf, "\n\n");
	add_fields(buf, kind);
	add_states(buf, row);
	add_acts(buf, row);
	add_clocks(buf, row);
	add_reactions(buf, kind);
	add_gaps(buf, kind);
	add_countdown(buf, kind->countdown);
	if (kind->refusals != NULL && kind->refusals[0] != NULL) {
		add(buf, "## 拒绝 / Refusals\n\n通用的拒绝见 / those of all kinds: "
			 "[refusals.md](refusals.md)\n\n");
		add_refusal_head(buf);
		add_refusals(buf, kind->refusals);
	}
}

/* ---- pages about all kinds ----------------------------------------------------------------- */

void print_reference_index(struct buf *buf)
{
	add(buf, "# 参考 / Reference\n\n"
		 "由 `watchfloor reference` 按记录类型表生成，不手工修改。 / Printed by "
		 "`watchfloor reference` from the tables of the kinds; not edited.\n\n"
		 "- [拒绝 / refusals](refusals.md)\n- [策略预设 / shipped policies](presets.md)\n"
		 "- [权限矩阵 / permission matrix](matrix.txt)\n\n"
		 "| | 类型 / kind | | 模块 / module | |\n| --- | --- | --- | --- | --- |\n");
	for (uint16_t i = 0; i < registry_count(); i++) {
		const struct kind *kind = registry_at(i)->kind;

		buf_printf(buf, "| %u | [`%s`](%s.md) | ", kind->number, kind->name, kind->name);
		add_both(buf, kind->zh, kind->en);
		buf_printf(buf, " | %s | ", kind->module);
		add_both(buf, kind->doc_zh, kind->doc_en);
		add(buf, " |\n");
	}
}

void print_reference_refusals(const struct refusal *const *more, struct buf *buf)
{
	add(buf, "# 拒绝 / Refusals\n\n"
		 "没有做的事都有一个名称。通用的按检查的先后排列。 / Whatever is not done has a name. "
		 "Those of all kinds stand in the order in which they are checked.\n\n"
		 "## 通用 / Of all kinds\n\n");
	add_refusal_head(buf);
	add_refusals(buf, refusal_all);
	if (more != NULL) {
		add(buf, "\n## 接口 / Of the HTTP side\n\n");
		add_refusal_head(buf);
		add_refusals(buf, more);
	}
	for (uint16_t i = 0; i < registry_count(); i++) {
		const struct kind *kind = registry_at(i)->kind;

		if (kind->refusals == NULL || kind->refusals[0] == NULL)
			continue;
		buf_printf(buf, "\n## %s / %s [`%s`](%s.md)\n\n", kind->zh, kind->en, kind->name,
			   kind->name);
		add_refusal_head(buf);
		add_refusals(buf, kind->refusals);
	}
}

void print_reference_policy(struct buf *buf)
{
	add(buf, "# 策略预设 / Shipped policies\n\n"
		 "没有策略记录时采用的时限、阈值和等级，各注明出处。 / Deadlines, thresholds and levels "
		 "where no policy record says otherwise, each with its source.\n\n"
		 "| 键 / key | 值 / value | 出处 / source |\n| --- | --- | --- |\n");
	for (const struct policy_preset *preset = policy_presets; preset->key != NULL; preset++) {
		buf_printf(buf, "| `%s` | ", preset->key);
		add_value(buf, preset);
		add(buf, " | ");
		add_cell(buf, preset->source);
		add(buf, " |\n");
	}
}
