/* One inspection of one place: security and epidemic part, signed by the three who must. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "model/rules.h"

enum { SOUND = 1, FINDINGS, NOT_APPLICABLE };
static const struct choice results[] = {
	{ SOUND, "sound", "合格", "Sound", "green" },
	{ FINDINGS, "findings", "发现隐患", "Findings", "orange" },
	{ NOT_APPLICABLE, "not_applicable", "不适用", "Not applicable", "grey" },
	{ 0 },
};

#define FIELDS(X, K) \
	X(K, 1, TEXT, title, "标题", "Title", .max = 400, .flags = TITLE | SYSTEM) \
	X(K, 2, REF, campaign, "检查行动", "Campaign", .target = "campaign") \
	X(K, 3, REF, checklist, "检查表", "Checklist", .target = "checklist", .flags = REQUIRED) \
	X(K, 4, REF, place, "地点", "Place", .target = "place", .flags = REQUIRED) \
	X(K, 5, ENUM, security_result, "安全部分", "Security part", .choices = results, \
	  .flags = INDEXED) \
	X(K, 6, TEXT, security_text, "安全检查情况", "Security findings", .max = 4000, \
	  .flags = LONG) \
	X(K, 7, TEXT, security_na, "安全部分不适用的理由", "Security not applicable, because", \
	  .max = 400, .flags = 0) \
	X(K, 8, ENUM, epidemic_result, "防疫部分", "Epidemic part", .choices = results, \
	  .flags = INDEXED) \
	X(K, 9, TEXT, epidemic_text, "防疫检查情况", "Epidemic findings", .max = 4000, \
	  .flags = LONG) \
	X(K, 10, TEXT, epidemic_na, "防疫部分不适用的理由", "Epidemic not applicable, because", \
	  .max = 400, .flags = 0) \
	X(K, 11, REFS, to, "主办方与场馆方", "Organiser and venue", .target = "post", .max = 8, \
	  .flags = ADDRESSEE) \
	X(K, 12, REF, signed_inspector, "检查人签字", "Signed by the inspector", \
	  .target = "account", .flags = SYSTEM) \
	X(K, 13, REF, signed_organiser, "主办方签字", "Signed by the organiser", \
	  .target = "account", .flags = SYSTEM) \
	X(K, 14, REF, signed_venue, "场馆方签字", "Signed by the venue", .target = "account", \
	  .flags = SYSTEM) \
	X(K, 15, TEXT, reason, "理由", "Reason", .max = 400, .flags = LONG)

KIND_STRUCT(inspection);
KIND_FIELDS(inspection);

enum { STARTED = 1, RECORDED, FILED, VOIDED };
static const struct state states[] = {
	{ STARTED, "started", "进行中", "Started", STATE_OPEN },
	{ RECORDED, "recorded", "待签字", "Recorded, to be signed", STATE_OPEN },
	{ FILED, "filed", "已归档", "On file", STATE_CLOSED },
	{ VOIDED, "voided", "作废", "Void", STATE_CLOSED },
};

REFUSAL(inspection_list_not_in_force, "检查表尚未批准或已停用", "The checklist is not in force");
REFUSAL(security_part_required, "须填写安全部分，或说明为何不适用",
	"It needs its security part, or the reason why that does not apply");
REFUSAL(epidemic_part_of_inspection, "须填写防疫部分，或说明为何不适用",
	"It needs its epidemic part, or the reason why that does not apply");
REFUSAL(signed_already, "该方已签字", "That party has signed already");
REFUSAL(one_signature_each, "同一人不能代表两方签字", "One person does not sign for two parties");
REFUSAL(signatures_missing, "须检查人、主办方、场馆方三方签字",
	"Inspector, organiser and venue sign, all three");
REFUSAL(findings_without_hazard, "发现隐患而未登记隐患", "There are findings and no hazard on record");
static const struct refusal *const refusals[] = {
	&refuse_inspection_list_not_in_force, &refuse_security_part_required,
	&refuse_epidemic_part_of_inspection, &refuse_signed_already, &refuse_one_signature_each,
	&refuse_signatures_missing, &refuse_findings_without_hazard, NULL,
};

static const struct inspection *inspection_of(const struct record *record)
{
	return (const struct inspection *)record;
}

/* ---- rules ----------------------------------------------------------------------------------- */

static const struct refusal *check_start(const struct model *model, const struct record *before,
					 const struct record *after, const struct act_view *view)
{
	const struct record *list =
		model_find_kind(model, inspection_of(after)->checklist, "checklist");

	(void)before;
	(void)view;
	return rules_in(list, "in_force") ? NULL : &refuse_inspection_list_not_in_force;
}

static bool is_whole(uint16_t result, struct str text, struct str because)
{
	return result == NOT_APPLICABLE ? because.len > 0 : result != 0 && text.len > 0;
}

/* Seed S9: one without the other is half an inspection. */
static const struct refusal *check_record(const struct model *model, const struct record *before,
					  const struct record *after, const struct act_view *view)
{
	const struct inspection *i = inspection_of(after);

	(void)model;
	(void)before;
	(void)view;
	if (!is_whole(i->security_result, i->security_text, i->security_na))
		return &refuse_security_part_required;
	return is_whole(i->epidemic_result, i->epidemic_text, i->epidemic_na)
		       ? NULL
		       : &refuse_epidemic_part_of_inspection;
}

/* The act's name says for whom: "sign_venue" fills "signed_venue". */
static const char *party_of(const struct act_view *view)
{
	return view->act->name + sizeof "sign_" - 1;
}

static struct ident signature_of(const struct record *record, const char *party)
{
	char field[40];

