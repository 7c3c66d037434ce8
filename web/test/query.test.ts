/* The addresses that the console asks for, and its own. */
/* SPDX-License-Identifier: Apache-2.0 */
import { describe, expect, it } from "vitest";
import { listPath, readPlace, recordPath, writePlace } from "../src/lib/query";

describe("addresses of lists", () => {
	it("says only what is asked", () => {
		expect(listPath({ kind: "incident" })).toBe("/records/incident");
		expect(listPath({ kind: "incident", state: [], home: "", words: "  " })).toBe(
			"/records/incident",
		);
	});
	it("says all of it", () => {
		expect(
			listPath({
				kind: "order",
				state: ["issued", "signed"],
				home: "nst",
				open: true,
				equal: { type: "task" },
				contains: { title: "看台 B" },
				words: "crush",
				sort: "-updated_at",
				limit: 100,
				after: "nst-9",
			}),
		).toBe(
			"/records/order?state=issued%2Csigned&home=nst&open=1&type=task" +
				"&title.contains=%E7%9C%8B%E5%8F%B0%20B&q=crush&sort=-updated_at&limit=100&after=nst-9",
		);
	});
	it("asks for no acts of the past", () => {
		const at = "2022-02-12T12:00:00Z";
		expect(listPath({ kind: "order", acts: true })).toBe("/records/order?acts=1");
		expect(listPath({ kind: "order", acts: true, at })).toBe(
			"/records/order?at=2022-02-12T12%3A00%3A00Z",
		);
	});
	it("names the post one asks for", () => {
		expect(listPath({ kind: "order", as: "nst" })).toBe("/records/order?role_as=nst");
		expect(recordPath("order", "nst-1", null, "", "nst")).toBe(
			"/records/order/nst-1?role_as=nst",
		);
	});
	it("ask for a record whose kind nobody knows", () => {
		expect(recordPath(null, "nst-1")).toBe("/records/nst-1");
		expect(recordPath(null, "../x", null, "")).toBe("/records/..%2Fx");
	});
	it("does not let an id out of its place", () => {
		expect(recordPath("order", "../../x?y", null, "history")).toBe(
			"/records/order/..%2F..%2Fx%3Fy/history",
		);
	});
});

describe("the console's own addresses", () => {
	it("come back as they were written", () => {
		const hash = writePlace("list", ["order"], { q: "a&b=c", state: "issued" });
		expect(readPlace(hash)).toEqual({
			screen: "list",
			args: ["order"],
			params: { q: "a&b=c", state: "issued" },
		});
		expect(readPlace(writePlace("incident", ["a/b%"])).args).toEqual(["a/b%"]);
	});
	it("begin with the situation, and bear nonsense", () => {
		expect(readPlace("").screen).toBe("situation");
		expect(readPlace("#/%E0%A4%A").screen).toBe("%E0%A4%A");
	});
});
