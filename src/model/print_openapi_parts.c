/* The part of the API that is the same whatever kinds there are: sign-in, stream, search. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "model/print.h"

#define TEXT "{\"type\":\"string\"}"
#define WHOLE "{\"type\":\"integer\"}"
#define NUMBER "{\"type\":\"number\"}"
#define TRUTH "{\"type\":\"boolean\"}"
#define TIME "{\"$ref\":\"#/components/schemas/Time\"}"
#define IDENT "{\"$ref\":\"#/components/schemas/Ident\"}"
#define CODE "{\"$ref\":\"#/components/schemas/Code\"}"
#define RECORD "{\"$ref\":\"#/components/schemas/Record\"}"
#define LIST(items) "{\"type\":\"array\",\"items\":" items "}"
#define SEVERITY "{\"enum\":[\"severe\",\"serious\",\"minor\"]}"
#define OBJECT "{\"type\":\"object\"}"
#define OR_NULL(schema) "{\"anyOf\":[" schema ",{\"type\":\"null\"}]}"

/* Schemas without members. */
static const struct {
	const char *name;
	const char *json;
} plain[] = {
	{ "Ident", "{\"type\":\"string\",\"pattern\":\"^[a-z0-9]{1,8}(-[1-9][0-9]{0,15})?$\","
		   "\"description\":\"记录编号 / id of a record: nst-137\"}" },
	{ "Code", "{\"type\":\"string\",\"pattern\":\"^[a-z0-9]{1,8}$\"}" },
	{ "Time", "{\"type\":\"string\",\"format\":\"date-time\"}" },
	{ "Span", "{\"type\":\"string\",\"pattern\":\"^([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$\","
		  "\"description\":\"时长 / span of time: 1h30m\"}" },
	{ "Geometry", "{\"type\":\"object\",\"required\":[\"type\",\"coordinates\"],"
		      "\"properties\":{"
		      "\"type\":{\"enum\":[\"Point\",\"LineString\",\"Polygon\"]},"
		      "\"coordinates\":{\"type\":\"array\"}}}" },
	{ NULL, NULL },
};

