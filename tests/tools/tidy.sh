#!/bin/sh
# The checker of the text complains about each breach of the house rules and about nothing else.
# SPDX-License-Identifier: Apache-2.0
set -u
. "$(dirname "$0")/tap.inc"

head='/* What it is. */
/* SPDX-License-Identifier: Apache-2.0 */'

# repeat COUNT LINE
repeat()
{
	awk -v n="$1" -v line="$2" 'BEGIN { while (n-- > 0) print line }'
}
# put FILE < text: a tree of this one file.   good WHAT;  bad WHAT TEXT: what is said of it
put()
{
	fresh
	file "$1"
}
good()
{
	accepts "$1" "$tools/tidy.py" "$tree"
}
bad()
{
	complains "$1" "$2" "$tools/tidy.py" "$tree"
}
# body COUNT: a function whose braces enclose so many lines
body()
{
	printf '%s\nvoid a_b(void)\n{\n' "$head"
	repeat "$1" '	a_c();'
	echo '}'
}
# calls FILE TEXT NAME...: one file that calls each name; each must be complained of
calls()
{
	path=$1 said=$2
	shift 2
	{ echo "$head"; printf 'x_of(%s(x));\n' "$@"; } | put "$path"
	"$tools/tidy.py" "$tree" >"$tree.all" 2>&1
	line=2
	for name in "$@"; do
		line=$((line + 1))
		complains "$name( in $path" "$path:$line: $name( $said" \
			sh -c 'cat "$1"; exit 1' - "$tree.all"
	done
}
# call WHAT-IS-CALLED FILE TEXT;  fine LINE FILE
call()
{
	printf '%s\n\nint x_of(void)\n{\n\treturn %s;\n}\n' "$head" "$1" | put "$2"
	bad "$1 in $2" "$2:6: $3"
}
fine()
{
	printf '%s\n\nint x_of(void)\n{\n\treturn %s;\n}\n' "$head" "$1" | put "$2"
	good "$1 is fine in $2"
}

printf '%s\n' "$head" | put src/base/a.c
good "the shortest good file"
body 68 | put src/base/a.c
good "a function of 70 lines"
body 69 | put src/base/a.c
bad "a function of 71 lines" "a.c:4: a function of 71 lines, 70 at most"
body 69 | put tests/unit/test_a.c
bad "also in a test" "a function of 71 lines"
# ways COUNT: a function that parts so often
ways()
{
	printf '%s\nvoid a_b(void)\n{\n' "$head"
	repeat "$1" '	if (a_c())'
	printf '\t\ta_d();\n}\n'
}
ways 14 | put src/base/a.c
good "a function with 15 ways through it"
ways 15 | put src/base/a.c
bad "a function with 16 ways" "a.c:4: a function with 16 ways through it, 15 at most"
{ ways 11 | head -n -1; printf '\treturn a ? b : c && d || e;\n}\n'; } | put src/base/a.c
good "the four signs that decide"
{ ways 12 | head -n -1; printf '\treturn a ? b : c && d || e;\n}\n'; } | put src/base/a.c
bad "each of those signs is a way" "a function with 16 ways"
{ ways 14 | head -n -1; printf '\t/* if && || ? */\n\ta_c("if ?");\n#if defined(A) && B\n}\n'; } |
	put src/base/a.c
good "comments, texts and the preprocessor part nothing"
{
	printf '%s\nvoid a_b(void)\n{\n\tswitch (a) {\n' "$head"
	repeat 30 '	case A:'
	printf '\t}\n}\n'
} | put src/base/a.c
good "a switch is one list, however long"
{ ways 13 | head -n -1; printf '\tfor (;;)\n\t\twhile (a)\n\t\t\tswitch (b) {}\n}\n'; } |
	put src/base/a.c
