/* What the mesh takes from a venue to the nation, three tiers up, beside a bare pair of clients. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <unistd.h>

#include "base/mem.h"
#include "bench/bench.h"
#include "bench/lib/child.h"
#include "bench/lib/load.h"
#include "bench/lib/peer_nats.h"
#include "bench/lib/subject.h"
#include "log/log.h"
#include "os/net.h"

#define ROUNDS 3
#define ACTS 400                                           /* a round, one after the other */
#define BEHIND 60000                                       /* entries made during the cut */
#define BODY_BYTES 900                                     /* of a pushed run of one entry, about */
#define FRAME_BYTES (512 * 1024)                           /* as our runs when catching up */
#define TEXT_BYTES 1024
#define STREAM_BYTES (1024 * 1024)
#define WAIT_SECONDS 60
#define POSITIONS 250
#define POSITION_US 20000

/* nat, bj and nst with their brokers; somebody at work at both ends. */
struct mesh {
	char dir[64];
	uint16_t port;                                     /* of nat's node; the others follow */
	char nat[256], nst[256];                           /* header lines of a session */
	struct load_text note;
	struct buf text;
};

static void tiers(const char *verb, const char *rest)
{
	char command[TEXT_BYTES];

	snprintf(command, sizeof command, "tools/tiers.sh %s %s >/dev/null 2>&1 </dev/null", verb,
		 rest);
	fflush(NULL);
	if (system(command) != 0)
		child_fail(command);
}

static void tiers_all(const struct mesh *mesh, const char *verb)
{
	static const char *const sites[] = { "nat", "bj", "nst" };
	char rest[128];

	for (int i = 0; i < 3; i++) {
		snprintf(rest, sizeof rest, "%s %s", mesh->dir, sites[i]);
		tiers(verb, rest);
	}
}

/* Nodes are at port, port + 1, port + 2; their brokers ten further on (tools/tiers.sh). */
static uint16_t node_of(const struct mesh *mesh, int place)
{
	return (uint16_t)(mesh->port + place);
}

static void sign_in(const struct mesh *mesh, int place, const char *login, char ret[256])
{
	char path[128], body[256], cookie[80], csrf[80];
	struct buf password, answer;
	const char *at;

	buf_init(&password, 256);
	buf_init(&answer, STREAM_BYTES);
	snprintf(path, sizeof path, "%s/password", mesh->dir);
	os_read_file(path, &password);
	snprintf(body, sizeof body, "{\"login\":\"%s\",\"password\":\"" STR_FMT "\"}", login,
		 STR_ARG(buf_str(&password)));
	subject_exchange(node_of(mesh, place), "", "POST", "/api/v1/session", str_of(body),
			 &answer);
	at = strstr(answer.at, "wf_session=");
	if (!at || sscanf(at, "wf_session=%79[^;]", cookie) != 1)
		child_fail("session");
	at = strstr(answer.at, "\"csrf\":\"");
	if (!at || sscanf(at, "\"csrf\":\"%79[^\"]", csrf) != 1)
		child_fail("session");
	snprintf(ret, 256, "Cookie: wf_session=%s\r\nX-CSRF: %s\r\n", cookie, csrf);
	buf_release(&password);
	buf_release(&answer);
}

static void write_note(struct mesh *mesh)
{
	static const char before[] = "{\"act\":\"log\",\"post\":\"nst\",\"key\":\"mesh-";
	static const char after[] = "\",\"fields\":{\"text\":\"B区三号口安检通道排队约二百人，缓慢前行，"
				    "请求增援；西侧入口人流正常，通道畅通，人员到位。\"}}";
	size_t len = sizeof before - 1 + 12 + sizeof after - 1;

	buf_clear(&mesh->text);
	buf_printf(&mesh->text, "POST /api/v1/records/note HTTP/1.1\r\nHost: 127.0.0.1\r\n"
		   "Content-Type: application/json\r\nContent-Length: %zu\r\n%s\r\n%s", len,
		   mesh->nst, before);
	mesh->note.key = mesh->text.len;
	buf_printf(&mesh->text, "000000000000%s", after);
	mesh->note.at = mesh->text.at;
	mesh->note.len = mesh->text.len;
}

