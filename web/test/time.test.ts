/* Times are shown in the event's offset, with the offset beside them. */
/* SPDX-License-Identifier: Apache-2.0 */
import { describe, expect, it } from "vitest";
import {
	fullTime,
	isoOf,
	lengthText,
	offsetText,
	readMoment,
	shortTime,
	spanSeconds,
	timeOfDay,
	toField,
} from "../src/lib/time";

describe("times of the event", () => {
	it("writes the offset as short as it can be", () => {
		expect(offsetText(480)).toBe("+08");
		expect(offsetText(0)).toBe("+00");
		expect(offsetText(-210)).toBe("-03:30");
	});
	it("shows the time of day at the event, whatever this machine's zone", () => {
		expect(timeOfDay("2022-02-12T12:05:00Z", 480)).toBe("20:05");
		expect(timeOfDay("2022-02-12T23:59:59Z", 480)).toBe("07:59");
	});
	it("names the day only when it is another one", () => {
		const now = Date.parse("2022-02-12T16:30:00Z");
		expect(shortTime("2022-02-12T16:05:00Z", 480, now)).toBe("00:05 +08");
		expect(shortTime("2022-02-12T15:05:00Z", 480, now)).toBe("02-12 23:05 +08");
	});
	it("crosses the turn of the year", () => {
		expect(fullTime("2021-12-31T16:00:01Z", 480)).toBe("2022-01-01 00:00:01 +08");
	});
	it("stands in a field as wall time", () => {
		expect(toField("2022-02-12T12:05:00Z", 480)).toBe("2022-02-12 20:05");
		expect(toField("nonsense", 480)).toBe("");
	});
	it("is read as somebody types it", () => {
		const now = Date.parse("2022-02-12T12:00:00Z");
		const read = (text: string) => readMoment(text, 480, now);
		expect(read("20:15")).toBe("2022-02-12T12:15:00Z");
		expect(read("2015")).toBe("2022-02-12T12:15:00Z");
		expect(read("20：15")).toBe("2022-02-12T12:15:00Z");
		expect(read("07:30")).toBe("2022-02-12T23:30:00Z");
		expect(read("02-13 08:00")).toBe("2022-02-13T00:00:00Z");
		expect(read("2022-02-11 20:05:30")).toBe("2022-02-11T12:05:30Z");
		expect(read("+15m")).toBe("2022-02-12T12:15:00Z");
		for (const text of ["", "25:00", "12:60", "tomorrow", "13-40 08:00", "+", "+x"]) {
			expect(read(text)).toBeNull();
		}
	});
	it("keeps a fraction of a second only when there is one", () => {
		expect(isoOf(0)).toBe("1970-01-01T00:00:00Z");
		expect(isoOf(250)).toBe("1970-01-01T00:00:00.250Z");
	});
	it("writes lengths as a countdown does", () => {
		expect(lengthText(125_000)).toBe("2:05");
		expect(lengthText(3_725_000)).toBe("1:02:05");
		expect(lengthText(-59_999)).toBe("0:59");
		expect(lengthText(72 * 3600_000)).toBe("3d 00:00");
	});
	it("reads spans and refuses what is none", () => {
		expect(spanSeconds("1h30m")).toBe(5400);
		expect(spanSeconds("30s")).toBe(30);
		expect(spanSeconds("3d")).toBe(259200);
		for (const text of ["", "15", "m", "1.5h", "-3m", "15 m"]) {
			expect(spanSeconds(text)).toBeNull();
		}
	});
});
