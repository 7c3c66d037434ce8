#!/usr/bin/env python3
# Puts the built console into the program: its files as bytes, each with type, tag and gzip form.
# SPDX-License-Identifier: Apache-2.0
"""assets.py DIST|none OUT.c OUT.blob DEPFILE"""
import gzip
import hashlib
import os
import sys

MIMES = {
    ".css": "text/css; charset=utf-8",
    ".geojson": "application/geo+json",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".pbf": "application/x-protobuf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".wav": "audio/wav",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}

LEFT_OUT = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>Watchfloor</title></head><body>
<h1>Watchfloor</h1>
<p lang="zh">本程序构建时未包含操作台（-Dconsole=false）。接口仍在 /api/v1 提供服务；
如需操作台，请用 make 重新构建。</p>
<p lang="en">This program was built without its console (-Dconsole=false). The API still serves
under /api/v1; build again with make to have the console.</p>
</body></html>
"""


def fail(text):
    sys.exit("assets.py: " + text)


def read_dist(dist):
    """Path -> bytes of every file; '/index.html' must be among them."""
    files = {}
    for folder, names, leaves in os.walk(dist):
        names.sort()
        for leaf in sorted(leaves):
            if leaf.endswith(".map"):
                continue
            full = os.path.join(folder, leaf)
            with open(full, "rb") as handle:
                files["/" + os.path.relpath(full, dist)] = handle.read()
    if "/index.html" not in files:
        fail("the console is not built: no index.html in web/dist.\n"
             "  Build it with `make web` (needs npm), or leave it out with CONSOLE=false.\n"
             "  操作台尚未构建：web/dist 中没有 index.html。请运行 make web（需要 npm），"
             "或用 CONSOLE=false 不含操作台构建。")
    return files


def mime_of(path):
    ending = os.path.splitext(path)[1]
    if ending not in MIMES:
        fail("no media type known for " + path)
    return MIMES[ending]


def c_string(text):
    if any(ord(c) < 32 or ord(c) > 126 or c in '"\\' for c in text):
        fail("a path of the console must be plain: " + repr(text))
    return '"' + text + '"'


def c_row(path, data, put):
    packed = gzip.compress(data, 9, mtime=0)
    if len(packed) > len(data) * 9 // 10:
        packed = b""
    tag = hashlib.sha256(data).hexdigest()[:32]
    start = put(data)
    if packed:
        form = "web_blob + %d, %d" % (put(packed), len(packed))
    else:
        form = "NULL, 0"
    return "\t{ %s, %s,\n\t  web_blob + %d, %d, %s,\n\t  \"\\\"%s\\\"\", %s },\n" % (
        c_string(path), c_string(mime_of(path)), start, len(data), form, tag,
        "true" if path.startswith("/assets/") else "false")


def write(files, out_c, out_blob):
    blob = bytearray()

    def put(data):
        start = len(blob)
        blob.extend(data)
        return start

    rows = "".join(c_row(path, files[path], put) for path in sorted(files))
    with open(out_blob, "wb") as handle:
        handle.write(blob)
    with open(out_c, "w", encoding="utf-8") as handle:
        handle.write(
            "/* The console's files, as tools/assets.py packed them. Do not edit. */\n"
            "#include \"node/assets.h\"\n\n"
            "extern const unsigned char web_blob[] __attribute__((visibility(\"hidden\")));\n"
            "__asm__(\".section .rodata\\n.balign 16\\n.hidden web_blob\\n.global web_blob\\n\"\n"
            "\t\".type web_blob, %%object\\n.size web_blob, %d\\n\"\n"
            "\t\"web_blob:\\n.incbin \\\"%s\\\"\\n.byte 0\\n.text\\n\");\n\n"
            "const struct asset web_assets[] = {\n%s\t{ 0 }\n};\n"
            % (len(blob), os.path.abspath(out_blob), rows))


def write_depfile(dist, out_c, depfile):
    """Any change in the built console, also a file more or less, packs it again."""
    needs = []
    if dist:
        for folder, _, leaves in os.walk(dist):
            needs += [folder] + [os.path.join(folder, leaf) for leaf in leaves]
    with open(depfile, "w", encoding="utf-8") as handle:
        handle.write(out_c + ": " + " ".join(n.replace(" ", "\\ ") for n in sorted(needs)) + "\n")


def main():
    dist, out_c, out_blob, depfile = sys.argv[1:]
    if dist == "none":
        files = {"/index.html": LEFT_OUT.encode("utf-8")}
    else:
        files = read_dist(dist)
    write(files, out_c, out_blob)
    write_depfile(dist if dist != "none" else "", out_c, depfile)


main()
