/* The tab's end of the live stream: is it live, how old is the picture, what does the server's clock say. */
/* SPDX-License-Identifier: Apache-2.0 */
import { ServerClock } from "./clock";
import { Hub, browserWorld, type Ask } from "./hub";
import type { StreamEntry } from "./schema";
import { staleAfter, type LinkState, type Tell } from "./stream";

export interface Listener {
	entries(entries: StreamEntry[]): void;
	/* everything must be fetched anew */
	anew(): void;
	signedOut(): void;
}

class Connection {
	state = $state<LinkState>("connecting");
	retryAt = $state<number | null>(null);
	/* this machine's time when the server was last heard; 0: never */
	heard = $state(0);
	/* this machine's time, a step a second: what every age and countdown on the screen reads */
	tick = $state(Date.now());
	private clock = $state.raw(new ServerClock());
	private version = $state(0);
	private send: ((ask: Ask & { lock?: string }) => void) | null = null;
	private listener: Listener | null = null;
	private gap = false;
	private demo = false;

	constructor() {
		setInterval(() => (this.tick = Date.now()), 1000);
		addEventListener("online", () => this.send?.({ ask: "hurry" }));
	}

	/* A demo's clock may run faster than ours; the server says how fast. */
	begin(demo: boolean, serverTime: string, pace?: number): void {
		this.clock = new ServerClock();
		this.demo = demo;
		this.hear(serverTime, pace);
	}

	hear(serverTime: string, pace?: number): void {
		const local = Date.now();
		this.heard = local;
		this.tick = local;
		if (serverTime) this.clock.hear(Date.parse(serverTime), local, pace);
		this.version++;
	}

	join(who: string, post: string, listener: Listener): void {
		this.listener = listener;
		this.send ??= this.connect();
		const lock = lockOfTab();
		this.send({ ask: "join", who, post, ...(lock ? { lock } : {}) });
	}
	leave(): void {
		this.listener = null;
		this.send?.({ ask: "leave" });
	}
	hurry(): void {
		this.send?.({ ask: "hurry" });
	}

	/* Server's time now; the reader follows it second by second. */
	get now(): number {
		void this.version;
		return this.clock.now(this.tick);
	}
	get offset(): number {
		void this.version;
		return this.clock.offset(this.tick);
	}
	get rate(): number {
		void this.version;
		return this.clock.rate;
	}
	get age(): number {
		return this.heard ? Math.max(0, this.tick - this.heard) : 0;
	}
	/* No beat for 20 s: what is shown may no longer be so. */
	get stale(): boolean {
		return this.heard > 0 && this.age >= staleAfter;
	}

	private connect(): (ask: Ask & { lock?: string }) => void {
		if (typeof SharedWorker === "function") {
			const worker = new SharedWorker(new URL("./hub-worker.ts", import.meta.url), {
				type: "module",
				name: "watchfloor-stream",
			});
			worker.port.onmessage = (event: MessageEvent<Tell>) => this.told(event.data);
			worker.port.start();
			return (ask) => worker.port.postMessage(ask);
		}
		// Browsers without shared workers: a stream a tab, by the same code.
		const hub = new Hub(browserWorld);
		const seat = { tell: (tell: Tell) => this.told(tell) };
		return (ask) => hub.ask(seat, ask);
	}

	private told(tell: Tell): void {
		if (tell.tell === "link") this.linked(tell.state, tell.retryAt);
		else if (tell.tell === "beat") this.hear(tell.serverTime, tell.pace);
		else if (tell.tell === "hello") this.greeted(tell.serverTime, tell.pace);
		else if (tell.tell === "resync") this.gap = true;
		else this.entries(tell.entries);
	}

	private linked(state: LinkState, retryAt: number | null): void {
		this.state = state;
		this.retryAt = retryAt;
		if (state === "signed_out") this.listener?.signedOut();
	}

	private greeted(serverTime: string, pace?: number): void {
		// A hello that a later tab is told again is old: its time says nothing about now.
		if (this.state !== "live" || !this.heard || this.gap) this.hear(serverTime, pace);
		else this.hear("");
		if (!this.gap) return;
		this.gap = false;
		this.listener?.anew();
	}

	private entries(texts: string[]): void {
		const entries = texts.map((text) => JSON.parse(text) as StreamEntry);
		// The pace of a demo shows in its entries sooner than in the beats.
		this.hear(this.demo ? (entries.at(-1)?.at ?? "") : "");
		this.listener?.entries(entries);
	}
}

/* A lock held for the life of the tab; its release tells the shared worker that we have gone. */
let tabLock = "";
function lockOfTab(): string {
	if (tabLock || !("locks" in navigator)) return tabLock ? "" : "";
	tabLock = "watchfloor-tab-" + Math.random().toString(36).slice(2);
	void navigator.locks.request(tabLock, () => new Promise<void>(() => undefined));
	return tabLock;
}

export const connection = new Connection();
