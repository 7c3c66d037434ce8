/* The server's clock, and what is left of deadlines. */
/* SPDX-License-Identifier: Apache-2.0 */
import { describe, expect, it } from "vitest";
import {
	byUrgency,
	countdown,
	isLate,
	isMetLate,
	pressing,
	ServerClock,
	targetOf,
} from "../src/lib/clock";
import type { ClockRun, Kind, RecordView } from "../src/lib/schema";

const at = (text: string) => Date.parse("2022-02-12T" + text + "Z");
const iso = (text: string) => "2022-02-12T" + text + "Z";

describe("the server's clock", () => {
	it("is ours until the server was heard", () => {
		const clock = new ServerClock();
		expect(clock.known).toBe(false);
		expect(clock.now(1000)).toBe(1000);
	});
	it("keeps the offset and runs at our pace", () => {
		const clock = new ServerClock();
		clock.hear(50_000, 10_000);
		expect(clock.offset(10_000)).toBe(40_000);
		expect(clock.now(13_000)).toBe(53_000);
		expect(clock.rate).toBe(1);
	});
	it("does not take a jump of a real clock for another pace", () => {
		const clock = new ServerClock();
		clock.hear(50_000, 10_000);
		clock.hear(90_000, 25_000);
		expect(clock.rate).toBe(1);
		expect(clock.now(26_000)).toBe(91_000);
	});
	it("runs at the pace that the server tells, and changes it when told", () => {
		const clock = new ServerClock();
		clock.hear(0, 0, 60);
		expect(clock.rate).toBe(60);
		expect(clock.now(1_000)).toBe(60_000);
		clock.hear(900_000, 15_000, 1);
		expect(clock.now(16_000)).toBe(901_000);
		clock.hear(905_000, 20_000);
		expect(clock.rate).toBe(1);
	});
	it("does not stand still or run backwards for a pace that is none", () => {
		const clock = new ServerClock();
		clock.hear(0, 0, 0);
		clock.hear(0, 0, Number.NaN);
		clock.hear(0, 0, -3);
		expect(clock.rate).toBe(1);
	});
	it("ignores a time that is none", () => {
		const clock = new ServerClock();
		clock.hear(Number.NaN, 5);
		expect(clock.known).toBe(false);
	});
});

function run(over: Partial<ClockRun> = {}): ClockRun {
	return {
		name: "sign",
		status: "running",
		step: 0,
		started: iso("12:00:00"),
		due: [iso("12:00:30"), iso("12:01:00"), iso("12:03:00")],
		...over,
	};
}

describe("a deadline", () => {
	it("counts down to its next step", () => {
		const left = countdown(run(), at("12:00:10"));
		expect(left).toMatchObject({ left: 20_000, step: 0, urgency: "calm" });
	});
	it("warns in the last fifth", () => {
		expect(countdown(run(), at("12:00:23"))?.urgency).toBe("calm");
		expect(countdown(run(), at("12:00:24"))?.urgency).toBe("near");
	});
	it("is over once a step has lapsed, and counts to the next", () => {
		const left = countdown(run({ step: 1 }), at("12:00:40"));
		expect(left).toMatchObject({ left: 20_000, step: 1, urgency: "over", lapsed: 1 });
	});
	it("is over when its time has come, even before the server says so", () => {
		expect(countdown(run(), at("12:00:30"))).toMatchObject({ left: 0, urgency: "over" });
	});
	it("counts upward when everything has lapsed", () => {
		const left = countdown(run({ status: "lapsed", step: 3 }), at("12:05:00"));
		expect(left).toMatchObject({ left: -120_000, step: 2, urgency: "over" });
	});
	it("rests when it was stopped, and never was when idle", () => {
		expect(countdown(run({ status: "stopped" }), at("12:30:00"))?.urgency).toBe("stopped");
		expect(countdown(run({ status: "idle" }), 0)).toBeNull();
		expect(countdown(run({ due: [] }), 0)).toBeNull();
	});
});

describe("a deadline whose every step has lapsed", () => {
	const kind = {
		clocks: [{ name: "sign", stops: ["sign", "refuse"], steps: [] }],
		acts: [
			{ name: "sign", from: ["delivered"] },
			{ name: "refuse", from: ["delivered", "signed"] },
		],
	} as unknown as Kind;
	const lapsed = run({ status: "lapsed", step: 3 });
	it("presses on while what it waited for is undone", () => {
		expect(isMetLate(lapsed, kind, "delivered")).toBe(false);
		const record = { state: "delivered", clocks: [lapsed] } as unknown as RecordView;
		expect(pressing(record, at("12:05:00"), kind)?.urgency).toBe("over");
	});
	it("was met late once it is done", () => {
		expect(isMetLate(lapsed, kind, "signed")).toBe(true);
		expect(isMetLate({ ...lapsed, stopped: iso("12:04:00") }, kind, "delivered")).toBe(true);
		const record = { state: "signed", clocks: [lapsed] } as unknown as RecordView;
		expect(pressing(record, at("12:05:00"), kind)).toBeNull();
	});
	it("is not a running one", () => {
		expect(isMetLate(run(), kind, "signed")).toBe(false);
	});
});

describe("the deadline that presses", () => {
	const record = (clocks: ClockRun[]) => ({ clocks }) as RecordView;
	it("is the nearest that runs", () => {
		const far = run({ name: "carry_out", due: [iso("13:00:00")] });
		const done = run({ name: "voice", status: "stopped", due: [iso("12:00:01")] });
		expect(pressing(record([far, run(), done]), at("12:00:05"))?.name).toBe("sign");
	});
	it("is none when none runs", () => {
		expect(pressing(record([run({ status: "stopped" })]), 0)).toBeNull();
		expect(pressing({} as RecordView, 0)).toBeNull();
	});
});

describe("what is late", () => {
	const run = (name: string, step: number, due: string[]): ClockRun => ({
		name,
		status: "running",
		step,
		started: iso("11:00:00"),
		due: due.map(iso),
	});
	const of = (...clocks: ClockRun[]) => ({ clocks, state: "open" }) as unknown as RecordView;
	const now = at("12:00:00");

	it("stays late while a later step of the same clock is still to come", () => {
		const first = of(run("sign", 1, ["11:50:00", "12:30:00"]));
		expect(isLate(first, now)).toBe(true);
		expect(isLate(of(run("sign", 0, ["12:10:00", "12:30:00"])), now)).toBe(false);
		expect(isLate(of(), now)).toBe(false);
	});
	it("presses before a nearer deadline that is not late yet", () => {
		const both = of(run("near", 0, ["12:01:00"]), run("passed", 1, ["11:50:00", "12:30:00"]));
		expect(pressing(both, now)?.name).toBe("passed");
		const late = pressing(of(run("a", 1, ["11:50:00", "13:00:00"])), now);
		const near = pressing(of(run("b", 0, ["12:05:00"])), now);
		expect(byUrgency(late, near)).toBeLessThan(0);
		expect(byUrgency(near, null)).toBeLessThan(0);
	});
	it("tells the target of a clock from its first step", () => {
		expect(targetOf(of(run("a", 0, ["11:15:00", "12:00:00"])), "a")).toBe(15 * 60000);
		expect(targetOf(of(run("a", 0, ["11:15:00"])), "b")).toBe(0);
	});
});
