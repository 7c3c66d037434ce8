/* The server's clock as the console knows it, and what is left of a deadline. */
/* SPDX-License-Identifier: Apache-2.0 */
import type { ClockRun, Kind, RecordView } from "./schema";

interface Sample {
	local: number;
	server: number;
}

/*
 * Follows the server's clock from the times it tells (hello, beats, answers). A demo's clock runs
 * faster than ours and changes its pace when somebody acts; the server tells the pace with the
 * time. Every other clock runs as fast as ours.
 */
export class ServerClock {
	private last: Sample | null = null;
	private pace = 1;

	/* `local` is this machine's time at which the server said `server`; both in ms. */
	hear(server: number, local: number, pace?: number): void {
		if (!Number.isFinite(server)) return;
		this.last = { local, server };
		if (pace !== undefined && Number.isFinite(pace) && pace > 0) this.pace = pace;
	}

	now(local: number): number {
		const { last } = this;
		return last ? last.server + (local - last.local) * this.pace : local;
	}

	/* Server minus ours, in ms. */
	offset(local: number): number {
		return this.now(local) - local;
	}
	get rate(): number {
		return this.pace;
	}
	get known(): boolean {
		return this.last !== null;
	}
}

export type Urgency = "calm" | "near" | "over" | "stopped";

export interface Countdown {
	name: string;
	/* index of the step that comes next; the last one once all have lapsed */
	step: number;
	due: number;
	left: number;
	lapsed: number;
	urgency: Urgency;
}

/*
 * A clock whose every step has lapsed presses on while what it waited for is still undone: while
 * the first of the acts that stop it is still possible. After that it was met, but late.
 */
export function isMetLate(run: ClockRun, kind: Kind | undefined, state: string): boolean {
	if (run.status !== "lapsed") return false;
	if (run.stopped) return true;
	const first = kind?.clocks?.find((one) => one.name === run.name)?.stops?.[0];
	const act = kind?.acts.find((one) => one.name === first);
	return act !== undefined && !act.from?.includes(state);
}

/* What is left of a clock at `now`; null for one that never ran. */
export function countdown(run: ClockRun, now: number): Countdown | null {
	if (run.status === "idle" || run.due.length === 0) return null;
	const step = Math.min(run.step, run.due.length - 1);
	const due = Date.parse(run.due[step] ?? "");
	if (!Number.isFinite(due)) return null;
	const base = { name: run.name, step, due, left: due - now, lapsed: run.step };
	if (run.status === "stopped") return { ...base, urgency: "stopped" };
	if (run.status === "lapsed" || run.step > 0 || due <= now) return { ...base, urgency: "over" };
	const whole = due - Date.parse(run.started ?? "");
	// The warning comes at 80 % of the time (doctrine 4.5).
	const near = Number.isFinite(whole) && whole > 0 && due - now <= whole * 0.2;
	return { ...base, urgency: near ? "near" : "calm" };
}

/* The running clock of a record that matters most: overdue first, then the nearest. */
export function pressing(record: RecordView, now: number, kind?: Kind): Countdown | null {
	let best: Countdown | null = null;
	for (const run of record.clocks ?? []) {
		if (run.status !== "running" && run.status !== "lapsed") continue;
		if (isMetLate(run, kind, record.state)) continue;
		const found = countdown(run, now);
		if (found && (!best || byUrgency(found, best) < 0)) best = found;
	}
	return best;
}

/* A deadline of it has passed, though a later step of the same clock may still be to come. */
export function isLate(record: RecordView, now: number, kind?: Kind): boolean {
	return pressing(record, now, kind)?.urgency === "over";
}

/* What is late before what is not; of each the nearest first. */
export function byUrgency(a: Countdown | null, b: Countdown | null): number {
	const late = (one: Countdown | null) => Number(one?.urgency === "over");
	return late(b) - late(a) || (a?.left ?? 1e15) - (b?.left ?? 1e15);
}

/* How long the first step of a clock allows, in ms; 0 when the record has no such clock. */
export function targetOf(record: RecordView, name: string): number {
	const run = record.clocks?.find((one) => one.name === name);
	const length = Date.parse(run?.due[0] ?? "") - Date.parse(run?.started ?? "");
	return Number.isFinite(length) && length > 0 ? length : 0;
}
