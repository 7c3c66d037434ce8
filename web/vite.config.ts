/* How the console is built: one page, its parts as files with hashed names, no foreign address. */
/* SPDX-License-Identifier: Apache-2.0 */
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

// `WATCHFLOOR=http://127.0.0.1:8080 npx vite` develops against a running program.
const server = process.env["WATCHFLOOR"];

export default defineConfig({
	plugins: [svelte()],
	build: {
		target: "es2022",
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
		chunkSizeWarningLimit: 1200,
	},
	worker: { format: "es" },
	// A number, not a name: a bare machine may not know "localhost".
	server: {
		host: "127.0.0.1",
		...(server ? { proxy: { "/api": server, "/basemap": server } } : {}),
	},
	...(process.env["VITEST"] ? { resolve: { conditions: ["browser"] } } : {}),
	test: {
		include: ["test/**/*.test.ts"],
		environment: "./test/environment.ts",
		server: { deps: { inline: [/svelte/] } },
	},
});
