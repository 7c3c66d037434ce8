/* The boards: each tells at once what is late, due, changed or missing, and lets no one sign blind. */
/* SPDX-License-Identifier: Apache-2.0 */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { act, api, axe, enter, goTo, launch, noFaults, shoot, until } from "./lib/browser.mjs";
import { startDemo } from "./lib/demo.mjs";

let browser, demo, national, beijing;
before(async () => {
	browser = await launch();
	demo = await startDemo();
	[national, beijing] = await Promise.all(
		["nat.duty", "bj.duty"].map((login) => enter(browser, demo, login)),
	);
});
after(async () => {
	await browser?.close();
	await demo?.stop();
});

/* The event's time, some seconds from now. */
async function at(page, seconds) {
	const { server_time } = await api(page, "/session");
	return new Date(Date.parse(server_time) + seconds * 1000).toISOString();
}
async function as(login, work, options) {
	const page = await enter(browser, demo, login, options);
	try {
		return await work(page);
	} finally {
		await page.context().close();
	}
}
const figure = (page, name) =>
	page.locator(".figure", { has: page.locator("dt", { hasText: name }) }).locator("dd");

describe("a desk's first page says what is late and what is due, without a click", () => {
	/* Who sits there, and what he may make that is due in 2 s or in 2 h. */
	const desks = [
		{
			desk: "intelligence",
			login: "nat.intel",
			make: (title, due) => ["info_need", "ask", {
				...{ title, due_by: due, question: "q", topic: "crowd", decision: "d" },
				priority: "priority",
			}],
		},
		{
			desk: "command",
			login: "bj.duty",
			make: (title, due) => ["order", "issue", {
				...{ title, to: ["nst"], report_back: due, epidemic_na: "无接触" },
			}],
		},
		{
			desk: "information",
			login: "nat.info",
			make: (title, due) => ["media_enquiry", "receive", {
				...{ title, deadline: due, outlet: "o", question: "q", topic: "transport" },
				language: "zh",
			}],
		},
		{
			desk: "health",
			login: "bj.duty",
			make: (title, due) => ["test_schedule", "plan", {
				...{ title, first: due, group: "security", every: "1d", expected: 10 },
				loop_side: "out_of_loop",
			}],
		},
		{
			desk: "oversight",
			login: "ov.officer",
			make: (title, due) => ["oversight_finding", "raise", {
				...{ title, answer_by: due, to: "nst", severity: "advice", text: "t" },
			}],
		},
	];
	for (const { desk, login, make } of desks) {
		it(desk, () =>
			as(login, async (page) => {
				const late = "late at " + desk;
				const due = "due at " + desk;
				await act(page, ...make(late, await at(page, 2)));
				await act(page, ...make(due, await at(page, 7200)));
				await goTo(page, "#/desk?desk=" + desk);
				const row = (title) => page.locator(".pressed", { hasText: title });
				await row(due).first().waitFor();
				await row(late).locator(".clock.over").first().waitFor();
				const titles = await page.locator(".pressed .name").allInnerTexts();
				assert.ok(titles.indexOf(late) < titles.indexOf(due), "late stands before due");
				const told = await page.locator(".panel .head .count.hot").first().innerText();
				assert.match(told, /^已超时 [1-9]/);
				const changed = page.locator('section[aria-label="新变化"]');
				await changed.getByText(due).first().waitFor();
				await shoot(page, "desk-late-" + desk);
			}),
		);
	}

	it("is the first page of those whose work is a desk, and keeps the desk chosen", () =>
		as("nat.info", async (page) => {
			await page.waitForURL(/#\/desk$/);
			const chosen = page.locator('.top [aria-pressed="true"]');
			await until(async () => (await chosen.innerText()) === "舆情", "the desk of the role");
			await page.locator(".top button", { hasText: "情报" }).click();
			await goTo(page, "#/situation");
			await page.locator(".situation").waitFor();
			await goTo(page, "#/desk");
			await until(async () => (await chosen.innerText()) === "情报", "the desk chosen last");
		}));
});

describe("handing over a shift takes two people and one list", () => {
	it("shows what has moved since the first signature on top, and is signed by both", async () => {
		const { records } = await api(national, "/records/account?login=nat.duty2");
		await goTo(national, "#/handover");
		const second = await enter(browser, demo, "nat.duty2");
		await goTo(second, "#/handover");
		const differs = (page) => page.locator("[data-differs]");
		const button = (page, name) =>
			page.locator(".acts button", { hasText: new RegExp("^" + name) }).first();

		const before = await act(national, "incident", "report", {
			...{ title: "before the list", type: "crowd_density", location: "北门" },
		});
		await act(national, "handover", "list", { incoming: records[0].id, note: "一夜平稳" });
		await differs(second).waitFor();
		assert.equal(await differs(second).getAttribute("data-differs"), "0");
		await second.locator('li[data-id="' + before.id + '"][data-change="same"]').waitFor();
		await button(national, "交班签字").click();
		await second.locator(".signatures li.done").first().waitFor();
		assert.equal(await second.locator(".signatures li.done").count(), 1);

		// What comes up after the first signature stands on top, on both screens.
		const fresh = await act(national, "incident", "report", {
			...{ title: "after the signature", type: "crowd_density", location: "北门" },
		});
		for (const page of [national, second]) {
			const first = page.locator("li[data-change]").first();
			await page.locator('li[data-id="' + fresh.id + '"][data-change="new"]').waitFor();
			assert.equal(await first.getAttribute("data-change"), "new");
			const told = async () => Number(await differs(page).getAttribute("data-differs"));
			await until(async () => (await told()) > 0, "what came since is counted");
		}
		await act(national, "incident", "verify", {}, before.id);
		await second.locator('li[data-id="' + before.id + '"][data-change="changed"]').waitFor();
		await shoot(second, "handover-changed");

		// Drawn up again it knows them, and both sign that list.
		await button(second, "重新列出").click();
		await second.locator('li[data-id="' + fresh.id + '"][data-change="same"]').waitFor();
		assert.equal(await differs(second).getAttribute("data-differs"), "0");
		await button(national, "交班签字").click();
		await second.locator(".signatures li.done").first().waitFor();
		await button(second, "接班签字").click();
		const dialog = second.locator("dialog.drawer");
		await Promise.race([
			dialog.waitFor().then(() => second.keyboard.press("Control+Enter")),
			second.locator(".signatures li.done").nth(1).waitFor(),
		]);
		for (const page of [national, second]) {
			await page.locator(".signatures li.done").nth(1).waitFor();
		}
		const done = await api(second, "/records/handover?state=handed_over&sort=-updated_at&limit=1");
		assert.equal(done.records[0].fields.responsible, records[0].id);
		noFaults(second);
		await second.context().close();
	});
});

describe("a level is signed below its forecast", () => {
	it("shows waits, queue, staff and assurance before the commander can sign", () =>
		as("bj.commander", async (page) => {
			const { records } = await api(page, "/records/corridor?limit=1");
			const order = await act(beijing, "level_order", "propose", {
				...{ title: "R1 to C3", corridor: records[0].id, ring: "r1", to_level: "c3" },
				...{ reason: "evening peak", from_time: await at(page, 1800) },
				...{ expires: await at(page, 7200), area: "Banquan", legal_basis: "身份证法第十五条；" + records[0].fields.designation },
				...{ relief: ["ambulance_lane"], notice_zh: "查控升级", notice_en: "Checks stepped up" },
			});
			await goTo(page, "#/corridors");
			const card = page.locator('.order[data-id="' + order.id + '"]');
			await card.getByText("签发前测算").waitFor();
			const { fields } = await api(page, "/records/level_order/" + order.id);
			const facts = await card.locator(".facts dd").allInnerTexts();
			assert.ok(facts.length >= 6 && !facts.slice(0, 5).includes("–"), facts.join(" | "));
			assert.ok(facts[3].startsWith(fields.forecast_capacity.toLocaleString("en")));
			assert.equal(await card.locator(".bars dd").count(), 2);
			const sign = card.locator(".acts button", { hasText: /^签发/ });
			await sign.waitFor();
			const above = (await card.locator(".facts").boundingBox()).y;
			assert.ok((await sign.boundingBox()).y > above, "the forecast stands above the button");
			await shoot(page, "corridor-forecast");
			await sign.click();
			const form = page.locator("dialog.drawer .foot button.main");
			await Promise.race([form.waitFor(), card.getByText("已签发").first().waitFor()]);
			if (await form.count()) await page.keyboard.press("Control+Enter");
			await card.locator(".badge.state", { hasText: "已签发" }).waitFor();
			assert.deepEqual(await axe(page), []);
		}));
});

describe("what the boards say", () => {
	it("rumours: a column a clock, the target in its head, red when it is over", async () => {
		await act(beijing, "rumour", "log", {
			...{ heard: "列车停开", topic: "transport", channel_class: "platform", reach: "high" },
			first_seen: await at(beijing, -60),
		});
		await goTo(beijing, "#/rumours");
		const row = beijing.locator('section[aria-label="传言"] tbody tr').first();
		await row.locator(".clock").first().waitFor();
		const heads = await beijing.locator('section[aria-label="传言"] thead th').allInnerTexts();
		assert.ok(heads.some((text) => /分类 5分/.test(text)), heads.join(" | "));
		const [rumour] = (await api(beijing, "/records/rumour?limit=1&sort=-updated_at")).records;
		await act(beijing, "rumour", "triage", { harm: "crowd_movement", claim: "c" }, rumour.id);
		const head = (text) => beijing.locator("thead th", { hasText: text }).first();
		await head("澄清 30分").waitFor();
	});

	it("hazards: overdue and stopped places are counted and named", async () => {
		const { records } = await api(beijing, "/records/place?code=bmp");
		const before = Number(await figureOf(beijing, "#/hazards", "已停用地点"));
		await as("bmp.commander", async (page) => {
			await act(page, "hazard", "find", {
				...{ title: "护栏松动", place: records[0].id, means: "physical", category: "structure" },
				...{ likelihood: "likely", consequence: "major", no_photo: "夜间" },
			});
			await act(page, "place", "stop", { reason: "看台护栏松动" }, records[0].id);
		});
		await until(async () => Number(await figure(beijing, "已停用地点").innerText()) === before + 1);
		const stopped = beijing.locator('section[aria-label="已停用地点"]');
		await stopped.getByText("看台护栏松动").waitFor();
		await stopped.getByText("护栏松动", { exact: true }).waitFor();
		await beijing.locator('section[aria-label="隐患"] tbody tr', { hasText: "护栏松动" }).waitFor();
	});

	it("cyber: the service that an incident degrades is said to be degraded", async () => {
		const { records } = await api(beijing, "/records/asset?service=ticketing");
		const incident = await act(beijing, "cyber_incident", "detect", {
			...{ title: "验票缓慢", assets: [records[0].id] },
		});
		await act(beijing, "cyber_incident", "triage", {
			...{ depth: "degraded", impact: ["ticketing"], persons: 10 },
		}, incident.id);
		await goTo(beijing, "#/cyber");
		const row = beijing.locator('section[aria-label="受影响业务"] tbody tr').first();
		await row.getByText("验票缓慢").waitFor();
		assert.match(await row.innerText(), /票务[\s\S]*性能下降/);
	});

	it("crowd: the reading stands against the approved number, on the ladder and on the curve", () =>
		as("bmp.duty", async (page) => {
			const { records } = await api(page, "/records/count?limit=1");
			await goTo(page, "#/crowd");
			const place = await api(page, "/records/place/" + records[0].fields.place);
			const most = place.fields.capacity;
			const said = (inside) =>
				inside.toLocaleString("en") + " / " + most.toLocaleString("en");
			await act(page, "count", "read", { inside: 6000, inflow: 40, outflow: 5 }, records[0].id);
			await page.getByText(said(6000)).waitFor();
			await act(page, "count", "read", { inside: most }, records[0].id);
			await page.getByText(said(most)).waitFor();
			await figure(page, "停止检票").filter({ hasText: /^1$/ }).waitFor();
			await page.locator(".badge", { hasText: "停止检票" }).first().waitFor();
			const points = page.locator(".curve circle");
			await until(async () => (await points.count()) === 2, "two readings on the curve");
			await page.locator(".curve summary").click();
			assert.equal(await page.locator(".curve tbody tr").count(), 2);
		}));

	it("readiness: the venue nearest its day first, with the curve of the one chosen", async () => {
		await goTo(beijing, "#/readiness");
		const rows = beijing.locator('section[aria-label="就绪倒计时"] tbody tr');
		await rows.first().waitFor();
		const days = (await rows.locator("td:nth-child(2)").allInnerTexts()).map((text) =>
			Number(/−(\d+)/.exec(text)?.[1]),
		);
		assert.deepEqual(days, [...days].sort((a, b) => a - b));
		const last = rows.last().locator("button");
		const name = await last.innerText();
		await last.click();
		await beijing.locator("h2", { hasText: name + " 就绪曲线" }).waitFor();
		await beijing.locator('.curve path[d^="M"]').first().waitFor({ state: "attached" });
	});

	it("staffing: what each step lacks, the gap on the day, and the curve that leads there", () =>
		as("nst.duty", async (page) => {
			const { records } = await api(page, "/records/staffing?limit=1");
			const { id } = records[0];
			const count = await act(page, "staffing_step", "report", {
				...{ subject: id, stage: "contracted", count: 300, as_of: await at(page, -60) },
				...{ proof: "contract", proof_hash: "5a".repeat(32) },
			});
			await as("nst.commander", (other) => act(other, "staffing_step", "verify", {}, count.id));
			const need = (await api(page, "/records/staffing/" + id)).fields;
			await goTo(page, "#/staffing");
			await page.locator('section[aria-label="人力需求"] tbody tr').first().waitFor();
			const row = await page.locator('section[aria-label="人力需求"] tbody tr').first().innerText();
			assert.match(row, /T−\d+/);
			assert.ok(row.includes(need.required.toLocaleString("en")), row);
			assert.ok(row.includes(need.gap.toLocaleString("en")), row);
			const steps = page.locator("table", { has: page.locator(".bar") }).locator("tbody tr");
			assert.equal(await steps.count(), 7);
			assert.match(await steps.first().innerText(), /需求人数/);
			await page.locator("tr", { hasText: "300" }).filter({ hasText: "合同" }).first().waitFor();
			await page.locator(".curve summary").click();
			const days = page.locator(".curve tbody th");
			await until(async () => (await days.count()) > 1, "days in the table");
			assert.equal(await days.last().innerText(), "T−0");
			for (const [by, name] of [["按技能", "安检"], ["按地点", "国家体育场"]]) {
				await page.locator(".tabs button", { hasText: by }).click();
				await page.locator("th button", { hasText: name }).first().waitFor();
			}
			await shoot(page, "staffing-board");
		}));

	it("cold: the post that must come in first stands first, with what is left", () =>
		as("yac.duty", async (page) => {
			const { records } = await api(page, "/records/duty_post?home=yac");
			const place = records.find((one) => one.fields.outdoor).fields.place;
			await act(page, "weather", "observe", {
				...{ title: "出发区", place, observed_at: await at(page, -60), air: -22, wind: 12 },
			});
			await act(page, "exposure", "begin", { duty_post: records[0].id, people: 3 });
			await goTo(page, "#/cold");
			const line = page.locator('section[aria-label="轮换次序"] li').first();
			await line.getByText(/剩 \d+:\d\d|停止/).waitFor();
			assert.match(await line.innerText(), /3 人/);
			const weather = page.locator('section[aria-label="气象观测"] tbody tr').first();
			assert.match(await weather.innerText(), /-22 °C[\s\S]*12 m\/s/);
		}));
});
async function figureOf(page, hash, name) {
	await goTo(page, hash);
	return figure(page, name).innerText();
}

describe("axe on every board", () => {
	const boards = ["handover", "readiness", "staffing", "cold", "crowd", "hazards", "cyber", "rumours"];
	for (const theme of ["dark", "light"]) {
		for (const lang of ["zh", "en"]) {
			it(theme + ", " + lang, () =>
				as(
					"bj.commander",
					async (page) => {
						for (const board of boards) {
							await goTo(page, "#/" + board);
							await page.locator(".board h1").waitFor();
							await shoot(page, board + "-" + lang + "-" + theme);
							const found = await axe(page);
							assert.deepEqual(found, [], board + ": " + JSON.stringify(found, null, 1));
						}
						noFaults(page);
					},
					{ theme, lang },
				),
			);
		}
	}

	it("nothing is wider than a phone, whichever the language", () =>
		as("bj.commander", async (page) => {
			await page.setViewportSize({ width: 390, height: 844 });
			for (const board of [...boards, "desk", "corridors", "gaps", "venues"]) {
				await goTo(page, "#/" + board);
				await page.locator("main h1").first().waitFor({ state: "attached" });
				const over = await page.evaluate(() => {
					const inner = document.querySelector("main > *");
					return inner ? inner.scrollWidth - inner.clientWidth : 0;
				});
				assert.ok(over <= 0, board + " is wider than a phone by " + over);
			}
		}));
});
