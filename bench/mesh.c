/* What the mesh takes from a venue to the nation, three tiers up, beside a bare pair of clients. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "bench/bench.h"
#include "bench/lib/child.h"
#include "bench/lib/load.h"
#include "bench/lib/peer_nats.h"
#include "bench/lib/subject.h"
#include "bench/lib/tiers.h"
#include "log/log.h"
#include "os/net.h"

#define ROUNDS 3
#define ACTS 400                                           /* a round, one after the other */
#define BEHIND 60000                                       /* entries made during the cut */
#define BODY_BYTES 900                                     /* of a pushed run of one entry, about */
#define RUN_BYTES (512 * 1024)                             /* as our runs when catching up */
#define STREAM_BYTES (1024 * 1024)
#define WAIT_SECONDS 60
#define POSITIONS 250
#define POSITION_US 20000

/* Somebody at work at both ends. */
struct mesh {
	struct tiers tiers;
	char nat[256], nst[256];                           /* header lines of a session */
	struct load_text note;
	struct buf text;
};

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
	tiers_sign_in(&mesh->tiers, TIER_NAT, "nat.commander", mesh->nat);
	tiers_sign_in(&mesh->tiers, TIER_NST, "nst.duty", mesh->nst);
	write_note(mesh);
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
	int desk = connect_to(tiers_node(&mesh->tiers, TIER_NST));
	int stream = connect_to(tiers_node(&mesh->tiers, TIER_NAT));
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
	double entries, bytes, seconds;
	double giver_us, taker_us, brokers_us;             /* CPU, of an entry */
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

/* Bodies as they lie in the log, from a number on. */
static double bytes_behind(struct log_reader *reader, uint64_t from)
{
	double bytes = 0;
	code nst;

	if (!code_parse(STR("nst"), &nst) ||
	    log_read_chain(reader, nst, from, add_bytes, &bytes) != LOG_OK)
		child_fail("log");
	return bytes;
}

static void wait_for(struct log_reader *reader, uint64_t until)
{
	while (have(reader) < until)
		usleep(1000);
}

/* From the first entry that the nation has committed to the last. */
static void time_moving(const struct tiers *tiers, struct log_reader *nation, uint64_t end,
			struct moved *ret)
{
	uint64_t before = have(nation);
	int64_t giver = tiers_rest_cpu_ns(tiers, TIER_NST);
	int64_t taker = tiers_cpu_ns(tiers, TIER_NAT), brokers, begin;

	tiers_do(tiers, "mend", TIER_NST);
	wait_for(nation, before + 1);
	brokers = tiers_brokers_cpu_ns(tiers);
	begin = os_monotonic_ns();
	wait_for(nation, end);
	ret->seconds = (double)(os_monotonic_ns() - begin) / 1e9;
	ret->entries = (double)(end - before);
	ret->giver_us = (double)(tiers_cpu_ns(tiers, TIER_NST) - giver) / 1e3 / ret->entries;
	ret->taker_us = (double)(tiers_cpu_ns(tiers, TIER_NAT) - taker) / 1e3 / ret->entries;
	ret->brokers_us = (double)(tiers_brokers_cpu_ns(tiers) - brokers) / 1e3 / ret->entries;
}

static double rate(const struct moved *moved)
{
	return moved->bytes / 1048576 / moved->seconds;
}

/*
 * The venue works while its broker is away, then it is back. `tree`: both sites above it catch up;
 * else the nation alone, over the same three brokers, as the bare pair does.
 */
static void catch_up(struct mesh *mesh, bool tree, struct moved *ret)
{
	const struct tiers *tiers = &mesh->tiers;
	struct load load = { tiers_node(tiers, TIER_NST), 64, BEHIND, &mesh->note, 1 };
	struct load_result made;
	struct log_reader *venue = tiers_log(tiers, TIER_NST);
	struct log_reader *nation = tiers_log(tiers, TIER_NAT);
	struct log_reader *between = tiers_log(tiers, TIER_BJ);
	uint64_t end;

	if (!tree)
		tiers_do(tiers, "kill", TIER_BJ);
	tiers_do(tiers, "break", TIER_NST);
	load_run(&load, &made);
	end = have(venue);
	ret->bytes = bytes_behind(venue, have(nation) + 1);
	time_moving(tiers, nation, end, ret);
	if (!tree)
		tiers_do(tiers, "up", TIER_BJ);
	wait_for(between, end);
	log_reader_close(venue);
	log_reader_close(nation);
	log_reader_close(between);
}

/* ---- the bare pair, four ways ---------------------------------------------------------------- */

enum way { IN_RUNS, ONE_BY_ONE, IN_RUNS_COMMITTED, ONE_BY_ONE_COMMITTED, WAYS };
static const struct {
	const char *name;
	bool runs, commits;
} ways[WAYS] = {
	[IN_RUNS] = { "512 KiB a message, nothing kept", true, false },
	[ONE_BY_ONE] = { "an entry a message, nothing kept", false, false },
	[IN_RUNS_COMMITTED] = { "512 KiB a message, rows committed", true, true },
	[ONE_BY_ONE_COMMITTED] = { "an entry a message, rows committed", false, true },
};

