// Reports in the office: a figure, the events behind it, a situation report approved, a form filled in
// and signed; each on paper; in both languages, without an accessibility finding.
import assert from 'node:assert/strict';
import test from 'node:test';
import { missing, signIn } from './browser.mjs';
import { servedPage } from './served.mjs';

test('figures lead to their events, reports are approved, forms are filled in', { skip: missing }, async (t) => {
  const { server, browser } = await servedPage(t, { clock: '2022-09-28T16:30:00+08:00', users: { duty: 'manager' } });
  const desk = await browser.page(server.url, { locale: 'en-US' });
  await signIn(desk, 'duty');
  await desk.goto('/office/reports');
  await desk.getByRole('heading', { name: 'Figures' }).waitFor();
  await desk.getByRole('link', { name: 'requests received' }).waitFor();
  await browser.accessible(desk, 'figures');
  await browser.picture(desk, 'office-reports-en');

  const counted = (await server.must('GET', '/reports/figures?figure=zones_sealed')).items[0];
  assert.ok(counted.value > 0, 'the demo city has zones');
  await desk.getByRole('link', { name: 'zones in force' }).click();
  await desk.waitForURL('**/office/reports/zones_sealed');
  await desk.getByText(`add up to ${counted.value}.`).waitFor();
  await desk.getByText('zone.created').first().waitFor();
  await browser.accessible(desk, 'rows of a figure');
  await browser.picture(desk, 'office-report-rows-en');

  await desk.goto('/office/situations');
  await desk.getByText('Not reported').waitFor();
  await desk.getByText('New', { exact: true }).click();
  await desk.getByLabel('Problems').fill('short of drivers');
  await browser.accessible(desk, 'situation reports');
  await desk.getByRole('button', { name: 'Save' }).click();
  await desk.getByRole('button', { name: 'Approve', exact: true }).click();
  await desk.getByRole('cell', { name: 'approved', exact: true }).waitFor();
  const [report] = (await server.must('GET', '/situations')).items;
  assert.equal(report.state, 'approved');
  const [download] = await Promise.all([
    desk.waitForEvent('download'),
    desk.getByRole('link', { name: 'PDF' }).first().click(),
  ]);
  assert.equal(download.suggestedFilename(), 'lifeline.pdf');

  await desk.goto('/office/sheets/zone_issue');
  await desk.getByText('New', { exact: true }).click();
  await desk.getByLabel('PPE').check();
  await desk.getByLabel('What is short').fill('200 suits');
  await desk.getByLabel('Opened at').fill('2022-09-28T15:00');
  await desk.getByLabel('Due at').fill('2022-09-28T18:00');
  await browser.accessible(desk, 'a form to fill in');
  await browser.picture(desk, 'office-sheets-en');
  await desk.getByRole('button', { name: 'Save' }).click();
  await desk.getByText('Sign: Owner').click();
  const owner = desk.getByRole('form', { name: 'Sign: Owner' });
  await owner.getByLabel('Name of who signs').fill('Ma Yong');
  await browser.accessible(desk, 'signing by name');
  await browser.picture(desk, 'office-sign-en');
  await owner.getByRole('button', { name: 'Sign with this name' }).click();
  await desk.locator('.notice-done').getByText('Signed.').waitFor();
  const [issue] = (await server.must('GET', '/sheets?form=zone_issue')).items;
  assert.equal(issue.values.kind, 'ppe');
  assert.equal(issue.values.due_at, '2022-09-28T18:00:00+08:00');
  assert.equal(issue.signatures.owner.by, 'Ma Yong');

  const phone = await browser.page(server.url, { locale: 'zh-CN', width: 390, height: 844, dark: true });
  await signIn(phone, 'duty');
  for (const [page, title] of [['reports', '统计指标'], ['situations', '情况报告'], ['sheets', '表单']]) {
    await phone.goto(`/office/${page}`);
    await phone.getByRole('heading', { name: title }).waitFor();
    await browser.accessible(phone, `${page}, Chinese, dark, phone`);
    await browser.picture(phone, `office-${page}-zh-phone`);
    const wide = await phone.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(wide, false, `${page}: nothing hangs out of the screen`);
  }
  await browser.close();
});
