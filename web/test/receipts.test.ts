/* Which answers a receipt offers: an order is carried out, a transfer accepted, a copy only signed. */
/* SPDX-License-Identifier: Apache-2.0 */
import { describe, expect, it } from "vitest";
import { isWork, suits } from "../src/lib/receipts";
import type { Fields, RecordView } from "../src/lib/schema";

const receipt = (fields: Fields) => ({ kind: "receipt", fields }) as RecordView;
const acts = ["sign", "object", "move", "arrive", "done", "accept", "reject", "refuse"];
const offered = (fields: Fields) => acts.filter((act) => suits(receipt(fields), act));

describe("a receipt", () => {
	it("of an order is signed, carried out, objected to or lawfully refused", () => {
		const fields = { subject_type: "order", copy: false };
		expect(offered(fields)).toEqual(["sign", "object", "move", "arrive", "done", "refuse"]);
		expect(isWork(receipt(fields))).toBe(true);
	});
	it("of a transfer is signed, accepted or rejected", () => {
		const fields = { subject_type: "transfer" };
		expect(offered(fields)).toEqual(["sign", "accept", "reject"]);
		expect(isWork(receipt(fields))).toBe(true);
	});
	it("of a copy, a report, a declaration or a message is only signed", () => {
		for (const subject_type of ["report", "declaration", "message", "request"]) {
			expect(offered({ subject_type })).toEqual(["sign"]);
			expect(isWork(receipt({ subject_type }))).toBe(false);
		}
		expect(offered({ subject_type: "order", copy: true })).toEqual(["sign"]);
		expect(isWork(receipt({ subject_type: "order", copy: true }))).toBe(false);
	});
	it("does not limit what other kinds offer", () => {
		expect(suits({ kind: "order", fields: {} } as RecordView, "move")).toBe(true);
	});
});
