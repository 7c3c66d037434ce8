/* Where the tests run: in node, but compiled as for a browser, so that stores tell of changes. */
/* SPDX-License-Identifier: Apache-2.0 */
import { webcrypto } from "node:crypto";
import type { Environment } from "vitest/environments";

export default {
	name: "as-in-a-browser",
	transformMode: "web",
	setup: (global: { crypto?: unknown }) => {
		// Every browser has it; node 18 hides it.
		global.crypto ??= webcrypto;
		return { teardown: () => undefined };
	},
} satisfies Environment;
