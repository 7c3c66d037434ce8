/* A browser with the console in it: signing in, filling forms, looking, listening, checking. */
/* SPDX-License-Identifier: Apache-2.0 */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { root } from "./demo.mjs";

const require = createRequire(join(root, "web/package.json"));
const { chromium } = require("playwright-core");
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const shots = join(root, "build/screenshots");
mkdirSync(shots, { recursive: true });

export function launch() {
	return chromium.launch({
		executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
		args: [
			...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
			...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
			// The map is drawn without a graphics card.
			...["--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
		],
	});
}

/* A page with its own cookies; everything that it should not do is remembered in page.faults. */
export async function openConsole(browser, demo, { lang = "zh", theme = "dark" } = {}) {
	const context = await browser.newContext({ viewport: { width: 1600, height: 900 } });
	const page = await context.newPage();
	page.faults = [];
	page.on("pageerror", (fault) => page.faults.push("error: " + fault.message));
	page.on("request", (request) => {
		const url = request.url();
		const own = url.startsWith(demo.url + "/") || /^(data|blob):/.test(url);
		if (!own) page.faults.push("foreign: " + url);
	});
	page.on("console", (message) => {
		const text = message.text();
		if (/Content.Security.Policy|Refused to/i.test(text)) page.faults.push("policy: " + text);
	});
	await page.addInitScript(
		([lang, theme]) => {
			if (!localStorage.getItem("wf.lang")) localStorage.setItem("wf.lang", lang);
			if (!localStorage.getItem("wf.theme")) localStorage.setItem("wf.theme", theme);
			// Counts what the loudspeaker would have been given.
			window.beeps = 0;
			const start = OscillatorNode.prototype.start;
			OscillatorNode.prototype.start = function (...args) {
				window.beeps++;
				return start.apply(this, args);
			};
		},
		[lang, theme],
	);
	page.setDefaultTimeout(20000);
	await page.goto(demo.url);
	return page;
}

export async function signIn(page, demo, login) {
	await page.fill("#login", login);
	await page.fill("#password", demo.password);
	await page.press("#password", "Enter");
	await page.waitForSelector('[data-link="live"]');
	await page.waitForSelector("main h1", { state: "attached" });
}

export async function enter(browser, demo, login, options) {
	const page = await openConsole(browser, demo, options);
	await signIn(page, demo, login);
	return page;
}

export async function goTo(page, hash) {
	await page.evaluate((to) => (location.hash = to), hash);
}

/* ---- forms ----------------------------------------------------------------------------------- */

const field = (page, name) => page.locator('dialog.drawer [data-field="' + name + '"]');

export async function fillText(page, name, text) {
	await reveal(page, name);
	await field(page, name).locator("input, textarea").first().fill(text);
}
export async function choose(page, name, value) {
	await reveal(page, name);
	const box = field(page, name);
	const select = box.locator("select");
	if (await select.count()) await select.selectOption(value);
	else await box.locator('input[value="' + value + '"]').check();
}
/* Types a code and takes the first that is found, as the keyboard does. */
export async function refer(page, name, ...codes) {
	await reveal(page, name);
	const input = field(page, name).locator("input");
	for (const code of codes) {
		await input.fill(code);
		const first = field(page, name).locator('[role="option"]').first();
		await first.filter({ hasText: code }).waitFor();
		await input.press("Enter");
	}
}
async function reveal(page, name) {
	const box = field(page, name);
	await box.waitFor({ state: "attached" });
	if (!(await box.isVisible())) await page.locator("dialog.drawer summary").click();
}
/* Sends the form; it closes when the program has accepted. */
export async function send(page) {
	await page.keyboard.press("Control+Enter");
	const drawer = page.locator("dialog.drawer");
	const error = drawer.locator(".foot .error");
	await Promise.race([
		drawer.waitFor({ state: "detached" }),
		error.waitFor().then(async () => {
			throw new Error("the form was refused: " + (await error.innerText()));
		}),
	]);
}

/* ---- looking --------------------------------------------------------------------------------- */

export function record(page) {
	return decodeURIComponent(new URL(page.url()).hash.split("?")[0].split("/").at(-1));
}
export async function shoot(page, name) {
	await page.screenshot({ path: join(shots, name + ".png") });
}

/* Everything that axe-core finds under WCAG 2.2 A and AA and its best practices. */
export async function axe(page) {
	// A policy that forbids inline scripts does not forbid the tester's own.
	if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeSource);
	const found = await page.evaluate(async () => {
		const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
		const result = await window.axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
		return result.violations.map((one) => ({
			id: one.id,
			nodes: one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160) + " | " +
				(node.any[0]?.message ?? node.all[0]?.message ?? "")),
		}));
	});
	return found;
}

/* The API as this page's user sees it; to look at what the screen should show, not to act. */
export async function api(page, path) {
	return page.evaluate(async (to) => {
		const answer = await fetch("/api/v1" + to);
		return answer.json();
	}, path);
}

/* Does an act in this page's name at its first post; gives the record. What is refused throws. */
export async function act(page, kind, name, fields, id) {
	const answer = await page.evaluate(
		async ([kind, name, fields, id]) => {
			const session = await (await fetch("/api/v1/session")).json();
			const post = session.duties[0].post;
			const body = { post, key: crypto.randomUUID(), fields };
			const path = "/api/v1/records/" + kind + (id ? "/" + id + "/" + name : "");
			if (!id) body.act = name;
			else {
				body.version = (await (await fetch("/api/v1/records/" + kind + "/" + id)).json()).version;
			}
			const done = await fetch(path, {
				method: "POST",
				headers: { "Content-Type": "application/json", "X-CSRF": session.csrf },
				body: JSON.stringify(body),
			});
			return done.json();
		},
		[kind, name, fields, id],
	);
	assert.ok(answer.record, kind + "." + name + " was refused: " + JSON.stringify(answer));
	return answer.record;
}

/* Asks again until it is so. */
export async function until(ask, what = String(ask), ms = 20000) {
	const end = Date.now() + ms;
	for (;;) {
		const answer = await ask();
		if (answer) return answer;
		assert.ok(Date.now() < end, "it did not come to this: " + what);
		await new Promise((go) => setTimeout(go, 150));
	}
}

export function noFaults(...pages) {
	for (const page of pages) assert.deepEqual(page.faults, []);
}
