/* The list of what is missing: told by how grave it is, each line leading to the act that closes it. */
/* SPDX-License-Identifier: Apache-2.0 */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { api, axe, enter, goTo, launch, noFaults, until } from "./lib/browser.mjs";
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

const words = {
	zh: { severe: "严重", plan: "没有已批准、已演练并启用的方案" },
	en: { severe: "Severe", plan: "No plan that is approved, exercised and active" },
};

/* A long row of one cause is folded to its first two. */
async function unfold(page) {
	const folded = page.locator('.fold button[aria-expanded="false"]');
	while (await folded.count()) await folded.first().click();
}

for (const lang of ["zh", "en"]) {
	describe("coverage, " + lang, () => {
		let page;
		before(async () => {
			page = await enter(browser, demo, "nat.duty", { lang });
			await goTo(page, "#/gaps");
			await page.locator("tr[data-gap]").first().waitFor();
		});
		after(() => page?.context().close());

		it("shows what the node lists, the worst first", async () => {
			const found = await api(page, "/gaps?role_as=nat");
			const rows = page.locator("tr[data-gap]");
			await unfold(page);
			await until(async () => (await rows.count()) === found.gaps.length, "all gaps");
			const row = page.locator('tr[data-gap="place.plan_missing"]').first();
			assert.ok((await row.innerText()).includes(words[lang].plan));
			assert.ok((await row.innerText()).includes(words[lang].severe));
			assert.deepEqual(await axe(page), []);
		});

		it("is filtered by how grave they are, and the address keeps it", async () => {
			const { severe } = await api(page, "/gaps?role_as=nat");
			await goTo(page, "#/gaps?severity=severe");
			const rows = page.locator("tr[data-gap]");
			await unfold(page);
			await until(async () => (await rows.count()) === severe, "severe ones");
		});

		it("opens the act that closes a gap, with the place filled in", async () => {
			const row = page.locator('tr[data-gap="place.plan_missing"]').first();
			await row.locator("button").click();
			await page.locator("dialog.drawer .foot button.main").waitFor();
			await page.keyboard.press("Escape");
			await page.locator("dialog").waitFor({ state: "detached" });
			noFaults(page);
		});
	});
}
