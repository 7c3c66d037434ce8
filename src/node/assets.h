/* The console's files, carried inside the program so that nothing has to be installed beside it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_ASSETS_H
#define NODE_ASSETS_H

#include <stdbool.h>
#include <stddef.h>

struct asset {
	const char *path;              /* "/index.html"; starts with a slash, plain ASCII */
	const char *mime;
	const unsigned char *bytes;
	size_t len;
	const unsigned char *gzip;     /* NULL when packing would not have paid */
	size_t gzip_len;
	const char *etag;              /* with its quotes */
	bool hashed;                   /* the name changes with the content: may be kept for ever */
};

/* Sorted by path (bytewise), path NULL at the end. "/index.html" is always there. */
extern const struct asset web_assets[];

#endif
