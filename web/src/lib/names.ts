/* How records and their values are called on the screen, in the language chosen. */
/* SPDX-License-Identifier: Apache-2.0 */
import { app } from "./app.svelte";
import { label, t } from "./i18n.svelte";
import { prefs } from "./prefs.svelte";
import type { Field, Fields, HistoryEntry, RecordView, Value } from "./schema";
import { shortTime, spanSeconds } from "./time";
import { quantityText, secondsText } from "./units";

/* One line for a record: its name in this language, or its title, or what it is about. */
export function titleOf(record: RecordView): string {
	const name = record.fields["name"];
	if (typeof name === "string" && name) return name;
	const kind = app.tables.kind(record.kind);
	const titles = (kind?.fields ?? []).filter((field) => field.title);
	const mine = titles.filter((field) => field.name.endsWith("_" + prefs.lang));
	for (const field of [...mine, ...titles]) {
		const value = record.fields[field.name];
		if (typeof value === "string" && value) return value;
	}
	return titleFrom(record) || (kind ? label(kind) : record.kind) + " " + record.id;
}

/* Kinds without a title of their own are called after what they say or what they are about. */
function titleFrom(record: RecordView): string {
	const fields = record.fields;
	for (const name of ["text_" + prefs.lang, "text", "reason", "decision", "nature", "key"]) {
		const value = fields[name];
		if (typeof value === "string" && value && !isCode(value)) return value;
	}
	const type = app.tables.choice(record.kind, "type", fields["type"]);
	for (const name of ["incident", "subject", "place", "answers", "account"]) {
		const id = fields[name];
		const other = typeof id === "string" ? app.records.get(id) : undefined;
		if (other) return (type ? label(type) + " · " : "") + titleOf(other);
	}
	return type ? label(type) : "";
}
function isCode(text: string): boolean {
	return /^[a-z0-9_.]+$/.test(text);
}

/* A record that something refers to; fetched when it is not known yet. */
export function nameOf(id: string): string {
	const record = app.records.get(id);
	if (record) return titleOf(record);
	queueMicrotask(() => app.want(id));
	return id;
}

export function postName(code: string | null | undefined): string {
	if (!code) return "";
	const record = app.records.get(code);
	return record ? titleOf(record) : code;
}

export function roleName(name: string): string {
	return label(app.tables.schema.roles.find((role) => role.name === name)) || name;
}
export function stateName(kind: string, state: string): string {
	return label(app.tables.state(kind, state)) || state;
}
export function actName(kind: string, act: string): string {
	return label(app.tables.act(kind, act)) || act;
}

/* What a kernel act said besides fields: why, or which clock passed which step. */
export function argsText(kind: string, entry: HistoryEntry): string {
	const args = entry.args ?? {};
	const clock = app.tables.kind(kind)?.clocks?.find((one) => one.name === args["clock"]);
	if (clock) {
		const step = clock.steps.find((one) => one.name === args["step"]);
		return label(clock) + " · " + label(step);
	}
	const ids = [args["post"], args["to"], args["into"]].filter((one) => one !== undefined);
	return [args["reason"], args["name"], ...ids.map((id) => nameOf(id))].filter(Boolean).join(" ");
}

/* A value as text, with its unit; geometry by its sort. */
export function valueText(field: Field, value: Value | null | undefined): string {
	if (value === undefined || value === null || value === "") return "";
	switch (field.type) {
		case "bool":
			return t(value === true ? "yes" : "no");
		case "enum":
			return label(field.choices?.find((choice) => choice.name === value)) || String(value);
		case "set":
			return list(value)
				.map((name) => label(field.choices?.find((choice) => choice.name === name)) || name)
				.join(t("comma"));
		case "time":
			return shortTime(String(value), app.offset, app.now);
		case "ref":
			return nameOf(String(value));
		case "refs":
			return list(value)
				.map((id) => nameOf(id))
				.join(t("comma"));
		case "geo":
			return geoText(value);
		case "span":
			return secondsText(spanSeconds(String(value)) ?? 0, prefs.lang);
		default:
			if (typeof value === "number" && field.unit) {
				return quantityText(value, field.unit, prefs.lang);
			}
			return String(value);
	}
}
function list(value: Value): string[] {
	return Array.isArray(value) ? value : [String(value)];
}
function geoText(value: Value): string {
	const geometry = value as GeoJSON.Geometry;
	if (geometry?.type !== "Point") return geometry?.type ?? "";
	const [lon, lat] = geometry.coordinates;
	return (lat ?? 0).toFixed(5) + ", " + (lon ?? 0).toFixed(5);
}

/* The text of a field of any record, "" when it has none. */
export function fieldText(record: RecordView, name: string): string {
	const field = app.tables.field(record.kind, name);
	return field ? valueText(field, record.fields[name]) : "";
}

export function idsIn(fields: Fields, name: string): string[] {
	const value = fields[name];
	if (Array.isArray(value)) return value as string[];
	return typeof value === "string" && value ? [value] : [];
}
