// A browser for tests of the page: Debian's Chromium, driven by what web/ has installed.
//
//   const browser = await Browser.open();
//   const page = await browser.page(server.url, { locale: 'zh-CN' });
//   await page.goto('/');
//   await browser.close();
//
// Every page fails the test when its script fails, when the console reports an error, or when it
// asks anything of another host.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { password, root } from './server.mjs';

const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
const packages = `${root}/web/node_modules/playwright-core`;

// Why no browser test can run here; undefined when it can.
export const missing = !chromium
  ? 'chromium is not installed'
  : !existsSync(packages)
    ? 'web/node_modules is not installed'
    : undefined;

const require = createRequire(`${root}/web/package.json`);
const pictures = path.join(root, 'build/screenshots');

// The browser's own line for a refused request; the request itself is looked at below.
const refusal = /^Failed to load resource/;

export class Browser {
  static async open() {
    const browser = new Browser();
    const playwright = require('playwright-core');
    browser.axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
    browser.chromium = await playwright.chromium.launch({
      executablePath: chromium,
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    });
    browser.troubles = [];
    mkdirSync(pictures, { recursive: true });
    return browser;
  }

  async page(url, { locale = 'zh-CN', width = 1440, height = 900, dark = false } = {}) {
    const context = await this.chromium.newContext({
      baseURL: url,
      locale,
      viewport: { width, height },
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(20000);
    const { host } = new URL(url);
    page.on('pageerror', (error) => this.troubles.push(`script: ${error.stack}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && !refusal.test(message.text()))
        this.troubles.push(`console: ${message.text()}`);
    });
    page.on('response', (response) => {
      // A signed-out page learns by a 401 that nobody is signed in: not a failure.
      if (response.status() >= 400 && response.status() !== 401)
        this.troubles.push(`${response.status()} ${response.request().method()} ${response.url()}`);
    });
    page.on('request', (request) => {
      const asked = new URL(request.url());
      if (asked.protocol.startsWith('http') && asked.host !== host)
        this.troubles.push(`another host: ${request.url()}`);
    });
    return page;
  }

  // Saves a picture for people to look at, as build/screenshots/NAME.png.
  picture(page, name) {
    return page.screenshot({ path: path.join(pictures, `${name}.png`) });
  }

  // Fails on any accessibility rule of WCAG 2.2 A and AA that the page breaks.
  async accessible(page, what) {
    await page.evaluate(this.axe);
    const found = await page.evaluate(() =>
      window.axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      }),
    );
    const broken = found.violations
      .filter((rule) => ['serious', 'critical'].includes(rule.impact))
      .map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.target.join(' ')).join(' | ')}`);
    assert.deepEqual(broken, [], what);
  }

  async close() {
    await this.chromium.close();
    assert.deepEqual(this.troubles, []);
  }
}

export async function signIn(page, name, secret = password) {
  await page.goto(page.url() === 'about:blank' ? '/' : page.url());
  await page.fill('input[name=name]', name);
  await page.fill('input[name=password]', secret);
  await page.click('form button[type=submit]');
  await page.waitForSelector('.console, .crew-view');
}
