/* Keeps a screen's kinds read: again whenever the post, the moment shown or the connection changes. */
/* SPDX-License-Identifier: Apache-2.0 */
import { untrack } from "svelte";
import { app } from "./app.svelte";
import type { KindName } from "./known";

/* A page of open records is enough for a board; the list behind it has the rest. */
const MOST = 2000;

interface Wanted {
	open?: KindName[];
	/* the newest of a kind, whether open or not */
	newest?: KindName[];
	also?: () => void;
}

/* To be called while a component starts. Who may not read a kind sees an empty one. */
export function follow({ open = [], newest = [], also }: Wanted): void {
	$effect(() => {
		void app.at;
		void app.round;
		untrack(() => {
			for (const kind of open) void app.loadAll({ kind, open: true }, MOST).catch(() => []);
			for (const kind of newest) {
				const query = { kind, sort: "-updated_at", limit: 200 };
				void app.load(query).catch(() => null);
			}
			also?.();
		});
	});
}
