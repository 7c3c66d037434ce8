/* Fills a running scenario with as many records as a bench wants, over the API. */
/* SPDX-License-Identifier: Apache-2.0 */

/* Somebody signed in, without a browser. */
export async function session(demo, login) {
	const answer = await fetch(demo.url + "/api/v1/session", {
		method: "POST",
		headers: { "Content-Type": "application/json" },
		body: JSON.stringify({ login, password: demo.password }),
	});
	const told = await answer.json();
	const cookie = answer.headers.getSetCookie()[0].split(";")[0];
	return { headers: { cookie, "X-CSRF": told.csrf, "Content-Type": "application/json" } };
}

/* `count` acts, 32 at a time. */
export async function make(demo, who, kind, count, body) {
	let next = 0;
	const worker = async () => {
		for (let i = next++; i < count; i = next++) {
			const answer = await fetch(demo.url + "/api/v1/records/" + kind, {
				method: "POST",
				headers: who.headers,
				body: JSON.stringify({ key: kind + "-" + i, ...body(i) }),
			});
			if (answer.status !== 201) throw new Error(await answer.text());
			await answer.arrayBuffer();
		}
	};
	await Promise.all(Array.from({ length: 32 }, worker));
}

export function median(numbers) {
	const sorted = [...numbers].sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)];
}
