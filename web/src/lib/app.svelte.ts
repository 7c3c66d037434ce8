/* What the whole console shares: who is on duty where, which moment is shown, the records known. */
/* SPDX-License-Identifier: Apache-2.0 */
import * as api from "./api";
import type { KindName } from "./known";
import { connection } from "./connection.svelte";
import { gaps } from "./gaps.svelte";
import { mesh } from "./mesh.svelte";
import { listPath, recordPath, type ListQuery } from "./query";
import { Records } from "./records.svelte";
import {
	Tables,
	type Duty,
	type HistoryEntry,
	type Page,
	type RecordView,
	type Schema,
	type Session,
	type StreamEntry,
} from "./schema";

export type Phase = "starting" | "unreachable" | "signin" | "ready";

/* Loaded whole: what names everything else. */
const referenceKinds: KindName[] = ["post", "place", "account", "agency", "unit", "phase"];
/* Loaded as far as they are open: the picture. */
const openKinds: KindName[] = [
	"alarm",
	"receipt",
	"order",
	"report_duty",
	"declaration",
	"cluster_alert",
	"conflict",
	"divergence",
	"request",
	"transfer",
];
/* Loaded by their newest: the timeline. */
const recentKinds: KindName[] = ["report", "decision", "note", "message", "order", "declaration"];

class App {
	phase = $state<Phase>("starting");
	session = $state.raw<Session | null>(null);
	post = $state("");
	/* the moment shown; null is now */
	at = $state<string | null>(null);
	/* rises when everything on the screen must be fetched anew */
	round = $state(0);
	loading = $state(0);
	/* the first picture is complete */
	settled = $state(false);
	timeline = $state.raw<StreamEntry[]>([]);
	private live = $state.raw(new Records());
	private past = $state.raw(new Records());
	private readTables = $state.raw<Tables | null>(null);
	private retry: ReturnType<typeof setTimeout> | undefined;
	private readonly asked = new Set<string>();

	get tables(): Tables {
		if (!this.readTables) throw new Error("the tables are not there yet");
		return this.readTables;
	}
	get records(): Records {
		return this.at ? this.past : this.live;
	}
	get offset(): number {
		return this.session?.offset_minutes ?? 0;
	}
	/* The moment that countdowns and ages are reckoned from. */
	get now(): number {
		return this.at ? Date.parse(this.at) : connection.now;
	}
	/* Duties that are in force now. */
	private get duties(): Duty[] {
		const now = connection.now;
		return (this.session?.duties ?? []).filter(
			(duty) =>
				(!duty.from || Date.parse(duty.from) <= now) &&
				(!duty.until || now < Date.parse(duty.until)),
		);
	}
	roles = $derived(this.duties.filter((duty) => duty.post === this.post).map((one) => one.role));
	posts = $derived([...new Set(this.duties.map((duty) => duty.post))]);

	/* Who holds duties at several posts says for which of them he asks. */
	private get postAsked(): string {
		return this.posts.length > 1 ? this.post : "";
	}

	async start(): Promise<void> {
		api.onSignedOut(() => this.forget());
		try {
			const [schema, session] = await Promise.all([
				api.get<Schema>("/schema"),
				api.whoAmI().catch((fault: unknown) => {
					if (fault instanceof api.Refused && fault.problem.status === 401) return null;
					throw fault;
				}),
			]);
			this.readTables = new Tables(schema);
			if (session) await this.enter(session);
			else this.phase = "signin";
		} catch {
			this.phase = "unreachable";
			// Nobody need stand by: it comes up when the server does.
			clearTimeout(this.retry);
			this.retry = setTimeout(() => void this.start(), 3000 + Math.random() * 4000);
		}
	}

	async enter(session: Session): Promise<void> {
		api.setCsrf(session.csrf);
		this.session = session;
		const wanted = localStorage.getItem("wf.post." + session.account.id) ?? "";
		this.post = this.posts.includes(wanted) ? wanted : (this.posts[0] ?? "");
		connection.begin(!!session.demo, session.server_time, session.pace);
		this.live = new Records();
		this.timeline = [];
		this.settled = false;
		this.phase = "ready";
		mesh.begin();
		gaps.begin();
		this.join();
		await this.fill();
	}

