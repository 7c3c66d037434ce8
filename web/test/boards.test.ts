/* What the boards reckon: who comes in first, what an outage touches, what a signed list has lost. */
/* SPDX-License-Identifier: Apache-2.0 */
import { describe, expect, it } from "vitest";
import {
	compareList,
	daysLeft,
	exposed,
	groupGaps,
	groupNeeds,
	impactBy,
	listedIds,
	lossesOf,
	shareTone,
	stagesOf,
	sumOf,
} from "../src/lib/boards";
import { parted } from "../src/lib/chart";
import { addUp, dayText, lineOf, type Countdown } from "../src/lib/countdown";
import type { Gap } from "../src/lib/gaps.svelte";
import type { Fields, RecordView } from "../src/lib/schema";

const noon = Date.parse("2022-02-12T04:00:00Z");
const at = (minutes: number) => new Date(noon + minutes * 60000).toISOString();

function record(kind: string, id: string, state: string, fields: Fields = {}, moved = 0): RecordView {
	return {
		id,
		kind,
		home: "nst",
		state,
		version: 1,
		epoch: 0,
		event_at: at(-60),
		created_at: at(-60),
		updated_at: at(moved),
		fields,
	};
}
const out = (id: string, state: string, warn: number, due: number) =>
	record("exposure", id, state, {
		people: 2,
		since: at(-30),
		warn_at: at(warn),
		relief_due: at(due),
	});

describe("who must be relieved", () => {
	it("puts the stop band first, then who is over, then who is next", () => {
		const list = [
			out("calm", "exposed", 20, 30),
			out("soon", "exposed", -5, 5),
			out("over", "exposed", -15, -5),
			out("stop", "stop", 60, 90),
			out("inside", "warming", -15, -5),
		];
		expect(exposed(list, noon).map((one) => [one.record.id, one.need])).toEqual([
			["stop", "stop"],
			["over", "over"],
			["soon", "soon"],
			["calm", "calm"],
		]);
	});
	it("takes the moment itself for over, not for soon", () => {
		expect(exposed([out("a", "exposed", -10, 0)], noon)[0]?.need).toBe("over");
		expect(exposed([out("a", "exposed", 0, 10)], noon)[0]?.need).toBe("soon");
	});
	it("knows posts for which the weather sets no limit, and lists them last", () => {
		const free = record("exposure", "free", "exposed", { people: 3, since: at(-10) });
		const list = exposed([free, out("due", "exposed", 5, 15)], noon);
		expect(list.map((one) => one.record.id)).toEqual(["due", "free"]);
		expect(list[1]).toMatchObject({ due: Infinity, need: "calm", people: 3 });
	});
});

describe("what an outage touches", () => {
	const asset = (id: string, service: string, state: string, weight = "ordinary") =>
		record("asset", id, state, { service, weight });
	const hit = (id: string, impact: string[], depth: string) =>
		record("cyber_incident", id, "triaged", { impact, depth });
	const services = ["ticketing", "radio", "results", "power"];

	it("lists services that exist, the worst first and the vital ones before the others", () => {
		const assets = [
			asset("a", "ticketing", "normal"),
			asset("b", "radio", "fallen_back"),
			asset("c", "results", "normal", "vital"),
		];
		const found = impactBy(services, assets, []);
		expect(found.map((one) => [one.service, one.effect])).toEqual([
			["radio", "fallen_back"],
			["results", "none"],
			["ticketing", "none"],
		]);
	});
	it("believes an incident as well as the register, whichever is worse", () => {
		const found = impactBy(
			services,
			[asset("a", "ticketing", "normal"), asset("b", "ticketing", "down")],
			[hit("i", ["ticketing", "power"], "degraded")],
		);
		expect(found).toMatchObject([
			{ service: "ticketing", effect: "lost", states: { normal: 1, down: 1 } },
			{ service: "power", effect: "degraded", assets: [] },
		]);
		expect(found[1]?.incidents.map((one) => one.id)).toEqual(["i"]);
	});
	it("does not take an incident without effect for one", () => {
		const found = impactBy(services, [asset("a", "power", "normal")], [hit("i", ["power"], "none")]);
		expect(found[0]?.effect).toBe("none");
	});
});

describe("a list that was signed", () => {
	const items = "事件 nst-3 [核实] 北看台拥挤\n指令 nst-5 [已签发] 疏导 [东] 通道\n\n隐患 nst-1-x-7 [found] a\n";

	it("is read line by line, brackets in a title or not", () => {
		expect(listedIds(items)).toEqual(["nst-3", "nst-5", "nst-1-x-7"]);
		expect(listedIds("")).toEqual([]);
	});
	it("says what is new, moved and ended since, and leaves the rest in order", () => {
		const known = new Map(
			[
				record("incident", "same", "verifying", {}, -20),
				record("order", "moved", "issued", {}, 3),
				record("hazard", "ended", "closed", {}, 4),
				record("rumour", "fresh", "logged", {}, 5),
			].map((one) => [one.id, one]),
		);
		const open = ["same", "moved", "fresh"].map((id) => known.get(id)!);
		const found = compareList(["same", "moved", "ended", "unknown"], open, noon, (id) => known.get(id));
		expect(found.map((one) => [one.id, one.change])).toEqual([
			["fresh", "new"],
			["moved", "changed"],
			["ended", "closed"],
			["same", "same"],
			["unknown", "same"],
		]);
	});
	it("does not call a change of the same moment new", () => {
		const one = record("incident", "a", "verifying", {}, 0);
		expect(compareList(["a"], [one], noon, () => one)[0]?.change).toBe("same");
	});
});

