#!/bin/sh
# Configures a build folder when it must be, then builds in it; safe when two people do so at once.
# SPDX-License-Identifier: Apache-2.0
#
#	build.sh DIR [MESON OPTION ...] [-- NINJA ARGUMENT ...]
#
# Reconfigures when a source file came or went, or when the options are not those of last time.
set -eu
cd "$(dirname "$0")/.."
dir=$1
shift
options=
while [ $# -gt 0 ] && [ "$1" != -- ]; do
	options="$options $1"
	shift
done
if [ $# -gt 0 ]; then
	shift
fi

if ! command -v meson >/dev/null || ! command -v ninja >/dev/null; then
	echo "build.sh: meson or ninja is missing; tools/deps.sh installs what the build needs" >&2
	exit 1
fi
mkdir -p "$dir"
exec 9>"$dir/.lock"
flock 9
want="options:$options
cmocka: $(pkg-config --modversion cmocka 2>/dev/null || echo none)
$(tools/sources.sh -a)"
if [ ! -f "$dir/build.ninja" ] || [ "$want" != "$(cat "$dir/.configured" 2>/dev/null)" ]; then
	rm -f "$dir/.configured"
	how=
	if [ -f "$dir/build.ninja" ]; then
		how=--reconfigure
	fi
	# shellcheck disable=SC2086
	CC=${CC:-gcc} meson setup $how "$dir" $options >"$dir/.setup" 2>&1 || {
		cat "$dir/.setup" >&2
		exit 1
	}
	printf '%s\n' "$want" >"$dir/.configured"
fi
exec ninja -C "$dir" "$@"
