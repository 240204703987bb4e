// Makes the pictures of docs/img: starts the demo city on a virtual clock, lets a busy hour of calls
// and work pass, and photographs the page.
//
//   make build && LIFELINE=build/lifeline node tools/pictures.mjs
import { mkdir } from 'node:fs/promises';
import { Browser, missing, signIn } from '../tests/e2e/browser.mjs';
import { Server, root, sleep, until } from '../tests/e2e/server.mjs';

if (missing) throw new Error(missing);
const folder = `${root}/docs/img`;
await mkdir(folder, { recursive: true });
const password = 'lifeline-demo';
const server = await Server.start({ clock: '2022-09-27T10:50:00+08:00', args: ['--demo'] });
const browser = await Browser.open();

const answers = {
  'gas.lpg.delivery': { cylinders: 1 },
  'gas.leak': {},
  'heat.indoor_temperature': {},
  'help.errand': {},
};

// The required questions of a form, answered with the first thing that is allowed.
function fill(service) {
  const given = { ...answers[service.id] };
  for (const question of service.form) {
    if (!question.required || question.id in given) continue;
    if (question.kind === 'choice') given[question.id] = question.options[0].id;
    else if (question.kind === 'number') given[question.id] = Math.max(question.min ?? 1, 1);
    else if (question.kind === 'flag') given[question.id] = false;
    else if (question.kind === 'date') given[question.id] = '2022-09-27';
    else given[question.id] = '见备注';
  }
  return given;
}

const services = new Map((await server.get('/services')).body.items.map((one) => [one.id, one]));
const sites = (await server.get('/sites?limit=1000')).body.items.filter((site) =>
  ['building', 'compound'].includes(site.kind),
);

async function call(id, site, note) {
  const request = await server.must('POST', '/requests', {
    service: id,
    caller: { name: '住户', phone: '138****0000' },
    place: { site: site.id },
    answers: fill(services.get(id)),
    note,
  });
  for (const line of request.script.slice(0, 2))
    await server.must('POST', `/requests/${request.id}/script`, { step: line.id });
  return request.job.id;
}

const job = (id) => server.must('GET', `/jobs/${id}`);
const settled = (id) =>
  until(
    () => job(id),
    (now) => now.crew !== null || now.reasons.length > 0,
    5000,
    'an answer of the dispatcher',
  );

async function walk(id, ...states) {
  for (const to of states) await server.must('POST', `/jobs/${id}/transitions`, { to });
}

// A site in a zone of that level or outside of every zone, the n-th of its kind.
async function siteIn(inside, n) {
  for (const site of sites.slice(n * 31)) {
    const { lon, lat } = site.place;
    const zones = (await server.get(`/zone-at?lon=${lon}&lat=${lat}`)).body.items;
    if (zones.length > 0 === inside) return site;
  }
  throw new Error('no such site');
}

const kinds = ['gas.lpg.delivery', 'help.errand', 'gas.lpg.delivery', 'heat.indoor_temperature', 'gas.leak'];
const ids = [];
for (let n = 0; n < 11; n++) {
  const at = new Date(Date.UTC(2022, 8, 27, 2, 50 + n * 4)).toISOString().replace('.000Z', 'Z');
  await server.clockTo(at);
  ids.push(await call(kinds[n % kinds.length], await siteIn(false, n), ''));
  await settled(ids.at(-1));
  if (n >= 2 && (await job(ids[n - 2])).crew) await walk(ids[n - 2], 'accepted', 'en_route');
  if (n >= 4 && (await job(ids[n - 4])).state === 'en_route') await walk(ids[n - 4], 'on_site');

}
const sealed = await call('gas.leak', await siteIn(true, 0), '家中有上网课的孩子，隔离在家');
await settled(sealed);
await settled(await call('gas.lpg.delivery', await siteIn(true, 4), ''));
await server.clockTo('2022-09-27T03:34:00Z');
await sleep(1500);

async function desk(options) {
  const page = await browser.page(server.url, options);
  await signIn(page, 'dispatcher', password);
  await page.waitForSelector('.link-live');
  await sleep(2500);
  return page;
}

const size = { width: 1440, height: 860 };
for (const [locale, name] of [['en-US', 'console-en'], ['zh-CN', 'console-zh']]) {
  const page = await desk({ locale, ...size });
  await page.locator('.map-tools button').nth(0).click();
  await sleep(500);
  await page.goto(`${server.url}/#job/${sealed}`);
  await sleep(2500);
  await page.screenshot({ path: `${folder}/${name}.png` });
}
const dark = await desk({ locale: 'en-US', ...size, dark: true });
await dark.keyboard.press('n');
await dark.getByRole('radio', { name: 'Gas leak' }).check();
await dark.fill('#place', (await siteIn(true, 0)).name.en);
await dark.locator('.place-picker [role=option]').first().click();
await sleep(800);
await dark.screenshot({ path: `${folder}/call-en-dark.png` });

const { crew } = await job(sealed);
const phone = await browser.page(server.url, { locale: 'zh-CN', width: 390, height: 760 });
await signIn(phone, 'admin', password);
await phone.goto(`${server.url}/crew?crew=${crew}`);
await phone.locator('.crew-visits button').first().click();
await sleep(500);
await phone.screenshot({ path: `${folder}/crew-zh.png` });

await browser.close();
await server.stop();
