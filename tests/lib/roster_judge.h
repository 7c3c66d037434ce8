/* A second reader and judge of rosters, written from the format's description alone. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LIB_ROSTER_JUDGE_H
#define LIB_ROSTER_JUDGE_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * It shares no code with the engine or its reader and looks at every rule in another way: by
 * cutting a row into blocks, by listing every weekend, by counting every demand afresh. Only the
 * published sections, whose hard rules are all hard.
 */
#define JUDGE_SHIFTS 64
#define JUDGE_PEOPLE 256
#define JUDGE_DAYS 400

struct judge_person {
	char name[16];
	int cap[JUDGE_SHIFTS];
	int most, least, run_most, run_least, rest_least, weekends;
	bool off[JUDGE_DAYS];
	int cell[JUDGE_DAYS];            /* shift, or -1 */
};
struct judge {
	int days, nshifts, npeople;
	char shift[JUDGE_SHIFTS][16];
	char never[JUDGE_SHIFTS][256];
	int minutes[JUDGE_SHIFTS];
	struct judge_person person[JUDGE_PEOPLE];
	long cost;                       /* of wishes and demand */
	int broken;                      /* hard rules */
	char first[128];                 /* the first that is broken */
};

static inline void judge_break(struct judge *judge, const char *rule, const char *who, int day)
{
	if (judge->broken++ == 0)
		snprintf(judge->first, sizeof judge->first, "%s: %s day %d", rule, who, day);
}

static inline int judge_shift(const struct judge *judge, const char *name)
{
	for (int s = 0; s < judge->nshifts; s++)
		if (strcmp(judge->shift[s], name) == 0)
			return s;
	return -1;
}

static inline struct judge_person *judge_person(struct judge *judge, const char *name)
{
	for (int e = 0; e < judge->npeople; e++)
		if (strcmp(judge->person[e].name, name) == 0)
			return &judge->person[e];
	return NULL;
}

/* Cuts a line at its commas, in place. */
static inline int judge_cut(char *line, char **field, int most)
{
	int n = 0;

	field[n++] = line;
	for (char *c = line; *c != '\0' && n < most; c++)
		if (*c == ',') {
			*c = '\0';
			field[n++] = c + 1;
		}
	return n;
}

static inline void judge_read_person(struct judge *judge, char **field)
{
	struct judge_person *person = &judge->person[judge->npeople++];
	int *into[] = { &person->most, &person->least, &person->run_most, &person->run_least,
			&person->rest_least, &person->weekends };

	snprintf(person->name, sizeof person->name, "%s", field[0]);
	for (char *at = field[1]; at != NULL && *at != '\0';) {
		char name[16] = "";
		int cap = 0;

		sscanf(at, "%15[^=]=%d", name, &cap);
		if (judge_shift(judge, name) >= 0)
			person->cap[judge_shift(judge, name)] = cap;
		at = strchr(at, '|');
		at = at != NULL ? at + 1 : NULL;
	}
	for (int i = 0; i < 6; i++)
		*into[i] = (int)strtol(field[2 + i], NULL, 10);
	for (int d = 0; d < JUDGE_DAYS; d++)
		person->cell[d] = -1;
}

/* One line of the first four sections, which come before a roster can be judged. */
static inline void judge_read(struct judge *judge, const char *section, char *line)
{
	char *field[JUDGE_DAYS];
	int n = judge_cut(line, field, JUDGE_DAYS);

	if (strcmp(section, "SECTION_HORIZON") == 0) {
		judge->days = (int)strtol(field[0], NULL, 10);
	} else if (strcmp(section, "SECTION_SHIFTS") == 0) {
		int s = judge->nshifts++;

		snprintf(judge->shift[s], sizeof judge->shift[s], "%s", field[0]);
		judge->minutes[s] = (int)strtol(field[1], NULL, 10);
		snprintf(judge->never[s], sizeof judge->never[s], "|%s|", n > 2 ? field[2] : "");
	} else if (strcmp(section, "SECTION_STAFF") == 0) {
		judge_read_person(judge, field);
	} else if (strcmp(section, "SECTION_DAYS_OFF") == 0) {
		for (int i = 1; i < n; i++)
			if (field[i][0] != '\0')
				judge_person(judge, field[0])->off[strtol(field[i], NULL, 10)] =
					true;
	}
}

