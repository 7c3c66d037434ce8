/* What a position costs a node through a socket, beside Redis; and how soon consoles are told. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <unistd.h>

#include "base/mem.h"
#include "bench/bench.h"
#include "bench/lib/child.h"
#include "bench/lib/load.h"
#include "bench/lib/peer_redis.h"
#include "bench/lib/subject.h"
#include "os/self.h"
#include "base/chance.h"

#define RUNS 5
#define UNITS 1000
#define FENCES 500
#define CORNERS 24
#define BATCH 500                                          /* positions in one request */
#define BATCHES 1000
#define CONSOLES 1000
#define PERIOD_MS 1000
#define LATENCY_NS INT64_C(15000000000)
#define LATENCY_BATCH 20
#define LATENCY_GAP_NS INT64_C(100000000)
#define SAMPLES 200000
#define TEXT_BYTES 262144

struct field {
	struct subject subject;
	struct chance chance;
	char unit[UNITS][32];
	double lon[UNITS], lat[UNITS];
	int64_t time;                                      /* of the next round, ms */
	struct buf body, answer;
};

static double between(struct chance *chance, double low, double high)
{
	return low + (high - low) * (double)(chance_next(chance) >> 11) / 9007199254740992.0;
}

/* ---- the node's world ------------------------------------------------------------------------ */

static void act(struct field *f, const char *kind, const char *id, const char *name,
		const char *fields)
{
	char path[120], body[400];

	snprintf(path, sizeof path, "/api/v1/records/%s/%s/%s", kind, id, name);
	snprintf(body, sizeof body, "{\"post\":\"nat\",\"key\":\"%s-%s\",\"fields\":{%s}}", name,
		 id, fields);
	buf_clear(&f->answer);
	subject_ask(&f->subject, f->subject.admin, "POST", path, str_of(body), &f->answer);
}

static void make_unit(struct field *f, uint32_t i)
{
	char fields[256], id[64];

	snprintf(fields, sizeof fields, "\"code\":\"u%u\",\"name_zh\":\"u\",\"name_en\":\"u\","
		 "\"parent\":\"nat\",\"tier\":\"unit\"", i);
	subject_make(&f->subject, "post", fields, id);
	snprintf(fields, sizeof fields, "\"name_zh\":\"u\",\"name_en\":\"u\",\"type\":\"patrol\","
		 "\"post\":\"u%u\"", i);
	subject_make(&f->subject, "unit", fields, id);
	snprintf(f->unit[i], sizeof f->unit[i], "%.31s", id);
	act(f, "unit", id, "on_duty", "");
	f->lon[i] = between(&f->chance, 116, 116.8);
	f->lat[i] = between(&f->chance, 39.6, 40.2);
}

static void make_fence(struct field *f, uint32_t i, const char *responsible)
{
	double lon = between(&f->chance, 116, 116.8), lat = between(&f->chance, 39.6, 40.2);
	double radius = between(&f->chance, 0.002, 0.015);
	struct buf fields;
	char id[64];

	buf_init(&fields, 4096);
	buf_printf(&fields, "\"code\":\"f%u\",\"name_zh\":\"f\",\"name_en\":\"f\","
		   "\"type\":\"other\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[", i);
	for (uint32_t c = 0; c <= CORNERS; c++) {
		double angle = 6.28318530717958 * (c % CORNERS) / CORNERS;
		double far = radius * (c % 2 ? 0.6 : 1);

		buf_printf(&fields, "%s[%.6f,%.6f]", c ? "," : "", lon + far * cos(angle),
			   lat + far * sin(angle));
	}
	buf_add(&fields, STR("]]}"));
	buf_add_char(&fields, '\0');
	subject_make(&f->subject, "place", fields.at, id);
	act(f, "place", id, "activate", responsible);
	buf_release(&fields);
}

/* The one who is on duty. */
static void find_officer(struct field *f, char ret_id[64])
{
	const char *at;

	buf_clear(&f->answer);
	subject_ask(&f->subject, f->subject.admin, "GET", "/api/v1/records/account?login=duty",
		    STR(""), &f->answer);
	buf_add_char(&f->answer, '\0');
	at = strstr(f->answer.at, "\"id\":\"");
	if (!at)
		child_fail("the officer's account");
	snprintf(ret_id, 64, "%.*s", (int)strcspn(at + 6, "\""), at + 6);
}

static void make_world(struct field *f)
{
	char agency[64], leader[64], responsible[256];

	subject_make(&f->subject, "agency", "\"name_zh\":\"a\",\"name_en\":\"a\","
		     "\"type\":\"police\"", agency);
	find_officer(f, leader);
	snprintf(responsible, sizeof responsible, "\"resp_entity\":\"%s\",\"resp_leader\":\"%s\","
		 "\"resp_post\":\"nat\"", agency, leader);
	for (uint32_t i = 0; i < UNITS; i++)
		make_unit(f, i);
	for (uint32_t i = 0; i < FENCES; i++)
		make_fence(f, i, responsible);
}

/* ---- positions in ---------------------------------------------------------------------------- */

