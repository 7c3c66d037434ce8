#!/bin/bash
# Seven real sites with real brokers and a follower: a cut, a dark venue, kill -9, promotion, proof.
# SPDX-License-Identifier: Apache-2.0
set -u
. "$(dirname "$0")/tap.inc"
export TIERS_PORT=${TIERS_PORT:-28080}
sites=$tree/sites
tiers=$tools/tiers.sh
program=${WATCHFLOOR:-${SOURCE_ROOT:-$PWD}/build/watchfloor}
trap '"$tiers" stop "$sites" >/dev/null 2>&1; rm -rf "$tree"' EXIT INT TERM

port_of()
{
	case $1 in
	nat) echo $((TIERS_PORT)) ;;
	bj) echo $((TIERS_PORT + 1)) ;;
	hb) echo $((TIERS_PORT + 2)) ;;
	nst) echo $((TIERS_PORT + 3)) ;;
	nss) echo $((TIERS_PORT + 4)) ;;
	nstf) echo $((TIERS_PORT + 7)) ;;
	esac
}

# sign_in SITE LOGIN
sign_in()
{
	curl -fs -c "$tree/$1.jar" -H 'Content-Type: application/json' \
		-d "{\"login\":\"$2\",\"password\":\"$(cat "$sites/password")\"}" \
		"http://127.0.0.1:$(port_of "$1")/api/v1/session" |
		sed 's/.*"csrf":"\([0-9a-f]*\)".*/\1/' >"$tree/$1.csrf"
	test -s "$tree/$1.csrf"
}

# act SITE PATH BODY: what the node answers
act()
{
	curl -s -b "$tree/$1.jar" -H "X-CSRF: $(cat "$tree/$1.csrf")" \
		-H 'Content-Type: application/json' -d "$3" \
		"http://127.0.0.1:$(port_of "$1")/api/v1/records/$2"
}
get() { curl -s -b "$tree/$1.jar" "http://127.0.0.1:$(port_of "$1")/api/v1/$2"; }
# report KEY TITLE TYPE: at the venue; order KEY TITLE [INCIDENT]: from the nation to the venue
report()
{
	act "${4-nst}" incident "{\"act\":\"report\",\"post\":\"nst\",\"key\":\"$1\",
		\"fields\":{\"title\":\"$2\",\"type\":\"$3\"}}" | id_in
}
order()
{
	act nat order "{\"act\":\"issue\",\"post\":\"nat\",\"key\":\"$1\",
		\"fields\":{\"title\":\"$2\",\"to\":[\"nst\"],\"type\":\"task\",
		\"priority\":\"flash\"${3:+,\"incident\":\"$3\"}}}" | id_in
}
id_in() { sed 's/^{"id":"\([a-z0-9-]*\)".*/\1/'; }

# soon COMMAND...: it succeeds within half a minute
soon()
{
	local i
	for ((i = 0; i < 300; i++)); do
		if "$@"; then
			return 0
		fi
		sleep 0.1
	done
	return 1
}
sees() { get "$1" "records/$2?limit=200" | grep -q "$3"; }
misses() { ! sees "$@"; }
in_state() { get "$1" "records/$2" | grep -q "\"state\":\"$3\""; }
end_of()
{
	sqlite3 "$sites/$1/log.db" "SELECT coalesce(max(seq), 0) FROM (SELECT origin, seq
		FROM entry UNION ALL SELECT origin, seq FROM veil) WHERE origin = '$2'"
}
level() { [ "$(end_of "$1" "$3")" = "$(end_of "$2" "$3")" ]; }
# receipt_of SITE ORDER: the receipt with which the site's own post answers it
receipt_of()
{
	get "$1" "records/receipt?limit=50" | tr '{' '\n' | grep -A 1 "\"id\":\"$1-[0-9]*\"" |
		grep -B 1 "\"subject\":\"$2\"" | head -n 1 |
		sed 's/^"id":"\([a-z0-9-]*\)".*/\1/'
}
# The bodies of another's entries about incidents that lie on this site's disk.
has_no_word()
{
	[ "$(sqlite3 "$sites/$1/log.db" "SELECT count(*) FROM entry WHERE origin = '$2'
		AND body LIKE '%\"kind\":\"incident\"%'")" = 0 ]
}
has_receipt_of_nst() { get "$1" "records/receipt?limit=50" | grep -q "\"subject\":\"$2\""; }
has_receipt() { [ -n "$(receipt_of "$1" "$2")" ]; }

