/* What other nodes wrote, in this node's log: in full or by hash alone, and what it causes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "lib/logpeer.h"
#include "lib/unit.h"

struct fixture {
	struct logkit kit;
	struct logpeer peer;
	struct log_reader *reader;
};

static int setup(void **state)
{
	struct fixture *fix = heap_alloc(sizeof *fix);

	logkit_init(&fix->kit);
	logpeer_init(&fix->peer, 100, 0);
	assert_int_equal(logkit_open(&fix->kit), LOG_OK);
	assert_int_equal(log_reader_open(fix->kit.dir, &fix->reader), LOG_OK);
	*state = fix;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fix = *state;

	log_reader_close(fix->reader);
	logkit_release(&fix->kit);
	logpeer_release(&fix->peer);
	heap_free(fix);
	return 0;
}

static void take(struct fixture *fix, struct logpeer_group group)
{
	assert_true(logpeer_take(&fix->peer, &fix->kit, &group));
	log_flush(fix->kit.log);
}

static void assert_sound(const struct fixture *fix, uint64_t entries, uint64_t veils)
{
	struct log_verdict verdict = logkit_verify(&fix->kit);

	assert_int_equal(verdict.fault, LOG_SOUND);
	assert_int_equal(verdict.entries, entries);
	assert_int_equal(verdict.veils, veils);
}

/* ---- taking -------------------------------------------------------------------------------- */

static void what_arrives_and_what_it_causes_share_a_commit(void **state)
{
	struct fixture *fix = *state;
	struct log_stats stats;

	take(fix, (struct logpeer_group){ .from = 1, .to = 10, .veil_every = 5, .made = 3,
					  .head = true });
	log_stats(fix->kit.log, &stats);
	assert_int_equal(stats.commits, 1);
	assert_int_equal(stats.entries, 11);
	assert_int_equal(fix->kit.reported, 11);
	assert_int_equal(log_last_pos(fix->kit.log), 11);
	assert_int_equal(log_last_seq(fix->kit.log, fix->peer.origin), 10);
	assert_int_equal(log_last_seq(fix->kit.log, logpeer_made()), 3);
	assert_int_equal(logkit_check_bodies(&fix->kit, 11, 0), 11);
	assert_sound(fix, 11, 2);
}

static void reopening_knows_where_the_chains_end(void **state)
{
	struct fixture *fix = *state;

	/* The last number is a veil. */
	take(fix, (struct logpeer_group){ .from = 1, .to = 9, .veil_every = 3, .made = 1 });
	logkit_reopen(&fix->kit);
	assert_int_equal(log_last_pos(fix->kit.log), 7);
	assert_int_equal(log_last_seq(fix->kit.log, fix->peer.origin), 9);
	take(fix, (struct logpeer_group){ .from = 10, .to = 20, .head = true });
	logkit_reopen(&fix->kit);
	assert_int_equal(log_last_seq(fix->kit.log, fix->peer.origin), 20);
	assert_sound(fix, 18, 3);
	/* Only what was made here is signed here. */
	assert_int_equal(logkit_number(&fix->kit, "SELECT count(*) FROM head WHERE origin = 'nat'"
						  " AND pos IS NOT NULL"), 1);
	assert_int_equal(logkit_number(&fix->kit, "SELECT count(*) FROM head WHERE origin = 'hb'"
						  " AND pos IS NULL AND seq = 20"), 1);
	assert_int_equal(logkit_number(&fix->kit, "SELECT count(*) FROM head"), 2);
}

static void veils_alone_are_committed_and_told(void **state)
{
	struct fixture *fix = *state;
	uint32_t calls = fix->kit.calls;

	take(fix, (struct logpeer_group){ .from = 1, .to = 50, .veil_every = 1 });
	assert_int_equal(fix->kit.calls, calls + 1);
	assert_int_equal(log_last_pos(fix->kit.log), 0);
	assert_int_equal(log_last_seq(fix->kit.log, fix->peer.origin), 50);
	assert_sound(fix, 0, 50);
	/* Nothing at all is nothing to do. */
	assert_true(log_take(fix->kit.log, &(struct log_arrival){ 0 }));
	log_flush(fix->kit.log);
	assert_int_equal(fix->kit.calls, calls + 1);
}

