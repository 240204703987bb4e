// What the API makes of good and of bad calls. Every error has one form, and a refused call leaves
// nothing behind.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server } from '../e2e/server.mjs';
import { answers, talk } from './raw.mjs';

let server;
before(async () => (server = await Server.start()));
after(() => server.stop());

const org = (code) => ({ code, kind: 'company', name: { zh: '液化气公司', en: 'LPG company' } });

function is_problem(answer, status, code, where) {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.match(answer.headers.get('content-type'), /^application\/problem\+json/);
  assert.equal(answer.body.status, status);
  assert.equal(typeof answer.body.title, 'string');
  assert.equal(typeof answer.body.type, 'string');
  assert.ok(answer.body.detail.length > 10, 'a sentence');
  if (code) assert.equal(answer.body.code, code);
  if (where) assert.equal(answer.body.where, where);
}

const seq = async () => (await server.must('GET', '/event-log?limit=1000')).items.length;

test('a thing is made, found where Location says, and changed under its ETag', async () => {
  const made = await server.post('/orgs', org('lpg'));
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.equal(made.headers.get('location'), `/api/v1/orgs/${made.body.id}`);
  assert.equal(made.etag, `"${made.body.rev}"`);
  const found = await server.get(`/orgs/${made.body.id}`);
  assert.deepEqual(found.body, made.body);
  const unchanged = await server.get(`/orgs/${made.body.id}`, { headers: { 'if-none-match': found.etag } });
  assert.equal(unchanged.status, 304);
  assert.equal(unchanged.body, null);
  const name = { zh: '新名', en: 'New name' };
  const changed = await server.patch(`/orgs/${made.body.id}`, { name }, { match: found.etag });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  assert.notEqual(changed.etag, found.etag);
  is_problem(await server.patch(`/orgs/${made.body.id}`, { name }, { match: found.etag }), 412, 'stale');
  is_problem(await server.patch(`/orgs/${made.body.id}`, { name }), 428, 'condition_missing');
  is_problem(await server.patch(`/orgs/${made.body.id}`, { name }, { match: 'yesterday' }), 400, 'bad_format', 'If-Match');
});

test('a repeated key gives the first answer, and another body under it is refused', async () => {
  const first = await server.post('/orgs', org('once'), { key: 'key-1' });
  const events = await seq();
  const again = await server.post('/orgs', org('once'), { key: 'key-1' });
  assert.equal(again.status, 201);
  assert.deepEqual(again.body, first.body);
  assert.equal(again.headers.get('idempotent-replayed'), 'true');
  is_problem(await server.post('/orgs', org('twice'), { key: 'key-1' }), 422, 'key_reused');
  is_problem(await server.post('/orgs', org('long'), { key: 'k'.repeat(129) }), 400, 'bad_format', 'Idempotency-Key');
  assert.equal(await seq(), events);
});

test('two calls at once under one key do the thing once', async () => {
  const events = await seq();
  const both = await Promise.all([1, 2, 3, 4].map(() => server.post('/orgs', org('race'), { key: 'race-1' })));
  assert.deepEqual(both.map((a) => a.status), [201, 201, 201, 201]);
  assert.equal(new Set(both.map((a) => a.body.id)).size, 1);
  assert.equal(await seq(), events + 1);
});

test('bad bodies are refused with the place of the fault, and nothing is written', async () => {
  const events = await seq();
  is_problem(await server.post('/orgs', '{"kind": "company",'), 400, 'bad_format');
  is_problem(await server.post('/orgs', '{"kind": "company", "kind": "city"}'), 400, 'bad_format');
  is_problem(await server.post('/orgs', '[1, 2]'), 400, 'bad_format');
  is_problem(await server.post('/orgs', '"text"'), 400, 'bad_format');
  is_problem(await server.post('/orgs', '[['.repeat(100)), 400, 'bad_format');
  is_problem(await server.post('/orgs', { kind: 'company' }), 422, 'invalid', 'name');
  is_problem(await server.post('/orgs', { ...org('a'), kind: 7 }), 422, 'invalid', 'kind');
  is_problem(await server.post('/orgs', { ...org('a'), kind: 'circus' }), 422, 'invalid', 'kind');
  is_problem(await server.post('/orgs', { ...org('a'), colour: 'red' }), 422, 'invalid', 'colour');
  is_problem(await server.post('/orgs', { ...org('a'), parent: 'nobody' }), 422, 'invalid', 'parent');
  is_problem(await server.post('/orgs', { ...org('a'), name: { en: 'x'.repeat(5000) } }), 422, 'invalid');
  is_problem(
    await server.call('POST', '/orgs', JSON.stringify(org('a')), { headers: { 'content-type': 'text/plain' } }),
    415, 'unsupported_media_type');
  assert.equal(await seq(), events);
});

