/* The addresses of lists and records, written from what the screen asks for. */
/* SPDX-License-Identifier: Apache-2.0 */

export interface ListQuery {
	kind: string;
	state?: readonly string[];
	home?: string;
	open?: boolean;
	/* field -> value, exactly equal */
	equal?: Record<string, string>;
	/* field -> words that it contains */
	contains?: Record<string, string>;
	words?: string;
	sort?: string;
	limit?: number;
	after?: string;
	acts?: boolean;
	at?: string | null;
	/* the post for which the caller asks what may be done */
	as?: string;
}

export function listPath(query: ListQuery): string {
	const pairs: [string, string][] = [];
	const put = (name: string, value: string | undefined | null) => {
		if (value) pairs.push([name, value]);
	};
	put("state", query.state?.join(","));
	put("home", query.home);
	put("open", query.open ? "1" : "");
	for (const [name, value] of Object.entries(query.equal ?? {})) put(name, value);
	for (const [name, value] of Object.entries(query.contains ?? {})) put(name + ".contains", value);
	put("q", query.words?.trim());
	put("sort", query.sort);
	put("limit", query.limit ? String(query.limit) : "");
	put("after", query.after);
	put("acts", query.acts && !query.at ? "1" : "");
	put("at", query.at);
	put("role_as", query.as);
	return "/records/" + encodeURIComponent(query.kind) + text(pairs);
}

export function recordPath(
	kind: string | null /* of whatever kind */,
	id: string,
	at?: string | null,
	part = "",
	as = "",
): string {
	const path = "/records/" + (kind ? encodeURIComponent(kind) + "/" : "") + encodeURIComponent(id);
	const pairs: [string, string][] = [];
	if (at) pairs.push(["at", at]);
	if (as) pairs.push(["role_as", as]);
	return path + (part ? "/" + part : "") + text(pairs);
}

function text(pairs: [string, string][]): string {
	if (pairs.length === 0) return "";
	return "?" + pairs.map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
}

/* ---- the console's own addresses, after the # -------------------------------------------------- */

export interface Place {
	screen: string;
	args: string[];
	params: Record<string, string>;
}

export function readPlace(hash: string): Place {
	const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?", 2);
	const [screen = "", ...args] = path.split("/").map(decode);
	const params: Record<string, string> = {};
	for (const [name, value] of new URLSearchParams(search)) params[name] = value;
	return { screen: screen || "situation", args, params };
}

function decode(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}

export function writePlace(screen: string, args: readonly string[] = [], params = {}): string {
	const path = [screen, ...args].map(encodeURIComponent).join("/");
	const search = new URLSearchParams(params).toString();
	return "#/" + path + (search ? "?" + search : "");
}
