// People decide: a dispatcher looks at the offers, moves, pins, forbids, holds, splits, swaps and
// forces work, confirms what is proposed, and takes the last decision back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { generatedCity } from './cities.mjs';
import { Server, until } from './server.mjs';
import { Town } from './town.mjs';

const day = (time) => `2022-03-19T${time}:00+08:00`;
const city = await generatedCity({ seed: 2 });
let server, town, near, far, idle, other;

const jobOf = (id) => server.must('GET', `/jobs/${id}`);
const decide = (id, verb, body, options) => server.post(`/jobs/${id}/${verb}`, body, options);
const settled = (id, pleases, what) => until(() => jobOf(id), pleases, 15000, what);

const call = (place, answers) => town.errand(place, answers);

before(async () => {
  server = await Server.start({ clock: day('09:00'), args: ['--city', city.file] });
  town = new Town(server, city.centre);
  const depot = await town.depot('depot', town.point(0, 0));
  const shift = { from: day('08:00'), until: day('20:00') };
  const crew = (name, east_m, skills = [['errand']]) =>
    town.crewAt(east_m, { name: { zh: name, en: name }, depot, skills, shift });
  near = await crew('Near', 200);
  far = await crew('Far', -900);
  idle = await crew('Plumber', 300, [['gas_emergency']]);
});
after(async () => {
  await server.stop();
  await city.remove();
});

test('who could go is ranked, and who cannot is told why', async () => {
  const id = await call(town.point(300, 100));
  const job = await settled(id, (j) => j.crew, 'a crew');
  assert.equal(job.crew, near.id, 'the nearest goes');
  const offers = await server.must('GET', `/jobs/${id}/offers`);
  assert.deepEqual(offers.items.map((o) => o.crew).sort(), [near.id, far.id].sort());
  assert.equal(offers.items[0].crew, near.id);
  assert.equal(offers.items[0].current, true);
  assert.ok(offers.items[1].later_s > 0, 'the other would be later');
  assert.deepEqual(offers.refused.map((r) => [r.crew, r.reason.code]), [[idle.id, 'no_skill']]);
  other = id;
});

test('what if asks without changing; a move is one command, and stays', async () => {
  const id = await call(town.point(350, 120));
  const before_ = await settled(id, (j) => j.crew, 'a crew');
  const was = before_.crew, to = was === near.id ? far.id : near.id;
  const asked = await server.must('GET', `/jobs/${id}/what_if?crew=${to}`);
  assert.deepEqual(asked.moves[0].conflicts, []);
  assert.equal(asked.moves[0].visit.crew, to);
  assert.equal((await jobOf(id)).crew, was, 'asking changes nothing');
  const moved = await decide(id, 'assignment', { crew: to, reason: 'knows the house' }, { key: 'move-1' });
  assert.equal(moved.status, 200, JSON.stringify(moved.body));
  assert.equal(moved.body.crew, to, 'the answer shows the new crew');
  assert.equal(moved.body.pin.reason, 'knows the house');
  assert.equal(moved.body.moves.length, 0 + (before_.promised_at ? 1 : 0));
  const again = await decide(id, 'assignment', { crew: to, reason: 'knows the house' }, { key: 'move-1' });
  assert.equal(again.status, 200);
  const stale = await decide(id, 'assignment', { crew: was }, { match: '"1"' });
  assert.equal(stale.status, 412);
  await call(town.point(-300, 0));
  assert.equal((await jobOf(id)).crew, to, 'later plans leave it there');

  const undone = await server.must('POST', '/decisions/undo', {});
  assert.equal(undone.undone, true);
  const back = await jobOf(id);
  assert.equal(back.pin, undefined);
  assert.equal(back.crew, was, 'it is back where it was');
});

test('a broken rule refuses the move and is named; forced, it stands on the job', async () => {
  const id = await call(town.point(250, 90));
  await settled(id, (j) => j.crew, 'a crew');
  const refused = await decide(id, 'assignment', { crew: idle.id });
  assert.equal(refused.status, 422, JSON.stringify(refused.body));
  assert.match(refused.body.detail, /skill/i);
  const noReason = await decide(id, 'assignment', { crew: idle.id, force: true });
  assert.equal(noReason.status, 422);
  const forced = await decide(id, 'assignment', { crew: idle.id, force: true, reason: 'nobody else is left' });
  assert.equal(forced.status, 200, JSON.stringify(forced.body));
  assert.equal(forced.body.pin.forced, true);
  assert.equal(forced.body.pin.broken[0].code, 'no_skill');
  const job = await settled(id, (j) => j.crew === idle.id && j.state === 'dispatched', 'the forced crew is sent');
  assert.equal(job.pin.by, 'admin');
});

