/* The live stream of positions: open only while somebody looks, so that nothing crosses for nobody. */
/* SPDX-License-Identifier: Apache-2.0 */
import { browserWorld } from "./hub";
import { Places, type UnitPlace } from "./live";
import { EventReader, staleAfter, waitBefore } from "./stream";

const period = 1000;

class Live {
	units = $state.raw<readonly UnitPlace[]>([]);
	staleMs = $state(0);
	/* the picture is being told; false: what stands here is from before */
	told = $state(false);
	private places = new Places();
	private post = "";
	private abort: AbortController | null = null;
	private attempt = 0;
	private wait: (() => void) | null = null;

	constructor() {
		document.addEventListener("visibilitychange", () => this.turn());
	}

	begin(post: string): void {
		this.post = post;
		this.turn();
	}
	end(): void {
		this.post = "";
		this.turn();
		this.places = new Places();
		this.units = [];
	}

	/* A tab that nobody sees is told nothing. */
	private turn(): void {
		this.wait?.();
		this.wait = null;
		this.abort?.abort();
		this.abort = null;
		this.told = false;
		if (this.post && document.visibilityState === "visible") void this.connect();
	}

	private async connect(): Promise<void> {
		const abort = new AbortController();
		this.abort = abort;
		let again = true;
		try {
			const path = `/live/stream?post=${encodeURIComponent(this.post)}&period=${period}`;
			const opened = await browserWorld.open(path, "", abort.signal);
			again = opened.status !== 401;
			if (opened.status === 200) await this.read(opened.chunks, abort);
		} catch {
			// broken: wait and try again
		}
		if (this.abort !== abort) return;
		this.told = false;
		if (!again) return;
		const ms = waitBefore(this.attempt++, browserWorld.chance());
		this.wait = browserWorld.wait(ms, () => void this.connect());
	}

	private async read(chunks: AsyncIterable<string>, abort: AbortController): Promise<void> {
		const reader = new EventReader();
		let silence: (() => void) | null = null;
		try {
			for await (const chunk of chunks) {
				silence?.();
				silence = browserWorld.wait(staleAfter, () => abort.abort());
				if (this.abort !== abort || !this.take(reader, chunk)) return;
			}
		} finally {
			silence?.();
		}
	}

	private take(reader: EventReader, chunk: string): boolean {
		let changed = false;
		for (const event of reader.push(chunk)) {
			const what = this.places.take(event);
			if (what === null) return false;
			changed ||= what;
		}
		this.attempt = 0;
		this.told = true;
		if (changed) {
			this.units = [...this.places.units.values()];
			this.staleMs = this.places.staleMs;
		}
		return true;
	}
}

export const live = new Live();
