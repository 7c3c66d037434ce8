/* Tokens for programs: what each may do, in words, and the three requests about them. */
/* SPDX-License-Identifier: Apache-2.0 */
import { get, request } from "./api";
import { label, t } from "./i18n.svelte";
import type { Tables } from "./schema";

export interface Token {
	id: string;
	name: string;
	post: string;
	scopes: string[];
	created: string;
	until: string;
}
export interface TokenWish {
	name: string;
	post: string;
	scopes: string[];
	days: number;
}

export const tokenDays = 366;

export function listTokens(): Promise<Token[]> {
	return get<{ tokens: Token[] }>("/tokens").then((answer) => answer.tokens);
}
export function makeToken(wish: TokenWish): Promise<{ id: string; token: string }> {
	return request("/tokens", { method: "POST", body: wish });
}
export function dropToken(id: string): Promise<void> {
	return request("/tokens/" + encodeURIComponent(id), { method: "DELETE" });
}

/* "act:incident.*" for a kind and an act; either may be "*". */
export function scopeOf(kind: string, act: string): string {
	return kind === "*" ? "act:*" : "act:" + kind + "." + act;
}

export function scopeText(scope: string, tables: Tables): string {
	if (scope === "read") return t("scopeRead");
	if (scope === "act:*") return t("scopeAllActs");
	const [kindName = "", actName = ""] = scope.replace("act:", "").split(".");
	const kind = tables.kind(kindName);
	if (!kind) return scope;
	const act = kind.acts.find((one) => one.name === actName);
	if (actName !== "*" && !act) return scope;
	return label(kind) + " · " + (act ? label(act) : t("scopeEveryAct"));
}
