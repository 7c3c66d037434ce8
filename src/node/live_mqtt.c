/* Positions and readings from a broker of MQTT, in the name of one account at one post. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "node/journal.h"
#include "node/live_state.h"
#include "node/mqtt.h"
#include "os/os.h"
#include "wire/live/readings.h"

#define FILE_BYTES 16384
#define PATH_BYTES 4096
#define TOPIC_BYTES 64

struct live_mqtt {
	struct live *live;
	struct mqtt *mqtt;
	struct arena *arena;                               /* of one message */
	struct arena *settings;                            /* texts of the file */
	struct str login;
	code post;
	char position[TOPIC_BYTES], readings[TOPIC_BYTES], id[CODE_TEXT + 16];
	const char *topics[4];
};

#define REPORTERS (ROLE_DESK | ROLE_unit_leader | ROLE_administrator)

/* ---- messages -------------------------------------------------------------------------------- */

/* The account must hold a duty at the post, as if it had come over HTTP. */
static bool may_report(const struct live_mqtt *mqtt, struct ident *ret_account)
{
	const struct model *model = pipeline_model(mqtt->live->node->pipeline);
	const struct record *account = model_by_unique(model, "account", "login", mqtt->login);

	if (!account || duty_locked(model, account->id))
		return false;
	*ret_account = account->id;
	return (duty_roles(model, account->id, mqtt->post, live_now(mqtt->live)) & REPORTERS) != 0;
}

static struct str last_of(struct str topic)
{
	struct str piece = { NULL, 0 }, rest = topic;

	while (str_split(&rest, '/', &piece))
		continue;
	return piece;
}

static void take_position(struct live_mqtt *mqtt, struct live_source *source, struct str topic,
			  struct str payload)
{
	struct live *live = mqtt->live;
	struct fixes_item item = { .unit = { 0 } };
	struct fixes fixes = { &item, 1 };

	/* OwnTracks says in the topic whose it is; the other forms say it themselves. */
	if (fixes_owntracks(mqtt->arena, payload, &item.fix))
		ident_parse(last_of(topic), &item.unit);
	else if (fixes_read(mqtt->arena, payload, &fixes).why)
		fixes = (struct fixes){ &item, 1 };
	for (uint32_t i = 0; i < fixes.count; i++)
		live_in_note(live, source, live_in_take(live, source, &fixes.items[i]));
}

static void take_readings(struct live_mqtt *mqtt, struct live_source *source,
			  struct ident account, struct str payload)
{
	struct readings readings;

	if (readings_read(mqtt->arena, payload, &readings).why)
		live_in_note(mqtt->live, source, PICTURE_NOT_A_NUMBER);
	else
		live_in_read(mqtt->live, source, account, &readings);
}

static void on_receive(void *user, struct str topic, struct str payload)
{
	struct live_mqtt *mqtt = user;
	const struct caller caller = { .id = hash_of(mqtt->id, strlen(mqtt->id)) };
	struct live_source *source = live_in_source(mqtt->live, &caller, mqtt->post);
	struct ident account;

	arena_reset(mqtt->arena);
	live_refresh(mqtt->live);
	if (!may_report(mqtt, &account))
		live_in_note(mqtt->live, source, LIVE_NOT_BELOW);
	else if (str_contains(topic, STR("/readings/")))
		take_readings(mqtt, source, account, payload);
	else
		take_position(mqtt, source, topic, payload);
}

/* ---- the file -------------------------------------------------------------------------------- */

static const char *text_of(struct live_mqtt *mqtt, const struct json *json, const char *name)
{
	struct str text = json_text(json, json_find(json, 0, str_of(name)), mqtt->settings);

	return text.at && text.len > 0 ? arena_str(mqtt->settings, text).at : NULL;
}

static bool is_loopback(const char *host)
{
	struct str name = str_of(host);

	return str_eq(name, STR("127.0.0.1")) || str_eq(name, STR("localhost")) ||
	       str_eq(name, STR("::1"));
}

static const char *open_link(struct live_mqtt *mqtt, const struct json *json)
{
	struct mqtt_options options = {
		.loop = mqtt->live->node->loop, .host = text_of(mqtt, json, "host"),
		.ca = text_of(mqtt, json, "ca"), .cert = text_of(mqtt, json, "cert"),
		.key = text_of(mqtt, json, "key"), .user = text_of(mqtt, json, "user"),
		.password = text_of(mqtt, json, "password"), .topics = mqtt->topics,
		.receive = on_receive, .receiver = mqtt, .id = mqtt->id };
	const char *post = text_of(mqtt, json, "post"), *login = text_of(mqtt, json, "account");
	int64_t port = 0;

	if (!options.host || !post || !login || !code_parse(str_of(post), &mqtt->post) ||
	    !json_i64(json, json_find(json, 0, STR("port")), &port) || port < 1 || port > 65535)
		return "mqtt.json须有host、port、post、account / mqtt.json needs host, port, post and "
		       "account";
	if (!options.ca && !is_loopback(options.host))
		return "回环地址以外的MQTT必须用TLS：请在mqtt.json给出ca / MQTT beyond loopback needs "
		       "TLS: name a ca in mqtt.json";
	options.port = (uint16_t)port;
	mqtt->login = str_of(login);
	snprintf(mqtt->id, sizeof mqtt->id, "watchfloor-%s", post);
	snprintf(mqtt->position, sizeof mqtt->position, "gsoc/v1/+/%s/position/+", post);
	snprintf(mqtt->readings, sizeof mqtt->readings, "gsoc/v1/+/%s/readings/+", post);
	mqtt->topics[0] = mqtt->position;
	mqtt->topics[1] = mqtt->readings;
	mqtt->topics[2] = "owntracks/+/+";
	return mqtt_open(&options, &mqtt->mqtt);
}

const char *live_mqtt_open(struct live *live, const char *dir)
{
	struct live_mqtt *mqtt = heap_alloc(sizeof *mqtt);
	char path[PATH_BYTES];
	const char *fault;
	struct json json;
	struct buf file;

	buf_init(&file, FILE_BYTES);
	mqtt->live = live;
	mqtt->arena = arena_create();
	mqtt->settings = arena_create();
	snprintf(path, sizeof path, "%s/mqtt.json", dir);
	if (os_read_file(path, &file) < 0) {
		buf_release(&file);
		live_mqtt_close(mqtt);
		return NULL;
	}
	if (json_parse(mqtt->settings, buf_str(&file), &json) != JSON_OK ||
	    json.tokens[0].type != JSON_OBJECT)
		fault = "mqtt.json不是有效的JSON / mqtt.json is not valid JSON";
	else
		fault = open_link(mqtt, &json);
	buf_release(&file);
	if (fault)
		live_mqtt_close(mqtt);
	else
		live->mqtt = mqtt;
	return fault;
}

void live_mqtt_close(struct live_mqtt *mqtt)
{
	if (!mqtt)
		return;
	mqtt_close(mqtt->mqtt);
	arena_destroy(mqtt->arena);
	arena_destroy(mqtt->settings);
	heap_free(mqtt);
}

bool live_mqtt_state(const struct live *live, struct mqtt_state *ret)
{
	if (!live->mqtt)
		return false;
	*ret = mqtt_state(live->mqtt->mqtt);
	return true;
}
