/* What names a person: sealed in entries and snapshots, readable only with the record's key. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include "base/hash.h"
#include "model/entry.h"
#include "model/snapshot.h"
#include "model/value.h"

#define NAME "张三 13800138000"

static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	registry_init();
	arena = arena_create();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

static struct ident ident_of(const char *text)
{
	struct ident id = { 0 };

	assert_true(ident_parse(str_of(text), &id));
	return id;
}

static const uint8_t *key_of(uint8_t seed)
{
	uint8_t *key = arena_alloc(arena, SEAL_KEY);

	memset(key, seed, SEAL_KEY);
	return key;
}

/* ---- the vault ---------------------------------------------------------------------------- */

static void test_an_entry_finds_the_key_of_its_time(void **state)
{
	struct vault *vault = vault_create();
	struct ident one = ident_of("nst-1"), two = ident_of("nst-2");

	(void)state;
	assert_null(vault_key(vault, one, INSTANT_MAX));
	vault_put(vault, one, 100, key_of(1));
	vault_put(vault, two, 100, key_of(2));
	assert_null(vault_key(vault, one, 99));
	assert_memory_equal(vault_key(vault, one, 100), key_of(1), SEAL_KEY);
	assert_memory_equal(vault_key(vault, two, 5000), key_of(2), SEAL_KEY);
	assert_int_equal(vault_count(vault), 2);

	/* Forgotten at 200, written about again at 300. */
	vault_forget(vault, one, 200);
	assert_null(vault_key(vault, one, 5000));
	assert_true(vault_forgot(vault, one) && !vault_forgot(vault, two));
	vault_put(vault, one, 300, key_of(3));
	assert_null(vault_key(vault, one, 299));
	assert_memory_equal(vault_key(vault, one, 300), key_of(3), SEAL_KEY);
	assert_int_equal(vault_count(vault), 2);

	/* The same forgetting, met again in a replay, does not take what came after it. */
	vault_forget(vault, one, 200);
	assert_memory_equal(vault_key(vault, one, 300), key_of(3), SEAL_KEY);
	vault_destroy(vault);
}

static void test_many_keys_and_a_copy(void **state)
{
	struct vault *vault = vault_create(), *copy = vault_create();
	struct ident id = ident_of("nst-1"), walked;
	uint32_t index = 0, count = 0;

	(void)state;
	for (id.seq = 1; id.seq <= 1000; id.seq++)
		vault_put(vault, id, 1, id.seq % 10 == 0 ? NULL : key_of((uint8_t)id.seq));
	for (id.seq = 1; id.seq <= 1000; id.seq += 3)
		vault_forget(vault, id, 2);
	vault_copy(copy, vault);
	vault_destroy(vault);
	for (id.seq = 1; id.seq <= 1000; id.seq++) {
		bool gone = id.seq % 10 == 0 || id.seq % 3 == 1;
		const uint8_t *key = vault_key(copy, id, 1);

		assert_true(gone == (key == NULL) && gone == vault_forgot(copy, id));
		if (key)
			assert_memory_equal(key, key_of((uint8_t)id.seq), SEAL_KEY);
		count += gone ? 0 : 1;
	}
	assert_int_equal(vault_count(copy), count);
	while (vault_walk(copy, &index, &walked)) {
		assert_non_null(vault_key(copy, walked, 1));
		count--;
	}
	assert_int_equal(count, 0);
	vault_destroy(copy);
}

/* ---- values ------------------------------------------------------------------------------- */

static const struct choice colours[] = {
	{ 1, "red", "红", "Red", NULL },
	{ 2, "blue", "蓝", "Blue", NULL },
	{ 0 },
};
static const struct {
	const char *name;
	enum field_type type;
	const char *json;
} values[] = {
	{ "text", FIELD_TEXT, "\"" NAME "\"" },
	{ "text with quotes", FIELD_TEXT, "\"\\\"\\\\\\t\"" },
	{ "int", FIELD_INT, "-38" },
	{ "real", FIELD_REAL, "0.1" },
	{ "bool", FIELD_BOOL, "true" },
	{ "enum", FIELD_ENUM, "\"blue\"" },
	{ "set", FIELD_SET, "[\"red\",\"blue\"]" },
	{ "time", FIELD_TIME, "\"2022-02-04T12:00:00.000Z\"" },
	{ "span", FIELD_SPAN, "\"90m\"" },
	{ "ref", FIELD_REF, "\"nst-137\"" },
	{ "refs", FIELD_REFS, "[\"nst-137\",\"bj-2\"]" },
	{ "geo", FIELD_GEO, "{\"type\":\"Point\",\"coordinates\":[116.39,39.99]}" },
	{ "code", FIELD_CODE, "\"nst\"" },
};