/* Members of the other schemas; rows of one schema stand together. */
static const struct property {
	const char *schema;
	const char *name;
	const char *json;
	bool required;
} properties[] = {
	{ "Problem", "type", "{\"type\":\"string\",\"format\":\"uri-reference\"}", true },
	{ "Problem", "title", TEXT, true },
	{ "Problem", "status", WHOLE, true },
	{ "Problem", "refusal", TEXT, true },
	{ "Problem", "zh", TEXT, true },
	{ "Problem", "en", TEXT, true },
	{ "Problem", "detail", TEXT, false },
	{ "Problem", "field", TEXT, false },
	{ "Problem", "retry_after", WHOLE, false },
	{ "Clock", "name", TEXT, true },
	{ "Clock", "status", "{\"enum\":[\"running\",\"stopped\",\"lapsed\"]}", true },
	{ "Clock", "step", WHOLE, true },
	{ "Clock", "started", TIME, true },
	{ "Clock", "stopped", TIME, false },
	{ "Clock", "due", LIST(OR_NULL(TIME)), true },
	{ "Link", "to", IDENT, true },
	{ "Link", "type", TEXT, true },
	{ "File", "hash", "{\"type\":\"string\",\"pattern\":\"^[0-9a-f]{64}$\"}", true },
	{ "File", "name", TEXT, true },
	{ "File", "mime", TEXT, true },
	{ "File", "size", WHOLE, true },
	{ "Pending", "act", TEXT, true },
	{ "Pending", "by", IDENT, true },
	{ "Pending", "entry", IDENT, true },
	{ "Record", "id", IDENT, true },
	{ "Record", "kind", TEXT, true },
	{ "Record", "home", CODE, true },
	{ "Record", "state", TEXT, true },
	{ "Record", "version", WHOLE, true },
	{ "Record", "epoch", WHOLE, true },
	{ "Record", "event_at", TIME, true },
	{ "Record", "created_at", TIME, true },
	{ "Record", "updated_at", TIME, true },
	{ "Record", "creator", IDENT, false },
	{ "Record", "fields", OBJECT, true },
	{ "Record", "clocks", LIST("{\"$ref\":\"#/components/schemas/Clock\"}"), false },
	{ "Record", "gaps", LIST(TEXT), false },
	{ "Record", "links", LIST("{\"$ref\":\"#/components/schemas/Link\"}"), false },
	{ "Record", "files", LIST("{\"$ref\":\"#/components/schemas/File\"}"), false },
	{ "Record", "shared", LIST(CODE), false },
	{ "Record", "struck", TRUTH, false },
	{ "Record", "pending", "{\"$ref\":\"#/components/schemas/Pending\"}", false },
	{ "Record", "acts", LIST(TEXT), false },
	{ "Records", "records", LIST(RECORD), true },
	{ "Records", "total", WHOLE, true },
	{ "Records", "more", TRUTH, true },
	{ "Records", "pos", WHOLE, true },
	{ "Records", "as_of", OR_NULL(TIME), true },
	{ "Entry", "id", IDENT, true },
	{ "Entry", "pos", WHOLE, true },
	{ "Entry", "at", TIME, true },
	{ "Entry", "event_at", TIME, true },
	{ "Entry", "arrived", TIME, false },
	{ "Entry", "kind", TEXT, true },
	{ "Entry", "act", TEXT, true },
	{ "Entry", "entry", IDENT, true },
	{ "Entry", "actor", IDENT, false },
	{ "Entry", "post", CODE, false },
	{ "Entry", "cause", IDENT, false },
	{ "Entry", "to", TEXT, false },
	{ "Entry", "fields", OBJECT, false },
	{ "Entry", "args", OBJECT, false },
	{ "History", "entries", LIST("{\"$ref\":\"#/components/schemas/Entry\"}"), true },
	{ "Login", "login", TEXT, true },
	{ "Login", "password", "{\"type\":\"string\",\"format\":\"password\"}", true },
	{ "Duty", "post", CODE, true },
	{ "Duty", "role", TEXT, true },
	{ "Duty", "from", OR_NULL(TIME), false },
	{ "Duty", "until", OR_NULL(TIME), false },
	{ "Session", "account", OBJECT, true },
	{ "Session", "csrf", TEXT, true },
	{ "Session", "duties", LIST("{\"$ref\":\"#/components/schemas/Duty\"}"), true },
	{ "Session", "server_time", TIME, true },
	{ "Session", "demo", TRUTH, true },
	{ "Session", "offset_minutes", WHOLE, true },
	{ "Hit", "id", IDENT, true },
	{ "Hit", "kind", TEXT, true },
	{ "Hit", "title", TEXT, true },
	{ "Hit", "snippet", TEXT, true },
	{ "Hit", "at", TIME, true },
	{ "Hits", "hits", LIST("{\"$ref\":\"#/components/schemas/Hit\"}"), true },
	{ "Gap", "gap", TEXT, true },
	{ "Gap", "severity", SEVERITY, true },
	{ "Gap", "zh", TEXT, true },
	{ "Gap", "en", TEXT, true },
	{ "Gap", "kind", TEXT, true },
	{ "Gap", "id", IDENT, true },
	{ "Gap", "title", TEXT, true },
	{ "Gap", "home", CODE, true },
	{ "Gap", "place", IDENT, false },
	{ "Gap", "since", TIME, true },
	{ "Gap", "closes", OBJECT, true },
	{ "Gaps", "gaps", LIST("{\"$ref\":\"#/components/schemas/Gap\"}"), true },
	{ "Gaps", "total", WHOLE, true },
	{ "Gaps", "severe", WHOLE, true },
	{ "Gaps", "serious", WHOLE, true },
	{ "Gaps", "minor", WHOLE, true },
	{ "Gaps", "at", TIME, true },
	{ "CountdownLine", "name", TEXT, true },
	{ "CountdownLine", "zh", TEXT, true },
	{ "CountdownLine", "en", TEXT, true },
	{ "CountdownLine", "unit", TEXT, false },
	{ "CountdownPoint", "days", WHOLE, true },
	{ "CountdownPoint", "at", TIME, true },
	{ "CountdownPoint", "ahead", TRUTH, true },
	{ "CountdownPoint", "values", LIST("{\"type\":[\"number\",\"null\"]}"), true },
	{ "Countdown", "kind", TEXT, true },
	{ "Countdown", "id", IDENT, true },
	{ "Countdown", "title", TEXT, true },
	{ "Countdown", "day", TIME, true },
	{ "Countdown", "now", TIME, true },
	{ "Countdown", "lines", LIST("{\"$ref\":\"#/components/schemas/CountdownLine\"}"), true },
	{ "Countdown", "points", LIST("{\"$ref\":\"#/components/schemas/CountdownPoint\"}"), true },
	{ "Fixes", "fixes", LIST(LIST("{}")), false },
	{ "Fixes", "type", "{\"enum\":[\"FeatureCollection\",\"Feature\"]}", false },
	{ "Fixes", "features", LIST(OBJECT), false },
	{ "Readings", "gates", LIST(LIST("{}")), false },
	{ "Readings", "inside", LIST(LIST("{}")), false },
	{ "Readings", "weather", LIST(LIST("{}")), false },
	{ "Taken", "taken", WHOLE, true },
	{ "Taken", "left_out", OBJECT, true },
	{ "UnitPlace", "unit", IDENT, true },
	{ "UnitPlace", "post", CODE, true },
	{ "UnitPlace", "lon", NUMBER, true },
	{ "UnitPlace", "lat", NUMBER, true },
	{ "UnitPlace", "accuracy", NUMBER, false },
	{ "UnitPlace", "speed", NUMBER, false },
	{ "UnitPlace", "course", NUMBER, false },
	{ "UnitPlace", "at", TIME, true },
	{ "UnitPlace", "source", TEXT, true },
	{ "UnitPlace", "jumped", TRUTH, false },
	{ "UnitPlace", "outside", TRUTH, false },
	{ "UnitPlace", "distance_m", NUMBER, false },
	{ "Picture", "server_time", TIME, true },
	{ "Picture", "stale_s", WHOLE, true },
	{ "Picture", "units", LIST("{\"$ref\":\"#/components/schemas/UnitPlace\"}"), true },
	{ "Item", "kind", TEXT, true },
	{ "Item", "id", IDENT, true },
	{ "Item", "zh", TEXT, true },
	{ "Item", "en", TEXT, true },
	{ "Item", "at", TIME, true },
	{ "Item", "fields", OBJECT, true },
	{ "Released", "items", LIST("{\"$ref\":\"#/components/schemas/Item\"}"), true },
	{ "Released", "at", TIME, true },
	{ "Cop", "type", "{\"const\":\"FeatureCollection\"}", true },
	{ "Cop", "post", CODE, true },
	{ "Cop", "at", TIME, true },
	{ "Cop", "pos", WHOLE, true },
	{ "Cop", "phase", OR_NULL(TEXT), true },
	{ "Cop", "counts", OBJECT, true },
	{ "Cop", "missing", "{\"$ref\":\"#/components/schemas/Gaps\"}", true },
	{ "Cop", "digest", TEXT, true },
	{ "Cop", "features", LIST(OBJECT), true },
	{ "Health", "status", TEXT, true },
	{ "Health", "version", TEXT, true },
	{ "Health", "started", TIME, true },
	{ "Health", "pos", WHOLE, true },
	{ "Health", "committed", WHOLE, true },
	{ "Health", "last_commit_at", OR_NULL(TIME), true },
	{ "Health", "uptime_s", WHOLE, true },
	{ "Health", "server_time", TIME, true },
	{ "Health", "disk_free", WHOLE, true },
	{ "Moments", "first", OR_NULL(TIME), true },
	{ "Moments", "last", OR_NULL(TIME), true },
	{ "TokenWish", "name", TEXT, true },
	{ "TokenWish", "post", CODE, true },
	{ "TokenWish", "scopes", LIST(TEXT), true },
	{ "TokenWish", "days", WHOLE, true },
	{ "Token", "token", TEXT, true },
	{ "TokenRow", "id", WHOLE, true },
	{ "TokenRow", "name", TEXT, true },
	{ "TokenRow", "post", CODE, true },
	{ "TokenRow", "scopes", LIST(TEXT), true },
	{ "TokenRow", "created", TIME, true },
	{ "TokenRow", "until", TIME, true },
	{ "Tokens", "tokens", LIST("{\"$ref\":\"#/components/schemas/TokenRow\"}"), true },
	{ "Imported", "count", WHOLE, true },
	{ "Imported", "records", LIST(IDENT), true },
	{ "ImportedAlerts", "count", WHOLE, true },
	{ "ImportedAlerts", "records", LIST(IDENT), true },
	{ "ImportedAlerts", "alerts", WHOLE, true },
	{ "ImportedAlerts", "other", WHOLE, true },
	{ "ImportedAlerts", "unmapped", WHOLE, true },
	{ "Stored", "hash", TEXT, true },
	{ "Stored", "size", WHOLE, true },
	{ "Passwords", "old", "{\"type\":\"string\",\"format\":\"password\"}", true },
	{ "Passwords", "new", "{\"type\":\"string\",\"format\":\"password\"}", true },
	{ "Object", NULL, NULL, false },
	{ NULL, NULL, NULL, false },
};

