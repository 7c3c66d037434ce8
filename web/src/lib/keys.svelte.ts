/* The keyboard: one list of what each key does now; fields and dialogs come before it. */
/* SPDX-License-Identifier: Apache-2.0 */
import { prefs } from "./prefs.svelte";

export interface Binding {
	/* "j", "Ctrl+k", "Escape" */
	key: string;
	run: () => void;
	/* said in the list of keys; absent: not listed */
	says?: string;
	/* works while a field has the focus */
	always?: boolean;
}

class Keys {
	private layers = $state.raw<{ of: symbol; modal: boolean; list: () => Binding[] }[]>([]);

	/* Adds bindings until the returned function is called; later ones come first. */
	add(list: () => Binding[], modal = false): () => void {
		const of = Symbol();
		this.layers = [...this.layers, { of, modal, list }];
		return () => (this.layers = this.layers.filter((layer) => layer.of !== of));
	}

	/* Every binding in force, the nearest first; a dialog hides what lies behind it. */
	get all(): Binding[] {
		const found: Binding[] = [];
		for (const layer of [...this.layers].reverse()) {
			found.push(...layer.list());
			if (layer.modal) break;
		}
		return found;
	}

	press(event: KeyboardEvent): void {
		if (event.defaultPrevented || event.isComposing || event.altKey) return;
		const name = nameOfKey(event);
		const typing = inField(event.target);
		const single = name.length === 1;
		if (single && (typing || !prefs.keys)) return;
		// Enter on a button or a link is theirs.
		if (name === "Enter" && isPressed(event.target)) return;
		const binding = this.all.find((one) => one.key === name && (!typing || one.always));
		if (!binding) return;
		event.preventDefault();
		binding.run();
	}
}

function nameOfKey(event: KeyboardEvent): string {
	const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
	return event.ctrlKey || event.metaKey ? "Ctrl+" + key : key;
}

function isPressed(target: EventTarget | null): boolean {
	return target instanceof Element && target.closest("a, button, summary") !== null;
}

function inField(target: EventTarget | null): boolean {
	if (!(target instanceof HTMLElement)) return false;
	if (target.isContentEditable) return true;
	if (target instanceof HTMLInputElement) {
		return !["checkbox", "radio", "button", "range"].includes(target.type);
	}
	return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

export const keys = new Keys();
