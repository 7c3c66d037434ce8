/* Runs of a venue's plan and what is expected of them: figures by name, sums, verdicts. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_EVAC_CASE_H
#define CLI_EVAC_CASE_H

#include "base/buf.h"
#include "wire/evac/venue.h"

/*
 * "expect": rows of a figure and its bounds. A figure is a sum of names: RUN.time, RUN.inside,
 * RUN.exit.ID.persons (docs/formats.md has all). With several seeds a row is worked out for each
 * and their mean (or "over": "least", "most") is held against the bounds. A row with "fails" says
 * why the model does not meet it; it must then go on failing.
 */
struct evac_case_row {
	struct str name, source, value, fails;
	bool has_least, has_most;
	double least, most;
	double result;
	bool good; /* within its bounds */
};
struct evac_case {
	struct str title, source;
	struct evac_case_row *rows;
	uint32_t nrows;
	double agent_steps; /* done in all runs */
};

struct evac_case_options {
	evac_each *each; /* NULL: on this thread alone */
	void *each_user;
	uint32_t repeat_most; /* seeds a run at most; 0: as the text says */
};

/* Runs all variants and seeds. False: the text, the venue or a row is wrong; what, in `why`. */
bool evac_case_run(struct arena *arena, struct str text, const struct evac_case_options *options,
		   struct evac_case *ret, struct buf *why);

/* The first fault of a venue in words, with its place. */
void evac_case_fault(struct buf *out, const struct evac_fault *fault);
void evac_case_venue_fault(struct buf *out, const struct venue_fault *fault);

/* A figure of a run by name, without the run's own name in front; false: there is no such. */
struct evac_case_window {
	double from, to; /* seconds, for meters */
	uint32_t trespasses; /* seen off the floor so far */
	enum evac_end end;
};
bool evac_case_figure(const struct venue *venue, const struct evac_run *run,
		      const struct evac_case_window *window, struct str name, double *ret);

#endif
