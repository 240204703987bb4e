import assert from 'node:assert/strict';
import test from 'node:test';
import { fitted, isAttachment } from '../src/crew/upload';

test('a photo is made to fit and never enlarged', () => {
    assert.deepEqual(fitted(4000, 3000), { width: 1280, height: 960 });
    assert.deepEqual(fitted(3000, 4000), { width: 960, height: 1280 });
    assert.deepEqual(fitted(640, 480), { width: 640, height: 480 });
    assert.deepEqual(fitted(20000, 1), { width: 1280, height: 1 });
});

test('the name of an attachment is told from a typed name', () => {
    assert.equal(isAttachment('ab'.repeat(32)), true);
    assert.equal(isAttachment('住户'), false);
    assert.equal(isAttachment('AB'.repeat(32)), false);
    assert.equal(isAttachment(undefined), false);
});
