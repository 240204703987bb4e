// The crew's phone where more than a tick is asked for: a photo from the camera, sealed boxes taken over
// and handed over on their manifest with two names; in Chinese and English.
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { missing, signIn } from './browser.mjs';
import { servedTown } from './served.mjs';
import { addUser, root, until } from './server.mjs';

const clock = '2022-09-28T08:00:00+08:00';
const shift = { from: '2022-09-28T06:00:00+08:00', until: '2022-09-28T20:00:00+08:00' };

const call = (server, service, place, answers) =>
  server.must('POST', '/requests', { service, caller: { name: '住户', phone: '000-0000001' }, place, answers });
const given = (server, request) => until(() => server.must('GET', `/jobs/${request.job.id}`), (job) => job.visit, 8000, 'a crew');

// Presses the large button and waits for the state.
async function press(phone, server, job, state) {
  await phone.locator('.main-button').click();
  await until(() => server.must('GET', `/jobs/${job.id}`), (one) => one.state === state, 8000, state);
}
const stepOf = async (server, job, code) =>
  (await server.must('GET', `/visits/${job.visit.id}`)).steps.find((step) => step.code === code);

test('a photo is taken, made small and kept with the step', { skip: missing }, async (t) => {
  const { server, browser, town } = await servedTown(t, { clock, seed: 8 });
  const depot = await town.depot('volunteers', town.point(100, -200));
  const crew = await town.crew({ name: { zh: '志愿者', en: 'Volunteer' }, depot, skills: [['errand']], vehicle: 'car', shift });
  await addUser(server, 'helper', 'crew', '--crew', crew.id);
  const request = await call(server, 'help.errand', town.point(200, 100), { kind: 'supplies', what: '米、油' });
  const job = await given(server, request);
  const phone = await browser.page(server.url, { locale: 'zh-CN', width: 390, height: 844 });
  await signIn(phone, 'helper');
  await phone.locator('.crew-visits button').first().click();
  await phone.locator('.facts').getByText('米、油').waitFor();
  await press(phone, server, job, 'accepted');
  await phone.locator('.step-check').first().click();
  await press(phone, server, job, 'en_route');
  await press(phone, server, job, 'on_site');
  const row = phone.locator('.step').filter({ hasText: '交接照片' });
  const input = row.locator('input[type=file]');
  assert.equal(await input.getAttribute('capture'), 'environment', 'the camera opens, not the album');
  // A large picture of the house stands for the camera's.
  await input.setInputFiles(path.join(root, 'docs/img/console-zh.png'));
  await until(() => stepOf(server, job, 'photo'), (step) => step.done_at, 10000, 'the photo');
  const step = await stepOf(server, job, 'photo');
  assert.match(step.value, /^[0-9a-f]{64}$/);
  const kept = await server.must('GET', `/attachments/${step.value}`);
  const bytes = Buffer.from(kept.data, 'base64');
  assert.equal(kept.type, 'image/jpeg');
  assert.ok(bytes.length < 700 * 1024, `${bytes.length} bytes`);
  await row.getByText('已存照片').or(row.locator('.step-done')).first().waitFor();
  await browser.picture(phone, 'crew-photo-zh');
  await browser.accessible(phone, 'crew, photo');
  await browser.close();
});

// A stroke across the sheet to sign on.
async function scribble(phone, group) {
  const sheet = group.getByRole('img');
  await sheet.scrollIntoViewIfNeeded();
  const box = await sheet.boundingBox();
  await phone.mouse.move(box.x + 30, box.y + box.height / 2);
  await phone.mouse.down();
  for (let i = 1; i <= 6; i++) await phone.mouse.move(box.x + 30 + i * 25, box.y + box.height / 2 + (i % 2 ? 18 : -18));
  await phone.mouse.up();
}