/* Parameters by name; "path" where they stand in the address. */
static const struct parameter {
	const char *name;
	bool path;
	const char *json;
	const char *zh;
	const char *en;
} parameters[] = {
	{ "id", true, IDENT, "记录编号", "id of the record" },
	{ "sha256", true, "{\"type\":\"string\",\"pattern\":\"^[0-9a-f]{64}$\"}",
	  "附件的SHA-256", "SHA-256 of the attachment" },
	{ "token", true, TEXT, "令牌编号", "number of the token" },
	{ "kind_act", true, TEXT, "类型.操作", "kind.act, such as supply.set_up" },
	{ "key", false, TEXT, "幂等键", "idempotency key of the whole table" },
	{ "at", false, TIME, "按此刻的状态", "as it stood at this moment" },
	{ "state", false, TEXT, "状态，逗号分隔", "states, comma-separated" },
	{ "home", false, CODE, "所属指挥部", "home post" },
	{ "open", false, "{\"enum\":[\"1\"]}", "仅未结", "open ones only" },
	{ "released", false, "{\"enum\":[\"1\"]}", "仅已发布", "published ones only" },
	{ "q", false, TEXT, "检索词", "words to look for" },
	{ "sort", false, TEXT, "排序字段，-表示降序", "field to sort by; - is descending" },
	{ "limit", false, "{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000}", "条数",
	  "how many" },
	{ "after", false, TEXT, "上一页的next", "`next` of the page before" },
	{ "acts", false, "{\"enum\":[\"1\"]}", "列出可执行的操作", "with the acts that can be done" },
	{ "role_as", false, CODE, "以哪个指挥部的身份", "as which post" },
	{ "post", false, CODE, "以哪个指挥部的身份", "as which post" },
	{ "from", false, WHOLE, "从此位置之后", "after this position" },
	{ "kind", false, TEXT, "记录类型", "kind of record" },
	{ "kind_name", true, TEXT, "记录类型", "kind of record" },
	{ "severity", false, SEVERITY, "严重程度", "how grave" },
	{ "near", false, TEXT, "由近及远，经度,纬度", "nearest first to lon,lat" },
	{ "count", false, "{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000}", "条数",
	  "how many" },
	{ "since", false, TIME, "从此刻起", "from this moment on" },
	{ "period", false, "{\"type\":\"integer\",\"minimum\":200,\"maximum\":60000}",
	  "更新间隔，毫秒", "milliseconds between updates" },
	{ "deviceid", false, TEXT, "勤务单元或其指挥部", "the unit or its post; `id` is taken too" },
	{ "lat", false, NUMBER, "纬度", "latitude" },
	{ "lon", false, NUMBER, "经度", "longitude" },
	{ "timestamp", false, TEXT, "时刻", "seconds or milliseconds since 1970, or RFC 3339" },
	{ "accuracy", false, NUMBER, "误差半径，米", "radius of the error, metres" },
	{ "speed", false, NUMBER, "速度，节", "knots" },
	{ "bearing", false, NUMBER, "航向，度", "degrees from north; `heading` is taken too" },
	{ NULL, false, NULL, NULL, NULL },
};

