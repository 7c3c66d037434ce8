/* Where a value lies on a drawing: round steps for an axis, and the path of a line. */
/* SPDX-License-Identifier: Apache-2.0 */

export interface Point {
	x: number;
	y: number;
	/* foretold, not counted */
	ahead?: boolean;
}

/* At most `count` round numbers from 0 upward of which the last is not below `most`. */
export function steps(most: number, count = 5): number[] {
	if (!(most > 0)) return [0, 1];
	const rough = most / (count - 1);
	const power = 10 ** Math.floor(Math.log10(rough));
	const size = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough - 1e-9)!;
	const found: number[] = [];
	for (let i = 0; found.length === 0 || found.at(-1)! < most - 1e-9; i++) {
		found.push(Number((i * size).toPrecision(12)));
	}
	return found;
}

/* From a value between `from` and `to` to a place between `start` and `end`. */
export function scale(from: number, to: number, start: number, end: number) {
	const whole = to - from || 1;
	return (value: number) => start + ((value - from) / whole) * (end - start);
}

export function path(
	points: readonly Point[],
	x: (value: number) => number,
	y: (value: number) => number,
): string {
	return points
		.map((point, i) => (i ? "L" : "M") + x(point.x).toFixed(1) + " " + y(point.y).toFixed(1))
		.join("");
}

/* What was counted, and from its last point on what is foretold: two lines that meet. */
export function parted(points: readonly Point[]): { counted: Point[]; foretold: Point[] } {
	const at = points.findIndex((point) => point.ahead);
	if (at < 0) return { counted: [...points], foretold: [] };
	return { counted: points.slice(0, at), foretold: points.slice(Math.max(0, at - 1)) };
}
