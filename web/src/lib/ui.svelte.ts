/* What lies over the screen now: a form, the palette, the list of keys, the time slider. */
/* SPDX-License-Identifier: Apache-2.0 */
import { app } from "./app.svelte";
import { makingActs, type Act, type Fields, type Kind, type RecordView } from "./schema";

export interface FormAsk {
	kind: Kind;
	act: Act;
	record: RecordView | null;
	preset: Fields;
	done?: ((record: RecordView) => void) | undefined;
}

class Ui {
	form = $state.raw<FormAsk | null>(null);
	palette = $state(false);
	help = $state(false);
	slider = $state(false);
	/* said once by a screen reader and shown in the strip */
	said = $state("");

	openForm(ask: FormAsk): void {
		if (!app.at) this.form = ask;
	}

	/* The form that makes a record of a kind, when this post may make one. */
	make(kind: string, preset: Fields = {}, done?: (record: RecordView) => void): void {
		const table = app.tables.kind(kind);
		const acts = table ? makingActs(table, app.roles) : [];
		// In a hurry an order is issued, not drafted.
		const act = acts.find((one) => one.name !== "draft") ?? acts[0];
		if (table && act) this.openForm({ kind: table, act, record: null, preset, done });
	}

	/* The form of one making act by name, when this post may do it. */
	makeBy(kind: string, act: string): void {
		const table = app.tables.kind(kind);
		const found = table && makingActs(table, app.roles).find((one) => one.name === act);
		if (table && found) this.openForm({ kind: table, act: found, record: null, preset: {} });
	}
	canMakeBy(kind: string, act: string): boolean {
		const table = app.tables.kind(kind);
		return !app.at && !!table && makingActs(table, app.roles).some((one) => one.name === act);
	}

	canMake(kind: string): boolean {
		const table = app.tables.kind(kind);
		return !app.at && !!table && makingActs(table, app.roles).length > 0;
	}

	say(text: string): void {
		this.said = text;
	}
}

export const ui = new Ui();
