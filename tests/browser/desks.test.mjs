/* Each desk's first page, the venue at one glance, and the ladder of a corridor: what they promise. */
/* SPDX-License-Identifier: Apache-2.0 */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { api, axe, enter, goTo, launch, noFaults, shoot, until } from "./lib/browser.mjs";
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

const desks = [
	...["intelligence", "command", "duty", "information"],
	...["inspection", "health", "oversight", "office"],
];
const open = async (page, kind) =>
	(await api(page, "/records/" + kind + "?open=1&limit=1&role_as=nat")).total;

for (const lang of ["zh", "en"]) {
	describe("desks, " + lang, () => {
		let page, schema;
		before(async () => {
			page = await enter(browser, demo, "nat.duty", { lang });
			schema = await api(page, "/schema");
		});
		after(() => page?.context().close());

		for (const desk of desks) {
			it("shows the " + desk + " desk its kinds, each with what is open", async () => {
				await goTo(page, "#/desk?desk=" + desk);
				const modules = schema.modules.filter((one) => one.desk === desk);
				const kinds = modules.flatMap((module) =>
					schema.kinds.filter((kind) => kind.module === module.name),
				);
				assert.ok(kinds.length > 0);
				const tiles = page.locator(".tiles li");
				await until(async () => (await tiles.count()) === kinds.length, "a tile a kind");
				for (const kind of [kinds[0], kinds.at(-1)]) {
					const tile = tiles.filter({ has: page.locator('a[href*="/' + kind.name + '?"]') });
					const count = async () =>
						Number(await tile.locator("b.open").innerText()) ===
						Math.min(2000, await open(page, kind.name));
					await until(count, "the open " + kind.name + " counted");
				}
				assert.deepEqual(await axe(page), []);
				await shoot(page, "desk-" + desk + "-" + lang);
			});
		}

		it("lists what presses by how soon it is due", async () => {
			await goTo(page, "#/desk?desk=duty");
			await page.locator(".grid .item .clock").first().waitFor();
			const due = await page.locator(".pressed .clock").evaluateAll((all) =>
				all.map((one) => one.getAttribute("title").split(" · ").at(-1)),
			);
			assert.ok(due.length > 1);
		});

		it("makes a record from its tile", async () => {
			await goTo(page, "#/desk?desk=intelligence");
			const tile = page.locator(".tiles li", { has: page.locator('a[href*="/info_need?"]') });
			if (await tile.locator("button").count()) await tile.locator("button").click();
			else await page.locator(".tiles li button").first().click();
			await page.locator("dialog.drawer .foot button.main").waitFor();
			await page.keyboard.press("Escape");
			await page.locator("dialog").waitFor({ state: "detached" });
		});

		it("shows a venue with its plan, who signed it, and who answers for the place", async () => {
			await goTo(page, "#/venues");
			await page.locator(".grid .item").first().waitFor();
			const { records } = await api(page, "/records/place?type=venue&limit=50&role_as=nat");
			const place = records.find((one) => one.home === "nst") ?? records[0];
			await goTo(page, "#/venue/" + place.id);
			const name = lang === "zh" ? place.fields.name_zh : place.fields.name_en;
			await page.locator(".venue h1", { hasText: name }).waitFor();
			await page.locator(".venue .signs li").first().waitFor();
			assert.equal(await page.locator(".venue .signs li").count(), 5);
			assert.equal(await page.locator(".venue .facts dt").count(), 3);
			assert.deepEqual(await axe(page), []);
		});

		it("proposes a level from the ladder, with ring and level filled in", async () => {
			await goTo(page, "#/corridors");
			await page.locator(".corridor .step.here").first().waitFor();
			const free = page.locator(".corridor .step:not(.here):not([disabled])");
			if (await free.count()) {
				await free.first().click();
				const level = page.locator('dialog.drawer [data-field="to_level"]');
				await level.waitFor();
				const chosen = level.locator("input:checked, select option:checked");
				assert.notEqual(await chosen.first().getAttribute("value"), "");
				await page.keyboard.press("Escape");
				await page.locator("dialog").waitFor({ state: "detached" });
			}
			assert.deepEqual(await axe(page), []);
			noFaults(page);
		});
	});
}
