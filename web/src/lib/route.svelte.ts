/* Which screen is shown; it stands in the address, so that back, reload and a copied link work. */
/* SPDX-License-Identifier: Apache-2.0 */
import { readPlace, writePlace, type Place } from "./query";

class Route {
	private shown = $state.raw<Place>(readPlace(location.hash));

	constructor() {
		addEventListener("hashchange", () => (this.shown = readPlace(location.hash)));
	}

	get screen(): string {
		return this.shown.screen;
	}
	get args(): string[] {
		return this.shown.args;
	}
	get params(): Record<string, string> {
		return this.shown.params;
	}
	/* Changes when the screen does: a new screen begins anew. */
	get key(): string {
		return [this.shown.screen, ...this.shown.args].join("/");
	}
	go(screen: string, args: readonly string[] = [], params: Record<string, string> = {}): void {
		location.hash = writePlace(screen, args, params);
	}
	/* Changes the parameters of this screen without a new step in the history. */
	set(params: Record<string, string>): void {
		const place = writePlace(this.screen, this.args, params);
		history.replaceState(null, "", place);
		this.shown = readPlace(place);
	}
}

export const route = new Route();

/* The screen that shows a record best. */
export function hrefOf(kind: string, id: string): string {
	return kind === "incident" ? writePlace("incident", [id]) : writePlace("record", [kind, id]);
}
export function openRecord(kind: string, id: string): void {
	location.hash = hrefOf(kind, id);
}