static void an_entry_lifts_the_veil_of_its_number(void **state)
{
	struct fixture *fix = *state;

	take(fix, (struct logpeer_group){ .from = 1, .to = 20, .veil_every = 2, .head = true });
	assert_sound(fix, 10, 10);
	take(fix, (struct logpeer_group){ .from = 8, .to = 8, .made = 1 });
	take(fix, (struct logpeer_group){ .from = 4, .to = 4 });
	assert_sound(fix, 13, 8);
	assert_int_equal(logkit_number(&fix->kit, "SELECT pos FROM entry WHERE origin = 'hb'"
						  " AND seq = 4"), 13);
	assert_int_equal(logkit_number(&fix->kit, "SELECT count(*) FROM veil WHERE seq IN (4, 8)"),
			 0);
	assert_int_equal(log_last_seq(fix->kit.log, fix->peer.origin), 20);
	take(fix, (struct logpeer_group){ .from = 21, .to = 30, .head = true });
	logkit_reopen(&fix->kit);
	assert_int_equal(log_last_seq(fix->kit.log, fix->peer.origin), 30);
	assert_sound(fix, 23, 8);
}

static void a_full_queue_refuses_whole_arrivals(void **state)
{
	struct fixture *fix = *state;
	struct logpeer long_peer;
	struct logpeer_group some = { .from = 2, .to = LIMIT_QUEUE_ENTRIES - 2, .veil_every = 1,
				      .made = 1 };
	uint32_t calls = fix->kit.calls;

	logpeer_init(&long_peer, LIMIT_QUEUE_ENTRIES + 2, 0);
	fix->kit.held = true;
	assert_true(logpeer_take(&long_peer, &fix->kit,
				 &(struct logpeer_group){ .from = 1, .to = 1 }));
	while (fix->kit.calls == calls)
		sched_yield();
	/* Veils and heads are counted like entries. */
	assert_true(logpeer_take(&long_peer, &fix->kit, &some));
	some = (struct logpeer_group){ some.to + 1, some.to + 3, .veil_every = 1 };
	assert_false(logpeer_take(&long_peer, &fix->kit, &some));
	some.to = some.from + 1;
	assert_false(logpeer_take(&long_peer, &fix->kit,
				  &(struct logpeer_group){ some.from, some.to, 1, .head = true }));
	assert_int_equal(log_last_seq(fix->kit.log, long_peer.origin), some.from - 1);
	assert_true(logpeer_take(&long_peer, &fix->kit, &some));
	fix->kit.held = false;
	log_flush(fix->kit.log);
	assert_sound(fix, 2, LIMIT_QUEUE_ENTRIES - 1);
	logpeer_release(&long_peer);
}

/* ---- reading ------------------------------------------------------------------------------- */

struct walk {
	const struct logpeer *peer;
	uint64_t next, stop_at;
	uint32_t entries, secrets;
	struct log_reader *reader;
};

static bool step(void *user, uint64_t seq, const struct hash *hash, const struct hash *link,
		 const struct log_entry *entry)
{
	struct walk *walk = user;
	const struct log_veil *expected = &walk->peer->links[seq - 1];
	struct hash again[2];

	assert_int_equal(seq, walk->next++);
	assert_true(hash_eq(hash, &expected->hash) && hash_eq(link, &expected->link));
	/* The same reader may be asked meanwhile. */
	assert_true(log_link_at(walk->reader, walk->peer->origin, seq, &again[0], &again[1]));
	assert_true(hash_eq(hash, &again[0]) && hash_eq(link, &again[1]));
	if (entry) {
		struct hash own = hash_of(entry->body.at, entry->body.len);

		assert_int_equal(entry->seq, seq);
		assert_int_equal(entry->arrived, LOGPEER_ARRIVED);
		assert_true(hash_eq(&own, hash) && hash_eq(entry->link, link));
		walk->entries++;
		walk->secrets += entry->secret ? 1 : 0;
	}
	return seq != walk->stop_at;
}

static void a_chain_is_read_in_its_order(void **state)
{
	struct fixture *fix = *state;
	struct walk walk = { .peer = &fix->peer, .reader = fix->reader };
	struct hash link;

	take(fix, (struct logpeer_group){ .from = 1, .to = 30, .veil_every = 3, .made = 5 });
	take(fix, (struct logpeer_group){ .from = 6, .to = 6 });
	walk.next = 1;
	assert_int_equal(log_read_chain(fix->reader, fix->peer.origin, 1, step, &walk), LOG_OK);
	assert_int_equal(walk.next, 31);
	assert_int_equal(walk.entries, 21);
	walk.next = 12;
	walk.stop_at = 14;
	assert_int_equal(log_read_chain(fix->reader, fix->peer.origin, 12, step, &walk), LOG_OK);
	assert_int_equal(walk.next, 15);
	walk.next = 31;
	assert_int_equal(log_read_chain(fix->reader, fix->peer.origin, 31, step, &walk), LOG_OK);
	assert_int_equal(walk.next, 31);
	assert_int_equal(log_chain_end(fix->reader, fix->peer.origin, &link), 30);
	assert_true(hash_eq(&link, &fix->peer.links[29].link));
}

