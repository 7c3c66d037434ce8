/* Whose a record is, and whether nothing found means nothing there. */
/* SPDX-License-Identifier: Apache-2.0 */
import { describe, expect, it } from "vitest";
import { isMine, isShown } from "../src/lib/posts";
import { Records } from "../src/lib/records.svelte";
import type { RecordView } from "../src/lib/schema";

const records = new Records();
const post = (id: string, tier: string, parent = "") =>
	({ id, kind: "post", home: id, version: 1, epoch: 0, fields: { tier, parent } }) as unknown as RecordView;
records.put([
	post("nat", "national"),
	post("bj", "territorial", "nat"),
	post("nst", "venue", "bj"),
	post("nst1", "unit", "nst"),
	post("nst1a", "unit", "nst1"),
	post("nss", "venue", "bj"),
	post("ov", "oversight", "nat"),
]);

describe("the command tree", () => {
	it("gives a venue its units, and the post above it none of them", () => {
		expect(isMine(records, "nst1", "nst")).toBe(true);
		expect(isMine(records, "nst1a", "nst")).toBe(true);
		expect(isMine(records, "nst", "nst")).toBe(true);
		expect(isMine(records, "nst1", "bj")).toBe(false);
		expect(isMine(records, "nst", "nat")).toBe(false);
		expect(isMine(records, "nobody", "nat")).toBe(false);
	});
	it("shows a post what is its own or below it, oversight everything, others nothing", () => {
		expect(isShown(records, "nst", "bj")).toBe(true);
		expect(isShown(records, "nst1", "nst")).toBe(true);
		expect(isShown(records, "nst", "ov")).toBe(true);
		expect(isShown(records, "nss", "nst")).toBe(false);
		expect(isShown(records, "bj", "nst")).toBe(false);
	});
});
