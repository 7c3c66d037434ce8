/* Figures day by day towards a day, as the node tells them: of one record, or of many together. */
/* SPDX-License-Identifier: Apache-2.0 */
import * as api from "./api";
import type { Point } from "./chart";
import type { Named } from "./schema";

export interface CountdownPoint {
	/* 0 on the day, -90 ninety days before */
	days: number;
	at: string;
	/* foretold, not counted */
	ahead: boolean;
	values: (number | null)[];
}
export interface Countdown {
	day: string;
	now: string;
	lines: (Named & { unit?: string })[];
	points: CountdownPoint[];
}

export function askCountdown(kind: string, id: string, as: string): Promise<Countdown> {
	const path = "/countdown/" + encodeURIComponent(kind) + "/" + encodeURIComponent(id);
	return api.get<Countdown>(path + "?role_as=" + encodeURIComponent(as));
}

/*
 * Several countdowns of one kind added up by days to go. A figure that is not known of one adds
 * nothing; one that is known of none stays unknown. A day is foretold when it is so for any.
 */
export function addUp(list: readonly Countdown[]): Countdown | null {
	const [first] = list;
	if (!first) return null;
	if (list.length === 1) return first;
	const days = new Map<number, CountdownPoint>();
	for (const one of list) {
		for (const point of one.points) {
			const known = days.get(point.days);
			if (!known) days.set(point.days, { ...point, values: [...point.values] });
			else {
				known.ahead ||= point.ahead;
				known.values = known.values.map((value, i) => plus(value, point.values[i] ?? null));
			}
		}
	}
	const points = [...days.values()].sort((a, b) => a.days - b.days);
	return { ...first, points };
}
function plus(a: number | null, b: number | null): number | null {
	return a === null ? b : b === null ? a : a + b;
}

/* One line as points of a drawing; days of which nothing is known are left out. */
export function lineOf(countdown: Countdown, name: string): Point[] {
	const at = countdown.lines.findIndex((line) => line.name === name);
	return countdown.points.flatMap((point) => {
		const y = point.values[at] ?? null;
		return y === null ? [] : [{ x: point.days, y, ahead: point.ahead }];
	});
}

/* "T−12", "T+1". */
export function dayText(days: number): string {
	return "T" + (days > 0 ? "+" : "−") + Math.abs(days);
}
