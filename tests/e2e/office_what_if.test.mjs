// What if, asked for in the office: three crews are lost and a place is sealed; it is played beside the server and
// compared with the city as it is, which does not change. In both languages, and on a phone.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { missing, signIn } from './browser.mjs';
import { servedPage } from './served.mjs';
import { until } from './server.mjs';

test('the duty manager supposes, plays and compares', { skip: missing }, async (t) => {
  const { server, browser } = await servedPage(t, { clock: '2022-09-27T11:00:00+08:00', users: { boss: 'manager', desk: 'dispatcher' } });
  const [site] = (await server.must('GET', '/sites?limit=1')).items;
  for (let i = 0; i < 4; i++)
    await server.must('POST', '/requests', {
      service: 'gas.lpg.delivery', place: { lon: site.place.lon + i / 2000, lat: site.place.lat },
      caller: { name: 'a', phone: '000-00000001' }, answers: { cylinders: 1 },
    }, { key: `call-${i}` });
  const zones = async () => (await server.must('GET', '/zones?limit=1000')).items;
  const before = await zones();

  const boss = await browser.page(server.url, { locale: 'en-US' });
  await signIn(boss, 'boss');
  await boss.locator('.menu summary').click();
  await boss.locator('.menu-list').getByRole('link', { name: 'What if' }).click();
  const form = boss.getByRole('region', { name: 'A new what-if' });
  const first = form.getByRole('group').first();
  await first.getByLabel('What happens').selectOption('lose');
  await first.getByRole('spinbutton', { name: 'Crews' }).fill('3');
  await form.getByRole('button', { name: 'One more' }).click();
  const second = form.getByRole('group').nth(1);
  await second.locator('input[type=datetime-local]').fill('2022-09-27T11:10');
  // On the map: a click puts the middle there, a listed place takes it back to its own.
  const canvas = second.locator('.zone-map canvas').first();
  await canvas.waitFor();
  await second.getByLabel('Around this place').selectOption(site.id);
  await canvas.click();
  await second.getByLabel('Around this place').locator('option:checked', { hasText: 'the place clicked on the map' }).waitFor({ state: 'attached' });
  const high = await second.getByLabel('Policy and level').locator('option').evaluateAll((all) => all.map((one) => one.value).find((one) => one === 'epidemic-2022-06 high'));
  await second.getByLabel('Policy and level').selectOption(high);
  await form.getByLabel('Hours to look ahead').fill('0.5');
  await browser.accessible(boss, 'what if, English');
  await browser.picture(boss, 'office-what-if-form-en');
  await form.getByRole('button', { name: 'Play' }).click();
  await boss.locator('.notice-done').waitFor();

  const [made] = (await server.must('GET', '/rehearsals')).items;
  assert.deepEqual(made.happenings.map((one) => one.kind), ['lose', 'seal']);
  assert.equal(made.happenings[1].at, '2022-09-27T11:10:00+08:00');
  const { lon, lat } = made.happenings[1].place;
  assert.ok(Math.abs(lon - site.place.lon) < 0.5 && Math.abs(lat - site.place.lat) < 0.5, 'the place clicked lies in the city');
  assert.notDeepEqual([lon, lat], [site.place.lon, site.place.lat], 'it is not the listed one');
  const done = await until(() => server.must('GET', `/rehearsals/${made.id}`), (one) => one.ended_at, 120000, 'the end');
  assert.equal(done.state, 'done', done.why);
  await boss.locator('.data-table tbody tr').getByRole('link').click();
  await boss.getByRole('region', { name: 'Compared' }).getByText('Time to arrival, median (min)').waitFor();
  await boss.getByText('As it is').first().waitFor();
  await browser.accessible(boss, 'a what-if that was played');
  await browser.picture(boss, 'office-what-if-en');
  const saved = boss.waitForEvent('download');
  await boss.getByRole('button', { name: 'Download the page' }).click();
  const file = await saved;
  assert.match(file.suggestedFilename(), /^what-if-\d+\.html$/);
  assert.match(await readFile(await file.path(), 'utf8'), /<svg/);
  assert.deepEqual(await zones(), before, 'the city has no new zone');

  const phone = await browser.page(server.url, { locale: 'zh-CN', width: 390, height: 844 });
  await signIn(phone, 'boss');
  await phone.goto(`${server.url}/office/what_if/${made.id}`);
  await phone.getByText('到场时间中位数').waitFor();
  await browser.accessible(phone, 'what if, Chinese, phone');
  await browser.picture(phone, 'office-what-if-zh-phone');

  // Who may not ask is not shown it.
  const desk = await browser.page(server.url, { locale: 'en-US' });
  await signIn(desk, 'desk');
  await desk.locator('.menu summary').click();
  assert.equal(await desk.locator('.menu-list').getByRole('link', { name: 'What if' }).count(), 0);
  await browser.close();
});
