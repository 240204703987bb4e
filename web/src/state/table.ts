/** Rows of one noun, kept as the server last told them. */
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { everything, Problem } from '../api';
import type { List } from '../types';

interface Row {
    id: string;
}

/** Above this many touched rows one list is cheaper for both sides than a request for each. */
const listAbove = 25;

export interface Table<T extends Row> {
    readonly rows: ReadonlySignal<ReadonlyMap<string, T>>;
    readonly all: ReadonlySignal<T[]>;
    /** One row. What reads it is redrawn when that row changes, not when any other does. */
    at(id: string): ReadonlySignal<T | undefined>;
    /** Reads the whole list again. */
    load(): Promise<void>;
    /** Reads these rows again; a row that is gone or no longer ours leaves the table. */
    refresh(ids: Iterable<string>): Promise<void>;
    put(row: T): void;
}

type ListCall<T> = (args: { cursor?: string; limit?: number }) => Promise<List<T>>;

export interface Calls<T> {
    /** The rows are those of all these lists together. */
    lists: ListCall<T>[];
    get(args: { id: string }): Promise<T>;
}

export function table<T extends Row>(calls: Calls<T>): Table<T> {
    const rows = signal<ReadonlyMap<string, T>>(new Map());

    async function load(): Promise<void> {
        const parts = calls.lists.map((call) => everything((cursor) => call({ limit: 500, cursor })));
        const fresh = (await Promise.all(parts)).flat();
        rows.value = new Map(fresh.map((row) => [row.id, row]));
    }

    async function one(id: string): Promise<[string, T | undefined]> {
        try {
            return [id, await calls.get({ id })];
        } catch (problem) {
            if (problem instanceof Problem && [403, 404].includes(problem.status))
                return [id, undefined];
            throw problem;
        }
    }

    async function refresh(ids: Iterable<string>): Promise<void> {
        const wanted = [...ids];
        if (wanted.length > listAbove) return load();
        const fresh = await Promise.all(wanted.map(one));
        const next = new Map(rows.peek());
        for (const [id, row] of fresh) {
            if (row) next.set(id, row);
            else next.delete(id);
        }
        rows.value = next;
    }

    function put(row: T): void {
        rows.value = new Map(rows.peek()).set(row.id, row);
    }

    const single = new Map<string, ReadonlySignal<T | undefined>>();

    function at(id: string): ReadonlySignal<T | undefined> {
        let row = single.get(id);
        if (!row) {
            row = computed(() => rows.value.get(id));
            single.set(id, row);
        }
        return row;
    }

    return { rows, all: computed(() => [...rows.value.values()]), at, load, refresh, put };
}
