/* People at work at several sites at once: what was acknowledged to them is remembered. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/tierload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "lib/apiclient.h"
#include "lib/logkit.h"
#include "os/os.h"

#define WIDTH 24                                           /* connections a site */
#define ID_BYTES 32
#define BODY_BYTES 1024
#define PATIENCE_NS (120 * INT64_C(1000000000))            /* without a single answer */

/* A connection, and the act that it waits for. */
struct link {
	struct apiclient client;
	bool busy;
	enum tierload_kind kind;
	enum tierkit_site to;
};
struct desk {
	enum tierkit_site site;
	struct link links[WIDTH];
	uint32_t left[TIERLOAD_KINDS], under_way[TIERLOAD_KINDS];
	uint32_t turn;
	char incident[ID_BYTES];
};

static struct {
	struct tierload_ack *at;
	uint64_t count, size;
	uint64_t number;                                   /* of the last key */
} acks;

static const char *login_of(enum tierkit_site site)
{
	static const char *const logins[TIERKIT_SITES] = {
		"nat.commander", "bj.commander", "hb.commander", "nst.duty", "nss.duty",
		"yac.duty", "zsj.duty"
	};

	return logins[site];
}

/* ---- what is asked -------------------------------------------------------------------------- */

static enum tierkit_site venue_below(enum tierkit_site site, uint32_t turn)
{
	if (site == TIERKIT_HB)
		return TIERKIT_ZSJ;
	if (site == TIERKIT_BJ)
		return (enum tierkit_site)(TIERKIT_NST + (int)(turn % 3));
	return (enum tierkit_site)(TIERKIT_NST + (int)(turn % 4));
}

static void write_body(struct desk *desk, struct link *link, char *ret, size_t size)
{
	const char *post = tierkit_names[desk->site];
	unsigned long long key = (unsigned long long)++acks.number;

	link->to = desk->site;
	switch (link->kind) {
	case TIERLOAD_INCIDENT:
		snprintf(ret, size, "{\"act\":\"report\",\"post\":\"%s\",\"key\":\"t%llu\","
			 "\"fields\":{\"title\":\"看台拥挤 %llu\",\"type\":\"crowd_density\"}}",
			 post, key, key);
		break;
	case TIERLOAD_REPORT:
		snprintf(ret, size, "{\"act\":\"send\",\"post\":\"%s\",\"key\":\"t%llu\","
			 "\"fields\":{\"type\":\"flash\",\"incident\":\"%s\","
			 "\"course\":\"东侧看台人流持续增加\"}}", post, key, desk->incident);
		break;
	case TIERLOAD_ORDER:
		link->to = venue_below(desk->site, desk->turn++);
		snprintf(ret, size, "{\"act\":\"issue\",\"post\":\"%s\",\"key\":\"t%llu\","
			 "\"fields\":{\"title\":\"open gate %llu\",\"to\":[\"%s\"],"
			 "\"type\":\"task\",\"priority\":\"immediate\","
			 "\"epidemic_part\":\"mask\"}}",
			 post, key, key, tierkit_names[link->to]);
		break;
	case TIERLOAD_NOTE:
	case TIERLOAD_KINDS:
		snprintf(ret, size, "{\"act\":\"log\",\"post\":\"%s\",\"key\":\"t%llu\","
			 "\"fields\":{\"text\":\"第%llu号：东侧看台人流正常，通道畅通，人员到位；"
			 "gate 4 open, flow steady\",\"type\":\"log\"}}", post, key, key);
		break;
	}
}

static const char *path_of(enum tierload_kind kind)
{
	static const char *const paths[TIERLOAD_KINDS] = { "note", "incident", "report", "order" };

	return paths[kind];
}

static bool next_kind(struct desk *desk, enum tierload_kind *ret)
{
	/* Rare ones first, so that they lie among the many. */
	for (int k = TIERLOAD_KINDS - 1; k >= 0; k--) {
		if (desk->left[k] == desk->under_way[k] ||
		    (k == TIERLOAD_REPORT && !desk->incident[0]))
			continue;
		/* One in eight at most, while there is something else to do. */
		if (k != TIERLOAD_NOTE && acks.number % 8 != 0 &&
		    desk->left[TIERLOAD_NOTE] > desk->under_way[TIERLOAD_NOTE])
			continue;
		*ret = (enum tierload_kind)k;
		return true;
	}
	return false;
}

static void ask(struct desk *desk, struct link *link)
{
	char body[BODY_BYTES], text[BODY_BYTES + 512];

	if (!next_kind(desk, &link->kind))
		return;
	write_body(desk, link, body, sizeof body);
	snprintf(text, sizeof text, "POST /api/v1/records/%s HTTP/1.1\r\nHost: 127.0.0.1\r\n"
		 "Cookie: wf_session=%s\r\nX-CSRF: %s\r\nContent-Type: application/json\r\n"
		 "Content-Length: %zu\r\n\r\n%s", path_of(link->kind), link->client.cookie,
		 link->client.csrf, strlen(body), body);
	if (!apiclient_send(&link->client, str_of(text))) {
		apiclient_hang_up(&link->client);
		return;
	}
	link->busy = true;
	desk->under_way[link->kind]++;
}

/* ---- what is answered ----------------------------------------------------------------------- */

