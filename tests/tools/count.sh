#!/bin/sh
# The count never makes a failed run look like a good one, whatever the parts have left behind.
# SPDX-License-Identifier: Apache-2.0
set -u
. "$(dirname "$0")/tap.inc"

# counted STATUS WHAT LAST-LINE: the part is in $tree/part.*
counted()
{
	echo "$1" >"$tree/part.status"
	got=0
	"$tools/count.py" "$tree" >"$tree.out" 2>&1 || got=$?
	want=1
	case $3 in *' 0 failed') want=0 ;; esac
	if [ "$(tail -n 1 "$tree.out")" = "$3" ] && [ "$got" -eq "$want" ]; then
		result 0 "$2"
	else
		echo "(wanted: $3, exit code $want, got $got)" >>"$tree.out"
		result 1 "$2"
	fi
	fresh
}

counted 0 "a part without a file is one test" "1 passed, 0 failed"
counted 1 "and fails as one" "0 passed, 1 failed"
printf '1..2\nok 1 - a\nok 2 - b\n' | file part.tap
counted 0 "TAP" "2 passed, 0 failed"
printf '1..2\nok 1 - a\nnot ok 2 - b\n' | file part.tap
counted 1 "TAP with a failure" "1 passed, 1 failed"
printf 'ok 1 - a\n' | file part.tap
counted 139 "all ok, but the program died" "1 passed, 1 failed"
printf '%s\n' '    ok 1 - a' '    not ok 2 - b' 'not ok 1 - g' '    ok 1 - c' 'ok 2 - h' |
	file part.tap
counted 1 "a group's line is not counted beside its tests" "2 passed, 1 failed"
printf '    ok 1 - a\nnot ok 1 - group\nok 2 - b\n' | file part.tap
counted 1 "a group that failed by itself is" "2 passed, 1 failed"
printf 'nothing\n' | file part.tap
counted 0 "a part that tested nothing" "0 passed, 1 failed"
printf '%s\n' '{"result": "OK", "stdout": "1..2\nok 1 - a\nok 2 - b\n"}' | file part.json
counted 0 "meson, TAP" "2 passed, 0 failed"
printf '%s\n' '{"result": "OK", "stdout": "hello"}' | file part.json
counted 0 "meson, a plain program" "1 passed, 0 failed"
printf '%s\n' '{"result": "ERROR", "stdout": "1..2\nok 1 - a\n"}' | file part.json
counted 1 "meson, a program that died" "1 passed, 1 failed"
printf '%s\n' '{"result": "TIMEOUT"}' | file part.json
counted 1 "meson, a program that hung" "0 passed, 1 failed"
echo '{"result": "OK", "stdo' | file part.json
counted 0 "meson, a log that was cut off" "0 passed, 1 failed"
echo '<testsuites><testsuite tests="5" failures="1" errors="1" skipped="1"/></testsuites>' |
	file part.xml
counted 1 "JUnit" "2 passed, 2 failed"
echo 1 | file other.status
counted 0 "two parts" "1 passed, 1 failed"
"$tools/count.py" "$tree" >"$tree.out" 2>&1
if [ "$(tail -n 1 "$tree.out")" = "0 passed, 1 failed" ]; then
	result 0 "no part at all is a failure"
else
	result 1 "no part at all is a failure"
fi
finish
