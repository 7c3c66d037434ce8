#!/bin/sh
# Installs the Debian packages that are still missing; asks for nothing when all are there.
# SPDX-License-Identifier: Apache-2.0
#
#	deps.sh build          what `make` and `make demo` need
#	deps.sh test           that, and what `make test` needs
#	deps.sh deb            that of build, and what `make deb` needs
#	deps.sh -l GROUP       prints the packages of the group, one a line
set -eu

build='gcc libc6-dev meson ninja-build pkg-config python3 libuv1-dev libmicrohttpd-dev
	libsqlite3-dev libsodium-dev libssl-dev libgnutls28-dev libnats-dev
	libmosquitto-dev libpq-dev libxml2-dev libprotobuf-c-dev protobuf-c-compiler
	libreadosm-dev'
# A newer node that is already on the PATH is taken as it is.
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
	build="$build nodejs npm"
fi
test='clang libclang-rt-14-dev binutils libcmocka-dev libjansson-dev sqlite3 curl
	ca-certificates chromium fonts-noto-cjk nats-server iproute2 coinor-cbc postgresql
	redis-server mosquitto mosquitto-clients libxml2-utils
	libigraph-dev xz-utils'
deb='dpkg-dev fakeroot'

group_of()
{
	case $1 in
	build) echo "$build" ;;
	test) echo "$build $test" ;;
	deb) echo "$build $deb" ;;
	*)
		echo "deps.sh: no such group: $1 (build, test, deb)" >&2
		exit 2
		;;
	esac
}

if [ "${1-}" = -l ]; then
	list=$(group_of "${2:-build}")
	printf '%s\n' $list
	exit 0
fi

wanted=$(group_of "${1:-build}")
missing=
for package in $wanted; do
	state=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
	if [ "$state" != 'install ok installed' ]; then
		missing="$missing $package"
	fi
done
if [ -z "$missing" ]; then
	exit 0
fi

as_root=
if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "deps.sh: missing:$missing" >&2
		echo "deps.sh: install them as root with apt-get, then run make again" >&2
		exit 1
	fi
	as_root=sudo
fi
echo "deps.sh: installing$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get -q update
# shellcheck disable=SC2086
$as_root apt-get -q install -y --no-install-recommends $missing
