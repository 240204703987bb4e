// Two stories of Wuzhong whose checklists are chains of custody: sealed cash boxes of 50 institutions in
// five districts, escorted by crews of four (S3-26), and 150 people taken to isolation in fifteen trips
// by eleven coaches (S3-9, S3-11). Facts and targets: scenarios/wuzhong-security-escort.json and
// wuzhong-transport.json; the days with their streets are demo/drills/security-escort and transport.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { generatedCity } from './cities.mjs';
import { Server, until } from './server.mjs';
import { Town } from './town.mjs';

const NOW = '2022-09-28T08:00:00+08:00';
const SHIFT = { from: '2022-09-28T06:00:00+08:00', until: '2022-09-28T20:00:00+08:00' };

let city, folder, server, town, keys = 0;

const key = () => `c-${++keys}`;
const post = (where, body = {}, token) => server.must('POST', where, body, { key: key(), token });
const get = (where) => server.must('GET', where);
const signed = (by) => ({ by, method: 'typed', at: NOW });
const both = (from, to) => ({ from: signed(from), to: signed(to) });
const counter = async (service, code) =>
  (await get('/reports/counters')).services.find((one) => one.service === service).counters.find((one) => one.code === code).value;

async function refused(status, where, body) {
  const answer = await server.post(where, body, { key: key() });
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  return answer.body.detail;
}

const call = (service, place, answers) => post('/requests', { service, caller: { name: '值班室', phone: '000-0000001' }, place, answers });
const given = (request) => until(() => get(`/jobs/${request.job.id}`), (job) => job.crew && job.visit, 15000, 'a crew');
const go = (job, to) => post(`/visits/${job.visit.id}/transitions`, { to });
const step = (job, code, value = true) => post(`/visits/${job.visit.id}/steps/${code}`, { value });

before(async () => {
  city = await generatedCity({ seed: 6 });
  folder = await mkdtemp(path.join(os.tmpdir(), 'lifeline-custody-'));
  server = await Server.start({ clock: NOW, args: ['--city', city.file] });
  town = new Town(server, city.centre);
});

after(async () => {
  await server?.stop();
  await city?.remove();
  await rm(folder, { recursive: true, force: true });
});

