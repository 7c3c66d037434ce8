/* What is known of one place and of the zones in it: every record that names one of them. */
/* SPDX-License-Identifier: Apache-2.0 */
import { app } from "./app.svelte";
import { gaps, type Gap } from "./gaps.svelte";
import { textOf, valueOf, type KindName } from "./known";
import type { Kind, RecordView } from "./schema";

/* Of places, those that belong to another one. */
const parts = ["zone", "road"];

/* Places that have a page of their own: not the zones in them. */
export function venues(): RecordView[] {
	return app.records
		.where("place", (one) => !parts.includes(textOf(one, "place", "type")))
		.sort((a, b) => a.home.localeCompare(b.home) || a.id.localeCompare(b.id));
}

/* The field by which a kind says where it is. */
export function placeField(kind: Kind): string | null {
	const refs = kind.fields.filter((field) => field.type === "ref" && field.target?.includes("place"));
	const named = refs.find((field) => field.name === "place") ?? refs.find((field) => field.name === "venue");
	return (named ?? refs[0])?.name ?? null;
}

export class VenuePicture {
	constructor(private readonly id: () => string) {}

	place = $derived.by<RecordView | undefined>(() => {
		const found = app.records.get(this.id(), "place");
		return found?.kind === "place" ? found : undefined;
	});

	/* The place and all zones below it. */
	ids = $derived.by<Set<string>>(() => {
		const all = new Set([this.id()]);
		const places = [...app.records.of("place")];
		for (let before = -1; before !== all.size; ) {
			before = all.size;
			for (const one of places) if (all.has(textOf(one, "place", "parent"))) all.add(one.id);
		}
		return all;
	});

	/* Open records of a kind here, in the order in which they were made. */
	of(kind: KindName): RecordView[] {
		const field = placeField(app.tables.kind(kind)!);
		if (!field) return [];
		return app.records
			.where(kind, (one) => app.tables.isOpen(one) && !one.struck && this.isHere(one, field))
			.sort((a, b) => a.created_at.localeCompare(b.created_at));
	}
	first(kind: KindName): RecordView | undefined {
		return this.of(kind).at(-1);
	}
	/* The latest observation here, even when it is past its time: then it says so. */
	get weather(): RecordView | undefined {
		return app.records
			.where("weather", (one) => !one.struck && one.state !== "superseded" && this.isHere(one, "place"))
			.sort((a, b) => a.event_at.localeCompare(b.event_at))
			.at(-1);
	}
	private isHere(record: RecordView, field: string): boolean {
		return this.ids.has(String(record.fields[field] ?? ""));
	}

	/* The plan of the highest standing: one in force before one that is being made. */
	get plan(): RecordView | undefined {
		const rank = ["active", "exercised", "approved", "review", "draft"];
		return this.of("plan").sort((a, b) => rank.indexOf(a.state) - rank.indexOf(b.state))[0];
	}
	gaps = $derived.by<Gap[]>(() =>
		(gaps.state?.gaps ?? []).filter((one) => one.place !== undefined && this.ids.has(one.place)),
	);

	/* Persons through each stage of the staffing of this place, summed over its sources. */
	funnel = $derived.by<{ name: string; count: number }[]>(() => {
		const stages = ["required", "contracted", "recruited", "trained", "accredited", "rostered", "present"] as const;
		const rows = this.of("staffing");
		return stages.map((name) => ({
			name,
			count: rows.reduce((sum, one) => sum + Number(valueOf(one, "staffing", name) ?? 0), 0),
		}));
	});

	/* Present and wanted at the posts to be manned. */
	manned = $derived.by<{ present: number; strength: number }>(() => {
		let present = 0;
		let strength = 0;
		for (const one of this.of("duty_post")) {
			present += Number(valueOf(one, "duty_post", "present") ?? 0);
			strength += Number(valueOf(one, "duty_post", "strength") ?? 0);
		}
		return { present, strength };
	});

	/* Other kinds with open records here, for what has no card of its own. */
	others(shown: readonly string[]): { kind: Kind; records: RecordView[] }[] {
		return app.tables.kinds
			.filter((kind) => !shown.includes(kind.name) && kind.name !== "place" && placeField(kind))
			.map((kind) => ({ kind, records: this.of(kind.name as KindName) }))
			.filter((one) => one.records.length > 0);
	}
}

/* What names a place at all, with a page of open records each. */
export async function loadPlaces(most = 2000): Promise<void> {
	const kinds = app.tables.kinds.filter((kind) => kind.name !== "place" && placeField(kind));
	await Promise.all(
		kinds.map((kind) => app.loadAll({ kind: kind.name, open: true }, most).catch(() => [])),
	);
}
