/* Forms and keys are made from the tables. */
/* SPDX-License-Identifier: Apache-2.0 */
import { describe, expect, it } from "vitest";
import { bySystem, fieldsOf, makingActs, Tables, type Kind } from "../src/lib/schema";
import { keysOf, making, reserved } from "../src/lib/shortcuts";

const named = (name: string) => ({ name, zh: name, en: name, number: 1 });

const kind: Kind = {
	...named("incident"),
	module: "command",
	fields: [
		{ ...named("title"), type: "text", required: true },
		{ ...named("grade"), type: "enum", choices: [{ ...named("g1") }] },
		{ ...named("graded_by"), type: "ref", system: true },
	],
	states: [
		{ ...named("reported"), flags: ["open"] },
		{ ...named("closed"), flags: ["closed"] },
	],
	acts: [
		{ ...named("report"), new: true, takes: ["*"], roles: ["steward"] },
		{ ...named("import"), new: true, takes: ["*"], system: true },
		{ ...named("verify"), takes: [] },
		{ ...named("grade"), takes: ["grade"], needs: ["grade"] },
		{ ...named("begin_transfer"), system: true },
		{ ...named("evacuate"), life_safety: true },
		{
			...named("strike"),
			kernel: true,
			args: [{ ...named("reason"), type: "text", required: true }],
		},
		{
			...named("merge"),
			kernel: true,
			args: [{ ...named("into"), type: "ref", required: true }],
		},
	],
};
const act = (name: string) => kind.acts.find((one) => one.name === name)!;

describe("forms from the tables", () => {
	it("ask for all but the system's own fields, required ones marked", () => {
		const fields = fieldsOf(kind, act("report"));
		expect(fields.map((field) => field.name)).toEqual(["title", "grade"]);
		expect(fields.map((field) => field.required)).toEqual([true, false]);
	});
	it("ask for what an act needs, and a title only when it makes a record", () => {
		const fields = fieldsOf(kind, act("grade"));
		expect(fields).toMatchObject([{ name: "grade", required: true }]);
		expect(fieldsOf(kind, act("verify"))).toEqual([]);
	});
	it("ask for what the kernel's acts take", () => {
		expect(fieldsOf(kind, act("strike"))).toMatchObject([{ name: "reason", required: true }]);
		expect(fieldsOf(kind, act("merge"))).toMatchObject([
			{ name: "into", type: "ref", target: ["incident"] },
		]);
	});
	it("offer making acts to those who hold the role", () => {
		expect(makingActs(kind, ["steward"]).map((one) => one.name)).toEqual(["report"]);
		expect(makingActs(kind, ["liaison"])).toEqual([]);
		expect(bySystem(act("begin_transfer"))).toBe(true);
	});
	it("know which states are open", () => {
		const tables = new Tables({ version: "1", roles: [], kinds: [kind] });
		const record = (state: string) => ({ kind: "incident", state }) as never;
		expect(tables.isOpen(record("reported"))).toBe(true);
		expect(tables.isOpen(record("closed"))).toBe(false);
		expect(tables.isOpen(record("unheard"))).toBe(false);
	});
});

describe("one-key acts", () => {
	it("take letters of the act's own name, each once, none that means something else", () => {
		const keys = keysOf(kind);
		expect(keys.get("evacuate")).toBe("e");
		expect(keys.get("verify")).toBe("v");
		expect(keys.get("grade")).toBe("g");
		const letters = [...keys.values()];
		expect(new Set(letters).size).toBe(letters.length);
		for (const letter of letters) {
			expect(reserved.has(letter)).toBe(false);
			expect(Object.values(making)).not.toContain(letter);
		}
	});
	it("leave out what nobody does by hand", () => {
		const keys = keysOf(kind);
		expect(keys.has("begin_transfer")).toBe(false);
		expect(keys.has("report")).toBe(false);
	});
});