static void what_is_not_there_is_not_found(void **state)
{
	struct fixture *fix = *state;
	struct hash hash, link, zero = { { 0 } };
	struct log_head head;
	code origins[4];

	assert_int_equal(log_chain_end(fix->reader, fix->peer.origin, &link), 0);
	assert_true(hash_eq(&link, &zero));
	assert_false(log_link_at(fix->reader, fix->peer.origin, 1, &hash, &link));
	assert_false(log_newest_head(fix->reader, fix->peer.origin, UINT64_MAX, &head));
	assert_int_equal(log_origins(fix->reader, origins, 4), 0);
	take(fix, (struct logpeer_group){ .from = 1, .to = 2, .veil_every = 1 });
	assert_int_equal(log_origins(fix->reader, origins, 0), 1);
	assert_false(log_link_at(fix->reader, fix->peer.origin, 3, &hash, &link));
	logkit_fill(&fix->kit, 9);
	assert_int_equal(log_origins(fix->reader, origins, 4), 4);
	for (uint32_t i = 1; i < 4; i++)
		assert_true(origins[i - 1] < origins[i]);
}

/* "Here at that time": an entry of long ago that came late was not here before it came. */
static void a_moment_knows_what_had_arrived(void **state)
{
	struct fixture *fix = *state;

	take(fix, (struct logpeer_group){ .from = 1, .to = 5 });
	assert_int_equal(log_pos_at(fix->reader, LOGPEER_ARRIVED - 1), 0);
	assert_int_equal(log_pos_at(fix->reader, LOGPEER_ARRIVED), 5);
}

/* ---- heads --------------------------------------------------------------------------------- */

static void of_other_nodes_the_newest_head_is_kept(void **state)
{
	struct fixture *fix = *state;
	struct log_head head;
	struct log_arrival older = { .heads = &head, .nheads = 1 };

	for (uint64_t seq = 1; seq <= 60; seq++)
		take(fix, (struct logpeer_group){ .from = seq, .to = seq, .head = seq % 10 == 0 });
	assert_int_equal(logkit_number(&fix->kit, "SELECT count(*) FROM head"), 1);
	assert_true(log_newest_head(fix->reader, fix->peer.origin, 60, &head));
	assert_int_equal(head.seq, 60);
	assert_true(log_head_holds(&head));
	assert_false(log_newest_head(fix->reader, fix->peer.origin, 59, &head));
	head = logpeer_head(&fix->peer, 30);
	assert_true(log_take(fix->kit.log, &older));
	/* One beyond what is here would prove nothing, and seem to say that something is lost. */
	head = logpeer_head(&fix->peer, 61);
	assert_true(log_take(fix->kit.log, &older));
	logkit_reopen(&fix->kit);
	assert_int_equal(logkit_number(&fix->kit, "SELECT count(*) FROM head WHERE seq = 60"), 1);
	assert_int_equal(logkit_number(&fix->kit, "SELECT count(*) FROM head"), 1);
	/* The one that was there when it was opened is replaced too. */
	take(fix, (struct logpeer_group){ .from = 61, .to = 62, .head = true });
	assert_int_equal(logkit_number(&fix->kit, "SELECT count(*) FROM head WHERE seq = 62"), 1);
	assert_int_equal(logkit_number(&fix->kit, "SELECT count(*) FROM head"), 1);
	assert_sound(fix, 62, 0);
}

/* By it whoever does not know the next writer yet can check what came before. */
static void the_last_head_of_each_writer_is_kept(void **state)
{
	struct fixture *fix = *state;
	struct logpeer other = fix->peer;
	struct log_head head;

	other.key.public[0] ^= 1;
	take(fix, (struct logpeer_group){ .from = 1, .to = 10, .head = true });
	take(fix, (struct logpeer_group){ .from = 11, .to = 20, .head = true });
	for (uint64_t seq = 21; seq <= 40; seq++) {
		struct logpeer_group group = { .from = seq, .to = seq, .head = true };

		assert_true(logpeer_take(&other, &fix->kit, &group));
		if (seq == 30)
			logkit_reopen(&fix->kit);
	}
	log_flush(fix->kit.log);
	assert_int_equal(logkit_number(&fix->kit, "SELECT count(*) FROM head"), 2);
	assert_true(log_newest_head(fix->reader, fix->peer.origin, 39, &head));
	assert_int_equal(head.seq, 20);
}

