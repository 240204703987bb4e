/**
 * The stream of events: each names what has changed, and the page reads that again. A burst of
 * events becomes one reading of every touched row.
 */
import { signal } from '@preact/signals';
import type { LogEvent } from '../types';
import {
    alarms,
    closures,
    counters,
    crews,
    gates,
    jobs,
    loadCity,
    loadClock,
    loadCounters,
    loadMode,
    loadPlan,
    refreshVisit,
    zones,
} from './city';

export type Link = 'connecting' | 'live' | 'lost';
export const link = signal<Link>('connecting');

const gatherMs = 250;
const retryMs = 3000;

/** What is to be read again: rows by noun, and the parts that are read as a whole. */
const touched = new Map<string, Set<string>>();
let timer: ReturnType<typeof setTimeout> | undefined;
let retry: ReturnType<typeof setTimeout> | undefined;
let stream: EventSource | undefined;
let dropped = false;

const tables = { alarm: alarms, job: jobs, crew: crews, zone: zones, gate: gates, closure: closures };
type Noun = keyof typeof tables;

/** Pages that read something by themselves, by the noun whose change makes them read it again. */
const listeners = new Map<string, Set<() => void>>();

/** Calls back after events about a noun, once a burst. Gives what ends it. */
export function onTouched(noun: string, listener: () => void): () => void {
    const all = listeners.get(noun) ?? new Set();
    listeners.set(noun, all.add(listener));
    return () => all.delete(listener);
}

function touch(noun: string, id: string): void {
    const ids = touched.get(noun) ?? new Set<string>();
    ids.add(id);
    touched.set(noun, ids);
    timer ??= setTimeout(() => void settle(), gatherMs);
}

async function settle(): Promise<void> {
    timer = undefined;
    const batch = new Map(touched);
    touched.clear();
    const readings: Promise<unknown>[] = [];
    for (const [noun, ids] of batch) {
        if (noun in tables) readings.push(tables[noun as Noun].refresh(ids));
        else if (noun === 'plan') readings.push(loadPlan());
        else if (noun === 'clock') readings.push(loadClock());
        else if (noun === 'mode') readings.push(loadMode());
        else if (noun === 'visit' && !batch.has('plan'))
            for (const id of ids) readings.push(refreshVisit(id));
    }
    // A crew has no report to keep up to date.
    if (counters.peek() && (batch.has('job') || batch.has('request')))
        readings.push(loadCounters());
    const heard = new Set([...batch.keys()].flatMap((noun) => [...(listeners.get(noun) ?? [])]));
    heard.forEach((listener) => listener());
    const outcomes = await Promise.allSettled(readings);
    for (const outcome of outcomes)
        if (outcome.status === 'rejected') console.warn('not refreshed:', outcome.reason);
}

function hear(message: MessageEvent<string>): void {
    const event = JSON.parse(message.data) as LogEvent;
    const noun = event.noun || event.type.split('.')[0]!;
    touch(noun, event.noun_id);
    const data = event.data ?? {};
    if (noun === 'visit' && typeof data.job === 'string') touch('job', data.job);
    if (noun === 'visit' && typeof data.crew === 'string') touch('crew', data.crew);
    if (noun === 'request' && typeof data.job === 'string') touch('job', data.job);
    if (['job.assigned', 'job.unassigned', 'job.decided'].includes(event.type)) touch('plan', 'current');
    if (event.type.startsWith('zone.') || event.type.startsWith('closure.')) touch('plan', 'current');
}

export function connect(): void {
    disconnect();
    link.value = 'connecting';
    stream = new EventSource('/api/v1/events');
    stream.onmessage = hear;
    stream.onopen = () => {
        link.value = 'live';
        // What happened while the line was down may be more than the server still holds.
        if (dropped) void loadCity();
        dropped = false;
    };
    stream.onerror = () => {
        link.value = 'lost';
        dropped = true;
        // A refused stream is not tried again by the browser: try it ourselves.
        if (stream?.readyState === EventSource.CLOSED) retry = setTimeout(connect, retryMs);
    };
}

export function disconnect(): void {
    clearTimeout(retry);
    stream?.close();
    stream = undefined;
}
