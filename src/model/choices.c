/* Scales that many kinds share: grade, warning and response are three, and are never mixed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/kind.h"

/* Doctrine 2.4: four steps each, red to blue; 1 is the gravest. */
const struct choice choices_grade[] = {
	{ 1, "g1", "特别重大（Ⅰ级事件）", "G1 exceptionally grave", "red" },
	{ 2, "g2", "重大（Ⅱ级事件）", "G2 grave", "orange" },
	{ 3, "g3", "较大（Ⅲ级事件）", "G3 serious", "yellow" },
	{ 4, "g4", "一般（Ⅳ级事件）", "G4 ordinary", "blue" },
	{ 0 },
};

const struct choice choices_warning[] = {
	{ 1, "w1", "一级预警", "W1 warning", "red" },
	{ 2, "w2", "二级预警", "W2 warning", "orange" },
	{ 3, "w3", "三级预警", "W3 warning", "yellow" },
	{ 4, "w4", "四级预警", "W4 warning", "blue" },
	{ 0 },
};

const struct choice choices_response[] = {
	{ 1, "r1", "Ⅰ级响应", "R1 response", "red" },
	{ 2, "r2", "Ⅱ级响应", "R2 response", "orange" },
	{ 3, "r3", "Ⅲ级响应", "R3 response", "yellow" },
	{ 4, "r4", "Ⅳ级响应", "R4 response", "blue" },
	{ 0 },
};

/* Precedence of messages as staffs use it. */
const struct choice choices_priority[] = {
	{ 1, "flash", "特急", "Flash", "red" },
	{ 2, "immediate", "紧急", "Immediate", "orange" },
	{ 3, "priority", "急", "Priority", "yellow" },
	{ 4, "routine", "平", "Routine", "blue" },
	{ 0 },
};

/* Doctrine 8: evacuation and forces do not mix the two sides; an interface has a procedure. */
const struct choice choices_loop_side[] = {
	{ 1, "in_loop", "闭环内", "Inside the closed loop", NULL },
	{ 2, "out_of_loop", "闭环外", "Outside the closed loop", NULL },
	{ 3, "interface", "闭环交接处", "Interface of the closed loop", NULL },
	{ 0 },
};
