/* Why the HTTP side did not answer as asked: refusals of its own, and the form of all. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_HTTP_PROBLEM_H
#define WIRE_HTTP_PROBLEM_H

#include "base/buf.h"
#include "model/entry.h"

/* name, HTTP status, zh, en */
#define PROBLEMS(X)                                                                             \
	X(bad_path, 400, "网址无效", "The address is not valid")                                \
	X(address_too_long, 414, "网址过长", "The address is too long")                         \
	X(bad_query, 400, "查询参数无效", "A parameter of the address is not valid")            \
	X(unknown_address, 404, "没有这个网址", "There is nothing at this address")             \
	X(wrong_method, 405, "此网址不支持该方法", "The address does not take this method")     \
	X(wrong_media_type, 415, "内容类型必须是application/json", "The body must be application/json") \
	X(length_missing, 411, "缺少内容长度", "The length of the body is missing")             \
	X(bad_login, 401, "用户名或密码不正确", "Login or password is not right")               \
	X(locked_out, 429, "失败次数过多，请稍后再试", "Too many failures; wait before the next try") \
	X(csrf_missing, 403, "缺少X-CSRF校验头或校验值不对", "The X-CSRF header is missing or wrong") \
	X(too_many_sessions, 503, "会话过多，请稍后再试", "Too many sessions are open")         \
	X(weak_password, 400, "密码过短或过长：10至128个字符", "A password has 10 to 128 characters") \
	X(bad_scope, 400, "令牌权限无效", "A token's scope is not valid")                       \
	X(no_such_token, 404, "没有这个令牌", "There is no such token")                         \
	X(too_many_tokens, 409, "令牌过多", "Too many tokens")                                  \
	X(only_in_person, 403, "此操作须本人登录，不能使用令牌", "This is done signed in, not by a token") \
	X(bad_moment, 400, "时刻无效", "The moment is not valid")                               \
	X(no_countdown, 404, "此类记录没有倒计时", "A record of this kind counts nothing down")     \
	X(past_unreadable, 503, "暂时无法读取过去的状态", "The past cannot be read at the moment") \
	X(no_alert, 404, "这不是已发布的预警", "That is no warning that has been issued")          \
	X(no_such_file, 404, "没有这个附件", "There is no such attachment")                     \
	X(hash_differs, 400, "内容与所称的SHA-256不符", "The content is not what its SHA-256 says") \
	X(storage_failed, 503, "无法写入存储", "The storage does not take it")                  \
	X(bad_range, 416, "请求范围无效", "The range lies outside the file")                    \
	X(not_invited, 403, "邀请无效、已过期或已被使用", "The invitation is not valid, is over or was used") \
	X(not_founder, 409, "本节点不能接纳新节点", "This node cannot let other sites in")        \
	X(too_many_streams, 503, "实时连接过多", "Too many streams are open")                   \
	X(import_media_type, 415, "内容类型须为text/csv或application/x-ndjson",                  \
	  "The body must be text/csv or application/x-ndjson")                                  \
	X(import_header, 400, "表头缺名、重复或列数过多",                                       \
	  "A column of the header has no name, stands twice, or is one too many")               \
	X(import_quote, 400, "引号不配对，自该行起无法读取",                                    \
	  "A quote is not right; from that line on nothing can be read")                        \
	X(import_width, 400, "列数与表头不符", "The row has another number of cells than the header") \
	X(import_empty, 400, "表中没有数据行", "The table has no rows")                         \
	X(import_too_many, 413, "行数过多", "Too many rows")                                    \
	X(import_too_large, 413, "内容过大，请分批导入", "Too much for one commit; divide it")    \
	X(import_refused, 409, "有行被拒绝，未作任何更改", "Some rows are refused; nothing was done") \
	X(eve_media_type, 415, "内容类型须为application/x-ndjson",                               \
	  "The body must be application/x-ndjson")                                              \
	X(eve_not_json, 400, "该行不是JSON对象", "The line is no JSON object")                   \
	X(eve_line_too_long, 413, "该行过长", "The line is too long")                            \
	X(eve_no_type, 400, "缺少event_type", "There is no event_type")                         \
	X(eve_no_time, 400, "缺少有效的timestamp", "There is no sound timestamp")               \
	X(eve_no_address, 400, "缺少有效的src_ip或dest_ip",                                     \
	  "There is no sound src_ip or dest_ip")                                                \
	X(eve_no_signature, 400, "缺少alert中的signature或signature_id",                        \
	  "The alert has no signature or signature_id")                                         \
	X(eve_bad_severity, 400, "severity应为1至255", "A severity is 1 to 255")                \
	X(eve_too_many_rows, 413, "规则与系统的组合过多，请分批导入",                           \
	  "Too many pairs of signature and asset; import in parts")                             \
	X(eve_too_many_assets, 413, "登记的网络地址过多", "Too many addresses of assets are registered") \
	X(shutting_down, 503, "系统正在停止", "The node is shutting down")

#define PROBLEM_DECLARE(name, http, zh, en) extern const struct refusal problem_##name;
PROBLEMS(PROBLEM_DECLARE)
#undef PROBLEM_DECLARE

extern const struct refusal *const problem_all[];          /* in order, NULL at the end */

/* RFC 9457; `zh` chooses the language of "title", both stand beside it. retry_after 0: not said. */
void problem_write(struct buf *out, const struct refused *refused, bool zh, int64_t retry_after);

#endif
