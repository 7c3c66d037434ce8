/* The kinds of record, one a line, for a shell. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/print.h"
#include "model/view.h"

void print_kinds(struct buf *buf)
{
	for (uint16_t i = 0; i < registry_count(); i++) {
		const struct kind *kind = registry_at(i)->kind;

		buf_printf(buf, "%u\t%s\t%s\t%s\t%s\n", kind->number, kind->name, kind->module,
			   kind->zh, kind->en);
	}
}
