/* Times as the duty room reads them: in the event's own offset, with the offset beside them. */
/* SPDX-License-Identifier: Apache-2.0 */

const two = (n: number) => String(n).padStart(2, "0");

/* "+08" or "+05:30". */
export function offsetText(minutes: number): string {
	const sign = minutes < 0 ? "-" : "+";
	const size = Math.abs(minutes);
	const rest = size % 60;
	return sign + two(Math.floor(size / 60)) + (rest ? ":" + two(rest) : "");
}

function shifted(ms: number, offset: number): Date {
	return new Date(ms + offset * 60000);
}

/* "20:05" */
export function timeOfDay(iso: string | number, offset: number): string {
	const date = shifted(typeof iso === "number" ? iso : Date.parse(iso), offset);
	return two(date.getUTCHours()) + ":" + two(date.getUTCMinutes());
}

/* "20:05:09" */
export function timeToSecond(ms: number, offset: number): string {
	return timeOfDay(ms, offset) + ":" + two(shifted(ms, offset).getUTCSeconds());
}

/* "2022-02-12" */
export function dateOf(iso: string | number, offset: number): string {
	const date = shifted(typeof iso === "number" ? iso : Date.parse(iso), offset);
	return date.getUTCFullYear() + "-" + two(date.getUTCMonth() + 1) + "-" + two(date.getUTCDate());
}

/* "20:05 +08" today, "02-11 20:05 +08" on another day of the event. */
export function shortTime(iso: string, offset: number, now: number): string {
	const day = dateOf(iso, offset);
	const time = timeOfDay(iso, offset) + " " + offsetText(offset);
	return day === dateOf(now, offset) ? time : day.slice(5) + " " + time;
}

/* "2022-02-12 20:05:09 +08" */
export function fullTime(iso: string | number, offset: number): string {
	const ms = typeof iso === "number" ? iso : Date.parse(iso);
	return dateOf(ms, offset) + " " + timeToSecond(ms, offset) + " " + offsetText(offset);
}

/* "2022-02-12 20:05": how a moment stands in a field. */
export function toField(iso: string, offset: number): string {
	const ms = Date.parse(iso);
	return Number.isNaN(ms) ? "" : dateOf(ms, offset) + " " + timeOfDay(ms, offset);
}

const moment = /^(?:(?:(\d{4})-)?(\d{1,2})-(\d{1,2})[ T]+)?(\d{1,2}):?(\d\d)(?::(\d\d))?$/;

/*
 * A moment as somebody types it, in the event's offset: "20:05", "2005", "02-13 08:00",
 * "2022-02-13 08:00", or a span from now: "+15m". Without a day it is the next time that it is so.
 */
export function readMoment(text: string, offset: number, now: number): string | null {
	const trimmed = text.trim().replace("：", ":");
	const span = /^[+＋]/.test(trimmed) ? spanSeconds(trimmed.slice(1)) : null;
	if (span !== null) return isoOf(Math.round((now + span * 1000) / 1000) * 1000);
	const match = moment.exec(trimmed);
	if (!match) return null;
	const today = shifted(now, offset);
	const [year, month, day, hour, minute, second] = match.slice(1).map((part) =>
		part === undefined ? undefined : Number(part),
	);
	const at =
		Date.UTC(
			year ?? today.getUTCFullYear(),
			(month ?? today.getUTCMonth() + 1) - 1,
			day ?? today.getUTCDate(),
			hour,
			minute,
			second ?? 0,
		) -
		offset * 60000;
	if ((hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 59 || !real(month, day)) return null;
	return isoOf(day === undefined && at < now - 60000 ? at + 86400000 : at);
}
function real(month: number | undefined, day: number | undefined): boolean {
	if (month === undefined || day === undefined) return true;
	return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* UTC without a fraction when there is none. */
export function isoOf(ms: number): string {
	return new Date(ms).toISOString().replace(".000Z", "Z");
}

/* "2:05" below an hour, "1:02:05" above, "3d 04:05" above two days. Never negative. */
export function lengthText(ms: number): string {
	const all = Math.floor(Math.abs(ms) / 1000);
	const seconds = all % 60;
	const minutes = Math.floor(all / 60) % 60;
	const hours = Math.floor(all / 3600);
	if (hours >= 48) return Math.floor(hours / 24) + "d " + two(hours % 24) + ":" + two(minutes);
	if (hours > 0) return hours + ":" + two(minutes) + ":" + two(seconds);
	return minutes + ":" + two(seconds);
}

const spans: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86400 };

/* Seconds of "30s", "15m", "2h", "3d", "1h30m"; null when it is none. */
export function spanSeconds(text: string): number | null {
	if (!/^(\d+[smhd])+$/.test(text)) return null;
	let sum = 0;
	for (const part of text.match(/\d+[smhd]/g) ?? []) {
		sum += Number(part.slice(0, -1)) * (spans[part.slice(-1)] ?? 0);
	}
	return sum;
}