test('sealed boxes change hands on the phone, seal by seal: drawn, by a scanned pass, typed, with a photo', { skip: missing }, async (t) => {
  const { server, browser, town } = await servedTown(t, { clock, seed: 8 });
  const vault = await town.depot('vault', town.point(200, -200));
  const crew = await town.crew({
    name: { zh: '押运', en: 'Escort' }, depot: vault, skills: Array(4).fill(['escort']), certificates: ['escort_licence'], shift,
    stock: [{ item: 'n95_mask', qty: 8 }],
  });
  const bank = await town.create('sites', { kind: 'bank', name: { zh: '一网点', en: 'Branch one' }, place: town.point(-300, 200) });
  const manifest = await town.create('manifests', {
    kind: 'cash_boxes', site: vault.id, lines: [{ code: 'BOX-1', packages: 1, seal: 'S-1001' }, { code: 'BOX-2', packages: 1, seal: 'S-1002' }],
  });
  await town.create('persons', { org: town.org.id, code: 'P-007', name: { zh: '李押运', en: 'Li' } });
  await addUser(server, 'leader', 'crew', '--crew', crew.id);
  const job = await given(server, await call(server, 'escort.cash', { site: bank.id }, { direction: 'out', boxes: 2 }));
  const phone = await browser.page(server.url, { locale: 'en-US', width: 390, height: 844 });
  await signIn(phone, 'leader');
  await phone.locator('.crew-visits button').first().click();
  await press(phone, server, job, 'accepted');

  const take = phone.getByRole('form', { name: 'Sign and take over' });
  await take.getByText(manifest.number).waitFor();
  await take.getByLabel('Seal of BOX-1, as read').fill('S-1001');
  await take.getByLabel('Seal of BOX-2, as read').fill('S-9999');
  await take.getByLabel('Signs for the giver (name)').fill('Vault keeper');
  const giver = take.getByRole('group', { name: 'Signature for the giver' });
  await giver.getByRole('button', { name: 'Sign with the finger' }).click();
  assert.equal(await take.getByRole('button', { name: 'Sign and take over' }).isDisabled(), true, 'nothing is drawn yet');
  await scribble(phone, giver);
  const taker = take.getByRole('group', { name: 'Signature for the crew' });
  await taker.getByRole('button', { name: 'Scan a pass' }).click();
  await take.getByLabel('Pass of the crew').fill('P-007');
  await browser.picture(phone, 'crew-handover-en');
  await browser.accessible(phone, 'crew, hand-over');
  await take.getByRole('button', { name: 'Sign and take over' }).click();
  await phone.locator('.notice').waitFor();
  browser.troubles = browser.troubles.filter((line) => !line.startsWith('422 POST'));
  await take.getByLabel('Seal of BOX-2, as read').fill('S-1002');
  await take.getByRole('button', { name: 'Sign and take over' }).click();
  await until(() => stepOf(server, job, 'taken_at_vault'), (step) => step.done_at, 8000, 'the boxes on board');
  await press(phone, server, job, 'en_route');
  await press(phone, server, job, 'on_site');
  await phone.locator('.step-check').first().click();

  const give = phone.getByRole('form', { name: 'Sign and hand over' });
  await give.getByLabel('Seal of BOX-1, as read').fill('S-1001');
  await give.getByLabel('Seal of BOX-2, as read').fill('S-1002');
  await give.getByLabel('Signs for the crew (name)').fill('Leader');
  await give.getByLabel('Signs for the taker (name)').fill('Branch');
  await give.getByLabel('Photo of the hand-over (if wanted)').setInputFiles({
    name: 'door.png', mimeType: 'image/png',
    buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'),
  });
  await give.getByRole('button', { name: 'Sign and hand over' }).click();
  const given_ = await until(() => stepOf(server, job, 'given_to_branch'), (step) => step.done_at, 8000, 'the boxes at the branch');
  assert.equal(given_.value, manifest.number);
  assert.equal(given_.carried, 2);
  await press(phone, server, job, 'done');
  const end = await server.must('GET', `/manifests/${manifest.id}`);
  assert.equal(end.state, 'closed');
  assert.equal(end.job, job.id);
  const [taken, given_over] = end.history;
  assert.equal(taken.signatures.from.method, 'drawn');
  assert.equal((await server.must('GET', `/attachments/${taken.signatures.from.file}`)).type, 'image/png');
  assert.deepEqual([taken.signatures.to.method, taken.signatures.to.by], ['scanned', '李押运'], 'the pass says whose it is');
  assert.equal(given_over.signatures.to.method, 'typed');
  assert.match(given_over.photo, /^[0-9a-f]{64}$/);
  const wide = await phone.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(wide, false, 'nothing hangs out of the screen');
  await browser.close();
});