static const struct route {
	const char *path;
	const char *method;
	const char *name;
	const char *zh;
	const char *en;
	enum { OPEN, SIGNED_IN, IN_PERSON } access;        /* in person: not by a token */
	const char *parameters;                            /* blank-separated */
	const char *body;                                  /* schema, or a media type */
	const char *status;
	const char *answer;                                /* schema, media type, or NULL */
} routes[] = {
	{ "/session", "post", "signIn", "登录", "Sign in", OPEN, NULL, "Login", "200",
	  "Session" },
	{ "/session", "get", "session", "当前登录", "Who is signed in", SIGNED_IN, NULL, NULL,
	  "200", "Session" },
	{ "/session", "delete", "signOut", "退出", "Sign out", IN_PERSON, NULL, NULL, "204",
	  NULL },
	{ "/records/{id}", "get", "record", "单条记录，不论类型", "One record, of whatever kind",
	  SIGNED_IN, "id at role_as", NULL, "200", "Record" },
	{ "/schema", "get", "schema", "记录类型表", "The tables of the kinds", OPEN, NULL, NULL,
	  "200", "Object" },
	{ "/search", "get", "search", "全文检索", "Full-text search", SIGNED_IN, "q kind limit role_as",
	  NULL, "200", "Hits" },
	{ "/cop", "get", "cop", "共用态势图导出", "The common operating picture of a post", SIGNED_IN,
	  "post at", NULL, "200", "Cop" },
	{ "/cap/{id}", "get", "cap", "已发布预警的CAP 1.2报文", "A warning that was issued, as CAP 1.2",
	  SIGNED_IN, "id at role_as", NULL, "200", "application/cap+xml" },
	{ "/gaps", "get", "gaps", "万无一失清单", "Everything that is missing", SIGNED_IN,
	  "kind severity limit at role_as", NULL, "200", "Gaps" },
	{ "/countdown/{kind_name}/{id}", "get", "countdown", "逐日走势（T−N至T−0）",
	  "A record's figures day by day towards its day", SIGNED_IN, "kind_name id at role_as",
	  NULL, "200", "Countdown" },
	{ "/public", "get", "released", "公开信息", "What has been released to everybody", OPEN, NULL,
	  NULL, "200", "Released" },
	{ "/stream", "get", "stream", "实时事件流", "Entries as they happen", SIGNED_IN,
	  "post from", NULL, "200", "text/event-stream" },
	{ "/import/{kind_act}", "post", "importTable", "导入一张表，全部成功或全不执行",
	  "Many acts from a table, all of them or none", SIGNED_IN, "kind_act post key",
	  "text/csv", "201", "Imported" },
	{ "/eve", "post", "importAlerts", "导入Suricata的EVE告警，全部成功或全不执行",
	  "Alerts of Suricata's EVE log, all of them or none", SIGNED_IN, "post key",
	  "application/x-ndjson", "201", "ImportedAlerts" },
	{ "/live/fixes", "post", "reportPositions", "上报位置（批量或GeoJSON）",
	  "Positions of units, a list or GeoJSON", SIGNED_IN, "post", "Fixes", "200", "Taken" },
	{ "/live/osmand", "post", "reportPosition", "上报位置（OsmAnd）",
	  "The position of a unit as OsmAnd sends it", SIGNED_IN,
	  "deviceid lat lon timestamp accuracy speed bearing post", NULL, "200", "Taken" },
	{ "/live/readings", "post", "reportReadings", "上报计数与气象",
	  "What turnstiles, counters and weather stations say", SIGNED_IN, "post", "Readings",
	  "200", "Taken" },
	{ "/live/units", "get", "units", "在勤单元的当前位置", "Where units on duty are now",
	  SIGNED_IN, "near count role_as", NULL, "200", "Picture" },
	{ "/live/tracks/{id}", "get", "track", "单元的行动轨迹", "Where a unit has been", SIGNED_IN,
	  "id since role_as", NULL, "200", "Object" },
	{ "/live/stream", "get", "liveStream", "实时位置流", "Positions as they change", SIGNED_IN,
	  "post period", NULL, "200", "text/event-stream" },
	{ "/attachments/{sha256}", "put", "putAttachment", "上传附件", "Upload an attachment",
	  SIGNED_IN, "sha256", "application/octet-stream", "201", "Stored" },
	{ "/attachments/{sha256}", "get", "getAttachment", "下载附件", "Download an attachment",
	  SIGNED_IN, "sha256 role_as", NULL, "200", "application/octet-stream" },
	{ "/health", "get", "health", "运行状况", "Health", OPEN, NULL, NULL, "200", "Health" },
	{ "/join", "post", "join", "新节点凭邀请入网", "A new site joins by its invitation", OPEN,
	  NULL, "Object", "201", "Object" },
	{ "/mesh", "get", "mesh", "节点互联状况", "How the other sites are heard", SIGNED_IN,
	  NULL, NULL, "200", "Object" },
	{ "/metrics", "get", "metrics", "运行指标", "Metrics", SIGNED_IN, NULL, NULL, "200",
	  "text/plain" },
	{ "/openapi.json", "get", "openapi", "本文件", "This document", OPEN, NULL, NULL, "200",
	  "Object" },
	{ "/matrix", "get", "matrix", "权限矩阵", "The permission matrix", SIGNED_IN, NULL,
	  NULL, "200", "Object" },
	{ "/moments", "get", "moments", "日志首末时刻", "First and last moment of the log",
	  SIGNED_IN, NULL, NULL, "200", "Moments" },
	{ "/tokens", "post", "makeToken", "生成令牌", "Make a token", IN_PERSON, NULL,
	  "TokenWish", "201", "Token" },
	{ "/tokens", "get", "tokens", "我的令牌", "My tokens", IN_PERSON, NULL, NULL, "200",
	  "Tokens" },
	{ "/tokens/{token}", "delete", "dropToken", "撤销令牌", "Revoke a token", IN_PERSON,
	  "token", NULL, "204", NULL },
	{ "/password", "post", "password", "修改密码", "Change the password", IN_PERSON, NULL,
	  "Passwords", "204", NULL },
	{ NULL, NULL, NULL, NULL, NULL, SIGNED_IN, NULL, NULL, NULL, NULL },
};