bad "loops and lists part it too" "a function with 17 ways"
{ echo "$head"; echo 'static void a_b(void) {'; echo '}'; } | put src/base/a.c
bad "a brace at the end of the line" "a function's brace stands on a line"
{ echo "$head"; repeat 997 'int a_b;'; } | put src/base/a.c
good "a file of 999 lines"
{ echo "$head"; repeat 998 'int a_b;'; } | put src/base/a.c
bad "a file of 1,000 lines" "1000 lines in one file"
{ echo "$head"; printf '/* %094d */\n' 0; } | put src/base/a.c
good "a line of 100 columns"
{ echo "$head"; printf '/* %095d */\n' 0; } | put src/base/a.c
bad "a line of 101 columns" "a.c:3: 101 columns"
{ echo "$head"; printf '\t/* %087d */\n' 0; } | put src/base/a.c
bad "a tab is eight columns" "a.c:3: 101 columns"
{ echo "$head"; echo 'int a_b; '; } | put src/base/a.c
bad "blanks at the end" "blanks at the end"
{ echo "$head"; echo '        int a_b;'; } | put src/base/a.c
bad "blanks for tabs" "indent with tabs"
printf '/* SPDX-License-Identifier: Apache-2.0 */\n' | put src/base/a.c
bad "no sentence" "a.c:1: does not open with one sentence"
printf '/* What it is */\n/* SPDX-License-Identifier: Apache-2.0 */\n' | put src/base/a.c
bad "a sentence without its end" "does not open with one sentence"
printf '#include <stdio.h>\n/* What. */\n' | put src/base/a.h
bad "the sentence is not first" "does not open with one sentence"
printf '/* What it is. */\n' | put src/base/a.c
bad "no licence" "no line SPDX"
printf '#!/bin/sh\n# What it is.\n# SPDX-License-Identifier: Apache-2.0\n' | put tools/a.sh
good "a script"
printf '#!/bin/sh\nset -eu\n' | put tools/a.sh
bad "a bare script" "a.sh:2: does not open with"
printf '<script>\n</script>\n' | put web/src/A.svelte
bad "a bare component" "A.svelte:1: does not open"
printf '\377\n' | put docs/a.md
bad "not UTF-8" "not UTF-8"
printf '{ "resolved": "x" }\n' | put web/package-lock.json
bad "a lock file with a registry" "names a registry"
for word in TO""DO FIX""ME X""XX HA""CK "not ""implemented"; do
	echo "$word" | put docs/a.md
	bad "a note to oneself: ${word#??}" "a.md:1: leftover"
done
echo 'mktemp /tmp/a.XXXXXX' | put docs/a.md
good "a template is no note"

calls src/os/a.c "is banned" \
	strcpy strncpy strcat strncat sprintf vsprintf gets strtok strtok_r atoi atol atoll \
	atof strtol strtoll strtoul rand srand random drand48 localtime localtime_r gmtime \
	gmtime_r mktime strptime strftime asctime ctime setlocale alloca tmpnam mktemp system \
	popen signal setjmp longjmp
calls src/model/a.c "belongs in src/os" \
	time clock gettimeofday clock_gettime nanosleep usleep sleep fopen freopen fdopen \
	open openat creat read write pread pwrite fsync fdatasync rename remove unlink mkdir \
	opendir stat fstat getenv setenv socket connect bind listen accept fork execve getpid \
	kill
calls src/node/a.c "instead of base/mem.h" \
	malloc calloc realloc free strdup strndup asprintf vasprintf
call 'printf("x")' src/node/a.c "printf( belongs in src/cli"
call 'x_b(NDEBUG)' src/node/a.c "assertions stay on"
fine 'time(x)' src/os/a.c
fine 'malloc(x)' src/base/heap.c
fine 'printf("x")' src/cli/a.c
fine 'x_time(x)' src/model/a.c
{ echo "$head"; printf 'static int accept(int x)\n{\n\treturn accept(x);\n}\n'; } |
	put src/node/a.c
good "a file's own function may be called accept"
fine 'x->time(x)' src/model/a.c
fine 'x("atoi(y)")' src/model/a.c
fine '/* atoi(y) */ 0' src/model/a.c
fine 'atoi(x)' tests/unit/test_a.c

rm -f "$tree.all"
finish