static void step(struct field *f, uint32_t i)
{
	f->lon[i] += between(&f->chance, -0.0002, 0.0002);
	f->lat[i] += between(&f->chance, -0.0002, 0.0002);
}

/* `count` units from `first` on, each at its next place. */
static void write_batch(struct field *f, uint32_t first, uint32_t count, int64_t time)
{
	buf_clear(&f->body);
	buf_add(&f->body, STR("{\"fixes\":["));
	for (uint32_t n = 0; n < count; n++) {
		uint32_t i = (first + n) % UNITS;

		step(f, i);
		buf_printf(&f->body, "%s[\"%s\",%.6f,%.6f,%lld,8,1.5,90]", n ? "," : "",
			   f->unit[i], f->lon[i], f->lat[i], (long long)time);
	}
	buf_add(&f->body, STR("]}"));
}

static void send_all(int fd, struct str bytes)
{
	while (bytes.len > 0) {
		ssize_t sent = write(fd, bytes.at, bytes.len);

		if (sent < 0 && errno == EAGAIN) {
			poll(&(struct pollfd){ .fd = fd, .events = POLLOUT }, 1, 1000);
			continue;
		}
		if (sent <= 0)
			child_fail("the node has gone");
		bytes.at += sent;
		bytes.len -= (uint32_t)sent;
	}
}

/* The whole answer fits one read or a few; its end is that of its JSON. */
static void await_taken(int fd, uint32_t count)
{
	char text[4096], wanted[40];
	size_t len = 0;

	snprintf(wanted, sizeof wanted, "{\"taken\":%u,\"left_out\":{}}", count);
	for (;;) {
		ssize_t got = read(fd, text + len, sizeof text - 1 - len);

		if (got < 0 && errno == EAGAIN) {
			poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, 1000);
			continue;
		}
		if (got <= 0)
			child_fail("the node has gone");
		len += (size_t)got;
		text[len] = '\0';
		if (strstr(text, wanted))
			return;
		if (strstr(text, "}}") || len == sizeof text - 1)
			child_fail(text);
	}
}

static void post(struct field *f, int fd, uint32_t count)
{
	char head[512];

	snprintf(head, sizeof head, "POST /api/v1/live/fixes HTTP/1.1\r\nHost: x\r\n%s"
		 "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
		 f->subject.officer, f->body.len);
	send_all(fd, str_of(head));
	send_all(fd, buf_str(&f->body));
	await_taken(fd, count);
}

static double ours_us(struct field *f, int fd)
{
	int64_t cpu = child_cpu_ns(f->subject.pid);

	for (uint32_t b = 0; b < BATCHES; b++) {
		write_batch(f, b * BATCH, BATCH, f->time);
		post(f, fd, BATCH);
		/* A round is over: some milliseconds later, a few metres on. */
		if ((b + 1) * BATCH % UNITS == 0)
			f->time += 500;
	}
	return (double)(child_cpu_ns(f->subject.pid) - cpu) / 1000 / (BATCH * BATCHES);
}

static double redis_us(struct field *f, struct peer_redis *redis, struct buf *pipeline)
{
	int64_t cpu = child_cpu_ns(redis->pid);

	for (uint32_t n = 0; n < BATCH * BATCHES; n++) {
		uint32_t i = n % UNITS;
		char lon[24], lat[24];
		const char *const words[] = { "GEOADD", "units", lon, lat, f->unit[i] };

		step(f, i);
		snprintf(lon, sizeof lon, "%.6f", f->lon[i]);
		snprintf(lat, sizeof lat, "%.6f", f->lat[i]);
		peer_redis_put(pipeline, 5, words);
		if (n % 100 == 99)
			peer_redis_run(redis, pipeline, 100);
	}
	/* They have wandered far by now, and are believed to have had the time for it. */
	f->time += 60000;
	return (double)(child_cpu_ns(redis->pid) - cpu) / 1000 / (BATCH * BATCHES);
}

/* ---- consoles -------------------------------------------------------------------------------- */

struct consoles {
	struct pollfd at[CONSOLES];
	double *late;                                      /* ms, from position to console */
	uint32_t count;
	uint64_t bytes;
};

static void open_consoles(struct field *f, struct consoles *consoles)
{
	char text[512];

	snprintf(text, sizeof text, "GET /api/v1/live/stream?period=%d HTTP/1.1\r\nHost: x\r\n"
		 "%s\r\n", PERIOD_MS, f->subject.officer);
	for (int i = 0; i < CONSOLES; i++) {
		consoles->at[i] = (struct pollfd){ .fd = load_connect(f->subject.port),
						   .events = POLLIN };
		send_all(consoles->at[i].fd, str_of(text));
		/* They open one after the other, as people come to work. */
		usleep(1000);
	}
}

/* When each position in the text was sent stands in its accuracy, in ms of a clock of ours. */
static void note(struct consoles *consoles, const char *text, int64_t now_ms)
{
	for (const char *at = strstr(text, "\"accuracy\":"); at; at = strstr(at, "\"accuracy\":")) {
		at += strlen("\"accuracy\":");
		double sent = strtod(at, NULL);

		if (sent >= 1 && consoles->count < SAMPLES)
			consoles->late[consoles->count++] = (double)now_ms - sent;
	}
}