for wanted in nats-server sqlite3 curl; do
	if ! command -v "$wanted" >/dev/null; then
		echo "1..0 # tools/deps.sh test installs $wanted"
		exit 1
	fi
done

accepts "seven sites are founded, invited, joined and up" "$tiers" start "$program" "$sites"
accepts "a venue's duty officer signs in at his venue" sign_in nst nst.duty
accepts "the national commander at the national node" sign_in nat nat.commander
accepts "and somebody at Beijing" sign_in bj bj.commander

# The main job: up, down, and up again.
incident=$(report t1 first crush)
accepts "a report at the venue is seen at the territorial node" \
	soon sees bj incident "\"$incident\""
accepts "and at the national one" soon sees nat incident "\"$incident\""
accepts "another venue has not a word of it on its disk" has_no_word nss nst
order=$(order t2 go "$incident")
accepts "a flat order is delivered at the venue" soon has_receipt nst "$order"
accepts "the level that was skipped has its copy" soon has_receipt bj "$order"
act nst "receipt/$(receipt_of nst "$order")/sign" '{"post":"nst","key":"t3","fields":{}}' >/dev/null
accepts "and so signed at the national node" soon in_state nat "order/$order" signed

# Positions of units: they cross a link only while somebody above looks at them.
positions()
{
	local i
	for ((i = 0; i < 20; i++)); do
		curl -s -o "$tree/taken" -b "$tree/nst.jar" -H "X-CSRF: $(cat "$tree/nst.csrf")" \
			-H 'Content-Type: application/json' \
			-d "{\"fixes\":[[\"nst1\",116.3$1$((10 + i)),39.993]]}" \
			"http://127.0.0.1:$(port_of nst)/api/v1/live/fixes"
		sleep 0.1
	done
	grep -q '"taken":1' "$tree/taken"
}
live_bytes()
{
	get nst mesh | tr '{' '\n' | grep '"site":"bj"' |
		sed 's/.*"live_sent_bytes":\([0-9]*\).*/\1/'
}
# Positions that go on are what shows it.
turn=961
quiet()
{
	local before
	before=$(live_bytes)
	turn=$((turn + 1))
	positions "$turn"
	[ "$before" = "$(live_bytes)" ]
}
accepts "the venue knows where its units are" positions 960
accepts "with nobody watching above not a byte of it crosses" [ "$(live_bytes)" = 0 ]
curl -sN -b "$tree/nat.jar" "http://127.0.0.1:$(port_of nat)/api/v1/live/stream" \
	>"$tree/positions" &
watcher=$!
accepts "positions go on" positions 961
accepts "a console at the nation, two links above, is told" \
	soon grep -q '"post":"nst1","lon":116.3961' "$tree/positions"
watched=$(live_bytes)
accepts "and that has crossed the link" [ "$watched" -gt 0 ]
kill "$watcher"
wait "$watcher" 2>/dev/null
accepts "when it has gone the link falls silent again" soon quiet
still=$(live_bytes)
accepts "though positions go on" positions "$((turn + 1))"
accepts "and stays so" [ "$(live_bytes)" = "$still" ]
echo "# 20 positions each: 0 bytes unwatched, $watched while watched, $still when all was over"

# An attachment lies where it was attached, and crosses when somebody asks for it.
head -c 700000 /dev/urandom >"$tree/photo"
hash=$(sha256sum "$tree/photo" | cut -c 1-64)
curl -s -b "$tree/nst.jar" -H "X-CSRF: $(cat "$tree/nst.csrf")" -X PUT \
	-H 'Content-Type: application/octet-stream' --data-binary "@$tree/photo" \
	"http://127.0.0.1:$(port_of nst)/api/v1/attachments/$hash" >/dev/null
act nst "incident/$incident/attach" "{\"post\":\"nst\",\"key\":\"t8\",\"fields\":{
	\"hash\":\"$hash\",\"name\":\"photo\",\"mime\":\"image/jpeg\",\"size\":700000}}" >/dev/null
