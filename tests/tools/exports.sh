#!/bin/sh
# The checker of exported names sees a function that hides in a file of another name.
# SPDX-License-Identifier: Apache-2.0
set -u
. "$(dirname "$0")/tap.inc"

# object FILE TEXT: writes src/FILE and its object as the build would.
object()
{
	echo "$2" | file "src/$1"
	mkdir -p "$tree/build/libx.a.p"
	${CC:-cc} -c -o "$tree/build/libx.a.p/src_$(echo "$1" | tr / _ | sed 's/c$/c.o/')" \
		"$tree/src/$1"
}
check()
{
	"$tools/exports.sh" "$tree/build" "$tree"
}

complains "nothing was built" "no object of src/ in" check
object base/foo.c 'int foo_a; void foo(void) {} static int bar; int *foo_b(void) { return &bar; }'
accepts "foo.c exports foo and foo_*" check
object log/reader.c 'void log_reader_open(void) {} void reader_close(void) {}'
accepts "the folder in front is fine" check
object domain/hazards/hazard.c 'const int kind_hazard = 1;'
accepts "a kind exports itself" check
object log/log_more.c 'int log_part;'
complains "a split module without its header" "log_more.c: exports log_part" check
file src/log/log.h </dev/null
accepts "a split module shares its header's prefix" check
object os/real.c 'int os_now;'
accepts "the exceptions are known" check
object base/bar.c 'void foo_c(void) {}'
complains "a name of another file" "src/base/bar.c: exports foo_c" check
object base/bar.c 'int foobar_count = 1; int barn;'
complains "a name that only begins alike" "src/base/bar.c: exports barn" check
object base/bar.c ''
object domain/hazards/hazard.c 'const int kind_lane = 1;'
complains "a kind exports another" "hazard.c: exports kind_lane" check
object domain/hazards/hazard.c ''
object os/real.c 'int open_all;'
complains "an exception covers its prefix only" "real.c: exports open_all" check
finish
