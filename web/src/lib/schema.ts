/* The forms in which the program speaks to the console: its tables, its records, its answers. */
/* SPDX-License-Identifier: Apache-2.0 */

export interface Named {
	name: string;
	zh: string;
	en: string;
}

export type FieldType =
	| "text"
	| "int"
	| "real"
	| "bool"
	| "enum"
	| "set"
	| "time"
	| "span"
	| "ref"
	| "refs"
	| "geo"
	| "code";

export interface Choice extends Named {
	number: number;
	colour?: string | null;
}

export interface Field extends Named {
	number: number;
	type: FieldType;
	max?: number;
	least?: number;
	most?: number;
	required?: boolean;
	addressee?: boolean;
	indexed?: boolean;
	unique?: boolean;
	personal?: boolean;
	searched?: boolean;
	title?: boolean;
	system?: boolean;
	long?: boolean;
	responsible?: boolean;
	public?: boolean;
	unit?: string | null;
	doc?: { zh: string; en: string } | null;
	target?: string[] | null;
	choices?: Choice[] | null;
}

export type StateFlag = "open" | "closed" | "merged" | "alarm" | "active" | "released" | "forgets";
export interface State extends Named {
	number: number;
	flags?: StateFlag[];
}

/* What a kernel act takes besides the record's own fields. */
export interface Arg extends Named {
	type: FieldType;
	required?: boolean;
	choices?: Choice[] | null;
}

export interface Act extends Named {
	number: number;
	from?: string[];
	new?: boolean;
	to?: string | null;
	roles?: string[];
	system?: boolean;
	relations?: string[];
	takes?: string[];
	needs?: string[];
	args?: Arg[];
	second?: boolean;
	version?: boolean;
	alarm?: boolean;
	life_safety?: boolean;
	kernel?: boolean;
}

export interface ClockStep extends Named {
	policy?: string;
	rings?: string[];
	breach?: boolean;
}
export interface ClockKind extends Named {
	number: number;
	starts?: string[];
	stops?: string[];
	steps: ClockStep[];
}

export interface Refusal extends Named {
	http?: number;
}

export interface Kind extends Named {
	number: number;
	module: string;
	doc?: { zh: string; en: string } | null;
	doctrine?: string | null;
	flags?: string[];
	sees?: string[];
	fields: Field[];
	states: State[];
	acts: Act[];
	clocks?: ClockKind[];
	refusals?: Refusal[];
}

/* A part of the system, and the desk at which it is worked. */
export interface Module extends Named {
	desk: string;
}

export interface Schema {
	version: string;
	roles: Named[];
	tiers?: Named[];
	desks?: Named[];
	modules?: Module[];
	refusals?: Refusal[];
	kinds: Kind[];
}

export type Geometry = GeoJSON.Geometry;
export type Value = string | number | boolean | string[] | Geometry;
export type Fields = Record<string, Value>;

export interface ClockRun {
	name: string;
	status: "idle" | "running" | "stopped" | "lapsed";
	step: number;
	started?: string;
	stopped?: string;
	due: string[];
}

export interface RecordView {
	id: string;
	kind: string;
	home: string;
	state: string;
	version: number;
	epoch: number;
	event_at: string;
	created_at: string;
	updated_at: string;
	creator?: string;
	fields: Fields;
	clocks?: ClockRun[];
	gaps?: string[];
	links?: { to: string; type: string }[];
	files?: { hash: string; name: string; mime: string; size: number }[];
	shared?: string[];
	struck?: boolean;
	pending?: { act: string; by: string; entry: string };
	acts?: string[];
}

export interface Page {
	records: RecordView[];
	next: string | null;
	total: number;
	pos: number;
	as_of: string | null;
}

export interface HistoryEntry {
	/* of the entry; `id` is the record's */
	entry: string;
	id: string;
	pos: number;
	at: string;
	event_at: string;
	act: string;
	actor?: string | null;
	post?: string;
	fields?: Record<string, Value | null>;
	/* of a kernel act: reason, clock and step … */
	args?: Record<string, string>;
	cause?: string | null;
	to?: string | null;
}

