/* One count on the way from promised to present, with its evidence and who has verified it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/duty/funnel.h"
#include "model/model.h"

static const struct choice proofs[] = {
	{ 1, "contract", "合同", "Contract", NULL },
	{ 2, "roll", "名册盖章页", "Stamped roll", NULL },
	{ 3, "training_record", "培训记录", "Training record", NULL },
	{ 4, "accreditation_list", "制证清单", "Accreditation list", NULL },
	{ 5, "roster", "排班表", "Roster", NULL },
	{ 6, "head_count", "现场清点", "Count on the spot", NULL },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, REF, subject, "人力需求", "Staffing need", .target = "staffing", \
	  .flags = REQUIRED) \
	X(K, 2, ENUM, stage, "环节", "Stage", .choices = funnel_stages, \
	  .flags = REQUIRED | INDEXED) \
	X(K, 3, INT, count, "人数", "Count", .most = 1000000, .unit = "person", \
	  .flags = REQUIRED) \
	X(K, 4, TIME, as_of, "截至", "As of", .flags = REQUIRED) \
	X(K, 5, ENUM, proof, "证据", "Evidence", .choices = proofs, .flags = REQUIRED) \
	X(K, 6, TEXT, proof_hash, "证据摘要值", "Hash of the evidence", .max = 64, .flags = 0, \
	  .doc_zh = "证据存于他处时填写其 SHA-256。", \
	  .doc_en = "SHA-256 of evidence that is kept elsewhere.") \
	X(K, 7, TEXT, note, "说明", "Note", .max = 800, .flags = LONG) \
	X(K, 8, TEXT, reason, "理由", "Reason", .max = 800, .flags = LONG) \
	X(K, 9, TEXT, title, "标题", "Title", .max = 240, .flags = TITLE | SYSTEM)

KIND_STRUCT(staffing_step);
KIND_FIELDS(staffing_step);

enum { REPORTED = 1, VERIFIED, REJECTED };
static const struct state states[] = {
	{ REPORTED, "reported", "待核实", "Reported", STATE_OPEN },
	{ VERIFIED, "verified", "已核实", "Verified", STATE_CLOSED },
	{ REJECTED, "rejected", "未予认可", "Rejected", STATE_CLOSED },
};

REFUSAL(need_closed, "该人力需求已结束", "The staffing need is closed");
REFUSAL(as_of_in_future, "截至时间不能晚于现在", "A count cannot be of the future");
REFUSAL(hash_form, "摘要值须为64位小写十六进制数", "A hash is 64 lower-case hexadecimal digits");
REFUSAL(evidence_missing, "没有附件或证据摘要值，不得核实",
	"Without an attachment or the hash of the evidence nothing is verified");
REFUSAL(own_count, "须由上报人之外的人核实", "Whoever reported a count does not verify it");
REFUSAL(more_than_before, "人数多于前一环节已核实人数",
	"More people than have been verified in the step before");
REFUSAL(head_count_only, "到岗人数只以现场清点为准", "Presence is proved by a count on the spot");
static const struct refusal *const refusals[] = {
	&refuse_need_closed, &refuse_as_of_in_future, &refuse_hash_form,
	&refuse_head_count_only, &refuse_own_count, &refuse_evidence_missing,
	&refuse_more_than_before, NULL,
};

enum { PRESENT = 6, HEAD_COUNT = 6 };

static bool is_hash(struct str text)
{
	for (uint32_t i = 0; i < text.len; i++)
		if (!(text.at[i] >= '0' && text.at[i] <= '9') &&
		    !(text.at[i] >= 'a' && text.at[i] <= 'f'))
			return false;
	return text.len == 64;
}

static const struct refusal *check_report(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	const struct staffing_step *s = (const struct staffing_step *)after;

	(void)before;
	if (!model_is_open(model_find_kind(model, s->subject, "staffing")))
		return &refuse_need_closed;
	if (s->as_of > view->at)
		return &refuse_as_of_in_future;
	if (s->proof_hash.len > 0 && !is_hash(s->proof_hash))
		return &refuse_hash_form;
	/* The lesson of London: what counts at the end is who stands there. */
	return s->stage == PRESENT && s->proof != HEAD_COUNT ? &refuse_head_count_only : NULL;
}

static const struct refusal *check_verify(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	const struct staffing_step *s = (const struct staffing_step *)after;
	const struct record *need = model_find_kind(model, s->subject, "staffing");

	(void)before;
	if (ident_eq(after->creator, view->actor))
		return &refuse_own_count;
	if (after->nfiles == 0 && s->proof_hash.len == 0)
		return &refuse_evidence_missing;
	if (s->stage > 1 && s->stage < PRESENT &&
	    s->count > *(const int64_t *)model_field(need, funnel_stages[s->stage - 2].name))
		return &refuse_more_than_before;
	return NULL;
}

static void stamp_title(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	(void)view;
	stamp_text(stamp, "title",
		   model_title(model_find_kind(model,
					       ((const struct staffing_step *)after)->subject,
					       "staffing")));
}

#define REPORTERS (ROLE_DESK | ROLE_liaison | ROLE_administrator)
KIND_ACTS(
	{ .number = 1, .name = "report", .zh = "上报", .en = "Report", .from = NEW,
	  .to = REPORTED, .roles = REPORTERS,
	  .takes = "subject stage count as_of proof proof_hash note", .check = check_report,
	  .stamp = stamp_title },
	{ .number = 2, .name = "verify", .zh = "核实", .en = "Verify", .from = IN(REPORTED),
	  .to = VERIFIED, .roles = ROLE_DESK | ROLE_oversight,
	  .relations = REL_OWN | REL_ABOVE | REL_OVERSIGHT, .takes = "note",
	  .check = check_verify },
	{ .number = 3, .name = "reject", .zh = "不予认可", .en = "Reject", .from = IN(REPORTED),
	  .to = REJECTED, .roles = ROLE_DESK | ROLE_oversight,
	  .relations = REL_OWN | REL_ABOVE | REL_OVERSIGHT, .takes = "reason",
	  .needs = "reason" },
	ACT_ATTACH(REPORTERS), ACT_STRIKE(ROLE_DESK));

static bool is_old(const struct model *model, const struct record *record, instant at)
{
	(void)model;
	return at - record->created_at > INT64_C(86400000);
}

static const struct gap gaps[] = {
	{ .name = "unverified", .zh = "人力数字一日未核实", .en = "A count not verified for a day",
	  .severity = GAP_MINOR, .in = IN(REPORTED), .open = is_old, .act = "verify" },
};

KIND(staffing_step, .number = 127, .module = "duty", .zh = "人力核实", .en = "Staffing count",
     .doc_zh = "一个环节的人数，附证据，由他人核实；自报不算。",
     .doc_en = "The count of one step, with evidence, verified by somebody else; one's own word "
	       "does not count.",
     .doctrine = "14 (London 2012)", .refusals = refusals, KIND_GAPS);