static void every_4096th_head_is_kept(void **state)
{
	struct fixture *fix = *state;
	struct logpeer peer;

	logpeer_init(&peer, 8200, 100);
	log_sign_commits(fix->kit.log, true);
	for (uint64_t from = 1; from < 8192; from += 1024) {
		struct logpeer_group group = { .from = from, .to = from + 1023, .head = true,
					       .made = 1024 };

		assert_true(logpeer_take(&peer, &fix->kit, &group));
		log_flush(fix->kit.log);
	}
	assert_true(logpeer_take(&peer, &fix->kit, &(struct logpeer_group){
							   .from = 8193, .to = 8195, .head = true,
							   .made = 2 }));
	log_flush(fix->kit.log);
	assert_int_equal(logkit_number(&fix->kit, "SELECT count(*) FROM head"), 6);
	assert_int_equal(logkit_number(&fix->kit, "SELECT count(*) FROM head WHERE seq IN"
						  " (4096, 8192)"), 4);
	assert_sound(fix, 16384 + 5, 0);
	assert_int_equal(logkit_verify(&fix->kit).unsigned_entries, 0);
	logpeer_release(&peer);
}

static void each_commit_is_signed_when_asked(void **state)
{
	struct fixture *fix = *state;

	log_sign_commits(fix->kit.log, true);
	for (uint32_t i = 0; i < 20; i++) {
		logkit_fill(&fix->kit, 7);
		assert_int_equal(logkit_verify(&fix->kit).unsigned_entries, 0);
		assert_int_equal(logkit_number(&fix->kit, "SELECT count(*) FROM head"),
				 LOGKIT_ORIGINS);
	}
	/* That of closing stays. */
	logkit_reopen(&fix->kit);
	log_sign_commits(fix->kit.log, true);
	logkit_fill(&fix->kit, 7);
	logkit_fill(&fix->kit, 7);
	assert_int_equal(logkit_number(&fix->kit, "SELECT count(*) FROM head"), 2 * LOGKIT_ORIGINS);
	assert_sound(fix, 154, 0);
}

/* An origin that one site wrote until now is written by this one from now on, and back. */
static void a_chain_goes_over_to_another_writer(void **state)
{
	struct fixture *fix = *state;
	char body[1024];
	struct log_entry entry = { .pos = 7, .origin = fix->peer.origin, .seq = 8, .time = 5 };
	struct log_head head;

	take(fix, (struct logpeer_group){ .from = 1, .to = 7, .veil_every = 7, .head = true });
	entry.body = (struct str){ body, logkit_body(entry.origin, 8, 0, body) };
	log_sign_commits(fix->kit.log, true);
	assert_true(log_append(fix->kit.log, &entry, 1));
	logkit_reopen(&fix->kit);
	assert_sound(fix, 7, 1);
	assert_int_equal(logkit_verify(&fix->kit).unsigned_entries, 0);
	assert_true(log_newest_head(fix->reader, fix->peer.origin, 7, &head));
	assert_memory_equal(head.key, fix->peer.key.public, sizeof head.key);
	assert_true(log_newest_head(fix->reader, fix->peer.origin, 8, &head));
	log_public_key(fix->kit.log, head.signature);
	assert_memory_equal(head.key, head.signature, sizeof head.key);
	/* The bodies are the same, so the peer's own chain goes on from there. */
	take(fix, (struct logpeer_group){ .from = 9, .to = 12, .head = true });
	take(fix, (struct logpeer_group){ .from = 13, .to = 14, .head = true });
	assert_sound(fix, 13, 1);
	assert_int_equal(logkit_number(&fix->kit, "SELECT count(*) FROM head WHERE seq IN"
						  " (7, 8, 14)"), 3);
	assert_int_equal(logkit_number(&fix->kit, "SELECT count(*) FROM head"), 3);
}

/* ---- keys ---------------------------------------------------------------------------------- */

static void count_key(void *user, const struct log_secret *secret)
{
	uint32_t *counts = user;

	counts[secret->gone ? 1 : 0]++;
}

