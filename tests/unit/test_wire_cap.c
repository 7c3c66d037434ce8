/* CAP 1.2: each warning that was issued is an alert of the standard's form, in both languages. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xml.h"
#include "model/registry.h"
#include "lib/daykit.h"
#include "wire/cap/cap.h"

#define WORLD "tests/cases/worlds/warnings.world"
#define SCHEMA "tests/data/cap12.rng"

static struct daykit kit;
static struct buf xml;

static int begin(void **state)
{
	(void)state;
	buf_init(&xml, 1024 * 1024);
	return daykit_open(&kit, WORLD) ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	buf_release(&xml);
	return daykit_close(&kit) ? 0 : -1;
}

static const struct record *warning_at(uint32_t index)
{
	return model_at(pipeline_model(kit.pipeline), registry_find(STR("warning"))->kind, index);
}

static uint32_t count_warnings(void)
{
	return model_count(pipeline_model(kit.pipeline), registry_find(STR("warning"))->kind);
}

static const struct record *warning_of(const char *headline_en)
{
	for (uint32_t i = 0; i < count_warnings(); i++) {
		const struct str *text = model_field(warning_at(i), "headline_en");

		if (str_eq(*text, str_of(headline_en)))
			return warning_at(i);
	}
	fail_msg("no warning \"%s\"", headline_en);
	return NULL;
}

static struct str write_of(const struct record *record)
{
	buf_clear(&xml);
	cap_write(pipeline_model(kit.pipeline), record, &xml);
	return buf_str(&xml);
}

/* How often, and that it is so often. */
static bool has(struct str text, const char *part, int times)
{
	int found = 0;
	char *whole = strndup(text.at, text.len);

	for (const char *at = strstr(whole, part); at; at = strstr(at + 1, part))
		found++;
	free(whole);
	return found == times;
}

/* ---- the form ------------------------------------------------------------------------------ */

static int judge(struct str text, const char *schema)
{
	char path[] = "/tmp/test-cap-XXXXXX", command[2048];
	int fd = mkstemp(path), status;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text.at, text.len), text.len);
	close(fd);
	snprintf(command, sizeof command, "xmllint --nonet --noout %s %s %s 2>%s.out",
		 schema ? "--relaxng" : "", schema ? schema : "", path, path);
	status = system(command);
	if (status != 0 && schema) {
		snprintf(command, sizeof command, "cat %s.out >&2", path);
		assert_true(system(command) >= 0);
	}
	unlink(path);
	snprintf(command, sizeof command, "%s.out", path);
	unlink(command);
	return status;
}

static void what_is_issued_has_the_standards_form(void **state)
{
	uint32_t issued = 0;

	(void)state;
	for (uint32_t i = 0; i < count_warnings(); i++) {
		if (!cap_ready(warning_at(i)))
			continue;
		issued++;
		ROW_TRUE(model_title(warning_at(i)).at,
			 judge(write_of(warning_at(i)), daykit_path(SCHEMA)) == 0);
	}
	assert_int_equal(issued, 7);
}

/* A judge that passes everything would show nothing. */
static void what_is_not_of_that_form_is_found(void **state)
{
	struct str text = write_of(warning_of("Orange snow warning, National Stadium"));
	char *bad = strndup(text.at, text.len);

	(void)state;
	memcpy(strstr(bad, "<urgency>Expected<"), "<urgency>Whenever<", 18);
	assert_int_not_equal(judge(str_of(bad), daykit_path(SCHEMA)), 0);
	*strstr(bad, "</alert>") = ' ';
	assert_int_not_equal(judge(str_of(bad), NULL), 0);
	free(bad);
}

/* ---- the words ----------------------------------------------------------------------------- */

