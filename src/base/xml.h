/* Text inside XML and HTML: what would be read as a mark is written as itself. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_XML_H
#define BASE_XML_H

#include "base/buf.h"
#include "base/str.h"

/*
 * The five marks as entities, fit for text and for attributes. What XML 1.0 has no place for, not
 * even escaped (control characters, U+FFFE, U+FFFF), is left out. The text is UTF-8.
 */
void xml_add(struct buf *out, struct str text);

#endif
