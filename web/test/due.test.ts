import assert from 'node:assert/strict';
import test from 'node:test';
import { dueOf } from '../src/due';
import type { Job } from '../src/types';

const at = (clock: string) => `2022-09-27T${clock}:00+08:00`;
const now = (clock: string) => Date.parse(at(clock));

function job(part: Partial<Job>): Job {
    const call = { received_at: at('11:32'), due_at: at('11:52'), state: 'dispatched' };
    return { ...call, due_to: 'arrival', ...part } as Job;
}

test('before it is due a job is as old as its call', () => {
    const due = dueOf(job({}), now('11:42'));
    assert.deepEqual(due, { met: undefined, late: false, gone: 0.5, leftMs: 600_000 });
});

test('a job whose crew is not there when it should be is late', () => {
    const due = dueOf(job({ state: 'en_route' }), now('12:00'));
    assert.equal(due.late, true);
    assert.equal(due.gone, 1);
});

test('a crew that arrived in time has kept it, however long the work takes', () => {
    const due = dueOf(job({ state: 'on_site', arrived_at: at('11:47') }), now('13:00'));
    assert.equal(due.met, now('11:47'));
    assert.equal(due.late, false);
    assert.equal(due.gone, 0.75);
});

test('a job due when done is not met by arriving', () => {
    const working = job({ due_to: 'done', state: 'on_site', arrived_at: at('11:47') });
    assert.equal(dueOf(working, now('12:00')).late, true);
    const done = { ...working, state: 'done', done_at: at('11:51') } as Job;
    assert.equal(dueOf(done, now('12:00')).late, false);
});

test('what happened too late stays late when it is over; what was called off was never late', () => {
    const late = job({ state: 'closed', arrived_at: at('11:55'), done_at: at('12:01') });
    assert.equal(dueOf(late, now('15:00')).late, true);
    assert.equal(dueOf(job({ state: 'cancelled' }), now('15:00')).late, false);
});
