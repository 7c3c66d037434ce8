#!/bin/bash
# Two events with real brokers: who has the keys of one is let into the other by no door.
# SPDX-License-Identifier: Apache-2.0
set -u
. "$(dirname "$0")/tap.inc"
program=${WATCHFLOOR:-${SOURCE_ROOT:-$PWD}/build/watchfloor}
world=$(cd "$tools/.." && pwd)/tests/cases/worlds/small.world
base=${INTRUDER_PORT:-28380}
started=''
trap 'kill -9 $started 2>/dev/null; rm -rf "$tree"' EXIT INT TERM

soon()
{
	local i
	for ((i = 0; i < 300; i++)); do
		if "$@" >/dev/null 2>&1; then
			return 0
		fi
		sleep 0.1
	done
	return 1
}
# The log of a broker or node.
told() { grep -qE "$2" "$tree/$1.log"; }
answers() { curl -fs "http://127.0.0.1:$1/api/v1/health"; }
run_broker()
{
	nats-server -c "$tree/$1/mesh/nats.conf" >>"$tree/$1.broker.log" 2>&1 &
	started="$started $!"
	disown
}
# found EVENT PLACE: an event of its own, its broker and its node
found()
{
	local place=$((base + 10 * $2))
	"$program" load --data "$tree/$1" "$world" >/dev/null &&
		"$program" site init --data "$tree/$1" --event "$1" --site nat \
			--leaf "127.0.0.1:$((place + 2))" --broker "$((place + 1))" >/dev/null ||
		return 1
	run_broker "$1"
	"$program" serve --data "$tree/$1" --listen "127.0.0.1:$place" >>"$tree/$1.log" 2>&1 &
	started="$started $!"
	disown
	soon answers "$place"
}
invite() { "$program" site init --data "$tree/$1" --for bj --url "$2" >"$tree/invitation"; }
join()
{
	"$program" site join --data "$tree/$1" --token-file "$tree/invitation" \
		--leaf "127.0.0.1:$((base + 32))" --broker "$((base + 31))" \
		>"$tree/join.out" 2>&1
}
refused() { ! join "$1" && grep -q "$2" "$tree/join.out"; }

for wanted in nats-server curl; do
	if ! command -v "$wanted" >/dev/null; then
		echo "1..0 # tools/deps.sh test installs $wanted"
		exit 1
	fi
done
here=http://127.0.0.1:$base
there=http://127.0.0.1:$((base + 10))

accepts "an event is founded" found games 0
accepts "and another one" found other 1

# The front door: an invitation of the other event, shown here.
accepts "the other event invites a site, and says that it is found here" invite other "$here"
accepts "its invitation is none of ours" refused stranger not_invited

# The back door: a site that the other event has let in ties its broker to ours.
accepts "the other event invites a site" invite other "$there"
accepts "which joins there" join bj
sed "s|127.0.0.1:$((base + 12))|127.0.0.1:$((base + 2))|" "$tree/bj/mesh/nats.conf" \
	>"$tree/nats.conf"
mv "$tree/nats.conf" "$tree/bj/mesh/nats.conf"
run_broker bj
accepts "our broker turns it away by its certificate" \
	soon told games.broker 'TLS (leafnode )?handshake error'
accepts "its link never comes to stand" \
	eval '! told games.broker "Leafnode connection created for account: WF"'
accepts "nor does it for a client with those keys" \
	eval '! curl -s --max-time 5 --cacert "$tree/games/mesh/ca.pem" \
		--cert "$tree/bj/mesh/node.pem" --key "$tree/bj/mesh/node.key" \
		"https://127.0.0.1:$((base + 1))"'
accepts "our node has heard of nobody" eval '! told games "bj"'
finish
