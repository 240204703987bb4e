// One call in the browser, from the hotline to the call-back: a dispatcher takes it with its script,
// sees it assigned, on the map and on the timeline; the crew walks the visit on a phone; the
// dispatcher closes it with a score. Then the same screens in the other language and theme.
import assert from 'node:assert/strict';
import test from 'node:test';
import { missing, signIn } from './browser.mjs';
import { servedPage } from './served.mjs';
import { addUser, until } from './server.mjs';

const clock = '2022-09-27T11:32:00+08:00';

// A compound outside of every zone, for a courier to reach without a permit.
async function openCompound(server) {
  const sites = await server.must('GET', '/sites?kind=compound&limit=200');
  for (const site of sites.items) {
    const { lon, lat } = site.place;
    const zones = await server.must('GET', `/zone-at?lon=${lon}&lat=${lat}`);
    if (zones.items.length === 0) return site;
  }
  throw new Error('no compound lies outside of the zones');
}

async function takeCall(page, site) {
  await page.keyboard.press('n');
  await page.getByRole('radio', { name: '液化气配送' }).check();

  // The script stands above the form and can be ticked before anything is asked.
  const script = page.locator('.script');
  const form = page.locator('.call-form');
  await script.waitFor();
  assert.ok((await script.boundingBox()).y < (await form.boundingBox()).y, 'script above form');
  await script.getByRole('checkbox').first().check();

  await page.fill('#place', site.name.zh);
  await page.locator('.place-picker [role=option]').first().click();
  await page.getByLabel('来电人', { exact: true }).fill('住户');
  await page.getByLabel(/^瓶数/).fill('1');
  await page.getByRole('button', { name: '受理', exact: true }).click();
  await page.waitForSelector('.taken');
  return (await page.locator('.taken-number b').textContent()).trim();
}

// Gives an open step of the checklist a value of its kind; `full` is on board, the empty one is new.
async function fillStep(row, full) {
  const check = row.locator('.step-check');
  if (await check.count()) return check.click();
  const radio = row.locator('input[type=radio]').first();
  if (await radio.count()) await radio.check();
  else if (await row.getByLabel(/^重瓶/).count()) await row.locator('textarea').fill(full);
  else if (await row.getByLabel(/^空瓶/).count()) await row.locator('textarea').fill('KP-000001');
  else if (await row.locator('input[type=number]').count()) await row.locator('input[type=number]').fill('5');
  else if (await row.locator('canvas').count()) await sign(row);
  else await row.locator('input').fill('住户');
  return row.getByRole('button').last().click();
}

// Two strokes with the finger; what is typed instead is offered beside it.
async function sign(row) {
  const { mouse } = row.page();
  await row.locator('canvas').scrollIntoViewIfNeeded();
  const { x, y, height } = await row.locator('canvas').boundingBox();
  for (const from of [20, 90]) {
    await mouse.move(x + from, y + 30);
    await mouse.down();
    await mouse.move(x + from + 50, y + height - 30, { steps: 6 });
    await mouse.up();
  }
  await row.getByRole('button', { name: '改为输入姓名' }).waitFor();
}

async function fillSteps(phone, full, within = phone) {
  for (;;) {
    const open = within.locator('.step:not(.ticked)').filter({ has: phone.locator('.step-check, .step-form') });
    const left = await open.count();
    if (left === 0) return;
    await fillStep(open.first(), full);
    await until(
      async () => ({ left: await open.count(), told: await phone.locator('.notice').allTextContents() }),
      (now) => now.left < left,
      5000,
      'a saved step',
    );
  }
}

