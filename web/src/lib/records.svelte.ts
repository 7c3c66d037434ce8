/* The records that this screen knows, by kind and by id; always the newest version of each. */
/* SPDX-License-Identifier: Apache-2.0 */
import { SvelteMap } from "svelte/reactivity";
import type { RecordView } from "./schema";

/*
 * Plain maps with one counter a kind: a screen that reads a kind depends on its counter alone, so
 * that ten thousand records cost no more to watch than ten.
 */
export class Records {
	private readonly byId = new Map<string, RecordView>();
	private readonly byKind = new Map<string, Map<string, RecordView>>();
	/* a counter a kind, and "" for all of them */
	private readonly ticks = new SvelteMap<string, number>();
	private readonly dirty = new Set<string>();
	private count = 0;
	private timer: ReturnType<typeof setTimeout> | null = null;

	/* All records of a kind that are known; the caller's screen follows them. */
	of(kind: string): Iterable<RecordView> {
		void this.ticks.get(kind);
		return this.byKind.get(kind)?.values() ?? [];
	}

	/* Those of them that are asked for. */
	where(kind: string, wanted: (record: RecordView) => boolean): RecordView[] {
		const found: RecordView[] = [];
		for (const record of this.of(kind)) if (wanted(record)) found.push(record);
		return found;
	}

	get(id: string, kind?: string): RecordView | undefined {
		void this.ticks.get(kind ?? "");
		return this.byId.get(id);
	}

	/* The same without following it. */
	peek(id: string): RecordView | undefined {
		return this.byId.get(id);
	}

	/* Takes what is newer than what we have; `later` gathers many small batches into one change. */
	put(records: Iterable<RecordView>, later = false): void {
		for (const record of records) if (this.take(record)) this.dirty.add(record.kind);
		if (this.dirty.size === 0) return;
		if (!later) this.flush();
		else this.timer ??= setTimeout(() => this.flush(), 40);
	}

	private take(record: RecordView): boolean {
		const known = this.byId.get(record.id);
		if (known && !newer(record, known)) return false;
		const kept = known && !record.acts && record.version === known.version ? known.acts : undefined;
		const taken = kept ? { ...record, acts: kept } : record;
		this.byId.set(record.id, taken);
		let kind = this.byKind.get(record.kind);
		if (!kind) this.byKind.set(record.kind, (kind = new Map()));
		kind.set(record.id, taken);
		return true;
	}

	private flush(): void {
		if (this.timer) clearTimeout(this.timer);
		this.timer = null;
		this.dirty.add("");
		this.count++;
		for (const kind of this.dirty) this.ticks.set(kind, this.count);
		this.dirty.clear();
	}

	get size(): number {
		return this.byId.size;
	}
}

/* An equal version is taken too: it may carry the acts that the caller may do. */
function newer(record: RecordView, known: RecordView): boolean {
	if (record.epoch !== known.epoch) return record.epoch > known.epoch;
	return record.version >= known.version;
}
