/**
 * Whether a job keeps its time. Services are due either on arrival or when the work is done; once
 * that has happened the clock no longer counts.
 */
import { isOpen } from './status';
import type { Job } from './types';

export interface Due {
    /** When what was due happened; undefined while it has not. */
    met?: number;
    late: boolean;
    /** Share of the time from the call to the due time that has gone, 0 to 1. */
    gone: number;
    /** Until the due time; negative when it has passed. */
    leftMs: number;
}

const instant = (time: string | undefined) => (time ? Date.parse(time) : undefined);

export function dueOf(job: Job, now: number): Due {
    const from = Date.parse(job.received_at);
    const due = Date.parse(job.due_at);
    const met = instant(job.due_to === 'arrival' ? (job.arrived_at ?? job.done_at) : job.done_at);
    const counts = met ?? now;
    const gone = Math.max(0, Math.min(1, (counts - from) / Math.max(1, due - from)));
    const late = counts > due && (met !== undefined || isOpen(job.state));
    return { met, late, gone, leftMs: due - now };
}
