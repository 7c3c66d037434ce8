#!/bin/sh
# Checks that the reference pages and types in the repository are what the program prints today.
# SPDX-License-Identifier: Apache-2.0
#
#	generated.sh check PROGRAM    exits 1 and shows the difference if they are stale
#	generated.sh write PROGRAM    prints them anew
set -eu
mode=$1
program=$(realpath "$2")
cd "$(dirname "$0")/.."

fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT INT TERM
mkdir -p "$fresh/docs" "$fresh/web/src/gen"
"$program" reference "$fresh/docs/reference"
"$program" openapi >"$fresh/docs/openapi.json"
"$program" types >"$fresh/web/src/gen/types.ts"

if [ "$mode" = write ]; then
	rm -rf docs/reference web/src/gen
	mkdir -p docs web/src
	cp -r "$fresh/docs/reference" "$fresh/docs/openapi.json" docs/
	cp -r "$fresh/web/src/gen" web/src/
	exit 0
fi
stale=0
for path in docs/reference docs/openapi.json web/src/gen; do
	if ! diff -ruN "$path" "$fresh/$path" >>"$fresh/difference"; then
		echo "stale: $path"
		stale=1
	fi
done
if [ "$stale" -ne 0 ]; then
	head -n 60 "$fresh/difference"
	echo "generated.sh: the files above are stale; run: make regenerate" >&2
	exit 1
fi
echo "generated.sh: reference, openapi.json and types are what the program prints"
