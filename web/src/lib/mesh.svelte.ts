/* How the other sites are heard: asked for again and again, so that silence is seen as silence. */
/* SPDX-License-Identifier: Apache-2.0 */
import * as api from "./api";
import { app } from "./app.svelte";

export interface Peer {
	site: string;
	neighbour: boolean;
	heard_at: string | null;
	silent: boolean;
	round_trip_ms: number | null;
	skew_ms: number;
	behind: number;
	missing: number;
	received_bytes: number;
	sent_bytes: number;
}
export interface MeshFault {
	at: string;
	from: string | null;
	origin: string | null;
	seq: number;
	refusal: string;
	zh: string;
	en: string;
	times: number;
}
export interface MeshState {
	/* null: a single machine */
	site: string | null;
	server_time: string;
	/* a read-only copy: of this site's log, and how many rows lie there still */
	follows?: string | null;
	rows_missing?: number;
	broker?: "connected" | "unreachable";
	lost?: number;
	unsent?: number;
	peers?: Peer[];
	refused?: MeshFault[];
}

const every = 2000;

class Mesh {
	state = $state.raw<MeshState | null>(null);
	/* this machine's time when the state was read; 0: never */
	read = $state(0);
	private timer: ReturnType<typeof setTimeout> | null = null;

	get meshed(): boolean {
		return !!this.state?.site;
	}
	/* Neighbours that are not heard: what comes from behind them is old. */
	get silent(): Peer[] {
		return (this.state?.peers ?? []).filter((peer) => peer.neighbour && peer.silent);
	}
	/* The site whose log this node only repeats; null: it writes itself. */
	get follows(): string | null {
		return this.state?.follows ?? null;
	}
	/* When a site was last heard here; null where this node never heard it. */
	heardAt(site: string): string | null {
		return this.state?.peers?.find((peer) => peer.site === site)?.heard_at ?? null;
	}

	begin(): void {
		this.end();
		void this.ask();
	}
	end(): void {
		if (this.timer) clearTimeout(this.timer);
		this.timer = null;
		this.state = null;
		this.read = 0;
	}

	/* A single machine stays one until the node starts anew; then the session begins again too. */
	private async ask(): Promise<void> {
		try {
			this.state = await api.get<MeshState>("/mesh");
			this.read = Date.now();
		} catch {
			// the state of the connection tells the reader that nobody answers
		}
		if (app.phase !== "ready" || (this.state && !this.state.site)) return;
		this.timer = setTimeout(() => void this.ask(), every);
	}
}

export const mesh = new Mesh();
