/* What those near by do to one person: where they push, where they block, how much room is left. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "engine/evac/evac_state.h"

/*
 * Eight neighbours at a time, in vectors that gcc and clang turn into whatever the processor has.
 * Sums are kept by lane and added in one order, so the answer does not depend on the processor.
 *
 * i looks at j: u from i to j, d their distance, l the sum of radii, e the heading of i, e0 its
 * way, e_j and v_j heading and speed of j.
 *   steering (Xu 2021): R = side (1 + (1 - e0 e_j) / 2) exp(-max(d - l - closing, 0) / range), for
 *     j ahead, to the side away from where j will be in ahead_s; closing = (v_i e - v_j e_j) u
 *     ahead_s, if positive
 *   steering (Tordeux 2016): push exp((l - d) / push_range), away from j
 *   room (Tordeux 2016): the least d - l among those j with e u > 0 and |e x u| d <= l
 * exp is taken as (1 + a / 16)^16, which is 0 from a = -16 on.
 * Beyond the papers: who is nearer to the same goal does not wait for who is farther, so that two
 * can never wait for each other before a door (Tordeux's agents do: lasting arches); who meet turn
 * their shoulders; bodies that overlap press apart.
 */
#pragma GCC diagnostic ignored "-Wpsabi"
typedef float lanes __attribute__((vector_size(32)));
typedef int32_t ilanes __attribute__((vector_size(32)));
#define INLINE static inline __attribute__((always_inline))
#define ALL(x) ((lanes){ (x), (x), (x), (x), (x), (x), (x), (x) })

INLINE lanes load(const union evac_word *at)
{
	lanes v;

	memcpy(&v, at, sizeof v);
	return v;
}

/* Macros: vectors as parameters mean another thing to the processor with AVX2 than without. */
#define PICK(mask, yes, no) ((lanes)(((mask) & (ilanes)(yes)) | (~(mask) & (ilanes)(no))))
#define SMALLER(a, b) PICK((a) < (b), (a), (b))
#define LARGER(a, b) PICK((a) > (b), (a), (b))
#define ABSOLUTE(a) ((lanes)((ilanes)(a)&0x7fffffff))

/* 1 / sqrt(a), a > 0, to 7e-4: one step of Newton's with the constants of Kadlec (2010). */
INLINE lanes inverse_root(const lanes *a)
{
	lanes y = (lanes)(0x5f1ffff9 - ((ilanes)*a >> 1));

	return y * (2.38924456f - *a * y * y) * 0.703952253f;
}

/* (1 + a / 16) to the power of 16, for a <= 0: e^a to 0.02, and 0 from -16 on. */
INLINE lanes fade(const lanes *a)
{
	lanes p = LARGER(1.0f + *a * 0.0625f, ALL(0));

	p *= p;
	p *= p;
	p *= p;
	return p * p;
}

struct self {
	uint32_t at;
	float x, y, ex, ey, gx, gy, v, r, pot;
	uint32_t field;
	const struct evac_wall *walls;
	const uint32_t *hiding;
	uint32_t nhiding;
};

struct sums {
	lanes side, x, y, room, press_x, press_y;
};

/* Those of `mask` who stand behind a wall are taken off it. */
INLINE void drop_hidden(const struct self *self, const lanes *dx, const lanes *dy, ilanes *mask)
{
	for (uint32_t k = 0; k < self->nhiding; k++) {
		const struct evac_wall *w = &self->walls[self->hiding[k]];
		float wx = w->bx - w->ax, wy = w->by - w->ay;
		float ax = w->ax - self->x, ay = w->ay - self->y;
		float bx = w->bx - self->x, by = w->by - self->y;
		float here = wy * ax - wx * ay;

		/* Walls seen from behind cannot be: they are the far sides of solid things. */
		if (here < 0 && !w->thin)
			continue;
		lanes there = wx * *dy - wy * *dx + here;
		lanes a = *dx * ay - *dy * ax, b = *dx * by - *dy * bx;

		*mask &= ~((there * here < 0) & (a * b <= 0));
	}
}

