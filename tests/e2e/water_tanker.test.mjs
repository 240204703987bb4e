// A city adds a service: drinking water by tanker. Nothing but YAML: words, goods, a chain of approval,
// the service, a delivery note, a figure. Intake, script, approval, dispatch, steps, stock, paper and
// report follow.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { generatedCity } from './cities.mjs';
import { root, run, Server, until } from './server.mjs';
import { Town } from './town.mjs';

const SERVICE = `
id: water.tanker
version: 1
category: water
name: {zh: 应急送水, en: water by tanker}
summary: {zh: 停水片区水车送水, en: A tanker brings drinking water where the pipes are dry.}
script:
  - {id: own_vessels, say: {zh: 请备好清洁容器。, en: Please have clean vessels ready.}, confirm: true}
  - {id: boil, say: {zh: 请烧开后饮用。, en: Please boil it before you drink it.}, when: {answers: {use: [drinking]}}}
form:
  - {id: litres, label: {zh: 水量（百升）, en: Water (hundred litres)}, kind: number, required: true, integer: true, min: 1, max: 100}
  - id: use
    label: {zh: 用途, en: Use}
    kind: choice
    required: true
    options:
      - {id: drinking, label: {zh: 饮用, en: drinking}}
      - {id: fire, label: {zh: 消防, en: fire brigade}}
priority:
  - {is: red, when: {answers: {use: [fire]}}}
  - {is: yellow}
due:
  - {minutes: 30, to: arrival, when: {answers: {use: [fire]}}}
  - {minutes: 120, to: arrival}
crew: {size: 1, skills: [tanker_driving], vehicles: [tanker]}
stock:
  - {item: drinking_water_100l, per_answer: litres}
  - {item: hose, returns: true}
on_site: [{minutes: 15}]
handover: [{at: point}]
approvals:
  - {id: source, label: {zh: 水源批准, en: Source agreed}, chain: water_source, when: {answers: {use: [drinking]}}}
steps:
  - {code: chlorine, label: {zh: 余氯, en: Free chlorine}, kind: number, phase: depart, required: true, min: 0, max: 5, low: 0.3, unit: mg/L}
  - {code: delivered, label: {zh: 送水量（百升）, en: Brought (hundred litres)}, kind: number, phase: site, required: true, min: 0, max: 100, after: [chlorine]}
  - {code: signature, label: {zh: 签收, en: Signed}, kind: signature, phase: site, required: true, after: [delivered]}
closing: []
counters:
  - {id: rounds, label: {zh: 送水车次, en: rounds}, kind: jobs}
  - {id: water_100l, label: {zh: 送水量, en: water brought}, kind: sum, step: delivered}
`;

const FORM = `
id: water_note
version: 1
name: {zh: 送水单, en: Water note}
source: job
basis: house rule
blocks:
  - id: water
    fields:
      - {id: called, label: {zh: 来电, en: Called at}, kind: time, from: job.received_at}
      - {id: litres, label: {zh: 送水量, en: Brought}, kind: number, unit: "x 100 L", from: steps.delivered.value}
      - {id: chlorine, label: {zh: 余氯, en: Free chlorine}, kind: number, unit: mg/L, from: steps.chlorine.value}
  - id: signatures
    signatures: [{id: taker, label: {zh: 签收, en: Taken by}, from: steps.signature}]
`;

const FIGURE = `  - id: calls_for_water
    name: {zh: 送水来电, en: calls for water}
    unit: {zh: 次, en: times}
    kind: sum
    parts:
      - {on: [request.created], when: {service: [water.tanker]}}
`;

const CHAIN = `  - id: water_source
    name: {zh: 水源审批, en: source of water}
    steps:
      - {id: manager, label: {zh: 值班经理同意, en: duty manager agrees}, role: duty_manager, within_min: 10}
`;

// Adds lines below a list's key in a YAML file.
async function add(file, key, lines) {
  const text = await readFile(file, 'utf8');
  assert.ok(text.includes(`\n${key}:\n`), `${key} in ${file}`);
  await writeFile(file, text.replace(`\n${key}:\n`, `\n${key}:\n${lines}`));
}

