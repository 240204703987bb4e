// Medical waste of Wuzhong, 21 to 29 September 2022 (S3-13 to S3-16), by the API alone: a list of 889
// sites that opens and closes during the day, thirteen tonnes, the reserve switched on by a mode, two
// signatures at every hand-over, limits that alarm, a plant that is full, the report of the day and the
// five-copy form. Facts and targets: scenarios/wuzhong-medical-waste.json. Who drives where is played
// by demo/drills/medical-waste.yaml, that all stops of a day are worked and counted by
// tests/ops/test_round.c; here the round is dispatched by hand and one collection is worked, so that the
// others are named as missed.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { generatedCity } from './cities.mjs';
import { Server, run, until } from './server.mjs';
import { Town } from './town.mjs';

// Kind of producer, sites and kg of each on the peak day: 820 x 7.5 + 49 x 95 + 20 x 110 = 13,005 kg.
const PRODUCERS = [['sampling', 820, 7.5], ['hotel', 49, 95], ['sealed_zone', 20, 110]];
// Waste that is not the epidemic's, of 60 hospitals: 2,600 kg a day.
const HOSPITALS = 60;
const hospital_kg = (i) => (i < 40 ? 43 : 44);
// The days before, as the plant booked them: epidemic and other kg.
const SERIES = [2500, 4000, 5500, 7000, 8500, 10000, 11200];
const OTHER = 2600;
const TRUCKS = 13, NORMAL = 5, PAYLOAD_KG = 1500;
const SAMPLE = 8; // hand-overs at a time: the writer commits them together

const at = (day, time) => `2022-09-${day}T${time}:00+08:00`;
const sum = (list) => list.reduce((all, one) => all + one, 0);

let city, folder, server, town, plant, neighbour, round, trucks = [], keys = 0;
let sites = [], hospitals = [], manifests = [];

const post = (where, body = {}, token) => server.must('POST', where, body, { key: `w-${++keys}`, token });
const refused = async (where, body) => {
  const answer = await server.post(where, body, { key: `w-${++keys}` });
  assert.ok(answer.status >= 400, JSON.stringify(answer.body));
  return JSON.stringify(answer.body);
};
const get = (where) => server.must('GET', where);
const figure = async (id, query = '') => (await get(`/reports/figures?figure=${encodeURIComponent(id)}${query}`)).items[0];
const custody = (query = '') => get(`/reports/custody?kind=waste${query}`);
// The alarms of a kind that are open, once there are so many: timers run a moment after the clock.
const alarms = (kind, n) =>
  until(
    async () => (await get('/alarms?open=true&limit=1000')).items.filter((one) => one.kind === kind),
    (open) => open.length === n,
    10000,
    `${n} alarms of the kind ${kind}`,
  );

// All of a list, whatever its length.
async function all(where) {
  const items = [];
  for (let cursor = ''; cursor !== undefined; ) {
    const page = await get(`${where}${where.includes('?') ? '&' : '?'}limit=1000${cursor && `&cursor=${cursor}`}`);
    items.push(...page.items);
    cursor = page.next ?? undefined;
  }
  return items;
}

// Does the same for each of a list, some at a time, and keeps their order.
async function each(list, what) {
  const done = [];
  for (let i = 0; i < list.length; i += SAMPLE) done.push(...(await Promise.all(list.slice(i, i + SAMPLE).map(what))));
  return done;
}

const signed = (by, time) => ({ by, method: 'drawn', at: time });
const both = (giver, taker, time) => ({ from: signed(giver, time), to: signed(taker, time) });
const clock = async () => (await get('/clock')).now;

async function register(site, lines, mode) {
  return post('/manifests', { kind: 'waste', site, lines, ...(mode && { mode }) });
}
async function hand_over(manifest, truck, time, more = {}) {
  return post(`/manifests/${manifest.id}/hand_overs`, {
    from: { site: manifest.site }, to: { vehicle: truck.vehicle }, signatures: both('产生点', '收运员', time), ...more,
  });
}
const receipt = (truck, where, time) => ({
  from: { vehicle: truck.vehicle }, site: where.id, signatures: both('司机', '处置单位', time),
});
async function treat(manifest, time, where = plant) {
  return post(`/manifests/${manifest.id}/treatments`, { site: where.id, method: '焚烧', signature: signed('操作员', time) });
}

