/* The store of records: the newest version wins, and whoever looks at a kind is told. */
/* SPDX-License-Identifier: Apache-2.0 */
import { flushSync } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Records } from "../src/lib/records.svelte";
import type { RecordView } from "../src/lib/schema";
import { follow } from "./follow.svelte";

function record(id: string, version: number, over: Partial<RecordView> = {}): RecordView {
	return {
		id,
		kind: "incident",
		home: "nst",
		state: "reported",
		version,
		epoch: 1,
		event_at: "",
		created_at: "",
		updated_at: "",
		fields: {},
		...over,
	};
}

describe("the store of records", () => {
	it("keeps the newest version, in whichever order they come", () => {
		const records = new Records();
		records.put([record("a", 2, { state: "graded" })]);
		records.put([record("a", 1)]);
		expect(records.get("a")?.state).toBe("graded");
		records.put([record("a", 3, { state: "closed" })]);
		expect(records.get("a")?.state).toBe("closed");
	});
	it("lets a later epoch win over a higher version", () => {
		const records = new Records();
		records.put([record("a", 9, { home: "nst" })]);
		records.put([record("a", 2, { epoch: 2, home: "bj" })]);
		expect(records.get("a")?.home).toBe("bj");
		records.put([record("a", 10, { home: "nst" })]);
		expect(records.get("a")?.home).toBe("bj");
	});
	it("keeps what may be done as long as the version stands", () => {
		const records = new Records();
		records.put([record("a", 1, { acts: ["verify"] })]);
		records.put([record("a", 1)]);
		expect(records.get("a")?.acts).toEqual(["verify"]);
		records.put([record("a", 2)]);
		expect(records.get("a")?.acts).toBeUndefined();
	});
	it("finds by kind", () => {
		const records = new Records();
		records.put([record("a", 1), record("b", 1, { kind: "order" })]);
		expect(records.where("incident", () => true).map((one) => one.id)).toEqual(["a"]);
		expect([...records.of("nothing")]).toEqual([]);
		expect(records.size).toBe(2);
	});
});

describe("whoever looks at a kind", () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	it("is told of that kind alone", () => {
		const records = new Records();
		records.put([record("a", 1), record("b", 1, { kind: "order" })]);
		const [seen, end] = follow(() => [...records.of("incident")].length);
		records.put([record("b", 2, { kind: "order" })]);
		flushSync();
		expect(seen).toEqual([1]);
		records.put([record("c", 1)]);
		flushSync();
		expect(seen).toEqual([1, 2]);
		end();
	});
	it("is told once of many small batches", () => {
		const records = new Records();
		const [seen, end] = follow(() => [...records.of("incident")].length);
		for (let i = 0; i < 100; i++) records.put([record("n" + i, 1)], true);
		flushSync();
		expect(seen).toEqual([0]);
		vi.runAllTimers();
		flushSync();
		expect(seen).toEqual([0, 100]);
		end();
	});
});
