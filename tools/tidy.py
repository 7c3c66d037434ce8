#!/usr/bin/env python3
# Checks the house rules that the text shows: lengths, first lines, banned calls, leftovers.
# SPDX-License-Identifier: Apache-2.0
"""tidy.py ROOT    prints each breach as FILE:LINE: text; exits 1 if there is any

Looks at the files that git knows (or would add) below ROOT; where there is no git, at all of them.
"""
import os
import re
import subprocess
import sys

COLUMNS_MAX = 100
TAB = 8
FUNCTION_LINES_MAX = 70
COMPLEXITY_MAX = 15
FILE_LINES_MAX = 999

# What each is replaced by, or why it is not wanted.
BANNED = {
    "strcpy": "struct str and buf_put", "strncpy": "struct str and buf_put",
    "strcat": "buf_put", "strncat": "buf_put",
    "sprintf": "buf_put or snprintf", "vsprintf": "vsnprintf",
    "gets": "it has no limit", "strtok": "str_split", "strtok_r": "str_split",
    "atoi": "str_to_i64", "atol": "str_to_i64", "atoll": "str_to_i64", "atof": "str_to_f64",
    "strtol": "str_to_i64", "strtoll": "str_to_i64", "strtoul": "str_to_i64",
    "rand": "os_random", "srand": "os_random", "random": "os_random", "drand48": "os_random",
    "localtime": "instant", "localtime_r": "instant", "gmtime": "instant", "gmtime_r": "instant",
    "mktime": "instant", "strptime": "instant", "strftime": "instant", "asctime": "instant",
    "ctime": "instant", "setlocale": "texts come in both languages", "alloca": "arena_",
    "tmpnam": "os_", "mktemp": "os_", "system": "nothing is run through a shell",
    "popen": "nothing is run through a shell",
    "signal": "os/loop.h", "setjmp": "return an error", "longjmp": "return an error",
}
# Calls of the system that belong to src/os alone.
SYSTEM = {
    "time", "clock", "gettimeofday", "clock_gettime", "nanosleep", "usleep", "sleep",
    "fopen", "freopen", "fdopen", "open", "openat", "creat", "read", "write", "pread", "pwrite",
    "fsync", "fdatasync", "rename", "remove", "unlink", "mkdir", "opendir", "stat", "fstat",
    "getenv", "setenv", "socket", "connect", "bind", "listen", "accept", "fork", "execve",
    "getpid", "kill",
}
# The allocators of base/mem.h are the only ones: a limit and a failing test hang on them.
HEAP = {"malloc", "calloc", "realloc", "free", "strdup", "strndup", "asprintf", "vasprintf"}
HEAP_FILES = re.compile(r"src/base/(mem|heap|pool|arena)\.c$")

# Written apart so that this file does not name what it forbids.
LEFTOVER = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]) +
                      r")\b|not (yet )?" + r"implemented", re.ASCII)
SPDX = "SPDX-License-Identifier: Apache-2.0"

# One way through a function, and one more for each place where it parts; a switch is one list.
DECISION = re.compile(r"\b(?:if|for|while|switch)\b|&&|\|\||\?")

C_FILES = re.compile(r"^(src|tests|bench)/.*\.[ch]$")
HASH_FILES = re.compile(
    r"(\.(sh|py)$|(^|/)meson\.build$|^Makefile$|^meson_options\.txt$|^\.ci/run$)")
WEB_FILES = re.compile(r"^(web|tests/browser)/.*\.(ts|mts|js|mjs|svelte|css)$")
GENERATED = re.compile(
    r"^(web/src/gen/|docs/reference/|docs/openapi\.json$|web/package-lock\.json$)")


