/* What the broker of a site is told: where to listen, whom to trust, who may speak for whom. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/broker_conf.h"

#include <stdio.h>

#include "base/limits.h"
#include "os/os.h"
#include "os/self.h"

#define CONF_BYTES (1024 * 1024)
#define PATH_BYTES 4096

/* The site right below this one by whose broker the other is reached; 0: it is not below. */
static code way_down(const struct model *model, code self, code to)
{
	for (int i = 0; to && i < LIMIT_TREE_DEPTH; i++) {
		code above = site_hangs_on(model, to);

		if (above == self)
			return to;
		to = above;
	}
	return 0;
}

/* What is for it, or what is said by it, of each of the sites. */
static void put_subjects(const char *event, bool to_it, const code *sites, uint32_t count,
			 struct buf *out)
{
	buf_add_char(out, '[');
	for (uint32_t i = 0; i < count; i++) {
		char name[CODE_TEXT];

		code_format(sites[i], name);
		if (to_it)
			buf_printf(out, "%s\"wf.%s.%s.*\"", i ? ", " : "", event, name);
		else
			buf_printf(out, "%s\"wf.%s.*.%s\"", i ? ", " : "", event, name);
	}
	buf_add_char(out, ']');
}

static void put_self(const struct site_file *file, struct buf *out)
{
	char name[CODE_TEXT];

	code_format(file->self, name);
	buf_printf(out, "      { user: \"CN=%s\", permissions: { publish: ", name);
	put_subjects(file->event, false, &file->self, 1, out);
	buf_add(out, STR(", subscribe: "));
	put_subjects(file->event, true, &file->self, 1, out);
	buf_add(out, STR(" } }\n"));
}

/*
 * The broker of a site below says what it and those behind it say, and hears what is for them. The
 * server tells it who listens here only where it may publish to all of the listener's subjects, and
 * keeps a link's permissions as they were when it began: so the others' names are denied one by one
 * instead of its own allowed, and a site that joins behind it is heard at once.
 */
static void put_below(const char *event, code site, const code *others, uint32_t nothers,
		      struct buf *out)
{
	char name[CODE_TEXT];

	code_format(site, name);
	buf_printf(out, "      { user: \"CN=%s\", permissions: { publish: { "
		   "allow: [\"wf.%s.*.*\"], deny: ", name, event);
	put_subjects(event, false, others, nothers, out);
	buf_printf(out, " }, subscribe: { allow: [\"wf.%s.*.*\"], deny: ", event);
	put_subjects(event, true, others, nothers, out);
	buf_add(out, STR(" } } }\n"));
}

/* Sites that are not reached by way of the one right below. */
static uint32_t others_than(const struct model *model, code self, code below, code *ret)
{
	uint32_t count = 0;

	for (uint16_t i = 0; i < site_count(model); i++) {
		const struct site *site = site_at(model, i);

		if (!site->active || way_down(model, self, site->code) != below)
			ret[count++] = site->code;
	}
	return count;
}

static void put_users(const struct site_file *file, const struct model *model, struct buf *out)
{
	code *others = heap_alloc(LIMIT_SITES * sizeof *others);

	put_self(file, out);
	for (uint16_t i = 0; i < site_count(model); i++) {
		const struct site *site = site_at(model, i);

		if (!site->active || site_hangs_on(model, site->code) != file->self)
			continue;
		put_below(file->event, site->code, others,
			  others_than(model, file->self, site->code, others), out);
	}
	heap_free(others);
}

static void put_tls(const char *dir, bool server, struct buf *out)
{
	buf_printf(out, "tls { cert_file: \"%s/mesh/node.pem\", key_file: \"%s/mesh/node.key\", "
		   "ca_file: \"%s/mesh/ca.pem\"%s }", dir, dir, dir,
		   server ? ", verify_and_map: true" : "");
}

/* "tls://127.0.0.1:4222" is where it listens, "10.0.0.1:7422" where those below find it. */
static struct str after(const char *text, const char *mark)
{
	const char *found = strstr(text, mark);

	return str_of(found ? found + strlen(mark) : text);
}

void broker_conf_print(const char *dir, const struct site_file *file, const struct model *model,
		       struct buf *out)
{
	struct str listen = after(file->broker, "://"), port = after(file->leaf, ":");
	char self[CODE_TEXT];

	code_format(file->self, self);
	buf_printf(out, "# Written by watchfloor; sites that come and go change it.\n"
		   "server_name: \"%s\"\nlisten: \"" STR_FMT "\"\nmax_payload: 1048576\n"
		   "pid_file: \"%s/mesh/nats.pid\"\n", self, STR_ARG(listen), dir);
	put_tls(dir, true, out);
	buf_add(out, STR("\naccounts {\n  WF { users: [\n"));
	put_users(file, model, out);
	buf_add(out, STR("    ] }\n}\nleafnodes {\n"));
	if (file->leaf[0]) {
		buf_printf(out, "  listen: \"0.0.0.0:" STR_FMT "\"\n  ", STR_ARG(port));
		put_tls(dir, true, out);
		buf_add(out, STR("\n"));
	}
	if (file->above[0]) {
		buf_printf(out, "  remotes: [ { url: \"tls://%s\", account: WF, ", file->above);
		put_tls(dir, false, out);
		buf_add(out, STR(" } ]\n"));
	}
	buf_add(out, STR("}\n"));
}

static void nudge(const char *dir)
{
	char path[PATH_BYTES];
	struct buf buf;
	int64_t pid;

	buf_init(&buf, 64);
	snprintf(path, sizeof path, "%s/mesh/nats.pid", dir);
	if (os_read_file(path, &buf) >= 0 && str_to_i64(str_trim(buf_str(&buf)), &pid))
		self_nudge(pid);
	buf_release(&buf);
}

bool broker_conf_renew(const char *dir, const struct site_file *file, const struct model *model)
{
	char path[PATH_BYTES];
	struct buf now, before;
	bool good = true, same;

	buf_init(&now, CONF_BYTES);
	buf_init(&before, CONF_BYTES);
	snprintf(path, sizeof path, "%s/mesh/nats.conf", dir);
	broker_conf_print(dir, file, model, &now);
	same = os_read_file(path, &before) >= 0 && str_eq(buf_str(&now), buf_str(&before));
	if (!same) {
		good = !now.over && os_write_file(path, buf_str(&now), true) >= 0;
		nudge(dir);
	}
	buf_release(&now);
	buf_release(&before);
	return good;
}
