/* How long until the situation can be used, with 2,000 open incidents, from a cold page. */
/* SPDX-License-Identifier: Apache-2.0 */
import { api, enter, launch } from "../../tests/browser/lib/browser.mjs";
import { startDemo } from "../../tests/browser/lib/demo.mjs";
import { make, median, session } from "./lib.mjs";

const incidents = Number(process.env.INCIDENTS ?? 2000);
const rounds = Number(process.env.ROUNDS ?? 7);
const target = 1500;
const types = ["lost_child", "medical", "screening_failure", "lift_stop", "drone", "power_loss"];

const demo = await startDemo();
const browser = await launch();
try {
	const who = await session(demo, "nst.duty");
	await make(demo, who, "incident", incidents, (i) => ({
		post: "nst",
		fields: { title: "演练事件 " + i + " incident", type: types[i % types.length] },
	}));
	const page = await enter(browser, demo, "bj.commander");
	const total = (await api(page, "/records/incident?open=1&limit=1")).total;
	const times = [];
	for (let i = 0; i < rounds; i++) {
		await page.goto("about:blank");
		await page.goto(demo.url, { waitUntil: "commit" });
		// Usable: the board counts every incident, its rows are drawn, and a key moves the cursor.
		await page.waitForFunction(
			(total) => document.querySelector(".panel .count")?.textContent === String(total),
			total,
			{ polling: "raf" },
		);
		await page.keyboard.press("j");
		await page.waitForFunction(
			() => document.querySelector('.item[aria-selected="true"]') !== null,
			null,
			{ polling: "raf" },
		);
		times.push(await page.evaluate(() => performance.now()));
	}
	const middle = median(times);
	console.log("console-situation-usable-ms " + middle.toFixed(0));
	console.log(
		"# " + total + " open incidents, " + rounds + " cold loads: " +
			times.map((one) => one.toFixed(0)).join(" ") + "; target " + target,
	);
	console.log(middle <= target ? "met" : "NOT MET");
} finally {
	await browser.close();
	await demo.stop();
}
