/* The live stream: what arrives, how long to wait before asking again, when the picture is stale. */
/* SPDX-License-Identifier: Apache-2.0 */

export interface ServerEvent {
	event: string;
	id: string;
	data: string;
}

/* Server-sent events from chunks of text; a chunk may end anywhere. */
export class EventReader {
	private rest = "";
	private event = "";
	private data: string[] = [];
	private id = "";

	push(chunk: string): ServerEvent[] {
		const found: ServerEvent[] = [];
		this.rest += chunk;
		for (;;) {
			const end = this.rest.search(/\r\n|\n|\r(?!$)/);
			if (end < 0) break;
			const width = this.rest.startsWith("\r\n", end) ? 2 : 1;
			this.line(this.rest.slice(0, end), found);
			this.rest = this.rest.slice(end + width);
		}
		return found;
	}

	private line(line: string, found: ServerEvent[]): void {
		if (line === "") {
			if (this.data.length > 0) {
				found.push({ event: this.event || "message", id: this.id, data: this.data.join("\n") });
			}
			this.event = "";
			this.data = [];
			return;
		}
		const colon = line.indexOf(":");
		const name = colon < 0 ? line : line.slice(0, colon);
		const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
		if (name === "event") this.event = value;
		else if (name === "data") this.data.push(value);
		else if (name === "id") this.id = value;
	}
}

export const backoff = { first: 500, most: 30000 };

/*
 * How long to wait before attempt n (0, 1, 2 …) after a failure: doubling, with the half of it by
 * chance, so that a thousand consoles do not come back in the same second.
 */
export function waitBefore(attempt: number, chance: number): number {
	const whole = Math.min(backoff.most, backoff.first * 2 ** Math.min(attempt, 16));
	return Math.round(whole / 2 + (whole / 2) * chance);
}

export const staleAfter = 20000;

export type LinkState = "connecting" | "live" | "waiting" | "signed_out";

/* What the hub tells every tab. */
export type Tell =
	| { tell: "link"; state: LinkState; retryAt: number | null }
	| { tell: "hello"; pos: number; serverTime: string; pace?: number; node: string }
	| { tell: "beat"; pos: number; serverTime: string; pace?: number }
	| { tell: "entries"; entries: string[] }
	| { tell: "resync"; reason: string };

/* The machine's parts that a test replaces. */
export interface World {
	open(path: string, lastId: string, signal: AbortSignal): Promise<Opened>;
	wait(ms: number, call: () => void): () => void;
	chance(): number;
	now(): number;
}
export interface Opened {
	status: number;
	chunks: AsyncIterable<string>;
}

/*
 * One stream of one post. Connects, reads, and when it breaks connects again from the last entry
 * that it has; on `resync` it forgets where it was and tells everybody to fetch anew.
 */
export class Stream {
	private lastId = "";
	private attempt = 0;
	private stopped = false;
	private abort: AbortController | null = null;
	private cancel: (() => void) | null = null;
	private watch: (() => void) | null = null;
	state: LinkState = "connecting";
	lastHello: Tell | null = null;

	constructor(
		private readonly post: string,
		private readonly world: World,
		private readonly tell: (tell: Tell) => void,
	) {}

	start(): void {
		this.stopped = false;
		void this.connect();
	}

	stop(): void {
		this.stopped = true;
		this.cancel?.();
		this.watch?.();
		this.abort?.abort();
	}

	/* Tries at once instead of waiting (the network came back, the user asks). */
	hurry(): void {
		if (this.state !== "waiting" || !this.cancel) return;
		this.cancel();
		this.cancel = null;
		void this.connect();
	}

	private set(state: LinkState, retryAt: number | null = null): void {
		this.state = state;
		this.tell({ tell: "link", state, retryAt });
	}

	private async connect(): Promise<void> {
		this.set("connecting");
		this.abort = new AbortController();
		this.listen();
		let again = true;
		try {
			const path = "/stream?post=" + encodeURIComponent(this.post);
			const opened = await this.world.open(path, this.lastId, this.abort.signal);
			if (opened.status === 200) again = await this.read(opened.chunks);
			else if (opened.status === 401) again = false;
		} catch {
			// broken: wait and try again
		}
		this.watch?.();
		if (this.stopped) return;
		if (again) this.later();
		else this.set("signed_out");
	}

	/* A stream that stays silent is dead, whatever TCP believes. */
	private listen(): void {
		this.watch?.();
		this.watch = this.world.wait(staleAfter, () => this.abort?.abort());
	}

	private async read(chunks: AsyncIterable<string>): Promise<boolean> {
		const reader = new EventReader();
		for await (const chunk of chunks) {
			this.listen();
			const entries: string[] = [];
			for (const event of reader.push(chunk)) {
				if (event.event === "entry") {
					entries.push(event.data);
					if (event.id) this.lastId = event.id;
				} else {
					this.flush(entries);
					if (this.other(event)) return true;
				}
			}
			this.flush(entries);
			if (this.stopped) return false;
		}
		return true;
	}

	private flush(entries: string[]): void {
		if (entries.length > 0) this.tell({ tell: "entries", entries: entries.splice(0) });
	}

	/* true: the stream has ended on purpose */
	private other(event: ServerEvent): boolean {
		const data = JSON.parse(event.data) as Record<string, never>;
		if (event.event === "hello") {
			this.attempt = 0;
			if (!this.lastId) this.lastId = String(data["pos"] ?? "");
			this.lastHello = {
				tell: "hello",
				pos: data["pos"] ?? 0,
				serverTime: data["server_time"] ?? "",
				pace: data["pace"] ?? 1,
				node: data["node"] ?? "",
			};
			this.set("live");
			this.tell(this.lastHello);
		} else if (event.event === "beat") {
			this.tell({
				tell: "beat",
				pos: data["pos"] ?? 0,
				serverTime: data["server_time"] ?? "",
				pace: data["pace"] ?? 1,
			});
		} else if (event.event === "resync") {
			this.lastId = "";
			this.tell({ tell: "resync", reason: data["reason"] ?? "" });
			return true;
		}
		return false;
	}

	private later(): void {
		const ms = waitBefore(this.attempt++, this.world.chance());
		this.set("waiting", this.world.now() + ms);
		this.cancel = this.world.wait(ms, () => {
			this.cancel = null;
			void this.connect();
		});
	}
}
