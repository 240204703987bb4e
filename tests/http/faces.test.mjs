// Clients of OSRM and of VROOM find what they know: the same questions, answers and error codes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { program, Server } from '../e2e/server.mjs';
import { answers, talk } from './raw.mjs';

let server;
before(async () => (server = await Server.start({ args: ['--demo'] })));
after(() => server.stop());

const a = '106.19,37.99', b = '106.20,37.985', c = '106.21,37.99';
async function ask(path) {
  const answer = await fetch(`${server.url}/osrm${path}`);
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}
async function ok(path) {
  const { status, body } = await ask(path);
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(body.code, 'Ok');
  return body;
}
/** The same, whatever the hour: what waits for a gate to open is another tenth of a second away a moment later. */
const anytime = (path) => ok(`${path}${path.includes('?') ? '&' : '?'}depart_at=any`);

// Encoded polylines, lat before lon.
function decode(text, scale) {
  const points = [];
  let at = 0, lat = 0, lon = 0;
  const next = () => {
    let value = 0, shift = 0, byte;
    do {
      byte = text.charCodeAt(at++) - 63;
      value |= (byte & 31) << shift;
      shift += 5;
    } while (byte >= 32);
    return value & 1 ? ~(value >> 1) : value >> 1;
  };
  while (at < text.length) points.push([(lon = lon + (lat += next(), next())) / scale, lat / scale]);
  return points;
}

test('a route and a table tell the same times and lengths', async () => {
  const route = await anytime(`/route/v1/driving/${a};${b};${c}?overview=full&continue_straight=false`);
  const table = await anytime(`/table/v1/driving/${a};${b};${c}?annotations=duration,distance`);
  const [leg1, leg2] = route.routes[0].legs;
  assert.equal(leg1.duration, table.durations[0][1]);
  assert.equal(leg2.duration, table.durations[1][2]);
  assert.equal(leg1.distance, table.distances[0][1]);
  assert.ok(Math.abs(leg1.duration + leg2.duration - route.routes[0].duration) < 0.15);
  for (let i = 0; i < 3; i++) assert.equal(table.durations[i][i], 0);
  assert.equal(route.waypoints.length, 3);
  assert.equal(table.sources.length, 3);
});

test('the geometry begins and ends at the waypoints in all three forms', async () => {
  const close = (p, q) => assert.ok(Math.hypot(p[0] - q[0], p[1] - q[1]) < 2e-5, `${p} and ${q}`);
  for (const [form, read] of [
    ['polyline', (g) => decode(g, 1e5)],
    ['polyline6', (g) => decode(g, 1e6)],
    ['geojson', (g) => g.coordinates],
  ]) {
    const { routes, waypoints } = await anytime(`/route/v1/driving/${a};${c}?overview=full&geometries=${form}`);
    const points = read(routes[0].geometry);
    close(points[0], waypoints[0].location);
    close(points.at(-1), waypoints[1].location);
    const fewer = read((await anytime(`/route/v1/driving/${a};${c}?geometries=${form}`)).routes[0].geometry);
    assert.ok(fewer.length <= points.length);
    close(fewer[0], points[0]);
  }
});

test('other ways come when asked for, the best one first', async () => {
  let most = 1;
  for (let i = 0; i < 24; i++) {
    const from = `${(106.165 + (i % 5) * 0.008).toFixed(6)},${(37.972 + (i % 7) * 0.005).toFixed(6)}`;
    const to = `${(106.235 - (i % 3) * 0.011).toFixed(6)},${(38.006 - (i % 4) * 0.009).toFixed(6)}`;
    const { routes } = await anytime(`/route/v1/driving/${from};${to}?alternatives=3&steps=true`);
    const [{ routes: one }, { routes: two }] = [await anytime(`/route/v1/driving/${from};${to}`),
      await anytime(`/route/v1/driving/${from};${to}?alternatives=true`)];
    assert.equal(one.length, 1);
    assert.ok(two.length <= 2 && routes.length <= 4);
    assert.equal(routes[0].weight, one[0].weight);
    for (const route of routes) {
      assert.ok(route.weight >= one[0].weight && route.weight <= one[0].weight * 1.25 + 0.1);
      assert.equal(route.legs[0].steps.at(-1).maneuver.type, 'arrive');
    }
    assert.equal(new Set(routes.map((route) => route.geometry)).size, routes.length);
    most = Math.max(most, routes.length);
  }
  assert.ok(most > 1);
});