static void read_consoles(struct consoles *consoles, int64_t start_ns, int64_t until_ns)
{
	static char text[TEXT_BYTES];

	do {
		int ready = poll(consoles->at, CONSOLES, 5);

		for (int i = 0; i < CONSOLES && ready > 0; i++) {
			if (consoles->at[i].revents == 0)
				continue;
			ready--;
			ssize_t len = read(consoles->at[i].fd, text, sizeof text - 1);

			if (len <= 0)
				child_fail("a console was cut off");
			consoles->bytes += (uint64_t)len;
			text[len] = '\0';
			/* All are read; every twentieth is looked at. */
			if (i % 20 == 0 && start_ns > 0)
				note(consoles, text, (os_monotonic_ns() - start_ns) / 1000000);
		}
	} while (os_monotonic_ns() < until_ns);
}

/* The moment of sending rides along as the accuracy: whole milliseconds, at most four digits. */
static void write_marked(struct field *f, uint32_t first, int64_t now_ms)
{
	buf_clear(&f->body);
	buf_add(&f->body, STR("{\"fixes\":["));
	for (uint32_t n = 0; n < LATENCY_BATCH; n++) {
		uint32_t i = (first + n) % UNITS;

		step(f, i);
		buf_printf(&f->body, "%s[\"%s\",%.6f,%.6f,%lld,%lld]", n ? "," : "", f->unit[i],
			   f->lon[i], f->lat[i], (long long)f->time, (long long)now_ms);
	}
	buf_add(&f->body, STR("]}"));
}

static void measure_consoles(struct field *f, int fd, struct consoles *consoles)
{
	int64_t start = os_monotonic_ns(), next = start, began;
	uint32_t first = 0;

	open_consoles(f, consoles);
	read_consoles(consoles, 0, os_monotonic_ns() + 3 * PERIOD_MS * INT64_C(1000000));
	consoles->bytes = 0;
	start = began = next = os_monotonic_ns();
	while (os_monotonic_ns() - began < LATENCY_NS) {
		/* Four digits are told in full: the clock begins anew, and what is under way is not
		 * counted. */
		if (os_monotonic_ns() - start > INT64_C(7000000000)) {
			read_consoles(consoles, start, os_monotonic_ns() +
				      2 * PERIOD_MS * INT64_C(1000000));
			start = next = os_monotonic_ns();
		}
		write_marked(f, first, (os_monotonic_ns() - start) / 1000000);
		post(f, fd, LATENCY_BATCH);
		first = (first + LATENCY_BATCH) % UNITS;
		if (first == 0)
			f->time += 500;
		next += LATENCY_GAP_NS;
		read_consoles(consoles, start, next);
	}
	for (int i = 0; i < CONSOLES; i++)
		close(consoles->at[i].fd);
}

int main(void)
{
	static struct field f;
	static struct consoles consoles;
	struct peer_redis redis;
	struct buf pipeline;
	double ours[RUNS], theirs[RUNS];

	if (self_descriptors(4 * CONSOLES) < 4 * CONSOLES)
		child_fail("descriptors");
	f.chance.state = 11;
	buf_init(&f.body, 65536);
	buf_init(&f.answer, (size_t)1024 * 1024);
	buf_init(&pipeline, (size_t)1024 * 1024);
	subject_start(&f.subject);
	make_world(&f);
	int fd = load_connect(f.subject.port);

	f.time = os_now() - 3000000;
	peer_redis_start(&redis);
	for (int r = 0; r < RUNS; r++) {
		ours[r] = ours_us(&f, fd);
		theirs[r] = redis_us(&f, &redis, &pipeline);
	}
	peer_redis_end(&redis);
	printf("%d units, %d fences; batches of %d positions as JSON, Redis in pipelines of 100\n",
	       UNITS, FENCES, BATCH);
	bench_row("CPU a position, fences on / GEOADD", bench_median(ours, RUNS),
		  bench_median(theirs, RUNS), "us", 0.5);
	consoles.late = heap_alloc(SAMPLES * sizeof consoles.late[0]);
	measure_consoles(&f, fd, &consoles);
	qsort(consoles.late, consoles.count, sizeof consoles.late[0], bench_order);
	printf("%d consoles, %d positions a second, %u samples: median %.0f ms, p99 %.0f ms, "
	       "%.0f MB in all\n", CONSOLES, (int)(LATENCY_BATCH * INT64_C(1000000000) /
	       LATENCY_GAP_NS), consoles.count, consoles.late[consoles.count / 2],
	       consoles.late[consoles.count * 99 / 100], (double)consoles.bytes / 1e6);
	bench_row("position in to console delta, p99 / period",
		  consoles.late[consoles.count * 99 / 100], PERIOD_MS, "ms", 1.2);
	bench_row("memory, most / promised", child_memory_mib(f.subject.pid, "VmHWM:"), 1024,
		  "MiB", 1);
	close(fd);
	heap_free(consoles.late);
	buf_release(&f.body);
	buf_release(&f.answer);
	buf_release(&pipeline);
	subject_end(&f.subject);
	return 0;
}