class Tidy:
    def __init__(self, root):
        self.root = root
        self.faults = []

    def complain(self, path, line, text):
        self.faults.append("%s:%d: %s" % (path, line, text))

    def files(self):
        command = ["git", "-C", self.root, "ls-files", "-co", "--exclude-standard", "-z"]
        if os.path.exists(os.path.join(self.root, ".git")):
            names = subprocess.run(command, check=True, capture_output=True).stdout
            names = names.decode("utf-8").split("\0")
        else:
            names = [os.path.relpath(os.path.join(folder, leaf), self.root)
                     for folder, _, leaves in os.walk(self.root) for leaf in leaves]
        return sorted(n for n in names if n and os.path.isfile(os.path.join(self.root, n)))

    def run(self):
        for path in self.files():
            with open(os.path.join(self.root, path), "rb") as handle:
                raw = handle.read()
            if b"\0" in raw:
                continue
            try:
                self.check(path, raw.decode("utf-8"))
            except UnicodeDecodeError as fault:
                self.complain(path, 1, "not UTF-8: %s" % fault)
        return self.faults

    def check(self, path, text):
        lines = text.split("\n")
        if lines and lines[-1] == "":
            lines.pop()
        self.check_leftovers(path, lines)
        if path == "web/package-lock.json" and '"resolved"' in text:
            self.complain(path, 1, "names a registry; npm's omit-lockfile-registry-resolved")
        if GENERATED.search(path):
            return
        if C_FILES.search(path):
            self.check_first_lines(path, lines, r"/\*", r"\*/")
            self.check_c(path, lines)
        elif HASH_FILES.search(path):
            self.check_first_lines(path, lines, "#", "")
        elif WEB_FILES.search(path):
            self.check_first_lines(path, lines, r"(/\*|//|<!--)", r"(\*/|-->)?")
        else:
            return
        self.check_lengths(path, lines)

    def check_leftovers(self, path, lines):
        for number, line in enumerate(lines, 1):
            found = LEFTOVER.search(line)
            if found:
                self.complain(path, number, "leftover: " + found.group(0))

    def check_first_lines(self, path, lines, opening, closing):
        """One sentence in a comment, then the licence; a script's #! stands before both."""
        start = 1 if lines and lines[0].startswith("#!") else 0
        head = "\n".join(lines[start:start + 8])
        sentence = re.match(opening + r"\s+\S.*?[.。?！]\s*(" + closing + r")\s*(\n|$)", head, re.S)
        if not sentence:
            self.complain(path, start + 1, "does not open with one sentence in a comment")
        if not any(SPDX in line for line in lines[:12]):
            self.complain(path, start + 1, "no line " + SPDX)

    def check_lengths(self, path, lines):
        if len(lines) > FILE_LINES_MAX:
            self.complain(path, len(lines), "%d lines in one file, 999 at most" % len(lines))
        wide = WEB_FILES.search(path)
        for number, line in enumerate(lines, 1):
            columns = len(line.expandtabs(TAB))
            if columns > COLUMNS_MAX and not wide:
                self.complain(path, number, "%d columns, 100 at most" % columns)
            if line != line.rstrip():
                self.complain(path, number, "blanks at the end of the line")

    def check_c(self, path, lines):
        code = strip_comments("\n".join(lines)).split("\n")
        self.check_functions(path, lines, code)
        # A file's own static function may be called accept; it is no call of the system.
        own = set(re.findall(r"^static [^;=]*?\b(\w+)\(", "\n".join(code), re.M))
        for number, line in enumerate(code, 1):
            if re.match(r" {8}| +\t|\t* {8}", line):
                self.complain(path, number, "indent with tabs")
            if path.startswith("src/"):
                self.check_calls(path, number, line, own)

    def check_calls(self, path, number, line, own):
        if re.match(r"\s*#", line):
            return
        for call in re.finditer(r"(?<![\w.>])([a-z_][a-z0-9_]*)\s*\(", line):
            name = call.group(1)
            if name in BANNED:
                self.complain(path, number, "%s( is banned: %s" % (name, BANNED[name]))
            elif name in SYSTEM - own and not path.startswith("src/os/"):
                self.complain(path, number, "%s( belongs in src/os" % name)
            elif name in HEAP and not HEAP_FILES.search(path):
                self.complain(path, number, "%s( instead of base/mem.h" % name)
            elif name in ("printf", "puts", "putchar") and not path.startswith("src/cli/"):
                self.complain(path, number, "%s( belongs in src/cli" % name)
        if "NDEBUG" in line:
            self.complain(path, number, "assertions stay on")

    def check_functions(self, path, lines, code):
        opened = None
        for number, line in enumerate(lines, 1):
            if line == "{":
                opened = number
            elif re.match(r"(static |inline )*[a-z_][\w \t*]*\([^;]*\)[ \t]*\{", line):
                self.complain(path, number, "a function's brace stands on a line of its own")
            elif line.startswith("}") and opened:
                length = number - opened + 1
                if length > FUNCTION_LINES_MAX:
                    self.complain(path, opened, "a function of %d lines, %d at most"
                                  % (length, FUNCTION_LINES_MAX))
                self.check_complexity(path, opened, code[opened:number - 1])
                opened = None

    def check_complexity(self, path, opened, body):
        """McCabe's number, with what && and || decide; lines of the preprocessor are not ways."""
        text = "\n".join(line for line in body if not re.match(r"\s*#", line))
        ways = 1 + len(DECISION.findall(text))
        if ways > COMPLEXITY_MAX:
            self.complain(path, opened, "a function with %d ways through it, %d at most"
                          % (ways, COMPLEXITY_MAX))


def strip_comments(text):
    """Comments and texts in quotes become blanks; the lines stay where they are."""
    def blank(match):
        return re.sub(r"[^\n]", "_", match.group(0))
    return re.sub(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", blank, text,
                  flags=re.S)


def main():
    faults = Tidy(sys.argv[1] if len(sys.argv) > 1 else ".").run()
    for fault in faults:
        print(fault)
    if faults:
        sys.exit("tidy.py: %d breaches of the house rules" % len(faults))
    print("tidy.py: every file is in order")


main()