// The sites of the list as one file: a city imports them before it starts.
async function importSites(data) {
  const rows = ['code,kind,name_zh,name_en,lon,lat,customer_class'];
  const add = (kind, n, customer) => {
    for (let i = 1; i <= n; i++) {
      const place = town_point(rows.length);
      rows.push(`${kind}-${i},${kind},${kind}${i},${kind} ${i},${place.lon},${place.lat},${customer}`);
    }
  };
  for (const [kind, n] of PRODUCERS) add(kind, n, kind === 'hotel' ? 'isolation' : 'resident');
  add('hospital', HOSPITALS, 'medical');
  const file = path.join(folder, 'sites.csv');
  await writeFile(file, `${rows.join('\n')}\n`);
  const done = await run(['import', 'sites', file, '--data', data]);
  assert.equal(done.code, 0, done.stderr);
}
const town_point = (n) => ({ lon: city.centre.lon + ((n % 30) - 15) * 0.001, lat: city.centre.lat + (Math.floor(n / 30) - 15) * 0.001 });

before(async () => {
  city = await generatedCity({ seed: 5 });
  folder = await mkdtemp(path.join(os.tmpdir(), 'lifeline-waste-'));
  const data = path.join(folder, 'data');
  await importSites(data);
  server = await Server.start({ data, clock: at(21, '18:00'), args: ['--city', city.file] });
  town = new Town(server, city.centre);
  await post('/services/waste.collection/dispatch', { mode: 'manual' });
  const depot = await town.depot('treatment_plant', town.point(1800, -900));
  neighbour = await town.create('sites', {
    kind: 'treatment_plant', name: { zh: '邻市协同处置厂', en: 'Neighbour' }, place: town.point(2600, 2600), capacity_kg_day: 6000,
  });
  plant = await town.create('sites', {
    kind: 'treatment_plant', name: { zh: '医废处置中心', en: 'Plant' }, place: town.point(1800, -900),
    capacity_kg_day: 16000, mutual_aid: [neighbour.id],
  });
  for (let i = 1; i <= TRUCKS; i++) {
    const crew = await town.crew({
      name: { zh: `收运${i}`, en: `Truck ${i}` },
      depot,
      skills: [['waste_collection', 'ppe_trained'], ['ppe_trained']],
      certificates: ['medical_waste'],
      vehicle: 'truck',
      status: i > NORMAL ? 'reserve' : 'ready',
      shift: { from: at(28, '06:00'), until: at(28, '20:00') },
      stock: [{ item: 'waste_room_kg', qty: PAYLOAD_KG }, { item: 'n95_mask', qty: 100 }, { item: 'gloves', qty: 100 }],
    });
    trucks.push(crew);
  }
  const listed = await all('/sites');
  sites = PRODUCERS.flatMap(([kind]) => listed.filter((site) => site.kind === kind));
  hospitals = listed.filter((site) => site.kind === 'hospital');
});

after(async () => {
  await server?.stop();
  await city?.remove();
  await rm(folder, { recursive: true, force: true });
});

