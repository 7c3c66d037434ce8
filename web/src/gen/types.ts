/* The kinds of record as types; printed by `watchfloor types`, not edited. */
/* SPDX-License-Identifier: Apache-2.0 */

/* An id: "nst-137", or a post's code. */
export type Ident = string;
export type Code = string;
/* RFC 3339 in UTC with milliseconds. */
export type Time = string;
/* "15m", "1h30m". */
export type Span = string;
export type Geometry =
	| { type: "Point"; coordinates: number[] }
	| { type: "LineString"; coordinates: number[][] }
	| { type: "Polygon"; coordinates: number[][][] };

export interface ClockRun<Name extends string = string> {
	name: Name;
	status: "running" | "stopped" | "lapsed";
	step: number;
	started: Time;
	stopped?: Time;
	due: (Time | null)[];
}

export type Role = "steward" | "unit_leader" | "duty_officer" | "commander" | "intelligence" | "information" | "liaison" | "oversight" | "administrator";
export type Relation = "own" | "above" | "desk" | "addressee" | "shared" | "oversight" | "any";
export type LinkType = "related" | "caused_by" | "merged_into" | "duplicate" | "answers";
/* Every reason for which something is not done. */
export type RefusalName =
	| "busy"
	| "body_too_large"
	| "broken_json"
	| "not_utf8"
	| "unknown_kind"
	| "unknown_act"
	| "system_only"
	| "bad_envelope"
	| "key_too_long"
	| "key_reused"
	| "not_signed_in"
	| "account_locked"
	| "not_on_duty"
	| "no_such_record"
	| "scope_missing"
	| "not_permitted"
	| "not_home"
	| "follower_reads_only"
	| "unknown_field"
	| "field_not_taken"
	| "wrong_type"
	| "too_long"
	| "out_of_range"
	| "unknown_value"
	| "too_many"
	| "bad_geometry"
	| "event_in_future"
	| "struck_out"
	| "stale_version"
	| "wrong_state"
	| "waiting_for_second"
	| "nothing_waiting"
	| "same_person"
	| "required"
	| "no_such_target"
	| "wrong_target"
	| "unique_taken"
	| "nothing_changed"
	| "responsibility_gap"
	| "too_many_links"
	| "too_many_files"
	| "unknown_file"
	| "merge_with_self"
	| "entry_too_large"
	| "cascade_too_long"
	| "mesh_bad_frame"
	| "mesh_not_sender"
	| "mesh_bad_hash"
	| "mesh_bad_link"
	| "mesh_bad_signature"
	| "mesh_wrong_key"
	| "mesh_fork"
	| "mesh_future"
	| "mesh_gap"
	| "mesh_not_home"
	| "mesh_bad_entry"
	| "home_unreachable"
	| "home_lost"
	| "bad_path"
	| "address_too_long"
	| "bad_query"
	| "unknown_address"
	| "wrong_method"
	| "wrong_media_type"
	| "length_missing"
	| "bad_login"
	| "locked_out"
	| "csrf_missing"
	| "too_many_sessions"
	| "weak_password"
	| "bad_scope"
	| "no_such_token"
	| "too_many_tokens"
	| "only_in_person"
	| "bad_moment"
	| "no_countdown"
	| "past_unreadable"
	| "no_alert"
	| "no_such_file"
	| "hash_differs"
	| "storage_failed"
	| "bad_range"
	| "not_invited"
	| "not_founder"
	| "too_many_streams"
	| "import_media_type"
	| "import_header"
	| "import_quote"
	| "import_width"
	| "import_empty"
	| "import_too_many"
	| "import_too_large"
	| "import_refused"
	| "eve_media_type"
	| "eve_not_json"
	| "eve_line_too_long"
	| "eve_no_type"
	| "eve_no_time"
	| "eve_no_address"
	| "eve_no_signature"
	| "eve_bad_severity"
	| "eve_too_many_rows"
	| "eve_too_many_assets"
	| "shutting_down"
	| PostRefusal
	| AgencyRefusal
	| AccountRefusal
	| AssignmentRefusal
	| PlaceRefusal
	| UnitRefusal
	| PolicyRefusal
	| PhaseRefusal
	| IncidentRefusal
	| ReportRefusal
	| OrderRefusal
	| ReceiptRefusal
	| RequestRefusal
	| OfferRefusal
	| TransferRefusal
	| DecisionRefusal
	| MessageRefusal
	| DeclarationRefusal
	| ConflictRefusal
	| ClusterAlertRefusal
	| SiteRefusal
	| TakeoverRefusal
	| InfoNeedRefusal
	| CollectionRefusal
	| SourceReportRefusal
	| AssessmentRefusal
	| RiskRefusal
	| WarningRefusal
	| BulletinRefusal
	| RumourRefusal
	| MediaEnquiryRefusal
	| StatementRefusal
	| FaqRefusal
	| StatementFactRefusal
	| CampaignRefusal
	| ChecklistRefusal
	| InspectionRefusal
	| HazardRefusal
	| DisputeRefusal
	| GoodsSiteRefusal
	| SealCheckRefusal
	| StockCountRefusal
	| ResponseRefusal
	| BriefingRefusal
	| AttendanceRefusal
	| RunSheetRefusal
	| RunItemRefusal
	| HandoverRefusal
	| RelocationRefusal
	| SuccessionRefusal
	| PlanRefusal
	| MeasureRefusal
	| TriggerRefusal
	| ActionCardRefusal
	| ExerciseRefusal
	| ImprovementRefusal
	| InjectRefusal
	| InterfaceRefusal
	| HealthCountRefusal
	| IsolationRefusal
	| LoopOverrideRefusal
	| SideChangeRefusal
	| SessionRefusal
	| MovementRefusal
	| WaveRefusal
	| CapacityRefusal
	| CountRefusal
	| EvacuationRefusal
	| AssemblyRefusal
	| RoutePlanRefusal
	| ClosureRefusal
	| CorridorRefusal
	| CheckpointRefusal
	| LevelOrderRefusal
	| CheckpointCountRefusal
	| DutyPostRefusal
	| ShiftRefusal
	| BeatRefusal
	| CircleRefusal
	| EquipmentRefusal
	| VehicleRefusal
	| StaffingRefusal
	| StaffingStepRefusal
	| DutyLoadRefusal
	| WeatherRefusal
	| ExposureRefusal
	| SupplyRefusal
	| ColdInjuryRefusal
	| AssetRefusal
	| CyberAlertRefusal
	| CyberIncidentRefusal
	| ConductCheckRefusal
	| ComplaintRefusal
	| ForceUseRefusal
	| OversightFindingRefusal
	| LiaisonLinkRefusal
	| EdgeTestRefusal
	| ReadinessRefusal
	| GateRefusal;

/* What every record has, whatever its kind. */
export interface RecordHead {
	id: Ident;
	home: Code;
	version: number;
	epoch: number;
	event_at: Time;
	created_at: Time;
	updated_at: Time;
	creator?: Ident;
	gaps?: string[];
	links?: { to: Ident; type: LinkType }[];
	files?: { hash: string; name: string; mime: string; size: number }[];
	shared?: Code[];
	struck?: boolean;
	pending?: { act: string; by: Ident; entry: Ident };
}

/* ---- 指挥部; Command post ---- */

export type PostState = "standing" | "stood_down";
export type PostClock = never;
export type PostRefusal = "too_many_posts" | "parent_required" | "second_root" | "tier_order" | "parent_not_below" | "foreign_log" | "code_of_a_site" | "other_log" | "work_open";
export interface PostFields {
	/* 代码; Code */
	code?: Code;
	/* 名称（中文）; Name (Chinese) */
	name_zh?: string;
	/* 名称（英文）; Name (English) */
	name_en?: string;
	/* 层级; Tier */
	tier?: "national" | "territorial" | "cluster" | "venue" | "unit" | "liaison" | "oversight";
	/* 上级指挥部; Post above */
	parent?: Ident;
	/* 日志来源; Origin of its log */
	origin?: Code;
	/* 所在地点; Place */
	place?: Ident;
	/* 值班电话; Duty telephone */
	phone?: string;
	/* 联络人（按呼叫顺序）; Contacts, in the order of ringing */
	contacts?: Ident[];
	/* 所属单位; Agency */
	agency?: Ident;
	/* 备用指挥场所; Alternate site */
	alternate?: Ident;
}
/* What each act takes. */
export interface PostActs {
	establish: { code: Code; name_zh: string; name_en: string; tier: "national" | "territorial" | "cluster" | "venue" | "unit" | "liaison" | "oversight"; parent?: Ident | null; origin?: Code | null; place?: Ident | null; phone?: string | null; contacts?: Ident[] | null; agency?: Ident | null; alternate?: Ident | null };
	amend: { name_zh?: string | null; name_en?: string | null; parent?: Ident | null; place?: Ident | null; phone?: string | null; contacts?: Ident[] | null; agency?: Ident | null; alternate?: Ident | null };
	stand_down: {};
	stand_up: {};
}
export interface PostRecord extends RecordHead {
	kind: "post";
	state: PostState;
	fields: PostFields;
	clocks?: ClockRun<PostClock>[];
	acts?: ActName<"post">[];
}

/* ---- 参与单位; Agency ---- */

export type AgencyState = "active" | "closed";
export type AgencyClock = never;
export type AgencyRefusal = "own_parent" | "still_responsible";
export interface AgencyFields {
	/* 名称（中文）; Name (Chinese) */
	name_zh?: string;
	/* 名称（英文）; Name (English) */
	name_en?: string;
	/* 类别; Type */
	type?: "police" | "fire" | "health" | "transport" | "organiser" | "venue_operator" | "weather" | "power" | "telecom" | "military" | "private_security" | "ioc" | "government" | "other";
	/* 上级单位; Parent agency */
	parent?: Ident;
	/* 总人数; Strength */
	strength?: number;
}
/* What each act takes. */
export interface AgencyActs {
	register: { name_zh: string; name_en: string; type: "police" | "fire" | "health" | "transport" | "organiser" | "venue_operator" | "weather" | "power" | "telecom" | "military" | "private_security" | "ioc" | "government" | "other"; parent?: Ident | null; strength?: number | null };
	amend: { name_zh?: string | null; name_en?: string | null; type?: "police" | "fire" | "health" | "transport" | "organiser" | "venue_operator" | "weather" | "power" | "telecom" | "military" | "private_security" | "ioc" | "government" | "other" | null; parent?: Ident | null; strength?: number | null };
	close: {};
}
export interface AgencyRecord extends RecordHead {
	kind: "agency";
	state: AgencyState;
	fields: AgencyFields;
	clocks?: ClockRun<AgencyClock>[];
	acts?: ActName<"agency">[];
}

/* ---- 账号; Account ---- */

export type AccountState = "active" | "locked";
export type AccountClock = never;
export type AccountRefusal = "login_form" | "own_account";
export interface AccountFields {
	/* 登录名; Login */
	login?: string;
	/* 姓名或职务; Name or function */
	name?: string;
	/* 所属单位; Agency */
	agency?: Ident;
	/* 备注; Note */
	note?: string;
}
/* What each act takes. */
export interface AccountActs {
	open: { login: string; name?: string | null; agency?: Ident | null; note?: string | null };
	amend: { name?: string | null; agency?: Ident | null; note?: string | null };
	lock: {};
	unlock: {};
}
export interface AccountRecord extends RecordHead {
	kind: "account";
	state: AccountState;
	fields: AccountFields;
	clocks?: ClockRun<AccountClock>[];
	acts?: ActName<"account">[];
}

/* ---- 任命; Assignment ---- */

export type AssignmentState = "in_force" | "ended";
export type AssignmentClock = "begin" | "term";
export type AssignmentRefusal = "administrator_only" | "ends_before_begin" | "post_not_below" | "oversight_outside_chain" | "already_assigned" | "ends_in_past";
export interface AssignmentFields {
	/* 人员; Account */
	account?: Ident;
	/* 岗位所在指挥部; At post */
	at_post?: Ident;
	/* 角色; Role */
	role?: "steward" | "unit_leader" | "duty_officer" | "commander" | "intelligence" | "information" | "liaison" | "oversight" | "administrator";
	/* 自; From */
	from_time?: Time;
	/* 至; Until */
	until_time?: Time;
	/* 因代行指挥; Because of a succession */
	succession?: Ident;
}
/* What each act takes. */
export interface AssignmentActs {
	assign: { account: Ident; at_post: Ident; role: "steward" | "unit_leader" | "duty_officer" | "commander" | "intelligence" | "information" | "liaison" | "oversight" | "administrator"; from_time?: Time | null; until_time?: Time | null };
	end: { until_time?: Time | null };
}
export interface AssignmentRecord extends RecordHead {
	kind: "assignment";
	state: AssignmentState;
	fields: AssignmentFields;
	clocks?: ClockRun<AssignmentClock>[];
	acts?: ActName<"assignment">[];
}

/* ---- 地点; Place ---- */

export type PlaceState = "planned" | "active" | "stopped" | "closed";
export type PlaceClock = never;
export type PlaceRefusal = "zone_type_required" | "parent_required" | "own_parent" | "hazard_unsafe";
export interface PlaceFields {
	/* 代码; Code */
	code?: Code;
	/* 名称（中文）; Name (Chinese) */
	name_zh?: string;
	/* 名称（英文）; Name (English) */
	name_en?: string;
	/* 类别; Type */
	type?: "venue" | "training" | "village" | "ceremony" | "media" | "transport" | "cluster" | "zone" | "road" | "other";
	/* 区域类型; Zone type */
	zone_type?: "venue" | "periphery" | "city";
	/* 区域细类; Kind of zone */
	sub_type?: "field_of_play" | "front_of_house" | "back_of_house" | "seating" | "lift_station" | "screening_queue" | "security_buffer" | "transport_mall" | "approach_road" | "rail_metro" | "olympic_lane" | "hotel" | "crowded_place" | "busy_district" | "key_site";
	/* 所属地点; Part of */
	parent?: Ident;
	/* 负责指挥部; Post in charge */
	post?: Ident;
	/* 图形; Geometry */
	geometry?: Geometry;
	/* 核定容量; Approved capacity */
	capacity?: number;
	/* 海拔; Altitude */
	altitude?: number;
	/* 闭环内外; Side of the loop */
	loop_side?: "in_loop" | "out_of_loop" | "interface";
	/* 室外; Outdoor */
	outdoor?: boolean;
	/* 山地; Mountain */
	mountain?: boolean;
	/* 暴露等级; Exposure */
	exposure?: "sheltered" | "open" | "mountain" | "summit";
	/* 数据来源; Source of the data */
	source?: string;
	/* 主体责任单位; Responsible entity */
	resp_entity?: Ident;
	/* 领导责任人; Responsible leader */
	resp_leader?: Ident;
	/* 责任岗位; Responsible post */
	resp_post?: Ident;
	/* 原因; Reason */
	reason?: string;
	/* 出口数; Exits */
	exits?: number;
}
/* What each act takes. */
export interface PlaceActs {
	plan: { code: Code; name_zh: string; name_en: string; type: "venue" | "training" | "village" | "ceremony" | "media" | "transport" | "cluster" | "zone" | "road" | "other"; zone_type?: "venue" | "periphery" | "city" | null; sub_type?: "field_of_play" | "front_of_house" | "back_of_house" | "seating" | "lift_station" | "screening_queue" | "security_buffer" | "transport_mall" | "approach_road" | "rail_metro" | "olympic_lane" | "hotel" | "crowded_place" | "busy_district" | "key_site" | null; parent?: Ident | null; post?: Ident | null; geometry?: Geometry | null; capacity?: number | null; altitude?: number | null; loop_side?: "in_loop" | "out_of_loop" | "interface" | null; outdoor?: boolean | null; mountain?: boolean | null; exposure?: "sheltered" | "open" | "mountain" | "summit" | null; source?: string | null; resp_entity?: Ident | null; resp_leader?: Ident | null; resp_post?: Ident | null; reason?: string | null; exits?: number | null };
	activate: { resp_entity?: Ident | null; resp_leader?: Ident | null; resp_post?: Ident | null };
	stop: { reason: string };
	resume: { resp_entity?: Ident | null; resp_leader?: Ident | null; resp_post?: Ident | null; reason: string };
	close: {};
	amend: { name_zh?: string | null; name_en?: string | null; type?: "venue" | "training" | "village" | "ceremony" | "media" | "transport" | "cluster" | "zone" | "road" | "other" | null; zone_type?: "venue" | "periphery" | "city" | null; sub_type?: "field_of_play" | "front_of_house" | "back_of_house" | "seating" | "lift_station" | "screening_queue" | "security_buffer" | "transport_mall" | "approach_road" | "rail_metro" | "olympic_lane" | "hotel" | "crowded_place" | "busy_district" | "key_site" | null; parent?: Ident | null; post?: Ident | null; geometry?: Geometry | null; capacity?: number | null; altitude?: number | null; loop_side?: "in_loop" | "out_of_loop" | "interface" | null; outdoor?: boolean | null; mountain?: boolean | null; exposure?: "sheltered" | "open" | "mountain" | "summit" | null; source?: string | null; resp_entity?: Ident | null; resp_leader?: Ident | null; resp_post?: Ident | null; exits?: number | null };
}
export interface PlaceRecord extends RecordHead {
	kind: "place";
	state: PlaceState;
	fields: PlaceFields;
	clocks?: ClockRun<PlaceClock>[];
	acts?: ActName<"place">[];
}

/* ---- 勤务单元; Unit ---- */

export type UnitState = "off_duty" | "available" | "committed" | "moving" | "on_scene" | "resting";
export type UnitClock = never;
export type UnitRefusal = "not_a_unit_post" | "unit_post_not_below" | "post_has_unit";
export interface UnitFields {
	/* 名称（中文）; Name (Chinese) */
	name_zh?: string;
	/* 名称（英文）; Name (English) */
	name_en?: string;
	/* 类别; Type */
	type?: "patrol" | "special_police" | "fire" | "ambulance" | "eod" | "medical" | "traffic" | "k9" | "lift_rescue" | "epidemic" | "stewards" | "snowmobile";
	/* 单元指挥部; Unit post */
	post?: Ident;
	/* 所属单位; Agency */
	agency?: Ident;
	/* 人数; Strength */
	strength?: number;
	/* 技能; Skills */
	skills?: ("first_aid" | "crowd" | "search" | "armed" | "eod" | "rope" | "ski" | "avalanche" | "hazmat" | "english" | "drone")[];
	/* 闭环内外; Side of the loop */
	loop_side?: "in_loop" | "out_of_loop" | "interface";
	/* 车辆装备; Vehicle */
	vehicle?: string;
	/* 驻地; Base */
	base?: Ident;
	/* 执行的指令; Order */
	order?: Ident;
}
/* What each act takes. */
export interface UnitActs {
	enrol: { name_zh: string; name_en: string; type: "patrol" | "special_police" | "fire" | "ambulance" | "eod" | "medical" | "traffic" | "k9" | "lift_rescue" | "epidemic" | "stewards" | "snowmobile"; post: Ident; agency?: Ident | null; strength?: number | null; skills?: ("first_aid" | "crowd" | "search" | "armed" | "eod" | "rope" | "ski" | "avalanche" | "hazmat" | "english" | "drone")[] | null; loop_side?: "in_loop" | "out_of_loop" | "interface" | null; vehicle?: string | null; base?: Ident | null };
	on_duty: {};
	off_duty: {};
	rest: {};
	amend: { name_zh?: string | null; name_en?: string | null; type?: "patrol" | "special_police" | "fire" | "ambulance" | "eod" | "medical" | "traffic" | "k9" | "lift_rescue" | "epidemic" | "stewards" | "snowmobile" | null; agency?: Ident | null; strength?: number | null; skills?: ("first_aid" | "crowd" | "search" | "armed" | "eod" | "rope" | "ski" | "avalanche" | "hazmat" | "english" | "drone")[] | null; loop_side?: "in_loop" | "out_of_loop" | "interface" | null; vehicle?: string | null; base?: Ident | null };
	release: {};
}
export interface UnitRecord extends RecordHead {
	kind: "unit";
	state: UnitState;
	fields: UnitFields;
	clocks?: ClockRun<UnitClock>[];
	acts?: ActName<"unit">[];
}

/* ---- 策略; Policy ---- */

export type PolicyState = "in_force" | "withdrawn";
export type PolicyClock = never;
export type PolicyRefusal = "unknown_policy" | "scope_not_below" | "backdated";
export interface PolicyFields {
	/* 名称; Key */
	key?: string;
	/* 数值; Value */
	value?: number;
	/* 单位; Unit */
	unit?: string;
	/* 适用于; Applies to */
	scope?: Ident;
	/* 生效时间; In force from */
	from_time?: Time;
	/* 依据; Source */
	source?: string;
	/* 理由; Reason */
	reason?: string;
	/* 所属阶段; Of the phase */
	phase?: "preparation" | "games_time" | "transition" | "paralympic" | "demobilise";
}
/* What each act takes. */
export interface PolicyActs {
	adopt: { key: string; value: number; unit?: string | null; scope?: Ident | null; from_time?: Time | null; source: string; reason?: string | null; phase?: "preparation" | "games_time" | "transition" | "paralympic" | "demobilise" | null };
	withdraw: { reason: string };
}
export interface PolicyRecord extends RecordHead {
	kind: "policy";
	state: PolicyState;
	fields: PolicyFields;
	clocks?: ClockRun<PolicyClock>[];
	acts?: ActName<"policy">[];
}

/* ---- 运行阶段; Operating phase ---- */