static struct str written(const struct value *value, bool logged)
{
	struct json_out out;
	struct buf buf;
	struct str text;

	buf_init(&buf, LIMIT_ENTRY_BYTES);
	json_begin(&out, &buf);
	if (logged)
		value_write_logged(&out, value);
	else
		value_write(&out, value);
	text = arena_str(arena, buf_str(&buf));
	buf_release(&buf);
	return text;
}

static void test_every_type_comes_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(values); i++) {
		struct field field = { .number = 7, .type = values[i].type, .choices = colours };
		struct value value, again;
		struct json json;
		struct str plain = str_of(values[i].json), logged;

		assert_int_equal(json_parse(arena, plain, &json), JSON_OK);
		ROW_TRUE(values[i].name, !value_read(arena, &field, &json, 0, &value));
		value.sealed = value_seal(&value, key_of(1), "salt", 4, field.number, arena);
		logged = written(&value, true);
		ROW_TRUE(values[i].name, !str_contains(logged, plain));

		assert_int_equal(json_parse(arena, logged, &json), JSON_OK);
		ROW_TRUE(values[i].name, !value_read_logged(arena, &field, &json, 0, &again));
		ROW_TRUE(values[i].name, again.clear);
		ROW_TRUE(values[i].name, str_eq(written(&again, true), logged));
		ROW_TRUE(values[i].name, !value_open(&again, key_of(2), arena) && again.clear);
		ROW_TRUE(values[i].name, value_open(&again, key_of(1), arena));
		ROW_TRUE(values[i].name, str_eq(written(&again, false), plain));
		ROW_TRUE(values[i].name, str_eq(written(&again, true), logged));
	}
}

