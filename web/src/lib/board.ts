/* Which incidents the board shows and in which order: what needs a human first. */
/* SPDX-License-Identifier: Apache-2.0 */
import { textOf } from "./known";
import { app } from "./app.svelte";
import { fieldText, titleOf } from "./names";
import { isBelow } from "./posts";
import type { RecordView } from "./schema";

export type BoardView = "all" | "mine" | "unverified" | "grave";

/* g1 → 1 … g4 → 4; not graded yet comes after the grave and before the small. */
export function gradeRank(record: RecordView): number {
	const found = /^g([1-4])$/.exec(textOf(record, "incident", "grade"));
	return found ? Number(found[1]) : 2.5;
}

function fits(record: RecordView, view: BoardView): boolean {
	if (view === "mine") {
		return record.home === app.post || isBelow(app.records, record.home, app.post);
	}
	if (view === "unverified") return record.state === "reported" || record.state === "verifying";
	return view !== "grave" || gradeRank(record) <= 2;
}

/* Words are sought in title, place and number. */
function says(record: RecordView, words: string): boolean {
	if (!words) return true;
	const text = titleOf(record) + " " + fieldText(record, "place") + " " + record.id;
	return text.toLowerCase().includes(words);
}

export function boardOf(view: BoardView, words: string): RecordView[] {
	const sought = words.trim().toLowerCase();
	return app.records
		.where(
			"incident",
			(one) => app.tables.isOpen(one) && !one.struck && fits(one, view) && says(one, sought),
		)
		.sort(
			(a, b) =>
				gradeRank(a) - gradeRank(b) ||
				b.event_at.localeCompare(a.event_at) ||
				a.id.localeCompare(b.id),
		);
}

/* What hangs over the whole board: declarations in force, cluster alerts, conflicts. */
export function pinned(): RecordView[] {
	return ["declaration", "cluster_alert", "conflict", "divergence"].flatMap((kind) =>
		app.records.where(kind, (one) => app.tables.isOpen(one) && !one.struck),
	);
}
