import assert from 'node:assert/strict';
import test from 'node:test';
import { decodePolyline, parsePlace, placeText } from '../src/geo';

test('the example of the polyline format decodes to its three points', () => {
    assert.deepEqual(decodePolyline('_p~iF~ps|U_ulLnnqC_mqNvxq`@'), [
        [-120.2, 38.5],
        [-120.95, 40.7],
        [-126.453, 43.252],
    ]);
});

test('a line that is cut short ends at the last whole point', () => {
    assert.deepEqual(decodePolyline('_p~iF~ps|U_ulL'), [[-120.2, 38.5]]);
    assert.deepEqual(decodePolyline(''), []);
});

test('a typed position is latitude first, with a comma of either script or a blank', () => {
    const place = { lat: 37.986, lon: 106.199 };
    assert.deepEqual(parsePlace('37.986, 106.199'), place);
    assert.deepEqual(parsePlace(' 37.986，106.199 '), place);
    assert.deepEqual(parsePlace('37.986 106.199'), place);
    assert.equal(placeText(place), '37.98600, 106.19900');
});

test('an address, half a position or one off the earth is no position', () => {
    for (const text of ['', '37.986', '裕民西街 41 号', '98.1, 106.2', '37.9, 206.1', '1, 2, 3'])
        assert.equal(parsePlace(text), undefined, text);
});