async function walkVisit(browser, phone, server, id, full) {
  const verbs = [];
  for (;;) {
    const state = (await server.must('GET', `/jobs/${id}`)).state;
    if (['done', 'closed'].includes(state)) return verbs;
    // What is to be seen to before one leaves.
    if (state === 'accepted') await fillSteps(phone, full, phone.locator('.steps', { hasText: '出发前' }));
    if (state === 'on_site') {
      await phone.locator('.sign-pad').scrollIntoViewIfNeeded();
      await browser.picture(phone, 'crew-signature-zh');
      await browser.accessible(phone, 'crew, signature');
      await fillSteps(phone, full);
    }
    const button = phone.locator('.main-button');
    const box = await button.boundingBox();
    assert.ok(box.height >= 56, 'the main button is large enough for gloves');
    verbs.push((await button.textContent()).trim());
    await button.click();
    await until(
      () => server.must('GET', `/jobs/${id}`),
      (job) => job.state !== state,
      5000,
      `a state after ${state}`,
    );
    await phone.waitForTimeout(300);
  }
}

test('a call goes from the hotline to closed in the browser', { skip: missing }, async (t) => {
  const { server, browser } = await servedPage(t, { clock, users: { desk: 'dispatcher' } });
  const site = await openCompound(server);

  const desk = await browser.page(server.url, { locale: 'zh-CN', width: 1600, height: 950 });
  await desk.goto('/');
  await desk.waitForSelector('form');
  await browser.accessible(desk, 'sign-in');
  await signIn(desk, 'desk');
  await desk.waitForSelector('.link-live');
  assert.equal(await desk.getAttribute('html', 'lang'), 'zh-CN');
  await browser.picture(desk, 'console-zh');
  await browser.accessible(desk, 'console, Chinese');

  const number = await takeCall(desk, site);
  const jobs = await server.must('GET', '/jobs?limit=1000');
  const job = jobs.items.find((one) => one.number === number);
  assert.ok(job, `${number} is a job`);
  await browser.accessible(desk, 'call taken');

  // Assigned without a reload: the promise names a crew and a time.
  const planned = await until(
    () => server.must('GET', `/jobs/${job.id}`),
    (now) => now.crew !== null,
    5000,
    'a crew for the call',
  );
  const crew = await server.must('GET', `/crews/${planned.crew}`);
  await desk.locator('.taken').getByText(crew.name.zh).waitFor();
  await browser.picture(desk, 'call-taken-zh');
  const request = await server.must('GET', `/requests/${planned.request}`);
  assert.equal(request.script[0].done, true, 'the ticked line is on record');

  await desk.getByRole('button', { name: '查看工单' }).click();
  await desk.locator('.drawer').getByText(number).first().waitFor();
  await desk.locator('.bar title', { hasText: number }).first().waitFor({ state: 'attached' });
  await browser.picture(desk, 'job-zh');
  await browser.accessible(desk, 'job, Chinese');
  await desk.locator('.map-tools').getByRole('button', { name: '表格显示' }).click();
  await desk.locator('.map-pane').getByText(number).waitFor();
  await desk.getByRole('button', { name: '地图显示' }).click();

  await addUser(server, 'courier', 'crew', '--crew', crew.id);
  const phone = await browser.page(server.url, { locale: 'zh-CN', width: 390, height: 844 });
  await signIn(phone, 'courier');
  await phone.locator('.crew-visits button').filter({ hasText: '液化气配送' }).first().waitFor();
  await browser.picture(phone, 'crew-list-zh');
  await browser.accessible(phone, 'crew, list');
  await phone.locator('.crew-visits button').filter({ hasText: site.address ?? '' }).first().click();
  await phone.locator('.visit .number').getByText(number).waitFor();
  const [full] = crew.stock.find((part) => part.item === 'lpg_cylinder_15kg_full').serials;
  await browser.picture(phone, 'crew-visit-zh');
  await browser.accessible(phone, 'crew, visit');
  const verbs = await walkVisit(browser, phone, server, job.id, full);
  assert.deepEqual(verbs.slice(-2), ['到场', '完成']);
  const visit = (await server.must('GET', `/crews/${crew.id}/visits?all=true`)).items.find((one) => one.job === job.id);
  const signed = visit.steps.find((step) => step.kind === 'signature').value;
  assert.match(signed, /^[0-9a-f]{64}$/, 'the drawing is kept and the step names it');
  const drawing = await server.must('GET', `/attachments/${signed}`);
  assert.equal(drawing.type, 'image/png');
  assert.equal(Buffer.from(drawing.data, 'base64').subarray(1, 4).toString(), 'PNG');
  await browser.picture(phone, 'crew-done-zh');

  // The desk has followed; the call-back gives the score without which nothing is closed.
  await desk.locator('.drawer-head').getByText('已完成').waitFor();
  await desk.locator('.scores input').last().check();
  await desk.getByRole('button', { name: '保存回访' }).click();
  await desk.locator('.drawer').getByText('5 / 5').waitFor();
  await desk.locator('.action-row').getByRole('button', { name: '办结' }).click();
  await desk.locator('.drawer-head').getByText('已办结').waitFor();
  assert.equal((await server.must('GET', `/jobs/${job.id}`)).state, 'closed');
  await browser.picture(desk, 'job-closed-zh');
  await browser.close();
});

