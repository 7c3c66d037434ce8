/* Addresses and blocks: what is one, what is none, what lies in which. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include "base/addr.h"

static void what_is_an_address(void **state)
{
	static const struct {
		const char *text;
		bool sound;
	} rows[] = {
		{ "192.0.2.7", true },      { "10.0.0.0/8", true },    { "0.0.0.0/0", true },
		{ "2001:db8::1", true },    { "2001:db8::/32", true }, { "::", true },
		{ "::1", true },            { "1::", true },           { "::ffff:192.0.2.7", true },
		{ "1:2:3:4:5:6:7:8", true }, { "1:2:3:4:5:6:1.2.3.4", true },
		{ "", false },              { "10.0.0", false },       { "10.0.0.0.1", false },
		{ "10.0.0.256", false },    { "10.0.0.01", false },    { "10.0.0.-1", false },
		{ "10.0.0.1/8", false },    { "10.0.0.0/33", false },  { "10.0.0.0/", false },
		{ "10.0.0.0/08", false },   { "1:2:3:4:5:6:7", false }, { "1::2::3", false },
		{ "1:2:3:4:5:6:7:8:9", false }, { "1:2:3:4::5:6:7:8", false },
		{ "12345::", false },       { "g::", false },          { "2001:db8::1/32", false },
		{ "fe80::1%eth0", false },  { ":", false },            { ":::", false },
		{ "10.0.0.1 ", false },     { "1.2.3.4::", false },
	};
	struct addr addr;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		ROW_TRUE(rows[i].text, addr_parse(str_of(rows[i].text), &addr) == rows[i].sound);
}

static void what_lies_in_which(void **state)
{
	static const struct {
		const char *block, *one;
		bool holds;
	} rows[] = {
		{ "10.1.2.0/24", "10.1.2.255", true },
		{ "10.1.2.0/24", "10.1.3.0", false },
		{ "10.1.2.0/23", "10.1.3.0", true },
		{ "10.1.2.3", "10.1.2.3", true },
		{ "10.1.2.3", "10.1.2.0/24", false },
		{ "0.0.0.0/0", "203.0.113.9", true },
		{ "0.0.0.0/0", "2001:db8::1", false },
		{ "::/0", "203.0.113.9", true },
		{ "2001:db8::/33", "2001:db8:7fff::1", true },
		{ "2001:db8::/33", "2001:db8:8000::1", false },
		{ "::ffff:10.0.0.0/104", "10.9.9.9", true },
	};
	struct addr block, one;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_true(addr_parse(str_of(rows[i].block), &block));
		assert_true(addr_parse(str_of(rows[i].one), &one));
		ROW_TRUE(rows[i].one, addr_holds(&block, &one) == rows[i].holds);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_an_address),
		cmocka_unit_test(what_lies_in_which),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
