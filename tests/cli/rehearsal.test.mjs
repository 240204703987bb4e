// A what-if of a served city: asked for by the duty manager, played on a copy beside the server, its figures beside
// those of the city as it is; a server that was stopped meanwhile plays it when it runs again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server, sleep, until } from '../e2e/server.mjs';
import { cylinderCalls } from '../e2e/town.mjs';

let server, started;
before(async () => {
  server = await Server.start({ clock: '2022-09-27T11:00:00+08:00', args: ['--demo', '--rate', '1000'] });
  await cylinderCalls(server, 6);
});
after(() => server?.stop());

const ended = (id) =>
  until(() => server.must('GET', `/rehearsals/${id}`), (one) => one.state === 'done' || one.state === 'failed', 240000, 'the what-if');
const all = async (where) => (await server.must('GET', `${where}?limit=1000`)).items;

const asked = {
  name: '三个班组缺勤',
  hours: 1,
  lately_h: 1,
  happenings: [
    { kind: 'lose', crews: 3, at: '2022-09-27T11:05:00+08:00' },
    { kind: 'seal', place: { lon: 106.195, lat: 37.985 }, half_m: 300, policy: 'epidemic-2022-06', level: 'high', at: '2022-09-27T11:10:00+08:00' },
    { kind: 'surge', factor: 3 },
  ],
};

test('it is played with and without what is supposed, and the city does not change', async () => {
  await sleep(1500); // the dispatcher comes to rest
  const before = [await all('/jobs'), await all('/zones'), await all('/crews')];
  started = await server.must('POST', '/rehearsals', asked, { key: 'what-if-1' });
  assert.equal(started.state, 'waiting');
  const again = await server.must('POST', '/rehearsals', asked, { key: 'what-if-1' });
  assert.equal(again.id, started.id, 'the same key is the same what-if');
  const one = await ended(started.id);
  assert.equal(one.state, 'done', one.why);
  assert.equal(one.percent, 100);
  const { kpis, as_it_is, breaks } = one.result;
  assert.deepEqual(breaks, []);
  assert.equal(kpis.all.lost, 0);
  assert.ok(as_it_is.all.calls >= 6 && kpis.all.calls > as_it_is.all.calls, 'calls go on as lately, and the surge adds to them');
  assert.deepEqual([await all('/jobs'), await all('/zones'), await all('/crews')], before);
});

test('its page needs nothing from outside', async () => {
  const { type, text } = await server.must('GET', `/rehearsals/${started.id}/page`);
  assert.equal(type, 'text/html');
  assert.match(text, /三个班组缺勤/);
  assert.match(text, /<svg/);
  assert.doesNotMatch(text, /(src|href)=['"]?https?:/);
});

test('only the duty manager may; what is not said or not there is refused with its field', async () => {
  for (const role of ['dispatcher', 'agent', 'viewer']) {
    const token = await server.tokenFor(`no-${role}`, role);
    assert.equal((await server.post('/rehearsals', asked, { key: `no-${role}`, token })).status, 403);
  }
  const refused = async (what) => {
    const { status, body } = await server.post('/rehearsals', { happenings: [what] }, { key: `bad-${JSON.stringify(what).length}` });
    assert.ok(status >= 400, JSON.stringify(body));
    return `${body.field ?? body.where ?? ''} ${body.detail}`;
  };
  assert.match(await refused({ kind: 'lose' }), /how many crews/);
  assert.match(await refused({ kind: 'surge' }), /how many times/);
  assert.match(await refused({ kind: 'seal' }), /Name a zone/);
  assert.match(await refused({ kind: 'seal', zone: '00000000-0000-7000-8000-000000000000' }), /zone/);
  assert.match(await refused({ kind: 'surge', factor: 2, service: 'nobody.knows' }), /no service/);
});

test('what was under way when the server stopped is played by the next', async () => {
  const { id } = await server.must('POST', '/rehearsals', { ...asked, hours: 1.5 }, { key: 'what-if-2' });
  await until(() => server.must('GET', `/rehearsals/${id}`), (one) => one.state === 'running', 60000, 'its beginning');
  const { data } = server;
  server.child.kill('SIGTERM');
  await server.exited;
  server = await Server.start({ data, clock: '2022-09-27T11:00:00+08:00', args: ['--demo', '--rate', '1000'] });
  assert.equal((await ended(id)).state, 'done');
});
