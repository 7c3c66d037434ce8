/* What each user chose for himself on this machine: language, theme, sound, single-key acts. */
/* SPDX-License-Identifier: Apache-2.0 */

export type Lang = "zh" | "en";
export type Theme = "dark" | "light";

function read(name: string): string | null {
	try {
		return localStorage.getItem("wf." + name);
	} catch {
		return null;
	}
}
function write(name: string, value: string): void {
	try {
		localStorage.setItem("wf." + name, value);
	} catch {
		// storage is full or forbidden: the choice lasts until reload
	}
}

function firstLang(): Lang {
	const kept = read("lang");
	if (kept === "zh" || kept === "en") return kept;
	return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

class Prefs {
	private langNow = $state<Lang>(firstLang());
	private themeNow = $state<Theme>(read("theme") === "light" ? "light" : "dark");
	private soundNow = $state(read("sound") !== "off");
	private keysNow = $state(read("keys") !== "off");

	get lang(): Lang {
		return this.langNow;
	}
	set lang(lang: Lang) {
		this.langNow = lang;
		write("lang", lang);
		this.show();
	}
	get theme(): Theme {
		return this.themeNow;
	}
	set theme(theme: Theme) {
		this.themeNow = theme;
		write("theme", theme);
		this.show();
	}
	get sound(): boolean {
		return this.soundNow;
	}
	set sound(on: boolean) {
		this.soundNow = on;
		write("sound", on ? "on" : "off");
	}
	/* Acts on single letters; off for those whom stray keys would hurt (WCAG 2.1.4). */
	get keys(): boolean {
		return this.keysNow;
	}
	set keys(on: boolean) {
		this.keysNow = on;
		write("keys", on ? "on" : "off");
	}

	show(): void {
		document.documentElement.lang = this.langNow === "zh" ? "zh-CN" : "en";
		document.documentElement.dataset["theme"] = this.themeNow;
	}
}

export const prefs = new Prefs();
