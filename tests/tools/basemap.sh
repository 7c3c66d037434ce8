#!/bin/sh
# The scenario's map is what its tool draws, is small, and names everything in both languages.
# SPDX-License-Identifier: Apache-2.0
set -u
. "$(dirname "$0")/tap.inc"

scenario="$tools/../demo/beijing-2022"
mkdir "$tree/scenario"
cp "$scenario/places.world" "$tree/scenario"
accepts "draws the map" "$tools/basemap.py" "$tree/scenario"
accepts "the committed map is the drawn one" \
	diff -r "$scenario/basemap" "$tree/scenario/basemap"

check()
{
	python3 - "$tree/scenario/basemap" <<'PY'
import json
import pathlib
import sys

total = 0
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.geojson")):
    total += path.stat().st_size
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    if not features:
        sys.exit(f"{path.name} is empty")
    for feature in features:
        properties, geometry = feature["properties"], feature["geometry"]
        if "level" not in properties and not (properties["name_zh"] and properties["name_en"]):
            sys.exit(f"{path.name}: a feature without a name")
        rings = geometry["coordinates"]
        rings = {"Point": [[rings]], "LineString": [rings]}.get(geometry["type"], rings)
        for ring in rings:
            if geometry["type"] == "Polygon" and (ring[0] != ring[-1] or len(ring) < 4):
                sys.exit(f"{path.name}: a ring that is not closed")
            for lon, lat in ring:
                if not (114 < lon < 118 and 39 < lat < 42):
                    sys.exit(f"{path.name}: {lon}, {lat} lies elsewhere")
if total > 1_200_000:
    sys.exit(f"the map has {total} bytes")
PY
}
accepts "sound, small and named" check
complains "no folder named" "usage: basemap.py DIR" "$tools/basemap.py"
finish
