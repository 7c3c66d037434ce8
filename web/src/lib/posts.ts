/* The command tree: who stands above whom. */
/* SPDX-License-Identifier: Apache-2.0 */
import type { Records } from "./records.svelte";
import type { RecordView } from "./schema";

export function parentOf(records: Records, code: string): string {
	const parent = records.get(code, "post")?.fields["parent"];
	return typeof parent === "string" ? parent : "";
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

/* A venue's desk also answers for its units: posts below it that share its origin. */
export function isMine(records: Records, code: string, mine: string): boolean {
	if (code === mine) return true;
	const post: RecordView | undefined = records.get(code, "post");
	return post?.fields["tier"] === "unit" && isBelow(records, code, mine);
}
