/* Written by tools/gen.py from schema/; do not edit. */
#ifndef LIFELINE_OPS_GEN_COMMANDS_H
#define LIFELINE_OPS_GEN_COMMANDS_H

#include "ops/command.h"

enum { COMMANDS_N = 86 };
/* Sorted by name. */
extern const struct command commands[COMMANDS_N];

/* One handler a command, in the file of its noun. */
op_run op_clock_advance;
op_run op_clock_get;
op_run op_closure_create;
op_run op_closure_get;
op_run op_closure_lift;
op_run op_closure_list;
op_run op_closure_update;
op_run op_crew_create;
op_run op_crew_get;
op_run op_crew_list;
op_run op_crew_report_position;
op_run op_crew_set_state;
op_run op_crew_update;
op_run op_crew_visits;
op_run op_event_list;
op_run op_gate_create;
op_run op_gate_get;
op_run op_gate_list;
op_run op_gate_update;
op_run op_job_get;
op_run op_job_list;
op_run op_job_transition;
op_run op_manifest_correct;
op_run op_manifest_create;
op_run op_manifest_get;
op_run op_manifest_hand_over;
op_run op_manifest_list;
op_run op_manifest_receive;
op_run op_manifest_refuse;
op_run op_manifest_treat;
op_run op_org_create;
op_run op_org_get;
op_run op_org_list;
op_run op_org_update;
op_run op_permit_create;
op_run op_permit_get;
op_run op_permit_list;
op_run op_permit_revoke;
op_run op_permit_update;
op_run op_person_create;
op_run op_person_get;
op_run op_person_list;
op_run op_person_set_status;
op_run op_person_update;
op_run op_plan_commit;
op_run op_plan_get;
op_run op_plan_revision;
op_run op_policy_list;
op_run op_report_counters;
op_run op_report_custody;
op_run op_request_cancel;
op_run op_request_create;
op_run op_request_feedback;
op_run op_request_get;
op_run op_request_list;
op_run op_request_script_done;
op_run op_service_get;
op_run op_service_list;
op_run op_site_create;
op_run op_site_get;
op_run op_site_list;
op_run op_site_update;
op_run op_step_record;
op_run op_stock_issue;
op_run op_stock_list;
op_run op_term_list;
op_run op_user_create;
op_run op_user_list;
op_run op_vehicle_create;
op_run op_vehicle_disinfected;
op_run op_vehicle_get;
op_run op_vehicle_list;
op_run op_vehicle_update;
op_run op_visit_get;
op_run op_visit_transition;
op_run op_zone_at;
op_run op_zone_create;
op_run op_zone_get;
op_run op_zone_lift;
op_run op_zone_list;
op_run op_zone_seal;
op_run op_zone_tick;
op_run op_zone_update;

#endif
