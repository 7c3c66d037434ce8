/* Scrolls a list of 10,000 records from end to end and looks for tasks that block the page. */
/* SPDX-License-Identifier: Apache-2.0 */
import { api, enter, goTo, launch, until } from "../../tests/browser/lib/browser.mjs";
import { startDemo } from "../../tests/browser/lib/demo.mjs";
import { make, session } from "./lib.mjs";

const records = Number(process.env.RECORDS ?? 10000);
const target = 50;

const demo = await startDemo();
const browser = await launch();
try {
	const who = await session(demo, "nst.duty");
	await make(demo, who, "note", records, (i) => ({
		post: "nst",
		fields: { subject: "nst", text: "第" + i + "条日志 log line " + i },
	}));
	const page = await enter(browser, demo, "nst.duty");
	await goTo(page, "#/list/note");
	const grid = page.locator(".grid");
	await grid.locator(".item").first().waitFor();
	// Once through, so that every page of the list has arrived.
	const rows = () => grid.getAttribute("aria-rowcount").then(Number);
	await until(
		async () => {
			await grid.evaluate((box) => (box.scrollTop = box.scrollHeight));
			const height = await grid.evaluate((box) => box.scrollHeight);
			return height >= records * 40;
		},
		"the whole list is there",
		120000,
	);
	const tasksOf = await trace(browser, page);
	const steps = await grid.evaluate(
		(box) =>
			new Promise((done) => {
				box.scrollTop = 0;
				let steps = 0;
				const step = () => {
					box.scrollTop += 700;
					steps++;
					if (box.scrollTop + box.clientHeight >= box.scrollHeight - 1) done(steps);
					else requestAnimationFrame(step);
				};
				requestAnimationFrame(step);
			}),
	);
	const tasks = await tasksOf();
	const wall = tasks.map((one) => one.dur / 1000);
	const cpu = tasks.map((one) => one.tdur / 1000);
	const worst = Math.max(0, ...cpu);
	// A task's own time: on a machine that does other things too, its wall time is theirs as well.
	console.log("console-list-worst-task-cpu-ms " + worst.toFixed(1));
	console.log("console-list-worst-task-wall-ms " + Math.max(0, ...wall).toFixed(1));
	console.log(
		"# " + (await rows()) + " rows, " + steps + " frames of 700 pixels, " + tasks.length +
			" tasks of the page's thread; over 50 ms: " +
			cpu.filter((one) => one > 50).length + " by CPU, " +
			wall.filter((one) => one > 50).length + " by wall; target " + target,
	);
	const total = (await api(page, "/records/note?limit=1")).total;
	if (total < records) throw new Error("the list is too short: " + total);
	console.log(worst <= target ? "met" : "NOT MET");
} finally {
	await browser.close();
	await demo.stop();
}

/* Begins to record the tasks of the page's main thread; what it returns ends that and tells them. */
async function trace(browser, page) {
	const session = await browser.newBrowserCDPSession();
	const events = [];
	session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
	await session.send("Tracing.start", {
		transferMode: "ReportEvents",
		traceConfig: { includedCategories: ["toplevel", "blink.user_timing"] },
	});
	await page.evaluate(() => performance.mark("bench-page"));
	return async () => {
		const done = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
		await session.send("Tracing.end");
		await done;
		const mark = events.find((one) => one.name === "bench-page");
		if (!mark) throw new Error("the trace does not know the page");
		return events.filter(
			(one) => one.pid === mark.pid && one.tid === mark.tid && one.tdur !== undefined,
		);
	};
}
