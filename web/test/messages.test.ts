/* Every text of the console is there in both languages, and no text stands outside the table. */
/* SPDX-License-Identifier: Apache-2.0 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "svelte/compiler";
import { describe, expect, it } from "vitest";
import { messages } from "../src/lib/messages";

const source = join(process.cwd(), "src");
const files = readdirSync(source, { recursive: true })
	.map(String)
	.filter((name) => /\.(svelte|ts)$/.test(name));
const read = (name: string) => readFileSync(join(source, name), "utf8");
const chinese = /[\u3400-\u9fff]/;
const letters = /[\p{L}]{2,}/u;

/* Names of languages are written in their own. */
const crossed = new Set(["otherLanguage"]);
/* The same in both: abbreviations without words. */
const alike = new Set<string>();

describe("the table of messages", () => {
	for (const [key, { zh, en }] of Object.entries(messages)) {
		it(key, () => {
			expect(zh.trim()).not.toBe("");
			expect(en.trim()).not.toBe("");
			const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
			expect(places(zh)).toEqual(places(en));
			if (crossed.has(key) || alike.has(key)) return;
			expect(en).not.toMatch(chinese);
			if (letters.test(en.replace(/\{\w+\}/g, ""))) expect(zh).toMatch(chinese);
		});
	}
	it("has no message that nobody says", () => {
		const all = files
			.filter((name) => !name.endsWith("messages.ts"))
			.map(read)
			.join("\n");
		const unsaid = Object.keys(messages).filter((key) => !all.includes('"' + key + '"'));
		expect(unsaid).toEqual([]);
	});
});

/* Texts and spoken attributes of a component's markup that are not taken from a table. */
function bareTexts(node: unknown, found: string[], inside = ""): void {
	if (Array.isArray(node)) {
		node.forEach((one) => bareTexts(one, found, inside));
		return;
	}
	if (!node || typeof node !== "object") return;
	const one = node as Record<string, unknown>;
	const name = one["type"] === "RegularElement" ? String(one["name"]) : inside;
	if (one["type"] === "StyleDirective") return;
	if (one["type"] === "Attribute" && !spoken.has(String(one["name"]))) return;
	if (one["type"] === "Text" && name !== "kbd" && letters.test(String(one["data"]))) {
		found.push(String(one["data"]).trim());
	}
	for (const [key, value] of Object.entries(one)) {
		if (!["instance", "module", "css", "options", "metadata"].includes(key)) {
			bareTexts(value, found, name);
		}
	}
}
const spoken = new Set(["title", "placeholder", "aria-label", "alt", "aria-description"]);

describe("no text outside the table", () => {
	for (const name of files.filter((one) => one.endsWith(".svelte"))) {
		it(name, () => {
			const found: string[] = [];
			bareTexts(parse(read(name), { modern: true }).fragment, found);
			expect(found).toEqual([]);
		});
	}
	it("finds what it looks for", () => {
		const found: string[] = [];
		const bad = '<p title="Hello there">{x} World <kbd>Esc</kbd></p>';
		bareTexts(parse(bad, { modern: true }).fragment, found);
		expect(found).toEqual(["Hello there", "World"]);
	});
});