	snprintf(field, sizeof field, "signed_%s", party);
	return rules_ref(record, field);
}

static const struct refusal *check_sign(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	static const char *const parties[] = { "inspector", "organiser", "venue" };

	(void)model;
	(void)after;
	if (!ident_none(signature_of(before, party_of(view))))
		return &refuse_signed_already;
	for (size_t i = 0; i < KIND_COUNT(parties); i++)
		if (ident_eq(signature_of(before, parties[i]), view->actor))
			return &refuse_one_signature_each;
	return NULL;
}

/* Beijing regulation Art. 31: signed by inspectors, organiser and venue manager, and filed. */
static const struct refusal *check_file(const struct model *model, const struct record *before,
					const struct record *after, const struct act_view *view)
{
	const struct inspection *i = inspection_of(after);
	const struct record *hazard;

	(void)before;
	(void)view;
	if (ident_none(i->signed_inspector) || ident_none(i->signed_organiser) ||
	    ident_none(i->signed_venue))
		return &refuse_signatures_missing;
	if (i->security_result != FINDINGS && i->epidemic_result != FINDINGS)
		return NULL;
	return model_refs_to(model, after->id, "hazard", "inspection", &hazard, 1) == 0
		       ? &refuse_findings_without_hazard
		       : NULL;
}

static void stamp_start(struct stamp *stamp, const struct model *model, const struct record *after,
			const struct act_view *view)
{
	const struct record *place = model_find_kind(model, inspection_of(after)->place, "place");
	const struct record *list =
		model_find_kind(model, inspection_of(after)->checklist, "checklist");
	char title[2000]; /* both names at their longest */

	(void)view;
	snprintf(title, sizeof title, STR_FMT " · " STR_FMT,
		 STR_ARG(place ? model_title(place) : STR("?")),
		 STR_ARG(list ? model_title(list) : STR("?")));
	stamp_text(stamp, "title", (struct str){ title, (uint32_t)strlen(title) });
}

/* What was signed is what is written: a change asks for all signatures anew. */
static void stamp_record(struct stamp *stamp, const struct model *model, const struct record *after,
			 const struct act_view *view)
{
	(void)model;
	(void)after;
	(void)view;
	stamp_ref(stamp, "signed_inspector", (struct ident){ 0 });
	stamp_ref(stamp, "signed_organiser", (struct ident){ 0 });
	stamp_ref(stamp, "signed_venue", (struct ident){ 0 });
}

static void stamp_sign(struct stamp *stamp, const struct model *model, const struct record *after,
		       const struct act_view *view)
{
	char field[40];

	(void)model;
	(void)after;
	snprintf(field, sizeof field, "signed_%s", party_of(view));
	stamp_ref(stamp, field, view->actor);
}

#define INSPECTORS (ROLE_DESK | ROLE_unit_leader | ROLE_steward)
#define PARTIES (REL_OWN | REL_DESK | REL_ADDRESSEE)
#define SIGN(number_, party_, zh_, en_) \
	{ .number = number_, .name = "sign_" party_, .zh = zh_, .en = en_, .from = IN(RECORDED), \
	  .to = SAME, .roles = ROLE_DESK | ROLE_unit_leader | ROLE_liaison, \
	  .relations = PARTIES, .check = check_sign, .stamp = stamp_sign }
KIND_ACTS(
	{ .number = 1, .name = "start", .zh = "开始", .en = "Start", .from = NEW, .to = STARTED,
	  .roles = INSPECTORS, .takes = "campaign checklist place to", .check = check_start,
	  .stamp = stamp_start },
	{ .number = 2, .name = "record", .zh = "记录", .en = "Record",
	  .from = IN(STARTED) | IN(RECORDED), .to = RECORDED, .roles = INSPECTORS,
	  .relations = REL_OWN | REL_DESK,
	  .takes = "security_result security_text security_na epidemic_result epidemic_text "
		   "epidemic_na to",
	  .flags = ACT_TELL, .check = check_record, .stamp = stamp_record },
	SIGN(3, "inspector", "检查人签字", "Sign as inspector"),
	SIGN(4, "organiser", "主办方签字", "Sign for the organiser"),
	SIGN(5, "venue", "场馆方签字", "Sign for the venue"),
	{ .number = 6, .name = "file", .zh = "归档", .en = "File", .from = IN(RECORDED),
	  .to = FILED, .roles = INSPECTORS, .relations = REL_OWN | REL_DESK,
	  .check = check_file },
	{ .number = 7, .name = "annul", .zh = "作废", .en = "Annul",
	  .from = IN(STARTED) | IN(RECORDED), .to = VOIDED, .roles = INSPECTORS,
	  .relations = REL_OWN | REL_DESK, .takes = "reason", .needs = "reason" },
	ACT_ATTACH(INSPECTORS), ACT_LINK(INSPECTORS), ACT_SHARE(ROLE_DESK));

static const struct clock_step file_steps[] = {
	{ .name = "due", .zh = "检查记录未归档", .en = "Not on file yet",
	  .policy = "inspection.file", .rings = RINGS_HOME },
};
static const struct clock clocks[] = {
	{ .number = 1, .name = "file", .zh = "归档", .en = "Filing", .starts = "record",
	  .stops = "file annul", .steps = file_steps, .nsteps = KIND_COUNT(file_steps) },
};

KIND(inspection, .number = 62, .module = "hazards", .zh = "检查记录", .en = "Inspection",
     .doc_zh = "对一个地点的一次检查：安全与防疫两部分，检查人、主办方、场馆方三方签字。",
     .doc_en = "One inspection of one place: security and epidemic part, signed by all three.",
     .doctrine = "6.2, 8", .refusals = refusals, KIND_CLOCKS);