test('forbidden, held, resumed, split, swapped', async () => {
  const id = await call(town.point(400, 100));
  const job = await settled(id, (j) => j.crew, 'a crew');
  const forbidden = await decide(id, 'forbidden', { crew: job.crew, reason: 'a quarrel' });
  assert.equal(forbidden.status, 200, JSON.stringify(forbidden.body));
  await settled(id, (j) => j.crew && j.crew !== job.crew, 'another crew');

  assert.equal((await decide(id, 'hold', { reason: 'nobody home', until: day('09:30') })).status, 200);
  assert.equal((await jobOf(id)).state, 'held');
  assert.equal((await decide(id, 'resume', {})).status, 200);
  await settled(id, (j) => j.crew, 'a crew again');

  const part = await decide(id, 'split', { percent: 40 });
  assert.equal(part.status, 201, JSON.stringify(part.body));
  const whole = await jobOf(id);
  assert.equal(part.body.split_from, id);
  assert.equal(whole.requirements.service_s + part.body.requirements.service_s, 600);
  const placed = await settled(part.body.id, (j) => j.crew, 'a crew for the part');
  await server.must('POST', '/decisions/undo', {});
  assert.equal((await jobOf(part.body.id)).state, 'cancelled');
  assert.equal((await jobOf(id)).requirements.service_s, 600);
  assert.ok(placed);

  const second = await settled(id, (j) => j.crew, 'a crew once more');
  if ((await jobOf(other)).crew === second.crew) {
    const away = second.crew === near.id ? far.id : near.id;
    const moved = await decide(other, 'assignment', { crew: away, force: true, reason: 'one each' });
    assert.equal(moved.status, 200, JSON.stringify(moved.body));
  }
  const first = await jobOf(other);
  const swapped = await decide(other, 'swaps', { with: id, force: true, reason: 'a swap' });
  assert.equal(swapped.status, 200, JSON.stringify(swapped.body));
  assert.equal(swapped.body.crew, second.crew);
  assert.equal((await jobOf(id)).crew, first.crew);
});

test('what a crew has taken in hand is not taken back', async () => {
  const id = await call(town.point(150, 50));
  await settled(id, (j) => j.crew, 'a crew');
  const pinned = await decide(id, 'pin', {});
  assert.equal(pinned.status, 200);
  await server.must('POST', `/jobs/${id}/transitions`, { to: 'accepted' });
  const refused = await server.post('/decisions/undo', {});
  assert.equal(refused.status, 409);
  assert.match(refused.body.detail, /taken J-\S+ in hand/);
});

test('proposed, the plan waits for a word; by hand, nothing goes by itself', async () => {
  await server.must('POST', '/services/help.errand/dispatch', { mode: 'propose', reason: 'new crews' });
  const id = await call(town.point(280, 60));
  const proposed = await settled(id, (j) => j.proposal, 'a proposal');
  assert.equal(proposed.crew, null);
  const rejected = await decide(id, 'proposal', { accept: false, reason: 'not them' });
  assert.equal(rejected.status, 200);
  const next = await settled(id, (j) => j.proposal && j.proposal.crew !== proposed.proposal.crew, 'another proposal');
  const accepted = await decide(id, 'proposal', { accept: true });
  assert.equal(accepted.status, 200, JSON.stringify(accepted.body));
  assert.equal(accepted.body.crew, next.proposal.crew);

  await server.must('POST', '/services/help.errand/dispatch', { mode: 'manual' });
  const manual = await call(town.point(310, 70));
  const waiting = await settled(manual, (j) => j.reasons.length > 0, 'a reason');
  assert.equal(waiting.reasons[0].code, 'by_hand');
  const given = await decide(manual, 'assignment', { crew: near.id });
  assert.equal(given.body.crew, near.id);
  await server.must('POST', '/services/help.errand/dispatch', { mode: 'automatic' });
});

test('a promise moves only for a reason, which is kept', async () => {
  const id = await call(town.point(320, 40));
  const job = await settled(id, (j) => j.crew && j.promised_at, 'a promise');
  const gone = (await server.must('GET', `/crews/${job.crew}`)).members[0];
  await server.must('POST', `/persons/${gone}/status`, { status: 'isolated' });
  const moved = await settled(id, (j) => j.crew && j.crew !== job.crew && j.moves?.length, 'the move');
  const move = moved.moves.at(-1);
  assert.equal(move.crew_was, job.crew);
  assert.equal(move.cause.code, 'people_unavailable');
  assert.ok(move.cause.text.zh && move.cause.text.en);
});
