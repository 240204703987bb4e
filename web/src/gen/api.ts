// Written by tools/gen.py from schema/; do not edit.

/** What a call may carry beside its arguments. */
export interface CallOptions {
    key?: string;
    ifMatch?: number;
    signal?: AbortSignal;
}
export interface Command {
    name: string;
    method: string;
    path: string;
    ifMatch: 'none' | 'optional' | 'required';
    /** Who may call it. */
    roles: readonly string[];
}
/** Sends one call: puts path arguments into the path, the rest into the query or body. */
export type Send = (command: Command, args: object, options?: CallOptions) => Promise<unknown>;
export interface List<T> {
    items: T[];
    next?: string | null;
}

/** Who did something. */
export interface Actor {
    kind: string;
    id: string;
    role: string;
    name: string;
}

/** A unit or member registered with a community, and what they did for it. */
export interface Affiliation {
    id: string;
    rev: number;
    org: string | null;
    community: string;
    unit?: string;
    person?: string;
    note?: string;
    open: boolean;
    from: string;
    until?: string;
    helps: (Record<string, unknown>)[];
}

/** A standing contact or agreement with a partner. */
export interface Agreement {
    id: string;
    rev: number;
    org: string | null;
    partner?: string;
    partner_name?: string;
    subjects: string[];
    terms?: string;
    contact?: Contact;
    next_at?: string;
    state: 'active' | 'ended';
    contacts: (Record<string, unknown>)[];
}

/** Something that somebody has to look at now. */
export interface Alarm {
    id: string;
    rev: number;
    org?: string | null;
    kind: 'no_answer' | 'overdue' | 'in_danger' | 'check_in' | 'suit' | 'driving' | 'held_too_long' | 'plant_full' | 'no_report' | 'no_relief';
    severity: 'urgent' | 'warning';
    noun: string;
    about: string;
    job?: string;
    crew?: string;
    step: number;
    text: Name;
    told?: Told[];
    open: boolean;
    raised_at: string;
    acknowledged_at?: string;
    acknowledged_by?: string;
    cleared_at?: string;
}

/** Somebody must agree before, or in the green channel after, a thing goes on. */
export interface Approval {
    id: string;
    rev: number;
    org?: string | null;
    number: string;
    chain: string | null;
    label: Name;
    title: Name;
    about: ApprovalAbout | null;
    state: 'waiting' | 'approved' | 'rejected' | 'withdrawn';
    after: boolean;
    distinct: boolean;
    grants: 'nothing' | 'exception';
    step: number;
    steps: ApprovalStep[];
    papers: ApprovalPaper[];
    papers_open: number;
    asked_by: string;
    asked_at: string;
    asked_again?: string;
    reason: string;
    due_at: string | null;
    decided_at?: string;
}

/** What an approval is about. */
export interface ApprovalAbout {
    noun: string;
    id: string;
    number: string;
}

/** A paper that is owed after the act. */
export interface ApprovalPaper {
    id: string;
    label: Name;
    due_at: string;
    filed_at: string | null;
    by?: string;
    note?: string;
    file?: string;
    late: boolean;
}

/** A step of an approval. */
export interface ApprovalStep {
    id: string;
    label: Name;
    role: string;
    org_code?: string;
    quorum: number;
    within_min: number;
    escalates?: string;
    begun_at?: string;
    due_at: string | null;
    escalated_at?: string;
    overdue?: boolean;
    votes: ApprovalVote[];
}

/** A decision on a step. */
export interface ApprovalVote {
    user: string;
    by: string;
    role: string;
    for: string | null;
    yes: boolean;
    at: string;
    reason?: string;
    signature: Signature;
}

/** An area as a GeoJSON Polygon or MultiPolygon. */
export interface Area {
    type: 'Polygon' | 'MultiPolygon';
    coordinates: unknown[];
}

/** A photo, drawing or paper, named by the SHA-256 of its bytes. */
export interface Attachment {
    sha256: string;
    type: string;
    bytes: number;
    at: string;
    by: string;
    destroyed_at: string | null;
    data?: string;
}

/** Which of the asked names are kept. */
export interface AttachmentsKept {
    kept: string[];
}

/** A certificate of a person. */
export interface Certificate {
    code: string;
    valid_until: string;
}

/** The time the city goes by. */
export interface Clock {
    now: string;
    virtual: boolean;
    offset_min: number;
}

/** Roads that cannot be used: by area, by line or by way. */
export interface Closure {
    id: string;
    rev: number;
    name: Name;
    polygon?: Area;
    line?: Line;
    ways?: number[];
    profiles: ('car' | 'truck' | 'emergency')[];
    from: string;
    until?: string | null;
    state: 'active' | 'lifted';
}

/** Whom to call. */
export interface Contact {
    name?: string;
    phone?: string;
}

/** A passage through a gate with a permit of theirs. */
export interface ContactGate {
    gate: string;
    direction: string;
    result: string;
    at: string;
}

/** A hand-over that they, their crew or its vehicle took part in. */
export interface ContactManifest {
    manifest: string;
    number: string;
    kind: string;
    what: string;
    from?: Party;
    to?: Party;
    at: string;
}

/** Somebody who was with them: of the same crew, or on a manifest they had. */
export interface ContactPerson {
    person?: string;
    crew?: string;
    manifest?: string;
    name: Record<string, unknown> | string | null;
}

/** Where somebody was at work and whom they met, from what is on record. */
export interface ContactTrace {
    from: string;
    until: string;
    masked: boolean;
    people: ContactPerson[];
    visits: ContactVisit[];
    gates: ContactGate[];
    manifests: ContactManifest[];
}

/** A visit of their crew. */
export interface ContactVisit {
    visit: string;
    crew: string;
    job: string;
    number: string;
    service: string;
    site?: string;
    zone?: string;
    from: string;
    until: string | null;
}

/** A contingency plan. */
export interface Contingency {
    id: string;
    version: number;
    name: Name;
    matter: Name;
    hazard: string;
    emergency: boolean;
    level: 'I' | 'II' | 'III' | 'IV';
    hours: number;
    scopes: string[];
    approval?: string;
    plan: Record<string, unknown>;
}

/** A figure of a report. */
export interface Counter {
    code: string;
    value: number;
}

/** Figures as of a moment. */
export interface Counters {
    as_of: string;
    events: number;
    services: ServiceCounters[];
    totals: {
        received: number;
        cancelled: number;
        done: number;
        closed: number;
    };
}

/** How soon the next urgent call could be reached. */
export interface Coverage {
    at: string;
    cells: CoverageCell[];
    standby: Standby[];
}

/** How soon a part of the city could be reached. */
export interface CoverageCell {
    bbox: number[];
    now_s: number;
    hour_s: number;
}

/** People and a vehicle for a shift. */
export interface Crew {
    id: string;
    rev: number;
    org?: string | null;
    code?: string;
    name: Name;
    members: string[];
    available: number;
    vehicle?: string | null;
    skills: string[];
    shift: Shift;
    depot?: string | null;
    masked?: string[];
    position?: Position;
    exposure: 'clean' | 'controlled' | 'contaminated';
    exposed_at?: string;
    loop?: string | null;
    drive?: Record<string, unknown>;
    checked_in_at?: string;
    state: 'off' | 'idle' | 'en_route' | 'at_gate' | 'on_site' | 'rest';
    stock: StockItem[];
}

/** A crew that cannot do a job, and why not. */
export interface CrewRefusal {
    crew: string;
    name: Name;
    reason: Reason;
}

/** Weights and counts from the events of all manifests as of a moment. */
export interface CustodyReport {
    as_of: string;
    rows: CustodyRow[];
    totals: CustodyTotals;
}

/** What a site gave away of a kind on a day. */
export interface CustodyRow {
    day: string;
    kind: string;
    site: string;
    manifests: number;
    registered_kg: number;
    epidemic_kg: number;
    collected_kg: number;
    received_kg: number;
    treated_kg: number;
    difference_kg: number;
    corrected_kg: number;
    packages: number;
}

/** Sums over the rows of a custody report. */
export interface CustodyTotals {
    manifests: number;
    overdue: number;
    registered_kg: number;
    epidemic_kg: number;
    collected_kg: number;
    received_kg: number;
    treated_kg: number;
    difference_kg: number;
    corrected_kg: number;
    packages: number;
}

/** What a person decided, as it can be taken back. */
export interface Decision {
    id: string;
    rev: number;
    org?: string | null;
    at: string;
    by: string;
    command: string;
    reason?: string;
    made?: string;
    service?: {
        id: string;
        was: string;
        is: string;
    };
    crew?: {
        id: string;
        out: string;
        in: string;
    };
    jobs: (Record<string, unknown>)[];
    undone: boolean;
}

/** Somebody decides for somebody else for a time. */
export interface Delegation {
    id: string;
    rev: number;
    org?: string | null;
    giver: string;
    giver_name: string;
    taker: string;
    taker_name: string;
    from: string;
    until: string;
    reason?: string;
    state: 'given' | 'ended';
}

/** What is printed: a head, and blocks of fields, tables, signatures and notes. */
export interface Document {
    title: string;
    lang: string;
    paper: string;
    head: string[][];
    copies: string[];
    blocks: (Record<string, unknown>)[];
    foot: string;
}

/** One person's shift on a post. */
export interface Duty {
    id: string;
    rev: number;
    org?: string | null;
    roster: string;
    post: string;
    person: string;
    person_name?: Name;
    from: string;
    until: string;
    state: 'planned' | 'on' | 'relieved' | 'absent';
    skills?: string[];
    lent?: boolean;
    began_at?: string;
    ended_at?: string;
    relieves?: string;
    relieved_by?: string;
    handed_over?: string;
    signatures?: string[];
    asked_at?: string;
    reason?: string;
    substituted_by?: string;
    stands_in_for?: string;
}

/** Somebody who could stand a shift, best first. */
export interface DutySubstitute {
    person: string;
    name?: Name;
    hours_week: number;
    rested_h: number;
    lent: boolean;
}

/** Something that happened. */
export interface Event {
    seq: number;
    id: string;
    at: string;
    actor: Actor;
    org: string;
    type: string;
    noun: string;
    noun_id: string;
    data: Record<string, unknown>;
    hash: string;
}

/** What the caller said at the call-back. */
export interface Feedback {
    score: number;
    comment?: string;
    at: string;
}

/** Thanks, a complaint or a suggestion. */
export interface FeedbackEntry {
    id: string;
    rev: number;
    org?: string | null;
    number: string;
    kind: 'thanks' | 'complaint' | 'suggestion';
    state: 'open' | 'closed';
    job?: string;
    job_number?: string;
    crew?: string | null;
    activity?: string;
    from?: string;
    text?: string;
    at: string;
    due_at?: string;
    late?: boolean;
    answer?: string;
    answered_by?: string;
    answered_at?: string;
}

/** What a report counts: as of the moment, and within the period. */
export interface Figure {
    id: string;
    name: Name;
    unit: Name;
    value: number;
    period: number;
    groups: FigureGroup[];
}

/** A part of a figure. */
export interface FigureGroup {
    group: string;
    value: number;
    period: number;
}

/** An event that changed a figure, and by how much. */
export interface FigureRow {
    seq: number;
    at: string;
    type: string;
    noun: string;
    noun_id: string;
    org: string | null;
    by: string;
    group: string;
    amount: number;
}

/** Rows behind a figure; 'sum' is of all of them, not only those shown. */
export interface FigureRows {
    items: FigureRow[];
    sum: number;
    rows: number;
    next: number | null;
}

/** Figures as of a moment; 'seq' is the last event counted. */
export interface Figures {
    as_of: string;
    from: string | null;
    seq: number;
    items: Figure[];
    stock?: StockCover[];
}

/** A crew that may not do a job, by a person's word. */
export interface Forbidden {
    crew: string;
    by: string;
    at: string;
    reason?: string;
}

/** The layout of a form. */
export interface Form {
    id: string;
    version: number;
    name: Name;
    source: 'sheet' | 'job' | 'manifest' | 'situation';
    paper: string;
    basis: string;
    copies?: (Record<string, unknown>)[];
    blocks: (Record<string, unknown>)[];
}

/** A text in a format of its own. */
export interface Formatted {
    type: string;
    text: string;
}

/** A way through the edge of a zone. */
export interface Gate {
    id: string;
    rev: number;
    zone: string;
    name: Name;
    place: Point;
    hours: Hours[];
    delay_s: number;
    direction: 'both' | 'in' | 'out';
    state: 'open' | 'closed';
    post?: string;
    entrance?: boolean;
    shut_by_level?: boolean;
    emergency_contact?: string;
}

/** Where goods change hands instead of at the door. */
export interface HandoverPlace {
    at: 'gate' | 'point';
    place: Point;
    name?: Name;
    gate?: string;
}

/** Heads of an organisation and of all below it. */
export interface Heads {
    own: number;
    lent_out: number;
    lent_in: number;
    present: number;
    total: number;
    present_total: number;
}

/** Heads of an organisation's tree at a moment. */
export interface HeadsReport {
    at: string;
    items: OrgHeads[];
}

/** Who holds a permit: exactly one of these. */
export interface Holder {
    crew?: string;
    person?: string;
    vehicle?: string;
}

/** When a gate is manned: days of the week (1 Monday to 7), a time of day each; until before from means past midnight. */
export interface Hours {
    days?: number[];
    from: string;
    until: string;
}

/** A work order. */
export interface Job {
    id: string;
    rev: number;
    org?: string | null;
    number: string;
    request?: string | null;
    service: string;
    title: Name;
    masked?: string[];
    place: Place;
    site?: string | null;
    zone: ZoneRef | null;
    state: 'new' | 'triaged' | 'planned' | 'dispatched' | 'accepted' | 'en_route' | 'at_gate' | 'on_site' | 'done' | 'closed' | 'held' | 'refused' | 'cancelled' | 'failed' | 'reopened';
    priority: number;
    urgency: 'red' | 'amber' | 'normal';
    received_at: string;
    due_at: string;
    due_to?: 'arrival' | 'done';
    promised_at?: string | null;
    promised_crew?: string;
    crew: string | null;
    visit: Visit | null;
    handover?: HandoverPlace;
    eta: string | null;
    reasons: Reason[];
    exception?: boolean;
    pin?: Pin;
    forbidden?: Forbidden[];
    proposal?: PlanVisit;
    moves?: PromiseMove[];
    held_until?: string;
    split_from?: string;
    requirements: Requirements;
    arrived_at?: string;
    done_at?: string;
    closed_at?: string;
}

/** The work that came of a request. */
export interface JobBrief {
    id: string;
    number: string;
    state: 'new' | 'triaged' | 'planned' | 'dispatched' | 'accepted' | 'en_route' | 'at_gate' | 'on_site' | 'done' | 'closed' | 'held' | 'refused' | 'cancelled' | 'failed' | 'reopened';
    priority: number;
    due_at: string;
}

/** The public part of a form that stands. */
export interface LedgerEntry {
    number: string;
    published_at: string;
    met?: number;
    values: Record<string, unknown>;
}

/** A line as a GeoJSON LineString. */
export interface Line {
    type: 'LineString';
    coordinates: unknown[];
}

/** A person or vehicle that works for another organisation for a time. */
export interface Loan {
    id: string;
    rev: number;
    org?: string | null;
    person?: string;
    vehicle?: string;
    from_org: string;
    to_org: string;
    from: string;
    until?: string;
    reason?: string;
}

/** Somebody has looked at personal values. */
export interface Look {
    id: string;
    rev: number;
    org?: string | null;
    noun: string;
    thing: string;
    fields: string[];
    by: string;
    role: string;
    purpose: string;
    reason?: string;
    at: string;
}

/** Personal values, shown for a purpose. */
export interface Looked {
    values: Record<string, unknown>;
}

/** A chain of custody: what a site gives away, through every hand-over to its end. */
export interface Manifest {
    id: string;
    rev: number;
    org?: string | null;
    number: string;
    kind: string;
    mode: 'normal' | 'emergency';
    job?: string;
    site: string;
    state: 'stored' | 'under_way' | 'received' | 'closed';
    open: boolean;
    created_at: string;
    due_at?: string | null;
    due_limit?: string;
    overdue: boolean;
    keep_until: string;
    note?: string;
    packages: number;
    kg: number;
    lines: ManifestLine[];
    history: ManifestHistory[];
}

/** A line of a new manifest: packages of one category, a sealed box, a person. */
export interface ManifestEntry {
    code: string;
    category?: string;
    packages?: number;
    kg?: number;
    seal?: string;
    epidemic?: boolean;
    name?: string;
    note?: string;
}

/** An entry of a manifest's history: entries are added, never changed. */
export interface ManifestHistory {
    what: 'handed_over' | 'refused' | 'received' | 'treated' | 'corrected';
    at: string;
    recorded_at: string;
    recorded_by: string;
    from?: Party;
    to?: Party;
    place?: Point;
    lines: ManifestMoved[];
    signatures?: Signatures;
    photo?: string;
    method?: string;
    reason?: string;
    was?: Record<string, unknown>;
    is?: Record<string, unknown>;
}

