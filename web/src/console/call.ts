/** The call being taken: what has been said so far, and sending it off. */
import { computed, effect, signal } from '@preact/signals';
import { api, everything } from '../api';
import { holds, type Situation } from '../conditions';
import { emergency, jobs, levelOf, services } from '../state/city';
import type { Job, Position, Request, Site, Zone } from '../types';
import { draftPlace, intakeOpen } from './view';

const sitesShown = 8;

export const service = signal('');
export const answers = signal<Record<string, unknown>>({});
export const ticked = signal<ReadonlySet<string>>(new Set());
export const zoneHere = signal<Zone | null>(null);
export const taken = signal<Request | null>(null);

export const pack = computed(() => services.value.get(service.value));

export const situation = computed<Situation>(() => ({
    answers: answers.value,
    level: zoneHere.value ? levelOf(zoneHere.value.policy, zoneHere.value.level) : undefined,
    emergency: emergency.value,
}));

export const questions = computed(() =>
    (pack.value?.form ?? []).filter((question) => holds(question.when, situation.value)),
);

/** Before the call is saved the pack's script as it applies here, afterwards the request's own. */
export const script = computed(() => {
    if (taken.value) return taken.value.script;
    return (pack.value?.script ?? [])
        .filter((line) => holds(line.when, situation.value))
        .map((line) => ({ id: line.id, text: line.say, done: ticked.value.has(line.id) }));
});

/** The job as it stands now, for the promise at the end of the call. */
export const takenJob = computed<Job | undefined>(() =>
    taken.value ? jobs.at(taken.value.job.id).value : undefined,
);

export function reset(): void {
    service.value = '';
    answers.value = {};
    ticked.value = new Set();
    taken.value = null;
    draftPlace.value = null;
}

export function close(): void {
    intakeOpen.value = false;
    reset();
}

/** A click on the map sets the place while a call is being taken, and only then. */
export function pickPlace(place: Position): boolean {
    if (!intakeOpen.peek() || taken.peek()) return false;
    draftPlace.value = place;
    return true;
}

export const picking = computed(() => intakeOpen.value && !taken.value);

effect(() => {
    const place = draftPlace.value;
    if (!place) {
        zoneHere.value = null;
        return;
    }
    api.zoneAt({ lon: place.lon, lat: place.lat }).then(
        (found) => {
            if (draftPlace.peek() === place) zoneHere.value = found.items[0] ?? null;
        },
        () => (zoneHere.value = null),
    );
});

let sites: Promise<Site[]> | undefined;

/** Known sites whose name or address holds all the words typed. The list is read once a call desk. */
export async function findSites(text: string): Promise<Site[]> {
    sites ??= everything((cursor) => api.siteList({ cursor, limit: 1000 }), 20_000);
    const words = text.toLowerCase().split(/\s+/);
    const found: Site[] = [];
    for (const site of await sites) {
        const name = `${site.name.zh ?? ''} ${site.name.en ?? ''} ${site.address ?? ''}`.toLowerCase();
        if (words.every((word) => name.includes(word))) found.push(site);
        if (found.length === sitesShown) break;
    }
    return found;
}

export interface Call {
    name: string;
    phone: string;
    note: string;
    /** Repeats of one submit share it, so a call is never taken twice. */
    key: string;
}

const filled = (value: unknown) => value !== undefined && value !== '' && value !== null;

export async function send(call: Call): Promise<void> {
    const place = draftPlace.peek()!;
    const asked = new Set(questions.peek().map((question) => question.id));
    const given = Object.entries(answers.peek()).filter(([id, value]) => asked.has(id) && filled(value));
    const body = {
        service: service.peek(),
        caller: { name: call.name || undefined, phone: call.phone || undefined },
        place: place.site
            ? { site: place.site }
            : { lon: place.lon, lat: place.lat, address: place.label },
        answers: Object.fromEntries(given),
        note: call.note || undefined,
    };
    taken.value = await api.requestCreate(body, { key: call.key });
    draftPlace.value = null;
    for (const line of taken.value.script)
        if (ticked.peek().has(line.id) && !line.done) await tickSaved(line.id);
    await jobs.refresh([taken.value.job.id]);
}

async function tickSaved(step: string): Promise<void> {
    taken.value = await api.requestScriptDone({ id: taken.peek()!.id, step });
}

/** A line was said and done. After the call is saved a tick is a record and stays. */
export async function tick(step: string, done: boolean): Promise<void> {
    if (taken.peek()) {
        if (done) await tickSaved(step);
        return;
    }
    const next = new Set(ticked.peek());
    if (done) next.add(step);
    else next.delete(step);
    ticked.value = next;
}
