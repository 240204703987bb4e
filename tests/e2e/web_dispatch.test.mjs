// The desk of a dispatcher who decides: the ranked crews with what a choice would mean, the crew
// that is chosen, the bell with its alarms, the coverage on the map; in both languages, by keys.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser, missing, signIn } from './browser.mjs';
import { generatedCity } from './cities.mjs';
import { Server, addUser, until } from './server.mjs';
import { Town } from './town.mjs';

const city = missing ? null : await generatedCity({ seed: 2 });
const options = { skip: missing ?? false };
let server, browser, near, far, id;

before(async () => {
  if (missing) return;
  server = await Server.start({ clock: '2022-03-19T09:00:00+08:00', args: ['--city', city.file] });
  const town = new Town(server, city.centre);
  ({ near, far } = await town.nearAndFar('2022-03-19'));
  id = await town.errand(town.point(300, 100), { kind: 'medical_trip' });
  await until(() => server.must('GET', `/jobs/${id}`), (job) => job.crew === near.id, 10000, 'a crew');
  await addUser(server, 'desk', 'dispatcher');
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

const words = {
  'zh-CN': { give: '派给该班组', effects: '不影响其他工单', bell: /告警/, coverage: '应急覆盖' },
  en: { give: 'Give it to this crew', effects: 'Nobody else is affected', bell: /Alarms/, coverage: 'How soon an urgent call could be reached' },
};

for (const [locale, word] of Object.entries(words)) {
  test(`a dispatcher chooses a crew by keys, in ${locale}`, options, async () => {
    const page = await browser.page(server.url, { locale });
    await signIn(page, 'desk');
    await page.locator(`#queue-${id}`).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('a');
    const current = await server.must('GET', `/jobs/${id}`);
    const other = current.crew === near.id ? far : near;
    const name = locale === 'en' ? other.name.en : other.name.zh;
    await page.locator('.offers .offer', { hasText: name }).click();
    await page.getByText(word.effects).waitFor();
    await browser.picture(page, `dispatch-choose-${locale}`);
    await browser.accessible(page, 'choosing a crew');
    await page.getByRole('button', { name: word.give }).click();
    await until(() => server.must('GET', `/jobs/${id}`), (job) => job.crew === other.id, 10000, 'the chosen crew');
    await page.getByRole('button', { name: word.coverage }).click();
    await page.locator('.coverage-legend').waitFor();
    await server.must('POST', '/clock/advance', { by_s: 200 });
    await page.locator('.bell-rings').waitFor();
    await page.keyboard.press('b');
    await page.locator('.alarm').first().waitFor();
    await browser.picture(page, `dispatch-alarms-${locale}`);
    await browser.accessible(page, 'alarms and coverage');
    await page.close();
  });
}
