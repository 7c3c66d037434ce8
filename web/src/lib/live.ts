/* Where units are, from the events of the live stream; how old that is. */
/* SPDX-License-Identifier: Apache-2.0 */
import type { ServerEvent } from "./stream";

export interface UnitPlace {
	unit: string;
	post: string;
	lon: number;
	lat: number;
	/* when the unit was there, by its own device */
	at: string;
	accuracy?: number;
	speed?: number;
	course?: number;
	jumped?: boolean;
	outside?: boolean;
}
type Told = UnitPlace | { unit: string; gone: true };

/* The newest place of each unit; a hello begins the picture anew. */
export class Places {
	readonly units = new Map<string, UnitPlace>();
	staleMs = 0;

	/* true: something has changed; null: the stream has ended on purpose */
	take(event: ServerEvent): boolean | null {
		if (event.event === "units") {
			const { units } = JSON.parse(event.data) as { units: Told[] };
			for (const told of units) {
				if ("gone" in told) this.units.delete(told.unit);
				else this.units.set(told.unit, told);
			}
			return true;
		}
		if (event.event === "hello") {
			this.staleMs = (JSON.parse(event.data) as { stale_s: number }).stale_s * 1000;
			this.units.clear();
			return true;
		}
		return event.event === "resync" ? null : false;
	}
}

export function ageOf(place: UnitPlace, now: number): number {
	return Math.max(0, now - Date.parse(place.at));
}

/* Those not heard for the longest first: that is what somebody must look into. */
export function byAge(places: Iterable<UnitPlace>): UnitPlace[] {
	return [...places].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