static const struct {
	const char *headline_en;
	const char *part;
	int times;
} rows[] = {
	{ "Blue ice warning, National Stadium", "<severity>Minor</severity>", 2 },
	{ "Blue ice warning, National Stadium", "<sent>2022-02-04T19:00:00+08:00</sent>", 1 },
	{ "Blue ice warning, National Stadium", "<effective>2022-02-04T19:00:00+08:00<", 2 },
	{ "Blue ice warning, National Stadium", "<onset>2022-02-04T22:00:00+08:00</onset>", 2 },
	{ "Blue ice warning, National Stadium", "<expires>2022-02-05T07:00:00+08:00<", 2 },
	{ "Blue ice warning, National Stadium", "<language>zh-CN</language>", 1 },
	{ "Blue ice warning, National Stadium", "<headline>国家体育场道路结冰蓝色预警<", 1 },
	{ "Blue ice warning, National Stadium", "<eventCode>", 0 },
	{ "Blue ice warning, National Stadium", "<references>", 0 },
	/* a line of 200 m to each side */
	{ "Blue ice warning, National Stadium",
	  "<polygon>39.98820,116.38965 39.98820,116.40335 39.99780,116.40335 "
	  "39.99780,116.38965 39.98820,116.38965</polygon>", 2 },
	{ "Yellow power warning, north zone", "<severity>Moderate</severity>", 2 },
	/* a point, by policy */
	{ "Yellow power warning, north zone", "<circle>39.99400,116.39600 1.000</circle>", 2 },
	{ "Yellow power warning, north zone", "&lt; 2 h &amp; falling</description>", 1 },
	{ "Yellow power warning, north zone",
	  "<eventCode><valueName>CN-GRADE</valueName>\n<value>G4</value>", 2 },
	{ "Orange snow warning, National Stadium", "<severity>Severe</severity>", 2 },
	{ "Orange snow warning, National Stadium", "<category>Met</category>", 2 },
	{ "Orange snow warning, National Stadium", "<responseType>Prepare</responseType>", 2 },
	{ "Orange snow warning, National Stadium", "<certainty>Likely</certainty>", 2 },
	{ "Orange snow warning, National Stadium", "<msgType>Alert</msgType>", 1 },
	{ "Orange snow warning, National Stadium", "<value>R3</value>", 2 },
	{ "Orange snow warning, National Stadium",
	  "<value>Clear and sand the steps; shuttle buses slow down</value>", 1 },
	{ "Orange snow warning, National Stadium", "<polygon>39.99150,116.39400 39.99150,116.39900 "
	  "39.99430,116.39900 39.99430,116.39400 39.99150,116.39400</polygon>", 2 },
	{ "Orange snow warning, National Stadium", "<value>nstb</value>", 2 },
	{ "Snow warning raised to red", "<severity>Extreme</severity>", 2 },
	{ "Snow warning raised to red", "<msgType>Update</msgType>", 1 },
	{ "Snow warning raised to red", ",2022-02-04T19:00:00+08:00</references>", 1 },
	{ "Snow warning raised to red", "<web>https://weather.example/zh/snow?a=1&amp;b=2<", 2 },
	{ "Snow warning cancelled", "<msgType>Cancel</msgType>", 1 },
	{ "Snow warning cancelled", ",2022-02-04T19:01:30+08:00</references>", 1 },
	{ "Snow warning cancelled", "<responseType>AllClear</responseType>", 2 },
	{ "Yellow crowd warning at egress", "<scope>Restricted</scope>\n<restriction>", 1 },
	{ "Exercise: blue food-safety warning", "<status>Exercise</status>", 1 },
	{ "Exercise: blue food-safety warning", "<note>演练，不是真实预警 / Exercise:", 1 },
};

static void each_says_what_the_warning_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (!has(write_of(warning_of(rows[i].headline_en)), rows[i].part, rows[i].times)) {
			fwrite(xml.at, 1, xml.len, stderr);
			fail_msg("\"%s\": not %d times %s", rows[i].headline_en, rows[i].times,
				 rows[i].part);
		}
}

/* What refers to an alert names it as that one names itself. */
static void a_reference_is_what_the_first_one_said(void **state)
{
	const struct record *first = warning_of("Orange snow warning, National Stadium");
	const struct str *sender = model_field(first, "sender");
	const struct str *number = model_field(first, "identifier");
	char triple[200];

	(void)state;
	snprintf(triple, sizeof triple,
		 "<references>" STR_FMT "," STR_FMT ",2022-02-04T19:00:00+08:00</references>",
		 STR_ARG(*sender), STR_ARG(*number));
	assert_true(has(write_of(warning_of("Snow warning raised to red")), triple, 1));
	assert_true(has(write_of(first), "<sent>2022-02-04T19:00:00+08:00</sent>", 1));
}

static void only_what_is_real_and_for_all_is_public(void **state)
{
	(void)state;
	assert_true(cap_public(warning_of("Snow warning cancelled")));
	/* It was updated since, and stands as it was sent. */
	assert_true(cap_public(warning_of("Orange snow warning, National Stadium")));
	assert_false(cap_public(warning_of("Yellow crowd warning at egress")));
	assert_false(cap_public(warning_of("Exercise: blue food-safety warning")));
	assert_false(cap_ready(warning_of("Wind")));
	assert_false(cap_ready(model_find(pipeline_model(kit.pipeline), (struct ident){ 0 })));
	assert_false(cap_ready(model_at(pipeline_model(kit.pipeline),
					registry_find(STR("place"))->kind, 0)));
}

static void texts_are_written_as_themselves(void **state)
{
	(void)state;
	buf_clear(&xml);
	xml_add(&xml, STR("<a href=\"x\">'R&D'</a>\x01\x1f\t\n\xef\xbf\xbe\xef\xbf\xbf。"));
	assert_true(str_eq(buf_str(&xml),
			   STR("&lt;a href=&quot;x&quot;&gt;&#39;R&amp;D&#39;&lt;/a&gt;\t\n。")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_issued_has_the_standards_form),
		cmocka_unit_test(what_is_not_of_that_form_is_found),
		cmocka_unit_test(each_says_what_the_warning_says),
		cmocka_unit_test(a_reference_is_what_the_first_one_said),
		cmocka_unit_test(only_what_is_real_and_for_all_is_public),
		cmocka_unit_test(texts_are_written_as_themselves),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