static void keys_of_arrivals_are_kept_and_destroyed_like_own_ones(void **state)
{
	struct fixture *fix = *state;
	struct log_secret secret = { .of = { fix->peer.origin, 3 }, .since = 77, .key = { 1, 2 } };
	struct log_secret gone = { .of = { fix->peer.origin, 3 }, .gone = true };
	uint32_t counts[2] = { 0 };

	take(fix, (struct logpeer_group){ .from = 1, .to = 3, .secret = &secret });
	assert_int_equal(log_secret_read(fix->reader, &secret.of, count_key, counts), LOG_OK);
	assert_int_equal(counts[0], 1);
	take(fix, (struct logpeer_group){ .from = 4, .to = 4, .secret = &gone });
	/* Who sends it again brings nothing back. */
	take(fix, (struct logpeer_group){ .from = 5, .to = 5, .secret = &secret });
	counts[0] = 0;
	assert_int_equal(log_secret_read(fix->reader, NULL, count_key, counts), LOG_OK);
	assert_int_equal(counts[0], 0);
	assert_int_equal(counts[1], 1);
}

static bool see_secret(void *user, uint64_t seq, const struct hash *hash, const struct hash *link,
		       const struct log_entry *entry)
{
	uint64_t *found = user;

	(void)hash;
	(void)link;
	if (entry && entry->secret) {
		assert_int_equal(entry->secret->key[0], seq);
		*found = *found * 10 + seq;
	}
	return true;
}

/* Of entries and veils alike; a part that is not all here is not given at all. */
static void hashes_of_a_part_of_a_chain_are_read(void **state)
{
	struct fixture *fix = *state;
	struct hash hashes[6], hash, link;

	take(fix, (struct logpeer_group){ .from = 1, .to = 6, .veil_every = 2 });
	assert_true(log_read_hashes(fix->reader, fix->peer.origin, 2, 5, hashes));
	for (uint64_t seq = 2; seq <= 5; seq++) {
		assert_true(log_link_at(fix->reader, fix->peer.origin, seq, &hash, &link));
		assert_true(hash_eq(&hashes[seq - 2], &hash));
	}
	assert_true(log_read_hashes(fix->reader, fix->peer.origin, 6, 6, hashes));
	assert_false(log_read_hashes(fix->reader, fix->peer.origin, 5, 7, hashes));
	assert_false(log_read_hashes(fix->reader, logpeer_made(), 1, 1, hashes));
}

/* Who passes a chain on needs the key with the entry that first needed it, and only there. */
static void a_chain_is_read_with_its_keys(void **state)
{
	static const struct {
		const char *body;
		instant time;
		uint64_t keyed;                            /* record; 0: none */
	} rows[] = {
		{ "{\"entry\":\"nat-1\",\"record\":\"nat-1\",\"sealed\":1}", 10, 1 },
		{ "{\"entry\":\"nat-2\",\"record\":\"nat-1\",\"sealed\":1}", 11, 0 },
		{ "{\"entry\":\"nat-3\",\"record\":\"nat-3\",\"sealed\":1}", 11, 3 },
		{ "{\"entry\":\"nat-4\",\"record\":\"nat-4\"}", 11, 0 },
		{ "{\"entry\":\"nat-5\",\"sealed\":1}", 12, 0 },
		{ "{\"record\":\"nat-6\",\"sealed\":", 12, 6 },
		{ "{\"sealed\":1,\"record\":\"nat", 12, 0 },
	};
	struct fixture *fix = *state;
	struct log_secret gone = { .of = { logpeer_made(), 3 }, .gone = true };
	uint64_t found = 0;

	for (uint32_t i = 0; i < COUNT(rows); i++) {
		struct log_secret secret = { .of = { logpeer_made(), rows[i].keyed },
					     .since = rows[i].time,
					     .key = { (uint8_t)(i + 1) } };
		struct log_entry entry = { .pos = i + 1, .origin = logpeer_made(), .seq = i + 1,
					   .time = rows[i].time, .body = str_of(rows[i].body),
					   .secret = rows[i].keyed ? &secret : NULL };

		assert_true(log_append(fix->kit.log, &entry, 1));
	}
	log_flush(fix->kit.log);
	assert_int_equal(log_read_chain(fix->reader, logpeer_made(), 1, see_secret, &found),
			 LOG_OK);
	assert_int_equal(found, 136);
	take(fix, (struct logpeer_group){ .from = 1, .to = 1, .secret = &gone });
	found = 0;
	assert_int_equal(log_read_chain(fix->reader, logpeer_made(), 1, see_secret, &found),
			 LOG_OK);
	assert_int_equal(found, 16);
}

