/* Drafts outlive a reload, keep their key, and do not outlive their day. */
/* SPDX-License-Identifier: Apache-2.0 */
import { describe, expect, it } from "vitest";
import { Drafts } from "../src/lib/drafts";

function shelf(full = false) {
	const kept = new Map<string, string>();
	return {
		getItem: (name: string) => kept.get(name) ?? null,
		setItem: (name: string, value: string) => {
			if (full) throw new Error("quota");
			kept.set(name, value);
		},
		removeItem: (name: string) => void kept.delete(name),
	};
}

describe("drafts", () => {
	it("come back with the key under which they will be sent", () => {
		const store = shelf();
		const name = new Drafts(store, () => 0).name("7", "incident", "report", "");
		const draft = { key: "k-1", fields: { title: "拥挤" }, sent: true, saved: 0 };
		new Drafts(store, () => 1000).save(name, draft);
		expect(new Drafts(store, () => 2000).open(name)).toEqual({ ...draft, saved: 1000 });
	});
	it("are one a person, kind, act and record", () => {
		const drafts = new Drafts(shelf(), () => 0);
		const names = [
			drafts.name("7", "order", "issue", ""),
			drafts.name("8", "order", "issue", ""),
			drafts.name("7", "order", "amend", "nst-1"),
			drafts.name("7", "order", "amend", "nst-2"),
		];
		expect(new Set(names).size).toBe(4);
	});
	it("are forgotten after a day, when dropped, and when spoilt", () => {
		const store = shelf();
		let now = 0;
		const drafts = new Drafts(store, () => now);
		drafts.save("x", drafts.fresh({ title: "a" }));
		now = 86_400_000;
		expect(drafts.open("x")).toBeNull();
		now = 0;
		drafts.drop("x");
		expect(drafts.open("x")).toBeNull();
		store.setItem("x", "{half");
		expect(drafts.open("x")).toBeNull();
	});
	it("let the form go on when the storage is full", () => {
		const drafts = new Drafts(shelf(true), () => 0);
		expect(() => drafts.save("x", drafts.fresh())).not.toThrow();
	});
	it("have a new key each", () => {
		const drafts = new Drafts(shelf(), () => 0);
		expect(drafts.fresh().key).not.toBe(drafts.fresh().key);
	});
});
