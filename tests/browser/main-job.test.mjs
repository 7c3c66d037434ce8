/* The main job of the whole product in a browser, once in each language, from report to close. */
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
	record,
	refer,
	send,
	shoot,
	until,
} from "./lib/browser.mjs";
import { startDemo } from "./lib/demo.mjs";

const words = {
	zh: {
		title: "北看台B区上层拥挤",
		task: "疏导北通道，暂停放行",
		note: "2号楼梯已清空",
		verifying: "核实",
		copy: "越级抄送",
		signed: "签收",
		done: "反馈",
		closed: "已结束",
	},
	en: {
		title: "Crush risk at gate C",
		task: "Hold the inflow at gate C",
		note: "Stair 2 is clear",
		verifying: "Verifying",
		copy: "Copy to skipped levels",
		signed: "Signed",
		done: "Done",
		closed: "Closed",
	},
};

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

for (const lang of ["zh", "en"]) describe("the main job, " + lang, () => job(lang));

function job(lang) {
	const text = words[lang];
	let demo, steward, duty, commander, national, incident, order, nationalOrder;
	let broken = "";
	/* Each step stands on the one before: after the first that fails the others say only so. */
	const does = (what, how) =>
		it(what, async () => {
			assert.equal(broken, "", "an earlier step failed");
			broken = what;
			try {
				await how();
			} catch (fault) {
				for (const page of [steward, duty, commander, national]) {
					if (page) await shoot(page, "failed-" + (await page.title()) + "-" + seats(page));
				}
				throw fault;
			}
			broken = "";
		});
	const seats = (page) => [steward, duty, commander, national].indexOf(page);
	const state = async (page, kind, id) => (await api(page, `/records/${kind}/${id}`)).state;
	const becomes = (page, kind, id, wanted) =>
		until(async () => (await state(page, kind, id)) === wanted, id + " becomes " + wanted);

	before(async () => {
		demo = await startDemo();
		[steward, duty, commander, national] = await Promise.all(
			["nst.steward", "nst.duty", "bj.commander", "nat.commander"].map((login) =>
				enter(browser, demo, login, { lang }),
			),
		);
	});
	after(async () => {
		for (const page of [steward, duty, commander, national]) await page?.context().close();
		await demo?.stop();
	});

	does("a steward reports with N, a line and Ctrl+Enter", async () => {
		await steward.keyboard.press("n");
		await fillText(steward, "title", text.title);
		await choose(steward, "type", "crowd_density");
		await refer(steward, "place", "nst");
		await send(steward);
		await steward.waitForURL(/#\/incident\//);
		incident = record(steward);
		assert.match(incident, /^nst-\d+$/);
	});

	does("the duty officer sees it at once, hears it, and acknowledges with X", async () => {
		await duty.locator(".strip.alarm").waitFor();
		await duty.locator('.item[data-id="' + incident + '"]').waitFor();
		await duty.waitForFunction(() => window.beeps > 0);
		await shoot(duty, "situation-alarm-" + lang);
		while (await duty.locator(".strip.alarm").count()) {
			const before = await duty.locator(".strip.alarm a").innerText();
			await duty.keyboard.press("x");
			await duty.waitForFunction(
				(before) => document.querySelector(".strip.alarm a")?.innerText !== before,
				before,
			);
		}
		const ringing = await api(duty, "/records/alarm?state=ringing&home=nst");
		assert.equal(ringing.total, 0);
		const beeps = await duty.evaluate(() => window.beeps);
		await duty.evaluate(() => new Promise((go) => setTimeout(go, 4500)));
		assert.equal(await duty.evaluate(() => window.beeps), beeps, "it rang after acknowledging");
	});

	does("opens it with J and Enter, verifies with V, grades with G", async () => {
		const row = duty.locator('.item[data-id="' + incident + '"]');
		for (let i = 0; i < 30 && (await row.getAttribute("aria-selected")) !== "true"; i++) {
			await duty.keyboard.press("j");
		}
		await duty.keyboard.press("Enter");
		await duty.waitForURL(/#\/incident\//);
		assert.equal(record(duty), incident);
		await duty.locator(".acts kbd", { hasText: "V" }).first().waitFor();
		await duty.keyboard.press("v");
		await duty.locator("article header .badge", { hasText: text.verifying }).waitFor();
		await duty.locator(".acts kbd", { hasText: "G" }).first().waitFor();
		await duty.keyboard.press("g");
		await choose(duty, "grade", "g3");
		await choose(duty, "grade_basis", "games_policy");
		await send(duty);
		await becomes(duty, "incident", incident, "graded");
	});

	does("orders two units with O", async () => {
		await duty.keyboard.press("o");
		await fillText(duty, "title", text.task);
		await refer(duty, "to", "nst1", "nst2");
		await fillText(duty, "due_by", "+15m");
		await fillText(duty, "epidemic_part", "N95");
		await send(duty);
		const card = duty.locator(".card", { hasText: text.task });
		await card.locator(".receipts li").nth(1).waitFor();
		const orders = await api(duty, "/records/order?incident=" + incident);
		assert.equal(orders.total, 1);
		order = orders.records[0].id;
		assert.deepEqual(orders.records[0].fields.to, ["nst1", "nst2"]);
		await card.locator(".clock").first().waitFor();
		await shoot(duty, "incident-" + lang);
	});

	does("the receipts are signed, carried out and done, each with one key", async () => {
		await goTo(duty, "#/orders");
		for (const [tab, key, count] of [
			["sign", "s", 2],
			["doing", "m", 2],
			["doing", "a", 2],
		]) {
			await goTo(duty, "#/orders?tab=" + tab);
			for (let i = 0; i < count; i++) await step(duty, order, key);
		}
		await becomes(duty, "order", order, "on_scene");
		await shoot(duty, "orders-" + lang);
		for (let i = 0; i < 2; i++) {
			const row = await walkTo(duty, order, "on_scene");
			await duty.locator(".acts kbd", { hasText: "D" }).first().waitFor();
			await duty.keyboard.press("d");
			await fillText(duty, "result", text.note);
			await send(duty);
			await row.waitFor({ state: "detached" });
		}
		await becomes(duty, "order", order, "done");
	});

	does("the duty officer verifies the order and closes it", async () => {
		await goTo(duty, "#/record/order/" + order);
		await press(duty, "v");
		await becomes(duty, "order", order, "verified");
		const close = duty.locator(".acts button", { hasText: /^(办结|关闭|结束|Close)/ }).first();
		await close.click();
		await send(duty);
		await becomes(duty, "order", order, "closed");
	});

	does("writes the first report up, with the keys of the incident's screen", async () => {
		await goTo(duty, "#/incident/" + incident);
		await duty.locator("article header h1").waitFor();
		await duty.locator("button kbd", { hasText: "U" }).waitFor();
		await duty.keyboard.press("u");
		await fillText(duty, "course", text.title);
		await send(duty);
		const reports = await api(duty, "/records/report?incident=" + incident);
		assert.equal(reports.total, 1);
		assert.equal(reports.records[0].fields.to, "bj");
		assert.equal(reports.records[0].fields.type, "initial");
		await goTo(duty, "#/due?tab=all");
		await duty.locator(".item").first().waitFor();
		await shoot(duty, "reports-due-" + lang);
	});

	does("the territorial post signs it and passes it on; the national post signs that", async () => {
		await sign(commander, "bj");
		const passed = await commander.evaluate(async (id) => {
			const answer = await fetch("/api/v1/records/report_duty?home=bj&incident=" + id);
			return (await answer.json()).total;
		}, incident);
		assert.equal(passed, 1, "the territorial post now owes the national one a report");
		await goTo(commander, "#/due");
		const row = commander.locator(".item", { hasText: text.title });
		await row.locator("button").click();
		await fillText(commander, "course", text.title);
		await send(commander);
		await sign(national, "nat");
		const reports = await api(national, "/records/report?incident=" + incident);
		assert.deepEqual(reports.records.map((one) => one.state).sort(), ["received", "received"]);
	});

	does("the national post tasks a unit directly; the posts between get their copies", async () => {
		await goTo(national, "#/incident/" + incident);
		await national.locator("button kbd", { hasText: "O" }).waitFor();
		await national.keyboard.press("o");
		await fillText(national, "title", "★ " + text.task);
		await refer(national, "to", "nst4");
		await fillText(national, "epidemic_part", "N95");
		await send(national);
		const card = national.locator(".card", { hasText: "★" });
		await card.locator(".badge", { hasText: text.copy }).waitFor();
		const orders = await api(national, "/records/order?home=nat&incident=" + incident);
		nationalOrder = orders.records[0];
		assert.ok(nationalOrder.fields.copies.includes("bj"));
		assert.ok(nationalOrder.fields.copies.includes("nst"));
		await goTo(commander, "#/orders");
		await commander.locator(".item", { hasText: "★" }).first().waitFor();
		await goTo(duty, "#/incident/" + incident);
		const copy = duty.locator(".card", { hasText: "★" });
		await copy.locator(".badge", { hasText: text.copy }).waitFor();
		await shoot(national, "flat-order-" + lang);
	});

	does("a note is logged, struck out, and stays readable", async () => {
		await duty.locator("form.quick input").fill(text.note);
		await duty.locator("form.quick input").press("Enter");
		const line = duty.locator(".log li", { hasText: text.note }).last();
		await line.waitFor();
		const notes = await api(duty, "/records/note?subject=" + incident);
		await goTo(duty, "#/record/note/" + notes.records[0].id);
		const strike = /^(划销|Strike)/;
		await duty.locator(".acts button", { hasText: strike }).first().click();
		await fillText(duty, "reason", "x");
		await send(duty);
		await goTo(duty, "#/incident/" + incident);
		await duty.locator(".log li.struck", { hasText: text.note }).waitFor();
	});

	does("the incident is brought under control and closed", async () => {
		await duty.locator("article header h1").waitFor();
		assert.equal(await state(duty, "incident", incident), "graded");
		await press(duty, "a");
		await choose(duty, "response", "r3");
		await fillText(duty, "response_matter", text.title);
		await fillText(duty, "response_duration", "1h");
		await fillText(duty, "response_measures", text.task);
		await send(duty);
		await becomes(duty, "incident", incident, "responding");
		const button = (name) => duty.locator(".acts button", { hasText: name }).first();
		await button(/^(已受控|受控|Controlled)/).click();
		await becomes(duty, "incident", incident, "controlled");
		// Nobody closes an incident over an order that is still being carried out.
		const end = /^(结束|解除|终止|Stand down)/;
		await button(end).click();
		await assert.rejects(send(duty), /refused: (仍有未办结的指令|Orders about it)/);
		await duty.keyboard.press("Escape");
		await goTo(national, "#/record/order/" + nationalOrder.id);
		await national.locator(".acts button", { hasText: /^(撤回|Withdraw)/ }).first().click();
		await fillText(national, "reason", text.note);
		await send(national);
		await button(end).click();
		await send(duty);
		await becomes(duty, "incident", incident, "closed");
		await duty.locator("article header .badge", { hasText: text.closed }).waitFor();
		noFaults(steward, duty, commander, national);
	});

	async function press(page, key) {
		await page.locator(".acts kbd", { hasText: key.toUpperCase() }).first().waitFor();
		await page.keyboard.press(key);
	}

	/* Moves the cursor to the next receipt of this order in that state. */
	async function walkTo(page, subject, wanted, home = "") {
		const all = await api(page, "/records/receipt?limit=1000&state=" + wanted);
		const here = all.records.filter((one) => !home || one.home === home);
		const id = here.find((one) => one.fields.subject === subject)?.id;
		assert.ok(id, "no receipt of " + subject + " is " + wanted);
		const row = page.locator('.item[data-id="' + id + '"]');
		await row.waitFor();
		for (let i = 0; i < 40 && (await row.getAttribute("aria-selected")) !== "true"; i++) {
			await page.keyboard.press("j");
		}
		for (let i = 0; i < 40 && (await row.getAttribute("aria-selected")) !== "true"; i++) {
			await page.keyboard.press("k");
		}
		assert.equal(await row.getAttribute("aria-selected"), "true");
		return row;
	}

	async function step(page, subject, key, home = "") {
		const from = { s: "delivered", m: "signed", a: "moving" }[key];
		const row = await walkTo(page, subject, from, home);
		const id = await row.getAttribute("data-id");
		await press(page, key);
		const to = { s: "signed", m: "moving", a: "on_scene" }[key];
		await becomes(page, "receipt", id, to);
	}

	/* Signs the newest report that waits at this post. */
	async function sign(page, post) {
		const path = "/records/receipt?state=delivered&subject_type=report&home=" + post;
		await goTo(page, "#/orders");
		await until(async () => (await api(page, path)).total > 0, "a report waits at " + post);
		await step(page, (await api(page, path)).records[0].fields.subject, "s", post);
	}
}