static void sign_in_all(struct mesh *mesh)
{
	sign_in(mesh, 0, "nat.commander", mesh->nat);
	sign_in(mesh, 2, "nst.duty", mesh->nst);
	write_note(mesh);
}

static void start(struct mesh *mesh)
{
	char rest[TEXT_BYTES], port[16];

	*mesh = (struct mesh){ .dir = "/tmp/watchfloor-bench-XXXXXX" };
	if (!mkdtemp(mesh->dir))
		child_fail("folder");
	mesh->port = (uint16_t)(20000 + getpid() % 300 * 40);
	snprintf(port, sizeof port, "%u", mesh->port);
	setenv("TIERS_PORT", port, 1);
	setenv("TIERS_SITES", "nat bj nst", 1);
	buf_init(&mesh->text, 4096);
	snprintf(rest, sizeof rest, "%s %s", subject_program(), mesh->dir);
	tiers("start", rest);
	sign_in_all(mesh);
}

/* ---- an act until it is visible ------------------------------------------------------------- */

static int connect_to(uint16_t port)
{
	struct net_address at;
	char text[32];
	int fd;

	snprintf(text, sizeof text, "127.0.0.1:%u", port);
	fd = net_parse(str_of(text), &at) ? net_connect(&at, WAIT_SECONDS) : -1;
	if (fd < 0)
		child_fail("connection");
	return fd;
}

/* Appends what comes until the text is there. */
static void read_until(int fd, struct buf *in, const char *mark)
{
	char piece[65536];

	for (;;) {
		ssize_t got;

		if (in->len > 0 && memmem(in->at, in->len, mark, strlen(mark)))
			return;
		got = read(fd, piece, sizeof piece);
		if (got <= 0)
			child_fail(mark);
		buf_add_bytes(in, piece, (size_t)got);
	}
}

static int64_t act_ns(const struct mesh *mesh, int desk, int stream, struct buf *in)
{
	char entry[64], mark[80];
	int64_t begin;
	struct buf answer;
	const char *at;

	buf_init(&answer, 65536);
	buf_clear(in);
	load_number(&mesh->note);
	begin = os_monotonic_ns();
	if (net_send(desk, (struct str){ mesh->note.at, (uint32_t)mesh->note.len }) < 0)
		child_fail("send");
	read_until(desk, &answer, "\"entry\":\"");
	read_until(desk, &answer, "\"pos\":");
	buf_add_char(&answer, '\0');
	at = strstr(answer.at, "\"entry\":\"");
	if (!at || sscanf(at, "\"entry\":\"%63[^\"]", entry) != 1)
		child_fail("entry");
	snprintf(mark, sizeof mark, "\"%s\"", entry);
	read_until(stream, in, mark);
	begin = os_monotonic_ns() - begin;
	buf_release(&answer);
	return begin;
}

static void time_acts(const struct mesh *mesh, double *ret_ms)
{
	int desk = connect_to(node_of(mesh, 2)), stream = connect_to(node_of(mesh, 0));
	char request[512];
	struct buf in;

	buf_init(&in, STREAM_BYTES);
	snprintf(request, sizeof request, "GET /api/v1/stream?post=nat HTTP/1.1\r\n"
		 "Host: 127.0.0.1\r\n%s\r\n", mesh->nat);
	net_send(stream, str_of(request));
	read_until(stream, &in, "\r\n\r\n");
	for (int i = -20; i < ACTS; i++) {
		double ms = (double)act_ns(mesh, desk, stream, &in) / 1e6;

		if (i >= 0)
			ret_ms[i] = ms;
	}
	buf_release(&in);
	net_close(desk);
	net_close(stream);
}

