/* Small rosters to be made, drawn from a seed, as text in the format that the reader takes. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LIB_ROSTER_SAMPLE_H
#define LIB_ROSTER_SAMPLE_H

#include "base/buf.h"
#include "base/chance.h"

struct roster_sample {
	uint32_t days, people, shifts;
};

static inline void roster_sample_person(struct chance *chance, const struct roster_sample *sample,
					uint32_t e, struct buf *out)
{
	uint32_t length = 480, work = sample->days / 2 + chance_below(chance, 2);
	uint32_t run_least = 1 + chance_below(chance, 2);

	buf_printf(out, "P%u,", e);
	for (uint32_t s = 0; s < sample->shifts; s++)
		buf_printf(out, "%sS%u=%u", s > 0 ? "|" : "", s,
			   chance_below(chance, 4) ? sample->days
						   : chance_below(chance, 3) + (e == 0));
	buf_printf(out, ",%u,%u,%u,%u,%u,%u\n", (work + 1) * length,
		   work > 2 ? (work - 2) * length : 0, 3 + chance_below(chance, 3), run_least,
		   1 + chance_below(chance, 2), 1 + chance_below(chance, 2));
}

static inline void roster_sample_wishes(struct chance *chance, const struct roster_sample *sample,
					const char *section, struct buf *out)
{
	buf_printf(out, "\n%s\n", section);
	for (uint32_t e = 0; e < sample->people; e++)
		for (uint32_t day = 0; day < sample->days; day++)
			if (chance_below(chance, 5) == 0)
				buf_printf(out, "P%u,%u,S%u,%u\n", e, day,
					   chance_below(chance, sample->shifts),
					   1 + chance_below(chance, 3));
}

/* The first person may do every shift; shift 0 may not follow the last; half have a day off. */
static inline void roster_sample_make(struct chance *chance, const struct roster_sample *sample,
				      struct buf *out)
{
	buf_printf(out, "SECTION_HORIZON\n%u\n\nSECTION_SHIFTS\n", sample->days);
	for (uint32_t s = 0; s < sample->shifts; s++)
		buf_printf(out, "S%u,%u,%s\n", s, chance_below(chance, 3) == 0 ? 600u : 480u,
			   s > 0 && s + 1 == sample->shifts ? "S0" : "");
	buf_printf(out, "\nSECTION_STAFF\n");
	for (uint32_t e = 0; e < sample->people; e++)
		roster_sample_person(chance, sample, e, out);
	buf_printf(out, "\nSECTION_DAYS_OFF\n");
	for (uint32_t e = 0; e < sample->people; e += 2)
		buf_printf(out, "P%u,%u\n", e, chance_below(chance, sample->days));
	roster_sample_wishes(chance, sample, "SECTION_SHIFT_ON_REQUESTS", out);
	roster_sample_wishes(chance, sample, "SECTION_SHIFT_OFF_REQUESTS", out);
	buf_printf(out, "\nSECTION_COVER\n");
	for (uint32_t day = 0; day < sample->days; day++)
		for (uint32_t s = 0; s < sample->shifts; s++)
			buf_printf(out, "%u,S%u,%u,%u,1\n", day, s,
				   chance_below(chance, sample->people / sample->shifts + 2),
				   chance_below(chance, 2) == 0 ? 100u : 7u);
}

#endif
