/* axe-core finds nothing on any screen, in either theme and language; nor is anything foreign asked. */
/* SPDX-License-Identifier: Apache-2.0 */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { api, axe, enter, goTo, launch, noFaults, openConsole, shoot, until } from "./lib/browser.mjs";
import { startDemo } from "./lib/demo.mjs";

let browser, demo;
before(async () => {
	browser = await launch();
	demo = await startDemo({ speed: 2400 });
});
after(async () => {
	await browser?.close();
	await demo?.stop();
});

/* name, where, what makes it complete, keys pressed first */
async function screens(page) {
	const first = async (kind, query = "") => {
		const found = await api(page, "/records/" + kind + "?limit=1" + query);
		return found.records[0]?.id ?? "";
	};
	const incident = await first("incident", "&grade=g2");
	const order = await first("order");
	return [
		["situation", "#/situation", ".grid .item"],
		["incident", "#/incident/" + incident, ".log li b"],
		["desk", "#/desk?desk=command", ".tiles .card"],
		["gaps", "#/gaps", ".screen h1"],
		["venues", "#/venues", ".grid .item"],
		["venue", "#/venue/" + (await first("place", "&type=venue")), ".venue .card"],
		["corridors", "#/corridors", ".screen h1"],
		["orders", "#/orders?tab=sent", ".grid"],
		["receipts", "#/list/receipt", ".grid .item"],
		["breaches", "#/list/breach", ".grid"],
		["reports-due", "#/due?tab=all", ".grid"],
		["alarms", "#/alarms?tab=all", ".grid"],
		["records", "#/records", ".card"],
		["tokens", "#/tokens", "#token-name"],
		["list", "#/list/place", ".grid .item"],
		["record", "#/record/order/" + order, ".facts"],
		["form", "#/situation", "dialog.drawer .form", "n"],
		["palette", "#/situation", "#palette-list li", "Control+k"],
		["settings", "#/situation", "dialog .keys", "?"],
		["slider", "#/situation", ".slider", "t"],
	];
}

const clean = async (page) => {
	const found = await axe(page);
	assert.deepEqual(found, [], JSON.stringify(found, null, 1));
};

for (const theme of ["dark", "light"]) {
	for (const lang of ["zh", "en"]) {
		describe("axe, " + theme + ", " + lang, () => {
			let page;
			before(async () => {
				const fresh = await openConsole(browser, demo, { lang, theme });
				await clean(fresh);
				await fresh.context().close();
				page = await enter(browser, demo, "bj.commander", { lang, theme });
				// Late enough that the large incident of the evening stands on the board.
				for (const what of ["declaration", "cluster_alert", "incident?grade=g2"]) {
					const some = async () => (await api(page, "/records/" + what)).total > 0;
					await until(some, "the day has a first " + what, 120000);
				}
			});
			after(() => page?.context().close());

			it("finds nothing on any screen", async () => {
				for (const [name, hash, ready, key] of await screens(page)) {
					await goTo(page, hash);
					if (key) {
						await page.locator(".situation").waitFor();
						await page.keyboard.press(key);
					}
					await page.locator(ready).first().waitFor();
					await shoot(page, name + "-" + lang + "-" + theme);
					const found = await axe(page);
					assert.deepEqual(found, [], name + ": " + JSON.stringify(found, null, 1));
					if (key && key !== "t") {
						await page.keyboard.press("Escape");
						await page.locator("dialog").waitFor({ state: "detached" });
					}
				}
				noFaults(page);
			});
		});
	}
}