/* ---- pieces ------------------------------------------------------------------------------- */

static struct str joined(struct buf *buf, const char *a, const char *between, const char *b)
{
	buf_clear(buf);
	buf_printf(buf, "%s%s%s", a, between, b);
	return buf_str(buf);
}

void print_openapi_parts_ref(struct json_out *out, const char *key, const char *what,
			     const char *name)
{
	struct buf text;

	buf_init(&text, 256);
	buf_printf(&text, "#/components/%s/%s", what, name);
	if (key != NULL)
		json_key(out, key);
	json_open(out, '{');
	json_key(out, "$ref");
	json_put_str(out, buf_str(&text));
	json_close(out, '}');
	buf_release(&text);
}

/* {"media": {"schema": …}} */
static void put_content(struct json_out *out, const char *schema)
{
	bool media = strchr(schema, '/') != NULL;

	json_key(out, "content");
	json_open(out, '{');
	json_key(out, media ? schema : "application/json");
	json_open(out, '{');
	if (media) {
		json_key(out, "schema");
		json_put_raw(out, STR(TEXT));
	} else {
		print_openapi_parts_ref(out, "schema", "schemas", schema);
	}
	json_close(out, '}');
	json_close(out, '}');
}

void print_openapi_parts_answer(struct json_out *out, const char *status, const char *text,
				const char *schema)
{
	json_key(out, status);
	json_open(out, '{');
	print_text(out, "description", text);
	if (schema != NULL)
		put_content(out, schema);
	json_close(out, '}');
}

