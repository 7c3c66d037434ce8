/* The verbs, each in the file of its family. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_VERBS_H
#define CLI_VERBS_H

#include "cli/verb.h"

extern const struct verb verb_serve, verb_demo, verb_act, verb_case, verb_roster, verb_site;
extern const struct verb verb_evac, verb_evac_cases, verb_evac_city;
extern const struct verb verb_road;
extern const struct verb verb_import, verb_load, verb_picture_gaps, verb_picture_cop;
extern const struct verb verb_picture_countdown;
extern const struct verb verb_eve, verb_calendar;
extern const struct verb verb_account_init, verb_account_passwd;
extern const struct verb verb_log_verify, verb_log_dump, verb_log_digest, verb_log_backup;
extern const struct verb verb_log_restore;
extern const struct verb verb_print_kinds, verb_print_matrix, verb_print_openapi;
extern const struct verb verb_print_types, verb_print_reference, verb_print_man;

#endif
