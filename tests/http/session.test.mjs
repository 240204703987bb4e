// Who may come in: passwords, sessions with their CSRF token, bearer tokens, roles.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { run, Server } from '../e2e/server.mjs';

const password = 'correct horse battery';
let server;
before(async () => {
  server = await Server.start({ clock: '2022-09-27T11:25:00+08:00' });
  await server.tokenFor('viewer', 'viewer');
});
after(() => server.stop());

const org = (code) => ({ code, kind: 'company', name: { en: 'LPG company' } });
const sign_in = (name, secret) => server.call('POST', '/session', { name, password: secret }, { token: null });

test('signing in gives a cookie that scripts cannot read and a value for changes', async () => {
  const answer = await sign_in('admin', password);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  assert.equal(answer.body.user.name, 'admin');
  assert.equal(answer.body.user.role, 'admin');
  const cookie = answer.headers.get('set-cookie');
  assert.match(cookie, /^lifeline_session=[\w-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+/);
  const headers = { cookie: cookie.split(';')[0] };

  const me = await server.call('GET', '/session', undefined, { token: null, headers });
  assert.equal(me.status, 200);
  assert.equal(me.body.csrf, answer.body.csrf);

  const without = await server.call('POST', '/orgs', org('a'), { token: null, headers });
  assert.equal(without.status, 403);
  assert.equal(without.body.where, 'X-CSRF-Token');
  const wrong = { ...headers, 'x-csrf-token': 'x'.repeat(43) };
  assert.equal((await server.call('POST', '/orgs', org('a'), { token: null, headers: wrong })).status, 403);
  const right = { ...headers, 'x-csrf-token': answer.body.csrf };
  assert.equal((await server.call('POST', '/orgs', org('a'), { token: null, headers: right })).status, 201);

  const out = await server.call('DELETE', '/session', undefined, { token: null, headers: right });
  assert.equal(out.status, 204);
  assert.match(out.headers.get('set-cookie'), /Max-Age=0/);
  assert.equal((await server.call('GET', '/session', undefined, { token: null, headers })).status, 401);
});

test('behind a proxy with TLS the cookie stays on TLS', async () => {
  const answer = await server.call('POST', '/session', { name: 'admin', password },
    { token: null, headers: { 'x-forwarded-proto': 'https' } });
  assert.match(answer.headers.get('set-cookie'), /; Secure/);
});

test('nobody, a stranger and a made-up token are refused in the same form', async () => {
  for (const headers of [{}, { authorization: 'Bearer made-up' }, { authorization: 'Basic YTpi' },
    { cookie: 'lifeline_session=made-up' }, { cookie: `lifeline_session=${'x'.repeat(500)}` }]) {
    const answer = await server.call('GET', '/orgs', undefined, { token: null, headers });
    assert.equal(answer.status, 401);
    assert.equal(answer.body.code, 'unauthenticated');
    assert.ok(answer.headers.get('www-authenticate'));
  }
  const wrong_name = await sign_in('nobody', password);
  const wrong_password = await sign_in('admin', 'not the password');
  assert.equal(wrong_name.status, 401);
  assert.deepEqual(wrong_name.body, wrong_password.body);
});

test('a role that may not call something is told so, and nothing happens', async () => {
  const token = await server.tokenFor('viewer', 'viewer');
  const denied = await server.post('/orgs', org('viewer'), { token });
  assert.equal(denied.status, 403);
  assert.equal(denied.body.code, 'denied');
  assert.equal((await server.get('/orgs', { token })).status, 200);
});

test('a token made on the command line ends no session, whatever time the server goes by', async () => {
  const answer = await sign_in('admin', password);
  const headers = { cookie: answer.headers.get('set-cookie').split(';')[0] };
  assert.equal((await run(['user', 'token', 'viewer', '--data', server.data])).code, 0);
  // What was seen a moment ago is not asked again; after that the store is.
  await new Promise((resolve) => setTimeout(resolve, 1100));
  assert.equal((await server.call('GET', '/session', undefined, { token: null, headers })).status, 200);
});

test('a bearer token ends when its time is over', async () => {
  const answer = await run(['user', 'token', 'viewer', '--days', '1', '--data', server.data]);
  assert.equal(answer.code, 0, answer.stderr);
  const token = answer.stdout.trim();
  assert.equal((await server.get('/orgs', { token })).status, 200);
  // Tokens made on the command line count from the machine's own time.
  await server.clockTo(new Date(Date.now() + 2 * 86400e3).toISOString());
  const late = await server.get('/orgs', { token });
  assert.equal(late.status, 401, JSON.stringify(late.body));
  assert.equal(late.body.code, 'unauthenticated');
});

test('guessing passwords becomes slow', async () => {
  let answer, guesses = 0;
  // On a slow machine some of the allowance comes back meanwhile.
  do answer = await sign_in('viewer', `guess ${guesses++}`);
  while (answer.status === 401 && guesses < 100);
  assert.equal(answer.status, 429);
  assert.ok(guesses > 5, 'a few slips are forgiven');
  assert.ok(answer.headers.get('retry-after'));
});