static struct peer_pair *open_pair(const struct mesh *mesh)
{
	return peer_pair_open(&(struct peer_nats){ mesh->dir, "nst", "nat",
						   (uint16_t)(mesh->port + 12),
						   (uint16_t)(mesh->port + 10) });
}

static void time_bare(struct peer_pair *pair, double *ret_ms)
{
	struct peer_store *store = peer_store_open(BODY_BYTES);

	for (int i = -20; i < ACTS; i++) {
		double ms = (double)peer_pair_commit_ns(pair, BODY_BYTES, store) / 1e6;

		if (i >= 0)
			ret_ms[i] = ms;
	}
	peer_store_close(store);
}

/* ---- catching up ---------------------------------------------------------------------------- */

static uint64_t have(struct log_reader *reader)
{
	struct hash link;
	code nst;

	return code_parse(STR("nst"), &nst) ? log_chain_end(reader, nst, &link) : 0;
}

struct moved {
	double seconds, mib, entries;
};

static bool add_bytes(void *user, uint64_t seq, const struct hash *hash, const struct hash *link,
		      const struct log_entry *entry)
{
	(void)seq;
	(void)hash;
	(void)link;
	*(double *)user += entry ? entry->body.len : 0;
	return true;
}

static struct log_reader *open_log(const struct mesh *mesh, const char *site)
{
	char path[128];
	struct log_reader *reader;

	snprintf(path, sizeof path, "%s/%s", mesh->dir, site);
	if (log_reader_open(path, &reader) != LOG_OK)
		child_fail(path);
	return reader;
}

/* From the first entry that the nation has committed to the last; bodies as they lie there. */
static void catch_up(struct mesh *mesh, struct moved *ret)
{
	struct load load = { node_of(mesh, 2), 64, BEHIND, &mesh->note, 1 };
	struct load_result made;
	struct log_reader *venue = open_log(mesh, "nst"), *nation = open_log(mesh, "nat");
	char rest[128];
	uint64_t before, end;
	double bytes = 0;
	int64_t begin;
	code nst;

	snprintf(rest, sizeof rest, "%s nst", mesh->dir);
	tiers("break", rest);
	load_run(&load, &made);
	before = have(nation);
	end = have(venue);
	if (!code_parse(STR("nst"), &nst) ||
	    log_read_chain(venue, nst, before + 1, add_bytes, &bytes) != LOG_OK)
		child_fail("log");
	tiers("mend", rest);
	while (have(nation) == before)
		usleep(1000);
	begin = os_monotonic_ns();
	while (have(nation) < end)
		usleep(1000);
	ret->seconds = (double)(os_monotonic_ns() - begin) / 1e9;
	ret->mib = bytes / 1048576;
	ret->entries = (double)(end - before);
	log_reader_close(venue);
	log_reader_close(nation);
}

/* ---- all ------------------------------------------------------------------------------------ */

/* ---- positions, watched and not -------------------------------------------------------------- */

/* What nst has sent of its live layer up the link to bj, so far. */
static double live_bytes(const struct mesh *mesh)
{
	struct buf answer;
	const char *at;
	double bytes;

	buf_init(&answer, STREAM_BYTES);
	subject_exchange(node_of(mesh, 2), mesh->nst, "GET", "/api/v1/mesh", STR(""), &answer);
	at = strstr(answer.at, "\"site\":\"bj\"");
	at = at ? strstr(at, "\"live_sent_bytes\":") : NULL;
	if (!at)
		child_fail("live_sent_bytes");
	bytes = strtod(at + strlen("\"live_sent_bytes\":"), NULL);
	buf_release(&answer);
	return bytes;
}

