/* One generic list: asks for pages as the reader scrolls, keeps its order while records change. */
/* SPDX-License-Identifier: Apache-2.0 */
import { app } from "./app.svelte";
import { Refused } from "./api";
import type { ListQuery } from "./query";
import type { RecordView } from "./schema";

export class GenericList {
	ids = $state.raw<string[]>([]);
	total = $state(0);
	loading = $state(false);
	refusal = $state.raw<Refused | null>(null);
	private next: string | null = null;
	private abort: AbortController | null = null;

	constructor(private readonly query: () => ListQuery) {}

	/* The rows in the order of the list, each in its newest version. */
	rows = $derived.by<RecordView[]>(() => {
		const records = app.records;
		void records.of(this.query().kind);
		return this.ids.flatMap((id) => records.peek(id) ?? []);
	});

	/* Records of this kind that came after the list was read and are not in it. */
	fresh = $derived.by<number>(() => {
		const { kind, words, equal, state, home, open, contains } = this.query();
		const filtered = words || home || open || state?.length || keys(equal) || keys(contains);
		if (filtered || app.at || this.ids.length < this.total) return 0;
		const known = new Set(this.ids);
		let count = 0;
		for (const record of app.records.of(kind)) if (!known.has(record.id)) count++;
		return count;
	});

	async start(): Promise<void> {
		this.abort?.abort();
		this.next = null;
		await this.page(true);
	}

	async more(): Promise<void> {
		if (this.loading || this.next === null) return;
		await this.page(false);
	}

	private async page(first: boolean): Promise<void> {
		const abort = new AbortController();
		this.abort = abort;
		this.loading = true;
		try {
			const after = this.next ? { after: this.next } : {};
			const page = await app.load({ limit: 500, ...this.query(), ...after }, abort.signal);
			if (this.abort !== abort) return;
			const ids = page.records.map((record) => record.id);
			this.ids = first ? ids : [...this.ids, ...ids];
			this.total = page.total;
			this.next = page.next;
			this.refusal = null;
		} catch (fault) {
			if (abort.signal.aborted) return;
			this.refusal = fault instanceof Refused ? fault : null;
		} finally {
			if (this.abort === abort) this.loading = false;
		}
	}
}

function keys(pairs: Record<string, string> | undefined): number {
	return Object.keys(pairs ?? {}).length;
}
