/* The words of a text as the index counts them: each Chinese character one, all else by words. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/search_tokens.h"

#include <sqlite3.h>

#include "base/mem.h"
#include "node/search_text.h"

#define PLAIN_MOST 64                                      /* bytes of a word that is folded here */

typedef int take_token(void *user, int flags, const char *token, int len, int start, int end);

struct tokens {
	fts5_tokenizer words;                              /* SQLite's own */
	Fts5Tokenizer *of_words;
};

/* Where the pieces go, and where the piece lies in the whole text. */
struct sink {
	take_token *take;
	void *user;
	int start;
};

static Fts5Tokenizer *hide(struct tokens *tokens)
{
	return (Fts5Tokenizer *)(void *)tokens;
}

static void on_delete(Fts5Tokenizer *hidden)
{
	struct tokens *tokens = (struct tokens *)(void *)hidden;

	tokens->words.xDelete(tokens->of_words);
	heap_free(tokens);
}

static int on_create(void *user, const char **words, int nwords, Fts5Tokenizer **ret)
{
	static const char *options[] = { "remove_diacritics", "2" };
	struct tokens *tokens = heap_alloc(sizeof *tokens);
	fts5_api *api = user;
	void *context = NULL;
	int rc = api->xFindTokenizer(api, "unicode61", &context, &tokens->words);

	(void)words;
	(void)nwords;
	if (rc == SQLITE_OK)
		rc = tokens->words.xCreate(context, options, 2, &tokens->of_words);
	if (rc == SQLITE_OK)
		*ret = hide(tokens);
	else
		heap_free(tokens);
	return rc;
}

static int give(const struct sink *sink, const char *token, uint32_t at, uint32_t len)
{
	int start = sink->start + (int)at;

	return sink->take(sink->user, 0, token, (int)len, start, start + (int)len);
}

/* All of these scripts lie above U+0800, so each character has three bytes or four. */
static int take_singles(const struct sink *sink, struct str run)
{
	int rc = SQLITE_OK;

	for (uint32_t at = 0, len; at < run.len && rc == SQLITE_OK; at += len) {
		len = (unsigned char)run.at[at] < 0xf0 ? 3 : 4;
		rc = give(sink, run.at + at, at, len);
	}
	return rc;
}

/* What is to be folded by tables, or too long: false. */
static bool fold(struct str word, char to[PLAIN_MOST])
{
	if (word.len > PLAIN_MOST)
		return false;
	for (uint32_t i = 0; i < word.len; i++) {
		unsigned char c = (unsigned char)word.at[i];

		if (c >= 0x80)
			return false;
		to[i] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
	}
	return true;
}

static int on_word(void *user, int flags, const char *token, int len, int start, int end)
{
	const struct sink *sink = user;

	return sink->take(sink->user, flags, token, len, sink->start + start, sink->start + end);
}

static int take_word(struct tokens *tokens, struct sink *sink, int flags, struct str word)
{
	char folded[PLAIN_MOST];

	if (fold(word, folded))
		return give(sink, folded, 0, word.len);
	return tokens->words.xTokenize(tokens->of_words, sink, flags, word.at, (int)word.len,
				       on_word);
}

static int on_tokenize(Fts5Tokenizer *hidden, void *user, int flags, const char *text, int len,
		       take_token *take)
{
	struct tokens *tokens = (struct tokens *)(void *)hidden;
	struct str all = { text, (uint32_t)len }, run;
	struct sink sink = { .take = take, .user = user };
	bool single;
	int rc = SQLITE_OK;

	for (uint32_t at = 0; rc == SQLITE_OK && search_text_run(all, &at, &run, &single);) {
		sink.start = (int)(run.at - text);
		rc = single ? take_singles(&sink, run) : take_word(tokens, &sink, flags, run);
	}
	return rc;
}

static fts5_api *find_api(sqlite3 *db)
{
	sqlite3_stmt *statement = NULL;
	fts5_api *api = NULL;

	if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &statement, NULL) != SQLITE_OK)
		return NULL;
	sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", NULL);
	sqlite3_step(statement);
	sqlite3_finalize(statement);
	return api;
}

bool search_tokens_register(struct sqlite3 *db)
{
	fts5_tokenizer tokenizer = { on_create, on_delete, on_tokenize };
	fts5_api *api = find_api(db);

	return api != NULL &&
	       api->xCreateTokenizer(api, SEARCH_TOKENS, api, &tokenizer, NULL) == SQLITE_OK;
}
