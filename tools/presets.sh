#!/bin/sh
# Turns the shipped policy values, a text that officers can read, into rows of a C table.
# SPDX-License-Identifier: Apache-2.0
#
#	presets.sh FILE    key value unit  # source   ->   PRESET("key", value, "unit", "source")
#
# A value with a span (30s 15m 2h 3d, the unit may stand apart) becomes seconds with unit "s"; any
# other unit is kept as it is. A key given twice, a bad value or a missing source is an error.
set -eu
file=$1
if [ ! -f "$file" ]; then
	exit 0
fi

awk '
	BEGIN {
		seconds["s"] = 1
		seconds["m"] = 60
		seconds["h"] = 3600
		seconds["d"] = 86400
	}
	function fault(text) {
		print "presets.sh: " FILENAME ":" FNR ": " text > "/dev/stderr"
		failed = 1
	}
	/^[ \t]*(#|$)/ { next }
	{
		source = ""
		rest = $0
		if ((at = index(rest, "#")) > 0) {
			source = substr(rest, at + 1)
			rest = substr(rest, 1, at - 1)
		}
		gsub(/^[ \t]+|[ \t]+$/, "", source)
		words = split(rest, word, /[ \t]+/)
		if (word[words] == "")
			words--
		key = word[1]
		value = word[2]
		unit = words > 2 ? word[3] : ""
		if (value ~ /^-?[0-9]+(\.[0-9]+)?[smhd]$/) {
			unit = substr(value, length(value))
			value = substr(value, 1, length(value) - 1)
		}
		if (key !~ /^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/)
			fault("not a key: " key)
		else if (key in seen)
			fault("key given twice: " key)
		else if (value !~ /^-?[0-9]+(\.[0-9]+)?$/)
			fault("not a value: " value)
		else if (source == "")
			fault("no source: " key)
		else if (words > 3 || (words > 2 && word[2] != value))
			fault("more than key, value and unit: " key)
		else if ((unit source) ~ /["\\]/)
			fault("quote or backslash in the source: " key)
		seen[key] = 1
		if (unit in seconds) {
			value = sprintf("%.15g", value * seconds[unit])
			unit = "s"
		}
		row = "PRESET(\"%s\", %s, \"%s\", \"%s\")\n"
		rows = rows sprintf(row, key, value, unit, source)
	}
	END {
		if (failed)
			exit 1
		printf "%s", rows
	}
' "$file"
