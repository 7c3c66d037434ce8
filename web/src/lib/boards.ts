/* What the boards reckon from records: who is next, what an outage touches, what a list has lost. */
/* SPDX-License-Identifier: Apache-2.0 */
import type { Gap } from "./gaps.svelte";
import { textOf, valueOf, type FieldName, type KindName } from "./known";
import type { RecordView } from "./schema";

export function numberOf<K extends KindName>(
	record: RecordView | undefined,
	kind: K,
	field: FieldName<K>,
): number | undefined {
	const value = valueOf(record, kind, field);
	return typeof value === "number" ? value : undefined;
}

export function sumOf<K extends KindName>(
	records: readonly RecordView[],
	kind: K,
	field: FieldName<K>,
): number {
	return records.reduce((sum, one) => sum + (numberOf(one, kind, field) ?? 0), 0);
}

/* ---- cold ------------------------------------------------------------------------------------- */

export type Need = "stop" | "over" | "soon" | "calm";
export interface Exposed {
	record: RecordView;
	people: number;
	since: number;
	/* Infinity: the weather sets no limit */
	due: number;
	need: Need;
}

/*
 * Who stands in the cold, in the order in which they must be relieved. The stop band comes first
 * whatever its clock says: nobody stays out in it.
 */
export function exposed(records: readonly RecordView[], now: number): Exposed[] {
	return records
		.filter((one) => one.state === "exposed" || one.state === "stop")
		.map((record) => {
			const due = momentOf(textOf(record, "exposure", "relief_due"));
			const warn = momentOf(textOf(record, "exposure", "warn_at"));
			const need: Need =
				record.state === "stop" ? "stop" : due <= now ? "over" : warn <= now ? "soon" : "calm";
			return {
				record,
				people: numberOf(record, "exposure", "people") ?? 0,
				since: Date.parse(textOf(record, "exposure", "since")),
				due,
				need,
			};
		})
		.sort(
			(a, b) =>
				Number(b.need === "stop") - Number(a.need === "stop") ||
				order(a.due, b.due) ||
				a.record.id.localeCompare(b.record.id),
		);
}

function order(a: number, b: number): number {
	return a === b ? 0 : a - b;
}
function momentOf(text: string): number {
	return text ? Date.parse(text) : Infinity;
}

/* ---- cyber ------------------------------------------------------------------------------------ */

export interface ServiceImpact {
	service: string;
	assets: RecordView[];
	/* of the assets, by state */
	states: Record<string, number>;
	incidents: RecordView[];
	/* the worst that an open incident or an asset says of this service */
	effect: "lost" | "fallen_back" | "degraded" | "none";
	vital: boolean;
}

/* What each service still does: outages of operations, not a count of attacks. */
export function impactBy(
	services: readonly string[],
	assets: readonly RecordView[],
	incidents: readonly RecordView[],
): ServiceImpact[] {
	const rank = { lost: 3, fallen_back: 2, degraded: 1, none: 0 };
	const found = services.map((service): ServiceImpact => {
		const own = assets.filter((one) => textOf(one, "asset", "service") === service);
		const hits = incidents.filter((one) => touches(one, service));
		const states: Record<string, number> = {};
		for (const one of own) states[one.state] = (states[one.state] ?? 0) + 1;
		const said = hits.map((one) => textOf(one, "cyber_incident", "depth"));
		const effect =
			states["down"] || said.includes("lost")
				? "lost"
				: states["fallen_back"]
					? "fallen_back"
					: states["degraded"] || said.includes("degraded")
						? "degraded"
						: "none";
		const vital = own.some((one) => textOf(one, "asset", "weight") === "vital");
		return { service, assets: own, states, incidents: hits, effect, vital };
	});
	return found
		.filter((one) => one.assets.length > 0 || one.incidents.length > 0)
		.sort(
			(a, b) =>
				rank[b.effect] - rank[a.effect] ||
				Number(b.vital) - Number(a.vital) ||
				services.indexOf(a.service) - services.indexOf(b.service),
		);
}
function touches(incident: RecordView, service: string): boolean {
	const impact = valueOf(incident, "cyber_incident", "impact");
	return Array.isArray(impact) && impact.includes(service);
}

/* ---- handover --------------------------------------------------------------------------------- */