/* `near`: they may be near enough to push and press. */
INLINE void take_eight(const struct evac_run *run, const struct self *self, uint32_t from,
		       uint32_t to, bool near, struct sums *sums)
{
	static const ilanes count = { 0, 1, 2, 3, 4, 5, 6, 7 };
	const struct evac_law_pair *law = &run->law;
	union evac_word *const *hot = run->hot;
	ilanes place = count + (int32_t)from;
	lanes dx = load(hot[HOT_X] + from) - self->x, dy = load(hot[HOT_Y] + from) - self->y;
	lanes square = dx * dx + dy * dy;
	ilanes mask = (square < EVAC_SEE * EVAC_SEE) & (place < (int32_t)to) &
		      (place != (int32_t)self->at);

	if (self->nhiding > 0)
		drop_hidden(self, &dx, &dy, &mask);
	square = PICK(mask, square, ALL(EVAC_SEE * EVAC_SEE)) + 1e-8f;
	lanes inverse = inverse_root(&square), d = square * inverse;
	lanes ux = dx * inverse, uy = dy * inverse, l = load(hot[HOT_R] + from) + self->r;
	lanes ejx = load(hot[HOT_EX] + from), ejy = load(hot[HOT_EY] + from);
	lanes vj = load(hot[HOT_V] + from), potj = load(hot[HOT_POT] + from);
	lanes ahead = self->gx * ux + self->gy * uy, along = self->ex * ux + self->ey * uy;
	lanes alike = self->gx * ejx + self->gy * ejy;
	lanes closing =
		((self->v * self->ex - vj * ejx) * ux + (self->v * self->ey - vj * ejy) * uy) *
		law->ahead_s;
	lanes gap = d - l;
	lanes reach = LARGER(gap - LARGER(closing, ALL(0)), ALL(0));
	lanes faded = reach * (-1 / law->side_range);
	lanes weight = law->side * (1.5f - 0.5f * alike) * fade(&faded);
	lanes jx = dx + ejx * vj * law->ahead_s, jy = dy + ejy * vj * law->ahead_s;
	lanes cross = self->gx * jy - self->gy * jx;
	/* Who is met head on is passed with him on the left. */
	lanes bias = LARGER(ALL(0), -alike) * 0.15f;
	lanes sign = LARGER(SMALLER((cross + bias) * 10.0f, ALL(1)), ALL(-1));
	ilanes front = mask & ((ahead > 0) | (along > 0));

	sums->side -= PICK(front, weight * sign, ALL(0));
	ilanes same = ((ilanes)load(hot[HOT_FIELD] + from) & 0xff) == (int32_t)self->field;
	ilanes later = (potj > self->pot) | ((potj == self->pot) & (place > (int32_t)self->at));
	ilanes meeting = alike < -0.3f;
	lanes width = l * PICK(meeting, ALL(law->shoulder_meeting), ALL(law->shoulder));
	lanes held = SMALLER(law->close_share + LARGER(gap, ALL(0)) * law->close_slope, ALL(1));
	lanes off = ABSOLUTE(self->ex * dy - self->ey * dx);
	ilanes blocks = mask & (along > 0) & (off <= width);

	if (law->in_order)
		blocks &= ~(same & later);
	sums->room = SMALLER(sums->room, PICK(blocks, gap * PICK(meeting, ALL(1), held), ALL(100)));
	if (!near)
		return;
	lanes fading = LARGER(gap, ALL(0)) * (-1 / law->push_range);
	lanes away = law->push * fade(&fading);

	away = PICK(mask, away, ALL(0));
	sums->x -= away * ux;
	sums->y -= away * uy;

	lanes overlap =
		LARGER(l * PICK(meeting, ALL(law->touch_meeting), ALL(law->touch)) - d, ALL(0));

	overlap = PICK(mask, overlap, ALL(0));
	sums->press_x -= overlap * ux;
	sums->press_y -= overlap * uy;
}

/* The part of a row of bins, from y to y + 1 below or above, that can hold anybody who matters. */
struct span {
	float low, high;
};