test('coordinates may come as a polyline', async () => {
  const plain = await anytime(`/route/v1/driving/${a};${b}?overview=false`);
  const encoded = encodeURIComponent('o{zfFofcgS~]{v@'); // near enough to be snapped alike
  const { status } = await ask(`/route/v1/driving/polyline(${encoded})?overview=false`);
  assert.equal(status, 200);
  assert.equal(plain.routes[0].geometry, undefined);
});

test('steps cover the leg and every maneuver is one that clients know', async () => {
  const types = ['depart', 'arrive', 'turn', 'new name', 'continue', 'merge', 'on ramp', 'off ramp', 'fork', 'end of road',
    'roundabout', 'rotary', 'exit roundabout', 'exit rotary'];
  const modifiers = ['uturn', 'sharp right', 'right', 'slight right', 'straight', 'slight left', 'left', 'sharp left'];
  for (const [from, to] of [[a, c], [c, a], [b, a], ['106.16,37.97', '106.24,38.01'], ['106.24,38.01', '106.16,37.97']]) {
    const { routes } = await anytime(`/route/v1/driving/${from};${to}?steps=true&overview=false&annotations=true`);
    const [leg] = routes[0].legs;
    const sum = (key) => leg.steps.reduce((total, step) => total + step[key], 0);
    assert.equal(leg.steps[0].maneuver.type, 'depart');
    assert.equal(leg.steps.at(-1).maneuver.type, 'arrive');
    assert.ok(Math.abs(sum('distance') - leg.distance) < 1, `${sum('distance')} is not ${leg.distance}`);
    assert.ok(Math.abs(sum('duration') - leg.duration) < 1, `${sum('duration')} is not ${leg.duration}`);
    for (const step of leg.steps) {
      assert.ok(types.includes(step.maneuver.type), step.maneuver.type);
      if (step.maneuver.modifier) assert.ok(modifiers.includes(step.maneuver.modifier));
      assert.ok(decode(step.geometry, 1e5).length >= 2);
      for (const crossing of step.intersections) {
        assert.equal(crossing.bearings.length, crossing.entry.length);
        for (const side of ['in', 'out'])
          if (crossing[side] !== undefined) assert.ok(crossing[side] < crossing.bearings.length);
        if (crossing.out !== undefined) assert.equal(crossing.entry[crossing.out], true);
      }
    }
    const n = leg.annotation.distance.length;
    for (const key of ['duration', 'weight', 'speed', 'datasources']) assert.equal(leg.annotation[key].length, n);
    assert.equal(leg.annotation.nodes.length, n + 1);
    assert.ok(Math.abs(leg.annotation.distance.reduce((x, y) => x + y, 0) - leg.distance) < leg.distance * 0.01 + 1);
  }
});

test('a table of some rows and columns is that part of the whole one', async () => {
  const whole = await anytime(`/table/v1/driving/${a};${b};${c}`);
  const part = await anytime(`/table/v1/driving/${a};${b};${c}?sources=2;0&destinations=1`);
  assert.deepEqual(part.durations, [[whole.durations[2][1]], [whole.durations[0][1]]]);
  assert.equal(part.distances, undefined);
  const scaled = await anytime(`/table/v1/driving/${a};${b}?scale_factor=2`);
  assert.ok(Math.abs(scaled.durations[0][1] - 2 * whole.durations[0][1]) <= 0.1);
});

test('nearest gives roads by distance, with the nodes at their ends', async () => {
  const { waypoints } = await ok(`/nearest/v1/driving/${a}?number=3`);
  assert.equal(waypoints.length, 3);
  for (const waypoint of waypoints) assert.equal(waypoint.nodes.length, 2);
  assert.ok(waypoints[0].distance <= waypoints[1].distance && waypoints[1].distance <= waypoints[2].distance);
});