/* Bytes that the venue's positions put on the link while they go on for some seconds. */
static double positions(const struct mesh *mesh, int round)
{
	double before = live_bytes(mesh);
	struct buf answer;

	buf_init(&answer, STREAM_BYTES);
	for (int i = 0; i < POSITIONS; i++) {
		char body[160];

		snprintf(body, sizeof body, "{\"fixes\":[[\"nst1\",116.39%d%03d,39.993],"
			 "[\"nst2\",116.39%d%03d,39.992]]}", round, i, round, i);
		buf_clear(&answer);
		subject_exchange(node_of(mesh, 2), mesh->nst, "POST", "/api/v1/live/fixes",
				 str_of(body), &answer);
		usleep(POSITION_US);
	}
	buf_release(&answer);
	return live_bytes(mesh) - before;
}

static void measure_positions(const struct mesh *mesh)
{
	double unwatched = positions(mesh, 1), watched;
	int fd = connect_to(node_of(mesh, 0));
	char text[512];
	struct buf in;

	snprintf(text, sizeof text, "GET /api/v1/live/stream HTTP/1.1\r\nHost: x\r\n%s\r\n",
		 mesh->nat);
	buf_init(&in, STREAM_BYTES);
	if (net_send(fd, str_of(text)) < 0)
		child_fail("stream");
	/* It has asked its way down when the first positions have come up to it. */
	read_until(fd, &in, "\"post\":\"nst1\"");
	watched = positions(mesh, 2);
	net_close(fd);
	buf_release(&in);
	printf("  %d positions of two units at the venue in %.0f s, nobody watching above and then "
	       "somebody at the nation\n", 2 * POSITIONS, POSITIONS * POSITION_US / 1e6);
	bench_row("bytes on the link, unwatched / watched", unwatched, watched, "B", 0.001);
}

static double share(double *values, int count, int percent)
{
	qsort(values, (size_t)count, sizeof *values, bench_order);
	return values[count * percent / 100];
}

static void run(struct mesh *mesh)
{
	static double ours[ROUNDS * ACTS], bare[ROUNDS * ACTS];
	double ours_rate[ROUNDS], bare_rate[ROUNDS];
	struct moved moved;

	for (int r = 0; r < ROUNDS; r++) {
		struct peer_pair *pair;

		time_acts(mesh, ours + r * ACTS);
		catch_up(mesh, &moved);
		ours_rate[r] = moved.mib / moved.seconds;
		tiers_all(mesh, "kill");
		pair = open_pair(mesh);
		time_bare(pair, bare + r * ACTS);
		bare_rate[r] = moved.mib * 1e9 /
			       (double)peer_pair_move_ns(pair, (uint64_t)(moved.mib * 1048576),
							 FRAME_BYTES);
		peer_pair_close(pair);
		tiers_all(mesh, "up");
		sign_in_all(mesh);
	}
	printf("venue, territory, nation: three nodes and three brokers with TLS on one machine\n"
	       "%d rounds of %d acts one after the other, then %.0f entries (%.1f MiB) behind a "
	       "cut;\nours and the bare pair in turn, over the same brokers\n", ROUNDS, ACTS,
	       moved.entries, moved.mib);
	printf("  ours: median %.2f ms; bare pair and one commit: median %.2f ms\n",
	       share(ours, ROUNDS * ACTS, 50), share(bare, ROUNDS * ACTS, 50));
	bench_row("act seen three tiers up, p99", share(ours, ROUNDS * ACTS, 99),
		  share(bare, ROUNDS * ACTS, 99), "ms", 3);
	printf("  catching up: %.0f entries/s, each proved, applied and committed at two nodes\n",
	       moved.entries / moved.seconds);
	bench_row("MiB/s: bare pair / catching up", bench_median(bare_rate, ROUNDS),
		  bench_median(ours_rate, ROUNDS), "", 2);
	measure_positions(mesh);
}

int main(void)
{
	struct mesh mesh;

	start(&mesh);
	run(&mesh);
	tiers("stop", mesh.dir);
	subject_remove(mesh.dir);
	buf_release(&mesh.text);
	return 0;
}