/** What one party holds of a line, and since when. */
export interface ManifestHolding {
    party: Party;
    stage: 'producer' | 'carrier' | 'destination' | 'treated';
    packages: number;
    kg: number;
    since: string;
}

/** A line of a manifest. 'packages' and 'kg' are as registered; 'holdings' say where they are now. */
export interface ManifestLine {
    code: string;
    category?: string;
    packages: number;
    kg: number;
    seal?: string;
    epidemic?: boolean;
    name?: string;
    note?: string;
    holdings: ManifestHolding[];
}

/** What an entry of the history did with a line. */
export interface ManifestMoved {
    code: string;
    packages: number;
    kg: number;
    difference_kg?: number;
    seal?: string;
    reason?: string;
}

/** What changes hands of a line. Without 'kg' the weight is as booked; 'given_kg' is what the giver's books lose where that differs from the weight received. */
export interface ManifestPart {
    code: string;
    packages?: number;
    kg?: number;
    given_kg?: number;
    seal?: string;
    reason?: string;
}

/** Organisations without an approved report for the last time of reports. */
export interface MissingReports {
    due_at: string;
    organisations: number;
    missing: ({
        org: string;
        name?: Name;
        interval_h: number;
    })[];
}

/** A switch to a contingency plan, for a city, a district or an organisation. */
export interface Mode {
    id: string;
    rev: number;
    org?: string | null;
    number: string;
    plan: string;
    plan_version: number;
    name: Name;
    matter: Name;
    level: 'I' | 'II' | 'III' | 'IV';
    emergency: boolean;
    scope: 'city' | 'zone' | 'org';
    scope_id: string | null;
    scope_name: Name | null;
    state: 'waiting' | 'active' | 'ended' | 'refused';
    asked_at: string;
    asked_by: string;
    reason?: string;
    from: string | null;
    until: string | null;
    ended_at?: string | null;
    ended_by?: string;
    end_reason?: string;
    approval?: string | null;
    notices?: string[];
    measures: ModeMeasure[];
    parameters: ModeParameter[];
    channels: ModeChannel[];
    priorities: ModePriority[];
    vehicles: ModeVehicle[];
    roster?: ModeRoster;
    acknowledgements: ModeAcknowledgement[];
}

/** Whether an organisation has acknowledged a switch. */
export interface ModeAcknowledgement {
    org: string;
    name: Name;
    due_at: string;
    at: string | null;
    by?: string;
    late: boolean;
}

/** A channel to the services, open or closed. */
export interface ModeChannel {
    id: string;
    name: Name;
    open: boolean;
}

/** A crew that stays longer while the mode lasts. */
export interface ModeCrew {
    id: string;
    name?: Name;
    was: string;
    until: string;
}

/** A measure of a plan, in words. */
export interface ModeMeasure {
    id: string;
    name: Name;
}

/** The mode that holds for an organisation at a place. */
export interface ModeNow {
    emergency: boolean;
    level: 'I' | 'II' | 'III' | 'IV' | null;
    modes: string[];
    plans: string[];
    names: Name[];
    parameters: ModeParameter[];
    channels: ModeChannel[];
    until: string | null;
}

/** A parameter that a mode changes. */
export interface ModeParameter {
    id: string;
    name: Name;
    unit?: string;
    normal: number;
    value: number;
}

/** What a plan would change if it were switched now. */
export interface ModePreview {
    plan: string;
    name: Name;
    matter: Name;
    level: 'I' | 'II' | 'III' | 'IV';
    emergency: boolean;
    scope: 'city' | 'zone' | 'org';
    scope_id: string | null;
    scope_name: Name | null;
    until: string;
    approval?: string | null;
    jobs: number;
    measures: ModeMeasure[];
    parameters: ModeParameter[];
    channels: ModeChannel[];
    priorities: ModePriority[];
    vehicles: ModeVehicle[];
    roster?: ModeRoster;
    acknowledgements: ModeAcknowledgement[];
}

/** What a mode adds to the priority of services. */
export interface ModePriority {
    services: string[];
    more: number;
}

/** The pattern by which people are put on posts. */
export interface ModeRoster {
    shift_h: number;
    crews: ModeCrew[];
    pattern: string;
    name: Name;
}

/** A reserve vehicle that a mode puts on duty. */
export interface ModeVehicle {
    id: string;
    plate: string;
    kind: string;
}

/** A name for people, in one or both languages. */
export interface Name {
    zh?: string;
    en?: string;
}

/** A text to the public in two languages. */
export interface Notice {
    id: string;
    rev: number;
    org?: string | null;
    number: string;
    kind: string;
    state: 'draft' | 'checking' | 'rejected' | 'published' | 'superseded' | 'cancelled' | 'expired';
    type: 'Alert' | 'Update';
    status: 'Actual' | 'Exercise' | 'System' | 'Test';
    headline: Name;
    description: Text;
    instruction: Text;
    zones: string[];
    areas: NoticeArea[];
    expires: string | null;
    drafted_by: string;
    drafted_at: string;
    due_at?: string;
    late?: boolean;
    approval?: string;
    identifier?: string;
    sent_at?: string;
    references?: string;
    replaces?: string;
    superseded_by?: string;
    cancel?: NoticeCancel;
    source?: NoticeSource;
}

/** Where a notice holds. */
export interface NoticeArea {
    name: Name;
    polygon: Area;
}

/** The announcement that a notice is over. */
export interface NoticeCancel {
    identifier: string;
    sent_at: string;
    reason: string;
}

/** What a notice was drafted for. */
export interface NoticeSource {
    noun: string;
    id: string;
}

/** A crew that could do a job. */
export interface Offer {
    crew: string;
    name: Name;
    arrive_at: string;
    start_at: string;
    later_s: number;
    cost_s: number;
    late_s: number;
    current: boolean;
}

/** Who could do a job, best first; and who not, and why. */
export interface Offers {
    job: string;
    items: Offer[];
    refused: CrewRefusal[];
}

/** An organisation; organisations form a tree. */
export interface Org {
    id: string;
    rev: number;
    code?: string;
    name: Name;
    parent?: string | null;
    kind: 'city' | 'company' | 'station' | 'community' | 'agency' | 'party' | 'team';
}

/** An organisation in the tree with its heads. */
export interface OrgHeads {
    id: string;
    code: string;
    name: Name;
    kind: string;
    parent: string | null;
    level: number;
    people: Heads;
    vehicles: Heads;
    available: number;
    available_total: number;
}

/** A facility that is closed for a time. */
export interface Outage {
    id: string;
    rev: number;
    org?: string | null;
    site: string;
    site_name: Name;
    reason: Text;
    alternatives: string[];
    from: string;
    until?: string | null;
    state: 'closed' | 'ended';
    ended_at?: string;
    notice?: string;
}

/** Who holds what a manifest lists: exactly one of these. */
export interface Party {
    site?: string;
    crew?: string;
    vehicle?: string;
    person?: string;
}

/** Who went through a gate, or was turned back. */
export interface Passage {
    id: string;
    rev: number;
    org?: string | null;
    gate: string;
    direction: 'in' | 'out';
    permit?: string;
    who?: string;
    temperature?: number;
    disinfected?: boolean;
    escort?: string;
    reason?: string;
    emergency?: boolean;
    result: 'passed' | 'turned_back';
    why?: string;
    by: string;
    at: string;
}

/** Leave for a crew, person or vehicle to enter zones. */
export interface Permit {
    id: string;
    rev: number;
    org?: string | null;
    holder: Holder;
    kind: string;
    zone?: string | null;
    level?: string | null;
    services: string[];
    from: string;
    until: string;
    state: 'valid' | 'revoked' | 'waiting' | 'refused';
    reason?: string;
}

/** A person who works. */
export interface Person {
    id: string;
    masked?: string[];
    rev: number;
    org?: string | null;
    code?: string;
    name?: Name;
    label?: string;
    role_title?: string;
    phone?: string;
    skills: string[];
    certificates: Certificate[];
    status: 'available' | 'off' | 'isolated' | 'ill' | 'away' | 'left';
    tested_at?: string | null;
    consents?: boolean;
    lives_in_zone?: string | null;
}

/** A registered piece: a cylinder, an instrument. */
export interface Piece {
    id: string;
    rev: number;
    org: string | null;
    code: string;
    register: string;
    owner?: string;
    keeper: string;
    maker?: string;
    made_at: string;
    state: 'active' | 'void';
    passed: Record<string, unknown>;
    failed?: string;
    failed_at?: string;
    void_reason?: string;
    void_at?: string;
    next_test_at: string | null;
    life_ends_at: string | null;
    overdue: string | null;
    warn: boolean;
    holder: string | null;
    item: string | null;
}

/** The crew a person chose for a job. */
export interface Pin {
    crew: string;
    by: string;
    at: string;
    reason?: string;
    next?: boolean;
    forced?: boolean;
    broken?: Reason[];
}

/** A place: a position, a known site, an address, or several of these. */
export interface Place {
    lon?: number;
    lat?: number;
    site?: string;
    address?: string;
}

/** Who does what when. */
export interface Plan {
    revision: number;
    made_at: string | null;
    crews: PlanCrew[];
    unassigned: PlanUnassigned[];
}

/** What one crew is to do, in order. */
export interface PlanCrew {
    crew: string;
    visits: Visit[];
}

/** The revision of the plan, and how much the commit changed. */
export interface PlanReceipt {
    revision: number;
    visits?: number;
    unassigned?: number;
}

/** A job nobody can do, and why. */
export interface PlanUnassigned {
    job: string;
    reasons: Reason[];
}

/** A visit as the dispatcher plans it. */
export interface PlanVisit {
    job: string;
    crew: string;
    seq: number;
    depart_at: string;
    arrive_at: string;
    start_at: string;
    end_at: string;
    disinfect_s?: number;
    travel_s: number;
    distance_m: number;
    gate?: string | null;
    geometry?: string;
    explanation?: Record<string, unknown>;
    taken_back?: boolean;
    cause?: Reason;
}

/** A position in WGS 84. */
export interface Point {
    lon: number;
    lat: number;
}

/** A dated set of zone levels and their rules. */
export interface Policy {
    id: string;
    title: Name;
    levels: (Record<string, unknown>)[];
    from?: string;
    until?: string | null;
}

/** Where a crew was last seen. */
export interface Position {
    lon: number;
    lat: number;
    at?: string;
    speed_m_s?: number;
}

/** A place that is manned in shifts. */
export interface Post {
    id: string;
    rev: number;
    org?: string | null;
    name: Name;
    kind?: string;
    place?: Point;
    zone?: string | null;
    shifts: PostShift[];
    from: string;
    until?: string | null;
    note?: string;
}

/** A time in which a post had, or will have, too few people. */
export interface PostGap {
    post: string;
    name: Name;
    from: string;
    until: string;
    missing: number;
}

/** One shift of a post, the same every day: until not after from means past midnight. */
export interface PostShift {
    from: string;
    until: string;
    people: number;
    skills?: string[];
}

/** Why a call failed (RFC 9457). */
export interface Problem {
    type: string;
    title: string;
    status: number;
    detail: string;
    code: string;
    where?: string;
}

/** How what was promised to a resident was moved, and why. */
export interface PromiseMove {
    at: string;
    crew_was: string | null;
    crew: string;
    arrive_was: string | null;
    arrive_at: string;
    cause: Reason;
}

/** A supplier's offer for an item. */
export interface Quote {
    id: string;
    rev: number;
    org: string | null;
    item: string;
    supplier: string;
    phone?: string;
    qty: number;
    price?: number;
    ready_at?: string;
    valid_until?: string;
    note?: string;
    asked_at: string;
    asked_by: string;
}

/** Why something cannot be, as a code and in words. */
export interface Reason {
    code: string;
    text: Name;
    crews?: string[];
}

/** A register of numbered pieces, its tests and acts. */
export interface RegisterKind {
    id: string;
    name: Name;
    items: string[];
    tests: RegisterPart[];
    acts: RegisterPart[];
}

/** A test or act of a register. */
export interface RegisterPart {
    id: string;
    name: Name;
}

/** A what-if from the city as it is, played on a copy. */
export interface Rehearsal {
    id: string;
    rev: number;
    org?: string | null;
    name?: string;
    hours: number;
    lately_h: number;
    happenings: WhatHappens[];
    state: 'waiting' | 'running' | 'done' | 'failed';
    percent?: number;
    asked_at: string;
    asked_by: string;
    from?: string;
    ended_at?: string;
    why?: string;
    result?: Record<string, unknown>;
}

/** What somebody needs. */
export interface Request {
    id: string;
    masked?: string[];
    rev: number;
    org?: string | null;
    number: string;
    service: string;
    caller: Contact;
    place: Place;
    zone: ZoneRef | null;
    answers: Record<string, unknown>;
    channel?: string;
    note?: string;
    received_at: string;
    state: 'open' | 'closed' | 'cancelled';
    job: JobBrief;
    script: ScriptLine[];
    feedback?: Feedback;
}

/** What a job asks of a crew. */
export interface Requirements {
    skills: string[];
    each?: string[];
    certificates?: string[];
    vehicles?: string[];
    test_h?: number;
    test_on_record?: boolean;
    crew_size: number;
    protection: ({
        item: string;
        qty: number;
    })[];
    stock: ({
        item: string;
        qty: number;
        serial: boolean;
        returns?: boolean;
    })[];
    permits?: string[];
    permit: boolean;
    handover?: 'door' | 'gate' | 'point';
    service_s: number;
    gate_s: number;
    after_s: number;
    exposure?: string;
}

/** Who answers for a site or an area. */
export interface Responsibility {
    id: string;
    rev: number;
    org: string | null;
    name?: Name;
    person: string;
    substitutes: string[];
    site?: string;
    polygon?: Area;
    note?: string;
    open: boolean;
}

/** A site nobody answers for. */
export interface ResponsibilityGap {
    site: string;
    name?: Name;
    address: string;
}

/** How many sites have a responsible person, and those that have none (at most 1,000 are listed). */
export interface ResponsibilityGaps {
    sites: number;
    resolved: number;
    gaps: ResponsibilityGap[];
}

/** The one person who answers for a place. */
export interface Responsible {
    responsibility: string;
    person: string;
    substitute: boolean;
    available: boolean;
    name?: Name;
    label?: string;
    phone?: string;
}

/** People on posts for some days. */
export interface Roster {
    id: string;
    rev: number;
    org?: string | null;
    number: string;
    from: string;
    until: string;
    rules: RosterRules;
    state: 'draft' | 'issued' | 'ended';
    posts: number;
    places: number;
    gaps: RosterGap[];
    gap_places: number;
    gap_places_least: number;
    shortage?: RosterShortage;
    people_used: number;
    people_least: number;
    most_h: number;
    changed: number;
    borrows?: RosterBorrow[];
    lent: number;
    planned_at: string;
    issued_at?: string;
    issued_by?: string;
}

/** A unit that has too few people for its posts: so many shifts are stood by others'. */
export interface RosterBorrow {
    org: string;
    places: number;
}

/** Whether posts are manned: minutes with too few people, by the plan and as it was; shift changes, and those without both signatures. */
export interface RosterCover {
    from: string;
    until: string;
    posts: number;
    planned_gap_min: number;
    gap_min: number;
    gaps: PostGap[];
    changes: number;
    changes_unsigned: number;
}

/** A shift that has too few people. */
export interface RosterGap {
    post: string;
    name: Name;
    from: string;
    until: string;
    missing: number;
}

/** What a roster keeps to: rest between shifts, hours and days in any seven days, and whether people may stand for another unit. */
export interface RosterRules {
    rest_h?: number;
    week_h?: number;
    week_days?: number;
    lend?: boolean;
}

/** A shortage that no roster can avoid: what these people can fill, and what is asked of them. */
export interface RosterShortage {
    cause: 'hours' | 'at_once';
    from: string;
    until: string;
    skills?: string[];
    org?: string | null;
    wanted: number;
    there: number;
    text: Text;
}

/** Recurring work at a list of sites: how often, how many are open, due, done and missed. */
export interface Round {
    id: string;
    rev: number;
    org: string | null;
    number: string;
    name: Name;
    service: string;
    parameter?: string;
    every_h?: number;
    within_h?: number;
    answers?: Record<string, unknown>;
    from: string;
    until?: string;
    state: 'active' | 'ended';
    sites: number;
    due: number;
    done: number;
    missed: number;
}

/** A slot of a site: when its visit was due, and what became of it. */
export interface RoundDue {
    site: string;
    slot: string;
    due_at: string;
    request: string | null;
    state: 'open' | 'done' | 'missed' | 'cancelled';
    reason: string;
    job_state: string;
}

/** A site of a new round, with the answers its jobs carry. */
export interface RoundSite {
    site: string;
    answers?: Record<string, unknown>;
}

/** What people said in call-backs, as of a moment. */
export interface Satisfaction {
    as_of: string;
    total: SatisfactionPart;
    services: SatisfactionPart[];
    thanks: number;
    complaints: number;
    complaints_open: number;
}