test('a trace along a route is matched to that route', async () => {
  const { routes } = await anytime(`/route/v1/driving/${a};${c}?overview=full&geometries=geojson`);
  const line = routes[0].geometry.coordinates.slice(0, 8);
  const trace = line.map(([lon, lat]) => `${lon.toFixed(6)},${(lat + 0.00002).toFixed(6)}`).join(';');
  const times = line.map((_, i) => i * 15).join(';');
  const { matchings, tracepoints } = await ok(`/match/v1/driving/${trace}?timestamps=${times}&overview=full`);
  assert.equal(tracepoints.length, line.length);
  assert.ok(matchings[0].confidence > 0 && matchings[0].confidence <= 1);
  assert.equal(matchings[0].legs.length, tracepoints.filter((t) => t && t.matchings_index === 0).length - 1);
});

test('errors carry the codes of OSRM', async () => {
  for (const [path, code, message] of [
    [`/route/v1/driving/106.19;${b}`, 'InvalidQuery'],
    [`/route/v1/driving/${a};${b}?bogus=1`, 'InvalidQuery'],
    [`/route/v1/driving/${a};${b}?geometries=circle`, 'InvalidQuery'],
    [`/route/v1/driving/${a};${b}?radiuses=1`, 'InvalidQuery'],
    [`/route/v1/driving/${a}`, 'InvalidOptions'],
    [`/nearest/v1/driving/${a};${b}`, 'InvalidOptions'],
    [`/route/v2/driving/${a};${b}`, 'InvalidVersion'],
    [`/fly/v1/driving/${a};${b}`, 'InvalidService'],
    ['/route/v1/driving', 'InvalidUrl'],
    ['/route/v1/driving/500,1;2,3', 'InvalidValue'],
    [`/route/v1/driving/${a};106.25,37.9?radiuses=;1`, 'NoSegment', 'Could not find a matching segment for coordinate 1'],
    [`/route/v1/driving/${Array(501).fill(a).join(';')}`, 'TooBig'],
    [`/route/v1/driving/${a};${b}?alternatives=4`, 'TooBig', 'Requested number of alternatives is higher than current maximum (3)'],
    [`/route/v1/driving/${a};${b}?alternatives=some`, 'InvalidQuery'],
    [`/table/v1/driving/${a};${b}?exclude=toll,motorway`, 'InvalidValue', 'Exclude flag combination is not supported.'],
    [`/nearest/v1/driving/${a}?exclude=steep`, 'InvalidValue', 'Exclude flag combination is not supported.'],
    [`/route/v1/driving/${a};${b}?exclude=`, 'InvalidQuery'],
    [`/trip/v1/driving/${a};${b}`, 'NotImplemented'],
    [`/route/v1/driving/${a};${b};${c}?waypoints=0;3`, 'InvalidOptions'],
    [`/route/v1/driving/${a};${b};${c}?waypoints=0;1`, 'InvalidValue', 'First and last coordinates must be specified as waypoints.'],
    [`/route/v1/driving/${a};${b};${c}?waypoints=1;2`, 'InvalidValue'],
    [`/route/v1/driving/${a};${b};${c}?waypoints=0;x`, 'InvalidQuery'],
  ]) {
    const { status, body } = await ask(path);
    assert.equal(status, 400, path.slice(0, 80));
    assert.equal(body.code, code, path.slice(0, 80));
    assert.ok(body.message);
    if (message) assert.equal(body.message, message);
  }
});

