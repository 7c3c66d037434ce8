/* Shares one live stream of a post between all tabs of a browser. */
/* SPDX-License-Identifier: Apache-2.0 */
import { base } from "./api";
import { Stream, type Opened, type Tell, type World } from "./stream";

/* What a tab asks of the hub. `who` is the account: another account's stream is never reused. */
export type Ask =
	| { ask: "join"; who: string; post: string }
	| { ask: "hurry" }
	| { ask: "leave" };

export interface Seat {
	tell(tell: Tell): void;
}

export class Hub {
	private readonly streams = new Map<string, { stream: Stream; seats: Set<Seat> }>();
	private readonly seated = new Map<Seat, string>();

	constructor(private readonly world: World) {}

	ask(seat: Seat, ask: Ask): void {
		if (ask.ask === "join") this.join(seat, ask.who + "/" + ask.post, ask.post);
		else if (ask.ask === "leave") this.leave(seat);
		else this.room(seat)?.stream.hurry();
	}

	private room(seat: Seat) {
		return this.streams.get(this.seated.get(seat) ?? "");
	}

	private join(seat: Seat, name: string, post: string): void {
		this.leave(seat);
		this.seated.set(seat, name);
		const room = this.streams.get(name);
		if (room && room.stream.state !== "signed_out") {
			room.seats.add(seat);
			seat.tell({ tell: "link", state: room.stream.state, retryAt: null });
			if (room.stream.lastHello) seat.tell(room.stream.lastHello);
			room.stream.hurry();
			return;
		}
		const seats = room?.seats ?? new Set<Seat>();
		seats.add(seat);
		const stream = new Stream(post, this.world, (tell) => {
			for (const other of seats) other.tell(tell);
		});
		this.streams.set(name, { stream, seats });
		stream.start();
	}

	private leave(seat: Seat): void {
		const name = this.seated.get(seat);
		if (name === undefined) return;
		this.seated.delete(seat);
		const room = this.streams.get(name);
		if (!room) return;
		room.seats.delete(seat);
		if (room.seats.size === 0) {
			room.stream.stop();
			this.streams.delete(name);
		}
	}
}

/* The real world: fetch, timers, chance. */
export const browserWorld: World = {
	async open(path, lastId, signal): Promise<Opened> {
		const headers: Record<string, string> = { Accept: "text/event-stream" };
		if (lastId) headers["Last-Event-ID"] = lastId;
		const response = await fetch(base + path, {
			headers,
			signal,
			cache: "no-store",
			credentials: "same-origin",
		});
		return { status: response.status, chunks: chunksOf(response) };
	},
	wait(ms, call) {
		const timer = setTimeout(call, ms);
		return () => clearTimeout(timer);
	},
	chance: () => Math.random(),
	now: () => Date.now(),
};

async function* chunksOf(response: Response): AsyncGenerator<string> {
	if (!response.ok || !response.body) return;
	const decoder = new TextDecoder();
	const reader = response.body.getReader();
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return;
		yield decoder.decode(value, { stream: true });
	}
}
