// Every form of the packs, filled in as a city would, on paper and as a sheet of numbers in both
// languages: what the document says stands in the PDF to the last word and in the XLSX cell for cell.
// With LIFELINE_PICTURES the files are kept there, to be looked at.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { generatedCity } from './cities.mjs';
import { Server, until } from './server.mjs';
import { Town } from './town.mjs';

const START = '2022-09-27T08:00:00+08:00';
let city, server, town, folder, keys = 0;
const post = (where, body = {}) => server.must('POST', where, body, { key: `forms-${++keys}` });
const get = (where) => server.must('GET', where);
const signature = (by) => ({ by, method: 'typed', at: START });
const both = (a, b) => ({ from: signature(a), to: signature(b) });

// ---- What people write ----

const SHORT = ['同心路九号小区东门', '马师傅', '三号岗', 'Gate 3 / 三号门', '利通区供热站'];
const LONG = [
  '现场复测浓度为零，已更换灶前软管并做气密性试验，向住户交代使用注意事项，两日内回访一次。',
  '道路封控，绕行吴灵公路；车辆出入均已消毒，通行证与健康证明查验无误，随车两人穿戴二级防护。',
  'Replaced the hose before the stove, tested for tightness and told the household what to watch for.',
];
let written = 0;

function value(field) {
  const n = ++written;
  switch (field.kind) {
    case 'number': {
      const low = field.min ?? 0, high = field.max ?? 1000;
      return Math.min(high, Math.max(low, 12.5 + (n % 7)));
    }
    case 'time': return `2022-09-27T0${n % 8}:3${n % 10}:00+08:00`;
    case 'date': return '2022-09-27';
    case 'choice': return field.options[n % field.options.length].id;
    case 'flag': return n % 2 === 0;
    default: return field.wide ? LONG[n % LONG.length] : SHORT[n % SHORT.length];
  }
}

const filled = (fields = []) => Object.fromEntries(fields.map((field) => [field.id, value(field)]));

// A sheet of the form with every field, four rows a table, and every signature.
async function sheet(form, more = {}) {
  const values = {}, rows = {};
  for (const block of form.blocks) {
    Object.assign(values, filled(block.fields));
    if (block.columns && !block.posted) rows[block.id] = [1, 2, 3, 4].map(() => filled(block.columns));
  }
  let made = await post('/sheets', { form: form.id, values: { ...values, ...more.values }, rows, ...(more.about && { about: more.about }) });
  // What must be signed comes last: the sheet stands with it.
  const slots = form.blocks.flatMap((block) => block.signatures ?? []).sort((a, b) => Boolean(a.required) - Boolean(b.required));
  for (const [i, slot] of slots.entries())
    made = await post(`/sheets/${made.id}/signatures`, { slot: slot.id, signature: signature(['李建国', '王晓燕', '马力'][i]) });
  assert.equal(made.state, 'standing', form.id);
  return made.id;
}

// ---- What was done ----

// A visit with every step recorded, by a crew that the desk sends.
async function worked(service, answers, crew) {
  const request = await post('/requests', {
    service, answers, org: town.org.id, note: '三号楼二单元，电梯停用', caller: { name: '赵淑芬', phone: '0953-2025588' },
    place: { ...town.point(-250, 180), address: '利通区裕民街富荣花园小区三号楼二单元五零一室' },
  });
  await post(`/jobs/${request.job.id}/assignment`, { crew: crew.id, reason: '就近', force: true });
  const job = await until(() => get(`/jobs/${request.job.id}`), (one) => one.visit, 8000, 'a visit');
  const go = (to) => post(`/visits/${job.visit.id}/transitions`, { to });
  // The dispatcher may have sent it already.
  await server.post(`/visits/${job.visit.id}/transitions`, { to: 'dispatched' }, { key: `forms-${++keys}` });
  await go('accepted');
  const record = async (phases) => {
    for (const step of job.visit.steps.filter((one) => phases.includes(one.phase))) {
      const said = step.kind === 'serial_out' ? ['F-20210001'] : step.kind === 'serial_in' ? ['E-20190007'] : step.kind === 'check' ? true
        : step.kind === 'signature' ? '赵淑芬' : step.kind === 'number' ? (step.limits?.low ?? step.limits?.min ?? 0) + 1
        : step.kind === 'choice' ? (step.options ?? step.limits?.options)?.[0]?.id ?? (step.limits?.options ?? [])[0] : step.kind === 'text' ? LONG[0] : null;
      if (said !== null && said !== undefined) await server.post(`/visits/${job.visit.id}/steps/${step.code}`, { value: said }, { key: `s-${++keys}` });
    }
  };
  await record(['depart']);
  await go('en_route');
  await server.clockTo(new Date(Date.parse((await get('/clock')).now) + 15 * 60000).toISOString());
  await go('on_site');
  await record(['gate', 'site', 'after']);
  await go('done');
  await post(`/requests/${request.id}/feedback`, { score: 5, comment: '来得快，讲得清楚' });
  return request.job.id;
}

