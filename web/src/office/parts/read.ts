/** What a page of the office reads: read when it opens, and again when an event says that it changed. */
import { signal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { everything } from '../../api';
import type { List } from '../../types';
import { onTouched } from '../../state/live';
import { attempt } from '../../ui/notice';

/** The value that `read` gives; undefined until it has come. `nouns` are those of the events. */
export function useOne<T>(
    read: () => Promise<T>,
    nouns: string[],
    again: unknown[] = [],
): ReadonlySignal<T | undefined> {
    const value = useMemo(() => signal<T | undefined>(undefined), again);
    useEffect(() => {
        let current = true;
        const load = () =>
            attempt(async () => {
                const fresh = await read();
                if (current) value.value = fresh;
            });
        void load();
        const deaf = nouns.map((noun) => onTouched(noun, () => void load()));
        return () => {
            current = false;
            deaf.forEach((stop) => stop());
        };
    }, again);
    return value;
}

/** All rows of a list. */
export function useList<T>(
    list: (page: { cursor?: string; limit: number }) => Promise<List<T>>,
    nouns: string[],
    again: unknown[] = [],
): ReadonlySignal<T[] | undefined> {
    return useOne(() => everything((cursor) => list({ limit: 500, cursor })), nouns, again);
}
