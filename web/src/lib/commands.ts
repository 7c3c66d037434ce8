/* What the palette offers besides records: screens, new records, choices of one's own. */
/* SPDX-License-Identifier: Apache-2.0 */
import { app } from "./app.svelte";
import { label, t } from "./i18n.svelte";
import { prefs } from "./prefs.svelte";
import { route } from "./route.svelte";
import { screens } from "./screens.svelte";
import { ui } from "./ui.svelte";

export interface Command {
	title: string;
	hint?: string;
	key?: string;
	/* found by these words too, whatever the language */
	also?: string;
	run: () => void;
}

export function commands(): Command[] {
	const list: Command[] = [];
	if (ui.canMake("incident")) {
		const run = () => ui.make("incident");
		list.push({ title: t("reportIncident"), key: "N", also: "new incident 报告事件", run });
	}
	screens.list.forEach((screen, i) => {
		const run = () => route.go(screen.name);
		list.push({ title: t(screen.title), key: String(i + 1), also: screen.name, run });
	});
	for (const screen of screens.more) {
		list.push({ title: t(screen.title), also: screen.name, run: () => route.go(screen.name) });
	}
	for (const kind of app.tables.kinds) {
		if (kind.name !== "incident" && ui.canMake(kind.name)) {
			const title = t("newOne", { kind: label(kind) });
			list.push({ title, also: kind.name + kind.zh + kind.en, run: () => ui.make(kind.name) });
		}
	}
	for (const kind of app.tables.kinds) {
		const title = t("listOf", { kind: label(kind) });
		const run = () => route.go("list", [kind.name]);
		list.push({ title, also: kind.name + kind.zh + kind.en, run });
	}
	list.push(...own());
	return list;
}

function own(): Command[] {
	const lang = () => (prefs.lang = prefs.lang === "zh" ? "en" : "zh");
	const theme = () => (prefs.theme = prefs.theme === "dark" ? "light" : "dark");
	return [
		{ title: t("timeSlider"), key: "T", also: "time slider past", run: () => (ui.slider = true) },
		{ title: t("otherLanguage"), key: "L", also: "language english 中文", run: lang },
		{ title: t("otherTheme"), also: "theme dark light 主题", run: theme },
		{ title: t("keysAndSettings"), key: "?", also: "help keys", run: () => (ui.help = true) },
		{ title: t("tokens"), also: "api token 令牌", run: () => route.go("tokens") },
		{ title: t("signOut"), also: "sign out logout", run: () => void app.leave() },
	];
}
