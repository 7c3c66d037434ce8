/* A token made, used and revoked on its screen, by keyboard, in both languages. */
/* SPDX-License-Identifier: Apache-2.0 */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { axe, enter, goTo, launch, noFaults, shoot, until } from "./lib/browser.mjs";
import { startDemo } from "./lib/demo.mjs";

let browser, demo;
before(async () => {
	browser = await launch();
	demo = await startDemo();
});
after(async () => {
	await browser?.close();
	await demo?.stop();
});

/* What a program that holds the token is answered: from outside the browser, without its cookie. */
async function asProgram(token, method, path, body) {
	const headers = { Authorization: "Bearer " + token, "Content-Type": "application/json" };
	const options = body ? { method, headers, body: JSON.stringify(body) } : { method, headers };
	return (await fetch(demo.url + "/api/v1" + path, options)).status;
}

async function clean(page) {
	const found = await axe(page);
	assert.deepEqual(found, [], JSON.stringify(found, null, 1));
}

const words = {
	zh: { title: "接口令牌", incident: "事件", report: "接报", sure: "确认撤销" },
	en: { title: "API tokens", incident: "Incident", report: "Report", sure: "Really revoke" },
};

for (const lang of ["zh", "en"]) {
	describe("tokens, " + lang, () => {
		const name = "gate " + lang;
		let page, token;
		before(async () => {
			page = await enter(browser, demo, "nst.duty", { lang });
		});
		after(() => page?.context().close());

		it("stand in the settings", async () => {
			await goTo(page, "#/situation");
			await page.locator(".situation").waitFor();
			await page.keyboard.press("?");
			await page.locator("dialog a", { hasText: words[lang].title }).press("Enter");
			await page.locator("main h1", { hasText: words[lang].title }).waitFor();
			await page.locator("dialog").waitFor({ state: "detached" });
			await until(async () => (await page.title()).includes(words[lang].title), "the title");
			await clean(page);
		});

		it("one is made with its scopes and days, and shown once", async () => {
			await page.locator("#token-name").fill(name);
			await page.locator("#token-days").fill("2");
			const scopes = page.locator("fieldset");
			await scopes.locator("select").nth(0).selectOption("incident");
			await scopes.locator("select").nth(1).selectOption("report");
			await scopes.locator("button").last().press("Enter");
			const chosen = scopes.locator("li", { hasText: words[lang].incident });
			await chosen.filter({ hasText: words[lang].report }).waitFor();
			await page.locator("#token-name").press("Enter");
			const secret = page.locator("#token-secret");
			await secret.waitFor();
			token = await secret.inputValue();
			assert.match(token, /^[0-9a-f]{64}$/);
			assert.equal(await page.evaluate(() => document.activeElement?.id), "token-secret");
			await page.locator("tbody tr", { hasText: name }).waitFor();
			await clean(page);
			await shoot(page, "tokens-" + lang);
			await page.locator(".secret button").last().press("Enter");
			await secret.waitFor({ state: "detached" });
			await page.reload();
			const row = page.locator("tbody tr", { hasText: name });
			await row.filter({ hasText: words[lang].report }).waitFor();
			assert.ok(!(await page.content()).includes(token));
		});

		it("it does what it names, and nothing else", async () => {
			const fields = { title: "由网关上报", type: "screening_failure" };
			const body = { post: "nst", key: "t-" + lang, fields };
			assert.equal(await asProgram(token, "GET", "/records/incident?limit=1"), 200);
			assert.equal(await asProgram(token, "POST", "/records/incident", body), 201);
			const note = { post: "nst", key: "n-" + lang, fields: { text: "x" } };
			assert.equal(await asProgram(token, "POST", "/records/note", note), 403);
		});

		it("it is revoked at the second press, and opens nothing any more", async () => {
			const row = page.locator("tbody tr", { hasText: name });
			const button = row.locator("button");
			await button.press("Enter");
			await button.filter({ hasText: words[lang].sure }).waitFor();
			assert.equal(await asProgram(token, "GET", "/records/incident?limit=1"), 200);
			await button.press("Enter");
			await row.waitFor({ state: "detached" });
			assert.equal(await asProgram(token, "GET", "/records/incident?limit=1"), 401);
			noFaults(page);
		});

		it("what is refused is said in this language", async () => {
			await page.locator("#token-name").fill(name);
			for (let i = (await page.locator("tbody tr").count()); i < 33; i++) {
				await page.locator("#token-name").fill(name + i);
				await page.locator("#token-name").press("Enter");
				if (i === 32) break;
				await until(async () => (await page.locator("tbody tr").count()) === i + 1, "one more");
			}
			const said = lang === "zh" ? "令牌过多" : "Too many tokens";
			await page.locator("form .error", { hasText: said }).waitFor();
			// Make room for the other language.
			for (let i = await page.locator("tbody tr").count(); i > 0; i--) {
				const button = page.locator("tbody tr button").first();
				await button.press("Enter");
				await button.press("Enter");
				await until(async () => (await page.locator("tbody tr").count()) === i - 1, "one less");
			}
		});
	});
}
