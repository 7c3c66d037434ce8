#!/usr/bin/env python3
# Adds up what every part of the test run has left behind and prints "N passed, N failed".
# SPDX-License-Identifier: Apache-2.0
"""count.py RESULTS

RESULTS holds, for each part of the run, NAME.status (its exit code) and at most one of
NAME.json (meson's log), NAME.xml (JUnit), NAME.tap. A part without such a file counts as one test.
A part that failed without a failed test in its file counts as one failure more: a program that
dies in the middle must not look better than one that runs to its end. Exits 1 unless all passed.
"""
import json
import os
import re
import sys
import xml.etree.ElementTree as ElementTree


def count_tap(text):
    """Indented results are those of a group, whose own line follows them and is not counted,
    unless the group failed by itself."""
    passed = failed = 0
    inner = {}
    for line in text.splitlines():
        found = re.match(r"( *)(not )?ok\b", line)
        if not found:
            continue
        depth, bad = len(found.group(1)), bool(found.group(2))
        deeper = [d for d in inner if d > depth]
        below = [inner.pop(d) for d in deeper]
        if not below:
            passed, failed = passed + (not bad), failed + bad
        elif bad and not any(below):
            failed += 1
        inner[depth] = inner.get(depth, False) or bad
    return passed, failed


def count_meson(path):
    """One JSON object a line and program; TAP programs are counted by their lines."""
    passed = failed = 0
    with open(path, encoding="utf-8") as handle:
        for line in handle:
            try:
                test = json.loads(line)
            except json.JSONDecodeError:
                failed += 1
                continue
            good, bad = count_tap(test.get("stdout") or "")
            fine = test["result"] in ("OK", "SKIP", "EXPECTEDFAIL")
            if fine and good == 0 and test["result"] == "OK":
                good = 1
            if not fine and bad == 0:
                bad = 1
            passed += good
            failed += bad
    return passed, failed


def count_junit(path):
    passed = failed = 0
    for suite in ElementTree.parse(path).getroot().iter("testsuite"):
        number = {key: int(suite.get(key) or 0)
                  for key in ("tests", "failures", "errors", "skipped")}
        bad = number["failures"] + number["errors"]
        failed += bad
        passed += number["tests"] - bad - number["skipped"]
    return passed, failed


def count_part(folder, name):
    with open(os.path.join(folder, name + ".status"), encoding="utf-8") as handle:
        status = int(handle.read())
    stem = os.path.join(folder, name)
    if os.path.exists(stem + ".json"):
        passed, failed = count_meson(stem + ".json")
    elif os.path.exists(stem + ".xml"):
        passed, failed = count_junit(stem + ".xml")
    elif os.path.exists(stem + ".tap"):
        with open(stem + ".tap", encoding="utf-8") as handle:
            passed, failed = count_tap(handle.read())
    else:
        return (1, 0) if status == 0 else (0, 1)
    if failed == 0 and (status != 0 or passed == 0):
        failed = 1
    return passed, failed


def main():
    folder = sys.argv[1]
    names = sorted(f[:-7] for f in os.listdir(folder) if f.endswith(".status"))
    total = [0, 0]
    for name in names:
        passed, failed = count_part(folder, name)
        print("%-16s %6d passed, %d failed" % (name, passed, failed))
        total[0] += passed
        total[1] += failed
    if not names:
        total[1] = 1
    print("%d passed, %d failed" % tuple(total))
    sys.exit(1 if total[1] else 0)


main()
