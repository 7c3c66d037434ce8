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

/* Doctrine 10.8: 1 to 5, the higher the worse. */
const struct choice choices_likelihood[] = {
	{ 1, "rare", "1 极少发生", "1 rare", "green" },
	{ 2, "unlikely", "2 不太可能", "2 unlikely", "blue" },
	{ 3, "possible", "3 可能", "3 possible", "yellow" },
	{ 4, "likely", "4 很可能", "4 likely", "orange" },
	{ 5, "almost_certain", "5 几乎必然", "5 almost certain", "red" },
	{ 0 },
};

const struct choice choices_consequence[] = {
	{ 1, "negligible", "1 轻微", "1 negligible", "green" },
	{ 2, "minor", "2 较小", "2 minor", "blue" },
	{ 3, "moderate", "3 中等", "3 moderate", "yellow" },
	{ 4, "major", "4 重大", "4 major", "orange" },
	{ 5, "severe", "5 特别重大", "5 severe", "red" },
	{ 0 },
};

const struct choice choices_colour[] = {
	{ 1, "red", "红", "Red", "red" },
	{ 2, "orange", "橙", "Orange", "orange" },
	{ 3, "yellow", "黄", "Yellow", "yellow" },
	{ 4, "blue", "蓝", "Blue", "blue" },
	{ 0 },
};

/* Doctrine 6.3, 6.4: what a measure is made of, and what has failed where it is unsafe. */
const struct choice choices_means[] = {
	{ 1, "people", "人防", "People", NULL },
	{ 2, "physical", "物防", "Physical means", NULL },
	{ 3, "technical", "技防", "Technical means", NULL },
	{ 0 },
};

/* What a unit can do, and what a post asks of who mans it. */
const struct choice choices_skill[] = {
	{ 1, "first_aid", "急救", "First aid", NULL },
	{ 2, "crowd", "人群疏导", "Crowd management", NULL },
	{ 3, "search", "安全检查", "Search and screening", NULL },
	{ 4, "armed", "武装处置", "Armed response", NULL },
	{ 5, "eod", "排爆", "Bomb disposal", NULL },
	{ 6, "rope", "绳索救援", "Rope rescue", NULL },
	{ 7, "ski", "滑雪", "Skiing", NULL },
	{ 8, "avalanche", "雪崩搜救", "Avalanche rescue", NULL },
	{ 9, "hazmat", "危化处置", "Hazardous materials", NULL },
	{ 10, "english", "英语", "English", NULL },
	{ 11, "drone", "低空处置", "Drone response", NULL },
	{ 0 },
};

/* Doctrine 12.2: who stands gets cold sooner than who moves. */
const struct choice choices_work[] = {
	{ 1, "standing", "站立执勤", "Standing", NULL },
	{ 2, "working", "中重度作业", "Moderate or heavy work", NULL },
	{ 0 },
};
