#!/bin/bash
# Runs the scenario as a mesh of real processes on this machine: seven sites, each with its broker.
# SPDX-License-Identifier: Apache-2.0
#
#	tiers.sh start PROGRAM DIR    makes the sites below DIR and starts them; prints how to go on
#	tiers.sh cut DIR SITE         cuts the link to the site above: its broker is taken away
#	tiers.sh heal DIR SITE        and gives it back
#	tiers.sh break DIR SITE       kill -9 of a broker; tiers.sh mend DIR SITE starts it again
#	tiers.sh kill DIR SITE        kill -9 of a node; tiers.sh up DIR SITE starts it again
#	tiers.sh follow DIR [SITE]    adds nstf, a read-only follower of nst, or natf of nat
#	tiers.sh promote DIR [SITE]   puts it in the place of that site, which is lost
#	tiers.sh stop DIR             stops all
#
# National above Beijing and Hebei; the venues nst, nss, yac below Beijing, zsj below Hebei.
# TIERS_LINKS=1 (root, or inside `unshare -Urn`): each site in a network namespace wf-SITE of its
# own, with a link to the one above; then a cut takes the link down and the broker runs on.
# TIERS_SITES='nat bj nst': these alone, each after the one above it.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
sites=${TIERS_SITES:-nat bj hb nst nss yac zsj}
# Each repeats the log of nst or nat, if it is asked to join.
followers='nstf natf'
# The moment at which the scenario's day is in full course.
moment='2022-02-12T10:00:00+08:00'

# Thirty ports from here on are ours.
base=${TIERS_PORT:-18080}

http_of() { echo $((base + $(place "$1"))); }
broker_of() { echo $((base + 10 + $(place "$1"))); }
leaf_of() { echo $((base + 20 + $(place "$1"))); }
place()
{
	local i=0 one
	for one in $sites $followers; do
		if [ "$one" = "$1" ]; then
			echo "$i"
			return
		fi
		i=$((i + 1))
	done
	echo "tiers.sh: no such site: $1 ($sites)" >&2
	exit 2
}

above_of()
{
	case $1 in
	nat) ;;
	bj | hb | natf) echo nat ;;
	zsj) echo hb ;;
	*) echo bj ;;
	esac
}

program_of() { cat "$1/program"; }

# in_net SITE COMMAND...: where that site's processes run
in_net()
{
	local site=$1
	shift
	if [ -n "${TIERS_LINKS-}" ]; then
		exec ip netns exec "wf-$site" "$@"
	else
		exec "$@"
	fi
}

address_of()
{
	if [ -n "${TIERS_LINKS-}" ]; then
		echo "10.22.0.$((1 + $(place "$1")))"
	else
		echo 127.0.0.1
	fi
}

# One address a site, whatever links it has.
lay_link()
{
	local site=$1 above
	ip netns add "wf-$site"
	ip -n "wf-$site" link set lo up
	above=$(above_of "$site")
	if [ -z "$above" ]; then
		return
	fi
	ip link add above netns "wf-$site" type veth peer name "to-$site" netns "wf-$above"
	ip -n "wf-$site" address add "$(address_of "$site")" \
		peer "$(address_of "$above")" dev above
	ip -n "wf-$above" address add "$(address_of "$above")" \
		peer "$(address_of "$site")" dev "to-$site"
	ip -n "wf-$site" link set above up
	ip -n "wf-$above" link set "to-$site" up
}
lay_links()
{
	local site
	for site in $sites; do
		lay_link "$site"
	done
}

# Waits until a command succeeds; says what it waited for if it does not.
await()
{
	local what=$1 i
	shift
	for ((i = 0; i < 600; i++)); do
		if "$@" >/dev/null 2>&1; then
			return
		fi
		sleep 0.1
	done
	echo "tiers.sh: waited in vain for $what" >&2
	exit 1
}

answers() { (in_net "$1" curl -fs "http://127.0.0.1:$(http_of "$1")/api/v1/health"); }