describe('cash boxes: 50 institutions, 5 districts, a crew of four', () => {
  const DISTRICTS = { Litong: 22, Hongsibu: 6, Lingwu: 9, Yanchi: 7, Tongxin: 6 };
  let vault, branches = [], jobs = [];

  before(async () => {
    vault = await town.depot('vault', town.point(200, -200));
    for (let i = 1; i <= 15; i++)
      await town.crew({
        name: { zh: `押运${i}`, en: `Escort ${i}` }, depot: vault, skills: Array(4).fill(['escort']),
        certificates: ['escort_licence'], shift: SHIFT, stock: [{ item: 'n95_mask', qty: 40 }],
      });
    let n = 0;
    for (const [district, count] of Object.entries(DISTRICTS)) {
      const org = await town.create('orgs', { kind: 'company', parent: town.org.id, name: { zh: district, en: district } });
      for (let i = 1; i <= count; i++, n++) {
        const place = town.point(-900 + 36 * n, 300 - 12 * n);
        branches.push({ district, site: await town.create('sites', { org: org.id, kind: 'bank', name: { zh: `${district}${i}`, en: `${district} ${i}` }, place }) });
      }
    }
    assert.equal(branches.length, 50);
  });

  // Two sealed boxes from one site into the hands of the crew.
  async function boxes(site, crew) {
    const lines = [1, 2].map((i) => ({ code: `BOX-${++keys}-${i}`, packages: 1, seal: `SEAL-${keys}-${i}` }));
    const manifest = await post('/manifests', { kind: 'cash_boxes', site, lines });
    const seals = lines.map(({ code, seal }) => ({ code, seal }));
    const hand_over = { from: { site }, to: { crew }, lines: seals, signatures: both('金库', '车长') };
    return { manifest, seals, hand_over };
  }

  it('each of the fifty gets its boxes by four people; every seal is read at every hand-over', async () => {
    const requests = [];
    for (const [i, { site }] of branches.entries())
      requests.push(await call('escort.cash', { site: site.id }, { branch: `网点${i + 1}`, direction: 'out', boxes: 2 }));
    for (const [i, request] of requests.entries()) {
      const job = await given(request), branch = branches[i].site;
      assert.equal((await get(`/crews/${job.crew}`)).members.length, 4, 'R-E2');
      const { manifest, seals, hand_over } = await boxes(vault.id, job.crew);
      await go(job, 'accepted');
      if (i === 0) {
        assert.match(await refused(422, `/visits/${job.visit.id}/steps/taken_at_vault`, { value: manifest.number }), /nothing of it/);
        const wrong = [{ ...seals[0], seal: 'BROKEN' }, seals[1]];
        assert.match(await refused(422, `/manifests/${manifest.id}/hand_overs`, { ...hand_over, lines: wrong }), /seal/);
        await refused(422, `/manifests/${manifest.id}/hand_overs`, { ...hand_over, signatures: { to: signed('车长') } });
      }
      await post(`/manifests/${manifest.id}/hand_overs`, hand_over);
      await step(job, 'taken_at_vault', manifest.number);
      await go(job, 'en_route');
      await go(job, 'on_site');
      await step(job, 'cordon');
      if (i === 0) assert.match(await refused(422, `/visits/${job.visit.id}/steps/given_to_branch`, { value: manifest.number }), /nothing of it|still with/);
      await post(`/manifests/${manifest.id}/receipts`, { from: { crew: job.crew }, site: branch.id, lines: seals, signatures: both('车长', '网点') });
      await step(job, 'given_to_branch', manifest.number);
      await go(job, 'done');
      jobs.push({ job: job.id, manifest: manifest.id });
    }
    assert.equal(await counter('escort.cash', 'escorts'), 50, 'T3');
    assert.equal(await counter('escort.cash', 'boxes_out'), 100);
    const closed = (await get('/manifests?kind=cash_boxes&state=closed&limit=100')).items;
    assert.equal(closed.length, 50);
    assert.deepEqual(closed.map((one) => one.job).sort(), jobs.map((one) => one.job).sort(), 'each names its work order');
    const received = closed.flatMap((one) => one.history.filter((entry) => entry.what === 'received'));
    for (const entry of received) assert.ok(entry.signatures.from.by && entry.signatures.to.by && entry.lines.every((line) => line.seal), 'T5');
    const place = new Map(branches.map(({ district, site }) => [site.id, district]));
    const per = {};
    for (const entry of received) per[place.get(entry.to.site)] = (per[place.get(entry.to.site)] ?? 0) + 1;
    assert.deepEqual(per, DISTRICTS);
  });

  it('in at night: the boxes of a branch are in the vault before the order can be closed', async () => {
    const branch = branches[0].site;
    const job = await given(await call('escort.cash', { site: branch.id }, { branch: '网点1', direction: 'in', boxes: 2 }));
    for (const to of ['accepted', 'en_route', 'on_site']) await go(job, to);
    await step(job, 'cordon');
    const { manifest, seals, hand_over } = await boxes(branch.id, job.crew);
    await post(`/manifests/${manifest.id}/hand_overs`, hand_over);
    const other = await get(`/manifests/${jobs[0].manifest}`);
    assert.match(await refused(422, `/visits/${job.visit.id}/steps/taken_at_branch`, { value: other.number }), /another work order/);
    await refused(404, `/visits/${job.visit.id}/steps/taken_at_branch`, { value: 'M-999999' });
    await step(job, 'taken_at_branch', manifest.number);
    await go(job, 'done');
    const [one, two] = seals;
    const receive = (lines) => post(`/manifests/${manifest.id}/receipts`, { from: { crew: job.crew }, site: vault.id, lines, signatures: both('车长', '金库') });
    await receive([one]);
    assert.match(await refused(422, `/visits/${job.visit.id}/steps/given_to_vault`, { value: manifest.number }), /still with this crew/);
    await receive([two]);
    await step(job, 'given_to_vault', manifest.number);
    assert.equal(await counter('escort.cash', 'boxes_in'), 2);
  });

  it('which branch it is stays with those who handle it (R-E3)', async () => {
    const viewer = await server.tokenFor('watcher', 'viewer');
    const list = await server.must('GET', '/requests?limit=100', undefined, { token: viewer });
    assert.ok(!JSON.stringify(list).includes('网点1'));
  });
});

