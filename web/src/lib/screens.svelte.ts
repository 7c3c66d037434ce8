/* The screens of the head line, and how much on each waits for a human. */
/* SPDX-License-Identifier: Apache-2.0 */
import { alarms } from "./alarms.svelte";
import { app } from "./app.svelte";
import { gaps } from "./gaps.svelte";
import { label, t, type MessageKey } from "./i18n.svelte";
import { titleOf } from "./names";
import { isLate } from "./clock";
import type { KindName } from "./known";
import { mesh } from "./mesh.svelte";
import { isMine } from "./posts";

export interface Screen {
	name: string;
	title: MessageKey;
	count: number;
	hot: boolean;
	counted: boolean;
}

export interface More {
	name: string;
	title: MessageKey;
	desks: string[];
	/* what makes it hot */
	kinds: KindName[];
}
const everyDesk = ["intelligence", "command", "duty", "inspection", "health", "information"];

class Screens {
	/* Receipts of my post and its units that nobody has signed. */
	unsigned = $derived.by(
		() =>
			app.records.where(
				"receipt",
				(one) => one.state === "delivered" && isMine(app.records, one.home, app.post),
			).length,
	);
	/* Open duties of my post to report upward. */
	due = $derived.by(() => {
		const mine = app.records.where(
			"report_duty",
			(one) => one.home === app.post && app.tables.isOpen(one),
		);
		const late = mine.some((one) => one.clocks?.some((run) => run.step > 0));
		return { count: mine.length, late };
	});
	open = $derived.by(
		() => app.records.where("incident", (one) => app.tables.isOpen(one)).length,
	);

	/* What a screen is called, for the window's title. */
	titleOf(screen: string, args: readonly string[]): string {
		const paged = ["incident", "venue"].includes(screen) && args.length > 0;
		const kind = app.tables.kind(!paged ? (args[0] ?? "") : screen === "venue" ? "place" : screen);
		if (kind) {
			const record = app.records.get(args.at(-1) ?? "", kind.name);
			return record ? titleOf(record) : label(kind);
		}
		if (screen === "tokens") return t("tokens");
		const found = [...this.list, ...this.more].find((one) => one.name === screen);
		return t(found?.title ?? "situation");
	}

	/* Screens that belong to one desk: on its page and in the palette, not in the head line. */
	readonly more: More[] = [
		{ name: "handover", title: "handover", desks: everyDesk, kinds: [] },
		{ name: "readiness", title: "readiness", desks: ["command", "oversight"], kinds: ["readiness"] },
		{ name: "venues", title: "venues", desks: ["command", "duty", "inspection", "health", "oversight"], kinds: [] },
		{ name: "staffing", title: "staffing", desks: ["command", "duty"], kinds: ["staffing"] },
		{ name: "cold", title: "cold", desks: ["duty", "health"], kinds: ["exposure", "cold_injury"] },
		{ name: "crowd", title: "crowd", desks: ["command", "duty"], kinds: ["count", "movement", "wave", "evacuation"] },
		{ name: "corridors", title: "corridors", desks: ["command", "duty"], kinds: ["level_order"] },
		{ name: "hazards", title: "hazards", desks: ["inspection", "duty", "oversight"], kinds: ["hazard", "campaign"] },
		{ name: "cyber", title: "cyber", desks: ["intelligence"], kinds: ["cyber_incident", "asset"] },
		{ name: "rumours", title: "rumours", desks: ["information"], kinds: ["rumour", "media_enquiry", "info_duty", "statement"] },
	];

	/* Of the kinds of a board, records that are late or in a state of alarm. */
	hot(more: More): number {
		let count = 0;
		for (const name of more.kinds) {
			const kind = app.tables.kind(name);
			for (const record of app.records.of(name)) {
				if (!app.tables.isOpen(record) || record.struck) continue;
				const alarm = app.tables.state(name, record.state)?.flags?.includes("alarm");
				if (alarm || isLate(record, app.now, kind)) count++;
			}
		}
		return count;
	}

	private get sites(): Screen {
		const silent = mesh.silent.length;
		return { name: "sites", title: "sites", count: silent, hot: silent > 0, counted: true };
	}
	private get missing(): Screen {
		const severe = gaps.state?.severe ?? 0;
		return { name: "gaps", title: "gaps", count: severe, hot: severe > 0, counted: true };
	}
	get list(): Screen[] {
		const ringing = alarms.ringing.length;
		const counted = true;
		const hot = this.unsigned > 0;
		return [
			{ name: "situation", title: "situation", count: this.open, hot: false, counted },
			{ name: "desk", title: "desk", count: 0, hot: false, counted: false },
			{ name: "orders", title: "orders", count: this.unsigned, hot, counted },
			{
				name: "due",
				title: "reportsDue",
				count: this.due.count,
				hot: this.due.late,
				counted,
			},
			{ name: "alarms", title: "alarms", count: ringing, hot: ringing > 0, counted },
			this.missing,
			{ name: "records", title: "records", count: 0, hot: false, counted: false },
			...(mesh.meshed ? [this.sites] : []),
		];
	}
}

export const screens = new Screens();