start_broker()
{
	local dir=$1 site=$2
	in_net "$site" nats-server -c "$dir/$site/mesh/nats.conf" >>"$dir/$site.broker.log" 2>&1 &
	echo $! >"$dir/$site.broker.pid"
}

start_node()
{
	local dir=$1 site=$2
	in_net "$site" "$(program_of "$dir")" serve --data "$dir/$site" \
		--listen "127.0.0.1:$(http_of "$site")" \
		--basemap "$root/demo/beijing-2022/basemap" --clock-shift "$(cat "$dir/shift")" \
		>>"$dir/$site.log" 2>&1 &
	echo $! >"$dir/$site.pid"
	await "$site to answer" answers "$site"
}

# end PIDFILE SIGNAL: sends it and waits for the end.
end()
{
	local pid
	if [ ! -f "$1" ]; then
		return 0
	fi
	pid=$(cat "$1")
	rm -f "$1"
	kill "-$2" "$pid" 2>/dev/null || return 0
	while kill -0 "$pid" 2>/dev/null; do
		sleep 0.05
	done
}

found()
{
	local dir=$1
	"$(program_of "$dir")" load --data "$dir/nat" "$root/demo/beijing-2022/world.world" \
		>/dev/null
	"$(program_of "$dir")" site init --data "$dir/nat" --event wb22 --site nat \
		--leaf "$(address_of nat):$(leaf_of nat)" --broker "$(broker_of nat)" \
		--clock-shift "$(cat "$dir/shift")" >/dev/null
	start_broker "$dir" nat
	start_node "$dir" nat
}

# Its folder is made where the founder's node is: that is how it is sent out.
let_in()
{
	(in_net nat "$(program_of "$1")" site join --data "$1/$2" \
		--token-file "$1/$2.invitation" --leaf "$(address_of "$2"):$(leaf_of "$2")" \
		--broker "$(broker_of "$2")")
}

join()
{
	local dir=$1 site=$2
	shift 2
	"$(program_of "$dir")" site init --data "$dir/nat" --for "$site" "$@" \
		--clock-shift "$(cat "$dir/shift")" --url "http://127.0.0.1:$(http_of nat)" \
		>"$dir/$site.invitation"
	# The site above lets it in as soon as it has caught up itself.
	await "$site to be let in" let_in "$dir" "$site"
	rm -f "$dir/$site.invitation"
	start_broker "$dir" "$site"
	start_node "$dir" "$site"
}

# A password of its own for each account that the demonstration names, once the site knows it.
passwords()
{
	local dir=$1 site=$2 login
	shift 2
	end "$dir/$site.pid" TERM
	for login in "$@"; do
		"$(program_of "$dir")" passwd --data "$dir/$site" --password-fd 0 "$login" \
			<"$dir/password" >/dev/null
	done
	start_node "$dir" "$site"
}

follow()
{
	local dir=$1 site=$2
	if [ -n "${TIERS_LINKS-}" ]; then
		lay_link "${site}f"
	fi
	join "$dir" "${site}f" --post "$site" --follows "$site"
	await "${site}f to repeat $site" level "$dir" "$site"
	passwords "$dir" "${site}f" "$site.duty" "$site.commander"
}
# Its log goes as far as the one that it repeats.
level()
{
	[ "$(sqlite3 "$1/${2}f/log.db" 'SELECT count(*) FROM entry')" = \
		"$(sqlite3 "$1/$2/log.db" 'SELECT count(*) FROM entry')" ]
}

# How far a site holds a chain, in full or by hash.
end_of()
{
	sqlite3 "$1/$2/log.db" "SELECT max(seq) FROM (SELECT origin, seq FROM entry
		UNION ALL SELECT origin, seq FROM veil) WHERE origin = '$3'"
}
# It holds what was written at nat, and above it, where it was let in.
synced()
{
	local above
	above=$(above_of "$2")
	[ "$(end_of "$1" "$2" nat)" = "$(end_of "$1" nat nat)" ] &&
		[ "$(end_of "$1" "$2" "$above")" = "$(end_of "$1" "$above" "$above")" ]
}

