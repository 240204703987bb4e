// Starts the real server for a test, and talks to it as a client would.
//
//   const server = await Server.start({ clock: '2022-09-27T11:25:00+08:00', args: ['--demo'] });
//   const { status, body } = await server.get('/jobs/...');
//   await server.stop();
//
// The program under test is $LIFELINE (default: the checked build). Every server has its own data
// folder, which `stop` removes; `kill` leaves it for `start({ data })`.
import { spawn, execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
export const root = process.env.LIFELINE_ROOT || path.resolve(here, '../..');
export const program =
  process.env.LIFELINE || path.join(process.env.LIFELINE_BUILD || `${root}/build/checked`, 'src/cli/lifeline');

// A path under ../shared, or null when that folder is not there: the test then skips.
export function shared(name) {
  const file = path.join(process.env.LIFELINE_SHARED || path.join(root, '../shared'), name);
  return existsSync(file) ? file : null;
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Asks until the answer pleases; fails with the last answer after `within_ms`.
export async function until(ask, pleases, within_ms = 5000, what = 'the awaited state') {
  const end = Date.now() + within_ms;
  for (;;) {
    const answer = await ask();
    if (pleases(answer)) return answer;
    if (Date.now() > end) throw new Error(`${what} did not come; last: ${JSON.stringify(answer)}`);
    await sleep(25);
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

// Runs a sub-command to its end: { code, stdout, stderr }.
export function run(args, input = '', options = {}) {
  return new Promise((resolve) => {
    const child = execFile(program, args, { maxBuffer: 64 << 20, cwd: root, ...options }, (error, stdout, stderr) =>
      resolve({ code: error ? (error.code ?? 1) : 0, stdout, stderr }),
    );
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

export const password = 'correct horse battery';

// Adds somebody who signs in with that password; more arguments as `lifeline user add` takes them.
export async function addUser(server, name, role, ...more) {
  const args = ['user', 'add', name, '--role', role, '--data', server.data, ...more];
  const added = await run(args, `${password}\n`);
  if (added.code !== 0) throw new Error(`user add: ${added.stderr}`);
}

export class Server {
  static async start({ data, clock, args = [], user = 'admin', role = 'admin', within_ms = 60000 } = {}) {
    const server = new Server();
    server.data = data ?? (await mkdtemp(path.join(os.tmpdir(), 'lifeline-')));
    server.port = await freePort();
    const all = ['serve', '--data', server.data, '--listen', `127.0.0.1:${server.port}`, ...args];
    if (clock) all.push('--clock', clock);
    await server.#spawn(all, within_ms);
    if (user) server.token = await server.tokenFor(user, role);
    return server;
  }

  #spawn(args, within_ms) {
    this.child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    this.output = '';
    this.errors = '';
    this.exited = new Promise((resolve) => this.child.once('exit', (code, signal) => resolve({ code, signal })));
    this.child.stderr.on('data', (part) => (this.errors = (this.errors + part).slice(-20000)));
    return new Promise((resolve, reject) => {
      const fail = (why) => reject(new Error(`${why}\n${this.output}\n${this.errors}`));
      const timer = setTimeout(() => fail('the server was not ready in time'), within_ms);
      this.exited.then(({ code }) => fail(`the server ended with ${code}`));
      this.child.stdout.on('data', (part) => {
        this.output += part;
        const ready = this.output.match(/^ready (http:\/\/\S+)/m);
        if (!ready) return;
        clearTimeout(timer);
        this.url = ready[1].replace(/\/$/, '');
        resolve();
      });
    });
  }

  // A bearer token of a user, who is added first when new.
  async tokenFor(name, role) {
    const added = await run(['user', 'add', name, '--role', role, '--data', this.data], `${password}\n`);
    const answer = await run(['user', 'token', name, '--data', this.data]);
    if (answer.code !== 0) throw new Error(`user token: ${added.stderr}${answer.stderr}`);
    return answer.stdout.trim().split('\n').at(-1);
  }

  // One call below /api/v1. Options: key (Idempotency-Key), match (If-Match), token, headers.
  async call(method, where, body, { key, match, token = this.token, headers = {} } = {}) {
    const all = { ...headers };
    if (token) all.authorization = `Bearer ${token}`;
    if (body !== undefined) all['content-type'] ??= 'application/json';
    if (key) all['idempotency-key'] = key;
    if (match !== undefined) all['if-match'] = match;
    const answer = await fetch(`${this.url}/api/v1${where}`, {
      method,
      headers: all,
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    let parsed = null;
    try {
      parsed = text ? JSON.parse(text) : null;
    } catch {
      parsed = text;
    }
    return { status: answer.status, body: parsed, etag: answer.headers.get('etag'), headers: answer.headers };
  }

  get(where, options) {
    return this.call('GET', where, undefined, options);
  }

  post(where, body = {}, options) {
    return this.call('POST', where, body, options);
  }

  patch(where, body, options) {
    return this.call('PATCH', where, body, options);
  }

  // The same, for steps that must succeed: gives the body or fails with the problem.
  async must(method, where, body, options) {
    const answer = await this.call(method, where, body, options);
    if (answer.status >= 300)
      throw new Error(`${method} ${where}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  // Moves the virtual clock.
  clockTo(to) {
    return this.must('POST', '/clock/advance', { to });
  }

  verify() {
    return run(['verify', '--data', this.data]);
  }

  async kill() {
    this.child.kill('SIGKILL');
    return this.exited;
  }

  async stop() {
    this.child.kill('SIGTERM');
    const ended = await this.exited;
    await rm(this.data, { recursive: true, force: true });
    return ended;
  }
}