describe("small reckonings", () => {
	it("groups gaps by their cause in the node's order", () => {
		const gap = (kind: string, name: string, id: string) => ({ kind, gap: name, id }) as Gap;
		const list = [gap("place", "plan", "a"), gap("gate", "plan", "b"), gap("place", "plan", "c")];
		const found = groupGaps(list);
		expect(found.map((one) => [one.key, one.gaps.map((of) => of.id)])).toEqual([
			["place.plan", ["a", "c"]],
			["gate.plan", ["b"]],
		]);
	});
	it("counts days to a day upward: T-1 until the moment comes", () => {
		expect(daysLeft(at(1), noon)).toBe(1);
		expect(daysLeft(at(24 * 60), noon)).toBe(1);
		expect(daysLeft(at(24 * 60 + 1), noon)).toBe(2);
		expect(daysLeft(at(0), noon) + 0).toBe(0);
		expect(daysLeft(at(-24 * 60), noon)).toBe(-1);
	});
	it("tells shares apart where readiness does", () => {
		expect([undefined, 100, 90, 89, 50, 49].map(shareTone)).toEqual(["", "good", "mild", "warn", "warn", "bad"]);
	});
	it("sums what is there and loses what is not", () => {
		const rows = [record("staffing", "a", "growing", { required: 3 }), record("staffing", "b", "short")];
		expect(sumOf(rows, "staffing", "required")).toBe(3);
		expect(lossesOf([320, 300, 310, 200])).toEqual([0, 20, 0, 110]);
		expect(lossesOf([])).toEqual([]);
	});
});

describe("staffing needs", () => {
	const need = (id: string, fields: Fields) => record("staffing", id, "growing", fields);
	const list = [
		need("a", { place: "nst-1", required: 100, contracted: 90, gap: 5 }),
		need("b", { place: "nss-1", required: 50, contracted: 50, recruited: 40, gap: 30 }),
		need("c", { place: "nst-1", required: 10, contracted: 10, recruited: 8, gap: 2 }),
	];
	it("are grouped by what they share, the widest gap first", () => {
		const found = groupNeeds(list, (one) => String(one.fields["place"]));
		expect(found.map((one) => [one.key, one.needs.map((of) => of.id)])).toEqual([
			["nss-1", ["b"]],
			["nst-1", ["a", "c"]],
		]);
		expect(groupNeeds([], (one) => one.id)).toEqual([]);
	});
	it("say of each step whether every figure in it is known", () => {
		const [contracted, recruited, trained] = stagesOf([list[0]!, list[2]!]);
		expect(contracted).toEqual({ name: "contracted", count: 100, known: true });
		expect(recruited).toEqual({ name: "recruited", count: 8, known: false });
		expect(trained).toMatchObject({ count: 0, known: false });
	});
});

describe("countdowns", () => {
	const told = (rows: [number, boolean, number | null][]): Countdown => ({
		day: at(0),
		now: at(0),
		lines: [{ name: "gap", zh: "缺口", en: "Gap" }],
		points: rows.map(([days, ahead, value]) => ({ days, at: at(0), ahead, values: [value] })),
	});
	it("add up by days to go, and leave unknown what is known of none", () => {
		const sum = addUp([
			told([[-2, false, 3], [-1, false, null], [0, true, 1]]),
			told([[-3, false, 9], [-2, true, 4], [-1, false, null]]),
		]);
		expect(sum?.points.map((point) => [point.days, point.ahead, point.values[0]])).toEqual([
			[-3, false, 9],
			[-2, true, 7],
			[-1, false, null],
			[0, true, 1],
		]);
		expect(addUp([])).toBeNull();
	});
	it("are drawn without the days of which nothing is known, counted apart from foretold", () => {
		const line = lineOf(told([[-3, false, null], [-2, false, 3], [-1, false, 2], [0, true, 1]]), "gap");
		expect(line.map((point) => point.x)).toEqual([-2, -1, 0]);
		const { counted, foretold } = parted(line);
		expect(counted.map((point) => point.x)).toEqual([-2, -1]);
		expect(foretold.map((point) => point.x)).toEqual([-1, 0]);
		expect(parted(line.slice(0, 2)).foretold).toEqual([]);
		expect(lineOf(told([[0, false, 1]]), "absent")).toEqual([]);
		expect([dayText(-12), dayText(0), dayText(2)]).toEqual(["T−12", "T−0", "T+2"]);
	});
});
