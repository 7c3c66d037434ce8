#!/usr/bin/env python3
# Draws the scenario's road network: the roads of its map joined where they cross, streets, lifts.
# SPDX-License-Identifier: Apache-2.0
"""roads.py DEMO    reads DEMO/basemap/roads.geojson, writes DEMO/roads.csv (docs/roads.md)

The map's roads were drawn by hand (tools/basemap.py). Here they meet where they cross; between
them run streets, a grid that is invented and only shows a city's scale; in the mountain zones stand
what the scenario needs: one valley road to each zone, venues at its end, gondolas and stairs.
"""
import json
import math
import os
import sys

CLASS = {"motorway": ("motorway", 100), "primary": ("primary", 70), "secondary": ("secondary", 60)}
# West, south, east, north, and how many streets each way.
CITIES = [(116.25, 39.84, 116.50, 40.05, 26, 26), (115.94, 40.44, 116.00, 40.48, 9, 8),
          (115.24, 40.95, 115.30, 40.99, 8, 8)]
# Mountain zones: the way up from a road of the map, each with its height in metres.
VALLEYS = [
    ("海坨山谷路 Haituo Valley Road", (115.81, 40.55, 1000),
     [(115.812, 40.556, 1080), (115.808, 40.562, 1160), (115.806, 40.568, 1230)]),
    ("云顶路 Genting Road", (115.445, 40.952, 1650),
     [(115.441, 40.955, 1700), (115.437, 40.957, 1760)]),
    ("古杨树场馆路 Guyangshu Venue Road", (115.482, 40.905, 1600),
     [(115.486, 40.908, 1640), (115.489, 40.911, 1680)]),
]
# Name, class, from the end of which valley, to, seconds of the ride (None: walked).
LIFTS = [
    ("A1 缆车 Gondola A1", "gondola", 0, (115.797, 40.573, 1650), 420),
    ("云顶缆车 Genting Gondola", "gondola", 1, (115.428, 40.962, 2030), 480),
    ("K1 吊椅 Chair K1", "chairlift", 2, (115.495, 40.914, 1780), 300),
    ("观众步道 Spectator Path", "path", 2, (115.491, 40.909, 1700), None),
    ("看台台阶 Stand Stairs", "stairs", 1, (115.4375, 40.9578, 1790), None),
]
TOP = ("B1 缆车 Gondola B1", "gondola", (115.797, 40.573, 1650), (115.785, 40.578, 2180), 540)


def crossing(a, b, c, d):
    """Shares of both pieces where they cross, or None."""
    rx, ry, sx, sy = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
    cross = rx * sy - ry * sx
    if abs(cross) < 1e-15:
        return None
    t = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / cross
    u = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / cross
    return (t, u) if -1e-9 <= t <= 1 + 1e-9 and -1e-9 <= u <= 1 + 1e-9 else None


