/* Starts the program with the scenario on a free port, for one test file; ends it afterwards. */
/* SPDX-License-Identifier: Apache-2.0 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../..", import.meta.url));
const program = process.env.WATCHFLOOR ?? join(root, "build/watchfloor");

/*
 * The scenario's day begins quietly; at its own pace (speed 1) the first minutes belong to the
 * test alone.
 */
export async function startDemo({ speed = 1 } = {}) {
	const data = mkdtempSync(join(tmpdir(), "watchfloor-browser-"));
	const child = spawn(
		program,
		[
			"demo",
			...["--data", join(data, "data"), "--listen", "127.0.0.1:0"],
			...["--scenario", join(root, "demo/beijing-2022"), "--speed", String(speed)],
		],
		{ stdio: ["ignore", "pipe", "pipe"] },
	);
	const said = { out: "", err: "" };
	child.stderr.on("data", (chunk) => (said.err += chunk));
	const ended = new Promise((resolve) => child.on("exit", resolve));
	const told = await new Promise((resolve, reject) => {
		child.stdout.on("data", (chunk) => {
			said.out += chunk;
			const url = /(http:\/\/127\.0\.0\.1:\d+)/.exec(said.out)?.[1];
			const password = /password[^:\n]*:\s*(\S+)/.exec(said.out)?.[1];
			if (url && password) resolve({ url, password });
		});
		child.on("error", reject);
		child.on("exit", (code) =>
			reject(new Error("the program ended with " + code + "\n" + said.out + said.err)),
		);
	});
	const port = new URL(told.url).port;
	let again;
	return {
		...told,
		/* The program starts anew on the same data, at the same address. */
		async comeBack() {
			again = spawn(
				program,
				["serve", "--data", join(data, "data"), "--listen", "127.0.0.1:" + port],
				{ stdio: "ignore" },
			);
			for (;;) {
				const answer = await fetch(told.url + "/api/v1/health").catch(() => null);
				if (answer?.ok) return;
				if (again.exitCode !== null) throw new Error("serve ended with " + again.exitCode);
				await new Promise((go) => setTimeout(go, 100));
			}
		},
		/* Gone at once, as when the power fails. */
		async kill() {
			child.kill("SIGKILL");
			await ended;
		},
		async stop() {
			child.kill("SIGTERM");
			await ended;
			if (again?.exitCode === null) {
				const gone = new Promise((resolve) => again.on("exit", resolve));
				again.kill("SIGTERM");
				await gone;
			}
			rmSync(data, { recursive: true, force: true });
		},
	};
}