async function waste() {
  const producer = await town.create('sites', { org: town.org.id, kind: 'hotel', name: { zh: '利通区黄河楼集中隔离酒店', en: 'Yellow River isolation hotel' }, address: '利通区滨河大道一百零八号', place: town.point(100, 100) });
  const plant = await town.create('sites', { org: town.org.id, kind: 'plant', name: { zh: '吴忠市医疗废物集中处置中心', en: 'Treatment plant' }, place: town.point(900, 300) });
  const truck = await town.create('vehicles', { org: town.org.id, plate: '宁C·A0088', kind: 'truck' });
  const lines = [
    { code: 'B-0001', category: 'infectious', packages: 12, kg: 86.4, epidemic: true, note: '双层包装，外喷含氯消毒剂' },
    { code: 'B-0002', category: 'sharp', packages: 2, kg: 9.25, epidemic: true },
  ];
  const made = await post('/manifests', { kind: 'waste', site: producer.id, lines });
  await post(`/manifests/${made.id}/hand_overs`, {
    from: { site: producer.id }, to: { vehicle: truck.id }, signatures: both('孙丽', '王刚'),
    lines: [{ code: 'B-0001', packages: 12, kg: 86.4 }, { code: 'B-0002', packages: 2, kg: 9.05, reason: '车载秤读数偏小' }],
  });
  await post(`/manifests/${made.id}/receipts`, { from: { vehicle: truck.id }, site: plant.id, signatures: both('王刚', '陈洁') });
  await post(`/manifests/${made.id}/treatments`, { site: plant.id, method: '高温蒸汽', signature: signature('陈洁') });
  return made.id;
}

async function persons() {
  const hotel = await town.create('sites', { org: town.org.id, kind: 'hotel', name: { zh: '集中隔离点', en: 'Isolation site' }, place: town.point(300, -100) });
  const home = await town.create('sites', { org: town.org.id, kind: 'community', name: { zh: '富荣花园小区', en: 'Furong Garden' }, place: town.point(-300, 100) });
  const bus = await town.create('vehicles', { org: town.org.id, plate: '宁C·B1200', kind: 'bus' });
  const lines = Array.from({ length: 10 }, (_, i) => ({ code: String(i + 1), name: `欧阳${'建国晓燕丽华志强'[i % 8]}`, category: 'close_contact', note: i ? undefined : '行动不便，需轮椅' }));
  const made = await post('/manifests', { kind: 'persons', site: home.id, lines });
  await post(`/manifests/${made.id}/hand_overs`, { from: { site: home.id }, to: { vehicle: bus.id }, signatures: both('社区', '司机') });
  await post(`/manifests/${made.id}/receipts`, { from: { vehicle: bus.id }, site: hotel.id, signatures: both('司机', '隔离点') });
  return made.id;
}

async function situation() {
  const draft = await post('/situations', {
    level: 'III', zones: '封控区 3 个，管控区 5 个，防范区为全区其余部分', incidents: LONG[0], measures: LONG[1], problems: '收运人手不足，缺司机六名', asks: '请求邻市支援车辆两台', next_steps: LONG[2],
  });
  await post(`/situations/${draft.id}/approval`);
  return draft.id;
}

// ---- Looking at it ----

async function file(form, thing, lang, format) {
  const answer = await fetch(`${server.url}/api/v1/forms/${form}/print?thing=${thing}&lang=${lang}&format=${format}`, { headers: { authorization: `Bearer ${server.token}` } });
  assert.equal(answer.status, 200, `${form} ${lang} ${format}`);
  const name = path.join(folder, `${form}-${lang}.${format}`);
  await writeFile(name, Buffer.from(await answer.arrayBuffer()));
  return name;
}

const READ = 'import openpyxl, json, sys; print(json.dumps([str(c) for s in openpyxl.load_workbook(sys.argv[1]) for r in s.iter_rows(values_only=True) for c in r if c is not None]))';

