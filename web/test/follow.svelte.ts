/* Lets a test see what a screen would be told. */
/* SPDX-License-Identifier: Apache-2.0 */
import { flushSync } from "svelte";

export function follow<T>(read: () => T): [T[], () => void] {
	const seen: T[] = [];
	const end = $effect.root(() => {
		$effect(() => {
			seen.push(read());
		});
	});
	flushSync();
	return [seen, end];
}
