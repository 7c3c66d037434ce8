#!/bin/sh
# Checks that every room includes only rooms below it and only the libraries that are its business.
# SPDX-License-Identifier: Apache-2.0
#
#	layers.sh ROOT    reads the #include lines of ROOT/src; prints each wrong one
set -eu
cd "$1"

find src -name '*.[ch]' -type f | LC_ALL=C sort | xargs awk '
	BEGIN {
		below["base"] = "base"
		below["os"] = "base os"
		below["log"] = "base os log"
		below["engine"] = "base engine"
		below["model"] = "base model"
		below["domain"] = "base engine model domain"
		below["wire"] = "base engine model wire"
		below["node"] = "base os log engine model wire node"
		below["cli"] = "base os log engine model node wire cli"

		plain = "assert ctype errno float inttypes limits math stdalign stdarg stdatomic " \
			"stdbool stddef stdint stdio stdlib stdnoreturn string"
		n = split(plain, word, " ")
		for (i = 1; i <= n; i++)
			standard[word[i] ".h"] = 1
		library["base"] = "openssl/ sanitizer/"
		library["log"] = "sqlite3.h sodium.h libpq-fe.h endian.h"
		library["wire"] = "libxml/ tak.pb-c.h readosm.h"
		library["node"] = "microhttpd.h sqlite3.h sodium.h openssl/ gnutls/ nats/ " \
			"mosquitto.h"
	}
	function complain(text) {
		print FILENAME ":" FNR ": " text
		wrong++
	}
	function holds(list, item,    i, n, part) {
		n = split(list, part, " ")
		for (i = 1; i <= n; i++)
			if (part[i] == item || (part[i] ~ /\/$/ && index(item, part[i]) == 1))
				return 1
		return 0
	}
	function check_own(target,    to, from) {
		split(target, to, "/")
		if (to[1] == "gen") {
			if (!holds("domain/all.c domain/presets.c", substr(FILENAME, 5)))
				complain("generated text belongs in domain/all.c and " \
					"domain/presets.c: " target)
			return
		}
		if (target !~ /\//)
			complain("write the path from src/: " target)
		else if (!(to[1] in below))
			complain("no such room: " target)
		else if (!holds(below[room], to[1]))
			complain(room " must not include " to[1] ": " target)
		else if (room == "domain" && to[1] == "domain" && to[2] != path[3])
			complain("modules of the domain do not include each other: " target)
	}
	function check_library(target) {
		# The one room that calls the system may include what it needs.
		if (room == "os" || target in standard || holds(library[room], target))
			return
		complain(room " has no business with <" target ">")
	}
	FNR == 1 {
		files++
		split(FILENAME, path, "/")
		room = path[2]
		if (!(room in below))
			complain("no such room: " room)
	}
	match($0, /^[ \t]*#[ \t]*include[ \t]*"[^"]*"/) {
		split(substr($0, RSTART, RLENGTH), quoted, "\"")
		check_own(quoted[2])
	}
	match($0, /^[ \t]*#[ \t]*include[ \t]*<[^>]*>/) {
		split(substr($0, RSTART, RLENGTH), angle, /[<>]/)
		check_library(angle[2])
	}
	END {
		if (wrong) {
			print "layers.sh: " wrong " wrong includes"
			exit 1
		}
		print "layers.sh: " files " files, every arrow points down"
	}
'
