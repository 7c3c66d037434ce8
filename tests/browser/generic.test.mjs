/* The screens made from the tables: lists, details and forms of any kind, files, gaps, refusals. */
/* SPDX-License-Identifier: Apache-2.0 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import {
	api,
	choose,
	enter,
	fillText,
	goTo,
	launch,
	noFaults,
	record,
	refer,
	send,
	until,
} from "./lib/browser.mjs";
import { root, startDemo } from "./lib/demo.mjs";

let browser, demo, page;
before(async () => {
	browser = await launch();
	demo = await startDemo();
	page = await enter(browser, demo, "nst.duty", { lang: "en" });
});
after(async () => {
	await browser?.close();
	await demo?.stop();
});

describe("screens from the tables", () => {
	it("every kind has its list, and its form if it can be made here", async () => {
		const schema = await api(page, "/schema");
		for (const kind of schema.kinds) {
			await goTo(page, "#/list/" + kind.name);
			await page.locator(".screen-list h1", { hasText: kind.en }).waitFor();
			const total = (await api(page, "/records/" + kind.name + "?limit=1")).total;
			await page.locator(".screen-list .count", { hasText: String(total) }).first().waitFor();
			const make = page.locator(".screen-list .tools button.main");
			if ((await make.count()) === 0) continue;
			await make.click();
			await page.locator("dialog.drawer .foot button.main").waitFor();
			await page.keyboard.press("Escape");
			await page.locator("dialog").waitFor({ state: "detached" });
		}
		noFaults(page);
	});

	it("a list is filtered by state, post, choice and words, and the address keeps it", async () => {
		await goTo(page, "#/list/place");
		const all = await api(page, "/records/place?limit=1");
		const count = page.locator(".screen-list .count").first();
		await count.filter({ hasText: String(all.total) }).waitFor();
		await page.getByLabel("Home post").selectOption("nst");
		const here = await api(page, "/records/place?home=nst&limit=1");
		assert.ok(here.total < all.total);
		await until(async () => (await count.innerText()) === String(here.total), "filtered by post");
		const words = page.getByLabel("Filter by words");
		await words.fill("看台");
		const found = await api(page, "/records/place?home=nst&q=" + encodeURIComponent("看台"));
		await until(async () => (await count.innerText()) === String(found.total), "by words");
		assert.match(page.url(), /home=nst/);
		await page.reload();
		await until(async () => (await count.innerText()) === String(found.total), "after reload");
		assert.equal(await words.inputValue(), "看台");
	});

	it("a record without its responsibilities shows the red gap, and is refused by name", async () => {
		await goTo(page, "#/list/place");
		await page.locator(".screen-list .tools button.main").click();
		await fillText(page, "code", "gate9");
		await fillText(page, "name_zh", "九号门");
		await fillText(page, "name_en", "Gate 9");
		await choose(page, "type", "zone");
		await choose(page, "zone_type", "periphery");
		await refer(page, "parent", "nst");
		await fillText(page, "geometry", "39.9917, 116.3906");
		await send(page);
		await page.waitForURL(/#\/record\/place\//);
		await page.locator("h1", { hasText: "Gate 9" }).waitFor();
		assert.equal(await page.locator(".facts .gap").count(), 3);
		await page.locator(".acts button", { hasText: /^Activate/ }).first().click();
		const refusal = page.locator(".acts .error, dialog .foot .error");
		if (await page.locator("dialog").count()) await page.keyboard.press("Control+Enter");
		await refusal.filter({ hasText: "One of the three responsibilities" }).waitFor();
	});

	it("a missing field is shown at the field, before anything is sent", async () => {
		await goTo(page, "#/situation");
		await page.locator(".situation").waitFor();
		await page.keyboard.press("n");
		await page.locator("dialog.drawer .form").first().waitFor();
		await page.keyboard.press("Control+Enter");
		await page.locator('[data-field="title"] .error').waitFor();
		const focused = await page.evaluate(
			() => document.activeElement?.closest("[data-field]")?.dataset["field"],
		);
		assert.equal(focused, "title");
		await page.keyboard.press("Escape");
	});

	it("a file is attached, named and given back", async () => {
		await goTo(page, "#/situation");
		await page.locator(".situation").waitFor();
		await page.keyboard.press("n");
		await fillText(page, "title", "With a file");
		await choose(page, "type", "medical");
		await send(page);
		await page.waitForURL(/#\/incident\//);
		await page.locator(".acts button", { hasText: /^Attach/ }).first().click();
		await page.locator("#attach-file").setInputFiles({
			name: "plan 平面图.txt",
			mimeType: "text/plain",
			buffer: Buffer.from("北门 north gate"),
		});
		await send(page);
		const link = page.locator('a[download="plan 平面图.txt"]');
		await link.waitFor();
		const text = await page.evaluate(
			async (href) => (await fetch(href)).text(),
			await link.getAttribute("href"),
		);
		assert.equal(text, "北门 north gate");
	});

	it("an amendment of an old version is refused, not lost", async () => {
		const id = record(page);
		await page.locator(".acts button", { hasText: /^Amend/ }).first().click();
		await fillText(page, "location", "written against the old version");
		// Meanwhile a colleague changes the same record.
		await page.evaluate(async (id) => {
			const session = await (await fetch("/api/v1/session")).json();
			const now = await (await fetch("/api/v1/records/incident/" + id)).json();
			await fetch("/api/v1/records/incident/" + id + "/amend", {
				method: "POST",
				headers: { "Content-Type": "application/json", "X-CSRF": session.csrf },
				body: JSON.stringify({
					post: "nst",
					key: "colleague",
					version: now.version,
					fields: { location: "the colleague's" },
				}),
			});
		}, id);
		await assert.rejects(send(page), /refused: Somebody changed the record/);
		const field = page.locator('[data-field="location"] input');
		assert.equal(await field.inputValue(), "written against the old version");
		await page.keyboard.press("Escape");
		assert.equal((await api(page, "/records/incident/" + id)).fields.location, "the colleague's");
		noFaults(page);
	});

	it("shares one stream between the tabs of a browser", async () => {
		const officer = await enter(browser, demo, "ov.officer", { lang: "en" });
		const streams = () =>
			officer.evaluate(async () => {
				const text = await (await fetch("/api/v1/metrics")).text();
				return Number(/^watchfloor_streams(?:_open)? (\d+)$/m.exec(text)?.[1]);
			});
		await until(async () => (await streams()) === 2, "one stream a browser");
		const context = officer.context();
		const tabs = [await context.newPage(), await context.newPage()];
		for (const tab of tabs) {
			await tab.goto(demo.url);
			await tab.locator('[data-link="live"]').waitFor();
		}
		assert.equal(await streams(), 2);
		for (const tab of tabs) await tab.close();
		await officer.close();
		await until(async () => {
			const text = await api(page, "/health");
			return text.status === "ok";
		});
		await context.close();
	});

	it("lets who holds duties at two posts choose where he acts", async () => {
		const admin = await enter(browser, demo, "admin", { lang: "en" });
		await goTo(admin, "#/list/assignment");
		await admin.locator(".screen-list .tools button.main").click();
		await refer(admin, "account", "nst.duty");
		await refer(admin, "at_post", "nac");
		await choose(admin, "role", "duty_officer");
		await send(admin);
		await page.reload();
		const post = page.getByLabel("Acting at this post");
		await post.selectOption("nac");
		await page.keyboard.press("1");
		await page.locator(".situation").waitFor();
		await page.keyboard.press("n");
		await fillText(page, "title", "At the other post");
		await choose(page, "type", "medical");
		await send(page);
		await page.waitForURL(/#\/incident\/nac-/);
		await page.locator(".acts kbd", { hasText: "V" }).first().waitFor();
		await page.keyboard.press("v");
		await page.locator("article header .badge", { hasText: "Verifying" }).waitFor();
		await admin.context().close();
		noFaults(page);
	});

	it("is under 600 KB of script, packed", () => {
		const assets = join(root, "web/dist/assets");
		const sizes = readdirSync(assets)
			.filter((name) => name.endsWith(".js"))
			.map((name) => gzipSync(readFileSync(join(assets, name))).length);
		const sum = sizes.reduce((a, b) => a + b, 0);
		assert.ok(sizes.length >= 3 && sum < 600 * 1024, sum + " bytes");
	});
});
