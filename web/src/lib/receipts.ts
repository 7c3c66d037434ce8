/* Which answers suit which receipt: an order is carried out, a transfer accepted, a copy signed. */
/* SPDX-License-Identifier: Apache-2.0 */
import { textOf, valueOf } from "./known";
import type { RecordView } from "./schema";

const always = ["sign", "link", "attach", "share", "strike", "amend"];
const answers: Record<string, string[]> = {
	order: ["object", "move", "arrive", "done", "refuse"],
	transfer: ["accept", "reject"],
};

/* The program refuses the others too; here they are only not offered. */
export function suits(record: RecordView, act: string): boolean {
	if (record.kind !== "receipt" || always.includes(act)) return true;
	if (valueOf(record, "receipt", "copy") === true) return false;
	return answers[textOf(record, "receipt", "subject_type")]?.includes(act) ?? false;
}

/* Something is still to be done after signing: an order to carry out, a transfer to accept. */
export function isWork(receipt: RecordView): boolean {
	const copy = valueOf(receipt, "receipt", "copy") === true;
	return !copy && textOf(receipt, "receipt", "subject_type") in answers;
}
