/* Looking back in time, a server that falls silent, and what outlives a reload. */
/* SPDX-License-Identifier: Apache-2.0 */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
	api,
	choose,
	enter,
	fillText,
	goTo,
	launch,
	noFaults,
	openConsole,
	record,
	send,
	shoot,
	signIn,
	until,
} from "./lib/browser.mjs";
import { startDemo } from "./lib/demo.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/* Waits until the scenario's day has come so far. */
async function dayIsPast(page, iso) {
	const come = async () => (await api(page, "/health")).server_time > iso;
	await until(come, "the day is past " + iso, 120000);
}

describe("the past", () => {
	let demo, page;
	before(async () => {
		demo = await startDemo({ speed: 900 });
		page = await enter(browser, demo, "bj.commander", { lang: "en" });
		await dayIsPast(page, "2022-02-12T03:00:00Z");
	});
	after(() => demo?.stop());

	it("is shown as it was by the time slider, and said to be the past", async () => {
		await page.keyboard.press("t");
		const moment = page.locator(".slider input.moment");
		await moment.fill("2022-02-12 09:30");
		await moment.press("Enter");
		const banner = page.locator(".strip.past");
		await banner.filter({ hasText: "2022-02-12 09:30:00 +08" }).waitFor();
		const then = await api(page, "/records/incident?open=1&at=2022-02-12T01:30:00Z");
		assert.ok(then.total > 0, "the scenario has open incidents at 09:30");
		for (const one of then.records.slice(0, 5)) {
			await page.locator('.item[data-id="' + one.id + '"]').first().waitFor();
		}
		await page.locator(".panel .count", { hasText: String(then.total) }).first().waitFor();
		await shoot(page, "past-en");
	});

	it("shows any record as it was, and nothing can be done to it", async () => {
		const at = "2022-02-12T01:30:00Z";
		const then = await api(page, "/records/incident?open=1&at=" + at);
		const now = await api(page, "/records/incident?limit=1000");
		const changed = then.records.find((one) => {
			const later = now.records.find((other) => other.id === one.id);
			return later && later.state !== one.state;
		});
		assert.ok(changed, "an incident has changed its state since 09:30");
		await goTo(page, "#/incident/" + changed.id);
		const schema = await api(page, "/schema");
		const kind = schema.kinds.find((one) => one.name === "incident");
		const state = kind.states.find((one) => one.name === changed.state);
		await page.locator("article header .badge.state", { hasText: state.en }).waitFor();
		assert.equal(await page.locator(".acts button").count(), 0);
		assert.equal(await page.locator("form.quick").count(), 0);
		await page.keyboard.press("n");
		assert.equal(await page.locator("dialog").count(), 0);
	});

	it("ends with Escape, and the picture is now's again", async () => {
		await page.keyboard.press("Escape");
		await page.locator(".strip.past").waitFor({ state: "detached" });
		await page.locator(".acts").first().waitFor();
		noFaults(page);
	});
});

describe("the link", () => {
	let demo, page;
	before(async () => {
		demo = await startDemo();
		page = await enter(browser, demo, "nst.duty");
	});
	after(() => demo?.stop());

	it("is one stream for all tabs of a browser, and each tab lives by it", async () => {
		const context = page.context();
		const second = await context.newPage();
		await second.goto(demo.url);
		await second.locator('[data-link="live"]').waitFor();
		await page.keyboard.press("n");
		await fillText(page, "title", "两个标签页");
		await choose(page, "type", "lost_child");
		await send(page);
		const id = record(page);
		await second.locator('.item[data-id="' + id + '"]').first().waitFor();
		const metrics = await api(page, "/health");
		assert.equal(metrics.status, "ok");
		await second.close();
	});

	it("switches the language at any moment, everywhere", async () => {
		await goTo(page, "#/situation");
		await page.locator("nav", { hasText: "态势" }).waitFor();
		await page.keyboard.press("l");
		await page.locator("nav", { hasText: "Situation" }).waitFor();
		assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
		await page.keyboard.press("l");
		await page.locator("nav", { hasText: "态势" }).waitFor();
		assert.equal(await page.evaluate(() => document.documentElement.lang), "zh-CN");
	});

	it("keeps a half-written form over a reload", async () => {
		await page.keyboard.press("n");
		await fillText(page, "title", "写了一半");
		await choose(page, "type", "medical");
		await page.reload();
		await page.locator('[data-link="live"]').waitFor();
		await page.locator(".panel").first().waitFor();
		await page.keyboard.press("n");
		const title = page.locator('[data-field="title"] input');
		await title.waitFor();
		assert.equal(await title.inputValue(), "写了一半");
		await page.keyboard.press("Escape");
		await page.locator("dialog").waitFor({ state: "detached" });
	});

	it("finds screens and records by typing", async () => {
		await page.keyboard.press("Control+k");
		await page.keyboard.type("两个标签");
		await page.locator("#palette-list li", { hasText: "两个标签页" }).first().waitFor();
		await page.keyboard.press("Enter");
		await page.locator("article h1", { hasText: "两个标签页" }).waitFor();
		noFaults(page);
	});

	it("says so when the server is gone, and marks the whole picture as stale", async () => {
		await goTo(page, "#/situation");
		await demo.kill();
		await page.locator('[data-link="waiting"], [data-link="connecting"]').waitFor();
		await page.locator(".strip.stale").waitFor({ timeout: 60000 });
		await page.locator('[data-link="stale"]').waitFor();
		assert.ok(await page.locator(".shell.stale").count());
		await page.keyboard.press("n");
		await fillText(page, "title", "没有服务器时写的");
		await choose(page, "type", "medical");
		await page.keyboard.press("Control+Enter");
		const answer = page.locator("dialog .foot .error");
		await answer.filter({ hasText: "没有收到答复" }).waitFor();
		await shoot(page, "stale-zh");
	});

	it("comes back with the server, and sends the same act once", async () => {
		await demo.comeBack();
		await page.locator("dialog .foot button.main").click();
		await page.locator("dialog").waitFor({ state: "detached" });
		await page.locator('[data-link="live"]').waitFor({ timeout: 60000 });
		await page.locator(".strip.stale").waitFor({ state: "detached" });
		const words = encodeURIComponent("没有服务器时写的");
		assert.equal((await api(page, "/records/incident?q=" + words)).total, 1);
		noFaults(page);
	});
});

describe("signing in", () => {
	let demo, page;
	before(async () => {
		demo = await startDemo();
		page = await openConsole(browser, demo);
	});
	after(() => demo?.stop());

	it("says in both languages why it was refused", async () => {
		await page.fill("#login", "nst.duty");
		await page.fill("#password", "wrong");
		await page.press("#password", "Enter");
		const answer = page.locator('form [role="alert"]');
		await answer.filter({ hasText: /[\u4e00-\u9fff]/ }).waitFor();
		await page.locator(".title button").click();
		await answer.filter({ hasText: /[A-Za-z]{3}/ }).waitFor();
	});
	it("lets in, and out again", async () => {
		await signIn(page, demo, "nst.duty");
		await page.keyboard.press("?");
		const out = page.locator("dialog button", { hasText: /^(Sign out|退出登录)$/ });
		await out.click();
		await page.locator("#login").waitFor();
		const status = await page.evaluate(async () => (await fetch("/api/v1/session")).status);
		assert.equal(status, 401);
		noFaults(page);
	});
});
