// What runs on the clock: the ladder of a crew that does not answer, due times, driving without
// rest; through a killed server too. And the one command that puts a substitute into a round.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { generatedCity } from './cities.mjs';
import { Server, until } from './server.mjs';
import { Town } from './town.mjs';

const start = '2022-03-19T09:00:00+08:00';
const city = await generatedCity({ seed: 2 });
let server, town, crew;

const jobOf = (id) => server.must('GET', `/jobs/${id}`);
const alarms = async (kind) =>
  (await server.must('GET', '/alarms?open=true')).items.filter((alarm) => alarm.kind === kind);
const alarm = (kind, pleases, what) =>
  until(async () => (await alarms(kind))[0], (found) => found && pleases(found), 10000, what);
const gone = (kind) => until(() => alarms(kind), (list) => list.length === 0, 10000, `no ${kind}`);
const minutes = (n) => server.must('POST', '/clock/advance', { by_s: n * 60 });

const call = (place, answers = { kind: 'medical_trip' }) => town.errand(place, answers);

before(async () => {
  server = await Server.start({ clock: start, args: ['--city', city.file] });
  town = new Town(server, city.centre);
  const depot = await town.depot('depot', town.point(0, 0));
  crew = await town.crew({
    name: { zh: '帮办一组', en: 'Errands 1' },
    depot,
    skills: [['errand']],
    shift: { from: '2022-03-19T08:00:00+08:00', until: '2022-03-20T20:00:00+08:00' },
  });
});
after(async () => {
  await server.stop();
  await city.remove();
});

test('nobody answers: the ladder climbs by the minutes of the packs, across a killed server', async () => {
  const id = await call(town.point(300, 100));
  await until(() => jobOf(id), (job) => job.state === 'dispatched', 10000, 'the crew is sent');
  assert.deepEqual(await alarms('no_answer'), [], 'it has two minutes');
  await minutes(3);
  const first = await alarm('no_answer', (a) => a.step === 1, 'the first step');
  assert.equal(first.crew, crew.id);
  assert.ok(first.text.zh && first.text.en);
  const known = await server.must('POST', `/alarms/${first.id}/acknowledgement`, {});
  assert.equal(known.acknowledged_by, 'admin');
  await minutes(2);
  const second = await alarm('no_answer', (a) => a.step === 2, 'the leader');
  assert.equal(second.id, first.id, 'one alarm that climbs');
  assert.equal(second.acknowledged_at, undefined, 'to be acknowledged anew');

  const { data, token } = server;
  const now = (await server.must('GET', '/clock')).now;
  await server.kill();
  server = Object.assign(await Server.start({ data, clock: now, args: ['--city', city.file], user: null }), { token });
  town.server = server;
  assert.equal((await alarms('no_answer'))[0].step, 2, 'nothing is forgotten');
  await minutes(3);
  await alarm('no_answer', (a) => a.step === 3, 'the duty manager');
  await server.must('POST', `/jobs/${id}/transitions`, { to: 'accepted' });
  await gone('no_answer');

  await minutes(20);
  await alarm('overdue', (a) => a.job === id, 'due, and nobody there');
  await leave(id);
  await server.must('POST', `/jobs/${id}/transitions`, { to: 'on_site' });
  await gone('overdue');
  const steps = (await jobOf(id)).visit.steps.filter((s) => s.required && ['gate', 'site'].includes(s.phase));
  const visit = (await jobOf(id)).visit.id;
  for (const step of steps)
    await server.must('POST', `/visits/${visit}/steps/${step.code}`, { value: step.kind === 'check' ? true : 'x' });
  await server.must('POST', `/jobs/${id}/transitions`, { to: 'done' });
});

async function leave(id) {
  const { visit } = await jobOf(id);
  for (const step of visit.steps.filter((s) => s.required && s.phase === 'depart'))
    await server.must('POST', `/visits/${visit.id}/steps/${step.code}`, { value: true });
  await server.must('POST', `/jobs/${id}/transitions`, { to: 'en_route' });
}

test('four hours at the wheel without a rest are told, a rest ends it', async () => {
  const id = await call(town.point(-400, 200), { kind: 'supplies' });
  await until(() => jobOf(id), (job) => job.crew, 10000, 'a crew');
  await server.must('POST', `/jobs/${id}/transitions`, { to: 'accepted' });
  await leave(id);
  await minutes(230);
  assert.deepEqual(await alarms('driving'), []);
  await minutes(15);
  await alarm('driving', (a) => a.crew === crew.id, 'the driving limit');
  await server.must('POST', `/jobs/${id}/transitions`, { to: 'on_site' });
  await gone('driving');
});

test('a substitute takes over the round', async () => {
  const person = (label, more) =>
    town.create('persons', { org: town.org.id, label, skills: ['errand'], certificates: [], ...more });
  const willing = await person('Willing', { consents: true });
  const unasked = await person('Unasked', {});
  await person('Unqualified', { skills: ['gas_emergency'], consents: true });
  const missing = crew.members[0];
  await server.must('POST', `/persons/${missing}/status`, { status: 'isolated' });
  const id = await call(town.point(100, -300), { kind: 'supplies' });
  await until(() => jobOf(id), (job) => job.reasons.length > 0, 10000, 'nobody can');
  const { items } = await server.must('GET', `/crews/${crew.id}/substitutes?person=${missing}`);
  assert.deepEqual(items.map((p) => p.label), ['Willing', 'Unasked', 'Unqualified']);
  assert.equal(items[0].person, willing.id);
  assert.equal(items[1].person, unasked.id);
  assert.deepEqual(items[2].lacks, ['errand']);
  const taken = await server.must('POST', `/crews/${crew.id}/substitutions`, { out: missing, in: willing.id });
  assert.deepEqual(taken.members, [willing.id]);
  const job = await until(() => jobOf(id), (j) => j.crew, 10000, 'the round goes on');
  assert.equal(job.crew, crew.id);
});

test('coverage says how soon each part of the city is reached', async () => {
  const coverage = await server.must('GET', '/coverage');
  assert.ok(coverage.cells.length > 0);
  for (const cell of coverage.cells) assert.ok(cell.now_s >= 0 && cell.hour_s >= 0);
  assert.ok(Array.isArray(coverage.standby));
});
