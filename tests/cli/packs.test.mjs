// Every key of every file below packs/ is broken once, in its name and in its value: `lifeline packs` names
// file, line and the word that is wrong, and says what would be right. Lines come from the files, so
// that a new key is tried as well.
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { root, run } from '../e2e/server.mjs';

const MANY = 10; // mistakes at once: what follows from them is told as well, and the check stops at two hundred
let dir, files;

before(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'lifeline-packs-'));
  await cp(path.join(root, 'packs'), dir, { recursive: true });
  files = (await readdir(dir, { recursive: true })).filter((name) => name.endsWith('.yaml')).sort();
});
after(() => rm(dir, { recursive: true, force: true }));

// The keys of a line with their columns: the one it begins with, and those in braces.
function keysOf(line) {
  const bare = line.replace(/"[^"]*"/g, (text) => '"' + '_'.repeat(text.length - 2) + '"').replace(/ #.*$/, '').replace(/^\s*#.*$/, '');
  const first = /^(\s*)((?:- )*)([a-z_]+):(?= |$)/.exec(bare);
  const keys = first ? [{ key: first[3], at: first[1].length + first[2].length, depth: 0 }] : [];
  let depth = 0;
  const re = /([{}])|(?:(?<=[{,] ?|\{)([a-z_]+):(?= ))/g;
  for (let hit; (hit = re.exec(bare)); ) {
    if (hit[1] === '{') depth++;
    else if (hit[1] === '}') depth--;
    else keys.push({ key: hit[2], at: hit.index, depth });
  }
  return keys;
}

// One place of each key: told apart by folder and the keys above it.
async function places() {
  const seen = new Map();
  for (const file of files) {
    const above = [];
    const lines = (await readFile(path.join(dir, file), 'utf8')).split('\n');
    lines.forEach((line, i) => {
      for (const { key, at, depth } of keysOf(line)) {
        if (depth === 0) {
          while (above.length && above.at(-1).at >= at) above.pop();
          above.push({ key, at });
        }
        const names = [...above.map((one) => one.key), ...(depth ? [String(depth), key] : [])];
        const id = [path.dirname(file) === '.' ? file : path.dirname(file), ...names].join('/');
        if (!seen.has(id)) seen.set(id, { id, file, line: i, at, key, depth: names.length });
      }
    });
  }
  return [...seen.values()];
}

// Breaks some places, asks the program and puts the files back; the problems as { where: [texts] }.
async function broken(some, change) {
  const was = new Map();
  for (const one of [...some].sort((a, b) => b.at - a.at)) {
    const name = path.join(dir, one.file);
    if (!was.has(name)) was.set(name, await readFile(name, 'utf8'));
    const lines = (await readFile(name, 'utf8')).split('\n');
    lines[one.line] = change(lines[one.line], one);
    await writeFile(name, lines.join('\n'));
  }
  const { code, stderr } = await run(['packs', dir]);
  for (const [name, text] of was) await writeFile(name, text);
  assert.ok(code === 0 || code === 1, `it ends by itself, not with ${code}`);
  return stderr.split('\n').map((line) => /^(\S+:\d+): (.*)$/.exec(line)).filter(Boolean).map(([, where, text]) => ({ where, text }));
}

async function each(list, change, told) {
  const silent = [];
  const left = [...list].sort((a, b) => a.depth - b.depth);
  while (left.length) {
    // Keys of one depth at a time, none below another, one a line: each is seen for itself.
    const some = [];
    for (let i = 0; i < left.length && some.length < MANY; i++) {
      const one = left[i];
      if (some.length && one.depth !== some[0].depth) break;
      if (some.some((other) => other.file === one.file && other.line === one.line)) continue;
      some.push(one);
      left.splice(i--, 1);
    }
    const is_told = (problems, one) =>
      problems.some((problem) => problem.where === `${path.join(dir, one.file)}:${one.line + 1}` && told(problem.text, one));
    const problems = await broken(some, change);
    for (const one of some.filter((one) => !is_told(problems, one))) {
      // What follows from the others may have filled the list: by itself it must be told.
      const alone = await broken([one], change);
      if (!is_told(alone, one)) silent.push(`${one.file}:${one.line + 1} ${one.key}: ${alone.slice(0, 3).map(({ where, text }) => `${where.replace(dir, '')} ${text}`).join(' | ')}`);
    }
  }
  return silent;
}

test('a key that is misspelt is named with its line, and the keys that would be right', async () => {
  const list = await places();
  assert.ok(list.length > 250, `${list.length} keys`);
  const silent = await each(
    list,
    (line, { at, key }) => `${line.slice(0, at)}${key}x${line.slice(at + key.length)}`,
    (text, { key }) => text.includes(`${key}x'`) && /(The keys are|Did you mean|known are|give zh and en|needs the key|must be|one of|there are)/.test(text),
  );
  assert.deepEqual(silent, []);
});

test('a value of the wrong kind is named with its line and what would be right', async () => {
  const scalar = /^[a-z_]+: ([^\s{}[\]",&*#][^{}[\]",#&*]*?)(?= *(?:[,}\]]| #|$))/;
  const lines = new Map();
  for (const file of files) lines.set(file, (await readFile(path.join(dir, file), 'utf8')).split('\n'));
  const list = (await places()).filter((one) => scalar.test(lines.get(one.file)[one.line].slice(one.at)));
  assert.ok(list.length > 120, `${list.length} values`);
  const silent = await each(
    list,
    (line, { at }) => line.slice(0, at) + line.slice(at).replace(scalar, (text, value) => `${text.slice(0, text.length - value.length)}{odd: [1]}`),
    (text) => text.length > 20,
  );
  assert.deepEqual(silent, []);
});
