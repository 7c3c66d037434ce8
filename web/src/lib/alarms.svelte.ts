/* Alarms at my post: which ring, and the sound; what was acknowledged never rings again. */
/* SPDX-License-Identifier: Apache-2.0 */
import { valueOf } from "./known";
import { app } from "./app.svelte";
import { prefs } from "./prefs.svelte";
import type { RecordView } from "./schema";

/* Seconds between two sounds. */
const pause = 4;

class Alarms {
	/* the browser lets us sound (it wants a key or a click first) */
	audible = $state(false);
	private audio: AudioContext | null = null;
	private timer: ReturnType<typeof setTimeout> | null = null;
	private mine = false;

	constructor() {
		const wake = () => void this.wake();
		addEventListener("pointerdown", wake);
		addEventListener("keydown", wake);
		this.claim();
	}

	/* Ringing at my post now, the gravest and oldest first. */
	get ringing(): RecordView[] {
		if (app.at) return [];
		return app.records
			.where("alarm", (alarm) => alarm.state === "ringing" && alarm.home === app.post)
			.sort((a, b) => level(b) - level(a) || a.created_at.localeCompare(b.created_at));
	}

	/* One tab of a browser sounds, whichever holds the lock. */
	private claim(): void {
		if (!("locks" in navigator)) {
			this.mine = true;
			return;
		}
		void navigator.locks.request("watchfloor-sound", () => {
			this.mine = true;
			return new Promise<void>(() => undefined);
		});
	}

	private async wake(): Promise<void> {
		this.audio ??= new AudioContext();
		if (this.audio.state === "suspended") await this.audio.resume().catch(() => undefined);
		this.audible = this.audio.state === "running";
	}

	/* Called whenever the ringing alarms change. */
	follow(count: number, gravest: number): void {
		if (count === 0 || !prefs.sound) {
			if (this.timer) clearTimeout(this.timer);
			this.timer = null;
			return;
		}
		if (!this.timer) this.sound(gravest);
	}

	private sound(gravest: number): void {
		if (this.mine) this.play(gravest);
		this.timer = setTimeout(() => {
			this.timer = null;
			const now = this.ringing;
			this.follow(now.length, now[0] ? level(now[0]) : 0);
		}, pause * 1000);
	}

	/* Two rising tones; three and higher for the grave ones. */
	play(gravest: number): void {
		const audio = this.audio;
		if (!audio || audio.state !== "running") return;
		const tones = gravest >= 2 ? [880, 1175, 1568] : [660, 880];
		tones.forEach((tone, i) => beep(audio, tone, audio.currentTime + i * 0.18));
	}
}

function beep(audio: AudioContext, tone: number, at: number): void {
	const source = audio.createOscillator();
	const gain = audio.createGain();
	source.frequency.value = tone;
	gain.gain.setValueAtTime(0.0001, at);
	gain.gain.exponentialRampToValueAtTime(0.25, at + 0.02);
	gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.16);
	source.connect(gain).connect(audio.destination);
	source.start(at);
	source.stop(at + 0.17);
}

function level(alarm: RecordView): number {
	const value = valueOf(alarm, "alarm", "level");
	return typeof value === "number" ? value : 0;
}

export const alarms = new Alarms();
