/* An act on its way: asked, sending, accepted, refused, or not known because nobody answered. */
/* SPDX-License-Identifier: Apache-2.0 */
import * as api from "./api";
import { app } from "./app.svelte";
import { connection } from "./connection.svelte";
import type { Act, Kind, Problem, RecordView } from "./schema";

export type Outcome =
	| { is: "idle" }
	| { is: "sending" }
	| { is: "accepted"; record: RecordView }
	| { is: "refused"; problem: Problem }
	| { is: "unknown" };

/*
 * One act with one key. Nothing on the screen changes before the program has answered; sending
 * again after silence uses the same key, so that it is done once.
 */
export class Acting {
	outcome = $state.raw<Outcome>({ is: "idle" });
	key = api.newKey();

	constructor(
		readonly kind: Kind,
		readonly act: Act,
		readonly record: RecordView | null,
	) {}

	get sending(): boolean {
		return this.outcome.is === "sending";
	}

	async send(fields: Record<string, unknown>, eventAt?: string): Promise<RecordView | null> {
		if (this.sending || app.at) return null;
		this.outcome = { is: "sending" };
		const body: api.ActBody = { post: app.post, key: this.key, fields };
		if (eventAt) body.event_at = eventAt;
		if (this.record && this.act.version) body.version = this.record.version;
		try {
			const answer = this.record
				? await api.act(this.kind.name, this.record.id, this.act.name, body)
				: await api.make(this.kind.name, { ...body, act: this.act.name });
			// Made at another site and not here yet: sent again, the same key finds it.
			const record = answer.record ?? this.record;
			if (!record) throw new api.Unreachable("not here yet");
			app.records.put([record]);
			this.outcome = { is: "accepted", record };
			this.key = api.newKey();
			return record;
		} catch (fault) {
			this.fail(fault);
			return null;
		}
	}

	private fail(fault: unknown): void {
		if (fault instanceof api.Refused) {
			this.outcome = { is: "refused", problem: fault.problem };
			// A refused act was not done; what is sent next is another act.
			this.key = api.newKey();
		} else {
			this.outcome = { is: "unknown" };
			connection.hurry();
		}
	}
}