test('the console is the same in English and in the dark, and listens to keys', { skip: missing }, async (t) => {
  const { server, browser } = await servedPage(t, { clock, users: { desk: 'dispatcher' } });
  const desk = await browser.page(server.url, { locale: 'en-US', width: 1440, height: 900, dark: true });
  await signIn(desk, 'desk');
  await desk.waitForSelector('.link-live');
  assert.equal(await desk.getAttribute('html', 'lang'), 'en');
  assert.equal(await desk.getAttribute('html', 'data-theme'), 'dark');
  await browser.picture(desk, 'console-en-dark');
  await browser.accessible(desk, 'console, English, dark');

  await desk.keyboard.press('?');
  await desk.getByRole('dialog').waitFor();
  await browser.accessible(desk, 'help');
  await desk.keyboard.press('Escape');
  await desk.keyboard.press('2');
  assert.equal(await desk.locator('.tabs [aria-pressed=true]').textContent().then((text) => text.startsWith('Waiting')), true);
  await desk.keyboard.press('/');
  await desk.keyboard.type('n2');
  assert.equal(await desk.inputValue('#search'), 'n2', 'keys are letters while one types');
  assert.equal(await desk.locator('.intake').count(), 0);
  await desk.keyboard.press('Escape');
  await desk.keyboard.press('Escape');
  await desk.keyboard.press('n');
  await desk.getByRole('radio', { name: 'Gas leak' }).check();
  await browser.picture(desk, 'intake-en-dark');
  await browser.accessible(desk, 'intake, English, dark');
  await desk.keyboard.press('Escape');

  // Leaving a language or a theme needs no reload, and stays.
  await desk.getByRole('button', { name: '中文' }).click();
  assert.equal(await desk.getAttribute('html', 'lang'), 'zh-CN');
  await desk.reload();
  await desk.waitForSelector('.console');
  assert.equal(await desk.getAttribute('html', 'lang'), 'zh-CN');
  await browser.close();
});

test('a zone is lifted and sealed again, and a gate shut, from the page', { skip: missing }, async (t) => {
  const { server, browser } = await servedPage(t, { clock, users: { desk: 'dispatcher' } });
  const zones = await server.must('GET', '/zones?state=active');
  const zone = zones.items.find((one) => one.policy.startsWith('epidemic'));
  const state = async () => (await server.must('GET', `/zones/${zone.id}`)).state;

  const desk = await browser.page(server.url, { locale: 'en-US', width: 1440, height: 900 });
  await signIn(desk, 'desk');
  await desk.waitForSelector('.link-live');
  await desk.keyboard.press('/');
  await desk.keyboard.type(zone.name.en);
  await desk.locator('.search-hits li').filter({ hasText: 'Zone' }).first().click();
  const drawer = desk.locator('.drawer');
  await drawer.getByRole('heading', { name: zone.name.en }).waitFor();
  await browser.accessible(desk, 'zone');

  await drawer.getByRole('button', { name: 'Lift' }).click();
  await drawer.getByRole('button', { name: 'Seal' }).waitFor();
  assert.equal(await state(), 'lifted');
  await drawer.getByRole('button', { name: 'Seal' }).click();
  await drawer.getByRole('button', { name: 'Lift' }).waitFor();
  assert.equal(await state(), 'active');

  const gates = await server.must('GET', '/gates?limit=1000');
  const gate = gates.items.find((one) => one.zone === zone.id && one.state === 'open');
  await drawer.getByRole('button', { name: gate.name.en }).click();
  await drawer.getByRole('button', { name: 'Close the gate' }).click();
  await drawer.getByRole('button', { name: 'Open the gate' }).waitFor();
  assert.equal((await server.must('GET', `/gates/${gate.id}`)).state, 'closed');
  await browser.accessible(desk, 'gate');
  await browser.close();
});