/* The ids of the frozen list, in its order: each line is "kinds nst-3 [states] title". */
export function listedIds(items: string): string[] {
	return items
		.split("\n")
		.map((line) => /(\S+-\d+) \[/.exec(line)?.[1] ?? "")
		.filter((id) => id !== "");
}

export type Change = "same" | "changed" | "new" | "closed";
export interface Item {
	id: string;
	record: RecordView | undefined;
	change: Change;
}

/*
 * The list that was signed beside what is open now: first what it does not know, then what has
 * moved since `since`, then what has ended, then the rest in the list's own order.
 */
export function compareList(
	listed: readonly string[],
	open: readonly RecordView[],
	since: number,
	find: (id: string) => RecordView | undefined,
): Item[] {
	const known = new Set(listed);
	const alive = new Set(open.map((one) => one.id));
	const rank: Record<Change, number> = { new: 0, changed: 1, closed: 2, same: 3 };
	const items = listed.map((id): Item => {
		const record = find(id);
		const moved = record !== undefined && Date.parse(record.updated_at) > since;
		const change = record && !alive.has(id) ? "closed" : moved ? "changed" : "same";
		return { id, record, change };
	});
	for (const record of open) {
		if (!known.has(record.id)) items.push({ id: record.id, record, change: "new" });
	}
	return items
		.map((item, at) => ({ item, at }))
		.sort((a, b) => rank[a.item.change] - rank[b.item.change] || a.at - b.at)
		.map(({ item }) => item);
}

/* ---- coverage --------------------------------------------------------------------------------- */

export interface GapGroup {
	key: string;
	first: Gap;
	gaps: Gap[];
}

/* One cause, one line: gaps of a kind and name together, in the order in which the node lists them. */
export function groupGaps(list: readonly Gap[]): GapGroup[] {
	const groups = new Map<string, GapGroup>();
	for (const gap of list) {
		const key = gap.kind + "." + gap.gap;
		const group = groups.get(key);
		if (group) group.gaps.push(gap);
		else groups.set(key, { key, first: gap, gaps: [gap] });
	}
	return [...groups.values()];
}

/* ---- readiness -------------------------------------------------------------------------------- */

/* Whole days from `now` to the day: T-12 is 12, a day past is negative. */
export function daysLeft(day: string, now: number): number {
	return Math.ceil((Date.parse(day) - now) / 86400000);
}

/* A share in percent as a tone: complete, close, not yet, far. */
export function shareTone(share: number | undefined): "good" | "mild" | "warn" | "bad" | "" {
	if (share === undefined) return "";
	if (share >= 100) return "good";
	if (share >= 90) return "mild";
	return share >= 50 ? "warn" : "bad";
}

/* ---- staffing --------------------------------------------------------------------------------- */

/* How many fewer each step has than the one before it; 0 for the first, and where it has more. */
export function lossesOf(counts: readonly number[]): number[] {
	return counts.map((count, i) => (i === 0 ? 0 : Math.max(0, (counts[i - 1] ?? 0) - count)));
}

const stageNames = ["contracted", "recruited", "trained", "accredited", "rostered", "present"] as const;

/* What has come through each step, summed; `known` only when every need has a figure for it. */
export function stagesOf(needs: readonly RecordView[]): { name: string; count: number; known: boolean }[] {
	return stageNames.map((name) => ({
		name,
		count: sumOf(needs, "staffing", name),
		known: needs.every((one) => numberOf(one, "staffing", name) !== undefined),
	}));
}

export interface NeedGroup {
	key: string;
	needs: RecordView[];
}

/* Needs that share a site, a post or a skill; the group that lacks most people first. */
export function groupNeeds(
	needs: readonly RecordView[],
	keyOf: (need: RecordView) => string,
): NeedGroup[] {
	const groups = new Map<string, NeedGroup>();
	for (const need of needs) {
		const key = keyOf(need);
		const group = groups.get(key);
		if (group) group.needs.push(need);
		else groups.set(key, { key, needs: [need] });
	}
	const lacks = (group: NeedGroup) => sumOf(group.needs, "staffing", "gap");
	return [...groups.values()].sort((a, b) => lacks(b) - lacks(a) || a.key.localeCompare(b.key));
}