export interface ActAnswer {
	id: string;
	version: number;
	/* null: done at another site, and its entry is still on the way here */
	state: string | null;
	entry: string;
	pos: number;
	record: RecordView | null;
}

export interface Problem {
	status: number;
	refusal: string;
	zh: string;
	en: string;
	detail?: string;
	field?: string;
	retry_after?: number;
}

export interface Duty {
	post: string;
	role: string;
	from?: string | null;
	until?: string | null;
}

export interface Session {
	account: { id: string; login: string; name: string };
	csrf: string;
	duties: Duty[];
	server_time: string;
	/* how fast the event's time goes; a demo's may run ahead of ours */
	pace?: number;
	demo?: boolean;
	offset_minutes: number;
}

export interface Hit {
	id: string;
	kind: string;
	title: string;
	snippet: string;
	at: string;
}

export interface StreamEntry {
	pos: number;
	at: string;
	kind: string;
	id: string;
	act: string;
	actor?: string | null;
	post?: string;
	cause?: string | null;
	record: RecordView;
}

/* ---- reading the tables --------------------------------------------------------------------- */

export class Tables {
	readonly schema: Schema;
	private readonly byName = new Map<string, Kind>();

	constructor(schema: Schema) {
		this.schema = schema;
		for (const kind of schema.kinds) this.byName.set(kind.name, kind);
	}

	get kinds(): Kind[] {
		return this.schema.kinds;
	}
	/* The desks, each with its modules in order and their kinds; an empty module is left out. */
	get modules(): { module: Module; kinds: Kind[] }[] {
		return (this.schema.modules ?? [])
			.map((module) => ({
				module,
				kinds: this.kinds.filter((kind) => kind.module === module.name),
			}))
			.filter((one) => one.kinds.length > 0);
	}
	kind(name: string): Kind | undefined {
		return this.byName.get(name);
	}
	field(kind: string, name: string): Field | undefined {
		return this.kind(kind)?.fields.find((field) => field.name === name);
	}
	act(kind: string, name: string): Act | undefined {
		return this.kind(kind)?.acts.find((act) => act.name === name);
	}
	state(kind: string, name: string): State | undefined {
		return this.kind(kind)?.states.find((state) => state.name === name);
	}
	isOpen(record: RecordView): boolean {
		return this.state(record.kind, record.state)?.flags?.includes("open") ?? false;
	}
	choice(kind: string, field: string, value: unknown): Choice | undefined {
		return this.field(kind, field)?.choices?.find((choice) => choice.name === value);
	}
}

/* Done by the node alone; a set-up act may name the node beside people. */
export function bySystem(act: Act | undefined): boolean {
	return act?.system === true && !act.roles?.length;
}

/* The fields that a form for this act asks for: those it must have first, then the others. */
export function fieldsOf(kind: Kind, act: Act): Field[] {
	const args = (act.args ?? []).map((arg) => ({ ...arg, number: 0, target: targetOf(kind, arg) }));
	const takes = act.takes ?? [];
	const all = takes.includes("*");
	const own = kind.fields
		.filter((field) => !field.system && (all || takes.includes(field.name)))
		.map((field) => ({ ...field, required: isNeeded(field, act) }));
	return [...args, ...own];
}

/* A kernel act's argument refers to a post, to the same kind, or to anything. */
function targetOf(kind: Kind, arg: Arg): string[] | null {
	if (arg.name === "post") return ["post"];
	return arg.name === "into" ? [kind.name] : null;
}

function isNeeded(field: Field, act: Act): boolean {
	return (act.needs?.includes(field.name) ?? false) || ((act.new ?? false) && !!field.required);
}

/* Roles and relations say who may make one; the program decides again when asked. */
export function makingActs(kind: Kind, roles: readonly string[]): Act[] {
	return kind.acts.filter(
		(act) => act.new && !bySystem(act) && (act.roles ?? []).some((role) => roles.includes(role)),
	);
}