// Everything that the document says, without what breaks lines.
const bare = (text) => text.replace(/[\s-]+/g, '');
const cells = (document) => document.blocks.flatMap((block) => [
  ...(block.fields ?? []).flatMap((field) => [field.label, field.value]),
  ...(block.columns ?? []).map((column) => column.label ?? column),
  ...(block.rows ?? []).flatMap((row) => row.map((cell) => cell?.value ?? cell)),
  ...(block.signatures ?? []).flatMap((one) => [one.label, one.by]),
]).filter((cell) => cell !== undefined && cell !== null && cell !== '').map(String);

// Letters of a wrapped cell stand between those of its neighbours: each line of it must be there.
const stands = (cell, text) => {
  let rest = bare(cell);
  while (rest) {
    let n = rest.length;
    while (n > 1 && !text.includes(rest.slice(0, n))) n--;
    if (!text.includes(rest.slice(0, n))) return false;
    rest = rest.slice(n);
  }
  return true;
};

async function look(form, thing, lang) {
  const document = await get(`/forms/${form}/print?thing=${thing}&lang=${lang}&format=json`);
  const said = cells(document);
  assert.ok(said.length > 5, `${form} says something`);
  const pdf = await file(form, thing, lang, 'pdf');
  const text = bare(execFileSync('pdftotext', ['-layout', pdf, '-']).toString());
  const lost = said.filter((cell) => !stands(cell, text));
  assert.deepEqual(lost, [], `${form} ${lang}: not on paper`);
  const read = JSON.parse(execFileSync('/usr/bin/python3', ['-c', READ, await file(form, thing, lang, 'xlsx')]).toString());
  const sheet = read.map(bare);
  const number = (cell) => Number.parseFloat(cell);
  const missing = said.filter((cell) => !sheet.some((one) => one.includes(bare(cell))) && !sheet.some((one) => one !== '' && Number(one) === number(cell)));
  assert.deepEqual(missing, [], `${form} ${lang}: not in the XLSX`);
}

before(async () => {
  city = await generatedCity({ seed: 3 });
  server = await Server.start({ clock: START, args: ['--city', city.file] });
  town = new Town(server, city.centre);
  folder = process.env.LIFELINE_PICTURES ?? (await mkdtemp(path.join(os.tmpdir(), 'lifeline-forms-')));
  await mkdir(folder, { recursive: true });
});

after(async () => {
  await server?.stop();
  await city?.remove();
  if (!process.env.LIFELINE_PICTURES) await rm(folder, { recursive: true, force: true });
});

describe('every form', () => {
  const things = {};

  it('is filled in', async () => {
    const depot = await town.depot('gas_depot', town.point(-300, 200));
    const shift = { from: '2022-09-27T06:00:00+08:00', until: '2022-09-27T20:00:00+08:00' };
    const crew = await town.crew({
      name: { zh: '抢修一组', en: 'Repair 1' }, depot, shift,
      skills: [['gas_emergency', 'gas_delivery', 'heat_service'], ['gas_emergency']], certificates: ['gas_repair', 'lpg_handling', 'dangerous_goods_driver'],
      stock: [{ item: 'lpg_cylinder_15kg_full', serials: ['F-20210001'] }, { item: 'soap_spray' }, { item: 'gas_detector', serials: ['D-1'] }, { item: 'repair_kit_indoor' }, { item: 'thermometer' }],
    });
    things.cylinder_delivery_note = await worked('gas.lpg.delivery', { cylinders: 1 }, crew);
    things.repair_work_order = await worked('gas.leak', { smell: 'strong' }, crew);
    things.indoor_temperature = await worked('heat.indoor_temperature', { reading: 15.5 }, crew);
    things.waste_manifest = await waste();
    things.transfer_list = await persons();
    things.situation_report = await situation();
    const forms = (await get('/forms')).items;
    for (const form of forms.filter((one) => one.source === 'sheet' && one.id !== 'donation_receipt')) things[form.id] = await sheet(form);
    const need = await get(`/sheets/${things.community_need}`);
    const { item, unit, quantity } = need.values;
    things.donation_receipt = await sheet(forms.find((one) => one.id === 'donation_receipt'), { values: { item, unit, quantity }, about: { noun: 'sheet', id: need.id } });
    assert.deepEqual(forms.map((form) => form.id).filter((id) => !things[id]), [], 'no form is left out');
  });

  for (const lang of ['zh', 'en'])
    it(`says all of it on paper and in numbers, ${lang}`, async () => {
      for (const [form, thing] of Object.entries(things)) await look(form, thing, lang);
    });
});
