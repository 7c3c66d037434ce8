/* Quantities in both languages: no unit is left in the other one's words. */
/* SPDX-License-Identifier: Apache-2.0 */
import { describe, expect, it } from "vitest";
import { path, scale, steps } from "../src/lib/chart";
import { quantityText, secondsText, unitText } from "../src/lib/units";

describe("quantities", () => {
	it("name their unit in the reader's language", () => {
		expect(quantityText(8000, "person", "zh")).toBe("8,000 人");
		expect(quantityText(8000, "person", "en")).toBe("8,000 persons");
		expect(quantityText(12, "person/min", "zh")).toBe("12 人/分钟");
		expect(quantityText(60.5, "%", "zh")).toBe("60.5%");
		expect(quantityText(-31.7, "°C", "en")).toBe("-31.7 °C");
	});
	it("say seconds as people do, in at most two parts", () => {
		const spans: [number, string, string][] = [
			[0, "0秒", "0 s"],
			[45, "45秒", "45 s"],
			[365, "6分5秒", "6 min 5 s"],
			[7200, "2小时", "2 h"],
			[93784, "1天2小时", "1 d 2 h"],
			[59.6, "1分", "1 min"],
		];
		for (const [seconds, zh, en] of spans) {
			expect(secondsText(seconds, "zh")).toBe(zh);
			expect(secondsText(seconds, "en")).toBe(en);
		}
		expect(quantityText(365, "s", "en")).toBe("6 min 5 s");
	});
	it("leave signs that both languages share", () => {
		expect(unitText("m/s", "zh")).toBe("m/s");
		expect(unitText("person/m²", "zh")).toBe("人/m²");
	});
});

describe("a drawing", () => {
	it("has round steps from nought that hold the most", () => {
		expect(steps(320)).toEqual([0, 100, 200, 300, 400]);
		expect(steps(100)).toEqual([0, 25, 50, 75, 100]);
		expect(steps(0.7)).toEqual([0, 0.2, 0.4, 0.6, 0.8]);
		expect(steps(0)).toEqual([0, 1]);
		expect(steps(NaN)).toEqual([0, 1]);
	});
	it("puts a value where it belongs, also when there is no breadth", () => {
		expect(scale(0, 10, 100, 0)(2.5)).toBe(75);
		expect(scale(5, 5, 0, 100)(5)).toBe(0);
		const one = (value: number) => value;
		expect(path([{ x: 0, y: 1 }, { x: 2, y: 3 }], one, one)).toBe("M0.0 1.0L2.0 3.0");
		expect(path([], one, one)).toBe("");
	});
});
