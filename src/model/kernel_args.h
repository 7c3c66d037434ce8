/* What the kernel's own acts take besides fields: a reason, a post, a record, a file, a step. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEL_KERNEL_ARGS_H
#define MODEL_KERNEL_ARGS_H

#include "model/entry.h"

/* True if `name` is an argument of the kernel's act; then it is not looked up among the fields. */
bool kernel_args_takes(uint16_t act_number, struct str name);
struct refused kernel_args_read(struct arena *arena, const struct kind_row *kind,
				uint16_t act_number, const struct json *json, uint32_t object,
				struct kernel_args *ret);
/* The members of the args, in an object already open. */
void kernel_args_write(struct json_out *out, const struct kind_row *kind, uint16_t act_number,
		       const struct kernel_args *args);
const char *kernel_args_link_name(uint16_t type);

#endif
