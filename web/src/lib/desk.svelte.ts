/* What one desk has before it: its kinds, what is late, what comes due, what has changed. */
/* SPDX-License-Identifier: Apache-2.0 */
import { app } from "./app.svelte";
import { byUrgency, pressing, type Countdown } from "./clock";
import { gaps, type Gap } from "./gaps.svelte";
import { bySystem, type Kind, type Module, type RecordView } from "./schema";

export interface Pressed {
	record: RecordView;
	next: Countdown;
}
export interface Tile {
	kind: Kind;
	open: number;
	late: number;
	/* open records by state, in the order of the table */
	states: { name: string; count: number; alarm: boolean }[];
	/* somebody has to do something: a clock runs, or a state rings */
	busy: boolean;
}
export interface Change {
	key: string;
	at: string;
	act: string;
	record: RecordView;
}

/* A page of each kind is enough to see what presses; the list behind its tile has the rest. */
const MOST = 2000;

export class DeskPicture {
	constructor(private readonly desk: () => string) {}

	modules = $derived.by<{ module: Module; kinds: Kind[] }[]>(() =>
		app.tables.modules.filter((one) => one.module.desk === this.desk()),
	);
	kinds = $derived.by<Kind[]>(() => this.modules.flatMap((one) => one.kinds));

	/* Open records of this desk with a clock that runs, the most urgent first. */
	pressed = $derived.by<Pressed[]>(() => {
		const now = app.now;
		const found: Pressed[] = [];
		for (const kind of this.kinds) {
			if (!kind.clocks?.length) continue;
			for (const record of app.records.of(kind.name)) {
				const next = app.tables.isOpen(record) ? pressing(record, now, kind) : null;
				if (next && !record.struck) found.push({ record, next });
			}
		}
		return found.sort(
			(a, b) => byUrgency(a.next, b.next) || a.record.id.localeCompare(b.record.id),
		);
	});
	late = $derived(this.pressed.filter((one) => one.next.urgency === "over"));
	due = $derived(this.pressed.filter((one) => one.next.urgency !== "over"));

	/* What is missing in records of this desk, the worst first as the program lists it. */
	gaps = $derived.by<Gap[]>(() => {
		const names = new Set(this.kinds.map((kind) => kind.name));
		return (gaps.state?.gaps ?? []).filter((one) => names.has(one.kind));
	});

	tiles = $derived.by<Tile[]>(() => {
		const late = new Map<string, number>();
		for (const { record } of this.late) late.set(record.kind, (late.get(record.kind) ?? 0) + 1);
		const clocked = new Set(this.pressed.map((one) => one.record.kind));
		return this.kinds.map((kind) =>
			this.tile(kind, late.get(kind.name) ?? 0, clocked.has(kind.name)),
		);
	});
	private tile(kind: Kind, late: number, clocked: boolean): Tile {
		const counts = new Map<string, number>();
		let open = 0;
		for (const record of app.records.of(kind.name)) {
			if (!app.tables.isOpen(record) || record.struck) continue;
			open++;
			counts.set(record.state, (counts.get(record.state) ?? 0) + 1);
		}
		const states = kind.states
			.map((state) => ({
				name: state.name,
				count: counts.get(state.name) ?? 0,
				alarm: state.flags?.includes("alarm") ?? false,
			}))
			.filter((state) => state.count > 0);
		return { kind, open, late, states, busy: clocked || states.some((state) => state.alarm) };
	}

	/* What the stream told since this page was opened, then the newest of what was there. */
	changes = $derived.by<Change[]>(() => {
		const names = new Set(this.kinds.map((kind) => kind.name));
		const told = app.at ? [] : app.timeline.filter((one) => names.has(one.kind) && !quiet(one));
		const lines: Change[] = told.map((one) => ({
			key: String(one.pos),
			at: one.at,
			act: one.act,
			record: one.record,
		}));
		const seen = new Set(told.map((one) => one.id));
		const rest = this.kinds
			.flatMap((kind) => app.records.where(kind.name, (one) => !seen.has(one.id)))
			.sort((a, b) => b.updated_at.localeCompare(a.updated_at))
			.slice(0, 200);
		for (const record of rest) {
			lines.push({ key: record.id, at: record.updated_at, act: "", record });
		}
		return lines;
	});

	/* Open work, and the newest of each kind whether open or not. */
	async load(): Promise<void> {
		const kinds = this.kinds.map((kind) => kind.name);
		await Promise.all([
			...kinds.map((kind) => app.loadAll({ kind, open: true }, MOST)),
			...kinds.map((kind) => app.load({ kind, sort: "-updated_at", limit: 20 })),
		]).catch(() => undefined);
	}
}

function quiet(one: { kind: string; act: string }): boolean {
	return bySystem(app.tables.act(one.kind, one.act));
}

/* Each user's last desk at each post, on this machine. */
const shelf = () => "wf.desk." + (app.session?.account.id ?? "") + "." + app.post;
export function lastDesk(): string | null {
	return localStorage.getItem(shelf());
}
export function keepDesk(name: string): void {
	localStorage.setItem(shelf(), name);
}

/* Their first page is their desk; the others begin with the situation. */
export function beginsAtDesk(roles: readonly string[]): boolean {
	return ["intelligence", "information", "oversight"].includes(deskOf(roles));
}

/* The desk at which somebody with these roles begins. */
export function deskOf(roles: readonly string[]): string {
	const by: [string, string][] = [
		["intelligence", "intelligence"],
		["information", "information"],
		["oversight", "oversight"],
		["unit_leader", "duty"],
		["steward", "duty"],
		["administrator", "office"],
	];
	const found = by.find(([role]) => roles.includes(role) && !roles.includes("commander"));
	return found?.[1] ?? "command";
}