/* ---- schemas ------------------------------------------------------------------------------ */

static bool same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static const struct property *put_schema(struct json_out *out, const struct property *first)
{
	const struct property *row;

	json_key(out, first->schema);
	json_open(out, '{');
	print_text(out, "type", "object");
	json_key(out, "required");
	json_open(out, '[');
	for (row = first; same(row->schema, first->schema); row++) {
		if (row->required)
			json_put_text(out, row->name);
	}
	json_close(out, ']');
	json_key(out, "properties");
	json_open(out, '{');
	for (row = first; same(row->schema, first->schema); row++) {
		if (row->name == NULL)
			continue;
		json_key(out, row->name);
		json_put_raw(out, str_of(row->json));
	}
	json_close(out, '}');
	json_close(out, '}');
	return row;
}

void print_openapi_parts_schemas(struct json_out *out)
{
	const struct property *row = properties;

	for (uint32_t i = 0; plain[i].name != NULL; i++) {
		json_key(out, plain[i].name);
		json_put_raw(out, str_of(plain[i].json));
	}
	while (row->schema != NULL)
		row = put_schema(out, row);
}

void print_openapi_parts_parameters(struct json_out *out)
{
	struct buf text;

	buf_init(&text, 512);
	for (const struct parameter *row = parameters; row->name != NULL; row++) {
		json_key(out, row->name);
		json_open(out, '{');
		print_text(out, "name", row->name);
		print_text(out, "in", row->path ? "path" : "query");
		print_flag(out, "required", row->path);
		json_key(out, "description");
		json_put_str(out, joined(&text, row->zh, " / ", row->en));
		json_key(out, "schema");
		json_put_raw(out, str_of(row->json));
		json_close(out, '}');
	}
	buf_release(&text);
}

