// The command line: what it answers, what it refuses, and that it works beside a running server.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { access, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { root, run, Server } from '../e2e/server.mjs';

let dir, server;
before(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'lifeline-cli-'));
  server = await Server.start({ args: ['--rate', '1000'] });
});
after(async () => {
  await server.stop();
  await rm(dir, { recursive: true, force: true });
});

// One sentence on stderr, nothing on stdout, exit code 1.
function is_refused(answer, pattern) {
  assert.equal(answer.code, 1, answer.stderr);
  assert.equal(answer.stdout, '');
  assert.match(answer.stderr, pattern);
  assert.ok(answer.stderr.trim().split('\n').filter((line) => !line.startsWith('{')).length <= 1, answer.stderr);
}

test('help and version are answered, a wrong call is told how to call', async () => {
  const help = await run(['--help']);
  assert.equal(help.code, 0);
  for (const name of ['serve', 'user', 'verify', 'import', 'road', 'solve']) assert.match(help.stdout, new RegExp(`^  ${name} `, 'm'));
  assert.match((await run(['--version'])).stdout, /^lifeline \d+\.\d+\.\d+\n$/);
  for (const name of ['serve', 'user', 'verify', 'import']) {
    const wrong = await run([name]);
    assert.equal(wrong.code, 2, name);
    assert.match(wrong.stderr, /^usage: lifeline /);
    assert.equal((await run([name, '--help'])).code, 0);
  }
  assert.equal((await run(['dance'])).code, 2);
  assert.equal((await run([])).code, 2);
});

test('a folder in use, a port in use and a wrong address are told apart', async () => {
  is_refused(await run(['serve', '--data', server.data, '--listen', '127.0.0.1:0']), /Another process serves this data folder/);
  is_refused(await run(['serve', '--data', `${dir}/other`, '--log', 'error', '--listen', `127.0.0.1:${server.port}`]), /another program uses the port/);
  is_refused(await run(['serve', '--data', `${dir}/other`, '--log', 'error', '--listen', 'nowhere']), /--listen: 'nowhere' is not an address/);
  is_refused(await run(['serve', '--data', `${dir}/other`, '--demo', '--listen', '0.0.0.0:0']), /published passwords/);
  is_refused(await run(['serve', '--data', `${dir}/never`, '--listen', 'nowhere']), /--listen/);
  is_refused(await run(['serve', '--data', `${dir}/never`, '--listen', '127.0.0.1:0', '--city', `${dir}/no.road`]), /no\.road/);
  await assert.rejects(access(`${dir}/never`), 'a wrong call makes no folder');
  assert.equal((await run(['serve', '--data', dir, '--clock', 'yesterday'])).code, 2);
});

test('a broken pack is named with its file and line', async () => {
  await cp(`${root}/packs`, `${dir}/packs`, { recursive: true });
  const file = `${dir}/packs/services/gas.leak.yaml`;
  await writeFile(file, `${await readFile(file, 'utf8')}\nunheard_of: 1\n`);
  is_refused(await run(['serve', '--data', `${dir}/broken`, '--packs', `${dir}/packs`]), /gas\.leak\.yaml:\d+: .*unheard_of/);
});

test('a truncated street map is refused', async () => {
  const map = `${dir}/cut.osm.pbf`;
  const made = await run(['serve', '--data', `${dir}/none`, '--city', `${dir}/missing.osm.pbf`]);
  is_refused(made, /missing\.osm\.pbf: /);
  const demo = await Server.start({ args: ['--demo'], user: null });
  const whole = await readFile(`${demo.data}/city.osm.pbf`);
  await writeFile(map, whole.subarray(0, whole.length / 2));
  await demo.stop();
  is_refused(await run(['serve', '--data', `${dir}/none`, '--log', 'error', '--city', map]), /cut\.osm\.pbf/);
});