INLINE struct span span_of(const struct self *self, float mx, float my, bool trimmed, float low_y,
			   float high_y)
{
	const float back = -0.6f; /* m: bodies behind may still press */
	float near = low_y > 0 ? low_y : high_y < 0 ? -high_y : 0;
	float reach = sqrtf(EVAC_SEE * EVAC_SEE - near * near);
	struct span span = { -reach, reach };

	(void)self;
	if (!trimmed)
		return span;
	float best = my > 0 ? my * high_y : my * low_y;

	if (mx > 1e-3f)
		span.low = fmaxf(span.low, (back - best) / mx);
	else if (mx < -1e-3f)
		span.high = fminf(span.high, (back - best) / mx);
	return span;
}

INLINE struct evac_pull pull_of(const struct sums *sums)
{
	struct evac_pull pull = { .room = 100 };

	for (int k = 0; k < EVAC_LANES; k++) {
		pull.side += sums->side[k];
		pull.x += sums->x[k];
		pull.y += sums->y[k];
		pull.press_x += sums->press_x[k];
		pull.press_y += sums->press_y[k];
		if (sums->room[k] < pull.room)
			pull.room = sums->room[k];
	}
	return pull;
}

INLINE struct evac_pull look_round(const struct evac_run *run, uint32_t at)
{
	union evac_word *const *hot = run->hot;
	const struct evac_grid *grid = &run->grid;
	uint32_t word = hot[HOT_FIELD][at].u, bin = hot[HOT_BIN][at].u;
	const struct evac_sheet *sheet = &grid->sheets[HOT_LEVEL_OF(word)];
	const struct self self = {
		.at = at,
		.x = hot[HOT_X][at].f,
		.y = hot[HOT_Y][at].f,
		.ex = hot[HOT_EX][at].f,
		.ey = hot[HOT_EY][at].f,
		.gx = hot[HOT_GX][at].f,
		.gy = hot[HOT_GY][at].f,
		.v = hot[HOT_V][at].f,
		.r = hot[HOT_R][at].f,
		.pot = hot[HOT_POT][at].f,
		.field = HOT_FIELD_OF(word),
		.walls = sheet->walls,
		.hiding = grid->hiding.list + grid->hiding.start[bin],
		.nhiding = grid->hiding.start[bin + 1] - grid->hiding.start[bin],
	};
	struct sums sums = { .room = ALL(100) };
	float mx = self.ex + self.gx, my = self.ey + self.gy, len = mx * mx + my * my;
	bool trimmed = len > 3.4f; /* heading and way agree within 45 degrees */
	int32_t own = (int32_t)(bin - sheet->bins) / sheet->bin_columns;
	float base_y = sheet->y + (float)own * EVAC_BIN_Y - self.y;

	len = sqrtf(len);
	for (int32_t k = -3; k <= 3; k++) {
		int32_t row = own + k;

		if (row < 0 || row >= sheet->bin_rows)
			continue;
		float low_y = base_y + (float)k * EVAC_BIN_Y, high_y = low_y + EVAC_BIN_Y;

		if (low_y >= EVAC_SEE || high_y <= -EVAC_SEE)
			continue;
		/* The border rows hold whoever stands beyond them too. */
		struct span span = span_of(&self, mx / len, my / len, trimmed, low_y, high_y);

		if (span.low > span.high)
			continue;
		int32_t first = (int32_t)((self.x + span.low - sheet->x) * (1 / EVAC_BIN_X));
		int32_t last = (int32_t)((self.x + span.high - sheet->x) * (1 / EVAC_BIN_X));

		first = first < 0 ? 0 : first;
		last = last >= sheet->bin_columns ? sheet->bin_columns - 1 : last;
		if (first > last)
			continue;
		uint32_t line = sheet->bins + (uint32_t)(row * sheet->bin_columns);
		uint32_t to = run->bin_start[line + (uint32_t)last + 1];

		for (uint32_t i = run->bin_start[line + (uint32_t)first]; i < to; i += EVAC_LANES)
			take_eight(run, &self, i, to, k >= -1 && k <= 1, &sums);
	}
	return pull_of(&sums);
}

struct evac_pull evac_pair(const struct evac_run *run, uint32_t at)
{
	return look_round(run, at);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) struct evac_pull evac_pair_wide(const struct evac_run *run,
								uint32_t at)
{
	return look_round(run, at);
}
#else
struct evac_pull evac_pair_wide(const struct evac_run *run, uint32_t at)
{
	return look_round(run, at);
}
#endif
