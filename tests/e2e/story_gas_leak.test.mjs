// Baoshan: a resident of a controlled compound smells gas and may not leave home. Two people in
// protective suits are at the door within the hour. Facts and targets: scenarios/baoshan-gas-leak.json.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { generatedCity, realCity } from './cities.mjs';
import { Server, until } from './server.mjs';
import { Town, crossings, square } from './town.mjs';

const day = (time) => `2022-03-19T${time}:00+08:00`;
const SUITS = [
  { item: 'full_protective_suit', qty: 4 },
  { item: 'n95_mask', qty: 20 },
  { item: 'gloves', qty: 40 },
  { item: 'face_shield', qty: 4 },
  { item: 'boot_covers', qty: 4 },
];
const TOOLS = [{ item: 'gas_detector' }, { item: 'spark_free_tools' }, { item: 'repair_kit_indoor', qty: 5 }];

async function cities() {
  return [
    await generatedCity({ seed: 2 }),
    realCity('shanghai_baoshan_shu.osm', { lon: 121.3895, lat: 31.3165 }),
  ];
}

for (const city of await cities()) {
  const options = { skip: city.file ? false : '../shared is not there' };
  describe(`a gas leak behind a gate in ${city.name}`, options, () => {
    let server, town, zone, permitted, home, request, job;

    const call = (key) =>
      server.post(
        '/requests',
        {
          service: 'gas.leak',
          caller: { name: '居民', phone: '021-00000001' },
          place: home,
          answers: { smell: 'strong', cannot_leave: true },
        },
        { key },
      );
    const jobOf = async (id) => (await server.get(`/jobs/${id}`)).body;

    before(async () => {
      server = await Server.start({ clock: day('09:50'), args: ['--city', city.file] });
      town = new Town(server, city.centre);
      home = town.point(150, 120);
      const compound = square(home, 220);
      zone = await town.create('zones', {
        name: { zh: '管控小区', en: 'Controlled compound' },
        policy: 'epidemic-2021',
        level: 'control',
        polygon: compound,
      });
      const gates = await crossings(server, compound);
      assert.ok(gates.length > 0, 'some street leads into the compound');
      for (const [i, place] of gates.slice(0, 8).entries())
        await town.create('gates', {
          zone: zone.id,
          name: { zh: `${i + 1}号门`, en: `Gate ${i + 1}` },
          place,
          delay_s: 300,
          hours: [{ from: '06:00', until: '22:00' }],
        });
      const depot = await town.depot('depot', town.point(-700, -500));
      const crew = (name, skills) =>
        town.crew({
          name,
          depot,
          skills,
          certificates: ['gas_repair'],
          shift: { from: day('08:00'), until: day('20:00') },
          stock: [...SUITS, ...TOOLS],
        });
      const both = [['gas_emergency', 'ppe_trained'], ['ppe_trained']];
      permitted = await crew({ zh: '急修一组', en: 'Repair 1' }, both);
      await crew({ zh: '急修二组', en: 'Repair 2' }, both);
      await crew({ zh: '急修三组（单人）', en: 'Repair 3 (alone)' }, [['gas_emergency', 'ppe_trained']]);
      await town.create('permits', {
        org: town.org.id,
        holder: { crew: permitted.id },
        zone: zone.id,
        services: ['gas.leak'],
        from: day('00:00'),
        until: '2022-03-20T00:00:00+08:00',
      });
      await server.clockTo(day('10:00'));
    });

    after(async () => {
      await server?.stop();
      await city.remove();
    });

    it('10:00 the script comes first, the ticket is red, the zone is known', async () => {
      const answer = await call('leak-1');
      assert.equal(answer.status, 201, JSON.stringify(answer.body));
      request = answer.body;
      assert.equal(request.script[0].id, 'ventilate');
      assert.ok(request.script.some((line) => line.id === 'stair_landing'), 'they may not leave the building');
      assert.equal(request.zone.id, zone.id);
      assert.equal(request.zone.level, 'control');
      assert.equal(Date.parse(request.job.due_at), Date.parse(day('11:00')));
      for (const line of request.script)
        await server.must('POST', `/requests/${request.id}/script`, { step: line.id }, { key: `line-${line.id}` });
      const events = await server.must('GET', `/event-log?limit=1000`);
      const seq = (type, id) => events.items.find((e) => e.type === type && (!id || e.noun_id === id))?.seq;
      assert.ok(seq('request.created', request.id) < (seq('job.assigned') ?? Infinity), 'told before dispatched');
    });

    it('the crew of two with protection and permit is at the door within the hour', async () => {
      job = await until(() => jobOf(request.job.id), (j) => j.crew, 1000, 'a crew');
      assert.equal(job.urgency, 'red');
      assert.equal(job.crew, permitted.id, 'the only one with a permit');
      const crew = await server.must('GET', `/crews/${job.crew}`);
      assert.ok(crew.members.length >= 2);
      assert.ok(job.requirements.protection.some((p) => p.item === 'full_protective_suit' && p.qty === 2));
      assert.ok(job.visit.gate, 'it enters through a gate');
      assert.ok(Date.parse(job.visit.start_at) <= Date.parse(day('11:00')), `at the door ${job.visit.start_at}`);
    });

    it('the work is walked through to the end', async () => {
      const phone = await town.phone(permitted, 'repair-1');
      const go = (to) => server.must('POST', `/visits/${job.visit.id}/transitions`, { to }, { token: phone, key: to });
      const record = (code, value) =>
        server.must('POST', `/visits/${job.visit.id}/steps/${code}`, { value }, { token: phone, key: `s-${code}` });
      await go('accepted');
      await record('protection_issued', true);
      await go('en_route');
      await server.clockTo(job.visit.arrive_at);
      await go('at_gate');
      await record('permit_shown', true);
      await server.clockTo(job.visit.start_at);
      await go('on_site');
      await record('reading_before', 3.5);
      await record('cause', 'hose');
      await record('measures', '更换软管');
      await record('reading_after', 0);
      await record('tightness_test', 'tight');
      await record('spoken_consent', true);
      await record('disinfected', true);
      await server.clockTo(job.visit.end_at);
      await go('done');
      await server.must('POST', `/requests/${request.id}/feedback`, { score: 5 }, { key: 'score' });
      await server.must('POST', `/jobs/${job.id}/transitions`, { to: 'closed' }, { key: 'closed' });
      const closed = await jobOf(job.id);
      assert.ok(Date.parse(closed.arrived_at) - Date.parse(closed.received_at) <= 60 * 60000);
      const crew = await server.must('GET', `/crews/${permitted.id}`);
      assert.equal(crew.stock.find((s) => s.item === 'full_protective_suit').qty, 2, 'two suits were used up');
    });

    it('two callers on one open street get a crew each, though one could do both in time', async () => {
      const callers = [];
      for (const key of ['leak-open-1', 'leak-open-2']) {
        const caller = { name: '居民', phone: '021-00000002' };
        const place = town.point(-500, -400);
        const answer = await server.post('/requests', { service: 'gas.leak', caller, place }, { key });
        callers.push(await until(() => jobOf(answer.body.job.id), (j) => j.crew, 1000, 'a crew'));
      }
      assert.notEqual(callers[0].crew, callers[1].crew, 'nobody queues while a crew stands by');
      for (const { id } of callers)
        await server.must('POST', `/jobs/${id}/transitions`, { to: 'cancelled' }, { key: `cancel-${id}` });
    });

    it('with the permitted crew isolated nobody may go, and the reason says so', async () => {
      const crew = await server.must('GET', `/crews/${permitted.id}`);
      await server.must('POST', `/persons/${crew.members[1]}/status`, { status: 'isolated' }, { key: 'isolated' });
      const second = (await call('leak-2')).body;
      const waiting = await until(() => jobOf(second.job.id), (j) => j.crew || j.reasons.length, 1000, 'an answer');
      assert.equal(waiting.crew, null);
      const reason = (code) => waiting.reasons.find((r) => r.code === code);
      assert.ok(reason('no_permit')?.text.en.includes('Repair 2'), JSON.stringify(waiting.reasons));
      assert.ok(reason('crew_too_small')?.text.en.includes('Repair 1'), JSON.stringify(waiting.reasons));

      await server.must('POST', `/persons/${crew.members[1]}/status`, { status: 'available' }, { key: 'back' });
      const found = await until(() => jobOf(second.job.id), (j) => j.crew, 1000, 'the crew');
      assert.equal(found.crew, permitted.id);
      assert.deepEqual(found.reasons, []);

      await server.clockTo(found.due_at);
      const third = (await call('leak-3')).body;
      const left = await until(() => jobOf(third.job.id), (j) => j.crew || j.reasons.length, 1000, 'an answer');
      assert.equal(left.crew, null);
      const scarce = left.reasons.find((r) => r.code === 'no_protection')?.text.en;
      assert.match(scarce ?? JSON.stringify(left.reasons), /full protective suit.*Repair 1/);
      assert.equal((await jobOf(second.job.id)).crew, permitted.id, 'who called first keeps the crew');
      assert.equal((await server.verify()).code, 0);
    });
  });
}