describe('889 sites, thirteen tonnes, one day', () => {
  it('the days before are on the books: 66.9 t, of it 48.7 t of the epidemic', async () => {
    for (const [i, epidemic] of SERIES.entries()) {
      await server.clockTo(at(21 + i, '18:30'));
      const truck = trucks[i % NORMAL], now = at(21 + i, '18:30');
      const manifest = await register(hospitals[0].id, [
        { code: 'E', packages: 100, kg: epidemic, epidemic: true },
        { code: 'O', packages: 50, kg: OTHER },
      ]);
      await hand_over(manifest, truck, now);
      await post(`/manifests/${manifest.id}/receipts`, receipt(truck, plant, now));
      await treat(manifest, now);
      await post(`/vehicles/${truck.vehicle}/disinfections`, { minutes: 40 });
    }
    const { totals } = await custody();
    assert.equal(totals.treated_kg, sum(SERIES) + 7 * OTHER);
    assert.equal(totals.epidemic_kg, 48700);
  });

  it('the mode halves the interval, asks for acknowledgement and puts all eight reserve vehicles on duty', async () => {
    await server.clockTo(at(28, '05:30'));
    const ready = async () => (await all('/vehicles')).filter((one) => one.kind === 'truck' && one.status === 'ready').length;
    assert.equal(await ready(), NORMAL);
    const before = await get('/mode-at');
    const interval = (mode) => mode.parameters.find((one) => one.id === 'waste_interval_h').value;
    assert.equal(interval(before), 48, 'R-W1');
    const switched = await post('/modes', { plan: 'peace_to_emergency', reason: '聚集性疫情' });
    await post('/users', { name: 'post', role: 'viewer', password: 'command post of the city', positions: ['command_post'] });
    const token = await server.tokenFor('post', 'viewer');
    await post(`/approvals/${switched.approval}/decisions`, { approve: true }, token);
    assert.equal(interval(await get('/mode-at')), 24, 'R-W2');
    assert.equal(await ready(), TRUCKS, 'S3-14: all backup vehicles are on');
    assert.ok(NORMAL * PAYLOAD_KG < 13000 && TRUCKS * PAYLOAD_KG >= 13005 + OTHER, 'five are too few, thirteen are enough');
  });

  it('each of the 889 sites has its job of the day, due within 24 hours; sites open and close', async () => {
    const answers = { epidemic: true };
    let i = 0;
    const listed = PRODUCERS.flatMap(([producer, n, kg]) =>
      Array.from({ length: n }, () => ({ site: sites[i++].id, answers: { ...answers, producer, kg: Math.ceil(kg) } })),
    );
    assert.equal(listed.length, 889);
    round = await post('/rounds', {
      name: { zh: '涉疫医废日产日清', en: 'Every site every day' }, service: 'waste.collection',
      parameter: 'waste_interval_h', from: at(28, '06:00'), sites: listed,
    });
    await server.clockTo(at(28, '06:00'));
    for (let s = 1; s < 30 && (await get(`/rounds/${round.id}`)).due < 889; s++) await server.clockTo(`2022-09-28T06:00:${String(s).padStart(2, '0')}+08:00`);
    assert.equal((await get(`/rounds/${round.id}`)).due, 889, 'T1: every site the same day');
    const jobs = (await all('/jobs')).filter((job) => job.service === 'waste.collection');
    assert.equal(jobs.length, 889);
    assert.ok(jobs.every((job) => Date.parse(job.due_at) <= Date.parse(at(29, '06:01')) && job.due_to === 'done'), 'T3: 24 hours');

    // W3: thirty new sampling sites at 15:00; ten that close are taken off.
    await server.clockTo(at(28, '15:00'));
    for (let n = 1; n <= 30; n++) {
      const site = await town.create('sites', { kind: 'sampling', name: { zh: `新采样点${n}`, en: `New ${n}` }, place: town.point(10 * n, -200) });
      await post(`/rounds/${round.id}/sites`, { site: site.id, answers: { ...answers, producer: 'sampling', kg: 8 } });
      if (n <= 10) await post(`/rounds/${round.id}/closures`, { site: site.id, reason: '采样点撤销' });
    }
    const now = await until(() => get(`/rounds/${round.id}`), (one) => one.due === 889 + 20, 5000, 'the new jobs');
    assert.equal(now.sites, 889 + 20, 'what was closed before a crew had it is cancelled');
  });

  it('a crew works one collection from its phone and signs the manifest with the site', async () => {
    const [truck] = trucks, phone = await town.phone(truck, 'truck-1');
    const site = sites[0];
    const [due] = (await all(`/rounds/${round.id}/dues?state=open`)).filter((one) => one.site === site.id);
    const { job } = await get(`/requests/${due.request}`);
    await post(`/jobs/${job.id}/assignment`, { crew: truck.id });
    const given = await until(() => get(`/jobs/${job.id}`), (one) => one.visit, 5000, 'the visit');
    const go = (to) => post(`/visits/${given.visit.id}/transitions`, { to }, phone);
    const step = (code, value) => post(`/visits/${given.visit.id}/steps/${code}`, { value }, phone);
    for (const to of ['accepted', 'en_route', 'on_site']) await go(to);
    await step('packing_checked', true);
    const manifest = await post('/manifests', { kind: 'waste', site: site.id, lines: [bag(site, 7.5)] }, phone);
    const now = await clock();
    const half = { from: { site: site.id }, to: { vehicle: truck.vehicle }, signatures: { from: signed('产生点', now) } };
    assert.match(await refused(`/manifests/${manifest.id}/hand_overs`, half), /signature is missing/, 'R-W7: both sign');
    await post(`/manifests/${manifest.id}/hand_overs`, { ...half, signatures: both('产生点', '收运员', now) }, phone);
    await step('taken_over', manifest.number);
    await go('done');
    assert.equal((await get(`/jobs/${job.id}`)).state, 'done');
    assert.equal((await figure('waste.collection/waste_kg')).value, 7.5);
    manifests.push(manifest);
  });

  it('every bag is handed over with two signatures and weighed; where scales differ the reason is on record', async () => {
    const now = await clock();
    let n = 0;
    const kg = PRODUCERS.flatMap(([, count, each_kg]) => Array(count).fill(each_kg));
    const rest = sites.map((site, i) => ({ site, kg: kg[i], truck: trucks[i % TRUCKS] })).slice(1);
    const made = await each(rest, ({ site, kg: weight }) => register(site.id, [bag(site, weight)]));
    await each(made, (manifest, i) => {
      const truck = rest[n++].truck;
      // One in a hundred weighs 200 g less on the vehicle than at the site.
      const lines = n % 100 === 0 ? [{ code: manifest.lines[0].code, packages: 1, kg: manifest.kg - 0.2, reason: '车载秤' }] : undefined;
      return hand_over(manifest, truck, now, lines && { lines });
    });
    manifests.push(...made);
    const others = await each(hospitals, (site) => register(site.id, [{ code: `O-${site.code}`, packages: 1, kg: hospital_kg(hospitals.indexOf(site)) }]));
    await each(others, (manifest) => hand_over(manifest, trucks[hospitals.findIndex((site) => site.id === manifest.site) % TRUCKS], now));
    manifests.push(...others);
    assert.equal(manifests.length, 889 + HOSPITALS);
    const today = (await custody()).rows.filter((row) => row.day === '2022-09-28');
    assert.equal(new Set(today.map((row) => row.site)).size, 889 + HOSPITALS);
    assert.ok(sum(today.map((row) => row.epidemic_kg)) >= 13000, 'T2: thirteen tonnes');
    const differing = (await all('/manifests?kind=waste')).filter((one) => one.history.some((entry) => entry.lines.some((line) => line.difference_kg)));
    assert.ok(differing.length > 0 && differing.length / manifests.length <= 0.05, `T4: ${differing.length} differ`);
    assert.ok(differing.every((one) => one.history.some((entry) => entry.lines.some((line) => line.reason === '车载秤'))));
  });

  it('the plant takes in 15.6 t, says when it is nearly full, and treats it within 12 hours', async () => {
    await server.clockTo(at(28, '19:00'));
    const now = at(28, '19:00');
    const truckOf = (manifest) => {
      const id = manifest.history.at(-1).to.vehicle;
      return trucks.find((truck) => truck.vehicle === id);
    };
    const loads = (await all('/manifests?kind=waste&state=under_way'));
    assert.equal(loads.length, manifests.length);
    await each(loads, (manifest) => post(`/manifests/${manifest.id}/receipts`, receipt(truckOf(manifest), plant, now)));
    const [full] = await alarms('plant_full', 1);
    assert.match(full.text.zh, /医废处置中心.*邻市协同处置厂 6000 kg/, 'R-W9: mutual aid is named before nothing fits');
    const soiled = (await all('/vehicles')).filter((one) => one.status === 'dirty');
    assert.equal(soiled.length, TRUCKS, 'R-W5');
    const fresh = await register(hospitals[1].id, [{ code: 'N', packages: 1, kg: 5 }]);
    assert.match(await refused(`/manifests/${fresh.id}/hand_overs`, { from: { site: fresh.site }, to: { vehicle: trucks[0].vehicle }, signatures: both('a', 'b', now) }), /disinfected/);
    for (const truck of trucks) await post(`/vehicles/${truck.vehicle}/disinfections`, { minutes: 40 });
    // All but one are treated in the evening.
    const [last, ...rest] = loads;
    await server.clockTo(at(28, '22:00'));
    await each(rest, (manifest) => treat(manifest, at(28, '22:00')));
    await alarms('held_too_long', 0);
    await server.clockTo(at(29, '00:01'));
    await alarms('plant_full', 0);

    // R-W3: twelve hours after its arrival the one that lies there alarms; R-W2: so does
    // what has lain at its producer for a day.
    await server.clockTo(at(29, '07:01'));
    const [late] = await alarms('held_too_long', 1);
    assert.equal(late.about, last.id);
    assert.match(late.text.en, new RegExp(`${last.number} is held too long: treatment`));
    const { done, missed } = await get(`/rounds/${round.id}`);
    assert.deepEqual([done, missed], [1, 889 - 1], 'who saw no crew within the day is named; the sites of 15:00 have until 15:00');
    await treat(last, at(29, '07:01'));
    await alarms('held_too_long', 0);
    await server.clockTo(at(29, '19:01'));
    const held = await alarms('held_too_long', 1);
    assert.deepEqual(held.map((one) => one.about), [fresh.id]);
    assert.match(held[0].text.zh, /收运时限/);
    await post(`/alarms/${held[0].id}/acknowledgement`);
    await hand_over(fresh, trucks[0], at(29, '19:01'));
    await alarms('held_too_long', 0);
  });

  it('totals to 28 September: the report equals the sum of the manifests, and stays', async () => {
    const as_of = `&as_of=${encodeURIComponent(at(28, '23:59'))}`;
    const then = await custody(as_of), { totals } = then;
    assert.ok(totals.collected_kg >= 80000 && totals.epidemic_kg >= 60000, 'T6: 80+ t, of it 60+ t of the epidemic');
    const listed = (await all('/manifests?kind=waste')).filter((one) => one.created_at <= at(28, '23:59'));
    const close = (a, b, what) => assert.ok(Math.abs(a - b) < 0.0005, `${what}: ${a} and ${b}`);
    close(totals.registered_kg, sum(listed.map((one) => one.kg)), 'registered');
    const first = sum(listed.flatMap((one) => one.lines.map((line) => line.kg)));
    close(first + totals.difference_kg + totals.corrected_kg, totals.registered_kg, 'every gram has its reason');
    close(sum(then.rows.map((row) => row.registered_kg)), totals.registered_kg, 'rows');
    for (const [name, key] of [['waste_registered_kg', 'registered_kg'], ['waste_received_kg', 'received_kg'], ['waste_treated_kg', 'treated_kg']])
      close((await figure(name, as_of)).value, totals[key], name);
    assert.equal((await figure('waste_sites', as_of)).value, 889 + HOSPITALS);

    // A correction a day later changes today's figure by what it says, and yesterday's never.
    const one = manifests.at(-1);
    await post(`/manifests/${one.id}/corrections`, { line: one.lines[0].code, party: { site: plant.id }, treated: true, kg: 40, reason: '复称' });
    const difference = 40 - one.lines[0].kg;
    assert.deepEqual(await custody(as_of), then);
    close((await custody()).totals.corrected_kg, difference, 'corrected');
  });

  it('eighteen tonnes: the plant takes sixteen, two go to mutual aid', async () => {
    await server.clockTo(at(30, '09:00'));
    const now = at(30, '09:00');
    let taken = 0, aided = 0;
    // W2: 15.4 t of the epidemic and 2.6 t of other waste, in loads of a tonne.
    for (let i = 0; i < 18; i++) {
      const truck = trucks[i % TRUCKS];
      const epidemic = i < 15 ? 1000 : i === 15 ? 400 : 0;
      const lines = [{ code: 'E', packages: 10, kg: epidemic, epidemic: true }, { code: 'O', packages: 10, kg: 1000 - epidemic }];
      const manifest = await register(hospitals[i].id, lines.filter((line) => line.kg > 0));
      await hand_over(manifest, truck, now);
      const answer = await server.post(`/manifests/${manifest.id}/receipts`, receipt(truck, plant, now), { key: `w-${++keys}` });
      if (answer.status < 300) taken += manifest.kg;
      else {
        assert.match(JSON.stringify(answer.body), /takes 16000 kg a day and has 16000 kg.*Mutual aid: Neighbour \d000 kg/);
        await post(`/manifests/${manifest.id}/receipts`, receipt(truck, neighbour, now));
        aided += manifest.kg;
      }
      await post(`/vehicles/${truck.vehicle}/disinfections`, { minutes: 40 });
    }
    assert.deepEqual([taken, aided], [16000, 2000]);
    await alarms('plant_full', 1);
  });

  it('the manifest prints as the five-copy form with every signature', async () => {
    const manifest = await get(`/manifests/${manifests[1].id}`);
    const answer = await fetch(`${server.url}/api/v1/forms/waste_manifest/print?thing=${manifest.id}&lang=zh&format=pdf`, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    assert.equal(answer.status, 200);
    const file = path.join(folder, 'manifest.pdf');
    await writeFile(file, Buffer.from(await answer.arrayBuffer()));
    const text = execFileSync('pdftotext', ['-layout', file, '-']).toString();
    for (const copy of ['第一联', '第二联', '第三联', '第四联', '第五联']) assert.match(text, new RegExp(copy));
    for (const by of ['产生点', '收运员', '处置单位']) assert.ok(text.split(by).length > 5, by);
    assert.match(text, /7\.5 kg/);
    assert.match(text, /焚烧/);
    assert.equal((await server.verify()).code, 0);
  });
});

// One double bag, marked as the epidemic's.
function bag(site, kg) {
  return { code: `B-${site.code}`, category: 'infectious', packages: 1, kg, epidemic: true };
}
