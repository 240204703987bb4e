// Bytes over a socket, for what no well-behaved client would send.
import net from 'node:net';

// Sends the parts with a pause between them and reads until the server closes or is quiet.
export function talk(url, parts, { quiet_ms = 300, pause_ms = 0, half_close = false } = {}) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = net.connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    let text = '';
    let timer;
    const end = (closed) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ text, closed });
    };
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => end(false), quiet_ms);
    };
    socket.on('data', (part) => {
      text += part;
      wait();
    });
    socket.on('end', () => end(true));
    socket.on('error', () => end(true));
    socket.on('connect', async () => {
      for (const part of [].concat(parts)) {
        if (!socket.destroyed) socket.write(part);
        if (pause_ms) await new Promise((go) => setTimeout(go, pause_ms));
      }
      if (half_close) socket.end();
      wait();
    });
  });
}

// The answers in a text of several, as { status, headers, body }.
export function answers(text) {
  const out = [];
  while (text) {
    const head_end = text.indexOf('\r\n\r\n');
    if (head_end < 0) break;
    const [line, ...lines] = text.slice(0, head_end).split('\r\n');
    const headers = Object.fromEntries(lines.map((l) => [l.slice(0, l.indexOf(':')).toLowerCase(), l.slice(l.indexOf(':') + 1).trim()]));
    const n = Number(headers['content-length'] ?? 0);
    out.push({ status: Number(line.split(' ')[1]), headers, body: text.slice(head_end + 4, head_end + 4 + n) });
    text = text.slice(head_end + 4 + n);
  }
  return out;
}
