/* What every measuring program needs: time, medians, and a row of the table. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "os/os.h"

/* Runs of each measurement; the rows show their median. */
#define BENCH_RUNS 7

static inline int bench_order(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static inline double bench_median(double *values, int count)
{
	qsort(values, (size_t)count, sizeof *values, bench_order);
	return values[count / 2];
}

/* A row: what, our figure, the reference's figure, their ratio and the ratio that was promised. */
static inline void bench_row(const char *what, double ours, double reference, const char *unit,
			     double promised)
{
	double ratio = reference > 0 ? ours / reference : 0;

	printf("%-44s %12.3f %12.3f %-4s ratio %7.2f", what, ours, reference, unit, ratio);
	if (promised > 0)
		printf("  promised <= %.2f  %s", promised, ratio <= promised ? "met" : "NOT MET");
	printf("\n");
	fflush(stdout);
}

/* A line of /proc/self/status in KiB; 0 where there is none. */
static inline double bench_memory_mib(const char *line)
{
	struct buf buf;
	const char *at;
	double kib = 0;

	buf_init(&buf, 65536);
	os_read_file("/proc/self/status", &buf);
	buf_add_char(&buf, '\0');
	at = strstr(buf.at, line);
	if (at)
		kib = strtod(at + strlen(line), NULL);
	buf_release(&buf);
	return kib / 1024;
}

#endif