static void remember(struct desk *desk, const struct link *link)
{
	char entry[ID_BYTES];
	const char *dash;

	apiclient_member(&link->client, "entry", entry, sizeof entry);
	dash = strchr(entry, '-');
	LOGKIT_MUST(dash && (size_t)(dash - entry) == strlen(tierkit_names[desk->site]) &&
		    strncmp(entry, tierkit_names[desk->site], (size_t)(dash - entry)) == 0);
	HEAP_ROOM(acks.at, acks.count, acks.size);
	acks.at[acks.count++] = (struct tierload_ack){ desk->site, link->to,
						       strtoull(dash + 1, NULL, 10) };
	if (link->kind == TIERLOAD_INCIDENT)
		snprintf(desk->incident, sizeof desk->incident, "%s", entry);
}

static void listen_to(struct desk *desk, struct link *link, struct tierload_result *result)
{
	int status;

	if (!link->busy)
		return;
	link->busy = false;
	desk->under_way[link->kind]--;
	status = apiclient_answer(&link->client);
	if (status == 200 || status == 201) {
		remember(desk, link);
		desk->left[link->kind]--;
	} else if (status == 0) {
		apiclient_hang_up(&link->client);
		result->unanswered++;
	} else {
		/* Too busy is the only other answer that this work may get. */
		if (status != 503)
			fprintf(stderr, "# %s: %d " STR_FMT "\n", path_of(link->kind), status,
				STR_ARG(buf_str(&link->client.body)));
		LOGKIT_MUST(status == 503);
		result->refused++;
	}
}

/* ---- the work ------------------------------------------------------------------------------- */

static uint64_t left_at(const struct desk *desk)
{
	uint64_t left = 0;

	for (int k = 0; k < TIERLOAD_KINDS; k++)
		left += desk->left[k];
	return left;
}

static void sign_in(struct desk *desk)
{
	struct apiclient *first = &desk->links[0].client;
	uint16_t port = tierkit_enter(desk->site);

	for (int i = 0; i < WIDTH; i++)
		apiclient_init(&desk->links[i].client, port);
	if (left_at(desk) == 0) {
		tierkit_leave();
		return;
	}
	LOGKIT_MUST(apiclient_login(first, login_of(desk->site), tierkit_password()) == 200);
	for (int i = 1; i < WIDTH; i++) {
		memcpy(desk->links[i].client.cookie, first->cookie, sizeof first->cookie);
		memcpy(desk->links[i].client.csrf, first->csrf, sizeof first->csrf);
	}
	tierkit_leave();
}

static uint64_t left_of(const struct desk *desks)
{
	uint64_t left = 0;

	for (int s = 0; s < TIERKIT_SITES; s++)
		left += left_at(&desks[s]);
	return left;
}

static void round_of(struct desk *desks, struct tierload_result *result, void (*meanwhile)(void))
{
	for (int s = 0; s < TIERKIT_SITES; s++) {
		/* Where nobody works nobody may be there. */
		if (left_at(&desks[s]) == 0)
			continue;
		tierkit_enter((enum tierkit_site)s);
		for (int i = 0; i < WIDTH; i++)
			ask(&desks[s], &desks[s].links[i]);
		tierkit_leave();
	}
	if (meanwhile)
		meanwhile();
	for (int s = 0; s < TIERKIT_SITES; s++)
		for (int i = 0; i < WIDTH; i++)
			listen_to(&desks[s], &desks[s].links[i], result);
}

void tierload_run(const struct tierload_plan *plan, struct tierload_result *ret)
{
	struct desk *desks = heap_alloc(TIERKIT_SITES * sizeof *desks);
	int64_t start = os_monotonic_ns(), moved = start;
	uint64_t total, left;
	bool told = plan->at_half == NULL;

	*ret = (struct tierload_result){ 0 };
	for (int s = 0; s < TIERKIT_SITES; s++) {
		desks[s].site = (enum tierkit_site)s;
		memcpy(desks[s].left, plan->count[s], sizeof desks[s].left);
		sign_in(&desks[s]);
	}
	total = left = left_of(desks);
	while (left > 0) {
		bool now = !told && left <= total / 2;

		round_of(desks, ret, now ? plan->at_half : NULL);
		told = told || now;
		if (left_of(desks) < left)
			moved = os_monotonic_ns();
		left = left_of(desks);
		LOGKIT_MUST(os_monotonic_ns() - moved < PATIENCE_NS);
	}
	for (int s = 0; s < TIERKIT_SITES; s++)
		for (int i = 0; i < WIDTH; i++)
			apiclient_release(&desks[s].links[i].client);
	heap_free(desks);
	ret->seconds = (double)(os_monotonic_ns() - start) / 1e9;
}

const struct tierload_ack *tierload_acks(uint64_t *ret_count)
{
	*ret_count = acks.count;
	return acks.at;
}

void tierload_release(void)
{
	heap_free(acks.at);
	acks.at = NULL;
	acks.count = acks.size = 0;
}

int tierload_act(enum tierkit_site site, const char *login, const char *path, const char *body,
		 char *ret_id, size_t size)
{
	struct apiclient client;
	char where[128];
	int status;

	apiclient_init(&client, tierkit_enter(site));
	LOGKIT_MUST(apiclient_login(&client, login, tierkit_password()) == 200);
	snprintf(where, sizeof where, "/api/v1/records/%s", path);
	status = apiclient_post(&client, where, body);
	if (status >= 300)
		fprintf(stderr, "# %s: %d " STR_FMT "\n", path, status,
			STR_ARG(buf_str(&client.body)));
	apiclient_member(&client, "id", ret_id, size);
	apiclient_release(&client);
	tierkit_leave();
	return status;
}
