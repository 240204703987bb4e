// The help of the API's commands against the schema files that they are written in.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { root, run } from '../e2e/server.mjs';

test('every command is listed, and its help names its arguments and roles', async () => {
  const list = (await run(['api'])).stdout.split('\n');
  for (const file of await readdir(path.join(root, 'schema/commands'))) {
    const schema = JSON.parse(await readFile(path.join(root, 'schema/commands', file), 'utf8'));
    assert.ok(list.some((line) => line.startsWith(`${schema.name} `)), schema.name);
    const help = await run(['api', schema.name]);
    assert.equal(help.code, 0, help.stderr);
    assert.ok(help.stdout.includes(schema.summary.en) && help.stdout.includes(schema.summary.zh), schema.name);
    for (const argument of Object.keys(schema.args ?? {}))
      assert.match(help.stdout, new RegExp(`^  ${argument} `, 'm'), `${schema.name} ${argument}`);
    const roles = help.stdout.match(/^ {2}for (.*)$/m)[1].replaceAll(' (own)', '').split(' ');
    for (const role of schema.roles) assert.ok(roles.includes(role), `${schema.name} ${role}`);
  }
});

test('a command that is not there is refused', async () => {
  const wrong = await run(['api', 'dance.now']);
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /dance\.now/);
  assert.equal((await run(['api', 'a', 'b'])).code, 2);
});