/* Old entries, from before a field was marked, stand there in plain; a shape is not a seal. */
static void test_what_is_not_sealed(void **state)
{
	static const struct field text = { .number = 1, .type = FIELD_TEXT };
	static const struct {
		const char *json;
		bool good;
	} rows[] = {
		{ "\"in plain\"", true },
		{ "null", true },
		{ "{\"sealed\":\"\"}", false },
		{ "{\"sealed\":7}", false },
		{ "{\"sealed\":\"00\",\"more\":1}", false },
		{ "{\"other\":\"00\"}", false },
		{ "{}", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct value value;
		struct json json;

		assert_int_equal(json_parse(arena, str_of(rows[i].json), &json), JSON_OK);
		ROW_TRUE(rows[i].json, rows[i].good == !value_read_logged(arena, &text, &json, 0,
									   &value));
		ROW_TRUE(rows[i].json, !value.sealed.len || !rows[i].good);
	}
}

/* ---- entries ------------------------------------------------------------------------------ */

/* An account is opened; id, salt and all. */
static struct entry *opened(uint8_t salt)
{
	struct entry *entry = arena_alloc(arena, sizeof *entry);

	entry->kind = registry_find(STR("account"));
	entry->act = registry_act(entry->kind, STR("open"));
	entry->id = entry->record = ident_of("nat-1");
	entry->pos = 1;
	entry->at = entry->event_at = 1643976000000;
	entry->post = entry->id.origin;
	entry->values = arena_alloc(arena, 2 * sizeof *entry->values);
	entry->nvalues = 2;
	entry->values[0].field = registry_field(entry->kind, STR("login"));
	entry->values[0].as.text = STR("zhang");
	entry->values[1].field = registry_field(entry->kind, STR("name"));
	entry->values[1].as.text = STR(NAME);
	memset(entry->salt, salt, sizeof entry->salt);
	return entry;
}

static struct str body_of(const struct entry *entry)
{
	struct buf buf;
	struct str text;

	buf_init(&buf, LIMIT_ENTRY_BYTES);
	entry_write(entry, &buf);
	text = arena_str(arena, buf_str(&buf));
	buf_release(&buf);
	return text;
}

static struct entry *reread(struct str body)
{
	struct entry *entry = arena_alloc(arena, sizeof *entry);
	struct str fault;

	assert_true(entry_read(arena, body, entry, &fault));
	entry->pos = 1;
	return entry;
}

static void test_an_entry_is_the_same_with_and_without_its_key(void **state)
{
	struct vault *vault = vault_create(), *other = vault_create();
	struct entry *entry = opened(9);
	struct str body, fault = { 0 };

	(void)state;
	vault_put(vault, entry->record, entry->at, key_of(1));
	vault_put(other, entry->record, entry->at, key_of(2));
	assert_true(entry_personal(entry));
	entry_seal(entry, key_of(1), arena);
	body = body_of(entry);
	assert_false(str_contains(body, STR("13800138000")));
	assert_true(str_contains(body, STR("\"login\":\"zhang\",\"name\":{\"sealed\":\"")));

	entry = reread(body);
	assert_true(entry->values[1].clear);
	assert_true(str_eq(body_of(entry), body));
	assert_true(entry_open(entry, vault, arena, &fault));
	assert_true(str_eq(entry->values[1].as.text, STR(NAME)));
	assert_true(str_eq(body_of(entry), body));

	/* A key that is gone is nobody's fault; one that does not fit is somebody's. */
	vault_forget(vault, entry->record, entry->at + 1);
	entry = reread(body);
	assert_true(entry_open(entry, vault, arena, &fault));
	assert_true(entry->values[1].clear);
	assert_true(str_eq(body_of(entry), body));
	assert_false(entry_open(entry, other, arena, &fault));
	assert_true(str_eq(fault, STR("name")));
	vault_destroy(vault);
	vault_destroy(other);
}

static void test_the_same_name_looks_different_in_every_entry(void **state)
{
	struct entry *one = opened(1), *two = opened(2);

	(void)state;
	entry_seal(one, key_of(1), arena);
	entry_seal(two, key_of(1), arena);
	assert_false(str_eq(one->values[1].sealed, two->values[1].sealed));
	assert_true(one->values[0].sealed.at == NULL);
}

static void test_nothing_to_seal(void **state)
{
	struct entry *entry = opened(1);

	(void)state;
	entry->values[1].clear = true;
	assert_false(entry_personal(entry));
	entry->nvalues = 1;
	assert_false(entry_personal(entry));
}

/* ---- an act that waits for its second person ---------------------------------------------- */

static void test_the_second_person_sees_what_he_confirms(void **state)
{
	struct vault *vault = vault_create(), *none = vault_create();
	struct entry *entry = opened(1);
	struct pending pending = { .act = entry->act->act };
	struct record record = { .id = entry->record, .kind = entry->kind->kind,
				 .pending = &pending };

	(void)state;
	vault_put(vault, record.id, 1, key_of(1));
	entry_seal(entry, key_of(1), arena);
	pending.fields = arena_printf(arena, "{\"login\":\"zhang\",\"name\":{\"sealed\":\"" STR_FMT
					     "\"},\"agency\":null}",
				      STR_ARG(entry->values[1].sealed));
	assert_true(str_eq(entry_pending(&record, vault, arena),
			   STR("{\"login\":\"zhang\",\"name\":\"" NAME "\",\"agency\":null}")));
	assert_true(str_eq(entry_pending(&record, none, arena),
			   STR("{\"login\":\"zhang\",\"agency\":null}")));
	vault_destroy(vault);
	vault_destroy(none);
}

/* ---- the fingerprint of a request --------------------------------------------------------- */

static uint64_t content(const char *fields, const uint8_t *key)
{
	struct json json;
	struct request request = { .kind = STR("account"), .act = STR("open"), .json = &json,
				   .fields = 2 };

	assert_int_equal(json_parse(arena, arena_printf(arena, "{\"fields\":%s}", fields), &json),
			 JSON_OK);
	return request_content(&request, key);
}

static bool personal(const char *fields)
{
	struct json json;
	struct request request = { .kind = STR("account"), .act = STR("open"), .json = &json,
				   .fields = 2 };

	assert_int_equal(json_parse(arena, arena_printf(arena, "{\"fields\":%s}", fields), &json),
			 JSON_OK);
	return request_personal(&request);
}

static void test_a_fingerprint_confirms_no_guess(void **state)
{
	const char *one = "{\"login\":\"zhang\",\"name\":\"13800138000\"}";
	const char *two = "{\"login\":\"zhang\",\"name\":\"13900139000\"}";
	const char *three = "{\"login\":\"li\",\"name\":\"13800138000\"}";

	(void)state;
	/* Without the key it is the same whoever is named. */
	assert_true(content(one, NULL) == content(two, NULL));
	assert_true(content(one, key_of(1)) != content(one, key_of(2)));
	/* With it, what was sent again with other content is known. */
	assert_true(content(one, key_of(1)) == content(one, key_of(1)));
	assert_true(content(one, key_of(1)) != content(two, key_of(1)));
	assert_true(content(one, key_of(1)) != content(three, key_of(1)));
	/* Where nobody is named no key is asked for. */
	assert_true(content("{\"login\":\"zhang\"}", key_of(1)) ==
		    content("{\"login\":\"zhang\"}", NULL));
	assert_true(content("{\"login\":\"zhang\"}", NULL) != content("{\"login\":\"li\"}", NULL));
}

static void test_who_is_named(void **state)
{
	static const struct {
		const char *fields;
		bool named;
	} rows[] = {
		{ "{}", false },
		{ "{\"login\":\"zhang\"}", false },
		{ "{\"login\":\"zhang\",\"name\":null}", false },
		{ "{\"login\":\"zhang\",\"name\":\"\"}", false },
		{ "{\"login\":\"zhang\",\"name\":\"z\"}", true },
		{ "{\"login\":\"zhang\",\"n\\u0061me\":\"z\"}", true },
		{ "{\"name\":7}", true },
		{ "[\"name\"]", false },
		{ "\"name\"", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		ROW_TRUE(rows[i].fields, personal(rows[i].fields) == rows[i].named);
}

/* ---- snapshots ---------------------------------------------------------------------------- */

static struct str name_in(const struct model *model)
{
	const struct record *record = model_find(model, ident_of("nat-1"));

	assert_non_null(record);
	return *(const struct str *)model_field(record, "name");
}

/* A model of one account, opened with the name sealed under key 1. */
static struct model *model_of(struct buf *snapshot, uint8_t salt)
{
	static const uint8_t salts[3][SNAPSHOT_SALT] = { { 1 }, { 2 }, { 3 } };
	struct model *model = model_create();
	struct entry *entry = opened(4);
	struct str fault;

	vault_put(model_vault(model), entry->record, entry->at, key_of(1));
	entry_seal(entry, key_of(1), arena);
	entry = reread(body_of(entry));
	assert_true(entry_open(entry, model_vault(model), arena, &fault));
	model_apply(model, entry);
	assert_true(str_eq(name_in(model), STR(NAME)));
	snapshot_write(model, salts[salt], snapshot);
	return model;
}

static void test_a_snapshot_holds_no_more_than_the_log(void **state)
{
	struct vault *with = vault_create(), *without = vault_create(), *wrong = vault_create();
	struct snapshot_bytes bytes;
	struct buf snapshot, again;
	struct model *live, *read = NULL;
	struct hash one, two;

	(void)state;
	buf_init(&snapshot, 1 << 20);
	buf_init(&again, 1 << 20);
	live = model_of(&snapshot, 0);
	model_destroy(model_of(&again, 1));
	vault_put(with, ident_of("nat-1"), 1, key_of(1));
	vault_put(wrong, ident_of("nat-1"), 1, key_of(2));
	assert_true(str_contains(buf_str(&snapshot), STR("zhang")));
	assert_false(str_contains(buf_str(&snapshot), STR("13800138000")));
	assert_false(str_eq(buf_str(&snapshot), buf_str(&again)));
	bytes = (struct snapshot_bytes){ .text = buf_str(&snapshot), .pos = model_pos(live) };

	read = snapshot_read(&bytes, with);
	assert_true(str_eq(name_in(read), STR(NAME)));
	model_destroy(read);
	/* A snapshot taken before the forgetting, read after it. */
	read = snapshot_read(&bytes, without);
	assert_null(name_in(read).at);
	model_digest(live, &one);
	model_digest(read, &two);
	assert_true(hash_eq(&one, &two));
	model_destroy(read);
	/* With a key that is not the one it was written with it is stale like any bad one. */
	assert_null(snapshot_read(&bytes, wrong));
	model_destroy(live);
	vault_destroy(wrong);
	buf_release(&snapshot);
	buf_release(&again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_an_entry_finds_the_key_of_its_time),
		TEST(test_many_keys_and_a_copy),
		TEST(test_every_type_comes_back),
		TEST(test_what_is_not_sealed),
		TEST(test_an_entry_is_the_same_with_and_without_its_key),
		TEST(test_the_same_name_looks_different_in_every_entry),
		TEST(test_nothing_to_seal),
		TEST(test_the_second_person_sees_what_he_confirms),
		TEST(test_a_fingerprint_confirms_no_guess),
		TEST(test_who_is_named),
		TEST(test_a_snapshot_holds_no_more_than_the_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
