/* Gives browsers the console and the scenario's map. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/assets_serve.h"

#include <stdio.h>

#include "node/assets.h"
#include "os/os.h"
#include "wire/http/header.h"
#include "wire/http/problem.h"

#define MAP_BYTES ((size_t)8 * 1024 * 1024)
#define MAP_FILES 64

/* Nothing from anywhere else is ever loaded, and nobody may frame the console. */
static const char policy[] =
	"default-src 'self'; worker-src 'self' blob:; img-src 'self' data: blob:; "
	"style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; "
	"form-action 'self'; frame-ancestors 'none'";

static const struct asset *find(struct str path)
{
	uint32_t count = 0, low = 0;

	while (web_assets[count].path != NULL)
		count++;
	for (uint32_t high = count; low < high;) {
		uint32_t middle = low + (high - low) / 2;
		int order = str_cmp(str_of(web_assets[middle].path), path);

		if (order == 0)
			return &web_assets[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* "/incidents/nst-137" is a screen of the console; "/logo.svg" is a file or nothing. */
static bool is_screen(struct str path)
{
	return memchr(path.at, '.', path.len) == NULL;
}

static void give(struct call *call, const struct asset *asset)
{
	bool packed = asset->gzip != NULL &&
		      header_accepts(http_header(call, "Accept-Encoding"), STR("gzip"));

	http_add_header(call, "ETag", asset->etag);
	http_add_header(call, "Vary", "Accept-Encoding");
	http_add_header(call, "Content-Security-Policy", policy);
	http_add_header(call, "Cache-Control",
			asset->hashed ? "public, max-age=31536000, immutable" : "no-cache");
	if (header_has_tag(http_header(call, "If-None-Match"), str_of(asset->etag))) {
		http_empty(call, 304);
		return;
	}
	if (packed)
		http_add_header(call, "Content-Encoding", "gzip");
	http_bytes(call, 200, asset->mime, packed ? asset->gzip : asset->bytes,
		   packed ? asset->gzip_len : asset->len);
}

void assets_serve_console(struct call *call)
{
	const struct asset *asset = find(call->target.path);

	if (asset == NULL && is_screen(call->target.path))
		asset = find(STR("/index.html"));
	if (asset == NULL)
		http_refuse(call, &problem_unknown_address);
	else
		give(call, asset);
}

/* ---- the map -------------------------------------------------------------------------------- */

struct map_file {
	char *name;
	struct buf bytes;
	char tag[36];
};

struct basemap {
	const char *dir;                                   /* while loading */
	struct map_file files[MAP_FILES];
	uint32_t count;
};

static bool ends_with(const char *name, const char *end)
{
	size_t len = strlen(name), end_len = strlen(end);

	return len > end_len && strcmp(name + len - end_len, end) == 0;
}

static void load(void *user, const char *name)
{
	struct basemap *basemap = user;
	char path[4096], hex[HASH_HEX];

	if ((!ends_with(name, ".geojson") && !ends_with(name, ".json")) ||
	    basemap->count == MAP_FILES)
		return;
	struct map_file *file = &basemap->files[basemap->count];

	snprintf(path, sizeof path, "%s/%s", basemap->dir, name);
	buf_init(&file->bytes, MAP_BYTES);
	if (os_read_file(path, &file->bytes) < 0) {
		buf_release(&file->bytes);
		return;
	}
	struct hash hash = hash_of(file->bytes.at, file->bytes.len);

	hash_format(&hash, hex);
	snprintf(file->tag, sizeof file->tag, "\"%.32s\"", hex);
	file->name = heap_text(str_of(name));
	basemap->count++;
}

struct basemap *assets_serve_load(const char *dir)
{
	struct basemap *basemap = heap_alloc(sizeof *basemap);

	basemap->dir = dir;
	if (dir != NULL)
		os_list(dir, load, basemap);
	basemap->dir = NULL;
	return basemap;
}

void assets_serve_unload(struct basemap *basemap)
{
	if (basemap == NULL)
		return;
	for (uint32_t i = 0; i < basemap->count; i++) {
		buf_release(&basemap->files[i].bytes);
		heap_free(basemap->files[i].name);
	}
	heap_free(basemap);
}

void assets_serve_basemap(struct call *call)
{
	const struct basemap *basemap = call->node->basemap;

	for (uint32_t i = 0; i < basemap->count; i++) {
		const struct map_file *file = &basemap->files[i];

		if (!str_eq(call->name, str_of(file->name)))
			continue;
		http_add_header(call, "ETag", file->tag);
		http_add_header(call, "Cache-Control", "private, no-cache");
		if (header_has_tag(http_header(call, "If-None-Match"), str_of(file->tag)))
			http_empty(call, 304);
		else
			http_bytes(call, 200, "application/geo+json", file->bytes.at,
				   file->bytes.len);
		return;
	}
	http_refuse(call, &problem_unknown_address);
}