test('coordinates that are no waypoints shape the way and make no legs', async () => {
  const options = 'overview=full&geometries=geojson&steps=true&annotations=true&continue_straight=false';
  const legs = (await anytime(`/route/v1/driving/${a};${b};${c}?${options}`)).routes[0];
  const all = await anytime(`/route/v1/driving/${a};${b};${c}?${options}&waypoints=0;1;2`);
  assert.equal(all.routes[0].legs.length, 2);
  assert.deepEqual(all.routes[0].geometry, legs.geometry);
  const { routes: [one], waypoints } = await anytime(`/route/v1/driving/${a};${b};${c}?${options}&waypoints=0;2`);
  assert.equal(one.legs.length, 1);
  assert.deepEqual(waypoints.map((w) => w.location), [legs.legs[0].steps[0].maneuver.location, legs.legs[1].steps.at(-1).maneuver.location]);
  for (const key of ['duration', 'distance', 'weight']) {
    assert.equal(one[key], legs[key]);
    assert.equal(one.legs[0][key], one[key]);
  }
  const types = one.legs[0].steps.map((step) => step.maneuver.type);
  assert.deepEqual([types.indexOf('depart'), types.lastIndexOf('depart')], [0, 0]);
  assert.equal(types.indexOf('arrive'), types.length - 1);
  const { nodes, distance, duration } = one.legs[0].annotation;
  assert.equal(nodes.length, distance.length + 1);
  assert.equal(one.geometry.coordinates.length, nodes.length);
  const sum = (list) => list.reduce((x, y) => x + y, 0);
  for (const [key, list] of Object.entries({ distance, duration })) {
    const apart = sum(legs.legs.flatMap((leg) => leg.annotation[key]));
    assert.ok(Math.abs(sum(list) - apart) < 0.5, `${key}: ${sum(list)} is not ${apart}`);
  }
  assert.ok(Math.abs(sum(one.legs[0].steps.map((step) => step.distance)) - one.distance) < 1);
});

test('a matching has legs between its waypoints', async () => {
  const trace = (await anytime(`/route/v1/driving/${a};${c}?overview=full&geometries=geojson`)).routes[0].geometry.coordinates;
  const points = trace.filter((p, i) => i === 0 || i === trace.length - 1 || i % 3 === 0).map((p) => p.join(','));
  const last = points.length - 1, path = `/match/v1/driving/${points.join(';')}?radiuses=${points.map(() => 10).join(';')}`;
  const whole = await ok(path), few = await ok(`${path}&waypoints=0;1;${last}`);
  assert.equal(whole.matchings.length, 1);
  assert.equal(whole.matchings[0].legs.length, last);
  assert.equal(few.matchings[0].legs.length, 2);
  assert.equal(few.matchings[0].duration, whole.matchings[0].duration);
  assert.equal(few.matchings[0].legs[0].duration, whole.matchings[0].legs[0].duration);
  assert.deepEqual(few.tracepoints.map((t) => t.waypoint_index), points.map((_, i) => (i < 2 ? i : i === last ? 2 : null)));
  const off = await ask(`/match/v1/driving/${a};106.25,37.9;${b}?radiuses=10;1;10&waypoints=0;1;2`);
  assert.equal(off.body.code, 'NoMatch');
  assert.equal((await ask(`${path}&waypoints=0;1`)).body.code, 'InvalidValue');
});

