/* Why an act was not done: each reason has a name, a place in the order, and two languages. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEL_REFUSAL_H
#define MODEL_REFUSAL_H

#include <stdint.h>

/*
 * NULL is "not refused". The kernel's own refusals stand below in the order in which they are
 * checked; a kind adds its own with REFUSAL() and lists them, so that reference, tests and the
 * console know them all.
 */
struct refusal {
	const char *name;
	const char *zh;
	const char *en;
	uint16_t http;                                     /* status of the answer */
};

#define REFUSAL(name_, zh_, en_)                                                                \
	static const struct refusal refuse_##name_ = { #name_, zh_, en_, 409 }

/* name, HTTP status, zh, en */
#define KERNEL_REFUSALS(X)                                                                      \
	X(busy, 503, "系统繁忙，请稍候重试", "The node is busy; try again in a moment")          \
	X(body_too_large, 413, "内容过大", "The body is too large")                             \
	X(broken_json, 400, "内容不是有效的JSON", "The body is not valid JSON")                 \
	X(not_utf8, 400, "文字不是有效的UTF-8", "The text is not valid UTF-8")                  \
	X(unknown_kind, 404, "没有这种记录", "There is no such kind of record")                 \
	X(unknown_act, 404, "没有这个操作", "There is no such act")                             \
	X(system_only, 403, "只有系统可以执行此操作", "Only the system does this act")          \
	X(bad_envelope, 400, "请求格式不对", "The request does not have the form of an act")    \
	X(key_too_long, 400, "幂等键过长", "The idempotency key is too long")                   \
	X(key_reused, 409, "同一幂等键已用于不同内容", "The key was used with other content")    \
	X(not_signed_in, 401, "请先登录", "Sign in first")                                      \
	X(account_locked, 403, "账号已停用", "The account is locked")                           \
	X(not_on_duty, 403, "您此刻不在该岗位任职", "You do not hold a role at that post now")   \
	X(no_such_record, 404, "没有这条记录", "There is no such record")                       \
	X(scope_missing, 403, "令牌没有此权限", "The token does not cover this")                \
	X(not_permitted, 403, "您的角色不能执行此操作", "Your role may not do this")            \
	X(not_home, 409, "此记录由另一节点负责", "Another node is home to this record")         \
	X(follower_reads_only, 409, "本节点是只读副本，请在所跟随的节点操作",                   \
	  "This node only repeats another; act at the site that it follows")                    \
	X(unknown_field, 400, "没有这个字段", "There is no such field")                         \
	X(field_not_taken, 400, "此操作不接受这个字段", "This act does not take that field")    \
	X(wrong_type, 400, "字段类型不对", "The value has the wrong type")                      \
	X(too_long, 400, "文字过长", "The text is too long")                                    \
	X(out_of_range, 400, "数值超出范围", "The number is out of range")                      \
	X(unknown_value, 400, "没有这个选项", "There is no such choice")                        \
	X(too_many, 400, "项目过多", "Too many items")                                          \
	X(bad_geometry, 400, "图形无效", "The geometry is not valid")                           \
	X(event_in_future, 400, "事发时间不能晚于现在", "The event cannot lie in the future")   \
	X(struck_out, 409, "此记录已划销", "The record has been struck out")                    \
	X(stale_version, 409, "记录已被他人更新，请刷新", "Somebody changed the record; reload") \
	X(wrong_state, 409, "当前状态下不能执行此操作", "Not possible in this state")           \
	X(waiting_for_second, 409, "正在等待第二人确认", "A second person's word is awaited")   \
	X(nothing_waiting, 409, "没有待确认的操作", "Nothing waits to be confirmed")            \
	X(same_person, 403, "必须由另一人确认", "The second person must be another one")        \
	X(required, 400, "缺少必填项", "A required field is missing")                           \
	X(no_such_target, 400, "引用的记录不存在", "A record that is referred to does not exist") \
	X(wrong_target, 400, "引用的记录类型不对", "The reference is to another kind of record") \
	X(unique_taken, 409, "已有相同的编号", "That code or name is taken")                    \
	X(nothing_changed, 409, "没有任何更改", "Nothing would change")                         \
	X(responsibility_gap, 409, "主体、领导、岗位三项责任不全",                              \
	  "One of the three responsibilities is missing")                                       \
	X(too_many_links, 409, "关联过多", "The record has too many links")                     \
	X(too_many_files, 409, "附件过多", "The record has too many attachments")               \
	X(unknown_file, 400, "附件尚未上传", "The attachment has not been uploaded")            \
	X(merge_with_self, 409, "不能与自身合并", "A record cannot be merged with itself")       \
	X(entry_too_large, 413, "内容过大", "The entry is too large for the log")               \
	X(cascade_too_long, 500, "连锁反应过长", "One act would cause too many others")

/* name, HTTP status, zh, en: why something that came from another node is kept out. */
#define MESH_REFUSALS(X)                                                                        \
	X(mesh_bad_frame, 400, "收到的消息无法解读", "A message cannot be read")                \
	X(mesh_not_sender, 403, "发送方无权代此席位发言", "The sender may not speak for it")     \
	X(mesh_bad_hash, 409, "记录正文与其指纹不符", "An entry does not have its hash")        \
	X(mesh_bad_link, 409, "记录链不连续", "An entry does not follow the one before it")     \
	X(mesh_bad_signature, 403, "签名无效", "A signature does not hold")                     \
	X(mesh_wrong_key, 403, "签名密钥不属于该节点", "Signed with another node's key")        \
	X(mesh_fork, 409, "同一编号出现不同内容", "Another entry under a known number")         \
	X(mesh_future, 409, "记录时间远在本机时钟之后", "An entry from the future")             \
	X(mesh_gap, 409, "中间缺少记录", "Entries are missing before it")                       \
	X(mesh_not_home, 403, "该节点无权书写此记录", "That node is not home to the record")    \
	X(mesh_bad_entry, 409, "记录内容不合规则", "No check would have passed that entry")     \
	X(home_unreachable, 503, "负责此记录的节点暂时联系不上",                                \
	  "The node that is home to it cannot be reached now")                                  \
	X(home_lost, 409, "负责此记录的指挥部已被接管", "The post that is home was taken over")

#define KERNEL_REFUSAL_DECLARE(name, http, zh, en) extern const struct refusal refused_##name;
KERNEL_REFUSALS(KERNEL_REFUSAL_DECLARE)
MESH_REFUSALS(KERNEL_REFUSAL_DECLARE)
#undef KERNEL_REFUSAL_DECLARE

/* The kernel's refusals in order, then those of the mesh; NULL at the end. */
extern const struct refusal *const refusal_all[];

#endif
