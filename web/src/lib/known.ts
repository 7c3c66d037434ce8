/* Reads fields by the names that the program's tables give them; a misspelt one does not compile. */
/* SPDX-License-Identifier: Apache-2.0 */
import type { KindName, RecordOf } from "../gen/types";
import type { RecordView, Value } from "./schema";

export type { KindName };
export type FieldName<K extends KindName> = keyof RecordOf<K>["fields"] & string;

/* The value of a field, when the record is of that kind and has it. */
export function valueOf<K extends KindName>(
	record: RecordView | undefined,
	kind: K,
	name: FieldName<K>,
): Value | undefined {
	return record?.kind === kind ? record.fields[name] : undefined;
}

/* The same as text: an id, a code, the name of a choice; "" when there is none. */
export function textOf<K extends KindName>(
	record: RecordView | undefined,
	kind: K,
	name: FieldName<K>,
): string {
	const value = valueOf(record, kind, name);
	return typeof value === "string" ? value : "";
}
