// The server is killed at any moment of a day of calls and crews at work. After each restart the
// plan in people's hands is what they were told, and the loop goes on: every job has a crew or a
// reason, and a new call is answered.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedCity } from './cities.mjs';
import { Server, sleep, until } from './server.mjs';
import { Town } from './town.mjs';

const kills = Number(process.env.KILLS ?? 8);
const seed = Number(process.env.SEED ?? 41);
const city = await generatedCity({ seed: 2 });

let state = seed;
const random = () => {
  state = (state * 1664525 + 1013904223) % 4294967296;
  return state / 4294967296;
};
const shift = { from: '2022-03-19T08:00:00+08:00', until: '2022-03-20T08:00:00+08:00' };

async function openJobs(server) {
  return (await server.must('GET', '/jobs?open=true&limit=500')).items;
}

// One thing that happens in a day; what is not answered any more is not told to anybody.
async function happen(server, town, told) {
  const roll = random();
  if (roll < 0.5) {
    await server.post('/requests', {
      service: 'help.errand',
      caller: { name: '居民', phone: '0953-0000000' },
      place: town.point(1200 * (random() - 0.5), 1200 * (random() - 0.5)),
      answers: { kind: 'supplies' },
    });
    return;
  }
  const jobs = (await openJobs(server)).filter((job) => job.state === 'dispatched' || job.state === 'accepted');
  const job = jobs[Math.floor(random() * jobs.length)];
  if (!job) return;
  const to = job.state === 'dispatched' ? 'accepted' : 'en_route';
  if (to === 'en_route') await server.post(`/visits/${job.visit.id}/steps/list_checked`, { value: true });
  const answer = await server.post(`/jobs/${job.id}/transitions`, { to });
  if (answer.status === 200) told.set(job.id, { crew: answer.body.crew, state: answer.body.state });
}

async function day(server, town, told, ends) {
  while (!ends.now) {
    try {
      await happen(server, town, told);
    } catch (problem) {
      return;
    }
  }
}

test(`${kills} kills in a day of work: what people hold stays, and the loop goes on`, async (t) => {
  t.diagnostic(`seed ${seed}`);
  const args = ['--city', city.file];
  let server = await Server.start({ clock: '2022-03-19T09:00:00+08:00', args });
  const { data, token } = server;
  const town = new Town(server, city.centre);
  const depot = await town.depot('depot', town.point(0, 0));
  for (let i = 0; i < 3; i++)
    await town.crew({ name: { zh: `${i}组`, en: `Crew ${i}` }, depot, skills: [['errand']], shift });
  const told = new Map();
  for (let i = 0; i < kills; i++) {
    const ends = { now: false };
    const workers = [day(server, town, told, ends), day(server, town, told, ends)];
    await sleep(100 + random() * 900);
    await server.kill();
    ends.now = true;
    await Promise.all(workers);
    server = Object.assign(await Server.start({ data, clock: `2022-03-19T09:${10 + i}:00+08:00`, args, user: null }), { token });
    town.server = server;
    const jobs = new Map((await openJobs(server)).map((job) => [job.id, job]));
    for (const [id, hold] of told) {
      assert.equal(jobs.get(id)?.crew, hold.crew, `${id} stays with who has it in hand`);
      assert.ok(['accepted', 'en_route'].includes(jobs.get(id).state), `${id} is ${jobs.get(id).state}`);
    }
    const visits = (await server.must('GET', '/plan')).crews.flatMap((row) => row.visits);
    const ofJobs = visits.map((visit) => visit.job);
    assert.equal(new Set(ofJobs).size, ofJobs.length, 'no job is with two crews');
    await until(
      () => openJobs(server),
      (open) => open.every((job) => job.crew || job.reasons.length > 0),
      20000,
      'every job has a crew or a reason',
    );
  }
  assert.ok(told.size > 0, 'crews took work in hand');
  const verified = await server.verify();
  assert.equal(verified.code, 0, verified.stderr);
  await server.stop();
});