test('a body above a mebibyte is refused before it is read', async () => {
  is_problem(await server.post('/orgs', `{"note": "${'x'.repeat(1024 * 1024)}"}`), 413, 'limit');
  const head = `POST /api/v1/orgs HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000000\r\n\r\n`;
  const [answer] = answers((await talk(server.url, head)).text);
  assert.equal(answer.status, 413);
});

test('paths, methods and queries that do not exist are told apart', async () => {
  is_problem(await server.get('/nothing'), 404, 'not_found');
  is_problem(await server.get('/orgs/01834b5e-7c00-7000-8000-00000000ffff'), 404, 'not_found');
  is_problem(await server.get('/orgs/not-an-id'), 422, 'invalid', 'id');
  const wrong = await server.call('DELETE', '/orgs');
  is_problem(wrong, 405, 'method_not_allowed');
  assert.equal(wrong.headers.get('allow'), 'GET, HEAD, POST, OPTIONS');
  const options = await server.call('OPTIONS', '/orgs');
  assert.equal(options.status, 204);
  assert.equal(options.headers.get('allow'), 'GET, HEAD, POST, OPTIONS');
  is_problem(await server.get('/orgs?limit=many'), 422, 'invalid', 'limit');
  is_problem(await server.get('/orgs?limit=0'), 422, 'invalid', 'limit');
  is_problem(await server.get('/orgs?limit=5&limit=6'), 422, 'invalid', 'limit');
  is_problem(await server.get('/orgs?unknown=1'), 422, 'invalid', 'unknown');
  is_problem(await server.get('/orgs?limit=%zz'), 400, 'bad_format');
  is_problem(await server.get('/orgs%ff'), 400, 'bad_format');
});