has_photo()
{
	get "$1" "attachments/$hash" | cmp -s - "$tree/photo"
}
accepts "the national node fetches an attachment of the venue" soon has_photo nat
accepts "and keeps it" test -s "$sites/nat/attachments/${hash%"${hash#??}"}/$hash"

# A cut: both sides go on, then all is there.
"$tiers" cut "$sites" nst
dark=$(report t4 "cut off" fire)
accepts "a venue that is cut off goes on" test -n "$dark"
late=$(order t5 meanwhile)
accepts "the national node knows nothing of it" misses nat incident "\"$dark\""
"$tiers" heal "$sites" nst
accepts "when the link is back its report is there" soon sees nat incident "\"$dark\""
accepts "and the order is delivered" soon has_receipt nst "$late"

# The venue dark for good, and the national node away meanwhile: the one between them serves it.
"$tiers" kill "$sites" nat
hidden=$(report t6 "by way of others" fire)
accepts "Beijing has what the venue wrote" soon sees bj incident "\"$hidden\""
"$tiers" kill "$sites" nst
"$tiers" up "$sites" nat
sign_in nat nat.commander
accepts "the national node gets it from Beijing, the venue being dark" \
	soon sees nat incident "\"$hidden\""
"$tiers" up "$sites" nst

# The broker keeps nothing: all of them replaced at once.
for site in nat bj hb nst nss yac zsj; do
	"$tiers" cut "$sites" "$site"
done
sign_in nst nst.duty
again=$(report t7 "no broker" fire)
for site in nat bj hb nst nss yac zsj; do
	"$tiers" heal "$sites" "$site"
done
accepts "with every broker replaced nothing is lost" soon sees nat incident "\"$again\""

accepts "the national node holds the venue's chain to its end" soon level nst nat nst
accepts "and so does Beijing" soon level nst bj nst

# A copy of the venue's node: everybody reads there, nobody acts, until it takes the venue's place.
refused_as() { act "$1" "$2" "$3" | grep -q "$4"; }
rows_of() { sqlite3 "$sites/$1/log.db" "SELECT hex(hash) FROM entry ORDER BY pos" | sha256sum; }
same_rows() { [ "$(rows_of "$1")" = "$(rows_of "$2")" ]; }
accepts "a follower of the venue joins" "$tiers" follow "$sites"
accepts "people sign in there" sign_in nstf nst.duty
accepts "it has what the venue has" sees nstf incident "\"$again\""
copied=$(report t9 copied crush)
accepts "and what the venue writes now" soon sees nstf incident "\"$copied\""
accepts "row for row" soon same_rows nst nstf
accepts "nobody acts there" refused_as nstf incident '{"act":"report","post":"nst","key":"t10",
	"fields":{"title":"x","type":"fire"}}' follower_reads_only
"$tiers" cut "$sites" nst
unseen=$(report t11 "nobody has seen it" fire)
"$tiers" kill "$sites" nst
accepts "the venue's node is lost, and its follower takes its place" "$tiers" promote "$sites"
accepts "people sign in there again" sign_in nstf nst.duty
there=$(report t12 "at the follower" fire nstf)
accepts "it writes for the venue now" soon sees nat incident "\"$there\""
order=$(order t13 "to the follower")
accepts "an order to the venue is delivered there" soon has_receipt_of_nst nstf "$order"
"$tiers" heal "$sites" nst
"$tiers" up "$sites" nst
accepts "the lost node comes back" sign_in nst nst.duty
accepts "and learns what was written in its stead" soon sees nst incident "\"$there\""
accepts "what nobody had seen is late, for a person to merge" \
	soon sees nstf late_entry "\"$unseen\""
end=$(end_of nst nst)
back=$(report t14 "through the node that came back" fire)
accepts "an act there goes to the node that writes now" soon sees nstf incident "\"$back\""
accepts "its own chain has ended" test "$(end_of nst nst)" = "$end"
accepts "all hold that chain to its end" soon level nst nat nst
"$tiers" stop "$sites"
for site in nat bj hb nst nss yac zsj nstf; do
	accepts "the log of $site holds" "$program" verify --data "$sites/$site"
done
finish
