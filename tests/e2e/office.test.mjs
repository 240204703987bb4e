// The office: reached from the console, an address for every page, registers that sort and filter,
// forms made of a command's arguments; in both languages, by night, and on a phone.
import assert from 'node:assert/strict';
import test from 'node:test';
import { missing, signIn } from './browser.mjs';
import { servedPage } from './served.mjs';

const clock = '2022-09-27T11:32:00+08:00';

test('a permit is made, found and revoked in the office', { skip: missing }, async (t) => {
  const { server, browser } = await servedPage(t, { clock, users: { desk: 'dispatcher' } });
  const desk = await browser.page(server.url, { locale: 'en-US' });
  await signIn(desk, 'desk');
  await desk.locator('.menu summary').click();
  await browser.accessible(desk, 'menu of the console');
  await desk.locator('.menu-list').getByRole('link', { name: 'Permits' }).click();
  await desk.waitForURL('**/office/permits');
  await desk.getByRole('heading', { name: 'Permits' }).waitFor();

  const crew = (await server.must('GET', '/crews?limit=1')).items[0];
  await desk.getByText('New', { exact: true }).click();
  const form = desk.locator('.command-form');
  await form.getByLabel('Crew').selectOption(crew.id);
  await form.getByLabel('From').fill('2022-09-27T12:00');
  await form.getByLabel('Until').fill('2022-09-27T11:00');
  await form.getByLabel('Reason').fill('a late round');
  await browser.accessible(desk, 'permits, English');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByRole('alert').getByText('until').waitFor();
  browser.troubles = browser.troubles.filter((line) => !line.startsWith('422 POST'));

  await form.getByLabel('Until').fill('2022-09-27T23:00');
  await form.getByRole('button', { name: 'Save' }).click();
  await desk.locator('.notice-done').waitFor();
  const permits = await server.must('GET', '/permits?limit=1000');
  const made = permits.items.filter((one) => one.reason === 'a late round');
  assert.equal(made.length, 1);
  assert.equal(made[0].from, '2022-09-27T12:00:00+08:00');

  // The register has heard of it; the heading sorts, the filter narrows.
  const rows = desk.locator('.data-table tbody tr');
  await desk.getByRole('button', { name: 'Holder' }).click();
  assert.equal(await desk.locator('th[aria-sort=ascending]').textContent(), 'Holder ▲');
  await desk.getByPlaceholder('Filter the rows').fill(`${crew.name.en} 23`);
  await desk.getByPlaceholder('Filter the rows').fill(crew.name.en);
  const fresh = rows.filter({ hasText: '23:00' });
  await fresh.getByRole('button', { name: 'Revoke' }).click();
  await fresh.getByText('revoked').waitFor();
  assert.equal((await server.must('GET', `/permits/${made[0].id}`)).state, 'revoked');
  await browser.picture(desk, 'office-permits-en');

  // An address opens where it says, and the way back leads to the console.
  await desk.reload();
  await desk.getByRole('heading', { name: 'Permits' }).waitFor();
  await desk.goBack();
  await desk.waitForSelector('.console');
  await browser.close();
});

test('feedback is recorded and a masked value is seen only for a reason', { skip: missing }, async (t) => {
  const { server, browser } = await servedPage(t, { clock, users: { boss: 'manager' } });
  const call = await server.must('POST', '/requests', {
    service: 'gas.leak',
    caller: { name: '王芳', phone: '0953-5551234' },
    place: (await server.must('GET', '/sites?limit=1')).items[0].place,
    answers: { cannot_leave: true },
  });
  const boss = await browser.page(server.url, { locale: 'en-US' });
  await signIn(boss, 'boss');
  await boss.goto('/office/privacy');
  await boss.getByText('See masked values').click();
  await boss.getByLabel('Kind of thing').selectOption('request');
  await boss.getByLabel('Its id').fill(call.id);
  await boss.getByLabel('Purpose').selectOption('supervision');
  await boss.getByLabel('Reason').fill('A complaint about this call');
  await boss.getByRole('button', { name: 'Save' }).click();
  await boss.getByText('0953-5551234').waitFor();
  await boss.locator('.data-table').getByText('A complaint about this call').waitFor();
  await browser.picture(boss, 'privacy-en');
  await browser.accessible(boss, 'who looked, English');

  await boss.goto('/office/feedback');
  await boss.getByText('New', { exact: true }).click();
  const form = boss.locator('.command-form');
  await form.getByLabel('Kind').selectOption('complaint');
  await form.getByLabel('Text').fill('The crew came too late');
  await form.getByRole('button', { name: 'Save' }).click();
  await boss.locator('.data-table').getByText('The crew came too late').waitFor();
  await boss.getByText('1 (1 open)').waitFor();
  await browser.picture(boss, 'feedback-en');
  await browser.accessible(boss, 'feedback, English');
  await browser.close();
});

test('the office speaks Chinese, is dark by night and fits a phone', { skip: missing }, async (t) => {
  const { server, browser } = await servedPage(t, { clock, users: { desk: 'dispatcher' } });
  const phone = await browser.page(server.url, { locale: 'zh-CN', width: 390, height: 844, dark: true });
  await signIn(phone, 'desk');
  await phone.goto('/office/permits');
  await phone.getByRole('heading', { name: '通行证' }).waitFor();
  await browser.accessible(phone, 'office, Chinese, dark, phone');
  await browser.picture(phone, 'office-permits-zh-phone');
  const wide = await phone.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(wide, false, 'nothing hangs out of the screen');
  await phone.goto('/office/nothing');
  await phone.getByText('没有这个页面').waitFor();
  await browser.close();
});
