/* How quantities read in either language: their units, and lengths of time as people say them. */
/* SPDX-License-Identifier: Apache-2.0 */
import type { Lang } from "./prefs.svelte";

/* Signs that both languages write alike (m², m/s, °C, %, cm) stand for themselves. */
const words: Record<string, { zh: string; en: string }> = {
	person: { zh: "人", en: "persons" },
	place: { zh: "处", en: "places" },
	seat: { zh: "座", en: "seats" },
	vehicle: { zh: "辆", en: "vehicles" },
	m: { zh: "米", en: "m" },
	d: { zh: "天", en: "days" },
	min: { zh: "分钟", en: "min" },
	s: { zh: "秒", en: "s" },
	CNY: { zh: "元", en: "CNY" },
	"cm/h": { zh: "厘米/小时", en: "cm/h" },
	"person/h": { zh: "人/小时", en: "persons/h" },
	"person/min": { zh: "人/分钟", en: "persons/min" },
	"person/m²": { zh: "人/m²", en: "persons/m²" },
	"person/m/min": { zh: "人/米/分钟", en: "persons/m/min" },
	"vehicle/h": { zh: "辆/小时", en: "vehicles/h" },
};

export function unitText(unit: string, lang: Lang): string {
	return words[unit]?.[lang] ?? unit;
}

/* "45 s", "6 min 5 s", "2 h 10 min": what a length of seconds is called; never negative. */
export function secondsText(seconds: number, lang: Lang): string {
	const all = Math.round(Math.abs(seconds));
	const parts: [number, { zh: string; en: string }][] = [
		[Math.floor(all / 86400), { zh: "天", en: " d" }],
		[Math.floor(all / 3600) % 24, { zh: "小时", en: " h" }],
		[Math.floor(all / 60) % 60, { zh: "分", en: " min" }],
		[all % 60, { zh: "秒", en: " s" }],
	];
	const said = parts.filter(([count]) => count > 0).slice(0, 2);
	if (said.length === 0) return lang === "zh" ? "0秒" : "0 s";
	const gap = lang === "zh" ? "" : " ";
	return said.map(([count, word]) => count + word[lang]).join(gap);
}

/* A number with its unit; seconds as people say them, thousands set apart. */
export function quantityText(value: number, unit: string, lang: Lang): string {
	if (unit === "s") return secondsText(value, lang);
	const number = value.toLocaleString("en", { maximumFractionDigits: 3 });
	return number + (unit === "%" ? "%" : " " + unitText(unit, lang));
}