/** What people said of a service. */
export interface SatisfactionPart {
    service: string;
    scores: number;
    mean: number;
    satisfied: number;
}

/** One line of a call script. */
export interface ScriptLine {
    id: string;
    text: Name;
    confirm?: boolean;
    done: boolean;
    done_at?: string;
}

/** A service of the catalog. */
export interface Service {
    id: string;
    title: Name;
    version: string;
    dispatch: 'automatic' | 'propose' | 'manual';
    residents: boolean;
    form: (Record<string, unknown>)[];
    script: (Record<string, unknown>)[];
    steps: (Record<string, unknown>)[];
    pack?: Record<string, unknown>;
}

/** What happened for one service. */
export interface ServiceCounters {
    service: string;
    received: number;
    cancelled: number;
    done: number;
    closed: number;
    counters: Counter[];
}

/** Who is signed in. */
export interface Session {
    user: User;
    csrf: string;
    expires_at: string;
}

/** A form filled in by people. A draft until everybody who must has signed; then it stands. */
export interface Sheet {
    id: string;
    rev: number;
    org?: string | null;
    number: string;
    form: string;
    form_version: number;
    state: 'draft' | 'standing';
    about?: {
        noun: string;
        id: string;
    };
    zone?: string;
    values: Record<string, unknown>;
    rows: Record<string, unknown>;
    signatures: Record<string, unknown>;
    corrections: SheetCorrection[];
    met?: number;
    created_by: string;
    created_at: string;
    standing_at?: string;
}

/** What a correction replaced, and why. */
export interface SheetCorrection {
    at: string;
    by: string;
    reason: string;
    was: Record<string, unknown>;
}

/** From when until when. */
export interface Shift {
    from: string;
    until: string;
}

/** From when until when; without an end as long as shifts are in the mode that holds (parameter shift_length_h). */
export interface ShiftWanted {
    from: string;
    until?: string;
}

/** Who signed, how and when: drawn (the drawing is an attachment), typed, or by a scanned pass. */
export interface Signature {
    by: string;
    method: 'drawn' | 'typed' | 'scanned';
    at: string;
    file?: string;
    pass?: string;
}

/** The signatures of a hand-over: who gives and who takes. */
export interface Signatures {
    from?: Signature;
    to?: Signature;
}

/** A place the city knows: a household, a compound, a depot, a hospital. */
export interface Site {
    id: string;
    rev: number;
    org?: string | null;
    code?: string;
    kind: string;
    name: Name;
    address?: string;
    place: Point;
    zone?: string | null;
    customer_class?: 'isolation' | 'medical' | 'resident' | 'other';
    capacity_kg_day?: number;
    mutual_aid?: string[];
    contact?: Contact;
}

/** A situation report of an organisation as of a moment. Approval freezes its figures. */
export interface Situation {
    id: string;
    rev: number;
    org?: string | null;
    number: string;
    stage: 'daily' | 'first' | 'follow_up' | 'final';
    previous?: string;
    state: 'draft' | 'approved';
    as_of: string;
    from: string;
    nothing: boolean;
    level?: string;
    zones?: string;
    incidents?: string;
    measures?: string;
    problems?: string;
    asks?: string;
    next_steps?: string;
    figures?: Figures;
    created_by: string;
    created_at: string;
    approved_by?: string;
    approved_at?: string;
}

/** Where an idle crew would best stand by. */
export interface Standby {
    crew: string;
    name: Name;
    place: Point;
    gain_s: number;
}

/** One item of a visit's checklist. */
export interface Step {
    code: string;
    label: Name;
    kind: string;
    phase: 'depart' | 'gate' | 'site' | 'after' | 'closing';
    required: boolean;
    limits?: Record<string, unknown>;
    value?: unknown;
    carried?: number;
    finding?: boolean;
    done_at?: string;
    by?: string;
}

/** An item's level: what is there, under way, promised and used over the window, and the days it lasts (null when nothing was used). */
export interface StockCover {
    item: string;
    name?: Name;
    unit?: Name;
    kind: string;
    on_hand: number;
    in_transit: number;
    reserved: number | null;
    minimum: number;
    used: number;
    per_day: number;
    days_cover: number | null;
    lead_h: number;
    short: ('below_minimum' | 'promised' | 'gone_before_delivery' | 'below_cover')[];
}

/** A holder of goods: a site, crew, vehicle, person, customer or transfer, or one of the outside ones (supplier, donor, found, lost, consumed, changed). */
export interface StockEnd {
    kind: string;
    id: string;
}

/** A quantity of an item, with serial numbers where each piece has one. */
export interface StockItem {
    item: string;
    qty: number;
    serials: string[];
}

/** What a holder has of an item. */
export interface StockLevel {
    holder: string;
    holder_kind: 'crew' | 'site' | 'vehicle' | 'person' | 'customer' | 'transit';
    item: string;
    qty: number;
    serials: string[];
}

/** Levels of all items of a holder or an organisation, as of a moment. */
export interface StockLevels {
    as_of: string;
    window_h: number;
    items: StockCover[];
}

/** Goods of a move: an amount of an item, its lot, its numbers. */
export interface StockLine {
    item: string;
    qty: number;
    serials?: string[];
    lot?: string;
    expires_at?: string;
}

/** A move of the ledger. */
export interface StockMove {
    move: string;
    kind: string;
    at: string;
    recorded_at: string;
    from: StockEnd;
    to: StockEnd;
    item: string;
    lot: string;
    qty: number;
    serial: string | null;
    about: string;
    by: string;
    reason: string;
}

/** A part of a move as it was booked. */
export interface StockPart {
    move: string;
    item: string;
    qty: number;
    lot: string;
    serial: string | null;
}

/** What a command has moved. */
export interface StockReceipt {
    kind: string;
    from: StockEnd;
    to: StockEnd;
    moves: StockPart[];
}

/** An item that is short at a place, with its sources. */
export interface StockShortage {
    holder: string;
    holder_name?: Name;
    item: string;
    name?: Name;
    unit?: Name;
    kind: string;
    on_hand: number;
    in_transit: number;
    reserved: number | null;
    minimum: number;
    used: number;
    per_day: number;
    days_cover: number | null;
    lead_h: number;
    short: ('below_minimum' | 'promised' | 'gone_before_delivery' | 'below_cover')[];
    sources: StockSource[];
}

/** Where an item that is short could come from: a place that can spare it, a supplier's quote, or what can stand in. */
export interface StockSource {
    kind: 'place' | 'quote' | 'alternative';
    holder?: string;
    name?: Name;
    item: string;
    qty?: number;
    supplier?: string;
    phone?: string;
    price?: number;
    ready_at?: string;
    valid_until?: string;
}

/** Who could take somebody's place, and how well. */
export interface Substitute {
    person: string;
    name?: Name;
    label?: string;
    lacks: string[];
    on_other_shift: boolean;
    rested_h: number;
    consents: boolean;
    same_side: boolean;
    score: number;
}

/** A word of the catalog and what it is called on screens. */
export interface Term {
    kind: string;
    id: string;
    name: Name;
}

/** A longer text in two languages. */
export interface Text {
    zh: string;
    en: string;
}

/** What the timers did and when the next is due. */
export interface TimerState {
    done: number;
    next_at: string | null;
}

/** Who was told of an alarm, and when. */
export interface Told {
    to: string;
    at: string;
}

/** The life of one numbered piece. */
export interface Trace {
    serial: string;
    holder: string | null;
    item: string | null;
    piece: Record<string, unknown> | null;
    entries: (Record<string, unknown>)[];
    chain: TraceLink[];
}

/** A link of the chain that a delivered piece must show, and when it was; null: not since the last round began. */
export interface TraceLink {
    id: string;
    name: Name;
    at: string | null;
}

/** Goods on their way from one holder to another. */
export interface Transfer {
    id: string;
    rev: number;
    org: string | null;
    number: string;
    state: 'sent' | 'arrived';
    from: StockEnd;
    to: StockEnd;
    sent_at: string;
    sent_by: string;
    reason?: string;
    expected_at?: string;
    sent: StockPart[];
    arrived_at?: string;
    arrived?: StockPart[];
    differences?: StockPart[];
    difference_reason?: string;
    signatures?: Signatures;
}

/** Someone who may sign in. */
export interface User {
    id: string;
    rev: number;
    name: string;
    role: 'admin' | 'manager' | 'dispatcher' | 'agent' | 'crew' | 'resident' | 'viewer';
    org?: string | null;
    crew?: string | null;
    positions?: string[];
    created_at: string;
}

/** A vehicle. */
export interface Vehicle {
    id: string;
    rev: number;
    org?: string | null;
    plate: string;
    kind: string;
    profile: 'car' | 'truck' | 'emergency';
    capacity: Record<string, unknown>;
    status: 'ready' | 'out_of_service' | 'dirty' | 'reserve';
    trips?: number;
    last_disinfected_at?: string;
}

/** A planned stop of a crew. */
export interface Visit {
    id: string;
    rev: number;
    org?: string | null;
    job: string;
    crew: string;
    state: 'planned' | 'dispatched' | 'accepted' | 'en_route' | 'at_gate' | 'on_site' | 'done' | 'cancelled' | 'failed';
    seq: number;
    depart_at: string;
    arrive_at: string;
    start_at: string;
    end_at: string;
    disinfect_s?: number;
    travel_s: number;
    distance_m: number;
    gate?: string | null;
    geometry?: string;
    explanation?: Record<string, unknown>;
    cause?: Reason;
    sent_at?: string;
    inside_at?: string;
    checked_in_at?: string;
    started_at?: string;
    done_at?: string;
    steps: Step[];
}

/** A person who is called every day. */
export interface Welfare {
    id: string;
    rev: number;
    org: string | null;
    person: string;
    caller?: string;
    reason?: string;
    open: boolean;
    from: string;
    until?: string;
    last_call_at?: string;
}

/** A call. */
export interface WelfareCall {
    at: string;
    result: 'well' | 'needs' | 'no_answer';
    note: string;
    by: string;
}

/** A day's list: who was to be called and who was. */
export interface WelfareDay {
    day: string;
    wanted: number;
    called: number;
    items: WelfarePerson[];
}

/** A person of a day's list and the calls. */
export interface WelfarePerson {
    id: string;
    person: string;
    name?: Name;
    phone?: string;
    calls: WelfareCall[];
}

/** Something that is supposed to happen in a what-if. */
export interface WhatHappens {
    kind: 'seal' | 'lift' | 'lose' | 'surge';
    at?: string;
    until?: string;
    zone?: string;
    policy?: string;
    level?: string;
    place?: Point;
    half_m?: number;
    crews?: number;
    factor?: number;
    service?: string;
}

/** What a decision would change. */
export interface WhatIf {
    moves: WhatIfMove[];
    effects: WhatIfEffect[];
}

/** How another visit would move. */
export interface WhatIfEffect {
    job: string;
    number: string;
    crew: string | null;
    arrive_was: string | null;
    arrive_at: string | null;
    late_s: number;
}

/** A job that would go to a crew: what breaks, and its visit. */
export interface WhatIfMove {
    job: string;
    crew: string;
    conflicts: Reason[];
    visit: PlanVisit | null;
}

/** An area under a level of a policy set. */
export interface Zone {
    id: string;
    rev: number;
    name: Name;
    policy: string;
    level: string;
    polygon: Area;
    handover_place?: Point | null;
    from: string;
    until?: string | null;
    state: 'active' | 'lifted';
}

/** The zone a place lies in, as it was then. */
export interface ZoneRef {
    id: string;
    name: Name;
    level: string;
    policy: string;
}

