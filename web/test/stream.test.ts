/* The stream: what it reads, how it comes back after a break, what every tab is told. */
/* SPDX-License-Identifier: Apache-2.0 */
import { describe, expect, it } from "vitest";
import { Hub, type Seat } from "../src/lib/hub";
import {
	backoff,
	EventReader,
	staleAfter,
	Stream,
	waitBefore,
	type Opened,
	type Tell,
	type World,
} from "../src/lib/stream";

describe("reading events", () => {
	it("joins an event from chunks cut anywhere", () => {
		const whole = 'id: 7\nevent: entry\ndata: {"a":\ndata: 1}\n\nevent: beat\r\ndata: {}\r\n\r\n';
		for (let cut = 1; cut < whole.length; cut++) {
			const reader = new EventReader();
			const found = [...reader.push(whole.slice(0, cut)), ...reader.push(whole.slice(cut))];
			expect(found).toEqual([
				{ id: "7", event: "entry", data: '{"a":\n1}' },
				{ id: "7", event: "beat", data: "{}" },
			]);
		}
	});
	it("passes over comments and events without data", () => {
		const reader = new EventReader();
		expect(reader.push(": alive\n\nevent: nothing\n\ndata: x\n\n")).toEqual([
			{ id: "", event: "message", data: "x" },
		]);
	});
});

describe("waiting before the next attempt", () => {
	it("doubles, half of it by chance, and has an end", () => {
		expect(waitBefore(0, 0)).toBe(backoff.first / 2);
		expect(waitBefore(0, 1)).toBe(backoff.first);
		expect(waitBefore(3, 1)).toBe(backoff.first * 8);
		expect(waitBefore(99, 1)).toBe(backoff.most);
		expect(waitBefore(99, 0)).toBe(backoff.most / 2);
	});
});

/* A world in which the test holds the time and the wire. */
class Fake implements World {
	time = 0;
	opened: { path: string; lastId: string; wire: Wire; signal: AbortSignal }[] = [];
	status = 200;
	private timers: { at: number; call: () => void }[] = [];

	async open(path: string, lastId: string, signal: AbortSignal): Promise<Opened> {
		const wire = new Wire();
		signal.addEventListener("abort", () => wire.end());
		this.opened.push({ path, lastId, wire, signal });
		if (this.status === 0) throw new Error("no network");
		return { status: this.status, chunks: wire };
	}
	wait(ms: number, call: () => void) {
		const timer = { at: this.time + ms, call };
		this.timers.push(timer);
		return () => {
			this.timers = this.timers.filter((one) => one !== timer);
		};
	}
	chance = () => 1;
	now = () => this.time;

	async pass(ms: number) {
		this.time += ms;
		for (const timer of this.timers.filter((one) => one.at <= this.time)) {
			this.timers = this.timers.filter((one) => one !== timer);
			timer.call();
		}
		await settle();
	}
	get last() {
		return this.opened.at(-1)!;
	}
}

class Wire implements AsyncIterable<string> {
	private queue: (string | null)[] = [];
	private wake: () => void = () => undefined;
	say(text: string) {
		this.queue.push(text);
		this.wake();
	}
	end() {
		this.queue.push(null);
		this.wake();
	}
	async *[Symbol.asyncIterator]() {
		for (;;) {
			while (this.queue.length === 0) await new Promise<void>((go) => (this.wake = go));
			const next = this.queue.shift()!;
			if (next === null) return;
			yield next;
		}
	}
}

async function settle() {
	for (let i = 0; i < 20; i++) await Promise.resolve();
}
const hello = (pos: number) =>
	`event: hello\ndata: {"pos":${pos},"server_time":"2022-02-12T12:00:00Z","node":"n"}\n\n`;
const entry = (pos: number) => `id: ${pos}\nevent: entry\ndata: {"pos":${pos}}\n\n`;

async function begun() {
	const world = new Fake();
	const told: Tell[] = [];
	const stream = new Stream("nst", world, (tell) => told.push(tell));
	stream.start();
	await settle();
	return { world, told, stream, states: () => told.filter((one) => one.tell === "link") };
}