/* ---- promises of the caller ----------------------------------------------------------------- */

static bool dies(const struct logpeer *peer, void (*act)(const struct logpeer *, struct logkit *))
{
	struct logkit kit;
	int status;
	pid_t child;

	logkit_init(&kit);
	child = fork();
	if (child == 0) {
		struct logpeer_group first = { .from = 1, .to = 10, .veil_every = 5 };

		LOGKIT_MUST(freopen("/dev/null", "w", stderr));
		signal(SIGABRT, SIG_DFL);
		LOGKIT_MUST(logkit_open(&kit) == LOG_OK);
		LOGKIT_MUST(logpeer_take(peer, &kit, &first));
		act(peer, &kit);
		log_flush(kit.log);
		_exit(0);
	}
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	logkit_release(&kit);
	if (WIFEXITED(status))
		assert_int_equal(WEXITSTATUS(status), 0);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void right(const struct logpeer *peer, struct logkit *kit)
{
	logpeer_take(peer, kit, &(struct logpeer_group){ .from = 5, .to = 5 });
	logpeer_take(peer, kit, &(struct logpeer_group){ .from = 11, .to = 12, .head = true });
}

static void there_already(const struct logpeer *peer, struct logkit *kit)
{
	logpeer_take(peer, kit, &(struct logpeer_group){ .from = 4, .to = 4 });
}

static void veil_of_what_is_there(const struct logpeer *peer, struct logkit *kit)
{
	logpeer_take(peer, kit, &(struct logpeer_group){ .from = 4, .to = 4, .veil_every = 1 });
}

static void number_left_out(const struct logpeer *peer, struct logkit *kit)
{
	logpeer_take(peer, kit, &(struct logpeer_group){ .from = 12, .to = 13 });
}

static void veil_left_out(const struct logpeer *peer, struct logkit *kit)
{
	logpeer_take(peer, kit, &(struct logpeer_group){ .from = 12, .to = 12, .veil_every = 1 });
}

static void head_of_another_chain(const struct logpeer *peer, struct logkit *kit)
{
	struct log_head head = logpeer_head(peer, 10);

	head.link.bytes[0] ^= 1;
	log_take(kit->log, &(struct log_arrival){ .heads = &head, .nheads = 1 });
}

static void arrived_without_link(const struct logpeer *peer, struct logkit *kit)
{
	struct log_entry entry = { .pos = 9, .origin = peer->origin, .seq = 11, .time = 1,
				   .body = STR("{}"), .arrived = 1 };

	log_append(kit->log, &entry, 1);
}

static void broken_promises_are_asserted(void **state)
{
	struct logpeer peer;

	(void)state;
	logpeer_init(&peer, 100, 0);
	assert_false(dies(&peer, right));
	assert_true(dies(&peer, there_already));
	assert_true(dies(&peer, veil_of_what_is_there));
	assert_true(dies(&peer, number_left_out));
	assert_true(dies(&peer, veil_left_out));
	assert_true(dies(&peer, head_of_another_chain));
	assert_true(dies(&peer, arrived_without_link));
	logpeer_release(&peer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(what_arrives_and_what_it_causes_share_a_commit),
		TEST(reopening_knows_where_the_chains_end),
		TEST(veils_alone_are_committed_and_told),
		TEST(an_entry_lifts_the_veil_of_its_number),
		TEST(a_full_queue_refuses_whole_arrivals),
		TEST(a_chain_is_read_in_its_order),
		TEST(hashes_of_a_part_of_a_chain_are_read),
		TEST(what_is_not_there_is_not_found),
		TEST(a_moment_knows_what_had_arrived),
		TEST(of_other_nodes_the_newest_head_is_kept),
		TEST(the_last_head_of_each_writer_is_kept),
		TEST(every_4096th_head_is_kept),
		TEST(each_commit_is_signed_when_asked),
		TEST(a_chain_goes_over_to_another_writer),
		TEST(keys_of_arrivals_are_kept_and_destroyed_like_own_ones),
		TEST(a_chain_is_read_with_its_keys),
		/* No log is open here: who forks with threads may not make more. */
		cmocka_unit_test(broken_promises_are_asserted),
	};

	return cmocka_run_group_tests_name("log take", tests, NULL, NULL);
}
