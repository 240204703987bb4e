// Rosters in the office: a post is opened, a week is planned in the form, the gap that nobody can fill is told
// with its reason; with people enough it is issued, somebody takes a shift of one who falls out, and who does not come is told. In both
// languages, axe without a finding, nothing out of a phone's screen.
import assert from 'node:assert/strict';
import test from 'node:test';
import { missing, signIn } from './browser.mjs';
import { servedPage } from './served.mjs';

test('a roster is planned, issued and put right', { skip: missing }, async (t) => {
  const { server, browser } = await servedPage(t, { clock: '2022-09-27T09:00:00+08:00', users: { boss: 'manager' } });
  const unit = await server.must('POST', '/orgs', { kind: 'company', name: { zh: '城南值守队', en: 'South watch' } });
  const person = (n) => server.must('POST', '/persons', { org: unit.id, name: { zh: `值守${n}`, en: `Watch ${n}` }, skills: ['watch'] });
  for (let n = 1; n <= 4; n++) await person(n);
  const shift = (from, until) => ({ from, until, people: 1, skills: ['watch'] });
  await server.must('POST', '/posts', {
    org: unit.id, name: { zh: '南门', en: 'South gate' }, shifts: [shift('08:00', '20:00'), shift('20:00', '08:00')],
  });

  const boss = await browser.page(server.url, { locale: 'en-US' });
  await signIn(boss, 'boss');
  await boss.goto('/office/rosters');
  await boss.getByText('South gate').waitFor();
  const plan = async () => {
    const form = boss.locator('details', { hasText: 'Plan a roster' });
    if ((await form.getAttribute('open')) === null) await form.locator('summary').click();
    await form.locator('select').first().selectOption({ label: 'South watch' });
    await form.locator('input[type=datetime-local]').fill('2022-09-28T08:00');
    await form.locator('button[type=submit]').click();
    await boss.locator('.notice-done').last().waitFor();
  };
  await plan();
  await boss.getByText('2 shifts without anybody; no roster has fewer').waitFor();
  await boss.getByRole('link', { name: /^RO-/ }).click();
  await boss.getByText('Within their hours these people can stand 12 shifts; 14 are asked of them.').waitFor();
  await browser.accessible(boss, 'a roster with a gap, English');
  await browser.picture(boss, 'office-roster-gap-en');

  await person(5);
  await boss.getByRole('link', { name: 'All rosters' }).click();
  await plan();
  await boss.getByText('no gap', { exact: true }).waitFor();
  await browser.accessible(boss, 'rosters, English');
  await browser.picture(boss, 'office-rosters-en');
  const [made] = (await server.must('GET', '/rosters')).items;
  assert.equal(made.gap_places, 0);
  await boss.goto(`/office/rosters/${made.id}`);
  await boss.getByRole('button', { name: 'Issue' }).click();
  const first = boss.locator('.data-table tbody tr').first();
  await first.getByRole('button', { name: 'Who could take it?' }).click();
  await first.getByRole('button', { name: /^Watch \d \(/ }).first().click();
  await boss.locator('.data-table tbody tr').getByText('absent').first().waitFor();
  const duties = (await server.must('GET', `/duties?roster=${made.id}&limit=100`)).items;
  assert.equal(duties.filter((duty) => duty.state === 'absent').length, 1);
  assert.equal(duties.filter((duty) => duty.stands_in_for).length, 1);

  // Nobody comes: the page of the roster says so, and the bell leads there, until somebody has taken over.
  await server.clockTo('2022-09-28T08:10:00+08:00');
  await boss.goto('/');
  await signIn(boss, 'boss'); // the session of the day before is over
  await boss.goto(`/office/rosters/${made.id}`);
  await boss.locator('.data-table tbody tr').first().waitFor();
  assert.equal(await boss.getByText('relief has not come').count(), 0);
  await server.clockTo('2022-09-28T08:20:00+08:00');
  await boss.getByText('Nobody has taken over: South gate, 09-28 08:00 (nobody is there)').waitFor();
  await boss.locator('.data-table tbody tr').getByText('relief has not come').waitFor();
  await browser.accessible(boss, 'a roster whose relief has not come, English');
  await browser.picture(boss, 'office-roster-no-relief-en');
  await boss.goto('/');
  await boss.getByRole('button', { name: /Alarms/ }).click();
  await boss.getByRole('button', { name: /^Nobody has taken over: South gate/ }).click();
  await boss.waitForURL(`**/office/rosters/${made.id}`);
  const awaited = duties.find((duty) => duty.stands_in_for);
  await server.must('POST', `/duties/${awaited.id}/take-over`, { signatures: ['Watch'] });
  await boss.getByText('relief has not come').waitFor({ state: 'detached' });
  assert.deepEqual((await server.must('GET', '/alarms?open=true')).items.filter((alarm) => alarm.kind === 'no_relief'), []);

  const phone = await browser.page(server.url, { locale: 'zh-CN', width: 390, height: 844, dark: true });
  await signIn(phone, 'boss');
  await phone.goto(`/office/rosters/${made.id}`);
  await phone.getByText('无缺岗').waitFor();
  await browser.accessible(phone, 'a roster, Chinese, dark, phone');
  await browser.picture(phone, 'office-roster-zh-phone');
  const wide = await phone.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(wide, false, 'nothing hangs out of the screen');
  await browser.close();
});