export const commands = {
    "affiliation.create": {"name": "affiliation.create", "method": "POST", "path": "/affiliations", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "affiliation.end": {"name": "affiliation.end", "method": "POST", "path": "/affiliations/{id}/end", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "system"]},
    "affiliation.help": {"name": "affiliation.help", "method": "POST", "path": "/affiliations/{id}/helps", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "system"]},
    "affiliation.list": {"name": "affiliation.list", "method": "GET", "path": "/affiliations", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "viewer", "system"]},
    "agreement.contact": {"name": "agreement.contact", "method": "POST", "path": "/agreements/{id}/contacts", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "system"]},
    "agreement.create": {"name": "agreement.create", "method": "POST", "path": "/agreements", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "agreement.end": {"name": "agreement.end", "method": "POST", "path": "/agreements/{id}/end", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "system"]},
    "agreement.list": {"name": "agreement.list", "method": "GET", "path": "/agreements", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "viewer", "system"]},
    "alarm.acknowledge": {"name": "alarm.acknowledge", "method": "POST", "path": "/alarms/{id}/acknowledgement", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "crew"]},
    "alarm.get": {"name": "alarm.get", "method": "GET", "path": "/alarms/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "viewer", "agent", "crew"]},
    "alarm.list": {"name": "alarm.list", "method": "GET", "path": "/alarms", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "viewer", "agent", "crew"]},
    "approval.ask": {"name": "approval.ask", "method": "POST", "path": "/approvals", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "system"]},
    "approval.ask_again": {"name": "approval.ask_again", "method": "POST", "path": "/approvals/{id}/again", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "system"]},
    "approval.decide": {"name": "approval.decide", "method": "POST", "path": "/approvals/{id}/decisions", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer"]},
    "approval.file_paper": {"name": "approval.file_paper", "method": "POST", "path": "/approvals/{id}/papers", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "system"]},
    "approval.get": {"name": "approval.get", "method": "GET", "path": "/approvals/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "approval.inbox": {"name": "approval.inbox", "method": "GET", "path": "/approval-inbox", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer"]},
    "approval.list": {"name": "approval.list", "method": "GET", "path": "/approvals", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "approval.papers": {"name": "approval.papers", "method": "GET", "path": "/open-papers", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "viewer", "system"]},
    "attachment.create": {"name": "attachment.create", "method": "POST", "path": "/attachments", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "system"]},
    "attachment.destroy": {"name": "attachment.destroy", "method": "POST", "path": "/attachments/{sha256}/destruction", "ifMatch": "none", "roles": ["admin", "manager", "system"]},
    "attachment.get": {"name": "attachment.get", "method": "GET", "path": "/attachments/{sha256}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "system"]},
    "attachment.have": {"name": "attachment.have", "method": "GET", "path": "/attachments", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "system"]},
    "clock.advance": {"name": "clock.advance", "method": "POST", "path": "/clock/advance", "ifMatch": "none", "roles": ["admin", "system"]},
    "clock.get": {"name": "clock.get", "method": "GET", "path": "/clock", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "resident", "viewer", "system"]},
    "closure.create": {"name": "closure.create", "method": "POST", "path": "/closures", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "closure.get": {"name": "closure.get", "method": "GET", "path": "/closures/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "resident", "viewer", "system"]},
    "closure.lift": {"name": "closure.lift", "method": "POST", "path": "/closures/{id}/lift", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "system"]},
    "closure.list": {"name": "closure.list", "method": "GET", "path": "/closures", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "resident", "viewer", "system"]},
    "closure.update": {"name": "closure.update", "method": "PATCH", "path": "/closures/{id}", "ifMatch": "required", "roles": ["admin", "manager", "dispatcher", "system"]},
    "contingency.list": {"name": "contingency.list", "method": "GET", "path": "/contingencies", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "viewer", "system"]},
    "coverage.get": {"name": "coverage.get", "method": "GET", "path": "/coverage", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "viewer"]},
    "crew.check_in": {"name": "crew.check_in", "method": "POST", "path": "/crews/{id}/check_ins", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "crew"]},
    "crew.create": {"name": "crew.create", "method": "POST", "path": "/crews", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "crew.get": {"name": "crew.get", "method": "GET", "path": "/crews/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "crew.list": {"name": "crew.list", "method": "GET", "path": "/crews", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "crew.report_position": {"name": "crew.report_position", "method": "POST", "path": "/crews/{id}/position", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "crew", "system"]},
    "crew.set_state": {"name": "crew.set_state", "method": "POST", "path": "/crews/{id}/state", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "crew", "system"]},
    "crew.substitute": {"name": "crew.substitute", "method": "POST", "path": "/crews/{id}/substitutions", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher"]},
    "crew.substitutes": {"name": "crew.substitutes", "method": "GET", "path": "/crews/{id}/substitutes", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher"]},
    "crew.update": {"name": "crew.update", "method": "PATCH", "path": "/crews/{id}", "ifMatch": "required", "roles": ["admin", "manager", "dispatcher", "system"]},
    "crew.visits": {"name": "crew.visits", "method": "GET", "path": "/crews/{id}/visits", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "decision.list": {"name": "decision.list", "method": "GET", "path": "/decisions", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "viewer"]},
    "decision.undo": {"name": "decision.undo", "method": "POST", "path": "/decisions/undo", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher"]},
    "delegation.create": {"name": "delegation.create", "method": "POST", "path": "/delegations", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer"]},
    "delegation.end": {"name": "delegation.end", "method": "POST", "path": "/delegations/{id}/end", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer"]},
    "delegation.list": {"name": "delegation.list", "method": "GET", "path": "/delegations", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "duty.absent": {"name": "duty.absent", "method": "POST", "path": "/duties/{id}/absent", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "duty.end": {"name": "duty.end", "method": "POST", "path": "/duties/{id}/end", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "duty.get": {"name": "duty.get", "method": "GET", "path": "/duties/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "viewer", "system"]},
    "duty.list": {"name": "duty.list", "method": "GET", "path": "/duties", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "viewer", "system"]},
    "duty.substitute": {"name": "duty.substitute", "method": "POST", "path": "/duties/{id}/substitute", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "duty.substitutes": {"name": "duty.substitutes", "method": "GET", "path": "/duties/{id}/substitutes", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "duty.take_over": {"name": "duty.take_over", "method": "POST", "path": "/duties/{id}/take-over", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "event.list": {"name": "event.list", "method": "GET", "path": "/event-log", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "viewer", "system"]},
    "feedback.answer": {"name": "feedback.answer", "method": "POST", "path": "/feedback/{id}/answer", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "system"]},
    "feedback.get": {"name": "feedback.get", "method": "GET", "path": "/feedback/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "viewer", "system"]},
    "feedback.list": {"name": "feedback.list", "method": "GET", "path": "/feedback", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "viewer", "system"]},
    "feedback.record": {"name": "feedback.record", "method": "POST", "path": "/feedback", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "system"]},
    "form.list": {"name": "form.list", "method": "GET", "path": "/forms", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "viewer", "system", "crew"]},
    "form.print": {"name": "form.print", "method": "GET", "path": "/forms/{form}/print", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "viewer", "system"]},
    "gate.create": {"name": "gate.create", "method": "POST", "path": "/gates", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "gate.get": {"name": "gate.get", "method": "GET", "path": "/gates/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "resident", "viewer", "system"]},
    "gate.list": {"name": "gate.list", "method": "GET", "path": "/gates", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "resident", "viewer", "system"]},
    "gate.pass": {"name": "gate.pass", "method": "POST", "path": "/gates/{id}/passages", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "system"]},
    "gate.register": {"name": "gate.register", "method": "GET", "path": "/passages", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "system"]},
    "gate.update": {"name": "gate.update", "method": "PATCH", "path": "/gates/{id}", "ifMatch": "required", "roles": ["admin", "manager", "dispatcher", "system"]},
    "job.answer_proposal": {"name": "job.answer_proposal", "method": "POST", "path": "/jobs/{id}/proposal", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher"]},
    "job.assign": {"name": "job.assign", "method": "POST", "path": "/jobs/{id}/assignment", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher"]},
    "job.forbid": {"name": "job.forbid", "method": "POST", "path": "/jobs/{id}/forbidden", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher"]},
    "job.get": {"name": "job.get", "method": "GET", "path": "/jobs/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "resident", "viewer", "system"]},
    "job.hold": {"name": "job.hold", "method": "POST", "path": "/jobs/{id}/hold", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher"]},
    "job.list": {"name": "job.list", "method": "GET", "path": "/jobs", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "job.offers": {"name": "job.offers", "method": "GET", "path": "/jobs/{id}/offers", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "viewer"]},
    "job.pin": {"name": "job.pin", "method": "POST", "path": "/jobs/{id}/pin", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher"]},
    "job.resume": {"name": "job.resume", "method": "POST", "path": "/jobs/{id}/resume", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher"]},
    "job.split": {"name": "job.split", "method": "POST", "path": "/jobs/{id}/split", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher"]},
    "job.swap": {"name": "job.swap", "method": "POST", "path": "/jobs/{id}/swaps", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher"]},
    "job.transition": {"name": "job.transition", "method": "POST", "path": "/jobs/{id}/transitions", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "system"]},
    "job.what_if": {"name": "job.what_if", "method": "GET", "path": "/jobs/{id}/what_if", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "viewer"]},
    "loan.create": {"name": "loan.create", "method": "POST", "path": "/loans", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "loan.end": {"name": "loan.end", "method": "POST", "path": "/loans/{id}/end", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "system"]},
    "loan.list": {"name": "loan.list", "method": "GET", "path": "/loans", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "viewer", "system"]},
    "manifest.correct": {"name": "manifest.correct", "method": "POST", "path": "/manifests/{id}/corrections", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "system"]},
    "manifest.create": {"name": "manifest.create", "method": "POST", "path": "/manifests", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "crew", "system", "agent"]},
    "manifest.get": {"name": "manifest.get", "method": "GET", "path": "/manifests/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "manifest.hand_over": {"name": "manifest.hand_over", "method": "POST", "path": "/manifests/{id}/hand_overs", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "crew", "system"]},
    "manifest.list": {"name": "manifest.list", "method": "GET", "path": "/manifests", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "manifest.receive": {"name": "manifest.receive", "method": "POST", "path": "/manifests/{id}/receipts", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "crew", "system"]},
    "manifest.refuse": {"name": "manifest.refuse", "method": "POST", "path": "/manifests/{id}/refusals", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "crew", "system"]},
    "manifest.treat": {"name": "manifest.treat", "method": "POST", "path": "/manifests/{id}/treatments", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "crew", "system"]},
    "mode.acknowledge": {"name": "mode.acknowledge", "method": "POST", "path": "/modes/{id}/acknowledgements", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "system"]},
    "mode.at": {"name": "mode.at", "method": "GET", "path": "/mode-at", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system", "resident"]},
    "mode.end": {"name": "mode.end", "method": "POST", "path": "/modes/{id}/end", "ifMatch": "optional", "roles": ["admin", "manager", "system"]},
    "mode.get": {"name": "mode.get", "method": "GET", "path": "/modes/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "mode.list": {"name": "mode.list", "method": "GET", "path": "/modes", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "mode.preview": {"name": "mode.preview", "method": "GET", "path": "/mode-preview", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "viewer", "system"]},
    "mode.switch": {"name": "mode.switch", "method": "POST", "path": "/modes", "ifMatch": "none", "roles": ["admin", "manager", "system"]},
    "mode.update": {"name": "mode.update", "method": "PATCH", "path": "/modes/{id}", "ifMatch": "optional", "roles": ["admin", "manager", "system"]},
    "notice.cancel": {"name": "notice.cancel", "method": "POST", "path": "/notices/{id}/cancel", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "notice.create": {"name": "notice.create", "method": "POST", "path": "/notices", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "system"]},
    "notice.edit": {"name": "notice.edit", "method": "PATCH", "path": "/notices/{id}", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "agent", "system"]},
    "notice.format": {"name": "notice.format", "method": "GET", "path": "/notices/{id}/formats/{format}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system", "resident"]},
    "notice.get": {"name": "notice.get", "method": "GET", "path": "/notices/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system", "resident"]},
    "notice.list": {"name": "notice.list", "method": "GET", "path": "/notices", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "notice.submit": {"name": "notice.submit", "method": "POST", "path": "/notices/{id}/submission", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "system"]},
    "org.create": {"name": "org.create", "method": "POST", "path": "/orgs", "ifMatch": "none", "roles": ["admin", "manager", "system"]},
    "org.get": {"name": "org.get", "method": "GET", "path": "/orgs/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "org.heads": {"name": "org.heads", "method": "GET", "path": "/org_heads", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "viewer", "system"]},
    "org.list": {"name": "org.list", "method": "GET", "path": "/orgs", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "org.update": {"name": "org.update", "method": "PATCH", "path": "/orgs/{id}", "ifMatch": "required", "roles": ["admin", "manager", "system"]},
    "outage.end": {"name": "outage.end", "method": "POST", "path": "/outages/{id}/end", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "outage.get": {"name": "outage.get", "method": "GET", "path": "/outages/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "outage.list": {"name": "outage.list", "method": "GET", "path": "/outages", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "outage.open": {"name": "outage.open", "method": "POST", "path": "/outages", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "permit.create": {"name": "permit.create", "method": "POST", "path": "/permits", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "permit.get": {"name": "permit.get", "method": "GET", "path": "/permits/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "permit.list": {"name": "permit.list", "method": "GET", "path": "/permits", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "permit.revoke": {"name": "permit.revoke", "method": "POST", "path": "/permits/{id}/revoke", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "system"]},
    "permit.update": {"name": "permit.update", "method": "PATCH", "path": "/permits/{id}", "ifMatch": "required", "roles": ["admin", "manager", "dispatcher", "system"]},
    "person.create": {"name": "person.create", "method": "POST", "path": "/persons", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "person.get": {"name": "person.get", "method": "GET", "path": "/persons/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "person.list": {"name": "person.list", "method": "GET", "path": "/persons", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "person.set_status": {"name": "person.set_status", "method": "POST", "path": "/persons/{id}/status", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "system"]},
    "person.tested": {"name": "person.tested", "method": "POST", "path": "/persons/{id}/tests", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "person.update": {"name": "person.update", "method": "PATCH", "path": "/persons/{id}", "ifMatch": "required", "roles": ["admin", "manager", "dispatcher", "system"]},
    "piece.act": {"name": "piece.act", "method": "POST", "path": "/pieces/{id}/acts", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "system"]},
    "piece.due": {"name": "piece.due", "method": "GET", "path": "/pieces_due", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "piece.get": {"name": "piece.get", "method": "GET", "path": "/pieces/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "piece.list": {"name": "piece.list", "method": "GET", "path": "/pieces", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "piece.register": {"name": "piece.register", "method": "POST", "path": "/pieces", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "piece.test": {"name": "piece.test", "method": "POST", "path": "/pieces/{id}/tests", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "system"]},
    "piece.void": {"name": "piece.void", "method": "POST", "path": "/pieces/{id}/void", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "system"]},
    "plan.commit": {"name": "plan.commit", "method": "POST", "path": "/plan", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "plan.get": {"name": "plan.get", "method": "GET", "path": "/plan", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "plan.revision": {"name": "plan.revision", "method": "GET", "path": "/plan/revision", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "policy.list": {"name": "policy.list", "method": "GET", "path": "/policies", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "resident", "viewer", "system"]},
    "post.create": {"name": "post.create", "method": "POST", "path": "/posts", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "post.get": {"name": "post.get", "method": "GET", "path": "/posts/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "viewer", "system"]},
    "post.list": {"name": "post.list", "method": "GET", "path": "/posts", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "viewer", "system"]},
    "post.update": {"name": "post.update", "method": "PATCH", "path": "/posts/{id}", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "system"]},
    "privacy.destroy": {"name": "privacy.destroy", "method": "POST", "path": "/privacy/destructions", "ifMatch": "none", "roles": ["admin", "manager"]},
    "privacy.look": {"name": "privacy.look", "method": "POST", "path": "/privacy/looks", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent"]},
    "privacy.looks": {"name": "privacy.looks", "method": "GET", "path": "/privacy/looks", "ifMatch": "none", "roles": ["admin", "manager", "resident"]},
    "privacy.trace": {"name": "privacy.trace", "method": "POST", "path": "/privacy/traces", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher"]},
    "quote.create": {"name": "quote.create", "method": "POST", "path": "/quotes", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "quote.list": {"name": "quote.list", "method": "GET", "path": "/quotes", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "register.list": {"name": "register.list", "method": "GET", "path": "/registers", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "rehearsal.get": {"name": "rehearsal.get", "method": "GET", "path": "/rehearsals/{id}", "ifMatch": "none", "roles": ["admin", "manager", "system"]},
    "rehearsal.list": {"name": "rehearsal.list", "method": "GET", "path": "/rehearsals", "ifMatch": "none", "roles": ["admin", "manager", "system"]},
    "rehearsal.page": {"name": "rehearsal.page", "method": "GET", "path": "/rehearsals/{id}/page", "ifMatch": "none", "roles": ["admin", "manager"]},
    "rehearsal.start": {"name": "rehearsal.start", "method": "POST", "path": "/rehearsals", "ifMatch": "none", "roles": ["admin", "manager"]},
    "report.counters": {"name": "report.counters", "method": "GET", "path": "/reports/counters", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "viewer", "system"]},
    "report.custody": {"name": "report.custody", "method": "GET", "path": "/reports/custody", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "viewer", "system"]},
    "report.figures": {"name": "report.figures", "method": "GET", "path": "/reports/figures", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "viewer", "system"]},
    "report.print": {"name": "report.print", "method": "GET", "path": "/reports/print", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "viewer", "system"]},
    "report.rows": {"name": "report.rows", "method": "GET", "path": "/reports/rows", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "viewer", "system"]},
    "report.satisfaction": {"name": "report.satisfaction", "method": "GET", "path": "/reports/satisfaction", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "viewer", "system"]},
    "request.cancel": {"name": "request.cancel", "method": "POST", "path": "/requests/{id}/cancel", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "agent", "resident", "system"]},
    "request.create": {"name": "request.create", "method": "POST", "path": "/requests", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "resident", "system"]},
    "request.feedback": {"name": "request.feedback", "method": "POST", "path": "/requests/{id}/feedback", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "agent", "resident", "system"]},
    "request.get": {"name": "request.get", "method": "GET", "path": "/requests/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "resident", "viewer", "system"]},
    "request.list": {"name": "request.list", "method": "GET", "path": "/requests", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "resident", "viewer", "system"]},
    "request.script_done": {"name": "request.script_done", "method": "POST", "path": "/requests/{id}/script", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "system"]},
    "responsibility.create": {"name": "responsibility.create", "method": "POST", "path": "/responsibilities", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "responsibility.end": {"name": "responsibility.end", "method": "POST", "path": "/responsibilities/{id}/end", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "system"]},
    "responsibility.gaps": {"name": "responsibility.gaps", "method": "GET", "path": "/responsibility_gaps", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "viewer", "system"]},
    "responsibility.list": {"name": "responsibility.list", "method": "GET", "path": "/responsibilities", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "viewer", "system"]},
    "responsibility.resolve": {"name": "responsibility.resolve", "method": "GET", "path": "/responsible", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "viewer", "system", "crew"]},
    "responsibility.update": {"name": "responsibility.update", "method": "PATCH", "path": "/responsibilities/{id}", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "system"]},
    "roster.cover": {"name": "roster.cover", "method": "GET", "path": "/rosters/{id}/cover", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "viewer", "system"]},
    "roster.get": {"name": "roster.get", "method": "GET", "path": "/rosters/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "viewer", "system"]},
    "roster.issue": {"name": "roster.issue", "method": "POST", "path": "/rosters/{id}/issue", "ifMatch": "none", "roles": ["admin", "manager", "system"]},
    "roster.list": {"name": "roster.list", "method": "GET", "path": "/rosters", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "viewer", "system"]},
    "roster.plan": {"name": "roster.plan", "method": "POST", "path": "/rosters", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "roster.replan": {"name": "roster.replan", "method": "POST", "path": "/rosters/{id}/plans", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "round.close_site": {"name": "round.close_site", "method": "POST", "path": "/rounds/{id}/closures", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "system"]},
    "round.create": {"name": "round.create", "method": "POST", "path": "/rounds", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "round.dues": {"name": "round.dues", "method": "GET", "path": "/rounds/{id}/dues", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "round.end": {"name": "round.end", "method": "POST", "path": "/rounds/{id}/end", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "system"]},
    "round.get": {"name": "round.get", "method": "GET", "path": "/rounds/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "round.list": {"name": "round.list", "method": "GET", "path": "/rounds", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "round.open_site": {"name": "round.open_site", "method": "POST", "path": "/rounds/{id}/sites", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "system"]},
    "service.get": {"name": "service.get", "method": "GET", "path": "/services/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "resident", "viewer", "system"]},
    "service.list": {"name": "service.list", "method": "GET", "path": "/services", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "resident", "viewer", "system"]},
    "service.set_dispatch": {"name": "service.set_dispatch", "method": "POST", "path": "/services/{id}/dispatch", "ifMatch": "none", "roles": ["admin", "manager"]},
    "session.create": {"name": "session.create", "method": "POST", "path": "/session", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "resident", "viewer", "system"]},
    "session.delete": {"name": "session.delete", "method": "DELETE", "path": "/session", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "resident", "viewer", "system"]},
    "session.get": {"name": "session.get", "method": "GET", "path": "/session", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "resident", "viewer", "system"]},
    "sheet.correct": {"name": "sheet.correct", "method": "POST", "path": "/sheets/{id}/corrections", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "sheet.create": {"name": "sheet.create", "method": "POST", "path": "/sheets", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "system"]},
    "sheet.get": {"name": "sheet.get", "method": "GET", "path": "/sheets/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "viewer", "system", "crew"]},
    "sheet.ledger": {"name": "sheet.ledger", "method": "GET", "path": "/ledgers/{form}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "resident", "viewer", "system"]},
    "sheet.list": {"name": "sheet.list", "method": "GET", "path": "/sheets", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "viewer", "system"]},
    "sheet.sign": {"name": "sheet.sign", "method": "POST", "path": "/sheets/{id}/signatures", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "system"]},
    "sheet.update": {"name": "sheet.update", "method": "PATCH", "path": "/sheets/{id}", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "system"]},
    "site.create": {"name": "site.create", "method": "POST", "path": "/sites", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "system"]},
    "site.get": {"name": "site.get", "method": "GET", "path": "/sites/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "site.list": {"name": "site.list", "method": "GET", "path": "/sites", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "site.update": {"name": "site.update", "method": "PATCH", "path": "/sites/{id}", "ifMatch": "required", "roles": ["admin", "manager", "dispatcher", "agent", "system"]},
    "situation.approve": {"name": "situation.approve", "method": "POST", "path": "/situations/{id}/approval", "ifMatch": "none", "roles": ["admin", "manager"]},
    "situation.create": {"name": "situation.create", "method": "POST", "path": "/situations", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "situation.get": {"name": "situation.get", "method": "GET", "path": "/situations/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "viewer", "system"]},
    "situation.list": {"name": "situation.list", "method": "GET", "path": "/situations", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "viewer", "system"]},
    "situation.missing": {"name": "situation.missing", "method": "GET", "path": "/reports/missing", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "viewer", "system"]},
    "situation.update": {"name": "situation.update", "method": "PATCH", "path": "/situations/{id}", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "system"]},
    "step.record": {"name": "step.record", "method": "POST", "path": "/visits/{id}/steps/{code}", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "crew", "system"]},
    "stock.consume": {"name": "stock.consume", "method": "POST", "path": "/stock/consumptions", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "stock.correct": {"name": "stock.correct", "method": "POST", "path": "/stock/corrections", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "stock.count": {"name": "stock.count", "method": "POST", "path": "/stock/counts", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "stock.issue": {"name": "stock.issue", "method": "POST", "path": "/stock/issues", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "stock.levels": {"name": "stock.levels", "method": "GET", "path": "/stock/levels", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "stock.list": {"name": "stock.list", "method": "GET", "path": "/stock", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "stock.moves": {"name": "stock.moves", "method": "GET", "path": "/stock/moves", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "stock.receive": {"name": "stock.receive", "method": "POST", "path": "/stock/receipts", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "stock.return": {"name": "stock.return", "method": "POST", "path": "/stock/returns", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "stock.shortages": {"name": "stock.shortages", "method": "GET", "path": "/stock/shortages", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "stock.trace": {"name": "stock.trace", "method": "GET", "path": "/stock/trace", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "term.list": {"name": "term.list", "method": "GET", "path": "/terms", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "resident", "viewer", "system"]},
    "transfer.arrive": {"name": "transfer.arrive", "method": "POST", "path": "/transfers/{id}/arrival", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "system"]},
    "transfer.get": {"name": "transfer.get", "method": "GET", "path": "/transfers/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "transfer.list": {"name": "transfer.list", "method": "GET", "path": "/transfers", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "transfer.send": {"name": "transfer.send", "method": "POST", "path": "/transfers", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "user.create": {"name": "user.create", "method": "POST", "path": "/users", "ifMatch": "none", "roles": ["admin", "system"]},
    "user.list": {"name": "user.list", "method": "GET", "path": "/users", "ifMatch": "none", "roles": ["admin", "manager", "system"]},
    "user.set_positions": {"name": "user.set_positions", "method": "POST", "path": "/users/{id}/positions", "ifMatch": "none", "roles": ["admin", "system"]},
    "vehicle.create": {"name": "vehicle.create", "method": "POST", "path": "/vehicles", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "vehicle.disinfected": {"name": "vehicle.disinfected", "method": "POST", "path": "/vehicles/{id}/disinfections", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "crew", "system"]},
    "vehicle.get": {"name": "vehicle.get", "method": "GET", "path": "/vehicles/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "vehicle.list": {"name": "vehicle.list", "method": "GET", "path": "/vehicles", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "vehicle.update": {"name": "vehicle.update", "method": "PATCH", "path": "/vehicles/{id}", "ifMatch": "required", "roles": ["admin", "manager", "dispatcher", "system"]},
    "visit.get": {"name": "visit.get", "method": "GET", "path": "/visits/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "viewer", "system"]},
    "visit.transition": {"name": "visit.transition", "method": "POST", "path": "/visits/{id}/transitions", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "crew", "system"]},
    "welfare.add": {"name": "welfare.add", "method": "POST", "path": "/welfare", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "system"]},
    "welfare.call": {"name": "welfare.call", "method": "POST", "path": "/welfare/{id}/calls", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "agent", "system"]},
    "welfare.day": {"name": "welfare.day", "method": "GET", "path": "/welfare_day", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "system"]},
    "welfare.list": {"name": "welfare.list", "method": "GET", "path": "/welfare", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "system"]},
    "welfare.release": {"name": "welfare.release", "method": "POST", "path": "/welfare/{id}/release", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "agent", "system"]},
    "zone.at": {"name": "zone.at", "method": "GET", "path": "/zone-at", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "resident", "viewer", "system"]},
    "zone.create": {"name": "zone.create", "method": "POST", "path": "/zones", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "system"]},
    "zone.get": {"name": "zone.get", "method": "GET", "path": "/zones/{id}", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "resident", "viewer", "system"]},
    "zone.lift": {"name": "zone.lift", "method": "POST", "path": "/zones/{id}/lift", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "system"]},
    "zone.list": {"name": "zone.list", "method": "GET", "path": "/zones", "ifMatch": "none", "roles": ["admin", "manager", "dispatcher", "agent", "crew", "resident", "viewer", "system"]},
    "zone.seal": {"name": "zone.seal", "method": "POST", "path": "/zones/{id}/seal", "ifMatch": "optional", "roles": ["admin", "manager", "dispatcher", "system"]},
    "zone.update": {"name": "zone.update", "method": "PATCH", "path": "/zones/{id}", "ifMatch": "required", "roles": ["admin", "manager", "dispatcher", "system"]},
} as const satisfies Record<string, Command>;
export type CommandName = keyof typeof commands;

export function makeApi(send: Send) {
    return {
        /** Registers a unit or member with a community. */
        affiliationCreate: (args: {
                community: string;
                unit?: string;
                person?: string;
                note?: string;
            }, options?: CallOptions) =>
            send(commands["affiliation.create"], args, options) as Promise<Affiliation>,
        /** Ends a registration. */
        affiliationEnd: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["affiliation.end"], args, options) as Promise<Affiliation>,
        /** Notes what a registered unit or member did for its community. */
        affiliationHelp: (args: {
                id: string;
                what: string;
                hours?: number;
                at?: string;
            }, options?: CallOptions) =>
            send(commands["affiliation.help"], args, options) as Promise<Affiliation>,
        /** Lists registrations. */
        affiliationList: (args: {
                community?: string;
                unit?: string;
                person?: string;
                open?: boolean;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["affiliation.list"], args, options) as Promise<List<Affiliation>>,
        /** Logs a contact and sets the next date. */
        agreementContact: (args: {
                id: string;
                note: string;
                next_at?: string;
                at?: string;
            }, options?: CallOptions) =>
            send(commands["agreement.contact"], args, options) as Promise<Agreement>,
        /** Notes an agreement or standing contact. */
        agreementCreate: (args: {
                org?: string;
                partner?: string;
                partner_name?: string;
                subjects: string[];
                terms?: string;
                contact?: Contact;
                next_at?: string;
            }, options?: CallOptions) =>
            send(commands["agreement.create"], args, options) as Promise<Agreement>,
        /** Ends an agreement. */
        agreementEnd: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["agreement.end"], args, options) as Promise<Agreement>,
        /** Lists agreements; overdue ones when asked. */
        agreementList: (args: {
                state?: 'active' | 'ended';
                overdue?: boolean;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["agreement.list"], args, options) as Promise<List<Agreement>>,
        /** Says that somebody looks after an alarm. */
        alarmAcknowledge: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["alarm.acknowledge"], args, options) as Promise<Alarm>,
        /** Shows an alarm. */
        alarmGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["alarm.get"], args, options) as Promise<Alarm>,
        /** Lists alarms, newest first; `open` says which. */
        alarmList: (args: {
                open?: boolean;
                limit?: number;
                cursor?: string;
            } = {}, options?: CallOptions) =>
            send(commands["alarm.list"], args, options) as Promise<List<Alarm>>,
        /** Asks for an approval by a chain: for a job that is held, or for a matter in words. */
        approvalAsk: (args: {
                chain: string;
                job?: string;
                title?: Name;
                reason: string;
            }, options?: CallOptions) =>
            send(commands["approval.ask"], args, options) as Promise<Approval>,
        /** Asks anew for what was refused to a job; the refusal stays on record. */
        approvalAskAgain: (args: {
                id: string;
                reason: string;
            }, options?: CallOptions) =>
            send(commands["approval.ask_again"], args, options) as Promise<Approval>,
        /** Agrees to the step at hand, or refuses. */
        approvalDecide: (args: {
                id: string;
                approve: boolean;
                reason?: string;
                signature?: Signature;
            }, options?: CallOptions) =>
            send(commands["approval.decide"], args, options) as Promise<Approval>,
        /** Files a paper that was owed. */
        approvalFilePaper: (args: {
                id: string;
                paper: string;
                note?: string;
                file?: string;
            }, options?: CallOptions) =>
            send(commands["approval.file_paper"], args, options) as Promise<Approval>,
        /** Shows an approval. */
        approvalGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["approval.get"], args, options) as Promise<Approval>,
        /** Lists what waits for the caller's decision, what is due first first. */
        approvalInbox: (args: Record<string, never> = {}, options?: CallOptions) =>
            send(commands["approval.inbox"], args, options) as Promise<List<Approval>>,
        /** Lists approvals, newest first. */
        approvalList: (args: {
                state?: 'waiting' | 'approved' | 'rejected' | 'withdrawn';
                about?: string;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["approval.list"], args, options) as Promise<List<Approval>>,
        /** Lists the green channel's open papers, what is due first first. */
        approvalPapers: (args: Record<string, never> = {}, options?: CallOptions) =>
            send(commands["approval.papers"], args, options) as Promise<List<Approval>>,
        /** Keeps a photo, drawing or paper (base64, at most 700 KiB); the same bytes are kept once. */
        attachmentCreate: (args: {
                type: 'image/jpeg' | 'image/png' | 'image/webp' | 'application/pdf';
                data: string;
                org?: string;
            }, options?: CallOptions) =>
            send(commands["attachment.create"], args, options) as Promise<Attachment>,
        /** Destroys an attachment's bytes; its name and the reason stay. */
        attachmentDestroy: (args: {
                sha256: string;
                reason: string;
            }, options?: CallOptions) =>
            send(commands["attachment.destroy"], args, options) as Promise<Attachment>,
        /** Shows an attachment with its bytes in base64. */
        attachmentGet: (args: {
                sha256: string;
            }, options?: CallOptions) =>
            send(commands["attachment.get"], args, options) as Promise<Attachment>,
        /** Says which attachments are kept, by names joined with commas: what a phone may delete. */
        attachmentHave: (args: {
                sha256s: string;
            }, options?: CallOptions) =>
            send(commands["attachment.have"], args, options) as Promise<AttachmentsKept>,
        /** Moves a virtual clock forward. */
        clockAdvance: (args: {
                to?: string;
                by_s?: number;
            } = {}, options?: CallOptions) =>
            send(commands["clock.advance"], args, options) as Promise<Clock>,
        /** Shows the time the city goes by. */
        clockGet: (args: Record<string, never> = {}, options?: CallOptions) =>
            send(commands["clock.get"], args, options) as Promise<Clock>,
        /** Makes a road closure. */
        closureCreate: (args: {
                name: Name;
                polygon?: Area;
                line?: Line;
                ways?: number[];
                profiles?: ('car' | 'truck' | 'emergency')[];
                from?: string;
                until?: string;
            }, options?: CallOptions) =>
            send(commands["closure.create"], args, options) as Promise<Closure>,
        /** Shows a road closure. */
        closureGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["closure.get"], args, options) as Promise<Closure>,
        /** Opens a closed road again. */
        closureLift: (args: {
                id: string;
                reason?: string;
            }, options?: CallOptions) =>
            send(commands["closure.lift"], args, options) as Promise<Closure>,
        /** Lists: road closure. */
        closureList: (args: {
                state?: 'active' | 'lifted';
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["closure.list"], args, options) as Promise<List<Closure>>,
        /** Changes a road closure; null takes an optional field away. */
        closureUpdate: (args: {
                id: string;
                name?: Name;
                until?: string | null;
                profiles?: ('car' | 'truck' | 'emergency')[];
            }, options?: CallOptions) =>
            send(commands["closure.update"], args, options) as Promise<Closure>,
        /** Lists the contingency plans of the packs. */
        contingencyList: (args: Record<string, never> = {}, options?: CallOptions) =>
            send(commands["contingency.list"], args, options) as Promise<List<Contingency>>,
        /** How soon the next urgent call could be reached in each part of the city, now and in an hour; and where idle crews would best stand by. */
        coverageGet: (args: Record<string, never> = {}, options?: CallOptions) =>
            send(commands["coverage.get"], args, options) as Promise<Coverage>,
        /** Says that a crew in a dangerous place is well. */
        crewCheckIn: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["crew.check_in"], args, options) as Promise<Crew>,
        /** Makes a crew. */
        crewCreate: (args: {
                org?: string;
                code?: string;
                name: Name;
                members: string[];
                vehicle?: string;
                shift: ShiftWanted;
                depot?: string;
                position?: Position;
                loop?: string;
                exposure?: 'clean' | 'controlled' | 'contaminated';
                state?: 'off' | 'idle' | 'rest';
            }, options?: CallOptions) =>
            send(commands["crew.create"], args, options) as Promise<Crew>,
        /** Shows a crew. */
        crewGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["crew.get"], args, options) as Promise<Crew>,
        /** Lists: crew. */
        crewList: (args: {
                org?: string;
                state?: 'off' | 'idle' | 'en_route' | 'at_gate' | 'on_site' | 'rest';
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["crew.list"], args, options) as Promise<List<Crew>>,
        /** Says where a crew is. */
        crewReportPosition: (args: {
                id: string;
                lon: number;
                lat: number;
                at?: string;
                speed_m_s?: number;
            }, options?: CallOptions) =>
            send(commands["crew.report_position"], args, options) as Promise<Crew>,
        /** Sends a crew off duty, to rest or back. */
        crewSetState: (args: {
                id: string;
                state: 'off' | 'idle' | 'rest';
            }, options?: CallOptions) =>
            send(commands["crew.set_state"], args, options) as Promise<Crew>,
        /** Puts one person in another's place; the round goes on. */
        crewSubstitute: (args: {
                id: string;
                out: string;
                in: string;
                reason?: string;
            }, options?: CallOptions) =>
            send(commands["crew.substitute"], args, options) as Promise<Crew>,
        /** Ranks who could take a person's place in a crew: qualified, free, rested, willing, living on the right side. */
        crewSubstitutes: (args: {
                id: string;
                person: string;
            }, options?: CallOptions) =>
            send(commands["crew.substitutes"], args, options) as Promise<List<Substitute>>,
        /** Changes a crew; null takes an optional field away. */
        crewUpdate: (args: {
                id: string;
                code?: string | null;
                name?: Name;
                members?: string[];
                vehicle?: string | null;
                shift?: ShiftWanted;
                depot?: string | null;
                loop?: string | null;
                exposure?: 'clean' | 'controlled' | 'contaminated' | null;
            }, options?: CallOptions) =>
            send(commands["crew.update"], args, options) as Promise<Crew>,
        /** Lists the visits of a crew that are not over, in order. */
        crewVisits: (args: {
                id: string;
                all?: boolean;
            }, options?: CallOptions) =>
            send(commands["crew.visits"], args, options) as Promise<List<Visit>>,
        /** Lists what people decided, newest first. */
        decisionList: (args: {
                limit?: number;
                cursor?: string;
            } = {}, options?: CallOptions) =>
            send(commands["decision.list"], args, options) as Promise<List<Decision>>,
        /** Takes back the caller's last decision; refused in words when the world has moved on. */
        decisionUndo: (args: Record<string, never> = {}, options?: CallOptions) =>
            send(commands["decision.undo"], args, options) as Promise<Decision>,
        /** Lets somebody else decide for the caller for a time. */
        delegationCreate: (args: {
                taker: string;
                from?: string;
                until: string;
                reason?: string;
            }, options?: CallOptions) =>
            send(commands["delegation.create"], args, options) as Promise<Delegation>,
        /** Ends a delegation. */
        delegationEnd: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["delegation.end"], args, options) as Promise<Delegation>,
        /** Lists delegations, newest first. */
        delegationList: (args: {
                state?: 'given' | 'ended';
                giver?: string;
                taker?: string;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["delegation.list"], args, options) as Promise<List<Delegation>>,
        /** Somebody does not come, or falls out: the place is open until a substitute has it. */
        dutyAbsent: (args: {
                id: string;
                reason: string;
            }, options?: CallOptions) =>
            send(commands["duty.absent"], args, options) as Promise<Duty>,
        /** Ends a shift that nobody follows. */
        dutyEnd: (args: {
                id: string;
                at?: string;
            }, options?: CallOptions) =>
            send(commands["duty.end"], args, options) as Promise<Duty>,
        /** Shows one person's shift on a post. */
        dutyGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["duty.get"], args, options) as Promise<Duty>,
        /** Lists shifts of people. */
        dutyList: (args: {
                roster?: string;
                post?: string;
                person?: string;
                state?: 'planned' | 'on' | 'relieved' | 'absent';
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["duty.list"], args, options) as Promise<List<Duty>>,
        /** Puts somebody else into a shift; the rules of the roster hold. */
        dutySubstitute: (args: {
                id: string;
                person: string;
            }, options?: CallOptions) =>
            send(commands["duty.substitute"], args, options) as Promise<Duty>,
        /** Ranks who could stand a shift: skilled, there, rested, below their hours; of the same unit first, then with the fewest hours. */
        dutySubstitutes: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["duty.substitutes"], args, options) as Promise<List<DutySubstitute>>,
        /** Somebody begins a shift and relieves who stands there: both sign, what is open is handed over. Who is not relieved stays on duty. */
        dutyTakeOver: (args: {
                id: string;
                relieves?: string;
                handed_over?: string;
                signatures: string[];
                at?: string;
            }, options?: CallOptions) =>
            send(commands["duty.take_over"], args, options) as Promise<Duty>,
        /** Lists what happened, oldest first. */
        eventList: (args: {
                after?: number;
                limit?: number;
                noun?: string;
                noun_id?: string;
            } = {}, options?: CallOptions) =>
            send(commands["event.list"], args, options) as Promise<List<Event>>,
        /** Answers a complaint. */
        feedbackAnswer: (args: {
                id: string;
                answer: string;
            }, options?: CallOptions) =>
            send(commands["feedback.answer"], args, options) as Promise<FeedbackEntry>,
        /** Shows a feedback. */
        feedbackGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["feedback.get"], args, options) as Promise<FeedbackEntry>,
        /** Lists feedback, newest first. */
        feedbackList: (args: {
                kind?: 'thanks' | 'complaint' | 'suggestion';
                state?: 'open' | 'closed';
                job?: string;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["feedback.list"], args, options) as Promise<List<FeedbackEntry>>,
        /** Records thanks, a complaint or a suggestion, linked to the work it is about. */
        feedbackRecord: (args: {
                org?: string;
                kind: 'thanks' | 'complaint' | 'suggestion';
                job?: string;
                activity?: string;
                from?: string;
                text: string;
            }, options?: CallOptions) =>
            send(commands["feedback.record"], args, options) as Promise<FeedbackEntry>,
        /** The layouts of all forms. */
        formList: (args: Record<string, never> = {}, options?: CallOptions) =>
            send(commands["form.list"], args, options) as Promise<List<Form>>,
        /** A thing in a form as a document: JSON, PDF or XLSX. */
        formPrint: (args: {
                form: string;
                thing: string;
                lang?: 'zh' | 'en';
                format?: 'json' | 'pdf' | 'xlsx';
            }, options?: CallOptions) =>
            send(commands["form.print"], args, options) as Promise<Document>,
        /** Makes a gate. */
        gateCreate: (args: {
                zone: string;
                name: Name;
                place: Point;
                hours?: Hours[];
                delay_s?: number;
                direction?: 'both' | 'in' | 'out';
                state?: 'open' | 'closed';
                post?: string;
                entrance?: boolean;
                emergency_contact?: string;
            }, options?: CallOptions) =>
            send(commands["gate.create"], args, options) as Promise<Gate>,
        /** Shows a gate. */
        gateGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["gate.get"], args, options) as Promise<Gate>,
        /** Lists: gate. */
        gateList: (args: {
                post?: string;
                zone?: string;
                state?: 'open' | 'closed';
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["gate.list"], args, options) as Promise<List<Gate>>,
        /** Records who goes through a gate: the permit is checked, who may not pass is turned back, and both stay in the register. */
        gatePass: (args: {
                id: string;
                direction: 'in' | 'out';
                permit?: string;
                who?: string;
                temperature?: number;
                disinfected?: boolean;
                escort?: string;
                reason?: string;
                emergency?: boolean;
                at?: string;
            }, options?: CallOptions) =>
            send(commands["gate.pass"], args, options) as Promise<Passage>,
        /** The register of gates, newest first. */
        gateRegister: (args: {
                gate?: string;
                permit?: string;
                result?: 'passed' | 'turned_back';
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["gate.register"], args, options) as Promise<List<Passage>>,
        /** Changes a gate; null takes an optional field away. */
        gateUpdate: (args: {
                id: string;
                name?: Name;
                place?: Point;
                hours?: Hours[] | null;
                delay_s?: number | null;
                direction?: 'both' | 'in' | 'out' | null;
                state?: 'open' | 'closed' | null;
                post?: string | null;
                entrance?: boolean;
                emergency_contact?: string | null;
            }, options?: CallOptions) =>
            send(commands["gate.update"], args, options) as Promise<Gate>,
        /** Accepts or rejects what the dispatcher proposes for a job. */
        jobAnswerProposal: (args: {
                id: string;
                accept: boolean;
                reason?: string;
            }, options?: CallOptions) =>
            send(commands["job.answer_proposal"], args, options) as Promise<Job>,
        /** Gives a job to a crew, or moves it there; a broken rule refuses it unless it is forced, with a reason. */
        jobAssign: (args: {
                id: string;
                crew: string;
                next?: boolean;
                force?: boolean;
                reason?: string;
            }, options?: CallOptions) =>
            send(commands["job.assign"], args, options) as Promise<Job>,
        /** Says that a crew may not do a job, or may again. */
        jobForbid: (args: {
                id: string;
                crew: string;
                forbidden?: boolean;
                reason?: string;
            }, options?: CallOptions) =>
            send(commands["job.forbid"], args, options) as Promise<Job>,
        /** Shows a work order with its crew, estimate, visit and the reasons why it is unassigned. */
        jobGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["job.get"], args, options) as Promise<Job>,
        /** Lets a job wait, until a time or until it is resumed. */
        jobHold: (args: {
                id: string;
                reason: string;
                until?: string;
            }, options?: CallOptions) =>
            send(commands["job.hold"], args, options) as Promise<Job>,
        /** Lists work orders, oldest first. */
        jobList: (args: {
                state?: 'new' | 'triaged' | 'planned' | 'dispatched' | 'accepted' | 'en_route' | 'at_gate' | 'on_site' | 'done' | 'closed' | 'held' | 'refused' | 'cancelled' | 'failed' | 'reopened';
                open?: boolean;
                service?: string;
                crew?: string;
                org?: string;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["job.list"], args, options) as Promise<List<Job>>,
        /** Ranks the crews for a job, with times; and says of each of the others why not. */
        jobOffers: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["job.offers"], args, options) as Promise<Offers>,
        /** Keeps a job with the crew it has, or no longer. */
        jobPin: (args: {
                id: string;
                pinned?: boolean;
                reason?: string;
            }, options?: CallOptions) =>
            send(commands["job.pin"], args, options) as Promise<Job>,
        /** Takes up a job that was held. */
        jobResume: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["job.resume"], args, options) as Promise<Job>,
        /** Makes two jobs of one: the second takes a share of the goods and of the time. */
        jobSplit: (args: {
                id: string;
                percent?: number;
                reason?: string;
            }, options?: CallOptions) =>
            send(commands["job.split"], args, options) as Promise<Job>,
        /** Swaps the crews of two jobs. */
        jobSwap: (args: {
                id: string;
                with: string;
                force?: boolean;
                reason?: string;
            }, options?: CallOptions) =>
            send(commands["job.swap"], args, options) as Promise<Job>,
        /** Moves a work order to another state; its visit moves with it. */
        jobTransition: (args: {
                id: string;
                to: 'new' | 'triaged' | 'planned' | 'dispatched' | 'accepted' | 'en_route' | 'at_gate' | 'on_site' | 'done' | 'closed' | 'held' | 'refused' | 'cancelled' | 'failed' | 'reopened';
                reason?: string;
                at?: string;
            }, options?: CallOptions) =>
            send(commands["job.transition"], args, options) as Promise<Job>,
        /** What giving a job to a crew would change for everybody, without changing it. */
        jobWhatIf: (args: {
                id: string;
                crew?: string;
                with?: string;
                next?: boolean;
            }, options?: CallOptions) =>
            send(commands["job.what_if"], args, options) as Promise<WhatIf>,
        /** Lends a person or vehicle to another organisation from a moment on. */
        loanCreate: (args: {
                person?: string;
                vehicle?: string;
                to_org: string;
                from?: string;
                until?: string;
                reason?: string;
            }, options?: CallOptions) =>
            send(commands["loan.create"], args, options) as Promise<Loan>,
        /** Ends a loan. */
        loanEnd: (args: {
                id: string;
                at?: string;
            }, options?: CallOptions) =>
            send(commands["loan.end"], args, options) as Promise<Loan>,
        /** Lists loans. */
        loanList: (args: {
                person?: string;
                vehicle?: string;
                from_org?: string;
                to_org?: string;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["loan.list"], args, options) as Promise<List<Loan>>,
        /** Corrects what a party is booked with, or a line's category or seal; the reason and what was before stay in the history. */
        manifestCorrect: (args: {
                id: string;
                line: string;
                party?: Party;
                treated?: boolean;
                packages?: number;
                kg?: number;
                category?: string;
                seal?: string;
                reason: string;
            }, options?: CallOptions) =>
            send(commands["manifest.correct"], args, options) as Promise<Manifest>,
        /** Makes a manifest: what a site will give away. */
        manifestCreate: (args: {
                org?: string;
                kind: string;
                site: string;
                mode?: 'normal' | 'emergency';
                at?: string;
                note?: string;
                lines: ManifestEntry[];
            }, options?: CallOptions) =>
            send(commands["manifest.create"], args, options) as Promise<Manifest>,
        /** Shows a manifest with its holders and its history. */
        manifestGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["manifest.get"], args, options) as Promise<Manifest>,
        /** Records a hand-over: weights and counts as received, both signatures. Without 'lines' everything the giver holds. */
        manifestHandOver: (args: {
                id: string;
                from: Party;
                to: Party;
                lines?: ManifestPart[];
                signatures: Signatures;
                reason?: string;
                place?: Point;
                photo?: string;
                at?: string;
            }, options?: CallOptions) =>
            send(commands["manifest.hand_over"], args, options) as Promise<Manifest>,
        /** Lists: manifest. */
        manifestList: (args: {
                org?: string;
                kind?: string;
                site?: string;
                state?: 'stored' | 'under_way' | 'received' | 'closed';
                open?: boolean;
                overdue?: boolean;
                overdue_at?: string;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["manifest.list"], args, options) as Promise<List<Manifest>>,
        /** Records the arrival at the destination (plant, laboratory, bank, isolation site) as a hand-over to it. */
        manifestReceive: (args: {
                id: string;
                from: Party;
                site: string;
                lines?: ManifestPart[];
                signatures: Signatures;
                reason?: string;
                place?: Point;
                photo?: string;
                at?: string;
            }, options?: CallOptions) =>
            send(commands["manifest.receive"], args, options) as Promise<Manifest>,
        /** Records that a party did not take what was offered; it stays with the giver. */
        manifestRefuse: (args: {
                id: string;
                from: Party;
                to: Party;
                lines?: string[];
                signature: Signature;
                reason: string;
                place?: Point;
                photo?: string;
                at?: string;
            }, options?: CallOptions) =>
            send(commands["manifest.refuse"], args, options) as Promise<Manifest>,
        /** Records the treatment at the destination: method, time, signature. */
        manifestTreat: (args: {
                id: string;
                site: string;
                method: string;
                lines?: ManifestPart[];
                signature: Signature;
                reason?: string;
                place?: Point;
                photo?: string;
                at?: string;
            }, options?: CallOptions) =>
            send(commands["manifest.treat"], args, options) as Promise<Manifest>,
        /** An organisation acknowledges that it has switched. */
        modeAcknowledge: (args: {
                id: string;
                org?: string;
            }, options?: CallOptions) =>
            send(commands["mode.acknowledge"], args, options) as Promise<Mode>,
        /** Tells which mode holds now for an organisation at a place, with every parameter and channel. */
        modeAt: (args: {
                org?: string;
                lon?: number;
                lat?: number;
            } = {}, options?: CallOptions) =>
            send(commands["mode.at"], args, options) as Promise<ModeNow>,
        /** Ends a mode: everything goes back to what it was. */
        modeEnd: (args: {
                id: string;
                reason: string;
            }, options?: CallOptions) =>
            send(commands["mode.end"], args, options) as Promise<Mode>,
        /** Shows a mode. */
        modeGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["mode.get"], args, options) as Promise<Mode>,
        /** Lists modes, newest first. */
        modeList: (args: {
                state?: 'waiting' | 'active' | 'ended' | 'refused';
                plan?: string;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["mode.list"], args, options) as Promise<List<Mode>>,
        /** Shows what a plan would change, without changing anything. */
        modePreview: (args: {
                plan: string;
                level?: 'I' | 'II' | 'III' | 'IV';
                hours?: number;
                zone?: string;
                org?: string;
            }, options?: CallOptions) =>
            send(commands["mode.preview"], args, options) as Promise<ModePreview>,
        /** Switches a contingency plan on for the city, a zone or an organisation; waits where its chain asks for approval. */
        modeSwitch: (args: {
                plan: string;
                level?: 'I' | 'II' | 'III' | 'IV';
                zone?: string;
                org?: string;
                hours?: number;
                reason: string;
            }, options?: CallOptions) =>
            send(commands["mode.switch"], args, options) as Promise<Mode>,
        /** Changes the response level or the expected end of a mode. */
        modeUpdate: (args: {
                id: string;
                level?: 'I' | 'II' | 'III' | 'IV';
                until?: string;
                reason: string;
            }, options?: CallOptions) =>
            send(commands["mode.update"], args, options) as Promise<Mode>,
        /** Announces that a notice is over, or takes back one that is not out. */
        noticeCancel: (args: {
                id: string;
                reason: string;
            }, options?: CallOptions) =>
            send(commands["notice.cancel"], args, options) as Promise<Notice>,
        /** Drafts a notice, or the update of a published one. */
        noticeCreate: (args: {
                org?: string;
                kind: string;
                headline: Name;
                description: Text;
                instruction: Text;
                zones?: string[];
                status?: 'Actual' | 'Exercise' | 'System' | 'Test';
                expires?: string | null;
                replaces?: string;
            }, options?: CallOptions) =>
            send(commands["notice.create"], args, options) as Promise<Notice>,
        /** Changes a draft or a rejected notice. */
        noticeEdit: (args: {
                id: string;
                kind?: string;
                headline?: Name;
                description?: Text;
                instruction?: Text;
                zones?: string[];
                status?: 'Actual' | 'Exercise' | 'System' | 'Test';
                expires?: string | null;
            }, options?: CallOptions) =>
            send(commands["notice.edit"], args, options) as Promise<Notice>,
        /** Gives a notice in one of its four formats. */
        noticeFormat: (args: {
                id: string;
                format: 'cap' | 'web' | 'feed' | 'short';
                lang?: 'zh' | 'en';
            }, options?: CallOptions) =>
            send(commands["notice.format"], args, options) as Promise<Formatted>,
        /** Shows a notice. */
        noticeGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["notice.get"], args, options) as Promise<Notice>,
        /** Lists notices, newest first. */
        noticeList: (args: {
                state?: 'draft' | 'checking' | 'rejected' | 'published' | 'superseded' | 'cancelled' | 'expired';
                kind?: string;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["notice.list"], args, options) as Promise<List<Notice>>,
        /** Hands a notice to its checkers. */
        noticeSubmit: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["notice.submit"], args, options) as Promise<Notice>,
        /** Makes a organisation. */
        orgCreate: (args: {
                code?: string;
                name: Name;
                parent?: string;
                kind: 'city' | 'company' | 'station' | 'community' | 'agency' | 'party' | 'team';
            }, options?: CallOptions) =>
            send(commands["org.create"], args, options) as Promise<Org>,
        /** Shows a organisation. */
        orgGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["org.get"], args, options) as Promise<Org>,
        /** Heads of the organisations' tree: own, lent, present, and totals that count everybody once. */
        orgHeads: (args: {
                org?: string;
                at?: string;
            } = {}, options?: CallOptions) =>
            send(commands["org.heads"], args, options) as Promise<HeadsReport>,
        /** Lists: organisation. */
        orgList: (args: {
                kind?: 'city' | 'company' | 'station' | 'community' | 'agency' | 'party' | 'team';
                parent?: string;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["org.list"], args, options) as Promise<List<Org>>,
        /** Changes a organisation; null takes an optional field away. */
        orgUpdate: (args: {
                id: string;
                code?: string | null;
                name?: Name;
                kind?: 'city' | 'company' | 'station' | 'community' | 'agency' | 'party' | 'team';
            }, options?: CallOptions) =>
            send(commands["org.update"], args, options) as Promise<Org>,
        /** Opens a facility again and announces it. */
        outageEnd: (args: {
                id: string;
                reason: string;
            }, options?: CallOptions) =>
            send(commands["outage.end"], args, options) as Promise<Outage>,
        /** Shows a closed facility. */
        outageGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["outage.get"], args, options) as Promise<Outage>,
        /** Lists facilities that are or were closed, newest first. */
        outageList: (args: {
                state?: 'closed' | 'ended';
                site?: string;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["outage.list"], args, options) as Promise<List<Outage>>,
        /** Closes a facility: a notice with alternatives goes to its checkers at once. */
        outageOpen: (args: {
                site: string;
                reason: Text;
                alternatives: string[];
                until?: string;
            }, options?: CallOptions) =>
            send(commands["outage.open"], args, options) as Promise<Outage>,
        /** Makes a permit. */
        permitCreate: (args: {
                org?: string;
                holder: Holder;
                kind?: string;
                zone?: string;
                level?: string;
                services?: string[];
                from: string;
                until: string;
                chain?: string;
                reason?: string;
            }, options?: CallOptions) =>
            send(commands["permit.create"], args, options) as Promise<Permit>,
        /** Shows a permit. */
        permitGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["permit.get"], args, options) as Promise<Permit>,
        /** Lists: permit. */
        permitList: (args: {
                org?: string;
                state?: 'valid' | 'revoked' | 'waiting' | 'refused';
                crew?: string;
                zone?: string;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["permit.list"], args, options) as Promise<List<Permit>>,
        /** Takes a permit back. */
        permitRevoke: (args: {
                id: string;
                reason?: string;
            }, options?: CallOptions) =>
            send(commands["permit.revoke"], args, options) as Promise<Permit>,
        /** Changes a permit; null takes an optional field away. */
        permitUpdate: (args: {
                id: string;
                zone?: string | null;
                level?: string | null;
                services?: string[] | null;
                from?: string;
                until?: string;
                reason?: string | null;
            }, options?: CallOptions) =>
            send(commands["permit.update"], args, options) as Promise<Permit>,
        /** Makes a person. */
        personCreate: (args: {
                org?: string;
                code?: string;
                name?: Name;
                label?: string;
                role_title?: string;
                phone?: string;
                skills?: string[];
                certificates?: Certificate[];
                status?: 'available' | 'off' | 'isolated' | 'ill' | 'away' | 'left';
                consents?: boolean;
                lives_in_zone?: string;
            } = {}, options?: CallOptions) =>
            send(commands["person.create"], args, options) as Promise<Person>,
        /** Shows a person. */
        personGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["person.get"], args, options) as Promise<Person>,
        /** Lists: person. */
        personList: (args: {
                org?: string;
                status?: 'available' | 'off' | 'isolated' | 'ill' | 'away' | 'left';
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["person.list"], args, options) as Promise<List<Person>>,
        /** Says whether a person can work. */
        personSetStatus: (args: {
                id: string;
                status: 'available' | 'off' | 'isolated' | 'ill' | 'away' | 'left';
                reason?: string;
            }, options?: CallOptions) =>
            send(commands["person.set_status"], args, options) as Promise<Person>,
        /** Records when a person was last tested negative: zones may ask for a test that is not older than some hours. */
        personTested: (args: {
                id: string;
                at?: string;
            }, options?: CallOptions) =>
            send(commands["person.tested"], args, options) as Promise<Person>,
        /** Changes a person; null takes an optional field away. */
        personUpdate: (args: {
                id: string;
                code?: string | null;
                name?: Name | null;
                label?: string | null;
                role_title?: string | null;
                phone?: string | null;
                skills?: string[] | null;
                certificates?: Certificate[] | null;
                consents?: boolean;
                lives_in_zone?: string | null;
            }, options?: CallOptions) =>
            send(commands["person.update"], args, options) as Promise<Person>,
        /** Records what was done with a piece, as its register allows: filled, disinfected. */
        pieceAct: (args: {
                id: string;
                act: string;
                by?: string;
                place?: Point;
                note?: string;
                at?: string;
            }, options?: CallOptions) =>
            send(commands["piece.act"], args, options) as Promise<Piece>,
        /** Pieces whose test or end of life is near or past. */
        pieceDue: (args: {
                register?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["piece.due"], args, options) as Promise<List<Piece>>,
        /** Shows a piece. */
        pieceGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["piece.get"], args, options) as Promise<Piece>,
        /** Lists pieces. */
        pieceList: (args: {
                register?: string;
                code?: string;
                state?: 'active' | 'void';
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["piece.list"], args, options) as Promise<List<Piece>>,
        /** Puts a piece on its register; a code is registered once. */
        pieceRegister: (args: {
                org?: string;
                code: string;
                register: string;
                owner?: string;
                keeper: string;
                maker?: string;
                made_at: string;
            }, options?: CallOptions) =>
            send(commands["piece.register"], args, options) as Promise<Piece>,
        /** Records a test of a piece. */
        pieceTest: (args: {
                id: string;
                test: string;
                passed: boolean;
                note?: string;
                at?: string;
            }, options?: CallOptions) =>
            send(commands["piece.test"], args, options) as Promise<Piece>,
        /** Takes a piece out of use for ever. */
        pieceVoid: (args: {
                id: string;
                reason: string;
            }, options?: CallOptions) =>
            send(commands["piece.void"], args, options) as Promise<Piece>,
        /** Puts a new plan in force for the jobs it names; refused as stale when another came first. */
        planCommit: (args: {
                base_revision: number;
                visits: PlanVisit[];
                unassigned?: PlanUnassigned[];
                proposals?: PlanVisit[];
                reason?: string;
            }, options?: CallOptions) =>
            send(commands["plan.commit"], args, options) as Promise<PlanReceipt>,
        /** Shows who does what when, and what nobody can do. */
        planGet: (args: {
                crew?: string;
            } = {}, options?: CallOptions) =>
            send(commands["plan.get"], args, options) as Promise<Plan>,
        /** The number of the plan in force: what a commit is based on. */
        planRevision: (args: Record<string, never> = {}, options?: CallOptions) =>
            send(commands["plan.revision"], args, options) as Promise<PlanReceipt>,
        /** Lists the zone policy sets. */
        policyList: (args: Record<string, never> = {}, options?: CallOptions) =>
            send(commands["policy.list"], args, options) as Promise<List<Policy>>,
        /** Opens a post that is manned in shifts. */
        postCreate: (args: {
                org?: string;
                name: Name;
                kind?: string;
                place?: Point;
                zone?: string;
                shifts: PostShift[];
                from?: string;
                until?: string;
                note?: string;
            }, options?: CallOptions) =>
            send(commands["post.create"], args, options) as Promise<Post>,
        /** Shows a post. */
        postGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["post.get"], args, options) as Promise<Post>,
        /** Lists posts. */
        postList: (args: {
                org?: string;
                zone?: string;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["post.list"], args, options) as Promise<List<Post>>,
        /** Changes a post; with an end it is manned until then. */
        postUpdate: (args: {
                id: string;
                name?: Name;
                kind?: string;
                place?: Point;
                zone?: string;
                note?: string;
                shifts?: PostShift[];
                from?: string;
                until?: string | null;
            }, options?: CallOptions) =>
            send(commands["post.update"], args, options) as Promise<Post>,
        /** Destroys the personal values of a thing now. */
        privacyDestroy: (args: {
                noun: 'request' | 'person' | 'manifest' | 'passage' | 'sheet' | 'feedback' | 'welfare';
                thing: string;
                reason: string;
            }, options?: CallOptions) =>
            send(commands["privacy.destroy"], args, options) as Promise<Looked>,
        /** Shows masked values after saying why; the look is recorded. */
        privacyLook: (args: {
                noun: 'request' | 'person' | 'crew' | 'manifest' | 'passage' | 'sheet' | 'feedback';
                thing: string;
                purpose: string;
                reason: string;
            }, options?: CallOptions) =>
            send(commands["privacy.look"], args, options) as Promise<Looked>,
        /** Lists who looked at personal values, newest first; a resident sees who looked at theirs. */
        privacyLooks: (args: {
                thing?: string;
                purpose?: string;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["privacy.looks"], args, options) as Promise<List<Look>>,
        /** Where somebody who is ill has been and whom they met at work: crews, visits, gates, manifests. Names are shown to the position health only; the look is recorded. */
        privacyTrace: (args: {
                person: string;
                hours?: number;
                until?: string;
                reason: string;
            }, options?: CallOptions) =>
            send(commands["privacy.trace"], args, options) as Promise<ContactTrace>,
        /** Notes a supplier's offer. */
        quoteCreate: (args: {
                org?: string;
                item: string;
                supplier: string;
                phone?: string;
                qty: number;
                price?: number;
                ready_at?: string;
                valid_until?: string;
                note?: string;
            }, options?: CallOptions) =>
            send(commands["quote.create"], args, options) as Promise<Quote>,
        /** Lists offers. */
        quoteList: (args: {
                item?: string;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["quote.list"], args, options) as Promise<List<Quote>>,
        /** Lists the registers of numbered pieces. */
        registerList: (args: Record<string, never> = {}, options?: CallOptions) =>
            send(commands["register.list"], args, options) as Promise<List<RegisterKind>>,
        /** Shows a what-if, how far it is, and its figures beside those of the city as it is. */
        rehearsalGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["rehearsal.get"], args, options) as Promise<Rehearsal>,
        /** Lists what-ifs, newest first. */
        rehearsalList: (args: {
                org?: string;
                state?: 'waiting' | 'running' | 'done' | 'failed';
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["rehearsal.list"], args, options) as Promise<List<Rehearsal>>,
        /** Gives the page of a what-if, with map, timeline and charts; it needs nothing from outside. */
        rehearsalPage: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["rehearsal.page"], args, options) as Promise<Formatted>,
        /** Plays the next hours of the city on a copy, with what is supposed to happen in them and without. */
        rehearsalStart: (args: {
                org?: string;
                name?: string;
                hours?: number;
                lately_h?: number;
                happenings: WhatHappens[];
            }, options?: CallOptions) =>
            send(commands["rehearsal.start"], args, options) as Promise<Rehearsal>,
        /** Figures by service as of a moment, counted from the event log: the same moment gives the same figures whenever asked. */
        reportCounters: (args: {
                as_of?: string;
                seq?: number;
                org?: string;
            } = {}, options?: CallOptions) =>
            send(commands["report.counters"], args, options) as Promise<Counters>,
        /** Weights by day, kind and site as of a moment, of acts since the day of `from`, counted from the event log: the same moment gives the same figures whenever asked. */
        reportCustody: (args: {
                as_of?: string;
                from?: string;
                kind?: string;
                site?: string;
            } = {}, options?: CallOptions) =>
            send(commands["report.custody"], args, options) as Promise<CustodyReport>,
        /** All figures of the catalog as of a moment, in all and since 'from', by group, organisation or day. 'seq' asks for the state after exactly that event. */
        reportFigures: (args: {
                as_of?: string;
                from?: string;
                seq?: number;
                org?: string;
                figure?: string;
                by?: 'group' | 'org' | 'day';
            } = {}, options?: CallOptions) =>
            send(commands["report.figures"], args, options) as Promise<Figures>,
        /** The figures as a document: JSON, PDF or XLSX. */
        reportPrint: (args: {
                as_of?: string;
                from?: string;
                seq?: number;
                org?: string;
                figure?: string;
                by?: 'group' | 'org' | 'day';
                lang?: 'zh' | 'en';
                format?: 'json' | 'pdf' | 'xlsx';
            } = {}, options?: CallOptions) =>
            send(commands["report.print"], args, options) as Promise<Document>,
        /** The events behind a figure: their amounts add up to it. */
        reportRows: (args: {
                figure: string;
                as_of?: string;
                from?: string;
                seq?: number;
                org?: string;
                group?: string;
                offset?: number;
                limit?: number;
            }, options?: CallOptions) =>
            send(commands["report.rows"], args, options) as Promise<FigureRows>,
        /** Figures of satisfaction as of a moment: scores of call-backs, thanks, complaints. */
        reportSatisfaction: (args: {
                from?: string;
                as_of?: string;
            } = {}, options?: CallOptions) =>
            send(commands["report.satisfaction"], args, options) as Promise<Satisfaction>,
        /** Takes a request back and cancels its job. */
        requestCancel: (args: {
                id: string;
                reason?: string;
            }, options?: CallOptions) =>
            send(commands["request.cancel"], args, options) as Promise<Request>,
        /** Takes in what somebody needs: finds the zone, makes the job, answers with the script to read out. */
        requestCreate: (args: {
                org?: string;
                service: string;
                caller: Contact;
                place: Place;
                answers?: Record<string, unknown>;
                channel?: string;
                note?: string;
            }, options?: CallOptions) =>
            send(commands["request.create"], args, options) as Promise<Request>,
        /** Records the call-back: a score and a remark. */
        requestFeedback: (args: {
                id: string;
                score: number;
                comment?: string;
            }, options?: CallOptions) =>
            send(commands["request.feedback"], args, options) as Promise<Request>,
        /** Shows a request. */
        requestGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["request.get"], args, options) as Promise<Request>,
        /** Lists requests, newest first. */
        requestList: (args: {
                state?: 'open' | 'closed' | 'cancelled';
                service?: string;
                org?: string;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["request.list"], args, options) as Promise<List<Request>>,
        /** Ticks a line of the call script off. */
        requestScriptDone: (args: {
                id: string;
                step: string;
            }, options?: CallOptions) =>
            send(commands["request.script_done"], args, options) as Promise<Request>,
        /** Makes a person answer for a site or an area. */
        responsibilityCreate: (args: {
                org?: string;
                name?: Name;
                person: string;
                substitutes?: string[];
                site?: string;
                polygon?: Area;
                note?: string;
            }, options?: CallOptions) =>
            send(commands["responsibility.create"], args, options) as Promise<Responsibility>,
        /** Ends a responsibility. */
        responsibilityEnd: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["responsibility.end"], args, options) as Promise<Responsibility>,
        /** Sites that nobody answers for. */
        responsibilityGaps: (args: {
                kind?: string;
            } = {}, options?: CallOptions) =>
            send(commands["responsibility.gaps"], args, options) as Promise<ResponsibilityGaps>,
        /** Lists responsibilities. */
        responsibilityList: (args: {
                person?: string;
                site?: string;
                open?: boolean;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["responsibility.list"], args, options) as Promise<List<Responsibility>>,
        /** The one person who answers for a site or position. */
        responsibilityResolve: (args: {
                site?: string;
                lon?: number;
                lat?: number;
            } = {}, options?: CallOptions) =>
            send(commands["responsibility.resolve"], args, options) as Promise<Responsible>,
        /** Changes who answers, and who stands in. */
        responsibilityUpdate: (args: {
                id: string;
                name?: Name;
                person?: string;
                substitutes?: string[];
                note?: string;
            }, options?: CallOptions) =>
            send(commands["responsibility.update"], args, options) as Promise<Responsibility>,
        /** How a roster was stood: minutes in which a post had too few people, and shift changes with both signatures. */
        rosterCover: (args: {
                id: string;
                from?: string;
                until?: string;
            }, options?: CallOptions) =>
            send(commands["roster.cover"], args, options) as Promise<RosterCover>,
        /** Shows a roster. */
        rosterGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["roster.get"], args, options) as Promise<Roster>,
        /** Issues a draft: from now on it is what people are told. */
        rosterIssue: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["roster.issue"], args, options) as Promise<Roster>,
        /** Lists rosters. */
        rosterList: (args: {
                org?: string;
                state?: 'draft' | 'issued' | 'ended';
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["roster.list"], args, options) as Promise<List<Roster>>,
        /** Plans who stands on which post for some days: no gap, or the gap by name and why. A draft until it is issued. */
        rosterPlan: (args: {
                org?: string;
                from: string;
                days: number;
                rules?: RosterRules;
            }, options?: CallOptions) =>
            send(commands["roster.plan"], args, options) as Promise<Roster>,
        /** Plans again from now on: who has been told a shift keeps it where that is possible. */
        rosterReplan: (args: {
                id: string;
                rules?: RosterRules;
                reason: string;
            }, options?: CallOptions) =>
            send(commands["roster.replan"], args, options) as Promise<Roster>,
        /** Takes a site off a round; a job that waits for it is cancelled. */
        roundCloseSite: (args: {
                id: string;
                site: string;
                reason?: string;
            }, options?: CallOptions) =>
            send(commands["round.close_site"], args, options) as Promise<Round>,
        /** Makes recurring work at a list of sites; the interval is a parameter that modes change, or fixed hours. */
        roundCreate: (args: {
                org?: string;
                name: Name;
                service: string;
                parameter?: string;
                every_h?: number;
                within_h?: number;
                answers?: Record<string, unknown>;
                from?: string;
                sites?: RoundSite[];
            }, options?: CallOptions) =>
            send(commands["round.create"], args, options) as Promise<Round>,
        /** Lists slots of a round, newest first. */
        roundDues: (args: {
                id: string;
                state?: 'open' | 'done' | 'missed' | 'cancelled';
                from?: string;
                limit?: number;
            }, options?: CallOptions) =>
            send(commands["round.dues"], args, options) as Promise<List<RoundDue>>,
        /** Ends recurring work. */
        roundEnd: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["round.end"], args, options) as Promise<Round>,
        /** Shows a round. */
        roundGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["round.get"], args, options) as Promise<Round>,
        /** Lists rounds. */
        roundList: (args: {
                state?: 'active' | 'ended';
                service?: string;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["round.list"], args, options) as Promise<List<Round>>,
        /** Puts a site on a round; its first job is made at once, or from a moment on. */
        roundOpenSite: (args: {
                id: string;
                site: string;
                answers?: Record<string, unknown>;
                from?: string;
            }, options?: CallOptions) =>
            send(commands["round.open_site"], args, options) as Promise<Round>,
        /** Shows a service: its form, script and steps. */
        serviceGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["service.get"], args, options) as Promise<Service>,
        /** Lists the services of the catalog. */
        serviceList: (args: Record<string, never> = {}, options?: CallOptions) =>
            send(commands["service.list"], args, options) as Promise<List<Service>>,
        /** Says how a service is dispatched: by the program, by proposals that people confirm, or by hand. */
        serviceSetDispatch: (args: {
                id: string;
                mode: 'automatic' | 'propose' | 'manual';
                reason?: string;
            }, options?: CallOptions) =>
            send(commands["service.set_dispatch"], args, options) as Promise<Service>,
        /** Signs in. */
        sessionCreate: (args: {
                name: string;
                password: string;
            }, options?: CallOptions) =>
            send(commands["session.create"], args, options) as Promise<Session>,
        /** Signs out. */
        sessionDelete: (args: Record<string, never> = {}, options?: CallOptions) =>
            send(commands["session.delete"], args, options) as Promise<void>,
        /** Shows who is signed in. */
        sessionGet: (args: Record<string, never> = {}, options?: CallOptions) =>
            send(commands["session.get"], args, options) as Promise<Session>,
        /** Corrects a form that stands; what was before stays in it. */
        sheetCorrect: (args: {
                id: string;
                values?: Record<string, unknown>;
                rows?: Record<string, unknown>;
                reason: string;
            }, options?: CallOptions) =>
            send(commands["sheet.correct"], args, options) as Promise<Sheet>,
        /** Begins a form; without signatures to come and with all that is needed it stands at once. */
        sheetCreate: (args: {
                form: string;
                org?: string;
                about?: {
                    noun: string;
                    id: string;
                };
                zone?: string;
                values?: Record<string, unknown>;
                rows?: Record<string, unknown>;
            }, options?: CallOptions) =>
            send(commands["sheet.create"], args, options) as Promise<Sheet>,
        /** One filled-in form. */
        sheetGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["sheet.get"], args, options) as Promise<Sheet>,
        /** The public ledger of a form: what everybody may see of the sheets that stand, such as donations. */
        sheetLedger: (args: {
                form: string;
            }, options?: CallOptions) =>
            send(commands["sheet.ledger"], args, options) as Promise<List<LedgerEntry>>,
        /** Filled-in forms, newest first. */
        sheetList: (args: {
                org?: string;
                form?: string;
                state?: 'draft' | 'standing';
                about?: string;
                open?: boolean;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["sheet.list"], args, options) as Promise<List<Sheet>>,
        /** Signs a form; with the last signature that is needed it stands. */
        sheetSign: (args: {
                id: string;
                slot: string;
                signature: Signature;
            }, options?: CallOptions) =>
            send(commands["sheet.sign"], args, options) as Promise<Sheet>,
        /** Fills in more of a draft; null takes a value away; a table is given anew. */
        sheetUpdate: (args: {
                id: string;
                values?: Record<string, unknown>;
                rows?: Record<string, unknown>;
            }, options?: CallOptions) =>
            send(commands["sheet.update"], args, options) as Promise<Sheet>,
        /** Makes a site. */
        siteCreate: (args: {
                org?: string;
                code?: string;
                kind: string;
                name: Name;
                address?: string;
                place: Point;
                customer_class?: 'isolation' | 'medical' | 'resident' | 'other';
                capacity_kg_day?: number;
                mutual_aid?: string[];
                contact?: Contact;
            }, options?: CallOptions) =>
            send(commands["site.create"], args, options) as Promise<Site>,
        /** Shows a site. */
        siteGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["site.get"], args, options) as Promise<Site>,
        /** Lists: site. */
        siteList: (args: {
                org?: string;
                kind?: string;
                address?: string;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["site.list"], args, options) as Promise<List<Site>>,
        /** Changes a site; null takes an optional field away. */
        siteUpdate: (args: {
                id: string;
                code?: string | null;
                kind?: string;
                name?: Name;
                address?: string | null;
                place?: Point;
                customer_class?: 'isolation' | 'medical' | 'resident' | 'other' | null;
                capacity_kg_day?: number | null;
                mutual_aid?: string[] | null;
                contact?: Contact | null;
            }, options?: CallOptions) =>
            send(commands["site.update"], args, options) as Promise<Site>,
        /** Approves a situation report and freezes its figures. */
        situationApprove: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["situation.approve"], args, options) as Promise<Situation>,
        /** Begins a situation report; its period begins where the approved one before it ended. */
        situationCreate: (args: {
                org?: string;
                stage?: 'daily' | 'first' | 'follow_up' | 'final';
                previous?: string;
                as_of?: string;
                from?: string;
                nothing?: boolean;
                level?: string;
                zones?: string;
                incidents?: string;
                measures?: string;
                problems?: string;
                asks?: string;
                next_steps?: string;
            } = {}, options?: CallOptions) =>
            send(commands["situation.create"], args, options) as Promise<Situation>,
        /** One situation report with its figures. */
        situationGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["situation.get"], args, options) as Promise<Situation>,
        /** Situation reports, newest first. */
        situationList: (args: {
                org?: string;
                stage?: 'daily' | 'first' | 'follow_up' | 'final';
                state?: 'draft' | 'approved';
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["situation.list"], args, options) as Promise<List<Situation>>,
        /** Which organisations have not reported for the last time of reports. */
        situationMissing: (args: {
                at?: string;
            } = {}, options?: CallOptions) =>
            send(commands["situation.missing"], args, options) as Promise<MissingReports>,
        /** Changes the texts of a draft. */
        situationUpdate: (args: {
                id: string;
                stage?: 'daily' | 'first' | 'follow_up' | 'final';
                previous?: string;
                nothing?: boolean;
                level?: string;
                zones?: string;
                incidents?: string;
                measures?: string;
                problems?: string;
                asks?: string;
                next_steps?: string;
            }, options?: CallOptions) =>
            send(commands["situation.update"], args, options) as Promise<Situation>,
        /** Records a step of a visit's checklist. */
        stepRecord: (args: {
                id: string;
                code: string;
                value: unknown;
                reason?: string;
                at?: string;
            }, options?: CallOptions) =>
            send(commands["step.record"], args, options) as Promise<Visit>,
        /** Books goods as used up or thrown away. */
        stockConsume: (args: {
                holder: string;
                lines: StockLine[];
                reason: string;
                about?: string;
                at?: string;
            }, options?: CallOptions) =>
            send(commands["stock.consume"], args, options) as Promise<StockReceipt>,
        /** Puts the amount of an earlier move right, with the reason; the move itself stays. */
        stockCorrect: (args: {
                move: string;
                qty: number;
                reason: string;
            }, options?: CallOptions) =>
            send(commands["stock.correct"], args, options) as Promise<StockReceipt>,
        /** Books what two persons have counted; differences need a reason. */
        stockCount: (args: {
                holder: string;
                lines: StockLine[];
                counted_by: Signature[];
                reason?: string;
                at?: string;
            }, options?: CallOptions) =>
            send(commands["stock.count"], args, options) as Promise<StockReceipt>,
        /** Hands stock to a crew, site, vehicle or person; from another holder when one is named, else from the supplier. */
        stockIssue: (args: {
                holder: string;
                item: string;
                qty: number;
                serials?: string[];
                lot?: string;
                from?: string;
            }, options?: CallOptions) =>
            send(commands["stock.issue"], args, options) as Promise<StockLevel>,
        /** Levels, consumption and days of cover of a holder or an organisation, as of a moment. */
        stockLevels: (args: {
                org?: string;
                holder?: string;
                item?: string;
                as_of?: string;
                window_h?: number;
            } = {}, options?: CallOptions) =>
            send(commands["stock.levels"], args, options) as Promise<StockLevels>,
        /** Lists what a holder has. */
        stockList: (args: {
                holder?: string;
                item?: string;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["stock.list"], args, options) as Promise<List<StockLevel>>,
        /** Lists moves of the ledger, newest first. */
        stockMoves: (args: {
                holder?: string;
                item?: string;
                serial?: string;
                kind?: string;
                as_of?: string;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["stock.moves"], args, options) as Promise<List<StockMove>>,
        /** Takes goods into stock from a supplier, a donor or as found; what expires with its lot. */
        stockReceive: (args: {
                holder: string;
                source?: 'supplier' | 'donor' | 'found';
                party?: string;
                reference?: string;
                lines: StockLine[];
                reason?: string;
                at?: string;
            }, options?: CallOptions) =>
            send(commands["stock.receive"], args, options) as Promise<StockReceipt>,
        /** Takes goods back from a crew, person, vehicle or customer. */
        stockReturn: (args: {
                from: string;
                to: string;
                lines: StockLine[];
                reason?: string;
                at?: string;
            }, options?: CallOptions) =>
            send(commands["stock.return"], args, options) as Promise<StockReceipt>,
        /** What is short at places that keep a minimum, and where it could come from. */
        stockShortages: (args: {
                org?: string;
                holder?: string;
                window_h?: number;
            } = {}, options?: CallOptions) =>
            send(commands["stock.shortages"], args, options) as Promise<List<StockShortage>>,
        /** The life of one numbered piece: moves, acts, tests and the chain of its last round. */
        stockTrace: (args: {
                serial: string;
            }, options?: CallOptions) =>
            send(commands["stock.trace"], args, options) as Promise<Trace>,
        /** Lists the words of the catalog: what skills, items, permits are called. */
        termList: (args: Record<string, never> = {}, options?: CallOptions) =>
            send(commands["term.list"], args, options) as Promise<List<Term>>,
        /** Books what has arrived, with both signatures; without 'lines' everything. Differences need a reason. */
        transferArrive: (args: {
                id: string;
                lines?: StockLine[];
                signatures: Signatures;
                reason?: string;
                at?: string;
            }, options?: CallOptions) =>
            send(commands["transfer.arrive"], args, options) as Promise<Transfer>,
        /** Shows a transfer. */
        transferGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["transfer.get"], args, options) as Promise<Transfer>,
        /** Lists transfers. */
        transferList: (args: {
                state?: 'sent' | 'arrived';
                from_holder?: string;
                to_holder?: string;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["transfer.list"], args, options) as Promise<List<Transfer>>,
        /** Sends goods to another holder; they are under way until they arrive. */
        transferSend: (args: {
                from: string;
                to: string;
                lines: StockLine[];
                expected_at?: string;
                reason?: string;
                at?: string;
            }, options?: CallOptions) =>
            send(commands["transfer.send"], args, options) as Promise<Transfer>,
        /** Adds somebody who may sign in. */
        userCreate: (args: {
                name: string;
                role: 'admin' | 'manager' | 'dispatcher' | 'agent' | 'crew' | 'resident' | 'viewer';
                org?: string;
                crew?: string;
                positions?: string[];
                password: string;
            }, options?: CallOptions) =>
            send(commands["user.create"], args, options) as Promise<User>,
        /** Lists who may sign in. */
        userList: (args: {
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["user.list"], args, options) as Promise<List<User>>,
        /** Says in what roles somebody decides approvals. */
        userSetPositions: (args: {
                id: string;
                positions: string[];
            }, options?: CallOptions) =>
            send(commands["user.set_positions"], args, options) as Promise<User>,
        /** Makes a vehicle. */
        vehicleCreate: (args: {
                org?: string;
                plate: string;
                kind: string;
                profile?: 'car' | 'truck' | 'emergency';
                capacity?: Record<string, unknown>;
                status?: 'ready' | 'out_of_service' | 'dirty' | 'reserve';
                last_disinfected_at?: string;
            }, options?: CallOptions) =>
            send(commands["vehicle.create"], args, options) as Promise<Vehicle>,
        /** Records that a vehicle has been disinfected. */
        vehicleDisinfected: (args: {
                id: string;
                at?: string;
                agent?: string;
                minutes?: number;
            }, options?: CallOptions) =>
            send(commands["vehicle.disinfected"], args, options) as Promise<Vehicle>,
        /** Shows a vehicle. */
        vehicleGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["vehicle.get"], args, options) as Promise<Vehicle>,
        /** Lists: vehicle. */
        vehicleList: (args: {
                org?: string;
                status?: 'ready' | 'out_of_service' | 'dirty' | 'reserve';
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["vehicle.list"], args, options) as Promise<List<Vehicle>>,
        /** Changes a vehicle; null takes an optional field away. */
        vehicleUpdate: (args: {
                id: string;
                plate?: string;
                kind?: string;
                profile?: 'car' | 'truck' | 'emergency' | null;
                capacity?: Record<string, unknown> | null;
                status?: 'ready' | 'out_of_service' | 'dirty' | 'reserve' | null;
                last_disinfected_at?: string | null;
            }, options?: CallOptions) =>
            send(commands["vehicle.update"], args, options) as Promise<Vehicle>,
        /** Shows a visit and its steps. */
        visitGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["visit.get"], args, options) as Promise<Visit>,
        /** Moves a visit to another state; its job moves with it. */
        visitTransition: (args: {
                id: string;
                to: 'planned' | 'dispatched' | 'accepted' | 'en_route' | 'at_gate' | 'on_site' | 'done' | 'cancelled' | 'failed';
                reason?: string;
                at?: string;
            }, options?: CallOptions) =>
            send(commands["visit.transition"], args, options) as Promise<Visit>,
        /** Puts a person on the list of daily calls. */
        welfareAdd: (args: {
                person: string;
                caller?: string;
                reason?: string;
            }, options?: CallOptions) =>
            send(commands["welfare.add"], args, options) as Promise<Welfare>,
        /** Logs a call. */
        welfareCall: (args: {
                id: string;
                result: 'well' | 'needs' | 'no_answer';
                note?: string;
                at?: string;
            }, options?: CallOptions) =>
            send(commands["welfare.call"], args, options) as Promise<Welfare>,
        /** A day's list and calls. */
        welfareDay: (args: {
                day?: string;
            } = {}, options?: CallOptions) =>
            send(commands["welfare.day"], args, options) as Promise<WelfareDay>,
        /** Lists people who are called. */
        welfareList: (args: {
                person?: string;
                open?: boolean;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["welfare.list"], args, options) as Promise<List<Welfare>>,
        /** Takes a person off the list. */
        welfareRelease: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["welfare.release"], args, options) as Promise<Welfare>,
        /** Lists the zones in force at a position, strictest first. */
        zoneAt: (args: {
                lon: number;
                lat: number;
            }, options?: CallOptions) =>
            send(commands["zone.at"], args, options) as Promise<List<Zone>>,
        /** Makes a zone. */
        zoneCreate: (args: {
                name: Name;
                policy: string;
                level: string;
                polygon: Area;
                handover_place?: Point;
                from?: string;
                until?: string;
            }, options?: CallOptions) =>
            send(commands["zone.create"], args, options) as Promise<Zone>,
        /** Shows a zone. */
        zoneGet: (args: {
                id: string;
            }, options?: CallOptions) =>
            send(commands["zone.get"], args, options) as Promise<Zone>,
        /** Lifts a zone: from now on its rules no longer hold. */
        zoneLift: (args: {
                id: string;
                reason?: string;
            }, options?: CallOptions) =>
            send(commands["zone.lift"], args, options) as Promise<Zone>,
        /** Lists: zone. */
        zoneList: (args: {
                state?: 'active' | 'lifted';
                policy?: string;
                cursor?: string;
                limit?: number;
            } = {}, options?: CallOptions) =>
            send(commands["zone.list"], args, options) as Promise<List<Zone>>,
        /** Puts a zone in force again, at the same or another level. */
        zoneSeal: (args: {
                id: string;
                level?: string;
                from?: string;
                reason?: string;
            }, options?: CallOptions) =>
            send(commands["zone.seal"], args, options) as Promise<Zone>,
        /** Changes a zone; null takes an optional field away. */
        zoneUpdate: (args: {
                id: string;
                name?: Name;
                level?: string;
                polygon?: Area;
                handover_place?: Point;
                until?: string | null;
                policy?: string;
            }, options?: CallOptions) =>
            send(commands["zone.update"], args, options) as Promise<Zone>,
    };
}
export type Api = ReturnType<typeof makeApi>;
