/* Everything that belongs to one incident: its history, and each record that refers to it. */
/* SPDX-License-Identifier: Apache-2.0 */
import { textOf, type KindName } from "./known";
import { app } from "./app.svelte";
import type { HistoryEntry, RecordView } from "./schema";

const about: KindName[] = [
	"order",
	"report",
	"report_duty",
	"note",
	"decision",
	"declaration",
	"request",
	"offer",
	"transfer",
	"message",
	"conflict",
	"cluster_alert",
];
/* Answered by receipts, and spoken about by notes and decisions of their own. */
const answered: string[] = ["order", "report", "declaration", "transfer", "request", "message"];

export interface LogLine {
	key: string;
	at: string;
	record: RecordView;
	/* a line of the history; absent: the record itself */
	entry?: HistoryEntry;
}

export function refersTo(record: RecordView, id: string): boolean {
	for (const value of Object.values(record.fields)) {
		if (value === id || (Array.isArray(value) && value.includes(id))) return true;
	}
	return false;
}

export class IncidentFile {
	failed = $state(false);
	private histories = $state.raw(new Map<string, HistoryEntry[]>());
	private readonly versions = new Map<string, number>();
	private readonly opened = new Set<string>();

	constructor(readonly id: string) {}

	record = $derived.by(() => app.records.get(this.id, "incident"));

	related = $derived.by(() =>
		about.flatMap((kind) => app.records.where(kind, (one) => refersTo(one, this.id))),
	);

	/* Receipts, notes and decisions about what belongs to the incident. */
	answers = $derived.by(() => {
		const ids = new Set(this.related.map((one) => one.id));
		return ["receipt", "note", "decision", "conflict"].flatMap((kind) =>
			app.records.where(kind, (one) => {
				const subject = one.fields["subject"];
				return typeof subject === "string" && ids.has(subject);
			}),
		);
	});

	of(kind: string): RecordView[] {
		const order = (a: RecordView, b: RecordView) => a.created_at.localeCompare(b.created_at);
		return this.related.filter((one) => one.kind === kind).sort(order);
	}
	receiptsOf(id: string): RecordView[] {
		return this.answers
			.filter((one) => textOf(one, "receipt", "subject") === id)
			.sort((a, b) => a.home.localeCompare(b.home));
	}

	/* History and related records in one line of time, oldest first. */
	log = $derived.by<LogLine[]>(() => {
		const lines: LogLine[] = [];
		const seen = new Set<string>();
		for (const [id, entries] of this.histories) {
			const record = app.records.get(id);
			if (!record) continue;
			seen.add(id);
			for (const entry of entries) {
				lines.push({ key: "entry " + entry.entry, at: entry.at, record, entry });
			}
		}
		for (const record of [...this.related, ...this.answers]) {
			if (seen.has(record.id) || record.kind === "receipt") continue;
			lines.push({ key: "record " + record.id, at: record.created_at, record });
		}
		return lines.sort((a, b) => a.at.localeCompare(b.at) || a.key.localeCompare(b.key));
	});

	async load(): Promise<void> {
		this.opened.clear();
		this.versions.clear();
		try {
			await app.loadOne("incident", this.id);
			await app.related("incident", this.id);
			this.failed = false;
		} catch {
			this.failed = this.record === undefined;
		}
	}

	/* Fetches what changed since last time: histories by version, receipts of new records. */
	follow(): void {
		const record = this.record;
		if (!record) return;
		for (const one of [record, ...this.of("order").slice(-20)]) {
			if (this.versions.get(one.id) === one.version) continue;
			this.versions.set(one.id, one.version);
			void this.read(one);
		}
		for (const one of this.related) {
			if (!answered.includes(one.kind) || this.opened.has(one.id)) continue;
			this.opened.add(one.id);
			void app.related(one.kind, one.id).catch(() => undefined);
		}
	}

	private async read(record: RecordView): Promise<void> {
		try {
			const entries = await app.history(record.kind, record.id);
			this.histories = new Map(this.histories).set(record.id, entries);
			// What may be done now has changed with the version.
			if (!record.acts && !app.at) await app.loadOne(record.kind, record.id);
		} catch {
			this.versions.delete(record.id);
		}
	}
}
