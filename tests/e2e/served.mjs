// What a test of the page begins with: a served city, a browser and the users who sign in. All of it
// goes when the test has ended.
//
//   const { server, browser } = await servedPage(t, { clock, users: { desk: 'dispatcher' } });
import { Browser } from './browser.mjs';
import { generatedCity } from './cities.mjs';
import { Server, addUser } from './server.mjs';
import { Town } from './town.mjs';

// The demo city, unless `args` of `lifeline serve` say otherwise.
export async function servedPage(t, { clock, args = ['--demo'], users = {} }) {
  const server = await Server.start({ clock, args });
  const browser = await Browser.open();
  t.after(async () => {
    await browser.chromium.close();
    await server.stop();
  });
  for (const [name, role] of Object.entries(users)) await addUser(server, name, role);
  return { server, browser };
}

// A generated city in which nobody works yet.
export async function servedTown(t, { clock, seed }) {
  const city = await generatedCity({ seed });
  t.after(() => city.remove());
  const { server, browser } = await servedPage(t, { clock, args: ['--city', city.file] });
  return { server, browser, town: new Town(server, city.centre) };
}
