// A resident on a phone: is told what to do first, asks for help where the phone is, sees who comes when,
// follows it to the end and gives a score. In Chinese by day and English by night.
import assert from 'node:assert/strict';
import test from 'node:test';
import { missing, signIn } from './browser.mjs';
import { servedTown } from './served.mjs';
import { addUser, until } from './server.mjs';

const clock = '2022-09-28T08:00:00+08:00';
const shift = { from: '2022-09-28T06:00:00+08:00', until: '2022-09-28T20:00:00+08:00' };

test('a resident asks online and follows the request to its end', { skip: missing }, async (t) => {
  const { server, browser, town } = await servedTown(t, { clock, seed: 9 });
  const depot = await town.depot('heat_station', town.point(-300, 200));
  await town.crew({ name: { zh: '测温组', en: 'Measuring' }, depot, skills: [['heat_service']], shift, stock: [{ item: 'thermometer' }] });
  await addUser(server, 'wang', 'resident');
  const phone = await browser.page(server.url, { locale: 'zh-CN', width: 390, height: 844 });
  const at = town.point(-250, 180);
  await phone.context().grantPermissions(['geolocation']);
  await phone.context().setGeolocation({ longitude: at.lon, latitude: at.lat });
  await signIn(phone, 'wang');
  await phone.getByText('您还没有提交诉求').waitFor();
  await phone.getByRole('button', { name: '我要求助' }).click();
  const offered = await phone.locator('select option').allTextContents();
  assert.ok(offered.some((one) => one.includes('燃气泄漏')) && !offered.some((one) => one.includes('押运')), 'what people may ask for');
  await phone.locator('.field select').first().selectOption({ label: offered.find((one) => one.includes('室温') || one.includes('供热') || one.includes('暖')) });
  await phone.getByRole('heading', { name: '请先这样做' }).waitFor();
  await phone.getByLabel('您的姓名').fill('王女士');
  await phone.locator('input[type=tel]').fill('0953-0000002');
  await phone.getByLabel('地址').fill('福安小区3号楼');
  await browser.picture(phone, 'resident-ask-zh');
  await browser.accessible(phone, 'resident, asking');
  await phone.getByRole('button', { name: '提交' }).click();
  const card = phone.locator('li.card').first();
  await card.waitFor();
  const [request] = (await server.must('GET', '/requests?limit=5')).items;
  assert.equal(request.channel, 'online');
  assert.equal(request.place.address, '福安小区3号楼');
  const job = await until(() => server.must('GET', `/jobs/${request.job.id}`), (one) => one.visit, 8000, 'a crew');
  await card.getByText('预计到达').waitFor();
  await browser.picture(phone, 'resident-zh');
  await browser.accessible(phone, 'resident, status');
  assert.equal(await phone.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, 'nothing hangs out of the screen');

  const steps = job.visit.steps.filter((step) => step.required && step.phase !== 'closing');
  const value = (step) => (step.kind === 'check' ? true : step.kind === 'number' ? Math.max(17, step.limits.min ?? 0) : step.kind === 'choice' ? step.limits.options[0].id : '签字人');
  const go = (to) => server.must('POST', `/visits/${job.visit.id}/transitions`, { to });
  const record = async (phases) => {
    for (const step of steps.filter((one) => phases.includes(one.phase))) await server.must('POST', `/visits/${job.visit.id}/steps/${step.code}`, { value: value(step) });
  };
  await go('accepted');
  await record(['depart']);
  await go('en_route');
  await card.getByText('正在途中').waitFor();
  await go('on_site');
  await record(['gate', 'site']);
  await go('done');
  await card.getByText('已完成').waitFor();
  await card.getByRole('button', { name: '5', exact: true }).click();
  await until(() => server.must('GET', `/requests/${request.id}`), (one) => one.feedback?.score === 5, 8000, 'the score');

  // Nobody else's requests; the same in English and in the dark.
  await server.must('POST', '/requests', { service: 'help.errand', caller: { name: '别人' }, place: at, answers: { kind: 'supplies' } });
  const night = await browser.page(server.url, { locale: 'en-US', width: 390, height: 844, dark: true });
  await signIn(night, 'wang');
  await night.getByText('done', { exact: true }).waitFor();
  assert.equal(await night.locator('li.card').count(), 1);
  await browser.picture(night, 'resident-en-dark');
  await browser.accessible(night, 'resident, English, dark');
  await browser.close();
});