export type PhaseState = "preparation" | "games_time" | "transition" | "paralympic" | "demobilise";
export type PhaseClock = "second";
export type PhaseRefusal = "national_only" | "one_phase";
export interface PhaseFields {
	/* 名称; Name */
	name?: string;
	/* 命令正文; Text of the order */
	order_text?: string;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface PhaseActs {
	establish: { name: string; order_text?: string | null };
	to_games_time: { order_text: string; reason?: string | null };
	to_transition: { order_text: string; reason?: string | null };
	to_paralympic: { order_text: string; reason?: string | null };
	to_demobilise: { order_text: string; reason?: string | null };
	confirm: {};
	reject: { reason: string };
}
export interface PhaseRecord extends RecordHead {
	kind: "phase";
	state: PhaseState;
	fields: PhaseFields;
	clocks?: ClockRun<PhaseClock>[];
	acts?: ActName<"phase">[];
}

/* ---- 事件; Incident ---- */

export type IncidentState = "reported" | "verifying" | "graded" | "responding" | "controlled" | "closed" | "reviewed" | "false_alarm" | "merged" | "transfer_pending";
export type IncidentClock = "attend" | "confirm" | "second";
export type IncidentRefusal = "where_required" | "two_sources" | "grade_basis_required" | "law_does_not_grade" | "grade_below_law" | "downgrade_needs_two" | "not_a_downgrade" | "no_second_needed" | "orders_open" | "reopen_too_late";
export interface IncidentFields {
	/* 标题; Title */
	title?: string;
	/* 法定类别; Category */
	category?: "natural" | "accident" | "public_health" | "social_security";
	/* 类型; Type */
	type?: "crowd_density" | "screening_failure" | "lift_stop" | "road_closure" | "avalanche" | "extreme_cold" | "power_loss" | "telecom_loss" | "food_safety" | "infectious_disease" | "loop_breach" | "suspicious_object" | "violent_attack" | "disturbance" | "lost_child" | "medical" | "drone" | "cyber" | "dangerous_goods" | "traffic_accident" | "rumour" | "vip_route" | "fire" | "fall" | "crush" | "weather";
	/* 地点; Place */
	place?: Ident;
	/* 具体位置; Exact location */
	location?: string;
	/* 坐标; Point */
	point?: Geometry;
	/* 情况; Description */
	description?: string;
	/* 接报渠道; Reported by */
	caller_channel?: "steward" | "radio" | "phone" | "call_110" | "call_119" | "call_120" | "public" | "partner" | "sensor" | "other";
	/* 来源可靠性; Reliability of the source */
	source_grade?: "a" | "b" | "c" | "d" | "e" | "f";
	/* 信息可信度; Credibility */
	credibility?: "1" | "2" | "3" | "4" | "5" | "6";
	/* 事件等级; Grade */
	grade?: "g1" | "g2" | "g3" | "g4";
	/* 定级依据; Basis of the grade */
	grade_basis?: "law" | "by_analogy" | "games_policy";
	/* 等级已由第二人确认; Grade confirmed by a second person */
	grade_confirmed?: boolean;
	/* 定级人; Graded by */
	graded_by?: Ident;
	/* 死亡; Deaths */
	deaths?: number;
	/* 受伤; Injured */
	injured?: number;
	/* 失踪; Missing */
	missing?: number;
	/* 重伤; Seriously injured */
	serious?: number;
	/* 直接经济损失; Direct loss */
	loss?: number;
	/* 响应级别; Response level */
	response?: "r1" | "r2" | "r3" | "r4";
	/* 响应事项; Matter of the response */
	response_matter?: string;
	/* 预计持续时间; Expected duration */
	response_duration?: Span;
	/* 响应措施; Measures */
	response_measures?: string;
	/* 集结点; Rendezvous point */
	rvp?: string;
	/* 前方指挥点; Forward command point */
	fcp?: string;
	/* 热区; Hot zone */
	zone_hot?: string;
	/* 温区; Warm zone */
	zone_warm?: string;
	/* 冷区; Cold zone */
	zone_cold?: string;
	/* 防疫措施; Epidemic part */
	epidemic_part?: string;
	/* 主体责任单位; Responsible entity */
	resp_entity?: Ident;
	/* 领导责任人; Responsible leader */
	resp_leader?: Ident;
	/* 责任岗位; Responsible post */
	resp_post?: Ident;
	/* 结束人; Closed by */
	closed_by?: Ident;
	/* 移交至; Handed over to */
	new_home?: Ident;
	/* 移交前状态; State before the transfer */
	held_state?: number;
	/* 接报时间; Received at */
	received_at?: Time;
	/* 首次公开时间; First known in public */
	first_public_at?: Time;
	/* 独立来源数; Independent sources */
	sources?: number;
	/* 理由; Reason */
	reason?: string;
	/* 原因与教训; Causes and lessons */
	lessons?: string;
	/* 曾结束或认定误报的人; Who closed it, ever */
	closers?: Ident[];
}
/* What each act takes. */
export interface IncidentActs {
	report: { title: string; category?: "natural" | "accident" | "public_health" | "social_security" | null; type: "crowd_density" | "screening_failure" | "lift_stop" | "road_closure" | "avalanche" | "extreme_cold" | "power_loss" | "telecom_loss" | "food_safety" | "infectious_disease" | "loop_breach" | "suspicious_object" | "violent_attack" | "disturbance" | "lost_child" | "medical" | "drone" | "cyber" | "dangerous_goods" | "traffic_accident" | "rumour" | "vip_route" | "fire" | "fall" | "crush" | "weather"; place?: Ident | null; location?: string | null; point?: Geometry | null; description?: string | null; caller_channel?: "steward" | "radio" | "phone" | "call_110" | "call_119" | "call_120" | "public" | "partner" | "sensor" | "other" | null; source_grade?: "a" | "b" | "c" | "d" | "e" | "f" | null; credibility?: "1" | "2" | "3" | "4" | "5" | "6" | null; deaths?: number | null; injured?: number | null; missing?: number | null; serious?: number | null; loss?: number | null; epidemic_part?: string | null; resp_entity?: Ident | null; resp_leader?: Ident | null; resp_post?: Ident | null; received_at?: Time | null; first_public_at?: Time | null; sources?: number | null };
	verify: { title?: string | null; category?: "natural" | "accident" | "public_health" | "social_security" | null; type?: "crowd_density" | "screening_failure" | "lift_stop" | "road_closure" | "avalanche" | "extreme_cold" | "power_loss" | "telecom_loss" | "food_safety" | "infectious_disease" | "loop_breach" | "suspicious_object" | "violent_attack" | "disturbance" | "lost_child" | "medical" | "drone" | "cyber" | "dangerous_goods" | "traffic_accident" | "rumour" | "vip_route" | "fire" | "fall" | "crush" | "weather" | null; place?: Ident | null; location?: string | null; point?: Geometry | null; description?: string | null; caller_channel?: "steward" | "radio" | "phone" | "call_110" | "call_119" | "call_120" | "public" | "partner" | "sensor" | "other" | null; source_grade?: "a" | "b" | "c" | "d" | "e" | "f" | null; credibility?: "1" | "2" | "3" | "4" | "5" | "6" | null; deaths?: number | null; injured?: number | null; missing?: number | null; serious?: number | null; loss?: number | null; epidemic_part?: string | null; resp_entity?: Ident | null; resp_leader?: Ident | null; resp_post?: Ident | null; first_public_at?: Time | null; sources?: number | null };
	grade: { grade: "g1" | "g2" | "g3" | "g4"; grade_basis?: "law" | "by_analogy" | "games_policy" | null; deaths?: number | null; injured?: number | null; missing?: number | null; serious?: number | null; loss?: number | null; reason?: string | null };
	confirm_grade: {};
	regrade: { grade: "g1" | "g2" | "g3" | "g4"; grade_basis?: "law" | "by_analogy" | "games_policy" | null; deaths?: number | null; injured?: number | null; missing?: number | null; serious?: number | null; loss?: number | null; reason: string };
	downgrade: { grade: "g1" | "g2" | "g3" | "g4"; grade_basis?: "law" | "by_analogy" | "games_policy" | null; deaths?: number | null; injured?: number | null; missing?: number | null; serious?: number | null; loss?: number | null; reason: string };
	activate: { response: "r1" | "r2" | "r3" | "r4"; response_matter: string; response_duration: Span; response_measures: string; rvp?: string | null; fcp?: string | null; zone_hot?: string | null; zone_warm?: string | null; zone_cold?: string | null; epidemic_part?: string | null };
	casualties: { deaths?: number | null; injured?: number | null; missing?: number | null; serious?: number | null; loss?: number | null };
	points: { rvp?: string | null; fcp?: string | null; zone_hot?: string | null; zone_warm?: string | null; zone_cold?: string | null };
	controlled: { deaths?: number | null; injured?: number | null; missing?: number | null; serious?: number | null; loss?: number | null };
	stand_down: { deaths?: number | null; injured?: number | null; missing?: number | null; serious?: number | null; loss?: number | null; reason?: string | null };
	review: { lessons: string };
	false: { reason: string };
	reopen: { reason: string };
	amend: { title?: string | null; category?: "natural" | "accident" | "public_health" | "social_security" | null; type?: "crowd_density" | "screening_failure" | "lift_stop" | "road_closure" | "avalanche" | "extreme_cold" | "power_loss" | "telecom_loss" | "food_safety" | "infectious_disease" | "loop_breach" | "suspicious_object" | "violent_attack" | "disturbance" | "lost_child" | "medical" | "drone" | "cyber" | "dangerous_goods" | "traffic_accident" | "rumour" | "vip_route" | "fire" | "fall" | "crush" | "weather" | null; place?: Ident | null; location?: string | null; point?: Geometry | null; description?: string | null; caller_channel?: "steward" | "radio" | "phone" | "call_110" | "call_119" | "call_120" | "public" | "partner" | "sensor" | "other" | null; source_grade?: "a" | "b" | "c" | "d" | "e" | "f" | null; credibility?: "1" | "2" | "3" | "4" | "5" | "6" | null; epidemic_part?: string | null; resp_entity?: Ident | null; resp_leader?: Ident | null; resp_post?: Ident | null; first_public_at?: Time | null; sources?: number | null };
	merge: { into: Ident };
	strike: { reason: string };
	share: { post: Ident };
	link: { to: Ident; type?: "related" | "caused_by" | "merged_into" | "duplicate" | "answers" };
	attach: { hash: string; name: string; mime: string; size: number };
	confirm: {};
	reject: { reason: string };
}
export interface IncidentRecord extends RecordHead {
	kind: "incident";
	state: IncidentState;
	fields: IncidentFields;
	clocks?: ClockRun<IncidentClock>[];
	acts?: ActName<"incident">[];
}

/* ---- 报告; Report ---- */

export type ReportState = "sent" | "received" | "corrected";
export type ReportClock = never;
export type ReportRefusal = "desk_only" | "nobody_above" | "not_above" | "not_the_next_post" | "initial_first" | "initial_already_sent" | "final_already_sent" | "incident_still_open" | "final_first";
export interface ReportFields {
	/* 类别; Type */
	type?: "flash" | "initial" | "followup" | "final" | "supplement";
	/* 事件; Incident */
	incident?: Ident;
	/* 报送; To */
	to?: Ident;
	/* 序号; Number */
	number?: number;
	/* 宣布重大事件; Major incident declared */
	major?: boolean;
	/* 确切位置; Exact location */
	exact_location?: string;
	/* 危险因素; Hazards */
	hazards?: string;
	/* 进出通道; Access */
	access?: string;
	/* 伤亡情况; Casualties */
	casualties_text?: string;
	/* 到场与所需力量; Services present and required */
	services?: string;
	/* 性质; Nature */
	nature?: string;
	/* 经过; Course */
	course?: string;
	/* 损失; Loss */
	loss?: string;
	/* 到场领导; Leaders present */
	leaders_present?: string;
	/* 已采取措施; Measures taken */
	measures?: string;
	/* 下一步措施; Next measures */
	next_measures?: string;
	/* 现场负责人职务; In charge on scene */
	on_scene?: string;
	/* 联系方式; Contact */
	contact?: string;
	/* 发生时间; Occurred at */
	occurred_at?: Time;
	/* 死亡; Deaths */
	deaths?: number;
	/* 受伤; Injured */
	injured?: number;
	/* 失踪; Missing */
	missing?: number;
	/* 转报的报告; Passes on */
	answers?: Ident;
	/* 越级上报; Skips a level */
	skip_level?: boolean;
	/* 抄送被越过的层级; Copies to the levels skipped */
	copies?: Ident[];
	/* 标题; Title */
	title?: string;
	/* 更正原因; Reason of the correction */
	reason?: string;
}
/* What each act takes. */
export interface ReportActs {
	send: { type: "flash" | "initial" | "followup" | "final" | "supplement"; incident: Ident; to?: Ident | null; major?: boolean | null; exact_location?: string | null; hazards?: string | null; access?: string | null; casualties_text?: string | null; services?: string | null; nature?: string | null; course?: string | null; loss?: string | null; leaders_present?: string | null; measures?: string | null; next_measures?: string | null; on_scene?: string | null; contact?: string | null; occurred_at?: Time | null; deaths?: number | null; injured?: number | null; missing?: number | null; answers?: Ident | null; skip_level?: boolean | null; title?: string | null; reason?: string | null };
	correct: { major?: boolean | null; exact_location?: string | null; hazards?: string | null; access?: string | null; casualties_text?: string | null; services?: string | null; nature?: string | null; course?: string | null; loss?: string | null; leaders_present?: string | null; measures?: string | null; next_measures?: string | null; on_scene?: string | null; contact?: string | null; occurred_at?: Time | null; deaths?: number | null; injured?: number | null; missing?: number | null; title?: string | null; reason: string };
	link: { to: Ident; type?: "related" | "caused_by" | "merged_into" | "duplicate" | "answers" };
	attach: { hash: string; name: string; mime: string; size: number };
}
export interface ReportRecord extends RecordHead {
	kind: "report";
	state: ReportState;
	fields: ReportFields;
	clocks?: ClockRun<ReportClock>[];
	acts?: ActName<"report">[];
}

/* ---- 指令; Order ---- */

export type OrderState = "draft" | "issued" | "delivered" | "signed" | "moving" | "on_scene" | "done" | "verified" | "closed" | "withdrawn" | "superseded" | "refused";
export type OrderClock = "deliver" | "report_back" | "second";
export type OrderRefusal = "cluster_does_not_command" | "not_below" | "only_request" | "post_stood_down" | "legal_basis_required" | "second_person_required" | "epidemic_part_required" | "not_your_order" | "unit_committed" | "override_from_below" | "unit_off_duty";
export interface OrderFields {
	/* 标题; Title */
	title?: string;
	/* 意图; Intent */
	intent?: string;
	/* 任务; Tasks */
	tasks?: string;
	/* 事件; Incident */
	incident?: Ident;
	/* 地点; Place */
	place?: Ident;
	/* 区域; Zone */
	zone?: string;
	/* 受令单位; To */
	to?: Ident[];
	/* 抄送被越过的层级; Copies to the levels skipped */
	copies?: Ident[];
	/* 完成时限; Due by */
	due_by?: Time;
	/* 回报时间; Report back at */
	report_back?: Time;
	/* 优先级; Priority */
	priority?: "flash" | "immediate" | "priority" | "routine";
	/* 类型; Type */
	type?: "task" | "closure" | "checkpoint" | "id_check" | "movement" | "relief" | "phase" | "other";
	/* 法律依据; Legal basis */
	legal_basis?: string;
	/* 批准机关; Approved by */
	authority?: string;
	/* 防疫要求; Epidemic part */
	epidemic_part?: string;
	/* 无防疫要求的理由; No epidemic part, because */
	epidemic_na?: string;
	/* 装备; Equipment */
	equipment?: string;
	/* 通信; Communications */
	comms?: string;
	/* 改派已受领任务的单元; Takes the unit off its present order */
	override?: boolean;
	/* 取代的指令; Supersedes */
	supersedes?: Ident;
	/* 被取代; Superseded by */
	superseded_by?: Ident;
	/* 理由; Reason */
	reason?: string;
	/* 核验结果; Result */
	result?: string;
	/* 告知主管单位; For the post in charge of the incident */
	informed?: Ident;
	/* 依据的研判; Based on the assessment */
	assessment?: Ident;
}
/* What each act takes. */
export interface OrderActs {
	draft: { title: string; intent?: string | null; tasks?: string | null; incident?: Ident | null; place?: Ident | null; zone?: string | null; to: Ident[]; due_by?: Time | null; report_back?: Time | null; priority?: "flash" | "immediate" | "priority" | "routine" | null; type?: "task" | "closure" | "checkpoint" | "id_check" | "movement" | "relief" | "phase" | "other" | null; legal_basis?: string | null; authority?: string | null; epidemic_part?: string | null; epidemic_na?: string | null; equipment?: string | null; comms?: string | null; override?: boolean | null; supersedes?: Ident | null; reason?: string | null; result?: string | null; assessment?: Ident | null };
	issue: { title: string; intent?: string | null; tasks?: string | null; incident?: Ident | null; place?: Ident | null; zone?: string | null; to: Ident[]; due_by?: Time | null; report_back?: Time | null; priority?: "flash" | "immediate" | "priority" | "routine" | null; type?: "task" | "closure" | "checkpoint" | "id_check" | "movement" | "relief" | "phase" | "other" | null; legal_basis?: string | null; authority?: string | null; epidemic_part?: string | null; epidemic_na?: string | null; equipment?: string | null; comms?: string | null; override?: boolean | null; supersedes?: Ident | null; reason?: string | null; result?: string | null; assessment?: Ident | null };
	issue_second: { title?: string | null; intent?: string | null; tasks?: string | null; incident?: Ident | null; place?: Ident | null; zone?: string | null; to?: Ident[] | null; due_by?: Time | null; report_back?: Time | null; priority?: "flash" | "immediate" | "priority" | "routine" | null; type?: "task" | "closure" | "checkpoint" | "id_check" | "movement" | "relief" | "phase" | "other" | null; legal_basis?: string | null; authority?: string | null; epidemic_part?: string | null; epidemic_na?: string | null; equipment?: string | null; comms?: string | null; override?: boolean | null; supersedes?: Ident | null; reason?: string | null; result?: string | null; assessment?: Ident | null };
	verify: { result?: string | null };
	close: { epidemic_part?: string | null; epidemic_na?: string | null; result?: string | null };
	withdraw: { reason: string };
	amend: { title?: string | null; intent?: string | null; tasks?: string | null; incident?: Ident | null; place?: Ident | null; zone?: string | null; to?: Ident[] | null; due_by?: Time | null; report_back?: Time | null; priority?: "flash" | "immediate" | "priority" | "routine" | null; type?: "task" | "closure" | "checkpoint" | "id_check" | "movement" | "relief" | "phase" | "other" | null; legal_basis?: string | null; authority?: string | null; epidemic_part?: string | null; epidemic_na?: string | null; equipment?: string | null; comms?: string | null; override?: boolean | null; supersedes?: Ident | null; reason?: string | null; result?: string | null; assessment?: Ident | null };
	share: { post: Ident };
	link: { to: Ident; type?: "related" | "caused_by" | "merged_into" | "duplicate" | "answers" };
	attach: { hash: string; name: string; mime: string; size: number };
	confirm: {};
	reject: { reason: string };
}
export interface OrderRecord extends RecordHead {
	kind: "order";
	state: OrderState;
	fields: OrderFields;
	clocks?: ClockRun<OrderClock>[];
	acts?: ActName<"order">[];
}

/* ---- 回执; Receipt ---- */

export type ReceiptState = "delivered" | "signed" | "moving" | "on_scene" | "done" | "accepted" | "rejected" | "refused" | "withdrawn";
export type ReceiptClock = "sign" | "copy" | "carry_out";
export type ReceiptRefusal = "orders_only" | "copy_only_signed" | "transfers_only";
export interface ReceiptFields {
	/* 回执对象; Answers */
	subject?: Ident;
	/* 对象类别; Kind of it */
	subject_type?: "order" | "report" | "transfer" | "declaration" | "message" | "request";
	/* 发出单位; Sent by */
	issuer?: Ident;
	/* 执行单元; Unit */
	unit?: Ident;
	/* 异议; Objection */
	objection?: string;
	/* 原因; Cause */
	cause?: string;
	/* 法律理由; Legal ground */
	legal_ground?: string;
	/* 完成时限; Due by */
	due_by?: Time;
	/* 预计到达; Expected arrival */
	eta?: Time;
	/* 反馈; Result */
	result?: string;
	/* 有冲突待裁决; In conflict */
	contested?: boolean;
	/* 抄送; A copy */
	copy?: boolean;
	/* 标题; Title */
	title?: string;
}
/* What each act takes. */
export interface ReceiptActs {
	sign: { eta?: Time | null };
	object: { objection: string };
	move: { eta?: Time | null };
	arrive: {};
	done: { result?: string | null };
	accept: {};
	reject: { cause: string };
	refuse: { legal_ground: string };
	link: { to: Ident; type?: "related" | "caused_by" | "merged_into" | "duplicate" | "answers" };
	attach: { hash: string; name: string; mime: string; size: number };
}
export interface ReceiptRecord extends RecordHead {
	kind: "receipt";
	state: ReceiptState;
	fields: ReceiptFields;
	clocks?: ClockRun<ReceiptClock>[];
	acts?: ActName<"receipt">[];
}

/* ---- 增援请求; Request ---- */

export type RequestState = "requested" | "offered" | "declined" | "committed" | "departed" | "arrived" | "in_use" | "released" | "returned" | "cancelled";
export type RequestClock = "answer";
export type RequestRefusal = "asks_itself";
export interface RequestFields {
	/* 标题; Title */
	title?: string;
	/* 请求对象; To */
	to?: Ident[];
	/* 事件; Incident */
	incident?: Ident;
	/* 资源; Resource */
	resource?: "patrol" | "special_police" | "fire" | "ambulance" | "eod" | "medical" | "traffic" | "k9" | "lift_rescue" | "epidemic" | "stewards" | "snowmobile" | "vehicle" | "barrier" | "shelter" | "power" | "telecom" | "other";
	/* 数量; Quantity */
	quantity?: number;
	/* 需用时间; Needed by */
	needed_by?: Time;
	/* 报到地点; Report to */
	place?: Ident;
	/* 说明; Note */
	note?: string;
	/* 延长至; Extended until */
	extended_until?: Time;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface RequestActs {
	ask: { title: string; to: Ident[]; incident?: Ident | null; resource: "patrol" | "special_police" | "fire" | "ambulance" | "eod" | "medical" | "traffic" | "k9" | "lift_rescue" | "epidemic" | "stewards" | "snowmobile" | "vehicle" | "barrier" | "shelter" | "power" | "telecom" | "other"; quantity?: number | null; needed_by?: Time | null; place?: Ident | null; note?: string | null };
	extend: { extended_until: Time; reason?: string | null };
	cancel: { reason: string };
	link: { to: Ident; type?: "related" | "caused_by" | "merged_into" | "duplicate" | "answers" };
	attach: { hash: string; name: string; mime: string; size: number };
}
export interface RequestRecord extends RecordHead {
	kind: "request";
	state: RequestState;
	fields: RequestFields;
	clocks?: ClockRun<RequestClock>[];
	acts?: ActName<"request">[];
}

/* ---- 增援答复; Offer ---- */

export type OfferState = "offered" | "declined" | "committed" | "departed" | "arrived" | "in_use" | "released" | "returned" | "withdrawn";
export type OfferClock = "arrival";
export type OfferRefusal = "not_asked" | "request_closed" | "already_answered" | "unit_not_yours" | "unit_committed";
export interface OfferFields {
	/* 答复的请求; Request */
	subject?: Ident;
	/* 请求单位; To */
	to?: Ident;
	/* 单元; Units */
	units?: Ident[];
	/* 数量; Quantity */
	quantity?: number;
	/* 预计到达; Estimated arrival */
	eta_time?: Time;
	/* 理由; Reason */
	reason?: string;
	/* 暂定; Provisional */
	provisional?: boolean;
	/* 标题; Title */
	title?: string;
}
/* What each act takes. */
export interface OfferActs {
	offer: { subject: Ident; units?: Ident[] | null; quantity?: number | null; eta_time?: Time | null; reason?: string | null; provisional?: boolean | null };
	decline: { subject: Ident; reason: string };
	commit: { units?: Ident[] | null; quantity?: number | null; eta_time: Time; provisional?: boolean | null };
	depart: { eta_time?: Time | null };
	arrive: {};
	use: {};
	release: {};
	return: {};
	withdraw: { reason: string };
}
export interface OfferRecord extends RecordHead {
	kind: "offer";
	state: OfferState;
	fields: OfferFields;
	clocks?: ClockRun<OfferClock>[];
	acts?: ActName<"offer">[];
}

/* ---- 事件移交; Transfer ---- */

export type TransferState = "pending" | "accepted" | "rejected" | "timed_out" | "withdrawn";
export type TransferClock = "accept";
export type TransferRefusal = "not_your_incident" | "already_pending" | "incident_closed" | "transfer_to_itself" | "cannot_take_over";
export interface TransferFields {
	/* 移交的事件; Incident */
	subject?: Ident;
	/* 移交至; To */
	to?: Ident;
	/* 理由; Reason */
	reason?: string;
	/* 退回原因; Cause of the rejection */
	cause?: string;
	/* 标题; Title */
	title?: string;
}
/* What each act takes. */
export interface TransferActs {
	offer: { subject: Ident; to: Ident; reason: string };
	withdraw: {};
}
export interface TransferRecord extends RecordHead {
	kind: "transfer";
	state: TransferState;
	fields: TransferFields;
	clocks?: ClockRun<TransferClock>[];
	acts?: ActName<"transfer">[];
}

/* ---- 决定; Decision ---- */

export type DecisionState = "recorded" | "reviewed" | "superseded";
export type DecisionClock = "review";
export type DecisionRefusal = "not_the_issuer" | "already_resolved";
export interface DecisionFields {
	/* 关于; About */
	subject?: Ident;
	/* 标题; Title */
	title?: string;
	/* 已知信息; Information known */
	information?: string;
	/* 风险; Risks */
	risks?: string;
	/* 权限与规定; Powers and policies */
	powers?: string;
	/* 备选方案; Options */
	options?: string;
	/* 决定; Decision */
	decision?: string;
	/* 理由; Rationale */
	rationale?: string;
	/* 复核时间; Review at */
	review_at?: Time;
	/* 已告知; Told */
	told?: Ident[];
	/* 决定人; Deciders */
	deciders?: Ident[];
	/* 复核意见; Findings of the review */
	findings?: string;
	/* 取代原因; Why superseded */
	reason?: string;
}
/* What each act takes. */
export interface DecisionActs {
	record: { subject?: Ident | null; title: string; information?: string | null; risks?: string | null; powers?: string | null; options?: string | null; decision: string; rationale: string; review_at?: Time | null; told?: Ident[] | null; deciders?: Ident[] | null };
	review: { review_at?: Time | null; findings: string };
	supersede: { reason: string };
	link: { to: Ident; type?: "related" | "caused_by" | "merged_into" | "duplicate" | "answers" };
	attach: { hash: string; name: string; mime: string; size: number };
}
export interface DecisionRecord extends RecordHead {
	kind: "decision";
	state: DecisionState;
	fields: DecisionFields;
	clocks?: ClockRun<DecisionClock>[];
	acts?: ActName<"decision">[];
}

/* ---- 日志; Log note ---- */

export type NoteState = "logged";
export type NoteClock = never;
export type NoteRefusal = never;
export interface NoteFields {
	/* 关于; About */
	subject?: Ident;
	/* 内容; Text */
	text?: string;
	/* 类别; Type */
	type?: "log" | "observation" | "radio" | "phone";
	/* 告知; For the attention of */
	to?: Ident[];
}
/* What each act takes. */
export interface NoteActs {
	log: { subject?: Ident | null; text: string; type?: "log" | "observation" | "radio" | "phone" | null; to?: Ident[] | null };
	strike: { reason: string };
	attach: { hash: string; name: string; mime: string; size: number };
}
export interface NoteRecord extends RecordHead {
	kind: "note";
	state: NoteState;
	fields: NoteFields;
	clocks?: ClockRun<NoteClock>[];
	acts?: ActName<"note">[];
}

/* ---- 通知; Message ---- */

export type MessageState = "sent";
export type MessageClock = never;
export type MessageRefusal = "to_itself";
export interface MessageFields {
	/* 发往; To */
	to?: Ident[];
	/* 关于; About */
	subject?: Ident;
	/* 标题; Title */
	title?: string;
	/* 内容; Text */
	text?: string;
	/* 答复; In reply to */
	reply_to?: Ident;
}
/* What each act takes. */
export interface MessageActs {
	send: { to: Ident[]; subject?: Ident | null; title?: string | null; text: string; reply_to?: Ident | null };
	attach: { hash: string; name: string; mime: string; size: number };
}
export interface MessageRecord extends RecordHead {
	kind: "message";
	state: MessageState;
	fields: MessageFields;
	clocks?: ClockRun<MessageClock>[];
	acts?: ActName<"message">[];
}

/* ---- 宣布; Declaration ---- */

export type DeclarationState = "declared" | "reviewed" | "cancelled";
export type DeclarationClock = "review";
export type DeclarationRefusal = "rendezvous_required" | "persons_required";
export interface DeclarationFields {
	/* 类型; Type */
	type?: "major_incident" | "evacuation" | "lockdown" | "marauding_attack" | "show_stop" | "cold_stop" | "loop_override";
	/* 事件; Incident */
	incident?: Ident;
	/* 地点; Place */
	place?: Ident;
	/* 集结点; Rendezvous point */
	rvp?: string;
	/* 前方指挥点; Forward command point */
	fcp?: string;
	/* 热区; Hot zone */
	zone_hot?: string;
	/* 温区; Warm zone */
	zone_warm?: string;
	/* 冷区; Cold zone */
	zone_cold?: string;
	/* 内容; Text */
	text?: string;
	/* 告知; To */
	to?: Ident[];
	/* 复核时限; Review due */
	review_due?: Time;
	/* 人数; Persons */
	persons?: number;
	/* 复核意见; Findings of the review */
	findings?: string;
	/* 取消原因; Why cancelled */
	reason?: string;
	/* 标题; Title */
	title?: string;
}
/* What each act takes. */
export interface DeclarationActs {
	declare: { type: "major_incident" | "evacuation" | "lockdown" | "marauding_attack" | "show_stop" | "cold_stop" | "loop_override"; incident?: Ident | null; place?: Ident | null; rvp?: string | null; fcp?: string | null; zone_hot?: string | null; zone_warm?: string | null; zone_cold?: string | null; text?: string | null; persons?: number | null };
	review: { rvp?: string | null; fcp?: string | null; zone_hot?: string | null; zone_warm?: string | null; zone_cold?: string | null; findings: string };
	cancel: { reason: string };
}
export interface DeclarationRecord extends RecordHead {
	kind: "declaration";
	state: DeclarationState;
	fields: DeclarationFields;
	clocks?: ClockRun<DeclarationClock>[];
	acts?: ActName<"declaration">[];
}

/* ---- 提醒; Alarm ---- */

export type AlarmState = "ringing" | "acknowledged" | "settled";
export type AlarmClock = never;
export type AlarmRefusal = never;
export interface AlarmFields {
	/* 关于; About */
	subject?: Ident;
	/* 原因代码; Reason */
	reason?: string;
	/* 时限; Clock */
	clock?: string;
	/* 步骤; Step */
	step?: string;
	/* 内容（中文）; Text (Chinese) */
	text_zh?: string;
	/* 内容（英文）; Text (English) */
	text_en?: string;
	/* 呼叫联络人; Contact to ring */
	contact?: Ident;
	/* 升级次数; Level */
	level?: number;
	/* 因超负荷转派; Diverted: the desk is overloaded */
	diverted?: boolean;
}
/* What each act takes. */
export interface AlarmActs {
	acknowledge: {};
}
export interface AlarmRecord extends RecordHead {
	kind: "alarm";
	state: AlarmState;
	fields: AlarmFields;
	clocks?: ClockRun<AlarmClock>[];
	acts?: ActName<"alarm">[];
}

/* ---- 违时台账; Breach ---- */

export type BreachState = "recorded" | "explained";
export type BreachClock = never;
export type BreachRefusal = never;
export interface BreachFields {
	/* 关于; About */
	subject?: Ident;
	/* 时限; Clock */
	clock?: string;
	/* 步骤; Step */
	step?: string;
	/* 应于; Due */
	due?: Time;
	/* 记录于; Recorded at */
	lapsed_at?: Time;
	/* 责任指挥部; Post that owed it */
	owner?: Ident;
	/* 说明; Explanation */
	reason?: string;
	/* 标题; Title */
	title?: string;
}
/* What each act takes. */
export interface BreachActs {
	explain: { reason: string };
}
export interface BreachRecord extends RecordHead {
	kind: "breach";
	state: BreachState;
	fields: BreachFields;
	clocks?: ClockRun<BreachClock>[];
	acts?: ActName<"breach">[];
}

/* ---- 指令冲突; Conflict ---- */

export type ConflictState = "raised" | "resolved" | "withdrawn";
export type ConflictClock = "answer";
export type ConflictRefusal = "order_not_running" | "not_concerned" | "already_raised";
export interface ConflictFields {
	/* 冲突的指令; Order */
	subject?: Ident;
	/* 裁决单位; To be resolved by */
	to?: Ident;
	/* 理由; Reason */
	reason?: string;
	/* 涉及单元; Unit */
	unit?: Ident;
	/* 标题; Title */
	title?: string;
	/* 裁决; Decision */
	decision?: Ident;
	/* 受令单位; Addressees of the order */
	concerned?: Ident[];
}
/* What each act takes. */
export interface ConflictActs {
	raise: { subject: Ident; reason: string; unit?: Ident | null };
	withdraw: {};
}
export interface ConflictRecord extends RecordHead {
	kind: "conflict";
	state: ConflictState;
	fields: ConflictFields;
	clocks?: ClockRun<ConflictClock>[];
	acts?: ActName<"conflict">[];
}

/* ---- 上报义务; Duty to report ---- */

export type ReportDutyState = "due" | "reported" | "final_received" | "excused";
export type ReportDutyClock = "voice" | "first" | "followup" | "final" | "supplement";
export type ReportDutyRefusal = never;
export interface ReportDutyFields {
	/* 事件; Incident */
	incident?: Ident;
	/* 报送; To */
	to?: Ident;
	/* 报送层级; Hop */
	hop?: "venue" | "territorial";
	/* 事件等级; Grade */
	grade?: "g1" | "g2" | "g3" | "g4";
	/* 知悉时间; Known since */
	received_at?: Time;
	/* 已签收报告数; Reports signed for */
	reports?: number;
	/* 最近报告; Last report */
	last?: Ident;
	/* 已终报; Final report given */
	final?: boolean;
	/* 口头或快报时限; Flash report due */
	voice_due?: Time;
	/* 初报时限; First report due */
	first_due?: Time;
	/* 续报时限; Follow-up due */
	next_due?: Time;
	/* 终报时限; Final report due */
	final_due?: Time;
	/* 理由; Reason */
	reason?: string;
	/* 标题; Title */
	title?: string;
}
/* What each act takes. */
export interface ReportDutyActs {
	excuse: { reason: string };
}
export interface ReportDutyRecord extends RecordHead {
	kind: "report_duty";
	state: ReportDutyState;
	fields: ReportDutyFields;
	clocks?: ClockRun<ReportDutyClock>[];
	acts?: ActName<"report_duty">[];
}

/* ---- 督察记录; Oversight note ---- */

export type OversightNoteState = "logged";
export type OversightNoteClock = never;
export type OversightNoteRefusal = never;
export interface OversightNoteFields {
	/* 关于; About */
	subject?: Ident;
	/* 内容; Text */
	text?: string;
	/* 结论; Finding */
	finding?: "in_order" | "advice" | "fault" | "serious";
}
/* What each act takes. */
export interface OversightNoteActs {
	log: { subject?: Ident | null; text: string; finding: "in_order" | "advice" | "fault" | "serious" };
	strike: { reason: string };
	attach: { hash: string; name: string; mime: string; size: number };
}
export interface OversightNoteRecord extends RecordHead {
	kind: "oversight_note";
	state: OversightNoteState;
	fields: OversightNoteFields;
	clocks?: ClockRun<OversightNoteClock>[];
	acts?: ActName<"oversight_note">[];
}

/* ---- 聚集预警; Cluster alert ---- */

export type ClusterAlertState = "raised" | "acknowledged" | "closed";
export type ClusterAlertClock = "acknowledge";
export type ClusterAlertRefusal = "closed_the_calls";
export interface ClusterAlertFields {
	/* 地点; Place */
	place?: Ident;
	/* 坐标; Point */
	point?: Geometry;
	/* 相关接报; Reports */
	incidents?: Ident[];
	/* 接报数; Count */
	count?: number;
	/* 报送; To */
	to?: Ident[];
	/* 关闭理由; Why closed */
	reason?: string;
	/* 标题; Title */
	title?: string;
}
/* What each act takes. */
export interface ClusterAlertActs {
	acknowledge: {};
	close: { reason: string };
}
export interface ClusterAlertRecord extends RecordHead {
	kind: "cluster_alert";
	state: ClusterAlertState;
	fields: ClusterAlertFields;
	clocks?: ClockRun<ClusterAlertClock>[];
	acts?: ActName<"cluster_alert">[];
}

/* ---- 口径分歧; Divergence ---- */

export type DivergenceState = "diverging" | "agreed";
export type DivergenceClock = "agree";
export type DivergenceRefusal = never;
export interface DivergenceFields {
	/* 一方; The one */
	subject?: Ident;
	/* 另一方; The other */
	other?: Ident;
	/* 分歧; Matter */
	matter?: "grade" | "points" | "lifted";
	/* 告知; To */
	to?: Ident[];
	/* 标题; Title */
	title?: string;
}
/* What each act takes. */
export interface DivergenceActs {
}
export interface DivergenceRecord extends RecordHead {
	kind: "divergence";
	state: DivergenceState;
	fields: DivergenceFields;
	clocks?: ClockRun<DivergenceClock>[];
	acts?: ActName<"divergence">[];
}

/* ---- 节点; Site ---- */

export type SiteState = "joined" | "revoked";
export type SiteClock = never;
export type SiteRefusal = "not_a_key" | "too_many_sites" | "units_have_no_site" | "own_log_needed" | "post_not_below" | "code_of_a_post" | "no_site_to_follow" | "too_many_chains" | "founder_first" | "post_has_site" | "taken_over" | "written_elsewhere" | "still_writes";
export interface SiteFields {
	/* 代码; Code */
	code?: Code;
	/* 主指挥部; Main post */
	post?: Ident;
	/* 签名公钥; Public key of its signatures */
	key?: string;
	/* 中枢互联地址; Address of its broker for those below */
	leaf?: string;
	/* 跟随的节点; Follows the site */
	follows?: Code;
	/* 接续的记录链; Chains that it goes on */
	chains?: string;
	/* 此前已答复至; Answered before it */
	seen?: string;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface SiteActs {
	join: { code: Code; post: Ident; key: string; leaf?: string | null; follows?: Code | null };
	revoke: { reason?: string | null };
	renew: { key: string; leaf?: string | null; reason?: string | null };
	amend: { leaf?: string | null };
}
export interface SiteRecord extends RecordHead {
	kind: "site";
	state: SiteState;
	fields: SiteFields;
	clocks?: ClockRun<SiteClock>[];
	acts?: ActName<"site">[];
}

/* ---- 接管; Takeover ---- */

export type TakeoverState = "assumed" | "offered" | "handed_over" | "given_back" | "withdrawn";
export type TakeoverClock = "second";
export type TakeoverRefusal = "no_site_there" | "not_above" | "no_command" | "already_taken_over" | "holder_first" | "giver_first" | "other_side" | "not_its_follower" | "too_many_chains";
export interface TakeoverFields {
	/* 被接管的指挥部; Post taken over */
	post?: Ident;
	/* 接管方; Taken over by */
	by?: Ident;
	/* 理由; Reason */
	reason?: string;
	/* 任次; Term */
	term?: number;
	/* 原日志止于; The old chains end at */
	fences?: string;
	/* 交还时各链编号; Chains when given back */
	after?: string;
	/* 标题; Title */
	title?: string;
	/* 接替的副本节点; Follower in its place */
	follower?: Code;
}
/* What each act takes. */
export interface TakeoverActs {
	assume: { post: Ident; reason: string };
	offer: { by: Ident; reason: string };
	hand_over: {};
	give_back: {};
	withdraw: {};
	promote: { reason: string };
	confirm: {};
	reject: { reason: string };
}
export interface TakeoverRecord extends RecordHead {
	kind: "takeover";
	state: TakeoverState;
	fields: TakeoverFields;
	clocks?: ClockRun<TakeoverClock>[];
	acts?: ActName<"takeover">[];
}

/* ---- 迟到条目; Late entry ---- */

export type LateEntryState = "waiting" | "merged" | "set_aside";
export type LateEntryClock = never;
export type LateEntryRefusal = never;
export interface LateEntryFields {
	/* 条目; Entry */
	entry?: string;
	/* 所涉记录; Record */
	about?: string;
	/* 记录种类; Kind */
	of_kind?: string;
	/* 操作; Act */
	of_act?: string;
	/* 写入时间; Written at */
	written_at?: Time;
	/* 人员; Who */
	actor?: Ident;
	/* 内容; What it says */
	body?: string;
	/* 处理结果; What was done with it */
	decision?: string;
}
/* What each act takes. */
export interface LateEntryActs {
	merged: { decision: string };
	set_aside: { decision: string };
}
export interface LateEntryRecord extends RecordHead {
	kind: "late_entry";
	state: LateEntryState;
	fields: LateEntryFields;
	clocks?: ClockRun<LateEntryClock>[];
	acts?: ActName<"late_entry">[];
}

/* ---- 节点告警; Site alarm ---- */

export type SiteAlarmState = "ringing" | "acknowledged" | "over";
export type SiteAlarmClock = "acknowledge";
export type SiteAlarmRefusal = never;
export interface SiteAlarmFields {
	/* 节点; Site */
	site?: Ident;
	/* 情况; Matter */
	matter?: "silence" | "skew";
	/* 起始时间; Since */
	since?: Time;
	/* 时钟差（毫秒）; Clock difference in ms */
	skew_ms?: number;
	/* 标题; Title */
	title?: string;
}
/* What each act takes. */
export interface SiteAlarmActs {
	acknowledge: {};
}
export interface SiteAlarmRecord extends RecordHead {
	kind: "site_alarm";
	state: SiteAlarmState;
	fields: SiteAlarmFields;
	clocks?: ClockRun<SiteAlarmClock>[];
	acts?: ActName<"site_alarm">[];
}

/* ---- 关键信息需求; Information requirement (CCIR) ---- */

export type InfoNeedState = "asked" | "collecting" | "assessed" | "acted_on" | "fed_back" | "closed" | "cancelled";
export type InfoNeedClock = "collect" | "answer" | "judge";
export type InfoNeedRefusal = "need_due_in_past" | "say_what_is_missing";
export interface InfoNeedFields {
	/* 标题; Title */
	title?: string;
	/* 需要弄清的问题; Question */
	question?: string;
	/* 主题; Topic */
	topic?: "place" | "time" | "route" | "weather" | "crowd" | "cyber" | "health" | "traffic" | "supply" | "other";
	/* 等待它的决策; Decision that waits for it */
	decision?: string;
	/* 征候; Indicators */
	indicators?: string;
	/* 地点; Place */
	place?: Ident;
	/* 事件; Incident */
	incident?: Ident;
	/* 优先级; Priority */
	priority?: "flash" | "immediate" | "priority" | "routine";
	/* 最迟需用时间; Needed by */
	due_by?: Time;
	/* 交由; To */
	to?: Ident[];
	/* 研判; Assessment */
	assessment?: Ident;
	/* 据此下达的指令; Order that followed */
	order?: Ident;
	/* 需求满足程度; Met */
	met?: "met" | "partly" | "not_met";
	/* 反馈; Feedback */
	feedback?: string;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface InfoNeedActs {
	ask: { title: string; question: string; topic: "place" | "time" | "route" | "weather" | "crowd" | "cyber" | "health" | "traffic" | "supply" | "other"; decision: string; indicators?: string | null; place?: Ident | null; incident?: Ident | null; priority: "flash" | "immediate" | "priority" | "routine"; due_by: Time; to?: Ident[] | null };
	judge: { met: "met" | "partly" | "not_met"; feedback?: string | null };
	ask_again: { question?: string | null; due_by: Time; to?: Ident[] | null; reason: string };
	cancel: { reason: string };
	share: { post: Ident };
	link: { to: Ident; type?: "related" | "caused_by" | "merged_into" | "duplicate" | "answers" };
	attach: { hash: string; name: string; mime: string; size: number };
}
export interface InfoNeedRecord extends RecordHead {
	kind: "info_need";
	state: InfoNeedState;
	fields: InfoNeedFields;
	clocks?: ClockRun<InfoNeedClock>[];
	acts?: ActName<"info_need">[];
}

/* ---- 搜集任务; Collection task ---- */

export type CollectionState = "tasked" | "reporting" | "complete" | "cancelled";
export type CollectionClock = "collect";
export type CollectionRefusal = "need_is_closed" | "later_than_needed" | "collection_due_in_past" | "collect_only_below" | "nothing_reported";
export interface CollectionFields {
	/* 标题; Title */
	title?: string;
	/* 信息需求; For the need */
	need?: Ident;
	/* 承办; To */
	to?: Ident[];
	/* 任务; Task */
	task?: string;
	/* 方法; Method */
	method?: "observation" | "patrol" | "count" | "instrument" | "partner" | "records" | "official";
	/* 地点; Place */
	place?: Ident;
	/* 完成时限; Due by */
	due_by?: Time;
	/* 已收到报告; Reports received */
	reports?: number;
	/* 结果; Result */
	result?: string;
	/* 理由; Reason */
	reason?: string;
	/* 事件; Incident */
	incident?: Ident;
}
/* What each act takes. */
export interface CollectionActs {
	task: { title: string; need: Ident; to: Ident[]; task: string; method: "observation" | "patrol" | "count" | "instrument" | "partner" | "records" | "official"; place?: Ident | null; due_by: Time };
	extend: { due_by: Time; reason: string };
	complete: { result: string };
	cancel: { reason: string };
	link: { to: Ident; type?: "related" | "caused_by" | "merged_into" | "duplicate" | "answers" };
	attach: { hash: string; name: string; mime: string; size: number };
}
export interface CollectionRecord extends RecordHead {
	kind: "collection";
	state: CollectionState;
	fields: CollectionFields;
	clocks?: ClockRun<CollectionClock>[];
	acts?: ActName<"collection">[];
}

/* ---- 信息报告; Source report ---- */

export type SourceReportState = "received" | "rated" | "dismissed";
export type SourceReportClock = "rate";
export type SourceReportRefusal = "two_independent_sources" | "bears_itself_out" | "relays_itself" | "task_is_closed";
export interface SourceReportFields {
	/* 标题; Title */
	title?: string;
	/* 内容; Text */
	text?: string;
	/* 来源; Source */
	source?: string;
	/* 来源类别; Class of source */
	source_class?: "own_force" | "partner" | "instrument" | "weather_service" | "venue_operator" | "hotline" | "official" | "other";
	/* 搜集任务; Answers the task */
	collection?: Ident;
	/* 报送; To */
	to?: Ident;
	/* 地点; Place */
	place?: Ident;
	/* 事件; Incident */
	incident?: Ident;
	/* 主题; Topic */
	topic?: "place" | "time" | "route" | "weather" | "crowd" | "cyber" | "health" | "traffic" | "supply" | "other";
	/* 来源可靠性; Reliability of the source */
	reliability?: "a" | "b" | "c" | "d" | "e" | "f";
	/* 信息可信度; Credibility of what it says */
	credibility?: "1" | "2" | "3" | "4" | "5" | "6";
	/* 可靠性评定人; Reliability rated by */
	reliability_by?: Ident;
	/* 可信度评定人; Credibility rated by */
	credibility_by?: Ident;
	/* 转述自; Relays */
	relayed_from?: Ident;
	/* 佐证; Borne out by */
	corroborated_by?: Ident[];
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface SourceReportActs {
	receive: { title: string; text: string; source: string; source_class: "own_force" | "partner" | "instrument" | "weather_service" | "venue_operator" | "hotline" | "official" | "other"; collection?: Ident | null; place?: Ident | null; incident?: Ident | null; topic?: "place" | "time" | "route" | "weather" | "crowd" | "cyber" | "health" | "traffic" | "supply" | "other" | null; relayed_from?: Ident | null };
	rate_source: { reliability: "a" | "b" | "c" | "d" | "e" | "f" };
	rate_content: { credibility: "1" | "2" | "3" | "4" | "5" | "6"; corroborated_by?: Ident[] | null };
	dismiss: { reason: string };
	amend: { title?: string | null; text?: string | null; source?: string | null; source_class?: "own_force" | "partner" | "instrument" | "weather_service" | "venue_operator" | "hotline" | "official" | "other" | null; place?: Ident | null; topic?: "place" | "time" | "route" | "weather" | "crowd" | "cyber" | "health" | "traffic" | "supply" | "other" | null; relayed_from?: Ident | null };
	share: { post: Ident };
	link: { to: Ident; type?: "related" | "caused_by" | "merged_into" | "duplicate" | "answers" };
	attach: { hash: string; name: string; mime: string; size: number };
	strike: { reason: string };
}
export interface SourceReportRecord extends RecordHead {
	kind: "source_report";
	state: SourceReportState;
	fields: SourceReportFields;
	clocks?: ClockRun<SourceReportClock>[];
	acts?: ActName<"source_report">[];
}

/* ---- 研判; Assessment ---- */

export type AssessmentState = "draft" | "published" | "acted_on" | "carried_out" | "fed_back" | "expired" | "superseded" | "withdrawn";
export type AssessmentClock = "validity" | "feedback";
export type AssessmentRefusal = "reports_required" | "report_not_rated" | "report_dismissed" | "confidence_unsupported" | "validity_required" | "validity_past" | "validity_backwards" | "not_yours_to_supersede";
export interface AssessmentFields {
	/* 标题; Title */
	title?: string;
	/* 主题; Topic */
	topic?: "place" | "time" | "route" | "weather" | "crowd" | "cyber" | "health" | "traffic" | "supply" | "other";
	/* 信息需求; Answers the need */
	need?: Ident;
	/* 提出需求的指挥部; Asked by */
	asked_by?: Ident;
	/* 地点; Place */
	place?: Ident;
	/* 事件; Incident */
	incident?: Ident;
	/* 判断; Judgement */
	judgement?: string;
	/* 可能性; Likelihood */
	likelihood?: "rare" | "unlikely" | "possible" | "likely" | "almost_certain";
	/* 把握程度; Confidence */
	confidence?: "low" | "moderate" | "high";
	/* 前提假设; Assumptions */
	assumptions?: string;
	/* 何种情况会改变判断; What would change it */
	indicators?: string;
	/* 处置建议; Advice */
	advice?: string;
	/* 依据的报告; Reports */
	reports?: Ident[];
	/* 判断起始; Valid from */
	valid_from?: Time;
	/* 判断有效至; Valid until */
	valid_until?: Time;
	/* 送; To */
	to?: Ident[];
	/* 风险; Risk */
	risk?: Ident;
	/* 取代的研判; Supersedes */
	supersedes?: Ident;
	/* 被取代; Superseded by */
	superseded_by?: Ident;
	/* 据此下达的指令; Order that followed */
	order?: Ident;
	/* 事后验证; Outcome */
	outcome?: "borne_out" | "partly" | "not_borne_out" | "averted";
	/* 反馈; Feedback */
	feedback?: string;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface AssessmentActs {
	draft: { title: string; topic: "place" | "time" | "route" | "weather" | "crowd" | "cyber" | "health" | "traffic" | "supply" | "other"; need?: Ident | null; place?: Ident | null; incident?: Ident | null; judgement: string; likelihood: "rare" | "unlikely" | "possible" | "likely" | "almost_certain"; confidence: "low" | "moderate" | "high"; assumptions?: string | null; indicators?: string | null; advice?: string | null; reports?: Ident[] | null; valid_from?: Time | null; valid_until?: Time | null; to?: Ident[] | null; risk?: Ident | null; supersedes?: Ident | null };
	publish: { title: string; topic: "place" | "time" | "route" | "weather" | "crowd" | "cyber" | "health" | "traffic" | "supply" | "other"; need?: Ident | null; place?: Ident | null; incident?: Ident | null; judgement: string; likelihood: "rare" | "unlikely" | "possible" | "likely" | "almost_certain"; confidence: "low" | "moderate" | "high"; assumptions?: string | null; indicators?: string | null; advice?: string | null; reports?: Ident[] | null; valid_from?: Time | null; valid_until?: Time | null; to?: Ident[] | null; risk?: Ident | null; supersedes?: Ident | null };
	feed_back: { outcome: "borne_out" | "partly" | "not_borne_out" | "averted"; feedback: string };
	withdraw: { reason: string };
	amend: { title?: string | null; topic?: "place" | "time" | "route" | "weather" | "crowd" | "cyber" | "health" | "traffic" | "supply" | "other" | null; need?: Ident | null; place?: Ident | null; incident?: Ident | null; judgement?: string | null; likelihood?: "rare" | "unlikely" | "possible" | "likely" | "almost_certain" | null; confidence?: "low" | "moderate" | "high" | null; assumptions?: string | null; indicators?: string | null; advice?: string | null; reports?: Ident[] | null; valid_from?: Time | null; valid_until?: Time | null; to?: Ident[] | null; risk?: Ident | null; supersedes?: Ident | null };
	share: { post: Ident };
	link: { to: Ident; type?: "related" | "caused_by" | "merged_into" | "duplicate" | "answers" };
	attach: { hash: string; name: string; mime: string; size: number };
}
export interface AssessmentRecord extends RecordHead {
	kind: "assessment";
	state: AssessmentState;
	fields: AssessmentFields;
	clocks?: ClockRun<AssessmentClock>[];
	acts?: ActName<"assessment">[];
}

/* ---- 风险; Risk ---- */

export type RiskState = "registered" | "accepted" | "closed";
export type RiskClock = "review" | "treat";
export type RiskRefusal = "controls_unnamed" | "review_in_past" | "red_not_accepted" | "commander_accepts_orange";
export interface RiskFields {
	/* 风险; Risk */
	title?: string;
	/* 主题; Topic */
	topic?: "place" | "time" | "route" | "weather" | "crowd" | "cyber" | "health" | "traffic" | "supply" | "other";
	/* 地点; Place */
	place?: Ident;
	/* 成因; Cause */
	cause?: string;
	/* 后果; Effect */
	effect?: string;
	/* 固有可能性; Likelihood, inherent */
	likelihood?: "rare" | "unlikely" | "possible" | "likely" | "almost_certain";
	/* 固有后果; Consequence, inherent */
	consequence?: "negligible" | "minor" | "moderate" | "major" | "severe";
	/* 控制措施; Controls */
	controls?: string;
	/* 措施降低可能性的级数; Steps off the likelihood */
	lowers_likelihood?: number;
	/* 措施降低后果的级数; Steps off the consequence */
	lowers_consequence?: number;
	/* 固有风险值; Inherent */
	inherent?: number;
	/* 固有风险等级; Inherent colour */
	inherent_colour?: "red" | "orange" | "yellow" | "blue";
	/* 措施消减的风险值; Taken off by controls */
	control?: number;
	/* 剩余风险值; Residual */
	residual?: number;
	/* 剩余风险等级; Residual colour */
	colour?: "red" | "orange" | "yellow" | "blue";
	/* 责任岗位; Owner */
	owner?: Ident;
	/* 复核时间; Review at */
	review_at?: Time;
	/* 复核意见; Findings of the review */
	findings?: string;
	/* 相关研判; Assessments */
	assessments?: Ident[];
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface RiskActs {
	register: { title: string; topic: "place" | "time" | "route" | "weather" | "crowd" | "cyber" | "health" | "traffic" | "supply" | "other"; place?: Ident | null; cause: string; effect: string; likelihood: "rare" | "unlikely" | "possible" | "likely" | "almost_certain"; consequence: "negligible" | "minor" | "moderate" | "major" | "severe"; controls?: string | null; lowers_likelihood?: number | null; lowers_consequence?: number | null; owner: Ident; review_at: Time; assessments?: Ident[] | null };
	rate: { likelihood?: "rare" | "unlikely" | "possible" | "likely" | "almost_certain" | null; consequence?: "negligible" | "minor" | "moderate" | "major" | "severe" | null; controls?: string | null; lowers_likelihood?: number | null; lowers_consequence?: number | null; assessments?: Ident[] | null; reason: string };
	accept: { reason: string };
	review: { review_at: Time; findings: string };
	close: { reason: string };
	amend: { title?: string | null; topic?: "place" | "time" | "route" | "weather" | "crowd" | "cyber" | "health" | "traffic" | "supply" | "other" | null; place?: Ident | null; cause?: string | null; effect?: string | null; owner?: Ident | null };
	share: { post: Ident };
	link: { to: Ident; type?: "related" | "caused_by" | "merged_into" | "duplicate" | "answers" };
	attach: { hash: string; name: string; mime: string; size: number };
}
export interface RiskRecord extends RecordHead {
	kind: "risk";
	state: RiskState;
	fields: RiskFields;
	clocks?: ClockRun<RiskClock>[];
	acts?: ActName<"risk">[];
}

/* ---- 预警; Warning ---- */

export type WarningState = "draft" | "checked" | "approved" | "published" | "issued" | "updated" | "cancelled" | "expired" | "dropped";
export type WarningClock = "validity" | "review" | "issue" | "second";
export type WarningRefusal = "law_fields_missing" | "both_languages" | "same_in_both" | "cap_fields_missing" | "law_does_not_warn" | "expires_required" | "expires_past" | "expires_too_late" | "onset_after_expires" | "area_shape_missing" | "restriction_missing" | "reference_missing" | "alert_refers" | "reference_not_in_force" | "status_differs" | "scope_narrowed" | "web_no_address" | "review_done";
export interface WarningFields {
	/* 标题（中文）; Headline (Chinese) */
	headline_zh?: string;
	/* 标题（英文）; Headline (English) */
	headline_en?: string;
	/* 事件类别; Category of the law */
	category?: "natural" | "accident" | "public_health" | "social_security";
	/* 预警依据; Basis */
	basis?: "law" | "by_analogy" | "games_policy";
	/* CAP类别; CAP category */
	cap_category?: "geo" | "met" | "safety" | "security" | "rescue" | "fire" | "health" | "env" | "transport" | "infra" | "cbrne" | "other";
	/* 事件（中文）; Event (Chinese) */
	event_zh?: string;
	/* 事件（英文）; Event (English) */
	event_en?: string;
	/* 预警级别; Warning level */
	level?: "w1" | "w2" | "w3" | "w4";
	/* 紧迫程度; Urgency */
	urgency?: "immediate" | "expected" | "future";
	/* 确定程度; Certainty */
	certainty?: "observed" | "likely" | "possible" | "unlikely";
	/* 应对方式; Response type */
	response_type?: "shelter" | "evacuate" | "prepare" | "execute" | "avoid" | "monitor" | "assess" | "allclear" | "none";
	/* 起始时间; Onset */
	onset?: Time;
	/* 失效时间; Expires */
	expires?: Time;
	/* 可能影响范围（中文）; Area (Chinese) */
	area_text_zh?: string;
	/* 可能影响范围（英文）; Area (English) */
	area_text_en?: string;
	/* 范围图形; Shape of the area */
	area?: Geometry;
	/* 涉及地点; Places */
	places?: Ident[];
	/* 情况说明（中文）; Description (Chinese) */
	description_zh?: string;
	/* 情况说明（英文）; Description (English) */
	description_en?: string;
	/* 警示事项（中文）; Advice (Chinese) */
	advice_zh?: string;
	/* 警示事项（英文）; Advice (English) */
	advice_en?: string;
	/* 应采取的措施（中文）; Measures (Chinese) */
	measures_zh?: string;
	/* 应采取的措施（英文）; Measures (English) */
	measures_en?: string;
	/* 发布机关（中文）; Issuer (Chinese) */
	issuer_zh?: string;
	/* 发布机关（英文）; Issuer (English) */
	issuer_en?: string;
	/* 网页; Web page */
	web?: string;
	/* 对应事件等级; Grade of the event */
	grade?: "g1" | "g2" | "g3" | "g4";
	/* 响应级别; Response level */
	response?: "r1" | "r2" | "r3" | "r4";
	/* 性质; Status */
	status?: "actual" | "exercise" | "test";
	/* 发布范围; Scope */
	scope?: "public" | "restricted";
	/* 限定对象; Restricted to */
	restriction?: string;
	/* 消息类型; Message type */
	msg_type?: "alert" | "update" | "cancel";
	/* 所更新或解除的预警; Updates or cancels */
	updates?: Ident;
	/* 引用; References */
	references?: string;
	/* 编号; Identifier */
	identifier?: string;
	/* 发送方; Sender */
	sender?: string;
	/* 发布时间; Issued at */
	issued_at?: Time;
	/* 发布人; Issued by */
	issued_by?: Ident;
	/* 危及生命，一人先行发布; Life safety: issued by one */
	single?: boolean;
	/* 事后审核意见; Findings of the review */
	findings?: string;
	/* 被更新或解除; Updated or cancelled by */
	replaced_by?: Ident;
	/* 发布后状态; State once issued */
	issue_state?: number;
	/* 告知; To */
	to?: Ident[];
	/* 依据的研判; Rests on */
	assessment?: Ident;
	/* 事件; Incident */
	incident?: Ident;
	/* 理由; Reason */
	reason?: string;
	/* 点周围半径; Radius around a point */
	radius?: number;
}
/* What each act takes. */
export interface WarningActs {
	draft: { headline_zh: string; headline_en: string; category?: "natural" | "accident" | "public_health" | "social_security" | null; basis?: "law" | "by_analogy" | "games_policy" | null; cap_category?: "geo" | "met" | "safety" | "security" | "rescue" | "fire" | "health" | "env" | "transport" | "infra" | "cbrne" | "other" | null; event_zh?: string | null; event_en?: string | null; level?: "w1" | "w2" | "w3" | "w4" | null; urgency?: "immediate" | "expected" | "future" | null; certainty?: "observed" | "likely" | "possible" | "unlikely" | null; response_type?: "shelter" | "evacuate" | "prepare" | "execute" | "avoid" | "monitor" | "assess" | "allclear" | "none" | null; onset?: Time | null; expires?: Time | null; area_text_zh?: string | null; area_text_en?: string | null; area?: Geometry | null; places?: Ident[] | null; description_zh?: string | null; description_en?: string | null; advice_zh?: string | null; advice_en?: string | null; measures_zh?: string | null; measures_en?: string | null; issuer_zh?: string | null; issuer_en?: string | null; web?: string | null; grade?: "g1" | "g2" | "g3" | "g4" | null; response?: "r1" | "r2" | "r3" | "r4" | null; status: "actual" | "exercise" | "test"; scope: "public" | "restricted"; restriction?: string | null; msg_type?: "alert" | "update" | "cancel" | null; updates?: Ident | null; to?: Ident[] | null; assessment?: Ident | null; incident?: Ident | null; radius?: number | null };
	check: {};
	approve: {};
	issue: {};
	issue_at_once: { reason: string };
	review: { findings: string };
	revise: { reason: string };
	drop: { reason: string };
	amend: { headline_zh?: string | null; headline_en?: string | null; category?: "natural" | "accident" | "public_health" | "social_security" | null; basis?: "law" | "by_analogy" | "games_policy" | null; cap_category?: "geo" | "met" | "safety" | "security" | "rescue" | "fire" | "health" | "env" | "transport" | "infra" | "cbrne" | "other" | null; event_zh?: string | null; event_en?: string | null; level?: "w1" | "w2" | "w3" | "w4" | null; urgency?: "immediate" | "expected" | "future" | null; certainty?: "observed" | "likely" | "possible" | "unlikely" | null; response_type?: "shelter" | "evacuate" | "prepare" | "execute" | "avoid" | "monitor" | "assess" | "allclear" | "none" | null; onset?: Time | null; expires?: Time | null; area_text_zh?: string | null; area_text_en?: string | null; area?: Geometry | null; places?: Ident[] | null; description_zh?: string | null; description_en?: string | null; advice_zh?: string | null; advice_en?: string | null; measures_zh?: string | null; measures_en?: string | null; issuer_zh?: string | null; issuer_en?: string | null; web?: string | null; grade?: "g1" | "g2" | "g3" | "g4" | null; response?: "r1" | "r2" | "r3" | "r4" | null; status?: "actual" | "exercise" | "test" | null; scope?: "public" | "restricted" | null; restriction?: string | null; msg_type?: "alert" | "update" | "cancel" | null; updates?: Ident | null; to?: Ident[] | null; assessment?: Ident | null; incident?: Ident | null; radius?: number | null };
	share: { post: Ident };
	link: { to: Ident; type?: "related" | "caused_by" | "merged_into" | "duplicate" | "answers" };
	attach: { hash: string; name: string; mime: string; size: number };
	confirm: {};
	reject: { reason: string };
}
export interface WarningRecord extends RecordHead {
	kind: "warning";
	state: WarningState;
	fields: WarningFields;
	clocks?: ClockRun<WarningClock>[];
	acts?: ActName<"warning">[];
}

/* ---- 情况通报; Bulletin ---- */

export type BulletinState = "draft" | "issued" | "followed" | "corrected" | "dropped";
export type BulletinClock = "next";
export type BulletinRefusal = "shift_backwards" | "shift_too_long" | "corrects_other";
export interface BulletinFields {
	/* 标题; Title */
	title?: string;
	/* 本班起; Shift from */
	period_from?: Time;
	/* 本班止; Shift until */
	period_until?: Time;
	/* 综合情况; Summary */
	summary?: string;
	/* 天气; Weather */
	weather?: string;
	/* 人流与交通; Crowds and traffic */
	crowd?: string;
	/* 防疫; Epidemic control */
	health?: string;
	/* 网络; Cyber */
	cyber?: string;
	/* 舆情; Public information */
	information?: string;
	/* 下一班展望; Outlook for the next shift */
	outlook?: string;
	/* 研判; Assessments */
	assessments?: Ident[];
	/* 预警; Warnings */
	warnings?: Ident[];
	/* 未答的信息需求; Needs without an answer */
	needs?: Ident[];
	/* 送; To */
	to?: Ident[];
	/* 下期时限; Next one due */
	next_due?: Time;
	/* 更正的通报; Corrects */
	corrects?: Ident;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface BulletinActs {
	draft: { title: string; period_from: Time; period_until: Time; summary: string; weather?: string | null; crowd?: string | null; health?: string | null; cyber?: string | null; information?: string | null; outlook: string; assessments?: Ident[] | null; warnings?: Ident[] | null; needs?: Ident[] | null; to: Ident[]; corrects?: Ident | null };
	issue: { title: string; period_from: Time; period_until: Time; summary: string; weather?: string | null; crowd?: string | null; health?: string | null; cyber?: string | null; information?: string | null; outlook: string; assessments?: Ident[] | null; warnings?: Ident[] | null; needs?: Ident[] | null; to: Ident[]; corrects?: Ident | null };
	drop: { reason: string };
	amend: { title?: string | null; period_from?: Time | null; period_until?: Time | null; summary?: string | null; weather?: string | null; crowd?: string | null; health?: string | null; cyber?: string | null; information?: string | null; outlook?: string | null; assessments?: Ident[] | null; warnings?: Ident[] | null; needs?: Ident[] | null; to?: Ident[] | null; corrects?: Ident | null };
	link: { to: Ident; type?: "related" | "caused_by" | "merged_into" | "duplicate" | "answers" };
	attach: { hash: string; name: string; mime: string; size: number };
}
export interface BulletinRecord extends RecordHead {
	kind: "bulletin";
	state: BulletinState;
	fields: BulletinFields;
	clocks?: ClockRun<BulletinClock>[];
	acts?: ActName<"bulletin">[];
}

/* ---- 传言; Rumour ---- */

export type RumourState = "logged" | "triaged" | "verifying" | "true" | "false" | "misleading" | "unverifiable" | "out_of_scope" | "response_draft" | "approved" | "published" | "observed" | "closed" | "shelved";
export type RumourClock = "triage" | "verify" | "correct" | "observe" | "second";
export type RumourRefusal = "points_at_somebody" | "claim_required" | "first_seen_in_future" | "evidence_required" | "response_both_languages" | "information_desk_signs" | "harm_needs_answer";
export interface RumourFields {
	/* 听到的说法; As it was heard */
	heard?: string;
	/* 传言（概括）; The claim, in our words */
	claim?: string;
	/* 标题; Title */
	title?: string;
	/* 主题; Topic */
	topic?: "venue_safety" | "transport" | "weather" | "health" | "entry" | "schedule" | "order" | "network" | "other";
	/* 涉及地点; Place */
	place?: Ident;
	/* 最早出现; First seen */
	first_seen?: Time;
	/* 渠道类别; Class of channel */
	channel_class?: "hotline" | "staff" | "media" | "signage" | "platform";
	/* 传播范围; Reach */
	reach?: "low" | "medium" | "high";
	/* 危害; Harm */
	harm?: "panic" | "crowd_movement" | "health" | "service" | "reputation";
	/* 澄清时限; Correction due */
	correct_due?: Time;
	/* 核实单位; Who verifies */
	to?: Ident;
	/* 核实时限; Verified by */
	verify_due?: Time;
	/* 核实结论; Finding */
	finding?: "true" | "false" | "misleading" | "unverifiable";
	/* 依据; Evidence */
	evidence?: string;
	/* 事件; Incident */
	incident?: Ident;
	/* 回应（中文）; Response (Chinese) */
	response_zh?: string;
	/* 回应（英文）; Response (English) */
	response_en?: string;
	/* 声明; Statement */
	statement?: Ident;
	/* 发布时间; Published at */
	published_at?: Time;
	/* 回应后走势; After the response */
	trend?: "gone" | "falling" | "steady" | "rising";
	/* 结果; Outcome */
	outcome?: string;
	/* 理由; Reason */
	reason?: string;
	/* 实为; What it is instead */
	nature?: "comment" | "criticism" | "complaint";
}
/* What each act takes. */
export interface RumourActs {
	log: { heard: string; topic: "venue_safety" | "transport" | "weather" | "health" | "entry" | "schedule" | "order" | "network" | "other"; place?: Ident | null; first_seen: Time; channel_class: "hotline" | "staff" | "media" | "signage" | "platform"; reach: "low" | "medium" | "high"; incident?: Ident | null };
	triage: { claim?: string | null; topic?: "venue_safety" | "transport" | "weather" | "health" | "entry" | "schedule" | "order" | "network" | "other" | null; place?: Ident | null; reach?: "low" | "medium" | "high" | null; harm: "panic" | "crowd_movement" | "health" | "service" | "reputation" };
	verify: { to: Ident; verify_due?: Time | null };
	find_true: { evidence?: string | null; incident?: Ident | null };
	find_false: { evidence?: string | null; incident?: Ident | null };
	find_misleading: { evidence?: string | null; incident?: Ident | null };
	find_unverifiable: { evidence?: string | null; incident?: Ident | null };
	out_of_scope: { nature: "comment" | "criticism" | "complaint" };
	respond: { response_zh?: string | null; response_en?: string | null; statement?: Ident | null };
	approve: {};
	publish: {};
	observe: { trend: "gone" | "falling" | "steady" | "rising"; outcome?: string | null };
	close: { outcome: string };
	shelve: { reason: string };
	share: { post: Ident };
	link: { to: Ident; type?: "related" | "caused_by" | "merged_into" | "duplicate" | "answers" };
	confirm: {};
	reject: { reason: string };
}
export interface RumourRecord extends RecordHead {
	kind: "rumour";
	state: RumourState;
	fields: RumourFields;
	clocks?: ClockRun<RumourClock>[];
	acts?: ActName<"rumour">[];
}

/* ---- 媒体问询; Media enquiry ---- */

export type MediaEnquiryState = "received" | "assigned" | "answer_draft" | "cleared" | "answered" | "withdrawn";
export type MediaEnquiryClock = "assign" | "answer";
export type MediaEnquiryRefusal = "enquiry_deadline_past" | "cleared_by_its_writer" | "statement_not_out";
export interface MediaEnquiryFields {
	/* 标题; Title */
	title?: string;
	/* 媒体; Outlet */
	outlet?: string;
	/* 联系方式; Contact */
	contact?: string;
	/* 问题; Question */
	question?: string;
	/* 主题; Topic */
	topic?: "venue_safety" | "transport" | "weather" | "health" | "entry" | "schedule" | "order" | "network" | "other";
	/* 语言; Language */
	language?: "zh" | "en" | "other";
	/* 事件; Incident */
	incident?: Ident;
	/* 媒体截稿时间; Their deadline */
	deadline?: Time;
	/* 答复时限; Answer due */
	due?: Time;
	/* 承办; Answered by */
	to?: Ident;
	/* 答复; Answer */
	answer?: string;
	/* 声明; Statement */
	statement?: Ident;
	/* 拟稿人; Drafted by */
	drafted_by?: Ident;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface MediaEnquiryActs {
	receive: { title: string; outlet: string; contact?: string | null; question: string; topic: "venue_safety" | "transport" | "weather" | "health" | "entry" | "schedule" | "order" | "network" | "other"; language: "zh" | "en" | "other"; incident?: Ident | null; deadline?: Time | null };
	assign: { to: Ident };
	draft: { answer: string; statement?: Ident | null };
	clear: {};
	answer: {};
	withdraw: { reason: string };
	share: { post: Ident };
	link: { to: Ident; type?: "related" | "caused_by" | "merged_into" | "duplicate" | "answers" };
	attach: { hash: string; name: string; mime: string; size: number };
}
export interface MediaEnquiryRecord extends RecordHead {
	kind: "media_enquiry";
	state: MediaEnquiryState;
	fields: MediaEnquiryFields;
	clocks?: ClockRun<MediaEnquiryClock>[];
	acts?: ActName<"media_enquiry">[];
}

/* ---- 声明; Statement ---- */

export type StatementState = "draft" | "fact_checked" | "legal_checked" | "approved" | "published" | "outdated" | "corrected" | "dropped";
export type StatementClock = "publish" | "correct" | "second";
export type StatementRefusal = "statement_both_languages" | "facts_required" | "fact_has_changed" | "checked_by_its_writer" | "epidemic_check_required" | "statement_desk_signs" | "correction_names_none" | "only_a_correction" | "nothing_out_to_correct";
export interface StatementFields {
	/* 标题（中文）; Title (Chinese) */
	title_zh?: string;
	/* 标题（英文）; Title (English) */
	title_en?: string;
	/* 正文（中文）; Text (Chinese) */
	text_zh?: string;
	/* 正文（英文）; Text (English) */
	text_en?: string;
	/* 类型; Type */
	type?: "holding_line" | "first_facts" | "information" | "correction";
	/* 主题; Topic */
	topic?: "venue_safety" | "transport" | "weather" | "health" | "entry" | "schedule" | "order" | "network" | "other";
	/* 事件; Incident */
	incident?: Ident;
	/* 回应的传言; Answers the claim */
	rumour?: Ident;
	/* 不引用事实的理由; No facts quoted, because */
	no_facts?: string;
	/* 法务审核意见; Legal check */
	legal_check?: string;
	/* 防疫审核意见; Epidemic check */
	epidemic_part?: string;
	/* 不涉及防疫的理由; No epidemic check, because */
	epidemic_na?: string;
	/* 发言单位; Spoken for by */
	speaker?: Ident;
	/* 更正的声明; Corrects */
	corrects?: Ident;
	/* 已由此更正; Corrected by */
	corrected_by?: Ident;
	/* 发布时间; Published at */
	published_at?: Time;
	/* 拟稿人; Drafted by */
	drafted_by?: Ident;
	/* 告知; To */
	to?: Ident[];
	/* 理由; Reason */
	reason?: string;
	/* 更正此前发布的; Corrects what was published as */
	before_zh?: string;
	/* 更正此前发布的（英文）; Corrects what was published as */
	before_en?: string;
	/* 此后更正为; Corrected since by */
	after_zh?: string;
	/* 此后更正为（英文）; Corrected since by */
	after_en?: string;
}
/* What each act takes. */
export interface StatementActs {
	draft: { title_zh: string; title_en: string; text_zh?: string | null; text_en?: string | null; type: "holding_line" | "first_facts" | "information" | "correction"; topic: "venue_safety" | "transport" | "weather" | "health" | "entry" | "schedule" | "order" | "network" | "other"; incident?: Ident | null; rumour?: Ident | null; no_facts?: string | null; speaker?: Ident | null; corrects?: Ident | null; to?: Ident[] | null };
	check_facts: { no_facts?: string | null };
	check_legal: { legal_check: string; epidemic_part?: string | null; epidemic_na?: string | null };
	approve: {};
	publish: {};
	revise: { reason: string };
	drop: { reason: string };
	amend: { title_zh?: string | null; title_en?: string | null; text_zh?: string | null; text_en?: string | null; type?: "holding_line" | "first_facts" | "information" | "correction" | null; topic?: "venue_safety" | "transport" | "weather" | "health" | "entry" | "schedule" | "order" | "network" | "other" | null; incident?: Ident | null; rumour?: Ident | null; no_facts?: string | null; speaker?: Ident | null; corrects?: Ident | null; to?: Ident[] | null };
	share: { post: Ident };
	link: { to: Ident; type?: "related" | "caused_by" | "merged_into" | "duplicate" | "answers" };
	attach: { hash: string; name: string; mime: string; size: number };
	confirm: {};
	reject: { reason: string };
}
export interface StatementRecord extends RecordHead {
	kind: "statement";
	state: StatementState;
	fields: StatementFields;
	clocks?: ClockRun<StatementClock>[];
	acts?: ActName<"statement">[];
}

/* ---- 常见问答; Question and answer ---- */

export type FaqState = "draft" | "published" | "expired" | "retired";
export type FaqClock = "validity" | "second";
export type FaqRefusal = "faq_both_languages" | "faq_validity_required" | "faq_rests_on_nothing" | "faq_desk_signs";
export interface FaqFields {
	/* 问题（中文）; Question (Chinese) */
	question_zh?: string;
	/* 问题（英文）; Question (English) */
	question_en?: string;
	/* 答复（中文）; Answer (Chinese) */
	answer_zh?: string;
	/* 答复（英文）; Answer (English) */
	answer_en?: string;
	/* 主题; Topic */
	topic?: "venue_safety" | "transport" | "weather" | "health" | "entry" | "schedule" | "order" | "network" | "other";
	/* 地点; Place */
	place?: Ident;
	/* 依据的声明; Rests on */
	statement?: Ident;
	/* 有效至; Valid until */
	valid_until?: Time;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface FaqActs {
	draft: { question_zh: string; question_en: string; answer_zh?: string | null; answer_en?: string | null; topic: "venue_safety" | "transport" | "weather" | "health" | "entry" | "schedule" | "order" | "network" | "other"; place?: Ident | null; statement?: Ident | null; valid_until?: Time | null };
	publish: {};
	revise: { answer_zh?: string | null; answer_en?: string | null; statement?: Ident | null; valid_until?: Time | null; reason: string };
	retire: { reason: string };
	amend: { question_zh?: string | null; question_en?: string | null; answer_zh?: string | null; answer_en?: string | null; topic?: "venue_safety" | "transport" | "weather" | "health" | "entry" | "schedule" | "order" | "network" | "other" | null; place?: Ident | null; statement?: Ident | null; valid_until?: Time | null };
	confirm: {};
	reject: { reason: string };
}
export interface FaqRecord extends RecordHead {
	kind: "faq";
	state: FaqState;
	fields: FaqFields;
	clocks?: ClockRun<FaqClock>[];
	acts?: ActName<"faq">[];
}

/* ---- 信息发布义务; Duty to inform ---- */

export type InfoDutyState = "due" | "met" | "lifted";
export type InfoDutyClock = "holding" | "facts" | "information" | "conference" | "following";
export type InfoDutyRefusal = never;
export interface InfoDutyFields {
	/* 事件; Incident */
	incident?: Ident;
	/* 事件等级; Grade */
	grade?: "g1" | "g2" | "g3" | "g4";
	/* 知悉时间; Known since */
	known_at?: Time;
	/* 先行口径时限; Holding line due */
	holding_due?: Time;
	/* 首次情况时限; First facts due */
	facts_due?: Time;
	/* 权威信息时限; Full information due */
	information_due?: Time;
	/* 发布会时限; Press conference due */
	conference_due?: Time;
	/* 最近声明; Last statement */
	last?: Ident;
	/* 发布会; Press conference */
	conference?: string;
	/* 标题; Title */
	title?: string;
	/* 移交至; Handed over to */
	new_home?: Ident;
}
/* What each act takes. */
export interface InfoDutyActs {
	hold_conference: { conference: string };
}
export interface InfoDutyRecord extends RecordHead {
	kind: "info_duty";
	state: InfoDutyState;
	fields: InfoDutyFields;
	clocks?: ClockRun<InfoDutyClock>[];
	acts?: ActName<"info_duty">[];
}

/* ---- 所引事实; Quoted fact ---- */

export type StatementFactState = "holds" | "changed" | "dropped";
export type StatementFactClock = never;
export type StatementFactRefusal = "no_such_fact" | "fact_names_a_person" | "fact_not_known" | "fact_too_long" | "statement_not_in_draft";
export interface StatementFactFields {
	/* 声明; Statement */
	statement?: Ident;
	/* 事件; Incident */
	incident?: Ident;
	/* 字段; Field */
	field?: string;
	/* 所引的值; As quoted */
	value?: string;
	/* 现在的值; As it is now */
	now?: string;
	/* 标题; Title */
	title?: string;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface StatementFactActs {
	quote: { statement: Ident; incident: Ident; field: string };
	quote_again: {};
	drop: { reason: string };
}
export interface StatementFactRecord extends RecordHead {
	kind: "statement_fact";
	state: StatementFactState;
	fields: StatementFactFields;
	clocks?: ClockRun<StatementFactClock>[];
	acts?: ActName<"statement_fact">[];
}

/* ---- 检查行动; Inspection campaign ---- */

export type CampaignState = "planned" | "running" | "closed" | "cancelled";
export type CampaignClock = "run";
export type CampaignRefusal = "campaign_over_already" | "list_not_in_force" | "places_not_inspected";
export interface CampaignFields {
	/* 标题; Title */
	title?: string;
	/* 检查表; Checklist */
	checklist?: Ident;
	/* 检查对象; Places */
	places?: Ident[];
	/* 检查单位; Inspected by */
	to?: Ident[];
	/* 完成时限; Until */
	until?: Time;
	/* 已检查; Places inspected */
	inspected?: number;
	/* 小结; Result */
	result?: string;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface CampaignActs {
	plan: { title: string; checklist: Ident; places: Ident[]; to: Ident[]; until: Time };
	start: { places?: Ident[] | null; to?: Ident[] | null; until?: Time | null };
	close: { result: string; reason?: string | null };
	cancel: { reason: string };
	attach: { hash: string; name: string; mime: string; size: number };
	link: { to: Ident; type?: "related" | "caused_by" | "merged_into" | "duplicate" | "answers" };
}
export interface CampaignRecord extends RecordHead {
	kind: "campaign";
	state: CampaignState;
	fields: CampaignFields;
	clocks?: ClockRun<CampaignClock>[];
	acts?: ActName<"campaign">[];
}

/* ---- 检查表; Checklist ---- */

export type ChecklistState = "draft" | "in_force" | "superseded" | "retired";
export type ChecklistClock = "second";
export type ChecklistRefusal = "both_parts_required" | "checklist_not_in_force";
export interface ChecklistFields {
	/* 标题; Title */
	title?: string;
	/* 适用对象; For */
	scope?: "venue" | "lodging" | "transport" | "crowded" | "goods" | "temporary" | "other";
	/* 法律依据; Legal basis */
	legal_basis?: string;
	/* 安全检查项; Security items */
	security_items?: string;
	/* 防疫检查项; Epidemic items */
	epidemic_items?: string;
	/* 无防疫检查项的理由; No epidemic items, because */
	epidemic_na?: string;
	/* 取代; Supersedes */
	supersedes?: Ident;
	/* 被取代; Superseded by */
	superseded_by?: Ident;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface ChecklistActs {
	draft: { title: string; scope: "venue" | "lodging" | "transport" | "crowded" | "goods" | "temporary" | "other"; legal_basis: string; security_items?: string | null; epidemic_items?: string | null; epidemic_na?: string | null; supersedes?: Ident | null };
	approve: {};
	retire: { reason: string };
	amend: { title?: string | null; scope?: "venue" | "lodging" | "transport" | "crowded" | "goods" | "temporary" | "other" | null; legal_basis?: string | null; security_items?: string | null; epidemic_items?: string | null; epidemic_na?: string | null; supersedes?: Ident | null };
	attach: { hash: string; name: string; mime: string; size: number };
	confirm: {};
	reject: { reason: string };
}
export interface ChecklistRecord extends RecordHead {
	kind: "checklist";
	state: ChecklistState;
	fields: ChecklistFields;
	clocks?: ClockRun<ChecklistClock>[];
	acts?: ActName<"checklist">[];
}

/* ---- 检查记录; Inspection ---- */

export type InspectionState = "started" | "recorded" | "filed" | "voided";
export type InspectionClock = "file";
export type InspectionRefusal = "inspection_list_not_in_force" | "security_part_required" | "epidemic_part_of_inspection" | "signed_already" | "one_signature_each" | "signatures_missing" | "findings_without_hazard";
export interface InspectionFields {
	/* 标题; Title */
	title?: string;
	/* 检查行动; Campaign */
	campaign?: Ident;
	/* 检查表; Checklist */
	checklist?: Ident;
	/* 地点; Place */
	place?: Ident;
	/* 安全部分; Security part */
	security_result?: "sound" | "findings" | "not_applicable";
	/* 安全检查情况; Security findings */
	security_text?: string;
	/* 安全部分不适用的理由; Security not applicable, because */
	security_na?: string;
	/* 防疫部分; Epidemic part */
	epidemic_result?: "sound" | "findings" | "not_applicable";
	/* 防疫检查情况; Epidemic findings */
	epidemic_text?: string;
	/* 防疫部分不适用的理由; Epidemic not applicable, because */
	epidemic_na?: string;
	/* 主办方与场馆方; Organiser and venue */
	to?: Ident[];
	/* 检查人签字; Signed by the inspector */
	signed_inspector?: Ident;
	/* 主办方签字; Signed by the organiser */
	signed_organiser?: Ident;
	/* 场馆方签字; Signed by the venue */
	signed_venue?: Ident;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface InspectionActs {
	start: { campaign?: Ident | null; checklist: Ident; place: Ident; to?: Ident[] | null };
	record: { security_result?: "sound" | "findings" | "not_applicable" | null; security_text?: string | null; security_na?: string | null; epidemic_result?: "sound" | "findings" | "not_applicable" | null; epidemic_text?: string | null; epidemic_na?: string | null; to?: Ident[] | null };
	sign_inspector: {};
	sign_organiser: {};
	sign_venue: {};
	file: {};
	annul: { reason: string };
	attach: { hash: string; name: string; mime: string; size: number };
	link: { to: Ident; type?: "related" | "caused_by" | "merged_into" | "duplicate" | "answers" };
	share: { post: Ident };
}
export interface InspectionRecord extends RecordHead {
	kind: "inspection";
	state: InspectionState;
	fields: InspectionFields;
	clocks?: ClockRun<InspectionClock>[];
	acts?: ActName<"inspection">[];
}

/* ---- 隐患; Hazard ---- */

export type HazardState = "found" | "assigned" | "in_rectification" | "self_checked" | "verified" | "closed" | "escalated" | "dismissed";
export type HazardClock = "assign" | "rectify" | "verify" | "supervise";
export type HazardRefusal = "photo_or_reason" | "hazard_due_in_past" | "extension_unexplained" | "verifier_is_assignee" | "same_unit" | "supervisor_verifies" | "not_the_supervisor" | "only_major" | "stopped_already" | "found_again_too_late";
export interface HazardFields {
	/* 标题; Title */
	title?: string;
	/* 情况; Description */
	description?: string;
	/* 地点; Place */
	place?: Ident;
	/* 具体位置; Exact location */
	location?: string;
	/* 防范类别; Means */
	means?: "people" | "physical" | "technical";
	/* 类别; Category */
	category?: "structure" | "fire" | "electrical" | "ice_snow" | "crowd" | "screening" | "perimeter" | "lift" | "traffic" | "epidemic" | "goods" | "network" | "other";
	/* 可能性; Likelihood */
	likelihood?: "rare" | "unlikely" | "possible" | "likely" | "almost_certain";
	/* 后果; Consequence */
	consequence?: "negligible" | "minor" | "moderate" | "major" | "severe";
	/* 风险值; Score */
	score?: number;
	/* 等级; Colour */
	colour?: "red" | "orange" | "yellow" | "blue";
	/* 检查记录; Found in */
	inspection?: Ident;
	/* 无照片的理由; No photograph, because */
	no_photo?: string;
	/* 主体责任单位; Responsible entity */
	resp_entity?: Ident;
	/* 领导责任人; Responsible leader */
	resp_leader?: Ident;
	/* 责任岗位; Responsible post */
	resp_post?: Ident;
	/* 整改单位; Put right by */
	assignee?: Ident;
	/* 核验单位; Verified by */
	verifier?: Ident;
	/* 整改措施; Measure */
	measure?: string;
	/* 整改资金; Funds */
	fund?: string;
	/* 整改时限; Due by */
	due_by?: Time;
	/* 整改期间应急预案; Plan until then */
	plan?: string;
	/* 整改情况; What was done */
	rectified?: string;
	/* 自查单位; Self-checked at */
	rectified_at?: Ident;
	/* 自查人; Self-checked by */
	rectified_by?: Ident;
	/* 核验意见; Verification */
	verification?: string;
	/* 督办单位; Supervised by */
	supervisor?: Ident;
	/* 督办要求; Instruction */
	supervision?: string;
	/* 已停止使用; Use stopped */
	unsafe?: boolean;
	/* 停止使用的理由; Why use is stopped */
	unsafe_reason?: string;
	/* 重复隐患; Found again */
	repeat?: boolean;
	/* 前次隐患; Found before as */
	repeats?: Ident;
	/* 销号时间; Closed at */
	closed_at?: Time;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface HazardActs {
	find: { title: string; description?: string | null; place: Ident; location?: string | null; means: "people" | "physical" | "technical"; category: "structure" | "fire" | "electrical" | "ice_snow" | "crowd" | "screening" | "perimeter" | "lift" | "traffic" | "epidemic" | "goods" | "network" | "other"; likelihood: "rare" | "unlikely" | "possible" | "likely" | "almost_certain"; consequence: "negligible" | "minor" | "moderate" | "major" | "severe"; inspection?: Ident | null; no_photo?: string | null };
	assign: { no_photo?: string | null; resp_entity?: Ident | null; resp_leader?: Ident | null; resp_post?: Ident | null; assignee: Ident; verifier: Ident; measure: string; fund: string; due_by: Time; plan: string; reason?: string | null };
	begin: {};
	self_check: { rectified: string };
	verify: { verification: string };
	send_back: { reason: string };
	close: {};
	instruct: { due_by: Time; supervision: string };
	stop_use: { unsafe_reason: string };
	refind: { description: string; likelihood?: "rare" | "unlikely" | "possible" | "likely" | "almost_certain" | null; consequence?: "negligible" | "minor" | "moderate" | "major" | "severe" | null };
	dismiss: { reason: string };
	amend: { title?: string | null; description?: string | null; place?: Ident | null; location?: string | null; means?: "people" | "physical" | "technical" | null; category?: "structure" | "fire" | "electrical" | "ice_snow" | "crowd" | "screening" | "perimeter" | "lift" | "traffic" | "epidemic" | "goods" | "network" | "other" | null; likelihood?: "rare" | "unlikely" | "possible" | "likely" | "almost_certain" | null; consequence?: "negligible" | "minor" | "moderate" | "major" | "severe" | null; inspection?: Ident | null; no_photo?: string | null };
	attach: { hash: string; name: string; mime: string; size: number };
	link: { to: Ident; type?: "related" | "caused_by" | "merged_into" | "duplicate" | "answers" };
	share: { post: Ident };
}
export interface HazardRecord extends RecordHead {
	kind: "hazard";
	state: HazardState;
	fields: HazardFields;
	clocks?: ClockRun<HazardClock>[];
	acts?: ActName<"hazard">[];
}

/* ---- 矛盾纠纷; Dispute ---- */

export type DisputeState = "logged" | "routed" | "in_mediation" | "settled" | "decided" | "referred" | "escalation_risk" | "under_review" | "closed";
export type DisputeClock = "route" | "decide" | "review" | "confirm" | "prevent";
export type DisputeRefusal = "objection_too_late" | "nothing_to_extend" | "extended_already" | "police_not_informed" | "review_too_late" | "reviews_exhausted" | "no_agreement" | "result_not_told";
export interface DisputeFields {
	/* 事项; Matter */
	title?: string;
	/* 类型; Type */
	type?: "wages" | "contract" | "land" | "neighbourhood" | "traffic" | "trade" | "service" | "environment" | "other";
	/* 地点; Place */
	place?: Ident;
	/* 涉及人数; Persons concerned */
	parties?: number;
	/* 涉及单位; Organisations */
	organisations?: string;
	/* 起因; Cause */
	cause?: string;
	/* 主管单位; Competent body */
	body?: Ident;
	/* 告知; To */
	to?: Ident[];
	/* 调解组织; Mediating body */
	mediator?: string;
	/* 措施; Measure */
	measure?: string;
	/* 激化风险; Risk of escalation */
	risk?: "low" | "medium" | "high";
	/* 风险情况; Why it may escalate */
	risk_reason?: string;
	/* 可能引发治安或刑事案件; May become a public-order case */
	public_order?: boolean;
	/* 已告知公安机关; Police informed */
	police_informed?: boolean;
	/* 结果; Result */
	result?: string;
	/* 告知的法律途径; Legal path told */
	legal_path?: string;
	/* 达成书面调解协议; Written agreement */
	agreement?: boolean;
	/* 办结时限; Decision due */
	decide_due?: Time;
	/* 异议期至; Objection until */
	object_until?: Time;
	/* 办结时间; Decided at */
	decided_at?: Time;
	/* 复查复核次数; Reviews */
	reviews?: number;
	/* 已延期; Extended */
	extended?: boolean;
	/* 延期告知; Notice of the extension */
	notice?: string;
	/* 结果已告知; Result told */
	told?: boolean;
	/* 事件; Incident */
	incident?: Ident;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface DisputeActs {
	log: { title: string; type: "wages" | "contract" | "land" | "neighbourhood" | "traffic" | "trade" | "service" | "environment" | "other"; place?: Ident | null; parties?: number | null; organisations?: string | null; cause: string; risk: "low" | "medium" | "high"; incident?: Ident | null };
	route: { body: Ident; to?: Ident[] | null; measure?: string | null };
	object: { reason: string };
	mediate: { mediator: string; measure?: string | null };
	settle: { result: string; agreement?: boolean | null };
	decide: { result: string };
	refer: { legal_path: string };
	extend: { notice: string };
	warn: { to?: Ident[] | null; risk?: "low" | "medium" | "high" | null; risk_reason: string; public_order?: boolean | null };
	contain: { mediator?: string | null; measure: string; public_order?: boolean | null; police_informed?: boolean | null };
	ask_review: { reason?: string | null };
	review: { result: string };
	court_confirmed: {};
	close: { told?: boolean | null };
	amend: { title?: string | null; type?: "wages" | "contract" | "land" | "neighbourhood" | "traffic" | "trade" | "service" | "environment" | "other" | null; place?: Ident | null; parties?: number | null; organisations?: string | null; cause?: string | null; risk?: "low" | "medium" | "high" | null };
	link: { to: Ident; type?: "related" | "caused_by" | "merged_into" | "duplicate" | "answers" };
	share: { post: Ident };
}
export interface DisputeRecord extends RecordHead {
	kind: "dispute";
	state: DisputeState;
	fields: DisputeFields;
	clocks?: ClockRun<DisputeClock>[];
	acts?: ActName<"dispute">[];
}

/* ---- 危险物品场所; Dangerous goods site ---- */

export type GoodsSiteState = "declared" | "inspected" | "sealed" | "unsealed" | "loss" | "closed";
export type GoodsSiteClock = "seal_check" | "licence" | "second";
export type GoodsSiteRefusal = "licence_expired" | "inspection_not_on_file" | "freeze_in_past" | "movement_frozen" | "stock_too_large" | "more_than_stock";
export interface GoodsSiteFields {
	/* 名称; Name */
	title?: string;
	/* 危险品类别; Class */
	goods_class?: "explosives" | "gases" | "flammable_liquids" | "flammable_solids" | "oxidisers" | "toxic" | "radioactive" | "corrosive" | "miscellaneous";
	/* 地点; Place */
	place?: Ident;
	/* 许可证; Licence */
	licence?: string;
	/* 许可证有效期至; Licence until */
	licence_until?: Time;
	/* 库房; Store */
	store?: string;
	/* 计量单位; Measured in */
	measure?: "gram" | "millilitre" | "piece";
	/* 申报库存; Declared stock */
	stock?: number;
	/* 最近盘点; Last count */
	counted?: number;
	/* 盘点时间; Counted at */
	counted_at?: Time;
	/* 封条编号; Seal */
	seal?: string;
	/* 封存至; Frozen until */
	freeze_until?: Time;
	/* 最近检查; Last inspection */
	inspection?: Ident;
	/* 主体责任单位; Responsible entity */
	resp_entity?: Ident;
	/* 领导责任人; Responsible leader */
	resp_leader?: Ident;
	/* 责任岗位; Responsible post */
	resp_post?: Ident;
	/* 数量; Quantity */
	quantity?: number;
	/* 运输或领用许可; Permit */
	permit?: string;
	/* 事件; Incident */
	incident?: Ident;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface GoodsSiteActs {
	declare: { title: string; goods_class: "explosives" | "gases" | "flammable_liquids" | "flammable_solids" | "oxidisers" | "toxic" | "radioactive" | "corrosive" | "miscellaneous"; place: Ident; licence: string; licence_until: Time; store: string; measure: "gram" | "millilitre" | "piece"; stock: number; resp_entity?: Ident | null; resp_leader?: Ident | null; resp_post?: Ident | null };
	inspect: { inspection: Ident };
	seal: { seal: string; freeze_until: Time; resp_entity?: Ident | null; resp_leader?: Ident | null; resp_post?: Ident | null };
	receive: { quantity: number; permit: string };
	issue: { quantity: number; permit: string };
	unseal: { reason: string };
	resolve: { stock: number; reason: string };
	close: { reason: string };
	amend: { title?: string | null; licence?: string | null; licence_until?: Time | null; store?: string | null; resp_entity?: Ident | null; resp_leader?: Ident | null; resp_post?: Ident | null };
	attach: { hash: string; name: string; mime: string; size: number };
	link: { to: Ident; type?: "related" | "caused_by" | "merged_into" | "duplicate" | "answers" };
	share: { post: Ident };
	confirm: {};
	reject: { reason: string };
}
export interface GoodsSiteRecord extends RecordHead {
	kind: "goods_site";
	state: GoodsSiteState;
	fields: GoodsSiteFields;
	clocks?: ClockRun<GoodsSiteClock>[];
	acts?: ActName<"goods_site">[];
}

/* ---- 封条检查; Seal check ---- */

export type SealCheckState = "recorded";
export type SealCheckClock = never;
export type SealCheckRefusal = "site_not_sealed" | "seal_differs";
export interface SealCheckFields {
	/* 场所; Site */
	site?: Ident;
	/* 所见封条编号; Seal as read */
	seal?: string;
	/* 结果; Result */
	result?: "intact" | "broken" | "missing" | "other_seal";
	/* 说明; Note */
	note?: string;
	/* 标题; Title */
	title?: string;
}
/* What each act takes. */
export interface SealCheckActs {
	check: { site: Ident; seal?: string | null; result: "intact" | "broken" | "missing" | "other_seal"; note?: string | null };
	attach: { hash: string; name: string; mime: string; size: number };
}
export interface SealCheckRecord extends RecordHead {
	kind: "seal_check";
	state: SealCheckState;
	fields: SealCheckFields;
	clocks?: ClockRun<SealCheckClock>[];
	acts?: ActName<"seal_check">[];
}

/* ---- 库存盘点; Stock count ---- */

export type StockCountState = "counted" | "certified";
export type StockCountClock = "certify";
export type StockCountRefusal = "site_not_in_use" | "counted_by_same";
export interface StockCountFields {
	/* 场所; Site */
	site?: Ident;
	/* 实际数量; Counted */
	counted?: number;
	/* 申报数量; Declared */
	declared?: number;
	/* 短少; Missing */
	difference?: number;
	/* 说明; Note */
	note?: string;
	/* 标题; Title */
	title?: string;
}
/* What each act takes. */
export interface StockCountActs {
	count: { site: Ident; counted: number; note?: string | null };
	certify: { note?: string | null };
	attach: { hash: string; name: string; mime: string; size: number };
}
export interface StockCountRecord extends RecordHead {
	kind: "stock_count";
	state: StockCountState;
	fields: StockCountFields;
	clocks?: ClockRun<StockCountClock>[];
	acts?: ActName<"stock_count">[];
}

/* ---- 应急响应; Response ---- */

export type ResponseState = "in_force" | "ended";
export type ResponseClock = "end";
export type ResponseRefusal = "coordination_only" | "commander_for_level" | "response_running" | "same_level";
export interface ResponseFields {
	/* 事项; Matter */
	matter?: string;
	/* 响应级别; Level */
	level?: "r1" | "r2" | "r3" | "r4";
	/* 预计持续时间; Expected duration */
	duration?: Span;
	/* 措施; Measures */
	measures?: string;
	/* 事件; Incident */
	incident?: Ident;
	/* 地点; Place */
	place?: Ident;
	/* 范围; Area */
	area?: string;
	/* 告知单位; For the information of */
	to?: Ident[];
	/* 依据; Legal basis */
	legal_basis?: string;
	/* 预计结束; Expected to end at */
	ends_at?: Time;
	/* 理由; Reason */
	reason?: string;
	/* 结果; Result */
	result?: string;
}
/* What each act takes. */
export interface ResponseActs {
	activate: { matter: string; level: "r1" | "r2" | "r3" | "r4"; duration: Span; measures: string; incident?: Ident | null; place?: Ident | null; area?: string | null; to?: Ident[] | null; legal_basis?: string | null };
	change_level: { level: "r1" | "r2" | "r3" | "r4"; duration?: Span | null; measures?: string | null; to?: Ident[] | null; reason: string };
	extend: { duration: Span; measures?: string | null; reason: string };
	end: { reason: string; result?: string | null };
	share: { post: Ident };
	link: { to: Ident; type?: "related" | "caused_by" | "merged_into" | "duplicate" | "answers" };
	attach: { hash: string; name: string; mime: string; size: number };
}
export interface ResponseRecord extends RecordHead {
	kind: "response";
	state: ResponseState;
	fields: ResponseFields;
	clocks?: ClockRun<ResponseClock>[];
	acts?: ActName<"response">[];
}

/* ---- 动员部署会; Briefing ---- */

export type BriefingState = "draft" | "called" | "held" | "closed" | "cancelled";
export type BriefingClock = "begin";
export type BriefingRefusal = "no_information" | "no_intent" | "no_method" | "no_administration" | "no_risk" | "no_communications" | "no_humanitarian" | "joint_part_missing" | "invites_itself" | "begins_in_the_past" | "not_all_acknowledged";
export interface BriefingFields {
	/* 标题; Title */
	title?: string;
	/* 类型; Type */
	type?: "mobilisation" | "shift" | "daily" | "incident" | "exercise";
	/* 开始时间; Begins */
	begins?: Time;
	/* 地点; Place */
	place?: Ident;
	/* 与会单位; Invited */
	to?: Ident[];
	/* 情况; Information */
	information?: string;
	/* 意图; Intent */
	intent?: string;
	/* 方法; Method */
	method?: string;
	/* 保障; Administration */
	administration?: string;
	/* 风险; Risk assessment */
	risk?: string;
	/* 通信; Communications */
	communications?: string;
	/* 人文与规范; Humanitarian issues */
	humanitarian?: string;
	/* 防疫要求; Epidemic part */
	epidemic_part?: string;
	/* 事件; Incident */
	incident?: Ident;
	/* 会议要点; Points made */
	points?: string;
	/* 理由; Reason */
	reason?: string;
	/* 无防疫要求的理由; No epidemic part, because */
	epidemic_na?: string;
}
/* What each act takes. */
export interface BriefingActs {
	draft: { title: string; type: "mobilisation" | "shift" | "daily" | "incident" | "exercise"; begins: Time; place?: Ident | null; to: Ident[]; information?: string | null; intent?: string | null; method?: string | null; administration?: string | null; risk?: string | null; communications?: string | null; humanitarian?: string | null; epidemic_part?: string | null; incident?: Ident | null; points?: string | null; reason?: string | null; epidemic_na?: string | null };
	call: { title: string; type: "mobilisation" | "shift" | "daily" | "incident" | "exercise"; begins: Time; place?: Ident | null; to: Ident[]; information?: string | null; intent?: string | null; method?: string | null; administration?: string | null; risk?: string | null; communications?: string | null; humanitarian?: string | null; epidemic_part?: string | null; incident?: Ident | null; points?: string | null; reason?: string | null; epidemic_na?: string | null };
	hold: { points?: string | null };
	close: { points: string };
	cancel: { reason: string };
	amend: { title?: string | null; type?: "mobilisation" | "shift" | "daily" | "incident" | "exercise" | null; begins?: Time | null; place?: Ident | null; to?: Ident[] | null; information?: string | null; intent?: string | null; method?: string | null; administration?: string | null; risk?: string | null; communications?: string | null; humanitarian?: string | null; epidemic_part?: string | null; incident?: Ident | null; points?: string | null; reason?: string | null; epidemic_na?: string | null };
	attach: { hash: string; name: string; mime: string; size: number };
}
export interface BriefingRecord extends RecordHead {
	kind: "briefing";
	state: BriefingState;
	fields: BriefingFields;
	clocks?: ClockRun<BriefingClock>[];
	acts?: ActName<"briefing">[];
}

/* ---- 到会登记; Attendance ---- */

export type AttendanceState = "invited" | "coming" | "attended" | "excused" | "acknowledged" | "void";
export type AttendanceClock = "acknowledge";
export type AttendanceRefusal = "not_held_yet";
export interface AttendanceFields {
	/* 部署会; Briefing */
	subject?: Ident;
	/* 召集单位; Called by */
	issuer?: Ident;
	/* 标题; Title */
	title?: string;
	/* 开始时间; Begins */
	begins?: Time;
	/* 到会人数; Persons present */
	persons?: number;
	/* 复述要点; What was understood */
	check_back?: string;
	/* 请假理由; Why excused */
	reason?: string;
}
/* What each act takes. */
export interface AttendanceActs {
	accept: {};
	attend: { persons: number };
	excuse: { reason: string };
	acknowledge: { check_back: string };
}
export interface AttendanceRecord extends RecordHead {
	kind: "attendance";
	state: AttendanceState;
	fields: AttendanceFields;
	clocks?: ClockRun<AttendanceClock>[];
	acts?: ActName<"attendance">[];
}

/* ---- 每日流程表; Daily run sheet ---- */

export type RunSheetState = "draft" | "published" | "closed" | "superseded";
export type RunSheetClock = never;
export type RunSheetRefusal = "no_items" | "items_open" | "not_published_there";
export interface RunSheetFields {
	/* 标题; Title */
	title?: string;
	/* 日期; Day */
	day?: Time;
	/* 地点; Place */
	place?: Ident;
	/* 说明; Note */
	note?: string;
	/* 分发单位; Distributed to */
	to?: Ident[];
	/* 取代的流程表; Supersedes */
	supersedes?: Ident;
	/* 当日小结; Summary of the day */
	summary?: string;
}
/* What each act takes. */
export interface RunSheetActs {
	draft: { title: string; day: Time; place?: Ident | null; note?: string | null; to?: Ident[] | null; supersedes?: Ident | null };
	publish: { to?: Ident[] | null };
	close: { summary: string };
	amend: { title?: string | null; day?: Time | null; place?: Ident | null; note?: string | null; to?: Ident[] | null; supersedes?: Ident | null };
	attach: { hash: string; name: string; mime: string; size: number };
}
export interface RunSheetRecord extends RecordHead {
	kind: "run_sheet";
	state: RunSheetState;
	fields: RunSheetFields;
	clocks?: ClockRun<RunSheetClock>[];
	acts?: ActName<"run_sheet">[];
}

/* ---- 流程项目; Run sheet item ---- */

export type RunItemState = "planned" | "running" | "done" | "skipped";
export type RunItemClock = "start";
export type RunItemRefusal = "ends_before_start" | "sheet_closed" | "sheet_not_published";
export interface RunItemFields {
	/* 流程表; Run sheet */
	sheet?: Ident;
	/* 项目; Item */
	title?: string;
	/* 开始; Begins */
	starts?: Time;
	/* 结束; Ends */
	ends?: Time;
	/* 负责单位; Done by */
	responsible?: Ident;
	/* 地点; Place */
	place?: Ident;
	/* 说明; Note */
	note?: string;
	/* 理由; Reason */
	reason?: string;
	/* 实际开始; Began at */
	started_at?: Time;
	/* 实际完成; Done at */
	done_at?: Time;
}
/* What each act takes. */
export interface RunItemActs {
	add: { sheet: Ident; title: string; starts: Time; ends?: Time | null; responsible: Ident; place?: Ident | null; note?: string | null };
	shift: { starts: Time; ends?: Time | null; reason: string };
	start: {};
	done: { note?: string | null };
	skip: { reason: string };
}
export interface RunItemRecord extends RecordHead {
	kind: "run_item";
	state: RunItemState;
	fields: RunItemFields;
	clocks?: ClockRun<RunItemClock>[];
	acts?: ActName<"run_item">[];
}

/* ---- 交接班; Shift handover ---- */

export type HandoverState = "listed" | "signed_out" | "handed_over" | "withdrawn";
export type HandoverClock = "sign";
export type HandoverRefusal = "to_yourself" | "handover_running" | "not_the_outgoing" | "not_the_incoming";
export interface HandoverFields {
	/* 交班负责人; Hands over */
	outgoing?: Ident;
	/* 接班负责人; Takes over */
	incoming?: Ident;
	/* 交班说明; What the next shift must know */
	note?: string;
	/* 未结事项清单; Open items */
	items?: string;
	/* 清单指纹; Digest of the list */
	digest?: string;
	/* 未结事件; Open incidents */
	incidents?: number;
	/* 未结指令; Open orders */
	orders?: number;
	/* 运行中的计时; Running clocks */
	clocks?: number;
	/* 未销隐患; Open hazards */
	hazards?: number;
	/* 未结传言; Open rumours */
	rumours?: number;
	/* 交班签字时间; Signed by the outgoing at */
	signed_out?: Time;
	/* 接班签字时间; Signed by the incoming at */
	signed_in?: Time;
	/* 现负责人; Responsible now */
	responsible?: Ident;
	/* 理由; Reason */
	reason?: string;
	/* 两次签字之间; Between the two signatures */
	since?: string;
	/* 两次签字之间的事项; Items between the signatures */
	since_count?: number;
}
/* What each act takes. */
export interface HandoverActs {
	list: { incoming: Ident; note: string };
	refresh: { note?: string | null };
	sign_out: { note?: string | null };
	sign_in: { note?: string | null };
	withdraw: { reason: string };
}
export interface HandoverRecord extends RecordHead {
	kind: "handover";
	state: HandoverState;
	fields: HandoverFields;
	clocks?: ClockRun<HandoverClock>[];
	acts?: ActName<"handover">[];
}

/* ---- 指挥部转移; Relocation ---- */

export type RelocationState = "planned" | "moving" | "operating" | "returned" | "withdrawn";
export type RelocationClock = "move" | "second";
export type RelocationRefusal = "alternate_is_home" | "planned_already" | "alternate_stopped" | "not_checked" | "nobody_meanwhile" | "meanwhile_cannot";
export interface RelocationFields {
	/* 标题; Title */
	title?: string;
	/* 备用指挥场所; Alternate site */
	alternate?: Ident;
	/* 原指挥场所; Regular site */
	regular?: Ident;
	/* 转移期间由谁指挥; In command meanwhile */
	meanwhile?: Ident;
	/* 转移路线与车辆; Way and vehicles */
	route?: string;
	/* 通信与供电; Communications and power */
	comms?: string;
	/* 检查结果; Findings of the check */
	findings?: string;
	/* 检查时间; Checked at */
	checked_at?: Time;
	/* 理由; Reason */
	reason?: string;
	/* 到达时间; Arrived at */
	arrived_at?: Time;
}
/* What each act takes. */
export interface RelocationActs {
	plan: { title: string; alternate: Ident; meanwhile?: Ident | null; route?: string | null; comms?: string | null };
	check: { comms?: string | null; findings: string };
	order: { meanwhile?: Ident | null; route?: string | null; reason: string };
	arrive: { comms: string };
	return: { reason: string };
	withdraw: { reason: string };
	amend: { title?: string | null; alternate?: Ident | null; meanwhile?: Ident | null; route?: string | null; comms?: string | null };
	confirm: {};
	reject: { reason: string };
}
export interface RelocationRecord extends RecordHead {
	kind: "relocation";
	state: RelocationState;
	fields: RelocationFields;
	clocks?: ClockRun<RelocationClock>[];
	acts?: ActName<"relocation">[];
}

/* ---- 代行指挥; Succession ---- */

export type SuccessionState = "assumed" | "offered_back" | "taken_back";
export type SuccessionClock = "back" | "take";
export type SuccessionRefusal = "cluster_commands_nobody" | "not_next_in_command" | "assumed_already" | "own_people_take_back";
export interface SuccessionFields {
	/* 被代行的指挥部; Post that is commanded */
	post?: Ident;
	/* 理由; Reason */
	reason?: string;
	/* 指挥部转移; Relocation */
	relocation?: Ident;
	/* 交还说明; What the post must know */
	note?: string;
	/* 收回时间; Taken back at */
	taken_back_at?: Time;
	/* 标题; Title */
	title?: string;
}
/* What each act takes. */
export interface SuccessionActs {
	assume: { post: Ident; reason: string };
	offer_back: { note: string };
	take_back: {};
}
export interface SuccessionRecord extends RecordHead {
	kind: "succession";
	state: SuccessionState;
	fields: SuccessionFields;
	clocks?: ClockRun<SuccessionClock>[];
	acts?: ActName<"succession">[];
}

/* ---- 安保方案; Plan ---- */

export type PlanState = "draft" | "review" | "approved" | "exercised" | "active" | "superseded" | "withdrawn";
export type PlanClock = "review";
export type PlanRefusal = "wrong_place" | "no_activity" | "no_staff" | "no_fire_safety" | "no_capacity" | "no_buffer" | "no_checks" | "no_parking" | "no_public_order" | "no_rescue" | "no_risk_report" | "no_agreement" | "no_drawing" | "epidemic_annex" | "no_weather_annex" | "no_comms_annex" | "no_people_means" | "no_physical_means" | "no_technical_means" | "signs_for_another" | "signed_already" | "five_signatures" | "changed_in_review" | "approval_lost" | "not_exercised" | "exercise_too_old";
export interface PlanFields {
	/* 标题; Title */
	title?: string;
	/* 类型; Type */
	type?: "venue" | "cluster" | "event";
	/* 地点; Place */
	place?: Ident;
	/* 一、时间、地点、内容及组织方式; 1 Time, place, content, organisation */
	activity?: string;
	/* 二、安全工作人员数量、任务和识别标志; 2 Safety staff: number, tasks, marks */
	staff?: string;
	/* 三、场所消防安全措施; 3 Fire safety */
	fire_safety?: string;
	/* 四、核准容量和预计人数; 4 Capacity and expected attendance */
	capacity?: string;
	/* 五、治安缓冲区域及标识; 5 Security buffer area and signs */
	buffer?: string;
	/* 六、票证查验和安全检查; 6 Ticket check and security check */
	checks?: string;
	/* 七、车辆停放、疏导措施; 7 Parking and vehicle guidance */
	parking?: string;
	/* 八、现场秩序维护、人员疏导; 8 Order and guidance of people */
	public_order?: string;
	/* 九、应急救援预案; 9 Emergency rescue */
	rescue?: string;
	/* 风险预测或评估报告; Risk prediction or assessment */
	risk_report?: string;
	/* 安全协议与票样; Safety agreement and ticket samples */
	agreement?: string;
	/* 平面图日期; Date of the drawing */
	drawing_date?: Time;
	/* 防疫附件：闭环流线; Epidemic annex: lines of the loop */
	loop_lines?: string;
	/* 防疫附件：检测点; Epidemic annex: test points */
	test_points?: string;
	/* 防疫附件：隔离间; Epidemic annex: isolation room */
	isolation_room?: string;
	/* 防疫附件：闭环内外分区疏散; Epidemic annex: evacuation of both sides apart */
	dual_evacuation?: string;
	/* 无防疫附件的理由; No epidemic annex, because */
	epidemic_na?: string;
	/* 气象附件; Weather annex */
	weather_annex?: string;
	/* 通信附件; Communications annex */
	comms_annex?: string;
	/* 主体责任单位; Responsible entity */
	resp_entity?: Ident;
	/* 领导责任人; Responsible leader */
	resp_leader?: Ident;
	/* 责任岗位; Responsible post */
	resp_post?: Ident;
	/* 会签单位; Reviewed by */
	reviewers?: Ident[];
	/* 安保会签; Signed for security */
	security_by?: Ident;
	/* 防疫会签; Signed for epidemic control */
	epidemic_by?: Ident;
	/* 场馆会签; Signed for the venue */
	venue_by?: Ident;
	/* 消防会签; Signed for fire safety */
	fire_by?: Ident;
	/* 交通会签; Signed for transport */
	transport_by?: Ident;
	/* 会签内容指纹; Digest that was reviewed */
	reviewed_digest?: string;
	/* 批准内容指纹; Digest that was approved */
	approved_digest?: string;
	/* 批准时间; Approved at */
	approved_at?: Time;
	/* 演练时间; Exercised at */
	exercised_at?: Time;
	/* 演练; Exercise */
	exercise?: Ident;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface PlanActs {
	draft: { title: string; type: "venue" | "cluster" | "event"; place: Ident; activity?: string | null; staff?: string | null; fire_safety?: string | null; capacity?: string | null; buffer?: string | null; checks?: string | null; parking?: string | null; public_order?: string | null; rescue?: string | null; risk_report?: string | null; agreement?: string | null; drawing_date?: Time | null; loop_lines?: string | null; test_points?: string | null; isolation_room?: string | null; dual_evacuation?: string | null; epidemic_na?: string | null; weather_annex?: string | null; comms_annex?: string | null; resp_entity?: Ident | null; resp_leader?: Ident | null; resp_post?: Ident | null; reviewers?: Ident[] | null };
	submit: { reviewers?: Ident[] | null };
	sign_security: {};
	sign_epidemic: {};
	sign_venue: {};
	sign_fire: {};
	sign_transport: {};
	return: { reason: string };
	approve: {};
	activate: { resp_entity?: Ident | null; resp_leader?: Ident | null; resp_post?: Ident | null };
	revise: { title?: string | null; type?: "venue" | "cluster" | "event" | null; place?: Ident | null; activity?: string | null; staff?: string | null; fire_safety?: string | null; capacity?: string | null; buffer?: string | null; checks?: string | null; parking?: string | null; public_order?: string | null; rescue?: string | null; risk_report?: string | null; agreement?: string | null; drawing_date?: Time | null; loop_lines?: string | null; test_points?: string | null; isolation_room?: string | null; dual_evacuation?: string | null; epidemic_na?: string | null; weather_annex?: string | null; comms_annex?: string | null; resp_entity?: Ident | null; resp_leader?: Ident | null; resp_post?: Ident | null; reviewers?: Ident[] | null; reason: string };
	withdraw: { reason: string };
	amend: { title?: string | null; type?: "venue" | "cluster" | "event" | null; place?: Ident | null; activity?: string | null; staff?: string | null; fire_safety?: string | null; capacity?: string | null; buffer?: string | null; checks?: string | null; parking?: string | null; public_order?: string | null; rescue?: string | null; risk_report?: string | null; agreement?: string | null; drawing_date?: Time | null; loop_lines?: string | null; test_points?: string | null; isolation_room?: string | null; dual_evacuation?: string | null; epidemic_na?: string | null; weather_annex?: string | null; comms_annex?: string | null; resp_entity?: Ident | null; resp_leader?: Ident | null; resp_post?: Ident | null; reviewers?: Ident[] | null };
	attach: { hash: string; name: string; mime: string; size: number };
	link: { to: Ident; type?: "related" | "caused_by" | "merged_into" | "duplicate" | "answers" };
}
export interface PlanRecord extends RecordHead {
	kind: "plan";
	state: PlanState;
	fields: PlanFields;
	clocks?: ClockRun<PlanClock>[];
	acts?: ActName<"plan">[];
}

/* ---- 防范措施; Measure ---- */

export type MeasureState = "planned" | "in_place" | "failed" | "dropped";
export type MeasureClock = never;
export type MeasureRefusal = "plan_closed";
export interface MeasureFields {
	/* 方案; Plan */
	plan?: Ident;
	/* 手段; Means */
	means?: "people" | "physical" | "technical";
	/* 措施; Measure */
	title?: string;
	/* 说明; Details */
	text?: string;
	/* 负责单位; Responsible */
	responsible?: Ident;
	/* 地点; Place */
	place?: Ident;
	/* 数量; Quantity */
	quantity?: number;
	/* 落实情况; As put in place */
	result?: string;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface MeasureActs {
	add: { plan: Ident; means: "people" | "physical" | "technical"; title: string; text?: string | null; responsible?: Ident | null; place?: Ident | null; quantity?: number | null };
	put_in_place: { result: string };
	fail: { reason: string };
	drop: { reason: string };
	amend: { title?: string | null; text?: string | null; responsible?: Ident | null; place?: Ident | null; quantity?: number | null };
}
export interface MeasureRecord extends RecordHead {
	kind: "measure";
	state: MeasureState;
	fields: MeasureFields;
	clocks?: ClockRun<MeasureClock>[];
	acts?: ActName<"measure">[];
}

/* ---- 触发条件; Trigger ---- */

export type TriggerState = "armed" | "crossed" | "retired";
export type TriggerClock = never;
export type TriggerRefusal = "card_of_another_plan" | "threshold_impossible" | "plan_not_active" | "not_crossed";
export interface TriggerFields {
	/* 方案; Plan */
	plan?: Ident;
	/* 触发条件; Trigger */
	title?: string;
	/* 量; Quantity */
	quantity?: "density" | "share_of_capacity" | "wind" | "temperature" | "visibility" | "snow" | "queue" | "other" | "gust";
	/* 方向; Direction */
	direction?: "at_least" | "at_most";
	/* 阈值; Threshold */
	threshold?: number;
	/* 单位; Unit */
	unit?: string;
	/* 行动卡; Action card */
	card?: Ident;
	/* 地点; Place */
	place?: Ident;
	/* 观测值; Observed */
	observed?: number;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface TriggerActs {
	arm: { plan: Ident; title: string; quantity: "density" | "share_of_capacity" | "wind" | "temperature" | "visibility" | "snow" | "queue" | "other" | "gust"; direction: "at_least" | "at_most"; threshold: number; unit?: string | null; card: Ident; place?: Ident | null };
	cross: { observed: number };
	rearm: { observed?: number | null; reason: string };
	retire: { reason: string };
}
export interface TriggerRecord extends RecordHead {
	kind: "trigger";
	state: TriggerState;
	fields: TriggerFields;
	clocks?: ClockRun<TriggerClock>[];
	acts?: ActName<"trigger">[];
}

/* ---- 行动卡; Action card ---- */

export type ActionCardState = "ready" | "proposed" | "in_use" | "retired";
export type ActionCardClock = "answer";
export type ActionCardRefusal = "plan_not_in_force";
export interface ActionCardFields {
	/* 方案; Plan */
	plan?: Ident;
	/* 行动卡; Card */
	title?: string;
	/* 步骤; Steps */
	steps?: string;
	/* 执行单位; Carried out by */
	responsible?: Ident;
	/* 防疫要求; Epidemic part */
	epidemic_part?: string;
	/* 触发条件; Proposed by the trigger */
	proposed_by?: Ident;
	/* 理由; Reason */
	reason?: string;
	/* 执行情况; Result */
	result?: string;
}
/* What each act takes. */
export interface ActionCardActs {
	add: { plan: Ident; title: string; steps: string; responsible?: Ident | null; epidemic_part?: string | null };
	use: {};
	dismiss: { reason: string };
	finish: { result: string };
	retire: { reason: string };
	amend: { title?: string | null; steps?: string | null; responsible?: Ident | null; epidemic_part?: string | null };
}
export interface ActionCardRecord extends RecordHead {
	kind: "action_card";
	state: ActionCardState;
	fields: ActionCardFields;
	clocks?: ClockRun<ActionCardClock>[];
	acts?: ActName<"action_card">[];
}

/* ---- 演练; Exercise ---- */

export type ExerciseState = "designed" | "msel_locked" | "running" | "endex" | "hot_wash" | "reported" | "cancelled";
export type ExerciseClock = "report";
export type ExerciseRefusal = "no_injects" | "real_incident" | "injects_open";
export interface ExerciseFields {
	/* 标题; Title */
	title?: string;
	/* 方案; Plan */
	plan?: Ident;
	/* 类型; Type */
	type?: "seminar" | "workshop" | "tabletop" | "game" | "drill" | "functional" | "full_scale";
	/* 目标; Objectives */
	objectives?: string;
	/* 情景; Scenario */
	scenario?: string;
	/* 计划开始; Planned for */
	begins?: Time;
	/* 参演单位; Taking part */
	to?: Ident[];
	/* 现场讲评; Hot wash */
	hot_wash?: string;
	/* 总评; Rating */
	rating?: "performed" | "some" | "major" | "unable";
	/* 总结报告; After-action report */
	report?: string;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface ExerciseActs {
	design: { title: string; plan: Ident; type: "seminar" | "workshop" | "tabletop" | "game" | "drill" | "functional" | "full_scale"; objectives: string; scenario?: string | null; begins: Time; to?: Ident[] | null };
	lock: {};
	start: {};
	end: {};
	hot_wash: { hot_wash: string };
	report: { rating: "performed" | "some" | "major" | "unable"; report: string };
	cancel: { reason: string };
	amend: { title?: string | null; type?: "seminar" | "workshop" | "tabletop" | "game" | "drill" | "functional" | "full_scale" | null; objectives?: string | null; scenario?: string | null; begins?: Time | null; to?: Ident[] | null };
	attach: { hash: string; name: string; mime: string; size: number };
}
export interface ExerciseRecord extends RecordHead {
	kind: "exercise";
	state: ExerciseState;
	fields: ExerciseFields;
	clocks?: ClockRun<ExerciseClock>[];
	acts?: ActName<"exercise">[];
}

/* ---- 改进事项; Improvement ---- */

export type ImprovementState = "raised" | "started" | "self_checked" | "verified" | "overdue" | "withdrawn";
export type ImprovementClock = "due";
export type ImprovementRefusal = "due_in_the_past" | "implement_together" | "verified_by_himself";
export interface ImprovementFields {
	/* 发现; Finding */
	title?: string;
	/* 演练; Exercise */
	exercise?: Ident;
	/* 事件; Incident */
	incident?: Ident;
	/* 改进措施; Corrective action */
	action?: string;
	/* 责任单位; Owner */
	owner?: Ident;
	/* 时限; Due */
	due?: Time;
	/* 完成证明; Evidence */
	evidence?: string;
	/* 自查人; Checked by the owner's */
	done_by?: Ident;
	/* 理由; Reason */
	reason?: string;
	/* 防疫落实情况; Epidemic part */
	epidemic_part?: string;
	/* 无防疫内容的理由; No epidemic part, because */
	epidemic_na?: string;
}
/* What each act takes. */
export interface ImprovementActs {
	raise: { title: string; exercise?: Ident | null; incident?: Ident | null; action: string; owner: Ident; due: Time };
	start: {};
	self_check: { evidence: string; epidemic_part?: string | null; epidemic_na?: string | null };
	verify: { evidence?: string | null };
	return: { reason: string };
	postpone: { due: Time; reason: string };
	withdraw: { reason: string };
	attach: { hash: string; name: string; mime: string; size: number };
}
export interface ImprovementRecord extends RecordHead {
	kind: "improvement";
	state: ImprovementState;
	fields: ImprovementFields;
	clocks?: ClockRun<ImprovementClock>[];
	acts?: ActName<"improvement">[];
}

/* ---- 导调事件; Inject ---- */

export type InjectState = "planned" | "delivered" | "rated" | "skipped";
export type InjectClock = never;
export type InjectRefusal = "msel_locked" | "exercise_not_running";
export interface InjectFields {
	/* 演练; Exercise */
	exercise?: Ident;
	/* 序号; Number */
	number?: number;
	/* 计划时间; Scheduled for */
	scheduled?: Time;
	/* 由谁发出（角色）; From (role) */
	from_role?: string;
	/* 投放单位; To */
	to?: Ident[];
	/* 方式; Means */
	means?: "phone" | "radio" | "message" | "paper" | "role_player";
	/* 内容; Text */
	title?: string;
	/* 预期行动; Expected action */
	expected?: string;
	/* 预期用时; Expected within */
	expected_within?: Span;
	/* 对应目标; Objective */
	objective?: string;
	/* 投放时间; Delivered at */
	delivered_at?: Time;
	/* 评定; Rating */
	rating?: "performed" | "some" | "major" | "unable";
	/* 观察记录; Observer's note */
	observation?: string;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface InjectActs {
	add: { exercise: Ident; number: number; scheduled: Time; from_role?: string | null; to: Ident[]; means: "phone" | "radio" | "message" | "paper" | "role_player"; title: string; expected: string; expected_within?: Span | null; objective?: string | null };
	deliver: {};
	rate: { rating: "performed" | "some" | "major" | "unable"; observation?: string | null };
	skip: { reason: string };
}
export interface InjectRecord extends RecordHead {
	kind: "inject";
	state: InjectState;
	fields: InjectFields;
	clocks?: ClockRun<InjectClock>[];
	acts?: ActName<"inject">[];
}

/* ---- 闭环交接处; Loop interface ---- */

export type InterfaceState = "planned" | "open" | "shut" | "retired";
export type InterfaceClock = never;
export type InterfaceRefusal = "not_an_interface" | "closes_before_it_opens" | "procedure_required";
export interface InterfaceFields {
	/* 名称; Name */
	title?: string;
	/* 地点; Place */
	place?: Ident;
	/* 通过对象; What passes */
	passes?: ("persons" | "goods" | "vehicles" | "waste" | "casualties")[];
	/* 交接程序; Procedure */
	procedure?: string;
	/* 消毒措施; Disinfection */
	disinfection?: string;
	/* 防护要求; Protective equipment */
	protection?: string;
	/* 开放时间; Opens */
	opens?: Time;
	/* 关闭时间; Closes */
	closes?: Time;
	/* 主体责任单位; Responsible entity */
	resp_entity?: Ident;
	/* 领导责任人; Responsible leader */
	resp_leader?: Ident;
	/* 责任岗位; Responsible post */
	resp_post?: Ident;
	/* 理由; Reason */
	reason?: string;
	/* 生命安全优先程序; When life safety goes first */
	life_safety?: string;
}
/* What each act takes. */
export interface InterfaceActs {
	plan: { title: string; place: Ident; passes: ("persons" | "goods" | "vehicles" | "waste" | "casualties")[]; procedure?: string | null; disinfection?: string | null; protection?: string | null; opens?: Time | null; closes?: Time | null; resp_entity?: Ident | null; resp_leader?: Ident | null; resp_post?: Ident | null; life_safety?: string | null };
	open: { resp_entity?: Ident | null; resp_leader?: Ident | null; resp_post?: Ident | null };
	shut: { reason: string };
	retire: { reason: string };
	amend: { title?: string | null; place?: Ident | null; passes?: ("persons" | "goods" | "vehicles" | "waste" | "casualties")[] | null; procedure?: string | null; disinfection?: string | null; protection?: string | null; opens?: Time | null; closes?: Time | null; resp_entity?: Ident | null; resp_leader?: Ident | null; resp_post?: Ident | null; life_safety?: string | null };
}
export interface InterfaceRecord extends RecordHead {
	kind: "interface";
	state: InterfaceState;
	fields: InterfaceFields;
	clocks?: ClockRun<InterfaceClock>[];
	acts?: ActName<"interface">[];
}

/* ---- 检测计划; Test schedule ---- */

export type TestScheduleState = "running" | "suspended" | "ended";
export type TestScheduleClock = "next";
export type TestScheduleRefusal = never;
export interface TestScheduleFields {
	/* 名称; Name */
	title?: string;
	/* 人群; Group */
	group?: "athletes" | "officials" | "media" | "broadcasters" | "workforce" | "volunteers" | "security" | "drivers" | "spectators" | "everybody";
	/* 闭环内外; Side of the loop */
	loop_side?: "in_loop" | "out_of_loop" | "interface";
	/* 检测间隔; Tested every */
	every?: Span;
	/* 检测点; Test point */
	place?: Ident;
	/* 应检人数; Persons to be tested */
	expected?: number;
	/* 首次检测; First test */
	first?: Time;
	/* 下次检测; Next test due */
	next_due?: Time;
	/* 最近检测; Tested last */
	tested_at?: Time;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface TestScheduleActs {
	plan: { title: string; group: "athletes" | "officials" | "media" | "broadcasters" | "workforce" | "volunteers" | "security" | "drivers" | "spectators" | "everybody"; loop_side: "in_loop" | "out_of_loop" | "interface"; every: Span; place?: Ident | null; expected?: number | null; first: Time };
	change: { every?: Span | null; expected?: number | null; reason: string };
	suspend: { reason: string };
	resume: { first: Time };
	end: { reason: string };
}
export interface TestScheduleRecord extends RecordHead {
	kind: "test_schedule";
	state: TestScheduleState;
	fields: TestScheduleFields;
	clocks?: ClockRun<TestScheduleClock>[];
	acts?: ActName<"test_schedule">[];
}

/* ---- 检测汇总; Test count ---- */

export type HealthCountState = "recorded";
export type HealthCountClock = "stay";
export type HealthCountRefusal = "more_positive_than_tested" | "group_too_small" | "other_group";
export interface HealthCountFields {
	/* 检测计划; Schedule */
	schedule?: Ident;
	/* 人群; Group */
	group?: "athletes" | "officials" | "media" | "broadcasters" | "workforce" | "volunteers" | "security" | "drivers" | "spectators" | "everybody";
	/* 地点; Place */
	place?: Ident;
	/* 检测人数; Tested */
	tested?: number;
	/* 阳性人数; Positive */
	positive?: number;
	/* 新增隔离人数; Newly isolated */
	isolated?: number;
	/* 说明; Note */
	title?: string;
}
/* What each act takes. */
export interface HealthCountActs {
	record: { schedule?: Ident | null; group: "athletes" | "officials" | "media" | "broadcasters" | "workforce" | "volunteers" | "security" | "drivers" | "spectators" | "everybody"; place?: Ident | null; tested: number; positive: number; isolated?: number | null; title?: string | null };
	strike: { reason: string };
}
export interface HealthCountRecord extends RecordHead {
	kind: "health_count";
	state: HealthCountState;
	fields: HealthCountFields;
	clocks?: ClockRun<HealthCountClock>[];
	acts?: ActName<"health_count">[];
}

/* ---- 隔离场所; Isolation place ---- */

export type IsolationState = "ready" | "full" | "closed";
export type IsolationClock = never;
export type IsolationRefusal = "over_beds" | "not_full" | "still_taken";
export interface IsolationFields {
	/* 名称; Name */
	title?: string;
	/* 地点; Place */
	place?: Ident;
	/* 闭环内外; Side of the loop */
	loop_side?: "in_loop" | "out_of_loop" | "interface";
	/* 床位; Beds */
	beds?: number;
	/* 已用床位; Taken */
	taken?: number;
	/* 物资情况; Supplies */
	supplies?: string;
	/* 转运安排; Transport there */
	transfer?: string;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface IsolationActs {
	open: { title: string; place?: Ident | null; loop_side: "in_loop" | "out_of_loop" | "interface"; beds: number; taken?: number | null; supplies?: string | null; transfer?: string | null };
	count: { beds?: number | null; taken: number; supplies?: string | null };
	mark_full: {};
	close: { reason: string };
}
export interface IsolationRecord extends RecordHead {
	kind: "isolation";
	state: IsolationState;
	fields: IsolationFields;
	clocks?: ClockRun<IsolationClock>[];
	acts?: ActName<"isolation">[];
}

/* ---- 越环登记; Loop override ---- */

export type LoopOverrideState = "logged" | "followed" | "closed";
export type LoopOverrideClock = "follow";
export type LoopOverrideRefusal = "persons_not_followed" | "fewer_than_logged";
export interface LoopOverrideFields {
	/* 情况; What happened */
	title?: string;
	/* 地点; Place */
	place?: Ident;
	/* 越环人数; Persons who crossed */
	persons?: number;
	/* 事件; Incident */
	incident?: Ident;
	/* 疏散; Evacuation */
	evacuation?: Ident;
	/* 集合区; Assembly area */
	assembly?: Ident;
	/* 宣布; Declaration */
	declaration?: Ident;
	/* 告知卫生部门; Told to health liaison */
	to?: Ident[];
	/* 后续防疫措施; Epidemic measures afterwards */
	follow_up?: string;
	/* 已落实人数; Persons it was done for */
	followed?: number;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface LoopOverrideActs {
	log: { title: string; place?: Ident | null; persons: number; incident?: Ident | null; evacuation?: Ident | null; assembly?: Ident | null; declaration?: Ident | null; reason?: string | null };
	recount: { persons: number; reason?: string | null };
	follow: { follow_up: string; followed: number };
	close: {};
}
export interface LoopOverrideRecord extends RecordHead {
	kind: "loop_override";
	state: LoopOverrideState;
	fields: LoopOverrideFields;
	clocks?: ClockRun<LoopOverrideClock>[];
	acts?: ActName<"loop_override">[];
}

/* ---- 转环隔离; Change of side of the loop ---- */

export type SideChangeState = "in_quarantine" | "cleared" | "cancelled";
export type SideChangeClock = "quarantine";
export type SideChangeRefusal = "side_is_its_own" | "no_side_to_go_to" | "more_than_the_unit" | "changing_already" | "isolation_not_ready" | "quarantine_not_over" | "only_longer";
export interface SideChangeFields {
	/* 标题; Title */
	title?: string;
	/* 勤务单元; Unit */
	unit?: Ident;
	/* 人数; Persons */
	persons?: number;
	/* 原在; From */
	from_side?: "in_loop" | "out_of_loop" | "interface";
	/* 转至; To */
	to_side?: "in_loop" | "out_of_loop" | "interface";
	/* 隔离场所; Quarantined at */
	isolation?: Ident;
	/* 期满时间; Over at */
	free_at?: Time;
	/* 理由; Reason */
	reason?: string;
	/* 解除依据; Cleared on the ground of */
	clearance?: string;
	/* 延长至; Longer, until */
	until?: Time;
}
/* What each act takes. */
export interface SideChangeActs {
	begin: { unit: Ident; persons: number; to_side: "in_loop" | "out_of_loop" | "interface"; isolation?: Ident | null; reason: string };
	extend: { reason: string; until: Time };
	clear: { clearance: string };
	cancel: { reason: string };
}
export interface SideChangeRecord extends RecordHead {
	kind: "side_change";
	state: SideChangeState;
	fields: SideChangeFields;
	clocks?: ClockRun<SideChangeClock>[];
	acts?: ActName<"side_change">[];
}

/* ---- 场次; Session ---- */

export type SessionState = "scheduled" | "postponed" | "running" | "interrupted" | "finished" | "cancelled";
export type SessionClock = "begin" | "finish";
export type SessionRefusal = "ends_before_start" | "same_time" | "moved_into_the_past";
export interface SessionFields {
	/* 场次代码; Session code */
	session_code?: string;
	/* 名称（中文）; Name (Chinese) */
	name_zh?: string;
	/* 名称（英文）; Name (English) */
	name_en?: string;
	/* 类别; Type */
	type?: "competition" | "ceremony" | "torch_relay" | "training" | "medals" | "paralympic" | "other";
	/* 场馆; Venue */
	venue?: Ident;
	/* 开始; Starts */
	starts?: Time;
	/* 结束; Ends */
	ends?: Time;
	/* 只知日期; Only the day is known */
	day_only?: boolean;
	/* 预计观众; Audience expected */
	expected?: number;
	/* 数据来源; Source */
	source?: string;
	/* 理由; Reason */
	reason?: string;
	/* 原定开始; First planned to start */
	first_starts?: Time;
	/* 改期次数; Times moved */
	moves?: number;
	/* 实际开始; Began */
	began?: Time;
	/* 改期前开始; Started before it was moved */
	moved_from?: Time;
}
/* What each act takes. */
export interface SessionActs {
	schedule: { session_code: string; name_zh: string; name_en: string; type: "competition" | "ceremony" | "torch_relay" | "training" | "medals" | "paralympic" | "other"; venue?: Ident | null; starts: Time; ends?: Time | null; day_only?: boolean | null; expected?: number | null; source?: string | null };
	move: { starts: Time; ends?: Time | null; day_only?: boolean | null; reason: string };
	postpone: { reason: string };
	begin: { began?: Time | null };
	interrupt: { reason: string };
	resume: {};
	prolong: { ends: Time; reason?: string | null };
	finish: { ends?: Time | null };
	cancel: { reason: string };
	amend: { name_zh?: string | null; name_en?: string | null; type?: "competition" | "ceremony" | "torch_relay" | "training" | "medals" | "paralympic" | "other" | null; venue?: Ident | null; expected?: number | null; source?: string | null };
}
export interface SessionRecord extends RecordHead {
	kind: "session";
	state: SessionState;
	fields: SessionFields;
	clocks?: ClockRun<SessionClock>[];
	acts?: ActName<"session">[];
}

/* ---- 集结疏散; Movement ---- */

export type MovementState = "planned" | "ready" | "open" | "peak" | "held" | "clearing" | "clear" | "closed" | "cancelled";
export type MovementClock = "ready" | "clear";
export type MovementRefusal = "time_not_known" | "until_before_from" | "interface_required" | "epidemic_part_required" | "no_waves" | "waves_do_not_cover" | "post_unmanned" | "checks_stopped" | "not_clear";
export interface MovementFields {
	/* 标题; Title */
	title?: string;
	/* 方向; Direction */
	direction?: "gather" | "disperse";
	/* 地点; Place */
	place?: Ident;
	/* 随动于; Hangs on */
	hangs_on?: Ident;
	/* 开始基准; Begins */
	begin_ref?: "before_start" | "after_start" | "before_end" | "after_end" | "at_clock";
	/* 开始偏移; Begins by */
	begin_span?: Span;
	/* 结束基准; Ends */
	end_ref?: "before_start" | "after_start" | "before_end" | "after_end" | "at_clock";
	/* 结束偏移; Ends by */
	end_span?: Span;
	/* 自; From */
	from_time?: Time;
	/* 至; Until */
	until_time?: Time;
	/* 预计人数; People expected */
	expected?: number;
	/* 清场允差; Tolerance when clear */
	tolerance?: number;
	/* 闭环内外; Side of the loop */
	loop_side?: "in_loop" | "out_of_loop" | "interface";
	/* 跨越闭环; Crosses the loop */
	crosses_loop?: boolean;
	/* 交接程序; Procedure at the interface */
	interface_procedure?: string;
	/* 安保要求; Security part */
	security_part?: string;
	/* 防疫要求; Epidemic part */
	epidemic_part?: string;
	/* 无防疫要求的理由; No epidemic part, because */
	epidemic_na?: string;
	/* 理由; Reason */
	reason?: string;
	/* 剩余人数; People left */
	remaining?: number;
	/* 预计最长队列; Longest queue foreseen */
	forecast_queue?: number;
	/* 预计最长等待; Longest wait foreseen */
	forecast_wait?: number;
	/* 预计全部通过; All through, as foreseen */
	forecast_clear?: Time;
}
/* What each act takes. */
export interface MovementActs {
	plan: { title: string; direction: "gather" | "disperse"; place: Ident; hangs_on?: Ident | null; begin_ref?: "before_start" | "after_start" | "before_end" | "after_end" | "at_clock" | null; begin_span?: Span | null; end_ref?: "before_start" | "after_start" | "before_end" | "after_end" | "at_clock" | null; end_span?: Span | null; from_time?: Time | null; until_time?: Time | null; expected: number; tolerance?: number | null; loop_side?: "in_loop" | "out_of_loop" | "interface" | null; crosses_loop?: boolean | null; interface_procedure?: string | null; security_part?: string | null; epidemic_part?: string | null; epidemic_na?: string | null };
	ready: {};
	open: {};
	peak: {};
	hold: { reason: string };
	release: { reason?: string | null };
	begin_clearing: {};
	declare_clear: { remaining: number };
	close: {};
	cancel: { reason?: string | null };
	amend: { title?: string | null; place?: Ident | null; hangs_on?: Ident | null; begin_ref?: "before_start" | "after_start" | "before_end" | "after_end" | "at_clock" | null; begin_span?: Span | null; end_ref?: "before_start" | "after_start" | "before_end" | "after_end" | "at_clock" | null; end_span?: Span | null; from_time?: Time | null; until_time?: Time | null; expected?: number | null; tolerance?: number | null; loop_side?: "in_loop" | "out_of_loop" | "interface" | null; crosses_loop?: boolean | null; interface_procedure?: string | null; security_part?: string | null; epidemic_part?: string | null; epidemic_na?: string | null };
}
export interface MovementRecord extends RecordHead {
	kind: "movement";
	state: MovementState;
	fields: MovementFields;
	clocks?: ClockRun<MovementClock>[];
	acts?: ActName<"movement">[];
}

/* ---- 批次; Wave ---- */

export type WaveState = "planned" | "under_way" | "held" | "arrived" | "cancelled";
export type WaveClock = "arrive";
export type WaveRefusal = "movement_over" | "number_taken" | "time_not_known" | "until_before_from" | "route_too_narrow" | "movement_not_open";
export interface WaveFields {
	/* 集结疏散; Movement */
	movement?: Ident;
	/* 批次; Number */
	number?: number;
	/* 标题; Title */
	title?: string;
	/* 人数; People */
	persons?: number;
	/* 路线; Route */
	route?: Ident;
	/* 方式; Means */
	mode?: "foot" | "bus" | "rail" | "lift" | "car";
	/* 路线容量; Capacity of the route */
	capacity?: number;
	/* 沿途岗位; Posts along it */
	posts?: Ident[];
	/* 随动于; Hangs on */
	hangs_on?: Ident;
	/* 开始基准; Begins */
	begin_ref?: "before_start" | "after_start" | "before_end" | "after_end" | "at_clock";
	/* 开始偏移; Begins by */
	begin_span?: Span;
	/* 结束基准; Ends */
	end_ref?: "before_start" | "after_start" | "before_end" | "after_end" | "at_clock";
	/* 结束偏移; Ends by */
	end_span?: Span;
	/* 自; From */
	from_time?: Time;
	/* 至; Until */
	until_time?: Time;
	/* 闭环内外; Side of the loop */
	loop_side?: "in_loop" | "out_of_loop" | "interface";
	/* 到达人数; Arrived */
	arrived?: number;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface WaveActs {
	plan: { movement: Ident; number: number; title: string; persons: number; route?: Ident | null; mode: "foot" | "bus" | "rail" | "lift" | "car"; capacity: number; posts?: Ident[] | null; hangs_on?: Ident | null; begin_ref?: "before_start" | "after_start" | "before_end" | "after_end" | "at_clock" | null; begin_span?: Span | null; end_ref?: "before_start" | "after_start" | "before_end" | "after_end" | "at_clock" | null; end_span?: Span | null; from_time?: Time | null; until_time?: Time | null; loop_side?: "in_loop" | "out_of_loop" | "interface" | null };
	send_off: {};
	hold: { reason: string };
	go_on: {};
	arrive: { arrived: number };
	cancel: { reason?: string | null };
	amend: { number?: number | null; title?: string | null; persons?: number | null; route?: Ident | null; mode?: "foot" | "bus" | "rail" | "lift" | "car" | null; capacity?: number | null; posts?: Ident[] | null; hangs_on?: Ident | null; begin_ref?: "before_start" | "after_start" | "before_end" | "after_end" | "at_clock" | null; begin_span?: Span | null; end_ref?: "before_start" | "after_start" | "before_end" | "after_end" | "at_clock" | null; end_span?: Span | null; from_time?: Time | null; until_time?: Time | null; loop_side?: "in_loop" | "out_of_loop" | "interface" | null };
}
export interface WaveRecord extends RecordHead {
	kind: "wave";
	state: WaveState;
	fields: WaveFields;
	clocks?: ClockRun<WaveClock>[];
	acts?: ActName<"wave">[];
}

/* ---- 容量核定; Safe capacity ---- */

export type CapacityState = "draft" | "approved" | "superseded" | "withdrawn";
export type CapacityClock = never;
export type CapacityRefusal = "ground_required" | "density_over_limit" | "exit_wider_than_all" | "over_final" | "too_many_tickets" | "egress_too_slow";
export interface CapacityFields {
	/* 地点; Place */
	place?: Ident;
	/* 标题; Title */
	title?: string;
	/* 闸机数; Turnstiles */
	turnstiles?: number;
	/* 实测每闸机每小时; Measured a turnstile and hour */
	entry_rate?: number;
	/* 座席; Seats */
	seats?: number;
	/* 净面积; Clear area */
	area?: number;
	/* 密度; Density */
	density?: number;
	/* 物理系数P; P factor */
	physical?: number;
	/* 管理系数S; S factor */
	managed?: number;
	/* 出口总宽; Width of all exits */
	exit_width?: number;
	/* 最宽出口; The widest exit */
	widest_exit?: number;
	/* 出口为楼梯; Exits are stairs */
	stairs?: boolean;
	/* 实测每米每分钟; Measured a metre and minute */
	flow?: number;
	/* 紧急疏散时间; Time to evacuate */
	evacuation_time?: Span;
	/* 入场容量; Entry capacity */
	entry_figure?: number;
	/* 容纳容量; Holding capacity */
	holding_figure?: number;
	/* 出场容量; Exit capacity */
	exit_figure?: number;
	/* 疏散容量; Evacuation capacity */
	evacuation_figure?: number;
	/* 最终容量; Final capacity */
	final_figure?: number;
	/* 受限于; Bound by */
	bound?: "entry" | "holding" | "exit" | "evacuation";
	/* 核准人数; Approved number */
	approved?: number;
	/* 发票数; Tickets */
	tickets?: number;
	/* 核准人数全部出场; Approved number out in */
	egress?: number;
	/* 依据; Source */
	source?: string;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface CapacityActs {
	draft: { place: Ident; title: string; turnstiles: number; entry_rate: number; seats?: number | null; area?: number | null; density?: number | null; physical: number; managed: number; exit_width: number; widest_exit: number; stairs?: boolean | null; flow?: number | null; evacuation_time: Span; source: string };
	approve: { approved: number; tickets?: number | null };
	withdraw: { reason: string };
	amend: { title?: string | null; turnstiles?: number | null; entry_rate?: number | null; seats?: number | null; area?: number | null; density?: number | null; physical?: number | null; managed?: number | null; exit_width?: number | null; widest_exit?: number | null; stairs?: boolean | null; flow?: number | null; evacuation_time?: Span | null; source?: string | null };
}
export interface CapacityRecord extends RecordHead {
	kind: "capacity";
	state: CapacityState;
	fields: CapacityFields;
	clocks?: ClockRun<CapacityClock>[];
	acts?: ActName<"capacity">[];
}

/* ---- 现场计数; Live count ---- */

export type CountState = "normal" | "blue" | "yellow" | "orange" | "red" | "closed";
export type CountClock = "reading";
export type CountRefusal = "counted_already" | "not_possible" | "still_full";
export interface CountFields {
	/* 地点; Place */
	place?: Ident;
	/* 标题; Title */
	title?: string;
	/* 净面积; Clear area */
	area?: number;
	/* 现有人数; Inside */
	inside?: number;
	/* 每分钟进入; In a minute */
	inflow?: number;
	/* 每分钟离开; Out a minute */
	outflow?: number;
	/* 密度（平滑）; Density, smoothed */
	density?: number;
	/* 占核准人数; Share of the approved number */
	share?: number;
	/* 持续净流入自; Filling since */
	filling_since?: Time;
	/* 读数时间; Read at */
	read_at?: Time;
	/* 检票; Ticket checks */
	ticket_check?: "open" | "stopped";
	/* 计数方式; How it is counted */
	method?: string;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface CountActs {
	open: { place: Ident; title: string; area: number; method?: string | null };
	read: { inside: number; inflow?: number | null; outflow?: number | null };
	stop_checks: { reason?: string | null };
	resume_checks: { reason: string };
	close: {};
	amend: { title?: string | null; area?: number | null; method?: string | null };
}
export interface CountRecord extends RecordHead {
	kind: "count";
	state: CountState;
	fields: CountFields;
	clocks?: ClockRun<CountClock>[];
	acts?: ActName<"count">[];
}

/* ---- 疏散; Evacuation ---- */

export type EvacuationState = "prepared" | "triggered" | "announced" | "moving" | "assembled" | "accounted" | "released" | "called_off";
export type EvacuationClock = "announce" | "empty" | "account";
export type EvacuationRefusal = "three_stop_posts" | "two_areas_required" | "not_stop_authority" | "side_not_counted" | "not_accounted";
export interface EvacuationFields {
	/* 标题; Title */
	title?: string;
	/* 地点; Place */
	place?: Ident;
	/* 有权叫停的岗位; Posts with stop authority */
	stop_posts?: Ident[];
	/* 事件; Incident */
	incident?: Ident;
	/* 理由; Reason */
	reason?: string;
	/* 闭环内应到; Expected from in the loop */
	expected_in?: number;
	/* 闭环外应到; Expected from outside it */
	expected_out?: number;
	/* 闭环内实到; Counted from in the loop */
	counted_in?: number;
	/* 闭环外实到; Counted from outside it */
	counted_out?: number;
	/* 叫停岗位; Called by */
	called_by?: Ident;
	/* 广播词（中文）; Announcement (Chinese) */
	announcement_zh?: string;
	/* 广播词（英文）; Announcement (English) */
	announcement_en?: string;
	/* 未到人员去向; What is known of who is missing */
	unaccounted?: string;
}
/* What each act takes. */
export interface EvacuationActs {
	prepare: { title: string; place: Ident; stop_posts?: Ident[] | null; expected_in?: number | null; expected_out?: number | null; announcement_zh?: string | null; announcement_en?: string | null };
	trigger: { incident?: Ident | null; reason?: string | null; expected_in?: number | null; expected_out?: number | null };
	trigger_unprepared: { title: string; place: Ident; incident?: Ident | null; reason?: string | null; expected_in?: number | null; expected_out?: number | null };
	announce: { announcement_zh?: string | null; announcement_en?: string | null };
	move: { expected_in?: number | null; expected_out?: number | null };
	assemble: {};
	account: { unaccounted?: string | null };
	release: { reason?: string | null };
	call_off: { reason: string };
	amend: { title?: string | null; stop_posts?: Ident[] | null; expected_in?: number | null; expected_out?: number | null; announcement_zh?: string | null; announcement_en?: string | null };
}
export interface EvacuationRecord extends RecordHead {
	kind: "evacuation";
	state: EvacuationState;
	fields: EvacuationFields;
	clocks?: ClockRun<EvacuationClock>[];
	acts?: ActName<"evacuation">[];
}

/* ---- 集合区; Assembly area ---- */

export type AssemblyState = "designated" | "counted" | "cleared";
export type AssemblyClock = never;
export type AssemblyRefusal = "side_required" | "sides_share_a_place" | "inside_the_place" | "over_capacity" | "other_side_of_counted";
export interface AssemblyFields {
	/* 疏散; Evacuation */
	evacuation?: Ident;
	/* 名称; Name */
	title?: string;
	/* 地点; Place */
	place?: Ident;
	/* 闭环内外; Side of the loop */
	loop_side?: "in_loop" | "out_of_loop" | "interface";
	/* 容量; Capacity */
	capacity?: number;
	/* 清点人数; Counted */
	counted?: number;
	/* 其中来自另一侧; Of them from the other side */
	other_side?: number;
	/* 伤者; Injured */
	injured?: number;
	/* 理由; Reason */
	reason?: string;
	/* 负责岗位; Post in charge */
	post?: Ident;
}
/* What each act takes. */
export interface AssemblyActs {
	designate: { evacuation: Ident; title: string; place: Ident; loop_side: "in_loop" | "out_of_loop" | "interface"; capacity: number; post?: Ident | null };
	count: { counted: number; injured?: number | null };
	take_other_side: { counted: number; other_side: number; injured?: number | null; reason: string };
	clear: {};
	amend: { title?: string | null; place?: Ident | null; loop_side?: "in_loop" | "out_of_loop" | "interface" | null; capacity?: number | null; post?: Ident | null };
}
export interface AssemblyRecord extends RecordHead {
	kind: "assembly";
	state: AssemblyState;
	fields: AssemblyFields;
	clocks?: ClockRun<AssemblyClock>[];
	acts?: ActName<"assembly">[];
}

/* ---- 路线计划; Route plan ---- */

export type RoutePlanState = "planned" | "approved" | "under_way" | "halted" | "arrived" | "cancelled";
export type RoutePlanClock = "arrive";
export type RoutePlanRefusal = "time_not_known" | "until_before_from" | "leg_not_closed" | "leg_backwards" | "no_such_leg";
export interface RoutePlanFields {
	/* 标题; Title */
	title?: string;
	/* 类别; Type */
	type?: "torch_relay" | "ceremony" | "convoy" | "race";
	/* 路线; Route */
	geometry?: Geometry;
	/* 随动于; Hangs on */
	hangs_on?: Ident;
	/* 开始基准; Begins */
	begin_ref?: "before_start" | "after_start" | "before_end" | "after_end" | "at_clock";
	/* 开始偏移; Begins by */
	begin_span?: Span;
	/* 结束基准; Ends */
	end_ref?: "before_start" | "after_start" | "before_end" | "after_end" | "at_clock";
	/* 结束偏移; Ends by */
	end_span?: Span;
	/* 自; From */
	from_time?: Time;
	/* 至; Until */
	until_time?: Time;
	/* 出发; Sets off */
	starts?: Time;
	/* 到达; Arrives */
	ends?: Time;
	/* 路段数; Legs */
	legs?: number;
	/* 已通过路段; Legs passed */
	leg?: number;
	/* 延误; Late by */
	late?: Span;
	/* 备用路线; Other way */
	alternate?: string;
	/* 理由; Reason */
	reason?: string;
	/* 已通知延误; Delay told */
	told_late?: Span;
}
/* What each act takes. */
export interface RoutePlanActs {
	plan: { title: string; type: "torch_relay" | "ceremony" | "convoy" | "race"; geometry?: Geometry | null; hangs_on?: Ident | null; begin_ref?: "before_start" | "after_start" | "before_end" | "after_end" | "at_clock" | null; begin_span?: Span | null; end_ref?: "before_start" | "after_start" | "before_end" | "after_end" | "at_clock" | null; end_span?: Span | null; from_time?: Time | null; until_time?: Time | null; legs: number; alternate?: string | null };
	approve: {};
	set_off: {};
	pass: { leg: number; late?: Span | null };
	halt: { reason: string };
	go_on: { late?: Span | null };
	arrive: {};
	cancel: { reason?: string | null };
	amend: { title?: string | null; type?: "torch_relay" | "ceremony" | "convoy" | "race" | null; geometry?: Geometry | null; hangs_on?: Ident | null; begin_ref?: "before_start" | "after_start" | "before_end" | "after_end" | "at_clock" | null; begin_span?: Span | null; end_ref?: "before_start" | "after_start" | "before_end" | "after_end" | "at_clock" | null; end_span?: Span | null; from_time?: Time | null; until_time?: Time | null; legs?: number | null; alternate?: string | null };
}
export interface RoutePlanRecord extends RecordHead {
	kind: "route_plan";
	state: RoutePlanState;
	fields: RoutePlanFields;
	clocks?: ClockRun<RoutePlanClock>[];
	acts?: ActName<"route_plan">[];
}

/* ---- 封闭与专用道; Closure or lane ---- */

export type ClosureState = "planned" | "ordered" | "in_force" | "held" | "lifted" | "cancelled";
export type ClosureClock = "begin" | "lift" | "sign" | "passage" | "second";
export type ClosureRefusal = "time_not_known" | "until_before_from" | "legal_basis_required" | "notice_required" | "emergency_must_pass";
export interface ClosureFields {
	/* 标题; Title */
	title?: string;
	/* 类别; Type */
	type?: "road" | "lane" | "area" | "one_way" | "parking" | "rail" | "lift" | "airspace";
	/* 地点; Place */
	place?: Ident;
	/* 图形; Geometry */
	geometry?: Geometry;
	/* 随动于; Hangs on */
	hangs_on?: Ident;
	/* 开始基准; Begins */
	begin_ref?: "before_start" | "after_start" | "before_end" | "after_end" | "at_clock";
	/* 开始偏移; Begins by */
	begin_span?: Span;
	/* 结束基准; Ends */
	end_ref?: "before_start" | "after_start" | "before_end" | "after_end" | "at_clock";
	/* 结束偏移; Ends by */
	end_span?: Span;
	/* 自; From */
	from_time?: Time;
	/* 至; Until */
	until_time?: Time;
	/* 路段序号; Leg of the route */
	leg?: number;
	/* 准许通行; May pass */
	passes?: ("accredited" | "media" | "emergency" | "bus" | "supply" | "resident")[];
	/* 法律依据; Legal basis */
	legal_basis?: string;
	/* 绕行; Way round */
	detour?: string;
	/* 公告（中文）; Public notice (Chinese) */
	notice_zh?: string;
	/* 公告（英文）; Public notice (English) */
	notice_en?: string;
	/* 执勤岗位; Posts that hold it */
	posts?: Ident[];
	/* 理由; Reason */
	reason?: string;
	/* 随动次数; Times shifted */
	shifts?: number;
}
/* What each act takes. */
export interface ClosureActs {
	plan: { title: string; type: "road" | "lane" | "area" | "one_way" | "parking" | "rail" | "lift" | "airspace"; place?: Ident | null; geometry?: Geometry | null; hangs_on?: Ident | null; begin_ref?: "before_start" | "after_start" | "before_end" | "after_end" | "at_clock" | null; begin_span?: Span | null; end_ref?: "before_start" | "after_start" | "before_end" | "after_end" | "at_clock" | null; end_span?: Span | null; from_time?: Time | null; until_time?: Time | null; leg?: number | null; passes?: ("accredited" | "media" | "emergency" | "bus" | "supply" | "resident")[] | null; legal_basis?: string | null; detour?: string | null; notice_zh?: string | null; notice_en?: string | null; posts?: Ident[] | null; reason?: string | null };
	order: { passes?: ("accredited" | "media" | "emergency" | "bus" | "supply" | "resident")[] | null; legal_basis?: string | null; detour?: string | null; notice_zh?: string | null; notice_en?: string | null };
	put_in_force: {};
	lift: { reason?: string | null };
	hold: { reason?: string | null };
	cancel: { reason?: string | null };
	amend: { title?: string | null; type?: "road" | "lane" | "area" | "one_way" | "parking" | "rail" | "lift" | "airspace" | null; place?: Ident | null; geometry?: Geometry | null; hangs_on?: Ident | null; begin_ref?: "before_start" | "after_start" | "before_end" | "after_end" | "at_clock" | null; begin_span?: Span | null; end_ref?: "before_start" | "after_start" | "before_end" | "after_end" | "at_clock" | null; end_span?: Span | null; from_time?: Time | null; until_time?: Time | null; leg?: number | null; passes?: ("accredited" | "media" | "emergency" | "bus" | "supply" | "resident")[] | null; legal_basis?: string | null; detour?: string | null; notice_zh?: string | null; notice_en?: string | null; posts?: Ident[] | null };
	confirm: {};
	reject: { reason: string };
}
export interface ClosureRecord extends RecordHead {
	kind: "closure";
	state: ClosureState;
	fields: ClosureFields;
	clocks?: ClockRun<ClosureClock>[];
	acts?: ActName<"closure">[];
}

/* ---- 查控通道; Corridor ---- */

export type CorridorState = "active" | "closed";
export type CorridorClock = never;
export type CorridorRefusal = "no_checkpoints";
export interface CorridorFields {
	/* 名称（中文）; Name (Chinese) */
	name_zh?: string;
	/* 名称（英文）; Name (English) */
	name_en?: string;
	/* 指定文件; Document that designates it */
	designation?: string;
	/* 要求查控率; Assurance wanted */
	wanted?: number;
	/* 路线; Route */
	geometry?: Geometry;
	/* 现查控率; Assurance now */
	assurance?: number;
	/* 现平均等待; Mean wait now */
	wait?: number;
	/* 排队不断增长的圈层; Rings whose queue only grows */
	growing?: number;
	/* 建议：远端; Advised: R3 */
	plan_r3?: "c4" | "c3" | "c2" | "c1";
	/* 建议：入冀; Advised: R2 */
	plan_r2?: "c4" | "c3" | "c2" | "c1";
	/* 建议：进京; Advised: R1 */
	plan_r1?: "c4" | "c3" | "c2" | "c1";
	/* 建议：场馆外围; Advised: R0 */
	plan_r0?: "c4" | "c3" | "c2" | "c1";
	/* 建议：查控率; Advised: assurance */
	plan_assurance?: number;
	/* 建议：平均等待; Advised: mean wait */
	plan_wait?: number;
	/* 建议：在岗警力; Advised: staff */
	plan_staff?: number;
	/* 建议可达要求; The advice suffices */
	plan_suffices?: boolean;
}
/* What each act takes. */
export interface CorridorActs {
	designate: { name_zh: string; name_en: string; designation: string; wanted?: number | null; geometry?: Geometry | null };
	weigh: { wanted: number };
	close: {};
	amend: { name_zh?: string | null; name_en?: string | null; designation?: string | null; geometry?: Geometry | null };
}
export interface CorridorRecord extends RecordHead {
	kind: "corridor";
	state: CorridorState;
	fields: CorridorFields;
	clocks?: ClockRun<CorridorClock>[];
	acts?: ActName<"corridor">[];
}

/* ---- 查控点; Checkpoint ---- */

export type CheckpointState = "c4" | "c3" | "c2" | "c1" | "closed";
export type CheckpointClock = never;
export type CheckpointRefusal = "fewer_than_routine" | "corridor_closed" | "order_in_force";
export interface CheckpointFields {
	/* 通道; Corridor */
	corridor?: Ident;
	/* 名称（中文）; Name (Chinese) */
	name_zh?: string;
	/* 名称（英文）; Name (English) */
	name_en?: string;
	/* 圈层; Ring */
	ring?: "r3" | "r2" | "r1" | "r0";
	/* 地点; Place */
	place?: Ident;
	/* 常态车道; Lanes in routine */
	lanes?: number;
	/* 全部车道; All lanes */
	lanes_most?: number;
	/* 高峰每小时车辆; Vehicles an hour at the peak */
	vehicles?: number;
	/* 来自上一圈的比例; Share that came through the ring before */
	upstream?: number;
	/* 常态在岗警力; Staff in routine */
	staff?: number;
	/* 依据的命令; Order */
	order?: Ident;
	/* 拦检比例; Stop share */
	stop_share?: number;
	/* 开放车道; Lanes open */
	lanes_now?: number;
	/* 需在岗警力; Staff needed */
	staff_now?: number;
	/* 上次升级; Raised last */
	raised_at?: Time;
	/* 理由; Reason */
	reason?: string;
	/* 人员核验; Papers */
	id_check?: "on_reason" | "sample" | "all_stopped" | "everybody";
	/* 车辆检查; Search */
	search?: "on_reason" | "visual" | "trunk" | "systematic";
	/* 大客车逢车必停; Every coach */
	all_coaches?: boolean;
	/* 面包车逢车必停; Every van */
	all_vans?: boolean;
	/* 危险品车逢车必停; All dangerous goods */
	all_dangerous?: boolean;
	/* 等待上限; Wait at most */
	wait_most?: number;
}
/* What each act takes. */
export interface CheckpointActs {
	set_up: { corridor: Ident; name_zh: string; name_en: string; ring: "r3" | "r2" | "r1" | "r0"; place?: Ident | null; lanes: number; lanes_most: number; vehicles: number; upstream?: number | null; staff: number };
	close: { reason?: string | null };
	amend: { name_zh?: string | null; name_en?: string | null; place?: Ident | null; lanes?: number | null; lanes_most?: number | null; vehicles?: number | null; upstream?: number | null; staff?: number | null };
}
export interface CheckpointRecord extends RecordHead {
	kind: "checkpoint";
	state: CheckpointState;
	fields: CheckpointFields;
	clocks?: ClockRun<CheckpointClock>[];
	acts?: ActName<"checkpoint">[];
}

/* ---- 查控等级命令; Checkpoint level order ---- */

export type LevelOrderState = "proposed" | "ordered" | "in_force" | "renewed" | "lowered" | "lapsed" | "withdrawn";
export type LevelOrderClock = "begin" | "expiry" | "renewal" | "second";
export type LevelOrderRefusal = "not_authorised" | "no_checkpoints" | "checkpoint_not_below" | "same_level" | "step_by_step" | "expiry_required" | "expires_before_start" | "expires_too_late" | "second_person_required" | "level_has_changed" | "forecast_too_old" | "too_soon" | "designation_not_cited" | "relief_required" | "notice_required";
export interface LevelOrderFields {
	/* 标题; Title */
	title?: string;
	/* 通道; Corridor */
	corridor?: Ident;
	/* 圈层; Ring */
	ring?: "r3" | "r2" | "r1" | "r0";
	/* 转为; To level */
	to_level?: "c4" | "c3" | "c2" | "c1";
	/* 由; From level */
	from_level?: "c4" | "c3" | "c2" | "c1";
	/* 事件; Incident */
	incident?: Ident;
	/* 理由; Reason */
	reason?: string;
	/* 范围; Area */
	area?: string;
	/* 生效时间; In force from */
	from_time?: Time;
	/* 失效时间; Expires */
	expires?: Time;
	/* 到期提醒; Reminder */
	warn_at?: Time;
	/* 法律依据; Legal basis */
	legal_basis?: string;
	/* 疏导措施; Relief measures */
	relief?: ("ambulance_lane" | "goods_lane" | "school_lane" | "commuter_lane" | "tokens" | "shelter" | "signs")[];
	/* 公告（中文）; Public notice (Chinese) */
	notice_zh?: string;
	/* 公告（英文）; Public notice (English) */
	notice_en?: string;
	/* 续期自; Renews */
	renews?: Ident;
	/* 执行岗位; Carried out by */
	to?: Ident[];
	/* 预计平均等待; Mean wait foreseen */
	forecast_wait?: number;
	/* 高峰排队持续增长; The queue grows all through the peak */
	forecast_grows?: boolean;
	/* 预计最长排队; Longest queue foreseen */
	forecast_queue?: number;
	/* 预计最长等待; Longest wait foreseen */
	forecast_longest?: number;
	/* 预计每小时通过; Capacity foreseen */
	forecast_capacity?: number;
	/* 现查控率; Assurance before */
	assurance_before?: number;
	/* 转后查控率; Assurance after */
	assurance_after?: number;
	/* 需在岗警力; Staff needed */
	staff_needed?: number;
	/* 测算时间; Foreseen at */
	forecast_at?: Time;
	/* 等待上限; Wait at most */
	wait_most?: number;
	/* 预计超过等待上限; Foreseen to be longer */
	over_wait?: boolean;
}
/* What each act takes. */
export interface LevelOrderActs {
	propose: { title: string; corridor: Ident; ring: "r3" | "r2" | "r1" | "r0"; to_level: "c4" | "c3" | "c2" | "c1"; incident?: Ident | null; reason: string; area?: string | null; from_time: Time; expires?: Time | null; legal_basis?: string | null; relief?: ("ambulance_lane" | "goods_lane" | "school_lane" | "commuter_lane" | "tokens" | "shelter" | "signs")[] | null; notice_zh?: string | null; notice_en?: string | null; renews?: Ident | null };
	reckon: { from_time?: Time | null; expires?: Time | null };
	order: { area?: string | null; legal_basis?: string | null; relief?: ("ambulance_lane" | "goods_lane" | "school_lane" | "commuter_lane" | "tokens" | "shelter" | "signs")[] | null; notice_zh?: string | null; notice_en?: string | null };
	order_second: { area?: string | null; legal_basis?: string | null; relief?: ("ambulance_lane" | "goods_lane" | "school_lane" | "commuter_lane" | "tokens" | "shelter" | "signs")[] | null; notice_zh?: string | null; notice_en?: string | null };
	withdraw: { reason: string };
	confirm: {};
	reject: { reason: string };
}
export interface LevelOrderRecord extends RecordHead {
	kind: "level_order";
	state: LevelOrderState;
	fields: LevelOrderFields;
	clocks?: ClockRun<LevelOrderClock>[];
	acts?: ActName<"level_order">[];
}

/* ---- 查控统计; Checkpoint count ---- */

export type CheckpointCountState = "recorded" | "explained";
export type CheckpointCountClock = never;
export type CheckpointCountRefusal = "until_before_from" | "not_yet_over" | "more_than_passed";
export interface CheckpointCountFields {
	/* 查控点; Checkpoint */
	checkpoint?: Ident;
	/* 自; From */
	from_time?: Time;
	/* 至; Until */
	until_time?: Time;
	/* 通过车辆; Vehicles */
	vehicles?: number;
	/* 持上一圈凭证; With the token of a ring before */
	tokens?: number;
	/* 拦检车辆; Stopped */
	stopped?: number;
	/* 开包验箱; Searched */
	searched?: number;
	/* 核验人次; Persons checked */
	persons?: number;
	/* 查获易燃易爆; Explosives, flammables found */
	explosives?: number;
	/* 查获管制器具; Controlled blades found */
	blades?: number;
	/* 查获无人机; Drones found */
	drones?: number;
	/* 查获其他物品; Other items found */
	other_items?: number;
	/* 投诉; Complaints */
	complaints?: number;
	/* 平均等待; Mean wait */
	mean_wait?: number;
	/* 最长排队; Longest queue */
	queue?: number;
	/* 实际拦检比例; Share stopped */
	share?: number;
	/* 低于等级要求; Short of the level */
	short_of_level?: boolean;
	/* 说明; Explanation */
	reason?: string;
	/* 等待超过上限; Longer than one may wait */
	over_wait?: boolean;
}
/* What each act takes. */
export interface CheckpointCountActs {
	report: { checkpoint: Ident; from_time: Time; until_time: Time; vehicles: number; tokens?: number | null; stopped: number; searched: number; persons?: number | null; explosives?: number | null; blades?: number | null; drones?: number | null; other_items?: number | null; complaints?: number | null; mean_wait?: number | null; queue?: number | null };
	explain: { reason: string };
	amend: { vehicles?: number | null; tokens?: number | null; stopped?: number | null; searched?: number | null; persons?: number | null; explosives?: number | null; blades?: number | null; drones?: number | null; other_items?: number | null; complaints?: number | null; mean_wait?: number | null; queue?: number | null };
}
export interface CheckpointCountRecord extends RecordHead {
	kind: "checkpoint_count";
	state: CheckpointCountState;
	fields: CheckpointCountFields;
	clocks?: ClockRun<CheckpointCountClock>[];
	acts?: ActName<"checkpoint_count">[];
}

/* ---- 勤务岗位; Duty post ---- */

export type DutyPostState = "planned" | "active" | "indoors" | "withdrawn" | "closed";
export type DutyPostClock = "manning";
export type DutyPostRefusal = "least_over_strength" | "ends_before_begin" | "shelter_required" | "shelter_too_far" | "already_indoors" | "people_on_post";
export interface DutyPostFields {
	/* 名称（中文）; Name (Chinese) */
	name_zh?: string;
	/* 名称（英文）; Name (English) */
	name_en?: string;
	/* 岗位类别; Type */
	type?: "gate" | "screening" | "perimeter" | "patrol" | "seating" | "traffic" | "checkpoint" | "control_room" | "medical" | "standby" | "escort" | "loop_interface";
	/* 地点; Place */
	place?: Ident;
	/* 值守单元; Manned by */
	post?: Ident;
	/* 派出单位; Agency */
	agency?: Ident;
	/* 应到人数; Required strength */
	strength?: number;
	/* 最低人数; Least strength */
	least?: number;
	/* 技能; Skills */
	skills?: ("first_aid" | "crowd" | "search" | "armed" | "eod" | "rope" | "ski" | "avalanche" | "hazmat" | "english" | "drone")[];
	/* 装备; Equipment */
	means?: ("radio" | "detector" | "gate_detector" | "xray" | "first_aid_kit" | "defibrillator" | "barrier" | "loudhailer" | "winter_set" | "protective_set" | "snowmobile" | "extinguisher")[];
	/* 闭环内外; Side of the loop */
	loop_side?: "in_loop" | "out_of_loop" | "interface";
	/* 劳动强度; Work */
	work?: "standing" | "working";
	/* 室外; Outdoor */
	outdoor?: boolean;
	/* 取暖点; Warm shelter */
	shelter?: Ident;
	/* 到取暖点步行; Walk to the shelter */
	shelter_walk?: number;
	/* 起; From */
	from_time?: Time;
	/* 止; Until */
	until_time?: Time;
	/* 在岗人数; Present */
	present?: number;
	/* 理由; Reason */
	reason?: string;
	/* 岗位职责; Tasks */
	tasks?: string;
	/* 主体责任单位; Responsible entity */
	resp_entity?: Ident;
	/* 领导责任人; Responsible leader */
	resp_leader?: Ident;
	/* 责任岗位; Responsible post */
	resp_post?: Ident;
}
/* What each act takes. */
export interface DutyPostActs {
	plan: { name_zh: string; name_en: string; type: "gate" | "screening" | "perimeter" | "patrol" | "seating" | "traffic" | "checkpoint" | "control_room" | "medical" | "standby" | "escort" | "loop_interface"; place: Ident; post?: Ident | null; agency?: Ident | null; strength: number; least?: number | null; skills?: ("first_aid" | "crowd" | "search" | "armed" | "eod" | "rope" | "ski" | "avalanche" | "hazmat" | "english" | "drone")[] | null; means?: ("radio" | "detector" | "gate_detector" | "xray" | "first_aid_kit" | "defibrillator" | "barrier" | "loudhailer" | "winter_set" | "protective_set" | "snowmobile" | "extinguisher")[] | null; loop_side?: "in_loop" | "out_of_loop" | "interface" | null; work?: "standing" | "working" | null; outdoor?: boolean | null; shelter?: Ident | null; shelter_walk?: number | null; from_time?: Time | null; until_time?: Time | null; reason?: string | null; tasks?: string | null; resp_entity?: Ident | null; resp_leader?: Ident | null; resp_post?: Ident | null };
	open: { resp_entity?: Ident | null; resp_leader?: Ident | null; resp_post?: Ident | null };
	move_indoors: { reason: string };
	withdraw: { reason: string };
	resume: { reason: string; resp_entity?: Ident | null; resp_leader?: Ident | null; resp_post?: Ident | null };
	close: { reason: string };
	amend: { name_zh?: string | null; name_en?: string | null; type?: "gate" | "screening" | "perimeter" | "patrol" | "seating" | "traffic" | "checkpoint" | "control_room" | "medical" | "standby" | "escort" | "loop_interface" | null; place?: Ident | null; post?: Ident | null; agency?: Ident | null; strength?: number | null; least?: number | null; skills?: ("first_aid" | "crowd" | "search" | "armed" | "eod" | "rope" | "ski" | "avalanche" | "hazmat" | "english" | "drone")[] | null; means?: ("radio" | "detector" | "gate_detector" | "xray" | "first_aid_kit" | "defibrillator" | "barrier" | "loudhailer" | "winter_set" | "protective_set" | "snowmobile" | "extinguisher")[] | null; loop_side?: "in_loop" | "out_of_loop" | "interface" | null; work?: "standing" | "working" | null; outdoor?: boolean | null; shelter?: Ident | null; shelter_walk?: number | null; from_time?: Time | null; until_time?: Time | null; tasks?: string | null; resp_entity?: Ident | null; resp_leader?: Ident | null; resp_post?: Ident | null };
}
export interface DutyPostRecord extends RecordHead {
	kind: "duty_post";
	state: DutyPostState;
	fields: DutyPostFields;
	clocks?: ClockRun<DutyPostClock>[];
	acts?: ActName<"duty_post">[];
}

/* ---- 班次; Shift ---- */

export type ShiftState = "planned" | "checked_in" | "on_post" | "warm_up" | "handing_over" | "resting" | "rested" | "absent" | "cancelled";
export type ShiftClock = "report" | "relief" | "longest" | "sign" | "rest";
export type ShiftRefusal = "ends_before_begin" | "double_booked" | "shift_too_long" | "rest_too_short" | "too_many_days" | "week_too_long" | "too_many_nights" | "skill_missing" | "loop_side_differs" | "post_not_in_use" | "still_resting" | "not_your_shift" | "relief_signs" | "relief_elsewhere" | "relief_not_here";
export interface ShiftFields {
	/* 岗位; Duty post */
	duty_post?: Ident;
	/* 人员; Person */
	person?: Ident;
	/* 人数; People */
	people?: number;
	/* 单元; Unit */
	unit?: Ident;
	/* 值守单元; Manned by */
	to?: Ident;
	/* 上岗; From */
	from_time?: Time;
	/* 下岗; Until */
	until_time?: Time;
	/* 接岗班次; Relief */
	relief?: Ident;
	/* 交接事项; Items handed over */
	items?: string;
	/* 报到时间; Checked in at */
	checked_in_at?: Time;
	/* 下岗时间; Left the post at */
	left_at?: Time;
	/* 休息至; Rests until */
	rest_until?: Time;
	/* 交班人; Handed over by */
	handed_by?: Ident;
	/* 超限排班; Beyond the limits */
	overridden?: boolean;
	/* 理由; Reason */
	reason?: string;
	/* 标题; Title */
	title?: string;
	/* 最迟下岗; At the longest until */
	longest_until?: Time;
	/* 随动场次; Moves with the session */
	session?: Ident;
}
/* What each act takes. */
export interface ShiftActs {
	plan: { duty_post: Ident; person?: Ident | null; people: number; unit?: Ident | null; to?: Ident | null; from_time: Time; until_time: Time; reason?: string | null; session?: Ident | null };
	plan_override: { duty_post: Ident; person?: Ident | null; people: number; unit?: Ident | null; to?: Ident | null; from_time: Time; until_time: Time; reason: string; session?: Ident | null };
	check_in: {};
	take_post: {};
	warm_up: {};
	hand_over: { relief?: Ident | null; items: string };
	accept: {};
	leave: { reason: string };
	absent: { reason?: string | null };
	cancel: { reason: string };
	reschedule: { from_time: Time; until_time: Time; reason?: string | null };
	strike: { reason: string };
}
export interface ShiftRecord extends RecordHead {
	kind: "shift";
	state: ShiftState;
	fields: ShiftFields;
	clocks?: ClockRun<ShiftClock>[];
	acts?: ActName<"shift">[];
}

/* ---- 巡段; Patrol beat ---- */

export type BeatState = "planned" | "running" | "paused" | "closed";
export type BeatClock = "pass";
export type BeatRefusal = "beat_too_long" | "nobody_walks_it";
export interface BeatFields {
	/* 名称（中文）; Name (Chinese) */
	name_zh?: string;
	/* 名称（英文）; Name (English) */
	name_en?: string;
	/* 方式; Way */
	way?: "car" | "foot" | "snowmobile" | "ski";
	/* 长度; Length */
	length?: number;
	/* 巡逻间隔; Interval */
	interval?: Span;
	/* 单元; Unit */
	unit?: Ident;
	/* 值守单元; Walked by */
	to?: Ident;
	/* 巡经地点; Places */
	places?: Ident[];
	/* 路线; Route */
	geometry?: Geometry;
	/* 巡逻次数; Times done */
	passes?: number;
	/* 最近一次; Last done */
	last_at?: Time;
	/* 下次应巡; Next due */
	next_due?: Time;
	/* 所见; Seen */
	findings?: string;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface BeatActs {
	plan: { name_zh: string; name_en: string; way: "car" | "foot" | "snowmobile" | "ski"; length: number; interval: Span; unit?: Ident | null; to?: Ident | null; places?: Ident[] | null; geometry?: Geometry | null };
	start: { unit?: Ident | null; to?: Ident | null };
	pass: { findings?: string | null };
	pause: { reason: string };
	close: {};
	amend: { name_zh?: string | null; name_en?: string | null; way?: "car" | "foot" | "snowmobile" | "ski" | null; length?: number | null; interval?: Span | null; unit?: Ident | null; to?: Ident | null; places?: Ident[] | null; geometry?: Geometry | null };
}
export interface BeatRecord extends RecordHead {
	kind: "beat";
	state: BeatState;
	fields: BeatFields;
	clocks?: ClockRun<BeatClock>[];
	acts?: ActName<"beat">[];
}

/* ---- 一三五分钟处置圈; 1-3-5 minute circle ---- */

export type CircleState = "drawn" | "in_force" | "too_slow" | "retired";
export type CircleClock = never;
export type CircleRefusal = "layer_empty" | "time_missing" | "too_slow" | "unit_in_two_layers" | "not_too_slow";
export interface CircleFields {
	/* 名称; Name */
	title?: string;
	/* 地点; Place */
	place?: Ident;
	/* 一分钟圈单元; Within one minute */
	t1_units?: Ident[];
	/* 三分钟圈单元; Within three minutes */
	t3_units?: Ident[];
	/* 五分钟圈单元; Within five minutes */
	t5_units?: Ident[];
	/* 一分钟圈最慢到达; Slowest of one minute */
	t1_seconds?: number;
	/* 三分钟圈最慢到达; Slowest of three minutes */
	t3_seconds?: number;
	/* 五分钟圈最慢到达; Slowest of five minutes */
	t5_seconds?: number;
	/* 时间依据; Times by */
	basis?: "drilled" | "computed" | "estimated";
	/* 拉动圈层; Layer drilled */
	drilled_layer?: "t1" | "t3" | "t5";
	/* 拉动实测; Time in the drill */
	drilled_seconds?: number;
	/* 最近拉动; Last drilled */
	drilled_at?: Time;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface CircleActs {
	draw: { title: string; place: Ident; t1_units?: Ident[] | null; t3_units?: Ident[] | null; t5_units?: Ident[] | null; t1_seconds?: number | null; t3_seconds?: number | null; t5_seconds?: number | null; basis?: "drilled" | "computed" | "estimated" | null };
	put_in_force: { t1_units?: Ident[] | null; t3_units?: Ident[] | null; t5_units?: Ident[] | null; t1_seconds?: number | null; t3_seconds?: number | null; t5_seconds?: number | null; basis?: "drilled" | "computed" | "estimated" | null };
	drill_met: { drilled_layer: "t1" | "t3" | "t5"; drilled_seconds: number };
	drill_missed: { drilled_layer: "t1" | "t3" | "t5"; drilled_seconds: number; reason?: string | null };
	retire: { reason: string };
	amend: { title?: string | null; place?: Ident | null; t1_units?: Ident[] | null; t3_units?: Ident[] | null; t5_units?: Ident[] | null; t1_seconds?: number | null; t3_seconds?: number | null; t5_seconds?: number | null; basis?: "drilled" | "computed" | "estimated" | null };
}
export interface CircleRecord extends RecordHead {
	kind: "circle";
	state: CircleState;
	fields: CircleFields;
	clocks?: ClockRun<CircleClock>[];
	acts?: ActName<"circle">[];
}

/* ---- 装备; Equipment ---- */

export type EquipmentState = "ready" | "issued" | "defective" | "in_repair" | "lost" | "retired";
export type EquipmentClock = "check" | "return";
export type EquipmentRefusal = "check_overdue" | "check_in_past";
export interface EquipmentFields {
	/* 装备编号; Tag */
	tag?: string;
	/* 名称; Name */
	name?: string;
	/* 类别; Type */
	type?: "radio" | "detector" | "gate_detector" | "xray" | "trace_detector" | "first_aid_kit" | "defibrillator" | "extinguisher" | "loudhailer" | "rope_set" | "avalanche_beacon" | "thermometer" | "drone_detector" | "generator" | "other";
	/* 所属单位; Agency */
	agency?: Ident;
	/* 存放地点; Kept at */
	base?: Ident;
	/* 领用单元; Issued to */
	unit?: Ident;
	/* 应归还; Back by */
	return_by?: Time;
	/* 下次检定; Check due */
	check_by?: Time;
	/* 故障; Defect */
	defect?: string;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface EquipmentActs {
	enter: { tag: string; name: string; type: "radio" | "detector" | "gate_detector" | "xray" | "trace_detector" | "first_aid_kit" | "defibrillator" | "extinguisher" | "loudhailer" | "rope_set" | "avalanche_beacon" | "thermometer" | "drone_detector" | "generator" | "other"; agency?: Ident | null; base?: Ident | null; check_by?: Time | null };
	issue: { unit: Ident; return_by?: Time | null };
	return: {};
	report_defect: { defect: string };
	send_to_repair: {};
	put_right: { check_by?: Time | null; reason?: string | null };
	inspect: { check_by: Time };
	lose: { reason: string };
	find: { defect?: string | null; reason?: string | null };
	retire: { reason: string };
}
export interface EquipmentRecord extends RecordHead {
	kind: "equipment";
	state: EquipmentState;
	fields: EquipmentFields;
	clocks?: ClockRun<EquipmentClock>[];
	acts?: ActName<"equipment">[];
}

/* ---- 车辆; Vehicle ---- */

export type VehicleState = "ready" | "out" | "defective" | "retired";
export type VehicleClock = "return";
export type VehicleRefusal = "fleet_number_form" | "loop_side_differs" | "not_winter_fit";
export interface VehicleFields {
	/* 车队编号; Fleet number */
	fleet_number?: string;
	/* 类别; Type */
	type?: "patrol_car" | "bus" | "van" | "snowmobile" | "ambulance" | "fire_engine" | "command_car" | "eod_truck" | "tow_truck" | "snow_plough" | "other";
	/* 所属单位; Agency */
	agency?: Ident;
	/* 停放地点; Based at */
	base?: Ident;
	/* 座位; Seats */
	seats?: number;
	/* 闭环内外; Side of the loop */
	loop_side?: "in_loop" | "out_of_loop" | "interface";
	/* 冬季轮胎或防滑链; Winter tyres or chains */
	winter_fit?: boolean;
	/* 有暖风; Heated */
	heated?: boolean;
	/* 使用单元; Used by */
	unit?: Ident;
	/* 前往地点; Bound for */
	bound_for?: Ident;
	/* 应返回; Back by */
	return_by?: Time;
	/* 故障; Defect */
	defect?: string;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface VehicleActs {
	enter: { fleet_number: string; type: "patrol_car" | "bus" | "van" | "snowmobile" | "ambulance" | "fire_engine" | "command_car" | "eod_truck" | "tow_truck" | "snow_plough" | "other"; agency?: Ident | null; base?: Ident | null; seats?: number | null; loop_side?: "in_loop" | "out_of_loop" | "interface" | null; winter_fit?: boolean | null; heated?: boolean | null };
	take: { unit: Ident; bound_for?: Ident | null; return_by?: Time | null };
	bring_back: { base?: Ident | null };
	report_defect: { defect: string };
	put_right: { winter_fit?: boolean | null; heated?: boolean | null; reason?: string | null };
	retire: { reason: string };
	amend: { type?: "patrol_car" | "bus" | "van" | "snowmobile" | "ambulance" | "fire_engine" | "command_car" | "eod_truck" | "tow_truck" | "snow_plough" | "other" | null; agency?: Ident | null; base?: Ident | null; seats?: number | null; loop_side?: "in_loop" | "out_of_loop" | "interface" | null; winter_fit?: boolean | null; heated?: boolean | null };
}
export interface VehicleRecord extends RecordHead {
	kind: "vehicle";
	state: VehicleState;
	fields: VehicleFields;
	clocks?: ClockRun<VehicleClock>[];
	acts?: ActName<"vehicle">[];
}

/* ---- 人力需求; Staffing need ---- */

export type StaffingState = "growing" | "short" | "met" | "contingency" | "closed";
export type StaffingClock = "review";
export type StaffingRefusal = "day_in_past" | "same_need" | "reserve_too_small";
export interface StaffingFields {
	/* 名称; Name */
	title?: string;
	/* 来源单位; Agency */
	agency?: Ident;
	/* 场馆; Venue */
	place?: Ident;
	/* 来源; Source */
	source?: "police" | "army" | "contract_guard" | "volunteer" | "venue_staff";
	/* 技能; Skill */
	skill?: "general" | "screening" | "crowd" | "traffic" | "first_aid" | "ski" | "languages" | "control_room" | "epidemic";
	/* 需求人数; Required */
	required?: number;
	/* 测算依据; How it was worked out */
	formula?: string;
	/* 启用日; Day of need */
	day?: Time;
	/* 已签约; Contracted */
	contracted?: number;
	/* 已招录; Recruited */
	recruited?: number;
	/* 已培训; Trained */
	trained?: number;
	/* 已制证; Accredited */
	accredited?: number;
	/* 已排班; Rostered */
	rostered?: number;
	/* 到岗; Present */
	present?: number;
	/* 预计到岗; Expected to come */
	forecast?: number;
	/* 预计缺口; Expected gap */
	gap?: number;
	/* 应排人数; To be rostered */
	ask?: number;
	/* 制约环节; Stage that holds it up */
	narrowest?: "contracted" | "recruited" | "trained" | "accredited" | "rostered" | "present";
	/* 测算时间; Forecast made */
	looked_at?: Time;
	/* 应急人数; Contingency force */
	reserve?: number;
	/* 应急力量单位; Contingency from */
	reserve_agency?: Ident;
	/* 理由; Reason */
	reason?: string;
	/* 按岗位清单测算; By the list of posts */
	by_posts?: number;
}
/* What each act takes. */
export interface StaffingActs {
	require: { title: string; agency: Ident; place: Ident; source: "police" | "army" | "contract_guard" | "volunteer" | "venue_staff"; skill: "general" | "screening" | "crowd" | "traffic" | "first_aid" | "ski" | "languages" | "control_room" | "epidemic"; required: number; formula: string; day: Time };
	look: {};
	call_contingency: { reserve: number; reserve_agency: Ident; reason: string };
	revise: { required?: number | null; formula?: string | null; day?: Time | null; reason: string };
	close: { reason?: string | null };
	strike: { reason: string };
}
export interface StaffingRecord extends RecordHead {
	kind: "staffing";
	state: StaffingState;
	fields: StaffingFields;
	clocks?: ClockRun<StaffingClock>[];
	acts?: ActName<"staffing">[];
}

/* ---- 人力核实; Staffing count ---- */

export type StaffingStepState = "reported" | "verified" | "rejected";
export type StaffingStepClock = never;
export type StaffingStepRefusal = "need_closed" | "as_of_in_future" | "hash_form" | "head_count_only" | "own_count" | "evidence_missing" | "more_than_before";
export interface StaffingStepFields {
	/* 人力需求; Staffing need */
	subject?: Ident;
	/* 环节; Stage */
	stage?: "contracted" | "recruited" | "trained" | "accredited" | "rostered" | "present";
	/* 人数; Count */
	count?: number;
	/* 截至; As of */
	as_of?: Time;
	/* 证据; Evidence */
	proof?: "contract" | "roll" | "training_record" | "accreditation_list" | "roster" | "head_count";
	/* 证据摘要值; Hash of the evidence */
	proof_hash?: string;
	/* 说明; Note */
	note?: string;
	/* 理由; Reason */
	reason?: string;
	/* 标题; Title */
	title?: string;
}
/* What each act takes. */
export interface StaffingStepActs {
	report: { subject: Ident; stage: "contracted" | "recruited" | "trained" | "accredited" | "rostered" | "present"; count: number; as_of: Time; proof: "contract" | "roll" | "training_record" | "accreditation_list" | "roster" | "head_count"; proof_hash?: string | null; note?: string | null };
	verify: { note?: string | null };
	reject: { reason: string };
	attach: { hash: string; name: string; mime: string; size: number };
	strike: { reason: string };
}
export interface StaffingStepRecord extends RecordHead {
	kind: "staffing_step";
	state: StaffingStepState;
	fields: StaffingStepFields;
	clocks?: ClockRun<StaffingStepClock>[];
	acts?: ActName<"staffing_step">[];
}

/* ---- 值班负荷; Load of a desk ---- */

export type DutyLoadState = "over" | "split" | "eased";
export type DutyLoadClock = "split";
export type DutyLoadRefusal = "second_not_on_duty" | "only_one_officer";
export interface DutyLoadFields {
	/* 运行中的时限; Running deadlines */
	running?: number;
	/* 上限; Limit */
	most?: number;
	/* 在岗值班员; Officers on duty */
	officers?: number;
	/* 增派值班员; Second officer */
	second?: Ident;
	/* 分工; Who does what */
	share?: string;
	/* 标题; Title */
	title?: string;
}
/* What each act takes. */
export interface DutyLoadActs {
	split: { second: Ident; share: string };
}
export interface DutyLoadRecord extends RecordHead {
	kind: "duty_load";
	state: DutyLoadState;
	fields: DutyLoadFields;
	clocks?: ClockRun<DutyLoadClock>[];
	acts?: ActName<"duty_load">[];
}

/* ---- 气象观测; Weather observation ---- */

export type WeatherState = "current" | "superseded" | "expired";
export type WeatherClock = "valid";
export type WeatherRefusal = "observed_in_future" | "observation_too_old" | "gust_below_wind" | "older_than_current";
export interface WeatherFields {
	/* 站名; Station */
	title?: string;
	/* 地点; Place */
	place?: Ident;
	/* 观测时间; Observed at */
	observed_at?: Time;
	/* 气温; Air temperature */
	air?: number;
	/* 风速; Wind */
	wind?: number;
	/* 阵风; Gust */
	gust?: number;
	/* 相对湿度; Humidity */
	humidity?: number;
	/* 能见度; Visibility */
	visibility?: number;
	/* 积雪深度; Snow on the ground */
	snow_depth?: number;
	/* 降雪量; Snowfall */
	snowfall?: number;
	/* 来源; Source */
	source?: "station" | "observer" | "mobile";
	/* 体感温度; Wind chill */
	wind_chill?: number;
	/* 冻伤风险; Risk of frostbite */
	band?: "low" | "moderate" | "high" | "very_high" | "severe" | "extreme";
	/* 冻伤参考时间; Frostbite in about */
	frostbite?: number;
	/* 有效至; Valid until */
	valid_until?: Time;
}
/* What each act takes. */
export interface WeatherActs {
	observe: { title: string; place: Ident; observed_at: Time; air: number; wind: number; gust?: number | null; humidity?: number | null; visibility?: number | null; snow_depth?: number | null; snowfall?: number | null; source?: "station" | "observer" | "mobile" | null };
	strike: { reason: string };
}
export interface WeatherRecord extends RecordHead {
	kind: "weather";
	state: WeatherState;
	fields: WeatherFields;
	clocks?: ClockRun<WeatherClock>[];
	acts?: ActName<"weather">[];
}

/* ---- 严寒暴露; Exposure to cold ---- */

export type ExposureState = "exposed" | "stop" | "warming" | "relieved";
export type ExposureClock = "warn" | "relief" | "stop";
export type ExposureRefusal = "not_outdoors" | "already_counted";
export interface ExposureFields {
	/* 岗位; Duty post */
	duty_post?: Ident;
	/* 班次; Shift */
	shift?: Ident;
	/* 人数; People */
	people?: number;
	/* 劳动强度; Work */
	work?: "standing" | "working";
	/* 依据观测; By observation */
	weather?: Ident;
	/* 体感温度; Wind chill */
	wind_chill?: number;
	/* 暴露起始; Outside since */
	since?: Time;
	/* 本次上限; Longest spell */
	limit?: number;
	/* 预警时间; Warning at */
	warn_at?: Time;
	/* 应换岗时间; Relief due */
	relief_due?: Time;
	/* 实际换岗; Relieved at */
	relieved_at?: Time;
	/* 理由; Reason */
	reason?: string;
	/* 标题; Title */
	title?: string;
}
/* What each act takes. */
export interface ExposureActs {
	begin: { duty_post: Ident; shift?: Ident | null; people: number; work?: "standing" | "working" | null };
	reassess: {};
	warm: {};
	go_out: {};
	relieve: { reason?: string | null };
}
export interface ExposureRecord extends RecordHead {
	kind: "exposure";
	state: ExposureState;
	fields: ExposureFields;
	clocks?: ClockRun<ExposureClock>[];
	acts?: ActName<"exposure">[];
}

/* ---- 保障物资; Supply ---- */

export type SupplyState = "enough" | "low" | "out" | "ordered" | "closed";
export type SupplyClock = "count" | "delivery" | "serving";
export type SupplyRefusal = "least_over_full" | "over_full" | "more_than_there" | "delivery_in_past";
export interface SupplyFields {
	/* 品名; Item */
	title?: string;
	/* 类别; Class */
	sort?: "clothing" | "food" | "shelter" | "transport" | "protection" | "medical";
	/* 地点; Site */
	place?: Ident;
	/* 单位; Unit */
	measure?: "set" | "piece" | "portion" | "bed" | "seat" | "box" | "litre";
	/* 现有; On hand */
	level?: number;
	/* 最低存量; Least */
	least?: number;
	/* 满额; Full */
	full?: number;
	/* 已订; Ordered */
	ordered?: number;
	/* 供应单位; Supplier */
	supplier?: Ident;
	/* 应送达; Delivery due */
	deliver_by?: Time;
	/* 本次收到; Received */
	received?: number;
	/* 闭环内外; Side of the loop */
	loop_side?: "in_loop" | "out_of_loop" | "interface";
	/* 清点时间; Counted at */
	counted_at?: Time;
	/* 理由; Reason */
	reason?: string;
	/* 发放间隔; Handed out every */
	interval?: Span;
	/* 本次发放; Handed out */
	served?: number;
	/* 下次发放; To be handed out at */
	next_serving?: Time;
}
/* What each act takes. */
export interface SupplyActs {
	set_up: { title: string; sort: "clothing" | "food" | "shelter" | "transport" | "protection" | "medical"; place: Ident; measure: "set" | "piece" | "portion" | "bed" | "seat" | "box" | "litre"; level: number; least: number; full: number; supplier?: Ident | null; loop_side?: "in_loop" | "out_of_loop" | "interface" | null; interval?: Span | null };
	count: { level: number };
	order: { ordered: number; supplier?: Ident | null; deliver_by: Time };
	receive: { received: number };
	close: { reason: string };
	set_levels: { least?: number | null; full?: number | null; supplier?: Ident | null };
	serve: { served: number };
	cancel_order: { reason: string };
}
export interface SupplyRecord extends RecordHead {
	kind: "supply";
	state: SupplyState;
	fields: SupplyFields;
	clocks?: ClockRun<SupplyClock>[];
	acts?: ActName<"supply">[];
}

/* ---- 冻伤; Injury from cold ---- */

export type ColdInjuryState = "reported" | "under_review" | "reviewed";
export type ColdInjuryClock = "review";
export type ColdInjuryRefusal = "more_than_injured" | "own_report" | "measure_contradicts" | "wrong_post";
export interface ColdInjuryFields {
	/* 岗位; Duty post */
	duty_post?: Ident;
	/* 暴露计时; Exposure */
	exposure?: Ident;
	/* 程度; Severity */
	severity?: "frostnip" | "frostbite" | "hypothermia";
	/* 人数; People */
	people?: number;
	/* 送医人数; Sent to hospital */
	to_hospital?: number;
	/* 复查结论; Findings */
	findings?: string;
	/* 措施; Measures */
	measures?: ("shorter_spells" | "more_people" | "clothing" | "shelter" | "hot_drinks" | "move_post" | "withdraw" | "none")[];
	/* 标题; Title */
	title?: string;
}
/* What each act takes. */
export interface ColdInjuryActs {
	report: { duty_post: Ident; exposure?: Ident | null; severity: "frostnip" | "frostbite" | "hypothermia"; people: number; to_hospital?: number | null };
	begin_review: {};
	conclude: { findings: string; measures: ("shorter_spells" | "more_people" | "clothing" | "shelter" | "hot_drinks" | "move_post" | "withdraw" | "none")[] };
	correct: { severity?: "frostnip" | "frostbite" | "hypothermia" | null; people?: number | null; to_hospital?: number | null };
}
export interface ColdInjuryRecord extends RecordHead {
	kind: "cold_injury";
	state: ColdInjuryState;
	fields: ColdInjuryFields;
	clocks?: ClockRun<ColdInjuryClock>[];
	acts?: ActName<"cold_injury">[];
}

/* ---- 信息系统; Asset ---- */

export type AssetState = "normal" | "degraded" | "down" | "fallen_back" | "retired";
export type AssetClock = never;
export type AssetRefusal = "bad_address" | "fallback_required" | "tried_in_future";
export interface AssetFields {
	/* 名称（中文）; Name (Chinese) */
	name_zh?: string;
	/* 名称（英文）; Name (English) */
	name_en?: string;
	/* 服务; Service */
	service?: "ticketing" | "screening" | "access_control" | "radio" | "results" | "power" | "network" | "public_site" | "broadcast" | "lift_control" | "weather_feed" | "command_system";
	/* 重要程度; Weight */
	weight?: "vital" | "important" | "ordinary";
	/* 地点; Place */
	place?: Ident;
	/* 运行单位; Run by */
	agency?: Ident;
	/* 网络地址; Addresses */
	addresses?: string;
	/* 人工替代; Done by hand without it */
	fallback?: string;
	/* 人工替代演练时间; Fall-back tried */
	fallback_tested?: Time;
	/* 说明; Explanation */
	reason?: string;
}
/* What each act takes. */
export interface AssetActs {
	register: { name_zh: string; name_en: string; service: "ticketing" | "screening" | "access_control" | "radio" | "results" | "power" | "network" | "public_site" | "broadcast" | "lift_control" | "weather_feed" | "command_system"; weight: "vital" | "important" | "ordinary"; place?: Ident | null; agency?: Ident | null; addresses?: string | null; fallback?: string | null; fallback_tested?: Time | null };
	degrade: { reason?: string | null };
	fail: { reason?: string | null };
	fall_back: { reason?: string | null };
	restore: { reason?: string | null };
	retire: { reason?: string | null };
	amend: { name_zh?: string | null; name_en?: string | null; service?: "ticketing" | "screening" | "access_control" | "radio" | "results" | "power" | "network" | "public_site" | "broadcast" | "lift_control" | "weather_feed" | "command_system" | null; weight?: "vital" | "important" | "ordinary" | null; place?: Ident | null; agency?: Ident | null; addresses?: string | null; fallback?: string | null; fallback_tested?: Time | null };
}
export interface AssetRecord extends RecordHead {
	kind: "asset";
	state: AssetState;
	fields: AssetFields;
	clocks?: ClockRun<AssetClock>[];
	acts?: ActName<"asset">[];
}

/* ---- 网络告警; Cyber alert ---- */

export type CyberAlertState = "open" | "added" | "taken_up" | "dismissed";
export type CyberAlertClock = "triage";
export type CyberAlertRefusal = "last_before_first" | "more_blocked_than_seen" | "imported_before" | "other_asset";
export interface CyberAlertFields {
	/* 信息系统; Asset */
	asset?: Ident;
	/* 规则组; Generator */
	generator?: number;
	/* 规则号; Number of the signature */
	signature_number?: number;
	/* 规则; Signature */
	signature?: string;
	/* 分类; Category */
	category?: string;
	/* 严重程度（1最重）; Severity, 1 is gravest */
	severity?: number;
	/* 次数; Times */
	count?: number;
	/* 其中已阻断; Of them blocked */
	blocked?: number;
	/* 首次; First */
	first_seen?: Time;
	/* 末次; Last */
	last_seen?: Time;
	/* 并入; Added to */
	part_of?: Ident;
	/* 网络事件; Cyber incident */
	incident?: Ident;
	/* 理由; Reason */
	reason?: string;
	/* 本次并入次数; Added just now */
	added?: number;
	/* 其中已阻断（本次）; Of them blocked, just now */
	added_blocked?: number;
}
/* What each act takes. */
export interface CyberAlertActs {
	observe: { asset: Ident; generator?: number | null; signature_number: number; signature: string; category?: string | null; severity: number; count: number; blocked?: number | null; first_seen: Time; last_seen: Time };
	take_up: { incident: Ident };
	dismiss: { reason: string };
}
export interface CyberAlertRecord extends RecordHead {
	kind: "cyber_alert";
	state: CyberAlertState;
	fields: CyberAlertFields;
	clocks?: ClockRun<CyberAlertClock>[];
	acts?: ActName<"cyber_alert">[];
}

/* ---- 网络事件; Cyber incident ---- */

export type CyberIncidentState = "detected" | "triaged" | "graded" | "contained" | "eradicated" | "recovered" | "reviewed" | "false_alarm";
export type CyberIncidentClock = "triage" | "grade" | "authority" | "review";
export type CyberIncidentRefusal = "impact_required" | "impact_without_hurt" | "below_the_table" | "asset_still_hurt";
export interface CyberIncidentFields {
	/* 标题; Title */
	title?: string;
	/* 涉及系统; Assets */
	assets?: Ident[];
	/* 情况; What happened */
	what?: string;
	/* 受影响的服务; Services hurt */
	impact?: ("ticketing" | "screening" | "access_control" | "radio" | "results" | "power" | "network" | "public_site" | "broadcast" | "lift_control" | "weather_feed" | "command_system")[];
	/* 影响程度; How far */
	depth?: "none" | "degraded" | "lost";
	/* 泄露信息涉及人数; People whose data is out */
	persons?: number;
	/* 受影响省份; Provinces touched */
	provinces?: number;
	/* 等级; Grade */
	grade?: "g1" | "g2" | "g3" | "g4";
	/* 定级依据; Basis of the grade */
	grade_basis?: "plan" | "by_analogy" | "games_policy";
	/* 按表等级; Grade by the table */
	table_grade?: "g1" | "g2" | "g3" | "g4";
	/* 遏制措施; Containment */
	measures?: string;
	/* 根因; Cause */
	cause?: string;
	/* 教训; Lessons */
	lessons?: string;
	/* 事件; Incident */
	incident?: Ident;
	/* 已报主管部门; Authorities told */
	told?: string;
	/* 理由; Reason */
	reason?: string;
	/* 定级人; Graded by */
	graded_by?: Ident;
}
/* What each act takes. */
export interface CyberIncidentActs {
	detect: { title: string; assets: Ident[]; what?: string | null; incident?: Ident | null };
	triage: { assets?: Ident[] | null; what?: string | null; impact?: ("ticketing" | "screening" | "access_control" | "radio" | "results" | "power" | "network" | "public_site" | "broadcast" | "lift_control" | "weather_feed" | "command_system")[] | null; depth: "none" | "degraded" | "lost"; persons?: number | null; provinces?: number | null };
	grade: { grade: "g1" | "g2" | "g3" | "g4"; grade_basis: "plan" | "by_analogy" | "games_policy"; reason?: string | null };
	contain: { measures: string };
	eradicate: { measures?: string | null; cause: string };
	recover: {};
	review: { cause?: string | null; lessons: string };
	dismiss: { reason: string };
	tell_authority: { told: string };
	amend: { title?: string | null; what?: string | null; incident?: Ident | null };
	share: { post: Ident };
	attach: { hash: string; name: string; mime: string; size: number };
}
export interface CyberIncidentRecord extends RecordHead {
	kind: "cyber_incident";
	state: CyberIncidentState;
	fields: CyberIncidentFields;
	clocks?: ClockRun<CyberIncidentClock>[];
	acts?: ActName<"cyber_incident">[];
}

/* ---- 规范阅签; Conduct check ---- */

export type ConductCheckState = "opened" | "wrong" | "signed" | "void";
export type ConductCheckClock = never;
export type ConductCheckRefusal = "card_not_in_force" | "not_your_check" | "wrong_answer" | "right_answer";
export interface ConductCheckFields {
	/* 规范卡; Card */
	card?: Ident;
	/* 班次; Shift */
	shift?: Ident;
	/* 签署人; Signed by */
	person?: Ident;
	/* 答案; Answer */
	answer?: "a" | "b" | "c" | "d";
	/* 答题次数; Tries */
	tries?: number;
	/* 标题; Title */
	title?: string;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface ConductCheckActs {
	open: { card: Ident; shift?: Ident | null };
	sign: { answer: "a" | "b" | "c" | "d" };
	miss: { answer: "a" | "b" | "c" | "d" };
	void: { reason: string };
}
export interface ConductCheckRecord extends RecordHead {
	kind: "conduct_check";
	state: ConductCheckState;
	fields: ConductCheckFields;
	clocks?: ClockRun<ConductCheckClock>[];
	acts?: ActName<"conduct_check">[];
}

/* ---- 执法投诉; Complaint ---- */

export type ComplaintState = "lodged" | "under_inquiry" | "concluded" | "told" | "referred" | "reopened";
export type ComplaintClock = "accept" | "answer";
export type ComplaintRefusal = "concerned" | "contact_without_telling";
export interface ComplaintFields {
	/* 事由; Matter */
	matter?: "manner" | "search" | "force" | "refusal_of_entry" | "property" | "discrimination" | "inaction" | "footage" | "other";
	/* 经过; What happened */
	text?: string;
	/* 地点; Place */
	place?: Ident;
	/* 被投诉单位; Post complained of */
	against?: Ident;
	/* 渠道; By */
	way_in?: "hotline" | "on_site" | "letter" | "online";
	/* 联系方式; Contact */
	contact?: string;
	/* 查明情况; Findings */
	findings?: string;
	/* 结论; Outcome */
	outcome?: "founded" | "partly_founded" | "unfounded" | "not_to_be_settled";
	/* 告知内容; What was told */
	told?: string;
	/* 移送机关; Referred to */
	referred_to?: string;
	/* 理由; Reason */
	reason?: string;
	/* 标题; Title */
	title?: string;
}
/* What each act takes. */
export interface ComplaintActs {
	lodge: { matter: "manner" | "search" | "force" | "refusal_of_entry" | "property" | "discrimination" | "inaction" | "footage" | "other"; text: string; place?: Ident | null; against?: Ident | null; way_in: "hotline" | "on_site" | "letter" | "online"; contact?: string | null };
	inquire: { against?: Ident | null };
	conclude: { findings: string; outcome: "founded" | "partly_founded" | "unfounded" | "not_to_be_settled" };
	tell: { told: string };
	close_anonymous: { reason: string };
	refer: { told?: string | null; referred_to: string; reason: string };
	reopen: { reason: string };
}
export interface ComplaintRecord extends RecordHead {
	kind: "complaint";
	state: ComplaintState;
	fields: ComplaintFields;
	clocks?: ClockRun<ComplaintClock>[];
	acts?: ActName<"complaint">[];
}

/* ---- 强制力使用; Use of power ---- */

export type ForceUseState = "recorded" | "questioned" | "reviewed";
export type ForceUseClock = "review";
export type ForceUseRefusal = "more_than_concerned" | "own_review" | "oversight_reviews";
export interface ForceUseFields {
	/* 种类; Kind */
	sort?: "questioning" | "body_search" | "place_search" | "restraint" | "removal" | "equipment" | "firearm_shown" | "firearm_used" | "seizure" | "area_cleared";
	/* 地点; Place */
	place?: Ident;
	/* 实施人员; Done by */
	done_by?: "police" | "auxiliary" | "contract_guard" | "steward";
	/* 在场执行人数; Officers there */
	officers?: number;
	/* 涉及人数; People concerned */
	subjects?: number;
	/* 受伤人数; Injured */
	injured?: number;
	/* 法律依据; Legal basis */
	legal_basis?: string;
	/* 已出示证件; Credentials shown */
	credentials?: boolean;
	/* 源系统有执法记录; Recorded by the source system */
	recorded?: boolean;
	/* 经过; What was done */
	course?: string;
	/* 超越职权; Beyond their power */
	beyond_power?: boolean;
	/* 审查结论; Verdict */
	verdict?: "in_order" | "advice" | "unlawful";
	/* 审查意见; Findings */
	findings?: string;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface ForceUseActs {
	record: { sort: "questioning" | "body_search" | "place_search" | "restraint" | "removal" | "equipment" | "firearm_shown" | "firearm_used" | "seizure" | "area_cleared"; place: Ident; done_by: "police" | "auxiliary" | "contract_guard" | "steward"; officers: number; subjects: number; injured?: number | null; legal_basis: string; credentials: boolean; recorded?: boolean | null; course?: string | null };
	question: { reason: string };
	review: { verdict: "in_order" | "advice" | "unlawful"; findings: string };
	complete: { sort?: "questioning" | "body_search" | "place_search" | "restraint" | "removal" | "equipment" | "firearm_shown" | "firearm_used" | "seizure" | "area_cleared" | null; place?: Ident | null; done_by?: "police" | "auxiliary" | "contract_guard" | "steward" | null; officers?: number | null; subjects?: number | null; injured?: number | null; legal_basis?: string | null; credentials?: boolean | null; recorded?: boolean | null; course?: string | null };
}
export interface ForceUseRecord extends RecordHead {
	kind: "force_use";
	state: ForceUseState;
	fields: ForceUseFields;
	clocks?: ClockRun<ForceUseClock>[];
	acts?: ActName<"force_use">[];
}

/* ---- 督察意见; Oversight finding ---- */

export type OversightFindingState = "raised" | "answered" | "returned" | "accepted" | "withdrawn";
export type OversightFindingClock = "answer";
export type OversightFindingRefusal = "to_oversight" | "answer_in_past" | "measure_required";
export interface OversightFindingFields {
	/* 标题; Title */
	title?: string;
	/* 责任单位; To be answered by */
	to?: Ident;
	/* 关于; About */
	subject?: Ident;
	/* 程度; Severity */
	severity?: "advice" | "fault" | "serious";
	/* 发现的问题; What was found */
	text?: string;
	/* 依据; Ground */
	law?: string;
	/* 答复期限; Answer by */
	answer_by?: Time;
	/* 答复; Answer */
	answer?: string;
	/* 整改措施; What is changed */
	measure?: string;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface OversightFindingActs {
	raise: { title: string; to: Ident; subject?: Ident | null; severity: "advice" | "fault" | "serious"; text: string; law?: string | null; answer_by?: Time | null };
	answer: { answer: string; measure?: string | null };
	accept: { reason?: string | null };
	return: { answer_by?: Time | null; reason: string };
	withdraw: { reason: string };
	attach: { hash: string; name: string; mime: string; size: number };
}
export interface OversightFindingRecord extends RecordHead {
	kind: "oversight_finding";
	state: OversightFindingState;
	fields: OversightFindingFields;
	clocks?: ClockRun<OversightFindingClock>[];
	acts?: ActName<"oversight_finding">[];
}

/* ---- 执法规范卡; Conduct card ---- */

export type ConductCardState = "draft" | "in_force" | "withdrawn";
export type ConductCardClock = never;
export type ConductCardRefusal = never;
export interface ConductCardFields {
	/* 标题（中文）; Title (Chinese) */
	title_zh?: string;
	/* 标题（英文）; Title (English) */
	title_en?: string;
	/* 适用人员; For */
	audience?: "police" | "auxiliary" | "contract_guard" | "screener" | "steward";
	/* 内容（中文）; Text (Chinese) */
	text_zh?: string;
	/* 内容（英文）; Text (English) */
	text_en?: string;
	/* 法律依据; Law */
	law?: string;
	/* 情景题（中文）; Question (Chinese) */
	question_zh?: string;
	/* 情景题（英文）; Question (English) */
	question_en?: string;
	/* 正确答案; Right answer */
	right?: "a" | "b" | "c" | "d";
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface ConductCardActs {
	draft: { title_zh: string; title_en: string; audience: "police" | "auxiliary" | "contract_guard" | "screener" | "steward"; text_zh: string; text_en: string; law: string; question_zh: string; question_en: string; right: "a" | "b" | "c" | "d" };
	put_in_force: {};
	withdraw: { reason: string };
	amend: { title_zh?: string | null; title_en?: string | null; audience?: "police" | "auxiliary" | "contract_guard" | "screener" | "steward" | null; text_zh?: string | null; text_en?: string | null; law?: string | null; question_zh?: string | null; question_en?: string | null; right?: "a" | "b" | "c" | "d" | null };
}
export interface ConductCardRecord extends RecordHead {
	kind: "conduct_card";
	state: ConductCardState;
	fields: ConductCardFields;
	clocks?: ClockRun<ConductCardClock>[];
	acts?: ActName<"conduct_card">[];
}

/* ---- 对接链路; Liaison link ---- */

export type LiaisonLinkState = "active" | "suspended" | "ended";
export type LiaisonLinkClock = "contact" | "test";
export type LiaisonLinkRefusal = "not_a_partner" | "contact_in_the_past" | "contact_too_long";
export interface LiaisonLinkFields {
	/* 名称; Name */
	title?: string;
	/* 对接单位; Agency */
	agency?: Ident;
	/* 对接席位; Partner's post */
	partner?: Ident;
	/* 自动共享的事件类别; Incidents it is shown */
	categories?: ("natural" | "accident" | "public_health" | "social_security")[];
	/* 最低等级; From grade */
	least_grade?: "g1" | "g2" | "g3" | "g4";
	/* 主要渠道; Channel */
	channel?: "system" | "phone" | "radio" | "video" | "courier";
	/* 值班电话或频道; Duty number or channel */
	number?: string;
	/* 本班联络人; Contact of this shift */
	contact?: Ident;
	/* 联络人值至; Contact until */
	contact_until?: Time;
	/* 最近测试; Tested last */
	tested_at?: Time;
	/* 理由; Reason */
	reason?: string;
	/* 自动共享的内容; Kinds it is shown */
	kinds?: ("incident" | "warning" | "hazard" | "assessment")[];
}
/* What each act takes. */
export interface LiaisonLinkActs {
	establish: { title: string; agency: Ident; partner: Ident; categories?: ("natural" | "accident" | "public_health" | "social_security")[] | null; least_grade?: "g1" | "g2" | "g3" | "g4" | null; channel: "system" | "phone" | "radio" | "video" | "courier"; number?: string | null; kinds?: ("incident" | "warning" | "hazard" | "assessment")[] | null };
	declare_contact: { number?: string | null; contact: Ident; contact_until: Time };
	suspend: { reason: string };
	resume: { channel?: "system" | "phone" | "radio" | "video" | "courier" | null; number?: string | null };
	end: { reason: string };
	amend: { title?: string | null; categories?: ("natural" | "accident" | "public_health" | "social_security")[] | null; least_grade?: "g1" | "g2" | "g3" | "g4" | null; channel?: "system" | "phone" | "radio" | "video" | "courier" | null; number?: string | null; kinds?: ("incident" | "warning" | "hazard" | "assessment")[] | null };
}
export interface LiaisonLinkRecord extends RecordHead {
	kind: "liaison_link";
	state: LiaisonLinkState;
	fields: LiaisonLinkFields;
	clocks?: ClockRun<LiaisonLinkClock>[];
	acts?: ActName<"liaison_link">[];
}

/* ---- 链路测试; Edge test ---- */

export type EdgeTestState = "sent" | "answered" | "failed";
export type EdgeTestClock = "answer";
export type EdgeTestRefusal = "not_an_edge" | "partner_of_the_link" | "other_side_answers";
export interface EdgeTestFields {
	/* 被测试方; To */
	to?: Ident;
	/* 对接链路; Over the link */
	over?: Ident;
	/* 内容; Text */
	title?: string;
	/* 应答时间; Answered at */
	answered_at?: Time;
	/* 应答用时; Took */
	seconds?: number;
	/* 通话质量; Quality */
	quality?: string;
	/* 原因; Reason */
	reason?: string;
}
/* What each act takes. */
export interface EdgeTestActs {
	send: { to: Ident; over?: Ident | null; title?: string | null };
	answer: { quality?: string | null };
	fail: { reason?: string | null };
}
export interface EdgeTestRecord extends RecordHead {
	kind: "edge_test";
	state: EdgeTestState;
	fields: EdgeTestFields;
	clocks?: ClockRun<EdgeTestClock>[];
	acts?: ActName<"edge_test">[];
}

/* ---- 万无一失核对; Coverage run ---- */

export type CoverageRunState = "current" | "past";
export type CoverageRunClock = "next";
export type CoverageRunRefusal = never;
export interface CoverageRunFields {
	/* 说明; Note */
	title?: string;
	/* 严重缺口; Severe gaps */
	severe?: number;
	/* 较重缺口; Serious gaps */
	serious?: number;
	/* 一般缺口; Minor gaps */
	minor?: number;
	/* 按缺口统计; By gap */
	by_gap?: string;
	/* 较上次增减; Change since the last */
	change?: number;
	/* 下次核对; Next */
	next_at?: Time;
}
/* What each act takes. */
export interface CoverageRunActs {
	run: { title?: string | null };
}
export interface CoverageRunRecord extends RecordHead {
	kind: "coverage_run";
	state: CoverageRunState;
	fields: CoverageRunFields;
	clocks?: ClockRun<CoverageRunClock>[];
	acts?: ActName<"coverage_run">[];
}

/* ---- 就绪倒计时; Readiness ---- */

export type ReadinessState = "tracked" | "ready" | "closed";
export type ReadinessClock = "assess" | "day";
export type ReadinessRefusal = "tracked_already" | "plan_not_in_use" | "severe_left" | "score_too_low";
export interface ReadinessFields {
	/* 名称; Name */
	title?: string;
	/* 地点; Place */
	place?: Ident;
	/* 启用日（T日）; Day of use (T) */
	day?: Time;
	/* 距T日天数; Days to T */
	days_left?: number;
	/* 方案; Plan */
	plan_share?: number;
	/* 演练; Exercise */
	exercise_share?: number;
	/* 隐患整改; Hazards put right */
	hazard_share?: number;
	/* 人员; People */
	staff_share?: number;
	/* 就绪度; Readiness */
	score?: number;
	/* 严重缺口; Severe gaps */
	severe?: number;
	/* 下次评估; Next assessment */
	next_at?: Time;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface ReadinessActs {
	track: { title: string; place: Ident; day: Time };
	assess: { day?: Time | null };
	declare_ready: {};
	revoke: { reason: string };
	close: { reason: string };
}
export interface ReadinessRecord extends RecordHead {
	kind: "readiness";
	state: ReadinessState;
	fields: ReadinessFields;
	clocks?: ClockRun<ReadinessClock>[];
	acts?: ActName<"readiness">[];
}

/* ---- 入口; Gate ---- */

export type GateState = "shut" | "open" | "removed";
export type GateClock = never;
export type GateRefusal = "place_stopped" | "severe_open" | "way_out_stays";
export interface GateFields {
	/* 名称; Name */
	title?: string;
	/* 地点; Place */
	place?: Ident;
	/* 类型; Type */
	type?: "spectators" | "accredited" | "vehicles" | "goods" | "emergency";
	/* 通道数; Lanes */
	lanes?: number;
	/* 负责单位; Responsible */
	responsible?: Ident;
	/* 理由; Reason */
	reason?: string;
}
/* What each act takes. */
export interface GateActs {
	add: { title: string; place: Ident; type: "spectators" | "accredited" | "vehicles" | "goods" | "emergency"; lanes?: number | null; responsible?: Ident | null };
	open: { lanes?: number | null };
	shut: { reason: string };
	remove: { reason: string };
}
export interface GateRecord extends RecordHead {
	kind: "gate";
	state: GateState;
	fields: GateFields;
	clocks?: ClockRun<GateClock>[];
	acts?: ActName<"gate">[];
}

/* ---- 逐日就绪度; Readiness of a day ---- */

export type ReadinessDayState = "kept";
export type ReadinessDayClock = never;
export type ReadinessDayRefusal = never;
export interface ReadinessDayFields {
	/* 名称; Name */
	title?: string;
	/* 就绪倒计时; Countdown */
	readiness?: Ident;
	/* 地点; Place */
	place?: Ident;
	/* 距T日天数; Days to T */
	days_left?: number;
	/* 方案; Plan */
	plan_share?: number;
	/* 演练; Exercise */
	exercise_share?: number;
	/* 隐患整改; Hazards put right */
	hazard_share?: number;
	/* 人员; People */
	staff_share?: number;
	/* 就绪度; Readiness */
	score?: number;
	/* 严重缺口; Severe gaps */
	severe?: number;
}
/* What each act takes. */
export interface ReadinessDayActs {
}
export interface ReadinessDayRecord extends RecordHead {
	kind: "readiness_day";
	state: ReadinessDayState;
	fields: ReadinessDayFields;
	clocks?: ClockRun<ReadinessDayClock>[];
	acts?: ActName<"readiness_day">[];
}

/* What an act takes, by kind and act. */
export interface ActFields {
	post: PostActs;
	agency: AgencyActs;
	account: AccountActs;
	assignment: AssignmentActs;
	place: PlaceActs;
	unit: UnitActs;
	policy: PolicyActs;
	phase: PhaseActs;
	incident: IncidentActs;
	report: ReportActs;
	order: OrderActs;
	receipt: ReceiptActs;
	request: RequestActs;
	offer: OfferActs;
	transfer: TransferActs;
	decision: DecisionActs;
	note: NoteActs;
	message: MessageActs;
	declaration: DeclarationActs;
	alarm: AlarmActs;
	breach: BreachActs;
	conflict: ConflictActs;
	report_duty: ReportDutyActs;
	oversight_note: OversightNoteActs;
	cluster_alert: ClusterAlertActs;
	divergence: DivergenceActs;
	site: SiteActs;
	takeover: TakeoverActs;
	late_entry: LateEntryActs;
	site_alarm: SiteAlarmActs;
	info_need: InfoNeedActs;
	collection: CollectionActs;
	source_report: SourceReportActs;
	assessment: AssessmentActs;
	risk: RiskActs;
	warning: WarningActs;
	bulletin: BulletinActs;
	rumour: RumourActs;
	media_enquiry: MediaEnquiryActs;
	statement: StatementActs;
	faq: FaqActs;
	info_duty: InfoDutyActs;
	statement_fact: StatementFactActs;
	campaign: CampaignActs;
	checklist: ChecklistActs;
	inspection: InspectionActs;
	hazard: HazardActs;
	dispute: DisputeActs;
	goods_site: GoodsSiteActs;
	seal_check: SealCheckActs;
	stock_count: StockCountActs;
	response: ResponseActs;
	briefing: BriefingActs;
	attendance: AttendanceActs;
	run_sheet: RunSheetActs;
	run_item: RunItemActs;
	handover: HandoverActs;
	relocation: RelocationActs;
	succession: SuccessionActs;
	plan: PlanActs;
	measure: MeasureActs;
	trigger: TriggerActs;
	action_card: ActionCardActs;
	exercise: ExerciseActs;
	improvement: ImprovementActs;
	inject: InjectActs;
	interface: InterfaceActs;
	test_schedule: TestScheduleActs;
	health_count: HealthCountActs;
	isolation: IsolationActs;
	loop_override: LoopOverrideActs;
	side_change: SideChangeActs;
	session: SessionActs;
	movement: MovementActs;
	wave: WaveActs;
	capacity: CapacityActs;
	count: CountActs;
	evacuation: EvacuationActs;
	assembly: AssemblyActs;
	route_plan: RoutePlanActs;
	closure: ClosureActs;
	corridor: CorridorActs;
	checkpoint: CheckpointActs;
	level_order: LevelOrderActs;
	checkpoint_count: CheckpointCountActs;
	duty_post: DutyPostActs;
	shift: ShiftActs;
	beat: BeatActs;
	circle: CircleActs;
	equipment: EquipmentActs;
	vehicle: VehicleActs;
	staffing: StaffingActs;
	staffing_step: StaffingStepActs;
	duty_load: DutyLoadActs;
	weather: WeatherActs;
	exposure: ExposureActs;
	supply: SupplyActs;
	cold_injury: ColdInjuryActs;
	asset: AssetActs;
	cyber_alert: CyberAlertActs;
	cyber_incident: CyberIncidentActs;
	conduct_check: ConductCheckActs;
	complaint: ComplaintActs;
	force_use: ForceUseActs;
	oversight_finding: OversightFindingActs;
	conduct_card: ConductCardActs;
	liaison_link: LiaisonLinkActs;
	edge_test: EdgeTestActs;
	coverage_run: CoverageRunActs;
	readiness: ReadinessActs;
	gate: GateActs;
	readiness_day: ReadinessDayActs;
}
export type KindName = keyof ActFields;
/* What anybody can do; acts of the node itself are in no list. */
export type ActName<K extends KindName = KindName> =
	keyof ActFields[K] & string;

/* A record of any kind; `kind` tells which. */
export type AnyRecord =
	| PostRecord
	| AgencyRecord
	| AccountRecord
	| AssignmentRecord
	| PlaceRecord
	| UnitRecord
	| PolicyRecord
	| PhaseRecord
	| IncidentRecord
	| ReportRecord
	| OrderRecord
	| ReceiptRecord
	| RequestRecord
	| OfferRecord
	| TransferRecord
	| DecisionRecord
	| NoteRecord
	| MessageRecord
	| DeclarationRecord
	| AlarmRecord
	| BreachRecord
	| ConflictRecord
	| ReportDutyRecord
	| OversightNoteRecord
	| ClusterAlertRecord
	| DivergenceRecord
	| SiteRecord
	| TakeoverRecord
	| LateEntryRecord
	| SiteAlarmRecord
	| InfoNeedRecord
	| CollectionRecord
	| SourceReportRecord
	| AssessmentRecord
	| RiskRecord
	| WarningRecord
	| BulletinRecord
	| RumourRecord
	| MediaEnquiryRecord
	| StatementRecord
	| FaqRecord
	| InfoDutyRecord
	| StatementFactRecord
	| CampaignRecord
	| ChecklistRecord
	| InspectionRecord
	| HazardRecord
	| DisputeRecord
	| GoodsSiteRecord
	| SealCheckRecord
	| StockCountRecord
	| ResponseRecord
	| BriefingRecord
	| AttendanceRecord
	| RunSheetRecord
	| RunItemRecord
	| HandoverRecord
	| RelocationRecord
	| SuccessionRecord
	| PlanRecord
	| MeasureRecord
	| TriggerRecord
	| ActionCardRecord
	| ExerciseRecord
	| ImprovementRecord
	| InjectRecord
	| InterfaceRecord
	| TestScheduleRecord
	| HealthCountRecord
	| IsolationRecord
	| LoopOverrideRecord
	| SideChangeRecord
	| SessionRecord
	| MovementRecord
	| WaveRecord
	| CapacityRecord
	| CountRecord
	| EvacuationRecord
	| AssemblyRecord
	| RoutePlanRecord
	| ClosureRecord
	| CorridorRecord
	| CheckpointRecord
	| LevelOrderRecord
	| CheckpointCountRecord
	| DutyPostRecord
	| ShiftRecord
	| BeatRecord
	| CircleRecord
	| EquipmentRecord
	| VehicleRecord
	| StaffingRecord
	| StaffingStepRecord
	| DutyLoadRecord
	| WeatherRecord
	| ExposureRecord
	| SupplyRecord
	| ColdInjuryRecord
	| AssetRecord
	| CyberAlertRecord
	| CyberIncidentRecord
	| ConductCheckRecord
	| ComplaintRecord
	| ForceUseRecord
	| OversightFindingRecord
	| ConductCardRecord
	| LiaisonLinkRecord
	| EdgeTestRecord
	| CoverageRunRecord
	| ReadinessRecord
	| GateRecord
	| ReadinessDayRecord;

export type RecordOf<K extends KindName> = Extract<AnyRecord, { kind: K }>;

/* The same names as values, for what is looked up while the program runs. */
export const kinds = {
	post: { number: 1, states: ["standing", "stood_down"], acts: ["establish", "amend", "stand_down", "stand_up"], fields: ["code", "name_zh", "name_en", "tier", "parent", "origin", "place", "phone", "contacts", "agency", "alternate"], clocks: [] },
	agency: { number: 2, states: ["active", "closed"], acts: ["register", "amend", "close"], fields: ["name_zh", "name_en", "type", "parent", "strength"], clocks: [] },
	account: { number: 3, states: ["active", "locked"], acts: ["open", "amend", "lock", "unlock"], fields: ["login", "name", "agency", "note"], clocks: [] },
	assignment: { number: 4, states: ["in_force", "ended"], acts: ["assign", "end"], fields: ["account", "at_post", "role", "from_time", "until_time", "succession"], clocks: ["begin", "term"] },
	place: { number: 5, states: ["planned", "active", "stopped", "closed"], acts: ["plan", "activate", "stop", "resume", "close", "amend"], fields: ["code", "name_zh", "name_en", "type", "zone_type", "sub_type", "parent", "post", "geometry", "capacity", "altitude", "loop_side", "outdoor", "mountain", "exposure", "source", "resp_entity", "resp_leader", "resp_post", "reason", "exits"], clocks: [] },
	unit: { number: 6, states: ["off_duty", "available", "committed", "moving", "on_scene", "resting"], acts: ["enrol", "on_duty", "off_duty", "rest", "amend", "release"], fields: ["name_zh", "name_en", "type", "post", "agency", "strength", "skills", "loop_side", "vehicle", "base", "order"], clocks: [] },
	policy: { number: 7, states: ["in_force", "withdrawn"], acts: ["adopt", "withdraw"], fields: ["key", "value", "unit", "scope", "from_time", "source", "reason", "phase"], clocks: [] },
	phase: { number: 8, states: ["preparation", "games_time", "transition", "paralympic", "demobilise"], acts: ["establish", "to_games_time", "to_transition", "to_paralympic", "to_demobilise", "confirm", "reject"], fields: ["name", "order_text", "reason"], clocks: ["second"] },
	incident: { number: 10, states: ["reported", "verifying", "graded", "responding", "controlled", "closed", "reviewed", "false_alarm", "merged", "transfer_pending"], acts: ["report", "verify", "grade", "confirm_grade", "regrade", "downgrade", "activate", "casualties", "points", "controlled", "stand_down", "review", "false", "reopen", "amend", "merge", "strike", "share", "link", "attach", "confirm", "reject"], fields: ["title", "category", "type", "place", "location", "point", "description", "caller_channel", "source_grade", "credibility", "grade", "grade_basis", "grade_confirmed", "graded_by", "deaths", "injured", "missing", "serious", "loss", "response", "response_matter", "response_duration", "response_measures", "rvp", "fcp", "zone_hot", "zone_warm", "zone_cold", "epidemic_part", "resp_entity", "resp_leader", "resp_post", "closed_by", "new_home", "held_state", "received_at", "first_public_at", "sources", "reason", "lessons", "closers"], clocks: ["attend", "confirm", "second"] },
	report: { number: 11, states: ["sent", "received", "corrected"], acts: ["send", "correct", "link", "attach"], fields: ["type", "incident", "to", "number", "major", "exact_location", "hazards", "access", "casualties_text", "services", "nature", "course", "loss", "leaders_present", "measures", "next_measures", "on_scene", "contact", "occurred_at", "deaths", "injured", "missing", "answers", "skip_level", "copies", "title", "reason"], clocks: [] },
	order: { number: 12, states: ["draft", "issued", "delivered", "signed", "moving", "on_scene", "done", "verified", "closed", "withdrawn", "superseded", "refused"], acts: ["draft", "issue", "issue_second", "verify", "close", "withdraw", "amend", "share", "link", "attach", "confirm", "reject"], fields: ["title", "intent", "tasks", "incident", "place", "zone", "to", "copies", "due_by", "report_back", "priority", "type", "legal_basis", "authority", "epidemic_part", "epidemic_na", "equipment", "comms", "override", "supersedes", "superseded_by", "reason", "result", "informed", "assessment"], clocks: ["deliver", "report_back", "second"] },
	receipt: { number: 13, states: ["delivered", "signed", "moving", "on_scene", "done", "accepted", "rejected", "refused", "withdrawn"], acts: ["sign", "object", "move", "arrive", "done", "accept", "reject", "refuse", "link", "attach"], fields: ["subject", "subject_type", "issuer", "unit", "objection", "cause", "legal_ground", "due_by", "eta", "result", "contested", "copy", "title"], clocks: ["sign", "copy", "carry_out"] },
	request: { number: 14, states: ["requested", "offered", "declined", "committed", "departed", "arrived", "in_use", "released", "returned", "cancelled"], acts: ["ask", "extend", "cancel", "link", "attach"], fields: ["title", "to", "incident", "resource", "quantity", "needed_by", "place", "note", "extended_until", "reason"], clocks: ["answer"] },
	offer: { number: 15, states: ["offered", "declined", "committed", "departed", "arrived", "in_use", "released", "returned", "withdrawn"], acts: ["offer", "decline", "commit", "depart", "arrive", "use", "release", "return", "withdraw"], fields: ["subject", "to", "units", "quantity", "eta_time", "reason", "provisional", "title"], clocks: ["arrival"] },
	transfer: { number: 16, states: ["pending", "accepted", "rejected", "timed_out", "withdrawn"], acts: ["offer", "withdraw"], fields: ["subject", "to", "reason", "cause", "title"], clocks: ["accept"] },
	decision: { number: 17, states: ["recorded", "reviewed", "superseded"], acts: ["record", "review", "supersede", "link", "attach"], fields: ["subject", "title", "information", "risks", "powers", "options", "decision", "rationale", "review_at", "told", "deciders", "findings", "reason"], clocks: ["review"] },
	note: { number: 18, states: ["logged"], acts: ["log", "strike", "attach"], fields: ["subject", "text", "type", "to"], clocks: [] },
	message: { number: 19, states: ["sent"], acts: ["send", "attach"], fields: ["to", "subject", "title", "text", "reply_to"], clocks: [] },
	declaration: { number: 20, states: ["declared", "reviewed", "cancelled"], acts: ["declare", "review", "cancel"], fields: ["type", "incident", "place", "rvp", "fcp", "zone_hot", "zone_warm", "zone_cold", "text", "to", "review_due", "persons", "findings", "reason", "title"], clocks: ["review"] },
	alarm: { number: 21, states: ["ringing", "acknowledged", "settled"], acts: ["acknowledge"], fields: ["subject", "reason", "clock", "step", "text_zh", "text_en", "contact", "level", "diverted"], clocks: [] },
	breach: { number: 22, states: ["recorded", "explained"], acts: ["explain"], fields: ["subject", "clock", "step", "due", "lapsed_at", "owner", "reason", "title"], clocks: [] },
	conflict: { number: 23, states: ["raised", "resolved", "withdrawn"], acts: ["raise", "withdraw"], fields: ["subject", "to", "reason", "unit", "title", "decision", "concerned"], clocks: ["answer"] },
	report_duty: { number: 24, states: ["due", "reported", "final_received", "excused"], acts: ["excuse"], fields: ["incident", "to", "hop", "grade", "received_at", "reports", "last", "final", "voice_due", "first_due", "next_due", "final_due", "reason", "title"], clocks: ["voice", "first", "followup", "final", "supplement"] },
	oversight_note: { number: 25, states: ["logged"], acts: ["log", "strike", "attach"], fields: ["subject", "text", "finding"], clocks: [] },
	cluster_alert: { number: 26, states: ["raised", "acknowledged", "closed"], acts: ["acknowledge", "close"], fields: ["place", "point", "incidents", "count", "to", "reason", "title"], clocks: ["acknowledge"] },
	divergence: { number: 27, states: ["diverging", "agreed"], acts: [], fields: ["subject", "other", "matter", "to", "title"], clocks: ["agree"] },
	site: { number: 30, states: ["joined", "revoked"], acts: ["join", "revoke", "renew", "amend"], fields: ["code", "post", "key", "leaf", "follows", "chains", "seen", "reason"], clocks: [] },
	takeover: { number: 31, states: ["assumed", "offered", "handed_over", "given_back", "withdrawn"], acts: ["assume", "offer", "hand_over", "give_back", "withdraw", "promote", "confirm", "reject"], fields: ["post", "by", "reason", "term", "fences", "after", "title", "follower"], clocks: ["second"] },
	late_entry: { number: 32, states: ["waiting", "merged", "set_aside"], acts: ["merged", "set_aside"], fields: ["entry", "about", "of_kind", "of_act", "written_at", "actor", "body", "decision"], clocks: [] },
	site_alarm: { number: 33, states: ["ringing", "acknowledged", "over"], acts: ["acknowledge"], fields: ["site", "matter", "since", "skew_ms", "title"], clocks: ["acknowledge"] },
	info_need: { number: 40, states: ["asked", "collecting", "assessed", "acted_on", "fed_back", "closed", "cancelled"], acts: ["ask", "judge", "ask_again", "cancel", "share", "link", "attach"], fields: ["title", "question", "topic", "decision", "indicators", "place", "incident", "priority", "due_by", "to", "assessment", "order", "met", "feedback", "reason"], clocks: ["collect", "answer", "judge"] },
	collection: { number: 41, states: ["tasked", "reporting", "complete", "cancelled"], acts: ["task", "extend", "complete", "cancel", "link", "attach"], fields: ["title", "need", "to", "task", "method", "place", "due_by", "reports", "result", "reason", "incident"], clocks: ["collect"] },
	source_report: { number: 42, states: ["received", "rated", "dismissed"], acts: ["receive", "rate_source", "rate_content", "dismiss", "amend", "share", "link", "attach", "strike"], fields: ["title", "text", "source", "source_class", "collection", "to", "place", "incident", "topic", "reliability", "credibility", "reliability_by", "credibility_by", "relayed_from", "corroborated_by", "reason"], clocks: ["rate"] },
	assessment: { number: 43, states: ["draft", "published", "acted_on", "carried_out", "fed_back", "expired", "superseded", "withdrawn"], acts: ["draft", "publish", "feed_back", "withdraw", "amend", "share", "link", "attach"], fields: ["title", "topic", "need", "asked_by", "place", "incident", "judgement", "likelihood", "confidence", "assumptions", "indicators", "advice", "reports", "valid_from", "valid_until", "to", "risk", "supersedes", "superseded_by", "order", "outcome", "feedback", "reason"], clocks: ["validity", "feedback"] },
	risk: { number: 44, states: ["registered", "accepted", "closed"], acts: ["register", "rate", "accept", "review", "close", "amend", "share", "link", "attach"], fields: ["title", "topic", "place", "cause", "effect", "likelihood", "consequence", "controls", "lowers_likelihood", "lowers_consequence", "inherent", "inherent_colour", "control", "residual", "colour", "owner", "review_at", "findings", "assessments", "reason"], clocks: ["review", "treat"] },
	warning: { number: 45, states: ["draft", "checked", "approved", "published", "issued", "updated", "cancelled", "expired", "dropped"], acts: ["draft", "check", "approve", "issue", "issue_at_once", "review", "revise", "drop", "amend", "share", "link", "attach", "confirm", "reject"], fields: ["headline_zh", "headline_en", "category", "basis", "cap_category", "event_zh", "event_en", "level", "urgency", "certainty", "response_type", "onset", "expires", "area_text_zh", "area_text_en", "area", "places", "description_zh", "description_en", "advice_zh", "advice_en", "measures_zh", "measures_en", "issuer_zh", "issuer_en", "web", "grade", "response", "status", "scope", "restriction", "msg_type", "updates", "references", "identifier", "sender", "issued_at", "issued_by", "single", "findings", "replaced_by", "issue_state", "to", "assessment", "incident", "reason", "radius"], clocks: ["validity", "review", "issue", "second"] },
	bulletin: { number: 46, states: ["draft", "issued", "followed", "corrected", "dropped"], acts: ["draft", "issue", "drop", "amend", "link", "attach"], fields: ["title", "period_from", "period_until", "summary", "weather", "crowd", "health", "cyber", "information", "outlook", "assessments", "warnings", "needs", "to", "next_due", "corrects", "reason"], clocks: ["next"] },
	rumour: { number: 50, states: ["logged", "triaged", "verifying", "true", "false", "misleading", "unverifiable", "out_of_scope", "response_draft", "approved", "published", "observed", "closed", "shelved"], acts: ["log", "triage", "verify", "find_true", "find_false", "find_misleading", "find_unverifiable", "out_of_scope", "respond", "approve", "publish", "observe", "close", "shelve", "share", "link", "confirm", "reject"], fields: ["heard", "claim", "title", "topic", "place", "first_seen", "channel_class", "reach", "harm", "correct_due", "to", "verify_due", "finding", "evidence", "incident", "response_zh", "response_en", "statement", "published_at", "trend", "outcome", "reason", "nature"], clocks: ["triage", "verify", "correct", "observe", "second"] },
	media_enquiry: { number: 51, states: ["received", "assigned", "answer_draft", "cleared", "answered", "withdrawn"], acts: ["receive", "assign", "draft", "clear", "answer", "withdraw", "share", "link", "attach"], fields: ["title", "outlet", "contact", "question", "topic", "language", "incident", "deadline", "due", "to", "answer", "statement", "drafted_by", "reason"], clocks: ["assign", "answer"] },
	statement: { number: 52, states: ["draft", "fact_checked", "legal_checked", "approved", "published", "outdated", "corrected", "dropped"], acts: ["draft", "check_facts", "check_legal", "approve", "publish", "revise", "drop", "amend", "share", "link", "attach", "confirm", "reject"], fields: ["title_zh", "title_en", "text_zh", "text_en", "type", "topic", "incident", "rumour", "no_facts", "legal_check", "epidemic_part", "epidemic_na", "speaker", "corrects", "corrected_by", "published_at", "drafted_by", "to", "reason", "before_zh", "before_en", "after_zh", "after_en"], clocks: ["publish", "correct", "second"] },
	faq: { number: 53, states: ["draft", "published", "expired", "retired"], acts: ["draft", "publish", "revise", "retire", "amend", "confirm", "reject"], fields: ["question_zh", "question_en", "answer_zh", "answer_en", "topic", "place", "statement", "valid_until", "reason"], clocks: ["validity", "second"] },
	info_duty: { number: 54, states: ["due", "met", "lifted"], acts: ["hold_conference"], fields: ["incident", "grade", "known_at", "holding_due", "facts_due", "information_due", "conference_due", "last", "conference", "title", "new_home"], clocks: ["holding", "facts", "information", "conference", "following"] },
	statement_fact: { number: 55, states: ["holds", "changed", "dropped"], acts: ["quote", "quote_again", "drop"], fields: ["statement", "incident", "field", "value", "now", "title", "reason"], clocks: [] },
	campaign: { number: 60, states: ["planned", "running", "closed", "cancelled"], acts: ["plan", "start", "close", "cancel", "attach", "link"], fields: ["title", "checklist", "places", "to", "until", "inspected", "result", "reason"], clocks: ["run"] },
	checklist: { number: 61, states: ["draft", "in_force", "superseded", "retired"], acts: ["draft", "approve", "retire", "amend", "attach", "confirm", "reject"], fields: ["title", "scope", "legal_basis", "security_items", "epidemic_items", "epidemic_na", "supersedes", "superseded_by", "reason"], clocks: ["second"] },
	inspection: { number: 62, states: ["started", "recorded", "filed", "voided"], acts: ["start", "record", "sign_inspector", "sign_organiser", "sign_venue", "file", "annul", "attach", "link", "share"], fields: ["title", "campaign", "checklist", "place", "security_result", "security_text", "security_na", "epidemic_result", "epidemic_text", "epidemic_na", "to", "signed_inspector", "signed_organiser", "signed_venue", "reason"], clocks: ["file"] },
	hazard: { number: 63, states: ["found", "assigned", "in_rectification", "self_checked", "verified", "closed", "escalated", "dismissed"], acts: ["find", "assign", "begin", "self_check", "verify", "send_back", "close", "instruct", "stop_use", "refind", "dismiss", "amend", "attach", "link", "share"], fields: ["title", "description", "place", "location", "means", "category", "likelihood", "consequence", "score", "colour", "inspection", "no_photo", "resp_entity", "resp_leader", "resp_post", "assignee", "verifier", "measure", "fund", "due_by", "plan", "rectified", "rectified_at", "rectified_by", "verification", "supervisor", "supervision", "unsafe", "unsafe_reason", "repeat", "repeats", "closed_at", "reason"], clocks: ["assign", "rectify", "verify", "supervise"] },
	dispute: { number: 65, states: ["logged", "routed", "in_mediation", "settled", "decided", "referred", "escalation_risk", "under_review", "closed"], acts: ["log", "route", "object", "mediate", "settle", "decide", "refer", "extend", "warn", "contain", "ask_review", "review", "court_confirmed", "close", "amend", "link", "share"], fields: ["title", "type", "place", "parties", "organisations", "cause", "body", "to", "mediator", "measure", "risk", "risk_reason", "public_order", "police_informed", "result", "legal_path", "agreement", "decide_due", "object_until", "decided_at", "reviews", "extended", "notice", "told", "incident", "reason"], clocks: ["route", "decide", "review", "confirm", "prevent"] },
	goods_site: { number: 66, states: ["declared", "inspected", "sealed", "unsealed", "loss", "closed"], acts: ["declare", "inspect", "seal", "receive", "issue", "unseal", "resolve", "close", "amend", "attach", "link", "share", "confirm", "reject"], fields: ["title", "goods_class", "place", "licence", "licence_until", "store", "measure", "stock", "counted", "counted_at", "seal", "freeze_until", "inspection", "resp_entity", "resp_leader", "resp_post", "quantity", "permit", "incident", "reason"], clocks: ["seal_check", "licence", "second"] },
	seal_check: { number: 67, states: ["recorded"], acts: ["check", "attach"], fields: ["site", "seal", "result", "note", "title"], clocks: [] },
	stock_count: { number: 68, states: ["counted", "certified"], acts: ["count", "certify", "attach"], fields: ["site", "counted", "declared", "difference", "note", "title"], clocks: ["certify"] },
	response: { number: 70, states: ["in_force", "ended"], acts: ["activate", "change_level", "extend", "end", "share", "link", "attach"], fields: ["matter", "level", "duration", "measures", "incident", "place", "area", "to", "legal_basis", "ends_at", "reason", "result"], clocks: ["end"] },
	briefing: { number: 71, states: ["draft", "called", "held", "closed", "cancelled"], acts: ["draft", "call", "hold", "close", "cancel", "amend", "attach"], fields: ["title", "type", "begins", "place", "to", "information", "intent", "method", "administration", "risk", "communications", "humanitarian", "epidemic_part", "incident", "points", "reason", "epidemic_na"], clocks: ["begin"] },
	attendance: { number: 72, states: ["invited", "coming", "attended", "excused", "acknowledged", "void"], acts: ["accept", "attend", "excuse", "acknowledge"], fields: ["subject", "issuer", "title", "begins", "persons", "check_back", "reason"], clocks: ["acknowledge"] },
	run_sheet: { number: 73, states: ["draft", "published", "closed", "superseded"], acts: ["draft", "publish", "close", "amend", "attach"], fields: ["title", "day", "place", "note", "to", "supersedes", "summary"], clocks: [] },
	run_item: { number: 74, states: ["planned", "running", "done", "skipped"], acts: ["add", "shift", "start", "done", "skip"], fields: ["sheet", "title", "starts", "ends", "responsible", "place", "note", "reason", "started_at", "done_at"], clocks: ["start"] },
	handover: { number: 75, states: ["listed", "signed_out", "handed_over", "withdrawn"], acts: ["list", "refresh", "sign_out", "sign_in", "withdraw"], fields: ["outgoing", "incoming", "note", "items", "digest", "incidents", "orders", "clocks", "hazards", "rumours", "signed_out", "signed_in", "responsible", "reason", "since", "since_count"], clocks: ["sign"] },
	relocation: { number: 76, states: ["planned", "moving", "operating", "returned", "withdrawn"], acts: ["plan", "check", "order", "arrive", "return", "withdraw", "amend", "confirm", "reject"], fields: ["title", "alternate", "regular", "meanwhile", "route", "comms", "findings", "checked_at", "reason", "arrived_at"], clocks: ["move", "second"] },
	succession: { number: 77, states: ["assumed", "offered_back", "taken_back"], acts: ["assume", "offer_back", "take_back"], fields: ["post", "reason", "relocation", "note", "taken_back_at", "title"], clocks: ["back", "take"] },
	plan: { number: 80, states: ["draft", "review", "approved", "exercised", "active", "superseded", "withdrawn"], acts: ["draft", "submit", "sign_security", "sign_epidemic", "sign_venue", "sign_fire", "sign_transport", "return", "approve", "activate", "revise", "withdraw", "amend", "attach", "link"], fields: ["title", "type", "place", "activity", "staff", "fire_safety", "capacity", "buffer", "checks", "parking", "public_order", "rescue", "risk_report", "agreement", "drawing_date", "loop_lines", "test_points", "isolation_room", "dual_evacuation", "epidemic_na", "weather_annex", "comms_annex", "resp_entity", "resp_leader", "resp_post", "reviewers", "security_by", "epidemic_by", "venue_by", "fire_by", "transport_by", "reviewed_digest", "approved_digest", "approved_at", "exercised_at", "exercise", "reason"], clocks: ["review"] },
	measure: { number: 81, states: ["planned", "in_place", "failed", "dropped"], acts: ["add", "put_in_place", "fail", "drop", "amend"], fields: ["plan", "means", "title", "text", "responsible", "place", "quantity", "result", "reason"], clocks: [] },
	trigger: { number: 82, states: ["armed", "crossed", "retired"], acts: ["arm", "cross", "rearm", "retire"], fields: ["plan", "title", "quantity", "direction", "threshold", "unit", "card", "place", "observed", "reason"], clocks: [] },
	action_card: { number: 83, states: ["ready", "proposed", "in_use", "retired"], acts: ["add", "use", "dismiss", "finish", "retire", "amend"], fields: ["plan", "title", "steps", "responsible", "epidemic_part", "proposed_by", "reason", "result"], clocks: ["answer"] },
	exercise: { number: 84, states: ["designed", "msel_locked", "running", "endex", "hot_wash", "reported", "cancelled"], acts: ["design", "lock", "start", "end", "hot_wash", "report", "cancel", "amend", "attach"], fields: ["title", "plan", "type", "objectives", "scenario", "begins", "to", "hot_wash", "rating", "report", "reason"], clocks: ["report"] },
	improvement: { number: 85, states: ["raised", "started", "self_checked", "verified", "overdue", "withdrawn"], acts: ["raise", "start", "self_check", "verify", "return", "postpone", "withdraw", "attach"], fields: ["title", "exercise", "incident", "action", "owner", "due", "evidence", "done_by", "reason", "epidemic_part", "epidemic_na"], clocks: ["due"] },
	inject: { number: 86, states: ["planned", "delivered", "rated", "skipped"], acts: ["add", "deliver", "rate", "skip"], fields: ["exercise", "number", "scheduled", "from_role", "to", "means", "title", "expected", "expected_within", "objective", "delivered_at", "rating", "observation", "reason"], clocks: [] },
	interface: { number: 90, states: ["planned", "open", "shut", "retired"], acts: ["plan", "open", "shut", "retire", "amend"], fields: ["title", "place", "passes", "procedure", "disinfection", "protection", "opens", "closes", "resp_entity", "resp_leader", "resp_post", "reason", "life_safety"], clocks: [] },
	test_schedule: { number: 91, states: ["running", "suspended", "ended"], acts: ["plan", "change", "suspend", "resume", "end"], fields: ["title", "group", "loop_side", "every", "place", "expected", "first", "next_due", "tested_at", "reason"], clocks: ["next"] },
	health_count: { number: 92, states: ["recorded"], acts: ["record", "strike"], fields: ["schedule", "group", "place", "tested", "positive", "isolated", "title"], clocks: ["stay"] },
	isolation: { number: 93, states: ["ready", "full", "closed"], acts: ["open", "count", "mark_full", "close"], fields: ["title", "place", "loop_side", "beds", "taken", "supplies", "transfer", "reason"], clocks: [] },
	loop_override: { number: 94, states: ["logged", "followed", "closed"], acts: ["log", "recount", "follow", "close"], fields: ["title", "place", "persons", "incident", "evacuation", "assembly", "declaration", "to", "follow_up", "followed", "reason"], clocks: ["follow"] },
	side_change: { number: 95, states: ["in_quarantine", "cleared", "cancelled"], acts: ["begin", "extend", "clear", "cancel"], fields: ["title", "unit", "persons", "from_side", "to_side", "isolation", "free_at", "reason", "clearance", "until"], clocks: ["quarantine"] },
	session: { number: 100, states: ["scheduled", "postponed", "running", "interrupted", "finished", "cancelled"], acts: ["schedule", "move", "postpone", "begin", "interrupt", "resume", "prolong", "finish", "cancel", "amend"], fields: ["session_code", "name_zh", "name_en", "type", "venue", "starts", "ends", "day_only", "expected", "source", "reason", "first_starts", "moves", "began", "moved_from"], clocks: ["begin", "finish"] },
	movement: { number: 101, states: ["planned", "ready", "open", "peak", "held", "clearing", "clear", "closed", "cancelled"], acts: ["plan", "ready", "open", "peak", "hold", "release", "begin_clearing", "declare_clear", "close", "cancel", "amend"], fields: ["title", "direction", "place", "hangs_on", "begin_ref", "begin_span", "end_ref", "end_span", "from_time", "until_time", "expected", "tolerance", "loop_side", "crosses_loop", "interface_procedure", "security_part", "epidemic_part", "epidemic_na", "reason", "remaining", "forecast_queue", "forecast_wait", "forecast_clear"], clocks: ["ready", "clear"] },
	wave: { number: 102, states: ["planned", "under_way", "held", "arrived", "cancelled"], acts: ["plan", "send_off", "hold", "go_on", "arrive", "cancel", "amend"], fields: ["movement", "number", "title", "persons", "route", "mode", "capacity", "posts", "hangs_on", "begin_ref", "begin_span", "end_ref", "end_span", "from_time", "until_time", "loop_side", "arrived", "reason"], clocks: ["arrive"] },
	capacity: { number: 103, states: ["draft", "approved", "superseded", "withdrawn"], acts: ["draft", "approve", "withdraw", "amend"], fields: ["place", "title", "turnstiles", "entry_rate", "seats", "area", "density", "physical", "managed", "exit_width", "widest_exit", "stairs", "flow", "evacuation_time", "entry_figure", "holding_figure", "exit_figure", "evacuation_figure", "final_figure", "bound", "approved", "tickets", "egress", "source", "reason"], clocks: [] },
	count: { number: 104, states: ["normal", "blue", "yellow", "orange", "red", "closed"], acts: ["open", "read", "stop_checks", "resume_checks", "close", "amend"], fields: ["place", "title", "area", "inside", "inflow", "outflow", "density", "share", "filling_since", "read_at", "ticket_check", "method", "reason"], clocks: ["reading"] },
	evacuation: { number: 105, states: ["prepared", "triggered", "announced", "moving", "assembled", "accounted", "released", "called_off"], acts: ["prepare", "trigger", "trigger_unprepared", "announce", "move", "assemble", "account", "release", "call_off", "amend"], fields: ["title", "place", "stop_posts", "incident", "reason", "expected_in", "expected_out", "counted_in", "counted_out", "called_by", "announcement_zh", "announcement_en", "unaccounted"], clocks: ["announce", "empty", "account"] },
	assembly: { number: 106, states: ["designated", "counted", "cleared"], acts: ["designate", "count", "take_other_side", "clear", "amend"], fields: ["evacuation", "title", "place", "loop_side", "capacity", "counted", "other_side", "injured", "reason", "post"], clocks: [] },
	route_plan: { number: 107, states: ["planned", "approved", "under_way", "halted", "arrived", "cancelled"], acts: ["plan", "approve", "set_off", "pass", "halt", "go_on", "arrive", "cancel", "amend"], fields: ["title", "type", "geometry", "hangs_on", "begin_ref", "begin_span", "end_ref", "end_span", "from_time", "until_time", "starts", "ends", "legs", "leg", "late", "alternate", "reason", "told_late"], clocks: ["arrive"] },
	closure: { number: 108, states: ["planned", "ordered", "in_force", "held", "lifted", "cancelled"], acts: ["plan", "order", "put_in_force", "lift", "hold", "cancel", "amend", "confirm", "reject"], fields: ["title", "type", "place", "geometry", "hangs_on", "begin_ref", "begin_span", "end_ref", "end_span", "from_time", "until_time", "leg", "passes", "legal_basis", "detour", "notice_zh", "notice_en", "posts", "reason", "shifts"], clocks: ["begin", "lift", "sign", "passage", "second"] },
	corridor: { number: 110, states: ["active", "closed"], acts: ["designate", "weigh", "close", "amend"], fields: ["name_zh", "name_en", "designation", "wanted", "geometry", "assurance", "wait", "growing", "plan_r3", "plan_r2", "plan_r1", "plan_r0", "plan_assurance", "plan_wait", "plan_staff", "plan_suffices"], clocks: [] },
	checkpoint: { number: 111, states: ["c4", "c3", "c2", "c1", "closed"], acts: ["set_up", "close", "amend"], fields: ["corridor", "name_zh", "name_en", "ring", "place", "lanes", "lanes_most", "vehicles", "upstream", "staff", "order", "stop_share", "lanes_now", "staff_now", "raised_at", "reason", "id_check", "search", "all_coaches", "all_vans", "all_dangerous", "wait_most"], clocks: [] },
	level_order: { number: 112, states: ["proposed", "ordered", "in_force", "renewed", "lowered", "lapsed", "withdrawn"], acts: ["propose", "reckon", "order", "order_second", "withdraw", "confirm", "reject"], fields: ["title", "corridor", "ring", "to_level", "from_level", "incident", "reason", "area", "from_time", "expires", "warn_at", "legal_basis", "relief", "notice_zh", "notice_en", "renews", "to", "forecast_wait", "forecast_grows", "forecast_queue", "forecast_longest", "forecast_capacity", "assurance_before", "assurance_after", "staff_needed", "forecast_at", "wait_most", "over_wait"], clocks: ["begin", "expiry", "renewal", "second"] },
	checkpoint_count: { number: 113, states: ["recorded", "explained"], acts: ["report", "explain", "amend"], fields: ["checkpoint", "from_time", "until_time", "vehicles", "tokens", "stopped", "searched", "persons", "explosives", "blades", "drones", "other_items", "complaints", "mean_wait", "queue", "share", "short_of_level", "reason", "over_wait"], clocks: [] },
	duty_post: { number: 120, states: ["planned", "active", "indoors", "withdrawn", "closed"], acts: ["plan", "open", "move_indoors", "withdraw", "resume", "close", "amend"], fields: ["name_zh", "name_en", "type", "place", "post", "agency", "strength", "least", "skills", "means", "loop_side", "work", "outdoor", "shelter", "shelter_walk", "from_time", "until_time", "present", "reason", "tasks", "resp_entity", "resp_leader", "resp_post"], clocks: ["manning"] },
	shift: { number: 121, states: ["planned", "checked_in", "on_post", "warm_up", "handing_over", "resting", "rested", "absent", "cancelled"], acts: ["plan", "plan_override", "check_in", "take_post", "warm_up", "hand_over", "accept", "leave", "absent", "cancel", "reschedule", "strike"], fields: ["duty_post", "person", "people", "unit", "to", "from_time", "until_time", "relief", "items", "checked_in_at", "left_at", "rest_until", "handed_by", "overridden", "reason", "title", "longest_until", "session"], clocks: ["report", "relief", "longest", "sign", "rest"] },
	beat: { number: 122, states: ["planned", "running", "paused", "closed"], acts: ["plan", "start", "pass", "pause", "close", "amend"], fields: ["name_zh", "name_en", "way", "length", "interval", "unit", "to", "places", "geometry", "passes", "last_at", "next_due", "findings", "reason"], clocks: ["pass"] },
	circle: { number: 123, states: ["drawn", "in_force", "too_slow", "retired"], acts: ["draw", "put_in_force", "drill_met", "drill_missed", "retire", "amend"], fields: ["title", "place", "t1_units", "t3_units", "t5_units", "t1_seconds", "t3_seconds", "t5_seconds", "basis", "drilled_layer", "drilled_seconds", "drilled_at", "reason"], clocks: [] },
	equipment: { number: 124, states: ["ready", "issued", "defective", "in_repair", "lost", "retired"], acts: ["enter", "issue", "return", "report_defect", "send_to_repair", "put_right", "inspect", "lose", "find", "retire"], fields: ["tag", "name", "type", "agency", "base", "unit", "return_by", "check_by", "defect", "reason"], clocks: ["check", "return"] },
	vehicle: { number: 125, states: ["ready", "out", "defective", "retired"], acts: ["enter", "take", "bring_back", "report_defect", "put_right", "retire", "amend"], fields: ["fleet_number", "type", "agency", "base", "seats", "loop_side", "winter_fit", "heated", "unit", "bound_for", "return_by", "defect", "reason"], clocks: ["return"] },
	staffing: { number: 126, states: ["growing", "short", "met", "contingency", "closed"], acts: ["require", "look", "call_contingency", "revise", "close", "strike"], fields: ["title", "agency", "place", "source", "skill", "required", "formula", "day", "contracted", "recruited", "trained", "accredited", "rostered", "present", "forecast", "gap", "ask", "narrowest", "looked_at", "reserve", "reserve_agency", "reason", "by_posts"], clocks: ["review"] },
	staffing_step: { number: 127, states: ["reported", "verified", "rejected"], acts: ["report", "verify", "reject", "attach", "strike"], fields: ["subject", "stage", "count", "as_of", "proof", "proof_hash", "note", "reason", "title"], clocks: [] },
	duty_load: { number: 129, states: ["over", "split", "eased"], acts: ["split"], fields: ["running", "most", "officers", "second", "share", "title"], clocks: ["split"] },
	weather: { number: 130, states: ["current", "superseded", "expired"], acts: ["observe", "strike"], fields: ["title", "place", "observed_at", "air", "wind", "gust", "humidity", "visibility", "snow_depth", "snowfall", "source", "wind_chill", "band", "frostbite", "valid_until"], clocks: ["valid"] },
	exposure: { number: 131, states: ["exposed", "stop", "warming", "relieved"], acts: ["begin", "reassess", "warm", "go_out", "relieve"], fields: ["duty_post", "shift", "people", "work", "weather", "wind_chill", "since", "limit", "warn_at", "relief_due", "relieved_at", "reason", "title"], clocks: ["warn", "relief", "stop"] },
	supply: { number: 132, states: ["enough", "low", "out", "ordered", "closed"], acts: ["set_up", "count", "order", "receive", "close", "set_levels", "serve", "cancel_order"], fields: ["title", "sort", "place", "measure", "level", "least", "full", "ordered", "supplier", "deliver_by", "received", "loop_side", "counted_at", "reason", "interval", "served", "next_serving"], clocks: ["count", "delivery", "serving"] },
	cold_injury: { number: 133, states: ["reported", "under_review", "reviewed"], acts: ["report", "begin_review", "conclude", "correct"], fields: ["duty_post", "exposure", "severity", "people", "to_hospital", "findings", "measures", "title"], clocks: ["review"] },
	asset: { number: 140, states: ["normal", "degraded", "down", "fallen_back", "retired"], acts: ["register", "degrade", "fail", "fall_back", "restore", "retire", "amend"], fields: ["name_zh", "name_en", "service", "weight", "place", "agency", "addresses", "fallback", "fallback_tested", "reason"], clocks: [] },
	cyber_alert: { number: 141, states: ["open", "added", "taken_up", "dismissed"], acts: ["observe", "take_up", "dismiss"], fields: ["asset", "generator", "signature_number", "signature", "category", "severity", "count", "blocked", "first_seen", "last_seen", "part_of", "incident", "reason", "added", "added_blocked"], clocks: ["triage"] },
	cyber_incident: { number: 142, states: ["detected", "triaged", "graded", "contained", "eradicated", "recovered", "reviewed", "false_alarm"], acts: ["detect", "triage", "grade", "contain", "eradicate", "recover", "review", "dismiss", "tell_authority", "amend", "share", "attach"], fields: ["title", "assets", "what", "impact", "depth", "persons", "provinces", "grade", "grade_basis", "table_grade", "measures", "cause", "lessons", "incident", "told", "reason", "graded_by"], clocks: ["triage", "grade", "authority", "review"] },
	conduct_check: { number: 145, states: ["opened", "wrong", "signed", "void"], acts: ["open", "sign", "miss", "void"], fields: ["card", "shift", "person", "answer", "tries", "title", "reason"], clocks: [] },
	complaint: { number: 146, states: ["lodged", "under_inquiry", "concluded", "told", "referred", "reopened"], acts: ["lodge", "inquire", "conclude", "tell", "close_anonymous", "refer", "reopen"], fields: ["matter", "text", "place", "against", "way_in", "contact", "findings", "outcome", "told", "referred_to", "reason", "title"], clocks: ["accept", "answer"] },
	force_use: { number: 147, states: ["recorded", "questioned", "reviewed"], acts: ["record", "question", "review", "complete"], fields: ["sort", "place", "done_by", "officers", "subjects", "injured", "legal_basis", "credentials", "recorded", "course", "beyond_power", "verdict", "findings", "reason"], clocks: ["review"] },
	oversight_finding: { number: 148, states: ["raised", "answered", "returned", "accepted", "withdrawn"], acts: ["raise", "answer", "accept", "return", "withdraw", "attach"], fields: ["title", "to", "subject", "severity", "text", "law", "answer_by", "answer", "measure", "reason"], clocks: ["answer"] },
	conduct_card: { number: 149, states: ["draft", "in_force", "withdrawn"], acts: ["draft", "put_in_force", "withdraw", "amend"], fields: ["title_zh", "title_en", "audience", "text_zh", "text_en", "law", "question_zh", "question_en", "right", "reason"], clocks: [] },
	liaison_link: { number: 150, states: ["active", "suspended", "ended"], acts: ["establish", "declare_contact", "suspend", "resume", "end", "amend"], fields: ["title", "agency", "partner", "categories", "least_grade", "channel", "number", "contact", "contact_until", "tested_at", "reason", "kinds"], clocks: ["contact", "test"] },
	edge_test: { number: 151, states: ["sent", "answered", "failed"], acts: ["send", "answer", "fail"], fields: ["to", "over", "title", "answered_at", "seconds", "quality", "reason"], clocks: ["answer"] },
	coverage_run: { number: 155, states: ["current", "past"], acts: ["run"], fields: ["title", "severe", "serious", "minor", "by_gap", "change", "next_at"], clocks: ["next"] },
	readiness: { number: 156, states: ["tracked", "ready", "closed"], acts: ["track", "assess", "declare_ready", "revoke", "close"], fields: ["title", "place", "day", "days_left", "plan_share", "exercise_share", "hazard_share", "staff_share", "score", "severe", "next_at", "reason"], clocks: ["assess", "day"] },
	gate: { number: 157, states: ["shut", "open", "removed"], acts: ["add", "open", "shut", "remove"], fields: ["title", "place", "type", "lanes", "responsible", "reason"], clocks: [] },
	readiness_day: { number: 158, states: ["kept"], acts: [], fields: ["title", "readiness", "place", "days_left", "plan_share", "exercise_share", "hazard_share", "staff_share", "score", "severe"], clocks: [] },
} as const satisfies Record<KindName, object>;
