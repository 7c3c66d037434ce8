/* The one way from the console to the program: every request and every refusal passes here. */
/* SPDX-License-Identifier: Apache-2.0 */
import type { ActAnswer, Problem, Session } from "./schema";

export const base = "/api/v1";

/* The program said no, and why. */
export class Refused extends Error {
	constructor(readonly problem: Problem) {
		super(problem.refusal);
	}
}
/* Nobody answered: it is not known whether the program heard us. */
export class Unreachable extends Error {}

let csrf = "";
let signedOut: () => void = () => undefined;

export function setCsrf(token: string): void {
	csrf = token;
}
/* Called when the program no longer knows the session. */
export function onSignedOut(call: () => void): void {
	signedOut = call;
}

interface Options {
	method?: string;
	body?: unknown;
	raw?: BodyInit;
	signal?: AbortSignal;
	/* a 401 is an answer like any other (sign-in itself) */
	open?: boolean;
}

export async function request<T>(path: string, options: Options = {}): Promise<T> {
	const headers: Record<string, string> = { Accept: "application/json" };
	const method = options.method ?? "GET";
	if (method !== "GET") headers["X-CSRF"] = csrf;
	let body: BodyInit | undefined = options.raw;
	if (options.body !== undefined) {
		headers["Content-Type"] = "application/json";
		body = JSON.stringify(options.body);
	}
	let response: Response;
	try {
		response = await fetch(base + path, {
			method,
			headers,
			credentials: "same-origin",
			cache: "no-store",
			...(body === undefined ? {} : { body }),
			...(options.signal ? { signal: options.signal } : {}),
		});
	} catch (fault) {
		if (options.signal?.aborted) throw fault;
		throw new Unreachable(String(fault));
	}
	if (response.ok) return read<T>(response);
	const problem = await problemOf(response);
	if (response.status === 401 && !options.open) signedOut();
	throw new Refused(problem);
}

async function read<T>(response: Response): Promise<T> {
	const text = await response.text().catch((fault: unknown) => {
		throw new Unreachable(String(fault));
	});
	return (text ? JSON.parse(text) : undefined) as T;
}

async function problemOf(response: Response): Promise<Problem> {
	const text = await response.text().catch(() => "");
	try {
		const problem = JSON.parse(text) as Partial<Problem>;
		if (problem.refusal && problem.zh && problem.en) {
			return { ...problem, status: response.status } as Problem;
		}
	} catch {
		// not a problem document: a proxy's page, or nothing
	}
	const plain = "HTTP " + response.status;
	return { status: response.status, refusal: "http_" + response.status, zh: plain, en: plain };
}

export const get = <T>(path: string, signal?: AbortSignal) =>
	request<T>(path, signal ? { signal } : {});

export interface ActBody {
	act?: string;
	post: string;
	key: string;
	version?: number;
	event_at?: string;
	fields: Record<string, unknown>;
}

export function make(kind: string, body: ActBody): Promise<ActAnswer> {
	return request<ActAnswer>("/records/" + kind, { method: "POST", body });
}
export function act(kind: string, id: string, name: string, body: ActBody): Promise<ActAnswer> {
	const path = "/records/" + kind + "/" + encodeURIComponent(id) + "/" + name;
	return request<ActAnswer>(path, { method: "POST", body });
}

export function signIn(login: string, password: string): Promise<Session> {
	return request<Session>("/session", { method: "POST", body: { login, password }, open: true });
}
export function whoAmI(): Promise<Session> {
	return request<Session>("/session", { open: true });
}
export function signOut(): Promise<void> {
	return request<void>("/session", { method: "DELETE", open: true });
}

/* Stores a file by the hash of its bytes; what the "attach" act names. */
export async function upload(file: File): Promise<string> {
	const bytes = await file.arrayBuffer();
	const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
	const hash = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
	await request<unknown>("/attachments/" + hash, { method: "PUT", raw: bytes });
	return hash;
}

/* An act's key: sending it twice does it once. */
export function newKey(): string {
	if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