/* ---- paths -------------------------------------------------------------------------------- */

static void put_parameters(struct json_out *out, const char *names)
{
	struct str rest = str_of(names), word;
	struct buf text;

	if (names == NULL)
		return;
	buf_init(&text, 128);
	json_key(out, "parameters");
	json_open(out, '[');
	while (print_word(&rest, &word)) {
		buf_clear(&text);
		buf_add(&text, word);
		buf_add_char(&text, '\0');
		print_openapi_parts_ref(out, NULL, "parameters", text.at);
	}
	json_close(out, ']');
	buf_release(&text);
}

static void put_route(struct json_out *out, const struct route *route)
{
	struct buf text;

	buf_init(&text, 512);
	json_key(out, route->method);
	json_open(out, '{');
	print_text(out, "operationId", route->name);
	json_key(out, "summary");
	json_put_str(out, joined(&text, route->zh, " / ", route->en));
	if (route->access != SIGNED_IN) {
		json_key(out, "security");
		json_put_raw(out, route->access == OPEN ? STR("[]") : STR("[{\"session\":[]}]"));
	}
	put_parameters(out, route->parameters);
	if (route->body != NULL) {
		json_key(out, "requestBody");
		json_open(out, '{');
		print_flag(out, "required", true);
		put_content(out, route->body);
		json_close(out, '}');
	}
	json_key(out, "responses");
	json_open(out, '{');
	print_openapi_parts_answer(out, route->status, route->en, route->answer);
	print_openapi_parts_ref(out, "default", "responses", "refused");
	json_close(out, '}');
	json_close(out, '}');
	buf_release(&text);
}

void print_openapi_parts_paths(struct json_out *out)
{
	const struct route *route = routes;

	while (route->path != NULL) {
		const char *path = route->path;

		json_key(out, path);
		json_open(out, '{');
		for (; same(route->path, path); route++)
			put_route(out, route);
		json_close(out, '}');
	}
}