/* One line of the soft sections. */
static inline void judge_price(struct judge *judge, const char *section, char *line)
{
	char *field[8];

	if (strncmp(section, "SECTION_SHIFT_O", 15) == 0) {
		judge_cut(line, field, 8);
		int cell = judge_person(judge, field[0])->cell[strtol(field[1], NULL, 10)];
		bool has = cell == judge_shift(judge, field[2]);
		bool on = strcmp(section, "SECTION_SHIFT_ON_REQUESTS") == 0;

		judge->cost += has != on ? strtol(field[3], NULL, 10) : 0;
	} else if (strcmp(section, "SECTION_COVER") == 0) {
		long there = 0, need;

		judge_cut(line, field, 8);
		for (int e = 0; e < judge->npeople; e++)
			there += judge->person[e].cell[strtol(field[0], NULL, 10)] ==
				 judge_shift(judge, field[1]);
		need = strtol(field[2], NULL, 10);
		if (there < need)
			judge->cost += (need - there) * strtol(field[3], NULL, 10);
		if (there > need)
			judge->cost += (there - need) * strtol(field[4], NULL, 10);
	}
}

static inline void judge_walk(struct judge *judge, const char *text,
			      void (*each)(struct judge *judge, const char *section, char *line))
{
	char section[64] = "";

	while (*text != '\0') {
		size_t len = strcspn(text, "\n"), used = len;
		char *line = malloc(len + 1);

		memcpy(line, text, len);
		while (used > 0 && (line[used - 1] == '\r' || line[used - 1] == ' '))
			used--;
		line[used] = '\0';
		if (strncmp(line, "SECTION_", 8) == 0)
			snprintf(section, sizeof section, "%s", line);
		else if (line[0] != '\0' && line[0] != '#')
			each(judge, section, line);
		free(line);
		text += len + (text[len] == '\n');
	}
}

/* A block of days alike: of work, or of rest. */
static inline void judge_block(struct judge *judge, const struct judge_person *person, int from,
			       int to)
{
	bool inner = from > 0 && to < judge->days, work = person->cell[from] >= 0;
	int length = to - from;

	if (work && length > person->run_most)
		judge_break(judge, "too many days in a row", person->name, from);
	if (work && inner && length < person->run_least)
		judge_break(judge, "too few days in a row", person->name, from);
	if (!work && inner && length < person->rest_least)
		judge_break(judge, "too few days off in a row", person->name, from);
}

/* What a single day breaks. */
static inline void judge_day(struct judge *judge, const struct judge_person *person, int d)
{
	int shift = person->cell[d], next = d + 1 < judge->days ? person->cell[d + 1] : -1;
	char name[24];

	if (person->off[d])
		judge_break(judge, "works on a day off", person->name, d);
	if (next < 0)
		return;
	snprintf(name, sizeof name, "|%s|", judge->shift[next]);
	if (strstr(judge->never[shift], name) != NULL)
		judge_break(judge, "forbidden succession", person->name, d);
}

static inline void judge_blocks(struct judge *judge, const struct judge_person *person)
{
	for (int from = 0, d = 1; d <= judge->days; d++)
		if (d == judge->days || (person->cell[d] >= 0) != (person->cell[from] >= 0)) {
			judge_block(judge, person, from, d);
			from = d;
		}
}

static inline void judge_row(struct judge *judge, const struct judge_person *person)
{
	int minutes = 0, weekends = 0, done[JUDGE_SHIFTS] = { 0 };

	for (int d = 0; d < judge->days; d++)
		if (person->cell[d] >= 0) {
			minutes += judge->minutes[person->cell[d]];
			done[person->cell[d]]++;
			judge_day(judge, person, d);
		}
	for (int d = 5; d < judge->days; d += 7)
		weekends += person->cell[d] >= 0 ||
			    (d + 1 < judge->days && person->cell[d + 1] >= 0);
	judge_blocks(judge, person);
	for (int s = 0; s < judge->nshifts; s++)
		if (done[s] > person->cap[s])
			judge_break(judge, "too many of one shift", person->name, s);
	if (minutes > person->most || minutes < person->least)
		judge_break(judge, "minutes", person->name, minutes);
	if (weekends > person->weekends)
		judge_break(judge, "weekends", person->name, weekends);
}

/* The rules of the instance; then cells are put into person[].cell. */
static inline struct judge *judge_create(const char *instance)
{
	struct judge *judge = calloc(1, sizeof *judge);

	judge_walk(judge, instance, judge_read);
	return judge;
}

/* Fills cost, broken and first. */
static inline void judge_decide(struct judge *judge, const char *instance)
{
	for (int e = 0; e < judge->npeople; e++)
		judge_row(judge, &judge->person[e]);
	judge_walk(judge, instance, judge_price);
}

#endif