class Network:
    def __init__(self):
        self.lines = []                        # name, class, km/h, points
        self.nodes = {}
        self.rows = []
        self.links = 0
        self.pairs = []

    def add_map(self, path):
        with open(path, encoding="utf-8") as handle:
            for feature in json.load(handle)["features"]:
                told = feature["properties"]
                name = "%s %s" % (told["name_zh"], told["name_en"])
                road, kmh = CLASS[told["class"]]
                points = [tuple(p) for p in feature["geometry"]["coordinates"]]
                self.lines.append((name.replace(",", ""), road, kmh, points))

    def add_streets(self, west, south, east, north, across, along):
        for i in range(across):
            x = west + (east - west) * i / (across - 1)
            self.lines.append(("", "tertiary" if i % 4 == 0 else "residential",
                               40 if i % 4 == 0 else 30, [(x, south), (x, north)]))
        for i in range(along):
            y = south + (north - south) * i / (along - 1)
            self.lines.append(("", "tertiary" if i % 4 == 0 else "residential",
                               40 if i % 4 == 0 else 30, [(west, y), (east, y)]))

    def node(self, point, height=None):
        key = (round(point[0], 4), round(point[1], 4))
        if key not in self.nodes:
            self.nodes[key] = len(self.nodes)
            self.rows.append("node,%d,%.4f,%.4f%s" % (
                self.nodes[key], key[0], key[1], "" if height is None else ",%d" % height))
        return self.nodes[key]

    def link(self, a, b, road, ways, kmh, name, bends=(), seconds=None):
        if a == b:
            return
        row = "link,%d,%d,%d,%s,%s,,%s,%s,%s" % (self.links, a, b, road, ways, kmh or "", name,
                                                 seconds or "")
        self.rows.append(row.rstrip(","))
        self.links += 1
        self.pairs.append((a, b))
        for bend in bends:
            self.rows.append("bend,%.4f,%.4f" % bend)

    def join(self):
        """Cuts each line where another crosses it; motorways meet others at their ends only
        where the others are no streets."""
        cuts = [[[] for _ in line[3][:-1]] for line in self.lines]
        boxes = [(min(p[0] for p in line[3]), min(p[1] for p in line[3]),
                  max(p[0] for p in line[3]), max(p[1] for p in line[3])) for line in self.lines]
        for i, one in enumerate(self.lines):
            for k in range(i):
                other = self.lines[k]
                a, b = boxes[i], boxes[k]
                if a[0] > b[2] or b[0] > a[2] or a[1] > b[3] or b[1] > a[3]:
                    continue
                if "motorway" in (one[1], other[1]) and "" in (one[0], other[0]):
                    continue
                self.cut(cuts, i, k, one[3], other[3])
        for line, at in zip(self.lines, cuts):
            self.split(line, at)

    @staticmethod
    def cut(cuts, i, k, one, other):
        for p in range(len(one) - 1):
            for q in range(len(other) - 1):
                shares = crossing(one[p], one[p + 1], other[q], other[q + 1])
                if shares:
                    cuts[i][p].append(shares[0])
                    cuts[k][q].append(shares[1])

    def split(self, line, cuts):
        name, road, kmh, points = line
        ways = "car" if road == "motorway" else "all"
        before, bends = self.node(points[0]), []
        for p in range(len(points) - 1):
            a, b = points[p], points[p + 1]
            for share in sorted(cuts[p]):
                at = self.node((a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share))
                if at != before:
                    self.link(before, at, road, ways, kmh, name, bends)
                    before, bends = at, []
            if p + 2 < len(points):
                bends.append(b)
        self.link(before, self.node(points[-1]), road, ways, kmh, name, bends)

    def parts(self):
        """Nodes by the part of the network in which they lie, the largest first."""
        part = list(range(len(self.nodes)))

        def root(i):
            while part[i] != i:
                part[i] = part[part[i]]
                i = part[i]
            return i
        for a, b in self.pairs:
            part[root(a)] = root(b)
        found = {}
        for point, i in self.nodes.items():
            found.setdefault(root(i), []).append(point)
        return sorted(found.values(), key=len, reverse=True)

    def connect(self):
        """Roads of the map that end beside another are led on to it."""
        parts = self.parts()
        while len(parts) > 1:
            a, b = min(((p, q) for p in parts[0] for q in parts[1]),
                       key=lambda pair: math.hypot((pair[0][0] - pair[1][0]) * 0.76,
                                                   pair[0][1] - pair[1][1]))
            self.link(self.nodes[a], self.nodes[b], "secondary", "all", 60, "连接路 Connection")
            parts = self.parts()

    def nearest(self, point):
        return min(self.nodes, key=lambda n: math.hypot((n[0] - point[0]) * 0.76,
                                                        n[1] - point[1]))

    def add_mountains(self):
        ends = []
        for name, start, points in VALLEYS:
            before = self.nodes[self.nearest(start)]
            for point in points:
                at = self.node(point, point[2])
                self.link(before, at, "secondary", "all", 40, name)
                before = at
            ends.append(before)
        for name, road, valley, to, seconds in LIFTS:
            self.link(ends[valley], self.node(to, to[2]), road, "foot", None, name, (), seconds)
        name, road, start, to, seconds = TOP
        self.link(self.node(start), self.node(to, to[2]), road, "foot", None, name, (), seconds)


def main():
    folder = sys.argv[1]
    network = Network()
    network.add_map(os.path.join(folder, "basemap", "roads.geojson"))
    for city in CITIES:
        network.add_streets(*city)
    network.join()
    network.connect()
    network.add_mountains()
    with open(os.path.join(folder, "roads.csv"), "w", encoding="utf-8") as handle:
        handle.write("# The scenario's roads, written by tools/roads.py; streets are invented.\n")
        handle.write("\n".join(network.rows) + "\n")


main()