test('lists go on from their cursor and end', async () => {
  for (let i = 0; i < 5; i++) await server.must('POST', '/orgs', org(`page-${i}`));
  const seen = new Set();
  let cursor;
  for (let pages = 0; pages < 50; pages++) {
    const page = await server.must('GET', `/orgs?limit=2${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
    assert.ok(page.items.length <= 2);
    for (const item of page.items) {
      assert.ok(!seen.has(item.id), 'no item twice');
      seen.add(item.id);
    }
    cursor = page.next;
    if (!cursor) break;
  }
  assert.equal(cursor, null);
  assert.ok(seen.size >= 5);
});

test('an unknown service and a caller without a place are refused', async () => {
  const events = await seq();
  const caller = { name: 'Resident', phone: '0953-0000000' };
  const place = { lon: 106.195, lat: 37.992 };
  const unknown = await server.post('/requests', { service: 'no.such', caller, place, answers: {} });
  assert.ok([404, 422].includes(unknown.status), JSON.stringify(unknown.body));
  is_problem(unknown, unknown.status);
  is_problem(await server.post('/requests', { service: 'gas.leak', caller, answers: {} }), 422, 'invalid', 'place');
  is_problem(await server.post('/requests', { service: 'gas.leak', caller, place: { lon: 200, lat: 37 } }), 422, 'invalid');
  assert.equal(await seq(), events);
});

test('the description of the API is true to what is served', async () => {
  const answer = await fetch(`${server.url}/api/v1/openapi.json`);
  const openapi = await answer.json();
  assert.match(openapi.openapi, /^3\.1/);
  let tried = 0;
  for (const [path, item] of Object.entries(openapi.paths))
    for (const method of Object.keys(item).filter((m) => ['get', 'post', 'patch', 'delete', 'put'].includes(m))) {
      if (path === '/events' || (path === '/session' && method !== 'get')) continue;
      const where = path.replace(/\{[^}]*\}/g, '01834b5e-7c00-7000-8000-00000000ffff');
      const reply = await server.call(method.toUpperCase(), where, method === 'get' ? undefined : { '?': 1 }, { match: '"1"' });
      assert.notEqual(reply.status, 405, `${method} ${path}`);
      assert.ok(reply.status < 500, `${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
      assert.ok(item[method].responses[reply.status], `${method} ${path} answers ${reply.status}, which is not described`);
      tried++;
      // Queries that cannot be read, and bodies of another kind.
      const broken = await server.call(method.toUpperCase(), `${where}?x=%zz`);
      const foreign = method === 'get' ? broken : await server.call(method.toUpperCase(), where, 'text', { headers: { 'content-type': 'text/plain' } });
      for (const answer of [broken, foreign])
        if (item[method].requestBody || item[method].parameters)
          assert.ok(item[method].responses[answer.status], `${method} ${path} answers ${answer.status}, which is not described`);
    }
  assert.ok(tried > 50);
});

test('HEAD gives the head of GET', async () => {
  const head = await server.call('HEAD', '/orgs');
  const get = await server.call('GET', '/orgs');
  assert.equal(head.status, 200);
  assert.equal(head.body, null);
  assert.ok(get.body.items.length > 0);
});

test('pipelined calls are answered in order, also when the client has shut its side', async () => {
  const one = (path) => `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.token}\r\n\r\n`;
  const parts = one('/api/v1/orgs?limit=1') + one('/healthz') + one('/api/v1/nothing') + one('/api/v1/clock');
  const all = answers((await talk(server.url, parts, { half_close: true, quiet_ms: 2000 })).text);
  assert.deepEqual(all.map((a) => a.status), [200, 200, 404, 200]);
});

test('requests that are no HTTP get a problem and the end of the connection', async () => {
  for (const [bytes, status] of [
    ['nonsense\r\n\r\n', 400],
    ['GET / HTTP/3.0\r\n\r\n', 505],
    ['POST /api/v1/orgs HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\n${'X: y\r\n'.repeat(200)}\r\n`, 431],
    [`GET / HTTP/1.1\r\nX: ${'y'.repeat(20000)}\r\n\r\n`, 431],
    [`GET /${'y'.repeat(20000)} HTTP/1.1\r\n\r\n`, 414],
  ]) {
    const { text, closed } = await talk(server.url, bytes, { quiet_ms: 1500 });
    const [answer] = answers(text);
    assert.equal(answer?.status, status, bytes.slice(0, 60));
    assert.match(answer.headers['content-type'], /^application\/problem\+json/);
    assert.equal(JSON.parse(answer.body).status, status);
    assert.ok(closed);
  }
});

test('a known method on nothing and an unknown one are both refused in form', async () => {
  for (const line of ['BREW /pot', 'POST /', 'PUT /api/v1/orgs']) {
    const [answer] = answers((await talk(server.url, `${line} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`)).text);
    assert.ok([404, 405].includes(answer.status), line);
    assert.match(answer.headers['content-type'], /^application\/problem\+json/);
  }
});

test('health, readiness and figures are there without signing in', async () => {
  assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  assert.match(metrics, /^lifeline_http_requests_total\{command="org.create",status="201"\} [1-9]/m);
  assert.match(metrics, /^lifeline_store_commits_total [1-9]/m);
  const names = new Set();
  for (const line of metrics.trim().split('\n')) {
    const help = line.match(/^# (HELP|TYPE) (\S+) (.+)$/);
    if (help) names.add(help[2]);
    else {
      const name = line.match(/^([a-z_]+)(\{[^}]*\})? -?[0-9.e+]+$/)?.[1];
      assert.ok(name, line);
      assert.ok(names.has(name.replace(/_(bucket|sum|count)$/, '')) || names.has(name), `${name} has no HELP`);
    }
  }
});

test('pages come with a policy that lets them load nothing from elsewhere', async () => {
  const page = await fetch(`${server.url}/`);
  assert.equal(page.status, 200);
  assert.match(page.headers.get('content-type'), /^text\/html/);
  assert.match(page.headers.get('content-security-policy'), /default-src 'self'/);
  assert.equal(page.headers.get('x-frame-options'), 'DENY');
  assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
  assert.equal((await fetch(`${server.url}/../etc/passwd`)).status, 404);
  assert.equal((await fetch(`${server.url}/nothing.js`)).status, 404);
});
