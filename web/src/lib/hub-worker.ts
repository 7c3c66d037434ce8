/* The shared worker in which the one stream of a browser runs. */
/* SPDX-License-Identifier: Apache-2.0 */
import { Hub, browserWorld, type Ask, type Seat } from "./hub";

const hub = new Hub(browserWorld);

// A tab that is closed says nothing; its lock is released, which the browser tells us.
function gone(lock: string, call: () => void): void {
	if (lock && "locks" in navigator) void navigator.locks.request(lock, async () => call());
}

addEventListener("connect", (event) => {
	const port = (event as MessageEvent).ports[0];
	if (!port) return;
	const seat: Seat = { tell: (tell) => port.postMessage(tell) };
	port.onmessage = (message: MessageEvent<Ask & { lock?: string }>) => {
		if (message.data.lock) gone(message.data.lock, () => hub.ask(seat, { ask: "leave" }));
		hub.ask(seat, message.data);
	};
	port.start();
});
