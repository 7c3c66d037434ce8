/* Half-written forms outlive a reload; each keeps the key under which it will be sent. */
/* SPDX-License-Identifier: Apache-2.0 */
import { newKey } from "./api";
import type { Fields } from "./schema";

export interface Draft {
	key: string;
	fields: Fields;
	/* it was sent and no answer came: send the same again, not another */
	sent: boolean;
	saved: number;
}

/* Where drafts are kept; a test gives its own. */
export interface Shelf {
	getItem(name: string): string | null;
	setItem(name: string, value: string): void;
	removeItem(name: string): void;
}

const prefix = "wf.draft.";

export class Drafts {
	constructor(
		private readonly shelf: Shelf,
		private readonly now: () => number,
	) {}

	name(account: string, kind: string, act: string, record: string): string {
		return prefix + [account, kind, act, record || "new"].join("/");
	}

	open(name: string): Draft | null {
		const text = this.shelf.getItem(name);
		if (!text) return null;
		try {
			const draft = JSON.parse(text) as Draft;
			// After a day the situation that it was written for has passed.
			return this.now() - draft.saved < 86400000 ? draft : null;
		} catch {
			return null;
		}
	}

	fresh(fields: Fields = {}): Draft {
		return { key: newKey(), fields, sent: false, saved: this.now() };
	}

	save(name: string, draft: Draft): void {
		try {
			this.shelf.setItem(name, JSON.stringify({ ...draft, saved: this.now() }));
		} catch {
			// storage is full: the form still works, it only will not outlive a reload
		}
	}

	drop(name: string): void {
		this.shelf.removeItem(name);
	}
}

export function drafts(): Drafts {
	return new Drafts(localStorage, () => Date.now());
}