	choosePost(post: string): void {
		this.post = post;
		localStorage.setItem("wf.post." + (this.session?.account.id ?? ""), post);
		this.live = new Records();
		this.join();
		gaps.begin();
		void this.fill();
	}

	private join(): void {
		connection.join(this.session!.account.id, this.post, {
			entries: (entries) => this.hear(entries),
			anew: () => void this.fill(),
			signedOut: () => this.forget(),
		});
	}

	async leave(): Promise<void> {
		connection.leave();
		await api.signOut().catch(() => undefined);
		this.forget();
	}

	private forget(): void {
		connection.leave();
		this.session = null;
		this.at = null;
		this.live = new Records();
		this.phase = this.readTables ? "signin" : "starting";
	}

	private hear(entries: StreamEntry[]): void {
		this.live.put(
			entries.map((entry) => entry.record),
			true,
		);
		this.timeline = [...entries.slice().reverse(), ...this.timeline].slice(0, 500);
	}

	/* Shows the picture as it was; null goes back to now. */
	async showAt(at: string | null): Promise<void> {
		if (at) this.past = new Records();
		this.at = at;
		this.asked.clear();
		if (at) await this.fill();
		else this.round++;
	}

	/* Everything that names things and everything that is open. */
	async fill(): Promise<void> {
		const has = (kind: string) => this.tables.kind(kind) !== undefined;
		this.asked.clear();
		this.loading++;
		try {
			await Promise.all([
				...referenceKinds.filter(has).map((kind) => this.loadAll({ kind })),
				...["incident"].filter(has).map((kind) => this.loadAll({ kind, open: true })),
			]);
			this.settled = true;
			this.round++;
			await Promise.all([
				...openKinds.filter(has).map((kind) => this.loadAll({ kind, open: true })),
				...recentKinds
					.filter(has)
					.map((kind) => this.load({ kind, sort: "-updated_at", limit: 60 })),
			]);
		} catch {
			// The connection's own state says so on every screen.
		} finally {
			this.settled = true;
			this.loading--;
			this.round++;
		}
	}

	async load(query: ListQuery, signal?: AbortSignal): Promise<Page> {
		const records = this.records;
		const path = listPath({ ...query, at: this.at, as: this.postAsked });
		const page = await api.get<Page>(path, signal);
		records.put(page.records);
		return page;
	}

	async loadAll(query: ListQuery, most = 20000): Promise<RecordView[]> {
		const found: RecordView[] = [];
		let after: string | undefined;
		do {
			const page = await this.load({ limit: 1000, ...query, ...(after ? { after } : {}) });
			found.push(...page.records);
			after = page.next ?? undefined;
		} while (after && found.length < most);
		return found;
	}

	async loadOne(kind: string | null, id: string): Promise<RecordView> {
		const records = this.records;
		const path = recordPath(kind, id, this.at, "", this.postAsked);
		const record = await api.get<RecordView>(path);
		records.put([record]);
		return record;
	}

	async related(kind: string, id: string): Promise<RecordView[]> {
		const records = this.records;
		const path = recordPath(kind, id, this.at, "related", this.postAsked);
		const answer = await api.get<{ records: RecordView[] }>(path);
		records.put(answer.records);
		return answer.records;
	}

	async history(kind: string, id: string): Promise<HistoryEntry[]> {
		const path = recordPath(kind, id, this.at, "history", this.postAsked);
		const answer = await api.get<{ entries: HistoryEntry[] }>(path);
		const until = this.at ? Date.parse(this.at) : Infinity;
		return answer.entries.filter((entry) => Date.parse(entry.at) <= until);
	}

	/* Fetches a record of this version once more, for what may be done to it now. */
	refresh(kind: string, id: string, version: number): void {
		const name = id + "/" + version;
		if (this.asked.has(name)) return;
		this.asked.add(name);
		void this.loadOne(kind, id).catch(() => undefined);
	}

	/* Fetches a record that something on the screen refers to, once. */
	want(id: string): void {
		if (!id || this.asked.has(id) || this.records.peek(id)) return;
		this.asked.add(id);
		void this.loadOne(null, id).catch(() => undefined);
	}
}

export const app = new App();