test('users are added and listed while the server runs, and refused in a sentence', async () => {
  const password = 'correct horse battery\n';
  assert.equal((await run(['user', 'add', 'wang', '--role', 'dispatcher', '--data', server.data], password)).code, 0);
  is_refused(await run(['user', 'add', 'wang', '--role', 'dispatcher', '--data', server.data], password), /lifeline user: /);
  is_refused(await run(['user', 'add', 'li', '--role', 'emperor', '--data', server.data], password), /no role 'emperor'/);
  is_refused(await run(['user', 'add', 'li', '--role', 'system', '--data', server.data], password), /no role 'system'/);
  is_refused(await run(['user', 'add', 'li', '--role', 'viewer', '--data', server.data], 'short\n'), /password/);
  is_refused(await run(['user', 'add', 'li', '--role', 'viewer', '--data', server.data], ''), /password/);
  is_refused(await run(['user', 'token', 'nobody', '--data', server.data]), /lifeline user: /);
  is_refused(await run(['user', 'list', '--data', `${dir}/not-there`]), /no database/);
  const list = await run(['user', 'list', '--data', server.data]);
  assert.match(list.stdout, /^wang +dispatcher +2/m);
  assert.doesNotMatch(list.stdout, /^li /m);
});

test('a CSV file comes in as a whole or not at all, every bad row named', async () => {
  const good = `${dir}/sites.csv`, bad = `${dir}/bad.csv`;
  await writeFile(good, 'code,kind,name_en,lon,lat\nS-1,household,Home 1,106.2,37.98\nS-2,hospital,"Hospital, East",106.21,37.99\n');
  await writeFile(bad, 'code,kind,name_en,lon,lat\nS-3,household,Home 3,106.2,37.98\nS-4,household,Home 4,east,37.98\n');
  const refused = await run(['import', 'sites', bad, '--data', server.data]);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /bad\.csv:3.*lon/);
  const done = await run(['import', 'sites', good, '--data', server.data]);
  assert.equal(done.code, 0, done.stderr);
  assert.match(done.stdout, /^imported 2 sites/);
  const codes = (await server.must('GET', '/sites')).items.map((site) => site.code);
  assert.ok(codes.includes('S-1') && codes.includes('S-2') && !codes.includes('S-3'));
  is_refused(await run(['import', 'dragons', good, '--data', server.data]), /dragons/);
});

test('verify is clean, beside the server too, and names an event that was changed', async () => {
  const clean = await server.verify();
  assert.equal(clean.code, 0);
  const [, events, head] = clean.stdout.match(/^clean: (\d+) events, head ([0-9a-f]{64})$/m);
  const noted = await run(['verify', '--data', server.data, '--seq', events, '--hash', head, '--json']);
  assert.deepEqual(JSON.parse(noted.stdout), { clean: true, events: Number(events), head });
  is_refused(await run(['verify', '--data', server.data, '--seq', '999999']), /missing at the end of the log/);

  const copy = `${dir}/copy`;
  await server.must('POST', '/orgs', { kind: 'company', name: { en: 'before the copy' } });
  execFileSync('python3', ['-c', `
import sqlite3, sys, os
os.mkdir(sys.argv[2])
source, copy = sqlite3.connect(sys.argv[1] + '/lifeline.db'), sqlite3.connect(sys.argv[2] + '/lifeline.db')
source.backup(copy)
for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
    copy.execute('DROP TRIGGER ' + name)
copy.execute("UPDATE event SET data = replace(data, 'before', 'after') WHERE seq = (SELECT max(seq) FROM event)")
copy.commit()`, server.data, copy]);
  is_refused(await run(['verify', '--data', copy]), new RegExp(`event ${Number(events) + 1}: `));
  is_refused(await run(['verify', '--data', `${dir}/not-there`]), /no database/);
});

test('a client that calls more often than allowed is told when to come again', async () => {
  const slow = await Server.start({ args: ['--rate', '5'] });
  const all = await Promise.all(Array.from({ length: 300 }, () => slow.get('/clock')));
  assert.ok(all.some((answer) => answer.status === 200));
  const refused = all.filter((answer) => answer.status === 429);
  assert.ok(refused.length > 0);
  assert.equal(refused[0].body.code, 'limit');
  assert.ok(Number(refused[0].headers.get('retry-after')) >= 1);
  await slow.stop();
});

test('SIGTERM ends the server with exit code 0', async () => {
  const other = await Server.start({ user: null });
  assert.deepEqual(await other.stop(), { code: 0, signal: null });
});
