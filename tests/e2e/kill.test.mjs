// The server is killed without warning, again and again, under concurrent writes. Whatever was
// acknowledged is there once; whatever was not is there once or not at all, and a repeat under its
// key makes it once; the event log is whole.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Server, sleep } from './server.mjs';

const kills = Number(process.env.KILLS ?? 200);
const writers = 8;
const seed = Number(process.env.SEED ?? Date.now() % 1000000);

// A small generator, so that a failing run can be repeated.
let state = seed;
const random = () => {
  state = (state * 1664525 + 1013904223) % 4294967296;
  return state / 4294967296;
};

const acknowledged = new Map(); // name -> id
const unknown = new Map(); // name -> key, asked and not answered
let count = 0;

const site = (name) => ({ kind: 'household', name: { en: name }, place: { lon: 106.2, lat: 37.98 } });

async function write(server, name, key) {
  const answer = await server.post('/sites', site(name), { key });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  acknowledged.set(name, answer.body.id);
  unknown.delete(name);
}

async function writer(server, ends) {
  while (!ends.now) {
    // Sometimes an earlier write whose answer was lost is tried again.
    const [lost] = random() < 0.2 ? [...unknown] : [];
    const [name, key] = lost ?? [`site ${++count}`, `key-${seed}-${count}`];
    if (lost) unknown.delete(name);
    try {
      await write(server, name, key);
    } catch (problem) {
      if (problem.code === 'ERR_ASSERTION') throw problem;
      unknown.set(name, key);
      return;
    }
  }
}

async function sites(server) {
  const found = new Map();
  let cursor;
  do {
    const page = await server.must('GET', `/sites?limit=1000${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
    for (const item of page.items) found.set(item.name.en, (found.get(item.name.en) ?? []).concat(item.id));
    cursor = page.next;
  } while (cursor);
  return found;
}

async function check(server) {
  const found = await sites(server);
  for (const [name, id] of acknowledged) assert.deepEqual(found.get(name), [id], `${name} was acknowledged`);
  for (const [name, ids] of found) {
    assert.equal(ids.length, 1, `${name} is there twice`);
    assert.ok(acknowledged.has(name) || unknown.has(name), `${name} came from nowhere`);
  }
  const verified = await server.verify();
  assert.equal(verified.code, 0, verified.stderr);
}

test(`${kills} kills under concurrent writes lose nothing and repeat nothing`, async (t) => {
  t.diagnostic(`seed ${seed}`);
  let server = await Server.start();
  const { data, token } = server;
  for (let i = 0; i < kills; i++) {
    const ends = { now: false };
    const all = Array.from({ length: writers }, () => writer(server, ends));
    await sleep(random() * 120);
    await server.kill();
    ends.now = true;
    await Promise.all(all);
    server = Object.assign(await Server.start({ data, user: null }), { token });
    if (i % 25 === 24) await check(server);
  }
  for (const [name, key] of [...unknown]) await write(server, name, key);
  await check(server);
  t.diagnostic(`${acknowledged.size} writes acknowledged`);
  assert.ok(acknowledged.size > kills, 'the writers got on between the kills');
  await server.stop();
});
