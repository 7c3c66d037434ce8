#!/bin/sh
# A source file that comes or goes is noticed by the next build, without anybody's help.
# SPDX-License-Identifier: Apache-2.0
set -u
. "$(dirname "$0")/tap.inc"

mkdir -p "$tree/tools"
cp "$tools/build.sh" "$tools/sources.sh" "$tree/tools/"
file meson.build <<'M'
project('small', 'c')
executable('small', run_command('tools/sources.sh', 'src', check: true).stdout().split(),
  c_args: '-DWORD="' + get_option('word') + '"')
M
file meson_options.txt <<'M'
option('word', type: 'string', value: 'plain')
M
file src/main.c <<'C'
#include <stdio.h>
int main(void)
{
	puts(WORD);
	return 0;
}
C
build()
{
	"$tree/tools/build.sh" "$tree/out" "$@"
}

accepts "builds from nothing" build
prints "what was asked" plain "$tree/out/small"
accepts "builds with another option" build -Dword=other
prints "which reaches the compiler" other "$tree/out/small"

file src/deep/more.c <<'C'
const char *more(void);
const char *more(void)
{
	return "more";
}
C
sed -i 's/^int main/const char *more(void);\n&/; s/WORD/more()/' "$tree/src/main.c"
accepts "sees a new file" build -Dword=other
prints "and links it" more "$tree/out/small"
rm "$tree/src/deep/more.c"
complains "sees that a file has gone" "undefined reference" build -Dword=other

echo 'error(' >>"$tree/meson.build"
complains "says why it cannot configure" "meson.build" build -Dword=third
finish
