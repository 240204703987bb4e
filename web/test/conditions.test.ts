import assert from 'node:assert/strict';
import test from 'node:test';
import { holds } from '../src/conditions';

const sealed = { id: 'sealed', order: 3, name: {} };
const high = { id: 'high', order: 3, name: {}, like: 'sealed' };

test('no condition always holds', () => {
    assert.equal(holds(undefined, { answers: {} }), true);
    assert.equal(holds({}, { answers: {} }), true);
});

test('an answer counts when it is one of the wanted values', () => {
    const kitchen = { answers: { where: ['kitchen', 'stair'] } };
    assert.equal(holds(kitchen, { answers: { where: 'stair' } }), true);
    assert.equal(holds(kitchen, { answers: { where: 'outside' } }), false);
    assert.equal(holds(kitchen, { answers: {} }), false);
});

test('a yes-or-no question that was not touched is a no', () => {
    assert.equal(holds({ answers: { smell: ['true'] } }, { answers: {} }), false);
    assert.equal(holds({ answers: { smell: 'false' } }, { answers: {} }), true);
    assert.equal(holds({ answers: { smell: true } }, { answers: { smell: true } }), true);
});

test('a level counts by its own name, by the one it is like, and "none" outside of zones', () => {
    const inSealed = { levels: ['sealed'] };
    assert.equal(holds(inSealed, { answers: {}, level: sealed }), true);
    assert.equal(holds(inSealed, { answers: {}, level: high }), true);
    assert.equal(holds(inSealed, { answers: {} }), false);
    assert.equal(holds({ levels: ['none'] }, { answers: {} }), true);
    assert.equal(holds({ levels: ['none'] }, { answers: {}, level: sealed }), false);
});

test('every part of a condition must hold', () => {
    const both = { answers: { smell: true }, levels: ['sealed'] };
    assert.equal(holds(both, { answers: { smell: true } }), false);
    assert.equal(holds(both, { answers: { smell: true }, level: sealed }), true);
});

test('what is asked in an emergency only is asked while one is in force', () => {
    const asked = { modes: ['emergency'] };
    assert.equal(holds(asked, { answers: {} }), false);
    assert.equal(holds(asked, { answers: {}, emergency: true }), true);
    assert.equal(holds({ modes: ['normal'] }, { answers: {}, emergency: true }), false);
});
