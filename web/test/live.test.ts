/* Positions: the newest of each unit, gone when it is gone, anew after a break, and how old. */
/* SPDX-License-Identifier: Apache-2.0 */
import { describe, expect, it } from "vitest";
import { ageOf, byAge, Places, type UnitPlace } from "../src/lib/live";

function event(name: string, data: unknown) {
	return { event: name, id: "", data: JSON.stringify(data) };
}
function place(unit: string, lon: number, at: string): UnitPlace {
	return { unit, post: "nst1", lon, lat: 39.99, at };
}
const hello = event("hello", { server_time: "2022-02-12T02:00:00.000Z", stale_s: 120 });

describe("the live picture", () => {
	it("keeps the newest of each unit", () => {
		const places = new Places();
		expect(places.take(hello)).toBe(true);
		expect(places.staleMs).toBe(120000);
		expect(places.take(event("units", { units: [place("nst-1", 1, "x"), place("nst-2", 2, "x")] }))).toBe(true);
		places.take(event("units", { units: [place("nst-1", 3, "x")] }));
		expect(places.units.size).toBe(2);
		expect(places.units.get("nst-1")?.lon).toBe(3);
	});
	it("lets go of what has gone, and begins anew with a hello", () => {
		const places = new Places();
		places.take(hello);
		places.take(event("units", { units: [place("nst-1", 1, "x"), place("nst-2", 2, "x")] }));
		places.take(event("units", { units: [{ unit: "nst-1", gone: true }] }));
		expect([...places.units.keys()]).toEqual(["nst-2"]);
		places.take(hello);
		expect(places.units.size).toBe(0);
	});
	it("changes nothing at a beat or a fence, and ends with a resync", () => {
		const places = new Places();
		expect(places.take(event("beat", {}))).toBe(false);
		expect(places.take(event("fence", { unit: "nst-1", what: "enter" }))).toBe(false);
		expect(places.take(event("resync", { reason: "signed_out" }))).toBeNull();
	});
	it("puts those first who were not heard for the longest", () => {
		const old = place("nst-1", 1, "2022-02-12T01:50:00.000Z");
		const young = place("nst-2", 1, "2022-02-12T01:59:00.000Z");
		const now = Date.parse("2022-02-12T02:00:00.000Z");
		expect(byAge([young, old])).toEqual([old, young]);
		expect(ageOf(old, now)).toBe(600000);
		expect(ageOf(young, now - 120000)).toBe(0);
	});
});
