/* Which key does which act: chosen from the act's own name, the same on every screen. */
/* SPDX-License-Identifier: Apache-2.0 */
import type { KindName } from "./known";
import { bySystem, type Kind } from "./schema";

/* Letters that mean the same everywhere. */
export const reserved = new Set(["j", "k", "n", "l", "t", "/", "?", "x"]);

/* On an incident's screen these letters make a record about it. */
export const making: Partial<Record<KindName, string>> = {
	order: "o",
	report: "u",
	note: "m",
	decision: "d",
};

const cache = new WeakMap<Kind, Map<string, string>>();

/*
 * A key for each act of a kind: the first free letter of its name, the acts that save lives first,
 * then in the order of the table. An act without a free letter has none.
 */
export function keysOf(kind: Kind): Map<string, string> {
	const known = cache.get(kind);
	if (known) return known;
	const keys = new Map<string, string>();
	const taken = new Set(reserved);
	if (kind.name === "incident") for (const letter of Object.values(making)) taken.add(letter);
	const acts = kind.acts.filter((act) => !bySystem(act) && !act.new);
	const rank = (act: (typeof acts)[number]) => (act.life_safety ? 0 : act.kernel ? 2 : 1);
	for (const act of [...acts].sort((a, b) => rank(a) - rank(b))) {
		const letter = [...act.name].find((c) => /[a-z]/.test(c) && !taken.has(c));
		if (!letter) continue;
		taken.add(letter);
		keys.set(act.name, letter);
	}
	cache.set(kind, keys);
	return keys;
}
