// The stream of events: in order, each once, also across broken lines and a restart.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { run, Server, sleep, until } from '../e2e/server.mjs';

let server;
before(async () => (server = await Server.start()));
after(() => server.stop());

const org = (code) => ({ code, kind: 'company', name: { en: `Company ${code}` } });
const make = (code) => server.must('POST', '/orgs', org(code));

// A stream that gathers its events; `lost` is set when the server ends it.
async function listen({ after: from, token = server.token } = {}) {
  const end = new AbortController();
  const headers = { authorization: `Bearer ${token}` };
  if (from !== undefined) headers['last-event-id'] = String(from);
  const answer = await fetch(`${server.url}/api/v1/events`, { headers, signal: end.signal });
  const stream = { status: answer.status, type: answer.headers.get('content-type'), events: [], lost: false, stop: () => end.abort() };
  (async () => {
    let text = '';
    const decoder = new TextDecoder();
    try {
      for await (const part of answer.body) {
        text += decoder.decode(part, { stream: true });
        for (let cut; (cut = text.indexOf('\n\n')) >= 0; text = text.slice(cut + 2)) {
          const id = text.slice(0, cut).match(/^id: (\d+)$/m)?.[1];
          const data = text.slice(0, cut).match(/^data: (.*)$/m)?.[1];
          if (id) stream.events.push({ n: Number(id), ...JSON.parse(data) });
        }
      }
    } catch {
      // aborted by us
    }
    stream.lost = true;
  })();
  return stream;
}

const are_whole = (events, first, last) =>
  assert.deepEqual(events.map((e) => e.n), Array.from({ length: last - first + 1 }, (_, i) => first + i));

test('a listener hears what happens from then on', async () => {
  await make('before');
  const stream = await listen();
  assert.equal(stream.status, 200);
  assert.match(stream.type, /^text\/event-stream/);
  const made = await make('heard');
  await until(() => stream.events, (e) => e.length === 1);
  assert.equal(stream.events[0].type, 'org.created');
  assert.equal(stream.events[0].noun_id, made.id);
  assert.equal(stream.events[0].seq, stream.events[0].n);
  stream.stop();
});

test('a listener who comes back hears exactly what it has missed, in order', async () => {
  const first = await listen({ after: 0 });
  await until(() => first.events, (e) => e.length >= 2);
  first.stop();
  const last = first.events.at(-1).n;
  for (let i = 0; i < 300; i += 30) await Promise.all(Array.from({ length: 30 }, (_, k) => make(`missed-${i + k}`)));
  const second = await listen({ after: last });
  for (let i = 0; i < 20; i++) await make(`meanwhile-${i}`);
  await until(() => second.events, (e) => e.length >= 320, 10000);
  are_whole(second.events, last + 1, last + 320);
  second.stop();
});

test('many listeners joining at random all hear the same log', async () => {
  const log_end = async () => (await server.must('GET', '/event-log?limit=1000')).items.at(-1).seq;
  const start = await log_end();
  const streams = [];
  const writer = (async () => {
    for (let i = 0; i < 200; i++) await make(`many-${i}`);
  })();
  for (let i = 0; i < 12; i++) {
    streams.push(await listen({ after: start }));
    await sleep(15);
  }
  await writer;
  for (const stream of streams) {
    await until(() => stream.events, (e) => e.length >= 200, 10000);
    are_whole(stream.events, start + 1, start + 200);
    stream.stop();
  }
});

test('what another process writes is heard too', async () => {
  const stream = await listen();
  const added = await run(['user', 'add', 'from-outside', '--role', 'viewer', '--data', server.data], 'correct horse battery\n');
  assert.equal(added.code, 0, added.stderr);
  await until(() => stream.events, (e) => e.some((x) => x.type.startsWith('user.')), 8000);
  const made = await make('after-outside');
  await until(() => stream.events, (e) => e.some((x) => x.noun_id === made.id));
  are_whole(stream.events, stream.events[0].n, stream.events.at(-1).n);
  stream.stop();
});

test('a listener survives the restart of the server by its last id', async () => {
  const before_end = await listen({ after: 0 });
  await until(() => before_end.events, (e) => e.length > 100, 10000);
  const seen = before_end.events.length;
  await server.kill();
  await until(() => before_end.lost, (lost) => lost);
  const { data } = server;
  server = await Server.start({ data, user: null }).then((next) => Object.assign(next, { token: server.token }));
  const made = await make('after-restart');
  const again = await listen({ after: before_end.events.at(-1).n });
  await until(() => again.events, (e) => e.some((x) => x.noun_id === made.id));
  are_whole(before_end.events.concat(again.events), 1, again.events.at(-1).n);
  assert.ok(seen > 100);
  again.stop();
});

test('the stream is for those who have signed in', async () => {
  assert.equal((await listen({ token: 'made-up' })).status, 401);
});

test('a resident hears of zones and closures, not of other people', async () => {
  const token = await server.tokenFor('resident', 'resident');
  const stream = await listen({ token });
  const everything = await listen();
  await make('not-for-residents');
  await until(() => everything.events, (e) => e.length > 0);
  await sleep(200);
  assert.equal(stream.events.length, 0);
  stream.stop();
  everything.stop();
});

test('a listener that does not read is dropped and the others are not held up', async () => {
  const { hostname, port } = new URL(server.url);
  const deaf = net.connect({ host: hostname, port: Number(port) });
  deaf.on('error', () => {});
  await new Promise((resolve) => deaf.once('connect', resolve));
  deaf.pause();
  deaf.write(`GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.token}\r\nLast-Event-ID: 0\r\n\r\n`);
  const stream = await listen();
  const big = 'x'.repeat(150);
  const figures = async () => (await fetch(`${server.url}/metrics`)).text();
  const dropped = async () => Number((await figures()).match(/^lifeline_event_streams_dropped_total (\d+)/m)[1]);
  let n = 0;
  const enough = Date.now() + 40000;
  while (!(await dropped()) && Date.now() < enough) {
    await Promise.all(Array.from({ length: 200 }, () => server.must('POST', '/orgs', { kind: 'company', name: { en: `${big} ${n++}`, zh: big } })));
  }
  assert.ok((await dropped()) > 0, `not dropped after ${n} events`);
  await until(() => stream.events, (e) => e.length >= n, 10000);
  stream.stop();
  deaf.destroy();
});
