// Wuzhong, 27 September 2022, 11:32: a household is out of gas. Delivered at 11:52.
// Facts and targets: scenarios/wuzhong-lpg-hotline.json (T1, T2 and the counters).
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { generatedCity, realCity } from './cities.mjs';
import { Server, until } from './server.mjs';
import { Town } from './town.mjs';

const day = (time) => `2022-09-27T${time}:00+08:00`;
const COURIERS = 12;
const CYLINDERS = 6;

async function cities() {
  return [await generatedCity(), realCity('shanghai_center.osm.pbf', { lon: 121.474, lat: 31.231 })];
}

for (const city of await cities()) {
  const options = { skip: city.file ? false : '../shared is not there' };
  describe(`the LPG hotline in ${city.name}`, options, () => {
    let server, town, request, job, phone;

    before(async () => {
      server = await Server.start({ clock: day('11:25'), args: ['--city', city.file] });
      town = new Town(server, city.centre);
      const depot = await town.depot('lpg_station', town.point(1490, -550));
      for (let i = 1; i <= COURIERS; i++)
        await town.crew({
          name: { zh: `送瓶工${i}`, en: `Courier ${i}` },
          depot,
          skills: [['gas_delivery']],
          certificates: ['lpg_handling'],
          vehicle: 'tricycle',
          shift: { from: day('08:00'), until: day('20:00') },
          stock: [
            {
              item: 'lpg_cylinder_15kg_full',
              serials: Array.from({ length: CYLINDERS }, (_, k) => `NX-${i}-${k + 1}`),
            },
            { item: 'soap_spray' },
          ],
        });
      await server.clockTo(day('11:32'));
    });

    after(async () => {
      await server?.stop();
      await city.remove();
    });

    it('11:32 the call is taken: script, number and the time it is due', async () => {
      const call = {
        service: 'gas.lpg.delivery',
        caller: { name: '用户', phone: '0953-0000001' },
        place: town.point(-350, 660),
        answers: { cylinders: 1, empties: 1 },
        note: '已断气',
      };
      const first = await server.post('/requests', call, { key: 'call-1' });
      assert.equal(first.status, 201);
      request = first.body;
      assert.equal(request.script[0].id, 'no_leak_first');
      assert.equal(request.zone, null);
      assert.equal(Date.parse(request.job.due_at), Date.parse(day('11:52')));

      const again = await server.post('/requests', call, { key: 'call-1' });
      assert.equal(again.body.id, request.id, 'the same key is the same call');
    });

    it('within a second a courier has it and will be there before 11:52', async () => {
      job = await until(
        async () => (await server.get(`/jobs/${request.job.id}`)).body,
        (j) => j.crew,
        1000,
        'a courier',
      );
      assert.deepEqual(job.reasons, []);
      assert.ok(Date.parse(job.eta) <= Date.parse(day('11:52')), `eta ${job.eta}`);
      assert.ok(job.visit.distance_m > 500, 'a way on real streets');
      const plan = await server.must('GET', '/plan');
      const mine = plan.crews.find((c) => c.crew === job.crew);
      assert.equal(mine.visits[0].job, job.id);
    });

    it('the courier accepts, drives, and arrives', async () => {
      const crew = await server.must('GET', `/crews/${job.crew}`);
      phone = await town.phone(crew, 'courier');
      const go = (to) =>
        server.must('POST', `/visits/${job.visit.id}/transitions`, { to }, { token: phone, key: `go-${to}` });
      await go('accepted');
      await server.must('POST', `/visits/${job.visit.id}/steps/load_check`, { value: true }, { token: phone, key: 's-load' });
      await go('en_route');
      await server.clockTo(job.eta);
      await server.must('POST', `/crews/${job.crew}/position`, job.place && { lon: job.place.lon, lat: job.place.lat }, {
        token: phone,
        key: 'here',
      });
      await go('on_site');
      const arrived = await server.must('GET', `/jobs/${job.id}`);
      assert.equal(arrived.state, 'on_site');
    });

    it('done needs the full and the empty cylinder, the leak test and the safety check', async () => {
      const transition = `/visits/${job.visit.id}/transitions`;
      const early = await server.post(transition, { to: 'done' }, { token: phone, key: 'too-early' });
      assert.equal(early.status, 422, JSON.stringify(early.body));

      const crew = await server.must('GET', `/crews/${job.crew}`);
      const full = crew.stock.find((s) => s.item === 'lpg_cylinder_15kg_full').serials[0];
      const record = (code, value) =>
        server.must('POST', `/visits/${job.visit.id}/steps/${code}`, { value }, { token: phone, key: `step-${code}` });
      const unknown = await server.post(`/visits/${job.visit.id}/steps/serial_out`, { value: [full] }, { token: phone, key: 'no-name' });
      assert.equal(unknown.status, 422, 'R-G8: no cylinder before the name is checked');
      await record('real_name', true);
      await record('serial_out', [full]);
      await record('serial_in', ['NX-EMPTY-1']);
      await record('tightness_test', 'tight');
      await record('safety_check', 'pass');
      await server.must('POST', transition, { to: 'done' }, { token: phone, key: 'done' });

      const after = await server.must('GET', `/crews/${job.crew}`);
      const serials = (item) => after.stock.find((s) => s.item === item)?.serials ?? [];
      assert.ok(!serials('lpg_cylinder_15kg_full').includes(full), 'the full one has left the vehicle');
      assert.ok(serials('lpg_cylinder_15kg_empty').includes('NX-EMPTY-1'), 'the empty one is on it');
    });

    it('it is closed only after a call-back with a score', async () => {
      const close = () => server.post(`/jobs/${job.id}/transitions`, { to: 'closed' });
      assert.equal((await close()).status, 422);
      await server.must('POST', `/requests/${request.id}/feedback`, { score: 5, comment: '很快' }, { key: 'score' });
      assert.equal((await close()).status, 200);
    });

    it('as of 11:52 one delivery is counted, as of 11:31 none, and the log is whole', async () => {
      const counters = async (time) => {
        const report = await server.must('GET', `/reports/counters?as_of=${encodeURIComponent(day(time))}`);
        const service = report.services.find((s) => s.service === 'gas.lpg.delivery');
        return Object.fromEntries((service?.counters ?? []).map((c) => [c.code, c.value]));
      };
      await server.clockTo(day('12:30'));
      assert.equal((await counters('11:52')).cylinders_delivered, 1);
      assert.equal((await counters('11:52')).households_checked, 1);
      assert.equal((await counters('11:31')).cylinders_delivered ?? 0, 0);
      const verified = await server.verify();
      assert.equal(verified.code, 0, verified.stderr);
    });
  });
}