start()
{
	local program=$1 dir=$2 site
	if ! command -v nats-server >/dev/null; then
		echo "tiers.sh: nats-server is missing (apt-get install nats-server)" >&2
		exit 1
	fi
	rm -rf "$dir"
	mkdir -p "$dir"
	if [ -n "${TIERS_LINKS-}" ]; then
		touch "$dir/links"
		lay_links
	fi
	realpath "$program" >"$dir/program"
	echo $(($(date -d "$moment" +%s) - $(date +%s))) >"$dir/shift"
	od -An -N9 -tx1 /dev/urandom | tr -d ' \n' >"$dir/password"
	found "$dir"
	for site in ${sites#nat }; do
		join "$dir" "$site"
	done
	for site in ${sites#nat }; do
		await "$site to hold what was written above" synced "$dir" "$site"
	done
	for site in $sites; do
		case $site in
		nat) passwords "$dir" nat nat.commander nat.duty ov.officer admin ;;
		bj | hb) passwords "$dir" "$site" "$site.commander" "$site.duty" ;;
		*) passwords "$dir" "$site" "$site.duty" ;;
		esac
	done
	say "$dir"
}

say()
{
	local dir=$1 site
	echo
	for site in $sites; do
		echo "  $site  http://127.0.0.1:$(http_of "$site")"
	done
	cat <<-END

	  密码 password (all accounts): $(cat "$dir/password")
	  nat.commander nat.duty ov.officer admin · bj.commander bj.duty · hb.commander hb.duty
	  nst.duty nss.duty yac.duty zsj.duty

	  切断 cut:     tools/tiers.sh cut $dir nst
	  恢复 heal:    tools/tiers.sh heal $dir nst
	  断电 kill -9: tools/tiers.sh kill $dir nst      再起 up: tools/tiers.sh up $dir nst
	  只读副本 follower of nst: tools/tiers.sh follow $dir
	  结束 stop:    tools/tiers.sh stop $dir

	END
}

# link DIR SITE up|down
link()
{
	ip -n "wf-$(above_of "$2")" link set "to-$2" "$3"
}

if [ -e "${2-}/links" ]; then
	TIERS_LINKS=1
fi
case ${1-} in
start)
	start "$2" "$3"
	;;
cut)
	place "$3" >/dev/null
	if [ -n "${TIERS_LINKS-}" ]; then
		link "$2" "$3" down
	else
		end "$2/$3.broker.pid" KILL
	fi
	;;
heal)
	place "$3" >/dev/null
	if [ -n "${TIERS_LINKS-}" ]; then
		link "$2" "$3" up
	else
		start_broker "$2" "$3"
	fi
	;;
break)
	place "$3" >/dev/null
	end "$2/$3.broker.pid" KILL
	;;
mend)
	place "$3" >/dev/null
	start_broker "$2" "$3"
	;;
kill)
	place "$3" >/dev/null
	end "$2/$3.pid" KILL
	;;
up)
	place "$3" >/dev/null
	start_node "$2" "$3"
	;;
follow)
	follow "$2" "${3:-nst}"
	;;
promote)
	follower=${3:-nst}f
	end "$2/$follower.pid" TERM
	"$(program_of "$2")" site promote --data "$2/$follower" --reason '失联 lost' \
		--clock-shift "$(cat "$2/shift")"
	start_node "$2" "$follower"
	;;
stop)
	for one in $sites $followers; do
		end "$2/$one.pid" TERM
		end "$2/$one.broker.pid" TERM
	done
	for one in ${TIERS_LINKS:+$sites $followers}; do
		ip netns delete "wf-$one" 2>/dev/null || true
	done
	;;
*)
	sed -n '2,18s/^# \{0,1\}//p' "$0" >&2
	exit 2
	;;
esac
