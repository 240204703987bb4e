// People, vehicles and stock for a story, put into a running city through the API alone.
//
// Every story happens around a centre: the same offsets fit the generated city and a real extract.

export const at = (centre, east_m, north_m) => ({
  lon: centre.lon + east_m / (111320 * Math.cos((centre.lat * Math.PI) / 180)),
  lat: centre.lat + north_m / 110574,
});

// A rectangle of the given half sizes around a point, as GeoJSON.
export function square(middle, half_m) {
  const corner = (e, n) => {
    const p = at(middle, e * half_m, n * half_m);
    return [p.lon, p.lat];
  };
  return { type: 'Polygon', coordinates: [[corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1), corner(-1, -1)]] };
}

export class Town {
  constructor(server, centre) {
    this.server = server;
    this.centre = centre;
    this.made = 0;
  }

  point(east_m, north_m) {
    return at(this.centre, east_m, north_m);
  }

  create(what, body) {
    return this.server.must('POST', `/${what}`, body, { key: `${what}-${++this.made}` });
  }

  async depot(kind, place) {
    this.org = await this.create('orgs', { kind: 'company', name: { zh: '燃气公司', en: 'Gas company' } });
    return this.create('sites', { org: this.org.id, kind, name: { zh: '站点', en: 'Depot' }, place });
  }

  // A crew of as many people as `skills` has lists, with a vehicle and goods on board.
  async crew({ name, depot, skills, certificates = [], vehicle = 'van', status = 'ready', shift, stock = [] }) {
    const members = [];
    for (const [i, list] of skills.entries()) {
      const person = await this.create('persons', {
        org: this.org.id,
        label: `${name.en} / ${i + 1}`,
        skills: list,
        certificates: certificates.map((code) => ({ code, valid_until: '2030-01-01T00:00:00+08:00' })),
      });
      members.push(person.id);
    }
    const car = await this.create('vehicles', { org: this.org.id, plate: `N-${++this.made}`, kind: vehicle, status });
    const crew = await this.create('crews', {
      org: this.org.id,
      name,
      members,
      vehicle: car.id,
      depot: depot.id,
      shift,
    });
    for (const line of stock)
      await this.create('stock/issues', { holder: crew.id, qty: line.serials?.length ?? 1, ...line });
    return crew;
  }

  // A crew that stands beside the centre.
  async crewAt(east_m, wanted) {
    const crew = await this.crew(wanted);
    await this.server.must('POST', `/crews/${crew.id}/position`, this.point(east_m, 100));
    return crew;
  }

  // Two crews that run errands on a day, one near the centre and one far off.
  async nearAndFar(day) {
    const depot = await this.depot('depot', this.point(0, 0));
    const shift = { from: `${day}T08:00:00+08:00`, until: `${day}T20:00:00+08:00` };
    const crew = (name, east_m) =>
      this.crewAt(east_m, { name: { zh: `${name}组`, en: `Crew ${name}` }, depot, skills: [['errand']], shift });
    return { near: await crew('A', 200), far: await crew('B', -900) };
  }

  // Somebody asks for an errand; gives the job's id.
  async errand(place, answers = { kind: 'supplies' }) {
    const request = await this.create('requests', {
      service: 'help.errand',
      caller: { name: '居民', phone: '0953-0000000' },
      place,
      answers,
    });
    return request.job.id;
  }

  // A phone that may do only what its crew may.
  async phone(crew, name) {
    const password = 'a phone of its own';
    await this.create('users', { name, role: 'crew', org: this.org.id, crew: crew.id, password });
    return this.server.tokenFor(name, 'crew');
  }
}

// So many households of the demo city call for a cylinder.
export async function cylinderCalls(server, n) {
  for (let i = 0; i < n; i++)
    await server.must('POST', '/requests', {
      service: 'gas.lpg.delivery',
      place: { lon: 106.19 + i / 1000, lat: 37.985 },
      caller: { name: 'a', phone: '000-00000001' },
      answers: { cylinders: 1 },
    });
}

// The points where the streets of a box cross the border of a ring: where gates can stand.
export async function crossings(server, polygon) {
  const ring = polygon.coordinates[0];
  const lons = ring.map((p) => p[0]);
  const lats = ring.map((p) => p[1]);
  const box = [Math.min(...lons) - 0.003, Math.min(...lats) - 0.003, Math.max(...lons) + 0.003, Math.max(...lats) + 0.003];
  const roads = await server.must('GET', `/map/roads?bbox=${box.map((x) => x.toFixed(6)).join(',')}`);
  const found = [];
  for (const feature of roads.features) {
    const line = feature.geometry.coordinates;
    for (let i = 0; i + 1 < line.length; i++)
      for (let k = 0; k + 1 < ring.length; k++) {
        const p = meet(line[i], line[i + 1], ring[k], ring[k + 1]);
        if (p) found.push({ lon: p[0], lat: p[1] });
      }
  }
  return found;
}

function meet(a, b, c, d) {
  const den = (b[0] - a[0]) * (d[1] - c[1]) - (b[1] - a[1]) * (d[0] - c[0]);
  if (den === 0) return null;
  const s = ((c[0] - a[0]) * (d[1] - c[1]) - (c[1] - a[1]) * (d[0] - c[0])) / den;
  const t = ((c[0] - a[0]) * (b[1] - a[1]) - (c[1] - a[1]) * (b[0] - a[0])) / den;
  if (s < 0 || s > 1 || t < 0 || t > 1) return null;
  return [a[0] + s * (b[0] - a[0]), a[1] + s * (b[1] - a[1])];
}
