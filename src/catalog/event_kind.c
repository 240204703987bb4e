#include "catalog/event_kind.h"

#include <string.h>

/* What several types of events say alike. */
#define ALARM_FIELDS    "kind", "about", "step", "text"
#define APPROVAL_FIELDS "number", "chain", "label", "about", "after", "due_at"
#define GATE_FIELDS                                                                                \
    "name", "place", "hours", "delay_s", "direction", "state", "post", "entrance",                 \
        "emergency_contact"
#define MANIFEST_FIELDS                                                                            \
    "kind", "site", "mode", "due_at", "at", "postings", "difference_kg", "corrected_kg"
#define MANIFEST_LIST .list = "postings", .entries = {"code", "stage", "packages", "kg", "epidemic"}
#define MODE_FIELDS                                                                                \
    "number", "plan", "level", "emergency", "scope", "scope_id", "from", "until", "parameters",    \
        "channels"
#define NOTICE_FIELDS  "number", "kind", "state", "type", "identifier", "headline"
#define PASSAGE_FIELDS "passage", "direction", "post", "result", "at", "why"
#define SITE_FIELDS                                                                                \
    "code", "kind", "name", "address", "place", "customer_class", "capacity_kg_day", "mutual_aid", \
        "contact"
#define STOCK_FIELDS                                                                               \
    "kind", "from", "to", "moves", "reason", "party", "reference", "counted_by", "signatures", "at"
#define VEHICLE_FIELDS "plate", "kind", "profile", "capacity", "status", "last_disinfected_at"

