// A zone is sealed across the way of a visit: route and estimate change within a second, and come
// back when it is lifted. The same for a closed street.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { generatedCity, realCity } from './cities.mjs';
import { Server, until } from './server.mjs';
import { Town, square } from './town.mjs';

const day = (time) => `2022-09-27T${time}:00+08:00`;

// The point half way along an encoded polyline (5 decimals).
function middleOf(text) {
  const points = [];
  let i = 0;
  let lat = 0;
  let lon = 0;
  const next = () => {
    let shift = 0;
    let value = 0;
    let part;
    do {
      part = text.charCodeAt(i++) - 63;
      value |= (part & 31) << shift;
      shift += 5;
    } while (part >= 32);
    return value & 1 ? ~(value >> 1) : value >> 1;
  };
  while (i < text.length) {
    lat += next();
    lon += next();
    points.push({ lon: lon / 1e5, lat: lat / 1e5 });
  }
  const length = (a, b) => Math.hypot((a.lon - b.lon) * 0.8, a.lat - b.lat);
  let left = points.slice(1).reduce((sum, p, k) => sum + length(points[k], p), 0) / 2;
  for (let k = 0; k + 1 < points.length; k++) {
    const step = length(points[k], points[k + 1]);
    if (left <= step) {
      const f = step ? left / step : 0;
      const [a, b] = [points[k], points[k + 1]];
      return { lon: a.lon + f * (b.lon - a.lon), lat: a.lat + f * (b.lat - a.lat) };
    }
    left -= step;
  }
  return points[0];
}

async function cities() {
  return [
    await generatedCity({ seed: 3 }),
    realCity('porto.osm.pbf', { lon: -8.615, lat: 41.16 }),
  ];
}

for (const city of await cities()) {
  const options = { skip: city.file ? false : '../shared is not there' };
  describe(`sealing a street in ${city.name}`, options, () => {
    let server, town, before_, middle;
    const visit = async () => (await server.get(`/jobs/${before_.job}`)).body.visit;
    const differs = (v) => v && (v.geometry !== before_.geometry || v.travel_s !== before_.travel_s);
    const isBack = (v) => v && v.geometry === before_.geometry && v.travel_s === before_.travel_s;

    before(async () => {
      server = await Server.start({ clock: day('10:00'), args: ['--city', city.file] });
      town = new Town(server, city.centre);
      const depot = await town.depot('depot', town.point(-1500, -900));
      await town.crew({
        name: { zh: '送瓶工', en: 'Courier' },
        depot,
        skills: [['gas_delivery']],
        certificates: ['lpg_handling'],
        shift: { from: day('08:00'), until: day('20:00') },
        stock: [{ item: 'lpg_cylinder_15kg_full', serials: ['A-1', 'A-2'] }, { item: 'soap_spray' }],
      });
      const answer = await server.must(
        'POST',
        '/requests',
        {
          service: 'gas.lpg.delivery',
          caller: { name: '用户', phone: '1' },
          place: town.point(1500, 1100),
          answers: { cylinders: 1 },
        },
        { key: 'call' },
      );
      const job = await until(
        async () => (await server.get(`/jobs/${answer.job.id}`)).body,
        (j) => j.crew,
        1000,
        'a courier',
      );
      before_ = job.visit;
      assert.ok(before_.geometry.length > 10);
      middle = middleOf(before_.geometry);
    });

    after(async () => {
      await server?.stop();
      await city.remove();
    });

    it('a sealed zone across the route changes it within a second, lifting it brings it back', async () => {
      const zone = await town.create('zones', {
        name: { zh: '封控区', en: 'Sealed zone' },
        policy: 'epidemic-2022-06',
        level: 'high',
        polygon: square(middle, 120),
      });
      const around = await until(visit, differs, 1000, 'another route');
      assert.ok(around.travel_s >= before_.travel_s, 'a detour is not shorter');
      assert.ok(Date.parse(around.arrive_at) >= Date.parse(before_.arrive_at));
      await server.must('POST', `/zones/${zone.id}/lift`, {}, { key: 'lift' });
      await until(visit, isBack, 1000, 'the old route');
    });

    it('so does a closed area', async () => {
      const closure = await town.create('closures', {
        name: { zh: '积水路段', en: 'Flooded street' },
        polygon: square(middle, 60),
      });
      await until(visit, differs, 1000, 'another route');
      await server.must('POST', `/closures/${closure.id}/lift`, {}, { key: 'open' });
      await until(visit, isBack, 1000, 'the old route');
    });
  });
}
