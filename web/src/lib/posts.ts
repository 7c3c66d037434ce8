/* The command tree: who stands above whom. */
/* SPDX-License-Identifier: Apache-2.0 */
import { textOf } from "./known";
import type { Records } from "./records.svelte";
import type { RecordView } from "./schema";

export function parentOf(records: Records, code: string): string {
	return textOf(records.get(code, "post"), "post", "parent");
}

/* The posts above, nearest first. */
export function above(records: Records, code: string): string[] {
	const chain: string[] = [];
	for (let at = parentOf(records, code); at && chain.length < 16; at = parentOf(records, at)) {
		if (chain.includes(at)) break;
		chain.push(at);
	}
	return chain;
}

export function isBelow(records: Records, code: string, of: string): boolean {
	return above(records, code).includes(of);
}

/* A venue's desk also answers for its units: posts of that tier whose first other post is it. */
export function isMine(records: Records, code: string, mine: string): boolean {
	let at = code;
	for (let steps = 0; steps < 16; steps++) {
		if (at === mine) return true;
		const post: RecordView | undefined = records.get(at, "post");
		if (textOf(post, "post", "tier") !== "unit") return false;
		at = textOf(post, "post", "parent");
	}
	return false;
}

/*
 * Whether this post is shown what is kept at another: its own, what lies below it, and to oversight
 * everything. Where it is not, nothing found does not mean that there is nothing.
 */
export function isShown(records: Records, code: string, mine: string): boolean {
	if (code === mine || isBelow(records, code, mine)) return true;
	return textOf(records.get(mine, "post"), "post", "tier") === "oversight";
}
