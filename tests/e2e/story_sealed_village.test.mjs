// Baoshan, 19 March 2022 (S0-5 to S0-8): a village group of 64 households is sealed and its courier has to
// stay at home. A volunteer with the same papers takes the round over, cylinders change hands at the point
// behind the gate, and each of them can be followed from its filling to the household.
// Facts and targets: scenarios/baoshan-lpg-sealed-village.json; the day with its slots is the drill
// demo/drills/lpg-sealed-village.yaml.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { generatedCity } from './cities.mjs';
import { Server, until } from './server.mjs';
import { Town, crossings, square } from './town.mjs';

const at = (time) => `2022-03-19T${time}:00+08:00`;
const HOUSEHOLDS = 64;
const GROUPS = [11, 11, 11, 11, 10, 10];
const FULL = 'lpg_cylinder_15kg_full', EMPTY = 'lpg_cylinder_15kg_empty';

describe('cylinders for a sealed village of 64 households', () => {
  let city, server, town, plant, station, crew, courier, volunteers, zone, jobs = [], keys = 0;
  const codes = Array.from({ length: HOUSEHOLDS }, (_, i) => `LD-${String(i + 1).padStart(3, '0')}`);
  const pieces = {};

  const post = (where, body = {}) => server.must('POST', where, body, { key: `v-${++keys}` });
  const get = (where) => server.must('GET', where);
  const signed = (by) => ({ by, method: 'typed', at: at('07:00') });
  const minutes = (from, to) => (Date.parse(to) - Date.parse(from)) / 60000;
  const line = (item, serials) => [{ item, qty: serials.length, serials }];
  const enrol = async (code, made) => {
    pieces[code] = await post('/pieces', { register: 'lpg_cylinder', keeper: town.org.id, code, made_at: `${made}T00:00:00+08:00` });
  };

  before(async () => {
    city = await generatedCity({ seed: 2 });
    server = await Server.start({ clock: at('07:00'), args: ['--city', city.file] });
    town = new Town(server, city.centre);
    station = await town.depot('lpg_station', town.point(-700, -500));
    plant = await town.create('sites', { org: town.org.id, kind: 'filling_plant', name: { zh: '充装站', en: 'Filling plant' }, place: town.point(-900, -600) });
    const village = square(town.point(150, 120), 220);
    zone = await town.create('zones', { name: { zh: '封闭村组', en: 'Sealed village' }, policy: 'epidemic-2021', level: 'sealed', polygon: village });
    for (const place of (await crossings(server, village)).slice(0, 2)) await town.create('gates', { zone: zone.id, name: { zh: '村口', en: 'Gate' }, place });
  });

  after(async () => {
    await server?.stop();
    await city?.remove();
  });

  it('64 registered cylinders are filled, sent and disinfected; one past its test is never loaded', async () => {
    for (const code of codes) await enrol(code, '2021-03-01');
    await enrol('LD-OLD', '2017-01-01');
    const all = [...codes, 'LD-OLD'];
    await post('/stock/receipts', { holder: plant.id, lines: line(EMPTY, all) });
    for (const code of codes) await post(`/pieces/${pieces[code].id}/acts`, { act: 'fill', by: town.org.id });
    const old = await server.post(`/pieces/${pieces['LD-OLD'].id}/acts`, { act: 'fill', by: town.org.id }, { key: 'old' });
    assert.equal(old.status, 422, 'R-G9: four years after its last test it is not filled');
    const sent = await post('/transfers', { from: plant.id, to: station.id, lines: line(FULL, codes) });
    await post(`/transfers/${sent.id}/arrival`, { signatures: { from: signed('驾驶员'), to: signed('站长') } });
    for (const code of codes) await post(`/pieces/${pieces[code].id}/acts`, { act: 'disinfect' });
    const protection = ['full_protective_suit', 'n95_mask', 'gloves', 'face_shield', 'boot_covers'];
    crew = await town.crew({
      name: { zh: '送瓶车', en: 'Courier' }, depot: station, skills: [['gas_delivery', 'ppe_trained']], certificates: ['lpg_handling'],
      shift: { from: at('07:00'), until: at('18:00') },
      stock: [{ item: FULL, serials: codes, from: station.id }, { item: 'soap_spray' }, ...protection.map((item) => ({ item, qty: 40 }))],
    });
    courier = crew.members[0];
    await town.create('permits', { org: town.org.id, holder: { crew: crew.id }, zone: zone.id, from: at('06:00'), until: at('20:00') });
  });

  it('the community orders for its six groups; the courier is isolated; a volunteer keeps the round', async () => {
    const volunteer = (label, skills, certificates) => town.create('persons', {
      org: town.org.id, label, skills, consents: true,
      certificates: certificates.map((code) => ({ code, valid_until: '2030-01-01T00:00:00+08:00' })),
    });
    volunteers = [];
    for (let i = 1; i <= 3; i++) volunteers.push(await volunteer(`志愿送瓶工${i}`, ['gas_delivery', 'ppe_trained'], ['lpg_handling']));
    await volunteer('无证志愿者', ['gas_delivery'], []);
    const requests = [];
    for (const households of GROUPS)
      requests.push(await post('/requests', {
        service: 'gas.lpg.round', caller: { name: '村组联络员', phone: '000-0000001' }, place: town.point(150, 120),
        answers: { households, cylinders: households },
      }));
    for (const request of requests) jobs.push(await until(() => get(`/jobs/${request.job.id}`), (job) => job.crew, 15000, 'the courier'));
    assert.ok(jobs.every((job) => job.crew === crew.id && job.requirements.handover === 'point'), 'T2: nobody meets at a door');

    const lost = (await get('/clock')).now;
    await post(`/persons/${courier}/status`, { status: 'isolated' });
    const offered = (await get(`/crews/${crew.id}/substitutes?person=${courier}`)).items;
    assert.ok(volunteers.some((one) => one.id === offered[0].person) && offered[0].lacks.length === 0, 'S0-6: who is qualified comes first');
    assert.ok(offered.filter((one) => one.lacks.length === 0).length >= 3);
    assert.ok(offered.some((one) => one.label === '无证志愿者' && one.lacks.length > 0), 'S0-8: who is not trained lacks it by name');
    await post(`/crews/${crew.id}/substitutions`, { out: courier, in: offered[0].person, reason: '居家管控' });
    jobs = await until(
      () => Promise.all(jobs.map((job) => get(`/jobs/${job.id}`))),
      (all) => all.every((job) => job.crew === crew.id),
      15000,
      'the round with its crew',
    );
    assert.ok(minutes(lost, (await get('/clock')).now) <= 15, 'T5');
  });

  it('every group is served at the point, with all scans', async () => {
    const left = [...codes];
    // The next of the round, as the phone shows it now.
    const open = async () => (await Promise.all(jobs.map((job) => get(`/jobs/${job.id}`)))).filter((job) => job.state !== 'done');
    const next = (list) => list.filter((job) => job.crew && job.visit).sort((a, b) => a.visit.seq - b.visit.seq)[0];
    for (let i = 0; i < GROUPS.length; i++) {
      const job = next(await until(open, next, 15000, `round ${i + 1}`));
      const go = (to) => post(`/visits/${job.visit.id}/transitions`, { to });
      const step = (code, value = true) => post(`/visits/${job.visit.id}/steps/${code}`, { value });
      const n = job.requirements.stock.find((one) => one.item === FULL).qty;
      await go('accepted');
      await step('load_check');
      for (const to of ['en_route', 'at_gate']) await go(to);
      await step('handover_scan');
      await go('on_site');
      await step('serial_out', left.splice(0, n));
      await step('households_served', n);
      await step('community_test');
      await step('liaison_signature', '联络员');
      await go('done');
      await step('disinfected');
      assert.equal((await get(`/jobs/${job.id}`)).state, 'done', `round ${i + 1}`);
    }
    const { counters } = (await get('/reports/counters')).services.find((one) => one.service === 'gas.lpg.round');
    assert.deepEqual(Object.fromEntries(counters.map((one) => [one.code, one.value])), { rounds: 6, cylinders_delivered: 64, households_served: 64 });
  });

  it('T3, S3-24: each of the 64 can be followed through filling, transfer, disinfection and delivery', async () => {
    for (const code of codes) {
      const { chain } = await get(`/stock/trace?serial=${code}`);
      assert.deepEqual(chain.map((link) => [link.id, !!link.at]), [['filling', true], ['transfer', true], ['disinfection', true], ['delivery', true]], code);
    }
    assert.equal((await server.verify()).code, 0);
  });
});
