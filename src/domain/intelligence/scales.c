/* The scales of the intelligence desk: what a question is about, how far a source is trusted. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/intelligence/scales.h"

const struct choice scales_topic[] = {
	{ 1, "place", "地点", "Place", NULL },
	{ 2, "time", "时段", "Time", NULL },
	{ 3, "route", "路线", "Route", NULL },
	{ 4, "weather", "天气", "Weather", NULL },
	{ 5, "crowd", "人流", "Crowd", NULL },
	{ 6, "cyber", "网络", "Cyber", NULL },
	{ 7, "health", "公共卫生", "Public health", NULL },
	{ 8, "traffic", "交通", "Traffic", NULL },
	{ 9, "supply", "保障", "Supply", NULL },
	{ 10, "other", "其他", "Other", NULL },
	{ 0 },
};

const struct choice scales_reliability[] = {
	{ RELIABILITY_A, "a", "A 完全可靠", "A completely reliable", NULL },
	{ RELIABILITY_B, "b", "B 通常可靠", "B usually reliable", NULL },
	{ 3, "c", "C 较为可靠", "C fairly reliable", NULL },
	{ 4, "d", "D 通常不可靠", "D not usually reliable", NULL },
	{ 5, "e", "E 不可靠", "E unreliable", NULL },
	{ RELIABILITY_F, "f", "F 无法判断", "F cannot be judged", NULL },
	{ 0 },
};

const struct choice scales_credibility[] = {
	{ CREDIBILITY_1, "1", "1 已由其他来源证实", "1 confirmed by other sources", NULL },
	{ CREDIBILITY_2, "2", "2 很可能属实", "2 probably true", NULL },
	{ 3, "3", "3 可能属实", "3 possibly true", NULL },
	{ 4, "4", "4 存疑", "4 doubtful", NULL },
	{ 5, "5", "5 不大可能", "5 improbable", NULL },
	{ CREDIBILITY_6, "6", "6 真伪无法判断", "6 truth cannot be judged", NULL },
	{ 0 },
};
