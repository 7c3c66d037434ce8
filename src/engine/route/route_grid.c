/* Which roads pass through which square of the ground, so that the nearest is found at once. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/route/route_state.h"

#define CELL_LEAST_M 30.0

/* A straight piece, drawn into the squares that it touches, row by row; how many they are. */
static uint32_t draw(const struct route_head *head, struct route_e7 a, struct route_e7 b,
		     uint32_t *next, struct route_cell *cells, struct route_cell cell)
{
	double ax = ((double)a.lon - head->west) / head->cell_lon;
	double ay = ((double)a.lat - head->south) / head->cell_lat;
	double bx = ((double)b.lon - head->west) / head->cell_lon;
	double by = ((double)b.lat - head->south) / head->cell_lat;
	double low_y = fmin(ay, by), high_y = fmax(ay, by);
	uint32_t first = (uint32_t)low_y, last = (uint32_t)high_y, count = 0;

	for (uint32_t row = first; row <= last; row++) {
		double from = fmax(low_y, row), until = fmin(high_y, row + 1.0);
		double x0 = ax, x1 = bx;

		if (last > first) {
			x0 = ax + (bx - ax) * (from - ay) / (by - ay);
			x1 = ax + (bx - ax) * (until - ay) / (by - ay);
		}
		uint32_t left = (uint32_t)fmax(0, fmin(x0, x1));
		uint32_t right = (uint32_t)fmin(head->columns - 1.0, fmax(0, fmax(x0, x1)));

		for (uint32_t column = left; column <= right; column++, count++) {
			uint32_t *at = next ? &next[row * head->columns + column] : NULL;

			if (cells)
				cells[(*at)++] = cell;
			else if (next)
				++*at;
		}
	}
	return count;
}

static void bounds(const struct route_e7 p, struct route_head *head)
{
	head->west = p.lon < head->west ? p.lon : head->west;
	head->east = p.lon > head->east ? p.lon : head->east;
	head->south = p.lat < head->south ? p.lat : head->south;
	head->north = p.lat > head->north ? p.lat : head->north;
}

static void choose_cells(struct route_head *head, uint64_t pieces)
{
	double middle = ((double)head->south + head->north) / 2e7 * RADIANS;
	double narrow = fmax(0.01, cos(middle));
	double wide_m = ((double)head->east - head->west) * 1e-7 * METRES_PER_DEGREE * narrow;
	double high_m = ((double)head->north - head->south) * 1e-7 * METRES_PER_DEGREE;
	double side = sqrt((wide_m + 1) * (high_m + 1) / (double)pieces);

	/* Of a network that is one line the squares would be tiny: not more of them than pieces. */
	side = fmax(side, fmax(wide_m, high_m) / (double)pieces);
	side = fmax(side, CELL_LEAST_M);
	head->cell_lat = (uint32_t)fmin(4e8, side / METRES_PER_DEGREE * 1e7) + 1;
	head->cell_lon = (uint32_t)fmin(4e8, side / METRES_PER_DEGREE / narrow * 1e7) + 1;
	head->columns = (uint32_t)(((int64_t)head->east - head->west) / head->cell_lon) + 1;
	head->rows = (uint32_t)(((int64_t)head->north - head->south) / head->cell_lat) + 1;
}

static struct route_e7 input_point(const struct route_input *input, const struct route_link *link,
				   uint32_t i)
{
	if (i == 0)
		return route_e7_of(input->points[link->from]);
	if (i > link->nshape)
		return route_e7_of(input->points[link->to]);
	return route_e7_of(input->shape[link->shape + i - 1]);
}

void route_grid_size(const struct route_input *input, struct route_head *head)
{
	const struct route_cell none = { 0, 0 };

	if (!input->points)
		return;
	head->west = head->south = INT32_MAX;
	head->east = head->north = INT32_MIN;
	for (uint32_t i = 0; i < input->nnodes; i++)
		bounds(route_e7_of(input->points[i]), head);
	for (uint32_t i = 0; i < input->nshape; i++)
		bounds(route_e7_of(input->shape[i]), head);
	choose_cells(head, (uint64_t)input->nlinks + input->nshape);
	for (uint32_t i = 0; i < input->nlinks; i++)
		for (uint32_t k = 0; k <= input->links[i].nshape; k++)
			head->ncells += draw(head, input_point(input, &input->links[i], k),
					     input_point(input, &input->links[i], k + 1), NULL,
					     NULL, none);
}

static void draw_all(struct route_graph *graph, uint32_t *next, struct route_cell *cells)
{
	for (uint32_t i = 0; i < graph->head->nlinks; i++) {
		const struct route_kept *link = &graph->links[i];

		for (uint32_t k = 0; k <= link->nshape; k++)
			draw(graph->head, route_line_point(graph, link, k),
			     route_line_point(graph, link, k + 1), next, cells,
			     (struct route_cell){ i, k });
	}
}

void route_grid_fill(struct route_graph *graph)
{
	uint32_t ncells = graph->head->columns * graph->head->rows;
	uint32_t *next;

	if (!graph->head->has_points)
		return;
	next = heap_alloc((ncells + (size_t)1) * sizeof *next);
	draw_all(graph, graph->cell_begin + 1, NULL);
	for (uint32_t i = 0; i < ncells; i++) {
		graph->cell_begin[i + 1] += graph->cell_begin[i];
		next[i] = graph->cell_begin[i];
	}
	draw_all(graph, next, graph->cells);
	heap_free(next);
}