static const struct event_kind KINDS[] = {
    {"affiliation.created", .fields = {"community", "unit", "person", "note"}},
    {"affiliation.ended", .fields = {NULL}},
    {"affiliation.helped", .fields = {"what", "hours", "at"}},
    {"agreement.contact", .fields = {"note", "next_at", "at"}},
    {"agreement.created",
     .fields = {"org", "partner", "partner_name", "subjects", "terms", "contact", "next_at"}},
    {"agreement.ended", .fields = {NULL}},
    {"alarm.acknowledged", .fields = {NULL}},
    {"alarm.cleared", .fields = {ALARM_FIELDS}},
    {"alarm.climbed", .fields = {ALARM_FIELDS}},
    {"alarm.raised", .fields = {ALARM_FIELDS}},
    {"alarm.told", .fields = {"to", "kind", "crew", "job", "text"}},
    {"approval.asked", .fields = {APPROVAL_FIELDS}},
    {"approval.decided", .fields = {"number", "step", "yes", "state", "about", "reason"}},
    {"approval.escalated", .fields = {"number", "step", "about", "to"}},
    {"approval.overdue", .fields = {"number", "step", "about"}},
    {"approval.paper", .fields = {"paper"}},
    {"approval.paper_late", .fields = {"number", "paper"}},
    {"approval.withdrawn", .fields = {APPROVAL_FIELDS}},
    {"attachment.created", .fields = {"type", "bytes"}},
    {"attachment.destroyed", .fields = {"reason"}},
    {"clock.advanced", .fields = {"to"}},
    {"closure.created", .fields = {"name", "polygon", "line", "ways", "profiles", "from", "until"}},
    {"closure.lifted", .fields = {"reason"}},
    {"closure.updated", .fields = {"name", "until", "profiles"}},
    {"crew.checked_in", .fields = {NULL}},
    {"crew.created", .fields = {"org", "code", "name", "members", "vehicle", "shift", "depot",
                                "position", "loop", "exposure", "state"}},
    {"crew.disinfected", .fields = {NULL}},
    {"crew.exposed", .fields = {"exposure"}},
    {"crew.moved", .fields = {"position"}},
    {"crew.shift", .fields = {"until", "mode"}},
    {"crew.state", .fields = {"state"}},
    {"crew.substituted", .fields = {"out", "in"}},
    {"crew.updated",
     .fields = {"code", "name", "members", "vehicle", "shift", "depot", "loop", "exposure"}},
    {"delegation.created", .fields = {"taker", "from", "until", "reason"}},
    {"delegation.ended", .fields = {NULL}},
    {"duty.absent", .fields = {"post"}},
    {"duty.begun", .fields = {"post", "relieves"}},
    {"duty.relieved", .fields = {"post", "by"}},
    {"duty.substituted", .fields = {"by"}},
    {"feedback.answered", .fields = {"answer"}},
    {"feedback.created", .fields = {"org", "kind", "job", "activity", "from", "text"}},
    {"feedback.late", .fields = {"number"}},
    {"gate.created", .fields = {"zone", GATE_FIELDS}},
    {"gate.passed", .fields = {PASSAGE_FIELDS}},
    {"gate.turned_back", .fields = {PASSAGE_FIELDS}},
    {"gate.updated", .fields = {GATE_FIELDS}},
    {"job.assigned", .fields = {"crew", "arrive_at"}},
    {"job.created", .fields = {"number", "service", "request", "priority", "due_at", "split_from"}},
    {"job.decided", .fields = {"command", "decision", "reason", "crew", "forced", "broken", "part",
                               "until", "forbidden", "pinned", "accept", "with", "force", "job"}},
    {"job.promise_moved", .fields = {"crew", "arrive_was", "arrive_at", "cause"}},
    {"job.proposed", .fields = {"crew", "arrive_at"}},
    {"job.reassessed", .fields = {"zone"}},
    {"job.state", .fields = {"from", "to", "service", "number", "at", "reason"}},
    {"job.unassigned", .fields = {"reasons"}},
    {"loan.created", .fields = {"person", "vehicle", "to_org", "from", "until", "reason"}},
    {"loan.ended", .fields = {"at"}},
    {"manifest.corrected", .fields = {MANIFEST_FIELDS, "entry"}, MANIFEST_LIST},
    {"manifest.created", .fields = {MANIFEST_FIELDS}, MANIFEST_LIST},
    {"manifest.handed_over", .fields = {MANIFEST_FIELDS, "entry"}, MANIFEST_LIST},
    {"manifest.received", .fields = {MANIFEST_FIELDS, "entry"}, MANIFEST_LIST},
    {"manifest.refused", .fields = {MANIFEST_FIELDS, "entry"}, MANIFEST_LIST},
    {"manifest.treated", .fields = {MANIFEST_FIELDS, "entry"}, MANIFEST_LIST},
    {"mode.acknowledged", .fields = {"org"}},
    {"mode.asked", .fields = {MODE_FIELDS}},
    {"mode.ended", .fields = {MODE_FIELDS}},
    {"mode.refused", .fields = {MODE_FIELDS}},
    {"mode.started", .fields = {MODE_FIELDS}},
    {"mode.unacknowledged", .fields = {"orgs"}},
    {"mode.updated", .fields = {"level", "until", "reason"}},
    {"notice.cancelled", .fields = {NOTICE_FIELDS}},
    {"notice.created", .fields = {NOTICE_FIELDS}},
    {"notice.edited", .fields = {NOTICE_FIELDS}},
    {"notice.expired", .fields = {NOTICE_FIELDS}},
    {"notice.late", .fields = {NOTICE_FIELDS}},
    {"notice.published", .fields = {NOTICE_FIELDS}},
    {"notice.rejected", .fields = {NOTICE_FIELDS}},
    {"notice.submitted", .fields = {NOTICE_FIELDS}},
    {"notice.superseded", .fields = {NOTICE_FIELDS}},
    {"org.created", .fields = {"code", "name", "parent", "kind"}},
    {"org.updated", .fields = {"code", "name", "kind"}},
    {"outage.created", .fields = {"site", "reason", "alternatives", "until"}},
    {"outage.ended", .fields = {"reason"}},
    {"permit.created", .fields = {"org", "holder", "kind", "zone", "level", "services", "from",
                                  "until", "chain", "reason"}},
    {"permit.decided", .fields = {"state"}},
    {"permit.revoked", .fields = {"reason"}},
    {"permit.updated", .fields = {"zone", "level", "services", "from", "until", "reason"}},
    {"person.created", .fields = {"org", "code", "name", "label", "role_title", "phone", "skills",
                                  "certificates", "status", "consents", "lives_in_zone"}},
    {"person.updated", .fields = {"code", "skills", "certificates", "role_title", "tested_at"}},
    {"piece.act", .fields = {"step", "act", "by", "place", "note", "at"}},
    {"piece.created", .fields = {"org", "code", "register", "owner", "keeper", "maker", "made_at"}},
    {"piece.tested", .fields = {"test", "passed", "note", "at"}},
    {"piece.void", .fields = {"reason"}},
    {"plan.committed", .fields = {"revision", "visits", "unassigned", "reason"}},
    {"privacy.destroyed", .fields = {"values", "attachments"}},
    {"privacy.looked", .fields = {"purpose", "fields", "standing", "things"}},
    {"post.created",
     .fields = {"org", "name", "kind", "place", "zone", "shifts", "from", "until", "note"}},
    {"post.updated",
     .fields = {"name", "kind", "place", "zone", "shifts", "from", "until", "note"}},
    {"quote.created", .fields = {"org", "item", "supplier", "phone", "qty", "price", "ready_at",
                                 "valid_until", "note"}},
    {"rehearsal.created", .fields = {"org", "name", "hours", "lately_h", "happenings"}},
    {"rehearsal.reported", .fields = {"state", "percent"}},
    {"request.cancelled", .fields = {"reason"}},
    {"request.created", .fields = {"number", "service", "zone", "channel"}},
    {"request.feedback", .fields = {"score"}},
    {"request.script_done", .fields = {"step"}},
    {"request.state", .fields = {"state"}},
    {"responsibility.created",
     .fields = {"org", "name", "person", "substitutes", "site", "polygon", "note"}},
    {"responsibility.ended", .fields = {NULL}},
    {"responsibility.updated", .fields = {"name", "person", "substitutes", "note"}},
    {"roster.created",
     .fields = {"number", "from", "until", "places", "gap_places", "people_used", "changed"}},
    {"roster.issued",
     .fields = {"number", "from", "until", "places", "gap_places", "people_used", "changed"}},
    {"roster.replanned", .fields = {"number", "from", "until", "places", "gap_places",
                                    "people_used", "changed", "reason"}},
    {"round.created", .fields = {"number", "service", "sites"}},
    {"round.ended", .fields = {NULL}},
    {"round.missed", .fields = {"site", "slot", "reason"}},
    {"round.site_closed", .fields = {"site", "reason"}},
    {"round.site_opened", .fields = {"site", "answers", "from"}},
    {"service.dispatch", .fields = {"mode", "reason"}},
    {"sheet.corrected", .fields = {"form", "reason"}},
    {"sheet.created", .fields = {"form", "number"}},
    {"sheet.met", .fields = {"form", "met"}},
    {"sheet.signed", .fields = {"form", "slot", "signature"}},
    {"sheet.standing", .fields = {"form", "number", "about"}, .of_form = true},
    {"sheet.updated", .fields = {"form"}},
    {"site.created", .fields = {"org", SITE_FIELDS}},
    {"site.updated", .fields = {SITE_FIELDS}},
    {"situation.approved", .fields = {"number", "stage", "nothing", "figures"}},
    {"situation.created",
     .fields = {"org", "stage", "previous", "as_of", "from", "nothing", "level", "zones",
                "incidents", "measures", "problems", "asks", "next_steps"}},
    {"situation.updated", .fields = {"stage", "previous", "nothing", "level", "zones", "incidents",
                                     "measures", "problems", "asks", "next_steps"}},
    {"staff.counted", .fields = {"ill", "isolated"}},
    {"step.recorded", .fields = {"code", "kind", "value", "job", "service", "manifest"}},
    {"stock.arrived", .fields = {STOCK_FIELDS}},
    {"stock.consumed", .fields = {STOCK_FIELDS}},
    {"stock.corrected", .fields = {STOCK_FIELDS}},
    {"stock.counted", .fields = {STOCK_FIELDS}},
    {"stock.issued", .fields = {STOCK_FIELDS}},
    {"stock.moved", .fields = {"item", "serials", "to", "from", "visit", "reason"}},
    {"stock.received", .fields = {STOCK_FIELDS}},
    {"stock.returned", .fields = {STOCK_FIELDS}},
    {"stock.sent", .fields = {STOCK_FIELDS}},
    {"stock.used", .fields = {"items", "visit"}},
    {"timer.failed", .fields = {"why"}},
    {"transfer.arrived", .fields = {"arrived", "differences"}},
    {"user.created", .fields = {"name", "role", "org", "crew", "positions"}},
    {"user.positions", .fields = {"positions"}},
    {"vehicle.created", .fields = {"org", VEHICLE_FIELDS}},
    {"vehicle.disinfected", .fields = {"crew", "at", "agent", "minutes"}},
    {"vehicle.soiled", .fields = {"manifest", "visit", "trips"}},
    {"vehicle.status", .fields = {"status", "mode"}},
    {"vehicle.updated", .fields = {VEHICLE_FIELDS}},
    {"visit.planned", .fields = {"job", "crew", "arrive_at"}},
    {"visit.state", .fields = {"from", "to", "job", "crew", "at", "reason"}},
    {"welfare.called", .fields = {"result"}},
    {"welfare.created", .fields = {"person", "caller", "reason"}},
    {"welfare.released", .fields = {NULL}},
    {"zone.created",
     .fields = {"name", "policy", "level", "polygon", "handover_place", "from", "until"}},
    {"zone.lifted", .fields = {"reason"}},
    {"zone.sealed", .fields = {"level", "from", "reason"}},
    {"zone.updated", .fields = {"name", "level", "polygon", "handover_place", "until", "policy"}},
};

size_t event_kinds(void)
{
    return sizeof KINDS / sizeof *KINDS;
}

const struct event_kind *event_kind_at(size_t i)
{
    return &KINDS[i];
}

const struct event_kind *event_kind(const char *type)
{
    for (size_t i = 0; i < event_kinds(); i++) {
        if (strcmp(KINDS[i].type, type) == 0)
            return &KINDS[i];
    }
    return NULL;
}

bool event_kind_says(const struct event_kind *kind, const char *field)
{
    for (size_t i = 0; kind->fields[i]; i++) {
        if (strcmp(kind->fields[i], field) == 0)
            return true;
    }
    return false;
}
