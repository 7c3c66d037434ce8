/* A record as a snapshot holds it: packed, and unpacked when it is asked for. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEL_RECORD_PACK_H
#define MODEL_RECORD_PACK_H

#include "base/buf.h"
#include "model/model_state.h"

/*
 * Numbers take a byte for every seven bits that they have; what may be negative is folded to even
 * and odd; a code is turned round, so that a short one is a small number; times are told from the
 * one before.
 */

/* What of the record lies in the packed bytes, and what can be told of it without unpacking. */
enum packed_flags {
	PACKED_STRUCK = 1,
	PACKED_SEALED = 2,                                 /* it names a person */
	PACKED_FILES = 4,
	PACKED_LINKS = 8,
	PACKED_SHARED = 16,
	PACKED_CLOCKS = 32,
	PACKED_PENDING = 64,
	PACKED_RUNNING = 128,                              /* a clock of it is */
};

/*
 * Appends the record. Personal fields are sealed with the record's key, and left out when it is
 * gone. One salt serves many records: within one, and so under one key, fields differ.
 */
struct packing {
	const struct vault *vault;
	const uint8_t *salt;
	size_t salt_len;
	struct arena *arena;                               /* emptied as it goes */
};
void record_pack(const struct packing *packing, const struct record *record, struct buf *ret,
		 struct packed *ret_head);
/*
 * Makes the record with this number, opening what is sealed and has its key. It is in the model's
 * indexes but for its unique and its personal fields. NULL: the bytes are not what was packed.
 */
struct record *record_unpack(struct model *model, uint32_t number);

#endif
