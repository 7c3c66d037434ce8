/* One line of a script, word by word. Used by script.c alone. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_SCRIPT_GRAMMAR_H
#define WIRE_SCRIPT_GRAMMAR_H

#include "wire/script/script.h"

/* Reads a statement without its fields from a line without blanks at its ends. */
enum script_fault_kind script_grammar_read(struct str line, struct script_statement *ret,
					   struct str *ret_near);

#endif
