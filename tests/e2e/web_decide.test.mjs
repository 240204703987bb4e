// The longer decisions of a desk, by its buttons and in both languages: swap, hold until, split by share, who
// dispatches a service, check-in, undo; and the alarm that reaches a crew's phone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser, missing, signIn } from './browser.mjs';
import { generatedCity } from './cities.mjs';
import { Server, addUser, until } from './server.mjs';
import { Town } from './town.mjs';

const city = missing ? null : await generatedCity({ seed: 2 });
const options = { skip: missing ?? false };
let server, browser, town, near, far;

const job = (id) => server.must('GET', `/jobs/${id}`);
// Until nothing has changed for a while: a page decides only about what it has seen last.
async function rests(id) {
  for (let rev = 0, now = (await job(id)).rev; rev !== now; now = (await job(id)).rev) {
    rev = now;
    await new Promise((done) => setTimeout(done, 700));
  }
}
const becomes = (id, is, what) => until(() => job(id), is, 15000, what);

async function call(east_m) {
  const id = await town.errand(town.point(east_m, 100));
  await becomes(id, (one) => one.crew, 'a crew');
  return id;
}

async function give(id, crew) {
  const { rev } = await job(id);
  const given = await server.post(`/jobs/${id}/assignment`, { crew: crew.id, force: true, reason: 'test' }, { match: `"${rev}"` });
  assert.equal(given.status, 200, JSON.stringify(given.body));
  await becomes(id, (one) => one.crew === crew.id, 'the given crew');
}

before(async () => {
  if (missing) return;
  server = await Server.start({ clock: '2022-03-19T09:00:00+08:00', args: ['--city', city.file] });
  town = new Town(server, city.centre);
  ({ near, far } = await town.nearAndFar('2022-03-19'));
  await addUser(server, 'chief', 'manager');
  browser = await Browser.open();
});
after(async () => {
  try {
    await browser?.close();
  } finally {
    await server?.stop();
    await city?.remove();
  }
});

test('an alarm about a crew stands on its phone until it is seen', options, async () => {
  const id = await call(300);
  const { crew } = await becomes(id, (one) => one.state === 'dispatched', 'sent');
  await addUser(server, 'phone', 'crew', '--crew', crew);
  const page = await browser.page(server.url, { locale: 'en', width: 390, height: 844 });
  await signIn(page, 'phone');
  await server.must('POST', '/clock/advance', { by_s: 300 });
  await page.locator('.alerts .alarm').waitFor();
  await browser.picture(page, 'phone-alarm');
  await browser.accessible(page, 'an alarm on the phone');
  await page.locator('.alerts').getByRole('button').click();
  await page.locator('.alerts').waitFor({ state: 'detached' });
  const { items } = await server.must('GET', '/alarms?open=true');
  assert.ok(items.some((one) => one.crew === crew && one.acknowledged_at && one.told.some((told) => told.to === 'crew')));
  await page.close();
  const { rev } = await job(id);
  await server.post(`/jobs/${id}/transitions`, { to: 'cancelled', reason: 'test' }, { match: `"${rev}"` });
});

const words = {
  en: { swap: 'Swap crews', hold: 'Hold', resume: 'Resume', split: 'Split in two', mode: /Who dispatches/, well: 'It is well: check in', seen: 'Acknowledge' },
  'zh-CN': { swap: '互换班组', hold: '暂缓', resume: '恢复', split: '拆成两单', mode: /派单方式/, well: '人员平安，记录签到', seen: '确认' },
};

for (const [locale, word] of Object.entries(words)) {
  test(`a desk swaps, holds, splits, and says who dispatches, in ${locale}`, options, async () => {
    const first = await call(300), second = await call(-800);
    await give(first, near);
    await give(second, far);
    const page = await browser.page(server.url, { locale });
    await signIn(page, 'chief');
    await page.locator(`#queue-${first}`).click();
    const row = page.locator('.drawer');
    const button = (name) => row.getByRole('button', { name, exact: true });

    await rests(first);
    await button(word.swap).click();
    await row.locator('form.preview select').selectOption(second);
    await row.locator('form.preview button[type=submit]').waitFor();
    await browser.picture(page, `decide-swap-${locale}`);
    await browser.accessible(page, 'swapping crews');
    await row.locator('form.preview button[type=submit]').click();
    await becomes(first, (one) => one.crew === far.id, 'the swapped crew');
    assert.equal((await job(second)).crew, near.id);
    await page.keyboard.press('u');
    await becomes(first, (one) => one.crew === near.id, 'the crew before the swap');

    await rests(first);
    await button(word.hold).click();
    await row.locator('form.preview input[type=datetime-local]').fill('2022-03-19T18:00');
    await row.locator('form.preview input:not([type])').fill('no power');
    await browser.picture(page, `decide-hold-${locale}`);
    await row.locator('form.preview button[type=submit]').click();
    const held = await becomes(first, (one) => one.state === 'held', 'held');
    assert.match(held.held_until, /T18:00/);
    await button(word.resume).click();
    await becomes(first, (one) => one.state !== 'held' && one.crew, 'resumed and planned');

    const open = async () => (await server.must('GET', '/jobs?open=true')).items.length;
    const before = await open();
    await rests(first);
    await button(word.split).click();
    await row.locator('form.preview input[type=number]').fill('30');
    await row.locator('form.preview button[type=submit]').click();
    await until(open, (n) => n === before + 1, 15000, 'two parts');
    await page.keyboard.press('u');
    await until(open, (n) => n === before, 15000, 'one part again');

    const mode = row.getByLabel(word.mode);
    await mode.selectOption('propose');
    await until(() => server.must('GET', '/services/help.errand'), (one) => one.dispatch === 'propose', 15000, 'proposing');
    await mode.selectOption('automatic');
    await until(() => server.must('GET', '/services/help.errand'), (one) => one.dispatch === 'automatic', 15000, 'automatic');

    const { visit } = await becomes(first, (one) => one.visit, 'a visit');
    for (const to of ['accepted', 'en_route', 'on_site']) {
      if (to === 'en_route') await server.must('POST', `/visits/${visit.id}/steps/list_checked`, { value: true });
      await server.must('POST', `/visits/${visit.id}/transitions`, { to });
    }
    const at = (await job(first)).crew;
    await row.getByRole('button', { name: at === near.id ? /Crew A|A组/ : /Crew B|B组/ }).first().click();
    await button(word.well).click();
    await until(() => server.must('GET', `/crews/${at}`), (one) => one.checked_in_at, 15000, 'checked in');
    await browser.picture(page, `decide-crew-${locale}`);
    await page.close();
    for (const id of [first, second])
      await server.post(`/jobs/${id}/transitions`, { to: 'cancelled', reason: 'test' }, { match: `"${(await job(id)).rev}"` });
  });
}
