/* What questions about placing forces share: what can be wrong with them, how long to search. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/cover/cover.h"

static const struct {
	const char *name, *zh, *en;
} faults[] = {
	[COVER_SOUND] = { "sound", "无误", "Sound" },
#define COVER_FAULT_ROW(fault_name, zh_text, en_text)                                           \
	[COVER_FAULT_##fault_name] = { #fault_name, zh_text, en_text },
	COVER_FAULTS(COVER_FAULT_ROW)
#undef COVER_FAULT_ROW
};

const char *cover_fault_name(enum cover_fault fault)
{
	return faults[fault].name;
}

const char *cover_fault_text(enum cover_fault fault, bool zh)
{
	return zh ? faults[fault].zh : faults[fault].en;
}

double cover_share(const struct cover_effort *effort, uint64_t round)
{
	double rounds = effort->rounds > 0 ? (double)round / (double)effort->rounds : 0;
	double time = effort->share != NULL ? effort->share(effort->user) : 0;

	return rounds > time ? rounds : time;
}
