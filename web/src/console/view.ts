/** What the console shows besides the city itself: filter, search, open panels. */
import { computed, signal } from '@preact/signals';
import { dueOf } from '../due';
import { crews, jobs } from '../state/city';
import { isOpen, isUnderWay, isWaiting } from '../status';
import { nowMinute } from '../time';
import type { Job, Position } from '../types';

export const filters = ['open', 'waiting', 'under_way', 'ended'] as const;
export type Filter = (typeof filters)[number];

export const filter = signal<Filter>('open');
export const helpOpen = signal(false);
export const intakeOpen = signal(false);
export const mapAsTable = signal(false);
export const timelineAsTable = signal(false);
export const alarmsOpen = signal(false);
export const coverageShown = signal(false);
/** The job for which a crew is being chosen. */
export const choosingCrew = signal<string | null>(null);

/** The place of the call being taken; the map shows it as a pin and sets it by a click. */
export const draftPlace = signal<(Position & { site?: string; label?: string }) | null>(null);

const shownBy: Record<Filter, (job: Job) => boolean> = {
    open: (job) => isOpen(job.state),
    waiting: (job) => isWaiting(job.state) || job.state === 'held',
    under_way: (job) => isUnderWay(job.state),
    ended: (job) => !isOpen(job.state),
};

/** Nobody is on it first, then the more urgent, then the sooner due; ended ones newest first. */
function compare(a: Job, b: Job): number {
    if (isOpen(a.state) !== isOpen(b.state)) return isOpen(a.state) ? -1 : 1;
    if (!isOpen(a.state)) return Date.parse(b.received_at) - Date.parse(a.received_at);
    if (isWaiting(a.state) !== isWaiting(b.state)) return isWaiting(a.state) ? -1 : 1;
    if (a.priority !== b.priority) return b.priority - a.priority;
    return Date.parse(a.due_at) - Date.parse(b.due_at);
}

export const queue = computed(() => jobs.all.value.filter(shownBy[filter.value]).sort(compare));

/** Open, and what was due has not happened in time. */
export function isLate(job: Job): boolean {
    const due = dueOf(job, nowMinute.value);
    return isOpen(job.state) && due.met === undefined && due.late;
}

export const figures = computed(() => {
    const all = jobs.all.value;
    const open = all.filter((job) => isOpen(job.state));
    const onDuty = crews.all.value.filter((crew) => crew.state !== 'off');
    return {
        open: open.length,
        waiting: all.filter(shownBy.waiting).length,
        under_way: open.filter((job) => isUnderWay(job.state)).length,
        ended: all.length - open.length,
        late: open.filter(isLate).length,
        crews: onDuty.length,
        free: onDuty.filter((crew) => crew.state === 'idle').length,
    };
});