test('a client that reads to the end of the connection gets it', async () => {
  const { text, closed } = await talk(server.url, `GET /osrm/table/v1/car/${a};${b} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    { quiet_ms: 3000 });
  assert.ok(closed);
  assert.equal(JSON.parse(answers(text)[0].body).code, 'Ok');
});

test('a road file is served alone as osrm-routed does', async () => {
  const child = spawn(program, ['road', 'serve', `${server.data}/city.road`, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = await new Promise((resolve) => child.stdout.on('data', (part) => resolve(String(part).match(/^ready (\S+)/)[1])));
  const here = await (await fetch(`${url}/table/v1/driving/${a};${b}`)).json();
  assert.deepEqual(here.durations, (await anytime(`/table/v1/driving/${a};${b}`)).durations);
  const wrong = await fetch(`${url}/`);
  assert.equal(wrong.status, 400);
  assert.equal((await wrong.json()).code, 'InvalidService');
  child.kill('SIGTERM');
  assert.equal(await ended, 0);
});

test('kinds of road are excluded as OSRM excludes them, and told where they are driven', async () => {
  // West and east are joined by a motorway with a toll, by a toll road beside it, and by a street around.
  const nodes = { a: [0, 0], b: [0.01, 0], c: [0.03, 0], d: [0.04, 0], e: [0.01, 0.004], f: [0.03, 0.004], g: [0.01, 0.02], h: [0.03, 0.02] };
  const id = Object.fromEntries(Object.keys(nodes).map((name, i) => [name, i + 1]));
  const way = (names, tags, i) => `<way id="${i}">${[...names].map((n) => `<nd ref="${id[n]}"/>`).join('')}${Object.entries({ name: names, ...tags })
    .map(([k, v]) => `<tag k="${k}" v="${v}"/>`).join('')}</way>`;
  const map = `<osm version="0.6">${Object.entries(nodes).map(([n, [x, y]]) => `<node id="${id[n]}" lon="${x}" lat="${y}"/>`).join('')}${
    way('ab', { highway: 'primary' }, 1)}${way('bc', { highway: 'motorway', toll: 'yes', oneway: 'no' }, 2)}${way('cd', { highway: 'primary' }, 3)}${
    way('befc', { highway: 'primary', toll: 'yes', tunnel: 'yes' }, 4)}${way('bghc', { highway: 'primary' }, 5)}</osm>`;
  writeFileSync(`${server.data}/kinds.osm`, map);
  execFileSync(program, ['road', 'import', `${server.data}/kinds.osm`, '-o', `${server.data}/kinds.road`]);
  const child = spawn(program, ['road', 'serve', `${server.data}/kinds.road`, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = await new Promise((resolve) => child.stdout.on('data', (part) => resolve(String(part).match(/^ready (\S+)/)[1])));
  const get = async (path) => (await fetch(url + path)).json();
  const streets = async (exclude) => (await get(`/route/v1/car/0.001,0;0.039,0?steps=true${exclude}`)).routes[0].legs[0].steps;
  const names = (steps) => steps.map((step) => step.name).join(',');
  const all = await streets('');
  assert.equal(names(all), 'ab,bc,cd,cd');
  assert.deepEqual(all[1].intersections[0].classes, ['toll', 'motorway']);
  const slow = await streets('&exclude=motorway');
  assert.equal(names(slow), 'ab,befc,cd,cd');
  assert.deepEqual(slow[1].intersections[0].classes, ['toll', 'tunnel']);
  assert.equal(names(await streets('&exclude=toll')), 'ab,bghc,cd,cd');
  assert.equal(names(await streets('&exclude=toll,toll')), 'ab,bghc,cd,cd');
  assert.equal(names(await streets('&exclude=ferry')), 'ab,bc,cd,cd');
  const times = {};
  for (const exclude of ['', '&exclude=motorway', '&exclude=toll']) {
    const route = await get(`/route/v1/car/0.001,0;0.039,0?overview=false${exclude}`);
    const table = await get(`/table/v1/car/0.001,0;0.039,0?annotations=duration${exclude}`);
    times[exclude] = table.durations[0][1];
    assert.equal(times[exclude], route.routes[0].duration);
  }
  assert.ok(times[''] < times['&exclude=motorway'] && times['&exclude=motorway'] < times['&exclude=toll']);
  assert.equal((await get('/nearest/v1/car/0.02,0.0001')).waypoints[0].name, 'bc');
  assert.equal((await get('/nearest/v1/car/0.02,0.0001?exclude=motorway')).waypoints[0].name, 'befc');
  assert.equal((await get('/nearest/v1/car/0.02,0.0001?exclude=toll')).waypoints[0].name, 'bghc');
  const trace = await get('/match/v1/car/0.005,0;0.015,0.004;0.02,0.004;0.035,0?radiuses=50;50;50;50&steps=true&exclude=motorway');
  assert.equal(trace.code, 'Ok');
  assert.equal((await get('/route/v1/car/0.001,0;0.039,0?exclude=tunnel')).code, 'InvalidValue');
  assert.equal((await get('/route/v1/truck/0.001,0;0.039,0?exclude=tunnel')).code, 'Ok');
  child.kill('SIGTERM');
  assert.equal(await ended, 0);
});

test('a thousand coordinates fit into one question, to the city and to the router alone', async () => {
  const child = spawn(program, ['road', 'serve', `${server.data}/city.road`, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = await new Promise((resolve) => child.stdout.on('data', (part) => resolve(String(part).match(/^ready (\S+)/)[1])));
  const many = Array.from({ length: 1000 }, (_, i) => `${(106.16 + (i % 40) * 0.002).toFixed(6)},${(37.97 + Math.floor(i / 40) * 0.0015).toFixed(6)}`).join(';');
  for (const at of [url, `${server.url}/osrm`]) {
    const answer = await fetch(`${at}/table/v1/car/${many}?sources=0;999&annotations=duration,distance&radiuses=${Array(1000).fill('35000').join(';')}&skip_waypoints=true`);
    assert.equal(answer.status, 200);
    const { durations, distances } = await answer.json();
    assert.deepEqual([durations.length, durations[0].length, distances[1].length], [2, 1000, 1000]);
    assert.equal(durations[0][0], 0);
    assert.equal(durations[1][999], 0);
    // Also where a sealed zone's border crosses the road, with a gate or without.
    const own = await (await fetch(`${at}/table/v1/car/${many.split(';').slice(0, 400).join(';')}?annotations=duration,distance&skip_waypoints=true`)).json();
    for (let i = 0; i < 400; i++)
      assert.deepEqual([own.durations[i][i], own.distances[i][i]], [0, 0], `place ${i} to itself`);
  }
  const beyond = await fetch(`${server.url}/osrm/table/v1/car/${'1,2;'.repeat(40000)}1,2`);
  assert.equal(beyond.status, 414);
  assert.equal((await fetch(`${server.url}/api/v1/sites?q=${'x'.repeat(40000)}`)).status, 414);
  child.kill('SIGTERM');
  assert.equal(await ended, 0);
});

test('whoever comes through a proxy must sign in, also for these', async () => {
  const headers = { 'x-forwarded-for': '203.0.113.9' };
  for (const path of [`/osrm/nearest/v1/car/${a}`, '/vroom']) {
    const method = path === '/vroom' ? 'POST' : 'GET';
    const body = method === 'POST' ? '{}' : undefined;
    assert.equal((await fetch(server.url + path, { method, body, headers })).status, 401);
    const signed = { ...headers, authorization: `Bearer ${server.token}` };
    assert.notEqual((await fetch(server.url + path, { method, body, headers: signed })).status, 401);
  }
});

test('VROOM plans on our streets and refuses in its own form', async () => {
  const post = async (body) => {
    const answer = await fetch(`${server.url}/vroom`, { method: 'POST', body: JSON.stringify(body) });
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    return { status: answer.status, body: await answer.json() };
  };
  const at = (text) => text.split(',').map(Number);
  const { status, body } = await post({
    vehicles: [{ id: 1, start: at(a), end: at(a) }],
    jobs: [{ id: 1, location: at(b) }, { id: 2, location: at(c) }],
  });
  assert.equal(status, 200);
  assert.equal(body.code, 0);
  assert.equal(body.unassigned.length, 0);
  assert.equal(body.routes[0].steps.length, 4);
  const table = await ok(`/table/v1/car/${a};${b};${c}`);
  const d = table.durations.map((row) => row.map(Math.round));
  const best = Math.min(d[0][1] + d[1][2] + d[2][0], d[0][2] + d[2][1] + d[1][0]);
  assert.ok(Math.abs(body.routes[0].duration - best) <= 2, `${body.routes[0].duration} is not ${best}`);
  const wrong = await post({ vehicles: [] });
  assert.equal(wrong.status, 400);
  assert.equal(wrong.body.code, 2);
  const many = await post({ vehicles: [{ id: 1, start: at(a) }], jobs: Array(1001).fill({ id: 1, location: at(b) }) });
  assert.equal(many.status, 413);
  assert.equal(many.body.code, 4);
  assert.equal(many.body.error, 'Too many locations (1001) in query, maximum is set to 1000');
  const preflight = await fetch(`${server.url}/vroom`, { method: 'OPTIONS' });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
  assert.match(preflight.headers.get('access-control-allow-headers'), /Content-Type/);
  assert.equal((await fetch(`${server.url}/vroom/health`)).status, 200);
});

test('the street map is drawn for those who have signed in', async () => {
  const roads = await server.get('/map/roads?bbox=106.18,37.98,106.22,38.0');
  assert.equal(roads.status, 200);
  assert.equal(roads.body.type, 'FeatureCollection');
  assert.ok(roads.body.features.length > 20);
  assert.equal((await server.get('/map/roads?bbox=1,2,3')).status, 422);
  assert.equal((await server.get('/map/roads', { token: null })).status, 401);
});

test('a call from outside of the city is refused with the place', async () => {
  const answer = await server.post('/requests', {
    service: 'gas.leak', caller: { name: 'Resident', phone: '0953-0000000' }, place: { lon: 100, lat: 30 }, answers: {} });
  assert.equal(answer.status, 422, JSON.stringify(answer.body));
  assert.match(answer.body.where, /^place/);
});

test('where there is no way the closure is named', async () => {
  const [lon, lat] = (await ok(`/nearest/v1/driving/${b}`)).waypoints[0].location;
  // A frame of closed streets around b; a slit of a metre makes one ring of it.
  const R = 0.006, r = 0.004, y = 0.00317, e = 1e-5;
  const frame = [[-R, y - e], [-R, -R], [R, -R], [R, R], [-R, R], [-R, y], [-r, y], [-r, r], [r, r], [r, -r], [-r, -r], [-r, y - e], [-R, y - e]]
    .map(([east, north]) => [lon + east, lat + north]);
  const made = await server.must('POST', '/closures', { name: { zh: '封闭', en: 'Closed' }, polygon: { type: 'Polygon', coordinates: [frame] } }, { key: 'frame' });
  let answer;
  for (let i = 0; i < 100 && answer?.body.code !== 'NoRoute'; i++) {
    if (i) await new Promise((resolve) => setTimeout(resolve, 50));
    answer = await ask(`/route/v1/driving/${lon},${lat};106.16,37.97`);
  }
  assert.equal(answer.body.code, 'NoRoute', JSON.stringify(answer.body).slice(0, 200));
  assert.equal(answer.body.message, 'Impossible route between points');
  assert.equal(answer.body.closures[0].split('/')[0], made.id);
  assert.match(answer.body.why, new RegExp(`closed by "${made.id}`));
  assert.equal(answer.body.blocked_at.length, 2);
  await server.must('POST', `/closures/${made.id}/lift`, {}, { key: 'frame-lifted' });
});

test('where there is no way into a sealed zone the zone and its gate are named', async () => {
  const [lon, lat] = (await ok(`/nearest/v1/driving/${c}`)).waypoints[0].location;
  const ring = [[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]].map(([x, y]) => [lon + x * 0.0021, lat + y * 0.0017]);
  const zone = await server.must('POST', '/zones', { name: { zh: '封控', en: 'Sealed' }, policy: 'epidemic-2021', level: 'sealed',
    polygon: { type: 'Polygon', coordinates: [ring] } }, { key: 'zone' });
  const into = async (wanted) => {
    let answer;
    for (let i = 0; i < 100 && !wanted(answer?.body); i++) {
      if (i) await new Promise((resolve) => setTimeout(resolve, 50));
      answer = await ask(`/route/v1/driving/106.16,37.97;${lon},${lat}`);
    }
    return answer.body;
  };
  const shut = await into((body) => body?.code === 'NoRoute');
  assert.equal(shut.code, 'NoRoute', JSON.stringify(shut).slice(0, 200));
  assert.equal(shut.closures[0].split('/')[0], zone.id);
  assert.match(shut.why, new RegExp(`closed by "${zone.id}`));
  assert.equal(shut.gate, undefined);
  // A gate through which one only leaves, where the way in is blocked.
  const [x, y] = shut.blocked_at;
  const gate = await server.must('POST', '/gates', { zone: zone.id, name: { zh: '门', en: 'Gate' }, place: { lon: (x + lon) / 2, lat: (y + lat) / 2 }, direction: 'out' },
    { key: 'gate' });
  const out = await into((body) => body?.gate);
  assert.equal(out.gate, gate.id, JSON.stringify(out).slice(0, 300));
  assert.match(out.why, new RegExp(`whose gate "${gate.id}" does not let this vehicle through this way`));
  assert.equal((await ask(`/route/v1/driving/${lon},${lat};106.16,37.97`)).body.code, 'Ok');
});

test('a trip is asked for at its departure: hours of gates, closures to come, and now', async () => {
  const [lon, lat] = (await ok(`/nearest/v1/driving/106.2,37.995`)).waypoints[0].location;
  const from = '106.16,37.97', to = `${lon},${lat}`;
  const square = (half) => [[[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]].map(([x, y]) => [lon + x * half * 1.27, lat + y * half])];
  const zone = await server.must('POST', '/zones', { name: { zh: '夜间', en: 'Night' }, policy: 'epidemic-2021', level: 'sealed',
    polygon: { type: 'Polygon', coordinates: square(0.0017) } }, { key: 'night-zone' });
  const until = async (wanted, query = '') => {
    let answer;
    for (let i = 0; i < 100 && !wanted(answer?.body); i++) {
      if (i) await new Promise((resolve) => setTimeout(resolve, 50));
      answer = await ask(`/route/v1/driving/${from};${to}?overview=false${query}`);
    }
    assert.ok(wanted(answer.body), JSON.stringify(answer.body).slice(0, 300));
    return answer.body;
  };
  const [x, y] = (await until((body) => body?.code === 'NoRoute')).blocked_at;
  await server.must('POST', '/gates', { zone: zone.id, name: { zh: '门', en: 'Gate' }, place: { lon: (x + lon) / 2, lat: (y + lat) / 2 },
    hours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '09:00', until: '17:00' }] }, { key: 'night-gate' });
  const at = (time) => `&depart_at=${encodeURIComponent(time)}`;
  const noon = at('2030-05-14T12:00:00+08:00'), dawn = at('2030-05-14T05:00:00+08:00'), evening = at('2030-05-14T20:00:00+08:00');
  const seconds = (body) => body.routes[0].duration;
  const free = seconds(await until((body) => body?.code === 'Ok', noon));
  const early = seconds(await until((body) => body?.code === 'Ok', dawn)), late = seconds(await until((body) => body?.code === 'Ok', evening));
  assert.ok(early > free + 3600 && early < free + 4 * 3600, `${early} and ${free}`);
  assert.ok(Math.abs(late - early - 9 * 3600) < 0.15, `${late} and ${early}`); // both wait for 09:00
  for (const [time, expected] of [[noon, free], [dawn, early], [evening, late]]) {
    const table = await ok(`/table/v1/driving/${from};${to}?sources=0&destinations=1${time}`);
    assert.equal(table.durations[0][0], expected);
  }
  // The same moment in other words: without escapes, in another zone, in seconds.
  for (const same of ['2030-05-14T05:00:00+08:00', '2030-05-13T21:00:00Z', String(Date.parse('2030-05-13T21:00:00Z') / 1000)])
    assert.equal(seconds(await ok(`/route/v1/driving/${from};${to}?depart_at=${same}`)), early);
  const open = seconds(await ok(`/route/v1/driving/${from};${to}?depart_at=any`));
  assert.equal(open, free);
  const now = seconds(await ok(`/route/v1/driving/${from};${to}`));
  const told = seconds(await ok(`/route/v1/driving/${from};${to}?depart_at=${Math.ceil(Date.now() / 1000)}`));
  assert.ok(Math.abs(now - told) < 10, `${now} and ${told}`);
  for (const wrong of ['noon', '', '0', '-5', '2030-02-30T05:00:00Z', '2030-05-14T05:00:00', '99999999999999999999'])
    assert.equal((await ask(`/route/v1/driving/${from};${to}?depart_at=${wrong}`)).body.code, 'InvalidQuery', wrong);
  // A closure that begins next week is in the way of those who leave then.
  const soon = Date.now() + 7 * 86400e3, iso = (ms) => new Date(ms).toISOString();
  await server.must('POST', '/closures', { name: { zh: '施工', en: 'Works' }, polygon: { type: 'Polygon', coordinates: square(0.003) },
    from: iso(soon), until: iso(soon + 86400e3) }, { key: 'works' });
  // The nearest open road is another one then.
  const away = async (ms) => (await ok(`/nearest/v1/driving/${to}?${ms ? at(iso(ms)) : ''}`)).waypoints[0].distance;
  for (let i = 0; i < 100 && (await away(soon + 3600e3)) < 10; i++) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok((await away(soon + 3600e3)) > 10);
  assert.ok((await away()) < 1 && (await away(soon - 3600e3)) < 1 && (await away(soon + 25 * 3600e3)) < 1);
});
