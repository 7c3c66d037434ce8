/* Units on the situation's map: where they are, how old that is, gone when they go off duty. */
/* SPDX-License-Identifier: Apache-2.0 */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { axe, enter, goTo, launch, noFaults, shoot, until } from "./lib/browser.mjs";
import { startDemo } from "./lib/demo.mjs";

let browser, demo, desk;
before(async () => {
	browser = await launch();
	demo = await startDemo();
	desk = await signInAsProgram("nst.duty");
});
after(async () => {
	await browser?.close();
	await demo?.stop();
});

/* What devices and gateways send comes from outside the browser. */
async function signInAsProgram(login) {
	const answer = await fetch(demo.url + "/api/v1/session", {
		method: "POST",
		headers: { "Content-Type": "application/json" },
		body: JSON.stringify({ login, password: demo.password }),
	});
	const cookie = answer.headers.get("set-cookie").split(";")[0];
	return { Cookie: cookie, "X-CSRF": (await answer.json()).csrf };
}
async function ask(method, path, body) {
	const headers = { ...desk, "Content-Type": "application/json" };
	const answer = await fetch(demo.url + "/api/v1" + path, {
		method,
		headers,
		...(body ? { body: JSON.stringify(body) } : {}),
	});
	return answer.json();
}

const words = {
	zh: { two: "在勤单元位置 2", old: "其中 1 个位置已过时", one: "在勤单元位置 1", map: "地图" },
	en: { two: "Units with a position: 2", old: "1 of them out of date",
		one: "Units with a position: 1", map: "Map" },
};

for (const lang of ["zh", "en"]) {
	describe("units on the map, " + lang, () => {
		let page, first;
		before(async () => {
			page = await enter(browser, demo, "nst.commander", { lang });
			await goTo(page, "#/situation");
			await page.locator(".situation .seen").waitFor();
		});
		after(() => page?.context().close());

		it("are told with their age; what is old says so", async () => {
			const { server_time } = await ask("GET", "/live/units");
			const old = new Date(Date.parse(server_time) - 600000).toISOString();
			const lon = lang === "zh" ? 116.396 : 116.3962;
			const said = await ask("POST", "/live/fixes", {
				fixes: [
					["nst1", lon, 39.993],
					["nst2", lon, 39.9925, lang === "zh" ? old : null],
				],
			});
			assert.equal(said.taken, 2, JSON.stringify(said));
			const seen = page.locator(".seen");
			await until(async () => (await seen.innerText()).includes(words[lang].two), "two units");
			if (lang === "zh") assert.ok((await seen.innerText()).includes(words[lang].old));
			await seen.locator("summary").press("Enter");
			await seen.locator("li").nth(1).waitFor({ state: "visible" });
			assert.equal(await seen.locator("li").count(), 2);
			assert.deepEqual(await axe(page), []);
			await shoot(page, "units-" + lang);
		});

		it("lead to the unit's own page", async () => {
			const line = page.locator(".seen li button").last();
			const name = await line.innerText();
			await line.press("Enter");
			await page.locator("main h1", { hasText: name }).waitFor();
			await goTo(page, "#/situation");
			await page.locator(".situation .seen").waitFor();
		});

		it("go when they go off duty", async () => {
			first = (await ask("GET", "/live/units")).units[0].unit;
			await ask("POST", `/records/unit/${first}/off_duty`,
				{ post: "nst", key: "units-off-" + lang, fields: {} });
			const seen = page.locator(".seen");
			await until(async () => (await seen.innerText()).includes(words[lang].one), "one unit");
			await ask("POST", `/records/unit/${first}/on_duty`,
				{ post: "nst", key: "units-on-" + lang, fields: {} });
			noFaults(page);
		});
	});
}
