/* Where the tests run: in node, but compiled as for a browser, so that stores tell of changes. */
/* SPDX-License-Identifier: Apache-2.0 */
import type { Environment } from "vitest/environments";

export default {
	name: "as-in-a-browser",
	transformMode: "web",
	setup: () => ({ teardown: () => undefined }),
} satisfies Environment;