/* The same bytes in as many rows; what is committed is so as in our log, batch by batch. */
static double mib_a_second(struct peer_pair *pair, const struct moved *moved, enum way way)
{
	struct peer_move move = { .rows = (uint64_t)moved->entries, .together = 1,
				  .bytes = (uint32_t)(moved->bytes / moved->entries),
				  .batch = LIMIT_BATCH_ENTRIES };
	double ns;

	if (ways[way].runs)
		move.together = RUN_BYTES / move.bytes;
	if (ways[way].commits)
		move.store = peer_store_open(move.bytes);
	ns = (double)peer_pair_move_ns(pair, &move);
	if (move.store)
		peer_store_close(move.store);
	return (double)move.rows * move.bytes / 1048576 * 1e9 / ns;
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
	subject_exchange(tiers_node(&mesh->tiers, TIER_NST), mesh->nst, "GET", "/api/v1/mesh",
			 STR(""), &answer);
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
		subject_exchange(tiers_node(&mesh->tiers, TIER_NST), mesh->nst, "POST",
				 "/api/v1/live/fixes", str_of(body), &answer);
		usleep(POSITION_US);
	}
	buf_release(&answer);
	return live_bytes(mesh) - before;
}

static void measure_positions(const struct mesh *mesh)
{
	double unwatched = positions(mesh, 1), watched;
	int fd = connect_to(tiers_node(&mesh->tiers, TIER_NAT));
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

struct results {
	double ours_ms[ROUNDS * ACTS], bare_ms[ROUNDS * ACTS];
	double pair[ROUNDS], tree[ROUNDS], bare[WAYS][ROUNDS]; /* MiB/s */
	struct moved last_pair, last_tree;
};

static void measure_round(struct mesh *mesh, struct results *results, int r)
{
	const struct tiers *tiers = &mesh->tiers;
	struct peer_pair *pair;

	time_acts(mesh, results->ours_ms + r * ACTS);
	catch_up(mesh, true, &results->last_tree);
	catch_up(mesh, false, &results->last_pair);
	results->tree[r] = rate(&results->last_tree);
	results->pair[r] = rate(&results->last_pair);
	tiers_all(tiers, "kill");
	pair = peer_pair_open(&(struct peer_nats){ tiers->dir, "nst", "nat",
						   tiers_broker(tiers, TIER_NST),
						   tiers_broker(tiers, TIER_NAT) });
	time_bare(pair, results->bare_ms + r * ACTS);
	for (int w = 0; w < WAYS; w++)
		results->bare[w][r] = mib_a_second(pair, &results->last_pair, (enum way)w);
	peer_pair_close(pair);
	tiers_all(tiers, "up");
	sign_in_all(mesh);
}

static void print_moved(const char *who, const struct moved *moved)
{
	printf("  %s: %.0f entries/s (last round); CPU an entry: giver %.1f, nation %.1f, brokers "
	       "%.1f us\n", who, moved->entries / moved->seconds, moved->giver_us,
	       moved->taker_us, moved->brokers_us);
}

/* The promise is about a pair of clients that commits what it got, as the nation does. */
static void print_catching_up(struct results *results)
{
	double pair = bench_median(results->pair, ROUNDS);
	double tree = bench_median(results->tree, ROUNDS);
	double bare[WAYS];

	printf("catching up, MiB of entries a second: a bare pair of clients / our nodes\n");
	for (int w = 0; w < WAYS; w++) {
		bare[w] = bench_median(results->bare[w], ROUNDS);
		bench_row(ways[w].name, bare[w], pair, "", ways[w].commits ? 2 : 0);
	}
	print_moved("nation alone, over the three brokers", &results->last_pair);
	bench_row("the same / nation and territory at once", bare[ONE_BY_ONE_COMMITTED], tree, "",
		  0);
	print_moved("both", &results->last_tree);
}

static void run(struct mesh *mesh)
{
	static struct results results;

	for (int r = 0; r < ROUNDS; r++)
		measure_round(mesh, &results, r);
	printf("venue, territory, nation: three nodes and three brokers with TLS on one machine\n"
	       "%d rounds of %d acts one after the other, then %.0f entries (%.1f MiB) behind a "
	       "cut,\ntwice; ours and the bare pair in turn, over the same brokers\n", ROUNDS, ACTS,
	       results.last_tree.entries, results.last_tree.bytes / 1048576);
	printf("  ours: median %.2f ms; bare pair and one commit: median %.2f ms\n",
	       share(results.ours_ms, ROUNDS * ACTS, 50),
	       share(results.bare_ms, ROUNDS * ACTS, 50));
	bench_row("act seen three tiers up, p99", share(results.ours_ms, ROUNDS * ACTS, 99),
		  share(results.bare_ms, ROUNDS * ACTS, 99), "ms", 3);
	print_catching_up(&results);
	measure_positions(mesh);
}

int main(void)
{
	static struct mesh mesh;

	tiers_start(&mesh.tiers);
	buf_init(&mesh.text, 4096);
	sign_in_all(&mesh);
	run(&mesh);
	tiers_stop(&mesh.tiers);
	buf_release(&mesh.text);
	return 0;
}