test('a wrong password is told in words and lets nobody in', { skip: missing }, async (t) => {
  const { server, browser } = await servedPage(t, { clock, args: [], users: { desk: 'dispatcher' } });
  const page = await browser.page(server.url, { locale: 'en-US' });
  await page.goto('/');
  await page.fill('input[name=name]', 'desk');
  await page.fill('input[name=password]', 'not this one at all');
  await page.click('form button[type=submit]');
  await page.getByRole('alert').getByText('wrong').waitFor();
  assert.equal(await page.locator('.console').count(), 0);
  await browser.close();
});

test('a call sent again after a broken line is taken once', { skip: missing }, async (t) => {
  const { server, browser } = await servedPage(t, { clock, users: { desk: 'dispatcher' } });
  const site = await openCompound(server);
  const desk = await browser.page(server.url, { locale: 'zh-CN', width: 1440, height: 900 });
  await signIn(desk, 'desk');
  await desk.waitForSelector('.link-live');

  // The server takes the first call, but its answer is lost on the way.
  let lost = 0;
  await desk.route('**/api/v1/requests', async (route) => {
    if (lost++ > 0) return route.continue();
    await route.fetch();
    return route.abort();
  });
  await desk.keyboard.press('n');
  await desk.getByRole('radio', { name: '液化气配送' }).check();
  await desk.fill('#place', site.name.zh);
  await desk.locator('.place-picker [role=option]').first().click();
  await desk.getByLabel(/^瓶数/).fill('1');
  const send = desk.getByRole('button', { name: '受理', exact: true });
  await send.click();
  await desk.locator('.notice-failed').waitFor();
  await send.click();
  await desk.waitForSelector('.taken');
  assert.equal(lost, 2);
  assert.equal((await server.must('GET', '/requests')).items.length, 1);
  browser.troubles = browser.troubles.filter((line) => !line.includes('ERR_FAILED'));
  await browser.close();
});

test('a viewer sees the city and is offered nothing that would be refused', { skip: missing }, async (t) => {
  const { server, browser } = await servedPage(t, { clock, users: { board: 'viewer' } });
  const board = await browser.page(server.url, { locale: 'en-US', width: 1440, height: 900 });
  await signIn(board, 'board');
  await board.waitForSelector('.link-live');
  await board.locator('.chart-name').first().waitFor();
  assert.equal(await board.getByRole('button', { name: 'New call' }).count(), 0);
  await board.keyboard.press('n');
  assert.equal(await board.locator('.intake').count(), 0);
  await board.locator('.chart-name').first().click();
  await board.locator('.drawer-head').waitFor();
  await browser.accessible(board, 'crew');
  // What the map shows is there in words, and leads to the same details.
  await board.locator('.map-tools').getByRole('button', { name: 'As a table' }).click();
  await board.locator('.map-pane tr').filter({ hasText: 'Zone' }).first().getByRole('button').click();
  await board.locator('.drawer-head .number').getByText('Zone').waitFor();
  assert.equal(await board.locator('.drawer .actions').count(), 0);
  await browser.accessible(board, 'map as a table');
  await browser.close();
});
