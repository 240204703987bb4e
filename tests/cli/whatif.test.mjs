// What-if: a drill that begins with the state of a city while it is served, which stays as it is.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { root, run, Server, sleep } from '../e2e/server.mjs';
import { cylinderCalls } from '../e2e/town.mjs';

let server;
before(async () => {
  server = await Server.start({ clock: '2022-09-27T11:00:00+08:00', args: ['--demo', '--rate', '1000'] });
});
after(() => server.stop());

async function files() {
  const hashes = {};
  for (const name of await readdir(server.data))
    hashes[name] = createHash('sha256').update(await readFile(`${server.data}/${name}`)).digest('hex');
  return hashes;
}

async function drill(name, ...more) {
  const answer = await run(['drill', `${root}/demo/drills/${name}.yaml`, '--json', ...more]);
  return { ...answer, report: answer.stdout ? JSON.parse(answer.stdout) : null };
}

test('three crews are lost in a copy of the city, and the city is unchanged to the last byte', async () => {
  await cylinderCalls(server, 6);
  await sleep(1500); // the dispatcher comes to rest
  const before = await files();
  for (const name of ['what-if-crews', 'what-if-seal']) {
    const { code, report, stderr } = await drill(name, '--from', server.data);
    assert.equal(code, 0, stderr);
    assert.equal(report.kpis.all.calls, 6, 'the open jobs of the city are played on');
    assert.equal(report.kpis.all.lost, 0);
    assert.deepEqual(report.breaks, []);
    assert.match(report.start, /^2022-09-27T11:00/);
  }
  assert.deepEqual(await files(), before);
});

test('the same state and seed give the same figures', async () => {
  const first = await drill('what-if-crews', '--from', server.data);
  const second = await drill('what-if-crews', '--from', server.data);
  assert.deepEqual(second.report.kpis, first.report.kpis);
});

test('a state that is missing, or not wanted, is said', async () => {
  const none = await drill('what-if-crews');
  assert.equal(none.code, 2);
  assert.match(none.stderr, /--from: This drill begins with a city's state/);
  const wrong = await drill('gas-leak', '--from', server.data);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /Only a drill with 'state: true'/);
  const empty = await drill('what-if-crews', '--from', root);
  assert.equal(empty.code, 2);
  assert.match(empty.stderr, /no database/);
});
