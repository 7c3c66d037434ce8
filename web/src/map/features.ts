/* Where things are: incidents at their point, else at their place, else at their post's place. */
/* SPDX-License-Identifier: Apache-2.0 */
import { textOf, valueOf } from "../lib/known";
import { app } from "../lib/app.svelte";
import { gradeRank } from "../lib/board";
import { ageOf, type UnitPlace } from "../lib/live";
import type { RecordView } from "../lib/schema";

type Position = [number, number];

/* The middle of a geometry's extent. */
export function middle(geometry: GeoJSON.Geometry | undefined): Position | null {
	if (!geometry || geometry.type === "GeometryCollection") return null;
	let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
	const walk = (part: unknown): void => {
		if (!Array.isArray(part)) return;
		if (typeof part[0] === "number" && typeof part[1] === "number") {
			west = Math.min(west, part[0]);
			east = Math.max(east, part[0]);
			south = Math.min(south, part[1]);
			north = Math.max(north, part[1]);
		} else part.forEach(walk);
	};
	walk(geometry.coordinates);
	return west <= east ? [(west + east) / 2, (south + north) / 2] : null;
}

function geometryIn(record: RecordView | undefined): GeoJSON.Geometry | undefined {
	for (const name of ["point", "geometry"]) {
		const value = record?.fields[name];
		if (value && typeof value === "object" && !Array.isArray(value)) return value;
	}
	return undefined;
}

function placeOf(record: RecordView | undefined): RecordView | undefined {
	const id = record?.fields["place"];
	return typeof id === "string" ? app.records.peek(id) : undefined;
}

export function positionOf(record: RecordView): Position | null {
	const own = middle(geometryIn(record));
	if (own) return own;
	let place = placeOf(record) ?? placeOf(app.records.peek(record.home));
	for (let depth = 0; place && depth < 6; depth++) {
		const found = middle(geometryIn(place));
		if (found) return found;
		const parent = valueOf(place, "place", "parent");
		place = typeof parent === "string" ? app.records.peek(parent) : undefined;
	}
	return null;
}

export function incidentFeatures(): GeoJSON.FeatureCollection {
	const features: GeoJSON.Feature[] = [];
	for (const record of app.records.of("incident")) {
		if (!app.tables.isOpen(record) || record.struck) continue;
		const position = positionOf(record);
		if (!position) continue;
		features.push({
			type: "Feature",
			geometry: { type: "Point", coordinates: position },
			properties: { id: record.id, rank: gradeRank(record) },
		});
	}
	return { type: "FeatureCollection", features };
}

export function placeFeatures(): GeoJSON.FeatureCollection {
	const features: GeoJSON.Feature[] = [];
	for (const record of app.records.of("place")) {
		const geometry = geometryIn(record);
		if (!geometry || textOf(record, "place", "type") !== "zone") continue;
		const properties = {
			state: record.state,
			name_zh: textOf(record, "place", "name_zh"),
			name_en: textOf(record, "place", "name_en"),
		};
		features.push({ type: "Feature", geometry, properties });
	}
	return { type: "FeatureCollection", features };
}

export function unitFeatures(
	units: readonly UnitPlace[],
	now: number,
	staleMs: number,
): GeoJSON.FeatureCollection {
	const features = units.map((place): GeoJSON.Feature => {
		return {
			type: "Feature",
			geometry: { type: "Point", coordinates: [place.lon, place.lat] },
			properties: { id: place.unit, stale: ageOf(place, now) > staleMs },
		};
	});
	return { type: "FeatureCollection", features };
}

/* The extent of my post's own place, to begin with; the whole event without one. */
export function startBounds(): [Position, Position] | null {
	const post = app.records.peek(app.post);
	const mine = middle(geometryIn(placeOf(post)));
	if (mine) {
		const span = 0.02;
		return [
			[mine[0] - span, mine[1] - span],
			[mine[0] + span, mine[1] + span],
		];
	}
	let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
	for (const record of app.records.of("place")) {
		const at = middle(geometryIn(record));
		if (!at) continue;
		west = Math.min(west, at[0]);
		east = Math.max(east, at[0]);
		south = Math.min(south, at[1]);
		north = Math.max(north, at[1]);
	}
	return west <= east
		? [
				[west, south],
				[east, north],
			]
		: null;
}
