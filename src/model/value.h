/* Field values: read from JSON by the table, written back, put into records and compared. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEL_VALUE_H
#define MODEL_VALUE_H

#include "base/json.h"
#include "model/entry.h"

/* NULL, or the refusal. Texts live in the arena or in the JSON text. */
const struct refusal *value_read(struct arena *arena, const struct field *field,
				 const struct json *json, uint32_t token, struct value *ret);
/* NULL if what a rule has made could be read back: within the field's length, lines and range. */
const struct refusal *value_fits(const struct value *value);
void value_write(struct json_out *out, const struct value *value);
/* A member that names a record; none is left out. */
void value_put_ident(struct json_out *out, const char *key, struct ident id);
/* As it stands in an entry: {"sealed": "…"} where it is sealed. */
const struct refusal *value_read_logged(struct arena *arena, const struct field *field,
					const struct json *json, uint32_t token,
					struct value *ret);
void value_write_logged(struct json_out *out, const struct value *value);
struct str value_seal(const struct value *value, const uint8_t *key, const void *salt,
		      size_t salt_len, uint64_t number, struct arena *arena);
/* False, with the value still clear: its sealed text does not open with this key. */
bool value_open(struct value *value, const uint8_t *key, struct arena *arena);
/* The value of a field that the record has. */
void value_of(const struct record *record, const struct field *field, struct value *ret);

#endif
