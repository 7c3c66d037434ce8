/* Reads the text in which rosters to be made are written down: people, shifts, wishes, demand. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_ROSTER_INSTANCE_H
#define WIRE_ROSTER_INSTANCE_H

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "engine/roster/roster.h"

/*
 * The format of the published shift-scheduling instances of Curtois and Qu, and sections of our
 * own behind them; docs/formats.md is the chapter for those who write such files.
 */
struct instance {
	struct roster_problem problem;   /* its arrays lie in the arena */
	const struct str *people;        /* names; parts of the text */
	const struct str *duties;
	const struct str *slots;         /* names of demands */
};

#define INSTANCE_FAULTS(X)                                                                      \
	X(not_utf8, "文件不是有效的UTF-8", "The file is not valid UTF-8")                       \
	X(file_too_large, "文件过大", "The file is too large")                                  \
	X(unknown_section, "没有这样的段", "There is no such section")                          \
	X(section_twice, "段重复", "The section stands twice")                                  \
	X(section_missing, "缺少必需的段，文件可能被截断",                                       \
	  "A section is missing; the file may be cut off")                                      \
	X(section_order, "此段须在天数、班次和人员之后",                                         \
	  "The section must stand behind horizon, shifts and staff")                            \
	X(outside_section, "内容不在任何段内", "The line belongs to no section")                \
	X(field_missing, "字段不够", "The line has too few fields")                             \
	X(field_too_many, "字段过多", "The line has too many fields")                           \
	X(bad_number, "此处应为数字", "That is not a number")                                   \
	X(negative_number, "数字不能为负", "A number is negative")                              \
	X(number_too_great, "数字过大", "A number is too great")                                \
	X(bad_name, "名称不能为空", "A name is empty")                                          \
	X(name_twice, "名称重复", "The name stands twice")                                      \
	X(unknown_shift, "没有这个班次", "There is no such shift")                              \
	X(unknown_person, "没有这个人", "There is no such person")                              \
	X(day_outside, "日期超出计划期", "The day lies outside the horizon")                    \
	X(horizon_bad, "天数须在1至400之间", "The horizon is 1 to 400 days")                     \
	X(shift_minutes_bad, "班次时长须为1至1440分钟", "A shift lasts 1 to 1440 minutes")       \
	X(minutes_crossed, "最少工时大于最多工时", "The least minutes are above the most")       \
	X(runs_crossed, "连续天数下限须为1以上且不大于上限",                                     \
	  "The least days in a row are 0 or above the most")                                    \
	X(demand_twice, "同一天同一班次的需求重复", "The demand of that day and shift stands twice") \
	X(weight_bad, "权重超出范围", "The weight is out of range")                             \
	X(no_staff, "没有人员", "There is no staff")                                            \
	X(no_shifts, "没有班次", "There are no shifts")                                         \
	X(too_many_words, "名称种类过多", "There are too many different words of that sort")     \
	X(unknown_slot, "没有班次填补这一需求", "No shift fills such a demand")                  \
	X(unknown_rule, "没有这条可设权重的规则", "There is no such rule to give a weight to")   \
	X(bad_time, "时刻应写作 时:分", "A time is written HH:MM")                               \
	X(bad_flag, "标记只能是night或cold", "A mark is night or cold")                          \
	X(demand_impossible, "没有人能上有需求的班次", "Nobody may do a shift that is demanded")

enum instance_fault_kind {
	INSTANCE_SOUND,
#define INSTANCE_FAULT_KIND(name, zh, en) INSTANCE_FAULT_##name,
	INSTANCE_FAULTS(INSTANCE_FAULT_KIND)
#undef INSTANCE_FAULT_KIND
};
struct instance_fault {
	enum instance_fault_kind kind;
	uint32_t line;                   /* from 1; 0: the file as a whole */
	struct str near;                 /* the piece at fault; part of the text, may be empty */
};
const char *instance_fault_name(enum instance_fault_kind kind);
const char *instance_fault_text(enum instance_fault_kind kind, bool zh);

/*
 * The first fault ends the reading and *ret is untouched. The instance lives in the arena and
 * refers to the text, which must live as long.
 */
bool instance_parse(struct arena *arena, struct str text, struct instance *ret,
		    struct instance_fault *ret_fault);

/*
 * A roster: a line a person, "NAME,CELL,CELL,...", a cell a day: a shift's name, or - for a day
 * without one. People who are not named have no duty.
 */
bool instance_read_cells(struct arena *arena, const struct instance *instance, struct str text,
			 uint16_t **ret, struct instance_fault *ret_fault);
void instance_print_cells(const struct instance *instance, const uint16_t *cells, struct buf *out);

#endif