describe("a stream", () => {
	it("asks for its post and is live at the hello", async () => {
		const { world, told, stream } = await begun();
		expect(world.last).toMatchObject({ path: "/stream?post=nst", lastId: "" });
		world.last.wire.say(hello(40) + entry(41) + entry(42));
		await settle();
		expect(stream.state).toBe("live");
		expect(told.at(-1)).toEqual({ tell: "entries", entries: ['{"pos":41}', '{"pos":42}'] });
	});
	it("goes on after the last entry it has, waiting longer each time", async () => {
		const { world, stream } = await begun();
		world.last.wire.say(hello(40) + entry(41));
		await settle();
		world.status = 0;
		world.last.wire.end();
		await settle();
		expect(stream.state).toBe("waiting");
		await world.pass(499);
		expect(world.opened.length).toBe(1);
		await world.pass(1);
		expect(world.opened.length).toBe(2);
		expect(world.last.lastId).toBe("41");
		await world.pass(999);
		expect(world.opened.length).toBe(2);
		await world.pass(1);
		expect(world.opened.length).toBe(3);
	});
	it("goes on after the hello's position when nothing came", async () => {
		const { world } = await begun();
		world.last.wire.say(hello(40));
		await settle();
		world.last.wire.end();
		await settle();
		await world.pass(backoff.first);
		expect(world.last.lastId).toBe("40");
	});
	it("begins to wait anew after it was live again", async () => {
		const { world } = await begun();
		for (let i = 0; i < 4; i++) {
			world.last.wire.say(hello(40));
			await settle();
			world.last.wire.end();
			await settle();
			await world.pass(backoff.first);
			expect(world.opened.length).toBe(i + 2);
		}
	});
	it("takes silence for a dead wire", async () => {
		const { world, stream } = await begun();
		world.last.wire.say(hello(40));
		await settle();
		await world.pass(staleAfter - 1);
		expect(stream.state).toBe("live");
		await world.pass(1);
		expect(world.last.signal.aborted).toBe(true);
		expect(stream.state).toBe("waiting");
	});
	it("forgets its place on resync and says so", async () => {
		const { world, told } = await begun();
		world.last.wire.say(hello(40) + entry(41) + 'event: resync\ndata: {"reason":"behind"}\n\n');
		await settle();
		expect(told).toContainEqual({ tell: "resync", reason: "behind" });
		await world.pass(backoff.first);
		expect(world.last.lastId).toBe("");
	});
	it("stops asking when nobody is signed in any more", async () => {
		const world = new Fake();
		world.status = 401;
		const stream = new Stream("nst", world, () => undefined);
		stream.start();
		await settle();
		expect(stream.state).toBe("signed_out");
		await world.pass(backoff.most * 4);
		expect(world.opened.length).toBe(1);
	});
	it("tries at once when told to hurry", async () => {
		const { world, stream } = await begun();
		world.status = 503;
		world.last.wire.end();
		await settle();
		stream.hurry();
		await settle();
		expect(world.opened.length).toBe(2);
		stream.stop();
		await world.pass(backoff.most);
		expect(world.opened.length).toBe(2);
	});
});

describe("the hub", () => {
	const seat = () => {
		const told: Tell[] = [];
		const one: Seat & { told: Tell[] } = { told, tell: (tell) => told.push(tell) };
		return one;
	};
	it("opens one stream for all tabs of an account and post", async () => {
		const world = new Fake();
		const hub = new Hub(world);
		const [a, b] = [seat(), seat()];
		hub.ask(a, { ask: "join", who: "1", post: "nst" });
		await settle();
		world.last.wire.say(hello(1));
		await settle();
		hub.ask(b, { ask: "join", who: "1", post: "nst" });
		await settle();
		expect(world.opened.length).toBe(1);
		expect(b.told.map((one) => one.tell)).toEqual(["link", "hello"]);
		world.last.wire.say(entry(2));
		await settle();
		expect(a.told.at(-1)).toEqual(b.told.at(-1));
		expect(a.told.at(-1)?.tell).toBe("entries");
	});
	it("never lends one account's stream to another", async () => {
		const world = new Fake();
		const hub = new Hub(world);
		hub.ask(seat(), { ask: "join", who: "1", post: "nst" });
		hub.ask(seat(), { ask: "join", who: "2", post: "nst" });
		await settle();
		expect(world.opened.length).toBe(2);
	});
	it("ends the stream with its last tab", async () => {
		const world = new Fake();
		const hub = new Hub(world);
		const [a, b] = [seat(), seat()];
		hub.ask(a, { ask: "join", who: "1", post: "nst" });
		hub.ask(b, { ask: "join", who: "1", post: "nst" });
		await settle();
		hub.ask(a, { ask: "leave" });
		expect(world.last.signal.aborted).toBe(false);
		hub.ask(b, { ask: "leave" });
		expect(world.last.signal.aborted).toBe(true);
	});
	it("opens a new stream after a new sign-in", async () => {
		const world = new Fake();
		const hub = new Hub(world);
		const a = seat();
		world.status = 401;
		hub.ask(a, { ask: "join", who: "1", post: "nst" });
		await settle();
		expect(a.told.at(-1)).toMatchObject({ state: "signed_out" });
		world.status = 200;
		hub.ask(a, { ask: "join", who: "1", post: "nst" });
		await settle();
		expect(world.opened.length).toBe(2);
	});
});
