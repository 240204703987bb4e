/**
 * The city as this page knows it: one table a noun, the plan, the clock, the counters. Everything
 * on the screen is computed from here; nothing on the screen keeps its own copy.
 */
import { computed, signal } from '@preact/signals';
import { api } from '../api';
import { say } from '../i18n';
import { setClock } from '../time';
import type {
    Alarm,
    Clock,
    Closure,
    Counters,
    Coverage,
    Crew,
    Gate,
    Job,
    Level,
    Plan,
    Policy,
    Service,
    Text,
    Visit,
    Zone,
} from '../types';
import { table } from './table';

/** Open jobs are listed apart, so that no number of ended ones can crowd them out. */
export const jobs = table<Job>({
    lists: [(page) => api.jobList({ ...page, open: false }), (page) => api.jobList({ ...page, open: true })],
    get: api.jobGet,
});
export const crews = table<Crew>({ lists: [api.crewList], get: api.crewGet });
export const zones = table<Zone>({ lists: [api.zoneList], get: api.zoneGet });
export const gates = table<Gate>({ lists: [api.gateList], get: api.gateGet });
export const alarms = table<Alarm>({
    lists: [(page) => api.alarmList({ ...page, open: true })],
    get: api.alarmGet,
});
export const coverage = signal<Coverage | null>(null);

export async function loadCoverage(): Promise<void> {
    coverage.value = await api.coverageGet({});
}

export const closures = table<Closure>({ lists: [api.closureList], get: api.closureGet });

/** The catalog does not change while the program runs. */
export const services = signal<ReadonlyMap<string, Service>>(new Map());
export const policies = signal<ReadonlyMap<string, Policy>>(new Map());
const terms = signal<ReadonlyMap<string, Text>>(new Map());

/** What the catalog calls a skill, an item...; the bare word when it has no name for it. */
export const term = (kind: TermKind, id: string): string =>
    say(terms.value.get(`${kind} ${id}`)) || id.replace(/_/g, ' ');

/** All words of a kind, for a field to choose from. */
export const termsOf = (kind: TermKind): { id: string; text: string }[] =>
    [...terms.value.keys()]
        .filter((key) => key.startsWith(`${kind} `))
        .map((key) => key.slice(kind.length + 1))
        .map((id) => ({ id, text: term(kind, id) }));

type TermKind = 'skills' | 'items' | 'exposures' | 'permits' | 'roles';

export const clock = signal<Clock | null>(null);
export const counters = signal<Counters | null>(null);
export const plan = signal<Plan>({ revision: 0, made_at: null, crews: [], unassigned: [] });
/** Everything has been read once. */
export const loaded = signal(false);

/** The visits of each crew in the order they are driven. */
export const visitsOfCrew = computed(() => {
    const byCrew = new Map<string, Visit[]>();
    for (const row of plan.value.crews)
        byCrew.set(row.crew, [...row.visits].sort((a, b) => a.seq - b.seq));
    return byCrew;
});

/** Jobs that are proposed for each crew and wait for a person's word. */
export const proposalsOfCrew = computed(() => {
    const byCrew = new Map<string, Job[]>();
    for (const job of jobs.all.value) {
        const crew = job.proposal?.crew;
        if (crew) byCrew.set(crew, [...(byCrew.get(crew) ?? []), job]);
    }
    return byCrew;
});

export const policyOf = (id: string): Policy | undefined => policies.value.get(id);

export const levelOf = (policy: string, level: string): Level | undefined =>
    policyOf(policy)?.levels.find((candidate) => candidate.id === level);

/** How strict a level is within its set: 0 is the strictest. */
export function levelRank(policy: string, level: string): number {
    const here = levelOf(policy, level);
    if (!here) return 1;
    return policyOf(policy)!.levels.filter((other) => other.order > here.order).length;
}

export function tellClock(told: Clock): void {
    clock.value = told;
    setClock(told);
}

export async function loadClock(): Promise<void> {
    tellClock(await api.clockGet({}));
}

/** Whether an emergency mode is in force in the city; packs ask other things then. */
export const emergency = signal(false);

export async function loadMode(): Promise<void> {
    emergency.value = (await api.modeAt({})).emergency;
}

export async function loadPlan(): Promise<void> {
    plan.value = await api.planGet();
}

export async function loadCounters(): Promise<void> {
    counters.value = await api.reportCounters();
}

/** Puts a visit that has moved on into the plan without reading the whole plan again. */
export function putVisit(fresh: Visit): void {
    const rows = plan.peek().crews.map((row) => ({
        ...row,
        visits: row.visits.filter((visit) => visit.id !== fresh.id),
    }));
    const home = rows.find((row) => row.crew === fresh.crew);
    if (home) home.visits.push(fresh);
    else rows.push({ crew: fresh.crew, visits: [fresh] });
    plan.value = { ...plan.peek(), crews: rows };
}

export async function refreshVisit(id: string): Promise<void> {
    putVisit(await api.visitGet({ id }));
}

const byId = <T extends { id: string }>(rows: T[]) => new Map(rows.map((row) => [row.id, row]));

/** The packs: their forms, scripts and levels come as the pack files have them. */
export async function loadCatalog(): Promise<void> {
    const [packs, sets, words] = await Promise.all([
        api.serviceList({}),
        api.policyList({}),
        api.termList({}),
    ]);
    terms.value = new Map(words.items.map((word) => [`${word.kind} ${word.id}`, word.name]));
    services.value = byId(packs.items as unknown as Service[]);
    policies.value = byId(sets.items as unknown as Policy[]);
}

/** Reads everything the console shows. A part the caller may not see stays empty. */
export async function loadCity(): Promise<void> {
    await loadClock();
    const parts = [
        loadCatalog(),
        jobs.load(),
        crews.load(),
        zones.load(),
        gates.load(),
        closures.load(),
        alarms.load(),
        loadPlan(),
        loadMode(),
        loadCounters(),
    ];
    const outcomes = await Promise.allSettled(parts);
    for (const outcome of outcomes)
        if (outcome.status === 'rejected') console.warn('not loaded:', outcome.reason);
    loaded.value = true;
}
