/**
 * The one door to the server: the generated calls over fetch, with the session cookie. Writes carry
 * the session's CSRF token and an Idempotency-Key, so a write that is repeated after a broken line
 * happens once.
 */
import { signal } from '@preact/signals';
import { makeApi, type CallOptions, type Command, type CommandName } from './gen/api';
import type { List, Session } from './types';

export type { CommandName };

const root = '/api/v1';

/** Who is signed in: undefined until the server has been asked, null when nobody is. */
export const session = signal<Session | null | undefined>(undefined);

/** An answer that is not a 2xx: the problem+json of the server as an error. */
export class Problem extends Error {
    constructor(
        readonly status: number,
        message: string,
    ) {
        super(message);
    }
}

async function problemOf(reply: Response): Promise<Problem> {
    let message = reply.statusText || String(reply.status);
    try {
        const body = await reply.json();
        message = body.detail || body.title || message;
        if (body.where) message = `${message} (${body.where})`;
    } catch {
        // Not JSON: the status line says what there is to say.
    }
    return new Problem(reply.status, message);
}

/** The address of a call and the arguments that did not go into its path. */
function addressOf(command: Command, args: object): [string, Record<string, unknown>] {
    const rest: Record<string, unknown> = { ...args };
    const path = command.path.replace(/\{(\w+)\}/g, (_, name: string) => {
        const value = rest[name];
        delete rest[name];
        return encodeURIComponent(String(value));
    });
    return [root + path, rest];
}

function queryOf(args: Record<string, unknown>): string {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(args))
        if (value !== undefined) parameters.set(name, String(value));
    const text = parameters.toString();
    return text && `?${text}`;
}

/** A key nobody else has. Browsers keep randomUUID from pages that came without TLS, so not that. */
export function newKey(): string {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function writeHeaders(options: CallOptions): Record<string, string> {
    const headers: Record<string, string> = {
        'Content-Type': 'application/json',
        'Idempotency-Key': options.key ?? newKey(),
    };
    const token = session.peek()?.csrf;
    if (token) headers['X-CSRF-Token'] = token;
    if (options.ifMatch !== undefined) headers['If-Match'] = `"${options.ifMatch}"`;
    return headers;
}

export async function send(command: Command, args: object, options: CallOptions = {}): Promise<unknown> {
    const [address, rest] = addressOf(command, args);
    const reads = command.method === 'GET';
    let reply: Response;
    try {
        reply = await fetch(reads ? address + queryOf(rest) : address, {
            method: command.method,
            credentials: 'same-origin',
            signal: options.signal,
            headers: { Accept: 'application/json', ...(reads ? {} : writeHeaders(options)) },
            body: reads || command.method === 'DELETE' ? undefined : JSON.stringify(rest),
        });
    } catch {
        throw new Problem(0, '');
    }
    if (reply.status === 401 && session.peek()) session.value = null;
    if (!reply.ok) throw await problemOf(reply);
    return reply.status === 204 ? undefined : reply.json();
}

export const api = makeApi(send);

/** Every row of a list, page after page, up to a number the screen can still show. */
export async function everything<T>(
    page: (cursor?: string) => Promise<List<T>>,
    limit = 5000,
): Promise<T[]> {
    const rows: T[] = [];
    let cursor: string | undefined;
    do {
        const part = await page(cursor);
        rows.push(...part.items);
        cursor = part.next ?? undefined;
    } while (cursor && rows.length < limit);
    return rows;
}

export async function signIn(name: string, password: string): Promise<void> {
    session.value = await api.sessionCreate({ name, password });
}

export async function signOut(): Promise<void> {
    await api.sessionDelete({});
    // A fresh page: nothing that the last user saw stays in memory.
    location.reload();
}

/** Asks who the cookie belongs to; nobody is an answer, not an error. */
export async function whoAmI(): Promise<void> {
    try {
        session.value = await api.sessionGet({});
    } catch {
        session.value = null;
    }
}
