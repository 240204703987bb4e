import assert from 'node:assert/strict';
import test from 'node:test';
import job from '../../schema/machines/job.json';
import visit from '../../schema/machines/visit.json';
import { isOpen, isUnderWay, isWaiting, jobLook, marks } from '../src/status';

const states = [...new Set([...Object.keys(job.states), ...Object.keys(visit.states)])];

test('every state of the machines has a look of its own choosing', () => {
    // "idle" is what an unknown state would get; no state of a job or visit is meant to have it.
    for (const state of states) assert.notEqual(jobLook(state), 'idle', state);
});

test('states that look alike in colour differ in shape', () => {
    const drawn = Object.entries(marks).map(([look, mark]) => ({
        look,
        key: `${mark.colour} ${mark.fill} ${mark.stroke ?? ''}`,
    }));
    assert.equal(new Set(drawn.map((mark) => mark.key)).size, drawn.length);
});

test('a state is waiting, under way or neither, but never both, and only while it is open', () => {
    for (const state of states) {
        assert.ok(!(isWaiting(state) && isUnderWay(state)), state);
        if (isWaiting(state) || isUnderWay(state)) assert.ok(isOpen(state), state);
    }
});

test('a job from which nothing leads on is not counted as open', () => {
    for (const [state, next] of Object.entries(job.transitions))
        if (next.length === 0) assert.equal(isOpen(state), false, state);
});
