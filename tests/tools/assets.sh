#!/bin/sh
# The console's files come out of the program byte for byte as they were built, plain and packed.
# SPDX-License-Identifier: Apache-2.0
set -u
. "$(dirname "$0")/tap.inc"

pack()
{
	"$tools/assets.py" "$1" "$tree/out.c" "$tree/out.blob" "$tree/out.d"
}
file unpack.c <<'C'
#include <stdio.h>
#include <string.h>
#include "node/assets.h"
int main(int argc, char **argv)
{
	for (const struct asset *a = web_assets; a->path; a++) {
		if (argc < 2)
			printf("%s %s %zu %d\n", a->path, a->mime, a->len, a->hashed);
		else if (strcmp(a->path, argv[1]) == 0)
			fwrite(argc > 2 ? a->gzip : a->bytes, 1, argc > 2 ? a->gzip_len : a->len,
			       stdout);
	}
	return 0;
}
C
build()
{
	${CC:-cc} -std=c17 -Wall -Wextra -Wpedantic -Werror -I"$tools/../src" -o "$tree/unpack" \
		"$tree/unpack.c" "$tree/out.c"
}

mkdir "$tree/dist"
complains "no console was built" "the console is not built" pack "$tree/dist"
complains "no folder at all" "the console is not built" pack "$tree/absent"
seq 1 2000 | file dist/index.html
printf 'a\0b' | file dist/assets/x-12ab.js
accepts "packs" pack "$tree/dist"
accepts "compiles without a warning" build
prints "sorted, typed, marked" "/assets/x-12ab.js text/javascript; charset=utf-8 3 1
/index.html text/html; charset=utf-8 8893 0" "$tree/unpack"
accepts "byte for byte" sh -c '"$1/unpack" /index.html | cmp - "$1/dist/index.html"' - "$tree"
accepts "a zero byte too" sh -c '"$1/unpack" /assets/x-12ab.js | cmp - "$1/dist/assets/x-12ab.js"' \
	- "$tree"
accepts "packed, then unpacked" \
	sh -c '"$1/unpack" /index.html gz | gzip -d | cmp - "$1/dist/index.html"' - "$tree"
accepts "a new file is seen by the build" grep -q "$tree/dist/assets" "$tree/out.d"
echo x | file dist/a.unknown
complains "a file of no known type" "no media type known" pack "$tree/dist"
accepts "without the console" pack none
accepts "which compiles too" build
accepts "and says so in both languages" sh -c '"$1/unpack" /index.html | grep -q 操作台 &&
	"$1/unpack" /index.html | grep -q "without its console"' - "$tree"
finish