describe('water by tanker, added by YAML alone', () => {
  let city, folder, packs, server, town, depot, crew;
  const must = (method, where, body) => server.must(method, where, body, { key: `k-${Math.random()}` });

  before(async () => {
    city = await generatedCity({ seed: 4 });
    folder = await mkdtemp(path.join(os.tmpdir(), 'lifeline-packs-'));
    packs = path.join(folder, 'packs');
    await cp(path.join(root, 'packs'), packs, { recursive: true });
    const in_packs = (name) => path.join(packs, name);
    await add(in_packs('terms.yaml'), 'skills', '  - {id: tanker_driving, name: {zh: 水车驾驶, en: tanker driving}}\n');
    await add(in_packs('terms.yaml'), 'vehicles', '  - {id: tanker, name: {zh: 水车, en: tanker}}\n');
    await add(
      in_packs('terms.yaml'),
      'items',
      '  - {id: drinking_water_100l, name: {zh: 饮用水（百升）, en: 100 l of drinking water}}\n  - {id: hose, name: {zh: 水管, en: hose}}\n',
    );
    await add(in_packs('items.yaml'), 'items', '  - {id: drinking_water_100l, unit: {zh: 百升, en: 100 l}, kind: supply, minimum: [{at: depot, qty: 50}]}\n');
    await add(in_packs('approvals.yaml'), 'chains', CHAIN);
    await add(in_packs('figures.yaml'), 'figures', FIGURE);
    await writeFile(in_packs('forms/water_note.yaml'), FORM.trimStart());
  });
  after(async () => {
    await server?.stop();
    await city?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  it('a mistake in it is told with file, line, field and what would be right', async () => {
    const file = path.join(packs, 'services/water.tanker.yaml');
    await writeFile(file, SERVICE.trimStart().replace('skills: [tanker_driving]', 'skills: [tanker_drivin]'));
    const wrong = await run(['packs', packs]);
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr + wrong.stdout, /water\.tanker\.yaml:24: crew\.skills\[1\]: 'tanker_drivin' is no skill; known are .*tanker_driving/);
    await writeFile(file, SERVICE.trimStart());
    const right = await run(['packs', packs]);
    assert.equal(right.code, 0, right.stderr);
    assert.match(right.stdout, /water\.tanker +应急送水/);
  });

  it('is served: form, script, stock and people of the new kind', async () => {
    server = await Server.start({ clock: '2022-09-28T08:00:00+08:00', args: ['--city', city.file, '--packs', packs] });
    town = new Town(server, city.centre);
    depot = await town.depot('depot', town.point(300, 200));
    crew = await town.crew({
      name: { zh: '水车', en: 'Tanker' },
      depot,
      skills: [['tanker_driving']],
      vehicle: 'tanker',
      shift: { from: '2022-09-28T06:00:00+08:00', until: '2022-09-28T20:00:00+08:00' },
      stock: [{ item: 'drinking_water_100l', qty: 60 }, { item: 'hose' }],
    });
    const service = (await must('GET', '/services')).items.find((one) => one.id === 'water.tanker');
    assert.deepEqual(service.form.map((question) => question.id), ['litres', 'use']);
    const bad = await server.post('/requests', {
      service: 'water.tanker', caller: { name: 'R' }, place: town.point(100, 100), answers: { litres: 500, use: 'drinking' },
    });
    assert.equal(bad.status, 422, JSON.stringify(bad.body));
    assert.match(JSON.stringify(bad.body), /answers\.litres/);
  });

  it('waits for its approval, is dispatched, worked through, taken from stock, counted and printed', async () => {
    const request = await must('POST', '/requests', {
      service: 'water.tanker', caller: { name: '居民' }, place: town.point(100, 100), answers: { litres: 40, use: 'drinking' },
    });
    assert.deepEqual(request.script.map((line) => line.id), ['own_vessels', 'boil']);
    const jobNow = () => must('GET', `/jobs/${request.job.id}`);
    const held = await jobNow();
    assert.equal(held.state, 'held', 'nobody goes before the source is agreed');
    const asked = (await must('GET', '/approvals')).items.find((one) => one.chain === 'water_source');
    const manager = await server.tokenFor('manager', 'manager');
    const decided = await server.post(`/approvals/${asked.id}/decisions`, { approve: true }, { key: 'agree', token: manager });
    assert.equal(decided.status, 200, JSON.stringify(decided.body));
    const job = await until(jobNow, (one) => one.crew, 5000, 'the tanker');
    assert.equal(job.crew, crew.id);
    const go = (to) => must('POST', `/visits/${job.visit.id}/transitions`, { to });
    const step = (code, value) => must('POST', `/visits/${job.visit.id}/steps/${code}`, { value });
    await go('accepted');
    await step('chlorine', 0.2);
    await go('en_route');
    await server.clockTo(job.visit.start_at);
    await go('on_site');
    await step('delivered', 40);
    await step('signature', '居民');
    await server.clockTo(job.visit.end_at);
    await go('done');
    const done = await jobNow();
    assert.equal(done.visit.steps.find((one) => one.code === 'chlorine').finding, true, 'too little chlorine is a finding');
    const stock = (await must('GET', `/crews/${crew.id}`)).stock;
    const left = (item) => stock.find((line) => line.item === item)?.qty;
    assert.equal(left('drinking_water_100l'), 20);
    assert.equal(left('hose'), 1, 'the hose comes back');

    const counters = (await must('GET', '/reports/counters')).services.find((one) => one.service === 'water.tanker');
    assert.deepEqual(counters.counters, [{ code: 'rounds', value: 1 }, { code: 'water_100l', value: 40 }]);
    const own = (await must('GET', '/reports/figures?figure=calls_for_water')).items[0];
    assert.equal(own.value, 1);
    const paper = await fetch(`${server.url}/api/v1/forms/water_note/print?thing=${job.id}&lang=zh&format=pdf`, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    const file = path.join(folder, 'note.pdf');
    await writeFile(file, Buffer.from(await paper.arrayBuffer()));
    const text = execFileSync('pdftotext', ['-layout', file, '-']).toString();
    assert.match(text, /送水单/);
    assert.match(text, /40 x 100 L/);
    assert.equal((await server.verify()).code, 0);
  });
});