describe('transfer to isolation: 11 coaches, 15 trips, 150 people', () => {
  const TRIPS = 15, COACHES = 11, PERSONS = 10;
  let hotel, shelter, coaches = [], untrained, lists = [];

  before(async () => {
    const depot = await town.depot('bus_depot', town.point(-1200, 700));
    const stock = [{ item: 'full_protective_suit', qty: 6 }, { item: 'n95_mask', qty: 20 }, { item: 'gloves', qty: 24 }, { item: 'face_shield', qty: 6 }];
    const coach = (i, skills) => town.crew({ name: { zh: `客车${i}`, en: `Coach ${i}` }, depot, skills: [skills], vehicle: 'bus', shift: SHIFT, stock });
    for (let i = 1; i <= COACHES; i++) coaches.push(await coach(i, ['driving', 'ppe_trained']));
    untrained = await coach(12, ['driving']);
    hotel = await town.create('sites', { kind: 'compound', name: { zh: '管控小区', en: 'Compound' }, place: town.point(-800, 500) });
    shelter = await town.create('sites', { kind: 'isolation', name: { zh: '隔离点', en: 'Isolation site' }, place: town.point(900, 400) });
  });

  const names = (trip, n) => Array.from({ length: n }, (_, i) => ({
    code: `${trip}-${i + 1}`, name: `${'赵钱孙李周吴郑王冯陈'[i % 10]}第${trip}车${i + 1}`, category: '密接', note: '36.5',
  }));

  // One trip from the list to the signed log of its disinfection.
  async function trip(request, n) {
    const job = await given(request), { vehicle } = await get(`/crews/${job.crew}`);
    const manifest = await post('/manifests', { kind: 'persons', site: hotel.id, lines: names(n, PERSONS) });
    await go(job, 'accepted');
    await step(job, 'partition_closed');
    for (const to of ['en_route', 'on_site']) await go(job, to);
    await post(`/manifests/${manifest.id}/hand_overs`, { from: { site: hotel.id }, to: { vehicle }, signatures: both('社区', '驾驶员') });
    await step(job, 'boarded', manifest.number);
    const off = (lines) => post(`/manifests/${manifest.id}/receipts`, { from: { vehicle }, site: shelter.id, signatures: both('驾驶员', '隔离点'), ...(lines && { lines }) });
    if (n === 1) {
      await off(names(1, PERSONS - 1).map(({ code }) => ({ code })));
      assert.match(await refused(422, `/visits/${job.visit.id}/steps/handed_over`, { value: manifest.number }), /as many go off as came on/);
    }
    await off();
    await step(job, 'handed_over', manifest.number);
    await go(job, 'done');
    lists.push(manifest.id);
    return { job, vehicle };
  }

  it('15 trips, 150 names on and the same 150 off; no coach goes again before it is disinfected', async () => {
    const requests = [];
    for (let n = 1; n <= TRIPS; n++)
      requests.push(await call('transport.isolation', { site: hotel.id }, { kind: 'contacts', persons: PERSONS, to: '隔离点' }));
    const dirty = [];
    // Whoever is given one now goes; after eleven trips every coach is dirty.
    for (let n = 1; n <= COACHES; n++) {
      const now = await until(
        () => Promise.all(requests.map((request) => get(`/jobs/${request.job.id}`))),
        (all) => all.some((job) => job.crew && job.state !== 'done'),
        15000,
        'a coach for the next trip',
      );
      const job = now.find((one) => one.crew && one.state !== 'done' && one.visit.seq === Math.min(...now.filter((o) => o.crew === one.crew && o.state !== 'done').map((o) => o.visit.seq)));
      dirty.push(await trip(requests.find((request) => request.job.id === job.id), n));
    }
    assert.equal(new Set(dirty.map((one) => one.vehicle)).size, COACHES, 'each coach once');
    const left = requests.filter((request) => !dirty.some((one) => one.job.id === request.job.id));
    assert.equal(left.length, TRIPS - COACHES);
    await until(
      () => Promise.all(left.map((request) => get(`/jobs/${request.job.id}`))),
      (all) => all.every((job) => !job.crew),
      15000,
      'trips that wait for a clean coach',
    );
    assert.match(await refused(422, `/manifests/${(await post('/manifests', { kind: 'persons', site: hotel.id, lines: names(99, 1) })).id}/hand_overs`, {
      from: { site: hotel.id }, to: { vehicle: dirty[0].vehicle }, signatures: both('社区', '驾驶员'),
    }), /disinfected/, 'R-T5');
    for (const [i, request] of left.entries()) {
      await post(`/vehicles/${dirty[i].vehicle}/disinfections`, { agent: '含氯500mg/L', minutes: 60 });
      const again = await trip(request, COACHES + 1 + i);
      assert.equal(again.vehicle, dirty[i].vehicle, 'the one that is clean');
    }
    assert.equal(await counter('transport.isolation', 'trips'), TRIPS, 'T1');
    assert.equal(await counter('transport.isolation', 'persons_on'), TRIPS * PERSONS, 'T2');
    assert.equal(await counter('transport.isolation', 'persons_off'), TRIPS * PERSONS, 'T3');
    assert.equal((await get('/reports/figures?figure=persons_transferred')).items[0].value, 150);
    for (const id of lists) {
      const { history, open } = await get(`/manifests/${id}`);
      const codes = (what) => history.filter((entry) => entry.what === what).flatMap((entry) => entry.lines.map((line) => line.code)).sort();
      assert.equal(open, false);
      assert.deepEqual(codes('received'), codes('handed_over'), 'names on are names off');
    }
    assert.deepEqual((await get(`/crews/${untrained.id}/visits`)).items, [], 'T6: no trip without the training');
  });

  it('who has fever goes by ambulance; the list says so', async () => {
    const manifest = await post('/manifests', { kind: 'persons', site: hotel.id, lines: names(16, 2) });
    const vehicle = coaches.map((one) => one.vehicle);
    await post(`/vehicles/${vehicle[0]}/disinfections`, { minutes: 60 });
    await post(`/manifests/${manifest.id}/refusals`, {
      from: { site: hotel.id }, to: { vehicle: vehicle[0] }, lines: ['16-2'], reason: '37.8 ℃，由救护车转运', signature: signed('驾驶员'),
    });
    await post(`/manifests/${manifest.id}/hand_overs`, { from: { site: hotel.id }, to: { vehicle: vehicle[0] }, lines: [{ code: '16-1' }], signatures: both('社区', '驾驶员') });
    const ambulance = await town.create('vehicles', { org: town.org.id, plate: 'AMB-1', kind: 'van' });
    await post(`/manifests/${manifest.id}/hand_overs`, { from: { site: hotel.id }, to: { vehicle: ambulance.id }, lines: [{ code: '16-2' }], signatures: both('社区', '急救') });
    const held = (await get(`/manifests/${manifest.id}`)).lines.map((line) => line.holdings.find((one) => one.packages).party.vehicle);
    assert.deepEqual(held, [vehicle[0], ambulance.id]);
  });

  it('names are shown to those who take them along, masked to others, and on paper', async () => {
    const viewer = await server.tokenFor('watcher', 'viewer');
    const seen = await server.must('GET', `/manifests/${lists[0]}`, undefined, { token: viewer });
    assert.ok(seen.lines.every((line) => /^.\*\*$/.test(line.name)), 'R-V1');
    const answer = await fetch(`${server.url}/api/v1/forms/transfer_list/print?thing=${lists[0]}&lang=zh&format=pdf`, {
      headers: { authorization: `Bearer ${viewer}` },
    });
    const file = path.join(folder, 'list.pdf');
    await writeFile(file, Buffer.from(await answer.arrayBuffer()));
    const text = execFileSync('pdftotext', ['-layout', file, '-']).toString();
    assert.match(text, /隔离转运清单/);
    assert.match(text, /上车人数 +10/);
    assert.match(text, /下车人数 +10/);
    assert.doesNotMatch(text, /第1车/);
    assert.equal((await server.verify()).code, 0);
  });
});
