#!/bin/bash
# Runs the tests part by part, goes on when one fails, and closes with "N passed, N failed".
# SPDX-License-Identifier: Apache-2.0
#
#	test.sh all      everything: `make test`
#	test.sh check    the developer's fast loop: `make check`
set -u
cd "$(dirname "$0")/.."
what=${1:-all}
results=build/results
rm -rf "$results"
mkdir -p "$results"

# part NAME COMMAND...: runs it, shows what it prints, remembers how it ended.
part()
{
	local name=$1 status=0 began=$SECONDS
	shift
	echo "== $name"
	"$@" </dev/null || status=$?
	echo "$status" >"$results/$name.status"
	echo "-- $name: ended with $status after $((SECONDS - began)) s"
	return "$status"
}

# suites NAME DIR MESON ARGUMENTS...: the tests of one build folder.
suites()
{
	local name=$1 dir=$2 status=0
	shift 2
	# A log of its own: somebody may be running a test in the same folder.
	rm -f "$dir/meson-logs/suite-$name.json"
	part "$name" meson test -C "$dir" --no-rebuild --print-errorlogs \
		--logbase "suite-$name" "$@" || status=$?
	if [ -f "$dir/meson-logs/suite-$name.json" ]; then
		cp "$dir/meson-logs/suite-$name.json" "$results/$name.json"
	fi
	return "$status"
}

# built NAME DIR OPTIONS...: a build is a part too; its tests run only if it succeeds.
built()
{
	local name=$1 dir=$2
	shift 2
	part "build-$name" tools/build.sh "$dir" "$@" -- all meson-test-prereq
}

sanitizers='-Db_lundef=false -Doptimization=1 -Dconsole=false'
console=true
if [ ! -f web/package.json ]; then
	console=false
fi

part tidy tools/tidy.py .
part layers tools/layers.sh .
if [ "$console" = true ] && [ "$what" = all ]; then
	part build-console make -s web || console=false
elif [ ! -f web/dist/index.html ]; then
	console=false
fi

if built gcc build "-Dconsole=$console"; then
	part exports tools/exports.sh build
	if [ -x build/watchfloor ]; then
		part generated tools/generated.sh check build/watchfloor
	fi
	if [ "$what" = all ]; then
		suites gcc build --timeout-multiplier 3
	else
		suites gcc build --suite unit --suite cases --suite tools
	fi
fi
if CC=clang built clang build/clang -Dconsole=false; then
	suites clang build/clang --suite unit --suite cases
fi

if [ "$what" = all ]; then
	# shellcheck disable=SC2086
	if built asan build/asan -Db_sanitize=address,undefined $sanitizers; then
		suites asan build/asan --no-suite tools --no-suite copies \
			--timeout-multiplier 5
	fi
	# shellcheck disable=SC2086
	if built tsan build/tsan -Db_sanitize=thread $sanitizers; then
		suites tsan build/tsan --suite threads --timeout-multiplier 10
	fi
	# shellcheck disable=SC2086
	if CC=clang built fuzz build/fuzz -Db_sanitize=address,undefined $sanitizers \
		-Dfuzz=true; then
		suites fuzz build/fuzz --timeout-multiplier 5
	fi
	if [ -f web/package.json ]; then
		part console-types npm --prefix web run --silent check
		part console npm --prefix web run --silent test -- --reporter=default \
			--reporter=junit "--outputFile.junit=$PWD/$results/console.xml"
	fi
	if [ -n "$(ls tests/browser/*.test.mjs 2>/dev/null)" ]; then
		WATCHFLOOR=$PWD/build/watchfloor part browser node --test --test-concurrency=1 \
			--test-reporter=spec --test-reporter-destination=stdout \
			--test-reporter=tap "--test-reporter-destination=$results/browser.tap" \
			tests/browser/*.test.mjs
	fi
fi

echo
tools/count.py "$results"
