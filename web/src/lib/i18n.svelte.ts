/* The words on the screen in the language chosen; both are always there. */
/* SPDX-License-Identifier: Apache-2.0 */
import { messages, type MessageKey } from "./messages";
import { prefs } from "./prefs.svelte";

export type { MessageKey };

export function t(key: MessageKey, values: Record<string, string | number> = {}): string {
	const text: string = messages[key][prefs.lang];
	return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
		name in values ? String(values[name]) : whole,
	);
}

/* The name that a table gives to a thing of its own. */
export function label(thing: { zh: string; en: string } | null | undefined): string {
	return thing ? thing[prefs.lang] : "";
}
