/* What is missing in reach of my post: asked for again and again, as time alone makes gaps. */
/* SPDX-License-Identifier: Apache-2.0 */
import * as api from "./api";
import { app } from "./app.svelte";

export interface Gap {
	gap: string;
	severity: "severe" | "serious" | "minor";
	zh: string;
	en: string;
	kind: string;
	id: string;
	title: string;
	home: string;
	place?: string;
	since: string;
	closes: {
		kind: string;
		act: string;
		zh?: string;
		en?: string;
		makes?: boolean;
		field?: string;
	};
}
export interface GapList {
	gaps: Gap[];
	total: number;
	severe: number;
	serious: number;
	minor: number;
	at: string;
}

const every = 60_000;

class Gaps {
	state = $state.raw<GapList | null>(null);
	private timer: ReturnType<typeof setTimeout> | null = null;

	begin(): void {
		this.end();
		void this.ask();
	}
	end(): void {
		if (this.timer) clearTimeout(this.timer);
		this.timer = null;
		this.state = null;
	}

	async ask(): Promise<void> {
		if (this.timer) clearTimeout(this.timer);
		try {
			const post = app.post;
			const found = await api.get<GapList>("/gaps?role_as=" + encodeURIComponent(post));
			if (post === app.post) this.state = found;
		} catch {
			// the state of the connection tells the reader that nobody answers
		}
		if (app.phase === "ready") this.timer = setTimeout(() => void this.ask(), every);
	}
}

export const gaps = new Gaps();
